//! What came of a turn.

use std::sync::{Arc, Mutex};

use closr::channel::twilio;
use closr::clock::Clock;
use closr::{ErrorKind, consent};
use pyo3::prelude::*;

use crate::convert::{Time, repr, view};
use crate::error::{Result, exception, failure};
use crate::guard::Block;
use crate::qualify::Qualification;
use crate::runtime::lock;

/// What came of a turn: a text that may be sent once, or the reason why nothing may be sent.
#[pyclass(frozen, module = "closr")]
pub(crate) struct Outcome {
    outcome: Mutex<closr::Outcome>,
    clock: Arc<dyn Clock>,
}

impl Outcome {
    pub(super) fn new(outcome: closr::Outcome, oak: &closr::ForAccount) -> Outcome {
        Outcome { outcome: Mutex::new(outcome), clock: oak.clock() }
    }
}

#[pymethods]
impl Outcome {
    /// How the turn ended: one of `OUTCOME_KINDS`.
    #[getter]
    fn kind(&self) -> &'static str {
        lock(&self.outcome).kind().as_str()
    }

    /// The rules that decided, as in `consent.opted_out`.
    #[getter]
    fn reasons(&self) -> Vec<String> {
        lock(&self.outcome).reasons().to_vec()
    }

    /// Whether the turn had been done before this call, which then did nothing.
    #[getter]
    fn repeated(&self) -> bool {
        lock(&self.outcome).is_repeated()
    }

    /// The turn's id.
    #[getter]
    fn turn(&self) -> String {
        lock(&self.outcome).turn().to_string()
    }

    /// The conversation's id.
    #[getter]
    fn conversation(&self) -> String {
        lock(&self.outcome).conversation().to_string()
    }

    /// The lead's id.
    #[getter]
    fn lead(&self) -> String {
        lock(&self.outcome).lead().to_string()
    }

    /// The outbound's id, where a text was permitted.
    #[getter]
    fn outbound(&self) -> Option<String> {
        lock(&self.outcome).outbound().map(|id| id.to_string())
    }

    /// Until when the turn waits, where it is deferred: work it again then.
    #[getter]
    fn until(&self) -> Option<Time> {
        lock(&self.outcome).until().map(Time)
    }

    /// The turn that answers instead, where this one is superseded.
    #[getter]
    fn superseded_by(&self) -> Option<String> {
        lock(&self.outcome).superseded_by().map(|id| id.to_string())
    }

    /// The state of consent on the message's channel, as in `implied` or `opted_out`.
    #[getter]
    fn consent(&self) -> &'static str {
        lock(&self.outcome).consent().as_str()
    }

    /// Who wrote the text, where there is one: `model`, `composer`, `notice` or `business`.
    #[getter]
    fn author(&self) -> Option<&'static str> {
        lock(&self.outcome).author().map(|author| author.as_str())
    }

    /// The model's tokens over all calls of the turn; `None` where no model was asked.
    #[getter]
    fn usage(&self) -> Option<Usage> {
        lock(&self.outcome).usage().map(Usage::from)
    }

    /// The audit trail's head with this outcome in it: keep it apart from the database, and a cut trail shows.
    #[getter]
    fn audit_head(&self) -> String {
        lock(&self.outcome).audit_head().to_string()
    }

    /// Why drafts of this turn were blocked, the model's and the composer's, those that a repair mended too; only from the
    /// call that did the work.
    #[getter]
    fn blocked(&self) -> Vec<Block> {
        lock(&self.outcome).blocked().iter().map(Block::from).collect()
    }

    /// What of the prompt was kept and cut, where one was rendered.
    #[getter]
    fn receipt(&self) -> Option<Receipt> {
        lock(&self.outcome).receipt().map(Receipt::from)
    }

    /// What the model was shown and what it answered, where the engine was made with `trace=True`.
    #[getter]
    fn trace(&self) -> Option<Trace> {
        lock(&self.outcome).trace().map(Trace::from)
    }

    /// What is known of the lead's wish with this message, and what a CRM should be told: only from the call that did the
    /// work, and where there was something to answer. `qualify` reads it anew.
    #[getter]
    fn qualification(&self) -> Option<Qualification> {
        lock(&self.outcome).qualification().map(Qualification::from)
    }

    /// The text, cleared for sending: once, and only from the call that did the work. After that, `None`.
    fn take_cleared(&self) -> Option<Cleared> {
        let cleared = lock(&self.outcome).take_cleared()?;
        Some(Cleared {
            outbound: cleared.outbound().to_string(),
            purpose: cleared.purpose().as_str(),
            deadline: Time(cleared.deadline()),
            cleared: Mutex::new(Some(cleared)),
            clock: Arc::clone(&self.clock),
        })
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr(slf.as_any(), &["kind", "reasons", "turn", "author", "consent", "until", "superseded_by"])
    }
}

/// A text that may be sent, once, until its deadline.
#[pyclass(frozen, module = "closr")]
pub(crate) struct Cleared {
    /// The outbound's id, for the channel to carry along.
    #[pyo3(get)]
    outbound: String,
    /// What it is for, as in `marketing`; a reply and a notice are `conversational`.
    #[pyo3(get)]
    purpose: &'static str,
    /// Until when it may be written.
    #[pyo3(get)]
    deadline: Time,
    cleared: Mutex<Option<consent::Cleared>>,
    clock: Arc<dyn Clock>,
}

