//! What is asked and what is answered, over listings of several kinds; then the laws that every answer keeps.

pub(crate) mod laws;
pub(crate) mod leads;
pub(crate) mod rows;
mod turns;

use super::*;

/// A house without association, whose pet rule is unknown.
const HOUSE: &str = r#"{"id": "L-1042", "address": "1208 Oak Hollow Dr", "city": "Austin", "state": "TX", "zip": "78704",
    "price_usd": 689000, "beds": 3, "baths": 2.5, "sqft": 1850, "lot_sqft": 10890, "year_built": 1998, "hoa_usd_month": 0,
    "tax_usd_year": 12450, "garage_spaces": 2, "pets": null, "status": "active",
    "open_house": [{"start": "2026-11-28T13:00:00-06:00", "end": "2026-11-28T15:00:00-06:00"}],
    "features": ["in-ground pool", "covered patio", "new roof (2021)"],
    "description": "Brick home with a wood-burning fireplace. Ideal for young families near top schools."}"#;
/// A condo with an association, under contract.
const CONDO: &str = r#"{"id": "C-77", "address": "300 Bowie St #1204", "city": "Austin", "state": "TX", "zip": "78703",
    "price_usd": 525000, "beds": 2, "baths": 2, "sqft": 1120, "year_built": 2008, "hoa_usd_month": 612.5,
    "tax_usd_year": 9800, "garage_spaces": 1, "pets": "two pets, 50 lb limit", "status": "pending", "open_house": [],
    "features": ["elevator", "gym", "community pool"]}"#;
/// The house again, of another street.
const WILLOW: &str = r#"{"id": "L-2001", "address": "1208 Willow Bend", "city": "Austin", "state": "TX", "zip": "78704",
    "price_usd": 689000, "beds": 3, "baths": 2.5, "sqft": 1850, "year_built": 1998, "hoa_usd_month": 0,
    "tax_usd_year": 12450, "garage_spaces": 2, "status": "active",
    "open_house": [{"start": "2026-11-28T13:00:00-06:00", "end": "2026-11-28T15:00:00-06:00"}],
    "features": ["in-ground pool"]}"#;
/// A rental of which little is known.
const RENTAL: &str = r#"{"id": "R-9", "address": "41 Pecan Ct", "city": "Round Rock", "state": "TX", "price_usd": 2150,
    "beds": 2, "garage_spaces": 0, "status": "available", "features": ["for rent"]}"#;

const ACCOUNT: &str = r#"{"brand": "Oak & Main Realty", "agent": "Dana Reyes", "brokerage": "Oak & Main Realty LLC",
    "license": "TREC 0654321", "phone": "+15125550100", "tz": "America/Chicago", "max_segments": 3}"#;

pub(crate) fn account() -> Account {
    Account::from_json(ACCOUNT).unwrap()
}

/// `H` the house, `W` that of Willow Bend, `C` the condo, `R` the rental, `N` none, `A` house, condo and rental.
pub(crate) fn listings(set: &str) -> Vec<Listing> {
    let texts: &[&str] = match set {
        "H" => &[HOUSE],
        "W" => &[WILLOW],
        "C" => &[CONDO],
        "R" => &[RENTAL],
        "A" => &[HOUSE, CONDO, RENTAL],
        "N" => &[],
        other => panic!("no such set: {other}"),
    };
    texts.iter().map(|text| Listing::from_json(text).unwrap()).collect()
}

pub(crate) fn now() -> Timestamp {
    "2026-11-23T15:00:00Z".parse().unwrap()
}

/// A message on SMS, the first of its conversation, from somebody of whom nothing is known.
fn ask<'a>(account: &'a Account, lead: &'a Lead, listings: &'a [Listing], inbound: &'a str) -> Ask<'a> {
    let channel = Channel::Sms;
    Ask { channel, now: now(), account, lead, listings, history: &[], inbound, question: None }
}
