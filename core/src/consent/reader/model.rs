//! What the rules have no words for: a small model of a message's words and letters, and of which rules met it.
//!
//! A multinomial logistic regression over hashed n-grams. Its weights are trained by [`train`] on messages written for
//! it, and are whole numbers of a byte: the same message has the same opinion on every machine.

mod feature;
#[cfg(test)]
mod train;

use super::message::Message;
use super::rule::CRISIS;
use super::{FindingKind, Hit, MessageLabel, Scope};
use crate::lead::Channel;

/// N-grams are hashed into so many buckets. Of them only the [`ROWS`] that tell most have weights, one for each label: the
/// others were met once or twice in training, and say less than they cost.
const BUCKETS: usize = 1 << 18;
const ROWS: usize = 60_000;
const LABELS: usize = MessageLabel::ALL.len();

/// From this probability on, it is a stop. Less than even: who is texted after a stop is hurt more.
const STOPS_FROM: f32 = 0.4;
/// Below this probability the phrase of a plain-word rule is about something else.
const TAKES_BACK_BELOW: f32 = 0.15;
/// From this probability on, it is written by or to a child, whom nothing may be sent: fewest of these are read.
const MINOR_FROM: f32 = 0.15;
/// From this probability on, it is a child or a wish to erase beside a lighter stop that the rules have read.
const WEIGHTIER_FROM: f32 = 0.5;
/// From this probability on, it is this very kind of stop.
const KIND_FROM: f32 = 0.35;
/// From this probability on, it is another label than "normal".
const SAYS_FROM: f32 = 0.6;

/// As [`train`] writes them: the digest of what they were trained on, the scale, a bias for each label; a bit for each bucket
/// that has a row; how many rows stand before those of each 64 buckets; the rows.
static WEIGHTS: &[u8; BYTES] = include_bytes!("model/weights.bin");
const HEAD: usize = 8 + 4 + 4 * LABELS;
const BITS: usize = BUCKETS / 8;
const STARTS: usize = BUCKETS / 64 * 2;
const BYTES: usize = HEAD + BITS + STARTS + ROWS * LABELS;

/// How probable each label is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opinion([f32; LABELS]);

impl Opinion {
    /// The opinion on a message. On one word in Latin letters there is none: those that say enough are keywords.
    pub(super) fn of(message: &Message, hits: &[Hit]) -> Option<Opinion> {
        Opinion::by(WEIGHTS, message, hits)
    }

