//! How Twilio is reached, and as whom.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::channel::exchange::root;
use crate::error::{Error, ErrorKind, Fault, Result};
use crate::http::Tls;
use crate::lead::Fields;

/// How Twilio is reached, and as whom. Nothing is read from the environment.
#[derive(Clone)]
#[non_exhaustive]
pub struct TwilioConfig {
    /// The account, as in `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// The account's auth token, or the secret of `api_key_sid`.
    pub auth_token: SecretString,
    /// An API key, as in `SK` and 32 digits, to send with in the auth token's stead. Webhooks are signed by the auth token all the same.
    pub api_key_sid: Option<String>,
    /// Who sends: a number, as in `+15125550100`, a messaging service (`MG` and 32 digits), or an RCS sender.
    pub from: String,
    /// Where Twilio is to tell what became of each message. The outbound's id is added to its query. Without it a message whose answer was
    /// lost stays unknown.
    pub status_callback: Option<String>,
    /// The most messages a second that one process sends; 1 unless told, which is what a long code may. `None` is no limit.
    pub per_second: Option<f64>,
    /// How long to wait for an answer, and never past the permit's deadline: 10 seconds.
    pub timeout: Duration,
    /// The API's root; Twilio's own unless told.
    pub base_url: String,
    /// Allows `http://` to another machine: texts, numbers and the token cross the network in the clear.
    pub allow_plain_http: bool,
}

impl TwilioConfig {
    /// The usual settings.
    pub fn new(
        account_sid: impl Into<String>,
        auth_token: impl Into<String>,
        from: impl Into<String>,
    ) -> TwilioConfig {
        TwilioConfig {
            account_sid: account_sid.into(),
            auth_token: SecretString::from(auth_token.into()),
            api_key_sid: None,
            from: from.into(),
            status_callback: None,
            per_second: Some(1.0),
            timeout: Duration::from_secs(10),
            base_url: "https://api.twilio.com".to_owned(),
            allow_plain_http: false,
        }
    }

    /// Reads `account_sid`, `auth_token` and `from`, and where they differ from the defaults `api_key_sid`, `status_callback`,
    /// `per_second` (0 is no limit), `timeout_seconds`, `base_url` and `allow_plain_http`.
    pub(crate) fn read(fields: &mut Fields) -> TwilioConfig {
        let mut config = TwilioConfig::new(
            fields
                .required("account_sid", "missing: write the account's SID, as in AC…", Fields::text)
                .unwrap_or_default(),
            fields
                .required("auth_token", "missing: write the account's auth token", Fields::text)
                .unwrap_or_default(),
            fields
                .required(
                    "from",
                    "missing: write a number, as in +15125550100, or a messaging service's SID",
                    Fields::text,
                )
                .unwrap_or_default(),
        );
        config.api_key_sid = fields.text("api_key_sid");
        config.status_callback = fields.text("status_callback");
        if let Some(per_second) = fields.quantity("per_second") {
            config.per_second = (per_second > 0.0).then_some(per_second);
        }
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
        Err(Error::from_faults("the settings of Twilio", faults).with_kind(ErrorKind::ConfigInvalid))
    }

    /// What is wrong, by setting and without a value.
    fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        let mut fault = |setting, problem| faults.push((setting, problem));
        if !is_sid(&self.account_sid, "AC") {
            fault("account_sid", "not an account's SID: AC and 32 hexadecimal digits");
        }
        if self.api_key_sid.as_deref().is_some_and(|sid| !is_sid(sid, "SK")) {
            fault("api_key_sid", "not an API key's SID: SK and 32 hexadecimal digits");
        }
        let token = self.auth_token.expose_secret();
        if token.is_empty() || !token.bytes().all(|b| b.is_ascii_graphic()) {
            fault(
                "auth_token",
                "is empty, or holds a space, a line break or a letter that no token has; copy it again",
            );
        }
        if self.from.is_empty() || !self.from.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
            fault("from", "not a sender: write a number, as in +15125550100, or a messaging service's SID");
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
        let callback = self.status_callback.as_deref().map(reqwest::Url::parse);
        let is_callback =
            |url: &reqwest::Url| matches!(url.scheme(), "http" | "https") && url.fragment().is_none();
        if callback.is_some_and(|url| !url.is_ok_and(|url| is_callback(&url))) {
            fault("status_callback", "not a URL that Twilio can call: write https://…, without a `#`");
        }
        faults
    }

    /// How the root is reached.
    pub(super) fn tls(&self) -> Result<Tls, &'static str> {
        root(&self.base_url, self.allow_plain_http)
    }

    /// Whether the sender is a messaging service, which chooses the number.
    pub(super) fn is_service(&self) -> bool {
        is_sid(&self.from, "MG")
    }
}

fn is_sid(text: &str, kind: &str) -> bool {
    text.strip_prefix(kind)
        .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
}

impl fmt::Debug for TwilioConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioConfig")
            .field("account_sid", &self.account_sid)
            .field("auth_token", &"[secret]")
            .field("per_second", &self.per_second)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
