//! Answers one message with the composer: no model, no network, no key.
//!
//! `cargo run -p closr-examples --example answer`

use closr::clock::SystemClock;
use closr::{Account, Actor, Channel, Engine, Inbound, Lead, Listing};

#[tokio::main]
async fn main() -> closr::Result<()> {
    let engine = Engine::builder().build()?;
    let account = Account::from_json(
        r#"{"brand": "Oak & Main Realty", "agent": "Dana Reyes", "brokerage": "Oak & Main Realty LLC",
            "license": "TREC 0654321", "phone": "+15125550100", "tz": "America/Chicago"}"#,
    )?;
    engine.upsert_account(account.clone()).await?;

    let oak = engine.for_account(&account.id, Actor::Service);
    oak.upsert_listing(Listing::from_json(
        r#"{"id": "L-1042", "address": "1208 Willow Bend", "city": "Austin", "price_usd": 689000, "beds": 3,
            "baths": 2.5, "hoa_usd_month": 0, "status": "active"}"#,
    )?)
    .await?;
    oak.upsert_lead(Lead::from_json(r#"{"first_name": "Jane", "phones": ["+15125550147"]}"#)?).await?;

    for (id, text) in [("SM1", "Hi, how much is it and is there an HOA?"), ("SM2", "STOP"), ("SM3", "hello?")]
    {
        let mut outcome = oak.reply(Inbound::new(id, Channel::Sms, "+15125550147", text)?).await?;
        let sent = match outcome.take_cleared() {
            Some(cleared) => cleared.release(&SystemClock)?.expose().clone(),
            None => String::from("(nothing)"),
        };
        #[allow(clippy::disallowed_macros, reason = "an example prints")]
        {
            println!("{text}\n  -> {} {:?}\n  {sent}", outcome.kind().as_str(), outcome.reasons());
        }
    }
    Ok(())
}
