//! `closr audit`.

use serde_json::json;

use crate::audit::Head;
use crate::cli::{End, output, storage, story};
use crate::error::Result;
use crate::lead::LeadId;

/// Checks or shows the audit trail.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr audit verify --account oak-main --db closr.db
  closr audit verify --account oak-main --head 3:b593f6581456b69c836bf8164d86b1825a2ae1a40403a14a49e15f0e3dd7c0f2
  closr audit show --account oak-main --json
  closr audit show --account oak-main --lead 01a2078d-f8aa-79c5-a603-87f6ec6e479f")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Checks every entry; ends with 1 and names the first that is bad, missing or cut.
    Verify {
        /// A head that the trail once had, as an outcome carried it.
        #[arg(long, value_name = "SEQ:HASH")]
        head: Option<Head>,
        /// One JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Shows the entries, or tells a lead's turns in plain words.
    Show {
        /// Only this lead's, told in plain words.
        #[arg(long)]
        lead: Option<LeadId>,
        /// A JSON object an entry.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
}

pub(super) async fn run(args: Args) -> Result<End> {
    match args.what {
        What::Verify { head, json, kept } => {
            let head = kept.open().await?.verify_audit(head).await?;
            if json {
                output::json(&json!({"ok": true, "entries": head.seq, "head": head.to_string()}))?;
            } else {
                output::line(&format!("ok: {} entries, head {head}", head.seq))?;
            }
        }
        What::Show { lead, json, kept } => {
            let mut last = None;
            for entry in kept.open().await?.audit_trail(lead).await? {
                if lead.is_some() && !json {
                    story::tell(&entry, last).iter().try_for_each(|line| output::line(line))?;
                    last = entry.turn;
                    continue;
                }
                let rules: Vec<&str> = entry.rules.iter().map(|rule| rule.as_str()).collect();
                if json {
                    output::json(&json!({
                        "seq": entry.seq, "at": entry.at, "what": entry.what.as_str(),
                        "turn": entry.turn, "lead": entry.lead, "rules": rules,
                    }))?;
                } else {
                    let mut line = format!("{:>5} {} {}", entry.seq, entry.at, entry.what);
                    if let Some(lead) = entry.lead {
                        line.push_str(&format!(" lead {lead}"));
                    }
                    if !rules.is_empty() {
                        line.push_str(&format!(" {}", rules.join(", ")));
                    }
                    output::line(&line)?;
                }
            }
        }
    }
    Ok(End::Ok)
}
