//! No statement walks an account's rows: SQLite's own plans are asked.

use std::collections::BTreeSet;
use std::path::Path;

use regex::Regex;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params_from_iter};

/// What reads a whole account because it is asked for all of it, or one end of it in the order of its key.
const MAY_WALK: [&str; 8] = [
    "SELECT lead FROM erasure INDEXED BY erasure_open",
    "SELECT coalesce(max(place), 0) + 1 FROM event",
    "SELECT listing FROM listing WHERE account = ?1 ORDER BY version DESC LIMIT",
    "INSERT INTO listing",
    "INSERT INTO lead",
    "SELECT seq, mac FROM audit WHERE account = ?1 ORDER BY seq DESC LIMIT 1",
    "SELECT seq, at, what, turn, lead, rules",
    "SELECT turn FROM turn WHERE account = ?1 AND state <> 'done'",
];

/// Every statement that is written in the store's sources.
fn statements() -> BTreeSet<String> {
    let literal = Regex::new(r#""((?:SELECT|INSERT|UPDATE|DELETE)\b[^"]*)""#).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/operations");
    let mut all = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_some_and(|end| end == "rs") {
            let source = std::fs::read_to_string(file).unwrap();
            let ours = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
            all.extend(
                literal
                    .captures_iter(ours)
                    .map(|found| found[1].split_whitespace().collect::<Vec<_>>().join(" ")),
            );
        }
    }
    all
}

#[test]
fn no_statement_walks_an_account() {
    let connection = Connection::open_in_memory().unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    for step in crate::store::sqlite::schema::LAYOUT.steps {
        connection.execute_batch(step).unwrap();
    }
    let all = statements();
    assert!(all.len() > 40, "{} statements", all.len());
    for sql in all.iter().filter(|sql| !MAY_WALK.iter().any(|may| sql.starts_with(may))) {
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let nulls = vec![None::<i64>; plan.parameter_count()];
        let steps = plan.query_map(params_from_iter(nulls), |row| row.get::<_, String>(3)).unwrap();
        for step in steps.map(Result::unwrap) {
            let by_account = step.ends_with("(account=?)") && !step.starts_with("SEARCH account ");
            assert!(!by_account && !step.starts_with("SCAN"), "{step}: {sql}");
        }
    }
}
