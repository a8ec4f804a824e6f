//! Google's `generateContent`, as the Gemini API speaks it.
//!
//! <https://ai.google.dev/api/generate-content> and `/gemini-api/docs/troubleshooting`; names as in `@google/genai` 2.32.0.
//! Read 2026-11-28.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Turns, wire};
use crate::error::Result;
use crate::prompt::Prompt;
use crate::provider::adapter::schema;
use crate::provider::answer::{self, End, Said, by_status, model_name, text};
use crate::provider::events::{EventStream, Events};
use crate::provider::fault::request_id;
use crate::provider::sse::Event;
use crate::provider::{
    Adapter, Completion, ModelSettings, ProviderError, ProviderFault, ProviderRetry, StreamDecoder, WireReply,
};
use crate::redact::{Redacted, Wire};
use crate::token::Usage;

/// The protocol of Google's Gemini API.
#[derive(Clone, Copy, Debug)]
pub struct Gemini;

impl Adapter for Gemini {
    fn name(&self) -> &'static str {
        "gemini"
    }

    fn encode(&self, prompt: &Redacted<Prompt>, settings: &ModelSettings, stream: bool) -> Result<Wire> {
        let Turns { system, turns } = Turns::of(prompt.get())?;
        let content = |(model, text): (bool, String)| json!({"role": if model { "model" } else { "user" }, "parts": [{"text": text}]});
        let mut how = json!({"candidateCount": 1, "maxOutputTokens": settings.max_reply_tokens});
        let mut request = json!({"contents": turns.into_iter().map(content).collect::<Vec<_>>()});
        let format = schema(prompt.get(), settings);
        for (name, value) in [
            ("temperature", settings.temperature.map(Value::from)),
            ("seed", settings.seed.map(Value::from)),
            ("responseMimeType", format.is_some().then(|| Value::from("application/json"))),
            ("responseJsonSchema", format),
        ] {
            if let (Some(value), Some(how)) = (value, how.as_object_mut()) {
                how.insert(name.to_owned(), value);
            }
        }
        if let Some(request) = request.as_object_mut() {
            request.insert("generationConfig".to_owned(), how);
            if let Some(system) = system {
                request.insert("systemInstruction".to_owned(), json!({"parts": [{"text": system}]}));
            }
        }
        let call = if stream { "streamGenerateContent?alt=sse" } else { "generateContent" };
        wire(format!("/models/{}:{call}", settings.model), &request, stream)
    }

    fn decode(&self, reply: &WireReply) -> Result<Completion, ProviderError> {
        if !(200..300).contains(&reply.status) {
            let root = serde_json::from_slice(&reply.body).unwrap_or(Value::Null);
            return Err(failure(reply.status, &root).with_status(reply.status));
        }
        let mut said = Said::default();
        add(&mut said, &answer::json(reply)?)?;
        if said.end.is_none() && said.text.is_empty() {
            return Err(ProviderError::new(ProviderFault::Malformed));
        }
        said.end.get_or_insert(End::Broken);
        said.judge()
    }

    fn stream(&self) -> Box<dyn StreamDecoder> {
        Box::new(EventStream::<Chunks>::default())
    }
}

/// Adds what a response, or a chunk of one, says, and gives the text in it.
fn add(said: &mut Said, root: &Value) -> Result<String, ProviderError> {
    if root.get("error").is_some_and(Value::is_object) {
        let status = root.pointer("/error/code").and_then(Value::as_u64);
        let status = status.and_then(|status| u16::try_from(status).ok()).filter(|status| *status >= 400);
        return Err(said.after_text(failure(status.unwrap_or(500), root)));
    }
    if !text(root, "/promptFeedback/blockReason").is_empty() {
        return Err(ProviderError::new(ProviderFault::Filtered)
            .with_detail("the provider's content filter held the prompt back"));
    }
    if let Some(usage) = usage_of(root) {
        said.usage = usage;
    }
    said.model = said.model.take().or_else(|| model_name(text(root, "/modelVersion")));
    said.request_id = said.request_id.take().or_else(|| request_id(text(root, "/responseId")));
    let Some(candidate) = root.pointer("/candidates/0") else { return Ok(String::new()) };
    let reason = text(candidate, "/finishReason");
    if !reason.is_empty() {
        said.end = Some(end_of(reason));
    }
    let parts = candidate.pointer("/content/parts").and_then(Value::as_array).into_iter().flatten();
    let spoken = parts.filter(|part| part.get("thought") != Some(&Value::Bool(true)));
    let spoken: String = spoken.map(|part| text(part, "/text")).collect();
    said.text.push_str(&spoken);
    Ok(spoken)
}

