//! How transactions begin, wait, commit and are tried again.
//!
//! A transaction that writes first locks the account's row, and no other row lock is taken before that one: the writes of
//! an account follow one another, and none waits for another in a circle. READ COMMITTED then suffices: every
//! statement after the lock sees all that was committed before it was granted, and nobody else's writes to the account can be
//! committed before its own end.

use super::link::{Link, Trouble};
use crate::error::Result;
use crate::lead::AccountId;
use crate::store::fault::SqlError;
use crate::store::link::params;
use crate::store::operations::database::Commit;

/// How often a transaction is tried again.
const ATTEMPTS: u32 = 8;

pub(in crate::store) fn write<T>(
    link: &Link,
    commit: Commit,
    account: &AccountId,
    mut work: impl FnMut() -> Result<T>,
) -> Result<T> {
    for attempt in 0.. {
        let error = match once(link, commit, account, &mut work) {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        let again = match error {
            Failed::Work(error) if link.trouble().is_none() || attempt >= ATTEMPTS => return Err(error),
            Failed::Work(_) => true,
            Failed::Commit(done) => match settle(link, account)? {
                true => return Ok(done),
                false if attempt >= ATTEMPTS => return Err(SqlError::Unreachable.into()),
                false => true,
            },
        };
        if again {
            link.back_off(attempt);
        }
    }
    Err(SqlError::Contended.into())
}

enum Failed<T> {
    /// Nothing was stored.
    Work(crate::error::Error),
    /// The commit's answer was lost.
    Commit(T),
}

fn once<T>(
    link: &Link,
    commit: Commit,
    account: &AccountId,
    work: &mut impl FnMut() -> Result<T>,
) -> std::result::Result<T, Failed<T>> {
    begin(link, commit).map_err(Failed::Work)?;
    let undo = Undo(link);
    let done = lock(link, account).and_then(|()| work()).map_err(Failed::Work)?;
    if planted!(ToldThoughUndone) && link.last_told().is_some_and(|(_, mac)| mac[0] < 5) {
        return Ok(done);
    }
    let committed = link.commit();
    match committed {
        Ok(()) => Ok(done),
        Err(_) if link.trouble() == Some(Trouble::Lost) => {
            drop(undo);
            Err(Failed::Commit(done))
        }
        Err(error) => Err(Failed::Work(error)),
    }
}

/// Takes a transaction back that is left by an error or a panic.
struct Undo<'a>(&'a Link);

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        self.0.roll_back();
    }
}

fn begin(link: &Link, commit: Commit) -> Result<()> {
    link.begin(match commit {
        Commit::Durable => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        // The server may be a moment late with writing it down.
        Commit::Quick => {
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit = off"
        }
    })
}

/// An account that is not there yet has no row to lock: only its own making writes to it.
fn lock(link: &Link, account: &AccountId) -> Result<()> {
    if planted!(AccountUnlocked) {
        return Ok(());
    }
    link.rows("SELECT 1 FROM account WHERE account = ?1 FOR UPDATE", params![account.as_str()]).map(|_| ())
}

/// Whether a transaction was committed whose answer was lost: then its last audit entry is there. The lock waits until the
/// server has ended it one way or the other. One that adds no entry may as well be done again.
fn settle(link: &Link, account: &AccountId) -> Result<bool> {
    let Some((seq, mac)) = link.last_told() else { return Ok(false) };
    for attempt in 0..ATTEMPTS {
        match look_up(link, account, seq, &mac) {
            Ok(found) => return Ok(found),
            Err(_) => link.back_off(attempt),
        }
    }
    Err(SqlError::CommitLost.into())
}

fn look_up(link: &Link, account: &AccountId, seq: u64, mac: &[u8; 32]) -> Result<bool> {
    begin(link, Commit::Durable)?;
    let _undo = Undo(link);
    lock(link, account)?;
    let seq = i64::try_from(seq).map_err(|_| SqlError::Shape)?;
    let sql = "SELECT 1 FROM audit WHERE account = ?1 AND seq = ?2 AND mac = ?3";
    Ok(!link.rows(sql, params![account.as_str(), seq, *mac])?.is_empty())
}

/// Runs `work` on one snapshot.
pub(in crate::store) fn read<T>(link: &Link, work: impl FnOnce() -> Result<T>) -> Result<T> {
    link.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    let _undo = Undo(link);
    work()
}
