//! The only form in which a reply's text exists outside the store.

use std::fmt;

use crate::clock::{Clock, Timestamp};
use crate::consent::Grant;
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{AccountId, OutboundId, Pii, Purpose};

/// A reply that may be sent, once, until its deadline. Not `Clone`: sending consumes it.
pub struct Cleared {
    account: AccountId,
    outbound: OutboundId,
    purpose: Purpose,
    text: Pii<String>,
    deadline: Timestamp,
}

impl Cleared {
    /// Made from a grant, which only `decide` gives.
    pub(crate) fn new(
        _grant: Grant,
        account: AccountId,
        outbound: OutboundId,
        purpose: Purpose,
        text: Pii<String>,
        deadline: Timestamp,
    ) -> Cleared {
        Cleared { account, outbound, purpose, text, deadline }
    }

    /// Whose text it is.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The outbound's id, for the channel to carry along.
    pub fn outbound(&self) -> OutboundId {
        self.outbound
    }

    /// What it is for: a reply and a notice are conversational.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Until when it may be written.
    pub fn deadline(&self) -> Timestamp {
        self.deadline
    }

    /// Yields the text if its deadline has not passed: call it just before writing.
    ///
    /// # Errors
    /// `ConsentDenied` after the deadline: ask for a fresh permit.
    pub fn release(self, clock: &dyn Clock) -> Result<Pii<String>> {
        if clock.now() > self.deadline {
            return Err(Error::new(
                ErrorKind::ConsentDenied,
                "the permit has expired: release the text within its seconds, or work the turn again",
            ));
        }
        Ok(self.text)
    }
}

impl fmt::Debug for Cleared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cleared")
            .field("outbound", &self.outbound)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
