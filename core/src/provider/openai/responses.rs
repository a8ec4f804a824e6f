//! OpenAI's Responses, which its own newer models are asked by, and some other servers answer.
//!
//! <https://platform.openai.com/docs/api-reference/responses> and `/responses-streaming`; names as in `async-openai` 0.43.0.
//! Read 2026-11-28. Each request has the whole conversation, and asks that none of it be kept.

use async_openai::types::chat::ResponseFormatJsonSchema;
use async_openai::types::responses::{
    CreateResponse, EasyInputContent, EasyInputMessage, InputItem, InputParam, MessageType,
    ResponseTextParam, Role, TextResponseFormatConfiguration,
};
use serde_json::{Value, json};

use crate::error::{Error, ErrorKind, Result};
use crate::prompt::Prompt;
use crate::provider::adapter::schema;
use crate::provider::answer::{self, End, Said, model_name, text};
use crate::provider::events::{EventStream, Events};
use crate::provider::fault::request_id;
use crate::provider::openai::wire::{error_in, refused};
use crate::provider::sse::Event;
use crate::provider::{
    Adapter, Completion, ModelSettings, ProviderError, ProviderFault, StreamDecoder, WireReply,
};
use crate::redact::{Redacted, Wire};
use crate::token::Usage;

/// The protocol of OpenAI's Responses.
#[derive(Clone, Copy, Debug)]
pub struct OpenAiResponses;

impl Adapter for OpenAiResponses {
    fn name(&self) -> &'static str {
        "openai_responses"
    }

    fn encode(&self, prompt: &Redacted<Prompt>, settings: &ModelSettings, stream: bool) -> Result<Wire> {
        let (mut instructions, mut items) = (None, Vec::new());
        for (role, text) in prompt.get().messages() {
            let role = match role {
                "system" if instructions.is_none() && items.is_empty() => {
                    instructions = Some(text);
                    continue;
                }
                "system" => Role::System,
                "developer" => Role::Developer,
                "user" => Role::User,
                "assistant" => Role::Assistant,
                _ => {
                    let problem = "a prompt's message has a role that the protocol has not";
                    return Err(Error::new(ErrorKind::Unexpected, problem));
                }
            };
            items.push(InputItem::EasyMessage(EasyInputMessage {
                r#type: MessageType::Message,
                role,
                content: EasyInputContent::Text(text),
                phase: None,
            }));
        }
        let request = CreateResponse {
            model: Some(settings.model.clone()),
            instructions,
            input: InputParam::Items(items),
            temperature: settings.temperature,
            max_output_tokens: Some(settings.max_reply_tokens),
            store: Some(false),
            stream: Some(stream),
            text: schema(prompt.get(), settings).map(of_schema),
            ..CreateResponse::default()
        };
        let body = serde_json::to_vec(&request)
            .map_err(|_| Error::new(ErrorKind::Unexpected, "a request could not be written as JSON"))?;
        let mut wire = Wire::new("/responses", body);
        let accept = if stream { "text/event-stream" } else { "application/json" };
        wire.headers.push(("accept".to_owned(), accept.to_owned()));
        Ok(wire)
    }

    fn decode(&self, reply: &WireReply) -> Result<Completion, ProviderError> {
        if !(200..300).contains(&reply.status) {
            return Err(refused(reply.status, &reply.body));
        }
        let root = answer::json(reply)?;
        if !root.get("output").is_some_and(Value::is_array) && error_in(&root).is_none() {
            return Err(ProviderError::new(ProviderFault::Malformed));
        }
        let mut said = Said { text: spoken(&root), ..Said::default() };
        end(&mut said, &root)?;
        said.judge()
    }

    fn stream(&self) -> Box<dyn StreamDecoder> {
        Box::new(EventStream::<Parts>::default())
    }
}

fn of_schema(schema: Value) -> ResponseTextParam {
    let name = "answer".to_owned();
    let format = ResponseFormatJsonSchema { description: None, name, schema, strict: Some(true) };
    ResponseTextParam { format: TextResponseFormatConfiguration::JsonSchema(format), verbosity: None }
}

/// Takes in how a response ended, and what it used.
fn end(said: &mut Said, root: &Value) -> Result<(), ProviderError> {
    if let Some(error) = error_in(root) {
        // OpenAI's word for a prompt that its usage policy forbids.
        let error = match text(root, "/error/code") {
            "invalid_prompt" => ProviderError::new(ProviderFault::Filtered).with_code("invalid_prompt"),
            _ => error,
        };
        return Err(said.after_text(error));
    }
    said.end = Some(match (text(root, "/status"), text(root, "/incomplete_details/reason")) {
        _ if declined(root) => End::Refusal,
        ("completed", _) => End::Stop,
        ("incomplete", "max_output_tokens") => End::Length,
        ("incomplete", "content_filter") => End::Filter,
        ("incomplete" | "failed" | "cancelled" | "queued" | "in_progress", _) => End::Broken,
        _ => End::Other,
    });
    said.usage = usage_of(root).unwrap_or_default();
    said.model = model_name(text(root, "/model"));
    said.request_id = request_id(text(root, "/id"));
    Ok(())
}

