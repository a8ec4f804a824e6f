//! The engine and what it gives back.

use std::future::Future;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use closr::audit::Entry;
use closr::clock::Clock;
use closr::{ErrorKind, Inbound, Lead, Listing, Message};
use futures::StreamExt;
use napi::Result;
use napi::bindgen_prelude::within_runtime_if_available;
use napi_derive::napi;
use serde_json::{Value, json};
use tokio::sync::{Mutex as AsyncMutex, Notify};

use crate::error::{Thrown, record, refusal};

/// Answers leads.
#[napi]
pub struct Engine(closr::Engine);

/// The engine as one account's actor sees it.
#[napi]
pub struct ForAccount(closr::ForAccount);

/// What came of a turn.
#[napi(object, object_from_js = false)]
pub struct Outcome {
    /// Everything but the text, as JSON.
    pub record: String,
    /// The text.
    pub cleared: Option<Cleared>,
}

/// A text that may be sent, once.
#[napi]
pub struct Cleared {
    outbound: String,
    deadline: f64,
    clock: Arc<dyn Clock>,
    text: Mutex<Option<closr::consent::Cleared>>,
}

/// A part of a streamed reply.
#[napi(object, object_from_js = false)]
pub struct ReplyPart {
    /// `step`, `text` or `done`.
    pub kind: &'static str,
    /// The step or the text.
    pub text: Option<String>,
    /// The end.
    pub outcome: Option<Outcome>,
}

/// A turn's attempt by `recover`.
#[napi(object, object_from_js = false)]
pub struct Recovered {
    /// The turn.
    pub turn: String,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Why it stays open, as JSON.
    pub error: Option<String>,
}

/// A reply as a stream.
#[napi]
pub struct ReplyStream {
    parts: AsyncMutex<Option<closr::ReplyStream>>,
    left: Notify,
    engine: closr::ForAccount,
}

/// Drops a call's work when it is told to.
#[napi]
#[derive(Default)]
pub struct Cancel(Notify);

#[napi]
impl Engine {
    /// Builds an engine from its settings.
    #[napi(constructor)]
    pub fn new(settings: String) -> Result<Engine> {
        let build = || closr::EngineBuilder::from_json(&settings)?.build();
        within_runtime_if_available(build).map(Engine).or_throw()
    }

    /// Creates or replaces an account, and gives its id.
    #[napi]
    pub async fn upsert_account(&self, account: String) -> Result<String> {
        let account = closr::Account::from_json(&account).or_throw()?;
        let id = account.id.to_string();
        self.0.upsert_account(account).await.or_throw()?;
        Ok(id)
    }

    /// The engine as one account's actor sees it.
    #[napi]
    pub fn for_account(&self, id: String, actor: String) -> Result<ForAccount> {
        let (id, actor) = (parsed(&id)?, parsed(&actor)?);
        Ok(ForAccount(self.0.for_account(&id, actor)))
    }

    /// Closes the engine's files.
    #[napi]
    pub async fn close(&self) {
        self.0.close().await;
    }
}

#[napi]
impl ForAccount {
    /// The account's record.
    #[napi]
    pub async fn account(&self) -> Result<String> {
        Ok(self.0.account().await.or_throw()?.to_json())
    }

    /// Creates or replaces a listing.
    #[napi]
    pub async fn upsert_listing(&self, listing: String) -> Result<()> {
        self.0.upsert_listing(Listing::from_json(&listing).or_throw()?).await.or_throw()
    }

    /// Creates or replaces a lead, and gives its id.
    #[napi]
    pub async fn upsert_lead(&self, lead: String) -> Result<String> {
        let lead = Lead::from_json(&lead).or_throw()?;
        Ok(self.0.upsert_lead(lead).await.or_throw()?.to_string())
    }

    /// A lead's record.
    #[napi]
    pub async fn lead(&self, lead: String) -> Result<String> {
        Ok(self.0.lead(parsed(&lead)?).await.or_throw()?.expose_json())
    }

    /// Claims a message.
    #[napi]
    pub async fn accept(&self, inbound: String) -> Result<String> {
        let accepted = self.0.accept(Inbound::from_json(&inbound).or_throw()?).await.or_throw()?;
        let record = json!({
            "turn": accepted.turn.to_string(),
            "conversation": accepted.conversation.to_string(),
            "lead": accepted.lead.to_string(),
            "repeated": accepted.repeated,
        });
        Ok(record.to_string())
    }

