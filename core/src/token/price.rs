//! What tokens cost.

use crate::token::Usage;

/// What a model's tokens cost, in US dollars for a million of them. closr ships no prices: they are the maker's, and change.
///
/// ```
/// use closr::token::{Price, Usage};
///
/// let price = Price { input: 3.0, cached_input: Some(0.3), output: 15.0 };
/// let mut usage = Usage::default();
/// assert_eq!(price.cost_micro_usd(&usage), None, "unknown is not free");
/// (usage.input, usage.cache_read, usage.output) = (Some(1000), Some(400), Some(100));
/// // 600 at 3, 400 at 0.3, 100 at 15 dollars a million.
/// assert_eq!(price.cost_micro_usd(&usage), Some(3420));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Of the prompt's tokens.
    pub input: f64,
    /// Of those that the provider read from its cache; as the others where absent.
    #[serde(default)]
    pub cached_input: Option<f64>,
    /// Of the answer's tokens, reasoning included.
    pub output: f64,
}

impl Price {
    /// What a call cost, in millionths of a US dollar, the last one begun counted whole; `None` where the provider does not say
    /// how much it used.
    pub fn cost_micro_usd(&self, usage: &Usage) -> Option<u64> {
        let (input, output) = (usage.input?, usage.output?);
        let cached = usage.cache_read.unwrap_or(0).min(input);
        // Dollars for a million are millionths of a dollar for one.
        let cost = (input - cached) as f64 * self.input
            + cached as f64 * self.cached_input.unwrap_or(self.input)
            + output as f64 * self.output;
        Some(cost.ceil() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_has_its_price_and_nothing_is_rounded_away() {
        let of = |input, cache_read, output| Usage { input, cache_read, output, ..Usage::default() };
        let flat = Price { input: 0.15, cached_input: None, output: 0.6 };
        let cached = Price { cached_input: Some(0.075), ..flat };
        for (price, usage, cost) in [
            (flat, of(Some(1_000_000), None, Some(0)), Some(150_000)),
            (flat, of(Some(1_000_000), Some(500_000), Some(0)), Some(150_000)),
            (cached, of(Some(1_000_000), Some(500_000), Some(0)), Some(112_500)),
            (cached, of(Some(10), Some(99), Some(0)), Some(1)),
            (flat, of(Some(1), None, Some(0)), Some(1)),
            (flat, of(Some(0), None, Some(0)), Some(0)),
            (flat, of(None, None, Some(5)), None),
            (flat, of(Some(5), None, None), None),
        ] {
            assert_eq!(price.cost_micro_usd(&usage), cost, "{usage:?}");
        }
    }
}
