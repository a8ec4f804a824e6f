//! What goes wrong when a model is asked, in words that carry nothing of the prompt, the reply or the key.

use std::fmt;
use std::time::Duration;

use crate::error::{ErrorKind, Retry, RoomError, Safe};

/// Where the time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// While connecting: nothing was sent.
    Connect,
    /// Before the first text of a streamed answer.
    FirstToken,
    /// Between two pieces of an answer.
    Idle,
    /// One attempt took too long.
    Attempt,
    /// The deadline over all attempts passed.
    Total,
}

impl Phase {
    fn as_str(self) -> &'static str {
        match self {
            Phase::Connect => "connecting",
            Phase::FirstToken => "waiting for the first token",
            Phase::Idle => "waiting for the next part of the answer",
            Phase::Attempt => "waiting for one answer",
            Phase::Total => "the deadline over all attempts",
        }
    }
}

/// What went wrong when a model was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProviderFault {
    /// The provider refused the key.
    Auth,
    /// Too many calls.
    RateLimited,
    /// The provider's account has no money or quota left.
    QuotaExhausted,
    /// The prompt is longer than the model takes.
    ContextTooLong,
    /// The model declined to answer.
    Refused,
    /// The provider's content filter held the prompt or the answer back.
    Filtered,
    /// The provider did not accept the request.
    BadRequest,
    /// The provider failed or is overloaded.
    Overloaded,
    /// The time ran out.
    Timeout(Phase),
    /// No connection, or it broke before the answer began.
    Connect,
    /// The answer ended before it was complete, or it is empty.
    Incomplete,
    /// The answer is not what the protocol says.
    Malformed,
    /// The answer is larger than is read.
    TooLarge,
    /// The call was cancelled.
    Cancelled,
}

impl ProviderFault {
    /// The fault's name in snake case, stable over versions.
    pub fn as_str(self) -> &'static str {
        match self {
            ProviderFault::Auth => "auth",
            ProviderFault::RateLimited => "rate_limited",
            ProviderFault::QuotaExhausted => "quota_exhausted",
            ProviderFault::ContextTooLong => "context_too_long",
            ProviderFault::Refused => "refused",
            ProviderFault::Filtered => "filtered",
            ProviderFault::BadRequest => "bad_request",
            ProviderFault::Overloaded => "overloaded",
            ProviderFault::Timeout(_) => "timeout",
            ProviderFault::Connect => "connect",
            ProviderFault::Incomplete => "incomplete",
            ProviderFault::Malformed => "malformed",
            ProviderFault::TooLarge => "too_large",
            ProviderFault::Cancelled => "cancelled",
        }
    }

    fn default_retry(self) -> ProviderRetry {
        match self {
            ProviderFault::RateLimited
            | ProviderFault::Overloaded
            | ProviderFault::Connect
            | ProviderFault::Timeout(Phase::Connect) => ProviderRetry::Safe,
            ProviderFault::Timeout(Phase::FirstToken | Phase::Idle | Phase::Attempt | Phase::Total)
            | ProviderFault::Incomplete
            | ProviderFault::Malformed => ProviderRetry::MaybeBilled,
            ProviderFault::Auth
            | ProviderFault::QuotaExhausted
            | ProviderFault::ContextTooLong
            | ProviderFault::Refused
            | ProviderFault::Filtered
            | ProviderFault::BadRequest
            | ProviderFault::TooLarge
            | ProviderFault::Cancelled => ProviderRetry::Never,
        }
    }

    fn message(self) -> &'static str {
        match self {
            ProviderFault::Auth => "the provider refused the key; check `api_key`",
            ProviderFault::RateLimited => "the provider takes no more calls for now",
            ProviderFault::QuotaExhausted => {
                "the account at the provider has no quota left; raise it there or use another key"
            }
            ProviderFault::ContextTooLong => {
                "the prompt is longer than the model takes; check `context_tokens`, or shorten it"
            }
            ProviderFault::Refused => "the model declined to answer",
            ProviderFault::Filtered => "the provider's content filter held the answer back",
            ProviderFault::BadRequest => {
                "the provider did not accept the request; check the model's settings"
            }
            ProviderFault::Overloaded => "the provider failed or is overloaded",
            ProviderFault::Timeout(_) => "the provider took too long",
            ProviderFault::Connect => "the provider cannot be reached",
            ProviderFault::Incomplete => "the provider's answer ended before it was complete",
            ProviderFault::Malformed => "the provider's answer is not what its protocol says",
            ProviderFault::TooLarge => "the provider's answer is larger than is read",
            ProviderFault::Cancelled => "the call was cancelled",
        }
    }
}

