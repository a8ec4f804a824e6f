//! Where a provider is reached, and with which key, checked before anything is sent.

use std::net::IpAddr;

use secrecy::{ExposeSecret, SecretString};

use crate::error::{Safe, safe};
use crate::http::Tls;
use crate::provider::setting::SettingFault;

/// An API's root, once it was read.
pub(super) struct Endpoint {
    /// Without a slash at its end.
    pub(super) root: String,
    pub(super) tls: Tls,
    pub(super) loopback: bool,
}

impl Endpoint {
    /// Reads `base_url`. `example` is a right one; `path` is what the protocol adds, and is left out.
    pub(super) fn read(
        base_url: &str,
        example: &'static str,
        path: &'static str,
        allow_plain_http: bool,
    ) -> Result<Endpoint, SettingFault> {
        // A URL may hold a key, so no message repeats any of it.
        if base_url.is_empty() {
            return wrong(safe!("is missing; give the API's root, as in {}", example));
        }
        if !base_url.contains("://") {
            return wrong("has no scheme; did you mean to put http:// or https:// before it?");
        }
        if base_url.bytes().any(|byte| !byte.is_ascii_graphic()) {
            return wrong("holds a space, a line break or a letter that no URL has");
        }
        let Ok(url) = reqwest::Url::parse(base_url) else {
            return wrong(safe!("is not a URL; give the API's root, as in {}", example));
        };
        let plain = match url.scheme() {
            "https" => false,
            "http" => true,
            _ => return wrong("must begin with http:// or https://"),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return wrong("holds a user name or a password; a key belongs in `api_key`");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return wrong("holds a `?` or a `#`; give only the API's root");
        }
        let root = url.as_str().trim_end_matches('/').to_owned();
        if root.ends_with(path) {
            return wrong(safe!("ends in {}; leave that out, it is added", path));
        }
        let Some(host) = url.host_str() else {
            return wrong("names no host");
        };
        let loopback = is_loopback(host);
        if plain && !loopback && !allow_plain_http {
            return wrong("sends in the clear to another machine; use https://, or set `allow_plain_http`");
        }
        let tls = if plain { Tls::Off } else { Tls::Required };
        Ok(Endpoint { root, tls, loopback })
    }

    /// Everything that is wrong with an endpoint and its key.
    pub(super) fn faults(endpoint: Result<Endpoint, SettingFault>, key: &SecretString) -> Vec<SettingFault> {
        let mut faults = Vec::new();
        let key = key.expose_secret();
        match endpoint {
            Err(fault) => faults.push(fault),
            Ok(endpoint) if key.is_empty() && !endpoint.loopback => {
                let problem = "is missing; only a server on this machine may do without";
                faults.push(SettingFault::new("api_key", problem));
            }
            Ok(_) => {}
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            let problem = "holds a space, a line break or a letter that no key has; copy it again";
            faults.push(SettingFault::new("api_key", problem));
        }
        faults
    }
}

/// A key as `Debug` shows it.
pub(super) fn shown(key: &SecretString) -> &'static str {
    if key.expose_secret().is_empty() { "[none]" } else { "[secret]" }
}

fn is_loopback(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || name.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn wrong<T>(problem: impl Into<Safe>) -> Result<T, SettingFault> {
    Err(SettingFault::new("base_url", problem))
}
