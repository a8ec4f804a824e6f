use super::*;
use crate::consent::{events_of, read};

const NOON: &str = "2026-11-22T12:00:00-06:00";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

/// A lead who wrote an hour before noon, and what they write now.
struct Scene {
    standing: Standing,
    reading: Reading,
    inbound: Inbound,
    now: Timestamp,
}

impl Scene {
    fn new() -> Scene {
        let account = Account::from_json(r#"{"brand": "Oak", "tz": "America/Chicago"}"#).unwrap();
        let standing = Standing {
            account,
            place: Place::Abroad,
            channel: Channel::Sms,
            events: Vec::new(),
            inbound_at: at(NOON),
            superseded_by: None,
            human: false,
            restricted: false,
            outreach: None,
        };
        let inbound = Inbound::new("1", Channel::Sms, "+15125550147", "").unwrap();
        let mut scene = Scene { standing, reading: Reading::default(), inbound, now: at(NOON) };
        scene.hears("2026-11-22T11:00:00-06:00", "Is 12 Oak still available?");
        scene
    }

    fn hears(&mut self, when: &str, text: &str) -> &mut Scene {
        self.now = at(when);
        self.reading = read(self.standing.channel, text);
        self.standing.events.extend(events_of(&self.reading, self.standing.channel, self.now));
        self.standing.inbound_at = self.now;
        self
    }

    fn event(&mut self, kind: EventKind) -> &mut Scene {
        let scope = Scope::Channel(self.standing.channel);
        self.standing.events.push(Event {
            kind,
            scope,
            source: Source::Engine,
            rule: "test".to_owned(),
            at: self.now,
        });
        self
    }

    fn gate(&self) -> Gate {
        gate(&self.reading, &self.standing, &self.inbound, self.now)
    }

    fn decide(&self, kind: PermitKind) -> Result<(), &'static str> {
        match decide(&self.standing, kind, self.now) {
            Decision::Granted(_) => Ok(()),
            Decision::Denied { rule } => Err(rule),
            Decision::Deferred { .. } => Err("deferred"),
            Decision::Superseded { .. } => Err("superseded"),
        }
    }

    /// The notice is permitted, redeemed (consent is read again before its event is stored), and spent.
    fn send(&mut self, kind: NoticeKind) -> &mut Scene {
        let kind = PermitKind::Notice(kind);
        assert_eq!(self.decide(kind), Ok(()), "permit");
        assert_eq!(self.decide(kind), Ok(()), "redeem");
        self.standing.events.extend(spent(kind, self.standing.channel, self.now));
        self
    }
}

const REPLY: PermitKind = PermitKind::Reply;
const CONFIRM: PermitKind = PermitKind::Notice(NoticeKind::OptOutConfirmation);
const ACKNOWLEDGE: PermitKind = PermitKind::Notice(NoticeKind::PrivacyAcknowledgement);

fn notice(kind: NoticeKind, rule: &'static str) -> Gate {
    Gate::Notice { kind, rule }
}

#[test]
fn a_stop_is_confirmed_once_and_then_silent() {
    let mut scene = Scene::new();
    assert_eq!(scene.gate(), Gate::Proceed);
    assert_eq!(scene.decide(REPLY), Ok(()));
    assert_eq!(scene.decide(CONFIRM), Err(rule::NOTHING_TO_CONFIRM));

    scene.hears(NOON, "STOP");
    assert_eq!(scene.gate(), notice(NoticeKind::OptOutConfirmation, "SMS-01"));
    assert_eq!(scene.decide(REPLY), Err(rule::OPTED_OUT));
    scene.send(NoticeKind::OptOutConfirmation);
    assert_eq!(scene.decide(CONFIRM), Err(rule::CONFIRMED));

    scene.hears("2026-11-22T12:01:00-06:00", "STOP");
    assert_eq!(scene.gate(), Gate::Silent { rule: rule::CONFIRMED });
    scene.hears("2026-11-22T12:02:00-06:00", "what is the price?");
    assert_eq!(scene.gate(), Gate::Silent { rule: rule::OPTED_OUT });
    assert_eq!(scene.decide(CONFIRM), Err(rule::CONFIRMED));
    scene.hears("2026-11-22T12:03:00-06:00", "HELP");
    assert_eq!(scene.gate(), Gate::Silent { rule: rule::OPTED_OUT });
    assert_eq!(scene.decide(PermitKind::Notice(NoticeKind::Help)), Err(rule::OPTED_OUT));

    scene.hears("2026-11-22T12:04:00-06:00", "START");
    assert_eq!(scene.gate(), notice(NoticeKind::OptInConfirmation, "SMS-11"));
    assert_eq!(scene.decide(PermitKind::Notice(NoticeKind::OptInConfirmation)), Ok(()));
    assert_eq!(scene.decide(REPLY), Ok(()));
    scene.hears("2026-11-22T12:05:00-06:00", "please stop texting me");
    assert_eq!(scene.gate(), notice(NoticeKind::OptOutConfirmation, "optout.plain.stop"));
    scene.send(NoticeKind::OptOutConfirmation);
    assert_eq!(scene.decide(CONFIRM), Err(rule::CONFIRMED));
}

