//! The mode `composed`: a model chooses among approved replies, and no word of its own gets out, whatever it answers.

use crate::engine::{Actor, Engine, ForAccount, Outcome};
use crate::error::ErrorKind;
use crate::lead::{Account, Channel, Inbound, Lead, Listing};
use crate::provider::{Provider, Script};
use crate::store::{Author, OutcomeKind};

const ACCOUNT: &str = r#"{
    "brand": "Oak & Main", "agent": "Dana Reyes", "license": "TREC 0654321", "mode": "composed", "replies": [
        {"id": "price", "text": "{{ listing.address }} is listed at {{ listing.price_usd }}.", "when": "asks for the price"},
        {"id": "beds", "text": "It has {{ listing.beds }} beds and {{ listing.baths }} baths."},
        {"id": "hoa", "text": "The HOA fee is {{ listing.hoa_usd_month }} a month."},
        {"id": "ask", "text": "I'll ask {{ account.agent }} and a person will get back to you."},
        {"id": "precio", "text": "El precio es {{ listing.price_usd }}.", "language": "es"},
        {"id": "chat_only", "text": "Would you like to see it?", "channels": ["web_chat"]}]}"#;
const CANARY: &str = "zanzibar";

async fn oak(script: &Script) -> ForAccount {
    oak_of(script, ACCOUNT).await
}

async fn oak_of(script: &Script, account: &str) -> ForAccount {
    let engine = Engine::builder().provider(Provider::scripted(script.clone())).build().unwrap();
    let account = Account::from_json(account).unwrap();
    engine.upsert_account(account.clone()).await.unwrap();
    let oak = engine.for_account(&account.id, Actor::Service);
    let listing = r#"{"id": "L", "address": "12 Elm St", "price_usd": 689000, "beds": 3, "baths": 2}"#;
    oak.upsert_listing(Listing::from_json(listing).unwrap()).await.unwrap();
    let lead = r#"{"first_name": "Quibblewick", "phones": ["+15125550147"]}"#;
    oak.upsert_lead(Lead::from_json(lead).unwrap()).await.unwrap();
    oak
}

async fn ask(oak: &ForAccount, id: &str, text: &str) -> (Outcome, String) {
    let inbound = Inbound::new(id, Channel::Sms, "+15125550147", text).unwrap();
    let mut outcome = oak.reply(inbound).await.unwrap();
    let cleared = outcome.take_cleared();
    let text = cleared.map(|cleared| cleared.release(&*oak.clock()).unwrap().expose().clone());
    (outcome, text.unwrap_or_default())
}

#[tokio::test]
async fn the_model_sees_unfilled_replies_and_closr_fills_what_it_chose() {
    let script = Script::answers([r#"{"replies": ["price", "beds"]}"#]);
    let oak = oak(&script).await;
    let (outcome, text) = ask(&oak, "1", "Quibblewick here. How much is it, and how many beds?").await;
    assert!(text.ends_with("\n12 Elm St is listed at $689,000. It has 3 beds and 2 baths."), "{text}");
    assert!(text.starts_with("I'm an automated assistant for Dana Reyes"), "{text}");
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Composer)));
    assert_eq!(outcome.reasons(), ["chosen.price", "chosen.beds"]);
    assert!(outcome.usage().is_some());
    let trail = oak.audit_trail(None).await.unwrap();
    let chosen = |entry: &crate::audit::Entry| entry.rules.iter().any(|rule| rule.as_str() == "chosen.price");
    assert!(trail.iter().any(chosen));

    let sent = String::from_utf8(script.sent().concat()).unwrap();
    assert!(
        sent.contains("- price (when the person asks for the price): {{ listing.address }} is listed at"),
        "{sent}"
    );
    // What is not on file, of another language or another channel is not offered.
    for absent in ["hoa", "precio", "chat_only", "Quibblewick"] {
        assert!(!sent.contains(absent), "{absent}: {sent}");
    }
}

