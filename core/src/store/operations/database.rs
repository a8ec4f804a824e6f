//! The connection with all that its transactions need, and how they begin and commit.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::{Surroundings, Timestamp};
use crate::error::{Error, ErrorKind, Result, Retry, Safe};
use crate::lead::{Account, AccountId, Listing};
use crate::store::fault::SqlError;
use crate::store::link::{Connection, one, params, run};
use crate::store::seal::Keyring;

/// What a commit survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Commit {
    /// A power loss: `synchronous = FULL`.
    Durable,
    /// The process being killed, which is all that a turn's own progress needs: after a power loss nobody
    /// holds a lease, and a model is asked again.
    Quick,
}

/// A connection, owned by one of the worker's threads.
pub(in crate::store) struct Database {
    connection: Connection,
    context: Context,
    synchronous: Commit,
    /// Whether a transaction of several operations is open: each of them is a part of it.
    together: bool,
}

/// What a transaction needs besides its connection.
pub(in crate::store) struct Context {
    pub(in crate::store) keys: Arc<Keyring>,
    pub(in crate::store) surroundings: Surroundings,
    /// This process's random id, for leases.
    pub(in crate::store) owner: [u8; 16],
    pub(in crate::store) lease: Duration,
    accounts: Parsed<AccountId, Account>,
    listings: Parsed<(AccountId, String), Listing>,
}

/// Records by id, each with the text it was parsed from: what has not changed is not parsed again.
type Parsed<K, T> = HashMap<K, (String, T)>;

impl Database {
    /// `connection` is open with the layout and `synchronous = FULL`.
    pub(in crate::store) fn new(
        connection: Connection,
        keys: Arc<Keyring>,
        owner: [u8; 16],
        surroundings: Surroundings,
        lease: Duration,
    ) -> Result<Database> {
        let context =
            Context { keys, surroundings, owner, lease, accounts: HashMap::new(), listings: HashMap::new() };
        let mut database = Database { connection, context, synchronous: Commit::Durable, together: false };
        database.marry()?;
        Ok(database)
    }

    /// Whether a transaction is never run a second time.
    pub(in crate::store) fn writes_once(&self) -> bool {
        match &self.connection {
            #[cfg(feature = "store-sqlite")]
            Connection::Sqlite(_) => true,
            #[cfg(feature = "store-postgres")]
            Connection::Postgres(_) => false,
        }
    }

    /// Runs `work` in a transaction that first takes the lock which orders the account's writes, so that what it reads stays
    /// true until it commits. It may be run again, where another transaction was in the way or the server was lost.
    #[cfg_attr(not(feature = "store-sqlite"), allow(irrefutable_let_patterns, reason = "SQLite is left out"))]
    pub(in crate::store) fn write<T>(
        &mut self,
        commit: Commit,
        account: &AccountId,
        mut work: impl FnMut(&Connection, &mut Context) -> Result<T>,
    ) -> Result<T> {
        #[cfg(feature = "store-postgres")]
        if let Connection::Postgres(link) = &self.connection {
            let work = || work(&self.connection, &mut self.context);
            return crate::store::postgres::transaction::write(link, commit, account, work);
        }
        // SQLite's own lock is the whole database's.
        let _ = account;
        let kind = if self.together { PART } else { WRITE };
        if !self.together {
            self.survive(commit)?;
        }
        let transaction = Transaction::begin(&self.connection, kind)?;
        let done = work(transaction.connection, &mut self.context)?;
        if !(planted!(ToldThoughUndone) && self.context.now().as_millis() % 50 == 0) {
            transaction.commit()?;
        }
        Ok(done)
    }

