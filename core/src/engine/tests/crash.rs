//! P3: a process is killed before and after each step of a turn, and at random moments within it; the next one
//! recovers. One stored outcome, one outbound, and no second call to the model unless the first was under way.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::audit::{Entry, Head};
use crate::channel::{Carrier, Receipt, Sending};
use crate::clock::{Clock, Surroundings, SystemClock, Timestamp};
use crate::consent::{Cleared, ConsentRecord, Event, Finding};
use crate::engine::{Actor, Engine, ForAccount, Outbox};
use crate::error::{Error, ErrorKind, Result, Safe};
use crate::lead::{
    Account, AccountId, Channel, ContactPoint, ConversationId, Inbound, Lead, LeadId, Listing, Message,
    OutboundId, Outreach, OutreachPurpose, Pii, RequestId, Role, SendState, TurnId,
};
use crate::provider::{Provider, Script};
use crate::store::{
    Ahead, Claim, ClaimOutreach, Claimed, Conclude, ContactConsent, Correction, DeliveryState, Due, Durable,
    Emptied, Erasure, Finish, Handover, Held, HeldEvent, HeldMessage, IdlePage, KeyCopies, Keyless,
    LedgerEntry, Objection, OutcomeKind, PermitRequest, Permitted, Recorded, Redeemed, Released,
    RequestRecord, RequestStep, Right, SendReport, SetAside, SpendCap, SpendRequest, SqliteConfig,
    SqliteStore, Store, StoredOutcome, StoredRequest, Use, VendorWord, Work,
};
use crate::testkit::ManualClock;

/// The store's operations that a turn calls, in order: in `reply` claim and clear, in `accept` and `work` claim, begin and
/// clear.
const STEPS: [(&str, usize); 2] = [("reply", 2), ("work", 3)];
const CHILD: &str = "engine::tests::crash::child";

/// A store that ends its process, as `kill -9` would, before or after its n-th operation.
struct Dying {
    inner: SqliteStore,
    calls: AtomicUsize,
    at: usize,
    after: bool,
    /// Whether the commit of each claim fails, after its caller has gone on with it.
    loses_claims: bool,
}

/// What a full disk makes of a claim.
fn lost(ahead: Ahead<Claimed>) -> Ahead<Claimed> {
    let (failed, commit) = tokio::sync::oneshot::channel();
    let full = Error::new(ErrorKind::Unavailable, "the disk is full: make room");
    failed.send(Err(full)).unwrap();
    Ahead::new(ahead.split().0, Durable::once(commit))
}

impl Dying {
    fn before(&self) -> usize {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if call == self.at && !self.after {
            std::process::abort();
        }
        call
    }

    fn done<T>(&self, call: usize, result: T) -> T {
        if call == self.at && self.after {
            std::process::abort();
        }
        result
    }
}

