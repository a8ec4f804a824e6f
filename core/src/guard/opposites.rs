//! Words of which at most one is true of a thing: the opposite of what is on file contradicts it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::text::words;

/// Each group's meanings, each with the ways to say it; hyphens are read as spaces.
const GROUPS: &[&[&[&str]]] = &[
    &[&["attached"], &["detached"]],
    &[&["finished", "terminado", "terminada"], &["unfinished", "sin terminar"]],
    &[&["furnished"], &["unfurnished"]],
    &[&["covered"], &["uncovered"]],
    &[&["owned"], &["leased", "lease"]],
    &[
        &["first floor", "ground floor", "main floor", "downstairs", "primer piso", "planta baja"],
        &["second floor", "2nd floor", "upstairs", "segundo piso"],
        &["third floor", "3rd floor", "tercer piso"],
        &["top floor", "ultimo piso"],
    ],
    &[
        &["included", "incluida", "incluido", "incluidas", "incluidos"],
        &[
            "you pay",
            "pay your own",
            "tenant pays",
            "billed separately",
            "billed to you",
            "extra charge",
            "se paga aparte",
        ],
    ],
    &[
        &["private well", "well water", "a well"],
        &["town water", "city water", "municipal water", "public water"],
    ],
    &[&["septic", "septic system"], &["public sewer", "city sewer", "town sewer"]],
    &[&["heated"], &["unheated"]],
    &[&["original"], &["replaced"]],
    &[&["electric"], &["gas"], &["propane"], &["induction"], &["geothermal"], &["oil"], &["wood"]],
    &[
        &["one story", "single story", "single level", "one level", "una sola planta", "de un piso"],
        &["two story", "two level", "two levels", "dos plantas", "dos pisos"],
        &["three story", "tres pisos"],
        &["multi level", "split level"],
    ],
    &[&["two flat"], &["three flat"], &["four flat"]],
    &[&["corner unit"], &["interior unit"], &["mid stack"]],
    &[&["end unit"], &["interior unit"], &["middle unit"]],
    &[&["shared laundry", "coin laundry"], &["in unit", "unit washer", "washer and dryer in"]],
    &[&["month to month"], &["year lease", "month lease", "months lease", "lease through"]],
    &[&["assigned"], &["unassigned"]],
    &[&["seasonal"], &["year round"]],
    &[&["fully"], &["partially", "partly"]],
    &[&["street parking"], &["driveway parking"], &["garage parking"], &["assigned parking"]],
    &[&["tenant occupied"], &["vacant"], &["owner occupied"]],
];

/// A meaning: its group, its place in it, and whether it is one word only, which says little by itself.
type Meaning = (usize, usize, bool);

struct Terms {
    found: AhoCorasick,
    meanings: Vec<Meaning>,
}

#[expect(clippy::expect_used, reason = "the terms are literals, and a test builds them")]
static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    let mut terms = Vec::new();
    let mut meanings = Vec::new();
    for (group, ways) in GROUPS.iter().enumerate() {
        for (place, said) in ways.iter().enumerate() {
            for term in *said {
                terms.push(*term);
                meanings.push((group, place, !term.contains(' ')));
            }
        }
    }
    let found = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&terms).expect("literal terms");
    Terms { found, meanings }
});

/// What the file says, of which something else may say the opposite.
pub(super) struct Opposites {
    on_file: String,
    known: Vec<Meaning>,
}

impl Opposites {
    pub(super) fn of(on_file: &str) -> Opposites {
        let on_file = on_file.replace('-', " ");
        let known = meanings(&on_file);
        Opposites { on_file, known }
    }

    /// Whether the text says the opposite of what the file says.
    pub(super) fn are_in(&self, text: &str) -> bool {
        if self.known.is_empty() {
            return false;
        }
        let text = text.replace('-', " ");
        meanings(&text).iter().any(|(group, place, _)| {
            let mut of_group = self.known.iter().filter(|known| known.0 == *group).peekable();
            let brief = of_group.peek().is_some_and(|known| known.2);
            of_group.peek().is_some()
                && of_group.all(|known| known.1 != *place)
                && (!brief || self.shares_a_thing(&text))
        })
    }

    /// Whether the text speaks of a thing that the file speaks of; a few words answer the question's.
    fn shares_a_thing(&self, text: &str) -> bool {
        words(text).filter(|word| word.len() > 2).count() <= 4
            || words(text).any(|word| word.len() > 2 && words(&self.on_file).any(|own| own == word))
    }
}

/// What the text says as whole words and does not turn round.
fn meanings(text: &str) -> Vec<Meaning> {
    let of = |found: aho_corasick::Match| {
        let before = text.get(..found.start()).unwrap_or_default();
        let after = text.get(found.end()..).unwrap_or_default();
        let whole = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        let turned = ["not ", "no ", "than ", "n't ", "of ", "non "];
        // "Finished in October" tells when, not how.
        let dated = text.get(found.range()) == Some("finished")
            && [" in ", " on ", " by "].iter().any(|when| after.starts_with(when));
        let stands = whole && !dated && !turned.iter().any(|turn| before.ends_with(turn));
        stands.then(|| TERMS.meanings.get(found.pattern().as_usize()).copied()).flatten()
    };
    TERMS.found.find_overlapping_iter(text).filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposites_are_told_apart() {
        for (text, on_file, opposed) in [
            ("attached two-car garage", "detached garage", true),
            ("detached two-car garage", "detached garage", false),
            ("the solar is owned, not leased", "solar is owned", false),
            ("it is a two-story home", "single-story home", true),
            ("it is a one-story home", "single-story home", false),
            ("es de dos plantas", "one-story brick home", true),
            ("the finished basement", "unfinished basement", true),
            ("a gas range", "heat pump", false),
            ("the bedrooms are on the ground floor", "bedrooms on the second floor", true),
            ("you pay your own heat", "heat and water included", true),
            ("you pay the rent monthly", "heat and water included", false),
        ] {
            assert_eq!(Opposites::of(on_file).are_in(text), opposed, "{text}");
        }
    }
}
