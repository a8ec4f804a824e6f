//! Reading what a message asks: the rules and the model.
#![allow(missing_docs, reason = "a bench documents nothing")]

use std::hint::black_box;

use closr::Channel;
use closr::consent::read;
use criterion::{Criterion, criterion_group, criterion_main};

const MESSAGES: &[(&str, Channel, &str)] = &[
    ("a keyword", Channel::Sms, "STOP"),
    (
        "plain words",
        Channel::Sms,
        "we already closed on a place last week, so no need to keep sending us these, thanks",
    ),
    (
        "an ordinary message of 156 characters",
        Channel::Sms,
        "Hi! We drove past the house on Willow Bend and loved the porch. Is it still available, what are the taxes like, \
         and could we stop by Saturday around 2?",
    ),
    ("an e-mail with a quoted tail", Channel::Email, EMAIL),
];

const EMAIL: &str = "Hi Dana,\n\nthanks for the listings. The second one looks great; my wife asks whether the roof is new and how far \
     the elementary school is. Could we see it on Saturday?\n\nBest,\nJane\n\nOn Tue, Nov 24, 2026 at 9:14 AM Dana wrote:\n> Here are \
     five homes for you.\n> Reply STOP to unsubscribe.\n";

fn reading(c: &mut Criterion) {
    let mut group = c.benchmark_group("read");
    for (name, channel, text) in MESSAGES {
        group.bench_function(format!("{name}, goal 50 us"), |b| b.iter(|| read(*channel, black_box(text))));
    }
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
