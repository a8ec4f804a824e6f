//! Fair housing by rules: no word on who lives there, none that steers, rates or asks.
//!
//! Fair Housing Act, 42 USC 3604(a), (c) and (f); 24 CFR 100.70 and 100.204; HUD FHEO-2020-01 on
//! assistance animals (read 2026-11-22). Schools and safety: refer to neutral sources only.

use std::sync::LazyLock;

use super::text::patterns;
use super::{Reading, Reason, Rule};
use crate::pattern::Patterns;

const GROUP: &str = r"(?:white|black|hispanic|latin[oa]s?|asians?|african|koreans?|chinese|indians?|mexicans?|jewish|jews|christians?|muslims?|catholics?|arabs?|immigrants?|foreign\w*|gay|lgbtq?\w*|straight|elderly|older|seniors?|retirees?|singles?|bachelors?|young|younger|famil(?:y|ies)|kids|children|professionals?|couples?|students?|women|men|hispanos?|blancos?|negros?|asiaticos?|mexicanos?|cuban\w*|colombian\w*|venezolan\w*|venezuelan\w*|brazilians?|brasilen[oa]s?|russians?|filipin\w*|haitian\w*|vietnamese|dominican\w*|puerto ricans?|europeans?|latin american\w*|lutheran|baptist|mormon|evangelic\w*|judi[oa]s?|cristian[oa]s?|folks|gente mayor|familias|jovenes|jubilados|ethnic\w*|minorit(?:y|ies)|disabled|divers\w*)";

/// What may not be stated, unless the clause declines to.
static STATED: LazyLock<Patterns> = LazyLock::new(|| {
    patterns(&[
        &format!(
            r"\b(?:most(?: of)?(?: the)? (?:residents|neighbou?rs|people|owners|tenants)(?: here| there)? (?:are|is)|la mayoria (?:de \w+ )?(?:\w+ )?(?:vecinos|residentes|personas|gente)?\s?(?:es|son)|mucha gente|much[oa]s|mayormente|quite a few|a few|several|hardly any|more and more|mostly|mainly|predominantly|primarily|largely|lots of|a lot of|many|full of|large|big|growing|mix of|majority|popular (?:with|among)|ideal for|perfect for|great for|good for|nice for|wonderful for|best for|excellent for|suit(?:ed|able) (?:for|to)|suits|attracts|tons of|plenty of|strong|tight-knit)\s(?:\w+\s){{0,3}}{GROUP}\b"
        ),
        &format!(
            r"\b{GROUP} (?:community|communities|neighbou?rhood|area|population|families|residents|people|part of (?:the )?(?:town|city)|neighbors|buyers? (?:only|prefer)|tenants? (?:only|prefer)|live (?:there|here|in))"
        ),
        &format!(
            r"\b(?:vecinos|residentes|familias|duenos|inquilinos) (?:\w+ )?(?:son|es|eran)(?: \w+){{0,2}} {GROUP}\b"
        ),
        r"\b(?:most|majority) (?:of the )?(?:residents|neighbou?rs|tenants|owners) are\b|\bfeel (?:more |right )?at home\b|\bmore comfortable in\b|\bwhere (?:more|most|other) (?:\w+ )?famil|\bgente mayor\b|\bgentrif\w+|\b(?:country|white|local|good old) folks\b|\bany trouble\b|\bretirees\b|\b(?:wealthy|rich) (?:foreign|people|families)\w*",
        r"\b(?:elementary|school|escuela|high|middle)\b.{0,25}\b(?:\d+(?:/| out of )10|rated|ranked)|\b(?:strongest|best|finest|top|better) (?:school )?districts?\b|\bescuelas\b.{0,30}\b(?:excelentes?|buen[ao]s|mejores|malas)|\b(?:lowest|highest|lower|little|hardly any) (?:\w+ )?crime|\bcrime (?:\w+ ){0,3}(?:low|high|rare)\b|\b(?:zonas?|barrios?|areas?|colonias?) mas segur[oa]s\b",
        r"\b(?:family|kid|child)[- ](?:friendly|oriented)|\b(?:type|kind|sort)s? of (?:people|neighbors|residents) (?:who|that|there|here|is|are|you)|\byou(?:'d| would|'ll| will) (?:fit (?:right )?in|feel (?:right )?at home)|\bpeople like you\b|\badults?[- ]only\b|\bno (?:kids|children)\b|\bempty[- ]nesters?\b|\bmature (?:community|residents)|\bfamiliar(?:es)? (?:tranquil|segur)|\b(?:ideal|perfect[oa]|excelente|buen[oa]) para (?:familias|ninos|parejas|jovenes)|\b(?:muchas|puras) familias\b|\bcomunidad (?:latina|hispana|cristiana|judia|asiatica)",
        r"\b(?:good|great|excellent|top|best|highly|well|bad|poor|award[- ]?winning|strong|fantastic|amazing|terrific|outstanding|sought[- ]after|wonderful|superb|desirable|exemplary|better|worst|a\+?|(?:\d+|ten)[ -](?:rated|out of \d+|/10|star))[- ](?:\w+[- ]){0,3}(?:schools?|school district|isd)\b",
        r"\bschools?(?: \w+){0,4} (?:is|are|was|were|get|gets|has|have|rank|ranks|rated|ranked|score|scores)(?: \w+){0,3} (?:good|great|excellent|top|best|high|highly|well|bad|poor|rated|ranked|rating|ratings|strong|outstanding|exemplary|amazing|fantastic|wonderful|better|solid|\d+)\b|\b(?:buenas|excelentes|mejores|malas) escuelas|\bescuelas (?:\w+ ){0,3}(?:buenas|excelentes|mejores|malas)",
        r"\b(?:un)?safe(?:r|st|ly)? (?:area|neighbou?rhood|street|place|part|community|home|for|there|here|at night|to (?:walk|live))\b|\b(?:neighbou?rhood|area|street|it|place|building|there|here|that|community|side|part)(?:'s| is| are| feels| seems| has been)(?: \w+){0,3} (?:un)?safe(?:r|st)?\b|\b(?:very|really|pretty|super|quite|extremely|perfectly|totally|generally) (?:un)?safe\b|\b(?:low|high|little|no|less|more|minimal|lower|higher|almost no)[- ](?:\w+ )?crimes?\b|\bcrime (?:rates? )?(?:is|are|here|has|there) (?:\w+ ){0,2}(?:low|high|rare|bad|down|up|minimal)|\bdangerous\b|\bsketchy\b|\b(?:rough|bad|sketchy|nice|good|great|better|best) (?:area|part of town|neighbou?rhood|side of)|\b(?:barrio|zona|area|vecindario|calle|colonia)(?: \w+){0,3} (?:segur[oa]|peligros[oa])\b|\bes (?:muy |bastante )?segur[oa]\b|\bpoc[oa] (?:crimen|delincuencia)|\bsin delincuencia",
        r"\b(?:i|we|i'd|we'd|you)(?:'d| would| should)? (?:probably |definitely )?(?:avoid|stay away|steer clear)\b|\bavoid (?:the|that|this)\b|\bstay away from\b|\bbetter (?:suited|off) in\b|\bwould be (?:happier|more comfortable)\b|\b(?:not|isn't|wouldn't be|unlikely to be) (?:suitable|right|a good fit) for (?:you|someone|people|a (?:person|wheelchair)|kids|children|famil)",
        &format!(
            r"\b(?:seller|landlord|owner|hoa|they)s? (?:prefers?|only (?:wants?|accepts?|rents?)|wants?|is looking for|are looking for|do(?:es)?n't want|would rather|won't rent|(?:is|are) not renting)\s(?:\w+\s){{0,4}}{GROUP}\b"
        ),
        r"\bwalk(?:ing distance)? to (?:the )?(?:church|temple|mosque|synagogue)|\b(?:near|close to) (?:the |a |several )?(?:church|temple|mosque|synagogue)",
    ])
});

