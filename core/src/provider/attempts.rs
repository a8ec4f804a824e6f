//! Which target is asked next, and when: the one owner of attempts, waits and the deadline.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::clock::Surroundings;
use crate::error::Result;
use crate::provider::gate::{Fare, Gate, Pass};
use crate::provider::{Policy, ProviderError, ProviderFault, ProviderRetry, Route};

/// What one target has been through in one call.
struct Lane<'a> {
    gate: &'a Gate,
    ready_at: Instant,
    failures: u32,
    closed: bool,
    fare: Fare,
}

/// The attempts of one call.
pub(super) struct Attempts<'a> {
    policy: &'a Policy,
    surroundings: &'a Surroundings,
    deadline: Instant,
    made: u32,
    lanes: Vec<Lane<'a>>,
    /// What one attempt takes of an allowance.
    tokens: u32,
    /// Why a target could not be asked, where none was.
    held: Option<ProviderError>,
}

impl<'a> Attempts<'a> {
    /// Starts the clock of a call over a route's targets, of which each attempt takes so many tokens.
    pub(super) fn start(
        policy: &'a Policy,
        surroundings: &'a Surroundings,
        route: &'a Route,
        tokens: u32,
    ) -> Attempts<'a> {
        let now = Instant::now();
        let lane = |gate| Lane { gate, ready_at: now, failures: 0, closed: false, fare: Fare::default() };
        let lanes = route.targets().iter().map(|target| lane(target.gate())).collect();
        Attempts { policy, surroundings, deadline: now + policy.total, made: 0, lanes, tokens, held: None }
    }

    /// When the whole call must be over.
    pub(super) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The target to ask now, after the wait that is due; `None` when no further attempt is allowed.
    ///
    /// The target that may be asked first wins, and among equals the one that stands first in the route. A
    /// wait that would outlast the deadline is not begun, and no wait for a target that failed too often.
    pub(super) async fn next(&mut self) -> Option<(usize, Pass)> {
        while self.made < self.policy.max_attempts {
            let now = Instant::now();
            let (index, ready_at) = self.soonest(now)?;
            if ready_at >= self.deadline {
                return None;
            }
            if ready_at > now {
                tokio::time::sleep_until(ready_at).await;
            }
            if let Some(pass) = self.enter(index).await {
                self.made += 1;
                return Some((index, pass));
            }
        }
        None
    }

    /// A target to ask now beside the one that is asked already: another one, or the same where there is one alone.
    pub(super) fn beside(&mut self, index: usize) -> Option<(usize, Pass)> {
        if self.made >= self.policy.max_attempts {
            return None;
        }
        let now = Instant::now();
        let alone = self.lanes.len() == 1;
        let (policy, tokens) = (self.policy, self.tokens);
        let free = |(at, lane): &(usize, &mut Lane<'_>)| {
            (alone || *at != index)
                && !lane.closed
                && lane.ready_at <= now
                && lane.gate.closed_until().is_none()
        };
        let (at, lane) = self.lanes.iter_mut().enumerate().find(free)?;
        lane.gate.pay(&mut lane.fare, tokens).ok()?;
        let pass = lane.gate.place_now().filter(|_| lane.gate.admits(policy))?;
        lane.fare = Fare::default();
        self.made += 1;
        Some((at, pass))
    }

    fn soonest(&mut self, now: Instant) -> Option<(usize, Instant)> {
        let mut soonest: Option<(usize, Instant)> = None;
        let mut back = None;
        for (index, lane) in self.lanes.iter().enumerate().filter(|(_, lane)| !lane.closed) {
            if let Some(until) = lane.gate.closed_until() {
                back = Some(back.map_or(until, |other: Instant| other.min(until)));
                continue;
            }
            let ready_at = lane.ready_at.max(now);
            if soonest.is_none_or(|(_, other)| ready_at < other) {
                soonest = Some((index, ready_at));
            }
        }
        if let (None, Some(until)) = (soonest, back) {
            self.held = Some(
                ProviderError::new(ProviderFault::Overloaded)
                    .with_detail("the provider failed too often of late, and is left alone for now")
                    .with_wait(until.saturating_duration_since(now)),
            );
        }
        soonest
    }

    /// Lets the call in to a target, or says with `None` that another look is needed.
    async fn enter(&mut self, index: usize) -> Option<Pass> {
        let lane = self.lanes.get_mut(index)?;
        if let Err(wait) = lane.gate.pay(&mut lane.fare, self.tokens) {
            lane.ready_at = Instant::now() + wait;
            self.held = Some(own_limit(wait));
            return None;
        }
        let Ok(pass) = timeout_at(self.deadline, lane.gate.place()).await else {
            lane.closed = true;
            self.held = Some(own_limit(Duration::from_secs(1)));
            return None;
        };
        if !lane.gate.admits(self.policy) {
            return None;
        }
        lane.fare = Fare::default();
        Some(pass)
    }

    /// Takes note of an answer.
    pub(super) fn answered(&self, index: usize) {
        if let Some(lane) = self.lanes.get(index) {
            lane.gate.answered(self.policy);
        }
    }

    /// Takes note of a failure after which nothing more is tried.
    pub(super) fn ended(&self, index: usize, error: &ProviderError) {
        if let Some(lane) = self.lanes.get(index) {
            lane.gate.failed(error, self.policy);
        }
    }

    /// Takes note of a failure. Whether another attempt may be made is then for [`Attempts::next`] to say;
    /// `false` means that none may.
    ///
    /// # Errors
    /// `Unavailable` when there is no randomness.
    pub(super) fn failed(&mut self, index: usize, error: &ProviderError) -> Result<bool> {
        let after = After::of(error, self.policy);
        tracing::debug!(
            attempt = self.made,
            target = index,
            fault = error.kind.as_str(),
            status = error.status,
            "a provider gave no answer"
        );
        self.ended(index, error);
        let Some(lane) = self.lanes.get_mut(index) else { return Ok(false) };
        match after {
            After::Over => return Ok(false),
            After::NextTarget => lane.closed = true,
            After::Again if self.made < self.policy.max_attempts && !lane.gate.may_retry() => {
                lane.closed = true;
            }
            After::Again => {
                lane.failures += 1;
                let wait = self.policy.backoff(lane.failures, self.surroundings)?;
                lane.ready_at = Instant::now() + wait.max(error.retry_after.unwrap_or_default());
            }
        }
        Ok(true)
    }

    /// The error of a call that nobody answered: the last attempt's, or why there was none.
    pub(super) fn given_up(self, last: Option<ProviderError>) -> ProviderError {
        last.or(self.held)
            .unwrap_or_else(|| ProviderError::new(ProviderFault::Timeout(crate::provider::Phase::Total)))
    }
}

