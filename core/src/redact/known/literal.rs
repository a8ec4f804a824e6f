//! The lead's e-mails and ids, found literally.

use crate::lead::Pii;
use crate::redact::Label;
use crate::redact::fold::fold;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::known::{Finder, Values, finder, word};
use crate::redact::slice::{byte, char_at, char_before};

pub(super) struct Literals {
    finder: Option<Finder>,
    /// For each pattern: what it is, and which value.
    what: Vec<(Kind, usize)>,
}

enum Kind {
    /// The part before the `@` of an address that goes on with this domain.
    Address {
        domain: Pii<String>,
    },
    Local,
    Id,
}

/// Words that people write for an `@`, and for a dot.
const ATS: [&str; 4] = ["@", "arroba", "arobase", "at"];
const DOTS: [&str; 4] = ["dot", "punto", "ponto", "point"];

/// The most that stands to either side of such a sign: ` (at) `, `_at_`.
const AROUND: usize = 3;

impl Literals {
    pub(super) fn new<'a>(
        emails: impl Iterator<Item = &'a str>,
        ids: impl Iterator<Item = &'a str>,
        values: &mut Values,
    ) -> Literals {
        let (mut patterns, mut what) = (Vec::new(), Vec::new());
        for email in emails {
            let value = values.add(Label::Email, email);
            let folded = fold(email);
            let Some((local, domain)) = folded.split_once('@') else { continue };
            patterns.push(local.to_owned());
            what.push((Kind::Address { domain: Pii::from(domain) }, value));
            let (name, _) = local.split_once('+').unwrap_or((local, ""));
            if name.chars().count() >= 5 && !word::is_ordinary(name) && !word::is_mailbox(name) {
                let value = values.add(Label::Email, name);
                patterns.push(name.to_owned());
                what.push((Kind::Local, value));
            }
        }
        for id in ids.filter(|id| id.chars().count() >= 6) {
            what.push((Kind::Id, values.add(Label::Username, id)));
            patterns.push(fold(id));
        }
        Literals { finder: finder(&patterns), what }
    }

    pub(super) fn find(&self, text: &str, hits: &mut Hits) {
        let Some(finder) = &self.finder else { return };
        finder.each(text, |found| {
            let Some((kind, value)) = self.what.get(found.pattern) else { return };
            let (start, mut end) = (found.start, found.end);
            let glued = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let before = char_before(text, start);
            let whole = match kind {
                // `xjane@…` is another address; what follows a domain may be anything.
                Kind::Address { domain } => {
                    let Some(after) = domain_end(text, end, domain.expose()) else { return };
                    end = after;
                    !glued(before) && !matches!(char_at(text, end), Some('-')) && !glued(char_at(text, end))
                }
                Kind::Local => !glued(before) && !glued(char_at(text, end)),
                // A price may have the digits of an id.
                Kind::Id => {
                    let in_price = before == Some('$')
                        || (before == Some(',') && byte(text, start.wrapping_sub(2)).is_ascii_digit());
                    !glued(before) && !glued(char_at(text, end)) && !in_price
                }
            };
            if whole {
                let label = if matches!(kind, Kind::Id) { Label::Username } else { Label::Email };
                hits.push(Hit { start, end, label, rank: Rank::Known, known: Some(*value) });
            }
        });
    }
}

/// Where an address ends whose domain, however its `@` and dots are written, stands at `at`.
fn domain_end(text: &str, at: usize, domain: &str) -> Option<usize> {
    let mut rest = text.get(at..)?;
    let bare = trimmed(rest);
    let spanish =
        || bare.strip_prefix('a').filter(|after| bare.len() < rest.len() && trimmed(after) != *after);
    rest = trimmed(ATS.iter().find_map(|sign| bare.strip_prefix(sign)).or_else(spanish)?);
    for (index, label) in domain.split('.').enumerate() {
        if index > 0 {
            let bare = trimmed(rest);
            let spelled = DOTS.iter().filter_map(|sign| bare.strip_prefix(sign)).map(trimmed);
            // A sign or a space does for a dot.
            let plain = Some(bare).filter(|bare| bare.len() < rest.len());
            rest = spelled.chain(plain).find(|rest| rest.starts_with(label))?;
        }
        rest = rest.strip_prefix(label)?;
    }
    Some(text.len() - rest.len())
}

/// Without the spaces and signs that are put around a sign.
fn trimmed(text: &str) -> &str {
    let around = |c: &char| !c.is_alphanumeric() && *c != '@';
    let width = text.chars().take(AROUND).take_while(around).map(char::len_utf8).sum();
    text.get(width..).unwrap_or(text)
}
