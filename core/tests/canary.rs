//! P1: values planted in leads' records and messages are looked for on the wire, in logs, errors, the audit trail
//! and every byte of the database's files.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use closr::clock::{Random, SystemRandom};
use closr::provider::{Provider, ProviderFault, Script, Step};
use closr::store::SqliteConfig;
use closr::{Actor, Channel, Engine, Inbound, Lead};

/// One lead's planted values; none of them occurs anywhere else.
struct Canary {
    values: Vec<String>,
    phone: String,
    email: String,
    record: String,
    messages: Vec<String>,
}

fn canary(number: usize) -> Canary {
    const FIRST: [&str; 5] = ["Zephyrine", "Thaddeus", "Ottoline", "Bartholomew", "Xiomara"];
    const LAST: [&str; 5] =
        ["Quackenbush", "Wigglesworth", "Featherstonehaugh", "Okonkwo-Lindqvist", "Szczepanski"];
    const STREET: [&str; 5] = ["Quibblewick", "Marlinspike", "Thistlebrook", "Grimbleshaw", "Pettifogger"];
    let (first, last, street) = (FIRST[number % 5], LAST[number / 5 % 5], STREET[number % 5]);
    let digits = format!("512867{:04}", 1000 + number * 37);
    let phone = format!("+1{digits}");
    let email = format!("{}.{number}@canary-mail.example.com", first.to_lowercase());
    let address = format!("{} {street} Lane", 4100 + number);
    let external = format!("crm-canary-{number:05}");
    let record = format!(
        r#"{{"external_id": "{external}", "first_name": "{first}", "last_name": "{last}", "phones": ["{phone}"],
            "emails": ["{email}"], "address": "{address}",
            "notes": "{first} {last} lives at {address}, prefers {email}"}}"#
    );
    let dotted = format!("{}.{}.{}", &digits[..3], &digits[3..6], &digits[6..]);
    let messages = vec![
        format!("Hi, {first} {last} here. What is the price of 1208 Willow Bend?"),
        format!("call me at {dotted} or {email}, I live at {address}"),
        format!("it's {} {}, is there an HOA?", first.to_uppercase(), last.to_lowercase()),
    ];
    let values = vec![first.into(), last.into(), street.into(), digits, dotted, email.clone(), external];
    Canary { values, phone, email, record, messages }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything that any test here logs.
fn log() -> Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    let log = LOG.get_or_init(|| {
        let log = Log::default();
        let sink = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || sink.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        log
    });
    log.clone()
}

#[tokio::test]
async fn no_planted_value_is_anywhere_but_sealed_or_released() {
    let log = log();

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("closr.db");
    // A captured model: it says back whatever it was shown; now and then a call fails.
    let script = Script::answer_with(|body| String::from_utf8_lossy(body).into_owned());
    let provider = Provider::scripted(script.clone());
    let builder = Engine::builder().sqlite(SqliteConfig::new(&path)).provider(provider).trace(true);
    let (engine, oak) = common::scene(builder).await;

    let mut seen = String::new();
    let mut values = Vec::new();
    for number in 0..25 {
        let canary = canary(number);
        let lead = oak.upsert_lead(Lead::from_json(&canary.record).unwrap()).await.unwrap();
        for (turn, words) in canary.messages.iter().enumerate() {
            if (number + turn) % 7 == 6 {
                script.push(Step::Fault(ProviderFault::Auth));
            }
            let channel = if number % 2 == 0 { Channel::Sms } else { Channel::Email };
            let from = if number % 2 == 0 { &canary.phone } else { &canary.email };
            let inbound = Inbound::new(&format!("m-{number}-{turn}"), channel, from, words).unwrap();
            seen += &format!("{inbound:?}");
            match oak.reply(inbound).await {
                Ok(outcome) => seen += &format!("{outcome:?}"),
                Err(error) => seen += &format!("{error} {error:?} {error:#?}"),
            }
        }
        seen += &format!("{:?}", oak.lead(lead).await.unwrap());
        seen += &format!("{:?}", oak.history(lead).await.unwrap());
        values.extend(canary.values);
    }
    // Errors, each with a planted value in its cause.
    let wrong = canary(99);
    for record in [
        wrong.record.replace("first_name", "frist_name"),
        wrong.record.replace("+1512", "512"),
        wrong.record.replace('}', ""),
        format!(r#"{{"{}": 1}}"#, wrong.email),
    ] {
        let error = Lead::from_json(&record).unwrap_err();
        seen += &format!("{error} {error:?}");
    }
    values.extend(wrong.values);
    let again =
        oak.reply(Inbound::new("m-0-0", Channel::Sms, &canary(0).phone, "another body").unwrap()).await;
    seen += &format!("{:?}", again.unwrap_err());
    for entry in oak.audit_trail(None).await.unwrap() {
        seen += &format!("{entry:?}");
    }
    seen += &format!("{engine:?} {oak:?} {:?}", engine.for_account(oak.id(), Actor::Webhook));
    oak.verify_audit(None).await.unwrap();

    let wire: Vec<u8> = script.sent().concat();
    assert!(
        script.sent().len() > 40 && wire.len() > 40_000,
        "the model was hardly asked: {}",
        script.sent().len()
    );
    hunt("wire", &wire, &values);
    hunt("debug output and errors", seen.as_bytes(), &values);
    hunt("log", &log.0.lock().unwrap(), &values);
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let file = entry.unwrap().path();
        hunt(&format!("{:?}", file.file_name().unwrap()), &std::fs::read(&file).unwrap(), &values);
        files += 1;
    }
    assert!(files >= 3, "database, key store and key file");
    drop((engine, oak));
    hunt("database after closing", &std::fs::read(Path::new(&path)).unwrap(), &values);
}

