//! `closr rights`.

use crate::cli::{End, output, storage};
use crate::error::Result;
use crate::lead::LeadId;
use crate::rights::ErasureReceipt;

/// Does what a person has a right to.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr rights erase 01a2078d-f8aa-79c5-a603-87f6ec6e479f --account oak-main --db closr.db
  closr rights restrict 01a2078d-f8aa-79c5-a603-87f6ec6e479f
  closr rights hold 01a2078d-f8aa-79c5-a603-87f6ec6e479f litigation
  closr rights lift-hold 01a2078d-f8aa-79c5-a603-87f6ec6e479f")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Erases a lead for good: deletes its rows and destroys its key. Done again, it shows the same receipt.
    Erase {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        /// One JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Restricts a lead: its data is only stored, and nothing is said to it.
    Restrict {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Takes a restriction back.
    Unrestrict {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Puts a lead on hold: it is not erased until the hold is lifted.
    Hold {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        /// A code, as in litigation; it stands in the audit trail.
        reason: String,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Takes the hold off a lead.
    LiftHold {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
}

pub(super) async fn run(args: Args) -> Result<End> {
    match args.what {
        What::Erase { lead, json, kept } => {
            let receipt = kept.open().await?.erase(lead).await?;
            if json { output::line(&receipt.to_json())? } else { show(&receipt)? }
        }
        What::Restrict { lead, kept } => {
            let head = kept.open().await?.restrict(lead).await?;
            output::line(&format!("restricted; audit head {head}"))?;
        }
        What::Unrestrict { lead, kept } => {
            let head = kept.open().await?.unrestrict(lead).await?;
            output::line(&format!("not restricted; audit head {head}"))?;
        }
        What::Hold { lead, reason, kept } => {
            let head = kept.open().await?.hold(lead, &reason).await?;
            output::line(&format!("on hold; audit head {head}"))?;
        }
        What::LiftHold { lead, kept } => {
            let head = kept.open().await?.lift_hold(lead).await?;
            output::line(&format!("not on hold; audit head {head}"))?;
        }
    }
    Ok(End::Ok)
}

fn show(receipt: &ErasureReceipt) -> Result<()> {
    output::line(&format!("erased at {}; audit head {}", receipt.at, receipt.audit_head))?;
    for erased in &receipt.erased {
        output::line(&format!("deleted {:>6} {}", erased.count, erased.what))?;
    }
    for kept in &receipt.kept {
        let count = kept.count.map_or_else(String::new, |count| count.to_string());
        let until = kept.until.map_or_else(String::new, |until| format!(" (until {until})"));
        output::line(&format!("kept    {count:>6} {}: {}{until}", kept.what, kept.why))?;
    }
    for to in &receipt.notify {
        output::line(&format!("tell           {}: {}", to.name, to.purpose))?;
    }
    Ok(())
}
