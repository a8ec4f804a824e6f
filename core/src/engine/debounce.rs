//! How long to wait for somebody who may still be typing.

use std::time::Duration;

use crate::engine::Inner;
use crate::lead::{Channel, Role};
use crate::store::OpenTurn;

/// The longest wait that can be set.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

/// Who keeps typing is answered after so many waits, with the message that came last by then.
const MOST_WAITS: u32 = 4;

/// How much longer to wait for words that may follow; `None` is answer now. Whoever sits before a web chat waits for us.
pub(super) fn pause(inner: &Inner, open: &OpenTurn) -> Option<Duration> {
    if inner.debounce.is_zero() || open.standing.channel == Channel::WebChat {
        return None;
    }
    let now = inner.surroundings.now();
    let unanswered = open.recalled.history.iter().rev().take_while(|message| message.role == Role::Lead);
    let earlier = unanswered.map(|message| message.at).min();
    let since = earlier.map_or(open.standing.inbound_at, |earlier| earlier.min(open.standing.inbound_at));
    let quiet = inner.debounce.checked_sub(now.since(open.standing.inbound_at))?;
    let patience = (inner.debounce * MOST_WAITS).checked_sub(now.since(since))?;
    Some(quiet.min(patience)).filter(|wait| !wait.is_zero())
}
