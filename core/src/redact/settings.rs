//! What a redactor on its own may be told.

use std::fmt;

use crate::error::{Error, ErrorKind, Result};
use crate::lead::{Account, Fields, Lead, Listing, parse_object};
use crate::redact::{Label, Ner, Recognisers, Redactor};

/// How a [`Redactor`] on its own differs from what is usual. An engine takes none of it but the recognisers: nothing can
/// be switched off on the way to a provider.
///
/// ```
/// use closr::Lead;
/// use closr::redact::{Label, Redactor, RedactorSettings};
///
/// let mut settings = RedactorSettings::default();
/// settings.without = vec![Label::Email];
/// settings.allow = vec!["512-555-0100".to_owned()];
/// let redactor = Redactor::with_settings(&Lead::default(), None, &[], settings);
/// let redaction = redactor.redact("bob@x.com or (512) 555-0100, not 512-555-0147");
/// assert_eq!(redaction.text.get(), "bob@x.com or (512) 555-0100, not [PHONE_1]");
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct RedactorSettings {
    /// Labels that stay visible. What has another label is masked as it would be with all of them.
    pub without: Vec<Label>,
    /// Values that stay visible: a phone, an e-mail or an address in every spelling of it, anything else as it is
    /// written but for case, accents and spaces. One that is also the lead's own is masked all the same.
    pub allow: Vec<String>,
    /// Recognisers of the user's own.
    pub recognisers: Recognisers,
    /// The neural layer, which looks at what the rules leave in doubt.
    pub ner: Option<Ner>,
}

impl RedactorSettings {
    /// Reads `without`, `allow`, `recognisers` and `ner`, as [`Redactor::from_json`] does.
    ///
    /// # Errors
    /// `ConfigInvalid` with every fault at once, by path and without a value; unknown keys and labels are faults.
    pub fn from_json(text: &str) -> Result<RedactorSettings> {
        let config = |error: Error| error.with_kind(ErrorKind::ConfigInvalid);
        let mut fields = Fields::new(parse_object("the redactor's settings", text).map_err(config)?);
        let settings = RedactorSettings::read(&mut fields);
        fields.finish("the redactor's settings", settings).map_err(config)
    }

    fn read(fields: &mut Fields) -> RedactorSettings {
        let (without, allow) = (fields.texts("without"), fields.texts("allow"));
        let recognisers = Recognisers::read(fields, "recognisers");
        let ner = match fields.text("ner").map(Ner::open) {
            Some(Ok(ner)) => Some(ner),
            Some(Err(error)) => {
                fields.fault("ner", error.into_safe());
                None
            }
            None => None,
        };
        let mut settings = RedactorSettings { without: Vec::new(), allow, recognisers, ner };
        for (index, name) in without.iter().enumerate() {
            let own = settings.recognisers.iter().any(|own| own.label().as_str() == name);
            match name.parse() {
                Ok(label) => settings.without.push(label),
                Err(_) if own => {
                    fields.fault(&format!("without[{index}]"), "leave the recogniser out instead")
                }
                Err(error) => fields.fault(&format!("without[{index}]"), error.into_safe()),
            }
        }
        settings
    }
}

impl fmt::Debug for RedactorSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactorSettings")
            .field("without", &self.without)
            .field("allow", &self.allow.len())
            .field("recognisers", &self.recognisers)
            .field("ner", &self.ner.is_some())
            .finish()
    }
}

