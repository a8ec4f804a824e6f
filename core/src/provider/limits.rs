//! How much a key is used at most.

use crate::provider::setting::SettingFault;

/// How much of a target's allowance this process uses. What is over it waits for its turn, at most until the call's
/// deadline, or goes to a target that is free sooner. Other processes with the same key are not seen: give each its share.
///
/// Requests and tokens come back evenly over the minute, as a token bucket's do, after a burst of at most a minute's.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// The most requests under way at once.
    pub concurrent: Option<u32>,
    /// The most requests a minute.
    pub requests_per_minute: Option<u32>,
    /// The most tokens a minute: of each request the prompt's, as they are counted here, and `max_reply_tokens`.
    pub tokens_per_minute: Option<u32>,
}

impl Limits {
    /// Every limit that is wrong for a model with a context of so many tokens.
    pub(super) fn faults(&self, context_tokens: usize) -> Vec<SettingFault> {
        let least = u32::try_from(context_tokens).unwrap_or(u32::MAX);
        let mut faults = Vec::new();
        for (setting, limit) in
            [("limits.concurrent", self.concurrent), ("limits.requests_per_minute", self.requests_per_minute)]
        {
            if limit == Some(0) {
                faults.push(SettingFault::new(setting, "is 0: use 1 or more, or leave it out"));
            }
        }
        if self.tokens_per_minute.is_some_and(|limit| limit < least) {
            let problem =
                "is less than one call may need: use `context_tokens` or more, or make that smaller";
            faults.push(SettingFault::new("limits.tokens_per_minute", problem));
        }
        faults
    }
}
