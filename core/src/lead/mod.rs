//! Who is talking, for whom, about what: accounts, leads, listings, messages.
//!
//! Promises: a record is read strictly, with all its faults at once and none of its values;
//! a personal field is a [`Pii`], which no formatter or serialiser can show.
//! Every room may use it.

mod account;
mod contact;
mod id;
mod listing;
mod message;
mod person;
mod pii;
mod record;
mod segments;

pub use account::{Account, Hours, Sender, Texts};
pub use contact::{Channel, ContactPoint, EmailAddress, Phone, Purpose};
pub use id::{AccountId, ConversationId, LeadId, OutboundId, TurnId};
pub use listing::{Listing, OpenHouse};
pub use message::{Inbound, Message, NoticeKind, Role};
pub use person::{Appointment, AppointmentStatus, Interest, Lead, RecordedConsent};
pub use pii::Pii;
#[cfg(feature = "cli")]
pub(crate) use record::{Fields, parse_object};
pub(crate) use segments::is_gsm;
pub use segments::sms_segments;
