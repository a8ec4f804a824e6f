//! What a business puts on record about a person's consent, outside a conversation.

use crate::clock::Timestamp;
use crate::consent::{Event, EventKind, Scope, Source};
use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::{Channel, ContactPoint, Fields, Inbound, Pii, Purpose, parse_object};

/// What can be put on record. All of it tightens, but for a form that the person signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecordKind {
    /// The person said stop: on the phone, to an agent, by letter, to the channel's provider.
    OptOut,
    /// The person signed a form that names the business and the contact point: 47 CFR 64.1200(f)(9) (read 2026-11-22).
    /// It takes back a stop that is older than the signature.
    WrittenOptIn,
    /// Another person answers at this contact point.
    WrongParty,
    /// The contact point cannot be reached.
    Undeliverable,
    /// All automation must stop; a human decides. Nothing takes it back.
    Halt,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [RecordKind; 5] = [
        RecordKind::OptOut,
        RecordKind::WrittenOptIn,
        RecordKind::WrongParty,
        RecordKind::Undeliverable,
        RecordKind::Halt,
    ];

    /// The kind's name in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            RecordKind::OptOut => "opt_out",
            RecordKind::WrittenOptIn => "written_opt_in",
            RecordKind::WrongParty => "wrong_party",
            RecordKind::Undeliverable => "undeliverable",
            RecordKind::Halt => "halt",
        }
    }

    /// The event of a contact point's channel, where the channel's provider says so.
    pub(crate) fn by_provider(self, channel: Channel, at: Timestamp) -> Event {
        let rule = format!("provider.{}", self.as_str());
        Event { kind: self.event(), scope: Scope::Channel(channel), source: Source::Provider, rule, at }
    }

    fn event(self) -> EventKind {
        match self {
            RecordKind::OptOut => EventKind::OptOut,
            RecordKind::WrittenOptIn => EventKind::WrittenOptIn,
            RecordKind::WrongParty => EventKind::WrongParty,
            RecordKind::Undeliverable => EventKind::Undeliverable,
            RecordKind::Halt => EventKind::Halt,
        }
    }
}

impl std::str::FromStr for RecordKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<RecordKind> {
        RecordKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            Error::new(
                ErrorKind::InputInvalid,
                "no such kind: use opt_out, written_opt_in, wrong_party, undeliverable or halt",
            )
        })
    }
}

/// How far a record reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reach {
    /// The contact point's own channel, all purposes.
    Channel,
    /// One purpose, on the contact point's own channel.
    Purpose(Purpose),
    /// Every channel and purpose of the person.
    Everything,
}

impl Reach {
    const NAMES: [(&str, Reach); 5] = [
        ("channel", Reach::Channel),
        ("conversational", Reach::Purpose(Purpose::Conversational)),
        ("transactional", Reach::Purpose(Purpose::Transactional)),
        ("marketing", Reach::Purpose(Purpose::Marketing)),
        ("everything", Reach::Everything),
    ];
}

impl std::str::FromStr for Reach {
    type Err = Error;

    fn from_str(text: &str) -> Result<Reach> {
        Reach::NAMES.into_iter().find(|(name, _)| *name == text).map(|(_, reach)| reach).ok_or_else(|| {
            Error::new(
                ErrorKind::InputInvalid,
                "no such scope: use channel, conversational, transactional, marketing or everything",
            )
        })
    }
}

/// One thing that a business puts on record about the consent of whoever has a contact point.
///
/// ```
/// use closr::consent::{ConsentRecord, RecordKind};
///
/// let record = ConsentRecord::from_json(r#"{"kind": "opt_out", "contact": "+15125550147", "words": "said so on the phone"}"#)?;
/// assert_eq!(record.kind, RecordKind::OptOut);
/// // What the person has not signed does not loosen.
/// assert!(ConsentRecord::from_json(r#"{"kind": "written_opt_in", "contact": "+15125550147"}"#).is_err());
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ConsentRecord {
    /// What.
    pub kind: RecordKind,
    /// Whose: a phone counts for SMS, an address for e-mail, a visitor for web chat.
    pub contact: ContactPoint,
    /// How far it reaches.
    pub reach: Reach,
    /// The channel's provider says so, as in a bounce or Twilio's error 21610; otherwise the business does.
    pub by_provider: bool,
    /// When it happened; `None` is now.
    pub at: Option<Timestamp>,
    /// The person's words, or what was signed: the evidence, at most [`Inbound::MAX_TEXT`] bytes. A `WrittenOptIn`
    /// must have it.
    pub words: Option<Pii<String>>,
}

