//! The lead's phones, by their digits.

use smallvec::SmallVec;

use crate::lead::Pii;
use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::known::Values;
use crate::redact::known::loose::{self, BETWEEN, Beginnings, REACH};
use crate::redact::recognise::{Group, is_glued, is_part};
use crate::redact::slice::{byte, cut};

pub(super) struct Numbers {
    all: Vec<Number>,
    /// Where one may begin that has letters or words among its digits.
    beginnings: Beginnings,
}

struct Number {
    /// What every spelling ends with: the national number.
    national: Pii<String>,
    value: usize,
}

impl Numbers {
    pub(super) fn new<'a>(phones: impl Iterator<Item = &'a str>, values: &mut Values) -> Numbers {
        let all: Vec<Number> = phones.filter_map(|phone| Number::new(phone, values)).collect();
        let mut beginnings = Beginnings::default();
        for number in &all {
            number.spelled().for_each(|digits| beginnings.add(digits));
        }
        Numbers { all, beginnings }
    }

    /// Also those with letters or words among their digits.
    pub(super) fn find_loose(&self, text: &str, groups: &[Group], hits: &mut Hits) {
        if self.all.is_empty() {
            return;
        }
        self.beginnings.each(text, groups, |at| {
            for number in &self.all {
                let found = number.spelled().find_map(|digits| loose::place(text, at, digits));
                hits.extend(found.map(|(start, end)| number.hit_at(start, end)));
            }
        });
    }

    pub(super) fn find(&self, text: &str, groups: &[Group], hits: &mut Hits) {
        if self.all.is_empty() {
            return;
        }
        let mut rest = groups;
        while !rest.is_empty() {
            let size =
                rest.iter().zip(rest.iter().skip(1)).position(|(left, right)| !is_one(text, left, right));
            let (run, others) = rest.split_at(size.map_or(rest.len(), |at| at + 1));
            rest = others;
            self.find_in_run(text, run, hits);
        }
    }

    fn find_in_run(&self, text: &str, run: &[Group], hits: &mut Hits) {
        let total: usize = run.iter().map(|group| group.end - group.start).sum();
        if total < 7 {
            return;
        }
        let mut digits: SmallVec<[u8; 32]> = SmallVec::new();
        let mut begins: SmallVec<[usize; 16]> = SmallVec::new();
        for group in run {
            begins.push(digits.len());
            digits.extend_from_slice(cut(text, group.start, group.end).as_bytes());
        }
        let digits = std::str::from_utf8(&digits).unwrap_or("");
        for number in &self.all {
            let national = number.national.expose();
            for (at, _) in digits.match_indices(national.as_str()) {
                hits.push(number.hit(text, run, &begins, at, at + national.len()));
            }
        }
        let mut seen = 0;
        for pair in run.windows(2) {
            let [left, right] = pair else { continue };
            let seven = cut(text, left.start, left.end).len() == 3 && right.end - right.start == 4;
            // The last seven, as neighbours write them: `555-0147`, not part of a longer number.
            if seven && left.end + 1 == right.start && matches!(byte(text, left.end), b'-' | b'.') {
                let free = !is_part(text, left.start, right.end) && !is_glued(text, left.start, right.end);
                let digits = cut(digits, seen, seen + 7);
                for number in self.all.iter().filter(|n| n.national.expose().len() == 10) {
                    if free
                        && number.national.expose().ends_with(digits)
                        && byte(text, left.start.wrapping_sub(1)) != b'$'
                    {
                        hits.push(number.hit_at(left.start, right.end));
                    }
                }
            }
            seen += left.end - left.start;
        }
    }
}

impl Number {
    fn new(phone: &str, values: &mut Values) -> Option<Number> {
        let all = phone.trim_start_matches('+');
        let national = match all.strip_prefix('1').filter(|rest| rest.len() == 10) {
            Some(rest) => rest.to_owned(),
            None => phonenumber::parse(None, phone)
                .map(|parsed| parsed.national().value().to_string())
                .ok()
                .filter(|national| national.len() >= 7)
                .unwrap_or_else(|| all.to_owned()),
        };
        if national.len() < 6 {
            return None;
        }
        let shown = match (national.get(..3), national.get(3..6), national.get(6..)) {
            (Some(area), Some(exchange), Some(line)) if all.len() == 11 && all.starts_with('1') => {
                format!("({area}) {exchange}-{line}")
            }
            _ => phone.to_owned(),
        };
        let value = values.add_as(Label::Phone, crate::redact::vault::key(Label::Phone, phone), &shown);
        Some(Number { national: Pii::new(national), value })
    }

    /// The place of the digits `from..to` of a run, widened to whole groups and to country code, `+` and `(`.
    /// `begins` says how many digits stand before each group.
    fn hit(&self, text: &str, run: &[Group], begins: &[usize], from: usize, to: usize) -> Hit {
        let holder = |digit: usize| begins.partition_point(|begin| *begin <= digit).saturating_sub(1);
        let (first, last) = (holder(from), holder(to.saturating_sub(1)));
        let (mut start, mut end) = (0, 0);
        if let Some(group) = run.get(first) {
            start = group.start;
            let whole = begins.get(first) == Some(&from);
            let prior = first.checked_sub(1).and_then(|prior| run.get(prior)).filter(|_| whole);
            let country = prior.filter(|p| {
                p.end - p.start <= 3
                    && p.end + 2 >= group.start
                    && byte(text, p.start.wrapping_sub(1)) == b'+'
                    || matches!(cut(text, p.start, p.end), "1" | "001" | "0")
                        && !cut(text, p.end, group.start).contains([',', '\n'])
            });
            start = country.map_or(start, |country| country.start);
        }
        if let Some(group) = run.get(last) {
            end = group.end;
        }
        while matches!(byte(text, start.wrapping_sub(1)), b'(' | b'+') {
            start -= 1;
        }
        self.hit_at(start, end)
    }

    fn hit_at(&self, start: usize, end: usize) -> Hit {
        Hit { known: Some(self.value), ..Hit::seen(start, end, Label::Phone, Rank::Known) }
    }

    /// The digits that a spelling in letters may have: all, and the last seven, as neighbours write them.
    fn spelled(&self) -> impl Iterator<Item = &str> {
        let national = self.national.expose().as_str();
        let local = national.get(3..).filter(|_| national.len() == 10);
        std::iter::once(national).chain(local)
    }
}

fn is_one(text: &str, left: &Group, right: &Group) -> bool {
    let between = cut(text, left.end, right.start);
    between.len() <= 4 * REACH
        && between.chars().count() <= REACH
        && between.chars().all(|c| BETWEEN.contains(c))
}
