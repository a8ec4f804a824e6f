//! What this room's tests are made of.

use crate::lead::{Lead, Pii};
use crate::prompt::{Prompt, Section, SectionKind};
use crate::redact::{Redacted, Subject, Vault};

/// A prompt that says `Be kind.` and then `text`.
pub(in crate::provider) fn prompt(text: &str) -> Redacted<Prompt> {
    subject().redact_prompt(said(text), &mut Vault::default())
}

/// The same, to be answered in JSON of a schema.
pub(in crate::provider) fn of_form(text: &str, schema: serde_json::Value) -> Redacted<Prompt> {
    subject().redact_prompt(said(text).answered_by(schema), &mut Vault::default())
}

fn said(text: &str) -> Prompt {
    let section = |kind, text: &str| Section { kind, priority: 0, text: Pii::from(text) };
    let sections = vec![section(SectionKind::Instructions, "Be kind."), section(SectionKind::Inbound, text)];
    Prompt::new("test@1".to_owned(), sections)
}

/// A lead of whom nothing is known.
pub(in crate::provider) fn subject() -> Subject {
    Subject::new(&Lead::from_json("{}").expect("an empty lead"), None, &[])
}
