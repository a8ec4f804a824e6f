//! The one error type, whose kind names what the caller does next.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// What went wrong, named after what the caller can do about it.
///
/// The list is the same in Rust, Python and Node; [`ErrorKind::ALL`] walks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Another account's or actor's business: ask as another actor.
    Forbidden,
    /// A setting is wrong: fix the setting that the message names.
    ConfigInvalid,
    /// An argument or record is wrong: fix the call; [`Error::faults`] lists every fault.
    InputInvalid,
    /// Nothing has that id in this account: create it, or ignore.
    NotFound,
    /// Somebody else was first: re-read, then try again.
    Conflict,
    /// The person has not consented or has opted out: do not contact them.
    ConsentDenied,
    /// A legal hold, a restriction or an erasure forbids it: stop.
    Restricted,
    /// Redaction could not vouch for the bytes: nothing left the process.
    RedactionFailed,
    /// The prompt does not fit the model: shorten it.
    BudgetExceeded,
    /// A spend cap is reached: raise the cap, or wait.
    SpendCapReached,
    /// The stored data contradicts itself: stop, restore, report.
    Corrupt,
    /// The provider refused the key: fix the key.
    Unauthorized,
    /// Too many calls: wait for [`Error::retry`].
    RateLimited,
    /// A part that is needed does not answer: retry later.
    Unavailable,
    /// The deadline passed: retry (nothing reached the lead; a model call may be billed).
    Timeout,
    /// The answer to a send was lost: check before sending again.
    OutcomeUnknown,
    /// The model declined: hand the conversation to a human.
    Refused,
    /// The model's answer is unusable: hand the conversation to a human.
    ReplyInvalid,
    /// This build or backend cannot do it: choose another.
    Unsupported,
    /// The caller cancelled it: nothing to do.
    Cancelled,
    /// A bug in closr: report it.
    Unexpected,
}

impl ErrorKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [ErrorKind; 21] = [
        ErrorKind::Forbidden,
        ErrorKind::ConfigInvalid,
        ErrorKind::InputInvalid,
        ErrorKind::NotFound,
        ErrorKind::Conflict,
        ErrorKind::ConsentDenied,
        ErrorKind::Restricted,
        ErrorKind::RedactionFailed,
        ErrorKind::BudgetExceeded,
        ErrorKind::SpendCapReached,
        ErrorKind::Corrupt,
        ErrorKind::Unauthorized,
        ErrorKind::RateLimited,
        ErrorKind::Unavailable,
        ErrorKind::Timeout,
        ErrorKind::OutcomeUnknown,
        ErrorKind::Refused,
        ErrorKind::ReplyInvalid,
        ErrorKind::Unsupported,
        ErrorKind::Cancelled,
        ErrorKind::Unexpected,
    ];

    /// The kind's name in snake case, stable over versions and languages.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorKind::Forbidden => "forbidden",
            ErrorKind::ConfigInvalid => "config_invalid",
            ErrorKind::InputInvalid => "input_invalid",
            ErrorKind::NotFound => "not_found",
            ErrorKind::Conflict => "conflict",
            ErrorKind::ConsentDenied => "consent_denied",
            ErrorKind::Restricted => "restricted",
            ErrorKind::RedactionFailed => "redaction_failed",
            ErrorKind::BudgetExceeded => "budget_exceeded",
            ErrorKind::SpendCapReached => "spend_cap_reached",
            ErrorKind::Corrupt => "corrupt",
            ErrorKind::Unauthorized => "unauthorized",
            ErrorKind::RateLimited => "rate_limited",
            ErrorKind::Unavailable => "unavailable",
            ErrorKind::Timeout => "timeout",
            ErrorKind::OutcomeUnknown => "outcome_unknown",
            ErrorKind::Refused => "refused",
            ErrorKind::ReplyInvalid => "reply_invalid",
            ErrorKind::Unsupported => "unsupported",
            ErrorKind::Cancelled => "cancelled",
            ErrorKind::Unexpected => "unexpected",
        }
    }

    pub(crate) fn default_retry(self) -> Retry {
        match self {
            ErrorKind::Conflict | ErrorKind::Timeout => Retry::Now,
            ErrorKind::RateLimited | ErrorKind::Unavailable => Retry::After(Duration::from_secs(1)),
            ErrorKind::Forbidden
            | ErrorKind::ConfigInvalid
            | ErrorKind::InputInvalid
            | ErrorKind::NotFound
            | ErrorKind::ConsentDenied
            | ErrorKind::Restricted
            | ErrorKind::RedactionFailed
            | ErrorKind::BudgetExceeded
            | ErrorKind::SpendCapReached
            | ErrorKind::Corrupt
            | ErrorKind::Unauthorized
            | ErrorKind::OutcomeUnknown
            | ErrorKind::Refused
            | ErrorKind::ReplyInvalid
            | ErrorKind::Unsupported
            | ErrorKind::Cancelled
            | ErrorKind::Unexpected => Retry::Never,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether the same call may be made again.
///
/// Complete on purpose: there is no fourth thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It would fail the same way, or would not be safe.
    Never,
    /// At once.
    Now,
    /// After waiting this long.
    After(Duration),
}

/// One fault of a record: where it is and what would be right, never the value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// The path within the record, as in `phones[1]`.
    pub path: String,
    /// What is wrong and what would be right.
    pub problem: String,
}

