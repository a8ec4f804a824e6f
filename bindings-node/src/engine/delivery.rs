//! What goes out by an outbox, and what comes in by a vendor's webhook.

use closr::Outreach;
use closr::channel::Incoming;
use napi::bindgen_prelude::AsyncBlock;
use napi::{Env, Result};
use napi_derive::napi;

use super::{Cancel, ForAccount, accepted_of, parsed};
use crate::channel::{Delivery, Outbox};
use crate::error::Thrown;

#[napi]
impl ForAccount {
    /// Sends what is ready.
    #[napi]
    pub fn deliver(
        &self,
        env: &Env,
        outbox: &Outbox,
        cancel: Option<&Cancel>,
    ) -> Result<AsyncBlock<Vec<Delivery>>> {
        let (account, outbox) = (self.account.clone(), outbox.outbox.clone());
        self.promise(env, cancel, async move {
            Ok(account.deliver(&outbox).await.or_throw()?.into_iter().map(Delivery::from).collect())
        })
    }

    /// Claims an outreach for `deliver` to send.
    #[napi]
    pub fn enqueue(&self, env: &Env, outreach: String) -> Result<AsyncBlock<String>> {
        let (account, outreach) = (self.account.clone(), Outreach::from_json(&outreach).or_throw()?);
        self.promise(env, None, async move { Ok(accepted_of(&account.enqueue(outreach).await.or_throw()?)) })
    }

    /// Takes what a vendor's webhook tells.
    #[napi]
    pub fn receive(&self, env: &Env, incoming: String) -> Result<AsyncBlock<Option<String>>> {
        let (account, incoming) = (self.account.clone(), Incoming::from_json(&incoming).or_throw()?);
        self.promise(env, None, async move {
            Ok(account.receive(incoming).await.or_throw()?.as_ref().map(accepted_of))
        })
    }

    /// How far an outbound has come.
    #[napi]
    pub fn delivery(&self, env: &Env, outbound: String) -> Result<AsyncBlock<Option<&'static str>>> {
        let (account, outbound) = (self.account.clone(), parsed(&outbound)?);
        self.promise(env, None, async move {
            Ok(account.delivery(outbound).await.or_throw()?.map(|state| state.as_str()))
        })
    }
}
