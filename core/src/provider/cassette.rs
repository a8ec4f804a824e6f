//! Records what models were asked and said, and plays it back: JSON Lines of what was already redacted.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::{StreamExt, stream};
use serde_json::{Map, Value, json};

use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::provider::{ByteStream, Provider, ProviderError, ProviderFault, Transport, WireReply};
use crate::redact::Outbound;

/// Of an answer's headers those that say what it is, and of which request.
const HEADERS: [&str; 6] =
    ["content-type", "x-request-id", "request-id", "apim-request-id", "retry-after", "retry-after-ms"];

/// A file of requests and answers. It holds no key and no identifier that closr knows or finds, but for what a model
/// makes up: the requests are as they were cleared.
///
/// A line is `{"target", "path", "request", "status", "headers", "body"}`. Played back, each request must be one that stands
/// there and was not played yet, whatever the order; nobody is asked.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("buyer.jsonl");
/// use closr::provider::{Cassette, Provider, Script};
///
/// let provider = Provider::scripted(Script::answers(["Yes."])).with_cassette(&Cassette::record(&path)?);
/// // … ask, and then:
/// let provider = Provider::scripted(Script::new([])).with_cassette(&Cassette::replay(&path)?);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Cassette(Arc<Tape>);

enum Tape {
    Record(Mutex<File>),
    Replay(Mutex<Vec<Line>>),
}

/// A line that can be played back.
struct Line {
    number: usize,
    asked: Asked,
    reply: WireReply,
    played: bool,
}

/// What is asked, as two requests are compared.
#[derive(Clone, PartialEq)]
struct Asked {
    target: String,
    path: String,
    request: Value,
}

impl Cassette {
    /// Records into a file that is not there yet.
    ///
    /// # Errors
    /// `ConfigInvalid` where it is there, or cannot be made.
    pub fn record(path: impl AsRef<Path>) -> Result<Cassette> {
        let problem = "the cassette cannot be made: its folder must be there, and a file of its name not yet";
        let file = File::create_new(path).map_err(|_| Error::new(ErrorKind::ConfigInvalid, problem))?;
        Ok(Cassette(Arc::new(Tape::Record(Mutex::new(file)))))
    }

    /// Plays a file back.
    ///
    /// # Errors
    /// `ConfigInvalid` where it cannot be read; the message names the line.
    pub fn replay(path: impl AsRef<Path>) -> Result<Cassette> {
        let unread = |_| Error::new(ErrorKind::ConfigInvalid, "the cassette's file cannot be read as text");
        let text = std::fs::read_to_string(path).map_err(unread)?;
        let mut lines = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = || {
                let problem = safe!("line {} of the cassette is not as one was recorded", at + 1);
                Error::new(ErrorKind::ConfigInvalid, problem)
            };
            lines.push(Line::read(at + 1, line).ok_or_else(wrong)?);
        }
        Ok(Cassette(Arc::new(Tape::Replay(Mutex::new(lines)))))
    }

    /// A transport that records what another carries, or plays back in its stead.
    pub(super) fn over(&self, target: &'static str, inner: Arc<dyn Transport>) -> Arc<dyn Transport> {
        Arc::new(Deck { target, inner, cassette: self.clone() })
    }
}

impl Provider {
    /// The same provider, recorded, or played back without asking anybody.
    #[must_use]
    pub fn with_cassette(self, cassette: &Cassette) -> Provider {
        self.map_targets(|target| target.on(cassette))
    }
}

impl fmt::Debug for Cassette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &*self.0 {
            Tape::Record(_) => "Cassette(recording)",
            Tape::Replay(_) => "Cassette(replaying)",
        })
    }
}

impl Line {
    fn read(number: usize, line: &str) -> Option<Line> {
        let mut root: Map<String, Value> = serde_json::from_str(line).ok()?;
        let mut words = |name: &str| match root.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let (target, path, body) = (words("target")?, words("path")?, words("body")?);
        let status = u16::try_from(root.get("status")?.as_u64()?).ok()?;
        let headers: BTreeMap<String, String> = serde_json::from_value(root.remove("headers")?).ok()?;
        let asked = Asked { target, path, request: root.remove("request")? };
        let reply = WireReply::new(status, headers.into_iter().collect(), body.into_bytes());
        Some(Line { number, asked, reply, played: false })
    }
}

impl Asked {
    fn of(target: &str, outbound: &Outbound) -> Asked {
        let (target, path) = (target.to_owned(), outbound.path().to_owned());
        Asked { target, path, request: serde_json::from_slice(outbound.body()).unwrap_or_default() }
    }

    fn written(&self, reply: &WireReply) -> Vec<u8> {
        let headers: Map<String, Value> = HEADERS
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), Value::from(reply.header(name)?))))
            .collect();
        let body = String::from_utf8_lossy(&reply.body);
        let mut line = json!({
            "target": self.target, "path": self.path, "request": self.request,
            "status": reply.status, "headers": headers, "body": body,
        })
        .to_string();
        line.push('\n');
        line.into_bytes()
    }
}

