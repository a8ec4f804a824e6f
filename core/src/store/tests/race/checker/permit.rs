//! A permit is used once and in time, and yields the text that was asked for.

use std::time::Duration;

use super::super::LIFE;
use super::super::history::{Call, Got, History, nanos};
use crate::error::ErrorKind;

/// A permit's end is kept in whole milliseconds, by the wall's clock.
const BLUR: Duration = Duration::from_millis(5);

pub(super) fn used_once_and_in_time(history: &History) -> Vec<String> {
    let mut found = Vec::new();
    for (turn, operations) in history.of_turns() {
        let permits = || operations.iter().filter(|o| matches!(o.call, Call::Permit(..)));
        let used = operations.iter().filter(|o| matches!(o.got(), Some(Got::Cleared { .. })));
        let used = used.map(|o| o.over).min();
        for redeem in operations.iter().filter(|o| matches!(o.call, Call::Redeem(_))) {
            let Some(got) = redeem.got() else { continue };
            if used.is_some_and(|used| used < redeem.began)
                && !got.failed(ErrorKind::Conflict)
                && !got.failed(ErrorKind::Unavailable)
            {
                found.push(format!("turn {turn}: a permit that was used is not known to be: {redeem:?}"));
            }
            let Got::Cleared { text, .. } = got else { continue };
            // One that was given in time, or that may have been.
            let lives = permits().any(|permit| {
                let granted = matches!(permit.got(), Some(Got::Granted) | None);
                granted && permit.began < redeem.over && permit.over + nanos(LIFE + BLUR) > redeem.began
            });
            if !lives {
                found.push(format!("turn {turn}: a permit was redeemed after its life: {redeem:?}"));
            }
            if !permits().any(|permit| permit.call.says().is_some_and(|says| says.text == *text)) {
                found.push(format!("turn {turn}: nobody asked for a permit for this text: {redeem:?}"));
            }
        }
        for clear in operations.iter() {
            if let (Call::Clear(_, says), Some(Got::Cleared { text, .. })) = (&clear.call, clear.got())
                && says.text != *text
            {
                found.push(format!("turn {turn}: another text than was asked for: {clear:?}"));
            }
        }
    }
    found
}
