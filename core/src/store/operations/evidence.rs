//! The words that a consent event rests on, sealed apart from the lead: law and disputes outlive an erasure.

use std::collections::BTreeSet;

use crate::store::link::{Connection, all, one, params, run};
use jiff::tz::TimeZone;

use super::database::{Commit, Context, Database};
use super::trail::Trail;
use crate::clock::Timestamp;
use crate::error::{Result, Safe, safe};
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

/// Whether words of `at` are kept at all: those of long ago are over when they come.
pub(in crate::store) fn is_kept(at: Timestamp, now: Timestamp) -> bool {
    last_year(at) >= first_kept(now)
}

/// The first year whose words are not over yet.
fn first_kept(now: Timestamp) -> i16 {
    last_year(now).saturating_sub(YEARS)
}

/// The first year whose words a sweep keeps. A year ends a day later for it, so that no process whose clock is a little late keeps new
/// words under a key that goes.
fn first_swept(now: Timestamp) -> i16 {
    const DAY: i64 = 86_400_000;
    first_kept(Timestamp::from_millis(now.as_millis().saturating_sub(DAY)))
}

/// Deletes words whose last year is over, at most `limit`, but those of a lead on hold or at a contact point of one; where `dry`, it only
/// counts them. Says how many.
pub(in crate::store) fn expire(
    database: &mut Database,
    account: &AccountId,
    limit: i64,
    dry: bool,
) -> Result<u64> {
    database.wiping(|database| {
        database.write(Commit::Durable, account, |tx, context| {
            context.account(tx, account)?;
            let over: Vec<(i64, i16)> = all(
                tx,
                "SELECT evidence.place, evidence.year
                 FROM evidence INDEXED BY evidence_year CROSS JOIN event USING (account, place)
                 WHERE account = ?1 AND evidence.year < ?2
                    AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.account = ?1 AND hold.lead = event.lead)
                    AND NOT EXISTS (SELECT 1 FROM contact CROSS JOIN hold USING (account, lead)
                        WHERE contact.account = ?1 AND contact.point = event.point)
                 ORDER BY evidence.year LIMIT ?3",
                params![account.as_str(), first_swept(context.now()), limit],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            if dry || over.is_empty() {
                return Ok(over.len() as u64);
            }
            for (place, _) in &over {
                let sql = "DELETE FROM evidence WHERE account = ?1 AND place = ?2";
                run(tx, sql, params![account.as_str(), *place])?;
            }
            let years: BTreeSet<i16> = over.iter().map(|(_, year)| *year).collect();
            let rules =
                years.into_iter().map(|year| safe!("evidence.{}", u64::from(year.unsigned_abs()))).collect();
            Trail::open(tx, context, account)?.append("retention.evidence".into(), None, None, rules)?;
            Ok(over.len() as u64)
        })
    })
}

/// Destroys the keys of years that are over and of which no words are left, so that no copy of the data has them either.
pub(in crate::store) fn destroy_keys(database: &mut Database, account: &AccountId) -> Result<()> {
    database.read(|tx, context| {
        let left = |year: i16| {
            let sql =
                "SELECT 1 FROM evidence INDEXED BY evidence_year WHERE account = ?1 AND year = ?2 LIMIT 1";
            Ok(one(tx, sql, params![account.as_str(), year], |_| Ok(()))?.is_none())
        };
        context.keys.destroy_evidence(account, first_swept(context.now()), left)
    })
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
    fn a_year_is_over_with_it_and_a_day_later_for_a_sweep() {
        let at = |time: &str| time.parse::<Timestamp>().unwrap();
        let said = at("2026-06-01T00:00:00Z");
        assert!(is_kept(said, at("2031-12-31T23:59:59Z")) && !is_kept(said, at("2032-01-01T00:00:00Z")));
        assert_eq!(first_swept(at("2032-01-01T23:59:59Z")), 2031);
        assert_eq!(first_swept(at("2032-01-02T00:00:00Z")), 2032);
    }

    #[test]
    fn words_are_kept_for_five_years_after_their_own() {
        let year = |time: &str| last_year(time.parse().unwrap());
        assert_eq!(year("2026-01-01T00:00:00Z"), 2031);
        assert_eq!(year("2026-12-31T23:59:59Z"), 2031);
        assert_eq!(year("2026-12-31T23:59:59-06:00"), 2032);
    }
}
