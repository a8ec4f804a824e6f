//! Messages, as they come in and as a conversation keeps them.

use serde_json::{Map, Value};

use crate::clock::Timestamp;
use crate::error::{Result, safe};
use crate::lead::json::parse_object;
use crate::lead::record::Fields;
use crate::lead::{Channel, ContactPoint, Pii, TurnId};

/// What a lead just wrote, as the channel delivered it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Inbound {
    /// The provider's id of the message, 1 to 128 bytes: the same id is the same message.
    pub id: String,
    /// The channel.
    pub channel: Channel,
    /// Who wrote.
    pub from: ContactPoint,
    /// The words; at most [`Inbound::MAX_TEXT`] bytes.
    pub text: Pii<String>,
    /// The listing the message is about, where the channel knows it (the page, the campaign).
    pub listing: Option<String>,
    /// The template by which a model answers it; `None` is the account's, or else the engine's.
    pub template: Option<String>,
    /// When it was written; `None` is now.
    pub at: Option<Timestamp>,
    /// Whether the channel's provider has itself answered a STOP, START or HELP (Twilio's `OptOutType`).
    pub provider_answered: bool,
    /// Whether the sender is only claimed: mail whose From nothing vouches for (no aligned DKIM or SPF, as DMARC asks: RFC 7489
    /// section 3.1, not re-read). What it says of consent tightens and never loosens, and nothing of the lead's record is read for it.
    pub unverified: bool,
    /// Whether a machine wrote it: an out-of-office note, a bounce (RFC 3834, not re-read). It is kept, is neither consent nor a stop, and is not answered.
    pub automatic: bool,
}

impl Inbound {
    /// The most bytes of one message's text.
    pub const MAX_TEXT: usize = 64 * 1024;

    /// A message with what every channel gives.
    ///
    /// # Errors
    /// `InputInvalid` with every fault at once: an id that is empty or longer than 128 bytes, a
    /// sender that is not a contact point of the channel, a text longer than [`Inbound::MAX_TEXT`].
    pub fn new(id: &str, channel: Channel, from: &str, text: &str) -> Result<Inbound> {
        let mut map = Map::new();
        map.insert("id".to_owned(), Value::from(id));
        map.insert("channel".to_owned(), Value::from(channel.as_str()));
        map.insert("from".to_owned(), Value::from(from));
        map.insert("text".to_owned(), Value::from(text));
        Inbound::from_map(map)
    }

    /// Reads a message's record: `id`, `channel`, `from`, `text`, and where known `listing`, `template`, `at`,
    /// `provider_answered`, `unverified` and `automatic`.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once; unknown keys are faults.
    pub fn from_json(text: &str) -> Result<Inbound> {
        Inbound::from_map(parse_object("the message", text)?)
    }

    pub(crate) fn from_map(map: Map<String, Value>) -> Result<Inbound> {
        let mut fields = Fields::new(map);
        let id = fields.required_text("id");
        if id.len() > 128 {
            fields.fault("id", "longer than 128 bytes");
        }
        let channel = fields.channel();
        // Without a channel nothing can be said of the sender but that it is there.
        let from = fields.required("from", "missing: say who wrote", Fields::text).and_then(|from| {
            let point = ContactPoint::for_channel(channel?, &from);
            point.map_err(|problem| fields.fault("from", problem.into_safe())).ok()
        });
        let text = fields.required_words("text");
        if text.len() > Inbound::MAX_TEXT {
            fields.fault("text", safe!("longer than {} bytes", Inbound::MAX_TEXT));
        }
        let listing = fields.text("listing");
        let template = fields.text("template");
        let at = fields.time("at");
        let provider_answered = fields.flag("provider_answered").unwrap_or(false);
        let unverified = fields.flag("unverified").unwrap_or(false);
        let automatic = fields.flag("automatic").unwrap_or(false);
        let inbound = channel.zip(from).map(|(channel, from)| Inbound {
            id,
            channel,
            from,
            text: Pii::new(text),
            listing,
            template,
            at,
            provider_answered,
            unverified,
            automatic,
        });
        fields.finish_read("the message", inbound)
    }
}

/// Who wrote a message of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// The lead.
    Lead,
    /// closr, for the business.
    Assistant,
    /// A person of the business.
    Agent,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 3] = [Role::Lead, Role::Assistant, Role::Agent];

    /// The role's name: `lead`, `assistant` or `agent`.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Lead => "lead",
            Role::Assistant => "assistant",
            Role::Agent => "agent",
        }
    }
}

/// A message of a conversation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// Who wrote it.
    pub role: Role,
    /// The words.
    pub text: Pii<String>,
    /// When.
    pub at: Timestamp,
    /// The channel it went by.
    pub channel: Channel,
    /// Its turn: of a lead's message the one it began, of an answer the one it ended; `None` where a person of the
    /// business wrote, or the message comes from elsewhere.
    pub turn: Option<TurnId>,
}

impl Message {
    pub(crate) fn new(role: Role, text: impl Into<Pii<String>>, at: Timestamp, channel: Channel) -> Message {
        Message { role, text: text.into(), at, channel, turn: None }
    }
}

/// A fixed text that may be sent where a reply may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoticeKind {
    /// Confirms an opt-out, once.
    OptOutConfirmation,
    /// Confirms an opt-in.
    OptInConfirmation,
    /// Answers HELP.
    Help,
    /// Acknowledges a request about personal data, once.
    PrivacyAcknowledgement,
}
