//! An engine that several Python objects share and that a forked child opens anew.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use closr::provider::Host;
use closr::{AccountId, Actor, EngineBuilder, ErrorKind};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::Value;

use crate::convert::{self, parsed};
use crate::error::{Result, failure};
use crate::host::Function;
use crate::runtime::{OfProcess, lock};

pub(super) struct Shared {
    /// As core reads them: a forked child needs them again.
    settings: String,
    /// The functions that answer, which a forked child has too.
    hosts: Vec<Arc<dyn Host>>,
    in_memory: bool,
    closed: AtomicBool,
    engine: Mutex<OfProcess<closr::Engine>>,
}

impl Shared {
    pub(super) fn new(
        py: Python<'_>,
        settings: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> Result<Arc<Shared>> {
        let what = "the settings";
        let (settings, hosts, builder) = convert::record_with(
            what,
            ErrorKind::ConfigInvalid,
            settings,
            options,
            |settings, functions| {
                let hosts: Vec<_> = functions.into_iter().map(Function::host).collect();
                let builder = EngineBuilder::from_json_with(settings, &hosts)?;
                Ok((rooted(settings), hosts, builder))
            },
        )?;
        let in_memory = builder.in_memory();
        let engine = Mutex::new(OfProcess::new(py.detach(|| builder.build())?));
        Ok(Arc::new(Shared { settings, hosts, in_memory, closed: AtomicBool::new(false), engine }))
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
        let opened = OfProcess::new(
            py.detach(|| EngineBuilder::from_json_with(&self.settings, &self.hosts)?.build())?,
        );
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

/// Settings that mean the same files wherever a forked child has gone, as daemons go to `/`.
fn rooted(settings: &str) -> String {
    const FILES: [&str; 13] = [
        "/sqlite",
        "/sqlite/path",
        "/sqlite/keys",
        "/sqlite/master_key",
        "/sqlite/master_key/former",
        "/sqlite/master_key/google_kms/service_account",
        "/postgres/master_key",
        "/postgres/master_key/former",
        "/postgres/master_key/google_kms/service_account",
        "/templates",
        "/provider/tokenizer",
        "/cassette/record",
        "/cassette/replay",
    ];
    let Ok(mut settings) = serde_json::from_str::<Value>(settings) else { return settings.to_owned() };
    for file in FILES {
        if let Some(Value::String(file)) = settings.pointer_mut(file)
            && let Ok(absolute) = std::path::absolute(&*file)
        {
            *file = absolute.to_string_lossy().into_owned();
        }
    }
    settings.to_string()
}

impl Drop for Shared {
    /// The last one out closes the files, which may take a moment: not while everybody waits for the GIL.
    fn drop(&mut self) {
        let engine = lock(&self.engine).take();
        let _ = Python::try_attach(|py| py.detach(|| drop(engine)));
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
