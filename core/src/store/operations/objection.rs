//! What a person objects to. Marketing is a stop like any other, so that nothing that sells is granted; the rest lies in the lead's row,
//! which every turn reads.

use std::collections::BTreeMap;

use crate::store::link::{Connection, all, one, params, run};

use super::consent::{self, Subject};
use super::database::{Commit, Context, Database, from_json, to_json};
use super::trail::Trail;
use super::{erasure, records, request};
use crate::audit::Head;
use crate::clock::Timestamp;
use crate::consent::{ConsentState, Event, EventKind, OBJECTED, Scope, Source, state_for};
use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::{AccountId, Channel, Lead, LeadId, Purpose};
use crate::store::objection::{Objection, Use};

/// Puts objections on file, which closes the requests for that. What says nothing new is not told of again.
pub(in crate::store) fn object(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
    to: &[Use],
) -> Result<Head> {
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        let record = records::read_lead(tx, context, account, lead)?;
        let mut standing = standing(tx, account, lead)?;
        let mut trail = Trail::open(tx, context, account)?;
        for each in Use::ALL.into_iter().filter(|each| to.contains(each)) {
            let is_new = match each {
                Use::Marketing => stop_marketing(tx, context, &mut trail, account, lead, &record)?,
                Use::Profiling | Use::Sale | Use::SensitiveData => {
                    let now = context.now().as_millis();
                    let is_new = !standing.contains_key(each.as_str());
                    standing.entry(each.as_str().to_owned()).or_insert(now);
                    is_new
                }
            };
            if is_new {
                trail.append("rights.objected".into(), None, Some(lead), vec![told(each)])?;
            }
        }
        keep(tx, account, lead, &standing)?;
        for each in to {
            request::answered(tx, context, &mut trail, account, lead, each.right())?;
        }
        Ok(trail.head().clone())
    })
}

/// Takes objections back. To marketing a person agrees again by signing, and not so.
pub(in crate::store) fn lift(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
    to: &[Use],
) -> Result<Head> {
    if to.contains(&Use::Marketing) {
        return Err(Error::new(
            ErrorKind::InputInvalid,
            "an objection to marketing is lifted by what the person signs: put it on file with `record_consent`",
        ));
    }
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        if erasure::began(tx, account, lead)?.is_some() {
            return Err(erasure::erased());
        }
        let mut standing = standing(tx, account, lead)?;
        let mut trail = Trail::open(tx, context, account)?;
        for each in Use::ALL.into_iter().filter(|each| to.contains(each)) {
            if standing.remove(each.as_str()).is_some() {
                trail.append("rights.objection_lifted".into(), None, Some(lead), vec![told(each)])?;
            }
        }
        keep(tx, account, lead, &standing)?;
        Ok(trail.head().clone())
    })
}

pub(in crate::store) fn list(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
) -> Result<Vec<Objection>> {
    database.read(|tx, _| {
        if erasure::began(tx, account, lead)?.is_some() {
            return Err(erasure::erased());
        }
        of_lead(tx, account, lead)
    })
}

/// What the lead objects to; to marketing while it is stopped on any channel.
pub(in crate::store) fn of_lead(
    tx: &Connection,
    account: &AccountId,
    lead: LeadId,
) -> Result<Vec<Objection>> {
    let standing = standing(tx, account, lead)?;
    let own: Vec<Event> = all(
        tx,
        "SELECT event FROM event INDEXED BY event_lead WHERE account = ?1 AND lead = ?2 AND kind = 'opt_out' ORDER BY place",
        params![account.as_str(), lead.as_bytes()],
        |row| from_json(&row.get::<String>(0)?),
    )?;
    let events = consent::events_of_lead(tx, account, lead)?;
    let marketing = || {
        let said = own.iter().rfind(|event| event.rule == OBJECTED)?;
        let stops = |channel| is_stopped(state_for(&events, channel, Purpose::Marketing));
        // Nothing that sells goes to a web chat.
        [Channel::Sms, Channel::Email].into_iter().any(stops).then_some(said.at)
    };
    let since = |to: Use| match to {
        Use::Marketing => marketing(),
        Use::Profiling | Use::Sale | Use::SensitiveData => {
            standing.get(to.as_str()).copied().map(Timestamp::from_millis)
        }
    };
    Ok(Use::ALL.into_iter().filter_map(|to| Some(Objection { to, at: since(to)? })).collect())
}

/// Whether a lead's `objections` column names a use.
pub(in crate::store) fn names(column: &str, to: Use) -> Result<bool> {
    Ok(from_json::<Standing>(column)?.contains_key(to.as_str()))
}

/// Whether the lead objects to being profiled.
pub(in crate::store) fn to_profiling(tx: &Connection, account: &AccountId, lead: LeadId) -> Result<bool> {
    Ok(standing(tx, account, lead)?.contains_key(Use::Profiling.as_str()))
}

/// Uses by name, each with when it was objected to, in milliseconds.
type Standing = BTreeMap<String, i64>;

fn standing(tx: &Connection, account: &AccountId, lead: LeadId) -> Result<Standing> {
    let sql = "SELECT objections FROM lead WHERE account = ?1 AND lead = ?2";
    let column =
        one(tx, sql, params![account.as_str(), lead.as_bytes()], |row| row.get::<Option<String>>(0))?;
    column.flatten().as_deref().map_or_else(|| Ok(Standing::new()), from_json)
}

fn keep(tx: &Connection, account: &AccountId, lead: LeadId, standing: &Standing) -> Result<()> {
    let column = if standing.is_empty() { None } else { Some(to_json(standing)?) };
    let sql = "UPDATE lead SET objections = ?3 WHERE account = ?1 AND lead = ?2";
    run(tx, sql, params![account.as_str(), lead.as_bytes(), column]).map(|_| ())
}

/// Stops marketing at each of the lead's contact points, so that it binds whoever is imported with one, and for the lead itself on the
/// channels on which it has none yet. Says whether that is new.
fn stop_marketing(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    account: &AccountId,
    lead: LeadId,
    record: &Lead,
) -> Result<bool> {
    let points = records::points(context, account, record)?;
    let mut at: Vec<(Channel, Option<&[u8; 32]>)> =
        points.iter().map(|(channel, point)| (*channel, Some(point))).collect();
    let bare = Channel::ALL.into_iter().filter(|each| points.iter().all(|(channel, _)| channel != each));
    at.extend(bare.map(|channel| (channel, None)));
    // All are looked at first: the stop at one contact point is the lead's on all others, and no one else's.
    let mut open = Vec::new();
    for (channel, point) in at {
        let events = consent::events(tx, account, Some(lead), point)?;
        if !is_stopped(state_for(&events, channel, Purpose::Marketing)) {
            open.push((channel, point));
        }
    }
    for (channel, point) in &open {
        let stop = Event {
            kind: EventKind::OptOut,
            scope: Scope::Purpose(*channel, Purpose::Marketing),
            source: Source::Record,
            rule: OBJECTED.to_owned(),
            at: context.now(),
        };
        let subject = Subject { account, lead: Some(lead), point: *point, turn: None };
        consent::append(tx, context, trail, subject, &stop, None)?;
    }
    Ok(!open.is_empty())
}

fn is_stopped(state: ConsentState) -> bool {
    use ConsentState as S;
    matches!(state, S::OptedOut | S::WrongParty | S::Halted | S::Erased)
}

fn told(to: Use) -> Safe {
    safe!("objection.{}", to.as_str())
}
