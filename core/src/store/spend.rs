//! What an account may spend on models.

use crate::lead::{AccountId, TurnId};

/// The most that each account may spend on models, in US dollars, by the price that is set for each; days and months are UTC's.
///
/// What a call can cost at most is set aside before it is made, and put right by what it did cost: what does not fit is not
/// asked. Calls of all processes that share the store count.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SpendCaps {
    /// For one turn.
    pub turn: Option<f64>,
    /// For one conversation, over all its days.
    pub conversation: Option<f64>,
    /// In one day.
    pub day: Option<f64>,
    /// In one month.
    pub month: Option<f64>,
}

impl SpendCaps {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        *self == SpendCaps::default()
    }

    /// Whether each is an amount of money.
    pub(crate) fn is_sound(&self) -> bool {
        SpendCap::ALL.into_iter().filter_map(|cap| self.of(cap)).all(|usd| (0.0..=1_000_000.0).contains(&usd))
    }

    fn of(&self, cap: SpendCap) -> Option<f64> {
        match cap {
            SpendCap::Turn => self.turn,
            SpendCap::Conversation => self.conversation,
            SpendCap::Day => self.day,
            SpendCap::Month => self.month,
        }
    }

    /// In millionths of a dollar.
    pub(crate) fn micro_usd(&self, cap: SpendCap) -> Option<u64> {
        self.of(cap).map(|usd| (usd * 1_000_000.0).round() as u64)
    }
}

/// A cap that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SpendCap {
    Turn,
    Conversation,
    Day,
    Month,
}

impl SpendCap {
    pub(crate) const ALL: [SpendCap; 4] =
        [SpendCap::Turn, SpendCap::Conversation, SpendCap::Day, SpendCap::Month];

    /// The reason that stands in an outcome.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            SpendCap::Turn => "spend.turn",
            SpendCap::Conversation => "spend.conversation",
            SpendCap::Day => "spend.day",
            SpendCap::Month => "spend.month",
        }
    }
}

/// Money to be set aside for a call.
#[derive(Clone, Debug)]
pub(crate) struct SpendRequest {
    pub(crate) account: AccountId,
    pub(crate) turn: TurnId,
    /// The most that the call can cost, in millionths of a dollar.
    pub(crate) most: u64,
    pub(crate) caps: SpendCaps,
}

/// Money that is set aside for a call.
#[derive(Clone, Debug)]
pub(crate) struct SetAside {
    pub(crate) account: AccountId,
    pub(crate) turn: TurnId,
    /// The day on which it counts, since 1970.
    pub(crate) day: i64,
    pub(crate) most: u64,
}
