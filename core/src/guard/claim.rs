//! The numbers that a text claims: how much, of what, about which field.

use std::sync::LazyLock;

use regex::Regex;

use super::field::{Field, Noun, nouns};
use super::moment;
use super::numbers::{Number, numbers};
use super::text::{Clause, pattern};

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Money,
    Percent,
    Beds,
    Baths,
    FullBaths,
    HalfBaths,
    SquareFeet,
    SquareMeters,
    Acres,
    Spaces,
    /// A calendar year.
    Year,
    /// Years of age.
    YearsOld,
    /// Nothing that is said.
    Bare,
    /// Something that no field holds.
    Other,
}

/// How a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Exact,
    About,
    Under,
    Over,
}

/// What a sum of money is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Per {
    Nothing,
    Month,
    Year,
    Quarter,
    SquareFoot,
    SquareMeter,
    Acre,
    /// A week, a night, a person.
    Else,
}

/// A number with what it is said of.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// Which of the clauses it stands in.
    pub(super) clause: usize,
    pub(super) number: Number,
    pub(super) unit: Unit,
    pub(super) bound: Bound,
    pub(super) per: Per,
    /// The field that the clause names, or that is carried over from the text before.
    pub(super) field: Option<Field>,
    /// The text before names the field, this clause does not.
    pub(super) carried: bool,
    /// It is what a budget has left or lacks.
    pub(super) difference: bool,
    /// The clause speaks of a whole year.
    pub(super) yearly: bool,
    /// It is denied, as in "not 4 bedrooms".
    pub(super) denied: bool,
    pub(super) asks: bool,
    /// The clause repeats the lead, declines, or says that it is not known.
    pub(super) excused: bool,
    /// The clause says in so many words that the lead said it.
    pub(super) quoted: bool,
    /// The word that follows.
    pub(super) next: String,
}

