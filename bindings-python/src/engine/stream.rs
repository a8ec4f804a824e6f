//! A reply as a native iterator, whose end cancels the provider's call.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use closr::{ErrorKind, ForAccount, Inbound};
use futures::StreamExt;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyStopAsyncIteration, PyStopIteration};
use pyo3::prelude::*;
use tokio::sync::Notify;

use super::{NOTHING, Outcome};
use crate::convert::view;
use crate::error::{Result, failure};
use crate::runtime::{OfProcess, block_on, into_py};

view! {
    /// A part of a streamed reply: the turn has come this far.
    StepPart {
        /// `step`.
        kind: &'static str,
        /// `accepted` or `asking`.
        step: &'static str,
    }
}

view! {
    /// A part of a streamed reply: words for the lead, cleared. Show them now.
    TextPart {
        /// `text`.
        kind: &'static str,
        /// The words.
        text: String,
    }
}

/// The last part of a streamed reply. On SMS and e-mail its outcome has the text.
#[pyclass(frozen, get_all, module = "closr")]
pub(crate) struct DonePart {
    /// `done`.
    kind: &'static str,
    /// What came of the turn.
    outcome: Py<Outcome>,
}

#[pymethods]
impl DonePart {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("kind", "outcome")
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        crate::convert::repr(slf.as_any(), &["kind", "outcome"])
    }
}

/// A stream of core's. Its readers take turns; whoever leaves while he reads, or ends it, cancels it.
pub(super) struct Parts {
    oak: ForAccount,
    stream: tokio::sync::Mutex<OfProcess<closr::ReplyStream>>,
    over: AtomicBool,
    ended: Notify,
    ours: OfProcess<()>,
}

impl Parts {
    pub(super) fn new(oak: ForAccount, inbound: Inbound) -> Arc<Parts> {
        let stream = tokio::sync::Mutex::new(OfProcess::new(oak.reply_stream(inbound)));
        let (over, ended, ours) = (AtomicBool::new(false), Notify::new(), OfProcess::new(()));
        Arc::new(Parts { oak, stream, over, ended, ours })
    }

    /// The next part; past the last, `end`.
    async fn next(self: Arc<Parts>, end: fn() -> PyErr) -> Result<Part> {
        // A forked child inherits no stream, and maybe a lock that nobody will open.
        self.ours.get().ok_or_else(end)?;
        let mut slot = self.stream.lock().await;
        let mut stream = slot.take().ok_or_else(end)?;
        let part = tokio::select! {
            biased;
            () = self.ended.notified() => None,
            part = stream.next() => part.transpose()?,
        };
        let part = part.ok_or_else(end)?;
        *slot = OfProcess::new(stream);
        if self.over.load(Ordering::SeqCst) {
            drop(slot.take());
        }
        drop(slot);
        Ok(Part { part, parts: self })
    }

    /// Cancels what is left of it, also under a reader.
    fn end(&self) {
        self.over.store(true, Ordering::SeqCst);
        match self.stream.try_lock() {
            Ok(mut slot) => drop(slot.take()),
            Err(_) => self.ended.notify_one(),
        }
    }
}

/// A part that has come.
struct Part {
    part: closr::ReplyPart,
    parts: Arc<Parts>,
}

impl<'py> IntoPyObject<'py> for Part {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.part {
            closr::ReplyPart::Step(step) => {
                StepPart { kind: "step", step: step.as_str() }.into_bound_py_any(py)
            }
            closr::ReplyPart::Text(text) => {
                TextPart { kind: "text", text: text.expose().clone() }.into_bound_py_any(py)
            }
            closr::ReplyPart::Done(outcome) => {
                let outcome = Py::new(py, Outcome::new(*outcome, &self.parts.oak))?;
                DonePart { kind: "done", outcome }.into_bound_py_any(py)
            }
            _ => Err(failure(ErrorKind::Unexpected, "a part that this package does not know").into()),
        }
    }
}

macro_rules! stream {
    ($(#[$doc:meta])* $stream:ident, $wait:ident, $iter:ident, $next:ident, $close:ident, $end:ident, { $($method:tt)* }) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "closr")]
        pub(crate) struct $stream {
            parts: Arc<Parts>,
            /// It is the iterator of a loop, and ends with it.
            looped: bool,
        }

        impl $stream {
            pub(super) fn new(parts: Arc<Parts>) -> $stream {
                $stream { parts, looped: false }
            }
        }

        impl Drop for $stream {
            fn drop(&mut self) {
                if self.looped {
                    self.parts.end();
                }
            }
        }

        #[pymethods]
        impl $stream {
            fn $iter(&self) -> $stream {
                $stream { parts: Arc::clone(&self.parts), looped: true }
            }

            fn $next<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
                $wait(py, Ok(Arc::clone(&self.parts).next(|| $end::new_err(()))))
            }

            /// Cancels what is left of the stream, the provider's call included. Twice is fine.
            fn $close<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
                self.parts.end();
                $wait(py, Ok(async { Ok(NOTHING) }))
            }

            fn __repr__(&self) -> &'static str {
                concat!(stringify!($stream), "()")
            }

            $($method)*
        }
    };
}

stream! {
    /// A reply as an iterator of `StepPart`, `TextPart` and at last `DonePart`. Leaving the loop, `close`, or the end of
    /// a `with` cancels the provider's call.
    ReplyStream, block_on, __iter__, __next__, close, PyStopIteration, {
        fn __enter__(slf: Py<Self>) -> Py<Self> {
            slf
        }

        #[pyo3(signature = (*_exception))]
        fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyAny>) -> Result<()> {
            self.close(py).map(drop)
        }
    }
}

stream! {
    /// `ReplyStream` for `async for` and `async with`.
    AsyncReplyStream, into_py, __aiter__, __anext__, aclose, PyStopAsyncIteration, {
        fn __aenter__<'py>(slf: Py<Self>, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
            into_py(py, Ok(async move { Ok(slf) }))
        }

        #[pyo3(signature = (*_exception))]
        fn __aexit__<'py>(&self, py: Python<'py>, _exception: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
            self.aclose(py)
        }
    }
}
