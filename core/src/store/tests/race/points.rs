//! Who writes: few at a time, so that processes meet, and others every ten seconds, so that no history grows long.

use super::super::*;

/// How many write at a time. The first two addresses are of one lead.
const AT_ONCE: u32 = 4;

fn first_at(now: Duration) -> u32 {
    u32::try_from(now.as_secs() / 10 % 2000).unwrap() * AT_ONCE
}

/// Somebody who writes now; for a third of a second at a time, mostly the same one.
pub(super) fn at(now: Duration, random: &mut fastrand::Rng) -> u32 {
    let busiest = u32::try_from(now.as_millis() / 320 % u128::from(AT_ONCE)).unwrap();
    first_at(now) + if random.u32(0..3) > 0 { busiest } else { random.u32(0..AT_ONCE) }
}

/// E-mail: reading the first telephone number takes as long as most processes here live.
pub(super) const CHANNEL: Channel = Channel::Email;

pub(super) fn address(point: u32) -> String {
    format!("lead-{point}@example.com")
}

/// Both addresses of a lead who has two: a stop from one holds for both, a start for its own alone.
pub(super) fn of_one_lead(point: u32) -> Vec<u32> {
    match point % AT_ONCE {
        0 => vec![point, point + 1],
        1 => vec![point - 1, point],
        _ => vec![point],
    }
}

/// The records of the leads with two addresses who write in the time to come.
pub(super) fn leads(now: Duration, lasts: Duration) -> Vec<Lead> {
    let mut firsts: Vec<u32> =
        (0..=lasts.as_secs() + 10).map(|later| first_at(now + Duration::from_secs(later))).collect();
    firsts.dedup();
    let record = |first: u32| format!(r#"{{"emails": ["{}", "{}"]}}"#, address(first), address(first + 1));
    firsts.into_iter().map(|first| Lead::from_json(&record(first)).unwrap()).collect()
}
