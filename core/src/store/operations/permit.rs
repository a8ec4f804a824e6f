//! Permits, redeems and ends: consent is read and decided inside the transaction that acts on it.

use std::time::Duration;

use crate::store::link::{Connection, one, params, run, time};

use super::consent::{self, Subject};
use super::database::{Commit, Context, Database, not_found, rule};
use super::history::{self, Slot};
use super::outcome::{self, Ending, Handed};
use super::trail::Trail;
use super::turn::{self, Turn};
use super::{delivery, outreach};
use crate::clock::Timestamp;
use crate::consent::{Cleared, Decision, Grant, Standing, decide, spent};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{AccountId, Message, OutboundId, Pii, Role};
use crate::store::fault::SqlError;
use crate::store::{Answer, Finish, Hand, OutcomeKind, PermitRequest, Permitted, Redeemed, StoredOutcome};

pub(in crate::store) fn permit(database: &mut Database, request: &PermitRequest) -> Result<Permitted> {
    let PermitRequest { account, turn, answer, vault, life } = request;
    database.write(Commit::Durable, account, |tx, context| {
        let turn = Turn::load(tx, account, *turn)?;
        let now = context.now();
        if let Some(outcome) = turn.ended(now)? {
            return Ok(Permitted::Ended(Box::new(outcome)));
        }
        turn.hold(tx, context, now, "permitted")?;
        turn::keep_vault(tx, context, &turn, vault.as_ref())?;
        let standing = consent::standing(tx, context, &turn)?;
        tear!(tx, ConsentReadBefore);
        let mut trail = Trail::open(tx, context, account)?;
        match decide(&standing, answer.permit, now) {
            // The text does not leave yet: redeeming decides afresh, and has its own grant.
            Decision::Granted(_) => consent::assert_not_stopped(&standing, answer.permit)?,
            refusal => {
                let outcome = refuse(tx, context, &mut trail, &turn, &standing, answer, refusal)?;
                return Ok(Permitted::Ended(Box::new(outcome)));
            }
        }
        let sealed = turn.seal(context, answer)?;
        let outbound = keep(tx, &turn, sealed, now, *life)?;
        granted(&mut trail, &turn, answer)?;
        Ok(Permitted::Granted(outbound))
    })
}

/// Permits and redeems under one decision: whoever sends at once has no use for a second look at the same consent.
pub(in crate::store) fn clear(
    database: &mut Database,
    request: PermitRequest,
    hand: Hand,
) -> Result<Redeemed> {
    let PermitRequest { account, turn, answer, vault, life } = request;
    let spent = database.write(Commit::Durable, &account, |tx, context| {
        let turn = Turn::load(tx, &account, turn)?;
        let now = context.now();
        if let Some(outcome) = turn.ended(now)? {
            return Ok(Spent::Ended(outcome));
        }
        turn.refuse_held(tx, context, now)?;
        turn::keep_vault(tx, context, &turn, vault.as_ref())?;
        let mut standing = consent::standing(tx, context, &turn)?;
        tear!(tx, ConsentReadBefore);
        let mut trail = Trail::open(tx, context, &account)?;
        let grant = match decide(&standing, answer.permit, now) {
            Decision::Granted(grant) => grant,
            refusal => {
                let outcome = refuse(tx, context, &mut trail, &turn, &standing, &answer, refusal)?;
                return Ok(Spent::Ended(outcome));
            }
        };
        consent::assert_not_stopped(&standing, answer.permit)?;
        granted(&mut trail, &turn, &answer)?;
        let handed = Handed { state: handed_out(&answer), expires: now.plus(life), life };
        let outcome = hand_out(tx, context, &mut trail, &turn, &mut standing, &answer, Some(handed))?;
        if hand == Hand::Outbox {
            delivery::begin(tx, context, &turn, &answer, now.plus(life))?;
        }
        let (turn, text) = (Box::new(turn), answer.text.clone());
        Ok(Spent::Cleared { grant, turn, text, deadline: now.plus(life), outcome })
    })?;
    Ok(redeemed(spent))
}

fn granted(trail: &mut Trail<'_>, turn: &Turn, answer: &Answer) -> Result<()> {
    let rules = answer.reasons.iter().map(|reason| rule(reason)).collect();
    trail.append("permit.granted".into(), Some(turn.id), Some(turn.lead), rules).map(|_| ())
}

/// Stores the outbound in its turn's row, with its sealed words.
fn keep(tx: &Connection, turn: &Turn, sealed: Vec<u8>, now: Timestamp, life: Duration) -> Result<OutboundId> {
    run(
        tx,
        "UPDATE turn SET answer = ?3, outbound = 'permitted', expires = ?4, life = ?5
         WHERE account = ?1 AND turn = ?2",
        params![
            turn.account.as_str(),
            turn.id.as_bytes(),
            sealed,
            now.plus(life).as_millis(),
            outcome::millis(life)
        ],
    )?;
    Ok(OutboundId::of(turn.id))
}

