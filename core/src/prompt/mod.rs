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
//! A model answers by the sections `instructions`, `business`, `listing` (rendered once for each listing,
//! as `listing`), `person` and `notes` (left out when there are none); the business writes first by `text`, which no model
//! reads: one of `instructions` and `text` there must be. Each is a Tera template with the tags `if`,
//! `for`, `set` and `include` and the filters `on_file`, `usd`, `number`, `default`, `join`, `length`, `lower`, `upper`,
//! `capitalize` and `truncate`. `listing`, `person` and `notes` reach the model between tags of their name, and
//! what others wrote can stand in no other section that it reads. A fact that is not on file is not defined: `usd`, `number` and
//! `on_file` print `not on file` for it, and printing it without one of them or a guard is refused at load.
//! `budget` is the most tokens of the instructions. `purpose` is that of what the business writes first: `marketing` or
//! `transactional` where there is a `text`.
//!
//! A template whose name ends in the letters of a language, as `open_house_es`, is `open_house` in that language, and is taken
//! for it where the lead writes so. What templates have in common is a part: a file with `kind: part` in its header, which needs
//! only a name and a version besides. `{% include "rules" %}` takes the section of the same kind from `rules.tera`; a part includes none.

mod catalog;
mod check;
mod context;
mod fence;
mod file;
mod filters;
mod fit;
mod load;
mod parts;
mod placeholder;
mod problem;
mod render;
mod scan;
mod schema;
mod section;
mod tags;
mod template;
#[cfg(test)]
mod tests;

pub use catalog::Catalog;
pub use context::Context;
pub(crate) use context::TextContext;
pub use fit::{Budget, Item, Receipt, fit};
pub use placeholder::{LeadView, Placeholder};
pub use problem::Problem;
pub use section::{Prompt, Section, SectionKind};
pub use template::TemplateInfo;
