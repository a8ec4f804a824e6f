//! JSON lines: a bad line is named on standard error, the rest is done, and the command ends with 2.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use crate::cli::{End, exit_code, output};
use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::Fields;

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
