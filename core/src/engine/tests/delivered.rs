//! The outbox against a carrier that says what it is told to say.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Semaphore;

use crate::channel::{Carrier, Incoming, Receipt, Refusal, Sending};
use crate::clock::Clock;
use crate::consent::{Cleared, ConsentRecord, ConsentState, RecordKind};
use crate::engine::{Actor, Delivery, Engine, ForAccount, Outbox};
use crate::error::{Error, ErrorKind};
use crate::lead::{
    Account, Channel, ContactPoint, Inbound, Lead, OutboundId, Outreach, OutreachPurpose, Role, SendState,
};
use crate::store::{DeliveryState, SqliteConfig};
use crate::testkit::ManualClock;

const PHONE: &str = "+15125550147";

/// Takes everything, unless it is told otherwise, and keeps what it was given.
struct Post {
    says: Mutex<VecDeque<Sending>>,
    took: Mutex<Vec<(OutboundId, String, String)>>,
    /// A permit is taken for each text; a test may hold them back.
    gate: Semaphore,
    per_second: Option<f64>,
}

impl Post {
    fn new(says: impl IntoIterator<Item = Sending>) -> Arc<Post> {
        Arc::new(Post {
            says: Mutex::new(says.into_iter().collect()),
            took: Mutex::default(),
            gate: Semaphore::new(10_000),
            per_second: None,
        })
    }

    fn took(&self) -> Vec<(OutboundId, String, String)> {
        self.took.lock().unwrap().clone()
    }
}

#[async_trait]
impl Carrier for Post {
    fn name(&self) -> &'static str {
        "post"
    }

    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn per_second(&self) -> Option<f64> {
        self.per_second
    }

    async fn send(&self, cleared: Cleared, to: &ContactPoint, clock: &dyn Clock) -> Sending {
        self.gate.acquire().await.unwrap().forget();
        let outbound = cleared.outbound();
        let text = cleared.release(clock).unwrap();
        self.took.lock().unwrap().push((outbound, to.expose().to_owned(), text.expose().clone()));
        let next = self.says.lock().unwrap().pop_front();
        next.unwrap_or_else(|| Sending::Sent(Receipt::new("P1", SendState::Accepted)))
    }
}

fn refused(kind: ErrorKind) -> Sending {
    Sending::Refused(Refusal::new(Error::new(kind, "the post says no")))
}

fn unknown() -> Sending {
    Sending::Unknown(Error::new(ErrorKind::OutcomeUnknown, "the post is silent"))
}

fn outbox(post: &Arc<Post>) -> Outbox {
    Outbox::new([Arc::clone(post) as Arc<dyn Carrier>])
}

fn noon() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-11-23T18:00:00Z".parse().unwrap()))
}

