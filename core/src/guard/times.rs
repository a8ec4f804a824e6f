//! Times and dates: an open house on file, a visit on file, or what the lead proposed.

use std::cell::LazyCell;
use std::sync::LazyLock;

use jiff::Zoned;
use jiff::civil::Date;
use regex::Regex;

use super::claim::Claim;
use super::moment::{Moment, alike, date_of, is_one_of, moments, time};
use super::text::{Clause, pattern, screened};
use super::{Reading, Reason, Rule};
use crate::lead::AppointmentStatus;
use crate::pattern::{Pattern, Seen};

static OPEN_HOUSE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bopen[ -]?houses?\b|\bcasas? abiertas?\b|\bpuertas abiertas\b"));

/// An hour as who asks for it writes it: "sat morning like 10".
static BARE_HOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:like|around|about|say|said|maybe|morning|afternoon|evening|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|lunes|martes|miercoles|jueves|viernes|sabado|domingo|como a las|tipo) (?P<hour>1[0-2]|[1-9])(?P<minute>:\d\d)?\b",
    )
});
/// "I can be there 130": an hour with its minutes and no mark, which is no sum.
static BARE_MINUTES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|\b(?:at|by|around|about|after|before|till?|until|only|make|there|or|be|its|it's|do|[a-z]{3}\w*day|sat|sun|fri|mon|tues?|wed|thu\w*|a las|[.!?,]) )(?P<hour>1[0-2]|[1-9])(?P<minute>00|15|30|45)(?:[ ,.!?]|$)",
    )
});
static VISIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:visits?|showings?|tours?|appointments?|viewings?|walk[- ]?through|see it|meet|visita|cita|recorrido)\b",
    )
});

static CANCELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:was|is|has been|been|fue|esta|ha sido) (?:already |now |ya )?(?:cancell?ed|cancelad[ao])\b|\bse cancelo\b",
    )
});

