//! Redaction on its own: placeholders into texts, and values back.

use std::sync::Mutex;

use closr::redact;
use pyo3::prelude::*;

use crate::convert::{self, text, view};
use crate::error::Result;
use crate::lead::Record;
use crate::runtime::lock;

view! {
    /// Where personal data stands in a text, in code points, as Python counts.
    Span {
        /// The first character.
        start: usize,
        /// The character after the last.
        end: usize,
        /// What it is, as in `PHONE`.
        label: &'static str,
    }
}

view! {
    /// A reply with its values back.
    Restored {
        /// The text.
        text: String,
        /// Placeholders that this conversation never issued and the lead did not type.
        unknown: Vec<String>,
    }
}

impl From<redact::Restored> for Restored {
    fn from(restored: redact::Restored) -> Restored {
        let unknown = restored.unknown.iter().map(|placeholder| placeholder.as_str().to_owned()).collect();
        Restored { text: restored.text.expose().clone(), unknown }
    }
}

/// Puts placeholders into texts, and values back. Without records it knows nobody: recognisers only.
///
/// A lead's values are found in every usual spelling; what `account` and `listings` make public stays visible.
///
/// >>> redactor = Redactor(lead={"first_name": "Jane", "phones": ["+15125550147"]})
/// >>> redaction = redactor.redact("Jane here, call 512.555.0147")
/// >>> redaction.text
/// '[PERSON_1] here, call [PHONE_1]'
/// >>> redaction.restore_reply("Thanks [PERSON_1]!").text
/// 'Thanks Jane!'
#[pyclass(frozen, module = "closr")]
pub(crate) struct Redactor(redact::Redactor);

#[pymethods]
impl Redactor {
    #[new]
    #[pyo3(signature = (*, lead=None, account=None, listings=None))]
    fn new(
        lead: Option<&Bound<'_, PyAny>>,
        account: Option<&Bound<'_, PyAny>>,
        listings: Option<&Bound<'_, PyAny>>,
    ) -> Result<Redactor> {
        let lead: closr::Lead = Record::take(lead, None)?;
        let account: Option<closr::Account> =
            account.map(|account| Record::take(Some(account), None)).transpose()?;
        let mut known = Vec::new();
        if let Some(listings) = listings {
            let wrong = |_| convert::expected("listings", "a list of listings", listings);
            for listing in listings.try_iter().map_err(wrong)? {
                known.push(Record::take(Some(&listing?), None)?);
            }
        }
        Ok(Redactor(redact::Redactor::with_context(&lead, account.as_ref(), &known)))
    }

    /// Puts placeholders into a text. With a `vault`, a value has the same placeholder in all texts of a conversation.
    #[pyo3(signature = (text, /, *, vault=None))]
    fn redact(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        vault: Option<&Bound<'_, PyAny>>,
    ) -> Result<Redaction> {
        let text = convert::text("text", text)?;
        let vault = match vault {
            Some(vault) => {
                Some(vault.cast::<Vault>().map_err(|_| convert::expected("vault", "closr.Vault", vault))?)
            }
            None => None,
        };
        let vault = vault.map(|vault| vault.get());
        Ok(py.detach(|| {
            let found = match vault {
                Some(vault) => self.0.redact_with(text, &mut lock(&vault.0)),
                None => self.0.redact(text),
            };
            let spans = redact::offsets_in_chars(text, &found.spans);
            Redaction { found, spans }
        }))
    }

    fn __repr__(&self) -> &'static str {
        "Redactor()"
    }
}

/// A text with placeholders, and the way back.
#[pyclass(frozen, module = "closr")]
pub(crate) struct Redaction {
    found: redact::Redaction,
    spans: Vec<redact::Span>,
}

#[pymethods]
impl Redaction {
    /// The text with placeholders.
    #[getter]
    fn text(&self) -> &str {
        self.found.text.get()
    }

    /// What was found, in code points of the input: sorted and disjoint.
    #[getter]
    fn spans(&self) -> Vec<Span> {
        let span =
            |span: &redact::Span| Span { start: span.start, end: span.end, label: span.label.as_str() };
        self.spans.iter().map(span).collect()
    }

    /// The placeholder of each span.
    #[getter]
    fn placeholders(&self) -> Vec<&str> {
        self.found.placeholders.iter().map(|placeholder| placeholder.as_str()).collect()
    }

    /// The input, to the character.
    fn restore(&self) -> String {
        self.found.restore().expose().clone()
    }

    /// Puts the values back into a model's reply to this text.
    #[pyo3(signature = (reply, /))]
    fn restore_reply(&self, py: Python<'_>, reply: &Bound<'_, PyAny>) -> Result<Restored> {
        let reply = text("reply", reply)?;
        Ok(py.detach(|| self.found.restore_reply(reply).into()))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        convert::repr(slf.as_any(), &["text", "spans", "placeholders"])
    }
}

/// The placeholders of one conversation: one a value, the same in all its texts.
///
/// >>> vault = Vault()
/// >>> Redactor().redact("bob@x.com", vault=vault).text, Redactor().redact("amy@x.com, bob@x.com", vault=vault).text
/// ('[EMAIL_1]', '[EMAIL_2], [EMAIL_1]')
#[pyclass(frozen, module = "closr")]
pub(crate) struct Vault(Mutex<redact::Vault>);

#[pymethods]
impl Vault {
    #[new]
    fn new() -> Vault {
        Vault(Mutex::default())
    }

    /// Puts the values back into a model's reply; what stands in `typed`, the lead's own messages, is left as it is.
    #[pyo3(signature = (reply, /, typed=None))]
    fn restore_reply(
        &self,
        py: Python<'_>,
        reply: &Bound<'_, PyAny>,
        typed: Option<&Bound<'_, PyAny>>,
    ) -> Result<Restored> {
        let reply = text("reply", reply)?;
        let wrong = |found| move |_| convert::expected("typed", "a list of str", found);
        let typed: Vec<String> = match typed {
            Some(typed) => typed.extract().map_err(wrong(typed))?,
            None => Vec::new(),
        };
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        Ok(py.detach(|| lock(&self.0).restore_reply(reply, &typed).into()))
    }

    fn __repr__(&self) -> &'static str {
        "Vault([pii])"
    }
}
