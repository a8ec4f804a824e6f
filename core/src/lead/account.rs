//! The business that uses closr.

use serde_json::{Value, json};

use crate::error::{Result, Safe};
use crate::lead::json::parse_object;
use crate::lead::record::Fields;
use crate::lead::transfer::{self, Basis};
use crate::lead::{AccountId, ApprovedReply, Channel, Retention, ScoreWeights};

/// A business that answers leads. Nothing in it is a lead's data; its names and numbers are public.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Account {
    /// The account's id; `default` where a record names none.
    pub id: AccountId,
    /// The name that leads know the business by.
    pub brand: String,
    /// The agent on whose behalf closr answers.
    pub agent: Option<String>,
    /// The responsible brokerage.
    pub brokerage: Option<String>,
    /// The agent's licence number, as in `DRE 01234567`.
    pub license: Option<String>,
    /// The NMLS id, where the agent is also a mortgage loan originator.
    pub nmls: Option<String>,
    /// The number on which a human answers.
    pub phone: Option<String>,
    /// The address at which a human answers.
    pub email: Option<String>,
    /// The postal address that commercial e-mail must carry (16 CFR 316, read 2026-11-22).
    pub postal_address: Option<String>,
    /// The numbers and addresses that the business sends from.
    pub senders: Vec<Sender>,
    /// The IANA time zone, as in `America/Chicago`; `UTC` where a record names none.
    pub tz: String,
    /// The hours, in `tz`, in which closr may write other than in answer to a message of the last hour. The law's hours
    /// where the person is apply besides: those of the state of the lead's address, else of its phones' area codes, and of
    /// every zone where neither says (47 CFR 64.1200(c)(1) and the states' laws, read 2026-11-22; have a lawyer confirm them).
    pub hours: Option<Hours>,
    /// The most SMS segments of one reply: 1 to 10, 3 where a record names none.
    pub max_segments: u8,
    /// Who words the replies; `free` where a record says nothing.
    pub mode: Mode,
    /// The template by which a model answers the account's leads; the engine's where there is none, and where a message names
    /// none of its own.
    pub template: Option<String>,
    /// The replies that a model chooses among in the mode `composed`, at most 50. When the account is put on file the guard reads
    /// each, filled with long facts, as it reads what is about to be sent.
    pub replies: Vec<ApprovedReply>,
    /// The business's own wording of fixed texts.
    pub texts: Texts,
    /// Whether the model is asked, before it answers, if a message means stop where closr's own reading says nothing of the
    /// kind. It costs a call of the model for each such message. It can only add a stop. `false` where a record names none.
    pub second_opinion: bool,
    /// Whether the model is asked once more about each draft of its own that the guard lets out, with the facts that it was given:
    /// what it finds wrong is written anew once, and then composed. It costs a call of the model for each draft, and what is
    /// judged is not streamed. It can only hold back. `false` where a record names none.
    pub judge: bool,
    /// How much each slot counts in a lead's score.
    pub score: ScoreWeights,
    /// How often closr may write first to one contact point.
    pub caps: Caps,
    /// How long what closr holds is kept, for sweeps that are not told otherwise.
    pub retention: Retention,
    /// On what the business rests the use of leads' data, purpose by purpose.
    pub basis: Basis,
    /// The regions to which data of leads may go, as in `us` or `eu`: a model whose region is none of them, or unknown, is not asked, and a
    /// human answers instead. A model on this machine always may. Empty is wherever the engine is set to ask.
    pub regions: Vec<String>,
}

/// Who words an account's replies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// The model, where the engine has one, held to the facts by the guard; else the composer.
    #[default]
    Free,
    /// The account's own approved replies, which the model chooses and orders by their ids; closr fills in the facts, and no word
    /// of the model reaches the lead. Else the composer.
    Composed,
    /// The composer alone: approved replies and the facts on file. No model is asked, whatever the engine has.
    Approved,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Mode; 3] = [Mode::Free, Mode::Composed, Mode::Approved];

    /// As records write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Mode::Free => "free",
            Mode::Composed => "composed",
            Mode::Approved => "approved",
        }
    }
}

/// A number or address that the business sends from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sender {
    /// The channel.
    pub channel: Channel,
    /// The E.164 number, or the e-mail address.
    pub address: String,
}

/// A daily window of local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hours {
    /// Minutes after midnight at which it opens.
    pub start: u16,
    /// Minutes after midnight at which it closes; later than `start`.
    pub end: u16,
}

