//! What each process did, in a file of its own: a line before each call, and a line after it.
//!
//! A line is written at once, so that a kill loses at most what one call answered: it may have happened or not.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::*;
use crate::audit::Head;

/// Nanoseconds of the one monotonic clock that all processes of the machine share.
pub(super) fn clock() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    u64::try_from(now.tv_sec).unwrap() * 1_000_000_000 + u64::try_from(now.tv_nsec).unwrap()
}

pub(super) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap()
}

/// A message, by what makes it one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct MessageId {
    /// Whose: see [`super::points`].
    pub(super) point: u32,
    pub(super) number: u64,
    pub(super) own: Words,
}

/// What a message says, or an outreach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Words {
    /// A later question stands for it.
    Question,
    /// It is answered itself.
    Help,
    Stop,
    Start,
    /// The business's, who writes first.
    Sale,
}

impl Words {
    pub(super) const ALL: [Words; 4] = [Words::Question, Words::Help, Words::Stop, Words::Start];

    pub(super) fn text(self) -> &'static str {
        match self {
            Words::Question => "How much is it?",
            Words::Help => "HELP",
            Words::Stop => "STOP",
            Words::Start => "START",
            Words::Sale => "It is for sale.",
        }
    }
}

/// An answer that is asked for. No two have one text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Says {
    pub(super) text: String,
    /// The confirmation of an opt-out; otherwise a reply, or what the business writes first.
    pub(super) confirms: bool,
    pub(super) first: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Call {
    Claim { message: MessageId, words: Words, turn: TurnId, begin: bool },
    Begin(TurnId),
    LetGo(TurnId),
    Answered(TurnId, Says),
    Clear(TurnId, Says),
    Permit(TurnId, Says),
    Redeem(TurnId),
    Finish(TurnId),
    Outcome(TurnId),
}

impl Call {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Call::Claim { .. } => "claim",
            Call::Begin(_) => "begin",
            Call::LetGo(_) => "let go",
            Call::Answered(..) => "answered",
            Call::Clear(..) => "clear",
            Call::Permit(..) => "permit",
            Call::Redeem(_) => "redeem",
            Call::Finish(_) => "finish",
            Call::Outcome(_) => "outcome",
        }
    }

    /// The turn that it is about: of a claim, the one that it would make.
    pub(super) fn turn(&self) -> TurnId {
        match self {
            Call::Claim { turn, .. }
            | Call::Begin(turn)
            | Call::LetGo(turn)
            | Call::Answered(turn, _)
            | Call::Clear(turn, _)
            | Call::Permit(turn, _)
            | Call::Redeem(turn)
            | Call::Finish(turn)
            | Call::Outcome(turn) => *turn,
        }
    }

    pub(super) fn says(&self) -> Option<&Says> {
        match self {
            Call::Answered(_, says) | Call::Clear(_, says) | Call::Permit(_, says) => Some(says),
            _ => None,
        }
    }
}

/// An outcome as a process was told it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) turn: TurnId,
    pub(super) lead: LeadId,
    pub(super) kind: OutcomeKind,
    pub(super) reasons: Vec<String>,
    pub(super) handed_out: bool,
    pub(super) by: Option<TurnId>,
    pub(super) head: Head,
}

