//! A second opinion on what a message means: asked after redaction, where the account wants it, and it can only tighten.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use closr::consent::{ConsentState, MessageLabel, read};
use closr::provider::{Provider, ProviderFault, Script, Step};
use closr::store::{Author, OutcomeKind};
use closr::{Channel, Engine, ErrorKind, ForAccount, Inbound, Outcome, ProviderFailure, ReplyPart};
use common::{account, clock, scene, sms};
use futures::StreamExt;

/// A wish to be left alone that closr's own reading does not see.
const UNSEEN: &str = "Marguerite here, I'll let the trail go cold between us";

async fn playing(steps: impl IntoIterator<Item = Step>) -> (Script, ForAccount) {
    let script = Script::new(steps);
    let provider = Provider::scripted(script.clone());
    let builder = Engine::builder().clock(clock()).provider(provider);
    let (engine, oak) = scene(builder.on_provider_failure(ProviderFailure::Compose)).await;
    let mut wants = account();
    wants.second_opinion = true;
    engine.upsert_account(wants).await.unwrap();
    (script, oak)
}

fn answer(text: &str) -> Step {
    Step::Answer(text.to_owned())
}

fn has(outcome: &Outcome, reason: &str) -> bool {
    outcome.reasons().iter().any(|known| known == reason)
}

#[tokio::test]
async fn a_stop_that_only_the_model_reads_is_a_stop() {
    assert_eq!(read(Channel::Sms, UNSEEN).label(), MessageLabel::Normal, "choose another wording");
    let (script, oak) = playing([answer("STOP")]).await;
    let outcome = oak.reply(sms("1", UNSEEN)).await.unwrap();
    assert_eq!((outcome.kind(), outcome.consent()), (OutcomeKind::Notice, ConsentState::OptedOut));
    assert!(has(&outcome, "optout.second_opinion"), "{:?}", outcome.reasons());
    assert!(outcome.usage().is_some());
    let sent = script.sent();
    assert_eq!(sent.len(), 1);
    let shown = String::from_utf8(sent[0].clone()).unwrap();
    assert!(shown.contains("[PERSON_1] here") && !shown.contains("Marguerite"), "{shown}");
    assert!(!shown.contains("689"), "it is about the message, not about a house: {shown}");

    // Nothing goes out any more, and nobody is asked.
    let later = oak.reply(sms("2", "what is the price?")).await.unwrap();
    assert_eq!((later.kind(), script.sent().len()), (OutcomeKind::Silent, 1));
    let again = oak.reply(sms("1", UNSEEN)).await.unwrap();
    assert!(again.is_repeated() && again.kind() == OutcomeKind::Notice);
    oak.verify_audit(None).await.unwrap();
}

#[tokio::test]
async fn where_it_is_none_the_model_answers() {
    let (script, oak) = playing([answer("Go."), answer("The price is $689,000.")]).await;
    let outcome = oak.reply(sms("1", "what is the price?")).await.unwrap();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Model)));
    assert_eq!(script.sent().len(), 2);
}

#[tokio::test]
async fn a_model_that_gives_no_opinion_does_not_answer_either() {
    let (script, oak) =
        playing([answer("I think the person is fine."), answer("The price is $689,000.")]).await;
    let outcome = oak.reply(sms("1", "what is the price?")).await.unwrap();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Composer)));
    assert!(has(&outcome, "provider.reply_invalid"), "{:?}", outcome.reasons());
    assert_eq!(script.sent().len(), 1);
}

/// Whatever a model says, what closr has read itself stands, and costs nothing.
#[tokio::test]
async fn nobody_is_asked_about_what_is_clear() {
    let (script, oak) = playing([answer("GO"), answer("GO")]).await;
    let stop = oak.reply(sms("1", "please stop texting me")).await.unwrap();
    assert_eq!((stop.kind(), stop.consent()), (OutcomeKind::Notice, ConsentState::OptedOut));
    assert!(script.sent().is_empty());
}

#[tokio::test]
async fn a_provider_that_fails_leaves_the_turn_open() {
    let script = Script::new([Step::Fault(ProviderFault::Auth)]);
    let (engine, oak) =
        scene(Engine::builder().clock(clock()).provider(Provider::scripted(script.clone()))).await;
    let mut wants = account();
    wants.second_opinion = true;
    engine.upsert_account(wants).await.unwrap();
    let error = oak.reply(sms("1", UNSEEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
}

#[tokio::test]
async fn a_stream_asks_too() {
    let (script, oak) = playing([answer("STOP")]).await;
    let chat = Inbound::new("1", Channel::WebChat, "visitor-1", UNSEEN).unwrap();
    let parts: Vec<_> = oak.reply_stream(chat).map(Result::unwrap).collect().await;
    let Some(ReplyPart::Done(outcome)) = parts.last() else { unreachable!("a stream ends with its outcome") };
    assert_eq!((outcome.kind(), script.sent().len()), (OutcomeKind::Notice, 1));

    let (script, oak) = playing([answer("GO"), answer("The price is $689,000.")]).await;
    let chat =
        Inbound::new("1", Channel::WebChat, "visitor-1", "what is the price of 1208 Willow Bend?").unwrap();
    let parts: Vec<_> = oak.reply_stream(chat).map(Result::unwrap).collect().await;
    let Some(ReplyPart::Done(outcome)) = parts.last() else { unreachable!("a stream ends with its outcome") };
    assert_eq!((outcome.author(), script.sent().len()), (Some(Author::Model), 2), "{:?}", outcome.reasons());
}
