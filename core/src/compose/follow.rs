//! What a follow-up leaves unsaid: "and the other one?" asks of another property what was asked before, "is it finished?"
//! asks more of the thing that was talked about.

use std::sync::LazyLock;

use regex::Regex;

use super::Ask;
use super::intent::{Intent, Reading, read};
use super::target::{Target, target};
use super::words::{Lang, fold, pattern};
use crate::lead::Role;

/// The most words of a question that leaves out what it is about.
const MOST_WORDS: usize = 6;

static CONTINUES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*((ok|okay|great|cool|nice|perfect|thanks|thank you|got it|wow|si|gracias)\W+)*(and|also|plus|or|y|e|tambien|what about|hows about|how about|same (for|question)|que hay de|que tal)\b",
    )
});
static OF_IT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\W*(((is|are|was|were|does|has|do) (it|they|that|those)|with|esta|es|tiene|con)\b|and )")
});

/// Whether a message goes on from what was said before, and so asks without a question mark. `rest` has no address in it;
/// a number tells something of the lead's: "and 3 beds".
pub(super) fn continues(rest: &str) -> bool {
    CONTINUES.is_match(rest) && !rest.bytes().any(|b| b.is_ascii_digit())
}

/// The reading with what the lead's message before says of it.
pub(super) fn complete(
    ask: &Ask<'_>,
    lang: Lang,
    folded: &str,
    target: &Target<'_>,
    mut reading: Reading,
) -> Reading {
    let slight = |intent: &Intent| intent.is_manners() || matches!(intent, Intent::Similar | Intent::Summary);
    let other = target.mentioned && CONTINUES.is_match(folded) && reading.intents.iter().all(slight);
    let detail = reading.intents.is_empty()
        && OF_IT.is_match(folded)
        && folded.split_whitespace().count() <= MOST_WORDS;
    if !other && !detail {
        return reading;
    }
    let carried = before(ask, lang).into_iter().filter(|intent| other || is_thing(*intent));
    let carried: Vec<Intent> = carried.collect();
    if !carried.is_empty() {
        reading = Reading { intents: carried, unread_question: detail };
    }
    reading
}

/// The facts that the lead asked for last.
fn before(ask: &Ask<'_>, lang: Lang) -> Vec<Intent> {
    let mut answered = ask.history.iter().rev().skip_while(|message| message.role == Role::Lead);
    let Some(earlier) = answered.find(|message| message.role == Role::Lead) else {
        return Vec::new();
    };
    let folded = fold(earlier.text.expose());
    let about = target(&folded, lang, ask.listings, ask.lead);
    read(&about.rest).intents.into_iter().filter(|i| i.is_fact() && *i != Intent::Summary).collect()
}

/// A thing with details of its own, where a number has none.
fn is_thing(intent: Intent) -> bool {
    matches!(intent, Intent::Feature(_) | Intent::Garage | Intent::Pets | Intent::OpenHouse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_is_told_from_what_tells() {
        for (rest, goes_on) in [
            ("and baths", true),
            ("ok and the taxes", true),
            ("what about it", true),
            ("and 3 beds", false),
            ("3 beds and a yard", false),
            ("y los banos", true),
        ] {
            assert_eq!(continues(rest), goes_on, "{rest}");
        }
    }
}
