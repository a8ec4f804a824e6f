//! Words after that say name.

use crate::redact::recognise::name::word::{Gap, Shape};
use crate::redact::recognise::name::{Reading, odds};

/// What the words after add.
pub(super) fn score(reading: &Reading<'_>, at: usize, last: usize) -> i32 {
    let next = last + 1;
    let word = reading.spelled(next);
    if is_weighed(reading, next) {
        return -5;
    }
    let starts = reading.is_first(at)
        || matches!(
            reading.before(at, 1),
            "hi" | "hey"
                | "hello"
                | "hola"
                | "its"
                | "it"
                | "yes"
                | "yo"
                | "sup"
                | "hii"
                | "hiya"
                | "heyyy"
                | "heyy"
        );
    let owns = reading.word(last).is_some_and(|word| word.owns);
    let capital = reading.is_capital(at);
    // `Poppy (7)`.
    let aged =
        reading.word(next).is_some_and(|word| word.shape == Shape::Number && word.end - word.start <= 2);
    if capital && aged && reading.bracketed(next) {
        return 6;
    }
    match reading.gap(next) {
        Gap::Space => {}
        // `Jane, jane@…`, `Jane (512) …`, `Jane: hello`, `Jane <…>`.
        Gap::Comma | Gap::Stop | Gap::Colon | Gap::Dash if reading.shape(next) == Shape::Blank => return 1,
        Gap::Colon if starts && capital => return if odds::is_likely(reading, at) { 2 } else { 0 },
        // `Bob, can we …`
        Gap::Comma if starts && capital && odds::is_likely(reading, at) => return 1,
        Gap::And if capital && reading.word(next).is_some_and(|word| word.entry.first() >= 4) => return 2,
        Gap::Start
        | Gap::Comma
        | Gap::Dot
        | Gap::Hyphen
        | Gap::Dash
        | Gap::And
        | Gap::Colon
        | Gap::Stop
        | Gap::Line
        | Gap::Glued => return 0,
    }
    if reading.ends_before(next) {
        return 0;
    }
    let (two, three) = (reading.spelled(next + 1), reading.spelled(next + 2));
    if starts && matches!(word, "here" | "speaking" | "again" | "aqui" | "ici" | "checking") {
        return 5;
    }
    // `Chase and Autumn here`, `River and Sage are my kids`.
    let of_two = |and: usize| matches!(reading.spelled(and), "and" | "n" | "y" | "et" | "e");
    let told = |at: usize| {
        matches!(reading.spelled(at), "here" | "speaking" | "aqui")
            || matches!((reading.spelled(at), reading.spelled(at + 1)), ("are", "my" | "our" | "her" | "his"))
    };
    let (name, second) = (|at: usize| reading.word(at).is_some_and(|word| word.entry.is_name()), next + 1);
    if starts && capital && of_two(next) && name(second) && told(second + 1)
        || capital && at >= 2 && of_two(at - 1) && name(at - 2) && told(next)
    {
        return 6;
    }
    if starts
        && matches!(word, "from" | "with" | "de" | "w")
        && (capital || !matches!(reading.gap(at), Gap::Stop | Gap::Dot))
    {
        return 2;
    }
    if owns {
        return i32::from(is_kin(word)) * 2;
    }
    let acts = matches!(
        word,
        "said"
            | "says"
            | "say"
            | "told"
            | "tells"
            | "called"
            | "calls"
            | "texted"
            | "emailed"
            | "asked"
            | "asks"
            | "wants"
            | "mentioned"
            | "sent"
            | "showed"
            | "gave"
            | "wrote"
            | "thinks"
            | "thought"
            | "recommended"
            | "referred"
            | "knows"
            | "loves"
            | "likes"
            | "needs"
            | "works"
            | "lives"
            | "moved"
            | "signed"
            | "met"
            | "helped"
            | "promised"
            | "agreed"
            | "dijo"
            | "dice"
            | "quiere"
            | "vive"
            | "llamo"
            | "picked"
            | "confirmed"
            | "suggested"
            | "swears"
            | "passed"
            | "flew"
            | "listed"
            | "left"
            | "took"
            | "replied"
            | "answered"
            | "speaks"
    );
    if acts {
        return if capital && odds::is_likely(reading, at) { 4 } else { 2 };
    }
    let pairs = matches!(
        (word, two),
        ("and" | "&" | "y" | "n" | "et" | "e", "i" | "me" | "yo" | "my" | "her" | "his" | "mi")
    );
    if pairs {
        return 2;
    }
    let other = reading.word(next + 1).map(|word| word.entry).unwrap_or_default();
    if matches!(word, "and" | "y" | "n" | "or" | "et" | "e")
        && other.first() >= 4
        && other.word() <= 3
        && other.place() == 0
    {
        return if capital { 2 } else { 1 };
    }
    if matches!(word, "family" | "residence" | "household") {
        return if capital { 4 } else { 2 };
    }
    if matches!((word, two), ("is" | "was", "my" | "our" | "her" | "his" | "their" | "ur" | "your"))
        || (matches!(word, "at" | "on") && reading.shape(next + 1) == Shape::Blank)
    {
        return 2;
    }
    // `Hope to hear`, `Will you`, `Mark the date`.
    let verb = matches!(
        word,
        "to" | "you"
            | "u"
            | "we"
            | "i"
            | "it"
            | "the"
            | "a"
            | "an"
            | "my"
            | "your"
            | "ur"
            | "this"
            | "that"
            | "there"
            | "he"
            | "she"
            | "they"
            | "not"
            | "us"
            | "me"
            | "be"
            | "for"
            | "of"
            | "in"
            | "on"
            | "up"
            | "out"
            | "it's"
            | "all"
            | "some"
            | "any"
            | "if"
            | "green"
            | "blue"
            | "red"
            | "white"
            | "gray"
            | "grey"
            | "brown"
            | "black"
            | "pink"
            | "yellow"
    );
    if verb
        && reading.word(at).is_some_and(|word| word.entry.word() >= 3)
        && last == at
        && reading.is_first(at)
    {
        return -4;
    }
    let clause = matches!(
        word,
        "is" | "was"
            | "has"
            | "will"
            | "can"
            | "would"
            | "could"
            | "should"
            | "didnt"
            | "doesnt"
            | "does"
            | "did"
            | "had"
            | "who"
            | "at"
            | "know"
            | "knew"
            | "and"
    );
    if clause && !matches!(three, "sqft") { i32::from(capital) } else { 0 }
}

/// Whether the sentence goes on with a weight, as of dogs: `Bella and Max are both under 40 lbs`.
fn is_weighed(reading: &Reading<'_>, next: usize) -> bool {
    /// The most words up to it.
    const REACH: usize = 8;
    let to = (next..next + REACH).take_while(|at| reading.word(*at).is_some() && !reading.ends_before(*at));
    let mut number = false;
    to.into_iter().any(|at| {
        let behind_number = std::mem::replace(&mut number, reading.shape(at) == Shape::Number);
        behind_number && matches!(reading.spelled(at), "lb" | "lbs" | "pounds")
    })
}

pub(super) fn is_kin(word: &str) -> bool {
    matches!(
        word,
        "wife"
            | "husband"
            | "son"
            | "daughter"
            | "mom"
            | "dad"
            | "cell"
            | "number"
            | "phone"
            | "email"
            | "house"
            | "place"
            | "brother"
            | "sister"
            | "cousin"
            | "friend"
            | "agent"
            | "office"
            | "name"
            | "car"
            | "condo"
            | "loan"
            | "kid"
            | "kids"
            | "assistant"
    )
}
