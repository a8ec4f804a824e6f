//! `closr rights`.

use std::path::PathBuf;

use crate::cli::{End, output, scene, storage};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::lead::{LeadId, RequestId};
use crate::rights::{
    Correction, ErasureReceipt, Identity, Request, RequestRecord, RequestStep, Right, Sweep, Swept, Use,
};

/// Does what a person has a right to.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr rights erase 01a2078d-f8aa-79c5-a603-87f6ec6e479f --account oak-main --db closr.db
  closr rights erase 01a2078d-f8aa-79c5-a603-87f6ec6e479f --shred
  closr rights restrict 01a2078d-f8aa-79c5-a603-87f6ec6e479f
  closr rights object 01a2078d-f8aa-79c5-a603-87f6ec6e479f marketing sale
  closr rights hold 01a2078d-f8aa-79c5-a603-87f6ec6e479f litigation
  closr rights lift-hold 01a2078d-f8aa-79c5-a603-87f6ec6e479f
  closr rights recipients --settings engine.json
  closr rights access 01a2078d-f8aa-79c5-a603-87f6ec6e479f
  closr rights export 01a2078d-f8aa-79c5-a603-87f6ec6e479f jane.zip
  closr rights correct 01a2078d-f8aa-79c5-a603-87f6ec6e479f correction.json
  closr rights sweep --idle-days 730 --dry-run
  closr rights request 01a2078d-f8aa-79c5-a603-87f6ec6e479f access --at 2026-11-22T10:00:00-06:00
  closr rights due --before 2026-12-24T00:00:00-06:00
  closr rights refuse 01a2078e-0a1c-7b30-9f63-2f0d5b7a1c44 not-verified")]
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
        /// Makes a new master key too, so that copies of the key store from before open with a copy of the old one alone.
        #[arg(long)]
        shred: bool,
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
    /// Puts on file that a person objects to uses of their data.
    Object {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        /// marketing, profiling, sale or sensitive_data, and more of them.
        #[arg(required = true)]
        to: Vec<Use>,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Takes objections back.
    LiftObjection {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        /// profiling, sale or sensitive_data, and more of them. To marketing the person agrees again by signing.
        #[arg(required = true)]
        to: Vec<Use>,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Shows what a person objects to.
    Objections {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        /// JSON lines.
        #[arg(long)]
        json: bool,
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
    /// Shows to whom data of the account's leads goes, with what each is sent.
    Recipients {
        /// JSON lines.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Shows everything that is held of a lead as one JSON object, personal data and all, which answers its requests for access.
    Access {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Writes everything that is held of a lead into a zip: JSON with its schema, CSV, and the messages to read.
    Export {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        /// The file; there is none of this name yet.
        file: PathBuf,
        /// One JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Puts a lead's record right, and keeps what stood there sealed.
    Correct {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        /// A JSON file: `fields` with what changes of the record, and `word` (person, authorised_agent or business).
        file: PathBuf,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Erases the leads that have not been heard of for so long, and words of consent and requests whose time is over; a line for each
    /// lead that goes or is kept all the same.
    Sweep {
        /// How many days after its last message a lead is erased; as `retention` in the account's record says where absent.
        #[arg(long, value_name = "DAYS")]
        idle_days: Option<u32>,
        /// Erases nothing, and shows what would be.
        #[arg(long)]
        dry_run: bool,
        /// JSON lines, one for each hundred leads that were looked at.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Puts on file what a person asked for outside a conversation. What a message asks for is on file already.
    Request {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        /// delete, access, correct, portability, restrict, object, opt_out_of_sale or limit_sensitive_data.
        right: Right,
        /// unverified, contact_point, two_data_points, three_data_points_signed or authorised_agent.
        #[arg(long, default_value = "unverified")]
        identity: Identity,
        /// When it was received, as in 2026-11-22T10:00:00-06:00; now where absent.
        #[arg(long, value_name = "TIME")]
        at: Option<Timestamp>,
        /// One JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Shows a lead's requests, closed ones too, each with its dates.
    Requests {
        /// The lead's id, as an outcome named it.
        lead: LeadId,
        /// JSON lines.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Shows the open requests of which something is due, what is due first before the others.
    Due {
        /// Only what is due before then, as in 2026-12-24T00:00:00-06:00; every open request where absent.
        #[arg(long, value_name = "TIME")]
        before: Option<Timestamp>,
        /// JSON lines.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Notes that the person was told that a request was received.
    Confirm {
        /// The request's id.
        request: RequestId,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Notes how the identity of who asks was verified.
    Verify {
        /// The request's id.
        request: RequestId,
        /// unverified, contact_point, two_data_points, three_data_points_signed or authorised_agent.
        identity: Identity,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Notes that the person was told, with the reason, that a request takes longer.
    Extend {
        /// The request's id.
        request: RequestId,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Notes that a request is done.
    Complete {
        /// The request's id.
        request: RequestId,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Notes that a request is not done, and that the person was told why.
    Refuse {
        /// The request's id.
        request: RequestId,
        /// A code, as in not-verified; it stands in the audit trail.
        reason: String,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
}

pub(super) async fn run(args: Args) -> Result<End> {
    match args.what {
        What::Erase { lead, shred, json, kept } => {
            let account = kept.open().await?;
            let receipt = if shred { account.shred(lead).await? } else { account.erase(lead).await? };
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
        What::Object { lead, to, kept } => {
            let head = kept.open().await?.object(lead, &to).await?;
            output::line(&format!("objection on file; audit head {head}"))?;
        }
        What::LiftObjection { lead, to, kept } => {
            let head = kept.open().await?.lift_objection(lead, &to).await?;
            output::line(&format!("objection lifted; audit head {head}"))?;
        }
        What::Objections { lead, json, kept } => {
            for objection in kept.open().await?.objections(lead).await? {
                let (to, at) = (objection.to.as_str(), objection.at);
                output::line(&if json { objection.to_json() } else { format!("{to} since {at}") })?;
            }
        }
        What::Hold { lead, reason, kept } => {
            let head = kept.open().await?.hold(lead, &reason).await?;
            output::line(&format!("on hold; audit head {head}"))?;
        }
        What::LiftHold { lead, kept } => {
            let head = kept.open().await?.lift_hold(lead).await?;
            output::line(&format!("not on hold; audit head {head}"))?;
        }
        What::Recipients { json, kept } => {
            for to in kept.open().await?.recipients().await? {
                let region =
                    if to.local { "this machine" } else { to.region.as_deref().unwrap_or("region unknown") };
                let receives = to.receives.join(", ");
                let line = format!("{} ({region}): {}; is sent {receives}", to.name, to.purpose);
                output::line(&if json { to.to_json() } else { line })?;
            }
        }
        What::Access { lead, kept } => output::line(&kept.open().await?.access(lead).await?.expose_json())?,
        What::Export { lead, file, json, kept } => {
            let exported = kept.open().await?.export(lead, file).await?;
            if json {
                output::line(&exported.to_json())?;
            } else {
                let (messages, bytes, head) = (exported.messages, exported.bytes, exported.audit_head);
                output::line(&format!("exported {messages} messages in {bytes} bytes; audit head {head}"))?;
            }
        }
        What::Correct { lead, file, kept } => {
            let correction = Correction::from_json(&scene::read("the correction's file", &file)?)?;
            let head = kept.open().await?.correct(lead, correction).await?;
            output::line(&format!("corrected; audit head {head}"))?;
        }
        What::Sweep { idle_days, dry_run, json, kept } => {
            let account = kept.open().await?;
            let mut part = Sweep::by_policy();
            part.idle_days = idle_days;
            part.dry_run = dry_run;
            loop {
                let swept = account.sweep(part).await?;
                if json {
                    output::line(&swept.to_json())?
                } else {
                    tell(&swept)?
                }
                part.after = swept.next;
                if part.after.is_none() {
                    break;
                }
            }
        }
        What::Request { lead, right, identity, at, json, kept } => {
            let mut record = RequestRecord::new(lead, right);
            record.identity = identity;
            record.at = at;
            list(&[kept.open().await?.open_request(record).await?], json)?;
        }
        What::Requests { lead, json, kept } => list(&kept.open().await?.requests_of(lead).await?, json)?,
        What::Due { before, json, kept } => {
            let before = before.unwrap_or(Timestamp::from_millis(i64::MAX));
            list(&kept.open().await?.requests_due(before).await?, json)?;
        }
        What::Confirm { request, kept } => step(&kept, request, RequestStep::Confirmed).await?,
        What::Verify { request, identity, kept } => {
            step(&kept, request, RequestStep::Verified(identity)).await?;
        }
        What::Extend { request, kept } => step(&kept, request, RequestStep::Extended).await?,
        What::Complete { request, kept } => step(&kept, request, RequestStep::Done).await?,
        What::Refuse { request, reason, kept } => step(&kept, request, RequestStep::Refused(reason)).await?,
    }
    Ok(End::Ok)
}

fn tell(swept: &Swept) -> Result<()> {
    let erased = if swept.dry_run { "would erase" } else { "erased" };
    for lead in &swept.erased {
        output::line(&format!("{erased} {}, last heard of {}: {}", lead.lead, lead.last, lead.rule))?;
    }
    for lead in &swept.kept {
        output::line(&format!("kept {}, last heard of {}: {}", lead.lead, lead.last, lead.rule))?;
    }
    for (count, what) in [(swept.requests, "closed requests"), (swept.evidence, "words of consent")] {
        if count > 0 {
            output::line(&format!("{erased} {count} {what}, whose time is over"))?;
        }
    }
    Ok(())
}

async fn step(kept: &storage::KeptArgs, request: RequestId, step: RequestStep) -> Result<()> {
    list(&[kept.open().await?.step_request(request, step).await?], false)
}

fn list(requests: &[Request], as_json: bool) -> Result<()> {
    for request in requests {
        if as_json {
            output::line(&request.to_json())?;
            continue;
        }
        let (right, state, identity) = (request.right.as_str(), request.state(), request.identity.as_str());
        output::line(&format!("{} {right} {state}; lead {}; {identity}", request.id, request.lead))?;
        for due in &request.dues {
            let met = due.met.map_or_else(String::new, |met| format!("; done {met}"));
            output::line(&format!("  {:<13} until {}{met}: {}", due.rule, due.until, due.source))?;
        }
    }
    Ok(())
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
