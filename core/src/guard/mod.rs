//! What may not be said.
//!
//! [`check`] reads a draft against what is on file and names every reason not to send it. It
//! fails closed: a number, a date or an address in the draft must be traced to a fact on file,
//! to arithmetic on such facts, or to the lead's own words repeated as theirs.
//! The rules are those of English and Spanish; a pure function of its input.

mod arithmetic;
mod claim;
mod conduct;
mod facts;
mod fair_housing;
mod field;
mod form;
mod identity;
mod invention;
mod mask;
mod matter;
mod moment;
mod numbers;
mod on_file;
mod opposites;
mod pets;
mod polarity;
mod reaction;
mod reason;
mod record;
mod rule;
mod stated;
mod stock;
mod talk;
mod text;
mod theirs;
mod times;
mod unsourced;
mod vocabulary;
mod worked;

use std::cell::OnceCell;
use std::fmt;
use std::ops::Range;

use crate::clock::Timestamp;
use crate::lead::{Account, Channel, Lead, Listing, Message, Role};

use text::{Clause, clauses, fold};

pub use reason::{Block, Reason};
pub use record::DraftRecord;
pub use rule::Rule;

/// A text about to be sent, and what it must agree with.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Draft<'a> {
    /// The channel it goes by.
    pub channel: Channel,
    /// Now.
    pub now: Timestamp,
    /// The business.
    pub account: &'a Account,
    /// The lead.
    pub lead: &'a Lead,
    /// Whether the person is known to be that lead.
    pub verified: bool,
    /// The facts on file, the one that is talked about first.
    pub listings: &'a [Listing],
    /// The earlier messages.
    pub history: &'a [Message],
    /// The message it answers.
    pub inbound: &'a str,
    /// The text.
    pub text: &'a str,
    /// What of its beginning is the business's own approved disclosure: it counts as disclosed and towards the length,
    /// and is not read for claims. Empty, or the text's beginning to the byte.
    pub disclosure: &'a str,
}

impl<'a> Draft<'a> {
    /// A first message to somebody who is not known to be the lead, with no facts on file; set the rest.
    pub fn new(
        channel: Channel,
        now: Timestamp,
        account: &'a Account,
        lead: &'a Lead,
        text: &'a str,
    ) -> Draft<'a> {
        Draft {
            channel,
            now,
            account,
            lead,
            verified: false,
            listings: &[],
            history: &[],
            inbound: "",
            text,
            disclosure: "",
        }
    }
}

impl fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("channel", &self.channel)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

/// The longest draft that is read: no reply comes near it, and reading takes time.
const READ_MAX: usize = 32 * 1024;

/// Every reason to block the draft; none is a yes.
///
/// It never fails: a text that it cannot read is blocked.
pub fn check(draft: &Draft<'_>) -> Vec<Reason> {
    let draft = Draft { listings: about(draft), ..*draft };
    if draft.text.len() > READ_MAX {
        return vec![Reason::of("too_long", Rule::Length)];
    }
    let mut found = Found(form::check(&draft));
    // Nothing that follows means anything of a text that says nothing.
    if found.0.iter().any(|reason| reason.category == "empty") {
        return found.0;
    }
    let words = draft.text.strip_prefix(draft.disclosure).unwrap_or(draft.text);
    let own = Draft { text: words, ..draft };
    let reading = Reading::new(&own);
    found.all(identity::check(&reading));
    found.all(identity::disclosure(&reading, draft.text));
    found.all(conduct::check(&reading));
    found.all(fair_housing::check(&reading));
    found.all(facts::check(&reading));
    found.all(times::check(&reading));
    found.all(stated::check(&reading));
    let on_file = on_file::OnFile::new(&reading);
    found.all(polarity::check(&reading, &on_file));
    found.all(invention::check(&reading, &on_file));
    found.all(form::topic(&reading, &on_file));
    let disclosed = draft.text.len() - words.len();
    for span in found.0.iter_mut().filter_map(|reason| reason.span.as_mut()) {
        *span = span.start + disclosed..span.end + disclosed;
    }
    found.0
}

