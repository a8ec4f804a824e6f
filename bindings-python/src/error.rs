//! Core's errors as the exceptions of `closr.errors`, which are written in Python: one class for each kind.

use closr::{Error, ErrorKind, Retry};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{IntoPyDict, PyDict};

/// What a binding's function fails with.
pub(crate) enum Failure {
    /// Core said no.
    Core(Error),
    /// A value cannot be handed to core: the kind, the message and the faults as core would have put them.
    Own(ErrorKind, String, Vec<(String, String)>),
    /// Python said no.
    Python(PyErr),
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// An error of the binding's own.
pub(crate) fn failure(kind: ErrorKind, message: impl Into<String>) -> Failure {
    Failure::Own(kind, message.into(), Vec::new())
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Core(error)
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Failure {
        Failure::Python(error)
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> PyErr {
        Python::attach(|py| match failure {
            Failure::Python(error) => error,
            Failure::Core(error) => exception(py, &error).map_or_else(|e| e, PyErr::from_value),
            Failure::Own(kind, message, faults) => {
                let made =
                    [("faults", faults)].into_py_dict(py).and_then(|more| make(py, kind, &message, &more));
                made.map_or_else(|e| e, PyErr::from_value)
            }
        })
    }
}

/// The exception for an error of core's.
pub(crate) fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let retry_after = match error.retry() {
        Retry::Never => None,
        Retry::Now => Some(0.0),
        Retry::After(wait) => Some(wait.as_secs_f64()),
    };
    let faults: Vec<_> = error.faults().iter().map(|fault| (&fault.path, &fault.problem)).collect();
    let more = PyDict::new(py);
    more.set_item(intern!(py, "retry_after"), retry_after)?;
    more.set_item(intern!(py, "request_id"), error.request_id())?;
    more.set_item(intern!(py, "faults"), faults)?;
    make(py, error.kind(), &error.to_string(), &more)
}

fn make<'py>(
    py: Python<'py>,
    kind: ErrorKind,
    message: &str,
    more: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    static BY_KIND: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let by_kind = BY_KIND.import(py, "closr.errors", "BY_KIND")?;
    by_kind.get_item(kind.as_str())?.call((message,), Some(more))
}