/// A word of this field that no other lead has.
fn word(field: &str, number: usize) -> String {
    let syllable = |n: usize| {
        let (consonant, vowel) = (b"bdfghjklmnprstvwyzcx"[n % 20], b"aeiou"[n / 20 % 5]);
        format!("{}{}", char::from(consonant), char::from(vowel))
    };
    format!("{field}{}{}{}", syllable(number % 100), syllable(number / 100), syllable(number * 7 % 100))
}

/// One of a thousand leads.
fn one_of_many(number: usize) -> Canary {
    let (first, last, street) = (word("Zorq", number), word("Vulmq", number), word("Threpq", number));
    let digits = format!("512{:07}", 3_300_000 + number * 7_919);
    let phone = format!("+1{digits}");
    let email = format!("{}@{}.example.com", word("mailq", number), word("hostq", number));
    let address = format!("{} {street} Lane", 4100 + number);
    let external = format!("crm-{}-{number:05}", word("extq", number));
    let record = format!(
        r#"{{"external_id": "{external}", "first_name": "{first}", "last_name": "{last}", "phones": ["{phone}"],
            "emails": ["{email}"], "address": "{address}", "notes": "{first} {last} lives at {address}, prefers {email}"}}"#
    );
    let messages = vec![
        format!("Hi, {first} {last} here. What is the price of 1208 Willow Bend?"),
        format!("call me at {digits} or {email}, I live at {address}"),
    ];
    let values = vec![first, last, street, digits, email.clone(), external, word("mailq", number)];
    Canary { values, phone, email, record, messages }
}

/// Randomness that panics when it is told to, wherever it is asked for just then.
#[derive(Default)]
struct Breaking(AtomicBool);

impl Random for Breaking {
    fn fill(&self, bytes: &mut [u8]) -> closr::Result<()> {
        assert!(!self.0.load(Ordering::SeqCst), "no randomness");
        SystemRandom.fill(bytes)
    }
}

