//! The words that a consent event rests on, sealed apart from the lead: law and disputes outlive an erasure.

use crate::store::link::{Connection, params, run};
use jiff::tz::TimeZone;

use super::database::Context;
use crate::clock::Timestamp;
use crate::error::{Result, Safe};
use crate::lead::{AccountId, Pii};
use crate::store::fault::SqlError;
use crate::store::seal::{HashUse, Owner, Place};

/// How many whole years evidence is kept: a request not to be called is honoured and its record kept for five,
/// 47 CFR 64.1200(d)(6) (not re-read).
const YEARS: i16 = 5;

/// The last year in which words of `at` are kept: their key's name.
fn last_year(at: Timestamp) -> i16 {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or(jiff::Timestamp::MAX);
    at.to_zoned(TimeZone::UTC).year().saturating_add(YEARS)
}

/// Keeps the words of the event at `place`.
pub(in crate::store) fn keep(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    place: i64,
    at: Timestamp,
    words: &Pii<String>,
) -> Result<()> {
    let year = last_year(at);
    context.keys.ensure_evidence(account, year)?;
    let row = place.to_be_bytes();
    let sealed = context.keys.seal(Owner::Evidence(account, year), spot(&row), words.expose().as_bytes())?;
    run(
        tx,
        "INSERT INTO evidence (account, place, year, words) VALUES (?1, ?2, ?3, ?4)",
        params![account.as_str(), place, year, sealed],
    )
    .map(|_| ())
}

pub(in crate::store) fn read(
    context: &Context,
    account: &AccountId,
    place: i64,
    year: i16,
    sealed: &[u8],
) -> Result<Pii<String>> {
    let row = place.to_be_bytes();
    let words = context.keys.unseal(Owner::Evidence(account, year), spot(&row), sealed)?;
    let words = std::str::from_utf8(&words).map_err(|_| SqlError::Shape)?;
    Ok(Pii::from(words))
}

fn spot(row: &[u8; 8]) -> Place<'_> {
    Place { table: "evidence", column: "words", row }
}

/// The words as the trail keeps them: half of a keyed hash, for a bare hash of a few words is soon guessed.
pub(in crate::store) fn fingerprint(
    context: &Context,
    account: &AccountId,
    words: &Pii<String>,
) -> Result<Safe> {
    let hash = context.keys.hash(account, HashUse::Body, words.expose().as_bytes())?;
    let half = hash.get(..16).unwrap_or_default();
    Ok(Safe::assembled(format!("words.{}", hex::encode(half))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_for_five_years_after_their_own() {
        let year = |time: &str| last_year(time.parse().unwrap());
        assert_eq!(year("2026-01-01T00:00:00Z"), 2031);
        assert_eq!(year("2026-12-31T23:59:59Z"), 2031);
        assert_eq!(year("2026-12-31T23:59:59-06:00"), 2032);
    }
}
