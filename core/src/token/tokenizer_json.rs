//! Any model's own tokeniser, from the `tokenizer.json` that comes with it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use tokenizers::Tokenizer;

use crate::error::{ErrorKind, Result, RoomError};
use crate::token::TokenCounter;

/// A tokeniser read from a `tokenizer.json`, the file that Llama, Mistral, Qwen, SmolLM and others publish.
///
/// Cheap to clone. closr's repository has `scripts/gguf_tokenizer.py`, which writes the file for a GGUF model.
#[derive(Clone)]
pub struct TokenizerJson(Arc<Tokenizer>);

impl TokenizerJson {
    /// Loads the file. It is read once, here.
    ///
    /// # Errors
    /// `ConfigInvalid` when the file cannot be read or is not a tokeniser that this build knows.
    pub fn load(path: impl AsRef<Path>) -> Result<TokenizerJson> {
        let bytes = std::fs::read(path).map_err(|error| TokenizerError::Unreadable(error.kind()))?;
        TokenizerJson::from_bytes(&bytes)
    }

    /// Reads the file's content.
    ///
    /// # Errors
    /// `ConfigInvalid` when it is not a tokeniser that this build knows.
    pub fn from_bytes(bytes: &[u8]) -> Result<TokenizerJson> {
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(|_| TokenizerError::NotATokenizer)?;
        // A file may ask to pad or cut every text; a count must do neither.
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|_| TokenizerError::NotATokenizer)?;
        Ok(TokenizerJson(Arc::new(tokenizer)))
    }
}

impl fmt::Debug for TokenizerJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenizerJson").field("tokens", &self.0.get_vocab_size(true)).finish_non_exhaustive()
    }
}

impl TokenCounter for TokenizerJson {
    fn count(&self, text: &str) -> usize {
        // A vocabulary without a token for some byte fails on it; a token is at least a byte, so the
        // bytes are a count that is never too low.
        self.0.encode_fast(text, false).map_or(text.len(), |encoding| encoding.len())
    }

    fn is_exact(&self) -> bool {
        true
    }

    fn name(&self) -> &str {
        "tokenizer.json"
    }
}

#[derive(Debug, thiserror::Error)]
enum TokenizerError {
    #[error("the file cannot be read ({0}); name a readable tokenizer.json")]
    Unreadable(std::io::ErrorKind),
    #[error("the file is not a tokenizer.json that this build knows")]
    NotATokenizer,
}

impl RoomError for TokenizerError {
    fn kind(&self) -> ErrorKind {
        match self {
            TokenizerError::Unreadable(_) | TokenizerError::NotATokenizer => ErrorKind::ConfigInvalid,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A byte-level vocabulary of the letters of `hello` and `assistant`, two merges, and ChatML's markers.
    pub(crate) fn small() -> TokenizerJson {
        let json = serde_json::json!({
            "version": "1.0",
            "padding": {
                "strategy": {"Fixed": 64}, "direction": "Right", "pad_to_multiple_of": null,
                "pad_id": 0, "pad_type_id": 0, "pad_token": "<|im_end|>"
            },
            "truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0},
            "added_tokens": [
                {"id": 0, "content": "<|im_end|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
                {"id": 1, "content": "<|im_start|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}
            ],
            "normalizer": null,
            "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
            "post_processor": null,
            "decoder": null,
            "model": {
                "type": "BPE", "unk_token": null, "byte_fallback": false, "fuse_unk": false,
                "vocab": {"<|im_end|>": 0, "<|im_start|>": 1, "h": 2, "e": 3, "l": 4, "o": 5, "he": 6, "ll": 7, "Ċ": 8,
                    "a": 9, "s": 10, "i": 11, "t": 12, "n": 13},
                "merges": ["h e", "l l"]
            }
        });
        TokenizerJson::from_bytes(json.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn counts_by_the_files_merges_and_ignores_its_padding_and_truncation() {
        for (text, tokens) in [("", 0), ("hello", 3), ("hellohello", 6), ("<|im_start|>hello<|im_end|>\n", 6)]
        {
            assert_eq!(small().count(text), tokens, "{text:?}");
        }
    }

    #[test]
    fn a_bad_file_names_the_setting() {
        let missing = TokenizerJson::load("/nonexistent/tokenizer.json").unwrap_err();
        let broken = TokenizerJson::from_bytes(b"{\"secret\": 1}").unwrap_err();
        for error in [missing, broken] {
            assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
            assert!(error.to_string().contains("tokenizer"), "{error}");
            assert!(!error.to_string().contains("secret") && !error.to_string().contains('/'), "{error}");
        }
    }
}
