//! The key store: wrapped keys in a SQLite file or a schema of their own, apart from the data.
//!
//! A backup of the data alone cannot be read, and erasing a lead here makes every copy of its data unreadable.

use zeroize::Zeroizing;

use crate::clock::Surroundings;
use crate::error::{ErrorKind, Result, RoomError};
use crate::lead::{AccountId, LeadId};
use crate::store::envelope::{self, Key};
use crate::store::link::{Connection, all, one, params, run};

pub(super) struct KeyStore {
    connection: Connection,
    master: Key,
    id: [u8; 16],
    surroundings: Surroundings,
}

impl KeyStore {
    /// Checks that `master` is the key that the key store was made with. `connection` is open with the layout.
    pub(super) fn new(connection: Connection, master: Key, surroundings: Surroundings) -> Result<KeyStore> {
        let mut store = KeyStore { connection, master, id: [0; 16], surroundings };
        store.id = store.identify()?;
        Ok(store)
    }

    /// The random id of this key store, which its database repeats.
    pub(super) fn id(&self) -> [u8; 16] {
        self.id
    }

    fn identify(&self) -> Result<[u8; 16]> {
        let check = || {
            let sql = "SELECT value FROM meta WHERE name = 'check'";
            one(&self.connection, sql, params![], |row| row.get::<Vec<u8>>(0))
        };
        let stored = match check()? {
            Some(stored) => stored,
            None => {
                let (id, salt) = (self.surroundings.bytes::<16>()?, self.surroundings.bytes()?);
                let fresh = envelope::seal(&self.master, salt, b"closr.check", &id)?;
                // Another process may do the same now: the first one's stays.
                let sql = "INSERT INTO meta (name, value) VALUES ('check', ?1) ON CONFLICT DO NOTHING";
                run(&self.connection, sql, params![fresh])?;
                check()?.ok_or(Fault::Damaged)?
            }
        };
        let id = envelope::open(&self.master, b"closr.check", &stored).map_err(|_| Fault::WrongMaster)?;
        id.as_slice().try_into().map_err(|_| Fault::Damaged.into())
    }

    /// Makes the account's key where it is absent.
    pub(super) fn ensure_account(&mut self, account: &AccountId) -> Result<()> {
        let wrapped = wrap(&self.master, &self.surroundings, &context(account, None))?;
        let sql = "INSERT INTO account_key (account, wrapped) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        run(&self.connection, sql, params![account.as_str(), wrapped]).map(|_| ())
    }

    pub(super) fn account(&self, account: &AccountId) -> Result<Key> {
        let sql = "SELECT wrapped FROM account_key WHERE account = ?1";
        let wrapped: Option<Vec<u8>> =
            one(&self.connection, sql, params![account.as_str()], |row| row.get(0))?;
        unwrap(&self.master, &context(account, None), &wrapped.ok_or(Fault::Lost)?)
    }

    /// Makes a lead's key, wrapped under `account_key`.
    pub(super) fn create_lead(&mut self, account: &AccountId, account_key: &Key, lead: LeadId) -> Result<()> {
        let wrapped = wrap(account_key, &self.surroundings, &context(account, Some(lead)))?;
        // The id is fresh: what is there already is this very call, whose answer was lost.
        let sql = "INSERT INTO lead_key (account, lead, wrapped) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        run(&self.connection, sql, params![account.as_str(), lead.as_bytes(), wrapped]).map(|_| ())
    }

    pub(super) fn lead(&self, account: &AccountId, account_key: &Key, lead: LeadId) -> Result<Key> {
        let sql = "SELECT wrapped FROM lead_key WHERE account = ?1 AND lead = ?2";
        let wrapped: Option<Option<Vec<u8>>> =
            one(&self.connection, sql, params![account.as_str(), lead.as_bytes()], |row| row.get(0))?;
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
        let sql =
            "INSERT INTO evidence_key (account, year, wrapped) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        run(&self.connection, sql, params![account.as_str(), year, wrapped]).map(|_| ())
    }

    pub(super) fn evidence(&self, account: &AccountId, account_key: &Key, year: i16) -> Result<Key> {
        let sql = "SELECT wrapped FROM evidence_key WHERE account = ?1 AND year = ?2";
        let wrapped: Option<Option<Vec<u8>>> =
            one(&self.connection, sql, params![account.as_str(), year], |row| row.get(0))?;
        let wrapped = wrapped.ok_or(Fault::Lost)?.ok_or(Fault::EvidenceEnded)?;
        unwrap(account_key, &evidence_context(account, year), &wrapped)
    }

    /// Destroys a lead's key, durably and in a file's own log too. A server keeps the old bytes of its row until it vacuums
    /// the table and its own log and backups end.
    pub(super) fn destroy_lead(&mut self, account: &AccountId, lead: LeadId) -> Result<()> {
        let sql = "UPDATE lead_key SET wrapped = NULL WHERE account = ?1 AND lead = ?2";
        let known = run(&self.connection, sql, params![account.as_str(), lead.as_bytes()])?;
        if known == 0 {
            return Err(Fault::Lost.into());
        }
        self.fold_log()
    }

    /// The years before one for which the account ever had a key for evidence, each with whether it is there still.
    pub(super) fn evidence_years(&self, account: &AccountId, before: i16) -> Result<Vec<(i16, bool)>> {
        let sql = "SELECT year, wrapped IS NOT NULL FROM evidence_key WHERE account = ?1 AND year < ?2 ORDER BY year";
        all(&self.connection, sql, params![account.as_str(), before], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Destroys the keys of years' evidence, as [`KeyStore::destroy_lead`] a lead's.
    pub(super) fn destroy_evidence(&mut self, account: &AccountId, years: &[i16]) -> Result<()> {
        for year in years {
            let sql = "UPDATE evidence_key SET wrapped = NULL WHERE account = ?1 AND year = ?2";
            run(&self.connection, sql, params![account.as_str(), *year])?;
        }
        self.fold_log()
    }

    /// Folds the log of a file into it, so that a key that was destroyed is in neither.
    fn fold_log(&self) -> Result<()> {
        match &self.connection {
            #[cfg(feature = "store-sqlite")]
            Connection::Sqlite(connection) => {
                // The log still holds the page as it was: fold it into the file, which `secure_delete` has wiped.
                if super::sqlite::file::fold_log(connection)? { Ok(()) } else { Err(Fault::LogHeld.into()) }
            }
            #[cfg(feature = "store-postgres")]
            Connection::Postgres(_) => Ok(()),
        }
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
        one(&self.connection, sql, params![account.as_str(), lead.as_bytes()], |row| row.get(0))
            .unwrap()
            .unwrap()
    }

    pub(super) fn move_for_test(&self, account: &AccountId, from: LeadId, to: LeadId) {
        let wrapped = self.wrapped_for_test(account, from);
        let sql = "UPDATE lead_key SET wrapped = ?3 WHERE account = ?1 AND lead = ?2";
        run(&self.connection, sql, params![account.as_str(), to.as_bytes(), wrapped]).unwrap();
    }
}
