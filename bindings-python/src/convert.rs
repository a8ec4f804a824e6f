//! Python's values as core's records, and core's as Python's.

use closr::{ErrorKind, Safe, Timestamp};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDateTime, PyDict, PyInt, PyList, PyMapping, PyString, PyTuple, PyTzInfo};
use pyo3::{IntoPyObjectExt, intern};
use serde_json::{Map, Value};

use crate::error::{Failure, Result, failure};
use crate::lead;

/// A text argument, checked by us so that a wrong one is a `ClosrError` too.
pub(crate) fn text<'a>(name: &'static str, value: &'a Bound<'_, PyAny>) -> Result<&'a str> {
    let found = value.cast::<PyString>().map_err(|_| expected(name, "str", value))?;
    found.to_str().map_err(|_| fault(name, HALF))
}

/// An argument that core reads from a text, such as an id.
pub(crate) fn parsed<T>(name: &'static str, value: &Bound<'_, PyAny>) -> Result<T>
where
    T: std::str::FromStr<Err = closr::Error>,
{
    Ok(text(name, value)?.parse()?)
}

/// A whole number of zero or more; absent is `otherwise`.
pub(crate) fn count(name: &'static str, value: Option<&Bound<'_, PyAny>>, otherwise: u64) -> Result<u64> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(otherwise) };
    let number = value.cast::<PyInt>().ok().filter(|_| !value.is_instance_of::<PyBool>());
    number
        .and_then(|number| number.extract().ok())
        .ok_or_else(|| expected(name, "an int of 0 or more", value))
}

/// A path argument: a text or an `os.PathLike`.
pub(crate) fn path(name: &'static str, value: &Bound<'_, PyAny>) -> Result<std::path::PathBuf> {
    value.extract().map_err(|_| expected(name, "str or os.PathLike", value))
}

/// A time argument: an aware `datetime`, or RFC 3339 text.
pub(crate) fn time(name: &'static str, value: &Bound<'_, PyAny>) -> Result<Timestamp> {
    let mut reader = Reader::default();
    match (reader.value(name, value), reader.faults.first()) {
        (_, Some((path, problem))) => Err(fault(path, problem)),
        (Value::String(text), None) => Ok(text.parse()?),
        (_, None) => Err(expected(name, "a datetime or str", value)),
    }
}

const HALF: &str = "holds half of a surrogate pair, which is no text: decode it again, or replace it";

pub(crate) fn expected(name: &str, right: &str, value: &Bound<'_, PyAny>) -> Failure {
    fault(name, &format!("expected {right}, found {}", type_name(value)))
}

/// `input_invalid` with one fault.
pub(crate) fn fault(path: &str, problem: &str) -> Failure {
    let message = format!("{path}: {problem}");
    Failure::Own(ErrorKind::InputInvalid, message, vec![(path.to_owned(), problem.to_owned())])
}

