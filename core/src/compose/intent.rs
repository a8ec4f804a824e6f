//! What a message asks for.

use super::rules::RULES;
use super::topic::{self, Topic};
use super::words::pattern;
use crate::pattern::{Pattern, Seen};
use regex::Regex;
use std::sync::LazyLock;

/// One thing that a message asks for or says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    // Answered alone.
    Crisis,
    Danger,
    Shelter,
    Harassment,
    Minor,
    OptOut,
    Privacy,
    Injection,
    Discrimination,
    // Refused in fixed words.
    People,
    Steering,
    Schools,
    Safety,
    Accommodation,
    Voucher,
    Legal,
    Agency,
    TaxAdvice,
    Financing,
    Forecast,
    Guarantee,
    Opinion,
    Commission,
    Referral,
    Reward,
    Confidential,
    Payment,
    PersonalData,
    // About us.
    IsBot,
    Human,
    WhoIsThis,
    License,
    Agent,
    Call,
    Contact,
    // Done by a person.
    Showing,
    Appointment,
    Reschedule,
    Offer,
    Valuation,
    Search,
    Similar,
    // Facts on file.
    Summary,
    Price,
    PricePerSqft,
    Status,
    Beds,
    Baths,
    Sqft,
    Lot,
    Year,
    Hoa,
    Taxes,
    Garage,
    Pets,
    OpenHouse,
    Location,
    Feature(&'static Topic),
    // Manners.
    Greeting,
    Thanks,
    NotInterested,
    Told,
    Ack,
    Bye,
}

impl Intent {
    /// The name that `Composed::intents` carries.
    pub(super) fn name(self) -> &'static str {
        match self {
            Intent::Crisis => "crisis",
            Intent::Danger => "danger",
            Intent::Shelter => "shelter",
            Intent::Harassment => "harassment",
            Intent::Minor => "minor",
            Intent::OptOut => "opt_out",
            Intent::Privacy => "privacy",
            Intent::Injection => "injection",
            Intent::Discrimination => "fair_housing_instruction",
            Intent::People => "fair_housing_people",
            Intent::Steering => "fair_housing_steering",
            Intent::Schools => "fair_housing_schools",
            Intent::Safety => "fair_housing_safety",
            Intent::Accommodation => "fair_housing_accommodation",
            Intent::Voucher => "fair_housing_voucher",
            Intent::Legal => "legal",
            Intent::Agency => "agency",
            Intent::TaxAdvice => "tax_advice",
            Intent::Financing => "financing",
            Intent::Forecast => "forecast",
            Intent::Guarantee => "guarantee",
            Intent::Opinion => "value_opinion",
            Intent::Commission => "commission",
            Intent::Referral => "referral",
            Intent::Reward => "referral_reward",
            Intent::Confidential => "confidential",
            Intent::Payment => "payment",
            Intent::PersonalData => "personal_data",
            Intent::IsBot => "is_bot",
            Intent::Human => "human",
            Intent::WhoIsThis => "who_is_this",
            Intent::License => "license",
            Intent::Agent => "agent",
            Intent::Call => "call",
            Intent::Contact => "contact",
            Intent::Showing => "showing",
            Intent::Appointment => "appointment",
            Intent::Reschedule => "reschedule",
            Intent::Offer => "offer",
            Intent::Valuation => "valuation",
            Intent::Search => "search",
            Intent::Similar => "similar",
            Intent::Summary => "summary",
            Intent::Price => "price",
            Intent::PricePerSqft => "price_per_sqft",
            Intent::Status => "availability",
            Intent::Beds => "beds",
            Intent::Baths => "baths",
            Intent::Sqft => "sqft",
            Intent::Lot => "lot",
            Intent::Year => "year",
            Intent::Hoa => "hoa",
            Intent::Taxes => "taxes",
            Intent::Garage => "garage",
            Intent::Pets => "pets",
            Intent::OpenHouse => "open_house",
            Intent::Location => "location",
            Intent::Feature(_) => "features",
            Intent::Greeting => "greeting",
            Intent::Thanks => "thanks",
            Intent::NotInterested => "not_interested",
            Intent::Told => "told",
            Intent::Ack => "ack",
            Intent::Bye => "bye",
        }
    }

    /// Answered alone, whatever else the message says.
    pub(super) fn is_exclusive(self) -> bool {
        self.rank() == 9
    }

    /// Answered in fixed words, the same for everybody, and so by no model.
    pub(super) fn is_fixed(self) -> bool {
        use Intent as I;
        self.is_exclusive()
            || matches!(
                self,
                I::People
                    | I::Steering
                    | I::Schools
                    | I::Safety
                    | I::Accommodation
                    | I::Voucher
                    | I::Legal
                    | I::Agency
                    | I::TaxAdvice
                    | I::Financing
                    | I::Forecast
                    | I::Referral
                    | I::Commission
                    | I::Reward
                    | I::Confidential
                    | I::Payment
                    | I::PersonalData
                    | I::IsBot
            )
    }

    /// A fact that a listing may have on file.
    pub(super) fn is_fact(self) -> bool {
        self.rank() == 4 || self.rank() == 5
    }

    /// Only manners: it asks for nothing.
    pub(super) fn is_manners(self) -> bool {
        self.rank() <= 1
    }

    /// How much an answer matters when there is not room for all: the lowest goes first.
    pub(super) fn rank(self) -> u8 {
        use Intent as I;
        match self {
            I::Crisis
            | I::Danger
            | I::Shelter
            | I::Harassment
            | I::Minor
            | I::OptOut
            | I::Privacy
            | I::Injection
            | I::Discrimination => 9,
            I::Payment | I::IsBot | I::Human | I::WhoIsThis => 8,
            I::People | I::Steering | I::Schools | I::Safety | I::Accommodation | I::Voucher => 7,
            I::Showing
            | I::Appointment
            | I::Reschedule
            | I::Offer
            | I::Valuation
            | I::Call
            | I::Contact
            | I::Agent
            | I::License => 6,
            I::Price
            | I::Status
            | I::Beds
            | I::Baths
            | I::Hoa
            | I::Pets
            | I::OpenHouse
            | I::Location
            | I::Summary => 5,
            I::PricePerSqft | I::Sqft | I::Lot | I::Year | I::Taxes | I::Garage | I::Feature(_) => 4,
            I::Legal
            | I::Agency
            | I::TaxAdvice
            | I::Financing
            | I::Forecast
            | I::Guarantee
            | I::Opinion
            | I::Commission
            | I::Referral
            | I::Reward
            | I::Confidential
            | I::PersonalData => 3,
            I::Search | I::Similar => 2,
            I::Greeting | I::Thanks | I::NotInterested | I::Told | I::Bye => 1,
            I::Ack => 0,
        }
    }
}

