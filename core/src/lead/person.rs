//! The lead's record.

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::lead::json::parse_object;
use crate::lead::record::Fields;
use crate::lead::{Channel, EmailAddress, Phone, Pii};

/// What a business knows of one person. All of it is optional; what it names is never shown to a model.
///
/// ```
/// let lead = closr::Lead::from_json(r#"{"first_name": "Jane", "phones": ["+15125550147"]}"#)?;
/// assert_eq!(format!("{:?}", lead.first_name), "Some([pii])");
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Lead {
    /// The business's own id for the lead, as its CRM has it; at most 128 bytes.
    pub external_id: Option<Pii<String>>,
    /// The first name.
    pub first_name: Option<Pii<String>>,
    /// The last name.
    pub last_name: Option<Pii<String>>,
    /// Phone numbers.
    pub phones: Vec<Phone>,
    /// E-mail addresses.
    pub emails: Vec<EmailAddress>,
    /// Web chat sessions that the business has verified to be this person.
    pub visitors: Vec<Pii<String>>,
    /// The street address.
    pub address: Option<Pii<String>>,
    /// What the person is looking for.
    pub interest: Interest,
    /// The agent's notes.
    pub notes: Option<Pii<String>>,
    /// Where the lead came from, as in `zillow`; at most 64 bytes.
    pub source: Option<String>,
    /// Consent that the business's records state, by channel. It can only tighten what closr knows.
    pub consent: Vec<(Channel, RecordedConsent)>,
    /// Visits on file.
    pub appointments: Vec<Appointment>,
    /// Whatever else the business keeps; closr stores it sealed and never shows it to a model.
    pub extra: Map<String, Value>,
    /// What was corrected or written over, as it was: hidden from models where it stands in old messages, and said no more.
    pub(crate) former: Vec<Lead>,
    /// Whether the person objected to being profiled.
    pub(crate) not_profiled: bool,
}

/// Consent as a record states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordedConsent {
    /// The person gave it in so many words.
    Express,
    /// The person wrote or asked first.
    Implied,
    /// The person asked not to be contacted.
    OptedOut,
}

impl RecordedConsent {
    const NAMES: [(&'static str, RecordedConsent); 3] = [
        ("express", RecordedConsent::Express),
        ("implied", RecordedConsent::Implied),
        ("opted_out", RecordedConsent::OptedOut),
    ];
}

/// What a person is looking for.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Interest {
    /// `buy`, `sell`, `rent` or the business's own word.
    pub intent: Option<String>,
    /// The most the person would pay, in US dollars.
    pub budget_max_usd: Option<u64>,
    /// The fewest bedrooms.
    pub beds_min: Option<f64>,
    /// Where, in the person's words: a city or area, not an address.
    pub area: Option<String>,
    /// When, as in `this summer`.
    pub timeline: Option<String>,
    /// How it will be paid, as in `pre-approved`.
    pub financing: Option<String>,
    /// Why the person moves, as in `relocation`. No model is shown it, and no score weighs it.
    pub motivation: Option<String>,
    /// Whether the person has an agent already.
    pub has_agent: Option<bool>,
}

/// A visit on file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Appointment {
    /// The listing's id.
    pub listing: String,
    /// When it starts.
    pub start: Timestamp,
    /// Whether it stands.
    pub status: AppointmentStatus,
}

/// Whether a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AppointmentStatus {
    /// Asked for, not yet agreed.
    Requested,
    /// Agreed.
    Confirmed,
    /// Called off.
    Cancelled,
}

impl AppointmentStatus {
    const NAMES: [(&'static str, AppointmentStatus); 3] = [
        ("requested", AppointmentStatus::Requested),
        ("confirmed", AppointmentStatus::Confirmed),
        ("cancelled", AppointmentStatus::Cancelled),
    ];
}

impl Lead {
    /// Reads a lead's record.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once, by path and without a value;
    /// unknown keys are faults (put what closr does not know under `extra`).
    pub fn from_json(text: &str) -> Result<Lead> {
        let mut fields = Fields::new(parse_object("the lead", text)?);
        let lead = Lead::read(&mut fields);
        fields.finish("the lead", lead)
    }

