//! Which listing a message is about.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::topic::tame;
use super::words::{Lang, fold, pattern};
use crate::lead::{Lead, Listing};

/// What a message is about.
#[derive(Debug)]
pub(super) struct Target<'a> {
    /// The listings it speaks of; empty where there is none on file.
    pub(super) listings: Vec<&'a Listing>,
    /// It names one of them.
    pub(super) mentioned: bool,
    /// The message with "it" in place of the addresses, whose words mean nothing else (`12 School House Rd`).
    pub(super) rest: String,
}

const STREETS: &[&str] = &[
    "st",
    "street",
    "ave",
    "avenue",
    "rd",
    "road",
    "dr",
    "drive",
    "ln",
    "lane",
    "ct",
    "court",
    "blvd",
    "boulevard",
    "way",
    "pl",
    "place",
    "cir",
    "circle",
    "trl",
    "trail",
    "pkwy",
    "parkway",
    "hwy",
    "highway",
    "ter",
    "terrace",
    "loop",
    "cv",
    "cove",
    "row",
    "run",
    "pass",
    "bend",
    "xing",
    "crossing",
    "sq",
];
const HOMES: &[&str] = &["one", "house", "home", "condo", "property", "listing", "apartment", "unit"];

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let streets = STREETS.join("|");
    pattern(&format!(
        r"\b\d{{1,6}} ([nsew]\.? |north |south |east |west )?([a-z0-9]+ ){{1,3}}?({streets})\b\.?"
    ))
});
/// Counts before a word that only looks like a street: "3 bed 2 bath place", "2 car drive".
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(beds?|baths?|br|ba|bd|bdrms?|bed ?rooms?|bath ?rooms?|cars?|story|stories|sq ?ft|sqft|min(ute)?s?|hours?|days?|weeks?|months?|years?|people|kids?|dogs?|cats?|k|acres?|pm|am|of|the|is|to|in|on|for)\b",
    )
});
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(i|we) live\b|\bmy (address|house|home|place|condo|property|land)\b|\b(im|i am|were|we are) at\b|\bmi casa\b|\bvivo en\b",
    )
});
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bthe (other|second|2nd) (one|house|home|place|property|listing|condo|unit|apartment)\b|\bla otra\b|\bla segunda\b",
    )
});
static BOTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(both|each|the two|either)\b|\b(las dos|ambas)\b|\bwhich (one |house |home |of them |place )?(is|has|costs?|comes)\b|\bcual (es|tiene|cuesta)\b",
    )
});

/// Stands where a property is named, until the words around it are read.
const THERE: char = '\u{1}';
/// Stands where the lead's own place is named.
const MINE: char = '\u{2}';

/// A property that is named, with the words that only introduce it: "the house at", "listing on", "la casa de".
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    const HOME: &str = "(house|home|place|property|listing|condo|apartment|apt|unit|rental|one|town ?home|ad|post|casa|propiedad|condominio|departamento|depa|apartamento)";
    pattern(&format!(
        "(\\b(the|this|that|your|ur|la|el|esta|este|esa|ese|su) ((\\w+ )?{HOME} )?((located |listed |ubicad[ao] |que esta )?(at|on|over on|of|for|de|del|en) ((la )?calle |the )?)?|\\b{HOME} ((located |listed |ubicad[ao] )?(at|on|over on|of|for|de|del|en) ((la )?calle |the )?))?\u{1}+( {HOME}\\b)?"
    ))
});

static TELLING: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bopen house|\bcasa abierta"));
static TELLING_BEFORE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(my|our|open|mi|nuestra) $"));

/// Finds what a folded message is about: an address or id it names, else the first listing.
///
/// An address that is neither on file nor the lead's own makes the answer about nothing: no fact of ours is about it.
pub(super) fn target<'a>(folded: &str, lang: Lang, listings: &'a [Listing], lead: &Lead) -> Target<'a> {
    let mut rest = folded.to_owned();
    let mut named: Vec<(usize, &Listing)> = Vec::new();
    for listing in listings {
        if let Some(at) = hide(&mut rest, listing) {
            named.push((at, listing));
        }
    }
    named.sort_by_key(|(at, _)| *at);
    let known: Vec<&Listing> = named.into_iter().map(|(_, listing)| listing).collect();

    let own = lead.address.as_ref().map(|address| fold(address.expose()));
    let mut foreign = false;
    let mut from = 0;
    while let Some(hit) = ADDRESS.find_at(&rest, from) {
        if COUNTED.is_match(hit.as_str()) {
            from = hit.start() + hit.as_str().find(' ').unwrap_or(1);
            continue;
        }
        let mine = own.as_deref().is_some_and(|own| own.contains(hit.as_str().trim_end_matches('.')))
            || OWN.is_match(folded);
        foreign |= !mine;
        from = hit.start();
        rest.replace_range(hit.range(), if mine { "\u{2}" } else { "\u{1}" });
    }
    let rest = spoken(&rest, lang);

    let mentioned = !known.is_empty();
    let chosen = if mentioned {
        known
    } else if foreign {
        Vec::new()
    } else if let Some(one) = by_city(folded, listings) {
        return Target { listings: vec![one], mentioned: true, rest };
    } else if listings.len() == 2 && OTHER.is_match(folded) {
        return Target { listings: listings.iter().skip(1).collect(), mentioned: true, rest };
    } else if listings.len() >= 2 && BOTH.is_match(folded) {
        listings.iter().take(2).collect()
    } else {
        listings.iter().take(1).collect()
    };
    Target { listings: chosen, mentioned, rest }
}

