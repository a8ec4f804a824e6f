//! The one place that makes HTTP clients: rustls on ring, no redirects, no proxy, no retries of its own.
//!
//! It touches no global state: a program that embeds closr keeps its own choice of TLS provider.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};

/// Whether a client can speak TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tls {
    /// Only TLS, checked against the system's trusted certificates.
    Required,
    /// Only plain HTTP: no certificate is trusted, so none need be there.
    Off,
}

/// A client that reaches what it is told to reach, once, and nothing else.
///
/// # Errors
/// `ConfigInvalid` when TLS is required and the system has no trusted certificates.
pub(crate) fn client(tls: Tls, connect: Duration) -> Result<reqwest::Client> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|_| no_client())?;
    let mut config = match tls {
        Tls::Required => {
            let verifier = rustls_platform_verifier::Verifier::new(provider).map_err(|_| {
                Error::new(
                    ErrorKind::ConfigInvalid,
                    "the system has no trusted certificates for https; install them (on Debian: ca-certificates)",
                )
            })?;
            config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
        }
        Tls::Off => config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];

    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    let builder = reqwest::Client::builder();
    builder
        .tls_backend_preconfigured(config)
        .https_only(tls == Tls::Required)
        // A redirect or a proxy variable would send a prompt to a host that nobody configured.
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        // Attempts are counted in one place, and not here.
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(connect)
        // A server that closes an idle connection just as it is used again costs a call.
        .pool_idle_timeout(Duration::from_secs(30))
        // llama.cpp's server does so after every stream, unannounced. In the clear a new connection costs next to
        // nothing; it is TLS that is worth keeping.
        .pool_max_idle_per_host(if tls == Tls::Off { 0 } else { usize::MAX })
        .user_agent(concat!("closr/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|_| no_client())
}

fn no_client() -> Error {
    Error::new(ErrorKind::Unexpected, "the HTTP client could not be built")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_client_needs_no_certificates_and_no_global_state() {
        client(Tls::Off, Duration::from_secs(1)).unwrap();
        assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    }
}