/// The listings whose facts the draft may state. One listing's price is no answer about another: where the draft
/// names one, that one; where it names none, the one that is talked about first; where it names several, all.
fn about<'a>(draft: &Draft<'a>) -> &'a [Listing] {
    let mut named = draft.listings.iter().filter(|listing| listing.is_named_in(draft.text));
    match (named.next(), named.next()) {
        (Some(_), Some(_)) => draft.listings,
        (Some(one), None) => std::slice::from_ref(one),
        (None, _) => draft.listings.get(..1).unwrap_or_default(),
    }
}

/// Whether a text stops where it must go on ("Here are the facts:"): no place to pause in an answer that is sent in
/// pieces, for every piece with those before it must pass [`check`].
pub(crate) fn is_open_ended(text: &str) -> bool {
    form::is_open_ended(text)
}

/// The reasons so far, each once.
struct Found(Vec<Reason>);

impl Found {
    fn all(&mut self, reasons: Vec<Reason>) {
        for reason in reasons {
            if !self.0.iter().any(|other| other.repeats(&reason)) {
                self.0.push(reason);
            }
        }
    }
}

/// A draft with its words prepared for the rules.
struct Reading<'a> {
    draft: &'a Draft<'a>,
    /// The draft, folded.
    folded: String,
    /// Its clauses, with addresses, numbers to call and names on file blotted out.
    clauses: Vec<Clause>,
    /// What the lead wrote, now and before, folded.
    lead_said: String,
    /// The message it answers, folded.
    inbound: String,
    /// Features, descriptions and pet rules on file, folded.
    on_file: String,
    /// Where in them the pet rules begin, which have rules of their own.
    pets_from: usize,
    /// The names of the business and of the places on file, folded, a line each.
    names: String,
    /// Where in the draft each clause stands, found when a reason first asks.
    spans: OnceCell<Vec<Range<usize>>>,
}

impl<'a> Reading<'a> {
    fn new(draft: &'a Draft<'a>) -> Reading<'a> {
        let folded = fold(draft.text);
        let inbound = fold(draft.inbound);
        let mut lead_said = String::new();
        for message in draft.history.iter().filter(|message| message.role == Role::Lead) {
            lead_said.push_str(&fold(message.text.expose()));
            lead_said.push('\n');
        }
        lead_said.push_str(&inbound);
        let mut on_file = String::new();
        for listing in draft.listings {
            for text in listing.features.iter().chain(&listing.description) {
                on_file.push_str(&fold(text));
                on_file.push('\n');
            }
        }
        // What the words on file imply of a thing that they do not name.
        if on_file.contains("walk-up") || on_file.contains("walkup") {
            on_file.push_str("no elevator\nstairs\n");
        }
        if ["two-story", "two story", "three-story", "three story"].iter().any(|told| on_file.contains(told))
        {
            on_file.push_str("stairs\n");
        }
        let pets_from = on_file.len();
        for rule in draft.listings.iter().filter_map(|listing| listing.pets.as_deref()) {
            on_file.push_str(&fold(rule));
            on_file.push('\n');
        }
        let names = identity::known_names(draft);
        let clauses = clauses(&mask::blot(&folded, draft));
        Reading {
            draft,
            clauses,
            folded,
            lead_said,
            inbound,
            on_file,
            pets_from,
            names,
            spans: OnceCell::new(),
        }
    }

    /// The clauses that state something: no question, no "not on file".
    fn stated(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().filter(|clause| !clause.asks && !clause.unsure && !clause.declines)
    }

    /// The bytes of the draft in which the clause stands.
    fn span_of(&self, clause: &Clause) -> Range<usize> {
        let spans = self.spans.get_or_init(|| text::spans(self.draft.text, &self.folded, &self.clauses));
        spans.get(clause.place).cloned().unwrap_or(0..self.draft.text.len())
    }

    /// The bytes of the draft from which a part of its folded text comes.
    fn span_of_folded(&self, folded: Range<usize>) -> Range<usize> {
        text::unfold(self.draft.text, folded)
    }

    fn account(&self) -> &'a Account {
        self.draft.account
    }

    fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.account().tz).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

#[cfg(test)]
mod tests;
