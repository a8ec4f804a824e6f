//! Words about the property that nothing on file carries.
//!
//! The file is a closed world: a clause that is no talk between people may hold no word of content but those on file.

use std::sync::LazyLock;

use regex::Regex;

use super::on_file::OnFile;
use super::reaction;
use super::text::{Clause, pattern, screened, stem, words};
use crate::pattern::Pattern;

/// Nouns of features, by stem: said to be there, or not to be there, each must be on file.
const FEATURES: &[&str] = &[
    "pool",
    "spa",
    "tub",
    "jacuzzi",
    "fireplac",
    "chimney",
    "basement",
    "attic",
    "deck",
    "balcon",
    "patio",
    "porch",
    "hardwood",
    "granit",
    "quartz",
    "marbl",
    "island",
    "pantr",
    "solar",
    "furnish",
    "washer",
    "dryer",
    "laundr",
    "dishwasher",
    "fridg",
    "refrigerator",
    "applianc",
    "ac",
    "conditioner",
    "conditioning",
    "hvac",
    "waterfront",
    "view",
    "fenc",
    "yard",
    "backyard",
    "garden",
    "gat",
    "elevator",
    "doorman",
    "concierg",
    "gym",
    "fitnes",
    "storag",
    "charger",
    "carport",
    "driveway",
    "shed",
    "guest",
    "offic",
    "studi",
    "loft",
    "den",
    "playground",
    "tennis",
    "clubhous",
    "sauna",
    "skylight",
    "vault",
    "closet",
    "carpet",
    "til",
    "stor",
    "sprinkler",
    "septic",
    "well",
    "foundation",
    "plumb",
    "electrical",
    "insulat",
    "furnac",
    "alberca",
    "piscina",
    "jardin",
    "sotano",
    "balcon",
    "terraza",
    "lavadora",
    "secadora",
    "ascensor",
    "gimnasio",
    "alacena",
    "bodega",
    "vista",
    "chimenea",
    "parking",
    "estacionamiento",
    "detach",
    "downstairs",
    "upstairs",
    "ensuite",
    "jack",
];

/// Stems of what every home has: to name it claims nothing.
const OF_ANY_HOME: &[&str] = &["kitchen", "cocina", "roof", "techo", "window", "ventana", "ceiling"];

/// A topic without a verb, which a comma or an "and" has cut off.
static TOPIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:y )?(?:as (?:for|to)|regarding|concerning|sobre|en cuanto a|(?:con )?respecto (?:a|de))(?: [\w'-]+){1,4}$",
    )
});

/// "Once it's handled": nothing is said to be so yet.
static PENDING_ON: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:once|when|after|as soon as|if|until|before|cuando|si)\b"));

