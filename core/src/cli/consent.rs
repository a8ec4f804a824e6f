//! `closr consent`.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::cli::{End, output, storage};
use crate::clock::Timestamp;
use crate::consent::{ConsentRecord, Event, Reach, RecordKind, Scope};
use crate::engine::ForAccount;
use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::{ContactPoint, Pii};

/// Shows, records, imports and exports consent.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr consent show +15125550147 --account oak-main --db closr.db
  closr consent record opt_out +15125550147 --words 'asked on the phone not to be texted'
  closr consent record written_opt_in +15125550147 --at 2026-11-20T10:00:00-06:00 --words \"$(cat form.txt)\"
  closr consent import suppressions.csv
  closr consent export > consent.jsonl")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Shows what is on file of a contact point.
    Show {
        /// A phone as +15125550147, an e-mail address, or visitor:ID.
        contact: ContactPoint,
        /// The words that events rest on too: personal data, for those who may see it.
        #[arg(long)]
        words: bool,
        /// One JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Puts on file what was said or signed outside a conversation; it is in force when the command ends.
    Record {
        /// opt_out, written_opt_in, wrong_party, undeliverable or halt.
        kind: RecordKind,
        /// A phone as +15125550147, an e-mail address, or visitor:ID.
        contact: ContactPoint,
        /// channel, conversational, transactional, marketing or everything.
        #[arg(long, default_value = "channel")]
        scope: Reach,
        /// The channel's provider says so, as in a bounce.
        #[arg(long)]
        by_provider: bool,
        /// When it happened; now where absent.
        #[arg(long, value_name = "TIME")]
        at: Option<Timestamp>,
        /// The person's words, or what was signed.
        #[arg(long)]
        words: Option<String>,
        /// One JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Puts the rows of a CSV file on file, a thousand at a time.
    ///
    /// Its first line names the columns: `contact`, and where wanted `kind` (opt_out where empty or absent), `scope`,
    /// `source` (record or provider), `at` and `words`. A bad row is named on standard error, the rest is done, and the exit code
    /// is 2. A file can be imported again: the same is not kept twice, where its rows have their `at`.
    Import {
        /// The file; - is standard input.
        file: PathBuf,
        /// One JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
    /// Writes every consent event of the account as JSON lines, without words, contact points as keyed hashes.
    Export {
        #[command(flatten)]
        kept: storage::KeptArgs,
    },
}

pub(super) async fn run(args: Args) -> Result<End> {
    match args.what {
        What::Show { contact, words, json, kept } => show(&kept.open().await?, contact, words, json).await,
        What::Record { kind, contact, scope, by_provider, at, words, json, kept } => {
            let mut record = ConsentRecord::new(kind, contact);
            record.reach = scope;
            record.by_provider = by_provider;
            record.at = at;
            record.words = words.map(Pii::new);
            put(&kept.open().await?, record, json).await
        }
        What::Import { file, json, kept } => import(&kept.open().await?, &file, json).await,
        What::Export { kept } => export(&kept.open().await?).await,
    }
}

async fn show(account: &ForAccount, contact: ContactPoint, words: bool, as_json: bool) -> Result<End> {
    let on_file = account.consent_at(contact).await?;
    let said = |said: &Option<Pii<String>>| said.as_ref().filter(|_| words).map(|said| said.expose().clone());
    if as_json {
        let states: Map<String, Value> = on_file
            .states
            .iter()
            .map(|(purpose, state)| (purpose.as_str().to_owned(), Value::from(state.as_str())))
            .collect();
        let history: Vec<Value> = on_file
            .history
            .iter()
            .map(|entry| {
                let Event { kind, scope, source, rule, at } = &entry.event;
                json!({"kind": kind, "scope": scope, "source": source, "rule": rule, "at": at, "words": said(&entry.words)})
            })
            .collect();
        output::json(&json!({
            "channel": on_file.channel, "lead": on_file.lead.map(|lead| lead.to_string()),
            "states": states, "history": history,
        }))?;
        return Ok(End::Ok);
    }
    match on_file.lead {
        Some(lead) => output::line(&format!("lead {lead}"))?,
        None => output::line("no lead on file")?,
    }
    for (purpose, state) in &on_file.states {
        output::line(&format!(
            "{:>8} {:<14} {}",
            on_file.channel.as_str(),
            purpose.as_str(),
            state.as_str()
        ))?;
    }
    for entry in &on_file.history {
        let Event { kind, scope, rule, at, .. } = &entry.event;
        let at = Timestamp::from_millis(at.as_millis());
        let mut line = format!("{at} {} {} {rule}", name(kind), reach(*scope));
        if let Some(said) = said(&entry.words) {
            line.push_str(&format!(" {said:?}"));
        }
        output::line(&line)?;
    }
    Ok(End::Ok)
}

fn name(kind: &impl serde::Serialize) -> String {
    serde_json::to_value(kind).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn reach(scope: Scope) -> String {
    match scope {
        Scope::Channel(channel) => channel.to_string(),
        Scope::Purpose(channel, purpose) => format!("{channel}/{}", purpose.as_str()),
        Scope::Everything => "everything".to_owned(),
    }
}

async fn put(account: &ForAccount, record: ConsentRecord, as_json: bool) -> Result<End> {
    let recorded = account.record_consent(record).await?;
    let state = recorded.state.as_str();
    if as_json {
        output::json(&json!({
            "state": state, "changed": recorded.changed, "lead": recorded.lead.map(|lead| lead.to_string()),
            "audit_head": recorded.audit_head.to_string(),
        }))?;
    } else {
        let changed = if recorded.changed { "" } else { ", as before" };
        output::line(&format!("{state}{changed}; audit head {}", recorded.audit_head))?;
    }
    Ok(End::Ok)
}

/// What an import did.
#[derive(Default)]
struct Tally {
    rows: u64,
    changed: u64,
    unchanged: u64,
    refused: u64,
}

async fn import(account: &ForAccount, file: &Path, as_json: bool) -> Result<End> {
    const BATCH: usize = 1_000;
    let reader: Box<dyn io::Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(std::fs::File::open(file).map_err(|_| {
            Error::new(ErrorKind::InputInvalid, "the file cannot be opened: give the path of a CSV file")
        })?)
    };
    let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader);
    let columns = columns(rows.headers().map_err(|error| unreadable(&error))?)?;
    let (mut tally, mut batch, mut row) = (Tally::default(), Vec::new(), csv::StringRecord::new());
    loop {
        let more = match rows.read_record(&mut row) {
            Ok(more) => more,
            // A row of another length or that is no text is one bad row; a file that ends in the middle is the end.
            Err(error) if matches!(error.kind(), csv::ErrorKind::Io(_)) => return Err(unreadable(&error)),
            Err(error) => {
                tally.rows += 1;
                tally.refuse(error.position().map_or(0, csv::Position::line), &unreadable(&error));
                continue;
            }
        };
        if more {
            tally.rows += 1;
            let line = row.position().map_or(0, csv::Position::line);
            match record(&columns, &row) {
                Ok(record) => batch.push((line, record)),
                Err(error) => tally.refuse(line, &error),
            }
        }
        if batch.len() >= BATCH || !more {
            tally.put(account, &mut batch).await?;
        }
        if !more {
            break;
        }
    }
    let Tally { rows, changed, unchanged, refused } = tally;
    if as_json {
        output::json(&json!({"rows": rows, "changed": changed, "unchanged": unchanged, "refused": refused}))?;
    } else {
        output::line(&format!("{rows} rows: {changed} changed, {unchanged} as before, {refused} refused"))?;
    }
    Ok(if refused == 0 { End::Ok } else { End::BadLines })
}

impl Tally {
    /// Puts a batch on file, and says how far it came where somebody looks on.
    async fn put(&mut self, account: &ForAccount, batch: &mut Vec<(u64, ConsentRecord)>) -> Result<()> {
        let (lines, records): (Vec<u64>, Vec<ConsentRecord>) = batch.drain(..).unzip();
        if records.is_empty() {
            return Ok(());
        }
        for (line, taken) in lines.into_iter().zip(account.record_consents(records).await?) {
            match taken {
                Ok(recorded) if recorded.changed => self.changed += 1,
                Ok(_) => self.unchanged += 1,
                Err(error) => self.refuse(line, &error),
            }
        }
        if self.rows.is_multiple_of(100_000) && io::stderr().is_terminal() {
            output::note(&format!("{} rows", self.rows));
        }
        Ok(())
    }

    fn refuse(&mut self, line: u64, error: &Error) {
        self.refused += 1;
        output::note(&format!("line {line}: {error}"));
    }
}

const COLUMNS: [&str; 6] = ["contact", "kind", "scope", "source", "at", "words"];

/// The columns in the file's order.
fn columns(header: &csv::StringRecord) -> Result<Vec<&'static str>> {
    let columns: Option<Vec<&str>> = header
        .iter()
        .map(|name| {
            let name = name.trim_start_matches('\u{feff}').to_lowercase();
            COLUMNS.into_iter().find(|column| *column == name)
        })
        .collect();
    match columns {
        Some(columns) if columns.contains(&"contact") => Ok(columns),
        _ => Err(Error::new(
            ErrorKind::InputInvalid,
            "the first line must name the columns, contact among them: contact,kind,scope,source,at,words",
        )),
    }
}

fn record(columns: &[&'static str], row: &csv::StringRecord) -> Result<ConsentRecord> {
    let filled = columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
    let mut fields: Map<String, Value> =
        filled.map(|(column, cell)| ((*column).to_owned(), Value::from(cell))).collect();
    fields.entry("kind").or_insert_with(|| Value::from(RecordKind::OptOut.as_str()));
    ConsentRecord::from_json(&Value::Object(fields).to_string())
}

/// The parser's own words can quote the file.
fn unreadable(error: &csv::Error) -> Error {
    let problem = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "not UTF-8: save the file as UTF-8".into(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            safe!("{} cells where the first line names {} columns", *len, *expected_len)
        }
        _ => "the file cannot be read to its end".into(),
    };
    Error::new(ErrorKind::InputInvalid, problem)
}

async fn export(account: &ForAccount) -> Result<End> {
    const PAGE: usize = 1_000;
    let mut after = 0;
    loop {
        let page = account.consent_ledger(after, PAGE).await?;
        for entry in &page {
            output::line(&entry.to_json(account.id()))?;
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = last.place,
            _ => return Ok(End::Ok),
        }
    }
}
