//! From what is on file to a checked answer: recall, render, redact, fit, ask, restore, guard;
//! one repair, then the composer, then a human.

use crate::compose;
use crate::consent::PermitKind;
use crate::engine::approved::of_approved;
use crate::engine::choice;
use crate::engine::outcome::Gathered;
use crate::engine::purse::{Failed, Purse};
use crate::engine::region::{MayAsk, OUTSIDE};
use crate::engine::scene::Scene;
use crate::engine::{Ask, Inner, ProviderFailure, Trace, judge};
use crate::error::{ErrorKind, Result, Safe};
use crate::guard::Reason;
use crate::lead::{AccountId, Mode, Pii, TurnId};
use crate::prompt::Receipt;
use crate::provider::{Prepared, Provider};
use crate::redact::{Subject, Vault};
use crate::store::{Answer, Author, Durable, Finish, OpenTurn, OutcomeKind};
use crate::token::Usage;

/// The model's first draft, and one repair.
pub(super) const MOST_ASKS: u32 = 2;

/// What the gate and the answering steps lead to.
pub(super) enum Next {
    /// With the conversation's vault, where asking has added to it.
    Answer(Box<Answer>, Option<Vault>),
    End(Finish),
}

/// A model that was asked in vain: the composer answers instead.
#[derive(Default)]
pub(super) struct Spent {
    pub(super) reasons: Vec<String>,
    pub(super) usage: Option<Usage>,
    pub(super) vault: Option<Vault>,
    pub(super) gathered: Gathered,
}

impl Spent {
    pub(super) fn because(reason: String) -> Spent {
        Spent { reasons: vec![reason], ..Spent::default() }
    }
}

impl Next {
    /// Adds what was asked before.
    pub(super) fn cost(&mut self, before: Option<Usage>) {
        let usage = match self {
            Next::Answer(answer, _) => &mut answer.usage,
            Next::End(finish) => &mut finish.usage,
        };
        *usage = match (before, usage.take()) {
            (Some(before), Some(after)) => Some(before.plus(&after)),
            (before, after) => before.or(after),
        };
    }
}

/// A checked answer from the model or the composer, or the end of the turn where there is nothing right to say.
/// All that needs no model is worked out while the claim is committed; none is asked before.
pub(super) async fn make(
    inner: &Inner,
    account: &AccountId,
    turn: TurnId,
    open: OpenTurn,
    spent: Option<Spent>,
    durable: &mut Durable,
    gathered: &mut Gathered,
) -> Result<Next> {
    let scene = Scene::recall(inner, turn, open);
    let composed = scene.compose();
    let was_asked = spent.is_some();
    let chooses = scene.recalled.account.mode == Mode::Composed;
    let may_ask = !was_asked
        && match scene.recalled.account.mode {
            Mode::Free => true,
            Mode::Composed => !scene.offered().is_empty(),
            Mode::Approved => false,
        };
    let Spent { mut reasons, mut usage, mut vault, gathered: before } = spent.unwrap_or_default();
    if was_asked {
        *gathered = before;
    }
    gathered.qualification = scene.qualification.clone();
    match inner.may_ask(&scene.recalled.account) {
        // A question with a fixed answer gets it word for word, the same for every lead.
        MayAsk::Nowhere if may_ask && !composed.fixed => {
            let human = human(account, turn, vec![OUTSIDE.to_owned()]);
            return Ok(Next::End(human));
        }
        MayAsk::Provider(ref provider) if may_ask && !composed.fixed => {
            let mut shown = scene.recalled.vault.clone();
            let purse = Purse::new(inner, account, turn);
            let asking = Asking { inner, provider, purse, scene: &scene, subject: scene.subject(inner) };
            let first = asking.prompt(&mut shown, &[]);
            durable.wait().await?;
            let asked = match first {
                Ok(first) if chooses => {
                    asking.choose(first, &shown, gathered, &mut usage, &mut reasons).await
                }
                Ok(first) => asking.ask(first, &mut shown, gathered, &mut usage, &mut reasons).await,
                Err(error) => Err(error.into()),
            };
            vault = (shown != scene.recalled.vault).then_some(shown);
            match asked {
                Ok(Asked::Answer { text }) => {
                    let handoff = handoff_rule(&composed);
                    reasons.extend(handoff.map(str::to_owned));
                    let answer = Answer {
                        text,
                        author: if chooses { Author::Composer } else { Author::Model },
                        kind: if handoff.is_some() { OutcomeKind::Handoff } else { OutcomeKind::Reply },
                        permit: PermitKind::Reply,
                        reasons,
                        usage,
                    };
                    return Ok(Next::Answer(Box::new(answer), vault));
                }
                Ok(Asked::Blocked) => {}
                // It would fail again: nothing is asked and nothing is said.
                Err(Failed::Error(error)) if error.kind() == ErrorKind::RedactionFailed => {
                    let human = human(account, turn, vec!["redact.failed".to_owned()]);
                    return Ok(Next::End(Finish { vault, ..human }));
                }
                Err(failed) => reasons.push(provider_failed(inner, failed)?),
            }
        }
        _ if inner.trace && gathered.trace.is_none() => gathered.trace = Some(scene.would_show(inner)?),
        _ => {}
    }
    let mut next = checked(inner, &scene, composed, account, turn, gathered);
    match &mut next {
        Next::Answer(answer, kept) => {
            *kept = vault;
            answer.reasons.splice(0..0, reasons);
            answer.usage = usage;
        }
        Next::End(finish) => {
            finish.reasons.splice(0..0, reasons);
            finish.usage = usage;
            finish.vault = vault;
        }
    }
    Ok(next)
}

