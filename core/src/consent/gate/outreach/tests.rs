use super::*;
use crate::consent::gate::{Decision, Grant, PermitKind, decide};
use crate::consent::{Event, Place, Scope, Source};
use crate::lead::{Account, Lead};

const SELL: OutreachPurpose = OutreachPurpose::Marketing;
const SERVE: OutreachPurpose = OutreachPurpose::Transactional;

/// A Tuesday, eleven in the morning in Alabama.
const NOW: &str = "2026-11-24T11:00:00-06:00";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn event(kind: EventKind, scope: Scope, when: &str) -> Event {
    Event { kind, scope, source: Source::Person, rule: "test".to_owned(), at: at(when) }
}

/// Somebody in Alabama whose contact point nothing was sent to.
fn standing(channel: Channel, kinds: &[EventKind]) -> Standing {
    let account = Account::from_json(r#"{"brand": "Oak", "tz": "America/New_York"}"#).unwrap();
    let lead = Lead::from_json(r#"{"phones": ["+12055550147"]}"#).unwrap();
    Standing {
        place: Place::of(&lead, &account),
        account,
        channel,
        events: kinds.iter().map(|kind| event(*kind, Scope::Channel(channel), NOW)).collect(),
        // An answer to it would keep no hours.
        inbound_at: at(NOW),
        superseded_by: None,
        human: false,
        restricted: false,
        outreach: Some(OutreachStanding { on_record: true, ..OutreachStanding::default() }),
    }
}

fn refusal(standing: &Standing, purpose: OutreachPurpose, now: &str) -> String {
    let refused = match refuses_outreach(standing, purpose, at(now)) {
        None => "yes".to_owned(),
        Some(Refusal::Denied { rule }) => rule.to_owned(),
        Some(Refusal::Deferred { until, rule }) => format!("{until} {rule}"),
        Some(Refusal::Superseded { .. }) => "superseded".to_owned(),
    };
    // What the permit says is the same.
    let decided = match decide(standing, PermitKind::Outreach(purpose), at(now)) {
        Decision::Granted(Grant(())) => "yes".to_owned(),
        Decision::Denied { rule } => rule.to_owned(),
        Decision::Deferred { until, rule } => format!("{until} {rule}"),
        Decision::Superseded { .. } => "superseded".to_owned(),
    };
    assert_eq!(refused, decided);
    refused
}

#[test]
fn each_state_of_consent_on_each_channel_for_each_purpose() {
    use EventKind::*;
    for (kinds, sms_sells, sms_serves, mail_sells, mail_serves) in [
        (&[][..], "consent.none", "consent.none", "consent.none", "consent.none"),
        (&[Inquiry], "SMS-15", "yes", "yes", "yes"),
        (&[OptIn], "SMS-15", "yes", "yes", "yes"),
        (&[WrittenOptIn], "yes", "yes", "yes", "yes"),
        (
            &[WrittenOptIn, Undeliverable],
            "consent.undeliverable",
            "consent.undeliverable",
            "consent.undeliverable",
            "consent.undeliverable",
        ),
        (
            &[WrittenOptIn, OptOut],
            "consent.opted_out",
            "consent.opted_out",
            "consent.opted_out",
            "consent.opted_out",
        ),
        (
            &[WrittenOptIn, WrongParty],
            "consent.wrong_party",
            "consent.wrong_party",
            "consent.wrong_party",
            "consent.wrong_party",
        ),
        (&[WrittenOptIn, Halt], "consent.halted", "consent.halted", "consent.halted", "consent.halted"),
        (&[WrittenOptIn, Erased], "consent.erased", "consent.erased", "consent.erased", "consent.erased"),
    ] {
        for (channel, purpose, expected) in [
            (Channel::Sms, SELL, sms_sells),
            (Channel::Sms, SERVE, sms_serves),
            (Channel::Email, SELL, mail_sells),
            (Channel::Email, SERVE, mail_serves),
        ] {
            let standing = standing(channel, kinds);
            assert_eq!(refusal(&standing, purpose, NOW), expected, "{kinds:?} {channel} {purpose:?}");
            assert!(expected == "yes" || crate::consent::explain(expected).is_some(), "{expected}");
        }
        let chat = standing(Channel::WebChat, kinds);
        assert_ne!(refusal(&chat, SERVE, NOW), "yes", "{kinds:?}");
    }
}

#[test]
fn an_inquiry_gives_leave_for_three_months() {
    for (inquired, now, expected) in [
        ("2026-08-24T11:00:00-05:00", "2026-11-24T10:00:00-06:00", "yes"),
        ("2026-08-24T11:00:00-05:00", "2026-11-24T10:00:00.001-06:00", "SMS-16"),
        // From the last day of a month to the last of a shorter one.
        ("2026-01-31T18:00:00Z", "2026-04-30T18:00:00Z", "yes"),
        ("2026-01-31T17:59:00Z", "2026-04-30T18:00:00Z", "SMS-16"),
    ] {
        let mut standing = standing(Channel::Sms, &[]);
        standing.events = vec![event(EventKind::Inquiry, Scope::Channel(Channel::Sms), inquired)];
        assert_eq!(refusal(&standing, SERVE, now), expected, "{inquired} {now}");
    }
    let mut standing = standing(Channel::Sms, &[]);
    let sms = Scope::Channel(Channel::Sms);
    standing.events = vec![event(EventKind::Inquiry, sms, "2026-01-05T12:00:00-06:00")];
    assert_eq!(refusal(&standing, SERVE, NOW), "SMS-16");
    // Another one begins it anew; one by mail does not.
    standing.events.push(event(EventKind::Inquiry, Scope::Channel(Channel::Email), NOW));
    assert_eq!(refusal(&standing, SERVE, NOW), "SMS-16");
    standing.events.push(event(EventKind::Inquiry, sms, NOW));
    assert_eq!(refusal(&standing, SERVE, NOW), "yes");
    // Who agreed has no such end.
    standing.events = vec![event(EventKind::OptIn, sms, "2020-01-05T12:00:00-06:00")];
    assert_eq!(refusal(&standing, SERVE, NOW), "yes");
}

#[test]
fn a_stop_of_one_purpose_holds_for_it_alone() {
    for (stopped, other) in [(SELL, SERVE), (SERVE, SELL)] {
        let mut standing = standing(Channel::Sms, &[EventKind::WrittenOptIn]);
        standing.events.push(event(EventKind::OptOut, Scope::Purpose(Channel::Sms, stopped.into()), NOW));
        assert_eq!(refusal(&standing, stopped, NOW), "consent.purpose_opted_out");
        assert_eq!(refusal(&standing, other, NOW), "yes");
    }
    // Whoever signed for one purpose did not for the other.
    let mut standing = standing(Channel::Sms, &[]);
    standing.events = vec![event(EventKind::WrittenOptIn, Scope::Purpose(Channel::Sms, SELL.into()), NOW)];
    assert_eq!(
        (refusal(&standing, SELL, NOW), refusal(&standing, SERVE, NOW)),
        ("yes".into(), "consent.none".into())
    );
}

#[test]
fn what_forbids_it_whatever_the_consent() {
    let base = || standing(Channel::Sms, &[EventKind::WrittenOptIn]);
    let with = |change: fn(&mut OutreachStanding)| {
        let mut standing = base();
        change(standing.outreach.as_mut().unwrap());
        standing
    };
    let turn = TurnId::fresh(&crate::clock::Surroundings::default()).unwrap();
    for (standing, expected) in [
        (Standing { human: true, ..base() }, "conversation.human"),
        (Standing { restricted: true, ..base() }, "rights.restricted"),
        (Standing { outreach: None, ..base() }, "consent.none"),
        (with(|outreach| outreach.held = true), "rights.held"),
        (with(|outreach| outreach.erased = true), "consent.erased"),
        (with(|outreach| outreach.on_record = false), "consent.off_record"),
        (Standing { superseded_by: Some(turn), ..base() }, "superseded"),
    ] {
        for purpose in OutreachPurpose::ALL {
            assert_eq!(refusal(&standing, purpose, NOW), expected);
        }
    }
    // A stop is told before that somebody wrote: it is what they wrote.
    let mut stopped = Standing { superseded_by: Some(turn), ..base() };
    stopped.events.push(event(EventKind::OptOut, Scope::Channel(Channel::Sms), NOW));
    assert_eq!(refusal(&stopped, SELL, NOW), "consent.opted_out");
}

#[test]
fn neither_passes_for_the_other() {
    let outreach = standing(Channel::Sms, &[EventKind::WrittenOptIn]);
    let denied = |decision| matches!(decision, Decision::Denied { rule: "consent.none" });
    assert!(denied(decide(&outreach, PermitKind::Reply, at(NOW))));
    let answer = Standing { outreach: None, ..outreach };
    assert!(denied(decide(&answer, PermitKind::Outreach(SELL), at(NOW))));
}

#[test]
fn the_hours_are_always_kept_where_the_person_is() {
    // The account's zone is New York, and the lead in Alabama: 8 a.m. to 8 p.m., neither on Sundays nor on holidays.
    for (now, expected) in [
        ("2026-11-24T07:59:59-06:00", "2026-11-24T14:00:00Z hours.quiet.al"),
        ("2026-11-24T08:00:00-06:00", "yes"),
        ("2026-11-24T20:00:00-06:00", "2026-11-25T14:00:00Z hours.quiet.al"),
        ("2026-11-26T12:00:00-06:00", "2026-11-27T14:00:00Z hours.quiet.al"),
        // Clocks go forward in the night to Sunday.
        ("2027-03-13T22:00:00-06:00", "2027-03-15T13:00:00Z hours.quiet.al"),
    ] {
        for channel in [Channel::Sms, Channel::Email] {
            let standing = standing(channel, &[EventKind::WrittenOptIn]);
            assert_eq!(refusal(&standing, SELL, now), expected, "{now}");
        }
    }
    // A holiday, where nobody knows where the person is.
    let mut nowhere = standing(Channel::Sms, &[EventKind::WrittenOptIn]);
    nowhere.place = Place::Anywhere;
    assert!(refusal(&nowhere, SELL, "2026-11-26T14:00:00-06:00").ends_with("hours.quiet.anywhere"));
    let mut never = standing(Channel::Sms, &[EventKind::WrittenOptIn]);
    never.account = Account::from_json(
        r#"{"brand": "Oak", "tz": "Asia/Tokyo", "hours": {"start": "13:00", "end": "14:00"}}"#,
    )
    .unwrap();
    assert_eq!(refusal(&never, SELL, NOW), "hours.never_open");
}

#[test]
fn a_cap_waits_for_its_end_and_then_for_the_hours() {
    let mut standing = standing(Channel::Sms, &[EventKind::WrittenOptIn]);
    standing.account.caps.per_day = 1;
    let sent = |standing: &mut Standing, when: &str| {
        standing.outreach.as_mut().unwrap().sent = vec![at(when)];
    };
    sent(&mut standing, "2026-11-23T11:30:00-06:00");
    assert_eq!(refusal(&standing, SELL, NOW), "2026-11-24T17:30:00Z caps.day");
    assert_eq!(refusal(&standing, SELL, "2026-11-24T11:30:00-06:00"), "yes");
    // It ends at ten in the evening, when the hours are closed.
    sent(&mut standing, "2026-11-23T22:00:00-06:00");
    assert_eq!(refusal(&standing, SELL, NOW), "2026-11-25T14:00:00Z caps.day");
}
