//! The handle that asks.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use crate::clock::Surroundings;
use crate::error::{Error, ErrorKind, Result};
use crate::prompt::{Budget, Prompt};
use crate::provider::attempts::Attempts;
use crate::provider::gate::Pass;
use crate::provider::telemetry::Watched;
use crate::provider::transport::{MAX_REPLY_BYTES, request_id};
use crate::provider::{
    ByteStream, Completion, CompletionStream, Phase, Policy, ProviderError, ProviderFault, Route, Target,
    WireReply, WorstCase, retry_after,
};
use crate::redact::{Outbound, Redacted, Subject};
use crate::token::{ChatCounter, Usage};

/// Asks a model: one call, one answer or one error, under one deadline.
///
/// It is cheap to clone, and clones share their connections.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    route: Route,
    policy: Policy,
    surroundings: Surroundings,
    counter: ChatCounter,
}

impl Provider {
    /// A provider over adapters and transports of your own.
    ///
    /// # Errors
    /// `ConfigInvalid` naming the setting that is wrong.
    pub fn new(route: Route, policy: Policy, surroundings: Surroundings) -> Result<Provider> {
        policy.check()?;
        let first = route.check()?;
        let counter = ChatCounter::for_model(&first.settings.model);
        Ok(Provider(Arc::new(Inner { route, policy, surroundings, counter })))
    }

    /// OpenAI's chat completions, or any server that speaks them.
    ///
    /// Nothing is sent and nothing is looked up until the first call.
    ///
    /// # Errors
    /// `ConfigInvalid` naming the setting that is wrong.
    #[cfg(feature = "provider-openai")]
    pub fn openai(config: super::OpenAiConfig) -> Result<Provider> {
        config.check()?;
        let (counter, policy) = (config.counter()?, config.policy.clone());
        let make = move |policy| super::OpenAiConfig { policy, ..config.clone() }.target();
        let provider = Provider::of(Target::made("openai", policy.clone(), make)?, policy)?;
        Ok(match counter {
            Some(counter) => provider.with_counter(counter),
            None => provider,
        })
    }

    /// A model behind its maker's own protocol: Claude or Gemini.
    ///
    /// Nothing is sent and nothing is looked up until the first call. Tokens are estimated: neither maker gives out a
    /// tokenizer.
    ///
    /// # Errors
    /// `ConfigInvalid` naming the setting that is wrong.
    #[cfg(feature = "provider-hosted")]
    pub fn hosted(config: super::HostedConfig) -> Result<Provider> {
        config.check()?;
        let (name, policy) = (config.protocol.as_str(), config.policy.clone());
        let make = move |policy| super::HostedConfig { policy, ..config.clone() }.target();
        Provider::of(Target::made(name, policy.clone(), make)?, policy)
    }

    #[cfg(feature = "provider-http")]
    fn of(target: Target, policy: Policy) -> Result<Provider> {
        Provider::new(Route::new(target), policy, Surroundings::default())
    }

    #[cfg(feature = "provider-openai")]
    fn with_counter(self, counter: ChatCounter) -> Provider {
        Provider(Arc::new(Inner { counter, ..self.into_inner() }))
    }

    /// A provider that answers from a script, over the same adapter and policy as a real one.
    ///
    /// ```
    /// use closr::provider::{Provider, Script, Step};
    ///
    /// let script = Script::new([Step::Answer("Hello!".to_owned())]);
    /// let provider = Provider::scripted(script.clone());
    /// assert_eq!(provider.name(), "scripted");
    /// assert!(script.sent().is_empty());
    /// ```
    #[cfg(feature = "provider-openai")]
    pub fn scripted(script: super::Script) -> Provider {
        let target = script.target();
        let counter = ChatCounter::for_model(&target.settings.model);
        let (route, policy, surroundings) = (Route::new(target), Policy::default(), Surroundings::default());
        Provider(Arc::new(Inner { route, policy, surroundings, counter }))
    }

