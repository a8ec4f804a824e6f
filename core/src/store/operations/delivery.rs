//! What becomes of a text after it was handed to an outbox: a row of its own, from the transaction that hands it over.
//!
//! `sending → accepted … read | failed`, and `sending → waiting → sending`, `refused` or `unknown`. Only `waiting` is sent again.

use std::time::Duration;

use super::claim::{self, InboundRow};
use super::consent::{self, Subject};
use super::database::{Commit, Context, Database, from_json, not_found, rule};
use super::permit::{self, Spent};
use super::trail::Trail;
use super::turn::{self, Turn};
use super::{erasure, outreach, records};
use crate::clock::Timestamp;
use crate::consent::{Decision, Event, decide};
use crate::error::{Error, ErrorKind, Result, Retry, Safe, safe};
use crate::lead::{AccountId, Channel, ContactPoint, OutboundId, Pii, Role, TurnId};
use crate::store::fault::SqlError;
use crate::store::link::{Connection, Stored, all, one, params, run};
use crate::store::{Answer, DeliveryState, Due, Hand, Handover, Redeemed, Reported, SendReport, VendorWord};

/// How often a text is tried before it is given up.
const MOST_ATTEMPTS: i64 = 10;
/// How long it waits at most in between.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

pub(in crate::store) fn hand_over(database: &mut Database, handover: Handover) -> Result<Redeemed> {
    match handover {
        Handover::Clear(request) => permit::clear(database, *request, Hand::Outbox),
        Handover::Redeem(account, outbound) => permit::redeem(database, &account, outbound, Hand::Outbox),
        Handover::Again(account, outbound, life) => again(database, &account, outbound, life),
    }
}

/// The row of a text that is handed out now: whoever finds it when its lease has run out knows that it may have been sent.
pub(super) fn begin(
    tx: &Connection,
    context: &Context,
    turn: &Turn,
    answer: &Answer,
    deadline: Timestamp,
) -> Result<()> {
    run(
        tx,
        "INSERT INTO delivery (account, turn, channel, state, at, until, attempts, answer)
         VALUES (?1, ?2, ?3, 'sending', ?4, ?5, 1, ?6)",
        params![
            turn.account.as_str(),
            turn.id.as_bytes(),
            turn.channel.as_str(),
            context.now().as_millis(),
            deadline.plus(context.lease).as_millis(),
            turn.seal(context, answer)?
        ],
    )
    .map(|_| ())
}

/// A row as it is kept.
struct Row {
    state: DeliveryState,
    until: Option<i64>,
    attempts: i64,
    answer: Option<Vec<u8>>,
}

fn load(tx: &Connection, account: &AccountId, turn: TurnId) -> Result<Option<Row>> {
    let sql = "SELECT state, until, attempts, answer FROM delivery WHERE account = ?1 AND turn = ?2";
    one(tx, sql, params![account.as_str(), turn.as_bytes()], |row| {
        let name = row.get::<String>(0)?;
        let state = DeliveryState::ALL.into_iter().find(|state| state.as_str() == name);
        Ok(Row {
            state: state.ok_or(SqlError::Shape)?,
            until: row.get(1)?,
            attempts: row.get(2)?,
            answer: row.get(3)?,
        })
    })
}

/// Hands a text out again of which nothing was sent.
fn again(database: &mut Database, account: &AccountId, id: OutboundId, life: Duration) -> Result<Redeemed> {
    let spent = database.write(Commit::Durable, account, |tx, context| {
        let turn = Turn::load(tx, account, id.turn())?;
        let now = context.now();
        let row = load(tx, account, turn.id)?.ok_or_else(|| not_found("delivery"))?;
        let due = row.until.is_some_and(|until| until <= now.as_millis());
        if row.state != DeliveryState::Waiting || !due {
            return Err(Error::new(
                ErrorKind::Conflict,
                "this outbound does not wait to be sent: another process has it, or its time has not come",
            )
            .with_retry(Retry::Never));
        }
        let answer = turn.unseal(context, &row.answer.ok_or(SqlError::Shape)?)?;
        let outcome = turn.outcome()?.ok_or(SqlError::Shape)?;
        let mut standing = consent::standing(tx, context, &turn)?;
        // What this text has spent itself is not held against it.
        let own = own_events(tx, &turn)?;
        standing.events.retain(|event| !own.contains(event));
        let mut trail = Trail::open(tx, context, account)?;
        match decide(&standing, answer.permit, now) {
            Decision::Granted(grant) => {
                consent::assert_not_stopped(&standing, answer.permit)?;
                let deadline = now.plus(life);
                run(
                    tx,
                    "UPDATE delivery SET state = 'sending', at = ?3, until = ?4, attempts = attempts + 1
                     WHERE account = ?1 AND turn = ?2",
                    params![
                        account.as_str(),
                        turn.id.as_bytes(),
                        now.as_millis(),
                        deadline.plus(context.lease).as_millis()
                    ],
                )?;
                if turn.purpose.is_some() {
                    outreach::count(tx, &turn, now)?;
                }
                tell(&mut trail, &turn, DeliveryState::Sending, Vec::new())?;
                let turn = Box::new(turn);
                Ok(Spent::Cleared { grant, turn, text: answer.text, deadline, outcome })
            }
            Decision::Deferred { until, rule } => {
                wait(tx, context, &mut trail, &turn, until, vec![rule.into()])?;
                Ok(Spent::Ended(outcome))
            }
            Decision::Denied { rule } => {
                give_up(tx, context, &mut trail, &turn, vec![rule.into()])?;
                Ok(Spent::Ended(outcome))
            }
            Decision::Superseded { .. } => {
                give_up(tx, context, &mut trail, &turn, vec!["turn.superseded".into()])?;
                Ok(Spent::Ended(outcome))
            }
        }
    })?;
    Ok(permit::redeemed(spent))
}

