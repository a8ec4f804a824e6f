//! `closr guard`.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::cli::{End, jsonl, output, scene};
use crate::error::Result;
use crate::guard::DraftRecord;
use crate::lead::{Fields, parse_object};

/// Says whether a draft may go out.
///
/// Reads one object {"id","channel","now","account","lead","listings","history","inbound","draft"}, and ends with 1 where
/// the draft is blocked.
///
/// With --jsonl it reads a line each from standard input and writes {"id","verdict","reasons"}. Other keys of a line are
/// passed over. A bad line is named on standard error, the rest is done, and the exit code is 2, otherwise 0.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr guard draft.json
  closr guard --json < draft.json
  closr guard --jsonl < drafts.jsonl > verdicts.jsonl")]
pub(super) struct Args {
    /// A file with one such object; standard input where absent.
    file: Option<PathBuf>,
    /// JSON lines in, JSON lines out.
    #[arg(long, conflicts_with = "file")]
    jsonl: bool,
    /// One JSON object instead of words.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: Args) -> Result<End> {
    if args.jsonl {
        return jsonl::each_line(one);
    }
    let text = scene::read("the draft's file", args.file.as_deref().unwrap_or(Path::new("-")))?;
    let value = one(parse_object("the draft", &text)?)?;
    let blocked = value.get("verdict").and_then(Value::as_str) == Some("block");
    if args.json {
        output::json(&value)?;
    } else {
        let reasons = value.get("reasons").and_then(Value::as_array).cloned().unwrap_or_default();
        let reasons: Vec<&str> = reasons.iter().filter_map(Value::as_str).collect();
        output::line(&if blocked { format!("block: {}", reasons.join(", ")) } else { "ok".to_owned() })?;
    }
    Ok(if blocked { End::Found } else { End::Ok })
}

fn one(line: Map<String, Value>) -> Result<Value> {
    let mut line = jsonl::known(line, &KEYS);
    jsonl::known_in(&mut line, "history", &["role", "text"]);
    let mut fields = Fields::new(line);
    let id = jsonl::id(&mut fields);
    let draft = DraftRecord::read(&mut fields);
    let reasons = fields.finish_read("the line", draft)?.check();
    let verdict = if reasons.is_empty() { "ok" } else { "block" };
    let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    Ok(json!({"id": id, "verdict": verdict, "reasons": reasons}))
}

const KEYS: [&str; 10] =
    ["id", "channel", "now", "account", "lead", "listing", "listings", "history", "inbound", "draft"];
