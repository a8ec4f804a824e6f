//! The rows of `tests/testdata/sendgrid.toml`, which Rust, Python and Node must agree on.

#[cfg(feature = "store-sqlite")]
mod sending;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::*;
use crate::channel::{Incoming, Webhook};
use crate::error::ErrorKind;

fn rows() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/testdata/sendgrid.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap()
}

fn body(row: &Value) -> Vec<u8> {
    let body = text(row, "body");
    match (row["crlf"].as_bool(), row["base64"].as_bool()) {
        (Some(true), _) => body.replace('\n', "\r\n").into_bytes(),
        (_, Some(true)) => STANDARD.decode(body).unwrap(),
        _ => body.as_bytes().to_vec(),
    }
}

#[test]
fn signatures_are_sendgrids_or_not() {
    let rows = rows();
    let signatures = rows["signature"].as_array().unwrap();
    assert!(signatures.len() >= 17);
    for row in signatures {
        let key = PublicKey::new(text(row, "public_key")).unwrap();
        let headers = [
            ("X-Twilio-Email-Event-Webhook-Signature", text(row, "signature")),
            ("X-Twilio-Email-Event-Webhook-Timestamp", text(row, "timestamp")),
        ];
        let body = body(row);
        let verified = verify(&Webhook::new("https://oak.example", headers, &body), &key);
        assert_eq!(verified.is_ok(), row["valid"].as_bool().unwrap(), "{}", text(row, "name"));
        if let Err(error) = verified {
            assert_eq!(error.kind(), ErrorKind::Unauthorized);
        }
    }
}

#[test]
fn what_is_no_key_is_noticed_at_once() {
    let rows = rows();
    let keys = rows["key"].as_array().unwrap();
    assert!(keys.len() >= 7);
    for row in keys {
        let error = PublicKey::new(text(row, "public_key")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConfigInvalid, "{}", text(row, "name"));
    }
}

#[test]
fn webhooks_tell() {
    let rows = rows();
    let groups = Groups::from_json(&rows["groups"].to_string()).unwrap();
    let webhooks = rows["webhook"].as_array().unwrap();
    assert!(webhooks.len() >= 66);
    for row in webhooks {
        let (body, name) = (body(row), text(row, "name"));
        let headers = Some(("Content-Type", text(row, "content_type"))).filter(|(_, kind)| !kind.is_empty());
        let told = parse(&Webhook::new("https://oak.example", headers, &body), &groups);
        match (told, row.get("error")) {
            (Ok(told), None) => {
                let json = told.iter().map(|one| serde_json::from_str(&one.to_json()).unwrap());
                let want: Vec<Value> = serde_json::from_str(text(row, "tells")).unwrap();
                assert_eq!(json.collect::<Vec<Value>>(), want, "{name}");
                for one in told {
                    assert_eq!(
                        Incoming::from_json(&one.to_json()).unwrap().to_json(),
                        without_extras(one),
                        "{name}"
                    );
                }
            }
            (Err(error), Some(kind)) => {
                assert_eq!(error.kind().as_str(), kind, "{name}");
                assert!(!error.to_string().contains("jane"));
            }
            (told, _) => panic!("{name}: {told:?}"),
        }
    }
}

/// What is read back of what is told: all but what came along with a mail.
fn without_extras(mut told: Incoming) -> String {
    if let Incoming::Message(received) = &mut told {
        received.subject = None;
        received.attachments.clear();
    }
    told.to_json()
}

#[test]
fn a_secret_in_the_url_is_the_whole_secret() {
    let secret = "0123456789abcdef".into();
    let told = |url: &str| verify_secret(&Webhook::new(url, [], b""), &secret).map_err(|error| error.kind());
    assert_eq!(told("https://oak.example/in?closr_secret=0123456789abcdef"), Ok(()));
    assert_eq!(told("https://oak.example/in?a=b&closr_secret=0123456789%61bcdef&c"), Ok(()));
    for url in [
        "",
        "?closr_secret=",
        "?closr_secret=0123456789abcde",
        "?closr_secret=0123456789abcdefg",
        "?secret=0123456789abcdef",
    ] {
        assert_eq!(told(&format!("https://oak.example/in{url}")), Err(ErrorKind::Unauthorized), "{url}");
    }
    let short =
        verify_secret(&Webhook::new("https://oak.example/?closr_secret=short", [], b""), &"short".into());
    assert_eq!(short.unwrap_err().kind(), ErrorKind::ConfigInvalid);
}

#[test]
fn a_long_body_is_refused_before_it_is_read() {
    let rows = rows();
    let key = PublicKey::new(text(&rows["signature"][0], "public_key")).unwrap();
    let body = vec![b'a'; 40 * 1024 * 1024 + 1];
    let long = Webhook::new("https://oak.example", [], &body);
    assert_eq!(verify(&long, &key).unwrap_err().kind(), ErrorKind::InputInvalid);
    assert_eq!(verify_secret(&long, &"0123456789abcdef".into()).unwrap_err().kind(), ErrorKind::InputInvalid);
}

/// A form with a mail of these words.
fn mail(words: &str) -> Incoming {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"from\"\r\n\r\njane@example.com\r\n\
         --b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{words}\r\n--b--\r\n"
    );
    let headers = [("content-type", "multipart/form-data; boundary=b")];
    let webhook = Webhook::new("https://oak.example", headers, body.as_bytes());
    parse(&webhook, &Groups::default()).unwrap().pop().unwrap()
}

#[test]
fn of_a_long_mail_the_new_words_are_kept() {
    let most = crate::Inbound::MAX_TEXT;
    let text = |words: &str| match mail(words) {
        Incoming::Message(received) => received.inbound.text.expose().clone(),
        other => panic!("{other:?}"),
    };
    let quoted = "> an old line that says nothing of note\n".repeat(4_000);
    assert_eq!(text(&format!("{quoted}\nSTOP")).trim(), "STOP");
    let long = text(&"é".repeat(most));
    assert!(long.len() <= most && long.len() > most - 4 && long.chars().all(|c| c == 'é'));
}

#[test]
fn one_group_stands_for_one_purpose() {
    let groups = Groups::from_json(r#"{"marketing": 7, "transactional": 8}"#).unwrap();
    assert_eq!((groups.purpose(7), groups.purpose(9)), (Some(crate::Purpose::Marketing), None));
    for wrong in [r#"{"marketing": 7, "transactional": 7}"#, r#"{"marketing": "x"}"#, r#"{"sales": 7}"#, "7"]
    {
        assert_eq!(Groups::from_json(wrong).unwrap_err().kind(), ErrorKind::ConfigInvalid, "{wrong}");
    }
}
