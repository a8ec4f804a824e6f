use super::*;
use crate::lead::Role;

fn message(role: Role, text: &str) -> Message {
    Message::new(role, text, now(), Channel::Sms)
}

#[test]
fn the_question_closes_where_it_is_welcome() {
    let (account, lead, listings) = (account(), Lead::default(), listings("H"));
    let question = "When are you hoping to move?";
    let closes = |inbound: &str, question: &str| {
        let ask = Ask { question: Some(question), ..ask(&account, &lead, &listings, inbound) };
        compose(&ask).text.unwrap().ends_with(question)
    };
    for welcome in ["price?", "Hi", "hoa and taxes?", "more info please"] {
        assert!(closes(welcome, question), "{welcome}");
    }
    for unwelcome in [
        "are pets ok?",
        "is it safe?",
        "not interested",
        "can I see it?",
        "I want to end it all",
        "thanks",
        "ok",
        "are you a bot?",
        "what's the commission",
        "hola, precio?",
    ] {
        assert!(!closes(unwelcome, question), "{unwelcome}");
    }
    assert!(closes("hola, ¿precio?", "¿Busca comprar, rentar o vender?"));
}

#[test]
fn an_answer_to_our_question_is_not_a_question() {
    let (account, lead, listings) = (account(), Lead::default(), listings("H"));
    let asked = [message(Role::Lead, "hi"), message(Role::Assistant, "Hi! How many bedrooms do you need?")];
    let rows = [
        ("3 beds", "told", "Thanks, got it."),
        ("Austin", "told", "Thanks, got it."),
        ("yes", "told", "Thanks, got it."),
        ("pre-approved, up to 700k", "told", "Thanks, got it."),
        ("3. Is there a garage?", "garage", "2-car garage"),
        ("what's the hoa", "hoa", "There is no HOA."),
        ("not interested", "not_interested", "No problem"),
        ("3, can I see it", "showing", "not booked"),
    ];
    for (inbound, intent, holds) in rows {
        let composed = compose(&Ask { history: &asked, ..ask(&account, &lead, &listings, inbound) });
        assert_eq!(composed.intents, [intent], "{inbound}");
        assert!(composed.text.unwrap().contains(holds), "{inbound}");
    }
    let open = [message(Role::Assistant, "Hi! How can I help?")];
    let composed = compose(&Ask { history: &open, ..ask(&account, &lead, &listings, "I need a plumber") });
    assert_ne!(composed.intents, ["told"]);
}