    /// Does what is left of an accepted turn.
    #[napi]
    pub async fn work(&self, turn: String, cancel: Option<&Cancel>) -> Result<Outcome> {
        let turn = parsed(&turn)?;
        unless(cancel, self.0.work(turn)).await.map(|outcome| self.outcome_of(outcome))
    }

    /// Answers a message.
    #[napi]
    pub async fn reply(&self, inbound: String, cancel: Option<&Cancel>) -> Result<Outcome> {
        let inbound = Inbound::from_json(&inbound).or_throw()?;
        unless(cancel, self.0.reply(inbound)).await.map(|outcome| self.outcome_of(outcome))
    }

    /// Answers a message as a stream.
    #[napi]
    pub fn reply_stream(&self, inbound: String) -> Result<ReplyStream> {
        let parts = self.0.reply_stream(Inbound::from_json(&inbound).or_throw()?);
        Ok(ReplyStream { parts: AsyncMutex::new(Some(parts)), left: Notify::new(), engine: self.0.clone() })
    }

    /// The outcome of a turn, if it is done.
    #[napi]
    pub async fn outcome(&self, turn: String) -> Result<Option<Outcome>> {
        let outcome = self.0.outcome(parsed(&turn)?).await.or_throw()?;
        Ok(outcome.map(|outcome| self.outcome_of(outcome)))
    }

    /// A lead's messages, as JSON.
    #[napi]
    pub async fn history(&self, lead: String) -> Result<String> {
        let message = |message: &Message| {
            json!({
                "role": message.role.as_str(), "text": message.text.expose(), "at": message.at,
                "channel": message.channel.as_str(),
            })
        };
        let messages = self.0.history(parsed(&lead)?).await.or_throw()?;
        Ok(json!(messages.iter().map(message).collect::<Vec<_>>()).to_string())
    }

    /// A lead's consent events, as JSON.
    #[napi]
    pub async fn consent(&self, lead: String) -> Result<String> {
        Ok(json!(self.0.consent(parsed(&lead)?).await.or_throw()?).to_string())
    }

    /// Works the turns that are open.
    #[napi]
    pub async fn recover(&self, cancel: Option<&Cancel>) -> Result<Vec<Recovered>> {
        let recovered = unless(cancel, self.0.recover()).await?;
        let each = |(turn, worked): (closr::TurnId, closr::Result<closr::Outcome>)| {
            let (outcome, error) = match worked {
                Ok(outcome) => (Some(self.outcome_of(outcome)), None),
                Err(error) => (None, Some(record(&error).to_string())),
            };
            Recovered { turn: turn.to_string(), outcome, error }
        };
        Ok(recovered.into_iter().map(each).collect())
    }

    /// Checks the audit trail.
    #[napi]
    pub async fn verify_audit(&self, head: Option<String>) -> Result<String> {
        let head = head.as_deref().map(parsed).transpose()?;
        Ok(self.0.verify_audit(head).await.or_throw()?.to_string())
    }

    /// The audit trail of one lead, or of the account, as JSON.
    #[napi]
    pub async fn audit_trail(&self, lead: Option<String>) -> Result<String> {
        let entry = |entry: &Entry| {
            json!({
                "seq": entry.seq, "at": entry.at, "what": entry.what.as_str(),
                "turn": entry.turn.map(|turn| turn.to_string()), "lead": entry.lead.map(|lead| lead.to_string()),
                "rules": entry.rules.iter().map(closr::Safe::as_str).collect::<Vec<_>>(),
            })
        };
        let trail = self.0.audit_trail(lead.as_deref().map(parsed).transpose()?).await.or_throw()?;
        Ok(json!(trail.iter().map(entry).collect::<Vec<_>>()).to_string())
    }

    fn outcome_of(&self, outcome: closr::Outcome) -> Outcome {
        outcome_of(&self.0, outcome)
    }
}

#[napi]
impl Cleared {
    /// The outbound's id.
    #[napi(getter)]
    pub fn outbound(&self) -> &str {
        &self.outbound
    }

    /// Until when it may be written, in milliseconds since 1970.
    #[napi(getter)]
    pub fn deadline(&self) -> f64 {
        self.deadline
    }

