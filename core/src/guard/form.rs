//! The shape of a draft: empty, cut off, repeated, refused, too long, about something else.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::on_file::OnFile;
use super::text::{fold, pattern, patterns, sentences, stem, words};
use super::{Draft, Reading, Reason, Rule, conduct, field, matter, unsourced, vocabulary};
use crate::lead::Channel;
use crate::lead::sms_segments;
use crate::pattern::{Patterns, Seen};

/// The most characters of a chat reply and of an e-mail: no lead reads more.
const CHAT_MAX: usize = 4_000;
const EMAIL_MAX: usize = 20_000;

static REFUSAL: LazyLock<Patterns> = LazyLock::new(|| {
    patterns(&[
        r"\bas an? (?:ai|artificial intelligence|large)[ -](?:language )?model\b|\bi(?:'m| am) (?:just )?an? (?:ai |large )?language model\b",
        r"\b(?:my|openai|content) (?:guidelines|polic(?:y|ies)|programming) (?:do(?:es)? not|don't|prevents?|prohibits?)",
    ])
});
static BARE_REFUSAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:i|we)(?:'m| am| are|'re)? ?(?:sorry,? )?(?:but )?(?:i )?(?:can't|cannot|can not|won't|(?:am )?(?:unable|not able) to) (?:assist|help|fulfil+|comply|continue|provide (?:that|this)|answer (?:that|this)|do that|discuss (?:that|this)|engage)\b|\bno puedo (?:ayudar|asistir|responder)",
    )
});
/// What makes a "can't" a handoff: someone who can.
static HANDS_OFF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:ask|agent|broker|lender|attorney|lawyer|cpa|accountant|team|reach|call|contact|fair housing|vivienda justa|connect|pass|follow up|get back|website|site|district|police|census|hud|agente|abogado|le pregunto|instead)\b",
    )
});
static DANGLING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\b(?:and|or|the|a|an|of|to|with|has|have|is|are|was|for|in|at|on|by|from|but|because|that|which|your|our|its|this|these|those|if|as|than|y|o|de|la|el|los|las|con|en|que|un|una|es|su|tu|para|por)|[,:;$(\[/&+-]|\w-)$",
    )
});
/// What ends a text as well as any word, though it could go on: "that's what I'm here for", "whenever you stop by".
static MAY_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:(?:here|looking|asking|waiting|hoping|what|headed) for",
        r"|(?:come|stop\w*|drop\w*|swing|pass|drive|walk|pop|mov\w+|sign|check\w*|chime|settl\w+|interested) (?:\w+ )?(?:by|in|on)",
        r"|all in|(?:hold|hang|carry|keep|so|going|early|later|work\w*|i'm|we're) on",
        r"|(?:want|need|like|love|have|got|going|used|happy|able|free|talk\w*|forward|out) to",
        r"|(?:do|go|deal|help\w*|start|work|agree|fine|okay|good|play|live) with",
        r"|(?:what|how|who|where|than|as|whatever) (?:it|that|this|they|you|we|i|he|she) (?:is|are|was|has|have)",
        r"|(?:on|at|about|for|with|like|after|before|hear|see|know|do|all|get|got|did|said|to|than|want|need) (?:that|this|these|those)",
        r"|(?:think\w*|heard|kind|sort|care|some|all|most|none|one|dream\w*) of)$",
    ))
});
/// Of the words that a text is cut off after, those that may end one.
static LOOSE_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:of|to|with|has|have|is|are|was|for|in|at|on|by|from|that|this|these|those)$")
});
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:recipe|banana|poem|once upon a time|joke|lyrics|horoscope|bitcoin|crypto\w*|president|election|football|basketball|python|javascript|homework|capital of|movie|vaccine|diet)\b",
    )
});

/// Sympathy, which is about something else unless the lead has told of a death.
static CONDOLES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:sorry for your loss|condolences|sentido pesame)\b"));
static MOURNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:died|dies|dying|dead|death|deaths|passed|passing|lost|loss|losing|funeral|wake|burial|buried|memorial|late|widow\w*|hospice|estate|fallec\w+|muri\w+|muert\w+|perdi\w*|viud\w+|velorio|entierro)\b",
    )
});
/// How a text talks to somebody, as talk does and an essay does not.
static TALKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:i|i'm|i'll|i've|i'd|me|my|we|we're|we'll|us|our|you|you're|you'll|your|yours|usted|ustedes|le|les|aqui|su|sus|te|tu|tus|nos|eso|estoy|estamos|quedo)\b",
    )
});
/// As many words are talk, if they are said to somebody.
const BRIEF_TALK: usize = 30;

