//! The key store: wrapped keys in a SQLite file of their own, apart from the data.
//!
//! A backup of the data alone cannot be read, and erasing a lead here makes every copy of its data unreadable.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use zeroize::Zeroizing;

use crate::clock::Surroundings;
use crate::error::{ErrorKind, Result, RoomError};
use crate::lead::{AccountId, LeadId};
use crate::store::envelope::{self, Key};
use crate::store::sql::{self, Layout, Sql};

/// Wrapped keys. A destroyed one leaves its row behind, without the key, so that it is not mistaken for a lost one.
const LAYOUT: Layout = Layout {
    application: 0x636c_6b31,
    steps: &["
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE account_key (
    account TEXT PRIMARY KEY,
    wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE lead_key (
    account TEXT NOT NULL REFERENCES account_key,
    lead BLOB NOT NULL,
    wrapped BLOB,
    PRIMARY KEY (account, lead)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence_key (
    account TEXT NOT NULL REFERENCES account_key,
    year INTEGER NOT NULL,
    wrapped BLOB,
    PRIMARY KEY (account, year)
) STRICT, WITHOUT ROWID;
"],
};

pub(super) struct KeyStore {
    connection: Connection,
    master: Key,
    id: [u8; 16],
    surroundings: Surroundings,
}

impl KeyStore {
    /// Opens a key store and checks that `master` is the key it was made with. `None` is memory.
    pub(super) fn open(path: Option<&Path>, master: Key, surroundings: Surroundings) -> Result<KeyStore> {
        let connection = sql::open(path, Duration::from_secs(5), &LAYOUT)?;
        // What is overwritten is wiped.
        connection.execute_batch("PRAGMA secure_delete = ON").sql()?;
        let mut store = KeyStore { connection, master, id: [0; 16], surroundings };
        store.id = store.identify()?;
        Ok(store)
    }

    /// The random id of this key store, which its database repeats.
    pub(super) fn id(&self) -> [u8; 16] {
        self.id
    }

    fn identify(&mut self) -> Result<[u8; 16]> {
        let (id, salt) = (self.surroundings.bytes::<16>()?, self.surroundings.bytes()?);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).sql()?;
        let check: Option<Vec<u8>> = transaction
            .query_row("SELECT value FROM meta WHERE name = 'check'", [], |row| row.get(0))
            .optional()
            .sql()?;
        match check {
            Some(check) => {
                let id =
                    envelope::open(&self.master, b"closr.check", &check).map_err(|_| Fault::WrongMaster)?;
                id.as_slice().try_into().map_err(|_| Fault::Damaged.into())
            }
            None => {
                let check = envelope::seal(&self.master, salt, b"closr.check", &id)?;
                transaction.execute("INSERT INTO meta (name, value) VALUES ('check', ?1)", [check]).sql()?;
                transaction.commit().sql()?;
                Ok(id)
            }
        }
    }

    /// Makes the account's key where it is absent.
    pub(super) fn ensure_account(&mut self, account: &AccountId) -> Result<()> {
        let wrapped = wrap(&self.master, &self.surroundings, &context(account, None))?;
        self.connection
            .prepare_cached(
                "INSERT INTO account_key (account, wrapped) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )
            .sql()?
            .execute(params![account.as_str(), wrapped])
            .sql()?;
        Ok(())
    }

    pub(super) fn account(&self, account: &AccountId) -> Result<Key> {
        let wrapped: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT wrapped FROM account_key WHERE account = ?1")
            .sql()?
            .query_row([account.as_str()], |row| row.get(0))
            .optional()
            .sql()?;
        unwrap(&self.master, &context(account, None), &wrapped.ok_or(Fault::Lost)?)
    }

    /// Makes a lead's key, wrapped under `account_key`.
    pub(super) fn create_lead(&mut self, account: &AccountId, account_key: &Key, lead: LeadId) -> Result<()> {
        let wrapped = wrap(account_key, &self.surroundings, &context(account, Some(lead)))?;
        self.connection
            .prepare_cached("INSERT INTO lead_key (account, lead, wrapped) VALUES (?1, ?2, ?3)")
            .sql()?
            .execute(params![account.as_str(), lead.as_bytes(), wrapped])
            .sql()?;
        Ok(())
    }

    pub(super) fn lead(&self, account: &AccountId, account_key: &Key, lead: LeadId) -> Result<Key> {
        let wrapped: Option<Option<Vec<u8>>> = self
            .connection
            .prepare_cached("SELECT wrapped FROM lead_key WHERE account = ?1 AND lead = ?2")
            .sql()?
            .query_row(params![account.as_str(), lead.as_bytes()], |row| row.get(0))
            .optional()
            .sql()?;
        let wrapped = wrapped.ok_or(Fault::Lost)?.ok_or(Fault::Destroyed)?;
        unwrap(account_key, &context(account, Some(lead)), &wrapped)
    }

    /// Makes the key for a year's evidence where it is absent.
    pub(super) fn ensure_evidence(
        &mut self,
        account: &AccountId,
        account_key: &Key,
        year: i16,
    ) -> Result<()> {
        let wrapped = wrap(account_key, &self.surroundings, &evidence_context(account, year))?;
        self.connection
            .prepare_cached(
                "INSERT INTO evidence_key (account, year, wrapped) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )
            .sql()?
            .execute(params![account.as_str(), year, wrapped])
            .sql()?;
        Ok(())
    }

    pub(super) fn evidence(&self, account: &AccountId, account_key: &Key, year: i16) -> Result<Key> {
        let wrapped: Option<Option<Vec<u8>>> = self
            .connection
            .prepare_cached("SELECT wrapped FROM evidence_key WHERE account = ?1 AND year = ?2")
            .sql()?
            .query_row(params![account.as_str(), year], |row| row.get(0))
            .optional()
            .sql()?;
        let wrapped = wrapped.ok_or(Fault::Lost)?.ok_or(Fault::EvidenceEnded)?;
        unwrap(account_key, &evidence_context(account, year), &wrapped)
    }

    /// Destroys a lead's key, durably and in the file's own log too.
    pub(super) fn destroy_lead(&mut self, account: &AccountId, lead: LeadId) -> Result<()> {
        let known = self
            .connection
            .execute(
                "UPDATE lead_key SET wrapped = NULL WHERE account = ?1 AND lead = ?2",
                params![account.as_str(), lead.as_bytes()],
            )
            .sql()?;
        if known == 0 {
            return Err(Fault::Lost.into());
        }
        // The log still holds the page as it was: fold it into the file, which `secure_delete` has wiped.
        let busy: i64 =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).sql()?;
        if busy == 0 { Ok(()) } else { Err(Fault::LogHeld.into()) }
    }
}

fn wrap(under: &Key, surroundings: &Surroundings, context: &[u8]) -> Result<Vec<u8>> {
    let key: Key = Zeroizing::new(surroundings.bytes()?);
    envelope::seal(under, surroundings.bytes()?, context, &*key)
}

fn unwrap(under: &Key, context: &[u8], wrapped: &[u8]) -> Result<Key> {
    let opened = envelope::open(under, context, wrapped).map_err(|_| Fault::Damaged)?;
    let mut key = Zeroizing::new([0; 32]);
    if opened.len() != key.len() {
        return Err(Fault::Damaged.into());
    }
    key.copy_from_slice(&opened);
    Ok(key)
}

/// Whose evidence a key is for: no other context is as long.
fn evidence_context(account: &AccountId, year: i16) -> Vec<u8> {
    let mut context = context(account, None);
    context.extend_from_slice(b"evidence\0");
    context.extend_from_slice(&year.to_be_bytes());
    context
}

/// Whose key it is. An account id has no zero byte; a lead's context goes on after it, by the 16 bytes of its id.
fn context(account: &AccountId, lead: Option<LeadId>) -> Vec<u8> {
    let mut context = b"closr.key\0".to_vec();
    context.extend_from_slice(account.as_str().as_bytes());
    context.push(0);
    if let Some(lead) = lead {
        context.extend_from_slice(lead.as_bytes());
    }
    context
}

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("the master key is not the one that the key store was made with: set `master_key` to that one")]
    WrongMaster,
    #[error("the key store lacks a key that the database needs: restore the key store from a backup")]
    Lost,
    #[error("the key of this lead was destroyed: its data cannot be read any more")]
    Destroyed,
    #[error("the evidence of that year has come to its end: its words cannot be read any more")]
    EvidenceEnded,
    #[error("a key in the key store was changed or moved: restore the key store from a backup")]
    Damaged,
    #[error("the key is destroyed, but another connection still reads the key store's log: destroy it again")]
    LogHeld,
}

impl RoomError for Fault {
    fn kind(&self) -> ErrorKind {
        match self {
            Fault::WrongMaster => ErrorKind::Unauthorized,
            Fault::Lost | Fault::Damaged => ErrorKind::Corrupt,
            Fault::Destroyed | Fault::EvidenceEnded => ErrorKind::Restricted,
            Fault::LogHeld => ErrorKind::Unavailable,
        }
    }
}

#[cfg(test)]
impl KeyStore {
    pub(super) fn wrapped_for_test(&self, account: &AccountId, lead: LeadId) -> Vec<u8> {
        let sql = "SELECT wrapped FROM lead_key WHERE account = ?1 AND lead = ?2";
        self.connection.query_row(sql, params![account.as_str(), lead.as_bytes()], |row| row.get(0)).unwrap()
    }

    pub(super) fn move_for_test(&self, account: &AccountId, from: LeadId, to: LeadId) {
        let wrapped = self.wrapped_for_test(account, from);
        let sql = "UPDATE lead_key SET wrapped = ?3 WHERE account = ?1 AND lead = ?2";
        self.connection.execute(sql, params![account.as_str(), to.as_bytes(), wrapped]).unwrap();
    }
}