    /// The text, the first time and before the deadline.
    #[napi]
    pub fn release(&self) -> Result<String> {
        match self.text.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(cleared) => Ok(cleared.release(&*self.clock).or_throw()?.expose().clone()),
            None => Err(refusal(ErrorKind::Conflict, "the text was released before: it is sent once")),
        }
    }
}

#[napi]
impl ReplyStream {
    /// The next part; nothing after the last and once the stream is left.
    #[napi]
    pub async fn next(&self) -> Result<Option<ReplyPart>> {
        let mut parts = self.parts.lock().await;
        let Some(stream) = parts.as_mut() else { return Ok(None) };
        let part = tokio::select! {
            biased;
            () = self.left.notified() => None,
            part = stream.next() => part,
        };
        let Some(part) = part else {
            *parts = None;
            return Ok(None);
        };
        let part = match part.or_throw()? {
            closr::ReplyPart::Step(step) => {
                ReplyPart { kind: "step", text: Some(step.as_str().to_owned()), outcome: None }
            }
            closr::ReplyPart::Text(text) => {
                ReplyPart { kind: "text", text: Some(text.expose().clone()), outcome: None }
            }
            closr::ReplyPart::Done(outcome) => {
                ReplyPart { kind: "done", text: None, outcome: Some(outcome_of(&self.engine, *outcome)) }
            }
            _ => {
                return Err(refusal(
                    ErrorKind::Unexpected,
                    "a part that this package does not know: update it",
                ));
            }
        };
        Ok(Some(part))
    }

    /// Leaves the stream: the provider's call is dropped when this is done.
    #[napi]
    pub async fn leave(&self) {
        self.left.notify_one();
        *self.parts.lock().await = None;
    }
}

#[napi]
impl Cancel {
    /// For one call.
    #[napi(constructor)]
    pub fn new() -> Cancel {
        Cancel::default()
    }

    /// Drops the call's work.
    #[napi]
    pub fn cancel(&self) {
        self.0.notify_one();
    }
}

/// Does the work unless it is cancelled first; what is stored by then stays, and the turn stays open.
async fn unless<T>(cancel: Option<&Cancel>, work: impl Future<Output = closr::Result<T>>) -> Result<T> {
    let Some(cancel) = cancel else { return work.await.or_throw() };
    tokio::select! {
        biased;
        () = cancel.0.notified() => Err(refusal(ErrorKind::Cancelled, "the call was cancelled: its turn stays open")),
        done = work => done.or_throw(),
    }
}

fn parsed<T: FromStr<Err = closr::Error>>(text: &str) -> Result<T> {
    text.parse().or_throw()
}

fn outcome_of(engine: &closr::ForAccount, mut outcome: closr::Outcome) -> Outcome {
    let cleared = outcome.take_cleared().map(|cleared| Cleared {
        outbound: cleared.outbound().to_string(),
        deadline: cleared.deadline().as_millis() as f64,
        clock: engine.clock(),
        text: Mutex::new(Some(cleared)),
    });
    let record = json!({
        "kind": outcome.kind().as_str(),
        "reasons": outcome.reasons(),
        "repeated": outcome.is_repeated(),
        "turn": outcome.turn().to_string(),
        "conversation": outcome.conversation().to_string(),
        "lead": outcome.lead().to_string(),
        "outbound": outcome.outbound().map(|id| id.to_string()),
        "until": outcome.until(),
        "superseded_by": outcome.superseded_by().map(|id| id.to_string()),
        "consent": outcome.consent().as_str(),
        "author": outcome.author().map(closr::store::Author::as_str),
        "usage": outcome.usage(),
        "audit_head": outcome.audit_head(),
        "receipt": outcome.receipt(),
        "trace": outcome.trace().map(trace),
    });
    Outcome { record: record.to_string(), cleared }
}

fn trace(trace: &closr::Trace) -> Value {
    let message = |(role, text): &(&'static str, String)| json!({"role": role, "text": text});
    let ask = |ask: &closr::Ask| {
        json!({
            "answer": ask.answer, "draft": ask.draft.expose(),
            "blocked": ask.blocked.iter().map(closr::Safe::as_str).collect::<Vec<_>>(),
        })
    };
    json!({
        "shown": trace.shown.iter().map(message).collect::<Vec<_>>(),
        "asks": trace.asks.iter().map(ask).collect::<Vec<_>>(),
    })
}
