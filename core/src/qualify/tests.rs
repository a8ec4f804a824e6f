//! What is read of conversations, asked in them, and made of them.

use serde_json::{Map, Value};

use super::*;
use crate::lead::{Channel, Lead};

const NOW: &str = "2026-11-23T15:00:00Z";
const OUTSIDE: Evidence = Evidence::Record;

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn message(role: Role, text: &str) -> Message {
    Message::new(role, text, now(), Channel::Sms)
}

/// The lead and we, by turns.
fn talk(lines: &[&str]) -> Vec<Message> {
    let role = |index| if index % 2 == 0 { Role::Lead } else { Role::Assistant };
    lines.iter().enumerate().map(|(index, text)| message(role(index), text)).collect()
}

fn next_question(interest: &Interest, history: &[Message], inbound: &str) -> Option<&'static str> {
    Reading::of(interest, history, Some((inbound, OUTSIDE))).next_question()
}

fn qualified(interest: &Interest, history: &[Message]) -> Qualification {
    Reading::of(interest, history, None).qualification(&ScoreWeights::default(), now())
}

fn interest(record: &Value) -> Interest {
    Lead::from_json(&json!({"interest": record}).to_string()).unwrap().interest
}

/// Each row of messages tells these slots, and no others.
#[test]
fn rows_tell_their_slots() {
    let rows = include_str!("../../tests/testdata/qualify.jsonl");
    let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let history: Vec<Message> = row["talk"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap())
            .map(|line| match line.strip_prefix("closr: ") {
                Some(ours) => message(Role::Assistant, ours),
                None => message(Role::Lead, line),
            })
            .collect();
        let told = qualified(&interest(&row["record"]), &history);
        let told: Map<String, Value> =
            known::by_slot(told.changes.into_iter().map(|c| (c.slot, c.new.value)));
        if Value::Object(told.clone()) != row["slots"] {
            wrong.push(format!("{}\n  {} told {}", row["talk"], row["slots"], Value::Object(told)));
        }
    }
    assert!(rows.len() >= 120, "{} rows", rows.len());
    assert!(wrong.is_empty(), "{} of {} rows\n{}", wrong.len(), rows.len(), wrong.join("\n"));
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
    let interest = interest(
        &json!({"intent": "buy", "timeline": "spring", "budget_max_usd": 700000, "beds_min": 3, "area": "Austin"}),
    );
    let question = "Are you working with a lender, or paying cash?";
    assert_eq!(next_question(&interest, &[], "hi"), Some(question));
    assert_eq!(next_question(&interest, &[], "hi, we are pre-approved"), None);
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

#[test]
fn a_change_names_both_values_and_the_first_message_that_said_it() {
    let record = interest(&json!({"budget_max_usd": 700000, "intent": "buy"}));
    let turns = [1, 2, 3].map(|_| crate::TurnId::fresh(&Default::default()).unwrap());
    let lines = [
        "actually more like 650",
        "do you have the HOA?",
        "650k max, as I said. Maybe in 78704, I want a place in 78704",
    ];
    let history: Vec<Message> = lines
        .iter()
        .zip(turns)
        .map(|(text, turn)| Message { turn: Some(turn), ..message(Role::Lead, text) })
        .collect();
    let told = qualified(&record, &history);
    let [budget, area] = told.changes.as_slice() else { panic!("{:?}", told.changes) };
    assert_eq!(
        (budget.slot, &budget.old, &budget.new.value),
        (Slot::Budget, &Some(json!(700000)), &json!(650000))
    );
    assert_eq!(budget.new.evidence, Evidence::Message { turn: Some(turns[0]), at: now() });
    assert_eq!((area.slot, &area.old), (Slot::Area, &None));
    assert_eq!(area.new.evidence, Evidence::Message { turn: Some(turns[2]), at: now() });
    assert!(area.new.confidence <= 0.7 && budget.new.confidence == 0.95, "{told:?}");
    assert_eq!(told.slots.intent.unwrap().evidence, Evidence::Record);
}