/// A type's name says nothing of its value; only a class can be called oddly.
pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> String {
    let name = value.get_type().name();
    name.map_or_else(|_| "another type".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// A record as `core` reads it from JSON: of a dict, a dataclass or a record made before, of keywords, or of one with
/// keywords added. The faults are core's and those of values that no record can hold, all at once.
pub(crate) fn record<T>(
    what: &str,
    kind: ErrorKind,
    record: Option<&Bound<'_, PyAny>>,
    fields: Option<&Bound<'_, PyDict>>,
    core: impl FnOnce(&str) -> closr::Result<T>,
) -> Result<T> {
    record_with(what, kind, record, fields, |text, _| core(text))
}

/// The same, with the functions that stand where the record has their numbers.
pub(crate) fn record_with<T>(
    what: &str,
    kind: ErrorKind,
    record: Option<&Bound<'_, PyAny>>,
    fields: Option<&Bound<'_, PyDict>>,
    core: impl FnOnce(&str, Vec<Py<PyAny>>) -> closr::Result<T>,
) -> Result<T> {
    let mut reader = Reader::default();
    let mut map = match record.filter(|record| !record.is_none()) {
        None => Map::new(),
        Some(record) => match reader.value("", record) {
            Value::Object(map) => map,
            _ => {
                let found = type_name(record);
                let message =
                    format!("{what}: expected a dict, a dataclass or keyword arguments, found {found}");
                return Err(failure(kind, message));
            }
        },
    };
    for (key, value) in fields.iter().flat_map(|fields| fields.iter()) {
        reader.insert(&mut map, "", &key, &value);
    }
    let mut faults = reader.faults;
    let read = core(&Value::Object(map).to_string(), reader.functions);
    if faults.is_empty() {
        return Ok(read?);
    }
    for fault in read.err().iter().flat_map(|error| error.faults()) {
        // Where a value could not be handed over, core misses it.
        if faults.iter().all(|(path, _)| *path != fault.path) {
            faults.push((fault.path.clone(), fault.problem.clone()));
        }
    }
    // In the words of core's own.
    let count = if faults.len() == 1 { "a fault".to_owned() } else { format!("{} faults", faults.len()) };
    let list: Vec<_> = faults.iter().map(|(path, problem)| format!("{path}: {problem}")).collect();
    Err(Failure::Own(kind, format!("{what} has {count}: {}", list.join("; ")), faults))
}

/// Where a function that answers may stand in an engine's settings.
fn is_host(path: &str) -> bool {
    path == "provider.answer" || path.starts_with("fallbacks[") && path.ends_with("].answer")
}

/// Reads values and notes every one that no record can hold.
#[derive(Default)]
struct Reader {
    faults: Vec<(String, String)>,
    functions: Vec<Py<PyAny>>,
    depth: usize,
}

impl Reader {
    const DEEPEST: usize = 32;

    fn fault(&mut self, path: &str, problem: impl Into<String>) -> Value {
        self.faults.push((path.to_owned(), problem.into()));
        Value::Null
    }

    fn insert(
        &mut self,
        map: &mut Map<String, Value>,
        path: &str,
        key: &Bound<'_, PyAny>,
        value: &Bound<'_, PyAny>,
    ) {
        let Some(key) = key.cast::<PyString>().ok().and_then(|key| key.to_str().ok()) else {
            self.fault(path, format!("a key is not a str: found {}", type_name(key)));
            return;
        };
        // `from` is a word of Python's, so as a keyword it is written with a line after it.
        let key = if path.is_empty() && key == "from_" { "from" } else { key };
        let shown = Safe::key(key);
        let path = if path.is_empty() { shown.to_string() } else { format!("{path}.{shown}") };
        let value = self.value(&path, value);
        if map.insert(key.to_owned(), value).is_some() {
            self.fault(&path, "given twice: in the record and as a keyword");
        }
    }

    fn value(&mut self, path: &str, value: &Bound<'_, PyAny>) -> Value {
        if self.depth > Reader::DEEPEST {
            return self.fault(path, "nested too deeply for a record");
        }
        self.depth += 1;
        let read = self.read(path, value).unwrap_or_else(|_| self.fault(path, "cannot be read"));
        self.depth -= 1;
        read
    }

    fn read(&mut self, path: &str, value: &Bound<'_, PyAny>) -> PyResult<Value> {
        let py = value.py();
        Ok(if value.is_none() {
            Value::Null
        } else if is_host(path) && value.is_callable() {
            self.functions.push(value.clone().unbind());
            Value::from(self.functions.len() - 1)
        } else if let Ok(text) = value.cast::<PyString>() {
            match text.to_str() {
                Ok(text) => Value::from(text),
                Err(_) => self.fault(path, HALF),
            }
        } else if let Ok(flag) = value.cast::<PyBool>() {
            Value::from(flag.is_true())
        } else if let Some(number) = self.number(path, value) {
            number
        } else if let Ok(map) = value.cast::<PyMapping>() {
            let mut read = Map::new();
            for pair in map.items()?.iter() {
                let (key, value) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
                self.insert(&mut read, path, &key, &value);
            }
            Value::Object(read)
        } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
            let items = value.try_iter()?.enumerate();
            items
                .map(|(at, item)| Ok(self.value(&format!("{path}[{at}]"), &item?)))
                .collect::<PyResult<_>>()?
        } else if let Some(record) = lead::made(value) {
            serde_json::from_str(&record).unwrap_or_default()
        } else if let Ok(fields) = value.getattr(intern!(py, "__dataclass_fields__")) {
            let mut read = Map::new();
            for name in fields.try_iter()? {
                let name = name?;
                self.insert(&mut read, path, &name, &value.getattr(name.cast::<PyString>()?)?);
            }
            Value::Object(read)
        } else if value.hasattr(intern!(py, "isoformat"))? {
            let naive = value.hasattr(intern!(py, "timestamp"))?
                && value.call_method0(intern!(py, "utcoffset"))?.is_none();
            if naive {
                self.fault(
                    path,
                    "a datetime without a time zone: use datetime.now(timezone.utc), or give it \
                     tzinfo=ZoneInfo(\"America/Chicago\")",
                )
            } else {
                Value::from(value.call_method0(intern!(py, "isoformat"))?.extract::<String>()?)
            }
        } else if value.hasattr(intern!(py, "__fspath__"))? {
            Value::from(value.call_method0(intern!(py, "__fspath__"))?.extract::<String>()?)
        } else {
            let found = type_name(value);
            self.fault(
                path,
                format!(
                    "expected str, a number, bool, None, list, dict, datetime or a dataclass, found {found}"
                ),
            )
        })
    }
}

impl Reader {
    /// A number, be it numpy's or a `Decimal`; `None` for what is none.
    fn number(&mut self, path: &str, value: &Bound<'_, PyAny>) -> Option<Value> {
        let whole =
            value.extract::<i64>().map(Value::from).or_else(|_| value.extract::<u64>().map(Value::from));
        match (whole, value.extract::<f64>()) {
            (Ok(whole), _) => Some(whole),
            _ if value.is_instance_of::<PyInt>() => Some(self.fault(path, "too large a number")),
            (_, Ok(number)) => Some(match serde_json::Number::from_f64(number) {
                Some(number) => Value::Number(number),
                None => self.fault(path, "not a number: use None for what is not on file"),
            }),
            _ => None,
        }
    }
}

/// An instant as an aware `datetime` in UTC.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Time(pub(crate) Timestamp);

impl<'py> IntoPyObject<'py> for Time {
    type Target = PyDateTime;
    type Output = Bound<'py, PyDateTime>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyDateTime>> {
        let utc = PyTzInfo::utc(py)?;
        // Exact: a double has room for the milliseconds of a million years.
        PyDateTime::from_timestamp(py, self.0.as_millis() as f64 / 1000.0, Some(&utc))
    }
}

