//! Reads slots out of what a lead wrote, and questions out of what we wrote.

use std::ops::Range;

use super::known::{How, tell};
use super::said::{Said, ends};
use super::words::{
    AGENT_WISH, APPROVED, AREA, ASK_AREA, ASK_BEDS, ASK_BUDGET, ASK_FINANCING, ASK_INTENT, ASK_TIMELINE,
    BARE_NUMBER, BEDS, BUDGET, BUY, CASH, CORRECTS, FIRST_HOME, HAS_AGENT, HEDGES, INVESTS, LAZY, LEADING,
    LEASE_ENDS, LENDER, LESS_SPACE, LOOKS, MEASURE, MONEY, MORE_SPACE, MOVE, NO_AGENT, NO_LENDER,
    NOT_APPROVED, NOT_AREA, NOW, OTHERS, PLACE, RELOCATES, RENT, SELL, TIMELINE, VISIT, WISH,
};
use super::{Evidence, Known, Slot, Slots};
use crate::lead::Pii;
use crate::pattern::{Pattern, Seen};

/// The slots that a message of ours asks for, in our words or a model's.
pub(super) fn asked_in(text: &str) -> Vec<Slot> {
    let said = Said::new(text);
    let mut slots = Vec::new();
    for question in
        said.folded.text().split_inclusive(['?', '.', '!', '\n']).filter(|sentence| sentence.ends_with('?'))
    {
        let rules = [
            (Slot::Intent, &ASK_INTENT),
            (Slot::Timeline, &ASK_TIMELINE),
            (Slot::Budget, &ASK_BUDGET),
            (Slot::Beds, &ASK_BEDS),
            (Slot::Area, &ASK_AREA),
            (Slot::Financing, &ASK_FINANCING),
        ];
        let found = rules.into_iter().find(|(_, rule)| rule.regex().is_match(question));
        slots.extend(found.map(|(slot, _)| slot).filter(|slot| !slots.contains(slot)));
    }
    slots
}

/// What a message of the lead tells.
pub(super) struct Telling<'a> {
    said: &'a Said<'a>,
    /// What our message before it asked.
    asked: &'a [Slot],
    evidence: Evidence,
    /// From here on the message corrects what was said before.
    corrects: Option<usize>,
    hedged: bool,
}

