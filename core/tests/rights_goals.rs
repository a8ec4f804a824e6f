//! What rights must not do: be undone by a list that is imported again, or cost the person anything.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::Arc;

use closr::consent::{ConsentRecord, RecordKind};
use closr::rights::{Correction, RequestRecord, RequestStep, Right, Use};
use closr::testkit::ManualClock;
use closr::{
    Account, Actor, Channel, Engine, ForAccount, Inbound, Lead, LeadId, OutcomeKind, Outreach,
    OutreachPurpose,
};

const PHONE: &str = "+15125550147";
const MAIL: &str = "marguerite.c@example.com";

/// A Tuesday, eleven in the morning in Austin.
fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-11-24T17:00:00Z".parse().unwrap()))
}

fn written(id: &str, channel: Channel, text: &str) -> Inbound {
    let from = if channel == Channel::Email { MAIL } else { PHONE };
    Inbound::new(id, channel, from, text).unwrap()
}

/// Each business's way to bring a list in, which says that everybody on it agreed.
async fn imported(oak: &ForAccount, way: &str) -> LeadId {
    let agreed = r#""consent": {"sms": "express", "email": "express"}"#;
    let record = match way {
        // A CRM knows its people by ids of its own.
        "crm" => format!(
            r#"{{"external_id": "fub-4711", "first_name": "Marguerite", "phones": ["{PHONE}"], "emails": ["{MAIL}"], {agreed}}}"#
        ),
        "csv" => {
            let row = format!("Marguerite,Calloway,{PHONE},{}", MAIL.to_uppercase());
            let cells: Vec<&str> = row.split(',').collect();
            let [first, last, phone, mail] = cells[..] else { panic!() };
            format!(
                r#"{{"first_name": "{first}", "last_name": "{last}", "phones": ["{phone}"], "emails": ["{mail}"], {agreed}}}"#
            )
        }
        _ => format!(r#"{{"phones": ["{PHONE}"], "emails": ["{MAIL}"], {agreed}}}"#),
    };
    oak.upsert_lead(Lead::from_json(&record).unwrap()).await.unwrap()
}

#[tokio::test]
async fn who_opted_out_and_was_erased_is_not_written_to_whatever_list_brings_them_back() {
    for way in ["crm", "csv", "api"] {
        let (engine, oak) = common::scene(Engine::builder().clock(clock())).await;
        let mut business = common::account();
        business.postal_address = Some("1 Main St, Austin, TX 78701".to_owned());
        engine.upsert_account(business).await.unwrap();
        let known = imported(&oak, "api").await;
        for (id, channel) in [("m1", Channel::Sms), ("m2", Channel::Email)] {
            assert_eq!(oak.reply(written(id, channel, "STOP")).await.unwrap().lead(), known);
        }
        oak.erase(known).await.unwrap();
        let back = imported(&oak, way).await;
        assert_ne!(back, known);
        for channel in [Channel::Sms, Channel::Email] {
            for purpose in OutreachPurpose::ALL {
                let id = format!("{way}-{}-{}", channel.as_str(), purpose.as_str());
                let outreach =
                    Outreach::new(&id, back, channel, purpose, "Are you still looking for a home?");
                let mut outcome = oak.reach_out(outreach.unwrap()).await.unwrap();
                assert_eq!(outcome.kind(), OutcomeKind::Silent, "{id}");
                assert_eq!(outcome.reasons(), ["consent.opted_out"], "{id}");
                assert!(outcome.take_cleared().is_none());
            }
        }
    }
}

#[tokio::test]
async fn who_was_erased_without_a_stop_is_not_written_to_first_either() {
    for way in ["crm", "csv", "api"] {
        let (_, oak) = common::scene(Engine::builder().clock(clock())).await;
        let known = imported(&oak, "api").await;
        oak.erase(known).await.unwrap();
        let back = imported(&oak, way).await;
        let outreach =
            Outreach::new(way, back, Channel::Sms, OutreachPurpose::Marketing, "Are you still looking?");
        let outcome = oak.reach_out(outreach.unwrap()).await.unwrap();
        assert_eq!(
            (outcome.kind(), outcome.reasons()),
            (OutcomeKind::Silent, &["consent.erased".to_owned()][..]),
            "{way}"
        );
    }
}

/// What a lead is worth and is told, with the turns in which it asks.
#[derive(Debug, PartialEq)]
struct Treated {
    score: u8,
    stage: String,
    slots: usize,
    texts: Vec<String>,
    kinds: Vec<OutcomeKind>,
    reasons: Vec<Vec<String>>,
    outreach: (OutcomeKind, Vec<String>),
    price: String,
}

async fn treated(exercised: &str) -> Treated {
    let clock = clock();
    let (_, oak) = common::scene(Engine::builder().clock(clock.clone())).await;
    let mut signed = ConsentRecord::new(RecordKind::WrittenOptIn, PHONE.parse().unwrap());
    signed.words = Some("Yes, you may text me.".into());
    oak.record_consent(signed).await.unwrap();
    let first =
        "Hi, I want to buy a 3 bed home in Austin for up to $700k within 2 months, and I am pre-approved.";
    let mut texts = Vec::new();
    let mut answered = Vec::new();
    let mut outcome = oak.reply(written("m1", Channel::Sms, first)).await.unwrap();
    let lead = outcome.lead();
    texts.extend(common::text(&mut outcome, &*clock));
    answered.push(outcome);
    exercise(&oak, lead, exercised).await;
    for (id, question) in [
        ("m2", "What is the price of 1208 Willow Bend?"),
        ("m3", "How many beds?"),
        ("m4", "Can I see it on Friday?"),
    ] {
        let mut outcome = oak.reply(written(id, Channel::Sms, question)).await.unwrap();
        texts.extend(common::text(&mut outcome, &*clock));
        answered.push(outcome);
    }
    let outreach =
        Outreach::new("o", lead, Channel::Sms, OutreachPurpose::Marketing, "Are you still looking?");
    let outreach = oak.reach_out(outreach.unwrap()).await.unwrap();
    let qualified = oak.qualify(lead).await.unwrap();
    Treated {
        score: qualified.score,
        stage: format!("{:?}", qualified.stage),
        slots: qualified.changes.len(),
        price: texts.iter().find(|text| text.contains("$689,000")).cloned().unwrap_or_default(),
        texts,
        kinds: answered.iter().map(|outcome| outcome.kind()).collect(),
        reasons: answered.iter().map(|outcome| outcome.reasons().to_vec()).collect(),
        outreach: (outreach.kind(), outreach.reasons().to_vec()),
    }
}

async fn exercise(oak: &ForAccount, lead: LeadId, right: &str) {
    let folder = tempfile::tempdir().unwrap();
    match right {
        "none" => {}
        "access" => drop(oak.access(lead).await.unwrap()),
        "export" => drop(oak.export(lead, folder.path().join("a.zip")).await.unwrap()),
        "correct" => {
            let correction = Correction::from_json(r#"{"fields": {"first_name": "June"}}"#).unwrap();
            oak.correct(lead, correction).await.unwrap();
        }
        "objection" => drop(oak.object(lead, &[Use::Sale, Use::SensitiveData]).await.unwrap()),
        "restricted for a while" => {
            oak.restrict(lead).await.unwrap();
            oak.unrestrict(lead).await.unwrap();
        }
        "refused" => {
            let request = oak.open_request(RequestRecord::new(lead, Right::Delete)).await.unwrap();
            oak.step_request(request.id, RequestStep::Refused("not-verified".to_owned())).await.unwrap();
        }
        "open" => {
            for right in Right::ALL {
                oak.open_request(RequestRecord::new(lead, right)).await.unwrap();
            }
        }
        other => panic!("{other}"),
    }
}

/// CCPA 1798.125 (not re-read): nobody is treated worse for a right.
#[tokio::test]
async fn a_right_exercised_changes_no_score_no_price_and_no_answer() {
    let usual = treated("none").await;
    assert!(usual.score > 0 && usual.slots > 2 && !usual.price.is_empty(), "{usual:?}");
    assert_eq!(usual.outreach.0, OutcomeKind::Outreach, "{usual:?}");
    for right in ["access", "export", "correct", "objection", "restricted for a while", "refused", "open"] {
        assert_eq!(treated(right).await, usual, "{right}");
    }
}

/// Its own effect, and no other, is what a right has.
#[tokio::test]
async fn an_objection_to_marketing_ends_marketing_and_answers_go_on() {
    let clock = clock();
    let (engine, oak) = common::scene(Engine::builder().clock(clock.clone())).await;
    let lead = oak
        .reply(written("m1", Channel::Sms, "What is the price of 1208 Willow Bend?"))
        .await
        .unwrap()
        .lead();
    let score = oak.qualify(lead).await.unwrap().score;
    oak.object(lead, &[Use::Marketing]).await.unwrap();
    let mut answer =
        oak.reply(written("m2", Channel::Sms, "How many beds does 1208 Willow Bend have?")).await.unwrap();
    assert_eq!(answer.kind(), OutcomeKind::Reply, "{:?}", answer.reasons());
    assert!(common::text(&mut answer, &*clock).is_some());
    assert_eq!(oak.qualify(lead).await.unwrap().score, score);
    let outreach =
        Outreach::new("o", lead, Channel::Sms, OutreachPurpose::Marketing, "Are you still looking?");
    assert_eq!(oak.reach_out(outreach.unwrap()).await.unwrap().reasons(), ["consent.purpose_opted_out"]);
    // Another account's lead with the same phone is no part of it.
    let elm = Account::from_json(r#"{"id": "elm", "brand": "Elm Homes", "tz": "America/Chicago"}"#).unwrap();
    engine.upsert_account(elm.clone()).await.unwrap();
    let elm = engine.for_account(&elm.id, Actor::Service);
    let theirs = elm.reply(written("m1", Channel::Sms, "Hello, are you there?")).await.unwrap();
    assert!(elm.objections(theirs.lead()).await.unwrap().is_empty());
}
