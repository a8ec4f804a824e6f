//! Finds personal data that nobody told us about, by its shape.
//!
//! Every recogniser reads folded text and adds hits in folded offsets.

mod card;
mod cue;
mod email;
mod iban;
mod ip;
mod phone;
mod run;
mod ssn;

use crate::redact::fold::Folded;
use crate::redact::hit::Hit;

pub(super) use cue::{words_after, words_before};
pub(super) use run::{Group, groups, is_glued, is_part};

/// Everything the recognisers find, in folded offsets.
pub(super) fn recognise(folded: &Folded<'_>) -> Vec<Hit> {
    let text = folded.text();
    let mut hits = Vec::new();
    let (mut digit, mut at, mut colon) = (false, false, false);
    for b in text.bytes() {
        digit |= b.is_ascii_digit();
        at |= b == b'@';
        colon |= b == b':';
    }
    email::find(text, at, &mut hits);
    if colon {
        ip::find_v6(text, &mut hits);
    }
    if digit {
        iban::find(text, &mut hits);
        numbers(text, &mut hits);
    }
    hits
}

/// One walk over the digit groups; at each, the recognisers in order of certainty.
fn numbers(text: &str, hits: &mut Vec<Hit>) {
    let groups = groups(text);
    ssn::find_last_four(text, hits);
    let mut validations = 0;
    let mut rest = groups.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let found = if run::in_url(text, first.start) {
            None
        } else {
            card::at(text, rest)
                .or_else(|| ip::v4_at(text, rest))
                .or_else(|| phone::international_at(text, rest, &mut validations))
                .or_else(|| phone::nanp_at(text, rest))
                .or_else(|| ssn::at(text, rest))
        };
        match found {
            Some((hit, used)) => {
                hits.push(hit);
                rest = rest.get(used.max(1)..).unwrap_or(&[]);
            }
            None => rest = others,
        }
    }
}

#[cfg(test)]
mod rows;
