//! Figures that the draft works out before the reader's eyes: "$96 a month, so $5,760 over five years".
//!
//! What is worked with must itself be traced: a figure of the draft that no rule finds fault with, one on file, or the lead's own.
//! Then a sum, a difference that goes the way that is said, a share or a multiple of them is true.

use std::sync::LazyLock;

use regex::Regex;

use super::claim::{Bound, Claim, Per, Unit};
use super::facts::{RENT_BELOW, Tracer, near};
use super::field::{Field, nouns};
use super::numbers::{factors, numbers, spelled_out};
use super::text::{pattern, screened, words};
use crate::pattern::{Pattern, Seen};

static LESS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(r"\b(?:under|below|less|lower|cheaper|short|off|shy|menos|bajo|debajo|abajo)\b")
});
static MORE: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:over|above|more|higher|beyond|past|encima|mas|arriba)\b"));
static ADDS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(r"\+|\b(?:plus|and|with|total|together|all in|brings?|including|y|con|mas|juntos|suman)\b")
});

/// Words that come to a sum, or to what is left of one.
static SETTLES: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\+|=|\b(?:plus|total|totals|together|add|adds|adding|added|you're at|all in|all told|in all|brings?|comes? (?:to|out)|makes|would be|less|minus|before any|net|suman|suma|total|serian|seria|mas|menos|son)\b",
    )
});
static SIDES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?P<one>\d{1,4}) ?(?:x|by|'? ?x) ?(?P<other>\d{1,4})\b"));
static MONTH_DOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:one|1|un|a)[- ](?:month|mes)(?:'s)?(?: \w+)? (?:security )?(?:deposit|deposito)|\bdeposit (?:equals|is|of|equal to|equivale a)(?: \w+){0,2} month|\bdeposito de un mes",
    )
});
static EACH: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:each|apiece|per (?:pet|dog|cat|car|person)|cada)\b"));
static YEARLY: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:years?|yr|yearly|annual\w*|anual\w*|ano)\b"));

/// Words that take a part of a figure, or several of it.
const PARTS: [(&str, f64); 11] = [
    ("half", 0.5),
    ("mitad", 0.5),
    ("third", 1.0 / 3.0),
    ("tercio", 1.0 / 3.0),
    ("quarter", 0.25),
    ("apiece", 0.5),
    ("double", 2.0),
    ("twice", 2.0),
    ("doble", 2.0),
    ("triple", 3.0),
    ("decade", 10.0),
];

/// The figures that a draft's further figures may rest on.
pub(super) struct Worked<'a> {
    tracer: &'a Tracer<'a>,
    /// Those that the draft tells and that are traced.
    told: Vec<&'a Claim>,
    /// Sums on file.
    facts: Vec<f64>,
}