macro_rules! dying {
    ($(fn $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)*) => {
        #[async_trait]
        impl Store for Dying {
            $(async fn $name(&self, $($arg: $type),*) -> Result<$result> {
                let call = self.before();
                self.done(call, self.inner.$name($($arg),*).await)
            })*

            async fn claim_ahead(&self, claim: Claim) -> Result<Ahead<Claimed>> {
                let call = self.before();
                let ahead = self.inner.claim_ahead(claim).await?;
                self.done(call, Ok(if self.loses_claims { lost(ahead) } else { ahead }))
            }
            async fn put_account(&self, account: Account) -> Result<()> {
                self.inner.put_account(account).await
            }
            async fn account(&self, account: &AccountId) -> Result<Account> {
                self.inner.account(account).await
            }
            async fn put_listing(&self, account: &AccountId, listing: Listing) -> Result<()> {
                self.inner.put_listing(account, listing).await
            }
            async fn put_lead(&self, account: &AccountId, lead: Lead) -> Result<LeadId> {
                self.inner.put_lead(account, lead).await
            }
            async fn lead(&self, account: &AccountId, lead: LeadId) -> Result<Lead> {
                self.inner.lead(account, lead).await
            }
            async fn outcome(&self, account: &AccountId, turn: TurnId) -> Result<Option<StoredOutcome>> {
                self.inner.outcome(account, turn).await
            }
            async fn history(&self, account: &AccountId, lead: LeadId) -> Result<Vec<Message>> {
                self.inner.history(account, lead).await
            }
            async fn consent(&self, account: &AccountId, lead: LeadId) -> Result<Vec<Event>> {
                self.inner.consent(account, lead).await
            }
            async fn record_consent(
                &self,
                account: &AccountId,
                records: Vec<ConsentRecord>,
            ) -> Result<Vec<Result<Recorded>>> {
                self.inner.record_consent(account, records).await
            }
            async fn consent_at(&self, account: &AccountId, contact: ContactPoint) -> Result<ContactConsent> {
                self.inner.consent_at(account, contact).await
            }
            async fn ledger(&self, account: &AccountId, after: u64, limit: usize) -> Result<Vec<LedgerEntry>> {
                self.inner.ledger(account, after, limit).await
            }
            async fn set_human(
                &self,
                account: &AccountId,
                conversation: ConversationId,
                human: bool,
            ) -> Result<Head> {
                self.inner.set_human(account, conversation, human).await
            }
            async fn agent_wrote(
                &self,
                account: &AccountId,
                conversation: ConversationId,
                text: Pii<String>,
            ) -> Result<Head> {
                self.inner.agent_wrote(account, conversation, text).await
            }
            async fn restrict(&self, a: &AccountId, l: LeadId, restricted: bool) -> Result<Head> {
                self.inner.restrict(a, l, restricted).await
            }
            async fn recipient(&self, a: &AccountId, turn: TurnId) -> Result<ContactPoint> {
                self.inner.recipient(a, turn).await
            }
            async fn delivery(&self, a: &AccountId, outbound: OutboundId) -> Result<Option<DeliveryState>> {
                self.inner.delivery(a, outbound).await
            }
            async fn due(&self, a: &AccountId, channel: Channel, limit: usize) -> Result<Vec<Due>> {
                self.inner.due(a, channel, limit).await
            }
            async fn lapse(&self, a: &AccountId) -> Result<Vec<OutboundId>> {
                self.inner.lapse(a).await
            }
            async fn heard(&self, word: VendorWord) -> Result<DeliveryState> {
                self.inner.heard(word).await
            }
            async fn rotate_master_key(&self) -> Result<u64> {
                self.inner.rotate_master_key().await
            }

            async fn key_copies(&self) -> Result<KeyCopies> {
                self.inner.key_copies().await
            }
            async fn expire_evidence(&self, a: &AccountId, limit: usize, dry: bool) -> Result<u64> {
                self.inner.expire_evidence(a, limit, dry).await
            }
            async fn object(&self, a: &AccountId, l: LeadId, to: Vec<Use>) -> Result<Head> {
                self.inner.object(a, l, to).await
            }
            async fn lift_objection(&self, a: &AccountId, l: LeadId, to: Vec<Use>) -> Result<Head> {
                self.inner.lift_objection(a, l, to).await
            }
            async fn objections(&self, a: &AccountId, l: LeadId) -> Result<Vec<Objection>> {
                self.inner.objections(a, l).await
            }
            async fn correct(&self, a: &AccountId, lead: LeadId, correction: Correction) -> Result<Head> {
                self.inner.correct(a, lead, correction).await
            }
            async fn open_request(&self, a: &AccountId, record: RequestRecord) -> Result<StoredRequest> {
                self.inner.open_request(a, record).await
            }
            async fn step_request(&self, a: &AccountId, r: RequestId, step: RequestStep) -> Result<StoredRequest> {
                self.inner.step_request(a, r, step).await
            }
            async fn request(&self, a: &AccountId, r: RequestId) -> Result<StoredRequest> {
                self.inner.request(a, r).await
            }
            async fn open_requests(&self, a: &AccountId, before: Timestamp) -> Result<Vec<StoredRequest>> {
                self.inner.open_requests(a, before).await
            }
            async fn requests_of(&self, a: &AccountId, lead: LeadId) -> Result<Vec<StoredRequest>> {
                self.inner.requests_of(a, lead).await
            }
            async fn held(&self, a: &AccountId, lead: LeadId) -> Result<Held> {
                self.inner.held(a, lead).await
            }
            async fn held_messages(
                &self,
                a: &AccountId,
                lead: LeadId,
                conversation: ConversationId,
                after: i64,
            ) -> Result<Vec<HeldMessage>> {
                self.inner.held_messages(a, lead, conversation, after).await
            }
            async fn held_events(&self, a: &AccountId, lead: LeadId, after: i64) -> Result<Vec<HeldEvent>> {
                self.inner.held_events(a, lead, after).await
            }
            async fn held_decisions(&self, a: &AccountId, lead: LeadId, after: u64) -> Result<Vec<Entry>> {
                self.inner.held_decisions(a, lead, after).await
            }
            async fn handed_out(
                &self,
                a: &AccountId,
                lead: LeadId,
                what: Safe,
                rights: &'static [Right],
            ) -> Result<Head> {
                self.inner.handed_out(a, lead, what, rights).await
            }
            async fn hold(&self, a: &AccountId, l: LeadId, reason: Option<Safe>) -> Result<Head> {
                self.inner.hold(a, l, reason).await
            }
            async fn idle_leads(
                &self,
                a: &AccountId,
                after: Option<LeadId>,
                before: Timestamp,
                limit: usize,
            ) -> Result<IdlePage> {
                self.inner.idle_leads(a, after, before, limit).await
            }
            async fn drop_requests(&self, a: &AccountId, before: Timestamp, limit: usize, dry: bool) -> Result<u64> {
                self.inner.drop_requests(a, before, limit, dry).await
            }
            async fn open_erasures(&self, a: &AccountId) -> Result<Vec<LeadId>> {
                self.inner.open_erasures(a).await
            }
            async fn open_turns(&self, account: &AccountId, limit: usize) -> Result<Vec<TurnId>> {
                self.inner.open_turns(account, limit).await
            }
            async fn verify_audit(&self, account: &AccountId, head: Option<Head>) -> Result<Head> {
                self.inner.verify_audit(account, head).await
            }
            async fn audit_trail(&self, account: &AccountId, lead: Option<LeadId>) -> Result<Vec<Entry>> {
                self.inner.audit_trail(account, lead).await
            }
            async fn close(&self) {
                self.inner.close().await;
            }
        }
    };
}

