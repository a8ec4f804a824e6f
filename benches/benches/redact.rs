//! What redaction costs: a message, a long text, and the last scan of a request's bytes. The goals stand in the names.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_macros,
    missing_docs,
    reason = "a bench fails by panicking, prints what criterion does not count, and documents nothing"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use closr::Lead;
use closr::redact::{Ner, Subject, Vault, Wire};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Messages of 156 characters, as long as a text message is.
const MESSAGES: [(&str, &str); 4] = [
    (
        "clean, no digits, goal 3 us",
        "Hi, I saw the house on the corner and I really like the yard. Is it still available? We would love to come by this \
         weekend with the kids and see it. Thanks!",
    ),
    (
        "clean, with digits, goal 5 us",
        "Hi, is the 3 bed 2 bath on the corner for $489,000 still available? We can come Sat at 10:30 or after 2 pm. The MLS \
         says 1,850 sqft, built in 1998. Thanks!!",
    ),
    (
        "clean, typed on a phone, goal 3 us",
        "Hi, I\u{2019}m the one who saw the house on the corner \u{2014} we\u{2019}d love to see it. Is it still available? We could \
         come by this Saturday with the kids. Thanks so much \u{1f60a}",
    ),
    (
        "with an address, a phone, an e-mail and a code, goal 5 us",
        "Hi, this is about 4417 Larkspur Ln, Frisco, TX 75034. Call me at (512) 555-0188 or write bob.smith@example.com, the \
         gate code is 4417. We can come Saturday.",
    ),
];

const OWN: &str = "Jane Calloway here about the house on the corner. Call me at 512 555 0147 or write \
                   jane.calloway@example.com. We could come by on Saturday with the kids too";

fn jane() -> Lead {
    Lead::from_json(
        r#"{"first_name": "Jane", "last_name": "Calloway", "phones": ["+15125550147"], "emails": ["jane.calloway@example.com"],
            "address": "1204 Oak Hollow Dr, Apt 3B, Austin, TX 78704"}"#,
    )
    .unwrap()
}

fn messages(criterion: &mut Criterion) {
    for (who, lead) in [("nobody known", Lead::default()), ("a lead known", jane())] {
        let subject = Subject::new(&lead, None, &[]);
        let mut group = criterion.benchmark_group(format!("message, {who}"));
        for (what, text) in MESSAGES.into_iter().chain([("with the lead's own values, goal 5 us", OWN)]) {
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(what, |bencher| bencher.iter(|| subject.find(black_box(text))));
        }
        group.finish();
    }
}

fn long_text(criterion: &mut Criterion) {
    let subject = Subject::new(&jane(), None, &[]);
    let clean: String = MESSAGES.iter().take(2).map(|(_, text)| *text).collect();
    let all: String = MESSAGES.iter().map(|(_, text)| *text).collect();
    let mut group = criterion.benchmark_group("long text, a lead known");
    for (what, text) in [
        ("clean, goal 60 MB/s", clean.repeat(300)),
        ("a finding in every fourth message, goal 60 MB/s", all.repeat(150)),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(what, |bencher| bencher.iter(|| subject.find(black_box(&text))));
    }
    group.finish();
}

