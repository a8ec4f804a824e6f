//! A second opinion on what a message means, where the account wants one: the model is asked, after redaction, whether it is
//! a stop that our own reading has not seen.

use crate::consent::{self, Finding};
use crate::engine::Inner;
use crate::engine::answer::provider_failed;
use crate::engine::purse::{Failed, Purse};
use crate::engine::region::MayAsk;
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{Mode, Role};
use crate::prompt::Context;
use crate::store::OpenTurn;
use crate::token::Usage;

const TEMPLATE: &str = "second_opinion";

/// How many earlier messages are shown with it: what "no" means is in what it answers.
const BEFORE: usize = 4;

/// What came of asking.
pub(super) enum Opinion {
    /// It is a stop.
    Stop(Finding),
    /// It is none, or nobody was asked.
    Go,
    /// The model could not say, and is not asked to answer either: the reason.
    InVain(String),
}

/// Whether the account wants one, and there is a model that it has asked.
pub(super) fn is_wanted(inner: &Inner, open: &OpenTurn) -> bool {
    let account = &open.standing.account;
    account.second_opinion
        && account.mode != Mode::Approved
        && matches!(inner.may_ask(account), MayAsk::Provider(_))
}

/// Asks about a message that the gate lets through. Adds what it cost to `usage`.
pub(super) async fn ask(
    purse: Purse<'_>,
    inner: &Inner,
    open: &OpenTurn,
    usage: &mut Option<Usage>,
) -> Result<Opinion> {
    let recalled = &open.recalled;
    let MayAsk::Provider(provider) = inner.may_ask(&recalled.account) else { return Ok(Opinion::Go) };
    let channel = open.inbound.channel;
    let subject = inner.subjects.of(recalled);
    let mut vault = recalled.vault.clone();
    let lead = recalled.history.iter().filter(|message| message.role == Role::Lead);
    for typed in lead.map(|message| &message.text).chain([&open.inbound.text]) {
        subject.reserve_typed(typed.expose(), &mut vault);
    }
    let mut context =
        Context::new(channel, inner.surroundings.now(), &recalled.account, open.inbound.text.expose());
    context.history =
        recalled.history.get(recalled.history.len().saturating_sub(BEFORE)..).unwrap_or_default();
    let prompt = subject.redact_prompt(inner.catalog.render(TEMPLATE, &context)?, &mut vault);
    let asked = match prompt.fit(&provider.budget(), provider.counter()) {
        Ok((prompt, receipt)) => match provider.prepare(prompt, &subject) {
            Ok(prepared) => purse.ask(prepared, receipt.total).await,
            Err(error) => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    };
    let completion = match asked {
        Ok(completion) => completion,
        // Nothing is asked then, and the next step says why.
        Err(Failed::Error(error)) if error.kind() == ErrorKind::RedactionFailed => return Ok(Opinion::Go),
        Err(failed) => return provider_failed(inner, failed).map(Opinion::InVain),
    };
    *usage = Some(match usage.take() {
        Some(before) => before.plus(&completion.usage),
        None => completion.usage,
    });
    match consent::opinion(&completion.text, channel) {
        Some(Some(finding)) => Ok(Opinion::Stop(finding)),
        Some(None) => Ok(Opinion::Go),
        None => {
            let unclear =
                Error::new(ErrorKind::ReplyInvalid, "the model gave no opinion: neither STOP nor GO");
            provider_failed(inner, unclear).map(Opinion::InVain)
        }
    }
}
