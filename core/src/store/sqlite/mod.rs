//! The embedded store: one SQLite file, sealed, with its keys in a file of their own.
//!
//! Every call is one job for one thread that owns the connection, and one transaction. Calls that wait while the disk is
//! synced share the next commit: each is taken back by itself where it fails, and none is answered before it.
//! The file may be shared by processes of one machine: SQLite's lock orders their writes.

#[macro_use]
mod planted;

mod answer;
mod claim;
mod consent;
mod database;
mod evidence;
mod history;
mod human;
mod ledger;
mod outcome;
mod permit;
mod reading;
mod recall;
mod records;
mod schema;
mod stream;
mod trail;
mod turn;
mod worker;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;

use self::database::Database;
use self::worker::Worker;
use super::seal::Keyring;
use super::{
    Ahead, Claim, Claimed, Conclude, ContactConsent, Finish, LedgerEntry, PermitRequest, Permitted, Recorded,
    Redeemed, Released, Store, StoredOutcome, Work, sealed, sql,
};
use crate::audit::{Entry, Head};
use crate::clock::Surroundings;
use crate::consent::{ConsentRecord, Event};
use crate::error::Result;
use crate::lead::{
    Account, AccountId, ContactPoint, ConversationId, Lead, LeadId, Listing, Message, OutboundId, Pii, TurnId,
};

/// Where a [`SqliteStore`] keeps its files, and how long it waits. The default is memory alone.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SqliteConfig {
    /// The database file; `None` is memory alone.
    pub path: Option<PathBuf>,
    /// The key store; `None` is the database's path with `.keys` added.
    pub keys: Option<PathBuf>,
    /// The master key's file; `None` is the database's path with `.key` added.
    pub master_key: Option<PathBuf>,
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
/// [`Store::close`] waits for the operations under way and closes the files; dropping it does too, but blocks.
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
                let beside = |given: Option<PathBuf>, end: &str| given.unwrap_or_else(|| with_end(path, end));
                let master = beside(config.master_key, ".key");
                let keys = beside(config.keys, ".keys");
                refuse_lost_keys(path, &keys)?;
                Keyring::open(&master, &keys, surroundings.clone())?
            }
            None => Keyring::in_memory(surroundings.clone())?,
        };
        let connection = sql::open(config.path.as_deref(), config.busy_timeout, &schema::LAYOUT)?;
        let database = Database::new(connection, keys, surroundings, config.lease)?;
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

#[async_trait]
#[allow(private_interfaces)]
impl Store for SqliteStore {
    async fn put_account(&self, account: Account) -> Result<()> {
        self.worker.run(move |db| records::put_account(db, &account)).await
    }

    async fn account(&self, account: &AccountId) -> Result<Account> {
        let account = account.clone();
        self.worker.read(move |db| records::account(db, &account)).await
    }

    async fn put_listing(&self, account: &AccountId, listing: Listing) -> Result<()> {
        let account = account.clone();
        self.worker.run(move |db| records::put_listing(db, &account, &listing)).await
    }

    async fn put_lead(&self, account: &AccountId, lead: Lead) -> Result<LeadId> {
        let account = account.clone();
        self.worker.run(move |db| records::put_lead(db, &account, &lead)).await
    }

    async fn lead(&self, account: &AccountId, lead: LeadId) -> Result<Lead> {
        let account = account.clone();
        self.worker.read(move |db| records::lead(db, &account, lead)).await
    }

    async fn claim_ahead(&self, claim: Claim) -> Result<Ahead<Claimed>> {
        self.worker.run_ahead(move |db, tell| claim::claim(db, &claim, tell)).await
    }

    async fn begin(&self, account: &AccountId, turn: TurnId) -> Result<Work> {
        let account = account.clone();
        self.worker.run(move |db| turn::begin(db, &account, turn)).await
    }

    async fn let_go(&self, account: &AccountId, turn: TurnId) -> Result<()> {
        let account = account.clone();
        self.worker.run(move |db| turn::let_go(db, &account, turn)).await
    }

