//! A lead of a hundred thousand messages is exported in bounded memory: the system's own count of a process of its own.

use std::io::Write;
use std::process::Command;

use super::*;
use crate::engine::{Actor, Engine};
use crate::lead::Message;
use crate::store::operations::database::Commit;
use crate::store::operations::history::{self, Slot};
use crate::store::operations::trail::Trail;

const MESSAGES: i64 = 100_000;
const MOST_KIB: u64 = 64 * 1024;

/// The most that this process had in memory, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test]
#[ignore = "the test below runs it as a process of its own"]
async fn child() {
    let folder = std::path::PathBuf::from(std::env::var("CLOSR_EXPORT_FOLDER").unwrap());
    let engine = Engine::builder().sqlite(SqliteConfig::new(folder.join("closr.db"))).build().unwrap();
    let lead = std::env::var("CLOSR_EXPORT_LEAD").unwrap().parse().unwrap();
    let exported =
        engine.for_account(&oak(), Actor::Service).export(lead, folder.join("lead.zip")).await.unwrap();
    assert_eq!(exported.messages, MESSAGES as u64 + 1);
    let peak = peak();
    assert!(peak <= MOST_KIB, "{peak} KiB");
    writeln!(std::io::stdout(), "{peak} KiB, {} bytes", exported.bytes).unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_hundred_thousand_messages_are_exported_in_bounded_memory() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "Hi")).await.unwrap();
    let (lead, conversation) = (claimed.lead, claimed.conversation);
    let write = move |db: &mut Database| {
        db.write(Commit::Durable, &oak(), |tx, context| {
            let oak = oak();
            let mut trail = Trail::open(tx, context, &oak)?;
            for number in 0..MESSAGES {
                let place = trail.next()?;
                trail.append("claim".into(), None, Some(lead), Vec::new())?;
                let text = format!("{number}: is the house with the red door and the two oaks still for sale, and at what price?");
                let message = Message::new(Role::Agent, text, context.now(), Channel::Sms);
                let slot = Slot { account: &oak, place, conversation: &conversation, lead, turn: None };
                history::append(tx, context, &slot, &message)?;
            }
            Ok(())
        })
    };
    store.worker.run(write).await.unwrap();
    store.close().await;
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::sqlite::tests::export::child", "--ignored", "--nocapture"])
        .env("CLOSR_EXPORT_FOLDER", house.folder.path())
        .env("CLOSR_EXPORT_LEAD", lead.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said} {}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("1 passed"), "{said}");
    writeln!(std::io::stdout(), "{}", said.lines().find(|line| line.contains("KiB")).unwrap()).unwrap();
}
