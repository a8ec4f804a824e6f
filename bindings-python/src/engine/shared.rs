//! An engine that several Python objects share and that a forked child opens anew.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use closr::{AccountId, Actor, EngineBuilder, ErrorKind};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{self, parsed};
use crate::error::{Result, failure};
use crate::runtime::{OfProcess, lock};

/// Settings as core reads them: kept, as a forked child needs them again.
pub(super) struct Settings(String);

impl Settings {
    pub(super) fn read(
        settings: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> Result<Settings> {
        convert::json("the settings", ErrorKind::ConfigInvalid, settings, options).map(Settings)
    }

    fn builder(&self) -> closr::Result<EngineBuilder> {
        EngineBuilder::from_json(&self.0)
    }
}

pub(super) struct Shared {
    settings: Settings,
    in_memory: bool,
    closed: AtomicBool,
    engine: Mutex<OfProcess<closr::Engine>>,
}

impl Shared {
    pub(super) fn new(py: Python<'_>, settings: Settings) -> Result<Arc<Shared>> {
        let open = || -> closr::Result<_> {
            let builder = settings.builder()?;
            Ok((builder.in_memory(), builder.build()?))
        };
        let (in_memory, engine) = py.detach(open)?;
        let engine = Mutex::new(OfProcess::new(engine));
        Ok(Arc::new(Shared { settings, in_memory, closed: AtomicBool::new(false), engine }))
    }

    fn engine(&self, py: Python<'_>) -> Result<closr::Engine> {
        if let Some(engine) = lock(&self.engine).get() {
            return Ok(engine.clone());
        }
        if self.in_memory {
            let why = "the engine is in memory and belongs to the process that made it: give it sqlite=\"a file\", or \
                       build one after the fork";
            return Err(failure(ErrorKind::Unavailable, why));
        }
        if self.closed.load(Ordering::SeqCst) {
            return Err(failure(ErrorKind::Unavailable, "the engine is closed: build a new one"));
        }
        let opened = OfProcess::new(py.detach(|| self.settings.builder()?.build())?);
        let mut slot = lock(&self.engine);
        if slot.get().is_none() {
            *slot = opened;
        }
        slot.get().cloned().ok_or_else(|| failure(ErrorKind::Unexpected, "the engine went missing"))
    }

    pub(super) fn with<A>(&self, py: Python<'_>, argument: Result<A>) -> Result<(closr::Engine, A)> {
        let argument = argument?;
        Ok((self.engine(py)?, argument))
    }

    /// This process's engine, to be closed; none where a forked child never used it.
    pub(super) fn closing(&self) -> Option<closr::Engine> {
        self.closed.store(true, Ordering::SeqCst);
        lock(&self.engine).get().cloned()
    }

    pub(super) fn repr(&self, class: &str) -> String {
        let flag = |set| if set { "True" } else { "False" };
        format!(
            "{class}(in_memory={}, closed={})",
            flag(self.in_memory),
            flag(self.closed.load(Ordering::SeqCst))
        )
    }
}

/// What an account's actor sees of the engine.
pub(super) struct View {
    shared: Arc<Shared>,
    id: AccountId,
    actor: Actor,
}

impl View {
    pub(super) fn new(
        shared: &Arc<Shared>,
        id: &Bound<'_, PyAny>,
        actor: Option<&Bound<'_, PyAny>>,
    ) -> Result<View> {
        let actor = actor.map_or(Ok(Actor::Service), |actor| parsed("actor", actor))?;
        Ok(View { shared: Arc::clone(shared), id: parsed("account", id)?, actor })
    }

    pub(super) fn id(&self) -> &str {
        self.id.as_str()
    }

    pub(super) fn oak(&self, py: Python<'_>) -> Result<closr::ForAccount> {
        Ok(self.shared.engine(py)?.for_account(&self.id, self.actor))
    }

    pub(super) fn with<A>(&self, py: Python<'_>, argument: Result<A>) -> Result<(closr::ForAccount, A)> {
        let argument = argument?;
        Ok((self.oak(py)?, argument))
    }

    pub(super) fn repr(&self, class: &str) -> String {
        format!("{class}(id='{}', actor='{}')", self.id, self.actor.as_str())
    }
}
