//! How long a business keeps what closr holds.

use std::ops::RangeInclusive;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::error::safe;
use crate::lead::record::Fields;

/// How long an account's data is kept, for sweeps that are not told otherwise.
///
/// What closr does not hold it has no term for: no payments or invoices, which a business keeps for years elsewhere, and no profile for
/// marketing, which a stop ends at once. The words that consent rests on and closed requests have the terms of the law.
///
/// ```
/// let account = closr::Account::from_json(r#"{"brand": "Oak & Main", "retention": {"idle_days": 730}}"#)?;
/// assert_eq!((account.retention.idle_days, account.retention.after_cancellation_days), (Some(730), 90));
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retention {
    /// A lead is erased this many days after its last message, or, where it has none, after it was put on file: 1 to 36,500. `None`
    /// where the business has not said; then a sweep must be told, for nothing is kept for ever because nobody chose.
    pub idle_days: Option<u32>,
    /// When the business ended its contract.
    pub cancelled: Option<Timestamp>,
    /// All leads are erased this many days after that, 0 to 36,500; 90 where a record names none.
    pub after_cancellation_days: u32,
    /// How many days the business keeps copies of the key store, its backups above all, 0 to 36,500: receipts of erasures say by it until when
    /// an old one still matters. `None` where the business has not said.
    pub key_copies_days: Option<u32>,
}

impl Default for Retention {
    fn default() -> Retention {
        Retention { idle_days: None, cancelled: None, after_cancellation_days: 90, key_copies_days: None }
    }
}

impl Retention {
    pub(crate) const LONGEST: u32 = 36_500;

    pub(crate) fn read(fields: &mut Fields) -> Retention {
        let mut term = |key, range: RangeInclusive<u32>| {
            let count = fields.count(key)?;
            let days = u32::try_from(count).ok().filter(|days| range.contains(days));
            if days.is_none() {
                fields.fault(key, safe!("expected {} to {}", *range.start(), *range.end()));
            }
            days
        };
        let usual = Retention::default();
        let idle_days = term("idle_days", 1..=Retention::LONGEST);
        let after = term("after_cancellation_days", 0..=Retention::LONGEST);
        let key_copies_days = term("key_copies_days", 0..=Retention::LONGEST);
        Retention {
            idle_days,
            cancelled: fields.time("cancelled"),
            after_cancellation_days: after.unwrap_or(usual.after_cancellation_days),
            key_copies_days,
        }
    }

    pub(crate) fn to_record(self) -> Value {
        json!({
            "idle_days": self.idle_days,
            "cancelled": self.cancelled,
            "after_cancellation_days": self.after_cancellation_days,
            "key_copies_days": self.key_copies_days,
        })
    }

    /// Whether the account's time is over at `now`.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.cancelled.is_some_and(|at| at.plus(days(self.after_cancellation_days)) <= now)
    }
}

/// So many days of 24 hours.
pub(crate) fn days(days: u32) -> Duration {
    Duration::from_secs(u64::from(days) * 86_400)
}

#[cfg(test)]
mod tests {
    use crate::lead::Account;

    #[test]
    fn terms_are_read_strictly_and_survive_storage() {
        let read =
            |retention: &str| Account::from_json(&format!(r#"{{"brand": "Oak", "retention": {retention}}}"#));
        let account = read(
            r#"{"idle_days": 36500, "cancelled": "2026-11-22T10:00:00-06:00", "after_cancellation_days": 0, "key_copies_days": 30}"#,
        );
        let account = account.unwrap();
        assert_eq!(Account::from_json(&account.to_json()).unwrap(), account);
        assert_eq!(
            read("{}").unwrap().retention,
            Account::from_json(r#"{"brand": "Oak"}"#).unwrap().retention
        );
        for (wrong, path) in [
            (r#"{"idle_days": 0}"#, "retention.idle_days"),
            (r#"{"idle_days": 36501}"#, "retention.idle_days"),
            (r#"{"after_cancellation_days": 99999999999}"#, "retention.after_cancellation_days"),
            (r#"{"key_copies_days": 36501}"#, "retention.key_copies_days"),
            (r#"{"cancelled": "soon"}"#, "retention.cancelled"),
            (r#"{"idle": 9}"#, "retention.idle"),
        ] {
            let error = read(wrong).unwrap_err();
            let [fault] = error.faults() else { panic!("{error}") };
            assert_eq!(fault.path, path);
        }
    }

    #[test]
    fn an_account_is_over_so_many_days_after_it_was_cancelled() {
        let account = r#"{"brand": "Oak", "retention": {"cancelled": "2026-11-22T10:00:00Z"}}"#;
        let retention = Account::from_json(account).unwrap().retention;
        assert!(!retention.is_over("2027-02-20T09:59:59Z".parse().unwrap()));
        assert!(retention.is_over("2027-02-20T10:00:00Z".parse().unwrap()));
    }
}
