//! Figures that the draft works out before the reader's eyes: "$96 a month, so $5,760 over five years".
//!
//! What is worked with must itself be traced: a figure of the draft that no rule finds fault with, one on file, or the lead's own.
//! Then a sum, a difference that goes the way that is said, a share or a multiple of them is true.

use std::sync::LazyLock;

use super::claim::{Bound, Claim, Unit};
use super::facts::{Tracer, near};
use super::numbers::{factors, numbers};
use super::text::{screened, words};
use crate::pattern::{Pattern, Seen};

static LESS: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:under|below|less|lower|cheaper|short|off|shy|menos|debajo|abajo)\b"));
static MORE: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:over|above|more|higher|beyond|past|encima|mas|arriba)\b"));
static ADDS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(r"\+|\b(?:plus|and|with|total|together|all in|brings?|including|y|con|mas|juntos|suman)\b")
});

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
        match claim.unit {
            Unit::Money => {
                let shown: Vec<f64> = of_unit(Unit::Money).collect();
                // "$20,000 off $499,000" names the sum on file that the price came down from.
                let before = own.in_digits().text().get(..claim.number.start).unwrap_or_default();
                let told_from = ["off ", "from "].iter().any(|from| before.ends_with(from));
                told_from && self.facts.contains(&claim.number.value)
                    || self.is_difference(exact, &told, &own.seen)
                    || self.is_total(exact, &shown, &own.seen)
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
