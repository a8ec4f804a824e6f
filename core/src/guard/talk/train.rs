//! Trains the weights, on the clauses of `tests/testdata/guard/clauses.jsonl` and of the drafts of `tuned.jsonl`:
//!
//! ```text
//! cargo test -p closr --all-features --lib -- --ignored guard::talk::train::weights
//! ```
//!
//! No clause of a draft is labelled, only the draft. But a good one says nothing of the property beyond the file, and its words
//! on file are not seen: its clauses invent nothing. What a bad one says that the vocabulary does not carry
//! claims something, whatever it was blocked for. The threshold is chosen by what `folds` prints: each hand's drafts judged
//! by weights of the other hands'.

use std::collections::BTreeMap;
use std::hash::Hasher;

use serde_json::Value;

use super::super::on_file::OnFile;
use super::super::text::{Clause, fold};
use super::super::{Rule, tests, unsourced};
use super::{BUCKETS, BYTES, CLAIMS_FROM, WEIGHTS, features, kind, kind_of_strange, score};

const DRAFTS: &str = include_str!("../../../tests/testdata/guard/tuned.jsonl");
const CLAUSES: &str = include_str!("../../../tests/testdata/guard/clauses.jsonl");

const EPOCHS: u64 = 15;
/// The step of AdaGrad, and how fast weights fade.
const RATE: f32 = 0.1;
const DECAY: f32 = 1e-4;

struct Example {
    /// Who wrote it: the letters that ids begin with; empty for the clauses that stand alone.
    hand: String,
    features: Vec<u16>,
    claims: bool,
}

fn hand(row: &Value) -> String {
    row["id"].as_str().unwrap().chars().take_while(|c| c.is_ascii_alphabetic()).collect()
}

fn examples() -> Vec<Example> {
    let mut all = Vec::new();
    for line in CLAUSES.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let features = features(&fold(row["text"].as_str().unwrap()), kind_of_strange).unwrap();
        all.push(Example { hand: String::new(), features, claims: row["claims"].as_bool().unwrap() });
    }
    for line in DRAFTS.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        tests::with_reading(&row, |reading, _| {
            let on_file = OnFile::new(reading);
            for clause in reading.stated().filter(|clause| !clause.theirs && clause.text().len() > 3) {
                let text = clause.without_stock().unwrap_or(&clause.seen).text();
                let claims = claims(clause, text, &on_file, row["verdict"] == "ok");
                if let Some((claims, features)) = claims.zip(features(text, |word| kind(word, &on_file))) {
                    all.push(Example { hand: hand(&row), features, claims });
                }
            }
        });
    }
    all
}

/// What is known of a clause by the verdict on its draft.
fn claims(clause: &Clause, text: &str, on_file: &OnFile<'_>, good: bool) -> Option<bool> {
    if good {
        return Some(false);
    }
    let invents =
        unsourced::has_strange_words(text, on_file) && !unsourced::is_between_people(clause, on_file);
    invents.then_some(true)
}

/// What the weights rest on: the clauses and how they are read.
fn digest(examples: &[Example]) -> u64 {
    let mut hasher = fnv::FnvHasher::default();
    for example in examples {
        hasher.write(&[u8::from(example.claims)]);
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
#[derive(Clone, Copy, Default)]
struct Weight(f32, f32);

impl Weight {
    fn step(&mut self, gradient: f32) {
        let gradient = gradient + DECAY * self.0;
        self.1 += gradient * gradient;
        self.0 -= RATE * gradient / (self.1.sqrt() + 1e-6);
    }
}

/// The weights as they are stored, but for the digest.
fn trained(examples: &[&Example]) -> Vec<u8> {
    let mut weights = vec![Weight::default(); BUCKETS];
    let mut bias = Weight::default();
    for epoch in 0..EPOCHS {
        for index in shuffled(epoch, examples.len()) {
            let example = examples[index];
            let value = 1.0 / (example.features.len() as f32).sqrt();
            let sum: f32 = example.features.iter().map(|bucket| weights[usize::from(*bucket)].0).sum();
            let probability = 1.0 / (1.0 + (-bias.0 - value * sum).exp());
            let error = probability - f32::from(u8::from(example.claims));
            for bucket in &example.features {
                weights[usize::from(*bucket)].step(error * value);
            }
            bias.step(error);
        }
    }
    let most = weights.iter().map(|weight| weight.0.abs()).fold(0.0, f32::max);
    let scale = most / 127.0;
    let mut bytes = [scale.to_le_bytes(), bias.0.to_le_bytes()].concat();
    bytes.extend(weights.iter().map(|weight| ((weight.0 / scale).round() as i8).cast_unsigned()));
    bytes
}

#[test]
#[ignore = "writes the weights"]
fn weights() {
    let examples = examples();
    let mut file = digest(&examples).to_le_bytes().to_vec();
    file.extend(trained(&examples.iter().collect::<Vec<_>>()));
    assert_eq!(file.len(), BYTES);
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guard/talk/weights.bin"), file).unwrap();
}

#[test]
fn the_weights_are_trained_on_these_clauses() {
    let stored = u64::from_le_bytes(*WEIGHTS.first_chunk().unwrap());
    assert_eq!(stored, digest(&examples()), "train the weights again: see the head of this file");
}

/// How many drafts of each hand are blocked, bad and good, without the model and with weights of the other hands'
/// drafts, at each threshold.
#[test]
#[ignore = "it prints what the threshold is chosen by"]
#[allow(clippy::disallowed_macros, reason = "it prints what the threshold is chosen by")]
fn folds() {
    const FROM: [f32; 7] = [f32::MIN, -1.0, CLAIMS_FROM, -0.2, 0.0, 0.3, 0.6];
    let examples = examples();
    let mut counts: BTreeMap<String, ([u32; FROM.len()], [u32; FROM.len()], u32, u32)> = BTreeMap::new();
    let mut rows: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in DRAFTS.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        rows.entry(hand(&row)).or_default().push(row);
    }
    for (hand, rows) in &rows {
        let others: Vec<&Example> = examples.iter().filter(|example| example.hand != *hand).collect();
        let weights: Vec<u8> = [vec![0; 8], trained(&others)].concat();
        let weights: &[u8; BYTES] = weights.first_chunk().unwrap();
        let count = counts.entry(hand.clone()).or_default();
        for row in rows {
            let good = row["verdict"] == "ok";
            let blocked = tests::with_reading(row, |reading, reasons| {
                let elsewise = reasons.iter().any(|reason| reason.rule != Rule::Words);
                let on_file = OnFile::new(reading);
                FROM.map(|from| {
                    let judge = |text: &str| {
                        score(weights, text, |word| kind(word, &on_file)).is_some_and(|score| score < from)
                    };
                    elsewise
                        || reading
                            .stated()
                            .any(|clause| !clause.theirs && unsourced::is_by(clause, &on_file, judge))
                })
            });
            let (all, of) = if good { (&mut count.3, &mut count.1) } else { (&mut count.2, &mut count.0) };
            *all += 1;
            of.iter_mut().zip(blocked).for_each(|(of, blocked)| *of += u32::from(blocked));
        }
    }
    for (hand, (bad, good, all_bad, all_good)) in &counts {
        for (at, from) in FROM.iter().enumerate() {
            println!("{hand} from {from}: {} of {all_bad} bad, {} of {all_good} good", bad[at], good[at]);
        }
    }
}
