//! Who talks with whom, about what: the part that records of a draft and of a prompt have in common.

use crate::clock::Timestamp;
use crate::lead::record::Fields;
use crate::lead::{Account, Channel, Lead, Listing, Message, Pii, Role};

/// A conversation as a record tells it, up to the message to answer.
#[derive(Clone)]
pub(crate) struct Conversation {
    pub(crate) channel: Channel,
    pub(crate) now: Timestamp,
    pub(crate) account: Account,
    pub(crate) lead: Lead,
    /// The one that is talked about first.
    pub(crate) listings: Vec<Listing>,
    pub(crate) history: Vec<Message>,
    pub(crate) inbound: Pii<String>,
}

impl Conversation {
    /// Reads `channel`, `now`, `account`, `lead`, `listings` or `listing`, `history` and `inbound`. What is absent has a
    /// fault.
    pub(crate) fn read(fields: &mut Fields) -> Option<Conversation> {
        let channel = fields.channel();
        let now = fields.required_time("now");
        let account = fields.required("account", "missing: write the business's record", |fields, key| {
            fields.object(key, Account::read)
        });
        let lead = fields.object("lead", Lead::read).unwrap_or_default();
        let listing = fields.object("listing", Listing::read);
        let listings = fields.objects("listings", Listing::read);
        if listing.is_some() && listings.is_some() {
            fields.fault("listing", "stands beside `listings`: write one of them");
        }
        let listings = listings.unwrap_or_else(|| listing.into_iter().collect());
        let history = fields.objects("history", |fields| message(fields, channel, now));
        let inbound = Pii::new(fields.required_words("inbound"));
        Some(Conversation {
            channel: channel?,
            now: now?,
            account: account?,
            lead,
            listings,
            history: history.unwrap_or_default().into_iter().flatten().collect(),
            inbound,
        })
    }
}

/// A message as [`Message`] has it; its time and channel are the record's where it names none. A turn says nothing here.
fn message(fields: &mut Fields, channel: Option<Channel>, now: Option<Timestamp>) -> Option<Message> {
    let role = fields.required("role", "missing: write lead, assistant or agent", |fields, key| {
        fields.one_of(key, &Role::ALL.map(|role| (role.as_str(), role)))
    });
    let text = fields.required_words("text");
    let at = fields.time("at").or(now);
    fields.take("turn");
    let channel = match fields.has("channel") {
        true => fields.channel(),
        false => {
            fields.take("channel");
            channel
        }
    };
    Some(Message::new(role?, text, at?, channel?))
}