/// That a confirmation or an acknowledgement was given, by this turn.
fn own_events(tx: &Connection, turn: &Turn) -> Result<Vec<Event>> {
    all(
        tx,
        "SELECT event FROM event INDEXED BY event_point
         WHERE account = ?1 AND point = ?2 AND turn = ?3 AND kind IN ('confirmed', 'acknowledged')",
        params![turn.account.as_str(), turn.point, turn.id.as_bytes()],
        |row| from_json(&row.get::<String>(0)?),
    )
}

/// What an outbox says of a text. The vendor's own word, which may have come first, is not taken back.
pub(in crate::store) fn report(database: &mut Database, report: &SendReport) -> Result<DeliveryState> {
    let SendReport { account, outbound, carrier, what, code } = report;
    database.write(Commit::Durable, account, |tx, context| {
        let turn = Turn::load(tx, account, outbound.turn())?;
        let row = load(tx, account, turn.id)?.ok_or_else(|| not_found("delivery"))?;
        let mut trail = Trail::open(tx, context, account)?;
        let rules = rules(carrier, *code);
        match what {
            Reported::Sent { message, state } => {
                vendor(tx, context, &mut trail, &turn, Some(&row), message, (*state).into(), rules)
            }
            // It was settled meanwhile, by the vendor's word: it has the message.
            _ if !matches!(row.state, DeliveryState::Sending | DeliveryState::Unknown) => Ok(row.state),
            Reported::Unknown => {
                settle(tx, context, &turn, DeliveryState::Unknown)?;
                tell(&mut trail, &turn, DeliveryState::Unknown, rules)?;
                Ok(DeliveryState::Unknown)
            }
            Reported::Again { after, own_fault } if *own_fault || row.attempts < MOST_ATTEMPTS => {
                let doubled = Duration::from_secs(1 << row.attempts.clamp(0, 16)).min(LONGEST_WAIT);
                let until = context.now().plus(doubled.max(*after));
                if *own_fault {
                    let sql = "UPDATE delivery SET attempts = 0 WHERE account = ?1 AND turn = ?2";
                    run(tx, sql, params![account.as_str(), turn.id.as_bytes()])?;
                }
                wait(tx, context, &mut trail, &turn, until, rules)?;
                Ok(DeliveryState::Waiting)
            }
            Reported::Again { .. } => {
                give_up(tx, context, &mut trail, &turn, rules)?;
                Ok(DeliveryState::Refused)
            }
            Reported::Refused { consent: kind } => {
                if let Some(kind) = kind {
                    let event = kind.by_provider(turn.channel, context.now());
                    let subject = Subject {
                        account,
                        lead: Some(turn.lead),
                        point: Some(&turn.point),
                        turn: Some(turn.id),
                    };
                    consent::append(tx, context, &mut trail, subject, &event, None)?;
                }
                give_up(tx, context, &mut trail, &turn, rules)?;
                Ok(DeliveryState::Refused)
            }
        }
    })
}

