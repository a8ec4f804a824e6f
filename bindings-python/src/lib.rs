//! The Python package `closr`: conversion, nothing else.
//!
//! A function takes its arguments, calls core once, and converts the result and the error. There is a file for each
//! of core's rooms; `runtime.rs` waits, `convert.rs` converts. `python/closr/` is what users import.

mod audit;
mod channel;
mod column;
mod consent;
mod convert;
mod engine;
mod error;
mod guard;
mod host;
mod lead;
mod prompt;
mod qualify;
mod redact;
mod rights;
mod runtime;
mod token;

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command line `closr` and returns its exit code.
#[pyfunction]
#[pyo3(signature = (arguments, /))]
fn command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| closr::cli::run_from(arguments))
}

#[pymodule(gil_used = false)]
mod _closr {
    use closr::consent::MessageLabel;
    use closr::redact::Label;
    use closr::{Channel, ErrorKind, OutcomeKind};
    use pyo3::prelude::*;
    use pyo3::types::PyTuple;

    #[pymodule_export]
    use crate::audit::Entry;
    #[pymodule_export]
    use crate::channel::{Delivery, Outbox};
    #[pymodule_export]
    use crate::column::Column;
    #[pymodule_export]
    use crate::consent::{ContactConsent, Event, Finding, LedgerEntry, Reading, Recorded, explain, read};
    #[pymodule_export]
    use crate::engine::{
        Accepted, Ask, AsyncEngine, AsyncForAccount, AsyncReplyStream, Cleared, DonePart, Engine, ForAccount,
        Item, Outcome, Receipt, Recovered, ReplyStream, StepPart, TextPart, Trace, Usage, WorstCase,
    };
    #[pymodule_export]
    use crate::guard::{Block, guard, guard_blocks};
    #[pymodule_export]
    use crate::lead::{Account, Inbound, Lead, Listing, Message, Outreach, sms_segments};
    #[pymodule_export]
    use crate::prompt::{PromptCatalog, TemplateInfo};
    #[pymodule_export]
    use crate::qualify::{Change, Evidence, Known, Qualification};
    #[pymodule_export]
    use crate::redact::{Redaction, Redactor, Restored, Restorer, Span, StreamRedactor, Vault};
    #[pymodule_export]
    use crate::rights::{
        Due, Erased, ErasureReceipt, Exported, Kept, Objection, Recipient, Request, Swept, SweptLead,
    };
    #[pymodule_export]
    use crate::token::TokenCounter;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let py = module.py();
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("ERROR_KINDS", PyTuple::new(py, ErrorKind::ALL.map(ErrorKind::as_str))?)?;
        module.add("OUTCOME_KINDS", PyTuple::new(py, OutcomeKind::ALL.map(OutcomeKind::as_str))?)?;
        module.add("CHANNELS", PyTuple::new(py, Channel::ALL.map(Channel::as_str))?)?;
        module.add("LABELS", PyTuple::new(py, Label::ALL.each_ref().map(Label::as_str))?)?;
        module.add("MESSAGE_LABELS", PyTuple::new(py, MessageLabel::ALL.map(MessageLabel::as_str))?)?;
        // Not for users, so not in `__all__`.
        module.setattr("command", wrap_pyfunction!(super::command, module)?)?;
        module.setattr("twilio_verify", wrap_pyfunction!(crate::channel::verify, module)?)?;
        module.setattr("twilio_parse", wrap_pyfunction!(crate::channel::parse, module)?)?;
        module.setattr("twilio_answer", wrap_pyfunction!(crate::channel::answer, module)?)?;
        module.setattr("sendgrid_verify", wrap_pyfunction!(crate::channel::sendgrid_verify, module)?)?;
        module.setattr(
            "sendgrid_verify_secret",
            wrap_pyfunction!(crate::channel::sendgrid_verify_secret, module)?,
        )?;
        module.setattr("sendgrid_parse", wrap_pyfunction!(crate::channel::sendgrid_parse, module)?)?;
        module.setattr("one_click_headers", wrap_pyfunction!(crate::channel::headers, module)?)?;
        module.setattr("one_click_opt_out", wrap_pyfunction!(crate::channel::opt_out, module)?)?;
        module.setattr("redact_arrow", wrap_pyfunction!(crate::column::redact_arrow, module)?)?;
        let shut_down = wrap_pyfunction!(crate::runtime::shut_down, module)?;
        py.import("atexit")?.call_method1("register", (&shut_down,))?;
        Ok(())
    }
}
