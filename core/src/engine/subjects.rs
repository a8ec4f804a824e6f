//! Compiled once per lead: what redaction must know of those who wrote last.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

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
    public: Arc<Public>,
    subject: Subject,
}

/// What may stay visible, for every lead who is told of the same listings.
struct Public {
    account: Account,
    listings: Vec<Listing>,
}

impl Public {
    fn is_of(&self, recalled: &Recalled) -> bool {
        self.account == recalled.account && self.listings == recalled.listings
    }
}

impl Subjects {
    pub(super) fn new(recognisers: Recognisers) -> Subjects {
        Subjects { recognisers, newest: Mutex::default() }
    }

    /// The subject of a turn's lead.
    pub(super) fn of(&self, recalled: &Recalled) -> Subject {
        let newest = || self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, neighbour) = {
            let mut newest = newest();
            let is_it = |known: &Known| known.lead == recalled.lead && known.public.is_of(recalled);
            let known = newest.iter().position(is_it).and_then(|place| newest.remove(place));
            let neighbour = newest.iter().find(|known| known.public.is_of(recalled));
            (known, neighbour.map(|known| (Arc::clone(&known.public), known.subject.clone())))
        };
        // Nobody waits while a lead is compiled: at worst two turns of one do it.
        let known = known.unwrap_or_else(|| self.compile(recalled, neighbour));
        let subject = known.subject.clone();
        let mut newest = newest();
        newest.push_front(known);
        newest.truncate(MOST);
        subject
    }

    /// Forgets them all: who was erased is among them, or not.
    pub(super) fn forget(&self) {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn compile(&self, recalled: &Recalled, neighbour: Option<(Arc<Public>, Subject)>) -> Known {
        let Recalled { lead, account, listings, .. } = recalled;
        let (public, subject) = match neighbour {
            Some((public, neighbour)) => (public, neighbour.beside(lead)),
            None => (
                Arc::new(Public { account: account.clone(), listings: listings.clone() }),
                Subject::with_recognisers(lead, Some(account), listings, &self.recognisers),
            ),
        };
        Known { lead: lead.clone(), public, subject }
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
    fn what_is_public_is_compiled_once_and_hides_nobody() {
        let subjects = Subjects::default();
        let agent = r#"{"brand": "Oak", "agent": "Zanthorp Vexelby"}"#;
        let of = |name: &str, account: &str| {
            let account = Account::from_json(account).unwrap();
            subjects.of(&Recalled { account, ..recalled(name) })
        };
        let (first, second) = (of("Quibblewick", agent), of("Drimmel", agent));
        for subject in [&first, &second] {
            assert_eq!(redacted(subject, "this is Zanthorp"), "this is Zanthorp");
        }
        assert_eq!(redacted(&second, "this is Drimmel"), "this is [PERSON_1]");
        let shared = {
            let newest = subjects.newest.lock().unwrap();
            Arc::ptr_eq(&newest[0].public, &newest[1].public)
        };
        assert!(shared);
        // Another account's agent is nobody's public name here.
        let other = of("Drimmel", r#"{"brand": "Oak"}"#);
        assert_eq!(redacted(&other, "this is Zanthorp Vexelby"), "this is [PERSON_1]");
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
