use super::*;
use crate::consent::RecordKind;
use crate::lead::SendState;
use crate::store::{DeliveryState, Due, Handover, Reported, SendReport, VendorWord};

/// Longer than a permit's life and a lease.
const LONG: Duration = Duration::from_secs(300);

async fn handed(store: &TestStore, turn: TurnId, answer: Answer) -> OutboundId {
    match store.hand_over(Handover::Clear(Box::new(request(turn, answer)))).await.unwrap() {
        Redeemed::Cleared(cleared, _) => cleared.outbound(),
        other => panic!("{other:?}"),
    }
}

fn again(outbound: OutboundId) -> Handover {
    Handover::Again(oak(), outbound, LIFE)
}

fn report(outbound: OutboundId, what: Reported) -> SendReport {
    SendReport { account: oak(), outbound, carrier: "test", what, code: Some(7) }
}

fn sent() -> Reported {
    Reported::Sent { message: "SM1".to_owned(), state: SendState::Accepted }
}

fn later() -> Reported {
    Reported::Again { after: Duration::from_secs(5), own_fault: false }
}

fn word(outbound: OutboundId, state: SendState) -> VendorWord {
    VendorWord { account: oak(), outbound, message: "SM1".to_owned(), state, code: None }
}

async fn state(store: &TestStore, outbound: OutboundId) -> DeliveryState {
    store.delivery(&oak(), outbound).await.unwrap().unwrap()
}

async fn due(store: &TestStore) -> Vec<Due> {
    store.due(&oak(), Channel::Sms, 100).await.unwrap()
}

#[tokio::test]
async fn a_text_that_is_sent_is_heard_of_in_whatever_order() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
    assert_eq!(due(&store).await, [Due::Turn(claimed.turn)]);
    assert!(store.due(&oak(), Channel::Email, 100).await.unwrap().is_empty());
    assert_eq!(store.recipient(&oak(), claimed.turn).await.unwrap().expose(), PHONE);
    opened(&store, claimed.turn).await;
    let outbound = handed(&store, claimed.turn, answer("$689,000")).await;
    assert_eq!(state(&store, outbound).await, DeliveryState::Sending);
    assert!(due(&store).await.is_empty());
    assert_eq!(store.redeem(&oak(), outbound).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(store.report(report(outbound, sent())).await.unwrap(), DeliveryState::Accepted);
    for (told, stands) in [
        (SendState::Delivered, DeliveryState::Delivered),
        (SendState::Sent, DeliveryState::Delivered),
        (SendState::Failed, DeliveryState::Delivered),
        (SendState::Read, DeliveryState::Read),
        (SendState::Accepted, DeliveryState::Read),
    ] {
        assert_eq!(store.heard(word(outbound, told)).await.unwrap(), stands, "{told:?}");
        assert_eq!(state(&store, outbound).await, stands);
    }
    // A report that comes late takes nothing back.
    for late in [later(), Reported::Unknown, Reported::Refused { consent: None }, sent()] {
        assert_eq!(store.report(report(outbound, late)).await.unwrap(), DeliveryState::Read);
    }
    assert_eq!(count(&store, "SELECT count(*) FROM delivery WHERE answer IS NOT NULL").await, 0);
    let trail = store.audit_trail(&oak(), Some(claimed.lead)).await.unwrap();
    let told: Vec<&str> = trail.iter().map(|entry| entry.what.as_str()).filter(|what| what.starts_with("delivery")).collect();
    assert_eq!(told, ["delivery.accepted", "delivery.delivered", "delivery.read"]);
    store.verify_audit(&oak(), None).await.unwrap();
}

