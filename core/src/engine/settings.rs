//! An engine's settings as a record, so that another language can name them as it pleases.

#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod master_key;
#[cfg_attr(
    all(feature = "provider-http", not(any(feature = "provider-openai", feature = "provider-hosted"))),
    allow(dead_code, reason = "kms-google has HTTP and no provider")
)]
mod provider;
mod store;

use std::path::PathBuf;
use std::sync::Arc;

use crate::clock::FixedClock;
use crate::engine::{EngineBuilder, ProviderFailure};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{Fields, parse_object};
use crate::prompt::Catalog;
use crate::redact::Recognisers;
use crate::store::SpendCaps;

impl EngineBuilder {
    /// Reads an engine's settings. All are optional: `{}` is an engine in memory, answered by the composer.
    ///
    /// | key | value | default |
    /// |---|---|---|
    /// | `sqlite` | the database file's path, or `{path, keys, master_key, lease_seconds, busy_timeout_seconds}` | in memory |
    /// | `postgres` | `{url, master_key, schema, connections, lease_seconds, timeout_seconds}`, the first two always | none |
    /// | `provider` | `{kind: "openai", …}`, `{kind: "anthropic", …}`, `{kind: "gemini", …}` or `{kind: "scripted", answers: […]}`, see below | the composer answers |
    /// | `fallbacks` | a list of providers, asked in order where those before cannot answer; without `policy` | none |
    /// | `cassette` | `{record: path}` writes what the models are asked and say into a new file, `{replay: path}` plays it back and asks nobody | none |
    /// | `on_provider_failure` | `fail` or `compose` | `fail` |
    /// | `spend_caps` | `{turn, conversation, day, month}`: US dollars that an account may spend on models, each of which needs a `price` | none |
    /// | `templates` | a folder of `*.tera` files | the shipped ones |
    /// | `template` | the template by which a model answers where neither the message nor the account names one | `inquiry_reply` |
    /// | `recognisers` | a list of `{name, pattern, validator}` or `{name, words, validator}`: what else is masked | none |
    /// | `permit_life_seconds` | 1 to 300 | 30 |
    /// | `debounce_seconds` | 0 to 30: how long to wait for more words | 0 |
    /// | `trace` | `true` or `false` | `false` |
    /// | `clock` | a time, at which the engine's clock stands still: for tests | the system's clock |
    ///
    /// A `master_key` is a file's path; or `{env}`, a variable of the environment with 64 hexadecimal digits; `{aws_kms: {key, region,
    /// endpoint, deadline_seconds}}`, in a build with the feature `kms-aws`; or `{google_kms: {key, service_account, endpoint,
    /// deadline_seconds}}`, with `kms-google`, where `service_account` is a key file's path and absent on Google's own machines. With `former`, the
    /// path of an earlier key's file, what lies under that opens too, until `rotate_master_key` has wrapped it anew.
    ///
    /// An `openai` provider has `base_url` and `model`, and where they differ from the defaults of
    /// [`OpenAiConfig`](crate::provider::OpenAiConfig) `api_key`, `temperature`, `max_reply_tokens`,
    /// `context_tokens`, `seed`, `structured_output`, `region`, `price` (`{input, cached_input, output}`, US dollars for a million tokens), `tokenizer` (a file), `framing` (`openai` or `chatml`), `reply_limit_field` (`auto`,
    /// `max_tokens` or `max_completion_tokens`), `api` (`chat_completions` or `responses`), `allow_plain_http`, `limits` (`{concurrent, requests_per_minute, tokens_per_minute}`) and `policy`: `{total, attempt,
    /// connect, first_token, idle, base_backoff, max_backoff, max_attempts, retry_maybe_billed, retry_percent, breaker_failures,
    /// breaker_pause, hedge_after}`, times in seconds.
    ///
    /// An `anthropic` or a `gemini` provider has `model` and `api_key`, and where they differ from the defaults of
    /// [`HostedConfig`](crate::provider::HostedConfig) `base_url`, `max_reply_tokens`, `context_tokens`, `structured_output`,
    /// `price`, `limits`, `allow_plain_http` and `policy`; `temperature` and `seed` are for `gemini` alone.
    ///
    /// `postgres` is as in [`PostgresConfig`](crate::store::PostgresConfig), and needs the feature `store-postgres`.
    ///
    /// A `host` provider asks a function of the program: see [`Host`](crate::provider::Host). In Python and Node `answer` is the
    /// function; it has `model`, `temperature`, `seed`, `max_reply_tokens`, `context_tokens`, `structured_output`, `price`, `limits`
    /// and `policy` too.
    ///
    /// The templates, the tokenizer and the cassette are opened here; nothing else is, and nothing asked.
    ///
    /// ```
    /// use closr::{EngineBuilder, ErrorKind};
    ///
    /// let builder = EngineBuilder::from_json(r#"{"provider": {"kind": "scripted", "answers": ["Hello!"]}}"#)?;
    /// assert!(builder.in_memory());
    /// let engine = builder.build()?;
    ///
    /// let error = EngineBuilder::from_json(r#"{"provider": {"kind": "OpenAI"}, "permit_life": 900}"#).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
    /// assert_eq!(error.faults().len(), 2, "all at once");
    /// assert!(error.to_string().contains("did you mean \"openai\"?"));
    /// # Ok::<(), closr::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ConfigInvalid` with every fault at once, by path and without a value; unknown keys are faults.
    pub fn from_json(settings: &str) -> Result<EngineBuilder> {
        EngineBuilder::read_json(settings, &[])
    }