/// The parts of what the model said; what it thought or called is none of it.
fn parts(root: &Value) -> impl Iterator<Item = &Value> {
    let items = root.get("output").and_then(Value::as_array).into_iter().flatten();
    let messages = items.filter(|item| text(item, "/type") == "message");
    messages.filter_map(|item| item.get("content").and_then(Value::as_array)).flatten()
}

fn spoken(root: &Value) -> String {
    parts(root).filter(|part| text(part, "/type") == "output_text").map(|part| text(part, "/text")).collect()
}

fn declined(root: &Value) -> bool {
    parts(root).any(|part| text(part, "/type") == "refusal")
}

/// The tokens used; `None` if the server says nothing of them.
fn usage_of(root: &Value) -> Option<Usage> {
    let usage = root.get("usage").filter(|usage| usage.is_object())?;
    let number = |path: &str| usage.pointer(path).and_then(Value::as_u64);
    Some(Usage {
        input: number("/input_tokens"),
        output: number("/output_tokens"),
        cache_read: number("/input_tokens_details/cached_tokens"),
        reasoning: number("/output_tokens_details/reasoning_tokens"),
        cost_micro_usd: None,
    })
}

/// The events of one response. It is whole only when its last event was seen, which repeats all of it.
#[derive(Default)]
struct Parts(Said);

