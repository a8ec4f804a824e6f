//! Finds personal data, puts placeholders in its stead, and vouches for the bytes that leave.
//!
//! Promise P1: only this room makes a [`Redacted`], and only after scanning the final bytes an [`Outbound`].
//! Known values of the lead come first, in every usual spelling; recognisers find what nobody told us about: phones,
//! e-mails, street addresses, dates of birth, the numbers of people, banks and cards, codes and passwords. Only
//! `engine` asks a model, so only `engine` and `provider` need more than [`Redactor`].

mod allow;
mod clear;
mod escape;
mod fit;
mod fold;
mod hit;
mod known;
mod label;
mod lookalike;
mod many;
mod ner;
mod outbound;
mod own;
mod preview;
mod recognise;
mod redacted;
mod redactor;
mod restorer;
mod settings;
mod slice;
mod span;
mod stream;
mod street;
mod subject;
mod token;
mod vault;

pub use label::{Label, OwnLabel};
pub use ner::Ner;
pub use outbound::{Outbound, Wire};
pub use own::{Recogniser, Recognisers, Validator};
pub use preview::{Preview, preview};
pub use redacted::Redacted;
pub use redactor::{Redaction, Redactor};
pub use restorer::Restorer;
pub use settings::RedactorSettings;
pub use span::{Span, offsets_in_chars, offsets_in_utf16};
pub use stream::StreamRedactor;
pub use subject::Subject;
pub use vault::{Restored, Vault};
