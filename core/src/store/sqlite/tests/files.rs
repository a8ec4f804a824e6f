use super::*;

#[tokio::test]
async fn files_are_their_owners_alone() {
    let house = House::new();
    let store = house.open().await;
    store.claim(house.question("m1", "Hi")).await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut seen = 0;
        for file in std::fs::read_dir(house.folder.path()).unwrap() {
            let file = file.unwrap();
            assert_eq!(
                file.metadata().unwrap().permissions().mode() & 0o777,
                0o600,
                "{:?}",
                file.file_name()
            );
            seen += 1;
        }
        assert!(seen >= 5, "database, key store, their logs, key");
    }
}

#[tokio::test]
async fn commits_are_synced() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "Hi")).await.unwrap();
    assert_eq!(count(&store, "PRAGMA synchronous").await, 2);
    store.begin(&oak(), claimed.turn).await.unwrap();
    assert_eq!(count(&store, "PRAGMA synchronous").await, 1, "a lease need not survive a power loss");
    store.finish(silent(claimed.turn)).await.unwrap();
    assert_eq!(count(&store, "PRAGMA synchronous").await, 2);
    assert_eq!(count(&store, "PRAGMA foreign_keys").await, 1);
}

#[test]
fn a_read_only_file_is_a_setting_to_fix() {
    let house = House::new();
    drop(house.try_open().unwrap());
    let mut permissions = std::fs::metadata(house.path()).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(house.path(), permissions).unwrap();
    let error = house.try_open().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
    assert!(error.to_string().contains("read-only"), "{error}");
}

#[tokio::test]
async fn a_database_that_turns_read_only_stores_nothing() {
    let house = House::new();
    let store = house.open().await;
    execute(&store, "PRAGMA query_only = ON").await;
    let error = store.claim(house.question("m1", "Hi")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigInvalid, "{error}");
    execute(&store, "PRAGMA query_only = OFF").await;
    assert!(!store.claim(house.question("m1", "Hi")).await.unwrap().repeat);
}

#[test]
fn what_is_not_a_database_is_left_alone() {
    let house = House::new();
    drop(house.try_open().unwrap());
    let _ = std::fs::remove_file(house.path().with_extension("db-wal"));
    let text = "once upon a time ".repeat(500);
    std::fs::write(house.path(), &text).unwrap();
    let error = house.try_open().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt, "{error}");
    assert_eq!(std::fs::read_to_string(house.path()).unwrap(), text);
}

#[test]
fn a_newer_version_is_refused() {
    let house = House::new();
    drop(house.try_open().unwrap());
    rusqlite::Connection::open(house.path()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = house.try_open().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("upgrade closr"), "{error}");
}

#[test]
fn a_folder_that_is_not_there_is_a_setting_to_fix() {
    let house = House::new();
    let config = SqliteConfig::new(house.folder.path().join("no/closr.db"));
    let error = SqliteStore::open(config, house.surroundings()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
}

#[tokio::test]
async fn the_wrong_keys_open_nothing() {
    let (house, other) = (House::new(), House::new());
    house.open().await.claim(house.question("m1", "Hi")).await.unwrap();
    drop(other.open().await);
    let (path, theirs) = (house.path(), other.path());
    let config = |keys: &Path, master: &Path| SqliteConfig {
        keys: Some(with_end(keys, ".keys")),
        master_key: Some(with_end(master, ".key").into()),
        ..SqliteConfig::new(&path)
    };
    for (keys, master, kind) in [
        (&path, &theirs, ErrorKind::Unauthorized),
        (&theirs, &path, ErrorKind::Unauthorized),
        (&theirs, &theirs, ErrorKind::Corrupt),
        (&path, &house.folder.path().join("none"), ErrorKind::Corrupt),
        (&house.folder.path().join("none"), &path, ErrorKind::Corrupt),
    ] {
        let error = SqliteStore::open(config(keys, master), house.surroundings()).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
    SqliteStore::open(config(&path, &path), house.surroundings()).unwrap();
}

#[tokio::test]
async fn a_locked_database_is_waited_for_then_said_so() {
    let house = House::new();
    let config = SqliteConfig { busy_timeout: Duration::from_millis(40), ..house.config() };
    let store = SqliteStore::open(config, house.surroundings()).unwrap();
    store.put_account(account("oak")).await.unwrap();
    let holder = rusqlite::Connection::open(house.path()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.claim(house.question("m1", "Hi")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(matches!(error.retry(), crate::error::Retry::After(_)));
    assert_eq!(store.account(&oak()).await.unwrap().brand, "Oak", "readers do not wait");
    holder.execute_batch("ROLLBACK").unwrap();
    assert!(!store.claim(house.question("m1", "Hi")).await.unwrap().repeat);
}

#[tokio::test]
async fn a_full_disk_stores_nothing_and_says_so() {
    let house = House::new();
    let store = house.open().await;
    let before = count(&store, "PRAGMA page_count").await;
    let limit: &'static str = format!("PRAGMA max_page_count = {before}").leak();
    store
        .worker
        .run(move |db| {
            db.connection().sqlite().query_row(limit, [], |row| row.get::<_, i64>(0)).unwrap();
            Ok(())
        })
        .await
        .unwrap();
    let text = "x".repeat(60_000);
    let error = store.claim(house.question("m1", &text)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.to_string().contains("disk is full"), "{error}");
    assert_eq!(count(&store, "SELECT count(*) FROM lead").await, 0);
    store
        .worker
        .run(move |db| {
            db.connection()
                .sqlite()
                .query_row("PRAGMA max_page_count = 100000", [], |row| row.get::<_, i64>(0))
                .unwrap();
            Ok(())
        })
        .await
        .unwrap();
    assert!(!store.claim(house.question("m1", &text)).await.unwrap().repeat);
}

#[tokio::test]
async fn a_changed_value_is_corrupt_and_not_shown() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "Hi")).await.unwrap();
    execute(&store, "UPDATE lead SET record = zeroblob(200)").await;
    let error = store.lead(&oak(), claimed.lead).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
}

#[tokio::test]
async fn memory_holds_a_store_too() {
    let house = House::new();
    let store = SqliteStore::in_memory(house.surroundings()).unwrap();
    store.put_account(account("oak")).await.unwrap();
    let claimed = store.claim(house.question("m1", "Hi")).await.unwrap();
    assert_eq!(store.history(&oak(), claimed.lead).await.unwrap().len(), 1);
    assert_eq!(std::fs::read_dir(house.folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_trail_and_the_events_are_append_only() {
    let house = House::new();
    let store = house.open().await;
    store.claim(house.stop("m1")).await.unwrap();
    for sql in ["UPDATE audit SET what = 'x'", "DELETE FROM audit", "UPDATE event SET kind = 'opt_in'"] {
        let refused = store
            .worker
            .run(move |db| Ok(db.connection().sqlite().execute_batch(sql).is_err()))
            .await
            .unwrap();
        assert!(refused, "{sql}");
    }
}
