//! Traces each number of a draft: to a fact on file, to arithmetic on facts, or to the lead's own words.
//!
//! What cannot be traced is blocked: that is the rule, and the rest of this file is its exceptions. The arithmetic is in
//! `arithmetic.rs`.

use std::cell::OnceCell;
use std::sync::LazyLock;

use jiff::Zoned;
use regex::Regex;

use super::claim::{Bound, Claim, Per, Unit, claims};
use super::field::{Field, nouns};
use super::numbers::numbers;
use super::on_file::forms;
use super::text::{clauses, lines, pattern, screened, stem, words};
use super::worked::Worked;
use super::{Reading, Reason, Rule, mask, times};
use crate::lead::Listing;
use crate::pattern::Pattern;

/// Square feet of an acre.
pub(super) const ACRE: f64 = 43_560.0;
/// What was done to a thing, which is no thing.
const DONE: [&str; 10] = [
    "replaced",
    "renovated",
    "updated",
    "installed",
    "remodeled",
    "built",
    "with",
    "from",
    "redone",
    "upgraded",
];
/// Square metres of a square foot.
pub(super) const SQUARE_METER: f64 = 0.092_903_04;
/// Below this a price is a month's rent: no home is sold for less.
pub(super) const RENT_BELOW: f64 = 20_000.0;

/// What the lead is after, said in a question about a listing.
static WISHES: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:need|want|looking for|at least|max|maximum|budget|tops|necesit\w+|quier\w+|busc\w+|maximo)\b",
    )
});
static MONTH_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,? (?P<year>20\d\d)\b")
});

/// Whether a claim agrees with one fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Agrees,
    Differs,
    Unknown,
}

pub(super) fn check(reading: &Reading<'_>) -> Vec<Reason> {
    let asserted = claims(&reading.clauses);
    if asserted.is_empty() {
        return Vec::new();
    }
    let tracer = Tracer::new(reading, OnceCell::new(), &reading.inbound);
    let mut faults: Vec<(&Claim, Reason)> = Vec::new();
    let mut worked = Worked::new(&tracer);
    for claim in &asserted {
        match tracer.fault(claim) {
            Some(fault) => faults.push((claim, fault)),
            None => worked.hold(claim),
        }
    }
    // What is worked out may be what another is worked out from.
    loop {
        let left = faults.len();
        faults.retain(|(claim, _)| {
            let given = worked.gives(claim);
            if given {
                worked.hold(claim);
            }
            !given
        });
        if faults.len() == left {
            break;
        }
    }
    let at = |(claim, fault): (&Claim, Reason)| match reading.clauses.get(claim.clause) {
        Some(clause) => fault.at(reading.span_of(clause)),
        None => fault,
    };
    faults.into_iter().map(at).collect()
}

/// The reason against an answer "yes" (or "no") to a question with numbers in it.
pub(super) fn fault_of_answer(reading: &Reading<'_>, question: &str, yes: bool) -> Vec<Reason> {
    let text = mask::blot(question, reading.draft);
    let tracer = Tracer::new(reading, OnceCell::from(Vec::new()), question);
    let asked = clauses(&text);
    let mut asserted = claims(&asked);
    // "4 beds right? We need at least 3": the wish is no part of the guess.
    asserted.retain(|claim| {
        !asked.get(claim.clause).is_some_and(|clause| !clause.asks && WISHES.is_match(&clause.seen))
    });
    for claim in &mut asserted {
        (claim.asks, claim.excused, claim.quoted) = (false, false, false);
        claim.denied ^= !yes;
    }
    asserted
        .iter()
        .filter(|claim| claim.field != Some(Field::Budget) && !tracer.is_wish(claim))
        .filter(|claim| !tracer.is_compared(claim, question, yes))
        .filter_map(|claim| tracer.fault(claim))
        .collect()
}

