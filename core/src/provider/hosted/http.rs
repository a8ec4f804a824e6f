//! Carries requests to a maker's server.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};

use crate::error::Result;
use crate::http::client;
use crate::provider::endpoint::Endpoint;
use crate::provider::network::{headers, not_sent, opened, secret, whole};
use crate::provider::{ByteStream, Policy, ProviderError, Transport, WireReply};
use crate::redact::Outbound;

/// One server and its key, in a header of the protocol's own.
pub(super) struct HostedTransport {
    http: reqwest::Client,
    root: String,
    key: SecretString,
    credentials: HeaderMap,
    idle: Duration,
}

impl HostedTransport {
    /// A connection pool to an endpoint; `header` carries the key.
    pub(super) fn new(
        endpoint: Endpoint,
        header: &'static str,
        key: &SecretString,
        policy: &Policy,
    ) -> Result<HostedTransport> {
        let mut credentials = HeaderMap::new();
        if !key.expose_secret().is_empty() {
            credentials.insert(header, secret(key.expose_secret())?);
        }
        let http = client(endpoint.tls, policy.connect)?;
        Ok(HostedTransport { http, root: endpoint.root, key: key.clone(), credentials, idle: policy.idle })
    }
}

#[async_trait::async_trait]
impl Transport for HostedTransport {
    async fn send(&self, outbound: &Outbound, limit: Duration) -> Result<WireReply, ProviderError> {
        whole(self.open(outbound, limit).await?, self.idle).await
    }

    // Whoever asks drops the future when its limit is over, and with it the connection.
    async fn open(&self, outbound: &Outbound, _limit: Duration) -> Result<ByteStream, ProviderError> {
        let mut headers = headers(outbound)?;
        headers.extend(self.credentials.clone());
        let url = format!("{}{}", self.root, outbound.path());
        let request = self.http.post(url).headers(headers).body(outbound.body().to_vec());
        let response = request.send().await.map_err(|error| not_sent(&error))?;
        Ok(opened(response, &self.key))
    }
}

impl fmt::Debug for HostedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostedTransport").finish_non_exhaustive()
    }
}