    async fn answered(&self, request: PermitRequest) -> Result<()> {
        self.worker.run(move |db| turn::answered(db, &request)).await
    }

    async fn clear(&self, request: PermitRequest) -> Result<Redeemed> {
        self.worker.run(move |db| permit::clear(db, request)).await
    }

    async fn permit(&self, request: PermitRequest) -> Result<Permitted> {
        self.worker.run(move |db| permit::permit(db, &request)).await
    }

    async fn redeem(&self, account: &AccountId, outbound: OutboundId) -> Result<Redeemed> {
        let account = account.clone();
        self.worker.run(move |db| permit::redeem(db, &account, outbound)).await
    }

    async fn finish(&self, finish: Finish) -> Result<StoredOutcome> {
        self.worker.run(move |db| permit::finish(db, finish)).await
    }

    async fn release(
        &self,
        account: &AccountId,
        outbound: OutboundId,
        words: Pii<String>,
    ) -> Result<Released> {
        let account = account.clone();
        self.worker.run(move |db| stream::release(db, &account, outbound, words)).await
    }

    async fn conclude(&self, conclude: Conclude) -> Result<StoredOutcome> {
        self.worker.run(move |db| stream::conclude(db, conclude)).await
    }

    async fn outcome(&self, account: &AccountId, turn: TurnId) -> Result<Option<StoredOutcome>> {
        let account = account.clone();
        self.worker.read(move |db| turn::stored_outcome(db, &account, turn)).await
    }

    async fn history(&self, account: &AccountId, lead: LeadId) -> Result<Vec<Message>> {
        let account = account.clone();
        self.worker.read(move |db| records::history(db, &account, lead)).await
    }

    async fn consent(&self, account: &AccountId, lead: LeadId) -> Result<Vec<Event>> {
        let account = account.clone();
        self.worker.read(move |db| records::events(db, &account, lead)).await
    }

    async fn record_consent(
        &self,
        account: &AccountId,
        records: Vec<ConsentRecord>,
    ) -> Result<Vec<Result<Recorded>>> {
        let account = account.clone();
        self.worker.run(move |db| ledger::record(db, &account, &records)).await
    }

    async fn consent_at(&self, account: &AccountId, contact: ContactPoint) -> Result<ContactConsent> {
        let account = account.clone();
        self.worker.read(move |db| ledger::at(db, &account, &contact)).await
    }

    async fn ledger(&self, account: &AccountId, after: u64, limit: usize) -> Result<Vec<LedgerEntry>> {
        let account = account.clone();
        self.worker.read(move |db| ledger::page(db, &account, after, limit)).await
    }

    async fn set_human(
        &self,
        account: &AccountId,
        conversation: ConversationId,
        human: bool,
    ) -> Result<Head> {
        let account = account.clone();
        self.worker.run(move |db| human::set(db, &account, &conversation, human)).await
    }

    async fn agent_wrote(
        &self,
        account: &AccountId,
        conversation: ConversationId,
        text: Pii<String>,
    ) -> Result<Head> {
        let account = account.clone();
        self.worker.run(move |db| human::wrote(db, &account, &conversation, text)).await
    }

    async fn open_turns(&self, account: &AccountId, limit: usize) -> Result<Vec<TurnId>> {
        let account = account.clone();
        self.worker.read(move |db| turn::open_turns(db, &account, limit)).await
    }

    async fn verify_audit(&self, account: &AccountId, head: Option<Head>) -> Result<Head> {
        let account = account.clone();
        self.worker
            .read(move |db| db.read(|tx, context| trail::verify(tx, context, &account, head.as_ref())))
            .await
    }

    async fn audit_trail(&self, account: &AccountId, lead: Option<LeadId>) -> Result<Vec<Entry>> {
        let account = account.clone();
        self.worker.read(move |db| db.read(|tx, context| trail::entries(tx, context, &account, lead))).await
    }

    async fn close(&self) {
        self.worker.close().await;
    }
}
