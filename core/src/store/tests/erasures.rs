use super::*;
use crate::store::Erasure;

async fn erase(store: &TestStore, lead: LeadId) -> Erasure {
    let emptied = store.begin_erasure(&oak(), lead).await.unwrap();
    let keyless = store.destroy_key(emptied).await.unwrap();
    store.end_erasure(keyless).await.unwrap()
}

async fn jane(store: &TestStore) -> LeadId {
    let record = format!(r#"{{"first_name": "Zqxjane", "external_id": "zqx-7", "phones": ["{PHONE}", "+15125550188"]}}"#);
    store.put_lead(&oak(), Lead::from_json(&record).unwrap()).await.unwrap()
}

#[tokio::test]
async fn what_is_the_leads_goes_and_what_must_outlive_it_stays() {
    let house = House::new();
    let store = house.open().await;
    let lead = jane(&store).await;
    let first = store.claim(house.question("m1", "zqxhello")).await.unwrap();
    let outbound = granted(&store, first.turn, answer("zqxreply")).await;
    let Redeemed::Cleared(..) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    let stop = store.claim(house.stop("m2")).await.unwrap();
    let erasure = erase(&store, lead).await;
    let counts = &erasure.counts;
    assert_eq!((counts.messages, counts.turns, counts.conversations), (3, 2, 1));
    assert_eq!((counts.contact_points, counts.inquiries, counts.evidence), (2, 2, 1));
    assert_eq!(counts.evidence_year, Some(2031));
    assert_eq!(counts.suppressions, 2, "at each of the contact points");
    assert_eq!(count(&store, "SELECT count(*) FROM message").await, 0);
    assert_eq!(count(&store, "SELECT count(*) FROM contact").await, 0);
    assert_eq!(count(&store, "SELECT count(*) FROM lead WHERE length(record) > 0").await, 0);
    assert_eq!(count(&store, "SELECT count(*) FROM turn WHERE length(inbound) > 0").await, 0);
    assert_eq!(store.lead(&oak(), lead).await.unwrap_err().kind(), ErrorKind::Restricted);
    assert_eq!(store.history(&oak(), lead).await.unwrap_err().kind(), ErrorKind::Restricted);
    // Twice is once.
    house.pass(Duration::from_secs(60));
    assert_eq!(erase(&store, lead).await, erasure);
    assert!(store.open_erasures(&oak()).await.unwrap().is_empty());
    store.verify_audit(&oak(), Some(erasure.audit_head.clone())).await.unwrap();
    // Its words are evidence still, and no stop is forgotten.
    let on_file = store.consent_at(&oak(), PHONE.parse().unwrap()).await.unwrap();
    assert_eq!(on_file.lead, None);
    assert!(on_file.states.iter().all(|(_, state)| *state == ConsentState::OptedOut));
    assert!(on_file.history.iter().any(|entry| entry.words.as_ref().is_some_and(|words| words.expose() == "STOP")));
    let outcome = store.outcome(&oak(), stop.turn).await.unwrap().unwrap();
    assert_eq!((outcome.kind, outcome.consent), (OutcomeKind::Silent, ConsentState::Erased));
    assert_eq!(outcome.reasons, ["consent.erased"]);
}

#[tokio::test]
async fn a_message_that_is_delivered_again_brings_nobody_back() {
    let house = House::new();
    let store = house.open().await;
    let lead = jane(&store).await;
    let first = store.claim(house.question("m1", "Hi")).await.unwrap();
    erase(&store, lead).await;
    let again = store.claim(house.question("m1", "Hi")).await.unwrap();
    assert_eq!((again.turn, again.lead, again.repeat), (first.turn, lead, true));
    assert!(matches!(store.begin(&oak(), again.turn).await.unwrap(), Work::Done(_)));
    assert_eq!(count(&store, "SELECT count(*) FROM lead").await, 1);
    // Under other words a stop still counts, and still brings nobody back.
    let error = store.claim(house.stop("m1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(count(&store, "SELECT count(*) FROM lead").await, 1);
    let states = store.consent_at(&oak(), PHONE.parse().unwrap()).await.unwrap().states;
    assert_eq!(states[0].1, ConsentState::OptedOut);
    // A new message is a new person's, to whom nothing was said yet.
    let fresh = store.claim(house.question("m2", "Hello")).await.unwrap();
    assert_ne!(fresh.lead, lead);
    let recalled = opened(&store, fresh.turn).await.recalled;
    assert!(recalled.first && recalled.history.is_empty());
}

#[tokio::test]
async fn a_stop_from_one_phone_binds_who_is_imported_again_with_another() {
    let house = House::new();
    let store = house.open().await;
    let lead = jane(&store).await;
    store.claim(house.stop("m1")).await.unwrap();
    erase(&store, lead).await;
    let again = jane(&store).await;
    assert_ne!(again, lead);
    for (id, phone) in [("m2", PHONE), ("m3", "+15125550188")] {
        let mut claim = house.question(id, "Is it still for sale?");
        claim.inbound = Inbound::new(id, Channel::Sms, phone, "Is it still for sale?").unwrap();
        let claimed = store.claim(claim).await.unwrap();
        assert_eq!(claimed.lead, again);
        let outcome = ended(&store, claimed.turn, answer("Yes.")).await;
        assert_eq!((outcome.kind, outcome.consent), (OutcomeKind::Silent, ConsentState::OptedOut), "{phone}");
        assert_eq!(outcome.reasons, ["consent.opted_out"]);
    }
}

#[tokio::test]
async fn nothing_that_was_under_way_goes_out() {
    let house = House::new();
    // Two processes: the second holds the lead's key in memory while the first erases it.
    let (one, two) = (house.open().await, house.open().await);
    let lead = jane(&one).await;
    let asking = two.claim(house.question("m1", "Hi")).await.unwrap();
    opened(&two, asking.turn).await;
    let permitted = two.claim(house.question("m2", "Hello?")).await.unwrap();
    let outbound = granted(&two, permitted.turn, answer("zqxlate")).await;
    erase(&one, lead).await;
    let Redeemed::Ended(outcome) = two.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!(outcome.reasons, ["consent.erased"]);
    let Redeemed::Ended(outcome) = two.clear(request(asking.turn, answer("zqxlate"))).await.unwrap() else { panic!() };
    assert_eq!(outcome.reasons, ["consent.erased"]);
    assert_eq!(ended(&two, asking.turn, answer("zqxlate")).await.reasons, ["consent.erased"]);
    let mut kept = request(asking.turn, answer("zqxlate"));
    kept.vault = Some(Vault::default());
    assert_eq!(two.answered(kept).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(two.finish(silent(asking.turn)).await.unwrap().reasons, ["consent.erased"]);
    let finding =
        Finding { kind: FindingKind::OptOut, scope: Scope::Channel(Channel::Sms), rule: "test.late", confidence: 1.0 };
    two.second_opinion(&oak(), asking.turn, finding).await.unwrap();
    assert_eq!(two.lead(&oak(), lead).await.unwrap_err().kind(), ErrorKind::Restricted);
    assert!(two.agent_wrote(&oak(), asking.conversation, Pii::from("zqxagent")).await.is_err());
    assert_eq!(count(&one, "SELECT count(*) FROM message").await, 0);
    assert_eq!(count(&one, "SELECT count(*) FROM turn WHERE answer IS NOT NULL").await, 0);
    assert_eq!(count(&one, "SELECT count(*) FROM conversation WHERE vault IS NOT NULL").await, 0);
}

#[tokio::test]
async fn who_shares_a_conversation_keeps_what_is_theirs() {
    let house = House::new();
    let store = house.open().await;
    let first = jane(&store).await;
    store.claim(house.question("m1", "from Jane")).await.unwrap();
    let record = format!(r#"{{"first_name": "John", "external_id": "j-1", "phones": ["{PHONE}"]}}"#);
    let john = store.put_lead(&oak(), Lead::from_json(&record).unwrap()).await.unwrap();
    let theirs = store.claim(house.question("m2", "from John")).await.unwrap();
    assert_eq!(theirs.lead, john);
    // Jane's values may stand in the vault, though it is sealed for John.
    store.finish(Finish { vault: Some(Vault::default()), ..silent(theirs.turn) }).await.unwrap();
    let vaults = "SELECT count(*) FROM conversation WHERE vault IS NOT NULL";
    assert_eq!(count(&store, vaults).await, 1);
    erase(&store, first).await;
    assert_eq!(count(&store, vaults).await, 0);
    assert_eq!(store.lead(&oak(), john).await.unwrap().first_name.unwrap().expose(), "John");
    let history = store.history(&oak(), john).await.unwrap();
    assert_eq!(history.iter().map(|message| message.text.expose().as_str()).collect::<Vec<_>>(), ["from John"]);
    let next = store.claim(house.question("m3", "from John again")).await.unwrap();
    granted(&store, next.turn, answer("Hello John.")).await;
}

#[tokio::test]
async fn a_hold_refuses_and_ids_of_others_are_absent() {
    let house = House::new();
    let store = house.open().await;
    store.put_account(account("elm")).await.unwrap();
    let elm = AccountId::new("elm").unwrap();
    let lead = jane(&store).await;
    let head = store.hold(&oak(), lead, Some("litigation".into())).await.unwrap();
    assert_eq!(store.hold(&oak(), lead, Some("litigation".into())).await.unwrap(), head, "twice is once");
    let error = store.begin_erasure(&oak(), lead).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Restricted);
    assert!(error.to_string().contains("hold (litigation)"), "{error}");
    assert!(store.lead(&oak(), lead).await.is_ok());
    let absent = LeadId::fresh(&Surroundings::default()).unwrap();
    for (foreign, other) in [
        (store.begin_erasure(&elm, lead).await.unwrap_err(), store.begin_erasure(&elm, absent).await.unwrap_err()),
        (store.hold(&elm, lead, None).await.unwrap_err(), store.hold(&elm, absent, None).await.unwrap_err()),
    ] {
        assert_eq!((foreign.kind(), foreign.to_string()), (ErrorKind::NotFound, other.to_string()));
    }
    store.hold(&oak(), lead, None).await.unwrap();
    let erasure = erase(&store, lead).await;
    assert_eq!(store.hold(&oak(), lead, Some("late".into())).await.unwrap_err().kind(), ErrorKind::Restricted);
    let trail = store.audit_trail(&oak(), Some(lead)).await.unwrap();
    let told: Vec<&str> = trail.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(
        told,
        // At each of the contact points.
        [
            "rights.held",
            "rights.hold_lifted",
            "rights.erasure_begun",
            "consent.erased",
            "consent.erased",
            "rights.erased"
        ]
    );
    assert_eq!(trail.last().unwrap().seq, erasure.audit_head.seq);
}