impl Events for Parts {
    fn take(&mut self, event: &Event) -> Result<Option<String>, ProviderError> {
        let data = event.data.trim();
        if data.is_empty() || data == "[DONE]" {
            return Ok(None);
        }
        let root: Value =
            serde_json::from_str(data).map_err(|_| ProviderError::new(ProviderFault::Malformed))?;
        match text(&root, "/type") {
            "response.output_text.delta" => {
                let more = text(&root, "/delta").to_owned();
                self.0.text.push_str(&more);
                Ok(Some(more))
            }
            "response.refusal.delta" => Err(ProviderError::new(ProviderFault::Refused)),
            "response.completed" | "response.incomplete" | "response.failed" => {
                let response = root.get("response").unwrap_or(&Value::Null);
                let whole = spoken(response);
                let more = (self.0.text.is_empty() && !whole.is_empty()).then(|| whole.clone());
                if let Some(more) = &more {
                    self.0.text.push_str(more);
                }
                end(&mut self.0, response)?;
                if !whole.is_empty() && whole.trim() != self.0.text.trim() {
                    // A part was lost on the way.
                    return Err(ProviderError::new(ProviderFault::Incomplete));
                }
                Ok(more)
            }
            "error" => {
                let error = error_in(&json!({"error": root}));
                let error = error.unwrap_or_else(|| ProviderError::new(ProviderFault::Overloaded));
                Err(self.0.after_text(error))
            }
            _ if root.get("error").is_some() => match error_in(&root) {
                Some(error) => Err(self.0.after_text(error)),
                None => Ok(None),
            },
            _ => Ok(None),
        }
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
    use crate::provider::tests::scene::{of_form, prompt};

    #[test]
    fn the_request_is_what_the_protocol_says() {
        let settings = ModelSettings { temperature: Some(0.5), ..ModelSettings::new("gpt-5") };
        let wire = OpenAiResponses.encode(&prompt("Is it free?"), &settings, true).unwrap();
        let want = json!({
            "model": "gpt-5", "instructions": "Be kind.", "max_output_tokens": 400, "temperature": 0.5,
            "store": false, "stream": true,
            "input": [{"type": "message", "role": "user", "content": "Is it free?"}],
        });
        assert_eq!(serde_json::from_slice::<Value>(&wire.body).unwrap(), want);
        assert_eq!(wire.path, "/responses");
        let form = json!({"type": "object"});
        let formed = OpenAiResponses.encode(&of_form("hi", form.clone()), &settings, false).unwrap();
        let asked: Value = serde_json::from_slice(&formed.body).unwrap();
        let want =
            json!({"format": {"type": "json_schema", "name": "answer", "schema": form, "strict": true}});
        assert_eq!(asked["text"], want);
    }

    fn answer(body: &Value) -> Result<Completion, ProviderError> {
        OpenAiResponses.decode(&WireReply::new(200, Vec::new(), body.to_string().into_bytes()))
    }

    #[test]
    fn answers_are_judged_by_their_status() {
        use ProviderFault::{Filtered, Incomplete, Malformed, Overloaded, RateLimited, Refused};
        let said = |status: &str, reason: &str, kind: &str| {
            json!({
                "id": "resp_1", "object": "response", "status": status, "model": "gpt-5", "error": null,
                "incomplete_details": {"reason": reason},
                "output": [
                    {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
                    {"type": "message", "content": [{"type": kind, "text": "H", "refusal": "no"}, {"type": kind, "text": "i"}]},
                ],
                "usage": {"input_tokens": 9, "input_tokens_details": {"cached_tokens": 4}, "output_tokens": 7,
                    "output_tokens_details": {"reasoning_tokens": 5}},
            })
        };
        let failed = |code: &str| json!({"status": "failed", "output": [], "error": {"code": code, "message": "canary"}});
        let rows = [
            (said("completed", "", "output_text"), Ok(Finish::Stop)),
            (said("brand_new", "", "output_text"), Ok(Finish::Other)),
            (said("incomplete", "max_output_tokens", "output_text"), Err(Incomplete)),
            (said("incomplete", "content_filter", "output_text"), Err(Filtered)),
            (said("incomplete", "brand_new", "output_text"), Err(Incomplete)),
            (said("in_progress", "", "output_text"), Err(Incomplete)),
            (said("completed", "", "refusal"), Err(Refused)),
            (said("completed", "", "brand_new"), Err(Incomplete)),
            (failed("server_error"), Err(Overloaded)),
            (failed("rate_limit_exceeded"), Err(RateLimited)),
            (failed("invalid_prompt"), Err(Filtered)),
            (json!({"status": "completed"}), Err(Malformed)),
            (json!({"choices": []}), Err(Malformed)),
        ];
        for (body, want) in rows {
            let got = answer(&body);
            assert_eq!(got.as_ref().map(|c| c.finish).map_err(|e| e.kind), want, "{body}");
            if let Ok(completion) = got {
                assert_eq!((completion.text.as_str(), completion.model.as_deref()), ("Hi", Some("gpt-5")));
                assert_eq!(completion.request_id.as_deref(), Some("resp_1"));
                let usage = completion.usage;
                assert_eq!((usage.input, usage.output), (Some(9), Some(7)));
                assert_eq!((usage.cache_read, usage.reasoning), (Some(4), Some(5)));
            }
        }
    }

    const STREAM: &str = concat!(
        "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"status\":\"in_progress\",\"error\":null,\"output\":[]}}\n\n",
        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"¿Hola\"}\n\n",
        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\" 🏠?\"}\n\n",
        "event: response.output_text.done\ndata: {\"type\":\"response.output_text.done\",\"text\":\"¿Hola 🏠?\"}\n\n",
        "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"error\":null,\"model\":\"m\",",
        "\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"¿Hola 🏠?\"}]}],\"usage\":{\"input_tokens\":30,\"output_tokens\":15}}}\n\n",
    );

    fn run(pieces: &[&[u8]]) -> (String, Result<Completion, ProviderError>) {
        let mut decoder = OpenAiResponses.stream();
        let mut text = String::new();
        for piece in pieces {
            match decoder.feed(piece) {
                Ok(texts) => text.extend(texts),
                Err(error) => return (text, Err(error)),
            }
        }
        (text, decoder.finish())
    }

    #[test]
    fn a_stream_is_its_texts_in_order_and_none_is_lost() {
        let (text, completion) = run(&[STREAM.as_bytes()]);
        let completion = completion.unwrap();
        assert_eq!((text.as_str(), completion.text.as_str()), ("¿Hola 🏠?", "¿Hola 🏠?"));
        assert_eq!((completion.usage.input, completion.finish), (Some(30), Finish::Stop));
        let lost = STREAM.replacen("¿Hola", "¿Ola", 1);
        assert_eq!(run(&[lost.as_bytes()]).1.unwrap_err().kind, ProviderFault::Incomplete);
        let at_once = STREAM.split("event: ").filter(|event| !event.contains("delta")).collect::<Vec<_>>();
        assert_eq!(run(&[at_once.join("event: ").as_bytes()]).0, "¿Hola 🏠?");
    }

    proptest::proptest! {
        #[test]
        fn a_stream_is_the_same_wherever_it_is_split_and_never_whole_where_it_is_cut(
            at in proptest::prelude::any::<proptest::sample::Index>(),
        ) {
            let bytes = STREAM.as_bytes();
            // Its last two bytes are an event's end, which nothing waits for.
            let (before, after) = bytes.split_at(at.index(bytes.len() - 2));
            proptest::prop_assert_eq!(run(&[before, after]), run(&[bytes]));
            proptest::prop_assert!(run(&[before]).1.is_err());
        }
    }
}
