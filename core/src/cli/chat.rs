//! `closr chat`.

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;

use crate::cli::play::{Shown, show_answer};
use crate::cli::scene::Scene;
use crate::cli::{End, exit_code, model, output};
use crate::clock::SystemClock;
use crate::engine::{Actor, Engine};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::Inbound;

/// Talks with you as if you were the lead, in memory. Ends with the input.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr chat examples/leads/buyer.json
  printf 'How much is it?\\nSTOP\\n' | closr chat examples/leads/buyer.json --json")]
pub(super) struct Args {
    /// A conversation's file: account, lead and listings.
    scene: PathBuf,
    /// A JSON object an answer, instead of words.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: model::ModelArgs,
}

pub(super) async fn run(args: Args) -> Result<End> {
    let provider = args.model.provider()?;
    let scene = Scene::from_file(&args.scene)?;
    let mut builder = Engine::builder().trace(true);
    if let Some(provider) = provider {
        builder = builder.provider(provider);
    }
    let engine = builder.build()?;
    scene.enter(&engine).await?;
    let account = engine.for_account(&scene.account.id, Actor::Service);
    let typed = std::io::stdin().is_terminal();
    if typed {
        output::note("you are the lead; end with Ctrl-D");
    }
    let mut end = End::Ok;
    for number in 1.. {
        if typed {
            output::part("> ")?;
        }
        let mut text = String::new();
        let read = std::io::stdin().lock().read_line(&mut text);
        if read.map_err(|_| Error::new(ErrorKind::InputInvalid, "standard input is not UTF-8 text"))? == 0 {
            break;
        }
        if text.trim().is_empty() {
            continue;
        }
        let inbound = Inbound::new(&format!("chat-{number}"), scene.channel, &scene.from, text.trim());
        let answer = match inbound {
            Ok(inbound) => account.reply(inbound).await,
            Err(error) => Err(error),
        };
        match answer {
            Ok(outcome) => {
                let shown = Shown::of(outcome, &SystemClock)?;
                if args.json {
                    output::json(&shown.full_json(&scene.id, number))?;
                } else {
                    show_answer(&shown)?;
                }
            }
            Err(error) => {
                output::problem(&error);
                // Whoever types has seen it; a script is told at the end.
                if !typed {
                    end = if exit_code(error.kind()) == 3 { End::Unavailable } else { End::BadLines };
                }
            }
        }
    }
    if typed {
        output::line("")?;
    }
    Ok(end)
}
