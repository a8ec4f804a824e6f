//! What a channel's vendor tells, and the carriers of an outbox.

use closr::channel::{Incoming, Webhook, one_click, sendgrid, twilio};
use napi::bindgen_prelude::Uint8Array;
use napi::{Env, Result};
use napi_derive::napi;

use crate::engine::{Cleared, promise_of_process};
use crate::error::{Thrown, record};

/// Checks that Twilio sent a webhook; `headers` are names and values in turn.
#[napi]
pub fn twilio_verify(url: String, headers: Vec<String>, body: Uint8Array, auth_token: String) -> Result<()> {
    twilio::verify(&webhook(&url, &headers, &body), &auth_token.as_str().into()).or_throw()
}

/// What a webhook of Twilio's tells, each as JSON.
#[napi]
pub fn twilio_parse(url: String, headers: Vec<String>, body: Uint8Array) -> Result<Vec<String>> {
    let told = twilio::parse(&webhook(&url, &headers, &body)).or_throw()?;
    Ok(told.iter().map(Incoming::to_json).collect())
}

/// Checks that SendGrid sent a webhook; `headers` are names and values in turn.
#[napi]
pub fn sendgrid_verify(
    url: String,
    headers: Vec<String>,
    body: Uint8Array,
    public_key: String,
) -> Result<()> {
    let key = sendgrid::PublicKey::new(&public_key).or_throw()?;
    sendgrid::verify(&webhook(&url, &headers, &body), &key).or_throw()
}

/// Checks that whoever posts a webhook knows the secret in its URL.
#[napi]
pub fn sendgrid_verify_secret(
    url: String,
    headers: Vec<String>,
    body: Uint8Array,
    secret: String,
) -> Result<()> {
    sendgrid::verify_secret(&webhook(&url, &headers, &body), &secret.into()).or_throw()
}

/// What a webhook of SendGrid's tells, each as JSON; `groups` is a record.
#[napi]
pub fn sendgrid_parse(
    url: String,
    headers: Vec<String>,
    body: Uint8Array,
    groups: String,
) -> Result<Vec<String>> {
    let groups = sendgrid::Groups::from_json(&groups).or_throw()?;
    let told = sendgrid::parse(&webhook(&url, &headers, &body), &groups).or_throw()?;
    Ok(told.iter().map(Incoming::to_json).collect())
}

/// The headers of a mail that can be unsubscribed from with one click, names and values in turn.
#[napi]
pub fn one_click_headers(
    account: String,
    contact: String,
    purpose: String,
    url: String,
    secret: String,
) -> Result<Vec<String>> {
    let links = one_click::OneClick::new(&url, &secret.into()).or_throw()?;
    let (account, contact) = (account.parse().or_throw()?, contact.parse().or_throw()?);
    let headers = links.headers(&account, &contact, purpose.parse().or_throw()?).or_throw()?;
    Ok(headers.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect())
}

/// What was posted to the link of such a mail, as JSON.
#[napi]
pub fn one_click_opt_out(
    url: String,
    headers: Vec<String>,
    body: Uint8Array,
    secret: String,
    account: String,
) -> Result<String> {
    let account = account.parse().or_throw()?;
    let told = one_click::opt_out(&webhook(&url, &headers, &body), &secret.into(), &account).or_throw()?;
    Ok(told.to_json())
}

/// The TwiML that answers a webhook.
#[napi]
pub fn twilio_answer(cleared: Option<&Cleared>) -> Result<String> {
    match cleared {
        Some(cleared) => cleared.answer(),
        None => Ok(twilio::silence().to_owned()),
    }
}

fn webhook<'a>(url: &'a str, headers: &'a [String], body: &'a [u8]) -> Webhook<'a> {
    let pairs = headers.chunks_exact(2).filter_map(|pair| match pair {
        [name, value] => Some((name.as_str(), value.as_str())),
        _ => None,
    });
    Webhook::new(url, pairs, body)
}

/// Who sends, how fast, and whether anything is sent at all.
#[napi]
pub struct Outbox {
    pub(crate) outbox: closr::Outbox,
}

#[napi]
impl Outbox {
    /// Reads an outbox's settings.
    #[napi(constructor)]
    pub fn new(settings: String) -> Result<Outbox> {
        Ok(Outbox { outbox: closr::Outbox::from_json(&settings).or_throw()? })
    }

    /// Begins nothing new.
    #[napi]
    pub fn pause(&self) {
        self.outbox.pause();
    }

    /// Goes on.
    #[napi]
    pub fn resume(&self) {
        self.outbox.resume();
    }

    /// Whether nothing new is begun.
    #[napi(getter)]
    pub fn paused(&self) -> bool {
        self.outbox.is_paused()
    }

    /// Pauses, and waits until all that is under way is reported.
    #[napi]
    pub fn drain(&self, env: &Env) -> Result<napi::bindgen_prelude::AsyncBlock<()>> {
        let outbox = self.outbox.clone();
        promise_of_process(env, async move {
            outbox.drain().await;
            Ok(())
        })
    }
}

/// What became of one turn in a delivery.
#[napi(object, object_from_js = false)]
pub struct Delivery {
    /// The turn.
    pub turn: String,
    /// How far its text has come.
    pub state: Option<&'static str>,
    /// What went wrong, as JSON.
    pub error: Option<String>,
}

impl From<closr::Delivery> for Delivery {
    fn from(delivery: closr::Delivery) -> Delivery {
        Delivery {
            turn: delivery.turn.to_string(),
            state: delivery.state.map(|state| state.as_str()),
            error: delivery.error.map(|error| record(&error).to_string()),
        }
    }
}
