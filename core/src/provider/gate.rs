//! What all calls to one target share: its limits, its breaker, and how many more retries it may cost.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::provider::{Limits, Policy, ProviderError, ProviderFault, ProviderRetry};

/// Retries that may be made in a burst, in hundredths.
const MOST_RETRIES: u32 = 1_000;

/// One target's gate.
pub(super) struct Gate {
    places: Option<Arc<Semaphore>>,
    requests: Option<Limiter>,
    tokens: Option<Limiter>,
    health: Mutex<Health>,
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<Duration>>;

struct Health {
    failures: u32,
    /// Until when nobody asks; a call that then tries it moves this on, so that no other does beside it.
    closed_until: Option<Instant>,
    /// In hundredths.
    retries: u32,
}

/// What of a target's allowance a call has already taken.
#[derive(Default)]
pub(super) struct Fare {
    request: bool,
    tokens: bool,
}

/// A place among the requests under way, for as long as it is held.
pub(super) struct Pass {
    _place: Option<OwnedSemaphorePermit>,
}

impl Gate {
    pub(super) fn new(limits: &Limits) -> Gate {
        let limiter = |limit: u32| {
            let quota = Quota::per_minute(NonZeroU32::new(limit)?);
            Some(RateLimiter::direct_with_clock(quota, Ticks(Instant::now())))
        };
        let health = Health { failures: 0, closed_until: None, retries: MOST_RETRIES };
        let places = limits.concurrent.map(|most| usize::try_from(most).unwrap_or(usize::MAX));
        Gate {
            places: places.map(|most| Arc::new(Semaphore::new(most.clamp(1, Semaphore::MAX_PERMITS)))),
            requests: limits.requests_per_minute.and_then(limiter),
            tokens: limits.tokens_per_minute.and_then(limiter),
            health: Mutex::new(health),
        }
    }

    /// Whether calls are held to so many tokens a minute.
    pub(super) fn counts_tokens(&self) -> bool {
        self.tokens.is_some()
    }

    /// Takes a request of so many tokens off the allowance, or says how long that must wait.
    pub(super) fn pay(&self, fare: &mut Fare, tokens: u32) -> Result<(), Duration> {
        if let (Some(limiter), false, Some(tokens)) = (&self.tokens, fare.tokens, NonZeroU32::new(tokens)) {
            match limiter.check_n(tokens) {
                Ok(Ok(())) => {}
                Ok(Err(until)) => return Err(until.wait_time_from(limiter.clock().now())),
                // More than a minute's worth, which no wait gives: it may go when a minute's is there.
                Err(most) => limiter
                    .check_n(NonZeroU32::new(most.0).unwrap_or(NonZeroU32::MIN))
                    .unwrap_or(Ok(()))
                    .map_err(|until| until.wait_time_from(limiter.clock().now()))?,
            }
            fare.tokens = true;
        }
        if let (Some(limiter), false) = (&self.requests, fare.request) {
            limiter.check().map_err(|until| until.wait_time_from(limiter.clock().now()))?;
            fare.request = true;
        }
        Ok(())
    }

    /// A place among the requests under way, when one is free.
    pub(super) async fn place(&self) -> Pass {
        match &self.places {
            // It is never closed.
            Some(places) => Pass { _place: Arc::clone(places).acquire_owned().await.ok() },
            None => Pass { _place: None },
        }
    }

    /// A place, if one is free now.
    pub(super) fn place_now(&self) -> Option<Pass> {
        match &self.places {
            Some(places) => Some(Pass { _place: Some(Arc::clone(places).try_acquire_owned().ok()?) }),
            None => Some(Pass { _place: None }),
        }
    }

    /// Until when nobody asks, if so.
    pub(super) fn closed_until(&self) -> Option<Instant> {
        self.health().closed_until.filter(|until| *until > Instant::now())
    }

    /// Whether a call may ask now. Where the pause is over it is the only one that tries.
    pub(super) fn admits(&self, policy: &Policy) -> bool {
        let (mut health, now) = (self.health(), Instant::now());
        match health.closed_until {
            Some(until) if until > now => false,
            Some(_) => {
                health.closed_until = Some(now + policy.breaker_pause);
                true
            }
            None => true,
        }
    }

