//! How common a word is as a name and as a word, embedded.
//!
//! `data/names/build.py` says what is in it and how it is laid out. It is read in place, a look costs some
//! nanoseconds, and so every word of a message can be looked up.

const TABLE: &[u8] = include_bytes!("../../../../data/names/lexicon.bin");
const SLOT: usize = size_of::<u32>();

/// What the lexicon says of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::redact) struct Entry(u16);

impl Entry {
    /// How common it is as a first name, from 0 to 7.
    pub(in crate::redact) fn first(self) -> i32 {
        i32::from(self.0 & 7)
    }

    /// How common it is as a last name, from 0 to 7.
    pub(in crate::redact) fn last(self) -> i32 {
        i32::from(self.0 >> 3 & 7)
    }

    /// How common it is as an ordinary word, from 0 to 7.
    pub(in crate::redact) fn word(self) -> i32 {
        i32::from(self.0 >> 6 & 7)
    }

    /// Whether a place has the name: 1 a town, 2 a city, a state, a country.
    pub(in crate::redact) fn place(self) -> i32 {
        i32::from(self.0 >> 9 & 3)
    }

    /// Whether a brand or an organisation has the name.
    pub(in crate::redact) fn is_org(self) -> bool {
        self.0 >> 11 & 1 == 1
    }

    /// Whether it is a name at all.
    pub(in crate::redact) fn is_name(self) -> bool {
        self.first() > 0 || self.last() > 0
    }

    /// Whether the lexicon does not know it.
    pub(in crate::redact) fn is_unknown(self) -> bool {
        self.0 == 0
    }
}

/// What the lexicon says of a folded word, or of two or three with a space between.
pub(in crate::redact) fn look(word: &str) -> Entry {
    Spelling::default().then(word).look()
}

/// A word as it is read, letter by letter.
#[derive(Clone, Copy)]
pub(super) struct Spelling(u64);

impl Default for Spelling {
    fn default() -> Spelling {
        Spelling(0xcbf2_9ce4_8422_2325)
    }
}

impl Spelling {
    #[inline]
    pub(super) fn push(&mut self, b: u8) {
        self.0 = (self.0 ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }

    /// What was read, with more behind it.
    pub(super) fn then(mut self, text: &str) -> Spelling {
        text.bytes().for_each(|b| self.push(b));
        self
    }

    /// What the lexicon says of what was read.
    pub(super) fn look(self) -> Entry {
        find(self.0)
    }
}

fn find(hash: u64) -> Entry {
    let count = TABLE.len() / SLOT;
    let hash = (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hash = hash ^ hash >> 29;
    let mut at = ((hash >> 32) as usize * count) >> 32;
    let fingerprint = (hash as u16).max(1);
    loop {
        let Some(slot) = TABLE.get(at * SLOT..).and_then(<[u8]>::first_chunk) else {
            at = 0;
            continue;
        };
        let slot = u32::from_le_bytes(*slot);
        if slot == 0 {
            return Entry::default();
        }
        if slot as u16 == fingerprint {
            return Entry((slot >> 16) as u16);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_words_places_and_brands_are_told_apart() {
        let jennifer = look("jennifer");
        assert!(jennifer.first() >= 6 && jennifer.word() == 0 && !jennifer.is_org(), "{jennifer:?}");
        assert!(look("garcia").last() == 7 && look("garcia").first() == 0);
        assert!(look("will").first() >= 4 && look("will").word() == 7);
        assert!(look("kitchen").word() >= 5 && look("kitchen").first() == 0);
        assert_eq!(look("austin").place(), 2);
        assert!(look("wells fargo").is_org() && look("san antonio").place() == 2);
        for word in ["", "intersted", "qzxv", "é", "jennifer garcia"] {
            assert!(look(word).is_unknown(), "{word}");
        }
    }
}
