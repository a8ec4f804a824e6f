//! What an account's score of a lead weighs.

use crate::lead::record::Fields;

/// How much each slot counts in a lead's score, 0 to 100; only their proportions matter. See [`crate::qualify`] for the
/// formula. Why a person moves cannot be weighed: many a reason is a protected trait (42 USC 3604, read 2026-11-22).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScoreWeights {
    /// Whether the person would buy, sell or rent; 10 where a record names none.
    pub intent: u8,
    /// When; 30.
    pub timeline: u8,
    /// How much it may cost; 20.
    pub budget: u8,
    /// How it will be paid; 20.
    pub financing: u8,
    /// Where; 10.
    pub area: u8,
    /// How many bedrooms; 10.
    pub beds: u8,
}

impl Default for ScoreWeights {
    fn default() -> ScoreWeights {
        ScoreWeights { intent: 10, timeline: 30, budget: 20, financing: 20, area: 10, beds: 10 }
    }
}

impl ScoreWeights {
    /// What a record does not name has its default.
    pub(crate) fn read(fields: &mut Fields) -> ScoreWeights {
        let usual = ScoreWeights::default();
        let mut weight = |key, usual| match fields.count(key) {
            None => usual,
            Some(n @ 0..=100) => n as u8,
            Some(_) => {
                fields.fault(key, "expected 0 to 100");
                usual
            }
        };
        let weights = ScoreWeights {
            intent: weight("intent", usual.intent),
            timeline: weight("timeline", usual.timeline),
            budget: weight("budget", usual.budget),
            financing: weight("financing", usual.financing),
            area: weight("area", usual.area),
            beds: weight("beds", usual.beds),
        };
        // A seller's score rests on these two alone.
        if weights.intent == 0 && weights.timeline == 0 {
            fields.fault(
                "",
                "intent and timeline are both 0: give one of them a weight, for a seller has no other",
            );
        }
        weights
    }

    pub(crate) fn to_record(self) -> serde_json::Value {
        let ScoreWeights { intent, timeline, budget, financing, area, beds } = self;
        serde_json::json!({
            "intent": intent, "timeline": timeline, "budget": budget, "financing": financing, "area": area, "beds": beds,
        })
    }
}
