//! closr among its peers: `benches/peers/redact.py` runs this.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench fails by panicking, and documents nothing"
)]

mod job;

use closr::redact::{Redactor, offsets_in_chars};

fn main() {
    let redactor = Redactor::new();
    let spans = |text: &str| {
        let found = offsets_in_chars(text, &redactor.redact(text).spans);
        found.into_iter().map(|span| (span.start, span.end, span.label.to_string())).collect()
    };
    job::run(spans, |text| redactor.redact(text));
}
