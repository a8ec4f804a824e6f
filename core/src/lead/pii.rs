//! The wrapper of every personal value.

use std::fmt;

use zeroize::Zeroize;

/// A personal value: nothing can show, log or serialise it but an explicit [`Pii::expose`].
///
/// It has no `Display` and no `Serialize`, its `Debug` prints `[pii]`, and its memory is
/// wiped when it is dropped.
///
/// ```
/// let phone = closr::Pii::new(String::from("+15125550147"));
/// assert_eq!(format!("{phone:?}"), "[pii]");
/// assert_eq!(phone.expose(), "+15125550147");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pii<T: Zeroize = String>(T);

impl<T: Zeroize> Pii<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Pii<T> {
        Pii(value)
    }

    /// The value itself. Each use of this is a place where personal data is handled: `grep expose`.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[pii]")
    }
}

impl<T: Zeroize> Drop for Pii<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl From<&str> for Pii<String> {
    fn from(value: &str) -> Pii<String> {
        Pii(value.to_owned())
    }
}

impl From<String> for Pii<String> {
    fn from(value: String) -> Pii<String> {
        Pii(value)
    }
}
