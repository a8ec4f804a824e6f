//! The last scan of the bytes that are about to leave.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::error::{ErrorKind, RoomError};
use crate::redact::fold::digits;
use crate::redact::known::{Known, Scope};
use crate::redact::{Label, Subject, Wire};

/// How deep JSON within strings of JSON is read (a tool call's arguments are JSON in a string).
const DEPTH: usize = 4;

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClearError {
    #[error("the request still holds identifiers, so nothing was sent: {found}")]
    Identifiers { found: Counts },
}

impl RoomError for ClearError {
    fn kind(&self) -> ErrorKind {
        match self {
            ClearError::Identifiers { .. } => ErrorKind::RedactionFailed,
        }
    }
}

/// How many of each label: all that an error may say.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<Label, usize>);

impl Counts {
    fn add(&mut self, labels: impl Iterator<Item = Label>) {
        for label in labels {
            *self.0.entry(label).or_default() += 1;
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (label, count)) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{label} {count}")?;
        }
        Ok(())
    }
}

/// Looks at everything in a request.
pub(super) fn scan(subject: &Subject, wire: &Wire) -> Result<(), ClearError> {
    let mut scan = Scan { subject, found: Counts::default() };
    // The path names a model, whose name may be a person's: Claude, Nova.
    scan.text(&wire.path, Scope::Technical);
    for (name, value) in &wire.headers {
        scan.text(name, Scope::Technical);
        scan.text(value, Scope::Ours);
    }
    scan.body(&wire.body);
    if scan.found.0.is_empty() { Ok(()) } else { Err(ClearError::Identifiers { found: scan.found }) }
}

struct Scan<'a> {
    subject: &'a Subject,
    found: Counts,
}

impl Scan<'_> {
    fn body(&mut self, body: &[u8]) {
        let raw = std::str::from_utf8(body).map_or_else(|_| String::from_utf8_lossy(body), Cow::Borrowed);
        if self.json(&raw, 0) {
            // What the strings do not show: digits spread over numbers.
            self.found.add(self.subject.known_numbers(&raw).iter().map(|hit| hit.label));
        } else {
            self.text(&raw, Scope::Ours);
            self.text(&unescape(&raw).replace('\0', ""), Scope::Ours);
        }
    }

    /// Looks at every string and key of a JSON document as it is read, doubled keys included. Whether it is one.
    fn json(&mut self, text: &str, depth: usize) -> bool {
        let mut reader = serde_json::Deserializer::from_str(text);
        let strings = Strings { scan: self, technical: false, depth };
        reader.deserialize_any(strings).is_ok() && reader.end().is_ok()
    }

    fn string(&mut self, text: &str, technical: bool, depth: usize) {
        self.text(text, if technical { Scope::Technical } else { Scope::Ours });
        if depth < DEPTH && text.trim_start().starts_with(['{', '[', '"']) {
            self.json(text, depth + 1);
        }
    }

    fn text(&mut self, text: &str, scope: Scope) {
        self.found.add(self.subject.hits(text, scope).iter().map(|hit| hit.label));
        self.subject.encoded().search(text, &mut self.found);
    }
}

/// Hands each string over without building a tree, in which the first of two equal keys would be lost.
struct Strings<'s, 'a> {
    scan: &'s mut Scan<'a>,
    technical: bool,
    depth: usize,
}

impl<'de> de::DeserializeSeed<'de> for Strings<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strings<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.scan.string(text, self.technical, self.depth);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(technical) = map.next_key_seed(Key { scan: self.scan, depth: self.depth })? {
            map.next_value_seed(Strings { scan: self.scan, technical, depth: self.depth })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq
            .next_element_seed(Strings { scan: self.scan, technical: false, depth: self.depth })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

/// A key. Its value is whether a technical string follows.
struct Key<'s, 'a> {
    scan: &'s mut Scan<'a>,
    depth: usize,
}

impl<'de> de::DeserializeSeed<'de> for Key<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<bool, E> {
        // Every request has these, and nobody is called so.
        if !matches!(key, "role" | "content" | "messages") {
            self.scan.string(key, false, self.depth);
        }
        Ok(key == "model")
    }
}

/// The lead's phones and e-mails in base64 and hex.
pub(super) struct Encoded {
    base64: Vec<(Label, String)>,
    hex: Vec<(Label, String)>,
    shortest: usize,
}

impl Encoded {
    pub(super) fn of(known: &Known) -> Encoded {
        let mut encoded = Encoded { base64: Vec::new(), hex: Vec::new(), shortest: usize::MAX };
        for (label, value) in known.plain() {
            let value = value.expose();
            let national = Some(digits(value))
                .filter(|d| label == Label::Phone && d.len() == 11)
                .and_then(|d| d.get(1..).map(str::to_owned));
            for spelling in [Some(value.clone()), national].into_iter().flatten() {
                encoded.hex.push((label, hex::encode(&spelling)));
                for shift in 0..3 {
                    encoded.base64.push((label, base64_core(spelling.as_bytes(), shift)));
                }
            }
        }
        let all = encoded.base64.iter().chain(&encoded.hex);
        encoded.shortest = all.map(|(_, needle)| needle.len()).min().unwrap_or(usize::MAX);
        encoded
    }

