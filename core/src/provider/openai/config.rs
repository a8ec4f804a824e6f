//! The settings of a provider that speaks OpenAI's protocol, checked before anything is sent.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;

use crate::error::Result;
use crate::provider::endpoint::{self, Endpoint};
use crate::provider::openai::http::OpenAiTransport;
use crate::provider::setting::{self, SettingFault};
use crate::provider::{
    Adapter, ModelSettings, OpenAiApi, OpenAiChat, OpenAiResponses, Policy, ReplyLimitField, Target,
};
use crate::token::{ChatCounter, Framing, TokenizerJson};

/// Where OpenAI's protocol is spoken, and how to ask there. Nothing is read from the environment.
#[derive(Clone)]
#[non_exhaustive]
pub struct OpenAiConfig {
    /// The API's root, as in `https://api.openai.com/v1`.
    pub base_url: String,
    /// The key. Empty is none, which only a server on this machine may have.
    pub api_key: SecretString,
    /// Which model, and how.
    pub settings: ModelSettings,
    /// The model's `tokenizer.json`, to count its tokens exactly. Not needed for OpenAI's own models.
    pub tokenizer: Option<PathBuf>,
    /// What the server adds around the messages, where `tokenizer` is given; ChatML unless told.
    pub framing: Framing,
    /// How often and how long the model is asked.
    pub policy: Policy,
    /// Allows `http://` to another machine: prompts, and the key, cross the network in the clear.
    pub allow_plain_http: bool,
    /// The field in which the server reads the most tokens of a reply.
    pub reply_limit_field: ReplyLimitField,
    /// Which protocol the model is asked by; chat completions unless told.
    pub api: OpenAiApi,
}

impl OpenAiConfig {
    /// The usual settings for a model at an API's root.
    pub fn new(base_url: impl Into<String>, model: impl Into<String>) -> OpenAiConfig {
        OpenAiConfig {
            base_url: base_url.into(),
            api_key: SecretString::default(),
            settings: ModelSettings::new(model),
            tokenizer: None,
            framing: Framing::ChatMl,
            policy: Policy::default(),
            allow_plain_http: false,
            reply_limit_field: ReplyLimitField::Auto,
            api: OpenAiApi::ChatCompletions,
        }
    }

    /// The same settings with a key.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> OpenAiConfig {
        self.api_key = SecretString::from(key.into());
        self
    }

    pub(in crate::provider) fn check(&self) -> Result<()> {
        setting::refuse(self.faults())
    }

    /// Every setting that is wrong, but for files that are not yet opened.
    pub(crate) fn faults(&self) -> Vec<SettingFault> {
        let mut faults = self.settings.faults();
        faults.extend(self.policy.faults());
        faults.extend(Endpoint::faults(self.endpoint(), &self.api_key));
        if self.api == OpenAiApi::Responses {
            if self.settings.seed.is_some() {
                faults.push(SettingFault::new("seed", "is not known to OpenAI's Responses; leave it out"));
            }
            if self.reply_limit_field != ReplyLimitField::Auto {
                let problem = "is for chat completions alone; leave it out";
                faults.push(SettingFault::new("reply_limit_field", problem));
            }
        }
        faults
    }

    pub(in crate::provider) fn target(&self) -> Result<Target> {
        let endpoint = self.endpoint().map_err(|fault| setting::error(&fault))?;
        let chat = if is_official(&endpoint.root) { OpenAiChat::official() } else { OpenAiChat::new() };
        let adapter: Arc<dyn Adapter> = match self.api {
            OpenAiApi::ChatCompletions => Arc::new(chat.with_reply_limit(self.reply_limit_field)),
            OpenAiApi::Responses => Arc::new(OpenAiResponses),
        };
        let local = endpoint.loopback;
        let transport = OpenAiTransport::new(endpoint, &self.api_key, &self.policy)?;
        Ok(Target::new(adapter, Arc::new(transport), self.settings.clone()).on_this_machine(local))
    }

    /// The counter of the tokenizer that the settings name.
    pub(in crate::provider) fn counter(&self) -> Result<Option<ChatCounter>> {
        let Some(path) = &self.tokenizer else { return Ok(None) };
        Ok(Some(ChatCounter::new(Arc::new(TokenizerJson::load(path)?), self.framing)))
    }

    fn endpoint(&self) -> Result<Endpoint, SettingFault> {
        let example = "https://api.openai.com/v1";
        Endpoint::read(&self.base_url, example, self.api.path(), self.allow_plain_http)
    }
}

/// Whether a root is at OpenAI or at Azure's OpenAI.
fn is_official(root: &str) -> bool {
    let url = reqwest::Url::parse(root);
    let host = url.as_ref().ok().and_then(|url| url.host_str()).unwrap_or_default();
    host == "api.openai.com" || host.ends_with(".openai.azure.com")
}

