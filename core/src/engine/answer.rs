//! From what is on file to a checked answer: recall, render, redact, fit, ask, restore, guard;
//! one repair, then the composer, then a human.

use crate::compose;
use crate::consent::PermitKind;
use crate::engine::outcome::Gathered;
use crate::engine::scene::Scene;
use crate::engine::{Ask, Inner, ProviderFailure, Trace};
use crate::error::{Error, ErrorKind, Result, Safe};
use crate::guard::Reason;
use crate::lead::{AccountId, Pii, TurnId};
use crate::provider::Provider;
use crate::store::{Answer, Author, Finish, OpenTurn, OutcomeKind};
use crate::token::Usage;

/// The model's first draft, and one repair.
const MOST_ASKS: usize = 2;

/// What the gate and the answering steps lead to.
pub(super) enum Next {
    Answer(Box<Answer>),
    End(Finish),
}

/// A model that was asked in vain: the composer answers instead.
#[derive(Default)]
pub(super) struct Spent {
    pub(super) reasons: Vec<String>,
    pub(super) usage: Option<Usage>,
    pub(super) gathered: Gathered,
}

/// A checked answer from the model or the composer, or the end of the turn where there is nothing right to say.
pub(super) async fn make(
    inner: &Inner,
    account: &AccountId,
    turn: TurnId,
    open: OpenTurn,
    spent: Option<Spent>,
    gathered: &mut Gathered,
) -> Result<Next> {
    let scene = Scene::recall(inner, open);
    let composed = scene.compose();
    let may_ask = spent.is_none();
    let Spent { mut reasons, mut usage, gathered: before } = spent.unwrap_or_default();
    if !may_ask {
        *gathered = before;
    }
    match inner.provider.as_ref().filter(|_| may_ask) {
        // A question with a fixed answer gets it word for word, the same for every lead.
        Some(provider) if !composed.fixed => {
            match ask(inner, provider, account, turn, &scene, gathered, &mut usage).await {
                Ok(Asked::Answer { text }) => {
                    let handoff = handoff_rule(&composed);
                    return Ok(Next::Answer(Box::new(Answer {
                        text,
                        author: Author::Model,
                        kind: if handoff.is_some() { OutcomeKind::Handoff } else { OutcomeKind::Reply },
                        permit: PermitKind::Reply,
                        reasons: handoff.into_iter().map(str::to_owned).collect(),
                        usage,
                    })));
                }
                Ok(Asked::Blocked(blocked)) => {
                    reasons.extend(blocked.iter().map(|reason| format!("guard.{reason}")));
                }
                // It would fail again: nothing is asked and nothing is said.
                Err(error) if error.kind() == ErrorKind::RedactionFailed => {
                    return Ok(Next::End(human(account, turn, vec!["redact.failed".to_owned()])));
                }
                Err(error) => reasons.push(provider_failed(inner, error)?),
            }
        }
        _ if inner.trace && gathered.trace.is_none() => gathered.trace = Some(scene.would_show(inner)?),
        _ => {}
    }
    let mut next = checked(&scene, composed, account, turn);
    match &mut next {
        Next::Answer(answer) => {
            answer.reasons.splice(0..0, reasons);
            answer.usage = usage;
        }
        Next::End(finish) => {
            finish.reasons.splice(0..0, reasons);
            finish.usage = usage;
        }
    }
    Ok(next)
}

/// The composer's answer if the guard lets it out, else a human.
fn checked(scene: &Scene, composed: compose::Composed, account: &AccountId, turn: TurnId) -> Next {
    let mut reasons: Vec<String> = composed.handoff.into_iter().map(str::to_owned).collect();
    if let Some(text) = composed.text {
        let text = scene.with_disclosure(&text);
        let blocked = scene.check(&text);
        if blocked.is_empty() {
            let kind = if composed.handoff.is_some() { OutcomeKind::Handoff } else { OutcomeKind::Reply };
            return Next::Answer(Box::new(Answer {
                text: Pii::new(text),
                author: Author::Composer,
                kind,
                permit: PermitKind::Reply,
                reasons,
                usage: None,
            }));
        }
        reasons.extend(blocked.iter().map(|reason| format!("guard.composed.{reason}")));
    }
    Next::End(human(account, turn, reasons))
}

