//! The trail of decisions.

use crate::convert::{Time, view};

view! {
    /// One decision, as the trail keeps it.
    Entry {
        /// Its place in the account's chain, from 1.
        seq: u64,
        /// When.
        at: Time,
        /// What was decided, as in `outcome.reply`.
        what: String,
        /// Whose turn.
        turn: Option<String>,
        /// Which lead.
        lead: Option<String>,
        /// The rules that decided.
        rules: Vec<String>,
    }
}

impl From<closr::audit::Entry> for Entry {
    fn from(entry: closr::audit::Entry) -> Entry {
        Entry {
            seq: entry.seq,
            at: Time(entry.at),
            what: entry.what.to_string(),
            turn: entry.turn.map(|id| id.to_string()),
            lead: entry.lead.map(|id| id.to_string()),
            rules: entry.rules.iter().map(ToString::to_string).collect(),
        }
    }
}