/// The listing whose city the message names, where the others are elsewhere: "the one in Leander".
fn by_city<'a>(folded: &str, listings: &'a [Listing]) -> Option<&'a Listing> {
    let named = |listing: &&Listing| {
        let city = listing.city.as_deref().map(fold).filter(|city| !city.is_empty());
        city.is_some_and(|city| format!(" {} ", words_of(folded)).contains(&format!(" {} ", words_of(&city))))
    };
    let mut named = listings.iter().filter(named);
    named.next().filter(|_| listings.len() > 1 && named.next().is_none())
}

fn words_of(text: &str) -> String {
    words(text).iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// The message as somebody would say it who need not name the property.
fn spoken(rest: &str, lang: Lang) -> String {
    if !rest.contains([THERE, MINE]) {
        return rest.to_owned();
    }
    let (it, my_house) = match lang {
        Lang::En => ("it", "my house"),
        Lang::Es => ("esta casa", "mi casa"),
    };
    let named = NAMED.replace_all(rest, |found: &Captures<'_>| {
        let Some(whole) = found.get(0) else { return String::new() };
        let before = rest.get(..whole.start()).unwrap_or_default();
        // "My house at", "the open house at" say more than which property it is.
        if TELLING.is_match(whole.as_str()) || TELLING_BEFORE.is_match(before) {
            whole.as_str().replace(THERE, it)
        } else {
            it.to_owned()
        }
    });
    named.replace(MINE, my_house)
}

/// A word of a message and where it stands.
struct Word<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.extend(text.get(from..at).map(|text| Word { text, start: from, end: at }));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Hides where a message names a listing, and says where that was first.
///
/// People name it by number and street, by the street's whole name, by its first word with a kind of street or home
/// after it, or by its id; the unit, the city, the state and the zip go with it.
fn hide(text: &mut String, listing: &Listing) -> Option<usize> {
    let mut first = None;
    // Each time shortens the text, but an id such as "1" could stand anywhere: a few are enough.
    for _ in 0..4 {
        let Some(range) = place_of(text, listing) else { break };
        first.get_or_insert(range.start);
        text.replace_range(range, "\u{1}");
    }
    first
}

fn place_of(text: &str, listing: &Listing) -> Option<std::ops::Range<usize>> {
    let address = listing.address.as_deref().map(fold).unwrap_or_default();
    let address: Vec<&str> = words(&address).iter().map(|word| word.text).collect();
    let id = fold(&listing.id);
    let id: Vec<&str> = words(&id).iter().map(|word| word.text).collect();
    let region = [&listing.city, &listing.state, &listing.zip].into_iter().flatten().map(|part| fold(part));
    let region = region.collect::<Vec<_>>().join(" ");
    let number = address.first().copied().filter(|number| number.bytes().all(|b| b.is_ascii_digit()));
    let street: Vec<&str> = address
        .iter()
        .skip(1)
        .copied()
        .skip_while(|word| is_direction(word))
        .take_while(|word| {
            !STREETS.contains(word) && (word.bytes().all(|b| b.is_ascii_alphabetic()) || is_ordinal(word))
        })
        .collect();

    let words = words(text);
    let at = |index: usize| words.get(index).map(|word| word.text);
    let (from, mut last) = (0..words.len()).find_map(|from| {
        // The id, word by word.
        let whole = id.iter().map(|part| part.len()).sum::<usize>() >= 2 && !id.is_empty();
        if whole && id.iter().enumerate().all(|(index, part)| at(from + index) == Some(part)) {
            return Some((from, from + id.len() - 1));
        }
        let (number, start) = (number?, street.first().copied()?);
        let numbered = at(from) == Some(number);
        let name =
            if numbered { from + 1 + usize::from(at(from + 1).is_some_and(is_direction)) } else { from };
        if at(name) != Some(start) {
            return None;
        }
        let more =
            street.iter().enumerate().take_while(|(index, part)| at(name + index) == Some(part)).count();
        let end = name + more - 1;
        let kind = at(end + 1).is_some_and(|word| STREETS.contains(&word.strip_suffix('s').unwrap_or(word)));
        // Without its number: another house of the street would have one.
        let direction = usize::from(from > 0 && at(from - 1).is_some_and(is_direction));
        let before = from.checked_sub(1 + direction).and_then(at);
        let other = !numbered && before.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let home = at(end + 1).is_some_and(|word| HOMES.contains(&word));
        let named = numbered || kind || home || (more >= 2 && more == street.len());
        (named && !other).then_some((from, end + usize::from(kind)))
    })?;
    // What belongs to an address, as far as it goes on.
    let goes_on = |index: usize| {
        let gap = words.get(index)?.start - words.get(index - 1)?.end;
        let word = at(index)?;
        let unit =
            matches!(word, "apt" | "unit" | "suite" | "apartment") && at(index + 1).is_some_and(is_unit);
        let of_it = address.iter().skip(1).any(|part| *part == word)
            || self::words(&region).iter().any(|part| part.text == word);
        (gap <= 2 && (unit || of_it)).then_some(())
    };
    while goes_on(last + 1).is_some() {
        last += 1;
    }
    Some(words.get(from)?.start..words.get(last)?.end)
}

