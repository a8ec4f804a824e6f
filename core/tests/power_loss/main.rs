//! What a power loss, or one call of the disk that fails, leaves of what was acknowledged.
//!
//! A process answers leads under `strace`, which notes what it writes, what it syncs, and when it says that something is
//! done. From that come crash states: all that was synced, and of the rest whatever a disk may have kept, torn sectors
//! among it. Each must open, be whole, and have all that was acknowledged before. In the second test `strace` fails one
//! call at a time.
//!
//! They are run by name, where there is a `strace`: see `scripts/test.py`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(all(target_os = "linux", feature = "store-sqlite", feature = "testkit"))]

mod disk;
mod trace;
mod work;

use std::io::Write;
use std::path::Path;

use disk::Disk;
use trace::Event;
use work::Acknowledged;

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a whole number"))
}

fn say(words: &str) {
    writeln!(std::io::stdout().lock(), "{words}").unwrap();
}

#[test]
#[ignore = "what the other tests run under strace"]
fn child() {
    work::run(Path::new(&std::env::var_os("CLOSR_CRASH_FOLDER").expect("a folder")));
}

/// As many states of a disk that lies about its syncs.
const LIES: u64 = 40;

#[test]
#[ignore = "it needs strace"]
fn nothing_acknowledged_is_lost_with_the_power() {
    let (states, seed) = (setting("CLOSR_CRASH_STATES", 100), setting("CLOSR_CRASH_SEED", 1));
    let folder = tempfile::tempdir().unwrap();
    work::prepare(folder.path());
    let before = Disk::of(folder.path());
    let events = trace::record(folder.path(), work::TURNS);
    let read = |event: &Event| matches!(event, Event::Said(line) if Acknowledged::read(line).is_some());
    let acknowledged = events.iter().filter(|event| read(event)).count();
    assert!(acknowledged > 50, "{acknowledged} acknowledged");

    let lost = lose_power(&before, &events, states, seed);
    say(&format!(
        "{states} crash states of {acknowledged} acknowledged operations, seed {seed}: {} bad",
        lost.len()
    ));
    assert!(lost.is_empty(), "seed {seed}: {}", lost.join("\n"));

    // The same of a disk that says a sync is done and does none: it shows that what is lost would be seen.
    let lied: Vec<Event> = events.into_iter().filter(|event| !matches!(event, Event::Sync { .. })).collect();
    let lost = lose_power(&before, &lied, LIES, seed);
    say(&format!("of a disk that lies: {} of {LIES} bad", lost.len()));
    assert!(lost.len() > 5, "a disk that lies lost nothing: these states tell nothing");
}

/// What is wrong with each of so many crash states.
fn lose_power(before: &Disk, events: &[Event], states: u64, seed: u64) -> Vec<String> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut points: Vec<usize> = (0..states).map(|_| random.usize(1..=events.len())).collect();
    points.sort_unstable();
    let mut disk = before.clone();
    let mut acknowledged: Vec<Acknowledged> = Vec::new();
    let mut wrong = Vec::new();
    let mut done = 0;
    for point in points {
        for event in &events[done..point] {
            match event {
                Event::Said(line) => acknowledged.extend(Acknowledged::read(line)),
                event => disk.apply(event),
            }
        }
        done = point;
        let left = tempfile::tempdir().unwrap();
        disk.lose_power(&mut random, left.path());
        wrong.extend(
            work::wrong(left.path(), &acknowledged).map(|what| format!("after {point} events: {what}")),
        );
    }
    wrong
}

#[test]
#[ignore = "it needs strace"]
fn a_call_of_the_disk_that_fails_once_loses_nothing() {
    const TURNS: usize = 3;
    let most = setting("CLOSR_FAULTS", 6);
    let mut failed = 0;
    for call in ["fdatasync", "pwrite64", "pread64", "ftruncate"] {
        let work = |number| {
            let folder = tempfile::tempdir().unwrap();
            work::prepare(folder.path());
            let done = trace::fail(folder.path(), TURNS, call, number);
            let acknowledged: Vec<_> = done.said.iter().filter_map(|line| Acknowledged::read(line)).collect();
            assert_eq!(work::wrong(folder.path(), &acknowledged), None, "{call} {number}");
            (done, acknowledged.len())
        };
        let (whole, all) = work(65_535);
        assert!(!whole.injected && all == TURNS, "{call}: {all}");
        // Each of them where there is time, otherwise some.
        let step = whole.calls.div_ceil(most).max(1);
        for number in (1..=whole.calls).step_by(usize::try_from(step).unwrap()) {
            failed += usize::from(work(number).0.injected);
        }
    }
    say(&format!("{failed} calls failed, one at a time"));
    assert!(failed > 10, "only {failed} calls were failed");
}
