//! How often the business may write first to one contact point.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::consent::{Place, rule};
use crate::lead::Account;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Where the law allows three in 24 hours on one subject, as overviews of the states' telephone solicitation laws gave it on
/// 2026-11-22; have a lawyer confirm it. Subjects are not told apart: all count.
const THREE_A_DAY: [&str; 2] = ["FL", "OK"];

/// What was handed out until then counts no more.
pub(crate) fn counted_after(now: Timestamp) -> Timestamp {
    Timestamp::from_millis(now.as_millis().saturating_sub(WEEK.as_millis() as i64))
}

/// Until when a cap is reached, and which: the one that is reached longest. `sent` is when outreach was handed out to the
/// contact point, newest first, as far back as [`counted_after`].
pub(super) fn reached_until(
    account: &Account,
    place: &Place,
    sent: &[Timestamp],
    now: Timestamp,
) -> Option<(Timestamp, &'static str)> {
    let law = place.may_be_in(&THREE_A_DAY).then_some((3, DAY, rule::CAP_OF_LAW));
    let own = [(account.caps.per_day, DAY, rule::CAP_A_DAY), (account.caps.per_week, WEEK, rule::CAP_A_WEEK)];
    let until = |(most, span, rule): (u8, Duration, &'static str)| {
        let first = sent.get(usize::from(most).saturating_sub(1))?;
        Some((first.plus(span), rule)).filter(|(until, _)| *until > now)
    };
    own.into_iter().chain(law).filter_map(until).max_by_key(|(until, _)| *until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::Lead;

    const HOUR: i64 = 60 * 60 * 1000;

    /// What is handed out at these hours, newest first, is full until, in hours and milliseconds.
    fn until(caps: &str, lead: &str, hours: &[i64], now: i64) -> Option<(i64, &'static str)> {
        let account =
            Account::from_json(&format!(r#"{{"brand": "Oak", "tz": "America/Chicago", "caps": {caps}}}"#));
        let account = account.unwrap();
        let place = Place::of(&Lead::from_json(lead).unwrap(), &account);
        let sent: Vec<_> = hours.iter().map(|hour| Timestamp::from_millis(hour * HOUR)).collect();
        let reached = reached_until(&account, &place, &sent, Timestamp::from_millis(now));
        reached.map(|(until, rule)| (until.as_millis(), rule))
    }

    const TEXAS: &str = r#"{"phones": ["+15125550147"]}"#;
    const FLORIDA: &str = r#"{"phones": ["+13055550147"]}"#;
    const OKLAHOMA: &str = r#"{"address": "12 Elm St, Tulsa, OK 74103", "phones": ["+15125550147"]}"#;

    #[test]
    fn a_cap_ends_when_its_span_has_passed_to_the_millisecond() {
        let full = Some((124 * HOUR, "caps.day"));
        for (now, expected) in [(123 * HOUR, full), (124 * HOUR - 1, full), (124 * HOUR, None)] {
            assert_eq!(until(r#"{"per_day": 2}"#, TEXAS, &[101, 100], now), expected, "{now}");
        }
        assert_eq!(until(r#"{"per_day": 2}"#, TEXAS, &[100], 101 * HOUR), None);
        let week = Some(((100 + 7 * 24) * HOUR, "caps.week"));
        assert_eq!(until(r#"{"per_week": 2}"#, TEXAS, &[140, 100], 150 * HOUR), week);
        assert_eq!(until(r#"{"per_day": 1, "per_week": 2}"#, TEXAS, &[140, 100], 150 * HOUR), week);
    }

    #[test]
    fn the_law_s_cap_holds_where_the_person_may_be_and_an_account_cannot_widen_it() {
        const WIDE: &str = r#"{"per_day": 50, "per_week": 50}"#;
        let law = Some((124 * HOUR, "caps.law"));
        for (lead, expected) in [
            (FLORIDA, law),
            (OKLAHOMA, law),
            ("{}", law),
            (TEXAS, None),
            (r#"{"phones": ["+442079460018"]}"#, None),
        ] {
            assert_eq!(until(WIDE, lead, &[102, 101, 100], 103 * HOUR), expected, "{lead}");
        }
        assert_eq!(until("{}", TEXAS, &[102, 101, 100], 103 * HOUR), Some((124 * HOUR, "caps.day")));
        assert_eq!(until("{}", FLORIDA, &[102, 101, 100], 103 * HOUR), law);
        assert_eq!(until("{}", FLORIDA, &[102, 101], 103 * HOUR), None);
    }
}
