//! How much personal data redaction finds, and how much else it takes for it, on messages labelled by hand.
//!
//! `tuned_on.jsonl` is what the rules were written against. `tuned_later.jsonl` is what they have been tuned on since:
//! 320 messages by somebody else, which were unseen once, some 1,490 by theme, 465 and 300 by two other hands, and 220 on how social
//! security numbers and e-mails are written (at first sight 85 of 115 of these e-mails and 44 of 49 of the numbers). `unseen.jsonl` was
//! written before anybody tuned for it, by the hand that tuned then, and none of its errors has been read. On the code as it was then it gave
//! precision 93.9, recall 94.5, F1 94.2, F2 94.4, whole values 89.5 %, 78 false spans per 1,000 messages, 89.7 % of 261
//! clean messages untouched. `kept.jsonl` is a third of two of those themes, drawn by lot before anybody tuned on the rest; its
//! errors have not been read either. `kept_later.jsonl` is a third of what the first of the other hands wrote, to be hard, and
//! `kept_usual.jsonl` is half of what the second wrote, as an inbox has them. `cargo test -p closr --test redaction_quality -- --nocapture`
//! prints the table.
#![allow(
    clippy::indexing_slicing,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and this one prints its table"
)]

use std::collections::BTreeMap;

use closr::Lead;
use closr::redact::{Ner, Redactor, offsets_in_chars};
use serde_json::Value;

/// Letters and digits, counted; whatever their label.
#[derive(Default)]
struct Score {
    personal: usize,
    masked: usize,
    both: usize,
    /// Of each label: values, and those of them that are masked to the last character.
    values: BTreeMap<String, (usize, usize)>,
    messages: usize,
    /// Spans that touch nothing personal.
    false_spans: usize,
    /// Messages without personal data, and those of them left as they are.
    clean: (usize, usize),
}

fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

impl Score {
    fn of(lines: &str, ner: Option<&Ner>) -> Score {
        let mut score = Score::default();
        for line in lines.lines() {
            score.add(&serde_json::from_str(line).unwrap(), ner);
        }
        score
    }

    fn add(&mut self, row: &Value, ner: Option<&Ner>) {
        let text = row["text"].as_str().unwrap();
        let lead = Some(&row["lead"]).filter(|lead| !lead.is_null());
        let lead = lead.map_or_else(Lead::default, |lead| Lead::from_json(&lead.to_string()).unwrap());
        let redactor = Redactor::with_lead(&lead);
        let redactor = match ner {
            Some(ner) => redactor.with_ner(ner.clone()),
            None => redactor,
        };
        let found = offsets_in_chars(text, &redactor.redact(text).spans);
        let chars: Vec<bool> = text.chars().map(char::is_alphanumeric).collect();
        let (mut personal, mut masked) = (vec![false; chars.len()], vec![false; chars.len()]);
        let values = row["spans"].as_array().unwrap();
        let range = |span: &Value| {
            let at = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
            at("start")..at("end")
        };
        for value in values {
            personal[range(value)].fill(true);
        }
        for span in &found {
            masked[span.start..span.end].fill(true);
            self.false_spans += usize::from(!personal[span.start..span.end].contains(&true));
        }
        for value in values {
            let whole = range(value).all(|at| masked[at] || !chars[at]);
            let of_label = self.values.entry(value["label"].as_str().unwrap().to_owned()).or_default();
            of_label.0 += 1;
            of_label.1 += usize::from(whole);
        }
        let count =
            |kept: &dyn Fn(usize) -> bool| (0..chars.len()).filter(|at| chars[*at] && kept(*at)).count();
        self.personal += count(&|at| personal[at]);
        self.masked += count(&|at| masked[at]);
        self.both += count(&|at| personal[at] && masked[at]);
        self.messages += 1;
        self.clean.0 += usize::from(values.is_empty());
        self.clean.1 += usize::from(values.is_empty() && found.is_empty());
    }

    fn precision(&self) -> f64 {
        share(self.both, self.masked)
    }

    fn recall(&self) -> f64 {
        share(self.both, self.personal)
    }

    fn whole(&self) -> f64 {
        let (values, whole) = self.values.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        share(whole, values)
    }

    fn print(&self, name: &str) {
        let (p, r) = (self.precision(), self.recall());
        let f = |b: f64| (1.0 + b * b) * p * r / (b * b * p + r);
        println!(
            "{name}: {} messages; precision {p:.1}, recall {r:.1}, F1 {:.1}, F2 {:.1}; whole values {:.1} %; \
             false spans per 1,000 messages {:.0}; clean messages untouched {:.1} % of {}",
            self.messages,
            f(1.0),
            f(2.0),
            self.whole(),
            10.0 * share(self.false_spans, self.messages),
            share(self.clean.1, self.clean.0),
            self.clean.0
        );
        for (label, (values, whole)) in &self.values {
            println!("  {label}: {whole} of {values} whole ({:.0} %)", share(*whole, *values));
        }
    }
}

const TUNED_ON: &str = include_str!("testdata/redact/tuned_on.jsonl");
const UNSEEN: &str = include_str!("testdata/redact/unseen.jsonl");

#[test]
fn what_is_personal_is_found_and_little_else_is_taken_for_it() {
    let tuned = Score::of(TUNED_ON, None);
    tuned.print("tuned on");
    let later = Score::of(include_str!("testdata/redact/tuned_later.jsonl"), None);
    later.print("tuned later");
    let unseen = Score::of(UNSEEN, None);
    unseen.print("unseen");
    let kept = Score::of(include_str!("testdata/redact/kept.jsonl"), None);
    kept.print("kept");
    let last = Score::of(include_str!("testdata/redact/kept_later.jsonl"), None);
    last.print("kept later");
    let usual = Score::of(include_str!("testdata/redact/kept_usual.jsonl"), None);
    usual.print("kept, usual");
    // A little below what it is, so that a rule may be given up for a better one, and no more.
    assert!(tuned.precision() > 98.5 && tuned.recall() > 97.0 && tuned.whole() > 95.5);
    assert!(later.precision() > 95.0 && later.recall() > 93.0 && later.whole() > 90.0);
    assert!(unseen.precision() > 96.0 && unseen.recall() > 94.5 && unseen.whole() > 90.5);
    assert!(usual.precision() > 96.5 && usual.recall() > 94.0 && usual.whole() > 90.5);
    assert!(share(tuned.clean.1, tuned.clean.0) > 96.0 && share(unseen.clean.1, unseen.clean.0) > 95.0);
}

/// `scripts/ner.py run -- cargo test …`. It finds more, and the price is known: three spans in a hundred.
#[test]
#[ignore = "needs the neural layer's files"]
fn ner_finds_more() {
    let ner = Ner::open(std::env::var("CLOSR_TEST_NER").expect("CLOSR_TEST_NER names no folder")).unwrap();
    for (name, lines) in [("tuned on", TUNED_ON), ("unseen", UNSEEN)] {
        let (without, with) = (Score::of(lines, None), Score::of(lines, Some(&ner)));
        with.print(&format!("{name}, with ner"));
        assert!(with.recall() > without.recall() && with.whole() > without.whole());
        assert!(with.precision() > without.precision() - 3.5);
        let people = |score: &Score| score.values["PERSON"].1;
        assert!(people(&with) > people(&without));
    }
}
