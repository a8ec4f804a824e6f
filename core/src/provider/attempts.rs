//! Which target is asked next, and when: the one owner of attempts, waits and the deadline.

use tokio::time::Instant;

use crate::clock::Surroundings;
use crate::error::Result;
use crate::provider::{Policy, ProviderError, ProviderFault, ProviderRetry};

/// What one target has been through in one call.
struct Lane {
    ready_at: Instant,
    failures: u32,
    closed: bool,
}

/// The attempts of one call.
pub(super) struct Attempts<'a> {
    policy: &'a Policy,
    surroundings: &'a Surroundings,
    deadline: Instant,
    made: u32,
    lanes: Vec<Lane>,
}

impl<'a> Attempts<'a> {
    /// Starts the clock of a call over so many targets.
    pub(super) fn start(policy: &'a Policy, surroundings: &'a Surroundings, targets: usize) -> Attempts<'a> {
        let now = Instant::now();
        let lanes = (0..targets).map(|_| Lane { ready_at: now, failures: 0, closed: false }).collect();
        Attempts { policy, surroundings, deadline: now + policy.total, made: 0, lanes }
    }

    /// When the whole call must be over.
    pub(super) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The target to ask now, after the wait that is due; `None` when no further attempt is allowed.
    ///
    /// The target that may be asked first wins, and among equals the one that stands first in the route. A
    /// wait that would outlast the deadline is not begun.
    pub(super) async fn next(&mut self) -> Option<usize> {
        let now = Instant::now();
        let (index, ready_at) = self
            .lanes
            .iter()
            .enumerate()
            .filter(|(_, lane)| !lane.closed)
            .map(|(index, lane)| (index, lane.ready_at.max(now)))
            .min_by_key(|(index, ready_at)| (*ready_at, *index))?;
        if self.made >= self.policy.max_attempts || ready_at >= self.deadline {
            return None;
        }
        if ready_at > now {
            tokio::time::sleep_until(ready_at).await;
        }
        self.made += 1;
        Some(index)
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
        let Some(lane) = self.lanes.get_mut(index) else { return Ok(false) };
        match after {
            After::Over => return Ok(false),
            After::NextTarget => lane.closed = true,
            After::Again => {
                lane.failures += 1;
                let wait = self.policy.backoff(lane.failures, self.surroundings)?;
                lane.ready_at = Instant::now() + wait.max(error.retry_after.unwrap_or_default());
            }
        }
        Ok(true)
    }
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
