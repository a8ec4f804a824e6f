//! The business's own public facts, which stay visible.

use std::collections::HashSet;

use crate::lead::{Account, Listing, Pii};
use crate::redact::Label;
use crate::redact::fold::{Folded, digits};
use crate::redact::hit::Hit;
use crate::redact::recognise::{Reading, recognise};
use crate::redact::vault;

/// Values that a recogniser finds and that are public all the same.
#[derive(Clone, Default)]
pub(super) struct Allowed(HashSet<(Label, Pii<String>)>);

impl Allowed {
    pub(super) fn of(account: Option<&Account>, listings: &[Listing]) -> Allowed {
        let mut allowed = Allowed::default();
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
                allowed.add(text);
            }
            // A number on file is a number, whatever its shape.
            for phone in account.phone.iter().chain(account.senders.iter().map(|sender| &sender.address)) {
                if digits(phone).len() >= 7 && !phone.contains('@') {
                    allowed.0.insert((Label::Phone, vault::key(Label::Phone, phone)));
                }
            }
        }
        for listing in listings {
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
                allowed.add(text);
            }
        }
        allowed
    }

    /// Takes out the hits whose value is public.
    pub(super) fn spare(&self, folded: &Folded<'_>, hits: &mut Vec<Hit>) {
        if !self.0.is_empty() {
            hits.retain(|hit| {
                !self.0.contains(&(hit.label, vault::key(hit.label, folded.original(hit.start, hit.end))))
            });
        }
    }

    fn add(&mut self, text: &str) {
        let folded = Folded::of(text);
        for hit in recognise(&Reading::of(&folded)) {
            self.0.insert((hit.label, vault::key(hit.label, folded.original(hit.start, hit.end))));
        }
    }
}
