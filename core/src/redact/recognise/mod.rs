//! Finds personal data that nobody told us about, by its shape and by the words around it.
//!
//! The text is read once ([`Reading`]): its digits, and every cue phrase of four languages. Recognisers start only
//! from a digit, an `@`, a `:` or a cue; each reads folded text and adds hits in folded offsets.

mod address;
mod bank;
mod birth;
mod card;
mod code;
mod company;
mod cue;
mod date;
mod email;
mod entry;
mod handle;
mod iban;
mod ip;
mod licence;
mod mac;
mod mark;
mod name;
mod password;
mod phone;
mod reading;
mod run;
mod spelled;
mod ssn;
mod value;

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits};
use crate::redact::slice::cut;

pub(super) use address::unit_before;
pub(super) use bank::is_aba;
pub(super) use card::{is_issued, luhn};
pub(super) use company::{Compact, compact, without_kinds};
pub(super) use cue::{words_after, words_before};
pub(super) use iban::is_iban;
pub(super) use mark::number_words;
#[cfg(feature = "ner")]
pub(super) use name::{Kind, Near, Open, open_words};
pub(super) use name::{find as find_names, find_again, is_greeting, is_in_phrase, look};
pub(super) use phone::is_nanp;
pub(super) use reading::Reading;
pub(super) use run::{Group, groups, is_glued, is_part};
pub(super) use spelled::said as said_digits;
pub(super) use ssn::is_assigned;

/// Adds everything the recognisers find, in folded offsets; hits may overlap.
pub(super) fn recognise(reading: &Reading<'_>, hits: &mut Hits) {
    let text = reading.text;
    if text.contains('@') {
        email::find_plain(text, hits);
        handle::find_at_signs(text, hits);
    }
    email::find_unsigned(text, hits);
    email::find_spelled(reading, hits);
    if text.contains(':') {
        ip::find_v6(text, hits);
    }
    if !reading.groups.is_empty() {
        numbers(reading, hits);
    }
    if !reading.marks.is_empty() {
        cued(reading, hits);
    }
}

/// What starts from a cue.
fn cued(reading: &Reading<'_>, hits: &mut Hits) {
    let spelled = spelled::numbers(reading);
    spelled::find(reading, &spelled, hits);
    code::find(reading, &spelled, hits);
    handle::find(reading, hits);
    ssn::find_last_four(reading, &spelled, hits);
    if !reading.groups.is_empty() {
        ssn::find_told(reading, hits);
        ssn::find_bare_four(reading, hits);
        bank::find_accounts(reading, hits);
        licence::find(reading, hits);
    }
    birth::find(reading, hits);
}

/// One walk over the digit groups; at each, the recognisers in order of certainty.
fn numbers(reading: &Reading<'_>, hits: &mut Hits) {
    let text = reading.text;
    let mut validations = 0;
    let mut rest = reading.groups.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let used = |hit: Hit| (hit, rest.iter().take_while(|group| group.start < hit.end).count());
        let joined = others.first().is_some_and(|next| {
            next.start - first.end <= run::MOST_BETWEEN || run::is_said_dash(cut(text, first.end, next.start))
        });
        let found = if joined || first.len() > 6 {
            card::at(text, rest)
                .or_else(|| ip::v4_at(text, rest))
                .or_else(|| iban::at(text, first).map(used))
                .or_else(|| mac::at(text, rest))
                .or_else(|| bank::routing_at(reading, rest))
                .or_else(|| phone::international_at(text, rest, &mut validations))
                .or_else(|| phone::nanp_at(text, rest))
                .or_else(|| ssn::at(reading, rest))
                .or_else(|| licence::employer_at(reading, rest))
                .or_else(|| ssn::hidden_at(text, first).map(used))
                .or_else(|| phone::lettered_at(text, rest))
                .or_else(|| address::at(reading, rest))
                .or_else(|| birth::at(reading, first).map(used))
                .or_else(|| phone::dialled_at(text, rest))
        } else {
            // Few digits with none beside them are no number of parts.
            iban::at(text, first)
                .map(used)
                .or_else(|| mac::at(text, rest))
                .or_else(|| phone::lettered_at(text, rest))
                .or_else(|| ssn::hidden_at(text, first).map(used))
                .or_else(|| code::keyed_at(text, first).map(used))
                .or_else(|| address::at(reading, rest))
        };
        let found = found.filter(|(hit, _)| !run::in_url(text, hit.start));
        match found {
            Some((hit, used)) => {
                hits.push(hit);
                match hit.label {
                    Label::CreditCard => hits.extend(code::behind_card(text, &hit)),
                    Label::Routing => hits.extend(bank::behind_routing(text, rest, &hit)),
                    _ => {}
                }
                rest = rest.get(used.max(1)..).unwrap_or(&[]);
            }
            None => rest = others,
        }
    }
}

#[cfg(test)]
mod rows;
