//! Uses of a lead's data that the person may end by saying so.

use std::str::FromStr;

use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::{Fields, parse_object};
use crate::store::request::{Right, named};

named! {
    /// A use of a lead's data that the person may object to.
    Use: "use" {
        /// Direct marketing, on every channel: GDPR 21(2) and (3) (not re-read).
        Marketing "marketing",
        /// Working out what the person wants and is worth: GDPR 21(1) and (2) (not re-read).
        Profiling "profiling",
        /// Selling the data, or sharing it for advertising: CCPA 1798.120 (not re-read).
        Sale "sale",
        /// Using sensitive data for more than what the person asked for: CCPA 1798.121 (not re-read).
        SensitiveData "sensitive_data",
    }
}

impl Use {
    /// Reads `to`, a list of uses: an object with that as its one key.
    ///
    /// ```
    /// use closr::rights::Use;
    ///
    /// assert_eq!(Use::list_from_json(r#"{"to": ["marketing", "sale"]}"#)?, [Use::Marketing, Use::Sale]);
    /// # Ok::<(), closr::Error>(())
    /// ```
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once; unknown keys are faults.
    pub fn list_from_json(text: &str) -> Result<Vec<Use>> {
        let mut fields = Fields::new(parse_object("the objection", text)?);
        let to =
            fields.list("to", "no such use: write marketing, profiling, sale or sensitive_data", |text| {
                Use::names().into_iter().find(|(name, _)| *name == text).map(|(_, each)| each)
            });
        if to.is_empty() {
            fields.fault_once("to", NOTHING);
        }
        fields.finish("the objection", to)
    }

    /// What a person asks for who objects to it.
    pub(crate) fn right(self) -> Right {
        match self {
            Use::Marketing | Use::Profiling => Right::Object,
            Use::Sale => Right::OptOutOfSale,
            Use::SensitiveData => Right::LimitSensitiveData,
        }
    }

    pub(crate) fn check(to: &[Use]) -> Result<()> {
        match to {
            [] => Err(Error::new(ErrorKind::InputInvalid, safe!("the objection: to: {}", NOTHING))),
            _ => Ok(()),
        }
    }
}

const NOTHING: &str = "missing: name at least one use, as in marketing";

/// That a person objected to a use of their data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Objection {
    /// To which.
    pub to: Use,
    /// Since when.
    pub at: Timestamp,
}

impl Objection {
    /// It as JSON.
    pub fn to_json(&self) -> String {
        self.to_record().to_string()
    }

    pub(crate) fn to_record(self) -> Value {
        json!({"to": self.to.as_str(), "at": self.at})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_uses_is_read_strictly() {
        let read = Use::list_from_json;
        assert_eq!(read(r#"{"to": ["sale", "sensitive_data"]}"#).unwrap(), [Use::Sale, Use::SensitiveData]);
        for (wrong, says) in [
            ("{}", "to: missing"),
            (r#"{"to": []}"#, "to: missing"),
            (r#"{"to": ["sael"]}"#, "to[0]: no such use"),
            (r#"{"to": "sale"}"#, "to"),
            (r#"{"of": ["sale"]}"#, "of"),
        ] {
            let error = read(wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InputInvalid, "{wrong}");
            assert!(error.to_string().contains(says), "{wrong}: {error}");
        }
        assert!(Use::check(&[]).is_err());
    }
}