pub(super) struct Tracer<'a> {
    pub(super) reading: &'a Reading<'a>,
    /// The numbers of the lead's own words, read where a number is not on file.
    said: OnceCell<Vec<Claim>>,
    /// The numbers of features, description and pet rules, likewise.
    on_file: OnceCell<Vec<Claim>>,
    /// What the message asks about.
    topics: Vec<Field>,
    pub(super) today: Zoned,
}

impl<'a> Tracer<'a> {
    fn new(reading: &'a Reading<'a>, said: OnceCell<Vec<Claim>>, inbound: &str) -> Tracer<'a> {
        let today = reading.draft.now.to_jiff().to_zoned(reading.zone());
        Tracer { reading, said, on_file: OnceCell::new(), topics: topics(inbound), today }
    }

    pub(super) fn said(&self) -> &[Claim] {
        self.said.get_or_init(|| claims(&lines(&mask::blot(&self.reading.lead_said, self.reading.draft))))
    }

    pub(super) fn on_file(&self) -> &[Claim] {
        self.on_file.get_or_init(|| claims(&lines(&ordinals(&self.reading.on_file))))
    }

    /// Why the claim may not be made.
    fn fault(&self, claim: &Claim) -> Option<Reason> {
        let fault = self.disagreement(claim)?;
        let own = self.reading.clauses.get(claim.clause).map_or("", |own| own.text());
        let excused = is_idle(claim)
            || own.contains(" at a time") && claim.number.value == 1.0
            || self.is_theirs(claim)
            || self.is_said_back(claim)
            || self.is_offered(claim)
            || self.is_their_count(claim)
            || self.is_until(claim)
            || self.is_echo(claim)
            || times::are_apart(self.reading, claim)
            || self.is_in_words_on_file(claim)
            || self.follows(claim)
            || self.is_weighed(claim);
        (!excused).then_some(fault)
    }

    /// Whether the question holds the figure against the home's, and the answer is right: "bigger than the 900 sf place i saw?"
    fn is_compared(&self, claim: &Claim, question: &str, yes: bool) -> bool {
        let more = ["bigger than", "larger than", "more than"].iter().any(|than| question.contains(than));
        let less = ["smaller than", "less than"].iter().any(|than| question.contains(than));
        claim.unit == Unit::SquareFeet
            && more != less
            && self
                .listings()
                .iter()
                .filter_map(|listing| listing.sqft)
                .any(|sqft| ((sqft as f64) > claim.number.value) == (more == yes))
    }

    /// Whether it is how many months lie between now and a month on file: "through May 2027, so about six months".
    fn is_until(&self, claim: &Claim) -> bool {
        let months = |(year, month): (i16, i8)| {
            f64::from(year - self.today.year()) * 12.0 + f64::from(month - self.today.month())
        };
        claim.next == "month"
            && claim.unit == Unit::Other
            && months_of(&self.reading.on_file).into_iter().any(|at| {
                let until = months(at);
                until > 0.0 && (until - claim.number.value).abs() <= 1.0
            })
    }

    /// What of the listings' fields the claim contradicts, or adds to.
    fn disagreement(&self, claim: &Claim) -> Option<Reason> {
        if claim.difference {
            return Some(reason("contradiction", Some(Field::Price)));
        }
        let of_pets = claim.unit == Unit::Other
            && ["pet", "dog", "cat", "lb", "pound"].iter().any(|noun| claim.next.starts_with(noun));
        if of_pets && self.listings().iter().any(|listing| listing.pets.is_some()) {
            return Some(Reason::about("contradiction", "pets", Rule::Pets));
        }
        if claim.unit == Unit::Other && matches!(claim.next.as_str(), "open" | "casa" | "casas") {
            let count = |listing: &Listing| listing.open_house.as_ref().map(Vec::len);
            let known = self.listings().iter().filter_map(count).any(|n| n as f64 == claim.number.value);
            return (!known).then(|| Reason::about("contradiction", "open_house", Rule::OpenHouse));
        }
        let stories = claim.unit == Unit::Other
            && ["stor", "floor", "level"].iter().any(|noun| claim.next.starts_with(noun));
        if stories && self.reading.on_file.contains("story") {
            return Some(Reason::about("contradiction", "description", Rule::Number));
        }
        let fields = self.fields(claim);
        let verdicts: Vec<(Field, Verdict)> = fields
            .iter()
            .flat_map(|field| {
                self.listings().iter().map(|listing| (*field, self.compare(claim, *field, listing)))
            })
            .collect();
        let agrees = verdicts.iter().any(|(_, verdict)| *verdict == Verdict::Agrees);
        let differs = verdicts.iter().find(|(_, verdict)| *verdict == Verdict::Differs);
        if claim.denied {
            return match (agrees, differs) {
                (true, _) => Some(reason("contradiction", fields.first().copied())),
                (false, Some(_)) => None,
                (false, None) => Some(reason("invention", fields.first().copied())),
            };
        }
        match (agrees, differs) {
            (true, _) => None,
            (false, Some((field, _))) => Some(reason("contradiction", Some(*field))),
            (false, None) => Some(reason("invention", fields.first().copied())),
        }
    }

    pub(super) fn listings(&self) -> &[Listing] {
        self.reading.draft.listings
    }

    /// What a claim can be about: what its clause names; else what was asked; else what its unit suggests.
    fn fields(&self, claim: &Claim) -> Vec<Field> {
        let money = matches!(claim.unit, Unit::Money | Unit::Percent);
        let mut fields: Vec<Field> = claim.field.into_iter().collect();
        if fields.is_empty() {
            fields.extend(self.topics.iter().filter(|field| !money || field.is_money()));
        }
        // "How much is it, and are utilities included?" asks for a price too.
        let of_else = |field: &Field| matches!(field, Field::Other | Field::Budget);
        if claim.unit == Unit::Money
            && claim.field.is_none()
            && !fields.is_empty()
            && fields.iter().all(of_else)
        {
            fields.push(Field::Price);
        }
        // No dues come near what a home costs.
        let of_home = claim.field.is_none() && claim.number.value >= RENT_BELOW;
        if claim.unit == Unit::Money && of_home && !fields.is_empty() && !fields.contains(&Field::Price) {
            fields.push(Field::Price);
        }
        // A size that answers a question about the lot, or stands beside its acres, may be the lot's.
        let of_lot = matches!(claim.unit, Unit::SquareFeet | Unit::SquareMeters) && {
            let own = self.reading.clauses.get(claim.clause).is_some_and(|own| own.text().contains("acre"));
            own || self.topics.contains(&Field::Lot)
        };
        if of_lot && !fields.contains(&Field::Lot) {
            fields.push(Field::Lot);
        }
        // "Right, $912 each month" repeats the question's sum.
        if claim.unit == Unit::Money && fields.is_empty() && self.is_asked(claim) {
            fields.extend([Field::Price, Field::Hoa, Field::Tax]);
        }
        match claim.unit {
            // "Right, $25 monthly": dues, unless it is a rent.
            Unit::Money if fields.is_empty() && claim.per == Per::Month => {
                fields.extend([Field::Price, Field::Hoa])
            }
            Unit::Money if fields.is_empty() => fields.push(Field::Price),
            // What a sum without a noun is of, the text before does not say for certain.
            Unit::Money if claim.carried && claim.field.is_some() => {
                fields.extend([Field::Price, Field::Hoa, Field::Tax]);
            }
            Unit::Year | Unit::YearsOld if !fields.contains(&Field::Year) => fields = vec![Field::Year],
            Unit::Bare if fields.is_empty() => {
                fields = vec![Field::Beds, Field::Baths, Field::Garage, Field::Year, Field::Sqft];
            }
            _ => {}
        }
        fields
    }

    fn is_asked(&self, claim: &Claim) -> bool {
        numbers(&self.reading.inbound).iter().any(|asked| (asked.value - claim.number.value).abs() < 1e-9)
    }

    /// Whether features, description or pet rules say the number of the same thing.
    fn is_in_words_on_file(&self, claim: &Claim) -> bool {
        let free = claim.field.is_none_or(|field| field == Field::Other)
            || matches!(claim.unit, Unit::Year | Unit::Other | Unit::Percent | Unit::YearsOld);
        // "One assigned spot", where the file has "assigned parking spot" and no garage.
        let of_cars = matches!(
            claim.next.as_str(),
            "car" | "cars" | "garage" | "auto" | "autos" | "carro" | "carros" | "bay"
        );
        let one_spot = claim.unit == Unit::Spaces
            && !of_cars
            && claim.number.value == 1.0
            && ["parking spot", "parking space", "carport"]
                .iter()
                .any(|spot| self.reading.on_file.contains(spot))
            && self.listings().iter().all(|listing| listing.garage_spaces.unwrap_or(0) == 0);
        if one_spot {
            return true;
        }
        self.on_file().iter().any(|on_file| {
            // A lease of a year is one of twelve months.
            let year = claim.next == "year"
                && on_file.next == "month"
                && (claim.number.value * 12.0 - on_file.number.value).abs() < 1e-9;
            if year {
                return true;
            }
            let same = (on_file.number.value - claim.number.value).abs() < 1e-9;
            if same && claim.unit == Unit::Year && self.is_of_another(claim, on_file) {
                return false;
            }
            let parked = claim.unit == Unit::Spaces
                && ["parking", "garage", "space"].iter().any(|noun| self.reading.on_file.contains(noun));
            let garageless = |listing: &Listing| match listing.garage_spaces {
                Some(spaces) => spaces == 0 && !of_cars,
                None => true,
            };
            if same && parked && self.listings().iter().all(garageless) {
                return true;
            }
            // "The permit is for three bedrooms", of a lot that has none.
            let unknown = claim.field.is_some_and(|field| {
                self.listings().iter().all(|listing| self.compare(claim, field, listing) == Verdict::Unknown)
            });
            if same && unknown && claim.unit == on_file.unit && self.shares_words(claim) {
                return true;
            }
            let alike = claim.next == on_file.next && !claim.next.is_empty()
                || claim.unit == on_file.unit && claim.unit == Unit::Year
                || claim.unit == Unit::Bare
                || claim.unit == Unit::Money && on_file.unit == Unit::Money && self.shares_words(claim)
                || claim.unit == Unit::Other
                    && on_file.unit == Unit::Other
                    && super::text::stem(&claim.next) == super::text::stem(&on_file.next);
            same && alike && (free || claim.unit == Unit::Money || claim.next == on_file.next)
        })
    }

    /// Whether the claim's clause speaks of things on file, and none of them is what the file says the year of.
    fn is_of_another(&self, claim: &Claim, on_file: &Claim) -> bool {
        let own = self.reading.clauses.get(claim.clause).map_or("", |own| own.text());
        let lines = lines(&self.reading.on_file);
        let phrase = lines.get(on_file.clause).map_or("", |line| line.text());
        let has = |text: &str, word: &str| words(text).any(|other| stem(other) == stem(word));
        let mut things = words(own)
            .filter(|word| word.len() > 3 && !DONE.contains(word) && has(&self.reading.on_file, word))
            .peekable();
        things.peek().is_some() && things.all(|word| !has(phrase, word))
    }

    /// Whether the claim's clause says what the file's words say the sum of: "the lower unit", "pet deposit".
    fn shares_words(&self, claim: &Claim) -> bool {
        const OF_ANY: [&str; 8] = ["month", "price", "year", "home", "house", "listing", "file", "listed"];
        const SHORT: [&str; 4] = ["dog", "cat", "pet", "fee"];
        let Some(own) = self.reading.clauses.get(claim.clause) else { return false };
        words(own.text())
            .chain(words(&self.reading.inbound))
            .filter(|word| (word.len() > 3 || SHORT.contains(word)) && !OF_ANY.contains(word))
            .any(|word| {
                let start = word.get(..word.len().min(5)).unwrap_or(word);
                let forms: Vec<&str> = forms(word).filter(|form| form.len() > 3).collect();
                words(&self.reading.on_file)
                    .any(|other| other.starts_with(start) || forms.contains(&stem(other)))
            })
    }

    fn compare(&self, claim: &Claim, field: Field, listing: &Listing) -> Verdict {
        let value = match field {
            Field::Price => listing.price_usd.map(|usd| usd as f64),
            Field::Beds => listing.beds,
            Field::Baths => listing.baths,
            Field::Sqft => listing.sqft.map(|n| n as f64),
            Field::Lot => listing.lot_sqft.map(|n| n as f64),
            Field::Year => listing.year_built.map(|n| n as f64),
            Field::Hoa => listing.hoa_usd_month,
            Field::Tax => listing.tax_usd_year,
            Field::Garage => listing.garage_spaces.map(|n| n as f64),
            Field::Budget | Field::Other => None,
        };
        let Some(fact) = value else { return Verdict::Unknown };
        if self.agrees(claim, field, fact, listing) { Verdict::Agrees } else { Verdict::Differs }
    }

    fn agrees(&self, claim: &Claim, field: Field, fact: f64, listing: &Listing) -> bool {
        let rent = field == Field::Price && fact < RENT_BELOW;
        match (field, claim.unit, claim.per) {
            (Field::Price, Unit::Money | Unit::Bare, Per::Nothing) => {
                let thousands = claim.unit == Unit::Bare || claim.number.decade;
                let scale = if thousands && claim.number.value < 1_000.0 && !rent { 1_000.0 } else { 1.0 };
                if claim.number.decade {
                    let from = claim.number.value * scale;
                    return (from..from + 100.0 * scale).contains(&fact);
                }
                near_scaled(claim, scale, fact, false)
                    || rent && claim.yearly && near(claim, fact * 12.0, true)
            }
            (Field::Price, Unit::Money, Per::Month) => rent && near(claim, fact, false),
            (Field::Price, Unit::Money, Per::Year) => rent && near(claim, fact * 12.0, true),
            (Field::Price | Field::Sqft, Unit::Money, Per::SquareFoot) => {
                match (listing.price_usd, listing.sqft) {
                    (Some(price), Some(sqft)) if sqft > 0 => near(claim, price as f64 / sqft as f64, true),
                    _ => false,
                }
            }
            (Field::Hoa, Unit::Money, Per::Nothing) if claim.yearly => near(claim, fact * 12.0, true),
            (Field::Hoa, Unit::Money | Unit::Bare, Per::Month | Per::Nothing) => near(claim, fact, false),
            (Field::Hoa, Unit::Money | Unit::Bare, Per::Year) => near(claim, fact * 12.0, true),
            (Field::Hoa, Unit::Money, Per::Quarter) => near(claim, fact * 3.0, true),
            (Field::Tax, Unit::Money | Unit::Bare, Per::Year | Per::Nothing) => near(claim, fact, false),
            (Field::Tax, Unit::Money, Per::Month) => near(claim, fact / 12.0, true),
            (Field::Tax, Unit::Money, Per::Quarter) => near(claim, fact / 4.0, true),
            (Field::Baths, Unit::FullBaths, _) => near(claim, fact.floor(), false),
            (Field::Baths, Unit::HalfBaths, _) => near(claim, (fact.fract() * 2.0).round(), false),
            (Field::Beds, Unit::Beds | Unit::Bare, _)
            | (Field::Baths, Unit::Baths | Unit::Bare, _)
            | (Field::Garage, Unit::Spaces | Unit::Bare, _) => match claim.bound {
                Bound::Over => fact > claim.number.value,
                Bound::Under => fact < claim.number.value,
                Bound::Exact | Bound::About => (claim.number.value - fact).abs() < 1e-9,
            },
            (Field::Sqft | Field::Lot, Unit::SquareFeet | Unit::Bare, _) => near(claim, fact, false),
            (Field::Sqft | Field::Lot, Unit::SquareMeters, _) => near(claim, fact * SQUARE_METER, true),
            (Field::Sqft | Field::Lot, Unit::Acres, _) => {
                // "Roughly a third of an acre" is as fair as its words are coarse.
                let coarse =
                    claim.bound == Bound::About && (claim.number.value * ACRE - fact).abs() <= 0.08 * fact;
                field == Field::Lot && (coarse || near(claim, fact / ACRE, true))
            }
            (Field::Year, Unit::Bare, _) if claim.number.value < 300.0 => {
                (f64::from(self.today.year()) - fact - claim.number.value).abs() < 1e-9
            }
            (Field::Year, Unit::Year | Unit::Bare, _) => (claim.number.value - fact).abs() < 1e-9,
            (Field::Year, Unit::YearsOld | Unit::Other, _) => {
                let age = f64::from(self.today.year()) - fact;
                (claim.number.value - age).abs() <= 1.0
                    || claim.bound != Bound::Exact && near(claim, age, true)
            }
            _ => false,
        }
    }
}