/// A thousand leads, in every file that a business may copy, in what is logged, and in panics with their backtraces.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_thousand_leads_is_in_files_backups_logs_errors_or_panics() {
    const LEADS: usize = 1_000;
    let (log, panics) = (log(), Log::default());
    let (into, before) = (panics.clone(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        let trace = std::backtrace::Backtrace::force_capture();
        write!(into.clone(), "{panic}\n{trace}").unwrap();
    }));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("closr.db");
    // A model that is asked dies with what it was shown in its panic's text.
    let script = Script::answer_with(|body| panic!("{}", String::from_utf8_lossy(body)));
    let asked = Engine::builder().sqlite(SqliteConfig::new(&path)).provider(Provider::scripted(script));
    let (_asked, asked) = common::scene(asked).await;
    let broken = Arc::new(Breaking::default());
    let builder = Engine::builder().sqlite(SqliteConfig::new(&path)).random(broken.clone());
    let (engine, oak) = common::scene(builder).await;
    let (mut seen, mut values, mut leads) = (String::new(), Vec::new(), Vec::new());
    for number in 0..LEADS {
        let canary = one_of_many(number);
        let lead = oak.upsert_lead(Lead::from_json(&canary.record).unwrap()).await.unwrap();
        let (channel, from) =
            if number % 2 == 0 { (Channel::Sms, &canary.phone) } else { (Channel::Email, &canary.email) };
        for (turn, words) in canary.messages.iter().enumerate() {
            let inbound = Inbound::new(&format!("m-{number}-{turn}"), channel, from, words).unwrap();
            // Some turns die in the store, and some with the model.
            let (by, dies) = match number % 20 {
                7 => (oak.clone(), true),
                13 => (asked.clone(), false),
                _ => (oak.clone(), false),
            };
            broken.0.store(dies, Ordering::SeqCst);
            match tokio::spawn(async move { by.reply(inbound).await }).await {
                Ok(Ok(outcome)) => seen += &format!("{outcome:?}"),
                Ok(Err(error)) => seen += &format!("{error} {error:?}"),
                Err(died) => seen += &format!("{died} {died:?}"),
            }
            broken.0.store(false, Ordering::SeqCst);
        }
        let mistaken = Lead::from_json(&canary.record.replace("first_name", "frist_name")).unwrap_err();
        seen += &format!("{mistaken:?}");
        leads.push(lead);
        values.extend(canary.values);
    }
    // What a business copies while it runs: the files as they lie, and a backup as SQLite makes one.
    let copies = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copies.path().join(entry.file_name())).unwrap();
    }
    let backup = copies.path().join("backup.db");
    rusqlite::Connection::open(&path).unwrap().execute("VACUUM INTO ?1", [backup.to_str().unwrap()]).unwrap();
    for lead in leads.iter().step_by(10) {
        seen += &format!("{:?}", oak.erase(*lead).await.unwrap());
        seen += &format!("{:?}", oak.lead(*lead).await.unwrap_err());
    }
    for entry in oak.audit_trail(None).await.unwrap() {
        seen += &format!("{entry:?}");
    }
    drop((oak, engine, asked, _asked));
    std::panic::set_hook(before);

    let panics = panics.0.lock().unwrap().clone();
    let died = String::from_utf8_lossy(&panics).matches("no randomness").count();
    assert!(died >= LEADS / 20, "{died} panics in the store");
    assert!(
        panics.windows(15).any(|text| text == b"1208 Willow Ben"),
        "the model's panics say what it was shown"
    );
    assert!(seen.len() > 100_000);
    hunt("panics and backtraces", &panics, &values);
    hunt("debug output and errors", seen.as_bytes(), &values);
    hunt("log", &log.0.lock().unwrap(), &values);
    let mut files = 0;
    for folder in [folder.path(), copies.path()] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let file = entry.unwrap().path();
            hunt(&format!("{:?}", file.file_name().unwrap()), &std::fs::read(&file).unwrap(), &values);
            files += 1;
        }
    }
    assert!(files >= 7, "files, their logs, their copies and a backup: {files}");
}

/// Looks for each value in its plain, lower-case, base64, hexadecimal, percent, reversed and UTF-16 forms.
fn hunt(place: &str, bytes: &[u8], values: &[String]) {
    let lower: Vec<u8> = bytes.to_ascii_lowercase();
    let (encoded, plain): (Vec<_>, Vec<_>) =
        values.iter().flat_map(|value| forms(value)).partition(|(form, _)| *form == "base64");
    for (hay, needles) in [(bytes, encoded), (&lower[..], plain)] {
        let search = aho_corasick::AhoCorasick::new(needles.iter().map(|(_, needle)| needle)).unwrap();
        if let Some(found) = search.find(hay) {
            let (form, needle) = &needles[found.pattern().as_usize()];
            panic!(
                "a planted value ({form}, {} bytes) is in the {place} at byte {}",
                needle.len(),
                found.start()
            );
        }
    }
}

fn forms(value: &str) -> Vec<(&'static str, Vec<u8>)> {
    let low = value.to_lowercase();
    let mut forms = vec![
        ("plain", low.clone().into_bytes()),
        ("reversed", low.chars().rev().collect::<String>().into_bytes()),
        ("utf-16", low.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("percent", low.replace('@', "%40").replace('+', "%2b").into_bytes()),
    ];
    for text in [value.to_owned(), low] {
        forms.push(("hex", text.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()));
        // The middle of a base64 text is the same whatever stands before it, at one of three offsets.
        for skip in 0..3 {
            let encoded = base64(&[&vec![b' '; skip], text.as_bytes()].concat());
            let from = if skip == 0 { 0 } else { 4 };
            let to = encoded.len().saturating_sub(4).max(from);
            if to - from >= 8 {
                forms.push(("base64", encoded[from..to].to_vec()));
            }
        }
    }
    forms
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().enumerate().fold(0u32, |word, (i, byte)| word | u32::from(*byte) << (16 - 8 * i));
        (0..4).for_each(|i| out.push(ALPHABET[(word >> (18 - 6 * i) & 63) as usize]));
    }
    out
}

#[test]
fn the_hunt_finds_what_is_there() {
    let values = vec!["Quackenbush".to_owned()];
    for planted in ["Quackenbush", "QUACKENBUSH", "hsubnekcauQ", "517561636b656e62757368"] {
        let text = format!("left {planted} right");
        assert!(std::panic::catch_unwind(|| hunt("test", text.as_bytes(), &values)).is_err(), "{planted}");
    }
    let encoded = base64(b"left Quackenbush right");
    assert!(std::panic::catch_unwind(|| hunt("test", &encoded, &values)).is_err(), "base64");
    hunt("test", b"nothing here", &values);
}
