//! What is stated of a listing without a number: an association or none, a garage, pets, the status, an open
//! house, the place, the budget; and what a bare "yes" or "no" says.

use std::sync::LazyLock;

use regex::Regex;

use super::mask::{STREET, street_key};
use super::pets::Allowed;
use super::text::{Clause, fold, pattern, screened, sentences, stem, words};
use super::{Reading, Reason, Rule, facts};
use crate::clock::Timestamp;
use crate::lead::Listing;
use crate::pattern::{Pattern, Seen};

static NO_HOA: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:no|without(?: an?| any)?|zero|not have an?|\w+n't have an?|\w+n't any|not any|not part of an?|not in an?|\w+n't (?:part of|in) an?|free of) (?:monthly |mandatory )?(?:hoa|h\.o\.a|home ?owners|association|condo (?:fee|dues)|dues)|\bhoa(?: fees?| dues?)?(?: is| are|:| -)? (?:none|zero|n/a|no\b)|\bhoa[- ]free|\b(?:no (?:hay|tiene|paga|cobra)|sin)(?: una?| ningun\w*)? (?:cuota|hoa|asociacion)",
    )
});
static HAS_HOA: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:has|have|there is|there's|comes with|part of|in|charges|pays?|with) (?:an? |the )?(?:mandatory |monthly |small |low |active |annual )?(?:hoa|home ?owners|association|condo fee)\b|\bhoa(?: fees?| dues?)? (?:covers?|includes?|applies|is required|are required|is (?:low|high|reasonable|small))|\b(?:hay|tiene)(?: una)? (?:hoa|cuota|asociacion)",
    )
});
static NO_GARAGE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:no|without(?: an?| any)?|not have an?|\w+n't have an?|\w+n't an?|lacks an?) (?:\w+ )?garage|\bgarage(?: spaces)?(?: is|:| -)? (?:none|no\b|n/a)|\b(?:no (?:hay|tiene)|sin)(?: un)? (?:garaje|cochera)",
    )
});
static HAS_GARAGE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:has|have|with|includes?|comes with|there is|there's|plus|and|is|offers|features|its|hay|tiene|con) (?:an? |un |una |the )?(?:[\w.-]+ ){0,2}(?:garage|garaje|cochera)\b",
    )
});
static ANIMALS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(r"\b(?:pets?|dogs?|cats?|animals?|breeds?|mascotas?|perros?|gatos?|pet-friendly)\b")
});
/// That rules do not apply, or what they do not say, allows no animal and forbids none.
static RULES_OF_PETS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bpet (?:rules?|polic(?:y|ies)|limits?|restrictions?|fees?)(?: \w+){0,2} (?:apply|cover|mention|say|include)\b",
    )
});
static ANY_PET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:any|all|every) (?:sizes?|breeds?|weights?|kinds?|types?)\b|\bno (?:size|weight|breed) (?:limits?|restrictions?)\b|\bcualquier (?:tamano|raza|peso)\b|\bsin (?:limite|restriccion)",
    )
});
static HAS_LIMIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\d|\b(?:small|under|up to|one|two|max\w*|limit\w*|breed|only|approval|approved|hasta|pequen\w+)\b",
    )
});
/// Animals that no pet rule is about.
static ASSISTANCE: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:service|assistance|support|guide|therapy|servicio|asistencia|apoyo)\b"));
static ACTIVE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:is|it's|that's|still|currently|yes,?|remains|now|status:?|one's|listing's|house's|home's) (?:(?:still|currently|actively|now|yes|an?|listed as|back) )*(?:available|active|on the market|for (?:sale|rent|lease)|up for (?:sale|rent))\b|\b(?:sigue|esta|todavia|aun)(?: \w+){0,2} (?:disponible|activ[ao]|a la venta|en venta)|^available\b|^(?:yes,? )?still available",
    )
});
static PENDING: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:is|it's|currently|now|went|gone|already|status:?|listed as|under) (?:(?:still|currently|now|already|in|under) )*(?:pending|contract|contingent)\b|\bunder contract\b|\b(?:has|have|had)? ?accepted an offer|\bbajo contrato\b|\besta pendiente\b",
    )
});
static GONE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:been|is|was|has|already|it's|just|got) (?:already |just |now )*(?:sold|rented|leased|taken|gone|withdrawn)\b|\b(?:not|\w+n't|no longer)(?: currently| still| actively)? (?:available|active|on the market|for sale|for rent)\b|\b(?:it|house|home|unit|condo|residence|place|property|listing|townho\w+|apartment|one|¤) sold\b|\boff the market\b|\bunavailable\b|\b(?:ya )?(?:se vendio|fue vendid\w|esta (?:vendid|rentad|alquilad)\w|ya no esta disponible|no esta disponible)",
    )
});
/// On file: somebody lives there.
static LET_OUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:currently|is|presently) (?:rented|leased)\b|\b(?:rented|leased) (?:month|to|at|for|until|through|thru|since)\b|\btenant[- ]occupied\b|\btenants? in place\b",
    )
});
static NOT_GONE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(r"\b(?:isn't|not|\w+n't) (?:currently |still |yet )?(?:off the market|sold|rented|taken)\b")
});
/// A status can be a person's or a request's too.
static OF_ELSE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:i'm|i am|you're|are you|she's|he's|they're|team|agent|request\w*|visit|tour|showing|appointment|confirmation|solicitud|visita|cita|answer|data|photos?|info\w*|other|another|homes|times?)\b",
    )
});
static NO_OPEN: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\bno (?:\w+ ){0,2}open[ -]?houses?\b|\b(?:isn't|is not|aren't|are not|not|\w+n't)(?: \w+){0,3} open[ -]?houses?\b|\bno hay (?:\w+ ){0,2}(?:open houses?|casas? abiertas?)",
    )
});
/// Says in an unsure clause that the file holds none: of that the file is no doubt.
static NONE_ON_FILE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:no|not have an?|not have any|not see an?|not see any|\w+n't (?:have|see)(?: an?| any)?) (?:upcoming |future )?open[ -]?houses?(?: (?:is|are|is currently|are currently))?(?: (?:on file|scheduled|listed|planned|set)\b|[.,!]|$)|\bno (?:tengo|tenemos|veo|aparece|figura|consta)(?: una| ninguna)? casas? abiertas?\b",
    )
});
static HAS_OPEN: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:there's|there is|there are|has|have|having|hosting|holding|hay|join us|will be|next|upcoming|our|the) (?:an? |un |una |the )?(?:\w+ )?open[ -]?house\b|\bopen[ -]?house (?:is|will|on|this|from|at|scheduled)|\bcasa abierta (?:el|es|de)",
    )
});
static BUDGET: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:(?P<under>under|below|within|inside|fits?(?: in| into| within)?|less than|in|dentro de|por debajo de|cabe en)|(?P<over>over|above|exceeds?|outside|beyond|more than|past|por encima de|fuera de))(?: of)? (?:your |the |that |tu |su |el )?(?:\$?[\d,.]+k? )?(?:max(?:imum)? )?(?:budget|presupuesto)\b",
    )
});
static CITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:in|located in|en) (?P<city>\p{Lu}[\p{L}.]+(?: \p{Lu}[\p{L}.]+){0,2}),? (?P<state>[A-Z]{2}|Texas|California|Florida)\b",
    )
});
static YES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:yes|yep|yeah|yup|sure|correct|exactly|absolutely|definitely|of course|indeed|right|si|claro|correcto|exacto|cierto|that's right|that's correct|you're right|asi es)[,!. ]*)+(?:(?:it|there|they|that|she|he) (?:sure |certainly |definitely )?(?:does|is|has|are|do|will)|it's true|that's (?:right|correct|true)|you're (?:right|correct)|we do|asi es|lo es|si (?:tiene|hay|esta|es)|tiene|correct|right)?[.! ]*$",
    )
});
static NO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:no|nope|nah|none(?: (?:scheduled|planned|set|coming up|posted))?(?: (?:right now|currently|at the moment|yet|this week(?:end)?|so far))?|ninguna|ninguno|sorry|unfortunately|not really|lamentablemente)[,!. ]*)+(?:(?:it|there|they|that)(?: does| is| do| are| has| will)?(?:n't| not)(?: be| have| any)*|it's not|that's not (?:right|correct|true)|it isn't|no (?:tiene|hay|esta|es))?[.! ]*$",
    )
});
/// Questions about the speaker or the conversation, which no fact on file answers.
static TO_US: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:can|could|will|would|may|should|do|are|did) (?:you|i|we|u|dana|someone|somebody|he|she)\b|\b(?:bot|robot|human|person|ai)\b|\b(?:puedo|puede|puedes|podria|eres|me )\b",
    )
});

