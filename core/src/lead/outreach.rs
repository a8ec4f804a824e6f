//! Messages that the business begins.

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::json::parse_object;
use crate::lead::record::Fields;
use crate::lead::{Channel, Inbound, LeadId, Pii, Purpose};

/// What the business writes first to a lead, in its own words or by a template's.
///
/// ```
/// use closr::{LeadId, Outreach};
///
/// let lead: LeadId = "01a2078d-f8aa-79c5-a603-87f6ec6e479f".parse()?;
/// let record = format!(r#"{{"id": "visit-7", "lead": "{lead}", "channel": "sms", "purpose": "transactional",
///     "text": "Are you still coming on Saturday?"}}"#);
/// assert_eq!(Outreach::from_json(&record)?.lead, lead);
/// // By a template, which closr fills with the facts on file.
/// let record = record.replace(r#""text": "Are you still coming on Saturday?""#, r#""template": "showing_scheduling""#);
/// assert_eq!(Outreach::from_json(&record)?.template.as_deref(), Some("showing_scheduling"));
/// // Nobody can be written to on a web chat first.
/// assert!(Outreach::from_json(&record.replace("sms", "web_chat")).is_err());
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Outreach {
    /// The business's own id of it, 1 to 128 bytes: the same id is the same outreach.
    pub id: String,
    /// To whom.
    pub lead: LeadId,
    /// The channel: SMS or e-mail.
    pub channel: Channel,
    /// What it is for.
    pub purpose: OutreachPurpose,
    /// The words; at most [`Inbound::MAX_TEXT`] bytes. What a first message must disclose is put before them. Empty where a
    /// template has them.
    pub text: Pii<String>,
    /// The template whose `text` it is, filled with the facts on file when it is written, in the language of what the lead last
    /// wrote where the template is there in it; `None` where the business gives the words.
    pub template: Option<String>,
    /// The listing that the words speak of, by the business's id.
    pub listing: Option<String>,
}

/// What an outreach is for: consent is held for each apart. What answers the person is a reply, and no outreach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OutreachPurpose {
    /// Serves a transaction the person is in.
    Transactional,
    /// Sells something.
    Marketing,
}

impl OutreachPurpose {
    /// Every purpose of an outreach.
    pub const ALL: [OutreachPurpose; 2] = [OutreachPurpose::Transactional, OutreachPurpose::Marketing];

    /// The purpose's name: `transactional` or `marketing`.
    pub fn as_str(self) -> &'static str {
        Purpose::from(self).as_str()
    }
}

impl From<OutreachPurpose> for Purpose {
    fn from(purpose: OutreachPurpose) -> Purpose {
        match purpose {
            OutreachPurpose::Transactional => Purpose::Transactional,
            OutreachPurpose::Marketing => Purpose::Marketing,
        }
    }
}

impl std::str::FromStr for OutreachPurpose {
    type Err = Error;

    fn from_str(text: &str) -> Result<OutreachPurpose> {
        OutreachPurpose::ALL.into_iter().find(|purpose| purpose.as_str() == text).ok_or_else(|| {
            Error::new(
                ErrorKind::InputInvalid,
                "no such purpose of an outreach: use transactional or marketing",
            )
        })
    }
}

impl Outreach {
    /// An outreach in the business's own words that speaks of no listing.
    ///
    /// # Errors
    /// `InputInvalid` with every fault at once: an id that is empty or longer than 128 bytes, a web chat, a text that is empty or
    /// longer than [`Inbound::MAX_TEXT`].
    pub fn new(
        id: &str,
        lead: LeadId,
        channel: Channel,
        purpose: OutreachPurpose,
        text: &str,
    ) -> Result<Outreach> {
        Outreach::of(id, lead, channel, purpose, ("text", text))
    }

    /// An outreach in the words of a template, as `open_house`, that speaks of no listing.
    ///
    /// # Errors
    /// As [`Outreach::new`]. Whether there is such a template is seen when it is written.
    pub fn by_template(
        id: &str,
        lead: LeadId,
        channel: Channel,
        purpose: OutreachPurpose,
        template: &str,
    ) -> Result<Outreach> {
        Outreach::of(id, lead, channel, purpose, ("template", template))
    }

    fn of(
        id: &str,
        lead: LeadId,
        channel: Channel,
        purpose: OutreachPurpose,
        (key, words): (&str, &str),
    ) -> Result<Outreach> {
        let mut map = Map::new();
        map.insert("id".to_owned(), Value::from(id));
        map.insert("lead".to_owned(), Value::from(lead.to_string()));
        map.insert("channel".to_owned(), Value::from(channel.as_str()));
        map.insert("purpose".to_owned(), Value::from(purpose.as_str()));
        map.insert(key.to_owned(), Value::from(words));
        Outreach::from_map(map)
    }

    /// Reads an outreach's record: `id`, `lead`, `channel` (`sms` or `email`), `purpose` (`transactional` or `marketing`),
    /// `text` or `template`, and where it speaks of one `listing`.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once; unknown keys are faults.
    pub fn from_json(text: &str) -> Result<Outreach> {
        Outreach::from_map(parse_object("the outreach", text)?)
    }

    fn from_map(map: Map<String, Value>) -> Result<Outreach> {
        let mut fields = Fields::new(map);
        let id = fields.required_text("id");
        if id.len() > 128 {
            fields.fault("id", "longer than 128 bytes");
        }
        let lead = fields.required("lead", "missing: say to whom", |fields, key| {
            fields.parsed(key, "not a lead's id: use what `upsert_lead` returned", |text| text.parse().ok())
        });
        let channel = fields.required("channel", "missing: write sms or email", |fields, key| {
            fields.one_of(key, &[Channel::Sms, Channel::Email].map(|channel| (channel.as_str(), channel)))
        });
        let purpose =
            fields.required("purpose", "missing: write transactional or marketing", |fields, key| {
                fields.one_of(key, &OutreachPurpose::ALL.map(|purpose| (purpose.as_str(), purpose)))
            });
        let template = fields.text("template");
        let text = match (fields.text("text"), &template) {
            (Some(_), Some(_)) => {
                fields.fault("template", "beside a text: write one of the two");
                String::new()
            }
            (text, Some(_)) => text.unwrap_or_default(),
            (Some(text), None) => text,
            (None, None) => {
                fields.fault_once("text", "missing: write a text, or name a template");
                String::new()
            }
        };
        if text.len() > Inbound::MAX_TEXT {
            fields.fault("text", safe!("longer than {} bytes", Inbound::MAX_TEXT));
        }
        let listing = fields.text("listing");
        let outreach = lead.zip(channel).zip(purpose).map(|((lead, channel), purpose)| Outreach {
            id,
            lead,
            channel,
            purpose,
            text: Pii::new(text),
            template,
            listing,
        });
        fields.finish_read("the outreach", outreach)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_reported_at_once_without_values() {
        let error = Outreach::from_json(
            r#"{"id": "", "lead": "jane@example.com", "channel": "web_chat", "purpose": "conversational", "txet": "Hi"}"#,
        )
        .unwrap_err();
        let paths: Vec<_> = error.faults().iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, ["id", "lead", "channel", "purpose", "text", "txet"]);
        assert!(!error.to_string().contains("jane"), "{error}");
    }
}
