//! What a user's own recogniser looks for.

use std::fmt;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;

use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::Fields;
use crate::redact::Label;
use crate::redact::label::OwnLabel;
use crate::redact::own::validator::Validator;
use crate::redact::own::words::Words;

/// Finds what only the user's business has: order ids, member numbers, project names.
///
/// It is found before anything but the lead's known values, and what it finds stands as `[NAME_1]`. A pattern is of the
/// `regex` crate's syntax and is matched against the text as it was typed, after invisible characters are taken out and
/// odd spaces, dashes and wide letters made plain; a list's words are found whole, in any case, with or without accents.
///
/// ```
/// use closr::redact::{Recogniser, Recognisers, Redactor, RedactorSettings, Validator};
///
/// let order = Recogniser::pattern("ORDER_ID", r"\bORD-\d{6}\b")?;
/// let member = Recogniser::pattern("MEMBER_ID", r"\bM\d{10,12}\b")?.validated(Validator::Luhn);
/// let project = Recogniser::words("PROJECT", ["Alder Heights"])?;
/// let mut settings = RedactorSettings::default();
/// settings.recognisers = Recognisers::new([order, member, project])?;
/// let redactor = Redactor::with_settings(&closr::Lead::default(), None, &[], settings);
/// let redaction = redactor.redact("ORD-123456 and M79927398713 for alder heights");
/// assert_eq!(redaction.text.get(), "[ORDER_ID_1] and [MEMBER_ID_1] for [PROJECT_1]");
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone)]
pub struct Recogniser {
    label: OwnLabel,
    pub(super) finds: Finds,
    pub(super) validator: Option<Validator>,
}

#[derive(Clone)]
pub(super) enum Finds {
    Pattern {
        regex: Regex,
        /// The most bytes of a match; `None` where nothing bounds it.
        longest: Option<usize>,
    },
    Words(Arc<Words>),
}

/// What is wrong with a part of a recogniser.
struct Flaw {
    part: &'static str,
    problem: Safe,
}

impl Flaw {
    fn new(part: &'static str, problem: impl Into<Safe>) -> Flaw {
        Flaw { part, problem: problem.into() }
    }
}

impl From<Flaw> for Error {
    fn from(flaw: Flaw) -> Error {
        Error::new(ErrorKind::ConfigInvalid, safe!("the recogniser's {}: {}", flaw.part, flaw.problem))
    }
}

/// The most bytes of a pattern, and of what it compiles to.
const LONGEST_PATTERN: usize = 4 << 10;
const LARGEST_PATTERN: usize = 1 << 20;
/// The most words of a list, and the most bytes of each.
const MOST_WORDS: usize = 100_000;
const LONGEST_WORD: usize = 256;

impl Recogniser {
    /// Finds every match of `pattern`. Its name is of capital letters, in words joined by `_`, 3 to 32 bytes long.
    ///
    /// # Errors
    /// `ConfigInvalid` says what is wrong, with line and column where the pattern cannot be read. Refused are a name of
    /// another shape or that closr uses itself, and a pattern that matches nothing or an empty text, that is longer
    /// than 4 KiB, or that compiles to more than 1 MiB.
    pub fn pattern(name: &str, pattern: &str) -> Result<Recogniser> {
        Ok(Recogniser { label: label(name)?, finds: compile(pattern)?, validator: None })
    }

    /// Finds every one of `words`, which may be phrases.
    ///
    /// # Errors
    /// `ConfigInvalid` where the name is refused, and for a list that is empty, has a blank word, a word longer than
    /// 256 bytes or more than 100,000 words.
    pub fn words<W: Into<String>>(name: &str, words: impl IntoIterator<Item = W>) -> Result<Recogniser> {
        let words: Vec<String> = words.into_iter().map(W::into).collect();
        Ok(Recogniser { label: label(name)?, finds: listed(&words)?, validator: None })
    }

    /// The same, for matches that also pass `validator`.
    #[must_use]
    pub fn validated(mut self, validator: Validator) -> Recogniser {
        self.validator = Some(validator);
        self
    }

    /// The label of what it finds.
    pub fn label(&self) -> Label {
        Label::Own(self.label)
    }

    pub(super) fn own_label(&self) -> OwnLabel {
        self.label
    }

    /// The most bytes of what it finds, if there is such a bound.
    pub(super) fn longest(&self) -> Option<usize> {
        match &self.finds {
            Finds::Pattern { longest, .. } => *longest,
            Finds::Words(words) => Some(words.longest()),
        }
    }

    /// Reads `{name, pattern, validator}` or `{name, words, validator}`.
    pub(super) fn read(fields: &mut Fields) -> Option<Recogniser> {
        let name = fields.required("name", NAME, Fields::words);
        let label = name.and_then(|name| noted(fields, label(&name)));
        let (pattern, given) = (fields.words("pattern"), fields.has("words"));
        let words = Some(fields.texts("words")).filter(|_| given);
        let validators = Validator::ALL.map(|validator| (validator.as_str(), validator));
        let validator = fields.one_of("validator", &validators);
        let finds = match (pattern, words) {
            (Some(pattern), None) => noted(fields, compile(&pattern)),
            (None, Some(words)) => noted(fields, listed(&words)),
            (Some(_), Some(_)) => {
                fields.fault("words", "both pattern and words are given: use one of them");
                None
            }
            (None, None) => {
                fields.fault("pattern", "missing: give a pattern, or words");
                None
            }
        };
        Some(Recogniser { label: label?, finds: finds?, validator })
    }
}

/// Its words may name people.
impl fmt::Debug for Recogniser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recogniser")
            .field("label", &self.label)
            .field("validator", &self.validator)
            .finish_non_exhaustive()
    }
}

