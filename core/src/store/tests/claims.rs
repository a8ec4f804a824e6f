use super::*;

#[tokio::test]
async fn fifty_claims_at_once_are_one_turn() {
    let house = House::new();
    let (one, two) = (Arc::new(house.open().await), Arc::new(house.open().await));
    let mut claims = tokio::task::JoinSet::new();
    for index in 0..50 {
        let store = if index % 2 == 0 { one.clone() } else { two.clone() };
        let claim = house.question("m1", "Is it available?");
        claims.spawn(async move { store.claim(claim).await.unwrap() });
    }
    let claimed = claims.join_all().await;
    let turn = claimed[0].turn;
    assert!(claimed.iter().all(|claimed| claimed.turn == turn));
    assert_eq!(claimed.iter().filter(|claimed| !claimed.repeat).count(), 1);
    for (table, rows) in
        [("turn", 1), ("message", 1), ("lead", 1), ("conversation", 1), ("event", 1), ("audit", 1)]
    {
        let sql: &'static str = format!("SELECT count(*) FROM {table}").leak();
        assert_eq!(count(&one, sql).await, rows, "{table}");
    }
}

#[tokio::test]
async fn fifty_first_messages_of_one_sender_are_one_lead() {
    let house = House::new();
    let (one, two) = (Arc::new(house.open().await), Arc::new(house.open().await));
    let mut claims = tokio::task::JoinSet::new();
    for index in 0..50 {
        let store = if index % 2 == 0 { one.clone() } else { two.clone() };
        let claim = house.question(&format!("m{index}"), "Hi");
        claims.spawn(async move { store.claim(claim).await.unwrap() });
    }
    let claimed = claims.join_all().await;
    assert!(claimed.iter().all(|c| c.lead == claimed[0].lead && c.conversation == claimed[0].conversation));
    assert!(claimed.iter().all(|c| !c.repeat));
    assert_eq!(one.history(&oak(), claimed[0].lead).await.unwrap().len(), 50);
    one.verify_audit(&oak(), None).await.unwrap();
}

#[tokio::test]
async fn the_same_id_is_another_message_for_another_sender_channel_or_account() {
    let house = House::new();
    let store = house.open().await;
    store.put_account(account("elm")).await.unwrap();
    let base = store.claim(house.question("m1", "Hi")).await.unwrap();
    let mut others = Vec::new();
    let mut claim = house.question("m1", "Hi");
    claim.inbound = Inbound::new("m1", Channel::Sms, "+15125550148", "Hi").unwrap();
    others.push(store.claim(claim).await.unwrap());
    let mut claim = house.question("m1", "Hi");
    claim.inbound = Inbound::new("m1", Channel::WebChat, PHONE, "Hi").unwrap();
    others.push(store.claim(claim).await.unwrap());
    let mut claim = house.question("m1", "Hi");
    claim.account = AccountId::new("elm").unwrap();
    others.push(store.claim(claim).await.unwrap());
    for other in others {
        assert!(!other.repeat);
        assert_ne!(other.turn, base.turn);
        assert_ne!(other.lead, base.lead, "a visitor's id that looks like a phone is not that phone");
    }
}

#[tokio::test]
async fn another_body_under_the_same_id_conflicts_and_its_stop_counts() {
    let house = House::new();
    let store = house.open().await;
    let first = store.claim(house.question("m1", "Hi")).await.unwrap();
    let mut second = house.stop("m1");
    second.events.push(house.event(EventKind::OptIn, Scope::Channel(Channel::Sms)));
    let error = store.claim(second).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let kinds: Vec<_> =
        store.consent(&oak(), first.lead).await.unwrap().iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Inquiry, EventKind::OptOut], "tightened, not loosened");
    let history = store.history(&oak(), first.lead).await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].text.expose(), "Hi");
    assert_eq!(ended(&store, first.turn, answer("Yes")).await.kind, OutcomeKind::Silent);
    assert!(store.claim(house.question("m1", "Hi")).await.unwrap().repeat);
}