/// "Second kitchen", "second-floor unit": as drafts write it, "2nd".
fn ordinals(text: &str) -> String {
    static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?P<word>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)[ -](?P<of>floors?|levels?|stor\w+|kitchens?|living|garages?|units?|baths?|bedrooms?)\b",
        )
    });
    const WORDS: [&str; 11] = [
        "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ];
    let digits = |found: &regex::Captures<'_>| {
        let place = WORDS.iter().position(|word| Some(*word) == found.name("word").map(|m| m.as_str()));
        format!("{}th {}", place.unwrap_or(0) + 2, found.name("of").map_or("", |of| of.as_str()))
    };
    ORDINAL.replace_all(text, digits).into_owned()
}

/// The months of a year that a text names.
fn months_of(text: &str) -> Vec<(i16, i8)> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let of = |found: regex::Captures<'_>| {
        let name = found.name("month")?.as_str().get(..3)?;
        let month = MONTHS.iter().position(|month| *month == name)?;
        Some((found.name("year")?.as_str().parse().ok()?, i8::try_from(month + 1).ok()?))
    };
    MONTH_YEAR.captures_iter(text).filter_map(of).collect()
}

/// The fields a message asks about; what the lead would pay is no field of the listing.
fn topics(inbound: &str) -> Vec<Field> {
    nouns(inbound).iter().map(|noun| noun.field).filter(|field| *field != Field::Budget).collect()
}