fn noted<T>(fields: &mut Fields, made: std::result::Result<T, Flaw>) -> Option<T> {
    made.map_err(|flaw| fields.fault(flaw.part, flaw.problem)).ok()
}

const NAME: &str = "write 3 to 32 capital letters in words joined by _, as in ORDER_ID";

fn label(name: &str) -> std::result::Result<OwnLabel, Flaw> {
    if Label::named(name).is_some() {
        return Err(Flaw::new(
            "name",
            safe!("{} is a label of closr's own: choose another name", Safe::key(name)),
        ));
    }
    OwnLabel::shaped(name).ok_or_else(|| Flaw::new("name", NAME))
}

fn listed(words: &[String]) -> std::result::Result<Finds, Flaw> {
    let flaw = |problem: Safe| Err(Flaw::new("words", problem));
    if words.is_empty() {
        return flaw("empty: give a word or more".into());
    }
    if words.len() > MOST_WORDS {
        return flaw(safe!("{} words: give {} at most", words.len(), MOST_WORDS));
    }
    for (index, word) in words.iter().enumerate() {
        if !word.chars().any(char::is_alphanumeric) {
            return flaw(safe!("word {} has no letter and no digit", index + 1));
        }
        if word.len() > LONGEST_WORD {
            return flaw(safe!("word {} is longer than {} bytes", index + 1, LONGEST_WORD));
        }
    }
    match Words::new(words) {
        Some(words) => Ok(Finds::Words(Arc::new(words))),
        None => flaw("too large: give fewer words".into()),
    }
}

fn compile(pattern: &str) -> std::result::Result<Finds, Flaw> {
    let flaw = |problem: Safe| Err(Flaw::new("pattern", problem));
    if pattern.len() > LONGEST_PATTERN {
        return flaw(safe!("longer than {} bytes: make it shorter, or use words", LONGEST_PATTERN));
    }
    let hir = parse(pattern).map_err(|problem| Flaw::new("pattern", problem))?;
    let longest = match (hir.properties().minimum_len(), hir.properties().maximum_len()) {
        (None, _) => return flaw("matches nothing".into()),
        (Some(0), _) => {
            return flaw(
                "matches an empty text: ask for a character or more, with + in the stead of *".into(),
            );
        }
        (Some(_), longest) => longest,
    };
    match RegexBuilder::new(pattern).size_limit(LARGEST_PATTERN).build() {
        Ok(regex) => Ok(Finds::Pattern { regex, longest }),
        Err(_) => flaw(safe!(
            "compiles to more than {} bytes: make it smaller, with lower counts in {{}} and ASCII classes",
            LARGEST_PATTERN
        )),
    }
}

/// The pattern's meaning, or what is wrong and where. What is written there is not repeated.
fn parse(pattern: &str) -> std::result::Result<Hir, Safe> {
    let (span, problem) = match regex_syntax::parse(pattern) {
        Ok(hir) => return Ok(hir),
        Err(regex_syntax::Error::Parse(error)) => (*error.span(), error.kind().to_string()),
        Err(regex_syntax::Error::Translate(error)) => (*error.span(), error.kind().to_string()),
        Err(_) => return Err("cannot be read".into()),
    };
    let (line, column) = (span.start.line, span.start.column);
    Err(Safe::assembled(format!("line {line}, column {column}: {problem}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_work_is_refused_with_what_would() {
        let many = "(?:[\\p{L}]{50}){50}";
        for (made, said) in [
            (
                Recogniser::pattern("ORDER_ID", "ORD-[0-9"),
                "the recogniser's pattern: line 1, column 5: unclosed character class",
            ),
            (Recogniser::pattern("ORDER_ID", "a\n(b"), "line 2, column 1: unclosed group"),
            (Recogniser::pattern("ORDER_ID", "(?<=a)b"), "line 1, column 1: look-around"),
            (Recogniser::pattern("ORDER_ID", r"\p{Greeek}"), "line 1, column 1: Unicode property not found"),
            (Recogniser::pattern("ORDER_ID", r"\d*"), "matches an empty text"),
            (Recogniser::pattern("ORDER_ID", r"^|a"), "matches an empty text"),
            (Recogniser::pattern("ORDER_ID", r"[a&&b]"), "matches nothing"),
            (Recogniser::pattern("ORDER_ID", ""), "matches an empty text"),
            (Recogniser::pattern("ORDER_ID", many), "compiles to more than 1048576 bytes"),
            (Recogniser::pattern("ORDER_ID", &"a".repeat(5_000)), "longer than 4096 bytes"),
            (Recogniser::pattern("order_id", "a"), "the recogniser's name: write 3 to 32 capital letters"),
            (Recogniser::pattern("ORDER_ID_1", "a"), "as in ORDER_ID"),
            (Recogniser::pattern("_ORDER", "a"), "as in ORDER_ID"),
            (Recogniser::pattern("jane@example.com", "a"), "as in ORDER_ID"),
            (Recogniser::pattern("PHONE", "a"), "PHONE is a label of closr's own"),
            (Recogniser::words("PROJECT", [""; 0]), "the recogniser's words: empty"),
            (Recogniser::words("PROJECT", ["Alder", " -"]), "word 2 has no letter"),
            (Recogniser::words("PROJECT", ["a".repeat(300)]), "word 1 is longer than 256 bytes"),
        ] {
            let error = made.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConfigInvalid, "{error}");
            assert!(error.to_string().contains(said), "{error}");
            assert!(!error.to_string().contains("jane") && !error.to_string().contains("ORD-"), "{error}");
        }
    }
}
