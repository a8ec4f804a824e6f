//! What retention finds.

use crate::clock::Timestamp;
use crate::lead::LeadId;

/// A part of an account's leads.
#[derive(Clone, Debug)]
pub(crate) struct IdlePage {
    pub(crate) looked_at: u64,
    pub(crate) idle: Vec<Idle>,
    /// Go on after this one; `None` where they are all looked at.
    pub(crate) next: Option<LeadId>,
}

/// A lead that was not heard of for long.
#[derive(Clone, Debug)]
pub(crate) struct Idle {
    pub(crate) lead: LeadId,
    pub(crate) last: Timestamp,
    /// The rule by which it is kept all the same.
    pub(crate) kept: Option<&'static str>,
}
