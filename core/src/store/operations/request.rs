//! What people ask for about their data: opened with the message that asks, closed with what answers it.

use crate::store::link::{Connection, Row, Stored, all, one, params, run, time};

use super::database::{Commit, Context, Database, not_found, rule};
use super::erasure;
use super::trail::Trail;
use crate::clock::Timestamp;
use crate::consent::{FindingKind, Reading, is_ahead};
use crate::error::{Error, ErrorKind, Result, Retry, Safe, safe};
use crate::lead::{AccountId, LeadId, RequestId, TurnId};
use crate::store::fault::SqlError;
use crate::store::request::{Identity, RequestRecord, RequestStep, Right, StoredRequest};

/// As many open requests are looked at in one go, the oldest first.
const MOST: i64 = 10_000;

/// The message that asks.
#[derive(Clone, Copy)]
pub(in crate::store) struct Asking<'a> {
    pub(in crate::store) account: &'a AccountId,
    pub(in crate::store) lead: LeadId,
    pub(in crate::store) turn: TurnId,
    /// Whether who writes from there is the lead, as far as a contact point can say.
    pub(in crate::store) verified: bool,
    pub(in crate::store) at: Timestamp,
}

/// Opens what a message asks for, once for each right. A message that asks for nothing costs nothing.
pub(in crate::store) fn open_read(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    asking: Asking<'_>,
    reading: &Reading,
) -> Result<()> {
    for finding in &reading.findings {
        let right = match finding.kind {
            FindingKind::PrivacyDelete => Right::Delete,
            FindingKind::PrivacyAccess => Right::Access,
            FindingKind::PrivacySale => Right::OptOutOfSale,
            FindingKind::PrivacyPortability => Right::Portability,
            FindingKind::PrivacyCorrect => Right::Correct,
            FindingKind::PrivacyRestrict => Right::Restrict,
            FindingKind::PrivacyLimit => Right::LimitSensitiveData,
            FindingKind::PrivacyObject => Right::Object,
            _ => continue,
        };
        let Asking { lead, at, .. } = asking;
        let identity = if asking.verified { Identity::ContactPoint } else { Identity::Unverified };
        let record = RequestRecord { lead, right, identity, at: Some(at) };
        insert(tx, context, trail, asking.account, &record, Some((asking.turn, finding.rule)))?;
    }
    Ok(())
}

/// Puts a request on file that came outside a conversation.
pub(in crate::store) fn open(
    database: &mut Database,
    account: &AccountId,
    record: &RequestRecord,
) -> Result<StoredRequest> {
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        if erasure::began(tx, account, record.lead)?.is_some() {
            return Err(erasure::erased());
        }
        let now = context.now();
        let at = record.at.unwrap_or(now);
        if is_ahead(at, now) {
            return Err(Error::new(
                ErrorKind::InputInvalid,
                "a request of the future: write when it was received",
            ));
        }
        let mut trail = Trail::open(tx, context, account)?;
        let record = RequestRecord { at: Some(at.min(now)), ..*record };
        let id = insert(tx, context, &mut trail, account, &record, None)?;
        read(tx, account, id)
    })
}

fn insert(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    account: &AccountId,
    record: &RequestRecord,
    by: Option<(TurnId, &'static str)>,
) -> Result<RequestId> {
    let id = RequestId::fresh(&context.surroundings)?;
    let turn = by.map(|(turn, _)| turn);
    let at = record.at.unwrap_or_else(|| context.now());
    let new = run(
        tx,
        "INSERT INTO request (account, request, lead, what, turn, identity, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO NOTHING",
        params![
            account.as_str(),
            id.as_bytes(),
            record.lead.as_bytes(),
            record.right.as_str(),
            turn.as_ref().map(|turn| turn.as_bytes()),
            record.identity.as_str(),
            at.as_millis()
        ],
    )?;
    if new > 0 {
        let mut rules = told(id, record.right);
        rules.extend(by.map(|(_, read)| Safe::from(read)));
        trail.append("rights.requested".into(), turn, Some(record.lead), rules)?;
    }
    Ok(id)
}

/// What the trail says of a request.
fn told(id: RequestId, right: Right) -> Vec<Safe> {
    vec![safe!("request.{}", id), safe!("right.{}", right.as_str())]
}

/// Notes what was done about a request. What says nothing new is not told of again.
pub(in crate::store) fn step(
    database: &mut Database,
    account: &AccountId,
    id: RequestId,
    step: &RequestStep,
) -> Result<StoredRequest> {
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        let before = read(tx, account, id)?;
        let mut after = before.clone();
        let now = context.now();
        match step {
            RequestStep::Confirmed => after.confirmed = before.confirmed.or(Some(now)),
            RequestStep::Verified(identity) => after.identity = *identity,
            RequestStep::Extended => after.extended = before.extended.or(Some(now)),
            RequestStep::Done => after.closed = before.closed.or(Some(now)),
            RequestStep::Refused(reason) => {
                after.closed = before.closed.or(Some(now));
                after.refused = Some(rule(reason).as_str().to_owned());
            }
        }
        if after == before {
            return Ok(before);
        }
        if before.closed.is_some() {
            return Err(Error::new(
                ErrorKind::Conflict,
                "the request is closed already: open another one where the person asks again",
            )
            .with_retry(Retry::Never));
        }
        if matches!((step, before.right), (RequestStep::Done, Right::Delete)) {
            return Err(Error::new(
                ErrorKind::Conflict,
                "the lead is not erased yet: `erase` does what is asked for, and closes the request",
            )
            .with_retry(Retry::Never));
        }
        let mut trail = Trail::open(tx, context, account)?;
        let mut rules = told(id, before.right);
        match step {
            RequestStep::Verified(identity) => rules.push(safe!("identity.{}", identity.as_str())),
            RequestStep::Refused(reason) => rules.push(rule(reason)),
            RequestStep::Confirmed | RequestStep::Extended | RequestStep::Done => {}
        }
        let what = safe!("rights.request_{}", step.as_str());
        trail.append(what, before.turn, Some(before.lead), rules)?;
        let millis = |time: Option<Timestamp>| time.map(Timestamp::as_millis);
        run(
            tx,
            "UPDATE request SET identity = ?3, confirmed = ?4, extended = ?5, closed = ?6, refused = ?7
             WHERE account = ?1 AND request = ?2",
            params![
                account.as_str(),
                id.as_bytes(),
                after.identity.as_str(),
                millis(after.confirmed),
                millis(after.extended),
                millis(after.closed),
                after.refused
            ],
        )?;
        Ok(after)
    })
}

