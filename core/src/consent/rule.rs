//! The ids of rules, as outcomes and the audit trail carry them, and what each means.

use super::hours::{self, QUIET_BY_ACCOUNT};

pub(super) const NONE: &str = "consent.none";
pub(super) const OPTED_OUT: &str = "consent.opted_out";
pub(super) const WRONG_PARTY: &str = "consent.wrong_party";
pub(super) const UNDELIVERABLE: &str = "consent.undeliverable";
pub(super) const HALTED: &str = "consent.halted";
pub(super) const ERASED: &str = "consent.erased";
pub(super) const NO_OPT_IN: &str = "consent.no_opt_in";
pub(super) const NOTHING_TO_CONFIRM: &str = "consent.nothing_to_confirm";
pub(super) const CONFIRMED: &str = "SMS-05";
pub(super) const TOO_LATE: &str = "SMS-05.late";
pub(super) const PROVIDER_ANSWERED: &str = "SMS-06";
pub(super) const AUTOMATIC: &str = "EM-07";
pub(super) const UNVERIFIED: &str = "consent.unverified";
pub(super) const ACKNOWLEDGED: &str = "privacy.acknowledged";
pub(super) const HUMAN: &str = "conversation.human";
pub(super) const RESTRICTED: &str = "rights.restricted";
/// The stop that an objection to marketing is.
pub(crate) const OBJECTED: &str = "rights.objected";
pub(super) const SECOND_OPINION: &str = "optout.second_opinion";
pub(super) const NEVER_OPEN: &str = "hours.never_open";
pub(super) const PURPOSE_OPTED_OUT: &str = "consent.purpose_opted_out";
pub(super) const NOT_WRITTEN: &str = "SMS-15";
pub(super) const STALE_INQUIRY: &str = "SMS-16";
pub(super) const HELD: &str = "rights.held";
pub(super) const OFF_RECORD: &str = "consent.off_record";
pub(super) const CAP_OF_LAW: &str = "caps.law";
pub(super) const CAP_A_DAY: &str = "caps.day";
pub(super) const CAP_A_WEEK: &str = "caps.week";

