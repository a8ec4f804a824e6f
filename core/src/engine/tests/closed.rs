//! An engine that is closed, and one that is being closed.

use futures::StreamExt;

use crate::clock::Surroundings;
use crate::engine::{Actor, Engine, Step};
use crate::error::{Error, ErrorKind, Retry};
use crate::lead::{Account, Channel, Inbound, Lead, Listing};
use crate::store::{SqliteConfig, SqliteStore, Store};

fn inbound(id: &str) -> Inbound {
    Inbound::new(id, Channel::Sms, "+15125550147", "hi").unwrap()
}

#[tokio::test]
async fn every_call_says_so_once_the_engine_is_closed() {
    let engine = Engine::builder().build().unwrap();
    let account = Account::from_json(r#"{"brand": "Oak"}"#).unwrap();
    engine.upsert_account(account.clone()).await.unwrap();
    let oak = engine.for_account(&account.id, Actor::Service);
    let accepted = oak.accept(inbound("1")).await.unwrap();
    engine.clone().close().await;
    engine.close().await;

    let (turn, lead) = (accepted.turn, accepted.lead);
    let listing = Listing::from_json(r#"{"id": "L"}"#).unwrap();
    let streamed = oak.reply_stream(inbound("3")).next().await.unwrap().map(|_| ());
    let late: Vec<Result<(), Error>> = vec![
        engine.upsert_account(account.clone()).await,
        engine.for_account(&account.id, Actor::Webhook).accept(inbound("2")).await.map(|_| ()),
        oak.account().await.map(|_| ()),
        oak.upsert_listing(listing).await,
        oak.upsert_lead(Lead::default()).await.map(|_| ()),
        oak.lead(lead).await.map(|_| ()),
        oak.work(turn).await.map(|_| ()),
        oak.reply(inbound("1")).await.map(|_| ()),
        streamed,
        oak.outcome(turn).await.map(|_| ()),
        oak.history(lead).await.map(|_| ()),
        oak.consent(lead).await.map(|_| ()),
        oak.recover().await.map(|_| ()),
        oak.verify_audit(None).await.map(|_| ()),
        oak.audit_trail(None).await.map(|_| ()),
    ];
    for (call, result) in late.into_iter().enumerate() {
        let error = result.expect_err(&format!("call {call}"));
        assert_eq!((error.kind(), error.retry()), (ErrorKind::Unavailable, Retry::Never), "call {call}");
        assert_eq!(error.to_string(), "the engine is closed: build a new one", "call {call}");
    }
}

#[tokio::test]
async fn closing_waits_for_what_is_under_way_and_frees_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let config = || SqliteConfig::new(folder.path().join("closr.db"));
    let store = SqliteStore::open(config(), Surroundings::default()).unwrap();
    let account = |n: usize| Account::from_json(&format!(r#"{{"id": "oak-{n}", "brand": "Oak"}}"#)).unwrap();
    let mut writes: Vec<_> = (0..50).map(|n| Box::pin(store.put_account(account(n)))).collect();
    for write in &mut writes {
        // Each is in the store's queue, and nobody waits for it any more.
        assert!(futures::poll!(write.as_mut()).is_pending());
    }
    drop(writes);
    store.close().await;
    assert!(!folder.path().join("closr.db-wal").exists(), "the last connection is closed");
    let store = SqliteStore::open(config(), Surroundings::default()).unwrap();
    for n in 0..50 {
        store.account(&account(n).id).await.unwrap();
    }
}

#[test]
fn names_read_back() {
    for actor in Actor::ALL {
        assert_eq!(actor.as_str().parse::<Actor>().unwrap(), actor);
    }
    let error = "admin".parse::<Actor>().unwrap_err();
    assert_eq!(error.to_string(), "no such actor: use service or webhook");
    assert_eq!(Step::ALL.map(Step::as_str), ["accepted", "asking"]);
}
