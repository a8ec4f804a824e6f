//! Dates of birth: dates that the words around call one. Every other date stays.

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::mark::{Cue, Mark};
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::run::Group;
use crate::redact::recognise::value::{is_link, pieces, pieces_before};
use crate::redact::recognise::{cue, date};
use crate::redact::slice::{byte, cut};

/// How many words may stand between the cue and the date.
const WORDS: usize = 9;

/// Every date of birth.
pub(super) fn find(reading: &Reading<'_>, hits: &mut Hits) {
    sweep(reading, hits);
    in_words(reading, hits);
    for mark in reading.marks.iter().filter(|mark| matches!(mark.cue, Cue::Birth | Cue::Vetting)) {
        let told = mark.cue == Cue::Vetting || is_told(reading.text, mark);
        let fits = |date: &(usize, usize)| {
            !told
                || is_past(cut(reading.text, date.0, date.1)) && !is_of_another(cut(reading.text, 0, date.0))
        };
        if let Some(first) = ahead(reading, mark).or_else(|| behind(reading, mark)).filter(fits) {
            let mut date = first;
            loop {
                hits.push(Hit::seen(date.0, date.1, Label::Dob, Rank::Cue));
                // `dobs are 3/14/88 and 5/2/90`.
                let Some(next) = following(reading, date.1) else { break };
                date = next;
            }
        }
    }
}

/// Whether the cue's date was found before: another must be of a year in which people were born.
/// `bday [found], closing 3/15`, `dobs are [found] and, I think, 5/2/90`.
fn is_told(text: &str, mark: &Mark) -> bool {
    let next = pieces(text, mark.end).find(|piece| !is_link(piece.text));
    next.is_some_and(|next| {
        next.is_blank() && !matches!(pieces_before(text, next.start).next(), Some("for" | "of" | "de"))
    })
}

/// Whether a full date has a year, in four digits or two, that is not of the last years or the next.
fn is_past(date: &str) -> bool {
    let parts = || date.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let short =
        |part: &str| part.len() == 2 && part.parse().is_ok_and(|year: u32| !(15..=35).contains(&year));
    is_long_ago(date) || parts().count() >= 3 && parts().next_back().is_some_and(short)
}

/// Where a text speaks of several births, the dates around of which are those of their children.
fn sweep(reading: &Reading<'_>, hits: &mut Hits) {
    /// How far the word and the date may stand apart, in bytes.
    const AROUND: usize = 160;
    let text = reading.text;
    // `dobs`, `birthdates`, `dates of birth`.
    let many = |mark: &&Mark| {
        mark.cue == Cue::Birth
            && (byte(text, mark.end.wrapping_sub(1)) == b's'
                || cut(text, mark.start, mark.start + 5) == "dates")
    };
    for mark in reading.marks.iter().filter(many) {
        let near = |group: &&Group| group.start <= mark.end + AROUND && group.end + AROUND >= mark.start;
        for group in reading.groups.iter().filter(near) {
            let end =
                date::end(reading, group.start).filter(|end| is_of_a_child(cut(text, group.start, *end)));
            if let Some(end) =
                end.filter(|_| !byte(text, group.start.wrapping_sub(1)).is_ascii_alphanumeric())
            {
                hits.push(Hit::seen(group.start, end, Label::Dob, Rank::Cue));
            }
        }
    }
}

/// Whether the words right before say what else happened: `we married 6/14/2008`, `survey dated 6/1/1994`.
fn is_of_another(head: &str) -> bool {
    const OTHERS: &str = "married wed anniversary divorced discharged enlisted hired retired graduated died passed deceased bought purchased \
                          sold closed built completed erected installed replaced renovated drilled poured dated recorded filed issued deeded \
                          deed survey surveyed plat easement permit opened founded established est incorporated formed effective signed \
                          executed since casamos comprada construida fallecio murio registrada firmada";
    cue::words_before(head, head.len())
        .take(3)
        .any(|word| OTHERS.split_ascii_whitespace().any(|other| other == word))
}

/// Whether a full date is of a year in which people were born, and in two digits little else happened: `9/12/82`.
fn is_of_a_life(date: &str) -> bool {
    let mut parts = date.split(['/', '-', '.']);
    let short = |part: &str| part.len() == 2 && part.parse().is_ok_and(|year: u32| year >= 36);
    is_long_ago(date) || parts.clone().count() == 3 && parts.next_back().is_some_and(short)
}

/// Whether a full date in digits is of a year in which their children were.
fn is_of_a_child(date: &str) -> bool {
    let mut parts = date.split(['/', '-', '.']);
    let year =
        |part: &str| part.len() == 4 && part.parse().is_ok_and(|year: u32| (2011..=2022).contains(&year));
    parts.clone().count() == 3 && parts.next_back().is_some_and(year)
}

/// Whether a full date has a year in which the people who write were born.
fn is_long_ago(date: &str) -> bool {
    let parts = date.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let year = |part: &str| {
        part == "nineteen"
            || part.len() == 4 && part.parse().is_ok_and(|year: u32| (1915..=2010).contains(&year))
    };
    parts.clone().count() >= 3 && parts.clone().any(year)
}

/// A full date of a life: `Ana Ruiz, 12/05/1958`, `he's 7/31/85`, `our son, 22.09.2020`.
pub(super) fn at(reading: &Reading<'_>, group: &Group) -> Option<Hit> {
    let text = reading.text;
    if group.len() > 4 || group.len() == 3 {
        return None;
    }
    let end = date::in_digits(text, group.start).filter(|end| !byte(text, *end).is_ascii_alphanumeric())?;
    is_of_somebody(text, group.start, end).then(|| Hit::seen(group.start, end, Label::Dob, Rank::Pattern))
}

