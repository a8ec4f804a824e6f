//! What may not be seen in a history, nor in what the database holds after it.
//!
//! Calls overlap, and of a call only its beginning and its answer are known: it took effect somewhere between the
//! two. Each rule finds fault only where no moment in between would explain what was seen, so that it is never
//! wrong of a right store. Where calls overlap, the answers cannot tell their order; the trail can, and is held
//! against the rules too.

mod consent;
mod lease;
mod message;
mod permit;
mod tests;
mod trail;

use super::history::History;
use super::stored::Stored;

/// What is wrong: nothing, of a right store.
pub(super) fn check(history: &History, stored: &Stored) -> Vec<String> {
    let mut found: Vec<String> = stored.damage.iter().map(|damage| format!("damage: {damage}")).collect();
    found.extend(consent::no_permit_after_a_stop(history));
    found.extend(trail::in_order(history, &stored.trail));
    found.extend(message::only_expected_errors(history));
    found.extend(message::one_turn_each(history));
    found.extend(message::one_outcome_each(history));
    found.extend(permit::used_once_and_in_time(history));
    found.extend(lease::held_by_one(history));
    found.extend(message::nothing_lost(history, stored));
    found.extend(trail::tells_all(stored));
    found
}