/// What was read in a message.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// What is asked, in the order asked, each once.
    pub(super) intents: Vec<Intent>,
    /// A question in it was not understood.
    pub(super) unread_question: bool,
}

/// Reads a folded message. A rule that comes first takes its words away from those that follow.
pub(super) fn read(folded: &str) -> Reading {
    let mut text = folded.as_bytes().to_vec();
    let mut found: Vec<(usize, Intent)> = Vec::new();
    let seen = Seen::of(folded);
    let mut apply = |text: &mut Vec<u8>, rule: &Pattern, intent: Intent| {
        // What is masked is masked byte for byte with ASCII, at the borders of characters: it stays UTF-8.
        let hits: Vec<_> = match std::str::from_utf8(text).ok().and_then(|now| rule.find_iter(&seen, now)) {
            Some(hits) => hits.map(|hit| hit.range()).collect(),
            None => return,
        };
        for hit in hits {
            found.push((hit.start, intent));
            if let Some(bytes) = text.get_mut(hit) {
                bytes.fill(b'\x01');
            }
        }
    };
    for (intent, rule) in RULES.before_topics.iter() {
        apply(&mut text, rule, *intent);
    }
    for topic in topic::ALL.iter() {
        apply(&mut text, &topic.asked, Intent::Feature(topic));
    }
    for (intent, rule) in RULES.after_topics.iter() {
        apply(&mut text, rule, *intent);
    }
    found.sort_by_key(|(start, _)| *start);
    let unread_question = has_unread_question(folded, &text, &found);
    let mut intents: Vec<Intent> = Vec::new();
    for (_, intent) in found {
        if !intents.contains(&intent) {
            intents.push(intent);
        }
    }
    if let Some(alone) = intents.iter().copied().filter(|intent| intent.is_exclusive()).min_by_key(|intent| {
        // The gravest first, in the order of the enum's first lines.
        [
            Intent::Crisis,
            Intent::Danger,
            Intent::OptOut,
            Intent::Minor,
            Intent::Harassment,
            Intent::Shelter,
            Intent::Privacy,
            Intent::Discrimination,
            Intent::Injection,
        ]
        .iter()
        .position(|grave| grave == intent)
    }) {
        return Reading { intents: vec![alone], unread_question: false };
    }
    Reading { intents, unread_question }
}

static SENTENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[^?!\n]*[?!]+|[^?!\n]+$"));

/// "…, is that right?"
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(is|are|does|do|can|could|will|if)? ?(that|this|it|so|you|u)? ?(is )?(right|correct|true|ok|okay|possible|not|isnt it|sound good|work|please|tell me|let me know|know)?\W*$",
    )
});
static PIECE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(, | and | & | plus | y )"));
static ASKING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\W*(the|a|an|what|whats|how|is|are|does|do|can|could|any|if|will|when|where|el|la|los|las)\b")
});

/// Whether a question says nothing that a rule knows, or its last piece does not ("the price and the piano?").
fn has_unread_question(folded: &str, left: &[u8], found: &[(usize, Intent)]) -> bool {
    SENTENCE.find_iter(folded).any(|sentence| {
        // What follows the last full stop is the question itself.
        let start = sentence.start() + sentence.as_str().rfind(". ").map_or(0, |stop| stop + 2);
        let Some(question) = folded.get(start..sentence.end()).filter(|text| text.ends_with('?')) else {
            return false;
        };
        let unread = |from: usize, to: usize| {
            let letters =
                left.get(from..to).unwrap_or_default().iter().filter(|byte| byte.is_ascii_alphabetic());
            letters.count() >= 4
                && !found.iter().any(|(at, intent)| (from..to).contains(at) && !intent.is_manners())
        };
        let mut ends: Vec<usize> = PIECE.find_iter(question).map(|piece| start + piece.end()).collect();
        ends.push(sentence.end());
        let pieces = ends.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
        let first = found.iter().map(|(at, _)| *at).find(|at| (start..sentence.end()).contains(at));
        unread(start, sentence.end())
            || pieces.into_iter().any(|(from, to)| {
                first.is_some_and(|first| first < from)
                    && folded
                        .get(from..to)
                        .is_some_and(|piece| ASKING.is_match(piece) && !TAG.is_match(piece))
                    && !covered(left, from)
                    && unread(from, to)
            })
    })
}

/// A piece whose start was taken by a rule that began before it.
fn covered(left: &[u8], at: usize) -> bool {
    left.get(at).is_some_and(|byte| *byte == 1)
}
