//! Reads a record's JSON, and says where and why it is none, without a word of it.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::{Error, ErrorKind, Result, Safe, safe};

/// Parses `text` as one JSON object, no key of which stands twice.
pub(crate) fn parse_object(what: &'static str, text: &str) -> Result<Map<String, Value>> {
    match serde_json::from_str(text) {
        Ok(Once(Value::Object(map))) => Ok(map),
        Ok(Once(other)) => Err(Error::new(
            ErrorKind::InputInvalid,
            safe!("{} is not a JSON object, but {}: write {{…}}", what, super::record::type_name(&other)),
        )),
        Err(error) => {
            Err(Error::new(ErrorKind::InputInvalid, safe!("{} is not JSON: {}", what, why(&error))))
        }
    }
}

/// Where and why a text is not JSON. serde_json's own message can quote the text; this cannot.
fn why(error: &serde_json::Error) -> Safe {
    let place = safe!("look at line {}, column {}", error.line(), error.column());
    let said = error.to_string();
    let reason = WHY.iter().find(|(theirs, _)| said.starts_with(theirs)).map(|(_, ours)| *ours);
    match reason {
        Some(reason) => Safe::assembled(format!("{place}: {reason}")),
        None => place,
    }
}

/// How serde_json's messages begin, and what we say in their stead.
const WHY: [(&str, &str); 11] = [
    (TWICE, "a key stands twice in one object; keep one"),
    ("trailing comma", "a comma stands before a closing bracket; take it out"),
    ("trailing characters", "something stands after the end"),
    ("key must be a string", "a key must stand in double quotes"),
    ("expected value", "a value is missing, or is a text without double quotes"),
    ("expected ident", "write true, false or null"),
    ("expected `:`", "a colon is missing after a key"),
    ("expected `,` or", "a comma or a closing bracket is missing"),
    ("control character", "a line break within a text is written \\n"),
    ("invalid escape", "a backslash is written twice: \\\\"),
    ("EOF", "the end is missing: close the last text or bracket"),
];

const TWICE: &str = "a key stands twice";

/// A JSON value whose objects have each key once. Otherwise the last would win in silence: a lead whose `phones`
/// stand twice would have half of them unprotected.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Once, D::Error> {
        deserializer.deserialize_any(OnceVisitor).map(Once)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: de::Error>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> std::result::Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Once(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> std::result::Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            let Once(value) = access.next_value()?;
            if map.insert(key, value).is_some() {
                return Err(de::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_why_and_where_and_repeats_nothing() {
        for (text, says) in [
            ("", "the end is missing"),
            (r#"{"jane": "canary""#, "the end is missing"),
            (r#"{"jane": "canary",}"#, "line 1, column 19: a comma stands before a closing bracket"),
            (r#"{"jane": ["canary",]}"#, "a comma stands before"),
            (r#"{jane: "canary"}"#, "double quotes"),
            (r#"{'jane': "canary"}"#, "double quotes"),
            (r#"{"jane": canary}"#, "without double quotes"),
            (r#"{"jane": NaN}"#, "without double quotes"),
            (r#"{"jane": True}"#, "without double quotes"),
            (r#"{"jane": tru}"#, "true, false or null"),
            (r#"{"jane" "canary"}"#, "a colon"),
            (r#"{"jane": 1 "x": 2}"#, "a comma or a closing bracket"),
            ("{\"jane\": \"can\nary\"}", "a line break"),
            (r#"{"jane": "C:\canary"}"#, "a backslash"),
            (r#"{"jane": 1} canary"#, "after the end"),
            (r#"{"jane": 1, "jane": 2}"#, "a key stands twice"),
            (r#"{"a": [{"jane": 1, "jane": 1}]}"#, "a key stands twice"),
            (r#"["canary"]"#, "not a JSON object, but a list"),
            ("7", "not a JSON object, but a number"),
        ] {
            let error = parse_object("the record", text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InputInvalid);
            let shown = error.to_string();
            assert!(shown.contains(says), "{text}: {shown}");
            assert!(!shown.contains("canary") && !shown.contains("jane"), "{shown}");
        }
    }

    #[test]
    fn a_value_is_what_serde_json_reads() {
        let text = r#"{"a": [1, -2, 2.5, 18446744073709551615, true, null, "é\n"], "b": {"c": {}}}"#;
        let map = parse_object("the record", text).unwrap();
        assert_eq!(Value::Object(map), serde_json::from_str::<Value>(text).unwrap());
    }
}
