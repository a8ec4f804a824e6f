//! What holds of redaction whatever the text: asked of random texts by `tests/fuzz.rs`, and by the fuzzer in `fuzz/`.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each fuzz target uses one; what fails must panic"
)]

use std::borrow::Cow;
use std::sync::LazyLock;

use closr::Lead;
use closr::redact::{Label, Recogniser, Recognisers, Redactor, RedactorSettings, Restorer, Vault};

/// What the lead's record holds, as it must not stand between spaces in what is given out.
const KNOWN: [&str; 3] = ["512-555-0147", "5125550147", "jane@example.com"];

static REDACTORS: LazyLock<[Redactor; 3]> = LazyLock::new(|| {
    let lead = Lead::from_json(
        r#"{"first_name": "Jane", "last_name": "Doe", "phones": ["+15125550147"], "emails": ["jane@example.com"],
            "address": "12 Oak St, Austin, TX"}"#,
    )
    .unwrap();
    let mut own = RedactorSettings::default();
    let order = Recogniser::pattern("ORDER_ID", r"(?i)\bord[-\s]?\d{1,9}").unwrap();
    own.recognisers =
        Recognisers::new([order, Recogniser::words("PROJECT", ["Alder Heights", "é"]).unwrap()]).unwrap();
    let own = Redactor::with_settings(&lead, None, &[], own);
    [Redactor::new(), Redactor::with_lead(&lead), own]
});

/// A text, and where to cut it: the first byte says how many of the next are cuts.
fn cut(data: &[u8]) -> (Cow<'_, str>, Vec<usize>) {
    let (count, rest) = data.split_first().map_or((0, data), |(first, rest)| (usize::from(first % 16), rest));
    let (cuts, text) = rest.split_at(count.min(rest.len()));
    let text = String::from_utf8_lossy(text);
    let boundary =
        |cut: &u8| (usize::from(*cut) * 37 % (text.len() + 1)..).find(|at| text.is_char_boundary(*at));
    let mut cuts: Vec<usize> = cuts.iter().filter_map(boundary).chain([text.len()]).collect();
    cuts.sort_unstable();
    (text, cuts)
}

fn no_known_value(redacted: &str) {
    for known in KNOWN {
        let alone = redacted.split_whitespace().any(|word| word.eq_ignore_ascii_case(known));
        assert!(!alone, "{known} in {redacted:?}");
    }
}

/// Restoring gives the text back, spans lie apart on character boundaries, no known value survives.
pub(crate) fn redact(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for (knows, redactor) in REDACTORS.iter().enumerate() {
        let redaction = redactor.redact(&text);
        assert_eq!(redaction.restore().expose(), &*text);
        assert_eq!(redaction.spans.len(), redaction.placeholders.len());
        let mut end = 0;
        for span in &redaction.spans {
            assert!(span.start >= end && span.end > span.start && text.get(span.start..span.end).is_some());
            end = span.end;
        }
        if knows > 0 {
            no_known_value(redaction.text.get());
        }
    }
}

fn vault() -> Vault {
    let mut vault = Vault::default();
    for number in 0..12 {
        vault.placeholder(Label::Phone, &format!("512-555-01{number:02}"));
    }
    vault.placeholder(Label::CreditCard, "4111 1111 1111 1111");
    vault.placeholder(Label::Person, "[PHONE_2]");
    REDACTORS[2].redact_with("ord-1 ord-2 alder heights", &mut vault);
    vault
}

/// What has no sign of a placeholder stays; what is put back was issued.
pub(crate) fn restore(data: &[u8]) {
    let (reply, vault) = (String::from_utf8_lossy(data), vault());
    let restored = vault.restore_reply(&reply, &[]);
    if !reply.contains(['_', '[']) {
        assert_eq!(restored.text.expose(), &*reply);
        assert!(restored.unknown.is_empty() && restored.drifted.is_empty());
    }
    let typed = vault.restore_reply(&reply, &[&*reply]);
    assert_eq!(typed.text.expose(), &*reply, "what the lead typed is left alone");
}

/// Pieces give the same however they are cut, and what the whole gives where it is one part.
pub(crate) fn stream_redact(data: &[u8]) {
    let (text, cuts) = cut(data);
    for (knows, redactor) in REDACTORS.iter().enumerate() {
        let streamed = |cuts: &[usize]| {
            let (mut stream, mut vault) = (redactor.stream().unwrap(), Vault::default());
            let (mut given, mut done) = (String::new(), 0);
            for cut in cuts {
                given.push_str(&stream.push(&text[done..*cut], &mut vault));
                done = *cut;
            }
            given + &stream.finish(&mut vault)
        };
        let given = streamed(&cuts);
        assert_eq!(given, streamed(&[text.len()]));
        if text.len() <= 512 {
            assert_eq!(&given, redactor.redact(&text).text.get());
        }
        if knows > 0 {
            no_known_value(&given);
        }
    }
}

/// Pieces give what the whole gives.
pub(crate) fn stream_restore(data: &[u8]) {
    let ((reply, cuts), vault) = (cut(data), vault());
    for typed in ["", "[PHONE_1] phone_12 [ORDER_ID_2]"] {
        let (mut restorer, mut done) = (Restorer::new(&vault, &[typed]), 0);
        let mut given = String::new();
        for cut in &cuts {
            given.push_str(restorer.push(&reply[done..*cut]).expose());
            done = *cut;
        }
        let end = restorer.finish();
        given.push_str(end.text.expose());
        let whole = vault.restore_reply(&reply, &[typed]);
        assert_eq!(&given, whole.text.expose());
        assert_eq!((end.unknown, end.drifted), (whole.unknown, whole.drifted));
    }
}
