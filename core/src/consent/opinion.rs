//! What a model says of a message that our own reading has left open. Whatever it says, it can only tighten.

use crate::consent::{Finding, FindingKind, Scope, rule};
use crate::lead::Channel;

/// The opinion in a model's answer: a stop on this channel, which the person can take back, and never a halt; nothing; or
/// `None` where the answer is none of the two words that were asked for.
pub(crate) fn opinion(answer: &str, channel: Channel) -> Option<Option<Finding>> {
    let word = answer.trim().trim_matches(|c: char| !c.is_alphanumeric());
    if word.eq_ignore_ascii_case("stop") {
        let scope = Scope::Channel(channel);
        return Some(Some(Finding {
            kind: FindingKind::OptOut,
            scope,
            rule: rule::SECOND_OPINION,
            confidence: 0.5,
        }));
    }
    word.eq_ignore_ascii_case("go").then_some(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_two_words_is_an_opinion() {
        for stop in ["STOP", "stop", " **Stop.**\n", "\"STOP\""] {
            let finding = opinion(stop, Channel::Sms).unwrap().unwrap();
            assert_eq!((finding.kind, finding.scope), (FindingKind::OptOut, Scope::Channel(Channel::Sms)));
        }
        assert_eq!(opinion("Go!", Channel::Sms), Some(None));
        for other in ["", "STOP GO", "The person wants to stop.", "yes", "{\"answer\": \"GO\"}"] {
            assert_eq!(opinion(other, Channel::Sms), None, "{other}");
        }
    }
}
