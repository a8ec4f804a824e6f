use super::*;

fn visitor(house: &House, id: &str, text: &str) -> Claim {
    let mut claim = house.question(id, text);
    claim.inbound = Inbound::new(id, Channel::WebChat, "session-1", text).unwrap();
    claim.events = vec![house.event(EventKind::Inquiry, Scope::Channel(Channel::WebChat))];
    claim
}

#[tokio::test]
async fn a_visitor_is_nobody_until_the_business_says_who() {
    let house = House::new();
    let store = house.open().await;
    let known = format!(r#"{{"first_name": "Jane", "phones": ["{PHONE}"]}}"#);
    let jane = store.put_lead(&oak(), Lead::from_json(&known).unwrap()).await.unwrap();
    let first = store.claim(visitor(&house, "v1", "My number is +1 512 555 0147")).await.unwrap();
    assert_ne!(first.lead, jane);
    let recalled = opened(&store, first.turn).await.recalled;
    assert!(!recalled.verified);
    assert_eq!(recalled.lead, Lead::default());
    let known = format!(r#"{{"first_name": "Jane", "phones": ["{PHONE}"], "visitors": ["session-1"]}}"#);
    assert_eq!(store.put_lead(&oak(), Lead::from_json(&known).unwrap()).await.unwrap(), jane);
    let second = store.claim(visitor(&house, "v2", "Hi")).await.unwrap();
    assert_eq!((second.lead, second.conversation), (jane, first.conversation));
    let recalled = opened(&store, second.turn).await.recalled;
    assert!(recalled.verified);
    assert_eq!(recalled.lead.first_name.unwrap().expose(), "Jane");
    assert_eq!(recalled.history.len(), 1, "the conversation goes on");
}

#[tokio::test]
async fn a_phone_is_its_leads() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "Hi")).await.unwrap();
    let recalled = opened(&store, claimed.turn).await.recalled;
    assert!(recalled.verified);
    assert_eq!(recalled.lead.phones[0].expose(), PHONE);
    // Until the business gives the phone to nobody.
    let record = Lead { external_id: Some(Pii::from("1")), ..recalled.lead };
    assert_eq!(store.put_lead(&oak(), record).await.unwrap(), claimed.lead);
    let record = Lead { external_id: Some(Pii::from("1")), ..Lead::default() };
    assert_eq!(store.put_lead(&oak(), record).await.unwrap(), claimed.lead);
    let recalled = opened(&store, claimed.turn).await.recalled;
    assert!(!recalled.verified);
}

#[tokio::test]
async fn listings_come_in_the_order_they_are_talked_about() {
    let house = House::new();
    let store = house.open().await;
    let put = async |id: &str| {
        store.put_listing(&oak(), Listing { id: id.to_owned(), ..Listing::default() }).await.unwrap();
    };
    let ids = async |turn| -> Vec<String> {
        opened(&store, turn).await.recalled.listings.into_iter().map(|listing| listing.id).collect()
    };
    for id in ["L1", "L2", "L3"] {
        put(id).await;
    }
    let about = |id: &str, listing: Option<&str>| {
        let mut claim = house.question(id, "Hi");
        claim.inbound.listing = listing.map(str::to_owned);
        claim
    };
    let none = store.claim(about("m1", None)).await.unwrap();
    assert_eq!(ids(none.turn).await, ["L3", "L2", "L1"], "few: all, newest first");
    put("L1").await;
    assert_eq!(ids(none.turn).await, ["L1", "L3", "L2"]);
    put("L4").await;
    assert!(ids(none.turn).await.is_empty(), "many: none that nobody talks about");
    let second = store.claim(about("m2", Some("L2"))).await.unwrap();
    assert_eq!(ids(second.turn).await, ["L2"]);
    let third = store.claim(about("m3", None)).await.unwrap();
    assert_eq!(ids(third.turn).await, ["L2"], "the conversation's");
    let fourth = store.claim(about("m4", Some("not on file"))).await.unwrap();
    assert_eq!(ids(fourth.turn).await, ["L2"]);
    let visits = format!(
        r#"{{"phones": ["{PHONE}"], "appointments": [{{"listing": "L3", "start": "2026-11-28T14:00:00Z", "status": "confirmed"}}]}}"#
    );
    store.put_lead(&oak(), Lead::from_json(&visits).unwrap()).await.unwrap();
    let fifth = store.claim(about("m5", Some("L4"))).await.unwrap();
    assert_eq!(ids(fifth.turn).await, ["L4", "L3"]);
}

#[tokio::test]
async fn the_last_fifty_messages_are_recalled() {
    let house = House::new();
    let store = house.open().await;
    for index in 0..60 {
        store.claim(house.question(&format!("m{index}"), &format!("text {index}"))).await.unwrap();
    }
    let last = store.claim(house.question("last", "Hi")).await.unwrap();
    let history = opened(&store, last.turn).await.recalled.history;
    assert_eq!(history.len(), 50);
    assert_eq!(history[0].text.expose(), "text 10");
    assert_eq!(history[49].text.expose(), "text 59");
    assert_eq!(store.history(&oak(), last.lead).await.unwrap().len(), 61);
}

#[tokio::test]
async fn what_a_model_was_shown_in_vain_keeps_its_placeholder() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "Ask 512-555-0199")).await.unwrap();
    let mut vault = opened(&store, claimed.turn).await.recalled.vault;
    let shown = crate::redact::Redactor::new().redact_with("Ask 512-555-0199", &mut vault);
    assert_eq!(shown.placeholders.len(), 1);
    store.finish(Finish { vault: Some(vault.clone()), ..silent(claimed.turn) }).await.unwrap();
    let next = store.claim(house.question("m2", "Hi")).await.unwrap();
    assert_eq!(opened(&store, next.turn).await.recalled.vault, vault);
}

#[tokio::test]
async fn an_erased_leads_rows_are_unreadable_and_the_others_stay() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "Hi")).await.unwrap();
    let kept = PermitRequest { vault: Some(Vault::default()), ..request(claimed.turn, answer("Yes")) };
    store.answered(kept).await.unwrap();
    let lead = claimed.lead;
    store
        .worker
        .run(move |db| {
            db.write(database::Commit::Durable, &oak(), |_, context| context.keys.destroy_leads(&[(oak(), lead)]))
        })
        .await
        .unwrap();
    for error in
        [store.lead(&oak(), lead).await.unwrap_err(), store.begin(&oak(), claimed.turn).await.unwrap_err()]
    {
        assert_eq!(error.kind(), ErrorKind::Restricted);
    }
    assert!(store.history(&oak(), lead).await.unwrap().is_empty());
    store.verify_audit(&oak(), None).await.unwrap();
    // Somebody else's number now.
    let other = Lead::from_json(&format!(r#"{{"external_id": "2", "phones": ["{PHONE}"]}}"#)).unwrap();
    execute(&store, "DELETE FROM contact").await;
    store.put_lead(&oak(), other).await.unwrap();
    let next = store.claim(house.question("m2", "Hello")).await.unwrap();
    let recalled = opened(&store, next.turn).await.recalled;
    assert!(recalled.history.is_empty(), "the erased lead's words are gone");
}
