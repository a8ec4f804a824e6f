//! Tests of what is recorded and played back.

use std::time::Duration;

use futures::StreamExt;

use crate::error::{ErrorKind, Result};
use crate::provider::tests::scene;
use crate::provider::tests::tongue::{Ends, Tongue};
use crate::provider::{
    Cassette, Completion, ModelSettings, Policy, Provider, ProviderFault, Script, Step, StreamPart,
};

async fn complete(provider: &Provider, text: &str) -> Result<Completion> {
    provider.complete(&scene::prompt(text), &scene::subject()).await
}

async fn stream(provider: &Provider, text: &str) -> Result<Completion> {
    let parts: Vec<_> = provider.stream(scene::prompt(text), scene::subject()).collect().await;
    match parts.into_iter().last() {
        Some(Ok(StreamPart::Done(completion))) => Ok(completion),
        Some(Err(error)) => Err(error),
        other => panic!("{other:?}"),
    }
}

fn playing(path: &std::path::Path) -> Provider {
    // Nobody is asked: what it would say is seen nowhere.
    Provider::scripted(Script::answers(["canary"; 9])).with_cassette(&Cassette::replay(path).unwrap())
}

#[tokio::test]
async fn what_was_recorded_is_played_back_in_any_order_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let script = Script::new([
        Step::Answer("It is free.".into()),
        Step::Answer("It has a yard.".into()),
        Step::Cut("half".into()),
        Step::Raw { status: 401, headers: vec![("x-request-id".into(), "r-1".into())], body: Vec::new() },
    ]);
    let recording = Provider::scripted(script).with_cassette(&Cassette::record(&path).unwrap());
    complete(&recording, "Is it free?").await.unwrap();
    stream(&recording, "Has it a yard?").await.unwrap();
    complete(&recording, "Has it a roof?").await.unwrap_err();
    complete(&recording, "Has it a door?").await.unwrap_err();
    drop(recording);

    let player = playing(&path);
    assert_eq!(stream(&player, "Has it a yard?").await.unwrap().text, "It has a yard.");
    let whole = complete(&player, "Is it free?").await.unwrap();
    assert_eq!((whole.text.as_str(), whole.usage.output), ("It is free.", Some(3)));
    assert_eq!(complete(&player, "Has it a roof?").await.unwrap_err().kind(), ErrorKind::ReplyInvalid);
    let refused = complete(&player, "Has it a door?").await.unwrap_err();
    assert_eq!((refused.kind(), refused.request_id()), (ErrorKind::Unauthorized, Some("r-1")));
    let over = complete(&player, "Is it free?").await.unwrap_err();
    assert_eq!(over.kind(), ErrorKind::ConfigInvalid);
    assert!(over.to_string().contains("no request left"), "{over}");
}

#[tokio::test]
async fn a_request_that_was_not_recorded_is_told_from_the_next_one_without_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let recording =
        Provider::scripted(Script::answers(["It is."])).with_cassette(&Cassette::record(&path).unwrap());
    complete(&recording, "Is it canary?").await.unwrap();
    let other = complete(&playing(&path), "Is it CANARY?").await.unwrap_err();
    let says = "from line 1 it differs at /messages/1/content, from character 7";
    assert!(other.to_string().contains(says), "{other}");
    let longer = stream(&playing(&path), "Is it canary?").await.unwrap_err();
    assert!(longer.to_string().contains("differs at /stream: another value"), "{longer}");
    assert!(!format!("{other}{other:?}{longer}").to_lowercase().contains("canary"));
    let mut target = Script::new([]).target();
    target.settings = ModelSettings { seed: Some(7), ..target.settings };
    let seeded = Provider::new(crate::provider::Route::new(target), Policy::default(), Default::default());
    let seeded = seeded.unwrap().with_cassette(&Cassette::replay(&path).unwrap());
    let new = complete(&seeded, "Is it canary?").await.unwrap_err();
    assert!(new.to_string().contains(": `seed` is new"), "{new}");
}

/// A real provider's target is made anew under another policy; its cassette stays in it, and its key is nowhere.
#[tokio::test]
async fn a_cassette_stays_in_under_another_policy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let reply = Tongue::Anthropic.whole("Hi there", Ends::Stop, true);
    let request = |provider: &Provider| {
        let target = &provider.route().targets()[0];
        let wire = target.adapter.encode(&scene::prompt("Hi"), &target.settings, false).unwrap();
        serde_json::from_slice::<serde_json::Value>(&wire.body).unwrap()
    };
    // Port 9 of this machine: nobody answers.
    let far = Tongue::Anthropic.provider("http://127.0.0.1:9/v1", "sk-canary", Policy::default());
    let line = serde_json::json!({
        "target": "anthropic", "path": "/messages", "request": request(&far), "status": 200, "headers": {}, "body": reply,
    });
    std::fs::write(&path, format!("{line}\n\n")).unwrap();
    let played = far.with_cassette(&Cassette::replay(&path).unwrap());
    let quick = Policy { connect: Duration::from_millis(50), ..Policy::default() };
    let first = Provider::scripted(Script::new([Step::Fault(ProviderFault::Auth)]));
    let both = first.or(played).unwrap().with_policy(quick).unwrap();
    assert_eq!(complete(&both, "Hi").await.unwrap().text, "Hi there");

    let recorded = folder.path().join("b.jsonl");
    let recording = Tongue::Anthropic
        .provider("http://127.0.0.1:9/v1", "sk-canary", Policy { max_attempts: 1, ..Policy::default() })
        .with_cassette(&Cassette::record(&recorded).unwrap());
    complete(&recording, "Hi").await.unwrap_err();
    assert_eq!(std::fs::read_to_string(recorded).unwrap(), "", "who was not reached said nothing");
}

#[test]
fn files_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let kind = |opened: Result<Cassette>| opened.map(drop).map_err(|error| (error.kind(), error.to_string()));
    let (missing, _) = kind(Cassette::replay(&path)).unwrap_err();
    assert_eq!(missing, ErrorKind::ConfigInvalid);
    std::fs::write(&path, "\n{\"canary\": 1}\n").unwrap();
    let (_, says) = kind(Cassette::replay(&path)).unwrap_err();
    assert!(says.contains("line 2") && !says.contains("canary"), "{says}");
    let (there, _) = kind(Cassette::record(&path)).unwrap_err();
    assert_eq!(there, ErrorKind::ConfigInvalid);
    assert!(std::fs::read_to_string(&path).unwrap().contains("canary"), "it is left as it is");
}
