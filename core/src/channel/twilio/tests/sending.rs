//! Sends to a server on this machine.

use std::time::Duration;

use secrecy::SecretString;
use tokio::net::TcpListener;

use crate::channel::testing::{self, Act, server};
use crate::channel::twilio::{Twilio, TwilioConfig};
use crate::channel::{Carrier, Sending};
use crate::clock::SystemClock;
use crate::consent::{Cleared, RecordKind};
use crate::error::{ErrorKind, Retry};
use crate::lead::{Channel, ContactPoint, SendState};

const TOKEN: &str = "canary-token-6f1e";
const SID: &str = "AC0123456789abcdef0123456789abcdef";

async fn cleared(words: &str) -> Cleared {
    testing::cleared(Channel::Sms, "+15125550147", words).await
}

fn to() -> ContactPoint {
    "+15125550147".parse().unwrap()
}

fn config(root: &str) -> TwilioConfig {
    let mut config = TwilioConfig::new(SID, TOKEN, "+15125550100");
    config.base_url = root.to_owned();
    config.status_callback = Some("https://oak.example/status?site=1".to_owned());
    config.timeout = Duration::from_millis(500);
    config
}

async fn send(root: &str) -> Sending {
    Twilio::new(config(root)).unwrap().send(cleared("STOP").await, &to(), &SystemClock).await
}

#[tokio::test]
async fn a_text_is_sent_with_its_outbound() {
    let (root, told) = server(Act::Answer("201 Created", r#"{"sid": "SM5", "status": "queued"}"#)).await;
    let cleared = cleared("STOP").await;
    let outbound = cleared.outbound();
    let sent = Twilio::new(config(&root)).unwrap().send(cleared, &to(), &SystemClock).await;
    let Sending::Sent(receipt) = sent else { panic!("{sent:?}") };
    assert_eq!((receipt.message.as_str(), receipt.state), ("SM5", SendState::Accepted));

    let request = told.await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with(&format!("POST /2010-04-01/Accounts/{SID}/Messages.json HTTP/1.1\r\n")));
    // `AC…:canary-token-6f1e`, in base64.
    let basic = "QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpjYW5hcnktdG9rZW4tNmYxZQ==";
    assert!(head.contains(&format!("authorization: Basic {basic}")), "{head}");
    let form: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let names: Vec<&str> = form.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["To", "From", "Body", "StatusCallback"]);
    assert_eq!((form[0].1.as_str(), form[1].1.as_str()), ("+15125550147", "+15125550100"));
    assert!(form[2].1.contains("Oak & Main"), "{}", form[2].1);
    assert_eq!(form[3].1, format!("https://oak.example/status?site=1&closr_outbound={outbound}"));
}