    /// A record that was checked when it was stored.
    pub(crate) fn from_stored(text: &str) -> Result<Lead> {
        let mut fields = Fields::new(parse_object("the lead", text)?);
        let lead = Lead::read_with(&mut fields, Phone::known);
        fields.finish("the lead", lead)
    }

    pub(crate) fn read(fields: &mut Fields) -> Lead {
        Lead::read_with(fields, |text| Phone::new(text).ok())
    }

    fn read_with(fields: &mut Fields, phone: impl Fn(&str) -> Option<Phone>) -> Lead {
        Lead {
            external_id: fields.parsed("external_id", "longer than 128 bytes", |text| {
                (text.len() <= 128).then(|| Pii::from(text))
            }),
            first_name: fields.text("first_name").map(Pii::new),
            last_name: fields.text("last_name").map(Pii::new),
            phones: fields.list("phones", Phone::PROBLEM, phone),
            emails: fields.list("emails", EmailAddress::PROBLEM, |text| EmailAddress::new(text).ok()),
            visitors: fields.list("visitors", "not a visitor id: use 1 to 128 bytes", |text| {
                (1..=128).contains(&text.len()).then(|| Pii::from(text))
            }),
            address: fields.text("address").map(Pii::new),
            interest: fields.object("interest", Interest::read).unwrap_or_default(),
            notes: fields.text("notes").map(Pii::new),
            source: fields
                .parsed("source", "longer than 64 bytes", |text| (text.len() <= 64).then(|| text.to_owned())),
            consent: fields.object("consent", read_consent).unwrap_or_default(),
            appointments: fields
                .objects("appointments", Appointment::read)
                .unwrap_or_default()
                .into_iter()
                .flatten()
                .collect(),
            extra: fields.object("extra", Fields::take_all).unwrap_or_default(),
            former: Vec::new(),
            not_profiled: false,
        }
    }

    /// The record with what changes, and what stood there: of the other fields, nothing.
    pub(crate) fn corrected(&self, changes: &Changes) -> (Lead, Lead) {
        use std::mem::replace;
        let (mut now, mut was, mut to) = (self.clone(), Lead::default(), changes.to.clone());
        for name in &changes.names {
            match *name {
                "first_name" => was.first_name = replace(&mut now.first_name, to.first_name.take()),
                "last_name" => was.last_name = replace(&mut now.last_name, to.last_name.take()),
                "phones" => was.phones = replace(&mut now.phones, std::mem::take(&mut to.phones)),
                "emails" => was.emails = replace(&mut now.emails, std::mem::take(&mut to.emails)),
                "address" => was.address = replace(&mut now.address, to.address.take()),
                "interest" => was.interest = replace(&mut now.interest, std::mem::take(&mut to.interest)),
                _ => was.notes = replace(&mut now.notes, to.notes.take()),
            }
        }
        (now, was)
    }

    /// What points to the person in this record and stands in none of `others`: of the other fields, nothing. A name is kept
    /// whole, since a part of it that is an ordinary word is known by the other; where one of `others` has more of it, it is known.
    pub(crate) fn missing_from<'a>(&self, others: impl Iterator<Item = &'a Lead> + Clone) -> Lead {
        let new = |has: &dyn Fn(&Lead) -> bool| !others.clone().any(has);
        let has = |other: &Option<Pii<String>>, part: &Option<Pii<String>>| part.is_none() || other == part;
        let named = new(&|of| has(&of.first_name, &self.first_name) && has(&of.last_name, &self.last_name));
        let name = |part: &Option<Pii<String>>| part.clone().filter(|_| named);
        let mut was =
            Lead { first_name: name(&self.first_name), last_name: name(&self.last_name), ..Lead::default() };
        was.address = self.address.clone().filter(|it| new(&|of| of.address.as_ref() == Some(it)));
        was.external_id =
            self.external_id.clone().filter(|it| new(&|of| of.external_id.as_ref() == Some(it)));
        was.phones = self.phones.iter().filter(|it| new(&|of| of.phones.contains(it))).cloned().collect();
        was.emails = self.emails.iter().filter(|it| new(&|of| of.emails.contains(it))).cloned().collect();
        was.visitors =
            self.visitors.iter().filter(|it| new(&|of| of.visitors.contains(it))).cloned().collect();
        was
    }

