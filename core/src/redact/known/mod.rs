//! The lead's own values, compiled, and found in every usual spelling.

mod address;
mod literal;
mod loose;
mod name;
mod near;
mod phone;
mod signature;
mod word;

use aho_corasick::packed::Searcher;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Span};

use crate::lead::{Lead, Pii};
use crate::redact::Label;
use crate::redact::fold::Folded;
use crate::redact::hit::Hits;
pub(super) use crate::redact::known::address::Street;
use crate::redact::known::literal::Literals;
use crate::redact::known::name::Names;
use crate::redact::known::phone::Numbers;
use crate::redact::recognise::Group;
use crate::redact::vault;

/// A known value: what its spellings have in common, and how a reply shows it.
#[derive(Clone)]
pub(super) struct Value {
    pub(super) label: Label,
    pub(super) key: Pii<String>,
    pub(super) shown: Pii<String>,
}

/// The values as they are collected.
#[derive(Default)]
pub(super) struct Values(Vec<Value>);

impl Values {
    fn add(&mut self, label: Label, shown: &str) -> usize {
        self.add_as(label, vault::key(label, shown), shown)
    }

    fn add_as(&mut self, label: Label, key: Pii<String>, shown: &str) -> usize {
        self.0.push(Value { label, key, shown: Pii::from(shown) });
        self.0.len() - 1
    }
}

/// Finds one lead's spellings. It is built for each turn, so what is quickest to build is the right one: a record has
/// few, which a processor's vector unit looks for as they are.
enum Finder {
    Few { quick: Searcher, patterns: Vec<Pii<String>> },
    Many(AhoCorasick),
}

/// What finds these, if there are any. Building fails only beyond 2^31 states, and a record is at most some kilobytes long.
fn finder(patterns: &[String]) -> Option<Finder> {
    if patterns.is_empty() || patterns.iter().any(String::is_empty) {
        return None;
    }
    if let Some(quick) = Searcher::new(patterns) {
        return Some(Finder::Few {
            quick,
            patterns: patterns.iter().map(|p| Pii::from(p.as_str())).collect(),
        });
    }
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    AhoCorasick::builder().kind(kind).prefilter(false).build(patterns).ok().map(Finder::Many)
}

/// A pattern that stands in a text.
#[derive(Clone, Copy)]
struct Found {
    start: usize,
    end: usize,
    pattern: usize,
}

impl Finder {
    /// Every match, also those that overlap.
    fn each(&self, text: &str, mut see: impl FnMut(Found)) {
        match self {
            Finder::Many(all) => {
                for found in all.find_overlapping_iter(text) {
                    see(Found {
                        start: found.start(),
                        end: found.end(),
                        pattern: found.pattern().as_usize(),
                    });
                }
            }
            Finder::Few { quick, patterns } => {
                let mut from = 0;
                while let Some(first) = quick.find_in(text, Span { start: from, end: text.len() }) {
                    let start = first.start();
                    let rest = text.as_bytes().get(start..).unwrap_or(&[]);
                    for (pattern, literal) in patterns.iter().enumerate() {
                        // A glance at the first letter spares most comparisons.
                        let literal_bytes = literal.expose().as_bytes();
                        if rest.first() == literal_bytes.first() && rest.starts_with(literal_bytes) {
                            see(Found { start, end: start + literal.expose().len(), pattern });
                        }
                    }
                    from = start + 1;
                }
            }
        }
    }
}

/// Which names to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// A person's words: also names that are ordinary words, where the context says name.
    Words,
    /// Our own text: names that are ordinary words only as a full name.
    Ours,
    /// A technical string, such as a model's name: full names only.
    Technical,
}

/// Everything known of one lead.
pub(super) struct Known {
    pub(super) values: Vec<Value>,
    /// Its name, and those that it had before.
    names: Vec<Names>,
    numbers: Numbers,
    literals: Literals,
    streets: Vec<Street>,
}

impl Known {
    pub(super) fn of(lead: &Lead) -> Known {
        let mut values = Values::default();
        let records = || std::iter::once(lead).chain(&lead.former);
        let mut name = |of: &Lead| {
            let (first, last) = (of.first_name.as_ref(), of.last_name.as_ref());
            let text =
                |name: Option<&Pii<String>>| name.map_or_else(String::new, |name| name.expose().clone());
            Names::new(&text(first), &text(last), &mut values)
        };
        let names = records().map(&mut name).collect();
        let phones = records().flat_map(|of| &of.phones);
        let numbers = Numbers::new(phones.map(|phone| phone.expose()), &mut values);
        let emails = records().flat_map(|of| &of.emails).map(|email| email.expose());
        let ids = records().flat_map(|of| of.external_id.iter().chain(&of.visitors));
        let ids = ids.map(|id| id.expose().as_str());
        let literals = Literals::new(emails, ids, &mut values);
        let addresses = records().filter_map(|of| of.address.as_ref());
        let streets = addresses.filter_map(|address| Street::new(address.expose(), &mut values)).collect();
        Known { values: values.0, names, numbers, literals, streets }
    }

    /// Where the values stand, in folded offsets; hits may overlap.
    pub(super) fn find(&self, folded: &Folded<'_>, groups: &[Group], scope: Scope, hits: &mut Hits) {
        self.names.iter().for_each(|names| names.find(folded, scope, hits));
        self.numbers.find(folded.text(), groups, hits);
        self.numbers.find_loose(folded.text(), groups, hits);
        self.literals.find(folded.text(), hits);
        for street in &self.streets {
            street.find(folded.text(), groups, hits);
        }
    }

    /// Where the phones stand.
    pub(super) fn find_numbers(&self, text: &str, groups: &[Group], hits: &mut Hits) {
        self.numbers.find(text, groups, hits);
    }

    /// The phones' and e-mails' plain spellings, for the search in cheap encodings.
    pub(super) fn plain(&self) -> impl Iterator<Item = (Label, &Pii<String>)> {
        self.values
            .iter()
            .filter(|value| value.label == Label::Phone || value.key.expose().contains('@'))
            .flat_map(|value| [(value.label, &value.key), (value.label, &value.shown)])
    }
}

#[cfg(test)]
mod rows;
