//! How a turn ends: its outcome, its entry in the trail, and what its row keeps of it.

use std::time::Duration;

use crate::store::link::{Connection, params, run};

use super::database::{Context, from_json, rule, to_json};
use super::trail::Trail;
use super::turn::Turn;
use crate::audit::Head;
use crate::clock::Timestamp;
use crate::consent::{ConsentState, Standing};
use crate::error::{Result, Safe, safe};
use crate::lead::{OutboundId, TurnId};
use crate::store::{Author, OutcomeKind, StoredOutcome};
use crate::token::Usage;

/// An outcome that is about to be stored.
pub(in crate::store) struct Ending {
    pub(in crate::store) kind: OutcomeKind,
    pub(in crate::store) reasons: Vec<String>,
    pub(in crate::store) outbound: Option<OutboundId>,
    pub(in crate::store) until: Option<Timestamp>,
    pub(in crate::store) by: Option<TurnId>,
    pub(in crate::store) author: Option<Author>,
    pub(in crate::store) usage: Option<Usage>,
    /// An outbound that is handed out as soon as it is permitted, and that no row tells of yet.
    pub(in crate::store) handed: Option<Handed>,
}

/// What a turn's row keeps of its outbound.
pub(in crate::store) struct Handed {
    pub(in crate::store) state: &'static str,
    pub(in crate::store) expires: Timestamp,
    pub(in crate::store) life: Duration,
}

impl Ending {
    /// An ending without a text.
    pub(in crate::store) fn without_text(
        kind: OutcomeKind,
        reasons: Vec<String>,
        usage: Option<Usage>,
    ) -> Ending {
        Ending { kind, reasons, outbound: None, until: None, by: None, author: None, usage, handed: None }
    }
}

/// Ends a turn with an entry in the trail. A deferred turn stays open until it is due, and keeps its answer; of one that
/// is done the words are a message of the conversation or are not said.
pub(in crate::store) fn end(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    turn: &Turn,
    standing: &Standing,
    ending: Ending,
) -> Result<StoredOutcome> {
    let rules: Vec<Safe> = ending.reasons.iter().map(|reason| rule(reason)).collect();
    let reasons = rules.iter().map(|rule| rule.as_str().to_owned()).collect();
    let what = safe!("outcome.{}", ending.kind.as_str());
    let audit_head = trail.append(what, Some(turn.id), Some(turn.lead), rules)?.clone();
    let outcome = StoredOutcome {
        turn: turn.id,
        conversation: turn.conversation,
        lead: turn.lead,
        kind: ending.kind,
        reasons,
        outbound: ending.outbound,
        until: ending.until,
        by: ending.by,
        consent: crate::consent::state(&standing.events, turn.channel),
        author: ending.author,
        usage: ending.usage,
        audit_head,
    };
    // Without a time to wait for, a deferred turn may go on at once.
    let due = (outcome.kind == OutcomeKind::Deferred)
        .then(|| outcome.until.unwrap_or_else(|| context.now()).as_millis());
    run(
        tx,
        "UPDATE turn SET state = ?3, due = ?4, outcome = ?5, lease_owner = NULL, lease_until = NULL,
                         answer = CASE WHEN ?3 = 'done' THEN NULL ELSE answer END,
                         outbound = coalesce(?6, outbound), expires = coalesce(?7, expires),
                         life = coalesce(?8, life)
         WHERE account = ?1 AND turn = ?2",
        params![
            turn.account.as_str(),
            turn.id.as_bytes(),
            if due.is_some() { "deferred" } else { "done" },
            due,
            to_json(&Row::of(&outcome))?,
            ending.handed.as_ref().map(|handed| handed.state),
            ending.handed.as_ref().map(|handed| handed.expires.as_millis()),
            ending.handed.as_ref().map(|handed| millis(handed.life))
        ],
    )?;
    Ok(outcome)
}

/// A permit's life as its column keeps it.
pub(in crate::store) fn millis(life: Duration) -> i64 {
    i64::try_from(life.as_millis()).unwrap_or(i64::MAX)
}

/// An outcome as its column keeps it: what the turn's other columns do not say.
#[derive(serde::Serialize, serde::Deserialize)]
struct Row {
    kind: OutcomeKind,
    reasons: Vec<String>,
    outbound: Option<OutboundId>,
    until: Option<Timestamp>,
    by: Option<TurnId>,
    consent: ConsentState,
    author: Option<Author>,
    usage: Option<Usage>,
    audit_head: Head,
}

impl Row {
    fn of(outcome: &StoredOutcome) -> Row {
        let outcome = outcome.clone();
        Row {
            kind: outcome.kind,
            reasons: outcome.reasons,
            outbound: outcome.outbound,
            until: outcome.until,
            by: outcome.by,
            consent: outcome.consent,
            author: outcome.author,
            usage: outcome.usage,
            audit_head: outcome.audit_head,
        }
    }
}

/// The outcome of every turn of a lead who was erased, as the column keeps it.
pub(in crate::store) fn erased(audit_head: Head) -> Result<String> {
    to_json(&Row {
        kind: OutcomeKind::Silent,
        reasons: vec!["consent.erased".to_owned()],
        outbound: None,
        until: None,
        by: None,
        consent: ConsentState::Erased,
        author: None,
        usage: None,
        audit_head,
    })
}

/// Reads a turn's outcome from its column.
pub(in crate::store) fn read(turn: &Turn, column: &str) -> Result<StoredOutcome> {
    let row: Row = from_json(column)?;
    Ok(StoredOutcome {
        turn: turn.id,
        conversation: turn.conversation,
        lead: turn.lead,
        kind: row.kind,
        reasons: row.reasons,
        outbound: row.outbound,
        until: row.until,
        by: row.by,
        consent: row.consent,
        author: row.author,
        usage: row.usage,
        audit_head: row.audit_head,
    })
}
