//! Codes that open something, and the code on a card.

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::mark::{Cue, Mark};
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::run::{Group, is_part};
use crate::redact::recognise::spelled::{AllSpelled, Spelled};
use crate::redact::recognise::value::{Piece, REACH, after, is_link, pieces, pieces_before};
use crate::redact::recognise::{cue, entry, look, password};
use crate::redact::slice::{byte, cut};

/// How many words may stand between a cue and its code.
const CODE_WORDS: usize = 9;
const LOCK_WORDS: usize = 7;

/// No code stands farther from its cue, in bytes.
const FAR: usize = 3 * REACH;

/// Every code near a cue.
pub(super) fn find(reading: &Reading<'_>, spelled: &AllSpelled, hits: &mut Hits) {
    for mark in &reading.marks {
        match mark.cue {
            Cue::Code | Cue::Lock => access(reading, mark, spelled, hits),
            Cue::Door => entry::door(reading, mark, hits),
            Cue::Enter => entry::typed(reading, mark, hits),
            Cue::Password => password::find(reading, mark, hits),
            Cue::Username | Cue::Wifi => password::strong(reading.text, mark, hits),
            Cue::Cvv => verification(reading, mark, hits),
            _ => {}
        }
    }
    sweep(reading, hits);
}

/// Where a text is about what opens, a number that is nothing else: `lockbox moved to the meter. same as last time, 7043`.
fn sweep(reading: &Reading<'_>, hits: &mut Hits) {
    /// How far the two may stand apart, in bytes.
    const AROUND: usize = 64;
    let text = reading.text;
    let opens = |cue| matches!(cue, Cue::Lock | Cue::Code);
    if !reading.marks.iter().any(|mark| opens(mark.cue)) {
        return;
    }
    for group in reading.groups.iter().filter(|group| (4..=5).contains(&group.len())) {
        let near = reading.is_near((group.start, group.end), (AROUND, AROUND), opens);
        if near && is_alone(text, group) {
            hits.push(Hit::seen(group.start, group.end, Label::AccessCode, Rank::Pattern));
        }
    }
}

/// Whether a number is no part of anything, no measure, year, time or record's id, and nothing that the next word counts.
fn is_alone(text: &str, group: &Group) -> bool {
    let written = cut(text, group.start, group.end);
    let piece = Piece { start: group.start, end: group.end, text: written, ends: false, broken: false };
    let (before, after) = (byte(text, group.start.wrapping_sub(1)), byte(text, group.end));
    let free = |b: u8| matches!(b, 0 | b' ' | b'\n' | b'(' | b')' | b'"' | b'\'');
    let stops =
        matches!(after, b',' | b'.' | b'!' | b'?' | b';') && !byte(text, group.end + 1).is_ascii_digit();
    let counts =
        || pieces(text, group.end).next().is_some_and(|next| next.text.starts_with(char::is_alphabetic));
    free(before)
        && (stops || free(after) && !(after == b' ' && counts()))
        && !piece.is_year()
        && !is_of_time_or_money(text, &piece)
        && !cue::is_measure(text, group.end)
        && !cue::is_record_id(text, group.start, true)
}

