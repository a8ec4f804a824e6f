//! An answer as it comes.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures::{Stream, StreamExt};
use tokio::time::{Instant, timeout, timeout_at};
use tracing::Instrument;

use crate::error::{Error, Result};
use crate::prompt::Prompt;
use crate::provider::handle::{Requests, body, sooner};
use crate::provider::telemetry::Watched;
use crate::provider::transport::MAX_REPLY_BYTES;
use crate::provider::{
    ByteStream, Completion, Phase, Provider, ProviderError, ProviderFault, ProviderRetry, Target,
};
use crate::redact::{Redacted, Subject};

/// Of an error's body so much is read.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// How long the end of a finished answer's connection is waited for, so that it can be used again.
const LAST_BYTES: Duration = Duration::from_millis(20);

/// A piece of a streamed answer.
///
/// Complete on purpose: there is text, and then there is the whole.
#[derive(Clone, PartialEq, Eq)]
pub enum StreamPart {
    /// The next text. Until `Done` it is part of an answer that may yet fail.
    Text(String),
    /// The answer is whole; its text is all the `Text`s in order. Always the last part.
    Done(Completion),
}

impl fmt::Debug for StreamPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StreamPart::Text(text) => f.debug_struct("Text").field("bytes", &text.len()).finish(),
            StreamPart::Done(completion) => f.debug_tuple("Done").field(completion).finish(),
        }
    }
}

/// The parts of one answer. Dropping it ends the connection.
///
/// A stream that ends without [`StreamPart::Done`] has ended with an error.
pub struct CompletionStream {
    parts: Pin<Box<dyn Stream<Item = Result<StreamPart>> + Send>>,
    more: Arc<AtomicBool>,
}

impl CompletionStream {
    pub(super) fn new(provider: Provider, prompt: Redacted<Prompt>, subject: Subject) -> CompletionStream {
        let more = Arc::new(AtomicBool::new(false));
        let parts = Box::pin(parts(provider, prompt, subject, Arc::clone(&more)));
        CompletionStream { parts, more }
    }

    /// Whether more than an answer that is whole may be billed.
    pub(crate) fn may_be_billed(&self) -> bool {
        self.more.load(Ordering::Relaxed)
    }
}

impl Stream for CompletionStream {
    type Item = Result<StreamPart>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.parts.as_mut().poll_next(cx)
    }
}

impl fmt::Debug for CompletionStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompletionStream").finish_non_exhaustive()
    }
}

fn parts(
    provider: Provider,
    prompt: Redacted<Prompt>,
    subject: Subject,
    more: Arc<AtomicBool>,
) -> impl Stream<Item = Result<StreamPart>> + Send {
    async_stream::stream! {
        let mut requests = Requests::new(provider.route(), &prompt, &subject, true);
        let mut attempts = provider.attempts(&requests);
        let mut last = None;
        // The place among the requests under way is given up with the answer.
        while let Some((index, _pass)) = attempts.next().await {
            let (target, outbound) = match requests.of(index) {
                Ok(request) => request,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            let mut answer = Answer::new(&provider, target, attempts.deadline());
            let mut begun = false;
            let watched = Watched::begin(target);
            let span = watched.span();
            let mut watched = Some(watched);
            let error = match answer.open(&outbound).instrument(span.clone()).await {
                Err(error) => error,
                Ok(()) => loop {
                    match answer.next().instrument(span.clone()).await {
                        Ok(part) => {
                            let done = matches!(part, StreamPart::Done(_));
                            begun = true;
                            if let StreamPart::Done(whole) = &part {
                                attempts.answered(index);
                                if let Some(watched) = watched.take() {
                                    watched.end(Ok(whole));
                                }
                            }
                            yield Ok(part);
                            if done {
                                answer.drain().await;
                                return;
                            }
                        }
                        Err(error) => break error,
                    }
                },
            };
            if let Some(watched) = watched.take() {
                watched.end(Err(&error));
            }
            // The connection is closed before anything else is tried.
            drop(answer);
            if begun || error.may_be_billed() {
                more.store(true, Ordering::Relaxed);
            }
            if begun {
                attempts.ended(index, &error);
                yield Err(Error::from(error));
                return;
            }
            match attempts.failed(index, &error) {
                Ok(goes_on) => {
                    last = Some(error);
                    if !goes_on {
                        break;
                    }
                }
                Err(error) => {
                    yield Err(error);
                    return;
                }
            }
        }
        yield Err(attempts.given_up(last).into());
    }
}

/// One attempt at a streamed answer.
struct Answer<'a> {
    provider: &'a Provider,
    target: &'a Target,
    deadline: Instant,
    /// Until when there must be text; afterwards each piece has its own limit.
    first_by: Option<Instant>,
    decoder: Option<Box<dyn super::StreamDecoder>>,
    source: Option<ByteStream>,
    ready: std::collections::VecDeque<StreamPart>,
    bytes: usize,
}

