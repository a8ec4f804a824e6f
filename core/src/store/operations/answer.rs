//! A checked answer as it is sealed.

use zeroize::Zeroizing;

use crate::consent::PermitKind;
use crate::error::{Error, ErrorKind, Result};
use crate::lead::Pii;
use crate::store::fault::SqlError;
use crate::store::{Answer, Author, OutcomeKind};
use crate::token::Usage;

/// An answer's parts, for serialisation only.
#[derive(serde::Serialize, serde::Deserialize)]
pub(in crate::store) struct AnswerRow<T = String> {
    text: T,
    author: Author,
    kind: OutcomeKind,
    permit: PermitKind,
    reasons: Vec<String>,
    usage: Option<Usage>,
}

impl AnswerRow {
    pub(in crate::store) fn bytes(answer: &Answer) -> Result<Zeroizing<Vec<u8>>> {
        let row = AnswerRow {
            text: answer.text.expose().as_str(),
            author: answer.author,
            kind: answer.kind,
            permit: answer.permit,
            reasons: answer.reasons.clone(),
            usage: answer.usage.clone(),
        };
        serde_json::to_vec(&row)
            .map(Zeroizing::new)
            .map_err(|_| Error::new(ErrorKind::Unexpected, "an answer cannot be stored"))
    }

    pub(in crate::store) fn read(bytes: &[u8]) -> Result<Answer> {
        let row: AnswerRow = serde_json::from_slice(bytes).map_err(|_| SqlError::Shape)?;
        Ok(Answer {
            text: Pii::new(row.text),
            author: row.author,
            kind: row.kind,
            permit: row.permit,
            reasons: row.reasons,
            usage: row.usage,
        })
    }
}