fn access(reading: &Reading<'_>, mark: &Mark, spelled: &AllSpelled, hits: &mut Hits) {
    let text = reading.text;
    let words = if mark.cue == Cue::Code { CODE_WORDS } else { LOCK_WORDS };
    // A phrase of its own takes over: `alarm, then the code is …`.
    let until = reading
        .marks_after(mark.end, 96)
        .find(|next| matches!(next.cue, Cue::Code | Cue::Nothing | Cue::Home) || is_other(next.cue))
        .map_or(usize::MAX, |next| next.start);
    // `lockbox serial 01184423`.
    let mut numbered = false;
    let found = after(text, mark, words, mark.cue == Cue::Code, |piece, passed| {
        numbered |= matches!(piece.text, "serial" | "s/n" | "sn" | "model" | "part" | "ticket" | "mfr");
        if piece.start >= until || numbered {
            return None;
        }
        code(text, piece, passed, mark.cue == Cue::Lock).or_else(|| lettered(reading, mark, piece, passed))
    });
    let ahead = reading.has_digits(mark.end, mark.end + FAR);
    let found = found
        .or_else(|| {
            ahead.then(|| rotation(text, mark, until).or_else(|| dialled(text, mark, until))).flatten()
        })
        .or_else(|| {
            reading
                .has_digits(mark.start.saturating_sub(FAR), mark.start)
                .then(|| behind(text, mark).or_else(|| mixed_behind(reading, mark)))
                .flatten()
        })
        .or_else(|| {
            ahead.then(|| alone(text, mark, if mark.cue == Cue::Code { b'?' } else { b'.' })).flatten()
        });
    let in_words = || {
        let ahead = |number: &Spelled| {
            let between = cut(text, mark.end, number.start.min(until));
            number.start >= mark.end
                && between.len() <= 40
                && number.start < until
                && !between.contains(['.', '\n'])
        };
        // `nine nine two oh on the keypad`.
        let behind = |number: &Spelled| {
            number.end < mark.start && cut(text, number.end, mark.start).split_whitespace().all(is_link)
        };
        let number = spelled.iter().find(|number| ahead(number) || behind(number))?;
        let head = cut(text, 0, number.start);
        let sign = ["pound ", "star ", "hash "].iter().find(|sign| head.ends_with(**sign));
        Some((number.start - sign.map_or(0, |sign| sign.len()), number.end))
    };
    if let Some((start, end)) = found.or_else(in_words) {
        let end = with_key(text, end);
        hits.push(Hit::seen(start, end, Label::AccessCode, Rank::Cue));
        if !reading.has_digits(end, end + FAR) {
            return;
        }
        // `114, then *2051`.
        let more = pieces(text, end).take(3).find(|piece| piece.has_digit()).filter(|piece| {
            matches!(byte(text, piece.start.wrapping_sub(1)), b'*' | b'#')
                || matches!(byte(text, piece.end), b'#')
        });
        if let Some((start, end)) = more.and_then(|piece| code(text, &piece, 0, false)) {
            hits.push(Hit::seen(start, end, Label::AccessCode, Rank::Cue));
        } else if let Some((start, end)) = another(text, start, end) {
            hits.push(Hit::seen(start, end, Label::AccessCode, Rank::Cue));
        }
    }
}

/// Where a code ends with the key that is said behind it: `4040 star`.
pub(super) fn with_key(text: &str, end: usize) -> usize {
    let tail = cut(text, end, text.len());
    let key = [" pound", " star", " hash"]
        .iter()
        .find(|key| tail.starts_with(**key) && !byte(tail, key.len()).is_ascii_alphanumeric());
    end + key.map_or(0, |key| key.len())
}

/// A second code of the same length: `changed from 5510 to 8834`, `4410 or 4411`.
fn another(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let len = end - start;
    let mut joined = false;
    for piece in pieces(text, end).take(4) {
        if joined && piece.text.len() == len && piece.digits() == len {
            return (!is_part(text, piece.start, piece.end)).then_some((piece.start, piece.end));
        }
        joined |= matches!(piece.text, "to" | "or" | "then" | "now" | "backup" | "a" | "o");
        if piece.has_digit() || piece.broken {
            return None;
        }
    }
    None
}

/// What stands alone behind the sentence: `what's the gate code? 5150`, `keybox on the meter. 4160.`
fn alone(text: &str, mark: &Mark, end: u8) -> Option<(usize, usize)> {
    let ended = mark.end + text.get(mark.end..)?.bytes().take(48).position(|b| b == end)?;
    let piece = pieces(text, ended + 1).next()?;
    let between = cut(text, ended + 1, piece.start);
    let alone = matches!(byte(text, piece.end), 0 | b'\n' | b'.' | b'!' | b',' | b'#' | b'*');
    let said = (4..=6).contains(&piece.text.len()) && piece.digits() == piece.text.len();
    let year = end == b'.' && piece.is_year();
    let quiet = !cut(text, mark.end, ended).bytes().any(|b| b.is_ascii_digit() || b == b'.');
    (said && alone && quiet && !year && !between.contains(['$', '@'])).then_some((piece.start, piece.end))
}

