//! A model behind a function of the program that embeds closr: whoever asks it is the program's business, and what it is asked
//! is cleared as for any other.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::stream;
use serde_json::{Value, json};

use crate::error::{Error, ErrorKind, Result};
use crate::prompt::Prompt;
use crate::provider::adapter::schema;
use crate::provider::answer::{End, Said, model_name, text};
use crate::provider::events::EventStream;
use crate::provider::fault::request_id;
use crate::provider::sse::Event;
use crate::provider::{
    Adapter, ByteStream, Completion, ModelSettings, Policy, ProviderError, ProviderFault, ProviderRetry,
    StreamDecoder, Target, Transport, WireReply,
};
use crate::redact::{Outbound, Redacted, Wire};
use crate::token::Usage;

/// Answers requests to a model.
///
/// # Contract
/// A request is JSON: `{model, messages: [{role, content}], max_reply_tokens, temperature, seed, schema}`, where what is not
/// set is left out, and `schema` is there where the answer must be JSON of it. An answer is JSON: `{text, finish, usage:
/// {input, output, cache_read, reasoning}, model, request_id}`, of which `text` and `finish` must be there. `finish` is `stop`
/// where the model said all it wanted to, `length`, `filter` or `refusal`: a text that was cut is never passed off as whole.
///
/// One request is one call. The future is dropped when `limit` is over, or nobody waits for the answer any more. An error
/// holds nothing of the request or the answer, and is [`ProviderRetry::Safe`] only where no model was asked.
#[async_trait::async_trait]
pub trait Host: Send + Sync + 'static {
    /// Answers a request.
    ///
    /// # Errors
    /// What kept the model from answering.
    async fn answer(&self, request: &str, limit: Duration) -> Result<String, ProviderError>;
}

impl super::Provider {
    /// A provider that asks a function of yours.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use std::sync::Arc;
    /// use std::time::Duration;
    ///
    /// use closr::provider::{Host, ModelSettings, Policy, Provider, ProviderError};
    ///
    /// struct Mine;
    ///
    /// #[async_trait::async_trait]
    /// impl Host for Mine {
    ///     async fn answer(&self, request: &str, _: Duration) -> Result<String, ProviderError> {
    ///         assert!(request.contains("\"messages\""));
    ///         Ok(r#"{"text": "Yes, it is.", "finish": "stop"}"#.to_owned())
    ///     }
    /// }
    ///
    /// let provider = Provider::host(Arc::new(Mine), ModelSettings::new("mine"), Policy::default())?;
    /// assert_eq!((provider.name(), provider.model()), ("host", "mine"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `ConfigInvalid` naming the setting that is wrong.
    pub fn host(host: Arc<dyn Host>, settings: ModelSettings, policy: Policy) -> Result<super::Provider> {
        let target = Target::new(Arc::new(Plain), Arc::new(HostTransport(host)), settings);
        super::Provider::new(super::Route::new(target), policy, crate::clock::Surroundings::default())
    }
}

/// The protocol between closr and a [`Host`].
struct Plain;

impl Adapter for Plain {
    fn name(&self) -> &'static str {
        "host"
    }

    fn encode(&self, prompt: &Redacted<Prompt>, settings: &ModelSettings, _stream: bool) -> Result<Wire> {
        let message = |(role, content): (&str, String)| json!({"role": role, "content": content});
        let messages: Vec<Value> = prompt.get().messages().into_iter().map(message).collect();
        let mut request = json!({
            "model": settings.model, "messages": messages, "max_reply_tokens": settings.max_reply_tokens,
        });
        for (name, value) in [
            ("temperature", settings.temperature.map(Value::from)),
            ("seed", settings.seed.map(Value::from)),
            ("schema", schema(prompt.get(), settings)),
        ] {
            if let (Some(value), Some(request)) = (value, request.as_object_mut()) {
                request.insert(name.to_owned(), value);
            }
        }
        let body = serde_json::to_vec(&request)
            .map_err(|_| Error::new(ErrorKind::Unexpected, "a request could not be written as JSON"))?;
        Ok(Wire::new("", body))
    }

    fn decode(&self, reply: &WireReply) -> Result<Completion, ProviderError> {
        let wrong = |detail| {
            ProviderError::new(ProviderFault::Malformed).with_retry(ProviderRetry::Never).with_detail(detail)
        };
        let root: Value = serde_json::from_slice(&reply.body).map_err(|_| {
            wrong("the function that answers gave no JSON: give an object of `text` and `finish`")
        })?;
        if !root.get("text").is_some_and(Value::is_string) {
            return Err(wrong("the answer of the function that answers has no `text`"));
        }
        let end = match text(&root, "/finish") {
            "stop" => End::Stop,
            "length" => End::Length,
            "filter" => End::Filter,
            "refusal" => End::Refusal,
            _ => {
                let detail = "the answer of the function that answers does not say how it ended: give `finish`, \
                              one of stop, length, filter or refusal";
                return Err(wrong(detail));
            }
        };
        let number = |name: &str| root.pointer(name).and_then(Value::as_u64);
        Said {
            text: text(&root, "/text").to_owned(),
            end: Some(end),
            usage: Usage {
                input: number("/usage/input"),
                output: number("/usage/output"),
                cache_read: number("/usage/cache_read"),
                reasoning: number("/usage/reasoning"),
                cost_micro_usd: None,
            },
            model: model_name(text(&root, "/model")),
            request_id: request_id(text(&root, "/request_id")),
        }
        .judge()
    }

    /// Never fed: a host's answer is whole.
    fn stream(&self) -> Box<dyn StreamDecoder> {
        Box::new(EventStream::<Never>::default())
    }
}

/// No event is an answer.
#[derive(Default)]
struct Never;

