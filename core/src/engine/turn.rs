//! One turn, in order:
//!
//! `inbound ─ claim ─ read ─ gate ─ recall ─ render ─ redact ─ fit ─ ask ─ restore ─ guard ─ permit ─ redeem ─ outcome`
//!
//! A turn is a stored state machine: each arrow that matters is a durable commit, and after a crash `work`
//! goes on from the last one.

use std::time::Duration;

use crate::compose;
use crate::consent::{self, FindingKind, Gate, PermitKind};
use crate::engine::answer::{Next, Spent};
use crate::engine::opinion::{self, Opinion};
use crate::engine::outcome::Gathered;
use crate::engine::purse::Purse;
use crate::engine::{Accepted, Inner, Outcome, answer, debounce, outreach};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{AccountId, Inbound, NoticeKind, OutboundId, TurnId};
use crate::redact::Vault;
use crate::store::{
    Answer, Author, Claim, Durable, Finish, Hand, Handover, OpenTurn, OutcomeKind, PermitRequest, Progress,
    Redeemed, Work,
};

/// Claim and read: one durable commit, and what the message says about consent is in force.
pub(super) async fn accept(inner: &Inner, account: &AccountId, mut inbound: Inbound) -> Result<Accepted> {
    let turn = TurnId::fresh(&inner.surroundings)?;
    let wrong = take_wrong_template(inner, &mut inbound);
    let claimed = inner.store.claim(claim(inner, account, inbound, turn, false)).await?;
    if let Some(wrong) = wrong {
        return Err(wrong);
    }
    Ok(Accepted {
        turn: claimed.turn,
        conversation: claimed.conversation,
        lead: claimed.lead,
        repeated: claimed.repeat,
    })
}

/// The whole turn. A message that is new is begun with its claim.
pub(super) async fn reply(inner: &Inner, account: &AccountId, mut inbound: Inbound) -> Result<Outcome> {
    if let Some(wrong) = take_wrong_template(inner, &mut inbound) {
        accept(inner, account, inbound).await?;
        return Err(wrong);
    }
    let turn = TurnId::fresh(&inner.surroundings)?;
    let flight = inner.flights.board(turn).await;
    let claim = claim(inner, account, inbound, turn, true);
    let (claimed, mut durable) = inner.store.claim_ahead(claim).await?.split();
    match claimed.open {
        Some(open) => {
            let begun = Some((open, durable));
            finish_or_let_go(inner, account, turn, work_held(inner, account, turn, Hand::Caller, begun, None))
                .await
        }
        None => {
            durable.wait().await?;
            drop(flight);
            work(inner, account, claimed.turn).await
        }
    }
}

/// Takes a template's name by which nobody can answer off a message, and says what is wrong with it. The message is claimed all
/// the same, since what it says about consent counts; gone on with, it is answered by the account's template.
fn take_wrong_template(inner: &Inner, inbound: &mut Inbound) -> Option<Error> {
    let name = inbound.template.as_ref()?;
    let problem = inner.catalog.answers(name, Some(inbound.channel)).err()?;
    inbound.template = None;
    Some(Error::of_field("the message", "template", problem.into_safe()))
}

/// The message with what it says about consent.
fn claim(inner: &Inner, account: &AccountId, mut inbound: Inbound, turn: TurnId, begin: bool) -> Claim {
    let now = inner.surroundings.now();
    // A sender's clock may run ahead; nothing was written in the future.
    let at = inbound.at.unwrap_or(now).min(now);
    inbound.at = Some(at);
    // A machine says nothing of anybody's consent: RFC 3834, and out-of-office notes quote what they answer.
    let text = if inbound.automatic { "" } else { inbound.text.expose() };
    let reading = consent::read(inbound.channel, text);
    let mut events = consent::events_of(&reading, inbound.channel, at);
    events.retain(|event| !inbound.automatic && (event.kind.tightens() || !inbound.unverified));
    Claim { account: account.clone(), turn, begin, inbound, reading, events }
}

