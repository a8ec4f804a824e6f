//! Whether a webhook is Twilio's own.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac};
use secrecy::{ExposeSecret, SecretString};

use crate::channel::Webhook;
use crate::error::{Error, ErrorKind, Result};

/// No webhook of Twilio's is as long: a form of a message is a few kB.
const LONGEST: usize = 1024 * 1024;

/// Checks that Twilio sent a webhook, by the account's auth token: the signature of a form covers each of its fields, the one of any
/// other body the URL, in which `bodySHA256` is the body's hash.
///
/// Twilio may sign the URL with the port or without it, so each is tried. The signature is compared in constant time. The rules are
/// those of <https://www.twilio.com/docs/usage/webhooks/webhooks-security> (read 2026-11-22).
///
/// # Errors
/// `Unauthorized` where the signature is missing or not of this URL, body and token: answer 403. `InputInvalid` where the body is longer
/// than a megabyte: answer 413.
pub fn verify(webhook: &Webhook<'_>, auth_token: &SecretString) -> Result<()> {
    if webhook.body().len() > LONGEST {
        return Err(Error::new(
            ErrorKind::InputInvalid,
            "the webhook's body is longer than a megabyte: none of Twilio's is",
        ));
    }
    let token = auth_token.expose_secret();
    if token.is_empty() {
        return Err(Error::new(ErrorKind::ConfigInvalid, "`auth_token` is missing: give the account's"));
    }
    let given = webhook.header("x-twilio-signature").unwrap_or_default();
    let Ok(given) = STANDARD.decode(given) else { return Err(forged()) };
    let fields = match (webhook.is_form(), webhook.query("bodySHA256")) {
        (true, _) if webhook.header("content-type").is_some() => fields(webhook),
        (_, Some(hash)) if is_hash_of(&hash, webhook.body()) => Vec::new(),
        (_, Some(_)) => return Err(forged()),
        (true, None) => fields(webhook),
        (false, None) if webhook.body().is_empty() => Vec::new(),
        // A body that nothing signs.
        (false, None) => return Err(forged()),
    };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    let is_signed = |url: &str| {
        let mut text = url.to_owned();
        for (name, value) in &fields {
            text.push_str(name);
            text.push_str(value);
        }
        hmac::verify(&key, text.as_bytes(), &given).is_ok()
    };
    if spellings(webhook.url()).iter().any(|url| is_signed(url)) { Ok(()) } else { Err(forged()) }
}

/// By name, and each value of a name once.
fn fields<'a>(webhook: &Webhook<'a>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let mut fields = webhook.form();
    fields.sort();
    fields.dedup();
    fields
}

fn is_hash_of(hash: &str, body: &[u8]) -> bool {
    hex::decode(hash).is_ok_and(|hash| hash == digest::digest(&digest::SHA256, body).as_ref())
}

/// The URL as it is, without its port, and with its scheme's own.
fn spellings(url: &str) -> Vec<String> {
    let mut spellings = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else { return spellings };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // A colon of an address in brackets, or of a password, begins no port.
    let host = authority.rfind('@').map_or(0, |at| at + 1);
    let after = authority.rfind(']').unwrap_or(host).max(host);
    let colon = authority.get(after..).and_then(|tail| tail.find(':')).map(|at| after + at);
    match colon {
        Some(colon) => {
            let bare = authority.get(..colon).unwrap_or(authority);
            spellings.push(format!("{scheme}://{bare}{path}"));
        }
        None => {
            let port = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
            spellings.push(format!("{scheme}://{authority}:{port}{path}"));
        }
    }
    spellings
}

fn forged() -> Error {
    Error::new(
        ErrorKind::Unauthorized,
        "the webhook's signature is not Twilio's for this URL, body and auth token: answer 403; if it is Twilio's, give \
         the URL that Twilio called and the raw body",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_told_from_other_colons() {
        for (url, other) in [
            ("https://a.example/x?u=http://b:1", "https://a.example:443/x?u=http://b:1"),
            ("http://a.example", "http://a.example:80"),
            ("https://a.example:8443?x", "https://a.example?x"),
            ("https://u:p@a.example/x", "https://u:p@a.example:443/x"),
            ("https://u:p@a.example:1/x", "https://u:p@a.example/x"),
            ("https://[::1]/x", "https://[::1]:443/x"),
            ("https://[::1]:9/x", "https://[::1]/x"),
        ] {
            assert_eq!(spellings(url), [url, other]);
        }
        assert_eq!(spellings("not a url"), ["not a url"]);
    }
}
