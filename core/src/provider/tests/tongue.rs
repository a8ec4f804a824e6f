//! Each protocol's own words, for a server that speaks it rightly and wrongly.

use serde_json::{Value, json};

use crate::provider::{HostedConfig, HostedProtocol, OpenAiApi, OpenAiConfig, Policy, Provider};

/// A protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    OpenAi,
    Responses,
    Anthropic,
    Gemini,
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    Stop,
    Unknown,
    Length,
    Filter,
}

/// What a server refuses a request for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refuses {
    Key,
    Quota,
    TooLong,
    NoModel,
}

impl Tongue {
    pub(super) const ALL: [Tongue; 4] =
        [Tongue::OpenAi, Tongue::Responses, Tongue::Anthropic, Tongue::Gemini];

    pub(super) fn provider(self, root: &str, key: &str, policy: Policy) -> Provider {
        let hosted = |protocol| {
            let mut config = HostedConfig::new(protocol, "m").with_key(key);
            config.base_url = root.to_owned();
            config.policy = policy.clone();
            Provider::hosted(config).unwrap()
        };
        let openai = |api| {
            let config = OpenAiConfig::new(root, "m").with_key(key);
            Provider::openai(OpenAiConfig { policy: policy.clone(), api, ..config }).unwrap()
        };
        match self {
            Tongue::OpenAi => openai(OpenAiApi::ChatCompletions),
            Tongue::Responses => openai(OpenAiApi::Responses),
            Tongue::Anthropic => hosted(HostedProtocol::Anthropic),
            Tongue::Gemini => hosted(HostedProtocol::Gemini),
        }
    }

    /// The first line of a request, and the headers that it has and a request of another tongue has not.
    pub(super) fn asks(self, stream: bool) -> (&'static str, &'static [&'static str]) {
        match (self, stream) {
            (Tongue::OpenAi, _) => ("POST /v1/chat/completions HTTP/1.1", &["authorization"]),
            (Tongue::Responses, _) => ("POST /v1/responses HTTP/1.1", &["authorization"]),
            (Tongue::Anthropic, _) => ("POST /v1/messages HTTP/1.1", &["anthropic-version", "x-api-key"]),
            (Tongue::Gemini, false) => ("POST /v1/models/m:generateContent HTTP/1.1", &["x-goog-api-key"]),
            (Tongue::Gemini, true) => {
                ("POST /v1/models/m:streamGenerateContent?alt=sse HTTP/1.1", &["x-goog-api-key"])
            }
        }
    }

    fn reason(self, ends: Ends) -> &'static str {
        match (self, ends) {
            (_, Ends::Unknown) => "canary",
            (Tongue::OpenAi, Ends::Stop) => "stop",
            (Tongue::OpenAi, Ends::Length) => "length",
            (Tongue::OpenAi, Ends::Filter) => "content_filter",
            (Tongue::Responses, Ends::Stop) => "completed",
            (Tongue::Responses, Ends::Length) => "max_output_tokens",
            (Tongue::Responses, Ends::Filter) => "content_filter",
            (Tongue::Anthropic, Ends::Stop) => "end_turn",
            (Tongue::Anthropic, Ends::Length) => "max_tokens",
            (Tongue::Anthropic, Ends::Filter) => "refusal",
            (Tongue::Gemini, Ends::Stop) => "STOP",
            (Tongue::Gemini, Ends::Length) => "MAX_TOKENS",
            (Tongue::Gemini, Ends::Filter) => "SAFETY",
        }
    }

