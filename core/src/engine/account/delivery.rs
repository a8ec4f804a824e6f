//! What goes out by an outbox, and what comes in by a vendor's webhook.

use crate::channel::Incoming;
use crate::engine::{Accepted, Delivery, ForAccount, Outbox, deliver, outreach, turn};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{OutboundId, Outreach};
use crate::store::{DeliveryState, VendorWord};

impl ForAccount {
    /// Sends what is ready on the outbox's channels, and says what became of each: at most 1,000 turns a channel and call, so call it again
    /// and again. It works turns that are open, whether they were accepted, deferred until now or left by a crash, and sends again
    /// what the vendor has not taken.
    ///
    /// - A text is redeemed, under a fresh look at consent, only when its carrier may send, and is sent before its deadline. One that could not
    ///   go in time is permitted afresh.
    /// - Only what was not sent for certain is tried again, up to ten times, after longer and longer waits. Where the settings are wrong
    ///   it waits for them, and nothing else goes through that carrier in this call.
    /// - A text whose answer was lost, or whose process died with it, is [`DeliveryState::Unknown`] and is never sent again: what the vendor
    ///   tells [`ForAccount::receive`] settles it.
    /// - A refusal for the person's sake, as Twilio's 21610, is a stop on file with the same commit.
    ///
    /// Any number of processes may deliver at once. A call that is dropped leaves what it has begun to end by itself; [`Outbox::drain`]
    /// waits for that.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use std::sync::Arc;
    ///
    /// use closr::channel::{Carrier, Receipt, Sending};
    /// use closr::clock::Clock;
    /// use closr::consent::Cleared;
    /// use closr::store::DeliveryState;
    /// use closr::{Account, Actor, Channel, ContactPoint, Engine, Inbound, Outbox, SendState};
    ///
    /// /// A vendor that takes everything; `channel::twilio::Twilio` is a real one.
    /// struct Post;
    ///
    /// #[async_trait::async_trait]
    /// impl Carrier for Post {
    ///     fn name(&self) -> &'static str { "post" }
    ///     fn channel(&self) -> Channel { Channel::Sms }
    ///     async fn send(&self, cleared: Cleared, to: &ContactPoint, clock: &dyn Clock) -> Sending {
    ///         assert_eq!(to.expose(), "+15125550147");
    ///         assert!(cleared.release(clock).is_ok());
    ///         Sending::Sent(Receipt::new("P1", SendState::Accepted))
    ///     }
    /// }
    ///
    /// let engine = Engine::builder().build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main"}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// oak.accept(Inbound::new("SM1", Channel::Sms, "+15125550147", "Is it for sale?")?).await?;
    ///
    /// let outbox = Outbox::new([Arc::new(Post) as Arc<dyn Carrier>]);
    /// let delivered = oak.deliver(&outbox).await?;
    /// assert_eq!(delivered[0].state, Some(DeliveryState::Accepted));
    /// assert!(oak.deliver(&outbox).await?.is_empty());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `Unavailable` when the store cannot answer; `Forbidden` to a webhook. What goes wrong with
    /// one text stands in the list.
    pub async fn deliver(&self, outbox: &Outbox) -> Result<Vec<Delivery>> {
        self.only_service()?;
        deliver::deliver(&self.inner, &self.id, outbox).await
    }

    /// Claims an outreach for [`ForAccount::deliver`] to send, durably, and returns at once. Consent, hours and caps are looked at
    /// when it is sent, as [`ForAccount::reach_out`] says.
    ///
    /// # Errors
    /// Those of [`ForAccount::reach_out`] that an outreach's claim has.
    pub async fn enqueue(&self, outreach: Outreach) -> Result<Accepted> {
        self.only_service()?;
        outreach::enqueue(&self.inner, &self.id, outreach).await
    }

    /// Takes what a vendor's webhook tells, once it was verified: a message as [`ForAccount::accept`] does; the state of an outbound, in whatever
    /// order; what the vendor knows of a person's consent, which is put on file. Taken twice, it is the same. Returns the turn of a
    /// message.
    ///
    /// # Errors
    /// Those of [`ForAccount::accept`]; `InputInvalid` for a consent that the vendor has not given: only what tightens is taken from
    /// one. `Unavailable` when the store cannot answer: nothing was acknowledged, so answer the webhook with a 5xx.
    pub async fn receive(&self, incoming: Incoming) -> Result<Option<Accepted>> {
        self.inner.open()?;
        match incoming {
            Incoming::Message(received) => {
                turn::accept(&self.inner, &self.id, received.inbound).await.map(Some)
            }
            Incoming::Status(status) => {
                // One of a message that closr did not send says nothing to closr.
                let Some(outbound) = status.outbound else { return Ok(None) };
                let word = VendorWord {
                    account: self.id.clone(),
                    outbound,
                    message: status.message,
                    state: status.state,
                    code: status.code,
                };
                match self.inner.store.heard(word).await {
                    Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Conflict) => {
                        Err(error)
                    }
                    _ => Ok(None),
                }
            }
            Incoming::Consent(mut record) if record.by_provider => {
                // A vendor's clock may run ahead; nothing has happened in the future.
                record.at = record.at.map(|at| at.min(self.inner.surroundings.now()));
                let taken = self.inner.store.record_consent(&self.id, vec![record]).await?;
                taken.into_iter().collect::<Result<Vec<_>>>().map(|_| None)
            }
            Incoming::Other(_) => Ok(None),
            Incoming::Consent(_) => Err(Error::new(
                ErrorKind::InputInvalid,
                "not a vendor's word: put what the business has on record there with `record_consent`",
            )),
        }
    }

    /// How far an outbound has come; `None` where no outbox had it and no vendor has told of it.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` to a webhook.
    pub async fn delivery(&self, outbound: OutboundId) -> Result<Option<DeliveryState>> {
        self.only_service()?;
        self.inner.store.delivery(&self.id, outbound).await
    }
}
