//! Server-sent events out of bytes split anywhere, without IO.
//!
//! It follows the WHATWG HTML standard, section 9.2.6, but for two things: bytes that are not UTF-8 are an
//! error, not a replacement character in somebody's reply, and an event at the very end counts without its
//! blank line, which some servers leave out after their last.

use crate::provider::{ProviderError, ProviderFault};

/// The longest event that is read.
const MAX_EVENT_BYTES: usize = 1024 * 1024;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    /// The `event` field; empty if there is none.
    pub(super) name: String,
    /// The `data` fields, joined with line feeds.
    pub(super) data: String,
}

/// Splits bytes into events.
#[derive(Debug, Default)]
pub(super) struct SseDecoder {
    line: Vec<u8>,
    event: Event,
    has_data: bool,
    /// The last byte was a carriage return: a line feed right after it is part of the same line end.
    after_cr: bool,
    /// A byte order mark can only stand before the first line.
    past_first_line: bool,
}

impl SseDecoder {
    /// Takes the next bytes and adds the events that they complete, those before an error too.
    pub(super) fn feed(&mut self, bytes: &[u8], events: &mut Vec<Event>) -> Result<(), ProviderError> {
        for &byte in bytes {
            let follows_cr = std::mem::replace(&mut self.after_cr, byte == b'\r');
            match byte {
                b'\n' if follows_cr => {}
                b'\n' | b'\r' => events.extend(self.end_line()?),
                _ => {
                    if self.line.len() + self.event.data.len() >= MAX_EVENT_BYTES {
                        return Err(ProviderError::new(ProviderFault::TooLarge));
                    }
                    self.line.push(byte);
                }
            }
        }
        Ok(())
    }

    /// The event that the end of the bytes left open.
    pub(super) fn finish(mut self) -> Result<Option<Event>, ProviderError> {
        if !self.line.is_empty() {
            self.end_line()?;
        }
        Ok(self.dispatch())
    }

    fn end_line(&mut self) -> Result<Option<Event>, ProviderError> {
        let bytes = std::mem::take(&mut self.line);
        let line = std::str::from_utf8(&bytes).map_err(|_| ProviderError::new(ProviderFault::Malformed))?;
        let first = !std::mem::replace(&mut self.past_first_line, true);
        let line = if first { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        if line.is_empty() {
            return Ok(self.dispatch());
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "event" => value.clone_into(&mut self.event.name),
            // Comments, ids, times to reconnect and what is not known.
            _ => {}
        }
        Ok(None)
    }

    fn dispatch(&mut self) -> Option<Event> {
        let event = std::mem::take(&mut self.event);
        std::mem::take(&mut self.has_data).then_some(event)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode(pieces: &[&[u8]]) -> Result<Vec<String>, ProviderError> {
        let mut decoder = SseDecoder::default();
        let mut events = Vec::new();
        for piece in pieces {
            decoder.feed(piece, &mut events)?;
        }
        events.extend(decoder.finish()?);
        Ok(events.into_iter().map(|event| event.data).collect())
    }

    #[test]
    fn the_shapes_that_servers_send() {
        let rows: &[(&str, &[&str])] = &[
            ("data: a\n\ndata: b\n\n", &["a", "b"]),
            ("data: a\r\n\r\ndata: b\r\n\r\n", &["a", "b"]),
            ("data: a\r\rdata: b\r\r", &["a", "b"]),
            ("data:a\n\n", &["a"]),
            ("data:  a\n\n", &[" a"]),
            ("data: a\ndata: b\n\n", &["a\nb"]),
            ("data\n\n", &[""]),
            (": keep-alive\n\ndata: a\n\n", &["a"]),
            ("id: 7\nretry: 10\nevent: x\ndata: a\nfoo\n\n", &["a"]),
            ("\u{feff}data: a\n\n", &["a"]),
            ("data: {\"a\": \"b: c\"}\n\n", &["{\"a\": \"b: c\"}"]),
            ("data: \u{1f3e0} ñ\n\n", &["\u{1f3e0} ñ"]),
            ("data: last", &["last"]),
            ("event: only\n\n", &[]),
            ("", &[]),
        ];
        for (text, want) in rows {
            assert_eq!(decode(&[text.as_bytes()]).unwrap(), *want, "{text:?}");
        }
    }

    #[test]
    fn an_event_keeps_its_name_and_only_its_own() {
        let mut decoder = SseDecoder::default();
        let mut events = Vec::new();
        decoder.feed(b"event: error\ndata: a\n\ndata: b\n\n", &mut events).unwrap();
        assert_eq!(events.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["error", ""]);
    }

    #[test]
    fn what_is_not_text_or_too_long_is_an_error() {
        assert_eq!(decode(&[b"data: \xff\n\n"]).unwrap_err().kind, ProviderFault::Malformed);
        let endless = vec![b'x'; MAX_EVENT_BYTES + 1];
        assert_eq!(decode(&[&endless]).unwrap_err().kind, ProviderFault::TooLarge);
        let mut decoder = SseDecoder::default();
        let line = [b"data: ".as_slice(), &[b'y'; 1000], b"\n"].concat();
        assert!(
            (0..2000).any(|_| decoder.feed(&line, &mut Vec::new()).is_err()),
            "many lines of one event have no bound"
        );
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_split_does_not_matter(
            lines in proptest::collection::vec("(data: ?)?[a-z:é🏠 ]{0,8}(\r\n|\n|\r)", 0..12),
            cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let text = lines.concat();
            let bytes = text.as_bytes();
            let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            at.extend([0, bytes.len()]);
            at.sort_unstable();
            let pieces: Vec<&[u8]> = at.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
            prop_assert_eq!(decode(&pieces).unwrap(), decode(&[bytes]).unwrap());
        }

        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&[&bytes]);
        }
    }
}