pub(super) fn check(reading: &Reading<'_>) -> Vec<Reason> {
    let zone = reading.zone();
    let today = reading.draft.now.to_jiff().to_zoned(zone.clone()).date();
    let said = LazyCell::new(|| {
        let mut said = moments(&Seen::of(reading.lead_said.as_str()));
        let bare = BARE_HOUR
            .captures_iter(&reading.lead_said)
            .filter_map(|found| time(&found, "hour", "minute", None));
        said.extend(bare);
        let unmarked = BARE_MINUTES.captures_iter(&reading.lead_said);
        said.extend(unmarked.filter_map(|found| time(&found, "hour", "minute", None)));
        said
    });
    let described = LazyCell::new(|| moments(&Seen::of(reading.on_file.as_str())));
    let houses: Vec<[Zoned; 2]> = reading
        .draft
        .listings
        .iter()
        .flat_map(|listing| listing.open_house.iter().flatten())
        .map(|house| [house.start, house.end].map(|at| at.to_jiff().to_zoned(zone.clone())))
        .collect();
    let visits: Vec<(bool, [Zoned; 1])> = reading
        .draft
        .lead
        .appointments
        .iter()
        .map(|visit| {
            let at = [visit.start.to_jiff().to_zoned(zone.clone())];
            (visit.status == AppointmentStatus::Cancelled, at)
        })
        .collect();
    let hours = reading.account().hours;
    let asked_open = OPEN_HOUSE.is_match(&reading.inbound);
    let mut reasons = Vec::new();
    for clause in &reading.clauses {
        let found = moments(&clause.seen);
        if found.is_empty() {
            continue;
        }
        let sentence: Vec<_> =
            reading.clauses.iter().filter(|other| other.sentence == clause.sentence).collect();
        let names = |regex: &Regex| sentence.iter().any(|other| regex.is_match(other.text()));
        let is_open = names(&OPEN_HOUSE) || asked_open && !clause.theirs && !clause.asks && !names(&VISIT);
        let theirs = found.iter().all(|moment| said.iter().any(|other| alike(*moment, *other, today)));
        // "Best of luck on Friday!"
        if theirs && !OPEN_HOUSE.is_match(clause.text()) && GOOD_WISHES.is_match(&clause.seen) {
            continue;
        }
        if is_open {
            // "About three weeks ahead of your November 9 start": a day of the lead's beside the house's.
            let of_theirs =
                clause.theirs || [" your ", " su ", " tu "].iter().any(|whose| clause.text().contains(whose));
            let beside = |moment: &Moment| {
                of_theirs
                    && !matches!(moment, Moment::Time(..))
                    && said.iter().any(|other| alike(*moment, *other, today))
                    && !houses.iter().any(|house| is_one_of(*moment, house, today))
            };
            let mut found = found;
            found.retain(|moment| !beside(moment));
            let on_file = are_of(&found, &houses, &said, today) && !is_another_zone(reading, clause.text());
            if !on_file && !(theirs && (clause.theirs || clause.unsure)) {
                let known = reading.draft.listings.iter().any(|listing| listing.open_house.is_some());
                let category = if known { "contradiction" } else { "invention" };
                let wrong = Reason::about(category, "open_house", Rule::OpenHouseTime);
                reasons.push(wrong.at(reading.span_of(clause)));
            }
            continue;
        }
        let only_relative = found.iter().all(|moment| matches!(moment, Moment::FromToday(_)));
        // Of a visit that was cancelled one may say only that.
        let cancels = CANCELLED.is_match(clause.text());
        let on_file = visits
            .iter()
            .filter(|(cancelled, _)| *cancelled == cancels)
            .any(|(_, visit)| found.iter().all(|moment| is_one_of(*moment, visit, today)))
            || are_of(&found, &houses, &said, today)
            || found.iter().all(|moment| {
                let mut known = described.iter().chain(said.iter());
                known.any(|other| alike(*moment, *other, today))
            });
        // A request may take its day from the lead and its hour from the visit that it moves.
        let traced = |moment: &Moment| {
            let of_visit = visits.iter().any(|(_, visit)| is_one_of(*moment, visit, today));
            of_visit || described.iter().chain(said.iter()).any(|other| alike(*moment, *other, today))
        };
        let on_file = on_file || (clause.unsure || clause.theirs) && found.iter().all(traced);
        let is_hours = hours.is_some_and(|hours| {
            found.iter().all(|moment| match moment {
                Moment::Time(minutes, _) => {
                    [hours.start, hours.end].iter().any(|end| i64::from(*end) % 720 == minutes % 720)
                }
                _ => false,
            })
        });
        // A time the lead did not name may be asked about, never stated.
        if !(theirs || on_file || is_hours || clause.asks || only_relative) {
            reasons.push(Reason::of("invention", Rule::Time).at(reading.span_of(clause)));
        }
    }
    reasons
}

/// Whether the moments are those of open houses on file: each day is one's, each time one's of a day that is named, or
/// within it where the lead proposed it.
fn are_of(found: &[Moment], houses: &[[Zoned; 2]], said: &[Moment], today: Date) -> bool {
    let is_day = |moment: &&Moment| !matches!(moment, Moment::Time(..));
    let days: Vec<&Moment> = found.iter().filter(is_day).collect();
    let meant: Vec<&[Zoned; 2]> = houses
        .iter()
        .filter(|house| days.is_empty() || days.iter().any(|day| is_one_of(**day, *house, today)))
        .collect();
    !meant.is_empty()
        && found.iter().all(|moment| {
            let named = meant.iter().any(|house| is_one_of(*moment, *house, today));
            let Moment::Time(minutes, known) = *moment else { return named };
            let proposed = said.iter().any(|other| alike(*moment, *other, today));
            named
                || proposed
                    && meant.iter().any(|[start, end]| {
                        let [from, to] =
                            [start, end].map(|at| i64::from(at.hour()) * 60 + i64::from(at.minute()));
                        let within = |at: i64| (from..=to).contains(&at);
                        within(minutes) || !known && within(minutes + 720)
                    })
        })
}

/// What is wished for a day of the lead's own.
static GOOD_WISHES: LazyLock<Pattern> = LazyLock::new(|| {
    screened(r"\b(?:luck|enjoy|congrat\w*|celebrate|have fun|suerte|disfrut\w+|felicid\w+)\b")
});