#[tokio::test]
async fn what_is_absent_and_what_is_anothers_are_answered_alike() {
    let house = House::new();
    let store = house.open().await;
    store.put_account(account("elm")).await.unwrap();
    let claimed = store.claim(house.question("m1", "Hi")).await.unwrap();
    store.begin(&oak(), claimed.turn).await.unwrap();
    let outbound = granted(&store, claimed.turn, answer("Yes")).await;
    let fresh = house.surroundings();
    let (no_turn, no_lead, no_outbound) = (
        TurnId::fresh(&fresh).unwrap(),
        LeadId::fresh(&fresh).unwrap(),
        OutboundId::of(TurnId::fresh(&fresh).unwrap()),
    );
    let (elm, ghost) = (AccountId::new("elm").unwrap(), AccountId::new("ghost").unwrap());
    let mut texts = std::collections::BTreeMap::<&str, std::collections::BTreeSet<String>>::new();
    for (account, turn, lead, outbound) in [
        (&elm, claimed.turn, claimed.lead, outbound),
        (&elm, no_turn, no_lead, no_outbound),
        (&oak(), no_turn, no_lead, no_outbound),
        (&ghost, claimed.turn, claimed.lead, outbound),
    ] {
        let elsewhere = |mut finish: Finish| {
            finish.account = account.clone();
            finish
        };
        let permit = PermitRequest { account: account.clone(), ..request(turn, answer("Yes")) };
        let errors = [
            ("lead", store.lead(account, lead).await.unwrap_err()),
            ("begin", store.begin(account, turn).await.unwrap_err()),
            ("answered", store.answered(permit.clone()).await.unwrap_err()),
            ("clear", store.clear(permit.clone()).await.unwrap_err()),
            ("permit", store.permit(permit).await.unwrap_err()),
            ("redeem", store.redeem(account, outbound).await.unwrap_err()),
            ("finish", store.finish(elsewhere(silent(turn))).await.unwrap_err()),
            ("outcome", store.outcome(account, turn).await.unwrap_err()),
            ("history", store.history(account, lead).await.unwrap_err()),
            ("consent", store.consent(account, lead).await.unwrap_err()),
        ];
        for (call, error) in errors {
            assert_eq!(error.kind(), ErrorKind::NotFound, "{call}");
            texts.entry(call).or_default().insert(error.to_string());
        }
    }
    assert!(texts.values().all(|texts| texts.len() == 1), "{texts:?}");
    for error in [
        store.account(&ghost).await.unwrap_err(),
        store.put_lead(&ghost, Lead::default()).await.unwrap_err(),
        store.put_listing(&ghost, Listing::default()).await.unwrap_err(),
        store.claim(Claim { account: ghost.clone(), ..house.question("m1", "Hi") }).await.unwrap_err(),
        store.open_turns(&ghost, 9).await.unwrap_err(),
        store.verify_audit(&ghost, None).await.unwrap_err(),
        store.audit_trail(&ghost, None).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
    assert!(matches!(store.redeem(&oak(), outbound).await.unwrap(), Redeemed::Cleared(..)), "left untouched");
}

#[tokio::test]
async fn a_stop_holds_for_the_contact_point_and_an_erasure_for_one_lead() {
    let house = House::new();
    let store = house.open().await;
    let lead = |id: &str, phones: &str| {
        Lead::from_json(&format!(r#"{{"external_id": "{id}", "phones": [{phones}]}}"#)).unwrap()
    };
    let jane = store.put_lead(&oak(), lead("1", r#""+15125550147", "+15125550148""#)).await.unwrap();
    let stopped = store.claim(house.stop("m1")).await.unwrap();
    assert_eq!(stopped.lead, jane);
    // John shares Jane's phone, and is newer: he is whom its messages are taken for now.
    let john = store.put_lead(&oak(), lead("2", r#""+15125550147""#)).await.unwrap();
    assert_ne!(jane, john);
    let asked = store.claim(house.question("m2", "Hi")).await.unwrap();
    assert_eq!((asked.lead, asked.conversation), (john, stopped.conversation));
    assert_eq!(ended(&store, asked.turn, answer("Yes")).await.kind, OutcomeKind::Silent);
    // Jane's other phone is stopped too, and START from there does not take the first one's back.
    let mut other = house.with(house.question("m3", "START"), FindingKind::OptIn, EventKind::OptIn);
    other.inbound = Inbound::new("m3", Channel::Sms, "+15125550148", "START").unwrap();
    let mut before = house.question("m0", "Hi");
    before.inbound = Inbound::new("m0", Channel::Sms, "+15125550148", "Hi").unwrap();
    let before = store.claim(before).await.unwrap();
    assert_eq!(before.lead, jane);
    assert_eq!(ended(&store, before.turn, answer("Yes")).await.kind, OutcomeKind::Silent);
    let other = store.claim(other).await.unwrap();
    granted(&store, other.turn, answer("Yes")).await;
    let again = store.claim(house.question("m4", "Hi")).await.unwrap();
    assert_eq!(ended(&store, again.turn, answer("Yes")).await.kind, OutcomeKind::Silent);
    // Another lead's erasure does not end this one's conversations.
    let mut erased = house.question("m5", "erase me");
    erased.inbound = Inbound::new("m5", Channel::Sms, "+15125550149", "erase me").unwrap();
    let ann = store.put_lead(&oak(), lead("3", r#""+15125550149""#)).await.unwrap();
    erased.events.push(house.event(EventKind::Erased, Scope::Everything));
    assert_eq!(store.claim(erased).await.unwrap().lead, ann);
    let bob = store.put_lead(&oak(), lead("4", r#""+15125550149""#)).await.unwrap();
    let mut asked = house.question("m6", "Hi");
    asked.inbound = Inbound::new("m6", Channel::Sms, "+15125550149", "Hi").unwrap();
    let asked = store.claim(asked).await.unwrap();
    assert_eq!(asked.lead, bob);
    granted(&store, asked.turn, answer("Yes")).await;
}

#[tokio::test]
async fn recorded_consent_tightens_and_never_loosens() {
    let house = House::new();
    let store = house.open().await;
    let record = |consent: &str| {
        Lead::from_json(&format!(r#"{{"phones": ["{PHONE}"], "consent": {{"sms": "{consent}"}}}}"#)).unwrap()
    };
    let lead = store.put_lead(&oak(), record("express")).await.unwrap();
    let kinds = async || -> Vec<EventKind> {
        store.consent(&oak(), lead).await.unwrap().iter().map(|event| event.kind).collect()
    };
    assert_eq!(kinds().await, [EventKind::OptIn]);
    for (consent, expected) in [
        ("implied", &[EventKind::OptIn][..]),
        ("opted_out", &[EventKind::OptIn, EventKind::OptOut]),
        ("opted_out", &[EventKind::OptIn, EventKind::OptOut]),
        ("express", &[EventKind::OptIn, EventKind::OptOut]),
    ] {
        assert_eq!(store.put_lead(&oak(), record(consent)).await.unwrap(), lead);
        assert_eq!(kinds().await, expected, "{consent}");
    }
    let asked = store.claim(house.question("m1", "Hi")).await.unwrap();
    assert_eq!(ended(&store, asked.turn, answer("Yes")).await.kind, OutcomeKind::Silent);
    // An e-mail channel without an address binds the lead all the same.
    let record =
        Lead::from_json(&format!(r#"{{"phones": ["{PHONE}"], "consent": {{"email": "opted_out"}}}}"#));
    store.put_lead(&oak(), record.unwrap()).await.unwrap();
    assert_eq!(kinds().await.len(), 4, "three so far, with the inquiry, and one");
    assert_eq!(store.consent(&oak(), lead).await.unwrap()[3].scope, Scope::Channel(Channel::Email));
}

#[tokio::test]
async fn leads_are_found_by_external_id_then_by_a_contact_point_of_theirs_alone() {
    let house = House::new();
    let store = house.open().await;
    let put = async |json: &str| store.put_lead(&oak(), Lead::from_json(json).unwrap()).await.unwrap();
    let jane =
        put(r#"{"external_id": "1", "phones": ["+15125550147"], "emails": ["jane@example.com"]}"#).await;
    assert_eq!(put(r#"{"external_id": "1", "phones": ["+15125550148"]}"#).await, jane);
    assert_eq!(put(r#"{"phones": ["+15125550148"], "first_name": "Jane"}"#).await, jane);
    let record = store.lead(&oak(), jane).await.unwrap();
    assert_eq!(record.first_name.unwrap().expose(), "Jane");
    assert_ne!(put(r#"{"phones": ["+15125550147"]}"#).await, jane, "a phone that is hers no more");
    let john = put(r#"{"external_id": "2", "phones": ["+15125550148"]}"#).await;
    assert_ne!(john, jane, "the business knows them as two");
    let shared = put(r#"{"phones": ["+15125550148"]}"#).await;
    assert!(shared != jane && shared != john, "a shared phone says nothing");
    let found = store.claim(house.question("m1", "Hi")).await.unwrap().lead;
    assert_eq!(put(&format!(r#"{{"external_id": "9", "phones": ["{PHONE}"]}}"#)).await, found);
    assert_eq!(put(r#"{"external_id": "9"}"#).await, found);
}

#[tokio::test]
async fn of_many_inquiries_the_first_and_the_last_are_read() {
    let house = House::new();
    let store = house.open().await;
    let mut last = None;
    for index in 0..9 {
        let claim = if index == 4 { house.stop("stop") } else { house.question(&format!("m{index}"), "Hi") };
        last = Some(store.claim(claim).await.unwrap());
        house.pass(Duration::from_secs(1));
    }
    let last = last.unwrap();
    let read = opened(&store, last.turn).await.standing.events;
    let all = store.consent(&oak(), last.lead).await.unwrap();
    assert_eq!(all.len(), 10);
    assert_eq!(read, [&all[0], &all[4], &all[5], &all[6], &all[9]].map(Clone::clone));
}

#[tokio::test]
async fn one_phone_of_a_lead_does_not_loosen_another() {
    let house = House::new();
    let store = house.open().await;
    let record = r#"{"phones": ["+15125550147", "+15125550148"]}"#;
    let lead = store.put_lead(&oak(), Lead::from_json(record).unwrap()).await.unwrap();
    let second = |mut claim: Claim| {
        claim.inbound = Inbound::new(&claim.inbound.id, Channel::Sms, "+15125550148", "text").unwrap();
        claim
    };
    let start = |id: &str| house.with(house.question(id, "START"), FindingKind::OptIn, EventKind::OptIn);
    let wrong =
        |id: &str| house.with(house.question(id, "wrong"), FindingKind::WrongNumber, EventKind::WrongParty);
    store.claim(house.stop("m1")).await.unwrap();
    store.claim(second(start("m2"))).await.unwrap();
    let asked = store.claim(house.question("m3", "Hi")).await.unwrap();
    assert_eq!(asked.lead, lead);
    assert_eq!(ended(&store, asked.turn, answer("Yes")).await.kind, OutcomeKind::Silent);
    let asked = store.claim(second(house.question("m4", "Hi"))).await.unwrap();
    granted(&store, asked.turn, answer("Yes")).await;
    // Nor does a wrong number say anything about the right one.
    store.claim(wrong("m5")).await.unwrap();
    let asked = store.claim(second(house.question("m6", "Hi"))).await.unwrap();
    granted(&store, asked.turn, answer("Yes")).await;
    // A stop reaches them all.
    store.claim(house.stop("m7")).await.unwrap();
    let asked = store.claim(second(house.question("m8", "Hi"))).await.unwrap();
    assert_eq!(ended(&store, asked.turn, answer("Yes")).await.kind, OutcomeKind::Silent);
}

/// P2: it counts whenever it lands, once, and never the other way.
#[tokio::test]
async fn a_second_opinion_tightens_and_does_so_once() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "we part ways")).await.unwrap();
    let finding = |kind| Finding { kind, scope: Scope::Channel(Channel::Sms), rule: "optout.second_opinion", confidence: 0.5 };
    let loosens = store.second_opinion(&oak(), claimed.turn, finding(FindingKind::OptIn)).await.unwrap_err();
    assert_eq!(loosens.kind(), ErrorKind::Unexpected);
    for _ in 0..2 {
        store.second_opinion(&oak(), claimed.turn, finding(FindingKind::OptOut)).await.unwrap();
    }
    let open = opened(&store, claimed.turn).await;
    assert_eq!((open.reading.label(), open.reading.findings.len()), (FindingKind::OptOut.label(), 1));
    let ends = ended(&store, claimed.turn, answer("It is.")).await;
    assert_eq!((ends.kind, ends.consent), (OutcomeKind::Silent, ConsentState::OptedOut));
    let stops = store.consent(&oak(), claimed.lead).await.unwrap();
    assert_eq!(stops.iter().filter(|event| event.kind == EventKind::OptOut).count(), 1);
    let kept = store.consent_at(&oak(), PHONE.parse().unwrap()).await.unwrap();
    let words = kept.history.iter().filter_map(|entry| entry.words.as_ref()).map(|words| words.expose().as_str());
    assert_eq!(words.collect::<Vec<_>>(), ["we part ways"]);

    // Another process's answer was quicker.
    let quick = store.claim(house.question("m2", "we part ways")).await.unwrap();
    store.second_opinion(&oak(), quick.turn, finding(FindingKind::OptOut)).await.unwrap();
    assert_eq!(store.second_opinion(&oak(), TurnId::fresh(&Surroundings::default()).unwrap(), finding(FindingKind::OptOut)).await.unwrap_err().kind(), ErrorKind::NotFound);
    store.verify_audit(&oak(), None).await.unwrap();
}