/// Numbers that say nothing of a property: "2 questions".
fn is_idle(claim: &Claim) -> bool {
    const IDLE: [&str; 10] = [
        "question",
        "questions",
        "quick",
        "more",
        "options",
        "things",
        "steps",
        "preguntas",
        "must",
        "priorities",
    ];
    claim.unit == Unit::Bare
        && claim.field.is_none()
        && claim.number.value <= 5.0
        && IDLE.contains(&claim.next.trim_end_matches(['.', ',', '?', '!', ':']))
}

pub(super) fn near(claim: &Claim, fact: f64, derived: bool) -> bool {
    near_scaled(claim, 1.0, fact, derived)
}

/// Fair rounding: to the digits that are written, or to the bound that is said.
fn near_scaled(claim: &Claim, scale: f64, fact: f64, derived: bool) -> bool {
    let (said, step) = (claim.number.value * scale, claim.number.step * scale);
    let rounding = if derived || step > 1.0 || fact.fract() != 0.0 { step / 2.0 } else { 0.0 };
    let exact = (said - fact).abs() <= rounding + 1e-6 || derived && (said - fact).abs() <= 0.004 * fact;
    match claim.bound {
        // "I'll ask what else there is under $2,200" names the file's own sum.
        _ if claim.excused && (said - fact).abs() < 1e-6 => true,
        Bound::Exact => exact,
        Bound::About => exact || (said - fact).abs() <= 0.03 * fact,
        Bound::Under => fact < said && fact >= said * 0.9,
        Bound::Over => fact > said && fact <= said * 1.1,
    }
}

fn reason(category: &'static str, field: Option<Field>) -> Reason {
    Reason { field: field.and_then(Field::name), ..Reason::of(category, Rule::Number) }
}
