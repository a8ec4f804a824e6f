//! The trait over the operations: every backend does the same with a worker of its own.

use async_trait::async_trait;

use super::operations::worker::Worker;
use super::operations::{
    claim, correction, delivery, erasure, evidence, held, human, ledger, objection, opinion, outreach,
    permit, records, request, restriction, retention, spend, stream, trail, turn,
};
use super::{
    Ahead, Claim, ClaimOutreach, Claimed, Conclude, ContactConsent, Correction, DeliveryState, Due, Emptied,
    Erasure, Finish, Hand, Handover, Held, HeldEvent, HeldMessage, IdlePage, KeyCopies, Keyless, LedgerEntry,
    Objection, PermitRequest, Permitted, Recorded, Redeemed, Released, RequestRecord, RequestStep, Right,
    SendReport, SetAside, SpendCap, SpendRequest, Store, StoredOutcome, StoredRequest, Use, VendorWord, Work,
    sealed,
};
use crate::audit::{Entry, Head};
use crate::clock::Timestamp;
use crate::consent::{ConsentRecord, Event, Finding};
use crate::error::{Result, Safe};
use crate::lead::{
    Account, AccountId, Channel, ContactPoint, ConversationId, Lead, LeadId, Listing, Message, OutboundId,
    Pii, RequestId, TurnId,
};

/// A store whose operations are done by a worker.
pub(super) trait Backed: sealed::Sealed + Send + Sync + 'static {
    fn worker(&self) -> &Worker;
}

#[async_trait]
#[allow(private_interfaces)]
impl<T: Backed> Store for T {
    async fn put_account(&self, account: Account) -> Result<()> {
        self.worker().run(move |db| records::put_account(db, &account)).await
    }

    async fn account(&self, account: &AccountId) -> Result<Account> {
        let account = account.clone();
        self.worker().read(move |db| records::account(db, &account)).await
    }

    async fn put_listing(&self, account: &AccountId, listing: Listing) -> Result<()> {
        let account = account.clone();
        self.worker().run(move |db| records::put_listing(db, &account, &listing)).await
    }

    async fn put_lead(&self, account: &AccountId, lead: Lead) -> Result<LeadId> {
        let account = account.clone();
        self.worker().run(move |db| records::put_lead(db, &account, &lead)).await
    }

    async fn lead(&self, account: &AccountId, lead: LeadId) -> Result<Lead> {
        let account = account.clone();
        self.worker().read(move |db| records::lead(db, &account, lead)).await
    }

    async fn claim_ahead(&self, claim: Claim) -> Result<Ahead<Claimed>> {
        self.worker().run_ahead(move |db, tell| claim::claim(db, &claim, tell)).await
    }

    async fn claim_outreach(&self, claim: ClaimOutreach) -> Result<Claimed> {
        self.worker().run(move |db| outreach::claim(db, &claim)).await
    }

    async fn begin(&self, account: &AccountId, turn: TurnId) -> Result<Work> {
        let account = account.clone();
        self.worker().run(move |db| turn::begin(db, &account, turn)).await
    }

    async fn let_go(&self, account: &AccountId, turn: TurnId) -> Result<()> {
        let account = account.clone();
        self.worker().run(move |db| turn::let_go(db, &account, turn)).await
    }

    async fn answered(&self, request: PermitRequest) -> Result<()> {
        self.worker().run(move |db| turn::answered(db, &request)).await
    }

    async fn clear(&self, request: PermitRequest) -> Result<Redeemed> {
        self.worker().run(move |db| permit::clear(db, request, Hand::Caller)).await
    }

    async fn permit(&self, request: PermitRequest) -> Result<Permitted> {
        self.worker().run(move |db| permit::permit(db, &request)).await
    }

    async fn redeem(&self, account: &AccountId, outbound: OutboundId) -> Result<Redeemed> {
        let account = account.clone();
        self.worker().run(move |db| permit::redeem(db, &account, outbound, Hand::Caller)).await
    }

    async fn hand_over(&self, handover: Handover) -> Result<Redeemed> {
        self.worker().run(move |db| delivery::hand_over(db, handover)).await
    }

