//! Walks a chain and names the first entry that is bad, missing or cut.

use crate::audit::{ChainKey, Entry, Head};
use crate::error::{ErrorKind, Result, RoomError};

/// Walks an account's chain from its first entry and returns its head.
///
/// Each entry comes with the hash that is stored with it. `expected` is a head that the chain passed
/// through or ends at; without one, a cut tail cannot show.
pub(crate) fn verify(
    key: &ChainKey,
    entries: impl IntoIterator<Item = Result<(Entry, [u8; 32])>>,
    expected: Option<&Head>,
) -> Result<Head> {
    let mut head = Head::EMPTY;
    compare(&head, expected)?;
    for entry in entries {
        let (entry, mac) = entry?;
        let next = head.seq + 1;
        if entry.seq > next {
            return Err(Fault::Missing(next).into());
        }
        if entry.seq < next {
            return Err(Fault::OutOfPlace(entry.seq).into());
        }
        head = key.extend(&head, &entry);
        if head.mac != mac {
            return Err(Fault::Changed(entry.seq).into());
        }
        compare(&head, expected)?;
    }
    match expected {
        Some(expected) if expected.seq > head.seq => {
            Err(Fault::Cut { first: head.seq + 1, expected: expected.seq }.into())
        }
        _ => Ok(head),
    }
}

fn compare(head: &Head, expected: Option<&Head>) -> Result<()> {
    match expected {
        Some(expected) if expected.seq == head.seq && expected.mac != head.mac => {
            Err(Fault::Rewritten(head.seq).into())
        }
        _ => Ok(()),
    }
}

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("audit entry {0} is missing")]
    Missing(u64),
    #[error("audit entry {0} is out of place")]
    OutOfPlace(u64),
    #[error("audit entry {0} is not what was written: it was changed, or made without the key")]
    Changed(u64),
    #[error("audit entry {0} is not the one that the given head names: the trail was rewritten")]
    Rewritten(u64),
    #[error("the audit trail is cut at entry {first}: the given head names entry {expected}")]
    Cut { first: u64, expected: u64 },
}