/// One target's transport with a cassette in it.
struct Deck {
    target: &'static str,
    inner: Arc<dyn Transport>,
    cassette: Cassette,
}

impl Deck {
    /// The answer that stands on a line with this request.
    fn played(&self, lines: &Mutex<Vec<Line>>, outbound: &Outbound) -> Result<WireReply, ProviderError> {
        let asked = Asked::of(self.target, outbound);
        let mut lines = lock(lines);
        if let Some(line) = lines.iter_mut().find(|line| !line.played && line.asked == asked) {
            line.played = true;
            return Ok(line.reply.clone());
        }
        let left = || lines.iter().filter(|line| !line.played);
        let alike = left().find(|line| line.asked.target == asked.target && line.asked.path == asked.path);
        let detail = match alike.or_else(|| left().next()) {
            None => "the cassette has no request left to play: record it again".into(),
            Some(line) => {
                let place = difference(&line.asked, &asked);
                safe!("the cassette has no such request; from line {} it differs {}", line.number, place)
            }
        };
        Err(ProviderError::new(ProviderFault::BadRequest).with_detail(detail))
    }
}

/// Writes what was asked and said, in one piece.
fn keep(file: &Mutex<File>, asked: &Asked, reply: &WireReply) -> Result<(), ProviderError> {
    let full = "the cassette cannot be written: is the disk full?";
    let written = lock(file).write_all(&asked.written(reply));
    written.map_err(|_| ProviderError::new(ProviderFault::BadRequest).with_detail(full))
}

#[async_trait::async_trait]
impl Transport for Deck {
    async fn send(&self, outbound: &Outbound, limit: Duration) -> Result<WireReply, ProviderError> {
        match &*self.cassette.0 {
            Tape::Replay(lines) => self.played(lines, outbound),
            Tape::Record(file) => {
                let reply = self.inner.send(outbound, limit).await?;
                keep(file, &Asked::of(self.target, outbound), &reply)?;
                Ok(reply)
            }
        }
    }

    async fn open(&self, outbound: &Outbound, limit: Duration) -> Result<ByteStream, ProviderError> {
        match &*self.cassette.0 {
            Tape::Replay(lines) => {
                let WireReply { status, headers, body } = self.played(lines, outbound)?;
                Ok(ByteStream::new(status, headers, stream::iter([Ok(body)])))
            }
            Tape::Record(_) => {
                let ByteStream { status, headers, mut body } = self.inner.open(outbound, limit).await?;
                let mut heard = Heard {
                    cassette: self.cassette.clone(),
                    asked: Asked::of(self.target, outbound),
                    reply: WireReply::new(status, headers.clone(), Vec::new()),
                };
                let body = async_stream::stream! {
                    while let Some(piece) = body.next().await {
                        if let Ok(piece) = &piece {
                            heard.reply.body.extend_from_slice(piece);
                        }
                        yield piece;
                    }
                };
                Ok(ByteStream::new(status, headers, body))
            }
        }
    }
}

/// What was heard of a streamed answer, kept when nobody listens any more.
struct Heard {
    cassette: Cassette,
    asked: Asked,
    reply: WireReply,
}

impl Drop for Heard {
    fn drop(&mut self) {
        if let Tape::Record(file) = &*self.cassette.0 {
            // Whoever listened has the answer: a line that could not be written is missed when it is played back.
            let _ = keep(file, &self.asked, &self.reply);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where two requests differ first: keys and numbers, no words.
fn difference(there: &Asked, here: &Asked) -> Safe {
    if there.target != here.target {
        return "in who is asked: record it again".into();
    }
    if there.path != here.path {
        return "in its path, as by another model or way to answer: record it again".into();
    }
    let mut place = String::from("at ");
    let what = first(&there.request, &here.request, &mut place);
    place.push_str(what.as_str());
    Safe::assembled(place)
}

/// Goes down to the first difference, adding to `place` where it is.
fn first(there: &Value, here: &Value, place: &mut String) -> Safe {
    match (there, here) {
        (Value::Object(there), Value::Object(here)) => {
            for (key, value) in there {
                match here.get(key) {
                    Some(other) if other == value => {}
                    Some(other) => {
                        place.push_str(&format!("/{}", Safe::key(key)));
                        return first(value, other, place);
                    }
                    None => return safe!(": `{}` is missing now", Safe::key(key)),
                }
            }
            let new = here.keys().find(|key| !there.contains_key(*key));
            new.map_or_else(|| "".into(), |key| safe!(": `{}` is new", Safe::key(key)))
        }
        (Value::Array(there), Value::Array(here)) => {
            let pair = there.iter().zip(here).enumerate().find(|(_, (there, here))| there != here);
            match pair {
                Some((at, (there, here))) => {
                    place.push_str(&format!("/{at}"));
                    first(there, here, place)
                }
                None => safe!(": {} entries then, {} now", there.len(), here.len()),
            }
        }
        (Value::String(there), Value::String(here)) => {
            let same = there.chars().zip(here.chars()).take_while(|(there, here)| there == here).count();
            safe!(", from character {}", same + 1)
        }
        _ => ": another value".into(),
    }
}
