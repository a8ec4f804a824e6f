//! What a webhook of Twilio's tells.

use std::borrow::Cow;

use super::{OUTBOUND, code};
use crate::channel::{Button, Incoming, Media, Received, Status, Webhook};
use crate::consent::{ConsentRecord, RecordKind};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{Channel, ContactPoint, Inbound, Pii, SendState};

/// Reads a webhook that was verified: a message with what came along, or what became of one, and what either says of the person's
/// consent. Fields that closr does not know are passed over, since Twilio adds some without notice.
///
/// Where Twilio has answered a STOP, START or HELP itself (`OptOutType`), the message says so, and a STOP is a consent event too:
/// its words may be the business's own, which no reader knows.
///
/// # Errors
/// `InputInvalid` where it is no webhook of a message, or its sender is not a phone (a short code, a name): acknowledge it, for it would
/// come again the same. `Unsupported` for WhatsApp and other channels of Twilio's.
pub fn parse(webhook: &Webhook<'_>) -> Result<Vec<Incoming>> {
    let form = Form(webhook.form());
    let id = form.get("MessageSid").or_else(|| form.get("SmsSid")).ok_or_else(not_a_message)?;
    match form.get("MessageStatus").or_else(|| form.get("SmsStatus")) {
        Some("received" | "receiving") | None => message(&form, id),
        Some(state) => Ok(status(webhook, &form, id, state)),
    }
}

/// A form's fields, in which the first of a name counts.
struct Form<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl Form<'_> {
    /// A field that is there and not empty.
    fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
        value.filter(|value| !value.is_empty())
    }

    fn pii(&self, name: &str) -> Option<Pii<String>> {
        self.get(name).map(Pii::from)
    }
}

fn message(form: &Form<'_>, id: &str) -> Result<Vec<Incoming>> {
    let from = phone(form.get("From").ok_or_else(not_a_message)?)?;
    let button = Button { text: form.pii("ButtonText"), payload: form.pii("ButtonPayload") };
    let words = form.get("Body").or_else(|| form.get("ButtonText")).unwrap_or_default();
    let mut inbound = Inbound::new(id, Channel::Sms, from, words)?;
    let opted = form.get("OptOutType");
    inbound.provider_answered = opted.is_some();
    let stop = (opted == Some("STOP")).then(|| {
        Incoming::Consent(ConsentRecord {
            by_provider: true,
            words: Some(inbound.text.clone()).filter(|words| !words.expose().is_empty()),
            ..ConsentRecord::new(RecordKind::OptOut, inbound.from.clone())
        })
    });
    let location = form.get("Latitude").zip(form.get("Longitude"));
    let location = location.and_then(|(latitude, longitude)| {
        let degrees = |text: &str| text.parse().ok().filter(|n: &f64| n.is_finite());
        Some(Pii::new((degrees(latitude)?, degrees(longitude)?)))
    });
    let received = Received {
        media: media(form),
        button: (button.text.is_some() || button.payload.is_some()).then_some(button),
        location,
        ..Received::new(inbound, form.get("To").unwrap_or_default())
    };
    // The stop first: whoever stops half way through the list has taken it.
    Ok(stop.into_iter().chain([Incoming::Message(Box::new(received))]).collect())
}

/// MMS and RCS come with `MediaUrl0`, `MediaUrl1` and so on.
fn media(form: &Form<'_>) -> Vec<Media> {
    let claimed: usize = form.get("NumMedia").and_then(|count| count.parse().ok()).unwrap_or_default();
    // A form has no more fields than it has, whatever it claims.
    (0..claimed.min(form.0.len()))
        .filter_map(|index| {
            let url = form.pii(&format!("MediaUrl{index}"))?;
            let content_type = form.get(&format!("MediaContentType{index}")).unwrap_or_default().to_owned();
            Some(Media { url, content_type })
        })
        .collect()
}

fn status(webhook: &Webhook<'_>, form: &Form<'_>, id: &str, state: &str) -> Vec<Incoming> {
    let code = form.get("ErrorCode").and_then(|code| code.parse().ok()).filter(|code| *code != 0);
    let status = Status {
        outbound: webhook.query(OUTBOUND).and_then(|id| id.parse().ok()),
        message: id.to_owned(),
        state: state_of(state),
        code,
    };
    let contact = form.get("To").and_then(|to| phone(to).ok()).and_then(|to| to.parse().ok());
    let consent = code.and_then(code::consent).zip(contact).map(|(kind, contact): (_, ContactPoint)| {
        Incoming::Consent(ConsentRecord { by_provider: true, ..ConsentRecord::new(kind, contact) })
    });
    consent.into_iter().chain([Incoming::Status(status)]).collect()
}

/// Twilio's states, of its API of 2010-04-01 (read 2026-11-22).
pub(super) fn state_of(state: &str) -> SendState {
    match state {
        "sent" | "partially_delivered" => SendState::Sent,
        "delivered" => SendState::Delivered,
        "read" => SendState::Read,
        "failed" | "undelivered" | "canceled" => SendState::Failed,
        _ => SendState::Accepted,
    }
}

/// The phone behind a sender. RCS is the phone's own text channel; others are not.
fn phone(sender: &str) -> Result<&str> {
    match sender.split_once(':') {
        None => Ok(sender),
        Some(("rcs", phone)) => Ok(phone),
        Some(_) => Err(Error::new(
            ErrorKind::Unsupported,
            "a message of a channel that closr does not take: Twilio's SMS, MMS and RCS are taken",
        )),
    }
}

fn not_a_message() -> Error {
    Error::new(
        ErrorKind::InputInvalid,
        "not a webhook of a Twilio message: it has no MessageSid, or no From; point only messaging webhooks here",
    )
}