static UNITS: LazyLock<Vec<(Unit, Regex)>> = LazyLock::new(|| {
    [
        (Unit::Percent, r"^ ?(?:%|percent|por ciento)"),
        (Unit::FullBaths, r"^[\s-]*(?:full|completos?)[\s-]+(?:bath|ba\b|banos?)|^[\s-]*(?:bath(?:room)?s?|banos?) completos?|^ full(?: and|,| \+| &)"),
        (Unit::HalfBaths, r"^[\s-]*(?:half|medios?)[\s-]*(?:bath|ba\b|banos?|\b)|^ medios? banos?"),
        (Unit::Beds, r"^[\s-]*(?:large |big |spacious |full )?(?:bed(?:room)?s?\b|bd(?:rm)?s?\b|brs?\b|habitacion(?:es)?|recamaras?|dormitorios?|cuartos?|alcobas?)"),
        (Unit::Baths, r"^[\s-]*(?:large |big )?(?:bath(?:room)?s?\b|bas?\b|banos?)"),
        (Unit::SquareFeet, r"^[\s-]*(?:sq\.?[\s-]*(?:ft|feet|foot)\b|sqft|sq\b|s\.?f\.?\b|square[\s-]*(?:feet|foot|footage)|ft2|pies)"),
        (Unit::SquareMeters, r"^[\s-]*(?:m2\b|sqm\b|sq\.? ?m\b|square[\s-]*met(?:er|re)s?|metros\b)"),
        (Unit::Acres, r"^[\s-]*(?:(?:of an )?acres?\b|ac\b)"),
        (Unit::Spaces, r"^[\s-]*(?:(?:assigned|covered|deeded) )?(?:cars?\b|garage|bays?\b|autos?\b|carros?\b|coches?\b|(?:parking )?spaces?\b|(?:parking )?spots?\b|lugares\b|espacios?\b|plazas?\b)"),
        (Unit::YearsOld, r"^[\s-]*(?:years?|yrs?|anos)[\s-]*(?:old|ago|atras|de antiguedad|de edad)"),
        (Unit::Other, r"^(?:[\s-]*(?:minutes?|mins?\b|miles?\b|blocks?\b|hours?\b|hrs?\b|days?\b|weeks?\b|months?\b|years?\b|yrs?\b|feet\b|ft\b|stor(?:y|ies)|floors?\b|levels?\b|units?\b|people\b|persons?\b|buyers?\b|famil\w+|showings?\b|homes?\b|houses?\b|open houses?\b|casas? abiertas?\b|properties|listings?\b|offers?\b|pets?\b|dogs?\b|cats?\b|lbs?\b|pounds?\b|libras?\b|perros?\b|gatos?\b|minutos?|millas?|cuadras?|horas?|dias?|semanas?|mes(?:es)?\b|anos?\b|pisos?|mascotas?))"),
    ]
    .into_iter()
    .map(|(unit, literal)| (unit, pattern(literal)))
    .collect()
});
static PER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:dollars?|usd|dolares)?\s*(?:-?\s*(?:/|per|an?|each|every|el|al|por|cada|)\s*(?P<what>mo\b|month|mes\b|yr|year|ano\b|quarter|trimestre|sq\.? ?ft|sqft|square[ -]f|sf\b|foot|pie|acre|square[ -]m|sqm|m2|metro|week|semana|day|night|dia|noche|bed\w*|person|pet|applicant)|(?P<adverb>monthly|annually|yearly|quarterly|weekly|mensual|anual))",
    )
});
static PERIOD_NEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?P<month>monthly|mensual(?:es)?)|(?P<year>annual(?:ly)?|yearly|anual(?:es)?)|(?P<foot>(?:per|a|por|el|/) ?(?:square foot|sq\.? ?ft|sqft|sf|pie)))\b",
    )
});
static BOUND_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?P<under>\b(?:under|below|less than|shy of|menos de|por debajo de))|(?P<over>\b(?:over|above|more than|north of|mas de|por encima de|upwards of))|(?P<about>\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|close to|some|unos|unas|casi|alrededor de|aproximadamente|cerca de|como|an estimated|or so)|~))\s*(?:the |a |an |los |las |el |un |una )?$",
    )
});
static ABOUT_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\s\w-]{0,14}\b(?:or so|approximately|approx|aproximadamente|roughly)"));
static DIFFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:dollars )?(?:\w+ )?(?:under|below|less than|over|above|more than|within|beyond|por debajo|por encima|menos que|mas que)(?: (?:your|the|my|that|what|this|list|asking|budget|su|tu|el|la|de)\b| ?\$| \d+(?:\.\d+)?(?:k|m)?\b(?:[^,\d\w ]|$)|[.,!;)]|$)",
    )
});
/// "$28,600 over the lease" compares nothing.
static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ (?:over|within) (?:the|a|your|el|la) (?:\w+ )?(?:lease|year|term|course|life|contract|month)")
});
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\bnot|n't (?:have|got|include)|\bnot (?:have|quite|exactly|a|really)|\bno (?:tiene|son|es)|\bnever|\brather than|\binstead of|\bisn't|\baren't)\s*(?:a |quite |exactly |really |actually )?$",
    )
});
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\byou(?:'ve| have| had)? (?:just |also |already )?(?:said|mentioned|asked|told|wrote|shared|noted|offered|gave)\b|\bhear you\b|\b(?:one|place|home|house|condo|listing|unit) you (?:saw|found|toured|visited)\b|\b(?:mencionaste|dijiste|pediste|comentaste)\b|\byour (?:guess|figure|number|estimate)\b",
    )
});
static BREAK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:and|with|plus|while|but|y|con|mas)\b|[,;+&|]| / "));
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<beds>\b(?:bed(?:room)?s?|habitaciones|recamaras))|(?P<baths>\b(?:bath(?:room)?s?|banos))|(?P<lot>\blot(?: size)?)|(?P<sqft>\b(?:sqft|sq\.? ?ft|square f(?:ee|oo)t(?:age)?|living area|size))|(?P<acres>\bacres)|(?P<year>\b(?:year built|built(?: in)?|construid[ao] en))|(?P<garage>\bgarage(?: spaces)?)",
    )
});
static LABEL_END: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:is|are|:|=|-|es|son|count is|of|size is)?\s*$"));
static BREAK_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[,;(|]|\. | / |\b(?:on|with|and|plus|en|con|y) "));
/// "1208 Oak Hollow Dr: $689,000, 3 beds": the sum that heads the facts of an address is its price.
static HEADED: LazyLock<Regex> = LazyLock::new(|| pattern(r"¤:\s*$"));
static HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?: a month| al mes)?,"));
static LINE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:call(?:ing)?|text|dial|or|al|llame|marque) ?$"));
/// "You might arrive around 6" is a time without its mark.
static ARRIVAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:arriv\w+|com(?:e|ing)|(?:be|get) there|lleg\w+)\b[^.?!]{0,20}\b(?:around|at|by|about|before|after|a las) $",
    )
});
static WORKING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^ ?(?:over|/) ?$"));
static YEARLY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:12 months|(?:for|over) (?:the|a|one|1) (?:full |whole )?year|twelve months|al ano|12 meses)\b",
    )
});
static PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:roof|kitchen|appliances?|heater|hvac|furnace|windows?|carpet|floors?|plumbing|paint|techo|cocina)\b",
    )
});
static YEAR_OF_TWO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:built|constructed|construid[ao])(?: back)?(?: in| en)?(?: the year)? '?|(?:from|in|of|dates (?:to|from)) ')$",
    )
});
/// "322/sf", "4,620 a year": a bare sum that is paid by the foot or the year.
static PAID_BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ ?(?:(?:/|per|an?|al|por) ?(?:sq\.? ?ft|sqft|sf|square f\w+|mo|month|mes|yr|year|ano)\b)")
});
/// "Price per sf is about 335".
static BY_THE_FOOT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\bper|/) ?(?:sq\.? ?ft|sqft|sf|square f\w+|foot)(?: is| comes to| would be|:)?(?: about| around| roughly)? ?~?$",
    )
});
/// "Taxes 2,710/12 = ~226": the result of a working.
static RESULT: LazyLock<Regex> = LazyLock::new(|| pattern(r"= ?~? ?$"));
static LOT_NEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:lot|land|yard|terreno|lote|parcel)\b"));

