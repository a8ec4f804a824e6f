//! A conversation is held by one process at a time.
//!
//! Who was told that it holds a turn holds it for a lease's length from when it asked, at the least, unless the turn
//! ends or is let go before. Within that time no other process may be told that it holds a turn of the conversation.

use std::collections::HashMap;
use std::time::Duration;

use super::super::LEASE;
use super::super::history::{Call, Got, History, Operation, nanos};
use crate::error::ErrorKind;
use crate::lead::TurnId;

/// A lease's end is kept in whole milliseconds, by the wall's clock.
const BLUR: Duration = Duration::from_millis(5);

pub(super) fn held_by_one(history: &History) -> Vec<String> {
    let turns = history.of_turns();
    let mut conversations = HashMap::<u32, Vec<&Operation>>::new();
    for operation in history.operations.iter().filter(|operation| holds(operation)) {
        if let Some(message) = history.messages.get(&operation.call.turn()) {
            conversations.entry(message.point).or_default().push(operation);
        }
    }
    let mut found = Vec::new();
    for holders in conversations.values_mut() {
        holders.sort_by_key(|holder| holder.began);
        for (index, first) in holders.iter().enumerate() {
            let until = first.began + nanos(LEASE).saturating_sub(nanos(BLUR));
            let later = holders.iter().skip(index + 1).take_while(|second| second.began < until);
            for second in later.filter(|second| second.process != first.process) {
                let at_once = first.over < second.began && second.over < until;
                if at_once && !may_have_ended(&turns, first, second.over) {
                    found.push(format!("two processes hold one conversation: {first:?} and {second:?}"));
                }
            }
        }
    }
    found
}

fn holds(operation: &Operation) -> bool {
    match (&operation.call, operation.got()) {
        (Call::Claim { .. }, Some(Got::Claimed { open, .. })) => *open,
        (Call::Begin(_), Some(Got::Open))
        | (Call::Answered(..), Some(Got::Done))
        | (Call::Permit(..), Some(Got::Granted)) => true,
        _ => false,
    }
}

/// Whether the turn may have ended or been let go between being held and `by`.
fn may_have_ended(turns: &HashMap<TurnId, Vec<&Operation>>, held: &Operation, by: u64) -> bool {
    let operations = turns.get(&held.call.turn()).map_or(&[][..], Vec::as_slice);
    operations.iter().any(|other| {
        let in_time = other.began < by && other.over > held.began;
        in_time
            && match (&other.call, other.got()) {
                (Call::LetGo(_), _) => other.process == held.process,
                (Call::Clear(..) | Call::Permit(..) | Call::Redeem(_) | Call::Finish(_), got) => match got {
                    Some(Got::Cleared { .. } | Got::Ended(_)) | None => true,
                    Some(got) => got.failed(ErrorKind::Unavailable),
                },
                _ => false,
            }
    })
}
