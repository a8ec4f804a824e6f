//! Tests of attempts, waits and fallbacks, on the scripted transport and a clock that stands still.

#![expect(clippy::type_complexity, reason = "a table's row is clearer where its rows are")]

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use proptest::prelude::*;
use tokio::time::Instant;

use crate::clock::{Clock, Random, Surroundings, Timestamp};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::provider::tests::scene;
use crate::provider::{
    Adapter, Completion, Finish, HostedConfig, HostedProtocol, Limits, ModelSettings, OpenAiChat, Phase,
    Policy, Provider, ProviderFault, ProviderRetry, Route, Script, Step, StreamPart, Target, WireReply,
};
use crate::token::Price;

/// Ten in the morning, for ever.
struct Morning;
impl Clock for Morning {
    fn now(&self) -> Timestamp {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }
}

/// The longest wait that jitter allows.
struct Highest;
impl Random for Highest {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        bytes.fill(0xff);
        Ok(())
    }
}

fn surroundings() -> Surroundings {
    Surroundings { clock: Arc::new(Morning), random: Arc::new(Highest) }
}

fn provider(script: &Script, policy: Policy) -> Provider {
    Provider::scripted(script.clone()).with_surroundings(surroundings()).with_policy(policy).unwrap()
}

fn raw(status: u16, headers: &[(&str, &str)]) -> Step {
    let headers = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Step::Raw { status, headers, body: Vec::new() }
}

fn ok(text: &str) -> Step {
    Step::Answer(text.to_owned())
}

async fn complete(provider: &Provider) -> Result<Completion> {
    provider.complete(&scene::prompt("Is it free?"), &scene::subject()).await
}

async fn collect(provider: &Provider) -> (String, Result<Completion>) {
    let mut text = String::new();
    let mut parts = provider.stream(scene::prompt("Is it free?"), scene::subject());
    while let Some(part) = parts.next().await {
        match part {
            Ok(StreamPart::Text(more)) => text.push_str(&more),
            Ok(StreamPart::Done(completion)) => {
                assert!(parts.next().await.is_none(), "nothing follows the whole");
                return (text, Ok(completion));
            }
            Err(error) => {
                assert!(parts.next().await.is_none(), "nothing follows an error");
                return (text, Err(error));
            }
        }
    }
    panic!("a stream ended without saying how");
}

#[tokio::test(start_paused = true)]
async fn an_answer_comes_back_whole_both_ways() {
    let script = Script::answers(["Yes, it is [X].", "Yes, it is [X]."]);
    let provider = provider(&script, Policy::default());
    let whole = complete(&provider).await.unwrap();
    let (text, streamed) = collect(&provider).await;
    let streamed = streamed.unwrap();
    assert_eq!((whole.text.as_str(), text.as_str()), ("Yes, it is [X].", "Yes, it is [X]."));
    assert_eq!((whole.finish, streamed.finish), (Finish::Stop, Finish::Stop));
    assert_eq!((&streamed.text, streamed.usage.output), (&whole.text, whole.usage.output));
    assert!(whole.usage.input.is_some());
    let sent = script.sent();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|body| body.windows(11).any(|part| part == b"Is it free?")));
}

#[tokio::test(start_paused = true)]
async fn a_script_can_answer_by_request() {
    let script = Script::answer_with(|body| format!("{} bytes", body.len()));
    let provider = provider(&script, Policy::default());
    let text = complete(&provider).await.unwrap().text;
    assert_eq!(text, format!("{} bytes", script.sent()[0].len()));
    script.push(Step::Fault(ProviderFault::Refused));
    assert_eq!(complete(&provider).await.unwrap_err().kind(), ErrorKind::Refused);
}

