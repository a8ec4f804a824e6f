//! The account's judge: a model's draft that the guard lets out is shown to the model once more, and can only be held back.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use closr::provider::{Provider, ProviderFault, Script, Step};
use closr::store::{Author, OutcomeKind};
use closr::{Channel, Engine, ErrorKind, ForAccount, Inbound, Mode, Outcome, ProviderFailure, ReplyPart};
use common::{account, clock, scene, sms, text};
use futures::StreamExt;

const PRICE: &str = "It is listed at $689,000.";

async fn playing(steps: impl IntoIterator<Item = Step>) -> (Script, ForAccount) {
    let script = Script::new(steps);
    let provider = Provider::scripted(script.clone());
    let builder = Engine::builder().clock(clock()).provider(provider).trace(true);
    let (engine, oak) = scene(builder.on_provider_failure(ProviderFailure::Compose)).await;
    let mut wants = account();
    wants.judge = true;
    engine.upsert_account(wants).await.unwrap();
    (script, oak)
}

fn answer(text: &str) -> Step {
    Step::Answer(text.to_owned())
}

fn asked(script: &Script) -> Vec<String> {
    script.sent().into_iter().map(|body| String::from_utf8(body).unwrap()).collect()
}

fn has(outcome: &Outcome, reason: &str) -> bool {
    outcome.reasons().iter().any(|known| known == reason)
}

#[tokio::test]
async fn what_the_judge_lets_through_is_sent() {
    let (script, oak) = playing([answer(PRICE), answer("OK")]).await;
    let question = "Marguerite here, marguerite.c@example.com. What is the price?";
    let mut outcome = oak.reply(sms("1", question)).await.unwrap();
    assert_eq!(outcome.author(), Some(Author::Model));
    assert!(text(&mut outcome, &*clock()).unwrap().contains("$689,000"));
    let asked = asked(&script);
    assert_eq!(asked.len(), 2);
    let judged = &asked[1];
    for part in ["CONTRADICTION", "$689,000", "Bedrooms: ", r"<draft>\n", PRICE, r"\n</draft>", "[EMAIL_1]"] {
        assert!(judged.contains(part), "{part} is not in {judged}");
    }
    for personal in ["Calloway", "marguerite.c", "Write the next message"] {
        assert!(!judged.contains(personal), "{personal} is in {judged}");
    }
    assert_eq!(outcome.usage().unwrap().output, Some(8), "both calls are counted");
}

#[tokio::test]
async fn what_the_judge_finds_is_written_anew_once() {
    let (script, oak) =
        playing([answer(PRICE), answer("INVENTION"), answer("The price is $689,000."), answer("OK")]).await;
    let outcome = oak.reply(sms("1", "What is the price?")).await.unwrap();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Model)));
    assert!(has(&outcome, "guard.repaired.invention") && has(&outcome, "guard.rule.judge.model"));
    assert_eq!(outcome.blocked()[0].rule, closr::guard::Rule::Judge);
    let asked = asked(&script);
    assert!(asked[2].contains("Your last draft was refused: invention"), "{}", asked[2]);
    assert_eq!(asked.len(), 4);
}

#[tokio::test]
async fn what_is_found_twice_is_composed() {
    let (script, oak) =
        playing([answer(PRICE), answer("INVENTION"), answer(PRICE), answer("fair_housing")]).await;
    let outcome = oak.reply(sms("1", "What is the price?")).await.unwrap();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Composer)));
    assert!(has(&outcome, "guard.fair_housing"), "{:?}", outcome.reasons());
    assert_eq!(outcome.trace().unwrap().asks[1].blocked[0].as_str(), "fair_housing");
    assert_eq!(script.sent().len(), 4);
}

/// No verdict, or none that can be had, is no leave to send.
#[tokio::test]
async fn what_nobody_could_judge_is_not_sent() {
    for (step, reason) in [
        (answer("Looks good to me!"), "provider.reply_invalid"),
        (Step::Cut("OK".to_owned()), "provider.reply_invalid"),
        (Step::Fault(ProviderFault::Refused), "provider.refused"),
        (Step::Fault(ProviderFault::QuotaExhausted), "provider.spend_cap_reached"),
    ] {
        let (_, oak) = playing([answer(PRICE), step.clone()]).await;
        let outcome = oak.reply(sms("1", "What is the price?")).await.unwrap();
        assert_eq!(outcome.author(), Some(Author::Composer), "{step:?}");
        assert!(has(&outcome, reason), "{step:?}: {:?}", outcome.reasons());
    }
    let (_, oak) = playing([answer(PRICE), Step::Fault(ProviderFault::Auth)]).await;
    let error = oak.reply(sms("1", "What is the price?")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized, "a wrong key is not papered over");
}

/// What the guard blocks is blocked whatever a judge would say, and costs no verdict.
#[tokio::test]
async fn the_judge_is_asked_about_nothing_else() {
    let wrong = "It is listed at $599,000.";
    let (script, oak) = playing([answer(wrong), answer(wrong)]).await;
    let outcome = oak.reply(sms("1", "What is the price?")).await.unwrap();
    assert_eq!((outcome.author(), script.sent().len()), (Some(Author::Composer), 2));

    let (script, oak) = playing([]).await;
    let stop = oak.reply(sms("1", "please stop texting me")).await.unwrap();
    assert_eq!((stop.kind(), script.sent().len()), (OutcomeKind::Notice, 0));

    let script = Script::new([]);
    let builder = Engine::builder().clock(clock()).provider(Provider::scripted(script.clone()));
    let (engine, oak) = scene(builder).await;
    let mut alone = account();
    (alone.judge, alone.mode) = (true, Mode::Approved);
    engine.upsert_account(alone).await.unwrap();
    let outcome = oak.reply(sms("1", "What is the price?")).await.unwrap();
    assert_eq!((outcome.author(), script.sent().len()), (Some(Author::Composer), 0));
}

#[tokio::test]
async fn what_is_judged_is_not_streamed() {
    let two = "It is listed at $689,000. It has 3 bedrooms.";
    for (judges, want) in [(false, (2, 1)), (true, (1, 2))] {
        let script = Script::new([answer(two), answer("OK")]);
        let builder = Engine::builder().clock(clock()).provider(Provider::scripted(script.clone()));
        let (engine, oak) = scene(builder).await;
        let mut wants = account();
        wants.judge = judges;
        engine.upsert_account(wants).await.unwrap();
        let question = "what is the price of 1208 Willow Bend?";
        let chat = Inbound::new("1", Channel::WebChat, "visitor-1", question).unwrap();
        let parts: Vec<_> = oak.reply_stream(chat).map(Result::unwrap).collect().await;
        let texts = parts.iter().filter(|part| matches!(part, ReplyPart::Text(_))).count();
        assert_eq!((texts, script.sent().len()), want, "judged: {judges}");
    }
}
