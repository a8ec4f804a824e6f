//! `closr read`.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::{End, jsonl, output, scene};
use crate::consent::{self, Reading};
use crate::error::Result;
use crate::lead::{Channel, Fields};

/// Says what a message asks for: a stop, help, a privacy request…
///
/// With --jsonl it reads lines {"id","channel","text"} from standard input and writes {"id","label","confidence","rule"}.
/// Other keys of a line are passed over. A bad line is named on standard error, the rest is done, and the exit code is 2.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr read 'lose my number'
  closr read --channel email --json < message.txt
  closr read --jsonl < messages.jsonl > labels.jsonl")]
pub(super) struct Args {
    /// The message; standard input where absent.
    text: Option<String>,
    /// The channel it came on: sms, email or web_chat.
    #[arg(long, default_value = "sms")]
    channel: Channel,
    /// JSON lines in, JSON lines out.
    #[arg(long, conflicts_with = "text")]
    jsonl: bool,
    /// One JSON object, all findings in it.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: Args) -> Result<End> {
    if args.jsonl {
        return jsonl::each_line(one);
    }
    let text = match args.text {
        Some(text) => text,
        None => scene::read("the message", Path::new("-"))?,
    };
    let reading = consent::read(args.channel, &text);
    if args.json {
        let findings: Vec<Value> = reading
            .findings
            .iter()
            .map(|f| json!({"kind": f.kind, "scope": f.scope, "rule": f.rule, "confidence": rounded(f.confidence)}))
            .collect();
        let mut value = labelled(&reading);
        if let Value::Object(map) = &mut value {
            map.insert("findings".to_owned(), Value::from(findings));
        }
        output::json(&value)?;
    } else {
        output::line(&format!("{} ({})", reading.label().as_str(), reading.rule()))?;
    }
    Ok(End::Ok)
}

fn one(line: Map<String, Value>) -> Result<Value> {
    let mut fields = Fields::new(jsonl::known(line, &["id", "channel", "text"]));
    let id = jsonl::id(&mut fields);
    let channel = fields.channel();
    let text = fields.required_words("text");
    let channel = fields.finish_read("the line", channel)?;
    let mut value = json!({"id": id});
    if let (Value::Object(map), Value::Object(label)) = (&mut value, labelled(&consent::read(channel, &text)))
    {
        map.extend(label);
    }
    Ok(value)
}

fn labelled(reading: &Reading) -> Value {
    json!({"label": reading.label().as_str(), "confidence": rounded(reading.confidence()), "rule": reading.rule()})
}

/// Four places are all that a rule's confidence has.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 10_000.0).round() / 10_000.0
}
