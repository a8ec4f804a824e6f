//! Replies that say what they must not.
//!
//! # What is not so
//!
//! An invented fee is a misrepresentation in the business's name. [`guard::check`](crate::guard::check) holds each draft to the facts on
//! file, figure by figure and feature by feature, and fails closed: what it cannot trace is blocked, repaired once, and then composed from
//! approved replies. `src/guard/tests.rs` has drafts of both kinds from many hands, with how many of each it gets right.
//!
//! # Steering
//!
//! "A great area for young families" tells some people that they are not meant (24 CFR 100.70, not re-read). Questions on people,
//! safety and schools are answered in fixed words, the same for everybody, and no model is asked: `src/compose/tests/laws.rs`. A lead's
//! score weighs no protected trait: `src/qualify/tests.rs`.
//!
//! # That it is a person
//!
//! The first message says that an automated assistant writes, for whom, and how to stop. A draft that claims to be human is blocked.
//!
//! # To a child
//!
//! A message that says that its writer is under 18 halts everything for that contact point before a model or a template is touched, and opens a
//! review by a human: `src/consent/reader/tests.rs`.
//!
//! # To somebody in despair
//!
//! "I want to end it all" is no stop, and no lead. The person is told who helps, and a human is called.
//!
//! # What the lead told the model to say
//!
//! A message is data. In the mode [`Composed`](crate::Mode::Composed) the model can only choose among ids of replies that the business has
//! approved and the guard has read; a second opinion can only tighten; and what comes back is guarded as any draft is.
