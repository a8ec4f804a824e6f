//! A wire protocol as pure functions on bytes.

use crate::error::{Result, safe};
use crate::prompt::Prompt;
use crate::provider::setting::{self, SettingFault};
use crate::provider::{Limits, ProviderError, WireReply};
use crate::redact::{Redacted, Wire};
use crate::token::{Price, Usage};

/// Which model is asked, and how.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ModelSettings {
    /// The model's name, as the provider knows it.
    pub model: String,
    /// 0 (the same words each time) to 2; `None` leaves it to the provider. Some models take none.
    pub temperature: Option<f32>,
    /// The most tokens of one reply; 400 unless told. An answer that reaches it is cut, and an error.
    pub max_reply_tokens: u32,
    /// The tokens that fit the model, prompt and reply together; 8,192 unless told.
    pub context_tokens: usize,
    /// Asks for the same answer each time, where the provider can.
    pub seed: Option<i64>,
    /// Asks for JSON of a schema where the answer must be that, as in the mode `composed`; `true` unless told. A server that
    /// does not know it may refuse the request: then turn it off.
    pub structured_output: bool,
    /// What its tokens cost; `None` is unknown, and then so is what a call cost.
    pub price: Option<Price>,
    /// The region in which the provider works for the business, by its contract, as in `us` or `eu`: an account that names
    /// [`regions`](crate::Account::regions) has it asked only where it is one of them. `None` is unknown.
    pub region: Option<String>,
    /// How much of the key's allowance this process uses; without end unless told.
    pub limits: Limits,
}

impl ModelSettings {
    /// The usual settings for a model.
    pub fn new(model: impl Into<String>) -> ModelSettings {
        ModelSettings { model: model.into(), ..ModelSettings::default() }
    }

    pub(super) fn check(&self) -> Result<()> {
        setting::refuse(self.faults())
    }

    /// Every setting that is wrong.
    pub(super) fn faults(&self) -> Vec<SettingFault> {
        let mut faults = Vec::new();
        if self.model.trim().is_empty() {
            faults.push(SettingFault::new("model", "is missing; give the provider's name of the model"));
        } else if self.model.trim() != self.model {
            faults.push(SettingFault::new("model", "has spaces around it; take them out"));
        }
        if self.max_reply_tokens == 0 {
            faults.push(SettingFault::new("max_reply_tokens", "is 0; a reply needs some, as in 400"));
        } else if self.context_tokens <= usize::try_from(self.max_reply_tokens).unwrap_or(usize::MAX) {
            let problem = safe!(
                "is {}, and `max_reply_tokens` {} leaves no room for a prompt",
                self.context_tokens,
                self.max_reply_tokens
            );
            faults.push(SettingFault::new("context_tokens", problem));
        }
        if self.temperature.is_some_and(|t| !(0.0..=2.0).contains(&t)) {
            faults.push(SettingFault::new("temperature", "is not between 0 and 2"));
        }
        let priced =
            self.price.iter().flat_map(|p| [Some(p.input), p.cached_input, Some(p.output)]).flatten();
        if !priced.into_iter().all(|usd| (0.0..=10_000.0).contains(&usd)) {
            let problem = "is not of 0 to 10,000 US dollars for a million tokens";
            faults.push(SettingFault::new("price", problem));
        }
        faults.extend(self.limits.faults(self.context_tokens));
        faults
    }
}

/// The schema that an answer to `prompt` is asked to keep to.
#[cfg(feature = "provider-http")]
pub(super) fn schema(prompt: &Prompt, settings: &ModelSettings) -> Option<serde_json::Value> {
    prompt.schema().filter(|_| settings.structured_output).cloned()
}

impl Default for ModelSettings {
    fn default() -> ModelSettings {
        ModelSettings {
            model: String::new(),
            temperature: None,
            max_reply_tokens: 400,
            context_tokens: 8_192,
            seed: None,
            structured_output: true,
            price: None,
            region: None,
            limits: Limits::default(),
        }
    }
}

