use super::*;
use crate::consent::{ConsentRecord, RecordKind};
use crate::rights::{Sweep, Swept, sweep};
use crate::store::{RequestRecord, RequestStep, Right};

const DAY: Duration = Duration::from_secs(86_400);

async fn swept(house: &House, store: &TestStore, part: Sweep) -> Swept {
    sweep(store, &oak(), part, house.now()).await.unwrap()
}

fn told(leads: &[crate::rights::SweptLead]) -> Vec<(LeadId, &'static str)> {
    leads.iter().map(|swept| (swept.lead, swept.rule)).collect()
}

/// A lead with a phone of its own, which is put on file or writes.
async fn lead(house: &House, store: &TestStore, phone: &str, writes: bool) -> LeadId {
    let record = format!(r#"{{"phones": ["{phone}"]}}"#);
    let lead = store.put_lead(&oak(), Lead::from_json(&record).unwrap()).await.unwrap();
    if writes {
        let mut claim = house.question("m1", "Hi");
        claim.inbound = Inbound::new("m1", Channel::Sms, phone, "Hi").unwrap();
        store.claim(claim).await.unwrap();
    }
    lead
}

#[tokio::test]
async fn who_was_not_heard_of_for_long_is_erased_a_part_at_a_time() {
    let house = House::new();
    let store = house.open().await;
    let mut leads = Vec::new();
    for (number, writes) in [(1, true), (2, false), (3, true), (4, false), (5, true)] {
        leads.push(lead(&house, &store, &format!("+1512555010{number}"), writes).await);
        house.pass(Duration::from_secs(1));
    }
    house.pass(10 * DAY);
    // The third writes again, and a sixth comes.
    let mut claim = house.question("m2", "Still there?");
    claim.inbound = Inbound::new("m2", Channel::Sms, "+15125550103", "Still there?").unwrap();
    store.claim(claim).await.unwrap();
    let sixth = lead(&house, &store, "+15125550106", false).await;
    let part = Sweep { limit: 2, ..Sweep::new(10) };
    let dry = swept(&house, &store, Sweep { dry_run: true, limit: 1000, ..part }).await;
    let idle: Vec<_> = [0, 1, 3, 4].map(|at: usize| (leads[at], "retention.idle")).to_vec();
    assert_eq!((told(&dry.erased), dry.looked_at, dry.next), (idle.clone(), 6, None));
    assert_eq!(count(&store, "SELECT count(*) FROM erasure").await, 0, "a dry run erases nobody");
    assert!(swept(&house, &store, Sweep::new(11)).await.erased.is_empty());
    let first = swept(&house, &store, part).await;
    assert_eq!((told(&first.erased), first.next), (idle[..2].to_vec(), Some(leads[1])));
    // Whoever starts again from the first finds what is left.
    let (mut rest, mut after) = (Vec::new(), None);
    loop {
        let next = swept(&house, &store, Sweep { after, ..part }).await;
        rest.extend(told(&next.erased));
        after = next.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(rest, idle[2..].to_vec());
    for lead in [leads[2], sixth] {
        store.lead(&oak(), lead).await.unwrap();
    }
    let trail = store.audit_trail(&oak(), Some(leads[0])).await.unwrap();
    let begun = trail.iter().find(|entry| entry.what.as_str() == "rights.erasure_begun").unwrap();
    assert_eq!(begun.rules[0].as_str(), "retention.idle");
    assert_eq!(trail.last().unwrap().what.as_str(), "rights.erased");
    store.verify_audit(&oak(), None).await.unwrap();
}

#[tokio::test]
async fn what_keeps_a_lead_is_told_and_who_writes_meanwhile_stays() {
    let house = House::new();
    let store = house.open().await;
    let held = lead(&house, &store, "+15125550101", true).await;
    let restricted = lead(&house, &store, "+15125550102", true).await;
    let asking = lead(&house, &store, "+15125550103", true).await;
    let free = lead(&house, &store, "+15125550104", true).await;
    store.hold(&oak(), held, Some("litigation".into())).await.unwrap();
    store.restrict(&oak(), restricted, true).await.unwrap();
    let request = store.open_request(&oak(), RequestRecord::new(asking, Right::Access)).await.unwrap();
    house.pass(10 * DAY);
    let now = house.now();
    let mut kept = told(&swept(&house, &store, Sweep { dry_run: true, ..Sweep::new(5) }).await.kept);
    kept.sort_by_key(|(_, rule)| *rule);
    assert_eq!(kept, [(held, "rights.held"), (asking, "rights.requested"), (restricted, "rights.restricted")]);
    // The look is taken again where the rows go.
    let mut claim = house.question("m2", "Still there?");
    claim.inbound = Inbound::new("m2", Channel::Sms, "+15125550104", "Still there?").unwrap();
    store.claim(claim).await.unwrap();
    for lead in [held, restricted, asking, free] {
        assert!(store.expire(&oak(), lead, now, "retention.idle").await.unwrap().is_none());
    }
    assert!(swept(&house, &store, Sweep::new(5)).await.erased.is_empty());
    store.hold(&oak(), held, None).await.unwrap();
    store.restrict(&oak(), restricted, false).await.unwrap();
    store.step_request(&oak(), request.id, RequestStep::Done).await.unwrap();
    let erased = swept(&house, &store, Sweep::new(5)).await.erased;
    assert_eq!(erased.len(), 3);
    // A closed request is kept for 24 months after, and no longer.
    house.pass(Duration::from_secs(729 * 86_400));
    assert_eq!(swept(&house, &store, Sweep::new(3650)).await.requests, 0);
    house.pass(3 * DAY);
    assert_eq!(swept(&house, &store, Sweep { dry_run: true, ..Sweep::new(3650) }).await.requests, 1);
    assert_eq!(swept(&house, &store, Sweep::new(3650)).await.requests, 1);
    assert_eq!(store.request(&oak(), request.id).await.unwrap_err().kind(), ErrorKind::NotFound);
}

/// A stop that was said so, on file.
async fn stop(store: &TestStore, phone: &str, words: &str, at: Option<&str>) -> Recorded {
    let mut record = ConsentRecord::new(RecordKind::OptOut, phone.parse().unwrap());
    (record.words, record.at) = (Some(words.into()), at.map(|at| at.parse().unwrap()));
    store.record_consent(&oak(), vec![record]).await.unwrap().remove(0).unwrap()
}

/// How many words are told of a contact point.
async fn words(store: &TestStore, phone: &str) -> usize {
    let on_file = store.consent_at(&oak(), phone.parse().unwrap()).await.unwrap();
    on_file.history.iter().filter(|entry| entry.words.is_some()).count()
}

/// What each part of a sweep by one lead at a time says of evidence.
async fn evidence_swept(house: &House, store: &TestStore) -> Vec<u64> {
    let (mut parts, mut part) = (Vec::new(), Sweep { limit: 1, ..Sweep::new(36_500) });
    loop {
        let swept = swept(house, store, part).await;
        parts.push(swept.evidence);
        part.after = swept.next;
        if part.after.is_none() {
            return parts;
        }
    }
}

fn wait_until(house: &House, time: &str) {
    house.pass(time.parse::<Timestamp>().unwrap().since(house.now()));
}

#[tokio::test]
async fn words_go_after_their_fifth_year_unless_a_hold_covers_them_and_so_do_copies() {
    const HELD: &str = "+15125550101";
    const ERASED: &str = "+15125550102";
    const NOBODYS: &str = "+15125550103";
    const LATER: &str = "+15125550104";
    let house = House::new();
    let store = house.open().await;
    // One that nobody had the phone of yet, and one of the lead's.
    stop(&store, HELD, "zqxwords before", None).await;
    let held = lead(&house, &store, HELD, false).await;
    stop(&store, HELD, "zqxwords after", None).await;
    store.hold(&oak(), held, Some("litigation".into())).await.unwrap();
    let erased = lead(&house, &store, ERASED, false).await;
    stop(&store, ERASED, "zqxwords", None).await;
    let emptied = store.begin_erasure(&oak(), erased).await.unwrap();
    let keyless = store.destroy_key(emptied).await.unwrap();
    store.end_erasure(keyless).await.unwrap();
    stop(&store, NOBODYS, "zqxwords", None).await;
    wait_until(&house, "2027-01-21T00:00:00Z");
    stop(&store, LATER, "zqxwords", None).await;
    execute(&store, "CREATE TABLE copy AS SELECT * FROM evidence").await;

    let dry = Sweep { dry_run: true, limit: 1000, ..Sweep::new(36_500) };
    wait_until(&house, "2032-01-01T23:59:59Z");
    assert_eq!(swept(&house, &store, dry).await.evidence, 0);
    house.pass(Duration::from_secs(1));
    assert_eq!(swept(&house, &store, dry).await.evidence, 2);
    assert_eq!(words(&store, ERASED).await, 1, "a dry run deletes nothing");
    assert_eq!(evidence_swept(&house, &store).await, [0, 0, 2], "with the last part");
    let left = [HELD, ERASED, NOBODYS, LATER].map(|phone| words(&store, phone));
    let [on_hold, of_erased, of_nobody, later] = left;
    assert_eq!((on_hold.await, of_erased.await, of_nobody.await, later.await), (2, 0, 0, 1));
    assert_eq!(evidence_swept(&house, &store).await, [0, 0, 0]);
    // The stop itself stays, and each was told of.
    assert_eq!(store.consent_at(&oak(), NOBODYS.parse().unwrap()).await.unwrap().history.len(), 1);
    let trail = store.audit_trail(&oak(), None).await.unwrap();
    let told: Vec<_> = trail.iter().filter(|entry| entry.what.as_str() == "retention.evidence").collect();
    assert_eq!((told.len(), told[0].rules.len(), told[0].rules[0].as_str()), (2, 1, "evidence.2031"));

    // While the hold was on, the year's key was there. When none of its words are left, it opens no copy.
    store.hold(&oak(), held, None).await.unwrap();
    assert_eq!(evidence_swept(&house, &store).await, [0, 0, 2]);
    execute(&store, "DELETE FROM evidence").await;
    execute(&store, "INSERT INTO evidence SELECT * FROM copy").await;
    for (phone, opened) in [(HELD, 0), (ERASED, 0), (NOBODYS, 0), (LATER, 1)] {
        assert_eq!(words(&store, phone).await, opened, "{phone}");
    }
    store.verify_audit(&oak(), None).await.unwrap();
}

#[tokio::test]
async fn words_of_long_ago_are_not_kept_and_what_was_said_is() {
    let house = House::new();
    let store = house.open().await;
    stop(&store, PHONE, "zqxwords", None).await;
    wait_until(&house, "2032-02-01T00:00:00Z");
    assert_eq!(swept(&house, &store, Sweep::new(36_500)).await.evidence, 1);
    // Its year's key is gone, and an old list is imported all the same, again and again.
    for _ in 0..2 {
        let at = Some("2026-03-01T00:00:00Z");
        assert_eq!(stop(&store, "+15125550188", "zqxwords", at).await.state, ConsentState::OptedOut);
    }
    assert_eq!(store.ledger(&oak(), 0, 10).await.unwrap().len(), 2);
    assert_eq!(count(&store, "SELECT count(*) FROM evidence").await, 0);
}

/// How long leads are kept, put on file with the account.
async fn keeps(store: &TestStore, retention: &str) {
    let record = format!(r#"{{"id": "oak", "brand": "Oak", "retention": {retention}}}"#);
    store.put_account(Account::from_json(&record).unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_sweep_that_is_not_told_otherwise_goes_by_the_accounts_policy() {
    let house = House::new();
    let store = house.open().await;
    let old = lead(&house, &store, "+15125550101", true).await;
    house.pass(10 * DAY);
    let new = lead(&house, &store, "+15125550102", true).await;
    let nobody = sweep(&store, &oak(), Sweep::by_policy(), house.now()).await.unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::ConfigInvalid, "nothing is kept for ever because nobody chose");
    keeps(&store, r#"{"idle_days": 5}"#).await;
    let kept = swept(&house, &store, Sweep { dry_run: true, ..Sweep::new(11) }).await;
    assert_eq!((told(&kept.erased), kept.idle_days), (vec![], Some(11)));
    let first = swept(&house, &store, Sweep::by_policy()).await;
    assert_eq!((told(&first.erased), first.idle_days), (vec![(old, "retention.idle")], Some(5)));
    // Cancelled, the account goes on for its own time; then all go but whom a hold keeps.
    let held = lead(&house, &store, "+15125550103", true).await;
    store.hold(&oak(), held, Some("litigation".into())).await.unwrap();
    let cancelled = format!(r#"{{"idle_days": 36500, "cancelled": "{}"}}"#, house.now());
    keeps(&store, &cancelled).await;
    keeps(&store, &cancelled).await;
    house.pass(90 * DAY - Duration::from_secs(1));
    assert!(swept(&house, &store, Sweep::by_policy()).await.erased.is_empty());
    house.pass(Duration::from_secs(1));
    assert!(swept(&house, &store, Sweep::new(36_500)).await.erased.is_empty(), "it is told otherwise");
    let last = swept(&house, &store, Sweep::by_policy()).await;
    assert_eq!(told(&last.erased), [(new, "retention.cancelled")]);
    assert_eq!((told(&last.kept), last.idle_days), (vec![(held, "rights.held")], None));
    let begun = store.audit_trail(&oak(), Some(new)).await.unwrap();
    let begun = begun.iter().find(|entry| entry.what.as_str() == "rights.erasure_begun").unwrap();
    assert_eq!(begun.rules[0].as_str(), "retention.cancelled");
    // Each change of the policy is an entry, and what does not change it is none.
    let trail = store.audit_trail(&oak(), None).await.unwrap();
    let set = trail.iter().filter(|entry| entry.what.as_str() == "retention.set");
    let set: Vec<Vec<&str>> = set.map(|entry| entry.rules.iter().map(|rule| rule.as_str()).collect()).collect();
    assert_eq!(set.len(), 2);
    assert_eq!(set[0], ["idle_days.5", "after_cancellation_days.90"]);
    assert_eq!(set[1][..2], ["idle_days.36500", "after_cancellation_days.90"]);
    assert!(set[1][2].starts_with("cancelled.2026-12-02T"), "{set:?}");
    store.put_account(account("elm")).await.unwrap();
    let elm = AccountId::new("elm").unwrap();
    assert_eq!(sweep(&store, &elm, Sweep::by_policy(), house.now()).await.unwrap_err().kind(), ErrorKind::ConfigInvalid);
}
