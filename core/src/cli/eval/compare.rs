//! How many turns are as expected, and how sure that is; two runs side by side.

use std::fmt;

use super::Played;

/// So many of so many, with Wilson's 95 % interval (E. B. Wilson, JASA 22, 1927).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    good: usize,
    all: usize,
}

impl Share {
    pub(super) fn of(played: &[Played]) -> Share {
        let turns = || played.iter().flat_map(|one| &one.turns);
        Share { good: turns().filter(|turn| !turn.failed()).count(), all: turns().count() }
    }

    pub(super) fn failed(self) -> bool {
        self.good < self.all
    }

    fn interval(self) -> (f64, f64) {
        const Z: f64 = 1.959_964;
        if self.all == 0 {
            return (0.0, 1.0);
        }
        let (n, p) = (self.all as f64, self.good as f64 / self.all as f64);
        let scale = 1.0 + Z * Z / n;
        let centre = (p + Z * Z / (2.0 * n)) / scale;
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
        ((centre - half).max(0.0), (centre + half).min(1.0))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = self.interval();
        let Share { good, all } = self;
        write!(
            f,
            "{good} of {all} turns as expected (95 % interval {:.1} to {:.1} %)",
            low * 100.0,
            high * 100.0
        )
    }
}

/// Both runs, and every turn that only one of them got right.
pub(super) fn table(first: &[Played], second: &[Played]) -> String {
    let mut lines =
        vec![format!("--prompts: {}", Share::of(first)), format!("--compare: {}", Share::of(second))];
    for (one, other) in first.iter().zip(second) {
        for (number, (turn, compared)) in (1..).zip(one.turns.iter().zip(&other.turns)) {
            let better = match (turn.failed(), compared.failed()) {
                (true, false) => "--compare",
                (false, true) => "--prompts",
                _ => continue,
            };
            lines.push(format!("{better} alone is right: {} turn {number}", one.scenario.name()));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        let near = |share: Share, low: f64, high: f64| {
            let found = share.interval();
            assert!((found.0 - low).abs() < 5e-4 && (found.1 - high).abs() < 5e-4, "{found:?}");
        };
        near(Share { good: 8, all: 10 }, 0.4902, 0.9433);
        near(Share { good: 10, all: 10 }, 0.7225, 1.0);
        near(Share { good: 0, all: 0 }, 0.0, 1.0);
    }
}
