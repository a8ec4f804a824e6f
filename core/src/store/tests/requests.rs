use super::*;
use crate::store::{Identity, RequestRecord, RequestStep, Right, StoredRequest};

impl House {
    fn asks(&self, id: &str, finding: FindingKind) -> Claim {
        let mut claim = self.question(id, "about my data");
        claim.reading.findings.push(Finding {
            kind: finding,
            scope: Scope::Everything,
            rule: "privacy.test",
            confidence: 1.0,
        });
        claim
    }
}

async fn told(store: &TestStore, lead: LeadId) -> Vec<String> {
    let trail = store.audit_trail(&oak(), Some(lead)).await.unwrap().into_iter();
    let told = trail.map(|entry| entry.what.as_str().to_owned());
    told.filter(|what| what.starts_with("rights.re")).collect()
}

async fn erase(store: &TestStore, lead: LeadId) {
    let emptied = store.begin_erasure(&oak(), lead).await.unwrap();
    let keyless = store.destroy_key(emptied).await.unwrap();
    store.end_erasure(keyless).await.unwrap();
}

fn shown(request: &StoredRequest) -> (Right, Identity, Option<TurnId>, bool) {
    (request.right, request.identity, request.turn, request.closed.is_some())
}

#[tokio::test]
async fn what_a_message_asks_is_on_file_once_it_is_claimed() {
    let house = House::new();
    let store = house.open().await;
    let mut both = house.asks("m1", FindingKind::PrivacyDelete);
    both.reading.findings.extend(house.asks("m1", FindingKind::PrivacyAccess).reading.findings);
    both.reading.findings.extend(house.asks("m1", FindingKind::PrivacyAccess).reading.findings);
    let first = store.claim(both.clone()).await.unwrap();
    house.pass(Duration::from_secs(60));
    assert!(store.claim(both).await.unwrap().repeat);
    let mut on_file = store.requests_of(&oak(), first.lead).await.unwrap();
    on_file.sort_by_key(|request| request.right != Right::Delete);
    assert_eq!(on_file.iter().map(shown).collect::<Vec<_>>(), [
        (Right::Delete, Identity::ContactPoint, Some(first.turn), false),
        (Right::Access, Identity::ContactPoint, Some(first.turn), false),
    ]);
    let trail = store.audit_trail(&oak(), Some(first.lead)).await.unwrap();
    let entry = trail.iter().find(|entry| entry.what.as_str() == "rights.requested").unwrap();
    let rules: Vec<&str> = entry.rules.iter().map(|rule| rule.as_str()).collect();
    assert_eq!(rules, [&format!("request.{}", on_file[0].id), "right.delete", "privacy.test"]);
    assert_eq!((entry.turn, told(&store, first.lead).await.len()), (Some(first.turn), 2));
    // Another message asks anew, and so does one whose id is known with other words; who sends that is anybody.
    store.claim(house.asks("m2", FindingKind::PrivacyDelete)).await.unwrap();
    let plain = store.claim(house.question("m3", "Hi")).await.unwrap();
    for _ in 0..2 {
        let late = house.asks("m3", FindingKind::PrivacyAccess);
        assert_eq!(store.claim(late).await.unwrap_err().kind(), ErrorKind::Conflict);
    }
    let on_file = store.requests_of(&oak(), first.lead).await.unwrap();
    assert_eq!(on_file.len(), 4);
    let late = on_file.iter().find(|request| request.turn == Some(plain.turn)).unwrap();
    assert_eq!(shown(late), (Right::Access, Identity::Unverified, Some(plain.turn), false));
    // A visitor of the web chat is whoever they say.
    let mut visitor = house.asks("m4", FindingKind::PrivacyAccess);
    visitor.inbound = Inbound::new("m4", Channel::WebChat, "v-1", "about my data").unwrap();
    let visitor = store.claim(visitor).await.unwrap();
    assert_eq!(store.requests_of(&oak(), visitor.lead).await.unwrap()[0].identity, Identity::Unverified);
}

