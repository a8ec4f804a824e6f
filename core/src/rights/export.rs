//! Portability: a zip of JSON, its schema, CSV and the messages to read, written as it is read: a lead of any size.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tokio::sync::mpsc;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Recipient;
use super::access::{self, Access, Page, Pages};
use super::csv::Csv;
use crate::audit::Head;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{Account, LeadId};
use crate::store::{HeldEvent, HeldMessage, Right, Store};

/// What was exported. No personal data is in it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Exported {
    /// The lead.
    pub lead: LeadId,
    /// When.
    pub at: Timestamp,
    /// How many messages are in it.
    pub messages: u64,
    /// The file's length in bytes.
    pub bytes: u64,
    /// The audit trail's head with the export in it.
    pub audit_head: Head,
}

impl Exported {
    /// It as one JSON object.
    pub fn to_json(&self) -> String {
        serde_json::json!({
            "lead": self.lead, "at": self.at, "messages": self.messages, "bytes": self.bytes, "audit_head": self.audit_head,
        })
        .to_string()
    }
}

/// What the JSON of an export and of an access is.
const SCHEMA: &str = include_str!("lead.schema.json");

/// Writes the file whole or not at all, then closes the requests that it answers.
pub(crate) async fn export(
    store: &dyn Store,
    account: &Account,
    lead: LeadId,
    recipients: Vec<Recipient>,
    now: Timestamp,
    path: &Path,
) -> Result<Exported> {
    let head = access::head(store, account, lead, recipients, now).await?;
    let mut archive = Archive::create(path)?;
    let written = write(store, account, &head, &mut archive).await;
    let bytes = archive.close(written.is_ok()).await;
    // Where the file cannot be written, that is the error, and not that nobody takes its parts any more.
    let bytes = bytes?;
    let messages = written?;
    let rights = &[Right::Access, Right::Portability];
    let audit_head = store.handed_out(&account.id, lead, "rights.exported".into(), rights).await?;
    Ok(Exported { lead, at: now, messages, bytes, audit_head })
}

async fn write(store: &dyn Store, account: &Account, head: &Access, archive: &mut Archive) -> Result<u64> {
    archive.entry("lead.schema.json").await?;
    archive.add(SCHEMA.to_owned()).await?;
    archive.entry("lead.json").await?;
    let mut json = Json::begin(head);
    archive.add(json.take()).await?;
    let mut pages = Pages::START;
    while let Some(page) = pages.next(store, account, head).await? {
        match page {
            Page::Messages(page) => json.list("messages", page.iter().map(HeldMessage::expose)),
            Page::Consent(page) => json.list("consent", page.iter().map(HeldEvent::expose)),
            Page::Decisions(page) => json.list("decisions", page.iter().map(access::decision)),
        }
        archive.add(json.take()).await?;
    }
    json.end();
    archive.add(json.take()).await?;

    archive.entry("messages.txt").await?;
    let (mut pages, mut messages) = (Pages::START, 0);
    while let Some(Page::Messages(page)) = pages.next(store, account, head).await? {
        messages += page.len() as u64;
        archive.add(page.iter().map(readable).collect()).await?;
    }
    archive.entry("messages.csv").await?;
    let mut csv = Csv::begin(["at", "from", "channel", "conversation", "text"])?;
    let mut pages = Pages::START;
    while let Some(Page::Messages(page)) = pages.next(store, account, head).await? {
        for message in &page {
            let (at, conversation) = (message.at.to_string(), message.conversation.to_string());
            let (role, channel) = (message.role.as_str(), message.channel.as_str());
            csv.row([&at, role, channel, &conversation, message.text.expose()])?;
        }
        archive.add(csv.take()?).await?;
    }
    archive.add(csv.take()?).await?;
    archive.entry("consent.csv").await?;
    let mut csv = Csv::begin(["at", "what", "reach", "by", "rule", "words"])?;
    let mut pages = Pages::CONSENT;
    while let Some(Page::Consent(page)) = pages.next(store, account, head).await? {
        for event in &page {
            let value = event.expose();
            let said = |key: &str| match value.get(key) {
                Some(Value::String(text)) => text.clone(),
                None | Some(Value::Null) => String::new(),
                Some(other) => other.to_string(),
            };
            csv.row([
                &said("at"),
                &said("kind"),
                &said("scope"),
                &said("source"),
                &said("rule"),
                &said("words"),
            ])?;
        }
        archive.add(csv.take()?).await?;
    }
    archive.add(csv.take()?).await?;
    Ok(messages)
}

fn readable(message: &HeldMessage) -> String {
    let HeldMessage { at, role, channel, text, .. } = message;
    format!("{at} {} {}\n{}\n\n", channel.as_str(), role.as_str(), text.expose())
}

/// A JSON object whose lists are written piece by piece.
struct Json {
    text: String,
    /// The lists in their order, and how many have begun.
    begun: usize,
    is_first: bool,
}