    /// Looks into every stretch of the alphabet that is long enough: prose has next to none.
    fn search(&self, text: &str, found: &mut Counts) {
        let bytes = text.as_bytes();
        let member = |at: usize| {
            bytes
                .get(at)
                .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'\\'))
        };
        let mut from = 0_usize;
        while from.saturating_add(self.shortest) <= bytes.len() {
            // From the far end: whatever breaks the stretch there spares a look at the rest.
            if let Some(broken) = (from..from + self.shortest).rev().find(|at| !member(*at)) {
                from = broken + 1;
                continue;
            }
            let mut end = from + self.shortest;
            while member(end) {
                end += 1;
            }
            self.stretch(text.get(from..end).unwrap_or(""), found);
            from = end;
        }
    }

    fn stretch(&self, text: &str, found: &mut Counts) {
        // One alphabet for both kinds of base64.
        let plain = text.replace('-', "+").replace('_', "/").replace("\\/", "/");
        let base64 = self.base64.iter().filter(|(_, needle)| plain.contains(needle.as_str()));
        found.add(base64.map(|(label, _)| *label));
        let lower = text.to_ascii_lowercase();
        let hex = self.hex.iter().filter(|(_, needle)| lower.contains(needle.as_str()));
        found.add(hex.map(|(label, _)| *label));
    }
}

/// The part of a value's base64 that does not depend on its neighbours, when `shift` bytes precede it.
fn base64_core(value: &[u8], shift: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padded: Vec<u8> = std::iter::repeat_n(0, shift).chain(value.iter().copied()).collect();
    let mut text = String::new();
    for chunk in padded.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let word = at(0) << 16 | at(1) << 8 | at(2);
        for place in [18, 12, 6, 0] {
            let index = (word >> place & 63) as usize;
            text.push(ALPHABET.get(index).map_or('A', |b| char::from(*b)));
        }
    }
    // Characters that mix in a neighbour's bits, in front and behind.
    let front = match shift {
        0 => 0,
        1 => 2,
        _ => 3,
    };
    let whole = padded.len() * 8 / 6;
    text.get(front..whole).unwrap_or("").to_owned()
}

