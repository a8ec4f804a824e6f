//! Which model answers, as a record says it.

#[cfg(feature = "provider-http")]
use std::sync::Arc;

use crate::engine::EngineBuilder;
use crate::lead::Fields;
#[cfg(feature = "provider-http")]
use crate::lead::{NOT_A_REGION, region};
#[cfg(feature = "provider-http")]
use crate::provider::{Cassette, Host, Limits, ModelSettings, Policy, Provider, SettingFault};
#[cfg(feature = "provider-http")]
use crate::token::Price;

/// The program's own functions, by the number that a setting has for one.
#[cfg(feature = "provider-http")]
pub(super) type Hosts<'a> = &'a [Arc<dyn Host>];
#[cfg(not(feature = "provider-http"))]
pub(super) type Hosts<'a> = &'a [()];

#[cfg(not(feature = "provider-http"))]
pub(super) fn read(fields: &mut Fields, builder: EngineBuilder, _: Hosts<'_>) -> EngineBuilder {
    if fields.take("provider").is_some() {
        fields.fault(
            "provider",
            "not in this build: build closr with the feature provider-openai or provider-hosted",
        );
    }
    builder
}

#[cfg(feature = "provider-http")]
pub(super) fn read(fields: &mut Fields, builder: EngineBuilder, hosts: Hosts<'_>) -> EngineBuilder {
    let is_named = fields.has("provider");
    let first = fields.object("provider", |fields| of_kind(fields, hosts)).flatten();
    let others = fields.objects("fallbacks", |fields| fallback(fields, hosts)).unwrap_or_default();
    let has_cassette = fields.has("cassette");
    let cassette = fields.object("cassette", cassette).flatten();
    let Some(mut provider) = first else {
        if has_cassette && !is_named {
            fields
                .fault_once("cassette", "stands without `provider`: name the model that it was recorded of");
        }
        if !others.is_empty() && !is_named {
            fields.fault_once("fallbacks", "stands without `provider`: name the model that is asked first");
        }
        return builder;
    };
    for other in others.into_iter().flatten() {
        match provider.clone().or(other) {
            Ok(both) => provider = both,
            Err(error) => fields.fault("fallbacks", error.into_safe()),
        }
    }
    builder.provider(match cassette {
        Some(cassette) => provider.with_cassette(&cassette),
        None => provider,
    })
}

#[cfg(feature = "provider-http")]
fn cassette(fields: &mut Fields) -> Option<Cassette> {
    let (record, replay) = (super::path(fields, "record"), super::path(fields, "replay"));
    let (at, opened) = match (record, replay) {
        (Some(path), None) => ("record", Cassette::record(path)),
        (None, Some(path)) => ("replay", Cassette::replay(path)),
        _ => {
            fields.fault_once("", "needs a path as `record` or as `replay`, and not both");
            return None;
        }
    };
    opened.map_err(|error| fields.fault(at, error.into_safe())).ok()
}

/// A model that is asked where those before it cannot answer.
#[cfg(feature = "provider-http")]
fn fallback(fields: &mut Fields, hosts: Hosts<'_>) -> Option<Provider> {
    if fields.has("policy") {
        fields.fault("policy", "belongs to `provider`: one policy holds over all");
    }
    of_kind(fields, hosts)
}

