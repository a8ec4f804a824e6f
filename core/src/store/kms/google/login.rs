//! Google's access tokens: for a service account by a signed request (RFC 7523), or from the machine's metadata server.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD as BASE64, BASE64_URL_SAFE_NO_PAD as URL};
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::super::Fault;
use super::{GoogleLogin, not_sent, tls};
use crate::clock::Surroundings;
use crate::error::{Error, ErrorKind, Result};
use crate::http::client;

const SCOPE: &str = "https://www.googleapis.com/auth/cloudkms";
const MACHINE: &str =
    "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";
/// A token is asked for anew so long before its end.
const SPARE: Duration = Duration::from_secs(60);

pub(super) struct Login {
    http: reqwest::Client,
    how: How,
    token: Mutex<Option<(Zeroizing<String>, Instant)>>,
}

enum How {
    Signed { account: Box<Account>, key: Box<RsaKeyPair>, surroundings: Surroundings },
    Machine,
}

/// What of a service account's key file is needed.
#[derive(Deserialize)]
struct Account {
    client_email: String,
    private_key_id: String,
    private_key: Zeroizing<String>,
    token_uri: String,
}

#[derive(Deserialize)]
struct Token {
    access_token: Zeroizing<String>,
    expires_in: u64,
}

impl Login {
    pub(super) fn new(login: &GoogleLogin, wait: Duration, surroundings: &Surroundings) -> Result<Login> {
        let (how, url) = match login {
            GoogleLogin::ServiceAccount(path) => {
                let text = std::fs::read_to_string(path).map(Zeroizing::new).map_err(|_| no_account())?;
                let account: Account = serde_json::from_str(&text).map_err(|_| no_account())?;
                let key = key_pair(&account.private_key).ok_or_else(no_account)?;
                let url = account.token_uri.clone();
                let surroundings = surroundings.clone();
                (How::Signed { account: Box::new(account), key: Box::new(key), surroundings }, url)
            }
            GoogleLogin::Machine => (How::Machine, MACHINE.to_owned()),
        };
        Ok(Login { http: client(tls(&url)?, wait)?, how, token: Mutex::new(None) })
    }

    /// A token that is good for a while: who asks meanwhile waits for the one that is asked for.
    pub(super) async fn token(&self) -> std::result::Result<Zeroizing<String>, Fault> {
        let mut kept = self.token.lock().await;
        if let Some((token, _)) = kept.as_ref().filter(|(_, until)| *until > Instant::now() + SPARE) {
            return Ok(token.clone());
        }
        let request = match &self.how {
            How::Signed { account, key, surroundings } => {
                let assertion = assertion(account, key, surroundings)?;
                let form = format!(
                    "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}"
                );
                let kind = "application/x-www-form-urlencoded";
                self.http.post(&account.token_uri).header("content-type", kind).body(form)
            }
            How::Machine => self.http.get(MACHINE).header("Metadata-Flavor", "Google"),
        };
        let answer = request.send().await.map_err(not_sent)?;
        match answer.status().as_u16() {
            200 => {}
            429 => return Err(Fault::Busy),
            500.. => return Err(Fault::Down),
            _ => return Err(Fault::Refused),
        }
        let Token { access_token, expires_in } = answer.json().await.map_err(|_| Fault::Down)?;
        *kept = Some((access_token.clone(), Instant::now() + Duration::from_secs(expires_in)));
        Ok(access_token)
    }

    pub(super) async fn forget(&self) {
        *self.token.lock().await = None;
    }
}

/// A request for a token in the account's name, signed with its key.
fn assertion(
    account: &Account,
    key: &RsaKeyPair,
    surroundings: &Surroundings,
) -> std::result::Result<String, Fault> {
    let now = surroundings.now().as_millis() / 1000;
    let head = json!({"alg": "RS256", "typ": "JWT", "kid": account.private_key_id});
    let claims = json!({
        "iss": account.client_email, "scope": SCOPE, "aud": account.token_uri, "iat": now, "exp": now + 3600,
    });
    let signed = format!("{}.{}", URL.encode(head.to_string()), URL.encode(claims.to_string()));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &ring::rand::SystemRandom::new(), signed.as_bytes(), &mut signature)
        .map_err(|_| Fault::Rejected)?;
    Ok(format!("{signed}.{}", URL.encode(signature)))
}

/// The key of a PEM text.
fn key_pair(pem: &str) -> Option<RsaKeyPair> {
    let inside =
        pem.split("-----BEGIN PRIVATE KEY-----").nth(1)?.split("-----END PRIVATE KEY-----").next()?;
    let text: Zeroizing<String> =
        Zeroizing::new(inside.chars().filter(|letter| !letter.is_whitespace()).collect());
    let der = Zeroizing::new(BASE64.decode(&*text).ok()?);
    RsaKeyPair::from_pkcs8(&der).ok()
}

fn no_account() -> Error {
    Error::new(
        ErrorKind::ConfigInvalid,
        "the service account's file cannot be read or is no key of one: name the JSON file that Google's console made",
    )
}
