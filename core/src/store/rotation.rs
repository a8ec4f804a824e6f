//! A new master key for a key store in use: the accounts' keys are wrapped anew, and what lies under them stays as it is.
//!
//! The master key's file holds the new key and the old one until it is done, so that whatever dies on the way, nothing is lost and
//! the next call goes on. In this order: the file, then `check` (by which a process knows the newest key, and without which it makes no
//! account's key), then the accounts' keys, then the file without the old key.

use std::fs::File;

use super::keys::{CHECK, Fault, KeyStore, checked, context, open_account};
use super::master;
use super::wrap::{Master, Origin};
use crate::error::Result;
use crate::lead::AccountId;
use crate::store::link::{all, one, params, run};

/// A part of the accounts whose keys were looked at.
pub(in crate::store) struct Rewrapped {
    /// How many were wrapped anew.
    pub(in crate::store) accounts: u64,
    /// Go on after this one; `None` where they are all looked at.
    pub(in crate::store) next: Option<AccountId>,
}

impl KeyStore {
    /// Makes the new key, or finds the one that an earlier call made, and has everybody wrap under it from here on. A key that is kept
    /// elsewhere was made there.
    pub(super) fn begin_rotation(&mut self) -> Result<()> {
        // An earlier call of this process may have failed and left it.
        self.rotating = None;
        match self.master.origin.clone() {
            Origin::Memory => return Err(Fault::InMemory.into()),
            Origin::Elsewhere => self.reload()?,
            Origin::File(file) => {
                self.rotating = Some(alone(&file)?);
                self.reload()?;
                if self.master.is_one() {
                    let mut keys = vec![zeroize::Zeroizing::new(self.surroundings.bytes()?)];
                    keys.append(&mut self.master.keys());
                    master::replace(&file, &keys, &self.surroundings)?;
                    self.master = Master::of_keys(keys, Origin::File(file));
                }
            }
        }
        if self.master.is_newest(CHECK, &self.check) {
            return Ok(());
        }
        let generation = self.generation + 1;
        let fresh = self.master.wrap(&self.surroundings, CHECK, &checked(self.id, generation))?;
        let sql = "UPDATE meta SET value = ?1 WHERE name = 'check' AND value = ?2";
        if run(&self.connection, sql, params![fresh, self.check])? == 0 {
            return Err(Fault::RotatedElsewhere.into());
        }
        (self.check, self.generation) = (fresh, generation);
        Ok(())
    }

    /// Wraps the keys of the accounts after one anew, at most `limit` of them.
    pub(super) fn rewrap(&mut self, after: Option<&AccountId>, limit: i64) -> Result<Rewrapped> {
        let sql = "SELECT account, wrapped FROM account_key WHERE account > ?1 ORDER BY account LIMIT ?2";
        let after = after.map_or("", AccountId::as_str);
        let page: Vec<(String, Vec<u8>)> =
            all(&self.connection, sql, params![after, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let last = page.last().map(|(account, _)| AccountId::new(account)).transpose()?;
        let next = last.filter(|_| i64::try_from(page.len()) == Ok(limit));
        let mut accounts = 0;
        for (account, wrapped) in page {
            let account = AccountId::new(&account)?;
            let context = context(&account, None);
            if self.master.is_newest(&context, &wrapped) {
                continue;
            }
            let key = open_account(&self.master, &account, &wrapped)?.ok_or(Fault::Damaged)?;
            let fresh = self.master.wrap(&self.surroundings, &context, &*key)?;
            let sql = "UPDATE account_key SET wrapped = ?3 WHERE account = ?1 AND wrapped = ?2";
            accounts += run(&self.connection, sql, params![account.as_str(), wrapped, fresh])? as u64;
        }
        Ok(Rewrapped { accounts, next })
    }

    /// Forgets the old key of a file, once nothing is under it.
    pub(super) fn end_rotation(&mut self) -> Result<()> {
        let mut after = None;
        // Under a service's key everything would be wrapped once more.
        while self.master.tells_newest() {
            let looked = self.rewrap(after.as_ref(), 1000)?;
            after = looked.next;
            if after.is_none() {
                break;
            }
        }
        self.fold_log()?;
        if let Origin::File(file) = self.master.origin.clone() {
            let mut keys = self.master.keys();
            keys.truncate(1);
            master::replace(&file, &keys, &self.surroundings)?;
            self.master = Master::of_keys(keys, Origin::File(file));
        }
        self.rotating = None;
        Ok(())
    }

    /// Looks again who the key store is, and reads the master key's file again: it was rotated meanwhile. One that is not the key
    /// store's is not taken.
    pub(super) fn reload(&mut self) -> Result<()> {
        let Some(file) = self.master.file().map(std::path::Path::to_owned) else {
            let known = self.identified()?;
            self.take(known);
            return Ok(());
        };
        let mut refused = None;
        loop {
            let read = master::read(&file)?.ok_or(Fault::WrongMaster)?;
            // The file is written before `check`: one that does not open it may have been read a moment too early, but not twice.
            if let Some((before, error)) = refused
                && before == read
            {
                return Err(error);
            }
            let read = Master::of_keys(read, Origin::File(file.clone()));
            let known = std::mem::replace(&mut self.master, read);
            match self.identified() {
                Ok(known) => {
                    self.take(known);
                    return Ok(());
                }
                Err(error) => refused = Some((std::mem::replace(&mut self.master, known).keys(), error)),
            }
        }
    }

    /// Looks again who the key store is. Whether its master key was rotated since it was looked last: then what failed is
    /// worth another try, however often that happens.
    pub(super) fn is_newer(&mut self) -> Result<bool> {
        let known = self.check.clone();
        self.reload()?;
        Ok(self.check != known)
    }

    pub(super) fn is_there(&self, account: &AccountId) -> Result<bool> {
        let sql = "SELECT 1 FROM account_key WHERE account = ?1";
        Ok(one(&self.connection, sql, params![account.as_str()], |_| Ok(()))?.is_some())
    }
}

/// Keeps others from rotating the same file, until it is dropped or the process ends.
fn alone(file: &std::path::Path) -> Result<File> {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let lock = master::open_private(std::path::Path::new(&name))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(_) => Err(Fault::Rotating.into()),
    }
}