#[derive(Clone, Copy, PartialEq, Eq)]
enum Topic {
    Hoa,
    Garage,
    Pets,
    Available,
    OpenHouse,
}

pub(super) fn check(reading: &Reading<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for clause in reading.clauses.iter().filter(|clause| !clause.asks) {
        let before = reasons.len();
        of_clause(reading, clause, &mut reasons);
        for reason in reasons.iter_mut().skip(before) {
            reason.span = Some(reading.span_of(clause));
        }
    }
    reasons.extend(place(reading));
    reasons.extend(answer(reading));
    reasons
}

fn of_clause(reading: &Reading<'_>, clause: &Clause, reasons: &mut Vec<Reason>) {
    let (seen, text) = (&clause.seen, clause.text());
    if clause.unsure {
        // "No HOA is listed" still says that there is none.
        if NO_HOA.is_match(seen) {
            reasons.extend(judge(reading, Topic::Hoa, false).filter(is_contradiction));
        }
        if NO_GARAGE.is_match(seen) {
            reasons.extend(judge(reading, Topic::Garage, false).filter(is_contradiction));
        }
        if NONE_ON_FILE.is_match(seen) {
            reasons.extend(judge(reading, Topic::OpenHouse, false).filter(is_contradiction));
        }
        return;
    }
    if NO_HOA.is_match(seen) {
        reasons.extend(judge(reading, Topic::Hoa, false));
    } else if HAS_HOA.is_match(seen) {
        reasons.extend(judge(reading, Topic::Hoa, true));
    }
    if NO_GARAGE.is_match(seen) {
        reasons.extend(judge(reading, Topic::Garage, false));
    } else if HAS_GARAGE.is_match(seen) && !text.contains("garage door") {
        reasons.extend(judge(reading, Topic::Garage, true));
    }
    reasons.extend(pets(reading, seen));
    reasons.extend(kind_of_deal(reading, seen));
    reasons.extend(status(reading, seen));
    let on_file = text.contains("on file") || text.contains("en el archivo");
    if NO_OPEN.is_match(seen) {
        // Of an open house that the file does not speak of, "none on file" is true.
        let wrong = judge(reading, Topic::OpenHouse, false);
        reasons.extend(wrong.filter(|reason| !on_file || is_contradiction(reason)));
    } else if HAS_OPEN.is_match(seen) {
        reasons.extend(judge(reading, Topic::OpenHouse, true));
    }
    reasons.extend(budget(reading, seen));
}

