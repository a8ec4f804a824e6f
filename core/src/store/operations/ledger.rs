//! The account's consent as a ledger: what the business records, what is on file of a contact point, and the whole.

use crate::store::link::{Connection, Stored, all, params};

use super::claim::{owner_of, point};
use super::consent::{self, Subject};
use super::database::{Commit, Context, Database, from_json};
use super::evidence;
use super::trail::Trail;
use crate::consent::{ConsentRecord, ConsentState, Event, is_ahead, state, state_for};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::lead::{AccountId, Channel, ContactPoint, LeadId, Pii, Purpose, TurnId};
use crate::store::record::{ContactConsent, LedgerEntry, Recorded};

/// Each record is taken or refused by itself; what is taken is one transaction.
pub(in crate::store) fn record(
    database: &mut Database,
    account: &AccountId,
    records: &[ConsentRecord],
) -> Result<Vec<Result<Recorded>>> {
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        let mut trail = Trail::open(tx, context, account)?;
        records.iter().map(|record| one(tx, context, &mut trail, account, record)).collect()
    })
}

/// The outer error is the store's, and undoes all; the inner one refuses this record.
fn one(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    account: &AccountId,
    record: &ConsentRecord,
) -> Result<Result<Recorded>> {
    let now = context.now();
    let at = record.at.unwrap_or(now);
    if is_ahead(at, now) {
        return Ok(Err(Error::new(
            ErrorKind::InputInvalid,
            "a consent record of the future: write when it happened",
        )));
    }
    let event = record.event(at.min(now));
    let point = point(context, account, &record.contact)?;
    let lead = owner_of(tx, account, &point)?.map(|owner| owner.lead);
    let mut events = consent::events(tx, account, lead, Some(&point))?;
    let before = states(&events);
    if !event.kind.tightens()
        && is_stopped(&before, &event)
        && events.iter().any(|stop| takes_back(stop, &event))
    {
        return Ok(Err(Error::new(
            ErrorKind::Conflict,
            "the person said stop after this was signed, or a human must decide: the stop stands",
        )
        .with_retry(Retry::Never)));
    }
    let told_before = events.iter().any(|earlier| says_as_much(earlier, &event));
    if told_before && record.by_provider && record.at.is_some() && record.words.is_none() {
        // A vendor that posts an event again has not heard of another stop: what the person said since stands.
        let (state, audit_head) = (state(&events, record.channel()), trail.head().clone());
        return Ok(Ok(Recorded { lead, state, changed: false, audit_head }));
    }
    events.push(event.clone());
    let changed = states(&events) != before;
    let words = record.words.as_ref().filter(|_| evidence::is_kept(event.at, now));
    let said_before = match words {
        Some(words) if told_before => said_before(tx, context, account, &point, &event, words)?,
        words => words.is_none(),
    };
    let subject = Subject { account, lead, point: Some(&point), turn: None };
    // What says nothing new is not kept twice; new words are evidence all the same.
    if changed || !told_before || !said_before {
        consent::append(tx, context, trail, subject, &event, words)?;
    }
    Ok(Ok(Recorded {
        lead,
        state: state(&events, record.channel()),
        changed,
        audit_head: trail.head().clone(),
    }))
}

/// Whether an event on file makes a second one needless. One that is later says more, though no state changes: what is
/// signed in between must not take it back.
fn says_as_much(earlier: &Event, event: &Event) -> bool {
    (earlier.kind, earlier.scope, &earlier.rule) == (event.kind, event.scope, &event.rule)
        && earlier.at >= event.at
}

