//! Carries requests to a server through `async-openai`'s client, with none of its habits.
//!
//! That client retries by itself, reads a body of any size, writes it to the log and puts it into its errors.
//! Here it builds the request from the cleared bytes, and hands it to a service of ours at its own seam; the
//! service sends it once and keeps the answer, and the client gets to see nothing but `null`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use async_openai::config::Config;
use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use async_openai::traits::RequestOptionsBuilder;
use futures::StreamExt;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, Result};
use crate::http::{Tls, client};
use crate::provider::handle::body;
use crate::provider::transport::{MAX_REPLY_BYTES, request_id};
use crate::provider::{
    ByteStream, Phase, Policy, ProviderError, ProviderFault, ProviderRetry, Transport, WireReply,
};
use crate::redact::Outbound;

/// One server and its key.
pub(super) struct OpenAiTransport {
    client: async_openai::Client<Arc<dyn Config>>,
    http: reqwest::Client,
    key: SecretString,
    idle: Duration,
}

impl OpenAiTransport {
    /// A connection pool to the server at `root`.
    pub(super) fn new(
        root: String,
        tls: Tls,
        key: &SecretString,
        policy: &Policy,
    ) -> Result<OpenAiTransport> {
        let http = client(tls, policy.connect)?;
        let mut headers = HeaderMap::new();
        if !key.expose_secret().is_empty() {
            let text = zeroize::Zeroizing::new(format!("Bearer {}", key.expose_secret()));
            let mut value = HeaderValue::from_str(&text)
                .map_err(|_| Error::new(ErrorKind::ConfigInvalid, "`api_key` cannot stand in a header"))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let config: Arc<dyn Config> = Arc::new(Endpoint { root, headers, key: key.clone() });
        Ok(OpenAiTransport {
            client: async_openai::Client::build(http.clone(), config),
            http,
            key: key.clone(),
            idle: policy.idle,
        })
    }

    async fn post(&self, outbound: &Outbound) -> Result<reqwest::Response, ProviderError> {
        let raw: &RawValue = serde_json::from_slice(outbound.body()).map_err(|_| altered())?;
        let mut headers = HeaderMap::new();
        for (name, value) in outbound.headers() {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| altered())?;
            headers.insert(name, HeaderValue::from_str(value).map_err(|_| altered())?);
        }
        let answer = Arc::new(Mutex::new(None));
        let seam =
            Seam { http: self.http.clone(), body: Arc::from(outbound.body()), answer: Arc::clone(&answer) };
        let client = self.client.clone().with_http_service(seam);
        let chat = client.chat().headers(headers).path(outbound.path()).map_err(|_| altered())?;
        // Whatever it says: the answer, or the reason why there is none, is in `answer`.
        let _: Result<(), OpenAIError> = chat.create_byot(raw).await;
        let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.unwrap_or_else(|| Err(altered()))
    }

    /// The headers that are text, but for one that repeats the key.
    fn headers(&self, response: &reqwest::Response) -> Vec<(String, String)> {
        let key = self.key.expose_secret();
        response
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .filter(|(_, value)| key.is_empty() || !value.contains(key))
            .collect()
    }
}

#[async_trait::async_trait]
impl Transport for OpenAiTransport {
    async fn send(&self, outbound: &Outbound, limit: Duration) -> Result<WireReply, ProviderError> {
        let stream = self.open(outbound, limit).await?;
        let status = stream.status;
        match body(stream, MAX_REPLY_BYTES, self.idle, None).await {
            Ok(reply) => Ok(reply),
            // A status that is an error says enough without its body.
            Err((_, reply)) if !(200..300).contains(&status) => Ok(reply),
            Err((error, reply)) => {
                let id = request_id(&reply.headers);
                Err(error.with_status(status).with_request_id(id.as_deref()))
            }
        }
    }

