//! The audit trail: appended to in the transaction of the decision, read back link by link.

use crate::store::link::{Connection, Row, Stored, all, one, params, run, time};

use super::database::{Context, from_json, to_json};
use crate::audit::{self, ChainKey, Entry, Head};
use crate::clock::Timestamp;
use crate::error::{Result, Safe};
use crate::lead::{AccountId, LeadId, TurnId};
use crate::store::fault::SqlError;

/// The end of an account's trail, for the appends of one transaction.
pub(in crate::store) struct Trail<'a> {
    tx: &'a Connection,
    account: &'a AccountId,
    key: ChainKey,
    head: Head,
    at: Timestamp,
}

impl<'a> Trail<'a> {
    pub(in crate::store) fn open(
        tx: &'a Connection,
        context: &Context,
        account: &'a AccountId,
    ) -> Result<Trail<'a>> {
        let sql = "SELECT seq, mac FROM audit WHERE account = ?1 ORDER BY seq DESC LIMIT 1";
        let head =
            one(tx, sql, params![account.as_str()], |row| Ok(Head { seq: seq(row)?, mac: row.get(1)? }))?;
        let key = context.keys.audit_key(account)?;
        Ok(Trail { tx, account, key, head: head.unwrap_or(Head::EMPTY), at: context.now() })
    }

    pub(in crate::store) fn head(&self) -> &Head {
        &self.head
    }

    /// The number of the next entry: the place of the message that it tells of.
    pub(in crate::store) fn next(&self) -> Result<i64> {
        i64::try_from(self.head.seq + 1).map_err(|_| SqlError::Shape.into())
    }

    pub(in crate::store) fn append(
        &mut self,
        what: Safe,
        turn: Option<TurnId>,
        lead: Option<LeadId>,
        rules: Vec<Safe>,
    ) -> Result<&Head> {
        tear!(self.tx, AuditApart);
        let entry = Entry { seq: self.head.seq + 1, at: self.at, what, turn, lead, rules };
        let head = self.key.extend(&self.head, &entry);
        let rules: Vec<&str> = entry.rules.iter().map(Safe::as_str).collect();
        run(
            self.tx,
            "INSERT INTO audit (account, seq, at, what, turn, lead, rules, mac) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                self.account.as_str(),
                i64::try_from(entry.seq).map_err(|_| SqlError::Shape)?,
                entry.at.as_millis(),
                entry.what.as_str(),
                entry.turn.as_ref().map(|turn| turn.as_bytes()),
                entry.lead.as_ref().map(|lead| lead.as_bytes()),
                to_json(&rules)?,
                head.mac
            ],
        )?;
        self.tx.told(head.seq, &head.mac);
        self.head = head;
        Ok(&self.head)
    }
}

pub(in crate::store) fn verify(
    tx: &Connection,
    context: &mut Context,
    account: &AccountId,
    head: Option<&Head>,
) -> Result<Head> {
    context.account(tx, account)?;
    let key = context.keys.audit_key(account)?;
    let mut pages = Pages { tx, account, from: Some(i64::MIN), page: Vec::new().into_iter() };
    audit::verify(&key, std::iter::from_fn(|| pages.next().transpose()), head)
}

/// A trail read in pieces: one of years need not fit into memory.
struct Pages<'a> {
    tx: &'a Connection,
    account: &'a AccountId,
    /// Where the next piece begins; `None` after the last.
    from: Option<i64>,
    page: std::vec::IntoIter<(Entry, [u8; 32])>,
}

impl Pages<'_> {
    fn next(&mut self) -> Result<Option<(Entry, [u8; 32])>> {
        const MOST: i64 = 1000;
        if let Some(row) = self.page.next() {
            return Ok(Some(row));
        }
        let Some(from) = self.from else { return Ok(None) };
        let mut last = None;
        let page = all(
            self.tx,
            "SELECT seq, at, what, turn, lead, rules, mac FROM audit WHERE account = ?1 AND seq >= ?2
             ORDER BY seq LIMIT ?3",
            params![self.account.as_str(), from, MOST],
            |row| {
                last = Some(row.get::<i64>(0)?);
                Ok((entry(row)?, stored_mac(row)))
            },
        )?;
        self.from = last.and_then(|last| last.checked_add(1));
        self.page = page.into_iter();
        Ok(self.page.next())
    }
}

pub(in crate::store) fn entries(
    tx: &Connection,
    context: &mut Context,
    account: &AccountId,
    lead: Option<LeadId>,
) -> Result<Vec<Entry>> {
    context.account(tx, account)?;
    if let Some(lead) = lead {
        super::records::require_lead(tx, account, lead)?;
    }
    all(
        tx,
        "SELECT seq, at, what, turn, lead, rules FROM audit
         WHERE account = ?1 AND (lead = ?2 OR ?2 IS NULL) ORDER BY seq",
        params![account.as_str(), lead.as_ref().map(|lead| lead.as_bytes())],
        entry,
    )
}

/// A row that somebody made unreadable is an entry that nobody wrote: its hash cannot be right.
pub(in crate::store) fn entry(row: &Row<'_>) -> Result<Entry> {
    let seq = seq(row)?;
    Ok(readable(seq, row).unwrap_or_else(|_| Entry {
        seq,
        at: Timestamp::from_millis(0),
        what: "(unreadable)".into(),
        turn: None,
        lead: None,
        rules: Vec::new(),
    }))
}

fn seq(row: &Row<'_>) -> Result<u64> {
    row.get::<i64>(0).map(|seq| u64::try_from(seq).unwrap_or(0))
}

fn readable(seq: u64, row: &Row<'_>) -> Result<Entry> {
    let rules: String = row.get(5)?;
    Ok(Entry {
        seq,
        at: time(row, 1)?,
        what: Safe::assembled(row.get(2)?),
        turn: row.get::<Option<Stored<TurnId>>>(3)?.map(|id| id.0),
        lead: row.get::<Option<Stored<LeadId>>>(4)?.map(|id| id.0),
        rules: from_json::<Vec<String>>(&rules)?.into_iter().map(Safe::assembled).collect(),
    })
}

fn stored_mac(row: &Row<'_>) -> [u8; 32] {
    row.get(6).unwrap_or([0; 32])
}
