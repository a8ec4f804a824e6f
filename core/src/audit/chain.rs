//! The bytes of an entry, and the keyed hash over them.

use ring::hmac;

use crate::audit::{Entry, Head};

/// The key of one account's chain. It is not in the database.
pub(crate) struct ChainKey(hmac::Key);

impl ChainKey {
    pub(crate) fn new(key: &[u8; 32]) -> ChainKey {
        ChainKey(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The head once `entry` stands after `previous`.
    pub(crate) fn extend(&self, previous: &Head, entry: &Entry) -> Head {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(&previous.mac);
        context.update(&entry.canonical());
        let mut mac = [0; 32];
        mac.copy_from_slice(context.sign().as_ref());
        Head { seq: entry.seq, mac }
    }
}

impl Entry {
    /// The entry as bytes: every field of its own length, so that no two entries share them.
    pub(crate) fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128);
        bytes.extend_from_slice(b"closr.audit.1\0");
        bytes.extend_from_slice(&self.seq.to_be_bytes());
        text(&mut bytes, &self.at.to_string());
        text(&mut bytes, self.what.as_str());
        id(&mut bytes, self.turn.as_ref().map(|turn| turn.as_bytes()));
        id(&mut bytes, self.lead.as_ref().map(|lead| lead.as_bytes()));
        length(&mut bytes, self.rules.len());
        for rule in &self.rules {
            text(&mut bytes, rule.as_str());
        }
        bytes
    }
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    length(bytes, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

fn id(bytes: &mut Vec<u8>, id: Option<&[u8; 16]>) {
    bytes.push(u8::from(id.is_some()));
    bytes.extend_from_slice(id.map_or(&[][..], |id| id));
}

fn length(bytes: &mut Vec<u8>, length: usize) {
    bytes.extend_from_slice(&(length as u64).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    fn entry(what: &'static str, rules: &[&'static str]) -> Entry {
        let at = Timestamp::from_millis(1_795_000_000_123);
        Entry {
            seq: 1,
            at,
            what: what.into(),
            turn: None,
            lead: None,
            rules: rules.iter().map(|r| (*r).into()).collect(),
        }
    }

    #[test]
    fn no_two_entries_share_their_bytes() {
        let turn: crate::lead::TurnId = "01890000-0000-7000-8000-000000000001".parse().unwrap();
        let lead: crate::lead::LeadId = "01890000-0000-7000-8000-000000000001".parse().unwrap();
        let entries = [
            entry("a", &[]),
            entry("a", &[""]),
            entry("a", &["b"]),
            entry("a", &["b", "c"]),
            entry("a", &["bc"]),
            entry("a", &["c", "b"]),
            entry("ab", &["c"]),
            Entry { seq: 2, ..entry("a", &[]) },
            Entry { at: Timestamp::from_millis(1_795_000_000_124), ..entry("a", &[]) },
            Entry { turn: Some(turn), ..entry("a", &[]) },
            Entry { lead: Some(lead), ..entry("a", &[]) },
        ];
        let bytes: std::collections::BTreeSet<_> = entries.iter().map(Entry::canonical).collect();
        assert_eq!(bytes.len(), entries.len());
    }

    #[test]
    fn the_hash_depends_on_key_entry_and_what_came_before() {
        let key = ChainKey::new(&[1; 32]);
        let first = key.extend(&Head::EMPTY, &entry("a", &[]));
        assert_eq!(first, key.extend(&Head::EMPTY, &entry("a", &[])));
        assert_ne!(first, key.extend(&Head::EMPTY, &entry("b", &[])));
        assert_ne!(first, key.extend(&first, &entry("a", &[])));
        assert_ne!(first, ChainKey::new(&[2; 32]).extend(&Head::EMPTY, &entry("a", &[])));
    }
}