const RULES: &[(&str, &str)] = &[
    (NONE, "nothing on file says that this person may be written to"),
    (OPTED_OUT, "the person said stop on this channel"),
    (WRONG_PARTY, "another person answers at this contact point"),
    (UNDELIVERABLE, "the contact point cannot be reached"),
    (HALTED, "all automation has stopped for this person; a human decides"),
    (ERASED, "the person's data was erased"),
    (NO_OPT_IN, "there is no opt-in to confirm"),
    (NOTHING_TO_CONFIRM, "this message asked for no stop that could be confirmed"),
    ("consent.inquiry", "the person wrote first"),
    (TOO_LATE, "a confirmation goes within five minutes of the request or not at all: 47 CFR 64.1200(a)(12)"),
    (CONFIRMED, "one confirmation of an opt-out, and no more: 47 CFR 64.1200(a)(12)"),
    (PROVIDER_ANSWERED, "the channel's provider has answered the keyword itself"),
    (
        AUTOMATIC,
        "a machine wrote it, as an out-of-office note or a bounce: neither consent nor a stop: RFC 3834 (not re-read)",
    ),
    (
        UNVERIFIED,
        "the mail's sender is only claimed: no DKIM or SPF of its domain passed, so it can only tighten",
    ),
    ("SMS-01", "one of the carrier provider's stop keywords"),
    ("SMS-02", "one of the words that revoke by themselves: 47 CFR 64.1200(a)(10)"),
    ("SMS-11", "one of the carrier provider's start keywords"),
    ("SMS-18", "one of the carrier provider's help keywords"),
    (ACKNOWLEDGED, "the request was acknowledged once"),
    (QUIET_BY_ACCOUNT, "outside the account's own hours, and no answer to a fresh message"),
    (HUMAN, "a person of the business has taken the conversation over"),
    (NEVER_OPEN, "the account's hours leave no time in which to write, or its time zone is unknown"),
    (RESTRICTED, "the person's data is only stored, as they asked; nothing is done with it"),
    (PURPOSE_OPTED_OUT, "the person said stop to messages of this purpose on this channel"),
    (NOT_WRITTEN, "marketing by text needs what the person signed: 47 CFR 64.1200(f)(9)"),
    (STALE_INQUIRY, "the person's inquiry is older than three months: 47 CFR 64.1200(f)(5)(ii)"),
    (HELD, "a hold is on the person's data: a human decides"),
    (OFF_RECORD, "the contact point is no longer the person's, by the business's record"),
    (
        CAP_OF_LAW,
        "three messages in 24 hours that the person did not ask for: the law where the person may be",
    ),
    (CAP_A_DAY, "as many messages in 24 hours as the account writes first to one contact point"),
    (CAP_A_WEEK, "as many messages in seven days as the account writes first to one contact point"),
    (
        "transfer.region",
        "no model is where the account lets data of leads go, so a human answers: GDPR 44 (not re-read)",
    ),
    ("EM-01", "marketing mail carries the business's postal address: 15 USC 7704(a)(5)"),
    ("outreach.transactional", "the business writes first, about a transaction that the person is in"),
    ("outreach.marketing", "the business writes first, to sell something"),
    (OBJECTED, "the person objected to marketing: GDPR 21(2) and (3) (not re-read)"),
    ("rights.erased", "the business erased the person's data"),
    ("record.opted_out", "the business's record of the lead says that the person opted out"),
    ("record.express", "the business's record of the lead says that the person agreed"),
    ("record.implied", "the business's record of the lead says that the person wrote first"),
    ("record.opt_out", "the business put on record that the person said stop"),
    ("record.written_opt_in", "the business put on record what the person signed: 47 CFR 64.1200(f)(9)"),
    ("record.wrong_party", "the business put on record that another person answers there"),
    ("record.undeliverable", "the business put on record that the contact point cannot be reached"),
    ("record.halt", "the business put on record that automation must stop for this person"),
    ("provider.opt_out", "the channel's provider says that the person opted out"),
    ("provider.wrong_party", "the channel's provider says that another person answers there"),
    ("provider.undeliverable", "the channel's provider says that the contact point cannot be reached"),
    ("provider.halt", "the channel's provider says that automation must stop for this person"),
    ("optout.model", "closr's model of plain words reads a stop: 47 CFR 64.1200(a)(10)"),
    (SECOND_OPINION, "the account's model, asked for a second opinion, reads a stop: 47 CFR 64.1200(a)(10)"),
    ("wrong_number.model", "closr's model of plain words reads that this is not the person"),
    ("legal_threat.model", "closr's model of plain words reads a threat or abuse"),
    ("minor.model", "closr's model of plain words reads that somebody is under 18"),
    ("privacy.delete.model", "closr's model of plain words reads a wish to erase data"),
    ("privacy.access.model", "closr's model of plain words reads another right over data"),
    ("not_interested.model", "closr's model of plain words reads that the offer is declined"),
    ("help.model", "closr's model of plain words reads a question who writes, or a wish for a person"),
    ("optout.", "plain words that a reasonable person reads as a stop: 47 CFR 64.1200(a)(10)"),
    ("wrong_number.", "plain words that say this is not the person"),
    ("legal_threat.", "plain words that threaten or abuse"),
    ("minor.", "plain words that say somebody is under 18"),
    ("privacy.delete", "plain words that ask to erase data"),
    ("privacy.access", "plain words that use another right over data"),
    ("privacy.sale", "plain words that forbid to sell or share data"),
    ("privacy.portability", "plain words that ask for data to take elsewhere"),
    ("privacy.correct", "plain words that ask to put data right"),
    ("privacy.restrict", "plain words that ask to only store data"),
    ("privacy.limit", "plain words that limit the use of sensitive data"),
    ("privacy.object", "plain words that object to a use of data"),
    ("not_interested.", "plain words that decline the offer"),
    ("optin.", "plain words that ask to be written to again"),
    ("help.", "plain words that ask who writes, or how to stop"),
    ("human.crisis", "the person may harm themselves: they are told who helps, and a person must know"),
    ("human.", "plain words that ask for a person"),
    ("normal", "no rule found a request about contact"),
];

/// What a rule id of this room means; `None` if it is no id of this room.
///
/// ```
/// assert!(closr::consent::explain("SMS-06").unwrap().contains("provider"));
/// assert!(closr::consent::explain("optout.plain.stop").is_some());
/// assert!(closr::consent::explain("guard.invention").is_none());
/// ```
pub fn explain(rule: &str) -> Option<&'static str> {
    let exact = RULES.iter().find(|(id, _)| *id == rule);
    let family = || {
        RULES.iter().find(|(id, _)| id.contains('.') && !id.starts_with("consent") && rule.starts_with(id))
    };
    exact.or_else(family).map(|(_, meaning)| *meaning).or_else(|| hours::explain(rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_explained_once() {
        let ids: std::collections::BTreeSet<_> = RULES.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), RULES.len());
        assert!(explain("consent.opted_out.more").is_none());
        assert_eq!(explain("SMS-05.late"), explain(TOO_LATE));
    }
}
