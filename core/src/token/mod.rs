//! Counts tokens: exactly for OpenAI's encodings and any `tokenizer.json`, or as an estimate that says so.
//!
//! Promises: a count never touches the network, a vocabulary is loaded at most once per process and only when
//! it is first needed, and an estimate never passes for an exact count. Every room may use it.

mod chat;
mod estimate;
mod openai;
mod price;
mod tokenizer_json;

pub use chat::{ChatCounter, Framing};
pub use estimate::Estimate;
pub use openai::OpenAiEncoding;
pub use price::Price;
pub use tokenizer_json::TokenizerJson;

/// Counts the tokens of a text.
///
/// # Contract
/// `count` is pure and does not block; it never returns fewer than zero for an empty text.
pub trait TokenCounter: Send + Sync + 'static {
    /// The tokens of `text`, without any framing. Markers of the model's own, as `<|im_end|>`, count as the model
    /// would read them.
    fn count(&self, text: &str) -> usize;

    /// Whether the counts are the model's own, or an estimate.
    fn is_exact(&self) -> bool;

    /// What a receipt calls this counter.
    fn name(&self) -> &str {
        "custom"
    }
}

/// The tokens that one model call used, as the provider reported them; unknown is `None`, never 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens of the prompt.
    pub input: Option<u64>,
    /// Tokens of the answer, reasoning included.
    pub output: Option<u64>,
    /// Tokens of the prompt that the provider read from its cache.
    pub cache_read: Option<u64>,
    /// Tokens of the answer that were reasoning.
    pub reasoning: Option<u64>,
    /// What they cost, in millionths of a US dollar, where the model's price is set.
    #[serde(default)]
    pub cost_micro_usd: Option<u64>,
}

impl Usage {
    /// The tokens of both calls; what either does not know is unknown.
    #[must_use]
    pub fn plus(&self, other: &Usage) -> Usage {
        let sum = |a: Option<u64>, b: Option<u64>| Some(a?.saturating_add(b?));
        Usage {
            input: sum(self.input, other.input),
            output: sum(self.output, other.output),
            cache_read: sum(self.cache_read, other.cache_read),
            reasoning: sum(self.reasoning, other.reasoning),
            cost_micro_usd: sum(self.cost_micro_usd, other.cost_micro_usd),
        }
    }
}
