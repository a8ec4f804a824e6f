//! A real model behind a real server. Run by `python3 scripts/llm.py run -- cargo test -p closr --all-features
//! --test real_model -- --ignored --nocapture --test-threads 1`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_macros,
    reason = "a test ends where its helpers do, and prints what a model said"
)]

mod common;

use std::time::Duration;

use closr::guard::{self, Draft};
use closr::prompt::{Catalog, Context, Prompt};
use closr::provider::{OpenAiConfig, Policy, Provider, StreamPart};
use closr::redact::{Redacted, Subject, Vault};
use closr::store::{Author, OutcomeKind};
use closr::{Channel, Engine, ErrorKind, Inbound, Message, ReplyPart};
use common::buyer::Buyer;
use common::{account, clock, lead, listing, scene, sms};
use futures::StreamExt;

/// The server, which has the machine's other work beside it: times are long.
fn config() -> OpenAiConfig {
    let var = |name: &str| {
        std::env::var(name).unwrap_or_else(|_| {
            panic!("{name} is not set: run this as python3 scripts/llm.py run -- cargo test …")
        })
    };
    let mut config = OpenAiConfig::new(var("CLOSR_LLM_BASE_URL"), var("CLOSR_LLM_MODEL"));
    config.tokenizer = Some(var("CLOSR_LLM_TOKENIZER").into());
    config.settings.context_tokens = var("CLOSR_LLM_CONTEXT_TOKENS").parse().unwrap();
    config.settings.max_reply_tokens = 120;
    config.settings.temperature = Some(0.0);
    config.policy = patient();
    config
}

fn patient() -> Policy {
    let mut policy = Policy::default();
    policy.total = Duration::from_secs(600);
    policy.attempt = Duration::from_secs(600);
    policy.first_token = Duration::from_secs(300);
    policy.idle = Duration::from_secs(120);
    policy
}

fn provider() -> Provider {
    Provider::openai(config()).unwrap()
}

fn subject() -> Subject {
    Subject::new(&lead(), Some(&account()), &[listing()])
}

fn prompt(history: &[Message], inbound: &str) -> Redacted<Prompt> {
    let (account, listings) = (account(), [listing()]);
    let mut vault = Vault::default();
    let now = "2026-11-22T16:00:00Z".parse().unwrap();
    let mut context = Context::new(Channel::Sms, now, &account, inbound);
    context.listings = &listings;
    context.history = history;
    let subject = subject();
    context.lead = subject.view(&lead(), &mut vault);
    subject.redact_prompt(Catalog::shipped().unwrap().render("inquiry_reply", &context).unwrap(), &mut vault)
}

/// A conversation on file, as the composer held it.
async fn history() -> Vec<Message> {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    let words =
        ["Hi! 😀 What's the price?", "¿Y cuántos baños tiene la casa? 🛁🛁", "it's (512) 555-0147, ok?"];
    let mut last = None;
    for (id, text) in words.iter().enumerate() {
        last = Some(oak.reply(sms(&id.to_string(), text)).await.unwrap().lead());
    }
    oak.history(last.unwrap()).await.unwrap()
}

