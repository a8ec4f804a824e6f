//! What is on file of consent, and what is put there from outside a conversation.

use super::ForAccount;
use crate::consent::{ConsentRecord, Event};
use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::{ContactPoint, LeadId};
use crate::store::{ContactConsent, LedgerEntry, Recorded};

impl ForAccount {
    /// A lead's consent events, oldest first.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` to a webhook.
    pub async fn consent(&self, lead: LeadId) -> Result<Vec<Event>> {
        self.only_service()?;
        self.inner.store.consent(&self.id, lead).await
    }

    /// Puts on file what the person or the channel's provider said outside a conversation: a stop on the phone, a signed form,
    /// a bounce. It tightens; only what the person signed loosens, and only a stop that is older than the signature. It is
    /// in force when this returns, durably.
    ///
    /// A record is for a contact point, whether or not anybody on file has it: suppressions can be put on file
    /// before the leads are. The same is not kept twice, unless it is later or brings new words: those are kept as
    /// evidence, sealed apart from the lead, to the end of the fifth year after theirs.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::consent::{ConsentRecord, ConsentState, RecordKind};
    /// use closr::{Account, Actor, Engine};
    ///
    /// let engine = Engine::builder().build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main"}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// let stop = ConsentRecord::new(RecordKind::OptOut, "+15125550147".parse()?);
    /// let recorded = oak.record_consent(stop).await?;
    /// assert_eq!(recorded.state, ConsentState::OptedOut);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `InputInvalid` where it is of the future, or without what was signed; `Conflict` where what was signed is older
    /// than a stop, or the person is halted or erased; `NotFound` when the account does not exist; `Unavailable` when
    /// the store cannot answer, and nothing was kept; `Forbidden` to a webhook.
    pub async fn record_consent(&self, record: ConsentRecord) -> Result<Recorded> {
        self.record_consents(vec![record]).await?.pop().unwrap_or_else(unanswered)
    }

    /// Puts many records of consent on file in one transaction, at most 10,000 a call: a list of suppressions, say, in
    /// batches. Each is taken or refused by itself, and has its answer at its place.
    ///
    /// # Errors
    /// For a record, those of [`ForAccount::record_consent`]. For the call: `InputInvalid` for too many; `NotFound` when
    /// the account does not exist; `Unavailable` when the store cannot answer, and nothing was kept; `Forbidden` to a webhook.
    pub async fn record_consents(&self, records: Vec<ConsentRecord>) -> Result<Vec<Result<Recorded>>> {
        self.only_service()?;
        if records.len() > MOST_AT_ONCE {
            return Err(too_many());
        }
        // What is wrong by itself keeps its place among the answers.
        let faults: Vec<Option<Error>> = records.iter().map(|record| record.check().err()).collect();
        let sound = records.into_iter().zip(&faults).filter(|(_, fault)| fault.is_none());
        let sound = sound.map(|(record, _)| record).collect();
        let mut taken = self.inner.store.record_consent(&self.id, sound).await?.into_iter();
        let answer =
            |fault: Option<Error>| fault.map_or_else(|| taken.next().unwrap_or_else(unanswered), Err);
        Ok(faults.into_iter().map(answer).collect())
    }

    /// What is on file of a contact point: the state for each purpose on its channel, and the events with the words that they
    /// rest on, while those are kept. It holds personal data.
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `Forbidden` to a webhook.
    pub async fn consent_at(&self, contact: ContactPoint) -> Result<ContactConsent> {
        self.only_service()?;
        self.inner.store.consent_at(&self.id, contact).await
    }

    /// The account's consent events after the place `after` (0 is from the start), oldest first, at most `limit`: all of
    /// them, page by page, the next one after the last entry's place. No words; contact points are keyed hashes.
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `InputInvalid` for a limit that is not 1 to 10,000; `Forbidden` to a webhook.
    pub async fn consent_ledger(&self, after: u64, limit: usize) -> Result<Vec<LedgerEntry>> {
        self.only_service()?;
        if !(1..=MOST_AT_ONCE).contains(&limit) {
            return Err(too_many());
        }
        self.inner.store.ledger(&self.id, after, limit).await
    }
}

/// As many consent records or events go in one call: memory stays bounded.
const MOST_AT_ONCE: usize = 10_000;

fn unanswered() -> Result<Recorded> {
    Err(Error::new(ErrorKind::Unexpected, "a consent record got no answer: report this"))
}

fn too_many() -> Error {
    Error::new(ErrorKind::InputInvalid, safe!("1 to {} at once: make several calls", MOST_AT_ONCE))
}
