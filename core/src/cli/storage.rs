//! Where a command keeps its data.

use std::path::PathBuf;

use crate::cli::scene;
use crate::engine::{Actor, Engine, EngineBuilder, ForAccount};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::AccountId;
use crate::store::SqliteConfig;

/// The store's options.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Store")]
pub(super) struct StoreArgs {
    /// The database file; its keys lie beside it.
    #[arg(long, value_name = "FILE", default_value = "closr.db")]
    db: PathBuf,
    /// An engine's settings as a JSON file, instead of --db: their `sqlite` or `postgres` says where everything is.
    #[arg(long, value_name = "FILE", conflicts_with = "db")]
    settings: Option<PathBuf>,
}

/// The options of a command that shows what is stored.
#[derive(Debug, clap::Args)]
pub(super) struct KeptArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The account's id.
    #[arg(long, value_name = "ID", default_value = "default", help_heading = "Store")]
    account: String,
}

impl StoreArgs {
    pub(super) fn builder(&self) -> Result<EngineBuilder> {
        let Some(settings) = &self.settings else {
            return Ok(Engine::builder().sqlite(SqliteConfig::new(&self.db)));
        };
        let builder = EngineBuilder::from_json(&scene::read("the settings' file", settings)?)?;
        if builder.in_memory() {
            return Err(Error::new(
                ErrorKind::ConfigInvalid,
                "the settings name no database: set sqlite or postgres",
            ));
        }
        Ok(builder)
    }

    /// The engine over a store that is there already.
    pub(super) fn open(&self) -> Result<Engine> {
        if self.settings.is_none() && !self.db.exists() {
            return Err(Error::new(ErrorKind::NotFound, "there is no such database: name one with --db"));
        }
        self.builder()?.build()
    }
}

impl KeptArgs {
    /// An account's view of a store that is there already.
    pub(super) async fn open(&self) -> Result<ForAccount> {
        let id = AccountId::new(&self.account)?;
        let engine = self.store.open()?;
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