#[test]
fn the_name_is_said_in_the_first_greeting_alone() {
    let (account, listings) = (account(), listings("H"));
    let greet = |name: &str, history: &[Message]| {
        let lead = Lead::from_json(&format!(r#"{{"first_name": "{name}"}}"#)).unwrap();
        compose(&Ask { history, ..ask(&account, &lead, &listings, "Hello, price?") }).text.unwrap()
    };
    assert!(greet("Jane", &[]).starts_with("Hi Jane! 1208"));
    assert!(greet("Jane", &[message(Role::Assistant, "Hi Jane!")]).starts_with("Hi! 1208"));
    for odd in ["TEST 123", "jane@example.com", "{{ name }}", "[FIRST_NAME_1]", "María"] {
        assert!(greet(odd, &[]).starts_with("Hi! 1208"), "{odd}");
    }
}

#[test]
fn visits_on_file_are_stated_as_they_stand() {
    let (account, listings) = (account(), listings("A"));
    let rows = [
        (
            "confirmed",
            "2026-11-28T14:00:00-06:00",
            "are we still on for saturday?",
            "Your visit to 1208 Oak Hollow Dr on Sat Nov 28, 2 PM is confirmed.",
            None,
        ),
        (
            "requested",
            "2026-11-28T14:00:00-06:00",
            "what time is my tour",
            "noted but not confirmed yet",
            Some("compose.visit_requested"),
        ),
        (
            "cancelled",
            "2026-11-28T14:00:00-06:00",
            "is my showing confirmed?",
            "was cancelled",
            Some("compose.visit_change"),
        ),
        (
            "confirmed",
            "2026-11-20T14:00:00-06:00",
            "is my showing confirmed?",
            "I don't have a visit on file",
            Some("compose.not_on_file"),
        ),
        ("confirmed", "2026-11-28T14:00:00-06:00", "can I see it?", "is confirmed", None),
        (
            "confirmed",
            "2026-11-28T14:00:00-06:00",
            "can I see it sunday at 3pm?",
            "not booked until",
            Some("compose.visit_requested"),
        ),
        (
            "confirmed",
            "2026-11-28T14:00:00-06:00",
            "can I see 300 Bowie?",
            "request to see 300 Bowie St #1204",
            Some("compose.visit_requested"),
        ),
    ];
    for (status, start, inbound, holds, handoff) in rows {
        let lead = Lead::from_json(&format!(
            r#"{{"appointments": [{{"listing": "L-1042", "start": "{start}", "status": "{status}"}}]}}"#
        ))
        .unwrap();
        let composed = compose(&ask(&account, &lead, &listings, inbound));
        let text = composed.text.unwrap();
        assert!(text.contains(holds), "{status} {inbound}: {text}");
        assert_eq!(composed.handoff, handoff, "{status} {inbound}");
    }
}

#[test]
fn what_there_is_no_room_for_goes_to_a_person() {
    let lead = Lead::default();
    let listings = listings("C");
    let inbound =
        "Price, beds, baths, sqft, hoa, taxes, garage, pets, elevator, gym, address and is it safe?";
    let mut lengths = Vec::new();
    for segments in 1..=6 {
        let account = Account::from_json(
            &ACCOUNT.replace("\"max_segments\": 3", &format!("\"max_segments\": {segments}")),
        )
        .unwrap();
        let composed = compose(&Ask {
            question: Some("When are you hoping to move?"),
            ..ask(&account, &lead, &listings, inbound)
        });
        let text = composed.text.unwrap_or_default();
        lengths.push(text.len());
        if segments <= 2 {
            assert_eq!(composed.handoff, Some("compose.no_room"), "{segments}: {text}");
        }
        if segments == 2 {
            assert!(
                text.contains("police department") && text.contains("I'll ask Dana Reyes about the rest."),
                "{text}"
            );
        }
        if segments >= 5 {
            assert_eq!(composed.handoff, None, "{text}");
        }
    }
    assert!(lengths.is_sorted(), "{lengths:?}");
    let web = Ask {
        channel: Channel::WebChat,
        ..ask(&Account::from_json(ACCOUNT).unwrap(), &lead, &listings, inbound)
    }
    .answered();
    assert!(web.contains("$9,800 a year"), "{web}");
}

#[test]
fn an_account_without_names_still_answers() {
    let (lead, listings) = (Lead::default(), listings("R"));
    let account = Account::from_json(r#"{"brand": "Oak"}"#).unwrap();
    let text = ask(&account, &lead, &listings, "baths? who is the agent? are you a bot?").answered();
    assert_eq!(
        text,
        "I don't have the bathrooms on file, so I'll ask our team. I'll ask our team to contact you. I'm an automated assistant for Oak, not a person."
    );
    let text = ask(&account, &lead, &listings, "do you take vouchers?").answered();
    assert!(text.starts_with("Our team answers"), "{text}");
}

impl Ask<'_> {
    fn answered(&self) -> String {
        compose(self).text.unwrap_or_default()
    }
}

#[test]
fn the_sample_conversations_are_read_and_answered() {
    for name in ["buyer", "renter", "seller"] {
        let path = format!("{}/../examples/leads/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let sample: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(sample["id"], name);
        let channel: Channel = sample["channel"].as_str().unwrap().parse().unwrap();
        let account = Account::from_json(&sample["account"].to_string()).unwrap();
        let lead = Lead::from_json(&sample["lead"].to_string()).unwrap();
        let listings: Vec<Listing> = sample["listings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| Listing::from_json(&l.to_string()).unwrap())
            .collect();
        let mut history = Vec::new();
        for turn in sample["turns"].as_array().unwrap() {
            let at: Timestamp = turn["at"].as_str().unwrap().parse().unwrap();
            let inbound = turn["inbound"].as_str().unwrap();
            assert!(history.iter().all(|earlier: &Message| earlier.at < at), "{name}: {inbound}");
            let composed = compose(&Ask {
                channel,
                now: at,
                account: &account,
                lead: &lead,
                listings: &listings,
                history: &history,
                inbound,
                question: None,
            });
            assert_ne!(composed.intents, ["unknown"], "{name}: {inbound}");
            history.push(Message::new(Role::Lead, inbound, at, channel));
            if let Some(text) = composed.text {
                history.push(Message::new(Role::Assistant, text, at, channel));
            }
        }
    }
}
