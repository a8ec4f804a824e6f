//! What a webhook of Twilio's is answered with.

use crate::clock::Clock;
use crate::consent::Cleared;
use crate::error::Result;

/// Answers a webhook with nothing to say. Its content type is `text/xml`.
pub fn silence() -> &'static str {
    r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#
}

/// Answers a webhook with a text, which Twilio then sends to who wrote. Its content type is `text/xml`.
///
/// Twilio waits 15 seconds for it and tells nobody whether it came: a [`Carrier`](crate::channel::Carrier) says what became of a text.
///
/// # Errors
/// `ConsentDenied` after the text's deadline.
pub fn answer(cleared: Cleared, clock: &dyn Clock) -> Result<String> {
    let text = cleared.release(clock)?;
    let mut xml = String::from(r#"<?xml version="1.0" encoding="UTF-8"?><Response><Message>"#);
    for c in text.expose().chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\t' | '\n' | '\r' => xml.push(c),
            // XML 1.0 has no way to write them.
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => {}
            c => xml.push(c),
        }
    }
    xml.push_str("</Message></Response>");
    Ok(xml)
}