    /// This provider, and another one to ask where it cannot answer: no connection, overloaded, its key or quota refused,
    /// the prompt too long for it. A model that has answered is not overruled. This one's policy holds over all of them.
    ///
    /// ```
    /// use closr::provider::{OpenAiConfig, Provider, Script};
    ///
    /// let first = Provider::openai(OpenAiConfig::new("http://127.0.0.1:8080/v1", "m"))?;
    /// let both = first.or(Provider::scripted(Script::new([])))?;
    /// assert_eq!(both.name(), "openai");
    /// # Ok::<(), closr::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ConfigInvalid` where the other's connections cannot be made under this policy.
    pub fn or(self, other: Provider) -> Result<Provider> {
        let mut inner = self.into_inner();
        inner.route = inner.route.then_all(other.0.route.under(&inner.policy)?);
        Ok(Provider(Arc::new(inner)))
    }

    /// The same provider under another policy.
    ///
    /// # Errors
    /// `ConfigInvalid` naming the setting that is wrong.
    pub fn with_policy(self, policy: Policy) -> Result<Provider> {
        policy.check()?;
        let mut inner = self.into_inner();
        inner.route = inner.route.under(&policy)?;
        inner.policy = policy;
        Ok(Provider(Arc::new(inner)))
    }

    /// The same provider with another clock and randomness.
    #[must_use]
    pub fn with_surroundings(self, surroundings: Surroundings) -> Provider {
        let mut inner = self.into_inner();
        inner.surroundings = surroundings;
        Provider(Arc::new(inner))
    }

    pub(super) fn map_targets(self, change: impl FnMut(Target) -> Target) -> Provider {
        let mut inner = self.into_inner();
        inner.route = inner.route.map(change);
        Provider(Arc::new(inner))
    }

    /// Whether any model is asked for an answer of a form by its schema.
    pub(crate) fn sends_schemas(&self) -> bool {
        self.0.route.targets().iter().any(|target| target.settings.structured_output)
    }

    /// The name of the provider that is asked first, as in `openai`.
    pub fn name(&self) -> &str {
        self.first().map_or("", Target::name)
    }

    /// The same provider, which works for the business in this region, as in `us`: see
    /// [`ModelSettings::region`](crate::provider::ModelSettings::region).
    ///
    /// ```
    /// use closr::provider::{Provider, Script};
    ///
    /// let provider = Provider::scripted(Script::new([])).in_region("eu");
    /// assert_eq!(provider.name(), "scripted");
    /// ```
    #[must_use]
    pub fn in_region(self, region: &str) -> Provider {
        let mut inner = self.into_inner();
        inner.route.settle(region);
        Provider(Arc::new(inner))
    }

    /// What of it data that may go to these regions alone may go to; `None` where nothing.
    pub(crate) fn within(&self, regions: &[String]) -> Option<Provider> {
        let route = self.0.route.within(regions)?;
        Some(Provider(Arc::new(Inner { route, ..(*self.0).clone() })))
    }

    /// All that may be asked, each once: its name, its region, and whether it is on this machine.
    pub(crate) fn places(&self) -> Vec<(&'static str, Option<&str>, bool)> {
        let targets = self.0.route.targets().iter();
        let mut places: Vec<_> =
            targets.map(|target| (target.name(), target.settings.region.as_deref(), target.local)).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The model that is asked first.
    pub fn model(&self) -> &str {
        self.first().map_or("", |target| &target.settings.model)
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// The room for prompt and reply: what every target of the route can hold.
    pub fn budget(&self) -> Budget {
        let settings = || self.0.route.targets().iter().map(|target| &target.settings);
        Budget {
            context: settings().map(|s| s.context_tokens).min().unwrap_or(0),
            reply: settings()
                .map(|s| usize::try_from(s.max_reply_tokens).unwrap_or(usize::MAX))
                .max()
                .unwrap_or(0),
        }
    }

    /// Counts a prompt's tokens as the first model does.
    pub fn counter(&self) -> &ChatCounter {
        &self.0.counter
    }

    /// Asks, and waits for the whole answer.
    ///
    /// Dropping the future ends the connection.
    ///
    /// # Errors
    /// `RedactionFailed` when the bytes hold an identifier: nothing was sent. Otherwise the last attempt's
    /// error: `Unauthorized`, `RateLimited`, `SpendCapReached`, `BudgetExceeded`, `Refused`, `ConfigInvalid`,
    /// `Unavailable`, `Timeout`, `ReplyInvalid` or `Cancelled`.
    pub async fn complete(&self, prompt: &Redacted<Prompt>, subject: &Subject) -> Result<Completion> {
        self.ask(Requests::new(&self.0.route, prompt, subject, false)).await.0
    }

    /// What there is to do before the first byte is sent: the first target's request is encoded and scanned.
    ///
    /// # Errors
    /// Those of [`Provider::complete`] for a request that cannot be sent.
    pub(crate) fn prepare<'a>(
        &'a self,
        prompt: Redacted<Prompt>,
        subject: &'a Subject,
    ) -> Result<Prepared<'a>> {
        let mut requests = Requests::new(&self.0.route, &prompt, subject, false);
        requests.of(0)?;
        let cleared = requests.cleared;
        Ok(Prepared { provider: self, prompt, subject, cleared })
    }

