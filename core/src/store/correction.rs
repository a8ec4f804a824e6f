//! A correction of a lead's record, and what stood there before.

use serde_json::{Map, Value, json};

use crate::clock::Timestamp;
use crate::error::Result;
use crate::lead::{Changes, Fields, Lead, parse_object};

/// On whose word a record is corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Word {
    /// The person's own.
    Person,
    /// An agent's who showed that they are authorised.
    AuthorisedAgent,
    /// The business's, which found it wrong.
    Business,
    /// Nobody's: the record was put on file anew, and said otherwise. No correction is made so.
    Record,
}

impl Word {
    const NAMES: [(&'static str, Word); 3] =
        [("person", Word::Person), ("authorised_agent", Word::AuthorisedAgent), ("business", Word::Business)];

    /// The name in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Word::Person => "person",
            Word::AuthorisedAgent => "authorised_agent",
            Word::Business => "business",
            Word::Record => "record",
        }
    }
}

/// What is put right of a lead's record.
///
/// ```
/// use closr::rights::{Correction, Word};
///
/// let correction = Correction::from_json(r#"{"word": "person", "fields": {"first_name": "June", "address": null}}"#)?;
/// assert_eq!((correction.word, correction.fields()), (Word::Person, &["first_name", "address"][..]));
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Correction {
    /// On whose word.
    pub word: Word,
    pub(crate) changes: Changes,
}

impl Correction {
    /// Reads a correction: `word` (`person`, the default, `authorised_agent` or `business`) and `fields`, an object with what
    /// changes of `first_name`, `last_name`, `phones`, `emails`, `address`, `interest` and `notes`, as a lead's record has
    /// it; `null` takes a field away, and what is not named stays.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once; unknown keys are faults.
    pub fn from_json(text: &str) -> Result<Correction> {
        let mut fields = Fields::new(parse_object("the correction", text)?);
        let word = fields.one_of("word", &Word::NAMES).unwrap_or(Word::Person);
        let changes = fields.required("fields", "missing: write what changes", |fields, key| {
            fields.object(key, Changes::read)
        });
        if changes.as_ref().is_some_and(|changes| changes.names().is_empty()) && fields.is_sound() {
            fields.fault("fields", "nothing is named that changes");
        }
        fields.finish_read("the correction", changes.map(|changes| Correction { word, changes }))
    }

    /// The names of the fields that change.
    pub fn fields(&self) -> &[&'static str] {
        self.changes.names()
    }
}

/// A correction that was made, or a record that was written over, with what stood there before.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Corrected {
    /// When.
    pub at: Timestamp,
    /// On whose word.
    pub word: Word,
    /// The names of the fields that were changed; of a record that was written over, of those alone by which the person is known.
    pub fields: Vec<String>,
    /// What they were; of the others, nothing.
    pub was: Lead,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Row {
    at: Timestamp,
    word: Word,
    fields: Vec<String>,
    was: Map<String, Value>,
}

impl Corrected {
    /// As many records that were written over are kept of a lead, the newest; each has a value that none of the others has.
    /// Every one is looked for in each message of the lead.
    pub(super) const MOST_REPLACED: usize = 32;

    /// The list as it is sealed.
    pub(super) fn to_stored(list: &[Corrected]) -> zeroize::Zeroizing<String> {
        let row = |corrected: &Corrected| {
            let was: Value = serde_json::from_str(&corrected.was.to_stored()).unwrap_or_default();
            json!({"at": corrected.at, "word": corrected.word, "fields": corrected.fields, "was": was})
        };
        zeroize::Zeroizing::new(Value::from_iter(list.iter().map(row)).to_string())
    }

    pub(super) fn from_stored(text: &str) -> Option<Vec<Corrected>> {
        let rows: Vec<Row> = serde_json::from_str(text).ok()?;
        let corrected = |row: Row| {
            let was = Lead::from_stored(&Value::Object(row.was).to_string()).ok()?;
            Some(Corrected { at: row.at, word: row.word, fields: row.fields, was })
        };
        rows.into_iter().map(corrected).collect()
    }

    pub(crate) fn expose(&self) -> Value {
        let was: Value = serde_json::from_str(&self.was.expose_json()).unwrap_or_default();
        let was: Map<String, Value> = self
            .fields
            .iter()
            .map(|field| (field.clone(), was.get(field.as_str()).cloned().unwrap_or_default()))
            .collect();
        json!({"at": self.at, "word": self.word, "was": was})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn only_what_a_person_can_put_right_is_taken() {
        let read = Correction::from_json;
        for (wrong, says) in [
            ("{}", "fields: missing"),
            (r#"{"fields": {}}"#, "nothing is named"),
            (r#"{"fields": {"consent": {"sms": "express"}}}"#, "fields.consent: not corrected"),
            (r#"{"fields": {"external_id": "7"}}"#, "fields.external_id: not corrected"),
            (r#"{"fields": {"phnes": []}}"#, "did you mean \"phones\"?"),
            (r#"{"fields": {"phones": ["7375550199"]}}"#, "fields.phones[0]"),
            (r#"{"fields": {"notes": "x"}, "word": "wrod"}"#, "word: not one of"),
        ] {
            let error = read(wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InputInvalid, "{wrong}");
            assert!(error.to_string().contains(says), "{wrong}: {error}");
            assert!(!error.to_string().contains("7375550199"));
        }
    }
}
