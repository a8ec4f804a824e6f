//! Figures that are the lead's own: what they can pay, offer or count, said back as theirs.

use std::sync::LazyLock;

use super::claim::{Claim, Per, Unit};
use super::facts::Tracer;
use super::field::Field;
use super::numbers::numbers;
use super::pets::Allowed;
use super::text::{clauses, screened, words};
use super::unsourced;
use crate::pattern::Pattern;

/// How a sum is told as one that the lead may offer, or holds against the price.
static OFFERS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\boffer(?:s|ed|ing)?\b|\bofertas?\b|\bofrec\w+|(?:would be|seria|\d is) (?:\w+ ){0,2}\$?[\d,.]+k? (?:below|under|above|over|less|more|short|off|por debajo|por encima|menos|mas)\b",
    )
});
impl Tracer<'_> {
    /// Whether the figure is what the lead can pay.
    pub(super) fn is_wish(&self, claim: &Claim) -> bool {
        let budget = self.reading.draft.lead.interest.budget_max_usd.map(|usd| usd as f64);
        let value = claim.number.value;
        budget.is_some_and(|budget| budget == value || budget == value * 1_000.0)
    }

    /// Whether it is a number of the message, said back in words that state nothing: "happy 40th", "Dana can write up 550".
    pub(super) fn is_said_back(&self, claim: &Claim) -> bool {
        let own = self.reading.clauses.get(claim.clause).map_or("", |own| own.text());
        let value = claim.number.value;
        claim.carried
            && matches!(claim.unit, Unit::Bare | Unit::Other | Unit::YearsOld)
            && !matches!(claim.next.as_str(), "lb" | "pet" | "dog" | "cat")
            && words(own).count() > 3
            && !unsourced::states(own)
            && !words(own).any(|word| {
                matches!(
                    word,
                    "yes" | "yep" | "right" | "correct" | "exactly" | "no" | "works" | "fine" | "ok"
                )
            })
            && numbers(&self.reading.inbound).iter().any(|said| said.value == value)
    }

    /// Whether the sum is what the lead thinks of offering, told as theirs: "an offer of $625,000 would be".
    pub(super) fn is_offered(&self, claim: &Claim) -> bool {
        let own = self.reading.clauses.get(claim.clause);
        let value = claim.number.value;
        claim.unit == Unit::Money
            && claim.per == Per::Nothing
            && own.is_some_and(|own| OFFERS.is_match(&own.seen))
            && numbers(&self.reading.lead_said)
                .iter()
                .any(|said| said.value == value || said.value * 1_000.0 == value)
    }

    /// Whether it counts the lead's own animals, and says what they cost, or nothing of what is allowed.
    pub(super) fn is_their_count(&self, claim: &Claim) -> bool {
        let own = self.reading.clauses.get(claim.clause).map_or("", |own| own.text());
        matches!(claim.next.as_str(), "dog" | "cat" | "pet")
            && (own.contains('$') || Allowed::by_clause(own).is_silent() && !is_rule(own))
            && self
                .said()
                .iter()
                .any(|said| said.number.value == claim.number.value && said.next == claim.next)
    }

    /// Whether the lead told, and did not ask, how long something of theirs takes: "31 years, wow!"
    pub(super) fn is_echo(&self, claim: &Claim) -> bool {
        let is_span = matches!(claim.next.as_str(), "year" | "month" | "week" | "day" | "hour" | "hours");
        let of_themselves = |text: &str| {
            words(text).any(|word| {
                matches!(word, "i" | "we" | "my" | "our" | "me" | "us" | "her" | "his" | "mi" | "nos")
            })
        };
        let says = |text: &str| numbers(text).iter().any(|said| said.value == claim.number.value);
        is_span
            && claim.unit != Unit::YearsOld
            && clauses(&self.reading.inbound)
                .iter()
                .any(|clause| !clause.asks && of_themselves(clause.text()) && says(clause.in_digits().text()))
    }

    /// Whether the lead gave the number, and the draft says so or asks.
    pub(super) fn is_theirs(&self, claim: &Claim) -> bool {
        let interest = &self.reading.draft.lead.interest;
        let near = |value: f64| (value - claim.number.value).abs() <= f64::EPSILON * value.abs().max(1.0);
        let budget =
            claim.field == Some(Field::Budget) && interest.budget_max_usd.is_some_and(|usd| near(usd as f64));
        if budget {
            return true;
        }
        // Where no property is on file, a figure is that of the lead's wish, unless something is said to be so.
        let own = self.reading.clauses.get(claim.clause).map_or("", |own| own.text());
        let of_none = self.listings().is_empty() && !unsourced::states(own);
        if !(of_none || claim.excused || claim.asks || claim.denied || claim.field == Some(Field::Budget)) {
            return false;
        }
        // A fact of the listing that the lead guessed is no fact; only what they want is theirs to say.
        let a_fact = matches!(
            claim.field,
            Some(Field::Hoa | Field::Tax | Field::Year | Field::Sqft | Field::Lot | Field::Garage)
        );
        if (a_fact || claim.denied) && !(claim.quoted || claim.asks) {
            return false;
        }
        // "Shall I look for two-beds under $600K?" states nothing.
        if claim.asks && ["search", "look for", "buscar", "busque"].iter().any(|verb| own.contains(verb)) {
            return true;
        }
        let wished = claim.unit == Unit::Beds && interest.beds_min.is_some_and(near)
            || claim.unit == Unit::Money && interest.budget_max_usd.is_some_and(|usd| near(usd as f64));
        // "5 today" is a time without its mark.
        let bare = claim.unit == Unit::Bare
            && words(&self.reading.lead_said).any(|word| word.parse::<f64>().is_ok_and(near));
        wished
            || bare
            || self.said().iter().any(|said| {
                let figure = said.unit == Unit::Bare || claim.unit == Unit::Bare;
                // "2000" said of a rent looks like a year.
                let looks = said.unit == Unit::Year && claim.unit == Unit::Money;
                let alike = said.unit == claim.unit || figure || looks;
                // "400" said of a price is 400 thousand.
                alike
                    && (near(said.number.value)
                        || claim.unit == Unit::Money && near(said.number.value * 1_000.0))
            })
    }
}

/// Whether it tells what is allowed: "the limit is two dogs".
fn is_rule(own: &str) -> bool {
    words(own).any(|word| {
        word.starts_with("limit") || matches!(word, "policy" | "most" | "only" | "per" | "politica" | "solo")
    })
}
