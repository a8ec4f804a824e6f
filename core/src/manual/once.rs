//! Answers given twice, in halves, or not at all.
//!
//! # Twice
//!
//! A webhook that is not answered in seconds is delivered again, to another process. Who looks first and marks later answers both. Here a
//! message is claimed by one insert, in [`ForAccount::accept`](crate::ForAccount::accept), and every other delivery of it gets the stored
//! outcome: `src/store/tests/claims.rs` delivers one message fifty times at once. The same id with other words is an error, and a stop in it
//! still counts.
//!
//! # Not at all
//!
//! A process dies between the model's answer and the send. A turn is a stored state machine whose arrows are durable commits, and
//! [`ForAccount::recover`](crate::ForAccount::recover) goes on from the last: `src/engine/tests/crash.rs` kills a process before and after each
//! step, and `tests/power_loss/main.rs` keeps of a disk's writes what a power loss may keep.
//!
//! # In halves
//!
//! A stream that a proxy cuts cleanly looks finished. An answer without its protocol's own end is none here: it is `Unavailable` or
//! `ReplyInvalid`, never half a sentence: `src/provider/tests/faults.rs` cuts streams in every way seen in the wild. What was released of a streamed
//! reply before a later block is stored as partly delivered, as [`OutcomeKind::Withdrawn`](crate::OutcomeKind::Withdrawn).
//!
//! # Past its price
//!
//! A retry of a call whose answer was lost may be billed twice. Attempts, deadlines and fallbacks are decided in one place,
//! [`provider::Policy`](crate::provider::Policy), and what may have been billed is not asked again unless the settings say so.
