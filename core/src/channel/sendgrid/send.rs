//! Sends through SendGrid's API.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::SendGridConfig;
use super::wire::{PATH, Told, decode, encode, lost};
use crate::channel::exchange::{Exchange, exchange, header, unreached};
use crate::channel::one_click::OneClick;
use crate::channel::{Carrier, Refusal, Sending};
use crate::clock::Clock;
use crate::consent::Cleared;
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::http::client;
use crate::lead::{Channel, ContactPoint, Purpose};

/// Sends mail through SendGrid, as plain text.
///
/// One that SendGrid has refused was not sent; what it answers with a 5xx, or does not answer, may have been: that is
/// [`Sending::Unknown`], which the Event Webhook settles, and which nobody sends again. Mail that the business begins carries the headers of
/// [`one_click`](crate::channel::one_click), where the settings have its endpoint.
pub struct SendGrid {
    config: SendGridConfig,
    http: reqwest::Client,
    url: String,
    credentials: HeaderValue,
    links: Option<OneClick>,
}

impl SendGrid {
    /// Checks the settings; nothing is asked before the first mail.
    ///
    /// # Errors
    /// `ConfigInvalid` with every fault at once, by setting and without a value.
    pub fn new(config: SendGridConfig) -> Result<SendGrid> {
        config.check()?;
        let tls = config.tls().map_err(|problem| Error::new(ErrorKind::ConfigInvalid, problem))?;
        let http = client(tls, config.timeout.min(Duration::from_secs(5)))?;
        let bearer = Zeroizing::new(format!("Bearer {}", config.api_key.expose_secret()));
        let mut credentials = HeaderValue::from_str(&bearer)
            .map_err(|_| Error::new(ErrorKind::ConfigInvalid, "`api_key` cannot stand in a header"))?;
        credentials.set_sensitive(true);
        let links = match config.unsubscribe_url.as_deref().zip(config.unsubscribe_secret.as_ref()) {
            Some((url, secret)) => Some(OneClick::new(url, secret)?),
            None => None,
        };
        let url = format!("{}{PATH}", config.base_url.trim_end_matches('/'));
        Ok(SendGrid { config, http, url, credentials, links })
    }

    async fn post(&self, mail: Vec<u8>, clock: &dyn Clock) -> Sending {
        let request = self
            .http
            .post(&self.url)
            .header(AUTHORIZATION, self.credentials.clone())
            .header(CONTENT_TYPE, "application/json")
            .body(mail);
        match exchange(request).await {
            Exchange::Answered { status, headers, body } => {
                let told = Told {
                    message: header(&headers, "x-message-id"),
                    request: header(&headers, "x-request-id"),
                    retry_after: header(&headers, "retry-after"),
                    reset: header(&headers, "x-ratelimit-reset"),
                };
                decode(status, told, &body, clock.now())
            }
            Exchange::Unreached => {
                unreached("SendGrid cannot be reached: nothing was sent; check `base_url` and the network")
            }
            Exchange::Lost => Sending::Unknown(lost(None).into()),
        }
    }

    /// How whoever gets a mail that they did not ask for ends it with one click.
    fn headers(&self, cleared: &Cleared, to: &ContactPoint) -> Result<Vec<(&'static str, String)>> {
        match (&self.links, cleared.purpose()) {
            (None, _) | (Some(_), Purpose::Conversational) => Ok(Vec::new()),
            (Some(links), purpose) => links.headers(cleared.account(), to, purpose).map(Vec::from),
        }
    }
}

#[async_trait]
impl Carrier for SendGrid {
    fn name(&self) -> &'static str {
        "sendgrid"
    }

    fn channel(&self) -> Channel {
        Channel::Email
    }

    fn per_second(&self) -> Option<f64> {
        self.config.per_second
    }

    async fn send(&self, cleared: Cleared, to: &ContactPoint, clock: &dyn Clock) -> Sending {
        let ContactPoint::Email(address) = to else {
            return Sending::Refused(Refusal::new(Error::new(
                ErrorKind::InputInvalid,
                "SendGrid sends to e-mail addresses: use another carrier for this contact point",
            )));
        };
        let headers = match self.headers(&cleared, to) {
            Ok(headers) => headers,
            Err(error) => return Sending::Refused(Refusal::new(error)),
        };
        let (outbound, purpose, deadline) = (cleared.outbound(), cleared.purpose(), cleared.deadline());
        let text = match cleared.release(clock) {
            Ok(text) => text,
            // Under a fresh permit it may be sent.
            Err(error) => return Sending::Refused(Refusal::new(error.with_retry(Retry::Now))),
        };
        let mail = encode(&self.config, outbound, purpose, address.expose(), text.expose(), &headers);
        let limit = self.config.timeout.min(deadline.since(clock.now()));
        // Dropping the request closes its connection: nothing is written later.
        match tokio::time::timeout(limit, self.post(mail, clock)).await {
            Ok(sending) => sending,
            Err(_) => Sending::Unknown(lost(None).into()),
        }
    }
}

impl fmt::Debug for SendGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendGrid").field("config", &self.config).finish_non_exhaustive()
    }
}