/// Speaks one provider's protocol.
///
/// # Contract
/// Pure: no IO, no clock, no randomness, and the same bytes for the same arguments. `decode` and the stream's
/// decoder take any bytes at all without panicking, and keep none of them in an error. They give a
/// [`Completion`] only for an answer that is whole: a refusal, an empty text, an answer cut by its length or by
/// a filter, and a stream without its terminal marker are errors. `decode` gives an error for every status that
/// is not 2xx.
pub trait Adapter: Send + Sync + 'static {
    /// The protocol's name, as in `openai_chat`.
    fn name(&self) -> &'static str;

    /// The request for a prompt; `stream` asks for the answer piece by piece.
    ///
    /// # Errors
    /// `Unexpected` when the prompt cannot be written in this protocol.
    fn encode(&self, prompt: &Redacted<Prompt>, settings: &ModelSettings, stream: bool) -> Result<Wire>;

    /// Reads a whole answer.
    ///
    /// # Errors
    /// What went wrong, without a byte of the body.
    fn decode(&self, reply: &WireReply) -> Result<Completion, ProviderError>;

    /// A decoder for one streamed answer.
    fn stream(&self) -> Box<dyn StreamDecoder>;
}

/// Decodes one streamed answer.
pub trait StreamDecoder: Send {
    /// Takes the next bytes, split anywhere, and gives the text that they complete.
    ///
    /// # Errors
    /// What went wrong; the decoder is then of no more use.
    fn feed(&mut self, bytes: &[u8]) -> Result<Vec<String>, ProviderError>;

    /// Whether the protocol's terminal marker was seen, so that nothing more need be read.
    fn is_done(&self) -> bool;

    /// The whole answer, once the bytes have ended.
    ///
    /// # Errors
    /// `Incomplete` unless the protocol's terminal marker was seen; what `decode` says of an answer otherwise.
    fn finish(self: Box<Self>) -> Result<Completion, ProviderError>;
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Finish {
    /// The model had said all it wanted to.
    Stop,
    /// It was cut at the most tokens allowed. Never in a [`Completion`]: it is an error.
    Length,
    /// A filter cut it. Never in a [`Completion`]: it is an error.
    Filter,
    /// The provider gave another reason, or none, and the answer is whole.
    Other,
}

/// A whole answer of a model: not cut, not refused, not empty.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Completion {
    /// The text, placeholders and all.
    pub text: String,
    /// How it ended.
    pub finish: Finish,
    /// The tokens used, as far as the provider says.
    pub usage: Usage,
    /// The model that answered, as the provider names it.
    pub model: Option<String>,
    /// The provider's id of the request.
    pub request_id: Option<String>,
}

impl Completion {
    /// An answer of which no more is known than its text.
    pub fn new(text: impl Into<String>, finish: Finish) -> Completion {
        Completion { text: text.into(), finish, usage: Usage::default(), model: None, request_id: None }
    }
}

impl std::fmt::Debug for Completion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Completion")
            .field("bytes", &self.text.len())
            .field("finish", &self.finish)
            .field("usage", &self.usage)
            .field("model", &self.model)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn settings_are_checked_by_name() {
        let good = ModelSettings::new("m");
        good.check().unwrap();
        let rows = [
            (ModelSettings { model: String::new(), ..good.clone() }, "`model`"),
            (ModelSettings { model: " m".to_owned(), ..good.clone() }, "`model`"),
            (ModelSettings { max_reply_tokens: 0, ..good.clone() }, "`max_reply_tokens`"),
            (ModelSettings { context_tokens: 400, ..good.clone() }, "`context_tokens`"),
            (ModelSettings { temperature: Some(f32::NAN), ..good.clone() }, "`temperature`"),
            (ModelSettings { temperature: Some(2.5), ..good.clone() }, "`temperature`"),
            (
                ModelSettings { limits: Limits { concurrent: Some(0), ..Limits::default() }, ..good.clone() },
                "`limits.concurrent`",
            ),
            (
                ModelSettings {
                    limits: Limits { tokens_per_minute: Some(8_191), ..Limits::default() },
                    ..good.clone()
                },
                "`limits.tokens_per_minute`",
            ),
            (
                ModelSettings {
                    price: Some(Price { input: 3.0, cached_input: Some(f64::NAN), output: 15.0 }),
                    ..good.clone()
                },
                "`price`",
            ),
        ];
        for (settings, name) in rows {
            let error = settings.check().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
            assert!(error.to_string().contains(name), "{error}");
        }
    }

    #[test]
    fn an_answer_does_not_show_its_text() {
        let answer = Completion::new("Hello [FIRST_NAME_1], canary", Finish::Stop);
        assert!(!format!("{answer:?}").contains("canary"));
    }
}