    async fn report(&self, report: SendReport) -> Result<DeliveryState> {
        self.worker().run(move |db| delivery::report(db, &report)).await
    }

    async fn heard(&self, word: VendorWord) -> Result<DeliveryState> {
        self.worker().run(move |db| delivery::heard(db, &word)).await
    }

    async fn lapse(&self, account: &AccountId) -> Result<Vec<OutboundId>> {
        let account = account.clone();
        self.worker().run(move |db| delivery::lapse(db, &account)).await
    }

    async fn due(&self, account: &AccountId, channel: Channel, limit: usize) -> Result<Vec<Due>> {
        let account = account.clone();
        self.worker().read(move |db| delivery::due(db, &account, channel, limit)).await
    }

    async fn recipient(&self, account: &AccountId, turn: TurnId) -> Result<ContactPoint> {
        let account = account.clone();
        self.worker().read(move |db| delivery::recipient(db, &account, turn)).await
    }

    async fn delivery(&self, account: &AccountId, outbound: OutboundId) -> Result<Option<DeliveryState>> {
        let account = account.clone();
        self.worker().read(move |db| delivery::state(db, &account, outbound)).await
    }

    async fn finish(&self, finish: Finish) -> Result<StoredOutcome> {
        self.worker().run(move |db| permit::finish(db, finish)).await
    }

    async fn release(
        &self,
        account: &AccountId,
        outbound: OutboundId,
        words: Pii<String>,
    ) -> Result<Released> {
        let account = account.clone();
        self.worker().run(move |db| stream::release(db, &account, outbound, words)).await
    }

    async fn conclude(&self, conclude: Conclude) -> Result<StoredOutcome> {
        self.worker().run(move |db| stream::conclude(db, conclude)).await
    }

    async fn set_aside(&self, request: SpendRequest) -> Result<std::result::Result<SetAside, SpendCap>> {
        self.worker().run(move |db| spend::set_aside(db, &request)).await
    }

    async fn settle(&self, aside: SetAside, spent: u64) -> Result<()> {
        self.worker().run(move |db| spend::settle(db, &aside, spent)).await
    }

    async fn second_opinion(&self, account: &AccountId, turn: TurnId, finding: Finding) -> Result<()> {
        let account = account.clone();
        self.worker().run(move |db| opinion::keep(db, &account, turn, &finding)).await
    }

    async fn outcome(&self, account: &AccountId, turn: TurnId) -> Result<Option<StoredOutcome>> {
        let account = account.clone();
        self.worker().read(move |db| turn::stored_outcome(db, &account, turn)).await
    }

    async fn history(&self, account: &AccountId, lead: LeadId) -> Result<Vec<Message>> {
        let account = account.clone();
        self.worker().read(move |db| records::history(db, &account, lead)).await
    }

    async fn consent(&self, account: &AccountId, lead: LeadId) -> Result<Vec<Event>> {
        let account = account.clone();
        self.worker().read(move |db| records::events(db, &account, lead)).await
    }

    async fn record_consent(
        &self,
        account: &AccountId,
        records: Vec<ConsentRecord>,
    ) -> Result<Vec<Result<Recorded>>> {
        let account = account.clone();
        self.worker().run(move |db| ledger::record(db, &account, &records)).await
    }

    async fn consent_at(&self, account: &AccountId, contact: ContactPoint) -> Result<ContactConsent> {
        let account = account.clone();
        self.worker().read(move |db| ledger::at(db, &account, &contact)).await
    }

    async fn ledger(&self, account: &AccountId, after: u64, limit: usize) -> Result<Vec<LedgerEntry>> {
        let account = account.clone();
        self.worker().read(move |db| ledger::page(db, &account, after, limit)).await
    }

    async fn set_human(
        &self,
        account: &AccountId,
        conversation: ConversationId,
        human: bool,
    ) -> Result<Head> {
        let account = account.clone();
        self.worker().run(move |db| human::set(db, &account, &conversation, human)).await
    }

