//! The business's own public facts, which stay visible.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crate::lead::{Account, Listing, Pii};
use crate::redact::Label;
use crate::redact::fold::{Folded, digits, fold};
use crate::redact::hit::Hits;
use crate::redact::known::Street;
use crate::redact::own::Recognisers;
use crate::redact::recognise::{Compact, Reading, compact, recognise, unit_before, without_kinds};
use crate::redact::vault;

/// Values that a recogniser finds and that are public all the same.
#[derive(Default)]
pub(super) struct Allowed {
    values: HashSet<(Label, Pii<String>)>,
    /// The folded words of the agent's and the business's names.
    names: HashSet<String>,
    /// The names of the business as handles have them.
    handles: HashSet<Compact>,
    /// Public addresses, in every usual spelling.
    streets: Vec<Street>,
    /// Whole values, folded, whatever they are found to be.
    plain: HashSet<Pii<String>>,
    /// Texts of ours in which no rule finds anything: the same ones are shown at every turn.
    quiet: Mutex<HashSet<String>>,
}

/// As many texts are known to be quiet: a business has a few for each listing.
const MOST_QUIET: usize = 64;

impl Allowed {
    /// What the business made public, and `values` of the user's.
    pub(super) fn of(
        account: Option<&Account>,
        listings: &[Listing],
        values: &[String],
        own: &Recognisers,
    ) -> Allowed {
        let mut allowed = Allowed::default();
        for value in values {
            allowed.add(value, own);
            allowed.streets.extend(Street::of(value));
            allowed.plain.insert(Pii::new(fold(value)));
        }
        if let Some(account) = account {
            let texts = &account.texts;
            let optional = [
                &account.agent,
                &account.brokerage,
                &account.license,
                &account.nmls,
                &account.phone,
                &account.email,
                &account.postal_address,
                &texts.confirmation,
                &texts.help,
                &texts.disclosure,
            ];
            let senders = account.senders.iter().map(|sender| sender.address.as_str());
            for text in optional
                .into_iter()
                .flatten()
                .map(String::as_str)
                .chain([account.brand.as_str()])
                .chain(senders)
            {
                allowed.add(text, own);
            }
            for name in [&account.agent, &account.brokerage].into_iter().flatten().chain([&account.brand]) {
                allowed.names.extend(words(&fold(name)).map(str::to_owned));
            }
            for name in account.brokerage.iter().chain([&account.brand]) {
                let name = fold(name);
                allowed.handles.extend([compact(&name), compact(&name.replace('&', "and"))]);
            }
            // A number on file is a number, whatever its shape.
            for phone in account.phone.iter().chain(account.senders.iter().map(|sender| &sender.address)) {
                if digits(phone).len() >= 7 && !phone.contains('@') {
                    allowed.values.insert((Label::Phone, vault::key(Label::Phone, phone)));
                }
            }
        }
        allowed.streets.extend(account.and_then(|account| Street::of(account.postal_address.as_deref()?)));
        for listing in listings {
            let place = [&listing.address, &listing.city, &listing.state, &listing.zip];
            let place: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
            allowed.streets.extend(listing.address.as_ref().and_then(|_| Street::of(&place.join(", "))));
            let optional = [
                &listing.address,
                &listing.city,
                &listing.zip,
                &listing.pets,
                &listing.status,
                &listing.description,
            ];
            let features = listing.features.iter().map(String::as_str);
            for text in optional
                .into_iter()
                .flatten()
                .map(String::as_str)
                .chain([listing.id.as_str()])
                .chain(features)
            {
                allowed.add(text, own);
            }
        }
        allowed
    }

    /// Whether no rule finds anything in a text of ours that is not public.
    pub(super) fn is_quiet(&self, text: &str) -> bool {
        self.quiet.lock().unwrap_or_else(PoisonError::into_inner).contains(text)
    }

    /// Notes that none does.
    pub(super) fn note_quiet(&self, text: &str) {
        let mut quiet = self.quiet.lock().unwrap_or_else(PoisonError::into_inner);
        if quiet.len() >= MOST_QUIET {
            quiet.clear();
        }
        quiet.insert(text.to_owned());
    }

    /// Takes out the hits whose value is public.
    pub(super) fn spare(&self, reading: &Reading<'_>, hits: &mut Hits) {
        let nothing = self.values.is_empty() && self.streets.is_empty() && self.names.is_empty();
        if hits.is_empty() || (nothing && self.plain.is_empty()) {
            return;
        }
        let mut public = Hits::new();
        if hits.iter().any(|hit| hit.label == Label::Address) {
            for street in &self.streets {
                street.find(reading.text, &reading.groups, &mut public);
            }
        }
        hits.retain(|hit| {
            // What follows a public address on its line may have been read as its city; its unit may go before.
            let begins = |at: usize| at == hit.start || unit_before(reading.text, at) == Some(hit.start);
            let at_home = hit.label == Label::Address && public.iter().any(|street| begins(street.start));
            let original = reading.folded.original(hit.start, hit.end);
            let ours = hit.label == Label::Person
                && words(reading.text.get(hit.start..hit.end).unwrap_or(""))
                    .all(|word| self.names.contains(word));
            let handle = || compact(reading.text.get(hit.start..hit.end).unwrap_or(""));
            let business = hit.label == Label::Username && self.is_business(&handle());
            !at_home && !ours && !business && !self.is_public(hit.label, original)
        });
    }

    /// Whether a handle is the business's own, with or without what companies add: `@oakrealtyhomes`.
    fn is_business(&self, handle: &Compact) -> bool {
        let bare = |name: &Compact| compact(without_kinds(name));
        self.handles.contains(handle) || self.handles.iter().any(|known| bare(known) == bare(handle))
    }

    /// Whether this very value is public.
    pub(super) fn is_public(&self, label: Label, value: &str) -> bool {
        self.values.contains(&(label, vault::key(label, value)))
            || (!self.plain.is_empty() && self.plain.contains(&Pii::new(fold(value))))
    }

    fn add(&mut self, text: &str, own: &Recognisers) {
        let folded = Folded::of(text);
        for hit in own.find(text, &folded, &[]) {
            let value = text.get(hit.start..hit.end).unwrap_or("");
            self.values.insert((hit.label, vault::key(hit.label, value)));
        }
        let mut hits = Hits::new();
        recognise(&Reading::of(&folded), &mut hits);
        for hit in hits {
            self.values.insert((hit.label, vault::key(hit.label, folded.original(hit.start, hit.end))));
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
