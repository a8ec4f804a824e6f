//! P5 attacked: a copy of the data from before, with the keys of after.

use super::*;

const LEADS: usize = 200;

fn phone(n: usize) -> String {
    format!("+1512555{n:04}")
}

/// The data as it was, with the key store and the master key as they are now.
fn copied(house: &House, folder: &Path) -> SqliteStore {
    for name in ["closr.db.keys", "closr.db.keys-wal", "closr.db.key"] {
        let from = house.folder.path().join(name);
        if from.exists() {
            std::fs::copy(from, folder.join(name)).unwrap();
        }
    }
    SqliteStore::open(SqliteConfig::new(folder.join("closr.db")), house.surroundings()).unwrap()
}

#[tokio::test]
async fn a_copy_from_before_reads_nothing_of_who_was_erased() {
    let house = House::new();
    let store = house.open().await;
    let mut leads = Vec::new();
    for n in 0..LEADS {
        let record = format!(r#"{{"first_name": "Zqxname{n}", "phones": ["{}"]}}"#, phone(n));
        let lead = store.put_lead(&oak(), Lead::from_json(&record).unwrap()).await.unwrap();
        let mut claim = house.question(&format!("m{n}"), "zqxhello");
        claim.inbound = Inbound::new(&format!("m{n}"), Channel::Sms, phone(n).as_str(), "zqxhello").unwrap();
        assert_eq!(store.claim(claim).await.unwrap().lead, lead);
        leads.push(lead);
    }
    execute(&store, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    let before = tempfile::tempdir().unwrap();
    std::fs::copy(house.path(), before.path().join("closr.db")).unwrap();
    let wrapped = wrapped_keys(&house);
    let rows = sealed_records(&before.path().join("closr.db"));
    assert_eq!((wrapped.len(), rows.len()), (LEADS, LEADS));
    // With the keys of before, a copy is read: what follows shows something.
    let then = tempfile::tempdir().unwrap();
    std::fs::copy(house.path(), then.path().join("closr.db")).unwrap();
    let copy = copied(&house, then.path());
    assert!(copy.lead(&oak(), leads[0]).await.is_ok());
    copy.close().await;

    let (erased, kept) = leads.split_at(LEADS - 1);
    for lead in erased {
        let emptied = store.begin_erasure(&oak(), *lead).await.unwrap();
        let keyless = store.destroy_key(emptied).await.unwrap();
        store.end_erasure(keyless).await.unwrap();
    }
    let copy = copied(&house, before.path());
    for lead in erased {
        assert_eq!(copy.lead(&oak(), *lead).await.unwrap_err().kind(), ErrorKind::Restricted);
        assert!(copy.history(&oak(), *lead).await.unwrap().is_empty(), "no message opens");
    }
    assert!(copy.lead(&oak(), kept[0]).await.is_ok() && store.lead(&oak(), kept[0]).await.is_ok());

    // Neither the key store nor the data, nor the log of either, holds a byte of a destroyed key or of what it sealed.
    let needles: Vec<Vec<u8>> =
        wrapped.into_iter().chain(rows).map(|bytes| bytes[bytes.len() - 24..].to_vec()).collect();
    let search = aho_corasick::AhoCorasick::new(&needles).unwrap();
    let mut found = 0;
    for file in std::fs::read_dir(house.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        found += search.find_iter(&bytes).count();
    }
    assert_eq!(found, 2, "the key and the record of the one who stays, and no more");
}

fn wrapped_keys(house: &House) -> Vec<Vec<u8>> {
    let keys = rusqlite::Connection::open(house.folder.path().join("closr.db.keys")).unwrap();
    blobs(&keys, "SELECT wrapped FROM lead_key")
}

fn sealed_records(path: &Path) -> Vec<Vec<u8>> {
    blobs(&rusqlite::Connection::open(path).unwrap(), "SELECT record FROM lead")
}

fn blobs(connection: &rusqlite::Connection, sql: &str) -> Vec<Vec<u8>> {
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}