    /// As [`EngineBuilder::from_json`], for another language whose functions answer: a provider `{kind: "host", answer: 0, …}`
    /// asks the first of `hosts`.
    ///
    /// # Errors
    /// As [`EngineBuilder::from_json`].
    #[cfg(feature = "provider-http")]
    pub fn from_json_with(settings: &str, hosts: &[Arc<dyn crate::provider::Host>]) -> Result<EngineBuilder> {
        EngineBuilder::read_json(settings, hosts)
    }

    fn read_json(settings: &str, hosts: provider::Hosts<'_>) -> Result<EngineBuilder> {
        let config = |error: Error| error.with_kind(ErrorKind::ConfigInvalid);
        let mut fields = Fields::new(parse_object("the settings' record", settings).map_err(config)?);
        let builder = read(&mut fields, hosts);
        fields.finish("the settings' record", builder).map_err(config)
    }
}

fn read(fields: &mut Fields, hosts: provider::Hosts<'_>) -> EngineBuilder {
    let mut builder = EngineBuilder::default();
    builder = store::sqlite(fields, builder);
    builder = store::postgres(fields, builder);
    builder = provider::read(fields, builder, hosts);
    let failures = ProviderFailure::ALL.map(|failure| (failure.as_str(), failure));
    if let Some(failure) = fields.one_of("on_provider_failure", &failures) {
        builder = builder.on_provider_failure(failure);
    }
    if let Some(caps) = fields.object("spend_caps", spend_caps) {
        builder = builder.spend_caps(caps);
    }
    builder = templates(fields, builder);
    builder = builder.recognisers(Recognisers::read(fields, "recognisers"));
    if let Some(life) = fields.seconds("permit_life_seconds", 1..=300) {
        builder = builder.permit_life(life);
    }
    if let Some(wait) = fields.seconds("debounce_seconds", 0..=30) {
        builder = builder.debounce(wait);
    }
    if let Some(trace) = fields.flag("trace") {
        builder = builder.trace(trace);
    }
    if let Some(at) = fields.time("clock") {
        builder = builder.clock(Arc::new(FixedClock::at(at)));
    }
    builder
}

fn spend_caps(fields: &mut Fields) -> SpendCaps {
    SpendCaps {
        turn: fields.quantity("turn"),
        conversation: fields.quantity("conversation"),
        day: fields.quantity("day"),
        month: fields.quantity("month"),
    }
}

fn templates(fields: &mut Fields, mut builder: EngineBuilder) -> EngineBuilder {
    let (folder, template) = (path(fields, "templates"), fields.text("template"));
    let catalog = match &folder {
        Some(folder) => Catalog::load(folder).map_err(|error| fields.fault("templates", error.into_safe())),
        None => Catalog::shipped().map_err(|error| fields.fault("template", error.into_safe())),
    };
    if let (Ok(catalog), Some(template)) = (&catalog, template) {
        if let Err(problem) = catalog.answers(&template, None) {
            fields.fault("template", problem.into_safe());
        }
        builder = builder.template(template);
    }
    match catalog {
        Ok(catalog) => builder.catalog(catalog),
        Err(()) => builder,
    }
}

