//! Which models an account's data may go to.

use crate::engine::Inner;
use crate::lead::Account;
use crate::provider::Provider;

/// Who may be asked.
pub(super) enum MayAsk {
    /// The engine has no model.
    Nobody,
    /// These models, in their order.
    Provider(Provider),
    /// There are models, and none where the account lets data go.
    Nowhere,
}

/// Why a human answers where there are models and none is asked.
pub(super) const OUTSIDE: &str = "transfer.region";

impl Inner {
    /// An account that names no regions lets its data go wherever the engine is set to ask.
    pub(super) fn may_ask(&self, account: &Account) -> MayAsk {
        match &self.provider {
            None => MayAsk::Nobody,
            Some(provider) if account.regions.is_empty() => MayAsk::Provider(provider.clone()),
            Some(provider) => provider.within(&account.regions).map_or(MayAsk::Nowhere, MayAsk::Provider),
        }
    }
}
