//! Where a command keeps its data.

use std::path::PathBuf;

use crate::engine::{Actor, Engine, EngineBuilder, ForAccount};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::AccountId;
use crate::store::SqliteConfig;

/// The store's options, for a command that writes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Store")]
pub(super) struct StoreArgs {
    /// The database file; its keys lie beside it. Made where it is absent.
    #[arg(long, value_name = "FILE", default_value = "closr.db")]
    db: PathBuf,
}

/// The options of a command that shows what is stored.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Store")]
pub(super) struct KeptArgs {
    /// The database file; its keys lie beside it.
    #[arg(long, value_name = "FILE", default_value = "closr.db")]
    db: PathBuf,
    /// The account's id.
    #[arg(long, value_name = "ID", default_value = "default")]
    account: String,
}

impl StoreArgs {
    pub(super) fn builder(&self) -> EngineBuilder {
        Engine::builder().sqlite(SqliteConfig::new(&self.db))
    }
}

impl KeptArgs {
    /// An account's view of a store that is there already.
    pub(super) async fn open(&self) -> Result<ForAccount> {
        let id = AccountId::new(&self.account)?;
        if !self.db.exists() {
            return Err(Error::new(ErrorKind::NotFound, "there is no such database: name one with --db"));
        }
        let engine = Engine::builder().sqlite(SqliteConfig::new(&self.db)).build()?;
        let account = engine.for_account(&id, Actor::Service);
        match account.account().await {
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Error::new(
                ErrorKind::NotFound,
                "the database has no such account: name one of its accounts with --account",
            )),
            Err(error) => Err(error),
            Ok(_) => Ok(account),
        }
    }
}
