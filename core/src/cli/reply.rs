//! `closr reply`.

use std::path::PathBuf;

use crate::cli::play::{Shown, show};
use crate::cli::scene::Scene;
use crate::cli::{End, model, output, storage};
use crate::clock::SystemClock;
use crate::engine::Actor;
use crate::error::Result;
use crate::lead::Inbound;

/// Answers one message and keeps it in the database.
///
/// The same --id with the same text is the same message: it is answered once, however often it is asked. Nothing is
/// sent anywhere; the reply is printed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr reply examples/leads/buyer.json 'What is the HOA fee?'
  closr reply examples/leads/buyer.json STOP --id SM123 --db closr.db --json")]
pub(super) struct Args {
    /// A conversation's file: its account, lead and listings are brought up to date first.
    scene: PathBuf,
    /// What the lead wrote.
    text: String,
    /// The message's id: the same id is the same message. Random where absent.
    #[arg(long)]
    id: Option<String>,
    /// One JSON object instead of words.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: storage::StoreArgs,
    #[command(flatten)]
    model: model::ModelArgs,
}

pub(super) async fn run(args: Args) -> Result<End> {
    let provider = args.model.provider()?;
    let scene = Scene::from_file(&args.scene)?;
    let mut builder = args.store.builder()?.trace(!args.json);
    if let Some(provider) = provider {
        builder = builder.provider(provider);
    }
    let engine = builder.build()?;
    scene.enter(&engine).await?;
    let account = engine.for_account(&scene.account.id, Actor::Service);
    let id = match args.id {
        Some(id) => id,
        None => format!("cli-{}", crate::clock::Surroundings::default().uuid()?),
    };
    let inbound = Inbound::new(&id, scene.channel, &scene.from, &args.text)?;
    let outcome = account.reply(inbound).await?;
    let shown = Shown::of(outcome, &SystemClock)?;
    if args.json {
        output::json(&shown.full_json(&scene.id, 1))?;
    } else {
        show(&args.text, &shown)?;
        output::line(&format!("lead {}, head {}", shown.lead, shown.head))?;
    }
    Ok(End::Ok)
}
