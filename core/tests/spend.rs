//! What an account may spend on models: a call that does not fit is not made, and what it did cost counts.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its helpers do")]

mod common;

use closr::clock::Surroundings;
use closr::provider::{Policy, Provider, ProviderFault, Route, Script, Step};
use closr::store::{Author, OutcomeKind, SpendCaps};
use closr::token::Price;
use closr::{Channel, Engine, EngineBuilder, ErrorKind, ForAccount, Inbound, ProviderFailure};
use common::{clock, scene, sms};
use futures::StreamExt;

const SAID: &str = "It is listed at $689,000.";

/// A model whose calls can cost 0.04 dollars of reply and what the prompt costs, at 100 dollars for a million tokens.
fn priced(script: &Script) -> Provider {
    let mut target = script.target();
    target.settings.price = Some(Price { input: 0.0, cached_input: None, output: 100.0 });
    Provider::new(Route::new(target), Policy::default(), Surroundings::default()).unwrap()
}

fn caps(change: impl FnOnce(&mut SpendCaps)) -> SpendCaps {
    let mut caps = SpendCaps::default();
    change(&mut caps);
    caps
}

async fn oak(script: &Script, caps: SpendCaps) -> ForAccount {
    let builder = Engine::builder().clock(clock()).provider(priced(script)).spend_caps(caps);
    scene(builder.on_provider_failure(ProviderFailure::Compose)).await.1
}

#[tokio::test]
async fn what_does_not_fit_is_not_asked_and_the_composer_answers() {
    for (caps, reason) in [
        (caps(|caps| caps.turn = Some(0.039)), "spend.turn"),
        (caps(|caps| caps.conversation = Some(0.039)), "spend.conversation"),
        (caps(|caps| caps.day = Some(0.039)), "spend.day"),
        (caps(|caps| caps.month = Some(0.0)), "spend.month"),
    ] {
        let script = Script::answers([SAID, SAID]);
        let oak = oak(&script, caps).await;
        let outcome = oak.reply(sms("1", "What is the price?")).await.unwrap();
        assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Composer)));
        assert!(outcome.reasons().iter().any(|given| given == reason), "{:?}", outcome.reasons());
        let chat = Inbound::new("2", Channel::WebChat, "visitor-1", "What is the price?").unwrap();
        let parts: Vec<_> = oak.reply_stream(chat).collect().await;
        assert!(parts.iter().all(Result::is_ok));
        assert!(script.sent().is_empty(), "{reason}");
    }
}

#[tokio::test]
async fn what_a_call_did_cost_is_what_counts() {
    // The reply's 7 tokens are 700 millionths: room for many, though each may cost 40,000.
    let script = Script::answers([SAID; 20]);
    let oak = oak(&script, caps(|caps| caps.day = Some(0.042))).await;
    for number in 0..8 {
        let outcome = oak.reply(sms(&number.to_string(), "What is the price?")).await.unwrap();
        let asked = script.sent().len();
        let capped = outcome.reasons().iter().any(|reason| reason == "spend.day");
        assert_eq!((asked, capped), ((number + 1).min(3), number >= 3), "{:?}", outcome.reasons());
    }
}

#[tokio::test]
async fn a_model_that_is_not_there_costs_nothing_and_one_that_was_lost_all_it_may() {
    let cap = caps(|caps| caps.day = Some(0.041));
    // Of four turns, with three requests where they fail safely, until the provider is left alone.
    for (step, asked) in [
        (Step::Fault(ProviderFault::QuotaExhausted), 4),
        (Step::Fault(ProviderFault::Connect), 5),
        (Step::Cut("half".to_owned()), 1),
    ] {
        let script = Script::new(std::iter::repeat_n(step.clone(), 40));
        let oak = oak(&script, cap).await;
        for number in 0..4 {
            let _ = oak.reply(sms(&number.to_string(), "What is the price?")).await;
        }
        assert_eq!(script.sent().len(), asked, "{step:?}");
    }
}

#[tokio::test]
async fn a_streamed_answer_counts_too() {
    let script = Script::answers([SAID; 20]);
    let oak = oak(&script, caps(|caps| caps.day = Some(0.042))).await;
    for number in 0..8_usize {
        let chat =
            Inbound::new(&number.to_string(), Channel::WebChat, "visitor-1", "What is the price?").unwrap();
        let parts: Vec<_> = oak.reply_stream(chat).collect().await;
        assert!(parts.iter().all(Result::is_ok));
        assert_eq!(script.sent().len(), (number + 1).min(3));
    }
}

#[tokio::test]
async fn caps_need_prices_and_are_money() {
    let unpriced = Provider::scripted(Script::new([]));
    let builder = Engine::builder().provider(unpriced).spend_caps(caps(|caps| caps.day = Some(1.0)));
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
    assert!(error.to_string().contains("`price`"), "{error}");
    let negative = Engine::builder().spend_caps(caps(|caps| caps.day = Some(-1.0)));
    assert_eq!(negative.build().unwrap_err().kind(), ErrorKind::ConfigInvalid);
    let read = EngineBuilder::from_json(r#"{"spend_caps": {"day": 1, "weeek": 2}}"#).unwrap_err();
    assert_eq!((read.kind(), read.faults().len()), (ErrorKind::ConfigInvalid, 1));
}

#[tokio::test]
async fn a_turns_worst_case_is_no_more_than_its_cap() {
    let script = Script::new([]);
    let capped = oak(&script, caps(|caps| caps.turn = Some(0.05))).await;
    let worst = capped.worst_case().await.unwrap();
    assert_eq!((worst.calls, worst.seconds, worst.cost_micro_usd), (6, 120.0, Some(50_000)));
    let free = oak(&script, SpendCaps::default()).await.worst_case().await.unwrap();
    assert_eq!(free.cost_micro_usd, Some(2 * 400 * 100));
    let composer = scene(Engine::builder()).await.1.worst_case().await.unwrap();
    assert_eq!((composer.calls, composer.cost_micro_usd), (0, Some(0)));
}