/// Stems of the words that a reply about property, people or the conversation has at least one of.
static AT_HOME: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    HashSet::from([
        "home",
        "hous",
        "propert",
        "listing",
        "list",
        "pric",
        "bed",
        "bedroom",
        "bath",
        "bathroom",
        "tour",
        "show",
        "visit",
        "agent",
        "call",
        "text",
        "email",
        "contact",
        "help",
        "question",
        "info",
        "inform",
        "schedul",
        "budget",
        "area",
        "hoa",
        "tax",
        "sqft",
        "squar",
        "open",
        "availabl",
        "offer",
        "rent",
        "leas",
        "buy",
        "sell",
        "seller",
        "lender",
        "thank",
        "welcom",
        "hi",
        "hello",
        "hey",
        "assistant",
        "note",
        "noted",
        "request",
        "fil",
        "data",
        "ask",
        "check",
        "confirm",
        "team",
        "messag",
        "unsubscrib",
        "stop",
        "tim",
        "day",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "yes",
        "yep",
        "year",
        "month",
        "no",
        "interest",
        "garag",
        "pet",
        "address",
        "locat",
        "bot",
        "automat",
        "person",
        "human",
        "reach",
        "look",
        "know",
        "detail",
        "photo",
        "reply",
        "appointment",
        "school",
        "fair",
        "legal",
        "attorney",
        "licens",
        "commiss",
        "lot",
        "acr",
        "built",
        "fee",
        "pool",
        "kitchen",
        "apartment",
        "condo",
        "unit",
        "neighborhood",
        "market",
        "sorry",
        "understand",
        "share",
        "send",
        "sent",
        "remov",
        "opt",
        "delet",
        "privacy",
        "record",
        "timelin",
        "mov",
        "financ",
        "cash",
        "loan",
        "mortgag",
        "hola",
        "casa",
        "precio",
        "gracia",
        "habitacion",
        "recamara",
        "bano",
        "visita",
        "cita",
        "pregunt",
        "ayud",
        "dato",
        "si",
        "claro",
        "gusto",
        "propiedad",
        "disponibl",
        "cuota",
        "impuesto",
        "garaj",
        "mascota",
        "solicitud",
        "renta",
        "great",
        "perfect",
        "sounds",
        "sound",
        "sur",
        "absolut",
        "cours",
        "got",
        "problem",
        "ok",
        "okay",
        "anytim",
        "glad",
        "happ",
        "contract",
        "floor",
        "pend",
        "moment",
        "sold",
        "updat",
        "build",
        "patio",
        "view",
        "roof",
        "wir",
        "pay",
        "deposit",
        "account",
        "work",
        "emergenc",
        "safe",
        "feature",
        "featur",
        "advis",
        "tell",
        "good",
        "wait",
        "spac",
    ])
});

/// Faults of form; an empty text has no other.
pub(super) fn check(draft: &Draft<'_>) -> Vec<Reason> {
    let text = draft.text;
    if !text.chars().any(char::is_alphanumeric) {
        return vec![Reason::of("empty", Rule::Empty)];
    }
    let mut reasons = Vec::new();
    let folded = fold(text);
    if is_refusal(&folded) {
        reasons.push(Reason::of("refusal", Rule::Refusal));
    }
    if is_truncated(text, &folded) {
        reasons.push(Reason::of("truncated", Rule::Truncated));
    }
    if is_degenerate(&folded) {
        reasons.push(Reason::of("degenerate", Rule::Degenerate));
    }
    let too_long = match draft.channel {
        Channel::Sms => sms_segments(text) > usize::from(draft.account.max_segments),
        Channel::WebChat => text.chars().count() > CHAT_MAX,
        Channel::Email => text.chars().count() > EMAIL_MAX,
    };
    if too_long {
        reasons.push(Reason::of("too_long", Rule::Length));
    }
    reasons
}

fn is_refusal(folded: &str) -> bool {
    REFUSAL.is_match(&Seen::of(folded))
        || BARE_REFUSAL.is_match(folded)
            && !HANDS_OFF.is_match(folded)
            && !folded.contains(|c: char| c.is_ascii_digit())
}

/// Whether a text stops where it must go on: as a whole it would be cut off.
pub(super) fn is_open_ended(text: &str) -> bool {
    let folded = fold(text);
    is_truncated(text, &folded) || folded.trim_end().ends_with("...")
}

fn is_truncated(text: &str, folded: &str) -> bool {
    let end = folded.trim_end();
    let opened = text.matches('(').count() > text.matches(')').count();
    let dangles = || DANGLING.is_match(end) && !(LOOSE_END.is_match(end) && MAY_END.is_match(end));
    let cut = !end.ends_with(['.', '!', '?', '"', ')']) && (dangles() || opened);
    cut || end.ends_with("...") && end.split_whitespace().count() > 3
}

