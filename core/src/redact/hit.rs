//! What matchers find, and the one place that settles who wins.

use smallvec::SmallVec;

use crate::redact::Label;

/// How sure a matcher is; the surest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// One of the lead's known values.
    Known,
    /// What a recogniser of the user's own finds.
    Own,
    /// A shape whose checksum holds.
    Checksum,
    /// What the words around say it is.
    Cue,
    /// A shape.
    Pattern,
    /// More likely a name than a word.
    Odds,
    /// What the neural layer takes it for.
    Neural,
}

/// A place that a matcher found, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) label: Label,
    pub(super) rank: Rank,
    /// Which of the known values it is.
    pub(super) known: Option<usize>,
}

/// The hits of a message, which are few.
pub(super) type Hits = SmallVec<[Hit; 4]>;

impl Hit {
    pub(super) fn seen(start: usize, end: usize, label: Label, rank: Rank) -> Hit {
        Hit { start, end, label, rank, known: None }
    }
}

/// Makes hits sorted and disjoint.
///
/// Of hits that overlap, one that covers all the others wins. Where none does, the surest wins, the
/// longest among equals, and takes the ground of the others too: nothing that was found stays visible.
pub(super) fn resolve(hits: Hits) -> Hits {
    resolve_without(hits, &[])
}

/// The same where labels are `off`: another takes the ground that it shares with them.
pub(super) fn resolve_without(mut hits: Hits, off: &[Label]) -> Hits {
    hits.retain(|hit| hit.start < hit.end);
    if hits.len() < 2 {
        return hits;
    }
    hits.sort_unstable_by_key(|hit| (hit.start, usize::MAX - hit.end));
    let mut settled = Hits::new();
    let mut rest = hits.as_slice();
    while let Some(first) = rest.first() {
        let mut end = first.end;
        let size = rest.iter().position(|hit| {
            let apart = hit.start >= end;
            end = if apart { end } else { end.max(hit.end) };
            apart
        });
        let (cluster, others) = rest.split_at(size.unwrap_or(rest.len()));
        rest = others;
        let covers = |hit: &&Hit| hit.start == first.start && hit.end == end;
        let whole =
            cluster.iter().filter(covers).min_by_key(|hit| (hit.rank, hit.known.is_none(), hit.label));
        let surest = cluster.iter().min_by_key(|hit| {
            (off.contains(&hit.label), hit.rank, usize::MAX - (hit.end - hit.start), hit.label)
        });
        match (whole, surest) {
            (Some(hit), _) => settled.push(*hit),
            (None, Some(hit)) => settled.push(Hit { start: first.start, end, known: None, ..*hit }),
            (None, None) => {}
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;
    use smallvec::smallvec;

    fn hit(start: usize, end: usize, rank: Rank, label: Label) -> Hit {
        Hit::seen(start, end, label, rank)
    }

    #[test]
    fn the_cover_wins_then_the_surest_and_no_ground_is_lost() {
        let name = hit(0, 4, Rank::Known, Label::Person);
        let email = hit(0, 20, Rank::Pattern, Label::Email);
        assert_eq!(resolve(smallvec![name, email]).as_slice(), [email]);
        let card = hit(2, 18, Rank::Checksum, Label::CreditCard);
        let phone = hit(10, 25, Rank::Pattern, Label::Phone);
        assert_eq!(
            resolve(smallvec![phone, card]).as_slice(),
            [hit(2, 25, Rank::Checksum, Label::CreditCard)]
        );
        let known = Hit { known: Some(0), ..hit(2, 18, Rank::Known, Label::Phone) };
        assert_eq!(resolve(smallvec![card, known]).as_slice(), [known]);
        assert_eq!(
            resolve_without(smallvec![phone, card], &[Label::CreditCard]).as_slice(),
            [hit(2, 25, Rank::Pattern, Label::Phone)]
        );
        assert_eq!(resolve_without(smallvec![name, email], &[Label::Email]).as_slice(), [email]);
        assert_eq!(resolve(smallvec![hit(5, 9, Rank::Known, Label::Person), name]).len(), 2);
        assert!(resolve(Hits::new()).is_empty());
    }
}
