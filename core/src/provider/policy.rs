//! How often and how long models are asked.

use std::time::Duration;

use crate::clock::Surroundings;
use crate::error::{Result, safe};
use crate::provider::setting::{self, SettingFault};

/// How often and how long a provider is asked. Times are seconds when read or written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Policy {
    /// The deadline over all attempts, targets and waits; 60 s unless told.
    #[serde(with = "as_seconds")]
    pub total: Duration,
    /// The most for one attempt at a whole answer; 45 s unless told. A streamed answer is held by
    /// `first_token`, `idle` and `total` instead.
    #[serde(with = "as_seconds")]
    pub attempt: Duration,
    /// The most for a connection; 5 s unless told.
    #[serde(with = "as_seconds")]
    pub connect: Duration,
    /// The most from a streamed request to its first text; 30 s unless told.
    #[serde(with = "as_seconds")]
    pub first_token: Duration,
    /// The most between two pieces of an answer's body; 15 s unless told.
    #[serde(with = "as_seconds")]
    pub idle: Duration,
    /// The most requests, over all targets; 3 unless told, at most 20.
    pub max_attempts: u32,
    /// The first wait before asking the same target again is up to this long; 250 ms unless told. Each next one
    /// may be twice as long.
    #[serde(with = "as_seconds")]
    pub base_backoff: Duration,
    /// No wait of our own choosing is longer; 4 s unless told.
    #[serde(with = "as_seconds")]
    pub max_backoff: Duration,
    /// Whether a request whose answer was lost, and may have been billed, is made again; no unless told.
    pub retry_maybe_billed: bool,
    /// Of 100 calls that a target answers, so many may be made again in the long run, and 10 more in a burst; 20 unless
    /// told, at most 1,000. A target that is down is not asked three times as often for it.
    pub retry_percent: u32,
    /// After so many failures in a row (no connection, overloaded, too slow) a target is left alone for
    /// `breaker_pause`; 5 unless told. 0 is never.
    pub breaker_failures: u32,
    /// How long a target that failed too often is left alone, before one call tries it again; 30 s unless told.
    #[serde(with = "as_seconds")]
    pub breaker_pause: Duration,
    /// Where an answer is not there after so long, another target is asked beside it (the same, where there is one alone),
    /// and the first whole answer counts. It may cost a second bill. Never unless told; a streamed answer is not hedged.
    #[serde(with = "as_seconds_or_none", skip_serializing_if = "Option::is_none")]
    pub hedge_after: Option<Duration>,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            total: Duration::from_secs(60),
            attempt: Duration::from_secs(45),
            connect: Duration::from_secs(5),
            first_token: Duration::from_secs(30),
            idle: Duration::from_secs(15),
            max_attempts: 3,
            base_backoff: Duration::from_millis(250),
            max_backoff: Duration::from_secs(4),
            retry_maybe_billed: false,
            retry_percent: 20,
            breaker_failures: 5,
            breaker_pause: Duration::from_secs(30),
            hedge_after: None,
        }
    }
}

/// The most that something can cost.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct WorstCase {
    /// Requests made.
    pub calls: u32,
    /// Seconds until there is an answer or an error.
    pub seconds: f64,
    /// Millionths of a US dollar; `None` where the price of any model that may be asked is not set.
    pub cost_micro_usd: Option<u64>,
}

impl WorstCase {
    /// What nobody is asked for costs.
    pub(crate) const NOTHING: WorstCase = WorstCase { calls: 0, seconds: 0.0, cost_micro_usd: Some(0) };

    /// As many times as much.
    pub(crate) fn times(self, calls: u32) -> WorstCase {
        WorstCase {
            calls: self.calls.saturating_mul(calls),
            seconds: self.seconds * f64::from(calls),
            cost_micro_usd: self.cost_micro_usd.map(|cost| cost.saturating_mul(calls.into())),
        }
    }
}

