//! The engine and what it gives back.

mod consent;
mod delivery;
mod outcome;
mod rights;

use std::future::Future;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use closr::audit::Entry;
use closr::channel::twilio;
use closr::clock::Clock;
use closr::{ErrorKind, Inbound, Lead, Listing, Message, Outreach};
use futures::StreamExt;
use napi::bindgen_prelude::{AsyncBlock, AsyncBlockBuilder, ToNapiValue, within_runtime_if_available};
use napi::{Env, Result};
use napi_derive::napi;
use serde_json::json;
use tokio::sync::{Mutex as AsyncMutex, Notify};

use crate::error::{Thrown, record, refusal};
use crate::host::{Answer, hosts};
use outcome::{outcome_of, part_of};

/// Answers leads.
#[napi]
pub struct Engine {
    engine: closr::Engine,
    gone: Arc<Notify>,
}

/// The engine as one account's actor sees it.
#[napi]
pub struct ForAccount {
    account: closr::ForAccount,
    gone: Arc<Notify>,
}

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
    purpose: &'static str,
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
    parts: Arc<AsyncMutex<Option<closr::ReplyStream>>>,
    left: Arc<Notify>,
    account: ForAccount,
}

/// Drops a call's work when it is told to.
#[napi]
#[derive(Default)]
pub struct Cancel(Arc<Notify>);

#[napi]
impl Engine {
    /// Builds an engine from its settings, and the functions whose numbers stand in them.
    #[napi(constructor)]
    pub fn new(
        env: &Env,
        settings: String,
        #[napi(ts_arg_type = "Array<(asked: string) => Promise<string>>")] answers: Option<Vec<Answer>>,
    ) -> Result<Engine> {
        let hosts = hosts(answers);
        let build = || closr::EngineBuilder::from_json_with(&settings, &hosts)?.build();
        let engine = within_runtime_if_available(build).or_throw()?;
        // A worker thread that is terminated takes its calls with it.
        let gone = Arc::new(Notify::new());
        env.add_env_cleanup_hook(Arc::clone(&gone), |gone| gone.notify_waiters())?;
        Ok(Engine { engine, gone })
    }

    /// Creates or replaces an account.
    #[napi]
    pub fn upsert_account(&self, env: &Env, account: String) -> Result<AsyncBlock<()>> {
        let (engine, account) = (self.engine.clone(), closr::Account::from_json(&account).or_throw()?);
        promise(env, &self.gone, None, async move { engine.upsert_account(account).await.or_throw() })
    }

    /// Makes a new master key and wraps each account's key under it; says how many.
    #[napi]
    pub fn rotate_master_key(&self, env: &Env) -> Result<AsyncBlock<f64>> {
        let engine = self.engine.clone();
        promise(env, &self.gone, None, async move { Ok(engine.rotate_master_key().await.or_throw()? as f64) })
    }

    /// The engine as one account's actor sees it.
    #[napi]
    pub fn for_account(&self, id: String, actor: String) -> Result<ForAccount> {
        let (id, actor) = (parsed(&id)?, parsed(&actor)?);
        Ok(ForAccount { account: self.engine.for_account(&id, actor), gone: Arc::clone(&self.gone) })
    }

    /// Closes the engine's files.
    #[napi]
    pub fn close(&self, env: &Env) -> Result<AsyncBlock<()>> {
        let engine = self.engine.clone();
        promise(env, &self.gone, None, async move {
            engine.close().await;
            Ok(())
        })
    }
}

#[napi]
impl ForAccount {
    /// The most that one turn can cost, as JSON.
    #[napi]
    pub fn worst_case(&self, env: &Env) -> Result<AsyncBlock<String>> {
        let account = self.account.clone();
        self.promise(env, None, async move {
            let worst = account.worst_case().await.or_throw()?;
            let (calls, seconds, cost) = (worst.calls, worst.seconds, worst.cost_micro_usd);
            Ok(json!({"calls": calls, "seconds": seconds, "cost_micro_usd": cost}).to_string())
        })
    }