fn is_contradiction(reason: &Reason) -> bool {
    reason.category == "contradiction"
}

/// Whether some listing agrees with a topic; unknown where the fact is absent.
fn judge(reading: &Reading<'_>, topic: Topic, yes: bool) -> Option<Reason> {
    let verdicts: Vec<Option<bool>> =
        reading.draft.listings.iter().map(|listing| holds(listing, topic, reading.draft.now)).collect();
    if verdicts.contains(&Some(yes)) {
        return None;
    }
    let (field, rule) = match topic {
        Topic::Hoa => ("hoa_usd_month", Rule::Hoa),
        Topic::Garage => ("garage_spaces", Rule::Garage),
        Topic::Pets => ("pets", Rule::Pets),
        Topic::Available => ("status", Rule::Status),
        Topic::OpenHouse => ("open_house", Rule::OpenHouse),
    };
    Some(Reason::about(wrong(verdicts.iter().any(Option::is_some)), field, rule))
}

/// The category of what disagrees with the file, or of what the file does not know.
fn wrong(known: bool) -> &'static str {
    if known { "contradiction" } else { "invention" }
}

fn holds(listing: &Listing, topic: Topic, now: Timestamp) -> Option<bool> {
    match topic {
        Topic::Hoa => listing.hoa_usd_month.map(|usd| usd > 0.0),
        Topic::Garage => listing.garage_spaces.map(|spaces| spaces > 0),
        // A bare "yes" to a question about one animal is no answer about another: the question's words are asked of the
        // rule in `answer`.
        Topic::Pets => listing.pets.as_deref().map(|rule| {
            let rule = fold(rule);
            !(rule.starts_with("no") || rule.contains("not allowed") || rule.contains("none"))
        }),
        Topic::Available => listing.status.as_deref().map(|status| group(&fold(status)) == "active"),
        Topic::OpenHouse => listing.open_house.as_ref().map(|all| all.iter().any(|open| open.end > now)),
    }
}

