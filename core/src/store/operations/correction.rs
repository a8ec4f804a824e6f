//! Puts a lead's record right. What stood there is sealed beside it: it is said no more, and hidden from models where it stands in old
//! messages.

use crate::store::link::{Connection, all, one, params, run};

use super::consent::{self, Subject};
use super::database::{Commit, Context, Database, from_json};
use super::trail::Trail;
use super::{records, request};
use crate::audit::Head;
use crate::consent::Event;
use crate::error::{Result, Safe, safe};
use crate::lead::{AccountId, Lead, LeadId};
use crate::store::correction::{Corrected, Correction, Word};
use crate::store::fault::SqlError;
use crate::store::request::Right;
use crate::store::seal::{Owner, Place};

pub(in crate::store) fn correct(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
    correction: &Correction,
) -> Result<Head> {
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        let before = records::read_lead(tx, context, account, lead)?;
        let (after, was) = before.corrected(&correction.changes);
        let mut trail = Trail::open(tx, context, account)?;
        if after != before {
            let fields: Vec<String> = correction.fields().iter().map(|field| (*field).to_owned()).collect();
            let mut rules: Vec<Safe> =
                correction.fields().iter().map(|field| safe!("field.{}", *field)).collect();
            rules.push(safe!("word.{}", correction.word.as_str()));
            trail.append("rights.corrected".into(), None, Some(lead), rules)?;
            let mut list = former(tx, context, account, lead)?;
            list.push(Corrected { at: context.now(), word: correction.word, fields, was });
            keep(tx, context, account, lead, &list)?;
            records::write_lead(tx, context, account, lead, &after)?;
            let (old, new) =
                (records::points(context, account, &before)?, records::points(context, account, &after)?);
            for point in old.iter().map(|(_, point)| point) {
                if !new.iter().any(|(_, other)| other == point) {
                    keep_stops(tx, context, &mut trail, account, lead, point)?;
                    let sql = "DELETE FROM contact WHERE account = ?1 AND point = ?2 AND lead = ?3";
                    run(tx, sql, params![account.as_str(), point, lead.as_bytes()])?;
                }
            }
            for (_, point) in &new {
                records::add_contact(tx, account, lead, point, true)?;
            }
        }
        request::answered(tx, context, &mut trail, account, lead, Right::Correct)?;
        Ok(trail.head().clone())
    })
}

/// Keeps what the person was known by in a record that is written over and is not any more, as a correction does: old messages
/// have it. The rest of the record is the business's own, and what it says no more is not kept.
pub(in crate::store) fn replace(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    lead: LeadId,
    before: &Lead,
    after: &Lead,
) -> Result<()> {
    let was = before.missing_from(std::iter::once(after).chain(&before.former));
    if was == Lead::default() {
        return Ok(());
    }
    let fields = was.pointing().into_iter().map(str::to_owned).collect();
    let mut list = former(tx, context, account, lead)?;
    list.push(Corrected { at: context.now(), word: Word::Record, fields, was });
    let is_replaced = |kept: &Corrected| kept.word == Word::Record;
    if list.iter().filter(|kept| is_replaced(kept)).count() > Corrected::MOST_REPLACED
        && let Some(oldest) = list.iter().position(is_replaced)
    {
        list.remove(oldest);
    }
    keep(tx, context, account, lead, &list)
}

/// A stop that was recorded before anybody had the contact point is the lead's own by the contact point alone, which goes: it
/// becomes the lead's, and goes with the lead.
pub(in crate::store) fn keep_stops(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    account: &AccountId,
    lead: LeadId,
    point: &[u8; 32],
) -> Result<()> {
    let stops: Vec<Event> = all(
        tx,
        "SELECT event FROM event INDEXED BY event_point
         WHERE account = ?1 AND point = ?2 AND lead IS NULL AND (kind = 'opt_out' OR kind = 'halt')
            AND NOT EXISTS (SELECT 1 FROM event AS own INDEXED BY event_point
                WHERE own.account = ?1 AND own.point = ?2 AND own.lead = ?3 AND own.event = event.event)
         ORDER BY place",
        params![account.as_str(), point, lead.as_bytes()],
        |row| from_json(&row.get::<String>(0)?),
    )?;
    for stop in stops {
        let subject = Subject { account, lead: Some(lead), point: Some(point), turn: None };
        consent::append(tx, context, trail, subject, &stop, None)?;
    }
    Ok(())
}

/// What was corrected of a lead, oldest first.
pub(in crate::store) fn former(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    lead: LeadId,
) -> Result<Vec<Corrected>> {
    let sql = "SELECT former FROM lead WHERE account = ?1 AND lead = ?2";
    let sealed =
        one(tx, sql, params![account.as_str(), lead.as_bytes()], |row| row.get::<Option<Vec<u8>>>(0))?;
    match sealed.flatten() {
        Some(sealed) => open(context, account, lead, &sealed),
        None => Ok(Vec::new()),
    }
}

pub(in crate::store) fn open(
    context: &Context,
    account: &AccountId,
    lead: LeadId,
    sealed: &[u8],
) -> Result<Vec<Corrected>> {
    let text = context.keys.unseal(Owner::Lead(account, lead), place(&lead), sealed)?;
    let text = std::str::from_utf8(&text).map_err(|_| SqlError::Shape)?;
    Corrected::from_stored(text).ok_or_else(|| SqlError::Shape.into())
}

fn keep(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    lead: LeadId,
    list: &[Corrected],
) -> Result<()> {
    let plain = Corrected::to_stored(list);
    let sealed = context.keys.seal(Owner::Lead(account, lead), place(&lead), plain.as_bytes())?;
    let sql = "UPDATE lead SET former = ?3 WHERE account = ?1 AND lead = ?2";
    run(tx, sql, params![account.as_str(), lead.as_bytes(), sealed]).map(|_| ())
}

fn place(lead: &LeadId) -> Place<'_> {
    Place { table: "lead", column: "former", row: lead.as_bytes() }
}
