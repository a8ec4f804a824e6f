//! What is held of a lead, as it is read back for the lead.

use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::consent::{ConsentState, Event};
use crate::lead::{Channel, ContactPoint, ConversationId, Lead, OutreachPurpose, Pii, Purpose, Role, TurnId};
use crate::store::correction::Corrected;
use crate::store::objection::Objection;

/// What is held of a lead but what grows with every message.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) record: Lead,
    /// Whether the lead's data is only stored.
    pub(crate) restricted: bool,
    /// Why the lead may not be erased: a code.
    pub(crate) hold: Option<String>,
    pub(crate) objections: Vec<Objection>,
    pub(crate) corrections: Vec<Corrected>,
    pub(crate) contacts: Vec<HeldContact>,
    pub(crate) conversations: Vec<HeldConversation>,
    pub(crate) outreach: Vec<HeldOutreach>,
}

/// A contact point of a lead.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HeldContact {
    /// The contact point.
    pub contact: ContactPoint,
    /// The state of consent for each purpose.
    pub states: Vec<(Purpose, ConsentState)>,
}

/// A conversation that a lead has a part in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HeldConversation {
    /// Its id.
    pub id: ConversationId,
    /// Its channel.
    pub channel: Channel,
    /// The listing that was talked about last.
    pub listing: Option<String>,
    /// Whether a person of the business answers in it.
    pub human: bool,
}

/// What the business asked closr to write first, sent or not.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HeldOutreach {
    /// Its turn.
    pub turn: TurnId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its channel.
    pub channel: Channel,
    /// What it is for.
    pub purpose: OutreachPurpose,
    /// When the business asked for it.
    pub at: Timestamp,
    /// The business's own id of it.
    pub id: Pii<String>,
    /// The business's words; empty where a template had them.
    pub text: Pii<String>,
    /// The template that had them.
    pub template: Option<String>,
    /// The listing that they speak of.
    pub listing: Option<Pii<String>>,
    /// When it was handed out to be sent; what was sent then is among the messages.
    pub sent: Option<Timestamp>,
}

/// A message to or from a lead.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HeldMessage {
    /// Where it stands in the account's order.
    pub(crate) place: i64,
    /// Its conversation.
    pub conversation: ConversationId,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub role: Role,
    /// Its channel.
    pub channel: Channel,
    /// Its words.
    pub text: Pii<String>,
    /// Its turn; `None` where a person of the business wrote.
    pub turn: Option<TurnId>,
    /// Of the lead's own messages, what the channel said of it.
    pub delivered: Option<Delivered>,
    /// Of the lead's own messages, an answer that is not sent, while its turn is open.
    pub unsent: Option<Pii<String>>,
}

/// What a channel said of a lead's message.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivered {
    /// The provider's id of the message.
    pub id: Pii<String>,
    /// Who wrote.
    pub from: ContactPoint,
    /// The listing that it was about.
    pub listing: Option<Pii<String>>,
}

/// An event of a lead's consent.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HeldEvent {
    /// Where it stands in the account's order.
    pub(crate) place: i64,
    /// The event.
    pub event: Event,
    /// The words that it rests on, while they are kept.
    pub words: Option<Pii<String>>,
}

impl HeldContact {
    pub(crate) fn expose(&self) -> Value {
        let states =
            self.states.iter().map(|(purpose, state)| (purpose.as_str().to_owned(), json!(state.as_str())));
        json!({
            "contact": self.contact.expose(),
            "kind": self.contact.kind(),
            "consent": states.collect::<serde_json::Map<_, _>>(),
        })
    }
}

impl HeldConversation {
    pub(crate) fn expose(&self) -> Value {
        json!({"id": self.id, "channel": self.channel, "listing": self.listing, "human": self.human})
    }
}

impl HeldOutreach {
    pub(crate) fn expose(&self) -> Value {
        json!({
            "turn": self.turn,
            "conversation": self.conversation,
            "channel": self.channel,
            "purpose": self.purpose,
            "at": self.at,
            "id": self.id.expose(),
            "text": self.text.expose(),
            "template": self.template,
            "listing": self.listing.as_ref().map(|listing| listing.expose()),
            "sent": self.sent,
        })
    }
}

impl HeldMessage {
    pub(crate) fn expose(&self) -> Value {
        let delivered = self.delivered.as_ref().map(|delivered| {
            json!({
                "id": delivered.id.expose(),
                "from": delivered.from.expose(),
                "listing": delivered.listing.as_ref().map(|listing| listing.expose()),
            })
        });
        json!({
            "at": self.at,
            "role": self.role,
            "channel": self.channel,
            "conversation": self.conversation,
            "turn": self.turn,
            "text": self.text.expose(),
            "delivered": delivered,
            "unsent": self.unsent.as_ref().map(|unsent| unsent.expose()),
        })
    }
}

impl HeldEvent {
    pub(crate) fn expose(&self) -> Value {
        let Event { kind, scope, source, rule, at } = &self.event;
        let words = self.words.as_ref().map(|words| words.expose());
        json!({"at": at, "kind": kind, "scope": scope, "source": source, "rule": rule, "words": words})
    }
}