/// The composer's answer if the guard lets it out, else a human.
fn checked(
    inner: &Inner,
    scene: &Scene,
    composed: compose::Composed,
    account: &AccountId,
    turn: TurnId,
    gathered: &mut Gathered,
) -> Next {
    let mut reasons: Vec<String> = composed.handoff.into_iter().map(str::to_owned).collect();
    if let Some(text) = composed.text {
        let text = scene.with_disclosure(&text);
        let blocked = scene.check(&text);
        if blocked.is_empty() {
            let kind = if composed.handoff.is_some() { OutcomeKind::Handoff } else { OutcomeKind::Reply };
            let (author, permit) = (Author::Composer, PermitKind::Reply);
            let answer = Answer { text: Pii::new(text), author, kind, permit, reasons, usage: None };
            return Next::Answer(Box::new(answer), None);
        }
        let subject = scene.subject(inner);
        gathered.blocked.extend(scene.blocks(&blocked, &text, &subject, &scene.recalled.vault));
        reasons.extend(rules("composed.", &blocked));
    }
    Next::End(human(account, turn, reasons))
}

/// The ids that the outcome and the audit trail keep of a blocked draft: what is wrong with it, and which rule says so.
pub(super) fn rules(whose: &str, blocked: &[Reason]) -> Vec<String> {
    let ids = |reason: &Reason| [format!("guard.{whose}{reason}"), format!("guard.rule.{}", reason.rule)];
    blocked.iter().flat_map(ids).collect()
}

/// A human must go on, and nothing is said.
pub(super) fn human(account: &AccountId, turn: TurnId, reasons: Vec<String>) -> Finish {
    let kind = OutcomeKind::Handoff;
    Finish { account: account.clone(), turn, kind, reasons, until: None, by: None, usage: None, vault: None }
}

/// The composer's answer, whatever the provider.
pub(super) fn compose_alone(inner: &Inner, account: &AccountId, turn: TurnId, open: OpenTurn) -> Next {
    let scene = Scene::recall(inner, turn, open);
    let composed = scene.compose();
    checked(inner, &scene, composed, account, turn, &mut Gathered::default())
}

/// Why a human must go on after a model's answer: what it said it would find out is nowhere on file.
/// That the composer did not understand is no reason, where the model did.
pub(super) fn handoff_rule(composed: &compose::Composed) -> Option<&'static str> {
    composed.handoff.filter(|rule| *rule != compose::NOT_UNDERSTOOD)
}

/// The reason that stands in the outcome, or the error where the caller is to have it.
pub(super) fn provider_failed(inner: &Inner, failed: impl Into<Failed>) -> Result<String> {
    let error = match failed.into() {
        Failed::Capped(cap) => return Ok(cap.reason().to_owned()),
        Failed::Error(error) => error,
    };
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
    Blocked,
}

/// A model, and what it is asked about.
struct Asking<'a> {
    inner: &'a Inner,
    provider: &'a Provider,
    purse: Purse<'a>,
    scene: &'a Scene,
    subject: Subject,
}

