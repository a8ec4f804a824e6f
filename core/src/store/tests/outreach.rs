use super::*;
use crate::consent::{ConsentRecord, RecordKind};
use crate::lead::{Outreach, OutreachPurpose};
use crate::store::{ClaimOutreach, Claimed, OpenOutreach};

const OTHER: &str = "+15125550188";
const HOUR: Duration = Duration::from_secs(3600);

/// A Sunday, one in the afternoon in Texas.
async fn open(house: &House) -> TestStore {
    let store = house.open().await;
    house.pass(3 * HOUR);
    store
}

/// Somebody in Texas who signed for texts.
async fn jane(store: &TestStore) -> LeadId {
    let lead = lead(store, &[PHONE]).await;
    signed(store, PHONE).await;
    lead
}

async fn lead(store: &TestStore, phones: &[&str]) -> LeadId {
    let record = serde_json::json!({"external_id": phones.concat(), "phones": phones}).to_string();
    store.put_lead(&oak(), Lead::from_json(&record).unwrap()).await.unwrap()
}

async fn signed(store: &TestStore, phone: &str) {
    put(store, RecordKind::WrittenOptIn, phone).await;
}

async fn put(store: &TestStore, kind: RecordKind, phone: &str) {
    let mut record = ConsentRecord::new(kind, phone.parse().unwrap());
    record.words = Some("Yes, text me.".into());
    for recorded in store.record_consent(&oak(), vec![record]).await.unwrap() {
        recorded.unwrap();
    }
}

fn outreach(id: &str, lead: LeadId, text: &str) -> ClaimOutreach {
    let turn = TurnId::fresh(&Surroundings::default()).unwrap();
    let outreach = Outreach::new(id, lead, Channel::Sms, OutreachPurpose::Marketing, text).unwrap();
    ClaimOutreach { account: oak(), turn, outreach }
}

async fn claimed(store: &TestStore, id: &str, lead: LeadId) -> Claimed {
    store.claim_outreach(outreach(id, lead, "zqxsale")).await.unwrap()
}

fn words() -> Answer {
    Answer {
        author: Author::Business,
        kind: OutcomeKind::Outreach,
        permit: PermitKind::Outreach(OutreachPurpose::Marketing),
        reasons: vec!["outreach.marketing".to_owned()],
        ..answer("zqxsale")
    }
}

async fn begun(store: &TestStore, turn: TurnId) -> OpenOutreach {
    match store.begin(&oak(), turn).await.unwrap() {
        Work::Outreach(open) => *open,
        other => panic!("{other:?}"),
    }
}

/// The outreach is claimed and asked for, and ends so.
async fn reached(store: &TestStore, id: &str, lead: LeadId) -> StoredOutcome {
    let turn = claimed(store, id, lead).await.turn;
    match store.clear(request(turn, words())).await.unwrap() {
        Redeemed::Cleared(_, outcome) | Redeemed::Ended(outcome) => *outcome,
        Redeemed::Expired => panic!("expired"),
    }
}

fn told(outcome: &StoredOutcome) -> (OutcomeKind, &str) {
    (outcome.kind, outcome.reasons[0].as_str())
}