fn group(status: &str) -> &'static str {
    if ["contract", "pending", "contingent", "option"].iter().any(|word| status.contains(word)) {
        "pending"
    } else if ["active", "available", "for sale", "for rent", "back on market", "new", "coming"]
        .iter()
        .any(|word| status.contains(word))
    {
        "active"
    } else {
        "gone"
    }
}

static FOR_SALE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(r"\b(?:is|it's|listed|up|place|home|house|unit)(?: \w+)? for sale\b|\ben venta\b")
});
static FOR_RENT: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:is|it's|listed|up|place|home|house|unit)(?: \w+)? for (?:rent|lease)\b|\ben (?:renta|alquiler)\b|\b(?:the|monthly) rent is\b",
    )
});

/// A rental is not for sale, nor the other way round; a price tells which it is.
fn kind_of_deal(reading: &Reading<'_>, seen: &Seen<String>) -> Option<Reason> {
    let prices: Vec<u64> = reading.draft.listings.iter().filter_map(|listing| listing.price_usd).collect();
    let rents = |usd: &u64| (*usd as f64) < facts::RENT_BELOW;
    let wrong = !prices.is_empty()
        && (prices.iter().all(rents) && FOR_SALE.is_match(seen)
            || !prices.iter().any(rents) && FOR_RENT.is_match(seen));
    wrong.then(|| Reason::of("contradiction", Rule::Deal))
}

/// What is said of pets against each rule on file.
fn pets(reading: &Reading<'_>, seen: &Seen<String>) -> Option<Reason> {
    if !ANIMALS.is_match(seen) || ASSISTANCE.is_match(seen) || RULES_OF_PETS.is_match(seen.text()) {
        return None;
    }
    let said = Allowed::by_clause(seen.text());
    let rules: Vec<Allowed> = reading
        .draft
        .listings
        .iter()
        .filter_map(|listing| listing.pets.as_deref())
        .map(|rule| Allowed::by_rule(&fold(rule)))
        .collect();
    // "Any size" is no answer where the rule has a limit.
    if ANY_PET.is_match(seen.text())
        && reading.draft.listings.iter().flat_map(|l| &l.pets).any(|rule| HAS_LIMIT.is_match(&fold(rule)))
    {
        return Some(Reason::about("contradiction", "pets", Rule::Pets));
    }
    let differs = !said.is_silent() && !rules.iter().any(|rule| said.agrees_with(*rule));
    differs.then(|| Reason::about(wrong(!rules.is_empty()), "pets", Rule::Pets))
}

fn status(reading: &Reading<'_>, seen: &Seen<String>) -> Option<Reason> {
    // Who is afraid is not whose status it is.
    let afraid = ["i'm afraid", "i am afraid"].into_iter().find(|afraid| seen.text().contains(afraid));
    let without = afraid.map(|afraid| Seen::of(seen.text().replace(afraid, "")));
    let seen = without.as_ref().unwrap_or(seen);
    let text = seen.text();
    let of_agent =
        reading.account().agent.as_deref().map(fold).is_some_and(|agent| {
            words(&agent).next().is_some_and(|first| words(text).any(|word| word == first))
        });
    if OF_ELSE.is_match(seen) || of_agent {
        return None;
    }
    // Who lives there now is told by the file's words, whatever the status.
    let of_tenant =
        ["rented", "rentad", "tenant", "leased", "inquilino"].iter().any(|word| text.contains(word));
    if of_tenant && LET_OUT.is_match(&reading.on_file) {
        return None;
    }
    let claimed: &[&str] = if NOT_GONE.is_match(seen) {
        &["active", "pending"]
    } else if GONE.is_match(seen) {
        if text.contains("sold")
            || text.contains("vend")
            || text.contains("rented")
            || text.contains("leased")
        {
            &["gone"]
        } else {
            &["gone", "pending"]
        }
    } else if PENDING.is_match(seen) {
        &["pending"]
    } else if ACTIVE.is_match(seen) {
        &["active"]
    } else {
        return None;
    };
    let known: Vec<&str> =
        reading.draft.listings.iter().filter_map(|l| l.status.as_deref()).map(|s| group(&fold(s))).collect();
    if known.is_empty() {
        return Some(Reason::about("invention", "status", Rule::Status));
    }
    (!known.iter().any(|known| claimed.contains(known)))
        .then(|| Reason::about("contradiction", "status", Rule::Status))
}

