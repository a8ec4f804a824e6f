//! What the Event Webhook tells: a list of what became of mails, and what their readers did.
//!
//! The events and their fields: <https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event> (read 2026-11-22).

use serde::Deserialize;
use serde_json::Value;

use super::{Groups, OUTBOUND};
use crate::channel::{Incoming, Other, Status};
use crate::clock::Timestamp;
use crate::consent::{ConsentRecord, Reach, RecordKind};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{ContactPoint, EmailAddress, OutboundId, SendState};

/// One event. A field that has another type than it should is as good as absent: what SendGrid adds or changes loses no other event.
struct Event<'a>(&'a Value);

impl<'a> Event<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn number(&self, name: &str) -> Option<u64> {
        let value = self.0.get(name)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }

    fn at(&self) -> Option<Timestamp> {
        let seconds = i64::try_from(self.number("timestamp")?).ok()?;
        Some(Timestamp::from_millis(seconds.saturating_mul(1_000)))
    }

    fn name(&self) -> &'a str {
        self.text("event").unwrap_or_default()
    }
}

/// Reads the list.
pub(super) fn events(body: &[u8], groups: &Groups) -> Result<Vec<Incoming>> {
    let list: Vec<Value> = Vec::deserialize(&mut serde_json::Deserializer::from_slice(body))
        .ok()
        .filter(|list: &Vec<Value>| list.iter().all(Value::is_object))
        .ok_or_else(no_events)?;
    Ok(list.iter().flat_map(|event| read(&Event(event), groups)).collect())
}

fn read(event: &Event<'_>, groups: &Groups) -> Vec<Incoming> {
    let consent = consent(event, groups).and_then(|(kind, reach)| record(event, kind, reach));
    let status = state(event).map(|state| status(event, state));
    let told: Vec<Incoming> = consent.into_iter().chain(status).collect();
    if told.is_empty() { vec![Incoming::Other(Other::new(event.name()))] } else { told }
}

/// How far the mail has come.
fn state(event: &Event<'_>) -> Option<SendState> {
    match event.name() {
        "processed" | "deferred" => Some(SendState::Accepted),
        "delivered" => Some(SendState::Delivered),
        // What a mail program loads by itself, as Apple's does, was read by nobody.
        "open" if event.0.get("sg_machine_open").and_then(Value::as_bool) == Some(true) => {
            Some(SendState::Delivered)
        }
        "open" | "click" => Some(SendState::Read),
        "bounce" | "blocked" | "dropped" => Some(SendState::Failed),
        // Who marks a mail or its list has got it.
        "spamreport" | "unsubscribe" | "group_unsubscribe" => Some(SendState::Delivered),
        _ => None,
    }
}

/// What the event says of the person's consent. A resubscribe says nothing: only words of the person's own loosen.
fn consent(event: &Event<'_>, groups: &Groups) -> Option<(RecordKind, Reach)> {
    let opted_out = |reach| Some((RecordKind::OptOut, reach));
    match event.name() {
        "unsubscribe" | "spamreport" => opted_out(Reach::Channel),
        // A group that stands for nothing that closr knows may stand for all of it.
        "group_unsubscribe" => {
            let purpose = event.number("asm_group_id").and_then(|group| groups.purpose(group));
            opted_out(purpose.map_or(Reach::Channel, Reach::Purpose))
        }
        // A block is of this mail (its content, a full mailbox, the sender's reputation), a bounce of the address.
        "bounce" if event.text("type") != Some("blocked") => {
            Some((RecordKind::Undeliverable, Reach::Channel))
        }
        "dropped" => dropped(event.text("reason").unwrap_or_default()),
        _ => None,
    }
}

/// Why SendGrid has not even tried; other reasons are the mail's or the account's.
fn dropped(reason: &str) -> Option<(RecordKind, Reach)> {
    match reason.trim().to_ascii_lowercase().as_str() {
        "unsubscribed address" | "spam reporting address" => Some((RecordKind::OptOut, Reach::Channel)),
        "bounced address" | "invalid" => Some((RecordKind::Undeliverable, Reach::Channel)),
        _ => None,
    }
}

fn record(event: &Event<'_>, kind: RecordKind, reach: Reach) -> Option<Incoming> {
    let contact = event.text("email").and_then(|email| EmailAddress::new(email.trim()).ok())?;
    Some(Incoming::Consent(ConsentRecord {
        reach,
        by_provider: true,
        // When it happened, and not when it was told: told again, it is not another stop after an opt-in.
        at: event.at(),
        ..ConsentRecord::new(kind, ContactPoint::Email(contact))
    }))
}

fn status(event: &Event<'_>, state: SendState) -> Incoming {
    let outbound = event.text(OUTBOUND).and_then(|id| id.parse::<OutboundId>().ok());
    // What stands before the first dot is the id that the answer to Mail Send had.
    let message = event.text("sg_message_id").unwrap_or_default().split('.').next().unwrap_or_default();
    let message = message.chars().filter(char::is_ascii_graphic).take(128).collect();
    Incoming::Status(Status { outbound, message, state, code: None })
}

fn no_events() -> Error {
    Error::new(
        ErrorKind::InputInvalid,
        "not a webhook of SendGrid's: neither a JSON list of events nor an Inbound Parse form; give the raw body",
    )
}