/// What became of a redemption, before its commit: a text is handed out only afterwards.
pub(super) enum Spent {
    Cleared { grant: Grant, turn: Box<Turn>, text: Pii<String>, deadline: Timestamp, outcome: StoredOutcome },
    Expired,
    Ended(StoredOutcome),
}

pub(super) fn redeemed(spent: Spent) -> Redeemed {
    match spent {
        Spent::Cleared { grant, turn, text, deadline, outcome } => {
            let (id, purpose) = (OutboundId::of(turn.id), turn.purpose());
            let cleared = Cleared::new(grant, turn.account, id, purpose, text, deadline);
            Redeemed::Cleared(cleared, Box::new(outcome))
        }
        Spent::Expired => Redeemed::Expired,
        Spent::Ended(outcome) => Redeemed::Ended(Box::new(outcome)),
    }
}

/// The state of an outbound whose text is handed out. Words of a streamed answer may follow the first, until it is closed.
fn handed_out(answer: &Answer) -> &'static str {
    if answer.kind == OutcomeKind::Withdrawn { "streaming" } else { "used" }
}

/// The text is part of the conversation from here on, and its turn is done.
fn hand_out(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    turn: &Turn,
    standing: &mut Standing,
    answer: &Answer,
    handed: Option<Handed>,
) -> Result<StoredOutcome> {
    let now = context.now();
    speak(tx, context, trail.next()?, turn, answer, now)?;
    if turn.purpose.is_some() {
        outreach::count(tx, turn, now)?;
    }
    // What may be said once only is spent with this.
    if let Some(event) = spent(answer.permit, turn.channel, now)
        && !planted!(ConfirmedTwice)
    {
        let subject = Subject {
            account: &turn.account,
            lead: Some(turn.lead),
            point: Some(&turn.point),
            turn: Some(turn.id),
        };
        consent::append(tx, context, trail, subject, &event, None)?;
        standing.events.push(event);
    }
    let ending = Ending {
        outbound: Some(OutboundId::of(turn.id)),
        author: Some(answer.author),
        handed,
        ..Ending::without_text(answer.kind, answer.reasons.clone(), answer.usage.clone())
    };
    tear!(tx, OutcomeInTwo);
    outcome::end(tx, context, trail, turn, standing, ending)
}

pub(in crate::store) fn redeem(
    database: &mut Database,
    account: &AccountId,
    id: OutboundId,
    hand: Hand,
) -> Result<Redeemed> {
    let spent = database.write(Commit::Durable, account, |tx, context| {
        let (turn, Kept { state, expires, sealed, .. }) = load(tx, account, id)?;
        let now = context.now();
        match state.as_str() {
            "permitted" if now < expires || planted!(ExpiredRedeemed) => {}
            "permitted" => {
                set_state(tx, &turn, "pending")?;
                return Ok(Spent::Expired);
            }
            "pending" => return Ok(Spent::Expired),
            "dropped" => return turn.outcome()?.map(Spent::Ended).ok_or_else(|| SqlError::Shape.into()),
            _ => {
                return Err(Error::new(
                    ErrorKind::Conflict,
                    "this outbound was redeemed before: it may have been sent, look it up",
                )
                .with_retry(crate::error::Retry::Never));
            }
        }
        tear!(tx, PermitInTwo);
        // A turn that ended takes its outbound back with it; should one be left, it stays unsent all the same.
        if let Some(outcome) = turn.ended(now)? {
            return Ok(Spent::Ended(outcome));
        }
        let answer = turn.unseal(context, &sealed.ok_or(SqlError::Shape)?)?;
        let mut standing = consent::standing(tx, context, &turn)?;
        if planted!(PermitTrusted) {
            standing.events.retain(|event| !event.kind.tightens());
        }
        if planted!(OutreachTrusted) && turn.purpose.is_some() {
            standing.events.retain(|event| !event.kind.tightens());
            standing.superseded_by = None;
        }
        tear!(tx, ConsentReadBefore);
        let mut trail = Trail::open(tx, context, account)?;
        let grant = match decide(&standing, answer.permit, now) {
            Decision::Granted(grant) => grant,
            refusal => {
                let outcome = refuse(tx, context, &mut trail, &turn, &standing, &answer, refusal)?;
                return Ok(Spent::Ended(outcome));
            }
        };
        consent::assert_not_stopped(&standing, answer.permit)?;
        if !planted!(PermitNotUsed) {
            set_state(tx, &turn, handed_out(&answer))?;
        }
        let outcome = hand_out(tx, context, &mut trail, &turn, &mut standing, &answer, None)?;
        if hand == Hand::Outbox {
            delivery::begin(tx, context, &turn, &answer, expires)?;
        }
        let turn = Box::new(turn);
        Ok(Spent::Cleared { grant, turn, text: answer.text, deadline: expires, outcome })
    })?;
    Ok(redeemed(spent))
}

