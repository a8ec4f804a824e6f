//! What the tagger is asked, and what its answers are worth.

use std::ops::Range;

use crate::redact::Label;
use crate::redact::fold::Folded;
use crate::redact::hit::{Hit, Rank};
use crate::redact::ner::tagger::{Tag, Tagger};
use crate::redact::recognise::{Kind, Near, Open, open_words};

/// Words before and after a possible address that may belong to it.
const REACH: usize = 4;

/// What makes a word part of an address.
const LIKELY: f32 = 0.6;

/// People and addresses, in folded offsets.
pub(super) fn find(tagger: &Tagger, folded: &Folded<'_>, settled: &[Hit]) -> Vec<Hit> {
    let words = open_words(folded);
    let addresses: Vec<bool> = words.iter().map(|word| is_address(word, folded, settled)).collect();
    let near_street = near_streets(&words, &addresses);
    let asked: Vec<bool> = words
        .iter()
        .zip(&near_street)
        .map(|(word, near)| word.score.is_some() || (*near && word.kind != Kind::Blank))
        .collect();
    if !asked.contains(&true) {
        return Vec::new();
    }
    let places: Vec<Range<usize>> = words
        .iter()
        .map(|word| {
            let (start, end) = folded.range(word.start, word.end);
            start..end
        })
        .collect();
    let touches =
        |place: &Range<usize>, other: &Range<usize>| place.start < other.end && other.start < place.end;
    let text = folded.original(0, folded.text().len());
    let tags = tagger.tags(text, |token| {
        let first = places.partition_point(|place| place.end <= token.start);
        let here = places.iter().zip(&asked).skip(first).take_while(|(place, _)| place.start < token.end);
        here.into_iter().any(|(_, asked)| *asked)
    });
    let told: Vec<Told> = places
        .iter()
        .map(|place| {
            let first = tags.partition_point(|tag| tag.range.end <= place.start);
            Told::of(tags.iter().skip(first).take_while(|tag| touches(&tag.range, place)))
        })
        .collect();
    let mut hits = people(&words, &told);
    hits.extend(streets(&words, &addresses, &near_street, &told));
    hits
}

/// What the tags of a word's tokens say of it together.
#[derive(Clone, Copy, Default)]
struct Told {
    person: f32,
    number: f32,
    street: f32,
    place: f32,
}

impl Told {
    fn of<'t>(tags: impl Iterator<Item = &'t Tag>) -> Told {
        let (mut sum, mut count) = (Told::default(), 0.0);
        for tag in tags {
            sum.person += tag.person;
            sum.number += tag.number;
            sum.street += tag.street;
            sum.place += tag.place;
            count += 1.0;
        }
        let share = |sum: f32| if count > 0.0 { sum / count } else { 0.0 };
        Told {
            person: share(sum.person),
            number: share(sum.number),
            street: share(sum.street),
            place: share(sum.place),
        }
    }
}

/// The less the odds are for a name, the surer the network must be.
fn people(words: &[Open], told: &[Told]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut last = None;
    for (at, (word, told)) in words.iter().zip(told).enumerate() {
        let Some(score) = word.score else { continue };
        let least = match score {
            1.. => 0.95,
            0 => 0.97,
            -1 => 0.98,
            _ => 0.99,
        };
        if told.person < least {
            continue;
        }
        match hits.last_mut() {
            Some(name) if last.is_some_and(|last| last + 1 == at) && word.near == Near::Joined => {
                name.end = word.end;
            }
            _ => hits.push(Hit::seen(word.start, word.end, Label::Person, Rank::Neural)),
        }
        last = Some(at);
    }
    hits
}

/// Whether it stands for an address that the rules found; the lead's own is complete.
fn is_address(word: &Open, folded: &Folded<'_>, settled: &[Hit]) -> bool {
    let (start, end) = folded.range(word.start, word.end);
    word.kind == Kind::Blank
        && settled.iter().any(|hit| {
            hit.label == Label::Address && hit.rank != Rank::Known && hit.start <= start && end <= hit.end
        })
}

/// The words about each place that may be an address: a number beside what a street may be called, or either beside an
/// address.
fn near_streets(words: &[Open], addresses: &[bool]) -> Vec<bool> {
    let mut near = vec![false; words.len()];
    let pairs = words.iter().zip(addresses).zip(words.iter().zip(addresses).skip(1));
    for (at, ((one, one_found), (two, two_found))) in pairs.enumerate() {
        let is_number = |word: &Open| word.kind == Kind::Number && word.end - word.start <= 6;
        let is_capital = |word: &Open| word.kind == Kind::Word && !word.is_lower;
        let begins = two.near <= Near::Comma
            && (is_number(one) && two.may_be_street || one.may_be_street && is_number(two));
        let goes_on =
            |found: bool, word: &Open| found && (is_number(word) || word.may_be_street || is_capital(word));
        let continues = two.near < Near::Apart && (goes_on(*one_found, two) || goes_on(*two_found, one));
        if begins || continues {
            let to = (at + 2 + REACH).min(near.len());
            near.get_mut(at.saturating_sub(REACH)..to).unwrap_or(&mut []).fill(true);
        }
    }
    near
}

/// Runs of words that are parts of addresses. One needs a number and a street, or what the rules found.
fn streets(words: &[Open], addresses: &[bool], near: &[bool], told: &[Told]) -> Vec<Hit> {
    let part = |at: usize| {
        let (Some(told), Some(near)) = (told.get(at), near.get(at)) else { return false };
        let is_part = told.number + told.street >= LIKELY || told.place >= LIKELY;
        addresses.get(at) == Some(&true) || (*near && is_part)
    };
    let joined = |at: usize| words.get(at).is_some_and(|word| word.near < Near::Apart);
    let mut hits = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if !part(at) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while joined(end) && part(end) {
            end += 1;
        }
        hits.extend(street(words, addresses, told, at..end));
        at = end;
    }
    hits
}

fn street(words: &[Open], addresses: &[bool], told: &[Told], run: Range<usize>) -> Option<Hit> {
    let of = |at: usize| told.get(at).copied().unwrap_or_default();
    let found = |at: &usize| addresses.get(*at) == Some(&true);
    // A place belongs to the street before it, not to the one behind.
    let first = run.clone().find(|at| found(at) || of(*at).number + of(*at).street >= LIKELY)?;
    let run = first..run.end;
    let is_new = run.clone().any(|at| !found(&at));
    let goes_on = run.clone().any(|at| found(&at));
    let has = |kind: Kind, least: usize, told: fn(Told) -> f32| {
        run.clone().any(|at| {
            let word = words.get(at).filter(|word| word.kind == kind && word.end - word.start >= least);
            word.is_some() && told(of(at)) >= LIKELY
        })
    };
    let is_street = has(Kind::Number, 1, |told| told.number) && has(Kind::Word, 2, |told| told.street);
    let (start, end) = (words.get(run.start)?.start, words.get(run.end.checked_sub(1)?)?.end);
    (is_new && (goes_on || is_street)).then_some(Hit::seen(start, end, Label::Address, Rank::Neural))
}