impl Policy {
    /// The requests of one call that may be billed: one, and where the policy says so one that it makes beside it, or
    /// all. What failed safely was not answered.
    pub(super) fn billed(&self) -> u32 {
        match (self.retry_maybe_billed, self.hedge_after) {
            (true, _) => self.max_attempts,
            (false, Some(_)) => self.max_attempts.min(2),
            (false, None) => 1,
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        setting::refuse(self.faults())
    }

    /// Every setting that is wrong.
    pub(super) fn faults(&self) -> Vec<SettingFault> {
        let times = [
            ("policy.total", self.total),
            ("policy.attempt", self.attempt),
            ("policy.connect", self.connect),
            ("policy.first_token", self.first_token),
            ("policy.idle", self.idle),
            ("policy.breaker_pause", self.breaker_pause),
            ("policy.hedge_after", self.hedge_after.unwrap_or(self.idle)),
        ];
        let waits = [("policy.base_backoff", self.base_backoff), ("policy.max_backoff", self.max_backoff)];
        // Past a day a deadline is a mistake, and instants could overflow.
        let day = Duration::from_secs(24 * 60 * 60);
        let mut faults: Vec<SettingFault> = times
            .into_iter()
            .filter(|(_, time)| time.is_zero() || *time > day)
            .map(|(name, _)| SettingFault::new(name, "must be more than 0 seconds and at most a day"))
            .collect();
        if !(1..=20).contains(&self.max_attempts) {
            let problem = safe!("is {}; use 1 to 20", self.max_attempts);
            faults.push(SettingFault::new("policy.max_attempts", problem));
        }
        if self.retry_percent > 1_000 {
            let problem = safe!("is {}; use 0 to 1000", self.retry_percent);
            faults.push(SettingFault::new("policy.retry_percent", problem));
        }
        let long = waits.into_iter().filter(|(_, wait)| *wait > day);
        faults.extend(long.map(|(name, _)| SettingFault::new(name, "must be at most a day")));
        faults
    }

    /// How long to wait after a target's `failures`-th failure: anything up to a bound that doubles (full
    /// jitter), so that many callers do not come back at the same moment.
    pub(super) fn backoff(&self, failures: u32, surroundings: &Surroundings) -> Result<Duration> {
        let doubled = self
            .base_backoff
            .saturating_mul(1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX));
        let bound = doubled.min(self.max_backoff);
        let share = f64::from(u32::from_le_bytes(surroundings.bytes::<4>()?)) / f64::from(u32::MAX);
        Ok(bound.mul_f64(share))
    }
}

mod as_seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(time.as_secs_f64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        Duration::try_from_secs_f64(f64::deserialize(deserializer)?)
            .map_err(|_| serde::de::Error::custom("not a number of seconds"))
    }
}

mod as_seconds_or_none {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        time: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => serializer.serialize_some(&time.as_secs_f64()),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        Option::<f64>::deserialize(deserializer)?
            .map(Duration::try_from_secs_f64)
            .transpose()
            .map_err(|_| serde::de::Error::custom("not a number of seconds"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn zero_times_and_counts_are_refused_by_name() {
        let good = Policy::default();
        good.check().unwrap();
        let zero = Duration::ZERO;
        let rows = [
            (Policy { total: zero, ..good.clone() }, "`policy.total`"),
            (Policy { attempt: zero, ..good.clone() }, "`policy.attempt`"),
            (Policy { connect: zero, ..good.clone() }, "`policy.connect`"),
            (Policy { first_token: zero, ..good.clone() }, "`policy.first_token`"),
            (Policy { idle: Duration::MAX, ..good.clone() }, "`policy.idle`"),
            (Policy { breaker_pause: zero, ..good.clone() }, "`policy.breaker_pause`"),
            (Policy { hedge_after: Some(zero), ..good.clone() }, "`policy.hedge_after`"),
            (Policy { retry_percent: 1_001, ..good.clone() }, "`policy.retry_percent`"),
            (Policy { max_attempts: 0, ..good.clone() }, "`policy.max_attempts`"),
            (Policy { max_attempts: 21, ..good.clone() }, "`policy.max_attempts`"),
        ];
        for (policy, name) in rows {
            let error = policy.check().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
            assert!(error.to_string().contains(name), "{error}");
        }
    }

    #[test]
    fn times_are_read_and_written_as_seconds() {
        let policy: Policy = serde_json::from_str(r#"{"total": 2.5, "max_attempts": 1}"#).unwrap();
        assert_eq!(
            policy,
            Policy { total: Duration::from_millis(2_500), max_attempts: 1, ..Policy::default() }
        );
        let text = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
        assert!(serde_json::from_str::<Policy>(r#"{"total": -1}"#).is_err());
        assert!(serde_json::from_str::<Policy>(r#"{"totall": 1}"#).is_err());
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_its_bound(failures in 0_u32..200, base in 0_u64..10_000, most in 0_u64..10_000) {
            let policy = Policy {
                base_backoff: Duration::from_millis(base),
                max_backoff: Duration::from_millis(most),
                ..Policy::default()
            };
            let wait = policy.backoff(failures, &Surroundings::default()).unwrap();
            prop_assert!(wait <= Duration::from_millis(most));
            if failures <= 1 {
                prop_assert!(wait <= Duration::from_millis(base));
            }
        }
    }
}