fn counted(provider: &Provider, messages: &[(&'static str, String)]) -> u64 {
    let messages: Vec<(&str, &str)> = messages.iter().map(|(role, text)| (*role, text.as_str())).collect();
    provider.counter().count_chat(&messages) as u64
}

#[tokio::test]
#[ignore = "needs a model's server: python3 scripts/llm.py run -- …"]
async fn a_prompt_costs_what_was_counted() {
    let provider = provider();
    assert!(provider.counter().is_exact());
    let subject = subject();
    let history = history().await;
    let rows = [
        (&history[..0], "What is the price?"),
        (&history[..0], "👩‍👩‍👧 🏡 love it!!!\n\n\tIs it $689,000 or 700000?"),
        (&history[..], "¿La puedo ver el sábado a las 14:30, señor Muñoz? ¡Gracias!"),
    ];
    let mut compared = 0;
    for (history, inbound) in rows {
        let prompt = prompt(history, inbound);
        let expected = counted(&provider, &prompt.get().messages());
        match provider.complete(&prompt, &subject).await {
            Ok(completion) => {
                assert_eq!(completion.usage.input, Some(expected), "{inbound}");
                compared += 1;
            }
            // A model this small may talk until it is cut; then there is no usage to compare.
            Err(error) => assert_eq!(error.kind(), ErrorKind::ReplyInvalid, "{error}"),
        }
        println!("{expected} tokens: {inbound}");
    }
    assert!(compared >= 2, "{compared} of {} answers were whole", rows.len());
}

#[tokio::test]
#[ignore = "needs a model's server: python3 scripts/llm.py run -- …"]
async fn a_stream_gives_text_and_then_the_whole_with_its_usage() {
    let provider = provider();
    let prompt = prompt(&[], "What is the price?");
    let expected = counted(&provider, &prompt.get().messages());
    let whole = provider.complete(&prompt, &subject()).await.unwrap();

    let mut stream = provider.stream(prompt.clone(), subject());
    let (mut text, mut parts, mut done) = (String::new(), 0, None);
    while let Some(part) = stream.next().await {
        assert!(done.is_none(), "a part after the whole");
        match part.unwrap() {
            StreamPart::Text(part) => {
                parts += 1;
                text.push_str(&part);
            }
            StreamPart::Done(completion) => done = Some(completion),
        }
    }
    let done = done.unwrap();
    assert!(parts > 1, "the answer came in one piece");
    assert_eq!((done.usage.input, &done.text), (Some(expected), &text));
    // At temperature 0 the same words, streamed or not.
    assert_eq!((done.text, done.usage.output), (whole.text, whole.usage.output));

    // Whoever leaves early leaves the server free for the next.
    let mut left = provider.stream(prompt.clone(), subject());
    let first = left.next().await;
    assert!(matches!(first, Some(Ok(StreamPart::Text(_)))), "{first:?}");
    drop(left);
    assert_eq!(provider.complete(&prompt, &subject()).await.unwrap().usage.input, Some(expected));
}

#[tokio::test]
#[ignore = "needs a model's server: python3 scripts/llm.py run -- …"]
async fn the_servers_own_refusal_of_a_long_prompt_is_understood() {
    let mut config = config();
    let holds = config.settings.context_tokens;
    config.settings.context_tokens = 10 * holds;
    let provider = Provider::openai(config).unwrap();
    let prompt = prompt(&[], &"Is it still for sale? ".repeat(holds / 4));
    assert!(counted(&provider, &prompt.get().messages()) > holds as u64);
    let error = provider.complete(&prompt, &subject()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BudgetExceeded, "{error}");
    let error = provider.stream(prompt, subject()).next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BudgetExceeded, "{error}");
}

#[tokio::test]
#[ignore = "needs a model's server: python3 scripts/llm.py run -- …"]
async fn the_demonstration_runs_to_its_end_and_nothing_wrong_goes_out() {
    let provider = provider();
    let played = Buyer::read().play(provider.clone()).await;
    let drafts: Vec<_> = played.iter().flat_map(|turn| &turn.drafts).collect();
    let blocked = drafts.iter().filter(|(_, why)| !why.is_empty()).count();
    assert!(!drafts.is_empty(), "the model was never asked");
    for (index, turn) in played.iter().enumerate() {
        // One ask: its prompt. Two: the first prompt and the repair's.
        if let (Some(input), Some(last)) = (turn.usage.as_ref().and_then(|usage| usage.input), turn.counted) {
            let first = counted(&provider, &turn.shown);
            match turn.drafts.len() {
                1 => assert_eq!((input, first), (last as u64, last as u64), "turn {}", index + 1),
                _ => assert_eq!(input, first + last as u64, "turn {}", index + 1),
            }
        }
        let by = turn.author.map_or("nobody", Author::as_str);
        let output = turn.usage.as_ref().and_then(|usage| usage.output).unwrap_or(0);
        let input = turn.usage.as_ref().and_then(|usage| usage.input).unwrap_or(0);
        println!(
            "turn {}: {} by {by}, {input} + {output} tokens, {} ms",
            index + 1,
            turn.kind.as_str(),
            turn.ms
        );
        for (answer, why) in &turn.drafts {
            println!("    {} {answer}", if why.is_empty() { "ok".to_owned() } else { why.join(", ") });
        }
    }
    println!("{blocked} of {} drafts blocked", drafts.len());
}

#[tokio::test]
#[ignore = "needs a model's server: python3 scripts/llm.py run -- …"]
async fn a_streamed_reply_holds_only_what_the_guard_lets_out() {
    let (_engine, oak) = scene(Engine::builder().clock(clock()).provider(provider())).await;
    let questions = ["What is the price of 1208 Willow Bend?", "How many beds, and is there an HOA fee?"];
    let mut history: Vec<Message> = Vec::new();
    for (id, question) in questions.iter().enumerate() {
        let inbound = Inbound::new(&id.to_string(), Channel::WebChat, "visitor-77", question).unwrap();
        let mut stream = oak.reply_stream(inbound);
        let (mut text, mut done) = (String::new(), None);
        while let Some(part) = stream.next().await {
            match part.unwrap() {
                ReplyPart::Text(words) => text.push_str(words.expose()),
                ReplyPart::Done(outcome) => done = Some(outcome),
                _ => {}
            }
        }
        let outcome = done.unwrap();
        println!("{} {:?}: {text}", outcome.kind().as_str(), outcome.reasons());
        assert!(
            matches!(outcome.kind(), OutcomeKind::Reply | OutcomeKind::Handoff | OutcomeKind::Withdrawn),
            "{:?}",
            outcome.reasons()
        );
        let (account, nobody, listings) = (account(), closr::Lead::default(), [listing()]);
        let now = "2026-11-22T16:00:00Z".parse().unwrap();
        let mut draft = Draft::new(Channel::WebChat, now, &account, &nobody, &text);
        draft.listings = &listings;
        draft.history = &history;
        draft.inbound = question;
        assert!(!text.is_empty() && guard::check(&draft).is_empty(), "{:?}: {text}", guard::check(&draft));
        history = oak.history(outcome.lead()).await.unwrap();
    }
}

/// Replies that a business has approved, by id.
const APPROVED: &str = r#"{"id": "oak", "brand": "Oak & Main Realty", "agent": "Dana Reyes", "brokerage": "Oak & Main Realty LLC",
    "license": "TREC 0654321", "tz": "America/Chicago", "mode": "composed", "replies": [
    {"id": "price", "when": "asks what it costs", "text": "The price is {{ listing.price_usd }}."},
    {"id": "size", "when": "asks how large it is", "text": "It has {{ listing.sqft }} square feet."},
    {"id": "rooms", "when": "asks how many bedrooms it has", "text": "It has {{ listing.beds }} bedrooms."}]}"#;

