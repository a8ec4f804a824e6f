//! Whether a turn may go on, and whether a message may be sent.

mod outreach;

use std::time::Duration;

use crate::clock::Timestamp;
use crate::consent::event::{purpose_opted_out, since_opt_in};
use crate::consent::hours::{Opening, Place, opening};
use crate::consent::rule;
use crate::consent::{
    ConsentState, Event, EventKind, FindingKind, MessageLabel, Reading, Scope, Source, state,
};
use crate::lead::{Account, Channel, Inbound, NoticeKind, OutreachPurpose, TurnId};

pub(crate) use outreach::{OutreachStanding, Refusal, refuses_outreach};

/// 47 CFR 64.1200(a)(12): a confirmation within five minutes of the request is presumed to be consented to; a
/// later one must be justified (read 2026-11-22). We do not justify: later, we are silent.
const CONFIRMATION_WINDOW: Duration = Duration::from_secs(5 * 60);

/// How long an answer is still part of the exchange that the person began, so that quiet hours do not apply.
///
/// The rule speaks of solicitations that we initiate; an answer within the hour goes to a person who is at
/// their phone. After that it is as if we wrote first.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// How far a message may seem to come from the future before its age is unknown: clocks differ by seconds.
const SKEW: Duration = Duration::from_secs(5 * 60);

/// What a permit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PermitKind {
    Reply,
    Notice(NoticeKind),
    /// What the business writes first.
    Outreach(OutreachPurpose),
}

/// All that a decision rests on, read in one transaction.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) account: Account,
    /// Where the person may be; not looked up, and so anywhere, where a fresh message is answered.
    pub(crate) place: Place,
    pub(crate) channel: Channel,
    /// The events of the contact point and of the lead, in order, this turn's included.
    pub(crate) events: Vec<Event>,
    /// When the message being answered was written: the `at` of its own events.
    pub(crate) inbound_at: Timestamp,
    /// The newest later message of the conversation that is not a notice's cause.
    pub(crate) superseded_by: Option<TurnId>,
    /// Whether a person of the business answers in the conversation.
    pub(crate) human: bool,
    /// Whether the person's data is only stored, as they may ask (GDPR art. 18, not re-read).
    pub(crate) restricted: bool,
    /// What an outreach rests on besides; `None` where a message is answered.
    pub(crate) outreach: Option<OutreachStanding>,
}

