//! OpenAI's chat completions, which llama.cpp, vLLM, Ollama and most gateways speak too, and its Responses.
//!
//! `async-openai` builds what is sent and sends it; what comes back is read here, tolerantly: its own types
//! refuse a paid answer over an unknown finish reason, and its errors and log lines hold the body.

mod config;
mod http;
mod responses;
mod stream;
mod wire;

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestDeveloperMessage,
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    ChatCompletionStreamOptions, CreateChatCompletionRequest, ResponseFormat, ResponseFormatJsonSchema,
};

use crate::error::{Error, ErrorKind, Result};
use crate::prompt::Prompt;
use crate::provider::adapter::schema;
use crate::provider::events::EventStream;
use crate::provider::{Adapter, Completion, ModelSettings, ProviderError, StreamDecoder, WireReply};
use crate::redact::{Redacted, Wire};

pub use config::OpenAiConfig;
pub use responses::OpenAiResponses;

/// Which of OpenAI's protocols a model is asked by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OpenAiApi {
    /// Chat completions, which most other servers speak too.
    #[default]
    ChatCompletions,
    /// Responses: some of OpenAI's newer models are asked by it alone. It knows no `seed`.
    Responses,
}

impl OpenAiApi {
    /// Every choice.
    pub const ALL: [OpenAiApi; 2] = [OpenAiApi::ChatCompletions, OpenAiApi::Responses];

    /// The choice's name: `chat_completions` or `responses`.
    pub fn as_str(self) -> &'static str {
        match self {
            OpenAiApi::ChatCompletions => "chat_completions",
            OpenAiApi::Responses => "responses",
        }
    }

    /// What the protocol adds to the API's root.
    fn path(self) -> &'static str {
        match self {
            OpenAiApi::ChatCompletions => "/chat/completions",
            OpenAiApi::Responses => "/responses",
        }
    }
}

/// The field in which a server reads the most tokens of a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReplyLimitField {
    /// `max_completion_tokens` for OpenAI's own hosts, `max_tokens` for any other.
    #[default]
    Auto,
    /// `max_tokens`: what most other servers read, and OpenAI's newer models refuse.
    MaxTokens,
    /// `max_completion_tokens`: what OpenAI's newer models need.
    MaxCompletionTokens,
}

impl ReplyLimitField {
    /// Every choice.
    pub const ALL: [ReplyLimitField; 3] =
        [ReplyLimitField::Auto, ReplyLimitField::MaxTokens, ReplyLimitField::MaxCompletionTokens];

    /// The choice's name: `auto`, `max_tokens` or `max_completion_tokens`.
    pub fn as_str(self) -> &'static str {
        match self {
            ReplyLimitField::Auto => "auto",
            ReplyLimitField::MaxTokens => "max_tokens",
            ReplyLimitField::MaxCompletionTokens => "max_completion_tokens",
        }
    }
}

/// The protocol of OpenAI's chat completions.
#[derive(Clone, Debug, Default)]
pub struct OpenAiChat {
    max_completion_tokens: bool,
    forbid_storing: bool,
}

impl OpenAiChat {
    /// The protocol as servers other than OpenAI's own read it.
    pub fn new() -> OpenAiChat {
        OpenAiChat::default()
    }

    /// The protocol as OpenAI's own hosts read it: with `max_completion_tokens`, and with `store` off, so that
    /// the conversation is not kept for the provider's dashboard.
    pub fn official() -> OpenAiChat {
        OpenAiChat { max_completion_tokens: true, forbid_storing: true }
    }

    /// Chooses the field for the most tokens of a reply.
    #[must_use]
    pub fn with_reply_limit(mut self, field: ReplyLimitField) -> OpenAiChat {
        match field {
            ReplyLimitField::Auto => {}
            ReplyLimitField::MaxTokens => self.max_completion_tokens = false,
            ReplyLimitField::MaxCompletionTokens => self.max_completion_tokens = true,
        }
        self
    }
}

