//! Consent as an append-only list of events, and the state it folds to.

use crate::clock::Timestamp;
use crate::consent::{FindingKind, Reading, Scope};
use crate::lead::{Channel, Purpose};

/// What happened to a person's consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// The person wrote or asked first: implied consent to be answered.
    Inquiry,
    /// The person agreed in so many words.
    OptIn,
    /// The person signed that they agree.
    WrittenOptIn,
    /// The person said stop.
    OptOut,
    /// The person is not who we thought.
    WrongParty,
    /// All automation must stop: a minor, a threat, a request for erasure.
    Halt,
    /// The one confirmation of an opt-out was permitted.
    Confirmed,
    /// The acknowledgement of a request about personal data was permitted.
    Acknowledged,
    /// The contact point cannot be reached.
    Undeliverable,
    /// The lead was erased.
    Erased,
}

impl EventKind {
    /// Whether it takes something back that the person had given. Only the person gives.
    pub(crate) fn tightens(self) -> bool {
        match self {
            EventKind::OptOut
            | EventKind::WrongParty
            | EventKind::Halt
            | EventKind::Undeliverable
            | EventKind::Erased => true,
            EventKind::Inquiry
            | EventKind::OptIn
            | EventKind::WrittenOptIn
            | EventKind::Confirmed
            | EventKind::Acknowledged => false,
        }
    }
}

/// Who or what brought the event about. Only the person can loosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// The person's own message.
    Person,
    /// The business's records.
    Record,
    /// The channel's provider.
    Provider,
    /// closr itself.
    Engine,
}

/// One event; it holds no personal data.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// How far it reaches.
    pub scope: Scope,
    /// Who brought it about.
    pub source: Source,
    /// The rule that decided.
    pub rule: String,
    /// When.
    pub at: Timestamp,
}

/// The state of consent on one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConsentState {
    /// Nothing on file.
    None,
    /// The person wrote first.
    Implied,
    /// The person agreed in so many words.
    Express,
    /// The person signed that they agree.
    ExpressWritten,
    /// The contact point cannot be reached.
    Undeliverable,
    /// The person said stop.
    OptedOut,
    /// Another person answers there.
    WrongParty,
    /// All automation has stopped.
    Halted,
    /// The lead was erased.
    Erased,
}

impl ConsentState {
    /// The state's name in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            ConsentState::None => "none",
            ConsentState::Implied => "implied",
            ConsentState::Express => "express",
            ConsentState::ExpressWritten => "express_written",
            ConsentState::Undeliverable => "undeliverable",
            ConsentState::OptedOut => "opted_out",
            ConsentState::WrongParty => "wrong_party",
            ConsentState::Halted => "halted",
            ConsentState::Erased => "erased",
        }
    }

    /// How little it permits: of two states, the greater wins. `None` stands below all, but permits no reply.
    #[cfg(test)]
    fn strictness(self) -> u8 {
        match self {
            ConsentState::ExpressWritten => 0,
            ConsentState::Express => 1,
            ConsentState::Implied => 2,
            ConsentState::None => 3,
            ConsentState::Undeliverable => 4,
            ConsentState::OptedOut => 5,
            ConsentState::WrongParty => 6,
            ConsentState::Halted => 7,
            ConsentState::Erased => 8,
        }
    }
}

impl ConsentState {
    /// Whether what the person wrote may be answered.
    pub(crate) fn permits_replies(self) -> bool {
        matches!(self, ConsentState::Implied | ConsentState::Express | ConsentState::ExpressWritten)
    }
}

impl Event {
    fn applies(&self, channel: Channel) -> bool {
        self.scope.touches(channel)
    }

    fn by_person(&self) -> bool {
        self.source == Source::Person
    }
}

