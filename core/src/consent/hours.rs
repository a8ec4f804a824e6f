//! The hours in which a message may be written that is no answer to a fresh one.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::clock::Timestamp;
use crate::lead::Account;

/// 47 CFR 64.1200(c)(1): no solicitation before 8 a.m. or after 9 p.m., local time at the called party's location
/// (read 2026-11-22). Minutes after midnight.
const FEDERAL: (u16, u16) = (8 * 60, 21 * 60);

/// Whether the hours are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    Open,
    /// They open then.
    At(Timestamp),
    /// The account's hours leave nothing of the law's, or its zone is unknown.
    Never,
}

/// Whether the hours are open at `now`: the law's, narrowed by the account's own, in the account's time zone.
///
/// The zone is the account's, as a local business's leads mostly live where it works; a lead's own zone is not
/// known yet. Every channel keeps the hours, though the law names calls and texts only: they apply to answers
/// that come late, and a late answer can wait for the morning.
pub(super) fn opening(account: &Account, now: Timestamp) -> Opening {
    let Ok(zone) = TimeZone::get(&account.tz) else { return Opening::Never };
    let (mut start, mut end) = FEDERAL;
    if let Some(hours) = account.hours {
        start = start.max(hours.start);
        end = end.min(hours.end);
    }
    if end <= start {
        return Opening::Never;
    }
    let mut date = now.to_jiff().to_zoned(zone.clone()).date();
    // Today or tomorrow, but for a calendar that drops a day (Samoa, 2011-12-30).
    for _ in 0..4 {
        let window = instant(date, start, &zone).zip(instant(date, end, &zone));
        if let Some((open, _)) = window.filter(|(open, close)| open < close && now < *close) {
            return if open <= now { Opening::Open } else { Opening::At(open) };
        }
        let Ok(next) = date.tomorrow() else { return Opening::Never };
        date = next;
    }
    Opening::Never
}

/// The instant of a local time; one that a clock change skips is the first after the gap.
fn instant(date: Date, minutes: u16, zone: &TimeZone) -> Option<Timestamp> {
    let hour = i8::try_from(minutes / 60).ok()?;
    let minute = i8::try_from(minutes % 60).ok()?;
    let zoned = date.at(hour, minute, 0, 0).to_zoned(zone.clone()).ok()?;
    Some(Timestamp::from_jiff(zoned.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(tz: &str, hours: Option<(&str, &str)>) -> Account {
        let hours = hours
            .map_or(String::from("null"), |(start, end)| format!(r#"{{"start":"{start}","end":"{end}"}}"#));
        Account::from_json(&format!(r#"{{"brand":"Oak","tz":"{tz}","hours":{hours}}}"#)).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_window_follows_the_local_clock() {
        let open = |text| Some(Opening::At(at(text)));
        for (tz, hours, now, expected) in [
            ("America/Chicago", None, "2026-11-22T07:59:59-06:00", open("2026-11-22T08:00:00-06:00")),
            ("America/Chicago", None, "2026-11-22T08:00:00-06:00", None),
            ("America/Chicago", None, "2026-11-22T20:59:59-06:00", None),
            ("America/Chicago", None, "2026-11-22T21:00:00-06:00", open("2026-11-23T08:00:00-06:00")),
            ("America/Chicago", None, "2026-12-31T23:00:00-06:00", open("2027-01-01T08:00:00-06:00")),
            // The account narrows, and cannot widen.
            (
                "America/Chicago",
                Some(("09:30", "17:00")),
                "2026-11-22T17:00:00-06:00",
                open("2026-11-23T09:30:00-06:00"),
            ),
            (
                "America/Chicago",
                Some(("06:00", "23:00")),
                "2026-11-22T22:00:00-06:00",
                open("2026-11-23T08:00:00-06:00"),
            ),
            ("America/Chicago", Some(("21:30", "23:00")), "2026-11-22T22:00:00-06:00", Some(Opening::Never)),
            // Clocks go forward on 2026-03-08, back on 2026-11-01.
            ("America/Chicago", None, "2026-03-07T22:00:00-06:00", open("2026-03-08T08:00:00-05:00")),
            ("America/Chicago", None, "2026-10-31T22:00:00-05:00", open("2026-11-01T08:00:00-06:00")),
            ("America/Chicago", None, "2026-11-01T01:30:00-06:00", open("2026-11-01T08:00:00-06:00")),
            // No clock change in Arizona; half-hour zones; the far ends of the day line.
            ("America/Phoenix", None, "2026-03-08T07:30:00-07:00", open("2026-03-08T08:00:00-07:00")),
            ("America/St_Johns", None, "2026-11-22T21:15:00-03:30", open("2026-11-23T08:00:00-03:30")),
            ("Pacific/Kiritimati", None, "2026-11-22T20:00:00Z", None),
            ("Pacific/Pago_Pago", None, "2026-11-22T20:00:00Z", None),
            // Samoa had no 30 December 2011.
            ("Pacific/Apia", None, "2011-12-29T22:00:00-10:00", open("2011-12-31T08:00:00+14:00")),
        ] {
            assert_eq!(
                opening(&account(tz, hours), at(now)),
                expected.unwrap_or(Opening::Open),
                "{tz} {now}"
            );
        }
    }

    #[test]
    fn an_unknown_zone_never_opens() {
        let mut account = account("UTC", None);
        account.tz = "Mars/Olympus".to_owned();
        assert_eq!(opening(&account, at("2026-11-22T12:00:00Z")), Opening::Never);
    }
}