impl<'a> Telling<'a> {
    pub(super) fn new(said: &'a Said<'a>, asked: &'a [Slot], evidence: Evidence) -> Telling<'a> {
        let corrects = CORRECTS.find(&said.folded).map(|cue| cue.start());
        Telling { said, asked, evidence, corrects, hedged: said.says(&HEDGES) }
    }

    fn answers(&self, slot: Slot) -> bool {
        self.asked.contains(&slot) && !self.said.asks()
    }

    /// How something was told that stands at a place of the folded text.
    fn how(&self, slot: Slot, at: Range<usize>) -> How {
        if self.said.asks_in(at) {
            How::Wondered
        } else if self.answers(slot) || self.corrects.is_some() {
            How::Meant
        } else {
            How::Stated
        }
    }

    fn known<T>(&self, value: T, how: How) -> Known<T> {
        Known { value, evidence: self.evidence, confidence: how.confidence(self.hedged) }
    }

    /// Reads all that the message tells.
    pub(super) fn read_into(&self, known: &mut Slots) {
        if let Some((intent, how)) = self.intent() {
            // A buyer with a house to sell stays a buyer, unless the person takes it back.
            if known.intent.is_none() || how == How::Meant {
                tell(&mut known.intent, self.known(intent.to_owned(), how), how);
            }
        }
        if let Some((when, how)) = self.timeline(known.timeline.is_some()) {
            tell(&mut known.timeline, self.known(when, how), how);
        }
        if let Some((budget, how)) = self.budget(known) {
            tell(&mut known.budget_max_usd, self.known(budget, how), how);
        }
        if let Some((beds, how)) = self.beds(known) {
            tell(&mut known.beds_min, self.known(beds, how), how);
        }
        if let Some((area, how)) = self.area() {
            tell(&mut known.area, self.known(Pii::new(area), how), how);
        }
        if let Some((financing, how)) = self.financing() {
            let same =
                known.financing.as_ref().is_some_and(|told| financing_named(&told.value) == Some(financing));
            if !same {
                tell(&mut known.financing, self.known(financing.to_owned(), how), how);
            }
        }
        if let Some((motivation, how)) = self.motivation() {
            tell(&mut known.motivation, self.known(motivation.to_owned(), how), how);
        }
        if let Some((has, how)) = self.has_agent() {
            tell(&mut known.has_agent, self.known(has, how), how);
        }
    }

    fn intent(&self) -> Option<(&'static str, How)> {
        let said = self.said;
        let asked = self.answers(Slot::Intent);
        if !asked && !said.says(&WISH) {
            return None;
        }
        let (at, intent) = [(&SELL, "sell"), (&BUY, "buy"), (&RENT, "rent")]
            .into_iter()
            .filter_map(|(rule, intent)| Some((rule.find(&said.folded)?.range(), intent)))
            .min_by_key(|(at, _)| at.start)?;
        // "Would the owner sell for less" and "is it for rent" are about the property.
        let own = asked || !said.asks_in(at.clone()) || said.has("want to") || said.has("looking to");
        let how = if said.asks_in(at.clone()) { How::Stated } else { self.how(Slot::Intent, at) };
        own.then_some((intent, how))
    }

    fn timeline(&self, is_known: bool) -> Option<(String, How)> {
        let said = self.said;
        let asked = self.answers(Slot::Timeline);
        let found = match TIMELINE.find(&said.folded) {
            Some(found) => found,
            None => NOW.find(&said.folded).filter(|_| asked)?,
        };
        let lazy = LAZY.regex().is_match(found.as_str());
        // A day to look at the place is no day to move.
        let told = lazy || said.says(&MOVE) && !said.says(&VISIT);
        if !asked && (said.asks_in(found.range()) || !(told || is_known && self.corrects.is_some())) {
            return None;
        }
        let how = self.how(Slot::Timeline, found.range());
        let words = found.as_str().trim();
        (how != How::Wondered).then(|| (words.to_owned(), how))
    }

    fn budget(&self, known: &Slots) -> Option<(u64, How)> {
        let said = self.said;
        let asked = self.answers(Slot::Budget);
        let text = said.folded.text();
        // What is corrected is not what counts.
        let from = self.corrects.unwrap_or(0);
        let rest = text.get(from..)?;
        let word = BUDGET.regex().find(rest).map(|word| from + word.start()..from + word.end());
        let corrected = self.corrects.is_some() && known.budget_max_usd.is_some();
        let place = match &word {
            Some(word) => word.clone(),
            None if asked || corrected => from..from + 1,
            None => return None,
        };
        let sentence = said.sentence(place.clone());
        let of_theirs =
            OTHERS.regex().is_match(sentence) && !sentence.contains("budget") && !sentence.contains("we can");
        if of_theirs && !asked {
            return None;
        }
        let thousands = known.intent() == Some("buy")
            || known.budget_max_usd.as_ref().is_some_and(|told| told.value >= 50_000);
        // "under 600" is 600 thousand or 600 a month: not clear until it is known what is meant.
        let bare = thousands && (asked || corrected) && !said.asks();
        let amount = amounts(text, place.start, bare).max();
        // "600k max" has it the other way round.
        let amount =
            amount.or_else(|| word.and_then(|word| amounts(text.get(..word.start)?, from, bare).last()))?;
        let how = self.how(Slot::Budget, place);
        Some((amount, how))
    }

    fn beds(&self, known: &Slots) -> Option<(f64, How)> {
        let said = self.said;
        let asked = self.answers(Slot::Beds);
        let from = self.corrects.unwrap_or(0);
        let rest = said.folded.text().get(from..)?;
        let found = BEDS.regex().captures(rest).and_then(|found| found.get(1)).filter(|found| {
            let wondered = said.asks_in(from + found.start()..from + found.end());
            asked
                || (!wondered && (said.says(&WISH) || self.corrects.is_some() || self.tells_more()))
                || said.has("looking for")
        });
        let corrected = self.corrects.is_some()
            && known.beds_min.is_some()
            && !said.asks()
            && MONEY.regex().find_iter(rest).count() < 2;
        let bare = || {
            let number = BARE_NUMBER.regex().find(rest).filter(|_| asked || corrected)?;
            let after = rest.get(number.end()..).unwrap_or_default();
            (!MEASURE.regex().is_match(after) && !after.starts_with(['.', ',', 'k', 'm', '%', '0']))
                .then_some(number)
        };
        let found = found.or_else(bare)?;
        let n = match found.as_str() {
            "one" | "un" | "una" => 1.0,
            "two" | "dos" => 2.0,
            "three" | "tres" => 3.0,
            "four" | "cuatro" => 4.0,
            "five" | "cinco" => 5.0,
            "six" => 6.0,
            digit => digit.parse().ok()?,
        };
        let how = self.how(Slot::Beds, from + found.start()..from + found.end());
        (n > 0.0).then_some((n, how))
    }

    /// Whether the message answers a question of ours: what else it tells is of the wish too.
    fn tells_more(&self) -> bool {
        !self.asked.is_empty()
    }

    /// A place is told by its capital: the text as it was written is read.
    fn area(&self) -> Option<(String, How)> {
        let said = self.said;
        let asked = self.answers(Slot::Area);
        let text = Seen::of(said.text);
        let looks = LOOKS.find(&text).map(|looks| looks.start());
        let named = AREA.regex().captures_iter(said.text).filter_map(|found| found.get(1));
        let named: Vec<_> = if AREA.is_match(&text) {
            named.filter(|name| !NOT_AREA.regex().is_match(name.as_str())).collect()
        } else {
            Vec::new()
        };
        if let Some(name) = named.iter().find(|name| asked || looks.is_some_and(|looks| looks < name.start()))
        {
            let ends = ends(said.text.get(name.end()..)?).next();
            let wondered = ends.is_some_and(|end| {
                said.text.get(name.end() + end..).is_some_and(|rest| rest.starts_with('?'))
            });
            let how = match wondered {
                true => How::Wondered,
                false if asked || self.corrects.is_some() => How::Meant,
                false => How::Stated,
            };
            return Some((name.as_str().to_owned(), how));
        }
        if !asked || said.declines() || !said.text.chars().any(char::is_alphabetic) {
            return None;
        }
        let words = LEADING.regex().replace(said.text.trim(), "");
        let words = words.split(['.', ',', ';', '!', '\n']).next().unwrap_or_default().trim();
        (!words.is_empty() && words.chars().count() <= 60).then(|| (words.to_owned(), How::Meant))
    }

    fn financing(&self) -> Option<(&'static str, How)> {
        let said = self.said;
        let asked = self.answers(Slot::Financing);
        let stated = |rule: &Pattern| {
            rule.find(&said.folded).map(|found| found.range()).filter(|at| !said.asks_in(at.clone()))
        };
        let how = if asked || self.corrects.is_some() { How::Meant } else { How::Stated };
        let told = if said.says(&NO_LENDER) || stated(&NOT_APPROVED).is_some() {
            "needs a lender"
        } else if stated(&CASH).is_some() || (asked && said.has("cash")) {
            "cash"
        } else if stated(&APPROVED).is_some() {
            "pre-approved"
        } else if said.says(&LENDER) || (asked && said.has("lender")) {
            "lender"
        } else {
            return None;
        };
        Some((told, how))
    }

    fn motivation(&self) -> Option<(&'static str, How)> {
        let rules = [
            (&RELOCATES, "relocation"),
            (&INVESTS, "investment"),
            (&LEASE_ENDS, "lease ends"),
            (&FIRST_HOME, "first home"),
            (&MORE_SPACE, "more space"),
            (&LESS_SPACE, "less space"),
        ];
        let (at, told) = rules
            .into_iter()
            .filter_map(|(rule, told)| Some((rule.find(&self.said.folded)?.range(), told)))
            .min_by_key(|(at, _)| at.start)?;
        let how = self.how(Slot::Motivation, at);
        (how != How::Wondered).then_some((told, how))
    }

    fn has_agent(&self) -> Option<(bool, How)> {
        let said = self.said;
        let (at, has) = match (NO_AGENT.find(&said.folded), HAS_AGENT.find(&said.folded)) {
            (Some(no), _) => (no.range(), false),
            (None, Some(yes)) if !said.says(&AGENT_WISH) => (yes.range(), true),
            _ => return None,
        };
        let how = self.how(Slot::HasAgent, at);
        (how != How::Wondered).then_some((has, how))
    }
}

/// The amounts of money in a text from a place on; a `bare` number of 20 to 999 is of thousands.
fn amounts(text: &str, from: usize, bare: bool) -> impl Iterator<Item = u64> {
    MONEY.regex().captures_iter(text.get(from..).unwrap_or_default()).filter_map(move |found| {
        let place = found.get(0)?;
        let before = text.get(..from + place.start()).unwrap_or_default();
        let after = text.get(from + place.end()..).unwrap_or_default();
        if is_zip(place.as_str()) && PLACE.regex().is_match(before) {
            return None;
        }
        if MEASURE.regex().is_match(after) {
            return None;
        }
        let number: f64 = found.get(2)?.as_str().replace(',', "").parse().ok()?;
        let unit = found.get(6).map_or("", |unit| unit.as_str());
        let dollars = match unit {
            "k" | "mil" | "thousand" => number * 1e3,
            "m" | "million" | "millones" => number * 1e6,
            _ if bare && (20.0..1000.0).contains(&number) => number * 1e3,
            _ if number < 1000.0 => return None,
            _ => number,
        };
        (500.0..=1e9).contains(&dollars).then_some(dollars as u64)
    })
}

fn is_zip(number: &str) -> bool {
    number.len() == 5 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a record's words of financing mean, in ours.
pub(super) fn financing_named(words: &str) -> Option<&'static str> {
    const OURS: [&str; 4] = ["pre-approved", "cash", "lender", "needs a lender"];
    let said = Said::new(words);
    let plain = said.folded.text().trim();
    let ours = OURS.into_iter().find(|ours| *ours == plain);
    ours.or_else(|| {
        Telling::new(&said, &[Slot::Financing], Evidence::Record).financing().map(|(told, _)| told)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_known_again() {
        for slot in Slot::ASKED {
            for spanish in [false, true] {
                let question = slot.question(spanish).unwrap();
                assert_eq!(asked_in(&format!("Thanks! {question}")), [slot]);
                assert_eq!(Said::new(question).is_spanish(), spanish, "{slot:?}");
            }
        }
        assert!(asked_in("1208 Oak Hollow Dr is listed at $689,000. How can I help?").is_empty());
    }
}