/// Everything after the claim, from wherever the turn had come to.
pub(super) async fn work(inner: &Inner, account: &AccountId, turn: TurnId) -> Result<Outcome> {
    work_for(inner, account, turn, Hand::Caller).await
}

/// As [`work`]; the text, if it comes to one, is given into `hand`.
pub(super) async fn work_for(
    inner: &Inner,
    account: &AccountId,
    turn: TurnId,
    hand: Hand,
) -> Result<Outcome> {
    let _flight = inner.flights.board(turn).await;
    finish_or_let_go(inner, account, turn, work_held(inner, account, turn, hand, None, None)).await
}

/// A turn that fails here gives up its lease.
async fn finish_or_let_go(
    inner: &Inner,
    account: &AccountId,
    turn: TurnId,
    working: impl Future<Output = Result<Outcome>>,
) -> Result<Outcome> {
    let worked = working.await;
    if worked.is_err() {
        // The error is what the caller must know; a lease that cannot be given up runs out by itself.
        let _ = inner.store.let_go(account, turn).await;
    }
    worked
}

/// What is left of a turn that nobody else in this process works: `begun` is how its claim left it, which may still be
/// committed; `spent` says that the model was asked in vain.
pub(super) async fn work_held(
    inner: &Inner,
    account: &AccountId,
    turn: TurnId,
    hand: Hand,
    mut begun: Option<(Box<OpenTurn>, Durable)>,
    mut spent: Option<Spent>,
) -> Result<Outcome> {
    // A permit that an earlier call left can expire before it is redeemed here.
    const MOST_PERMITS: usize = 3;

    let mut gathered = Gathered::default();
    let (mut permits, mut waited) = (0, spent.is_some());
    let mut usage = None;
    while permits < MOST_PERMITS {
        let (open, mut durable) = match begun.take() {
            Some(begun) => begun,
            None => match inner.store.begin(account, turn).await? {
                Work::Done(stored) => return Ok(Outcome::repeated(*stored)),
                Work::Open(open) => (open, Durable::default()),
                Work::Outreach(open) => {
                    permits += 1;
                    let redeemed = outreach::go_on(inner, account, turn, hand, *open, &mut gathered).await?;
                    match ended(redeemed, &mut gathered) {
                        Some(outcome) => return Ok(outcome),
                        None => continue,
                    }
                }
            },
        };
        if let Some(pause) = pause(inner, account, turn, &open).filter(|_| !waited) {
            durable.wait().await?;
            // Whichever process the next message comes to answers it, and then this one has nothing left to do.
            inner.store.let_go(account, turn).await?;
            tokio::time::sleep(pause).await;
            waited = true;
            continue;
        }
        permits += 1;
        let redeemed = match open.progress {
            Progress::Permitted(outbound) => redeem(inner, account, outbound, hand).await?,
            Progress::Answered(answer) => clear(inner, account, turn, hand, answer, None).await?,
            Progress::Claimed => {
                let asks = spent.is_none() && opinion::is_wanted(inner, &open);
                if asks && gate(inner, account, turn, &open).is_none() {
                    // Nothing is asked before the claim is durable.
                    durable.wait().await?;
                    match opinion::ask(Purse::new(inner, account, turn), inner, &open, &mut usage).await? {
                        Opinion::Stop(finding) => {
                            inner.store.second_opinion(account, turn, finding).await?;
                            // Begun again, it is a stop like any other.
                            permits -= 1;
                            continue;
                        }
                        Opinion::Go => {}
                        Opinion::InVain(reason) => spent = Some(Spent::because(reason)),
                    }
                }
                let mut next =
                    answer_or_end(inner, account, turn, *open, spent.take(), &mut durable, &mut gathered)
                        .await?;
                durable.wait().await?;
                next.cost(usage.take());
                match next {
                    Next::Answer(answer, vault) => clear(inner, account, turn, hand, *answer, vault).await?,
                    Next::End(finish) => {
                        return Ok(Outcome::new(inner.store.finish(finish).await?, None, gathered));
                    }
                }
            }
        };
        if let Some(outcome) = ended(redeemed, &mut gathered) {
            return Ok(outcome);
        }
    }
    Err(Error::new(
        ErrorKind::Unavailable,
        "the permit expired before it could be redeemed: work the turn again",
    ))
}

