//! Reads what a message asks of us, keeps the state of consent, and alone grants permits.
//!
//! Promise P2, stop means stop: `decide` is the only source of a `Grant`, without which no [`Cleared`] exists;
//! the store calls it inside its transactions, at permit and again at redemption. Only the person loosens consent.
//! Store, engine, rights and channels may use this room; it uses `lead`, `clock` and `error`.

mod caps;
mod cleared;
mod event;
mod gate;
mod hours;
mod opinion;
mod reader;
mod record;
mod rule;

pub(crate) use caps::counted_after;
pub use cleared::Cleared;
pub use event::{ConsentState, Event, EventKind, Source};
pub(crate) use event::{events_of, state, state_for};
pub(crate) use gate::{
    Decision, Gate, OutreachStanding, PermitKind, Refusal, Standing, gate, is_ahead, is_fresh,
    refuses_outreach, spent,
};
// Apart, as compile-fail programs quote it.
pub(crate) use gate::{Grant, decide};
pub(crate) use hours::{Place, is_holiday};
pub(crate) use opinion::opinion;
pub use reader::{Finding, FindingKind, MessageLabel, Reading, Scope, read};
pub use record::{ConsentRecord, Reach, RecordKind};
pub(crate) use rule::OBJECTED;
pub use rule::explain;
