//! Stage and score: where a lead stands, and how far the wish is known and near.

use super::months;
use super::{Evidence, Known, Slot, Slots};
use crate::clock::Timestamp;
use crate::lead::ScoreWeights;

/// Where a lead stands, by what the lead said of the wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Nothing is known of the wish.
    New,
    /// Something is known.
    Engaged,
    /// Whether the person buys, sells or rents is known, when, and but for a seller how much it may cost.
    Qualified,
    /// Qualified, within three months, and for a buyer with cash or a pre-approval.
    Ready,
    /// The person has an agent already: a person of the business decides whether to go on.
    Represented,
    /// The newest message says that the person no longer looks.
    Away,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 6] =
        [Stage::New, Stage::Engaged, Stage::Qualified, Stage::Ready, Stage::Represented, Stage::Away];

    /// The stage's name, as in `qualified`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Stage::New => "new",
            Stage::Engaged => "engaged",
            Stage::Qualified => "qualified",
            Stage::Ready => "ready",
            Stage::Represented => "represented",
            Stage::Away => "away",
        }
    }
}

/// The months within which a lead is ready.
const READY_MONTHS: f64 = 3.0;

pub(super) fn stage(slots: &Slots, away: bool, now: Timestamp) -> Stage {
    let seller = slots.intent() == Some("sell");
    let renter = slots.intent() == Some("rent");
    let qualified =
        slots.knows(Slot::Intent) && slots.knows(Slot::Timeline) && (seller || slots.knows(Slot::Budget));
    let near = slots.timeline.as_ref().and_then(|told| months_left(told, now));
    let settled = slots.financing.as_ref().is_some_and(|told| is_settled(&told.value));
    let ready =
        qualified && near.is_some_and(|months| months <= READY_MONTHS) && (seller || renter || settled);
    match slots {
        _ if away => Stage::Away,
        _ if slots.has_agent.as_ref().is_some_and(|told| told.value) => Stage::Represented,
        _ if ready => Stage::Ready,
        _ if qualified => Stage::Qualified,
        _ if *slots != Slots::default() => Stage::Engaged,
        _ => Stage::New,
    }
}

/// 0 to 100: of the weights of the slots that are worth knowing for the intent, the share that is earned.
///
/// A known slot earns its weight whatever its value: neither where, nor how much, nor how many bedrooms says how good a
/// lead is. But for two: a timeline earns all of it within a month, 0.8 within three, 0.6 within six, 0.4 within twelve, 0.2
/// beyond, and 0.5 where it names no time; financing earns all of it in cash or pre-approved, 0.7 with a lender, 0.4 without,
/// and 0.7 in other words.
pub(super) fn score(slots: &Slots, weights: &ScoreWeights, now: Timestamp) -> u8 {
    let wanted = Slot::wanted(slots.intent());
    let weight = |slot: Slot| {
        f64::from(match slot {
            Slot::Intent => weights.intent,
            Slot::Timeline => weights.timeline,
            Slot::Budget => weights.budget,
            Slot::Beds => weights.beds,
            Slot::Area => weights.area,
            Slot::Financing => weights.financing,
            // A reason can tell a protected trait; that somebody else acts for the person says nothing of the wish.
            Slot::Motivation | Slot::HasAgent => 0,
        })
    };
    let earned = |slot: Slot| match slot {
        Slot::Timeline => slots.timeline.as_ref().map_or(0.0, |told| by_time(months_left(told, now))),
        Slot::Financing => slots.financing.as_ref().map_or(0.0, |told| by_financing(&told.value)),
        _ if slots.knows(slot) => 1.0,
        _ => 0.0,
    };
    let all: f64 = wanted.iter().map(|slot| weight(*slot)).sum();
    let got: f64 = wanted.iter().map(|slot| weight(*slot) * earned(*slot)).sum();
    if all > 0.0 { (100.0 * got / all).round() as u8 } else { 0 }
}

/// A record's words are as of now: when they were written nobody knows.
fn months_left(told: &Known<String>, now: Timestamp) -> Option<f64> {
    let at = match told.evidence {
        Evidence::Record => now,
        Evidence::Message { at, .. } => at,
    };
    months::until(&told.value, at, now)
}

fn by_time(months: Option<f64>) -> f64 {
    match months {
        Some(months) if months <= 1.0 => 1.0,
        Some(months) if months <= 3.0 => 0.8,
        Some(months) if months <= 6.0 => 0.6,
        Some(months) if months <= 12.0 => 0.4,
        Some(_) => 0.2,
        None => 0.5,
    }
}

fn is_settled(financing: &str) -> bool {
    matches!(super::read::financing_named(financing), Some("cash" | "pre-approved"))
}

fn by_financing(financing: &str) -> f64 {
    match super::read::financing_named(financing) {
        Some("cash" | "pre-approved") => 1.0,
        Some("needs a lender") => 0.4,
        _ => 0.7,
    }
}
