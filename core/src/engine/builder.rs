//! Wires an engine together.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::clock::{Clock, Random, Surroundings};
#[cfg(feature = "cli")]
use crate::engine::account;
use crate::engine::flight::Flights;
use crate::engine::subjects::Subjects;
use crate::engine::{Engine, Inner, debounce};
use crate::error::{Error, ErrorKind, Result};
use crate::prompt::Catalog;
use crate::provider::Provider;
use crate::redact::Recognisers;
#[cfg(feature = "store-postgres")]
use crate::store::{PostgresConfig, PostgresStore};
use crate::store::{SpendCaps, Store};
#[cfg(feature = "store-sqlite")]
use crate::store::{SqliteConfig, SqliteStore};
#[cfg(feature = "cli")]
use crate::{lead::Account, provider::WorstCase};

/// What a turn does when the provider cannot be reached, is too slow or refuses the key.
///
/// A model that answers, but not usably, is another matter: the composer then answers in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProviderFailure {
    /// The call fails with the provider's error; the turn stays open, and `work` or `recover` goes on with it.
    #[default]
    Fail,
    /// The composer answers, and the outcome's reasons name the failure.
    Compose,
}

impl ProviderFailure {
    /// Every choice.
    pub const ALL: [ProviderFailure; 2] = [ProviderFailure::Fail, ProviderFailure::Compose];

    /// The choice's name: `fail` or `compose`.
    pub fn as_str(self) -> &'static str {
        match self {
            ProviderFailure::Fail => "fail",
            ProviderFailure::Compose => "compose",
        }
    }
}

/// Builds an [`Engine`]. Without any call: in memory, answered by the composer.
#[derive(Default)]
pub struct EngineBuilder {
    store: Option<Arc<dyn Store>>,
    #[cfg(feature = "store-sqlite")]
    sqlite: Option<SqliteConfig>,
    #[cfg(feature = "store-postgres")]
    postgres: Option<PostgresConfig>,
    provider: Option<Provider>,
    on_provider_failure: ProviderFailure,
    spend_caps: SpendCaps,
    catalog: Option<Catalog>,
    template: Option<String>,
    recognisers: Recognisers,
    surroundings: Surroundings,
    permit_life: Option<Duration>,
    debounce: Duration,
    trace: bool,
}

impl EngineBuilder {
    /// Keeps everything in SQLite files. Without this call, in memory.
    #[cfg(feature = "store-sqlite")]
    #[must_use]
    pub fn sqlite(mut self, config: SqliteConfig) -> EngineBuilder {
        self.sqlite = Some(config);
        self
    }

    /// Keeps everything in a PostgreSQL database, which many processes may share. [`EngineBuilder::build`] blocks while it
    /// connects.
    #[cfg(feature = "store-postgres")]
    #[must_use]
    pub fn postgres(mut self, config: PostgresConfig) -> EngineBuilder {
        self.postgres = Some(config);
        self
    }

    /// Keeps everything in a store that is already open.
    #[must_use]
    pub fn store(mut self, store: Arc<dyn Store>) -> EngineBuilder {
        self.store = Some(store);
        self
    }

    /// Asks this model. Without this call the composer answers.
    #[must_use]
    pub fn provider(mut self, provider: Provider) -> EngineBuilder {
        self.provider = Some(provider);
        self
    }

    /// What to do when the provider fails; an error by default.
    #[must_use]
    pub fn on_provider_failure(mut self, failure: ProviderFailure) -> EngineBuilder {
        self.on_provider_failure = failure;
        self
    }

    /// The most that each account may spend on models; without end by default. What does not fit a cap is not asked: the
    /// composer answers, or a human, and the outcome's reasons name the cap, as in `spend.day`. Each model needs its price.
    #[must_use]
    pub fn spend_caps(mut self, caps: SpendCaps) -> EngineBuilder {
        self.spend_caps = caps;
        self
    }

    /// The templates; the shipped ones by default.
    #[must_use]
    pub fn catalog(mut self, catalog: Catalog) -> EngineBuilder {
        self.catalog = Some(catalog);
        self
    }

    /// The template by which a model answers where neither the message nor the account names one; `inquiry_reply` by default.
    /// Where it is there in the language of the message, as `inquiry_reply_es` is, that answers.
    #[must_use]
    pub fn template(mut self, name: impl Into<String>) -> EngineBuilder {
        self.template = Some(name.into());
        self
    }

    /// Masks on the way to a model what these find, too. The last scan of the bytes asks them as well, so one that finds
    /// a word which every request has (`user`, `stream`) hands each turn to a person: nothing is asked.
    #[must_use]
    pub fn recognisers(mut self, recognisers: Recognisers) -> EngineBuilder {
        self.recognisers = recognisers;
        self
    }

