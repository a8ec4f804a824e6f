//! What a person asks for about their data, as it is kept: ids, dates and codes, nothing personal.

use std::str::FromStr;

use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::{Fields, LeadId, RequestId, TurnId, parse_object};

/// Writes an enum whose values have names in snake case.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident: $what:literal { $($(#[$about:meta])* $value:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$about])* $value,)* }

        impl $name {
            /// Every one.
            pub const ALL: [$name; [$($text),*].len()] = [$($name::$value),*];

            /// The name in snake case.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$value => $text,)* }
            }

            fn names() -> [(&'static str, $name); $name::ALL.len()] {
                $name::ALL.map(|each| (each.as_str(), each))
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<$name> {
                $name::ALL.into_iter().find(|each| each.as_str() == text).ok_or_else(|| {
                    let names = $name::ALL.map($name::as_str).join(", ");
                    Error::new(ErrorKind::InputInvalid, safe!("no such {}: use one of {}", $what, Safe::assembled(names)))
                })
            }
        }
    };
}

pub(super) use named;

named! {
    /// What a person may ask for about their data.
    Right: "right" {
        /// That it be erased: `erase` does it.
        Delete "delete",
        /// To be told what is held.
        Access "access",
        /// That it be put right.
        Correct "correct",
        /// To have it in a form that another business can read.
        Portability "portability",
        /// That it only be stored: `restrict` does it.
        Restrict "restrict",
        /// That it no longer be used for marketing or for profiling: `object` does it.
        Object "object",
        /// That it be neither sold nor shared.
        OptOutOfSale "opt_out_of_sale",
        /// That what is sensitive of it be used for no more than what they asked for.
        LimitSensitiveData "limit_sensitive_data",
    }
}

named! {
    /// How the business knows that it is the person who asks: 11 CCR 7060 to 7063 (not re-read).
    Identity: "identity" {
        /// It does not.
        Unverified "unverified",
        /// They wrote from a phone or an address that is the lead's.
        ContactPoint "contact_point",
        /// They knew two things that are on file.
        TwoDataPoints "two_data_points",
        /// They knew three, and signed that it is they.
        ThreeDataPointsSigned "three_data_points_signed",
        /// An agent showed that they are authorised.
        AuthorisedAgent "authorised_agent",
    }
}

/// A request that came outside a conversation: by telephone, by letter, through a form.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RequestRecord {
    /// Whose data it is about.
    pub lead: LeadId,
    /// What is asked for.
    pub right: Right,
    /// How the business knows that it is the person.
    pub identity: Identity,
    /// When it was received; `None` is now.
    pub at: Option<Timestamp>,
}

impl RequestRecord {
    /// A request of now, of a person whose identity is not verified yet.
    pub fn new(lead: LeadId, right: Right) -> RequestRecord {
        RequestRecord { lead, right, identity: Identity::Unverified, at: None }
    }

    /// Reads a record: `lead` and `right`, and where given `identity` (`unverified` where absent) and `at`.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once; unknown keys are faults.
    pub fn from_json(text: &str) -> Result<RequestRecord> {
        let mut fields = Fields::new(parse_object("the request", text)?);
        let lead = fields.required("lead", "missing: say whose data it is about", |fields, key| {
            fields
                .parsed(key, "not a lead's id: it is a UUID, as closr returned it", |text| text.parse().ok())
        });
        let right = fields.required("right", "missing: write delete or another right", |fields, key| {
            fields.one_of(key, &Right::names())
        });
        let identity = fields.one_of("identity", &Identity::names()).unwrap_or(Identity::Unverified);
        let at = fields.time("at");
        let record = lead.zip(right).map(|(lead, right)| RequestRecord { lead, right, identity, at });
        fields.finish_read("the request", record)
    }
}

/// What the business has done about a request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RequestStep {
    /// Told the person that it was received.
    Confirmed,
    /// Verified who asks.
    Verified(Identity),
    /// Told the person, with the reason, that it takes longer.
    Extended,
    /// Done what is asked for.
    Done,
    /// Told the person that it is not done, and why: a code, as in `not-verified`.
    Refused(String),
}

