//! The settings of a model behind its maker's own protocol, checked before anything is sent.

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;

use crate::error::Result;
use crate::provider::endpoint::{self, Endpoint};
use crate::provider::hosted::http::HostedTransport;
use crate::provider::setting::{self, SettingFault};
use crate::provider::{Adapter, Anthropic, Gemini, ModelSettings, Policy, Target};

/// A maker's own protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostedProtocol {
    /// Anthropic's Messages, for Claude.
    Anthropic,
    /// Google's `generateContent`, for Gemini, with a key of the Gemini API.
    Gemini,
}

impl HostedProtocol {
    /// Every protocol.
    pub const ALL: [HostedProtocol; 2] = [HostedProtocol::Anthropic, HostedProtocol::Gemini];

    /// The protocol's name: `anthropic` or `gemini`.
    pub fn as_str(self) -> &'static str {
        match self {
            HostedProtocol::Anthropic => "anthropic",
            HostedProtocol::Gemini => "gemini",
        }
    }

    /// Where its maker speaks it.
    fn root(self) -> &'static str {
        match self {
            HostedProtocol::Anthropic => "https://api.anthropic.com/v1",
            HostedProtocol::Gemini => "https://generativelanguage.googleapis.com/v1beta",
        }
    }

    /// The end of a whole URL, which is not a root.
    fn path(self) -> &'static str {
        match self {
            HostedProtocol::Anthropic => "/messages",
            HostedProtocol::Gemini => ":generateContent",
        }
    }

    /// The header that carries the key.
    fn key_header(self) -> &'static str {
        match self {
            HostedProtocol::Anthropic => "x-api-key",
            HostedProtocol::Gemini => "x-goog-api-key",
        }
    }

    fn adapter(self) -> Arc<dyn Adapter> {
        match self {
            HostedProtocol::Anthropic => Arc::new(Anthropic),
            HostedProtocol::Gemini => Arc::new(Gemini),
        }
    }
}

/// A model behind its maker's own protocol, and how to ask it. Nothing is read from the environment.
///
/// Models that think before they answer spend `max_reply_tokens` on it too: give them more than the usual 400.
#[derive(Clone)]
#[non_exhaustive]
pub struct HostedConfig {
    /// The protocol.
    pub protocol: HostedProtocol,
    /// The API's root; the maker's own unless told, as in `https://api.anthropic.com/v1`.
    pub base_url: String,
    /// The key.
    pub api_key: SecretString,
    /// Which model, and how.
    pub settings: ModelSettings,
    /// How often and how long the model is asked.
    pub policy: Policy,
    /// Allows `http://` to another machine: prompts, and the key, cross the network in the clear.
    pub allow_plain_http: bool,
}

impl HostedConfig {
    /// The usual settings for a model that its maker hosts.
    ///
    /// ```
    /// use closr::provider::{HostedConfig, HostedProtocol, Provider};
    ///
    /// let mut config = HostedConfig::new(HostedProtocol::Anthropic, "claude-sonnet-5").with_key("sk-ant-key");
    /// assert_eq!(config.base_url, "https://api.anthropic.com/v1");
    /// // A gateway on this machine; nothing is asked before the first call.
    /// config.base_url = "http://127.0.0.1:8080/v1".to_owned();
    /// let provider = Provider::hosted(config)?;
    /// assert_eq!((provider.name(), provider.model()), ("anthropic", "claude-sonnet-5"));
    /// # Ok::<(), closr::Error>(())
    /// ```
    pub fn new(protocol: HostedProtocol, model: impl Into<String>) -> HostedConfig {
        HostedConfig {
            protocol,
            base_url: protocol.root().to_owned(),
            api_key: SecretString::default(),
            settings: ModelSettings::new(model),
            policy: Policy::default(),
            allow_plain_http: false,
        }
    }

