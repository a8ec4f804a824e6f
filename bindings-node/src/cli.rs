//! The `closr` command.

use std::ffi::OsString;

use napi_derive::napi;

/// Runs the command with these arguments, the program's name first, and returns its exit code.
#[napi]
pub fn cli(args: Vec<String>) -> u8 {
    closr::cli::run_from(args.into_iter().map(OsString::from))
}
