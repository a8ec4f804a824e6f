//! The key store: wrapped keys in a SQLite file or a schema of their own, apart from the data.
//!
//! A backup of the data alone cannot be read, and erasing a lead here makes every copy of its data unreadable.

use std::fs::File;

use zeroize::Zeroizing;

use crate::clock::Surroundings;
use crate::error::{ErrorKind, Result, RoomError};
use crate::lead::{AccountId, LeadId};
use crate::store::envelope::{self, Key};
use crate::store::link::{Connection, all, one, params, run};
use crate::store::record::KeyCopies;
use crate::store::wrap::{Master, Origin};

pub(super) struct KeyStore {
    pub(super) connection: Connection,
    pub(super) master: Master,
    pub(super) id: [u8; 16],
    /// How many master keys there were before the newest.
    pub(super) generation: u64,
    /// The id and the generation, under the newest master key: the row by which it is known.
    pub(super) check: Vec<u8>,
    /// Held while this process rotates the master key.
    pub(super) rotating: Option<File>,
    pub(super) surroundings: Surroundings,
}

/// What the row that tells of the master key is bound to.
pub(super) const CHECK: &[u8] = b"closr.check";

impl KeyStore {
    /// Checks that a key of `master` is the key store's. `connection` is open with the layout.
    pub(super) fn new(
        connection: Connection,
        master: Master,
        surroundings: Surroundings,
    ) -> Result<KeyStore> {
        let (id, check) = ([0; 16], Vec::new());
        let mut store =
            KeyStore { connection, master, id, generation: 0, check, rotating: None, surroundings };
        match store.identified() {
            Ok(known) => store.take(known),
            // It may be rotated just now: the file is older than the key store then.
            Err(_) if store.master.file().is_some() => store.reload()?,
            Err(error) => return Err(error),
        }
        Ok(store)
    }

    /// The random id of this key store, which its database repeats.
    pub(super) fn id(&self) -> [u8; 16] {
        self.id
    }

    /// The key store's id, the master key's generation and the row that says them, which is made where it is absent.
    pub(super) fn identified(&self) -> Result<Known> {
        let stored = match self.stored_check()? {
            Some(stored) => stored,
            None => {
                let (id, generation) = (self.surroundings.bytes::<16>()?, 0);
                let fresh = self.master.wrap(&self.surroundings, CHECK, &checked(id, generation))?;
                // Another process may do the same now: the first one's stays.
                let sql = "INSERT INTO meta (name, value) VALUES ('check', ?1) ON CONFLICT DO NOTHING";
                run(&self.connection, sql, params![fresh])?;
                self.stored_check()?.ok_or(Fault::Damaged)?
            }
        };
        let opened = self.master.open(CHECK, &stored)?.ok_or(Fault::WrongMaster)?;
        let (id, generation) = opened.split_first_chunk().ok_or(Fault::Damaged)?;
        let generation = generation.try_into().map(u64::from_be_bytes).map_err(|_| Fault::Damaged)?;
        Ok(Known { id: *id, generation, check: stored })
    }