impl RoomError for Fault {
    fn kind(&self) -> ErrorKind {
        match self {
            Fault::Missing(_)
            | Fault::OutOfPlace(_)
            | Fault::Changed(_)
            | Fault::Rewritten(_)
            | Fault::Cut { .. } => ErrorKind::Corrupt,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::error::safe;

    const LENGTH: u64 = 20;

    fn entry(seq: u64) -> Entry {
        let lead = format!("01890000-0000-7000-8000-{:012}", seq % 3).parse().ok();
        Entry {
            seq,
            at: Timestamp::from_millis(1_795_000_000_000 + seq as i64),
            what: ["claim", "permit.granted", "outcome.reply"][seq as usize % 3].into(),
            turn: None,
            lead,
            rules: (0..seq % 3).map(|n| safe!("rule.{}", n)).collect(),
        }
    }

    fn chain(key: &ChainKey) -> (Vec<(Entry, [u8; 32])>, Vec<Head>) {
        let mut heads = vec![Head::EMPTY];
        let mut entries = Vec::new();
        for seq in 1..=LENGTH {
            let head = key.extend(heads.last().unwrap(), &entry(seq));
            entries.push((entry(seq), head.mac));
            heads.push(head);
        }
        (entries, heads)
    }

    fn verify(
        key: &ChainKey,
        entries: impl IntoIterator<Item = (Entry, [u8; 32])>,
        expected: Option<&Head>,
    ) -> Result<Head> {
        super::verify(key, entries.into_iter().map(Ok), expected)
    }

    fn key() -> ChainKey {
        ChainKey::new(&[7; 32])
    }

    fn fault(entries: Vec<(Entry, [u8; 32])>, expected: Option<&Head>) -> String {
        let error = verify(&key(), entries, expected).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt);
        error.to_string()
    }

    #[test]
    fn a_whole_chain_passes_with_any_head_it_had() {
        let (entries, heads) = chain(&key());
        assert_eq!(verify(&key(), entries.clone(), None).unwrap(), heads[LENGTH as usize]);
        for head in &heads {
            assert_eq!(verify(&key(), entries.clone(), Some(head)).unwrap(), heads[LENGTH as usize]);
        }
        assert_eq!(verify(&key(), [], None).unwrap(), Head::EMPTY);
    }

    #[test]
    fn every_change_of_any_row_is_named() {
        let (entries, _) = chain(&key());
        for at in 0..entries.len() {
            let seq = at as u64 + 1;
            let edits: [fn(&mut Entry, &mut [u8; 32]); 9] = [
                |entry, _| entry.at = Timestamp::from_millis(entry.at.as_millis() + 1),
                |entry, _| entry.what = "outcome.silent".into(),
                |entry, _| entry.turn = "01890000-0000-7000-8000-000000000009".parse().ok(),
                |entry, _| entry.lead = None,
                |entry, _| entry.lead = "01890000-0000-7000-8000-000000000009".parse().ok(),
                |entry, _| entry.rules.push("rule".into()),
                |_, mac| mac[0] ^= 1,
                |_, mac| mac[31] ^= 128,
                |_, mac| *mac = [0; 32],
            ];
            for edit in edits {
                let mut changed = entries.clone();
                let (entry, mac) = &mut changed[at];
                edit(entry, mac);
                assert!(fault(changed, None).contains(&format!("entry {seq} is not what was written")));
            }
            for other in (0..=LENGTH + 2).filter(|other| *other != seq) {
                let mut changed = entries.clone();
                changed[at].0.seq = other;
                let expected = if other > seq {
                    format!("entry {seq} is missing")
                } else {
                    format!("entry {other} is out of place")
                };
                assert!(fault(changed, None).contains(&expected));
            }
        }
    }

    #[test]
    fn every_dropped_row_is_named() {
        let (entries, heads) = chain(&key());
        for at in 0..entries.len() {
            let mut dropped = entries.clone();
            dropped.remove(at);
            let last = at + 1 == entries.len();
            let expected = if last { heads.last() } else { None };
            let words = if last { "cut at entry" } else { "entry" };
            let text = fault(dropped.clone(), expected);
            assert!(text.contains(&format!("{words} {}", at + 1)), "{text}");
            // Renumbering what follows does not hide it.
            for (entry, _) in dropped.iter_mut().skip(at) {
                entry.seq -= 1;
            }
            let text = fault(dropped, expected);
            assert!(text.contains(&format!("entry {}", at + 1)), "{text}");
        }
    }

    #[test]
    fn every_swap_is_named() {
        let (entries, _) = chain(&key());
        for a in 0..entries.len() {
            for b in a + 1..entries.len() {
                let mut swapped = entries.clone();
                swapped.swap(a, b);
                assert!(fault(swapped.clone(), None).contains(&format!("entry {} is missing", a + 1)));
                let (first, second) = (swapped[a].0.seq, swapped[b].0.seq);
                swapped[a].0.seq = second;
                swapped[b].0.seq = first;
                assert!(fault(swapped, None).contains(&format!("entry {} is not what was written", a + 1)));
            }
        }
    }

    #[test]
    fn every_inserted_row_is_named() {
        let (entries, heads) = chain(&key());
        for at in 0..=entries.len() {
            for source in 0..entries.len() {
                let mut inserted = entries.clone();
                inserted.insert(at, entries[source].clone());
                fault(inserted.clone(), None);
                for (index, (entry, _)) in inserted.iter_mut().enumerate() {
                    entry.seq = index as u64 + 1;
                }
                let text = fault(inserted, heads.last());
                // The copy of an entry before itself is named where the two first differ.
                let named = if source == at { at + 2 } else { at + 1 };
                assert!(text.contains(&format!("entry {named} ")), "{at} {source}: {text}");
            }
        }
    }

    #[test]
    fn a_tail_cut_below_a_known_head_is_named() {
        let (entries, heads) = chain(&key());
        for kept in 0..entries.len() {
            for head in &heads[kept + 1..] {
                let text = fault(entries[..kept].to_vec(), Some(head));
                assert!(text.contains(&format!("cut at entry {}:", kept + 1)), "{text}");
            }
        }
    }

    #[test]
    fn a_rewrite_is_named_without_the_key_and_with_it() {
        let (_, heads) = chain(&key());
        let (forged, _) = chain(&ChainKey::new(&[8; 32]));
        assert!(fault(forged, None).contains("entry 1 is not what was written"));
        // Somebody with the key can write a chain that holds; a head that left the house still shows it.
        let mut head = Head::EMPTY;
        let mut rewritten = Vec::new();
        for seq in 1..=LENGTH {
            let mut entry = entry(seq);
            if seq == 5 {
                entry.what = "consent.opt_in".into();
            }
            head = key().extend(&head, &entry);
            rewritten.push((entry, head.mac));
        }
        assert!(verify(&key(), rewritten.clone(), Some(&heads[4])).is_ok());
        for known in &heads[5..] {
            assert!(
                fault(rewritten.clone(), Some(known))
                    .contains(&format!("entry {} is not the one", known.seq))
            );
        }
    }
}
