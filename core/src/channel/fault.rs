//! What goes wrong between a vendor and us.

use crate::error::{ErrorKind, Retry, RoomError, Safe};

/// An error of this room; what it says comes from our own lists, never from the vendor's words.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct ChannelError {
    kind: ErrorKind,
    message: Safe,
    retry: Option<Retry>,
    request_id: Option<String>,
}

impl ChannelError {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Safe>) -> ChannelError {
        ChannelError { kind, message: message.into(), retry: None, request_id: None }
    }

    pub(crate) fn with_retry(mut self, retry: Retry) -> ChannelError {
        self.retry = Some(retry);
        self
    }

    /// The vendor's id of the request, if it looks like one.
    pub(crate) fn with_request_id(mut self, id: Option<&str>) -> ChannelError {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        self.request_id =
            id.filter(|id| (1..=64).contains(&id.len()) && id.bytes().all(plain)).map(str::to_owned);
        self
    }
}

impl RoomError for ChannelError {
    fn kind(&self) -> ErrorKind {
        self.kind
    }

    fn retry(&self) -> Retry {
        self.retry.unwrap_or_else(|| self.kind.default_retry())
    }

    fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}