    /// A whole answer, with or without what it cost: 9 tokens and 3.
    pub(super) fn whole(self, text: &str, ends: Ends, told: bool) -> String {
        let reason = self.reason(ends);
        let (mut body, usage, cost) = match self {
            Tongue::OpenAi => (
                json!({"choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": reason}]}),
                "usage",
                json!({"prompt_tokens": 9, "completion_tokens": 3}),
            ),
            Tongue::Responses => (
                json!({
                    "object": "response", "status": self.status(ends), "error": null, "model": "m",
                    "incomplete_details": {"reason": reason},
                    "output": [{"type": "reasoning", "summary": []}, said(text)],
                }),
                "usage",
                json!({"input_tokens": 9, "output_tokens": 3}),
            ),
            Tongue::Anthropic => (
                json!({
                    "type": "message", "role": "assistant", "model": "m", "stop_reason": reason,
                    "content": [{"type": "thinking", "thinking": "canary"}, {"type": "text", "text": text}],
                }),
                "usage",
                json!({"input_tokens": 2, "cache_creation_input_tokens": 3, "cache_read_input_tokens": 4, "output_tokens": 3}),
            ),
            Tongue::Gemini => (
                json!({
                    "candidates": [{
                        "index": 0, "finishReason": reason,
                        "content": {"role": "model", "parts": [{"text": "canary", "thought": true}, {"text": text}]},
                    }],
                    "modelVersion": "m",
                }),
                "usageMetadata",
                json!({"promptTokenCount": 9, "candidatesTokenCount": 1, "thoughtsTokenCount": 2, "totalTokenCount": 12}),
            ),
        };
        if told {
            body[usage] = cost;
        }
        body.to_string()
    }

    /// The start of a stream with its first text, and one more text.
    pub(super) fn says(self, text: &str) -> String {
        match self {
            Tongue::OpenAi => event(
                "",
                &json!({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": null}]}),
            ),
            Tongue::Responses => event(
                "response.output_text.delta",
                &json!({"type": "response.output_text.delta", "output_index": 0, "delta": text}),
            ),
            Tongue::Anthropic => {
                let delta = json!({"type": "text_delta", "text": text});
                event(
                    "content_block_delta",
                    &json!({"type": "content_block_delta", "index": 0, "delta": delta}),
                )
            }
            Tongue::Gemini => {
                event("", &json!({"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}]}))
            }
        }
    }

    /// What says why the model stopped.
    pub(super) fn stops(self, ends: Ends) -> String {
        let reason = self.reason(ends);
        match self {
            Tongue::OpenAi => {
                event("", &json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}))
            }
            Tongue::Responses => {
                let status = self.status(ends);
                let name = format!("response.{}", if status == "incomplete" { status } else { "completed" });
                let response = json!({
                    "status": status, "error": null, "incomplete_details": {"reason": reason},
                    "output": [], "usage": {"input_tokens": 9, "output_tokens": 3},
                });
                event(&name, &json!({"type": name, "response": response}))
            }
            Tongue::Anthropic => {
                let delta = json!({"stop_reason": reason, "stop_sequence": null});
                event(
                    "message_delta",
                    &json!({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 3}}),
                )
            }
            Tongue::Gemini => event(
                "",
                &json!({
                    "candidates": [{"content": {"role": "model", "parts": [{"text": ""}]}, "finishReason": reason}],
                    "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 3},
                }),
            ),
        }
    }

    /// What a response says of itself, beside the reason.
    fn status(self, ends: Ends) -> &'static str {
        match ends {
            Ends::Stop => "completed",
            Ends::Unknown => "canary",
            Ends::Length | Ends::Filter => "incomplete",
        }
    }

    /// The terminal marker that follows; Gemini's and a response's is the reason itself.
    pub(super) fn marker(self) -> Option<String> {
        match self {
            Tongue::OpenAi => Some("data: [DONE]\n\n".to_owned()),
            Tongue::Anthropic => Some(event("message_stop", &json!({"type": "message_stop"}))),
            Tongue::Responses | Tongue::Gemini => None,
        }
    }

    /// A failure in the middle of a stream.
    pub(super) fn fails(self) -> String {
        match self {
            Tongue::OpenAi => event("", &json!({"error": {"message": "canary"}})),
            Tongue::Responses => {
                event("error", &json!({"type": "error", "code": "server_error", "message": "canary"}))
            }
            Tongue::Anthropic => {
                let error = json!({"type": "overloaded_error", "message": "canary"});
                event("error", &json!({"type": "error", "error": error}))
            }
            Tongue::Gemini => {
                event("", &json!({"error": {"code": 503, "status": "UNAVAILABLE", "message": "canary"}}))
            }
        }
    }

    /// The status and body of a refused request.
    pub(super) fn refuses(self, why: Refuses) -> (&'static str, String) {
        let google = |code: u16, status: &str, message: &str, details: Value| json!({"error": {"code": code, "status": status, "message": message, "details": details}});
        let anthropic = |kind: &str, message: &str| json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req-7"});
        let (status, body) = match (self, why) {
            (Tongue::OpenAi | Tongue::Responses, Refuses::Key) => {
                ("401 No", json!({"error": {"message": "bad key sk-canary-key", "code": "invalid_api_key"}}))
            }
            (Tongue::OpenAi | Tongue::Responses, Refuses::Quota) => {
                ("429 No", json!({"error": {"message": "canary", "code": "insufficient_quota"}}))
            }
            (Tongue::OpenAi | Tongue::Responses, Refuses::TooLong) => {
                ("400 No", json!({"error": {"message": "canary", "code": "context_length_exceeded"}}))
            }
            (Tongue::OpenAi | Tongue::Responses, Refuses::NoModel) => {
                ("404 No", json!({"error": {"message": "canary", "code": "model_not_found"}}))
            }
            (Tongue::Anthropic, Refuses::Key) => {
                ("401 No", anthropic("authentication_error", "invalid sk-canary-key"))
            }
            (Tongue::Anthropic, Refuses::Quota) => {
                ("400 No", anthropic("invalid_request_error", "Your credit balance is too low. canary"))
            }
            (Tongue::Anthropic, Refuses::TooLong) => (
                "400 No",
                anthropic("invalid_request_error", "prompt is too long: 208310 tokens > 200000 canary"),
            ),
            (Tongue::Anthropic, Refuses::NoModel) => {
                ("404 No", anthropic("not_found_error", "model: canary"))
            }
            (Tongue::Gemini, Refuses::Key) => (
                "400 No",
                google(400, "INVALID_ARGUMENT", "sk-canary-key", json!([{"reason": "API_KEY_INVALID"}])),
            ),
            (Tongue::Gemini, Refuses::Quota) => {
                let violations = json!([{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]);
                ("429 No", google(429, "RESOURCE_EXHAUSTED", "canary", json!([{"violations": violations}])))
            }
            (Tongue::Gemini, Refuses::TooLong) => {
                let says =
                    "The input token count (2) exceeds the maximum number of tokens allowed (1). canary";
                ("400 No", google(400, "INVALID_ARGUMENT", says, json!([])))
            }
            (Tongue::Gemini, Refuses::NoModel) => ("404 No", google(404, "NOT_FOUND", "canary", json!([]))),
        };
        (status, body.to_string())
    }
}

/// A response's message.
fn said(text: &str) -> Value {
    json!({"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]})
}

fn event(name: &str, data: &Value) -> String {
    let name = if name.is_empty() { String::new() } else { format!("event: {name}\n") };
    format!("{name}data: {data}\n\n")
}
