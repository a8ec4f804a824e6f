//! The store for many processes on many machines: one PostgreSQL database, with the keys in a schema of their own.
//!
//! Each connection has a thread, and every call is one job for whichever is free, and one transaction. The account's row
//! is locked first by whatever writes: see `transaction.rs`.

mod connect;
pub(super) mod link;
mod schema;
pub(super) mod transaction;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use self::connect::Server;
use self::link::Link;
use super::link::Connection;
use super::master_key::MasterKey;
use super::operations::database::Database;
use super::operations::worker::Worker;
use super::seal::Keyring;
use super::sealed;
use super::serve::Backed;
use crate::clock::Surroundings;
use crate::error::{Error, ErrorKind, Result, safe};

/// Where a [`PostgresStore`] keeps everything, and how long it waits.
#[derive(Clone)]
#[non_exhaustive]
pub struct PostgresConfig {
    /// The database, as `postgres://user:password@host:5432/database`. With `sslmode=require` the connection is by TLS or not
    /// at all, and the server's certificate must be one that the system trusts; `disable` turns TLS off, and
    /// without either it is used where the server has it.
    pub url: SecretString,
    /// The schema of the data, `closr` by default; the wrapped keys are in the one with `_keys` added. Both are made
    /// where they are absent. Letters, digits and underscores, at most 40.
    pub schema: String,
    /// Where the master key is: the same on every machine. A file is made where there are no keys yet.
    pub master_key: MasterKey,
    /// How many connections a process keeps for its calls: 8. One more is for the keys.
    pub connections: usize,
    /// How long a process may be silent about a turn it works on before another may take it over: 60 seconds. The
    /// machines' clocks are compared by it, so they must agree within a few seconds.
    pub lease: Duration,
    /// How long to wait for the server, and for another transaction's lock: 5 seconds.
    pub timeout: Duration,
}

impl PostgresConfig {
    /// A store in the database at `url`, with the master key in the file at `master_key`, or where else it is.
    pub fn new(url: impl Into<String>, master_key: impl Into<MasterKey>) -> PostgresConfig {
        PostgresConfig {
            url: SecretString::from(url.into()),
            schema: "closr".to_owned(),
            master_key: master_key.into(),
            connections: 8,
            lease: Duration::from_secs(60),
            timeout: Duration::from_secs(5),
        }
    }
}

impl PostgresConfig {
    /// Settings that nothing can be opened with, and what would be right.
    pub(crate) fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        let schema = self.schema.as_bytes();
        let is_name = (1..=40).contains(&schema.len())
            && schema.iter().copied().all(good)
            && !schema.first().is_some_and(u8::is_ascii_digit)
            && !self.schema.starts_with("pg_");
        let timeouts = Duration::from_millis(10)..=Duration::from_secs(3600);
        let mut faults: Vec<_> =
            connect::parsed(self).err().map(|problem| ("url", problem)).into_iter().collect();
        if !is_name {
            let problem = "must be lower-case letters, digits and underscores, at most 40, and not begin with a digit or pg_";
            faults.push(("schema", problem));
        }
        if !(1..=1000).contains(&self.connections) {
            faults.push(("connections", "must be from 1 to 1000"));
        }
        if !timeouts.contains(&self.timeout) {
            faults.push(("timeout", "must be from 10 milliseconds to an hour"));
        }
        faults
    }
}

impl fmt::Debug for PostgresConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresConfig")
            .field("schema", &self.schema)
            .field("connections", &self.connections)
            .field("lease", &self.lease)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Keeps everything in one PostgreSQL database that many processes share, sealed.
///
/// An account's writes follow one another, for its audit trail is one chain: different accounts do not wait for each other.
///
/// [`Store::close`](super::Store::close) waits for the operations under way and closes the connections; dropping it does
/// too, but blocks.
pub struct PostgresStore {
    worker: Worker,
}

impl PostgresStore {
    /// Opens the store, and makes its schemas and the master key's file where they are absent. Blocks while it connects.
    ///
    /// # Errors
    /// `ConfigInvalid` when a setting is wrong, the database is absent or the user may not use it, or when the
    /// master key's file may be read by others; `Unauthorized` when the server refuses the login, or when the
    /// master key is not the one that the keys were made with; `Corrupt` when the master key's file or the keys are
    /// missing though there is data; `Unsupported` when a newer closr made the schemas; `Unavailable` when the
    /// server cannot be reached.
    pub fn open(config: PostgresConfig, surroundings: Surroundings) -> Result<PostgresStore> {
        if let Some((setting, problem)) = config.faults().first() {
            return Err(Error::new(ErrorKind::ConfigInvalid, safe!("{setting}: {problem}")));
        }
        // A thread that waits for a server by itself must not be one of somebody's runtime.
        let opened = std::thread::Builder::new()
            .name("closr-store".to_owned())
            .spawn(move || open(&config, &surroundings));
        let opened = opened.map_err(|_| {
            Error::new(ErrorKind::Unavailable, "the store's thread cannot start: the system allows no more")
        })?;
        opened.join().unwrap_or_else(|_| Err(super::record::given_up()))
    }
}

fn open(config: &PostgresConfig, surroundings: &Surroundings) -> Result<PostgresStore> {
    let (data, keys) = (&config.schema, format!("{}_keys", config.schema));
    let server = Server::new(config, data, surroundings)?;
    let first = Link::open(server.clone())?;
    let wrapped = Link::open(Server::new(config, &keys, surroundings)?)?;
    if schema::is_filled(&first, data)? && !schema::is_filled(&wrapped, &keys)? {
        return Err(Error::new(
            ErrorKind::Corrupt,
            "the database's key store is missing: restore the schema of the keys, or set `schema`",
        ));
    }
    let known = schema::is_filled(&wrapped, &keys)?;
    let master = config.master_key.open(known, surroundings)?;
    schema::migrate(&wrapped, &keys, &schema::KEYS)?;
    let keyring =
        Arc::new(Keyring::over(Connection::Postgres(Box::new(wrapped)), master, surroundings.clone())?);
    schema::migrate(&first, data, &schema::DATA)?;
    let owner = surroundings.bytes()?;
    let mut links = vec![first];
    while links.len() < config.connections {
        links.push(Link::open(server.clone())?);
    }
    let database = |link| {
        let connection = Connection::Postgres(Box::new(link));
        Database::new(connection, Arc::clone(&keyring), owner, surroundings.clone(), config.lease)
    };
    let databases = links.into_iter().map(database).collect::<Result<_>>()?;
    Ok(PostgresStore { worker: Worker::of_many(databases)? })
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}

impl sealed::Sealed for PostgresStore {}

impl Backed for PostgresStore {
    fn worker(&self) -> &Worker {
        &self.worker
    }
}
