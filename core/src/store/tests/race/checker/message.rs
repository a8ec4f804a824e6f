//! Answer once: one turn for a message and one outcome for a turn, whoever asks, and none of it is ever lost.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::history::{Call, Got, History, MessageId, Operation, Told, Words};
use super::super::stored::Stored;
use crate::error::ErrorKind;
use crate::lead::TurnId;

/// The claims of each message, in the order of the files.
pub(super) fn claims(history: &History) -> BTreeMap<MessageId, Vec<&Operation>> {
    let mut claims = BTreeMap::<_, Vec<_>>::new();
    for operation in &history.operations {
        if let Call::Claim { message, .. } = operation.call {
            claims.entry(message).or_default().push(operation);
        }
    }
    claims
}

/// The words that a message was stored with, where somebody was told that it is.
pub(super) fn stored_words(claims: &[&Operation]) -> Option<Words> {
    claims.iter().find_map(|claim| match (&claim.call, claim.got()) {
        (Call::Claim { words, .. }, Some(Got::Claimed { .. })) => Some(*words),
        _ => None,
    })
}

pub(super) fn only_expected_errors(history: &History) -> Vec<String> {
    let mut found = Vec::new();
    for operation in &history.operations {
        let Some(got @ Got::Failed { .. }) = operation.got() else { continue };
        let expected = match operation.call {
            _ if got.failed(ErrorKind::Unavailable) => true,
            Call::Claim { .. } | Call::Begin(_) | Call::Answered(..) | Call::Clear(..) | Call::Permit(..) => {
                got.failed(ErrorKind::Conflict)
            }
            Call::Redeem(_) => got.failed(ErrorKind::Conflict) || got.failed(ErrorKind::NotFound),
            Call::LetGo(_) | Call::Finish(_) | Call::Outcome(_) => false,
        };
        if !expected {
            found.push(format!("an error that nobody expects: {operation:?}"));
        }
    }
    found
}

pub(super) fn one_turn_each(history: &History) -> Vec<String> {
    let mut found = Vec::new();
    for (message, claims) in claims(history) {
        let mut turns = HashSet::new();
        let mut stored = HashSet::new();
        let mut refused = HashSet::new();
        let mut new = 0;
        for claim in &claims {
            let Call::Claim { words, turn: own, .. } = claim.call else { continue };
            match claim.got() {
                Some(Got::Claimed { turn, lead, repeat, .. }) => {
                    turns.insert((*turn, *lead));
                    stored.insert(words);
                    new += usize::from(!repeat);
                    if !repeat && own != *turn {
                        found.push(format!("a new message has another's turn: {claim:?}"));
                    }
                }
                Some(got) if got.failed(ErrorKind::Conflict) => {
                    refused.insert(words);
                }
                _ => {}
            }
        }
        if turns.len() > 1 || new > 1 {
            found.push(format!("{message:?} is {new} new messages and has turns {turns:?}"));
        }
        if stored.len() > 1 {
            found.push(format!("{message:?} is taken for one message with words {stored:?}"));
        }
        if stored.intersection(&refused).next().is_some() {
            found.push(format!("{message:?} was refused for the words it has: {stored:?}"));
        }
    }
    found
}

pub(super) fn one_outcome_each(history: &History) -> Vec<String> {
    let mut found = Vec::new();
    for (turn, operations) in history.of_turns() {
        let mut outcomes: Vec<&Told> = operations.iter().filter_map(|o| o.got()?.outcome()).collect();
        outcomes.dedup();
        if outcomes.len() > 1 {
            found.push(format!("turn {turn} has outcomes {outcomes:?}"));
        }
        if let Some(wrong) = outcomes.iter().find(|outcome| outcome.turn != turn) {
            found.push(format!("turn {turn} has the outcome of another: {wrong:?}"));
        }
        let texts: Vec<_> =
            operations.iter().filter(|o| matches!(o.got(), Some(Got::Cleared { .. }))).collect();
        if texts.len() > 1 {
            found.push(format!("turn {turn} was handed out more than once: {texts:?}"));
        }
        let ended = operations.iter().filter(|o| o.got().is_some_and(|got| got.outcome().is_some()));
        let Some(ended) = ended.map(|o| o.over).min() else { continue };
        for late in operations.iter().filter(|o| o.began > ended) {
            let goes_on = match (&late.call, late.got()) {
                (Call::LetGo(_), _) => false,
                (_, Some(Got::Open | Got::Granted | Got::Expired | Got::NotYet | Got::Done)) => true,
                _ => false,
            };
            if goes_on {
                found.push(format!("a turn goes on after its end was told: {late:?}"));
            }
        }
    }
    found
}

