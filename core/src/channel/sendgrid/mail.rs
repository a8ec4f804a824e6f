//! A mail as a message: who says they wrote it, the words, what a machine wrote.

use mail_parser::{Address, Header, HeaderName, Message, MessageParser, MimeHeaders};
use ring::digest;

use super::sender::Checks;
use crate::channel::{Attachment, Incoming, Received};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{Channel, EmailAddress, Inbound, Pii};

/// What is read of a mail.
pub(super) struct Mail {
    id: Option<String>,
    /// Who says that they wrote it, and whether nobody else does in the same breath.
    from: Option<(String, bool)>,
    subject: Option<String>,
    words: String,
    attachments: Vec<Attachment>,
    automatic: bool,
    date: String,
}

/// A mail as it came.
pub(super) fn raw(raw: &[u8]) -> Result<Mail> {
    let mail = MessageParser::default().parse(raw).ok_or_else(unreadable)?;
    let bodies = (0..mail.text_body_count()).filter_map(|at| mail.body_text(at));
    let words = bodies.collect::<Vec<_>>().join("\n");
    let attachments = mail.attachments().map(|part| Attachment {
        name: part.attachment_name().map(Pii::from),
        content_type: part.content_type().map(media_type).unwrap_or_default(),
        bytes: u64::try_from(part.contents().len()).unwrap_or(u64::MAX),
    });
    let attachments = attachments.collect();
    Ok(Mail { words, attachments, ..Mail::of_head(&mail) })
}

/// A mail that SendGrid has taken apart.
pub(super) fn of_parts(
    head: &[u8],
    subject: Option<String>,
    words: String,
    attachments: Vec<Attachment>,
) -> Result<Mail> {
    let head = MessageParser::default().parse_headers(head).ok_or_else(unreadable)?;
    let mail = Mail::of_head(&head);
    Ok(Mail { subject: subject.or(mail.subject), words, attachments, ..mail })
}

impl Mail {
    fn of_head(head: &Message<'_>) -> Mail {
        Mail {
            id: head.message_id().map(str::to_owned).filter(|id| !id.is_empty()),
            from: sender(head),
            subject: head.subject().map(str::to_owned),
            words: String::new(),
            attachments: Vec::new(),
            automatic: is_automatic(head),
            date: head.header_raw(HeaderName::Date).unwrap_or_default().trim().to_owned(),
        }
    }

    /// The message that it is.
    pub(super) fn incoming(self, checks: &Checks<'_>, to: String) -> Result<Incoming> {
        let (from, alone) = self.from.clone().ok_or_else(nobody)?;
        let words = self.said();
        let mut inbound = Inbound::new(&self.id(&from, &words), Channel::Email, &from, &words)?;
        inbound.unverified = !(alone && checks.vouch_for(&from));
        inbound.automatic = self.automatic || checks.is_bounce();
        let subject = self.subject.filter(|subject| !subject.trim().is_empty()).map(Pii::new);
        let received = Received { subject, attachments: self.attachments, ..Received::new(inbound, to) };
        Ok(Incoming::Message(Box::new(received)))
    }

    /// By what the mail is known again: its Message-ID, or what it consists of.
    fn id(&self, from: &str, words: &str) -> String {
        let subject = self.subject.as_deref().unwrap_or_default();
        let parts = match &self.id {
            Some(id) if id.len() <= 128 => return id.clone(),
            Some(id) => vec![id.as_str()],
            None => vec![from, &self.date, subject, words],
        };
        let mut hash = digest::Context::new(&digest::SHA256);
        for part in parts {
            hash.update(part.as_bytes());
            hash.update(&[0]);
        }
        format!("sha256-{}", hex::encode(hash.finish()))
    }

    /// The words, with the subject before them unless it is one that a mail program repeats.
    fn said(&self) -> String {
        let words = self.words.trim();
        let subject = self.subject.as_deref().map(str::trim).unwrap_or_default();
        let said = match (subject.is_empty() || is_repeated(subject), words.is_empty()) {
            (true, _) => words.to_owned(),
            (false, true) => subject.to_owned(),
            (false, false) => format!("{subject}\n\n{words}"),
        };
        shortened(said)
    }
}

/// A text as long as a message may be: of a longer one quoted lines go first, and then its end.
fn shortened(text: String) -> String {
    let most = Inbound::MAX_TEXT;
    if text.len() <= most {
        return text;
    }
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('>'));
    let mut text = lines.collect::<Vec<_>>().join("\n");
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    text
}

/// Whether a subject is that of the mail which this one answers or forwards.
fn is_repeated(subject: &str) -> bool {
    const MARKS: &[&str] =
        &["re", "fw", "fwd", "aw", "wg", "antw", "sv", "vs", "rv", "res", "enc", "tr", "rif", "r"];
    let Some((mark, _)) = subject.split_once(':') else { return false };
    // Some count, as in `Re[2]:`.
    let mark = mark.trim().split('[').next().unwrap_or_default().to_lowercase();
    MARKS.contains(&mark.as_str())
}

/// The first address of the From, and whether there is one alone.
fn sender(head: &Message<'_>) -> Option<(String, bool)> {
    let froms: Vec<&Header<'_>> =
        head.headers().iter().filter(|header| header.name == HeaderName::From).collect();
    let named: Vec<&str> = froms
        .iter()
        .filter_map(|header| header.value.as_address())
        .flat_map(Address::iter)
        .filter_map(|one| one.address.as_deref())
        .collect();
    let first = named.iter().find_map(|address| EmailAddress::new(address.trim()).ok())?;
    Some((first.expose().to_owned(), froms.len() == 1 && named.len() == 1))
}

/// Whether a machine wrote the mail: RFC 3834 section 5 (not re-read), and what programs did before it. A list's mark is none, for a business's own
/// list may hand leads on.
fn is_automatic(head: &Message<'_>) -> bool {
    let value = |name: &'static str| {
        let raw = head.header_raw(name)?;
        let word = raw.trim().split([';', '(', ' ', '\t']).next().unwrap_or_default();
        Some(word.to_ascii_lowercase())
    };
    let submitted = value("Auto-Submitted").is_some_and(|how| how != "no");
    let bulk = value("Precedence").is_some_and(|how| matches!(&*how, "bulk" | "junk" | "auto_reply"));
    let answered = ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response"];
    let bounced =
        value("Return-Path").is_some_and(|path| path == "<>") || value("X-Failed-Recipients").is_some();
    let report = head.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("report"))
    });
    let daemon = sender(head).is_some_and(|(from, _)| from.starts_with("mailer-daemon@"));
    submitted || bulk || bounced || report || daemon || answered.iter().any(|name| value(name).is_some())
}

fn media_type(kind: &mail_parser::ContentType<'_>) -> String {
    match kind.subtype() {
        Some(sub) => format!("{}/{sub}", kind.ctype()).to_ascii_lowercase(),
        None => kind.ctype().to_ascii_lowercase(),
    }
}

fn nobody() -> Error {
    Error::new(
        ErrorKind::InputInvalid,
        "the mail has no sender that can be answered: acknowledge it, for it would come again the same",
    )
}

fn unreadable() -> Error {
    Error::new(
        ErrorKind::InputInvalid,
        "the mail in the form has no headers: acknowledge it, for it would come again the same",
    )
}