/// How often closr may write first to one contact point, whatever the lead, channel and purpose; answers do not count.
/// Where the law allows fewer, as in Florida and Oklahoma, the law's count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caps {
    /// In any 24 hours: 1 to 100, 3 where a record names none.
    pub per_day: u8,
    /// In any 7 days of 24 hours: 1 to 100, 7 where a record names none.
    pub per_week: u8,
}

impl Default for Caps {
    fn default() -> Caps {
        Caps { per_day: 3, per_week: 7 }
    }
}

/// Fixed texts; each has a default that names the brand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Texts {
    /// Confirms a STOP. Only confirms: 47 CFR 64.1200(a)(12) allows no marketing in it.
    pub confirmation: Option<String>,
    /// Answers HELP: who writes, how to reach a person, how to stop.
    pub help: Option<String>,
    /// Opens the first message: automated assistant, agent, brokerage, licence, STOP.
    pub disclosure: Option<String>,
}

impl Account {
    /// Reads an account's record.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once; unknown keys are faults.
    ///
    /// ```
    /// let account = closr::Account::from_json(r#"{
    ///     "brand": "Oak & Main Realty", "agent": "Dana Reyes", "brokerage": "Oak & Main Realty LLC",
    ///     "license": "TREC 0654321", "phone": "+15125550100", "tz": "America/Chicago"
    /// }"#)?;
    /// assert_eq!(account.max_segments, 3);
    /// # Ok::<(), closr::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Account> {
        let mut fields = Fields::new(parse_object("the account", text)?);
        let account = Account::read(&mut fields);
        fields.finish("the account", account)
    }

    pub(crate) fn read(fields: &mut Fields) -> Account {
        // An empty id is a mistake, not a wish for `default`.
        let id = fields.words("id").and_then(|id| {
            AccountId::new(&id).map_err(|problem| fields.fault("id", problem.into_safe())).ok()
        });
        let mode = fields.one_of("mode", &Mode::ALL.map(|mode| (mode.as_str(), mode))).unwrap_or_default();
        let replies = Account::read_replies(fields);
        if mode == Mode::Composed && replies.is_empty() {
            fields.fault_once("replies", "missing: the mode composed needs approved replies to choose among");
        }
        Account {
            id: id
                .or_else(|| AccountId::new("default").ok())
                .unwrap_or_else(|| unreachable!("\"default\" is an id")),
            brand: fields.required_text("brand"),
            agent: fields.text("agent"),
            brokerage: fields.text("brokerage"),
            license: fields.text("license"),
            nmls: fields.text("nmls"),
            phone: fields.text("phone"),
            email: fields.text("email"),
            postal_address: fields.text("postal_address"),
            senders: fields
                .objects("senders", Sender::read)
                .unwrap_or_default()
                .into_iter()
                .flatten()
                .collect(),
            tz: fields
                .text("tz")
                .and_then(|text| match jiff::tz::TimeZone::get(&text) {
                    Ok(_) => Some(text),
                    Err(_) => {
                        fields.fault("tz", no_zone(&text));
                        None
                    }
                })
                .unwrap_or_else(|| "UTC".to_owned()),
            hours: fields.object("hours", Hours::read).flatten(),
            max_segments: Account::read_max_segments(fields),
            mode,
            template: fields.text("template"),
            replies,
            texts: fields.object("texts", Texts::read).unwrap_or_default(),
            second_opinion: fields.flag("second_opinion").unwrap_or_default(),
            judge: fields.flag("judge").unwrap_or_default(),
            score: fields.object("score", ScoreWeights::read).unwrap_or_default(),
            caps: fields.object("caps", Caps::read).unwrap_or_default(),
            retention: fields.object("retention", Retention::read).unwrap_or_default(),
            basis: fields.object("basis", Basis::read).unwrap_or_default(),
            regions: fields.list("regions", transfer::NOT_A_REGION, transfer::region),
        }
    }

    fn read_replies(fields: &mut Fields) -> Vec<ApprovedReply> {
        let read = fields.objects("replies", ApprovedReply::read).unwrap_or_default();
        if read.len() > ApprovedReply::MOST {
            fields.fault("replies", "more than 50 replies");
        }
        let replies: Vec<ApprovedReply> = read.into_iter().flatten().collect();
        for (index, reply) in replies.iter().enumerate() {
            if replies.iter().take(index).any(|earlier| earlier.id == reply.id) {
                fields.fault("replies", "an id stands twice; give each reply its own");
            }
        }
        replies
    }

    fn read_max_segments(fields: &mut Fields) -> u8 {
        match fields.count("max_segments") {
            None => 3,
            Some(n @ 1..=10) => n as u8,
            Some(_) => {
                fields.fault("max_segments", "expected 1 to 10");
                3
            }
        }
    }

    /// The record as JSON, as [`Account::from_json`] reads it.
    pub fn to_json(&self) -> String {
        self.to_record().to_string()
    }

    pub(crate) fn to_record(&self) -> Value {
        let senders: Vec<_> = self
            .senders
            .iter()
            .map(|s| json!({"channel": s.channel.as_str(), "address": s.address}))
            .collect();
        let replies: Vec<_> = self.replies.iter().map(ApprovedReply::to_record).collect();
        json!({
            "id": self.id.as_str(), "brand": self.brand, "agent": self.agent, "brokerage": self.brokerage,
            "license": self.license, "nmls": self.nmls, "phone": self.phone, "email": self.email,
            "postal_address": self.postal_address, "senders": senders, "tz": self.tz,
            "hours": self.hours.map(|h| json!({"start": clock_text(h.start), "end": clock_text(h.end)})),
            "max_segments": self.max_segments, "mode": self.mode.as_str(), "template": self.template, "replies": replies,
            "texts": {
                "confirmation": self.texts.confirmation, "help": self.texts.help,
                "disclosure": self.texts.disclosure
            },
            "second_opinion": self.second_opinion, "judge": self.judge, "score": self.score.to_record(),
            "caps": {"per_day": self.caps.per_day, "per_week": self.caps.per_week},
            "retention": self.retention.to_record(), "basis": self.basis.to_record(), "regions": self.regions,
        })
    }
}

