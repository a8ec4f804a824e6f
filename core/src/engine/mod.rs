//! The engine: one handle over all rooms, and the turn.
//!
//! [`turn`] is the one file that states the order of a turn's steps.

mod account;
mod answer;
pub(crate) mod approved;
mod builder;
mod choice;
mod debounce;
mod deliver;
mod flight;
mod judge;
mod live;
mod opinion;
mod outbox;
mod outcome;
mod outreach;
mod purse;
mod region;
mod scene;
mod settings;
mod stream;
mod subjects;
#[cfg(test)]
mod tests;
mod trace;
mod turn;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::clock::{Clock, Surroundings};
use crate::engine::flight::Flights;
use crate::engine::subjects::Subjects;
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::lead::{Account, AccountId};
use crate::prompt::Catalog;
use crate::provider::Provider;
use crate::store::{SpendCaps, Store};

pub use account::{Accepted, Actor, ForAccount};
pub use builder::{EngineBuilder, ProviderFailure};
pub use deliver::Delivery;
pub use outbox::Outbox;
pub use outcome::Outcome;
pub use stream::{ReplyPart, ReplyStream, Step};
pub use trace::{Ask, Trace};

/// Answers leads. Cheap to clone; clones share one store and one provider.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
/// use closr::{Account, Actor, Channel, Engine, Inbound, Lead, Listing, OutcomeKind};
///
/// let engine = Engine::builder().build()?; // in memory, answered by the composer: no model, no network
/// let account = Account::from_json(r#"{"brand": "Oak & Main", "agent": "Dana Reyes", "tz": "America/Chicago"}"#)?;
/// engine.upsert_account(account.clone()).await?;
/// let oak = engine.for_account(&account.id, Actor::Service);
/// oak.upsert_listing(Listing::from_json(r#"{"id": "L-7", "address": "12 Elm St", "price_usd": 689000}"#)?).await?;
/// oak.upsert_lead(Lead::from_json(r#"{"first_name": "Jane", "phones": ["+15125550147"]}"#)?).await?;
///
/// let inbound = Inbound::new("SM1", Channel::Sms, "+15125550147", "What is the price?")?;
/// let mut outcome = oak.reply(inbound).await?;
/// assert_eq!(outcome.kind(), OutcomeKind::Reply);
/// let text = outcome.take_cleared().expect("a reply").release(&closr::clock::SystemClock)?;
/// assert!(text.expose().contains("$689,000"));
///
/// let stop = oak.reply(Inbound::new("SM2", Channel::Sms, "+15125550147", "please stop texting me")?).await?;
/// assert_eq!(stop.kind(), OutcomeKind::Notice); // the one confirmation
/// let later = oak.reply(Inbound::new("SM3", Channel::Sms, "+15125550147", "is it still for sale?")?).await?;
/// assert_eq!(later.kind(), OutcomeKind::Silent);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    provider: Option<Provider>,
    on_provider_failure: ProviderFailure,
    spend_caps: SpendCaps,
    catalog: Catalog,
    template: String,
    subjects: Subjects,
    surroundings: Surroundings,
    permit_life: Duration,
    debounce: Duration,
    trace: bool,
    flights: Flights,
    closed: AtomicBool,
}

impl Inner {
    /// Refuses what comes after [`Engine::close`].
    fn open(&self) -> Result<()> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(Error::new(ErrorKind::Unavailable, "the engine is closed: build a new one")
                .with_retry(Retry::Never));
        }
        Ok(())
    }
}

impl Engine {
    /// Starts to build an engine.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Creates or replaces an account.
    ///
    /// # Errors
    /// `InputInvalid` where the guard would not let one of its approved replies out, with the place and the rule of each;
    /// `Unavailable` when the store cannot answer.
    pub async fn upsert_account(&self, account: Account) -> Result<()> {
        self.inner.open()?;
        approved::check(&account)?;
        if let Some(template) = &account.template {
            let known = self.inner.catalog.answers(template, None);
            known.map_err(|problem| Error::of_field("the account", "template", problem.into_safe()))?;
        }
        self.inner.store.put_account(account).await
    }

    /// The engine as one account's `actor` sees it. An account that does not exist answers every call with `NotFound`.
    pub fn for_account(&self, account: &AccountId, actor: Actor) -> ForAccount {
        ForAccount::new(Arc::clone(&self.inner), account.clone(), actor)
    }

    /// The clock that the engine goes by, as [`Cleared::release`](crate::consent::Cleared::release) wants it.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.inner.surroundings.clock)
    }

    /// Makes a new master key and wraps each account's key under it, then forgets the old one. Nothing under the accounts' keys changes,
    /// so it takes as long as there are accounts. Returns how many were wrapped anew.
    ///
    /// The master key's file holds both keys until it is done: what dies on the way is gone on with by the next call, and other processes
    /// on this machine read the file again when they need to. Where several machines share a PostgreSQL store, each needs the new file: until
    /// it has it, what needs an account's key there for the first time fails with `Unauthorized`. Copies of the key store from before open
    /// with the old key's file alone, which is replaced: copy it first if you need them. Its bytes are freed and not wiped.
    ///
    /// # Errors
    /// `Unsupported` where everything is in memory; `Unavailable` while another process does it, or reads the key store as it was:
    /// call again; `Unauthorized` where the file is not the key store's; `Conflict` where it was rotated elsewhere meanwhile; `Corrupt`
    /// where an account's key does not open: nothing is forgotten then.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let path = folder.path().join("closr.db");
    /// use closr::store::SqliteConfig;
    /// use closr::{Account, Engine};
    ///
    /// let engine = Engine::builder().sqlite(SqliteConfig::new(path)).build()?;
    /// engine.upsert_account(Account::from_json(r#"{"brand": "Oak & Main"}"#)?).await?;
    /// assert_eq!(engine.rotate_master_key().await?, 1);
    /// # Ok(()) }
    /// ```
    pub async fn rotate_master_key(&self) -> Result<u64> {
        self.inner.open()?;
        self.inner.store.rotate_master_key().await
    }

    /// Waits for the store's operations under way and closes its files. Every later call, of this engine's clones
    /// and views too, is `Unavailable`.
    ///
    /// A turn that waits for its model meanwhile fails and stays open: [`ForAccount::recover`] goes on with it in
    /// a new engine. Closing twice is fine. An engine that is dropped closes its files too, but the drop blocks.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::{Account, Engine, ErrorKind};
    ///
    /// let engine = Engine::builder().build()?;
    /// engine.close().await;
    /// let late = engine.upsert_account(Account::from_json(r#"{"brand": "Oak & Main"}"#)?).await;
    /// assert_eq!(late.unwrap_err().kind(), ErrorKind::Unavailable);
    /// # Ok(()) }
    /// ```
    pub async fn close(&self) {
        self.inner.closed.store(true, Ordering::SeqCst);
        self.inner.store.close().await;
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("provider", &self.inner.provider.as_ref().map(Provider::name))
            .finish_non_exhaustive()
    }
}