impl<'a> Worked<'a> {
    pub(super) fn new(tracer: &'a Tracer<'a>) -> Worked<'a> {
        let of = |listing: &crate::lead::Listing| {
            [listing.price_usd.map(|usd| usd as f64), listing.hoa_usd_month, listing.tax_usd_year]
        };
        let described = tracer.on_file().iter().filter(|fact| fact.unit == Unit::Money);
        let facts = tracer.listings().iter().flat_map(of).flatten();
        Worked {
            tracer,
            told: Vec::new(),
            facts: facts.chain(described.map(|fact| fact.number.value)).collect(),
        }
    }

    /// Takes a figure that is traced for one that others may rest on.
    pub(super) fn hold(&mut self, claim: &'a Claim) {
        self.told.push(claim);
    }

    /// Whether the claim follows from what its sentence, or the one before, tells.
    pub(super) fn gives(&self, claim: &Claim) -> bool {
        let clauses = &self.tracer.reading.clauses;
        let Some(own) = clauses.get(claim.clause).filter(|_| !claim.denied) else { return false };
        let exact = &Claim { bound: plain(claim.bound), ..claim.clone() };
        let told: Vec<&Claim> = self
            .told
            .iter()
            .copied()
            .filter(|told| {
                let of = clauses.get(told.clause).map_or(usize::MAX, |clause| clause.sentence);
                of == own.sentence || of + 1 == own.sentence
            })
            .collect();
        let of_unit =
            |unit: Unit| told.iter().filter(move |told| told.unit == unit).map(|told| told.number.value);
        let sentence: String = clauses
            .iter()
            .filter(|clause| clause.sentence == own.sentence)
            .map(|clause| clause.text())
            .collect();
        if self.is_year_of(exact) || self.is_deposit(exact) {
            return true;
        }
        match claim.unit {
            Unit::Bare if claim.number.value >= 100.0 => self.is_account(exact),
            Unit::SquareFeet if self.is_product(exact) => true,
            Unit::Money => {
                let shown: Vec<f64> = of_unit(Unit::Money).collect();
                // "$20,000 off $499,000" names the sum on file that the price came down from.
                let before = own.in_digits().text().get(..claim.number.start).unwrap_or_default();
                let told_from = ["off ", "from "].iter().any(|from| before.ends_with(from));
                told_from && self.facts.contains(&claim.number.value)
                    || self.is_difference(exact, &told, &own.seen)
                    || self.is_total(exact, &shown, &own.seen)
                    || self.is_account(exact)
                    || is_multiple(exact, &shown, &sentence)
            }
            Unit::Percent => {
                let shown: Vec<f64> = of_unit(Unit::Money).collect();
                let all = || shown.iter().chain(&self.facts).filter(|usd| **usd > 0.0);
                shown.iter().any(|part| all().any(|whole| near(exact, 100.0 * part / whole, true)))
            }
            Unit::Acres | Unit::SquareFeet => {
                let lots = self.tracer.listings().iter().filter_map(|listing| listing.lot_sqft);
                let whole: Vec<f64> = match claim.unit {
                    Unit::Acres => lots.map(|sqft| sqft as f64 / super::facts::ACRE).collect(),
                    _ => of_unit(claim.unit).collect(),
                };
                is_multiple(exact, &whole, &sentence)
            }
            Unit::Other if claim.next == "lb" => self.is_weight(exact, &own.seen),
            _ => false,
        }
    }

    /// "$625,000 would be $24,000 below it": what is said first is the one that is less, or more.
    fn is_difference(&self, claim: &Claim, told: &[&Claim], own: &Seen<String>) -> bool {
        let (less, more) = (LESS.is_match(own), MORE.is_match(own));
        let before = told.iter().rev().find(|told| {
            told.unit == Unit::Money && told.clause == claim.clause && told.number.start < claim.number.start
        });
        if less == more {
            return false;
        }
        let money = || told.iter().filter(|told| told.unit == Unit::Money).map(|told| told.number.value);
        let known = || money().chain(self.facts.iter().copied()).chain(self.limits());
        // "$20,000 off $499,000": where nothing is said first, it is the sum on file.
        let firsts: Vec<f64> = match before {
            Some(told) => vec![told.number.value],
            None => self.facts.clone(),
        };
        let others: Vec<f64> = if before.is_some() { known().collect() } else { money().collect() };
        firsts.iter().any(|first| {
            others.iter().any(|other| {
                let apart = (first - other).abs();
                (first < other) == less && apart > 0.5 && near(claim, apart, true)
            })
        })
    }

    /// "Two cats would be $60 a month, and $2,210 all in".
    fn is_total(&self, claim: &Claim, shown: &[f64], own: &Seen<String>) -> bool {
        ADDS.is_match(own)
            && shown.iter().any(|one| self.facts.iter().any(|other| near(claim, one + other, true)))
    }

    /// "First month plus a one-month deposit would be $4,790": the sum, or what is left, of those sums on file that the draft or the
    /// question speaks of, all by the month or all by the year.
    fn is_account(&self, claim: &Claim) -> bool {
        let reading = self.tracer.reading;
        if self.tracer.is_of_one(claim) || !SETTLES.is_match(&Seen::of(reading.folded.as_str())) {
            return false;
        }
        let spoken = format!("{} {}", reading.folded, reading.lead_said);
        let named: Vec<Field> = nouns(&spoken).into_iter().map(|noun| noun.field).collect();
        let counts = factors(&spelled_out(&spoken));
        let (mut monthly, mut yearly): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        for listing in self.tracer.listings() {
            let rent = listing.price_usd.map(|usd| usd as f64).filter(|usd| *usd < RENT_BELOW);
            let hoa = listing.hoa_usd_month.filter(|_| named.contains(&Field::Hoa));
            let tax = listing.tax_usd_year.filter(|_| named.contains(&Field::Tax));
            monthly.extend([rent, hoa, tax.map(|usd| usd / 12.0)].into_iter().flatten());
            yearly.extend([rent.map(|usd| usd * 12.0), hoa.map(|usd| usd * 12.0), tax].into_iter().flatten());
            // A deposit of a month's rent.
            monthly
                .extend(rent.filter(|_| MONTH_DOWN.is_match(&reading.on_file) && spoken.contains("deposit")));
        }
        for fact in self.tracer.on_file().iter().filter(|fact| fact.unit == Unit::Money) {
            let usd = fact.number.value;
            monthly.push(usd);
            yearly.push(usd * 12.0);
            if EACH.is_match(&Seen::of(reading.on_file.as_str())) {
                monthly.extend(counts.iter().filter(|count| **count <= 4.0).map(|count| usd * count));
            }
        }
        let agrees = |sum: f64| {
            let slack = if claim.bound == Bound::About { 0.02 * sum } else { claim.number.step / 2.0 };
            (sum - claim.number.value).abs() <= slack.max(0.51)
        };
        [monthly, yearly].iter().any(|sums| {
            // The few that there are: three of them make eight sums.
            const MOST: usize = 7;
            let sums = sums.get(..sums.len().min(MOST)).unwrap_or_default();
            (1_u32..1 << sums.len()).any(|some| {
                let of = |at: usize| some >> at & 1 == 1;
                let parts: Vec<f64> =
                    sums.iter().enumerate().filter(|(at, _)| of(*at)).map(|(_, usd)| *usd).collect();
                let all: f64 = parts.iter().sum();
                let left = parts.iter().copied().fold(0.0, f64::max) * 2.0 - all;
                parts.len() >= 2 && (agrees(all) || agrees(left))
            })
        })
    }

    /// "HOA 3,120 + tax 940 = 4,060/yr": a year of what is paid by the month, in a text that reckons by the year.
    fn is_year_of(&self, claim: &Claim) -> bool {
        let by_year =
            claim.per == Per::Nothing && YEARLY.is_match(&Seen::of(self.tracer.reading.folded.as_str()));
        by_year && claim.field == Some(Field::Hoa) && {
            let mut dues = self.tracer.listings().iter().filter_map(|listing| listing.hoa_usd_month);
            dues.any(|usd| near(claim, usd * 12.0, false))
        }
    }

    /// "The 40x60 shop is 2,400 square feet".
    fn is_product(&self, claim: &Claim) -> bool {
        let sides = |found: regex::Captures<'_>| {
            let side = |name: &str| found.name(name)?.as_str().parse::<f64>().ok();
            Some(side("one")? * side("other")?)
        };
        SIDES
            .captures_iter(&self.tracer.reading.on_file)
            .filter_map(sides)
            .any(|area| near(claim, area, true))
    }

    /// "Security deposit $2,900": a month's rent, where the file says that it is one.
    fn is_deposit(&self, claim: &Claim) -> bool {
        let mut rents =
            self.tracer.listings().iter().filter_map(|listing| listing.price_usd).map(|usd| usd as f64);
        let own = self.tracer.reading.clauses.get(claim.clause);
        claim.unit == Unit::Money
            && own.is_some_and(|own| own.text().contains("deposit"))
            && MONTH_DOWN.is_match(&self.tracer.reading.on_file)
            && rents.any(|usd| usd < RENT_BELOW && near(claim, usd, false))
    }

    /// "The second would be 10 lb over": the lead's animal against the limit on file.
    fn is_weight(&self, claim: &Claim, own: &Seen<String>) -> bool {
        let (less, more) = (LESS.is_match(own), MORE.is_match(own));
        let limits =
            self.tracer.on_file().iter().filter(|fact| fact.next == "lb").map(|fact| fact.number.value);
        let theirs: Vec<f64> =
            numbers(&self.tracer.reading.lead_said).iter().map(|said| said.value).collect();
        less != more
            && limits.into_iter().any(|limit| {
                theirs.iter().any(|own| {
                    (*own > limit) == more && ((own - limit).abs() - claim.number.value).abs() < 1e-9
                })
            })
    }

    /// What the lead can pay.
    fn limits(&self) -> impl Iterator<Item = f64> {
        self.tracer.reading.draft.lead.interest.budget_max_usd.map(|usd| usd as f64).into_iter()
    }
}

/// "Under" and "over" beside a difference say which way it goes.
fn plain(bound: Bound) -> Bound {
    if bound == Bound::About { Bound::About } else { Bound::Exact }
}

/// Whether the claim is a part or a multiple of one of the figures, by a factor that the sentence has.
fn is_multiple(claim: &Claim, shown: &[f64], sentence: &str) -> bool {
    let counts = factors(sentence).into_iter().flat_map(|count| [count, 1.0 / count]);
    let parts = PARTS.iter().filter(|(part, _)| words(sentence).any(|word| word == *part));
    let by: Vec<f64> = counts.chain(parts.map(|(_, by)| *by)).collect();
    shown.iter().any(|one| by.iter().any(|by| near(claim, one * by, true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_working_are_found() {
        for (pattern, text) in [(&LESS, "$18,000 under ask"), (&MORE, "10 lb over"), (&ADDS, "$2,210 all in")]
        {
            assert!(pattern.is_match(&Seen::of(text)), "{text}");
            assert!(!pattern.is_match(&Seen::of("it is listed at $700")), "{text}");
        }
    }
}
