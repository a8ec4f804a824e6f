//! Reads records strictly: every fault at once, by path, without a value.

use std::ops::RangeInclusive;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Fault, Result, Safe, safe};
use crate::lead::Channel;

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

    /// Whether `key` is there and not `null`.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.map.get(key).is_some_and(|value| !value.is_null())
    }

    /// Whether `key` is there, be it `null`.
    pub(crate) fn holds(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// Notes a fault of `key`, unless it has one already.
    pub(crate) fn fault_once(&mut self, key: &str, problem: impl Into<Safe>) {
        let path = self.at(key);
        if self.faults.iter().all(|fault| fault.path != path) {
            self.fault(key, problem);
        }
    }

    fn at(&self, key: &str) -> String {
        match (self.path.as_str(), key) {
            ("", key) => key.to_owned(),
            (path, "") => path.to_owned(),
            (path, key) => format!("{path}.{key}"),
        }
    }

    pub(crate) fn fault(&mut self, key: &str, problem: impl Into<Safe>) {
        let path = self.at(key);
        self.faults.push(Fault { path, problem: problem.into().as_str().to_owned() });
    }

    pub(crate) fn take(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        self.map.shift_remove(key).filter(|value| !value.is_null())
    }

    /// The value as it is, `null` too.
    #[cfg(feature = "cli")]
    pub(crate) fn any(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        self.map.shift_remove(key)
    }

    fn typed<T>(
        &mut self,
        key: &'static str,
        expected: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.take(key)?;
        let read = read(&value);
        if read.is_none() {
            self.fault(key, unexpected(expected, &value));
        }
        read
    }

    /// What `read` finds of `key`. Where it finds nothing and has said nothing, the key is missing.
    pub(crate) fn required<T>(
        &mut self,
        key: &'static str,
        missing: impl Into<Safe>,
        read: impl FnOnce(&mut Fields, &'static str) -> Option<T>,
    ) -> Option<T> {
        let faults = self.faults.len();
        let found = read(self, key);
        if found.is_none() && self.faults.len() == faults {
            self.fault(key, missing);
        }
        found
    }

    /// A text; an empty or blank one is absent.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        self.words(key).filter(|text| !text.trim().is_empty())
    }

    /// A text that must be there.
    pub(crate) fn required_text(&mut self, key: &'static str) -> String {
        self.required(key, "missing or empty", Fields::text).unwrap_or_default()
    }

    /// A text, which may be empty.
    pub(crate) fn words(&mut self, key: &'static str) -> Option<String> {
        self.typed(key, TEXT, |value| value.as_str().map(str::to_owned))
    }

    /// A text that must be there, though it may be empty.
    pub(crate) fn required_words(&mut self, key: &'static str) -> String {
        self.required(key, "missing: write a text, which may be empty", Fields::words).unwrap_or_default()
    }

    /// A whole number of zero or more; a language without whole numbers writes 3 as 3.0.
    pub(crate) fn count(&mut self, key: &'static str) -> Option<u64> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        self.typed(key, COUNT, |value| {
            let whole = |n: &f64| n.fract() == 0.0 && (0.0..EXACT).contains(n);
            value.as_u64().or_else(|| value.as_f64().filter(whole).map(|n| n as u64))
        })
    }

    /// A number of zero or more, such as baths.
    pub(crate) fn quantity(&mut self, key: &'static str) -> Option<f64> {
        self.typed(key, QUANTITY, |value| value.as_f64().filter(|n| n.is_finite() && *n >= 0.0))
    }

    /// A time span: a number of seconds within `range`.
    pub(crate) fn seconds(&mut self, key: &'static str, range: RangeInclusive<u32>) -> Option<Duration> {
        let seconds = self.quantity(key)?;
        if seconds < f64::from(*range.start()) || seconds > f64::from(*range.end()) {
            self.fault(key, safe!("expected {} to {} seconds", *range.start(), *range.end()));
            return None;
        }
        Duration::try_from_secs_f64(seconds).ok()
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.typed(key, FLAG, Value::as_bool)
    }

    /// A text that `parse` understands.
    pub(crate) fn parsed<T>(
        &mut self,
        key: &'static str,
        problem: impl Into<Safe>,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.take(key)?;
        let text = value.as_str();
        if text.is_some_and(|text| text.trim().is_empty()) {
            return None;
        }
        // Of a number too, the problem says what would be right.
        let parsed = text.and_then(parse);
        if parsed.is_none() {
            self.fault(key, problem);
        }
        parsed
    }

    /// A time in RFC 3339.
    pub(crate) fn time(&mut self, key: &'static str) -> Option<Timestamp> {
        self.parsed(key, "not a time: write RFC 3339 with a zone, as in 2026-11-22T10:00:00-06:00", |text| {
            text.parse().ok()
        })
    }

    /// A time in RFC 3339 that must be there.
    pub(crate) fn required_time(&mut self, key: &'static str) -> Option<Timestamp> {
        self.required(key, "missing: write a time, as in 2026-11-22T10:00:00-06:00", Fields::time)
    }

    /// The channel, which must be there.
    pub(crate) fn channel(&mut self) -> Option<Channel> {
        self.required("channel", "missing: write sms, email or web_chat", |fields, key| {
            fields.one_of(key, &Channel::ALL.map(|channel| (channel.as_str(), channel)))
        })
    }

    /// One of `names`.
    pub(crate) fn one_of<T: Copy>(&mut self, key: &'static str, names: &[(&'static str, T)]) -> Option<T> {
        let value = self.take(key)?;
        let text = value.as_str().unwrap_or_default();
        if value.is_string() && text.trim().is_empty() {
            return None;
        }
        let found = names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let valid: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            let meant = match near(text, &valid) {
                Some(near) => format!("; did you mean \"{near}\"?"),
                None => String::new(),
            };
            self.fault(key, Safe::assembled(format!("not one of: {}{meant}", valid.join(", "))));
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
        let mut parsed = Vec::new();
        for (index, item) in self.array(key).into_iter().flatten().enumerate() {
            let path = format!("{key}[{index}]");
            match &item {
                Value::String(text) => match parse(text) {
                    Some(value) => parsed.push(value),
                    None => self.fault(&path, problem),
                },
                other => self.fault(&path, unexpected(TEXT, other)),
            }
        }
        parsed
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<String> {
        self.list(key, "expected a text", |text| Some(text.to_owned()))
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
                other => self.fault(&path, unexpected(OBJECT, &other)),
            }
        }
        Some(all)
    }

    /// An object read by `read`.
    pub(crate) fn object<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Fields) -> T) -> Option<T> {
        match self.take(key)? {
            Value::Object(map) => Some(self.inside(key, map, read)),
            other => {
                self.fault(key, unexpected(OBJECT, &other));
                None
            }
        }
    }

    /// An object as it is, for another reader.
    pub(crate) fn map(&mut self, key: &'static str) -> Option<Map<String, Value>> {
        match self.take(key)? {
            Value::Object(map) => Some(map),
            other => {
                self.fault(key, unexpected(OBJECT, &other));
                None
            }
        }
    }

    /// A text read by `text`, or an object read by `object`.
    pub(crate) fn text_or_object<T>(
        &mut self,
        key: &'static str,
        text: impl FnOnce(&mut Fields, &str) -> T,
        object: impl FnOnce(&mut Fields) -> T,
    ) -> Option<T> {
        match self.take(key)? {
            Value::String(words) => Some(text(self, &words)),
            Value::Object(map) => Some(self.inside(key, map, object)),
            other => {
                self.fault(key, unexpected("a text or an object", &other));
                None
            }
        }
    }

    /// Every key that is left, as it is.
    pub(crate) fn take_all(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.map)
    }

    fn array(&mut self, key: &'static str) -> Option<Vec<Value>> {
        match self.take(key)? {
            Value::Array(items) => Some(items),
            other => {
                self.fault(key, unexpected(LIST, &other));
                None
            }
        }
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
        let mut told = false;
        for key in unknown {
            let problem = match nearest(&key, &self.known) {
                Some(near) => safe!("unknown key; did you mean \"{}\"?", near),
                None if told => "unknown key".into(),
                None => {
                    told = true;
                    let known = self.known.join(", ");
                    let extra = if self.known.contains(&"extra") { "; put others under `extra`" } else { "" };
                    Safe::assembled(format!("unknown key; known are {known}{extra}"))
                }
            };
            self.fault(Safe::key(&key).as_str(), problem);
        }
    }

    /// The value, or every fault of the record.
    pub(crate) fn finish<T>(mut self, what: &'static str, value: T) -> Result<T> {
        self.refuse_unknown();
        if self.is_sound() { Ok(value) } else { Err(Error::from_faults(what, self.faults)) }
    }

    /// The value, or every fault of the record. A value that is absent has a fault that says why.
    pub(crate) fn finish_read<T>(self, what: &'static str, value: Option<T>) -> Result<T> {
        self.finish(what, value)?.ok_or_else(|| {
            Error::new(ErrorKind::Unexpected, safe!("{} cannot be read and has no fault: report this", what))
        })
    }
}