    // Whoever asks drops the future when its limit is over, and with it the connection.
    async fn open(&self, outbound: &Outbound, _limit: Duration) -> Result<ByteStream, ProviderError> {
        let response = self.post(outbound).await?;
        let (status, headers) = (response.status().as_u16(), self.headers(&response));
        let body = response.bytes_stream().map(|piece| match piece {
            Ok(bytes) => Ok(bytes.to_vec()),
            Err(_) => Err(ProviderError::new(ProviderFault::Incomplete)),
        });
        Ok(ByteStream::new(status, headers, body))
    }
}

impl fmt::Debug for OpenAiTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAiTransport").finish_non_exhaustive()
    }
}

/// Where `async-openai` sends to. Its own configuration reads keys and hosts from the environment.
struct Endpoint {
    root: String,
    headers: HeaderMap,
    key: SecretString,
}

impl Config for Endpoint {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.root
    }

    fn api_key(&self) -> &SecretString {
        &self.key
    }
}

type Answer = Result<reqwest::Response, ProviderError>;

/// Sends one request, if it is the one that was cleared, and keeps the answer out of the client's sight.
#[derive(Clone)]
struct Seam {
    http: reqwest::Client,
    body: Arc<[u8]>,
    answer: Arc<Mutex<Option<Answer>>>,
}

impl Seam {
    async fn answer(&self, factory: HttpRequestFactory) -> Answer {
        let request = factory.build().await.map_err(|_| altered())?;
        // What was scanned is what is sent, or nothing is.
        if request.body().and_then(reqwest::Body::as_bytes) != Some(&*self.body) {
            return Err(altered());
        }
        self.http.execute(request).await.map_err(|error| not_sent(&error))
    }
}

impl tower::Service<HttpRequestFactory> for Seam {
    type Response = reqwest::Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<reqwest::Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let seam = self.clone();
        Box::pin(async move {
            let answer = seam.answer(factory).await;
            *seam.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
            Ok(http::Response::new("null").into())
        })
    }
}

fn not_sent(error: &reqwest::Error) -> ProviderError {
    if error.is_connect() && is_untrusted(error) {
        return ProviderError::new(ProviderFault::Connect).with_retry(ProviderRetry::Never).with_detail(
            "the server's certificate is not trusted; check `base_url` and the system's certificates",
        );
    }
    if error.is_connect() {
        let timeout = error.is_timeout();
        let fault = if timeout { ProviderFault::Timeout(Phase::Connect) } else { ProviderFault::Connect };
        return ProviderError::new(fault);
    }
    if error.is_builder() {
        return altered();
    }
    // The request was on its way when the connection broke.
    ProviderError::new(ProviderFault::Connect).with_retry(ProviderRetry::MaybeBilled)
}

fn is_untrusted(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return matches!(error, rustls::Error::InvalidCertificate(_));
    }
    // What an `io::Error` wraps is not among its sources.
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(inner) => is_untrusted(inner),
        None => error.source().is_some_and(is_untrusted),
    }
}

/// Nothing was sent, because it would not have been what was cleared.
fn altered() -> ProviderError {
    ProviderError::new(ProviderFault::BadRequest)
        .with_detail("nothing was sent: the request could not be sent as it was cleared")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Wire;

    fn transport() -> OpenAiTransport {
        // Port 9 of this machine: nobody answers, and these tests end before anybody is asked.
        OpenAiTransport::new(
            "http://127.0.0.1:9".into(),
            Tls::Off,
            &SecretString::default(),
            &Policy::default(),
        )
        .unwrap()
    }

    #[tokio::test]
    async fn what_cannot_be_sent_as_it_was_cleared_is_not_sent() {
        for body in ["", "not json", " {\"padded\":1}", "{\"a\":1} "] {
            let outbound = Outbound::for_test(Wire::new("/chat/completions", body.into()));
            let error = transport().send(&outbound, Duration::from_secs(1)).await.unwrap_err();
            assert_eq!(error, altered(), "{body:?}");
        }
        let mut wire = Wire::new("/chat/completions", b"{}".to_vec());
        wire.headers.push(("x-bad\n".into(), "1".into()));
        let error = transport().send(&Outbound::for_test(wire), Duration::from_secs(1)).await.unwrap_err();
        assert_eq!(error, altered());
    }
}