    /// One durable transaction of several operations, one sync of the disk for them all. Each `write` that `each` makes
    /// is taken back by itself where it fails; nothing of any is committed unless this returns `Ok`.
    ///
    /// `each` is called until it says that nothing is left, or until SQLite has undone the whole, as it does for a full disk.
    pub(in crate::store) fn together(&mut self, mut each: impl FnMut(&mut Database) -> bool) -> Result<()> {
        self.survive(Commit::Durable)?;
        run(&self.connection, WRITE.begin, params![])?;
        self.together = true;
        while !self.connection.is_autocommit() && each(self) {}
        self.together = false;
        if self.connection.is_autocommit() {
            return Err(Error::new(
                ErrorKind::Unavailable,
                "the store undid this with an operation beside it that failed: nothing was stored, try again",
            )
            .with_retry(Retry::Now));
        }
        Transaction { connection: &self.connection, kind: WRITE, open: true }.commit()
    }

    fn survive(&mut self, commit: Commit) -> Result<()> {
        if self.synchronous != commit {
            let pragma = match commit {
                Commit::Durable => "PRAGMA synchronous = FULL",
                Commit::Quick => "PRAGMA synchronous = NORMAL",
            };
            run(&self.connection, pragma, params![])?;
            self.synchronous = commit;
        }
        Ok(())
    }

    /// Runs `work` on one snapshot.
    #[cfg_attr(not(feature = "store-sqlite"), allow(irrefutable_let_patterns, reason = "SQLite is left out"))]
    pub(in crate::store) fn read<T>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Context) -> Result<T>,
    ) -> Result<T> {
        if self.together {
            return work(&self.connection, &mut self.context);
        }
        #[cfg(feature = "store-postgres")]
        if let Connection::Postgres(link) = &self.connection {
            let work = || work(&self.connection, &mut self.context);
            return crate::store::postgres::transaction::read(link, work);
        }
        let transaction = Transaction::begin(&self.connection, READ)?;
        work(transaction.connection, &mut self.context)
    }

    /// Does `work`, and wipes the pages of a file that it frees.
    pub(in crate::store) fn wiping<T>(&mut self, work: impl FnOnce(&mut Database) -> Result<T>) -> Result<T> {
        self.connection.wipe(true)?;
        let done = work(self);
        self.connection.wipe(false)?;
        done
    }

    /// Folds a file's log into it, so that it holds no page as it was. A reader elsewhere may put that off.
    pub(in crate::store) fn fold_log(&self) -> Result<()> {
        match &self.connection {
            #[cfg(feature = "store-sqlite")]
            Connection::Sqlite(connection) => crate::store::sqlite::file::fold_log(connection).map(|_| ()),
            #[cfg(feature = "store-postgres")]
            Connection::Postgres(_) => Ok(()),
        }
    }

    pub(in crate::store) fn keys(&self) -> &Keyring {
        &self.context.keys
    }

    /// The database remembers which key store is its own: with another, or a fresh one, its rows would be lost.
    fn marry(&mut self) -> Result<()> {
        let id = self.context.keys.id();
        let known = |connection: &Connection| -> Result<Option<Vec<u8>>> {
            one(connection, "SELECT value FROM meta WHERE name = 'keys'", params![], |row| row.get(0))
        };
        let stored = match known(&self.connection)? {
            Some(stored) => stored,
            None => {
                // Another process may do the same now: the first one's stays.
                let sql = "INSERT INTO meta (name, value) VALUES ('keys', ?1) ON CONFLICT DO NOTHING";
                run(&self.connection, sql, params![id])?;
                known(&self.connection)?.unwrap_or_default()
            }
        };
        if stored == id {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Corrupt,
            "the key store is not the one that this database was made with: restore it, or set `keys`",
        ))
    }

    #[cfg(test)]
    pub(in crate::store) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// The statements of a transaction, or of a part of one.
#[derive(Clone, Copy)]
struct Kind {
    begin: &'static str,
    commit: &'static str,
    undo: &'static [&'static str],
}

const READ: Kind = Kind { begin: "BEGIN", ..WRITE };
const WRITE: Kind = Kind { begin: "BEGIN IMMEDIATE", commit: "COMMIT", undo: &["ROLLBACK"] };
const PART: Kind =
    Kind { begin: "SAVEPOINT part", commit: "RELEASE part", undo: &["ROLLBACK TO part", "RELEASE part"] };