#[tokio::test]
async fn what_is_asked_for_is_closed_by_what_answers_it() {
    let house = House::new();
    let store = house.open().await;
    let lead = store.claim(house.asks("m1", FindingKind::PrivacyDelete)).await.unwrap().lead;
    store.claim(house.question("m2", "Hi")).await.unwrap();
    let [deletion] = &store.requests_of(&oak(), lead).await.unwrap()[..] else { panic!() };
    let restrict = store.open_request(&oak(), RequestRecord::new(lead, Right::Restrict)).await.unwrap();
    store.restrict(&oak(), lead, false).await.unwrap();
    assert_eq!(store.request(&oak(), restrict.id).await.unwrap().closed, None);
    store.restrict(&oak(), lead, true).await.unwrap();
    assert_eq!(store.request(&oak(), restrict.id).await.unwrap().closed, Some(house.now()));
    // Nobody says that a deletion is done but the erasure, and not before it is.
    let error = store.step_request(&oak(), deletion.id, RequestStep::Done).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    house.pass(Duration::from_secs(60));
    let emptied = store.begin_erasure(&oak(), lead).await.unwrap();
    assert_eq!(store.request(&oak(), deletion.id).await.unwrap().closed, None);
    let keyless = store.destroy_key(emptied).await.unwrap();
    let erasure = store.end_erasure(keyless).await.unwrap();
    assert_eq!(erasure.counts.requests, 2);
    let done = store.request(&oak(), deletion.id).await.unwrap();
    assert_eq!((done.closed, done.refused), (Some(house.now()), None));
    assert!(store.open_requests(&oak(), house.now()).await.unwrap().is_empty());
    // A deletion that is asked for once more, under a known message's id, is answered by the erasure that was.
    store.claim(house.asks("m2", FindingKind::PrivacyDelete)).await.unwrap_err();
    assert_eq!(store.open_requests(&oak(), house.now().plus(LIFE)).await.unwrap().len(), 1);
    erase(&store, lead).await;
    let on_file = store.requests_of(&oak(), lead).await.unwrap();
    assert_eq!(on_file.iter().filter(|request| request.closed.is_some()).count(), 3);
    let late = store.open_request(&oak(), RequestRecord::new(lead, Right::Access)).await.unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Restricted);
    store.verify_audit(&oak(), None).await.unwrap();
}

#[tokio::test]
async fn a_message_opens_the_request_that_its_right_closes() {
    use crate::store::Use;
    for (finding, right, to) in [
        (FindingKind::PrivacySale, Right::OptOutOfSale, Use::Sale),
        (FindingKind::PrivacyLimit, Right::LimitSensitiveData, Use::SensitiveData),
        (FindingKind::PrivacyObject, Right::Object, Use::Profiling),
    ] {
        let house = House::new();
        let store = house.open().await;
        let lead = store.claim(house.asks("m1", finding)).await.unwrap().lead;
        let [request] = &store.requests_of(&oak(), lead).await.unwrap()[..] else { panic!() };
        assert_eq!((request.right, request.closed), (right, None));
        store.object(&oak(), lead, vec![to]).await.unwrap();
        assert!(store.request(&oak(), request.id).await.unwrap().closed.is_some(), "{finding:?}");
    }
    for (finding, right) in [
        (FindingKind::PrivacyPortability, Right::Portability),
        (FindingKind::PrivacyCorrect, Right::Correct),
        (FindingKind::PrivacyRestrict, Right::Restrict),
    ] {
        let house = House::new();
        let store = house.open().await;
        let lead = store.claim(house.asks("m1", finding)).await.unwrap().lead;
        assert_eq!(store.requests_of(&oak(), lead).await.unwrap()[0].right, right);
    }
}