/// How a dial is turned: `R14 L32 R6`.
fn rotation(text: &str, mark: &Mark, until: usize) -> Option<(usize, usize)> {
    let turn = |piece: &Piece<'_>| {
        piece.text.strip_prefix(['r', 'l']).is_some_and(|number| {
            (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
        })
    };
    let turns =
        || pieces(text, mark.end).take_while(|piece| piece.start < until).skip_while(|piece| !turn(piece));
    let start = turns().next()?.start;
    let (count, end) = turns().take_while(turn).fold((0, start), |(count, _), piece| (count + 1, piece.end));
    (count >= 3).then_some((start, end))
}

/// The same in plain numbers, behind a combination or a pin: `44 71 12`.
fn dialled(text: &str, mark: &Mark, until: usize) -> Option<(usize, usize)> {
    let of_dial = |piece: &Piece<'_>| piece.text.len() <= 2 && piece.digits() == piece.text.len();
    let told = ["comb", "pin"].iter().any(|word| cut(text, mark.start, mark.end).contains(word));
    if !told {
        return None;
    }
    let turns = pieces(text, mark.end).take(6).take_while(|piece| piece.start < until || of_dial(piece));
    let mut turns = turns.skip_while(|piece| !of_dial(piece));
    let (first, second, third) = (turns.next()?, turns.next()?, turns.next()?);
    let beside = |left: &Piece<'_>, right: &Piece<'_>| {
        of_dial(right) && matches!(cut(text, left.end, right.start), " " | ", " | " - ")
    };
    (beside(&first, &second) && beside(&second, &third)).then_some((first.start, third.end))
}

/// A word in capitals that a cue announces, or one of capitals and digits: `the combo is CASA`, `it is BLU8`.
fn lettered(reading: &Reading<'_>, mark: &Mark, piece: &Piece<'_>, passed: usize) -> Option<(usize, usize)> {
    let text = reading.text;
    // In a text of capitals they say nothing.
    let shouted = || {
        let capital = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
        reading.folded.original(piece.start, piece.end).bytes().all(capital)
            && reading.folded.original(mark.start, mark.end).bytes().any(|b| b.is_ascii_lowercase())
    };
    // Few words have so many letters and a capital.
    if !(3..=8).contains(&piece.text.len()) || !reading.is_capital(piece.start) || !shouted() {
        return None;
    }
    let between = cut(text, mark.end, piece.start).trim();
    // Those of a lockbox have three letters too: `shackle code BTR`.
    let boxed = ["box", "lb", "bx", "supra", "shackle", "cbs", "combo"]
        .iter()
        .any(|word| cut(text, mark.start, mark.end).contains(word));
    let told = between.ends_with([':', '=', '"'])
        || matches!(between.rsplit(char::is_whitespace).next(), Some("is" | "says" | "reads"))
        || (mark.cue == Cue::Code || boxed) && between.is_empty();
    let plain = piece.text.bytes().all(|b| b.is_ascii_alphanumeric()) || is_letter_by_letter(piece.text);
    let least = if boxed { 3 } else { 4 };
    let letters = (least..=6).contains(&piece.text.len())
        && !piece.has_digit()
        && passed <= 1
        && !look(piece.text).is_org();
    let mixed = (4..=8).contains(&piece.text.len())
        && piece.has_digit()
        && piece.text.starts_with(|c: char| c.is_ascii_alphabetic());
    (told && plain && (letters || mixed) && !is_no_code(piece.text)).then_some((piece.start, piece.end))
}

/// `c-a-l`, as a dial of letters is told.
fn is_letter_by_letter(word: &str) -> bool {
    let mut letters = word.split('-');
    word.len() >= 5 && letters.all(|letter| matches!(letter.as_bytes(), [b'a'..=b'z']))
}

fn is_no_code(word: &str) -> bool {
    matches!(
        word,
        "asap"
            | "tbd"
            | "tba"
            | "eta"
            | "fyi"
            | "lol"
            | "thx"
            | "pls"
            | "hoa"
            | "mls"
            | "btw"
            | "yes"
            | "not"
            | "and"
            | "the"
            | "now"
            | "key"
            | "gone"
            | "sold"
            | "only"
            | "supra"
            | "still"
            | "wrong"
            | "broken"
            | "open"
            | "opens"
            | "same"
            | "none"
            | "here"
            | "call"
            | "text"
            | "email"
            | "never"
            | "please"
            | "must"
            | "dead"
            | "need"
            | "needs"
            | "locked"
            | "closed"
            | "missing"
    )
}