/// Text that may stand in an error, a log line or the audit trail.
///
/// It is made of literals, numbers, ids and names of keys; there is no way in for
/// a lead's words, a body or a URL.
#[derive(Clone, PartialEq, Eq)]
pub struct Safe(Cow<'static, str>);

impl Safe {
    /// A key's name, kept only if it looks like one (letters, `_`, `-` and at most two digits, as in `address2`, in
    /// all at most 40).
    pub fn key(name: &str) -> Safe {
        let digits = name.bytes().filter(u8::is_ascii_digit).count();
        let fits = !name.is_empty()
            && name.len() <= 40
            && digits <= 2
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if fits {
            Safe(Cow::Owned(name.to_owned()))
        } else {
            Safe(Cow::Borrowed("(a key that is not a name)"))
        }
    }

    /// A code of the caller's, as in `litigation`: 1 to 64 letters, digits and `._-`, and no number as long as a phone's.
    pub(crate) fn code(text: &str) -> Option<Safe> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(allowed)
            && text.bytes().filter(u8::is_ascii_digit).count() <= 6;
        fits.then(|| Safe(Cow::Owned(text.to_owned())))
    }

    /// For the `safe!` macro alone, which admits only safe arguments.
    #[doc(hidden)]
    pub fn assembled(text: String) -> Safe {
        Safe(Cow::Owned(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl From<&'static str> for Safe {
    fn from(text: &'static str) -> Safe {
        Safe(Cow::Borrowed(text))
    }
}

impl From<ErrorKind> for Safe {
    fn from(kind: ErrorKind) -> Safe {
        Safe(Cow::Borrowed(kind.as_str()))
    }
}

macro_rules! safe_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Safe {
            fn from(number: $number) -> Safe {
                Safe(Cow::Owned(number.to_string()))
            }
        }
    )*};
}
safe_numbers!(u8, u16, u32, u64, usize, i32, i64);

/// Builds a [`Safe`] text from a literal and safe arguments.
macro_rules! safe {
    ($format:literal $(, $arg:expr)* $(,)?) => {
        $crate::error::Safe::assembled(format!($format $(, $crate::error::Safe::from($arg))*))
    };
}
pub(crate) use safe;

/// A room's own error: what broke, in words that carry nothing personal.
///
/// Its fields are [`Safe`], numbers or ids; `kind` is an exhaustive match.
pub(crate) trait RoomError: std::error::Error + Send + Sync + 'static {
    fn kind(&self) -> ErrorKind;

    fn retry(&self) -> Retry {
        self.kind().default_retry()
    }

    fn request_id(&self) -> Option<&str> {
        None
    }
}

