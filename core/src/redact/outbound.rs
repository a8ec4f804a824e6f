//! The only form in which bytes leave for a provider.

use std::fmt;

/// A request as an adapter encoded it. Nothing sends it: [`Subject::clear`](super::Subject::clear) must scan it first.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wire {
    /// The path below the provider's base URL, as in `/chat/completions`.
    pub path: String,
    /// Headers, without credentials: the transport adds those.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Wire {
    /// A request without headers.
    pub fn new(path: impl Into<String>, body: Vec<u8>) -> Wire {
        Wire { path: path.into(), headers: Vec::new(), body }
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire")
            .field("path", &self.path)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A request whose every byte was scanned and found free of identifiers. A transport takes nothing else.
pub struct Outbound(Wire);

impl Outbound {
    pub(super) fn vouch(wire: Wire) -> Outbound {
        Outbound(wire)
    }

    /// Unscanned bytes, for tests of what carries them.
    #[cfg(test)]
    pub(crate) fn for_test(wire: Wire) -> Outbound {
        Outbound(wire)
    }

    /// The path below the provider's base URL.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The headers, without credentials.
    pub fn headers(&self) -> &[(String, String)] {
        &self.0.headers
    }

    /// The body, to be sent as it is.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound")
            .field("path", &self.0.path)
            .field("bytes", &self.0.body.len())
            .finish_non_exhaustive()
    }
}
