//! `closr prompts`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::{End, output, scene};
use crate::engine::approved;
use crate::error::{Fault, Result};
use crate::lead::Account;
use crate::prompt::{Catalog, Problem};

/// Works on prompt templates.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr prompts check prompts/templates
  closr prompts check prompts/templates --json
  closr prompts check account.json")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Checks every template of a folder, or the approved replies of an account's record; ends with 1 and shows each problem with
    /// file, line and caret, or with its field and character.
    Check {
        /// The folder, or the record's file.
        path: PathBuf,
        /// One JSON object instead of words.
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(args: Args) -> Result<End> {
    let What::Check { path, json } = args.what;
    if path.is_file() {
        return replies(&path, json);
    }
    let problems = Catalog::check_dir(&path)?;
    let ok = problems.is_empty();
    if json {
        let problem =
            |p: &Problem| json!({"file": p.file, "line": p.line, "column": p.column, "message": p.message});
        let problems: Vec<Value> = problems.iter().map(problem).collect();
        output::json(&json!({"ok": ok, "problems": problems}))?;
    } else {
        problems.iter().try_for_each(|problem| output::line(&problem.to_string()))?;
        if ok {
            output::line("ok")?;
        }
    }
    Ok(if ok { End::Ok } else { End::Found })
}

/// An account's approved replies, as the guard reads them before they are put on file.
fn replies(path: &Path, json: bool) -> Result<End> {
    let read = Account::from_json(&scene::read("the account's file", path)?);
    let faults = match &read {
        Ok(account) => approved::faults(account)?,
        Err(error) if error.faults().is_empty() => return Err(error.clone()),
        Err(error) => error.faults().to_vec(),
    };
    let ok = faults.is_empty();
    if json {
        let problem = |fault: &Fault| json!({"field": fault.path, "message": fault.problem});
        output::json(&json!({"ok": ok, "problems": faults.iter().map(problem).collect::<Vec<_>>()}))?;
    } else {
        faults.iter().try_for_each(|fault| output::line(&format!("{}: {}", fault.path, fault.problem)))?;
        if ok {
            output::line("ok")?;
        }
    }
    Ok(if ok { End::Ok } else { End::Found })
}