/// Digits that are written as one types them: `4482#`, `*7741`.
pub(super) fn keyed_at(text: &str, group: &Group) -> Option<Hit> {
    if !(4..=8).contains(&group.len()) {
        return None;
    }
    let (before, after) = (byte(text, group.start.wrapping_sub(1)), byte(text, group.end));
    let free = |at: usize| {
        let b = byte(text, at);
        b == 0 || !b.is_ascii_alphanumeric() && b.is_ascii() && !matches!(b, b'*' | b'#' | b'_' | b'/')
    };
    let starred = before == b'*' && (group.start == 1 || free(group.start.wrapping_sub(2))) && after != b'*';
    let ended = after == b'#' && free(group.end + 1);
    let whole = starred && !after.is_ascii_alphanumeric()
        || ended && (starred || group.start == 0 || free(group.start - 1));
    (whole && !is_part(text, group.start, group.end))
        .then(|| Hit::seen(group.start, group.end, Label::AccessCode, Rank::Pattern))
}

/// Cues whose own value follows them.
fn is_other(cue: Cue) -> bool {
    matches!(
        cue,
        Cue::Account
            | Cue::Routing
            | Cue::Social
            | Cue::Passport
            | Cue::Plate
            | Cue::DriverLicense
            | Cue::Birth
            | Cue::Cvv
    )
}

/// A piece that may be typed into a keypad, and where it ends.
pub(super) fn code(text: &str, piece: &Piece<'_>, passed: usize, loose: bool) -> Option<(usize, usize)> {
    let start = piece.start;
    let before = byte(text, start.wrapping_sub(1));
    let after = byte(text, piece.end);
    let keys = matches!(before, b'#' | b'*') || matches!(after, b'#' | b'*');
    let plain = piece.text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'#' | b'*'));
    if !piece.has_digit()
        || !plain
        || matches!(before, b'$' | b'.')
        || matches!(after, b'%')
        || is_part_of_time(text, piece)
    {
        return None;
    }
    // `4 4 1 9`, `1 2 5 8 #`.
    if piece.text.len() == 1 {
        let mut end = piece.end;
        let mut count = 1;
        while byte(text, end) == b' '
            && byte(text, end + 1).is_ascii_digit()
            && !byte(text, end + 2).is_ascii_alphanumeric()
        {
            end += 2;
            count += 1;
        }
        return (count >= 3).then_some((start, end));
    }
    let digits = piece.digits();
    let letters = piece.text.bytes().filter(u8::is_ascii_alphabetic).count();
    let least = if loose && passed > 1 && !keys { 4 } else { 3 };
    // `3bd`, `500k`, `10am` and `2nd` are measures; `7L29QK` is none.
    let measure = letters > 0
        && piece.text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).bytes().all(|b| b.is_ascii_digit())
        && (digits < 3 || letters > 2 || piece.text.ends_with(['k', 'm']));
    if digits < least || digits > 10 || letters > 4 || measure || (loose && letters > 0 && passed > 0) {
        return None;
    }
    if cue::is_measure(text, piece.end) || (passed > 0 && is_of_time_or_money(text, piece)) {
        return None;
    }
    // `the code for 2207 Fir is …`.
    let previous = pieces_before(text, start).next().unwrap_or("");
    // `they reset the keypad to 9911 fyi`.
    let set = || {
        let set =
            |word: &str| matches!(word, "reset" | "set" | "changed" | "change" | "switched" | "cambiaron");
        previous == "to" && pieces_before(text, start).take(6).any(set)
    };
    if passed > 0
        && matches!(previous, "on" | "at" | "for" | "to")
        && !set()
        && before == b' '
        && after == b' '
        && byte(text, piece.end + 1).is_ascii_alphabetic()
    {
        let next = pieces(text, piece.end).next().map_or("", |next| next.text);
        if !matches!(
            next,
            "on" | "at"
                | "for"
                | "to"
                | "then"
                | "and"
                | "or"
                | "the"
                | "is"
                | "it"
                | "if"
                | "thx"
                | "thanks"
                | "please"
                | "pls"
                | "but"
                | "so"
        ) {
            return None;
        }
    }
    let mut end = piece.end;
    // `482 917`, as applications show a code.
    if digits == 3 && letters == 0 && byte(text, end) == b' ' {
        let next = cut(text, end + 1, end + 4);
        if next.len() == 3
            && next.bytes().all(|b| b.is_ascii_digit())
            && !byte(text, end + 4).is_ascii_alphanumeric()
        {
            end += 4;
        }
    }
    Some((start, end))
}

