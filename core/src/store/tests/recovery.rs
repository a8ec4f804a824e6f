use super::*;
use crate::store::link::run;

#[tokio::test]
async fn a_turn_survives_its_process_at_every_step() {
    // What is done before the process dies, and where another finds it.
    type Expected = fn(&Progress) -> bool;
    let steps: [(&str, Expected); 3] = [
        ("begun", |progress| matches!(progress, Progress::Claimed)),
        ("answered", |progress| matches!(progress, Progress::Answered(kept) if *kept == answer("Yes"))),
        ("permitted", |progress| matches!(progress, Progress::Answered(kept) if *kept == answer("Yes"))),
    ];
    for (step, expected) in steps {
        let house = House::new();
        let store = house.open().await;
        let mut claim =
            house.with(house.question("m1", "Hi"), FindingKind::NotInterested, EventKind::Inquiry);
        claim.inbound.listing = Some("L1".to_owned());
        claim.inbound.at = Some(house.now());
        claim.inbound.provider_answered = true;
        let claimed = store.claim(claim.clone()).await.unwrap();
        opened(&store, claimed.turn).await;
        if matches!(step, "answered" | "permitted") {
            store.answered(request(claimed.turn, answer("Yes"))).await.unwrap();
        }
        if step == "permitted" {
            granted(&store, claimed.turn, answer("Yes")).await;
        }
        drop(store);

        let store = house.open().await;
        assert!(store.open_turns(&oak(), 9).await.unwrap().is_empty(), "{step}: held by the one that died");
        let error = store.begin(&oak(), claimed.turn).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{step}");
        assert_eq!(error.retry(), crate::error::Retry::After(Duration::from_secs(60)));
        house.pass(Duration::from_secs(60));
        assert_eq!(store.open_turns(&oak(), 9).await.unwrap(), [claimed.turn], "{step}");
        let open = opened(&store, claimed.turn).await;
        assert!(expected(&open.progress), "{step}: {:?}", open.progress);
        assert_eq!(open.inbound, claim.inbound);
        assert_eq!(open.reading, claim.reading);
        let outbound = granted(&store, claimed.turn, answer("Yes")).await;
        assert!(matches!(store.redeem(&oak(), outbound).await.unwrap(), Redeemed::Cleared(..)));
        assert!(store.open_turns(&oak(), 9).await.unwrap().is_empty());
        assert_eq!(store.history(&oak(), claimed.lead).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_conversation_is_worked_by_one_process_at_a_time() {
    let house = House::new();
    let (one, two) = (house.open().await, house.open().await);
    let first = one.claim(house.question("m1", "Hi")).await.unwrap();
    let second = one.claim(house.stop("m2")).await.unwrap();
    opened(&one, first.turn).await;
    opened(&one, first.turn).await;
    assert_eq!(two.begin(&oak(), first.turn).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(two.begin(&oak(), second.turn).await.unwrap_err().kind(), ErrorKind::Conflict);
    house.pass(Duration::from_secs(50));
    one.answered(request(first.turn, answer("Yes"))).await.unwrap();
    house.pass(Duration::from_secs(50));
    assert_eq!(
        two.begin(&oak(), first.turn).await.unwrap_err().kind(),
        ErrorKind::Conflict,
        "each step renews the lease"
    );
    house.pass(Duration::from_secs(10));
    opened(&two, first.turn).await;
    for error in [
        one.answered(request(first.turn, answer("Yes"))).await.unwrap_err(),
        one.permit(request(first.turn, answer("Yes"))).await.unwrap_err(),
        one.clear(request(first.turn, answer("Yes"))).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Conflict, "who lost the lease does not go on");
    }
    two.finish(silent(first.turn)).await.unwrap();
    opened(&one, second.turn).await;
}

#[tokio::test]
async fn a_claim_begins_its_turn_where_nobody_holds_the_conversation() {
    let house = House::new();
    let (one, two) = (house.open().await, house.open().await);
    let first = Claim { begin: true, ..house.question("m1", "How much?") };
    let claimed = one.claim(first.clone()).await.unwrap();
    assert_eq!(claimed.turn, first.turn);
    let open = claimed.open.unwrap();
    assert_eq!(open.inbound, first.inbound);
    assert!(matches!(open.progress, Progress::Claimed) && open.recalled.history.is_empty());
    assert_eq!(open.standing.events.len(), 1, "the message's own inquiry stands already");
    assert_eq!(
        two.begin(&oak(), claimed.turn).await.unwrap_err().kind(),
        ErrorKind::Conflict,
        "it is leased"
    );
    let again = one.claim(Claim { begin: true, ..house.question("m1", "How much?") }).await.unwrap();
    assert!(again.repeat && again.open.is_none());
    assert_eq!(again.turn, first.turn, "a repeat's own id is not used");
    let held = two.claim(Claim { begin: true, ..house.question("m2", "And the HOA?") }).await.unwrap();
    assert!(held.open.is_none() && !held.repeat, "claimed, not begun");
    two.begin(&oak(), held.turn).await.unwrap_err();
    assert!(matches!(one.clear(request(held.turn, answer("No HOA"))).await.unwrap(), Redeemed::Cleared(..)));
}

#[tokio::test]
async fn open_turns_come_oldest_first() {
    let house = House::new();
    let store = house.open().await;
    let mut turns = Vec::new();
    for index in 0..5 {
        turns.push(store.claim(house.question(&format!("m{index}"), "Hi")).await.unwrap().turn);
    }
    assert_eq!(store.open_turns(&oak(), 9).await.unwrap(), turns);
    assert_eq!(store.open_turns(&oak(), 2).await.unwrap(), turns[..2]);
    opened(&store, turns[0]).await;
    store.finish(silent(turns[2])).await.unwrap();
    // Its own process may go on with a turn at once, such as one that failed; another waits for the lease.
    assert_eq!(store.open_turns(&oak(), 9).await.unwrap(), [turns[0], turns[1], turns[3], turns[4]]);
    let other = house.open().await;
    assert_eq!(other.open_turns(&oak(), 9).await.unwrap(), [turns[1], turns[3], turns[4]]);
}

#[tokio::test]
async fn a_caller_who_leaves_leaves_no_half() {
    let house = House::new();
    let store = house.open().await;
    let mut claim = Box::pin(store.claim(house.question("m1", "Hi")));
    // Polled once, the job is queued; then its caller goes.
    let _ = futures::poll!(claim.as_mut());
    drop(claim);
    store.close().await;
    let store = house.open().await;
    assert_eq!(store.verify_audit(&oak(), None).await.unwrap().seq, 1);
    assert_eq!(count(&store, "SELECT count(*) FROM turn").await, 1);
}

#[tokio::test]
async fn a_panic_is_undone_and_the_store_goes_on() {
    let house = House::new();
    let store = house.open().await;
    let error = store
        .worker
        .run(|db| {
            db.write(database::Commit::Durable, &oak(), |tx, _| -> Result<()> {
                run(tx, "DELETE FROM account", &[]).unwrap();
                panic!("in a job")
            })
        })
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unexpected);
    assert_eq!(store.account(&oak()).await.unwrap().brand, "Oak");
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let house = House::new();
    let store = house.open().await;
    store.close().await;
    store.close().await;
    assert_eq!(store.account(&oak()).await.unwrap_err().kind(), ErrorKind::Unavailable);
    house.try_open().unwrap();
}
