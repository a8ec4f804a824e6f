//! The only IO of this room.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use futures::Stream;

use crate::provider::ProviderError;
use crate::redact::Outbound;

/// The most bytes of one answer that are read.
pub const MAX_REPLY_BYTES: usize = 4 * 1024 * 1024;

/// Carries a request to a provider and its answer back.
///
/// # Contract
/// One call is at most one request: no retries, no redirects, no other host than the one it was made for. The
/// body goes out as it is in the [`Outbound`], byte for byte. An answer with an error status is an `Ok`: the
/// adapter reads it. The caller drops the future when `limit` is over, and the stream when it has waited long
/// enough; dropping either ends the connection. `limit` is given for transports that cannot be dropped. Errors hold nothing of the request,
/// the answer, the address or the key; `Connect` and `Timeout(Connect)` are `Safe` only when nothing was sent.
#[async_trait::async_trait]
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and reads the whole answer, at most [`MAX_REPLY_BYTES`] of it.
    ///
    /// # Errors
    /// What kept the answer from arriving.
    async fn send(&self, outbound: &Outbound, limit: Duration) -> Result<WireReply, ProviderError>;

    /// Sends a request and gives the answer as soon as its head has arrived.
    ///
    /// # Errors
    /// What kept the answer from beginning.
    async fn open(&self, outbound: &Outbound, limit: Duration) -> Result<ByteStream, ProviderError>;
}

/// An answer as it came over the wire.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WireReply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl WireReply {
    /// An answer.
    pub fn new(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> WireReply {
        WireReply { status, headers, body }
    }

    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

impl fmt::Debug for WireReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WireReply")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// An answer whose head has arrived and whose body is still coming.
#[non_exhaustive]
pub struct ByteStream {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body, in pieces split anywhere. Dropping it ends the connection.
    pub body: Pin<Box<dyn Stream<Item = Result<Vec<u8>, ProviderError>> + Send>>,
}

impl ByteStream {
    /// An answer with a body to come.
    pub fn new(
        status: u16,
        headers: Vec<(String, String)>,
        body: impl Stream<Item = Result<Vec<u8>, ProviderError>> + Send + 'static,
    ) -> ByteStream {
        ByteStream { status, headers, body: Box::pin(body) }
    }

    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("status", &self.status).finish_non_exhaustive()
    }
}

pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The provider's id of a request, under the names that providers use.
pub(super) fn request_id(headers: &[(String, String)]) -> Option<String> {
    ["x-request-id", "request-id", "apim-request-id"]
        .iter()
        .find_map(|name| header(headers, name))
        .and_then(super::fault::request_id)
}
