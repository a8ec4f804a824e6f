//! What needs no engine: SMS segments.

use napi_derive::napi;

/// How many SMS segments a text takes.
#[napi]
pub fn sms_segments(text: String) -> u32 {
    u32::try_from(closr::sms_segments(&text)).unwrap_or(u32::MAX)
}
