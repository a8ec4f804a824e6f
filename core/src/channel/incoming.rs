//! What a webhook tells.

use serde_json::{Value, json};

use crate::consent::{ConsentRecord, Reach};
use crate::error::Result;
use crate::lead::{Fields, Inbound, OutboundId, Pii, SendState, parse_object};

/// One thing that a webhook tells.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Incoming {
    /// Somebody wrote: [`ForAccount::accept`](crate::ForAccount::accept) its `inbound`.
    Message(Box<Received>),
    /// What became of a message that was sent.
    Status(Status),
    /// The vendor knows something of a person's consent:
    /// [`ForAccount::record_consent`](crate::ForAccount::record_consent) it. It only tightens.
    Consent(ConsentRecord),
    /// Something that changes nothing here: an event that closr does not know, or one that would loosen.
    Other(Other),
}

/// A message, and what the vendor tells of it besides the words.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Received {
    /// The message.
    pub inbound: Inbound,
    /// Which of the business's own numbers, addresses or senders was written to.
    pub to: String,
    /// The subject of a mail. Where it is no reply's, its words are the message's too.
    pub subject: Option<Pii<String>>,
    /// What was attached to a mail; closr neither opens nor keeps it.
    pub attachments: Vec<Attachment>,
    /// What was sent along; closr neither opens nor keeps it.
    pub media: Vec<Media>,
    /// The button that the person pressed, on RCS. Where they wrote nothing, its words are the message's.
    pub button: Option<Button>,
    /// The place that the person sent, as latitude and longitude in degrees.
    pub location: Option<Pii<(f64, f64)>>,
}

/// Something sent along with a message.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Media {
    /// Where the vendor keeps it, behind the account's credentials.
    pub url: Pii<String>,
    /// Its media type, as in `image/jpeg`.
    pub content_type: String,
}

/// Something attached to a mail, as the mail tells of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Attachment {
    /// Its file name, where it has one.
    pub name: Option<Pii<String>>,
    /// Its media type, as in `image/jpeg`, where it has one.
    pub content_type: String,
    /// How long it is, in bytes.
    pub bytes: u64,
}

/// A button that was pressed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Button {
    /// What stands on it.
    pub text: Option<Pii<String>>,
    /// What the business had it send.
    pub payload: Option<Pii<String>>,
}

/// What became of a message that was sent.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Status {
    /// The outbound, where the webhook names it.
    pub outbound: Option<OutboundId>,
    /// The vendor's id of the message; empty where it names none.
    pub message: String,
    /// How far it has come.
    pub state: SendState,
    /// The vendor's code of what went wrong.
    pub code: Option<u32>,
}

/// What a webhook tells and closr does nothing with.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Other {
    /// The vendor's name of the event: `a-z`, digits and `_`, at most 64 bytes; empty where it is none.
    pub event: String,
}

impl Other {
    /// An event by its name, or by none where that is not one.
    #[cfg(feature = "channel-sendgrid")]
    pub(super) fn new(event: &str) -> Other {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        let is_name = event.len() <= 64 && event.bytes().all(plain);
        Other { event: if is_name { event.to_owned() } else { String::new() } }
    }
}

impl Incoming {
    /// As one JSON object. `kind` is `message`, `status`, `consent` or `other`; `inbound` is a record as
    /// [`Inbound::from_json`](crate::Inbound::from_json) reads it, and a consent's `record` one as
    /// [`ConsentRecord::from_json`](crate::consent::ConsentRecord::from_json) does. Personal data stands in it in clear.
    pub fn to_json(&self) -> String {
        match self {
            Incoming::Message(received) => received.value(),
            Incoming::Status(status) => json!({
                "kind": "status",
                "outbound": status.outbound.map(|outbound| outbound.to_string()),
                "message": status.message,
                "state": status.state.as_str(),
                "code": status.code,
            }),
            Incoming::Consent(record) => json!({"kind": "consent", "record": consent(record)}),
            Incoming::Other(other) => json!({"kind": "other", "event": other.event}),
        }
        .to_string()
    }
}