#[test]
fn the_message_after_a_stop_cannot_use_its_confirmation() {
    let mut scene = Scene::new();
    scene.hears(NOON, "STOP").hears("2026-11-22T12:01:00-06:00", "ok?");
    assert_eq!(scene.gate(), Gate::Silent { rule: rule::OPTED_OUT });
    assert_eq!(scene.decide(CONFIRM), Err(rule::NOTHING_TO_CONFIRM));
}

#[test]
fn the_provider_s_own_answer_is_the_only_one() {
    for text in ["STOP", "START", "HELP", "wrong number"] {
        let mut scene = Scene::new();
        scene.hears(NOON, text);
        scene.inbound.provider_answered = true;
        assert_eq!(scene.gate(), Gate::Silent { rule: rule::PROVIDER_ANSWERED }, "{text}");
    }
}

#[test]
fn no_notice_goes_to_who_is_only_claimed_to_have_written() {
    let claimed = |known: bool, text: &str| {
        let mut scene = Scene::new();
        scene.inbound.unverified = true;
        if !known {
            scene.standing.events.clear();
        }
        let reading = read(Channel::Sms, text);
        let events = events_of(&reading, Channel::Sms, scene.now);
        scene.standing.events.extend(events.into_iter().filter(|event| event.kind.tightens()));
        scene.reading = reading;
        scene.gate()
    };
    let unknown = Gate::Handoff { rule: rule::UNVERIFIED, notice: None };
    assert_eq!(claimed(false, "Is it still for sale?"), unknown);
    assert_eq!(claimed(false, "START"), unknown);
    assert_eq!(claimed(false, "STOP"), Gate::Silent { rule: rule::UNVERIFIED });
    assert_eq!(claimed(true, "STOP"), Gate::Silent { rule: rule::UNVERIFIED });
    assert_eq!(claimed(true, "START"), unknown);
    assert_eq!(claimed(true, "Is it still for sale?"), Gate::Proceed);
    assert!(matches!(claimed(true, "delete all my data"), Gate::Handoff { notice: None, .. }));
}

#[test]
fn what_a_machine_wrote_is_not_answered() {
    let mut scene = Scene::new();
    scene.inbound.automatic = true;
    assert_eq!(scene.gate(), Gate::Silent { rule: rule::AUTOMATIC });
}

#[test]
fn a_confirmation_goes_within_five_minutes_or_not_at_all() {
    let mut scene = Scene::new();
    scene.hears(NOON, "STOP");
    scene.now = at(NOON).plus(minutes(5));
    assert_eq!(scene.decide(CONFIRM), Ok(()));
    scene.now = at(NOON).plus(minutes(5) + Duration::from_millis(1));
    assert_eq!(scene.decide(CONFIRM), Err(rule::TOO_LATE));
    assert_eq!(scene.gate(), Gate::Silent { rule: rule::TOO_LATE });
    // At night too: it answers what was just written.
    scene.hears("2026-11-23T02:00:00-06:00", "STOP");
    assert_eq!(scene.decide(CONFIRM), Ok(()));
    // A message from the future has no age.
    scene.now = at("2026-11-22T12:00:00-06:00");
    assert_eq!(scene.decide(CONFIRM), Err(rule::TOO_LATE));
}

#[test]
fn only_the_channel_that_asked_is_confirmed() {
    let mut scene = Scene::new();
    scene.hears(NOON, "stop emailing me, texting is fine");
    assert_eq!(scene.gate(), Gate::Proceed);
    assert_eq!(scene.decide(CONFIRM), Err(rule::NOTHING_TO_CONFIRM));
    assert_eq!(state(&scene.standing.events, Channel::Email), ConsentState::OptedOut);
}