    async fn agent_wrote(
        &self,
        account: &AccountId,
        conversation: ConversationId,
        text: Pii<String>,
    ) -> Result<Head> {
        let account = account.clone();
        self.worker().run(move |db| human::wrote(db, &account, &conversation, text)).await
    }

    async fn restrict(&self, account: &AccountId, lead: LeadId, restricted: bool) -> Result<Head> {
        let account = account.clone();
        self.worker().run(move |db| restriction::set(db, &account, lead, restricted)).await
    }

    async fn object(&self, account: &AccountId, lead: LeadId, to: Vec<Use>) -> Result<Head> {
        let account = account.clone();
        self.worker().run(move |db| objection::object(db, &account, lead, &to)).await
    }

    async fn lift_objection(&self, account: &AccountId, lead: LeadId, to: Vec<Use>) -> Result<Head> {
        let account = account.clone();
        self.worker().run(move |db| objection::lift(db, &account, lead, &to)).await
    }

    async fn objections(&self, account: &AccountId, lead: LeadId) -> Result<Vec<Objection>> {
        let account = account.clone();
        self.worker().read(move |db| objection::list(db, &account, lead)).await
    }

    async fn correct(&self, account: &AccountId, lead: LeadId, correction: Correction) -> Result<Head> {
        let account = account.clone();
        self.worker().run(move |db| correction::correct(db, &account, lead, &correction)).await
    }

    async fn open_request(&self, account: &AccountId, record: RequestRecord) -> Result<StoredRequest> {
        let account = account.clone();
        self.worker().run(move |db| request::open(db, &account, &record)).await
    }

    async fn step_request(
        &self,
        account: &AccountId,
        request: RequestId,
        step: RequestStep,
    ) -> Result<StoredRequest> {
        let account = account.clone();
        self.worker().run(move |db| request::step(db, &account, request, &step)).await
    }

    async fn request(&self, account: &AccountId, request: RequestId) -> Result<StoredRequest> {
        let account = account.clone();
        self.worker().read(move |db| request::get(db, &account, request)).await
    }

    async fn open_requests(&self, account: &AccountId, before: Timestamp) -> Result<Vec<StoredRequest>> {
        let account = account.clone();
        self.worker().read(move |db| request::open_before(db, &account, before)).await
    }

    async fn requests_of(&self, account: &AccountId, lead: LeadId) -> Result<Vec<StoredRequest>> {
        let account = account.clone();
        self.worker().read(move |db| request::list(db, &account, lead)).await
    }

    async fn held(&self, account: &AccountId, lead: LeadId) -> Result<Held> {
        let account = account.clone();
        self.worker().read(move |db| held::held(db, &account, lead)).await
    }

    async fn held_messages(
        &self,
        account: &AccountId,
        lead: LeadId,
        conversation: ConversationId,
        after: i64,
    ) -> Result<Vec<HeldMessage>> {
        let account = account.clone();
        self.worker().read(move |db| held::messages(db, &account, lead, conversation, after)).await
    }

    async fn held_events(&self, account: &AccountId, lead: LeadId, after: i64) -> Result<Vec<HeldEvent>> {
        let account = account.clone();
        self.worker().read(move |db| held::events(db, &account, lead, after)).await
    }

    async fn held_decisions(&self, account: &AccountId, lead: LeadId, after: u64) -> Result<Vec<Entry>> {
        let account = account.clone();
        self.worker().read(move |db| held::decisions(db, &account, lead, after)).await
    }

    async fn handed_out(
        &self,
        account: &AccountId,
        lead: LeadId,
        what: Safe,
        rights: &'static [Right],
    ) -> Result<Head> {
        let account = account.clone();
        self.worker().run(move |db| held::handed_out(db, &account, lead, &what, rights)).await
    }

    async fn hold(&self, account: &AccountId, lead: LeadId, reason: Option<Safe>) -> Result<Head> {
        let account = account.clone();
        self.worker().run(move |db| erasure::hold(db, &account, lead, reason.as_ref())).await
    }

