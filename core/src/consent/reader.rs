//! What an inbound message asks of us: a set of findings, each with its scope and rule.
//!
//! Rules decide: keywords first, then phrases of plain words in several languages. The law asks for both
//! (47 CFR 64.1200(a)(10), read 2026-11-22): the named words, and any wording that a reasonable person reads as
//! a revocation. Where neither says a stop, a small model is asked, which may add one. When in doubt between
//! a stop and none, a stop is preferred: it costs a conversation, a missed one a person's peace and 500 dollars a message.

mod answer;
mod email;
mod keyword;
mod message;
mod model;
mod phrase;
mod quote;
mod rule;

use crate::lead::{Channel, Purpose};

use message::Message;
use model::Opinion;

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// Stop contacting me.
    OptOut,
    /// You have the wrong person.
    WrongNumber,
    /// A threat of lawyers, regulators or police, or hostility that makes going on harassment.
    LegalThreat,
    /// Somebody under 18 is writing or written to.
    Minor,
    /// Erase my data.
    PrivacyDelete,
    /// Tell me what you have of me, or a right over my data that has no kind of its own.
    PrivacyAccess,
    /// Do not sell or share my data.
    PrivacySale,
    /// Let me have my data to take elsewhere.
    PrivacyPortability,
    /// Put my data right.
    PrivacyCorrect,
    /// Only store my data.
    PrivacyRestrict,
    /// Use my sensitive data for no more than what I asked for.
    PrivacyLimit,
    /// I object to what you do with my data.
    PrivacyObject,
    /// A soft no to the offer.
    NotInterested,
    /// Contact me again.
    OptIn,
    /// Who is this, how do I stop.
    Help,
    /// Let me talk to a person.
    Human,
}

impl FindingKind {
    /// The label that a finding of this kind gives a message.
    pub fn label(self) -> MessageLabel {
        match self {
            FindingKind::OptOut => MessageLabel::OptOut,
            FindingKind::WrongNumber => MessageLabel::WrongNumber,
            FindingKind::LegalThreat => MessageLabel::LegalThreat,
            FindingKind::Minor => MessageLabel::Minor,
            FindingKind::PrivacyDelete => MessageLabel::PrivacyRequestDelete,
            FindingKind::PrivacyAccess
            | FindingKind::PrivacySale
            | FindingKind::PrivacyPortability
            | FindingKind::PrivacyCorrect
            | FindingKind::PrivacyRestrict
            | FindingKind::PrivacyLimit
            | FindingKind::PrivacyObject => MessageLabel::PrivacyRequestAccess,
            FindingKind::NotInterested => MessageLabel::NotInterested,
            FindingKind::OptIn => MessageLabel::OptIn,
            FindingKind::Help | FindingKind::Human => MessageLabel::Help,
        }
    }
}

/// How far a finding or an event reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scope {
    /// One channel, all purposes.
    Channel(Channel),
    /// One purpose, on the channel it was said on.
    Purpose(Channel, Purpose),
    /// Everything.
    Everything,
}

impl Scope {
    /// Whether it reaches `channel`, be it for one purpose only.
    pub fn touches(self, channel: Channel) -> bool {
        match self {
            Scope::Channel(scoped) | Scope::Purpose(scoped, _) => scoped == channel,
            Scope::Everything => true,
        }
    }
}

/// One thing that a message asks.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// How far it reaches.
    pub scope: Scope,
    /// The rule that decided, as in `SMS-01` or `optout.plain`.
    pub rule: &'static str,
    /// How sure the rule is, 0 to 1.
    pub confidence: f32,
}

/// All that a message asks.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// The channel the message came on; without one, every finding counts for its label.
    pub channel: Option<Channel>,
    /// The findings, the weightiest first.
    pub findings: Vec<Finding>,
}

impl Reading {
    /// The message's one label: what it means for the channel it came on.
    pub fn label(&self) -> MessageLabel {
        self.decisive().map_or(MessageLabel::Normal, |finding| finding.kind.label())
    }

    /// How sure the rule behind the label is, 0 to 1.
    pub fn confidence(&self) -> f32 {
        // No rule speaks for "normal": it is what is left, and rules miss a few in a hundred.
        self.decisive().map_or(0.9, |finding| finding.confidence)
    }

