//! What is another account's is as if it were absent: every public call that takes an id gives for a foreign one the kind and the words
//! that it gives for one that nobody has.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use closr::channel::Incoming;
use closr::rights::{Correction, RequestRecord, RequestStep, Right, Sweep, Use};
use closr::{
    Account, Actor, Channel, Engine, Error, ErrorKind, ForAccount, LeadId, Outbox, OutcomeKind, Outreach,
    OutreachPurpose, Result,
};
use common::{account, sms};

/// Calls that take no id of another's making. Each is asked below what it tells of the other account.
const WITHOUT_IDS: [&str; 16] = [
    "account",
    "accept",
    "consent_at",
    "consent_ledger",
    "deliver",
    "receive",
    "record_consent",
    "recipients",
    "record_consents",
    "recover",
    "reply",
    "requests_due",
    "upsert_lead",
    "upsert_listing",
    "worst_case",
    "verify_audit",
];

/// Every `pub async fn` of an account's view.
fn public_calls() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine");
    let mut calls = BTreeSet::new();
    for file in ["account.rs", "account/consent.rs", "account/delivery.rs", "account/rights.rs"] {
        let source = std::fs::read_to_string(folder.join(file)).unwrap();
        let names = source.lines().filter_map(|line| line.trim().strip_prefix("pub async fn "));
        calls.extend(names.map(|line| line.split(['(', '<']).next().unwrap().to_owned()));
    }
    calls
}

/// What a call says of an id: of one that is another account's, and of one that nobody has.
struct Asked {
    tried: BTreeSet<&'static str>,
}

impl Asked {
    fn same<T>(&mut self, call: &'static str, foreign: Result<T>, absent: Result<T>) {
        self.tried.insert(call);
        let told = |answer: Result<T>| -> Error {
            match answer {
                Ok(_) => panic!("{call} answers"),
                Err(error) => error,
            }
        };
        let (foreign, absent) = (told(foreign), told(absent));
        assert_eq!((foreign.kind(), foreign.retry()), (absent.kind(), absent.retry()), "{call}");
        assert_eq!(
            (foreign.to_string(), foreign.kind()),
            (absent.to_string(), ErrorKind::NotFound),
            "{call}"
        );
    }
}

macro_rules! same {
    ($asked:ident, $call:literal, $id:ident in $foreign:expr, $absent:expr => $answer:expr) => {
        let foreign = {
            let $id = $foreign;
            $answer.await
        };
        let absent = {
            let $id = $absent;
            $answer.await
        };
        $asked.same($call, foreign, absent);
    };
}

