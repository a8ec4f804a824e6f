//! What the business writes first, on a real store.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use closr::consent::{ConsentRecord, RecordKind};
use closr::provider::{Provider, Script};
use closr::store::Author;
use closr::testkit::ManualClock;
use closr::{
    Account, Actor, Channel, Engine, ErrorKind, ForAccount, LeadId, OutcomeKind, Outreach, OutreachPurpose,
};
use common::{account, lead, listing, sms, text};

/// A Tuesday, eleven in the morning in Austin.
fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-11-24T17:00:00Z".parse().unwrap()))
}

/// An engine whose model must not be asked, and the lead, who signed for texts.
async fn scene(clock: &Arc<ManualClock>) -> (ForAccount, LeadId) {
    let provider = Provider::scripted(Script::answer_with(|_| panic!("a model is asked")));
    let (_, oak) = common::scene(Engine::builder().clock(clock.clone()).provider(provider)).await;
    let mut signed = ConsentRecord::new(RecordKind::WrittenOptIn, common::PHONE.parse().unwrap());
    signed.words = Some("Yes, Oak & Main Realty may text me.".into());
    oak.record_consent(signed).await.unwrap();
    let lead = oak.upsert_lead(lead()).await.unwrap();
    (oak, lead)
}

fn outreach(id: &str, lead: LeadId, words: &str) -> Outreach {
    let mut outreach = Outreach::new(id, lead, Channel::Sms, OutreachPurpose::Marketing, words).unwrap();
    outreach.listing = Some("L-1042".to_owned());
    outreach
}

#[tokio::test]
async fn it_discloses_first_and_says_the_business_s_words() {
    let clock = clock();
    let (oak, lead) = scene(&clock).await;
    let mut first = oak.reach_out(outreach("1", lead, "1208 Willow Bend is $689,000.")).await.unwrap();
    assert_eq!(first.kind(), OutcomeKind::Outreach, "{:?}", first.reasons());
    assert_eq!((first.author(), first.usage()), (Some(Author::Business), None));
    assert_eq!(first.reasons(), ["outreach.marketing"]);
    let sent = text(&mut first, &*clock).unwrap();
    for part in
        ["automated assistant", "Dana Reyes", "TREC 0654321", "STOP", "\n1208 Willow Bend is $689,000."]
    {
        assert!(sent.contains(part), "{part} is not in {sent}");
    }
    let mut again = oak.reach_out(outreach("1", lead, "1208 Willow Bend is $689,000.")).await.unwrap();
    assert!(again.is_repeated() && again.take_cleared().is_none());
    assert_eq!(again.turn(), first.turn());
    let other = oak.reach_out(outreach("1", lead, "1208 Willow Bend has 3 beds.")).await.unwrap_err();
    assert_eq!(other.kind(), ErrorKind::Conflict);
    let mut second = oak.reach_out(outreach("2", lead, "1208 Willow Bend has 3 beds.")).await.unwrap();
    assert_eq!(text(&mut second, &*clock).unwrap(), "1208 Willow Bend has 3 beds.");
    // What the documents show says nothing of a property.
    let third = oak.reach_out(outreach("3", lead, "Are you still looking for a home?")).await.unwrap();
    assert_eq!(third.kind(), OutcomeKind::Outreach, "{:?}", third.reasons());
    assert_eq!(oak.history(lead).await.unwrap().len(), 3);
    oak.verify_audit(Some(third.audit_head().clone())).await.unwrap();
}

#[tokio::test]
async fn the_guard_holds_the_business_to_the_facts() {
    let clock = clock();
    let (oak, lead) = scene(&clock).await;
    for (id, words, rule) in [
        ("1", "1208 Willow Bend is $589,000.", "guard.rule.fact.number"),
        ("2", "1208 Willow Bend has a swimming pool.", "guard.rule.invention"),
        ("3", "1208 Willow Bend is perfect for a young Christian family.", "guard.rule.fair_housing"),
        ("4", "I guarantee that the price will go up.", "guard.rule.conduct.guarantee"),
        ("5", "Call me: I am a real person.", "guard.rule.conduct.human"),
    ] {
        let outcome = oak.reach_out(outreach(id, lead, words)).await.unwrap();
        assert_eq!(outcome.kind(), OutcomeKind::Handoff, "{words}: {:?}", outcome.reasons());
        assert!(
            outcome.reasons().iter().any(|reason| reason.starts_with(rule)),
            "{words}: {:?}",
            outcome.reasons()
        );
        assert!(outcome.reasons().iter().any(|reason| reason.starts_with("guard.outreach.")));
        assert!(!outcome.blocked().is_empty() && outcome.outbound().is_none());
    }
    let long = "1208 Willow Bend is $689,000. ".repeat(40);
    let outcome = oak.reach_out(outreach("6", lead, &long)).await.unwrap();
    assert!(
        outcome.reasons().iter().any(|reason| reason == "guard.rule.form.length"),
        "{:?}",
        outcome.reasons()
    );
    assert!(oak.history(lead).await.unwrap().is_empty());
}

