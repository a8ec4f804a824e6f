//! What a conversation is for: which facts about the lead's wish are known, and the one to ask next.
//!
//! Promises: one question at a time, no slot asked twice, at most [`MAX_QUESTIONS`] in a conversation, and none while
//! the last one waits for its answer. The questions ask about the home, never about the person (42 USC 3604, read
//! 2026-11-22). It keeps no words of the lead, only what fits a slot. The engine may use it.

mod read;
mod slot;

use crate::lead::{Interest, Message, Role};

pub use slot::Slots;

use read::{Said, asked_in, read_into};
use slot::Slot;

/// The most questions that one conversation is asked.
pub const MAX_QUESTIONS: usize = 4;

/// The one question to ask next; `None` when enough is known, or when one was just asked and not answered.
///
/// It is in Spanish when the message is.
pub fn next_question(interest: &Interest, history: &[Message], inbound: &str) -> Option<&'static str> {
    let said = Said::new(inbound);
    if said.turns_away() {
        return None;
    }
    let known = known(interest, history, &said);
    let ours = || history.iter().filter(|message| message.role != Role::Lead);
    let asked: Vec<Vec<Slot>> = ours().map(|message| asked_in(message.text.expose())).collect();
    if asked.iter().filter(|slots| !slots.is_empty()).count() >= MAX_QUESTIONS {
        return None;
    }
    let waits = asked.last().is_some_and(|last| last.iter().any(|slot| !known.knows(*slot)));
    if waits && !said.declines() {
        return None;
    }
    let next = Slot::wanted(known.intent.as_deref())
        .iter()
        .find(|slot| !known.knows(**slot) && !asked.iter().flatten().any(|earlier| earlier == *slot))?;
    Some(next.question(said.is_spanish()))
}

/// What is known of the lead's wish: the record first, then what the lead said, the newest last.
pub fn slots(interest: &Interest, history: &[Message], inbound: &str) -> Slots {
    known(interest, history, &Said::new(inbound))
}

fn known(interest: &Interest, history: &[Message], inbound: &Said<'_>) -> Slots {
    let mut known = Slots::default();
    let mut asked = Vec::new();
    for message in history {
        match message.role {
            Role::Lead => read_into(&mut known, &Said::new(message.text.expose()), &asked),
            _ => asked = asked_in(message.text.expose()),
        }
    }
    read_into(&mut known, inbound, &asked);
    known.prefer(interest);
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::Channel;

    fn talk(lines: &[&str]) -> Vec<Message> {
        lines
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let role = if index % 2 == 0 { Role::Lead } else { Role::Assistant };
                Message::new(role, *text, "2026-11-23T15:00:00Z".parse().unwrap(), Channel::Sms)
            })
            .collect()
    }

    const INTENT: &str = "Are you looking to buy, rent or sell?";
    const TIMELINE: &str = "When are you hoping to move?";
    const BUDGET: &str = "What budget do you have in mind?";
    const BEDS: &str = "How many bedrooms do you need?";

    #[test]
    fn asks_in_order_and_skips_what_is_known() {
        let none = Interest::default();
        let rows: &[(&[&str], &str, Option<&str>)] = &[
            (&[], "Hi", Some(INTENT)),
            (&[], "I want to buy", Some(TIMELINE)),
            (&[], "we want to buy this summer, max 600k", Some(BEDS)),
            (&["hi", "Hi! Are you looking to buy, rent or sell?"], "buying", Some(TIMELINE)),
            // Asked and not answered.
            (&["hi", "Hi! Are you looking to buy, rent or sell?"], "what's the hoa?", None),
            // Not answered then, never asked again.
            (
                &["hi", "Are you looking to buy, rent or sell?", "what's the hoa?", "There is no HOA."],
                "ok",
                Some(TIMELINE),
            ),
            // Declined.
            (&["hi", "I want to help. When are you hoping to move?"], "not sure yet", Some(INTENT)),
            // A model's own wording of the question counts as asked.
            (&["I want to buy", "Great. What's your timeline for moving?"], "in 3 months", Some(BUDGET)),
            (&[], "hola", Some("¿Busca comprar, rentar o vender?")),
            (&[], "not interested", None),
            (&[], "please stop", None),
        ];
        for (history, inbound, expected) in rows {
            assert_eq!(next_question(&none, &talk(history), inbound), *expected, "{history:?} {inbound}");
        }
    }

    #[test]
    fn the_record_counts() {
        let interest = crate::lead::Lead::from_json(
            r#"{"interest": {"intent": "buy", "timeline": "spring", "budget_max_usd": 700000, "beds_min": 3, "area": "Austin"}}"#,
        )
        .unwrap()
        .interest;
        let question = "Are you working with a lender, or paying cash?";
        assert_eq!(next_question(&interest, &[], "hi"), Some(question));
        assert_eq!(next_question(&interest, &[], "hi, we are pre-approved"), None);
        assert_eq!(slots(&interest, &[], "max 100k").budget_max_usd, Some(700_000));
    }

    #[test]
    fn sellers_and_renters_are_asked_less() {
        let none = Interest::default();
        assert_eq!(next_question(&none, &[], "I want to sell my house this spring"), None);
        let renter = talk(&["I want to rent a 2 bedroom in Round Rock next month, up to $2,200", "Ok."]);
        assert_eq!(next_question(&none, &renter, "thanks"), None);
    }

    /// However a lead behaves, no slot is asked twice and no more than four questions are asked.
    #[test]
    fn never_twice_and_never_more_than_four() {
        let replies = ["ok", "not sure", "maybe", "what is the price?", "idk", "hello", "no idea", "hm"];
        for offset in 0..replies.len() {
            let mut history: Vec<String> = Vec::new();
            let mut asked = Vec::new();
            for turn in 0..14 {
                let inbound = replies[(turn * (offset + 1) + offset) % replies.len()];
                let lines: Vec<&str> = history.iter().map(String::as_str).collect();
                let question = next_question(&Interest::default(), &talk(&lines), inbound);
                asked.extend(question);
                history.push(inbound.to_owned());
                history.push(format!("Thanks. {}", question.unwrap_or_default()));
            }
            let distinct: std::collections::BTreeSet<_> = asked.iter().collect();
            assert_eq!(distinct.len(), asked.len());
            assert!((2..=MAX_QUESTIONS).contains(&asked.len()), "{asked:?}");
        }
    }
}