const TEXT: &str = "a text";
const COUNT: &str = "a whole number of 0 or more";
const QUANTITY: &str = "a number of 0 or more";
const FLAG: &str = "true or false";
const LIST: &str = "a list";
const OBJECT: &str = "an object";

/// What was expected, what was found, and how to mend it.
fn unexpected(expected: &'static str, found: &Value) -> Safe {
    let mend = match (expected, found) {
        (COUNT, Value::String(_)) => ": write digits alone, without quotes, $ and commas",
        (QUANTITY | FLAG, Value::String(_)) => ": write it without quotes",
        (TEXT, Value::Number(_)) => ": write it in quotes",
        (LIST, _) => ": write […], around a single one too",
        (OBJECT, _) => ": write {…}",
        _ => "",
    };
    let found = match found {
        Value::Number(n) if n.as_f64().is_some_and(|n| n < 0.0) => "a number below 0",
        Value::Number(n) if expected == COUNT && n.is_f64() => "a fraction",
        other => type_name(other),
    };
    safe!("expected {}, found {}{}", expected, found, mend)
}

/// The known key that `key` was most likely meant to be: by a slip of the pen, by what others call the same thing, or
/// because one is the beginning of the other.
fn nearest(key: &str, known: &[&'static str]) -> Option<&'static str> {
    let bare = bare(key);
    let other = || {
        let theirs = SYNONYMS.iter().filter(|(name, _)| *name == bare);
        theirs.map(|(_, ours)| *ours).find(|ours| known.contains(ours))
    };
    let begins = || {
        known.iter().copied().find(|candidate| {
            let candidate = self::bare(candidate);
            let stem = candidate.trim_end_matches('s');
            bare.len() >= 3 && candidate.starts_with(&bare) || stem.len() >= 3 && bare.starts_with(stem)
        })
    };
    near(key, known).or_else(other).or_else(begins)
}

/// The name that differs from `name` by a slip of the pen.
pub(crate) fn near<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    let name = bare(name);
    names
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&name, &bare(candidate)), *candidate))
        .filter(|(distance, candidate)| *distance <= (1 + candidate.len() / 4).min(candidate.len() - 1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `firstName`, `first-name` and `FIRST_NAME` are one name.
fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// What others call our keys, in bare letters; the first that the record knows is meant.
const SYNONYMS: &[(&str, &str)] = &[
    // A lead's.
    ("id", "external_id"),
    ("leadid", "external_id"),
    ("customerid", "external_id"),
    ("crmid", "external_id"),
    ("name", "first_name"),
    ("fullname", "first_name"),
    ("givenname", "first_name"),
    ("surname", "last_name"),
    ("familyname", "last_name"),
    ("mobile", "phones"),
    ("cell", "phones"),
    ("tel", "phones"),
    ("telephone", "phones"),
    ("mail", "emails"),
    ("metadata", "extra"),
    ("custom", "extra"),
    ("tags", "extra"),
    ("budget", "budget_max_usd"),
    ("pricemax", "budget_max_usd"),
    ("maxprice", "budget_max_usd"),
    ("minbeds", "beds_min"),
    ("bedrooms", "beds_min"),
    // An account's.
    ("name", "brand"),
    ("company", "brand"),
    ("business", "brand"),
    ("timezone", "tz"),
    ("open", "start"),
    ("close", "end"),
    // A listing's.
    ("zipcode", "zip"),
    ("postalcode", "zip"),
    ("listprice", "price_usd"),
    ("bedrooms", "beds"),
    ("bathrooms", "baths"),
    ("squarefeet", "sqft"),
    ("area", "sqft"),
    ("hoa", "hoa_usd_month"),
    ("hoafee", "hoa_usd_month"),
    ("taxes", "tax_usd_year"),
    ("garage", "garage_spaces"),
    // A message's, a draft's, a prompt's.
    ("messageid", "id"),
    ("messagesid", "id"),
    ("sid", "id"),
    ("body", "text"),
    ("message", "text"),
    ("content", "text"),
    ("sender", "from"),
    ("timestamp", "at"),
    ("messages", "history"),
    ("message", "inbound"),
    ("question", "inbound"),
    ("reply", "draft"),
    ("answer", "draft"),
    ("text", "draft"),
    // Settings'.
    ("db", "sqlite"),
    ("database", "sqlite"),
    ("store", "sqlite"),
    ("path", "sqlite"),
    ("file", "path"),
    ("model", "provider"),
    ("apikey", "provider"),
    ("baseurl", "provider"),
    ("prompts", "templates"),
    ("url", "base_url"),
    ("key", "api_key"),
    ("timeout", "policy"),
    ("timeout", "total"),
    ("retries", "max_attempts"),
    ("maxretries", "max_attempts"),
];

/// What a value is, in words.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
