//! The hours in which a message may be written that is no answer to a fresh one.

mod law;
mod place;
mod region;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::clock::Timestamp;
use crate::lead::Account;
use law::{ABROAD, ANYWHERE, FEDERAL, Law, Week};

pub(crate) use law::is_holiday;
pub(crate) use place::Place;

pub(super) const QUIET_BY_ACCOUNT: &str = "hours.quiet.account";

/// Whether the hours are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    Open,
    /// They open then; the rule is the last that has to.
    At(Timestamp, &'static str),
    /// The account's hours leave nothing of the law's, or its zone is unknown.
    Never,
}

/// Whether the hours are open at `now`: those of the law where the person may be, all of them where that is not one
/// place, and the account's own in its own zone.
///
/// Every channel keeps the hours, though the law names calls and texts only: they apply to answers that come late, and
/// a late answer can wait for the morning.
pub(super) fn opening(account: &Account, place: &Place, now: Timestamp) -> Opening {
    // Each round waits for the hours that open last. At two a day, hours that have a moment in common have met in two weeks.
    const MOST_ROUNDS: usize = 28;
    let Some(all) = clocks(account, place) else { return Opening::Never };
    let (mut at, mut rule) = (now, None);
    for _ in 0..MOST_ROUNDS {
        let mut latest = at;
        for clock in &all {
            match clock.opens(at) {
                Some(opens) if opens > latest => (latest, rule) = (opens, Some(clock.law.rule)),
                Some(_) => {}
                None => return Opening::Never,
            }
        }
        match rule {
            None => return Opening::Open,
            Some(rule) if latest == at => return Opening::At(at, rule),
            Some(_) => at = latest,
        }
    }
    Opening::Never
}

/// Hours, and the zone in which they are kept.
struct Clock {
    law: Law,
    zone: TimeZone,
}

/// Every clock that must allow it; `None` where the account's zone is unknown.
fn clocks(account: &Account, place: &Place) -> Option<Vec<Clock>> {
    let own = TimeZone::get(&account.tz).ok()?;
    let mut clocks = Vec::new();
    if let Some(hours) = account.hours {
        let week = Week::minutes((hours.start, hours.end));
        clocks.push(Clock { law: Law { rule: QUIET_BY_ACCOUNT, week, says: "" }, zone: own.clone() });
    }
    match place {
        Place::In(regions) => {
            for region in regions {
                for zone in region.zones {
                    clocks.push(Clock { law: region.law, zone: TimeZone::get(zone).ok()? });
                }
            }
        }
        Place::Anywhere => {
            for zone in region::zones_of_states() {
                clocks.push(Clock { law: ANYWHERE, zone: TimeZone::get(zone).ok()? });
            }
        }
        Place::Abroad => clocks.push(Clock { law: ABROAD, zone: own }),
    }
    Some(clocks)
}

impl Clock {
    /// The first moment from `from` on in which the hours are open.
    fn opens(&self, from: Timestamp) -> Option<Timestamp> {
        // A Saturday, a Sunday and holidays about them, and a calendar that drops a day (Samoa, 2011-12-30).
        const MOST_DAYS: usize = 9;
        let mut date = from.to_jiff().to_zoned(self.zone.clone()).date();
        for _ in 0..MOST_DAYS {
            if let Some((start, end)) = self.law.week.on(date) {
                let window = instant(date, start, &self.zone).zip(instant(date, end, &self.zone));
                if let Some((open, _)) = window.filter(|(open, close)| open < close && from < *close) {
                    return Some(open.max(from));
                }
            }
            date = date.tomorrow().ok()?;
        }
        None
    }
}

/// What a rule of the hours says.
pub(super) fn explain(rule: &str) -> Option<&'static str> {
    let states = region::ALL.iter().map(|region| &region.law);
    states.chain([&FEDERAL, &ABROAD, &ANYWHERE]).find(|law| law.rule == rule).map(|law| law.says)
}