fn is_degenerate(folded: &str) -> bool {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for sentence in sentences(folded) {
        let bare = sentence.trim_matches(|c: char| !c.is_alphanumeric());
        *counts.entry(bare).or_default() += 1;
    }
    let repeated = counts.iter().any(|(sentence, count)| {
        let length = words(sentence).count();
        *count >= 3 && length >= 2 || *count >= 2 && length >= 5
    });
    let all: Vec<&str> = words(folded).collect();
    let mut unique: Vec<&str> = all.clone();
    unique.sort_unstable();
    unique.dedup();
    let few = all.len() >= 12 && unique.len() * 3 < all.len();
    // Where no word comes twice, nothing is stuck.
    let again = unique.len() < all.len();
    let mut phrases: BTreeMap<&[&str], usize> = BTreeMap::new();
    for phrase in all.windows(4).filter(|_| again && all.len() >= 7) {
        *phrases.entry(phrase).or_default() += 1;
    }
    let stuck = all.len() < 200 && phrases.values().any(|count| *count >= 4);
    let letters = folded.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).count();
    let noise = folded.chars().count() >= 20 && letters * 10 < folded.chars().count() * 6;
    repeated || few || stuck || noise || has_run(folded)
}

/// One letter nine times over, or a word four times running.
fn has_run(folded: &str) -> bool {
    let chars: Vec<char> = folded.chars().collect();
    let letters = chars.windows(9).any(|run| {
        run.first().is_some_and(|first| first.is_alphanumeric() && run.iter().all(|c| c == first))
    });
    let all: Vec<&str> = words(folded).collect();
    letters || all.windows(4).any(|run| run.first().is_some_and(|first| run.iter().all(|word| word == first)))
}

/// Whether a message has a word of homes: what has none may be answered with none.
fn asks_of_home(inbound: &str) -> bool {
    !field::nouns(inbound).is_empty()
        || words(inbound)
            .any(|word| matter::is_matter(word) || unsourced::is_feature(word) || OF_SALE.contains(&word))
}

const OF_SALE: [&str; 8] =
    ["pending", "active", "available", "sold", "stories", "data", "info", "disponible"];

/// Whether the draft is about something else: no word of it is on file, belongs to a business of homes, or answers in
/// the message's own words.
pub(super) fn topic(reading: &Reading<'_>, on_file: &OnFile<'_>) -> Vec<Reason> {
    let folded = reading.folded.as_str();
    let asked: Vec<&str> = words(&reading.inbound).filter(|word| word.len() > 3).map(stem).collect();
    let at_home = || {
        words(folded).any(|word| {
            word.chars().any(|c| c.is_ascii_digit())
                || AT_HOME.contains(stem(word))
                || AT_HOME.contains(word)
                || word.len() > 2
                    && (on_file.is_name(word) || on_file.has(word) && !vocabulary::is_neutral(word))
                || asked.contains(&stem(word))
        })
    };
    // A word or two are an answer, whatever they are.
    let brief = || words(folded).take(5).count() < 5;
    // So is that something is not known.
    let honest = || reading.clauses.iter().all(|clause| clause.unsure || clause.declines);
    let talk = || {
        words(folded).take(BRIEF_TALK).count() < BRIEF_TALK
            && (TALKS.is_match(folded)
                || reading.clauses.iter().any(|clause| clause.asks)
                || !asks_of_home(&reading.inbound))
            && !conduct::is_stop(&reading.inbound)
            && !conduct::is_ordered_about(reading)
    };
    let condoles = CONDOLES.is_match(folded) && !MOURNS.is_match(&reading.lead_said);
    if ELSEWHERE.is_match(folded) || condoles || !brief() && !honest() && !talk() && !at_home() {
        vec![Reason::of("off_topic", Rule::Topic)]
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_apart() {
        let rows: [(&str, &str); 15] = [
            ("", "that's what i'm here for"),
            ("", "let us know whenever you stop by"),
            ("truncated", "the home is close to"),
            ("refusal", "i'm sorry, but i can't assist with that request."),
            ("refusal", "as an ai language model, i cannot do so."),
            ("", "i can't help with that, but dana is the agent to ask."),
            ("truncated", "the home has 3 beds and"),
            ("truncated", "it is listed ("),
            ("", "the price is $689,000"),
            ("degenerate", "the hoa fee is $1,000. the hoa fee is $1,000. the hoa fee is $1,000."),
            ("degenerate", "yes yes yes yes yes"),
            ("degenerate", "aaaaaaaaaaaaaa"),
            ("degenerate", "$$$ ### !!! *** ((( ))) %%%%"),
            ("", "it has 3 beds. it has 2 baths."),
            ("", "thanks!"),
        ];
        for (expected, text) in rows {
            let found = [
                ("refusal", is_refusal(text)),
                ("truncated", is_truncated(text, text)),
                ("degenerate", is_degenerate(text)),
            ];
            let found: Vec<&str> = found.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
            assert_eq!(found.join(","), expected, "{text}");
        }
        assert!(ELSEWHERE.is_match("a recipe"));
        for (inbound, of_home) in [("is the furnace new", true), ("hoa?", true), ("my lizard escaped", false)]
        {
            assert_eq!(asks_of_home(inbound), of_home, "{inbound}");
        }
    }
}
