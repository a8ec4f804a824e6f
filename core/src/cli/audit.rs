//! `closr audit`.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::audit::Head;
use crate::cli::{End, output, storage, story};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::LeadId;

/// Checks or shows the audit trail.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr audit verify --account oak-main --db closr.db
  closr audit verify --account oak-main --head 3:b593f6581456b69c836bf8164d86b1825a2ae1a40403a14a49e15f0e3dd7c0f2
  closr audit verify --account oak-main --checkpoint /var/lib/elsewhere/oak-main.head
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
        /// Checks against the head that this file holds, where there is one, and keeps the new head there: a trail that is cut
        /// or rewritten between two checks is found. Keep it apart from the database.
        #[arg(long, value_name = "FILE", conflicts_with = "head")]
        checkpoint: Option<PathBuf>,
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

/// The head that a checkpoint holds; `None` where there is no such file yet.
fn kept_head(file: &Path) -> Result<Option<Head>> {
    match std::fs::read_to_string(file) {
        Ok(head) => head.trim().parse().map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) => {
            Err(Error::new(ErrorKind::ConfigInvalid, "the checkpoint cannot be read: name another file"))
        }
    }
}

/// Takes the place of the file at once: half a checkpoint would be none.
fn keep_head(file: &Path, head: &Head) -> Result<()> {
    let mut fresh = file.as_os_str().to_owned();
    fresh.push(".new");
    let written = std::fs::write(&fresh, format!("{head}\n")).and_then(|()| std::fs::rename(&fresh, file));
    written.map_err(|_| {
        Error::new(
            ErrorKind::ConfigInvalid,
            "the checkpoint cannot be written: name a file in a folder that can be",
        )
    })
}

pub(super) async fn run(args: Args) -> Result<End> {
    match args.what {
        What::Verify { head, checkpoint, json, kept } => {
            let known = checkpoint.as_deref().map(kept_head).transpose()?.flatten();
            let head = kept.open().await?.verify_audit(head.or(known)).await?;
            if let Some(file) = &checkpoint {
                keep_head(file, &head)?;
            }
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
