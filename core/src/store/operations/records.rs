//! Accounts, listings and leads: the business's records.

use crate::store::link::{Connection, Stored, all, one, params, run};

use super::claim::point;
use super::consent::{self, Subject};
use super::database::{Commit, Context, Database, not_found};
use super::trail::Trail;
use super::{correction, erasure, history, objection};
use crate::consent::{ConsentState, Event, EventKind, Scope, Source};
use crate::error::{ErrorKind, Result, Safe, safe};
use crate::lead::{
    Account, AccountId, Channel, ContactPoint, Lead, LeadId, Listing, Message, RecordedConsent, Retention,
};
use crate::store::fault::SqlError;
use crate::store::objection::Use;
use crate::store::seal::{HashUse, Owner, Place};

pub(in crate::store) fn put_account(database: &mut Database, account: &Account) -> Result<()> {
    database.write(Commit::Durable, &account.id, |tx, context| {
        context.keys.ensure_account(&account.id)?;
        let before = match context.account(tx, &account.id) {
            Ok(before) => (before.retention, before.basis, before.regions),
            Err(error) if error.kind() == ErrorKind::NotFound => Default::default(),
            Err(error) => return Err(error),
        };
        let regions = || account.regions.iter().map(|region| Safe::assembled(region.clone())).collect();
        // Each change of these is an entry of the trail, and by that a version.
        for (what, is_new, rules) in [
            ("retention.set", before.0 != account.retention, terms(account.retention)),
            ("basis.set", before.1 != account.basis, account.basis.told()),
            ("regions.set", before.2 != account.regions, regions()),
        ] {
            if is_new {
                Trail::open(tx, context, &account.id)?.append(what.into(), None, None, rules)?;
            }
        }
        run(
            tx,
            "INSERT INTO account (account, record) VALUES (?1, ?2)
             ON CONFLICT (account) DO UPDATE SET record = ?2",
            params![account.id.as_str(), account.to_record().to_string()],
        )?;
        Ok(())
    })
}

/// What the trail says of how long data is kept: each change of it is an entry, and by that a version.
fn terms(retention: Retention) -> Vec<Safe> {
    let Retention { idle_days, cancelled, after_cancellation_days, key_copies_days } = retention;
    let idle = idle_days.map_or("idle_days.none".into(), |days| safe!("idle_days.{}", days));
    let cancelled = cancelled.map(|at| Safe::assembled(format!("cancelled.{at}")));
    let after = safe!("after_cancellation_days.{}", after_cancellation_days);
    let copies = key_copies_days.map(|days| safe!("key_copies_days.{}", days));
    [idle, after].into_iter().chain(cancelled).chain(copies).collect()
}

pub(in crate::store) fn account(database: &mut Database, account: &AccountId) -> Result<Account> {
    database.read(|tx, context| context.account(tx, account))
}

pub(in crate::store) fn put_listing(
    database: &mut Database,
    account: &AccountId,
    listing: &Listing,
) -> Result<()> {
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        run(
            tx,
            "INSERT INTO listing (account, listing, record, version)
             VALUES (?1, ?2, ?3, (SELECT coalesce(max(version), 0) + 1 FROM listing WHERE account = ?1))
             ON CONFLICT (account, listing) DO UPDATE SET record = excluded.record, version = excluded.version",
            params![account.as_str(), listing.id, listing.to_record().to_string()],
        )?;
        Ok(())
    })
}

pub(in crate::store) fn put_lead(
    database: &mut Database,
    account: &AccountId,
    record: &Lead,
) -> Result<LeadId> {
    // Kept over a repetition: the key is made once.
    let mut fresh = None;
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        let points = points(context, account, record)?;
        let lead = match find(tx, context, account, record, &points)? {
            Some(lead) => {
                replace(tx, context, account, lead, record, &points)?;
                lead
            }
            None => match fresh {
                Some(lead) => lead,
                None => {
                    let lead = LeadId::fresh(&context.surroundings)?;
                    context.keys.create_lead(account, lead)?;
                    *fresh.insert(lead)
                }
            },
        };
        write_lead(tx, context, account, lead, record)?;
        run(
            tx,
            // Left to itself, SQLite walks all of the account's contacts.
            "DELETE FROM contact INDEXED BY contact_lead WHERE account = ?1 AND lead = ?2",
            params![account.as_str(), lead.as_bytes()],
        )?;
        for (_, point) in &points {
            add_contact(tx, account, lead, point, true)?;
        }
        record_consent(tx, context, account, lead, record, &points)?;
        Ok(lead)
    })
}

