//! Counts tokens.

use std::sync::Arc;

use closr::token::{ChatCounter, TokenizerJson};
use napi::Result;
use napi_derive::napi;

use crate::error::Thrown;

/// Counts what a chat request costs at the model.
#[napi]
pub struct TokenCounter(ChatCounter);

/// A message of a chat request.
#[napi(object, object_to_js = false)]
pub struct ChatMessage {
    /// As in `user`.
    pub role: String,
    /// The words.
    pub content: String,
}

#[napi]
impl TokenCounter {
    /// The counter for a model by its name.
    #[napi(factory)]
    pub fn for_model(model: String) -> TokenCounter {
        TokenCounter(ChatCounter::for_model(&model))
    }

    /// The counter of a `tokenizer.json`.
    #[napi(factory)]
    pub fn load(path: String, framing: String) -> Result<TokenCounter> {
        let framing = framing.parse().or_throw()?;
        Ok(TokenCounter(ChatCounter::new(Arc::new(TokenizerJson::load(path).or_throw()?), framing)))
    }

    /// The tokens of one text.
    #[napi]
    pub fn count_text(&self, text: String) -> u32 {
        u32::try_from(self.0.count_text(&text)).unwrap_or(u32::MAX)
    }

    /// The tokens of a chat, framing included.
    #[napi]
    pub fn count_chat(&self, messages: Vec<ChatMessage>) -> u32 {
        let messages: Vec<_> = messages.iter().map(|m| (m.role.as_str(), m.content.as_str())).collect();
        u32::try_from(self.0.count_chat(&messages)).unwrap_or(u32::MAX)
    }

    /// Whether the counts are the model's own.
    #[napi(getter)]
    pub fn is_exact(&self) -> bool {
        self.0.is_exact()
    }

    /// What a receipt calls this counter.
    #[napi(getter)]
    pub fn name(&self) -> &str {
        self.0.name()
    }
}
