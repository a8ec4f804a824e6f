//! Operations that wait while the disk is synced share the next commit.

use std::sync::mpsc;

use futures::FutureExt;
use futures::future::{BoxFuture, join, join_all};

use super::*;
use crate::error::Error;
use crate::store::Claimed;
use crate::store::link::run;

/// Asks for all of them, in order, while the store's thread is busy, so that it finds them waiting together.
async fn at_once<'a, T>(store: &SqliteStore, asked: Vec<BoxFuture<'a, T>>) -> Vec<T> {
    let (end, ended) = mpsc::channel::<()>();
    // As a read it is done alone, whatever already waits behind it.
    let busy = store.worker.read(move |_| {
        let _ = ended.recv();
        Ok(())
    });
    // An operation is sent by its first poll.
    let all = join(join_all(asked), async move { drop(end) });
    join(busy, all).await.1.0
}

/// The commits that are in the write-ahead log: a frame that ends one has the database's size in it.
fn commits(house: &House) -> usize {
    let log = std::fs::read(house.path().with_extension("db-wal")).unwrap();
    let (header, frames) = log.split_at(32);
    let page = u32::from_be_bytes(header[8..12].try_into().unwrap()) as usize;
    let current = frames.chunks_exact(24 + page).filter(|frame| frame[8..16] == header[16..24]);
    current.filter(|frame| frame[4..8] != [0; 4]).count()
}

fn claims<'a>(house: &House, store: &'a SqliteStore, ids: &[&str]) -> Vec<BoxFuture<'a, Result<Claimed>>> {
    ids.iter().map(|id| store.claim(house.question(id, "How much?")).boxed()).collect()
}

#[tokio::test]
async fn what_waits_is_committed_together() {
    let house = House::new();
    let store = house.open().await;
    let before = commits(&house);
    let done = at_once(&store, claims(&house, &store, &["m1", "m2", "m3", "m1"])).await;
    let done: Vec<Claimed> = done.into_iter().map(Result::unwrap).collect();
    assert_eq!(commits(&house), before + 1);
    assert_eq!((done[3].repeat, done[3].turn), (true, done[0].turn));
    for id in ["m5", "m6"] {
        store.claim(house.question(id, "How much?")).await.unwrap();
    }
    assert_eq!(commits(&house), before + 3, "alone, each has its own");
    assert_eq!(count(&store, "SELECT count(*) FROM turn").await, 5);
    store.verify_audit(&oak(), None).await.unwrap();
}

#[tokio::test]
async fn each_fails_by_itself() {
    let house = House::new();
    let store = house.open().await;
    // Both have written when they fail.
    let fails = |db: &mut Database| {
        db.write(database::Commit::Durable, &oak(), |tx, _| {
            run(tx, "DELETE FROM turn", &[]).unwrap();
            Err::<(), _>(Error::new(ErrorKind::Conflict, "not so"))
        })
    };
    let panics = |db: &mut Database| -> Result<()> {
        db.write(database::Commit::Durable, &oak(), |tx, _| {
            run(tx, "DELETE FROM turn", &[]).unwrap();
            panic!("on purpose");
        })
    };
    let asked: Vec<BoxFuture<'_, Result<()>>> = vec![
        store.claim(house.question("m1", "a")).map(|done| done.map(drop)).boxed(),
        store.worker.run(fails).boxed(),
        store.worker.run(panics).boxed(),
        store.claim(house.question("m2", "b")).map(|done| done.map(drop)).boxed(),
    ];
    let done = at_once(&store, asked).await;
    let kinds: Vec<_> = done.iter().map(|done| done.as_ref().err().map(Error::kind)).collect();
    assert_eq!(kinds, [None, Some(ErrorKind::Conflict), Some(ErrorKind::Unexpected), None]);
    assert_eq!(count(&store, "SELECT count(*) FROM turn").await, 2);
    store.verify_audit(&oak(), None).await.unwrap();
}

/// A full disk makes SQLite undo a whole transaction: who was done is told so, who was not yet is done afterwards.
#[tokio::test]
async fn nothing_is_told_that_was_undone() {
    let house = House::new();
    let store = house.open().await;
    let undoes = |db: &mut Database| {
        db.connection().sqlite().execute_batch("ROLLBACK").unwrap();
        Ok(())
    };
    let asked: Vec<BoxFuture<'_, Result<()>>> = vec![
        store.claim(house.question("m1", "a")).map(|done| done.map(drop)).boxed(),
        store.worker.run(undoes).boxed(),
        store.claim(house.question("m2", "b")).map(|done| done.map(drop)).boxed(),
        store.claim(house.question("m3", "c")).map(|done| done.map(drop)).boxed(),
    ];
    let done = at_once(&store, asked).await;
    let kinds: Vec<_> = done.iter().map(|done| done.as_ref().err().map(Error::kind)).collect();
    assert_eq!(kinds, [Some(ErrorKind::Unavailable), Some(ErrorKind::Unavailable), None, None]);
    assert_eq!(count(&store, "SELECT count(*) FROM turn").await, 2);
}

#[tokio::test]
async fn who_cannot_begin_is_told_once_for_all() {
    let house = House::new();
    let config = SqliteConfig { busy_timeout: Duration::from_millis(50), ..house.config() };
    let store = SqliteStore::open(config, house.surroundings()).unwrap();
    store.put_account(account("oak")).await.unwrap();
    let other = rusqlite::Connection::open(house.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let done = at_once(&store, claims(&house, &store, &["m1", "m2", "m3"])).await;
    assert!(done.iter().all(|done| done.as_ref().is_err_and(|error| error.kind() == ErrorKind::Unavailable)));
    other.execute_batch("ROLLBACK").unwrap();
    assert!(store.claim(house.question("m1", "a")).await.is_ok());
}

/// P2 in one transaction too: what comes after a stop sees it.
#[tokio::test]
async fn a_stop_holds_for_what_is_committed_with_it() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
    opened(&store, claimed.turn).await;
    enum Done {
        Claimed(Result<Claimed>),
        Cleared(Result<Redeemed>),
    }
    let stop = store.claim(house.stop("m2")).map(Done::Claimed).boxed();
    let clear = store.clear(request(claimed.turn, answer("689,000 dollars"))).map(Done::Cleared).boxed();
    let before = commits(&house);
    let done = at_once(&store, vec![stop, clear]).await;
    assert_eq!(commits(&house), before + 1);
    let [Done::Claimed(Ok(_)), Done::Cleared(Ok(Redeemed::Ended(outcome)))] = &done[..] else { panic!() };
    assert_eq!(
        (outcome.kind, &outcome.reasons[..]),
        (OutcomeKind::Silent, &["consent.opted_out".to_owned()][..])
    );
}