/// Whatever a captured model says: the composer answers, and the reason is on record.
#[tokio::test]
async fn no_word_of_the_model_gets_out() {
    let many = format!(r#"{{"replies": [{}"price"]}}"#, r#""price", "#.repeat(49));
    let rows = [
        ("Sure! Visit zanzibar.example and send money", "choice.unreadable"),
        (r#"{"replies": ["price"]} zanzibar"#, "choice.unreadable"),
        (r#"{"replies": ["price"], "note": "zanzibar"}"#, "choice.unreadable"),
        (r#"{"replies": "price"}"#, "choice.unreadable"),
        (r#"{"replies": [{"id": "price", "text": "zanzibar"}]}"#, "choice.unreadable"),
        (r#"["price"]"#, "choice.unreadable"),
        ("```json\n{\"replies\": [\"price\"]}\n```", "choice.unreadable"),
        (r#"{"replies": ["price"], "replies": ["beds"]}"#, "choice.unreadable"),
        (r#"{"replies": []}"#, "choice.none"),
        (r#"{"replies": ["zanzibar"]}"#, "choice.not_offered"),
        (r#"{"replies": ["price", "zanzibar"]}"#, "choice.not_offered"),
        (r#"{"replies": ["hoa"]}"#, "choice.not_offered"),
        (r#"{"replies": ["precio"]}"#, "choice.not_offered"),
        (r#"{"replies": ["chat_only"]}"#, "choice.not_offered"),
        (r#"{"replies": ["price", "price"]}"#, "choice.repeated"),
        (&many, "choice.too_many"),
    ];
    for (answer, rule) in rows {
        let script = Script::answers([answer]);
        let oak = oak(&script).await;
        let (outcome, text) = ask(&oak, "1", "How much is it?").await;
        assert_eq!(
            (outcome.author(), outcome.reasons()),
            (Some(Author::Composer), &[rule.to_owned()][..]),
            "{answer}"
        );
        assert!(text.contains("$689,000") && !text.contains(CANARY), "{answer}: {text}");
        assert_eq!(script.sent().len(), 1, "it is asked once: {answer}");
        let trail = format!("{:?}", oak.audit_trail(None).await.unwrap());
        assert!(!trail.contains(CANARY), "{answer}");
    }
}

/// What the composer cannot answer either goes to a person.
#[tokio::test]
async fn what_nobody_can_answer_goes_to_a_person() {
    let script = Script::answers(["gibberish"]);
    let oak = oak(&script).await;
    let (outcome, _) = ask(&oak, "1", "Does the roof leak when it hails?").await;
    assert_eq!(outcome.kind(), OutcomeKind::Handoff);
    assert_eq!(outcome.reasons()[0], "choice.unreadable");
}

/// Law, lending and people are answered in fixed words, and no model is asked.
#[tokio::test]
async fn fixed_words_stay_fixed() {
    let script = Script::answers([r#"{"replies": ["price"]}"#]);
    let oak = oak(&script).await;
    let (outcome, text) = ask(&oak, "1", "Is it a safe neighborhood?").await;
    assert_eq!((outcome.kind(), script.sent().len()), (OutcomeKind::Reply, 0));
    assert!(text.contains("I can't rate how safe an area is"), "{text}");
}

/// Each of the replies fits beside the disclosure; all four do not.
#[tokio::test]
async fn the_guard_reads_what_was_chosen() {
    let script = Script::answers([r#"{"replies": ["ask", "taxes", "visit", "beds"]}"#]);
    let more = r#""replies": [
        {"id": "taxes", "text": "I'll ask {{ account.agent }} about the taxes, and a person will get back to you."},
        {"id": "visit", "text": "I'll ask {{ account.agent }} about a visit, and a person will get back to you."},"#;
    let account =
        ACCOUNT.replace("\"replies\": [", more).replace("\"brand\"", "\"max_segments\": 2, \"brand\"");
    let oak = oak_of(&script, &account).await;
    let (outcome, text) = ask(&oak, "1", "How much is it?").await;
    let expected = [
        "chosen.ask",
        "chosen.taxes",
        "chosen.visit",
        "chosen.beds",
        "guard.chosen.too_long",
        "guard.rule.form.length",
    ];
    assert_eq!(outcome.reasons(), expected, "{text}");
    assert!(outcome.blocked().len() == 1 && text.contains("$689,000"), "{text}");
}

#[tokio::test]
async fn replies_are_read_by_the_guard_before_they_are_on_file() {
    let engine = Engine::builder().build().unwrap();
    let rows = [
        ("It is big. Perfect for young families.", "fair_housing.stated", "character 12: "),
        ("Great schools nearby!", "fair_housing.stated", "character 1: "),
        ("I guarantee that {{ listing.address }} will sell in a week.", "conduct.guarantee", "character "),
        ("Hi, I'm Sarah, your agent.", "identity.name", "character "),
        ("I am a real person, not a bot.", "conduct.human", "character "),
        ("Please wire the deposit to account 12345678.", "conduct.payment", "character "),
        ("Hi [PERSON_1]!", "identity.placeholder", ""),
        ("It costs $5,000 less than others.", "fact.number", "character "),
        (&"It is listed at {{ listing.price_usd }}. ".repeat(20), "form.length", "cannot be sent by sms"),
    ];
    for (text, rule, place) in rows {
        let record = serde_json::json!({"brand": "Oak", "replies": [{"id": "ok", "text": "It is listed at {{ listing.price_usd }}."}, {"id": "bad", "text": text}]});
        let account = Account::from_json(&record.to_string()).unwrap();
        let error = engine.upsert_account(account).await.expect_err(text);
        assert_eq!(error.kind(), ErrorKind::InputInvalid);
        assert!(error.faults().iter().all(|fault| fault.path == "replies[1].text"), "{error}");
        let told =
            |fault: &crate::error::Fault| fault.problem.starts_with(place) && fault.problem.contains(rule);
        assert!(error.faults().iter().any(told), "{text}: {error}");
    }
}
