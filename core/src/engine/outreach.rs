//! What the business writes first: a turn without a message and without a model.
//!
//! `outreach ─ claim ─ gate ─ recall ─ word ─ disclose ─ guard ─ permit ─ redeem ─ outcome`

use crate::compose;
use crate::consent::{PermitKind, Refusal, refuses_outreach};
use crate::engine::answer::Next;
use crate::engine::outcome::Gathered;
use crate::engine::{Accepted, Inner, Outcome, answer, turn};
use crate::error::{Error, Result, safe};
use crate::guard::{self, Draft};
use crate::lead::{AccountId, Channel, Language, Outreach, OutreachPurpose, Pii, Role, TurnId};
use crate::prompt::TextContext;
use crate::store::{
    Answer, Author, ClaimOutreach, Claimed, Finish, Hand, OpenOutreach, OutcomeKind, Progress, Recalled,
    Redeemed,
};

/// The whole turn. One that is claimed already is gone on with, or its outcome returned.
pub(super) async fn reach_out(inner: &Inner, account: &AccountId, outreach: Outreach) -> Result<Outcome> {
    let claimed = claim(inner, account, outreach).await?;
    turn::work(inner, account, claimed.turn).await
}

/// Claims it, for an outbox to go on with.
pub(super) async fn enqueue(inner: &Inner, account: &AccountId, outreach: Outreach) -> Result<Accepted> {
    let claimed = claim(inner, account, outreach).await?;
    Ok(Accepted {
        turn: claimed.turn,
        conversation: claimed.conversation,
        lead: claimed.lead,
        repeated: claimed.repeat,
    })
}

async fn claim(inner: &Inner, account: &AccountId, outreach: Outreach) -> Result<Claimed> {
    if let Some(template) = &outreach.template {
        let wrong = |problem| Error::of_field("the outreach", "template", problem);
        let purpose = inner
            .catalog
            .purpose(template, outreach.channel)
            .map_err(|problem| wrong(problem.into_safe()))?;
        if purpose != outreach.purpose.into() {
            let purpose = purpose.as_str();
            return Err(wrong(safe!("is for what is {}: say so in `purpose`, or name another", purpose)));
        }
    }
    let turn = TurnId::fresh(&inner.surroundings)?;
    inner.store.claim_outreach(ClaimOutreach { account: account.clone(), turn, outreach }).await
}

/// What is left of an outreach after its claim. Nothing was asked, so that nothing is lost if it is done again.
pub(super) async fn go_on(
    inner: &Inner,
    account: &AccountId,
    turn: TurnId,
    hand: Hand,
    open: OpenOutreach,
    gathered: &mut Gathered,
) -> Result<Redeemed> {
    let next = match open.progress {
        Progress::Permitted(outbound) => return turn::redeem(inner, account, outbound, hand).await,
        Progress::Answered(answer) => Next::Answer(Box::new(answer), None),
        Progress::Claimed => match refused(inner, account, turn, &open) {
            Some(finish) => Next::End(finish),
            None => checked(inner, account, turn, &open, gathered)?,
        },
    };
    match next {
        Next::Answer(answer, vault) => turn::clear(inner, account, turn, hand, *answer, vault).await,
        Next::End(finish) => Ok(Redeemed::Ended(Box::new(inner.store.finish(finish).await?))),
    }
}

/// How the turn ends where nothing may be sent, or not yet; the permit decides again.
fn refused(inner: &Inner, account: &AccountId, turn: TurnId, open: &OpenOutreach) -> Option<Finish> {
    let end = |kind, rule: &str| Finish {
        account: account.clone(),
        turn,
        kind,
        reasons: vec![rule.to_owned()],
        until: None,
        by: None,
        usage: None,
        vault: None,
    };
    match refuses_outreach(&open.standing, open.purpose, inner.surroundings.now())? {
        Refusal::Denied { rule } => Some(end(OutcomeKind::Silent, rule)),
        Refusal::Deferred { until, rule } => {
            Some(Finish { until: Some(until), ..end(OutcomeKind::Deferred, rule) })
        }
        Refusal::Superseded { by } => {
            Some(Finish { by: Some(by), ..end(OutcomeKind::Superseded, "turn.superseded") })
        }
    }
}