    /// The clock; the system's by default.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> EngineBuilder {
        self.surroundings.clock = clock;
        self
    }

    /// The source of randomness; the operating system's by default.
    #[must_use]
    pub fn random(mut self, random: Arc<dyn Random>) -> EngineBuilder {
        self.surroundings.random = random;
        self
    }

    /// How long a permit lives: 1 to 300 seconds, 30 by default.
    #[must_use]
    pub fn permit_life(mut self, life: Duration) -> EngineBuilder {
        self.permit_life = Some(life);
        self
    }

    /// How long a text message or an e-mail waits for another before it is answered, so that who writes in pieces is answered
    /// once, with the last: up to 30 seconds, none by default. Who keeps typing is answered after four times as long.
    /// Stops and other notices never wait, nor does a web chat.
    #[must_use]
    pub fn debounce(mut self, wait: Duration) -> EngineBuilder {
        self.debounce = wait;
        self
    }

    /// Whether outcomes carry a [`Trace`](crate::engine::Trace) of what the model was, or would have been, shown. Off by default.
    #[must_use]
    pub fn trace(mut self, on: bool) -> EngineBuilder {
        self.trace = on;
        self
    }

    /// The most that one turn of an account would cost. Nothing is opened and nobody asked.
    #[cfg(feature = "cli")]
    pub(crate) fn worst_case(&self, account: &Account) -> WorstCase {
        account::worst_case(self.provider.as_ref(), self.spend_caps, account)
    }

    /// Whether the engine will keep everything in memory alone: nothing outlives it, and no other process sees it.
    pub fn in_memory(&self) -> bool {
        #[cfg(feature = "store-sqlite")]
        let on_disk = self.sqlite.as_ref().is_some_and(|sqlite| sqlite.path.is_some());
        #[cfg(not(feature = "store-sqlite"))]
        let on_disk = false;
        #[cfg(feature = "store-postgres")]
        let on_disk = on_disk || self.postgres.is_some();
        self.store.is_none() && !on_disk
    }

    /// The finished engine.
    ///
    /// # Errors
    /// `ConfigInvalid` names the setting; the store's own errors where it cannot be opened.
    pub fn build(self) -> Result<Engine> {
        let permit_life = self.permit_life.unwrap_or(Duration::from_secs(30));
        if !(Duration::from_secs(1)..=Duration::from_secs(300)).contains(&permit_life) {
            return Err(Error::new(
                ErrorKind::ConfigInvalid,
                "permit_life is out of range: use 1 to 300 seconds",
            ));
        }
        if self.debounce > debounce::LONGEST {
            return Err(Error::new(
                ErrorKind::ConfigInvalid,
                "debounce is out of range: use 0 to 30 seconds",
            ));
        }
        if !self.spend_caps.is_sound() {
            return Err(Error::new(
                ErrorKind::ConfigInvalid,
                "spend_caps has what is no amount of US dollars",
            ));
        }
        let priced = |provider: &Provider| provider.worst_case().cost_micro_usd.is_some();
        if !self.spend_caps.is_empty() && !self.provider.as_ref().is_none_or(priced) {
            return Err(Error::new(
                ErrorKind::ConfigInvalid,
                "spend_caps needs the `price` of each model that may be asked: set it, or leave the caps out",
            ));
        }
        let store = self.open_store()?;
        let catalog = match self.catalog {
            Some(catalog) => catalog,
            None => Catalog::shipped()?,
        };
        let template = self.template.unwrap_or_else(|| "inquiry_reply".to_owned());
        catalog.answers(&template, None)?;
        // Retries wait by the engine's clock and scatter by its randomness.
        let provider = self.provider.map(|provider| provider.with_surroundings(self.surroundings.clone()));
        Ok(Engine {
            inner: Arc::new(Inner {
                store,
                provider,
                on_provider_failure: self.on_provider_failure,
                spend_caps: self.spend_caps,
                catalog,
                template,
                subjects: Subjects::new(self.recognisers),
                surroundings: self.surroundings,
                permit_life,
                debounce: self.debounce,
                trace: self.trace,
                flights: Flights::default(),
                closed: AtomicBool::new(false),
            }),
        })
    }
}

impl EngineBuilder {
    /// The one store that is set; in memory where none is.
    fn open_store(&self) -> Result<Arc<dyn Store>> {
        let set = [
            self.store.is_some(),
            #[cfg(feature = "store-sqlite")]
            self.sqlite.is_some(),
            #[cfg(feature = "store-postgres")]
            self.postgres.is_some(),
        ];
        if set.into_iter().filter(|set| *set).count() > 1 {
            return Err(Error::new(
                ErrorKind::ConfigInvalid,
                "more than one of store, sqlite and postgres is set: use one of them",
            ));
        }
        if let Some(store) = &self.store {
            return Ok(Arc::clone(store));
        }
        #[cfg(feature = "store-postgres")]
        if let Some(config) = &self.postgres {
            return Ok(Arc::new(PostgresStore::open(config.clone(), self.surroundings.clone())?));
        }
        #[cfg(feature = "store-sqlite")]
        return Ok(Arc::new(SqliteStore::open(
            self.sqlite.clone().unwrap_or_default(),
            self.surroundings.clone(),
        )?));
        #[cfg(not(feature = "store-sqlite"))]
        Err(Error::new(ErrorKind::ConfigInvalid, "no store is set: use store or postgres"))
    }
}

impl fmt::Debug for EngineBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineBuilder").finish_non_exhaustive()
    }
}
