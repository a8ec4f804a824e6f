//! The hours of the law, as data.
//!
//! The federal hours are 47 CFR 64.1200(c)(1): not before 8 a.m. or after 9 p.m., local time at the called party's location.
//! The states' are as overviews of their telephone solicitation laws gave them on 2026-11-22, each in its strictest
//! reading where these differ. Have a lawyer confirm them before you rely on what they leave open.

use jiff::civil::{Date, Weekday};

/// A span of a day, in minutes after midnight: the start is in it, the end is not.
pub(super) type Span = (u16, u16);

/// When a person may be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Week {
    days: Span,
    saturday: Option<Span>,
    sunday: Option<Span>,
    holidays: bool,
}

impl Week {
    /// The same hours every day.
    pub(super) const fn daily(start: u16, end: u16) -> Week {
        Week::minutes((start * 60, end * 60))
    }

    pub(super) const fn minutes(span: Span) -> Week {
        Week { days: span, saturday: Some(span), sunday: Some(span), holidays: true }
    }

    pub(super) const fn saturday(self, start: u16, end: u16) -> Week {
        Week { saturday: Some((start * 60, end * 60)), ..self }
    }

    pub(super) const fn sunday(self, start: u16, end: u16) -> Week {
        Week { sunday: Some((start * 60, end * 60)), ..self }
    }

    pub(super) const fn without_sunday(self) -> Week {
        Week { sunday: None, ..self }
    }

    pub(super) const fn without_holidays(self) -> Week {
        Week { holidays: false, ..self }
    }

    /// The hours of a date, if it has any.
    pub(super) fn on(&self, date: Date) -> Option<Span> {
        if !self.holidays && is_holiday(date) {
            return None;
        }
        match date.weekday() {
            Weekday::Saturday => self.saturday,
            Weekday::Sunday => self.sunday,
            _ => Some(self.days),
        }
    }
}

/// Hours with the rule that sets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Law {
    pub(super) rule: &'static str,
    pub(super) week: Week,
    /// What the rule says, for [`explain`](crate::consent::explain).
    pub(super) says: &'static str,
}

pub(super) const FEDERAL: Law = Law {
    rule: "hours.quiet",
    week: Week::daily(8, 21),
    says: "8 a.m. to 9 p.m. where the person is: 47 CFR 64.1200(c)(1)",
};

/// Where a person is in another country, whose hours closr does not know.
pub(super) const ABROAD: Law = Law {
    rule: "hours.quiet.abroad",
    says: "8 a.m. to 9 p.m. in the account's zone: the person is in another country",
    ..FEDERAL
};

/// Where nobody knows in which state a person is: what few states forbid.
pub(super) const ANYWHERE: Law = Law {
    rule: "hours.quiet.anywhere",
    week: Week::daily(9, 20).sunday(12, 20).without_holidays(),
    says: "9 a.m. to 8 p.m., on a Sunday from noon, not on a holiday, in every zone of the United States: \
           nobody knows where the person is",
};

/// A federal holiday, or the day on which one that falls on a weekend is kept: 5 U.S.C. 6103 and Executive Order 11582.
pub(crate) fn is_holiday(date: Date) -> bool {
    let kept = match date.weekday() {
        Weekday::Friday => date.tomorrow().is_ok_and(is_legal_holiday),
        Weekday::Monday => date.yesterday().is_ok_and(is_legal_holiday),
        _ => false,
    };
    kept || is_legal_holiday(date)
}

fn is_legal_holiday(date: Date) -> bool {
    let nth = |nth: i8, day: Weekday| date.nth_weekday_of_month(nth, day).is_ok_and(|found| found == date);
    match (date.month(), date.day()) {
        (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25) => true,
        (1 | 2, _) => nth(3, Weekday::Monday),
        (5, _) => nth(-1, Weekday::Monday),
        (9, _) => nth(1, Weekday::Monday),
        (10, _) => nth(2, Weekday::Monday),
        (11, _) => nth(4, Weekday::Thursday),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn federal_holidays_and_the_days_on_which_they_are_kept() {
        // 2026 to 2028, worked out by hand from the statute.
        let listed = [
            "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25",
            "2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-10-11 2027-11-11 2027-11-25 2027-12-24",
            "2027-12-31 2028-01-17 2028-02-21 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-10-09 2028-11-10 2028-11-23 2028-12-25",
        ];
        let listed: Vec<Date> =
            listed.iter().flat_map(|year| year.split(' ')).map(|day| day.parse().unwrap()).collect();
        for day in &listed {
            assert!(is_holiday(*day), "{day}");
        }
        let first: Date = "2026-01-01".parse().unwrap();
        let others = first.series(jiff::Span::new().days(1)).take(3 * 365).filter(|day| is_holiday(*day));
        // Beside the days on which they are kept, the six weekend days on which they fall.
        assert_eq!(others.filter(|day| !listed.contains(day)).count(), 6);
    }

    #[test]
    fn a_week_has_its_hours() {
        let week = Week::daily(8, 21).saturday(8, 12).without_sunday().without_holidays();
        for (date, expected) in [
            ("2026-11-27", Some((480, 1260))),
            ("2026-11-28", Some((480, 720))),
            ("2026-11-29", None),
            ("2026-11-26", None),
        ] {
            assert_eq!(week.on(date.parse().unwrap()), expected, "{date}");
        }
    }
}
