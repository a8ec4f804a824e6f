//! What the process does that loses its disk, and what must be true of what is left.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use closr::audit::Head;
use closr::consent::ConsentState;
use closr::store::SqliteConfig;
use closr::testkit::ManualClock;
use closr::{
    Account, AccountId, Actor, Channel, ContactPoint, Engine, ErrorKind, ForAccount, Inbound, Lead, Listing,
    Outcome, OutcomeKind, TurnId,
};
use futures::future::join_all;
use serde_json::{Value, json};

/// As many turns as fill the log once and more, so that it is written back while power may be lost.
pub(crate) const TURNS: usize = 150;

/// As many are under way at once: what waits for a sync shares the next.
const AT_ONCE: usize = 3;

fn oak() -> AccountId {
    AccountId::new("oak").unwrap()
}

fn engine(folder: &Path) -> closr::Result<(Engine, ForAccount)> {
    let clock = Arc::new(ManualClock::at("2026-11-22T16:00:00Z".parse()?));
    let engine = Engine::builder().clock(clock).sqlite(SqliteConfig::new(folder.join("closr.db"))).build()?;
    let account = engine.for_account(&oak(), Actor::Service);
    Ok((engine, account))
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn phone(number: usize) -> String {
    format!("+1512555{number:04}")
}

/// A business, a listing and some leads, all of it on the disk.
pub(crate) fn prepare(folder: &Path) {
    block_on(async {
        let (engine, oak) = engine(folder).unwrap();
        let account = r#"{"id": "oak", "brand": "Oak Realty", "agent": "Dana Reyes", "phone": "+15125550100",
            "tz": "America/Chicago"}"#;
        engine.upsert_account(Account::from_json(account).unwrap()).await.unwrap();
        let listing = r#"{"id": "L1", "address": "1208 Willow Bend", "city": "Austin", "price_usd": 689000}"#;
        oak.upsert_listing(Listing::from_json(listing).unwrap()).await.unwrap();
        for number in 0..8 {
            let record = json!({"first_name": "Jane", "phones": [phone(number)]}).to_string();
            oak.upsert_lead(Lead::from_json(&record).unwrap()).await.unwrap();
        }
        engine.close().await;
    });
}

/// The message of a turn: of leads on file and of strangers, and a stop now and then.
fn inbound(turn: usize) -> Inbound {
    let words = if turn % 10 == 9 { "STOP" } else { "What is the price of 1208 Willow Bend?" };
    Inbound::new(&format!("SM{turn}"), Channel::Sms, &phone(turn % 60), words).unwrap()
}

/// Answers, and says what is done as soon as it is.
pub(crate) fn run(folder: &Path) {
    let turns: usize = std::env::var("CLOSR_CRASH_TURNS").unwrap().parse().unwrap();
    // Behind the words of the test runner.
    std::io::stdout().lock().write_all(b"\n").unwrap();
    block_on(async {
        let (engine, oak) = match engine(folder) {
            Ok(opened) => opened,
            Err(error) => return refused(&error),
        };
        let all: Vec<usize> = (0..turns).collect();
        for some in all.chunks(AT_ONCE) {
            join_all(some.iter().map(|turn| one(&oak, *turn))).await;
        }
        engine.close().await;
    });
}

async fn one(oak: &ForAccount, turn: usize) {
    // Some are only claimed: nothing but the claim's own commit keeps them.
    let done = if turn % 4 == 3 {
        let accepted = oak.accept(inbound(turn)).await;
        accepted.map(|accepted| json!({"claimed": turn, "turn": accepted.turn.to_string()}))
    } else {
        oak.reply(inbound(turn)).await.map(|outcome| {
            json!({"ended": turn, "turn": outcome.turn().to_string(), "kind": outcome.kind().as_str(),
                "head": outcome.audit_head().to_string()})
        })
    };
    match done {
        Ok(done) => say(&done),
        Err(error) => refused(&error),
    }
}

