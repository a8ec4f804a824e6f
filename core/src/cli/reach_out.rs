//! `closr reach-out`.

use std::path::PathBuf;

use crate::cli::play::{Shown, show_answer};
use crate::cli::scene::Scene;
use crate::cli::{End, output, storage};
use crate::clock::SystemClock;
use crate::engine::Actor;
use crate::error::Result;
use crate::lead::{Outreach, OutreachPurpose};

/// Writes first to a lead, in the business's own words or a template's, and keeps it in the database.
///
/// The same --id is the same outreach: it is written once, however often it is asked. Nothing is sent anywhere; the text is
/// printed, or the rule that forbids it. What has to wait is kept: asked again when it is due, it goes on.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr reach-out examples/leads/buyer.json 'Are you still looking?' --purpose marketing --id fall-1 --db closr.db
  closr reach-out examples/leads/buyer.json 'The HOA fee is $0.' --purpose transactional --id hoa-1 --listing L-1042 --db closr.db
  closr reach-out examples/leads/buyer.json --template showing_scheduling --purpose transactional --id visit-1 --listing L-1042 --db closr.db")]
pub(super) struct Args {
    /// A conversation's file: its account, lead and listings are brought up to date first.
    scene: PathBuf,
    /// What the business writes.
    #[arg(required_unless_present = "template", conflicts_with = "template")]
    text: Option<String>,
    /// The template whose text it is, filled with the facts on file, as in open_house.
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// What it is for: transactional or marketing.
    #[arg(long)]
    purpose: OutreachPurpose,
    /// The business's own id of it.
    #[arg(long)]
    id: String,
    /// The listing that the text speaks of.
    #[arg(long)]
    listing: Option<String>,
    /// One JSON object instead of words.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: storage::StoreArgs,
}

pub(super) async fn run(args: Args) -> Result<End> {
    let scene = Scene::from_file(&args.scene)?;
    let engine = args.store.builder()?.build()?;
    let lead = scene.enter(&engine).await?;
    let account = engine.for_account(&scene.account.id, Actor::Service);
    let (id, channel, purpose) = (&args.id, scene.channel, args.purpose);
    let mut outreach = match (&args.template, &args.text) {
        (Some(template), _) => Outreach::by_template(id, lead, channel, purpose, template)?,
        (None, text) => Outreach::new(id, lead, channel, purpose, text.as_deref().unwrap_or_default())?,
    };
    outreach.listing = args.listing;
    let shown = Shown::of(account.reach_out(outreach).await?, &SystemClock)?;
    if args.json {
        output::json(&shown.full_json(&scene.id, 1))?;
    } else {
        show_answer(&shown)?;
        output::line(&format!("lead {}, head {}", shown.lead, shown.head))?;
    }
    Ok(End::Ok)
}