    /// The most that one call can cost, whatever the providers do, for a prompt that fits [`Provider::budget`]: where
    /// tokens are estimated, as far as the estimate is right.
    ///
    /// ```
    /// use closr::provider::{OpenAiConfig, Provider};
    /// use closr::token::Price;
    ///
    /// let mut config = OpenAiConfig::new("http://127.0.0.1:8080/v1", "m");
    /// config.settings.price = Some(Price { input: 1.0, cached_input: None, output: 2.0 });
    /// let worst = Provider::openai(config)?.worst_case();
    /// assert_eq!((worst.calls, worst.seconds), (3, 60.0));
    /// // 7,792 tokens of prompt and 400 of the reply: what fails safely is not billed, and what may be is not asked again.
    /// assert_eq!(worst.cost_micro_usd, Some(7_792 + 2 * 400));
    /// # Ok::<(), closr::Error>(())
    /// ```
    pub fn worst_case(&self) -> WorstCase {
        WorstCase {
            calls: self.0.policy.max_attempts,
            seconds: self.0.policy.total.as_secs_f64(),
            cost_micro_usd: self.most_cost(self.budget().limit()),
        }
    }

    /// The most that one call with a prompt of so many tokens can cost, in millionths of a US dollar; `None` where a price
    /// is not known.
    pub(crate) fn most_cost(&self, prompt: usize) -> Option<u64> {
        let input = u64::try_from(prompt).unwrap_or(u64::MAX);
        let mut most = 0;
        for Target { settings, .. } in self.0.route.targets() {
            let output = Some(settings.max_reply_tokens.into());
            let usage = Usage { input: Some(input), output, ..Usage::default() };
            most = settings.price.as_ref()?.cost_micro_usd(&usage)?.max(most);
        }
        Some(most.saturating_mul(self.0.policy.billed().into()))
    }

    /// The answer, and whether more than that may be billed.
    async fn ask(&self, requests: Requests<'_>) -> (Result<Completion>, bool) {
        let mut more = false;
        (self.asked(requests, &mut more).await, more)
    }

    async fn asked(&self, mut requests: Requests<'_>, more: &mut bool) -> Result<Completion> {
        let inner = &*self.0;
        let mut attempts = self.attempts(&requests);
        let deadline = attempts.deadline();
        let mut under_way = FuturesUnordered::new();
        // The target that is asked alone, and from when on another is asked beside it.
        let mut alone = None;
        let mut last = None;
        loop {
            if under_way.is_empty() {
                let Some((index, pass)) = attempts.next().await else { break };
                let (target, outbound) = requests.of(index)?;
                under_way.push(self.attempt(index, target, outbound, pass, deadline));
                alone = inner.policy.hedge_after.map(|after| (index, Instant::now() + after));
            }
            let ended = match alone {
                None => under_way.next().await,
                Some((index, until)) => match timeout_at(until, under_way.next()).await {
                    Ok(ended) => ended,
                    Err(_) => {
                        alone = None;
                        if let Some((index, pass)) = attempts.beside(index) {
                            let (target, outbound) = requests.of(index)?;
                            under_way.push(self.attempt(index, target, outbound, pass, deadline));
                        }
                        continue;
                    }
                },
            };
            match ended {
                Some((index, Ok(completion))) => {
                    attempts.answered(index);
                    *more |= !under_way.is_empty();
                    return Ok(completion);
                }
                Some((index, Err(error))) => {
                    *more |= error.may_be_billed();
                    let goes_on = attempts.failed(index, &error)?;
                    last = Some(error);
                    if !goes_on {
                        *more |= !under_way.is_empty();
                        break;
                    }
                }
                None => break,
            }
        }
        Err(attempts.given_up(last).into())
    }

