//! Unsubscribing with one click, as mail programs do it: RFC 8058 (read 2026-11-22).
//!
//! A mail carries two headers, of which one is a link with a token; a mail program that shows its button posts to the link. The token says whose
//! mail it was, who got it and what it was for. It is sealed, so nobody reads an address in it, changes it or makes one. There is nothing
//! to look up: a link works as long as its secret does, whatever became of the lead. Gmail and Yahoo ask for the headers from
//! whoever sends much mail; the law of the United States asks that a way to stop works for 30 days after the mail
//! (15 USC 7704(a)(3), not re-read), so a secret that is replaced is tried for so long beside the new one.
//!
//! ```
//! use closr::channel::{Incoming, Webhook, one_click};
//! use closr::{AccountId, ContactPoint, ErrorKind, Purpose};
//!
//! let (account, jane): (AccountId, ContactPoint) = ("oak".parse()?, "jane@example.com".parse()?);
//! let secret = "7f9c2ba4e88f827d616045507605853e".into();
//! let links = one_click::OneClick::new("https://oak.example/unsubscribe", &secret)?;
//! let [(_, link), _] = links.headers(&account, &jane, Purpose::Marketing)?;
//! assert!(!link.contains("jane"));
//!
//! // A GET, as of a scanner that follows links, has no body and changes nothing.
//! let url = link.trim_matches(['<', '>']);
//! let fetched = one_click::opt_out(&Webhook::new(url, [], b""), &secret, &account);
//! assert_eq!(fetched.unwrap_err().kind(), ErrorKind::InputInvalid);
//!
//! let posted = Webhook::new(url, [], b"List-Unsubscribe=One-Click");
//! let Incoming::Consent(record) = one_click::opt_out(&posted, &secret, &account)? else { panic!() };
//! assert_eq!(record.contact, jane); // `receive` puts it on file
//! # Ok::<(), closr::Error>(())
//! ```

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{aead, hkdf};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::channel::{Incoming, Webhook};
use crate::clock::{Random, SystemRandom};
use crate::consent::{ConsentRecord, Reach, RecordKind};
use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::{AccountId, ContactPoint, Purpose};

/// What a sealed token is, so that nothing else under the same secret opens as one.
const WHAT: &[u8] = b"closr.one_click.1";

/// The query parameter of the link that holds the token.
const TOKEN: &str = "closr_token";

/// A secret is as long as 128 random bits in hexadecimal digits.
const SHORTEST: usize = 32;

/// Makes the headers of mail that can be unsubscribed from with one click.
pub struct OneClick {
    url: String,
    key: aead::LessSafeKey,
}

impl OneClick {
    /// `url` is the endpoint that calls [`opt_out`]; it may have a query. `secret` is at least 32 bytes that nobody else knows, chosen at random.
    ///
    /// # Errors
    /// `ConfigInvalid` where the URL is not `https://`, as RFC 8058 asks, or longer than 512 bytes, or the secret is too short.
    pub fn new(url: &str, secret: &SecretString) -> Result<OneClick> {
        if let Some(problem) = url_fault(url) {
            return Err(Error::new(ErrorKind::ConfigInvalid, problem));
        }
        Ok(OneClick { url: url.to_owned(), key: key(secret)? })
    }

    /// The two headers of a mail to `contact`, names and values. The mail's DKIM signature must cover them, as RFC 8058 section 4 asks.
    ///
    /// # Errors
    /// `Unavailable` where the system has no randomness.
    pub fn headers(
        &self,
        account: &AccountId,
        contact: &ContactPoint,
        purpose: Purpose,
    ) -> Result<[(&'static str, String); 2]> {
        let mut nonce = [0; aead::NONCE_LEN];
        SystemRandom.fill(&mut nonce)?;
        let plain = serde_json::to_vec(&(purpose.as_str(), account.as_str(), written(contact)));
        let mut sealed = plain.map_err(|_| Error::new(ErrorKind::Unexpected, "a token cannot be written"))?;
        self.key
            .seal_in_place_append_tag(
                aead::Nonce::assume_unique_for_key(nonce),
                aead::Aad::from(WHAT),
                &mut sealed,
            )
            .map_err(|_| Error::new(ErrorKind::Unexpected, "a token cannot be sealed"))?;
        let token = URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat());
        let joint = if self.url.contains('?') { '&' } else { '?' };
        Ok([
            ("List-Unsubscribe", format!("<{}{joint}{TOKEN}={token}>", self.url)),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ])
    }
}

/// What is wrong with the URL of an endpoint.
pub(super) fn url_fault(url: &str) -> Option<&'static str> {
    let sound = url.len() <= 512
        && url.starts_with("https://")
        && url.len() > "https://".len()
        && !url.contains(['#', '<', '>', '"'])
        && url.bytes().all(|b| b.is_ascii_graphic());
    (!sound).then_some(
        "not a URL that mail programs can post to: write https://…, without a `#`, at most 512 bytes",
    )
}

