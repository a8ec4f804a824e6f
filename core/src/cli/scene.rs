//! A conversation's file: the account, the lead, the listings, and the turns to play.

use std::io::{self, Read};
use std::path::Path;

use serde_json::{Map, Value};

use crate::cli::jsonl::{id, known, known_in};
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result, Safe};
use crate::lead::{Account, Channel, Fields, Lead, Listing, Phone, Pii, parse_object};

/// A conversation to play.
pub(super) struct Scene {
    pub(super) id: Value,
    pub(super) channel: Channel,
    pub(super) account: Account,
    pub(super) lead: Lead,
    pub(super) listings: Vec<Listing>,
    pub(super) turns: Vec<Turn>,
    /// The contact point from which the lead writes.
    pub(super) from: String,
}

/// One turn of a conversation to play.
pub(super) struct Turn {
    pub(super) at: Timestamp,
    pub(super) burst_before: Vec<String>,
    pub(super) inbound: String,
}

impl Scene {
    /// Reads a file's one conversation; `-` is standard input.
    pub(super) fn from_file(path: &Path) -> Result<Scene> {
        Scene::from_map(parse_object("the conversation", &read("the conversation's file", path)?)?)
    }

    pub(super) fn from_map(map: Map<String, Value>) -> Result<Scene> {
        let mut map = known(map, &["id", "channel", "account", "lead", "listings", "turns"]);
        known_in(&mut map, "turns", &["at", "inbound", "burst_before", "headers"]);
        let mut fields = Fields::new(map);
        let id = id(&mut fields);
        let channel = fields.channel();
        let account = fields.required("account", "missing", |fields, key| fields.object(key, Account::read));
        let mut lead = fields.object("lead", Lead::read).unwrap_or_default();
        let listings = fields.objects("listings", Listing::read).unwrap_or_default();
        let turns: Vec<Turn> =
            fields.objects("turns", Turn::read).unwrap_or_default().into_iter().flatten().collect();
        let (channel, account) = fields.finish_read("the conversation", channel.zip(account))?;
        let from = sender(channel, &mut lead);
        Ok(Scene { id, channel, account, lead, listings, turns, from })
    }
}

impl Turn {
    fn read(fields: &mut Fields) -> Option<Turn> {
        let at = fields.required_time("at");
        // Headers belong to e-mail; what they say of the sender is the channel's business.
        fields.take("headers");
        let burst_before = fields.texts("burst_before");
        let inbound = fields.required_words("inbound");
        Some(Turn { at: at?, burst_before, inbound })
    }
}

/// The lead's own contact point on the channel, given to the record where it has none.
fn sender(channel: Channel, lead: &mut Lead) -> String {
    match channel {
        Channel::Sms => {
            if lead.phones.is_empty() {
                lead.phones.extend(Phone::new("+12025550123").ok());
            }
            lead.phones.first().map_or_else(String::new, |phone| phone.expose().to_owned())
        }
        Channel::Email => {
            if lead.emails.is_empty() {
                lead.emails.extend(crate::lead::EmailAddress::new("lead@example.com").ok());
            }
            lead.emails.first().map_or_else(String::new, |email| email.expose().to_owned())
        }
        Channel::WebChat => {
            if lead.visitors.is_empty() {
                lead.visitors.push(Pii::from("visitor-1"));
            }
            lead.visitors.first().map_or_else(String::new, |visitor| visitor.expose().clone())
        }
    }
}

/// A file's text; `-` is standard input.
pub(super) fn read(what: &'static str, path: &Path) -> Result<String> {
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    let problem = match read {
        Ok(_) => return Ok(text),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::IsADirectory => "it is a folder; name a file".to_owned(),
            io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
            io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
            other => other.to_string(),
        },
    };
    // The kind alone: a path can name a person.
    Err(Error::new(ErrorKind::InputInvalid, Safe::assembled(format!("{what} cannot be read: {problem}"))))
}