/// Keeps what must outlive the record of a lead that is written over.
fn replace(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    lead: LeadId,
    record: &Lead,
    points: &[(Channel, [u8; 32])],
) -> Result<()> {
    let before = read_lead(tx, context, account, lead)?;
    correction::replace(tx, context, account, lead, &before, record)?;
    let gone = erasure::points(tx, account, lead)?;
    let gone: Vec<_> = gone.iter().filter(|old| points.iter().all(|(_, point)| point != *old)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let mut trail = Trail::open(tx, context, account)?;
    gone.into_iter()
        .try_for_each(|point| correction::keep_stops(tx, context, &mut trail, account, lead, point))
}

/// The contact points of a record, each with its channel.
pub(in crate::store) fn points(
    context: &Context,
    account: &AccountId,
    record: &Lead,
) -> Result<Vec<(Channel, [u8; 32])>> {
    let phones = record.phones.iter().map(|phone| (Channel::Sms, ContactPoint::Phone(phone.clone())));
    let emails = record.emails.iter().map(|email| (Channel::Email, ContactPoint::Email(email.clone())));
    let visitors =
        record.visitors.iter().map(|visitor| (Channel::WebChat, ContactPoint::Visitor(visitor.clone())));
    phones
        .chain(emails)
        .chain(visitors)
        .map(|(channel, contact)| Ok((channel, point(context, account, &contact)?)))
        .collect()
}

/// Whose record it is: by the business's id, or by a contact point of one lead alone whom the business
/// does not know by another id. Two people who share a phone stay two.
fn find(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    record: &Lead,
    points: &[(Channel, [u8; 32])],
) -> Result<Option<LeadId>> {
    let external = external(context, account, record)?;
    if let Some(external) = external {
        let sql = "SELECT lead FROM lead WHERE account = ?1 AND external = ?2";
        let found = one(tx, sql, params![account.as_str(), external], |row| row.get(0))?;
        if let Some(Stored(lead)) = found {
            return Ok(Some(lead));
        }
    }
    for (_, point) in points {
        let owners = all(
            tx,
            "SELECT lead, external FROM contact JOIN lead USING (account, lead)
             WHERE account = ?1 AND point = ?2 LIMIT 2",
            params![account.as_str(), point],
            |row| Ok((row.get::<Stored<LeadId>>(0)?, row.get::<Option<[u8; 32]>>(1)?)),
        )?;
        if let [(Stored(lead), known)] = owners.as_slice()
            && (known.is_none() || external.is_none())
        {
            return Ok(Some(*lead));
        }
    }
    Ok(None)
}

fn external(context: &Context, account: &AccountId, record: &Lead) -> Result<Option<[u8; 32]>> {
    let hash = |id: &String| context.keys.hash(account, HashUse::ExternalId, id.as_bytes());
    record.external_id.as_ref().map(|id| hash(id.expose())).transpose()
}

/// Writes a lead's record, sealed, as the account's newest. Its key exists.
pub(in crate::store) fn write_lead(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    lead: LeadId,
    record: &Lead,
) -> Result<()> {
    let external = external(context, account, record)?;
    let plain = record.to_stored();
    let sealed = context.keys.seal(Owner::Lead(account, lead), record_place(&lead), plain.as_bytes())?;
    run(
        tx,
        "INSERT INTO lead (account, lead, record, external, version)
         VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(version), 0) + 1 FROM lead WHERE account = ?1))
         ON CONFLICT (account, lead)
         DO UPDATE SET record = excluded.record, version = excluded.version,
                       external = coalesce(excluded.external, lead.external)",
        params![account.as_str(), lead.as_bytes(), sealed, external],
    )?;
    Ok(())
}

pub(in crate::store) fn add_contact(
    tx: &Connection,
    account: &AccountId,
    lead: LeadId,
    point: &[u8; 32],
    verified: bool,
) -> Result<()> {
    run(
        tx,
        "INSERT INTO contact (account, point, lead, verified) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        params![account.as_str(), point, lead.as_bytes(), verified],
    )?;
    Ok(())
}

