//! `closr deliver`.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::{End, output, scene, storage};
use crate::engine::{Delivery, Outbox};
use crate::error::Result;

/// Sends what is ready through its carrier, and keeps what became of each text.
///
/// Open turns are worked, waiting texts are sent again, and what may have been sent is not. The outbox's file is JSON, as in
/// {"twilio": {"account_sid": "AC…", "auth_token": "…", "from": "+15125550100"}}, with "sendgrid" beside it or alone. Run it again and again: what is not ready yet is left for the next time.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr deliver --outbox outbox.json --db closr.db
  while sleep 2; do closr deliver --outbox outbox.json --db closr.db --json; done")]
pub(super) struct Args {
    /// The carriers' settings, a JSON file.
    #[arg(long, value_name = "FILE")]
    outbox: PathBuf,
    /// One JSON object a text instead of words.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    kept: storage::KeptArgs,
}

pub(super) async fn run(args: Args) -> Result<End> {
    let outbox = Outbox::from_json(&scene::read("the outbox's file", &args.outbox)?)?;
    let account = args.kept.open().await?;
    let mut end = End::Ok;
    for delivery in account.deliver(&outbox).await? {
        end = if delivery.error.is_some() { End::Found } else { end };
        show(&delivery, args.json)?;
    }
    Ok(end)
}

fn show(delivery: &Delivery, as_json: bool) -> Result<()> {
    let state = delivery.state.map(|state| state.as_str());
    let error = delivery.error.as_ref();
    if as_json {
        return output::json(&json!({
            "turn": delivery.turn,
            "state": state,
            "error": error.map(|error| json!({
                "kind": error.kind().as_str(), "message": error.to_string(), "request_id": error.request_id(),
            })),
        }));
    }
    let why = error.map(|error| format!(": {error}")).unwrap_or_default();
    output::line(&format!("{} {}{why}", delivery.turn, state.unwrap_or("nothing to send")))
}