/// The text as it is sent, if the guard lets it out; else a human. It is the business's own, and no more believed for that.
fn checked(
    inner: &Inner,
    account: &AccountId,
    turn: TurnId,
    open: &OpenOutreach,
    gathered: &mut Gathered,
) -> Result<Next> {
    let (recalled, channel) = (&open.recalled, open.standing.channel);
    let disclosure = recalled.first.then(|| compose::disclosure(&recalled.account, channel));
    let human = |rule: &str| Ok(Next::End(answer::human(account, turn, vec![rule.to_owned()])));
    let words = words(inner, open)?;
    // The template has nothing to say of what is on file, as of an open house that is over.
    if words.expose().trim().is_empty() {
        return human("outreach.no_text");
    }
    let Some(text) = text(open, words.expose(), disclosure.as_deref()) else { return human("EM-01") };
    let blocked = guard::check(&Draft {
        verified: true,
        listings: &recalled.listings,
        history: &recalled.history,
        disclosure: disclosure.as_deref().unwrap_or_default(),
        ..Draft::new(channel, inner.surroundings.now(), &recalled.account, &recalled.lead, &text)
    });
    if !blocked.is_empty() {
        gathered.blocked.extend(blocks(inner, recalled, &blocked, &text));
        return Ok(Next::End(answer::human(account, turn, answer::rules("outreach.", &blocked))));
    }
    let answer = Answer {
        text: Pii::new(text),
        author: Author::Business,
        kind: OutcomeKind::Outreach,
        permit: PermitKind::Outreach(open.purpose),
        reasons: vec![format!("outreach.{}", open.purpose.as_str())],
        usage: None,
    };
    Ok(Next::Answer(Box::new(answer), None))
}

/// The business's own words, or its template's with the facts on file.
fn words(inner: &Inner, open: &OpenOutreach) -> Result<Pii<String>> {
    let (recalled, channel) = (&open.recalled, open.standing.channel);
    let Some(template) = &open.template else { return Ok(open.text.clone()) };
    let wrote = recalled.history.iter().rev().find(|message| message.role == Role::Lead);
    let language = wrote.map_or(Language::En, |message| compose::spoken(message.text.expose()));
    let (name, language) = inner.catalog.spoken(template, language);
    let named = open.listing.as_ref();
    let listing = named.and_then(|id| recalled.listings.iter().find(|listing| listing.id == *id));
    let (tz, now) = (&recalled.account.tz, inner.surroundings.now());
    inner.catalog.text(
        &name,
        &TextContext {
            channel,
            account: &recalled.account,
            lead: &recalled.lead,
            listing,
            open_house: listing.and_then(|one| compose::open_houses(one, tz, language, channel, now)),
        },
    )
}

/// The disclosure, the words and, under marketing mail, what closes it; `None` where that cannot be written.
fn text(open: &OpenOutreach, words: &str, disclosure: Option<&str>) -> Option<String> {
    let words = words.trim();
    let closing = match (open.standing.channel, open.purpose) {
        (Channel::Email, OutreachPurpose::Marketing) => {
            Some(compose::closing(&open.recalled.account, disclosure)?)
        }
        _ => None,
    };
    let parts: Vec<&str> = disclosure.into_iter().chain([words]).chain(closing.as_deref()).collect();
    Some(parts.join("\n"))
}

fn blocks(inner: &Inner, recalled: &Recalled, blocked: &[guard::Reason], text: &str) -> Vec<guard::Block> {
    let subject = inner.subjects.of(recalled);
    let mut vault = recalled.vault.clone();
    blocked.iter().map(|reason| reason.block(text, &subject, &mut vault)).collect()
}
