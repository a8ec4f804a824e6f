//! A request to SendGrid and its answer, as bytes: no socket.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{OUTBOUND, SendGridConfig};
use crate::channel::{ChannelError, Receipt, Refusal, Sending};
use crate::clock::Timestamp;
use crate::consent::RecordKind;
use crate::error::{ErrorKind, Retry, safe};
use crate::lead::{OutboundId, Purpose, SendState};

/// The path of `POST`, below the root.
pub(super) const PATH: &str = "/v3/mail/send";

/// One mail, as SendGrid's Mail Send takes it: <https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send> (read 2026-11-22).
///
/// SendGrid keeps custom arguments for ever, so that nothing personal stands there, and adds nothing to the words.
pub(super) fn encode(
    config: &SendGridConfig,
    outbound: OutboundId,
    purpose: Purpose,
    to: &str,
    text: &str,
    headers: &[(&str, String)],
) -> Vec<u8> {
    let from = match &config.from_name {
        Some(name) => json!({"email": config.from, "name": name}),
        None => json!({"email": config.from}),
    };
    let custom = json!({OUTBOUND: outbound.to_string()});
    let tracking = json!({
        "click_tracking": {"enable": config.track_clicks, "enable_text": config.track_clicks},
        "open_tracking": {"enable": config.track_opens},
        "subscription_tracking": {"enable": false},
    });
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
    let headers = Some(headers.collect::<Map<_, _>>()).filter(|headers| !headers.is_empty());
    let fields = [
        ("personalizations", Some(json!([{"to": [{"email": to}], "custom_args": custom}]))),
        ("from", Some(from)),
        ("reply_to", config.reply_to.as_ref().map(|address| json!({"email": address}))),
        ("subject", Some(json!(config.subject))),
        ("content", Some(json!([{"type": "text/plain", "value": text}]))),
        ("headers", headers.map(Value::Object)),
        ("asm", config.groups.of(purpose).map(|group| json!({"group_id": group}))),
        ("tracking_settings", Some(tracking)),
    ];
    let set = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(set.collect()).to_string().into_bytes()
}

/// What an answer's headers say.
#[derive(Clone, Copy, Default)]
pub(super) struct Told<'a> {
    pub(super) message: Option<&'a str>,
    pub(super) request: Option<&'a str>,
    pub(super) retry_after: Option<&'a str>,
    /// When the limit is lifted, in seconds since 1970.
    pub(super) reset: Option<&'a str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    errors: Vec<Value>,
    id: Option<String>,
}

impl Answer {
    /// The fields of the request that SendGrid objects to.
    fn fields(&self) -> impl Iterator<Item = &str> {
        self.errors.iter().filter_map(|error| error.get("field")?.as_str())
    }
}

/// What an answer says became of the mail.
pub(super) fn decode(status: u16, told: Told<'_>, body: &[u8], now: Timestamp) -> Sending {
    let answer: Answer = serde_json::from_slice(body).unwrap_or_default();
    let request = told.request.or(told.message).or(answer.id.as_deref());
    match status {
        202 => {
            let is_id = |id: &&str| (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
            let id = told.message.filter(is_id).unwrap_or_default();
            Sending::Sent(Receipt::new(id, SendState::Accepted))
        }
        // Another success is none of Mail Send's, and of a fault of its own SendGrid does not say how far it had come.
        200..=299 | 408 | 500.. => Sending::Unknown(lost(request).into()),
        _ => Sending::Refused(refusal(status, &answer, told, request, now)),
    }
}

/// Statuses and fields: `tsg_mail_v3.json` of twilio/sendgrid-oai dbe0e0d (read 2026-11-29).
fn refusal(status: u16, answer: &Answer, told: Told<'_>, request: Option<&str>, now: Timestamp) -> Refusal {
    let of = |parts: &[&str]| answer.fields().any(|field| parts.iter().any(|part| field.starts_with(part)));
    let address = status == 400
        && answer.fields().any(|field| field.starts_with("personalizations") && field.contains("to"));
    let (kind, what) = match status {
        429 => (ErrorKind::RateLimited, "too many mails: wait"),
        400 if address => (ErrorKind::InputInvalid, "no mail can be sent to this address"),
        400 | 403 if of(&["from", "reply_to", "subject", "asm", "headers"]) => (
            ErrorKind::ConfigInvalid,
            "check `from`, `reply_to`, `subject` and `groups`, and that the sender is verified",
        ),
        401 | 403 => (ErrorKind::Unauthorized, "check `api_key`, what it may do, and the account's credits"),
        413 => (ErrorKind::InputInvalid, "the mail is too large"),
        300..=399 | 404 | 405 => (ErrorKind::ConfigInvalid, "check `base_url`"),
        _ => (ErrorKind::InputInvalid, "look the request up in SendGrid's activity feed"),
    };
    let message = safe!("SendGrid sent nothing (HTTP {}): {}", status, what);
    let mut error = ChannelError::new(kind, message).with_request_id(request);
    if kind == ErrorKind::RateLimited {
        error = error.with_retry(Retry::After(Duration::from_secs(pause(told, now))));
    }
    let consent = address.then_some(RecordKind::Undeliverable);
    Refusal { consent, ..Refusal::new(error.into()) }
}

/// How many seconds to wait, 1 to 3,600.
fn pause(told: Told<'_>, now: Timestamp) -> u64 {
    let number = |text: Option<&str>| text.and_then(|text| text.trim().parse::<u64>().ok());
    let until = number(told.reset).and_then(|reset| {
        let reset = i64::try_from(reset).ok()?;
        Some(Timestamp::from_millis(reset.saturating_mul(1_000)).since(now).as_secs())
    });
    number(told.retry_after).or(until).unwrap_or(5).clamp(1, 3_600)
}

/// The answer does not say whether the mail was taken.
pub(super) fn lost(request: Option<&str>) -> ChannelError {
    ChannelError::new(
        ErrorKind::OutcomeUnknown,
        "SendGrid's answer was lost, so the mail may have been sent: wait for its events, or look into SendGrid's activity feed",
    )
    .with_request_id(request)
}
