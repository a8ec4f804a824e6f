//! Channels, purposes and contact points.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::Pii;

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Channel {
    /// SMS, MMS and RCS: one channel, as carriers and Twilio treat them.
    Sms,
    /// E-mail.
    Email,
    /// A chat box on the business's site.
    WebChat,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Channel; 3] = [Channel::Sms, Channel::Email, Channel::WebChat];

    /// The channel's name: `sms`, `email` or `web_chat`.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Sms => "sms",
            Channel::Email => "email",
            Channel::WebChat => "web_chat",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Channel {
    type Err = Error;

    fn from_str(text: &str) -> Result<Channel> {
        Channel::ALL
            .into_iter()
            .find(|channel| channel.as_str() == text)
            .ok_or_else(|| Error::new(ErrorKind::InputInvalid, "no such channel: use sms, email or web_chat"))
    }
}

/// What a message is for; consent is held for each apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Purpose {
    /// Answers what the person wrote.
    Conversational,
    /// Serves a transaction the person is in.
    Transactional,
    /// Sells something.
    Marketing,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 3] = [Purpose::Conversational, Purpose::Transactional, Purpose::Marketing];

    /// The purpose's name: `conversational`, `transactional` or `marketing`.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Conversational => "conversational",
            Purpose::Transactional => "transactional",
            Purpose::Marketing => "marketing",
        }
    }
}

impl FromStr for Purpose {
    type Err = Error;

    fn from_str(text: &str) -> Result<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == text).ok_or_else(|| {
            Error::new(
                ErrorKind::InputInvalid,
                "no such purpose: use conversational, transactional or marketing",
            )
        })
    }
}

/// A phone number in E.164 form, as in `+15125550147`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(Pii<String>);

impl Phone {
    /// Checks that `text` is E.164 and a possible number of its country (by libphonenumber's rules).
    ///
    /// # Errors
    /// `InputInvalid` otherwise.
    pub fn new(text: &str) -> Result<Phone> {
        Phone::known(text)
            .filter(|phone| phonenumber::parse(None, phone.expose()).is_ok())
            .ok_or_else(|| Error::new(ErrorKind::InputInvalid, Self::PROBLEM))
    }

    /// A number that was checked when it was stored: what is known of countries' numbers may have changed since.
    pub(crate) fn known(text: &str) -> Option<Phone> {
        let shape = text.strip_prefix('+').is_some_and(|digits| {
            (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        });
        shape.then(|| Phone(Pii::from(text)))
    }

    pub(crate) const PROBLEM: &'static str =
        "not an E.164 phone number: write + and country code and number, digits only, as in +15125550147";

    /// The number in E.164 form.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// An e-mail address, lower-cased.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(Pii<String>);

impl EmailAddress {
    /// Checks the shape `local@domain.tld` (at most 254 bytes, no spaces or controls) and lower-cases it.
    ///
    /// # Errors
    /// `InputInvalid` otherwise.
    pub fn new(text: &str) -> Result<EmailAddress> {
        let shaped = text.len() <= 254
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ','))
            && text.rsplit_once('@').is_some_and(|(local, domain)| {
                !local.is_empty()
                    && local.len() <= 64
                    && !local.contains('@')
                    && domain.split('.').count() >= 2
                    && domain.split('.').all(|label| !label.is_empty())
            });
        if !shaped {
            return Err(Error::new(ErrorKind::InputInvalid, Self::PROBLEM));
        }
        Ok(EmailAddress(Pii::new(text.to_lowercase())))
    }

    pub(crate) const PROBLEM: &'static str = "not an e-mail address: write it bare, as in name@example.com";

    /// The address.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Where a person can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ContactPoint {
    /// A phone.
    Phone(Phone),
    /// An e-mail address.
    Email(EmailAddress),
    /// A web chat session, under the id that the site gave it. Who is behind it is not known.
    Visitor(Pii<String>),
}

