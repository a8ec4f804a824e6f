//! A transport that answers from a script, in the bytes of a real server.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::{StreamExt, stream};
use serde_json::json;

use crate::provider::{
    ByteStream, ModelSettings, OpenAiChat, ProviderError, ProviderFault, ProviderRetry, Target, Transport,
    WireReply,
};
use crate::redact::Outbound;

/// What happens to one request.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// A whole answer of this text.
    Answer(String),
    /// A fault of this kind, before anything comes back.
    Fault(ProviderFault),
    /// An answer of exactly these bytes.
    Raw {
        /// The HTTP status.
        status: u16,
        /// The headers.
        headers: Vec<(String, String)>,
        /// The body.
        body: Vec<u8>,
    },
    /// An answer that begins with this text and then ends cleanly, without its terminal marker.
    Cut(String),
    /// No answer, ever.
    Hang,
    /// A body in these pieces, with status 200.
    Chunks(Vec<Vec<u8>>),
    /// An answer that begins with this text and then says no more, ever.
    Stall(String),
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Step::Answer(_) => "Answer",
            Step::Fault(_) => "Fault",
            Step::Raw { .. } => "Raw",
            Step::Cut(_) => "Cut",
            Step::Hang => "Hang",
            Step::Chunks(_) => "Chunks",
            Step::Stall(_) => "Stall",
        })
    }
}

/// A list of steps, one a request, and the record of what was asked. Clones share both.
///
/// A script that has run out answers as an overloaded provider does that will not recover (`Unavailable`, not
/// retried).
#[derive(Clone)]
pub struct Script(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    answer: Option<Box<Answerer>>,
}

type Answerer = dyn Fn(&[u8]) -> String + Send + Sync;

#[derive(Default)]
struct State {
    steps: VecDeque<Step>,
    sent: Vec<Vec<u8>>,
}

impl Script {
    /// A script of these steps.
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Script {
        let state = State { steps: steps.into_iter().collect(), sent: Vec::new() };
        Script(Arc::new(Shared { state: Mutex::new(state), answer: None }))
    }

    /// A script that answers with these texts, in order.
    pub fn answers<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Script {
        Script::new(texts.into_iter().map(|text| Step::Answer(text.into())))
    }

    /// A script that makes each answer out of the request's body.
    pub fn answer_with(answer: impl Fn(&[u8]) -> String + Send + Sync + 'static) -> Script {
        let state = Mutex::new(State::default());
        Script(Arc::new(Shared { state, answer: Some(Box::new(answer)) }))
    }

    /// Adds a step; steps come before what [`Script::answer_with`] would say.
    pub fn push(&self, step: Step) {
        self.state().steps.push_back(step);
    }

    /// The body of every request so far, in order.
    pub fn sent(&self) -> Vec<Vec<u8>> {
        self.state().sent.clone()
    }

    /// A target that plays this script, to put into a [`Route`](crate::provider::Route).
    pub fn target(&self) -> Target {
        let settings = ModelSettings::new("scripted");
        Target::new(Arc::new(OpenAiChat::new()), Arc::new(self.clone()), settings).named("scripted")
    }

    fn next(&self, outbound: &Outbound) -> Option<Step> {
        let step = {
            let mut state = self.state();
            state.sent.push(outbound.body().to_vec());
            state.steps.pop_front()
        };
        step.or_else(|| self.0.answer.as_ref().map(|answer| Step::Answer(answer(outbound.body()))))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Script")
            .field("steps_left", &state.steps.len())
            .field("sent", &state.sent.len())
            .finish_non_exhaustive()
    }
}

#[async_trait::async_trait]
impl Transport for Script {
    async fn send(&self, outbound: &Outbound, _: Duration) -> Result<WireReply, ProviderError> {
        let step = self.next(outbound).ok_or_else(ran_out)?;
        match step {
            Step::Answer(text) => Ok(WireReply::new(200, kind("application/json"), whole(&text, outbound))),
            Step::Cut(text) => {
                let body = whole(&text, outbound);
                let half = body.windows(text.len().max(1)).position(|part| part == text.as_bytes());
                let end = half.map_or(body.len() / 2, |at| at + text.len());
                Ok(WireReply::new(200, kind("application/json"), body.into_iter().take(end).collect()))
            }
            Step::Raw { status, headers, body } => Ok(WireReply::new(status, headers, body)),
            Step::Chunks(pieces) => Ok(WireReply::new(200, kind("application/json"), pieces.concat())),
            Step::Fault(fault) => Err(ProviderError::new(fault)),
            Step::Hang | Step::Stall(_) => std::future::pending().await,
        }
    }

    async fn open(&self, outbound: &Outbound, _: Duration) -> Result<ByteStream, ProviderError> {
        let step = self.next(outbound).ok_or_else(ran_out)?;
        let events = kind("text/event-stream");
        Ok(match step {
            Step::Answer(text) => {
                let end = end(&text, outbound);
                ByteStream::new(200, events, pieces(chunks(&text).chain(end)))
            }
            Step::Cut(text) => ByteStream::new(200, events, pieces(chunks(&text))),
            Step::Stall(text) => ByteStream::new(200, events, pieces(chunks(&text)).chain(stream::pending())),
            Step::Raw { status, headers, body } => ByteStream::new(status, headers, pieces([body])),
            Step::Chunks(list) => ByteStream::new(200, events, pieces(list)),
            Step::Fault(fault) => return Err(ProviderError::new(fault)),
            Step::Hang => std::future::pending().await,
        })
    }
}

fn ran_out() -> ProviderError {
    ProviderError::new(ProviderFault::Overloaded)
        .with_retry(ProviderRetry::Never)
        .with_detail("the script has no step left")
}

fn kind(content_type: &str) -> Vec<(String, String)> {
    vec![("content-type".to_owned(), content_type.to_owned())]
}

fn pieces<I>(list: I) -> impl futures::Stream<Item = Result<Vec<u8>, ProviderError>> + Send + 'static
where
    I: IntoIterator<Item = Vec<u8>>,
    I::IntoIter: Send + 'static,
{
    stream::iter(list.into_iter().map(Ok))
}

/// A whole answer, as a server writes it. Its token counts are made up: a quarter of the bytes.
fn whole(text: &str, outbound: &Outbound) -> Vec<u8> {
    json!({
        "object": "chat.completion",
        "model": "scripted",
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": "stop",
        }],
        "usage": usage(text, outbound),
    })
    .to_string()
    .into_bytes()
}

/// The same answer as a stream: a chunk a word.
fn chunks(text: &str) -> impl Iterator<Item = Vec<u8>> + Send + 'static {
    let words: Vec<String> = text.split_inclusive(' ').map(str::to_owned).collect();
    words.into_iter().map(|word| {
        event(&json!({
            "object": "chat.completion.chunk",
            "model": "scripted",
            "choices": [{"index": 0, "delta": {"content": word}, "finish_reason": null}],
        }))
    })
}

fn end(text: &str, outbound: &Outbound) -> [Vec<u8>; 3] {
    [
        event(&json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})),
        event(&json!({"choices": [], "usage": usage(text, outbound)})),
        b"data: [DONE]\n\n".to_vec(),
    ]
}

fn usage(text: &str, outbound: &Outbound) -> serde_json::Value {
    json!({
        "prompt_tokens": outbound.body().len().div_ceil(4),
        "completion_tokens": text.len().div_ceil(4),
    })
}

fn event(value: &serde_json::Value) -> Vec<u8> {
    format!("data: {value}\n\n").into_bytes()
}
