//! Stop means stop, by what the processes were told.
//!
//! A contact point is a register that holds stopped or not. Stops and starts write it, each once: a message that is
//! delivered again writes nothing. A reply that is permitted or handed out reads "not stopped". Such a read is right
//! only if some start can have come after every stop that was acknowledged before the read began, and before the
//! read ended. If none can, no order of the calls explains the read: the check is sound. Since one start after all
//! these stops is all that a read needs, and each read is looked at alone, it is not complete: two reads that each
//! could be right and together cannot are not found, nor what happened between overlapping calls. The order of
//! commits, which the trail tells, is checked in [`super::trail`].

use std::collections::{BTreeMap, HashMap};

use super::super::history::{Call, Got, History, MessageId, Operation, Words};
use super::super::points;
use super::message::{claims, stored_words};
use crate::error::ErrorKind;

/// When something was written at the earliest, and at the latest.
#[derive(Clone, Copy)]
struct Write {
    earliest: u64,
    latest: u64,
}

#[derive(Default)]
struct Register {
    /// Those that were acknowledged, at the latest then.
    stops: Vec<Write>,
    /// Those that may have been written.
    starts: Vec<Write>,
}

pub(super) fn no_permit_after_a_stop(history: &History) -> Vec<String> {
    let registers = registers(history);
    let mut found = Vec::new();
    for operation in &history.operations {
        let Some((told, what)) = permits_reply(history, operation) else { continue };
        let Some(message) = history.messages.get(&operation.call.turn()) else { continue };
        let Some(register) = registers.get(&message.point) else { continue };
        let before = register.stops.iter().filter(|stop| stop.latest < operation.began);
        let Some(stopped) = before.map(|stop| stop.earliest).max() else { continue };
        if !register.starts.iter().any(|start| start.earliest < told && start.latest > stopped) {
            found.push(format!("{what} after a stop was acknowledged: {message:?} by {operation:?}"));
        }
    }
    found
}

/// Whether a reply was permitted or handed out, and when that was told.
fn permits_reply(history: &History, operation: &Operation) -> Option<(u64, &'static str)> {
    let (told, got) = operation.told.as_ref()?;
    match got {
        Got::Granted if !operation.call.says()?.confirms => Some((*told, "a reply was permitted")),
        Got::Cleared { text, .. } if !confirms(history, operation, text) => {
            Some((*told, "a reply was handed out"))
        }
        _ => None,
    }
}

/// Whether a text that was handed out is a confirmation: whoever asked for its permit says so.
fn confirms(history: &History, operation: &Operation, text: &str) -> bool {
    match operation.call.says() {
        Some(says) => says.confirms,
        None => history.asked.get(text).is_some_and(|(_, confirms)| *confirms),
    }
}

fn registers(history: &History) -> HashMap<u32, Register> {
    let mut registers = HashMap::<u32, Register>::new();
    let mut stop = |message: &MessageId, write: Write| {
        for point in points::of_one_lead(message.point) {
            registers.entry(point).or_default().stops.push(write);
        }
    };
    let mut starts = BTreeMap::<u32, Vec<Write>>::new();
    for (message, claims) in claims(history) {
        match stored_words(&claims) {
            Some(Words::Stop) => stop(&message, first(&claims, Words::Stop)),
            Some(Words::Start) => starts.entry(message.point).or_default().push(first(&claims, Words::Start)),
            Some(_) => {}
            // Nobody was told of it, but it may have been stored, with whichever words came first.
            None if claims.iter().any(|claim| says(claim, Words::Start)) => {
                starts.entry(message.point).or_default().push(first(&claims, Words::Start));
            }
            None => {}
        }
        for claim in claims.iter().filter(|claim| says(claim, Words::Stop)) {
            // It was refused for its words, and its stop was acknowledged with that.
            if let Some((told, got)) = &claim.told
                && got.failed(ErrorKind::Conflict)
            {
                stop(&message, Write { earliest: claim.began, latest: *told });
            }
        }
    }
    for (point, starts) in starts {
        registers.entry(point).or_default().starts = starts;
    }
    registers
}

fn says(claim: &Operation, expected: Words) -> bool {
    matches!(claim.call, Call::Claim { words, .. } if words == expected)
}

/// When a message was first claimed: by the claim that says so, or else by one of those that were not answered; in
/// any case before anybody was told of it.
fn first(claims: &[&Operation], words: Words) -> Write {
    let new = claims.iter().find(|claim| matches!(claim.got(), Some(Got::Claimed { repeat: false, .. })));
    let known = claims.iter().filter(|claim| matches!(claim.got(), Some(Got::Claimed { .. })));
    let known = known.map(|claim| claim.over).min();
    let unknown = || claims.iter().filter(|claim| says(claim, words) && claim.told.is_none());
    let earliest = match new {
        Some(new) => new.began,
        None => unknown().map(|claim| claim.began).min().unwrap_or(0),
    };
    let latest = known.or_else(|| unknown().map(|claim| claim.over).max()).unwrap_or(u64::MAX);
    Write { earliest, latest }
}
