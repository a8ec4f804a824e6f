//! Access: everything that is held of a lead, with what it is for, on what it rests, how long it is kept and who receives it.

use serde_json::{Value, json};

use super::{Recipient, Request};
use crate::audit::Entry;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::lead::{Account, Basis, Lead, LeadId};
use crate::store::{
    Corrected, HeldContact, HeldConversation, HeldEvent, HeldMessage, HeldOutreach, Objection, Right, Store,
};

/// Everything that is held of a lead. It is personal data, and is in memory as a whole: for a lead of very many messages,
/// export it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Access {
    /// The lead.
    pub lead: LeadId,
    /// When it was read.
    pub at: Timestamp,
    /// The lead's record.
    pub record: Lead,
    /// Whether its data is only stored.
    pub restricted: bool,
    /// Why it may not be erased: a code.
    pub hold: Option<String>,
    /// What the person objects to.
    pub objections: Vec<Objection>,
    /// What was corrected of the record or written over, as it was, oldest first.
    pub corrections: Vec<Corrected>,
    /// The contact points of its record, with the state of consent.
    pub contacts: Vec<HeldContact>,
    /// Its conversations.
    pub conversations: Vec<HeldConversation>,
    /// What the business asked closr to write to it first, sent or not.
    pub outreach: Vec<HeldOutreach>,
    /// What it asked for about its data.
    pub requests: Vec<Request>,
    /// Those to whom this engine is set to send data of leads. Its channels the business adds itself.
    pub recipients: Vec<Recipient>,
    /// What each kind of data is for, on what it rests and how long it is kept.
    pub categories: &'static [Category],
    /// On what the business rests each purpose, and the version of its notice, as the account's record says.
    pub basis: Basis,
    /// Its messages, conversation by conversation.
    pub messages: Vec<HeldMessage>,
    /// The events of its consent, with their words.
    pub consent: Vec<HeldEvent>,
    /// What was decided about it: the audit trail's entries.
    pub decisions: Vec<Entry>,
}

/// A kind of data that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Category {
    /// Its key in the JSON, as in `messages`.
    pub what: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// What lets the business hold it. Which of two it goes by, the business's own policy says.
    pub basis: &'static str,
    /// How long it is kept.
    pub kept: &'static str,
}

const INTEREST: &str = "steps before a contract, or legitimate interests: GDPR 6(1)(b) and (f) (not re-read)";
const DUTY: &str = "a legal obligation: GDPR 6(1)(c) (not re-read)";
const UNTIL_ERASED: &str = "until the lead is erased";

const CATEGORIES: &[Category] = &[
    Category {
        what: "record",
        purpose: "to know who asks and what for",
        basis: INTEREST,
        kept: UNTIL_ERASED,
    },
    Category {
        what: "contacts",
        purpose: "to answer where the lead wrote from",
        basis: INTEREST,
        kept: UNTIL_ERASED,
    },
    Category {
        what: "conversations",
        purpose: "to keep the thread of what is asked",
        basis: INTEREST,
        kept: UNTIL_ERASED,
    },
    Category {
        what: "outreach",
        purpose: "to write to the lead once, and no more often than it may be",
        basis: "consent, or legitimate interests: GDPR 6(1)(a) and (f) (not re-read)",
        kept: UNTIL_ERASED,
    },
    Category {
        what: "messages",
        purpose: "to answer what the lead asks",
        basis: INTEREST,
        kept: UNTIL_ERASED,
    },
    Category {
        what: "consent",
        purpose: "to write only to who may be written to, and to show why",
        basis: DUTY,
        kept: "stops without end, as keyed hashes; words to the end of the fifth year: 47 CFR 64.1200(d)(6) (not re-read)",
    },
    Category {
        what: "objections",
        purpose: "to use the data for nothing that the lead objects to",
        basis: DUTY,
        kept: "until the lead is erased; the stop of marketing without end, as keyed hashes",
    },
    Category {
        what: "requests",
        purpose: "to answer what the lead asks about its data, and to show that it was",
        basis: DUTY,
        kept: "24 months at least: 11 CCR 7101 (not re-read)",
    },
    Category {
        what: "decisions",
        purpose: "to show what was decided and by which rule",
        basis: "legitimate interests: GDPR 6(1)(f) (not re-read)",
        kept: "without end, under random ids: the trail is one chain",
    },
];

/// Reads everything, and closes the requests that it answers.
pub(crate) async fn access(
    store: &dyn Store,
    account: &Account,
    lead: LeadId,
    recipients: Vec<Recipient>,
    now: Timestamp,
) -> Result<Access> {
    let mut access = head(store, account, lead, recipients, now).await?;
    let mut pages = Pages::START;
    while let Some(page) = pages.next(store, account, &access).await? {
        match page {
            Page::Messages(mut page) => access.messages.append(&mut page),
            Page::Consent(mut page) => access.consent.append(&mut page),
            Page::Decisions(mut page) => access.decisions.append(&mut page),
        }
    }
    store.handed_out(&account.id, lead, "rights.accessed".into(), &[Right::Access]).await?;
    Ok(access)
}

