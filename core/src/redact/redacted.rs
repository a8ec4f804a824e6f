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

impl Redacted<String> {
    /// Its beginning, `most` bytes of it or a character less.
    pub(crate) fn cut(mut self, most: usize) -> Redacted<String> {
        let end = (0..=most.min(self.0.len())).rev().find(|end| self.0.is_char_boundary(*end));
        self.0.truncate(end.unwrap_or_default());
        self
    }
}