/// The same with the month's name: `it's the ninth of July 1966`, `my brother, 4 July 1988`.
fn in_words(reading: &Reading<'_>, hits: &mut Hits) {
    let text = reading.text;
    for mark in reading.marks.iter().filter(|mark| matches!(mark.cue, Cue::Month(_) | Cue::Ordinal)) {
        let start = day_before(text, mark.start).unwrap_or(mark.start);
        if let Some(end) = date::end(reading, start).filter(|end| is_of_somebody(text, start, *end)) {
            hits.push(Hit::seen(start, end, Label::Dob, Rank::Pattern));
        }
    }
}

/// Where a day in digits begins that stands before its month: `21 Aug`, `9th of July`.
fn day_before(text: &str, month: usize) -> Option<usize> {
    let head = cut(text, month.saturating_sub(8), month);
    let head = head.trim_end_matches("of ").trim_end_matches("de ").trim_end_matches([' ', '-']);
    let head = ["st", "nd", "rd", "th"].iter().find_map(|end| head.strip_suffix(end)).unwrap_or(head);
    let digits = head.bytes().rev().take_while(u8::is_ascii_digit).count();
    let start = month.saturating_sub(8) + head.len() - digits;
    ((1..=2).contains(&digits) && !byte(text, start.wrapping_sub(1)).is_ascii_alphanumeric()).then_some(start)
}

/// Whether the date is one of a life: nobody writes a whole date of so long ago of anything else, unless they say so. One of a
/// child is behind whose it is.
fn is_of_somebody(text: &str, start: usize, end: usize) -> bool {
    let (head, date) = (cut(text, 0, start), cut(text, start, end));
    is_of_a_life(date) && !is_of_another(head) || is_of_a_child(date) && is_kin(head)
}

/// Of whom one tells a date without a word for it: `our son, 22.09.2020`.
const KIN: &str = "me mine hubby husband wife son daughter kid mom mum dad mother father brother sister grandma grandpa grandmother \
                   grandfather nana fiance fiancee partner spouse roommate cosigner co-signer borrower coborrower co-borrower tenant \
                   twins baby applicant occupant esposo esposa marido hijo hija novia novio hermano hermana mia mio yo";

/// Whether one of them stands right before.
fn is_kin(head: &str) -> bool {
    let head = head.trim_end_matches([' ', ',', ':', '(', '-']);
    let head = head.strip_suffix(" is").or_else(|| head.strip_suffix(" es")).unwrap_or(head);
    let head = head.strip_suffix("'s").unwrap_or(head);
    let word = head.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or("");
    !word.is_empty() && KIN.split_ascii_whitespace().any(|kin| kin == word)
}

fn ahead(reading: &Reading<'_>, mark: &Mark) -> Option<(usize, usize)> {
    let text = reading.text;
    let mut broken = 0;
    for piece in pieces(text, mark.end).take(WORDS) {
        broken += usize::from(piece.broken);
        if broken > 1 {
            return None;
        }
        if let Some(end) = date::end(reading, piece.start) {
            return Some((piece.start, end));
        }
        if piece.ends || (piece.has_digit() && piece.digits() > 2) {
            return None;
        }
    }
    None
}

/// A date whose end stands shortly before the cue: `3/14/1988 is my birthday`.
fn behind(reading: &Reading<'_>, mark: &Mark) -> Option<(usize, usize)> {
    let text = reading.text;
    let mut from = mark.start.saturating_sub(40);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let line = from + cut(text, from, mark.start).rfind('\n').map_or(0, |at| at + 1);
    let mut start = line;
    loop {
        let rest = cut(text, start, mark.start);
        if let Some(end) = date::end(reading, start).filter(|end| *end <= mark.start)
            && (start == line || !byte(text, start - 1).is_ascii_alphanumeric())
        {
            let between = cut(text, end, mark.start);
            return is_said_of(between).then_some((start, end));
        }
        start += rest
            .find(|c: char| !c.is_alphanumeric())
            .map(|at| at + 1 + rest.get(at + 1..).map_or(0, |r| r.len() - r.trim_start().len()))?;
        if !text.is_char_boundary(start) || start >= mark.start {
            return None;
        }
    }
}

/// Whether the words between a date and the cue behind it make the one the other's: `is my`, `haha thats my`.
fn is_said_of(between: &str) -> bool {
    let mut words = between.split_whitespace().rev();
    let mut links = 0;
    let rest = words.find(|word| {
        links += 1;
        !is_link(word) && !word.ends_with("'s")
    });
    let Some(word) = rest else { return true };
    let pointed = matches!(
        word.trim_start_matches(|c: char| !c.is_alphanumeric()),
        "that's" | "thats" | "it's" | "its"
    );
    links > 1
        && pointed
        && words.clone().count() <= 6
        && !between.contains(['.', '!', '?', ';'])
        && !between.bytes().any(|b| b.is_ascii_digit())
}

fn following(reading: &Reading<'_>, end: usize) -> Option<(usize, usize)> {
    let rest = reading.text.get(end..)?;
    [
        " and ",
        ", and ",
        ", ",
        " & ",
        " / ",
        " y ",
        " et ",
        " e ",
        ", y ",
        "; ",
        ", her ",
        " her ",
        " his ",
        " and her ",
        " and his ",
        " and hers ",
        ", hers ",
        " hers ",
        ", his ",
        ", mine ",
        " y yo ",
        " y ella ",
        " i mean ",
        ", i mean ",
    ]
    .iter()
    .filter(|link| rest.starts_with(**link))
    .find_map(|link| date::end(reading, end + link.len()).map(|next| (end + link.len(), next)))
}
