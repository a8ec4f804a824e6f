use super::*;
use crate::store::{SetAside, SpendCap, SpendCaps, SpendRequest};

fn wants(turn: TurnId, most: u64, caps: SpendCaps) -> SpendRequest {
    SpendRequest { account: oak(), turn, most, caps }
}

async fn aside(store: &TestStore, turn: TurnId, most: u64, caps: SpendCaps) -> Result<SetAside, SpendCap> {
    store.set_aside(wants(turn, most, caps)).await.unwrap()
}

async fn turn_of(store: &TestStore, mut claim: Claim, from: &str) -> TurnId {
    claim.inbound.from = crate::lead::Inbound::new("x", Channel::Sms, from, "x").unwrap().from;
    store.claim(claim).await.unwrap().turn
}

/// Each cap forbids what does not fit it any more, and nothing else.
#[tokio::test]
async fn what_does_not_fit_a_cap_is_not_set_aside() {
    let house = House::new();
    let store = house.open().await;
    let none = SpendCaps::default();
    let first = turn_of(&store, house.question("m1", "Hi"), PHONE).await;
    let second = turn_of(&store, house.question("m2", "Hello"), PHONE).await;
    let other = turn_of(&store, house.question("m3", "Hey"), "+15125550148").await;
    let caps = [
        (SpendCap::Turn, SpendCaps { turn: Some(0.001), ..none }),
        (SpendCap::Conversation, SpendCaps { conversation: Some(0.001), ..none }),
        (SpendCap::Day, SpendCaps { day: Some(0.001), ..none }),
        (SpendCap::Month, SpendCaps { month: Some(0.001), ..none }),
    ];
    assert!(aside(&store, first, 1_001, caps[0].1).await.is_err(), "more than all of it");
    let held = aside(&store, first, 600, none).await.unwrap();
    for (turn, forbidden) in [(first, 4), (second, 3), (other, 2)] {
        for (at, (cap, caps)) in caps.into_iter().enumerate() {
            let fits = aside(&store, turn, 400, caps).await;
            if let Ok(fits) = fits {
                store.settle(fits, 0).await.unwrap();
            }
            let got = aside(&store, turn, 401, caps).await;
            if let Ok(extra) = &got {
                store.settle(extra.clone(), 0).await.unwrap();
            }
            assert_eq!(got.err(), (at >= 4 - forbidden).then_some(cap), "{cap:?}");
        }
    }
    // What a call did not cost is there again.
    store.settle(held, 100).await.unwrap();
    let day = caps[2].1;
    assert!(aside(&store, other, 901, day).await.is_err());
    aside(&store, other, 900, day).await.unwrap();
    // The next day is another, of the same month; the eighth is of the next.
    house.pass(Duration::from_secs(24 * 3600));
    let month = caps[3].1;
    assert_eq!(aside(&store, other, 1_000, month).await.unwrap_err(), SpendCap::Month);
    let again = aside(&store, other, 1_000, day).await.unwrap();
    store.settle(again, 0).await.unwrap();
    house.pass(Duration::from_secs(9 * 24 * 3600));
    aside(&store, other, 1_000, month).await.unwrap();
    // Nobody spends for a turn that is not there.
    let nobody = TurnId::fresh(&Surroundings::default()).unwrap();
    assert_eq!(store.set_aside(wants(nobody, 1, none)).await.unwrap_err().kind(), ErrorKind::NotFound);
}

/// Of calls at once only as many are made as fit.
#[tokio::test]
async fn calls_at_once_do_not_both_have_the_last_of_it() {
    let house = House::new();
    let store = house.open().await;
    let turn = turn_of(&store, house.question("m1", "Hi"), PHONE).await;
    let caps = SpendCaps { day: Some(0.001), ..SpendCaps::default() };
    let all = (0..20).map(|_| store.set_aside(wants(turn, 300, caps)));
    let got = futures::future::join_all(all).await;
    assert_eq!(got.into_iter().filter(|got| matches!(got, Ok(Ok(_)))).count(), 3);
}
