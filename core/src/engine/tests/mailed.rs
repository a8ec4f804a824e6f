//! What comes by mail, from SendGrid's webhooks on: who is only claimed to have written loosens nothing, and a machine says nothing.

use std::sync::Arc;
use std::time::Duration;

use crate::channel::{Incoming, Webhook, one_click, sendgrid};
use crate::clock::Clock;
use crate::consent::ConsentState;
use crate::engine::{Actor, Engine, ForAccount, Outcome};
use crate::lead::{Account, Channel, Inbound, Purpose};
use crate::store::OutcomeKind;
use crate::testkit::ManualClock;

const JANE: &str = "jane@example.com";

fn noon() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-11-29T18:00:00Z".parse().unwrap()))
}

async fn oak(clock: &Arc<ManualClock>) -> ForAccount {
    let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(clock);
    let engine = Engine::builder().clock(clock).build().unwrap();
    let account =
        Account::from_json(r#"{"id": "oak", "brand": "Oak & Main", "tz": "America/Chicago"}"#).unwrap();
    engine.upsert_account(account.clone()).await.unwrap();
    engine.for_account(&account.id, Actor::Service)
}

fn mail(id: &str, text: &str) -> Inbound {
    Inbound::new(id, Channel::Email, JANE, text).unwrap()
}

async fn reply(oak: &ForAccount, clock: &ManualClock, inbound: Inbound) -> Outcome {
    clock.advance(Duration::from_secs(60));
    oak.reply(inbound).await.unwrap()
}

fn claimed(id: &str, text: &str) -> Inbound {
    Inbound { unverified: true, ..mail(id, text) }
}

async fn state(oak: &ForAccount) -> ConsentState {
    let consent = oak.consent_at(JANE.parse().unwrap()).await.unwrap();
    consent.states.iter().find(|(purpose, _)| *purpose == Purpose::Conversational).unwrap().1
}

fn events(json: &str) -> Vec<Incoming> {
    let headers = [("content-type", "application/json")];
    let webhook = Webhook::new("https://oak.example", headers, json.as_bytes());
    sendgrid::parse(&webhook, &sendgrid::Groups::default()).unwrap()
}

#[tokio::test]
async fn who_is_only_claimed_to_have_written_loosens_nothing() {
    let clock = noon();
    let oak = oak(&clock).await;
    let mut outcome = reply(&oak, &clock, claimed("1", "Is it still for sale?")).await;
    assert!(outcome.take_cleared().is_none());
    assert_eq!(
        (outcome.kind(), outcome.reasons()),
        (OutcomeKind::Handoff, &["consent.unverified".to_owned()][..])
    );
    assert_eq!(state(&oak).await, ConsentState::None);

    let mut outcome = reply(&oak, &clock, mail("2", "Is it still for sale?")).await;
    assert!(outcome.take_cleared().is_some());
    assert_eq!(state(&oak).await, ConsentState::Implied);

    let mut stop = reply(&oak, &clock, claimed("3", "unsubscribe")).await;
    assert_eq!((stop.kind(), state(&oak).await), (OutcomeKind::Silent, ConsentState::OptedOut));
    assert!(stop.take_cleared().is_none());

    reply(&oak, &clock, claimed("4", "START")).await;
    assert_eq!(state(&oak).await, ConsentState::OptedOut);
    let outcome = reply(&oak, &clock, mail("5", "START")).await;
    assert_eq!((outcome.kind(), state(&oak).await), (OutcomeKind::Notice, ConsentState::Express));
}

#[tokio::test]
async fn what_a_machine_wrote_is_kept_and_answers_no_question() {
    for (away, rule, answered) in [
        ("I am away until Monday.", "compose.not_on_file", true),
        // No stop in the ledger. Yet the words are of the question's burst, and a person looks at them.
        ("I am away. Please stop emailing me.", "compose.opt_out", false),
    ] {
        let clock = noon();
        let oak = oak(&clock).await;
        let question = oak.accept(mail("1", "Is it still for sale?")).await.unwrap();
        let note = oak.accept(Inbound { automatic: true, ..mail("2", away) }).await.unwrap();
        let mut outcome = oak.work(question.turn).await.unwrap();
        assert_eq!((outcome.kind(), outcome.reasons()), (OutcomeKind::Handoff, &[rule.to_owned()][..]));
        assert_eq!(outcome.take_cleared().is_some(), answered);
        let outcome = oak.work(note.turn).await.unwrap();
        assert_eq!((outcome.kind(), outcome.reasons()), (OutcomeKind::Silent, &["EM-07".to_owned()][..]));
        assert_eq!(state(&oak).await, ConsentState::Implied);
    }
}

#[tokio::test]
async fn a_spam_report_is_a_stop_and_told_again_no_second_one() {
    let clock = noon();
    let oak = oak(&clock).await;
    reply(&oak, &clock, mail("1", "Is it still for sale?")).await;
    let report = r#"[{"event": "spamreport", "email": "Jane@example.com", "timestamp": 1795975200}]"#;
    let hear = async || {
        for told in events(report) {
            oak.receive(told).await.unwrap();
        }
    };
    hear().await;
    assert_eq!(state(&oak).await, ConsentState::OptedOut);
    reply(&oak, &clock, mail("2", "START")).await;
    assert_eq!(state(&oak).await, ConsentState::Express);
    hear().await;
    assert_eq!(state(&oak).await, ConsentState::Express, "posted again after the opt-in");
    for told in events(&report.replace("1795975200", "1795975800")) {
        oak.receive(told).await.unwrap();
    }
    assert_eq!(state(&oak).await, ConsentState::OptedOut, "a later report");
}

#[tokio::test]
async fn what_would_loosen_or_is_not_known_changes_nothing() {
    let clock = noon();
    let oak = oak(&clock).await;
    reply(&oak, &clock, mail("1", "unsubscribe")).await;
    let json = r#"[{"event": "group_resubscribe", "email": "jane@example.com", "asm_group_id": 1}, {"event": "teleported"}]"#;
    for told in events(json) {
        assert!(oak.receive(told).await.unwrap().is_none());
    }
    assert_eq!(state(&oak).await, ConsentState::OptedOut);
}

#[tokio::test]
async fn a_click_is_in_force_for_its_purpose_alone() {
    let clock = noon();
    let oak = oak(&clock).await;
    reply(&oak, &clock, mail("1", "Is it still for sale?")).await;
    let (secret, id) = ("7f9c2ba4e88f827d616045507605853e".into(), "oak".parse().unwrap());
    let links = one_click::OneClick::new("https://oak.example/u", &secret).unwrap();
    let [(_, link), _] = links.headers(&id, &JANE.parse().unwrap(), Purpose::Marketing).unwrap();
    let click = Webhook::new(link.trim_matches(['<', '>']), [], b"List-Unsubscribe=One-Click");
    for _ in 0..2 {
        oak.receive(one_click::opt_out(&click, &secret, &id).unwrap()).await.unwrap();
    }
    let consent = oak.consent_at(JANE.parse().unwrap()).await.unwrap();
    let of = |purpose| consent.states.iter().find(|(known, _)| *known == purpose).unwrap().1;
    assert_eq!(of(Purpose::Marketing), ConsentState::OptedOut);
    assert_eq!(of(Purpose::Conversational), ConsentState::Implied);
}
