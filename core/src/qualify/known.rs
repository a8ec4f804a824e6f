//! What is known of a lead's wish, and who said it.

use serde_json::{Map, Value, json};

use super::Slot;
use crate::clock::Timestamp;
use crate::lead::{Interest, Pii, TurnId};

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// The lead's record.
    Record,
    /// A message of the lead's.
    Message {
        /// Its turn, as in the audit trail; `None` where the history came from elsewhere and names none.
        turn: Option<TurnId>,
        /// When it was written.
        at: Timestamp,
    },
}

/// A value that is known, by whom, and how surely it was read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Known<T> {
    /// The value.
    pub value: T,
    /// Who said it: where the lead said the same more than once, the first time.
    pub evidence: Evidence,
    /// How surely it was read, 0 to 1: the record is 1, an answer to a question or a correction 0.95, other words 0.9,
    /// what was wondered about in a question 0.6, and what was hedged ("maybe", "around") at most 0.7.
    pub confidence: f64,
}

/// What is known of a lead's wish.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Slots {
    /// `buy`, `sell`, `rent`, or the record's own word.
    pub intent: Option<Known<String>>,
    /// When: the record's words, or those of a closed list, as in `next month`.
    pub timeline: Option<Known<String>>,
    /// The most the person would pay, in US dollars; a month's rent for a renter.
    pub budget_max_usd: Option<Known<u64>>,
    /// The fewest bedrooms.
    pub beds_min: Option<Known<f64>>,
    /// Where, in the person's own words.
    pub area: Option<Known<Pii<String>>>,
    /// `pre-approved`, `cash`, `lender`, `needs a lender`, or the record's words.
    pub financing: Option<Known<String>>,
    /// `relocation`, `investment`, `lease ends`, `first home`, `more space`, `less space`, or the record's words. A
    /// reason that tells a protected trait (a child, a divorce, an illness, an age) is not read.
    pub motivation: Option<Known<String>>,
    /// Whether the person has an agent already.
    pub has_agent: Option<Known<bool>>,
}

/// How a value was told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum How {
    /// In answer to our question, or as a correction.
    Meant,
    /// In so many words.
    Stated,
    /// Within a question: it fills a gap and replaces nothing.
    Wondered,
}

impl How {
    pub(super) fn confidence(self, hedged: bool) -> f64 {
        let sure = match self {
            How::Meant => 0.95,
            How::Stated => 0.9,
            How::Wondered => 0.6,
        };
        if hedged { f64::min(sure, 0.7) } else { sure }
    }
}

impl Slots {
    /// What the record states.
    pub(super) fn of(interest: &Interest) -> Slots {
        fn on_record<T>(value: Option<T>) -> Option<Known<T>> {
            value.map(|value| Known { value, evidence: Evidence::Record, confidence: 1.0 })
        }
        let Interest { intent, budget_max_usd, beds_min, area, timeline, financing, motivation, has_agent } =
            interest.clone();
        Slots {
            intent: on_record(intent),
            timeline: on_record(timeline),
            budget_max_usd: on_record(budget_max_usd),
            beds_min: on_record(beds_min),
            area: on_record(area.map(Pii::new)),
            financing: on_record(financing),
            motivation: on_record(motivation),
            has_agent: on_record(has_agent),
        }
    }

    pub(super) fn knows(&self, slot: Slot) -> bool {
        self.each().iter().any(|(known, _)| *known == slot)
    }

    pub(super) fn intent(&self) -> Option<&str> {
        self.intent.as_ref().map(|known| known.value.as_str())
    }

    /// What is known, slot by slot, each value as JSON has it.
    pub fn each(&self) -> Vec<(Slot, Known<Value>)> {
        fn known<T>(told: &Option<Known<T>>, value: impl Fn(&T) -> Value) -> Option<Known<Value>> {
            let told = told.as_ref()?;
            Some(Known { value: value(&told.value), evidence: told.evidence, confidence: told.confidence })
        }
        let text = |text: &String| json!(text);
        Slot::ALL
            .into_iter()
            .filter_map(|slot| {
                let known = match slot {
                    Slot::Intent => known(&self.intent, text),
                    Slot::Timeline => known(&self.timeline, text),
                    Slot::Budget => known(&self.budget_max_usd, |usd| json!(usd)),
                    // 3 and not 3.0, which two languages would print.
                    Slot::Beds => known(&self.beds_min, |beds| match beds.fract() == 0.0 {
                        true => json!(*beds as u64),
                        false => json!(beds),
                    }),
                    Slot::Area => known(&self.area, |area| json!(area.expose())),
                    Slot::Financing => known(&self.financing, text),
                    Slot::Motivation => known(&self.motivation, text),
                    Slot::HasAgent => known(&self.has_agent, |has| json!(has)),
                };
                Some((slot, known?))
            })
            .collect()
    }
}

/// Takes what was told. The same again keeps its first evidence.
pub(super) fn tell<T: PartialEq>(slot: &mut Option<Known<T>>, told: Known<T>, how: How) {
    match slot {
        Some(known) if known.value == told.value => {}
        Some(_) if how == How::Wondered => {}
        _ => *slot = Some(told),
    }
}

impl Evidence {
    pub(super) fn to_value(self) -> Value {
        match self {
            Evidence::Record => json!({"kind": "record"}),
            Evidence::Message { turn, at } => {
                json!({"kind": "message", "turn": turn.map(|turn| turn.to_string()), "at": at})
            }
        }
    }
}

/// A map of the slots, as JSON has it.
pub(super) fn by_slot(entries: impl IntoIterator<Item = (Slot, Value)>) -> Map<String, Value> {
    entries.into_iter().map(|(slot, value)| (slot.as_str().to_owned(), value)).collect()
}