#[tokio::test]
async fn it_waits_for_the_hours_and_is_gone_on_with_when_they_open() {
    let clock = clock();
    let (oak, lead) = scene(&clock).await;
    // Nine in the evening in Texas, which is in two zones: both must be awake.
    clock.advance(Duration::from_secs(10 * 3600));
    let words = "1208 Willow Bend is $689,000.";
    let waits = oak.reach_out(outreach("1", lead, words)).await.unwrap();
    assert_eq!((waits.kind(), waits.reasons()), (OutcomeKind::Deferred, &["hours.quiet.tx".to_owned()][..]));
    assert_eq!(waits.until(), Some("2026-11-25T16:00:00Z".parse().unwrap()));
    clock.advance(Duration::from_secs(13 * 3600 - 1));
    assert!(oak.recover().await.unwrap().is_empty());
    clock.advance(Duration::from_secs(1));
    let mut recovered = oak.recover().await.unwrap();
    let (turn, outcome) = recovered.pop().unwrap();
    let mut outcome = outcome.unwrap();
    assert_eq!((turn, outcome.kind()), (waits.turn(), OutcomeKind::Outreach));
    assert!(text(&mut outcome, &*clock).unwrap().ends_with(words));
    // What the facts no longer say meanwhile is not sent.
    clock.advance(Duration::from_secs(12 * 3600));
    let waits = oak.reach_out(outreach("2", lead, words)).await.unwrap();
    assert_eq!(waits.kind(), OutcomeKind::Deferred);
    let mut dearer = listing();
    dearer.price_usd = Some(699_000);
    oak.upsert_listing(dearer).await.unwrap();
    clock.advance(Duration::from_secs(13 * 3600));
    let (_, outcome) = oak.recover().await.unwrap().pop().unwrap();
    assert_eq!(outcome.unwrap().kind(), OutcomeKind::Handoff);
}

#[tokio::test]
async fn marketing_mail_ends_with_the_postal_address_and_how_to_stop() {
    let clock = clock();
    let (engine, oak) = common::scene(Engine::builder().clock(clock.clone())).await;
    let record =
        r#"{"emails": ["jane@example.com"], "phones": ["+15125550188"], "consent": {"email": "implied"}}"#;
    let jane = oak.upsert_lead(closr::Lead::from_json(record).unwrap()).await.unwrap();
    let mail = |id: &str, purpose| {
        let mut outreach = outreach(id, jane, "1208 Willow Bend is $689,000.");
        (outreach.channel, outreach.purpose) = (Channel::Email, purpose);
        outreach
    };
    let error = oak.reach_out(mail("1", OutreachPurpose::Marketing)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
    assert!(error.to_string().contains("postal_address"), "{error}");
    let mut serves = oak.reach_out(mail("2", OutreachPurpose::Transactional)).await.unwrap();
    assert_eq!(serves.kind(), OutcomeKind::Outreach, "{:?}", serves.reasons());
    assert!(text(&mut serves, &*clock).unwrap().ends_with("$689,000."));
    // The account's record is mended.
    let with = account().to_json().replace(
        "\"postal_address\":null",
        "\"postal_address\":\"900 Congress Ave, Suite 400, Austin, TX 78701\"",
    );
    engine.upsert_account(Account::from_json(&with).unwrap()).await.unwrap();
    let mut sells = oak.reach_out(mail("1", OutreachPurpose::Marketing)).await.unwrap();
    assert_eq!(sells.kind(), OutcomeKind::Outreach, "{:?}", sells.reasons());
    let closing = "Oak & Main Realty, 900 Congress Ave, Suite 400, Austin, TX 78701. Reply STOP to opt out.";
    let sent = text(&mut sells, &*clock).unwrap();
    assert_eq!(sent, format!("1208 Willow Bend is $689,000.\n{closing}"));
}

#[tokio::test]
async fn a_lead_who_answers_is_answered_without_a_second_disclosure() {
    let clock = clock();
    let (_, oak) = common::scene(Engine::builder().clock(clock.clone())).await;
    let mut signed = ConsentRecord::new(RecordKind::WrittenOptIn, common::PHONE.parse().unwrap());
    signed.words = Some("Yes, Oak & Main Realty may text me.".into());
    oak.record_consent(signed).await.unwrap();
    let lead = oak.upsert_lead(lead()).await.unwrap();
    oak.reach_out(outreach("1", lead, "1208 Willow Bend has 3 beds.")).await.unwrap();
    let mut answer = oak.reply(sms("m1", "what is the price?")).await.unwrap();
    assert_eq!(answer.lead(), lead);
    let sent = text(&mut answer, &*clock).unwrap();
    assert!(sent.contains("$689,000") && !sent.contains("automated"), "{sent}");
    let mut stop = oak.reply(sms("m2", "STOP")).await.unwrap();
    assert!(text(&mut stop, &*clock).is_some());
    let silent = oak.reach_out(outreach("2", lead, "1208 Willow Bend has 3 beds.")).await.unwrap();
    assert_eq!(
        (silent.kind(), silent.reasons()),
        (OutcomeKind::Silent, &["consent.opted_out".to_owned()][..])
    );
    // A webhook's receiver writes to nobody.
    let engine = Engine::builder().build().unwrap();
    let webhook = engine.for_account(&account().id, Actor::Webhook);
    let error = webhook.reach_out(outreach("3", lead, "Hi")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
}
