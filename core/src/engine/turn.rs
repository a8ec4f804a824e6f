//! One turn, in order:
//!
//! `inbound ─ claim ─ read ─ gate ─ recall ─ render ─ redact ─ fit ─ ask ─ restore ─ guard ─ permit ─ redeem ─ outcome`
//!
//! A turn is a stored state machine: each arrow that matters is a durable commit, and after a crash `work`
//! goes on from the last one.

use crate::compose;
use crate::consent::{self, FindingKind, Gate, PermitKind};
use crate::engine::answer::{Next, Spent};
use crate::engine::outcome::Gathered;
use crate::engine::{Accepted, Inner, Outcome, answer};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{AccountId, Inbound, NoticeKind, TurnId};
use crate::store::{
    Answer, Author, Claim, Finish, OpenTurn, OutcomeKind, PermitRequest, Progress, Redeemed, Work,
};

/// Claim and read: one durable commit, and what the message says about consent is in force.
pub(super) async fn accept(inner: &Inner, account: &AccountId, mut inbound: Inbound) -> Result<Accepted> {
    let now = inner.surroundings.now();
    // A sender's clock may run ahead; nothing was written in the future.
    let at = inbound.at.unwrap_or(now).min(now);
    inbound.at = Some(at);
    let reading = consent::read(inbound.channel, inbound.text.expose());
    let events = consent::events_of(&reading, inbound.channel, at);
    let claimed = inner.store.claim(Claim { account: account.clone(), inbound, reading, events }).await?;
    Ok(Accepted {
        turn: claimed.turn,
        conversation: claimed.conversation,
        lead: claimed.lead,
        repeated: claimed.repeat,
    })
}

/// Everything after the claim, from wherever the turn had come to.
pub(super) async fn work(inner: &Inner, account: &AccountId, turn: TurnId) -> Result<Outcome> {
    let _flight = inner.flights.board(turn).await;
    let worked = work_held(inner, account, turn, None).await;
    if worked.is_err() {
        // The error is what the caller must know; a lease that cannot be given up runs out by itself.
        let _ = inner.store.let_go(account, turn).await;
    }
    worked
}

/// The same for who holds the turn already; `spent` says that the model was asked in vain.
pub(super) async fn work_held(
    inner: &Inner,
    account: &AccountId,
    turn: TurnId,
    mut spent: Option<Spent>,
) -> Result<Outcome> {
    // A permit that an earlier call left can expire before it is redeemed here.
    const MOST_PERMITS: usize = 3;

    let mut gathered = Gathered::default();
    for _ in 0..MOST_PERMITS {
        let mut open = match inner.store.begin(account, turn).await? {
            Work::Done(stored) => return Ok(Outcome::repeated(*stored)),
            Work::Open(open) => open,
        };
        let redeemed = match std::mem::replace(&mut open.progress, Progress::Claimed) {
            Progress::Permitted(outbound) => inner.store.redeem(account, outbound).await?,
            Progress::Answered(answer) => clear(inner, account, turn, answer).await?,
            Progress::Claimed | Progress::Asking => {
                match answer_or_end(inner, account, turn, *open, spent.take(), &mut gathered).await? {
                    Next::Answer(answer) => clear(inner, account, turn, *answer).await?,
                    Next::End(finish) => {
                        return Ok(Outcome::new(inner.store.finish(finish).await?, None, gathered));
                    }
                }
            }
        };
        match redeemed {
            Redeemed::Cleared(cleared, stored) => return Ok(Outcome::new(*stored, Some(cleared), gathered)),
            Redeemed::Ended(stored) => return Ok(Outcome::new(*stored, None, gathered)),
            Redeemed::Expired => {}
        }
    }
    Err(Error::new(
        ErrorKind::Unavailable,
        "the permit expired before it could be redeemed: work the turn again",
    ))
}

/// Permit and redeem. A model's answer that cannot be cleared now is kept: it was paid for.
async fn clear(inner: &Inner, account: &AccountId, turn: TurnId, answer: Answer) -> Result<Redeemed> {
    let kept = (answer.author == Author::Model).then(|| answer.clone());
    let request = PermitRequest { account: account.clone(), turn, answer, life: inner.permit_life };
    let cleared = inner.store.clear(request).await;
    if cleared.is_err()
        && let Some(answer) = kept
    {
        // The error is what the caller must know; at worst the model is asked again.
        let _ = inner.store.answered(account, turn, answer).await;
    }
    cleared
}

/// Gate, then the steps of [`answer`]; no token is spent before the gate says go on.
async fn answer_or_end(
    inner: &Inner,
    account: &AccountId,
    turn: TurnId,
    open: OpenTurn,
    spent: Option<Spent>,
    gathered: &mut Gathered,
) -> Result<Next> {
    match gate(inner, account, turn, &open) {
        Some(next) => Ok(next),
        None => answer::make(inner, account, turn, open, spent, gathered).await,
    }
}

/// What the turn leads to without a model; `None` is go on and answer.
pub(super) fn gate(inner: &Inner, account: &AccountId, turn: TurnId, open: &OpenTurn) -> Option<Next> {
    let standing = &open.standing;
    let now = inner.surroundings.now();
    let end = |kind, reasons: Vec<String>| Finish {
        account: account.clone(),
        turn,
        kind,
        reasons,
        until: None,
        by: None,
        usage: None,
    };
    let next = match consent::gate(&open.reading, standing, open.inbound.provider_answered, now) {
        Gate::Silent { rule } => Next::End(end(OutcomeKind::Silent, vec![rule.to_owned()])),
        Gate::Deferred { until, rule } => {
            Next::End(Finish { until: Some(until), ..end(OutcomeKind::Deferred, vec![rule.to_owned()]) })
        }
        Gate::Notice { kind, rule } => {
            Next::Answer(Box::new(notice(standing, kind, rule, OutcomeKind::Notice)))
        }
        Gate::Handoff { rule, notice: Some(kind) } => {
            Next::Answer(Box::new(notice(standing, kind, rule, OutcomeKind::Handoff)))
        }
        // Who asks for a person gets an answer; who threatens, or is a child, gets none.
        Gate::Handoff { rule, notice: None } if open.reading.says(FindingKind::Human) => {
            let mut next = answer::compose_alone(inner, account, turn, open.clone());
            if let Next::Answer(answer) = &mut next {
                answer.kind = OutcomeKind::Handoff;
                answer.reasons.insert(0, rule.to_owned());
            }
            next
        }
        Gate::Handoff { rule, notice: None } => Next::End(end(OutcomeKind::Handoff, vec![rule.to_owned()])),
        Gate::Proceed => Next::End(Finish {
            by: Some(standing.superseded_by?),
            ..end(OutcomeKind::Superseded, vec!["turn.superseded".to_owned()])
        }),
    };
    Some(next)
}

fn notice(
    standing: &consent::Standing,
    kind: NoticeKind,
    rule: &'static str,
    outcome: OutcomeKind,
) -> Answer {
    Answer {
        text: compose::notice(kind, &standing.account, standing.channel).into(),
        author: Author::Notice,
        kind: outcome,
        permit: PermitKind::Notice(kind),
        reasons: vec![rule.to_owned()],
        usage: None,
    }
}
