//! What every transport over a real network does alike.

use std::time::Duration;

use futures::StreamExt;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, ErrorKind, Result};
use crate::provider::handle::body;
use crate::provider::transport::{MAX_REPLY_BYTES, request_id};
use crate::provider::{ByteStream, Phase, ProviderError, ProviderFault, ProviderRetry, WireReply};
use crate::redact::Outbound;

/// A header's value that nothing shows.
pub(super) fn secret(text: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Error::new(ErrorKind::ConfigInvalid, "`api_key` cannot stand in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The headers of a request, without credentials.
pub(super) fn headers(outbound: &Outbound) -> Result<HeaderMap, ProviderError> {
    let mut headers = HeaderMap::new();
    for (name, value) in outbound.headers() {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| altered())?;
        headers.insert(name, HeaderValue::from_str(value).map_err(|_| altered())?);
    }
    Ok(headers)
}

/// An answer whose head is there. Of its headers those that are text, but for one that repeats the key.
pub(super) fn opened(response: reqwest::Response, key: &SecretString) -> ByteStream {
    let key = key.expose_secret();
    let headers = response
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .filter(|(_, value)| key.is_empty() || !value.contains(key))
        .collect();
    let status = response.status().as_u16();
    let body = response.bytes_stream().map(|piece| match piece {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(_) => Err(ProviderError::new(ProviderFault::Incomplete)),
    });
    ByteStream::new(status, headers, body)
}

/// The whole of an answer that has begun.
pub(super) async fn whole(stream: ByteStream, idle: Duration) -> Result<WireReply, ProviderError> {
    let status = stream.status;
    match body(stream, MAX_REPLY_BYTES, idle, None).await {
        Ok(reply) => Ok(reply),
        // A status that is an error says enough without its body.
        Err((_, reply)) if !(200..300).contains(&status) => Ok(reply),
        Err((error, reply)) => {
            let id = request_id(&reply.headers);
            Err(error.with_status(status).with_request_id(id.as_deref()))
        }
    }
}

pub(super) fn not_sent(error: &reqwest::Error) -> ProviderError {
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
pub(super) fn altered() -> ProviderError {
    ProviderError::new(ProviderFault::BadRequest)
        .with_detail("nothing was sent: the request could not be sent as it was cleared")
}