#[tokio::test]
async fn the_same_id_is_the_same_outreach() {
    let house = House::new();
    let store = open(&house).await;
    let (jane, other) = (jane(&store).await, lead(&store, &[OTHER]).await);
    store.put_listing(&oak(), Listing::from_json(r#"{"id": "L-7"}"#).unwrap()).await.unwrap();
    let first = claimed(&store, "o1", jane).await;
    let open = begun(&store, first.turn).await;
    assert_eq!((open.text.expose().as_str(), open.recalled.first), ("zqxsale", true));
    assert!(!first.repeat && matches!(open.progress, Progress::Claimed));
    let again = claimed(&store, "o1", jane).await;
    assert_eq!((again.turn, again.lead, again.repeat), (first.turn, jane, true));
    let changed = |change: fn(&mut Outreach)| {
        let mut claim = outreach("o1", jane, "zqxsale");
        change(&mut claim.outreach);
        claim
    };
    for claim in [
        outreach("o1", other, "zqxsale"),
        outreach("o1", jane, "zqxother"),
        changed(|outreach| outreach.channel = Channel::Email),
        changed(|outreach| outreach.purpose = OutreachPurpose::Transactional),
        changed(|outreach| outreach.listing = Some("L-7".to_owned())),
    ] {
        let error = store.claim_outreach(claim).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
    }
    assert_eq!(count(&store, "SELECT count(*) FROM turn").await, 1);
    // A message of the lead's with that id is another thing.
    let message = store.claim(house.question("o1", "zqxsale")).await.unwrap();
    assert_ne!(message.turn, first.turn);
    // In another account too.
    store.put_account(account("elm")).await.unwrap();
    let elm = ClaimOutreach { account: AccountId::new("elm").unwrap(), ..outreach("o1", jane, "zqxsale") };
    assert_eq!(store.claim_outreach(elm).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn it_is_handed_out_once_and_is_part_of_the_conversation_from_then_on() {
    let house = House::new();
    let store = open(&house).await;
    let jane = jane(&store).await;
    let first = claimed(&store, "o1", jane).await;
    begun(&store, first.turn).await;
    assert!(store.history(&oak(), jane).await.unwrap().is_empty(), "what is not sent was not said");
    let Redeemed::Cleared(cleared, outcome) = store.clear(request(first.turn, words())).await.unwrap() else { panic!() };
    assert_eq!(cleared.release(&*house.clock).unwrap().expose(), "zqxsale");
    assert_eq!(told(&outcome), (OutcomeKind::Outreach, "outreach.marketing"));
    assert_eq!(outcome.author, Some(Author::Business));
    assert!(matches!(store.begin(&oak(), first.turn).await.unwrap(), Work::Done(done) if done == outcome));
    assert!(matches!(store.clear(request(first.turn, words())).await.unwrap(), Redeemed::Ended(done) if done == outcome));
    let history = store.history(&oak(), jane).await.unwrap();
    assert_eq!((history.len(), history[0].role), (1, Role::Assistant));
    let what: Vec<_> = store.audit_trail(&oak(), Some(jane)).await.unwrap();
    let what: Vec<_> = what.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(what, ["consent.written_opt_in", "claim.outreach", "permit.granted", "outcome.outreach"]);
    // The lead's answer goes on from it, and discloses no second time.
    let answered = store.claim(house.question("m1", "How much?")).await.unwrap();
    let recalled = opened(&store, answered.turn).await.recalled;
    assert_eq!((answered.conversation, recalled.first, recalled.history.len()), (first.conversation, false, 1));
    store.verify_audit(&oak(), None).await.unwrap();
}

#[tokio::test]
async fn it_goes_to_the_first_contact_point_that_no_stop_is_on() {
    let house = House::new();
    let store = open(&house).await;
    let jane = lead(&store, &[PHONE, OTHER]).await;
    for phone in [PHONE, OTHER] {
        signed(&store, phone).await;
    }
    let first = claimed(&store, "o1", jane).await;
    put(&store, RecordKind::WrongParty, PHONE).await;
    let second = claimed(&store, "o2", jane).await;
    assert_ne!(second.conversation, first.conversation);
    put(&store, RecordKind::WrongParty, OTHER).await;
    assert_eq!(claimed(&store, "o3", jane).await.conversation, first.conversation, "which says why not");
    assert_eq!(told(&reached(&store, "o3", jane).await), (OutcomeKind::Silent, "consent.wrong_party"));
    // What was claimed does not go to a contact point that was stopped, or taken off the record, meanwhile.
    let silent = ended(&store, first.turn, words()).await;
    assert_eq!(told(&silent), (OutcomeKind::Silent, "consent.wrong_party"));
}

#[tokio::test]
async fn what_cannot_be_written_is_refused() {
    let house = House::new();
    let store = open(&house).await;
    let jane = jane(&store).await;
    let kind = async |change: fn(&mut ClaimOutreach)| {
        let mut claim = outreach("o1", jane, "zqxsale");
        change(&mut claim);
        store.claim_outreach(claim).await.unwrap_err().kind()
    };
    assert_eq!(kind(|claim| claim.outreach.channel = Channel::WebChat).await, ErrorKind::InputInvalid);
    let mail = |claim: &mut ClaimOutreach| {
        claim.outreach.channel = Channel::Email;
        claim.outreach.purpose = OutreachPurpose::Transactional;
    };
    assert_eq!(kind(mail).await, ErrorKind::InputInvalid, "she has no address");
    // Marketing mail wants a postal address first.
    assert_eq!(kind(|claim| claim.outreach.channel = Channel::Email).await, ErrorKind::ConfigInvalid);
    assert_eq!(kind(|claim| claim.outreach.listing = Some("L-9".into())).await, ErrorKind::NotFound);
    let absent = |claim: &mut ClaimOutreach| {
        claim.outreach.lead = LeadId::fresh(&Surroundings::default()).unwrap();
    };
    assert_eq!(kind(absent).await, ErrorKind::NotFound);
    let nobody = |claim: &mut ClaimOutreach| claim.account = AccountId::new("nobody").unwrap();
    assert_eq!(kind(nobody).await, ErrorKind::NotFound);
    assert_eq!(count(&store, "SELECT count(*) FROM turn").await, 0);
}

#[tokio::test]
async fn a_cap_is_counted_where_it_is_handed_out() {
    let house = House::new();
    let store = open(&house).await;
    let mut record = account("oak");
    record.caps.per_day = 2;
    store.put_account(record).await.unwrap();
    let jane = jane(&store).await;
    // Claimed is not sent, and neither is permitted.
    for id in ["o1", "o2", "o3"] {
        claimed(&store, id, jane).await;
    }
    let waits = claimed(&store, "o4", jane).await;
    let outbound = granted(&store, waits.turn, words()).await;
    let first = house.now();
    assert_eq!(reached(&store, "o1", jane).await.kind, OutcomeKind::Outreach);
    house.pass(HOUR);
    // Another lead who shares the phone counts with it.
    let other = store.put_lead(&oak(), Lead::from_json(&format!(r#"{{"external_id": "b", "phones": ["{PHONE}"]}}"#)).unwrap()).await.unwrap();
    assert_ne!(other, jane);
    assert_eq!(reached(&store, "o5", other).await.kind, OutcomeKind::Outreach);
    let deferred = reached(&store, "o2", jane).await;
    let day = 24 * HOUR;
    // The day after is a Monday: the hours are open when the cap ends.
    assert_eq!((told(&deferred), deferred.until), ((OutcomeKind::Deferred, "caps.day"), Some(first.plus(day))));
    // The permit that was given before is for nothing.
    assert!(matches!(store.redeem(&oak(), outbound).await.unwrap(), Redeemed::Expired));
    assert_eq!(told(&ended(&store, waits.turn, words()).await), (OutcomeKind::Deferred, "caps.day"));
    // An answer is not counted, and not held up.
    let asked = store.claim(house.question("m1", "How much?")).await.unwrap();
    assert!(matches!(store.clear(request(asked.turn, answer("689,000"))).await.unwrap(), Redeemed::Cleared(..)));
    store.finish(silent(claimed(&store, "o3", jane).await.turn)).await.unwrap();
    house.pass(day - HOUR - Duration::from_millis(1));
    assert!(store.open_turns(&oak(), 9).await.unwrap().is_empty());
    house.pass(Duration::from_millis(1));
    let due = store.open_turns(&oak(), 9).await.unwrap();
    assert_eq!(due.len(), 2);
    // She has written meanwhile: these are superseded by what was answered.
    let outcome = reached(&store, "o2", jane).await;
    assert_eq!((told(&outcome), outcome.by), ((OutcomeKind::Superseded, "turn.superseded"), Some(asked.turn)));
    assert_eq!(reached(&store, "o6", jane).await.kind, OutcomeKind::Outreach);
    assert_eq!(told(&reached(&store, "o7", jane).await), (OutcomeKind::Deferred, "caps.day"));
}

#[tokio::test]
async fn of_two_that_are_permitted_a_cap_of_one_lets_one_go() {
    let house = House::new();
    let (one, two) = (open(&house).await, house.open().await);
    let mut record = account("oak");
    record.caps.per_day = 1;
    one.put_account(record).await.unwrap();
    let jane = jane(&one).await;
    let first = granted(&one, claimed(&one, "o1", jane).await.turn, words()).await;
    let second = granted(&one, claimed(&one, "o2", jane).await.turn, words()).await;
    assert!(matches!(two.redeem(&oak(), first).await.unwrap(), Redeemed::Cleared(..)));
    let Redeemed::Ended(outcome) = one.redeem(&oak(), second).await.unwrap() else { panic!() };
    assert_eq!(told(&outcome), (OutcomeKind::Deferred, "caps.day"));
    house.pass(24 * HOUR);
    let Work::Outreach(kept) = one.begin(&oak(), second.turn()).await.unwrap() else { panic!() };
    assert!(matches!(kept.progress, Progress::Answered(answer) if answer == words()), "its text is kept");
}

#[tokio::test]
async fn what_is_asked_for_is_held_sent_or_not() {
    let house = House::new();
    let store = open(&house).await;
    let jane = jane(&store).await;
    let sent = reached(&store, "o1", jane).await;
    let waits = claimed(&store, "o2", jane).await;
    let held = store.held(&oak(), jane).await.unwrap().outreach;
    let told: Vec<_> = held.iter().map(|of| (of.turn, of.id.expose().as_str(), of.sent)).collect();
    assert_eq!(told, [(sent.turn, "o1", Some(house.now())), (waits.turn, "o2", None)]);
    for of in held {
        assert_eq!((of.text.expose().as_str(), of.listing, of.at), ("zqxsale", None, house.now()));
        assert_eq!((of.channel, of.purpose), (Channel::Sms, OutreachPurpose::Marketing));
        assert_eq!(of.conversation, waits.conversation);
    }
}

#[tokio::test]
async fn the_week_s_cap_ends_after_seven_days_to_the_millisecond() {
    let house = House::new();
    let store = open(&house).await;
    let mut record = account("oak");
    record.caps.per_week = 1;
    store.put_account(record).await.unwrap();
    let jane = jane(&store).await;
    let first = house.now();
    assert_eq!(reached(&store, "o1", jane).await.kind, OutcomeKind::Outreach);
    let week = Duration::from_secs(7 * 24 * 3600);
    house.pass(week - Duration::from_millis(1));
    let deferred = reached(&store, "o2", jane).await;
    assert_eq!((told(&deferred), deferred.until), ((OutcomeKind::Deferred, "caps.week"), Some(first.plus(week))));
    house.pass(Duration::from_millis(1));
    assert_eq!(reached(&store, "o2", jane).await.kind, OutcomeKind::Outreach);
}

#[tokio::test]
async fn a_stop_between_permit_and_redemption_ends_it() {
    let house = House::new();
    let store = open(&house).await;
    let jane = jane(&store).await;
    let turn = claimed(&store, "o1", jane).await.turn;
    let outbound = granted(&store, turn, words()).await;
    store.claim(house.stop("m1")).await.unwrap();
    let Redeemed::Ended(outcome) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!((told(&outcome), outcome.outbound), ((OutcomeKind::Silent, "consent.opted_out"), None));
    assert_eq!(count(&store, "SELECT count(*) FROM turn WHERE sent IS NOT NULL").await, 0);
    // It is asked for no reply's sake.
    let reply = claimed(&store, "o2", jane).await.turn;
    assert_eq!(told(&ended(&store, reply, answer("zqxsale")).await), (OutcomeKind::Silent, "consent.none"));
}

#[tokio::test]
async fn what_the_lead_writes_before_its_permit_stands_for_it() {
    let house = House::new();
    let store = open(&house).await;
    let jane = jane(&store).await;
    // What came before does not.
    store.claim(house.question("m1", "Hi")).await.unwrap();
    let turn = claimed(&store, "o1", jane).await.turn;
    let outbound = granted(&store, turn, words()).await;
    let help = house.with(house.question("m2", "HELP"), FindingKind::Help, EventKind::Inquiry);
    let help = store.claim(help).await.unwrap();
    let Redeemed::Ended(outcome) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!((told(&outcome), outcome.by), ((OutcomeKind::Superseded, "turn.superseded"), Some(help.turn)));
    // An outreach stands for no message.
    claimed(&store, "o2", jane).await;
    let open = opened(&store, help.turn).await;
    assert_eq!(open.standing.superseded_by, None);
}

#[tokio::test]
async fn a_person_a_hold_and_a_restriction_forbid_it() {
    let house = House::new();
    let store = open(&house).await;
    let jane = jane(&store).await;
    let first = claimed(&store, "o1", jane).await;
    let outbound = granted(&store, first.turn, words()).await;
    store.restrict(&oak(), jane, true).await.unwrap();
    let Redeemed::Ended(outcome) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!(told(&outcome), (OutcomeKind::Silent, "rights.restricted"));
    store.restrict(&oak(), jane, false).await.unwrap();
    store.hold(&oak(), jane, Some("litigation".into())).await.unwrap();
    assert_eq!(told(&reached(&store, "o2", jane).await), (OutcomeKind::Silent, "rights.held"));
    store.hold(&oak(), jane, None).await.unwrap();
    assert_eq!(reached(&store, "o3", jane).await.kind, OutcomeKind::Outreach);
    store.set_human(&oak(), first.conversation, true).await.unwrap();
    assert_eq!(told(&reached(&store, "o4", jane).await), (OutcomeKind::Silent, "conversation.human"));
    store.set_human(&oak(), first.conversation, false).await.unwrap();
    // A number that the business has taken off the record is written to no more.
    let waits = claimed(&store, "o5", jane).await;
    let record = format!(r#"{{"external_id": "{PHONE}", "phones": ["{OTHER}"]}}"#);
    assert_eq!(store.put_lead(&oak(), Lead::from_json(&record).unwrap()).await.unwrap(), jane);
    let outcome = ended(&store, waits.turn, words()).await;
    assert_eq!(told(&outcome), (OutcomeKind::Silent, "consent.off_record"));
}

#[tokio::test]
async fn an_erasure_takes_it_along_and_who_is_imported_again_is_not_written_to() {
    let house = House::new();
    let store = open(&house).await;
    let jane = jane(&store).await;
    assert_eq!(reached(&store, "o1", jane).await.kind, OutcomeKind::Outreach);
    let waits = claimed(&store, "o2", jane).await;
    let outbound = granted(&store, waits.turn, words()).await;
    let claimed_only = claimed(&store, "o3", jane).await;
    let ended_before = claimed(&store, "o4", jane).await;
    store.finish(silent(ended_before.turn)).await.unwrap();
    let emptied = store.begin_erasure(&oak(), jane).await.unwrap();
    let keyless = store.destroy_key(emptied).await.unwrap();
    let erasure = store.end_erasure(keyless).await.unwrap();
    assert_eq!((erasure.counts.turns, erasure.counts.messages), (4, 1));
    assert_eq!(count(&store, "SELECT count(*) FROM turn WHERE length(inbound) > 0 OR answer IS NOT NULL").await, 0);
    assert!(store.open_turns(&oak(), 9).await.unwrap().is_empty());
    for turn in [waits.turn, claimed_only.turn, ended_before.turn] {
        let outcome = store.outcome(&oak(), turn).await.unwrap().unwrap();
        assert_eq!(told(&outcome), (OutcomeKind::Silent, "consent.erased"));
    }
    let Redeemed::Ended(outcome) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!(told(&outcome), (OutcomeKind::Silent, "consent.erased"));
    assert_eq!(claimed(&store, "o3", jane).await.turn, claimed_only.turn, "the same id is still the same");
    let fresh = store.claim_outreach(outreach("o5", jane, "zqxsale")).await.unwrap_err();
    assert_eq!(fresh.kind(), ErrorKind::Restricted);
    // She comes again from a list, which says that she agreed: that is the business's word, and not hers.
    let record = format!(r#"{{"phones": ["{PHONE}"], "consent": {{"sms": "express"}}}}"#);
    let again = store.put_lead(&oak(), Lead::from_json(&record).unwrap()).await.unwrap();
    assert_ne!(again, jane);
    assert_eq!(told(&reached(&store, "o6", again).await), (OutcomeKind::Silent, "consent.erased"));
    // What she signs now is.
    house.pass(HOUR);
    signed(&store, PHONE).await;
    assert_eq!(reached(&store, "o7", again).await.kind, OutcomeKind::Outreach);
    store.verify_audit(&oak(), None).await.unwrap();
}

#[tokio::test]
async fn another_s_erasure_is_not_for_who_has_written() {
    let house = House::new();
    let store = open(&house).await;
    let jane = jane(&store).await;
    let john = store
        .put_lead(&oak(), Lead::from_json(&format!(r#"{{"external_id": "john", "phones": ["{PHONE}"]}}"#)).unwrap())
        .await
        .unwrap();
    // The phone's newest lead has written.
    assert_eq!(store.claim(house.question("m1", "Hi")).await.unwrap().lead, john);
    let emptied = store.begin_erasure(&oak(), jane).await.unwrap();
    let keyless = store.destroy_key(emptied).await.unwrap();
    store.end_erasure(keyless).await.unwrap();
    assert_eq!(reached(&store, "o1", john).await.kind, OutcomeKind::Outreach);
}
