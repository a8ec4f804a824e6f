//! A request to Twilio and its answer, as bytes: no socket.

use std::time::Duration;

use form_urlencoded::Serializer;
use serde::Deserialize;

use super::code::{self, STOPPED};
use super::parse::state_of;
use super::{OUTBOUND, TwilioConfig};
use crate::channel::{ChannelError, Receipt, Refusal, Sending};
use crate::consent::RecordKind;
use crate::error::{ErrorKind, Retry, safe};
use crate::lead::OutboundId;

/// The path of `POST`, below the root.
pub(super) fn path(config: &TwilioConfig) -> String {
    format!("/2010-04-01/Accounts/{}/Messages.json", config.account_sid)
}

/// The form that sends one text.
pub(super) fn encode(config: &TwilioConfig, outbound: OutboundId, to: &str, text: &str) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("To", to);
    form.append_pair(if config.is_service() { "MessagingServiceSid" } else { "From" }, &config.from);
    form.append_pair("Body", text);
    if let Some(callback) = &config.status_callback {
        let joint = if callback.contains('?') { '&' } else { '?' };
        form.append_pair("StatusCallback", &format!("{callback}{joint}{OUTBOUND}={outbound}"));
    }
    form.finish()
}

#[derive(Default, Deserialize)]
struct Answer {
    #[serde(default)]
    sid: Option<String>,
    #[serde(default)]
    status: serde_json::Value,
    #[serde(default)]
    code: Option<u32>,
}

/// What an answer says became of the message. `retry_after` and `request_id` are headers.
pub(super) fn decode(
    status: u16,
    retry_after: Option<&str>,
    request_id: Option<&str>,
    body: &[u8],
) -> Sending {
    let answer: Answer = serde_json::from_slice(body).unwrap_or_default();
    match status {
        200..=299 => match answer.sid.filter(|sid| is_id(sid)) {
            Some(sid) => {
                Sending::Sent(Receipt::new(sid, state_of(answer.status.as_str().unwrap_or_default())))
            }
            None => Sending::Unknown(lost(request_id).into()),
        },
        // Of a fault of its own Twilio does not say how far it had come.
        408 | 500.. => Sending::Unknown(lost(request_id).into()),
        _ => Sending::Refused(refusal(status, answer.code, retry_after, request_id)),
    }
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Codes that are not here are told by their status: <https://www.twilio.com/docs/api/errors> (read 2026-11-28).
fn refusal(status: u16, code: Option<u32>, retry_after: Option<&str>, request_id: Option<&str>) -> Refusal {
    let consent = code.and_then(code::consent);
    let (kind, what) = match (code, status) {
        (Some(STOPPED), _) => (ErrorKind::ConsentDenied, "the person has said stop to this sender"),
        (Some(_), _) if consent == Some(RecordKind::Undeliverable) => {
            (ErrorKind::InputInvalid, "no text can be sent to this number")
        }
        // Full queues (21611, 30001) and limits of a day or a second.
        (Some(14107 | 20429 | 21611 | 30001 | 30022 | 63038), _) | (_, 429) => {
            (ErrorKind::RateLimited, "too many messages: wait")
        }
        (Some(20003), _) | (_, 401) => {
            (ErrorKind::Unauthorized, "check `account_sid`, `auth_token` and `api_key_sid`")
        }
        (Some(20005 | 20008 | 30002), _) | (_, 403) => {
            (ErrorKind::Unauthorized, "the account or its key may not send: look at it in Twilio's console")
        }
        (Some(21212 | 21408 | 21603 | 21606 | 21609 | 21659 | 21660 | 21701..=21705), _)
        | (_, 300..=399 | 404) => (
            ErrorKind::ConfigInvalid,
            "check `from`, `status_callback`, `base_url` and the sender's countries",
        ),
        _ => (ErrorKind::InputInvalid, "look the code up in Twilio's list of errors"),
    };
    let message = match code {
        Some(code) => safe!("Twilio sent nothing (HTTP {}, code {}): {}", status, code, what),
        None => safe!("Twilio sent nothing (HTTP {}): {}", status, what),
    };
    let mut error = ChannelError::new(kind, message).with_request_id(request_id);
    if kind == ErrorKind::RateLimited {
        let seconds = retry_after.and_then(|seconds| seconds.trim().parse().ok()).unwrap_or(5);
        error = error.with_retry(Retry::After(Duration::from_secs(u64::clamp(seconds, 1, 3_600))));
    }
    Refusal { error: error.into(), consent, code }
}

/// The answer does not say whether the message was taken.
pub(super) fn lost(request_id: Option<&str>) -> ChannelError {
    ChannelError::new(
        ErrorKind::OutcomeUnknown,
        "Twilio's answer was lost, so the message may have been sent: wait for its status callback, or look into Twilio's log",
    )
    .with_request_id(request_id)
}
