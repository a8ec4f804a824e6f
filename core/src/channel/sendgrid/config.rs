//! How SendGrid is reached, and as whom.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::Groups;
use crate::channel::exchange::root;
use crate::channel::one_click;
use crate::error::{Error, ErrorKind, Fault, Result};
use crate::http::Tls;
use crate::lead::{EmailAddress, Fields};

/// How SendGrid is reached, and as whom. Nothing is read from the environment.
#[derive(Clone)]
#[non_exhaustive]
pub struct SendGridConfig {
    /// An API key that may send mail, as in `SG.…`.
    pub api_key: SecretString,
    /// Who sends: an address of a domain that SendGrid has verified.
    pub from: String,
    /// The sender's name, as in `Dana at Oak & Main`.
    pub from_name: Option<String>,
    /// Where answers go: an address of the host whose mail Inbound Parse reads. The sender's own unless told.
    pub reply_to: Option<String>,
    /// The subject of each mail, which must not mislead: 15 USC 7704(a)(2) (read 2026-11-22).
    pub subject: String,
    /// Which unsubscribe group a mail of which purpose is sent with.
    pub groups: Groups,
    /// The endpoint of [`one_click`], as in `https://oak.example/unsubscribe`: mail that the business begins
    /// then carries its headers. Gmail and Yahoo ask for them; without it such mail goes without.
    pub unsubscribe_url: Option<String>,
    /// The secret of those headers: 32 bytes or more, chosen at random.
    pub unsubscribe_secret: Option<SecretString>,
    /// Whether SendGrid learns who opens a mail.
    pub track_opens: bool,
    /// Whether SendGrid learns who follows which link, which it writes anew for that.
    pub track_clicks: bool,
    /// The most mails a second that one process sends; `None`, the default, is no limit.
    pub per_second: Option<f64>,
    /// How long to wait for an answer, and never past the permit's deadline: 10 seconds.
    pub timeout: Duration,
    /// The API's root; SendGrid's own unless told. `https://api.eu.sendgrid.com` is the one in the EU.
    pub base_url: String,
    /// Allows `http://` to another machine: mails, addresses and the key cross the network in the clear.
    pub allow_plain_http: bool,
}

impl SendGridConfig {
    /// The usual settings.
    pub fn new(
        api_key: impl Into<String>,
        from: impl Into<String>,
        subject: impl Into<String>,
    ) -> SendGridConfig {
        SendGridConfig {
            api_key: SecretString::from(api_key.into()),
            from: from.into(),
            from_name: None,
            reply_to: None,
            subject: subject.into(),
            groups: Groups::default(),
            unsubscribe_url: None,
            unsubscribe_secret: None,
            track_opens: false,
            track_clicks: false,
            per_second: None,
            timeout: Duration::from_secs(10),
            base_url: "https://api.sendgrid.com".to_owned(),
            allow_plain_http: false,
        }
    }

    /// Reads `api_key`, `from` and `subject`, and where they differ from the defaults `from_name`, `reply_to`, `groups`, `unsubscribe_url`,
    /// `unsubscribe_secret`, `track_opens`, `track_clicks`, `per_second` (0 is no limit), `timeout_seconds`, `base_url` and
    /// `allow_plain_http`.
    pub(crate) fn read(fields: &mut Fields) -> SendGridConfig {
        let mut required =
            |key, problem: &'static str| fields.required(key, problem, Fields::text).unwrap_or_default();
        let mut config = SendGridConfig::new(
            required("api_key", "missing: write an API key, as in SG.…"),
            required("from", "missing: write the address that sends, as in dana@example.com"),
            required("subject", "missing: write the subject of each mail"),
        );
        config.from_name = fields.text("from_name");
        config.reply_to = fields.text("reply_to");
        config.groups = fields.object("groups", Groups::read).unwrap_or_default();
        config.unsubscribe_url = fields.text("unsubscribe_url");
        config.unsubscribe_secret = fields.text("unsubscribe_secret").map(SecretString::from);
        config.track_opens = fields.flag("track_opens").unwrap_or_default();
        config.track_clicks = fields.flag("track_clicks").unwrap_or_default();
        config.per_second = fields.quantity("per_second").filter(|n| *n > 0.0);
        config.timeout = fields.seconds("timeout_seconds", 1..=60).unwrap_or(config.timeout);
        config.base_url = fields.text("base_url").unwrap_or(config.base_url);
        config.allow_plain_http = fields.flag("allow_plain_http").unwrap_or_default();
        if fields.is_sound() {
            for (setting, problem) in config.faults() {
                fields.fault(setting, problem);
            }
        }
        config
    }

    pub(super) fn check(&self) -> Result<()> {
        let faults: Vec<Fault> = self
            .faults()
            .into_iter()
            .map(|(path, problem)| Fault { path: path.to_owned(), problem: problem.to_owned() })
            .collect();
        if faults.is_empty() {
            return Ok(());
        }
        Err(Error::from_faults("the settings of SendGrid", faults).with_kind(ErrorKind::ConfigInvalid))
    }

    /// What is wrong, by setting and without a value.
    fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        let mut fault = |setting, problem| faults.push((setting, problem));
        let key = self.api_key.expose_secret();
        if key.is_empty() || !key.bytes().all(|b| b.is_ascii_graphic()) {
            fault(
                "api_key",
                "is empty, or holds a space, a line break or a letter that no key has; copy it again",
            );
        }
        if EmailAddress::new(&self.from).is_err() {
            fault("from", EmailAddress::PROBLEM);
        }
        if self.reply_to.as_deref().is_some_and(|address| EmailAddress::new(address).is_err()) {
            fault("reply_to", EmailAddress::PROBLEM);
        }
        let in_header = |text: &str| !text.trim().is_empty() && !text.chars().any(char::is_control);
        if self.from_name.as_deref().is_some_and(|name| !in_header(name)) {
            fault("from_name", "is empty, or holds a line break; leave it out for the bare address");
        }
        if !in_header(&self.subject) {
            fault("subject", "is empty, or holds a line break: write the subject of each mail");
        }
        if self.groups.is_ambiguous() {
            fault("groups", "one group stands for two purposes: give each a group of its own");
        }
        match (&self.unsubscribe_url, &self.unsubscribe_secret) {
            (Some(url), Some(secret)) => {
                if let Some(problem) = one_click::url_fault(url) {
                    fault("unsubscribe_url", problem);
                }
                if let Some(problem) = one_click::secret_fault(secret) {
                    fault("unsubscribe_secret", problem);
                }
            }
            (Some(_), None) => {
                fault("unsubscribe_secret", "missing beside `unsubscribe_url`: write its secret")
            }
            (None, Some(_)) => {
                fault("unsubscribe_url", "missing beside `unsubscribe_secret`: write the endpoint")
            }
            (None, None) => {}
        }
        if !self.per_second.is_none_or(|n| n.is_finite() && n > 0.0) {
            fault("per_second", "must be above 0");
        }
        if self.timeout.is_zero() || self.timeout > Duration::from_secs(60) {
            fault("timeout", "must be up to 60 seconds");
        }
        if let Err(problem) = self.tls() {
            fault("base_url", problem);
        }
        faults
    }

    /// How the root is reached.
    pub(super) fn tls(&self) -> Result<Tls, &'static str> {
        root(&self.base_url, self.allow_plain_http)
    }
}

impl fmt::Debug for SendGridConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendGridConfig")
            .field("api_key", &"[secret]")
            .field("groups", &self.groups)
            .field("per_second", &self.per_second)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
