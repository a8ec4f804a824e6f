//! When a phrase of stopping is meant for somebody else, or about them.

use super::super::Place;
use crate::consent::reader::message::Word;

/// "tell John to stop texting me": somebody else is to stop.
pub(in super::super) fn third_party(place: &Place<'_>) -> bool {
    const TELL: &[&str] = &[
        "tell", "told", "ask", "asked", "make", "get", "telling", "asking", "want", "wants", "need", "have",
    ];
    const OURS: &[&str] = &[
        "you",
        "your",
        "yall",
        "them",
        "everyone",
        "everybody",
        "people",
        "all",
        "whoever",
        "guys",
        "team",
        "it",
        "this",
        "these",
        "those",
        "agents",
        "bot",
        "system",
        "computer",
        "company",
        "office",
        "robot",
        "that",
        "ai",
        "texts",
    ];
    let words = &place.sentence.words;
    let head = words.get(..place.start).unwrap_or_default();
    if place.before(1) == "to" {
        let told = head.iter().rposition(|word| TELL.contains(&word.text.as_str()));
        if let Some(told) = told {
            let whom = head.get(told + 1..head.len() - 1).unwrap_or_default();
            return !whom.is_empty() && !whom.iter().any(|word| OURS.contains(&word.text.as_str()));
        }
    }
    // "my ex won't stop", "the other agent keeps": the subject is not the one who is written to.
    const OTHERS: &[&str] = &[
        "he",
        "she",
        "hes",
        "shes",
        "ex",
        "agent",
        "neighbor",
        "neighbors",
        "realtor",
        "husband",
        "wife",
        "tenant",
        "tenants",
        "seller",
        "landlord",
        "zillow",
        "redfin",
        "lender",
        "bank",
        "builder",
    ];
    // Between that subject and the verb: "I have an agent to help me, stop texting" is a stop.
    const LINKS: &[&str] =
        &["wont", "doesnt", "didnt", "finally", "should", "needs", "told", "to", "would", "made"];
    let clause: Vec<&str> = place.lead().collect();
    let subject = clause.iter().position(|word| OTHERS.contains(word));
    subject.is_some_and(|subject| {
        let between = clause.get(..subject).unwrap_or_default();
        !between.iter().any(|word| matches!(*word, "you" | "your" | "please" | "so" | "i" | "we"))
            && clause.iter().all(|word| !matches!(*word, "please" | "you" | "your"))
            && between.iter().any(|word| LINKS.contains(word))
    })
}

/// "leave my wife alone" is for us; "he should leave me alone" is not.
pub(in super::super) fn third_party_leave(place: &Place<'_>) -> bool {
    matches!(
        place.before(1),
        "to" | "not"
            | "wont"
            | "they"
            | "should"
            | "would"
            | "he"
            | "she"
            | "doesnt"
            | "it"
            | "neighbors"
            | "people"
    ) && !place.sentence.has(&["you", "your", "please"])
}

/// "stop texting the sellers": not us.
pub(in super::super) fn other_object(place: &Place<'_>) -> bool {
    const OTHERS: &[&str] = &[
        "him", "her", "the", "other", "tenants", "sellers", "buyers", "seller", "buyer", "owner", "owners",
        "agent", "realtor", "lender", "john", "them", "you", "people", "their", "his", "a", "an", "each",
        "around",
    ];
    // "stop calling him, her and me", "stop texting the owner, that's me"
    const THE_WRITER: &[(&str, &str)] = &[
        ("thats", "me"),
        ("thats", "us"),
        ("and", "me"),
        ("and", "us"),
        ("or", "me"),
        ("or", "us"),
        ("her", "me"),
        ("him", "me"),
    ];
    let object = place.after(0);
    redirected(place)
        || !place.pair_follows(THE_WRITER)
            && OTHERS.contains(&object)
            && !(object == "the" && matches!(place.after(1), "fuck" | "hell" | "same"))
            && !(object == "people" || object == "a" && place.after(1) == "stranger")
            && !place.matched().any(|word| matches!(word, "me" | "us" | "my"))
}

/// "don't call my mother, everything goes through me": we are to write to the writer instead.
fn redirected(place: &Place<'_>) -> bool {
    const PARTIES: &[&str] = &[
        "husband",
        "wife",
        "mother",
        "mom",
        "father",
        "dad",
        "sister",
        "brother",
        "son",
        "daughter",
        "roommate",
        "partner",
        "fiance",
        "fiancee",
        "tenant",
        "tenants",
        "assistant",
        "office",
    ];
    const TO_ME: &[(&str, &str)] = &[
        ("me", "only"),
        ("only", "me"),
        ("just", "me"),
        ("through", "me"),
        ("text", "me"),
        ("call", "me"),
        ("point", "person"),
    ];
    let object = matches!(place.after(0), "my" | "our") && PARTIES.contains(&place.after(1))
        || place.matched().last().is_some_and(|word| word == "my") && PARTIES.contains(&place.after(0));
    let behind =
        place.sentence.words.iter().skip(place.end).zip(place.sentence.words.iter().skip(place.end + 1));
    let at = place
        .message
        .sentences
        .iter()
        .position(|sentence| std::ptr::eq(sentence, place.sentence))
        .unwrap_or(0);
    let later = place.message.sentences.iter().skip(at + 1);
    let later = later.flat_map(|sentence| sentence.words.iter().zip(sentence.words.iter().skip(1)));
    let pair = |(one, two): (&Word, &Word)| TO_ME.contains(&(one.text.as_str(), two.text.as_str()));
    object && behind.chain(later).any(pair)
}