async fn enter(engine: &Engine) -> ForAccount {
    let account =
        Account::from_json(r#"{"id": "oak", "brand": "Oak & Main", "tz": "America/Chicago"}"#).unwrap();
    engine.upsert_account(account.clone()).await.unwrap();
    engine.for_account(&account.id, Actor::Service)
}

async fn oak(clock: &Arc<ManualClock>) -> ForAccount {
    let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(clock);
    enter(&Engine::builder().clock(clock).build().unwrap()).await
}

fn inbound(id: &str, text: &str) -> Inbound {
    Inbound::new(id, Channel::Sms, PHONE, text).unwrap()
}

fn states(delivered: &[Delivery]) -> Vec<Option<DeliveryState>> {
    delivered.iter().map(|one| one.state).collect()
}

#[tokio::test]
async fn what_is_accepted_is_sent_once() {
    let (clock, post) = (noon(), Post::new([]));
    let (oak, outbox) = (oak(&clock).await, outbox(&post));
    let accepted = oak.accept(inbound("m1", "Are you open?")).await.unwrap();
    let delivered = oak.deliver(&outbox).await.unwrap();
    assert_eq!(states(&delivered), [Some(DeliveryState::Accepted)]);
    assert_eq!(delivered[0].turn, accepted.turn);
    assert!(delivered[0].error.is_none());
    let took = post.took();
    assert_eq!((took.len(), took[0].1.as_str()), (1, PHONE));
    assert!(oak.deliver(&outbox).await.unwrap().is_empty());
    assert!(oak.recover().await.unwrap().is_empty());
    let outbound = oak.outcome(accepted.turn).await.unwrap().unwrap().outbound().unwrap();
    assert_eq!(outbound, took[0].0);

    // The vendor's word goes on from there, by way of a webhook.
    let status = format!(
        r#"{{"kind": "status", "outbound": "{outbound}", "message": "P1", "state": "delivered", "code": null}}"#
    );
    for _ in 0..2 {
        oak.receive(Incoming::from_json(&status).unwrap()).await.unwrap();
        assert_eq!(oak.delivery(outbound).await.unwrap(), Some(DeliveryState::Delivered));
    }
}

#[tokio::test]
async fn what_was_not_sent_is_sent_later_and_what_may_have_been_is_not() {
    let (clock, post) = (noon(), Post::new([refused(ErrorKind::RateLimited), unknown()]));
    let (oak, outbox) = (oak(&clock).await, outbox(&post));
    oak.accept(inbound("m1", "Are you open?")).await.unwrap();
    let delivered = oak.deliver(&outbox).await.unwrap();
    assert_eq!(states(&delivered), [Some(DeliveryState::Waiting)]);
    assert_eq!(delivered[0].error.as_ref().unwrap().kind(), ErrorKind::RateLimited);
    assert!(oak.deliver(&outbox).await.unwrap().is_empty(), "its time has not come");
    clock.advance(Duration::from_secs(10));
    let delivered = oak.deliver(&outbox).await.unwrap();
    assert_eq!(states(&delivered), [Some(DeliveryState::Unknown)]);
    assert_eq!(delivered[0].error.as_ref().unwrap().kind(), ErrorKind::OutcomeUnknown);
    for _ in 0..3 {
        clock.advance(Duration::from_secs(3_600));
        assert!(oak.deliver(&outbox).await.unwrap().is_empty());
    }
    let took = post.took();
    assert_eq!((took.len(), &took[0]), (2, &took[1]), "the same text under the same id");
}

#[tokio::test]
async fn wrong_settings_lose_no_text_and_stop_the_others() {
    let (clock, post) = (noon(), Post::new([refused(ErrorKind::Unauthorized)]));
    let (oak, outbox) = (oak(&clock).await, outbox(&post));
    // The first alone: of several at once, some are on their way before it comes back.
    oak.accept(inbound("m1", "Are you open?")).await.unwrap();
    assert_eq!(states(&oak.deliver(&outbox).await.unwrap()), [Some(DeliveryState::Waiting)]);
    clock.advance(Duration::from_secs(60));
    assert_eq!(states(&oak.deliver(&outbox).await.unwrap()), [Some(DeliveryState::Accepted)]);
    assert_eq!(post.took().len(), 2);
}

#[tokio::test]
async fn a_stop_ends_what_waits() {
    let (clock, post) = (noon(), Post::new([refused(ErrorKind::Unavailable)]));
    let (oak, outbox) = (oak(&clock).await, outbox(&post));
    let first = oak.accept(inbound("m1", "Are you open?")).await.unwrap();
    oak.deliver(&outbox).await.unwrap();
    oak.accept(inbound("m2", "STOP")).await.unwrap();
    clock.advance(Duration::from_secs(60));
    let delivered = oak.deliver(&outbox).await.unwrap();
    assert_eq!(states(&delivered), [None, Some(DeliveryState::Accepted)], "the confirmation alone");
    assert_eq!(post.took().len(), 2);
    let history = oak.history(first.lead).await.unwrap();
    let roles: Vec<Role> = history.iter().map(|message| message.role).collect();
    assert_eq!(roles, [Role::Lead, Role::Lead, Role::Assistant]);
}

#[tokio::test]
async fn what_a_vendor_knows_of_consent_is_in_force() {
    let (clock, post) = (noon(), Post::new([]));
    let (oak, outbox) = (oak(&clock).await, outbox(&post));
    let first = oak.accept(inbound("m1", "Are you open?")).await.unwrap();
    let record =
        ConsentRecord { by_provider: true, ..ConsentRecord::new(RecordKind::OptOut, PHONE.parse().unwrap()) };
    let own = ConsentRecord { by_provider: false, ..record.clone() };
    assert_eq!(oak.receive(Incoming::Consent(own)).await.unwrap_err().kind(), ErrorKind::InputInvalid);
    oak.receive(Incoming::Consent(record)).await.unwrap();
    assert_eq!(states(&oak.deliver(&outbox).await.unwrap()), [None]);
    assert!(post.took().is_empty());
    let outcome = oak.outcome(first.turn).await.unwrap().unwrap();
    assert_eq!(outcome.consent(), ConsentState::OptedOut);
}

#[tokio::test]
async fn an_outreach_waits_for_its_hours() {
    let (clock, post) = (noon(), Post::new([]));
    clock.set("2026-11-23T06:00:00Z".parse().unwrap());
    let (oak, outbox) = (oak(&clock).await, outbox(&post));
    let record = r#"{"phones": ["+15125550147"], "consent": {"sms": "express"}}"#;
    let jane = oak.upsert_lead(Lead::from_json(record).unwrap()).await.unwrap();
    let (channel, purpose) = (Channel::Sms, OutreachPurpose::Transactional);
    let outreach =
        || Outreach::new("o1", jane, channel, purpose, "Are you still looking for a home?").unwrap();
    let queued = oak.enqueue(outreach()).await.unwrap();
    assert!(!queued.repeated && oak.enqueue(outreach()).await.unwrap().repeated);
    assert_eq!(states(&oak.deliver(&outbox).await.unwrap()), [None], "at midnight");
    assert!(oak.deliver(&outbox).await.unwrap().is_empty());
    clock.advance(Duration::from_secs(12 * 3_600));
    let delivered = oak.deliver(&outbox).await.unwrap();
    assert_eq!(states(&delivered), [Some(DeliveryState::Accepted)], "{delivered:?}");
    assert!(post.took()[0].2.contains("Are you still looking for a home?"));
}

#[tokio::test]
async fn an_outreach_to_a_number_that_has_left_the_record_ends() {
    let (clock, post) = (noon(), Post::new([]));
    clock.set("2026-11-23T06:00:00Z".parse().unwrap());
    let (oak, outbox) = (oak(&clock).await, outbox(&post));
    let jane = |phone: &str| {
        let record =
            format!(r#"{{"external_id": "7", "phones": ["{phone}"], "consent": {{"sms": "express"}}}}"#);
        oak.upsert_lead(Lead::from_json(&record).unwrap())
    };
    let id = jane(PHONE).await.unwrap();
    let (channel, purpose) = (Channel::Sms, OutreachPurpose::Transactional);
    let outreach = Outreach::new("o1", id, channel, purpose, "Are you still looking for a home?").unwrap();
    let turn = oak.enqueue(outreach).await.unwrap().turn;
    oak.deliver(&outbox).await.unwrap();
    assert_eq!(jane("+15125550148").await.unwrap(), id);
    clock.advance(Duration::from_secs(12 * 3_600));
    assert_eq!(states(&oak.deliver(&outbox).await.unwrap()), [None]);
    assert_eq!(oak.outcome(turn).await.unwrap().unwrap().reasons(), ["consent.off_record"]);
    assert!(post.took().is_empty());
}

#[tokio::test]
async fn a_paused_outbox_begins_nothing_and_drains() {
    let (clock, post) = (noon(), Post::new([]));
    let (oak, outbox) = (oak(&clock).await, outbox(&post));
    let turn = oak.accept(inbound("m1", "Are you open?")).await.unwrap().turn;
    outbox.pause();
    assert!(oak.deliver(&outbox).await.unwrap().is_empty());
    outbox.resume();

    // One on its way when its caller goes: it ends by itself, and whoever drains waits for it.
    post.gate.forget_permits(10_000);
    let delivering = {
        let (oak, outbox) = (oak.clone(), outbox.clone());
        tokio::spawn(async move { oak.deliver(&outbox).await })
    };
    let outbound = loop {
        if let Some(outcome) = oak.outcome(turn).await.unwrap() {
            break outcome.outbound().unwrap();
        }
        tokio::task::yield_now().await;
    };
    delivering.abort();
    let draining = {
        let outbox = outbox.clone();
        tokio::spawn(async move { outbox.drain().await })
    };
    while !outbox.is_paused() {
        tokio::task::yield_now().await;
    }
    assert!(!draining.is_finished());
    assert_eq!(oak.delivery(outbound).await.unwrap(), Some(DeliveryState::Sending));
    post.gate.add_permits(1);
    draining.await.unwrap();
    assert_eq!(oak.delivery(outbound).await.unwrap(), Some(DeliveryState::Accepted));
}

#[tokio::test(start_paused = true)]
async fn a_carrier_has_its_pace() {
    let mut post = Post::new([]);
    Arc::get_mut(&mut post).unwrap().per_second = Some(2.0);
    let outbox = outbox(&post);
    let (_, lane) = outbox.lanes().pop().unwrap();
    let start = tokio::time::Instant::now();
    for _ in 0..5 {
        lane.wait().await;
    }
    assert_eq!(start.elapsed(), Duration::from_secs(2));
    lane.give_back().await;
    lane.wait().await;
    assert_eq!(start.elapsed(), Duration::from_secs(2), "what was given back is there at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_send_each_text_once() {
    let folder = tempfile::tempdir().unwrap();
    let engine = || Engine::builder().sqlite(SqliteConfig::new(folder.path().join("c.db"))).build().unwrap();
    let (post, mut oaks) = (Post::new([]), Vec::new());
    for _ in 0..2 {
        oaks.push(enter(&engine()).await);
    }
    for index in 0..30 {
        let from = format!("+1512555{:04}", 100 + index);
        let question = Inbound::new("m1", Channel::Sms, &from, "Are you open?").unwrap();
        oaks[0].accept(question).await.unwrap();
    }
    let mut calls = tokio::task::JoinSet::new();
    for index in 0..6 {
        let (oak, outbox) = (oaks[index % 2].clone(), outbox(&post));
        calls.spawn(async move { oak.deliver(&outbox).await.unwrap() });
    }
    calls.join_all().await;
    let mut took: Vec<String> = post.took().into_iter().map(|(_, to, _)| to).collect();
    took.sort();
    let before = took.len();
    took.dedup();
    assert_eq!((before, took.len()), (30, 30));
}
