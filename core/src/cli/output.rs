//! The one place that writes to the terminal.

use std::io::{self, Write};

use crate::error::{Error, ErrorKind, Result};

/// Styles, which `anstream` leaves out where the output is no terminal or `NO_COLOR` is set.
pub(super) const BOLD: &str = "\x1b[1m";
pub(super) const DIM: &str = "\x1b[2m";
pub(super) const GREEN: &str = "\x1b[32m";
pub(super) const YELLOW: &str = "\x1b[33m";
pub(super) const CYAN: &str = "\x1b[36m";
pub(super) const RED: &str = "\x1b[31m";
pub(super) const PLAIN: &str = "\x1b[0m";

/// Writes a line to standard output.
pub(super) fn line(text: &str) -> Result<()> {
    written(writeln!(anstream::stdout().lock(), "{text}"))
}

/// Writes text without a line's end, and shows it at once.
pub(super) fn part(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    written(write!(out, "{text}").and_then(|()| out.flush()))
}

/// Writes a JSON value as one line.
pub(super) fn json(value: &serde_json::Value) -> Result<()> {
    written(writeln!(io::stdout().lock(), "{value}"))
}

/// Writes a note to standard error.
pub(super) fn note(text: &str) {
    // Nowhere is left to report that standard error is gone.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Writes an error, its kind with it, to standard error.
pub(super) fn problem(error: &Error) {
    note(&format!("{RED}error{PLAIN}: {error} {DIM}[{}]{PLAIN}", error.kind()));
}

fn written(result: io::Result<()>) -> Result<()> {
    match result {
        Ok(()) => Ok(()),
        // Whoever reads has had enough, as `head` does: the command ends here, and well.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            Err(Error::new(ErrorKind::Cancelled, "standard output is closed"))
        }
        Err(_) => Err(Error::new(ErrorKind::Unavailable, "standard output cannot be written")),
    }
}
