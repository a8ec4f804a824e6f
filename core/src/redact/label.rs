//! The labels of personal data.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind, Result, Safe, safe};

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
}

impl Label {
    /// Every label, in the order of the documentation.
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
    pub fn as_str(self) -> &'static str {
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
        }
    }

    /// The label of exactly that name.
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
        Safe::from(label.as_str())
    }
}

impl serde::Serialize for Label {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl FromStr for Label {
    type Err = Error;

    /// Reads a label's name, in capitals as in the documentation.
    fn from_str(text: &str) -> Result<Label> {
        if let Some(label) = Label::named(text) {
            return Ok(label);
        }
        let upper = text.to_ascii_uppercase();
        let nearest = Label::ALL
            .into_iter()
            .map(|label| (strsim::damerau_levenshtein(label.as_str(), &upper), label))
            .filter(|(distance, _)| *distance <= 2)
            .min_by_key(|(distance, _)| *distance);
        Err(Error::new(
            ErrorKind::InputInvalid,
            match nearest {
                Some((_, label)) => safe!("no such label; did you mean {}?", label),
                None => {
                    let all = Label::ALL.map(Label::as_str).join(", ");
                    Safe::assembled(format!("no such label; use one of {all}"))
                }
            },
        ))
    }
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
        }
    }

    #[test]
    fn a_wrong_name_gets_the_nearest_right_one_and_is_not_echoed() {
        let error = "PHNOE".parse::<Label>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InputInvalid);
        assert_eq!(error.to_string(), "no such label; did you mean PHONE?");
        assert!("credit_card".parse::<Label>().unwrap_err().to_string().contains("CREDIT_CARD"));
        let error = "jane@example.com".parse::<Label>().unwrap_err().to_string();
        assert!(!error.contains("jane") && error.contains("ACCESS_CODE"), "{error}");
    }
}
