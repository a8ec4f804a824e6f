//! The labels of personal data.

use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;

use crate::error::{Error, ErrorKind, Result, Safe};
use crate::lead::near;

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Label {
    /// A human's name.
    Person,
    /// A dialable number.
    Phone,
    /// An e-mail address.
    Email,
    /// A street address.
    Address,
    /// A date of birth.
    Dob,
    /// A US social security number.
    Ssn,
    /// A taxpayer's number.
    TaxId,
    /// A card number.
    CreditCard,
    /// A card's verification code.
    Cvv,
    /// A bank, loan or policy number.
    Account,
    /// A bank's routing number.
    Routing,
    /// An international bank account number.
    Iban,
    /// A driver's licence number.
    DriverLicense,
    /// A passport number.
    Passport,
    /// An IP address.
    Ip,
    /// A MAC address.
    Mac,
    /// A licence plate.
    LicensePlate,
    /// A user name.
    Username,
    /// A gate, lockbox, alarm or door code, or a password.
    AccessCode,
    /// What a [`Recogniser`](crate::redact::Recogniser) of the user's own finds.
    Own(OwnLabel),
}

/// The label of a user's own recogniser, as in `ORDER_ID`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnLabel(ArrayString<LONGEST>);

/// The fewest and the most letters of a user's own name.
const SHORTEST: usize = 3;
const LONGEST: usize = 32;

impl OwnLabel {
    /// The label of that name, where it has the shape that a placeholder can carry.
    pub(super) fn shaped(name: &str) -> Option<OwnLabel> {
        let words = name.split('_');
        let shaped = name.len() >= SHORTEST
            && words.clone().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase()));
        ArrayString::from(name).ok().filter(|_| shaped).map(OwnLabel)
    }

    /// The label's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OwnLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Label {
    /// Every label that closr has of itself, in the order of the documentation.
    pub const ALL: [Label; 19] = [
        Label::Person,
        Label::Phone,
        Label::Email,
        Label::Address,
        Label::Dob,
        Label::Ssn,
        Label::TaxId,
        Label::CreditCard,
        Label::Cvv,
        Label::Account,
        Label::Routing,
        Label::Iban,
        Label::DriverLicense,
        Label::Passport,
        Label::Ip,
        Label::Mac,
        Label::LicensePlate,
        Label::Username,
        Label::AccessCode,
    ];

    /// The label's name, as it stands in a placeholder: `PHONE`, `CREDIT_CARD`.
    pub fn as_str(&self) -> &str {
        match self {
            Label::Person => "PERSON",
            Label::Phone => "PHONE",
            Label::Email => "EMAIL",
            Label::Address => "ADDRESS",
            Label::Dob => "DOB",
            Label::Ssn => "SSN",
            Label::TaxId => "TAX_ID",
            Label::CreditCard => "CREDIT_CARD",
            Label::Cvv => "CVV",
            Label::Account => "ACCOUNT",
            Label::Routing => "ROUTING",
            Label::Iban => "IBAN",
            Label::DriverLicense => "DRIVER_LICENSE",
            Label::Passport => "PASSPORT",
            Label::Ip => "IP",
            Label::Mac => "MAC",
            Label::LicensePlate => "LICENSE_PLATE",
            Label::Username => "USERNAME",
            Label::AccessCode => "ACCESS_CODE",
            Label::Own(own) => own.as_str(),
        }
    }

    /// The label of closr's that has exactly that name.
    pub(super) fn named(name: &str) -> Option<Label> {
        Label::ALL.into_iter().find(|label| label.as_str() == name)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Label> for Safe {
    fn from(label: Label) -> Safe {
        Safe::assembled(label.as_str().to_owned())
    }
}

impl serde::Serialize for Label {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl FromStr for Label {
    type Err = Error;

    /// Reads the name of a label of closr's, in capitals as in the documentation.
    ///
    /// # Errors
    /// `InputInvalid` names the label that was most likely meant.
    fn from_str(text: &str) -> Result<Label> {
        if let Some(label) = Label::named(text) {
            return Ok(label);
        }
        let all = Label::ALL.each_ref().map(Label::as_str);
        let problem = match near(text, &all).or_else(|| other_name(text)) {
            Some(label) => Safe::assembled(format!("no such label; did you mean {label}?")),
            None => Safe::assembled(format!("no such label; use one of {}", all.join(", "))),
        };
        Err(Error::new(ErrorKind::InputInvalid, problem))
    }
}

/// The label that others call so.
fn other_name(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_uppercase();
    Some(match name.as_str() {
        "NAME" | "FULL_NAME" | "FIRST_NAME" | "LAST_NAME" => "PERSON",
        "TEL" | "TELEPHONE" | "MOBILE" | "PHONE_NUMBER" => "PHONE",
        "MAIL" | "EMAIL_ADDRESS" => "EMAIL",
        "LOCATION" | "STREET" | "STREET_ADDRESS" => "ADDRESS",
        "BIRTHDAY" | "BIRTHDATE" | "DATE_OF_BIRTH" => "DOB",
        "US_SSN" | "SOCIAL_SECURITY_NUMBER" => "SSN",
        "ITIN" | "US_ITIN" | "EIN" => "TAX_ID",
        "CARD" | "CREDIT_CARD_NUMBER" => "CREDIT_CARD",
        "BANK_ACCOUNT" | "BANK_NUMBER" | "US_BANK_NUMBER" => "ACCOUNT",
        "ABA" | "ROUTING_NUMBER" => "ROUTING",
        "IBAN_CODE" => "IBAN",
        "DRIVERS_LICENSE" | "DRIVER_LICENCE" | "US_DRIVER_LICENSE" => "DRIVER_LICENSE",
        "US_PASSPORT" => "PASSPORT",
        "IP_ADDRESS" => "IP",
        "MAC_ADDRESS" => "MAC",
        "PLATE" => "LICENSE_PLATE",
        "PASSWORD" | "PIN" | "CODE" => "ACCESS_CODE",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_are_distinct() {
        let names: std::collections::BTreeSet<_> = Label::ALL.iter().map(|label| label.as_str()).collect();
        assert_eq!(names.len(), Label::ALL.len());
        for label in Label::ALL {
            assert_eq!(label.as_str().parse::<Label>().unwrap(), label);
            assert!(other_name(label.as_str()).is_none(), "{label}");
        }
    }

    #[test]
    fn a_wrong_name_gets_the_nearest_right_one_and_is_not_echoed() {
        let error = "PHNOE".parse::<Label>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InputInvalid);
        assert_eq!(error.to_string(), "no such label; did you mean PHONE?");
        assert!("credit_card".parse::<Label>().unwrap_err().to_string().contains("CREDIT_CARD"));
        for (name, label) in
            [("NAME", "PERSON"), ("us_ssn", "SSN"), ("EMAIL_ADDRESS", "EMAIL"), ("Phones", "PHONE")]
        {
            let error = name.parse::<Label>().unwrap_err().to_string();
            assert_eq!(error, format!("no such label; did you mean {label}?"), "{name}");
        }
        let error = "jane@example.com".parse::<Label>().unwrap_err().to_string();
        assert!(!error.contains("jane") && error.contains("ACCESS_CODE"), "{error}");
    }
}