    /// The account's record.
    #[napi]
    pub fn account(&self, env: &Env) -> Result<AsyncBlock<String>> {
        let account = self.account.clone();
        self.promise(env, None, async move { Ok(account.account().await.or_throw()?.to_json()) })
    }

    /// Creates or replaces a listing.
    #[napi]
    pub fn upsert_listing(&self, env: &Env, listing: String) -> Result<AsyncBlock<()>> {
        let (account, listing) = (self.account.clone(), Listing::from_json(&listing).or_throw()?);
        self.promise(env, None, async move { account.upsert_listing(listing).await.or_throw() })
    }

    /// Creates or replaces a lead, and gives its id.
    #[napi]
    pub fn upsert_lead(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), Lead::from_json(&lead).or_throw()?);
        self.promise(env, None, async move { Ok(account.upsert_lead(lead).await.or_throw()?.to_string()) })
    }

    /// A lead's record.
    #[napi]
    pub fn lead(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move { Ok(account.lead(lead).await.or_throw()?.expose_json()) })
    }

    /// Claims a message.
    #[napi]
    pub fn accept(&self, env: &Env, inbound: String) -> Result<AsyncBlock<String>> {
        let (account, inbound) = (self.account.clone(), Inbound::from_json(&inbound).or_throw()?);
        self.promise(env, None, async move { Ok(accepted_of(&account.accept(inbound).await.or_throw()?)) })
    }

    /// Does what is left of an accepted turn.
    #[napi]
    pub fn work(&self, env: &Env, turn: String, cancel: Option<&Cancel>) -> Result<AsyncBlock<Outcome>> {
        let (account, turn) = (self.account.clone(), parsed(&turn)?);
        self.promise(env, cancel, async move {
            let outcome = account.work(turn).await.or_throw()?;
            Ok(outcome_of(&account, outcome))
        })
    }

    /// Answers a message.
    #[napi]
    pub fn reply(&self, env: &Env, inbound: String, cancel: Option<&Cancel>) -> Result<AsyncBlock<Outcome>> {
        let (account, inbound) = (self.account.clone(), Inbound::from_json(&inbound).or_throw()?);
        self.promise(env, cancel, async move {
            let outcome = account.reply(inbound).await.or_throw()?;
            Ok(outcome_of(&account, outcome))
        })
    }

    /// Answers a message as a stream.
    #[napi]
    pub fn reply_stream(&self, inbound: String) -> Result<ReplyStream> {
        let parts = self.account.reply_stream(Inbound::from_json(&inbound).or_throw()?);
        Ok(ReplyStream {
            parts: Arc::new(AsyncMutex::new(Some(parts))),
            left: Arc::default(),
            account: ForAccount { account: self.account.clone(), gone: Arc::clone(&self.gone) },
        })
    }

    /// Writes first to a lead.
    #[napi]
    pub fn reach_out(
        &self,
        env: &Env,
        outreach: String,
        cancel: Option<&Cancel>,
    ) -> Result<AsyncBlock<Outcome>> {
        let (account, outreach) = (self.account.clone(), Outreach::from_json(&outreach).or_throw()?);
        self.promise(env, cancel, async move {
            let outcome = account.reach_out(outreach).await.or_throw()?;
            Ok(outcome_of(&account, outcome))
        })
    }

    /// The outcome of a turn, if it is done.
    #[napi]
    pub fn outcome(&self, env: &Env, turn: String) -> Result<AsyncBlock<Option<Outcome>>> {
        let (account, turn) = (self.account.clone(), parsed(&turn)?);
        self.promise(env, None, async move {
            let outcome = account.outcome(turn).await.or_throw()?;
            Ok(outcome.map(|outcome| outcome_of(&account, outcome)))
        })
    }

    /// A lead's messages, as JSON.
    #[napi]
    pub fn history(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move {
            let message = |message: &Message| {
                json!({
                    "role": message.role.as_str(), "text": message.text.expose(), "at": message.at,
                    "channel": message.channel.as_str(), "turn": message.turn.map(|turn| turn.to_string()),
                })
            };
            let messages = account.history(lead).await.or_throw()?;
            Ok(json!(messages.iter().map(message).collect::<Vec<_>>()).to_string())
        })
    }

    /// What is known of a lead's wish, as JSON.
    #[napi]
    pub fn qualify(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move {
            Ok(account.qualify(lead).await.or_throw()?.expose_value().to_string())
        })
    }

    /// A person of the business answers in a conversation.
    #[napi]
    pub fn take_over(&self, env: &Env, conversation: String) -> Result<AsyncBlock<String>> {
        let (account, conversation) = (self.account.clone(), parsed(&conversation)?);
        self.promise(
            env,
            None,
            async move { Ok(account.take_over(conversation).await.or_throw()?.to_string()) },
        )
    }

    /// closr answers in a conversation again.
    #[napi]
    pub fn hand_back(&self, env: &Env, conversation: String) -> Result<AsyncBlock<String>> {
        let (account, conversation) = (self.account.clone(), parsed(&conversation)?);
        self.promise(
            env,
            None,
            async move { Ok(account.hand_back(conversation).await.or_throw()?.to_string()) },
        )
    }

    /// Keeps what a person of the business wrote.
    #[napi]
    pub fn agent_wrote(&self, env: &Env, conversation: String, text: String) -> Result<AsyncBlock<String>> {
        let (account, conversation) = (self.account.clone(), parsed(&conversation)?);
        self.promise(env, None, async move {
            Ok(account.agent_wrote(conversation, text).await.or_throw()?.to_string())
        })
    }

    /// Works the turns that are open.
    #[napi]
    pub fn recover(&self, env: &Env, cancel: Option<&Cancel>) -> Result<AsyncBlock<Vec<Recovered>>> {
        let account = self.account.clone();
        self.promise(env, cancel, async move {
            let each = |(turn, worked): (closr::TurnId, closr::Result<closr::Outcome>)| {
                let (outcome, error) = match worked {
                    Ok(outcome) => (Some(outcome_of(&account, outcome)), None),
                    Err(error) => (None, Some(record(&error).to_string())),
                };
                Recovered { turn: turn.to_string(), outcome, error }
            };
            Ok(account.recover().await.or_throw()?.into_iter().map(each).collect())
        })
    }

    /// Checks the audit trail.
    #[napi]
    pub fn verify_audit(&self, env: &Env, head: Option<String>) -> Result<AsyncBlock<String>> {
        let (account, head) = (self.account.clone(), head.as_deref().map(parsed).transpose()?);
        self.promise(env, None, async move { Ok(account.verify_audit(head).await.or_throw()?.to_string()) })
    }

    /// The audit trail of one lead, or of the account, as JSON.
    #[napi]
    pub fn audit_trail(&self, env: &Env, lead: Option<String>) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), lead.as_deref().map(parsed).transpose()?);
        self.promise(env, None, async move {
            let entry = |entry: &Entry| {
                json!({
                    "seq": entry.seq, "at": entry.at, "what": entry.what.as_str(),
                    "turn": entry.turn.map(|turn| turn.to_string()), "lead": entry.lead.map(|lead| lead.to_string()),
                    "rules": entry.rules.iter().map(closr::Safe::as_str).collect::<Vec<_>>(),
                })
            };
            let trail = account.audit_trail(lead).await.or_throw()?;
            Ok(json!(trail.iter().map(entry).collect::<Vec<_>>()).to_string())
        })
    }

    fn promise<T: ToNapiValue + Send + 'static>(
        &self,
        env: &Env,
        cancel: Option<&Cancel>,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<AsyncBlock<T>> {
        promise(env, &self.gone, cancel, work)
    }
}

