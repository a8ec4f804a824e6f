//! Who is talking, for whom, about what: accounts, leads, listings, messages.
//!
//! Promises: a record is read strictly, with all its faults at once and none of its values;
//! a personal field is a [`Pii`], which no formatter or serialiser can show.
//! Every room may use it.

mod account;
mod contact;
mod conversation;
mod delivery;
mod id;
mod json;
mod listing;
mod message;
mod outreach;
mod person;
mod pii;
mod record;
mod reply;
mod retention;
mod score;
mod segments;
mod transfer;

pub use account::{Account, Caps, Hours, Mode, Sender, Texts};
pub use contact::{Channel, ContactPoint, EmailAddress, Phone, Purpose};
pub(crate) use conversation::Conversation;
pub use delivery::SendState;
pub use id::{AccountId, ConversationId, LeadId, OutboundId, RequestId, TurnId};
pub(crate) use json::parse_object;
pub use listing::{Listing, OpenHouse};
pub use message::{Inbound, Message, NoticeKind, Role};
pub use outreach::{Outreach, OutreachPurpose};
pub(crate) use person::Changes;
pub use person::{Appointment, AppointmentStatus, Interest, Lead, RecordedConsent};
pub use pii::Pii;
pub(crate) use record::{Fields, near};
pub(crate) use reply::Filled;
pub use reply::{ApprovedReply, Fact, Language, ReplyText};
pub use retention::Retention;
pub(crate) use retention::days;
pub use score::ScoreWeights;
pub(crate) use segments::is_gsm;
pub use segments::sms_segments;
pub use transfer::{Basis, LegalBasis};
pub(crate) use transfer::{NOT_A_REGION, region};
