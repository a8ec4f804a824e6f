use super::*;
use crate::consent::{ConsentRecord, Reach, RecordKind};
use crate::lead::Purpose;

const MAIL: &str = "jane@example.com";

fn record(kind: RecordKind, contact: &str) -> ConsentRecord {
    ConsentRecord::new(kind, contact.parse().unwrap())
}

fn written(at: Timestamp) -> ConsentRecord {
    let mut record = record(RecordKind::WrittenOptIn, PHONE);
    (record.at, record.words) = (Some(at), Some("I agree to texts from Oak. Jane".into()));
    record
}

async fn put(store: &TestStore, record: ConsentRecord) -> Result<Recorded> {
    store.record_consent(&oak(), vec![record]).await.unwrap().remove(0)
}

async fn state(store: &TestStore, contact: &str, purpose: Purpose) -> ConsentState {
    let on_file = store.consent_at(&oak(), contact.parse().unwrap()).await.unwrap();
    on_file.states.iter().find(|(of, _)| *of == purpose).unwrap().1
}

#[tokio::test]
async fn a_stop_on_record_holds_for_whoever_writes_from_there() {
    let house = House::new();
    let store = house.open().await;
    let recorded = put(&store, record(RecordKind::OptOut, PHONE)).await.unwrap();
    assert_eq!((recorded.lead, recorded.state, recorded.changed), (None, ConsentState::OptedOut, true));
    let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
    let outcome = ended(&store, claimed.turn, answer("689,000 dollars")).await;
    assert_eq!((outcome.kind, outcome.reasons), (OutcomeKind::Silent, vec!["consent.opted_out".to_owned()]));
    assert_eq!(store.verify_audit(&oak(), Some(recorded.audit_head)).await.unwrap().seq, 3);
}