#[tokio::test]
async fn what_was_permitted_is_handed_over_once() {
    let house = House::new();
    let (one, two) = (house.open().await, house.open().await);
    let claimed = one.claim(house.question("m1", "How much?")).await.unwrap();
    opened(&one, claimed.turn).await;
    let outbound = granted(&one, claimed.turn, answer("$689,000")).await;
    let redeem = || Handover::Redeem(oak(), outbound);
    assert!(matches!(two.hand_over(redeem()).await.unwrap(), Redeemed::Cleared(..)));
    assert_eq!(one.hand_over(redeem()).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(one.hand_over(again(outbound)).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(state(&one, outbound).await, DeliveryState::Sending);
}

#[tokio::test]
async fn a_text_whose_process_is_not_heard_of_is_unknown_and_not_sent_again() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
    opened(&store, claimed.turn).await;
    let outbound = handed(&store, claimed.turn, answer("$689,000")).await;
    assert!(store.lapse(&oak()).await.unwrap().is_empty());
    house.pass(LONG);
    assert_eq!(store.lapse(&oak()).await.unwrap(), [outbound]);
    assert!(store.lapse(&oak()).await.unwrap().is_empty());
    assert_eq!(state(&store, outbound).await, DeliveryState::Unknown);
    house.pass(LONG);
    assert!(due(&store).await.is_empty());
    assert_eq!(store.hand_over(again(outbound)).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(store.heard(word(outbound, SendState::Sent)).await.unwrap(), DeliveryState::Sent);
}

#[tokio::test]
async fn what_was_not_sent_is_handed_over_again_when_it_is_due() {
    let house = House::new();
    let (one, two) = (house.open().await, house.open().await);
    let claimed = one.claim(house.question("m1", "How much?")).await.unwrap();
    opened(&one, claimed.turn).await;
    let outbound = handed(&one, claimed.turn, answer("$689,000")).await;
    assert_eq!(one.report(report(outbound, later())).await.unwrap(), DeliveryState::Waiting);
    assert!(due(&one).await.is_empty());
    assert_eq!(one.hand_over(again(outbound)).await.unwrap_err().kind(), ErrorKind::Conflict);
    house.pass(Duration::from_secs(5));
    assert_eq!(due(&one).await, [Due::Again(outbound)]);
    let Redeemed::Cleared(cleared, outcome) = two.hand_over(again(outbound)).await.unwrap() else { panic!() };
    assert_eq!((cleared.outbound(), outcome.kind), (outbound, OutcomeKind::Reply));
    assert_eq!(cleared.deadline(), house.now().plus(LIFE));
    assert_eq!(cleared.release(&*house.clock).unwrap().expose(), "$689,000");
    assert_eq!(one.hand_over(again(outbound)).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert!(due(&one).await.is_empty());
    assert_eq!(two.report(report(outbound, sent())).await.unwrap(), DeliveryState::Accepted);
    assert_eq!(one.history(&oak(), claimed.lead).await.unwrap().len(), 2, "it was said once");
}

#[tokio::test]
async fn a_stop_ends_what_waits_and_the_words_are_not_said() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
    opened(&store, claimed.turn).await;
    let outbound = handed(&store, claimed.turn, answer("$689,000")).await;
    store.report(report(outbound, later())).await.unwrap();
    store.claim(house.stop("m2")).await.unwrap();
    house.pass(LONG);
    assert!(matches!(store.hand_over(again(outbound)).await.unwrap(), Redeemed::Ended(_)));
    assert_eq!(state(&store, outbound).await, DeliveryState::Refused);
    let roles: Vec<Role> =
        store.history(&oak(), claimed.lead).await.unwrap().iter().map(|message| message.role).collect();
    assert_eq!(roles, [Role::Lead, Role::Lead]);
    assert_eq!(count(&store, "SELECT count(*) FROM conversation WHERE spoken").await, 0);
    let entry = store.audit_trail(&oak(), Some(claimed.lead)).await.unwrap().pop().unwrap();
    assert_eq!((entry.what.as_str(), entry.rules[0].as_str()), ("delivery.refused", "consent.opted_out"));
}

#[tokio::test]
async fn a_refusal_for_the_persons_sake_is_a_stop() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
    opened(&store, claimed.turn).await;
    let outbound = handed(&store, claimed.turn, answer("$689,000")).await;
    let refused = Reported::Refused { consent: Some(RecordKind::OptOut) };
    assert_eq!(store.report(report(outbound, refused)).await.unwrap(), DeliveryState::Refused);
    let last = store.consent(&oak(), claimed.lead).await.unwrap().pop().unwrap();
    assert_eq!((last.kind, last.source, last.rule.as_str()), (EventKind::OptOut, Source::Provider, "provider.opt_out"));
    let next = store.claim(house.question("m2", "Hello?")).await.unwrap();
    opened(&store, next.turn).await;
    assert_eq!(ended(&store, next.turn, answer("Yes")).await.reasons, ["consent.opted_out"]);
}

#[tokio::test]
async fn a_confirmation_that_was_not_sent_may_be_sent_once_more_in_its_time() {
    let house = House::new();
    let store = house.open().await;
    store.claim(house.question("m1", "How much?")).await.unwrap();
    let stop = store.claim(house.stop("m2")).await.unwrap();
    opened(&store, stop.turn).await;
    let outbound = handed(&store, stop.turn, confirmation()).await;
    store.report(report(outbound, later())).await.unwrap();
    house.pass(Duration::from_secs(60));
    assert!(matches!(store.hand_over(again(outbound)).await.unwrap(), Redeemed::Cleared(..)));
    store.report(report(outbound, later())).await.unwrap();
    house.pass(Duration::from_secs(300));
    assert!(matches!(store.hand_over(again(outbound)).await.unwrap(), Redeemed::Ended(_)), "too late");
    let confirmed = store.consent(&oak(), stop.lead).await.unwrap();
    assert_eq!(confirmed.iter().filter(|event| event.kind == EventKind::Confirmed).count(), 1);
}

#[tokio::test]
async fn ten_attempts_are_enough_but_not_for_wrong_settings() {
    let house = House::new();
    let store = house.open().await;
    for (id, own_fault, end) in [("m1", false, DeliveryState::Refused), ("m2", true, DeliveryState::Waiting)] {
        let claimed = store.claim(house.question(id, "How much?")).await.unwrap();
        opened(&store, claimed.turn).await;
        let mut answer = answer("$689,000");
        // Of what is old, the hours are kept; a person who asks for help is answered at any.
        answer.permit = PermitKind::Reply;
        let outbound = handed(&store, claimed.turn, answer).await;
        let what = || Reported::Again { after: Duration::ZERO, own_fault };
        let (mut now, mut attempts) = (store.report(report(outbound, what())).await.unwrap(), 1);
        while now == DeliveryState::Waiting && attempts < 12 {
            house.pass(Duration::from_secs(if attempts < 9 { 1 << attempts } else { 600 }));
            attempts += 1;
            assert!(matches!(store.hand_over(again(outbound)).await.unwrap(), Redeemed::Cleared(..)), "{attempts}");
            now = store.report(report(outbound, what())).await.unwrap();
        }
        assert_eq!((now, attempts), (end, if own_fault { 12 } else { 10 }));
    }
}

#[tokio::test]
async fn an_erasure_takes_what_waits_with_it() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
    opened(&store, claimed.turn).await;
    let outbound = handed(&store, claimed.turn, answer("$689,000")).await;
    store.report(report(outbound, later())).await.unwrap();
    store.begin_erasure(&oak(), claimed.lead).await.unwrap();
    assert_eq!(count(&store, "SELECT count(*) FROM delivery").await, 0);
    house.pass(LONG);
    assert!(due(&store).await.is_empty());
    assert!(store.report(report(outbound, sent())).await.is_err());
    store.heard(word(outbound, SendState::Sent)).await.unwrap();
    assert_eq!(count(&store, "SELECT count(*) FROM delivery").await, 0);
}

#[tokio::test]
async fn the_vendor_may_tell_of_a_text_that_no_outbox_had() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
    opened(&store, claimed.turn).await;
    let outbound = granted(&store, claimed.turn, answer("$689,000")).await;
    assert_eq!(store.heard(word(outbound, SendState::Sent)).await.unwrap_err().kind(), ErrorKind::Conflict);
    store.redeem(&oak(), outbound).await.unwrap();
    assert_eq!(store.delivery(&oak(), outbound).await.unwrap(), None);
    store.heard(word(outbound, SendState::Sent)).await.unwrap();
    assert_eq!(state(&store, outbound).await, DeliveryState::Sent);
}
