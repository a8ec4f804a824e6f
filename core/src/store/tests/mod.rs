// What every store must do, for each backend to run on its own.
//
// A backend's tests include this text beside a `House` (where its stores are) and `TestStore`, and name the files of
// this folder as modules: each test of theirs then runs on that backend.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::audit::Entry;
use crate::clock::{Clock, SystemRandom, Timestamp};
use crate::consent::{
    ConsentState, Event, EventKind, Finding, FindingKind, PermitKind, Reading, Scope, Source,
};
use crate::error::ErrorKind;
use crate::lead::{
    Account, AccountId, Channel, Inbound, Lead, LeadId, Listing, NoticeKind, OutboundId, Pii, Role,
    TurnId,
};
use crate::redact::Vault;
use crate::store::operations::database;
use crate::store::{
    Answer, Author, Claim, Conclude, ContactConsent, Finish, MasterKey, OpenTurn, OutcomeKind, PermitRequest, Permitted, Progress,
    Recorded, Redeemed, Released, Store, StoredOutcome, Work,
};

#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "claims.rs"]
mod claims;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "corrections.rs"]
mod corrections;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "deliveries.rs"]
mod deliveries;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "erasures.rs"]
mod erasures;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "ledger.rs"]
mod ledger;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "objections.rs"]
mod objections;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "outreach.rs"]
mod outreach;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "permits.rs"]
mod permits;
#[cfg(unix)]
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "race/mod.rs"]
mod race;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "recalls.rs"]
mod recalls;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "recovery.rs"]
mod recovery;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "requests.rs"]
mod requests;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "restrictions.rs"]
mod restrictions;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "retentions.rs"]
mod retentions;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "rotations.rs"]
mod rotations;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "spend.rs"]
mod spend;
#[allow(clippy::duplicate_mod, reason = "once for each backend")]
#[path = "timing.rs"]
mod timing;

const PHONE: &str = "+15125550147";
const LIFE: Duration = Duration::from_secs(30);

/// A clock that a test moves.
struct TestClock(AtomicI64);

impl TestClock {
    fn new() -> Arc<TestClock> {
        // 2026-11-22T16:00:00Z
        Arc::new(TestClock(AtomicI64::new(1_795_363_200_000)))
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

impl House {
    fn surroundings(&self) -> Surroundings {
        let clock: Arc<dyn Clock> = self.clock.clone();
        Surroundings { clock, random: Arc::new(SystemRandom) }
    }

    /// The store with the account `oak` in it.
    async fn open(&self) -> TestStore {
        let store = self.try_open().unwrap();
        store.put_account(account("oak")).await.unwrap();
        store
    }

    fn pass(&self, time: Duration) {
        self.clock.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn event(&self, kind: EventKind, scope: Scope) -> Event {
        Event { kind, scope, source: Source::Person, rule: "test.rule".to_owned(), at: self.now() }
    }

    /// A message that only wants an answer.
    fn question(&self, id: &str, text: &str) -> Claim {
        let inbound = Inbound::new(id, Channel::Sms, PHONE, text).unwrap();
        let events = vec![self.event(EventKind::Inquiry, Scope::Channel(Channel::Sms))];
        let turn = TurnId::fresh(&Surroundings::default()).unwrap();
        Claim { account: oak(), turn, begin: false, inbound, reading: Reading::default(), events }
    }

    fn stop(&self, id: &str) -> Claim {
        self.with(self.question(id, "STOP"), FindingKind::OptOut, EventKind::OptOut)
    }

    fn with(&self, mut claim: Claim, finding: FindingKind, event: EventKind) -> Claim {
        let scope = Scope::Channel(claim.inbound.channel);
        claim.reading.findings.push(Finding { kind: finding, scope, rule: "SMS-01", confidence: 1.0 });
        claim.events.push(self.event(event, scope));
        claim
    }
}

fn oak() -> AccountId {
    AccountId::new("oak").unwrap()
}

fn account(id: &str) -> Account {
    Account::from_json(&format!(r#"{{"id": "{id}", "brand": "Oak"}}"#)).unwrap()
}

fn answer(text: &str) -> Answer {
    Answer {
        text: Pii::from(text),
        author: Author::Composer,
        kind: OutcomeKind::Reply,
        permit: PermitKind::Reply,
        reasons: vec!["compose.price".to_owned()],
        usage: Some(crate::token::Usage { input: Some(12), ..Default::default() }),
    }
}

fn confirmation() -> Answer {
    Answer {
        author: Author::Notice,
        kind: OutcomeKind::Notice,
        permit: PermitKind::Notice(NoticeKind::OptOutConfirmation),
        ..answer("You are opted out.")
    }
}

fn request(turn: TurnId, answer: Answer) -> PermitRequest {
    PermitRequest { account: oak(), turn, answer, vault: None, life: LIFE }
}

fn silent(turn: TurnId) -> Finish {
    let (kind, reasons) = (OutcomeKind::Silent, vec!["test.silent".to_owned()]);
    Finish { account: oak(), turn, kind, reasons, until: None, by: None, usage: None, vault: None }
}

async fn granted(store: &TestStore, turn: TurnId, answer: Answer) -> OutboundId {
    match store.permit(request(turn, answer)).await.unwrap() {
        Permitted::Granted(outbound) => outbound,
        other => panic!("{other:?}"),
    }
}

async fn ended(store: &TestStore, turn: TurnId, answer: Answer) -> StoredOutcome {
    match store.permit(request(turn, answer)).await.unwrap() {
        Permitted::Ended(outcome) => *outcome,
        other => panic!("{other:?}"),
    }
}

async fn opened(store: &TestStore, turn: TurnId) -> OpenTurn {
    match store.begin(&oak(), turn).await.unwrap() {
        Work::Open(open) => *open,
        other => panic!("{other:?}"),
    }
}

