//! Consent events as rows: who they bind, how they are appended, what a decision stands on.

use crate::store::link::{Connection, Stored, all, one, params, run};

use super::database::{Context, from_json, rule, to_json};
use super::records::read_lead;
use super::trail::Trail;
use super::turn::Turn;
use super::{evidence, outreach};
use crate::consent::{self, ConsentState, Event, EventKind, PermitKind, Place, Standing};
use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::{Account, AccountId, LeadId, Pii, Purpose, TurnId};

/// Whom an event is about.
#[derive(Clone, Copy)]
pub(in crate::store) struct Subject<'a> {
    pub(in crate::store) account: &'a AccountId,
    /// `None` where nobody on file has the contact point.
    pub(in crate::store) lead: Option<LeadId>,
    /// The contact point's hash; `None` where a record names a channel without one.
    pub(in crate::store) point: Option<&'a [u8; 32]>,
    pub(in crate::store) turn: Option<TurnId>,
}

/// Appends an event with the words that it rests on, where it has any, and, unless it is an inquiry, its entry in the trail.
pub(in crate::store) fn append(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    subject: Subject<'_>,
    event: &Event,
    words: Option<&Pii<String>>,
) -> Result<()> {
    let event = as_kept(event);
    let sql = "SELECT coalesce(max(place), 0) + 1 FROM event WHERE account = ?1";
    let place: i64 = one(tx, sql, params![subject.account.as_str()], |row| row.get(0))?.unwrap_or(1);
    run(
        tx,
        "INSERT INTO event (account, place, point, lead, turn, kind, event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            subject.account.as_str(),
            place,
            subject.point,
            subject.lead.as_ref().map(|lead| lead.as_bytes()),
            subject.turn.as_ref().map(|turn| turn.as_bytes()),
            name(event.kind),
            to_json(&event)?
        ],
    )?;
    if event.kind != EventKind::Inquiry {
        let mut rules = vec![rule(&event.rule)];
        if let Some(words) = words.filter(|_| evidence::is_kept(event.at, context.now())) {
            evidence::keep(tx, context, subject.account, place, event.at, words)?;
            rules.push(evidence::fingerprint(context, subject.account, words)?);
        }
        let what = safe!("consent.{}", name(event.kind));
        trail.append(what, subject.turn, subject.lead, rules)?;
    }
    Ok(())
}

/// An event as its row says it.
fn as_kept(event: &Event) -> Event {
    Event { rule: rule(&event.rule).as_str().to_owned(), ..event.clone() }
}

/// The events that bind a lead at a contact point, in order.
///
/// All that happened at the contact point, whoever of those who share it was meant, but for another lead's
/// erasure. Of the lead's other contact points only what tightens for the person: a START from one phone
/// does not take back a STOP from another, and a wrong number says nothing about the right one.
///
/// What was recorded of one of them before anybody on file had it counts as the lead's own.
///
/// The parts are disjoint, for a `UNION` would compare whole events to find that out. Left to itself, SQLite walks
/// all of the account's events in the order that is asked for, hence the named indices.
///
/// A lead who writes a hundred times makes a hundred inquiries: of those that follow one another, only the first and
/// the last are read.
pub(in crate::store) fn events(
    tx: &Connection,
    account: &AccountId,
    lead: Option<LeadId>,
    point: Option<&[u8; 32]>,
) -> Result<Vec<Event>> {
    let rows = all(
        tx,
        "SELECT place, kind = 'inquiry', event FROM event INDEXED BY event_point
            WHERE account = ?1 AND point = ?2 AND (kind <> 'erased' OR lead = ?3)
         UNION ALL
         SELECT place, kind = 'inquiry', event FROM event INDEXED BY event_lead
            WHERE account = ?1 AND lead = ?3
                AND (point IS NULL OR (point IS DISTINCT FROM ?2 AND kind IN ('opt_out', 'halt', 'erased')))
         UNION ALL
         SELECT place, FALSE, event
            FROM contact INDEXED BY contact_lead CROSS JOIN event INDEXED BY event_point USING (account, point)
            WHERE account = ?1 AND contact.lead = ?3 AND event.lead IS NULL
                AND point IS DISTINCT FROM ?2 AND kind IN ('opt_out', 'halt', 'erased')
         ORDER BY place",
        params![account.as_str(), point, lead.as_ref().map(|lead| lead.as_bytes())],
        |row| Ok((row.get::<bool>(1)?, row.get::<String>(2)?)),
    )?;
    let inquiry = |index: Option<usize>| index.and_then(|index| rows.get(index)).is_some_and(|(is, _)| *is);
    let between =
        |index: usize| [index.checked_sub(1), Some(index), Some(index + 1)].into_iter().all(inquiry);
    let kept = rows.iter().enumerate().filter(|(index, _)| !between(*index));
    kept.map(|(_, (_, event))| from_json(event)).collect()
}

