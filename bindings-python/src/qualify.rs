//! What a conversation is for: slots, stage and score.

use std::collections::BTreeMap;

use closr::qualify;

use crate::convert::{Json, Time, view};

view! {
    /// What was read of a lead: the slots, and what follows from them.
    Qualification {
        /// What is known of the wish, by slot, as in `budget_max_usd`.
        slots: BTreeMap<&'static str, Known>,
        /// Where the lead stands, as in `qualified`.
        stage: &'static str,
        /// How far the wish is known and near, 0 to 100.
        score: u8,
        /// What the lead said that the record does not, by slot: what a CRM should be told.
        changes: BTreeMap<&'static str, Change>,
    }
}

view! {
    /// A value that is known, by whom, and how surely it was read.
    Known {
        /// The value.
        value: Json,
        /// Who said it.
        evidence: Evidence,
        /// How surely it was read, 0 to 1.
        confidence: f64,
    }
}

view! {
    /// Who said it: the lead's record, or a message.
    Evidence {
        /// `record` or `message`.
        kind: &'static str,
        /// The message's turn.
        turn: Option<String>,
        /// When the message was written.
        at: Option<Time>,
    }
}

view! {
    /// A slot in which the lead's words differ from the record.
    Change {
        /// The record's value; `None` where it has none.
        old: Json,
        /// The lead's.
        new: Json,
        /// Who said it.
        evidence: Evidence,
        /// How surely it was read, 0 to 1.
        confidence: f64,
    }
}

impl From<&qualify::Qualification> for Qualification {
    fn from(read: &qualify::Qualification) -> Qualification {
        let slots = read.slots.each().into_iter().map(|(slot, known)| {
            let evidence = Evidence::from(known.evidence);
            (slot.as_str(), Known { value: Json(known.value), evidence, confidence: known.confidence })
        });
        let changes = read.changes.iter().cloned().map(|qualify::Change { slot, old, new, .. }| {
            let evidence = Evidence::from(new.evidence);
            let old = Json(old.unwrap_or_default());
            (slot.as_str(), Change { old, new: Json(new.value), evidence, confidence: new.confidence })
        });
        Qualification {
            slots: slots.collect(),
            stage: read.stage.as_str(),
            score: read.score,
            changes: changes.collect(),
        }
    }
}

impl From<qualify::Evidence> for Evidence {
    fn from(evidence: qualify::Evidence) -> Evidence {
        match evidence {
            qualify::Evidence::Message { turn, at, .. } => {
                Evidence { kind: "message", turn: turn.map(|turn| turn.to_string()), at: Some(Time(at)) }
            }
            _ => Evidence { kind: "record", turn: None, at: None },
        }
    }
}