/// Nothing was sent: our own limits hold it back.
fn own_limit(wait: Duration) -> ProviderError {
    ProviderError::new(ProviderFault::RateLimited)
        .with_detail("`limits` of the provider hold the call back longer than its deadline allows")
        .with_wait(wait)
}

/// What may follow a failure.
enum After {
    /// The same target, or another.
    Again,
    /// Only another target: this one would fail the same way.
    NextTarget,
    /// Nothing: the model was asked.
    Over,
}

impl After {
    fn of(error: &ProviderError, policy: &Policy) -> After {
        match error.retry {
            ProviderRetry::Safe => After::Again,
            ProviderRetry::MaybeBilled if policy.retry_maybe_billed => After::Again,
            ProviderRetry::MaybeBilled => After::Over,
            ProviderRetry::Never => match error.kind {
                ProviderFault::Auth
                | ProviderFault::QuotaExhausted
                | ProviderFault::ContextTooLong
                | ProviderFault::BadRequest
                | ProviderFault::RateLimited
                | ProviderFault::Overloaded
                | ProviderFault::Connect => After::NextTarget,
                ProviderFault::Refused
                | ProviderFault::Filtered
                | ProviderFault::Timeout(_)
                | ProviderFault::Incomplete
                | ProviderFault::Malformed
                | ProviderFault::TooLarge
                | ProviderFault::Cancelled => After::Over,
            },
        }
    }
}
