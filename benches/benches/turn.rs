//! One whole turn on a SQLite file, beside its bare durable commits in the same run.
//!
//! Criterion gives the mean with its confidence; the table at the end has the quantiles over every turn it ran.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails by panicking, and documents nothing")]

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use closr::provider::{Provider, Script};
use closr::store::Author;
use closr::{Channel, Engine, ForAccount, Inbound, Lead, OutcomeKind};
use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

/// The durable commits of a turn: claim, and clear.
const DURABLE_COMMITS: u32 = 2;

/// Leads on file who have not written yet. Each turn is another's, so that no conversation grows while the bench runs.
const LEADS: u64 = 20_000;

static NEXT: AtomicU64 = AtomicU64::new(0);
static TIMES: Mutex<Vec<(&str, Vec<Duration>)>> = Mutex::new(Vec::new());

fn phone(area: u16, number: u64) -> String {
    format!("+1{area}{:07}", 2_000_000 + number)
}

fn inbound(area: u16) -> Inbound {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let text = "Jane Calloway here, what is the price of 1208 Willow Bend?";
    Inbound::new(&format!("SM{number}"), Channel::Sms, &phone(area, number % LEADS), text).unwrap()
}

async fn put_leads(oak: &ForAccount) {
    for number in 0..LEADS {
        let phone = phone(512, number);
        let record = format!(r#"{{"first_name": "Jane", "last_name": "Calloway", "phones": ["{phone}"]}}"#);
        oak.upsert_lead(Lead::from_json(&record).unwrap()).await.unwrap();
    }
}

/// Times what is done once, over and over, and keeps each time.
fn timed(group: &mut Group<'_>, name: &'static str, mut once: impl FnMut() -> Duration) {
    let mut all = Vec::new();
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|times| {
            let first = all.len();
            all.extend((0..times).map(|_| once()));
            all.get(first..).unwrap_or_default().iter().sum()
        });
    });
    TIMES.lock().unwrap().push((name, all));
}

type Group<'a> = criterion::BenchmarkGroup<'a, criterion::measurement::WallTime>;

fn turn(runtime: &Runtime, oak: &ForAccount, area: u16) -> Duration {
    let inbound = inbound(area);
    let start = Instant::now();
    let outcome = runtime.block_on(oak.reply(inbound)).unwrap();
    let took = start.elapsed();
    assert_eq!(outcome.kind(), OutcomeKind::Reply, "{:?}", outcome.reasons());
    took
}

fn turns(c: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let answer = "The list price of 1208 Willow Bend is $689,000. Would you like to see it?";
    let provider = Provider::scripted(Script::answer_with(move |_| answer.to_owned()));
    let scene = |builder, file| {
        runtime.block_on(async {
            let (engine, oak) = closr_benches::scene(builder, &folder.path().join(file)).await.unwrap();
            put_leads(&oak).await;
            (engine, oak)
        })
    };
    let (_modelled, modelled) = scene(Engine::builder().provider(provider), "model.db");
    let (_composed, composed) = scene(Engine::builder(), "composer.db");
    let first = runtime.block_on(modelled.reply(inbound(512))).unwrap();
    assert_eq!(first.author(), Some(Author::Model), "{:?}", first.reasons());

    let mut group = c.benchmark_group("turn");
    group.measurement_time(Duration::from_secs(5)).sample_size(50);
    timed(&mut group, "a known lead, scripted model", || turn(&runtime, &modelled, 512));
    timed(&mut group, "a known lead, composer", || turn(&runtime, &composed, 512));
    // A key is made and kept for each, durably, in the key store.
    timed(&mut group, "a new sender, composer", || turn(&runtime, &composed, 737));

    let bare = rusqlite::Connection::open(folder.path().join("bare.db")).unwrap();
    bare.execute_batch("pragma journal_mode = wal; pragma synchronous = full; create table t (a blob)")
        .unwrap();
    timed(&mut group, "its bare durable commits", || {
        let start = Instant::now();
        for _ in 0..DURABLE_COMMITS {
            bare.execute("insert into t values (zeroblob(1000))", ()).unwrap();
        }
        start.elapsed()
    });
    group.finish();
    print_table();
    let mut out = std::io::stdout().lock();
    for at_once in [1, 8, 64] {
        let rate = runtime.block_on(rate(&composed, at_once));
        writeln!(out, "| {at_once} at once, composer | {rate:.0} turns/s |").unwrap();
    }
}

/// How many turns of known leads end in a second, with so many under way at once.
async fn rate(oak: &ForAccount, at_once: usize) -> f64 {
    const TIME: Duration = Duration::from_secs(5);
    let start = Instant::now();
    let one = |oak: ForAccount| async move {
        let mut done = 0;
        while start.elapsed() < TIME {
            assert_eq!(oak.reply(inbound(512)).await.unwrap().kind(), OutcomeKind::Reply);
            done += 1;
        }
        done
    };
    let tasks: JoinSet<u32> = (0..at_once).map(|_| one(oak.clone())).collect();
    let done: u32 = tasks.join_all().await.iter().sum();
    f64::from(done) / start.elapsed().as_secs_f64()
}

fn print_table() {
    let mut out = std::io::stdout().lock();
    writeln!(out, "| turn | p50 | p90 | p99 | turns |\n|---|---|---|---|---|").unwrap();
    for (name, times) in TIMES.lock().unwrap().iter_mut() {
        times.sort();
        let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or_default();
        let [p50, p90, p99] = [0.5, 0.9, 0.99].map(|share| at(share).as_secs_f64() * 1e3);
        writeln!(out, "| {name} | {p50:.2} ms | {p90:.2} ms | {p99:.2} ms | {} |", times.len()).unwrap();
    }
}

criterion_group!(benches, turns);
criterion_main!(benches);