impl From<&StoredOutcome> for Told {
    fn from(outcome: &StoredOutcome) -> Told {
        Told {
            turn: outcome.turn,
            lead: outcome.lead,
            kind: outcome.kind,
            reasons: outcome.reasons.clone(),
            handed_out: outcome.outbound.is_some(),
            by: outcome.by,
            head: outcome.audit_head.clone(),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Got {
    Claimed {
        turn: TurnId,
        lead: LeadId,
        repeat: bool,
        open: bool,
    },
    Open,
    Granted,
    Cleared {
        text: String,
        outcome: Told,
    },
    Expired,
    Ended(Told),
    /// No outcome yet.
    NotYet,
    /// A call without an answer was done.
    Done,
    Failed {
        kind: String,
        words: String,
    },
}

impl Got {
    pub(super) fn outcome(&self) -> Option<&Told> {
        match self {
            Got::Cleared { outcome, .. } | Got::Ended(outcome) => Some(outcome),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Got::Claimed { repeat: false, .. } => "new".to_owned(),
            Got::Claimed { .. } => "repeated".to_owned(),
            Got::Open => "open".to_owned(),
            Got::Granted => "granted".to_owned(),
            Got::Cleared { .. } => "handed out".to_owned(),
            Got::Expired => "expired".to_owned(),
            Got::Ended(told) => told.kind.as_str().to_owned(),
            Got::NotYet => "open".to_owned(),
            Got::Done => "done".to_owned(),
            Got::Failed { kind, .. } => kind.clone(),
        }
    }

    pub(super) fn failed(&self, as_kind: ErrorKind) -> bool {
        matches!(self, Got::Failed { kind, .. } if kind == as_kind.as_str())
    }
}

#[derive(Serialize, Deserialize)]
enum Line {
    Calls(u64, Call),
    Gets(u64, Got),
}

/// One process's file.
pub(super) struct Recorder(File);

impl Recorder {
    pub(super) fn create(path: &Path) -> Recorder {
        Recorder(File::create(path).unwrap())
    }

    pub(super) fn calls(&mut self, call: &Call) {
        self.write(&Line::Calls(clock(), call.clone()));
    }

    pub(super) fn gets(&mut self, got: &Got) {
        self.write(&Line::Gets(clock(), got.clone()));
    }

    fn write(&mut self, line: &Line) {
        let mut line = serde_json::to_vec(line).unwrap();
        line.push(b'\n');
        self.0.write_all(&line).unwrap();
    }
}

/// One call of one process.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) process: usize,
    pub(super) call: Call,
    pub(super) began: u64,
    /// What it answered, and when that was known; a kill can take it away.
    pub(super) told: Option<(u64, Got)>,
    /// By then it had happened, or never would.
    pub(super) over: u64,
}

impl Operation {
    pub(super) fn got(&self) -> Option<&Got> {
        self.told.as_ref().map(|(_, got)| got)
    }
}

/// All that all processes did.
#[derive(Default)]
pub(super) struct History {
    pub(super) operations: Vec<Operation>,
    /// Which message a turn is of: every turn has the id that some claim brought along.
    pub(super) messages: HashMap<TurnId, MessageId>,
    /// For which turn a text was asked for, and whether it confirms a stop.
    pub(super) asked: HashMap<String, (TurnId, bool)>,
}

impl History {
    /// Adds what a process did that was gone at `over`.
    pub(super) fn read(&mut self, process: usize, path: &Path, over: u64) {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let whole = text.rfind('\n').map_or("", |end| text.get(..end).unwrap());
        for line in whole.lines() {
            match serde_json::from_str(line).unwrap() {
                Line::Calls(began, call) => self.add(Operation { process, call, began, told: None, over }),
                // It may have happened or not, as if the process had been killed.
                Line::Gets(_, got) if got.failed(ErrorKind::OutcomeUnknown) => {}
                Line::Gets(at, got) => {
                    let last = self.operations.last_mut().unwrap();
                    last.over = at;
                    last.told = Some((at, got));
                }
            }
        }
    }

    pub(super) fn add(&mut self, operation: Operation) {
        if let Call::Claim { message, turn, .. } = operation.call {
            self.messages.insert(turn, message);
        }
        if let Some(says) = operation.call.says() {
            self.asked.insert(says.text.clone(), (operation.call.turn(), says.confirms));
        }
        self.operations.push(operation);
    }

    pub(super) fn of_turns(&self) -> HashMap<TurnId, Vec<&Operation>> {
        let mut turns = HashMap::<_, Vec<_>>::new();
        for operation in &self.operations {
            turns.entry(operation.call.turn()).or_default().push(operation);
        }
        turns
    }
}