    pub(super) fn stored_check(&self) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT value FROM meta WHERE name = 'check'";
        one(&self.connection, sql, params![], |row| row.get(0))
    }

    pub(super) fn take(&mut self, known: Known) {
        (self.id, self.generation, self.check) = (known.id, known.generation, known.check);
    }

    /// Which master key is the newest, by everybody's leave: this process may not have used the keys since it was replaced.
    pub(super) fn generation(&mut self) -> Result<u64> {
        match self.master.origin {
            Origin::Memory => {}
            Origin::File(_) => self.reload()?,
            // A service need not be asked where nothing is new.
            Origin::Elsewhere if self.stored_check()?.as_ref() != Some(&self.check) => self.reload()?,
            Origin::Elsewhere => {}
        }
        Ok(self.generation)
    }

    /// What opens copies of the key store that were made while this generation was the newest or before.
    pub(super) fn copies_of(&mut self, generation: u64) -> Result<KeyCopies> {
        let newest = self.generation()?;
        Ok(match self.master.origin {
            Origin::Memory => KeyCopies::Nowhere,
            Origin::Elsewhere => KeyCopies::Elsewhere,
            Origin::File(_) if newest > generation && self.master.is_one() => KeyCopies::NeedOldMaster,
            Origin::File(_) => KeyCopies::Open,
        })
    }

    /// Makes the account's key where it is absent, under the newest master key: one statement sees that it is, and makes it.
    pub(super) fn ensure_account(&mut self, account: &AccountId) -> Result<()> {
        loop {
            if self.is_there(account)? {
                return Ok(());
            }
            let fresh = Zeroizing::new(self.surroundings.bytes::<32>()?);
            let wrapped = self.master.wrap(&self.surroundings, &context(account, None), &*fresh)?;
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
                let new = self.is_newer()?;
                if !new && !self.is_there(account)? {
                    return Err(Fault::Rotating.into());
                }
            }
        }
    }

    pub(super) fn account(&mut self, account: &AccountId) -> Result<Key> {
        loop {
            let (wrapped, master) = self.wrapped_account(account)?;
            if let Some(key) = open_account(&master, account, &wrapped)? {
                return Ok(key);
            }
            if !self.is_newer()? {
                return Err(Fault::Damaged.into());
            }
        }
    }

    /// An account's key as it is kept, and what may open it, which need not be asked under the key store's lock.
    pub(super) fn wrapped_account(&self, account: &AccountId) -> Result<(Vec<u8>, Master)> {
        let sql = "SELECT wrapped FROM account_key WHERE account = ?1";
        let wrapped = one(&self.connection, sql, params![account.as_str()], |row| row.get::<Vec<u8>>(0))?;
        Ok((wrapped.ok_or(Fault::Lost)?, self.master.clone()))
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

    /// Destroys leads' keys, durably and in a file's own log too, all with one sync of it. A server keeps the old bytes of their rows
    /// until it vacuums the table and its own log and backups end.
    pub(super) fn destroy_leads(&mut self, leads: &[(AccountId, LeadId)]) -> Result<()> {
        self.in_one(|store| {
            for (account, lead) in leads {
                let sql = "UPDATE lead_key SET wrapped = NULL WHERE account = ?1 AND lead = ?2";
                if run(&store.connection, sql, params![account.as_str(), lead.as_bytes()])? == 0 {
                    return Err(Fault::Lost.into());
                }
            }
            Ok(())
        })?;
        self.fold_log()
    }

    /// Does `work` with one commit in a file; a server commits each statement by itself, and what is done twice is done.
    fn in_one(&self, work: impl FnOnce(&KeyStore) -> Result<()>) -> Result<()> {
        match &self.connection {
            #[cfg(feature = "store-sqlite")]
            Connection::Sqlite(_) => {
                run(&self.connection, "BEGIN IMMEDIATE", params![])?;
                let done = work(self).and_then(|()| run(&self.connection, "COMMIT", params![]).map(drop));
                if done.is_err() {
                    let _ = run(&self.connection, "ROLLBACK", params![]);
                }
                done
            }
            #[cfg(feature = "store-postgres")]
            Connection::Postgres(_) => work(self),
        }
    }

    /// The years before one for which the account ever had a key for evidence, each with whether it is there still.
    pub(super) fn evidence_years(&self, account: &AccountId, before: i16) -> Result<Vec<(i16, bool)>> {
        let sql = "SELECT year, wrapped IS NOT NULL FROM evidence_key WHERE account = ?1 AND year < ?2 ORDER BY year";
        all(&self.connection, sql, params![account.as_str(), before], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Destroys the keys of years' evidence, as [`KeyStore::destroy_leads`] leads'.
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

/// What the row `check` says.
pub(super) struct Known {
    id: [u8; 16],
    generation: u64,
    check: Vec<u8>,
}

pub(super) fn checked(id: [u8; 16], generation: u64) -> [u8; 24] {
    let mut checked = [0; 24];
    checked[..16].copy_from_slice(&id);
    checked[16..].copy_from_slice(&generation.to_be_bytes());
    checked
}

fn wrap(under: &Key, surroundings: &Surroundings, context: &[u8]) -> Result<Vec<u8>> {
    wrap_key(under, surroundings, context, &Zeroizing::new(surroundings.bytes()?))
}

fn wrap_key(under: &Key, surroundings: &Surroundings, context: &[u8], key: &Key) -> Result<Vec<u8>> {
    envelope::seal(under, surroundings.bytes()?, context, &**key)
}

fn unwrap(under: &Key, context: &[u8], wrapped: &[u8]) -> Result<Key> {
    key_of(&envelope::open(under, context, wrapped).map_err(|_| Fault::Damaged)?)
}

/// `None` where nothing that is known opens it.
pub(super) fn open_account(master: &Master, account: &AccountId, wrapped: &[u8]) -> Result<Option<Key>> {
    master.open(&context(account, None), wrapped)?.map(|opened| key_of(&opened)).transpose()
}

fn key_of(opened: &[u8]) -> Result<Key> {
    let mut key = Zeroizing::new([0; 32]);
    if opened.len() != key.len() {
        return Err(Fault::Damaged.into());
    }
    key.copy_from_slice(opened);
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
    #[error("the key service does not open what it has just wrapped: nothing was stored; check the service")]
    NotKept,
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
            Fault::LogHeld | Fault::NotKept => ErrorKind::Unavailable,
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