#[test]
fn where_a_lead_stands() {
    let rows: &[(&[&str], Stage, u8)] = &[
        (&["Hi"], Stage::New, 0),
        (&["I want to buy"], Stage::Engaged, 10),
        (&["I want to buy in 6 months, max 600k"], Stage::Qualified, 48),
        (&["I want to buy in 2 months, max 600k, pre-approved"], Stage::Ready, 74),
        (&["I want to buy asap, max 600k, 3 beds, in Leander, paying cash"], Stage::Ready, 100),
        (&["I want to rent in Leander next month, 2 beds, max $2,000"], Stage::Ready, 100),
        (&["I want to sell my house next month"], Stage::Ready, 100),
        (&["I want to sell my house, no rush"], Stage::Qualified, 40),
        (
            &["I want to buy in 2 months, max 600k, pre-approved", "Ok.", "I already have an agent"],
            Stage::Represented,
            74,
        ),
        (&["I want to buy", "Great!", "not interested any more"], Stage::Away, 10),
        (&["not interested", "Ok.", "hm, do you have something else?"], Stage::New, 0),
    ];
    for (lines, stage, score) in rows {
        let told = qualified(&Interest::default(), &talk(lines));
        assert_eq!((told.stage, told.score), (*stage, *score), "{lines:?} {:?}", told.slots);
    }
}

/// Whoever says it, and however: the same wish is worth the same.
#[test]
fn protected_traits_and_exercised_rights_change_nothing() {
    let wish = "We want to buy in Round Rock in 2 months, up to 600k, 3 bedrooms, pre-approved";
    let stands = |lines: &[&str]| {
        let told = qualified(&Interest::default(), &talk(lines));
        (told.stage, told.score, told.changes.len())
    };
    let expected = stands(&[wish]);
    assert_eq!((expected.0, expected.1), (Stage::Ready, 94));
    let hello = |name: &str| format!("Hi, this is {name}. {wish}");
    for name in [
        "Emily Walsh",
        "Lakisha Washington",
        "José García",
        "Nguyễn Thị Mai",
        "Mohammed al-Farsi",
        "王伟",
        "Siobhán O'Brien",
        "Anna Goldberg",
    ] {
        assert_eq!(stands(&[&hello(name)]), expected, "{name}");
    }
    for place in [
        "Westlake",
        "East Riverside",
        "Chinatown",
        "Little Havana",
        "Barrio Logan",
        "Rundberg",
        "Ávila Park",
        "78721",
        "Beverly Hills",
    ] {
        assert_eq!(stands(&[&wish.replace("Round Rock", place)]), expected, "{place}");
    }
    for who in [
        "My wife and I",
        "My husband and I",
        "My partner and I",
        "I",
        "My kids and I",
        "My mother and I",
        "They",
    ] {
        assert_eq!(stands(&[&wish.replacen("We", who, 1)]), expected, "{who}");
    }
    for amount in ["300k", "950k", "2 million"] {
        assert_eq!(stands(&[&wish.replace("600k", amount)]), expected, "{amount}");
    }
    for said in [
        "We have four children",
        "I use a wheelchair",
        "We are Muslim",
        "I'm 71 and retiring",
        "I'm getting divorced",
        "I'm pregnant",
        "I get disability benefits",
        "I have a housing voucher",
        "I have a service dog",
        "I'm a veteran",
        "English is not my first language",
        "STOP",
        "Delete my data please",
        "What data do you have on me?",
        "That is discrimination and I will file a complaint",
        "I want to talk to a human",
    ] {
        assert_eq!(stands(&[wish, "Thanks.", said]), expected, "{said}");
    }
    let spoken_of = ["She", "He", "My client"]
        .map(|who| stands(&[&wish.replacen("We want", &format!("{who} wants"), 1)]));
    assert_eq!(spoken_of, [expected; 3]);
    let spanish = "Queremos comprar en Round Rock en 2 meses, hasta 600 mil, 3 recámaras, preaprobados";
    assert_eq!(stands(&[spanish]), expected);
}

#[test]
fn an_account_weighs_as_it_likes() {
    let history = talk(&["I want to buy in 6 months, max 600k"]);
    let reading = Reading::of(&Interest::default(), &history, None);
    let weights = ScoreWeights { timeline: 0, ..ScoreWeights::default() };
    assert_eq!(reading.qualification(&weights, now()).score, 43);
    // What was soon is not soon for ever.
    let later = "2027-04-23T15:00:00Z".parse().unwrap();
    assert!(reading.qualification(&ScoreWeights::default(), later).score > 50);
}

#[test]
fn words_of_the_lead_are_not_shown() {
    let told = qualified(&Interest::default(), &talk(&["I'm looking for a house in Quibbleford"]));
    assert!(told.expose_value().to_string().contains("Quibbleford"));
    assert!(!format!("{:?}", told.slots).contains("Quibbleford"));
}
