//! Data that went where it should not.
//!
//! # To a model's vendor
//!
//! A prompt with a name and a phone number is kept by whoever runs the model, for as long as they say, and stands in their incident's
//! report. What a model is sent here is an [`Outbound`](crate::redact::Outbound): only [`redact`](crate::redact) makes one, after it
//! has scanned the very bytes. Known values are hidden in every usual spelling and others by recognisers, as placeholders that
//! stay the same for the whole conversation. `tests/ui/redact_make_outbound.rs` shows that nothing else makes one; `tests/canary.rs`
//! plants values and searches the wire, logs, errors, panics and backtraces, files and backups for them, of 1,000 leads too. What the
//! recognisers miss is counted in `tests/redaction_quality.rs`.
//!
//! # Into a log
//!
//! A personal field is a [`Pii`](crate::Pii): it has no `Display` and no `Serialize`, and its `Debug` is `[pii]`. An [`Error`](crate::Error)
//! carries ids, codes and counts, never a value, a body or an address: `tests/bad_input.rs`, `tests/ui/redact_show_pii.rs`.
//!
//! # To somebody who says that they are the lead
//!
//! Who types a phone number into a web chat has not shown that it is theirs. Until the business says so, nothing of the record is recalled or
//! restored for them: `tests/turn.rs`. Mail's From line is a claim as well.
//!
//! # To another business
//!
//! Each call is made through one account's view, [`ForAccount`](crate::ForAccount), and an id of another account gets the answer of an
//! id that nobody has, to the letter: `tests/two_accounts.rs` tries every public call, and fails for a new one that it does not know.
//!
//! # Out of its region
//!
//! A fallback is a vendor too. An account that names its [`regions`](crate::Account::regions) has only models asked that
//! work there, or on this machine; where there is none, a human answers. [`ForAccount::recipients`](crate::ForAccount::recipients) is the
//! register, and `tests/recipients.rs` holds it against the bytes that were sent.
//!
//! # With a stolen disk, or an old backup
//!
//! Every personal field is sealed to its row under the lead's own key, and the keys are kept apart from the data: `src/store/seal.rs`
//! moves, flips and mixes sealed values, and `src/store/sqlite/tests/erased.rs` reads a copy from before an erasure with the keys of after.
