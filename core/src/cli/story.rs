//! A lead's trail in plain words, turn by turn.

use crate::audit::Entry;
use crate::consent::explain;
use crate::guard::Rule;
use crate::lead::TurnId;

/// The lines that tell what an entry says; `last` is the turn that the line before was about.
pub(super) fn tell(entry: &Entry, last: Option<TurnId>) -> Vec<String> {
    let mut lines = Vec::new();
    if entry.turn != last {
        lines.push(match entry.turn {
            Some(turn) => format!("turn {turn}"),
            None => "outside a turn".to_owned(),
        });
    }
    lines.push(format!("  {} {}", entry.at, happened(entry.what.as_str())));
    for rule in entry.rules.iter().map(|rule| rule.as_str()) {
        if let Some(hash) = rule.strip_prefix("words.") {
            lines.push(format!("      whose words are kept as evidence; their keyed hash is {hash}"));
            continue;
        }
        let meaning = explain(rule).map(str::to_owned).or_else(|| meaning(rule));
        lines.push(match meaning {
            Some(meaning) => format!("      because {meaning} [{rule}]"),
            None => format!("      by the rule {rule}"),
        });
    }
    lines
}

/// What an entry is about.
fn happened(what: &str) -> &str {
    match what {
        "claim" => "a message came in, and was read",
        "claim.outreach" => "the business writes first: its text was kept",
        "claim.conflict" => "the same message id came again with other words; what they take back counts",
        "consent.opt_in" => "consent: the person agreed to be written to",
        "consent.written_opt_in" => "consent: the person had signed that they agree",
        "consent.opt_out" => "consent: the person said stop",
        "consent.wrong_party" => "consent: another person answers there",
        "consent.halt" => "consent: all automation stopped for the person",
        "consent.confirmed" => "consent: the one confirmation of the stop was spent",
        "consent.acknowledged" => "consent: the acknowledgement of the request was spent",
        "consent.undeliverable" => "consent: the contact point cannot be reached",
        "consent.erased" => "consent: the person's data was erased",
        "permit.granted" => "a text was permitted",
        "stream.released" => "a sentence was released",
        "outcome.reply" => "the reply was handed out for sending",
        "outcome.outreach" => "the business's text was handed out for sending",
        "outcome.notice" => "the fixed text was handed out for sending",
        "outcome.silent" => "nothing was sent",
        "outcome.deferred" => "the text waits",
        "outcome.handoff" => "a person of the business was called",
        "outcome.superseded" => "a later message was answered in its stead",
        "outcome.withdrawn" => "the streamed answer was stopped on its way",
        "delivery.waiting" => "nothing was sent yet: the text waits to be tried again",
        "delivery.sending" => "the text was handed to the outbox again",
        "delivery.unknown" => "the text may have been sent: its answer was lost, and it is not sent again",
        "delivery.refused" => "nothing was sent, and nothing will be",
        "delivery.accepted" => "the channel's vendor has the text",
        "delivery.sent" => "the text has left the channel's vendor",
        "delivery.delivered" => "the text has arrived",
        "delivery.read" => "the text was read",
        "delivery.failed" => "the channel's vendor could not deliver the text",
        "conversation.taken_over" => "a person of the business took the conversation over",
        "conversation.handed_back" => "the person of the business handed the conversation back",
        "conversation.agent_wrote" => "a person of the business wrote",
        "rights.restricted" => "restriction: the person's data is only stored",
        "rights.unrestricted" => "restriction: taken back",
        "rights.objected" => "the person objected to a use of their data",
        "rights.objection_lifted" => "the person's objection to a use of their data was taken back",
        "retention.set" => "the business said how long leads are kept",
        "retention.evidence" => "words of consent were deleted, whose last year is over",
        "rights.held" => "the business put the person's data on hold",
        "rights.hold_lifted" => "the business took the hold off the person's data",
        "rights.erasure_begun" => "erasure: the person's rows were deleted",
        "rights.erased" => "erasure: the person's key was destroyed, and it is done",
        other => other,
    }
}

/// Rules of the rooms above consent, by family.
fn meaning(rule: &str) -> Option<String> {
    let families = [
        ("guard.chosen.", "the approved replies that the model chose did not pass the guard: "),
        ("guard.composed.", "the composer's own answer did not pass the guard: "),
        ("guard.repaired.", "a draft of the model's, which it was told to mend, did not pass the guard: "),
        ("guard.outreach.", "the business's text did not pass the guard: "),
        ("guard.", "the model's draft did not pass the guard: "),
        ("compose.", "the composer left it to a person: "),
        ("objection.", "the use is: "),
        ("choice.", "the model's choice among the approved replies was not taken: "),
        ("chosen.", "the model chose the approved reply "),
        ("provider.", "the model could not be asked: "),
    ];
    let named = |(family, meaning): &(&str, &str)| {
        rule.strip_prefix(family).map(|rest| format!("{meaning}{}", rest.replace('_', " ")))
    };
    match rule {
        "turn.superseded" => Some("a later message stands for it".to_owned()),
        "delivery.lapsed" => {
            Some("the process that had it in hand was not heard of before its lease ran out".to_owned())
        }
        "redact.failed" => Some("the last scan found an identifier in the prompt".to_owned()),
        _ if rule.starts_with("guard.rule.") => {
            let found =
                Rule::ALL.iter().find(|known| rule.strip_prefix("guard.rule.") == Some(known.as_str()))?;
            Some(format!("the guard's rule on this: {}", found.meaning()))
        }
        _ => families.iter().find_map(named),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    fn told(what: &'static str, rules: &[&'static str]) -> String {
        let rules = rules.iter().map(|rule| (*rule).into()).collect();
        let entry =
            Entry { seq: 1, at: Timestamp::from_millis(0), what: what.into(), turn: None, lead: None, rules };
        tell(&entry, None).join("\n")
    }

    #[test]
    fn an_entry_is_told_with_its_reasons() {
        let stop = told("consent.opt_out", &["SMS-01", "words.ab12"]);
        for part in [
            "the person said stop",
            "because one of the carrier provider's",
            "[SMS-01]",
            "keyed hash is ab12",
        ] {
            assert!(stop.contains(part), "{part}: {stop}");
        }
        let blocked = told(
            "outcome.handoff",
            &["guard.contradiction:hoa_usd_month", "guard.rule.fact.number", "compose.not_on_file", "other"],
        );
        for part in
            ["did not pass the guard: contradiction:hoa usd month", "not on file", "by the rule other"]
        {
            assert!(blocked.contains(part), "{part}: {blocked}");
        }
    }

    /// Each event and each outcome has words of its own.
    #[test]
    fn everything_that_can_happen_has_words() {
        use crate::consent::EventKind as K;
        use crate::store::{DeliveryState, OutcomeKind};
        let kinds = [
            K::OptIn,
            K::WrittenOptIn,
            K::OptOut,
            K::WrongParty,
            K::Halt,
            K::Confirmed,
            K::Acknowledged,
            K::Undeliverable,
            K::Erased,
        ];
        let events = kinds.map(|kind| {
            let name = serde_json::to_value(kind).unwrap();
            format!("consent.{}", name.as_str().unwrap())
        });
        let outcomes = OutcomeKind::ALL.map(|kind| format!("outcome.{}", kind.as_str()));
        let deliveries = DeliveryState::ALL.map(|state| format!("delivery.{}", state.as_str()));
        for what in events.iter().chain(&outcomes).chain(&deliveries) {
            assert_ne!(happened(what), what);
        }
    }
}