dying! {
    fn claim_outreach(claim: ClaimOutreach) -> Claimed;
    fn begin(account: &AccountId, turn: TurnId) -> Work;
    fn second_opinion(account: &AccountId, turn: TurnId, finding: Finding) -> ();
    fn let_go(account: &AccountId, turn: TurnId) -> ();
    fn set_aside(request: SpendRequest) -> std::result::Result<SetAside, SpendCap>;
    fn settle(aside: SetAside, spent: u64) -> ();
    fn answered(request: PermitRequest) -> ();
    fn clear(request: PermitRequest) -> Redeemed;
    fn permit(request: PermitRequest) -> Permitted;
    fn redeem(account: &AccountId, outbound: OutboundId) -> Redeemed;
    fn finish(finish: Finish) -> StoredOutcome;
    fn hand_over(handover: Handover) -> Redeemed;
    fn report(report: SendReport) -> DeliveryState;
    fn release(account: &AccountId, outbound: OutboundId, words: Pii<String>) -> Released;
    fn conclude(conclude: Conclude) -> StoredOutcome;
    fn begin_erasure(account: &AccountId, lead: LeadId) -> Emptied;
    fn expire(account: &AccountId, lead: LeadId, before: Timestamp, rule: &'static str) -> Option<Emptied>;
    fn destroy_keys(emptied: Vec<Emptied>) -> Vec<Keyless>;
    fn end_erasure(keyless: Keyless) -> Erasure;
}

impl crate::store::sealed::Sealed for Dying {}

fn account() -> Account {
    Account::from_json(r#"{"id": "oak", "brand": "Oak", "agent": "Dana Reyes", "tz": "America/Chicago"}"#)
        .unwrap()
}

fn inbound() -> Inbound {
    Inbound::new("SM1", Channel::Sms, "+15125550147", "what is the price?").unwrap()
}

async fn outreach(oak: &ForAccount) -> Outreach {
    let jane = oak.upsert_lead(
        Lead::from_json(r#"{"phones": ["+442079460018"], "consent": {"sms": "express"}}"#).unwrap(),
    );
    let (channel, purpose) = (Channel::Sms, OutreachPurpose::Transactional);
    Outreach::new("o1", jane.await.unwrap(), channel, purpose, "The price is $689,000.").unwrap()
}

/// A model that writes a byte into a file for each call.
fn counting(calls: &Path) -> Provider {
    let calls = calls.to_owned();
    Provider::scripted(Script::answer_with(move |_| {
        std::fs::OpenOptions::new().create(true).append(true).open(&calls).unwrap().write_all(b".").unwrap();
        "The price is $689,000.".to_owned()
    }))
}

async fn enter(engine: &Engine) -> ForAccount {
    engine.upsert_account(account()).await.unwrap();
    let oak = engine.for_account(&account().id, Actor::Service);
    oak.upsert_listing(Listing::from_json(r#"{"id": "L", "price_usd": 689000}"#).unwrap()).await.unwrap();
    oak.upsert_lead(Lead::from_json(r#"{"phones": ["+15125550147"]}"#).unwrap()).await.unwrap();
    oak
}

/// The one lead, put on file again.
async fn jane(oak: &ForAccount) -> LeadId {
    oak.upsert_lead(Lead::from_json(r#"{"phones": ["+15125550147"]}"#).unwrap()).await.unwrap()
}

#[tokio::test]
#[ignore = "the crash tests run it as a process of its own"]
async fn child() {
    let folder = std::env::var("CLOSR_CRASH_FOLDER").unwrap();
    let folder = Path::new(&folder);
    let number = |name| std::env::var(name).unwrap().parse::<usize>().unwrap();
    let inner = SqliteStore::open(SqliteConfig::new(folder.join("c.db")), Surroundings::default()).unwrap();
    let store = Dying {
        inner,
        calls: AtomicUsize::new(0),
        at: number("CLOSR_CRASH_AT"),
        after: number("CLOSR_CRASH_AFTER") == 1,
        loses_claims: false,
    };
    let engine =
        Engine::builder().store(Arc::new(store)).provider(counting(&folder.join("calls"))).build().unwrap();
    let oak = enter(&engine).await;
    writeln!(std::io::stderr(), "ready").unwrap();
    match std::env::var("CLOSR_CRASH_DOES").unwrap().as_str() {
        "reply" => drop(oak.reply(inbound()).await.unwrap()),
        "reach_out" => drop(oak.reach_out(outreach(&oak).await).await.unwrap()),
        "deliver" => {
            oak.accept(inbound()).await.unwrap();
            let outbox = Outbox::new([Arc::new(FilePost(folder.join("sent"))) as Arc<dyn Carrier>]);
            oak.deliver(&outbox).await.unwrap();
        }
        "erase" => drop(oak.erase(jane(&oak).await).await.unwrap()),
        _ => {
            let accepted = oak.accept(inbound()).await.unwrap();
            oak.work(accepted.turn).await.unwrap();
        }
    }
}

/// A carrier that writes a byte into a file for each text.
struct FilePost(PathBuf);

#[async_trait]
impl Carrier for FilePost {
    fn name(&self) -> &'static str {
        "post"
    }

    fn channel(&self) -> Channel {
        Channel::Sms
    }

    async fn send(&self, cleared: Cleared, _: &ContactPoint, clock: &dyn Clock) -> Sending {
        cleared.release(clock).unwrap();
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(&self.0).unwrap();
        file.write_all(b".").unwrap();
        Sending::Sent(Receipt::new("P1", SendState::Accepted))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_was_killed_sends_no_text_twice() {
    // Claim, begin, hand over, and, after the text went out, report.
    const STEPS: usize = 4;
    for (at, after) in (1..=STEPS).flat_map(|at| [(at, false), (at, true)]) {
        let folder = tempfile::tempdir().unwrap();
        assert!(!run_child(folder.path(), "deliver", at, after, None), "step {at} is not reached");
        let clock = Arc::new(ManualClock::at(SystemClock.now().plus(Duration::from_secs(300))));
        let engine = Engine::builder()
            .clock(clock)
            .sqlite(SqliteConfig::new(folder.path().join("c.db")))
            .provider(counting(&folder.path().join("calls")))
            .build()
            .unwrap();
        let oak = enter(&engine).await;
        let turn = oak.accept(inbound()).await.unwrap().turn;
        let sent = folder.path().join("sent");
        let outbox = Outbox::new([Arc::new(FilePost(sent.clone())) as Arc<dyn Carrier>]);
        for _ in 0..2 {
            oak.deliver(&outbox).await.unwrap();
        }
        let sent = std::fs::read(sent).map_or(0, |sent| sent.len());
        let outbound = oak.outcome(turn).await.unwrap().unwrap().outbound().unwrap();
        let state = oak.delivery(outbound).await.unwrap().unwrap();
        let expected = match (at, after) {
            // Handed over, and nobody knows more: whether the text went out or not.
            (3, true) => (0, DeliveryState::Unknown),
            (4, false) => (1, DeliveryState::Unknown),
            _ => (1, DeliveryState::Accepted),
        };
        assert_eq!((sent, state), expected, "killed at step {at}, after: {after}");
        oak.verify_audit(None).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(run_child(folder.path(), "deliver", STEPS + 1, false, None), "it has more steps than are killed");
}

/// Runs the child on a folder; `kill_after` is when the parent kills it, counted from its being ready.
fn run_child(folder: &Path, does: &str, at: usize, after: bool, kill_after: Option<Duration>) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", CHILD, "--ignored", "--nocapture"])
        .env("CLOSR_CRASH_FOLDER", folder)
        .env("CLOSR_CRASH_DOES", does)
        .env("CLOSR_CRASH_AT", at.to_string())
        .env("CLOSR_CRASH_AFTER", u8::from(after).to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let ready = lines.any(|line| line.unwrap() == "ready");
    assert!(ready, "the child did not come up");
    if let Some(kill_after) = kill_after {
        let start = Instant::now();
        while start.elapsed() < kill_after {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
    }
    child.wait().unwrap().success()
}

/// What the next process finds and does: the carrier delivers again, and `recover` works what is open.
async fn recover(folder: &Path) -> usize {
    // The dead process's lease has to run out first; the clock is moved, not waited for.
    let clock = Arc::new(ManualClock::at(SystemClock.now().plus(Duration::from_secs(300))));
    let engine = Engine::builder()
        .clock(clock)
        .sqlite(SqliteConfig::new(folder.join("c.db")))
        .provider(counting(&folder.join("calls")))
        .build()
        .unwrap();
    let oak = enter(&engine).await;
    let recovered = oak.recover().await.unwrap();
    for (_, outcome) in &recovered {
        assert_eq!(outcome.as_ref().unwrap().kind(), OutcomeKind::Reply);
    }
    let again = oak.reply(inbound()).await.unwrap();
    assert_eq!(again.kind(), OutcomeKind::Reply);
    let history = oak.history(again.lead()).await.unwrap();
    let answers = history.iter().filter(|message| message.role == Role::Assistant).count();
    assert_eq!((history.len(), answers), (2, 1), "one message, one answer");
    assert!(oak.recover().await.unwrap().is_empty(), "nothing is left open");
    oak.verify_audit(Some(again.audit_head().clone())).await.unwrap();
    std::fs::read(folder.join("calls")).map_or(0, |calls| calls.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_before_or_after_each_step_leaves_one_outcome() {
    for (does, steps) in STEPS {
        for (at, after) in (1..=steps).flat_map(|at| [(at, false), (at, true)]) {
            let folder = tempfile::tempdir().unwrap();
            assert!(!run_child(folder.path(), does, at, after, None), "step {at} is not reached");
            let calls = recover(folder.path()).await;
            // Killed while it asks, which lasts until the answer is cleared, the call has to be made again.
            let asking = at == steps && !after;
            assert_eq!(calls, if asking { 2 } else { 1 }, "killed at step {at}, after: {after}");
        }
        let folder = tempfile::tempdir().unwrap();
        let whole = run_child(folder.path(), does, steps + 1, false, None);
        assert!(whole, "a turn has more steps than are killed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outreach_that_was_killed_is_gone_on_with() {
    // Claim, begin, and clear or, at night, finish.
    const STEPS: usize = 3;
    for (at, after) in (1..=STEPS).flat_map(|at| [(at, false), (at, true)]) {
        let folder = tempfile::tempdir().unwrap();
        assert!(!run_child(folder.path(), "reach_out", at, after, None), "step {at} is not reached");
        // At noon of a day soon: the hours are open, and the dead process's lease has run out.
        let day = SystemClock.now().as_millis() / 86_400_000 + 2;
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(day * 86_400_000 + 18 * 3_600_000)));
        let engine = Engine::builder()
            .clock(clock)
            .sqlite(SqliteConfig::new(folder.path().join("c.db")))
            .build()
            .unwrap();
        let oak = enter(&engine).await;
        oak.recover().await.unwrap();
        let again = oak.reach_out(outreach(&oak).await).await.unwrap();
        assert_eq!(
            again.kind(),
            OutcomeKind::Outreach,
            "killed at step {at}, after: {after}: {:?}",
            again.reasons()
        );
        let history = oak.history(again.lead()).await.unwrap();
        assert_eq!(history.len(), 1, "killed at step {at}, after: {after}");
        assert!(oak.recover().await.unwrap().is_empty(), "nothing is left open");
        oak.verify_audit(Some(again.audit_head().clone())).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_a_random_moment_leaves_one_outcome() {
    for round in 0..20u64 {
        let folder = tempfile::tempdir().unwrap();
        // Spread over the turn's few milliseconds, and a little beyond.
        run_child(
            folder.path(),
            if round % 2 == 0 { "reply" } else { "work" },
            usize::MAX,
            false,
            Some(Duration::from_micros(round * 150)),
        );
        let calls = recover(folder.path()).await;
        assert!(calls <= 2, "{calls} calls in round {round}");
    }
}

#[tokio::test]
async fn no_model_is_asked_before_its_claim_is_durable() {
    for loses_claims in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let inner = SqliteStore::open(SqliteConfig::new(folder.path().join("c.db")), Surroundings::default())
            .unwrap();
        let store = Dying { inner, calls: AtomicUsize::new(0), at: usize::MAX, after: false, loses_claims };
        let calls = folder.path().join("calls");
        let engine = Engine::builder().store(Arc::new(store)).provider(counting(&calls)).build().unwrap();
        let replied = enter(&engine).await.reply(inbound()).await;
        assert_eq!(calls.exists(), !loses_claims);
        match replied {
            Ok(outcome) => assert!(!loses_claims && outcome.kind() == OutcomeKind::Reply),
            Err(error) => assert!(loses_claims && error.kind() == ErrorKind::Unavailable, "{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_was_killed_is_gone_on_with() {
    const STEPS: usize = 3;
    for (at, after) in (1..=STEPS).flat_map(|at| [(at, false), (at, true)]) {
        let folder = tempfile::tempdir().unwrap();
        assert!(!run_child(folder.path(), "erase", at, after, None), "step {at} is not reached");
        let store = Arc::new(
            SqliteStore::open(SqliteConfig::new(folder.path().join("c.db")), Surroundings::default())
                .unwrap(),
        );
        let engine = Engine::builder().store(store.clone()).build().unwrap();
        let id = account().id;
        let oak = engine.for_account(&id, Actor::Service);
        let trail = oak.audit_trail(None).await.unwrap();
        let told = |what: &str| trail.iter().find(|entry| entry.what.as_str() == what);
        let half: Vec<LeadId> = store.open_erasures(&id).await.unwrap();
        let begun = at > 1 || after;
        let done = at == STEPS && after;
        assert_eq!(half.len(), usize::from(begun && !done), "killed at step {at}, after: {after}");
        assert_eq!((told("rights.erasure_begun").is_some(), told("rights.erased").is_some()), (begun, done));
        if let [lead] = half[..] {
            assert_eq!(oak.lead(lead).await.unwrap_err().kind(), ErrorKind::Restricted);
        }
        oak.recover().await.unwrap();
        assert!(store.open_erasures(&id).await.unwrap().is_empty());
        if begun {
            let lead = told("rights.erasure_begun").unwrap().lead.unwrap();
            let receipt = oak.erase(lead).await.unwrap();
            oak.verify_audit(Some(receipt.audit_head)).await.unwrap();
            assert_ne!(jane(&oak).await, lead, "whoever comes again is a new lead");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(
        run_child(folder.path(), "erase", STEPS + 1, false, None),
        "an erasure has more steps than are killed"
    );
}