    /// The rule behind the label.
    pub fn rule(&self) -> &'static str {
        self.decisive().map_or("normal", |finding| finding.rule)
    }

    /// The finding behind the label, if any speaks of this channel.
    pub(crate) fn decisive(&self) -> Option<&Finding> {
        self.findings
            .iter()
            .filter(|finding| self.channel.is_none_or(|channel| finding.scope.touches(channel)))
            .min_by_key(|finding| finding.kind.label().rank())
    }

    /// Whether a finding of this kind speaks of this channel.
    pub(crate) fn says(&self, kind: FindingKind) -> bool {
        self.findings.iter().any(|finding| {
            finding.kind == kind && self.channel.is_none_or(|channel| finding.scope.touches(channel))
        })
    }
}

/// The one label of a message, by precedence of its findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MessageLabel {
    /// Under 18.
    Minor,
    /// Erase my data.
    PrivacyRequestDelete,
    /// Threat.
    LegalThreat,
    /// Wrong person.
    WrongNumber,
    /// Stop.
    OptOut,
    /// Another data right.
    PrivacyRequestAccess,
    /// A soft no.
    NotInterested,
    /// Contact me again.
    OptIn,
    /// Who is this.
    Help,
    /// The rest.
    Normal,
}

impl MessageLabel {
    /// Every label, the weightiest first: where several apply, the first counts.
    pub const ALL: [MessageLabel; 10] = [
        MessageLabel::Minor,
        MessageLabel::PrivacyRequestDelete,
        MessageLabel::LegalThreat,
        MessageLabel::WrongNumber,
        MessageLabel::OptOut,
        MessageLabel::PrivacyRequestAccess,
        MessageLabel::NotInterested,
        MessageLabel::OptIn,
        MessageLabel::Help,
        MessageLabel::Normal,
    ];

    /// The label's name in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            MessageLabel::Minor => "minor",
            MessageLabel::PrivacyRequestDelete => "privacy_request_delete",
            MessageLabel::LegalThreat => "legal_threat",
            MessageLabel::WrongNumber => "wrong_number",
            MessageLabel::OptOut => "opt_out",
            MessageLabel::PrivacyRequestAccess => "privacy_request_access",
            MessageLabel::NotInterested => "not_interested",
            MessageLabel::OptIn => "opt_in",
            MessageLabel::Help => "help",
            MessageLabel::Normal => "normal",
        }
    }

    /// Whether nothing more may be sent to who says so.
    pub(crate) fn stops(self) -> bool {
        matches!(
            self,
            MessageLabel::Minor
                | MessageLabel::PrivacyRequestDelete
                | MessageLabel::LegalThreat
                | MessageLabel::WrongNumber
                | MessageLabel::OptOut
        )
    }

    fn rank(self) -> usize {
        MessageLabel::ALL.iter().position(|label| *label == self).unwrap_or(MessageLabel::ALL.len())
    }
}

/// Reads a message.
///
/// In e-mail the new text decides; quoted lines, forwarded headers and signatures do not, unless the new text is but an answer
/// to them.
///
/// ```
/// use closr::consent::{MessageLabel, read};
/// use closr::Channel;
///
/// assert_eq!(read(Channel::Sms, "Please take me off your list").label(), MessageLabel::OptOut);
/// assert_eq!(read(Channel::Sms, "Can we stop by at 5?").label(), MessageLabel::Normal);
/// ```
pub fn read(channel: Channel, text: &str) -> Reading {
    let new = new_words(channel, text);
    let message = Message::new(&new);
    let mut hits = by_rules(&new, &message);
    if let Some(opinion) = Opinion::of(&message, &hits) {
        hits.retain(|hit| !opinion.takes_back(hit, channel));
        hits.extend(opinion.beside(&hits));
    }
    if channel == Channel::Email {
        // The model does not see the question.
        hits.extend(answer::find(text, &message));
    }
    let by_mail = channel == Channel::Email && !names_a_list(&message);
    reading(hits, channel, by_mail)
}