/// A human must go on, and nothing is said.
fn human(account: &AccountId, turn: TurnId, reasons: Vec<String>) -> Finish {
    let kind = OutcomeKind::Handoff;
    Finish { account: account.clone(), turn, kind, reasons, until: None, by: None, usage: None }
}

/// The composer's answer, whatever the provider.
pub(super) fn compose_alone(inner: &Inner, account: &AccountId, turn: TurnId, open: OpenTurn) -> Next {
    let scene = Scene::recall(inner, open);
    let composed = scene.compose();
    checked(&scene, composed, account, turn)
}

/// Why a human must go on after a model's answer: what it said it would find out is nowhere on file.
/// That the composer did not understand is no reason, where the model did.
pub(super) fn handoff_rule(composed: &compose::Composed) -> Option<&'static str> {
    composed.handoff.filter(|rule| *rule != compose::NOT_UNDERSTOOD)
}

/// The reason that stands in the outcome, or the error where the caller is to have it.
pub(super) fn provider_failed(inner: &Inner, error: Error) -> Result<String> {
    let answered_badly = matches!(error.kind(), ErrorKind::Refused | ErrorKind::ReplyInvalid);
    let may_compose = inner.on_provider_failure == ProviderFailure::Compose
        && matches!(
            error.kind(),
            ErrorKind::Unavailable
                | ErrorKind::Timeout
                | ErrorKind::RateLimited
                | ErrorKind::SpendCapReached
                | ErrorKind::BudgetExceeded
        );
    if answered_badly || may_compose { Ok(format!("provider.{}", error.kind())) } else { Err(error) }
}

enum Asked {
    Answer { text: Pii<String> },
    Blocked(Vec<Reason>),
}

/// Render, redact, fit, ask, restore, guard: at most twice.
async fn ask(
    inner: &Inner,
    provider: &Provider,
    account: &AccountId,
    turn: TurnId,
    scene: &Scene,
    gathered: &mut Gathered,
    usage: &mut Option<Usage>,
) -> Result<Asked> {
    let mut vault = scene.recalled.vault.clone();
    let subject = scene.subject();
    let mut blocked: Vec<Reason> = Vec::new();
    for _ in 0..MOST_ASKS {
        let repair = repair_text(&blocked);
        let (prompt, receipt) = scene.prompt(inner, provider, &subject, &mut vault, repair.as_deref())?;
        gathered.receipt = Some(receipt);
        if inner.trace && gathered.trace.is_none() {
            gathered.trace = Some(Trace { shown: prompt.get().messages(), asks: Vec::new() });
        }
        inner.store.asking(account, turn, &vault).await?;
        let completion = provider.complete(&prompt, &subject).await?;
        *usage = Some(match usage.take() {
            Some(before) => before.plus(&completion.usage),
            None => completion.usage.clone(),
        });

        let restored = vault.restore_reply(&completion.text, &scene.typed());
        let text = scene.with_disclosure(restored.text.expose());
        blocked = scene.check_restored(&text, &restored);
        if let Some(trace) = &mut gathered.trace {
            let why = blocked.iter().map(|reason| Safe::assembled(reason.to_string())).collect();
            trace.asks.push(Ask::new(completion.text, Pii::new(text.clone()), why));
        }
        if blocked.is_empty() {
            return Ok(Asked::Answer { text: Pii::new(text) });
        }
    }
    Ok(Asked::Blocked(blocked))
}

/// What the one repair is told: categories and fields, never the draft's words.
fn repair_text(blocked: &[Reason]) -> Option<String> {
    if blocked.is_empty() {
        return None;
    }
    Some(blocked.iter().map(Reason::to_string).collect::<Vec<_>>().join(", "))
}