#[test]
fn a_stop_of_marketing_is_confirmed_and_the_conversation_goes_on() {
    let mut scene = Scene::new();
    scene.hears(NOON, "no more marketing texts please, only about my appointment");
    assert!(
        matches!(scene.gate(), Gate::Notice { kind: NoticeKind::OptOutConfirmation, .. }),
        "{:?}",
        scene.reading
    );
    scene.send(NoticeKind::OptOutConfirmation);
    scene.hears("2026-11-22T12:01:00-06:00", "When is the open house?");
    assert_eq!(scene.gate(), Gate::Proceed);
    assert_eq!(scene.decide(REPLY), Ok(()));
}

#[test]
fn a_wrong_number_is_confirmed_once() {
    let mut scene = Scene::new();
    scene.hears(NOON, "you have the wrong number");
    assert!(matches!(scene.gate(), Gate::Notice { kind: NoticeKind::OptOutConfirmation, .. }));
    scene.send(NoticeKind::OptOutConfirmation);
    scene.hears("2026-11-22T12:01:00-06:00", "hello?");
    assert_eq!(scene.gate(), Gate::Silent { rule: rule::WRONG_PARTY });
}

#[test]
fn threats_and_minors_go_to_a_human_without_a_word() {
    for text in ["I will sue you", "I'm 15 years old"] {
        let mut scene = Scene::new();
        scene.hears(NOON, text);
        assert!(matches!(scene.gate(), Gate::Handoff { notice: None, .. }), "{text}");
        assert_eq!(scene.decide(REPLY), Err(rule::HALTED));
        assert_eq!(scene.decide(CONFIRM), Err(rule::HALTED));
        assert_eq!(scene.decide(ACKNOWLEDGE), Err(rule::HALTED));
        scene.hears("2026-11-22T12:01:00-06:00", "START");
        assert_eq!(scene.gate(), Gate::Silent { rule: rule::HALTED });
    }
}

#[test]
fn a_request_for_erasure_is_acknowledged_once() {
    let mut scene = Scene::new();
    scene.hears(NOON, "STOP and delete all my data");
    let acknowledged = Some(NoticeKind::PrivacyAcknowledgement);
    assert!(matches!(scene.gate(), Gate::Handoff { notice, .. } if notice == acknowledged));
    scene.send(NoticeKind::PrivacyAcknowledgement);
    assert_eq!(scene.decide(ACKNOWLEDGE), Err(rule::ACKNOWLEDGED));
    scene.hears("2026-11-22T12:01:00-06:00", "delete my data");
    assert!(matches!(scene.gate(), Gate::Handoff { notice: None, .. }));
    // Whoever had said stop before hears from a human.
    let mut scene = Scene::new();
    scene.hears(NOON, "STOP").hears("2026-11-22T12:01:00-06:00", "delete my data");
    assert!(matches!(scene.gate(), Gate::Handoff { notice: None, .. }));
    assert_eq!(scene.decide(ACKNOWLEDGE), Err(rule::OPTED_OUT));
}

#[test]
fn other_rights_are_acknowledged_and_handed_on() {
    let mut scene = Scene::new();
    scene.hears(NOON, "what data do you have on me?");
    let acknowledged = Some(NoticeKind::PrivacyAcknowledgement);
    assert!(matches!(scene.gate(), Gate::Handoff { notice, .. } if notice == acknowledged));
    assert_eq!(scene.decide(ACKNOWLEDGE), Ok(()));
    // After a stop, a human alone.
    let mut scene = Scene::new();
    scene.hears("2026-11-22T11:30:00-06:00", "STOP").hears(NOON, "what data do you have on me?");
    assert!(matches!(scene.gate(), Gate::Handoff { notice: None, .. }));
}

#[test]
fn help_and_a_wish_for_a_person() {
    let mut scene = Scene::new();
    scene.hears(NOON, "HELP");
    assert_eq!(scene.gate(), notice(NoticeKind::Help, "SMS-18"));
    scene.hears(NOON, "can I talk to a real person?");
    assert!(matches!(scene.gate(), Gate::Handoff { rule: "human.plain", notice: None }));
    scene.hears(NOON, "not interested");
    assert_eq!(scene.gate(), Gate::Proceed);
}

#[test]
fn every_stopped_state_is_silent() {
    for (kind, rule) in [(EventKind::Halt, rule::HALTED), (EventKind::Erased, rule::ERASED)] {
        let mut scene = Scene::new();
        scene.event(kind).hears(NOON, "Is it still available?");
        assert_eq!(scene.gate(), Gate::Silent { rule });
        assert_eq!(scene.decide(REPLY), Err(rule));
    }
    let mut scene = Scene::new();
    scene.hears(NOON, "Is it still available?").event(EventKind::Undeliverable);
    assert_eq!(scene.gate(), Gate::Silent { rule: rule::UNDELIVERABLE });
    assert_eq!(scene.decide(REPLY), Err(rule::UNDELIVERABLE));
    scene.hears(NOON, "New phone, is it still available?");
    assert_eq!(scene.gate(), Gate::Proceed);
    let mut scene = Scene::new();
    scene.standing.events.clear();
    assert_eq!(scene.decide(REPLY), Err(rule::NONE));
}

