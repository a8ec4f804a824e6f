//! Where a race is run, and what only PostgreSQL has in it: a database of the race's own, so that ending its connections
//! hurts nobody else's.

use std::ops::Range;
use std::path::Path;

use super::race::LEASE;
use super::*;
use crate::store::operations::planted::Bug;
use crate::store::postgres::connect::Server;
use crate::store::postgres::link::Link;

/// The server ends what it was asked to commit, though who asked was killed meanwhile.
pub(super) const LINGERS: Duration = Duration::from_secs(1);

/// How many milliseconds pass between two misfortunes: here a process does little before the server knows its statements.
pub(super) const PAUSES: Range<u64> = 50..500;

/// How long each race lasts that looks for a planted bug.
pub(super) const ROUND: Duration = Duration::from_secs(10);

/// The planted bugs that only PostgreSQL can have.
pub(super) const SEEN_AS: [(Bug, &str); 1] = [(Bug::AccountUnlocked, " has outcomes ")];

/// Makes the race's database, which the folder names.
pub(super) fn lay(folder: &Path) {
    static RACES: AtomicU32 = AtomicU32::new(0);
    let name = format!("race_{}_{}", std::process::id(), RACES.fetch_add(1, Ordering::SeqCst));
    let made = server::shared().program("createdb").arg(&name).status().unwrap();
    assert!(made.success());
    std::fs::write(folder.join("url"), server::shared().url(&name)).unwrap();
    std::fs::write(folder.join("name"), name).unwrap();
}

/// Takes the race's database away.
pub(super) fn clear(folder: &Path) {
    let name = std::fs::read_to_string(folder.join("name")).unwrap();
    let gone = server::shared().program("dropdb").arg("--force").arg(name).status().unwrap();
    assert!(gone.success());
}

fn config(folder: &Path) -> PostgresConfig {
    let url = std::fs::read_to_string(folder.join("url")).unwrap();
    PostgresConfig {
        lease: LEASE,
        timeout: Duration::from_secs(20),
        // A process does one thing at a time.
        connections: 1,
        ..PostgresConfig::new(url, folder.join("closr.key"))
    }
}

/// The store as a process of the race has it.
pub(super) async fn open(folder: &Path) -> Result<PostgresStore> {
    PostgresStore::open(config(folder), Surroundings::default())
}

/// Ends one of the race's connections, where there is any, and says how many it has ended.
pub(super) fn hazard(folder: &Path) -> impl FnMut() -> usize {
    let server = Server::new(&config(folder), "public", &Surroundings::default()).unwrap();
    let link = Link::open(server).unwrap();
    let sql = "SELECT pg_terminate_backend(pid) FROM (
                   SELECT pid FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                   ORDER BY random() LIMIT 1
               ) AS one";
    move || link.rows(sql, &[]).unwrap().len()
}

/// The server checks nothing of this itself: the layout has no foreign keys.
pub(super) fn damage(tx: &Connection) -> Result<Vec<String>> {
    const POINTS: [(&str, &str, &str); 10] = [
        ("contact", "lead", "lead"),
        ("turn", "lead", "lead"),
        ("turn", "conversation", "conversation"),
        ("message", "lead", "lead"),
        ("message", "turn", "turn"),
        ("message", "conversation", "conversation"),
        ("conversation_lead", "lead", "lead"),
        ("conversation_lead", "conversation", "conversation"),
        ("event", "lead", "lead"),
        ("evidence", "place", "event"),
    ];
    let mut damage = Vec::new();
    for (from, column, to) in POINTS {
        let sql = format!(
            "SELECT 1 FROM {from} WHERE {column} IS NOT NULL AND NOT EXISTS
             (SELECT 1 FROM {to} WHERE {to}.account = {from}.account AND {to}.{column} = {from}.{column})"
        );
        damage.extend(all(tx, &sql, &[], |_| Ok(format!("a row of {from} points to no {to}")))?);
    }
    Ok(damage)
}
