//! Ids: none of them says anything about a person.

use std::fmt;
use std::str::FromStr;

use crate::clock::Surroundings;
use crate::error::{Error, ErrorKind, Result, Safe, safe};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            pub(crate) fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<$name> {
                uuid::Uuid::parse_str(text).map($name).map_err(|_| {
                    Error::new(ErrorKind::InputInvalid, safe!("not {} id: it is a UUID, as closr returned it", $what))
                })
            }
        }

        impl From<$name> for Safe {
            fn from(id: $name) -> Safe {
                Safe::assembled(id.to_string())
            }
        }
    };
}

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        id!($(#[$doc])* $name, $what);

        impl $name {
            pub(crate) fn fresh(surroundings: &Surroundings) -> Result<$name> {
                surroundings.uuid().map($name)
            }
        }
    };
}

random_id!(
    /// A lead's random id (UUID version 7).
    LeadId,
    "a lead"
);
random_id!(
    /// A conversation's random id (UUID version 7).
    ConversationId,
    "a conversation"
);
random_id!(
    /// A turn's random id (UUID version 7): one inbound message and what came of it.
    TurnId,
    "a turn"
);
random_id!(
    /// The random id (UUID version 7) of what a person asks for about their data.
    RequestId,
    "a request"
);
id!(
    /// An outbound's id: the same as its turn's, for a turn has one outbound at most.
    OutboundId,
    "an outbound"
);

impl LeadId {
    /// When it was made: a UUID version 7 begins with it.
    pub(crate) fn made(&self) -> crate::clock::Timestamp {
        let millis =
            self.0.as_bytes().iter().take(6).fold(0, |millis: i64, byte| millis << 8 | i64::from(*byte));
        crate::clock::Timestamp::from_millis(millis)
    }
}

impl OutboundId {
    pub(crate) fn of(turn: TurnId) -> OutboundId {
        OutboundId(turn.0)
    }

    pub(crate) fn turn(&self) -> TurnId {
        TurnId(self.0)
    }
}

/// An account's id, which its owner chooses: 1 to 64 of `a-z`, `0-9`, `-` and `_`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct AccountId(String);

impl AccountId {
    /// Checks and wraps an id.
    ///
    /// # Errors
    /// `InputInvalid` when it is empty, longer than 64, or has another character.
    pub fn new(id: &str) -> Result<AccountId> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        if id.is_empty() || id.len() > 64 || !id.bytes().all(allowed) {
            return Err(Error::new(
                ErrorKind::InputInvalid,
                "not an account id: use 1 to 64 lower-case letters, digits, - and _",
            ));
        }
        Ok(AccountId(id.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AccountId {
    type Err = Error;

    fn from_str(text: &str) -> Result<AccountId> {
        AccountId::new(text)
    }
}

impl From<&AccountId> for Safe {
    fn from(id: &AccountId) -> Safe {
        Safe::assembled(id.0.clone())
    }
}