/// "It is within your budget": true only if both sums are known and say so.
fn budget(reading: &Reading<'_>, seen: &Seen<String>) -> Option<Reason> {
    let text = seen.text();
    let found = BUDGET.captures(seen)?;
    // "I've noted a budget" compares nothing.
    let compares =
        found.name("over").is_some() || !found.get(0).is_some_and(|all| all.as_str().starts_with("in the"));
    if !compares {
        return None;
    }
    let price = reading.draft.listings.iter().find_map(|listing| listing.price_usd)?;
    let stated =
        super::numbers::numbers(text).into_iter().map(|n| n.value).find(|n| *n > 500.0 && *n != price as f64);
    let said =
        super::numbers::numbers(&reading.lead_said).into_iter().map(|n| n.value).rfind(|n| *n >= 500.0);
    let limit = reading.draft.lead.interest.budget_max_usd.map(|usd| usd as f64);
    // What the draft says is left of the budget is no budget.
    let limit = stated.filter(|stated| Some(*stated) == limit || Some(*stated) == said).or(said).or(limit);
    let Some(limit) = limit else { return Some(Reason::of("invention", Rule::Budget)) };
    let under = found.name("under").is_some();
    let true_of_it = if under { price as f64 <= limit } else { price as f64 > limit };
    (!true_of_it).then(|| Reason::about("contradiction", "price_usd", Rule::Budget))
}

/// Addresses and cities that are not on file.
fn place(reading: &Reading<'_>) -> Vec<Reason> {
    let draft = reading.draft;
    let ours: Vec<String> =
        draft.listings.iter().flat_map(|listing| &listing.address).map(|address| fold(address)).collect();
    let own: Vec<String> = draft
        .lead
        .address
        .iter()
        .map(|address| fold(address.expose()))
        .chain(draft.account.postal_address.iter().map(|address| fold(address)))
        .collect();
    let mut reasons = Vec::new();
    for found in STREET.find_iter(&reading.folded) {
        let Some(key) = street_key(found.as_str()) else { continue };
        let known = ours.iter().chain(&own).any(|address| address_has(address, key));
        let said = reading.lead_said.contains(&format!("{} {}", key.0, key.1));
        // "3 beds on a quiet street" is no address.
        let shaped = !matches!(
            key.1,
            "bed"
                | "beds"
                | "bath"
                | "baths"
                | "car"
                | "minutes"
                | "miles"
                | "blocks"
                | "acre"
                | "acres"
                | "feet"
                | "foot"
                | "ft"
                | "sq"
                | "sqft"
                | "pm"
                | "am"
                | "on"
                | "at"
        );
        if !known && !said && shaped {
            let unknown = Reason::about(wrong(!ours.is_empty()), "address", Rule::Address);
            reasons.push(unknown.at(reading.span_of_folded(found.range())));
        }
    }
    for found in CITY.captures_iter(draft.text) {
        let (Some(city), Some(state)) = (found.name("city"), found.name("state")) else { continue };
        let place = city.start()..state.end();
        let (city, state) = (fold(city.as_str()), fold(state.as_str()));
        let cities: Vec<String> =
            draft.listings.iter().flat_map(|listing| &listing.city).map(|city| fold(city)).collect();
        let same_state =
            draft.listings.iter().flat_map(|l| &l.state).any(|s| state.len() != 2 || fold(s) == state);
        let known = reading.lead_said.contains(&city) || cities.contains(&city) && same_state;
        if !known {
            let unknown = Reason::about(wrong(!cities.is_empty()), "city", Rule::City);
            reasons.push(unknown.at(place));
        }
    }
    reasons
}

fn address_has(address: &str, key: (&str, &str)) -> bool {
    street_key(address) == Some(key)
}

