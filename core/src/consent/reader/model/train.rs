//! Trains the weights, on the messages of `tests/testdata/read/trained_on.jsonl` and those that the rules know:
//!
//! ```text
//! cargo test -p closr --all-features --lib -- --ignored model::train::weights
//! ```
//!
//! Most of them were written for it; some 1,900 are the messages that redaction was tuned on, of which the rules say
//! "normal", and so do we where a glance saw nothing else. What is chosen by hand, the thresholds above all, is chosen by what
//! `model::train::folds` prints, never by messages that are kept from training.

use std::hash::Hasher;

use super::super::tests::Row;
use super::super::{FindingKind, Hit, MessageLabel, by_rules, new_words, reading};
use super::{
    BUCKETS, BYTES, LABELS, Message, Opinion, ROWS, WEIGHTIER_FROM, WEIGHTS, decided, feature, softmax,
};
use crate::lead::Channel;

/// What the rules know counts thrice: it is short and plain, and stays what it is.
const SOURCES: [(usize, &str); 2] = [
    (3, include_str!("../../../../tests/testdata/read.jsonl")),
    (1, include_str!("../../../../tests/testdata/read/trained_on.jsonl")),
];

const EPOCHS: u64 = 40;
/// The step of AdaGrad, and how fast weights fade.
const RATE: f32 = 0.1;
const DECAY: f32 = 1e-4;

struct Example {
    channel: Channel,
    text: String,
    features: Vec<u32>,
    label: usize,
    times: usize,
}

fn examples() -> Vec<Example> {
    let rows = SOURCES.iter().flat_map(|(times, text)| text.lines().map(|line| (*times, line)));
    rows.map(|(times, line)| (times, serde_json::from_str::<Row>(line).unwrap()))
        .map(|(times, row)| {
            let text = new_words(row.channel, &row.text);
            let message = Message::new(&text);
            Example {
                channel: row.channel,
                features: feature::of(&message, &by_rules(&text, &message)),
                text,
                label: MessageLabel::ALL.iter().position(|label| label.as_str() == row.label).unwrap(),
                times,
            }
        })
        .filter(|example| !example.features.is_empty())
        .collect()
}

/// What the weights rest on: the messages and how they are read.
fn digest(examples: &[Example]) -> u64 {
    let mut hasher = fnv::FnvHasher::default();
    for example in examples {
        hasher.write(&(example.label as u64).to_le_bytes());
        hasher.write(&(example.times as u64).to_le_bytes());
        example.features.iter().for_each(|bucket| hasher.write(&bucket.to_le_bytes()));
    }
    hasher.finish()
}

/// Any order, the same every time.
fn shuffled(epoch: u64, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|index| {
        let mut hasher = fnv::FnvHasher::default();
        hasher.write(&epoch.to_le_bytes());
        hasher.write(&index.to_le_bytes());
        hasher.finish()
    });
    order
}

/// A weight, and the squares of its steps so far.
#[derive(Clone, Copy)]
struct Weight(f32, f32);

impl Weight {
    fn step(&mut self, gradient: f32) {
        let gradient = gradient + DECAY * self.0;
        self.1 += gradient * gradient;
        self.0 -= RATE * gradient / (self.1.sqrt() + 1e-6);
    }
}

/// A bucket's weights for each label.
type Weights = [Weight; LABELS];

/// The weights of the buckets that tell most, and the biases: trained on all buckets, then anew on those that are kept.
fn trained(examples: &[&Example]) -> Vec<u8> {
    let examples: Vec<&Example> =
        examples.iter().flat_map(|example| std::iter::repeat_n(*example, example.times)).collect();
    let kept = telling(&examples, &fitted(&examples, &vec![true; BUCKETS]).0);
    let (rows, biases) = fitted(&examples, &kept);
    stored(&rows, &biases, &kept)
}

/// Marks the buckets whose weights are large and often asked.
fn telling(examples: &[&Example], rows: &[Weights]) -> Vec<bool> {
    let mut met = vec![0_u32; BUCKETS];
    examples.iter().flat_map(|example| &example.features).for_each(|bucket| met[*bucket as usize] += 1);
    let tells = |bucket: usize| {
        let squares: f32 = rows[bucket].iter().map(|weight| weight.0 * weight.0).sum();
        squares * met[bucket] as f32
    };
    let mut order: Vec<usize> = (0..BUCKETS).collect();
    order.sort_by(|a, b| tells(*b).total_cmp(&tells(*a)).then(a.cmp(b)));
    let mut kept = vec![false; BUCKETS];
    order[..ROWS].iter().for_each(|bucket| kept[*bucket] = true);
    kept
}

fn fitted(examples: &[&Example], kept: &[bool]) -> (Vec<Weights>, Weights) {
    let mut rows = vec![[Weight(0.0, 0.0); LABELS]; BUCKETS];
    let mut biases = [Weight(0.0, 0.0); LABELS];
    for epoch in 0..EPOCHS {
        for index in shuffled(epoch, examples.len()) {
            let example = examples[index];
            let value = 1.0 / (example.features.len() as f32).sqrt();
            let features = || example.features.iter().map(|bucket| *bucket as usize).filter(|at| kept[*at]);
            let mut scores = biases.map(|bias| bias.0);
            for bucket in features() {
                scores.iter_mut().zip(rows[bucket]).for_each(|(score, weight)| *score += value * weight.0);
            }
            let mut errors = softmax(scores);
            errors[example.label] -= 1.0;
            for bucket in features() {
                rows[bucket].iter_mut().zip(errors).for_each(|(weight, error)| weight.step(error * value));
            }
            biases.iter_mut().zip(errors).for_each(|(bias, error)| bias.step(error));
        }
    }
    (rows, biases)
}