/// A lead's own events and those of its contact points, in order.
pub(in crate::store) fn events_of_lead(
    tx: &Connection,
    account: &AccountId,
    lead: LeadId,
) -> Result<Vec<Event>> {
    all(
        tx,
        "SELECT place, event FROM event INDEXED BY event_lead WHERE account = ?1 AND lead = ?2
         UNION
         SELECT event.place, event.event
         FROM contact INDEXED BY contact_lead CROSS JOIN event INDEXED BY event_point USING (account, point)
         WHERE contact.account = ?1 AND contact.lead = ?2 AND (kind <> 'erased' OR event.lead = ?2)
         ORDER BY place",
        params![account.as_str(), lead.as_bytes()],
        |row| row.get::<String>(1),
    )?
    .iter()
    .map(|event| from_json(event))
    .collect()
}

/// What a decision about a turn rests on.
pub(in crate::store) fn standing(tx: &Connection, context: &mut Context, turn: &Turn) -> Result<Standing> {
    let account = context.account(tx, &turn.account)?;
    let (superseded_by, outreach) = match turn.purpose {
        Some(_) => (outreach::written_since(tx, turn)?, Some(outreach::standing(tx, context, turn)?)),
        None => (if turn.plain { later(tx, turn)? } else { None }, None),
    };
    Ok(Standing { superseded_by, outreach, ..standing_of_new(tx, context, turn, account, &[])? })
}

/// As [`standing`], for a message that is about to be stored with its `own` events: nothing stands for it yet.
pub(in crate::store) fn standing_of_new(
    tx: &Connection,
    context: &Context,
    turn: &Turn,
    account: Account,
    own: &[Event],
) -> Result<Standing> {
    let mut events = events(tx, &turn.account, Some(turn.lead), Some(&turn.point))?;
    events.extend(own.iter().map(as_kept));
    let place = place(tx, context, turn, &account)?;
    Ok(Standing {
        account,
        place,
        channel: turn.channel,
        events,
        inbound_at: turn.at,
        superseded_by: None,
        human: turn.human,
        restricted: turn.restricted,
        outreach: None,
    })
}

/// Where the lead may be. An answer to a fresh message keeps no hours, and the record is not read for it.
fn place(tx: &Connection, context: &Context, turn: &Turn, account: &Account) -> Result<Place> {
    if turn.purpose.is_none() && consent::is_fresh(turn.at, context.now()) {
        return Ok(Place::Anywhere);
    }
    match read_lead(tx, context, &turn.account, turn.lead) {
        Ok(lead) => Ok(Place::of(&lead, account)),
        // Nobody who was erased is written to, at whatever hour.
        Err(error) if error.kind() == ErrorKind::Restricted => Ok(Place::Anywhere),
        Err(error) => Err(error),
    }
}

/// The newest later message of the conversation that may be answered in this one's stead.
fn later(tx: &Connection, turn: &Turn) -> Result<Option<TurnId>> {
    one(
        tx,
        "SELECT turn.turn FROM message JOIN turn ON turn.account = message.account AND turn.turn = message.turn
         WHERE message.account = ?1 AND message.conversation = ?2 AND message.place > ?3
            AND turn.place = message.place AND plain
         ORDER BY message.place DESC LIMIT 1",
        params![turn.account.as_str(), turn.conversation.as_bytes(), turn.place],
        |row| row.get::<Stored<TurnId>>(0),
    )
    .map(|id| id.map(|id| id.0))
}

/// A second look at what was granted, in release builds too: no reply and no outreach goes out against a stop.
pub(in crate::store) fn assert_not_stopped(standing: &Standing, kind: PermitKind) -> Result<()> {
    let purpose = match kind {
        PermitKind::Reply => Purpose::Conversational,
        PermitKind::Outreach(purpose) => purpose.into(),
        PermitKind::Notice(_) => return Ok(()),
    };
    let stopped = match consent::state_for(&standing.events, standing.channel, purpose) {
        ConsentState::OptedOut | ConsentState::WrongParty | ConsentState::Halted | ConsentState::Erased => {
            true
        }
        ConsentState::None
        | ConsentState::Implied
        | ConsentState::Express
        | ConsentState::ExpressWritten
        | ConsentState::Undeliverable => false,
    };
    if stopped {
        return Err(Error::new(
            ErrorKind::Unexpected,
            "a message was granted against a stop: nothing was stored or sent, report this",
        ));
    }
    Ok(())
}

fn name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Inquiry => "inquiry",
        EventKind::OptIn => "opt_in",
        EventKind::WrittenOptIn => "written_opt_in",
        EventKind::OptOut => "opt_out",
        EventKind::WrongParty => "wrong_party",
        EventKind::Halt => "halt",
        EventKind::Confirmed => "confirmed",
        EventKind::Acknowledged => "acknowledged",
        EventKind::Undeliverable => "undeliverable",
        EventKind::Erased => "erased",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_as_they_are_serialised() {
        for kind in [
            EventKind::Inquiry,
            EventKind::OptIn,
            EventKind::WrittenOptIn,
            EventKind::OptOut,
            EventKind::WrongParty,
            EventKind::Halt,
            EventKind::Confirmed,
            EventKind::Acknowledged,
            EventKind::Undeliverable,
            EventKind::Erased,
        ] {
            assert_eq!(to_json(&kind).unwrap(), format!("\"{}\"", name(kind)));
        }
    }
}
