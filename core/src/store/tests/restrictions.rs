use super::*;

#[tokio::test]
async fn a_restricted_lead_is_written_down_and_not_written_to() {
    let house = House::new();
    let (one, two) = (house.open().await, house.open().await);
    let first = one.claim(house.question("m1", "Hi")).await.unwrap();
    let lead = first.lead;
    let outbound = granted(&two, first.turn, answer("zqxlate")).await;
    let head = one.restrict(&oak(), lead, true).await.unwrap();
    assert_eq!(one.restrict(&oak(), lead, true).await.unwrap(), head, "twice is once");
    // What was permitted before is not redeemed after.
    let Redeemed::Ended(outcome) = two.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!((outcome.kind, &outcome.reasons[..]), (OutcomeKind::Silent, &["rights.restricted".to_owned()][..]));
    let second = one.claim(Claim { begin: true, ..house.question("m2", "Hello?") }).await.unwrap();
    assert!(second.open.unwrap().standing.restricted, "a claim says so");
    assert_eq!(ended(&one, second.turn, answer("zqxlate")).await.reasons, ["rights.restricted"]);
    let stop = one.claim(house.stop("m3")).await.unwrap();
    let outcome = ended(&one, stop.turn, confirmation()).await;
    assert_eq!((&outcome.reasons[..], outcome.consent), (&["rights.restricted".to_owned()][..], ConsentState::OptedOut));
    // Put on file again, it stays restricted; and its data is there.
    let record = format!(r#"{{"first_name": "Jane", "phones": ["{PHONE}"]}}"#);
    assert_eq!(one.put_lead(&oak(), Lead::from_json(&record).unwrap()).await.unwrap(), lead);
    assert_eq!(one.history(&oak(), lead).await.unwrap().len(), 3);
    let start = house.with(house.question("m4", "START"), FindingKind::OptIn, EventKind::OptIn);
    let start = one.claim(start).await.unwrap();
    assert_eq!(ended(&one, start.turn, answer("zqxlate")).await.reasons, ["rights.restricted"]);
    one.restrict(&oak(), lead, false).await.unwrap();
    let last = one.claim(house.question("m5", "Hi")).await.unwrap();
    granted(&one, last.turn, answer("Hello.")).await;
    // Another account's lead is as absent as nobody's.
    one.put_account(account("elm")).await.unwrap();
    let elm = AccountId::new("elm").unwrap();
    let absent = LeadId::fresh(&Surroundings::default()).unwrap();
    let (foreign, absent) = (one.restrict(&elm, lead, true).await, one.restrict(&elm, absent, true).await);
    let (foreign, absent) = (foreign.unwrap_err(), absent.unwrap_err());
    assert_eq!((foreign.kind(), foreign.to_string()), (ErrorKind::NotFound, absent.to_string()));
}