    /// The attempts of a call.
    pub(super) fn attempts(&self, requests: &Requests<'_>) -> Attempts<'_> {
        let inner = &*self.0;
        let counts = inner.route.targets().iter().any(|target| target.gate().counts_tokens());
        let tokens = if counts { requests.tokens(&inner.counter, self.budget().reply) } else { 0 };
        Attempts::start(&inner.policy, &inner.surroundings, &inner.route, tokens)
    }

    /// Asks, and gives the text as it comes.
    ///
    /// Another attempt is made only while no text was given. Dropping the stream ends the connection.
    ///
    /// # Errors
    /// The stream ends with the first error, of the same kinds as [`Provider::complete`]; text that was given
    /// before it is part of an answer that is not whole.
    pub fn stream(&self, prompt: Redacted<Prompt>, subject: Subject) -> CompletionStream {
        CompletionStream::new(self.clone(), prompt, subject)
    }

    pub(super) fn route(&self) -> &Route {
        &self.0.route
    }

    /// One request, one answer.
    async fn attempt(
        &self,
        index: usize,
        target: &Target,
        outbound: Arc<Outbound>,
        _pass: Pass,
        deadline: Instant,
    ) -> (usize, Result<Completion, ProviderError>) {
        let watched = Watched::begin(target);
        let ended = self.once(target, &outbound, deadline).instrument(watched.span()).await;
        watched.end(ended.as_ref());
        (index, ended)
    }

    async fn once(
        &self,
        target: &Target,
        outbound: &Outbound,
        deadline: Instant,
    ) -> Result<Completion, ProviderError> {
        let (until, phase) = sooner(deadline, self.0.policy.attempt, Phase::Attempt);
        let limit = until.saturating_duration_since(Instant::now());
        let reply = timeout_at(until, target.transport.send(outbound, limit))
            .await
            .unwrap_or_else(|_| Err(ProviderError::new(ProviderFault::Timeout(phase))))?;
        if reply.body.len() > MAX_REPLY_BYTES {
            return Err(self.annotate(
                ProviderError::new(ProviderFault::TooLarge),
                reply.status,
                &reply.headers,
            ));
        }
        match target.adapter.decode(&reply) {
            Ok(completion) => Ok(target.completed(completion, &reply.headers)),
            Err(error) => Err(self.annotate(error, reply.status, &reply.headers)),
        }
    }

    /// Adds to an adapter's error what stands in the answer's head.
    pub(super) fn annotate(
        &self,
        mut error: ProviderError,
        status: u16,
        headers: &[(String, String)],
    ) -> ProviderError {
        error.status = error.status.or(Some(status));
        error.request_id = error.request_id.or_else(|| request_id(headers));
        error.retry_after =
            error.retry_after.or_else(|| retry_after::read(headers, self.0.surroundings.now()));
        error
    }

    fn first(&self) -> Option<&Target> {
        self.0.route.targets().first()
    }

    fn into_inner(self) -> Inner {
        Arc::unwrap_or_clone(self.0)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("name", &self.name())
            .field("route", &self.0.route)
            .field("policy", &self.0.policy)
            .finish_non_exhaustive()
    }
}

/// A call that is ready to be made.
pub(crate) struct Prepared<'a> {
    provider: &'a Provider,
    prompt: Redacted<Prompt>,
    subject: &'a Subject,
    cleared: Vec<Option<Arc<Outbound>>>,
}

