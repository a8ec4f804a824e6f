//! Leaves out of a reading what the message does not ask for.

use std::sync::LazyLock;

use regex::Regex;

use super::Ask;
use super::follow::continues;
use super::intent::{Intent, Reading};
use super::phrase as p;
use super::target::Target;
use super::words::{fold, pattern};
use crate::lead::Role;

/// Asks something, with a question mark or without.
pub(super) static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\?|^(whats?|hows?|how|when|where|which|who|whos|is|are|does|do|can|could|would|tell|any|price|hoa)\b|\b(what|whats|how (much|many|big|old)|where|which|does it|is (it|this|there|the)|do you|are there|can (i|we|you)|could (i|we|you)|tell me)\b|\b(cuant[oa]s?|donde|cual|tiene|hay|puedo|esta disponible)\b",
    )
});
/// Names a property and no more: "hi, what about it?".
static ONLY_NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*((hi|hey|hello|hola|buenas|ok|and|or|so|yes|yeah|what|whats|how|hows|about|regarding|re|compare|to|vs|versus|with|question|on|of|for|the|is|this|please|pls|y|que|hay|tal|tell|me|de|sobre|por|favor|it|esta|casa)\b\W*)*$",
    )
});
static WHO_IS_AVAILABLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:is|are|will|was)(?: the| your| my| any)? (\w+) (?:still |currently |also |be )?availab")
});

/// Leaves out what the message does not ask for: facts in a search, an answer to our question, manners beside matters.
pub(super) fn sift(ask: &Ask<'_>, folded: &str, target: &Target<'_>, mut reading: Reading) -> Reading {
    let asks = ASKS.is_match(folded) || continues(&target.rest);
    let intents = &mut reading.intents;
    if intents.iter().any(|intent| intent.is_exclusive()) {
        return reading;
    }
    let told = |intent: Intent| {
        intent.is_fact()
            || matches!(
                intent,
                Intent::Financing | Intent::Search | Intent::Told | Intent::Ack | Intent::Thanks
            )
    };
    if !asks
        && was_asked(ask)
        && intents.iter().all(|intent| told(*intent))
        && folded.chars().any(char::is_alphanumeric)
    {
        *intents = vec![Intent::Told];
        reading.unread_question = false;
        return reading;
    }
    if !asks && intents.contains(&Intent::NotInterested) {
        // A polite close; but who asks whether a machine writes, or for what may not be said, is answered still.
        intents.retain(|intent| *intent == Intent::NotInterested || intent.rank() >= 7);
        return reading;
    }
    available(ask, &target.rest, intents);
    // "We need 3 beds under 600k" is about them, not about the property.
    if !asks && intents.contains(&Intent::Search) {
        intents.retain(|intent| !intent.is_fact());
    }
    if intents.contains(&Intent::Told) {
        intents.retain(|intent| *intent != Intent::Financing || asks);
    }
    let has = |intents: &[Intent], any: &[Intent]| intents.iter().any(|intent| any.contains(intent));
    use Intent as I;
    // Payment details: nothing that could pass for a way to pay stands beside the refusal.
    if intents.contains(&I::Payment) {
        intents.retain(|intent| {
            *intent == I::Payment || (intent.is_fact() && !matches!(intent, I::Summary | I::Feature(_)))
        });
    }
    // Words that mean the refused thing and not a second one: "a no-pet rule" of an assistance animal, "crime nearby".
    if has(intents, &[I::People, I::Steering, I::Schools, I::Safety, I::Accommodation]) {
        intents.retain(|intent| !matches!(intent, I::Feature(topic) if topic.en == "distance details"));
    }
    if intents.contains(&I::Accommodation) {
        intents.retain(|intent| !matches!(intent, I::Pets | I::Legal | I::Feature(_)));
    }
    if intents.contains(&I::PersonalData) {
        intents.retain(|intent| !matches!(intent, I::Agent | I::Call));
    }
    if intents.contains(&I::Call) {
        intents.retain(|intent| !matches!(intent, I::Contact));
    }
    let other =
        |intent: &I| !intent.is_fact() && !intent.is_manners() && !matches!(intent, I::Search | I::Similar);
    if intents.iter().any(other) {
        intents.retain(|intent| *intent != I::Search);
    }
    if intents.iter().any(|intent| !intent.is_manners() || *intent == I::Thanks) {
        intents.retain(|intent| *intent != I::Ack);
    }
    // A summary says what the plain facts say.
    if intents.contains(&Intent::Summary)
        && intents.iter().any(|intent| intent.is_fact() && *intent != Intent::Summary)
    {
        intents.retain(|intent| *intent != Intent::Summary);
    }
    if target.mentioned && intents.iter().all(|intent| intent.is_manners()) && !reading.unread_question {
        // "Whats included with it", without a question mark, asks more than what it is.
        if ASKS.is_match(&target.rest) && !ONLY_NAMED.is_match(&target.rest) {
            reading.unread_question = true;
        } else {
            intents.push(Intent::Summary);
        }
    }
    reading
}

/// "Is Dana available", "is financing available": not the property.
fn available(ask: &Ask<'_>, rest: &str, intents: &mut Vec<Intent>) {
    const PROPERTY: &[&str] = &[
        "it",
        "this",
        "that",
        "they",
        "still",
        "there",
        "house",
        "home",
        "one",
        "place",
        "unit",
        "units",
        "property",
        "condo",
        "apartment",
        "apt",
        "listing",
        "rental",
        "dr",
        "st",
        "ave",
        "ln",
        "ct",
        "rd",
        "way",
    ];
    let Some(what) = WHO_IS_AVAILABLE.captures(rest).and_then(|found| found.get(1)) else { return };
    let what = what.as_str();
    // A house number or a street's name is a property too: then there are digits before.
    if PROPERTY.contains(&what)
        || what.bytes().any(|b| b.is_ascii_digit())
        || ask.listings.iter().any(|listing| {
            listing
                .address
                .as_deref()
                .is_some_and(|address| fold(address).split(' ').any(|word| word == what))
        })
    {
        return;
    }
    let agent = ask.account.agent.as_deref().map(fold).unwrap_or_default();
    let person = agent.split(' ').any(|name| name == what)
        || ["agent", "realtor", "broker", "someone", "anyone", "somebody", "anybody"].contains(&what);
    intents.retain(|intent| *intent != Intent::Status && !(person && *intent == Intent::Agent));
    if person && !intents.contains(&Intent::Call) {
        intents.push(Intent::Call);
    }
}

/// Whether our last message ended with a question of ours that this one may answer.
fn was_asked(ask: &Ask<'_>) -> bool {
    ask.history.last().is_some_and(|last| {
        let text = last.text.expose().trim_end();
        let open = [p::GREETING_ALONE.en, p::GREETING_ALONE.es].iter().any(|line| text.ends_with(line));
        last.role == Role::Assistant && text.ends_with('?') && !open
    })
}
