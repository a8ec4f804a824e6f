//! What a message asks of us, and what is on file of a person's consent.

use closr::{AccountId, ErrorKind, consent, store};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::{Value, json};

use crate::convert::{self, Json, Time, name, parsed, text, view};
use crate::error::{Result, exception};
use crate::lead::Record;

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

impl Record for consent::ConsentRecord {
    fn take(record: Option<&Bound<'_, PyAny>>, fields: Option<&Bound<'_, PyDict>>) -> Result<Self> {
        let read = consent::ConsentRecord::from_json;
        convert::record("the consent record", ErrorKind::InputInvalid, record, fields, read)
    }
}

/// The records of an iterable: all of them, or every fault of theirs.
pub(crate) fn records(given: &Bound<'_, PyAny>) -> Result<Vec<consent::ConsentRecord>> {
    let expected = |_| convert::expected("records", "an iterable of records", given);
    let records = given.try_iter().map_err(expected)?.collect::<PyResult<Vec<_>>>()?;
    let fields = PyDict::new(given.py());
    fields.set_item("records", records)?;
    let read = consent::ConsentRecord::list_from_json;
    convert::record("the consent records", ErrorKind::InputInvalid, None, Some(&fields), read)
}

view! {
    /// What came of a consent record.
    Recorded {
        /// Whose contact point it is; `None` where nobody on file has it.
        lead: Option<String>,
        /// The state on the contact point's channel afterwards.
        state: &'static str,
        /// Whether any state changed.
        changed: bool,
        /// The audit trail's head with this record in it.
        audit_head: String,
    }
}

impl From<store::Recorded> for Recorded {
    fn from(recorded: store::Recorded) -> Recorded {
        Recorded {
            lead: recorded.lead.map(|id| id.to_string()),
            state: recorded.state.as_str(),
            changed: recorded.changed,
            audit_head: recorded.audit_head.to_string(),
        }
    }
}

/// A record's answer at its place in the list: a `Recorded`, or the error that refused it.
pub(crate) struct Taken(pub(crate) closr::Result<store::Recorded>);

impl<'py> IntoPyObject<'py> for Taken {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.0 {
            Ok(recorded) => Recorded::from(recorded).into_bound_py_any(py),
            Err(error) => exception(py, &error),
        }
    }
}

view! {
    /// One event of an account's consent, and whose it is.
    LedgerEntry {
        /// Its place among the account's events, from 1.
        place: u64,
        /// The contact point as a keyed hash, in hex; `None` where a record names a channel without one.
        contact_hash: Option<String>,
        /// The lead, where one is known.
        lead: Option<String>,
        /// The turn whose message brought it about.
        turn: Option<String>,
        /// The event.
        event: Event,
        /// The words that it rests on, from `consent_at` and while they are kept.
        words: Option<String>,
        /// The entry as `closr consent export` writes it.
        json: String,
    }
}

impl LedgerEntry {
    pub(crate) fn new(entry: store::LedgerEntry, account: &AccountId) -> LedgerEntry {
        LedgerEntry {
            json: entry.to_json(account),
            place: entry.place,
            contact_hash: entry.contact_hash(),
            lead: entry.lead.map(|id| id.to_string()),
            turn: entry.turn.map(|id| id.to_string()),
            event: entry.event.into(),
            words: entry.words.map(|words| words.expose().clone()),
        }
    }
}

view! {
    /// What is on file of a contact point's consent.
    ContactConsent {
        /// Its channel.
        channel: &'static str,
        /// Whose it is; `None` where nobody on file has it.
        lead: Option<String>,
        /// The state for each purpose: `conversational`, `transactional`, `marketing`.
        states: Json,
        /// Its own events, oldest first, with their words.
        history: Vec<LedgerEntry>,
    }
}

impl ContactConsent {
    pub(crate) fn new(on_file: store::ContactConsent, account: &AccountId) -> ContactConsent {
        let states = on_file.states.iter().map(|(purpose, state)| (purpose.as_str(), json!(state.as_str())));
        ContactConsent {
            channel: on_file.channel.as_str(),
            lead: on_file.lead.map(|id| id.to_string()),
            states: Json(states.map(|(purpose, state)| (purpose.to_owned(), state)).collect::<Value>()),
            history: on_file.history.into_iter().map(|entry| LedgerEntry::new(entry, account)).collect(),
        }
    }
}