/// What a disk that fails may lead to: the caller tries again, or is told that the file is broken.
fn refused(error: &closr::Error) {
    let kinds = [ErrorKind::Unavailable, ErrorKind::Corrupt];
    assert!(kinds.contains(&error.kind()), "{}: {error}", error.kind());
}

/// In one write, as a line.
fn say(what: &Value) {
    std::io::stdout().lock().write_all(format!("ACK {what}\n").as_bytes()).unwrap();
}

/// What the process had said was done.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    number: usize,
    turn: TurnId,
    ended: Option<(String, Head)>,
}

impl Acknowledged {
    pub(crate) fn read(line: &str) -> Option<Acknowledged> {
        let said: Value = serde_json::from_str(line.strip_prefix("ACK ")?).unwrap();
        let ended = said["kind"]
            .as_str()
            .map(|kind| (kind.to_owned(), said["head"].as_str().unwrap().parse().unwrap()));
        let number = said["ended"].as_u64().or(said["claimed"].as_u64()).unwrap();
        Some(Acknowledged {
            number: number as usize,
            turn: said["turn"].as_str().unwrap().parse().unwrap(),
            ended,
        })
    }

    fn is_stop(&self) -> bool {
        inbound(self.number).text.expose() == "STOP"
    }
}

/// The first thing that is not as it must be in what a power loss has left.
pub(crate) fn wrong(folder: &Path, acknowledged: &[Acknowledged]) -> Option<String> {
    block_on(check(folder, acknowledged)).err()
}

async fn check(folder: &Path, acknowledged: &[Acknowledged]) -> Result<(), String> {
    let (engine, oak) = engine(folder).map_err(|error| format!("it does not open: {error}"))?;
    let checked = all(&oak, acknowledged).await;
    engine.close().await;
    checked?;
    let sqlite = rusqlite::Connection::open(folder.join("closr.db")).unwrap();
    let whole: String = sqlite.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    if whole == "ok" { Ok(()) } else { Err(whole) }
}

async fn all(oak: &ForAccount, acknowledged: &[Acknowledged]) -> Result<(), String> {
    // The trail up to the newest head that was handed out.
    let heads = acknowledged.iter().filter_map(|done| done.ended.as_ref().map(|(_, head)| head));
    let newest = heads.max_by_key(|head| head.seq).cloned();
    oak.verify_audit(newest).await.map_err(|error| format!("the trail: {error}"))?;
    // What was acknowledged last is what a power loss would take.
    for done in acknowledged.iter().rev().take(8) {
        let stored =
            oak.outcome(done.turn).await.map_err(|error| format!("turn {}: {error}", done.number))?;
        if let Some((kind, head)) = &done.ended {
            let same = |stored: &Outcome| stored.kind().as_str() == kind && stored.audit_head() == head;
            if !stored.as_ref().is_some_and(same) {
                return Err(format!("turn {} ended as {kind}, and now {stored:?}", done.number));
            }
        }
    }
    if let Some(stop) = acknowledged.iter().rev().find(|done| done.is_stop()) {
        let from = phone(stop.number % 60);
        let contact = ContactPoint::for_channel(Channel::Sms, &from).unwrap();
        let on_file = oak.consent_at(contact).await.map_err(|error| error.to_string())?;
        if on_file.states.iter().any(|(_, state)| *state != ConsentState::OptedOut) {
            return Err(format!("the stop of turn {} is gone: {:?}", stop.number, on_file.states));
        }
        let later = Inbound::new("later", Channel::Sms, &from, "What is the price?").unwrap();
        let later = oak.reply(later).await.map_err(|error| error.to_string())?;
        if later.kind() != OutcomeKind::Silent {
            return Err(format!("after a stop: {}", later.kind().as_str()));
        }
    }
    // Whoever sends it once more gets what there is, and no second answer.
    if let Some(last) = acknowledged.last() {
        let again = oak.reply(inbound(last.number)).await.map_err(|error| error.to_string())?;
        if again.turn() != last.turn || (last.ended.is_some() && !again.is_repeated()) {
            return Err(format!("turn {} is answered twice", last.number));
        }
    }
    Ok(())
}