impl Cleared {
    /// The TwiML that has Twilio send the text.
    pub(crate) fn answer(&self) -> Result<String> {
        Ok(twilio::answer(self.take()?, &*self.clock)?)
    }

    fn take(&self) -> Result<consent::Cleared> {
        lock(&self.cleared).take().ok_or_else(|| {
            failure(
                ErrorKind::Conflict,
                "the text was released before: a text is sent once, so keep what you released",
            )
        })
    }
}

#[pymethods]
impl Cleared {
    /// The text, once: call it just before writing. After the deadline it is `consent_denied`.
    fn release(&self) -> Result<String> {
        Ok(self.take()?.release(&*self.clock)?.expose().clone())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr(slf.as_any(), &["outbound", "purpose", "deadline"])
    }
}

/// A turn that `recover` worked: its outcome, or the error that kept it open.
#[pyclass(frozen, get_all, module = "closr")]
pub(crate) struct Recovered {
    /// The turn's id.
    turn: String,
    /// What came of it.
    outcome: Option<Py<Outcome>>,
    /// Why it is still open.
    error: Option<Py<PyAny>>,
}

#[pymethods]
impl Recovered {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("turn", "outcome", "error")
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr(slf.as_any(), &["turn", "outcome", "error"])
    }
}

/// [`Recovered`] before it reaches Python.
pub(super) struct Worked {
    pub(super) turn: String,
    pub(super) worked: closr::Result<Outcome>,
}

impl<'py> IntoPyObject<'py> for Worked {
    type Target = Recovered;
    type Output = Bound<'py, Recovered>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, Recovered>> {
        let (outcome, error) = match self.worked {
            Ok(outcome) => (Some(Py::new(py, outcome)?), None),
            Err(error) => (None, Some(exception(py, &error)?.unbind())),
        };
        Bound::new(py, Recovered { turn: self.turn, outcome, error })
    }
}

view! {
    /// The tokens that a turn's calls used, as the provider reported them; unknown is `None`, never 0.
    Usage {
        /// Tokens of the prompt.
        input: Option<u64>,
        /// Tokens of the answer, reasoning included.
        output: Option<u64>,
        /// Tokens of the prompt that the provider read from its cache.
        cache_read: Option<u64>,
        /// Tokens of the answer that were reasoning.
        reasoning: Option<u64>,
        /// What they cost, in millionths of a US dollar, where the model's price is set.
        cost_micro_usd: Option<u64>,
    }
}

impl From<&closr::token::Usage> for Usage {
    fn from(usage: &closr::token::Usage) -> Usage {
        Usage {
            input: usage.input,
            output: usage.output,
            cache_read: usage.cache_read,
            reasoning: usage.reasoning,
            cost_micro_usd: usage.cost_micro_usd,
        }
    }
}

view! {
    /// What a prompt cost and what had to be left out. It holds no text.
    Receipt {
        /// The template's name and version, as in `inquiry_reply@1`.
        template: String,
        /// What counted, as in `o200k_base` or `estimate`.
        counter: String,
        /// Whether the counts are the model's own, or an estimate.
        exact: bool,
        /// The most tokens the prompt could have.
        limit: usize,
        /// The tokens of what is sent, framing included.
        total: usize,
        /// Every section, kept or cut, in order, and the framing last.
        items: Vec<Item>,
    }
}

view! {
    /// A line of a receipt.
    Item {
        /// As in `listing 2` or `framing`.
        what: String,
        /// Its tokens.
        tokens: usize,
        /// Whether it is sent.
        kept: bool,
    }
}

impl From<&closr::prompt::Receipt> for Receipt {
    fn from(receipt: &closr::prompt::Receipt) -> Receipt {
        let item = |item: &closr::prompt::Item| Item {
            what: item.what.clone(),
            tokens: item.tokens,
            kept: item.kept,
        };
        Receipt {
            template: receipt.template.clone(),
            counter: receipt.counter.clone(),
            exact: receipt.exact,
            limit: receipt.limit,
            total: receipt.total,
            items: receipt.items.iter().map(item).collect(),
        }
    }
}

view! {
    /// How a turn's text came about.
    Trace {
        /// The messages as the model saw them, or would have seen them: (role, redacted text).
        shown: Vec<(&'static str, String)>,
        /// Each call to the model, in order.
        asks: Vec<Ask>,
    }
}

view! {
    /// One call to the model.
    Ask {
        /// The answer as it came, placeholders and all.
        answer: String,
        /// The answer as it would have been sent.
        draft: String,
        /// Why the draft was blocked; empty where it was not.
        blocked: Vec<String>,
    }
}

impl From<&closr::Trace> for Trace {
    fn from(trace: &closr::Trace) -> Trace {
        let ask = |ask: &closr::Ask| Ask {
            answer: ask.answer.clone(),
            draft: ask.draft.expose().clone(),
            blocked: ask.blocked.iter().map(ToString::to_string).collect(),
        };
        Trace { shown: trace.shown.clone(), asks: trace.asks.iter().map(ask).collect() }
    }
}
