//! The outbox: what is ready is redeemed, sent before its deadline and reported.
//!
//! `due ─ pace ─ work or again ─ send ─ report`
//!
//! From the transaction that hands a text over until its report the text is `sending`. What dies in between leaves it so, until the lease
//! has run out: then it is `unknown`, and is never sent again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::StreamExt;

use crate::channel::{Refusal, Sending};
use crate::consent::Cleared;
use crate::engine::outbox::{Lane, UnderWay};
use crate::engine::{Inner, Outbox, turn};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::lead::{AccountId, TurnId};
use crate::store::{DeliveryState, Due, Hand, Handover, Redeemed, Reported, SendReport};

/// As many texts are under way at once, for each channel.
const AT_ONCE: usize = 16;
/// As many are looked at in one call, for each channel and kind.
const MOST: usize = 1_000;
/// How long a text waits where the settings are wrong.
const MENDING: Duration = Duration::from_secs(60);

/// What became of one turn in a delivery.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Delivery {
    /// The turn; its outbound has the same id.
    pub turn: TurnId,
    /// How far its text has come; `None` where it came to none, or not yet.
    pub state: Option<DeliveryState>,
    /// What went wrong, with the vendor's request id where it gave one.
    pub error: Option<Error>,
}

/// Delivers once all that is ready.
pub(super) async fn deliver(
    inner: &Arc<Inner>,
    account: &AccountId,
    outbox: &Outbox,
) -> Result<Vec<Delivery>> {
    let mut delivered: Vec<Delivery> = Vec::new();
    for outbound in inner.store.lapse(account).await? {
        let error = Error::new(
            ErrorKind::OutcomeUnknown,
            "the process that sent this was not heard of again: the vendor's word settles it",
        );
        let state = Some(DeliveryState::Unknown);
        delivered.push(Delivery { turn: outbound.turn(), state, error: Some(error) });
    }
    let lanes = outbox.lanes().into_iter().map(|(channel, lane)| async move {
        let due = inner.store.due(account, channel, MOST).await?;
        // One that says that its settings are wrong says so of the next text too.
        let wrong = Arc::new(AtomicBool::new(false));
        let texts = futures::stream::iter(due).map(|due| one(inner, account, outbox, &lane, &wrong, due));
        Ok::<_, Error>(
            texts.buffer_unordered(AT_ONCE).filter_map(|one| async { one }).collect::<Vec<Delivery>>().await,
        )
    });
    for lane in futures::future::join_all(lanes).await {
        delivered.extend(lane?);
    }
    Ok(delivered)
}

/// One text; `None` where nothing new is begun.
async fn one(
    inner: &Arc<Inner>,
    account: &AccountId,
    outbox: &Outbox,
    lane: &Arc<Lane>,
    wrong: &Arc<AtomicBool>,
    due: Due,
) -> Option<Delivery> {
    if outbox.is_paused() || wrong.load(Ordering::SeqCst) {
        return None;
    }
    lane.wait().await;
    let begun = outbox.begin();
    let Some(begun) = begun.filter(|_| !wrong.load(Ordering::SeqCst)) else {
        lane.give_back().await;
        return None;
    };
    let (inner, account, lane, wrong) =
        (Arc::clone(inner), account.clone(), Arc::clone(lane), Arc::clone(wrong));
    // It goes on if its caller stops waiting: a text that is handed over is reported.
    let task = tokio::spawn(async move {
        let done = send(&inner, &account, &lane, &wrong, due, begun).await;
        let (state, error) = match done {
            Ok(done) => done,
            // Another process has it in hand.
            Err(error) if error.kind() == ErrorKind::Conflict => (None, None),
            Err(error) => (None, Some(error)),
        };
        if state.is_none() {
            lane.give_back().await;
        }
        Delivery { turn: due.turn(), state, error }
    });
    let lost = |_| {
        let error = Error::new(ErrorKind::Unexpected, "a delivery was given up half way: report this");
        Delivery { turn: due.turn(), state: None, error: Some(error) }
    };
    Some(task.await.unwrap_or_else(lost))
}

async fn send(
    inner: &Inner,
    account: &AccountId,
    lane: &Lane,
    wrong: &AtomicBool,
    due: Due,
    _begun: UnderWay,
) -> Result<(Option<DeliveryState>, Option<Error>)> {
    // An outreach whose contact point has left the record ends as consent says; should it not, it goes to nobody.
    let to = match inner.store.recipient(account, due.turn()).await {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        to => Some(to?),
    };
    let Some(cleared) = take(inner, account, due).await? else { return Ok((None, None)) };
    let outbound = cleared.outbound();
    let sending = match &to {
        Some(to) => lane.carrier.send(cleared, to, &*inner.surroundings.clock).await,
        None => Sending::Refused(Refusal::new(Error::new(
            ErrorKind::NotFound,
            "the contact point has left the lead's record: nothing was sent",
        ))),
    };
    let (what, code, error) = match sending {
        Sending::Sent(receipt) => {
            (Reported::Sent { message: receipt.message, state: receipt.state }, None, None)
        }
        Sending::Unknown(error) => (Reported::Unknown, None, Some(error)),
        Sending::Refused(refusal) => {
            let own_fault =
                matches!(refusal.error.kind(), ErrorKind::Unauthorized | ErrorKind::ConfigInvalid);
            wrong.fetch_or(own_fault, Ordering::SeqCst);
            let what = match refusal.error.retry() {
                _ if own_fault => Reported::Again { after: MENDING, own_fault },
                Retry::Never => Reported::Refused { consent: refusal.consent },
                Retry::Now => Reported::Again { after: Duration::ZERO, own_fault },
                Retry::After(after) => Reported::Again { after, own_fault },
            };
            (what, refusal.code, Some(refusal.error))
        }
    };
    let report = SendReport { account: account.clone(), outbound, carrier: lane.carrier.name(), what, code };
    let state = reported(inner, report).await?;
    Ok((Some(state), error))
}

/// The text, if the turn comes to one.
async fn take(inner: &Inner, account: &AccountId, due: Due) -> Result<Option<Cleared>> {
    match due {
        Due::Turn(turn) => Ok(turn::work_for(inner, account, turn, Hand::Outbox).await?.take_cleared()),
        Due::Again(outbound) => {
            let handover = Handover::Again(account.clone(), outbound, inner.permit_life);
            match inner.store.hand_over(handover).await? {
                Redeemed::Cleared(cleared, _) => Ok(Some(cleared)),
                Redeemed::Expired | Redeemed::Ended(_) => Ok(None),
            }
        }
    }
}

/// A report that the store did not take is made again a few times; after that the text's lease runs out, and it is unknown.
async fn reported(inner: &Inner, report: SendReport) -> Result<DeliveryState> {
    const PAUSES: [Duration; 3] =
        [Duration::from_millis(50), Duration::from_millis(500), Duration::from_secs(2)];
    for pause in PAUSES {
        match inner.store.report(report.clone()).await {
            Err(error) if error.retry() != Retry::Never => tokio::time::sleep(pause).await,
            done => return done,
        }
    }
    inner.store.report(report).await
}