    /// The same settings with a key.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> HostedConfig {
        self.api_key = SecretString::from(key.into());
        self
    }

    pub(in crate::provider) fn check(&self) -> Result<()> {
        setting::refuse(self.faults())
    }

    /// Every setting that is wrong.
    pub(crate) fn faults(&self) -> Vec<SettingFault> {
        let mut faults = self.settings.faults();
        faults.extend(self.policy.faults());
        faults.extend(Endpoint::faults(self.endpoint(), &self.api_key));
        match self.protocol {
            HostedProtocol::Anthropic => {
                if self.settings.temperature.is_some() {
                    let problem =
                        "is not taken by Anthropic's API since its version 2026-10-21; leave it out";
                    faults.push(SettingFault::new("temperature", problem));
                }
                if self.settings.seed.is_some() {
                    faults.push(SettingFault::new("seed", "is not known to Anthropic's API; leave it out"));
                }
            }
            HostedProtocol::Gemini => {
                let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
                let model = self.settings.model.as_str();
                // It stands in the URL.
                if model.starts_with("models/") {
                    faults
                        .push(SettingFault::new("model", "begins with models/; leave that out, it is added"));
                } else if !model.bytes().all(fits) {
                    let problem = "holds what no model's name has; write it as in gemini-2.5-flash";
                    faults.push(SettingFault::new("model", problem));
                }
            }
        }
        faults
    }

    pub(in crate::provider) fn target(&self) -> Result<Target> {
        let endpoint = self.endpoint().map_err(|fault| setting::error(&fault))?;
        let local = endpoint.loopback;
        let transport =
            HostedTransport::new(endpoint, self.protocol.key_header(), &self.api_key, &self.policy)?;
        Ok(Target::new(self.protocol.adapter(), Arc::new(transport), self.settings.clone())
            .on_this_machine(local))
    }

    fn endpoint(&self) -> Result<Endpoint, SettingFault> {
        Endpoint::read(&self.base_url, self.protocol.root(), self.protocol.path(), self.allow_plain_http)
    }
}

impl fmt::Debug for HostedConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostedConfig")
            .field("protocol", &self.protocol)
            .field("api_key", &endpoint::shown(&self.api_key))
            .field("settings", &self.settings)
            .field("policy", &self.policy)
            .field("allow_plain_http", &self.allow_plain_http)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::provider::Provider;

    fn hosted(protocol: HostedProtocol) -> HostedConfig {
        HostedConfig::new(protocol, "m").with_key("sk-canary")
    }

    #[test]
    fn wrong_settings_are_named_and_not_repeated() {
        use HostedProtocol::{Anthropic, Gemini};
        let set = |protocol, change: fn(&mut HostedConfig)| {
            let mut config = hosted(protocol);
            change(&mut config);
            config
        };
        let rows = [
            (HostedConfig::new(Anthropic, "m"), "`api_key` is missing"),
            (set(Anthropic, |c| c.base_url.clear()), "https://api.anthropic.com/v1"),
            (set(Gemini, |c| c.base_url = "canary".into()), "did you mean"),
            (set(Anthropic, |c| c.base_url += "/messages"), "leave that out"),
            (set(Gemini, |c| c.base_url += "/models/m:generateContent"), "leave that out"),
            (set(Gemini, |c| c.base_url = "http://canary.example".into()), "`allow_plain_http`"),
            (set(Anthropic, |c| c.settings.temperature = Some(0.5)), "`temperature`"),
            (set(Anthropic, |c| c.settings.seed = Some(1)), "`seed`"),
            (set(Anthropic, |c| c.settings.model.clear()), "`model`"),
            (set(Gemini, |c| c.settings.model = "models/canary".into()), "models/"),
            (set(Gemini, |c| c.settings.model = "m:canary?x".into()), "gemini-2.5-flash"),
            (set(Gemini, |c| c.policy.max_attempts = 0), "`policy.max_attempts`"),
            (hosted(Gemini).with_key("sk canary"), "`api_key`"),
        ];
        for (config, says) in rows {
            let shown = format!("{config:?}");
            let error = Provider::hosted(config).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
            assert!(error.to_string().contains(says), "{error}, not {says}");
            assert!(!shown.contains("sk-canary") && !shown.contains("sk canary"), "{shown}");
            assert!(!format!("{error}{error:?}").contains("canary"), "{error}");
        }
    }

    #[test]
    fn a_provider_goes_by_its_protocol() {
        for protocol in HostedProtocol::ALL {
            let mut config = hosted(protocol);
            config.base_url = "http://127.0.0.1:9".to_owned();
            let provider = Provider::hosted(config).unwrap();
            assert_eq!((provider.name(), provider.model()), (protocol.as_str(), "m"));
        }
    }
}