/// Closes the lead's open requests for a right that was just done. What was asked by whoever says that they are the lead is not
/// answered by what is handed out, so it stays open until they are verified: 11 CCR 7060 (not re-read).
pub(in crate::store) fn answered(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    account: &AccountId,
    lead: LeadId,
    right: Right,
) -> Result<()> {
    let answers = |request: &StoredRequest| {
        let is_told = matches!(right, Right::Access | Right::Portability);
        let unknown = is_told && request.identity == Identity::Unverified;
        request.right == right && request.closed.is_none() && !unknown
    };
    for request in of_lead(tx, account, lead)?.into_iter().filter(answers) {
        run(
            tx,
            "UPDATE request SET closed = ?3 WHERE account = ?1 AND request = ?2",
            params![account.as_str(), request.id.as_bytes(), context.now().as_millis()],
        )?;
        let rules = told(request.id, right);
        trail.append("rights.request_done".into(), request.turn, Some(lead), rules)?;
    }
    Ok(())
}

/// The request, or `NotFound`.
pub(in crate::store) fn get(
    database: &mut Database,
    account: &AccountId,
    id: RequestId,
) -> Result<StoredRequest> {
    database.read(|tx, context| {
        context.account(tx, account)?;
        read(tx, account, id)
    })
}

/// The open requests that were received before a time, oldest first.
pub(in crate::store) fn open_before(
    database: &mut Database,
    account: &AccountId,
    before: Timestamp,
) -> Result<Vec<StoredRequest>> {
    database.read(|tx, context| {
        context.account(tx, account)?;
        all(
            tx,
            "SELECT request, lead, what, turn, identity, at, confirmed, extended, closed, refused
             FROM request INDEXED BY request_open WHERE account = ?1 AND closed IS NULL AND at < ?2 ORDER BY at LIMIT ?3",
            params![account.as_str(), before.as_millis(), MOST],
            stored,
        )
    })
}

/// A lead's requests, oldest first; they outlive its erasure.
pub(in crate::store) fn list(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
) -> Result<Vec<StoredRequest>> {
    database.read(|tx, _| {
        super::records::require_lead(tx, account, lead)?;
        of_lead(tx, account, lead)
    })
}

fn of_lead(tx: &Connection, account: &AccountId, lead: LeadId) -> Result<Vec<StoredRequest>> {
    all(
        tx,
        "SELECT request, lead, what, turn, identity, at, confirmed, extended, closed, refused
         FROM request INDEXED BY request_lead WHERE account = ?1 AND lead = ?2 ORDER BY at, request",
        params![account.as_str(), lead.as_bytes()],
        stored,
    )
}

fn read(tx: &Connection, account: &AccountId, id: RequestId) -> Result<StoredRequest> {
    one(
        tx,
        "SELECT request, lead, what, turn, identity, at, confirmed, extended, closed, refused
         FROM request WHERE account = ?1 AND request = ?2",
        params![account.as_str(), id.as_bytes()],
        stored,
    )?
    .ok_or_else(|| not_found("request"))
}

fn stored(row: &Row<'_>) -> Result<StoredRequest> {
    let named = |index: usize| row.get::<String>(index);
    let maybe = |index: usize| Ok::<_, Error>(row.get::<Option<i64>>(index)?.map(Timestamp::from_millis));
    Ok(StoredRequest {
        id: row.get::<Stored<RequestId>>(0)?.0,
        lead: row.get::<Stored<LeadId>>(1)?.0,
        right: named(2)?.parse().map_err(|_| SqlError::Shape)?,
        turn: row.get::<Option<Stored<TurnId>>>(3)?.map(|turn| turn.0),
        identity: named(4)?.parse().map_err(|_| SqlError::Shape)?,
        at: time(row, 5)?,
        confirmed: maybe(6)?,
        extended: maybe(7)?,
        closed: maybe(8)?,
        refused: row.get(9)?,
    })
}
