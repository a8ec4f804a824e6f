//! What is wrong is said at once, with the kind that says what to do; nothing is sent, and nothing is lost.
//!
//! What only the store's insides can stage, a disk that fills and a file that turns read-only under way, is tested
//! beside the store.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests, outside the tests' own functions"
)]
#![cfg(all(feature = "store-sqlite", feature = "provider-openai"))]

mod common;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use closr::clock::{Surroundings, SystemClock};
use closr::consent::ConsentState;
use closr::prompt::Catalog;
use closr::provider::{OpenAiConfig, Policy, Provider};
use closr::redact::{Redactor, Vault};
use closr::store::{Author, OutcomeKind, SqliteConfig, SqliteStore};
use closr::{
    Account, AccountId, Actor, Channel, EmailAddress, Engine, Error, ErrorKind, ForAccount, Inbound, Lead,
    Listing, Phone, Pii, ProviderFailure, Retry,
};
use common::{account, clock, lead, listing, scene, sms, text};

/// The values that no message of this file may hold.
const VALUES: [&str; 8] =
    ["5550147", "555-0147", "555 0147", "Marguerite", "marguerite.c@", "sk-live", "user:pass", "127.0.0.1"];

/// The kind, and a message that names the fix and holds no value.
#[track_caller]
fn said(error: &Error, kind: ErrorKind, part: &str) {
    let message = error.to_string();
    assert_eq!(error.kind(), kind, "{message}");
    assert!(message.contains(part), "{part:?} is not in {message:?}");
    for shown in [&message, &format!("{error:?}")] {
        assert!(!VALUES.iter().any(|value| shown.contains(value)), "a value in {shown}");
    }
    let first = message.chars().next().unwrap();
    assert!(!first.is_uppercase() && !message.ends_with('.'), "{message}");
}

fn openai(base_url: &str) -> OpenAiConfig {
    let mut config = OpenAiConfig::new(base_url, "m");
    config.policy = impatient();
    config
}

/// No waiting, one request.
fn impatient() -> Policy {
    let mut policy = Policy::default();
    policy.total = Duration::from_millis(600);
    policy.attempt = Duration::from_millis(300);
    policy.connect = Duration::from_millis(200);
    policy.first_token = Duration::from_millis(200);
    policy.idle = Duration::from_millis(200);
    policy.base_backoff = Duration::from_millis(1);
    policy.max_attempts = 1;
    policy
}

