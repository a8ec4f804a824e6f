//! Why a draft is blocked: by which rule, of which category, about which field and which words.

use std::fmt;
use std::ops::Range;

use super::Rule;
use crate::redact::{Redacted, Subject, Vault};

/// Why a draft is blocked: a category, where there is one the field it is about, the rule that found it, and where in
/// the draft.
///
/// It is shown as `category` or `category:field`, as in `contradiction:hoa_usd_month`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reason {
    /// As in `contradiction`.
    pub category: &'static str,
    /// As in `hoa_usd_month`.
    pub field: Option<&'static str>,
    /// The rule that found it.
    pub rule: Rule,
    /// The bytes of the draft that it is about; `None` where it is the whole.
    pub span: Option<Range<usize>>,
}

impl Reason {
    pub(crate) fn of(category: &'static str, rule: Rule) -> Reason {
        Reason { category, field: None, rule, span: None }
    }

    pub(crate) fn about(category: &'static str, field: &'static str, rule: Rule) -> Reason {
        Reason { field: Some(field), ..Reason::of(category, rule) }
    }

    pub(super) fn at(self, span: Range<usize>) -> Reason {
        Reason { span: Some(span), ..self }
    }

    /// Whether it says what another does, whichever rule found it.
    pub(crate) fn repeats(&self, other: &Reason) -> bool {
        (self.category, self.field) == (other.category, other.field)
    }

    /// The reason as it may leave the process, with the words of the draft that it is about redacted.
    pub(crate) fn block(&self, draft: &str, subject: &Subject, vault: &mut Vault) -> Block {
        let part = self.span.clone().and_then(|span| trimmed(draft, span));
        // Redacted before it is cut: half a number would be no number any more.
        let words = part.map(|part| subject.redact_part(draft, part, vault).cut(WORDS_MAX));
        Block { category: self.category, field: self.field, rule: self.rule, words }
    }
}

/// A part of a text without the space around it.
fn trimmed(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    let words = text.get(part.clone())?;
    let start = part.start + words.len() - words.trim_start().len();
    Some(start..start + words.trim().len())
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(self.category, self.field, f)
    }
}

/// The most bytes of a draft that a block repeats.
const WORDS_MAX: usize = 200;

/// A [`Reason`] as it leaves the process: its words are redacted.
///
/// It is shown as `category` or `category:field`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// As in `contradiction`.
    pub category: &'static str,
    /// As in `hoa_usd_month`.
    pub field: Option<&'static str>,
    /// The rule that found it.
    pub rule: Rule,
    /// The words of the draft that it is about, 200 bytes at most, with placeholders for the lead's values and for what
    /// closr recognises; `None` where it is the whole.
    pub words: Option<Redacted<String>>,
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(self.category, self.field, f)
    }
}

impl serde::Serialize for Block {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut block = serializer.serialize_struct("Block", 4)?;
        block.serialize_field("rule", self.rule.as_str())?;
        block.serialize_field("category", self.category)?;
        block.serialize_field("field", &self.field)?;
        block.serialize_field("words", &self.words.as_ref().map(Redacted::get))?;
        block.end()
    }
}

fn show(category: &str, field: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(category)?;
    match field {
        Some(field) => write!(f, ":{field}"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::Lead;

    #[test]
    fn words_are_redacted_with_what_stands_around_them() {
        let draft = "The gate code is 4417. Call 512-555-0147 or not";
        let words = |part: &str| {
            let start = draft.find(part).unwrap();
            let reason = Reason::of("invention", Rule::Words).at(start..start + part.len());
            let subject = Subject::new(&Lead::default(), None, &[]);
            let block = reason.block(draft, &subject, &mut Vault::default());
            block.words.map(|words| words.get().clone())
        };
        assert_eq!(words(" 4417").as_deref(), Some("[ACCESS_CODE_1]"));
        assert_eq!(words("555-0147 or").as_deref(), Some("[PHONE_1] or"));
        assert_eq!(words("or not").as_deref(), Some("or not"));
    }
}
