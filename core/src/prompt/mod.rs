//! Renders typed context into sections with priorities, and fits them to a model's budget.
//!
//! Promises: a template that loads cannot fail on a name, at any lead; what others wrote is never read as a
//! template and stands only as a message or fenced as data; nothing here can send a prompt or show its text.
//! `redact`, `provider`, `compose` and `engine` may use it.
//!
//! # Templates
//! A template is a file `NAME.tera`:
//! ```text
//! ---
//! name: inquiry_reply
//! version: 1
//! channels: sms, email, web_chat
//! purpose: conversational
//! language: en
//! budget: 450
//! ---
//! ## [instructions]
//! You are the automated assistant of {{ account.brand }}. …
//! ## [listing]
//! Price: {{ listing.price_usd | usd }}
//! ```
//! The sections are `instructions` (there must be one), `business`, `listing` (rendered once for each listing,
//! as `listing`), `person` and `notes` (left out when there are none); each is a Tera template with the tags `if`,
//! `for` and `set` and the filters `on_file`, `usd`, `number`, `default`, `join`, `length`, `lower`, `upper`,
//! `capitalize` and `truncate`. `listing`, `person` and `notes` reach the model between tags of their name, and
//! what others wrote can stand nowhere else. A fact that is not on file is not defined: `usd`, `number` and
//! `on_file` print `not on file` for it, and printing it without one of them or a guard is refused at load.
//! `budget` is the most tokens of the instructions.

mod catalog;
mod check;
mod context;
mod fence;
mod file;
mod filters;
mod fit;
mod placeholder;
mod problem;
mod scan;
mod schema;
mod section;
mod tags;
#[cfg(test)]
mod tests;

pub use catalog::{Catalog, TemplateInfo};
pub use context::Context;
pub use fit::{Budget, Item, Receipt, fit};
pub use placeholder::{LeadView, Placeholder};
pub use problem::Problem;
pub use section::{Prompt, Section, SectionKind};
