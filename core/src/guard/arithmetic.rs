//! What follows by arithmetic from the facts on file and the lead's own figures: a share, a sum, a difference, a rate,
//! so many months of it. A claim that follows from nothing is left to the caller to block.

use std::sync::LazyLock;

use super::claim::{Bound, Claim, Per, Unit};
use super::facts::{ACRE, RENT_BELOW, SQUARE_METER, Tracer, near};
use super::field::{Field, nouns};
use super::numbers::{factors, numbers, spelled_out};
use super::text::screened;
use crate::lead::Listing;
use crate::pattern::{Pattern, Seen};

/// Words of a sentence that compares two sums.
static LESS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:under|below|less|lower|cheaper|fewer|smaller|short|dentro|left|leaves?|room|margin|spare|within|fits|headroom|cushion|bajo|debajo|menos|quedan?|sobran?|faltan?|ahorr\w+)\b",
    )
});
static MORE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:over|above|more|higher|bigger|larger|beyond|exceeds?|past|encima|mas|sobre|arriba|pasan?|rebasan?)\b",
    )
});
static NEUTRAL: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:by|difference|apart|between|diff|diferencia|por)\b"));
/// "Your preapproval is $5,100 above the list price": the lead's sum is the one compared.
static THAN_PRICE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:above|over|more than|below|under|less than|encima de|debajo de)(?: \w+)? (?:list(?:ing|ed)?|asking|price|precio|rent|renta)\b|\b(?:left|leftover|spare|leaves|quedan?|sobran?)\b",
    )
});
static YEAR: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:years?|yr|yearly|annual\w*|anual\w*|ano|anos|12|twelve|doce)\b"));
static MONTH: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:months?|mo|monthly|mes|meses|mensual\w*|hoa|dues)\b"));
static SHARE: LazyLock<Pattern> = LazyLock::new(|| screened(r"%|\b(?:percent|pct|por ciento)\b"));
static SUMS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(r"\+|=|\b(?:plus|total|together|altogether|sum|makes|adds|suman|mas|juntos)\b")
});
/// A sum of what the sentences before told.
static IN_ALL: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"^(?:so |y |and )?(?:with (?:the )?\w+,? )?(?:that(?:'s| is| makes| comes| brings)|it(?:'s| comes)|together|all in|all told|in all|in total|total|grand total|juntos|en total|eso (?:es|da|suma))\b",
    )
});
static EACH: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:each|apiece|per (?:unit|home|person|pet|dog|cat|car|space)|for (?:both|(?:the )?(?:two|three|2|3))|cada|por (?:unidad|mascota))\b",
    )
});
static RATE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"/ ?(?:sq\.? ?ft|sqft|sf|ft|acre|m2)\b|\b(?:per|a|por|price) (?:square )?(?:foot|feet|sq\.? ?ft|sqft|sf|acre|pie|met\w+|m2)\b",
    )
});
/// A limit that something is held against.
static WEIGHS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:over|under|above|below|within|exceeds?|limit\w*|fits?|dentro|excede|supera|pasan?|rebasan?|debajo|encima|would be|more than|less than|short|after|what you(?:'re)? (?:after|want|need)\w*|instead|rather)\b",
    )
});

