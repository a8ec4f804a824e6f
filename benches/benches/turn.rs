//! One whole turn on a SQLite file, beside its bare durable commits in the same run.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails by panicking, and documents nothing")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use closr::provider::{Provider, Script};
use closr::store::Author;
use closr::{Channel, Engine, Inbound, OutcomeKind};
use criterion::{Criterion, criterion_group, criterion_main};

/// The durable commits of a turn with a model: claim, permit, redeem.
const DURABLE_COMMITS: u32 = 3;

static NEXT: AtomicU64 = AtomicU64::new(0);

fn inbound() -> Inbound {
    // Each turn has a sender of its own, so that no conversation grows while the bench runs.
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let from = format!("+1512{:07}", 2_000_000 + number % 8_000_000);
    Inbound::new(
        &format!("SM{number}"),
        Channel::Sms,
        &from,
        "Jane Calloway here, what is the price of 1208 Willow Bend?",
    )
    .unwrap()
}

fn turns(c: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let answer = "The list price of 1208 Willow Bend is $689,000. Would you like to see it?";
    let provider = Provider::scripted(Script::answer_with(move |_| answer.to_owned()));

    let modelled = Engine::builder().provider(provider);
    let (_engine, oak) =
        runtime.block_on(closr_benches::scene(modelled, &folder.path().join("model.db"))).unwrap();
    let mut first = runtime.block_on(oak.reply(inbound())).unwrap();
    assert_eq!(first.kind(), OutcomeKind::Reply, "{:?}", first.reasons());
    assert_eq!(first.author(), Some(Author::Model), "{:?}", first.reasons());
    assert!(first.take_cleared().is_some());

    let mut group = c.benchmark_group("turn");
    group.measurement_time(Duration::from_secs(5)).sample_size(50);
    group.bench_function("whole, scripted model", |b| {
        b.iter_custom(|times| {
            let inbounds: Vec<_> = (0..times).map(|_| inbound()).collect();
            let start = Instant::now();
            for inbound in inbounds {
                runtime.block_on(oak.reply(inbound)).unwrap();
            }
            start.elapsed()
        });
    });

    let (_engine, composed) = runtime
        .block_on(closr_benches::scene(Engine::builder(), &folder.path().join("composer.db")))
        .unwrap();
    group.bench_function("whole, composer", |b| {
        b.iter_custom(|times| {
            let inbounds: Vec<_> = (0..times).map(|_| inbound()).collect();
            let start = Instant::now();
            for inbound in inbounds {
                runtime.block_on(composed.reply(inbound)).unwrap();
            }
            start.elapsed()
        });
    });

    let bare = rusqlite::Connection::open(folder.path().join("bare.db")).unwrap();
    bare.execute_batch("pragma journal_mode = wal; pragma synchronous = full; create table t (a blob)")
        .unwrap();
    group.bench_function("its bare durable commits", |b| {
        b.iter(|| {
            for _ in 0..DURABLE_COMMITS {
                bare.execute("insert into t values (zeroblob(1000))", ()).unwrap();
            }
        });
    });
    group.finish();
}

criterion_group!(benches, turns);
criterion_main!(benches);