/// Whether the text says in so many words that the lead said it.
pub(super) fn is_quoted(text: &str) -> bool {
    QUOTED.is_match(text)
}

/// The claims of the clauses, in order.
pub(super) fn claims(clauses: &[Clause]) -> Vec<Claim> {
    let mut all: Vec<Claim> = Vec::new();
    let mut last_money: Option<Field> = None;
    let mut last_noun: Option<Field> = None;
    for (place, clause) in clauses.iter().enumerate() {
        let text = moment::blot(clause.in_digits());
        let found = numbers(&text);
        let nouns = nouns(&text);
        let mut from = 0;
        for (index, number) in found.iter().enumerate() {
            let number = &in_full(number, &text);
            let until = found.get(index + 1).map_or(text.len(), |next| next.start);
            let before = text.get(from..number.start).unwrap_or_default();
            let after = text.get(number.end..until).unwrap_or_default();
            let rest = text.get(number.end..).unwrap_or_default();
            let unit = unit(number, before, rest).map(|unit| {
                // "A quarter acre, 0.25".
                let again = number.step < 1.0 && number.value < 10.0 && before.contains("acre");
                let acres = unit == Unit::Bare && (before.contains("in acres") || again);
                if acres { Unit::Acres } else { unit }
            });
            let Some(unit) = unit else {
                from = number.end;
                continue;
            };
            let mut claim = Claim {
                clause: place,
                number: *number,
                unit,
                bound: bound(before, after),
                per: if unit == Unit::Money { per(rest, before, after) } else { Per::Nothing },
                field: None,
                carried: false,
                difference: unit == Unit::Money && DIFFERENCE.is_match(rest) && !SPAN.is_match(rest),
                yearly: YEARLY.is_match(&text),
                denied: DENIED.is_match(before),
                asks: clause.asks,
                excused: clause.theirs || clause.unsure || clause.declines,
                quoted: QUOTED.is_match(&text),
                next: counted(before, after),
            };
            let heads = unit == Unit::Money && HEADED.is_match(before) && HEADING.is_match(rest);
            let own = of_unit(unit, before, after).or(heads.then_some(Field::Price));
            claim.field = own.or_else(|| named(&nouns, from, number, until, &text, unit));
            if claim.field.is_none() {
                claim.carried = true;
                claim.field =
                    if matches!(unit, Unit::Money | Unit::Percent) { last_money } else { last_noun };
            }
            // "The HOA's annual fee is 420" leaves out the sign and not the year.
            if unit == Unit::Bare && claim.field.is_some_and(Field::is_money) {
                claim.per = per(rest, before, after);
            }
            if let Some(field) = claim.field {
                if field.is_money() && !claim.difference {
                    last_money = Some(field);
                }
                last_noun = Some(field);
            }
            all.push(claim);
            from = number.end;
        }
        if let Some(noun) = nouns.iter().rev().find(|noun| noun.start >= from) {
            last_noun = Some(noun.field);
            if noun.field.is_money() {
                last_money = Some(noun.field);
            }
        }
    }
    all
}