/// Whether the words are about a mailing list, and so about e-mail alone.
fn names_a_list(message: &Message) -> bool {
    let list = [
        "unsubscribe",
        "unsubscribed",
        "unsub",
        "newsletter",
        "newsletters",
        "mailing",
        "list",
        "lists",
        "desuscribir",
        "desuscribirme",
    ];
    message.sentences.iter().any(|sentence| sentence.has(&list))
}

/// What a message asks that the rules and the model have met.
///
/// `by_mail`: a stop that names no channel came by e-mail. However it is said it is presumed to revoke the consent to texts
/// too: 47 CFR 64.1200(a)(11) (read 2026-11-22).
fn reading(hits: Vec<Hit>, channel: Channel, by_mail: bool) -> Reading {
    let mut findings = Vec::new();
    for hit in hits {
        let texts_too = by_mail && hit.kind == FindingKind::OptOut && hit.reach == Reach::Here;
        let phone = texts_too.then_some(Scope::Channel(Channel::Sms));
        for scope in hit.reach.scopes(channel).into_iter().chain(phone) {
            let Hit { kind, rule, confidence, .. } = hit;
            add_finding(&mut findings, Finding { kind, scope, rule, confidence });
        }
    }
    settle(&mut findings, channel);
    Reading { channel: Some(channel), findings }
}

/// Every keyword and rule that a message meets.
fn by_rules(text: &str, message: &Message) -> Vec<Hit> {
    let mut hits: Vec<Hit> = keyword::find(text, message).into_iter().collect();
    rule::find(message, |hit| hits.push(hit));
    hits
}

/// What the writer wrote this time.
fn new_words(channel: Channel, text: &str) -> String {
    match channel {
        Channel::Email => quote::without_quotes(&email::new_text(text)),
        Channel::Sms | Channel::WebChat => quote::without_quotes(text),
    }
}

/// Keeps one finding for each kind and scope: the surest, and of equals the first.
fn add_finding(findings: &mut Vec<Finding>, new: Finding) {
    match findings.iter_mut().find(|known| known.kind == new.kind && known.scope == new.scope) {
        Some(known) if known.confidence < new.confidence => *known = new,
        Some(_) => {}
        None => findings.push(new),
    }
}

/// Drops what another finding makes void, and puts the weightiest first.
fn settle(findings: &mut Vec<Finding>, channel: Channel) {
    let stops = |findings: &[Finding]| findings.iter().any(|finding| finding.kind.label().stops());
    // "I unsubscribed by mistake, sign me up again" names the stop only to take it back; where a provider's or
    // the law's keyword or any other rule says stop as well, the stop stands.
    let taken_back = findings.iter().any(|finding| finding.kind == FindingKind::OptIn)
        && findings
            .iter()
            .all(|finding| finding.kind != FindingKind::OptOut || finding.rule == "optout.plain.unsubscribe");
    if taken_back {
        findings.retain(|finding| finding.kind != FindingKind::OptOut);
    }
    // An opt-in never stands beside a stop.
    if stops(findings) {
        findings.retain(|finding| finding.kind != FindingKind::OptIn);
    }
    // A stop of the whole channel contains the stop of one purpose.
    let whole = findings.iter().any(|finding| {
        finding.kind == FindingKind::OptOut
            && matches!(finding.scope, Scope::Channel(scoped) if scoped == channel)
    });
    let marketing_only = findings
        .iter()
        .any(|finding| finding.kind == FindingKind::OptOut && matches!(finding.scope, Scope::Purpose(..)));
    if whole && marketing_only {
        findings.retain(|finding| !matches!(finding.scope, Scope::Purpose(..)));
    }
    findings.sort_by_key(|finding| finding.kind.label().rank());
}

/// A rule that met the message.
#[derive(Clone, Copy, Debug)]
struct Hit {
    kind: FindingKind,
    rule: &'static str,
    confidence: f32,
    reach: Reach,
}

impl Hit {
    fn new(kind: FindingKind, rule: &'static str, confidence: f32) -> Hit {
        let reach = match kind {
            FindingKind::LegalThreat | FindingKind::Minor | FindingKind::PrivacyDelete => Reach::Everything,
            _ => Reach::Here,
        };
        Hit { kind, rule, confidence, reach }
    }
}

