//! A lead's erasure: its rows go in one transaction, then its key, and only then is it told as done.
//!
//! From the first transaction on nobody finds the lead by a contact point, and its turns are done, without their words. What
//! is left of a turn is a tombstone: keyed hashes by which a redelivered message is known.

use crate::store::link::{Connection, Stored, Value, all, one, params, run};

use super::consent::{self, Subject};
use super::database::{Commit, Context, Database, from_json, not_found, rule, to_json};
use super::trail::Trail;
use super::{outcome, reading, request};
use crate::audit::Head;
use crate::clock::Timestamp;
use crate::consent::{Event, EventKind, Reading, Scope, Source};
use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::{AccountId, ConversationId, LeadId};
use crate::store::fault::SqlError;
use crate::store::record::{Emptied, Erasure, ErasureCounts, Keyless};
use crate::store::request::Right;

/// Deletes the lead's rows and keeps what must outlive them. One that has begun is left as it is.
pub(in crate::store) fn begin(database: &mut Database, account: &AccountId, lead: LeadId) -> Result<Emptied> {
    database.wiping(|database| {
        database.write(Commit::Durable, account, |tx, context| {
            context.account(tx, account)?;
            empty(tx, context, account, lead, None)
        })
    })
}

/// What `begin` does within a transaction; `rule` says by which rule of retention, where no person asked.
pub(super) fn empty(
    tx: &Connection,
    context: &mut Context,
    account: &AccountId,
    lead: LeadId,
    rule: Option<&'static str>,
) -> Result<Emptied> {
    if began(tx, account, lead)?.is_some() {
        return Ok(Emptied::of(account, lead));
    }
    refuse_held(tx, account, lead)?;
    let mut trail = Trail::open(tx, context, account)?;
    trail.append(
        "rights.erasure_begun".into(),
        None,
        Some(lead),
        rule.map(Safe::from).into_iter().collect(),
    )?;
    let suppressions = keep_stops(tx, context, &mut trail, account, lead)?;
    let erased = Event {
        kind: EventKind::Erased,
        scope: Scope::Everything,
        source: Source::Engine,
        rule: "rights.erased".to_owned(),
        at: context.now(),
    };
    // At each contact point, so that who is imported with one is not written to first.
    let points = points(tx, account, lead)?;
    let mut at: Vec<Option<&[u8; 32]>> = points.iter().map(Some).collect();
    if at.is_empty() {
        at.push(None);
    }
    for point in at {
        let subject = Subject { account, lead: Some(lead), point, turn: None };
        consent::append(tx, context, &mut trail, subject, &erased, None)?;
    }
    let head = trail.head().clone();
    let counts = ErasureCounts { suppressions, ..delete(tx, account, lead, head)? };
    let now = context.now().as_millis();
    run(
        tx,
        "UPDATE lead SET record = ?3, former = NULL, objections = NULL, external = NULL, erased = ?4 WHERE account = ?1 AND lead = ?2",
        params![account.as_str(), lead.as_bytes(), [0u8; 0], now],
    )?;
    run(
        tx,
        "INSERT INTO erasure (account, lead, counts) VALUES (?1, ?2, ?3)",
        params![account.as_str(), lead.as_bytes(), to_json(&counts)?],
    )?;
    Ok(Emptied::of(account, lead))
}

/// Destroys the keys of leads whose rows are gone.
pub(in crate::store) fn destroy_keys(database: &mut Database, emptied: Vec<Emptied>) -> Result<Vec<Keyless>> {
    if emptied.is_empty() {
        return Ok(Vec::new());
    }
    let leads: Vec<_> = emptied.iter().map(|emptied| (emptied.account().clone(), emptied.lead())).collect();
    let generation = database.keys().destroy_leads(&leads)?;
    Ok(emptied.into_iter().map(|emptied| emptied.without_key(generation)).collect())
}

/// Tells that the lead's key is destroyed, which closes its requests for that. Done before, it tells the same.
pub(in crate::store) fn end(database: &mut Database, keyless: &Keyless) -> Result<Erasure> {
    let (account, lead) = (keyless.account(), keyless.lead());
    database.write(Commit::Durable, account, |tx, context| {
        let (counts, done, head) = one(
            tx,
            "SELECT counts, done, head FROM erasure WHERE account = ?1 AND lead = ?2",
            params![account.as_str(), lead.as_bytes()],
            |row| Ok((row.get::<String>(0)?, row.get::<Option<i64>>(1)?, row.get::<Option<String>>(2)?)),
        )?
        .ok_or_else(|| not_found("erasure"))?;
        let mut counts: ErasureCounts = from_json(&counts)?;
        if let (Some(done), Some(head)) = (done, head) {
            let audit_head = head.parse().map_err(|_| SqlError::Shape)?;
            // What asked for it since, under a message's id that was known.
            let mut trail = Trail::open(tx, context, account)?;
            request::answered(tx, context, &mut trail, account, lead, Right::Delete)?;
            let copies = context.keys.copies_of(counts.generation)?;
            return Ok(Erasure { lead, at: Timestamp::from_millis(done), counts, copies, audit_head });
        }
        let mut trail = Trail::open(tx, context, account)?;
        request::answered(tx, context, &mut trail, account, lead, Right::Delete)?;
        let audit_head = trail.append("rights.erased".into(), None, Some(lead), Vec::new())?.clone();
        let at = context.now();
        counts.generation = keyless.generation();
        run(
            tx,
            "UPDATE erasure SET done = ?3, head = ?4, counts = ?5 WHERE account = ?1 AND lead = ?2",
            params![
                account.as_str(),
                lead.as_bytes(),
                at.as_millis(),
                audit_head.to_string(),
                to_json(&counts)?
            ],
        )?;
        let copies = context.keys.copies_of(counts.generation)?;
        Ok(Erasure { lead, at, counts, copies, audit_head })
    })
}

