//! Messages that should not have been sent.
//!
//! # A text after STOP
//!
//! Each such text costs 500 dollars, and 1,500 where it was wilful (47 USC 227(b)(3), not re-read); the person pays with their peace. It
//! happens because consent is looked up, and the message goes out a moment later; because one of five jobs does not look; because a retry
//! outlives the stop.
//!
//! Here a text that may be sent exists only as a [`Cleared`](crate::consent::Cleared). The store alone makes one, in the transaction
//! in which it reads consent, and [`release`](crate::consent::Cleared::release) takes it whole, within its seconds: a second
//! release does not compile. `tests/ui/consent_cleared_is_not_made.rs` and the programs beside it try. Many processes on one database,
//! killed, paused and stopped, try it at run time: `src/store/tests/race/mod.rs`, with bugs planted in the store so that each is
//! known to be found.
//!
//! # A stop that was not read
//!
//! "Please lose my number" is a stop by law (47 CFR 64.1200(a)(10), read 2026-11-22), and a list of keywords does not know it. [`consent::read`](crate::consent::read)
//! reads plain words in a dozen languages, by rules and a small model, before anything else happens to a message; when in doubt it
//! says stop. How well, on messages that it has not learnt from, is measured in `src/consent/reader/tests.rs`.
//!
//! # A list that brings people back
//!
//! A CRM is synced on Monday and knows nothing of Friday's STOP. A record can tighten consent and never loosen it, stops outlive
//! the lead as keyed hashes, and who was erased is not written to first: `tests/rights_goals.rs` imports them again in three ways.
//!
//! # A text at night
//!
//! The hours are those of the place where the person is, and of every zone at once where nothing says
//! (47 CFR 64.1200(c)(1), read 2026-11-22). An answer to a message of the last hour is held by none. How often a business writes first
//! is counted in the transaction in which it does, by contact point: `tests/outreach.rs`.