/// What a body that is not JSON would read as, were its escapes JSON's.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        match chars.next() {
            Some('u') => {
                let code = after.get(1..5).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                out.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
                rest = after.get(5..).unwrap_or("");
                continue;
            }
            Some('n' | 'r' | 't') => out.push('\n'),
            Some(other) => out.push(other),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::{Account, Lead};
    use crate::redact::Vault;
    use serde_json::json;

    fn subject() -> Subject {
        let lead = Lead::from_json(
            r#"{"first_name": "Zoë", "last_name": "Rose", "phones": ["+15125550147"], "emails": ["zoe.rose@example.com"],
                "address": "12 Oak St", "external_id": "crm-000777"}"#,
        )
        .unwrap();
        let account = Account::from_json(r#"{"brand": "Oak", "phone": "+15125550100"}"#).unwrap();
        Subject::new(&lead, Some(&account), &[])
    }

    fn wire(content: &str) -> Wire {
        let body = json!({"model": "gpt-4o-mini", "max_tokens": 512, "messages": [{"role": "user", "content": content}]});
        Wire::new("/chat/completions", body.to_string().into_bytes())
    }

    #[test]
    fn every_way_a_value_hides_is_found() {
        let wires = [
            wire("call 512.555.0147"),
            wire("write ZOE.ROSE@EXAMPLE.COM"),
            wire("for Zoe"),
            wire("zoë rose"),
            wire("at 12 oak street"),
            wire("lead crm-000777"),
            wire("another 512-555-0199, x@y.com"),
            wire("4111 1111 1111 1111"),
            wire(r#"{"arguments": "{\"phone\": \"512\\u002d555\\u002d0147\"}"}"#),
            wire("%2B15125550147 or zoe.rose%40example.com"),
            wire("https://x.com/?q=zoe.rose%40example.com"),
            Wire::new("/v1", br#"{"a": "Zo\u00eb"}"#.to_vec()),
            Wire::new("/v1", br#"{"a": "12\/x \u0035125550147"}"#.to_vec()),
            Wire::new("/v1", br#"{"a": "Zoe", "a": "fine"}"#.to_vec()),
            Wire::new("/v1", br#"{"Zoe": 1}"#.to_vec()),
            Wire::new("/v1", br#"{"user": 15125550147}"#.to_vec()),
            Wire::new("/v1", b"[5,1,2,5,5,5,0,1,4,7]".to_vec()),
            Wire::new("/v1", br#"{"a": "cut off for Zo\u00eb"#.to_vec()),
            Wire::new("/v1", b"plain Zoe \xff".to_vec()),
            Wire::new("/v1/15125550147", b"{}".to_vec()),
            Wire::new("/v1/zoe.rose%40example.com", b"{}".to_vec()),
            Wire {
                headers: vec![("x-user".to_owned(), "zoe.rose@example.com".to_owned())],
                ..Wire::new("/v1", b"{}".to_vec())
            },
            Wire {
                headers: vec![("x-user".to_owned(), "Zoe".to_owned())],
                ..Wire::new("/v1", b"{}".to_vec())
            },
        ];
        for wire in wires {
            let error = subject().clear(wire.clone()).expect_err(&String::from_utf8_lossy(&wire.body));
            assert_eq!(error.kind(), ErrorKind::RedactionFailed);
            let message = error.to_string().to_lowercase();
            for value in ["zo", "rose", "512", "example", "oak", "777"] {
                assert!(!message.contains(value), "{message}");
            }
        }
        let error = subject().clear(wire("Zoe, call 512-555-0147 or x@y.com")).unwrap_err().to_string();
        assert!(
            error.contains("PERSON 1") && error.contains("EMAIL 1") && error.contains("PHONE"),
            "{error}"
        );
    }

    #[test]
    fn cheap_encodings_of_phones_and_emails_are_found() {
        for value in ["+15125550147", "15125550147", "5125550147", "zoe.rose@example.com", "(512) 555-0147"] {
            for prefix in ["", "a", "ab"] {
                let plain = format!("{prefix}{value}tail");
                for encoded in [
                    hex::encode(&plain),
                    hex::encode_upper(&plain),
                    base64(&plain),
                    base64(&plain).replace('+', "-").replace('/', "_"),
                ] {
                    let error = subject().clear(wire(&format!("see {encoded} now"))).expect_err(&plain);
                    assert_eq!(error.kind(), ErrorKind::RedactionFailed);
                }
            }
        }
        assert!(subject().clear(wire(&base64("nobody@example.com"))).is_ok());
    }

    fn base64(text: &str) -> String {
        let whole = text.len() / 3 * 3;
        base64_core(&text.as_bytes()[..whole], 0)
    }

    #[test]
    fn what_is_clean_passes_with_its_bytes_untouched() {
        let body = json!({
            "model": "claude-zoe-4", "max_tokens": 4096, "seed": 5125550199u64, "temperature": 0.7, "created": 1732312345,
            "messages": [
                {"role": "system", "content": "You answer for Oak, 512-555-0100. It was built in 1998, costs $689,000, MLS 5125550199. A rose garden."},
                {"role": "user", "content": "[PERSON_1] here: call [PHONE_1], [EMAIL_1] or [ADDRESS_1] at 5:30 on 2026-11-22"}
            ],
            "tools": [{"type": "function", "function": {"name": "book", "parameters": {"type": "object", "properties": {}}}}],
        });
        let wire = Wire {
            headers: vec![("x-request-id".to_owned(), "018f2c4e-5125-7550-8147-123456789012".to_owned())],
            ..Wire::new("/deployments/zoe/chat/completions", body.to_string().into_bytes())
        };
        let outbound = subject().clear(wire.clone()).unwrap();
        assert_eq!(outbound.body(), wire.body);
        assert_eq!(outbound.path(), wire.path);
        assert_eq!(outbound.headers(), wire.headers);
    }

    #[test]
    fn names_that_records_hold_by_mistake_do_not_block_the_protocol() {
        for record in [
            r#"{"first_name": "Test", "last_name": "User"}"#,
            r#"{"first_name": "Max", "last_name": "Model"}"#,
            r#"{"first_name": "Claude", "external_id": "1"}"#,
            r#"{"first_name": "J", "last_name": "."}"#,
        ] {
            let subject = Subject::new(&Lead::from_json(record).unwrap(), None, &[]);
            let body = json!({"model": "claude-3", "max_tokens": 5, "messages": [{"role": "user", "content": "is it in max?"}]});
            assert!(
                subject.clear(Wire::new("/v1/messages", body.to_string().into_bytes())).is_ok(),
                "{record}"
            );
        }
    }

    #[test]
    fn what_is_redacted_beside_a_backslash_passes() {
        let text = r"call me at12 Oak St\Rose 555-01471";
        let redacted = subject().redact_text(text, &mut Vault::default());
        let result = subject().clear(wire(redacted.get()));
        assert!(result.is_ok(), "{:?}: {:?}", redacted.get(), result.err());
    }

    proptest::proptest! {
        #[test]
        fn what_redaction_lets_through_the_last_scan_lets_through(
            pieces in proptest::collection::vec(proptest::sample::select(vec![
                "Zoë", "rose", "Rose", "zoe rose", "512-555-0147", "5125550147", "555-0147", "call", "ssn", "123456789", "123-45-6789", "x@y.com",
                "12 Oak St", "Austin", " ", " ", "\n", ".", ",", "crm-000777", "$", "689000", "[PHONE_1]", "\"", "\\", "é", "[", "{", "1", "call me at",
            ]), 0..14),
        ) {
            let text = pieces.concat();
            let redacted = subject().redact_text(&text, &mut Vault::default());
            let result = subject().clear(wire(redacted.get()));
            proptest::prop_assert!(result.is_ok(), "{:?} -> {:?}: {:?}", text, redacted.get(), result.err());
        }

        #[test]
        fn any_bytes_are_scanned(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = subject().clear(Wire::new("/v1", bytes));
        }
    }
}