/// Talk between people: what we or they do, ask, know or wish, and who to ask. What it says of the property is found by
/// the rules of content alone.
static TALK: LazyLock<Pattern> = LazyLock::new(|| {
    screened(concat!(
        r"^(?:(?:yes|no|sure|ok|okay|great|perfect|thanks|sorry|of course|absolutely|understood|hi|hello|hola|claro|gracias|si|and|so|but|or|y|pero|also|still|then|unfortunately|lo siento)\b[,.!:; -]*|(?:great|good|wonderful|excellent|congratulations|understandable|makes sense|fair (?:enough|point)|exactly|correct|right|true|ha|haha|oops|hmm|ah|oh|well|yup|yep|nope|sure thing|no worries|any ?time|morning|evening|entiendo|asi es|de acuerdo|bienvenid[oa]|welcome|por supuesto|buena|excelente)(?: question| news| point| pregunta)?(?:[,.!:]+ *|$))*",
        r"(?:$|(?:best|warmly|cheers|saludos)(?: regards)?[,.!]?$|(?:i|we)\b|(?:any|an?|the|your)(?: \w+)? (?:maps?|app|site)\b|try (?:\w+ing|a|the)\b|congrat\w*|wishing|let|please|thanks|thank|happy|glad|feel free|noted|got it|understood|want|would|shall|sounds|enjoy|take|have a (?:good|great|nice)|looking forward|their|since you|safe travels|lo (?:mejor|ideal|que sigue|primero|siguiente)|the (?:next|first|right|only) (?:step|thing|way|place|person)|school (?:assignments?|zones?|attendance)|no (?:rush|problem|worries)|any ?time|here to|sent|passed|good (?:morning|afternoon|evening|question|day)|hello|hi|hola|dear|welcome|sorry|nice to|my |¤|to (?:see|visit|make|get|find|learn|schedule)|for (?:that|this|scale|the rest|more|details|schools|paperwork|any)|ask |call |calling |text |reply |reach |just |contact |visit |see |check |with (?:pleasure|gusto)|con gusto|",
        r"(?:a |the |your |any |licensed |the property's )*(?:[\w'-]+ ){0,4}(?:agent|broker|lender|bureau|commission|department|program|hotline|attorney|lawyer|inspector|cpa|accountant|team|office|(?:school )?district|police|census|hud|fema|agency|inspection|realtor|website|site|treasurer|notario|title company|distrito|policia|oficina|agencia|abogado|contador|prestamista)\b|",
        r".{0,80}\b(?:publish\w*|publica\w*)\b|.{0,80}(?:¤ (?:can|will|could|would|may|might|le|lo|puede|confirma)\b|\b(?:through|with|para|con) ¤)|",
        r"you(?:'re| are)? (?:welcome|free|can (?:visit|decide|drop by|stop by|check|come|look|reply|reach|text|call|stop|ask|contact|request|also reach|always)|have been|may|said|mentioned|asked|told|wanted|gave|might want|would like|'d like)|you(?:'ve| have) been|you(?:'re| are) (?:unsubscribed|opted|chatting|texting|talking)|your (?:request|question|message|wish|preapproval|name|number|e-?mail|information|visit)\b|",
        r"that(?:'s|'d| is| would be| one)? (?:is )?(?:an? (?:\w+ )?(?:question|legal|tax|concern|point|plan|thought|one|ask|idea)|not (?:something|a|my|for)|one i|for|something|up|great|good|perfect|fine|best|worth|makes|sounds|helps|depends)|it(?:'s| is) (?:best|better|up to|worth|always|my pleasure|a (?:legal|tax|question))|",
        r"(?:le|se lo|se la|les|te|me|nos) |puedo|podemos|paso|aviso|pido|pregunto|anotado|quedo|estoy|soy|somos|para saber |que (?:le|les|te) vaya|how (?:exciting|fun|lovely|nice|wonderful|sweet|great|cool|neat)(?:$|!| (?:that you|for you|your)\b)|habla|responda|eso (?:lo|se|es|le|no)|para eso|esa pregunta|con gusto|mande|listo|una inspeccion|¡?de nada|usted)",
    ))
});

/// Ourselves as the ones who act, or the reader as one who decides, wherever the clause says it.
static OURS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:i|me|us|i'(?:ll|d|ve|m)|we'(?:ll|d|ve|re)|my|let you|up to you|if you|you(?:'d| would)? (?:like|prefer|want|need|wish|mentioned|said|gave|asked)|for yourself|anote|anotamos|llame|lamento|pedire|avisare|le (?:paso|aviso|pido|puede|confirma\w*)|con usted|quiere)\b|\bwe (?:can|could|only|will|would|do|don't|need|ask|use)\b",
    )
});

/// Money that changes hands: of it no model decides what is talk.
static PAYS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:pay\w*|paid|wir(?:e|ed|ing)|zelle|venmo|cash ?app|paypal|(?:gift|credit|debit) cards?|card number|routing|account|bank\w*|deposit\w*|transfer\w*|bitcoin|crypto\w*|ssn|social security|pag(?:a\w*|o|os|ue)|transferencia\w*|tarjeta|cuenta|giro)\b",
    )
});

/// Whether the clause says of the property what no word on file carries, by a judge of what is talk.
pub(super) fn is_by(clause: &Clause, on_file: &OnFile<'_>, is_talk: impl Fn(&str) -> bool) -> bool {
    let text = clause.without_stock().unwrap_or(&clause.seen).text();
    let may_be_talk = || !reaction::praises(clause) && !PAYS.is_match(&clause.seen);
    // "About the electricity" is what is talked of next, and says nothing of it.
    !TOPIC.is_match(clause.text())
        && (names_a_feature(text, on_file)
            || !is_between_people(clause, on_file)
                && has_strange_words(text, on_file)
                && !(may_be_talk() && is_talk(text)))
}