#[tokio::test]
#[ignore = "needs a model's server: python3 scripts/llm.py run -- …"]
async fn a_model_that_chooses_writes_no_word() {
    let (engine, oak) = scene(Engine::builder().clock(clock()).provider(provider()).trace(true)).await;
    engine.upsert_account(closr::Account::from_json(APPROVED).unwrap()).await.unwrap();
    let allowed = ["The price is $689,000.", "It has 2,140 square feet.", "It has 3 bedrooms."];
    let mut chose = 0;
    let questions = ["What is the price?", "How large is it?", "How many bedrooms does it have?"];
    for (id, question) in questions.iter().enumerate() {
        let mut outcome = oak.reply(sms(&id.to_string(), question)).await.unwrap();
        let answer = outcome.trace().unwrap().asks[0].answer.clone();
        println!("{question} {answer} {:?}", outcome.reasons());
        // The schema that was asked for holds the model to ids that there are, as JSON.
        let read: serde_json::Value = serde_json::from_str(answer.trim()).unwrap();
        let ids = read["replies"].as_array().unwrap();
        assert!(ids.iter().all(|id| ["price", "size", "rooms"].contains(&id.as_str().unwrap())), "{answer}");
        if outcome.reasons().iter().any(|reason| reason.starts_with("chosen.")) {
            chose += 1;
            let said = common::text(&mut outcome, &*clock()).unwrap();
            assert!(allowed.iter().any(|text| said.contains(text)), "{said}");
        }
    }
    println!("{chose} of {} answers were chosen by the model, the others composed", questions.len());
}

#[tokio::test]
#[ignore = "needs a model's server: python3 scripts/llm.py run -- …"]
async fn a_small_judge_holds_back_and_lets_nothing_wrong_out() {
    let (engine, oak) = scene(Engine::builder().clock(clock()).provider(provider()).trace(true)).await;
    let mut judged = account();
    judged.judge = true;
    engine.upsert_account(judged).await.unwrap();
    for (id, question) in ["What is the price?", "How many beds are there?"].iter().enumerate() {
        let outcome = oak.reply(sms(&id.to_string(), question)).await.unwrap();
        println!("{question} {:?} {:?}", outcome.author(), outcome.reasons());
        assert!(
            matches!(outcome.kind(), OutcomeKind::Reply | OutcomeKind::Handoff),
            "{:?}",
            outcome.reasons()
        );
    }
}
