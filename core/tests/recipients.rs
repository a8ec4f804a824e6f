//! Where data of leads goes: the register of recipients against what is really sent, and regions that keep it from going.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use closr::provider::{OpenAiConfig, Provider, Script, Step};
use closr::{Account, Engine, ForAccount, Lead, Listing, OutcomeKind};
use common::sms;

/// A word in each kind of data that a lead has, and the kind by which the register names it; none for what is never sent.
const MARKS: [(&str, Option<&str>); 8] = [
    ("limestone", Some("notes")),
    ("zilker", Some("interest")),
    ("terracotta", Some("listing")),
    ("wisteria", Some("messages")),
    ("bougainvillea", Some("messages")),
    ("copperplate", None),
    ("crm-9911", None),
    ("litigation", None),
];

async fn told(
    engine: &Engine,
    oak: &ForAccount,
    script: &Script,
    regions: &str,
) -> (OutcomeKind, Vec<String>) {
    let record =
        common::account().to_json().replacen(r#""regions":[]"#, &format!(r#""regions":{regions}"#), 1);
    engine.upsert_account(Account::from_json(&record).unwrap()).await.unwrap();
    script.push(Step::Answer("1208 Willow Bend is $689,000.".to_owned()));
    let asked = script.sent().len();
    let outcome =
        oak.reply(sms(&format!("m-{regions}"), "How much is 1208 Willow Bend, and is there bougainvillea?"));
    let outcome = outcome.await.unwrap();
    let went = script.sent().len() > asked;
    assert_eq!(went, outcome.kind() != OutcomeKind::Handoff, "{:?}", outcome.reasons());
    (outcome.kind(), outcome.reasons().to_vec())
}

#[tokio::test]
async fn the_register_names_what_is_sent_and_nothing_else_is() {
    let script = Script::new([]);
    let provider = Provider::scripted(script.clone()).in_region("us");
    let (_, oak) = common::scene(Engine::builder().clock(common::clock()).provider(provider)).await;
    let listing = common::listing().to_json().replacen(
        r#""description":null"#,
        r#""description":"terracotta roof""#,
        1,
    );
    oak.upsert_listing(Listing::from_json(&listing).unwrap()).await.unwrap();
    let lead = r#"{"external_id": "crm-9911", "first_name": "Marguerite", "phones": ["+15125550147"], "notes": "likes limestone",
        "interest": {"intent": "buy", "area": "zilker"}, "extra": {"pen": "copperplate"}}"#;
    let lead = oak.upsert_lead(Lead::from_json(lead).unwrap()).await.unwrap();
    oak.hold(lead, "litigation").await.unwrap();
    for (id, words) in
        [("m1", "I saw wisteria at 1208 Willow Bend."), ("m2", "Is there bougainvillea at 1208 Willow Bend?")]
    {
        script.push(Step::Answer("I will ask.".to_owned()));
        script.push(Step::Answer("I will ask.".to_owned()));
        oak.reply(sms(id, words)).await.unwrap();
    }
    let wire = String::from_utf8(script.sent().concat()).unwrap().to_lowercase();
    let [recipient] = &oak.recipients().await.unwrap()[..] else { panic!() };
    assert_eq!(
        (recipient.name.as_str(), recipient.region.as_deref(), recipient.local),
        ("scripted", Some("us"), false)
    );
    let mut sent = BTreeSet::new();
    for (mark, kind) in MARKS {
        assert_eq!(wire.contains(mark), kind.is_some(), "{mark}: {wire}");
        sent.extend(kind);
    }
    assert_eq!(sent, recipient.receives.iter().copied().collect(), "as the register says");
    // Whoever asks is told the same.
    let access: serde_json::Value =
        serde_json::from_str(&oak.access(lead).await.unwrap().expose_json()).unwrap();
    assert_eq!(
        access["recipients"][0],
        serde_json::from_str::<serde_json::Value>(&recipient.to_json()).unwrap()
    );
}

#[tokio::test]
async fn a_model_outside_the_regions_is_not_asked_and_a_human_answers() {
    let (us, eu) = (Script::new([]), Script::new([]));
    let provider =
        Provider::scripted(us.clone()).in_region("us").or(Provider::scripted(eu.clone()).in_region("eu"));
    let builder = Engine::builder().clock(common::clock()).provider(provider.unwrap());
    let (engine, oak) = common::scene(builder).await;
    assert_eq!(oak.recipients().await.unwrap().len(), 2);
    assert_eq!(told(&engine, &oak, &us, "[]").await.0, OutcomeKind::Reply);
    assert_eq!(told(&engine, &oak, &us, r#"["us"]"#).await.0, OutcomeKind::Reply);
    let asked = us.sent().len();
    assert_eq!(told(&engine, &oak, &eu, r#"["eu"]"#).await.0, OutcomeKind::Reply);
    assert_eq!(us.sent().len(), asked, "the first choice is outside, and the next is not");
    let [only] = &oak.recipients().await.unwrap()[..] else { panic!() };
    assert_eq!(only.region.as_deref(), Some("eu"));
    let (kind, reasons) = told(&engine, &oak, &us, r#"["ca"]"#).await;
    assert_eq!((kind, &reasons[..]), (OutcomeKind::Handoff, &["transfer.region".to_owned()][..]));
    assert!(oak.recipients().await.unwrap().is_empty());
    // A stop needs no model.
    let stop = oak.reply(sms("stop", "STOP")).await.unwrap();
    assert_eq!(stop.kind(), OutcomeKind::Notice);
    let trail = oak.audit_trail(None).await.unwrap();
    let set = trail.iter().filter(|entry| entry.what.as_str() == "regions.set");
    let rules: Vec<Vec<&str>> =
        set.map(|entry| entry.rules.iter().map(|rule| rule.as_str()).collect()).collect();
    assert_eq!(rules, [["us"], ["eu"], ["ca"]], "each change is in the trail, and what is the same is none");
}

#[tokio::test]
async fn a_model_on_this_machine_may_be_asked_wherever_data_may_go() {
    let local = Provider::openai(OpenAiConfig::new("http://127.0.0.1:9/v1", "m")).unwrap();
    let away =
        Provider::openai(OpenAiConfig::new("https://models.example.com/v1", "m").with_key("k")).unwrap();
    for (provider, names) in [(local.clone(), 1), (away.clone(), 0), (away.or(local).unwrap(), 1)] {
        let (engine, oak) = common::scene(Engine::builder().clock(common::clock()).provider(provider)).await;
        let record = common::account().to_json().replacen(r#""regions":[]"#, r#""regions":["ca"]"#, 1);
        engine.upsert_account(Account::from_json(&record).unwrap()).await.unwrap();
        let recipients = oak.recipients().await.unwrap();
        assert_eq!(recipients.len(), names);
        assert!(recipients.iter().all(|to| to.local));
    }
}
