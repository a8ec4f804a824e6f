//! The embedded store: one SQLite file, sealed, with its keys in a file of their own.
//!
//! Every call is one job for one thread that owns the connection, and one transaction. Calls that wait while the disk is
//! synced share the next commit: each is taken back by itself where it fails, and none is answered before it.
//! The file may be shared by processes of one machine: SQLite's lock orders their writes.

pub(super) mod file;
pub(super) mod schema;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::link::Connection;
use super::master_key::MasterKey;
use super::operations::database::Database;
use super::operations::worker::Worker;
use super::seal::Keyring;
use super::sealed;
use super::serve::Backed;
use crate::clock::Surroundings;
use crate::error::Result;

/// Where a [`SqliteStore`] keeps its files, and how long it waits. The default is memory alone.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SqliteConfig {
    /// The database file; `None` is memory alone.
    pub path: Option<PathBuf>,
    /// The key store; `None` is the database's path with `.keys` added.
    pub keys: Option<PathBuf>,
    /// Where the master key is; `None` is a file with the database's path and `.key` added.
    pub master_key: Option<MasterKey>,
    /// How long a process may be silent about a turn it works on before another may take it over: 60 seconds.
    pub lease: Duration,
    /// How long to wait for another connection's lock: 5 seconds.
    pub busy_timeout: Duration,
}

impl SqliteConfig {
    /// A store in the file at `path`, with its keys beside it.
    pub fn new(path: impl Into<PathBuf>) -> SqliteConfig {
        SqliteConfig { path: Some(path.into()), ..SqliteConfig::default() }
    }
}

impl Default for SqliteConfig {
    fn default() -> SqliteConfig {
        SqliteConfig {
            path: None,
            keys: None,
            master_key: None,
            lease: Duration::from_secs(60),
            busy_timeout: Duration::from_secs(5),
        }
    }
}

/// Keeps everything in one SQLite file, sealed.
///
/// [`Store::close`](super::Store::close) waits for the operations under way and closes the files; dropping it does too, but blocks.
pub struct SqliteStore {
    worker: Worker,
}

impl SqliteStore {
    /// Opens the store, and makes its files where they are absent: the database and the key store, and the
    /// master key's file where there is no key store yet. All are readable by their owner alone.
    ///
    /// # Errors
    /// `ConfigInvalid` when a file cannot be opened or made, is read-only, is another program's, or when the
    /// master key's file may be read by others; `Unauthorized` when the master key is not the one that the
    /// key store was made with; `Corrupt` when a file is damaged, or when a key file is missing or another
    /// database's; `Unsupported` when a newer closr made the database; `Unavailable` when it stays locked.
    pub fn open(config: SqliteConfig, surroundings: Surroundings) -> Result<SqliteStore> {
        let keys = match &config.path {
            Some(path) => {
                let master = config.master_key.unwrap_or_else(|| with_end(path, ".key").into());
                let keys = config.keys.unwrap_or_else(|| with_end(path, ".keys"));
                refuse_lost_keys(path, &keys)?;
                Keyring::open(&master, &keys, surroundings.clone())?
            }
            None => Keyring::in_memory(surroundings.clone())?,
        };
        let connection = file::open(config.path.as_deref(), config.busy_timeout, &schema::LAYOUT)?;
        let (connection, owner) = (Connection::Sqlite(connection), surroundings.bytes()?);
        let database = Database::new(connection, Arc::new(keys), owner, surroundings, config.lease)?;
        Ok(SqliteStore { worker: Worker::start(database)? })
    }

    /// A store that lives in memory alone, keys and all.
    ///
    /// # Errors
    /// `Unavailable` when the system's randomness fails or it allows no more threads.
    pub fn in_memory(surroundings: Surroundings) -> Result<SqliteStore> {
        SqliteStore::open(SqliteConfig::default(), surroundings)
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}

/// A database whose key store is gone must not get a fresh one: what it holds could never be read.
fn refuse_lost_keys(path: &Path, keys: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(crate::error::Error::new(
            crate::error::ErrorKind::ConfigInvalid,
            "the database cannot be opened: `path` is a folder, and must be a file",
        ));
    }
    let filled = |path: &Path| std::fs::metadata(path).is_ok_and(|metadata| metadata.len() > 0);
    if filled(path) && !filled(keys) {
        return Err(crate::error::Error::new(
            crate::error::ErrorKind::Corrupt,
            "the database's key store is missing: restore it, or set `keys` to where it is",
        ));
    }
    Ok(())
}

impl sealed::Sealed for SqliteStore {}

impl Backed for SqliteStore {
    fn worker(&self) -> &Worker {
        &self.worker
    }
}