#[tokio::test(start_paused = true)]
async fn a_script_that_has_run_out_is_unavailable_at_once() {
    let script = Script::new([]);
    let error = complete(&provider(&script, Policy::default())).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Unavailable, Retry::Never));
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_again_and_after_how_long() {
    let second = Duration::from_secs(1);
    let policy =
        Policy { base_backoff: second, max_backoff: 3 * second, max_attempts: 4, ..Policy::default() };
    let down = || Step::Fault(ProviderFault::Overloaded);
    let date = ("retry-after", "Sun, 22 Nov 2026 10:00:07 GMT");
    // The steps, how it ends, after how many requests and milliseconds.
    let rows: Vec<(Vec<Step>, Result<(), ErrorKind>, usize, u64)> = vec![
        (vec![down(), ok("a")], Ok(()), 2, 1_000),
        (vec![down(), down(), down(), ok("a")], Ok(()), 4, 1_000 + 2_000 + 3_000),
        (vec![down(), down(), down(), down(), ok("a")], Err(ErrorKind::Unavailable), 4, 6_000),
        (vec![raw(429, &[("retry-after", "5")]), ok("a")], Ok(()), 2, 5_000),
        (vec![raw(429, &[("retry-after-ms", "1500")]), ok("a")], Ok(()), 2, 1_500),
        (vec![raw(503, &[date]), ok("a")], Ok(()), 2, 7_000),
        (vec![raw(429, &[("retry-after", "0")]), ok("a")], Ok(()), 2, 1_000),
        (vec![raw(429, &[("retry-after", "3600")]), ok("a")], Err(ErrorKind::RateLimited), 1, 0),
        (vec![raw(401, &[]), ok("a")], Err(ErrorKind::Unauthorized), 1, 0),
        (vec![raw(400, &[]), ok("a")], Err(ErrorKind::ConfigInvalid), 1, 0),
        (vec![raw(402, &[]), ok("a")], Err(ErrorKind::SpendCapReached), 1, 0),
        (vec![raw(413, &[]), ok("a")], Err(ErrorKind::BudgetExceeded), 1, 0),
        (vec![raw(504, &[]), ok("a")], Err(ErrorKind::Unavailable), 1, 0),
        (vec![Step::Cut("half".into()), ok("a")], Err(ErrorKind::ReplyInvalid), 1, 0),
        (vec![Step::Fault(ProviderFault::Refused), ok("a")], Err(ErrorKind::Refused), 1, 0),
        (vec![Step::Fault(ProviderFault::Timeout(Phase::Connect)), ok("a")], Ok(()), 2, 1_000),
        (vec![Step::Hang, ok("a")], Err(ErrorKind::Timeout), 1, 45_000),
    ];
    for (steps, want, requests, millis) in rows {
        let name = format!("{steps:?}");
        let script = Script::new(steps);
        let begun = Instant::now();
        let got = complete(&provider(&script, policy.clone())).await;
        assert_eq!(got.map(drop).map_err(|error| error.kind()), want, "{name}");
        assert_eq!(script.sent().len(), requests, "{name}");
        assert_eq!(begun.elapsed().as_millis(), u128::from(millis), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_too_long_is_told_to_the_caller() {
    let script = Script::new([raw(429, &[("retry-after", "3600"), ("x-request-id", "req-1")])]);
    let error = complete(&provider(&script, Policy::default())).await.unwrap_err();
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(3600)));
    assert_eq!(error.request_id(), Some("req-1"));
}

#[tokio::test(start_paused = true)]
async fn what_may_be_billed_twice_is_asked_again_only_if_told() {
    let policy = Policy { retry_maybe_billed: true, ..Policy::default() };
    for step in [Step::Cut("half".into()), raw(504, &[]), Step::Chunks(vec![b"{!".to_vec()])] {
        let script = Script::new([step, ok("whole")]);
        assert_eq!(complete(&provider(&script, policy.clone())).await.unwrap().text, "whole");
        assert_eq!(script.sent().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn once_text_was_given_nothing_is_asked_again() {
    let policy = Policy { retry_maybe_billed: true, ..Policy::default() };
    for step in [Step::Cut("half a sen".into()), Step::Stall("half a sen".into())] {
        let script = Script::new([step, ok("whole")]);
        let (text, got) = collect(&provider(&script, policy.clone())).await;
        assert_eq!((text.as_str(), got.is_err(), script.sent().len()), ("half a sen", true, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn streams_keep_their_own_times() {
    let down = || Step::Fault(ProviderFault::Overloaded);
    let slow = Policy { base_backoff: Duration::ZERO, ..Policy::default() };
    // The steps, the text given, how it ends, after how many requests and milliseconds.
    let rows: Vec<(Vec<Step>, &str, Result<(), ErrorKind>, usize, u64)> = vec![
        (vec![down(), ok("a b")], "a b", Ok(()), 2, 0),
        (vec![Step::Hang, ok("a")], "", Err(ErrorKind::Timeout), 1, 30_000),
        (vec![Step::Stall("a b".into()), ok("a")], "a b", Err(ErrorKind::Timeout), 1, 15_000),
        (vec![Step::Stall(String::new()), ok("a")], "", Err(ErrorKind::Timeout), 1, 30_000),
        (vec![Step::Cut("half a sen".into()), ok("a")], "half a sen", Err(ErrorKind::ReplyInvalid), 1, 0),
        (vec![Step::Cut(String::new()), ok("a")], "", Err(ErrorKind::ReplyInvalid), 1, 0),
        (
            vec![Step::Chunks(vec![b"data: {\"error\":{\"code\":429}}\n\n".to_vec()]), ok("a")],
            "a",
            Ok(()),
            2,
            0,
        ),
        (vec![raw(500, &[]), raw(500, &[]), raw(500, &[])], "", Err(ErrorKind::Unavailable), 3, 0),
    ];
    for (steps, text, want, requests, millis) in rows {
        let name = format!("{steps:?}");
        let script = Script::new(steps);
        let begun = Instant::now();
        let (given, got) = collect(&provider(&script, slow.clone())).await;
        assert_eq!((given.as_str(), got.map(drop).map_err(|error| error.kind())), (text, want), "{name}");
        assert_eq!(script.sent().len(), requests, "{name}");
        assert_eq!(begun.elapsed().as_millis(), u128::from(millis), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_stream_is_understood() {
    let body = br#"{"choices":[{"message":{"content":"Hi there"},"finish_reason":"stop"}]}"#.to_vec();
    let headers = vec![("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned())];
    let script = Script::new([Step::Raw { status: 200, headers, body }]);
    let (text, completion) = collect(&provider(&script, Policy::default())).await;
    assert_eq!((text.as_str(), completion.unwrap().text.as_str()), ("Hi there", "Hi there"));
}

fn routed(scripts: &[&Script], policy: Policy) -> Provider {
    let mut targets = scripts.iter().map(|script| script.target());
    let mut route = Route::new(targets.next().unwrap());
    for target in targets {
        route = route.then(target);
    }
    Provider::new(route, policy, surroundings()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_target_that_cannot_answer_hands_over() {
    let second = Duration::from_secs(1);
    let policy = Policy { base_backoff: second, max_attempts: 4, ..Policy::default() };
    let down = || Step::Fault(ProviderFault::Overloaded);
    // What the first and the second target do, who is asked how often, the end, and after how many ms.
    let rows: Vec<(Vec<Step>, Vec<Step>, (usize, usize), Result<&str, ErrorKind>, u64)> = vec![
        (vec![ok("one")], vec![], (1, 0), Ok("one"), 0),
        (vec![down()], vec![ok("two")], (1, 1), Ok("two"), 0),
        (vec![raw(401, &[])], vec![ok("two")], (1, 1), Ok("two"), 0),
        (vec![raw(413, &[])], vec![down(), ok("two")], (1, 2), Ok("two"), 1_000),
        (vec![down(), ok("one")], vec![down()], (2, 1), Ok("one"), 1_000),
        (vec![raw(429, &[("retry-after", "9")])], vec![down(), ok("two")], (1, 2), Ok("two"), 1_000),
        (vec![raw(401, &[])], vec![raw(403, &[])], (1, 1), Err(ErrorKind::Unauthorized), 0),
        (vec![Step::Fault(ProviderFault::Refused)], vec![ok("two")], (1, 0), Err(ErrorKind::Refused), 0),
        (vec![Step::Cut("half".into())], vec![ok("two")], (1, 0), Err(ErrorKind::ReplyInvalid), 0),
        (vec![down(), down()], vec![down(), down()], (2, 2), Err(ErrorKind::Unavailable), 1_000),
    ];
    for (one, two, asked, want, millis) in rows {
        let name = format!("{one:?} {two:?}");
        let (one, two) = (Script::new(one), Script::new(two));
        let begun = Instant::now();
        let got = complete(&routed(&[&one, &two], policy.clone())).await;
        let got = got.map(|completion| completion.text).map_err(|error| error.kind());
        assert_eq!(got.as_deref(), want.as_ref().map(|text| *text), "{name}");
        assert_eq!((one.sent().len(), two.sent().len()), asked, "{name}");
        assert_eq!(begun.elapsed().as_millis(), u128::from(millis), "{name}");
    }
}

#[test]
fn the_budget_fits_every_target() {
    let script = Script::new([]);
    let with = |context_tokens, max_reply_tokens| {
        let settings = ModelSettings { context_tokens, max_reply_tokens, ..ModelSettings::new("m") };
        Target { settings, ..script.target() }
    };
    let route = Route::new(with(8_000, 200)).then(with(4_000, 500));
    let budget = Provider::new(route, Policy::default(), surroundings()).unwrap().budget();
    assert_eq!((budget.context, budget.reply), (4_000, 500));
}

#[test]
fn a_wrong_target_is_refused_wherever_it_stands() {
    let script = Script::new([]);
    let nameless = Target { settings: ModelSettings::default(), ..script.target() };
    let route = Route::new(script.target()).then(nameless);
    let error = Provider::new(route, Policy::default(), surroundings()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
}

#[test]
fn the_handle_crosses_threads_and_shows_nothing() {
    fn crosses<T: Send + Sync + Clone + 'static>(_: &T) {}
    fn moves<T: Send + 'static>(_: &T) {}
    let script = Script::new([Step::Answer("canary".into())]);
    let provider = provider(&script, Policy::default());
    crosses(&provider);
    let stream = provider.stream(scene::prompt("canary"), scene::subject());
    moves(&stream);
    assert!(!format!("{provider:?} {stream:?} {script:?}").contains("canary"));
    let part = StreamPart::Text("canary".into());
    assert!(!format!("{part:?}").contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn no_randomness_is_an_error_and_not_a_storm() {
    struct Broken;
    impl Random for Broken {
        fn fill(&self, _: &mut [u8]) -> Result<()> {
            Err(Error::new(ErrorKind::Unavailable, "no randomness"))
        }
    }
    let script = Script::new([Step::Fault(ProviderFault::Overloaded), ok("a")]);
    let broken = Surroundings { clock: Arc::new(Morning), random: Arc::new(Broken) };
    let provider = Provider::scripted(script.clone()).with_surroundings(broken);
    assert_eq!(complete(&provider).await.unwrap_err().kind(), ErrorKind::Unavailable);
    assert_eq!(collect(&provider).await.0, "a", "a call that needs no wait needs no randomness");
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(ok("fine")),
        Just(Step::Hang),
        Just(Step::Cut("ha".into())),
        Just(Step::Stall("ha".into())),
        any::<u16>().prop_map(|status| raw(status % 700, &[])),
        (0_u32..100).prop_map(|s| raw(429, &[("retry-after", s.to_string().as_str())])),
        Just(Step::Fault(ProviderFault::Connect)),
        Just(Step::Fault(ProviderFault::Overloaded)),
        proptest::collection::vec(any::<u8>(), 0..30).prop_map(|bytes| Step::Chunks(vec![bytes])),
    ]
}

proptest! {
    /// Whatever a provider does, a call costs no more than the worst case says, and half an answer is none.
    #[test]
    fn the_worst_case_is_the_worst(
        one in proptest::collection::vec(any_step(), 0..8),
        two in proptest::collection::vec(any_step(), 0..8),
        max_attempts in 1_u32..6,
        retry_maybe_billed: bool,
        hedge_after in proptest::option::of(1_u64..40),
        breaker_failures in 0_u32..3,
        concurrent in proptest::option::of(1_u32..3),
        requests_per_minute in proptest::option::of(1_u32..4),
        streamed: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let (steps, one, two) = ([one.clone(), two.clone()], Script::new(one), Script::new(two));
        let hedge_after = hedge_after.map(Duration::from_secs);
        let policy =
            Policy { max_attempts, retry_maybe_billed, hedge_after, breaker_failures, ..Policy::default() };
        let limits = Limits { concurrent, requests_per_minute, tokens_per_minute: None };
        let targets = [&one, &two].map(|script| {
            let mut target = script.target();
            target.settings.price = Some(Price { input: 1.0, cached_input: None, output: 2.0 });
            target.settings.limits = limits.clone();
            target
        });
        let [first, second] = targets;
        let provider = Provider::new(Route::new(first).then(second), policy, surroundings()).unwrap();
        let worst = provider.worst_case();
        let (elapsed, text) = runtime.block_on(async {
            let begun = Instant::now();
            let answer = if streamed {
                let (given, answer) = collect(&provider).await;
                answer.inspect(|completion| assert_eq!(completion.text, given))
            } else {
                complete(&provider).await
            };
            (begun.elapsed(), answer.map(|completion| completion.text))
        });
        let asked = [one.sent().len(), two.sent().len()];
        prop_assert!(asked.iter().sum::<usize>() <= worst.calls as usize);
        prop_assert!(elapsed.as_secs_f64() <= worst.seconds + 0.05, "{elapsed:?}");
        let billed = steps.iter().zip(asked).flat_map(|(steps, asked)| &steps[..asked.min(steps.len())]);
        let billed = billed.filter(|step| may_be_billed(step)).count() as u64;
        let each = 7_792 + 2 * 400;
        prop_assert!(billed * each <= worst.cost_micro_usd.unwrap(), "{billed} were billed");
        if let Ok(text) = text {
            prop_assert_eq!(text, "fine");
        }
    }
}

/// Whether a model may have answered.
fn may_be_billed(step: &Step) -> bool {
    match step {
        Step::Fault(_) => false,
        Step::Raw { status, headers, body } => {
            let reply = WireReply::new(*status, headers.clone(), body.clone());
            OpenAiChat::new().decode(&reply).map_or_else(|e| e.retry == ProviderRetry::MaybeBilled, |_| true)
        }
        _ => true,
    }
}

fn limited(script: &Script, limits: Limits, policy: Policy) -> Provider {
    let mut target = script.target();
    target.settings.limits = limits;
    Provider::new(Route::new(target), policy, surroundings()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_target_that_fails_too_often_is_left_alone_and_tried_again_later() {
    let down = || Step::Fault(ProviderFault::Overloaded);
    let script = Script::new([down(), down(), down(), ok("back")]);
    let policy = Policy { max_attempts: 2, breaker_failures: 3, ..Policy::default() };
    let provider = provider(&script, policy);
    for (asked, wait) in [(2, 1), (3, 1), (3, 30)] {
        let error = complete(&provider).await.unwrap_err();
        assert_eq!((error.kind(), script.sent().len()), (ErrorKind::Unavailable, asked));
        assert_eq!(error.retry(), Retry::After(Duration::from_secs(wait)));
    }
    let streamed = collect(&provider).await.1.unwrap_err().to_string();
    assert!(streamed.contains("left alone"), "{streamed}");
    tokio::time::advance(Duration::from_secs(30)).await;
    assert_eq!(complete(&provider).await.unwrap().text, "back");

    // What is left alone hands over to who stands behind it.
    let (one, two) = (Script::new([down(), down(), down()]), Script::new([ok("two"), ok("two")]));
    let policy = Policy { breaker_failures: 1, ..Policy::default() };
    let both = routed(&[&one, &two], policy);
    for _ in 0..2 {
        assert_eq!(complete(&both).await.unwrap().text, "two");
    }
    assert_eq!(one.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn retries_stop_where_most_calls_fail() {
    let down = || Step::Fault(ProviderFault::Overloaded);
    let script = Script::new(std::iter::repeat_with(down).take(100));
    let policy = Policy { breaker_failures: 0, ..Policy::default() };
    let provider = provider(&script, policy);
    for _ in 0..20 {
        complete(&provider).await.unwrap_err();
    }
    assert_eq!(script.sent().len(), 20 + 10, "each once, and ten again");
}

#[tokio::test(start_paused = true)]
async fn a_key_is_held_to_its_limits() {
    let script = Script::answers(["a", "b", "c", "d"]);
    let each_minute = Limits { requests_per_minute: Some(2), ..Limits::default() };
    let patient = Policy { total: Duration::from_secs(40), ..Policy::default() };
    let provider = limited(&script, each_minute.clone(), patient);
    let begun = Instant::now();
    for seconds in [0, 0, 30] {
        complete(&provider).await.unwrap();
        assert_eq!(begun.elapsed().as_secs(), seconds);
    }
    let hasty = provider.clone().with_policy(Policy { total: Duration::from_secs(20), ..Policy::default() });
    let error = complete(&hasty.unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), script.sent().len()), (ErrorKind::RateLimited, 3), "nothing is sent in vain");
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(30)), "the clones share the allowance");

    // Whoever is free sooner is asked.
    let (one, two) = (Script::answers(["one", "one"]), Script::answers(["two"]));
    let route = limited(&one, Limits { requests_per_minute: Some(1), ..each_minute }, Policy::default());
    let both = route.or(Provider::scripted(two)).unwrap();
    let texts = [complete(&both).await.unwrap().text, complete(&both).await.unwrap().text];
    assert_eq!(texts, ["one", "two"]);

    // What a prompt and its reply may need of the tokens is taken before they are asked for.
    let script = Script::answers(["a", "b"]);
    let tokens = Limits { tokens_per_minute: Some(8_192), ..Limits::default() };
    let provider = limited(&script, tokens, Policy::default());
    for _ in 0..2 {
        complete(&provider).await.unwrap();
    }
    let (begun, long) = (Instant::now(), scene::prompt(&"word ".repeat(4_000)));
    let counted = provider.counter().count_text(&"word ".repeat(4_000));
    assert!(counted > 6_500, "{counted}");
    let _ = provider.complete(&long, &scene::subject()).await;
    assert!(begun.elapsed() > Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn only_so_many_are_under_way_at_once() {
    let script = Script::new([Step::Stall("one".into()), ok("two"), Step::Hang, ok("three")]);
    let once = Limits { concurrent: Some(1), ..Limits::default() };
    let provider = limited(&script, once, Policy::default());
    let mut streamed = provider.stream(scene::prompt("hi"), scene::subject());
    assert!(matches!(streamed.next().await, Some(Ok(StreamPart::Text(_)))));
    let waiting = tokio::spawn({
        let provider = provider.clone();
        async move { complete(&provider).await }
    });
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(script.sent().len(), 1, "the second waits");
    drop(streamed);
    assert_eq!(waiting.await.unwrap().unwrap().text, "two");
    let hanging = complete(&provider).await.unwrap_err();
    assert_eq!(hanging.kind(), ErrorKind::Timeout);
    assert_eq!(complete(&provider).await.unwrap().text, "three", "its place was given back");
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_hedged_once_and_only_where_told() {
    let policy = Policy { hedge_after: Some(Duration::from_secs(3)), ..Policy::default() };
    let down = || Step::Fault(ProviderFault::Overloaded);
    // What the first and the second target do, how often they are asked, the end, and after how many seconds.
    let rows: Vec<(Vec<Step>, Vec<Step>, (usize, usize), Result<&str, ErrorKind>, u64)> = vec![
        (vec![ok("one")], vec![ok("two")], (1, 0), Ok("one"), 0),
        (vec![Step::Hang], vec![ok("two")], (1, 1), Ok("two"), 3),
        (vec![Step::Hang], vec![Step::Fault(ProviderFault::Refused)], (1, 1), Err(ErrorKind::Refused), 3),
        (vec![Step::Hang], vec![down(), ok("two")], (1, 1), Err(ErrorKind::Timeout), 45),
        (vec![Step::Hang], vec![Step::Hang], (1, 1), Err(ErrorKind::Timeout), 45),
    ];
    for (one, two, asked, want, seconds) in rows {
        let name = format!("{one:?} {two:?}");
        let (one, two) = (Script::new(one), Script::new(two));
        let begun = Instant::now();
        let got = complete(&routed(&[&one, &two], policy.clone())).await;
        let got = got.map(|completion| completion.text).map_err(|error| error.kind());
        assert_eq!(got.as_deref(), want.as_ref().map(|text| *text), "{name}");
        assert_eq!((one.sent().len(), two.sent().len()), asked, "{name}");
        assert_eq!(begun.elapsed().as_secs(), seconds, "{name}");
    }
    let script = Script::new([Step::Hang, ok("again")]);
    assert_eq!(complete(&provider(&script, policy)).await.unwrap().text, "again", "one target alone");
}

#[tokio::test]
async fn another_provider_answers_where_the_first_cannot() {
    for (step, answers) in [
        (Step::Fault(ProviderFault::Auth), true),
        (Step::Fault(ProviderFault::QuotaExhausted), true),
        (Step::Fault(ProviderFault::ContextTooLong), true),
        (Step::Fault(ProviderFault::Refused), false),
        (Step::Cut("half".to_owned()), false),
    ] {
        let (first, second) = (Script::new([step.clone()]), Script::new([ok("Yes.")]));
        let policy = Policy { max_attempts: 2, ..Policy::default() };
        let both = provider(&first, policy).or(provider(&second, Policy::default())).unwrap();
        let answer = complete(&both).await;
        assert_eq!((answer.is_ok(), second.sent().len()), (answers, usize::from(answers)), "{step:?}");
        assert_eq!(both.worst_case().calls, 2, "the first one's policy holds over both");
    }
}

#[test]
fn a_provider_names_all_that_may_be_asked() {
    let hosted = |protocol| {
        let mut config = HostedConfig::new(protocol, "m").with_key("k");
        config.base_url = "http://127.0.0.1:9".to_owned();
        Provider::hosted(config).unwrap()
    };
    let (claude, gemini) = (hosted(HostedProtocol::Anthropic), hosted(HostedProtocol::Gemini));
    let all = claude.or(gemini).unwrap().or(Provider::scripted(Script::new([]))).unwrap();
    let quick = Policy { connect: Duration::from_millis(1), ..Policy::default() };
    let all = all.with_policy(quick).unwrap();
    let names: Vec<_> = all.places().into_iter().map(|(name, ..)| name).collect();
    assert_eq!((all.name(), names), ("anthropic", vec!["anthropic", "gemini", "scripted"]));
}

#[tokio::test]
async fn an_answer_says_what_it_cost_by_its_own_targets_price() {
    let script = Script::new([ok("Yes."), ok("Yes."), ok("Yes.")]);
    let free = complete(&provider(&script, Policy::default())).await.unwrap();
    assert_eq!(free.usage.cost_micro_usd, None, "unknown is not free");
    let mut target = script.target();
    target.settings.price = Some(Price { input: 1.0, cached_input: None, output: 10.0 });
    let priced = Provider::new(Route::new(target), Policy::default(), surroundings()).unwrap();
    for usage in [complete(&priced).await.unwrap().usage, collect(&priced).await.1.unwrap().usage] {
        let (input, output) = (usage.input.unwrap(), usage.output.unwrap());
        assert_eq!(usage.cost_micro_usd, Some(input + 10 * output));
        assert_eq!(usage.plus(&usage).cost_micro_usd, Some(2 * (input + 10 * output)));
        assert_eq!(usage.plus(&free.usage).cost_micro_usd, None);
    }
}
