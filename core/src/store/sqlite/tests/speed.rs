//! What a permit costs above the disk, alone and with many at once:
//!
//! ```text
//! cargo test --release -p closr --all-features --lib -- --ignored --nocapture tests::speed
//! ```
//!
//! The folder for temporary files (`TMPDIR`) must lie on a disk.

use std::time::Instant;

use futures::stream::{StreamExt, iter};

use super::*;

const ALONE: usize = 2_000;
const AT_ONCE: usize = 20_000;
const WAYS: usize = 64;

/// Turns of as many people, each claimed and ready to be cleared.
async fn claimed(house: &House, store: &SqliteStore, turns: std::ops::Range<usize>) -> Vec<TurnId> {
    let claims = turns.map(|turn| {
        let mut claim = house.question(&format!("m{turn}"), "How much?");
        let phone = format!("+1512{:07}", 2_000_000 + turn);
        claim.inbound = Inbound::new(&claim.inbound.id, Channel::Sms, &phone, "How much?").unwrap();
        claim.begin = true;
        store.claim(claim)
    });
    iter(claims).buffer_unordered(WAYS).map(|claimed| claimed.unwrap().turn).collect().await
}

async fn clear(store: &SqliteStore, turn: TurnId) -> Duration {
    let start = Instant::now();
    let redeemed =
        store.clear(request(turn, answer("It is $689,000. Would you like to see it?"))).await.unwrap();
    assert!(matches!(redeemed, Redeemed::Cleared(..)));
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
#[allow(clippy::disallowed_macros, reason = "it prints what the README shows")]
async fn a_permit_costs_little_above_its_commit() {
    let house = House::new();
    let store = house.open().await;
    let bare = rusqlite::Connection::open(house.folder.path().join("bare.db")).unwrap();
    bare.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (a BLOB)")
        .unwrap();
    let (mut permits, mut commits) = (Vec::new(), Vec::new());
    for turn in claimed(&house, &store, 0..ALONE).await {
        // By turns, so that both meet the same disk.
        let start = Instant::now();
        bare.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        commits.push(start.elapsed());
        permits.push(clear(&store, turn).await);
    }
    let (permit, commit) = (median(permits), median(commits));
    let turns = claimed(&house, &store, ALONE..ALONE + AT_ONCE).await;
    let start = Instant::now();
    let cleared = iter(turns).map(|turn| clear(&store, turn)).buffer_unordered(WAYS).count().await;
    let rate = cleared as f64 / start.elapsed().as_secs_f64();
    println!("| consent read, permit, outbound and audit in one durable transaction | |\n|---|---|");
    println!("| a bare durable commit, p50 | {} µs |", commit.as_micros());
    println!("| one at a time, p50 | {} µs |", permit.as_micros());
    println!("| {WAYS} at once | {rate:.0} a second |");
}