/// An outbound as it is kept.
pub(in crate::store) struct Kept {
    pub(in crate::store) state: String,
    /// How long each of its permits lives.
    pub(in crate::store) life: Duration,
    expires: Timestamp,
    sealed: Option<Vec<u8>>,
}

/// An outbound with its turn, or `NotFound`.
pub(in crate::store) fn load(tx: &Connection, account: &AccountId, id: OutboundId) -> Result<(Turn, Kept)> {
    let kept = one(
        tx,
        "SELECT outbound, expires, life, answer FROM turn WHERE account = ?1 AND turn = ?2 AND outbound IS NOT NULL",
        params![account.as_str(), id.as_bytes()],
        |row| {
            Ok(Kept {
                state: row.get(0)?,
                expires: time(row, 1)?,
                life: Duration::from_millis(row.get::<i64>(2)?.unsigned_abs()),
                sealed: row.get(3)?,
            })
        },
    )?
    .ok_or_else(|| not_found("outbound"))?;
    Ok((Turn::load(tx, account, id.turn())?, kept))
}

pub(in crate::store) fn set_state(tx: &Connection, turn: &Turn, state: &str) -> Result<()> {
    let sql = "UPDATE turn SET outbound = ?3 WHERE account = ?1 AND turn = ?2";
    run(tx, sql, params![turn.account.as_str(), turn.id.as_bytes(), state]).map(|_| ())
}

/// The message becomes part of the conversation as it is handed out, once.
fn speak(
    tx: &Connection,
    context: &Context,
    place: i64,
    turn: &Turn,
    answer: &Answer,
    now: Timestamp,
) -> Result<()> {
    let slot = Slot {
        account: &turn.account,
        place,
        conversation: &turn.conversation,
        lead: turn.lead,
        turn: Some(turn.id),
    };
    let message = Message::new(Role::Assistant, answer.text.expose().as_str(), now, turn.channel);
    history::append(tx, context, &slot, &message)?;
    if !turn.spoken {
        run(
            tx,
            "UPDATE conversation SET spoken = TRUE WHERE account = ?1 AND conversation = ?2",
            params![turn.account.as_str(), turn.conversation.as_bytes()],
        )?;
    }
    Ok(())
}

/// Ends a turn whose text may not be sent, or not yet.
fn refuse(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    turn: &Turn,
    standing: &Standing,
    answer: &Answer,
    refusal: Decision,
) -> Result<StoredOutcome> {
    let usage = answer.usage.clone();
    let ending = |kind, rule: &str| Ending::without_text(kind, vec![rule.to_owned()], usage);
    let (state, ending) = match refusal {
        Decision::Denied { rule } => ("dropped", ending(OutcomeKind::Silent, rule)),
        Decision::Superseded { by } => {
            ("dropped", Ending { by: Some(by), ..ending(OutcomeKind::Superseded, "turn.superseded") })
        }
        // The text is kept: it may be permitted afresh when its time has come.
        Decision::Deferred { until, rule } => {
            ("pending", Ending { until: Some(until), ..ending(OutcomeKind::Deferred, rule) })
        }
        Decision::Granted(_) => {
            return Err(Error::new(ErrorKind::Unexpected, "a grant was taken for a refusal: report this"));
        }
    };
    retire(tx, turn, state)?;
    outcome::end(tx, context, trail, turn, standing, ending)
}

/// Takes the turn's outbound back, if it has one that was not redeemed.
fn retire(tx: &Connection, turn: &Turn, state: &str) -> Result<()> {
    let sql = "UPDATE turn SET outbound = ?3 WHERE account = ?1 AND turn = ?2 AND outbound IN ('permitted', 'pending')";
    run(tx, sql, params![turn.account.as_str(), turn.id.as_bytes(), state]).map(|_| ())
}

pub(in crate::store) fn finish(database: &mut Database, finish: Finish) -> Result<StoredOutcome> {
    let Finish { account, turn, kind, reasons, until, by, usage, vault } = finish;
    database.write(Commit::Durable, &account, |tx, context| {
        let turn = Turn::load(tx, &account, turn)?;
        let ending = Ending { until, by, ..Ending::without_text(kind, reasons.clone(), usage.clone()) };
        if let Some(outcome) = turn.ended(context.now())? {
            return Ok(outcome);
        }
        turn::keep_vault(tx, context, &turn, vault.as_ref())?;
        let standing = consent::standing(tx, context, &turn)?;
        let mut trail = Trail::open(tx, context, &account)?;
        retire(tx, &turn, "dropped")?;
        outcome::end(tx, context, &mut trail, &turn, &standing, ending)
    })
}