/// Whether the same was put on file with the same words, as when a file is imported again.
fn said_before(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    point: &[u8; 32],
    event: &Event,
    said: &Pii<String>,
) -> Result<bool> {
    let rows = all(
        tx,
        "SELECT event.place, event, year, words
         FROM event INDEXED BY event_point JOIN evidence USING (account, place)
         WHERE event.account = ?1 AND point = ?2",
        params![account.as_str(), point],
        |row| Ok((row.get(0)?, row.get::<String>(1)?, row.get(2)?, row.get::<Vec<u8>>(3)?)),
    )?;
    for (place, earlier, year, sealed) in rows {
        let earlier: Event = from_json(&earlier)?;
        let same = (earlier.kind, earlier.scope, &earlier.rule) == (event.kind, event.scope, &event.rule);
        if same && words(context, account, place, year, &sealed)?.as_ref() == Some(said) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether what was signed before it counts no more.
fn takes_back(stop: &Event, signed: &Event) -> bool {
    use crate::consent::EventKind as K;
    match stop.kind {
        K::Halt | K::Erased => true,
        K::OptOut | K::WrongParty => {
            Channel::ALL
                .into_iter()
                .any(|channel| stop.scope.touches(channel) && signed.scope.touches(channel))
                && stop.at >= signed.at
        }
        K::Inquiry | K::OptIn | K::WrittenOptIn | K::Confirmed | K::Acknowledged | K::Undeliverable => false,
    }
}

/// The state of each purpose on each channel.
fn states(events: &[Event]) -> Vec<(Channel, ConsentState)> {
    let each = |channel| Purpose::ALL.map(|purpose| (channel, state_for(events, channel, purpose)));
    Channel::ALL.into_iter().flat_map(each).collect()
}

/// Whether a stop is in force that what was signed would have to take back.
fn is_stopped(states: &[(Channel, ConsentState)], signed: &Event) -> bool {
    use ConsentState as S;
    let stops = |state| matches!(state, S::OptedOut | S::WrongParty | S::Halted | S::Erased);
    states.iter().any(|(channel, state)| signed.scope.touches(*channel) && stops(*state))
}

/// What is on file of a contact point; a lead's own other contact points count where they tighten.
pub(in crate::store) fn at(
    database: &mut Database,
    account: &AccountId,
    contact: &ContactPoint,
) -> Result<ContactConsent> {
    database.read(|tx, context| {
        context.account(tx, account)?;
        let point = point(context, account, contact)?;
        let lead = owner_of(tx, account, &point)?.map(|owner| owner.lead);
        let events = consent::events(tx, account, lead, Some(&point))?;
        let channel = contact.channel();
        let states = Purpose::ALL.map(|purpose| (purpose, state_for(&events, channel, purpose))).to_vec();
        let rows = all(
            tx,
            "SELECT event.place, lead, turn, event, year, words
             FROM event INDEXED BY event_point LEFT JOIN evidence USING (account, place)
             WHERE event.account = ?1 AND point = ?2 ORDER BY event.place",
            params![account.as_str(), point],
            |row| {
                let sealed = row.get::<Option<i16>>(4)?.zip(row.get::<Option<Vec<u8>>>(5)?);
                Ok((row.get(0)?, ids(row, 1)?, row.get::<String>(3)?, sealed))
            },
        )?;
        let entry = |(place, (lead, turn), event, sealed): (i64, Ids, String, Option<(i16, Vec<u8>)>)| {
            let words = match sealed {
                Some((year, sealed)) => words(context, account, place, year, &sealed)?,
                None => None,
            };
            Ok(LedgerEntry {
                place: place.unsigned_abs(),
                contact: Some(point),
                lead,
                turn,
                event: from_json(&event)?,
                words,
            })
        };
        let history = rows.into_iter().map(entry).collect::<Result<_>>()?;
        Ok(ContactConsent { channel, lead, states, history })
    })
}

/// Evidence whose end has come is no more.
pub(in crate::store) fn words(
    context: &Context,
    account: &AccountId,
    place: i64,
    year: i16,
    sealed: &[u8],
) -> Result<Option<Pii<String>>> {
    match evidence::read(context, account, place, year, sealed) {
        Ok(words) => Ok(Some(words)),
        Err(error) if error.kind() == ErrorKind::Restricted => Ok(None),
        Err(error) => Err(error),
    }
}

type Ids = (Option<LeadId>, Option<TurnId>);

fn ids(row: &crate::store::link::Row<'_>, index: usize) -> Result<Ids> {
    let lead = row.get::<Option<Stored<LeadId>>>(index)?.map(|id| id.0);
    let turn = row.get::<Option<Stored<TurnId>>>(index + 1)?.map(|id| id.0);
    Ok((lead, turn))
}

/// The account's events after `after`, in order: without words, and contact points as keyed hashes.
pub(in crate::store) fn page(
    database: &mut Database,
    account: &AccountId,
    after: u64,
    limit: usize,
) -> Result<Vec<LedgerEntry>> {
    database.read(|tx, context| {
        context.account(tx, account)?;
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = all(
            tx,
            "SELECT place, point, lead, turn, event FROM event WHERE account = ?1 AND place > ?2
             ORDER BY place LIMIT ?3",
            params![account.as_str(), after, limit],
            |row| Ok((row.get::<i64>(0)?, row.get(1)?, ids(row, 2)?, row.get::<String>(4)?)),
        )?;
        let entry = |(place, contact, (lead, turn), event): (i64, Option<[u8; 32]>, Ids, String)| {
            let event = from_json(&event)?;
            Ok(LedgerEntry { place: place.unsigned_abs(), contact, lead, turn, event, words: None })
        };
        rows.into_iter().map(entry).collect()
    })
}