/// "Built in 78", "back in '04": a year of two digits is one of this century or of the last.
fn in_full(number: &Number, text: &str) -> Number {
    let before = text.get(..number.start).unwrap_or_default();
    let is_year = number.end - number.start == 2 && !number.money && YEAR_OF_TWO.is_match(before);
    let century = if number.value > 30.0 { 1_900.0 } else { 2_000.0 };
    Number { value: if is_year { number.value + century } else { number.value }, ..*number }
}

/// What the number counts, by the word that follows, or the floor that it names: "piso 22".
fn counted(before: &str, after: &str) -> String {
    if ["piso ", "floor "].iter().any(|word| before.ends_with(word)) {
        return "floor".to_owned();
    }
    let after = after.trim_start_matches([' ', '-']);
    let sizes = ["small ", "large ", "big "];
    let after = sizes.iter().find_map(|size| after.strip_prefix(size)).unwrap_or(after);
    let next = after.split(|c: char| !c.is_alphanumeric()).next();
    match next.unwrap_or_default() {
        "lbs" | "pound" | "pounds" | "libra" | "libras" => "lb",
        "piso" | "pisos" => "floor",
        "mes" | "meses" | "months" | "mo" | "mos" => "month",
        "ano" | "anos" | "years" | "yr" | "yrs" => "year",
        "dia" | "dias" | "days" => "day",
        "semana" | "semanas" | "weeks" | "wk" | "wks" => "week",
        "mascota" | "mascotas" | "pets" => "pet",
        "perro" | "perros" | "dogs" => "dog",
        "gato" | "gatos" | "cats" => "cat",
        other => other,
    }
    .to_owned()
}

fn unit(number: &Number, before: &str, rest: &str) -> Option<Unit> {
    if rest.starts_with("/7") || before.ends_with("24/") {
        return None;
    }
    if number.money || number.decade {
        return Some(Unit::Money);
    }
    // "Since you're under 18".
    let counts = UNITS.iter().any(|(_, regex)| regex.is_match(rest));
    let aged = ["under ", "over ", "least ", "turn "].iter().any(|age| before.ends_with(age));
    if number.value == 18.0 && aged && !counts {
        return None;
    }
    if number.value >= 20.0 && number.value < 10_000.0 && BY_THE_FOOT.is_match(before) {
        return Some(Unit::Money);
    }
    if number.value <= 12.0 && ARRIVAL.is_match(before) {
        return None;
    }
    // "Divide $8,120 by 12" is a working.
    if before.ends_with(" by ") && ["divid", "multipl"].iter().any(|verb| before.contains(verb)) {
        return None;
    }
    if number.value >= 100.0 && (PAID_BY.is_match(rest) || RESULT.is_match(before)) {
        return Some(Unit::Money);
    }
    // "2,710/12" is a working.
    if before.ends_with('/') && number.value == 12.0 {
        return None;
    }
    if number.ordinal || before.ends_with("piso ") {
        return Some(Unit::Other);
    }
    if (before.ends_with("tiene ") || before.ends_with("hace "))
        && (rest.starts_with(" anos") || rest.starts_with(" ano"))
    {
        return Some(Unit::YearsOld);
    }
    // Emergency, crisis and shelter lines.
    let is_line = [911.0, 988.0, 211.0].iter().any(|line| (number.value - line).abs() < f64::EPSILON);
    if is_line && LINE.is_match(before) {
        return None;
    }
    // "$412 x 12" is the working, not a claim.
    let factor =
        before.trim_end().ends_with([' ', 'x', '*', '×']) && before.trim_end().ends_with(['x', '*', '×']);
    let months = (number.value - 12.0).abs() < f64::EPSILON
        && [" months at", " months of", " months x", " meses a"].iter().any(|said| rest.starts_with(said));
    if months {
        return None;
    }
    if factor && (number.value - 12.0).abs() < f64::EPSILON {
        return None;
    }
    if let Some((unit, _)) = UNITS.iter().find(|(_, regex)| regex.is_match(rest)) {
        // A part's age is not the house's.
        let of_part = *unit == Unit::YearsOld && PART.is_match(before);
        return Some(if of_part { Unit::Other } else { *unit });
    }
    if let Some(unit) = labelled(before) {
        return Some(unit);
    }
    if number.step >= 1_000.0 {
        return Some(Unit::Money);
    }
    let year = (1_750.0..=2_100.0).contains(&number.value) && number.end - number.start == 4;
    if year {
        return Some(Unit::Year);
    }
    Some(if number.value >= 10_000.0 { Unit::Money } else { Unit::Bare })
}

