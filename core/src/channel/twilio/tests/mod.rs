//! The rows of `tests/testdata/twilio.toml`, which Rust, Python and Node must agree on.

#[cfg(all(feature = "channel-twilio", feature = "store-sqlite"))]
mod sending;

use serde_json::Value;

use super::*;
use crate::channel::Webhook;
use crate::error::ErrorKind;

fn rows() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/testdata/twilio.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn signatures_are_twilios_or_not() {
    let rows = rows();
    let token = rows["token"].as_str().unwrap().into();
    let signatures = rows["signature"].as_array().unwrap();
    assert!(signatures.len() >= 30);
    for row in signatures {
        let text = |key: &str| row[key].as_str().unwrap();
        let mut headers = vec![("x-twilio-signature", text("signature"))];
        if !text("content_type").is_empty() {
            headers.push(("Content-Type", text("content_type")));
        }
        let verified = verify(&Webhook::new(text("url"), headers, text("body").as_bytes()), &token);
        assert_eq!(verified.is_ok(), row["valid"].as_bool().unwrap(), "{}", text("name"));
        if let Err(error) = verified {
            assert_eq!(error.kind(), ErrorKind::Unauthorized);
        }
    }
}

#[test]
fn webhooks_tell() {
    let rows = rows();
    let webhooks = rows["webhook"].as_array().unwrap();
    assert!(webhooks.len() >= 28);
    for row in webhooks {
        let text = |key: &str| row[key].as_str().unwrap();
        let told = parse(&Webhook::new(text("url"), [], text("body").as_bytes()));
        match (told, row.get("error")) {
            (Ok(told), None) => {
                let told: Vec<Value> =
                    told.iter().map(|one| serde_json::from_str(&one.to_json()).unwrap()).collect();
                let want: Vec<Value> = serde_json::from_str(text("tells")).unwrap();
                assert_eq!(told, want, "{}", text("name"));
            }
            (Err(error), Some(kind)) => {
                assert_eq!(error.kind().as_str(), kind, "{}", text("name"));
                assert!(!error.to_string().contains("24273"));
            }
            (told, _) => panic!("{}: {told:?}", text("name")),
        }
    }
}

#[test]
fn a_long_body_is_refused_before_it_is_read() {
    let body = vec![b'a'; 1024 * 1024 + 1];
    let error = verify(&Webhook::new("https://oak.example", [], &body), &"12345".into()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InputInvalid);
    let error = verify(&Webhook::new("https://oak.example", [], b""), &"".into()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
}
