//! A JavaScript function that answers in a model's stead.

use std::sync::Arc;
use std::time::Duration;

use closr::ErrorKind;
use closr::provider::{Host, ProviderError};
use napi::Status;
use napi::bindgen_prelude::Promise;
use napi::threadsafe_function::ThreadsafeFunction;
use serde_json::Value;

/// `ts/host.ts` makes it of the user's: it takes and gives JSON, never throws, and does not keep the process alive.
pub(crate) type Answer = ThreadsafeFunction<String, Promise<String>, String, Status, false, true>;

struct Function(Answer);

/// The functions as core asks them.
pub(crate) fn hosts(answers: Option<Vec<Answer>>) -> Vec<Arc<dyn Host>> {
    let host = |answer| Arc::new(Function(answer)) as Arc<dyn Host>;
    answers.into_iter().flatten().map(host).collect()
}

#[async_trait::async_trait]
impl Host for Function {
    async fn answer(&self, request: &str, limit: Duration) -> Result<String, ProviderError> {
        let asked = format!(r#"{{"limit":{},"request":{request}}}"#, limit.as_secs_f64());
        // Its thread is gone.
        let gone = |_| ProviderError::of_kind(ErrorKind::Cancelled);
        let said = self.0.call_async(asked).await.map_err(gone)?.await.map_err(gone)?;
        let said: Value = serde_json::from_str(&said).unwrap_or_default();
        if let Some(error) = said.get("error") {
            let code = error.get("code").and_then(Value::as_str).unwrap_or_default();
            let kind = ErrorKind::ALL.into_iter().find(|kind| kind.as_str() == code);
            let failed = ProviderError::of_kind(kind.unwrap_or(ErrorKind::Unexpected));
            let wait = error.get("retry_after").and_then(Value::as_f64);
            let wait = wait.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            return Err(match wait {
                Some(wait) => failed.with_wait(wait),
                None => failed,
            });
        }
        Ok(said.get("answer").cloned().unwrap_or_default().to_string())
    }
}