/// What may not be said even while declining something.
static NEVER: LazyLock<Patterns> = LazyLock::new(|| {
    patterns(&[
        r"\b(?:service|assistance|support|guide|therapy) (?:dogs?|animals?|pets?)\b.{0,30}\b(?:(?:are|is) (?:not|also not) (?:allowed|accepted|permitted|welcome|ok)|aren't (?:allowed|accepted|permitted|welcome)|isn't (?:allowed|accepted|permitted)|not (?:allowed|accepted|permitted)|prohibited|(?:pet )?(?:fee|deposit|rent)|extra)",
        r"\b(?:no|not allow|doesn't allow|don't allow|can't allow|doesn't accept|don't accept|can't accept|doesn't take|don't take|can't take|won't take|can't have|can't bring|not accept) (?:any |your |a |an )?(?:service|assistance|emotional support|support|guide) (?:dogs?|animals?)|\besas? (?:are|is|aren't|isn't) (?:not )?(?:allowed|accepted)|\b(?:fee|deposit)\b.{0,25}\b(?:service|assistance|support) (?:dog|animal)",
        r"\b(?:does not|doesn't|do not|don't|won't|will not|not|can't|cannot) (?:currently )?(?:accept|take|allow|participate|work with).{0,25}\b(?:section 8|section eight|vouchers?|housing assistance|hcv)\b|\bno (?:section 8|vouchers?)\b|\b(?:section 8|vouchers?)(?: \w+){0,2} (?:(?:is|are) not|isn't|aren't) (?:accepted|allowed|taken)|\bno (?:se )?aceptan?(?:mos)? (?:seccion 8|section 8|vales)",
        r"\b(?:prescribed|emotional support|assistance|service|support) (?:cat|dog|animal|pet)s? (?:would|will|does|do|still|also)(?: also| still)? counts?\b|\b(?:includes?|including|even|also|too|applies to|covers?) (?:any |emotional |guide |service |assistance )*(?:support|service|assistance|guide) (?:animals?|dogs?)|\b(?:support|service|assistance|guide) (?:animals?|dogs?) (?:\w+ )?(?:have to|must|need to|pay|also pay|count)\b|\b(?:prefers?|rather|only (?:takes?|accepts?|rents? to|wants?)|nervous|no vouchers?).{0,60}\b(?:vouchers?|section 8|w-?2|job income|assistance)|\b(?:vouchers?|section 8).{0,40}\b(?:nervous|not for us|difficult|problem)|\bonly (?:takes?|accepts?) (?:\w+ )?(?:applicants?|tenants?) with\b|\bno (?:aceptamos|tomamos|trabajamos con|se acepta) (?:la )?(?:seccion|sec\.?) ?8|\brather not have (?:\w+ )?(?:children|kids)",
        r"\b(?:what|which|how severe)(?:'s| is| kind of)? (?:your )?(?:disabilit|diagnos|medical condition|handicap)|\bproof of (?:your )?disabilit|\bmedical records\b",
    ])
});

