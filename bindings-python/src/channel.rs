//! What a channel's vendor tells, and the carriers of an outbox.

use std::collections::HashMap;
use std::sync::Mutex;

use closr::channel::{Incoming, Webhook, one_click, sendgrid, twilio};
use closr::{AccountId, ContactPoint, ErrorKind, Outbox as CoreOutbox, Purpose};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::convert::{self, Json, expected, text};
use crate::engine::Cleared;
use crate::error::{Failure, Result, exception};
use crate::runtime::{OfProcess, block_on, lock};

/// The headers of a request, from a mapping or pairs, of `str` or, as ASGI has them, `bytes`.
struct Headers(Vec<(String, String)>);

impl Headers {
    fn read(headers: &Bound<'_, PyAny>) -> Result<Headers> {
        let wrong = || expected("headers", "a mapping or pairs of str or bytes", headers);
        let pairs = match headers.call_method0("items") {
            Ok(items) => items,
            Err(_) => headers.clone(),
        };
        let mut read = Vec::new();
        for pair in pairs.try_iter().map_err(|_| wrong())? {
            let pair = pair.map_err(Failure::from)?;
            let (name, value) =
                pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>().map_err(|_| wrong())?;
            // A header in another encoding is none of those that are read.
            if let (Some(name), Some(value)) = (latin(&name), latin(&value)) {
                read.push((name, value));
            }
        }
        Ok(Headers(read))
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn latin(value: &Bound<'_, PyAny>) -> Option<String> {
    match value.cast::<PyBytes>() {
        Ok(bytes) => String::from_utf8(bytes.as_bytes().to_vec()).ok(),
        Err(_) => value.cast::<PyString>().ok()?.to_str().ok().map(str::to_owned),
    }
}

/// A webhook's three parts, as functions take them.
fn with_webhook<T>(
    url: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    body: &Bound<'_, PyAny>,
    read: impl FnOnce(&Webhook<'_>) -> Result<T>,
) -> Result<T> {
    let headers = Headers::read(headers)?;
    read(&Webhook::new(text("url", url)?, headers.pairs(), self::body(body)?))
}

fn body<'a>(value: &'a Bound<'_, PyAny>) -> Result<&'a [u8]> {
    let bytes = value.cast::<PyBytes>().map_err(|_| expected("body", "the raw bytes", value))?;
    Ok(bytes.as_bytes())
}

/// Checks that Twilio sent a webhook, by the account's auth token; otherwise it raises `Unauthorized`: answer 403.
///
/// `url` is the one that Twilio called, with its query, and `body` the raw bytes. Headers are a mapping or pairs, in any case.
#[pyfunction]
#[pyo3(name = "twilio_verify", signature = (url, headers, body, auth_token))]
pub(crate) fn verify(
    url: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    body: &Bound<'_, PyAny>,
    auth_token: &Bound<'_, PyAny>,
) -> Result<()> {
    with_webhook(url, headers, body, |webhook| {
        Ok(twilio::verify(webhook, &text("auth_token", auth_token)?.into())?)
    })
}

/// What a webhook of Twilio's tells, once it was verified: dicts for `receive`, told apart by their `kind`.
#[pyfunction]
#[pyo3(name = "twilio_parse", signature = (url, headers, body))]
pub(crate) fn parse(
    url: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    body: &Bound<'_, PyAny>,
) -> Result<Vec<Json>> {
    with_webhook(url, headers, body, |webhook| Ok(told(&twilio::parse(webhook)?)))
}

fn told(told: &[Incoming]) -> Vec<Json> {
    told.iter().map(|told| Json::read(&told.to_json())).collect()
}

/// The TwiML that answers a webhook: with a text, which Twilio then sends, or with nothing. Its content type is `text/xml`.
#[pyfunction]
#[pyo3(name = "twilio_answer", signature = (cleared=None, /))]
pub(crate) fn answer(cleared: Option<&Bound<'_, Cleared>>) -> Result<String> {
    match cleared {
        Some(cleared) => cleared.get().answer(),
        None => Ok(twilio::silence().to_owned()),
    }
}

/// Checks that SendGrid sent a webhook, by the public key that it shows beside it; otherwise it raises `Unauthorized`: answer 403.
///
/// `body` is the raw bytes; headers are a mapping or pairs, in any case. A wrong key is `ConfigInvalid`.
#[pyfunction]
#[pyo3(signature = (url, headers, body, public_key))]
pub(crate) fn sendgrid_verify(
    url: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    body: &Bound<'_, PyAny>,
    public_key: &Bound<'_, PyAny>,
) -> Result<()> {
    with_webhook(url, headers, body, |webhook| {
        let key = sendgrid::PublicKey::new(text("public_key", public_key)?)?;
        Ok(sendgrid::verify(webhook, &key)?)
    })
}

/// Checks that whoever posts a webhook knows the secret in its URL, `closr_secret`: for an Inbound Parse that is not signed.
#[pyfunction]
#[pyo3(signature = (url, headers, body, secret))]
pub(crate) fn sendgrid_verify_secret(
    url: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    body: &Bound<'_, PyAny>,
    secret: &Bound<'_, PyAny>,
) -> Result<()> {
    with_webhook(url, headers, body, |webhook| {
        Ok(sendgrid::verify_secret(webhook, &text("secret", secret)?.into())?)
    })
}

/// What a webhook of SendGrid's tells, once it was verified: dicts for `receive`, told apart by their `kind`.
///
/// `groups` are the unsubscribe groups by purpose, as in `{"marketing": 12345}`.
#[pyfunction]
#[pyo3(signature = (url, headers, body, groups=None))]
pub(crate) fn sendgrid_parse(
    url: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    body: &Bound<'_, PyAny>,
    groups: Option<&Bound<'_, PyAny>>,
) -> Result<Vec<Json>> {
    let groups =
        convert::record("the groups", ErrorKind::ConfigInvalid, groups, None, sendgrid::Groups::from_json)?;
    with_webhook(url, headers, body, |webhook| Ok(told(&sendgrid::parse(webhook, &groups)?)))
}

/// The two headers of a mail that can be unsubscribed from with one click, as RFC 8058 has them: a dict.
///
/// `url` is the endpoint that calls `opt_out`, and `secret` 32 bytes or more that nobody else knows.
#[pyfunction]
#[pyo3(name = "one_click_headers", signature = (account, contact, purpose, *, url, secret))]
pub(crate) fn headers(
    account: &Bound<'_, PyAny>,
    contact: &Bound<'_, PyAny>,
    purpose: &Bound<'_, PyAny>,
    url: &Bound<'_, PyAny>,
    secret: &Bound<'_, PyAny>,
) -> Result<HashMap<&'static str, String>> {
    let links = one_click::OneClick::new(text("url", url)?, &text("secret", secret)?.into())?;
    let account: AccountId = text("account", account)?.parse()?;
    let contact: ContactPoint = text("contact", contact)?.parse()?;
    let purpose: Purpose = text("purpose", purpose)?.parse()?;
    Ok(links.headers(&account, &contact, purpose)?.into_iter().collect())
}

/// What a mail program posted to such a mail's link: the opt-out of its purpose, for `receive`. A GET raises `InputInvalid`, and a link that
/// was changed or is another account's `Unauthorized`.
#[pyfunction]
#[pyo3(name = "one_click_opt_out", signature = (url, headers, body, secret, account))]
pub(crate) fn opt_out(
    url: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    body: &Bound<'_, PyAny>,
    secret: &Bound<'_, PyAny>,
    account: &Bound<'_, PyAny>,
) -> Result<Json> {
    let account: AccountId = text("account", account)?.parse()?;
    with_webhook(url, headers, body, |webhook| {
        let told = one_click::opt_out(webhook, &text("secret", secret)?.into(), &account)?;
        Ok(Json::read(&told.to_json()))
    })
}

/// What `parse` returned, read for core.
pub(crate) fn incoming(told: &Bound<'_, PyAny>) -> Result<Incoming> {
    convert::record("what a webhook tells", ErrorKind::InputInvalid, Some(told), None, Incoming::from_json)
}

/// Who sends, how fast, and whether anything is sent at all.
///
/// `twilio` is a dict with `account_sid`, `auth_token` and `from`, and `sendgrid` one with `api_key`, `from` and `subject`;
/// `closr.records.TwilioSettings` and `SendGridSettings` list the rest. After a fork the child has an outbox of the same settings, which is
/// not paused.
///
/// >>> outbox = Outbox(twilio={"account_sid": "AC" + "0" * 32, "auth_token": "secret", "from": "+15125550100"})
/// >>> outbox.pause()
/// >>> outbox.paused
/// True
#[pyclass(frozen, module = "closr")]
pub(crate) struct Outbox {
    settings: String,
    outbox: Mutex<OfProcess<CoreOutbox>>,
}

impl Outbox {
    pub(crate) fn of_process(&self) -> Result<CoreOutbox> {
        let mut slot = lock(&self.outbox);
        if let Some(outbox) = slot.get() {
            return Ok(outbox.clone());
        }
        let outbox = CoreOutbox::from_json(&self.settings)?;
        *slot = OfProcess::new(outbox.clone());
        Ok(outbox)
    }
}

#[pymethods]
impl Outbox {
    #[new]
    #[pyo3(signature = (settings=None, /, **options))]
    fn new(settings: Option<&Bound<'_, PyAny>>, options: Option<&Bound<'_, PyDict>>) -> Result<Outbox> {
        let (settings, outbox) = convert::record(
            "the outbox's record",
            ErrorKind::ConfigInvalid,
            settings,
            options,
            |settings| Ok((settings.to_owned(), CoreOutbox::from_json(settings)?)),
        )?;
        Ok(Outbox { settings, outbox: Mutex::new(OfProcess::new(outbox)) })
    }

    /// Begins nothing new until `resume`; what is under way is ended.
    fn pause(&self) -> Result<()> {
        self.of_process()?.pause();
        Ok(())
    }

    /// Goes on.
    fn resume(&self) -> Result<()> {
        self.of_process()?.resume();
        Ok(())
    }

    /// Pauses, and waits until all that was under way in this process is reported: then it may end.
    fn drain(&self, py: Python<'_>) -> Result<()> {
        let outbox = self.of_process();
        block_on(
            py,
            outbox.map(|outbox| async move {
                outbox.drain().await;
                Ok(None::<bool>)
            }),
        )
        .map(drop)
    }

    /// Whether nothing new is begun.
    #[getter]
    fn paused(&self) -> Result<bool> {
        Ok(self.of_process()?.is_paused())
    }

    fn __repr__(&self) -> Result<String> {
        Ok(format!("Outbox(paused={})", if self.of_process()?.is_paused() { "True" } else { "False" }))
    }
}

/// An outbox argument.
pub(crate) fn outbox(value: &Bound<'_, PyAny>) -> Result<CoreOutbox> {
    let outbox = value.cast::<Outbox>().map_err(|_| expected("outbox", "an Outbox", value))?;
    outbox.get().of_process()
}

/// What became of one turn in a delivery: `state` is how far its text has come, where it came to one.
#[pyclass(frozen, get_all, module = "closr")]
pub(crate) struct Delivery {
    /// The turn's id, which its outbound has too.
    turn: String,
    /// As in `accepted`, `waiting`, `unknown` or `refused`; `None` where there was nothing to send.
    state: Option<&'static str>,
    /// What went wrong.
    error: Option<Py<PyAny>>,
}

#[pymethods]
impl Delivery {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("turn", "state", "error")
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        convert::repr(slf.as_any(), &["turn", "state", "error"])
    }
}

/// [`Delivery`] before it reaches Python.
pub(crate) struct Sent(pub(crate) closr::Delivery);

impl<'py> IntoPyObject<'py> for Sent {
    type Target = Delivery;
    type Output = Bound<'py, Delivery>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, Delivery>> {
        let error = self.0.error.map(|error| exception(py, &error)).transpose()?;
        let state = self.0.state.map(|state| state.as_str());
        Bound::new(py, Delivery { turn: self.0.turn.to_string(), state, error: error.map(Bound::unbind) })
    }
}