#[napi]
impl Cleared {
    /// The outbound's id.
    #[napi(getter)]
    pub fn outbound(&self) -> &str {
        &self.outbound
    }

    /// What it is for.
    #[napi(getter)]
    pub fn purpose(&self) -> &str {
        self.purpose
    }

    /// Until when it may be written, in milliseconds since 1970.
    #[napi(getter)]
    pub fn deadline(&self) -> f64 {
        self.deadline
    }

    /// The text, the first time and before the deadline.
    #[napi]
    pub fn release(&self) -> Result<String> {
        Ok(self.take()?.release(&*self.clock).or_throw()?.expose().clone())
    }
}

impl Cleared {
    /// The TwiML that has Twilio send the text.
    pub(crate) fn answer(&self) -> Result<String> {
        twilio::answer(self.take()?, &*self.clock).or_throw()
    }

    fn take(&self) -> Result<closr::consent::Cleared> {
        let cleared = self.text.lock().unwrap_or_else(PoisonError::into_inner).take();
        cleared.ok_or_else(|| refusal(ErrorKind::Conflict, "the text was released before: it is sent once"))
    }
}

#[napi]
impl ReplyStream {
    /// The next part; nothing after the last and once the stream is left.
    #[napi]
    pub fn next(&self, env: &Env) -> Result<AsyncBlock<Option<ReplyPart>>> {
        let (parts, left) = (Arc::clone(&self.parts), Arc::clone(&self.left));
        let account = self.account.account.clone();
        self.account.promise(env, None, async move {
            let mut parts = parts.lock().await;
            let Some(stream) = parts.as_mut() else { return Ok(None) };
            let part = tokio::select! {
                biased;
                () = left.notified() => None,
                part = stream.next() => part,
            };
            match part {
                Some(part) => part_of(&account, part.or_throw()?).map(Some),
                None => {
                    *parts = None;
                    Ok(None)
                }
            }
        })
    }