/// What is wrong with a secret.
pub(super) fn secret_fault(secret: &SecretString) -> Option<&'static str> {
    let short = secret.expose_secret().len() < SHORTEST;
    short.then_some("too short: use 32 bytes or more, chosen at random")
}

/// Reads what a mail program posted to a link of [`OneClick::headers`]: the opt-out of the mail's purpose, for
/// [`ForAccount::receive`](crate::ForAccount::receive). Answer it with 200 and no redirect; it needs no cookie and no login.
///
/// A GET must change nothing, since programs follow links to look for malware: answer it with a page whose button posts.
///
/// # Errors
/// `InputInvalid` where nothing was posted, or something else: a GET, say. `Unauthorized` where the token is missing, was changed, or is
/// another account's or secret's: answer 403. `ConfigInvalid` where the secret is too short.
pub fn opt_out(webhook: &Webhook<'_>, secret: &SecretString, account: &AccountId) -> Result<Incoming> {
    if !is_one_click(webhook) {
        return Err(Error::new(
            ErrorKind::InputInvalid,
            "not a click: only a POST of `List-Unsubscribe=One-Click` unsubscribes; answer a GET with a page whose button posts it",
        ));
    }
    let forged = || {
        Error::new(
            ErrorKind::Unauthorized,
            "the link's token is missing, was changed, or is of another account or secret: answer 403",
        )
    };
    let key = key(secret)?;
    let token = webhook.query(TOKEN).ok_or_else(forged)?;
    let sealed = URL_SAFE_NO_PAD.decode(token.as_bytes()).map_err(|_| forged())?;
    let (nonce, rest) = sealed.split_first_chunk::<{ aead::NONCE_LEN }>().ok_or_else(forged)?;
    let mut opened = Zeroizing::new(rest.to_vec());
    let nonce = aead::Nonce::assume_unique_for_key(*nonce);
    let plain = key.open_in_place(nonce, aead::Aad::from(WHAT), &mut opened).map_err(|_| forged())?;
    let (purpose, whose, contact): (String, String, String) =
        serde_json::from_slice(plain).map_err(|_| forged())?;
    if whose != account.as_str() {
        return Err(forged());
    }
    let contact: ContactPoint = contact.parse().map_err(|_| forged())?;
    let reach: Reach = purpose.parse().map_err(|_| forged())?;
    // The person's click reaches us by way of who runs their mailbox.
    Ok(Incoming::Consent(ConsentRecord {
        reach,
        by_provider: true,
        ..ConsentRecord::new(RecordKind::OptOut, contact)
    }))
}

/// Whether the body is the one of RFC 8058 section 3.2: a form of either encoding.
fn is_one_click(webhook: &Webhook<'_>) -> bool {
    let (name, value) = ("List-Unsubscribe", "One-Click");
    if webhook.is_form() {
        return webhook.form().iter().any(|(key, said)| key == name && said.trim() == value);
    }
    let multipart = webhook
        .header("content-type")
        .is_some_and(|kind| kind.get(..10).is_some_and(|kind| kind.eq_ignore_ascii_case("multipart/")));
    let holds = |text: &str| memchr::memmem::find(webhook.body(), text.as_bytes()).is_some();
    // What counts is the token; this only tells a click from a look.
    multipart && webhook.body().len() <= 64 * 1024 && holds(name) && holds(value)
}

fn key(secret: &SecretString) -> Result<aead::LessSafeKey> {
    if let Some(problem) = secret_fault(secret) {
        return Err(Error::new(ErrorKind::ConfigInvalid, safe!("the secret of the links is {}", problem)));
    }
    let broken = || Error::new(ErrorKind::Unexpected, "a key cannot be derived");
    let drawn = hkdf::Salt::new(hkdf::HKDF_SHA256, WHAT).extract(secret.expose_secret().as_bytes());
    let info = [&b"token"[..]];
    let derived = drawn.expand(&info, &aead::AES_256_GCM).map_err(|_| broken())?;
    Ok(aead::LessSafeKey::new(aead::UnboundKey::from(derived)))
}

/// A contact point as `parse` reads it back.
fn written(contact: &ContactPoint) -> String {
    match contact {
        ContactPoint::Visitor(id) => format!("visitor:{}", id.expose()),
        ContactPoint::Phone(_) | ContactPoint::Email(_) => contact.expose().to_owned(),
    }
}