/// Whatever somebody was told is in the database afterwards, and every turn has ended.
pub(super) fn nothing_lost(history: &History, stored: &Stored) -> Vec<String> {
    let mut found = Vec::new();
    let mut events = HashMap::<(TurnId, &str), usize>::new();
    for (turn, kind) in &stored.events {
        *events.entry((*turn, kind)).or_default() += 1;
    }
    let count = |turn: TurnId, kind: &'static str| events.get(&(turn, kind)).copied().unwrap_or(0);
    let mut said = HashMap::<&str, usize>::new();
    for text in &stored.said {
        *said.entry(text).or_default() += 1;
    }
    let mut spoken = HashSet::new();
    for text in &stored.said {
        match history.asked.get(text) {
            Some((turn, _)) if spoken.insert(*turn) => {}
            Some((turn, _)) => found.push(format!("turn {turn} has said more than one text: {text}")),
            None => found.push(format!("a text that nobody asked for: {text}")),
        }
    }
    for operation in &history.operations {
        match operation.got() {
            Some(Got::Claimed { turn, .. }) if !stored.turns.contains_key(turn) => {
                found.push(format!("a claim is lost: {operation:?}"));
            }
            Some(Got::Cleared { text, .. }) if said.get(text.as_str()) != Some(&1) => {
                found.push(format!("a text was handed out and is not in the history once: {operation:?}"));
            }
            _ => {}
        }
        if let Some(told) = operation.got().and_then(Got::outcome)
            && stored.turns.get(&told.turn).and_then(Option::as_ref) != Some(told)
        {
            found.push(format!("an outcome is lost: {operation:?}"));
        }
    }
    for (message, claims) in claims(history) {
        let turn = claims.iter().find_map(|claim| match claim.got() {
            Some(Got::Claimed { turn, .. }) => Some(*turn),
            _ => None,
        });
        let (Some(turn), Some(words)) = (turn, stored_words(&claims)) else { continue };
        // With what came under its id with other words, and was told so; what was not answered may count too.
        let conflicts = |answered: bool| {
            let other_stops = claims.iter().filter(|claim| match (&claim.call, claim.got()) {
                (Call::Claim { words: Words::Stop, .. }, Some(got)) => got.failed(ErrorKind::Conflict),
                (Call::Claim { words: Words::Stop, .. }, None) => words != Words::Stop && !answered,
                _ => false,
            });
            other_stops.count()
        };
        let own = usize::from(words == Words::Stop);
        let stops = count(turn, "opt_out");
        if !(own + conflicts(true)..=own + conflicts(false)).contains(&stops) {
            found.push(format!("{message:?} has {stops} stops: {claims:?}"));
        }
        let starts = count(turn, "opt_in");
        if starts != usize::from(words == Words::Start) {
            found.push(format!("{message:?} has {starts} starts: {claims:?}"));
        }
    }
    for (turn, outcome) in &stored.turns {
        match outcome {
            Some(outcome) if outcome.handed_out != spoken.contains(turn) => {
                found
                    .push(format!("a text without its outcome, or an outcome without its text: {outcome:?}"));
            }
            Some(_) => {}
            None => found.push(format!("turn {turn} has never ended")),
        }
        if !history.messages.contains_key(turn) {
            found.push(format!("turn {turn} is nobody's"));
        }
    }
    found
}
