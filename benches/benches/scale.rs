//! A turn beside many suppressions: p50 with a thousand contact points on record, and with as many as `CLOSR_SCALE` says.
//!
//! ```text
//! CLOSR_SCALE=10000000 cargo bench -p closr-benches --bench scale
//! ```
//!
//! The folder for temporary files (`TMPDIR`) must lie on a disk, with half a kilobyte for each.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails by panicking, and documents nothing")]

use std::io::Write;
use std::time::Instant;

use closr::consent::{ConsentRecord, RecordKind};
use closr::{Channel, ContactPoint, Engine, ForAccount, Inbound, Lead, OutcomeKind};

const FEW: u64 = 1_000;
const TURNS: u64 = 2_000;
const CHUNK: u64 = 10_000;

/// Some ten million numbers, of which no two are the same.
fn phone(number: u64) -> String {
    let area = [737, 214, 713, 210].get((number / 7_000_000) as usize).copied().unwrap();
    format!("+1{area}{:07}", 2_000_000 + number % 7_000_000)
}

fn asker(number: u64) -> String {
    format!("+1512{:07}", 2_000_000 + number)
}

async fn record(oak: &ForAccount, numbers: std::ops::Range<u64>) {
    let mut from = numbers.start;
    while from < numbers.end {
        let to = numbers.end.min(from + CHUNK);
        let record = |number| {
            let contact = ContactPoint::for_channel(Channel::Sms, &phone(number)).unwrap();
            ConsentRecord::new(RecordKind::OptOut, contact)
        };
        for recorded in oak.record_consents((from..to).map(record).collect()).await.unwrap() {
            recorded.unwrap();
        }
        from = to;
    }
}

/// The median of so many turns, each of a lead who has not written yet.
async fn median(oak: &ForAccount, turns: std::ops::Range<u64>) -> f64 {
    let mut times = Vec::new();
    for turn in turns {
        let words = "What is the price of 1208 Willow Bend?";
        let inbound = Inbound::new(&format!("SM{turn}"), Channel::Sms, &asker(turn), words).unwrap();
        let start = Instant::now();
        let outcome = oak.reply(inbound).await.unwrap();
        times.push(start.elapsed());
        assert_eq!(outcome.kind(), OutcomeKind::Reply);
    }
    times.sort();
    times.get(times.len() / 2).unwrap().as_secs_f64() * 1e3
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    let most = std::env::var("CLOSR_SCALE").map_or(100_000, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scale.db");
    let (_engine, oak) = closr_benches::scene(Engine::builder(), &path).await.unwrap();
    for number in 0..2 * TURNS {
        let record = serde_json::json!({"first_name": "Jane", "phones": [asker(number)]}).to_string();
        oak.upsert_lead(Lead::from_json(&record).unwrap()).await.unwrap();
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "| contact points on record | recorded in | database | turn, composer, p50 |\n|---|---|---|---|"
    )
    .unwrap();
    let mut known = 0;
    for (number, points) in [FEW, most].into_iter().enumerate() {
        let start = Instant::now();
        record(&oak, known..points).await;
        let took = start.elapsed().as_secs_f64();
        known = points;
        let first = number as u64 * TURNS;
        let p50 = median(&oak, first..first + TURNS).await;
        let size = std::fs::metadata(&path).unwrap().len() as f64 / 1e6;
        writeln!(out, "| {points} | {took:.1} s | {size:.0} MB | {p50:.2} ms |").unwrap();
    }
}