/// A path; an empty one is a mistake, as of a variable that was not set.
fn path(fields: &mut Fields, key: &'static str) -> Option<PathBuf> {
    let text = fields.words(key)?;
    if text.trim().is_empty() {
        fields.fault(key, "is empty: write a path, or leave it out");
        return None;
    }
    Some(PathBuf::from(text))
}

#[cfg(all(feature = "store-sqlite", feature = "provider-openai"))]
#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::provider::{OpenAiApi, Policy, Provider, ReplyLimitField};
    use crate::token::Framing;

    fn provider_of(settings: serde_json::Value) -> Provider {
        let mut fields = Fields::new(settings.as_object().unwrap().clone());
        let provider = provider::of_kind(&mut fields, &[]);
        fields.finish_read("the provider", provider).unwrap()
    }

    #[test]
    fn nothing_set_is_an_engine_in_memory() {
        for settings in ["{}", r#"{"sqlite": null, "provider": null, "trace": null}"#] {
            let builder = EngineBuilder::from_json(settings).unwrap();
            assert!(builder.in_memory());
            builder.build().unwrap();
        }
    }

    #[test]
    fn files_lie_where_they_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let beside = EngineBuilder::from_json(&json!({"sqlite": at("a.db")}).to_string()).unwrap();
        assert!(!beside.in_memory());
        drop(beside.build().unwrap());
        let apart = json!({"sqlite": {
            "path": at("b.db"), "keys": at("keys.db"), "master_key": at("master"),
            "lease_seconds": 5, "busy_timeout_seconds": 0.5,
        }});
        drop(EngineBuilder::from_json(&apart.to_string()).unwrap().build().unwrap());
        for name in ["a.db", "a.db.keys", "a.db.key", "b.db", "keys.db", "master"] {
            assert!(Path::new(&at(name)).exists(), "{name}");
        }
        assert!(!Path::new(&at("b.db.keys")).exists());
    }

    #[test]
    fn a_providers_settings_arrive() {
        let provider = provider_of(json!({
            "kind": "openai", "base_url": "http://localhost:1/v1", "model": "m", "temperature": 0.2, "max_reply_tokens": 300.0,
            "context_tokens": 4096, "seed": 7, "structured_output": false, "price": {"input": 3, "cached_input": 0.3, "output": 15}, "reply_limit_field": "max_tokens", "allow_plain_http": true,
            "policy": {"total": 2.5, "attempt": 2, "connect": 1, "first_token": 3, "idle": 4, "base_backoff": 0,
                "max_backoff": 5, "max_attempts": 9, "retry_maybe_billed": true, "retry_percent": 30,
                "breaker_failures": 7, "breaker_pause": 8, "hedge_after": 1.5},
            "limits": {"concurrent": 4, "requests_per_minute": 60, "tokens_per_minute": 90_000},
        }));
        let (model, budget) = (provider.model(), provider.budget());
        assert_eq!((model, budget.context, budget.reply), ("m", 4096, 300));
        let policy = serde_json::to_value(provider.policy()).unwrap();
        let want = json!({
            "total": 2.5, "attempt": 2.0, "connect": 1.0, "first_token": 3.0, "idle": 4.0, "base_backoff": 0.0,
            "max_backoff": 5.0, "max_attempts": 9, "retry_maybe_billed": true, "retry_percent": 30,
            "breaker_failures": 7, "breaker_pause": 8.0, "hedge_after": 1.5,
        });
        assert_eq!(policy, want);
        let usual = provider_of(json!({"kind": "openai", "base_url": "http://localhost:1/v1", "model": "m"}));
        assert_eq!(usual.policy(), &Policy::default());
    }

    #[test]
    fn a_function_of_the_program_is_asked_by_its_number() {
        struct Never;
        #[async_trait::async_trait]
        impl crate::provider::Host for Never {
            async fn answer(&self, _: &str, _: Duration) -> Result<String, crate::provider::ProviderError> {
                Err(crate::provider::ProviderError::of_kind(ErrorKind::Unavailable))
            }
        }
        let hosts: Vec<Arc<dyn crate::provider::Host>> = vec![Arc::new(Never)];
        let settings = |number: u32| json!({"provider": {"kind": "host", "answer": number, "model": "mine", "policy": {"max_attempts": 1}}});
        EngineBuilder::from_json_with(&settings(0).to_string(), &hosts).unwrap().build().unwrap();
        for (settings, hosts) in [(settings(1), &hosts[..]), (settings(0), &[])] {
            let error = EngineBuilder::from_json_with(&settings.to_string(), hosts).unwrap_err();
            assert_eq!(
                (error.kind(), &*error.faults()[0].path),
                (ErrorKind::ConfigInvalid, "provider.answer")
            );
        }
    }

    #[test]
    fn a_cassette_is_recorded_or_played_and_not_both() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let read = |cassette: serde_json::Value| {
            let settings = json!({"provider": {"kind": "scripted", "answers": []}, "cassette": cassette});
            EngineBuilder::from_json(&settings.to_string())
        };
        read(json!({"record": at("a")})).unwrap();
        read(json!({"replay": at("a")})).unwrap();
        for wrong in [json!({}), json!({"record": at("b"), "replay": at("a")}), json!({"replay": at("none")})]
        {
            assert_eq!(read(wrong).unwrap_err().faults().len(), 1);
        }
        let alone = EngineBuilder::from_json(&json!({"cassette": {"replay": at("a")}}).to_string());
        assert_eq!(alone.unwrap_err().faults().len(), 1);
    }

    #[test]
    fn every_framing_and_limit_has_its_name() {
        for framing in Framing::ALL {
            assert_eq!(framing.as_str().parse::<Framing>().unwrap(), framing);
        }
        for api in OpenAiApi::ALL {
            assert_eq!(serde_json::to_value(api).unwrap(), api.as_str());
        }
        for field in ReplyLimitField::ALL {
            assert_eq!(serde_json::to_value(field).unwrap(), field.as_str());
        }
    }

    #[test]
    fn the_engine_goes_by_the_settings() {
        let settings = json!({
            "clock": "2026-11-22T10:00:00-06:00", "permit_life_seconds": 1.5, "debounce_seconds": 2.5, "trace": true,
            "on_provider_failure": "compose", "template": "inquiry_reply_es",
            "provider": {"kind": "scripted", "answers": ["Hola"]},
        });
        let engine = EngineBuilder::from_json(&settings.to_string()).unwrap().build().unwrap();
        assert_eq!(engine.clock().now().to_string(), "2026-11-22T16:00:00Z");
        let inner = &engine.inner;
        assert_eq!((inner.permit_life, inner.trace), (Duration::from_millis(1_500), true));
        assert_eq!(inner.debounce, Duration::from_millis(2_500));
        assert_eq!(inner.on_provider_failure, ProviderFailure::Compose);
        assert_eq!(inner.template, "inquiry_reply_es");
        assert_eq!(inner.provider.as_ref().map(Provider::name), Some("scripted"));
    }

    #[test]
    fn a_folder_of_templates_is_read_and_its_problems_are_faults() {
        let folder = tempfile::tempdir().unwrap();
        let settings = json!({"templates": folder.path().to_str().unwrap(), "template": "hello"}).to_string();
        let header =
            "---\nname: hello\nversion: 1\nchannels: sms\npurpose: conversational\nlanguage: en\n---\n";
        let write = |body: &str| std::fs::write(folder.path().join("hello.tera"), format!("{header}{body}"));
        write("## [instructions]\nGreet {{ lead.frist_name }}.\n").unwrap();
        let error = EngineBuilder::from_json(&settings).unwrap_err();
        assert_eq!((error.kind(), error.faults().len()), (ErrorKind::ConfigInvalid, 1));
        assert_eq!(error.faults()[0].path, "templates");
        assert!(error.to_string().contains("did you mean \"first_name\"?"), "{error}");
        write("## [instructions]\nGreet them.\n").unwrap();
        EngineBuilder::from_json(&settings).unwrap().build().unwrap();
    }
}
