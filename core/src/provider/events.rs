//! A streamed answer, event by event, whichever protocol the events are of.

use crate::provider::answer::Said;
use crate::provider::sse::{Event, SseDecoder};
use crate::provider::{Completion, ProviderError, ProviderFault, StreamDecoder};

/// One protocol's events.
pub(super) trait Events: Default + Send {
    /// Takes one event and gives the text in it.
    fn take(&mut self, event: &Event) -> Result<Option<String>, ProviderError>;

    /// Whether the protocol's terminal marker was seen.
    fn is_done(&self) -> bool;

    /// What was said until then.
    fn said(self) -> Said;
}

/// Decodes one stream of events. Text that came before what went wrong in the same bytes is given first, wherever the
/// bytes are split.
#[derive(Default)]
pub(super) struct EventStream<E> {
    sse: SseDecoder,
    events: E,
    failed: Option<ProviderError>,
}

impl<E: Events> StreamDecoder for EventStream<E> {
    fn feed(&mut self, bytes: &[u8]) -> Result<Vec<String>, ProviderError> {
        let mut texts = Vec::new();
        if self.is_done() {
            return Ok(texts);
        }
        let mut events = Vec::new();
        let mut end = self.sse.feed(bytes, &mut events);
        for event in events {
            if self.events.is_done() {
                break;
            }
            match self.events.take(&event) {
                Ok(text) => texts.extend(text.filter(|text| !text.is_empty())),
                Err(error) => {
                    end = Err(error);
                    break;
                }
            }
        }
        match end {
            Err(error) if texts.is_empty() => Err(error),
            Err(error) => {
                self.failed = Some(error);
                Ok(texts)
            }
            Ok(()) => Ok(texts),
        }
    }

    fn is_done(&self) -> bool {
        self.events.is_done() || self.failed.is_some()
    }

    fn finish(mut self: Box<Self>) -> Result<Completion, ProviderError> {
        let incomplete = || ProviderError::new(ProviderFault::Incomplete);
        if let Some(error) = self.failed {
            return Err(error);
        }
        if !self.events.is_done() {
            // The marker may stand at the very end, without its line end. Text there is too late to be given.
            if let Some(event) = self.sse.finish()? {
                let text = self.events.take(&event).map_err(|_| incomplete())?;
                if text.is_some_and(|text| !text.is_empty()) {
                    return Err(incomplete());
                }
            }
        }
        if !self.events.is_done() {
            return Err(incomplete());
        }
        self.events.said().judge()
    }
}
