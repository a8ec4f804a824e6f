//! What stands behind a street or a box: the unit, the city, the state, the ZIP.

use crate::redact::recognise::address::word::{Word, next};
use crate::redact::recognise::look;
use crate::redact::recognise::reading::Reading;
use crate::redact::slice::{byte, cut};
use crate::redact::street::{Kind, LONG_STATES, is_city};

/// Where a unit ends that stands behind a street: `, Apt 4B`, `#12`, ` 20C`.
pub(super) fn unit_end(text: &str, at: usize) -> Option<usize> {
    let word = next(text, at).filter(|word| !word.period || word.is(Kind::UNIT))?;
    if word.is(Kind::UNIT) && !word.hash {
        let id = next(text, word.end)
            .filter(|id| !id.line && !id.comma && (!id.period || word.text.len() <= 5))?;
        let letter = id.text.len() == 1 && !word.text.starts_with("no");
        let shaped = id.text.len() <= 5 && (id.has_digit() || letter);
        // `Miami, FL 33156` is a state and its ZIP.
        let zip = id.text.len() == 5 && id.text.bytes().all(|b| b.is_ascii_digit());
        return (shaped && !zip).then_some(id.end);
    }
    let shaped = word.text.len() <= 5 && (word.has_digit() || word.text.len() == 1);
    if word.hash {
        return (shaped && !word.line).then_some(word.end);
    }
    let digits = word.text.bytes().take_while(u8::is_ascii_digit).count();
    // `3º B`: a floor and a door.
    if word.comma && (1..=2).contains(&digits) && matches!(cut(word.text, digits, 9), "o" | "a") {
        let door = next(text, word.end).filter(|door| door.follows() && door.text.len() == 1);
        return Some(door.map_or(word.end, |door| door.end));
    }
    // `9th Floor`, `2nd fl`.
    let floor = next(text, word.end).filter(|floor| {
        !floor.line
            && !floor.comma
            && !floor.hash
            && matches!(floor.text, "floor" | "fl" | "flr")
            && word.is_ordinal()
    });
    if let Some(floor) = floor {
        return Some(floor.end);
    }
    let bare = word.follows()
        && (1..=4).contains(&digits)
        && word.text.len() == digits + 1
        && matches!(word.text.bytes().next_back(), Some(b'a'..=b'h'));
    bare.then_some(word.end)
}

/// Where city, state and ZIP end that stand behind a street.
pub(super) fn place(text: &str, reading: Option<&Reading<'_>>, at: usize) -> Option<usize> {
    let capital = |word: &Word<'_>| reading.is_some_and(|reading| reading.is_capital(word.start));
    let first = next(text, at).filter(|word| !word.period && !word.hash)?;
    if let Some(end) = zip(text, &first) {
        // `12 rue des Tanneurs, 37000 Tours`.
        let city =
            next(text, end).filter(|city| first.comma && city.follows() && city.is_name() && capital(city));
        return Some(city.filter(|city| !city.is(Kind::STATE)).map_or(end, |city| city.end));
    }
    if first.line
        && let Some(end) = lines(text, &first, capital)
    {
        return Some(end);
    }
    // `Missouri City TX` is no state.
    let alone = state(text, &first, capital, first.comma);
    let mut last = first;
    let mut city = None;
    for count in 1..=3 {
        let named = last.is_name() || last.is(Kind::PARTICLE) || first.comma && capital(&last);
        if !named || last.has_digit() {
            break;
        }
        let name = cut(text, first.start, last.end);
        let known =
            is_city(name) && (first.comma || first.line || capital(&first) || count > 1 || name.len() > 5);
        if known {
            city = Some(last.end);
        }
        let Some(after) = next(text, last.end) else { break };
        if !after.line || known {
            let dotted = || dotted_state(text, &after);
            if let Some(end) =
                zip(text, &after).or_else(dotted).filter(|_| known || (first.comma && capital(&first)))
            {
                return Some(end);
            }
            if let Some(end) =
                state(text, &after, capital, known).filter(|_| alone.is_none() || capital(&after))
            {
                return Some(end);
            }
        }
        // `…, Montclair.`
        if city.is_none()
            && first.comma
            && capital(&first)
            && capital(&last)
            && !after.follows()
            && count <= 2
        {
            city = Some(last.end);
        }
        if after.comma || after.line || after.hash || after.period && last.text.len() > 2 {
            break;
        }
        last = after;
    }
    if alone.is_some() {
        return alone;
    }
    let closed = |end: usize| {
        first.comma
            && capital(&first)
            && matches!(byte(text, end), 0 | b')' | b'.' | b'\n' | b',' | b'!' | b'?')
    };
    // `, Tallinn, Estonia 02151`.
    let abroad = |city: usize| {
        let country = next(text, city).filter(|word| first.comma && word.comma && capital(word))?;
        let known = look(country.text).place() > 0 && !country.is(Kind::STATE);
        let code = next(text, country.end).filter(Word::follows).and_then(|code| zip(text, &code));
        known.then_some(code.unwrap_or(country.end))
    };
    city.map(|city| abroad(city).unwrap_or(city)).or_else(|| {
        Some(last.end).filter(|end| {
            closed(*end)
                && last.is_name()
                && (!last.is(Kind::SUFFIX) || last.is(Kind::VAGUE) && last.start > first.start)
                && !last.has_digit()
                && capital(&last)
        })
    })
}

