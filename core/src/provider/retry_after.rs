//! How long a provider asks to wait.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::provider::transport::header;

/// Longer waits are read as this: nobody holds a lead's answer for longer.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads `retry-after-ms` (milliseconds) and `Retry-After` (seconds, or a date as in RFC 9110 section 5.6.7).
///
/// A date is read against the answer's own `Date` where it has one, so that a wrong clock here does no harm.
pub(super) fn read(headers: &[(String, String)], now: Timestamp) -> Option<Duration> {
    let millis = header(headers, "retry-after-ms").and_then(|text| seconds(text, 1_000.0));
    millis.or_else(|| {
        let text = header(headers, "retry-after")?;
        seconds(text, 1.0).or_else(|| {
            let base = header(headers, "date").and_then(date).unwrap_or(now);
            Some(date(text)?.since(base).min(LONGEST))
        })
    })
}

fn seconds(text: &str, per_second: f64) -> Option<Duration> {
    let number: f64 = text.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
    let wait = (number / per_second).min(LONGEST.as_secs_f64());
    Duration::try_from_secs_f64(wait).ok()
}

fn date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok().map(Timestamp::from_jiff)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (&'static [(&'static str, &'static str)], Option<u64>);

    #[test]
    fn all_three_forms_are_read_and_nonsense_is_not() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let rows: &[Row] = &[
            (&[("Retry-After", "2")], Some(2_000)),
            (&[("retry-after", " 1.5 ")], Some(1_500)),
            (&[("retry-after-ms", "250"), ("retry-after", "9")], Some(250)),
            (&[("retry-after", "Sun, 22 Nov 2026 10:00:07 GMT")], Some(7_000)),
            (&[("retry-after", "Sun, 22 Nov 2026 09:00:00 GMT")], Some(0)),
            (
                &[
                    ("retry-after", "Sun, 22 Nov 2026 12:00:03 GMT"),
                    ("date", "Sun, 22 Nov 2026 12:00:00 GMT"),
                ],
                Some(3_000),
            ),
            (&[("retry-after", "1e300")], Some(86_400_000)),
            (&[("retry-after", "-4")], None),
            (&[("retry-after", "NaN")], None),
            (&[("retry-after", "soon")], None),
            (&[], None),
        ];
        for (headers, want) in rows {
            let headers: Vec<(String, String)> =
                headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            assert_eq!(read(&headers, now), want.map(Duration::from_millis), "{headers:?}");
        }
    }
}