#[test]
fn a_late_answer_keeps_the_hours() {
    let mut scene = Scene::new();
    // A fresh message is answered at any hour.
    scene.hears("2026-11-22T23:00:00-06:00", "Is it still available?");
    scene.now = scene.now.plus(minutes(60));
    assert_eq!(scene.gate(), Gate::Proceed);
    // A stale one waits for the morning, across a change of clocks too.
    scene.now = scene.now.plus(Duration::from_millis(1));
    let until = at("2026-11-23T08:00:00-06:00");
    assert_eq!(scene.gate(), Gate::Deferred { until, rule: "hours.quiet.abroad" });
    assert_eq!(scene.decide(REPLY), Err("deferred"));
    scene.now = until;
    assert_eq!(scene.gate(), Gate::Proceed);
    assert_eq!(scene.decide(REPLY), Ok(()));
    scene.hears("2026-10-31T20:30:00-05:00", "Is it still available?");
    scene.now = at("2026-11-01T01:30:00-06:00");
    let until = at("2026-11-01T08:00:00-06:00");
    assert_eq!(scene.gate(), Gate::Deferred { until, rule: "hours.quiet.abroad" });
    // A stop defers nothing.
    scene.hears("2026-11-01T02:00:00-06:00", "STOP");
    scene.now = at("2026-11-01T05:00:00-06:00");
    assert_eq!(scene.decide(REPLY), Err(rule::OPTED_OUT));
}

#[test]
fn a_later_message_supersedes_replies_but_not_notices() {
    let mut scene = Scene::new();
    scene.hears(NOON, "STOP");
    scene.standing.superseded_by = Some(TurnId::fresh(&crate::clock::Surroundings::default()).unwrap());
    assert_eq!(scene.decide(CONFIRM), Ok(()));
    assert_eq!(scene.decide(REPLY), Err("superseded"));
}

#[test]
fn while_a_person_answers_only_what_the_law_asks_for_goes_out() {
    use PermitKind::*;
    let human = "2026-11-22T12:00:00-06:00";
    for (words, gate, kind, granted) in [
        (
            "is it still for sale?",
            Gate::Silent { rule: "conversation.human" },
            Reply,
            Err("conversation.human"),
        ),
        (
            "let me talk to a human",
            Gate::Silent { rule: "conversation.human" },
            Reply,
            Err("conversation.human"),
        ),
        (
            "STOP",
            Gate::Notice { kind: NoticeKind::OptOutConfirmation, rule: "SMS-01" },
            Notice(NoticeKind::OptOutConfirmation),
            Ok(()),
        ),
        ("HELP", Gate::Notice { kind: NoticeKind::Help, rule: "SMS-18" }, Notice(NoticeKind::Help), Ok(())),
    ] {
        let mut scene = Scene::new();
        scene.standing.human = true;
        scene.hears(human, words);
        assert_eq!(scene.gate(), gate, "{words}");
        assert_eq!(scene.decide(kind), granted, "{words}");
    }
}

#[test]
fn a_restricted_person_is_told_nothing() {
    let mut scene = Scene::new();
    scene.standing.restricted = true;
    for text in ["what is the price?", "STOP", "START", "HELP", "can I speak to a person?"] {
        scene.hears(NOON, text);
        assert_eq!(scene.gate(), Gate::Silent { rule: rule::RESTRICTED }, "{text}");
    }
    for text in ["delete all my data", "i will sue you", "i'm 15 years old"] {
        scene.hears(NOON, text);
        assert!(matches!(scene.gate(), Gate::Handoff { notice: None, .. }), "{text}: {:?}", scene.gate());
    }
    let mut scene = Scene::new();
    scene.hears(NOON, "STOP").standing.restricted = true;
    let help = PermitKind::Notice(NoticeKind::Help);
    for kind in [REPLY, CONFIRM, ACKNOWLEDGE, help, PermitKind::Notice(NoticeKind::OptInConfirmation)] {
        assert_eq!(scene.decide(kind), Err(rule::RESTRICTED), "{kind:?}");
    }
}