/// Whether the same request may be made again.
///
/// Complete on purpose: a request was certainly not answered, may have been, or would fail again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProviderRetry {
    /// No answer was made: nothing is billed twice.
    Safe,
    /// An answer may have been made, and billed.
    MaybeBilled,
    /// It would fail the same way.
    Never,
}

/// Why a provider gave no answer.
///
/// It keeps what the provider said in numbers and names only: there is no way in for a body, a URL or a key.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProviderError {
    /// What went wrong.
    pub kind: ProviderFault,
    /// Whether the same request may be made again.
    pub retry: ProviderRetry,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The provider's id of the request.
    pub request_id: Option<String>,
    code: Option<String>,
    detail: Option<Safe>,
}

impl ProviderError {
    /// An error with the usual advice on retrying for its kind.
    pub fn new(kind: ProviderFault) -> ProviderError {
        ProviderError {
            kind,
            retry: kind.default_retry(),
            retry_after: None,
            status: None,
            request_id: None,
            code: None,
            detail: None,
        }
    }

    /// The error of a program's own function that failed as this kind says; of a kind that says nothing of a model, an overload
    /// that may have been billed.
    pub fn of_kind(kind: ErrorKind) -> ProviderError {
        ProviderError::new(match kind {
            ErrorKind::Unauthorized => ProviderFault::Auth,
            ErrorKind::RateLimited => ProviderFault::RateLimited,
            ErrorKind::SpendCapReached => ProviderFault::QuotaExhausted,
            ErrorKind::BudgetExceeded => ProviderFault::ContextTooLong,
            ErrorKind::Refused => ProviderFault::Refused,
            ErrorKind::ReplyInvalid => ProviderFault::Malformed,
            ErrorKind::ConfigInvalid | ErrorKind::InputInvalid => ProviderFault::BadRequest,
            ErrorKind::Unavailable => ProviderFault::Overloaded,
            ErrorKind::Timeout => ProviderFault::Timeout(Phase::Attempt),
            ErrorKind::Cancelled => ProviderFault::Cancelled,
            ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::Conflict
            | ErrorKind::ConsentDenied
            | ErrorKind::Restricted
            | ErrorKind::RedactionFailed
            | ErrorKind::Corrupt
            | ErrorKind::OutcomeUnknown
            | ErrorKind::Unsupported
            | ErrorKind::Unexpected => {
                return ProviderError::new(ProviderFault::Overloaded)
                    .with_retry(ProviderRetry::MaybeBilled)
                    .with_detail("the function that answers failed");
            }
        })
    }

    /// Says whether the same request may be made again.
    #[must_use]
    pub fn with_retry(mut self, retry: ProviderRetry) -> ProviderError {
        self.retry = retry;
        self
    }

    /// Says how long to wait.
    #[must_use]
    pub fn with_wait(mut self, wait: Duration) -> ProviderError {
        self.retry_after = Some(wait);
        self
    }

    /// Adds the HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> ProviderError {
        self.status = Some(status);
        self
    }

    /// Adds the provider's own code for the error, if it looks like one (`snake_case`, at most 40 letters).
    #[must_use]
    pub fn with_code(mut self, code: &str) -> ProviderError {
        let fits = !code.is_empty()
            && code.len() <= 40
            && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'-');
        self.code = fits.then(|| code.to_owned());
        self
    }

    /// Adds the provider's id of the request, if it looks like one.
    #[must_use]
    pub fn with_request_id(mut self, id: Option<&str>) -> ProviderError {
        self.request_id = id.and_then(request_id);
        self
    }

    /// Says it in these words instead of the kind's own.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Safe>) -> ProviderError {
        self.detail = Some(detail.into());
        self
    }

    /// Whether a model may have answered, and be paid for it.
    pub(super) fn may_be_billed(&self) -> bool {
        match self.kind {
            ProviderFault::Refused
            | ProviderFault::Filtered
            | ProviderFault::Incomplete
            | ProviderFault::Malformed
            | ProviderFault::TooLarge
            | ProviderFault::Cancelled => true,
            ProviderFault::Auth
            | ProviderFault::RateLimited
            | ProviderFault::QuotaExhausted
            | ProviderFault::ContextTooLong
            | ProviderFault::BadRequest
            | ProviderFault::Overloaded
            | ProviderFault::Timeout(_)
            | ProviderFault::Connect => self.retry == ProviderRetry::MaybeBilled,
        }
    }

    /// The provider's own code for the error, as in `insufficient_quota`.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }
}

