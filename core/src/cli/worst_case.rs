//! `closr worst-case`.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::{End, model, output, scene};
use crate::engine::{Engine, EngineBuilder};
use crate::error::Result;
use crate::lead::Account;
use crate::provider::WorstCase;

/// Says the most that one turn can cost: requests to models, seconds spent on them, and money.
///
/// It depends on the model and on the account: its mode, judge and second_opinion. Nothing is opened and nobody is asked. Of money
/// it knows where the settings give each model a price.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr worst-case account.json --settings settings.json
  closr worst-case account.json --settings settings.json --json
  closr worst-case account.json --provider openai --base-url http://127.0.0.1:8123/v1 --model m")]
pub(super) struct Args {
    /// The account's record, as a JSON file.
    account: PathBuf,
    /// An engine's settings as a JSON file; a model that an option names is asked in the stead of theirs.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// One JSON object instead of words.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: model::ModelArgs,
}

pub(super) fn run(args: Args) -> Result<End> {
    let account = Account::from_json(&scene::read("the account's file", &args.account)?)?;
    let mut builder = match &args.settings {
        Some(settings) => EngineBuilder::from_json(&scene::read("the settings' file", settings)?)?,
        None => Engine::builder(),
    };
    if let Some(provider) = args.model.provider()? {
        builder = builder.provider(provider);
    }
    let WorstCase { calls, seconds, cost_micro_usd } = builder.worst_case(&account);
    if args.json {
        output::json(&json!({"calls": calls, "seconds": seconds, "cost_micro_usd": cost_micro_usd}))?;
        return Ok(End::Ok);
    }
    let money = match cost_micro_usd {
        Some(cost) => format!("${}.{:06}", cost / 1_000_000, cost % 1_000_000),
        None => "unknown: give each model its `price` in the settings".to_owned(),
    };
    output::line(&format!("requests to models: {calls}"))?;
    output::line(&format!("seconds spent on them: {seconds}"))?;
    output::line(&format!("US dollars: {money}"))?;
    Ok(End::Ok)
}