impl<'a> Answer<'a> {
    fn new(provider: &'a Provider, target: &'a Target, deadline: Instant) -> Answer<'a> {
        Answer {
            provider,
            target,
            deadline,
            first_by: Some(Instant::now() + provider.policy().first_token),
            decoder: None,
            source: None,
            ready: std::collections::VecDeque::new(),
            bytes: 0,
        }
    }

    /// Sends the request and reads the answer's head.
    async fn open(&mut self, outbound: &crate::redact::Outbound) -> Result<(), ProviderError> {
        let (until, phase) = self.limit();
        let limit = until.saturating_duration_since(Instant::now());
        let source = timeout_at(until, self.target.transport.open(outbound, limit))
            .await
            .unwrap_or_else(|_| Err(timed_out(phase)))?;
        let success = (200..300).contains(&source.status);
        if success && !is_json(&source) {
            self.decoder = Some(self.target.adapter.stream());
            self.source = Some(source);
            return Ok(());
        }
        // An error, or a server that does not stream: either way a whole answer.
        let idle = self.provider.policy().idle;
        let most = if success { MAX_REPLY_BYTES } else { MAX_ERROR_BYTES };
        let until = if success { self.deadline } else { until };
        let reply = match body(source, most, idle, Some(until)).await {
            Ok(reply) => reply,
            Err((_, reply)) if !success => reply,
            Err((error, reply)) => return Err(self.provider.annotate(error, reply.status, &reply.headers)),
        };
        let annotate = |error| self.provider.annotate(error, reply.status, &reply.headers);
        let completion = self.target.adapter.decode(&reply).map_err(annotate)?;
        let completion = self.target.completed(completion, &reply.headers);
        self.ready.push_back(StreamPart::Text(completion.text.clone()));
        self.ready.push_back(StreamPart::Done(completion));
        Ok(())
    }

    /// The next part.
    async fn next(&mut self) -> Result<StreamPart, ProviderError> {
        match self.read().await {
            Ok(part) => Ok(part),
            Err(error) => Err(match &self.source {
                Some(source) => self.provider.annotate(error, source.status, &source.headers),
                None => error,
            }),
        }
    }

    async fn read(&mut self) -> Result<StreamPart, ProviderError> {
        loop {
            if let Some(part) = self.ready.pop_front() {
                return Ok(part);
            }
            let (until, phase) = self.limit();
            let (Some(decoder), Some(source)) = (&mut self.decoder, &mut self.source) else {
                return Err(ProviderError::new(ProviderFault::Incomplete));
            };
            let piece = if decoder.is_done() {
                None
            } else {
                timeout_at(until, source.body.next()).await.map_err(|_| timed_out(phase))?.transpose()?
            };
            match piece {
                Some(bytes) => {
                    self.bytes = self.bytes.saturating_add(bytes.len());
                    if self.bytes > MAX_REPLY_BYTES {
                        return Err(ProviderError::new(ProviderFault::TooLarge));
                    }
                    let texts = decoder.feed(&bytes)?;
                    let texts = texts.into_iter().filter(|text| !text.is_empty());
                    self.ready.extend(texts.map(StreamPart::Text));
                    if !self.ready.is_empty() {
                        self.first_by = None;
                    }
                }
                None => {
                    let decoder = self.decoder.take();
                    let completion =
                        decoder.ok_or_else(|| ProviderError::new(ProviderFault::Incomplete))?.finish()?;
                    let completion = self.target.completed(completion, &source.headers);
                    self.ready.push_back(StreamPart::Done(completion));
                }
            }
        }
    }

    /// Reads what follows the terminal marker (the end of the body, as a rule), so that the connection can
    /// serve another call.
    async fn drain(&mut self) {
        if let Some(source) = &mut self.source {
            let _ = timeout(LAST_BYTES, source.body.next()).await;
        }
    }

    fn limit(&self) -> (Instant, Phase) {
        match self.first_by {
            Some(first_by) if first_by < self.deadline => (first_by, Phase::FirstToken),
            Some(_) => (self.deadline, Phase::Total),
            None => sooner(self.deadline, self.provider.policy().idle, Phase::Idle),
        }
    }
}

/// Once the request is out nobody knows what was made of it.
fn timed_out(phase: Phase) -> ProviderError {
    ProviderError::new(ProviderFault::Timeout(phase)).with_retry(ProviderRetry::MaybeBilled)
}

fn is_json(source: &ByteStream) -> bool {
    source.header("content-type").is_some_and(|kind| kind.trim_start().starts_with("application/json"))
}