/// The error of every closr call.
///
/// Messages carry ids, codes and counts; never names, numbers, text, bodies, URLs or keys.
///
/// ```
/// use closr::{ErrorKind, Lead};
///
/// let error = Lead::from_json(r#"{"phonse": ["+15125550147"]}"#).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InputInvalid);
/// assert!(error.to_string().contains("did you mean \"phones\"?"));
/// assert!(!error.to_string().contains("5125550147"));
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    faults: Vec<Fault>,
    retry: Retry,
    request_id: Option<String>,
}

/// The result of every closr call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Safe>) -> Error {
        Error(Arc::new(Inner {
            kind,
            message: message.into().0.into_owned(),
            faults: Vec::new(),
            retry: kind.default_retry(),
            request_id: None,
        }))
    }

    /// An `InputInvalid` that lists every fault of a record.
    pub(crate) fn from_faults(what: &'static str, faults: Vec<Fault>) -> Error {
        let mut message = match faults.len() {
            1 => format!("{what} has a fault:"),
            n => format!("{what} has {n} faults:"),
        };
        for (index, fault) in faults.iter().enumerate() {
            let separator = if index == 0 { " " } else { "; " };
            let path = if fault.path.is_empty() { "the record" } else { &fault.path };
            message.push_str(separator);
            message.push_str(path);
            message.push_str(": ");
            message.push_str(&fault.problem);
        }
        Error(Arc::new(Inner {
            kind: ErrorKind::InputInvalid,
            message,
            faults,
            retry: Retry::Never,
            request_id: None,
        }))
    }

    /// As [`Error::from_faults`], of one field.
    pub(crate) fn of_field(what: &'static str, path: &'static str, problem: Safe) -> Error {
        Error::from_faults(what, vec![Fault { path: path.to_owned(), problem: problem.as_str().to_owned() }])
    }

    /// The message, which is safe by construction.
    pub(crate) fn into_safe(self) -> Safe {
        Safe::assembled(self.0.message.clone())
    }

    /// The same error of another kind, as when the record that has the faults is a setting.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Error {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.kind = kind;
            inner.retry = kind.default_retry();
        }
        self
    }

    pub(crate) fn with_retry(mut self, retry: Retry) -> Error {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.retry = retry;
        }
        self
    }

    /// What the caller can do about it.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether and when the same call may be made again.
    pub fn retry(&self) -> Retry {
        self.0.retry
    }

    /// The provider's id of the failed request, where it gave one.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Every fault of the record, where the error is about a record.
    pub fn faults(&self) -> &[Fault] {
        &self.0.faults
    }
}

impl<E: RoomError> From<E> for Error {
    fn from(error: E) -> Error {
        Error(Arc::new(Inner {
            kind: error.kind(),
            message: error.to_string(),
            faults: Vec::new(),
            retry: error.retry(),
            request_id: error.request_id().map(str::to_owned),
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("retry", &self.0.retry)
            .field("request_id", &self.0.request_id)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_word_and_crosses_threads() {
        fn crosses<T: Send + Sync + Clone + 'static>() {}
        crosses::<Error>();
        assert_eq!(std::mem::size_of::<Error>(), std::mem::size_of::<usize>());
    }

    #[test]
    fn kinds_have_distinct_names() {
        let names: std::collections::BTreeSet<_> = ErrorKind::ALL.iter().map(|k| k.as_str()).collect();
        assert_eq!(names.len(), ErrorKind::ALL.len());
    }

    #[test]
    fn a_key_that_holds_a_value_is_not_echoed() {
        assert_eq!(Safe::key("phonse").as_str(), "phonse");
        assert!(!Safe::key("+15125550147").as_str().contains('5'));
        assert!(!Safe::key("jane@example.com").as_str().contains("jane"));
    }
}
