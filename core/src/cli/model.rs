//! Which model answers: none unless the command line says so.

use std::path::PathBuf;

use crate::cli::scene;
use crate::error::{Error, ErrorKind, Result};
use crate::provider::{OpenAiConfig, Provider, Script};

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
    /// The server's base URL, as in http://127.0.0.1:8123/v1.
    #[arg(long)]
    base_url: Option<String>,
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
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kind {
    /// No model: approved replies and the facts on file.
    Composer,
    /// A server that speaks OpenAI's chat completions.
    Openai,
    /// Recorded answers, for tests and demonstrations.
    Recorded,
}

impl ModelArgs {
    /// The provider; `None` is the composer.
    pub(super) fn provider(&self) -> Result<Option<Provider>> {
        let server = [
            (self.model.is_some(), "--model needs --provider openai"),
            (self.base_url.is_some(), "--base-url needs --provider openai"),
            (self.api_key_env.is_some(), "--api-key-env needs --provider openai"),
            (self.tokenizer.is_some(), "--tokenizer needs --provider openai"),
            (self.context_tokens.is_some(), "--context-tokens needs --provider openai"),
        ];
        let recorded = [(self.answers.is_some(), "--answers needs --provider recorded")];
        match self.provider {
            Kind::Composer => refuse(server.iter().chain(&recorded)).map(|()| None),
            Kind::Openai => refuse(&recorded).and_then(|()| self.openai().map(Some)),
            Kind::Recorded => {
                refuse(&server)?;
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
        if let Some(name) = &self.api_key_env {
            let key = std::env::var(name).ok().filter(|key| !key.is_empty());
            let key =
                key.ok_or_else(|| wrong("--api-key-env names a variable that is not set or is empty"))?;
            config = config.with_key(key);
        }
        if let Some(tokens) = self.context_tokens {
            config.settings.context_tokens = tokens;
        }
        config.tokenizer.clone_from(&self.tokenizer);
        Provider::openai(config)
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
