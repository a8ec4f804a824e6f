//! When an age, a grade or a child does not count.

use super::super::Place;
use crate::consent::reader::message::Word;

/// What may follow an age without a comma: "im 15 lol", "I'm 16 and …". "I'm 15 over budget" goes on otherwise.
const GOES_ON: &[&str] = &[
    "can",
    "could",
    "and",
    "so",
    "but",
    "dude",
    "bro",
    "bruh",
    "btw",
    "lol",
    "lmao",
    "haha",
    "sorry",
    "idk",
    "my",
    "stop",
    "please",
    "you",
    "i",
    "im",
    "not",
    "this",
    "leave",
    "still",
    "right",
    "wtf",
    "bye",
    "why",
    "with",
    "now",
    "rn",
    "ok",
    "okay",
    "sir",
    "maam",
    "man",
    "miss",
    "too",
    "also",
    "if",
    "is",
    "do",
    "does",
    "dont",
    "cant",
    "who",
    "what",
    "yes",
    "no",
    "because",
    "though",
    "tho",
    "from",
    "here",
    "looking",
    "living",
    "going",
    "how",
    "whats",
    "hows",
    "he",
    "she",
    "they",
    "next",
    "until",
    "till",
    "til",
    "when",
    "will",
    "without",
    "someone",
    "one",
    "yesterday",
    "today",
    "thanks",
    "hi",
    "hello",
    "asking",
    "girl",
    "boy",
    "or",
    "his",
    "her",
    "it",
    "ill",
    "quit",
    "cannot",
];

/// "I'm 15 minutes away", "I'm 17th in line, maybe 18", "I'm a kid at heart": something else is counted or meant.
pub(super) fn counts_else(place: &Place<'_>) -> bool {
    let last = place.matched().last().unwrap_or_default();
    let ends_in_age =
        place.sentence.words.get(place.end.saturating_sub(1)).is_some_and(|word| word.number().is_some());
    if !ends_in_age && !matches!(last, "kid" | "kids" | "child" | "minor" | "teenager") {
        return false;
    }
    match place.sentence.words.get(place.end) {
        None => false,
        Some(next) if next.after_comma => {
            place.sentence.words.iter().skip(place.end).take(2).any(|word| word.number().is_some())
        }
        // "im a kid just messing around", and not "I'm 15 just off the highway"
        Some(next) if !ends_in_age && matches!(next.text.as_str(), "just" | "messing" | "playing") => false,
        Some(next) => !GOES_ON.contains(&next.text.as_str()),
    }
}

/// "I'm 15 years into my mortgage", "I'm 16 yrs sober"
pub(super) fn years_of_else(place: &Place<'_>) -> bool {
    const OF: &[&str] = &[
        "in",
        "into",
        "on",
        "as",
        "here",
        "married",
        "sober",
        "of",
        "away",
        "from",
        "younger",
        "older",
        "out",
        "behind",
        "at",
        "clean",
        "divorced",
        "retired",
        "late",
        "with",
        "experience",
    ];
    matches!(place.matched().last(), Some("years" | "year" | "yrs" | "yr"))
        && OF.contains(&place.after(0))
        && place.after(1) != "age"
}

/// "I teach 8th grade", "I'm in the high school district": who works with children, or lives near a school.
pub(super) fn works_with_children(place: &Place<'_>) -> bool {
    place.sentence.has(&[
        "teach",
        "teacher",
        "teachers",
        "teaching",
        "coach",
        "coaching",
        "principal",
        "nurse",
        "counselor",
        "work",
        "works",
        "working",
        "job",
        "near",
        "district",
        "districts",
        "zoned",
        "zone",
        "area",
        "was",
        "when",
        "alumni",
    ])
}

/// "I'm a freshman at Ohio State"
pub(super) fn at_college(place: &Place<'_>) -> bool {
    place.sentence.has(&["college", "university", "uni", "campus", "undergrad", "grad", "dorm"])
        || place.matched().last().is_some_and(|word| matches!(word, "freshman" | "sophomore"))
            && matches!(place.after(0), "at" | "in")
            && !place.sentence.has(&["high", "hs", "highschool", "prep"])
}

/// "My son is 14, need good bedrooms": nobody says that the child writes or is written to.
pub(super) fn no_child_writes(place: &Place<'_>) -> bool {
    const WRITES: &[&str] = &[
        "texting",
        "texted",
        "messaging",
        "messaged",
        "contacting",
        "contacted",
        "emailed",
        "corresponding",
        "minor",
        "underage",
        "disregard",
        "inquiry",
        "inquired",
        "soliciting",
        "erase",
        "lawyer",
        "police",
    ];
    const MAY_WRITE: &[&str] = &[
        "phone",
        "number",
        "text",
        "message",
        "contact",
        "form",
        "cell",
        "tablet",
        "ipad",
        "wrong",
        "stop",
        "client",
        "cosign",
        "talking",
        "reply",
        "chromebook",
        "signed",
        "wrote",
        "writing",
        "pressed",
        "typed",
        "sent",
        "ignore",
    ];
    const OF_A_FAMILY: &[&str] = &[
        "bedroom",
        "bedrooms",
        "beds",
        "room",
        "rooms",
        "yard",
        "pool",
        "garage",
        "parking",
        "ramp",
        "school",
        "schools",
        "zoned",
        "budget",
        "move",
        "moving",
        "neighborhood",
        "tour",
        "park",
    ];
    let message = place.message;
    !message.has(WRITES) && (!message.has(MAY_WRITE) || message.has(OF_A_FAMILY))
}

/// "tengo 15 años viviendo aquí", "j'ai 15 ans d'expérience"
pub(super) fn for_years(place: &Place<'_>) -> bool {
    const AGE: &[&str] = &["edad", "idade", "mais", "y", "e"];
    let (next, after) = (place.after(0), place.after(1));
    let years = place.matched().last().is_some_and(|word| matches!(word, "anos" | "ans" | "taon" | "tuoi"));
    let fore = place.matched().next().is_some_and(|word| matches!(word, "tengo" | "jai" | "tenho"));
    let goes_on = next.ends_with("ndo")
        || matches!(
            next,
            "de" | "en" | "aqui" | "como" | "con" | "casado" | "casada" | "limpio" | "dexperience" | "ici"
        ) && !AGE.contains(&after);
    // "pitit mwen gen 8 an": my child is eight.
    let child = matches!(place.before(1), "pitit" | "fi" | "gason" | "con" | "gai" | "trai");
    // "tengo 12 y 15": more than one, and so not the writer's.
    let and = |word: &str| matches!(word, "y" | "e" | "et" | "und");
    let number = |word: &str| word.parse::<u32>().is_ok();
    let several = and(next) && number(after) || place.matched().last().is_some_and(and) && number(next);
    years && fore && goes_on || child || several
}

/// "15 anyos palang", "a 17 year old rent": the age stands before the match.
pub(super) fn no_age_before(place: &Place<'_>) -> bool {
    let before = place.start.checked_sub(1).and_then(|at| place.sentence.words.get(at));
    !before.and_then(Word::number).is_some_and(|age| (6..=17).contains(&age))
}

/// "Marcus is 13", and not "the offer is 13".
pub(super) fn no_name_before(place: &Place<'_>) -> bool {
    !place
        .start
        .checked_sub(1)
        .is_some_and(|at| place.sentence.words.get(at).is_some_and(|word| word.is_name(at)))
}
