//! The store's semantics on a server of the tests' own, and what only a server can do to it.

#[cfg(unix)]
mod course;
mod server;
mod sharing;
mod speed;

use std::sync::atomic::AtomicU32;

use super::*;
use crate::store::link::{Value, all, one};

include!("../../tests/mod.rs");

type TestStore = PostgresStore;

/// A schema with one store in it, and a clock.
struct House {
    schema: String,
    folder: tempfile::TempDir,
    clock: Arc<TestClock>,
}

impl House {
    fn new() -> House {
        static HOUSES: AtomicU32 = AtomicU32::new(0);
        let schema = format!("house_{}_{}", std::process::id(), HOUSES.fetch_add(1, Ordering::SeqCst));
        House { schema, folder: tempfile::tempdir().unwrap(), clock: TestClock::new() }
    }

    fn config(&self) -> PostgresConfig {
        PostgresConfig {
            schema: self.schema.clone(),
            connections: 3,
            timeout: Duration::from_secs(20),
            ..PostgresConfig::new(server::shared().url("postgres"), self.master())
        }
    }

    fn master(&self) -> std::path::PathBuf {
        self.folder.path().join("closr.key")
    }

    fn try_open(&self) -> Result<PostgresStore> {
        PostgresStore::open(self.config(), self.surroundings())
    }

    fn open_with(&self, key: MasterKey) -> Result<PostgresStore> {
        PostgresStore::open(PostgresConfig { master_key: key, ..self.config() }, self.surroundings())
    }

    /// No row holds these words, in clear or as bytes.
    async fn holds_nowhere(&self, store: &PostgresStore, words: &str) {
        let sql = "SELECT table_schema || '.' || table_name FROM information_schema.tables
                   WHERE table_schema LIKE ?1 || '%'";
        let schema = self.schema.clone();
        let tables = store
            .worker
            .run(move |db| all(db.connection(), sql, &[Value::Text(&schema)], |row| row.get::<String>(0)));
        let tables = tables.await.unwrap();
        assert!(tables.len() > 14, "{tables:?}");
        for table in tables {
            let words = [words.to_owned(), hex::encode(words)];
            for words in words {
                let sql = format!("SELECT count(*) FROM {table} t WHERE t::text LIKE '%{words}%'").leak();
                assert_eq!(count(store, sql).await, 0, "{table}");
            }
        }
    }
}

/// Nothing keeps rows from being changed but the trail's own keyed hashes.
async fn unguard(_: &PostgresStore) {}

/// Runs a bare statement on one of the store's own connections.
async fn execute(store: &PostgresStore, sql: &'static str) {
    let done = store.worker.run(move |db| crate::store::link::run(db.connection(), sql, &[]).map(drop));
    done.await.unwrap();
}

async fn count(store: &PostgresStore, sql: &'static str) -> i64 {
    let counted = store.worker.run(move |db| one(db.connection(), sql, &[], |row| row.get(0)));
    counted.await.unwrap().unwrap()
}