#[tokio::test]
async fn a_messaging_service_chooses_the_number() {
    let (root, told) = server(Act::Answer("201 Created", r#"{"sid": "SM5", "status": "accepted"}"#)).await;
    let mut config = config(&root);
    config.from = "MG0123456789abcdef0123456789abcdef".to_owned();
    let _ = Twilio::new(config).unwrap().send(cleared("STOP").await, &to(), &SystemClock).await;
    assert!(told.await.unwrap().contains("&MessagingServiceSid=MG0123456789abcdef0123456789abcdef&"));
}

#[tokio::test]
async fn what_twilio_refuses_was_not_sent() {
    let after = |seconds| Retry::After(Duration::from_secs(seconds));
    for (head, body, kind, retry, consent) in [
        (
            "400 Bad Request",
            r#"{"code": 21610}"#,
            ErrorKind::ConsentDenied,
            Retry::Never,
            Some(RecordKind::OptOut),
        ),
        (
            "400 Bad Request",
            r#"{"code": 21614}"#,
            ErrorKind::InputInvalid,
            Retry::Never,
            Some(RecordKind::Undeliverable),
        ),
        ("400 Bad Request", r#"{"code": 21617}"#, ErrorKind::InputInvalid, Retry::Never, None),
        ("400 Bad Request", r#"{"code": 21606}"#, ErrorKind::ConfigInvalid, Retry::Never, None),
        ("400 Bad Request", r#"{"code": 21611}"#, ErrorKind::RateLimited, after(5), None),
        ("401 Unauthorized", r#"{"code": 20003}"#, ErrorKind::Unauthorized, Retry::Never, None),
        ("404 Not Found", "<html>", ErrorKind::ConfigInvalid, Retry::Never, None),
        ("302 Found", "", ErrorKind::ConfigInvalid, Retry::Never, None),
        ("429 Too Many\r\nretry-after: 9", r#"{"code": 20429}"#, ErrorKind::RateLimited, after(9), None),
    ] {
        let (root, _told) = server(Act::Answer(head, body)).await;
        let Sending::Refused(refusal) = send(&root).await else { panic!("{head} {body}") };
        assert_eq!(
            (refusal.error.kind(), refusal.error.retry(), refusal.consent),
            (kind, retry, consent),
            "{head} {body}"
        );
        assert_eq!(refusal.error.request_id(), Some("RQ77"));
        let shown = format!("{:?} {}", refusal, refusal.error);
        assert!(
            !shown.contains(TOKEN) && !shown.contains("5550147") && !shown.contains("127.0.0.1"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_lost_answer_is_unknown() {
    for act in [
        Act::HangUp,
        Act::KeepQuiet,
        Act::Answer("500 Internal Server Error", ""),
        Act::Answer("503 Service Unavailable", r#"{"code": 20503}"#),
        Act::Answer("201 Created", r#"{"sid": "SM5""#),
        Act::Answer("408 Request Timeout", ""),
    ] {
        let (root, _told) = server(act).await;
        let Sending::Unknown(error) = send(&root).await else { panic!("not unknown") };
        assert_eq!((error.kind(), error.retry()), (ErrorKind::OutcomeUnknown, Retry::Never));
    }
}

#[tokio::test]
async fn where_nobody_answers_nothing_was_sent() {
    // A port that was free a moment ago.
    let root = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let Sending::Refused(refusal) = send(&root).await else { panic!("sent") };
    assert_eq!(refusal.error.kind(), ErrorKind::Unavailable);
    assert_ne!(refusal.error.retry(), Retry::Never);
}

#[tokio::test]
async fn nothing_is_written_after_the_deadline_nor_to_what_is_no_phone() {
    let (root, mut told) = server(Act::KeepQuiet).await;
    let twilio = Twilio::new(config(&root)).unwrap();
    let cleared = cleared("STOP").await;
    let late = crate::clock::FixedClock::at(cleared.deadline().plus(Duration::from_millis(1)));
    let Sending::Refused(refusal) = twilio.send(cleared, &to(), &late).await else { panic!("sent") };
    assert_eq!((refusal.error.kind(), refusal.error.retry()), (ErrorKind::ConsentDenied, Retry::Now));

    let mail = "jane@example.com".parse().unwrap();
    let cleared = self::cleared("HELP").await;
    let Sending::Refused(refusal) = twilio.send(cleared, &mail, &SystemClock).await else { panic!("sent") };
    assert_eq!(refusal.error.kind(), ErrorKind::InputInvalid);
    assert!(told.try_recv().is_err());
}

#[test]
fn settings_are_checked_all_at_once_and_keep_the_token() {
    let mut config = config("http://twilio.example");
    config.account_sid = "AC12".to_owned();
    config.api_key_sid = Some("AC0123456789abcdef0123456789abcdef".to_owned());
    config.auth_token = SecretString::from("a b");
    config.from = String::new();
    config.per_second = Some(0.0);
    config.status_callback = Some("oak.example".to_owned());
    let error = Twilio::new(config).unwrap_err();
    let faults: Vec<&str> = error.faults().iter().map(|fault| fault.path.as_str()).collect();
    let all =
        ["account_sid", "api_key_sid", "auth_token", "from", "per_second", "base_url", "status_callback"];
    assert_eq!((error.kind(), faults), (ErrorKind::ConfigInvalid, all.to_vec()));
    let twilio = Twilio::new(self::config("https://api.twilio.com")).unwrap();
    assert!(!format!("{twilio:?}").contains(TOKEN));
}

/// `prism mock twilio_api_v2010.json`, of twilio/twilio-oai, answers 422 to what its schema forbids.
#[tokio::test]
#[ignore = "asks Prism, which serves Twilio's own OpenAPI file: CLOSR_PRISM is its root"]
async fn the_vendors_own_schema_takes_what_is_sent() {
    let root = std::env::var("CLOSR_PRISM").expect("CLOSR_PRISM names no root");
    for from in ["+15125550100", "MG0123456789abcdef0123456789abcdef"] {
        let mut config = config(&root);
        (config.from, config.timeout) = (from.to_owned(), Duration::from_secs(5));
        let sent = Twilio::new(config).unwrap().send(cleared("STOP").await, &to(), &SystemClock).await;
        assert!(matches!(sent, Sending::Sent(_)), "{sent:?}");
    }
}
