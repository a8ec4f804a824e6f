//! A guess for models whose vocabulary nobody has published.

use crate::token::TokenCounter;

/// Guesses tokens from bytes: a quarter of the bytes, times a factor.
///
/// English prose has about four bytes to a token in OpenAI's encodings; the default factor of
/// [`Estimate::FACTOR`] leaves room for digits, other scripts and older vocabularies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    factor: f64,
}

impl Estimate {
    /// The factor that [`Estimate::default`] uses.
    pub const FACTOR: f64 = 1.4;

    /// An estimate with its own factor, kept between 0.5 and 4; at 4 every byte is a token, and no
    /// byte-pair vocabulary needs more.
    ///
    /// ```
    /// use closr::token::{Estimate, TokenCounter};
    ///
    /// assert_eq!(Estimate::new(1.0).count("Is it still available?"), 6);
    /// assert!(!Estimate::default().is_exact());
    /// ```
    pub fn new(factor: f64) -> Estimate {
        let factor = if factor.is_nan() { Estimate::FACTOR } else { factor.clamp(0.5, 4.0) };
        Estimate { factor }
    }
}

impl Default for Estimate {
    fn default() -> Estimate {
        Estimate::new(Estimate::FACTOR)
    }
}

impl TokenCounter for Estimate {
    fn count(&self, text: &str) -> usize {
        (text.len() as f64 / 4.0 * self.factor).ceil() as usize
    }

    fn is_exact(&self) -> bool {
        false
    }

    fn name(&self) -> &str {
        "estimate"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_out_of_range_is_the_nearest_end() {
        let text = "x".repeat(100);
        for (factor, tokens) in
            [(1.0, 25), (0.0, 13), (-3.0, 13), (9.0, 100), (f64::INFINITY, 100), (f64::NAN, 35)]
        {
            assert_eq!(Estimate::new(factor).count(&text), tokens, "factor {factor}");
        }
        assert_eq!(Estimate::default().count(""), 0);
    }
}