async fn elm(engine: &Engine) -> ForAccount {
    let elm = Account::from_json(r#"{"id": "elm", "brand": "Elm Homes", "tz": "America/Chicago"}"#).unwrap();
    engine.upsert_account(elm.clone()).await.unwrap();
    engine.for_account(&elm.id, Actor::Service)
}

#[tokio::test]
async fn a_foreign_id_is_as_an_absent_one_to_every_call() {
    let (engine, oak) = common::scene(Engine::builder().clock(common::clock())).await;
    let elm = elm(&engine).await;
    let asked_for = oak.reply(sms("m1", "What is the price?")).await.unwrap();
    let (lead, turn, conversation) = (asked_for.lead(), asked_for.turn(), asked_for.conversation());
    let request = oak.open_request(RequestRecord::new(lead, Right::Access)).await.unwrap().id;
    let before = oak.audit_trail(None).await.unwrap().len();
    const NOBODY: &str = "01a2078d-f8aa-79c5-a603-87f6ec6e479f";
    let no_lead: LeadId = NOBODY.parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let correction = || Correction::from_json(r#"{"fields": {"first_name": "June"}}"#).unwrap();
    let outreach =
        |lead| Outreach::new("o1", lead, Channel::Sms, OutreachPurpose::Marketing, "Hello.").unwrap();
    let to = [Use::Profiling];

    let mut asked = Asked { tried: BTreeSet::new() };
    same!(asked, "lead", id in lead, no_lead => elm.lead(id));
    same!(asked, "history", id in lead, no_lead => elm.history(id));
    same!(asked, "qualify", id in lead, no_lead => elm.qualify(id));
    same!(asked, "consent", id in lead, no_lead => elm.consent(id));
    same!(asked, "reach_out", id in lead, no_lead => elm.reach_out(outreach(id)));
    same!(asked, "enqueue", id in lead, no_lead => elm.enqueue(outreach(id)));
    same!(asked, "erase", id in lead, no_lead => elm.erase(id));
    same!(asked, "shred", id in lead, no_lead => elm.shred(id));
    same!(asked, "restrict", id in lead, no_lead => elm.restrict(id));
    same!(asked, "unrestrict", id in lead, no_lead => elm.unrestrict(id));
    same!(asked, "object", id in lead, no_lead => elm.object(id, &to));
    same!(asked, "lift_objection", id in lead, no_lead => elm.lift_objection(id, &to));
    same!(asked, "objections", id in lead, no_lead => elm.objections(id));
    same!(asked, "hold", id in lead, no_lead => elm.hold(id, "litigation"));
    same!(asked, "lift_hold", id in lead, no_lead => elm.lift_hold(id));
    same!(asked, "access", id in lead, no_lead => elm.access(id));
    same!(asked, "export", id in lead, no_lead => elm.export(id, file("a.zip")));
    same!(asked, "correct", id in lead, no_lead => elm.correct(id, correction()));
    same!(asked, "audit_trail", id in lead, no_lead => elm.audit_trail(Some(id)));
    same!(asked, "requests_of", id in lead, no_lead => elm.requests_of(id));
    same!(asked, "open_request", id in lead, no_lead => elm.open_request(RequestRecord::new(id, Right::Access)));
    same!(asked, "request", id in request, NOBODY.parse().unwrap() => elm.request(id));
    same!(asked, "step_request", id in request, NOBODY.parse().unwrap() => elm.step_request(id, RequestStep::Done));
    same!(asked, "work", id in turn, NOBODY.parse().unwrap() => elm.work(id));
    same!(asked, "outcome", id in turn, NOBODY.parse().unwrap() => elm.outcome(id));
    let outbound = asked_for.outbound().unwrap();
    same!(asked, "delivery", id in outbound, NOBODY.parse().unwrap() => elm.delivery(id));
    same!(asked, "take_over", id in conversation, NOBODY.parse().unwrap() => elm.take_over(id));
    same!(asked, "hand_back", id in conversation, NOBODY.parse().unwrap() => elm.hand_back(id));
    same!(asked, "agent_wrote", id in conversation, NOBODY.parse().unwrap() => elm.agent_wrote(id, "Hello"));

    // What takes no id tells of its own account alone.
    assert!(elm.requests_due("2100-01-01T00:00:00Z".parse().unwrap()).await.unwrap().is_empty());
    assert!(elm.consent_ledger(0, 100).await.unwrap().is_empty());
    assert!(elm.consent_at(common::PHONE.parse().unwrap()).await.unwrap().history.is_empty());
    assert!(elm.recover().await.unwrap().is_empty());
    assert!(elm.deliver(&Outbox::new([])).await.unwrap().is_empty());
    for id in [outbound.to_string(), NOBODY.to_owned()] {
        let told =
            format!(r#"{{"kind": "status", "outbound": "{id}", "message": "SM9", "state": "delivered"}}"#);
        assert!(elm.receive(Incoming::from_json(&told).unwrap()).await.unwrap().is_none());
    }
    assert_eq!(oak.delivery(outbound).await.unwrap(), None);
    let mut swept = Vec::new();
    for after in [lead, no_lead] {
        let mut sweep = Sweep::new(1);
        sweep.after = Some(after);
        let part = elm.sweep(sweep).await;
        swept.push(part.map(|part| part.looked_at).map_err(|error| (error.kind(), error.to_string())));
    }
    assert_eq!(swept[0], swept[1]);
    asked.tried.insert("sweep");
    let head = oak.verify_audit(None).await.unwrap();
    assert_eq!(elm.verify_audit(Some(head)).await.unwrap_err().kind(), ErrorKind::Corrupt);
    // The same person writes to the other business: a lead of its own, though the message's id is known to the first.
    let theirs = elm.reply(sms("m1", "What is the price?")).await.unwrap();
    assert!(!theirs.is_repeated() && theirs.lead() != lead && theirs.conversation() != conversation);
    assert_ne!(theirs.kind(), OutcomeKind::Silent);
    elm.erase(theirs.lead()).await.unwrap();

    let tried: BTreeSet<String> =
        asked.tried.iter().chain(&WITHOUT_IDS).map(|call| (*call).to_owned()).collect();
    assert_eq!(tried, public_calls(), "a call that is new is to be tried here");
    // Nothing of it has left a trace with the first.
    assert_eq!(oak.audit_trail(None).await.unwrap().len(), before);
    assert_eq!(oak.lead(lead).await.unwrap().first_name.unwrap().expose(), "Marguerite");
    assert_eq!(oak.history(lead).await.unwrap().len(), 2);
    assert_eq!(oak.account().await.unwrap(), account());
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "no file is begun");
}

#[tokio::test]
async fn an_account_that_is_absent_is_not_found_by_any_call() {
    let (engine, oak) = common::scene(Engine::builder().clock(common::clock())).await;
    let asked_for = oak.reply(sms("m1", "What is the price?")).await.unwrap();
    let fir = engine.for_account(&closr::AccountId::new("fir").unwrap(), Actor::Service);
    for error in [
        fir.account().await.err(),
        fir.reply(sms("m1", "What is the price?")).await.err(),
        fir.lead(asked_for.lead()).await.err(),
        fir.erase(asked_for.lead()).await.err(),
        fir.work(asked_for.turn()).await.err(),
        fir.requests_due("2100-01-01T00:00:00Z".parse().unwrap()).await.err(),
    ] {
        assert_eq!(error.unwrap().kind(), ErrorKind::NotFound);
    }
}
