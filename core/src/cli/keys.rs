//! `closr keys`.

use crate::cli::{End, output, storage};
use crate::error::Result;

/// Looks after the keys that the store's data lies under.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr keys rotate --db closr.db
  closr keys rotate --settings engine.json")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Makes a new master key and wraps each account's key under it, beside others that use the store. What was interrupted is gone on
    /// with. Copies of the key store from before open with the old key's file alone: copy that first, if you need them.
    Rotate {
        #[command(flatten)]
        store: storage::StoreArgs,
    },
}

pub(super) async fn run(args: Args) -> Result<End> {
    match args.what {
        What::Rotate { store } => {
            let accounts = store.open()?.rotate_master_key().await?;
            output::line(&format!("rotated: {accounts} accounts' keys lie under a new master key"))?;
        }
    }
    Ok(End::Ok)
}
