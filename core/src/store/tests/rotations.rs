use super::*;

/// An account with a lead, as JSON has it.
async fn settle(store: &TestStore, id: &str) -> (AccountId, LeadId) {
    store.put_account(account(id)).await.unwrap();
    let id = AccountId::new(id).unwrap();
    let lead = Lead::from_json(r#"{"first_name": "Zqxjane"}"#).unwrap();
    let lead = store.put_lead(&id, lead).await.unwrap();
    (id, lead)
}

async fn is_read(store: &TestStore, leads: &[(AccountId, LeadId)]) {
    for (account, lead) in leads {
        let name = store.lead(account, *lead).await.unwrap().first_name.unwrap();
        assert_eq!(name.expose(), "Zqxjane", "{account:?}");
        store.verify_audit(account, None).await.unwrap();
    }
}

/// The lines of the master key's file, but the one that says what it is.
fn keys(house: &House) -> Vec<String> {
    let text = std::fs::read_to_string(house.master()).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

fn write(house: &House, keys: &[&str]) {
    std::fs::write(house.master(), format!("closr-master-key-1\n{}\n", keys.join("\n"))).unwrap();
}

#[tokio::test]
async fn a_new_master_key_opens_what_was_sealed_and_the_old_one_nothing() {
    let house = House::new();
    let store = house.open().await;
    let mut leads = vec![settle(&store, "oak").await, settle(&store, "elm").await];
    let old = keys(&house);
    assert_eq!(store.rotate_master_key().await.unwrap(), 2);
    let new = keys(&house);
    assert!(new.len() == 1 && new != old);
    leads.push(settle(&store, "fir").await);
    is_read(&store, &leads).await;
    drop(store);
    let again = house.try_open().unwrap();
    is_read(&again, &leads).await;
    assert_eq!(again.rotate_master_key().await.unwrap(), 3);
    is_read(&again, &leads).await;
    drop(again);
    let newest = keys(&house);
    for wrong in [&old, &new] {
        write(&house, &[&wrong[0]]);
        assert_eq!(house.try_open().unwrap_err().kind(), ErrorKind::Unauthorized);
    }
    write(&house, &[&newest[0]]);
    is_read(&house.try_open().unwrap(), &leads).await;
}

/// What other processes do beside it: read what was wrapped anew, and make accounts under the new key.
#[tokio::test]
async fn who_runs_meanwhile_goes_on() {
    let house = House::new();
    let (one, two, three) = (house.open().await, house.open().await, house.open().await);
    let mut leads = vec![settle(&one, "oak").await, settle(&one, "elm").await];
    one.rotate_master_key().await.unwrap();
    // Its first look at the keys since is for an account of its own.
    leads.push(settle(&two, "fir").await);
    is_read(&two, &leads).await;
    is_read(&three, &leads).await;
    two.rotate_master_key().await.unwrap();
    leads.push(settle(&three, "ash").await);
    leads.push(settle(&one, "yew").await);
    for store in [&one, &two, &three, &house.try_open().unwrap()] {
        is_read(store, &leads).await;
    }
}

#[tokio::test]
async fn what_died_on_the_way_is_gone_on_with() {
    for step in 0..4 {
        let house = House::new();
        let store = house.open().await;
        let beside = house.open().await;
        let mut leads = Vec::new();
        for id in ["oak", "elm", "fir"] {
            leads.push(settle(&store, id).await);
        }
        let old = keys(&house);
        match step {
            0 => write(&house, &["7a".repeat(32).as_str(), &old[0]]),
            _ => {
                let most = step - 1;
                let part = move |db: &mut database::Database| {
                    db.keys().begin_rotation()?;
                    db.keys().rewrap(None, most * 2).map(|_| ())
                };
                store.worker.read(part).await.unwrap();
                let other = beside.rotate_master_key().await.unwrap_err();
                assert_eq!(other.kind(), ErrorKind::Unavailable, "one at a time");
            }
        }
        assert_eq!(keys(&house).len(), 2, "both keys are there until it is done");
        drop(store);
        is_read(&beside, &leads).await;
        let again = house.try_open().unwrap();
        is_read(&again, &leads).await;
        leads.push(settle(&beside, "ash").await);
        let half_done = keys(&house);
        again.rotate_master_key().await.unwrap();
        assert_eq!(keys(&house), half_done[..1], "{step}: it is gone on with, and not begun anew");
        is_read(&again, &leads).await;
        is_read(&beside, &leads).await;
        is_read(&house.try_open().unwrap(), &leads).await;
    }
}

/// A key that is in nobody's file any more is not taken for a new one.
#[tokio::test]
async fn a_file_that_is_not_the_key_stores_is_refused() {
    let house = House::new();
    let store = house.open().await;
    let leads = [settle(&store, "oak").await];
    let (ours, theirs) = (keys(&house), "7a".repeat(32));
    write(&house, &[&theirs]);
    assert_eq!(store.rotate_master_key().await.unwrap_err().kind(), ErrorKind::Unauthorized);
    assert_eq!(keys(&house), [theirs], "it is left alone");
    write(&house, &[&ours[0]]);
    assert_eq!(store.rotate_master_key().await.unwrap(), 1);
    is_read(&house.try_open().unwrap(), &leads).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_that_are_made_meanwhile_are_there_after() {
    let house = House::new();
    let (one, two, three) = (house.open().await, house.open().await, house.open().await);
    let make = async |store: &TestStore, name: &str| {
        let mut leads = Vec::new();
        for number in 0..20 {
            leads.push(settle(store, &format!("{name}{number}")).await);
        }
        leads
    };
    let rotate = async {
        for _ in 0..5 {
            // A file's log may be read by one of the others just then.
            while let Err(error) = one.rotate_master_key().await {
                assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
            }
        }
    };
    let (mut leads, elms, ()) = futures::join!(make(&two, "oak"), make(&three, "elm"), rotate);
    leads.extend(elms);
    for store in [&one, &two, &three, &house.try_open().unwrap()] {
        is_read(store, &leads).await;
    }
    assert_eq!(keys(&house).len(), 1);
}

#[tokio::test]
async fn a_key_that_is_kept_elsewhere_takes_over() {
    let house = House::new();
    let store = house.open().await;
    let mut leads = vec![settle(&store, "oak").await, settle(&store, "elm").await];
    drop(store);
    let (old, new) = (house.master(), house.folder.path().join("new.key"));
    let alone = || MasterKey::file(new.clone());
    assert_eq!(house.open_with(alone()).unwrap_err().kind(), ErrorKind::Corrupt, "none is made up");
    let both = house.open_with(alone().or_former(old.as_path())).unwrap();
    is_read(&both, &leads).await;
    leads.push(settle(&both, "fir").await);
    assert_eq!(both.rotate_master_key().await.unwrap(), 2, "the third lies under the new key already");
    assert_eq!(both.rotate_master_key().await.unwrap(), 0);
    is_read(&both, &leads).await;
    drop(both);
    let after = house.open_with(alone()).unwrap();
    leads.push(settle(&after, "ash").await);
    is_read(&after, &leads).await;
    drop(after);
    assert_eq!(house.try_open().unwrap_err().kind(), ErrorKind::Unauthorized);
    let unset = MasterKey::environment("CLOSR_TEST_NOT_SET").or_former(new.as_path());
    assert_eq!(house.open_with(unset).unwrap_err().kind(), ErrorKind::ConfigInvalid);
}

/// The reason that a receipt gives for copies of the key store, and until when they matter.
async fn copies(store: &TestStore, account: &AccountId, lead: LeadId) -> (&'static str, Option<Timestamp>) {
    let receipt = crate::rights::erase(store, account, lead, Vec::new(), Some(30)).await.unwrap();
    let kept = receipt.kept.iter().find(|kept| kept.what == "key_store_copies").unwrap();
    (kept.why, kept.until)
}

#[tokio::test]
async fn who_is_shredded_opens_with_no_key_of_after() {
    let house = House::new();
    let store = house.open().await;
    let (oak, jane) = settle(&store, "oak").await;
    let (_, john) = settle(&store, "oak").await;
    let (why, until) = copies(&store, &oak, jane).await;
    assert!(why.contains("which shredding replaces"), "{why}");
    assert_eq!(until, Some(house.now().plus(Duration::from_secs(30 * 86_400))));
    let old = keys(&house);
    let receipt = crate::rights::shred(&store, &oak, jane, Vec::new(), None).await.unwrap();
    let kept = receipt.kept.iter().find(|kept| kept.what == "key_store_copies").unwrap();
    assert!(kept.why.contains("which was replaced since") && kept.until.is_none(), "{}", kept.why);
    let new = keys(&house);
    assert!(new.len() == 1 && new != old);
    // A receipt of later says the same, and who is erased after it is not shredded by it.
    assert!(copies(&store, &oak, jane).await.0.contains("replaced since"));
    assert!(copies(&store, &oak, john).await.0.contains("which shredding replaces"));
    // Shredded already, there is nothing to replace.
    crate::rights::shred(&store, &oak, jane, Vec::new(), None).await.unwrap();
    assert_eq!(keys(&house), new);
}

/// Copies of meanwhile lie under the new key: that the rotation is done since makes nobody unreadable.
#[tokio::test]
async fn a_rotation_that_was_under_way_shreds_nobody() {
    let house = House::new();
    let store = house.open().await;
    let (oak, jane) = settle(&store, "oak").await;
    store.worker.read(|db| db.keys().begin_rotation()).await.unwrap();
    let half_done = keys(&house);
    assert!(copies(&store, &oak, jane).await.0.contains("which shredding replaces"));
    store.rotate_master_key().await.unwrap();
    assert_eq!(keys(&house), half_done[..1]);
    assert!(copies(&store, &oak, jane).await.0.contains("which shredding replaces"), "not by this one");
    store.worker.read(|db| db.keys().begin_rotation()).await.unwrap();
    let (_, john) = settle(&store, "oak").await;
    let half_done = keys(&house);
    crate::rights::shred(&store, &oak, john, Vec::new(), None).await.unwrap();
    assert_ne!(keys(&house), half_done[..1], "the one under way, and another");
    let (fir, left) = settle(&store, "fir").await;
    is_read(&store, &[(fir, left)]).await;
}

#[tokio::test]
async fn what_is_kept_elsewhere_is_not_shredded_and_nobody_is_erased() {
    let house = House::new();
    let store = house.open().await;
    let (oak, jane) = settle(&store, "oak").await;
    drop(store);
    let new = MasterKey::file(house.folder.path().join("new.key"));
    let store = house.open_with(new.or_former(house.master().as_path())).unwrap();
    let error = crate::rights::shred(&store, &oak, jane, Vec::new(), None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    is_read(&store, &[(oak.clone(), jane)]).await;
    assert!(copies(&store, &oak, jane).await.0.contains("until it is destroyed where it is kept"));
}