impl Redactor {
    /// Reads a redactor: the records of what it knows, and its settings. All are optional: `{}` knows nobody.
    ///
    /// | key | value |
    /// |---|---|
    /// | `lead`, `account`, `listings` | records, as [`Redactor::with_context`] takes them |
    /// | `without` | a list of labels, as in `["EMAIL"]` |
    /// | `allow` | a list of values |
    /// | `recognisers` | a list of `{name, pattern, validator}` or `{name, words, validator}` |
    /// | `ner` | the folder of the neural layer's files, as [`Ner::open`] takes it |
    ///
    /// ```
    /// use closr::redact::Redactor;
    ///
    /// let redactor = Redactor::from_json(r#"{"lead": {"first_name": "Jane"}, "without": ["PHONE"]}"#)?;
    /// assert_eq!(redactor.redact("Jane, 512-555-0147").text.get(), "[PERSON_1], 512-555-0147");
    ///
    /// let error = Redactor::from_json(r#"{"without": ["PHNOE"]}"#).unwrap_err();
    /// assert_eq!(error.kind(), closr::ErrorKind::ConfigInvalid);
    /// assert!(error.to_string().contains("without[0]: no such label; did you mean PHONE?"));
    /// # Ok::<(), closr::Error>(())
    /// ```
    ///
    /// # Errors
    /// Every fault at once, by path and without a value; unknown keys and labels are faults. `ConfigInvalid` where only
    /// `without`, `allow`, `recognisers` and `ner` have any, else `InputInvalid`.
    pub fn from_json(text: &str) -> Result<Redactor> {
        let mut fields = Fields::new(parse_object("the redactor's record", text)?);
        let lead = fields.object("lead", Lead::read).unwrap_or_default();
        let account = fields.object("account", Account::read);
        let listings = fields.objects("listings", Listing::read).unwrap_or_default();
        let settings = RedactorSettings::read(&mut fields);
        let (lead, account, listings, settings) =
            fields.finish("the redactor's record", (lead, account, listings, settings)).map_err(|error| {
                if is_of_settings(&error) { error.with_kind(ErrorKind::ConfigInvalid) } else { error }
            })?;
        Ok(Redactor::with_settings(&lead, account.as_ref(), &listings, settings))
    }
}