impl Tracer<'_> {
    /// Whether the claim is a result of arithmetic that its sentence, or the question, speaks of.
    pub(super) fn follows(&self, claim: &Claim) -> bool {
        if claim.denied {
            return false;
        }
        let clauses = &self.reading.clauses;
        let Some(own) = clauses.get(claim.clause) else { return false };
        // "Want the yearly figure? It's $5,292": what it is of, the sentence before says.
        let refers = ["it's ", "that's ", "it is ", "that is ", "son ", "eso "]
            .iter()
            .any(|it| own.text().starts_with(it));
        let of_it = |other: usize| other == own.sentence || refers && other + 1 == own.sentence;
        let sentence: String =
            clauses.iter().filter(|c| of_it(c.sentence)).fold(String::new(), |mut all, clause| {
                all.push_str(clause.text());
                all.push(' ');
                all
            });
        let sentence = Seen::of(sentence);
        let asked = Seen::of(self.reading.inbound.as_str());
        let working = Working { tracer: self, own: &own.seen, sentence: &sentence, asked: &asked };
        self.listings().iter().any(|listing| working.gives(claim, listing)) || working.gives_between(claim)
    }

    /// Whether its clause says it of the dues or of the taxes, and not of both.
    pub(super) fn is_of_one(&self, claim: &Claim) -> bool {
        let of = |field: &Field| matches!(field, Field::Hoa | Field::Tax);
        let own = self.reading.clauses.get(claim.clause).map_or("", |own| own.text());
        let named = || nouns(own).into_iter().map(|noun| noun.field).filter(of);
        !claim.carried
            && claim.field.as_ref().is_some_and(of)
            && named().all(|field| Some(field) == claim.field)
    }

    /// Whether it is the lead's own figure, truly held against what is on file: "a 60 lb lab would be over it", "yes, it's
    /// under your 600".
    pub(super) fn is_weighed(&self, claim: &Claim) -> bool {
        let value = claim.number.value;
        let same = |other: f64| (other - value).abs() < 1e-9 || (other * 1_000.0 - value).abs() < 1e-9;
        if !self.said().iter().any(|said| same(said.number.value)) {
            return false;
        }
        let of_animal = || self.said().iter().any(|said| said.number.value == value && said.next == "lb");
        if claim.unit == Unit::Other || claim.unit == Unit::Bare && of_animal() {
            let own = self.reading.clauses.get(claim.clause).filter(|own| WEIGHS.is_match(&own.seen));
            let limit = self.on_file().iter().find(|on_file| {
                on_file.next == claim.next
                    || claim.unit == Unit::Bare && on_file.next == "lb"
                    || matches!(claim.next.as_str(), "dog" | "cat" | "pet")
                        && matches!(on_file.next.as_str(), "maximum" | "max" | "limit" | "pet" | "at")
            });
            return own.zip(limit).is_some_and(|(own, limit)| {
                // The word that stands nearest after the figure compares it, else any other.
                let text = own.text();
                let after = text.find(&value.to_string()).and_then(|at| text.get(at..)).unwrap_or(text);
                let after = Seen::of(after);
                let over = match (MORE.is_match(&after), LESS.is_match(&after)) {
                    (false, false) => MORE.is_match(&own.seen) && !LESS.is_match(&own.seen),
                    (more, less) => more && !less,
                };
                over == (value > limit.number.value)
            });
        }
        let facts = |listing: &Listing| match claim.unit {
            Unit::Money => listing.price_usd.map(|usd| usd as f64),
            Unit::SquareFeet => listing.sqft.map(|sqft| sqft as f64),
            Unit::Acres => listing.lot_sqft.map(|sqft| sqft as f64 / ACRE),
            Unit::Beds => listing.beds,
            Unit::Baths => listing.baths,
            Unit::Spaces => listing.garage_spaces.map(|spaces| spaces as f64),
            Unit::Year => listing.year_built.map(|year| year as f64),
            _ => None,
        };
        let listings = self.listings();
        listings.iter().filter_map(facts).any(|fact| match claim.bound {
            Bound::Over => fact > value,
            Bound::Under => fact < value,
            Bound::Exact | Bound::About => false,
        })
    }
}

struct Working<'a> {
    tracer: &'a Tracer<'a>,
    own: &'a Seen<String>,
    sentence: &'a Seen<String>,
    asked: &'a Seen<&'a str>,
}