impl ConsentRecord {
    /// A record of now, for the contact point's own channel.
    pub fn new(kind: RecordKind, contact: ContactPoint) -> ConsentRecord {
        ConsentRecord { kind, contact, reach: Reach::Channel, by_provider: false, at: None, words: None }
    }

    /// Reads a record: `kind` and `contact`, and where given `scope` (`channel`, the default, `conversational`,
    /// `transactional`, `marketing`, `everything`), `source` (`record`, the default, or `provider`), `at` and `words`.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once; unknown keys are faults.
    pub fn from_json(text: &str) -> Result<ConsentRecord> {
        let mut fields = Fields::new(parse_object("the consent record", text)?);
        let record = ConsentRecord::read(&mut fields);
        fields.finish_read("the consent record", record)
    }

    /// Reads many: an object with their list as its one key, `records`.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of every record at once, as in `records[3].contact`.
    pub fn list_from_json(text: &str) -> Result<Vec<ConsentRecord>> {
        let mut fields = Fields::new(parse_object("the consent records", text)?);
        let records =
            fields.required("records", "missing: write a list of consent records", |fields, key| {
                fields.objects(key, ConsentRecord::read)
            });
        let records = records.unwrap_or_default().into_iter().flatten().collect();
        fields.finish("the consent records", records)
    }

    pub(crate) fn read(fields: &mut Fields) -> Option<ConsentRecord> {
        let kind = fields.required("kind", "missing: write opt_out or another kind", |fields, key| {
            fields.one_of(key, &RecordKind::ALL.map(|kind| (kind.as_str(), kind)))
        });
        let contact = fields.required("contact", "missing: say whose consent it is", |fields, key| {
            fields.parsed(key, ContactPoint::PROBLEM, |text| text.parse().ok())
        });
        let reach = fields.one_of("scope", &Reach::NAMES).unwrap_or(Reach::Channel);
        let by_provider =
            fields.one_of("source", &[("record", false), ("provider", true)]).unwrap_or_default();
        let at = fields.time("at");
        let words = fields.text("words").map(Pii::new);
        let (kind, contact) = kind.zip(contact)?;
        let record = ConsentRecord { kind, contact, reach, by_provider, at, words };
        match record.fault() {
            Some((key, fault)) => {
                fields.fault_once(key, fault);
                None
            }
            None => Some(record),
        }
    }