/// A JSON value as Python's dict, list, str, int, float, bool or None.
#[derive(Clone, PartialEq)]
pub(crate) struct Json(pub(crate) Value);

/// A kind's or a scope's name, as core serialises it everywhere.
pub(crate) fn name(value: &impl serde::Serialize) -> Json {
    Json(serde_json::to_value(value).unwrap_or_default())
}

impl Json {
    pub(crate) fn read(text: &str) -> Json {
        Json(serde_json::from_str(text).unwrap_or_default())
    }
}

impl<'py> IntoPyObject<'py> for Json {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.0 {
            Value::Null => py.None().into_bound_py_any(py),
            Value::Bool(flag) => flag.into_bound_py_any(py),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => number.into_bound_py_any(py),
                (_, Some(number)) => number.into_bound_py_any(py),
                _ => number.as_f64().into_bound_py_any(py),
            },
            Value::String(text) => text.into_bound_py_any(py),
            Value::Array(items) => PyList::new(py, items.into_iter().map(Json))?.into_bound_py_any(py),
            Value::Object(map) => {
                let dict = PyDict::new(py);
                for (key, value) in map {
                    dict.set_item(key, Json(value))?;
                }
                dict.into_bound_py_any(py)
            }
        }
    }
}

/// What a `repr` never shows: words of, for or about a lead.
const UNSHOWN: [&str; 8] = ["text", "draft", "answer", "notes", "words", "value", "old", "new"];

/// `Name(field=value, …)` without anybody's words.
pub(crate) fn repr(value: &Bound<'_, PyAny>, fields: &[&str]) -> PyResult<String> {
    let mut shown = Vec::with_capacity(fields.len());
    for field in fields {
        let value = value.getattr(*field)?;
        if value.is_none() {
            continue;
        }
        let value = if UNSHOWN.contains(field) { "[pii]".to_owned() } else { value.repr()?.to_string() };
        shown.push(format!("{field}={value}"));
    }
    Ok(format!("{}({})", value.get_type().name()?, shown.join(", ")))
}

/// A class of plain values: read-only attributes, `==`, `match` and a `repr` that shows no lead's words.
macro_rules! view {
    ($(#[$doc:meta])* $class:ident { $($(#[$about:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[pyo3::pyclass(frozen, eq, module = "closr")]
        #[derive(Clone, PartialEq)]
        pub(crate) struct $class { $($(#[$about])* #[pyo3(get)] pub(crate) $field: $type,)* }

        #[pyo3::pymethods]
        impl $class {
            #[classattr]
            fn __match_args__(py: pyo3::Python<'_>) -> pyo3::PyResult<pyo3::Bound<'_, pyo3::types::PyTuple>> {
                pyo3::types::PyTuple::new(py, [$(stringify!($field)),*])
            }

            fn __repr__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<String> {
                $crate::convert::repr(slf.as_any(), &[$(stringify!($field)),*])
            }
        }
    };
}
pub(crate) use view;
