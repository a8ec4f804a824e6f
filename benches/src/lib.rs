//! The scene that the benches share.

use closr::store::SqliteConfig;
use closr::{Account, Actor, Engine, EngineBuilder, ForAccount, Lead, Listing};

/// An engine on a database file, with an account, a listing and a lead in it.
///
/// # Errors
/// Those of the engine.
pub async fn scene(builder: EngineBuilder, path: &std::path::Path) -> closr::Result<(Engine, ForAccount)> {
    let engine = builder.sqlite(SqliteConfig::new(path)).build()?;
    let account = Account::from_json(
        r#"{"id": "oak", "brand": "Oak & Main Realty", "agent": "Dana Reyes", "brokerage": "Oak & Main Realty LLC",
            "license": "TREC 0654321", "phone": "+15125550100", "tz": "America/Chicago"}"#,
    )?;
    engine.upsert_account(account.clone()).await?;
    let oak = engine.for_account(&account.id, Actor::Service);
    oak.upsert_listing(Listing::from_json(
        r#"{"id": "L-1042", "address": "1208 Willow Bend", "city": "Austin", "state": "TX", "price_usd": 689000,
            "beds": 3, "baths": 2.5, "sqft": 2140, "hoa_usd_month": 0, "status": "active"}"#,
    )?)
    .await?;
    oak.upsert_lead(Lead::from_json(
        r#"{"first_name": "Jane", "last_name": "Calloway", "phones": ["+15125550147"], "emails": ["jane@example.com"]}"#,
    )?)
    .await?;
    Ok((engine, oak))
}
