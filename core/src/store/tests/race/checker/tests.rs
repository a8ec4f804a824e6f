//! The checker itself, on histories written by hand. Times are milliseconds.

use super::super::super::*;
use super::super::history::{Call, Got, History, MessageId, Operation, Recorder, Says, Told, Words};
use super::{consent, lease, message, permit as permits};
use crate::audit::Head;

fn id<T: std::str::FromStr<Err = crate::error::Error>>(number: u64) -> T {
    format!("01890000-0000-7000-8000-{number:012}").parse().unwrap()
}

fn at(process: usize, (began, over): (u64, u64), call: Call, got: Option<Got>) -> Operation {
    const MILLI: u64 = 1_000_000;
    let (began, over) = (began * MILLI, over * MILLI);
    Operation { process, call, began, told: got.map(|got| (over, got)), over }
}

/// Message and turn `number`, of `point`.
fn claim(
    point: u32,
    number: u64,
    words: Words,
    times: (u64, u64),
    got: fn(TurnId) -> Option<Got>,
) -> Operation {
    let (message, turn) = (MessageId { point, number, own: words }, id(number));
    at(1, times, Call::Claim { message, words, turn, begin: false }, got(turn))
}

fn new(turn: TurnId) -> Option<Got> {
    Some(Got::Claimed { turn, lead: id(1), repeat: false, open: false })
}

fn again(turn: TurnId) -> Option<Got> {
    Some(Got::Claimed { turn, lead: id(1), repeat: true, open: false })
}

fn killed(_: TurnId) -> Option<Got> {
    None
}

fn conflict() -> Got {
    Got::Failed { kind: "conflict".to_owned(), words: String::new() }
}

fn permit(process: usize, number: u64, times: (u64, u64)) -> Operation {
    let says = Says { text: format!("{number}"), confirms: false, first: false };
    at(process, times, Call::Permit(id(number), says), Some(Got::Granted))
}

fn redeem(number: u64, times: (u64, u64)) -> Operation {
    let outcome = Told {
        turn: id(number),
        lead: id(1),
        kind: OutcomeKind::Reply,
        reasons: Vec::new(),
        handed_out: true,
        by: None,
        head: Head::EMPTY,
    };
    let got = Got::Cleared { text: format!("{number}"), outcome };
    at(1, times, Call::Redeem(id(number)), Some(got))
}

fn begin(process: usize, number: u64, times: (u64, u64)) -> Operation {
    at(process, times, Call::Begin(id(number)), Some(Got::Open))
}

fn history(operations: Vec<Operation>) -> History {
    let mut history = History::default();
    for operation in operations {
        history.add(operation);
    }
    history
}

fn row(name: &str, rule: fn(&History) -> Vec<String>, faulty: bool, operations: Vec<Operation>) {
    let found = rule(&history(operations));
    assert_eq!(!found.is_empty(), faulty, "{name}: {found:?}");
}

#[test]
fn a_reply_after_an_acknowledged_stop_is_found() {
    use Words::{Help, Start, Stop};
    let rows: [(&str, bool, Vec<Operation>); 10] = [
        ("after a stop", true, vec![claim(2, 2, Stop, (10, 20), new)]),
        ("at the same time", false, vec![claim(2, 2, Stop, (10, 31), new)]),
        ("nobody was told of it", false, vec![claim(2, 2, Stop, (10, 20), killed)]),
        ("of somebody else", false, vec![claim(3, 2, Stop, (10, 20), new)]),
        ("a start since", false, vec![claim(2, 2, Stop, (10, 20), new), claim(2, 3, Start, (21, 25), new)]),
        (
            "one that may be since",
            false,
            vec![claim(2, 2, Stop, (10, 20), new), claim(2, 3, Start, (5, 11), killed)],
        ),
        ("a start before", true, vec![claim(2, 2, Stop, (10, 20), new), claim(2, 3, Start, (5, 9), new)]),
        (
            "the start again",
            true,
            vec![
                claim(2, 3, Start, (5, 9), new),
                claim(2, 2, Stop, (10, 20), new),
                claim(2, 3, Start, (21, 25), again),
            ],
        ),
        (
            "the stop again",
            false,
            vec![
                claim(2, 2, Stop, (10, 12), new),
                claim(2, 3, Start, (13, 15), new),
                claim(2, 2, Stop, (16, 20), again),
            ],
        ),
        (
            "a stop under a known id",
            true,
            vec![
                claim(2, 2, Help, (1, 2), new),
                claim(2, 2, Help, (3, 4), again),
                at(
                    1,
                    (10, 20),
                    Call::Claim {
                        message: MessageId { point: 2, number: 2, own: Help },
                        words: Stop,
                        turn: id(9),
                        begin: false,
                    },
                    Some(conflict()),
                ),
            ],
        ),
    ];
    for (name, faulty, mut operations) in rows {
        operations.push(claim(2, 1, Words::Question, (1, 2), new));
        operations.push(permit(1, 1, (30, 32)));
        row(name, consent::no_permit_after_a_stop, faulty, operations);
    }
}

