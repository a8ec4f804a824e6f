//! Many processes on one database, a server that goes away, and what a schema may not be.

use futures::future::join_all;

use super::*;
use crate::store::link::run;
use crate::store::operations::database::Commit;

/// P2: whatever is permitted beside a stop was permitted before it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_text_is_handed_out_after_a_stop_of_another_process() {
    let house = House::new();
    let (one, two) = (Arc::new(house.open().await), Arc::new(house.open().await));
    for round in 0..20 {
        let phone = format!("+1512555{:04}", 100 + round);
        let from = |mut claim: Claim| {
            claim.inbound =
                Inbound::new(&claim.inbound.id, Channel::Sms, &phone, claim.inbound.text.expose().as_str())
                    .unwrap();
            claim
        };
        let asked = one.claim(from(house.question(&format!("q{round}"), "Hi"))).await.unwrap();
        let stop = two.claim(from(house.stop(&format!("s{round}"))));
        let cleared = one.clear(request(asked.turn, answer("Yes")));
        let (stop, cleared) = futures::join!(stop, cleared);
        stop.unwrap();
        let trail = one.audit_trail(&oak(), Some(asked.lead)).await.unwrap();
        let at = |what: &str| trail.iter().position(|entry| entry.what.as_str() == what);
        let handed_out = matches!(cleared.unwrap(), Redeemed::Cleared(..));
        assert_eq!(
            handed_out,
            at("outcome.reply").is_some_and(|reply| reply < at("consent.opt_out").unwrap())
        );
        assert!(handed_out || at("outcome.reply").is_none());
    }
    one.verify_audit(&oak(), None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_write_at_once_keep_one_chain() {
    let house = House::new();
    let stores = [house.open().await, house.open().await, house.open().await];
    let claims =
        (0..60).map(|index| stores[index % 3].claim(house.question(&format!("m{}", index / 2), "Hi")));
    let claimed = join_all(claims).await.into_iter().map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!(claimed.iter().filter(|claimed| !claimed.repeat).count(), 30);
    assert_eq!(stores[0].verify_audit(&oak(), None).await.unwrap().seq, 30);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stores_that_are_made_at_once_are_one() {
    let house = Arc::new(House::new());
    let opened = (0..4).map(|_| {
        let house = Arc::clone(&house);
        tokio::task::spawn_blocking(move || house.try_open().unwrap())
    });
    let stores = join_all(opened).await.into_iter().map(Result::unwrap).collect::<Vec<_>>();
    stores[0].put_account(account("oak")).await.unwrap();
    let claimed = stores[1].claim(house.question("m1", "Hi")).await.unwrap();
    assert_eq!(stores[2].history(&oak(), claimed.lead).await.unwrap().len(), 1);
}

#[tokio::test]
async fn connections_that_the_server_ends_are_made_again() {
    let house = House::new();
    let store = house.open().await;
    for round in 0..5 {
        let claimed = store.claim(house.question(&format!("m{round}"), "Hi")).await.unwrap();
        let ended = store
            .worker
            .run(|db| one(db.connection(), "SELECT pg_backend_pid()", &[], |row| row.get::<i64>(0)));
        let pid = ended.await.unwrap().unwrap();
        let other = House::new().open().await;
        let sql: &'static str = format!("SELECT count(pg_terminate_backend({pid}))").leak();
        assert_eq!(count(&other, sql).await, 1);
        assert_eq!(store.history(&oak(), claimed.lead).await.unwrap().len(), 1 + round);
    }
}

/// A transaction whose connection is ended under it is done again from its beginning, whole.
#[tokio::test]
async fn a_transaction_that_is_cut_is_done_again() {
    let house = House::new();
    let store = house.open().await;
    let mut runs = 0;
    let cut = store.worker.run(move |db| {
        db.write(Commit::Durable, &oak(), |tx, _| {
            runs += 1;
            run(tx, "INSERT INTO meta (name, value) VALUES ('cut', 'x')", &[])?;
            if runs == 1 {
                // Ends its own connection.
                let _ = one(tx, "SELECT pg_terminate_backend(pg_backend_pid())", &[], |_| Ok(()))?;
            }
            Ok(runs)
        })
    });
    assert_eq!(cut.await.unwrap(), 2);
    assert_eq!(count(&store, "SELECT count(*) FROM meta WHERE name = 'cut'").await, 1);
}

/// The answer to a commit is lost: what was committed is not done twice, and what was not is done.
#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_looked_up() {
    for committed in [true, false] {
        let house = House::new();
        let store =
            PostgresStore::open(PostgresConfig { connections: 1, ..house.config() }, house.surroundings());
        let store = store.unwrap();
        store.put_account(account("oak")).await.unwrap();
        let lose = || {
            store.worker.run(move |db| {
                let Connection::Postgres(link) = db.connection() else { panic!() };
                link.loses.set(Some(committed));
                Ok(())
            })
        };
        lose().await.unwrap();
        let claimed = store.claim(house.question("m1", "Hi")).await.unwrap();
        assert!(!claimed.repeat, "the first attempt's answer");
        assert_eq!(store.verify_audit(&oak(), None).await.unwrap().seq, 1);
        lose().await.unwrap();
        assert!(matches!(store.begin(&oak(), claimed.turn).await.unwrap(), Work::Open(_)));
        lose().await.unwrap();
        let cleared = store.clear(request(claimed.turn, answer("Yes"))).await.unwrap();
        let Redeemed::Cleared(cleared, outcome) = cleared else { panic!("{cleared:?}") };
        assert_eq!(store.history(&oak(), claimed.lead).await.unwrap().len(), 2, "said once");
        let twice = store.redeem(&oak(), cleared.outbound()).await.unwrap_err();
        assert_eq!(twice.kind(), ErrorKind::Conflict);
        assert_eq!(store.verify_audit(&oak(), None).await.unwrap(), outcome.audit_head);
        lose().await.unwrap();
        let nameless = store.put_lead(&oak(), Lead::default()).await.unwrap();
        store.lead(&oak(), nameless).await.unwrap();
        assert_eq!(
            count(&store, "SELECT count(*) FROM lead").await,
            2,
            "a lead without contact points is one too"
        );
    }
}

#[tokio::test]
async fn two_that_wait_for_each_other_both_end() {
    let house = House::new();
    let store = house.open().await;
    store.put_account(account("elm")).await.unwrap();
    let both = |first: &'static str, second: &'static str| {
        let first_id = AccountId::new(first).unwrap();
        store.worker.run(move |db| {
            db.write(Commit::Durable, &first_id, |tx, _| {
                std::thread::sleep(Duration::from_millis(300));
                let sql = "SELECT 1 FROM account WHERE account = ?1 FOR UPDATE";
                one(tx, sql, &[Value::Text(second)], |_| Ok(())).map(drop)
            })
        })
    };
    let (one, two) = futures::join!(both("oak", "elm"), both("elm", "oak"));
    one.and(two).unwrap();
}

#[tokio::test]
async fn a_lock_that_is_held_too_long_is_unavailable() {
    let house = House::new();
    let holder = house.open().await;
    let config = PostgresConfig { timeout: Duration::from_millis(200), ..house.config() };
    let store = PostgresStore::open(config, house.surroundings()).unwrap();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let held = holder.worker.run(move |db| {
        db.write(Commit::Durable, &oak(), |_, _| {
            let _ = ended.recv();
            Ok(())
        })
    });
    let waits = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let error = store.claim(house.question("m1", "Hi")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
        assert_eq!(store.account(&oak()).await.unwrap().brand, "Oak", "readers do not wait");
        drop(end);
    };
    futures::join!(held, waits).0.unwrap();
    assert!(!store.claim(house.question("m1", "Hi")).await.unwrap().repeat);
}

#[tokio::test]
async fn a_newer_version_and_other_keys_are_refused() {
    let house = House::new();
    let store = house.open().await;
    let other = House::new();
    drop(other.open().await);
    let wrong = PostgresConfig { master_key: other.config().master_key, ..house.config() };
    assert_eq!(PostgresStore::open(wrong, house.surroundings()).unwrap_err().kind(), ErrorKind::Unauthorized);
    let none = PostgresConfig { master_key: house.folder.path().join("none").into(), ..house.config() };
    assert_eq!(PostgresStore::open(none, house.surroundings()).unwrap_err().kind(), ErrorKind::Corrupt);
    execute(&store, r"UPDATE meta SET value = '\x0000000000000063' WHERE name = 'version'").await;
    let error = house.try_open().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("version 99"), "{error}");
    let schema: &'static str = format!("DROP SCHEMA {}_keys CASCADE", house.schema).leak();
    execute(&store, schema).await;
    assert_eq!(house.try_open().unwrap_err().kind(), ErrorKind::Corrupt, "keys are not made afresh");
}