/// A transaction that is undone when it is dropped, by an error or a panic, before its commit. Unlike rusqlite's own it
/// begins and commits by statements that are compiled once.
struct Transaction<'a> {
    connection: &'a Connection,
    kind: Kind,
    open: bool,
}

impl<'a> Transaction<'a> {
    fn begin(connection: &'a Connection, kind: Kind) -> Result<Transaction<'a>> {
        run(connection, kind.begin, params![])?;
        Ok(Transaction { connection, kind, open: true })
    }

    fn commit(mut self) -> Result<()> {
        run(self.connection, self.kind.commit, params![])?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // SQLite itself undoes the whole where it cannot go on: then nothing is left to undo.
        if self.open && !self.connection.is_autocommit() {
            for statement in self.kind.undo {
                let _ = run(self.connection, statement, params![]);
            }
        }
    }
}

impl Context {
    /// The time now, to the millisecond, as it is stored.
    pub(in crate::store) fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.surroundings.now().as_millis())
    }

    /// The account, or `NotFound`.
    pub(in crate::store) fn account(&mut self, tx: &Connection, id: &AccountId) -> Result<Account> {
        let sql = "SELECT record FROM account WHERE account = ?1";
        let record =
            one(tx, sql, params![id.as_str()], |row| row.get(0))?.ok_or_else(|| not_found("account"))?;
        parsed(&mut self.accounts, id.clone(), record, Account::from_json)
    }

    /// The listing, if there is one.
    pub(in crate::store) fn listing(
        &mut self,
        tx: &Connection,
        account: &AccountId,
        id: &str,
    ) -> Result<Option<Listing>> {
        let sql = "SELECT record FROM listing WHERE account = ?1 AND listing = ?2";
        let record = one(tx, sql, params![account.as_str(), id], |row| row.get(0))?;
        let key = || (account.clone(), id.to_owned());
        record.map(|record| parsed(&mut self.listings, key(), record, Listing::from_json)).transpose()
    }
}

/// What a record says, as it was parsed before or now.
fn parsed<K: Hash + Eq, T: Clone>(
    known: &mut Parsed<K, T>,
    key: K,
    record: String,
    parse: impl FnOnce(&str) -> Result<T>,
) -> Result<T> {
    const MOST: usize = 256;
    if let Some((_, value)) = known.get(&key).filter(|(text, _)| *text == record) {
        return Ok(value.clone());
    }
    let value = parse(&record).map_err(|_| SqlError::Shape)?;
    if known.len() >= MOST {
        known.clear();
    }
    known.insert(key, (record, value.clone()));
    Ok(value)
}

pub(in crate::store) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::new(ErrorKind::Unexpected, "a value cannot be stored"))
}

pub(in crate::store) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| SqlError::Shape.into())
}

/// An account that is absent, or anything that is absent or another account's.
pub(in crate::store) fn not_found(what: &'static str) -> Error {
    let message = match what {
        "account" => "no such account: create it first".into(),
        what => crate::error::safe!("no such {} in this account", what),
    };
    Error::new(ErrorKind::NotFound, message)
}

/// A rule's id, for columns and the trail; what does not look like one is not kept.
pub(in crate::store) fn rule(text: &str) -> Safe {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b':');
    if !text.is_empty() && text.len() <= 64 && text.bytes().all(allowed) && !personal(text) {
        Safe::assembled(text.to_owned())
    } else {
        "(not-a-rule)".into()
    }
}

/// A run of seven digits is a phone or an account number, never a rule.
fn personal(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rules_pass_for_rules() {
        for good in ["SMS-01", "optout.plain", "contradiction:price", "pii_leak"] {
            assert_eq!(rule(good).as_str(), good);
        }
        for bad in ["", "+15125550147", "512-555-0147", "jane@example.com", "Jane Doe", &"a".repeat(65)] {
            assert_eq!(rule(bad).as_str(), "(not-a-rule)", "{bad}");
        }
    }
}