/// "'leave me alone' was meant for my brother": said to somebody else, and told to us.
pub(in super::super) fn meant_for_others(place: &Place<'_>) -> bool {
    let at = usize::from(matches!(place.after(0), "me" | "us"));
    matches!(place.after(at), "was" | "is")
        && (place.after(at + 1) == "for" || place.after(at + 1) == "meant" && place.after(at + 2) == "for")
}

/// "I unsubscribed from Zillow", "opt out of the HOA"
pub(in super::super) fn other_sender(place: &Place<'_>) -> bool {
    const OTHERS: &[&str] = &[
        "zillow",
        "price",
        "redfin",
        "hoa",
        "warranty",
        "insurance",
        "escrow",
        "inspection",
        "trulia",
        "realtor",
        "netflix",
        "lease",
        "contract",
        "amenities",
        "offer",
        "program",
        "contingency",
        "appraisal",
        "flood",
        "data",
        "sale",
        "sharing",
        "coverage",
        "gym",
        "plan",
        "cable",
        "valet",
        "trash",
        "autopay",
        "county",
        "parking",
        "package",
    ];
    // "opt out of the program where you text me" is ours.
    place.rest().take(4).any(|word| OTHERS.contains(&word))
        && !place.rest().any(|word| matches!(word, "text" | "texts" | "messages" | "texting"))
}

/// "take my ex off the thread", "please don't take us off the list": somebody else, or nobody.
pub(in super::super) fn spared(place: &Place<'_>) -> bool {
    const TAKE: &[&str] = &["take", "remove", "drop", "cut", "pull", "scratch", "cross", "strike", "kick"];
    const KIN: &[&str] = &[
        "husband",
        "wife",
        "ex",
        "brother",
        "sister",
        "partner",
        "son",
        "daughter",
        "agent",
        "assistant",
        "fiance",
        "fiancee",
        "boyfriend",
        "girlfriend",
        "roommate",
        "cousin",
        "lender",
    ];
    const OURS: &[&str] =
        &["number", "phone", "cell", "name", "email", "contact", "house", "entire", "whole"];
    let head = place.sentence.words.get(..place.end).unwrap_or_default();
    let Some(verb) = head.iter().rposition(|word| TAKE.contains(&word.text.as_str())) else { return false };
    let word = |at: usize| place.sentence.word(at);
    // "I don't care, take me off": another verb, or a comma, and the "not" is of something else.
    let joined = |back: usize| {
        let between = place.sentence.words.get(verb.saturating_sub(back) + 1..=verb).unwrap_or_default();
        let fills =
            |word: &Word| matches!(word.text.as_str(), "ever" | "please" | "just" | "you" | "want" | "to");
        between.iter().all(|word| !word.after_comma) && between.iter().rev().skip(1).all(fills)
    };
    let refused = (1..=2).any(|back| {
        let not =
            verb.checked_sub(back).is_some_and(|at| matches!(word(at), "dont" | "never" | "didnt" | "not"));
        not && joined(back)
    }) && !place.sentence.has(&["if", "why", "interested"]);
    let other = match word(verb + 1) {
        "my" | "our" => KIN.contains(&word(verb + 2)),
        "the" => !OURS.contains(&word(verb + 2)),
        _ => place.sentence.words.get(verb + 1).is_some_and(|object| object.is_name(verb + 1)),
    };
    refused || other && !place.sentence.has(&["your", "ur", "me", "us"])
}

/// "I don't want to be contacted by other agents"
pub(in super::super) fn by_others(place: &Place<'_>) -> bool {
    place.sentence.words.iter().skip(place.end).take(5).any(|word| {
        matches!(
            word.text.as_str(),
            "other"
                | "lenders"
                | "lender"
                | "zillow"
                | "others"
                | "seller"
                | "sellers"
                | "vendors"
                | "tenants"
                | "surprises"
                | "showing"
        )
    }) && !place.sentence.has(&["you", "your"])
}

/// "could you ask the seller not to text me", "the tenants prefer not to be contacted"
pub(in super::super) fn party(place: &Place<'_>) -> bool {
    const PARTIES: &[&str] = &[
        "seller",
        "sellers",
        "tenant",
        "tenants",
        "landlord",
        "owner",
        "owners",
        "neighbor",
        "neighbors",
        "renter",
        "renters",
        "builder",
        "lender",
        "inspector",
        "appraiser",
        "contractor",
        "zillow",
        "redfin",
    ];
    place.lead().chain(place.matched()).any(|word| PARTIES.contains(&word))
        && !place.lead().chain(place.matched()).any(|word| matches!(word, "please" | "stop" | "interested"))
}
