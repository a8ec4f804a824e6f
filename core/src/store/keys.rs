//! The key store: wrapped keys in a SQLite file or a schema of their own, apart from the data.
//!
//! A backup of the data alone cannot be read, and erasing a lead here makes every copy of its data unreadable.

use std::fs::File;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::clock::Surroundings;
use crate::error::{ErrorKind, Result, RoomError};
use crate::lead::{AccountId, LeadId};
use crate::store::envelope::{self, Key};
use crate::store::link::{Connection, all, one, params, run};

/// The master key, the old one after it while it is rotated, and where they lie.
pub(super) struct Master {
    pub(super) keys: Vec<Key>,
    pub(super) file: Option<PathBuf>,
}

pub(super) struct KeyStore {
    pub(super) connection: Connection,
    /// The newest first; the old one after it while it is rotated.
    pub(super) masters: Vec<Key>,
    /// `None` where everything lies in memory.
    pub(super) master_file: Option<PathBuf>,
    pub(super) id: [u8; 16],
    /// The id, sealed under the newest master key: the row by which it is known.
    pub(super) check: Vec<u8>,
    /// Held while this process rotates the master key.
    pub(super) rotating: Option<File>,
    pub(super) surroundings: Surroundings,
}

/// How often the master key's file is read again, where it is rotated anew just then.
pub(super) const TRIES: usize = 3;

impl KeyStore {
    /// Checks that a key of `master` is the key store's. `connection` is open with the layout.
    pub(super) fn new(
        connection: Connection,
        master: Master,
        surroundings: Surroundings,
    ) -> Result<KeyStore> {
        let Master { keys, file } = master;
        let (id, check) = ([0; 16], Vec::new());
        let mut store = KeyStore {
            connection,
            masters: keys,
            master_file: file,
            id,
            check,
            rotating: None,
            surroundings,
        };
        match store.identified() {
            Ok((id, check)) => (store.id, store.check) = (id, check),
            // It may be rotated just now: the file is older than the key store then.
            Err(_) if store.master_file.is_some() => store.reload()?,
            Err(error) => return Err(error),
        }
        Ok(store)
    }

    pub(super) fn newest(&self) -> Result<&Key> {
        self.masters.first().ok_or_else(|| Fault::WrongMaster.into())
    }

    /// The random id of this key store, which its database repeats.
    pub(super) fn id(&self) -> [u8; 16] {
        self.id
    }

    /// The key store's id and the row that says it, which is made where it is absent.
    pub(super) fn identified(&self) -> Result<([u8; 16], Vec<u8>)> {
        let check = || {
            let sql = "SELECT value FROM meta WHERE name = 'check'";
            one(&self.connection, sql, params![], |row| row.get::<Vec<u8>>(0))
        };
        let stored = match check()? {
            Some(stored) => stored,
            None => {
                let (id, salt) = (self.surroundings.bytes::<16>()?, self.surroundings.bytes()?);
                let fresh = envelope::seal(self.newest()?, salt, b"closr.check", &id)?;
                // Another process may do the same now: the first one's stays.
                let sql = "INSERT INTO meta (name, value) VALUES ('check', ?1) ON CONFLICT DO NOTHING";
                run(&self.connection, sql, params![fresh])?;
                check()?.ok_or(Fault::Damaged)?
            }
        };
        let id = self.masters.iter().find_map(|key| envelope::open(key, b"closr.check", &stored).ok());
        let id = id.ok_or(Fault::WrongMaster)?.as_slice().try_into().map_err(|_| Fault::Damaged)?;
        Ok((id, stored))
    }

    /// Makes the account's key where it is absent, under the newest master key: one statement sees that it is, and makes it.
    pub(super) fn ensure_account(&mut self, account: &AccountId) -> Result<()> {
        for _ in 0..TRIES {
            if self.is_there(account)? {
                return Ok(());
            }
            let wrapped = wrap(self.newest()?, &self.surroundings, &context(account, None))?;
            // On a server a rotation waits for those who are making a key, and they see it when they waited for it.
            let sql = match &self.connection {
                #[cfg(feature = "store-sqlite")]
                Connection::Sqlite(_) => {
                    "INSERT INTO account_key (account, wrapped)
                     SELECT ?1, ?2 FROM meta WHERE name = 'check' AND value = ?3 ON CONFLICT DO NOTHING"
                }
                #[cfg(feature = "store-postgres")]
                Connection::Postgres(_) => {
                    "INSERT INTO account_key (account, wrapped)
                     SELECT ?1, ?2 FROM meta WHERE name = 'check' AND value = ?3 FOR SHARE ON CONFLICT DO NOTHING"
                }
            };
            if run(&self.connection, sql, params![account.as_str(), wrapped, self.check])? == 0 {
                self.reload()?;
            }
        }
        if self.is_there(account)? { Ok(()) } else { Err(Fault::Rotating.into()) }
    }

    pub(super) fn account(&mut self, account: &AccountId) -> Result<Key> {
        let wrapped = |store: &KeyStore| {
            let sql = "SELECT wrapped FROM account_key WHERE account = ?1";
            one(&store.connection, sql, params![account.as_str()], |row| row.get::<Vec<u8>>(0))
        };
        for _ in 0..TRIES {
            if let Some(key) = self.open_account(account, &wrapped(self)?.ok_or(Fault::Lost)?) {
                return Ok(key);
            }
            self.reload()?;
        }
        Err(Fault::Damaged.into())
    }

    pub(super) fn open_account(&self, account: &AccountId, wrapped: &[u8]) -> Option<Key> {
        self.masters.iter().find_map(|master| unwrap(master, &context(account, None), wrapped).ok())
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
    pub(super) fn fold_log(&self) -> Result<()> {
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
    wrap_key(under, surroundings, context, &Zeroizing::new(surroundings.bytes()?))
}

pub(super) fn wrap_key(
    under: &Key,
    surroundings: &Surroundings,
    context: &[u8],
    key: &Key,
) -> Result<Vec<u8>> {
    envelope::seal(under, surroundings.bytes()?, context, &**key)
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
pub(super) fn context(account: &AccountId, lead: Option<LeadId>) -> Vec<u8> {
    let mut context = b"closr.key\0".to_vec();
    context.extend_from_slice(account.as_str().as_bytes());
    context.push(0);
    if let Some(lead) = lead {
        context.extend_from_slice(lead.as_bytes());
    }
    context
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("the master key is not the one that the key store was made with: set `master_key` to that one")]
    WrongMaster,
    #[error("the master key is kept in memory, and goes with it: there is nothing to rotate")]
    InMemory,
    #[error("another process rotates the master key: wait until it is done")]
    Rotating,
    #[error("the master key was rotated elsewhere meanwhile: bring its file from there")]
    RotatedElsewhere,
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
            Fault::InMemory => ErrorKind::Unsupported,
            Fault::Rotating => ErrorKind::Unavailable,
            Fault::RotatedElsewhere => ErrorKind::Conflict,
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