/// What the vendor says later, in whatever order. Of a text that no outbox had, its word is kept all the same.
pub(in crate::store) fn heard(database: &mut Database, word: &VendorWord) -> Result<DeliveryState> {
    let VendorWord { account, outbound, message, state, code } = word;
    database.write(Commit::Durable, account, |tx, context| {
        // `NotFound` where there is no such outbound.
        let (turn, kept) = permit::load(tx, account, *outbound)?;
        let state = DeliveryState::from(*state);
        if erasure::began(tx, account, turn.lead)?.is_some() {
            return Ok(state);
        }
        if !matches!(kept.state.as_str(), "used" | "streaming") {
            return Err(Error::new(
                ErrorKind::Conflict,
                "this outbound was not handed out: the status belongs to another installation",
            )
            .with_retry(Retry::Never));
        }
        let row = load(tx, account, turn.id)?;
        let mut trail = Trail::open(tx, context, account)?;
        vendor(tx, context, &mut trail, &turn, row.as_ref(), message, state, rules("vendor", *code))
    })
}

/// The vendor's word, unless it has said more before.
#[expect(clippy::too_many_arguments, reason = "what the transaction has, and what is told")]
fn vendor(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    turn: &Turn,
    row: Option<&Row>,
    message: &str,
    state: DeliveryState,
    rules: Vec<Safe>,
) -> Result<DeliveryState> {
    let before = row.and_then(|row| row.state.by_vendor());
    if let (Some(before), Some(new)) = (before, state.by_vendor())
        && before.rank() >= new.rank()
    {
        return Ok(before.into());
    }
    let sealed = context.keys.seal(turn.owner(), place(turn), message.as_bytes())?;
    run(
        tx,
        "INSERT INTO delivery (account, turn, channel, state, at, attempts, message)
         VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)
         ON CONFLICT (account, turn) DO UPDATE SET state = excluded.state, at = excluded.at, until = NULL, answer = NULL,
            message = coalesce(delivery.message, excluded.message)",
        params![
            turn.account.as_str(),
            turn.id.as_bytes(),
            turn.channel.as_str(),
            state.as_str(),
            context.now().as_millis(),
            sealed
        ],
    )?;
    tell(trail, turn, state, rules)?;
    Ok(state)
}

fn place(turn: &Turn) -> crate::store::seal::Place<'_> {
    crate::store::seal::Place { table: "delivery", column: "message", row: turn.id.as_bytes() }
}

/// Ends what an outbox has to do with a text.
fn settle(tx: &Connection, context: &Context, turn: &Turn, state: DeliveryState) -> Result<()> {
    run(
        tx,
        "UPDATE delivery SET state = ?3, at = ?4, until = NULL, answer = NULL WHERE account = ?1 AND turn = ?2",
        params![
            turn.account.as_str(),
            turn.id.as_bytes(),
            state.as_str(),
            context.now().as_millis()
        ],
    )
    .map(|_| ())
}

/// Nothing was sent: it is tried again, and counts towards no cap meanwhile.
fn wait(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    turn: &Turn,
    until: Timestamp,
    rules: Vec<Safe>,
) -> Result<()> {
    run(
        tx,
        "UPDATE delivery SET state = 'waiting', at = ?3, until = ?4 WHERE account = ?1 AND turn = ?2",
        params![turn.account.as_str(), turn.id.as_bytes(), context.now().as_millis(), until.as_millis()],
    )?;
    uncount(tx, turn)?;
    tell(trail, turn, DeliveryState::Waiting, rules)
}

/// Nothing was sent and nothing will be: what the lead has not been told is no part of the conversation.
fn give_up(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    turn: &Turn,
    rules: Vec<Safe>,
) -> Result<()> {
    settle(tx, context, turn, DeliveryState::Refused)?;
    uncount(tx, turn)?;
    let (account, conversation) = (turn.account.as_str(), turn.conversation.as_bytes());
    run(
        tx,
        "DELETE FROM message WHERE account = ?1 AND conversation = ?2 AND place > ?3 AND turn = ?4 AND role = ?5",
        params![account, conversation, turn.place, turn.id.as_bytes(), Role::Assistant.as_str()],
    )?;
    run(
        tx,
        "UPDATE conversation SET spoken = EXISTS
            (SELECT 1 FROM message WHERE message.account = ?1 AND message.conversation = ?2 AND role = ?3)
         WHERE account = ?1 AND conversation = ?2",
        params![account, conversation, Role::Assistant.as_str()],
    )?;
    tell(trail, turn, DeliveryState::Refused, rules)
}

fn uncount(tx: &Connection, turn: &Turn) -> Result<()> {
    if turn.purpose.is_none() {
        return Ok(());
    }
    let sql = "UPDATE turn SET sent = NULL WHERE account = ?1 AND turn = ?2";
    run(tx, sql, params![turn.account.as_str(), turn.id.as_bytes()]).map(|_| ())
}

fn tell(trail: &mut Trail<'_>, turn: &Turn, state: DeliveryState, rules: Vec<Safe>) -> Result<()> {
    let what = safe!("delivery.{}", state.as_str());
    trail.append(what, Some(turn.id), Some(turn.lead), rules).map(|_| ())
}