#[test]
fn settings_that_cannot_be_are_named() {
    let house = House::new();
    type Change = fn(PostgresConfig) -> PostgresConfig;
    let faults: [(Change, &str); 6] = [
        (|config| PostgresConfig { schema: "a; DROP TABLE b".to_owned(), ..config }, "schema"),
        (|config| PostgresConfig { schema: String::new(), ..config }, "schema"),
        (|config| PostgresConfig { connections: 0, ..config }, "connections"),
        (|config| PostgresConfig { timeout: Duration::ZERO, ..config }, "timeout"),
        (|config| PostgresConfig { url: "http://jane@example.com".to_owned().into(), ..config }, "url"),
        (
            |config| PostgresConfig { url: "postgres:///x?options=-c%20a=b".to_owned().into(), ..config },
            "options",
        ),
    ];
    for (change, named) in faults {
        let error = PostgresStore::open(change(house.config()), house.surroundings()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConfigInvalid, "{named}: {error}");
        assert!(error.to_string().contains(named) && !error.to_string().contains("jane"), "{error}");
    }
    let nobody = "postgres://x@/postgres?host=%2Fnowhere&sslmode=disable".to_owned().into();
    let config = PostgresConfig { url: nobody, ..house.config() };
    assert_eq!(PostgresStore::open(config, house.surroundings()).unwrap_err().kind(), ErrorKind::Unavailable);
    assert!(!format!("{:?}", house.config()).contains("postgres://"));
}