/// Everything but what grows with every message.
pub(super) async fn head(
    store: &dyn Store,
    account: &Account,
    lead: LeadId,
    recipients: Vec<Recipient>,
    now: Timestamp,
) -> Result<Access> {
    let held = store.held(&account.id, lead).await?;
    let requests = store.requests_of(&account.id, lead).await?.into_iter();
    Ok(Access {
        lead,
        at: now,
        record: held.record,
        restricted: held.restricted,
        hold: held.hold,
        objections: held.objections,
        corrections: held.corrections,
        contacts: held.contacts,
        conversations: held.conversations,
        outreach: held.outreach,
        requests: requests.map(|stored| Request::of(stored, account)).collect(),
        recipients,
        categories: CATEGORIES,
        basis: account.basis.clone(),
        messages: Vec::new(),
        consent: Vec::new(),
        decisions: Vec::new(),
    })
}

/// Some of what grows with every message.
pub(super) enum Page {
    Messages(Vec<HeldMessage>),
    Consent(Vec<HeldEvent>),
    Decisions(Vec<Entry>),
}

/// Where the reading has come to: the messages of each conversation, then the consent, then the decisions.
pub(super) enum Pages {
    Messages { conversation: usize, after: i64 },
    Consent { after: i64 },
    Decisions { after: u64 },
    Done,
}

impl Pages {
    pub(super) const START: Pages = Pages::Messages { conversation: 0, after: i64::MIN };
    pub(super) const CONSENT: Pages = Pages::Consent { after: i64::MIN };

    /// The next page that is not empty; each part is over with its first empty one.
    pub(super) async fn next(
        &mut self,
        store: &dyn Store,
        account: &Account,
        head: &Access,
    ) -> Result<Option<Page>> {
        loop {
            match *self {
                Pages::Messages { conversation, after } => {
                    let Some(of) = head.conversations.get(conversation) else {
                        *self = Pages::CONSENT;
                        continue;
                    };
                    let page = store.held_messages(&account.id, head.lead, of.id, after).await?;
                    let Some(last) = page.last() else {
                        *self = Pages::Messages { conversation: conversation + 1, after: i64::MIN };
                        continue;
                    };
                    *self = Pages::Messages { conversation, after: last.place };
                    return Ok(Some(Page::Messages(page)));
                }
                Pages::Consent { after } => {
                    let page = store.held_events(&account.id, head.lead, after).await?;
                    let Some(last) = page.last() else {
                        *self = Pages::Decisions { after: 0 };
                        continue;
                    };
                    *self = Pages::Consent { after: last.place };
                    return Ok(Some(Page::Consent(page)));
                }
                Pages::Decisions { after } => {
                    let page = store.held_decisions(&account.id, head.lead, after).await?;
                    let Some(last) = page.last() else {
                        *self = Pages::Done;
                        continue;
                    };
                    *self = Pages::Decisions { after: last.seq };
                    return Ok(Some(Page::Decisions(page)));
                }
                Pages::Done => return Ok(None),
            }
        }
    }
}

impl Access {
    /// Everything as one JSON object, personal data and all, as `lead.schema.json` of an export describes it.
    pub fn expose_json(&self) -> String {
        let mut object = self.expose_head();
        let part = |values: Vec<Value>| Value::Array(values);
        object.insert("messages".to_owned(), part(self.messages.iter().map(HeldMessage::expose).collect()));
        object.insert("consent".to_owned(), part(self.consent.iter().map(HeldEvent::expose).collect()));
        object.insert("decisions".to_owned(), part(self.decisions.iter().map(decision).collect()));
        Value::Object(object).to_string()
    }

    /// What does not grow with every message, in the order in which it is written.
    pub(super) fn expose_head(&self) -> serde_json::Map<String, Value> {
        let parsed = |text: String| serde_json::from_str::<Value>(&text).unwrap_or_default();
        let category = |kind: &Category| json!({"what": kind.what, "purpose": kind.purpose, "basis": kind.basis, "kept": kind.kept});
        let fields = [
            ("format", json!("closr-lead-1")),
            ("lead", json!(self.lead)),
            ("at", json!(self.at)),
            ("restricted", json!(self.restricted)),
            ("hold", json!(self.hold)),
            ("categories", self.categories.iter().map(category).collect()),
            ("basis", self.basis.to_record()),
            ("recipients", self.recipients.iter().map(Recipient::to_record).collect()),
            ("record", parsed(self.record.expose_json())),
            ("objections", self.objections.iter().map(|objection| objection.to_record()).collect()),
            ("corrections", self.corrections.iter().map(Corrected::expose).collect()),
            ("contacts", self.contacts.iter().map(HeldContact::expose).collect()),
            ("conversations", self.conversations.iter().map(HeldConversation::expose).collect()),
            ("outreach", self.outreach.iter().map(HeldOutreach::expose).collect()),
            ("requests", self.requests.iter().map(|request| parsed(request.to_json())).collect()),
        ];
        fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

/// An entry of the trail as JSON.
pub(super) fn decision(entry: &Entry) -> Value {
    let rules: Vec<&str> = entry.rules.iter().map(|rule| rule.as_str()).collect();
    json!({"seq": entry.seq, "at": entry.at, "what": entry.what.as_str(), "turn": entry.turn, "rules": rules})
}