    /// The target has answered a call.
    pub(super) fn answered(&self, policy: &Policy) {
        let mut health = self.health();
        (health.failures, health.closed_until) = (0, None);
        health.retries = health.retries.saturating_add(policy.retry_percent).min(MOST_RETRIES);
    }

    /// The target has not answered a call.
    pub(super) fn failed(&self, error: &ProviderError, policy: &Policy) {
        let mut health = self.health();
        if !is_down(error) {
            (health.failures, health.closed_until) = (0, None);
            return;
        }
        health.failures = health.failures.saturating_add(1);
        if policy.breaker_failures > 0 && health.failures >= policy.breaker_failures {
            health.closed_until = Some(Instant::now() + policy.breaker_pause);
        }
    }

    /// Whether one more retry may be made of this target.
    pub(super) fn may_retry(&self) -> bool {
        let mut health = self.health();
        let left = health.retries.checked_sub(100);
        health.retries = left.unwrap_or(health.retries);
        left.is_some()
    }

    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a failure says that the target, and not the request, is in a bad way.
fn is_down(error: &ProviderError) -> bool {
    let down =
        matches!(error.kind, ProviderFault::Overloaded | ProviderFault::Connect | ProviderFault::Timeout(_));
    down && error.retry != ProviderRetry::Never
}

/// Time as tokio has it, which tests can stop.
struct Ticks(Instant);

impl Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down() -> ProviderError {
        ProviderError::new(ProviderFault::Overloaded)
    }

    #[tokio::test(start_paused = true)]
    async fn after_failures_in_a_row_one_call_tries_when_the_pause_is_over() {
        let policy = Policy { breaker_failures: 2, ..Policy::default() };
        let gate = Gate::new(&Limits::default());
        gate.failed(&down(), &policy);
        gate.failed(&ProviderError::new(ProviderFault::Refused), &policy);
        gate.failed(&down(), &policy);
        assert!(gate.admits(&policy), "it answered in between");
        gate.failed(&down(), &policy);
        assert!(!gate.admits(&policy) && gate.closed_until().is_some());
        tokio::time::advance(policy.breaker_pause).await;
        assert!(gate.closed_until().is_none() && gate.admits(&policy));
        assert!(!gate.admits(&policy), "only one tries");
        gate.answered(&policy);
        assert!(gate.admits(&policy) && gate.admits(&policy));
        let never = Policy { breaker_failures: 0, ..policy };
        (0..100).for_each(|_| gate.failed(&down(), &never));
        assert!(gate.admits(&never));
    }

    #[tokio::test(start_paused = true)]
    async fn retries_are_a_share_of_the_calls_answered() {
        let gate = Gate::new(&Limits::default());
        assert_eq!((0..20).filter(|_| gate.may_retry()).count(), 10);
        let policy = Policy::default();
        (0..10).for_each(|_| gate.answered(&policy));
        assert_eq!((0..20).filter(|_| gate.may_retry()).count(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_over_the_allowance_waits_and_is_paid_for_once() {
        let limits =
            Limits { requests_per_minute: Some(2), tokens_per_minute: Some(100), ..Limits::default() };
        let gate = Gate::new(&limits);
        let pay = |tokens| gate.pay(&mut Fare::default(), tokens);
        assert_eq!(pay(10), Ok(()));
        assert_eq!(pay(10), Ok(()));
        let mut fare = Fare::default();
        let wait = gate.pay(&mut fare, 70).unwrap_err();
        assert!(wait > Duration::from_secs(25) && wait <= Duration::from_secs(30), "{wait:?}");
        assert!(fare.tokens && !fare.request, "its tokens are taken, and not again");
        tokio::time::advance(wait).await;
        assert_eq!(gate.pay(&mut fare, 70), Ok(()));
        let wait = pay(100).unwrap_err();
        assert!(wait > Duration::from_secs(20) && wait < Duration::from_secs(60), "{wait:?}");
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(pay(1_000), Ok(()), "more than a minute's is a minute's");
    }
}