#[tokio::test]
async fn a_stop_of_everything_is_the_leads_who_comes_with_it_later() {
    let house = House::new();
    let store = house.open().await;
    let mut everything = record(RecordKind::OptOut, MAIL);
    everything.reach = Reach::Everything;
    put(&store, everything).await.unwrap();
    put(&store, record(RecordKind::OptOut, "other@example.com")).await.unwrap();
    let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
    assert_eq!(state(&store, PHONE, Purpose::Conversational).await, ConsentState::Implied);
    for (mail, expected) in [("other@example.com", ConsentState::Implied), (MAIL, ConsentState::OptedOut)] {
        let lead = format!(r#"{{"phones": ["{PHONE}"], "emails": ["{mail}"]}}"#);
        assert_eq!(store.put_lead(&oak(), Lead::from_json(&lead).unwrap()).await.unwrap(), claimed.lead);
        assert_eq!(state(&store, PHONE, Purpose::Conversational).await, expected, "{mail}");
    }
    let outcome = ended(&store, claimed.turn, answer("689,000 dollars")).await;
    assert_eq!(outcome.kind, OutcomeKind::Silent);
}

#[tokio::test]
async fn what_was_signed_takes_back_older_stops_alone() {
    let house = House::new();
    let store = house.open().await;
    let earlier = house.now();
    house.pass(Duration::from_secs(60));
    store.claim(house.stop("m1")).await.unwrap();
    let error = put(&store, written(earlier)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(state(&store, PHONE, Purpose::Marketing).await, ConsentState::OptedOut);
    house.pass(Duration::from_secs(60));
    let recorded = put(&store, written(house.now())).await.unwrap();
    assert_eq!((recorded.state, recorded.changed), (ConsentState::ExpressWritten, true));
    // A stop that the person took back since is none.
    store.claim(house.stop("m2")).await.unwrap();
    let start = house.with(house.question("m3", "START"), FindingKind::OptIn, EventKind::OptIn);
    store.claim(start).await.unwrap();
    put(&store, written(earlier)).await.unwrap();
    put(&store, record(RecordKind::Halt, PHONE)).await.unwrap();
    house.pass(Duration::from_secs(60));
    assert_eq!(put(&store, written(house.now())).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(state(&store, PHONE, Purpose::Conversational).await, ConsentState::Halted);
}

/// The second stop changes no state, and still counts: what was signed between the two does not take it back.
#[tokio::test]
async fn a_later_stop_is_kept_though_nothing_changes() {
    let house = House::new();
    let store = house.open().await;
    let mut times = Vec::new();
    for _ in 0..3 {
        times.push(house.now());
        house.pass(Duration::from_secs(60));
    }
    for (at, changed) in [(times[0], true), (times[2], false), (times[1], false)] {
        let mut stop = record(RecordKind::OptOut, PHONE);
        stop.at = Some(at);
        assert_eq!(put(&store, stop).await.unwrap().changed, changed);
    }
    assert_eq!(store.ledger(&oak(), 0, 10).await.unwrap().len(), 2, "an earlier one says nothing new");
    assert_eq!(put(&store, written(times[1])).await.unwrap_err().kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn one_bad_record_does_not_cost_the_others_and_nothing_is_of_the_future() {
    let house = House::new();
    let store = house.open().await;
    let mut future = record(RecordKind::OptOut, MAIL);
    future.at = Some(house.now().plus(Duration::from_secs(3600)));
    let taken = store.record_consent(&oak(), vec![future, record(RecordKind::OptOut, PHONE)]).await.unwrap();
    assert_eq!(taken[0].as_ref().unwrap_err().kind(), ErrorKind::InputInvalid);
    assert!(taken[1].as_ref().unwrap().changed);
    assert_eq!(state(&store, MAIL, Purpose::Conversational).await, ConsentState::None);
    let nobody = AccountId::new("nobody").unwrap();
    let error = store.record_consent(&nobody, vec![record(RecordKind::OptOut, PHONE)]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn the_same_again_is_kept_once_and_new_words_are_kept() {
    let house = House::new();
    let store = house.open().await;
    let again = Some("I said stop");
    for (words, changed) in [(None, true), (None, false), (again, false), (again, false)] {
        let mut stop = record(RecordKind::OptOut, PHONE);
        stop.words = words.map(Pii::from);
        assert_eq!(put(&store, stop).await.unwrap().changed, changed);
    }
    let ledger = store.ledger(&oak(), 0, 10).await.unwrap();
    assert_eq!(ledger.len(), 2);
    assert!(ledger.iter().all(|entry| entry.words.is_none() && entry.contact.is_some()));
    assert_eq!(store.ledger(&oak(), ledger[0].place, 10).await.unwrap(), ledger[1..]);
    assert_eq!(store.ledger(&oak(), 0, 1).await.unwrap(), ledger[..1]);
}

/// The words outlive the lead, under a key of their own; no file holds them, and the trail has a keyed hash.
#[tokio::test]
async fn words_are_sealed_apart_from_the_lead() {
    let house = House::new();
    let store = house.open().await;
    let mut stop = house.stop("m1");
    stop.inbound.text = "zqxstop texting me".into();
    let claimed = store.claim(stop.clone()).await.unwrap();
    let words = |on_file: &ContactConsent| -> Vec<Option<String>> {
        on_file.history.iter().map(|entry| entry.words.as_ref().map(|words| words.expose().clone())).collect()
    };
    let oak = oak();
    let at = || store.consent_at(&oak, PHONE.parse().unwrap());
    let said = Some("zqxstop texting me".to_owned());
    assert_eq!(words(&at().await.unwrap()), [None, said.clone()], "an inquiry needs no evidence");
    // The same message with another body is a conflict; what it takes back is kept with its own words.
    stop.inbound.text = "zqxstop, I said".into();
    store.claim(stop).await.unwrap_err();
    assert_eq!(words(&at().await.unwrap()), [None, said.clone(), Some("zqxstop, I said".to_owned())]);
    let trail = store.audit_trail(&oak, Some(claimed.lead)).await.unwrap();
    let opt_outs: Vec<_> = trail.iter().filter(|entry| entry.what.as_str() == "consent.opt_out").collect();
    assert_eq!(opt_outs.len(), 2);
    let fingerprint = |entry: &Entry| entry.rules.last().unwrap().as_str().to_owned();
    assert!(opt_outs.iter().all(|entry| fingerprint(entry).starts_with("words.")));
    assert_ne!(fingerprint(opt_outs[0]), fingerprint(opt_outs[1]));

    let lead = claimed.lead;
    let erase = move |db: &mut database::Database| {
        db.write(database::Commit::Durable, &super::oak(), |_, context| {
            context.keys.destroy_leads(&[(super::oak(), lead)])
        })
    };
    store.worker.run(erase).await.unwrap();
    assert_eq!(words(&at().await.unwrap())[1], said);
    house.holds_nowhere(&store, "zqxstop").await;
    // Moved to another event they do not open.
    unguard(&store).await;
    execute(&store, "UPDATE evidence SET place = place + 100").await;
    execute(&store, "UPDATE evidence SET place = 2 WHERE place = 103").await;
    assert_eq!(at().await.unwrap_err().kind(), ErrorKind::Corrupt);
}