    /// Leaves the stream: the provider's call is dropped when this is done.
    #[napi]
    pub fn leave(&self, env: &Env) -> Result<AsyncBlock<()>> {
        self.left.notify_one();
        let parts = Arc::clone(&self.parts);
        self.account.promise(env, None, async move {
            *parts.lock().await = None;
            Ok(())
        })
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

/// A promise of work, which is dropped when it is cancelled or its thread's JavaScript is gone; what is stored by
/// then stays, and a turn stays open.
///
/// The work owns what it needs: a future that borrows `self`, as napi's `async fn` does, outlives it when a worker
/// thread is terminated.
fn promise<T: ToNapiValue + Send + 'static>(
    env: &Env,
    gone: &Arc<Notify>,
    cancel: Option<&Cancel>,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<AsyncBlock<T>> {
    let gone = Arc::clone(gone);
    let cancel = cancel.map_or_else(Arc::default, |cancel| Arc::clone(&cancel.0));
    let held = async move {
        let cancelled = || Err(refusal(ErrorKind::Cancelled, "the call was cancelled: its turn stays open"));
        tokio::select! {
            biased;
            () = cancel.notified() => cancelled(),
            () = gone.notified() => cancelled(),
            done = work => done,
        }
    };
    AsyncBlockBuilder::new(held).build(env)
}

/// A promise of what ends by itself, whoever is gone.
pub(crate) fn promise_of_process<T: ToNapiValue + Send + 'static>(
    env: &Env,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<AsyncBlock<T>> {
    AsyncBlockBuilder::new(work).build(env)
}

/// An accepted message as JSON.
fn accepted_of(accepted: &closr::Accepted) -> String {
    json!({
        "turn": accepted.turn.to_string(),
        "conversation": accepted.conversation.to_string(),
        "lead": accepted.lead.to_string(),
        "repeated": accepted.repeated,
    })
    .to_string()
}

fn parsed<T: FromStr<Err = closr::Error>>(text: &str) -> Result<T> {
    text.parse().or_throw()
}