impl Prepared<'_> {
    pub(crate) fn provider(&self) -> &Provider {
        self.provider
    }

    pub(crate) fn prompt(&self) -> &Prompt {
        self.prompt.get()
    }

    /// As [`Provider::complete`], and whether more than the answer may be billed.
    pub(crate) async fn complete(self) -> (Result<Completion>, bool) {
        let Prepared { provider, prompt, subject, cleared } = self;
        provider.ask(Requests { cleared, ..Requests::new(&provider.0.route, &prompt, subject, false) }).await
    }
}

/// The requests of one call: encoded and cleared when a target's turn comes, and then once.
pub(super) struct Requests<'a> {
    route: &'a Route,
    prompt: &'a Redacted<Prompt>,
    subject: &'a Subject,
    stream: bool,
    cleared: Vec<Option<Arc<Outbound>>>,
}

impl<'a> Requests<'a> {
    pub(super) fn new(
        route: &'a Route,
        prompt: &'a Redacted<Prompt>,
        subject: &'a Subject,
        stream: bool,
    ) -> Requests<'a> {
        let cleared = route.targets().iter().map(|_| None).collect();
        Requests { route, prompt, subject, stream, cleared }
    }

    /// A target and its request.
    ///
    /// # Errors
    /// `RedactionFailed` when the bytes hold an identifier. That ends the call: another target's bytes would
    /// hold it too.
    pub(super) fn of(&mut self, index: usize) -> Result<(&'a Target, Arc<Outbound>)> {
        let lost = || Error::new(ErrorKind::Unexpected, "the route has no such target");
        let target = self.route.targets().get(index).ok_or_else(lost)?;
        let slot = self.cleared.get_mut(index).ok_or_else(lost)?;
        if slot.is_none() {
            let wire = target.adapter.encode(self.prompt, &target.settings, self.stream)?;
            *slot = Some(Arc::new(self.subject.clear(wire)?));
        }
        slot.clone().map(|outbound| (target, outbound)).ok_or_else(lost)
    }

    /// What a request takes of an allowance of tokens.
    fn tokens(&self, counter: &ChatCounter, reply: usize) -> u32 {
        let messages = self.prompt.get().messages();
        let messages: Vec<_> = messages.iter().map(|(role, text)| (*role, text.as_str())).collect();
        u32::try_from(counter.count_chat(&messages).saturating_add(reply)).unwrap_or(u32::MAX)
    }
}

/// The sooner of the deadline and so long from now, and which of the two it is.
pub(super) fn sooner(deadline: Instant, limit: Duration, phase: Phase) -> (Instant, Phase) {
    let until = Instant::now() + limit;
    if until < deadline { (until, phase) } else { (deadline, Phase::Total) }
}

/// The body of an answer that is not a stream of text: at most so many bytes, each piece within `idle`, all of
/// them by `deadline` where there is one. With an error comes what was read before it.
pub(super) async fn body(
    mut stream: ByteStream,
    most: usize,
    idle: Duration,
    deadline: Option<Instant>,
) -> Result<WireReply, (ProviderError, WireReply)> {
    let mut reply = WireReply::new(stream.status, std::mem::take(&mut stream.headers), Vec::new());
    loop {
        let (until, phase) = match deadline {
            Some(deadline) => sooner(deadline, idle, Phase::Idle),
            None => (Instant::now() + idle, Phase::Idle),
        };
        match timeout_at(until, stream.body.next()).await {
            Ok(Some(Ok(bytes))) if reply.body.len() + bytes.len() <= most => reply.body.extend(bytes),
            Ok(Some(Ok(_))) => return Err((ProviderError::new(ProviderFault::TooLarge), reply)),
            Ok(Some(Err(error))) => return Err((error, reply)),
            Ok(None) => return Ok(reply),
            Err(_) => return Err((ProviderError::new(ProviderFault::Timeout(phase)), reply)),
        }
    }
}