/// The leads whose erasure has begun and is not done.
pub(in crate::store) fn open(database: &mut Database, account: &AccountId) -> Result<Vec<LeadId>> {
    database.read(|tx, context| {
        context.account(tx, account)?;
        let leads = all(
            tx,
            "SELECT lead FROM erasure INDEXED BY erasure_open WHERE account = ?1 AND done IS NULL",
            params![account.as_str()],
            |row| row.get::<Stored<LeadId>>(0),
        )?;
        Ok(leads.into_iter().map(|lead| lead.0).collect())
    })
}

/// Puts a lead on hold, for a reason, or takes the hold off. What says nothing new is not told of again.
pub(in crate::store) fn hold(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
    reason: Option<&Safe>,
) -> Result<Head> {
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        if began(tx, account, lead)?.is_some() {
            return Err(erased());
        }
        let held = "SELECT reason FROM hold WHERE account = ?1 AND lead = ?2";
        let held: Option<String> =
            one(tx, held, params![account.as_str(), lead.as_bytes()], |row| row.get(0))?;
        let mut trail = Trail::open(tx, context, account)?;
        match reason {
            Some(reason) if held.as_deref() != Some(reason.as_str()) => {
                run(
                    tx,
                    "INSERT INTO hold (account, lead, reason, at) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (account, lead) DO UPDATE SET reason = excluded.reason, at = excluded.at",
                    params![account.as_str(), lead.as_bytes(), reason.as_str(), context.now().as_millis()],
                )?;
                trail.append("rights.held".into(), None, Some(lead), vec![reason.clone()])?;
            }
            None if held.is_some() => {
                let sql = "DELETE FROM hold WHERE account = ?1 AND lead = ?2";
                run(tx, sql, params![account.as_str(), lead.as_bytes()])?;
                trail.append("rights.hold_lifted".into(), None, Some(lead), Vec::new())?;
            }
            Some(_) | None => {}
        }
        Ok(trail.head().clone())
    })
}

/// When the lead's erasure began; `NotFound` where there is no such lead.
pub(in crate::store) fn began(
    tx: &Connection,
    account: &AccountId,
    lead: LeadId,
) -> Result<Option<Timestamp>> {
    let sql = "SELECT erased FROM lead WHERE account = ?1 AND lead = ?2";
    let erased: Option<Option<i64>> =
        one(tx, sql, params![account.as_str(), lead.as_bytes()], |row| row.get(0))?;
    Ok(erased.ok_or_else(|| not_found("lead"))?.map(Timestamp::from_millis))
}

/// What is asked of a lead who was erased.
pub(in crate::store) fn erased() -> Error {
    Error::new(ErrorKind::Restricted, "this lead was erased: nothing of its data is left")
}

fn refuse_held(tx: &Connection, account: &AccountId, lead: LeadId) -> Result<()> {
    let sql = "SELECT reason FROM hold WHERE account = ?1 AND lead = ?2";
    let reason: Option<String> = one(tx, sql, params![account.as_str(), lead.as_bytes()], |row| row.get(0))?;
    let Some(reason) = reason else { return Ok(()) };
    let reason = rule(&reason);
    Err(Error::new(ErrorKind::Restricted, safe!("the lead is on hold ({}): lift the hold first", reason)))
}

/// Puts each stop of the lead's on file at every contact point that it has: that is all by which the person can be known
/// again, and a stop that came from elsewhere names only the lead. Returns how many stops are on file at them.
fn keep_stops(
    tx: &Connection,
    context: &Context,
    trail: &mut Trail<'_>,
    account: &AccountId,
    lead: LeadId,
) -> Result<u64> {
    let mut kept = 0;
    for point in &points(tx, account, lead)? {
        let mut here: Vec<Event> = all(
            tx,
            "SELECT event FROM event INDEXED BY event_point
             WHERE account = ?1 AND point = ?2 AND (kind = 'opt_out' OR kind = 'halt') ORDER BY place",
            params![account.as_str(), point],
            |row| from_json(&row.get::<String>(0)?),
        )?;
        let binding = consent::events(tx, account, Some(lead), Some(point))?;
        let binding =
            binding.into_iter().filter(|event| matches!(event.kind, EventKind::OptOut | EventKind::Halt));
        for stop in binding {
            if !here.contains(&stop) {
                let subject = Subject { account, lead: Some(lead), point: Some(point), turn: None };
                consent::append(tx, context, trail, subject, &stop, None)?;
                here.push(stop);
            }
        }
        kept += here.len() as u64;
    }
    Ok(kept)
}