impl fmt::Debug for OneClick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneClick").field("url", &self.url).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "7f9c2ba4e88f827d616045507605853e";

    fn link(contact: &str, purpose: Purpose) -> String {
        let links = OneClick::new("https://oak.example/u?lang=en", &SECRET.into()).unwrap();
        let [(name, link), (post, value)] =
            links.headers(&"oak".parse().unwrap(), &contact.parse().unwrap(), purpose).unwrap();
        assert_eq!((name, post), ("List-Unsubscribe", "List-Unsubscribe-Post"));
        assert_eq!(value, "List-Unsubscribe=One-Click");
        link.strip_prefix('<').unwrap().strip_suffix('>').unwrap().to_owned()
    }

    fn click(url: &str, kind: &str, body: &str, secret: &str, account: &str) -> Result<Incoming> {
        let headers = [("Content-Type", kind)];
        opt_out(&Webhook::new(url, headers, body.as_bytes()), &secret.into(), &account.parse().unwrap())
    }

    const FORM: &str = "application/x-www-form-urlencoded";
    const CLICK: &str = "List-Unsubscribe=One-Click";

    #[test]
    fn a_click_takes_back_one_purpose_of_one_contact_point() {
        for (contact, purpose) in [
            ("jane@example.com", Purpose::Marketing),
            ("jane@example.com", Purpose::Transactional),
            ("+15125550147", Purpose::Conversational),
            ("visitor:7", Purpose::Marketing),
        ] {
            let url = link(contact, purpose);
            assert!(url.starts_with("https://oak.example/u?lang=en&closr_token="));
            let parts = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
            for (kind, body) in [(FORM, CLICK), ("multipart/form-data; boundary=b", parts)] {
                let Incoming::Consent(record) = click(&url, kind, body, SECRET, "oak").unwrap() else {
                    panic!()
                };
                assert_eq!((record.kind, record.by_provider), (RecordKind::OptOut, true));
                assert_eq!(
                    (record.contact, record.reach),
                    (contact.parse().unwrap(), Reach::Purpose(purpose))
                );
            }
        }
    }

    #[test]
    fn a_token_shows_nothing_and_is_never_the_same() {
        let (one, two) =
            (link("jane@example.com", Purpose::Marketing), link("jane@example.com", Purpose::Marketing));
        assert_ne!(one, two);
        let token = URL_SAFE_NO_PAD.decode(one.split_once("closr_token=").unwrap().1).unwrap();
        for text in ["jane", "example", "oak", "marketing"] {
            assert!(memchr::memmem::find(&token, text.as_bytes()).is_none());
        }
    }

    #[test]
    fn what_is_no_click_changes_nothing() {
        let url = link("jane@example.com", Purpose::Marketing);
        for (kind, body) in [
            (FORM, ""),
            (FORM, "List-Unsubscribe=Two-Click"),
            (FORM, "x=One-Click"),
            ("text/plain", CLICK),
            ("application/json", CLICK),
        ] {
            let error = click(&url, kind, body, SECRET, "oak").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InputInvalid, "{kind} {body}");
        }
    }

    #[test]
    fn a_token_that_was_changed_is_refused() {
        let url = link("jane@example.com", Purpose::Marketing);
        let (root, token) = url.split_once("closr_token=").unwrap();
        let flip = |at: usize| {
            let mut token = token.as_bytes().to_vec();
            token[at] = if token[at] == b'A' { b'B' } else { b'A' };
            format!("{root}closr_token={}", String::from_utf8(token).unwrap())
        };
        let mut refused: Vec<String> = (0..token.len() - 1).map(flip).collect();
        refused.extend([root.to_owned(), format!("{root}closr_token="), format!("{root}closr_token=AAAA")]);
        for url in &refused {
            assert_eq!(click(url, FORM, CLICK, SECRET, "oak").unwrap_err().kind(), ErrorKind::Unauthorized);
        }
        let other = "8f9c2ba4e88f827d616045507605853e";
        assert_eq!(click(&url, FORM, CLICK, other, "oak").unwrap_err().kind(), ErrorKind::Unauthorized);
        assert_eq!(click(&url, FORM, CLICK, SECRET, "elm").unwrap_err().kind(), ErrorKind::Unauthorized);
        assert_eq!(click(&url, FORM, CLICK, "short", "oak").unwrap_err().kind(), ErrorKind::ConfigInvalid);
    }

    #[test]
    fn a_link_is_one_that_mail_programs_post_to() {
        for url in [
            "http://oak.example",
            "https://",
            "oak.example",
            "https://oak.example/#u",
            "https://oak.example/ü",
        ] {
            assert_eq!(
                OneClick::new(url, &SECRET.into()).unwrap_err().kind(),
                ErrorKind::ConfigInvalid,
                "{url}"
            );
        }
        let links = OneClick::new("https://oak.example", &SECRET.into()).unwrap();
        assert!(!format!("{links:?}").contains(SECRET));
    }
}