fn is_part_of_time(text: &str, piece: &Piece<'_>) -> bool {
    piece.text.contains([':', '/', ','])
        || (is_part(text, piece.start, piece.end) && !piece.text.contains('-'))
}

/// What has its year before it: building codes, and a house.
const EDITIONS: &[&str] = &["irc", "ibc", "nec", "iecc", "code", "edition", "build", "construction", "model"];

/// `since 1998`, `at 1030`, `fee 1850`: not a code, however near its word stands.
fn is_of_time_or_money(text: &str, piece: &Piece<'_>) -> bool {
    let previous = pieces_before(text, piece.start).next().unwrap_or("");
    let year = piece.is_year();
    let hour = piece.text.len() <= 4
        && matches!(cut(piece.text, piece.text.len().saturating_sub(2), 9), "00" | "15" | "30" | "45");
    let edition = || cue::words_after(text, piece.end).next().is_some_and(|next| EDITIONS.contains(&next));
    (year && (edition() || matches!(previous, "in" | "since" | "from" | "by" | "of" | "circa" | "until")))
        || (hour
            && matches!(
                previous,
                "at" | "by"
                    | "until"
                    | "til"
                    | "till"
                    | "after"
                    | "before"
                    | "around"
                    | "from"
                    | "monday"
                    | "tuesday"
                    | "wednesday"
                    | "thursday"
                    | "friday"
                    | "saturday"
                    | "sunday"
            ))
        || matches!(previous, "unit" | "apt" | "suite" | "lot" | "under" | "over" | "about" | "mls")
        || matches!(previous, "fee" | "fees" | "cost" | "costs" | "rent" | "dues" | "deposit" | "price")
        || matches!(previous, "bldg" | "building") && piece.text.len() < 5
}

/// What says which of several doors it is.
fn is_which_door(word: &str) -> bool {
    matches!(word, "front" | "back" | "side" | "rear" | "main" | "pedestrian" | "garage" | "door" | "pool")
}

/// A code of capitals and digits before its word, which is none of a house's: `Q7R2 lockbox`, `L4N3 on the back door keypad`.
fn mixed_behind(reading: &Reading<'_>, mark: &Mark) -> Option<(usize, usize)> {
    let text = reading.text;
    let mut words = pieces_before(text, mark.start);
    let piece = words.by_ref().take(5).find(|word| !is_link(word) && !is_which_door(word))?;
    let start = cut(text, 0, mark.start).rfind(piece)?;
    let digits = piece.bytes().filter(u8::is_ascii_digit).count();
    let capital = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let shaped = (4..=6).contains(&piece.len())
        && (1..piece.len()).contains(&digits)
        && piece.starts_with(|c: char| c.is_ascii_alphabetic())
        && reading.folded.original(start, start + piece.len()).bytes().all(capital);
    let housed = words.next().is_some_and(|word| {
        matches!(
            word.trim_end_matches('.'),
            "unit" | "apt" | "suite" | "ste" | "lot" | "bldg" | "building" | "room" | "row" | "spot"
        )
    });
    (shaped && !housed && !is_part(text, start, start + piece.len())).then_some((start, start + piece.len()))
}