/// A request of about 6 kB as a turn makes one.
fn last_scan(criterion: &mut Criterion) {
    let rules = "State only facts written below. If one is missing, say that you do not have it and offer to ask the agent. Never guess, \
                 praise, or promise. Say nothing about who lives in an area, its safety or its schools. Write one text message of one to \
                 three short sentences, in plain text. Words in capitals in square brackets stand for private details.\\n";
    let facts = "Street address: not on file\\nCity: Austin, TX\\nPrice: $689,000\\nBedrooms: 3\\nBathrooms: 2.5\\nLiving area, square feet: 2,140\\n";
    let message = "[PERSON_1] here: call [PHONE_1] or [EMAIL_1]. Is the house still available? We can come Saturday at 10:30.";
    let body = format!(
        r#"{{"model":"gpt-4o-mini","max_tokens":512,"messages":[{{"role":"system","content":"{}{}"}},{{"role":"user","content":"{message}"}}]}}"#,
        rules.repeat(13),
        facts.repeat(3),
    );
    let subject = Subject::new(&jane(), None, &[]);
    let mut group = criterion.benchmark_group("last scan");
    group.throughput(Throughput::Bytes(body.len() as u64));
    let wire = Wire::new("/chat/completions", body.into_bytes());
    subject.clear(wire.clone()).unwrap();
    group.bench_function(format!("a request of {} bytes", wire.body.len()), |bencher| {
        bencher.iter_batched(
            || wire.clone(),
            |wire| subject.clear(wire).unwrap(),
            criterion::BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn lead(criterion: &mut Criterion) {
    let (lead, mut vault) = (jane(), Vault::default());
    let subject = Subject::new(&lead, None, &[]);
    criterion.bench_function("compile a lead", |bencher| {
        bencher.iter(|| Subject::new(black_box(&lead), None, &[]))
    });
    criterion.bench_function("put placeholders into a message", |bencher| {
        bencher.iter(|| subject.redact_text(black_box(OWN), &mut vault));
    });
}

/// The labelled messages, each with its own lead known, and how long they take, with the neural layer too where
/// `CLOSR_TEST_NER` names its folder: `scripts/ner.py run -- cargo bench …`.
fn labelled(_: &mut Criterion) {
    let lines = concat!(
        include_str!("../../core/tests/testdata/redact/tuned_on.jsonl"),
        include_str!("../../core/tests/testdata/redact/unseen.jsonl")
    );
    let rows: Vec<(String, Subject)> = lines.lines().map(row).collect();
    time_of("rules alone", &rows);
    match std::env::var("CLOSR_TEST_NER") {
        Ok(folder) => {
            let ner = Ner::open(folder).unwrap();
            let with = |(text, subject): (String, Subject)| (text, subject.with_ner(ner.clone()));
            time_of("with the neural layer", &rows.into_iter().map(with).collect::<Vec<_>>());
        }
        Err(_) => println!("with the neural layer: skipped, since CLOSR_TEST_NER names no folder"),
    }
}

fn row(line: &str) -> (String, Subject) {
    let row: serde_json::Value = serde_json::from_str(line).unwrap();
    let lead = match row.get("lead") {
        Some(lead) if !lead.is_null() => Lead::from_json(&lead.to_string()).unwrap(),
        _ => Lead::default(),
    };
    let text = row.get("text").and_then(serde_json::Value::as_str).unwrap().to_owned();
    (text, Subject::new(&lead, None, &[]))
}

fn time_of(layer: &str, rows: &[(String, Subject)]) {
    // As long as a text message is, about.
    let usual = |(text, _): &&(String, Subject)| (120..=190).contains(&text.chars().count());
    for (what, rows) in [
        ("all messages", rows.iter().collect::<Vec<_>>()),
        ("messages of 120 to 190 characters", rows.iter().filter(usual).collect()),
    ] {
        let time = |(text, subject): &&(String, Subject)| {
            // The best of some: another program's turn on the core is not ours.
            let once = || {
                let start = Instant::now();
                black_box(subject.find(black_box(text)));
                start.elapsed()
            };
            (0..5).map(|_| once()).min().unwrap()
        };
        let mut times: Vec<Duration> = rows.iter().map(time).collect();
        times.sort_unstable();
        let mean = times.iter().sum::<Duration>() / u32::try_from(times.len()).unwrap();
        let characters = rows.iter().map(|(text, _)| text.chars().count()).sum::<usize>() / rows.len();
        println!(
            "{layer}, {} {what}, of {characters} characters on average: mean {mean:.2?}, p99 {:.2?}",
            times.len(),
            times.get(times.len() * 99 / 100).unwrap()
        );
    }
}

criterion_group!(benches, messages, long_text, last_scan, lead, labelled);
criterion_main!(benches);