/// Recorded consent as events, one for each contact point of its channel: a stop is always taken, what
/// loosens only where nothing is on file.
fn record_consent(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    lead: LeadId,
    record: &Lead,
    points: &[(Channel, [u8; 32])],
) -> Result<()> {
    if record.consent.is_empty() {
        return Ok(());
    }
    let mut trail = Trail::open(tx, context, account)?;
    for (channel, recorded) in &record.consent {
        let mut of_channel: Vec<Option<&[u8; 32]>> =
            points.iter().filter(|(of, _)| of == channel).map(|(_, point)| Some(point)).collect();
        if of_channel.is_empty() {
            of_channel.push(None);
        }
        for point in of_channel {
            let events = consent::events(tx, account, Some(lead), point)?;
            let state = crate::consent::state(&events, *channel);
            let taken = match (recorded, state) {
                (
                    RecordedConsent::OptedOut,
                    ConsentState::OptedOut | ConsentState::Halted | ConsentState::Erased,
                ) => None,
                (RecordedConsent::OptedOut, _) => Some((EventKind::OptOut, "record.opted_out")),
                (RecordedConsent::Express, ConsentState::None) => Some((EventKind::OptIn, "record.express")),
                (RecordedConsent::Implied, ConsentState::None) => {
                    Some((EventKind::Inquiry, "record.implied"))
                }
                (RecordedConsent::Express | RecordedConsent::Implied, _) => None,
            };
            if let Some((kind, rule)) = taken {
                let (scope, source) = (Scope::Channel(*channel), Source::Record);
                let event = Event { kind, scope, source, rule: rule.to_owned(), at: context.now() };
                let subject = Subject { account, lead: Some(lead), point, turn: None };
                consent::append(tx, context, &mut trail, subject, &event, None)?;
            }
        }
    }
    Ok(())
}

pub(in crate::store) fn lead(database: &mut Database, account: &AccountId, lead: LeadId) -> Result<Lead> {
    database.read(|tx, context| read_lead(tx, context, account, lead))
}

pub(in crate::store) fn read_lead(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    lead: LeadId,
) -> Result<Lead> {
    let sql = "SELECT record, erased, former, objections FROM lead WHERE account = ?1 AND lead = ?2";
    let row = one(tx, sql, params![account.as_str(), lead.as_bytes()], |row| {
        let (former, objections) = (row.get::<Option<Vec<u8>>>(2)?, row.get::<Option<String>>(3)?);
        Ok((row.get::<Vec<u8>>(0)?, row.get::<Option<i64>>(1)?, former, objections))
    })?;
    let (sealed, erased, former, objections) = row.ok_or_else(|| not_found("lead"))?;
    if erased.is_some() {
        return Err(erasure::erased());
    }
    let record = context.keys.unseal(Owner::Lead(account, lead), record_place(&lead), &sealed)?;
    let record = std::str::from_utf8(&record).map_err(|_| SqlError::Shape)?;
    let mut record = Lead::from_stored(record).map_err(|_| SqlError::Shape)?;
    if let Some(former) = former {
        let corrected = correction::open(context, account, lead, &former)?;
        record.former = corrected.into_iter().map(|corrected| corrected.was).collect();
    }
    if let Some(objections) = objections {
        record.not_profiled = objection::names(&objections, Use::Profiling)?;
    }
    Ok(record)
}

fn record_place(lead: &LeadId) -> Place<'_> {
    Place { table: "lead", column: "record", row: lead.as_bytes() }
}

pub(in crate::store) fn history(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
) -> Result<Vec<Message>> {
    database.read(|tx, context| {
        if erasure::began(tx, account, lead)?.is_some() {
            return Err(erasure::erased());
        }
        history::of_lead(tx, context, account, lead)
    })
}

pub(in crate::store) fn events(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
) -> Result<Vec<Event>> {
    database.read(|tx, _| {
        require_lead(tx, account, lead)?;
        consent::events_of_lead(tx, account, lead)
    })
}

/// The lead, or `NotFound`.
pub(in crate::store) fn require_lead(tx: &Connection, account: &AccountId, lead: LeadId) -> Result<()> {
    let sql = "SELECT 1 FROM lead WHERE account = ?1 AND lead = ?2";
    one(tx, sql, params![account.as_str(), lead.as_bytes()], |_| Ok(()))?.ok_or_else(|| not_found("lead"))
}