/// The events that a message amounts to: an `Inquiry` first, unless it asks to stop on its own channel.
///
/// `at` is the time that the turn's [`Standing`](crate::consent::Standing) carries as `inbound_at`: by it
/// `decide` knows this message's own stop, which may be confirmed, from an earlier one, which may not.
pub(crate) fn events_of(reading: &Reading, channel: Channel, at: Timestamp) -> Vec<Event> {
    let event =
        |kind, scope, rule: &str| Event { kind, scope, source: Source::Person, rule: rule.to_owned(), at };
    let stops = reading.findings.iter().any(|finding| match finding.kind {
        FindingKind::OptOut => finding.scope == Scope::Channel(channel) || finding.scope == Scope::Everything,
        FindingKind::WrongNumber
        | FindingKind::LegalThreat
        | FindingKind::Minor
        | FindingKind::PrivacyDelete => true,
        FindingKind::PrivacyAccess
        | FindingKind::PrivacySale
        | FindingKind::PrivacyPortability
        | FindingKind::PrivacyCorrect
        | FindingKind::PrivacyRestrict
        | FindingKind::PrivacyLimit
        | FindingKind::PrivacyObject
        | FindingKind::NotInterested
        | FindingKind::OptIn
        | FindingKind::Help
        | FindingKind::Human => false,
    });
    let mut events = Vec::with_capacity(1 + reading.findings.len());
    if !stops {
        events.push(event(EventKind::Inquiry, Scope::Channel(channel), "consent.inquiry"));
    }
    for finding in &reading.findings {
        let kind = match finding.kind {
            FindingKind::OptOut => EventKind::OptOut,
            FindingKind::WrongNumber => EventKind::WrongParty,
            FindingKind::LegalThreat | FindingKind::Minor | FindingKind::PrivacyDelete => EventKind::Halt,
            // One message that says both is a stop.
            FindingKind::OptIn if !stops => EventKind::OptIn,
            FindingKind::OptIn
            | FindingKind::PrivacyAccess
            | FindingKind::PrivacySale
            | FindingKind::PrivacyPortability
            | FindingKind::PrivacyCorrect
            | FindingKind::PrivacyRestrict
            | FindingKind::PrivacyLimit
            | FindingKind::PrivacyObject
            | FindingKind::NotInterested
            | FindingKind::Help
            | FindingKind::Human => continue,
        };
        events.push(event(kind, finding.scope, finding.rule));
    }
    events
}

/// Folds events, in order, to the state on `channel` for answering what the person wrote.
pub(crate) fn state(events: &[Event], channel: Channel) -> ConsentState {
    state_for(events, channel, Purpose::Conversational)
}

/// Folds events, in order, to the state on `channel` for one purpose.
///
/// The least permissive wins: erased, halted, wrong party, opted out, undeliverable. Only the person loosens:
/// an opt-in from the contact point itself, or a signed one, takes back an opt-out, a wrong party and an undeliverable of its
/// scope, never a halt or an erasure; a message of theirs takes back an undeliverable, and nothing else. Records speak only where nothing is on file yet.
pub(crate) fn state_for(events: &[Event], channel: Channel, purpose: Purpose) -> ConsentState {
    let mut standing = Fold::default();
    for event in events.iter().filter(|event| event.applies(channel)) {
        standing.apply(event, purpose);
    }
    standing.state()
}

/// Whether an opt-out of one purpose alone is in force on `channel`.
pub(crate) fn purpose_opted_out(events: &[Event], channel: Channel) -> bool {
    let allowed = |purpose| state_for(events, channel, purpose).permits_replies();
    allowed(Purpose::Conversational) && (!allowed(Purpose::Marketing) || !allowed(Purpose::Transactional))
}

/// The events of `channel` since the person last opted in there; all of them if they never did.
pub(crate) fn since_opt_in(events: &[Event], channel: Channel) -> impl Iterator<Item = &Event> {
    let last = events.iter().rposition(|event| {
        matches!(event.kind, EventKind::OptIn | EventKind::WrittenOptIn)
            && event.by_person()
            && matches!(event.scope, Scope::Channel(_) | Scope::Everything)
            && event.applies(channel)
    });
    events.iter().skip(last.map_or(0, |last| last + 1)).filter(move |event| event.applies(channel))
}

/// What the events so far amount to, for one channel and one purpose.
#[derive(Default)]
struct Fold {
    /// `None` until anything is known.
    base: Option<ConsentState>,
    undeliverable: bool,
    opted_out: bool,
    /// Opted out of this purpose alone.
    purpose_out: bool,
    wrong_party: bool,
    halted: bool,
    erased: bool,
}

