//! What a template is rendered with.

use std::fmt;

use jiff::tz::TimeZone;
use serde_json::{Map, Number, Value, json};

use crate::clock::Timestamp;
use crate::lead::{Account, ApprovedReply, Channel, Lead, Listing, Message, OpenHouse, Pii};
use crate::prompt::{LeadView, fence};

/// Everything that a prompt is made of.
///
/// Templates see `account`, `lead`, `listings` (and `listing`, in its own section), `notes`, `channel`, `now`,
/// `replies`, `question`, `repair` and `max_chars`; `history` and `inbound` become sections of their own. What others wrote
/// (the lead, the listing, the agent's notes) is data: it is never read as a template, and marks that could pass
/// for the end of a message are broken up.
#[derive(Clone)]
#[non_exhaustive]
pub struct Context<'a> {
    /// The channel of the reply.
    pub channel: Channel,
    /// Now; templates see it in the account's time zone.
    pub now: Timestamp,
    /// The business.
    pub account: &'a Account,
    /// What may be said of the lead.
    pub lead: LeadView,
    /// The facts on file, the listing that is talked about first.
    pub listings: &'a [Listing],
    /// The agent's notes.
    pub notes: Option<&'a str>,
    /// The earlier messages, the oldest first.
    pub history: &'a [Message],
    /// The message to answer.
    pub inbound: &'a str,
    /// The approved replies that may be chosen; all of the account's by default.
    pub replies: Vec<&'a ApprovedReply>,
    /// The one qualifying question that may be asked.
    pub question: Option<&'a str>,
    /// Why the last draft was refused, in closr's words, when this is the one repair.
    pub repair: Option<&'a str>,
    /// The most characters of the reply.
    pub max_chars: Option<usize>,
}

impl<'a> Context<'a> {
    /// A context with what every prompt needs; the rest is empty.
    pub fn new(channel: Channel, now: Timestamp, account: &'a Account, inbound: &'a str) -> Context<'a> {
        Context {
            channel,
            now,
            account,
            lead: LeadView::default(),
            listings: &[],
            notes: None,
            history: &[],
            inbound,
            replies: account.replies.iter().collect(),
            question: None,
            repair: None,
            max_chars: None,
        }
    }

    /// The variables of every section.
    pub(super) fn variables(&self) -> Map<String, Value> {
        let mut map = Map::new();
        let tz = self.time_zone();
        let listings: Vec<Value> = self.listings.iter().map(|one| listing(one, &tz)).collect();
        put(&mut map, "account", Some(account(self.account)));
        put(&mut map, "lead", Some(lead(&self.lead)));
        put(&mut map, "listings", Some(Value::Array(listings)));
        put(&mut map, "channel", Some(json!(self.channel.as_str())));
        put(
            &mut map,
            "now",
            Some(json!(local(self.now, &tz).strftime("%A, %B %-d, %Y, %-I:%M %p %Z").to_string())),
        );
        put(&mut map, "replies", Some(self.replies.iter().map(|one| reply(one)).collect()));
        put(&mut map, "question", self.question.map(|text| json!(fence::line(text))));
        put(&mut map, "repair", self.repair.map(|text| json!(fence::line(text))));
        put(&mut map, "max_chars", self.max_chars.map(|n| json!(n)));
        map
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.account.tz).unwrap_or(TimeZone::UTC)
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("channel", &self.channel)
            .field("now", &self.now)
            .field("listings", &self.listings.len())
            .field("history", &self.history.len())
            .finish_non_exhaustive()
    }
}

/// What a text is made of that the business writes first. No model reads it, so the person's own values stand in it.
pub(crate) struct TextContext<'a> {
    pub(crate) channel: Channel,
    pub(crate) account: &'a Account,
    pub(crate) lead: &'a Lead,
    /// The listing that it speaks of.
    pub(crate) listing: Option<&'a Listing>,
    /// The listing's open houses to come, as they are written; `None` where nothing is on file.
    pub(crate) open_house: Option<Vec<String>>,
}

impl TextContext<'_> {
    pub(super) fn variables(&self) -> Map<String, Value> {
        let mut map = Map::new();
        let mut facts = Map::new();
        if let Some(Value::Object(all)) = self.listing.map(|one| listing(one, &TimeZone::UTC)) {
            facts = all;
            facts.remove("id");
            facts.remove("open_house");
            put(&mut facts, "open_house", self.open_house.as_ref().map(|times| json!(times)));
        }
        facts.entry("features").or_insert_with(|| json!([]));
        put(&mut map, "account", Some(account(self.account)));
        put(&mut map, "lead", Some(known(self.lead)));
        put(&mut map, "listing", Some(Value::Object(facts)));
        put(&mut map, "channel", Some(json!(self.channel.as_str())));
        map
    }
}