/// What may not be asked.
static ASKED: LazyLock<Patterns> = LazyLock::new(|| {
    patterns(&[
        r"\b(?:are you|do you have|have you|what(?:'s| is| are)(?: your)?|how many|is your|will your|which)\b.{0,30}\b(?:married|marital|pregnant|child(?:ren)?|kids|religio\w*|church|faith|race|ethnic\w*|nationalit\w*|country of origin|immigra\w*|citizen\w*|visa status|disab\w*|diagnos\w*|husband|wife|spouse|sexual|orientation|familial|medical|a family|family status)\b",
        r"\bwhere are you (?:originally |really )?from\b|\bhow old are (?:you|your)\b|\bwhat(?:'s| is) your age\b|\bare you (?:single|a christian|a us citizen|disabled|over 55)\b",
        r"\b(?:eres|esta|estas) (?:casad|embaraz|solter)|\b(?:tienes|tiene|cuantos) hijos\b|\bcual es (?:tu|su) (?:religion|nacionalidad|edad|estado civil)|\bde que pais\b|\bestatus migratorio\b|\b(?:church|mosque|temple|synagogue|faith)\b.{0,40}\b(?:you|your)\b|\bwhat country\b",
        r"\bare you married\b|\bchildren of your own\b|\bestatus migratorio\b",
    ])
});

pub(super) fn check(reading: &Reading<'_>) -> Vec<Reason> {
    let breach = reading.clauses.iter().find_map(|clause| {
        // "No kids" declines nothing.
        let held_back = (clause.declines || clause.asks) && !clause.text().starts_with("no ");
        let (seen, said) = (&clause.seen, clause.without_stock().unwrap_or(&clause.seen));
        let rule = if !held_back && STATED.is_match(said) {
            Rule::Steering
        } else if NEVER.is_match(seen) {
            Rule::Accommodation
        } else if clause.asks && ASKED.is_match(seen) {
            Rule::Trait
        } else {
            return None;
        };
        Some(Reason::of("fair_housing", rule).at(reading.span_of(clause)))
    });
    breach.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Seen;

    #[test]
    fn what_is_rated_or_steered_is_found() {
        let rows: [(&str, bool); 14] = [
            ("the schools there are excellent", true),
            ("top-rated schools nearby", true),
            ("the texas education agency publishes school ratings", false),
            ("it's a very safe neighborhood", true),
            ("mostly young professionals", true),
            ("it's perfect for families with kids", true),
            ("single-family home", false),
            ("great for entertaining", false),
            ("a large korean community", true),
            ("i would avoid the east side", true),
            ("es un barrio muy seguro", true),
            ("single-story home with a safe", false),
            ("the area has low crime", true),
            ("no kids", true),
        ];
        for (text, found) in rows {
            assert_eq!(STATED.is_match(&Seen::of(text)), found, "{text}");
        }
        for (text, found) in [
            ("service dogs are not allowed", true),
            ("assistance animals are not pets under fair housing rules", false),
            ("we don't take section 8", true),
            ("two pets up to 40 lb", false),
        ] {
            assert_eq!(NEVER.is_match(&Seen::of(text)), found, "{text}");
        }
        for (text, found) in [("do you have children?", true), ("how many bedrooms do you need?", false)] {
            assert_eq!(ASKED.is_match(&Seen::of(text)), found, "{text}");
        }
    }
}
