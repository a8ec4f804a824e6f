//! Where time, randomness and ids come from, so that a turn replays bit for bit.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};

/// An instant in UTC, shown and read as RFC 3339.
///
/// ```
/// let at: closr::Timestamp = "2026-11-22T10:00:00-06:00".parse()?;
/// assert_eq!(at.to_string(), "2026-11-22T16:00:00Z");
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// The instant so many milliseconds after 1970; out of range it is the nearest end.
    pub fn from_millis(millis: i64) -> Timestamp {
        let nearest = if millis < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        Timestamp(jiff::Timestamp::from_millisecond(millis).unwrap_or(nearest))
    }

    /// Milliseconds since 1970.
    pub fn as_millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// The instant later by `duration`, capped at the end of the calendar.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Timestamp {
        Timestamp(self.0.checked_add(duration).unwrap_or(jiff::Timestamp::MAX))
    }

    /// The time since `earlier`; zero if `earlier` is later.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::try_from(self.0.duration_since(earlier.0)).unwrap_or_default()
    }

    pub(crate) fn to_jiff(self) -> jiff::Timestamp {
        self.0
    }

    pub(crate) fn from_jiff(at: jiff::Timestamp) -> Timestamp {
        Timestamp(at)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Timestamp> {
        text.parse().map(Timestamp).map_err(|_| {
            Error::new(
                ErrorKind::InputInvalid,
                "not a time: write RFC 3339 with a zone, as in 2026-11-22T10:00:00-06:00",
            )
        })
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Timestamp, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Tells the time.
///
/// # Contract
/// `now` does not block and may go backwards; nothing in closr relies on it to order events.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// Yields random bytes.
///
/// # Contract
/// The bytes are fit for keys: an implementation for production reads the operating system's source.
pub trait Random: Send + Sync + 'static {
    /// Fills `bytes`, or says that the source has failed.
    ///
    /// # Errors
    /// `Unavailable` when the source has failed.
    fn fill(&self, bytes: &mut [u8]) -> Result<()>;
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[allow(clippy::disallowed_methods, reason = "this is the one place")]
        Timestamp(jiff::Timestamp::now())
    }
}

/// A clock that stands still, for tests and replays.
///
/// ```
/// use closr::clock::{Clock, FixedClock};
///
/// let clock = FixedClock::at("2026-11-22T10:00:00-06:00".parse()?);
/// assert_eq!(clock.now().to_string(), "2026-11-22T16:00:00Z");
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(Timestamp);

impl FixedClock {
    /// A clock that stands at `at`.
    pub fn at(at: Timestamp) -> FixedClock {
        FixedClock(at)
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// The operating system's source of randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), bytes)
            .map_err(|_| Error::new(ErrorKind::Unavailable, "the system's source of randomness failed"))
    }
}

/// The clock and the randomness that one engine uses.
#[derive(Clone)]
pub struct Surroundings {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Yields randomness.
    pub random: Arc<dyn Random>,
}

impl Surroundings {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn bytes<const N: usize>(&self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// A fresh UUID version 7: ordered by time, 74 random bits.
    pub(crate) fn uuid(&self) -> Result<uuid::Uuid> {
        let millis = u64::try_from(self.now().as_millis()).unwrap_or(0);
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()?).into_uuid())
    }
}

impl Default for Surroundings {
    fn default() -> Surroundings {
        Surroundings { clock: Arc::new(SystemClock), random: Arc::new(SystemRandom) }
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_zone_is_refused() {
        let error = "2026-11-22T10:00:00".parse::<Timestamp>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InputInvalid);
    }

    #[test]
    fn times_survive_millis() {
        let at: Timestamp = "2026-11-22T16:00:00.123Z".parse().unwrap();
        assert_eq!(Timestamp::from_millis(at.as_millis()), at);
        assert_eq!(at.since(at.plus(Duration::from_secs(5))), Duration::ZERO);
    }
}
