//! What the audit trail says: the decisions in the order of their commits, which no call's answer can tell.

use std::collections::HashMap;

use super::super::history::{History, Told};
use super::super::points;
use super::super::stored::Stored;
use crate::audit::Entry;
use crate::lead::TurnId;

/// A contact point as the trail so far leaves it.
#[derive(Default)]
struct Standing {
    stopped: bool,
    confirmed: bool,
}

/// No permit and no redemption commits after an opt-out's commit in its scope, but for one confirmation.
pub(super) fn in_order(history: &History, trail: &[Entry]) -> Vec<String> {
    let mut standings = HashMap::<u32, Standing>::new();
    let mut found = Vec::new();
    for entry in trail {
        let message = entry.turn.and_then(|turn| history.messages.get(&turn));
        let Some(message) = message else {
            found.push(format!("an entry of nobody's turn: {entry:?}"));
            continue;
        };
        let standing = standings.entry(message.point).or_default();
        let confirms = entry.rules.iter().any(|rule| rule.as_str() == super::super::CONFIRMS);
        match entry.what.as_str() {
            "permit.granted" | "outcome.reply" if standing.stopped && !confirms => {
                found.push(format!("the trail has a reply after a stop: {entry:?} of {message:?}"));
            }
            "outcome.outreach" if standing.stopped => {
                found.push(format!("the trail has an outreach after a stop: {entry:?} of {message:?}"));
            }
            "outcome.notice" if !standing.stopped || standing.confirmed => {
                found.push(format!("a confirmation too many: {entry:?} of {message:?}"));
            }
            "outcome.notice" => standing.confirmed = true,
            "outcome.silent" if !standing.stopped && says(entry, "consent.opted_out") => {
                found.push(format!("silent for no reason: {entry:?} of {message:?}"));
            }
            "consent.opt_in" => *standing = Standing::default(),
            "consent.opt_out" => {
                for point in points::of_one_lead(message.point) {
                    standings.entry(point).or_default().stopped = true;
                }
            }
            _ => {}
        }
    }
    found
}

fn says(entry: &Entry, rule: &str) -> bool {
    entry.rules.iter().any(|said| said.as_str() == rule)
}

/// Every turn, event and outcome has its entry, and every outcome's head is one that the trail passed through.
pub(super) fn tells_all(stored: &Stored) -> Vec<String> {
    let mut found = Vec::new();
    let mut told = HashMap::<(TurnId, &str), usize>::new();
    for entry in &stored.trail {
        if let Some(turn) = entry.turn {
            let what = entry.what.as_str();
            let what = if what == "claim.outreach" { "claim" } else { what };
            *told.entry((turn, what)).or_default() += 1;
        }
    }
    let mut expected = HashMap::<(TurnId, String), usize>::new();
    for (turn, outcome) in &stored.turns {
        expected.insert((*turn, "claim".to_owned()), 1);
        if let Some(outcome) = outcome {
            expected.insert((*turn, format!("outcome.{}", outcome.kind.as_str())), 1);
            found.extend(unknown_head(stored, outcome));
        }
    }
    for (turn, kind) in stored.events.iter().filter(|(_, kind)| kind != "inquiry") {
        *expected.entry((*turn, format!("consent.{kind}"))).or_default() += 1;
    }
    for ((turn, what), count) in &expected {
        let told = told.get(&(*turn, what.as_str())).copied().unwrap_or(0);
        if told != *count {
            found.push(format!("turn {turn} has {count} of {what}, and the trail {told}"));
        }
    }
    for ((turn, what), count) in told {
        let decides = what == "claim" || what.starts_with("outcome.") || what.starts_with("consent.");
        if decides && !expected.contains_key(&(turn, what.to_owned())) {
            found.push(format!("the trail has {count} of {what} for turn {turn}, and the database none"));
        }
    }
    found
}

fn unknown_head(stored: &Stored, outcome: &Told) -> Option<String> {
    let seq = outcome.head.seq;
    let place = usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1));
    let entry = place.and_then(|place| stored.trail.get(place));
    let what = format!("outcome.{}", outcome.kind.as_str());
    let its_own = entry.is_some_and(|entry| entry.turn == Some(outcome.turn) && entry.what.as_str() == what);
    let known = its_own && stored.heads.get(&seq) == Some(&outcome.head);
    (!known).then(|| format!("the trail does not hold the head of {outcome:?}"))
}
