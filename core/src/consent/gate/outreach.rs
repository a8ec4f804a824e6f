//! Whether the business may write first. Stricter than an answer: the person asked for nothing just now.
//!
//! A text that sells needs what the person signed (47 CFR 64.1200(f)(9), read 2026-11-22). One about a transaction
//! needs that they agreed, or an inquiry of the last three months (47 CFR 64.1200(f)(5)(ii), not re-read). Mail is held to the same, but
//! for marketing, where whoever wrote first or agreed may be written to until they say stop (15 USC 7704(a), not re-read).

use jiff::tz::TimeZone;

use super::{Standing, Timing, permits_replies};
use crate::clock::Timestamp;
use crate::consent::hours::{Opening, opening};
use crate::consent::{ConsentState, EventKind, caps, rule, state_for};
use crate::lead::{Channel, OutreachPurpose, TurnId};

/// How long an inquiry gives leave to write first about a transaction, in calendar months.
const INQUIRY_MONTHS: i8 = 3;

/// What an outreach rests on besides what an answer does.
#[derive(Clone, Debug, Default)]
pub(crate) struct OutreachStanding {
    /// When outreach was handed out to the contact point within the last seven days, newest first.
    pub(crate) sent: Vec<Timestamp>,
    /// Whether the contact point is still the lead's, by its record.
    pub(crate) on_record: bool,
    /// Whether a hold is on the lead's data.
    pub(crate) held: bool,
    /// Whether another lead with this contact point was erased, and nobody has written or signed from it since, nor this one before.
    pub(crate) erased: bool,
}

/// Why an outreach may not go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Refusal {
    Denied {
        rule: &'static str,
    },
    Deferred {
        until: Timestamp,
        rule: &'static str,
    },
    /// The person has written: that is answered.
    Superseded {
        by: TurnId,
    },
}

/// Why an outreach may not go now; `None` is yes.
pub(crate) fn refuses_outreach(
    standing: &Standing,
    purpose: OutreachPurpose,
    now: Timestamp,
) -> Option<Refusal> {
    let Some(outreach) = &standing.outreach else { return Some(Refusal::Denied { rule: rule::NONE }) };
    if let Err(rule) = allows(standing, outreach, purpose, now) {
        return Some(Refusal::Denied { rule });
    }
    if let Some(by) = standing.superseded_by {
        return Some(Refusal::Superseded { by });
    }
    match timing(standing, outreach, now) {
        Timing::Now => None,
        Timing::Later(until, rule) => Some(Refusal::Deferred { until, rule }),
        Timing::Never => Some(Refusal::Denied { rule: rule::NEVER_OPEN }),
    }
}

/// Whether consent, rights and who answers allow it; otherwise the rule that forbids it.
fn allows(
    standing: &Standing,
    outreach: &OutreachStanding,
    purpose: OutreachPurpose,
    now: Timestamp,
) -> Result<(), &'static str> {
    let channel = standing.channel;
    let state = state_for(&standing.events, channel, purpose.into());
    if standing.restricted {
        return Err(rule::RESTRICTED);
    }
    if state == ConsentState::OptedOut && standing.state().permits_replies() {
        return Err(rule::PURPOSE_OPTED_OUT);
    }
    permits_replies(state)?;
    for (forbids, rule) in [
        (outreach.erased, rule::ERASED),
        (!outreach.on_record, rule::OFF_RECORD),
        (outreach.held, rule::HELD),
        (standing.human, rule::HUMAN),
    ] {
        if forbids {
            return Err(rule);
        }
    }
    match (channel, purpose, state) {
        (Channel::WebChat, _, _) => Err(rule::NONE),
        (Channel::Sms, OutreachPurpose::Marketing, ConsentState::ExpressWritten) => Ok(()),
        (Channel::Sms, OutreachPurpose::Marketing, _) => Err(rule::NOT_WRITTEN),
        (Channel::Email, OutreachPurpose::Marketing, _) => Ok(()),
        (_, OutreachPurpose::Transactional, ConsentState::Implied) if !inquired(standing, now) => {
            Err(rule::STALE_INQUIRY)
        }
        (_, OutreachPurpose::Transactional, _) => Ok(()),
    }
}

/// Whether the last inquiry is not older than three months. One that a record states is as old as its being put on file.
fn inquired(standing: &Standing, now: Timestamp) -> bool {
    let here = standing.events.iter().filter(|event| event.scope.touches(standing.channel));
    let last = here.filter(|event| event.kind == EventKind::Inquiry).map(|event| event.at).max();
    let lasts = |inquiry: Timestamp| {
        let months = jiff::Span::new().months(INQUIRY_MONTHS);
        inquiry.to_jiff().to_zoned(TimeZone::UTC).checked_add(months).ok()
    };
    last.and_then(lasts).is_some_and(|end| now.to_jiff() <= end.timestamp())
}

/// When it may go: the hours are always kept, and no cap is passed over.
fn timing(standing: &Standing, outreach: &OutreachStanding, now: Timestamp) -> Timing {
    let Standing { account, place, .. } = standing;
    let reached = caps::reached_until(account, place, &outreach.sent, now);
    match (opening(account, place, reached.map_or(now, |(until, _)| until)), reached) {
        (Opening::Never, _) => Timing::Never,
        (Opening::Open, None) => Timing::Now,
        (Opening::Open, Some((until, rule))) => Timing::Later(until, rule),
        (Opening::At(until, _), Some((_, rule))) | (Opening::At(until, rule), None) => {
            Timing::Later(until, rule)
        }
    }
}

#[cfg(test)]
mod tests;