#[tokio::test]
async fn a_request_goes_its_steps_once() {
    let house = House::new();
    let store = house.open().await;
    let lead = store.claim(house.question("m1", "Hi")).await.unwrap().lead;
    let mut record = RequestRecord::new(lead, Right::Access);
    record.at = Some(house.now().plus(Duration::from_secs(3600)));
    assert_eq!(store.open_request(&oak(), record).await.unwrap_err().kind(), ErrorKind::InputInvalid);
    record.at = Some(Timestamp::from_millis(house.now().as_millis() - 86_400_000));
    let request = store.open_request(&oak(), record).await.unwrap();
    assert_eq!(Some(request.at), record.at);
    let steps = [
        RequestStep::Confirmed,
        RequestStep::Verified(Identity::TwoDataPoints),
        RequestStep::Extended,
        RequestStep::Done,
    ];
    let mut last = None;
    for step in steps {
        house.pass(Duration::from_secs(60));
        let noted = store.step_request(&oak(), request.id, step.clone()).await.unwrap();
        house.pass(Duration::from_secs(60));
        assert_eq!(store.step_request(&oak(), request.id, step).await.unwrap(), noted, "twice is once");
        last = Some(noted);
    }
    let last = last.unwrap();
    assert_eq!(store.request(&oak(), request.id).await.unwrap(), last);
    assert!(last.confirmed < last.extended && last.extended < last.closed && last.confirmed.is_some());
    assert_eq!(told(&store, lead).await, [
        "rights.requested",
        "rights.request_confirmed",
        "rights.request_verified",
        "rights.request_extended",
        "rights.request_done",
    ]);
    let refused = RequestStep::Refused("not-verified".to_owned());
    let error = store.step_request(&oak(), request.id, refused.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let other = store.open_request(&oak(), RequestRecord::new(lead, Right::Delete)).await.unwrap();
    let other = store.step_request(&oak(), other.id, refused).await.unwrap();
    assert_eq!((other.closed.is_some(), other.refused.as_deref()), (true, Some("not-verified")));
}

#[tokio::test]
async fn open_requests_are_listed_by_age_and_those_of_others_are_absent() {
    let house = House::new();
    let store = house.open().await;
    let lead = store.claim(house.question("m1", "Hi")).await.unwrap().lead;
    let mut ids = Vec::new();
    for days in [3, 1, 2] {
        let mut record = RequestRecord::new(lead, Right::Object);
        record.at = Some(Timestamp::from_millis(house.now().as_millis() - days * 86_400_000));
        ids.push(store.open_request(&oak(), record).await.unwrap().id);
    }
    let now = house.now();
    let open = store.open_requests(&oak(), now).await.unwrap();
    assert_eq!(open.iter().map(|request| request.id).collect::<Vec<_>>(), [ids[0], ids[2], ids[1]]);
    let before = Timestamp::from_millis(now.as_millis() - 86_400_000);
    let before = store.open_requests(&oak(), before).await.unwrap();
    assert_eq!(before.len(), 2, "that very moment is not before it");
    store.put_account(account("elm")).await.unwrap();
    let elm = AccountId::new("elm").unwrap();
    assert!(store.open_requests(&elm, now).await.unwrap().is_empty());
    let absent: crate::lead::RequestId = "01a2078d-f8aa-79c5-a603-87f6ec6e479f".parse().unwrap();
    for (foreign, absent) in [
        (store.request(&elm, ids[0]).await, store.request(&elm, absent).await),
        (
            store.step_request(&elm, ids[0], RequestStep::Done).await,
            store.step_request(&elm, absent, RequestStep::Done).await,
        ),
    ] {
        let (foreign, absent) = (foreign.unwrap_err(), absent.unwrap_err());
        assert_eq!((foreign.kind(), foreign.to_string()), (ErrorKind::NotFound, absent.to_string()));
    }
    let record = RequestRecord::new(lead, Right::Access);
    assert_eq!(store.open_request(&elm, record).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(store.requests_of(&elm, lead).await.unwrap_err().kind(), ErrorKind::NotFound);
}