impl super::events::Events for Never {
    fn take(&mut self, _: &Event) -> Result<Option<String>, ProviderError> {
        Err(ProviderError::new(ProviderFault::Malformed))
    }

    fn is_done(&self) -> bool {
        false
    }

    fn said(self) -> Said {
        Said::default()
    }
}

struct HostTransport(Arc<dyn Host>);

#[async_trait::async_trait]
impl Transport for HostTransport {
    async fn send(&self, outbound: &Outbound, limit: Duration) -> Result<WireReply, ProviderError> {
        let request = std::str::from_utf8(outbound.body())
            .map_err(|_| ProviderError::new(ProviderFault::BadRequest))?;
        let answer = self.0.answer(request, limit).await?;
        let kind = ("content-type".to_owned(), "application/json".to_owned());
        Ok(WireReply::new(200, vec![kind], answer.into_bytes()))
    }

    async fn open(&self, outbound: &Outbound, limit: Duration) -> Result<ByteStream, ProviderError> {
        let WireReply { status, headers, body } = self.send(outbound, limit).await?;
        Ok(ByteStream::new(status, headers, stream::iter([Ok(body)])))
    }
}

impl fmt::Debug for HostTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostTransport").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::StreamExt;

    use super::*;
    use crate::provider::tests::scene;
    use crate::provider::{Finish, Provider, StreamPart};

    /// Says one thing after the other; nothing is to hang.
    struct Says(Mutex<Vec<Result<&'static str, ProviderError>>>, Mutex<Vec<String>>);

    #[async_trait::async_trait]
    impl Host for Says {
        async fn answer(&self, request: &str, limit: Duration) -> Result<String, ProviderError> {
            assert!(limit <= Policy::default().attempt);
            self.1.lock().unwrap().push(request.to_owned());
            let said = self.0.lock().unwrap().pop();
            match said {
                Some(said) => said.map(str::to_owned),
                None => std::future::pending().await,
            }
        }
    }

    fn host(said: impl IntoIterator<Item = Result<&'static str, ProviderError>>) -> (Arc<Says>, Provider) {
        let says = Arc::new(Says(Mutex::new(said.into_iter().collect()), Mutex::default()));
        let settings = ModelSettings { temperature: Some(0.5), ..ModelSettings::new("mine") };
        (Arc::clone(&says), Provider::host(says, settings, Policy::default()).unwrap())
    }

    async fn complete(provider: &Provider) -> Result<Completion> {
        provider.complete(&scene::prompt("Is it free?"), &scene::subject()).await
    }

    #[tokio::test(start_paused = true)]
    async fn a_function_is_asked_in_json_and_must_say_how_its_answer_ended() {
        use ErrorKind::{Refused, ReplyInvalid};
        let whole =
            r#"{"text": "Yes.", "finish": "stop", "usage": {"input": 9, "output": 3}, "model": "m-1"}"#;
        let rows = [
            (whole, Ok("Yes.")),
            (r#"{"text": "Yes."}"#, Err(ReplyInvalid)),
            (r#"{"text": "Yes.", "finish": null}"#, Err(ReplyInvalid)),
            (r#"{"text": "Yes.", "finish": "done"}"#, Err(ReplyInvalid)),
            (r#"{"text": "Yes, it", "finish": "length"}"#, Err(ReplyInvalid)),
            (r#"{"text": "Yes.", "finish": "filter"}"#, Err(Refused)),
            (r#"{"text": "No.", "finish": "refusal"}"#, Err(Refused)),
            (r#"{"text": " ", "finish": "stop"}"#, Err(ReplyInvalid)),
            (r#"{"text": 7, "finish": "stop"}"#, Err(ReplyInvalid)),
            (r#"{"finish": "stop"}"#, Err(ReplyInvalid)),
            ("canary", Err(ReplyInvalid)),
        ];
        for (said, want) in rows {
            let (says, provider) = host([Ok(said), Ok(said)]);
            let got = complete(&provider).await;
            if let Err(error) = &got {
                assert!(!format!("{error}{error:?}").contains("canary"));
            }
            let got = got.map(|completion| completion.text).map_err(|error| error.kind());
            assert_eq!(got.as_deref(), want.as_ref().map(|text| *text), "{said}");
            assert_eq!(says.1.lock().unwrap().len(), 1, "asked once: {said}");
        }
        let (says, provider) = host([Ok(whole)]);
        let completion = complete(&provider).await.unwrap();
        assert_eq!((completion.finish, completion.model.as_deref()), (Finish::Stop, Some("m-1")));
        assert_eq!((completion.usage.input, completion.usage.output), (Some(9), Some(3)));
        let want = json!({
            "model": "mine", "max_reply_tokens": 400, "temperature": 0.5,
            "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Is it free?"}],
        });
        assert_eq!(serde_json::from_str::<Value>(&says.1.lock().unwrap()[0]).unwrap(), want);
    }

    #[tokio::test(start_paused = true)]
    async fn the_policy_holds_over_it() {
        let down = || Err(ProviderError::new(ProviderFault::Overloaded));
        let (says, provider) = host([Ok(r#"{"text": "Yes.", "finish": "stop"}"#), down(), down()]);
        assert_eq!(complete(&provider).await.unwrap().text, "Yes.");
        assert_eq!(says.1.lock().unwrap().len(), 3);
        let (_, hangs) = host([]);
        assert_eq!(complete(&hangs).await.unwrap_err().kind(), ErrorKind::Timeout);
        let (_, streamed) = host([Ok(r#"{"text": "Yes.", "finish": "stop"}"#)]);
        let parts: Vec<_> = streamed.stream(scene::prompt("hi"), scene::subject()).collect().await;
        assert!(matches!(parts[1].as_ref().unwrap(), StreamPart::Done(whole) if whole.text == "Yes."));
    }
}
