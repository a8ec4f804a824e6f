//! What a model was shown and what it answered, for inspection.

use crate::error::Safe;
use crate::lead::Pii;

/// How a turn's text came about.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Trace {
    /// The messages as the model saw them, or would have seen them: role and redacted text.
    pub shown: Vec<(&'static str, String)>,
    /// Each call to the model, in order.
    pub asks: Vec<Ask>,
}

/// One call to the model.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ask {
    /// The answer as it came, placeholders and all.
    pub answer: String,
    /// The answer as it would have been sent.
    pub draft: Pii<String>,
    /// Why the draft was blocked; empty where it was not.
    pub blocked: Vec<Safe>,
}

impl Ask {
    pub(super) fn new(answer: String, draft: Pii<String>, blocked: Vec<Safe>) -> Ask {
        Ask { answer, draft, blocked }
    }
}
