//! `closr eval`.

mod compare;
mod expect;
mod junit;
mod page;
mod scenario;

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::output::{BOLD, DIM, GREEN, PLAIN, RED};
use crate::cli::play::{Shown, Stage};
use crate::cli::{End, model, output};
use crate::error::{Error, ErrorKind, Result, Safe};
use crate::prompt::Catalog;
use crate::provider::Provider;

use compare::Share;
use scenario::Scenario;

/// Plays scenarios and holds each turn to what is expected of it.
///
/// A scenario is a conversation as `closr play` takes it, in a file of its own (.json) or a line of its own (.jsonl). A turn
/// may have "expect": {"outcome", "author", "has", "has_not", "reasons", "segments_max", "chars_max", "exclamations_max",
/// "tokens_max", "cost_max_micro_usd", "ms_max", "slots", "stage", "score_min", "score_max"}; in a text of "has" or "has_not", | stands between words of which one is enough, and capitals do not matter.
/// "slots" are as in {"budget_max_usd": 650000, "area": null}, where null is not known. Where a scenario has "answers", they are the
/// model's, in order. Every turn is held to the account's SMS segments besides. It ends with 1 where a turn fails.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr eval examples/scenarios
  closr eval examples/scenarios --junit report.xml --html report.html
  closr eval scenarios --provider openai --base-url http://127.0.0.1:8123/v1 --model NAME --prompts old --compare new")]
pub(super) struct Args {
    /// Files of scenarios, and folders of such files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Writes the results as JUnit XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Writes a page to read: each conversation beside what a model saw.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// A folder of templates instead of the shipped ones.
    #[arg(long, value_name = "DIR")]
    prompts: Option<PathBuf>,
    /// Plays everything with this folder of templates too, and compares. It needs a model.
    #[arg(long, value_name = "DIR")]
    compare: Option<PathBuf>,
    /// A JSON object a turn.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: model::ModelArgs,
}

/// A scenario as it was played.
struct Played {
    scenario: Scenario,
    turns: Vec<PlayedTurn>,
}

/// A turn as it was played, and what is wrong with it.
struct PlayedTurn {
    inbound: String,
    shown: Shown,
    problems: Vec<String>,
}

impl PlayedTurn {
    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }
}

pub(super) async fn run(args: Args) -> Result<End> {
    let provider = args.model.provider()?;
    if args.compare.is_some() && provider.is_none() {
        return Err(Error::new(
            ErrorKind::ConfigInvalid,
            "--compare needs a model, for the composer reads no template: give --provider",
        ));
    }
    let played = play(&args, args.prompts.as_deref(), provider.as_ref()).await?;
    for one in &played {
        tell(&args, one)?;
    }
    if let Some(path) = &args.junit {
        write(path, "the JUnit report", &junit::report(&played))?;
    }
    if let Some(path) = &args.html {
        write(path, "the page", &page::page(&played))?;
    }
    let share = Share::of(&played);
    if !args.json {
        output::line(&format!("{BOLD}{share}{PLAIN}"))?;
    }
    if let Some(other) = &args.compare {
        let compared = play(&args, Some(other), args.model.provider()?.as_ref()).await?;
        output::line(&compare::table(&played, &compared))?;
    }
    Ok(if share.failed() { End::Found } else { End::Ok })
}

async fn play(args: &Args, prompts: Option<&Path>, provider: Option<&Provider>) -> Result<Vec<Played>> {
    let mut played = Vec::new();
    for scenario in scenario::read_all(&args.paths)? {
        let own = scenario.provider();
        let catalog = prompts.map(Catalog::load).transpose()?;
        let stage = Stage::set(&scenario.scene, own.as_ref().or(provider), true, catalog).await?;
        let mut turns = Vec::new();
        for (number, expect) in (1..).zip(&scenario.expects) {
            let (inbound, shown) = stage.turn(&scenario.scene, number).await?;
            let problems = expect.problems(&shown, &scenario.scene);
            turns.push(PlayedTurn { inbound, shown, problems });
        }
        stage.verify().await?;
        played.push(Played { scenario, turns });
    }
    Ok(played)
}

fn tell(args: &Args, played: &Played) -> Result<()> {
    for (number, turn) in (1..).zip(&played.turns) {
        if args.json {
            let mut value = turn.shown.full_json(&played.scenario.scene.id, number);
            if let Some(map) = value.as_object_mut() {
                map.insert("problems".to_owned(), json!(turn.problems));
            }
            output::json(&value)?;
            continue;
        }
        let (colour, word) = if turn.failed() { (RED, "failed") } else { (GREEN, "ok") };
        let name = format!("{} turn {number}", played.scenario.name());
        output::line(&format!(
            "{colour}{word:6}{PLAIN} {name} {DIM}{}{PLAIN}",
            turn.inbound.replace('\n', " ")
        ))?;
        for problem in &turn.problems {
            output::line(&format!("       {problem}"))?;
        }
        if let Some(text) = turn.shown.text.as_ref().filter(|_| turn.failed()) {
            output::line(&format!("       {DIM}{}{PLAIN}", text.replace('\n', " ")))?;
        }
    }
    Ok(())
}

fn write(path: &Path, what: &'static str, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|error| {
        // The kind alone: a path can name a person.
        let problem = Safe::assembled(format!("{what} cannot be written: {}", error.kind()));
        Error::new(ErrorKind::InputInvalid, problem)
    })
}
