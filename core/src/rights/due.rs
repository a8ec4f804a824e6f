//! By when a request must be answered: every clock of the law, worked out of when it was received.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::clock::Timestamp;
use crate::consent::is_holiday;
use crate::store::{Right, StoredRequest};

/// One thing that must be done about a request, and by when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Due {
    /// Whose clock and for what, as in `ccpa.confirm`.
    pub rule: &'static str,
    /// The last second of the last day, in the account's zone.
    pub until: Timestamp,
    /// When it was done; `None` while it is not.
    pub met: Option<Timestamp>,
    /// What the clock rests on.
    pub source: &'static str,
}

/// A clock of the law.
struct Clock {
    rule: &'static str,
    rights: &'static [Right],
    term: Term,
    /// The term of who was told in time that it takes longer, also from the receipt.
    extended: Option<Term>,
    source: &'static str,
}

/// So long after the day of the receipt.
#[derive(Clone, Copy)]
enum Term {
    Days(i32),
    /// Days but Saturdays, Sundays and federal holidays.
    BusinessDays(u8),
    /// To the day of the same number, or the month's last.
    Months(i32),
}

const TOLD: &[Right] = &[Right::Delete, Right::Access, Right::Correct, Right::Portability];

/// Whose law protects the person is not closr's to say, so each clock runs for everybody: who keeps them all is in time.
const CLOCKS: [Clock; 4] = [
    Clock {
        rule: "ccpa.confirm",
        rights: TOLD,
        term: Term::BusinessDays(10),
        extended: None,
        source: "11 CCR 7021(a): its receipt is confirmed within 10 business days (read 2026-11-22)",
    },
    Clock {
        rule: "ccpa.answer",
        rights: TOLD,
        term: Term::Days(45),
        extended: Some(Term::Days(90)),
        source: "11 CCR 7021(b): within 45 calendar days of its receipt, 90 with notice (read 2026-11-22)",
    },
    Clock {
        rule: "ccpa.opt_out",
        rights: &[Right::OptOutOfSale, Right::LimitSensitiveData],
        term: Term::BusinessDays(15),
        extended: None,
        source: "11 CCR 7026 and 7027: within 15 business days of its receipt (an overview read 2026-11-22)",
    },
    Clock {
        rule: "gdpr.answer",
        rights: &[
            Right::Delete,
            Right::Access,
            Right::Correct,
            Right::Portability,
            Right::Restrict,
            Right::Object,
        ],
        term: Term::Months(1),
        extended: Some(Term::Months(3)),
        source: "GDPR 12(3): within one month of its receipt, two more with notice (not re-read)",
    },
];

/// What must be done about a request and by when, by the calendar of the account's zone.
///
/// A term that ends on a weekend or a holiday is not moved on: who keeps it is in time anyway. What takes longer counts only
/// where the person was told so before the first term was over.
pub(super) fn dues(request: &StoredRequest, zone: &TimeZone) -> Vec<Due> {
    let clocks = CLOCKS.iter().filter(|clock| clock.rights.contains(&request.right));
    clocks.filter_map(|clock| due(clock, request, zone)).collect()
}

/// `None` past the end of the calendar.
fn due(clock: &Clock, request: &StoredRequest, zone: &TimeZone) -> Option<Due> {
    let received = zone.to_datetime(request.at.to_jiff()).date();
    let first = clock.term.end(received, zone)?;
    let until = match (clock.extended, request.extended) {
        (Some(longer), Some(told)) if told <= first => longer.end(received, zone)?,
        _ => first,
    };
    let met = match clock.rule {
        // Who is answered at once needs no confirmation.
        "ccpa.confirm" => request.confirmed.or(request.closed),
        _ => request.closed,
    };
    Some(Due { rule: clock.rule, until, met, source: clock.source })
}

