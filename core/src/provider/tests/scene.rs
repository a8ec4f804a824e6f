//! What this room's tests are made of.

use crate::lead::{Lead, Pii};
use crate::prompt::{Prompt, Section, SectionKind};
use crate::redact::{Redacted, Subject, Vault};

/// A prompt that says `Be kind.` and then `text`.
pub(in crate::provider) fn prompt(text: &str) -> Redacted<Prompt> {
    let section = |kind, text: &str| Section { kind, priority: 0, text: Pii::from(text) };
    let sections = vec![section(SectionKind::Instructions, "Be kind."), section(SectionKind::Inbound, text)];
    let prompt = Prompt { template: "test@1".to_owned(), sections };
    subject().redact_prompt(prompt, &mut Vault::default())
}

/// A lead of whom nothing is known.
pub(in crate::provider) fn subject() -> Subject {
    Subject::new(&Lead::from_json("{}").expect("an empty lead"), None, &[])
}
