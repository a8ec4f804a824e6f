//! The seal on what has been through redaction.

use crate::prompt::Prompt;

mod sealed {
    pub trait Sealed {}
    impl Sealed for String {}
    impl Sealed for crate::prompt::Prompt {}
}

/// What redaction can vouch for. Sealed: a text or a prompt.
pub trait Redactable: sealed::Sealed {}
impl Redactable for String {}
impl Redactable for Prompt {}

/// A value in which placeholders stand for every identifier that closr knows or recognises.
///
/// Only `redact` makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted<T: Redactable>(pub(super) T);

impl<T: Redactable> Redacted<T> {
    pub(super) fn vouch(value: T) -> Redacted<T> {
        Redacted(value)
    }

    /// The redacted value.
    pub fn get(&self) -> &T {
        &self.0
    }
}
