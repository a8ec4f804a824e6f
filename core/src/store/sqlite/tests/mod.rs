//! The store's semantics, on temporary files.

mod canary;
#[cfg(unix)]
mod course;
mod erased;
mod export;
mod files;
mod plans;
mod speed;
mod together;

use std::path::{Path, PathBuf};

use super::*;

include!("../../tests/mod.rs");

type TestStore = SqliteStore;

/// A folder with one store's files, and a clock.
struct House {
    folder: tempfile::TempDir,
    clock: Arc<TestClock>,
}

impl House {
    fn new() -> House {
        House { folder: tempfile::tempdir().unwrap(), clock: TestClock::new() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("closr.db")
    }

    fn config(&self) -> SqliteConfig {
        SqliteConfig { busy_timeout: Duration::from_secs(20), ..SqliteConfig::new(self.path()) }
    }

    fn master(&self) -> PathBuf {
        self.folder.path().join("closr.db.key")
    }

    fn try_open(&self) -> Result<SqliteStore> {
        SqliteStore::open(self.config(), self.surroundings())
    }

    fn open_with(&self, key: MasterKey) -> Result<SqliteStore> {
        SqliteStore::open(SqliteConfig { master_key: Some(key), ..self.config() }, self.surroundings())
    }

    /// No file holds these bytes.
    async fn holds_nowhere(&self, store: &SqliteStore, bytes: &str) {
        execute(store, "PRAGMA wal_checkpoint(TRUNCATE)").await;
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            let file = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!file.windows(bytes.len()).any(|window| window == bytes.as_bytes()));
        }
    }
}

/// Takes away what keeps rows from being changed.
async fn unguard(store: &SqliteStore) {
    execute(store, "DROP TRIGGER audit_update; DROP TRIGGER audit_delete; PRAGMA foreign_keys = OFF").await;
}

/// Runs a bare statement on the store's own connection.
async fn execute(store: &SqliteStore, sql: &'static str) {
    store
        .worker
        .run(move |db| {
            db.connection().sqlite().execute_batch(sql).unwrap();
            Ok(())
        })
        .await
        .unwrap();
}

async fn count(store: &SqliteStore, sql: &'static str) -> i64 {
    store
        .worker
        .run(move |db| Ok(db.connection().sqlite().query_row(sql, [], |row| row.get(0)).unwrap()))
        .await
        .unwrap()
}

#[test]
fn the_store_crosses_threads_and_is_an_object() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<SqliteStore>();
    crosses::<Arc<dyn Store>>();
}
