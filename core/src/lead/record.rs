//! Reads records strictly: every fault at once, by path, without a value.

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, Fault, Result, Safe, safe};

/// Parses `text` as one JSON object.
pub(crate) fn parse_object(what: &'static str, text: &str) -> Result<Map<String, Value>> {
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => {
            Err(Error::new(ErrorKind::InputInvalid, safe!("{} is not a JSON object: write {{…}}", what)))
        }
        // serde_json's own message can quote the text; line and column cannot.
        Err(error) => Err(Error::new(
            ErrorKind::InputInvalid,
            safe!("{} is not JSON: look at line {}, column {}", what, error.line(), error.column()),
        )),
    }
}

/// Takes the fields of one object out, one by one, and notes each fault.
///
/// Absent and `null` are the same. What nobody took is an unknown key.
pub(crate) struct Fields {
    map: Map<String, Value>,
    path: String,
    known: Vec<&'static str>,
    faults: Vec<Fault>,
}

impl Fields {
    pub(crate) fn new(map: Map<String, Value>) -> Fields {
        Fields { map, path: String::new(), known: Vec::new(), faults: Vec::new() }
    }

    fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(crate) fn fault(&mut self, key: &str, problem: impl Into<Safe>) {
        let path = self.at(key);
        self.faults.push(Fault { path, problem: problem.into().as_str().to_owned() });
    }

    pub(crate) fn take(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        self.map.remove(key).filter(|value| !value.is_null())
    }

    fn typed<T>(
        &mut self,
        key: &'static str,
        expected: &'static str,
        read: impl FnOnce(Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.take(key)?;
        let found = type_name(&value);
        let read = read(value);
        if read.is_none() {
            self.fault(key, safe!("expected {}, found {}", expected, found));
        }
        read
    }

    /// A text; an empty or blank one is absent.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        let text = self.typed(key, "a text", |value| match value {
            Value::String(text) => Some(text),
            _ => None,
        })?;
        Some(text).filter(|text| !text.trim().is_empty())
    }

    /// A text that must be there.
    pub(crate) fn required_text(&mut self, key: &'static str) -> String {
        let faults = self.faults.len();
        match self.text(key) {
            Some(text) => text,
            None => {
                if self.faults.len() == faults {
                    self.fault(key, "missing");
                }
                String::new()
            }
        }
    }

    /// A whole number of zero or more.
    pub(crate) fn count(&mut self, key: &'static str) -> Option<u64> {
        self.typed(key, "a whole number of 0 or more", |value| value.as_u64())
    }

    /// A number of zero or more, such as baths.
    pub(crate) fn quantity(&mut self, key: &'static str) -> Option<f64> {
        self.typed(key, "a number of 0 or more", |value| {
            value.as_f64().filter(|n| n.is_finite() && *n >= 0.0)
        })
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.typed(key, "true or false", |value| value.as_bool())
    }

    /// A text that `parse` understands.
    pub(crate) fn parsed<T>(
        &mut self,
        key: &'static str,
        problem: impl Into<Safe>,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(key)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.fault(key, problem);
        }
        parsed
    }

    /// One of `names`.
    pub(crate) fn one_of<T: Copy>(&mut self, key: &'static str, names: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let valid = names.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            self.fault(key, Safe::assembled(format!("not one of: {valid}")));
        }
        found
    }

    /// A list of texts, each of which `parse` understands.
    pub(crate) fn list<T>(
        &mut self,
        key: &'static str,
        problem: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let Some(items) = self.array(key) else { return Vec::new() };
        let mut parsed = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            match item.as_str().and_then(&parse) {
                Some(value) => parsed.push(value),
                None => self.fault(&format!("{key}[{index}]"), problem),
            }
        }
        parsed
    }

    /// A list of objects, each read by `read`.
    pub(crate) fn objects<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Fields) -> T,
    ) -> Option<Vec<T>> {
        let items = self.array(key)?;
        let mut all = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let path = format!("{key}[{index}]");
            match item {
                Value::Object(map) => all.push(self.inside(&path, map, &read)),
                other => self.fault(&path, safe!("expected an object, found {}", type_name(&other))),
            }
        }
        Some(all)
    }

    /// An object read by `read`.
    pub(crate) fn object<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Fields) -> T) -> Option<T> {
        let map = self.typed(key, "an object", |value| match value {
            Value::Object(map) => Some(map),
            _ => None,
        })?;
        Some(self.inside(key, map, read))
    }

    /// Every key that is left, as it is.
    pub(crate) fn take_all(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.map)
    }

    fn array(&mut self, key: &'static str) -> Option<Vec<Value>> {
        self.typed(key, "a list", |value| match value {
            Value::Array(items) => Some(items),
            _ => None,
        })
    }

    fn inside<T>(&mut self, key: &str, map: Map<String, Value>, read: impl FnOnce(&mut Fields) -> T) -> T {
        let mut fields = Fields { map, path: self.at(key), known: Vec::new(), faults: Vec::new() };
        let value = read(&mut fields);
        fields.refuse_unknown();
        self.faults.append(&mut fields.faults);
        value
    }

    fn refuse_unknown(&mut self) {
        let unknown: Vec<String> = self.map.keys().cloned().collect();
        for key in unknown {
            let problem = match nearest(&key, &self.known) {
                Some(near) => safe!("unknown key; did you mean \"{}\"?", near),
                None => {
                    let known = self.known.join(", ");
                    Safe::assembled(format!("unknown key; known are {known}"))
                }
            };
            self.fault(Safe::key(&key).as_str(), problem);
        }
    }

    /// The value, or every fault of the record.
    pub(crate) fn finish<T>(mut self, what: &'static str, value: T) -> Result<T> {
        self.refuse_unknown();
        if self.faults.is_empty() { Ok(value) } else { Err(Error::from_faults(what, self.faults)) }
    }
}

fn nearest(key: &str, known: &[&'static str]) -> Option<&'static str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(key, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