/// The instant of a local time; one that a clock change skips is the first after the gap.
fn instant(date: Date, minutes: u16, zone: &TimeZone) -> Option<Timestamp> {
    // Hours may end at 24:00, which is the next day's midnight.
    let local = date.at(0, 0, 0, 0).checked_add(jiff::Span::new().minutes(minutes)).ok()?;
    let zoned = local.to_zoned(zone.clone()).ok()?;
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

    fn of(codes: &str) -> Place {
        Place::In(codes.split(' ').map(|code| region::Region::named(code).unwrap()).collect())
    }

    /// `opens` is "", the time and the rule, or "never".
    fn check(account: &Account, place: &Place, now: &str, opens: &str) {
        let expected = match opens.split_once(' ') {
            Some((time, rule)) => format!("{} {rule}", at(time)),
            None => opens.to_owned(),
        };
        let found = match opening(account, place, at(now)) {
            Opening::Open => String::new(),
            Opening::At(time, rule) => format!("{time} {rule}"),
            Opening::Never => "never".to_owned(),
        };
        assert_eq!(found, expected, "{place:?} {now}");
    }

    #[test]
    fn the_hours_are_those_of_the_place() {
        let oak = account("America/Chicago", None);
        for (place, now, opens) in [
            // The federal hours, in the person's zone and not the account's.
            ("VA", "2026-11-24T07:59:59-05:00", "2026-11-24T08:00:00-05:00 hours.quiet"),
            ("VA", "2026-11-24T08:00:00-05:00", ""),
            ("VA", "2026-11-24T20:59:59-05:00", ""),
            ("VA", "2026-11-24T21:00:00-05:00", "2026-11-25T08:00:00-05:00 hours.quiet"),
            ("CA", "2026-12-31T23:00:00-08:00", "2027-01-01T08:00:00-08:00 hours.quiet"),
            ("HI", "2026-11-24T23:00:00-06:00", ""),
            // The states'.
            ("FL", "2026-11-24T20:00:00-06:00", "2026-11-25T08:00:00-06:00 hours.quiet.fl"),
            ("KY", "2026-11-24T09:59:00-06:00", "2026-11-24T10:00:00-06:00 hours.quiet.ky"),
            ("TX", "2026-11-29T11:00:00-06:00", "2026-11-29T12:00:00-07:00 hours.quiet.tx"),
            ("AL", "2026-11-26T12:00:00-06:00", "2026-11-27T08:00:00-06:00 hours.quiet.al"),
            ("AL", "2026-07-03T12:00:00-05:00", "2026-07-06T08:00:00-05:00 hours.quiet.al"),
            ("PA", "2026-11-28T12:00:00-05:00", "2026-11-30T08:00:00-05:00 hours.quiet.pa"),
            ("RI", "2026-11-28T10:00:00-05:00", ""),
            // A state in two zones keeps the hours of both.
            ("TN", "2026-11-24T08:30:00-05:00", "2026-11-24T08:00:00-06:00 hours.quiet"),
            ("TN", "2026-11-24T20:30:00-06:00", "2026-11-25T08:00:00-06:00 hours.quiet"),
            // Two states: no hour of the one is outside the other's.
            ("NY CA", "2026-11-24T09:00:00-05:00", "2026-11-24T08:00:00-08:00 hours.quiet"),
            ("NY CA", "2026-11-24T18:30:00-08:00", "2026-11-25T08:00:00-08:00 hours.quiet"),
            ("KY PA", "2026-11-28T12:30:00-05:00", "2026-11-30T10:00:00-06:00 hours.quiet.ky"),
            // Clocks go forward on 2026-03-08, back on 2026-11-01; not in Arizona's own zone.
            ("IL", "2026-03-07T22:00:00-06:00", "2026-03-08T08:00:00-05:00 hours.quiet"),
            ("IL", "2026-10-31T22:00:00-05:00", "2026-11-01T08:00:00-06:00 hours.quiet"),
            ("IL", "2026-11-01T01:30:00-06:00", "2026-11-01T08:00:00-06:00 hours.quiet"),
            ("AZ", "2026-03-08T07:30:00-06:00", "2026-03-08T08:00:00-07:00 hours.quiet"),
            ("GU", "2026-11-24T21:30:00Z", "2026-11-24T22:00:00Z hours.quiet"),
            ("AS", "2026-11-24T20:00:00Z", ""),
        ] {
            check(&oak, &of(place), now, opens);
        }
    }

    #[test]
    fn a_person_who_may_be_anywhere_is_written_to_when_all_are_awake() {
        let oak = account("America/Chicago", None);
        for (now, opens) in [
            ("2026-11-24T13:59:00-05:00", "2026-11-24T09:00:00-10:00 hours.quiet.anywhere"),
            ("2026-11-24T14:00:00-05:00", ""),
            ("2026-11-24T19:59:00-05:00", ""),
            ("2026-11-24T20:00:00-05:00", "2026-11-25T09:00:00-10:00 hours.quiet.anywhere"),
            ("2026-11-26T15:00:00-05:00", "2026-11-27T09:00:00-10:00 hours.quiet.anywhere"),
            ("2026-11-29T12:00:00-05:00", "2026-11-29T12:00:00-10:00 hours.quiet.anywhere"),
        ] {
            check(&oak, &Place::Anywhere, now, opens);
        }
    }

    #[test]
    fn the_accounts_hours_narrow_and_never_widen() {
        for (hours, place, now, opens) in [
            (
                ("09:30", "17:00"),
                of("IL"),
                "2026-11-24T17:00:00-06:00",
                "2026-11-25T09:30:00-06:00 hours.quiet.account",
            ),
            (
                ("06:00", "23:00"),
                of("IL"),
                "2026-11-24T22:00:00-06:00",
                "2026-11-25T08:00:00-06:00 hours.quiet",
            ),
            (
                ("00:00", "24:00"),
                of("IL"),
                "2026-11-24T22:00:00-06:00",
                "2026-11-25T08:00:00-06:00 hours.quiet",
            ),
            (("00:00", "24:00"), of("IL"), "2026-11-24T20:00:00-06:00", ""),
            (("21:30", "23:00"), of("IL"), "2026-11-24T22:00:00-06:00", "never"),
            // The account's hours are its own zone's: eleven in Chicago is seven in Honolulu.
            (
                ("09:30", "17:00"),
                of("HI"),
                "2026-11-24T11:00:00-06:00",
                "2026-11-24T08:00:00-10:00 hours.quiet",
            ),
            (("09:30", "11:30"), of("HI"), "2026-11-24T11:00:00-06:00", "never"),
        ] {
            check(&account("America/Chicago", Some(hours)), &place, now, opens);
        }
    }

    #[test]
    fn another_country_keeps_the_federal_hours_of_the_accounts_zone() {
        for (tz, now, opens) in [
            ("America/St_Johns", "2026-11-22T21:15:00-03:30", "2026-11-23T08:00:00-03:30 hours.quiet.abroad"),
            ("Pacific/Kiritimati", "2026-11-22T20:00:00Z", ""),
            // Samoa had no 30 December 2011.
            ("Pacific/Apia", "2011-12-29T22:00:00-10:00", "2011-12-31T08:00:00+14:00 hours.quiet.abroad"),
        ] {
            check(&account(tz, None), &Place::Abroad, now, opens);
        }
    }

    #[test]
    fn an_unknown_zone_never_opens() {
        let mut account = account("UTC", None);
        account.tz = "Mars/Olympus".to_owned();
        check(&account, &of("IL"), "2026-11-22T12:00:00Z", "never");
    }

    #[test]
    fn what_opens_then_is_open_then_and_not_before() {
        let oak = account("America/Chicago", Some(("09:00", "18:00")));
        let places = ["TX", "AL", "HI", "NY CA", "KY PA", "RI LA", "TN ID"].map(of).into_iter();
        let (start, hour) = (at("2026-11-20T00:30:00Z"), std::time::Duration::from_secs(3600));
        for place in places.chain([Place::Anywhere, Place::Abroad]) {
            let mut shut = 0;
            for hours in 0..24 * 21 {
                let now = start.plus(hour * hours);
                if let Opening::At(then, _) = opening(&oak, &place, now) {
                    shut += 1;
                    assert_eq!(opening(&oak, &place, then), Opening::Open, "{place:?} {now}");
                    let before = Timestamp::from_millis(then.as_millis() - 1);
                    assert!(
                        matches!(opening(&oak, &place, before), Opening::At(at, _) if at == then),
                        "{now}"
                    );
                }
            }
            assert!(shut > 24 * 9 && shut < 24 * 21, "{place:?} {shut}");
        }
    }

    #[test]
    fn every_rule_is_explained() {
        for region in region::ALL {
            assert!(explain(region.law.rule).is_some_and(|says| says.contains("a.m.")), "{}", region.name);
        }
        for rule in ["hours.quiet.abroad", "hours.quiet.anywhere"] {
            assert!(explain(rule).is_some_and(|says| says.contains("the person is")), "{rule}");
        }
        assert!(explain("hours.quiet.zz").is_none());
    }
}
