//! Tests of what real sockets do: a server on loopback that answers wrongly in every way seen in the wild.

#![expect(clippy::type_complexity, reason = "a table's row is clearer where its rows are")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::error::{ErrorKind, Result};
use crate::provider::tests::scene;
use crate::provider::tests::tongue::{Ends, Refuses, Tongue};
use crate::provider::{Completion, MAX_REPLY_BYTES, OpenAiConfig, Policy, Provider, StreamPart};

const KEY: &str = "sk-canary-key";

/// What the server does with one request.
#[derive(Clone)]
enum Does {
    /// Writes these bytes and closes.
    Say(Vec<u8>),
    /// Writes these bytes and waits for the other side to close.
    Hold(Vec<u8>),
}

/// A server that does one thing after the other, the last one for ever.
struct Server {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
    /// Hears of every held connection that the other side closed.
    closed: mpsc::UnboundedReceiver<()>,
}

impl Server {
    async fn start(does: Vec<Does>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let (say_closed, closed) = mpsc::unbounded_channel();
        let (heard, opened) = (Arc::clone(&requests), Arc::clone(&connections));
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                opened.fetch_add(1, Ordering::SeqCst);
                let (heard, does, say_closed) = (Arc::clone(&heard), does.clone(), say_closed.clone());
                tokio::spawn(serve(socket, heard, does, say_closed));
            }
        });
        Server { url, requests, connections, closed }
    }

    fn calls(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    fn provider(&self, tongue: Tongue, policy: Policy) -> Provider {
        tongue.provider(&self.url, KEY, policy)
    }
}

async fn serve(
    mut socket: TcpStream,
    heard: Arc<Mutex<Vec<String>>>,
    does: Vec<Does>,
    say_closed: mpsc::UnboundedSender<()>,
) {
    while let Some(request) = request(&mut socket).await {
        let number = {
            let mut heard = heard.lock().unwrap();
            heard.push(request);
            heard.len() - 1
        };
        match does[number.min(does.len() - 1)].clone() {
            Does::Say(bytes) => {
                socket.write_all(&bytes).await.unwrap();
                if !bytes.windows(10).any(|part| part == b"keep-alive") {
                    return;
                }
            }
            Does::Hold(bytes) => {
                socket.write_all(&bytes).await.unwrap();
                let mut rest = [0; 64];
                while matches!(socket.read(&mut rest).await, Ok(n) if n > 0) {}
                let _ = say_closed.send(());
                return;
            }
        }
    }
}

/// One request, head and body; `None` when the other side closed.
async fn request(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let n = socket.read(&mut buffer).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&buffer[..n]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(text.into_owned());
        }
    }
}

fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .into_bytes()
}

fn json(status: &str, body: &str) -> Does {
    Does::Say(http(status, "content-type: application/json\r\nx-request-id: req-7\r\n", body))
}

fn good(tongue: Tongue) -> Does {
    json("200 OK", &tongue.whole("Hi there", Ends::Stop, true))
}

const EVENTS: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-request-id: req-7\r\nconnection: close\r\n\r\n";

fn events(body: &str) -> Vec<u8> {
    format!("{EVENTS}{body}").into_bytes()
}

/// Long enough for a busy machine, short enough for a test that waits it out.
fn quick() -> Policy {
    Policy {
        total: Duration::from_secs(20),
        attempt: Duration::from_secs(10),
        first_token: Duration::from_secs(10),
        idle: Duration::from_secs(10),
        base_backoff: Duration::from_millis(1),
        ..Policy::default()
    }
}

async fn complete(provider: &Provider) -> Result<Completion> {
    provider.complete(&scene::prompt("canary prompt"), &scene::subject()).await
}

async fn stream(provider: &Provider) -> (String, Result<Completion>) {
    let mut parts = provider.stream(scene::prompt("canary prompt"), scene::subject());
    let mut text = String::new();
    while let Some(part) = parts.next().await {
        match part {
            Ok(StreamPart::Text(more)) => text.push_str(&more),
            Ok(StreamPart::Done(completion)) => return (text, Ok(completion)),
            Err(error) => return (text, Err(error)),
        }
    }
    panic!("a stream ended without saying how");
}

fn check(
    name: &str,
    got: &Result<Completion>,
    want: Option<ErrorKind>,
    calls: usize,
    server: &Server,
    policy: &Policy,
) {
    match got {
        Ok(completion) => assert_eq!((completion.text.as_str(), None), ("Hi there", want), "{name}"),
        Err(error) => {
            assert_eq!(Some(error.kind()), want, "{name}: {error}");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("canary") && !shown.contains("127.0.0.1"), "{name}: {shown}");
        }
    }
    assert_eq!(server.calls(), calls, "{name}");
    assert!(server.connections.load(Ordering::SeqCst) <= policy.max_attempts as usize, "{name}");
}

