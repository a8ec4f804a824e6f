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

    fn provider(&self, policy: Policy) -> Provider {
        let config = OpenAiConfig::new(&self.url, "m").with_key(KEY);
        Provider::openai(OpenAiConfig { policy, ..config }).unwrap()
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

fn reply(choice: &str) -> Does {
    json(
        "200 OK",
        &format!("{{\"choices\":[{choice}],\"usage\":{{\"prompt_tokens\":9,\"completion_tokens\":3}}}}"),
    )
}

fn good() -> Does {
    reply(r#"{"index":0,"message":{"role":"assistant","content":"Hi there"},"finish_reason":"stop"}"#)
}

const EVENTS: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-request-id: req-7\r\nconnection: close\r\n\r\n";

fn events(body: &str) -> Vec<u8> {
    format!("{EVENTS}{body}").into_bytes()
}

const HI: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi \"},\"finish_reason\":null}]}\n\n";
const THERE: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"there\"},\"finish_reason\":null}]}\n\n";
const STOP: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const DONE: &str = "data: [DONE]\n\n";

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
    assert!(server.connections.load(Ordering::SeqCst) <= policy.worst_case().calls as usize, "{name}");
}

#[tokio::test]
async fn whole_answers_and_what_only_looks_like_one() {
    use ErrorKind::*;
    let slow_down = |header: &str| Does::Say(http("429 Too Many Requests", header, "canary"));
    let error = |status: &str, body: &str| json(status, body);
    let rows: Vec<(&str, Vec<Does>, Option<ErrorKind>, usize)> = vec![
        ("good", vec![good()], None, 1),
        (
            "unknown finish",
            vec![reply(r#"{"message":{"content":"Hi there"},"finish_reason":"canary"}"#)],
            None,
            1,
        ),
        (
            "no usage",
            vec![json(
                "200 OK",
                r#"{"choices":[{"message":{"content":"Hi there"},"finish_reason":"stop"}]}"#,
            )],
            None,
            1,
        ),
        (
            "length",
            vec![reply(r#"{"message":{"content":"canary"},"finish_reason":"length"}"#)],
            Some(ReplyInvalid),
            1,
        ),
        (
            "filter",
            vec![reply(r#"{"message":{"content":"canary"},"finish_reason":"content_filter"}"#)],
            Some(Refused),
            1,
        ),
        (
            "refusal",
            vec![reply(r#"{"message":{"content":null,"refusal":"canary"},"finish_reason":"stop"}"#)],
            Some(Refused),
            1,
        ),
        ("empty", vec![reply(r#"{"message":{"content":""},"finish_reason":"stop"}"#)], Some(ReplyInvalid), 1),
        ("malformed", vec![json("200 OK", r#"{"choices": canary}"#), good()], Some(ReplyInvalid), 1),
        (
            "page",
            vec![Does::Say(http("200 OK", "content-type: text/html\r\n", "<html>canary</html>"))],
            Some(ReplyInvalid),
            1,
        ),
        (
            "cut body",
            vec![Does::Say(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"canary".to_vec()), good()],
            Some(ReplyInvalid),
            1,
        ),
        ("429 seconds", vec![slow_down("retry-after: 0\r\n"), good()], None, 2),
        ("429 date", vec![slow_down("retry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), good()], None, 2),
        ("429 ms", vec![slow_down("retry-after-ms: 3\r\n"), good()], None, 2),
        ("429 an hour", vec![slow_down("retry-after: 3600\r\n"), good()], Some(RateLimited), 1),
        (
            "500s then good",
            vec![error("500 Oops", "canary"), error("502 Bad", "<html>canary"), good()],
            None,
            3,
        ),
        ("500s", vec![error("500 Oops", "canary")], Some(Unavailable), 3),
        (
            "key",
            vec![error(
                "401 No",
                r#"{"error":{"message":"bad key sk-canary-key","code":"invalid_api_key"}}"#,
            )],
            Some(Unauthorized),
            1,
        ),
        (
            "quota",
            vec![error("429 No", r#"{"error":{"message":"canary","code":"insufficient_quota"}}"#)],
            Some(SpendCapReached),
            1,
        ),
        (
            "too long",
            vec![error("400 No", r#"{"error":{"message":"canary","code":"context_length_exceeded"}}"#)],
            Some(BudgetExceeded),
            1,
        ),
        (
            "no model",
            vec![error("404 No", r#"{"error":{"message":"canary","code":"model_not_found"}}"#)],
            Some(ConfigInvalid),
            1,
        ),
        (
            "key in a header",
            vec![Does::Say(http("400 No", "x-request-id: sk-canary-key\r\n", ""))],
            Some(ConfigInvalid),
            1,
        ),
        (
            "redirect",
            vec![Does::Say(http("307 Elsewhere", "location: http://127.0.0.1:9/canary\r\n", "")), good()],
            Some(ConfigInvalid),
            1,
        ),
        ("not HTTP", vec![Does::Say(b"canary\r\n\r\n".to_vec()), good()], Some(Unavailable), 1),
        ("closed before an answer", vec![Does::Say(Vec::new()), good()], Some(Unavailable), 1),
        (
            "too large",
            vec![Does::Say(http("200 OK", "", &"x".repeat(MAX_REPLY_BYTES + 1)))],
            Some(ReplyInvalid),
            1,
        ),
    ];
    let policy = quick();
    for (name, does, want, calls) in rows {
        let server = Server::start(does).await;
        let got = complete(&server.provider(policy.clone())).await;
        check(name, &got, want, calls, &server, &policy);
    }
}

#[tokio::test]
async fn whole_streams_and_what_only_looks_like_one() {
    use ErrorKind::*;
    let all = |parts: &[&str]| Does::Say(events(&parts.concat()));
    let length = STOP.replace("stop", "length");
    let crlf = [HI, THERE, STOP, DONE].concat().replace('\n', "\r\n");
    let chunked = |body: &str, end: &str| {
        let head = EVENTS.replace("connection: close", "transfer-encoding: chunked");
        Does::Say(format!("{head}{:x}\r\n{body}\r\n{end}", body.len()).into_bytes())
    };
    let body = [HI, THERE, STOP, DONE].concat();
    let rows: Vec<(&str, Vec<Does>, &str, Option<ErrorKind>, usize)> = vec![
        ("good", vec![all(&[HI, THERE, STOP, DONE])], "Hi there", None, 1),
        ("held open", vec![Does::Hold(events(&[HI, THERE, STOP, DONE].concat()))], "Hi there", None, 1),
        ("chunked", vec![chunked(&body, "0\r\n\r\n")], "Hi there", None, 1),
        ("comments and CRLF", vec![all(&[": canary\r\n\r\n", &crlf])], "Hi there", None, 1),
        (
            "unknown finish",
            vec![all(&[HI, THERE, &STOP.replace("stop", "canary"), DONE])],
            "Hi there",
            None,
            1,
        ),
        ("clean cut", vec![all(&[HI]), good()], "Hi ", Some(ReplyInvalid), 1),
        ("clean cut before text", vec![all(&[]), good()], "", Some(ReplyInvalid), 1),
        ("cut after the stop", vec![all(&[HI, THERE, STOP])], "Hi there", Some(ReplyInvalid), 1),
        ("done without a stop", vec![all(&[HI, DONE])], "Hi ", Some(ReplyInvalid), 1),
        ("broken half way", vec![chunked(HI, "")], "Hi ", Some(ReplyInvalid), 1),
        ("broken event", vec![all(&[HI, "data: {\"canary\n\n", DONE])], "Hi ", Some(ReplyInvalid), 1),
        (
            "error inside",
            vec![all(&[HI, "data: {\"error\":{\"message\":\"canary\"}}\n\n"])],
            "Hi ",
            Some(Unavailable),
            1,
        ),
        ("length", vec![all(&[HI, &length, DONE])], "Hi ", Some(ReplyInvalid), 1),
        ("filter", vec![all(&[HI, &STOP.replace("stop", "content_filter"), DONE])], "Hi ", Some(Refused), 1),
        (
            "refusal",
            vec![all(&["data: {\"choices\":[{\"delta\":{\"refusal\":\"canary\"}}]}\n\n"])],
            "",
            Some(Refused),
            1,
        ),
        ("empty", vec![all(&[STOP, DONE])], "", Some(ReplyInvalid), 1),
        ("not streamed", vec![good()], "Hi there", None, 1),
        (
            "page",
            vec![Does::Say(http("200 OK", "content-type: text/html\r\n", "<html>canary</html>"))],
            "",
            Some(ReplyInvalid),
            1,
        ),
        (
            "500 then good",
            vec![json("500 Oops", "canary"), all(&[HI, THERE, STOP, DONE])],
            "Hi there",
            None,
            2,
        ),
        ("401", vec![json("401 No", "canary")], "", Some(Unauthorized), 1),
        (
            "too large",
            vec![all(&[HI, &": canary\n".repeat(MAX_REPLY_BYTES / 9)])],
            "Hi ",
            Some(ReplyInvalid),
            1,
        ),
    ];
    let policy = quick();
    for (name, does, want_text, want, calls) in rows {
        let server = Server::start(does).await;
        let (text, got) = stream(&server.provider(policy.clone())).await;
        assert_eq!(text, want_text, "{name}");
        check(name, &got, want, calls, &server, &policy);
        if let Ok(completion) = got {
            assert_eq!(completion.request_id.as_deref(), Some("req-7"), "{name}");
        }
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_is_left_and_its_connection_closed() {
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
        ("nothing after the first token", events(HI), &by_idle, true, "Hi ", timeout),
        ("half an error of a stream", error, &once, true, "", unavailable),
    ] {
        let mut server = Server::start(vec![Does::Hold(says)]).await;
        let provider = server.provider(policy.clone());
        let (given, got) =
            if streamed { stream(&provider).await } else { (String::new(), complete(&provider).await) };
        assert_eq!(given, text, "{name}");
        check(name, &got, Some(want), 1, &server, policy);
        tokio::time::timeout(Duration::from_secs(10), server.closed.recv()).await.expect(name).expect(name);
    }
}

#[tokio::test]
async fn leaving_a_stream_or_a_call_closes_the_connection() {
    let mut server = Server::start(vec![Does::Hold(events(HI))]).await;
    let provider = server.provider(quick());
    let mut parts = provider.stream(scene::prompt("hello"), scene::subject());
    assert!(matches!(parts.next().await, Some(Ok(StreamPart::Text(text))) if text == "Hi "));
    assert!(server.closed.try_recv().is_err(), "still open while somebody listens");
    drop(parts);
    tokio::time::timeout(Duration::from_secs(10), server.closed.recv()).await.unwrap().unwrap();

    let mut server = Server::start(vec![Does::Hold(Vec::new())]).await;
    let provider = server.provider(quick());
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
    for scheme in ["http", "https"] {
        let config = OpenAiConfig::new(format!("{scheme}://{address}/v1"), "m").with_key(KEY);
        let Ok(provider) = Provider::openai(OpenAiConfig { policy: quick(), ..config }) else {
            assert_eq!(scheme, "https", "only TLS needs the system's certificates");
            continue;
        };
        let error = complete(&provider).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{scheme}");
        assert!(!format!("{error:?}").contains("127.0.0.1"));
    }
}

#[tokio::test]
async fn the_wire_carries_the_cleared_bytes_the_key_and_no_more() {
    let server = Server::start(vec![good()]).await;
    complete(&server.provider(quick())).await.unwrap();
    let request = server.requests.lock().unwrap()[0].clone();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut names: Vec<String> =
        head.lines().skip(1).filter_map(|line| Some(line.split_once(':')?.0.to_lowercase())).collect();
    names.sort();
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{head}");
    assert_eq!(names, ["accept", "authorization", "content-length", "content-type", "host", "user-agent"]);
    assert!(head.to_lowercase().contains("authorization: bearer sk-canary-key"));
    let want = crate::provider::Adapter::encode(
        &crate::provider::OpenAiChat::new(),
        &scene::prompt("canary prompt"),
        &crate::provider::ModelSettings::new("m"),
        false,
    );
    assert_eq!(body.as_bytes(), want.unwrap().body);
}

#[tokio::test]
async fn a_connection_in_the_clear_is_not_used_again() {
    // The server says that it keeps it, and may close it all the same.
    let body = r#"{"choices":[{"message":{"content":"Hi there"},"finish_reason":"stop"}]}"#;
    let length = body.len();
    let kept = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: keep-alive\r\n\r\n{body}");
    let server = Server::start(vec![Does::Say(kept.into_bytes())]).await;
    let provider = server.provider(quick());
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
    for does in [json("500 Oops", "canary"), json("200 OK", "canary"), json("400 No", "canary"), good()] {
        let server = Server::start(vec![does]).await;
        let _ = complete(&server.provider(quick())).await;
        let _ = stream(&server.provider(quick())).await;
    }
    drop(guard);
    let text = log.0.lock().unwrap().clone();
    assert!(text.contains("a provider gave no answer"), "the log was listened to");
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
