//! What comes back, read tolerantly: every field may be missing, null or of another type.

use serde_json::Value;

use crate::provider::answer::{self, End, Said, model_name};
use crate::provider::{Completion, ProviderError, ProviderFault, ProviderRetry, WireReply};
use crate::token::Usage;

/// Reads a whole answer.
pub(super) fn decode(reply: &WireReply) -> Result<Completion, ProviderError> {
    if !(200..300).contains(&reply.status) {
        return Err(refused(reply.status, &reply.body));
    }
    let root = answer::json(reply)?;
    if let Some(error) = error_in(&root) {
        return Err(error);
    }
    let choice = first_choice(&root).ok_or_else(|| ProviderError::new(ProviderFault::Malformed))?;
    let message = choice.get("message").ok_or_else(|| ProviderError::new(ProviderFault::Malformed))?;
    let refused = !text_of(message.get("refusal")).is_empty();
    Said {
        text: text_of(message.get("content")),
        end: Some(if refused { End::Refusal } else { end_of(&text_of(choice.get("finish_reason"))) }),
        usage: usage_of(&root).unwrap_or_default(),
        model: model_of(&root),
        request_id: None,
    }
    .judge()
}

/// What a finish reason means, at whatever server.
pub(super) fn end_of(reason: &str) -> End {
    match reason {
        "stop" | "eos" | "eos_token" | "end_turn" | "stop_sequence" => End::Stop,
        "length" | "max_tokens" | "model_length" | "model_context_window_exceeded" => End::Length,
        "content_filter" | "safety" | "sensitive" => End::Filter,
        // OpenRouter, Zhipu, DeepSeek and vLLM say so when the model broke off.
        "error" | "network_error" | "insufficient_system_resource" | "abort" | "cancelled" => End::Broken,
        _ => End::Other,
    }
}

/// The choice that was asked for: number 0, or the first that gives no number.
pub(super) fn first_choice(root: &Value) -> Option<&Value> {
    let choices = root.get("choices")?.as_array()?;
    choices.iter().find(|choice| choice.get("index").and_then(Value::as_u64).unwrap_or(0) == 0)
}

/// A text, or the text parts of a list of parts, or nothing.
pub(super) fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str)).collect()
        }
        _ => String::new(),
    }
}

/// The tokens used; `None` if the server says nothing of them.
pub(super) fn usage_of(root: &Value) -> Option<Usage> {
    let usage = root.get("usage").filter(|usage| usage.is_object())?;
    let number = |path: &str| usage.pointer(path).and_then(Value::as_u64);
    Some(Usage {
        input: number("/prompt_tokens"),
        output: number("/completion_tokens"),
        cache_read: number("/prompt_tokens_details/cached_tokens"),
        reasoning: number("/completion_tokens_details/reasoning_tokens"),
        cost_micro_usd: None,
    })
}

/// The model's name, if it looks like one.
pub(super) fn model_of(root: &Value) -> Option<String> {
    model_name(answer::text(root, "/model"))
}

/// The error object that some servers send with status 200, or in the middle of a stream.
pub(super) fn error_in(root: &Value) -> Option<ProviderError> {
    let error = root.get("error").filter(|error| !error.is_null())?;
    let status = error.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    Some(match status {
        Some(status @ 400..=599) => classify(status, root),
        _ => classify(500, root).with_retry(ProviderRetry::MaybeBilled),
    })
}

/// What an answer that is none means.
pub(super) fn refused(status: u16, body: &[u8]) -> ProviderError {
    let root: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    classify(status, &root).with_status(status)
}

