//! The scene that integration tests share.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where a helper does"
)]

pub(crate) mod buyer;

use std::sync::Arc;

use closr::clock::Clock;
use closr::testkit::ManualClock;
use closr::{Account, Actor, Channel, Engine, EngineBuilder, ForAccount, Inbound, Lead, Listing, Outcome};

pub(crate) const PHONE: &str = "+15125550147";

/// A Sunday, 10:00 in Austin.
pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-11-22T16:00:00Z".parse().unwrap()))
}

pub(crate) fn account() -> Account {
    Account::from_json(
        r#"{"id": "oak", "brand": "Oak & Main Realty", "agent": "Dana Reyes", "brokerage": "Oak & Main Realty LLC",
            "license": "TREC 0654321", "phone": "+15125550100", "tz": "America/Chicago"}"#,
    )
    .unwrap()
}

pub(crate) fn listing() -> Listing {
    Listing::from_json(
        r#"{"id": "L-1042", "address": "1208 Willow Bend", "city": "Austin", "state": "TX", "price_usd": 689000,
            "beds": 3, "baths": 2.5, "sqft": 2140, "hoa_usd_month": 0, "status": "active", "open_house": []}"#,
    )
    .unwrap()
}

pub(crate) fn lead() -> Lead {
    Lead::from_json(
        r#"{"first_name": "Marguerite", "last_name": "Calloway", "phones": ["+15125550147"],
            "emails": ["marguerite.c@example.com"], "address": "77 Larkspur Hollow", "interest": {"intent": "buy"}}"#,
    )
    .unwrap()
}

/// An engine with the account, the listing and the lead in it.
pub(crate) async fn scene(builder: EngineBuilder) -> (Engine, ForAccount) {
    let engine = builder.build().unwrap();
    engine.upsert_account(account()).await.unwrap();
    let oak = engine.for_account(&account().id, Actor::Service);
    oak.upsert_listing(listing()).await.unwrap();
    oak.upsert_lead(lead()).await.unwrap();
    (engine, oak)
}

pub(crate) fn sms(id: &str, text: &str) -> Inbound {
    Inbound::new(id, Channel::Sms, PHONE, text).unwrap()
}

/// The text of an outcome, released.
pub(crate) fn text(outcome: &mut Outcome, clock: &dyn Clock) -> Option<String> {
    outcome.take_cleared().map(|cleared| cleared.release(clock).unwrap().expose().clone())
}