impl Term {
    fn end(self, received: Date, zone: &TimeZone) -> Option<Timestamp> {
        let last = match self {
            Term::Days(days) => received.checked_add(days.days()).ok()?,
            Term::Months(months) => received.checked_add(months.months()).ok()?,
            Term::BusinessDays(days) => {
                let open = |day: &Date| {
                    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(*day)
                };
                let after = received.tomorrow().ok()?.series(1.day());
                after.filter(open).nth(usize::from(days.saturating_sub(1)))?
            }
        };
        let over = last.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp();
        over.checked_sub(1.second()).ok().map(Timestamp::from_jiff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Surroundings;
    use crate::lead::{LeadId, RequestId};
    use crate::store::Identity;

    fn request(right: Right, at: &str) -> StoredRequest {
        let surroundings = Surroundings::default();
        StoredRequest {
            id: RequestId::fresh(&surroundings).unwrap(),
            lead: LeadId::fresh(&surroundings).unwrap(),
            right,
            turn: None,
            identity: Identity::Unverified,
            at: at.parse().unwrap(),
            confirmed: None,
            extended: None,
            closed: None,
            refused: None,
        }
    }

    fn until(request: &StoredRequest, zone: &str, rule: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        let due = dues(request, &zone).into_iter().find(|due| due.rule == rule).unwrap();
        due.until.to_jiff().to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
    }

    #[test]
    fn each_clock_ends_with_its_last_day() {
        for (right, at, zone, rule, last) in [
            // Thanksgiving and two weekends lie between.
            (
                Right::Delete,
                "2026-11-22T10:00:00-06:00",
                "America/Chicago",
                "ccpa.confirm",
                "2026-12-07 23:59:59 CST",
            ),
            (
                Right::Delete,
                "2026-11-22T10:00:00-06:00",
                "America/Chicago",
                "ccpa.answer",
                "2027-01-06 23:59:59 CST",
            ),
            (
                Right::Delete,
                "2026-11-22T10:00:00-06:00",
                "America/Chicago",
                "gdpr.answer",
                "2026-12-22 23:59:59 CST",
            ),
            // Already the next day in UTC, and not yet in Los Angeles.
            (
                Right::Access,
                "2026-06-01T02:00:00Z",
                "America/Los_Angeles",
                "gdpr.answer",
                "2026-06-30 23:59:59 PDT",
            ),
            (Right::Access, "2026-06-01T02:00:00Z", "UTC", "gdpr.answer", "2026-07-01 23:59:59 UTC"),
            // Ends of months, in a leap year too.
            (Right::Object, "2027-01-31T12:00:00Z", "UTC", "gdpr.answer", "2027-02-28 23:59:59 UTC"),
            (Right::Object, "2028-01-31T12:00:00Z", "UTC", "gdpr.answer", "2028-02-29 23:59:59 UTC"),
            (Right::Correct, "2028-01-15T12:00:00Z", "UTC", "ccpa.answer", "2028-02-29 23:59:59 UTC"),
            (Right::Correct, "2027-01-15T12:00:00Z", "UTC", "ccpa.answer", "2027-03-01 23:59:59 UTC"),
            // Clocks change on the last day, and within the term.
            (
                Right::Access,
                "2026-01-22T12:00:00Z",
                "America/Chicago",
                "ccpa.answer",
                "2026-03-08 23:59:59 CDT",
            ),
            (
                Right::Access,
                "2026-10-01T12:00:00Z",
                "America/Chicago",
                "gdpr.answer",
                "2026-11-01 23:59:59 CST",
            ),
            // The day after has no midnight in Santiago, for its clocks go on at it.
            (
                Right::Access,
                "2026-08-05T12:00:00Z",
                "America/Santiago",
                "gdpr.answer",
                "2026-09-05 23:59:59 -04",
            ),
            // The fourth of July is a Saturday and kept on the third; Juneteenth is a Friday.
            (Right::OptOutOfSale, "2026-06-15T12:00:00Z", "UTC", "ccpa.opt_out", "2026-07-08 23:59:59 UTC"),
            (Right::Delete, "2026-12-24T12:00:00Z", "UTC", "ccpa.confirm", "2027-01-11 23:59:59 UTC"),
        ] {
            assert_eq!(until(&request(right, at), zone, rule), last, "{at} {zone} {rule}");
        }
    }

    #[test]
    fn what_takes_longer_counts_where_it_was_told_in_time() {
        let mut asked = request(Right::Access, "2026-11-30T12:00:00Z");
        asked.extended = Some("2026-12-30T23:59:59Z".parse().unwrap());
        assert_eq!(until(&asked, "UTC", "gdpr.answer"), "2027-02-28 23:59:59 UTC");
        assert_eq!(until(&asked, "UTC", "ccpa.answer"), "2027-02-28 23:59:59 UTC");
        assert_eq!(until(&asked, "UTC", "ccpa.confirm"), "2026-12-14 23:59:59 UTC");
        asked.extended = Some("2026-12-31T00:00:00Z".parse().unwrap());
        assert_eq!(until(&asked, "UTC", "gdpr.answer"), "2026-12-30 23:59:59 UTC");
        assert_eq!(until(&asked, "UTC", "ccpa.answer"), "2027-02-28 23:59:59 UTC");
    }

    #[test]
    fn a_confirmation_meets_its_own_clock_and_an_answer_all() {
        let zone = TimeZone::UTC;
        let mut asked = request(Right::Delete, "2026-11-30T12:00:00Z");
        let open = |asked: &StoredRequest| -> Vec<&str> {
            dues(asked, &zone).iter().filter(|due| due.met.is_none()).map(|due| due.rule).collect()
        };
        assert_eq!(open(&asked), ["ccpa.confirm", "ccpa.answer", "gdpr.answer"]);
        asked.confirmed = Some("2026-12-01T12:00:00Z".parse().unwrap());
        assert_eq!(open(&asked), ["ccpa.answer", "gdpr.answer"]);
        asked.closed = Some("2026-12-02T12:00:00Z".parse().unwrap());
        assert!(open(&asked).is_empty());
        assert_eq!(dues(&asked, &zone)[0].met, asked.confirmed);
    }

    #[test]
    fn every_right_has_a_clock_and_every_clock_a_source() {
        for right in Right::ALL {
            assert!(!dues(&request(right, "2026-11-30T12:00:00Z"), &TimeZone::UTC).is_empty(), "{right:?}");
        }
        assert!(CLOCKS.iter().all(|clock| clock.source.contains("read")));
    }
}
