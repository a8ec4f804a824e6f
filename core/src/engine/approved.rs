//! Checks the replies that a business has approved, before the first of them is sent: each is filled with the longest facts and read
//! by the guard as if it opened a conversation.

use crate::clock::Timestamp;
use crate::compose::{self, Ask};
use crate::error::{Error, Fault, Result};
use crate::guard::{self, Draft, Reason, Rule};
use crate::lead::{Account, ApprovedReply, Channel, Lead, Listing, Pii};

/// As long as facts usually are, each of them on file.
const LISTING: &str = r#"{"id": "sample", "address": "12345 Rancho Santa Margarita Pkwy #1204", "city": "Rancho Santa Margarita",
    "price_usd": 12950000, "beds": 12, "baths": 10.5, "sqft": 12450, "lot_sqft": 143748, "year_built": 1998,
    "hoa_usd_month": 1250.5, "tax_usd_year": 124500, "garage_spaces": 10, "pets": "two pets, 50 lb limit",
    "status": "under contract"}"#;

/// Every fault of an account's replies, by path; none is a yes.
pub(crate) fn faults(account: &Account) -> Result<Vec<Fault>> {
    let listing = Listing::from_json(LISTING)?;
    // What the business has not on file is no fault of its words: a reply that needs it is never chosen.
    let mut whole = account.clone();
    for (value, sample) in [
        (&mut whole.agent, "Christopher Featherstone"),
        (&mut whole.brokerage, "Featherstone & Partners LLC"),
        (&mut whole.license, "TREC 0654321"),
        (&mut whole.phone, "+15125550100"),
        (&mut whole.email, "christopher@example.com"),
    ] {
        value.get_or_insert_with(|| sample.to_owned());
    }
    let lead = Lead { first_name: Some(Pii::from("Maximiliana")), ..Lead::default() };
    let mut faults = Vec::new();
    for (index, reply) in account.replies.iter().enumerate() {
        for channel in &reply.channels {
            let mut ask = Ask::new(*channel, Timestamp::from_millis(0), &whole, &lead, "");
            ask.listings = std::slice::from_ref(&listing);
            for problem in problems(reply, &ask) {
                let fault = Fault { path: format!("replies[{index}].text"), problem };
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
        }
    }
    Ok(faults)
}

/// Refuses an account whose replies have faults.
pub(crate) fn check(account: &Account) -> Result<()> {
    let faults = faults(account)?;
    if faults.is_empty() { Ok(()) } else { Err(Error::from_faults("the account", faults)) }
}

/// What the guard has against a reply.
fn problems(reply: &ApprovedReply, ask: &Ask<'_>) -> Vec<String> {
    let Some(filled) = compose::filled(reply, ask) else { return Vec::new() };
    let disclosure = compose::disclosure(ask.account, ask.channel);
    let text = format!("{disclosure}\n{}", filled.text.trim());
    let reasons = of_approved(guard::check(&Draft {
        verified: true,
        listings: ask.listings,
        disclosure: &disclosure,
        ..Draft::new(ask.channel, ask.now, ask.account, ask.lead, &text)
    }));
    let before = disclosure.len() + 1;
    let shown = |reason: &Reason| {
        let place =
            reason.span.as_ref().map(|span| filled.source_of(span.start.saturating_sub(before), &reply.text));
        let place = place.map_or_else(String::new, |place| format!("character {place}: "));
        let by = if ask.channel == Channel::Sms && reason.rule == Rule::Length { " by sms" } else { "" };
        format!("{place}cannot be sent{by}: {reason}, {} [{}]", reason.rule.meaning(), reason.rule)
    };
    reasons.iter().map(shown).collect()
}

/// The reasons against words that the business has approved: they are about its business, whatever their words.
pub(super) fn of_approved(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.retain(|reason| reason.rule != Rule::Topic);
    reasons
}
