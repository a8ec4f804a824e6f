//! What is expected of a turn.

use serde_json::{Map, Value};

use crate::cli::play::Shown;
use crate::cli::scene::Scene;
use crate::error::Result;
use crate::lead::{Channel, Fields, sms_segments};
use crate::qualify::{Slot, Stage};
use crate::store::OutcomeKind;

/// What a scenario expects of a turn; what it does not say is free.
#[derive(Default)]
pub(super) struct Expect {
    outcome: Option<OutcomeKind>,
    author: Option<String>,
    has: Vec<String>,
    has_not: Vec<String>,
    reasons: Vec<String>,
    segments_max: Option<u64>,
    chars_max: Option<u64>,
    exclamations_max: Option<u64>,
    /// Of all calls of the turn, prompt and answer.
    tokens_max: Option<u64>,
    /// Of all calls of the turn.
    cost_max_micro_usd: Option<u64>,
    ms_max: Option<u64>,
    /// By the slot's name; `null` says that it is not known.
    slots: Vec<(Slot, Value)>,
    stage: Option<Stage>,
    score_min: Option<u64>,
    score_max: Option<u64>,
}

impl Expect {
    pub(super) fn from_map(map: Map<String, Value>) -> Result<Expect> {
        let mut fields = Fields::new(map);
        let outcomes = OutcomeKind::ALL.map(|kind| (kind.as_str(), kind));
        let expect = Expect {
            outcome: fields.one_of("outcome", &outcomes),
            author: fields.text("author"),
            has: fields.texts("has"),
            has_not: fields.texts("has_not"),
            reasons: fields.texts("reasons"),
            segments_max: fields.count("segments_max"),
            chars_max: fields.count("chars_max"),
            exclamations_max: fields.count("exclamations_max"),
            tokens_max: fields.count("tokens_max"),
            cost_max_micro_usd: fields.count("cost_max_micro_usd"),
            ms_max: fields.count("ms_max"),
            slots: fields.object("slots", slots).unwrap_or_default(),
            stage: fields.one_of("stage", &Stage::ALL.map(|stage| (stage.as_str(), stage))),
            score_min: fields.count("score_min"),
            score_max: fields.count("score_max"),
        };
        fields.finish("the expectation", expect)
    }

    /// What is wrong with a turn; nothing is as it should be.
    pub(super) fn problems(&self, shown: &Shown, scene: &Scene) -> Vec<String> {
        let mut problems = Vec::new();
        if let Some(outcome) = self.outcome.filter(|outcome| *outcome != shown.kind) {
            problems.push(format!("the outcome is {}, not {}", shown.kind.as_str(), outcome.as_str()));
        }
        if let Some(author) = self.author.as_deref().filter(|author| Some(*author) != shown.author) {
            problems.push(format!("the author is {}, not {author}", shown.author.unwrap_or("nobody")));
        }
        let text = shown.text.as_deref().unwrap_or_default().to_lowercase();
        let said = |words: &String| words.to_lowercase().split('|').any(|words| text.contains(words));
        problems
            .extend(self.has.iter().filter(|words| !said(words)).map(|words| format!("not said: {words}")));
        problems
            .extend(self.has_not.iter().filter(|words| said(words)).map(|words| format!("said: {words}")));
        let absent = self.reasons.iter().filter(|reason| !shown.reasons.contains(reason));
        problems.extend(absent.map(|reason| format!("no reason {reason}")));
        let most = self.segments_max.unwrap_or(u64::from(scene.account.max_segments));
        let segments = shown.text.as_deref().map_or(0, sms_segments);
        if scene.channel == Channel::Sms && segments as u64 > most {
            problems.push(format!("{segments} SMS segments, and {most} at most"));
        }
        self.limits(shown, &mut problems);
        self.qualified(shown, &mut problems);
        problems
    }

    /// Tone, cost and time. A model that does not say what it used is over any limit.
    fn limits(&self, shown: &Shown, problems: &mut Vec<String>) {
        let text = shown.text.as_deref().unwrap_or_default();
        let tokens = shown.usage.as_ref().map_or(Some(0), |usage| Some(usage.input? + usage.output?));
        let cost = shown.usage.as_ref().map_or(Some(0), |usage| usage.cost_micro_usd);
        let counted = [
            (self.chars_max, Some(text.chars().count() as u64), "characters"),
            (self.exclamations_max, Some(text.matches('!').count() as u64), "exclamation marks"),
            (self.tokens_max, tokens, "tokens"),
            (self.cost_max_micro_usd, cost, "millionths of a dollar"),
            (self.ms_max, Some((shown.seconds() * 1e3).ceil() as u64), "ms"),
        ];
        for (most, found, what) in counted {
            let Some(most) = most.filter(|most| found.is_none_or(|found| found > *most)) else { continue };
            let found = found.map_or_else(|| "an unknown number of".to_owned(), |found| found.to_string());
            problems.push(format!("{found} {what}, and {most} at most"));
        }
    }

    fn qualified(&self, shown: &Shown, problems: &mut Vec<String>) {
        let read = shown.qualification.as_ref();
        let known = read.map(|read| read.slots.each()).unwrap_or_default();
        for (slot, expected) in &self.slots {
            let found = known.iter().find(|(other, _)| other == slot).map(|(_, known)| &known.value);
            let found = found.unwrap_or(&Value::Null);
            let same =
                found == expected || found.as_f64().is_some_and(|found| expected.as_f64() == Some(found));
            if !same {
                problems.push(format!("{} is {found}, not {expected}", slot.as_str()));
            }
        }
        let stage = read.map(|read| read.stage);
        if let Some(expected) = self.stage.filter(|expected| Some(*expected) != stage) {
            problems.push(format!(
                "the stage is {}, not {}",
                stage.map_or("none", Stage::as_str),
                expected.as_str()
            ));
        }
        let score = read.map_or(0, |read| u64::from(read.score));
        if self.score_min.is_some_and(|least| score < least)
            || self.score_max.is_some_and(|most| score > most)
        {
            let (least, most) = (self.score_min.unwrap_or(0), self.score_max.unwrap_or(100));
            problems.push(format!("the score is {score}, not {least} to {most}"));
        }
    }
}

/// The slots that are named; any other key is a fault.
fn slots(fields: &mut Fields) -> Vec<(Slot, Value)> {
    Slot::ALL.into_iter().filter_map(|slot| Some((slot, fields.any(slot.as_str())?))).collect()
}
