//! A reply that is released sentence by sentence: each under a fresh decision, in a transaction of its own.

use crate::store::link::{Connection, one, params, run};

use super::consent;
use super::database::{Commit, Context, Database};
use super::history;
use super::outcome::{self, Ending};
use super::permit::{self, Kept};
use super::trail::Trail;
use super::turn::Turn;
use crate::clock::Timestamp;
use crate::consent::{Cleared, Decision, Grant, PermitKind, decide};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::lead::{AccountId, OutboundId, Pii, Purpose, Role};
use crate::store::fault::SqlError;
use crate::store::{Author, Conclude, OutcomeKind, Released, StoredOutcome};

/// What became of a sentence, before its commit.
enum Said {
    Cleared(Grant, Timestamp),
    Ended(Box<StoredOutcome>),
}

pub(in crate::store) fn release(
    database: &mut Database,
    account: &AccountId,
    id: OutboundId,
    words: Pii<String>,
) -> Result<Released> {
    let said = database.write(Commit::Durable, account, |tx, context| {
        let (turn, kept) = streaming(tx, account, id)?;
        let mut standing = consent::standing(tx, context, &turn)?;
        // The answer has begun: a later message is answered after it, not instead of it.
        standing.superseded_by = None;
        let mut trail = Trail::open(tx, context, account)?;
        let now = context.now();
        let rule = match decide(&standing, PermitKind::Reply, now) {
            Decision::Granted(grant) => {
                consent::assert_not_stopped(&standing, PermitKind::Reply)?;
                extend(tx, context, &turn, &words)?;
                trail.append("stream.released".into(), Some(turn.id), Some(turn.lead), Vec::new())?;
                return Ok(Said::Cleared(grant, now.plus(kept.life)));
            }
            Decision::Denied { rule } | Decision::Deferred { rule, .. } => rule,
            Decision::Superseded { .. } => "turn.superseded",
        };
        permit::set_state(tx, &turn, "used")?;
        let ending = Ending {
            outbound: Some(id),
            author: Some(Author::Model),
            ..Ending::without_text(OutcomeKind::Withdrawn, vec![rule.to_owned()], None)
        };
        let outcome = outcome::end(tx, context, &mut trail, &turn, &standing, ending)?;
        Ok(Said::Ended(Box::new(outcome)))
    })?;
    Ok(match said {
        Said::Cleared(grant, deadline) => {
            // What is streamed answers what the person wrote.
            let purpose = Purpose::Conversational;
            Released::Cleared(Cleared::new(grant, account.clone(), id, purpose, words, deadline))
        }
        Said::Ended(outcome) => Released::Ended(outcome),
    })
}

pub(in crate::store) fn conclude(database: &mut Database, conclude: Conclude) -> Result<StoredOutcome> {
    let Conclude { account, outbound: id, kind, reasons, usage } = conclude;
    database.write(Commit::Durable, &account, |tx, context| {
        let (turn, _) = streaming(tx, &account, id)?;
        let standing = consent::standing(tx, context, &turn)?;
        let mut trail = Trail::open(tx, context, &account)?;
        permit::set_state(tx, &turn, "used")?;
        let ending = Ending {
            outbound: Some(id),
            author: Some(Author::Model),
            ..Ending::without_text(kind, reasons.clone(), usage.clone())
        };
        outcome::end(tx, context, &mut trail, &turn, &standing, ending)
    })
}

/// The turn of an outbound that is being streamed.
fn streaming(tx: &Connection, account: &AccountId, id: OutboundId) -> Result<(Turn, Kept)> {
    let (turn, kept) = permit::load(tx, account, id)?;
    if kept.state != "streaming" {
        return Err(Error::new(
            ErrorKind::Conflict,
            "this outbound is not being streamed: it was concluded, or never begun",
        )
        .with_retry(Retry::Never));
    }
    Ok((turn, kept))
}

/// Adds words to the turn's message in the history.
fn extend(tx: &Connection, context: &Context, turn: &Turn, words: &Pii<String>) -> Result<()> {
    let (place, sealed) = one(
        tx,
        "SELECT place, text FROM message WHERE account = ?1 AND conversation = ?2 AND place > ?3 AND turn = ?4 AND role = ?5",
        params![
            turn.account.as_str(),
            turn.conversation.as_bytes(),
            turn.place,
            turn.id.as_bytes(),
            Role::Assistant.as_str()
        ],
        |row| Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?)),
    )?
    .ok_or(SqlError::Shape)?;
    let before = history::unseal(context, turn.owner(), place, &sealed)?;
    let text = Pii::new(format!("{}{}", before.expose(), words.expose()));
    let sealed = history::seal(context, turn.owner(), place, &text)?;
    let sql = "UPDATE message SET text = ?4 WHERE account = ?1 AND conversation = ?2 AND place = ?3";
    run(tx, sql, params![turn.account.as_str(), turn.conversation.as_bytes(), place, sealed]).map(|_| ())
}
