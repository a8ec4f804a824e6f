//! Sends through Twilio's API.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::TwilioConfig;
use super::wire::{decode, encode, lost, path};
use crate::channel::exchange::{Exchange, exchange, header, unreached};
use crate::channel::{Carrier, Refusal, Sending};
use crate::clock::Clock;
use crate::consent::Cleared;
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::http::client;
use crate::lead::{Channel, ContactPoint};

/// Sends text messages through Twilio.
///
/// One that Twilio has refused was not sent; what it answers with a 5xx, or does not answer, may have been: that is
/// [`Sending::Unknown`], which the status callback settles, and which nobody sends again.
pub struct Twilio {
    config: TwilioConfig,
    http: reqwest::Client,
    url: String,
    credentials: HeaderValue,
}

impl Twilio {
    /// Checks the settings; nothing is asked before the first message.
    ///
    /// # Errors
    /// `ConfigInvalid` with every fault at once, by setting and without a value.
    pub fn new(config: TwilioConfig) -> Result<Twilio> {
        config.check()?;
        let tls = config.tls().map_err(|problem| Error::new(ErrorKind::ConfigInvalid, problem))?;
        let http = client(tls, config.timeout.min(Duration::from_secs(5)))?;
        let user = config.api_key_sid.as_deref().unwrap_or(&config.account_sid);
        let pair = Zeroizing::new(format!("{user}:{}", config.auth_token.expose_secret()));
        let basic = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
        let mut credentials = HeaderValue::from_str(&basic)
            .map_err(|_| Error::new(ErrorKind::ConfigInvalid, "`auth_token` cannot stand in a header"))?;
        credentials.set_sensitive(true);
        let url = format!("{}{}", config.base_url.trim_end_matches('/'), path(&config));
        Ok(Twilio { config, http, url, credentials })
    }

    async fn post(&self, form: String) -> Sending {
        let request = self
            .http
            .post(&self.url)
            .header(AUTHORIZATION, self.credentials.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        match exchange(request).await {
            Exchange::Answered { status, headers, body } => {
                decode(status, header(&headers, "retry-after"), header(&headers, "twilio-request-id"), &body)
            }
            Exchange::Unreached => {
                unreached("Twilio cannot be reached: nothing was sent; check `base_url` and the network")
            }
            Exchange::Lost => Sending::Unknown(lost(None).into()),
        }
    }
}

#[async_trait]
impl Carrier for Twilio {
    fn name(&self) -> &'static str {
        "twilio"
    }

    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn per_second(&self) -> Option<f64> {
        self.config.per_second
    }

    async fn send(&self, cleared: Cleared, to: &ContactPoint, clock: &dyn Clock) -> Sending {
        let ContactPoint::Phone(phone) = to else {
            return Sending::Refused(Refusal::new(Error::new(
                ErrorKind::InputInvalid,
                "Twilio sends to phones: use another carrier for this contact point",
            )));
        };
        let (outbound, deadline) = (cleared.outbound(), cleared.deadline());
        let text = match cleared.release(clock) {
            Ok(text) => text,
            // Under a fresh permit it may be sent.
            Err(error) => return Sending::Refused(Refusal::new(error.with_retry(Retry::Now))),
        };
        let form = encode(&self.config, outbound, phone.expose(), text.expose());
        let limit = self.config.timeout.min(deadline.since(clock.now()));
        // Dropping the request closes its connection: nothing is written later.
        match tokio::time::timeout(limit, self.post(form)).await {
            Ok(sending) => sending,
            Err(_) => Sending::Unknown(lost(None).into()),
        }
    }
}

impl fmt::Debug for Twilio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Twilio").field("config", &self.config).finish_non_exhaustive()
    }
}
