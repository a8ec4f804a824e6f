//! What a permit costs above the disk, alone and with many at once:
//!
//! ```text
//! cargo test --release -p closr --all-features --lib -- --ignored --nocapture tests::speed
//! ```
//!
//! The folder for temporary files (`TMPDIR`) must lie on a disk.

use std::time::Instant;

use super::timing::{WAYS, claimed, clear, median, rate};
use super::*;

const ALONE: usize = 2_000;
const AT_ONCE: usize = 20_000;

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
    for turn in claimed(&house, &store, &[oak()], 0..ALONE).await {
        // By turns, so that both meet the same disk.
        let start = Instant::now();
        bare.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        commits.push(start.elapsed());
        permits.push(clear(&store, turn).await);
    }
    let (permit, commit) = (median(permits), median(commits));
    let rate = rate(&store, claimed(&house, &store, &[oak()], ALONE..ALONE + AT_ONCE).await).await;
    println!("| consent read, permit, outbound and audit in one durable transaction | |\n|---|---|");
    println!("| a bare durable commit, p50 | {} µs |", commit.as_micros());
    println!("| one at a time, p50 | {} µs |", permit.as_micros());
    println!("| {WAYS} at once | {rate:.0} a second |");
}
