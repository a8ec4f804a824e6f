//! Anthropic's Messages, in the version of its API of 2026-10-21.
//!
//! <https://platform.claude.com/docs/en/api/messages>, `/streaming`, `/errors` and `/versioning`, read 2026-11-28.

use serde_json::{Value, json};

use super::{Turns, wire};
use crate::error::Result;
use crate::prompt::Prompt;
use crate::provider::adapter::schema;
use crate::provider::answer::{self, End, Said, by_status, model_name, text};
use crate::provider::events::{EventStream, Events};
use crate::provider::sse::Event;
use crate::provider::{
    Adapter, Completion, ModelSettings, ProviderError, ProviderFault, ProviderRetry, StreamDecoder, WireReply,
};
use crate::redact::{Redacted, Wire};
use crate::token::Usage;

const VERSION: &str = "2026-10-21";

/// The protocol of Anthropic's Messages.
#[derive(Clone, Copy, Debug)]
pub struct Anthropic;

impl Adapter for Anthropic {
    fn name(&self) -> &'static str {
        "anthropic"
    }

    fn encode(&self, prompt: &Redacted<Prompt>, settings: &ModelSettings, stream: bool) -> Result<Wire> {
        let Turns { system, turns } = Turns::of(prompt.get())?;
        let message = |(model, text): (bool, String)| json!({"role": if model { "assistant" } else { "user" }, "content": text});
        let mut request = json!({
            "model": settings.model,
            "max_tokens": settings.max_reply_tokens,
            "messages": turns.into_iter().map(message).collect::<Vec<_>>(),
            "stream": stream,
        });
        let format = schema(prompt.get(), settings).map(without_bounds);
        let config = format.map(|schema| json!({"format": {"type": "json_schema", "schema": schema}}));
        for (name, value) in [("system", system.map(Value::from)), ("output_config", config)] {
            if let (Some(value), Some(request)) = (value, request.as_object_mut()) {
                request.insert(name.to_owned(), value);
            }
        }
        let mut wire = wire("/messages".to_owned(), &request, stream)?;
        wire.headers.push(("anthropic-version".to_owned(), VERSION.to_owned()));
        Ok(wire)
    }

    fn decode(&self, reply: &WireReply) -> Result<Completion, ProviderError> {
        if !(200..300).contains(&reply.status) {
            let root = serde_json::from_slice(&reply.body).unwrap_or(Value::Null);
            return Err(failure(reply.status, &root).with_status(reply.status));
        }
        let root = answer::json(reply)?;
        if text(&root, "/type") == "error" {
            return Err(failure(500, &root).with_retry(ProviderRetry::MaybeBilled));
        }
        let blocks = root.get("content").and_then(Value::as_array);
        let blocks = blocks.ok_or_else(|| ProviderError::new(ProviderFault::Malformed))?;
        let texts = blocks.iter().filter(|block| text(block, "/type") == "text");
        let mut usage = Spent::default();
        usage.read(root.get("usage"));
        Said {
            text: texts.map(|block| text(block, "/text")).collect(),
            end: Some(end_of(text(&root, "/stop_reason"))),
            usage: usage.total(),
            model: model_name(text(&root, "/model")),
            request_id: None,
        }
        .judge()
    }

    fn stream(&self) -> Box<dyn StreamDecoder> {
        Box::new(EventStream::<Message>::default())
    }
}

/// A schema without the bounds of lists, which this API refuses (`/build-with-claude/structured-outputs`, its limits).
fn without_bounds(schema: Value) -> Value {
    match schema {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(name, _)| !matches!(name.as_str(), "maxItems" | "minItems"));
            kept.map(|(name, value)| (name, without_bounds(value))).collect()
        }
        Value::Array(list) => list.into_iter().map(without_bounds).collect(),
        other => other,
    }
}

/// What a stop reason means.
fn end_of(reason: &str) -> End {
    match reason {
        "end_turn" | "stop_sequence" => End::Stop,
        "max_tokens" | "model_context_window_exceeded" => End::Length,
        "refusal" => End::Refusal,
        // It wants to go on, and nobody lets it.
        "pause_turn" | "tool_use" => End::Broken,
        _ => End::Other,
    }
}