    /// The names of the fields in which something stands of what points to the person.
    pub(crate) fn pointing(&self) -> Vec<&'static str> {
        let fields = [
            ("external_id", self.external_id.is_some()),
            ("first_name", self.first_name.is_some()),
            ("last_name", self.last_name.is_some()),
            ("phones", !self.phones.is_empty()),
            ("emails", !self.emails.is_empty()),
            ("visitors", !self.visitors.is_empty()),
            ("address", self.address.is_some()),
        ];
        fields.into_iter().filter(|(_, stands)| *stands).map(|(name, _)| name).collect()
    }

    /// The record as JSON, personal values and all, as [`Lead::from_json`] reads it: for an export, or for the
    /// eyes of those who may see it. It belongs in no log and no prompt.
    ///
    /// ```
    /// let lead = closr::Lead::from_json(r#"{"first_name": "Jane", "phones": ["+15125550147"]}"#)?;
    /// assert_eq!(closr::Lead::from_json(&lead.expose_json())?, lead);
    /// # Ok::<(), closr::Error>(())
    /// ```
    pub fn expose_json(&self) -> String {
        self.to_record().to_string()
    }

    /// The record as it is sealed: without what is absent, since it is read at every message.
    pub(crate) fn to_stored(&self) -> Zeroizing<String> {
        let mut record = self.to_record();
        if let Some(record) = record.as_object_mut() {
            if let Some(interest) = record.get_mut("interest").and_then(Value::as_object_mut) {
                interest.retain(|_, value| !value.is_null());
            }
            record.retain(|_, value| match value {
                Value::Null => false,
                Value::Array(items) => !items.is_empty(),
                Value::Object(fields) => !fields.is_empty(),
                Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
            });
        }
        Zeroizing::new(record.to_string())
    }

    fn to_record(&self) -> Value {
        let texts = |values: &[Pii<String>]| values.iter().map(|v| v.expose().clone()).collect::<Vec<_>>();
        let text = |value: &Option<Pii<String>>| value.as_ref().map(|v| v.expose().clone());
        let consent: Map<String, Value> = self
            .consent
            .iter()
            .map(|(channel, consent)| {
                (channel.as_str().to_owned(), Value::from(name_of(&RecordedConsent::NAMES, *consent)))
            })
            .collect();
        let appointments: Vec<_> = self
            .appointments
            .iter()
            .map(|a| json!({"listing": a.listing, "start": a.start, "status": name_of(&AppointmentStatus::NAMES, a.status)}))
            .collect();
        json!({
            "external_id": text(&self.external_id),
            "first_name": text(&self.first_name),
            "last_name": text(&self.last_name),
            "phones": self.phones.iter().map(|p| p.expose().to_owned()).collect::<Vec<_>>(),
            "emails": self.emails.iter().map(|e| e.expose().to_owned()).collect::<Vec<_>>(),
            "visitors": texts(&self.visitors),
            "address": text(&self.address),
            "interest": {
                "intent": self.interest.intent, "budget_max_usd": self.interest.budget_max_usd,
                "beds_min": self.interest.beds_min, "area": self.interest.area,
                "timeline": self.interest.timeline, "financing": self.interest.financing,
                "motivation": self.interest.motivation, "has_agent": self.interest.has_agent,
            },
            "notes": text(&self.notes),
            "source": self.source,
            "consent": consent,
            "appointments": appointments,
            "extra": self.extra,
        })
    }
}

/// The fields of a record that change, and what they become.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    names: Vec<&'static str>,
    to: Lead,
}

