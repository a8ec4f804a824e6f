//! The sealed form of a value: AEAD with key commitment.
//!
//! `version | salt | commitment | ciphertext and tag`. HKDF-SHA256 over the key and a fresh salt gives an
//! encryption key and a commitment. AES-256-GCM alone does not commit to its key: one ciphertext can open
//! under two. The commitment, compared first, closes that. The derived key seals one value only, so its nonce is zero.

use ring::{aead, hkdf};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};

/// A key that wipes itself.
pub(super) type Key = Zeroizing<[u8; 32]>;

const VERSION: u8 = 1;
const SALT: usize = 32;
const COMMITMENT: usize = 32;
const HEADER: usize = 1 + SALT + COMMITMENT;

/// Why a sealed value does not open: it was changed, moved, or sealed under another key.
#[derive(Debug)]
pub(super) struct Broken;

/// Seals `plain` under `key`. `salt` is fresh and random; `context` must be the same to open it.
pub(super) fn seal(key: &[u8; 32], salt: [u8; SALT], context: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let failed = |_| Error::new(ErrorKind::Unexpected, "sealing a value failed: nothing was stored");
    let derived = derive(key, &salt).map_err(failed)?;
    let mut sealed = Vec::with_capacity(HEADER + plain.len() + aead::AES_256_GCM.tag_len());
    sealed.push(VERSION);
    sealed.extend_from_slice(&salt);
    sealed.extend_from_slice(&derived.commitment);
    sealed.extend_from_slice(plain);
    let (_, body) = sealed.split_at_mut(HEADER);
    let tag = derived
        .cipher
        .seal_in_place_separate_tag(nonce(), aead::Aad::from(bound(context)), body)
        .map_err(|_| failed(Broken))?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

/// Opens what [`seal`] made.
pub(super) fn open(
    key: &[u8; 32],
    context: &[u8],
    sealed: &[u8],
) -> std::result::Result<Zeroizing<Vec<u8>>, Broken> {
    let (&version, rest) = sealed.split_first().ok_or(Broken)?;
    let (salt, rest) = rest.split_first_chunk::<SALT>().ok_or(Broken)?;
    let (commitment, body) = rest.split_first_chunk::<COMMITMENT>().ok_or(Broken)?;
    if version != VERSION {
        return Err(Broken);
    }
    let derived = derive(key, salt)?;
    if !same(&derived.commitment, commitment) {
        return Err(Broken);
    }
    let mut opened = Zeroizing::new(body.to_vec());
    let length = derived
        .cipher
        .open_in_place(nonce(), aead::Aad::from(bound(context)), &mut opened)
        .map_err(|_| Broken)?
        .len();
    opened.truncate(length);
    Ok(opened)
}

/// A key for one use, out of another.
pub(super) fn subkey(key: &[u8; 32], usage: &[u8]) -> Result<Key> {
    let mut subkey = Zeroizing::new([0; 32]);
    hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, key)
        .expand(&[&b"closr.subkey.1\0"[..], usage], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut *subkey))
        .map_err(|_| Error::new(ErrorKind::Unexpected, "deriving a key failed"))?;
    Ok(subkey)
}

struct Derived {
    cipher: aead::LessSafeKey,
    commitment: [u8; COMMITMENT],
}

fn derive(key: &[u8; 32], salt: &[u8; SALT]) -> std::result::Result<Derived, Broken> {
    let mut both = Zeroizing::new([0; 64]);
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(key)
        .expand(&[b"closr.seal.1"], Both)
        .and_then(|okm| okm.fill(&mut *both))
        .map_err(|_| Broken)?;
    let (encryption, rest) = both.split_first_chunk::<32>().ok_or(Broken)?;
    let cipher = aead::UnboundKey::new(&aead::AES_256_GCM, encryption).map_err(|_| Broken)?;
    let commitment = rest.try_into().map_err(|_| Broken)?;
    Ok(Derived { cipher: aead::LessSafeKey::new(cipher), commitment })
}

/// The length of an encryption key and a commitment, for HKDF.
struct Both;

impl hkdf::KeyType for Both {
    fn len(&self) -> usize {
        64
    }
}

fn bound(context: &[u8]) -> Vec<u8> {
    let mut bound = Vec::with_capacity(1 + context.len());
    bound.push(VERSION);
    bound.extend_from_slice(context);
    bound
}

fn nonce() -> aead::Nonce {
    aead::Nonce::assume_unique_for_key([0; aead::NONCE_LEN])
}

/// Compares without stopping at the first difference, so that time tells nothing of where it is.
fn same(a: &[u8; COMMITMENT], b: &[u8; COMMITMENT]) -> bool {
    let difference = a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b));
    std::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens() {
        for plain in [&b""[..], b"a", &[0; 100_000]] {
            let sealed = seal(&[1; 32], [2; 32], b"context", plain).unwrap();
            assert_eq!(sealed.len(), HEADER + plain.len() + 16);
            assert_eq!(&*open(&[1; 32], b"context", &sealed).unwrap(), plain);
        }
    }

    #[test]
    fn every_flipped_bit_cut_and_addition_shows() {
        let sealed = seal(&[1; 32], [2; 32], b"context", b"Jane").unwrap();
        for index in 0..sealed.len() {
            for bit in 0..8 {
                let mut flipped = sealed.clone();
                flipped[index] ^= 1 << bit;
                assert!(open(&[1; 32], b"context", &flipped).is_err(), "byte {index} bit {bit}");
            }
            assert!(open(&[1; 32], b"context", &sealed[..index]).is_err(), "cut at {index}");
        }
        let longer = [&sealed[..], &[0]].concat();
        assert!(open(&[1; 32], b"context", &longer).is_err());
    }

    #[test]
    fn another_key_or_context_does_not_open_it() {
        let sealed = seal(&[1; 32], [2; 32], b"context", b"Jane").unwrap();
        assert!(open(&[3; 32], b"context", &sealed).is_err());
        assert!(open(&[1; 32], b"contexu", &sealed).is_err());
        assert!(open(&[1; 32], b"", &sealed).is_err());
    }

    #[test]
    fn the_key_is_committed_to() {
        // With the tag right and the commitment wrong, only the commitment can refuse it.
        let (key, other) = ([1; 32], [3; 32]);
        let sealed = seal(&key, [2; 32], b"context", b"Jane").unwrap();
        let foreign = seal(&other, [2; 32], b"context", b"Jane").unwrap();
        let mut mixed = sealed.clone();
        mixed[33..HEADER].copy_from_slice(&foreign[33..HEADER]);
        assert!(open(&key, b"context", &mixed).is_err());
        assert!(open(&other, b"context", &mixed).is_err());
    }

    #[test]
    fn subkeys_differ_by_key_and_use() {
        let all =
            [subkey(&[1; 32], b"a"), subkey(&[1; 32], b"b"), subkey(&[2; 32], b"a")].map(|key| *key.unwrap());
        assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2]);
    }
}
