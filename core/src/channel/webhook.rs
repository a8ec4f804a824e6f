//! A webhook as it came in: nothing of it is believed yet.

use std::borrow::Cow;
use std::fmt;

/// A request of a vendor's, before it is verified.
///
/// The body must be the raw bytes: what a framework has parsed and written anew does not verify.
pub struct Webhook<'a> {
    url: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
}

impl<'a> Webhook<'a> {
    /// `url` is the one that the vendor called, with scheme, host, path and query: behind a proxy that is not the one that the
    /// process sees. Headers may be in any case.
    pub fn new(
        url: &'a str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
        body: &'a [u8],
    ) -> Webhook<'a> {
        Webhook { url, headers: headers.into_iter().collect(), body }
    }

    pub(super) fn url(&self) -> &'a str {
        self.url
    }

    pub(super) fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The header's first value.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The value of a parameter in the URL's query.
    pub(super) fn query(&self, name: &str) -> Option<Cow<'a, str>> {
        let (_, query) = self.url.split_once('?')?;
        let query = query.split('#').next().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Whether the body is a form; one without a content type is taken for it.
    pub(super) fn is_form(&self) -> bool {
        self.header("content-type").is_none_or(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
    }

    /// The fields of the form in the body, as they stand.
    pub(super) fn form(&self) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        form_urlencoded::parse(self.body).collect()
    }
}

impl fmt::Debug for Webhook<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}