impl Working<'_> {
    fn speaks_of(&self, pattern: &Pattern) -> bool {
        pattern.is_match(self.sentence) || pattern.is_match(self.asked)
    }

    fn gives(&self, claim: &Claim, listing: &Listing) -> bool {
        match claim.unit {
            Unit::Money => {
                self.gives_difference(claim, listing)
                    || self.gives_share(claim, listing)
                    || self.gives_rate(claim, listing)
                    || self.gives_times(claim, listing)
                    || self.gives_sum(claim)
            }
            Unit::Bare => self.gives_rest(claim, listing) || self.is_factor(claim, listing),
            Unit::SquareFeet | Unit::Spaces | Unit::Acres => self.gives_rest(claim, listing),
            Unit::YearsOld => self.gives_age(claim),
            Unit::Other if claim.next == "year" && self.gives_age(claim) => true,
            Unit::Percent | Unit::Other => self.is_factor(claim, listing),
            Unit::SquareMeters => {
                let fact = listing.sqft.map(|sqft| sqft as f64 * SQUARE_METER);
                fact.is_some_and(|fact| near(claim, fact, true) || (fact - claim.number.value).abs() <= 1.0)
            }
            _ => false,
        }
    }

    /// Whether the number is what a working takes: "20 % of", "3 months of", "over two units", with its result.
    fn is_factor(&self, claim: &Claim, listing: &Listing) -> bool {
        let count = claim.number.value;
        let results = numbers(self.sentence.text());
        let price = listing.price_usd.map(|usd| usd as f64);
        let rent = price.filter(|usd| *usd < RENT_BELOW);
        let share = price.map(|usd| usd * count / 100.0).filter(|_| claim.unit == Unit::Percent);
        let part = price.map(|usd| usd / count).filter(|_| claim.unit != Unit::Percent);
        let times = [listing.hoa_usd_month, rent, listing.tax_usd_year].map(|usd| usd.map(|usd| usd * count));
        // "Over five years" takes twelve months five times.
        let yearly = [listing.hoa_usd_month, rent].map(|usd| usd.map(|usd| usd * 12.0 * count));
        let tax = |share: f64| listing.tax_usd_year.map(|usd| usd * share);
        let times = times
            .into_iter()
            .chain(yearly)
            .chain([tax(1.0 / count), tax(count / 12.0)])
            .filter(|_| claim.unit != Unit::Percent);
        let wanted: Vec<f64> = [share, part].into_iter().chain(times).flatten().collect();
        results.iter().filter(|result| result.money && result.value != count).any(|result| {
            wanted.iter().any(|wanted| (result.value - wanted).abs() <= wanted * 0.004 + result.step / 2.0)
        })
    }

    /// "$11,000 under your budget": what lies between the price and a sum of the lead's, the right way round.
    fn gives_difference(&self, claim: &Claim, listing: &Listing) -> bool {
        let (less, more) = (LESS.is_match(self.own), MORE.is_match(self.own));
        let compares = less || more || NEUTRAL.is_match(self.own) || self.asks_difference();
        let turned = THAN_PRICE.is_match(self.own) && more;
        let facts = [listing.price_usd.map(|usd| usd as f64), listing.hoa_usd_month, listing.tax_usd_year];
        compares
            && facts.into_iter().flatten().any(|fact| {
                let sums = self.sums(fact).into_iter().filter(|sum| (fact / 10.0..fact * 10.0).contains(sum));
                let claim = &Claim { bound: self.plain_bound(claim), ..claim.clone() };
                sums.into_iter().any(|sum| {
                    let right_way = match (less, more) {
                        (true, false) => fact <= sum,
                        (false, true) => (fact > sum) != turned,
                        _ => true,
                    };
                    right_way && (sum - fact).abs() > 0.5 && near(claim, (sum - fact).abs(), true)
                })
            })
    }

    /// "77 Canyon Rim is bigger by 730 sq ft": what lies between two listings.
    fn gives_between(&self, claim: &Claim) -> bool {
        let fact = |listing: &Listing| match claim.unit {
            Unit::Money => {
                vec![listing.price_usd.map(|usd| usd as f64), listing.hoa_usd_month, listing.tax_usd_year]
            }
            Unit::SquareFeet => {
                vec![listing.sqft.map(|sqft| sqft as f64), listing.lot_sqft.map(|sqft| sqft as f64)]
            }
            Unit::Beds => vec![listing.beds],
            Unit::Baths => vec![listing.baths],
            _ => Vec::new(),
        };
        let compares = [&LESS, &MORE, &NEUTRAL].into_iter().any(|pattern| self.speaks_of(pattern));
        let all: Vec<_> = self.tracer.listings().iter().map(fact).collect();
        let claim = &Claim { bound: self.plain_bound(claim), ..claim.clone() };
        let between = |(a, b): (&Option<f64>, &Option<f64>)| {
            a.zip(*b).is_some_and(|(a, b)| (a - b).abs() > 0.5 && near(claim, (a - b).abs(), true))
        };
        compares
            && all.iter().enumerate().any(|(place, one)| {
                all.iter().skip(place + 1).any(|other| one.iter().zip(other).any(between))
            })
    }

    /// "Under" and "over" beside a difference say which way it goes.
    fn plain_bound(&self, claim: &Claim) -> Bound {
        if claim.bound == Bound::About { Bound::About } else { Bound::Exact }
    }

    fn asks_difference(&self) -> bool {
        LESS.is_match(self.asked) || MORE.is_match(self.asked) || NEUTRAL.is_match(self.asked)
    }

    /// The sums that the lead named, now or before: "600" beside a price is 600 thousand.
    fn sums(&self, price: f64) -> Vec<f64> {
        let mut all: Vec<f64> = self
            .tracer
            .reading
            .draft
            .lead
            .interest
            .budget_max_usd
            .map(|usd| usd as f64)
            .into_iter()
            .collect();
        let said = numbers(&self.tracer.reading.lead_said);
        all.extend(said.iter().map(|number| number.value));
        if price >= RENT_BELOW {
            let short = said.iter().filter(|number| (50.0..5_000.0).contains(&number.value));
            all.extend(short.map(|number| number.value * 1_000.0));
        }
        all
    }

    /// "20 % of $615,000 is $123,000".
    fn gives_share(&self, claim: &Claim, listing: &Listing) -> bool {
        let Some(price) = listing.price_usd.filter(|_| self.speaks_of(&SHARE)) else { return false };
        let mut shares = factors(&spelled_out(self.sentence.text()));
        shares.extend(factors(self.asked.text()));
        // The price that the share is of may be said with it.
        near(claim, price as f64, false)
            || shares.into_iter().any(|share| near(claim, price as f64 * share / 100.0, true))
    }

    /// What a square foot, a square metre or an acre comes to, or one of several units.
    fn gives_rate(&self, claim: &Claim, listing: &Listing) -> bool {
        let Some(price) = listing.price_usd.map(|usd| usd as f64) else { return false };
        let asked = claim.per == Per::Nothing && RATE.is_match(self.asked);
        let asks = |what: &[&str]| asked && what.iter().any(|word| self.asked.text().contains(word));
        let over = |size: Option<f64>| size.is_some_and(|size| size > 0.0 && near(claim, price / size, true));
        let sqft = listing.sqft.map(|sqft| sqft as f64);
        let acres = listing.lot_sqft.map(|lot| lot as f64 / ACRE);
        (claim.per == Per::SquareFoot || asks(&["ft", "foot", "feet", "sf", "pie"])) && over(sqft)
            || (claim.per == Per::SquareMeter || asks(&["met", "m2"]))
                && over(sqft.map(|sqft| sqft * SQUARE_METER))
            || (claim.per == Per::Acre || asks(&["acre"])) && over(acres)
            || claim.per == Per::SquareFoot && sqft.is_none() && over(listing.lot_sqft.map(|lot| lot as f64))
            || claim.per == Per::Else && self.sentence.text().contains("bed") && over(listing.beds)
            || (self.speaks_of(&EACH) || claim.per == Per::Else)
                && factors(self.sentence.text()).into_iter().any(|count| over(Some(count)))
    }

    /// What comes every month or year, summed and multiplied as the sentence says.
    fn gives_times(&self, claim: &Claim, listing: &Listing) -> bool {
        let hoa = listing.hoa_usd_month;
        let tax = listing.tax_usd_year.map(|usd| usd / 12.0);
        let rent = listing.price_usd.map(|usd| usd as f64).filter(|usd| *usd < RENT_BELOW);
        let described =
            self.tracer.on_file().iter().filter(|c| c.unit == Unit::Money).map(|c| c.number.value);
        // "The HOA is $838" is no sum of dues and taxes.
        let both = hoa.zip(tax).map(|(hoa, tax)| hoa + tax).filter(|_| !self.tracer.is_of_one(claim));
        let monthly: Vec<f64> = [hoa, tax, rent, both].into_iter().flatten().chain(described).collect();
        let month = matches!(claim.per, Per::Month)
            || claim.per == Per::Nothing && self.speaks_of(&MONTH) && !claim.yearly;
        let year = matches!(claim.per, Per::Year) || claim.per == Per::Nothing && self.speaks_of(&YEAR);
        // A month of what is on file by the month is its own field's to agree with; here it is a sum or a share.
        let shares: Vec<f64> = [tax, both].into_iter().flatten().collect();
        let times = [" x ", " * ", "×", " times "].iter().any(|by| self.sentence.text().contains(by));
        if (month || times) && shares.iter().any(|usd| near(claim, *usd, true))
            || year && monthly.iter().any(|usd| near(claim, usd * 12.0, true))
        {
            return true;
        }
        let several = matches!(claim.per, Per::Nothing) && (month || year || times);
        // "$25 a month per pet, so $50 a month for the two".
        let of_each = self.speaks_of(&EACH) && {
            let counts = factors(&spelled_out(self.sentence.text()));
            let mut described = self.tracer.on_file().iter().filter(|fact| fact.unit == Unit::Money);
            described.any(|fact| counts.iter().any(|count| near(claim, fact.number.value * count, true)))
        };
        of_each
            || several
                && factors(&spelled_out(self.sentence.text()))
                    .into_iter()
                    .chain(factors(self.asked.text()))
                    .flat_map(|count| [count, count * 12.0])
                    .any(|count| monthly.iter().any(|usd| near(claim, usd * count, true)))
    }

    /// "$2,200 + $250 = $2,450": the sum of others in the sentence, each of which is a claim of its own, or, of "that's
    /// $2,450", of those in the sentences before.
    fn gives_sum(&self, claim: &Claim) -> bool {
        let others = |text: &str| -> Vec<f64> {
            let others = numbers(text).into_iter().filter(|other| other.money).map(|other| other.value);
            others.filter(|other| (other - claim.number.value).abs() > 0.5).collect()
        };
        let sums = |parts: &[f64]| (parts.len() >= 2) && near(claim, parts.iter().sum(), true);
        let here = others(self.sentence.text());
        if SUMS.is_match(self.sentence) && (2..=here.len().min(4)).any(|count| here.windows(count).any(sums))
        {
            return true;
        }
        // The few figures told last, some of which may be parts or multiples of others.
        const MOST: usize = 6;
        let told = self.tracer.reading.clauses.iter().take_while(|clause| clause.place <= claim.clause);
        let mut told: Vec<f64> = told.flat_map(|clause| others(clause.text())).collect();
        told.drain(..told.len().saturating_sub(MOST));
        let monthly = |listing: &Listing| {
            let rent = listing.price_usd.map(|usd| usd as f64).filter(|usd| *usd < RENT_BELOW);
            [rent, listing.hoa_usd_month]
        };
        told.extend(self.tracer.listings().iter().flat_map(monthly).flatten());
        IN_ALL.is_match(self.own)
            && (1_u32..1 << told.len()).filter(|some| (2..=4).contains(&some.count_ones())).any(|some| {
                let parts = told.iter().enumerate().filter(|(at, _)| some >> at & 1 == 1);
                sums(&parts.map(|(_, usd)| *usd).collect::<Vec<f64>>())
            })
    }

    /// "A bit over 400 more than that", "one space short": what a count or a size differs by from the lead's.
    fn gives_rest(&self, claim: &Claim, listing: &Listing) -> bool {
        let (less, more) = (LESS.is_match(self.own), MORE.is_match(self.own));
        if !(less || more || NEUTRAL.is_match(self.own)) {
            return false;
        }
        // "598k, 22 under": thousands, of a price.
        let (bare, value) = (claim.unit == Unit::Bare, claim.number.value);
        if let Some(price) = listing.price_usd.map(|usd| usd as f64).filter(|usd| bare && *usd >= RENT_BELOW)
        {
            let right_way = |sum: f64| if less == more { true } else { (price <= sum) == less };
            let sums = self.sums(price);
            if sums.iter().any(|sum| {
                right_way(*sum) && ((price - sum).abs() - value * 1_000.0).abs() < 500.0 && value > 0.0
            }) || sums.iter().any(|sum| (sum - value * 1e6).abs() < 1.0)
            {
                return true;
            }
        }
        let facts = match claim.unit {
            Unit::Spaces => [listing.garage_spaces, None],
            _ => [listing.sqft, listing.lot_sqft],
        };
        let facts = facts.into_iter().flatten().map(|fact| fact as f64);
        let rounded = Claim { bound: Bound::About, ..claim.clone() };
        let said: Vec<f64> =
            numbers(&spelled_out(&self.tracer.reading.lead_said)).iter().map(|n| n.value).collect();
        facts.into_iter().any(|fact| {
            said.iter().any(|said| (fact - said).abs() > 0.5 && near(&rounded, (fact - said).abs(), true))
        })
    }

    /// The age of what the text gives the year of: "replaced in 2023, so about three years old".
    fn gives_age(&self, claim: &Claim) -> bool {
        let today = f64::from(self.tracer.today.year());
        let reading = self.tracer.reading;
        let told = |year: f64| {
            let year = format!("{year:.0}");
            reading.folded.contains(&year) || reading.inbound.contains(&year)
        };
        // The lead worked it out first.
        let echoed = |age: f64| numbers(&reading.inbound).iter().any(|said| said.value == age);
        let years = self.tracer.on_file().iter().filter(|on_file| on_file.unit == Unit::Year);
        let built = self.tracer.listings().iter().filter_map(|listing| listing.year_built);
        years.map(|on_file| on_file.number.value).chain(built.map(|year| year as f64)).any(|year| {
            let age = claim.number.value;
            (told(year) || echoed(age)) && (today - year - age).abs() <= 1.0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sentence_works_with_is_found() {
        for (pattern, text, found) in [
            (&LESS, "it leaves you $11,010", true),
            (&LESS, "it is listed", false),
            (&MORE, "$5,100 above the list price", true),
            (&NEUTRAL, "by 120 square feet", true),
            (&THAN_PRICE, "above the list price", true),
            (&YEAR, "over a year", true),
            (&MONTH, "unos $434 al mes", true),
            (&SHARE, "20% of it", true),
            (&EACH, "is $294,500 each", true),
            (&SUMS, "$2,200 + $250", true),
            (&RATE, "price per acre", true),
            (&WEIGHS, "would be over it", true),
        ] {
            assert_eq!(pattern.is_match(&Seen::of(text)), found, "{text}");
        }
    }
}
