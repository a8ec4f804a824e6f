//! Whether a webhook is SendGrid's own.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::{agreement, hmac, rand, signature};
use secrecy::{ExposeSecret, SecretString};

use crate::channel::Webhook;
use crate::error::{Error, ErrorKind, Result};

/// Inbound Parse takes mails of 30 MB, attachments and all: `tsg_webhooks_v3.json` of twilio/sendgrid-oai dbe0e0d (read 2026-11-29). Its form is
/// somewhat longer.
const LONGEST: usize = 40 * 1024 * 1024;

/// What stands before the point in the DER of a P-256 public key: `SubjectPublicKeyInfo` of `id-ecPublicKey` on `prime256v1`,
/// RFC 5480 section 2 (not re-read).
const BEFORE_POINT: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The public key by which SendGrid's webhooks are known: the Event Webhook's verification key, or the one of a security policy of
/// Inbound Parse.
#[derive(Clone)]
pub struct PublicKey(Vec<u8>);

impl PublicKey {
    /// Reads the key as SendGrid shows it: base64 of its DER, with or without the lines of a PEM.
    ///
    /// # Errors
    /// `ConfigInvalid` where it is no P-256 key: one letter that was copied wrongly is noticed.
    pub fn new(text: &str) -> Result<PublicKey> {
        let bare: String =
            text.lines().filter(|line| !line.starts_with("-----")).flat_map(str::split_whitespace).collect();
        let der = STANDARD.decode(bare).map_err(|_| no_key())?;
        let point = der.strip_prefix(&BEFORE_POINT).ok_or_else(no_key)?;
        // A point that is not on the curve verifies nothing ever, and would look like webhooks that are forged.
        let own = agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, &rand::SystemRandom::new())
            .map_err(|_| Error::new(ErrorKind::Unavailable, "the system's source of randomness failed"))?;
        let theirs = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, point);
        agreement::agree_ephemeral(own, &theirs, |_| ()).map_err(|_| no_key())?;
        Ok(PublicKey(point.to_vec()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").finish_non_exhaustive()
    }
}

/// Checks that SendGrid sent a webhook, by the public key: ECDSA of the raw bytes after the timestamp's. The Event Webhook signs so where that
/// is turned on, and Inbound Parse with a security policy that signs; one that does not is told by [`verify_secret`].
///
/// A webhook that was caught and is posted again verifies again, at any time: SendGrid itself posts again what was not answered with 2xx, for a
/// day (events) or three (mails). So there is no window after which it is refused, and none is needed:
/// [`ForAccount::receive`](crate::ForAccount::receive) takes nothing twice, and an event that was on file before an opt-in does not take that
/// back. The rules are those of
/// <https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features> (read 2026-11-22).
/// <https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/securing-your-parse-webhooks> (read in part 2026-11-29) has Inbound Parse
/// sign alike; SendGrid publishes no vector of it.
///
/// # Errors
/// `Unauthorized` where the signature is missing or not of these bytes and this key: answer 403. `InputInvalid` where the body is longer
/// than 40 megabytes: answer 413.
pub fn verify(webhook: &Webhook<'_>, key: &PublicKey) -> Result<()> {
    limited(webhook)?;
    let header = |name| webhook.header(name).unwrap_or_default();
    let given = header("x-twilio-email-event-webhook-signature");
    let Ok(given) = STANDARD.decode(given) else { return Err(forged()) };
    let stamp = header("x-twilio-email-event-webhook-timestamp").as_bytes();
    // Nothing stands between the two: no digit may move from one to the other.
    let digits = !stamp.is_empty() && stamp.iter().all(u8::is_ascii_digit);
    if !digits || webhook.body().first().is_some_and(u8::is_ascii_digit) {
        return Err(forged());
    }
    let signed = [stamp, webhook.body()].concat();
    signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_ASN1, &key.0)
        .verify(&signed, &given)
        .map_err(|_| forged())
}

/// Checks that whoever posts a webhook knows the secret that stands in its URL as the parameter `closr_secret`: for an Inbound Parse that is not
/// signed. The secret is compared in constant time.
///
/// It is weaker than [`verify`]: the URL stands in the logs of every proxy, and the body may be changed on the way.
///
/// # Errors
/// `Unauthorized` where it is missing or another: answer 403. `InputInvalid` where the body is longer than 40 megabytes: answer
/// 413. `ConfigInvalid` where the secret is shorter than 16 bytes.
pub fn verify_secret(webhook: &Webhook<'_>, secret: &SecretString) -> Result<()> {
    limited(webhook)?;
    let secret = secret.expose_secret().as_bytes();
    if secret.len() < 16 {
        return Err(Error::new(
            ErrorKind::ConfigInvalid,
            "the secret in the URL is too short: use 16 bytes or more, chosen at random",
        ));
    }
    let given = webhook.query("closr_secret").unwrap_or_default();
    // Of two MACs under one key nobody learns how much of them agrees.
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, secret);
    hmac::verify(&key, given.as_bytes(), tag.as_ref()).map_err(|_| {
        Error::new(
            ErrorKind::Unauthorized,
            "the webhook's URL does not hold the secret as `closr_secret`: answer 403; if it is SendGrid's, put it into the \
             URL of the Inbound Parse setting",
        )
    })
}

fn limited(webhook: &Webhook<'_>) -> Result<()> {
    if webhook.body().len() > LONGEST {
        return Err(Error::new(
            ErrorKind::InputInvalid,
            "the webhook's body is longer than 40 megabytes: none of SendGrid's is",
        ));
    }
    Ok(())
}

fn no_key() -> Error {
    Error::new(
        ErrorKind::ConfigInvalid,
        "not a public key of SendGrid's: copy the verification key again, which begins with MFkwEwYHKoZI",
    )
}

fn forged() -> Error {
    Error::new(
        ErrorKind::Unauthorized,
        "the webhook's signature is not SendGrid's for this body and public key: answer 403; if it is SendGrid's, give the \
         raw body and the key of this webhook",
    )
}
