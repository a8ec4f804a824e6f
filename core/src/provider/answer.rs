//! What came back, judged alike whichever protocol it came in.

use serde_json::Value;

use crate::provider::{Completion, Finish, ProviderError, ProviderFault, ProviderRetry, WireReply};
use crate::token::Usage;

/// How an answer ended, in whatever words its protocol says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The model had said all it wanted to.
    Stop,
    /// It was cut at the most tokens allowed.
    Length,
    /// A filter cut it.
    Filter,
    /// The model declined.
    Refusal,
    /// The model or its server broke off.
    Broken,
    /// Another reason, or none. New ones keep coming, and the answer is paid for: it counts as whole.
    Other,
}

/// An answer that has come to its end, before it is judged.
#[derive(Default)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) end: Option<End>,
    pub(super) usage: Usage,
    pub(super) model: Option<String>,
    pub(super) request_id: Option<String>,
}

impl Said {
    /// A completion if it is whole, and the reason if it is not.
    pub(super) fn judge(self) -> Result<Completion, ProviderError> {
        let finish = match self.end.unwrap_or(End::Other) {
            End::Stop => Finish::Stop,
            End::Other => Finish::Other,
            End::Refusal => return Err(ProviderError::new(ProviderFault::Refused)),
            End::Filter => return Err(ProviderError::new(ProviderFault::Filtered)),
            End::Broken => return Err(ProviderError::new(ProviderFault::Incomplete)),
            // Asked again it would most likely be as long again.
            End::Length => {
                return Err(ProviderError::new(ProviderFault::Incomplete)
                    .with_retry(ProviderRetry::Never)
                    .with_detail("the model's answer was cut at `max_reply_tokens`"));
            }
        };
        if self.text.trim().is_empty() {
            return Err(
                ProviderError::new(ProviderFault::Incomplete).with_detail("the provider's answer is empty")
            );
        }
        let mut completion = Completion::new(self.text, finish);
        completion.usage = self.usage;
        completion.model = self.model;
        completion.request_id = self.request_id;
        Ok(completion)
    }

    /// Once there was text, there is a bill.
    pub(super) fn after_text(&self, error: ProviderError) -> ProviderError {
        let billed = error.retry == ProviderRetry::Safe && !self.text.is_empty();
        if billed { error.with_retry(ProviderRetry::MaybeBilled) } else { error }
    }
}

/// A body with status 200, as JSON.
pub(super) fn json(reply: &WireReply) -> Result<Value, ProviderError> {
    serde_json::from_slice(&reply.body).map_err(|error| {
        let page = reply.header("content-type").is_some_and(|kind| kind.contains("html"))
            || reply.body.trim_ascii_start().starts_with(b"<");
        if page {
            return ProviderError::new(ProviderFault::Malformed)
                .with_retry(ProviderRetry::Never)
                .with_detail("a web page answered instead of a provider; check `base_url`");
        }
        // JSON that ends too early was cut on its way.
        ProviderError::new(if error.is_eof() { ProviderFault::Incomplete } else { ProviderFault::Malformed })
    })
}

/// A text of an answer; empty where there is none.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The model's name, if it looks like one.
pub(super) fn model_name(name: &str) -> Option<String> {
    let fits = (1..=128).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_graphic());
    fits.then(|| name.to_owned())
}

/// What a status means where nothing more is known.
pub(super) fn by_status(status: u16) -> ProviderError {
    match status {
        300..=399 => ProviderError::new(ProviderFault::BadRequest)
            .with_detail("the provider redirects, which is not followed; set `base_url` to where it leads"),
        401 | 403 => ProviderError::new(ProviderFault::Auth),
        402 => ProviderError::new(ProviderFault::QuotaExhausted),
        404 | 405 | 501 => ProviderError::new(ProviderFault::BadRequest)
            .with_detail("nothing there answers this protocol; check `base_url` and `model`"),
        408 | 409 | 425 => ProviderError::new(ProviderFault::Overloaded),
        413 => ProviderError::new(ProviderFault::ContextTooLong),
        429 => ProviderError::new(ProviderFault::RateLimited),
        400..=499 => ProviderError::new(ProviderFault::BadRequest),
        // The gateway gave up on a model that may well have answered.
        504 | 524 => ProviderError::new(ProviderFault::Overloaded).with_retry(ProviderRetry::MaybeBilled),
        500..=599 => ProviderError::new(ProviderFault::Overloaded),
        _ => ProviderError::new(ProviderFault::Malformed),
    }
}