impl Sender {
    fn read(fields: &mut Fields) -> Option<Sender> {
        let channel = fields.channel();
        let address = fields.required_text("address");
        channel.map(|channel| Sender { channel, address })
    }
}

impl Hours {
    fn read(fields: &mut Fields) -> Option<Hours> {
        const PROBLEM: &str = "not a time of day: write HH:MM, as in 09:00";
        let mut time = |key| {
            fields.required(key, "missing: write HH:MM, as in 09:00", |fields, key| {
                fields.parsed(key, PROBLEM, minutes)
            })
        };
        let (start, end) = (time("start"), time("end"));
        let (start, end) = (start?, end?);
        if end <= start {
            fields.fault("end", "not later than start");
        }
        Some(Hours { start, end })
    }
}

impl Caps {
    fn read(fields: &mut Fields) -> Caps {
        let Caps { per_day, per_week } = Caps::default();
        let mut most = |key, default| match fields.count(key) {
            None => default,
            Some(n @ 1..=100) => n as u8,
            Some(_) => {
                fields.fault(key, "expected 1 to 100");
                default
            }
        };
        Caps { per_day: most("per_day", per_day), per_week: most("per_week", per_week) }
    }
}

impl Texts {
    fn read(fields: &mut Fields) -> Texts {
        Texts {
            confirmation: fields.text("confirmation"),
            help: fields.text("help"),
            disclosure: fields.text("disclosure"),
        }
    }
}

/// What is wrong, and the zone that was most likely meant; what was written is not repeated.
fn no_zone(text: &str) -> Safe {
    /// What people of the United States call their zones.
    const USUAL: [(&str, &str); 16] = [
        ("eastern", "America/New_York"),
        ("et", "America/New_York"),
        ("edt", "America/New_York"),
        ("central", "America/Chicago"),
        ("ct", "America/Chicago"),
        ("cst", "America/Chicago"),
        ("cdt", "America/Chicago"),
        ("mountain", "America/Denver"),
        ("mt", "America/Denver"),
        ("mdt", "America/Denver"),
        ("pacific", "America/Los_Angeles"),
        ("pt", "America/Los_Angeles"),
        ("pst", "America/Los_Angeles"),
        ("pdt", "America/Los_Angeles"),
        ("alaska", "America/Anchorage"),
        ("hawaii", "Pacific/Honolulu"),
    ];
    let plain = text.trim().to_lowercase().replace(' ', "_");
    let word = plain.split('_').next().unwrap_or_default();
    let usual = USUAL.iter().find(|(name, _)| *name == word).map(|(_, zone)| (*zone).to_owned());
    let near = || {
        let distance = |zone: &str| {
            let zone = zone.to_lowercase();
            let city = zone.rsplit('/').next().unwrap_or_default();
            // A city alone must be spelled right.
            if city == plain { 0 } else { strsim::damerau_levenshtein(&zone, &plain) }
        };
        let zones =
            jiff::tz::db().available().map(|zone| (distance(zone.as_str()), zone.as_str().to_owned()));
        zones.filter(|(distance, _)| *distance <= 2).min().map(|(_, zone)| zone)
    };
    let meant = usual.or_else(near).map_or_else(String::new, |zone| format!("; did you mean \"{zone}\"?"));
    Safe::assembled(format!("not an IANA time zone: write one as in America/Chicago{meant}"))
}

fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes).filter(|total| *total <= 24 * 60)
}

fn clock_text(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_reported_at_once() {
        let error = Account::from_json(
            r#"{"id": "Oak Main", "barnd": "Oak", "tz": "Texas", "max_segments": 40, "hours": {"start": "9", "end": "20:00"},
                "caps": {"per_day": 0, "per_month": 9}}"#,
        )
        .unwrap_err();
        let paths: Vec<_> = error.faults().iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(
            paths,
            ["id", "brand", "tz", "hours.start", "max_segments", "caps.per_day", "caps.per_month", "barnd"]
        );
        assert!(error.to_string().contains("did you mean \"brand\"?"));
    }

    #[test]
    fn replies_are_read_strictly() {
        for (rest, path, says) in [
            (r#""mode": "composed""#, "replies", "missing: the mode composed needs"),
            (
                r#""replies": [{"id": "a", "text": "{{ listing.prize_usd }}"}]"#,
                "replies[0].text",
                "character 1: unknown variable; did you mean {{ listing.price_usd }}?",
            ),
            (r#""replies": [{"id": "A b", "text": "Hi"}]"#, "replies[0].id", "not an id"),
            (r#""replies": [{"id": "a", "text": ""}]"#, "replies[0].text", "missing or empty"),
            (
                r#""replies": [{"id": "a", "text": "Hi", "channels": ["fax"]}]"#,
                "replies[0].channels[0]",
                "not one of",
            ),
            (
                r#""replies": [{"id": "a", "text": "Hi", "lang": "es"}]"#,
                "replies[0].lang",
                "did you mean \"language\"?",
            ),
            (
                r#""replies": [{"id": "a", "text": "Hi"}, {"id": "a", "text": "Ho"}]"#,
                "replies",
                "an id stands twice",
            ),
        ] {
            let error = Account::from_json(&format!(r#"{{"brand": "Oak", {rest}}}"#)).unwrap_err();
            let [fault] = error.faults() else { panic!("{error}") };
            assert_eq!(fault.path, path);
            assert!(fault.problem.contains(says), "{error}");
        }
    }

    #[test]
    fn weights_are_read_strictly() {
        for (score, path, says) in [
            (r#"{"timeline": 101}"#, "score.timeline", "expected 0 to 100"),
            (r#"{"motivation": 10}"#, "score.motivation", "unknown key"),
            (r#"{"intent": 0, "timeline": 0}"#, "score", "give one of them a weight"),
        ] {
            let error = Account::from_json(&format!(r#"{{"brand": "Oak", "score": {score}}}"#)).unwrap_err();
            let [fault] = error.faults() else { panic!("{error}") };
            assert_eq!(fault.path, path);
            assert!(fault.problem.contains(says), "{error}");
        }
    }

    #[test]
    fn a_record_survives_storage() {
        let account = Account::from_json(
            r#"{"id": "oak", "brand": "Oak", "agent": "Dana", "tz": "America/Chicago", "hours": {"start": "08:30", "end": "20:00"},
                "mode": "composed", "replies": [{"id": "price", "text": "It is {{ listing.price_usd }}.", "channels": ["sms"]},
                {"id": "precio", "text": "Hola", "when": "saluda", "language": "es"}], "senders": [{"channel": "sms", "address": "+15125550100"}], "texts": {"help": "Call us"},
                "second_opinion": true, "judge": true, "score": {"timeline": 40, "beds": 0}, "caps": {"per_day": 1}}"#,
        )
        .unwrap();
        assert_eq!(Account::from_json(&account.to_record().to_string()).unwrap(), account);
    }
}
