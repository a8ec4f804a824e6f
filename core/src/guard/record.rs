//! A draft with all that it must agree with, as one record.

use std::fmt;

use crate::error::Result;
use crate::guard::{Block, Draft, Reason, check};
use crate::lead::{Conversation, Fields, Pii, parse_object};
use crate::redact::{Subject, Vault};

/// A draft and what it must agree with, read from a record: [`check`] without an engine.
///
/// ```
/// use closr::guard::DraftRecord;
///
/// let record = |draft: &str| format!(r#"{{
///     "channel": "sms", "now": "2026-11-22T10:00:00-06:00",
///     "account": {{"brand": "Oak & Main", "agent": "Dana Reyes"}},
///     "listings": [{{"id": "L-7", "address": "12 Elm St", "price_usd": 689000}}],
///     "history": [{{"role": "assistant", "text": "Hi, this is Oak & Main's automated assistant."}}],
///     "inbound": "What is the price?", "draft": "{draft}"
/// }}"#);
/// assert!(DraftRecord::from_json(&record("12 Elm St is listed at $689,000."))?.check().is_empty());
/// let reasons = DraftRecord::from_json(&record("12 Elm St is listed at $650,000."))?.check();
/// assert_eq!(reasons[0].to_string(), "contradiction:price_usd");
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone)]
pub struct DraftRecord {
    conversation: Conversation,
    draft: Pii<String>,
}

impl DraftRecord {
    /// Reads the record: `channel`, `now`, `account`, `inbound` (the message it answers, which may be empty) and
    /// `draft`; where there are any `lead`, `listings` (or one `listing`), the one that is talked about first, and
    /// `history`: `{role, text}` each, with `at` and `channel` where known. The person is known to be the lead.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once, by path and without a value; unknown keys are faults.
    pub fn from_json(text: &str) -> Result<DraftRecord> {
        let mut fields = Fields::new(parse_object("the draft's record", text)?);
        let record = DraftRecord::read(&mut fields);
        fields.finish_read("the draft's record", record)
    }

    pub(crate) fn read(fields: &mut Fields) -> Option<DraftRecord> {
        let conversation = Conversation::read(fields);
        let draft = Pii::new(fields.required_words("draft"));
        Some(DraftRecord { conversation: conversation?, draft })
    }

    /// The reasons of [`check`](DraftRecord::check) as they may leave the process: their words are redacted.
    pub fn blocks(&self) -> Vec<Block> {
        let reasons = self.check();
        if reasons.is_empty() {
            return Vec::new();
        }
        let Conversation { account, lead, listings, .. } = &self.conversation;
        let (subject, mut vault) = (Subject::new(lead, Some(account), listings), Vault::default());
        reasons.iter().map(|reason| reason.block(self.draft.expose(), &subject, &mut vault)).collect()
    }

    /// Every reason to block the draft; none is a yes.
    pub fn check(&self) -> Vec<Reason> {
        let Conversation { channel, now, account, lead, listings, history, inbound } = &self.conversation;
        check(&Draft {
            channel: *channel,
            now: *now,
            account,
            lead,
            verified: true,
            listings,
            history,
            inbound: inbound.expose(),
            text: self.draft.expose(),
            disclosure: "",
        })
    }
}

impl fmt::Debug for DraftRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DraftRecord").finish_non_exhaustive()
    }
}