    fn by(weights: &[u8; BYTES], message: &Message, hits: &[Hit]) -> Option<Opinion> {
        let mut words = message.words();
        let first = words.next()?;
        if words.next().is_none() && first.text.is_ascii() {
            return None;
        }
        let features = feature::of(message, hits);
        let rows = Rows::of(weights);
        let mut sums = [0_i32; LABELS];
        for row in features.iter().filter_map(|bucket| rows.get(*bucket)) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(weight.cast_signed());
            }
        }
        let number =
            |at: usize| -> Option<f32> { Some(f32::from_le_bytes(*weights.get(at..)?.first_chunk()?)) };
        let scale = number(8)? / (features.len() as f32).sqrt();
        let mut scores = [0.0; LABELS];
        for (at, (score, sum)) in scores.iter_mut().zip(sums).enumerate() {
            *score = number(12 + 4 * at)? + scale * sum as f32;
        }
        Some(Opinion(softmax(scores)))
    }

    /// Whether it is all but sure that a plain-word rule's phrase stops nothing on the channel that the message came on. A
    /// keyword stands, as does what a rule says of another channel, of an age or of a data right.
    pub(super) fn takes_back(&self, hit: &Hit, channel: Channel) -> bool {
        let of_words = hit.rule.contains('.');
        let may_be_else =
            matches!(hit.kind, FindingKind::OptOut | FindingKind::WrongNumber | FindingKind::LegalThreat);
        let here = |scope: &Scope| matches!(scope, Scope::Everything) || *scope == Scope::Channel(channel);
        of_words
            && may_be_else
            && hit.reach.scopes(channel).iter().any(here)
            && self.sum(MessageLabel::stops) < TAKES_BACK_BELOW
    }

    /// What it adds to what the rules found. It never says that somebody may be written to again: that takes words that a
    /// rule can name.
    pub(super) fn beside(&self, hits: &[Hit]) -> Option<Hit> {
        let stop = self.sum(MessageLabel::stops);
        let minor = self.sum(|label| label == MessageLabel::Minor);
        if decided(hits) {
            let (label, sure) = self.most(MessageLabel::stops)?;
            let weighty = matches!(label, MessageLabel::Minor | MessageLabel::PrivacyRequestDelete);
            let lighter = |hit: &Hit| {
                let stands = hit.kind == FindingKind::OptIn || hit.rule == CRISIS;
                !stands && hit.kind.label().rank() > label.rank()
            };
            let light = hits.iter().all(lighter);
            return if weighty && light && sure >= WEIGHTIER_FROM { hit(label, sure) } else { None };
        }
        if minor >= MINOR_FROM {
            return hit(MessageLabel::Minor, minor);
        }
        if stop >= STOPS_FROM {
            let (label, sure) = self.most(MessageLabel::stops)?;
            // A halt is for good; where it is not sure which stop it is, it is the one that the person can take back.
            return hit(if sure >= KIND_FROM { label } else { MessageLabel::OptOut }, stop);
        }
        let (label, sure) = self.most(|label| !label.stops())?;
        if sure >= SAYS_FROM && hits.is_empty() { hit(label, sure) } else { None }
    }

    fn sum(&self, of: fn(MessageLabel) -> bool) -> f32 {
        self.rated().filter(|(label, _)| of(*label)).map(|(_, probability)| probability).sum()
    }

    fn most(&self, of: fn(MessageLabel) -> bool) -> Option<(MessageLabel, f32)> {
        self.rated().filter(|(label, _)| of(*label)).max_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn rated(&self) -> impl Iterator<Item = (MessageLabel, f32)> {
        MessageLabel::ALL.into_iter().zip(self.0)
    }
}

/// The weights of the buckets that have any.
struct Rows<'a> {
    bits: &'a [[u8; 8]],
    starts: &'a [[u8; 2]],
    rows: &'a [[u8; LABELS]],
}

impl Rows<'_> {
    fn of(weights: &[u8; BYTES]) -> Rows<'_> {
        let (bits, rest) = weights.split_at(HEAD).1.split_at(BITS);
        let (starts, rows) = rest.split_at(STARTS);
        Rows { bits: bits.as_chunks().0, starts: starts.as_chunks().0, rows: rows.as_chunks().0 }
    }

    fn get(&self, bucket: u32) -> Option<&[u8; LABELS]> {
        let block = bucket as usize / 64;
        let bits = u64::from_le_bytes(*self.bits.get(block)?);
        let bit = 1_u64 << (bucket % 64);
        if bits & bit == 0 {
            return None;
        }
        let before = (bits & (bit - 1)).count_ones() as usize;
        self.rows.get(usize::from(u16::from_le_bytes(*self.starts.get(block)?)) + before)
    }
}

/// Whether rules have said stop or start. A stop of another channel is an opt-out too: they have read what it reaches.
fn decided(hits: &[Hit]) -> bool {
    let decides =
        |hit: &Hit| hit.kind.label().stops() || hit.kind == FindingKind::OptIn || hit.rule == CRISIS;
    hits.iter().any(decides)
}

/// The finding that gives a message this label, if the model may say so.
fn hit(label: MessageLabel, confidence: f32) -> Option<Hit> {
    let (kind, rule) = match label {
        MessageLabel::Minor => (FindingKind::Minor, "minor.model"),
        MessageLabel::PrivacyRequestDelete => (FindingKind::PrivacyDelete, "privacy.delete.model"),
        MessageLabel::LegalThreat => (FindingKind::LegalThreat, "legal_threat.model"),
        MessageLabel::WrongNumber => (FindingKind::WrongNumber, "wrong_number.model"),
        MessageLabel::OptOut => (FindingKind::OptOut, "optout.model"),
        MessageLabel::PrivacyRequestAccess => (FindingKind::PrivacyAccess, "privacy.access.model"),
        MessageLabel::NotInterested => (FindingKind::NotInterested, "not_interested.model"),
        MessageLabel::Help => (FindingKind::Help, "help.model"),
        MessageLabel::OptIn | MessageLabel::Normal => return None,
    };
    Some(Hit::new(kind, rule, confidence))
}

