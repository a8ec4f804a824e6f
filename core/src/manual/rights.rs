//! Rights that were promised and not kept.
//!
//! # Erased, and still there
//!
//! Rows are deleted, and last week's backup is not. Each lead's fields lie under a key of its own in a store apart from the data;
//! [`ForAccount::erase`](crate::ForAccount::erase) deletes the rows and then destroys that key, so that older copies of the data cannot be read
//! with the keys of after: `src/store/sqlite/tests/erased.rs`. Copies of the key store itself the
//! [`ErasureReceipt`](crate::rights::ErasureReceipt) names, with what opens them and until when;
//! [`ForAccount::shred`](crate::ForAccount::shred) makes that a key that is gone. What must outlive an erasure is named with its reason.
//!
//! # Erased, and written to again
//!
//! The stop and the mark of the erasure stay at each contact point as keyed hashes: `tests/rights_goals.rs`.
//!
//! # Asked for, and never answered
//!
//! A request in a message is on file in the transaction that claims the message, as the right that its words name, with the dates of the
//! GDPR and the CCPA; [`ForAccount::requests_due`](crate::ForAccount::requests_due) lists what is open. What half happened is gone on with and
//! never told as done: `src/store/tests/requests.rs`, `src/store/tests/erasures.rs`.
//!
//! # Asked for, and punished
//!
//! Nobody may be treated worse for a right (CCPA 1798.125, not re-read). `tests/rights_goals.rs` exercises each and holds score, stage, price, answers and
//! outreach against those of a person who did not. A right's own effect, and no other, is what it has.
//!
//! # Kept for ever
//!
//! How long leads are kept has no default: a [`Sweep`](crate::rights::Sweep) is told, or the account's
//! [`Retention`](crate::Retention) says. Holds, restrictions and open requests keep a lead, and are told. `tests/sweep.rs` kills one again
//! and again beside live traffic.
//!
//! # Decided, and not to be explained
//!
//! Every decision is an entry of a chain of keyed hashes, written in the transaction that decides. An entry that is changed, dropped,
//! swapped or cut off is named by [`ForAccount::verify_audit`](crate::ForAccount::verify_audit) with a head that left the database before:
//! `src/audit/verify.rs`.