impl Changes {
    /// What a person can put right: the rest is the business's own, or has a way of its own.
    const NAMES: [&'static str; 7] =
        ["first_name", "last_name", "phones", "emails", "address", "interest", "notes"];

    pub(crate) fn read(fields: &mut Fields) -> Changes {
        let names = Changes::NAMES.into_iter().filter(|name| fields.holds(name)).collect();
        for other in ["external_id", "visitors", "source", "consent", "appointments", "extra"] {
            if fields.holds(other) {
                fields.fault(other, "not corrected so: put the whole record on file anew");
            }
        }
        Changes { names, to: Lead::read(fields) }
    }

    pub(crate) fn names(&self) -> &[&'static str] {
        &self.names
    }
}

impl Interest {
    fn read(fields: &mut Fields) -> Interest {
        Interest {
            intent: fields.text("intent"),
            budget_max_usd: fields.count("budget_max_usd"),
            beds_min: fields.quantity("beds_min"),
            area: fields.text("area"),
            timeline: fields.text("timeline"),
            financing: fields.text("financing"),
            motivation: fields.text("motivation"),
            has_agent: fields.flag("has_agent"),
        }
    }
}

impl Appointment {
    fn read(fields: &mut Fields) -> Option<Appointment> {
        let listing = fields.required_text("listing");
        let start = fields.required_time("start");
        let status = fields.one_of("status", &AppointmentStatus::NAMES);
        Some(Appointment { listing, start: start?, status: status.unwrap_or(AppointmentStatus::Requested) })
    }
}

fn read_consent(fields: &mut Fields) -> Vec<(Channel, RecordedConsent)> {
    Channel::ALL
        .into_iter()
        .filter_map(|channel| Some((channel, fields.one_of(channel.as_str(), &RecordedConsent::NAMES)?)))
        .collect()
}

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> &'static str {
    names.iter().find(|(_, named)| *named == value).map_or("unknown", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_is_read_though_numbering_plans_change() {
        let reassigned = r#"{"phones": ["+99999999999"]}"#;
        assert!(Lead::from_json(reassigned).is_err());
        assert_eq!(Lead::from_stored(reassigned).unwrap().phones[0].expose(), "+99999999999");
        assert!(Lead::from_stored(r#"{"phones": ["call me"]}"#).is_err());
    }

    #[test]
    fn every_fault_is_reported_at_once_without_values() {
        let error = Lead::from_json(
            r#"{"frist_name": "Jane", "phones": ["+15125550147", "512-555-0147"], "emails": "jane@example.com",
                "interest": {"budget_max_usd": -5, "bed_min": 3}, "appointments": [{"start": "tomorrow"}]}"#,
        )
        .unwrap_err();
        let text = error.to_string();
        assert_eq!(error.faults().len(), 7, "{text}");
        assert!(text.contains("frist_name: unknown key; did you mean \"first_name\"?"), "{text}");
        assert!(text.contains("phones[1]: not an E.164"), "{text}");
        assert!(text.contains("interest.bed_min: unknown key; did you mean \"beds_min\"?"), "{text}");
        for value in ["Jane", "555", "example.com", "tomorrow"] {
            assert!(
                !text.replace("+15125550147", "").replace("name@example.com", "").contains(value),
                "{text}"
            );
        }
    }

    #[test]
    fn a_record_survives_storage() {
        let lead = Lead::from_json(
            r#"{"external_id": "crm-7", "first_name": "Jane", "phones": ["+15125550147"], "emails": ["Jane@Example.com"],
                "interest": {"intent": "buy", "budget_max_usd": 700000, "beds_min": 3, "motivation": "relocation", "has_agent": false},
                "consent": {"sms": "opted_out"},
                "appointments": [{"listing": "L1", "start": "2026-11-28T14:00:00-06:00", "status": "confirmed"}],
                "extra": {"score": 7}}"#,
        )
        .unwrap();
        assert_eq!(Lead::from_stored(&lead.to_stored()).unwrap(), lead);
        assert_eq!(Lead::from_json(&lead.expose_json()).unwrap(), lead);
    }

    #[test]
    fn what_is_absent_is_not_stored() {
        let lead = Lead::from_json(
            r#"{"first_name": "Jane", "interest": {"area": "Mueller"}, "extra": {"score": null}}"#,
        )
        .unwrap();
        let stored = r#"{"first_name":"Jane","interest":{"area":"Mueller"},"extra":{"score":null}}"#;
        assert_eq!(lead.to_stored().as_str(), stored);
        assert_eq!(Lead::from_stored(stored).unwrap(), lead);
    }
}
