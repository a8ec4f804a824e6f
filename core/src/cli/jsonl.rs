//! JSON lines: a bad line is named on standard error, the rest is done, and the command ends with 2.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use crate::cli::{End, exit_code, output};
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::{Channel, Fields};

/// Reads standard input line by line and writes the one line that `each` makes of a line.
pub(super) fn each_line(mut each: impl FnMut(Map<String, Value>) -> Result<Value>) -> Result<End> {
    each_line_many(|line, out| {
        out.push(each(line)?);
        Ok(())
    })
}

/// Reads standard input line by line and writes the lines that `each` makes of a line, those before a failure too.
pub(super) fn each_line_many(
    mut each: impl FnMut(Map<String, Value>, &mut Vec<Value>) -> Result<()>,
) -> Result<End> {
    let mut end = End::Ok;
    for (index, line) in io::stdin().lock().split(b'\n').enumerate() {
        let line = line.map_err(|_| Error::new(ErrorKind::Unavailable, "standard input cannot be read"))?;
        // Some editors begin a file with a byte order mark.
        let line = line.strip_prefix("\u{feff}".as_bytes()).filter(|_| index == 0).unwrap_or(&line);
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let mut values = Vec::new();
        let done = object(line).and_then(|map| each(map, &mut values));
        values.iter().try_for_each(output::json)?;
        if let Err(error) = done {
            output::note(&format!("line {}: {error}", index + 1));
            // A line that a provider let down is not a bad line.
            end = if end == End::Unavailable || exit_code(error.kind()) == 3 {
                End::Unavailable
            } else {
                End::BadLines
            };
        }
    }
    Ok(end)
}

fn object(line: &[u8]) -> Result<Map<String, Value>> {
    let wrong = |problem: Safe| Err(Error::new(ErrorKind::InputInvalid, problem));
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => return wrong(safe!("not UTF-8: look at byte {}", error.valid_up_to() + 1)),
    };
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => wrong("not a JSON object: write {…}".into()),
        Err(error) => wrong(safe!("not JSON: look at column {}", error.column())),
    }
}

/// Leaves out what a line carries besides `keys`, such as its expected results. What is one slip away from a key that
/// is absent stays, to be refused: a `laed` passed over would be a lead whose data is not known.
pub(super) fn known(mut map: Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    let absent: Vec<&str> = keys.iter().copied().filter(|key| !map.contains_key(*key)).collect();
    map.retain(|key, _| {
        keys.contains(&key.as_str())
            || absent.iter().any(|absent| strsim::damerau_levenshtein(key, absent) <= 1)
    });
    map
}

/// The same for each object of the list `key`.
pub(super) fn known_in(map: &mut Map<String, Value>, key: &str, keys: &[&str]) {
    for item in map.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
        if let Value::Object(object) = item {
            *object = known(std::mem::take(object), keys);
        }
    }
}

/// A line's `id` as it was written: a text or a number.
pub(super) fn id(fields: &mut Fields) -> Value {
    match fields.take("id") {
        Some(id @ (Value::String(_) | Value::Number(_))) => id,
        Some(_) => {
            fields.fault("id", "expected a text or a number");
            Value::Null
        }
        None => {
            fields.fault("id", "missing");
            Value::Null
        }
    }
}

/// The nested record `key`, read by its own strict reader; its faults become this line's.
pub(super) fn record<T>(
    fields: &mut Fields,
    key: &'static str,
    read: impl FnOnce(Map<String, Value>) -> Result<T>,
) -> Option<T> {
    match fields.take(key)? {
        Value::Object(map) => match read(map) {
            Ok(record) => Some(record),
            Err(error) => {
                faults(fields, key, error);
                None
            }
        },
        _ => {
            fields.fault(key, "expected an object");
            None
        }
    }
}

/// The nested record `key`, which must be there.
pub(super) fn required_record<T>(
    fields: &mut Fields,
    key: &'static str,
    read: impl FnOnce(Map<String, Value>) -> Result<T>,
) -> Option<T> {
    required(fields, key, "missing", |fields| record(fields, key, read))
}

/// The channel, which must be there.
pub(super) fn channel(fields: &mut Fields) -> Option<Channel> {
    required(fields, "channel", "missing: write sms, email or web_chat", |fields| {
        fields.one_of("channel", &Channel::ALL.map(|channel| (channel.as_str(), channel)))
    })
}

/// A time, which must be there.
pub(super) fn time(fields: &mut Fields, key: &'static str) -> Option<Timestamp> {
    const WRONG: &str = "not a time: write RFC 3339 with a zone, as in 2026-11-22T10:00:00-06:00";
    required(fields, key, "missing: write a time, as in 2026-11-22T10:00:00-06:00", |fields| {
        fields.parsed(key, WRONG, |text| text.parse().ok())
    })
}

/// The value of `key`; where it is absent or blank, a fault, unless there is one already.
fn required<T>(
    fields: &mut Fields,
    key: &'static str,
    missing: &'static str,
    read: impl FnOnce(&mut Fields) -> Option<T>,
) -> Option<T> {
    let mut alone = Fields::new(fields.take(key).map(|value| (key.to_owned(), value)).into_iter().collect());
    let found = read(&mut alone);
    match alone.finish("the record", ()) {
        Ok(()) if found.is_none() => fields.fault(key, missing),
        Ok(()) => {}
        Err(error) => faults(fields, "", error),
    }
    found
}

/// A record's faults become this line's, each by its whole path.
fn faults(fields: &mut Fields, key: &str, error: Error) {
    let within = |path: &str| match (key, path) {
        ("", path) => path.to_owned(),
        (key, "") => key.to_owned(),
        (key, path) => format!("{key}.{path}"),
    };
    for fault in error.faults() {
        // A fault's problem is safe by construction.
        fields.fault(&within(&fault.path), Safe::assembled(fault.problem.clone()));
    }
    if error.faults().is_empty() {
        fields.fault(key, error.into_safe());
    }
}

/// The nested list of records `key`.
pub(super) fn records<T>(
    fields: &mut Fields,
    key: &'static str,
    read: impl Fn(Map<String, Value>) -> Result<T>,
) -> Vec<T> {
    let mut all = Vec::new();
    match fields.take(key) {
        None => {}
        Some(Value::Array(items)) => {
            for (index, item) in items.into_iter().enumerate() {
                let path = format!("{key}[{index}]");
                match item {
                    Value::Object(map) => match read(map) {
                        Ok(record) => all.push(record),
                        Err(error) => faults(fields, &path, error),
                    },
                    _ => fields.fault(&path, "expected an object"),
                }
            }
        }
        Some(_) => fields.fault(key, "expected a list"),
    }
    all
}

/// A text that must be there, though it may be empty.
pub(super) fn text(fields: &mut Fields, key: &'static str) -> String {
    match fields.take(key) {
        Some(Value::String(text)) => text,
        Some(_) => {
            fields.fault(key, "expected a text");
            String::new()
        }
        None => {
            fields.fault(key, "missing");
            String::new()
        }
    }
}