/// Whether no record has a fault.
fn is_of_settings(error: &Error) -> bool {
    let setting = |path: &str| {
        matches!(path.split(['.', '[']).next(), Some("without" | "allow" | "recognisers" | "ner"))
    };
    error.faults().iter().all(|fault| setting(&fault.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(redactor: &Redactor, rows: &[(&str, &str)]) {
        for (text, redacted) in rows {
            let redaction = redactor.redact(text);
            assert_eq!(redaction.text.get(), redacted);
            assert_eq!(redaction.restore().expose(), text);
        }
    }

    #[test]
    fn a_label_that_is_off_stays_and_no_other_changes() {
        let all = Redactor::new();
        let text = "Call 512-555-0147 or bob@x.com, card 4111 1111 1111 1111, 10.1.2.3";
        for label in Label::ALL {
            let settings = RedactorSettings { without: vec![label], ..RedactorSettings::default() };
            let found = Redactor::with_settings(&Lead::default(), None, &[], settings).redact(text).spans;
            let rest: Vec<_> =
                all.redact(text).spans.into_iter().filter(|span| span.label != label).collect();
            assert_eq!(found, rest, "{label}");
        }
    }

    #[test]
    fn what_is_allowed_stays_unless_it_is_the_leads() {
        let redactor = Redactor::from_json(
            r#"{"lead": {"first_name": "Jane", "phones": ["+15125550147"]},
                "allow": ["512-555-0100", "512-555-0147", "Dana@Oak.com", "1208 Willow Bend Dr", "Peter Müller", "ord-7"],
                "recognisers": [{"name": "ORDER_ID", "pattern": "ORD-\\d+"}]}"#,
        )
        .unwrap();
        texts(
            &redactor,
            &[
                ("(512) 555.0100 dana@oak.com", "(512) 555.0100 dana@oak.com"),
                ("at 1208 willow bend drive", "at 1208 willow bend drive"),
                ("I am PETER  MULLER", "I am PETER  MULLER"),
                ("I am Peter Miller", "I am [PERSON_1]"),
                ("512-555-0147", "[PHONE_1]"),
                ("ORD-7 ORD-8", "ORD-7 [ORDER_ID_1]"),
            ],
        );
    }

    #[test]
    fn recognisers_of_ones_own_find_before_closrs() {
        let redactor = Redactor::from_json(
            r#"{"lead": {"first_name": "Jane", "external_id": "7992739871"}, "recognisers": [
                {"name": "ORDER_ID", "pattern": "\\bORD-\\d{6}\\b"},
                {"name": "FILE", "pattern": "file no\\.? \\S+"},
                {"name": "MEMBER_ID", "pattern": "\\b\\d{10,11}\\b", "validator": "luhn"},
                {"name": "PROJECT", "words": ["Alder Heights", "alder", "Señal"]}]}"#,
        )
        .unwrap();
        texts(
            &redactor,
            &[
                ("ORD-123456, ORD-123456 and ORD-654321", "[ORDER_ID_1], [ORDER_ID_1] and [ORDER_ID_2]"),
                ("ord-123456", "ord-123456"),
                ("ＯＲＤ‑１２３\u{200b}４５６", "[ORDER_ID_1]"),
                ("79927398713", "[MEMBER_ID_1]"),
                ("5125550147", "[PHONE_1]"),
                ("file no. 512-555-0147", "[FILE_1]"),
                ("file no [PHONE_1]", "[FILE_1]"),
                ("[FILE_1] file no 7", "[FILE_1] [FILE_2]"),
                (
                    "ALDER\u{a0} heights, an alder, SENAL, alders",
                    "[PROJECT_1], an [PROJECT_2], [PROJECT_3], alders",
                ),
                ("Jane 7992739871", "[PERSON_1] [USERNAME_1]"),
            ],
        );
    }

    #[test]
    fn debug_shows_no_value() {
        let json = r#"{"allow": ["Jane"], "recognisers": [{"name": "FRIENDS", "words": ["Jane"]}, {"name": "ORDER_ID", "pattern": "Jane"}]}"#;
        let shown = format!(
            "{:?} {:?}",
            RedactorSettings::from_json(json).unwrap(),
            Redactor::from_json(json).unwrap()
        );
        assert!(shown.contains("FRIENDS") && !shown.contains("Jane"), "{shown}");
    }

    #[test]
    fn faults_are_named_all_at_once() {
        for (json, kind, said) in [
            (
                r#"{"lead": {"phonse": []}}"#,
                ErrorKind::InputInvalid,
                "lead.phonse: unknown key; did you mean \"phones\"?",
            ),
            (r#"{"leed": {}}"#, ErrorKind::InputInvalid, "leed: unknown key; did you mean \"lead\"?"),
            (
                r#"{"without": ["NAME"]}"#,
                ErrorKind::ConfigInvalid,
                "without[0]: no such label; did you mean PERSON?",
            ),
            (r#"{"without": "PHONE"}"#, ErrorKind::ConfigInvalid, "without: expected a list"),
            (
                r#"{"without": ["ORDER_ID"], "recognisers": [{"name": "ORDER_ID", "pattern": "x"}]}"#,
                ErrorKind::ConfigInvalid,
                "without[0]: leave the recogniser out instead",
            ),
            (
                r#"{"recognisers": [{"name": "ORDER_ID", "pattern": "a("}]}"#,
                ErrorKind::ConfigInvalid,
                "recognisers[0].pattern: line 1, column 2: unclosed group",
            ),
            (
                r#"{"recognisers": [{"name": "ORDER_ID", "regex": "a", "validator": "lun"}]}"#,
                ErrorKind::ConfigInvalid,
                "recognisers[0].validator: not one of: luhn, card, aba, iban, ssn, nanp; did you mean \"luhn\"?",
            ),
            (
                r#"{"recognisers": [{"name": "ORDER_ID", "pattern": "a"}, {"name": "ORDER_ID", "words": ["b"]}]}"#,
                ErrorKind::ConfigInvalid,
                "recognisers: two are named ORDER_ID",
            ),
            (
                r#"{"recognisers": [{"name": "ORDER_ID"}]}"#,
                ErrorKind::ConfigInvalid,
                "give a pattern, or words",
            ),
            (
                r#"{"recognisers": [{"name": "EMAIL", "pattern": "a", "words": ["b"]}]}"#,
                ErrorKind::ConfigInvalid,
                "recognisers[0].words: both",
            ),
        ] {
            let error = Redactor::from_json(json).unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert!(error.to_string().contains(said), "{error}");
        }
    }
}