fn labelled(before: &str) -> Option<Unit> {
    let label = LABEL.captures_iter(before).last()?;
    let end = label.get(0)?.end();
    if !LABEL_END.is_match(before.get(end..)?) {
        return None;
    }
    [
        ("beds", Unit::Beds),
        ("baths", Unit::Baths),
        ("sqft", Unit::SquareFeet),
        ("lot", Unit::SquareFeet),
        ("acres", Unit::Acres),
        ("year", Unit::Year),
        ("garage", Unit::Spaces),
    ]
    .into_iter()
    .find(|(name, _)| label.name(name).is_some())
    .map(|(_, unit)| unit)
}

fn bound(before: &str, after: &str) -> Bound {
    // "$534,900 over 2,412 sq ft" is a working.
    if WORKING.is_match(before) {
        return Bound::Exact;
    }
    match BOUND_BEFORE.captures(before) {
        Some(found) if found.name("under").is_some() => Bound::Under,
        Some(found) if found.name("over").is_some() => Bound::Over,
        Some(_) => Bound::About,
        None if ABOUT_AFTER.is_match(after) => Bound::About,
        None => Bound::Exact,
    }
}

fn per(rest: &str, before: &str, after: &str) -> Per {
    if let Some(found) = PER.captures(rest) {
        let what = found.name("what").or_else(|| found.name("adverb")).map_or("", |m| m.as_str());
        return match what {
            w if w.starts_with("square m") || w.starts_with("square-m") || w.starts_with("sqm") => {
                Per::SquareMeter
            }
            w if w == "m2" || w == "metro" => Per::SquareMeter,
            "acre" => Per::Acre,
            w if w.starts_with("mo") || w.starts_with("me") => Per::Month,
            w if w.starts_with('y') || w.starts_with("an") => Per::Year,
            w if w.starts_with('q') || w.starts_with("tri") => Per::Quarter,
            w if w.starts_with("sq") || w.starts_with("sf") || w == "foot" || w == "pie" => Per::SquareFoot,
            _ => Per::Else,
        };
    }
    // "$372 per sq ft. It is listed at $689,000": a full stop after an abbreviation ends the other sum too.
    let before = before.rsplit(". ").next().unwrap_or(before).rsplit(['(', ';']).next().unwrap_or(before);
    for near in [before, after] {
        if let Some(found) = PERIOD_NEAR.captures(near) {
            return if found.name("month").is_some() {
                Per::Month
            } else if found.name("year").is_some() {
                Per::Year
            } else {
                Per::SquareFoot
            };
        }
    }
    Per::Nothing
}

/// The field that the unit alone tells.
fn of_unit(unit: Unit, before: &str, after: &str) -> Option<Field> {
    match unit {
        Unit::Beds => Some(Field::Beds),
        Unit::Baths | Unit::FullBaths | Unit::HalfBaths => Some(Field::Baths),
        Unit::Spaces => Some(Field::Garage),
        Unit::Acres => Some(Field::Lot),
        Unit::SquareFeet | Unit::SquareMeters => {
            let near = before.rsplit([',', ';', '.', '|']).next().unwrap_or(before);
            let after = BREAK_AFTER.split(after).next().unwrap_or(after);
            let lot = LOT_NEAR.is_match(near) || LOT_NEAR.is_match(after);
            Some(if lot { Field::Lot } else { Field::Sqft })
        }
        Unit::Money | Unit::Percent | Unit::Year | Unit::YearsOld | Unit::Bare | Unit::Other => None,
    }
}

