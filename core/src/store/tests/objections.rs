use super::*;
use crate::consent::{ConsentRecord, RecordKind};
use crate::lead::{Outreach, OutreachPurpose};
use crate::store::{ClaimOutreach, Objection, RequestRecord, Right, Use};

const OTHER: &str = "+15125550188";

async fn lead(store: &TestStore, record: &str) -> LeadId {
    store.put_lead(&oak(), Lead::from_json(record).unwrap()).await.unwrap()
}

/// Somebody in Texas who signed for texts.
async fn jane(store: &TestStore) -> LeadId {
    let jane =
        lead(store, &format!(r#"{{"external_id": "7", "phones": ["{PHONE}"], "emails": ["j@example.com"], "consent": {{"email": "express"}}}}"#)).await;
    signs(store, PHONE).await;
    jane
}

async fn signs(store: &TestStore, phone: &str) {
    let mut record = ConsentRecord::new(RecordKind::WrittenOptIn, phone.parse().unwrap());
    record.words = Some("Yes, sell me something.".into());
    store.record_consent(&oak(), vec![record]).await.unwrap().remove(0).unwrap();
}

/// How an outreach that sells ends, by its first reason.
async fn sold(store: &TestStore, id: &str, lead: LeadId, channel: Channel) -> String {
    let purpose = OutreachPurpose::Marketing;
    let outreach = Outreach::new(id, lead, channel, purpose, "zqxsale").unwrap();
    let turn = TurnId::fresh(&Surroundings::default()).unwrap();
    let claimed = store.claim_outreach(ClaimOutreach { account: oak(), turn, outreach }).await.unwrap();
    let words = Answer {
        author: Author::Business,
        kind: OutcomeKind::Outreach,
        permit: PermitKind::Outreach(purpose),
        reasons: vec!["outreach.marketing".to_owned()],
        ..answer("zqxsale")
    };
    match store.clear(request(claimed.turn, words)).await.unwrap() {
        Redeemed::Cleared(_, outcome) | Redeemed::Ended(outcome) => outcome.reasons[0].clone(),
        Redeemed::Expired => panic!("expired"),
    }
}

fn uses(objections: &[Objection]) -> Vec<Use> {
    objections.iter().map(|objection| objection.to).collect()
}

async fn objections(store: &TestStore, lead: LeadId) -> Vec<Use> {
    uses(&store.objections(&oak(), lead).await.unwrap())
}

#[tokio::test]
async fn who_objects_to_marketing_is_sold_nothing_on_any_channel_until_they_sign() {
    let house = House::new();
    let store = house.open().await;
    let mail = r#"{"id": "oak", "brand": "Oak", "postal_address": "1 Main St", "caps": {"per_day": 9, "per_week": 9}}"#;
    store.put_account(Account::from_json(mail).unwrap()).await.unwrap();
    house.pass(Duration::from_secs(3 * 3600));
    let jane = jane(&store).await;
    let asked = store.open_request(&oak(), RequestRecord::new(jane, Right::Object)).await.unwrap();
    let sale = store.open_request(&oak(), RequestRecord::new(jane, Right::OptOutOfSale)).await.unwrap();
    assert_eq!(sold(&store, "o0", jane, Channel::Email).await, "outreach.marketing");
    assert_eq!(sold(&store, "o1", jane, Channel::Sms).await, "outreach.marketing");
    let head = store.object(&oak(), jane, vec![Use::Marketing]).await.unwrap();
    assert_eq!(store.object(&oak(), jane, vec![Use::Marketing]).await.unwrap(), head, "twice is once");
    assert_eq!(store.request(&oak(), asked.id).await.unwrap().closed, Some(house.now()));
    assert_eq!(store.request(&oak(), sale.id).await.unwrap().closed, None, "it asks for something else");
    assert_eq!(objections(&store, jane).await, [Use::Marketing]);
    let stopped = "consent.purpose_opted_out";
    assert_eq!(sold(&store, "o2", jane, Channel::Sms).await, stopped);
    assert_eq!(sold(&store, "o3", jane, Channel::Email).await, stopped);
    // A phone that comes later is theirs too, and who is imported with theirs is not sold anything.
    lead(&store, &format!(r#"{{"external_id": "7", "phones": ["{OTHER}"]}}"#)).await;
    signs_nothing_new(&store).await;
    assert_eq!(sold(&store, "o4", jane, Channel::Sms).await, "consent.opted_out", "nothing else is on file there");
    let again = lead(&store, &format!(r#"{{"external_id": "8", "phones": ["{PHONE}"]}}"#)).await;
    assert_ne!(again, jane);
    assert_eq!(sold(&store, "o5", again, Channel::Sms).await, stopped);
    assert_eq!(objections(&store, again).await, [], "another person objected");
    // What the lead asks is answered.
    let mut claim = house.question("m1", "What is the price?");
    claim.inbound = Inbound::new("m1", Channel::Sms, OTHER, "What is the price?").unwrap();
    granted(&store, store.claim(claim).await.unwrap().turn, answer("It is $689,000.")).await;
    let lifted = store.lift_objection(&oak(), jane, vec![Use::Marketing]).await.unwrap_err();
    assert_eq!(lifted.kind(), ErrorKind::InputInvalid);
    house.pass(Duration::from_secs(60));
    signs(&store, OTHER).await;
    assert_eq!(sold(&store, "o6", jane, Channel::Sms).await, "outreach.marketing");
    let trail = store.audit_trail(&oak(), Some(jane)).await.unwrap();
    let told: Vec<_> = trail.iter().filter(|entry| entry.what.as_str() == "rights.objected").collect();
    assert_eq!((told.len(), told[0].rules[0].as_str()), (1, "objection.marketing"));
}

/// A signature from before the objection.
async fn signs_nothing_new(store: &TestStore) {
    let mut record = ConsentRecord::new(RecordKind::WrittenOptIn, OTHER.parse().unwrap());
    record.words = Some("Yes, sell me something.".into());
    record.at = Some("2026-11-01T00:00:00Z".parse().unwrap());
    let refused = store.record_consent(&oak(), vec![record]).await.unwrap().remove(0).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn other_objections_are_on_file_told_and_lifted_and_go_with_the_lead() {
    let house = House::new();
    let store = house.open().await;
    let jane = jane(&store).await;
    let rest = vec![Use::SensitiveData, Use::Sale, Use::Profiling];
    let mut asked = Vec::new();
    for right in [Right::Object, Right::OptOutOfSale, Right::LimitSensitiveData] {
        asked.push(store.open_request(&oak(), RequestRecord::new(jane, right)).await.unwrap().id);
    }
    let head = store.object(&oak(), jane, rest.clone()).await.unwrap();
    let since = house.now();
    house.pass(Duration::from_secs(60));
    assert_eq!(store.object(&oak(), jane, rest.clone()).await.unwrap(), head);
    for request in asked {
        assert_eq!(store.request(&oak(), request).await.unwrap().closed, Some(since));
    }
    let held = store.held(&oak(), jane).await.unwrap().objections;
    assert_eq!(uses(&held), [Use::Profiling, Use::Sale, Use::SensitiveData]);
    assert!(held.iter().all(|objection| objection.at == since));
    // A sync takes nothing of it away, and a turn knows of it; a visitor's session of the lead's too.
    let again = lead(&store, &format!(r#"{{"external_id": "7", "phones": ["{PHONE}"], "notes": "new"}}"#)).await;
    assert_eq!((again, objections(&store, jane).await.len()), (jane, 3));
    let claimed = store.claim(house.question("m1", "Hello")).await.unwrap();
    assert!(opened(&store, claimed.turn).await.recalled.lead.not_profiled);
    let mut chat = house.question("w1", "Hello");
    chat.inbound = Inbound::new("w1", Channel::WebChat, "visitor-1", "Hello").unwrap();
    let visitor = store.claim(chat).await.unwrap();
    assert!(!opened(&store, visitor.turn).await.recalled.lead.not_profiled);
    store.object(&oak(), visitor.lead, vec![Use::Profiling]).await.unwrap();
    let recalled = opened(&store, visitor.turn).await.recalled;
    assert!(!recalled.verified && recalled.lead.not_profiled);

    let lifted = store.lift_objection(&oak(), jane, vec![Use::Sale, Use::Profiling]).await.unwrap();
    assert_eq!(store.lift_objection(&oak(), jane, vec![Use::Sale]).await.unwrap(), lifted);
    assert_eq!(objections(&store, jane).await, [Use::SensitiveData]);
    drop(store.begin_erasure(&oak(), jane).await.unwrap());
    assert_eq!(count(&store, "SELECT count(*) FROM lead WHERE objections IS NOT NULL").await, 1, "the visitor's");
    assert_eq!(store.objections(&oak(), jane).await.unwrap_err().kind(), ErrorKind::Restricted);
    assert_eq!(store.object(&oak(), jane, rest.clone()).await.unwrap_err().kind(), ErrorKind::Restricted);
    // Another account's lead is as absent as nobody's.
    store.put_account(account("elm")).await.unwrap();
    let elm = AccountId::new("elm").unwrap();
    let absent = LeadId::fresh(&Surroundings::default()).unwrap();
    for (foreign, absent) in [
        (store.object(&elm, visitor.lead, rest.clone()).await, store.object(&elm, absent, rest.clone()).await),
        (store.lift_objection(&elm, visitor.lead, vec![Use::Sale]).await, store.lift_objection(&elm, absent, vec![Use::Sale]).await),
    ] {
        let (foreign, absent) = (foreign.unwrap_err(), absent.unwrap_err());
        assert_eq!((foreign.kind(), foreign.to_string()), (ErrorKind::NotFound, absent.to_string()));
    }
    assert_eq!(store.objections(&elm, visitor.lead).await.unwrap_err().kind(), ErrorKind::NotFound);
}