/// A line for the city and one for the country, as on an envelope from abroad: `Almussafes`, `Spain 97197`.
fn lines(text: &str, city: &Word<'_>, capital: impl Fn(&Word<'_>) -> bool) -> Option<usize> {
    // Where the words of a line end that begins with this one: three at most, all with a capital.
    let end_of = |first: &Word<'_>| -> Option<usize> {
        let mut end = first.end;
        if !capital(first) || first.has_digit() {
            return None;
        }
        for _ in 0..3 {
            let Some(after) = next(text, end).filter(|after| after.follows() && !after.has_digit()) else {
                return Some(end);
            };
            if !capital(&after) {
                return None;
            }
            end = after.end;
        }
        None
    };
    let country = next(text, end_of(city)?).filter(|word| word.line)?;
    let end = end_of(&country).filter(|end| look(cut(text, country.start, *end)).place() > 0)?;
    let code = next(text, end).filter(Word::follows).and_then(|code| zip(text, &code));
    Some(code.unwrap_or(end))
}

/// `TX`, `Texas`, `tx 78704`, and a ZIP behind them.
fn state(
    text: &str,
    word: &Word<'_>,
    capital: impl Fn(&Word<'_>) -> bool,
    known_city: bool,
) -> Option<usize> {
    if word.hash || word.period {
        return None;
    }
    let mut end = word.end;
    let rest = text.get(word.start..)?;
    let begins = |name: &&&str| rest.starts_with(**name) && !byte(rest, name.len()).is_ascii_alphanumeric();
    let long = word.is(Kind::LONG_STATE).then(|| LONG_STATES.iter().find(begins)).flatten();
    match long {
        Some(name) => end = word.start + name.len(),
        None if !word.is(Kind::STATE) => return None,
        None => {}
    }
    let zipped = next(text, end).filter(|after| !after.hash).and_then(|after| zip(text, &after));
    // `in`, `me`, `or` and `hi` are words too.
    let whole = long.is_some() || word.text.len() > 3;
    let shouted = capital(word) && capital(&Word { start: word.end.saturating_sub(1), ..*word });
    (zipped.is_some()
        || whole
        || shouted
        || (known_city
            && !matches!(word.text, "in" | "me" | "or" | "hi" | "ok" | "oh" | "on" | "de" | "la" | "no")))
    .then_some(zipped.unwrap_or(end))
}

/// `N.C. 28021`.
fn dotted_state(text: &str, word: &Word<'_>) -> Option<usize> {
    let rest = text.get(word.start..)?.as_bytes();
    let [a, b'.', b, b'.', ..] = rest else { return None };
    let letters = [*a, *b];
    let name = std::str::from_utf8(&letters).ok().filter(|name| Kind::of(name).is(Kind::STATE))?;
    let end = word.start + name.len() + 2;
    let zipped = next(text, end).and_then(|after| zip(text, &after));
    Some(zipped.unwrap_or(end - 1))
}

/// Five digits, and four more.
pub(super) fn zip(text: &str, word: &Word<'_>) -> Option<usize> {
    let (five, more) = word.text.split_once('-').unwrap_or((word.text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let whole = five.len() == 5 && digits(five) && matches!(more.len(), 0 | 4) && digits(more);
    let price = byte(text, word.start.wrapping_sub(1)) == b'$'
        || byte(text, word.end) == b',' && byte(text, word.end + 1).is_ascii_digit();
    (whole && !price && !word.period).then_some(word.end)
}