/// What an error means. The message is looked at, since a few are told apart nowhere else, and never kept.
fn failure(status: u16, root: &Value) -> ProviderError {
    let (kind, code) = (text(root, "/error/type"), text(root, "/error/details/error_code"));
    let message = text(root, "/error/message").to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| message.contains(words));
    let fault = match kind {
        "authentication_error" | "permission_error" => Some(ProviderFault::Auth),
        "billing_error" => Some(ProviderFault::QuotaExhausted),
        // The organisation's own limit of money is reached: waiting does not help.
        _ if code.ends_with("spend_limit_reached") => Some(ProviderFault::QuotaExhausted),
        "rate_limit_error" => Some(ProviderFault::RateLimited),
        "request_too_large" => Some(ProviderFault::ContextTooLong),
        "overloaded_error" | "api_error" => Some(ProviderFault::Overloaded),
        "invalid_request_error" if says(&["prompt is too long", "context window", "context limit"]) => {
            Some(ProviderFault::ContextTooLong)
        }
        "invalid_request_error" if says(&["credit balance", "spend limit", "usage limits"]) => {
            Some(ProviderFault::QuotaExhausted)
        }
        _ => None,
    };
    let mut error = fault.map_or_else(|| by_status(status), ProviderError::new);
    if kind == "timeout_error" {
        error = ProviderError::new(ProviderFault::Overloaded).with_retry(ProviderRetry::MaybeBilled);
    } else if kind == "not_found_error" && message.contains("model") {
        error = error.with_detail("the provider does not have that model; check `model`");
    }
    let id = text(root, "/request_id");
    error
        .with_code(if code.is_empty() { kind } else { code })
        .with_request_id(Some(id).filter(|id| !id.is_empty()))
}

/// The tokens that an answer reports, in several events where it is streamed: each figure replaces its former one.
#[derive(Default)]
struct Spent {
    fresh: Option<u64>,
    cache_made: Option<u64>,
    cache_read: Option<u64>,
    output: Option<u64>,
    thinking: Option<u64>,
}

impl Spent {
    fn read(&mut self, usage: Option<&Value>) {
        let number = |path: &str| usage.and_then(|usage| usage.pointer(path)?.as_u64());
        for (figure, path) in [
            (&mut self.fresh, "/input_tokens"),
            (&mut self.cache_made, "/cache_creation_input_tokens"),
            (&mut self.cache_read, "/cache_read_input_tokens"),
            (&mut self.output, "/output_tokens"),
            (&mut self.thinking, "/output_tokens_details/thinking_tokens"),
        ] {
            *figure = number(path).or(*figure);
        }
    }

    /// What was read from the cache or put there is not among `input_tokens`.
    fn total(&self) -> Usage {
        let cached = self.cache_made.unwrap_or(0).saturating_add(self.cache_read.unwrap_or(0));
        Usage {
            input: self.fresh.map(|fresh| fresh.saturating_add(cached)),
            output: self.output,
            cache_read: self.cache_read,
            reasoning: self.thinking,
            cost_micro_usd: None,
        }
    }
}

/// The events of one message. It is whole only when `message_stop` was seen and a `message_delta` gave a stop reason.
#[derive(Default)]
struct Message {
    said: Said,
    spent: Spent,
    done: bool,
}

impl Events for Message {
    fn take(&mut self, event: &Event) -> Result<Option<String>, ProviderError> {
        if event.data.trim().is_empty() {
            return Ok(None);
        }
        let root: Value =
            serde_json::from_str(&event.data).map_err(|_| ProviderError::new(ProviderFault::Malformed))?;
        match text(&root, "/type") {
            "message_start" => {
                self.said.model = model_name(text(&root, "/message/model"));
                self.spent.read(root.pointer("/message/usage"));
            }
            "content_block_start" if text(&root, "/content_block/type") == "text" => {
                return Ok(Some(self.say(text(&root, "/content_block/text"))));
            }
            "content_block_delta" if text(&root, "/delta/type") == "text_delta" => {
                return Ok(Some(self.say(text(&root, "/delta/text"))));
            }
            "message_delta" => {
                self.spent.read(root.get("usage"));
                let reason = text(&root, "/delta/stop_reason");
                if !reason.is_empty() {
                    self.said.end = Some(end_of(reason));
                }
            }
            "message_stop" => self.done = true,
            "error" => return Err(self.said.after_text(failure(500, &root))),
            // `ping`, the ends of blocks, what it thinks, and events that are not known yet.
            _ => {}
        }
        Ok(None)
    }