/// Reads the rest of the record of one kind.
#[cfg(feature = "provider-http")]
type Read = fn(&mut Fields, Hosts<'_>) -> Option<Provider>;

#[cfg(feature = "provider-http")]
pub(super) fn of_kind(fields: &mut Fields, hosts: Hosts<'_>) -> Option<Provider> {
    const KINDS: &[(&str, Read)] = &[
        #[cfg(feature = "provider-openai")]
        ("openai", openai::read),
        #[cfg(feature = "provider-hosted")]
        ("anthropic", hosted::anthropic),
        #[cfg(feature = "provider-hosted")]
        ("gemini", hosted::gemini),
        #[cfg(feature = "provider-openai")]
        ("scripted", openai::scripted),
        ("host", host),
    ];
    let missing = "missing: write openai, anthropic, gemini, host or scripted";
    match fields.required("kind", missing, |fields, key| fields.one_of(key, KINDS)) {
        Some(read) => read(fields, hosts),
        None => {
            // Which keys are known is not known.
            fields.take_all();
            None
        }
    }
}

/// A function of the program that embeds closr, which the languages over this one give by its number.
#[cfg(feature = "provider-http")]
fn host(fields: &mut Fields, hosts: Hosts<'_>) -> Option<Provider> {
    let number = fields.count("answer").and_then(|number| usize::try_from(number).ok());
    let host = number.and_then(|number| hosts.get(number)).cloned();
    if host.is_none() {
        let problem = "missing: give the function that answers; in Rust it is given to `Provider::host`";
        fields.fault_once("answer", problem);
    }
    let mut model = ModelSettings::new(fields.text("model").unwrap_or_else(|| "host".to_owned()));
    settings(fields, &mut model);
    let policy = fields.object("policy", policy).unwrap_or_default();
    if !fields.is_sound() {
        return None;
    }
    Provider::host(host?, model, policy).map_err(|error| fields.fault("", error.into_safe())).ok()
}

#[cfg(feature = "provider-openai")]
mod openai {
    use super::super::path;
    use super::{Hosts, is_sound, key, policy, settings};
    use crate::lead::Fields;
    use crate::provider::{OpenAiApi, OpenAiConfig, Provider, ReplyLimitField, Script};
    use crate::token::Framing;

    pub(super) fn read(fields: &mut Fields, _: Hosts<'_>) -> Option<Provider> {
        let base_url = fields.text("base_url").unwrap_or_default();
        let model = fields.text("model").unwrap_or_default();
        let mut config = OpenAiConfig::new(base_url, model);
        if let Some(key) = key(fields) {
            config = config.with_key(key);
        }
        settings(fields, &mut config.settings);
        config.tokenizer = path(fields, "tokenizer");
        let framings = Framing::ALL.map(|framing| (framing.as_str(), framing));
        if let Some(framing) = fields.one_of("framing", &framings) {
            config.framing = framing;
            if config.tokenizer.is_none() {
                fields.fault_once("framing", "has no effect without `tokenizer`: set both, or neither");
            }
        }
        let limits = ReplyLimitField::ALL.map(|field| (field.as_str(), field));
        config.reply_limit_field = fields.one_of("reply_limit_field", &limits).unwrap_or_default();
        let apis = OpenAiApi::ALL.map(|api| (api.as_str(), api));
        config.api = fields.one_of("api", &apis).unwrap_or_default();
        config.allow_plain_http = fields.flag("allow_plain_http").unwrap_or_default();
        config.policy = fields.object("policy", policy).unwrap_or_default();
        if !is_sound(fields, config.faults()) {
            return None;
        }
        let at = if config.tokenizer.is_some() { "tokenizer" } else { "" };
        Provider::openai(config).map_err(|error| fields.fault(at, error.into_safe())).ok()
    }

    pub(super) fn scripted(fields: &mut Fields, _: Hosts<'_>) -> Option<Provider> {
        let answers = fields.required("answers", "missing: write a list of texts", |fields, key| {
            let given = fields.has(key);
            given.then(|| fields.texts(key))
        });
        Some(Provider::scripted(Script::answers(answers.unwrap_or_default())))
    }
}

#[cfg(feature = "provider-hosted")]
mod hosted {
    use super::{Hosts, is_sound, key, policy, settings};
    use crate::lead::Fields;
    use crate::provider::{HostedConfig, HostedProtocol, Provider};

    pub(super) fn anthropic(fields: &mut Fields, _: Hosts<'_>) -> Option<Provider> {
        read(fields, HostedProtocol::Anthropic)
    }

    pub(super) fn gemini(fields: &mut Fields, _: Hosts<'_>) -> Option<Provider> {
        read(fields, HostedProtocol::Gemini)
    }

    fn read(fields: &mut Fields, protocol: HostedProtocol) -> Option<Provider> {
        let mut config = HostedConfig::new(protocol, fields.text("model").unwrap_or_default());
        if let Some(url) = fields.text("base_url") {
            config.base_url = url;
        }
        if let Some(key) = key(fields) {
            config = config.with_key(key);
        }
        settings(fields, &mut config.settings);
        config.allow_plain_http = fields.flag("allow_plain_http").unwrap_or_default();
        config.policy = fields.object("policy", policy).unwrap_or_default();
        if !is_sound(fields, config.faults()) {
            return None;
        }
        Provider::hosted(config).map_err(|error| fields.fault("", error.into_safe())).ok()
    }
}

/// Whether all that was read is right.
#[cfg(feature = "provider-http")]
fn is_sound(fields: &mut Fields, faults: Vec<SettingFault>) -> bool {
    for fault in faults {
        fields.fault_once(fault.setting, fault.problem);
    }
    fields.is_sound()
}

#[cfg(feature = "provider-http")]
fn key(fields: &mut Fields) -> Option<String> {
    let key = fields.text("api_key")?;
    if key.starts_with('$') {
        fields.fault("api_key", "names a variable: closr reads no environment, so give the key itself");
    }
    Some(key)
}

#[cfg(feature = "provider-http")]
fn settings(fields: &mut Fields, settings: &mut ModelSettings) {
    settings.temperature = fields.quantity("temperature").map(|t| t as f32);
    settings.max_reply_tokens = whole(fields, "max_reply_tokens", settings.max_reply_tokens);
    settings.context_tokens = whole(fields, "context_tokens", settings.context_tokens);
    settings.seed = fields.count("seed").and_then(|seed| i64::try_from(seed).ok());
    settings.price = fields.object("price", price).flatten();
    settings.region = fields.parsed("region", NOT_A_REGION, region);
    settings.limits = fields.object("limits", limits).unwrap_or_default();
    settings.structured_output = fields.flag("structured_output").unwrap_or(settings.structured_output);
}

#[cfg(feature = "provider-http")]
fn price(fields: &mut Fields) -> Option<Price> {
    let missing = "missing: US dollars for a million tokens, as in 3 or 0.15";
    let input = fields.required("input", missing, Fields::quantity);
    let cached_input = fields.quantity("cached_input");
    let output = fields.required("output", missing, Fields::quantity);
    Some(Price { input: input?, cached_input, output: output? })
}

#[cfg(feature = "provider-http")]
fn limits(fields: &mut Fields) -> Limits {
    let mut limits = Limits::default();
    for (key, limit) in [
        ("concurrent", &mut limits.concurrent),
        ("requests_per_minute", &mut limits.requests_per_minute),
        ("tokens_per_minute", &mut limits.tokens_per_minute),
    ] {
        *limit = fields.count(key).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    }
    limits
}

#[cfg(feature = "provider-http")]
fn policy(fields: &mut Fields) -> Policy {
    /// Longer than any that [`Policy`] allows, which says which are allowed.
    const ANY: std::ops::RangeInclusive<u32> = 0..=u32::MAX;

    let mut policy = Policy::default();
    for (key, time) in [
        ("total", &mut policy.total),
        ("attempt", &mut policy.attempt),
        ("connect", &mut policy.connect),
        ("first_token", &mut policy.first_token),
        ("idle", &mut policy.idle),
        ("base_backoff", &mut policy.base_backoff),
        ("max_backoff", &mut policy.max_backoff),
        ("breaker_pause", &mut policy.breaker_pause),
    ] {
        *time = fields.seconds(key, ANY).unwrap_or(*time);
    }
    policy.hedge_after = fields.seconds("hedge_after", ANY);
    policy.max_attempts = whole(fields, "max_attempts", policy.max_attempts);
    policy.retry_percent = whole(fields, "retry_percent", policy.retry_percent);
    policy.breaker_failures = whole(fields, "breaker_failures", policy.breaker_failures);
    policy.retry_maybe_billed = fields.flag("retry_maybe_billed").unwrap_or(policy.retry_maybe_billed);
    policy
}

/// A whole number that fits, or the default.
#[cfg(feature = "provider-http")]
fn whole<T: TryFrom<u64>>(fields: &mut Fields, key: &'static str, default: T) -> T {
    let Some(count) = fields.count(key) else { return default };
    T::try_from(count).unwrap_or_else(|_| {
        fields.fault(key, "is too large");
        default
    })
}
