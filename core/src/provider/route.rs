//! Who is asked, in which order.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::provider::{Adapter, ModelSettings, Transport};

/// One model at one provider.
#[derive(Clone)]
#[non_exhaustive]
pub struct Target {
    /// Speaks the protocol.
    pub adapter: Arc<dyn Adapter>,
    /// Carries the bytes.
    pub transport: Arc<dyn Transport>,
    /// Which model, and how.
    pub settings: ModelSettings,
}

impl Target {
    /// A model behind a transport.
    pub fn new(adapter: Arc<dyn Adapter>, transport: Arc<dyn Transport>, settings: ModelSettings) -> Target {
        Target { adapter, transport, settings }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("adapter", &self.adapter.name())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// The targets, first choice first.
///
/// A target that cannot answer (no connection, overloaded, its key or quota refused, the prompt too long for
/// it) hands over to the next. One that has answered does not, whatever it said: a model that declined is not
/// overruled by another, and an answer that was lost may have been billed.
#[derive(Clone, Debug)]
pub struct Route {
    targets: Vec<Target>,
}

impl Route {
    /// The route with one target.
    pub fn new(target: Target) -> Route {
        Route { targets: vec![target] }
    }

    /// Adds a target to fall back on.
    #[must_use]
    pub fn then(mut self, target: Target) -> Route {
        self.targets.push(target);
        self
    }

    /// The targets, first choice first.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// The first choice.
    pub(super) fn check(&self) -> Result<&Target> {
        for target in &self.targets {
            target.settings.check()?;
        }
        self.targets.first().ok_or_else(|| Error::new(ErrorKind::ConfigInvalid, "the route has no target"))
    }
}