/// What came of the turn; `None` where its permit has expired and is asked for afresh.
fn ended(redeemed: Redeemed, gathered: &mut Gathered) -> Option<Outcome> {
    let mut gathered = || std::mem::take(gathered);
    match redeemed {
        Redeemed::Cleared(cleared, stored) => Some(Outcome::new(*stored, Some(cleared), gathered())),
        Redeemed::Ended(stored) => Some(Outcome::new(*stored, None, gathered())),
        Redeemed::Expired => None,
    }
}

/// How long to wait for more words of a message that is to be answered.
fn pause(inner: &Inner, account: &AccountId, turn: TurnId, open: &OpenTurn) -> Option<Duration> {
    let wait = debounce::pause(inner, open).filter(|_| matches!(open.progress, Progress::Claimed))?;
    gate(inner, account, turn, open).is_none().then_some(wait)
}

/// Redeems what an earlier call has permitted.
pub(super) async fn redeem(
    inner: &Inner,
    account: &AccountId,
    outbound: OutboundId,
    hand: Hand,
) -> Result<Redeemed> {
    match hand {
        Hand::Caller => inner.store.redeem(account, outbound).await,
        Hand::Outbox => inner.store.hand_over(Handover::Redeem(account.clone(), outbound)).await,
    }
}

/// Permit and redeem. An answer for which a model was asked is kept where it cannot be cleared now: it was paid for.
pub(super) async fn clear(
    inner: &Inner,
    account: &AccountId,
    turn: TurnId,
    hand: Hand,
    answer: Answer,
    vault: Option<Vault>,
) -> Result<Redeemed> {
    let request = PermitRequest { account: account.clone(), turn, answer, vault, life: inner.permit_life };
    let kept = request.answer.usage.is_some().then(|| request.clone());
    let cleared = match hand {
        Hand::Caller => inner.store.clear(request).await,
        Hand::Outbox => inner.store.hand_over(Handover::Clear(Box::new(request))).await,
    };
    if cleared.is_err()
        && let Some(request) = kept
    {
        // The error is what the caller must know; at worst the model is asked again.
        let _ = inner.store.answered(request).await;
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
    durable: &mut Durable,
    gathered: &mut Gathered,
) -> Result<Next> {
    match gate(inner, account, turn, &open) {
        Some(next) => Ok(next),
        None => answer::make(inner, account, turn, open, spent, durable, gathered).await,
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
        vault: None,
    };
    let next = match consent::gate(&open.reading, standing, &open.inbound, now) {
        Gate::Silent { rule } => Next::End(end(OutcomeKind::Silent, vec![rule.to_owned()])),
        Gate::Deferred { until, rule } => {
            Next::End(Finish { until: Some(until), ..end(OutcomeKind::Deferred, vec![rule.to_owned()]) })
        }
        Gate::Notice { kind, rule } => {
            Next::Answer(Box::new(notice(standing, kind, rule, OutcomeKind::Notice)), None)
        }
        Gate::Handoff { rule, notice: Some(kind) } => {
            Next::Answer(Box::new(notice(standing, kind, rule, OutcomeKind::Handoff)), None)
        }
        // Who asks for a person gets an answer; who threatens, or is a child, gets none.
        Gate::Handoff { rule, notice: None } if open.reading.says(FindingKind::Human) => {
            let mut next = answer::compose_alone(inner, account, turn, open.clone());
            if let Next::Answer(answer, _) = &mut next {
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
