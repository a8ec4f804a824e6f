//! Columns of texts, by Arrow's two capsule protocols: nothing is copied in.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray, StringViewArray};
use arrow_schema::{DataType, FieldRef};
use closr::ErrorKind;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_stream_pycapsule};
use pyo3_arrow::input::AnyArray;

use crate::convert;
use crate::error::{Failure, Result, failure};
use crate::redact::Redactor;

/// A column of texts that Arrow's libraries take: `pyarrow.chunked_array(column)`, `polars.Series(column)`.
#[pyclass(frozen, module = "closr")]
pub(crate) struct Column {
    chunks: Vec<ArrayRef>,
    field: FieldRef,
}

#[pymethods]
impl Column {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let chunks = self.chunks.clone().into_iter().map(Ok);
        let chunks = Box::new(ArrayIterator::new(chunks, Arc::clone(&self.field)));
        to_stream_pycapsule(py, chunks, requested_schema)
    }

    fn __len__(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    fn __repr__(&self) -> String {
        format!("Column(rows={})", self.__len__())
    }
}

/// Redacts each text of an Arrow column; `closr.redact_column` gives back what it was given.
#[pyfunction]
#[pyo3(signature = (column, /, redactor=None, progress=None))]
pub(crate) fn redact_arrow(
    py: Python<'_>,
    column: &Bound<'_, PyAny>,
    redactor: Option<&Bound<'_, PyAny>>,
    progress: Option<Py<PyAny>>,
) -> Result<Column> {
    let redactor = match redactor {
        Some(given) => given
            .cast::<Redactor>()
            .map_err(|_| convert::expected("redactor", "closr.Redactor", given))?
            .get()
            .core()
            .clone(),
        None => closr::redact::Redactor::new(),
    };
    let arrow: AnyArray = column.extract().map_err(|_| not_a_column(column, None))?;
    let (chunks, field) = arrow.into_chunked_array().map_err(PyErr::from)?.into_inner();
    let columns = chunks.iter().map(|chunk| texts(chunk)).collect::<Option<Vec<_>>>();
    let columns = columns.ok_or_else(|| not_a_column(column, Some(field.data_type())))?;
    let chunks = py.detach(|| -> Result<Vec<ArrayRef>> {
        let all: Vec<&str> = columns.iter().flatten().copied().flatten().collect();
        let total = all.len();
        let mut stopped = Ok(());
        let redacted = redactor.redact_many(&all, |done| {
            stopped = hear(progress.as_ref(), done, total);
            if stopped.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        stopped?;
        let mut redacted = redacted.unwrap_or_default().into_iter();
        let kinds = chunks.iter().map(|chunk| chunk.data_type());
        columns.iter().zip(kinds).map(|(column, kind)| build(kind, column, &mut redacted)).collect()
    });
    Ok(Column { chunks: chunks?, field })
}

/// Tells how far the work has come, and whether Python wants it to stop: Ctrl-C, or an error in `progress`.
fn hear(progress: Option<&Py<PyAny>>, done: usize, total: usize) -> Result<()> {
    Python::attach(|py| {
        py.check_signals()?;
        if let Some(progress) = progress {
            progress.call1(py, (done, total))?;
        }
        Ok(())
    })
}

fn texts(chunk: &ArrayRef) -> Option<Vec<Option<&str>>> {
    match chunk.data_type() {
        DataType::Utf8 => Some(chunk.as_string::<i32>().iter().collect()),
        DataType::LargeUtf8 => Some(chunk.as_string::<i64>().iter().collect()),
        DataType::Utf8View => Some(chunk.as_string_view().iter().collect()),
        _ => None,
    }
}

/// A chunk of the same layout, null where there was a null.
fn build<'t>(
    kind: &DataType,
    column: &[Option<&str>],
    redacted: &mut impl Iterator<Item = Cow<'t, str>>,
) -> Result<ArrayRef> {
    let texts: Vec<Option<Cow<'t, str>>> =
        column.iter().map(|text| text.and_then(|_| redacted.next())).collect();
    Ok(match kind {
        DataType::LargeUtf8 => Arc::new(LargeStringArray::from_iter(texts)),
        DataType::Utf8View => Arc::new(StringViewArray::from_iter(texts)),
        _ => {
            let bytes: usize = texts.iter().flatten().map(|text| text.len()).sum();
            if i32::try_from(bytes).is_err() {
                let message = "column: a redacted chunk is longer than 2 GiB: cast it to large_string first";
                return Err(failure(ErrorKind::InputInvalid, message));
            }
            Arc::new(StringArray::from_iter(texts))
        }
    })
}

fn not_a_column(column: &Bound<'_, PyAny>, found: Option<&DataType>) -> Failure {
    let found = match found {
        Some(kind) => format!("an Arrow column of {kind}: cast it to string first"),
        None => convert::type_name(column),
    };
    let message = format!(
        "column: expected texts in an Arrow column (a pyarrow array, a polars or pandas Series, a DuckDB column), \
         found {found}; for a list use [redactor.redact(text).text for text in texts]"
    );
    Failure::Python(PyTypeError::new_err(message))
}
