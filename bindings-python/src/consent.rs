//! What a message asks of us, and what is on file of a person's consent.

use closr::consent;
use pyo3::prelude::*;

use crate::convert::{Json, Time, name, parsed, text, view};
use crate::error::Result;

view! {
    /// One thing that a message asks.
    Finding {
        /// What, as in `opt_out`.
        kind: Json,
        /// How far it reaches: `{"channel": "sms"}`, `{"purpose": ["sms", "marketing"]}` or `everything`.
        scope: Json,
        /// The rule that decided, as in `SMS-01`.
        rule: &'static str,
        /// How sure the rule is, 0 to 1.
        confidence: f32,
    }
}

view! {
    /// All that a message asks.
    Reading {
        /// The message's one label on its channel, as in `opt_out` or `normal`.
        label: &'static str,
        /// The rule behind the label.
        rule: &'static str,
        /// How sure the rule is, 0 to 1.
        confidence: f32,
        /// The findings, the weightiest first.
        findings: Vec<Finding>,
    }
}

/// Reads what an inbound message asks of us: by rules, without a model.
///
/// >>> read("sms", "please lose my number").label
/// 'opt_out'
#[pyfunction]
#[pyo3(signature = (channel, text, /))]
pub(crate) fn read(py: Python<'_>, channel: &Bound<'_, PyAny>, text: &Bound<'_, PyAny>) -> Result<Reading> {
    let channel = parsed("channel", channel)?;
    let text = self::text("text", text)?;
    let reading = py.detach(|| consent::read(channel, text));
    let finding = |finding: &consent::Finding| Finding {
        kind: name(&finding.kind),
        scope: name(&finding.scope),
        rule: finding.rule,
        confidence: finding.confidence,
    };
    Ok(Reading {
        label: reading.label().as_str(),
        rule: reading.rule(),
        confidence: reading.confidence(),
        findings: reading.findings.iter().map(finding).collect(),
    })
}

/// What a rule rests on, in words; `None` for a rule that closr does not have.
#[pyfunction]
#[pyo3(signature = (rule, /))]
pub(crate) fn explain(rule: &Bound<'_, PyAny>) -> Result<Option<&'static str>> {
    Ok(consent::explain(text("rule", rule)?))
}

view! {
    /// One event of a person's consent; it holds no personal data.
    Event {
        /// What, as in `opt_out`.
        kind: Json,
        /// How far it reaches, as in a `Finding`.
        scope: Json,
        /// Who brought it about: `person`, `record`, `provider` or `engine`.
        source: Json,
        /// The rule that decided.
        rule: String,
        /// When.
        at: Time,
    }
}

impl From<consent::Event> for Event {
    fn from(event: consent::Event) -> Event {
        Event {
            kind: name(&event.kind),
            scope: name(&event.scope),
            source: name(&event.source),
            rule: event.rule,
            at: Time(event.at),
        }
    }
}