impl Incoming {
    /// Reads what [`Incoming::to_json`] writes, for a language that has it from there: of a message its `inbound`; what came along is
    /// passed over.
    ///
    /// # Errors
    /// `InputInvalid` with every fault at once.
    pub fn from_json(text: &str) -> Result<Incoming> {
        const WHAT: &str = "what a webhook tells";
        let mut fields = Fields::new(parse_object(WHAT, text)?);
        let kinds = [
            ("message", Kind::Message),
            ("status", Kind::Status),
            ("consent", Kind::Consent),
            ("other", Kind::Other),
        ];
        let kind = fields.required("kind", "missing: hand in what `parse` returned", |fields, key| {
            fields.one_of(key, &kinds)
        });
        match kind {
            Some(Kind::Message) => {
                let to = fields.text("to").unwrap_or_default();
                for key in ["subject", "attachments", "media", "button", "location"] {
                    fields.take(key);
                }
                let inbound = fields.required("inbound", MISSING, Fields::map).unwrap_or_default();
                fields.finish(WHAT, ())?;
                let inbound = Inbound::from_map(inbound)?;
                Ok(Incoming::Message(Box::new(Received::new(inbound, to))))
            }
            Some(Kind::Status) => {
                let outbound = fields.parsed("outbound", "not an outbound's id", |id| id.parse().ok());
                let message = fields.text("message").unwrap_or_default();
                let states = SendState::ALL.map(|state| (state.as_str(), state));
                let state = fields.required("state", MISSING, |fields, key| fields.one_of(key, &states));
                let code = fields.count("code").and_then(|code| u32::try_from(code).ok());
                let status = state.map(|state| Incoming::Status(Status { outbound, message, state, code }));
                fields.finish_read(WHAT, status)
            }
            Some(Kind::Consent) => {
                let record = fields.object("record", ConsentRecord::read).flatten().map(Incoming::Consent);
                if record.is_none() {
                    fields.fault_once("record", MISSING);
                }
                fields.finish_read(WHAT, record)
            }
            Some(Kind::Other) => {
                let event = fields.text("event").unwrap_or_default();
                fields.finish(WHAT, Incoming::Other(Other { event }))
            }
            None => fields.finish_read(WHAT, None),
        }
    }
}

const MISSING: &str = "missing: hand in what `parse` returned";

#[derive(Clone, Copy)]
enum Kind {
    Message,
    Status,
    Consent,
    Other,
}

impl Received {
    pub(super) fn new(inbound: Inbound, to: impl Into<String>) -> Received {
        Received {
            inbound,
            to: to.into(),
            subject: None,
            attachments: Vec::new(),
            media: Vec::new(),
            button: None,
            location: None,
        }
    }

    fn value(&self) -> Value {
        let Received { inbound, to, subject, attachments, media, button, location } = self;
        let exposed = |text: &Option<Pii<String>>| text.as_ref().map(|text| text.expose().clone());
        let media: Vec<Value> = media
            .iter()
            .map(|media| json!({"url": media.url.expose(), "content_type": media.content_type}))
            .collect();
        let attachments: Vec<Value> = attachments
            .iter()
            .map(|one| json!({"name": exposed(&one.name), "content_type": one.content_type, "bytes": one.bytes}))
            .collect();
        json!({
            "kind": "message",
            "inbound": {
                "id": inbound.id,
                "channel": inbound.channel.as_str(),
                "from": inbound.from.expose(),
                "text": inbound.text.expose(),
                "provider_answered": inbound.provider_answered,
                "unverified": inbound.unverified,
                "automatic": inbound.automatic,
            },
            "to": to,
            "subject": exposed(subject),
            "attachments": attachments,
            "media": media,
            "button": button.as_ref().map(|button| {
                json!({"text": exposed(&button.text), "payload": exposed(&button.payload)})
            }),
            "location": location.as_ref().map(|place| {
                let (latitude, longitude) = place.expose();
                json!({"latitude": latitude, "longitude": longitude})
            }),
        })
    }
}

fn consent(record: &ConsentRecord) -> Value {
    let scope = match record.reach {
        Reach::Channel => "channel",
        Reach::Everything => "everything",
        Reach::Purpose(purpose) => purpose.as_str(),
    };
    let mut value = json!({
        "kind": record.kind.as_str(),
        "contact": record.contact.expose(),
        "scope": scope,
        "source": if record.by_provider { "provider" } else { "record" },
    });
    if let (Some(at), Some(value)) = (record.at, value.as_object_mut()) {
        value.insert("at".to_owned(), json!(at));
    }
    value
}
