use std::io::Read;

use serde_json::Value;
use zip::ZipArchive;

use super::*;
use crate::OutcomeKind;
use crate::engine::{Actor, Engine, ForAccount};
use crate::error::ErrorKind;
use crate::lead::{Account, Channel, Inbound, Lead, Outreach, OutreachPurpose};
use crate::rights::{Identity, RequestRecord};
use crate::store::Use;

const PHONE: &str = "+15125550147";

async fn oak() -> (ForAccount, LeadId) {
    let engine = Engine::builder().build().unwrap();
    let account =
        Account::from_json(r#"{"id": "oak", "brand": "Oak & Main", "tz": "America/Chicago"}"#).unwrap();
    engine.upsert_account(account.clone()).await.unwrap();
    let oak = engine.for_account(&account.id, Actor::Service);
    let record =
        format!(r#"{{"first_name": "Zqxjane", "phones": ["{PHONE}"], "emails": ["zqxjane@example.com"]}}"#);
    let lead = oak.upsert_lead(Lead::from_json(&record).unwrap()).await.unwrap();
    (oak, lead)
}

async fn says(oak: &ForAccount, id: &str, from: &str, text: &str) {
    oak.reply(Inbound::new(id, Channel::Sms, from, text).unwrap()).await.unwrap();
}

fn entry(file: &Path, name: &str) -> String {
    let mut archive = ZipArchive::new(File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn an_export_is_what_an_access_shows_and_what_its_schema_says() {
    let (oak, lead) = oak().await;
    // More than a page, and a stranger's, which is nobody's but the stranger's.
    for number in 0..70 {
        says(&oak, &format!("m{number}"), PHONE, "=1+1 or what is the price?").await;
    }
    says(&oak, "m", PHONE, "STOP").await;
    says(&oak, "s", "+15125550188", "zqxstranger").await;
    oak.open_request(RequestRecord::new(lead, Right::Object)).await.unwrap();
    oak.object(lead, &[Use::Sale]).await.unwrap();
    let words = "zqxwords of the business";
    let sale = Outreach::new("o1", lead, Channel::Sms, OutreachPurpose::Transactional, words).unwrap();
    assert_eq!(oak.reach_out(sale).await.unwrap().kind(), OutcomeKind::Silent);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jane.zip");
    let exported = oak.export(lead, &file).await.unwrap();
    let access = oak.access(lead).await.unwrap();

    let text = entry(&file, "lead.json");
    let json: Value = serde_json::from_str(&text).unwrap();
    let mut shown: Value = serde_json::from_str(&access.expose_json()).unwrap();
    // What was handed out stands in the trail, and the access was later.
    shown["decisions"].as_array_mut().unwrap().truncate(json["decisions"].as_array().unwrap().len());
    shown["at"] = json["at"].clone();
    assert_eq!(shown, json);
    assert_eq!(access.decisions.iter().filter(|entry| entry.what.as_str() == "rights.exported").count(), 1);
    assert_eq!(json["messages"].as_array().unwrap().len() as u64, exported.messages);
    assert!(exported.messages > 100 && access.consent.len() > 70);
    assert_eq!(json["messages"][0]["delivered"]["from"], PHONE);
    assert_eq!(
        json["consent"].as_array().unwrap().iter().filter(|event| event["words"] == "STOP").count(),
        1
    );
    assert_eq!(json["objections"][0]["to"], "sale");
    assert_eq!(json["contacts"][0]["consent"]["marketing"], "opted_out");
    assert_eq!((&json["outreach"][0]["text"], &json["outreach"][0]["sent"]), (&words.into(), &Value::Null));
    assert!(!text.contains("zqxstranger"));

    let schema: Value = serde_json::from_str(&entry(&file, "lead.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert_eq!(schema.validate(&json).map_err(|error| error.to_string()), Ok(()));
    for key in json.as_object().unwrap().keys() {
        let mut less = json.clone();
        less.as_object_mut().unwrap().shift_remove(key);
        assert!(!schema.is_valid(&less), "{key} may be missing");
    }
    for list in [
        "messages",
        "consent",
        "decisions",
        "contacts",
        "conversations",
        "outreach",
        "requests",
        "categories",
    ] {
        let mut more = json.clone();
        more[list][0]["zqx"] = Value::Null;
        assert!(!schema.is_valid(&more), "{list} may hold anything");
    }

    let csv = entry(&file, "messages.csv");
    assert!(
        csv.starts_with("\u{feff}\"at\",\"from\",") && csv.contains("\"'=1+1 or what is the price?\"\r\n")
    );
    assert_eq!(csv.matches("\r\n").count() as u64, exported.messages + 1);
    assert!(
        entry(&file, "consent.csv").contains("\"opt_out\",")
            && entry(&file, "consent.csv").contains("\"STOP\"\r\n")
    );
    assert_eq!(entry(&file, "messages.txt").matches(" sms lead\n").count(), 71);
    assert!(!format!("{access:?} {exported:?}").contains("qxjane"));
    assert!(!format!("{access:?}").contains("5550147"));
}

#[tokio::test]
async fn who_is_not_verified_is_not_answered_by_what_is_handed_out() {
    let (oak, lead) = oak().await;
    let state = async |id| oak.request(id).await.unwrap().state();
    let stranger = oak.open_request(RequestRecord::new(lead, Right::Access)).await.unwrap().id;
    let known =
        RequestRecord { identity: Identity::TwoDataPoints, ..RequestRecord::new(lead, Right::Access) };
    let known = oak.open_request(known).await.unwrap().id;
    let taken =
        RequestRecord { identity: Identity::ContactPoint, ..RequestRecord::new(lead, Right::Portability) };
    let taken = oak.open_request(taken).await.unwrap().id;
    oak.access(lead).await.unwrap();
    assert_eq!((state(stranger).await, state(known).await, state(taken).await), ("open", "done", "open"));
    let folder = tempfile::tempdir().unwrap();
    oak.export(lead, folder.path().join("jane.zip")).await.unwrap();
    assert_eq!((state(stranger).await, state(taken).await), ("open", "done"));
}

#[tokio::test]
async fn what_is_not_whole_is_not_there() {
    let (oak, lead) = oak().await;
    says(&oak, "m1", PHONE, "Hi").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jane.zip");
    std::fs::write(&file, "mine").unwrap();
    assert_eq!(oak.export(lead, &file).await.unwrap_err().kind(), ErrorKind::InputInvalid);
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    let nowhere = folder.path().join("no").join("jane.zip");
    assert_eq!(oak.export(lead, nowhere).await.unwrap_err().kind(), ErrorKind::InputInvalid);
    // A full disk, as Linux has one.
    #[cfg(target_os = "linux")]
    {
        let full = folder.path().join("full.zip");
        std::os::unix::fs::symlink("/dev/full", folder.path().join("full.zip.part")).unwrap();
        assert_eq!(oak.export(lead, &full).await.unwrap_err().kind(), ErrorKind::Unavailable);
        assert!(!full.exists());
    }
    // One whose caller goes away leaves nothing either.
    let late = folder.path().join("late.zip");
    let mut archive = Archive::create(&late).unwrap();
    archive.entry("lead.json").await.unwrap();
    let Archive { parts, writer } = archive;
    drop(parts);
    assert_eq!(writer.await.unwrap().unwrap_err().kind(), ErrorKind::Unavailable);
    oak.erase(lead).await.unwrap();
    assert_eq!(oak.export(lead, &late).await.unwrap_err().kind(), ErrorKind::Restricted);
    assert_eq!(oak.access(lead).await.unwrap_err().kind(), ErrorKind::Restricted);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_fails_once() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut file = Lasting { file: Full, failed: false };
    assert!(file.write_all(b"more").is_err());
    file.write_all(b"more").unwrap();
}