impl Fold {
    fn apply(&mut self, event: &Event, purpose: Purpose) {
        // An event about another purpose says nothing of this one.
        let whole = match event.scope {
            Scope::Channel(_) | Scope::Everything => true,
            Scope::Purpose(_, scoped) if scoped == purpose => false,
            Scope::Purpose(..) => return,
        };
        match event.kind {
            EventKind::Inquiry if event.by_person() => {
                self.base = self.base.or(Some(ConsentState::Implied));
                // Who writes to us from a contact point can be reached there.
                self.undeliverable &= !whole;
            }
            EventKind::OptIn | EventKind::WrittenOptIn if event.by_person() => {
                // What was signed holds on, unless it was taken back since.
                let signed =
                    event.kind == EventKind::WrittenOptIn || self.state() == ConsentState::ExpressWritten;
                self.base = Some(if signed { ConsentState::ExpressWritten } else { ConsentState::Express });
                self.purpose_out = false;
                // Agreeing to one purpose does not take back a stop of them all; a START does take back
                // the stop of one.
                if whole {
                    self.opted_out = false;
                    self.wrong_party = false;
                    self.undeliverable = false;
                }
            }
            EventKind::Inquiry | EventKind::OptIn if event.source == Source::Record && self.is_blank() => {
                let inquiry = event.kind == EventKind::Inquiry;
                self.base = Some(if inquiry { ConsentState::Implied } else { ConsentState::Express });
            }
            EventKind::Inquiry | EventKind::OptIn | EventKind::WrittenOptIn => {}
            EventKind::OptOut if whole => self.opted_out = true,
            EventKind::OptOut => self.purpose_out = true,
            EventKind::WrongParty => self.wrong_party = true,
            EventKind::Halt => self.halted = true,
            EventKind::Undeliverable => self.undeliverable = true,
            EventKind::Erased => self.erased = true,
            EventKind::Confirmed | EventKind::Acknowledged => {}
        }
    }

    fn is_blank(&self) -> bool {
        self.state() == ConsentState::None
    }

