//! The append-only trail of decisions, chained by a keyed hash.
//!
//! Promise P4: one entry in the same transaction as the decision, with rule ids and random ids only;
//! the head leaves with every outcome, so a cut tail shows. Pure: the store keeps the entries and the key.

mod chain;
mod verify;

use std::fmt;
use std::str::FromStr;

use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result, Safe};
use crate::lead::{LeadId, TurnId};

pub(crate) use chain::ChainKey;
pub(crate) use verify::verify;

/// One decision, as the trail keeps it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// Its place in the account's chain, from 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What was decided, as in `consent.opt_out`, `permit.granted`, `outcome.reply`.
    pub what: Safe,
    /// Whose turn.
    pub turn: Option<TurnId>,
    /// Which lead.
    pub lead: Option<LeadId>,
    /// The rules that decided.
    pub rules: Vec<Safe>,
}

/// The end of a chain: what a checkpoint keeps.
///
/// Shown, read and serialised as `<seq>:<64 hex digits>`.
///
/// ```
/// let head: closr::audit::Head = format!("7:{}", "ab".repeat(32)).parse()?;
/// assert_eq!(head.seq, 7);
/// assert_eq!(head.to_string(), format!("7:{}", "ab".repeat(32)));
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Head {
    /// The last entry's place; 0 is an empty chain.
    pub seq: u64,
    /// The last entry's keyed hash.
    pub mac: [u8; 32],
}

impl Head {
    /// The head of a chain without entries.
    pub(crate) const EMPTY: Head = Head { seq: 0, mac: [0; 32] };
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, hex::encode(self.mac))
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Head {
    type Err = Error;

    fn from_str(text: &str) -> Result<Head> {
        parse_head(text).ok_or_else(|| {
            Error::new(
                ErrorKind::InputInvalid,
                "not an audit head: write it as closr gave it, <number>:<64 hex digits>",
            )
        })
    }
}

fn parse_head(text: &str) -> Option<Head> {
    let (seq, mac) = text.split_once(':')?;
    let digits = !seq.is_empty() && seq.bytes().all(|b| b.is_ascii_digit());
    let mut bytes = [0; 32];
    hex::decode_to_slice(mac, &mut bytes).ok()?;
    digits.then(|| seq.parse().ok()).flatten().map(|seq| Head { seq, mac: bytes })
}

impl serde::Serialize for Head {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Head {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Head, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_survives_text_and_json() {
        let head = Head { seq: 42, mac: [0x5a; 32] };
        assert_eq!(head.to_string().parse::<Head>().unwrap(), head);
        let json = serde_json::to_string(&head).unwrap();
        assert_eq!(json, format!("\"42:{}\"", "5a".repeat(32)));
        assert_eq!(serde_json::from_str::<Head>(&json).unwrap(), head);
    }

    #[test]
    fn what_is_not_a_head_is_refused() {
        let hex = "5a".repeat(32);
        for wrong in [String::new(), "42".into(), format!(":{hex}"), format!("+1:{hex}"), format!("-1:{hex}")]
            .into_iter()
            .chain([format!("1:{hex}5a"), format!("1:{}", &hex[2..]), format!("1:{}zz", &hex[2..])])
            .chain([format!("99999999999999999999:{hex}"), format!(" 1:{hex}")])
        {
            assert_eq!(wrong.parse::<Head>().unwrap_err().kind(), ErrorKind::InputInvalid, "{wrong}");
        }
    }
}