    fn is_done(&self) -> bool {
        self.done
    }

    fn said(mut self) -> Said {
        self.said.end.get_or_insert(End::Broken);
        self.said.usage = self.spent.total();
        self.said
    }
}

impl Message {
    fn say(&mut self, text: &str) -> String {
        self.said.text.push_str(text);
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Finish;
    use crate::provider::hosted::tests::{cut, prompt, reads};
    use crate::provider::tests::scene::of_form;

    fn body(stream: bool) -> Value {
        let settings = ModelSettings { max_reply_tokens: 300, ..ModelSettings::new("claude") };
        let wire = Anthropic.encode(&prompt(), &settings, stream).unwrap();
        assert_eq!(wire.path, "/messages");
        assert!(wire.headers.contains(&("anthropic-version".to_owned(), "2026-10-21".to_owned())));
        serde_json::from_slice(&wire.body).unwrap()
    }

    #[test]
    fn the_request_is_what_the_protocol_says() {
        let want = json!({
            "model": "claude", "max_tokens": 300, "stream": false, "system": "Be kind.",
            "messages": [
                {"role": "user", "content": "(You wrote first.)"},
                {"role": "assistant", "content": "Hello!"},
                {"role": "user", "content": "Is it free?"},
            ],
        });
        assert_eq!(body(false), want);
        assert_eq!(body(true)["stream"], true);
        let list = json!({"type": "array", "items": {"enum": ["a"]}, "maxItems": 4, "minItems": 2});
        let asked_for = json!({"type": "object", "anyOf": [{"properties": {"replies": list}}]});
        let form = json!({
            "type": "object", "anyOf": [{"properties": {"replies": {"type": "array", "items": {"enum": ["a"]}}}}],
        });
        let wire = Anthropic.encode(&of_form("hi", asked_for), &ModelSettings::new("claude"), false).unwrap();
        let asked: Value = serde_json::from_slice(&wire.body).unwrap();
        assert_eq!(asked["output_config"], json!({"format": {"type": "json_schema", "schema": form}}));
    }

    fn answer(status: u16, body: &str) -> Result<Completion, ProviderError> {
        Anthropic.decode(&WireReply::new(status, Vec::new(), body.as_bytes().to_vec()))
    }

    #[test]
    fn answers_are_judged_by_their_stop_reason() {
        use ProviderFault::{Incomplete, Malformed, Refused};
        let said =
            |reason: &str, blocks: &str| format!(r#"{{"stop_reason":"{reason}","content":[{blocks}]}}"#);
        let hi =
            r#"{"type":"text","text":"H"},{"type":"thinking","thinking":"no"},{"type":"text","text":"i"}"#;
        let rows = [
            (said("end_turn", hi), Ok(Finish::Stop)),
            (said("stop_sequence", hi), Ok(Finish::Stop)),
            (said("brand_new", hi), Ok(Finish::Other)),
            (said("max_tokens", hi), Err(Incomplete)),
            (said("model_context_window_exceeded", hi), Err(Incomplete)),
            (said("refusal", hi), Err(Refused)),
            (said("pause_turn", hi), Err(Incomplete)),
            (said("tool_use", r#"{"type":"tool_use","name":"x","input":{}}"#), Err(Incomplete)),
            (said("end_turn", ""), Err(Incomplete)),
            (r#"{"stop_reason":"end_turn"}"#.to_owned(), Err(Malformed)),
            (
                r#"{"type":"error","error":{"type":"overloaded_error"}}"#.to_owned(),
                Err(ProviderFault::Overloaded),
            ),
        ];
        for (body, want) in rows {
            let got = answer(200, &body);
            assert_eq!(got.as_ref().map(|c| c.finish).map_err(|e| e.kind), want, "{body}");
            assert!(got.is_err_and(|e| e.retry != ProviderRetry::Safe) || want.is_ok(), "{body}");
        }
    }

    #[test]
    fn errors_say_what_to_do() {
        use ProviderFault::{Auth, BadRequest, ContextTooLong, Overloaded, QuotaExhausted, RateLimited};
        use ProviderRetry::{MaybeBilled, Never, Safe};
        let error = |kind: &str, message: &str, code: &str| {
            json!({
                "type": "error", "request_id": "req_011",
                "error": {"type": kind, "message": message, "details": {"error_code": code}},
            })
            .to_string()
        };
        let rows = [
            (401, error("authentication_error", "", ""), Auth, Never, "authentication_error"),
            (403, error("permission_error", "", ""), Auth, Never, "permission_error"),
            (402, error("billing_error", "", ""), QuotaExhausted, Never, "billing_error"),
            (429, error("rate_limit_error", "", ""), RateLimited, Safe, "rate_limit_error"),
            (
                429,
                error("rate_limit_error", "", "enforced_spend_limit_reached"),
                QuotaExhausted,
                Never,
                "enforced_spend_limit_reached",
            ),
            (
                400,
                error("invalid_request_error", "messages: …", ""),
                BadRequest,
                Never,
                "invalid_request_error",
            ),
            (
                400,
                error("invalid_request_error", "prompt is too long: 9 tokens > 8 maximum", ""),
                ContextTooLong,
                Never,
                "",
            ),
            (413, error("request_too_large", "", ""), ContextTooLong, Never, "request_too_large"),
            (529, error("overloaded_error", "", ""), Overloaded, Safe, "overloaded_error"),
            (500, error("api_error", "", ""), Overloaded, Safe, "api_error"),
            (504, error("timeout_error", "", ""), Overloaded, MaybeBilled, "timeout_error"),
        ];
        for (status, body, fault, retry, code) in rows {
            let error = answer(status, &body).unwrap_err();
            assert_eq!((error.kind, error.retry, error.status), (fault, retry, Some(status)), "{body}");
            assert!(error.to_string().contains(code), "{error}");
            assert_eq!(error.request_id.as_deref(), Some("req_011"));
        }
        let model = answer(404, &error("not_found_error", "model: claude-9", "")).unwrap_err();
        assert!(model.to_string().contains("`model`"), "{model}");
    }

    /// As the page on streaming shows it, with a block of thinking.
    const STREAM: &str = concat!(
        "event: message_start\n",
        r#"data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude-x","stop_reason":null,"usage":{"input_tokens":25,"cache_read_input_tokens":5,"output_tokens":1}}}"#,
        "\n\nevent: content_block_start\n",
        r#"data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}"#,
        "\n\nevent: content_block_delta\n",
        r#"data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"secret"}}"#,
        "\n\nevent: content_block_start\n",
        r#"data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
        "\n\nevent: ping\ndata: {\"type\": \"ping\"}\n\nevent: content_block_delta\n",
        r#"data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"¿Hola"}}"#,
        "\n\nevent: content_block_delta\n",
        r#"data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":" \ud83c\udfe0?"}}"#,
        "\n\nevent: content_block_stop\n",
        r#"data: {"type":"content_block_stop","index":1}"#,
        "\n\nevent: message_delta\n",
        r#"data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15,"output_tokens_details":{"thinking_tokens":9}}}"#,
        "\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    );

    #[test]
    fn a_stream_is_its_texts_in_order() {
        reads(&Anthropic, STREAM, "claude-x");
    }

    proptest::proptest! {
        #[test]
        fn a_stream_is_the_same_wherever_it_is_split_and_never_whole_where_it_is_cut(
            at in proptest::prelude::any::<proptest::sample::Index>(),
        ) {
            cut(&Anthropic, STREAM, at.index(STREAM.len() - 2));
        }
    }
}