impl Adapter for OpenAiChat {
    fn name(&self) -> &'static str {
        "openai_chat"
    }

    fn encode(&self, prompt: &Redacted<Prompt>, settings: &ModelSettings, stream: bool) -> Result<Wire> {
        let messages = prompt
            .get()
            .messages()
            .into_iter()
            .map(message)
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| {
                Error::new(ErrorKind::Unexpected, "a prompt's message has a role that the protocol has not")
            })?;
        let limit = Some(settings.max_reply_tokens);
        #[expect(
            deprecated,
            reason = "OpenAI's successors to max_tokens and seed are not read by other servers"
        )]
        let request = CreateChatCompletionRequest {
            model: settings.model.clone(),
            messages,
            temperature: settings.temperature,
            max_tokens: limit.filter(|_| !self.max_completion_tokens),
            max_completion_tokens: limit.filter(|_| self.max_completion_tokens),
            seed: settings.seed,
            store: self.forbid_storing.then_some(false),
            response_format: schema(prompt.get(), settings).map(of_schema),
            stream: Some(stream),
            stream_options: stream.then_some(ChatCompletionStreamOptions {
                include_usage: Some(true),
                include_obfuscation: None,
            }),
            ..CreateChatCompletionRequest::default()
        };
        let body = serde_json::to_vec(&request)
            .map_err(|_| Error::new(ErrorKind::Unexpected, "a request could not be written as JSON"))?;
        let mut wire = Wire::new("/chat/completions", body);
        let accept = if stream { "text/event-stream" } else { "application/json" };
        wire.headers.push(("accept".to_owned(), accept.to_owned()));
        Ok(wire)
    }

    fn decode(&self, reply: &WireReply) -> Result<Completion, ProviderError> {
        wire::decode(reply)
    }

    fn stream(&self) -> Box<dyn StreamDecoder> {
        Box::new(EventStream::<stream::Chunks>::default())
    }
}

fn of_schema(schema: serde_json::Value) -> ResponseFormat {
    let name = "answer".to_owned();
    let json_schema = ResponseFormatJsonSchema { description: None, name, schema, strict: Some(true) };
    ResponseFormat::JsonSchema { json_schema }
}

fn message((role, content): (&'static str, String)) -> Option<ChatCompletionRequestMessage> {
    Some(match role {
        "system" => ChatCompletionRequestSystemMessage::from(content).into(),
        "developer" => ChatCompletionRequestDeveloperMessage::from(content).into(),
        "user" => ChatCompletionRequestUserMessage::from(content).into(),
        "assistant" => ChatCompletionRequestAssistantMessage::from(content).into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::tests::scene;

    fn body(adapter: &OpenAiChat, settings: &ModelSettings, stream: bool) -> String {
        let wire = adapter.encode(&scene::prompt("Is it free?"), settings, stream).unwrap();
        assert_eq!(wire.path, "/chat/completions");
        String::from_utf8(wire.body).unwrap()
    }

    #[test]
    fn the_request_is_what_the_protocol_says() {
        let settings =
            ModelSettings { temperature: Some(0.2), seed: Some(7), ..ModelSettings::new("smollm2") };
        let messages =
            r#""messages":[{"content":"Be kind.","role":"system"},{"content":"Is it free?","role":"user"}]"#;
        let plain: serde_json::Value =
            serde_json::from_str(&body(&OpenAiChat::new(), &settings, false)).unwrap();
        let want: serde_json::Value = serde_json::from_str(&format!(
            r#"{{{messages},"model":"smollm2","max_tokens":400,"seed":7,"temperature":0.2,"stream":false}}"#
        ))
        .unwrap();
        assert_eq!(plain, want);
        let streamed: serde_json::Value =
            serde_json::from_str(&body(&OpenAiChat::official(), &ModelSettings::new("gpt"), true)).unwrap();
        let want: serde_json::Value = serde_json::from_str(&format!(
            r#"{{{messages},"model":"gpt","max_completion_tokens":400,"store":false,"stream":true,
                "stream_options":{{"include_usage":true}}}}"#
        ))
        .unwrap();
        assert_eq!(streamed, want);
    }

    #[test]
    fn an_answer_of_a_form_is_asked_for_by_its_schema() {
        let form = serde_json::json!({"type": "object"});
        let asked = |settings: &ModelSettings| -> serde_json::Value {
            let prompt = scene::of_form("Is it free?", form.clone());
            let wire = OpenAiChat::new().encode(&prompt, settings, false).unwrap();
            serde_json::from_slice(&wire.body).unwrap()
        };
        let settings = ModelSettings::new("m");
        let want = serde_json::json!({
            "type": "json_schema", "json_schema": {"name": "answer", "schema": form, "strict": true},
        });
        assert_eq!(asked(&settings)["response_format"], want);
        let off = ModelSettings { structured_output: false, ..settings };
        assert!(asked(&off).get("response_format").is_none());
    }

    #[test]
    fn the_same_prompt_gives_the_same_bytes() {
        let settings = ModelSettings::new("m");
        assert_eq!(body(&OpenAiChat::new(), &settings, true), body(&OpenAiChat::new(), &settings, true));
    }
}
