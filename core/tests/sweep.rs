//! A sweep over many leads beside live traffic, killed again and again: `CLOSR_SWEEP_LEADS=100000 cargo test --release --all-features
//! -p closr --test sweep -- --ignored --nocapture`.
#![cfg(unix)]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_macros, reason = "it prints what it measured")]

mod common;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use closr::rights::Sweep;
use closr::store::SqliteConfig;
use closr::testkit::ManualClock;
use closr::{Actor, Channel, Engine, ErrorKind, ForAccount, Inbound, Lead, LeadId};

const CHILD: &str = "child";
const LIVE: usize = 50;
/// When the idle leads were put on file, and when the sweep finds them so.
const THEN: &str = "2024-01-09T17:00:00Z";
const NOW: &str = "2026-11-24T17:00:00Z";

fn open(path: &Path, at: &str) -> Engine {
    let mut config = SqliteConfig::new(path);
    config.busy_timeout = Duration::from_secs(60);
    let clock = Arc::new(ManualClock::at(at.parse().unwrap()));
    Engine::builder().sqlite(config).clock(clock).build().unwrap()
}

fn oak(engine: &Engine) -> ForAccount {
    engine.for_account(&common::account().id, Actor::Service)
}

/// Puts so many leads on file; returns some of them.
async fn fill(path: &Path, leads: usize) -> Vec<LeadId> {
    let engine = open(path, THEN);
    engine.upsert_account(common::account()).await.unwrap();
    oak(&engine).upsert_listing(common::listing()).await.unwrap();
    let mut known = Vec::new();
    for from in (0..leads).step_by(64) {
        let batch = (from..leads.min(from + 64)).map(|n| {
            let oak = oak(&engine);
            async move {
                let record =
                    format!(r#"{{"first_name": "Zqx{n}", "phones": ["+1512{:07}"]}}"#, 2_000_000 + n);
                oak.upsert_lead(Lead::from_json(&record).unwrap()).await.unwrap()
            }
        });
        known.extend(futures::future::join_all(batch).await);
    }
    engine.close().await;
    known
}

/// How long replies to live leads take, the middle one and the slowest in a hundred.
async fn replies(engine: &Engine, round: &str, count: usize) -> (Duration, Duration) {
    let mut took = Vec::new();
    for n in 0..count {
        let from = format!("+1737555{:04}", n % LIVE);
        let inbound = Inbound::new(
            &format!("{round}-{n}"),
            Channel::Sms,
            from.as_str(),
            "What is the price of 1208 Willow Bend?",
        );
        let begun = Instant::now();
        let outcome = oak(engine).reply(inbound.unwrap()).await.unwrap();
        took.push(begun.elapsed());
        assert!(outcome.outbound().is_some(), "{:?}", outcome.reasons());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    took.sort();
    (took[count / 2], took[count * 99 / 100])
}

fn sweeping(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", CHILD, "--ignored", "--nocapture"])
        .env("CLOSR_SWEEP_DB", path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "the process that is killed"]
fn child() {
    let Ok(path) = std::env::var("CLOSR_SWEEP_DB") else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let engine = open(Path::new(&path), NOW);
        oak(&engine).recover().await.unwrap();
        let mut sweep = Sweep::new(365);
        sweep.limit = 200;
        loop {
            match oak(&engine).sweep(sweep).await {
                Ok(swept) => sweep.after = swept.next,
                // Another process reads a log as it was.
                Err(error) if error.kind() == ErrorKind::Unavailable => continue,
                Err(error) => panic!("{error}"),
            }
            if sweep.after.is_none() {
                break;
            }
        }
    });
}

#[test]
#[ignore = "takes minutes; CLOSR_SWEEP_LEADS says how many leads"]
fn a_large_sweep_is_gone_on_with_after_each_kill_beside_live_traffic() {
    let leads = std::env::var("CLOSR_SWEEP_LEADS").map_or(2_000, |leads| leads.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("closr.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let begun = Instant::now();
        let idle = fill(&path, leads).await;
        println!("{leads} leads put on file in {:.1?}", begun.elapsed());
        let engine = open(&path, NOW);
        replies(&engine, "warm", 2 * LIVE).await;
        let (median, alone) = replies(&engine, "alone", 1_000).await;
        println!("replies alone: median {median:.1?}, p99 {alone:.1?}");

        let begun = Instant::now();
        let mut child = sweeping(&path);
        let (median, beside) = replies(&engine, "beside", 1_000).await;
        println!("replies beside the sweep: median {median:.1?}, p99 {beside:.1?}");
        let mut kills = 0;
        while kills < 5 && child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(300 + 170 * kills)).await;
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            child = sweeping(&path);
        }
        while child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(child.wait().unwrap().success());
        let took = begun.elapsed();
        println!(
            "swept in {took:.1?} with {kills} kills: {:.0} leads a second",
            leads as f64 / took.as_secs_f64()
        );

        let oak = oak(&engine);
        for lead in idle.iter().step_by((leads / 1_000).max(1)) {
            assert_eq!(oak.lead(*lead).await.unwrap_err().kind(), ErrorKind::Restricted);
        }
        let mut again = Sweep::new(365);
        again.limit = Sweep::MOST;
        let swept = oak.sweep(again).await.unwrap();
        assert!(swept.erased.is_empty() && swept.kept.is_empty(), "nothing is left");
        assert!(oak.recover().await.unwrap().is_empty());
        oak.verify_audit(None).await.unwrap();
        let begun = oak.audit_trail(None).await.unwrap();
        let count = |what: &str| begun.iter().filter(|entry| entry.what.as_str() == what).count();
        assert_eq!((count("rights.erasure_begun"), count("rights.erased")), (leads, leads), "each once");
        replies(&engine, "after", LIVE).await;
    });
}