/// How far a rule reaches, before the channel is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The channel the message came on.
    Here,
    /// What the matched words name: texts, e-mails, calls, any contact.
    Words,
    /// These channels, which the words named.
    Named { sms: bool, email: bool, calls: bool },
    /// All channels.
    Everything,
    /// Marketing, on the channel the message came on.
    Marketing,
}

impl Reach {
    /// Resolves what the words of a match name.
    fn at(self, place: &rule::Place<'_>) -> Reach {
        if self != Reach::Words {
            return self;
        }
        let (mut sms, mut email, mut calls, mut other) = (false, false, false, false);
        let mut name = |word: &str| {
            let starts = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
            if starts(&["text", "sms"]) {
                sms = true;
            } else if starts(&["email", "mail", "correo"]) {
                email = true;
            } else if starts(&["call", "phon", "ring", "llam", "robocall", "marqu"]) {
                calls = true;
            } else if starts(&["contact", "communicat", "reach", "bother", "harass", "hear"]) {
                other = true;
            } else {
                return false;
            }
            true
        };
        for word in place.matched() {
            name(word);
        }
        // "stop calling and texting me"
        let rest: Vec<&str> =
            (0..8).map(|ahead| place.after(ahead)).take_while(|word| !word.is_empty()).collect();
        let preferred = ["instead", "rather", "only", "fine", "ok", "okay", "better", "prefer", "is", "just"];
        if !rest.iter().any(|word| preferred.contains(word)) {
            let mut rest = rest.as_slice();
            while let [link, word, after @ ..] = rest {
                if !matches!(*link, "and" | "or" | "nor" | "n" | "me" | "us" | "y" | "o" | "ni") {
                    break;
                }
                rest = match name(word) {
                    true => after,
                    false => rest.get(1..).unwrap_or_default(),
                };
            }
        }
        if other {
            Reach::Everything
        } else if calls && !sms && !email && prefers_writing(place) {
            // There is no channel of calls: nothing to record, and nothing here is stopped.
            Reach::Named { sms: false, email: false, calls: false }
        } else if sms || email || calls {
            Reach::Named { sms, email, calls }
        } else {
            Reach::Here
        }
    }

    /// The scopes on a message that came on `channel`.
    fn scopes(self, channel: Channel) -> Vec<Scope> {
        match self {
            Reach::Here | Reach::Words => vec![Scope::Channel(channel)],
            Reach::Everything => vec![Scope::Everything],
            Reach::Marketing => vec![Scope::Purpose(channel, Purpose::Marketing)],
            // A revocation of calls holds for the phone, and so for texts, unless the person prefers texts:
            // 47 CFR 64.1200(a)(10)-(11) treats both as one (read 2026-11-22).
            Reach::Named { sms, email, calls } => {
                let phone = (sms || calls).then_some(Scope::Channel(Channel::Sms));
                let email = email.then_some(Scope::Channel(Channel::Email));
                phone.into_iter().chain(email).collect()
            }
        }
    }
}

/// "don't call, text me": writing is welcome.
fn prefers_writing(place: &rule::Place<'_>) -> bool {
    let writing = [
        "text",
        "texts",
        "texting",
        "message",
        "messages",
        "email",
        "emails",
        "chat",
        "write",
        "escribame",
        "texto",
        "mensaje",
        "mensajes",
        "here",
    ];
    let (before, matched): (Vec<&str>, Vec<&str>) =
        ((1..=8).map(|back| place.before(back)).collect(), place.matched().collect());
    // In another sentence only a wish counts: "I read your text" is none.
    let wish = ["instead", "only", "better", "fine", "ok", "prefer", "please", "just", "rather", "mejor"];
    let other = |sentence: &message::Sentence| {
        !std::ptr::eq(sentence, place.sentence)
            && sentence.has(&writing)
            && (sentence.has(&wish) || writing.contains(&sentence.word(0)))
            && !sentence.has(&["no", "not", "dont", "stop", "never", "quit", "or"])
    };
    place
        .sentence
        .words
        .iter()
        .any(|word| writing.contains(&word.text.as_str()) && !matched.contains(&word.text.as_str()))
        || before.iter().any(|word| writing.contains(word))
        || place.message.sentences.iter().any(other)
}

#[cfg(test)]
mod tests;
