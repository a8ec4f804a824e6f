//! A Python function that answers in a model's stead: a plain one in a thread of its own, and what an async one gives in the
//! loop of whoever awaits the turn.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use closr::ErrorKind;
use closr::provider::{Host, ProviderError, ProviderFault, ProviderRetry};
use pyo3::exceptions::{PyConnectionError, PyConnectionRefusedError, PyTimeoutError};
use pyo3::intern;
use pyo3::prelude::*;
use tokio::sync::oneshot;

use crate::runtime::{awaiting_loop, lock};

/// A function of the user's.
pub(crate) struct Function(Py<PyAny>);

impl Function {
    pub(crate) fn host(function: Py<PyAny>) -> Arc<dyn Host> {
        Arc::new(Function(function))
    }
}

#[async_trait::async_trait]
impl Host for Function {
    async fn answer(&self, request: &str, limit: Duration) -> Result<String, ProviderError> {
        let request = request.to_owned();
        let (function, of_loop) = Python::attach(|py| (self.0.clone_ref(py), awaiting_loop(py)));
        let called = tokio::task::spawn_blocking(move || {
            Python::attach(|py| {
                let said =
                    call(function.bind(py), &request, limit, of_loop.map(|of_loop| of_loop.into_bound(py)));
                said.unwrap_or_else(|error| Err(failed(function.bind(py), error)))
            })
        });
        let given_up = |_| ProviderError::of_kind(ErrorKind::Cancelled);
        match called.await.map_err(given_up)?? {
            Said::Now(answer) => Ok(answer),
            Said::Later(coming, done) => {
                done.await.map_err(|_| ProviderError::of_kind(ErrorKind::Cancelled))?;
                Python::attach(|py| {
                    let answer = coming.0.bind(py).call_method0(intern!(py, "result"));
                    answer.and_then(|answer| written(&answer)).map_err(|error| failed(self.0.bind(py), error))
                })
            }
        }
    }
}

/// What a function said.
enum Said {
    Now(String),
    Later(Coming, oneshot::Receiver<()>),
}

/// What a loop works on, until nobody waits for it any more.
struct Coming(Py<PyAny>);

impl Drop for Coming {
    fn drop(&mut self) {
        // One that is done is not cancelled by this.
        let _ = Python::try_attach(|py| self.0.bind(py).call_method0(intern!(py, "cancel")).map(drop));
    }
}

/// Tells that what a loop worked on is done.
#[pyclass(frozen, module = "closr")]
struct Done(Mutex<Option<oneshot::Sender<()>>>);

#[pymethods]
impl Done {
    fn __call__(&self, _future: &Bound<'_, PyAny>) {
        if let Some(tell) = lock(&self.0).take() {
            let _ = tell.send(());
        }
    }
}

fn call(
    function: &Bound<'_, PyAny>,
    request: &str,
    limit: Duration,
    of_loop: Option<Bound<'_, PyAny>>,
) -> PyResult<Result<Said, ProviderError>> {
    let py = function.py();
    let request = py.import(intern!(py, "json"))?.call_method1(intern!(py, "loads"), (request,))?;
    request.set_item(intern!(py, "timeout"), limit.as_secs_f64())?;
    let said = function.call1((request,))?;
    let later = py.import(intern!(py, "inspect"))?.call_method1(intern!(py, "iscoroutine"), (&said,))?;
    if !later.is_truthy()? {
        return Ok(Ok(Said::Now(written(&said)?)));
    }
    let Some(of_loop) = of_loop else {
        said.call_method0(intern!(py, "close"))?;
        let problem =
            "the function that answers is async, which needs AsyncEngine: use that, or a plain function";
        return Ok(Err(ProviderError::new(ProviderFault::BadRequest).with_detail(problem)));
    };
    let asyncio = py.import(intern!(py, "asyncio"))?;
    let future = asyncio.call_method1(intern!(py, "run_coroutine_threadsafe"), (said, of_loop))?;
    let (tell, done) = oneshot::channel();
    future.call_method1(intern!(py, "add_done_callback"), (Done(Mutex::new(Some(tell))),))?;
    Ok(Ok(Said::Later(Coming(future.unbind()), done)))
}

fn written(answer: &Bound<'_, PyAny>) -> PyResult<String> {
    let json = answer.py().import(intern!(answer.py(), "json"))?;
    json.call_method1(intern!(answer.py(), "dumps"), (answer,))?.extract()
}

/// Why a function gave no answer. What it raised is nothing that closr's errors may quote: what we do not know is shown as Python
/// shows what nobody catches.
fn failed(function: &Bound<'_, PyAny>, error: PyErr) -> ProviderError {
    let py = function.py();
    let raised = error.value(py);
    let ours = || -> PyResult<Option<ProviderError>> {
        let class = py.import(intern!(py, "closr.errors"))?.getattr(intern!(py, "ClosrError"))?;
        if !raised.is_instance(&class)? {
            return Ok(None);
        }
        let kind: String = raised.getattr(intern!(py, "kind"))?.extract()?;
        let kind = ErrorKind::ALL.into_iter().find(|known| known.as_str() == kind);
        let failed = ProviderError::of_kind(kind.unwrap_or(ErrorKind::Unexpected));
        let wait: Option<f64> = raised.getattr(intern!(py, "retry_after"))?.extract()?;
        let wait = wait.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        Ok(Some(wait.map_or_else(|| failed.clone(), |wait| failed.clone().with_wait(wait))))
    };
    if let Ok(Some(failed)) = ours() {
        return failed;
    }
    let is_cancelled = || -> PyResult<bool> {
        let class = py.import(intern!(py, "asyncio"))?.getattr(intern!(py, "CancelledError"))?;
        raised.is_instance(&class)
    };
    if error.is_instance_of::<PyTimeoutError>(py) {
        ProviderError::of_kind(ErrorKind::Timeout)
    } else if error.is_instance_of::<PyConnectionRefusedError>(py) {
        ProviderError::new(ProviderFault::Connect)
    } else if error.is_instance_of::<PyConnectionError>(py) {
        // It may have broken after the request was out.
        ProviderError::new(ProviderFault::Connect).with_retry(ProviderRetry::MaybeBilled)
    } else if is_cancelled().unwrap_or(false) {
        ProviderError::of_kind(ErrorKind::Cancelled)
    } else {
        error.write_unraisable(py, Some(function));
        ProviderError::of_kind(ErrorKind::Unexpected)
    }
}
