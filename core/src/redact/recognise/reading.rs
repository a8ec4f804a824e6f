//! What one pass over a text learns, for every recogniser.

use crate::redact::fold::Folded;
use crate::redact::recognise::mark::{Cue, Mark, Marks, add_marks};
use crate::redact::recognise::run::{Groups, add_groups};

/// A folded text, its digits and its cues.
pub(in crate::redact) struct Reading<'t> {
    pub(in crate::redact) folded: &'t Folded<'t>,
    pub(in crate::redact) text: &'t str,
    pub(in crate::redact) groups: Groups,
    pub(super) marks: Marks,
}

impl<'t> Reading<'t> {
    pub(in crate::redact) fn of(folded: &'t Folded<'t>) -> Reading<'t> {
        Reading::with_cues(folded, true)
    }

    /// The same, the cues only where they are asked for.
    pub(in crate::redact) fn with_cues(folded: &'t Folded<'t>, cues: bool) -> Reading<'t> {
        let text = folded.text();
        // Filled where they lie: they are large.
        let mut reading = Reading { folded, text, groups: Groups::new(), marks: Marks::new() };
        add_groups(text, &mut reading.groups);
        if cues {
            add_marks(text, &mut reading.marks);
        }
        reading
    }

    /// The marks that end at or before `at`, the nearest first, for as long as they begin within `reach`.
    pub(super) fn marks_before(&self, at: usize, reach: usize) -> impl Iterator<Item = &Mark> {
        let count = self.marks.partition_point(|mark| mark.end <= at);
        self.marks.get(..count).unwrap_or(&[]).iter().rev().take_while(move |mark| mark.end + reach >= at)
    }

    /// The marks that begin at or after `at`, within `reach`.
    pub(super) fn marks_after(&self, at: usize, reach: usize) -> impl Iterator<Item = &Mark> {
        let from = self.marks.partition_point(|mark| mark.start < at);
        self.marks.get(from..).unwrap_or(&[]).iter().take_while(move |mark| mark.start <= at + reach)
    }

    /// Whether a cue stands near a place: before it within `before` bytes, or after it within `after`.
    pub(super) fn is_near(
        &self,
        (start, end): (usize, usize),
        (before, after): (usize, usize),
        cue: impl Fn(Cue) -> bool,
    ) -> bool {
        self.marks_before(start, before).any(|mark| cue(mark.cue))
            || self.marks_after(end, after).any(|mark| cue(mark.cue))
    }

    /// Whether a digit stands between two offsets.
    pub(super) fn has_digits(&self, from: usize, to: usize) -> bool {
        let passed = self.groups.partition_point(|group| group.end <= from);
        self.groups.get(passed).is_some_and(|group| group.start < to)
    }

    /// Whether the original has a capital at this folded offset.
    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.folded.original(at, at + 1).chars().next().is_some_and(char::is_uppercase)
    }
}
