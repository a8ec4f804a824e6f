//! Checks that a match must pass besides.

use std::str::FromStr;

use crate::error::{Error, ErrorKind, Result, Safe};
use crate::lead::near;
use crate::redact::fold::fold;
use crate::redact::recognise::{is_aba, is_assigned, is_iban, is_issued, is_nanp, luhn};

/// What a match of a [`Recogniser`](crate::redact::Recogniser) must be besides. Only its letters and digits are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Validator {
    /// Two digits or more whose Luhn checksum holds.
    Luhn,
    /// A card number: Luhn, and a range that is issued.
    Card,
    /// A bank's routing number (ABA): nine digits with its checksum.
    Aba,
    /// An IBAN: the country's length, and mod 97.
    Iban,
    /// A social security number that can have been assigned.
    Ssn,
    /// A phone number of the North American plan, with or without its 1.
    Nanp,
}

impl Validator {
    /// Every validator.
    pub const ALL: [Validator; 6] =
        [Validator::Luhn, Validator::Card, Validator::Aba, Validator::Iban, Validator::Ssn, Validator::Nanp];

    /// The validator's name: `luhn`, `card`, `aba`, `iban`, `ssn` or `nanp`.
    pub fn as_str(self) -> &'static str {
        match self {
            Validator::Luhn => "luhn",
            Validator::Card => "card",
            Validator::Aba => "aba",
            Validator::Iban => "iban",
            Validator::Ssn => "ssn",
            Validator::Nanp => "nanp",
        }
    }

    /// Whether a match passes.
    pub(super) fn accepts(self, value: &str) -> bool {
        let letters: String = fold(value).chars().filter(char::is_ascii_alphanumeric).collect();
        let digits: String = letters.chars().filter(char::is_ascii_digit).collect();
        match self {
            Validator::Luhn => digits.len() >= 2 && luhn(&digits),
            Validator::Card => is_issued(&digits) && luhn(&digits),
            Validator::Aba => is_aba(&digits),
            Validator::Iban => is_iban(&letters),
            Validator::Ssn => is_assigned(&digits),
            Validator::Nanp => {
                is_nanp(digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(&digits))
            }
        }
    }
}

impl FromStr for Validator {
    type Err = Error;

    /// Reads a validator's name.
    ///
    /// # Errors
    /// `ConfigInvalid` names the validator that was most likely meant.
    fn from_str(text: &str) -> Result<Validator> {
        let all = Validator::ALL.map(Validator::as_str);
        if let Some(found) = Validator::ALL.into_iter().find(|validator| validator.as_str() == text) {
            return Ok(found);
        }
        let meant = near(text, &all).map_or_else(String::new, |near| format!("; did you mean {near}?"));
        let problem = Safe::assembled(format!("no such validator: use one of {}{meant}", all.join(", ")));
        Err(Error::new(ErrorKind::ConfigInvalid, problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_passes_its_own_and_nothing_near_it() {
        for (validator, right, wrong) in [
            (Validator::Luhn, "MEM 79927398713", "MEM 79927398710"),
            (Validator::Card, "4111-1111 1111 1111", "79927398713"),
            (Validator::Aba, "ABA 111000025", "111000026"),
            (Validator::Iban, "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 33"),
            (Validator::Ssn, "123-45-6789", "000-45-6789"),
            (Validator::Nanp, "+1 (512) 555-0147", "112 555 0147"),
        ] {
            let name = validator.as_str();
            assert!(
                validator.accepts(right) && !validator.accepts(wrong) && !validator.accepts(""),
                "{name}"
            );
            assert_eq!(name.parse::<Validator>().unwrap(), validator);
        }
    }

    #[test]
    fn a_wrong_name_gets_the_nearest_right_one() {
        let error = "lunh".parse::<Validator>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
        assert!(error.to_string().ends_with("did you mean luhn?"), "{error}");
        assert!("jane@example.com".parse::<Validator>().unwrap_err().to_string().ends_with("ssn, nanp"));
    }
}