#[test]
fn a_mistake_in_a_record_is_named_by_its_path_with_what_would_be_right() {
    use ErrorKind::InputInvalid;
    let lead = |json: &str| Lead::from_json(json).unwrap_err();
    let rows: Vec<(Error, &str)> = vec![
        (lead(r#"{"phonse": ["+15125550147"]}"#), "did you mean \"phones\"?"),
        (lead(r#"{"phone": "+15125550147"}"#), "did you mean \"phones\"?"),
        (lead(r#"{"phones": "+15125550147"}"#), "phones: expected a list, found a text"),
        (lead(r#"{"phones": ["512 555 0147"]}"#), "+15125550147".split_at(2).0),
        (lead(r#"{"phones": ["+1 512 555 0147"]}"#), "phones[0]"),
        (lead(r#"{"phones": ["tel:+15125550147"]}"#), "phones[0]"),
        (lead(r#"{"emails": ["marguerite.c@"]}"#), "emails[0]"),
        (lead(r#"{"firstName": "Marguerite"}"#), "did you mean \"first_name\"?"),
        (lead(r#"{"first_name": 7}"#), "first_name: expected a text, found a number"),
        (lead(r#"{"interest": {"intnt": "buy"}}"#), "interest.intnt: unknown key; did you mean \"intent\"?"),
        (lead(r#"{"interest": {"beds_min": "3"}}"#), "interest.beds_min: expected a"),
        (lead(r#"{"consent": {"sms": "yes"}}"#), "consent.sms"),
        (lead(r#"{"consent": {"fax": "express"}}"#), "consent"),
        (lead(r#"{"first_name": "Marguerite","#), "not JSON: look at line 1, column"),
        (lead(r#"["Marguerite"]"#), "not a JSON object"),
        (lead(""), "not JSON"),
        (Listing::from_json(r#"{"id": "L", "price": 689000}"#).unwrap_err(), "price: unknown key"),
        (Listing::from_json(r#"{"id": "L", "price_usd": "$689,000"}"#).unwrap_err(), "price_usd: expected a"),
        (Listing::from_json(r#"{"address": "1 Elm St"}"#).unwrap_err(), "id: missing"),
        (Account::from_json("{}").unwrap_err(), "brand: missing"),
        (Account::from_json(r#"{"brand": "Oak", "tz": "Austin"}"#).unwrap_err(), "tz"),
        (Account::from_json(r#"{"brand": "Oak", "hours": {"start": "8am"}}"#).unwrap_err(), "hours"),
    ];
    for (error, part) in &rows {
        said_but_for_examples(error, InputInvalid, part);
        assert!(!error.faults().is_empty() || error.to_string().contains("JSON"), "{error}");
    }
    // Every fault at once.
    let many = lead(r#"{"phonse": [], "first_name": 7, "emails": ["x"]}"#);
    assert_eq!(many.faults().len(), 3, "{many}");
}

/// As [`said`]; a message on phones shows how one is written, which holds no value of the record's.
#[track_caller]
fn said_but_for_examples(error: &Error, kind: ErrorKind, part: &str) {
    let message = error.to_string();
    if message.contains("as in +1") {
        assert_eq!(error.kind(), kind, "{message}");
        assert!(message.contains(part), "{part:?} is not in {message:?}");
    } else {
        said(error, kind, part);
    }
}

#[test]
fn a_mistake_in_a_message_is_named() {
    let row = |id: &str, channel, from: &str, text: &str| Inbound::new(id, channel, from, text).unwrap_err();
    for (error, part) in [
        (row("", Channel::Sms, "+15125550147", "hi"), "id: missing"),
        (row(&"x".repeat(129), Channel::Sms, "+15125550147", "hi"), "id: longer than 128 bytes"),
        (row("1", Channel::Sms, "", "hi"), "from"),
        (row("1", Channel::Sms, "(512) 555-0147", "hi"), "from"),
        (row("1", Channel::Email, "+15125550147", "hi"), "from"),
        (row("1", Channel::Sms, "+15125550147", &"x".repeat(70_000)), "text: longer than 65536 bytes"),
        (Inbound::from_json(r#"{"id": "1", "from": "x", "text": "hi"}"#).unwrap_err(), "channel: missing"),
        (
            Inbound::from_json(r#"{"id": "1", "channel": "SMS", "from": "+15125550147", "text": ""}"#)
                .unwrap_err(),
            "channel: not one of: sms, email, web_chat",
        ),
    ] {
        said_but_for_examples(&error, ErrorKind::InputInvalid, part);
    }
    said(
        "whatsapp".parse::<Channel>().as_ref().unwrap_err(),
        ErrorKind::InputInvalid,
        "sms, email or web_chat",
    );
    said(AccountId::new("").as_ref().unwrap_err(), ErrorKind::InputInvalid, "account");
}

#[test]
fn a_mistake_in_the_wiring_is_said_by_build() {
    use ErrorKind::ConfigInvalid;
    let memory = || Arc::new(SqliteStore::in_memory(Surroundings::default()).unwrap());
    let build = |builder: closr::EngineBuilder| builder.build().unwrap_err();
    for (error, part) in [
        (build(Engine::builder().permit_life(Duration::ZERO)), "permit_life"),
        (build(Engine::builder().permit_life(Duration::from_secs(3600))), "1 to 300 seconds"),
        (build(Engine::builder().store(memory()).sqlite(SqliteConfig::default())), "use one of them"),
        (build(Engine::builder().template("inquiry_repyl")), "did you mean \"inquiry_reply\"?"),
        (build(Engine::builder().template("nothing")), "known are choose_reply"),
    ] {
        said(&error, ConfigInvalid, part);
    }
}

#[test]
fn a_template_with_a_typo_is_refused_when_it_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../prompts/templates/inquiry_reply.tera");
    let good = std::fs::read_to_string(shipped).unwrap();
    let path = folder.path().join("inquiry_reply.tera");
    let refused = |text: &str| {
        std::fs::write(&path, text).unwrap();
        Catalog::load(folder.path()).unwrap_err()
    };
    let error = refused(&good.replacen("{{ ", "{{ lead.frist_name }}{{ ", 1));
    said(&error, ErrorKind::ConfigInvalid, "inquiry_reply.tera:");
    assert!(error.to_string().contains('^') && error.to_string().contains("frist_name"), "{error}");
    let error = refused(&good.replacen("{{ ", "{{{ ", 1));
    said(&error, ErrorKind::ConfigInvalid, "inquiry_reply.tera:");
    std::fs::remove_file(&path).unwrap();
    said(&Catalog::load(folder.path()).unwrap_err(), ErrorKind::ConfigInvalid, "NAME.tera");
    said(&Catalog::load(folder.path().join("none")).unwrap_err(), ErrorKind::ConfigInvalid, "cannot be read");
}

#[test]
fn a_mistake_in_a_providers_settings_is_said_before_anything_is_sent() {
    use ErrorKind::ConfigInvalid;
    let refused = |config: OpenAiConfig| Provider::openai(config).unwrap_err();
    let local = || openai("http://127.0.0.1:1/v1");
    let with = |change: &dyn Fn(&mut OpenAiConfig)| {
        let mut config = local();
        change(&mut config);
        config
    };
    for (error, part) in [
        (refused(openai("")), "`base_url` is missing"),
        (refused(openai("127.0.0.1:8123/v1")), "no scheme"),
        (refused(openai("localhost:8123/v1")), "no scheme"),
        (refused(openai("ftp://127.0.0.1/v1")), "http:// or https://"),
        (refused(openai("http://user:pass@127.0.0.1/v1")), "`api_key`"),
        (refused(openai("http://127.0.0.1:1/v1/chat/completions")), "leave that out"),
        (refused(openai("http://127.0.0.1:1/v1?api-version=1")), "`?`"),
        (refused(openai("http://api.example.com/v1").with_key("sk-live-1")), "allow_plain_http"),
        (refused(openai("https://api.example.com/v1")), "`api_key` is missing"),
        (refused(local().with_key("sk-live-1\n")), "line break"),
        (refused(local().with_key("Bearer sk-live-1")), "space"),
        (refused(OpenAiConfig::new("http://127.0.0.1:1/v1", "")), "model"),
        (refused(with(&|config| config.settings.context_tokens = 0)), "context_tokens"),
        (refused(with(&|config| config.policy.max_attempts = 0)), "max_attempts"),
        (refused(with(&|config| config.policy.total = Duration::ZERO)), "total"),
        (refused(with(&|config| config.tokenizer = Some(PathBuf::from("none.json")))), "tokenizer"),
    ] {
        said(&error, ConfigInvalid, part);
    }
}

#[tokio::test]
async fn an_unknown_lead_or_account_is_not_found_and_makes_nothing() {
    let (engine, oak) = scene(Engine::builder().clock(clock())).await;
    let nobody = "01900000-0000-7000-8000-000000000000".parse().unwrap();
    said(&oak.lead(nobody).await.unwrap_err(), ErrorKind::NotFound, "no such lead in this account");
    said(&oak.history(nobody).await.unwrap_err(), ErrorKind::NotFound, "no such lead in this account");
    let elm = engine.for_account(&AccountId::new("elm").unwrap(), Actor::Service);
    for error in [
        elm.reply(sms("1", "STOP")).await.unwrap_err(),
        elm.upsert_lead(lead()).await.unwrap_err(),
        elm.upsert_listing(listing()).await.unwrap_err(),
        elm.verify_audit(None).await.unwrap_err(),
    ] {
        said(&error, ErrorKind::NotFound, "no such account: create it first");
    }
    // The message was not taken, so its id is free.
    engine.upsert_account(Account::from_json(r#"{"id": "elm", "brand": "Elm"}"#).unwrap()).await.unwrap();
    assert!(!elm.accept(sms("1", "STOP")).await.unwrap().repeated);
    said(&"Marguerite".parse::<closr::LeadId>().unwrap_err(), ErrorKind::InputInvalid, "UUID");
}

#[tokio::test]
async fn without_consent_nothing_goes_out_and_the_outcome_says_why() {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    let record = r#"{"phones": ["+15125550199"], "consent": {"sms": "opted_out"}}"#;
    oak.upsert_lead(Lead::from_json(record).unwrap()).await.unwrap();
    let inbound = Inbound::new("1", Channel::Sms, "+15125550199", "what is the price?").unwrap();
    let mut outcome = oak.reply(inbound).await.unwrap();
    assert_eq!((outcome.kind(), outcome.consent()), (OutcomeKind::Silent, ConsentState::OptedOut));
    assert!(outcome.take_cleared().is_none() && outcome.outbound().is_none());
    assert!(outcome.reasons().iter().any(|reason| reason == "consent.opted_out"), "{:?}", outcome.reasons());
    assert_eq!(oak.history(outcome.lead()).await.unwrap().len(), 1, "what they wrote is kept");
}

/// Asks for a reply that a provider lets down; then the same turn is answered without it, once.
async fn let_down(provider: OpenAiConfig, kind: ErrorKind, part: &str) {
    // The limits of a provider pass in real time.
    let store = Arc::new(SqliteStore::in_memory(Surroundings::default()).unwrap());
    let builder = Engine::builder().store(store.clone()).provider(Provider::openai(provider).unwrap());
    let (_engine, oak) = scene(builder).await;
    let accepted = oak.accept(sms("1", "what is the price?")).await.unwrap();
    let error = oak.work(accepted.turn).await.unwrap_err();
    said(&error, kind, part);
    assert!(oak.outcome(accepted.turn).await.unwrap().is_none(), "the turn stays open");
    assert_eq!(oak.history(accepted.lead).await.unwrap().len(), 1, "nothing was sent");

    let engine = Engine::builder().store(store).build().unwrap();
    let oak: ForAccount = engine.for_account(&account().id, Actor::Service);
    let mut recovered = oak.recover().await.unwrap();
    assert_eq!(recovered.len(), 1, "nothing was lost");
    let outcome = recovered[0].1.as_mut().unwrap();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Composer)));
    assert!(text(outcome, &SystemClock).unwrap().contains("$689,000"));
    assert!(oak.reply(sms("1", "what is the price?")).await.unwrap().is_repeated());
    oak.verify_audit(None).await.unwrap();
}

#[tokio::test]
async fn a_provider_that_is_unreachable_is_unavailable() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let_down(openai(&format!("http://{closed}/v1")), ErrorKind::Unavailable, "cannot be reached").await;
}

#[tokio::test]
async fn a_provider_that_never_answers_is_a_timeout() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v1", server.local_addr().unwrap());
    let_down(openai(&base), ErrorKind::Timeout, "took too long").await;
    drop(server);
}

/// A server that gives one answer to every request.
fn serving(status: &'static str, kind: &'static str, body: &'static str) -> SocketAddr {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut piece = [0; 4096];
            // Up to the end of the body, which is JSON.
            while !request.ends_with(b"}") {
                match stream.read(&mut piece) {
                    Ok(0) | Err(_) => break,
                    Ok(length) => request.extend_from_slice(&piece[..length]),
                }
            }
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    address
}

#[tokio::test]
async fn a_provider_that_answers_wrongly_is_named_and_its_words_are_not() {
    let secret =
        r#"{"error": {"message": "key sk-live-1 of Marguerite is wrong", "code": "invalid_api_key"}}"#;
    for (status, kind, body, expected, part) in [
        ("200 OK", "text/html", "<html>Marguerite, log in</html>", ErrorKind::ReplyInvalid, ""),
        ("200 OK", "application/json", r#"{"hello": "Marguerite"}"#, ErrorKind::ReplyInvalid, ""),
        ("401 Unauthorized", "application/json", secret, ErrorKind::Unauthorized, "key"),
        ("404 Not Found", "text/html", "<html>no Marguerite here</html>", ErrorKind::ConfigInvalid, ""),
    ] {
        let base = format!("http://{}/v1", serving(status, kind, body));
        if expected == ErrorKind::ReplyInvalid {
            // A model that answers, but not usably: the composer answers, and the outcome says why.
            let provider = Provider::openai(openai(&base)).unwrap();
            let (_engine, oak) = scene(Engine::builder().provider(provider)).await;
            match oak.reply(sms("1", "what is the price?")).await {
                Ok(outcome) => {
                    assert_eq!(
                        (outcome.kind(), outcome.author()),
                        (OutcomeKind::Reply, Some(Author::Composer))
                    );
                    let reasons = outcome.reasons();
                    assert!(reasons.iter().any(|reason| reason.starts_with("provider.")), "{reasons:?}");
                    assert!(!reasons.iter().any(|reason| reason.contains("Marguerite")), "{reasons:?}");
                }
                Err(error) => panic!("{status} {kind}: {error} [{}]", error.kind()),
            }
        } else {
            let_down(openai(&base), expected, part).await;
        }
    }
}

#[tokio::test]
async fn a_provider_that_is_let_stand_in_for_is_named_in_the_reasons() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let provider = Provider::openai(openai(&format!("http://{closed}/v1"))).unwrap();
    let builder = Engine::builder().provider(provider).on_provider_failure(ProviderFailure::Compose);
    let (_engine, oak) = scene(builder).await;
    let outcome = oak.reply(sms("1", "what is the price?")).await.unwrap();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Composer)));
    assert!(
        outcome.reasons().iter().any(|reason| reason == "provider.unavailable"),
        "{:?}",
        outcome.reasons()
    );
}

/// A folder with a database in it, made by an engine that is gone.
struct House {
    folder: tempfile::TempDir,
}

impl House {
    async fn new() -> House {
        let house = House { folder: tempfile::tempdir().unwrap() };
        let (_engine, oak) = scene(Engine::builder().sqlite(house.config())).await;
        oak.reply(sms("1", "what is the price?")).await.unwrap();
        house
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("closr.db")
    }

    fn config(&self) -> SqliteConfig {
        let mut config = SqliteConfig::new(self.path());
        config.busy_timeout = Duration::from_millis(50);
        config
    }

    fn refused(&self) -> Error {
        Engine::builder().sqlite(self.config()).build().unwrap_err()
    }

    /// What was stored is still there.
    async fn intact(&self) {
        let engine = Engine::builder().sqlite(self.config()).build().unwrap();
        let oak = engine.for_account(&account().id, Actor::Service);
        assert!(oak.reply(sms("1", "what is the price?")).await.unwrap().is_repeated());
        oak.verify_audit(None).await.unwrap();
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let house = House::new().await;
    let version = |version: i64| {
        let db = rusqlite::Connection::open(house.path()).unwrap();
        let was: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        db.pragma_update(None, "user_version", version).unwrap();
        was
    };
    let was = version(99);
    said(&house.refused(), ErrorKind::Unsupported, "upgrade closr");
    assert_eq!(version(was), 99);
    house.intact().await;
}

#[tokio::test]
async fn a_database_with_the_wrong_key_is_refused_and_left_alone() {
    let house = House::new().await;
    let key = house.folder.path().join("closr.db.key");
    let right = std::fs::read(&key).unwrap();
    let other = House::new().await;
    std::fs::copy(other.folder.path().join("closr.db.key"), &key).unwrap();
    said(&house.refused(), ErrorKind::Unauthorized, "`master_key`");
    std::fs::write(&key, "not a key").unwrap();
    said(&house.refused(), ErrorKind::ConfigInvalid, "`master_key`");
    std::fs::remove_file(&key).unwrap();
    said(&house.refused(), ErrorKind::Corrupt, "master");
    assert!(!key.exists(), "no fresh key takes its place");
    std::fs::write(&key, right).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        said(&house.refused(), ErrorKind::ConfigInvalid, "others");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    house.intact().await;
}

#[tokio::test]
async fn a_locked_database_is_unavailable_and_the_message_is_taken_later() {
    let house = House::new().await;
    let engine = Engine::builder().sqlite(house.config()).build().unwrap();
    let oak = engine.for_account(&account().id, Actor::Service);
    let holder = rusqlite::Connection::open(house.path()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = oak.reply(sms("2", "how many beds?")).await.unwrap_err();
    said(&error, ErrorKind::Unavailable, "locked");
    assert!(matches!(error.retry(), Retry::After(_)));
    holder.execute_batch("ROLLBACK").unwrap();
    let outcome = oak.reply(sms("2", "how many beds?")).await.unwrap();
    assert!(!outcome.is_repeated() && outcome.kind() == OutcomeKind::Reply);
    drop(holder);
    house.intact().await;
}

#[tokio::test]
async fn a_database_that_is_read_only_damaged_or_elsewhere_is_a_clear_error() {
    let house = House::new().await;
    let permit = |readonly: bool| {
        let mut permissions = std::fs::metadata(house.path()).unwrap().permissions();
        permissions.set_readonly(readonly);
        std::fs::set_permissions(house.path(), permissions).unwrap();
    };
    permit(true);
    said(&house.refused(), ErrorKind::ConfigInvalid, "make its file and folder writable");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(house.path(), std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    house.intact().await;

    let open = |path: PathBuf| Engine::builder().sqlite(SqliteConfig::new(path)).build().unwrap_err();
    said(&open(house.folder.path().to_owned()), ErrorKind::ConfigInvalid, "`path` is a folder");
    said(&open(house.folder.path().join("none/closr.db")), ErrorKind::ConfigInvalid, "folder must exist");

    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(house.folder.path().join(format!("closr.db{end}")));
    }
    std::fs::write(house.path(), "once upon a time ".repeat(500)).unwrap();
    said(&house.refused(), ErrorKind::Corrupt, "restore it from a backup");
    let text = std::fs::read_to_string(house.path()).unwrap();
    assert!(text.starts_with("once upon"), "a file that is not ours stays as it is");
}

#[test]
fn ten_megabytes_are_redacted_and_one_in_pieces() {
    // Values a line, and the line as often as a long log has it.
    let line = "The kitchen is new and the garden faces south; nobody has asked about the fence. "
        .repeat(120)
        + "Call (512) 555-0147 or marguerite.c@example.com.\n";
    let redacted =
        line.replace("(512) 555-0147", "[PHONE_1]").replace("marguerite.c@example.com", "[EMAIL_1]");
    let times = 10_000_000 / line.len() + 1;
    let (text, redactor) = (line.repeat(times), Redactor::with_lead(&common::lead()));
    let found = redactor.redact(&text);
    assert!(*found.text.get() == redacted.repeat(times) && *found.restore().expose() == text);
    let (mut stream, mut vault) = (redactor.stream().unwrap(), Vault::default());
    let given = stream.push(&line.repeat(times / 10), &mut vault) + &stream.finish(&mut vault);
    assert!(given == redacted.repeat(times / 10));
}

#[test]
fn a_hundred_thousand_known_values_are_all_found() {
    let mut lead = Lead::default();
    lead.first_name = Some(Pii::from("Marguerite"));
    lead.phones = (0..50_000).map(|n| Phone::new(&format!("+1512{:07}", 2_000_000 + n)).unwrap()).collect();
    lead.emails = (0..50_000).map(|n| EmailAddress::new(&format!("m.{n}@example.com")).unwrap()).collect();
    let redactor = Redactor::with_lead(&lead);
    for (text, redacted) in [
        ("512-204-9999 or m.49999@example.com", "[PHONE_1] or [EMAIL_1]"),
        ("+1 (512) 200 0000, Marguerite", "[PHONE_1], [PERSON_1]"),
    ] {
        assert_eq!(redactor.redact(text).text.get(), redacted);
    }
}

#[test]
fn a_record_of_empty_fields_knows_nobody() {
    let lead = Lead::from_json(
        r#"{"first_name": " ", "last_name": "", "phones": [], "emails": [], "address": "\u200b", "external_id": null}"#,
    );
    let redactor = Redactor::with_lead(&lead.unwrap());
    for text in ["", " ", "\u{200b}", "call 512-555-0147 \u{200b} ok"] {
        assert_eq!(redactor.redact(text).text.get(), Redactor::new().redact(text).text.get());
    }
}
