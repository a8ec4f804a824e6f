//! Google Cloud KMS, by the two calls of its REST interface that wrapping takes.

mod login;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use self::login::Login;
use super::{DEADLINE, Fault, Line, unwrapped};
use crate::clock::Surroundings;
use crate::error::Result;
use crate::http::{Tls, client};
use crate::store::wrap::KeyService;

/// A symmetric key of Google Cloud KMS that wraps accounts' keys.
///
/// Who logs in must be allowed `cloudkms.cryptoKeyVersions.useToEncrypt` and `useToDecrypt` of the key.
///
/// ```
/// # #[cfg(feature = "kms-google")] {
/// use closr::store::{GoogleKms, GoogleLogin, MasterKey};
///
/// let key = "projects/oak-main/locations/us-east1/keyRings/closr/cryptoKeys/master";
/// let master_key = MasterKey::google_kms(GoogleKms::new(key, GoogleLogin::ServiceAccount("closr.json".into())));
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GoogleKms {
    /// The key's resource name, as in `projects/P/locations/L/keyRings/R/cryptoKeys/K`.
    pub key: String,
    /// How it logs in.
    pub login: GoogleLogin,
    /// Another address of the service; `None` is `https://cloudkms.googleapis.com`.
    pub endpoint: Option<String>,
    /// How long it is waited for: 5 seconds.
    pub deadline: Duration,
}

/// How a process shows Google who it is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum GoogleLogin {
    /// By a service account's key file, which `gcloud iam service-accounts keys create` makes.
    ServiceAccount(PathBuf),
    /// As the machine or the container that it runs in: Google's metadata server there, `http://metadata.google.internal`, is asked.
    Machine,
}

impl GoogleKms {
    /// A key, and how to log in.
    pub fn new(key: impl Into<String>, login: GoogleLogin) -> GoogleKms {
        GoogleKms { key: key.into(), login, endpoint: None, deadline: DEADLINE }
    }

    pub(in crate::store) fn open(&self, surroundings: &Surroundings) -> Result<Box<dyn KeyService>> {
        const SERVICE: &str = "https://cloudkms.googleapis.com";

        let parts: Vec<&str> = self.key.split('/').collect();
        let ["projects", _, "locations", _, "keyRings", _, "cryptoKeys", _] = parts[..] else {
            return Err(Fault::Setting.into());
        };
        // What would end the path, or begin another.
        if !self.key.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.:".contains(&b)) {
            return Err(Fault::Setting.into());
        }
        let root = self.endpoint.as_deref().unwrap_or(SERVICE).trim_end_matches('/');
        let login = Login::new(&self.login, self.deadline, surroundings)?;
        let http = client(tls(root)?, self.deadline)?;
        let asked = Asked { http, url: format!("{root}/v1/{}", self.key), login };
        Ok(Box::new(Service { line: Line::open(self.deadline)?, asked: Arc::new(asked) }))
    }
}

/// Plain HTTP is for who names it.
fn tls(url: &str) -> Result<Tls> {
    match url.split_once("://") {
        Some(("https", _)) => Ok(Tls::Required),
        Some(("http", _)) => Ok(Tls::Off),
        _ => Err(Fault::Setting.into()),
    }
}

struct Service {
    line: Line,
    asked: Arc<Asked>,
}

struct Asked {
    http: reqwest::Client,
    url: String,
    login: Login,
}

impl KeyService for Service {
    fn mark(&self) -> u8 {
        0xa2
    }

    fn wrap(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
        let (asked, context) = (Arc::clone(&self.asked), BASE64.encode(context));
        let plain = Zeroizing::new(BASE64.encode(plain));
        Ok(self.line.ask(async move {
            let body = json!({"plaintext": *plain, "additionalAuthenticatedData": context});
            let answer = asked.ask("encrypt", &body).await?;
            bytes(&answer, "ciphertext")
        })?)
    }

    fn unwrap(&self, context: &[u8], wrapped: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let (asked, context) = (Arc::clone(&self.asked), BASE64.encode(context));
        let wrapped = BASE64.encode(wrapped);
        unwrapped(self.line.ask(async move {
            let body = json!({"ciphertext": wrapped, "additionalAuthenticatedData": context});
            let answer = asked.ask("decrypt", &body).await?;
            Ok(Zeroizing::new(bytes(&answer, "plaintext")?))
        }))
    }
}

impl Asked {
    async fn ask(&self, verb: &'static str, body: &Value) -> std::result::Result<Value, Fault> {
        let token = self.login.token().await?;
        let request = self.http.post(format!("{}:{verb}", self.url)).bearer_auth(&*token).json(body);
        let answer = request.send().await.map_err(not_sent)?;
        let status = answer.status().as_u16();
        let said = answer.json::<Value>().await;
        match said {
            Ok(said) if status == 200 => Ok(said),
            Err(_) if status == 200 => Err(Fault::Down),
            said => {
                let fault = meant(status, said.ok().as_ref(), verb);
                if fault == Fault::Refused {
                    // It may have been taken back before its time.
                    self.login.forget().await;
                }
                Err(fault)
            }
        }
    }
}

/// What an answer that is none means. Its words can quote the request.
fn meant(status: u16, said: Option<&Value>, verb: &str) -> Fault {
    let code = said.and_then(|said| said.pointer("/error/status")).and_then(Value::as_str);
    match (status, code) {
        (400, Some("FAILED_PRECONDITION")) => Fault::NoKey,
        (400, _) if verb == "decrypt" => Fault::NotOurs,
        (401 | 403, _) => Fault::Refused,
        (404, _) => Fault::NoKey,
        (408 | 504, _) => Fault::Slow,
        (429, _) => Fault::Busy,
        (500.., _) => Fault::Down,
        _ => Fault::Rejected,
    }
}

fn not_sent(error: reqwest::Error) -> Fault {
    if error.is_timeout() { Fault::Slow } else { Fault::Down }
}

fn bytes(answer: &Value, name: &str) -> std::result::Result<Vec<u8>, Fault> {
    let text = answer.get(name).and_then(Value::as_str).ok_or(Fault::Down)?;
    BASE64.decode(text).map_err(|_| Fault::Down)
}
