//! A model's answer on its way to a web chat: sentence by sentence through restore, guard and consent.

use futures::StreamExt;

use crate::consent::{Cleared, PermitKind};
use crate::engine::answer::{Spent, handoff_rule, provider_failed, rules};
use crate::engine::opinion::{self, Opinion};
use crate::engine::outcome::Gathered;
use crate::engine::purse::Purse;
use crate::engine::region::MayAsk;
use crate::engine::scene::Scene;
use crate::engine::{Inner, Outcome, Trace, turn};
use crate::error::{Error, ErrorKind, Result};
use crate::guard;
use crate::lead::{AccountId, Mode, OutboundId, Pii, TurnId};
use crate::provider::{CompletionStream, StreamPart};
use crate::redact::Vault;
use crate::store::{
    Answer, Author, Conclude, OutcomeKind, PermitRequest, Progress, Redeemed, Released, SetAside,
    StoredOutcome, Work,
};
use crate::token::Usage;

/// A streamed answer under way.
pub(super) struct Live<'a> {
    inner: &'a Inner,
    account: &'a AccountId,
    turn: TurnId,
    scene: Scene,
    vault: Vault,
    stream: CompletionStream,
    /// What the model has said and nobody has seen.
    pending: String,
    /// What the lead has seen.
    said: String,
    outbound: Option<OutboundId>,
    handoff: Option<&'static str>,
    usage: Option<Usage>,
    /// What the call may cost, where spending is capped. It counts as spent if nobody hears of the end.
    held: Option<SetAside>,
    whole: bool,
    gathered: Gathered,
}

/// What came of beginning.
pub(super) enum Began<'a> {
    /// The model answers.
    Live(Box<Live<'a>>),
    /// No model is asked any more.
    InVain(Box<Spent>),
    /// There is nothing to stream.
    Nothing,
}

/// What came of waiting for more.
pub(super) enum Said {
    /// Words that are cleared.
    Words(Cleared),
    /// The turn is done.
    Ended(Box<Outcome>),
    /// The model was asked and nothing of it was released.
    InVain(Box<Spent>),
}