/// What a finish reason means.
fn end_of(reason: &str) -> End {
    match reason {
        "STOP" => End::Stop,
        "MAX_TOKENS" => End::Length,
        "SAFETY" | "RECITATION" | "LANGUAGE" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" => End::Filter,
        // It wants a tool or to go on, or says only that it stopped.
        "MALFORMED_FUNCTION_CALL"
        | "UNEXPECTED_TOOL_CALL"
        | "TOO_MANY_TOOL_CALLS"
        | "CONTINUATION"
        | "OTHER" => End::Broken,
        _ => End::Other,
    }
}

/// The prompt's tokens hold those of the cache; the thoughts' are apart from the answer's.
fn usage_of(root: &Value) -> Option<Usage> {
    let usage = root.get("usageMetadata").filter(|usage| usage.is_object())?;
    let number = |name: &str| usage.get(name).and_then(Value::as_u64);
    let thoughts = number("thoughtsTokenCount");
    Some(Usage {
        input: number("promptTokenCount"),
        output: number("candidatesTokenCount").map(|spoken| spoken.saturating_add(thoughts.unwrap_or(0))),
        cache_read: number("cachedContentTokenCount"),
        reasoning: thoughts,
        cost_micro_usd: None,
    })
}

/// What an error means. The message is looked at, since a few are told apart nowhere else, and never kept.
fn failure(status: u16, root: &Value) -> ProviderError {
    let state = text(root, "/error/status").to_ascii_lowercase();
    let message = text(root, "/error/message").to_ascii_lowercase();
    let details = || root.pointer("/error/details").and_then(Value::as_array).into_iter().flatten();
    let bad_key = details().any(|detail| text(detail, "/reason") == "API_KEY_INVALID");
    // A quota of the day is not back after a wait that a turn could make.
    let of_the_day =
        details().flat_map(|detail| detail.get("violations")?.as_array().map(|v| v.iter())).flatten();
    let spent = of_the_day.into_iter().any(|violation| text(violation, "/quotaId").contains("PerDay"));
    let too_long = message.contains("input token count") && message.contains("exceeds");
    let mut error = match state.as_str() {
        "invalid_argument" if bad_key => ProviderError::new(ProviderFault::Auth),
        "invalid_argument" if too_long => ProviderError::new(ProviderFault::ContextTooLong),
        "unauthenticated" | "permission_denied" => ProviderError::new(ProviderFault::Auth),
        "resource_exhausted" if spent => ProviderError::new(ProviderFault::QuotaExhausted),
        "resource_exhausted" => ProviderError::new(ProviderFault::RateLimited),
        "not_found" => ProviderError::new(ProviderFault::BadRequest)
            .with_detail("the provider does not have that model; check `model`"),
        "failed_precondition" => ProviderError::new(ProviderFault::BadRequest)
            .with_detail("the key's project or its place may not ask this model; check both with Google"),
        "deadline_exceeded" => {
            ProviderError::new(ProviderFault::Overloaded).with_retry(ProviderRetry::MaybeBilled)
        }
        _ => by_status(status),
    };
    error.retry_after = details().find_map(|detail| delay(text(detail, "/retryDelay")));
    error.with_code(&state)
}