/// The field that a noun around the number names: right after it, else the nearest before, else the next after.
fn named(
    nouns: &[Noun],
    from: usize,
    number: &Number,
    until: usize,
    text: &str,
    unit: Unit,
) -> Option<Field> {
    let fits = |noun: &&Noun| match unit {
        Unit::Money | Unit::Percent => noun.field.is_money(),
        Unit::Year | Unit::YearsOld => noun.field == Field::Year,
        _ => true,
    };
    let after = || nouns.iter().filter(|n| n.start >= number.end && n.start < until).filter(fits);
    if let Some(next) = after().next() {
        let gap = text.get(number.end..next.start).unwrap_or_default();
        // "15% of the price" is said of what comes before it.
        let base = unit == Unit::Percent && gap.contains(" of");
        if !base && gap.split_whitespace().count() <= 4 && !BREAK.is_match(gap) && !DIFFERENCE.is_match(gap) {
            return Some(next.field);
        }
    }
    // What parking costs is no price of the home.
    // Nor is what follows "no HOA" one of the association.
    let denied = |noun: &Noun| {
        let before = text.get(..noun.start).unwrap_or_default();
        noun.field == Field::Hoa && ["no ", "sin "].iter().any(|no| before.ends_with(no))
    };
    let near = nouns.iter().rev().find(|n| n.end <= number.start && n.start >= from);
    let at = |noun: &Noun| text.get(noun.end..number.start).is_some_and(|gap| gap.trim() == "at");
    if unit == Unit::Money && near.is_some_and(|noun| noun.field == Field::Garage && !at(noun)) {
        return Some(Field::Other);
    }
    let before =
        nouns.iter().rev().filter(|n| n.end <= number.start && n.start >= from && !denied(n)).find(fits);
    before.or_else(|| if unit == Unit::Bare { None } else { after().next() }).map(|noun| noun.field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::text::clauses;

    #[test]
    fn every_pattern_compiles() {
        let count = UNITS.iter().filter(|(_, regex)| !regex.as_str().is_empty()).count();
        assert_eq!(count, UNITS.len());
        for regex in [
            &PER,
            &PERIOD_NEAR,
            &BOUND_BEFORE,
            &ABOUT_AFTER,
            &DIFFERENCE,
            &DENIED,
            &QUOTED,
            &BREAK,
            &LABEL,
            &LABEL_END,
            &PART,
            &YEARLY,
            &LINE,
            &BREAK_AFTER,
            &LOT_NEAR,
            &SPAN,
            &WORKING,
        ] {
            assert!(!regex.as_str().is_empty());
        }
    }

    type Read<'a> = &'a [(f64, Option<Field>, Per)];

    #[test]
    fn a_number_is_read_with_what_it_is_about() {
        let rows: [(&str, Read<'_>); 10] = [
            ("hoa fee is 15% of the purchase price", &[(15.0, Some(Field::Hoa), Per::Nothing)]),
            (
                "$412/mo hoa on a $515,000 price",
                &[(412.0, Some(Field::Hoa), Per::Month), (515_000.0, Some(Field::Price), Per::Nothing)],
            ),
            (
                "the hoa is $412 a month, which is $4,944 a year",
                &[(412.0, Some(Field::Hoa), Per::Month), (4_944.0, Some(Field::Hoa), Per::Year)],
            ),
            ("$12.09 per month", &[(12.09, None, Per::Month)]),
            ("it's $372 per square foot", &[(372.0, None, Per::SquareFoot)]),
            (
                "- beds: 3\n- lot: 6,970 sq ft",
                &[(3.0, Some(Field::Beds), Per::Nothing), (6_970.0, Some(Field::Lot), Per::Nothing)],
            ),
            (
                "3 beds, 1,850 sqft",
                &[(3.0, Some(Field::Beds), Per::Nothing), (1_850.0, Some(Field::Sqft), Per::Nothing)],
            ),
            ("built in 2004", &[(2_004.0, Some(Field::Year), Per::Nothing)]),
            ("taxes run $11,240 a month", &[(11_240.0, Some(Field::Tax), Per::Month)]),
            ("under your $700,000 budget", &[(700_000.0, Some(Field::Budget), Per::Nothing)]),
        ];
        for (text, expected) in rows {
            let found: Vec<_> =
                claims(&clauses(text)).iter().map(|c| (c.number.value, c.field, c.per)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