impl ContactPoint {
    /// Reads a contact point as its channel writes it.
    ///
    /// # Errors
    /// `InputInvalid` when it is not E.164 for SMS, not an address for e-mail, or for web chat
    /// empty or longer than 128 bytes.
    pub fn for_channel(channel: Channel, text: &str) -> Result<ContactPoint> {
        match channel {
            Channel::Sms => Phone::new(text).map(ContactPoint::Phone),
            Channel::Email => EmailAddress::new(text).map(ContactPoint::Email),
            Channel::WebChat if text.is_empty() || text.len() > 128 => Err(Error::new(
                ErrorKind::InputInvalid,
                safe!("not a visitor id: use 1 to {} bytes that the site chose at random", 128u8),
            )),
            Channel::WebChat => Ok(ContactPoint::Visitor(Pii::from(text))),
        }
    }

    /// A contact point that was checked when it was stored.
    pub(crate) fn known(channel: Channel, text: &str) -> Option<ContactPoint> {
        match channel {
            Channel::Sms => Phone::known(text).map(ContactPoint::Phone),
            Channel::Email | Channel::WebChat => ContactPoint::for_channel(channel, text).ok(),
        }
    }

    pub(crate) const PROBLEM: &'static str = "not a contact point: write a phone as +15125550147, an e-mail as name@example.com, or a web chat visitor as visitor:ID";

    /// The channel that reaches it.
    pub fn channel(&self) -> Channel {
        match self {
            ContactPoint::Phone(_) => Channel::Sms,
            ContactPoint::Email(_) => Channel::Email,
            ContactPoint::Visitor(_) => Channel::WebChat,
        }
    }

    /// The contact point as its channel writes it.
    pub fn expose(&self) -> &str {
        match self {
            ContactPoint::Phone(phone) => phone.expose(),
            ContactPoint::Email(email) => email.expose(),
            ContactPoint::Visitor(visitor) => visitor.expose(),
        }
    }

    /// What kind of contact point it is: `phone`, `email` or `visitor`.
    pub fn kind(&self) -> &'static str {
        match self {
            ContactPoint::Phone(_) => "phone",
            ContactPoint::Email(_) => "email",
            ContactPoint::Visitor(_) => "visitor",
        }
    }
}

impl FromStr for ContactPoint {
    type Err = Error;

    /// Reads a phone (`+15125550147`), an e-mail address (`name@example.com`) or a web chat visitor (`visitor:ID`).
    fn from_str(text: &str) -> Result<ContactPoint> {
        let read = match text.strip_prefix("visitor:") {
            Some(id) => ContactPoint::for_channel(Channel::WebChat, id),
            None if text.starts_with('+') => ContactPoint::for_channel(Channel::Sms, text),
            None => ContactPoint::for_channel(Channel::Email, text),
        };
        read.map_err(|_| Error::new(ErrorKind::InputInvalid, Self::PROBLEM))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_points_are_told_apart_by_their_shape() {
        for (text, channel) in [
            ("+15125550147", Channel::Sms),
            ("Jane@Example.com", Channel::Email),
            ("visitor:+15125550147", Channel::WebChat),
        ] {
            let point: ContactPoint = text.parse().unwrap();
            assert_eq!(point.channel(), channel);
        }
        for wrong in ["", "5125550147", "jane", "visitor:", "+1 512"] {
            let error = wrong.parse::<ContactPoint>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InputInvalid, "{wrong}");
        }
    }

    #[test]
    fn phones_are_e164_and_possible() {
        assert!(Phone::new("+15125550147").is_ok());
        assert!(Phone::new("+525512345678").is_ok());
        for wrong in
            ["7375550199", "+1 737 555 0199", "+", "+1737555019999999", "+99999999999", "call me", ""]
        {
            let error = Phone::new(wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InputInvalid, "{wrong}");
            assert!(wrong.is_empty() || wrong == "+" || !error.to_string().contains(wrong));
        }
    }

    #[test]
    fn addresses_are_bare_and_lower_cased() {
        assert_eq!(EmailAddress::new("Jane@Example.COM").unwrap().expose(), "jane@example.com");
        for wrong in
            ["jane", "jane@", "@example.com", "jane@example", "Jane <j@example.com>", "a@b@c.d", "j@.com"]
        {
            assert!(EmailAddress::new(wrong).is_err(), "{wrong}");
        }
    }
}