/// What a word means at large: "a split plan usually means".
static DEFINES: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:usually|generally|normally|typically|often|simply|basically|suele|normalmente) (?:it )?(?:means?|significar?|quiere decir)\b",
    )
});

/// Whether the clause is talk by its phrases: who asks, knows, calls, feels.
pub(super) fn is_between_people(clause: &Clause, on_file: &OnFile<'_>) -> bool {
    PENDING_ON.is_match(&clause.seen)
        || TALK.is_match(&clause.seen)
        || OURS.is_match(&clause.seen)
        || DEFINES.is_match(&clause.seen)
        || reaction::is(clause, on_file)
}

/// Whether the word is a feature of homes.
pub(super) fn is_feature(word: &str) -> bool {
    FEATURES.contains(&stem(word)) || OF_ANY_HOME.contains(&stem(word))
}

fn names_a_feature(text: &str, on_file: &OnFile<'_>) -> bool {
    words(sourced(text))
        .any(|word| FEATURES.contains(&stem(word)) && !on_file.has(word) && !is_lead_in(text, word))
}

/// "Well" opens a sentence and "as well" closes one; "to view" is what a visitor does.
fn is_lead_in(text: &str, word: &str) -> bool {
    match word {
        "ac" => text.contains(|c: char| c.is_ascii_digit()),
        "well" => !text.contains("a well") && !text.contains("well water"),
        "office" => ["our", "the", "'s", "city", "county", "permitting", "leasing", "management"]
            .iter()
            .any(|whose| text.contains(&format!("{whose} office"))),
        "view" | "views" | "viewing" => text.contains("to view") || text.contains("viewing"),
        "guest" => text.contains("be our guest"),
        _ => false,
    }
}

/// Whether the text has words of content that neither the file nor the vocabulary has.
pub(super) fn has_strange_words(text: &str, on_file: &OnFile<'_>) -> bool {
    // "3 bedrooms in Decatur, under $500K" repeats a wish; what says that something is so agrees with a guess.
    let states = states(text);
    words(sourced(text))
        .filter(|word| word.len() > 2 && word.chars().all(char::is_alphabetic))
        .filter(|word| states || !on_file.is_wished(word))
        .any(|word| !on_file.carries(word) && !OF_ANY_HOME.contains(&stem(word)))
}

/// Words by which a clause says that something is so.
const STATES: [&str; 16] = [
    "is", "are", "was", "it", "its", "has", "have", "had", "there", "yes", "es", "esta", "tiene", "hay",
    "fue", "si",
];

/// Whether a clause says that something is so.
pub(super) fn states(text: &str) -> bool {
    words(text).any(|word| STATES.contains(&word))
}

/// After these stands what a thing is not, or what the file leaves out.
const UNSAID: [&str; 12] = [
    "rather than",
    "instead of",
    ", not ",
    "en vez de",
    "says nothing of",
    "says nothing about",
    "without saying",
    "without mentioning",
    "sin decir",
    "sin mencionar",
    "no dice nada de",
    "no menciona",
];

/// The text without what it says the thing is not: "quartz rather than granite".
fn sourced(text: &str) -> &str {
    let ends = UNSAID.into_iter().filter_map(|turn| text.find(turn));
    ends.min().and_then(|end| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Seen;

    #[test]
    fn talk_is_not_about_the_property() {
        for (text, talk) in [
            ("thanks for your interest", true),
            ("i'll ask ¤ about the roof", true),
            ("a licensed lender can help", true),
            ("you can walk to the park", false),
            ("it backs to a greenbelt", false),
            ("granite counters throughout", false),
        ] {
            assert_eq!(TALK.is_match(&Seen::of(text)), talk, "{text}");
        }
    }

    #[test]
    fn what_we_do_is_not_about_the_property() {
        for (text, ours) in [("it would be one for me to ask about", true), ("it has a moat", false)] {
            assert_eq!(OURS.is_match(&Seen::of(text)), ours, "{text}");
        }
        assert!(PENDING_ON.is_match(&Seen::of("once it is handled")));
        assert_eq!(sourced("quartz rather than granite"), "quartz ");
    }

    #[test]
    fn the_word_lists_are_stems() {
        for word in [
            "pool",
            "fireplace",
            "balcony",
            "appliances",
            "hardwood",
            "fenced",
            "stories",
            "detached",
            "gated",
        ] {
            assert!(FEATURES.contains(&stem(word)), "{word}");
        }
    }
}