/// The file, but for the digest.
fn stored(rows: &[Weights], biases: &Weights, kept: &[bool]) -> Vec<u8> {
    let kept_rows = || rows.iter().zip(kept).filter(|(_, kept)| **kept).flat_map(|(row, _)| row);
    let scale = kept_rows().map(|weight| weight.0.abs()).fold(0.0, f32::max) / 127.0;
    let mut bytes = scale.to_le_bytes().to_vec();
    biases.iter().for_each(|bias| bytes.extend(bias.0.to_le_bytes()));
    for eight in kept.chunks(8) {
        bytes.push(eight.iter().enumerate().map(|(at, kept)| u8::from(*kept) << at).sum());
    }
    let mut before = 0;
    for block in kept.chunks(64) {
        bytes.extend(u16::try_from(before).unwrap().to_le_bytes());
        before += block.iter().filter(|kept| **kept).count();
    }
    bytes.extend(kept_rows().map(|weight| ((weight.0 / scale).round() as i8).cast_unsigned()));
    bytes
}

#[test]
#[ignore = "writes the weights"]
fn weights() {
    let examples = examples();
    let mut file = digest(&examples).to_le_bytes().to_vec();
    file.extend(trained(&examples.iter().collect::<Vec<_>>()));
    assert_eq!(file.len(), BYTES);
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/consent/reader/model/weights.bin"), file)
        .unwrap();
}

#[test]
fn the_weights_are_trained_on_these_messages() {
    let stored = u64::from_le_bytes(*WEIGHTS.first_chunk().unwrap());
    assert_eq!(stored, digest(&examples()), "train the weights again: see the head of this file");
}

/// What is read of a fifth of the messages by weights of the others, five times over. Messages that follow each other stay
/// together, since who wrote them had one thing in mind.
#[test]
#[ignore = "takes a minute"]
#[allow(clippy::disallowed_macros, reason = "it prints what thresholds are chosen by")]
fn folds() {
    const FOLDS: usize = 5;
    const TOGETHER: usize = 20;
    let examples = examples();
    let order = shuffled(0, examples.len() / TOGETHER + 1);
    let in_fold = |index: usize, fold: usize| order[index / TOGETHER] % FOLDS == fold;
    // Whether the rules read a stop, before the model takes any back and after, and how probable the model says it is.
    let mut read: Vec<(&Example, bool, bool, f32)> = Vec::new();
    // How probable it says a child is, and whether a rule does.
    let mut children: Vec<(&Example, bool, f32)> = Vec::new();
    for fold in 0..FOLDS {
        let (held, others): (Vec<_>, Vec<_>) =
            examples.iter().enumerate().partition(|(index, _)| in_fold(*index, fold));
        let others: Vec<&Example> = others.into_iter().map(|(_, example)| example).collect();
        let weights = [vec![0; 8], trained(&others)].concat();
        for (_, example) in held {
            let message = Message::new(&example.text);
            let hits = by_rules(&example.text, &message);
            let opinion = Opinion::by(weights.first_chunk().unwrap(), &message, &hits);
            let stops = |hits: Vec<Hit>| reading(hits, example.channel, false).label().stops();
            let left = hits.iter().copied();
            let left = left.filter(|hit| opinion.is_none_or(|said| !said.takes_back(hit, example.channel)));
            let left: Vec<Hit> = left.collect();
            let by_rule = left.iter().any(|hit| hit.kind == FindingKind::Minor);
            let child = opinion.map_or(0.0, |said| said.sum(|label| label == MessageLabel::Minor));
            children.push((
                example,
                by_rule,
                if decided(&left) && child < WEIGHTIER_FROM { 0.0 } else { child },
            ));
            let stop = opinion.filter(|_| !decided(&left)).map_or(0.0, |said| said.sum(MessageLabel::stops));
            read.push((example, stops(hits), stops(left), stop));
        }
    }
    let share = |labels: &[&str], says: &dyn Fn(bool, bool, f32) -> bool| {
        let of =
            read.iter().filter(|(example, ..)| labels.contains(&MessageLabel::ALL[example.label].as_str()));
        let said = of.clone().filter(|(_, by_rules, left, stop)| says(*by_rules, *left, *stop));
        100.0 * said.count() as f64 / of.count() as f64
    };
    let both = |says: &dyn Fn(bool, bool, f32) -> bool| {
        let stops = share(&["opt_out", "wrong_number", "legal_threat"], says);
        (stops, share(&["normal", "help", "opt_in", "privacy_request_access"], says))
    };
    let (stops, others) = both(&|by_rules, left, _| by_rules && !left);
    println!("taken back: {stops:.2} % of stops, {others:.2} % of others");
    for from in [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7] {
        let (stops, others) = both(&|_, left, stop| left || stop >= from);
        println!("from {from}: {stops:.1} % of stops read, {others:.1} % of others taken for one");
    }
    for from in [0.05, 0.1, 0.15, 0.2, 0.3, 0.4] {
        let share = |of_children: bool| {
            let of = children.iter().filter(|(example, ..)| (example.label == 0) == of_children);
            let said = of.clone().filter(|(_, by_rule, child)| *by_rule || *child >= from);
            100.0 * said.count() as f64 / of.count() as f64
        };
        println!(
            "from {from}: {:.1} % of children read, {:.2} % of others taken for one",
            share(true),
            share(false)
        );
    }
}
