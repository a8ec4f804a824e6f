//! Recognisers of the user's own, beside closr's.

mod recogniser;
mod validator;
mod words;

use std::ops::Range;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::Fields;
use crate::redact::Label;
use crate::redact::fold::{BLANK, Folded};
use crate::redact::hit::{Hit, Rank};
use crate::redact::label::OwnLabel;
use crate::redact::own::recogniser::Finds;
use crate::redact::slice::cut;

pub use recogniser::Recogniser;
pub use validator::Validator;

/// A user's own recognisers, each with a name of its own. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Recognisers(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    all: Vec<Recogniser>,
    labels: Vec<OwnLabel>,
    patterns: bool,
}

/// The most recognisers that are asked of every text.
const MOST: usize = 64;

impl Recognisers {
    /// Takes recognisers together.
    ///
    /// # Errors
    /// `ConfigInvalid` where two have one name, and for more than 64.
    pub fn new(recognisers: impl IntoIterator<Item = Recogniser>) -> Result<Recognisers> {
        let all: Vec<Recogniser> = recognisers.into_iter().collect();
        let mut labels = Vec::with_capacity(all.len());
        for recogniser in &all {
            let label = recogniser.own_label();
            if labels.contains(&label) {
                let problem = safe!("two are named {}: give each a name of its own", Label::Own(label));
                return Err(Error::new(ErrorKind::ConfigInvalid, problem));
            }
            labels.push(label);
        }
        if all.len() > MOST {
            let problem = safe!("{} recognisers: give {} at most", all.len(), MOST);
            return Err(Error::new(ErrorKind::ConfigInvalid, problem));
        }
        let patterns = all.iter().any(|recogniser| matches!(recogniser.finds, Finds::Pattern { .. }));
        Ok(Recognisers(Arc::new(Inner { all, labels, patterns })))
    }

    /// Reads a list of `{name, pattern, validator}` or `{name, words, validator}`.
    pub(crate) fn read(fields: &mut Fields, key: &'static str) -> Recognisers {
        let read = fields.objects(key, Recogniser::read).unwrap_or_default();
        Recognisers::new(read.into_iter().flatten()).unwrap_or_else(|error| {
            fields.fault(key, error.into_safe());
            Recognisers::default()
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.all.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Recogniser> {
        self.0.all.iter()
    }

    pub(super) fn labels(&self) -> &[OwnLabel] {
        &self.0.labels
    }

    /// The most bytes of what they find; the label of one that has no such bound.
    pub(super) fn longest(&self) -> std::result::Result<usize, Label> {
        let mut each = self.iter().map(|own| own.longest().ok_or(own.label()));
        each.try_fold(0_usize, |longest, next| next.map(|next| longest.max(next)))
    }

    /// What they find in a text whose `blanks` are placeholders or are to be, in the text's own offsets.
    pub(super) fn find(&self, text: &str, folded: &Folded<'_>, blanks: &[Range<usize>]) -> Vec<Hit> {
        let mut hits = Vec::new();
        let plain = self.0.patterns.then(|| Folded::plain(text, blanks));
        for own in &self.0.all {
            let mut see = |view: &Folded<'_>, start: usize, end: usize| {
                let found = cut(view.text(), start, end);
                // A placeholder alone is nothing new.
                let fresh = found.chars().any(|c| c != BLANK && !c.is_whitespace());
                if fresh && own.validator.is_none_or(|validator| validator.accepts(found)) {
                    let (start, end) = view.range(start, end);
                    hits.push(Hit::seen(start, end, own.label(), Rank::Own));
                }
            };
            match (&own.finds, &plain) {
                (Finds::Words(words), _) => words.find(folded.text(), |start, end| see(folded, start, end)),
                (Finds::Pattern { regex, .. }, Some(plain)) => {
                    regex.find_iter(plain.text()).for_each(|found| see(plain, found.start(), found.end()));
                }
                (Finds::Pattern { .. }, None) => {}
            }
        }
        hits
    }
}
