//! Who is asked, in which order.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::error::{Error, ErrorKind, Result};
use crate::provider::gate::Gate;
use crate::provider::transport::request_id;
use crate::provider::{Adapter, Cassette, Completion, ModelSettings, Policy, Transport};

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
    pub(super) name: &'static str,
    /// On this machine: nothing leaves it.
    pub(super) local: bool,
    pub(super) remake: Option<Arc<Remake>>,
    /// Made of the settings' limits with the first call; clones share it.
    pub(super) gate: Arc<OnceLock<Gate>>,
}

/// Makes a target anew under another policy: the time to connect is a property of its connection pool.
type Remake = dyn Fn(Policy) -> Result<Target> + Send + Sync;

impl Target {
    /// A model behind a transport.
    pub fn new(adapter: Arc<dyn Adapter>, transport: Arc<dyn Transport>, settings: ModelSettings) -> Target {
        let name = adapter.name();
        Target { adapter, transport, settings, name, local: false, remake: None, gate: Arc::default() }
    }

    /// The target of a provider of that name, which `make` makes under a policy.
    #[cfg(feature = "provider-http")]
    pub(super) fn made(
        name: &'static str,
        policy: Policy,
        make: impl Fn(Policy) -> Result<Target> + Send + Sync + 'static,
    ) -> Result<Target> {
        let target = make(policy)?;
        Ok(Target { name, remake: Some(Arc::new(make)), ..target })
    }

    /// The same target under another policy.
    fn under(&self, policy: &Policy) -> Result<Target> {
        let Some(remake) = &self.remake else { return Ok(self.clone()) };
        let Target { name, remake: again, gate, settings, .. } = self.clone();
        Ok(Target { name, remake: again, gate, settings, ..remake(policy.clone())? })
    }

    /// The same target, on this machine or not.
    #[must_use]
    #[cfg(feature = "provider-http")]
    pub(super) fn on_this_machine(mut self, local: bool) -> Target {
        self.local = local;
        self
    }

    /// Whether data that may go to these regions alone may go there.
    pub(super) fn is_within(&self, regions: &[String]) -> bool {
        self.local || self.settings.region.as_ref().is_some_and(|region| regions.contains(region))
    }

    /// The same target with a cassette between it and its provider, under whatever policy.
    pub(super) fn on(mut self, cassette: &Cassette) -> Target {
        self.transport = cassette.over(self.name, self.transport);
        if let Some(remake) = self.remake.take() {
            let (name, cassette) = (self.name, cassette.clone());
            self.remake = Some(Arc::new(move |policy| {
                let target = remake(policy)?;
                Ok(Target { transport: cassette.over(name, Arc::clone(&target.transport)), ..target })
            }));
        }
        self
    }

    /// What all calls to it share.
    pub(super) fn gate(&self) -> &Gate {
        self.gate.get_or_init(|| Gate::new(&self.settings.limits))
    }

    /// The same target under another name.
    #[cfg(feature = "provider-openai")]
    #[must_use]
    pub(super) fn named(mut self, name: &'static str) -> Target {
        self.name = name;
        self
    }

    /// An answer with what its head and the target's price say of it.
    pub(super) fn completed(&self, mut completion: Completion, headers: &[(String, String)]) -> Completion {
        completion.request_id = completion.request_id.or_else(|| request_id(headers));
        let price = self.settings.price.as_ref();
        completion.usage.cost_micro_usd = price.and_then(|price| price.cost_micro_usd(&completion.usage));
        completion
    }

    /// Its provider's name, as in `openai`.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("name", &self.name)
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

    /// The targets to which data that may go to these regions alone may go; `None` where there are none.
    pub(super) fn within(&self, regions: &[String]) -> Option<Route> {
        let within = self.targets.iter().filter(|target| target.is_within(regions));
        let targets: Vec<Target> = within.cloned().collect();
        (!targets.is_empty()).then_some(Route { targets })
    }

    /// Says of each target where it is.
    pub(super) fn settle(&mut self, region: &str) {
        for target in &mut self.targets {
            target.settings.region = Some(region.to_owned());
        }
    }

    /// The same route with each target changed.
    pub(super) fn map(self, change: impl FnMut(Target) -> Target) -> Route {
        Route { targets: self.targets.into_iter().map(change).collect() }
    }

    /// These targets, and then another route's.
    pub(super) fn then_all(mut self, other: Route) -> Route {
        self.targets.extend(other.targets);
        self
    }

    /// The same targets under another policy.
    pub(super) fn under(&self, policy: &Policy) -> Result<Route> {
        let targets = self.targets.iter().map(|target| target.under(policy)).collect::<Result<_>>()?;
        Ok(Route { targets })
    }

    /// The first choice.
    pub(super) fn check(&self) -> Result<&Target> {
        for target in &self.targets {
            target.settings.check()?;
        }
        self.targets.first().ok_or_else(|| Error::new(ErrorKind::ConfigInvalid, "the route has no target"))
    }
}