#[test]
fn a_stop_holds_for_both_addresses_and_a_start_for_its_own() {
    let stop = claim(1, 2, Words::Stop, (10, 20), new);
    let asked = claim(0, 1, Words::Question, (1, 2), new);
    for (point, faulty) in [(0, false), (1, true)] {
        let start = claim(point, 3, Words::Start, (21, 25), new);
        let operations = vec![asked.clone(), stop.clone(), start, permit(1, 1, (30, 32))];
        row("stopped from the other address", consent::no_permit_after_a_stop, faulty, operations);
    }
}

#[test]
fn a_permit_is_seen_to_be_used_late_or_twice() {
    let rule = permits::used_once_and_in_time;
    row("in time", rule, false, vec![permit(1, 1, (1, 9)), redeem(1, (70, 71))]);
    row("late", rule, true, vec![permit(1, 1, (1, 9)), redeem(1, (75, 76))]);
    row(
        "permitted afresh",
        rule,
        false,
        vec![permit(1, 1, (1, 9)), permit(1, 1, (40, 50)), redeem(1, (75, 76))],
    );
    row("never permitted", rule, true, vec![redeem(1, (70, 71))]);
    let late = |got| at(1, (30, 31), Call::Redeem(id(1)), Some(got));
    row("twice", rule, true, vec![permit(1, 1, (1, 9)), redeem(1, (20, 21)), late(Got::Expired)]);
    row("refused", rule, false, vec![permit(1, 1, (1, 9)), redeem(1, (20, 21)), late(conflict())]);
    let two = history(vec![redeem(1, (20, 21)), redeem(1, (20, 21))]);
    assert_eq!(message::one_outcome_each(&two).len(), 1);
}

#[test]
fn two_holders_of_one_conversation_are_found() {
    let claims = || vec![claim(2, 1, Words::Help, (1, 2), new), claim(2, 2, Words::Help, (1, 2), new)];
    let let_go = |process| at(process, (15, 16), Call::LetGo(id(1)), Some(Got::Done));
    let rows: [(&str, bool, Vec<Operation>); 7] = [
        ("at once", true, vec![begin(1, 1, (10, 12)), begin(2, 2, (20, 22))]),
        ("overlapping", false, vec![begin(1, 1, (10, 21)), begin(2, 2, (20, 22))]),
        ("one process", false, vec![begin(1, 1, (10, 12)), begin(1, 2, (20, 22))]),
        ("one after the other", false, vec![begin(1, 1, (10, 12)), begin(2, 2, (111, 112))]),
        ("let go", false, vec![begin(1, 1, (10, 12)), let_go(1), begin(2, 2, (20, 22))]),
        ("let go by another", true, vec![begin(1, 1, (10, 12)), let_go(2), begin(2, 2, (20, 22))]),
        ("ended", false, vec![begin(1, 1, (10, 12)), redeem(1, (13, 14)), begin(2, 2, (20, 22))]),
    ];
    for (name, faulty, operations) in rows {
        let mut all = claims();
        all.extend(operations);
        row(name, lease::held_by_one, faulty, all);
    }
}

#[test]
fn two_turns_of_a_message_and_two_messages_of_an_id_are_found() {
    let rule = message::one_turn_each;
    let first = || claim(2, 1, Words::Help, (1, 2), new);
    row("again", rule, false, vec![first(), claim(2, 1, Words::Help, (3, 4), again)]);
    row("new again", rule, true, vec![first(), claim(2, 1, Words::Help, (3, 4), new)]);
    row("another turn", rule, true, vec![first(), claim(2, 1, Words::Help, (3, 4), |_| again(id(9)))]);
    let message = MessageId { point: 2, number: 1, own: Words::Help };
    let other = |got| {
        let call = Call::Claim { message, words: Words::Start, turn: id(1), begin: false };
        at(1, (3, 4), call, got)
    };
    row("other words taken", rule, true, vec![first(), other(again(id(1)))]);
    row("other words refused", rule, false, vec![first(), other(Some(conflict()))]);
    row("its own refused", rule, true, vec![first(), claim(2, 1, Words::Help, (3, 4), |_| Some(conflict()))]);
}

#[test]
fn what_failed_with_an_unknown_outcome_may_have_happened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("process");
    let mut recorder = Recorder::create(&path);
    for kind in [ErrorKind::OutcomeUnknown, ErrorKind::Unavailable] {
        recorder.calls(&Call::Finish(id(1)));
        recorder.gets(&Got::Failed { kind: kind.as_str().to_owned(), words: String::new() });
    }
    let mut history = History::default();
    history.read(1, &path, u64::MAX);
    let told: Vec<_> = history.operations.iter().map(|o| (o.told.is_some(), o.over == u64::MAX)).collect();
    assert_eq!(told, [(false, true), (true, false)]);
}