impl fmt::Debug for OpenAiConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAiConfig")
            .field("api_key", &endpoint::shown(&self.api_key))
            .field("settings", &self.settings)
            .field("policy", &self.policy)
            .field("allow_plain_http", &self.allow_plain_http)
            .field("reply_limit_field", &self.reply_limit_field)
            .field("api", &self.api)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error::ErrorKind;
    use crate::provider::Provider;

    fn remote(url: &str) -> OpenAiConfig {
        OpenAiConfig::new(url, "m").with_key("sk-canary")
    }

    #[test]
    fn wrong_settings_are_named_and_not_repeated() {
        let good = || remote("http://localhost:1/v1");
        let policy = Policy { idle: Duration::ZERO, ..Policy::default() };
        let responses = || OpenAiConfig { api: OpenAiApi::Responses, ..good() };
        let seeded = ModelSettings { seed: Some(7), ..ModelSettings::new("m") };
        let rows = [
            (OpenAiConfig { settings: seeded, ..responses() }, "`seed`"),
            (
                OpenAiConfig { reply_limit_field: ReplyLimitField::MaxTokens, ..responses() },
                "`reply_limit_field`",
            ),
            (
                OpenAiConfig { api: OpenAiApi::Responses, ..remote("https://x.example/v1/responses") },
                "leave that out",
            ),
            (remote(""), "`base_url` is missing"),
            (remote("canary.example/v1"), "did you mean"),
            (remote("localhost:8080/v1"), "did you mean"),
            (remote("ftp://canary.example"), "http:// or https://"),
            (remote("http://canary.example/v1"), "`allow_plain_http`"),
            (remote("http://127.0.0.1.canary.example/v1"), "`allow_plain_http`"),
            (remote("http://localhost.canary.example/v1"), "`allow_plain_http`"),
            (remote("https://me:canary@x.example/v1"), "`api_key`"),
            (remote("https://x.example/v1?key=canary"), "`?`"),
            (remote("https://x.example/v1/chat/completions/"), "leave that out"),
            (remote("https://x.example /canary"), "space"),
            (remote("https://"), "`base_url`"),
            (remote("http://[::1/canary"), "`base_url`"),
            (good().with_key("sk-canary\n"), "`api_key`"),
            (good().with_key("Bearer sk-canary"), "`api_key`"),
            (good().with_key("sk-canäry"), "`api_key`"),
            (OpenAiConfig::new("https://x.example/v1", "m"), "`api_key` is missing"),
            (OpenAiConfig::new("http://localhost:1/v1", ""), "`model`"),
            (OpenAiConfig { policy, ..good() }, "`policy.idle`"),
            (OpenAiConfig { tokenizer: Some("/canary/tokenizer.json".into()), ..good() }, "tokenizer"),
        ];
        for (config, says) in rows {
            let shown = format!("{config:?}");
            let error = Provider::openai(config).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
            assert!(error.to_string().contains(says), "{error}, not {says}");
            for text in [shown, error.to_string(), format!("{error:?}")] {
                assert!(!text.contains("canary") && !text.contains("canäry"), "{text}");
            }
        }
    }

    #[test]
    fn right_settings_are_taken() {
        for url in [
            "http://localhost:8080/v1",
            "http://localhost:8080/v1/",
            "http://127.0.0.1:8080",
            "http://127.1.2.3/",
            "http://[::1]:8080/v1",
            "HTTP://LOCALHOST/v1",
        ] {
            let provider = Provider::openai(OpenAiConfig::new(url, "m")).unwrap();
            assert_eq!((provider.name(), provider.model()), ("openai", "m"), "{url}");
        }
        let far = OpenAiConfig { allow_plain_http: true, ..remote("http://10.0.0.9:8000/v1") };
        Provider::openai(far).unwrap();
        assert!(
            is_official("https://api.openai.com/v1") && is_official("https://us.openai.azure.com/openai/v1")
        );
        assert!(!is_official("https://api.openai.com.example/v1"));
        assert_eq!(remote("https://x.example/v1//").endpoint().unwrap().root, "https://x.example/v1");
    }

    #[test]
    fn another_policy_is_checked_too() {
        let provider = Provider::openai(OpenAiConfig::new("http://localhost:1/v1", "m")).unwrap();
        let zero = Policy { connect: Duration::ZERO, ..Policy::default() };
        assert_eq!(provider.clone().with_policy(zero).unwrap_err().kind(), ErrorKind::ConfigInvalid);
        let quick = Policy { connect: Duration::from_millis(1), ..Policy::default() };
        assert_eq!(provider.with_policy(quick.clone()).unwrap().policy(), &quick);
    }
}
