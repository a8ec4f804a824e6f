//! `closr prompts`.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::{End, output};
use crate::error::Result;
use crate::prompt::{Catalog, Problem};

/// Works on prompt templates.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr prompts check prompts/templates
  closr prompts check prompts/templates --json")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Checks every template of a folder; ends with 1 and shows each problem with file, line and caret.
    Check {
        /// The folder.
        dir: PathBuf,
        /// One JSON object instead of words.
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(args: Args) -> Result<End> {
    let What::Check { dir, json } = args.what;
    let problems = Catalog::check_dir(&dir)?;
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