    async fn begin_erasure(&self, account: &AccountId, lead: LeadId) -> Result<Emptied> {
        let account = account.clone();
        self.worker().run(move |db| erasure::begin(db, &account, lead)).await
    }

    async fn idle_leads(
        &self,
        account: &AccountId,
        after: Option<LeadId>,
        before: Timestamp,
        limit: usize,
    ) -> Result<IdlePage> {
        let (account, limit) = (account.clone(), i64::try_from(limit).unwrap_or(i64::MAX));
        self.worker().read(move |db| retention::idle(db, &account, after, before, limit)).await
    }

    async fn expire(
        &self,
        account: &AccountId,
        lead: LeadId,
        before: Timestamp,
        rule: &'static str,
    ) -> Result<Option<Emptied>> {
        let account = account.clone();
        self.worker().run(move |db| retention::expire(db, &account, lead, before, rule)).await
    }

    async fn drop_requests(
        &self,
        account: &AccountId,
        before: Timestamp,
        limit: usize,
        dry: bool,
    ) -> Result<u64> {
        let (account, limit) = (account.clone(), i64::try_from(limit).unwrap_or(i64::MAX));
        self.worker().run(move |db| retention::drop_requests(db, &account, before, limit, dry)).await
    }

    async fn expire_evidence(&self, account: &AccountId, limit: usize, dry: bool) -> Result<u64> {
        let (id, limit) = (account.clone(), i64::try_from(limit).unwrap_or(i64::MAX));
        let expired = self.worker().run(move |db| evidence::expire(db, &id, limit, dry)).await?;
        if !dry {
            let account = account.clone();
            // In no transaction of the data: `read` runs it by itself.
            self.worker().read(move |db| evidence::destroy_keys(db, &account)).await?;
            self.worker().read(move |db| db.fold_log()).await?;
        }
        Ok(expired)
    }

    async fn destroy_keys(&self, emptied: Vec<Emptied>) -> Result<Vec<Keyless>> {
        // In no transaction of the data: `read` runs it by itself.
        self.worker().read(move |db| erasure::destroy_keys(db, emptied)).await
    }

    async fn end_erasure(&self, keyless: Keyless) -> Result<Erasure> {
        let erasure = self.worker().run(move |db| erasure::end(db, &keyless)).await?;
        self.worker().read(move |db| db.fold_log()).await?;
        Ok(erasure)
    }

    async fn open_erasures(&self, account: &AccountId) -> Result<Vec<LeadId>> {
        let account = account.clone();
        self.worker().read(move |db| erasure::open(db, &account)).await
    }

    async fn open_turns(&self, account: &AccountId, limit: usize) -> Result<Vec<TurnId>> {
        let account = account.clone();
        self.worker().read(move |db| turn::open_turns(db, &account, limit)).await
    }

    async fn verify_audit(&self, account: &AccountId, head: Option<Head>) -> Result<Head> {
        let account = account.clone();
        self.worker()
            .read(move |db| db.read(|tx, context| trail::verify(tx, context, &account, head.as_ref())))
            .await
    }

    async fn audit_trail(&self, account: &AccountId, lead: Option<LeadId>) -> Result<Vec<Entry>> {
        let account = account.clone();
        self.worker().read(move |db| db.read(|tx, context| trail::entries(tx, context, &account, lead))).await
    }

    async fn rotate_master_key(&self) -> Result<u64> {
        const PART: i64 = 25;
        // In no transaction of the data, and each part by itself: others' operations come in between.
        self.worker().read(|db| db.keys().begin_rotation()).await?;
        let (mut accounts, mut after) = (0, None);
        loop {
            let part = self.worker().read(move |db| db.keys().rewrap(after.as_ref(), PART)).await?;
            accounts += part.accounts;
            after = part.next;
            if after.is_none() {
                break;
            }
        }
        self.worker().read(|db| db.keys().end_rotation()).await?;
        Ok(accounts)
    }

    async fn key_copies(&self) -> Result<KeyCopies> {
        self.worker().read(|db| db.keys().copies_of(u64::MAX)).await
    }

    async fn close(&self) {
        self.worker().close().await;
    }
}
