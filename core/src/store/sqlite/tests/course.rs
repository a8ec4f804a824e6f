//! Where a race is run, and what only SQLite has in it: a file in the race's folder, and nothing that fails but processes.

use std::ops::Range;
use std::path::Path;

use super::race::LEASE;
use super::*;
use crate::store::link::{Connection, all, params};
use crate::store::operations::planted::Bug;
use crate::store::sqlite::file::Sql;

/// What is killed while it commits has committed, or never will.
pub(super) const LINGERS: Duration = Duration::ZERO;

/// How many milliseconds pass between two misfortunes.
pub(super) const PAUSES: Range<u64> = 5..60;

/// How long each race lasts that looks for a planted bug.
pub(super) const ROUND: Duration = Duration::from_secs(3);

/// The planted bugs that only SQLite can have. Only it tells of a claim before its commit. A claim in two steps ends in the
/// unique key of the second; PostgreSQL's store does what failed by that once more from its beginning, and then finds the claim.
pub(super) const SEEN_AS: [(Bug, &str); 2] =
    [(Bug::ClaimInTwo, "an error that nobody expects"), (Bug::ToldBeforeCommit, "a claim is lost")];

/// Readies a folder for a race.
pub(super) fn lay(_: &Path) {}

/// Clears away what is not in the folder.
pub(super) fn clear(_: &Path) {}

/// The store as a process of the race has it.
pub(super) async fn open(folder: &Path) -> Result<SqliteStore> {
    let config = SqliteConfig {
        lease: LEASE,
        busy_timeout: Duration::from_secs(20),
        ..SqliteConfig::new(folder.join("race.db"))
    };
    let store = SqliteStore::open(config, Surroundings::default())?;
    store.worker.run(|db| db.connection().sqlite().busy_handler(Some(wait_eagerly)).sql()).await?;
    Ok(store)
}

/// SQLite's own handler sleeps longer and longer: whoever has the lock would mostly get it again, and nobody would ever
/// come in between two transactions of one call.
fn wait_eagerly(tries: i32) -> bool {
    if tries < 1000 {
        std::thread::yield_now();
    } else {
        std::thread::sleep(Duration::from_micros(100));
    }
    tries < 200_000
}

/// Ends connections, and says how many: SQLite has none.
pub(super) fn hazard(_: &Path) -> impl FnMut() -> usize {
    || 0
}

/// What SQLite itself finds wrong with the database.
pub(super) fn damage(tx: &Connection) -> Result<Vec<String>> {
    let mut damage = all(tx, "PRAGMA integrity_check", params![], |row| row.get::<String>(0))?;
    damage.retain(|line| line != "ok");
    let foreign = all(tx, "PRAGMA foreign_key_check", params![], |row| row.get::<String>(0))?;
    damage.extend(foreign.into_iter().map(|table| format!("a row of {table} points nowhere")));
    Ok(damage)
}