    fn state(&self) -> ConsentState {
        if self.erased {
            ConsentState::Erased
        } else if self.halted {
            ConsentState::Halted
        } else if self.wrong_party {
            ConsentState::WrongParty
        } else if self.opted_out || self.purpose_out {
            ConsentState::OptedOut
        } else if self.undeliverable {
            ConsentState::Undeliverable
        } else {
            self.base.unwrap_or(ConsentState::None)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::consent::read;

    const SMS: Scope = Scope::Channel(Channel::Sms);

    fn event(kind: EventKind, scope: Scope, source: Source) -> Event {
        Event { kind, scope, source, rule: "test".to_owned(), at: Timestamp::from_millis(0) }
    }

    fn person(kinds: &[EventKind]) -> ConsentState {
        let events: Vec<Event> = kinds.iter().map(|kind| event(*kind, SMS, Source::Person)).collect();
        state(&events, Channel::Sms)
    }

    #[test]
    fn the_person_loosens_and_the_least_permissive_wins() {
        use ConsentState as S;
        use EventKind::*;
        for (kinds, expected) in [
            (&[][..], S::None),
            (&[Inquiry], S::Implied),
            (&[Inquiry, OptIn, Inquiry], S::Express),
            (&[Inquiry, OptOut], S::OptedOut),
            (&[Inquiry, OptOut, Confirmed, Inquiry], S::OptedOut),
            (&[OptOut, OptIn], S::Express),
            (&[OptOut, OptIn, OptOut], S::OptedOut),
            (&[WrongParty, OptOut], S::WrongParty),
            (&[WrongParty, OptIn], S::Express),
            (&[Inquiry, Undeliverable], S::Undeliverable),
            (&[Undeliverable, Inquiry], S::Implied),
            (&[OptIn, Undeliverable, Inquiry], S::Express),
            (&[Undeliverable, Inquiry, Undeliverable], S::Undeliverable),
            (&[OptOut, Undeliverable, Inquiry], S::OptedOut),
            (&[WrongParty, Undeliverable, Inquiry], S::WrongParty),
            (&[Halt, Undeliverable, Inquiry], S::Halted),
            (&[Erased, Undeliverable, Inquiry], S::Erased),
            (&[Undeliverable, OptIn], S::Express),
            (&[Halt, OptIn], S::Halted),
            (&[Erased, OptIn], S::Erased),
            (&[Erased, Halt], S::Erased),
            (&[WrittenOptIn], S::ExpressWritten),
            (&[Inquiry, WrittenOptIn, Inquiry], S::ExpressWritten),
            (&[WrittenOptIn, OptIn], S::ExpressWritten),
            (&[WrittenOptIn, OptOut], S::OptedOut),
            (&[WrittenOptIn, OptOut, OptIn], S::Express),
            (&[OptOut, WrittenOptIn], S::ExpressWritten),
            (&[Halt, WrittenOptIn], S::Halted),
        ] {
            assert_eq!(person(kinds), expected, "{kinds:?}");
        }
    }

    #[test]
    fn a_record_speaks_only_where_nothing_is_on_file() {
        let record = |kind| event(kind, SMS, Source::Record);
        let theirs = |kind| event(kind, SMS, Source::Person);
        let of = |events: &[Event]| state(events, Channel::Sms);
        assert_eq!(of(&[record(EventKind::OptIn)]), ConsentState::Express);
        assert_eq!(of(&[theirs(EventKind::Inquiry), record(EventKind::OptIn)]), ConsentState::Implied);
        assert_eq!(of(&[theirs(EventKind::OptOut), record(EventKind::OptIn)]), ConsentState::OptedOut);
        assert_eq!(of(&[event(EventKind::OptIn, SMS, Source::Provider)]), ConsentState::None);
        assert_eq!(of(&[event(EventKind::Inquiry, SMS, Source::Engine)]), ConsentState::None);
    }

    #[test]
    fn scopes_hold_apart() {
        let marketing = Scope::Purpose(Channel::Sms, Purpose::Marketing);
        let events = [
            event(EventKind::Inquiry, SMS, Source::Person),
            event(EventKind::OptOut, marketing, Source::Person),
            event(EventKind::OptOut, Scope::Channel(Channel::Email), Source::Person),
        ];
        assert_eq!(state(&events, Channel::Sms), ConsentState::Implied);
        assert_eq!(state_for(&events, Channel::Sms, Purpose::Marketing), ConsentState::OptedOut);
        assert!(purpose_opted_out(&events, Channel::Sms));
        assert_eq!(state(&events, Channel::Email), ConsentState::OptedOut);
        assert_eq!(state(&events, Channel::WebChat), ConsentState::None);
        // Agreeing to one purpose does not take back a stop of all; START takes back both.
        let all = [
            event(EventKind::OptOut, SMS, Source::Person),
            event(EventKind::OptIn, marketing, Source::Person),
        ];
        assert_eq!(state_for(&all, Channel::Sms, Purpose::Marketing), ConsentState::OptedOut);
        let everywhere = [
            event(EventKind::OptOut, Scope::Everything, Source::Person),
            event(EventKind::OptIn, SMS, Source::Person),
        ];
        assert_eq!(state(&everywhere, Channel::Sms), ConsentState::Express);
        assert_eq!(state(&everywhere, Channel::Email), ConsentState::OptedOut);
    }

    #[test]
    fn messages_become_events() {
        let kinds = |text: &str| -> Vec<EventKind> {
            events_of(&read(Channel::Sms, text), Channel::Sms, Timestamp::from_millis(0))
                .iter()
                .map(|event| event.kind)
                .collect()
        };
        assert_eq!(kinds("Is it still available?"), [EventKind::Inquiry]);
        assert_eq!(kinds("STOP"), [EventKind::OptOut]);
        assert_eq!(kinds("START"), [EventKind::Inquiry, EventKind::OptIn]);
        assert_eq!(kinds("wrong number"), [EventKind::WrongParty]);
        assert_eq!(kinds("i will sue you"), [EventKind::Halt]);
        assert_eq!(kinds("stop emailing me, text is fine"), [EventKind::Inquiry, EventKind::OptOut]);
        assert_eq!(kinds("HELP"), [EventKind::Inquiry]);
    }

    #[test]
    fn what_tightens_is_told_from_what_loosens() {
        let kinds = |text: &str| -> Vec<EventKind> {
            events_of(&read(Channel::Email, text), Channel::Email, Timestamp::from_millis(0))
                .iter()
                .filter(|event| event.kind.tightens())
                .map(|event| event.kind)
                .collect()
        };
        assert_eq!(kinds("Is it still available?"), []);
        assert_eq!(kinds("START"), []);
        assert_eq!(kinds("Please email me again, I want your listings."), []);
        assert_eq!(kinds("i will sue you"), [EventKind::Halt]);
        assert!(kinds("unsubscribe").iter().all(|kind| *kind == EventKind::OptOut));
        assert!(!kinds("unsubscribe").is_empty());
    }

    fn any_event(sources: &'static [Source]) -> impl Strategy<Value = Event> {
        use EventKind::*;
        let kinds =
            vec![Inquiry, OptIn, OptOut, WrongParty, Halt, Confirmed, Acknowledged, Undeliverable, Erased];
        let scopes = vec![
            SMS,
            Scope::Channel(Channel::Email),
            Scope::Purpose(Channel::Sms, Purpose::Marketing),
            Scope::Everything,
        ];
        (prop::sample::select(kinds), prop::sample::select(scopes), prop::sample::select(sources))
            .prop_map(|(kind, scope, source)| event(kind, scope, source))
    }

    const EVERYONE: &[Source] = &[Source::Person, Source::Record, Source::Provider, Source::Engine];
    const OTHERS: &[Source] = &[Source::Record, Source::Provider, Source::Engine];

    proptest! {
        #[test]
        fn nobody_else_loosens(mut events in prop::collection::vec(any_event(EVERYONE), 0..12), next in any_event(OTHERS)) {
            for channel in Channel::ALL {
                for purpose in [Purpose::Conversational, Purpose::Marketing] {
                    let before = state_for(&events, channel, purpose);
                    events.push(next.clone());
                    let after = state_for(&events, channel, purpose);
                    events.pop();
                    // The one thing a record may do is to be the first word on a channel.
                    let first = before == ConsentState::None && next.source == Source::Record;
                    prop_assert!(first || after.strictness() >= before.strictness(), "{before:?} to {after:?}");
                }
            }
        }

        #[test]
        fn only_the_person_loosens(mut events in prop::collection::vec(any_event(EVERYONE), 0..12), next in any_event(EVERYONE)) {
            let before = state(&events, Channel::Sms);
            events.push(next.clone());
            let after = state(&events, Channel::Sms);
            if after.strictness() < before.strictness() && before != ConsentState::None {
                let back = next.kind == EventKind::Inquiry && before == ConsentState::Undeliverable;
                prop_assert!((next.kind == EventKind::OptIn || back) && next.source == Source::Person);
                prop_assert!(before != ConsentState::Halted && before != ConsentState::Erased);
            }
        }

        #[test]
        fn without_an_opt_in_the_order_does_not_matter(
            events in prop::collection::vec(any_event(EVERYONE), 0..10).prop_shuffle(), turn in 0usize..10,
        ) {
            let kept: Vec<Event> = events.into_iter()
                .filter(|event| !matches!(event.kind, EventKind::OptIn | EventKind::Undeliverable))
                .filter(|event| event.source == Source::Person || event.kind == EventKind::OptOut)
                .collect();
            let mut turned = kept.clone();
            if !turned.is_empty() {
                let by = turn % turned.len();
                turned.rotate_left(by);
            }
            prop_assert_eq!(state(&kept, Channel::Sms), state(&turned, Channel::Sms));
        }

        #[test]
        fn erased_and_halted_stay(events in prop::collection::vec(any_event(EVERYONE), 0..8), after in prop::collection::vec(any_event(EVERYONE), 0..8)) {
            let mut all = events;
            all.push(event(EventKind::Halt, Scope::Everything, Source::Person));
            all.extend(after);
            prop_assert!(state(&all, Channel::Sms).strictness() >= ConsentState::Halted.strictness());
        }
    }
}
