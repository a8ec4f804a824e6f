//! The form that Inbound Parse posts: a mail that was taken apart, or one as it came.
//!
//! Its fields: <https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook> (read
//! 2026-11-22).

use std::borrow::Cow;
use std::collections::HashMap;

use bytes::Bytes;
use encoding_rs::{Encoding, UTF_8};
use futures::{FutureExt, stream};
use mail_parser::decoders::html::html_to_text;
use serde::Deserialize;

use super::mail;
use super::sender::Checks;
use crate::channel::{Attachment, Incoming, Webhook};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::Pii;

/// A form with more parts is not SendGrid's: it has one for each field, and one for each attachment.
const MOST_PARTS: usize = 2_000;

/// The form's boundary, if the body is a form of many parts.
pub(super) fn boundary(webhook: &Webhook<'_>) -> Option<String> {
    multer::parse_boundary(webhook.header("content-type")?).ok()
}

/// Reads the mail in a form.
pub(super) fn read(webhook: &Webhook<'_>, boundary: String) -> Result<Incoming> {
    let form = Form::read(webhook.body(), boundary)?;
    let envelope = form.envelope();
    let (dkim, spf) = (form.text("dkim"), form.text("SPF"));
    let checks = Checks { dkim: &dkim, spf: &spf, envelope: envelope.from.as_deref() };
    let to = envelope.to.into_iter().next().unwrap_or_else(|| form.text("to").into_owned());
    match form.fields.get("email") {
        // "POST the raw, full MIME message": nothing was taken apart.
        Some(raw) => mail::raw(raw)?.incoming(&checks, to),
        None => {
            let (head, text, html) = (form.head(), form.text("text"), form.text("html"));
            let words = if text.trim().is_empty() { html_to_text(&html) } else { text.into_owned() };
            let subject = form.fields.get("subject").map(|_| form.text("subject").into_owned());
            let attachments = form.attachments.clone();
            mail::of_parts(head.as_bytes(), subject, words, attachments)?.incoming(&checks, to)
        }
    }
}

struct Form {
    fields: HashMap<String, Bytes>,
    /// What each field's bytes are written in.
    charsets: HashMap<String, String>,
    attachments: Vec<Attachment>,
}

/// How the mail server was told who sends, and to whom; the headers may say otherwise.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope {
    from: Option<String>,
    to: Vec<String>,
}

impl Form {
    fn read(body: &[u8], boundary: String) -> Result<Form> {
        // All of it is there, so reading it waits for nothing.
        let whole = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::copy_from_slice(body))]);
        let read = Form::read_parts(multer::Multipart::new(whole, boundary)).now_or_never();
        read.ok_or_else(|| Error::new(ErrorKind::Unexpected, "a form that is there was waited for"))?
    }

    async fn read_parts(mut parts: multer::Multipart<'_>) -> Result<Form> {
        let (mut fields, mut attachments, mut count) = (HashMap::new(), Vec::new(), 0);
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            count += 1;
            if count > MOST_PARTS {
                return Err(Error::new(
                    ErrorKind::InputInvalid,
                    "the form has more than 2,000 parts: none of SendGrid's has",
                ));
            }
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(Pii::from);
            let content_type = part.content_type().map(ToString::to_string).unwrap_or_default();
            let bytes = part.bytes().await.map_err(broken)?;
            if file.is_some() || is_attachment(&name) {
                let bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                attachments.push(Attachment { name: file, content_type, bytes });
            } else {
                // The first of a name counts.
                fields.entry(name).or_insert(bytes);
            }
        }
        let charsets = fields.get("charsets").and_then(|json| serde_json::from_slice(json).ok());
        Ok(Form { charsets: charsets.unwrap_or_default(), fields, attachments })
    }

    /// A field as text, by the charset that the form names for it; UTF-8 where it names none that is known.
    fn text(&self, name: &str) -> Cow<'_, str> {
        let Some(bytes) = self.fields.get(name) else { return Cow::Borrowed("") };
        let label = self.charsets.get(name).map(String::as_str).unwrap_or_default();
        let charset = Encoding::for_label(label.as_bytes()).unwrap_or(UTF_8);
        charset.decode(bytes).0
    }

    fn envelope(&self) -> Envelope {
        self.fields.get("envelope").and_then(|json| serde_json::from_slice(json).ok()).unwrap_or_default()
    }

    /// The mail's headers; of a form without them, the one that it has taken out.
    fn head(&self) -> String {
        let mut head = self.text("headers").into_owned();
        if head.trim().is_empty() {
            head = format!("From: {}", self.text("from").replace(['\r', '\n'], " "));
        }
        head + "\r\n\r\n"
    }
}

/// `attachment1`, `attachment2` and so on; `attachments` is their number and `attachment-info` what is told of them.
fn is_attachment(name: &str) -> bool {
    name.strip_prefix("attachment").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn broken(_: multer::Error) -> Error {
    Error::new(
        ErrorKind::InputInvalid,
        "the form of Inbound Parse is cut off or is none: give the raw body and its content type as they came",
    )
}