/// What an error means. The message is looked at, since many servers say it nowhere else, and never kept.
fn classify(status: u16, root: &Value) -> ProviderError {
    let error = root.get("error").filter(|error| error.is_object()).unwrap_or(root);
    let field = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or("");
    let (code, kind) = (field("code"), field("type"));
    let message = match root.get("error").and_then(Value::as_str) {
        Some(text) => text.to_ascii_lowercase(),
        None => field("message").to_ascii_lowercase(),
    };
    let says = |name: &str| code == name || kind == name;
    let named = |fault| ProviderError::new(fault).with_code(if code.is_empty() { kind } else { code });

    let too_long = says("context_length_exceeded")
        || says("exceed_context_size_error")
        || error.get("n_prompt_tokens").is_some_and(Value::is_number)
        || ["context length", "context window", "context size", "prompt is too long"]
            .iter()
            .any(|words| message.contains(words));
    let no_quota =
        ["insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"].iter().any(|c| says(c));
    let filtered = ["content_filter", "content_policy_violation", "responsibleaipolicyviolation"]
        .iter()
        .any(|c| code.eq_ignore_ascii_case(c) || kind.eq_ignore_ascii_case(c));
    let no_model = says("model_not_found") || says("model_not_available");
    // Some servers say 200 or 500 and mean these.
    let busy = says("rate_limit_exceeded") || says("rate_limit_error");

    match status {
        _ if no_quota => named(ProviderFault::QuotaExhausted),
        400..=599 if too_long && status != 429 => named(ProviderFault::ContextTooLong),
        400..=499 if filtered => named(ProviderFault::Filtered),
        400..=499 if no_model => named(ProviderFault::BadRequest)
            .with_detail("the provider does not have that model; check `model`"),
        500..=599 if busy => named(ProviderFault::RateLimited),
        _ => answer::by_status(status).with_code(if code.is_empty() { kind } else { code }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::provider::Finish;

    fn answer(status: u16, body: &str) -> Result<Completion, ProviderError> {
        decode(&WireReply::new(status, Vec::new(), body.as_bytes().to_vec()))
    }

    #[test]
    fn whole_answers_are_read_whatever_is_missing() {
        let rows = [
            (r#"{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"#, Finish::Stop),
            (
                r#"{"choices":[{"index":0,"message":{"content":"Hi","refusal":null},"finish_reason":"eos"}],"usage":{}}"#,
                Finish::Stop,
            ),
            (
                r#"{"choices":[{"message":{"content":"Hi"},"finish_reason":"brand_new"}],"usage":null}"#,
                Finish::Other,
            ),
            (r#"{"choices":[{"message":{"content":"Hi"},"finish_reason":""}],"usage":"n/a"}"#, Finish::Other),
            (
                r#"{"choices":[{"message":{"content":[{"type":"text","text":"H"},{"text":"i"}]}}],"error":null}"#,
                Finish::Other,
            ),
            (
                r#"{"choices":[{"index":1,"message":{"content":"no"}},{"index":0,"message":{"content":"Hi"}}]}"#,
                Finish::Other,
            ),
        ];
        for (body, finish) in rows {
            let completion = answer(200, body).unwrap();
            assert_eq!((completion.text.as_str(), completion.finish), ("Hi", finish), "{body}");
            assert_eq!(completion.usage, Usage::default(), "unknown is never 0: {body}");
        }
    }

    #[test]
    fn usage_is_read_in_its_classes() {
        let body = r#"{"model":"m-1","choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":12,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":3},
            "completion_tokens_details":{"reasoning_tokens":5}}}"#;
        let completion = answer(200, body).unwrap();
        assert_eq!(
            completion.usage,
            Usage {
                input: Some(12),
                output: Some(7),
                cache_read: Some(3),
                reasoning: Some(5),
                ..Usage::default()
            }
        );
        assert_eq!(completion.model.as_deref(), Some("m-1"));
    }

    #[test]
    fn an_answer_that_is_not_whole_is_an_error() {
        use ProviderFault::{Filtered, Incomplete, Malformed, Overloaded, RateLimited, Refused};
        let rows = [
            (r#"{"choices":[{"message":{"content":"half a sen"},"finish_reason":"length"}]}"#, Incomplete),
            (r#"{"choices":[{"message":{"content":"half"},"finish_reason":"error"}]}"#, Incomplete),
            (r#"{"choices":[{"message":{"content":"half"},"finish_reason":"content_filter"}]}"#, Filtered),
            (
                r#"{"choices":[{"message":{"content":null,"refusal":"I can't"},"finish_reason":"stop"}]}"#,
                Refused,
            ),
            (
                r#"{"choices":[{"message":{"content":"text","refusal":"I can't"},"finish_reason":"stop"}]}"#,
                Refused,
            ),
            (r#"{"choices":[{"message":{"content":" \n"},"finish_reason":"stop"}]}"#, Incomplete),
            (r#"{"choices":[{"message":{"content":null},"finish_reason":"tool_calls"}]}"#, Incomplete),
            (r#"{"choices":[{"message":{"content":"Hi"#, Incomplete),
            (r#"{"choices":[]}"#, Malformed),
            (r#"{"choices":[{"finish_reason":"stop"}]}"#, Malformed),
            (r#"[]"#, Malformed),
            (r#"{"choices":!}"#, Malformed),
            (r#""#, Incomplete),
            (r#"<!doctype html><p>Sign in</p>"#, Malformed),
            (r#"{"error":{"message":"slow down","code":429}}"#, RateLimited),
            (r#"{"error":{"message":"upstream died"}}"#, Overloaded),
        ];
        for (body, fault) in rows {
            assert_eq!(answer(200, body).unwrap_err().kind, fault, "{body}");
        }
    }

    #[test]
    fn error_statuses_say_what_to_do() {
        use ProviderFault::{
            Auth, BadRequest, ContextTooLong, Filtered, Malformed, Overloaded, QuotaExhausted, RateLimited,
        };
        use ProviderRetry::{MaybeBilled, Never, Safe};
        let llama = r#"{"error":{"code":400,"message":"request (3031 tokens) exceeds the available context size (512 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":3031,"n_ctx":512}}"#;
        let vllm = r#"{"object":"error","message":"This model's maximum context length is 4096 tokens","type":"BadRequestError","code":400}"#;
        let rows = [
            (
                400,
                r#"{"error":{"message":"…","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
                ContextTooLong,
                Never,
                "",
            ),
            (400, llama, ContextTooLong, Never, "`context_tokens`"),
            (400, vllm, ContextTooLong, Never, ""),
            (400, r#"{"error":{"code":"content_filter"}}"#, Filtered, Never, ""),
            (400, r#"{"error":{"message":"Unsupported value: temperature"}}"#, BadRequest, Never, "settings"),
            (404, r#"{"error":{"code":"model_not_found"}}"#, BadRequest, Never, "`model`"),
            (400, r#"{"error":{"code":"model_not_found"}}"#, BadRequest, Never, "`model`"),
            (404, "<html>not here</html>", BadRequest, Never, "`base_url`"),
            (302, "", BadRequest, Never, "`base_url`"),
            (401, r#"{"error":{"code":"invalid_api_key"}}"#, Auth, Never, "`api_key`"),
            (403, "", Auth, Never, ""),
            (402, r#"{"error":"Insufficient Balance"}"#, QuotaExhausted, Never, ""),
            (
                429,
                r#"{"error":{"type":"insufficient_quota","code":"insufficient_quota"}}"#,
                QuotaExhausted,
                Never,
                "(code insufficient_quota)",
            ),
            (
                429,
                r#"{"error":{"code":"rate_limit_exceeded","message":"context window"}}"#,
                RateLimited,
                Safe,
                "",
            ),
            (429, "not even JSON", RateLimited, Safe, ""),
            (413, "", ContextTooLong, Never, ""),
            (422, r#"{"detail":[{"loc":["body"]}]}"#, BadRequest, Never, ""),
            (500, "<html>oops</html>", Overloaded, Safe, ""),
            (
                503,
                r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#,
                Overloaded,
                Safe,
                "",
            ),
            (504, "", Overloaded, MaybeBilled, ""),
            (101, "", Malformed, MaybeBilled, ""),
        ];
        for (status, body, fault, retry, says) in rows {
            let error = answer(status, body).unwrap_err();
            assert_eq!(
                (error.kind, error.retry, error.status),
                (fault, retry, Some(status)),
                "{status} {body}"
            );
            assert!(error.to_string().contains(says), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived_and_none_is_shown(status in any::<u16>(), body in ".{0,80}") {
            if let Err(error) = answer(status, &format!("canary {body}")) {
                let shown = format!("{error} {error:?}");
                prop_assert!(!shown.contains("canary"));
            }
        }
    }
}