#[tokio::test]
async fn whole_answers_and_what_only_looks_like_one() {
    use ErrorKind::*;
    for tongue in Tongue::ALL {
        let good = || good(tongue);
        let ends = |ends, told| json("200 OK", &tongue.whole("Hi there", ends, told));
        let error = |status: &str, body: &str| json(status, body);
        let refuses = |why| {
            let (status, body) = tongue.refuses(why);
            json(status, &body)
        };
        let slow_down = |header: &str| Does::Say(http("429 Too Many Requests", header, "canary"));
        let says = |bytes: &[u8]| Does::Say(bytes.to_vec());
        let page = http("200 OK", "content-type: text/html\r\n", "<html>canary</html>");
        let elsewhere = http("307 Elsewhere", "location: http://127.0.0.1:9/canary\r\n", "");
        let late = "retry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
        let rows: Vec<(&str, Vec<Does>, Option<ErrorKind>, usize)> = vec![
            ("good", vec![good()], None, 1),
            ("unknown finish", vec![ends(Ends::Unknown, true)], None, 1),
            ("no usage", vec![ends(Ends::Stop, false)], None, 1),
            ("length", vec![ends(Ends::Length, true)], Some(ReplyInvalid), 1),
            ("filter", vec![ends(Ends::Filter, true)], Some(Refused), 1),
            ("empty", vec![json("200 OK", &tongue.whole("", Ends::Stop, true))], Some(ReplyInvalid), 1),
            ("another protocol", vec![json("200 OK", r#"{"canary":[]}"#), good()], Some(ReplyInvalid), 1),
            ("malformed", vec![json("200 OK", r#"{"choices": canary}"#), good()], Some(ReplyInvalid), 1),
            ("page", vec![says(&page)], Some(ReplyInvalid), 1),
            (
                "cut body",
                vec![says(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"canary"), good()],
                Some(ReplyInvalid),
                1,
            ),
            ("429 seconds", vec![slow_down("retry-after: 0\r\n"), good()], None, 2),
            ("429 date", vec![slow_down(late), good()], None, 2),
            ("429 ms", vec![slow_down("retry-after-ms: 3\r\n"), good()], None, 2),
            ("429 an hour", vec![slow_down("retry-after: 3600\r\n"), good()], Some(RateLimited), 1),
            (
                "500s then good",
                vec![error("500 Oops", "canary"), error("502 Bad", "<html>canary"), good()],
                None,
                3,
            ),
            ("500s", vec![error("500 Oops", "canary")], Some(Unavailable), 3),
            ("busy, then good", vec![error("529 Busy", "canary"), good()], None, 2),
            ("key", vec![refuses(Refuses::Key)], Some(Unauthorized), 1),
            ("quota", vec![refuses(Refuses::Quota)], Some(SpendCapReached), 1),
            ("too long", vec![refuses(Refuses::TooLong)], Some(BudgetExceeded), 1),
            ("no model", vec![refuses(Refuses::NoModel)], Some(ConfigInvalid), 1),
            (
                "key in a header",
                vec![says(&http("400 No", "x-request-id: sk-canary-key\r\n", ""))],
                Some(ConfigInvalid),
                1,
            ),
            ("redirect", vec![says(&elsewhere), good()], Some(ConfigInvalid), 1),
            ("not HTTP", vec![says(b"canary\r\n\r\n"), good()], Some(Unavailable), 1),
            ("closed before an answer", vec![says(b""), good()], Some(Unavailable), 1),
            (
                "too large",
                vec![says(&http("200 OK", "", &"x".repeat(MAX_REPLY_BYTES + 1)))],
                Some(ReplyInvalid),
                1,
            ),
        ];
        let policy = quick();
        for (name, does, want, calls) in rows {
            let name = format!("{tongue:?}: {name}");
            let server = Server::start(does).await;
            let got = complete(&server.provider(tongue, policy.clone())).await;
            check(&name, &got, want, calls, &server, &policy);
            if name.ends_with(": good") {
                let usage = got.unwrap().usage;
                assert_eq!((usage.input, usage.output), (Some(9), Some(3)), "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_model_that_declines_is_an_error() {
    let (status, server) =
        (r#""message":{"content":null,"refusal":"canary"},"finish_reason":"stop""#, Tongue::OpenAi);
    let body = format!("{{\"choices\":[{{{status}}}]}}");
    let silent = r#"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"modelVersion":"m"}"#;
    let delta = "data: {\"choices\":[{\"delta\":{\"refusal\":\"canary\"}}]}\n\n";
    let refusal = r#"{"status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"canary"}]}]}"#;
    let refuses = "data: {\"type\":\"response.refusal.delta\",\"delta\":\"canary\"}\n\n";
    for (tongue, body, streamed) in [
        (server, body.as_str(), delta.to_owned()),
        (Tongue::Responses, refusal, refuses.to_owned()),
        (Tongue::Gemini, silent, format!("data: {silent}\n\n")),
    ] {
        let server = Server::start(vec![json("200 OK", body)]).await;
        let got = complete(&server.provider(tongue, quick())).await;
        check("whole", &got, Some(ErrorKind::Refused), 1, &server, &quick());
        let server = Server::start(vec![Does::Say(events(&streamed))]).await;
        let (text, got) = stream(&server.provider(tongue, quick())).await;
        check("streamed", &got, Some(ErrorKind::Refused), 1, &server, &quick());
        assert_eq!(text, "");
    }
}

#[tokio::test]
async fn whole_streams_and_what_only_looks_like_one() {
    use ErrorKind::*;
    for tongue in Tongue::ALL {
        let good = || good(tongue);
        let (hi, there, stop) = (&*tongue.says("Hi "), &*tongue.says("there"), &*tongue.stops(Ends::Stop));
        let ends = |ends| tongue.stops(ends);
        let marker = tongue.marker();
        let done = marker.as_deref().unwrap_or_default();
        let all = |parts: &[&str]| Does::Say(events(&parts.concat()));
        let body = [hi, there, stop, done].concat();
        let crlf = body.replace('\n', "\r\n");
        let chunked = |body: &str, end: &str| {
            let head = EVENTS.replace("connection: close", "transfer-encoding: chunked");
            Does::Say(format!("{head}{:x}\r\n{body}\r\n{end}", body.len()).into_bytes())
        };
        let page = http("200 OK", "content-type: text/html\r\n", "<html>canary</html>");
        let unended = body.trim_end_matches('\n');
        let mut rows: Vec<(&str, Vec<Does>, &str, Option<ErrorKind>, usize)> = vec![
            ("good", vec![all(&[&body])], "Hi there", None, 1),
            ("held open", vec![Does::Hold(events(&body))], "Hi there", None, 1),
            ("chunked", vec![chunked(&body, "0\r\n\r\n")], "Hi there", None, 1),
            ("comments and CRLF", vec![all(&[": canary\r\n\r\n", &crlf])], "Hi there", None, 1),
            ("no line end", vec![all(&[unended])], "Hi there", None, 1),
            ("unknown finish", vec![all(&[hi, there, &ends(Ends::Unknown), done])], "Hi there", None, 1),
            ("clean cut", vec![all(&[hi]), good()], "Hi ", Some(ReplyInvalid), 1),
            ("clean cut before text", vec![all(&[]), good()], "", Some(ReplyInvalid), 1),
            ("broken half way", vec![chunked(hi, "")], "Hi ", Some(ReplyInvalid), 1),
            ("broken event", vec![all(&[hi, "data: {\"canary\n\n", done])], "Hi ", Some(ReplyInvalid), 1),
            ("error inside", vec![all(&[hi, &tongue.fails()])], "Hi ", Some(Unavailable), 1),
            ("length", vec![all(&[hi, &ends(Ends::Length), done])], "Hi ", Some(ReplyInvalid), 1),
            ("filter", vec![all(&[hi, &ends(Ends::Filter), done])], "Hi ", Some(Refused), 1),
            ("empty", vec![all(&[stop, done])], "", Some(ReplyInvalid), 1),
            ("not streamed", vec![good()], "Hi there", None, 1),
            ("page", vec![Does::Say(page)], "", Some(ReplyInvalid), 1),
            ("500 then good", vec![json("500 Oops", "canary"), all(&[&body])], "Hi there", None, 2),
            ("401", vec![json("401 No", "canary")], "", Some(Unauthorized), 1),
            (
                "too large",
                vec![all(&[hi, &": canary\n".repeat(MAX_REPLY_BYTES / 9)])],
                "Hi ",
                Some(ReplyInvalid),
                1,
            ),
        ];
        if marker.is_some() {
            rows.push((
                "cut after the stop",
                vec![all(&[hi, there, stop])],
                "Hi there",
                Some(ReplyInvalid),
                1,
            ));
            rows.push(("done without a stop", vec![all(&[hi, done])], "Hi ", Some(ReplyInvalid), 1));
        }
        let policy = quick();
        for (name, does, want_text, want, calls) in rows {
            let name = format!("{tongue:?}: {name}");
            let server = Server::start(does).await;
            let (text, got) = stream(&server.provider(tongue, policy.clone())).await;
            assert_eq!(text, want_text, "{name}");
            check(&name, &got, want, calls, &server, &policy);
            if let Ok(completion) = got {
                assert_eq!(completion.request_id.as_deref(), Some("req-7"), "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_is_left_and_its_connection_closed() {
    futures::future::join_all(Tongue::ALL.map(falls_silent)).await;
}

async fn falls_silent(tongue: Tongue) {
    let brief = Duration::from_millis(400);
    let by_attempt = Policy { attempt: brief, ..quick() };
    let by_first_token = Policy { first_token: brief, ..quick() };
    let by_idle = Policy { idle: brief, ..quick() };
    let by_total = Policy { total: brief, ..quick() };
    let once = Policy { idle: brief, max_attempts: 1, ..quick() };
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"choices\"".to_vec();
    let error = b"HTTP/1.1 500 Oops\r\ncontent-length: 90\r\n\r\ncan".to_vec();
    let (timeout, unavailable) = (ErrorKind::Timeout, ErrorKind::Unavailable);
    for (name, says, policy, streamed, text, want) in [
        ("no first byte", Vec::new(), &by_attempt, false, "", timeout),
        ("no first byte by the deadline", Vec::new(), &by_total, false, "", timeout),
        ("half a body", half, &by_idle, false, "", timeout),
        ("half an error", error.clone(), &once, false, "", unavailable),
        ("no first byte of a stream", Vec::new(), &by_first_token, true, "", timeout),
        ("no first token", events(": keep-alive\n\n"), &by_first_token, true, "", timeout),
        ("nothing after the first token", events(&tongue.says("Hi ")), &by_idle, true, "Hi ", timeout),
        ("half an error of a stream", error, &once, true, "", unavailable),
    ] {
        let mut server = Server::start(vec![Does::Hold(says)]).await;
        let provider = server.provider(tongue, policy.clone());
        let (given, got) =
            if streamed { stream(&provider).await } else { (String::new(), complete(&provider).await) };
        assert_eq!(given, text, "{name}");
        check(name, &got, Some(want), 1, &server, policy);
        tokio::time::timeout(Duration::from_secs(10), server.closed.recv()).await.expect(name).expect(name);
    }
}

/// How long a piece may take is a property of the connections, which another policy makes anew: a fallback's too.
#[tokio::test]
async fn another_policy_holds_for_connections_that_were_made_under_the_first() {
    let brief = Policy { idle: Duration::from_millis(400), ..quick() };
    for tongue in Tongue::ALL {
        let half = || b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"choices\"".to_vec();
        let (server, first) =
            (Server::start(vec![Does::Hold(half())]).await, Server::start(vec![json("401 No", "")]).await);
        let own = server.provider(tongue, quick()).with_policy(brief.clone()).unwrap();
        let second = server.provider(tongue, quick());
        let other = first.provider(Tongue::OpenAi, brief.clone()).or(second).unwrap();
        for provider in [own, other] {
            let error = complete(&provider).await.unwrap_err().to_string();
            assert!(error.contains("waiting for the next part of the answer"), "{tongue:?}: {error}");
        }
    }
}

#[tokio::test]
async fn leaving_a_stream_or_a_call_closes_the_connection() {
    let mut server = Server::start(vec![Does::Hold(events(&Tongue::OpenAi.says("Hi ")))]).await;
    let provider = server.provider(Tongue::OpenAi, quick());
    let mut parts = provider.stream(scene::prompt("hello"), scene::subject());
    assert!(matches!(parts.next().await, Some(Ok(StreamPart::Text(text))) if text == "Hi "));
    assert!(server.closed.try_recv().is_err(), "still open while somebody listens");
    drop(parts);
    tokio::time::timeout(Duration::from_secs(10), server.closed.recv()).await.unwrap().unwrap();

    let mut server = Server::start(vec![Does::Hold(Vec::new())]).await;
    let provider = server.provider(Tongue::OpenAi, quick());
    let call = tokio::spawn(async move { complete(&provider).await });
    while server.calls() == 0 {
        tokio::task::yield_now().await;
    }
    call.abort();
    tokio::time::timeout(Duration::from_secs(10), server.closed.recv()).await.unwrap().unwrap();
}

#[tokio::test]
async fn nobody_there_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for tongue in Tongue::ALL {
        let provider = tongue.provider(&format!("http://{address}/v1"), KEY, quick());
        let error = complete(&provider).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{tongue:?}");
        assert!(!format!("{error:?}").contains("127.0.0.1"));
    }
    let config = OpenAiConfig::new(format!("https://{address}/v1"), "m").with_key(KEY);
    // Only TLS needs the system's certificates, which may not be there.
    if let Ok(provider) = Provider::openai(OpenAiConfig { policy: quick(), ..config }) {
        assert_eq!(complete(&provider).await.unwrap_err().kind(), ErrorKind::Unavailable);
    }
}

#[tokio::test]
async fn the_wire_carries_the_cleared_bytes_the_key_and_no_more() {
    let always = ["accept", "content-length", "content-type", "host", "user-agent"];
    for tongue in Tongue::ALL {
        for streamed in [false, true] {
            let server = Server::start(vec![good(tongue)]).await;
            let provider = server.provider(tongue, quick());
            if streamed {
                stream(&provider).await.1.unwrap();
            } else {
                complete(&provider).await.unwrap();
            }
            let request = server.requests.lock().unwrap()[0].clone();
            let (head, body) = request.split_once("\r\n\r\n").unwrap();
            let mut names: Vec<String> = head
                .lines()
                .skip(1)
                .filter_map(|line| Some(line.split_once(':')?.0.to_lowercase()))
                .collect();
            names.sort();
            let (first, own) = tongue.asks(streamed);
            let mut want = [&always, own].concat();
            want.sort_unstable();
            assert!(head.starts_with(first), "{head}");
            assert_eq!(names, want);
            assert_eq!(head.matches(KEY).count(), 1, "{tongue:?}");
            let target = &provider.route().targets()[0];
            let wire = target.adapter.encode(&scene::prompt("canary prompt"), &target.settings, streamed);
            assert_eq!(body.as_bytes(), wire.unwrap().body);
        }
    }
}

#[tokio::test]
async fn a_connection_in_the_clear_is_not_used_again() {
    // The server says that it keeps it, and may close it all the same.
    let body = r#"{"choices":[{"message":{"content":"Hi there"},"finish_reason":"stop"}]}"#;
    let length = body.len();
    let kept = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: keep-alive\r\n\r\n{body}");
    let server = Server::start(vec![Does::Say(kept.into_bytes())]).await;
    let provider = server.provider(Tongue::OpenAi, quick());
    for _ in 0..3 {
        complete(&provider).await.unwrap();
    }
    assert_eq!((server.calls(), server.connections.load(Ordering::SeqCst)), (3, 3));
}

/// Everything that anybody logs while models fail, `async-openai` included.
#[tokio::test]
async fn no_log_line_holds_a_body_or_a_key() {
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    for tongue in Tongue::ALL {
        let (oops, no) = (json("500 Oops", "canary"), json("400 No", "canary"));
        for does in [oops, json("200 OK", "canary"), no, good(tongue)] {
            let server = Server::start(vec![does]).await;
            let _ = complete(&server.provider(tongue, quick())).await;
            let _ = stream(&server.provider(tongue, quick())).await;
        }
    }
    drop(guard);
    let text = log.0.lock().unwrap().clone();
    assert!(text.contains("a provider gave no answer"), "the log was listened to");
    for seen in [
        "gen_ai.operation.name=\"chat\"",
        "gen_ai.provider.name=\"gcp.gemini\"",
        "gen_ai.request.max_tokens=400",
        "gen_ai.usage.input_tokens=9",
        "gen_ai.response.finish_reasons=\"stop\"",
        "error.type=\"overloaded\"",
        "http.response.status_code=500",
        "histogram.gen_ai.client.operation.duration=",
        "histogram.gen_ai.client.token.usage=9",
        "gen_ai.token.type=\"output\"",
    ] {
        assert!(text.contains(seen), "{seen} is not in {text}");
    }
    assert!(!text.contains("canary"), "{text}");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, attributes: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        attributes.record(&mut Line(&self.0));
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Line(&self.0));
    }
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Line(&self.0));
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

struct Line<'a>(&'a Mutex<String>);

impl tracing::field::Visit for Line<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().push_str(&format!("{field}={value:?}\n"));
    }
}