fn is_unit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// "24th", as in a numbered street.
fn is_ordinal(word: &str) -> bool {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn is_direction(word: &str) -> bool {
    matches!(word, "n" | "s" | "e" | "w" | "north" | "south" | "east" | "west")
}

/// The street address as an answer names the property; `None` where there is none that can be written.
pub(super) fn name(listing: &Listing) -> Option<&str> {
    listing.address.as_deref().map(str::trim).filter(|text| tame(text) && text.chars().count() <= 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listings() -> Vec<Listing> {
        [
            r#"{"id": "L-1042", "address": "1208 Oak Hollow Dr"}"#,
            r#"{"id": "C-7", "address": "55 E School House Rd #4", "city": "Leander"}"#,
        ]
        .map(|text| Listing::from_json(text).unwrap())
        .into()
    }

    #[test]
    fn finds_what_a_message_is_about() {
        let lead = Lead::from_json(r#"{"address": "9 Elm St, Austin, TX"}"#).unwrap();
        let all = listings();
        let rows: &[(&str, &[&str], bool)] = &[
            ("price?", &["L-1042"], false),
            ("Is 1208 Oak Hollow available", &["L-1042"], true),
            ("is 55 School House Rd sold", &["C-7"], true),
            ("what about C-7?", &["C-7"], true),
            ("and the other one?", &["C-7"], true),
            ("hoa for both?", &["L-1042", "C-7"], false),
            ("is 77 Pine St available", &[], false),
            ("is 1210 Oak Hollow Dr available", &[], false),
            ("I live at 77 Pine St, how far", &["L-1042"], false),
            ("is it far from 9 Elm St", &["L-1042"], false),
            ("whats the price of the one in Leander", &["C-7"], true),
            ("which is bigger", &["L-1042", "C-7"], false),
            ("compare 55 School House and 1208 oak hollow dr", &["C-7", "L-1042"], true),
        ];
        for (text, expected, mentioned) in rows {
            let target = target(&fold(text), Lang::En, &all, &lead);
            let ids: Vec<_> = target.listings.iter().map(|listing| listing.id.as_str()).collect();
            assert_eq!(ids, *expected, "{text}");
            assert_eq!(target.mentioned, *mentioned, "{text}");
            assert!(!target.rest.contains("school"), "{text}");
        }
    }

    #[test]
    fn a_numbered_street_is_an_address_too() {
        let all =
            [Listing::from_json(r#"{"id": "N-1", "address": "3318 N 24th St", "city": "Tacoma"}"#).unwrap()];
        for text in ["price on 3318 N 24th St?", "is 3318 n 24th available", "the 24th st house"] {
            let target = target(&fold(text), Lang::En, &all, &Lead::default());
            assert_eq!((target.listings.len(), target.mentioned), (1, true), "{text}");
        }
        assert!(target("is 3320 n 24th st sold", Lang::En, &all, &Lead::default()).listings.is_empty());
    }

    #[test]
    fn a_named_property_is_spoken_of_as_it() {
        let lead = Lead::from_json(r#"{"address": "9 Elm St, Austin, TX"}"#).unwrap();
        let all = listings();
        let rows = [
            ("how much is 1208 Oak Hollow Dr?", "how much is it?"),
            ("is the house at 1208 Oak Hollow sold", "is it sold"),
            ("how old is the Oak Hollow house", "how old is it"),
            ("taxes on 55 E School House Rd #4, please", "taxes on it, please"),
            ("price of 55 School House Rd apt 4?", "price of it?"),
            ("whats 9 Elm St worth", "whats my house worth"),
            ("how much is 77 Pine St?", "how much is it?"),
            ("is the 3 bed 2 bath place sold", "is the 3 bed 2 bath place sold"),
            ("open house for 55 School House?", "open house for it?"),
            ("when is the open house at 55 School House", "when is the open house at it"),
            ("sell my house at 55 School House", "sell my house at it"),
            ("the price", "the price"),
        ];
        for (text, rest) in rows {
            assert_eq!(target(&fold(text), Lang::En, &all, &lead).rest, rest, "{text}");
        }
        let spanish = target("cuanto cuesta la casa de oak hollow?", Lang::Es, &all, &lead);
        assert_eq!(spanish.rest, "cuanto cuesta esta casa?");
    }
}
