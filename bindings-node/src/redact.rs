//! Redaction on its own.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use closr::prompt::Placeholder;
use closr::redact;
use closr::{Account, Lead, Listing};
use napi::bindgen_prelude::{AsyncTask, Env, Result, Task};
use napi_derive::napi;

use crate::error::Thrown;

/// Puts placeholders into texts.
#[napi]
pub struct Redactor(redact::Redactor);

/// A small neural network that finds the names and addresses that rules leave in doubt.
#[napi]
pub struct Ner(redact::Ner);

#[napi]
impl Ner {
    /// Reads the files in a folder.
    #[napi(constructor)]
    pub fn new(folder: String) -> Result<Ner> {
        Ok(Ner(redact::Ner::open(folder).or_throw()?))
    }
}

/// A text with placeholders, and the way back.
#[napi]
pub struct Redaction {
    redaction: redact::Redaction,
    spans: Vec<Span>,
}

/// What was found, in UTF-16 units of the input.
#[napi(object, object_from_js = false)]
#[derive(Clone)]
pub struct Span {
    /// The first unit.
    pub start: u32,
    /// The unit after the last.
    pub end: u32,
    /// What it is.
    pub label: &'static str,
}

/// A reply with its values back.
#[napi(object, object_from_js = false)]
pub struct Restored {
    /// The text.
    pub text: String,
    /// Placeholders that were never issued.
    pub unknown: Vec<String>,
    /// Placeholders that were put back although they were misspelt.
    pub drifted: Vec<String>,
}

/// Puts values back into a reply that comes in pieces.
#[napi]
pub struct Restorer(Option<redact::Restorer>);

/// Many texts on their way, off the event loop.
pub struct Many {
    redactor: redact::Redactor,
    texts: Vec<String>,
}

impl Task for Many {
    type Output = Vec<String>;
    type JsValue = Vec<String>;

    fn compute(&mut self) -> Result<Vec<String>> {
        let texts: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        let redacted = self.redactor.redact_many(&texts, |_| ControlFlow::Continue(()));
        Ok(redacted.unwrap_or_default().into_iter().map(Cow::into_owned).collect())
    }

    fn resolve(&mut self, _: Env, redacted: Vec<String>) -> Result<Vec<String>> {
        Ok(redacted)
    }
}

/// The placeholders of one conversation.
#[napi]
#[derive(Default)]
pub struct Vault(Mutex<redact::Vault>);

#[napi]
impl Redactor {
    /// A redactor that knows a lead's values and leaves the business's public facts visible; records as JSON.
    #[napi(constructor)]
    pub fn new(
        lead: Option<String>,
        account: Option<String>,
        listings: Vec<String>,
        ner: Option<&Ner>,
    ) -> Result<Redactor> {
        let lead = lead.map_or_else(|| Ok(Lead::default()), |lead| Lead::from_json(&lead)).or_throw()?;
        let account = account.map(|account| Account::from_json(&account)).transpose().or_throw()?;
        let listings: closr::Result<Vec<_>> = listings.iter().map(|text| Listing::from_json(text)).collect();
        let redactor = redact::Redactor::with_context(&lead, account.as_ref(), &listings.or_throw()?);
        Ok(Redactor(match ner {
            Some(ner) => redactor.with_ner(ner.0.clone()),
            None => redactor,
        }))
    }

    /// Puts placeholders into a text, each text numbered from 1, or, with a vault, as its conversation has them.
    #[napi]
    pub fn redact(&self, text: String, vault: Option<&Vault>) -> Redaction {
        let redaction = match vault {
            Some(vault) => self.0.redact_with(&text, &mut vault.lock()),
            None => self.0.redact(&text),
        };
        let unit = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        let span = |span: &redact::Span| Span {
            start: unit(span.start),
            end: unit(span.end),
            label: span.label.as_str(),
        };
        let spans = redact::offsets_in_utf16(&text, &redaction.spans).iter().map(span).collect();
        Redaction { redaction, spans }
    }

    /// Puts placeholders into many texts, each numbered from 1, on all cores.
    #[napi(ts_return_type = "Promise<Array<string>>")]
    pub fn redact_many(&self, texts: Vec<String>) -> AsyncTask<Many> {
        AsyncTask::new(Many { redactor: self.0.clone(), texts })
    }
}

#[napi]
impl Redaction {
    /// The text with placeholders.
    #[napi(getter)]
    pub fn text(&self) -> &str {
        self.redaction.text.get()
    }

    /// What was found.
    #[napi(getter)]
    pub fn spans(&self) -> Vec<Span> {
        self.spans.clone()
    }

    /// The placeholder of each span.
    #[napi(getter)]
    pub fn placeholders(&self) -> Vec<String> {
        texts(&self.redaction.placeholders)
    }

    /// The input.
    #[napi]
    pub fn restore(&self) -> String {
        self.redaction.restore().expose().clone()
    }

    /// Puts the values back into a model's reply.
    #[napi]
    pub fn restore_reply(&self, reply: String) -> Restored {
        restored(&self.redaction.restore_reply(&reply))
    }
}

#[napi]
impl Vault {
    /// An empty vault.
    #[napi(constructor)]
    pub fn new() -> Vault {
        Vault::default()
    }

    /// Puts the values back into a model's reply.
    #[napi]
    pub fn restore_reply(&self, reply: String, typed: Vec<String>) -> Restored {
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        restored(&self.lock().restore_reply(&reply, &typed))
    }

    /// Puts the values back into a reply that comes in pieces.
    #[napi]
    pub fn restorer(&self, typed: Vec<String>) -> Restorer {
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        Restorer(Some(redact::Restorer::new(&self.lock(), &typed)))
    }

    /// How many values it holds.
    #[napi(getter)]
    pub fn size(&self) -> u32 {
        u32::try_from(self.lock().len()).unwrap_or(u32::MAX)
    }

    fn lock(&self) -> MutexGuard<'_, redact::Vault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[napi]
impl Restorer {
    /// What can be shown after the next piece; nothing after the end.
    #[napi]
    pub fn push(&mut self, piece: String) -> Option<String> {
        self.0.as_mut().map(|restorer| restorer.push(&piece).expose().clone())
    }

    /// The rest of the text; nothing the second time.
    #[napi]
    pub fn finish(&mut self) -> Option<Restored> {
        self.0.take().map(|restorer| restored(&restorer.finish()))
    }
}

fn restored(restored: &redact::Restored) -> Restored {
    Restored {
        text: restored.text.expose().clone(),
        unknown: texts(&restored.unknown),
        drifted: texts(&restored.drifted),
    }
}

fn texts(placeholders: &[Placeholder]) -> Vec<String> {
    placeholders.iter().map(|placeholder| placeholder.as_str().to_owned()).collect()
}