/// A duration as Google writes it: `34s`, `34.5s`.
fn delay(text: &str) -> Option<Duration> {
    let seconds: f64 = text.strip_suffix('s')?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// The chunks of one response. It is whole only when a candidate gave its finish reason, which the last chunk does.
#[derive(Default)]
struct Chunks(Said);

impl Events for Chunks {
    fn take(&mut self, event: &Event) -> Result<Option<String>, ProviderError> {
        if event.data.trim().is_empty() {
            return Ok(None);
        }
        let root: Value =
            serde_json::from_str(&event.data).map_err(|_| ProviderError::new(ProviderFault::Malformed))?;
        add(&mut self.0, &root).map(Some)
    }

    fn is_done(&self) -> bool {
        self.0.end.is_some()
    }

    fn said(self) -> Said {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Finish;
    use crate::provider::hosted::tests::{cut, prompt, reads};
    use crate::provider::tests::scene::of_form;

    #[test]
    fn the_request_is_what_the_protocol_says() {
        let settings =
            ModelSettings { temperature: Some(0.5), seed: Some(7), ..ModelSettings::new("gemini") };
        let wire = Gemini.encode(&prompt(), &settings, false).unwrap();
        let want = json!({
            "systemInstruction": {"parts": [{"text": "Be kind."}]},
            "contents": [
                {"role": "user", "parts": [{"text": "(You wrote first.)"}]},
                {"role": "model", "parts": [{"text": "Hello!"}]},
                {"role": "user", "parts": [{"text": "Is it free?"}]},
            ],
            "generationConfig": {"candidateCount": 1, "maxOutputTokens": 400, "temperature": 0.5, "seed": 7},
        });
        assert_eq!(serde_json::from_slice::<Value>(&wire.body).unwrap(), want);
        assert_eq!(wire.path, "/models/gemini:generateContent");
        let form = json!({"type": "object"});
        let formed =
            Gemini.encode(&of_form("hi", form.clone()), &ModelSettings::new("gemini"), false).unwrap();
        let asked: Value = serde_json::from_slice(&formed.body).unwrap();
        let how = &asked["generationConfig"];
        assert_eq!(
            (&how["responseMimeType"], &how["responseJsonSchema"]),
            (&json!("application/json"), &form)
        );
        let streamed = Gemini.encode(&prompt(), &settings, true).unwrap();
        assert_eq!(streamed.path, "/models/gemini:streamGenerateContent?alt=sse");
    }

    fn answer(status: u16, body: &Value) -> Result<Completion, ProviderError> {
        Gemini.decode(&WireReply::new(status, Vec::new(), body.to_string().into_bytes()))
    }

    #[test]
    fn answers_are_judged_by_their_finish_reason() {
        use ProviderFault::{Filtered, Incomplete, Malformed, Overloaded};
        let said = |reason: &str| {
            let parts = json!([{"text": "no", "thought": true}, {"text": "H"}, {"text": "i"}]);
            json!({"candidates": [{"content": {"parts": parts}, "finishReason": reason}], "responseId": "abc"})
        };
        let rows = [
            (said("STOP"), Ok(Finish::Stop)),
            (said("BRAND_NEW"), Ok(Finish::Other)),
            (said("MAX_TOKENS"), Err(Incomplete)),
            (said("SAFETY"), Err(Filtered)),
            (said("RECITATION"), Err(Filtered)),
            (said("PROHIBITED_CONTENT"), Err(Filtered)),
            (said("SPII"), Err(Filtered)),
            (said("MALFORMED_FUNCTION_CALL"), Err(Incomplete)),
            (said("OTHER"), Err(Incomplete)),
            (said(""), Err(Incomplete)),
            (json!({"candidates": [{"finishReason": "STOP"}]}), Err(Incomplete)),
            (json!({"candidates": []}), Err(Malformed)),
            (json!({"promptFeedback": {"blockReason": "SAFETY"}}), Err(Filtered)),
            (json!({"error": {"code": 503, "status": "UNAVAILABLE"}}), Err(Overloaded)),
        ];
        for (body, want) in rows {
            let got = answer(200, &body);
            assert_eq!(got.as_ref().map(|c| c.finish).map_err(|e| e.kind), want, "{body}");
            if let Ok(completion) = got {
                assert_eq!((completion.text.as_str(), completion.request_id.as_deref()), ("Hi", Some("abc")));
            }
        }
    }

    #[test]
    fn errors_say_what_to_do() {
        use ProviderFault::{Auth, BadRequest, ContextTooLong, Overloaded, QuotaExhausted, RateLimited};
        use ProviderRetry::{MaybeBilled, Never, Safe};
        let error = |status: &str, message: &str, details: Value| json!({"error": {"code": 400, "status": status, "message": message, "details": details}});
        let violation = json!([{"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel"}]}]);
        let long = "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).";
        let rows = [
            (400, error("INVALID_ARGUMENT", "", json!([{"reason": "API_KEY_INVALID"}])), Auth, Never),
            (400, error("INVALID_ARGUMENT", long, json!([])), ContextTooLong, Never),
            (400, error("INVALID_ARGUMENT", "", json!([])), BadRequest, Never),
            (
                400,
                error("FAILED_PRECONDITION", "User location is not supported", json!([])),
                BadRequest,
                Never,
            ),
            (401, error("UNAUTHENTICATED", "", json!([])), Auth, Never),
            (403, error("PERMISSION_DENIED", "", json!([])), Auth, Never),
            (404, error("NOT_FOUND", "", json!([])), BadRequest, Never),
            (429, error("RESOURCE_EXHAUSTED", "", json!([{"retryDelay": "34.5s"}])), RateLimited, Safe),
            (429, error("RESOURCE_EXHAUSTED", "", violation), QuotaExhausted, Never),
            (500, error("INTERNAL", "", json!([])), Overloaded, Safe),
            (503, error("UNAVAILABLE", "", json!([])), Overloaded, Safe),
            (504, error("DEADLINE_EXCEEDED", "", json!([])), Overloaded, MaybeBilled),
            (502, json!("<html>"), Overloaded, Safe),
        ];
        for (status, body, fault, retry) in rows {
            let error = answer(status, &body).unwrap_err();
            assert_eq!((error.kind, error.retry, error.status), (fault, retry, Some(status)), "{body}");
            let waits = (fault == RateLimited).then(|| Duration::from_millis(34_500));
            assert_eq!(error.retry_after, waits, "{body}");
        }
    }

    const STREAM: &str = concat!(
        r#"data: {"candidates": [{"content": {"parts": [{"text": "hm", "thought": true}],"role": "model"},"index": 0}],"modelVersion": "gemini-x","responseId": "r1"}"#,
        "\r\n\r\n",
        r#"data: {"candidates": [{"content": {"parts": [{"text": "¿Hola"}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 30}}"#,
        "\r\n\r\n",
        r#"data: {"candidates": [{"content": {"parts": [{"text": " 🏠?"}],"role": "model"},"finishReason": "STOP","index": 0}],"usageMetadata": {"promptTokenCount": 30,"candidatesTokenCount": 6,"thoughtsTokenCount": 9,"cachedContentTokenCount": 5}}"#,
        "\r\n\r\n",
    );

    #[test]
    fn a_stream_is_its_texts_in_order() {
        reads(&Gemini, STREAM, "gemini-x");
    }

    proptest::proptest! {
        #[test]
        fn a_stream_is_the_same_wherever_it_is_split_and_never_whole_where_it_is_cut(
            at in proptest::prelude::any::<proptest::sample::Index>(),
        ) {
            // Its last byte is the second half of a line's end, which nothing waits for.
            cut(&Gemini, STREAM, at.index(STREAM.len() - 1));
        }
    }
}