/// The lead's contact points.
pub(super) fn points(tx: &Connection, account: &AccountId, lead: LeadId) -> Result<Vec<[u8; 32]>> {
    let sql = "SELECT point FROM contact INDEXED BY contact_lead WHERE account = ?1 AND lead = ?2";
    all(tx, sql, params![account.as_str(), lead.as_bytes()], |row| row.get(0))
}

/// Deletes what is the lead's; its turns become tombstones, whose outcome tells of the erasure.
fn delete(tx: &Connection, account: &AccountId, lead: LeadId, head: Head) -> Result<ErasureCounts> {
    let id = lead.as_bytes();
    let key = &[Value::Text(account.as_str()), Value::Blob(id)];
    let mut counts = ErasureCounts::default();
    let sql = "SELECT conversation FROM conversation_lead WHERE account = ?1 AND lead = ?2";
    let conversations = all(tx, sql, key, |row| Ok(row.get::<Stored<ConversationId>>(0)?.0))?;
    let (outcome, nothing) = (outcome::erased(head)?, reading::write(&Reading::default())?);
    for conversation in conversations {
        let conversation = conversation.as_bytes();
        counts.turns += run(
            tx,
            "UPDATE turn SET inbound = ?4, answer = NULL, reading = ?5, plain = FALSE, at = 0, state = 'done', due = NULL,
                             lease_owner = NULL, lease_until = NULL, outcome = ?6,
                             outbound = CASE WHEN outbound = 'used' OR outbound IS NULL THEN outbound ELSE 'dropped' END
             WHERE account = ?1 AND turn IN
                (SELECT message.turn FROM message WHERE account = ?1 AND conversation = ?2 AND lead = ?3
                 UNION SELECT own.turn FROM turn AS own INDEXED BY turn_outreach_lead
                 WHERE account = ?1 AND lead = ?3 AND conversation = ?2 AND purpose IS NOT NULL)",
            params![account.as_str(), conversation, id, [0u8; 0], nothing, outcome],
        )? as u64;
        run(
            tx,
            "DELETE FROM delivery WHERE account = ?1 AND turn IN
                (SELECT message.turn FROM message WHERE account = ?1 AND conversation = ?2 AND lead = ?3
                 UNION SELECT own.turn FROM turn AS own INDEXED BY turn_outreach_lead
                 WHERE account = ?1 AND lead = ?3 AND conversation = ?2 AND purpose IS NOT NULL)",
            params![account.as_str(), conversation, id],
        )?;
        let sql = "DELETE FROM message WHERE account = ?1 AND conversation = ?2 AND lead = ?3";
        counts.messages += run(tx, sql, params![account.as_str(), conversation, id])? as u64;
        // Its values may stand in the vault of a conversation that it shared. Who is left is answered as at first.
        run(
            tx,
            "UPDATE conversation SET vault = NULL, vault_lead = NULL WHERE account = ?1 AND conversation = ?2",
            params![account.as_str(), conversation],
        )?;
        let sql = "DELETE FROM conversation_lead WHERE account = ?1 AND lead = ?3 AND conversation = ?2";
        run(tx, sql, params![account.as_str(), conversation, id])?;
        run(
            tx,
            "UPDATE conversation SET listing = NULL, spoken = FALSE, human = FALSE
             WHERE account = ?1 AND conversation = ?2
                AND NOT EXISTS (SELECT 1 FROM message WHERE message.account = ?1 AND message.conversation = ?2)",
            params![account.as_str(), conversation],
        )?;
        counts.conversations += 1;
    }
    let sql = "DELETE FROM contact INDEXED BY contact_lead WHERE account = ?1 AND lead = ?2";
    counts.contact_points = run(tx, sql, key)? as u64;
    // That somebody wrote gives leave to answer, and whoever comes after an erasure has not written.
    let sql = "DELETE FROM event INDEXED BY event_lead WHERE account = ?1 AND lead = ?2 AND kind = 'inquiry'";
    counts.inquiries = run(tx, sql, key)? as u64;
    let evidence = one(
        tx,
        "SELECT count(*), max(year) FROM event INDEXED BY event_lead JOIN evidence USING (account, place)
         WHERE event.account = ?1 AND event.lead = ?2",
        key,
        |row| Ok((row.get::<i64>(0)?.unsigned_abs(), row.get::<Option<i16>>(1)?)),
    )?;
    (counts.evidence, counts.evidence_year) = evidence.unwrap_or_default();
    let sql = "SELECT count(*) FROM request INDEXED BY request_lead WHERE account = ?1 AND lead = ?2";
    let requests = one(tx, sql, key, |row| Ok(row.get::<i64>(0)?.unsigned_abs()))?;
    counts.requests = requests.unwrap_or_default();
    Ok(counts)
}