impl Asking<'_> {
    /// Render, redact, fit, and the request as it is to be sent. The one repair is told categories and fields, never the
    /// draft's words.
    fn prompt(&self, vault: &mut Vault, blocked: &[Reason]) -> Result<(Prepared<'_>, Receipt)> {
        let repair = blocked.iter().map(Reason::to_string).collect::<Vec<_>>().join(", ");
        let repair = Some(repair.as_str()).filter(|repair| !repair.is_empty());
        let (prompt, receipt) = self.scene.prompt(self.inner, self.provider, &self.subject, vault, repair)?;
        Ok((self.provider.prepare(prompt, &self.subject)?, receipt))
    }

    /// Ask, fill in, guard: once. What the model says but ids goes nowhere; `reasons` takes what it chose, or what was wrong.
    async fn choose(
        &self,
        (prepared, receipt): (Prepared<'_>, Receipt),
        vault: &Vault,
        gathered: &mut Gathered,
        usage: &mut Option<Usage>,
        reasons: &mut Vec<String>,
    ) -> Result<Asked, Failed> {
        let Asking { inner, scene, subject, .. } = self;
        let tokens = receipt.total;
        gathered.receipt = Some(receipt);
        let shown = inner.trace.then(|| prepared.prompt().messages());
        let completion = self.purse.ask(prepared, tokens).await?;
        *usage = Some(completion.usage);
        let chosen = choice::chosen(&completion.text, &scene.offered());
        let text = chosen.as_ref().ok().map(|replies| scene.with_disclosure(&scene.filled(replies)));
        let blocked = text.as_deref().map(|text| of_approved(scene.check(text))).unwrap_or_default();
        if let Some(shown) = shown {
            let refused = chosen.as_ref().err().map(|rule| Safe::from(*rule));
            let why =
                blocked.iter().map(|reason| Safe::assembled(reason.to_string())).chain(refused).collect();
            let draft = Pii::new(text.clone().unwrap_or_default());
            gathered.trace = Some(Trace { shown, asks: vec![Ask::new(completion.text, draft, why)] });
        }
        match chosen {
            Ok(replies) => reasons.extend(replies.into_iter().map(choice::rule)),
            Err(rule) => reasons.push(rule.to_owned()),
        }
        match text {
            Some(text) if blocked.is_empty() => Ok(Asked::Answer { text: Pii::new(text) }),
            Some(text) => {
                gathered.blocked.extend(scene.blocks(&blocked, &text, subject, vault));
                reasons.extend(rules("chosen.", &blocked));
                Ok(Asked::Blocked)
            }
            None => Ok(Asked::Blocked),
        }
    }

    /// Ask, restore, guard: at most twice. `reasons` takes what was found wrong.
    async fn ask(
        &self,
        first: (Prepared<'_>, Receipt),
        vault: &mut Vault,
        gathered: &mut Gathered,
        usage: &mut Option<Usage>,
        reasons: &mut Vec<String>,
    ) -> Result<Asked, Failed> {
        let Asking { inner, scene, subject, .. } = self;
        let (mut prepared, mut receipt) = first;
        let mut asks = 0;
        let mut mended: Vec<Reason> = Vec::new();
        loop {
            let tokens = receipt.total;
            gathered.receipt = Some(receipt);
            asks += 1;
            if inner.trace && gathered.trace.is_none() {
                gathered.trace = Some(Trace { shown: prepared.prompt().messages(), asks: Vec::new() });
            }
            let completion = self.purse.ask(prepared, tokens).await?;
            *usage = Some(match usage.take() {
                Some(before) => before.plus(&completion.usage),
                None => completion.usage.clone(),
            });

            let restored = vault.restore_reply(&completion.text, &scene.typed());
            let text = scene.with_disclosure(restored.text.expose());
            let mut blocked = scene.check_restored(&text, &restored);
            let mut unjudged = None;
            if blocked.is_empty() && scene.recalled.account.judge {
                match judge::judge(self.purse, inner, self.provider, scene, subject, vault, &text, usage)
                    .await
                {
                    Ok(found) => blocked.extend(found),
                    Err(failed) => unjudged = Some(provider_failed(inner, failed)?),
                }
            }
            if let Some(trace) = &mut gathered.trace {
                let why = blocked.iter().map(|reason| Safe::assembled(reason.to_string())).collect();
                trace.asks.push(Ask::new(completion.text, Pii::new(text.clone()), why));
            }
            // What nobody could judge is not sent either.
            if let Some(reason) = unjudged {
                reasons.push(reason);
                return Ok(Asked::Blocked);
            }
            if blocked.is_empty() {
                reasons.extend(rules("repaired.", &mended));
                return Ok(Asked::Answer { text: Pii::new(text) });
            }
            gathered.blocked.extend(scene.blocks(&blocked, &text, subject, vault));
            if asks == MOST_ASKS {
                reasons.extend(rules("", &blocked));
                return Ok(Asked::Blocked);
            }
            (prepared, receipt) = self.prompt(vault, &blocked)?;
            mended = blocked;
        }
    }
}