/// Who says so, and with which code.
fn rules(by: &str, code: Option<u32>) -> Vec<Safe> {
    match code {
        Some(code) => vec![rule(&format!("{by}:{code}"))],
        None => vec![rule(by)],
    }
}

/// The texts whose process was not heard of before its lease ran out: they may have been sent.
pub(in crate::store) fn lapse(database: &mut Database, account: &AccountId) -> Result<Vec<OutboundId>> {
    const MOST: i64 = 1_000;
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        let lapsed = all(
            tx,
            "SELECT turn FROM delivery INDEXED BY delivery_until
             WHERE account = ?1 AND until <= ?2 AND state = 'sending' ORDER BY until LIMIT ?3",
            params![account.as_str(), context.now().as_millis(), MOST],
            |row| row.get::<Stored<TurnId>>(0),
        )?;
        if lapsed.is_empty() {
            return Ok(Vec::new());
        }
        let mut trail = Trail::open(tx, context, account)?;
        let mut outbounds = Vec::with_capacity(lapsed.len());
        for id in lapsed {
            let turn = Turn::load(tx, account, id.0)?;
            settle(tx, context, &turn, DeliveryState::Unknown)?;
            tell(&mut trail, &turn, DeliveryState::Unknown, vec!["delivery.lapsed".into()])?;
            outbounds.push(OutboundId::of(turn.id));
        }
        Ok(outbounds)
    })
}

/// What there is to send on a channel: texts that wait, and open turns that no other process holds, oldest first.
pub(in crate::store) fn due(
    database: &mut Database,
    account: &AccountId,
    channel: Channel,
    limit: usize,
) -> Result<Vec<Due>> {
    database.read(|tx, context| {
        context.account(tx, account)?;
        let (now, limit) = (context.now().as_millis(), i64::try_from(limit).unwrap_or(i64::MAX));
        let waiting = all(
            tx,
            "SELECT turn FROM delivery INDEXED BY delivery_until
             WHERE account = ?1 AND until <= ?2 AND state = 'waiting' AND channel = ?3 ORDER BY until LIMIT ?4",
            params![account.as_str(), now, channel.as_str(), limit],
            |row| Ok(Due::Again(OutboundId::of(row.get::<Stored<TurnId>>(0)?.0))),
        )?;
        let open = all(
            tx,
            "SELECT turn FROM turn WHERE account = ?1 AND state <> 'done' AND channel = ?5
                AND (lease_until IS NULL OR lease_until <= ?2 OR lease_owner = ?4) AND (due IS NULL OR due <= ?2)
             ORDER BY place LIMIT ?3",
            params![account.as_str(), now, limit, context.owner, channel.as_str()],
            |row| Ok(Due::Turn(row.get::<Stored<TurnId>>(0)?.0)),
        )?;
        Ok(waiting.into_iter().chain(open).collect())
    })
}

/// Whom a turn's text goes to. `NotFound` where an outreach's contact point has left the lead's record since.
pub(in crate::store) fn recipient(
    database: &mut Database,
    account: &AccountId,
    id: TurnId,
) -> Result<ContactPoint> {
    database.read(|tx, context| {
        let turn = Turn::load(tx, account, id)?;
        if turn.purpose.is_some() {
            let record = records::read_lead(tx, context, account, turn.lead)?;
            let phones = record.phones.iter().cloned().map(ContactPoint::Phone);
            let contacts = phones.chain(record.emails.iter().cloned().map(ContactPoint::Email));
            for contact in contacts {
                if claim::point(context, account, &contact)? == turn.point {
                    return Ok(contact);
                }
            }
            return Err(not_found("contact point of this outreach"));
        }
        let sql = "SELECT inbound FROM turn WHERE account = ?1 AND turn = ?2";
        let sealed: Option<Vec<u8>> =
            one(tx, sql, params![account.as_str(), turn.id.as_bytes()], |row| row.get(0))?;
        let inbound = context.keys.unseal(
            turn.owner(),
            turn::place("inbound", &turn.id),
            &sealed.ok_or(SqlError::Shape)?,
        )?;
        Ok(InboundRow::read(&inbound, turn.channel, Pii::from(""))?.from)
    })
}

/// How far an outbound has come; `None` where no outbox had it and no vendor has told of it.
pub(in crate::store) fn state(
    database: &mut Database,
    account: &AccountId,
    outbound: OutboundId,
) -> Result<Option<DeliveryState>> {
    database.read(|tx, _| {
        permit::load(tx, account, outbound)?;
        Ok(load(tx, account, outbound.turn())?.map(|row| row.state))
    })
}
