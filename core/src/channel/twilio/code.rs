//! What Twilio's codes say of a person. Codes that are not here say nothing.

use crate::consent::RecordKind;

/// The person has texted STOP to this sender, and Twilio sends nothing more:
/// <https://www.twilio.com/docs/api/errors/21610> (read 2026-11-22).
pub(super) const STOPPED: u32 = 21610;

/// What a code says of a contact point's consent.
///
/// Not a valid or not a mobile number (21211, 21614), an unknown or inactive one (30005), a landline (30006): the number cannot be
/// reached until the person writes from it. A phone that is off (30003) says nothing.
/// <https://www.twilio.com/docs/api/errors> (read 2026-11-28).
pub(super) fn consent(code: u32) -> Option<RecordKind> {
    match code {
        STOPPED => Some(RecordKind::OptOut),
        21211 | 21614 | 30005 | 30006 => Some(RecordKind::Undeliverable),
        _ => None,
    }
}
