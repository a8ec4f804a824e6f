//! Errors on their way to JavaScript: a promise cannot carry a code, so the reason carries all of it.

use closr::{Error, ErrorKind, Retry};
use napi::Result;
use serde_json::{Value, json};

/// What marks a reason that `ts/error.ts` decodes.
const MARK: &str = "closr:";

/// The result as napi hands it on.
pub(crate) trait Thrown<T> {
    fn or_throw(self) -> Result<T>;
}

impl<T> Thrown<T> for closr::Result<T> {
    fn or_throw(self) -> Result<T> {
        self.map_err(|error| napi::Error::from_reason(format!("{MARK}{}", record(&error))))
    }
}

/// An error as a record, with the seconds to wait before the same call may be made again.
pub(crate) fn record(error: &Error) -> Value {
    let retry_after = match error.retry() {
        Retry::Never => None,
        Retry::Now => Some(0.0),
        Retry::After(wait) => Some(wait.as_secs_f64()),
    };
    let fault = |fault: &closr::Fault| json!({"path": fault.path, "problem": fault.problem});
    json!({
        "code": error.kind().as_str(),
        "message": error.to_string(),
        "retry_after": retry_after,
        "request_id": error.request_id(),
        "faults": error.faults().iter().map(fault).collect::<Vec<_>>(),
    })
}

/// An error that only a binding can meet.
pub(crate) fn refusal(kind: ErrorKind, message: &'static str) -> napi::Error {
    napi::Error::from_reason(format!("{MARK}{}", json!({"code": kind.as_str(), "message": message})))
}
