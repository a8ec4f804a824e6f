//! The rights of the person whose data it is: one file a right.
//!
//! Promise P5: what a right takes away is gone from every copy of the data, what must outlive it is named with its reason, and
//! a right that is half done is gone on with and never told as done. What a person asks for is on file until it is answered, with
//! the dates of the law. Only the engine uses this room; it uses store, consent, redact, audit and lead.

mod access;
mod csv;
mod due;
mod erase;
mod export;
mod request;
mod retention;

pub use crate::store::{
    Corrected, Correction, Delivered, HeldContact, HeldConversation, HeldEvent, HeldMessage, HeldOutreach,
    Identity, Objection, RequestRecord, RequestStep, Right, Use, Word,
};
pub(crate) use access::access;
pub use access::{Access, Category};
pub use due::Due;
pub use erase::{Erased, ErasureReceipt, Kept, Recipient};
pub(crate) use erase::{erase, resume, shred};
pub use export::Exported;
pub(crate) use export::export;
pub use request::Request;
pub(crate) use request::due_before;
pub(crate) use retention::sweep;
pub use retention::{Sweep, Swept, SweptLead};
