//! The `closr` command: arguments in, one call of the library, results out.
//!
//! Exit codes: 0 ok, 1 found (a blocked draft, a bad template, a broken trail, a failed turn), 2 usage or bad input,
//! 3 a store or provider is unavailable.

mod audit;
mod chat;
mod consent;
mod deliver;
mod eval;
mod guard;
mod history;
mod jsonl;
mod keys;
mod model;
mod output;
mod play;
mod prompts;
mod reach_out;
mod read;
mod redact;
mod reply;
mod rights;
mod scene;
mod storage;
mod story;
mod worst_case;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::{Error, ErrorKind};

/// How a command ended, where it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Ok,
    /// Something was found that a script should stop at.
    Found,
    /// Some input lines were bad; the rest was done.
    BadLines,
    /// A store or provider let some input lines down; the rest was done.
    Unavailable,
}

/// The conversation engine for businesses that answer leads.
#[derive(Debug, Parser)]
#[command(name = "closr", version, after_help = EXAMPLES, arg_required_else_help = true)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  closr play examples/leads/buyer.json
  closr eval examples/scenarios
  closr chat examples/leads/buyer.json
  closr reply examples/leads/buyer.json \"What is the HOA fee?\" --db closr.db
  echo 'call me at (512) 555-0147' | closr redact
  closr read --channel sms 'lose my number'
  closr consent show +15125550147 --db closr.db
  closr rights erase 01a2078d-f8aa-79c5-a603-87f6ec6e479f --db closr.db
  closr audit verify --db closr.db

Exit codes:
  0 ok, 1 found (blocked draft, bad template, broken trail, failed turn), 2 usage or bad input, 3 store or provider unavailable";

#[derive(Debug, Subcommand)]
enum Command {
    Play(play::Args),
    Eval(eval::Args),
    Chat(chat::Args),
    Reply(reply::Args),
    ReachOut(reach_out::Args),
    Deliver(deliver::Args),
    Redact(redact::Args),
    Read(read::Args),
    Guard(guard::Args),
    History(history::Args),
    Consent(consent::Args),
    Rights(rights::Args),
    Audit(audit::Args),
    Keys(keys::Args),
    Prompts(prompts::Args),
    WorstCase(worst_case::Args),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    ExitCode::from(run_from(std::env::args_os()))
}

/// Runs a command line and returns its exit code, so that another language's package can install the command.
///
/// The first of `args` is the program's name, as in [`std::env::args_os`]. It reads standard input, writes to standard
/// output and error, and blocks until the command has ended; it must not be called from within a tokio runtime.
///
/// ```no_run
/// let code = closr::cli::run_from(["closr", "read", "lose my number"].map(Into::into));
/// assert_eq!(code, 0);
/// ```
pub fn run_from(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(problem) => {
            // Help and version are "problems" too, which go to standard output and end with 0. Where there is
            // nowhere to write, nothing is left to report it to.
            let _ = problem.print();
            return u8::try_from(problem.exit_code()).unwrap_or(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(_) => return fail(&Error::new(ErrorKind::Unavailable, "the system gives no threads")),
    };
    match runtime.block_on(run(args.command)) {
        Ok(End::Ok) => 0,
        Ok(End::Found) => 1,
        Ok(End::BadLines) => 2,
        Ok(End::Unavailable) => 3,
        // Nobody cancels a command but the reader of its output.
        Err(error) if error.kind() == ErrorKind::Cancelled => 0,
        Err(error) => fail(&error),
    }
}

async fn run(command: Command) -> crate::Result<End> {
    match command {
        Command::Play(args) => play::run(args).await,
        Command::Eval(args) => eval::run(args).await,
        Command::Chat(args) => chat::run(args).await,
        Command::Reply(args) => reply::run(args).await,
        Command::ReachOut(args) => reach_out::run(args).await,
        Command::Deliver(args) => deliver::run(args).await,
        Command::Redact(args) => redact::run(args),
        Command::Read(args) => read::run(args),
        Command::Guard(args) => guard::run(args),
        Command::History(args) => history::run(args).await,
        Command::Consent(args) => consent::run(args).await,
        Command::Rights(args) => rights::run(args).await,
        Command::Audit(args) => audit::run(args).await,
        Command::Keys(args) => keys::run(args).await,
        Command::Prompts(args) => prompts::run(args),
        Command::WorstCase(args) => worst_case::run(args),
    }
}

fn fail(error: &Error) -> u8 {
    output::problem(error);
    exit_code(error.kind())
}

fn exit_code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Corrupt => 1,
        ErrorKind::Unavailable
        | ErrorKind::Timeout
        | ErrorKind::RateLimited
        | ErrorKind::Unauthorized
        | ErrorKind::SpendCapReached
        | ErrorKind::OutcomeUnknown
        | ErrorKind::Unexpected
        | ErrorKind::Cancelled => 3,
        ErrorKind::Forbidden
        | ErrorKind::ConfigInvalid
        | ErrorKind::InputInvalid
        | ErrorKind::NotFound
        | ErrorKind::Conflict
        | ErrorKind::ConsentDenied
        | ErrorKind::Restricted
        | ErrorKind::RedactionFailed
        | ErrorKind::BudgetExceeded
        | ErrorKind::Refused
        | ErrorKind::ReplyInvalid
        | ErrorKind::Unsupported => 2,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn a_list_of_arguments_ends_with_an_exit_code() {
        let run = |args: &[&str]| super::run_from(args.iter().map(Into::into));
        assert_eq!(run(&["closr", "read", "--json", "lose my number"]), 0);
        assert_eq!(run(&["closr", "--version"]), 0);
        assert_eq!(run(&["closr", "raed"]), 2);
        assert_eq!(run(&["closr", "guard", "no/such/draft.json"]), 2);
    }

    #[test]
    fn arguments_are_consistent() {
        super::Args::command().debug_assert();
    }
}
