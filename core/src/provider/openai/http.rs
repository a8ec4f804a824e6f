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
use reqwest::header::{AUTHORIZATION, HeaderMap};
use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;

use crate::error::Result;
use crate::http::client;
use crate::provider::endpoint::Endpoint;
use crate::provider::network::{altered, headers, not_sent, opened, secret, whole};
use crate::provider::{ByteStream, Policy, ProviderError, Transport, WireReply};
use crate::redact::Outbound;

/// One server and its key.
pub(super) struct OpenAiTransport {
    client: async_openai::Client<Arc<dyn Config>>,
    http: reqwest::Client,
    key: SecretString,
    idle: Duration,
}

impl OpenAiTransport {
    /// A connection pool to an endpoint.
    pub(super) fn new(endpoint: Endpoint, key: &SecretString, policy: &Policy) -> Result<OpenAiTransport> {
        let http = client(endpoint.tls, policy.connect)?;
        let mut credentials = HeaderMap::new();
        if !key.expose_secret().is_empty() {
            let text = zeroize::Zeroizing::new(format!("Bearer {}", key.expose_secret()));
            credentials.insert(AUTHORIZATION, secret(&text)?);
        }
        let config: Arc<dyn Config> =
            Arc::new(Settings { root: endpoint.root, headers: credentials, key: key.clone() });
        Ok(OpenAiTransport {
            client: async_openai::Client::build(http.clone(), config),
            http,
            key: key.clone(),
            idle: policy.idle,
        })
    }

    async fn post(&self, outbound: &Outbound) -> Result<reqwest::Response, ProviderError> {
        let raw: &RawValue = serde_json::from_slice(outbound.body()).map_err(|_| altered())?;
        let answer = Arc::new(Mutex::new(None));
        let seam =
            Seam { http: self.http.clone(), body: Arc::from(outbound.body()), answer: Arc::clone(&answer) };
        let client = self.client.clone().with_http_service(seam);
        let chat = client.chat().headers(headers(outbound)?).path(outbound.path()).map_err(|_| altered())?;
        // Whatever it says: the answer, or the reason why there is none, is in `answer`.
        let _: Result<(), OpenAIError> = chat.create_byot(raw).await;
        let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.unwrap_or_else(|| Err(altered()))
    }
}

#[async_trait::async_trait]
impl Transport for OpenAiTransport {
    async fn send(&self, outbound: &Outbound, limit: Duration) -> Result<WireReply, ProviderError> {
        whole(self.open(outbound, limit).await?, self.idle).await
    }

    // Whoever asks drops the future when its limit is over, and with it the connection.
    async fn open(&self, outbound: &Outbound, _limit: Duration) -> Result<ByteStream, ProviderError> {
        Ok(opened(self.post(outbound).await?, &self.key))
    }
}

impl fmt::Debug for OpenAiTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAiTransport").finish_non_exhaustive()
    }
}

/// Where `async-openai` sends to. Its own configuration reads keys and hosts from the environment.
struct Settings {
    root: String,
    headers: HeaderMap,
    key: SecretString,
}

impl Config for Settings {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Wire;

    fn transport() -> OpenAiTransport {
        // Port 9 of this machine: nobody answers, and these tests end before anybody is asked.
        let endpoint = Endpoint::read("http://127.0.0.1:9", "", "/chat/completions", false).unwrap();
        OpenAiTransport::new(endpoint, &SecretString::default(), &Policy::default()).unwrap()
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