/// What the record knows of the lead, in its own words.
fn known(lead: &Lead) -> Value {
    let name = |name: &Option<Pii<String>>| name.as_ref().map(|name| json!(fence::line(name.expose())));
    let interest = &lead.interest;
    let view = LeadView {
        intent: interest.intent.clone(),
        budget_max_usd: interest.budget_max_usd,
        beds_min: interest.beds_min,
        area: interest.area.clone(),
        timeline: interest.timeline.clone(),
        financing: interest.financing.clone(),
        ..LeadView::default()
    };
    let mut value = self::lead(&view);
    if let Some(map) = value.as_object_mut() {
        put(map, "first_name", name(&lead.first_name));
        put(map, "last_name", name(&lead.last_name));
    }
    value
}

/// Unknown values are left out: a template that prints one without a guard fails, at load.
fn put(map: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value);
    }
}

fn account(account: &Account) -> Value {
    let Account { brand, agent, brokerage, license, nmls, phone, email, postal_address, .. } = account;
    let mut map = Map::new();
    put(&mut map, "brand", Some(json!(fence::line(brand))));
    for (key, value) in [
        ("agent", agent),
        ("brokerage", brokerage),
        ("license", license),
        ("nmls", nmls),
        ("phone", phone),
        ("email", email),
        ("postal_address", postal_address),
    ] {
        put(&mut map, key, text(value));
    }
    Value::Object(map)
}

/// As it stands in the record: its variables are for closr to fill, not for the prompt.
fn reply(reply: &ApprovedReply) -> Value {
    let mut map = Map::new();
    put(&mut map, "id", Some(json!(reply.id)));
    put(&mut map, "text", Some(json!(fence::line(reply.text.as_str()))));
    put(&mut map, "when", text(&reply.when));
    Value::Object(map)
}

fn lead(lead: &LeadView) -> Value {
    let mut map = Map::new();
    put(&mut map, "first_name", lead.first_name.as_ref().map(|p| json!(p.as_str())));
    put(&mut map, "last_name", lead.last_name.as_ref().map(|p| json!(p.as_str())));
    put(&mut map, "intent", text(&lead.intent));
    put(&mut map, "budget_max_usd", lead.budget_max_usd.map(|n| json!(n)));
    put(&mut map, "beds_min", lead.beds_min.and_then(quantity));
    put(&mut map, "area", text(&lead.area));
    put(&mut map, "timeline", text(&lead.timeline));
    put(&mut map, "financing", text(&lead.financing));
    Value::Object(map)
}

fn listing(listing: &Listing, tz: &TimeZone) -> Value {
    let mut map = Map::new();
    put(&mut map, "id", Some(json!(fence::line(&listing.id))));
    for (key, value) in [
        ("address", &listing.address),
        ("city", &listing.city),
        ("state", &listing.state),
        ("zip", &listing.zip),
        ("pets", &listing.pets),
        ("status", &listing.status),
    ] {
        put(&mut map, key, text(value));
    }
    for (key, value) in [
        ("price_usd", listing.price_usd),
        ("sqft", listing.sqft),
        ("lot_sqft", listing.lot_sqft),
        ("year_built", listing.year_built),
        ("garage_spaces", listing.garage_spaces),
    ] {
        put(&mut map, key, value.map(|n| json!(n)));
    }
    for (key, value) in [
        ("beds", listing.beds),
        ("baths", listing.baths),
        ("hoa_usd_month", listing.hoa_usd_month),
        ("tax_usd_year", listing.tax_usd_year),
    ] {
        put(&mut map, key, value.and_then(quantity));
    }
    let open_house =
        |all: &Vec<OpenHouse>| json!(all.iter().map(|one| open_house(one, tz)).collect::<Vec<_>>());
    put(&mut map, "open_house", listing.open_house.as_ref().map(open_house));
    let features: Vec<String> = listing.features.iter().map(|feature| fence::line(feature)).collect();
    put(&mut map, "features", Some(json!(features)));
    put(&mut map, "description", listing.description.as_deref().map(|text| json!(fence::block(text))));
    Value::Object(map)
}

fn text(value: &Option<String>) -> Option<Value> {
    value.as_deref().map(|text| json!(fence::line(text)))
}

/// Whole numbers without a point: 3 and not 3.0 bedrooms.
fn quantity(value: f64) -> Option<Value> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        return Some(json!(value as i64));
    }
    Number::from_f64(value).map(Value::Number)
}

fn open_house(one: &OpenHouse, tz: &TimeZone) -> String {
    let (start, end) = (local(one.start, tz), local(one.end, tz));
    let until = if start.date() == end.date() { "%-I:%M %p" } else { "%A, %B %-d, %Y, %-I:%M %p" };
    format!("{} to {}", start.strftime("%A, %B %-d, %Y, %-I:%M %p"), end.strftime(until))
}

fn local(at: Timestamp, tz: &TimeZone) -> jiff::Zoned {
    at.to_jiff().to_zoned(tz.clone())
}
