//! Retention: who has not been heard of for so long is found page by page, and looked at again where its rows go.

use crate::store::link::{Connection, Stored, Value, all, one, params, run};

use super::database::{Commit, Database};
use super::erasure;
use super::records::require_lead;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::lead::{AccountId, LeadId};
use crate::store::record::Emptied;
use crate::store::retention::{Idle, IdlePage};

/// Looks at the leads after one, in the order of their ids, and tells which were last heard of before a time.
pub(in crate::store) fn idle(
    database: &mut Database,
    account: &AccountId,
    after: Option<LeadId>,
    before: Timestamp,
    limit: i64,
) -> Result<IdlePage> {
    database.read(|tx, context| {
        context.account(tx, account)?;
        let after = after.map_or([0; 16], |lead| *lead.as_bytes());
        let looked_at = all(
            tx,
            "SELECT lead, erased IS NOT NULL FROM lead WHERE account = ?1 AND lead > ?2 ORDER BY lead LIMIT ?3",
            params![account.as_str(), after, limit],
            |row| Ok((row.get::<Stored<LeadId>>(0)?.0, row.get::<bool>(1)?)),
        )?;
        let last = looked_at.last().map(|(lead, _)| *lead);
        let next = last.filter(|_| i64::try_from(looked_at.len()) == Ok(limit));
        let mut page = IdlePage { looked_at: looked_at.len() as u64, idle: Vec::new(), next };
        for (lead, _) in looked_at.into_iter().filter(|(_, erased)| !erased) {
            page.idle.extend(idle_since(tx, account, lead, before)?);
        }
        Ok(page)
    })
}

/// Deletes the rows of a lead that may still go, by a rule of retention; `None` where it may not any more.
pub(in crate::store) fn expire(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
    before: Timestamp,
    rule: &'static str,
) -> Result<Option<Emptied>> {
    database.wiping(|database| {
        database.write(Commit::Durable, account, |tx, context| {
            context.account(tx, account)?;
            require_lead(tx, account, lead)?;
            match idle_since(tx, account, lead, before)? {
                Some(Idle { kept: None, .. }) => {
                    erasure::empty(tx, context, account, lead, Some(rule)).map(Some)
                }
                Some(_) | None => Ok(None),
            }
        })
    })
}

/// When the lead was last heard of, and by which rule it is kept all the same; `None` where that was not before the time.
fn idle_since(tx: &Connection, account: &AccountId, lead: LeadId, before: Timestamp) -> Result<Option<Idle>> {
    let key = &[Value::Text(account.as_str()), Value::Blob(lead.as_bytes())];
    let last = one(
        tx,
        "SELECT max(message.at) FROM conversation_lead CROSS JOIN message USING (account, conversation)
         WHERE account = ?1 AND conversation_lead.lead = ?2 AND message.lead = ?2",
        key,
        |row| row.get::<Option<i64>>(0),
    )?;
    let last = last.flatten().map_or_else(|| lead.made(), Timestamp::from_millis).max(lead.made());
    if last >= before {
        return Ok(None);
    }
    let is = |sql: &str| Ok::<_, crate::error::Error>(one(tx, sql, key, |_| Ok(()))?.is_some());
    let kept = if is("SELECT 1 FROM hold WHERE account = ?1 AND lead = ?2")? {
        Some("rights.held")
    } else if is("SELECT 1 FROM lead WHERE account = ?1 AND lead = ?2 AND restricted")? {
        Some("rights.restricted")
    } else if is(
        "SELECT 1 FROM request INDEXED BY request_lead WHERE account = ?1 AND lead = ?2 AND closed IS NULL",
    )? {
        Some("rights.requested")
    } else {
        None
    };
    Ok(Some(Idle { lead, last, kept }))
}

/// Deletes requests that were closed before a time, at most `limit`; where `dry`, it only counts them.
pub(in crate::store) fn drop_requests(
    database: &mut Database,
    account: &AccountId,
    before: Timestamp,
    limit: i64,
    dry: bool,
) -> Result<u64> {
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        let old: Vec<[u8; 16]> = all(
            tx,
            "SELECT request FROM request INDEXED BY request_closed
             WHERE account = ?1 AND closed IS NOT NULL AND closed < ?2 ORDER BY closed LIMIT ?3",
            params![account.as_str(), before.as_millis(), limit],
            |row| row.get(0),
        )?;
        for request in old.iter().filter(|_| !dry) {
            let sql = "DELETE FROM request WHERE account = ?1 AND request = ?2";
            run(tx, sql, params![account.as_str(), request])?;
        }
        Ok(old.len() as u64)
    })
}
