use super::*;
use crate::consent::{ConsentRecord, RecordKind};
use crate::store::{Corrected, Correction, RequestRecord, Right, Word};

const OTHER: &str = "+15125550188";

async fn jane(store: &TestStore) -> LeadId {
    let record = format!(r#"{{"first_name": "Zqxjane", "phones": ["{PHONE}"], "address": "4711 Zqxstreet"}}"#);
    store.put_lead(&oak(), Lead::from_json(&record).unwrap()).await.unwrap()
}

fn correction(fields: &str) -> Correction {
    Correction::from_json(&format!(r#"{{"fields": {fields}}}"#)).unwrap()
}

#[tokio::test]
async fn what_stood_there_is_kept_and_goes_with_the_lead() {
    let house = House::new();
    let store = house.open().await;
    let lead = jane(&store).await;
    let asked = store.open_request(&oak(), RequestRecord::new(lead, Right::Correct)).await.unwrap();
    house.pass(Duration::from_secs(60));
    let right = correction(r#"{"first_name": "Zqxjune", "address": null}"#);
    let head = store.correct(&oak(), lead, right.clone()).await.unwrap();
    assert_eq!(store.correct(&oak(), lead, right).await.unwrap(), head, "twice is once");
    assert_eq!(store.request(&oak(), asked.id).await.unwrap().closed, Some(house.now()));
    store.correct(&oak(), lead, correction(r#"{"first_name": "Zqxjill"}"#)).await.unwrap();
    let record = store.lead(&oak(), lead).await.unwrap();
    assert_eq!((record.first_name.unwrap().expose().as_str(), record.address), ("Zqxjill", None));
    assert_eq!(record.phones.len(), 1, "what is not named stays");
    let was = store.held(&oak(), lead).await.unwrap().corrections;
    let names: Vec<&str> = was.iter().map(|was| was.was.first_name.as_ref().unwrap().expose().as_str()).collect();
    assert_eq!((names, was[0].fields.as_slice()), (vec!["Zqxjane", "Zqxjune"], &["first_name".to_owned(), "address".to_owned()][..]));
    assert_eq!(was[0].was.address.as_ref().unwrap().expose(), "4711 Zqxstreet");
    // A record that is put on file anew takes nothing of it away.
    jane(&store).await;
    let was = store.held(&oak(), lead).await.unwrap().corrections;
    let words: Vec<Word> = was.iter().map(|was| was.word).collect();
    assert_eq!(words, [Word::Person, Word::Person, Word::Record]);
    let trail = store.audit_trail(&oak(), Some(lead)).await.unwrap();
    let entry = trail.iter().find(|entry| entry.what.as_str() == "rights.corrected").unwrap();
    let rules: Vec<&str> = entry.rules.iter().map(|rule| rule.as_str()).collect();
    assert_eq!(rules, ["field.first_name", "field.address", "word.person"]);
    let emptied = store.begin_erasure(&oak(), lead).await.unwrap();
    assert_eq!(count(&store, "SELECT count(*) FROM lead WHERE former IS NOT NULL").await, 0);
    drop(emptied);
    let late = store.correct(&oak(), lead, correction(r#"{"notes": "x"}"#)).await.unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Restricted);
    store.put_account(account("elm")).await.unwrap();
    let elm = AccountId::new("elm").unwrap();
    let absent = LeadId::fresh(&Surroundings::default()).unwrap();
    let foreign = store.correct(&elm, lead, correction(r#"{"notes": "x"}"#)).await.unwrap_err();
    let absent = store.correct(&elm, absent, correction(r#"{"notes": "x"}"#)).await.unwrap_err();
    assert_eq!((foreign.kind(), foreign.to_string()), (ErrorKind::NotFound, absent.to_string()));
}

#[tokio::test]
async fn what_is_corrected_is_hidden_where_it_stands_in_old_messages() {
    let house = House::new();
    let store = house.open().await;
    let lead = jane(&store).await;
    store.claim(house.question("m1", "Zqxjane of 4711 Zqxstreet here")).await.unwrap();
    let right = format!(r#"{{"first_name": "Zqxjune", "phones": ["{OTHER}", "{PHONE}"], "address": "9 Zqxroad"}}"#);
    store.correct(&oak(), lead, correction(&right)).await.unwrap();
    let next = store.claim(house.question("m2", "Hello")).await.unwrap();
    assert_eq!(next.lead, lead);
    let recalled = opened(&store, next.turn).await.recalled;
    let subject = crate::redact::Subject::new(&recalled.lead, None, &[]);
    let shown = |text: &str| subject.redact_text(text, &mut Vault::default()).get().clone();
    assert_eq!(shown(recalled.history[0].text.expose()), "[PERSON_1] of [ADDRESS_1] here");
    assert_eq!(shown("this is Zqxjune"), "this is [PERSON_1]");
    // Were it forgotten, it would not be.
    let forgotten = crate::redact::Subject::new(&Lead { former: Vec::new(), ..recalled.lead.clone() }, None, &[]);
    let text = recalled.history[0].text.expose();
    assert_ne!(forgotten.redact_text(text, &mut Vault::default()).get(), "[PERSON_1] of [ADDRESS_1] here");
    let view = subject.view(&recalled.lead, &mut Vault::default());
    assert!(view.first_name.is_some());
    assert!(!recalled.lead.expose_json().contains("Zqxjane"), "no prompt is made of it");
}

#[tokio::test]
async fn a_contact_point_goes_and_its_stop_stays_the_leads() {
    let house = House::new();
    let store = house.open().await;
    let stop = ConsentRecord::new(RecordKind::OptOut, PHONE.parse().unwrap());
    store.record_consent(&oak(), vec![stop]).await.unwrap().remove(0).unwrap();
    let lead = jane(&store).await;
    store.correct(&oak(), lead, correction(&format!(r#"{{"phones": ["{OTHER}"]}}"#))).await.unwrap();
    let mut claim = house.question("m1", "Hi");
    claim.inbound = Inbound::new("m1", Channel::Sms, OTHER, "Hi").unwrap();
    let claimed = store.claim(claim).await.unwrap();
    assert_eq!(claimed.lead, lead);
    assert_eq!(ended(&store, claimed.turn, answer("Hello.")).await.reasons, ["consent.opted_out"]);
    let other = store.claim(house.question("m2", "Hi")).await.unwrap();
    assert_ne!(other.lead, lead, "who has the old phone now is somebody else");
}

/// Puts a record on file anew, under the business's own id.
async fn sync(store: &TestStore, fields: &str) -> LeadId {
    let record = format!(r#"{{"external_id": "crm-7", {fields}}}"#);
    store.put_lead(&oak(), Lead::from_json(&record).unwrap()).await.unwrap()
}

#[tokio::test]
async fn what_a_record_is_written_over_is_hidden_in_old_messages_and_goes_with_the_lead() {
    let house = House::new();
    let store = house.open().await;
    let old = format!(
        r#""first_name": "May", "last_name": "Zqxhill", "phones": ["{PHONE}"], "emails": ["zqxmay@example.com"],
           "address": "4711 Zqxstreet", "visitors": ["zqx-visitor-1"], "notes": "Zqxnote", "interest": {{"area": "Zqxville"}}"#
    );
    let lead = sync(&store, &old).await;
    let said = "May Zqxhill of 4711 Zqxstreet, zqxmay@example.com, zqx-visitor-1";
    store.claim(house.question("m1", said)).await.unwrap();
    house.pass(Duration::from_secs(60));
    let new = format!(r#""first_name": "June", "last_name": "Zqxdale", "phones": ["{PHONE}", "{OTHER}"], "address": "9 Zqxroad""#);
    assert_eq!(sync(&store, &new).await, lead);
    let next = store.claim(house.question("m2", "Hello")).await.unwrap();
    let recalled = opened(&store, next.turn).await.recalled;
    let subject = crate::redact::Subject::new(&recalled.lead, None, &[]);
    let shown = subject.redact_text(recalled.history[0].text.expose(), &mut Vault::default()).get().clone();
    assert!(!shown.to_lowercase().contains("zqx") && !shown.contains("May"), "{shown}");
    assert!(!recalled.lead.expose_json().contains("Zqxhill"), "no prompt is made of it");
    // An access tells what was written over, and when; what hides nobody is not kept.
    let was = store.held(&oak(), lead).await.unwrap().corrections.pop().unwrap();
    assert_eq!((was.word, was.at), (Word::Record, house.now()));
    assert_eq!(was.fields, ["first_name", "last_name", "emails", "visitors", "address"]);
    assert_eq!((was.was.notes, was.was.interest.area), (None, None));
    assert_eq!(was.was.last_name.unwrap().expose(), "Zqxhill");
    let emptied = store.begin_erasure(&oak(), lead).await.unwrap();
    assert_eq!(count(&store, "SELECT count(*) FROM lead WHERE former IS NOT NULL").await, 0);
    drop(emptied);
}

#[tokio::test]
async fn so_many_records_that_were_written_over_are_kept() {
    let house = House::new();
    let store = house.open().await;
    let lead = sync(&store, r#""first_name": "Zqxjane", "address": "1 Zqxstreet""#).await;
    store.correct(&oak(), lead, correction(r#"{"first_name": "Zqxjune"}"#)).await.unwrap();
    for number in (2..=40).chain([39, 40, 39]) {
        sync(&store, &format!(r#""first_name": "Zqxjune", "address": "{number} Zqxstreet""#)).await;
    }
    let was = store.held(&oak(), lead).await.unwrap().corrections;
    // More of a name takes nothing of it away.
    sync(&store, r#""first_name": "Zqxjune", "last_name": "Zqxhill", "address": "39 Zqxstreet""#).await;
    assert_eq!(store.held(&oak(), lead).await.unwrap().corrections, was);
    // The correction stays, and what comes back again and again is kept once.
    assert_eq!(was[0].word, Word::Person);
    let kept: Vec<String> = was[1..].iter().map(|was| was.was.address.as_ref().unwrap().expose().clone()).collect();
    let newest = 40 - Corrected::MOST_REPLACED + 1..=40;
    assert_eq!(kept, newest.map(|number| format!("{number} Zqxstreet")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_stop_stays_the_leads_though_a_record_no_longer_names_the_contact_point() {
    let house = House::new();
    let store = house.open().await;
    let stop = ConsentRecord::new(RecordKind::OptOut, PHONE.parse().unwrap());
    store.record_consent(&oak(), vec![stop]).await.unwrap().remove(0).unwrap();
    let lead = sync(&store, &format!(r#""phones": ["{PHONE}"]"#)).await;
    for _ in 0..3 {
        sync(&store, &format!(r#""phones": ["{OTHER}"]"#)).await;
        sync(&store, &format!(r#""phones": ["{PHONE}"]"#)).await;
    }
    sync(&store, &format!(r#""phones": ["{OTHER}"]"#)).await;
    let mut claim = house.question("m1", "Hi");
    claim.inbound = Inbound::new("m1", Channel::Sms, OTHER, "Hi").unwrap();
    let claimed = store.claim(claim).await.unwrap();
    assert_eq!(claimed.lead, lead);
    assert_eq!(ended(&store, claimed.turn, answer("Hello.")).await.reasons, ["consent.opted_out"]);
    assert_eq!(count(&store, "SELECT count(*) FROM event WHERE kind = 'opt_out'").await, 2, "put on file once");
}
