//! Which model answers: none unless the command line says so.

use std::path::PathBuf;

use crate::cli::scene;
use crate::error::{Error, ErrorKind, Result};
use crate::provider::{Cassette, HostedConfig, HostedProtocol, OpenAiApi, OpenAiConfig, Provider, Script};

/// The model's options. A key in the environment is read only where `--api-key-env` names its variable.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Model")]
pub(super) struct ModelArgs {
    /// Who answers.
    #[arg(long, value_enum, default_value = "composer")]
    provider: Kind,
    /// The model's name, as its server knows it.
    #[arg(long)]
    model: Option<String>,
    /// The server's base URL, as in http://127.0.0.1:8123/v1; the maker's own for anthropic and gemini.
    #[arg(long)]
    base_url: Option<String>,
    /// Which of OpenAI's protocols the server is asked by: chat-completions or responses.
    #[arg(long, value_enum)]
    api: Option<Api>,
    /// The environment variable that holds the key.
    #[arg(long, value_name = "NAME")]
    api_key_env: Option<String>,
    /// The model's tokenizer.json, for exact counts.
    #[arg(long, value_name = "FILE")]
    tokenizer: Option<PathBuf>,
    /// The tokens that the model's context holds.
    #[arg(long, value_name = "TOKENS")]
    context_tokens: Option<usize>,
    /// Recorded answers for `--provider recorded`: a text a line, in order.
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Write what the model is asked and says into a new file of JSON Lines.
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    record: Option<PathBuf>,
    /// Play such a file back, and ask nobody: with the options that it was recorded with.
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kind {
    /// No model: approved replies and the facts on file.
    Composer,
    /// A server that speaks OpenAI's chat completions.
    Openai,
    /// Claude, by Anthropic's Messages.
    Anthropic,
    /// Gemini, by Google's own protocol.
    Gemini,
    /// Recorded answers, for tests and demonstrations.
    Recorded,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Api {
    ChatCompletions,
    Responses,
}

impl ModelArgs {
    /// The provider; `None` is the composer.
    pub(super) fn provider(&self) -> Result<Option<Provider>> {
        let cassette = match (&self.record, &self.replay) {
            (Some(path), _) => Some(Cassette::record(path)?),
            (None, Some(path)) => Some(Cassette::replay(path)?),
            (None, None) => None,
        };
        match (self.asked()?, cassette) {
            (Some(provider), Some(cassette)) => Ok(Some(provider.with_cassette(&cassette))),
            (None, Some(_)) => Err(wrong("--record and --replay need a --provider that asks a model")),
            (provider, None) => Ok(provider),
        }
    }

    fn asked(&self) -> Result<Option<Provider>> {
        let server = [
            (self.model.is_some(), "--model needs --provider openai, anthropic or gemini"),
            (self.base_url.is_some(), "--base-url needs --provider openai, anthropic or gemini"),
            (self.api_key_env.is_some(), "--api-key-env needs --provider openai, anthropic or gemini"),
            (self.context_tokens.is_some(), "--context-tokens needs --provider openai, anthropic or gemini"),
        ];
        let tokenizer = [
            (self.tokenizer.is_some(), "--tokenizer needs --provider openai"),
            (self.api.is_some(), "--api needs --provider openai"),
        ];
        let recorded = [(self.answers.is_some(), "--answers needs --provider recorded")];
        match self.provider {
            Kind::Composer => refuse(server.iter().chain(&tokenizer).chain(&recorded)).map(|()| None),
            Kind::Openai => refuse(&recorded).and_then(|()| self.openai().map(Some)),
            Kind::Anthropic => {
                refuse(tokenizer.iter().chain(&recorded))?;
                self.hosted(HostedProtocol::Anthropic).map(Some)
            }
            Kind::Gemini => {
                refuse(tokenizer.iter().chain(&recorded))?;
                self.hosted(HostedProtocol::Gemini).map(Some)
            }
            Kind::Recorded => {
                refuse(server.iter().chain(&tokenizer))?;
                let path =
                    self.answers.as_ref().ok_or_else(|| wrong("--provider recorded needs --answers FILE"))?;
                let text = scene::read("the file of answers", path)?;
                let answers = text.lines().filter(|line| !line.trim().is_empty());
                Ok(Some(Provider::scripted(Script::answers(answers))))
            }
        }
    }

    fn openai(&self) -> Result<Provider> {
        let model = self.model.as_deref().ok_or_else(|| wrong("--provider openai needs --model"))?;
        let base_url = self.base_url.as_deref().ok_or_else(|| wrong("--provider openai needs --base-url"))?;
        let mut config = OpenAiConfig::new(base_url, model);
        if let Some(key) = self.key()? {
            config = config.with_key(key);
        }
        if let Some(tokens) = self.context_tokens {
            config.settings.context_tokens = tokens;
        }
        config.tokenizer.clone_from(&self.tokenizer);
        config.api = match self.api {
            Some(Api::Responses) => OpenAiApi::Responses,
            Some(Api::ChatCompletions) | None => OpenAiApi::ChatCompletions,
        };
        Provider::openai(config)
    }

    fn hosted(&self, protocol: HostedProtocol) -> Result<Provider> {
        let needed = || wrong("--provider anthropic and gemini need --model and --api-key-env");
        let mut config = HostedConfig::new(protocol, self.model.as_deref().ok_or_else(needed)?);
        config = config.with_key(self.key()?.ok_or_else(needed)?);
        if let Some(url) = &self.base_url {
            config.base_url.clone_from(url);
        }
        if let Some(tokens) = self.context_tokens {
            config.settings.context_tokens = tokens;
        }
        Provider::hosted(config)
    }

    fn key(&self) -> Result<Option<String>> {
        let Some(name) = &self.api_key_env else {
            // Nobody is asked, so nobody asks for one.
            return Ok(self.replay.is_some().then(|| "replay".to_owned()));
        };
        let key = std::env::var(name).ok().filter(|key| !key.is_empty());
        let problem = "--api-key-env names a variable that is not set or is empty";
        key.map(Some).ok_or_else(|| wrong(problem))
    }
}

/// Refuses an option that would have no effect.
fn refuse<'a>(given: impl IntoIterator<Item = &'a (bool, &'static str)>) -> Result<()> {
    match given.into_iter().find(|(given, _)| *given) {
        Some((_, problem)) => Err(wrong(problem)),
        None => Ok(()),
    }
}

fn wrong(message: &'static str) -> Error {
    Error::new(ErrorKind::ConfigInvalid, message)
}
