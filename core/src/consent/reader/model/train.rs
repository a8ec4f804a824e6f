//! Trains the weights, on the messages of `tests/testdata/read/trained_on.jsonl` and those that the rules know:
//!
//! ```text
//! cargo test -p closr --all-features --lib -- --ignored model::train::weights
//! ```
//!
//! Most of them were written for it; some 1,900 are the messages that redaction was tuned on, of which the rules say
//! "normal", and so do we where a glance saw nothing else.

use std::hash::Hasher;

use super::super::tests::Row;
use super::super::{MessageLabel, new_words};
use super::{BUCKETS, HEAD, LABELS, Message, WEIGHTS, feature, softmax};

const SOURCES: [&str; 2] = [
    include_str!("../../../../tests/testdata/read.jsonl"),
    include_str!("../../../../tests/testdata/read/trained_on.jsonl"),
];

const EPOCHS: u64 = 60;
/// The step of AdaGrad, and how fast weights fade.
const RATE: f32 = 0.1;
const DECAY: f32 = 1e-4;

struct Example {
    features: Vec<u16>,
    label: usize,
}

fn examples() -> Vec<Example> {
    let rows = SOURCES.iter().flat_map(|text| text.lines());
    rows.map(|line| serde_json::from_str::<Row>(line).unwrap())
        .map(|row| Example {
            features: feature::of(&Message::new(&new_words(row.channel, &row.text))),
            label: MessageLabel::ALL.iter().position(|label| label.as_str() == row.label).unwrap(),
        })
        .filter(|example| !example.features.is_empty())
        .collect()
}

/// What the weights rest on: the messages and how they are read.
fn digest(examples: &[Example]) -> u64 {
    let mut hasher = fnv::FnvHasher::default();
    for example in examples {
        hasher.write(&(example.label as u64).to_le_bytes());
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

fn trained(examples: &[Example]) -> (Vec<Weight>, [Weight; LABELS]) {
    let mut weights = vec![Weight(0.0, 0.0); BUCKETS * LABELS];
    let mut biases = [Weight(0.0, 0.0); LABELS];
    for epoch in 0..EPOCHS {
        for index in shuffled(epoch, examples.len()) {
            let example = &examples[index];
            let value = 1.0 / (example.features.len() as f32).sqrt();
            let mut scores = biases.map(|bias| bias.0);
            for bucket in &example.features {
                let row = &weights[usize::from(*bucket) * LABELS..][..LABELS];
                scores.iter_mut().zip(row).for_each(|(score, weight)| *score += value * weight.0);
            }
            let mut errors = softmax(scores);
            errors[example.label] -= 1.0;
            for bucket in &example.features {
                let row = &mut weights[usize::from(*bucket) * LABELS..][..LABELS];
                row.iter_mut().zip(errors).for_each(|(weight, error)| weight.step(error * value));
            }
            biases.iter_mut().zip(errors).for_each(|(bias, error)| bias.step(error));
        }
    }
    (weights, biases)
}

#[test]
#[ignore = "writes the weights"]
fn weights() {
    let examples = examples();
    let (weights, biases) = trained(&examples);
    let most = weights.iter().map(|weight| weight.0.abs()).fold(0.0, f32::max);
    let scale = most / 127.0;
    let mut file = Vec::with_capacity(HEAD + BUCKETS * LABELS);
    file.extend(digest(&examples).to_le_bytes());
    file.extend(scale.to_le_bytes());
    biases.iter().for_each(|bias| file.extend(bias.0.to_le_bytes()));
    file.extend(weights.iter().map(|weight| ((weight.0 / scale).round() as i8).cast_unsigned()));
    assert_eq!(file.len(), HEAD + BUCKETS * LABELS);
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/consent/reader/model/weights.bin"), file)
        .unwrap();
}

#[test]
fn the_weights_are_trained_on_these_messages() {
    let stored = u64::from_le_bytes(*WEIGHTS.first_chunk().unwrap());
    assert_eq!(stored, digest(&examples()), "train the weights again: see the head of this file");
}
