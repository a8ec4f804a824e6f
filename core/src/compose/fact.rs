//! States a fact on file, or says which one is not there.

use super::format::{Calendar, acres, count, money, quantity};
use super::intent::Intent;
use super::phrase::{self as p, Line};
use super::target::name;
use super::topic::tame;
use super::words::Lang;
use crate::clock::Timestamp;
use crate::lead::{Lead, Listing};

/// What the file says to a question.
pub(super) enum Answer {
    /// A reply and its values.
    Known(Line, Vec<(&'static str, String)>),
    /// The name of what is not on file.
    Unknown(&'static str),
    /// The file speaks of it, but perhaps not of all that was asked.
    Partly(Line, Vec<(&'static str, String)>),
}

/// Reads facts off one listing.
pub(super) struct Facts<'a> {
    pub(super) listing: &'a Listing,
    pub(super) lang: Lang,
    pub(super) now: Timestamp,
    pub(super) calendar: Option<&'a Calendar>,
    /// The listing is a rental, and so its price a month's rent.
    pub(super) rental: bool,
    /// Whether the message only asks if there is one ("does it have a pool").
    pub(super) asks_presence: bool,
    /// On SMS our own words go without the accents that GSM-7 lacks.
    pub(super) sms: bool,
}

impl Facts<'_> {
    /// The answer to a fact intent.
    pub(super) fn answer(&self, intent: Intent) -> Answer {
        let listing = self.listing;
        let known = |line: Line, value: String| Answer::Known(line, vec![("value", value)]);
        let or = |answer: Option<Answer>, unknown: Line| {
            answer.unwrap_or(Answer::Unknown(unknown.text(self.lang)))
        };
        match intent {
            Intent::Price => or(
                listing
                    .price_usd
                    .map(|price| known(if self.rental { p::RENT } else { p::PRICE }, money(price as f64))),
                p::N_PRICE,
            ),
            Intent::PricePerSqft => self.price_per_sqft(),
            Intent::Status => or(
                self.status().map(|status| match status.as_str() {
                    "active" => Answer::Known(p::ACTIVE, Vec::new()),
                    _ => known(p::STATUS, self.status_word(&status)),
                }),
                p::N_STATUS,
            ),
            Intent::Beds => or(
                listing.beds.map(|n| {
                    Answer::Known(p::BEDS, vec![("value", quantity(n)), ("beds", self.beds_word(n))])
                }),
                p::N_BEDS,
            ),
            Intent::Baths => or(
                listing.baths.map(|n| {
                    Answer::Known(p::BATHS, vec![("value", quantity(n)), ("baths", self.baths_word(n))])
                }),
                p::N_BATHS,
            ),
            Intent::Sqft => or(listing.sqft.map(|n| known(p::SQFT, count(n))), p::N_SQFT),
            Intent::Lot => or(
                listing.lot_sqft.map(|n| match acres(n) {
                    Some(acres) => Answer::Known(p::LOT_ACRES, vec![("value", count(n)), ("acres", acres)]),
                    None => known(p::LOT, count(n)),
                }),
                p::N_LOT,
            ),
            Intent::Year => or(listing.year_built.map(|n| known(p::YEAR, n.to_string())), p::N_YEAR),
            Intent::Hoa => or(
                listing.hoa_usd_month.map(|fee| match fee {
                    0.0 => Answer::Known(p::HOA_NONE, Vec::new()),
                    fee => known(p::HOA, money(fee)),
                }),
                p::N_HOA,
            ),
            Intent::Taxes => or(listing.tax_usd_year.map(|n| known(p::TAXES, money(n))), p::N_TAXES),
            Intent::Garage => or(self.garage(), p::N_GARAGE),
            Intent::Pets => or(self.pets().map(|rule| known(p::PETS, rule)), p::N_PETS),
            Intent::OpenHouse => or(self.open_house(), p::N_OPEN_HOUSE),
            Intent::Location => or(self.location(), p::N_LOCATION),
            Intent::Summary => or(self.brief().map(|value| known(p::SUMMARY, value)), p::N_SUMMARY),
            Intent::Feature(topic) => {
                let said = topic.on_file(listing);
                let label = if self.lang == Lang::En { topic.en } else { topic.es };
                match (said.is_empty(), topic.en) {
                    // The rule on pets answers what they cost only where it says so.
                    (true, "pet fees") => {
                        match self.pets().filter(|rule| rule.contains('$') || rule.contains("fee")) {
                            Some(rule) => known(p::PETS, rule),
                            None => Answer::Unknown(label),
                        }
                    }
                    (true, "garage details") => match self.garage() {
                        Some(Answer::Known(line, values)) => Answer::Partly(line, values),
                        _ => Answer::Unknown(label),
                    },
                    (true, "parking details") => match self.garage() {
                        // A garage is parking, but not what parking costs or where guests park.
                        Some(Answer::Known(line, values)) if !self.asks_presence => {
                            Answer::Partly(line, values)
                        }
                        garage => garage.unwrap_or(Answer::Unknown(label)),
                    },
                    (true, _) => Answer::Unknown(label),
                    (false, _) if self.asks_presence => known(p::FEATURE, said.join("; ")),
                    (false, _) => Answer::Partly(p::FEATURE, vec![("value", said.join("; "))]),
                }
            }
            _ => Answer::Unknown(p::N_SUMMARY.text(self.lang)),
        }
    }

    /// `3 beds` and `2.5 baths`, if both are on file.
    pub(super) fn beds_and_baths(&self) -> Option<Answer> {
        Some(Answer::Known(p::BEDS_BATHS, vec![("beds", self.beds()?), ("baths", self.baths()?)]))
    }

    /// Price, beds, baths, size and status: those on file.
    pub(super) fn brief(&self) -> Option<String> {
        let price = self.listing.price_usd.map(|price| match (self.rental, self.lang) {
            (false, _) => money(price as f64),
            (true, Lang::En) => format!("{} a month", money(price as f64)),
            (true, Lang::Es) => format!("{} al mes", money(price as f64)),
        });
        let size = self.listing.sqft.map(|n| match self.lang {
            Lang::En => format!("{} sq ft", count(n)),
            Lang::Es => format!("{} pies cuadrados", count(n)),
        });
        let status = self
            .status()
            .map(|status| p::fill(p::STATUS_WORD.text(self.lang), &[("value", &self.status_word(&status))]));
        let parts: Vec<String> =
            [price, self.beds(), self.baths(), size, status].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    fn beds(&self) -> Option<String> {
        self.listing.beds.map(|n| format!("{} {}", quantity(n), self.beds_word(n)))
    }

    fn baths(&self) -> Option<String> {
        self.listing.baths.map(|n| format!("{} {}", quantity(n), self.baths_word(n)))
    }

    fn own(&self, text: &str) -> String {
        if self.sms { super::sms::plain(text) } else { text.to_owned() }
    }

    fn beds_word(&self, n: f64) -> String {
        self.own(match (self.lang, n == 1.0) {
            (Lang::En, true) => "bed",
            (Lang::En, false) => "beds",
            (Lang::Es, true) => "recámara",
            (Lang::Es, false) => "recámaras",
        })
    }

    fn baths_word(&self, n: f64) -> String {
        self.own(match (self.lang, n == 1.0) {
            (Lang::En, true) => "bath",
            (Lang::En, false) => "baths",
            (Lang::Es, true) => "baño",
            (Lang::Es, false) => "baños",
        })
    }

    fn price_per_sqft(&self) -> Answer {
        match (self.listing.price_usd, self.listing.sqft) {
            (Some(price), Some(sqft)) if sqft > 0 && !self.rental => {
                let each = money((price as f64 / sqft as f64).round());
                Answer::Known(p::PRICE_PER_SQFT, vec![("value", money(price as f64)), ("each", each)])
            }
            (None, _) => Answer::Unknown(p::N_PRICE.text(self.lang)),
            _ => Answer::Unknown(p::N_SQFT.text(self.lang)),
        }
    }

    fn status(&self) -> Option<String> {
        let status = self.listing.status.as_deref()?.trim().to_lowercase().replace(['_', '-'], " ");
        (tame(&status) && status.chars().count() <= 40).then_some(status)
    }

    fn status_word(&self, status: &str) -> String {
        if self.lang == Lang::En {
            return status.to_owned();
        }
        let word = match status {
            "active" => "activo",
            "available" => "disponible",
            "pending" => "pendiente",
            "under contract" => "bajo contrato",
            "sold" => "vendido",
            "rented" | "leased" => "rentado",
            "coming soon" => "próximamente",
            "off market" => "fuera del mercado",
            other => other,
        };
        self.own(word)
    }

    fn garage(&self) -> Option<Answer> {
        self.listing.garage_spaces.map(|spaces| match spaces {
            0 => Answer::Known(p::GARAGE_NONE, Vec::new()),
            1 => Answer::Known(p::GARAGE_ONE, Vec::new()),
            n => Answer::Known(p::GARAGE, vec![("value", count(n))]),
        })
    }

    /// The rule on pets in the listing's words. One that speaks of assistance animals is left to a person:
    /// they are not pets (HUD FHEO-2020-01, read 2026-11-22).
    fn pets(&self) -> Option<String> {
        let rule = self.listing.pets.as_deref()?.trim().trim_end_matches('.');
        let folded = super::words::fold(rule);
        let assists = ["service", "support", "assist", "esa"].iter().any(|word| folded.contains(word));
        (tame(rule) && !assists && rule.chars().count() <= 100).then(|| rule.to_owned())
    }

    fn open_house(&self) -> Option<Answer> {
        let is_over = self.listing.open_house.as_ref()?.iter().all(|open| open.end <= self.now);
        if is_over {
            return Some(Answer::Known(p::OPEN_HOUSE_NONE, Vec::new()));
        }
        let times = self.calendar?.open_houses(self.listing, self.now)?;
        Some(Answer::Known(p::OPEN_HOUSE, vec![("value", times.join("; "))]))
    }

    fn location(&self) -> Option<Answer> {
        let listing = self.listing;
        let tidy = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| tame(text)).map(str::to_owned)
        };
        let (city, state, zip) = (tidy(&listing.city), tidy(&listing.state), tidy(&listing.zip));
        let region = match (state, zip) {
            (Some(state), Some(zip)) => Some(format!("{state} {zip}")),
            (state, zip) => state.or(zip),
        };
        let area: Vec<String> = [city, region].into_iter().flatten().collect();
        match name(listing) {
            Some(address) => {
                let mut full = vec![address.to_owned()];
                full.extend(area.into_iter().filter(|part| !address.contains(part.as_str())));
                Some(Answer::Known(p::LOCATION, vec![("value", full.join(", "))]))
            }
            None if area.is_empty() => None,
            // The area is on file, the street is not.
            None => Some(Answer::Partly(p::LOCATION_AREA, vec![("value", area.join(", "))])),
        }
    }
}

/// Whether a listing's price is a month's rent: the file says so, or the person rents and it is no sale's price.
pub(super) fn is_rental(listing: &Listing, lead: &Lead) -> bool {
    let low = listing.price_usd.is_some_and(|price| price < 50_000);
    let says = |text: &String| {
        let text = super::words::fold(text);
        ["for rent", "for lease", "rental", "lease", "a month", "per month"]
            .iter()
            .any(|word| text.contains(word))
    };
    low && (lead.interest.intent.as_deref() == Some("rent")
        || listing.features.iter().chain(&listing.description).chain(&listing.status).any(says))
}
