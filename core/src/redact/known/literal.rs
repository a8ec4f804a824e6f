//! The lead's e-mails and ids, found literally.

use aho_corasick::AhoCorasick;

use crate::redact::Label;
use crate::redact::fold::{byte, char_at, char_before, fold};
use crate::redact::hit::{Hit, Rank};
use crate::redact::known::Values;
use crate::redact::known::word;

pub(super) struct Literals {
    finder: Option<AhoCorasick>,
    /// For each pattern: what it is, and which value.
    what: Vec<(Kind, usize)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Email,
    Local,
    Id,
}

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
            for at in ["@", " @ ", " at ", "(at)", " (at) ", "[at]", " [at] "] {
                for dot in [".", " . ", " dot ", "(dot)", " (dot) ", "[dot]", " [dot] "] {
                    patterns.push(format!("{local}{at}{}", domain.replace('.', dot)));
                    what.push((Kind::Email, value));
                }
            }
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
        // Building fails only beyond 2^31 states, and then nothing here would be found: the record is at
        // most a few kilobytes long.
        let finder = (!patterns.is_empty()).then(|| AhoCorasick::new(&patterns).ok()).flatten();
        Literals { finder, what }
    }

    pub(super) fn find(&self, text: &str, hits: &mut Vec<Hit>) {
        let Some(finder) = &self.finder else { return };
        for found in finder.find_overlapping_iter(text) {
            let Some((kind, value)) = self.what.get(found.pattern().as_usize()) else { continue };
            let (start, end) = (found.start(), found.end());
            let glued = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let before = char_before(text, start);
            let whole = match kind {
                // `xjane@…` is another address; what follows a domain may be anything.
                Kind::Email => {
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
                let label = if *kind == Kind::Id { Label::Username } else { Label::Email };
                hits.push(Hit { start, end, label, rank: Rank::Known, known: Some(*value) });
            }
        }
    }
}