/// What the gate says of a turn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Gate {
    /// Go on and answer.
    Proceed,
    /// Say nothing.
    Silent { rule: &'static str },
    /// Send the fixed text and nothing else.
    Notice { kind: NoticeKind, rule: &'static str },
    /// Wait.
    Deferred { until: Timestamp, rule: &'static str },
    /// A human must go on; with the fixed text first where there is one.
    Handoff { rule: &'static str, notice: Option<NoticeKind> },
}

/// What `decide` says.
#[derive(Debug)]
pub(crate) enum Decision {
    Granted(Grant),
    Denied { rule: &'static str },
    Deferred { until: Timestamp, rule: &'static str },
    Superseded { by: TurnId },
}

/// Proof that `decide` said yes. Nothing else makes one.
#[derive(Debug)]
pub(crate) struct Grant(());

/// Whether and how a turn goes on.
///
/// `standing` is read after this message's own events were stored.
pub(crate) fn gate(reading: &Reading, standing: &Standing, inbound: &Inbound, now: Timestamp) -> Gate {
    let rule = reading.rule();
    let state = standing.state();
    let Inbound { provider_answered, unverified, automatic, .. } = *inbound;
    if automatic {
        return Gate::Silent { rule: rule::AUTOMATIC };
    }
    if standing.restricted {
        // What a human must know of whatever the state, they are told of; nothing is said.
        return match reading.label() {
            MessageLabel::Minor
            | MessageLabel::LegalThreat
            | MessageLabel::PrivacyRequestDelete
            | MessageLabel::PrivacyRequestAccess => Gate::Handoff { rule, notice: None },
            _ => Gate::Silent { rule: rule::RESTRICTED },
        };
    }
    match reading.label() {
        // A human must know of these whatever the state, and no automatic word is right.
        MessageLabel::Minor | MessageLabel::LegalThreat => Gate::Handoff { rule, notice: None },
        MessageLabel::PrivacyRequestDelete | MessageLabel::PrivacyRequestAccess => {
            let notice = NoticeKind::PrivacyAcknowledgement;
            let allowed =
                !unverified && standing.may_acknowledge().is_ok() && standing.timing(now) == Timing::Now;
            Gate::Handoff { rule, notice: allowed.then_some(notice) }
        }
        MessageLabel::WrongNumber | MessageLabel::OptOut => {
            if provider_answered {
                // SMS-06: the provider has sent the one confirmation.
                return Gate::Silent { rule: rule::PROVIDER_ANSWERED };
            }
            if unverified {
                // A notice would go to whoever the mail says it is from.
                return Gate::Silent { rule: rule::UNVERIFIED };
            }
            match standing.may_confirm(now) {
                Ok(()) => Gate::Notice { kind: NoticeKind::OptOutConfirmation, rule },
                Err(rule) => Gate::Silent { rule },
            }
        }
        label => {
            let loosens = state == ConsentState::None || label == MessageLabel::OptIn;
            if unverified && loosens && (state == ConsentState::None || state.permits_replies()) {
                // Whoever it is may be a new lead, or want to be written to: a human finds out.
                return Gate::Handoff { rule: rule::UNVERIFIED, notice: None };
            }
            if let Err(rule) = permits_replies(state) {
                return Gate::Silent { rule };
            }
            let is_notice = matches!(label, MessageLabel::OptIn | MessageLabel::Help);
            if standing.human && (!is_notice || reading.says(FindingKind::Human)) {
                return Gate::Silent { rule: rule::HUMAN };
            }
            if reading.says(FindingKind::Human) {
                return Gate::Handoff { rule: human_rule(reading), notice: None };
            }
            let notice = match label {
                MessageLabel::OptIn => Some(NoticeKind::OptInConfirmation),
                MessageLabel::Help => Some(NoticeKind::Help),
                _ => None,
            };
            if notice.is_some() && provider_answered {
                return Gate::Silent { rule: rule::PROVIDER_ANSWERED };
            }
            match (standing.timing(now), notice) {
                (Timing::Later(until, rule), _) => Gate::Deferred { until, rule },
                (Timing::Never, _) => Gate::Handoff { rule: rule::NEVER_OPEN, notice: None },
                (Timing::Now, Some(kind)) => Gate::Notice { kind, rule },
                (Timing::Now, None) => Gate::Proceed,
            }
        }
    }
}

/// Whether a message of that kind may be sent now. Called inside the store's transaction, at permit and at redemption.
pub(crate) fn decide(standing: &Standing, kind: PermitKind, now: Timestamp) -> Decision {
    if standing.restricted {
        return Decision::Denied { rule: rule::RESTRICTED };
    }
    if standing.outreach.is_some() != matches!(kind, PermitKind::Outreach(_)) {
        // An answer needs a message, and nothing else may pass for an answer.
        return Decision::Denied { rule: rule::NONE };
    }
    let allowed = match kind {
        PermitKind::Outreach(purpose) => {
            return match refuses_outreach(standing, purpose, now) {
                None => Decision::Granted(Grant(())),
                Some(Refusal::Denied { rule }) => Decision::Denied { rule },
                Some(Refusal::Deferred { until, rule }) => Decision::Deferred { until, rule },
                Some(Refusal::Superseded { by }) => Decision::Superseded { by },
            };
        }
        PermitKind::Reply => {
            if let Some(by) = standing.superseded_by {
                return Decision::Superseded { by };
            }
            permits_replies(standing.state()).and(if standing.human { Err(rule::HUMAN) } else { Ok(()) })
        }
        PermitKind::Notice(NoticeKind::OptOutConfirmation) => {
            // Its own five minutes stand for the quiet hours: it answers what the person just wrote.
            return match standing.may_confirm(now) {
                Ok(()) => Decision::Granted(Grant(())),
                Err(rule) => Decision::Denied { rule },
            };
        }
        PermitKind::Notice(NoticeKind::OptInConfirmation) => match standing.state() {
            ConsentState::Express | ConsentState::ExpressWritten => Ok(()),
            ConsentState::Implied => Err(rule::NO_OPT_IN),
            other => permits_replies(other),
        },
        PermitKind::Notice(NoticeKind::Help) => permits_replies(standing.state()),
        PermitKind::Notice(NoticeKind::PrivacyAcknowledgement) => standing.may_acknowledge(),
    };
    match (allowed, standing.timing(now)) {
        (Err(rule), _) => Decision::Denied { rule },
        (Ok(()), Timing::Never) => Decision::Denied { rule: rule::NEVER_OPEN },
        (Ok(()), Timing::Later(until, rule)) => Decision::Deferred { until, rule },
        (Ok(()), Timing::Now) => Decision::Granted(Grant(())),
    }
}

/// The event that the store appends when a permit of this kind is redeemed, so that it is given once.
pub(crate) fn spent(kind: PermitKind, channel: Channel, at: Timestamp) -> Option<Event> {
    let (kind, rule) = match kind {
        PermitKind::Notice(NoticeKind::OptOutConfirmation) => (EventKind::Confirmed, rule::CONFIRMED),
        PermitKind::Notice(NoticeKind::PrivacyAcknowledgement) => {
            (EventKind::Acknowledged, rule::ACKNOWLEDGED)
        }
        PermitKind::Reply
        | PermitKind::Outreach(_)
        | PermitKind::Notice(NoticeKind::OptInConfirmation | NoticeKind::Help) => {
            return None;
        }
    };
    Some(Event { kind, scope: Scope::Channel(channel), source: Source::Engine, rule: rule.to_owned(), at })
}

/// Whether a time lies further ahead than clocks differ.
pub(crate) fn is_ahead(at: Timestamp, now: Timestamp) -> bool {
    at > now.plus(SKEW)
}

/// Whether a message is so fresh that no hours are kept for its answer.
pub(crate) fn is_fresh(inbound_at: Timestamp, now: Timestamp) -> bool {
    age(inbound_at, now).is_some_and(|age| age <= FRESH)
}

fn age(inbound_at: Timestamp, now: Timestamp) -> Option<Duration> {
    (!is_ahead(inbound_at, now)).then(|| now.since(inbound_at))
}

/// When a message that is otherwise allowed may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Timing {
    Now,
    Later(Timestamp, &'static str),
    Never,
}

impl Standing {
    fn state(&self) -> ConsentState {
        state(&self.events, self.channel)
    }

    /// How old the message being answered is; unknown if it seems to come from the future.
    fn age(&self, now: Timestamp) -> Option<Duration> {
        age(self.inbound_at, now)
    }

    fn timing(&self, now: Timestamp) -> Timing {
        if is_fresh(self.inbound_at, now) {
            return Timing::Now;
        }
        match opening(&self.account, &self.place, now) {
            Opening::Open => Timing::Now,
            Opening::At(until, rule) => Timing::Later(until, rule),
            Opening::Never => Timing::Never,
        }
    }

    /// Whether the one confirmation of an opt-out may go, on the channel that asked.
    fn may_confirm(&self, now: Timestamp) -> Result<(), &'static str> {
        match self.state() {
            ConsentState::OptedOut | ConsentState::WrongParty => {}
            ConsentState::Implied | ConsentState::Express | ConsentState::ExpressWritten
                if purpose_opted_out(&self.events, self.channel) => {}
            ConsentState::None
            | ConsentState::Implied
            | ConsentState::Express
            | ConsentState::ExpressWritten
            | ConsentState::Undeliverable => {
                return Err(rule::NOTHING_TO_CONFIRM);
            }
            ConsentState::Halted => return Err(rule::HALTED),
            ConsentState::Erased => return Err(rule::ERASED),
        }
        let mut stopped = false;
        for event in since_opt_in(&self.events, self.channel) {
            match event.kind {
                EventKind::Confirmed | EventKind::Acknowledged if self.stopped_before(event) => {
                    return Err(rule::CONFIRMED);
                }
                // The stop that is confirmed is this message's own: the person's, and not older than it.
                EventKind::OptOut | EventKind::WrongParty => {
                    stopped |= event.source == Source::Person && event.at >= self.inbound_at;
                }
                _ => {}
            }
        }
        if !stopped {
            return Err(rule::NOTHING_TO_CONFIRM);
        }
        match self.age(now) {
            Some(age) if age <= CONFIRMATION_WINDOW => Ok(()),
            _ => Err(rule::TOO_LATE),
        }
    }

    /// A confirmation counts always; an acknowledgement counts as one only if it came after a stop.
    fn stopped_before(&self, event: &Event) -> bool {
        event.kind == EventKind::Confirmed
            || since_opt_in(&self.events, self.channel)
                .take_while(|earlier| !std::ptr::eq(*earlier, event))
                .any(|earlier| {
                    matches!(earlier.kind, EventKind::OptOut | EventKind::WrongParty | EventKind::Halt)
                })
    }

    /// Whether the acknowledgement of a request about personal data may go.
    ///
    /// A request for erasure halts everything; its acknowledgement, which 11 CCR 7021(a) asks for within ten business
    /// days (read 2026-11-22), is the one message after that. Whoever had said stop before gets none from us: a
    /// human answers.
    fn may_acknowledge(&self) -> Result<(), &'static str> {
        match self.state() {
            state if state.permits_replies() => return Ok(()),
            ConsentState::Halted => {}
            other => return permits_replies(other),
        }
        let earlier: Vec<Event> =
            self.events.iter().filter(|event| event.at < self.inbound_at).cloned().collect();
        permits_replies(state(&earlier, self.channel)).or_else(|rule| match rule {
            rule::NONE | rule::UNDELIVERABLE => Ok(()),
            rule => Err(rule),
        })?;
        let mut here = self.events.iter().filter(|event| event.scope.touches(self.channel));
        if here.clone().any(|event| event.kind == EventKind::Halt && !event.rule.starts_with("privacy.")) {
            return Err(rule::HALTED);
        }
        let spent = here
            .by_ref()
            .skip_while(|event| event.kind != EventKind::Halt)
            .any(|event| matches!(event.kind, EventKind::Acknowledged | EventKind::Confirmed));
        if spent { Err(rule::ACKNOWLEDGED) } else { Ok(()) }
    }
}

/// Whether the state allows an answer; otherwise the rule that forbids it.
fn permits_replies(state: ConsentState) -> Result<(), &'static str> {
    match state {
        ConsentState::Implied | ConsentState::Express | ConsentState::ExpressWritten => Ok(()),
        ConsentState::None => Err(rule::NONE),
        ConsentState::Undeliverable => Err(rule::UNDELIVERABLE),
        ConsentState::OptedOut => Err(rule::OPTED_OUT),
        ConsentState::WrongParty => Err(rule::WRONG_PARTY),
        ConsentState::Halted => Err(rule::HALTED),
        ConsentState::Erased => Err(rule::ERASED),
    }
}

fn human_rule(reading: &Reading) -> &'static str {
    let human = reading.findings.iter().find(|finding| finding.kind == FindingKind::Human);
    human.map_or(reading.rule(), |finding| finding.rule)
}

#[cfg(test)]
mod tests;
