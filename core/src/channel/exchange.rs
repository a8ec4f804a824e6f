//! One request to a vendor, and what came back.

use reqwest::header::HeaderMap;

use crate::channel::{ChannelError, Refusal, Sending};
use crate::error::{ErrorKind, Safe};
use crate::http::Tls;

/// A vendor's answer is a few kB.
const LONGEST: usize = 256 * 1024;

/// What became of a request.
pub(super) enum Exchange {
    /// The vendor has answered; its body may be cut off.
    Answered { status: u16, headers: HeaderMap, body: Vec<u8> },
    /// Nothing was written.
    Unreached,
    /// It was written, perhaps in part, and nothing came back.
    Lost,
}

/// Makes one request.
pub(super) async fn exchange(request: reqwest::RequestBuilder) -> Exchange {
    let mut response = match request.send().await {
        Ok(response) => response,
        Err(error) if error.is_connect() || error.is_builder() => return Exchange::Unreached,
        Err(_) => return Exchange::Lost,
    };
    let (status, headers, mut body) = (response.status().as_u16(), response.headers().clone(), Vec::new());
    // A status that refuses says enough without its body.
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() > LONGEST {
            break;
        }
    }
    Exchange::Answered { status, headers, body }
}

/// A header's value, where it is text.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Nothing was sent, for the vendor could not be reached.
pub(super) fn unreached(message: impl Into<Safe>) -> Sending {
    Sending::Refused(Refusal::new(ChannelError::new(ErrorKind::Unavailable, message).into()))
}

/// How the API's root is reached.
pub(super) fn root(base_url: &str, allow_plain_http: bool) -> Result<Tls, &'static str> {
    let Ok(url) = reqwest::Url::parse(base_url) else {
        return Err("not a URL; leave it out for the vendor's own");
    };
    if !url.username().is_empty() || url.query().is_some() || url.fragment().is_some() {
        return Err("holds a user name, a `?` or a `#`; give only the API's root");
    }
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match url.scheme() {
        "https" => Ok(Tls::Required),
        "http" if loopback || allow_plain_http => Ok(Tls::Off),
        "http" => Err("sends in the clear to another machine; use https://, or set `allow_plain_http`"),
        _ => Err("must begin with https://"),
    }
}