fn softmax(scores: [f32; LABELS]) -> [f32; LABELS] {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers = scores.map(|score| (score - most).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

#[cfg(test)]
mod tests {
    use super::super::{Reach, read};
    use super::*;
    use crate::lead::Channel;

    fn opinion(sure: MessageLabel) -> Opinion {
        Opinion(MessageLabel::ALL.map(|label| if label == sure { 0.991 } else { 0.001 }))
    }

    fn said(kind: FindingKind, rule: &'static str) -> Hit {
        Hit::new(kind, rule, 0.9)
    }

    #[test]
    fn it_adds_a_stop_and_never_an_opt_in() {
        let added = |sure, hits: &[Hit]| opinion(sure).beside(hits).map(|hit| hit.rule);
        assert_eq!(added(MessageLabel::OptOut, &[]), Some("optout.model"));
        assert_eq!(
            added(MessageLabel::WrongNumber, &[said(FindingKind::Help, "help.plain")]),
            Some("wrong_number.model")
        );
        assert_eq!(added(MessageLabel::Help, &[]), Some("help.model"));
        assert_eq!(
            added(MessageLabel::Help, &[said(FindingKind::NotInterested, "not_interested.plain")]),
            None
        );
        assert_eq!(added(MessageLabel::OptIn, &[]), None);
        assert_eq!(added(MessageLabel::Normal, &[]), None);
        // The rules have read what it reaches, and START is START.
        assert_eq!(added(MessageLabel::OptOut, &[said(FindingKind::OptOut, "optout.plain.stop")]), None);
        assert_eq!(added(MessageLabel::OptOut, &[said(FindingKind::OptIn, "SMS-11")]), None);
    }

    #[test]
    fn beside_a_lighter_stop_it_adds_a_child_or_a_wish_to_erase() {
        let added = |sure, hits: &[Hit]| opinion(sure).beside(hits).map(|hit| hit.rule);
        let (stop, erase) = (
            said(FindingKind::OptOut, "optout.plain.stop"),
            said(FindingKind::PrivacyDelete, "privacy.delete"),
        );
        assert_eq!(added(MessageLabel::Minor, &[stop]), Some("minor.model"));
        assert_eq!(added(MessageLabel::PrivacyRequestDelete, &[stop]), Some("privacy.delete.model"));
        assert_eq!(added(MessageLabel::Minor, &[stop, erase]), Some("minor.model"));
        assert_eq!(added(MessageLabel::PrivacyRequestDelete, &[erase]), None);
        assert_eq!(added(MessageLabel::WrongNumber, &[stop]), None);
        assert_eq!(added(MessageLabel::Minor, &[said(FindingKind::OptIn, "SMS-11")]), None);
        assert_eq!(added(MessageLabel::Minor, &[said(FindingKind::Human, CRISIS)]), None);
        let torn = Opinion(MessageLabel::ALL.map(|label| match label {
            MessageLabel::Minor => WEIGHTIER_FROM - 0.01,
            MessageLabel::OptOut => 1.01 - WEIGHTIER_FROM,
            _ => 0.0,
        }));
        assert!(torn.beside(&[stop]).is_none());
    }

    #[test]
    fn an_opinion_that_is_torn_halts_nobody() {
        let of = |rated: &[(MessageLabel, f32)]| {
            Opinion(MessageLabel::ALL.map(|label| {
                rated.iter().find(|(rated, _)| *rated == label).map_or(0.0, |(_, probability)| *probability)
            }))
        };
        use MessageLabel::{LegalThreat, Minor, Normal, WrongNumber};
        for (rated, rule) in [
            (vec![(WrongNumber, 0.3), (LegalThreat, 0.3), (Normal, 0.4)], Some("optout.model")),
            (vec![(LegalThreat, 0.39), (Normal, 0.61)], None),
            (vec![(LegalThreat, 0.41), (Normal, 0.59)], Some("legal_threat.model")),
            // Few children are read: three in twenty are enough.
            (vec![(Minor, 0.14), (Normal, 0.86)], None),
            (vec![(Minor, 0.16), (Normal, 0.84)], Some("minor.model")),
        ] {
            assert_eq!(of(&rated).beside(&[]).map(|hit| hit.rule), rule, "{rated:?}");
        }
    }

    #[test]
    fn a_phrase_about_something_else_is_taken_back_and_no_keyword() {
        let (sure, torn) = (opinion(MessageLabel::Normal), {
            let mut torn = opinion(MessageLabel::Normal);
            torn.0[MessageLabel::OptOut.rank()] = TAKES_BACK_BELOW;
            torn
        });
        let stop = said(FindingKind::OptOut, "optout.plain.stop");
        assert!(sure.takes_back(&stop, Channel::Sms) && !torn.takes_back(&stop, Channel::Sms));
        let by_mail = Reach::Named { sms: false, email: true, calls: false };
        for hit in [
            said(FindingKind::OptOut, "SMS-01"),
            said(FindingKind::Minor, "minor.plain"),
            said(FindingKind::PrivacyDelete, "privacy.delete"),
            Hit { reach: by_mail, ..stop },
            Hit { reach: Reach::Marketing, ..stop },
        ] {
            assert!(!sure.takes_back(&hit, Channel::Sms), "{hit:?}");
        }
        assert!(sure.takes_back(&Hit { reach: by_mail, ..stop }, Channel::Email));
    }

    #[test]
    fn another_channels_stop_stays_what_it_is() {
        let reading = read(Channel::Sms, "please stop emailing me, texts are fine");
        assert_eq!(reading.label(), MessageLabel::Normal);
        assert!(reading.findings.iter().any(|finding| finding.scope == Scope::Channel(Channel::Email)));
    }

    #[test]
    fn words_that_no_rule_has_are_read() {
        for (text, rule) in [
            ("my phone would like a rest from this number", "optout.model"),
            ("don't stop, I love these", "normal"),
            ("is the house near the bus stop", "normal"),
            // A rule reads these as a stop, and the model knows better.
            ("give me a break on the deposit? i've got great credit", "normal"),
            ("give me a break", "optout.plain.cease"),
        ] {
            assert_eq!(read(Channel::Sms, text).rule(), rule, "{text}");
        }
    }

    #[test]
    fn every_row_is_found_by_one_bucket() {
        let rows = Rows::of(WEIGHTS);
        let found: Vec<*const [u8; LABELS]> =
            (0..BUCKETS as u32).filter_map(|bucket| rows.get(bucket)).map(std::ptr::from_ref).collect();
        assert_eq!(found.len(), ROWS);
        assert!(found.is_sorted_by(|one, two| one < two) && rows.get(BUCKETS as u32).is_none());
    }

    #[test]
    fn one_word_is_for_the_keywords_and_no_word_for_nobody() {
        for text in ["Hi", "Hi 😊", "gracias", "señor", "👍🏽", "", "?!"] {
            assert!(Opinion::of(&Message::new(text), &[]).is_none(), "{text}");
        }
        for text in ["hi there", "不要再给我发短信"] {
            let Opinion(rated) = Opinion::of(&Message::new(text), &[]).unwrap();
            assert!((rated.iter().sum::<f32>() - 1.0).abs() < 1e-3, "{text}");
        }
    }

    #[test]
    fn a_long_message_is_read_at_both_ends_and_costs_no_more() {
        let last_words = "kindly let this be your final message to us";
        let ends = feature::of(&Message::new(&format!("{last_words}.")), &[]);
        let middle = "The kitchen is new and the yard is large. ".repeat(2_000);
        for text in [format!("{last_words}. {middle}"), format!("{middle} {last_words}.")] {
            let all = feature::of(&Message::new(&text), &[]);
            assert!(ends.iter().all(|bucket| all.contains(bucket)));
        }
        let varied = |count: usize| (0..count).map(|n| format!("word{n} ")).collect::<String>();
        let count = |text: &str| feature::of(&Message::new(text), &[]).len();
        assert!(count(&varied(20_000)) < count(&varied(400)) + 200);
    }
}
