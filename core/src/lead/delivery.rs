//! How far a message has come that was handed to a channel's vendor.

/// How far a message has come that the vendor has taken.
///
/// Callbacks come out of order: of two states the one of the higher [`rank`](SendState::rank) stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SendState {
    /// The vendor has it, or has a state for it that closr does not know.
    Accepted,
    /// It has left the vendor.
    Sent,
    /// It has arrived.
    Delivered,
    /// It was read.
    Read,
    /// It was not delivered, and will not be.
    Failed,
}

impl SendState {
    /// Every state.
    pub const ALL: [SendState; 5] =
        [SendState::Accepted, SendState::Sent, SendState::Delivered, SendState::Read, SendState::Failed];

    /// The state's name in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            SendState::Accepted => "accepted",
            SendState::Sent => "sent",
            SendState::Delivered => "delivered",
            SendState::Read => "read",
            SendState::Failed => "failed",
        }
    }

    /// Its place in the order of events. What has arrived has not failed.
    pub fn rank(self) -> u8 {
        match self {
            SendState::Accepted => 0,
            SendState::Sent => 1,
            SendState::Failed => 2,
            SendState::Delivered => 3,
            SendState::Read => 4,
        }
    }
}