/// Words by which two days are held against each other.
static APART: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:early|earlier|late|later|ahead|before|after|sooner|away|from now|gap|apart|difference|between|short|antes|despues|diferencia|entre|faltan?|tarde|temprano|adelanto)\b",
    )
});

/// Whether the claim is how far two days lie apart that the file, the lead or the draft names: "five days early".
pub(super) fn are_apart(reading: &Reading<'_>, claim: &Claim) -> bool {
    let days_of_one = match claim.next.as_str() {
        "day" => 1.0,
        "week" => 7.0,
        "month" => 30.4,
        _ => return false,
    };
    if !reading.clauses.get(claim.clause).is_some_and(|own| APART.is_match(&own.seen)) {
        return false;
    }
    let zone = reading.zone();
    let today = reading.draft.now.to_jiff().to_zoned(zone.clone()).date();
    let day = |at: crate::clock::Timestamp| at.to_jiff().to_zoned(zone.clone()).date();
    let texts = [&reading.on_file, &reading.lead_said, &reading.folded];
    let named = texts.into_iter().flat_map(|text| moments(&Seen::of(text.as_str())));
    let mut dates: Vec<Date> = named.filter_map(|moment| date_of(moment, today)).collect();
    dates.extend(
        reading.draft.listings.iter().flat_map(|l| l.open_house.iter().flatten()).map(|open| day(open.start)),
    );
    dates.extend(reading.draft.lead.appointments.iter().map(|visit| day(visit.start)));
    dates.push(today);
    // A week is "about three weeks" from three days less to three more.
    let slack = days_of_one * 0.45;
    dates.iter().any(|one| {
        dates.iter().any(|other| {
            let apart = f64::from((*other - *one).get_days());
            apart > 0.0 && (apart - days_of_one * claim.number.value).abs() <= slack
        })
    })
}

/// Whether the clause names a day of a month, and none of those is one that the file names.
pub(super) fn is_another_day(reading: &Reading<'_>, clause: &Clause) -> bool {
    let days = |text: &str| {
        let mut days = moments(&Seen::of(text));
        days.retain(|moment| matches!(moment, Moment::Day(..)));
        days
    };
    let (said, known) = (days(clause.text()), days(&reading.on_file));
    !said.is_empty() && !known.is_empty() && !said.iter().any(|day| known.contains(day))
}

/// Zones as people name them.
const ZONES: [(&str, &str); 7] = [
    ("eastern", "America/New_York"),
    ("central", "America/Chicago"),
    ("mountain", "America/Denver"),
    ("pacific", "America/Los_Angeles"),
    ("arizona", "America/Phoenix"),
    ("hora del este", "America/New_York"),
    ("hora central", "America/Chicago"),
];

/// Whether the text gives its hours in another zone than the listing's.
fn is_another_zone(reading: &Reading<'_>, text: &str) -> bool {
    let named = ZONES.iter().find(|(name, _)| {
        text.split_once(name).is_some_and(|(_, after)| {
            after.is_empty() || after.starts_with([',', '.', '!', ')']) || after.starts_with(" time")
        })
    });
    let at = reading.draft.now.to_jiff();
    named
        .and_then(|(_, zone)| jiff::tz::TimeZone::get(zone).ok())
        .is_some_and(|zone| at.to_zoned(zone).offset() != at.to_zoned(reading.zone()).offset())
}

/// Whether the moments of a text agree with a visit's start.
pub(super) fn agree_with(text: &str, start: &Zoned, today: Date) -> bool {
    moments(&Seen::of(text)).iter().all(|moment| is_one_of(*moment, std::slice::from_ref(start), today))
}

/// Whether a question names the day or time of an open house on file.
pub(super) fn is_open_house(reading: &Reading<'_>, question: &str) -> bool {
    let zone = reading.zone();
    let today = reading.draft.now.to_jiff().to_zoned(zone.clone()).date();
    let asked = moments(&Seen::of(question));
    !asked.is_empty()
        && reading.draft.listings.iter().flat_map(|listing| listing.open_house.iter().flatten()).any(
            |house| {
                let ends = [house.start, house.end].map(|at| at.to_jiff().to_zoned(zone.clone()));
                asked.iter().all(|moment| is_one_of(*moment, &ends, today))
            },
        )
}
