//! What a conversation is for: which facts about the lead's wish are known and who said them, where the lead stands, and
//! the one question to ask next.
//!
//! Promises: one question at a time, no slot asked twice, at most [`MAX_QUESTIONS`] in a conversation, and none while
//! the last one waits for its answer. The questions ask about the home, never about the person (42 USC 3604, read
//! 2026-11-22). Everything is read by rules, in English and Spanish, from the record and the messages alone: the same
//! conversation gives the same slots, stage and score. The engine may use it.
//!
//! What the lead says stands above the record, and newer words above older ones, unless they only wonder ("anything under
//! 500k?"): those fill a gap. Whether the person buys, sells or rents is changed only by an answer or a correction ("actually").
//!
//! The score is 0 to 100: of the account's weights ([`ScoreWeights`]) of the slots that are worth knowing for the
//! intent, the share that is earned. A known slot earns all of its weight; a timeline more, the nearer it is, and financing more, the
//! more it is settled. Names, languages, places, amounts, sizes, reasons and how a person is spoken of earn nothing and cost
//! nothing, and neither does a right that is exercised: none of them is read for it.

mod known;
mod months;
mod read;
mod said;
mod score;
mod slot;
mod words;

use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::lead::{Interest, Message, Role, ScoreWeights};

pub use known::{Evidence, Known, Slots};
pub use score::Stage;
pub use slot::Slot;

use read::{Telling, asked_in};
use said::Said;

/// The most questions that one conversation is asked.
pub const MAX_QUESTIONS: usize = 4;

/// What was read of a lead: the slots, and what follows from them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Qualification {
    /// What is known of the wish.
    pub slots: Slots,
    /// Where the lead stands.
    pub stage: Stage,
    /// How far the wish is known and near, 0 to 100.
    pub score: u8,
    /// What the lead said that the record does not: what a CRM should be told.
    pub changes: Vec<Change>,
}

/// A slot in which the lead's words differ from the record. When the record was last edited closr does not know: compare
/// the evidence's time with your own edits.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// The slot.
    pub slot: Slot,
    /// The record's value; `None` where it has none.
    pub old: Option<Value>,
    /// The lead's, and who said it.
    pub new: Known<Value>,
}

impl Qualification {
    /// As JSON, the lead's words in `area` included: `stage`, `score`, and by the slot's name `slots` and `changes`. It belongs
    /// in no log and no prompt.
    pub fn expose_value(&self) -> Value {
        let known = |known: &Known<Value>| json!({"value": known.value, "evidence": known.evidence.to_value(), "confidence": known.confidence});
        let slots = self.slots.each();
        let slots = slots.iter().map(|(slot, told)| (*slot, known(told)));
        let changes = self.changes.iter().map(|change| {
            let evidence = change.new.evidence.to_value();
            let new = json!({"old": change.old, "new": change.new.value, "evidence": evidence, "confidence": change.new.confidence});
            (change.slot, new)
        });
        json!({
            "stage": self.stage.as_str(), "score": self.score,
            "slots": known::by_slot(slots), "changes": known::by_slot(changes),
        })
    }
}

/// A conversation, read once.
pub struct Reading<'a> {
    record: Slots,
    slots: Slots,
    newest: Option<Said<'a>>,
    /// The slots that each message of ours asked for.
    asked: Vec<Vec<Slot>>,
    away: bool,
}

impl<'a> Reading<'a> {
    /// Reads the record, then the messages, the newest last. `inbound` is the message to answer, where it is not among them.
    pub fn of(
        interest: &Interest,
        history: &'a [Message],
        inbound: Option<(&'a str, Evidence)>,
    ) -> Reading<'a> {
        let record = Slots::of(interest);
        let mut reading =
            Reading { slots: record.clone(), record, newest: None, asked: Vec::new(), away: false };
        for message in history {
            match message.role {
                Role::Lead => {
                    let evidence = Evidence::Message { turn: message.turn, at: message.at };
                    reading.hear(message.text.expose(), evidence);
                }
                Role::Assistant | Role::Agent => reading.asked.push(asked_in(message.text.expose())),
            }
        }
        reading.newest = None;
        if let Some((words, evidence)) = inbound {
            reading.hear(words, evidence);
        }
        reading
    }

    fn hear(&mut self, words: &'a str, evidence: Evidence) {
        let said = Said::new(words);
        let asked = self.asked.last().map_or(&[][..], Vec::as_slice);
        Telling::new(&said, asked, evidence).read_into(&mut self.slots);
        self.away = said.is_lost() || self.away && said.turns_away();
        self.newest = Some(said);
    }

    /// The one question to ask next; `None` when enough is known, when one was just asked and not answered, or when there is
    /// no message to answer.
    ///
    /// It is in Spanish when the message is.
    pub fn next_question(&self) -> Option<&'static str> {
        let said = self.newest.as_ref().filter(|said| !said.turns_away())?;
        if self.asked.iter().filter(|slots| !slots.is_empty()).count() >= MAX_QUESTIONS {
            return None;
        }
        let waits = self.asked.last().is_some_and(|last| last.iter().any(|slot| !self.slots.knows(*slot)));
        if waits && !said.declines() {
            return None;
        }
        let next = Slot::wanted(self.slots.intent()).iter().find(|slot| {
            !self.slots.knows(**slot) && !self.asked.iter().flatten().any(|earlier| earlier == *slot)
        })?;
        next.question(said.is_spanish())
    }

    /// Slots, stage, score and changes, as of `now`.
    pub fn qualification(&self, weights: &ScoreWeights, now: Timestamp) -> Qualification {
        let old = self.record.each();
        let old =
            |slot: Slot| old.iter().find(|(other, _)| *other == slot).map(|(_, known)| known.value.clone());
        let told = self.slots.each().into_iter().filter(|(_, known)| known.evidence != Evidence::Record);
        Qualification {
            stage: score::stage(&self.slots, self.away, now),
            score: score::score(&self.slots, weights, now),
            changes: told.map(|(slot, new)| Change { slot, old: old(slot), new }).collect(),
            slots: self.slots.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
