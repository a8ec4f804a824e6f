//! `closr history`.

use serde_json::json;

use crate::cli::{End, output, storage};
use crate::error::Result;

/// Shows a lead's messages, personal data and all: for those who may see them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr history 01a2078d-f8aa-79c5-a603-87f6ec6e479f --account oak-main --db closr.db")]
pub(super) struct Args {
    /// The lead's id, as an outcome named it.
    lead: crate::lead::LeadId,
    /// A JSON object a message.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    kept: storage::KeptArgs,
}

pub(super) async fn run(args: Args) -> Result<End> {
    for message in args.kept.open().await?.history(args.lead).await? {
        if args.json {
            output::json(&json!({
                "at": message.at, "role": message.role, "channel": message.channel, "text": message.text.expose(),
            }))?;
        } else {
            let role = message.role.as_str();
            output::line(&format!("{} {role:>9}: {}", message.at, message.text.expose()))?;
        }
    }
    Ok(End::Ok)
}
