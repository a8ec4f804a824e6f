//! Last names that stand alone elsewhere in the text: `Dana Whitlock called. Whitlock wants the keys.`

use std::cell::OnceCell;

use smallvec::SmallVec;

use crate::redact::Label;
use crate::redact::fold::Folded;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::name::block::{is_blocked, phrase_end};
use crate::redact::recognise::name::word::{Gap, words};
use crate::redact::recognise::name::{Reading, is_in_phrase, look};
use crate::redact::recognise::run::is_glued;
use crate::redact::slice::{byte, cut};

/// The most names that are looked for again: a list of thousands is not walked for each of them.
const MOST: usize = 16;
/// The least letters of one.
const LEAST: usize = 4;

/// Adds the places where the last name of somebody who is found stands again, with a capital; whether there are any.
pub(in crate::redact) fn find_again(folded: &Folded<'_>, rank: Rank, hits: &mut Hits) -> bool {
    let text = folded.text();
    let last_name = |hit: &Hit| {
        let (_, last) = cut(text, hit.start, hit.end).rsplit_once(' ')?;
        let entry = (last.len() >= LEAST).then(|| look(last))?;
        let plain = entry.word() <= 3 && entry.place() == 0 && !entry.is_org();
        (plain && last.bytes().all(|b| b.is_ascii_alphabetic())).then_some(last)
    };
    let people = || hits.iter().filter(|hit| hit.label == Label::Person);
    let names: SmallVec<[&str; MOST]> = people().filter_map(last_name).take(MOST).collect();
    if names.is_empty() {
        return false;
    }
    let mut taken: SmallVec<[(usize, usize); MOST]> = people().map(|hit| (hit.start, hit.end)).collect();
    taken.sort_unstable();
    let before = hits.len();
    let (all, read) = (OnceCell::new(), OnceCell::new());
    let reading = || read.get_or_init(|| Reading::of(folded, all.get_or_init(|| words(folded))));
    for (index, name) in names.iter().enumerate() {
        if names.get(..index).is_some_and(|before| before.contains(name)) {
            continue;
        }
        for start in memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()) {
            let end = start + name.len();
            let at = taken.partition_point(|(_, taken)| *taken <= start);
            if taken.get(at).is_some_and(|(next, _)| *next < end) || is_glued(text, start, end) {
                continue;
            }
            let linked = matches!(byte(text, start.wrapping_sub(1)), b'@' | b'/' | b'.' | b'-')
                || matches!(byte(text, end), b'@' | b'/' | b'-')
                || byte(text, end) == b'.' && byte(text, end + 1).is_ascii_alphanumeric();
            let capital = || folded.original(start, end).starts_with(char::is_uppercase);
            if !linked && capital() && !is_in_phrase(folded, start, end) && !is_of_firm(reading(), start) {
                hits.push(Hit::seen(start, end, Label::Person, rank));
            }
        }
    }
    hits.len() > before
}

/// Whether what stands around makes the word a firm's, a place's or a street's: `Pritchard & Sons`.
fn is_of_firm(reading: &Reading<'_>, start: usize) -> bool {
    let at = reading.words.partition_point(|word| (word.start as usize) < start);
    reading.gap(at + 1) == Gap::And || phrase_end(reading, at).is_some() || is_blocked(reading, at, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_name_is_found_again_and_no_firm_word_or_address() {
        let text = "Dana Whitlock called, Whitlock's truck is here, whitlock.com, Whitlock & Sons. Bob Rose has Roses";
        let folded = Folded::of(text);
        let mut hits = Hits::new();
        hits.push(Hit::seen(0, 13, Label::Person, Rank::Odds));
        hits.push(Hit::seen(79, 87, Label::Person, Rank::Odds));
        assert!(find_again(&folded, Rank::Odds, &mut hits));
        let found: Vec<_> = hits.iter().skip(2).map(|hit| &text[hit.start..hit.end]).collect();
        assert_eq!(found, ["Whitlock"]);
    }
}