impl<'a> Live<'a> {
    /// Gate, recall, render, redact, fit, and the model is asked. There may be nothing to stream: the turn is done, gated
    /// or kept already, has a fixed answer, or no model, or the account's mode asks none.
    pub(super) async fn begin(inner: &'a Inner, account: &'a AccountId, turn: TurnId) -> Result<Began<'a>> {
        if inner.provider.is_none() {
            return Ok(Began::Nothing);
        }
        let open = match inner.store.begin(account, turn).await? {
            Work::Open(open) if matches!(open.progress, Progress::Claimed) => open,
            Work::Open(_) | Work::Outreach(_) | Work::Done(_) => return Ok(Began::Nothing),
        };
        if turn::gate(inner, account, turn, &open).is_some() {
            return Ok(Began::Nothing);
        }
        // What is chosen or judged is sent whole.
        if open.standing.account.mode == Mode::Composed || open.standing.account.judge {
            return Ok(Began::Nothing);
        }
        let MayAsk::Provider(provider) = inner.may_ask(&open.standing.account) else {
            return Ok(Began::Nothing);
        };
        let mut usage = None;
        if opinion::is_wanted(inner, &open) {
            match opinion::ask(Purse::new(inner, account, turn), inner, &open, &mut usage).await? {
                Opinion::Stop(finding) => {
                    inner.store.second_opinion(account, turn, finding).await?;
                    return Ok(Began::Nothing);
                }
                Opinion::Go => {}
                Opinion::InVain(reason) => {
                    return Ok(Began::InVain(Box::new(Spent { usage, ..Spent::because(reason) })));
                }
            }
        }
        let scene = Scene::recall(inner, turn, *open);
        let composed = scene.compose();
        if composed.fixed || scene.recalled.account.mode == Mode::Approved {
            return Ok(Began::InVain(Box::new(Spent { usage, ..Spent::default() })));
        }
        let mut vault = scene.recalled.vault.clone();
        let subject = scene.subject(inner);
        let (prompt, receipt) = scene.prompt(inner, &provider, &subject, &mut vault, None)?;
        let held = match Purse::new(inner, account, turn).hold(&provider, receipt.total).await {
            Ok(held) => held,
            Err(failed) => {
                let reason = provider_failed(inner, failed)?;
                return Ok(Began::InVain(Box::new(Spent { usage, ..Spent::because(reason) })));
            }
        };
        let trace = inner.trace.then(|| Trace { shown: prompt.get().messages(), asks: Vec::new() });
        let qualification = scene.qualification.clone();
        Ok(Began::Live(Box::new(Live {
            inner,
            account,
            turn,
            scene,
            vault,
            stream: provider.stream(prompt, subject),
            pending: String::new(),
            said: String::new(),
            outbound: None,
            handoff: handoff_rule(&composed),
            usage,
            held,
            whole: false,
            gathered: Gathered { blocked: Vec::new(), receipt: Some(receipt), trace, qualification },
        })))
    }

    /// Waits for the next sentence, or the end.
    pub(super) async fn next(&mut self) -> Result<Said> {
        loop {
            if let Some(sentence) = take_sentence(&mut self.pending, self.whole) {
                return self.release(&sentence).await;
            }
            if self.whole {
                return match self.outbound {
                    Some(_) => self.conclude(OutcomeKind::Reply, Vec::new()).await,
                    None => Ok(self.in_vain(vec!["guard.empty".to_owned()])),
                };
            }
            match self.stream.next().await {
                Some(Ok(StreamPart::Text(text))) => self.pending.push_str(&text),
                Some(Ok(StreamPart::Done(completion))) => {
                    let cost = completion.usage.cost_micro_usd;
                    self.settle(cost.filter(|_| !self.stream.may_be_billed())).await?;
                    self.usage = Some(match self.usage.take() {
                        Some(before) => before.plus(&completion.usage),
                        None => completion.usage,
                    });
                    self.whole = true;
                }
                Some(Err(error)) => return self.cut(error).await,
                None => {
                    let error =
                        Error::new(ErrorKind::ReplyInvalid, "the model's answer ended without its marker");
                    return self.cut(error).await;
                }
            }
        }
    }

    async fn release(&mut self, sentence: &str) -> Result<Said> {
        let restored = self.vault.restore_reply(sentence, &self.scene.typed());
        let words = match self.outbound {
            None => self.scene.with_disclosure(restored.text.expose()),
            Some(_) => format!(" {}", restored.text.expose().trim()),
        };
        let text = format!("{}{words}", self.said);
        let blocked = self.scene.check_restored(&text, &restored);
        if !blocked.is_empty() {
            let subject = self.scene.subject(self.inner);
            self.gathered.blocked.extend(self.scene.blocks(&blocked, &text, &subject, &self.vault));
            let reasons = rules("", &blocked);
            return match self.outbound {
                None => Ok(self.in_vain(reasons)),
                Some(_) => self.conclude(OutcomeKind::Withdrawn, reasons).await,
            };
        }
        let cleared = match self.outbound {
            None => self.open(Pii::from(words.as_str())).await?,
            Some(outbound) => {
                match self.inner.store.release(self.account, outbound, Pii::from(words.as_str())).await? {
                    Released::Cleared(cleared) => Ok(cleared),
                    Released::Ended(stored) => Err(stored),
                }
            }
        };
        Ok(match cleared {
            Ok(cleared) => {
                self.said = text;
                Said::Words(cleared)
            }
            Err(stored) => self.ended(*stored),
        })
    }

    /// Permit and redeem the first words: from here on the turn counts as the one send.
    async fn open(&mut self, words: Pii<String>) -> Result<std::result::Result<Cleared, Box<StoredOutcome>>> {
        let answer = Answer {
            text: words,
            author: Author::Model,
            kind: OutcomeKind::Withdrawn,
            permit: PermitKind::Reply,
            reasons: vec!["stream.cut".to_owned()],
            usage: None,
        };
        let request = PermitRequest {
            account: self.account.clone(),
            turn: self.turn,
            answer,
            vault: self.changed_vault(),
            life: self.inner.permit_life,
        };
        match self.inner.store.clear(request).await? {
            Redeemed::Cleared(cleared, _) => {
                self.outbound = Some(cleared.outbound());
                Ok(Ok(cleared))
            }
            Redeemed::Ended(stored) => Ok(Err(stored)),
            Redeemed::Expired => {
                Err(Error::new(ErrorKind::Unexpected, "a text that was cleared at once expired: report this"))
            }
        }
    }

    async fn settle(&mut self, spent: Option<u64>) -> Result<()> {
        Purse::new(self.inner, self.account, self.turn).settle(self.held.take(), spent).await
    }

    async fn cut(&mut self, error: Error) -> Result<Said> {
        let nothing = (!self.stream.may_be_billed()).then_some(0);
        self.settle(nothing).await?;
        match self.outbound {
            Some(_) => {
                let reason = format!("provider.{}", error.kind());
                self.conclude(OutcomeKind::Withdrawn, vec![reason]).await
            }
            None => {
                let reason = provider_failed(self.inner, error)?;
                Ok(self.in_vain(vec![reason]))
            }
        }
    }

    async fn conclude(&mut self, kind: OutcomeKind, mut reasons: Vec<String>) -> Result<Said> {
        let kind = match (kind, self.handoff) {
            (OutcomeKind::Reply, Some(rule)) => {
                reasons.push(rule.to_owned());
                OutcomeKind::Handoff
            }
            (kind, _) => kind,
        };
        let Some(outbound) = self.outbound else {
            return Err(Error::new(ErrorKind::Unexpected, "a stream is concluded that was not begun"));
        };
        let conclude =
            Conclude { account: self.account.clone(), outbound, kind, reasons, usage: self.usage.take() };
        let stored = self.inner.store.conclude(conclude).await?;
        Ok(self.ended(stored))
    }

    fn ended(&mut self, stored: StoredOutcome) -> Said {
        Said::Ended(Box::new(Outcome::new(stored, None, std::mem::take(&mut self.gathered))))
    }

    /// The vault, where asking has added to it.
    fn changed_vault(&self) -> Option<Vault> {
        (self.vault != self.scene.recalled.vault).then(|| self.vault.clone())
    }

    fn in_vain(&mut self, reasons: Vec<String>) -> Said {
        Said::InVain(Box::new(Spent {
            reasons,
            usage: self.usage.take(),
            vault: self.changed_vault(),
            gathered: std::mem::take(&mut self.gathered),
        }))
    }
}