    /// What is wrong with it whatever the clock says, and with which key.
    fn fault(&self) -> Option<(&'static str, crate::error::Safe)> {
        let written = self.kind == RecordKind::WrittenOptIn;
        match &self.words {
            None if written => Some(("words", "missing: write what the person signed".into())),
            Some(words) if words.expose().len() > Inbound::MAX_TEXT => {
                Some(("words", safe!("longer than {} bytes", Inbound::MAX_TEXT)))
            }
            _ if written && self.by_provider => {
                Some(("source", "a provider does not sign for a person: write record".into()))
            }
            _ => None,
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        match self.fault() {
            Some((key, fault)) => {
                Err(Error::new(ErrorKind::InputInvalid, safe!("the consent record: {}: {}", key, fault)))
            }
            None => Ok(()),
        }
    }

    /// The event that it amounts to.
    pub(crate) fn event(&self, at: Timestamp) -> Event {
        let channel = self.channel();
        let scope = match self.reach {
            Reach::Channel => Scope::Channel(channel),
            Reach::Purpose(purpose) => Scope::Purpose(channel, purpose),
            Reach::Everything => Scope::Everything,
        };
        let (source, by) = match self.kind {
            RecordKind::WrittenOptIn => (Source::Person, "record"),
            _ if self.by_provider => (Source::Provider, "provider"),
            _ => (Source::Record, "record"),
        };
        Event { kind: self.kind.event(), scope, source, rule: format!("{by}.{}", self.kind.as_str()), at }
    }

    /// The channel of its contact point.
    pub(crate) fn channel(&self) -> Channel {
        self.contact.channel()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::explain;

    fn read(text: &str) -> Result<ConsentRecord> {
        ConsentRecord::from_json(text)
    }

    #[test]
    fn a_record_becomes_one_event() {
        let at = Timestamp::from_millis(7);
        let rows = [
            (r#"{"kind":"opt_out","contact":"+15125550147"}"#, EventKind::OptOut, "record.opt_out"),
            (
                r#"{"kind":"undeliverable","contact":"a@example.com","source":"provider"}"#,
                EventKind::Undeliverable,
                "provider.undeliverable",
            ),
            (
                r#"{"kind":"written_opt_in","contact":"+15125550147","words":"I agree"}"#,
                EventKind::WrittenOptIn,
                "record.written_opt_in",
            ),
        ];
        for (text, kind, rule) in rows {
            let event = read(text).unwrap().event(at);
            assert_eq!((event.kind, event.rule.as_str(), event.at), (kind, rule, at));
            assert!(explain(rule).is_some(), "{rule}");
        }
        let scope = |scope: &str| {
            let text = format!(r#"{{"kind":"opt_out","contact":"a@example.com","scope":"{scope}"}}"#);
            read(&text).unwrap().event(at).scope
        };
        assert_eq!(scope("channel"), Scope::Channel(Channel::Email));
        assert_eq!(scope("marketing"), Scope::Purpose(Channel::Email, Purpose::Marketing));
        assert_eq!(scope("everything"), Scope::Everything);
    }

    #[test]
    fn only_the_person_loosens() {
        for kind in RecordKind::ALL {
            let record = ConsentRecord::new(kind, "+15125550147".parse().unwrap());
            let by_person = record.event(Timestamp::from_millis(0)).source == Source::Person;
            assert_eq!(by_person, kind == RecordKind::WrittenOptIn);
        }
    }

    #[test]
    fn faults_are_named_together_and_say_nothing_personal() {
        let error = read(r#"{"kind":"opt_uot","contact":"7375550199","scope":"all","at":"soon","why":1}"#)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InputInvalid);
        for part in ["kind", "did you mean \"opt_out\"?", "contact", "scope", "at", "why"] {
            assert!(error.to_string().contains(part), "{part}: {error}");
        }
        assert!(!error.to_string().contains("7375550199"));
        let list = |records: &str| ConsentRecord::list_from_json(&format!(r#"{{"records":{records}}}"#));
        let two =
            r#"[{"kind":"opt_out","contact":"a@example.com"},{"kind":"halt","contact":"+15125550147"}]"#;
        assert_eq!(list(two).unwrap().len(), 2);
        let error =
            list(r#"[{"kind":"opt_out","contact":"a@example.com"},{"kind":"opt_out","contact":"7"}]"#);
        assert!(error.unwrap_err().to_string().contains("records[1].contact: not a contact point"));
        for wrong in ["3", "[3]", "null", r#""text""#] {
            assert_eq!(list(wrong).unwrap_err().kind(), ErrorKind::InputInvalid, "{wrong}");
        }
        for wrong in [
            r#"{"kind":"written_opt_in","contact":"+15125550147"}"#,
            r#"{"kind":"written_opt_in","contact":"+15125550147","words":"yes","source":"provider"}"#,
            r#"{"kind":"opt_in","contact":"+15125550147"}"#,
            r#"{"contact":"+15125550147"}"#,
            r#"{"kind":"opt_out"}"#,
        ] {
            assert_eq!(read(wrong).unwrap_err().kind(), ErrorKind::InputInvalid, "{wrong}");
        }
    }
}