/// A request id as it may be shown: what providers use, and too short to carry a text.
pub(super) fn request_id(id: &str) -> Option<String> {
    let fits = (1..=64).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.');
    fits.then(|| id.to_owned())
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.detail.as_ref().map_or_else(|| self.kind.message(), Safe::as_str))?;
        if let ProviderFault::Timeout(phase) = self.kind {
            write!(f, " ({})", phase.as_str())?;
        }
        if let Some(status) = self.status {
            write!(f, " (status {status})")?;
        }
        if let Some(code) = &self.code {
            write!(f, " (code {code})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderError")
            .field("kind", &self.kind)
            .field("retry", &self.retry)
            .field("retry_after", &self.retry_after)
            .field("status", &self.status)
            .field("code", &self.code)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ProviderError {}

impl RoomError for ProviderError {
    fn kind(&self) -> ErrorKind {
        match self.kind {
            ProviderFault::Auth => ErrorKind::Unauthorized,
            ProviderFault::RateLimited => ErrorKind::RateLimited,
            // Waiting does not help: the provider's own spend cap is reached.
            ProviderFault::QuotaExhausted => ErrorKind::SpendCapReached,
            ProviderFault::ContextTooLong => ErrorKind::BudgetExceeded,
            ProviderFault::Refused | ProviderFault::Filtered => ErrorKind::Refused,
            // closr builds the request, so what a provider dislikes in it comes from the settings.
            ProviderFault::BadRequest => ErrorKind::ConfigInvalid,
            ProviderFault::Overloaded | ProviderFault::Connect => ErrorKind::Unavailable,
            ProviderFault::Timeout(_) => ErrorKind::Timeout,
            ProviderFault::Incomplete | ProviderFault::Malformed | ProviderFault::TooLarge => {
                ErrorKind::ReplyInvalid
            }
            ProviderFault::Cancelled => ErrorKind::Cancelled,
        }
    }

    fn retry(&self) -> Retry {
        match (self.kind, self.retry, self.retry_after) {
            (_, ProviderRetry::Never, _) => Retry::Never,
            (_, _, Some(wait)) => Retry::After(wait),
            (ProviderFault::Timeout(_), _, None) => Retry::Now,
            (ProviderFault::Connect | ProviderFault::Overloaded, _, None)
            | (_, ProviderRetry::Safe, None) => Retry::After(Duration::from_secs(1)),
            // The model was asked, and another answer would be another bill.
            (_, ProviderRetry::MaybeBilled, None) => Retry::Never,
        }
    }

    fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn every_fault_has_its_kind_and_retry() {
        let second = Retry::After(Duration::from_secs(1));
        let rows = [
            (ProviderFault::Auth, ErrorKind::Unauthorized, Retry::Never),
            (ProviderFault::RateLimited, ErrorKind::RateLimited, second),
            (ProviderFault::QuotaExhausted, ErrorKind::SpendCapReached, Retry::Never),
            (ProviderFault::ContextTooLong, ErrorKind::BudgetExceeded, Retry::Never),
            (ProviderFault::Refused, ErrorKind::Refused, Retry::Never),
            (ProviderFault::Filtered, ErrorKind::Refused, Retry::Never),
            (ProviderFault::BadRequest, ErrorKind::ConfigInvalid, Retry::Never),
            (ProviderFault::Overloaded, ErrorKind::Unavailable, second),
            (ProviderFault::Timeout(Phase::Connect), ErrorKind::Timeout, Retry::Now),
            (ProviderFault::Timeout(Phase::Total), ErrorKind::Timeout, Retry::Now),
            (ProviderFault::Connect, ErrorKind::Unavailable, second),
            (ProviderFault::Incomplete, ErrorKind::ReplyInvalid, Retry::Never),
            (ProviderFault::Malformed, ErrorKind::ReplyInvalid, Retry::Never),
            (ProviderFault::TooLarge, ErrorKind::ReplyInvalid, Retry::Never),
            (ProviderFault::Cancelled, ErrorKind::Cancelled, Retry::Never),
        ];
        for (fault, kind, retry) in rows {
            let error = Error::from(ProviderError::new(fault));
            assert_eq!((error.kind(), error.retry()), (kind, retry), "{fault:?}");
        }
    }

    #[test]
    fn only_codes_and_ids_that_look_like_it_are_kept() {
        let error = ProviderError::new(ProviderFault::BadRequest)
            .with_code("jane@example.com wrote")
            .with_request_id(Some("call me at 512 555 0147"));
        assert_eq!((error.code(), error.request_id.as_deref()), (None, None));
        let error = ProviderError::new(ProviderFault::QuotaExhausted)
            .with_status(429)
            .with_code("insufficient_quota")
            .with_request_id(Some("req_0123-abc"));
        assert!(error.to_string().ends_with("(status 429) (code insufficient_quota)"));
        assert_eq!(Error::from(error).request_id(), Some("req_0123-abc"));
    }
}
