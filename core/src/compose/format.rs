//! Numbers, money and dates as people write them.

use jiff::Zoned;
use jiff::tz::TimeZone;

use super::words::Lang;
use crate::clock::Timestamp;
use crate::lead::{Channel, Language, Listing};

/// `1850` as `1,850`.
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `2.5` as `2.5`, `3.0` as `3`, at most two decimals.
pub(super) fn quantity(n: f64) -> String {
    let text = format!("{n:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `689000` as `$689,000`, `45.5` as `$45.50`.
pub(super) fn money(n: f64) -> String {
    let cents = (n * 100.0).round();
    let whole = (cents / 100.0).trunc();
    let rest = cents - whole * 100.0;
    let dollars = count(whole as u64);
    if rest == 0.0 { format!("${dollars}") } else { format!("${dollars}.{rest:02.0}") }
}

/// Square feet as acres, where a lot is large enough to be spoken of so.
pub(super) fn acres(lot_sqft: u64) -> Option<String> {
    let acres = lot_sqft as f64 / 43_560.0;
    (acres >= 0.1).then(|| quantity(acres))
}

/// A listing's next open houses, as they are written; `None` where nothing is on file, or no time can be right.
pub(crate) fn open_houses(
    listing: &Listing,
    tz: &str,
    language: Language,
    channel: Channel,
    now: Timestamp,
) -> Option<Vec<String>> {
    Calendar::new(tz, language.into(), channel)?.open_houses(listing, now)
}

/// Writes times of one account.
pub(super) struct Calendar {
    tz: TimeZone,
    lang: Lang,
    sms: bool,
}

impl Calendar {
    /// The account's zone; `None` where the name is not a zone, and so no time can be right.
    pub(super) fn new(tz: &str, lang: Lang, channel: Channel) -> Option<Calendar> {
        Some(Calendar { tz: TimeZone::get(tz).ok()?, lang, sms: channel == Channel::Sms })
    }

    /// As in `Sat Nov 28, 2 PM`.
    pub(super) fn moment(&self, at: Timestamp) -> String {
        let local = self.local(at);
        self.own(format!("{}, {} {}", self.day(&local), clock(&local), half(&local)))
    }

    /// As in `Sat Nov 28, 1–3 PM`.
    pub(super) fn span(&self, start: Timestamp, end: Timestamp) -> String {
        let (from, to) = (self.local(start), self.local(end));
        if from.date() != to.date() {
            return self.own(format!("{} – {}", self.moment(start), self.moment(end)));
        }
        let until = format!("{} {}", clock(&to), half(&to));
        self.own(if half(&from) == half(&to) {
            format!("{}, {}–{until}", self.day(&from), clock(&from))
        } else {
            format!("{}, {} {}–{until}", self.day(&from), clock(&from), half(&from))
        })
    }

    /// The next two open houses, in order; `None` where nothing is on file.
    pub(super) fn open_houses(&self, listing: &Listing, now: Timestamp) -> Option<Vec<String>> {
        let mut coming: Vec<_> = listing.open_house.as_ref()?.iter().filter(|open| open.end > now).collect();
        coming.sort_by_key(|open| open.start);
        Some(coming.iter().take(2).map(|open| self.span(open.start, open.end)).collect())
    }

    /// An en dash and most accents are not in GSM-7: they would cost half of each segment.
    fn own(&self, text: String) -> String {
        if self.sms { super::sms::plain(&text) } else { text }
    }

    fn local(&self, at: Timestamp) -> Zoned {
        at.to_jiff().to_zoned(self.tz.clone())
    }

    fn day(&self, local: &Zoned) -> String {
        const DAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
        const MONTHS: [&str; 12] =
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];
        match self.lang {
            Lang::En => local.strftime("%a %b %-d").to_string(),
            Lang::Es => {
                let day = usize::try_from(local.weekday().to_monday_zero_offset()).ok();
                let month = usize::try_from(local.month() - 1).ok();
                format!(
                    "{} {} {}",
                    day.and_then(|day| DAYS.get(day)).copied().unwrap_or_default(),
                    local.day(),
                    month.and_then(|month| MONTHS.get(month)).copied().unwrap_or_default()
                )
            }
        }
    }
}

fn clock(local: &Zoned) -> String {
    let hour = (local.hour() + 11) % 12 + 1;
    if local.minute() == 0 { hour.to_string() } else { format!("{hour}:{:02}", local.minute()) }
}

fn half(local: &Zoned) -> &'static str {
    if local.hour() < 12 { "AM" } else { "PM" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!([count(0), count(950), count(1850), count(1_250_000)], ["0", "950", "1,850", "1,250,000"]);
        assert_eq!(
            [quantity(2.5), quantity(3.0), quantity(0.25), quantity(10.0)],
            ["2.5", "3", "0.25", "10"]
        );
        assert_eq!([money(689_000.0), money(45.5), money(0.999)], ["$689,000", "$45.50", "$1"]);
        assert_eq!(acres(10_890).as_deref(), Some("0.25"));
        assert_eq!(acres(4_000), None);
    }

    #[test]
    fn times_in_the_accounts_zone() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let en = Calendar::new("America/Chicago", Lang::En, Channel::Email).unwrap();
        assert_eq!(en.span(at("2026-11-28T19:00:00Z"), at("2026-11-28T21:00:00Z")), "Sat Nov 28, 1–3 PM");
        assert_eq!(
            en.span(at("2026-11-28T17:30:00Z"), at("2026-11-28T19:00:00Z")),
            "Sat Nov 28, 11:30 AM–1 PM"
        );
        assert_eq!(en.moment(at("2026-11-28T06:00:00Z")), "Sat Nov 28, 12 AM");
        let es = Calendar::new("America/Chicago", Lang::Es, Channel::Sms).unwrap();
        assert_eq!(es.span(at("2026-11-28T19:00:00Z"), at("2026-11-28T21:00:00Z")), "sabado 28 nov, 1-3 PM");
        assert!(Calendar::new("Texas", Lang::En, Channel::Sms).is_none());
    }
}
