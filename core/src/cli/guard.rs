//! `closr guard`.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::cli::{End, jsonl, output, scene};
use crate::error::Result;
use crate::guard::{DraftRecord, Rule};
use crate::lead::{Fields, parse_object};

/// Says whether a draft may go out.
///
/// Reads one object {"id","channel","now","account","lead","listings","history","inbound","draft"}, and ends with 1 where
/// the draft is blocked.
///
/// With --jsonl it reads a line each from standard input and writes {"id","verdict","reasons","blocks"}; a block is
/// {"rule","category","field","words"}, its words redacted. Other keys of a line are passed over. A bad line is named on
/// standard error, the rest is done, and the exit code is 2, otherwise 0.
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
    /// Lists the rules: each one's id, and what it finds fault with.
    #[arg(long, conflicts_with_all = ["file", "jsonl", "json"])]
    rules: bool,
}

pub(super) fn run(args: Args) -> Result<End> {
    if args.rules {
        let line = |rule: &Rule| output::line(&format!("{rule}\t{}", rule.meaning()));
        return Rule::ALL.iter().try_for_each(line).map(|()| End::Ok);
    }
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
    let blocks = fields.finish_read("the line", draft)?.blocks();
    let verdict = if blocks.is_empty() { "ok" } else { "block" };
    let reasons: Vec<String> = blocks.iter().map(ToString::to_string).collect();
    Ok(json!({"id": id, "verdict": verdict, "reasons": reasons, "blocks": blocks}))
}

const KEYS: [&str; 10] =
    ["id", "channel", "now", "account", "lead", "listing", "listings", "history", "inbound", "draft"];