/// Takes the first whole sentence off the front; at the end of the text, the rest.
pub(super) fn take_sentence(pending: &mut String, whole: bool) -> Option<String> {
    let end =
        sentence_end(pending).or_else(|| (whole && !pending.trim().is_empty()).then_some(pending.len()))?;
    let rest = pending.split_off(end);
    let sentence = std::mem::replace(pending, rest);
    Some(sentence.trim().to_owned())
}

/// The byte after the first sentence: an end mark, closing quotes, and white space after it to prove the end.
/// What cannot be the end of an answer ("Here are the facts:") is not the end of a piece of one.
fn sentence_end(text: &str) -> Option<usize> {
    const ABBREVIATIONS: [&str; 14] =
        ["st", "ave", "dr", "rd", "blvd", "ln", "mr", "mrs", "ms", "no", "approx", "e.g", "i.e", "jr"];
    for (at, mark) in text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '\n')) {
        let before = text.get(..at).unwrap_or_default();
        if before.trim().is_empty() {
            continue;
        }
        let after = text.get(at + 1..).unwrap_or_default();
        if mark == '\n' {
            if guard::is_open_ended(before) {
                continue;
            }
            return Some(at + 1);
        }
        let closed = after.trim_start_matches(['"', '\'', ')', '\u{201d}', '\u{2019}']);
        let word = before.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
        let abbreviated = mark == '.' && (ABBREVIATIONS.contains(&word.as_str()) || word.len() == 1);
        let end = text.len() - closed.len();
        let hesitates = text.get(..end).is_some_and(guard::is_open_ended);
        if closed.starts_with(char::is_whitespace) && !abbreviated && !hesitates {
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let mut pending = String::new();
        let mut found = Vec::new();
        for c in text.chars() {
            pending.push(c);
            found.extend(take_sentence(&mut pending, false));
        }
        found.extend(take_sentence(&mut pending, true));
        found
    }

    #[test]
    fn sentences_end_where_a_reader_would_end_them() {
        assert_eq!(
            sentences("It is $689,000.50. Two baths? Yes!"),
            ["It is $689,000.50.", "Two baths?", "Yes!"]
        );
        assert_eq!(sentences("12 Elm St. is open (see it.) Now"), ["12 Elm St. is open (see it.)", "Now"]);
        assert_eq!(sentences("One\ntwo"), ["One", "two"]);
        assert!(sentences("  ").is_empty());
    }
}