/// What a draft that opens with a bare "yes" or "no" says of the question it answers.
fn answer(reading: &Reading<'_>) -> Vec<Reason> {
    let Some(first) = sentences(&reading.folded).into_iter().next() else { return Vec::new() };
    let yes = YES.is_match(first);
    if !yes && !NO.is_match(first) {
        return Vec::new();
    }
    let whole = sentences(&reading.folded).len() == 1;
    let question = reading.inbound.as_str();
    let topics = [
        (Topic::Hoa, r"hoa|association|asociacion|cuota"),
        (Topic::Garage, "garage|garaje|cochera"),
        (Topic::Pets, "pet|dog|cat|mascota|perro|gato"),
        (Topic::Available, "available|on the market|for sale|active|disponible"),
        (Topic::OpenHouse, "open house|casa abierta"),
    ];
    let asked = |names: &str| names.split('|').any(|name| question.contains(name));
    let numeric = facts::fault_of_answer(reading, question, yes);
    if !numeric.is_empty() {
        return numeric;
    }
    if super::numbers::numbers(question).iter().any(|n| n.value >= 1.0)
        && !super::field::nouns(question).is_empty()
    {
        return Vec::new();
    }
    if let Some((topic, _)) = topics.iter().find(|(_, names)| asked(names)) {
        return judge(reading, *topic, yes).into_iter().collect();
    }
    if TO_US.is_match(question) {
        return Vec::new();
    }
    let on_file: Vec<&str> = words(&reading.on_file).map(stem).collect();
    let wanted: Vec<&str> =
        words(question).filter(|word| word.len() > 3 && !ASKING.contains(word)).map(stem).collect();
    let known = !wanted.is_empty() && wanted.iter().all(|word| on_file.contains(word));
    if known {
        return if yes { Vec::new() } else { vec![Reason::about("contradiction", "features", Rule::Answer)] };
    }
    if !yes && super::times::is_open_house(reading, question) {
        return vec![Reason::about("contradiction", "open_house", Rule::Answer)];
    }
    // What follows a bare word is checked on its own; the bare word alone agrees with a guess.
    let says = whole
        || first.contains("it ")
        || first.contains("there ")
        || first.contains("right")
        || first.contains("correct");
    if says && !question.trim().is_empty() { vec![Reason::of("invention", Rule::Answer)] } else { Vec::new() }
}

const ASKING: [&str; 16] = [
    "does", "have", "there", "this", "that", "with", "house", "home", "place", "property", "still", "come",
    "tiene", "hay", "esta", "guess",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stated_is_found() {
        let rows: [(&Pattern, &str, bool); 19] = [
            (&NO_HOA, "there is no hoa", true),
            (&NO_HOA, "it doesn't have an hoa", true),
            (&NO_HOA, "no hay cuota de hoa", true),
            (&NO_HOA, "the hoa is $412", false),
            (&HAS_HOA, "it is part of an hoa", true),
            (&NO_GARAGE, "there is no garage", true),
            (&HAS_GARAGE, "it comes with a garage", true),
            (&ANIMALS, "pets are welcome", true),
            (&ASSISTANCE, "a service dog", true),
            (&FOR_SALE, "the place is for sale", true),
            (&FOR_RENT, "it is for rent", true),
            (&ACTIVE, "yes, it's still available", true),
            (&PENDING, "it's currently pending", true),
            (&GONE, "this home has been sold", true),
            (&NOT_GONE, "it isn't sold", true),
            (&OF_ELSE, "your request is pending", true),
            (&NO_OPEN, "there's no open house on file", true),
            (&HAS_OPEN, "there's an open house saturday", true),
            (&BUDGET, "that is within your budget", true),
        ];
        for (pattern, text, found) in rows {
            assert_eq!(pattern.is_match(&Seen::of(text)), found, "{text}");
        }
        let rows: [(&Regex, &str, bool); 4] = [
            (&CITY, "It's in Dallas, TX.", true),
            (&YES, "yes, it does!", true),
            (&YES, "yes, it has a heated pool", false),
            (&NO, "no, it doesn't.", true),
        ];
        for (regex, text, found) in rows {
            assert_eq!(regex.is_match(text), found, "{text}");
        }
        assert!(TO_US.is_match("can you call me"));
    }
}
