//! What a turn may still spend on models: each call sets its most aside first, and puts right afterwards what it did cost.

use crate::engine::Inner;
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{AccountId, TurnId};
use crate::provider::{Completion, Prepared, Provider};
use crate::store::{SetAside, SpendCap, SpendRequest};

/// Why a model gave no answer.
pub(super) enum Failed {
    /// It was not asked: what the call may cost does not fit a cap.
    Capped(SpendCap),
    /// It failed, or could not be asked.
    Error(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Error(error)
    }
}

/// One turn's purse.
#[derive(Clone, Copy)]
pub(super) struct Purse<'a> {
    inner: &'a Inner,
    account: &'a AccountId,
    turn: TurnId,
}

impl<'a> Purse<'a> {
    pub(super) fn new(inner: &'a Inner, account: &'a AccountId, turn: TurnId) -> Purse<'a> {
        Purse { inner, account, turn }
    }

    /// Asks, where the money is there for a prompt of so many tokens.
    pub(super) async fn ask(&self, prepared: Prepared<'_>, tokens: usize) -> Result<Completion, Failed> {
        let held = self.hold(prepared.provider(), tokens).await?;
        let (answer, more) = prepared.complete().await;
        let cost = match &answer {
            Ok(completion) => completion.usage.cost_micro_usd,
            Err(_) => Some(0),
        };
        // What may be billed beside the answer is counted as if it was.
        self.settle(held, cost.filter(|_| !more)).await?;
        Ok(answer?)
    }

    /// Sets aside what a call with a prompt of so many tokens may cost; nothing where no cap is set.
    pub(super) async fn hold(&self, provider: &Provider, tokens: usize) -> Result<Option<SetAside>, Failed> {
        let caps = self.inner.spend_caps;
        if caps.is_empty() {
            return Ok(None);
        }
        let no_price = || Error::new(ErrorKind::ConfigInvalid, "`spend_caps` need the `price` of each model");
        let most = provider.most_cost(tokens).ok_or_else(no_price)?;
        let request = SpendRequest { account: self.account.clone(), turn: self.turn, most, caps };
        self.inner.store.set_aside(request).await?.map(Some).map_err(Failed::Capped)
    }

    /// Puts right what was set aside, where it is known what was spent.
    pub(super) async fn settle(&self, held: Option<SetAside>, spent: Option<u64>) -> Result<()> {
        match (held, spent) {
            (Some(held), Some(spent)) => self.inner.store.settle(held, spent).await,
            _ => Ok(()),
        }
    }
}
