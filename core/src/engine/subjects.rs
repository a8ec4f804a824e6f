//! Compiled once per lead: what redaction must know of those who wrote last.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::lead::{Account, Lead, Listing};
use crate::redact::{Recognisers, Subject};
use crate::store::Recalled;

/// As many leads are kept in memory. They are few, for each is a record in clear; who writes again soon is among them.
const MOST: usize = 64;

/// The leads who wrote last, each with the facts that its subject was compiled from: what changed is compiled anew.
#[derive(Default)]
pub(super) struct Subjects {
    recognisers: Recognisers,
    newest: Mutex<VecDeque<Known>>,
}

struct Known {
    lead: Lead,
    account: Account,
    listings: Vec<Listing>,
    subject: Subject,
}

impl Subjects {
    pub(super) fn new(recognisers: Recognisers) -> Subjects {
        Subjects { recognisers, newest: Mutex::default() }
    }

    /// The subject of a turn's lead.
    pub(super) fn of(&self, recalled: &Recalled) -> Subject {
        let Recalled { lead, account, listings, .. } = recalled;
        let is_it =
            |known: &Known| known.lead == *lead && known.account == *account && known.listings == *listings;
        let newest = || self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let known = {
            let mut newest = newest();
            newest.iter().position(is_it).and_then(|place| newest.remove(place))
        };
        // Nobody waits while a lead is compiled: at worst two turns of one do it.
        let known = known.unwrap_or_else(|| Known {
            lead: lead.clone(),
            account: account.clone(),
            listings: listings.clone(),
            subject: Subject::with_recognisers(lead, Some(account), listings, &self.recognisers),
        });
        let subject = known.subject.clone();
        let mut newest = newest();
        newest.push_front(known);
        newest.truncate(MOST);
        subject
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Vault;

    fn recalled(name: &str) -> Recalled {
        Recalled {
            account: Account::from_json(r#"{"brand": "Oak"}"#).unwrap(),
            lead: Lead::from_json(&format!(r#"{{"first_name": "{name}"}}"#)).unwrap(),
            verified: true,
            first: true,
            listings: Vec::new(),
            history: Vec::new(),
            vault: Vault::default(),
        }
    }

    fn redacted(subject: &Subject, text: &str) -> String {
        subject.redact_text(text, &mut Vault::default()).get().clone()
    }

    #[test]
    fn who_writes_again_is_known_and_a_changed_record_is_read_anew() {
        let subjects = Subjects::default();
        for name in ["Quibblewick", "Zanthorp", "Quibblewick"] {
            assert_eq!(redacted(&subjects.of(&recalled(name)), &format!("{name} here")), "[PERSON_1] here");
        }
        assert_eq!(subjects.newest.lock().unwrap().len(), 2);
        let mut changed = recalled("Zanthorp");
        changed.lead.last_name = Some("Vexelby".to_owned().into());
        assert_eq!(redacted(&subjects.of(&changed), "Vexelby"), "[PERSON_1]");
        assert_eq!(subjects.newest.lock().unwrap().len(), 3);
    }

    #[test]
    fn few_are_kept() {
        let subjects = Subjects::default();
        for number in 0..MOST + 9 {
            let _ = subjects.of(&recalled(&format!("Name{number}")));
        }
        assert_eq!(subjects.newest.lock().unwrap().len(), MOST);
    }
}