impl Json {
    const LISTS: [&'static str; 3] = ["messages", "consent", "decisions"];

    fn begin(head: &Access) -> Json {
        let mut text = String::from("{");
        for (key, value) in head.expose_head() {
            text += &format!("\n{}: {value},", Value::String(key));
        }
        Json { text, begun: 0, is_first: true }
    }

    /// Goes on with a list; those before it are over.
    fn list(&mut self, name: &str, values: impl Iterator<Item = Value>) {
        let wanted = Json::LISTS.iter().position(|list| *list == name).map_or(0, |at| at + 1);
        self.open(wanted);
        for value in values {
            self.text += if self.is_first { "\n" } else { ",\n" };
            self.text += &value.to_string();
            self.is_first = false;
        }
    }

    fn open(&mut self, wanted: usize) {
        while self.begun < wanted {
            let end = if self.begun == 0 { "" } else { "\n]," };
            let name = Json::LISTS.get(self.begun).copied().unwrap_or_default();
            self.text += &format!("{end}\n\"{name}\": [");
            (self.begun, self.is_first) = (self.begun + 1, true);
        }
    }

    fn end(&mut self) {
        self.open(Json::LISTS.len());
        self.text += "\n]\n}\n";
    }

    fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

/// A zip that a thread of its own writes: a slow disk holds up nobody else's turn.
struct Archive {
    parts: mpsc::Sender<Part>,
    writer: tokio::task::JoinHandle<Result<u64>>,
}

enum Part {
    Entry(&'static str),
    Text(String),
    /// All is there. Without it, nothing is left behind.
    End,
}

impl Archive {
    fn create(path: &Path) -> Result<Archive> {
        let unfinished = Unfinished::create(path)?;
        // Few parts wait: memory stays bounded.
        let (parts, taken) = mpsc::channel(2);
        let writer = tokio::task::spawn_blocking(move || unfinished.write(taken));
        Ok(Archive { parts, writer })
    }

    async fn entry(&mut self, name: &'static str) -> Result<()> {
        self.send(Part::Entry(name)).await
    }

    async fn add(&mut self, text: String) -> Result<()> {
        if text.is_empty() { Ok(()) } else { self.send(Part::Text(text)).await }
    }

    async fn send(&mut self, part: Part) -> Result<()> {
        self.parts.send(part).await.map_err(|_| unwritten())
    }

    /// Finishes the file, or takes it away; its length in bytes.
    async fn close(mut self, whole: bool) -> Result<u64> {
        if whole {
            // Its error is the writer's.
            let _ = self.send(Part::End).await;
        }
        drop(self.parts);
        let written = self.writer.await.unwrap_or_else(|_| Err(unwritten()));
        if whole { written } else { Ok(written.unwrap_or_default()) }
    }
}

/// A file under another name until it is whole; dropped before that, it is gone.
struct Unfinished {
    path: PathBuf,
    part: PathBuf,
    file: Option<File>,
}

impl Unfinished {
    fn create(path: &Path) -> Result<Unfinished> {
        if path.exists() {
            return Err(Error::new(ErrorKind::InputInvalid, "there is a file of this name: name another"));
        }
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&part).map_err(|_| {
            Error::new(ErrorKind::InputInvalid, "the file cannot be made: name one in a folder that is there")
        })?;
        Ok(Unfinished { path: path.to_owned(), part, file: Some(file) })
    }

    fn write(mut self, mut parts: mpsc::Receiver<Part>) -> Result<u64> {
        let Some(file) = self.file.take() else { return Err(unwritten()) };
        let mut zip = ZipWriter::new(Lasting { file: BufWriter::new(file), failed: false });
        // Its words say where: four gigabytes are not too many.
        let options = SimpleFileOptions::default().large_file(true);
        while let Some(part) = parts.blocking_recv() {
            match part {
                Part::Entry(name) => zip.start_file(name, options).map_err(|_| unwritten())?,
                Part::Text(text) => zip.write_all(text.as_bytes()).map_err(|_| unwritten())?,
                Part::End => {
                    let file =
                        zip.finish().map_err(|_| unwritten())?.file.into_inner().map_err(|_| unwritten())?;
                    file.sync_all().map_err(|_| unwritten())?;
                    let bytes = file.metadata().map_err(|_| unwritten())?.len();
                    std::fs::rename(&self.part, &self.path).map_err(|_| unwritten())?;
                    return Ok(bytes);
                }
            }
        }
        Err(unwritten())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After the rename there is nothing of this name.
        let _ = std::fs::remove_file(&self.part);
    }
}

/// Fails once. A `ZipWriter` that is dropped writes its end, and prints where it cannot; the library prints nothing.
struct Lasting<W> {
    file: W,
    failed: bool,
}

impl<W> Lasting<W> {
    fn once<T>(&mut self, pretended: T, done: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if self.failed {
            return Ok(pretended);
        }
        let done = done(&mut self.file);
        self.failed = done.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        done
    }
}

impl<W: Write> Write for Lasting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.once(bytes.len(), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.once((), W::flush)
    }
}

impl<W: Seek> Seek for Lasting<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.once(0, |file| file.seek(to))
    }
}

fn unwritten() -> Error {
    Error::new(ErrorKind::Unavailable, "the file cannot be written: make room on the disk, then export again")
}

#[cfg(test)]
mod tests;