impl RequestStep {
    /// Reads a step: `step`, with `identity` where it is `verified`, and `reason` where it is `refused`.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once; unknown keys are faults.
    pub fn from_json(text: &str) -> Result<RequestStep> {
        const STEPS: [&str; 5] = ["confirmed", "verified", "extended", "done", "refused"];
        let mut fields = Fields::new(parse_object("the step", text)?);
        let step = fields.required("step", "missing: write done or another step", |fields, key| {
            fields.one_of(key, &STEPS.map(|step| (step, step)))
        });
        let step = match step {
            Some("confirmed") => Some(RequestStep::Confirmed),
            Some("extended") => Some(RequestStep::Extended),
            Some("done") => Some(RequestStep::Done),
            Some("verified") => fields
                .required("identity", "missing: say how it was verified", |fields, key| {
                    fields.one_of(key, &Identity::names())
                })
                .map(RequestStep::Verified),
            Some("refused") => fields
                .required("reason", "missing: write a code, as in not-verified", |fields, key| {
                    fields.parsed(key, NOT_A_CODE, |text| Safe::code(text).map(|_| text.to_owned()))
                })
                .map(RequestStep::Refused),
            _ => None,
        };
        fields.finish_read("the step", step)
    }

    /// The step's name: `confirmed`, `verified`, `extended`, `done` or `refused`.
    pub fn as_str(&self) -> &'static str {
        match self {
            RequestStep::Confirmed => "confirmed",
            RequestStep::Verified(_) => "verified",
            RequestStep::Extended => "extended",
            RequestStep::Done => "done",
            RequestStep::Refused(_) => "refused",
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        match self {
            RequestStep::Refused(reason) if Safe::code(reason).is_none() => {
                Err(Error::new(ErrorKind::InputInvalid, NOT_A_CODE))
            }
            _ => Ok(()),
        }
    }
}

const NOT_A_CODE: &str = "not a reason's code: use 1 to 64 letters, digits, dots, - and _, as in not-verified, and at most 6 digits";

/// A request as the store keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoredRequest {
    pub(crate) id: RequestId,
    pub(crate) lead: LeadId,
    pub(crate) right: Right,
    /// The message that asks; `None` where the business put it on file.
    pub(crate) turn: Option<TurnId>,
    pub(crate) identity: Identity,
    pub(crate) at: Timestamp,
    pub(crate) confirmed: Option<Timestamp>,
    pub(crate) extended: Option<Timestamp>,
    pub(crate) closed: Option<Timestamp>,
    /// Why it was refused, where it was.
    pub(crate) refused: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "01a2078d-f8aa-79c5-a603-87f6ec6e479f";

    #[test]
    fn a_request_is_read_strictly() {
        let read = |rest: &str| RequestRecord::from_json(&format!(r#"{{"lead": "{LEAD}"{rest}}}"#));
        let request = read(r#", "right": "opt_out_of_sale", "identity": "two_data_points""#).unwrap();
        assert_eq!((request.right, request.identity), (Right::OptOutOfSale, Identity::TwoDataPoints));
        assert_eq!(read(r#", "right": "access""#).unwrap().identity, Identity::Unverified);
        let error = read(r#", "right": "delte", "identity": "friend", "at": "soon", "why": 1"#).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InputInvalid);
        for part in ["did you mean \"delete\"?", "identity", "at: not a time", "why"] {
            assert!(error.to_string().contains(part), "{part}: {error}");
        }
        assert!(read("").is_err() && RequestRecord::from_json(r#"{"right": "access"}"#).is_err());
    }

    #[test]
    fn a_step_has_what_it_needs_and_nothing_else() {
        let read = RequestStep::from_json;
        assert_eq!(read(r#"{"step": "done"}"#).unwrap(), RequestStep::Done);
        let verified = read(r#"{"step": "verified", "identity": "authorised_agent"}"#).unwrap();
        assert_eq!(verified, RequestStep::Verified(Identity::AuthorisedAgent));
        let refused = read(r#"{"step": "refused", "reason": "not-verified"}"#).unwrap();
        assert_eq!((refused.as_str(), refused.check().is_ok()), ("refused", true));
        assert!(RequestStep::Refused("Jane said no".to_owned()).check().is_err());
        for wrong in [
            "{}",
            r#"{"step": "dnoe"}"#,
            r#"{"step": "verified"}"#,
            r#"{"step": "refused"}"#,
            r#"{"step": "refused", "reason": "call 512 555 0147"}"#,
            r#"{"step": "done", "reason": "x"}"#,
        ] {
            let error = read(wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InputInvalid, "{wrong}");
            assert!(!error.to_string().contains("0147"));
        }
    }
}
