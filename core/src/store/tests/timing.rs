//! How long permits take, alone and many at once: each backend prints it beside what it is held against.

use std::ops::Range;
use std::time::Instant;

use futures::stream::{StreamExt, iter};

use super::*;

pub(super) const WAYS: usize = 64;

pub(super) type Claimed = (AccountId, TurnId);

/// Turns of as many people, each claimed and ready to be cleared, of each account in turn.
pub(super) async fn claimed(
    house: &House,
    store: &TestStore,
    accounts: &[AccountId],
    turns: Range<usize>,
) -> Vec<Claimed> {
    let claims = turns.map(|turn| {
        let account = &accounts[turn % accounts.len()];
        let mut claim = house.question(&format!("m{turn}"), "How much?");
        let phone = format!("+1512{:07}", 2_000_000 + turn);
        claim.inbound = Inbound::new(&claim.inbound.id, Channel::Sms, &phone, "How much?").unwrap();
        claim.account = account.clone();
        claim.begin = true;
        async move { (account.clone(), store.claim(claim).await.unwrap().turn) }
    });
    iter(claims).buffered(WAYS).collect().await
}

pub(super) async fn clear(store: &TestStore, (account, turn): Claimed) -> Duration {
    let start = Instant::now();
    let request = request(turn, answer("It is $689,000. Would you like to see it?"));
    let redeemed = store.clear(PermitRequest { account, ..request }).await.unwrap();
    assert!(matches!(redeemed, Redeemed::Cleared(..)));
    start.elapsed()
}

pub(super) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// How many are cleared in a second, when as many as `WAYS` are at any time.
pub(super) async fn rate(store: &TestStore, turns: Vec<Claimed>) -> f64 {
    let start = Instant::now();
    let cleared = iter(turns).map(|turn| clear(store, turn)).buffer_unordered(WAYS).count().await;
    cleared as f64 / start.elapsed().as_secs_f64()
}