/// A code that stands before its word: `4417 is the gate code`, `use 2290 for the lockbox`.
pub(super) fn behind(text: &str, mark: &Mark) -> Option<(usize, usize)> {
    let mut at = mark.start;
    let mut said = false;
    for piece in pieces_before(text, mark.start).take(5) {
        at = cut(text, 0, at).rfind(piece)?;
        let inner = piece.trim_matches(|c: char| !c.is_alphanumeric());
        if inner.bytes().any(|b| b.is_ascii_digit()) {
            let mut start =
                at + (piece.len() - piece.trim_start_matches(|c: char| !c.is_alphanumeric()).len());
            let end = start + inner.len();
            let mut digits = inner.bytes().filter(u8::is_ascii_digit).count();
            // `7 1 4 4 on the lockbox`.
            while inner.len() == 1
                && start >= 2
                && byte(text, start - 1) == b' '
                && byte(text, start - 2).is_ascii_digit()
                && !byte(text, start.wrapping_sub(3)).is_ascii_alphanumeric()
            {
                (start, digits) = (start - 2, digits + 1);
                at = start;
            }
            let said = said || inner.len() == 1 && digits == 4;
            let keyed = inner.bytes().all(|b| b.is_ascii_digit() || b == b'-') || piece.contains(['#', '*']);
            let previous = pieces_before(text, at).next().unwrap_or("");
            let told =
                said || matches!(
                    previous,
                    "use"
                        | "used"
                        | "using"
                        | "with"
                        | "enter"
                        | "is"
                        | "punch"
                        | "in"
                        | "try"
                        | "press"
                        | "then"
                        | "type"
                        | "key"
                ) || piece.contains(['#', '*']);
            let year = inner.len() == 4 && matches!(previous, "in" | "since" | "from");
            let money = piece.contains(['$', ',', ':', '.', '/', '%']) && !piece.ends_with([',', ':', '.']);
            return (told
                && keyed
                && (3..=8).contains(&digits)
                && !year
                && !money
                && !is_part(text, start, end))
            .then_some((start, end));
        }
        let opens = matches!(inner, "gets" | "opens" | "unlocks" | "disarms");
        said |= opens
            || matches!(inner, "is" | "for" | "works" | "es" | "para" | "est" | "pour")
            || piece.ends_with(['=', '(']);
        // `4471 gets you in the gate`.
        let link = opens
            || is_link(piece)
            || is_which_door(inner)
            || matches!(inner, "you" | "u" | "us" | "in" | "into" | "thru");
        if !link || piece.ends_with(['.', '!', '?']) {
            return None;
        }
    }
    None
}

/// The code behind a card: three digits, or four of an American Express.
pub(super) fn behind_card(text: &str, card: &Hit) -> Option<Hit> {
    let digits = cut(text, card.start, card.end).bytes().filter(u8::is_ascii_digit).count();
    let want = if digits == 15 { 4 } else { 3 };
    let piece = pieces(text, card.end)
        .take(5)
        .take_while(|piece| !piece.broken || piece.text.len() < 12)
        .find(|piece| piece.text.len() == want && piece.digits() == want)?;
    let year = want == 4 && piece.text.starts_with("20");
    let free = !is_part(text, piece.start, piece.end)
        && !matches!(byte(text, piece.start.wrapping_sub(1)), b'$' | b'/')
        && byte(text, piece.end) != b'/';
    let phone = byte(text, piece.end) == b' '
        && byte(text, piece.end + 1).is_ascii_digit()
        && byte(text, piece.end + 3).is_ascii_digit()
        && byte(text, piece.end + 3 + 1) != b'/'
        && byte(text, piece.end + 3) != b'/';
    (free && !year && !phone && byte(text, piece.start.wrapping_sub(1)) != b'(')
        .then(|| Hit::seen(piece.start, piece.end, Label::Cvv, Rank::Cue))
}

fn verification(reading: &Reading<'_>, mark: &Mark, hits: &mut Hits) {
    let text = reading.text;
    let found = after(text, mark, 4, false, |piece, _| {
        let shaped = (3..=4).contains(&piece.text.len()) && piece.digits() == piece.text.len();
        // `6 0 9`.
        if piece.text.len() == 1 && piece.has_digit() {
            return code(text, piece, 0, false).filter(|(start, end)| matches!(end - start, 5 | 7));
        }
        (shaped && !is_part(text, piece.start, piece.end) && byte(text, piece.start.wrapping_sub(1)) != b'$')
            .then_some((piece.start, piece.end))
    });
    if let Some((start, end)) = found {
        hits.push(Hit::seen(start, end, Label::Cvv, Rank::Cue));
    } else if let Some((start, end)) = behind(text, mark) {
        hits.push(Hit::seen(start, end, Label::Cvv, Rank::Cue));
    } else if cut(text, mark.start, mark.end).starts_with("sec") {
        // The security code of a door is longer.
        let typed = after(text, mark, 4, false, |piece, passed| code(text, piece, passed, true));
        hits.extend(typed.map(|(start, end)| Hit::seen(start, end, Label::AccessCode, Rank::Cue)));
    }
}
