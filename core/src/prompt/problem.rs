//! What is wrong with a template, and where.

use std::fmt;
use std::ops::Range;

/// A fault of a template: shown as `file:line:column: message`, the line, and a caret under the fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong and what would be right.
    pub message: String,
    shown: String,
    width: usize,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { file, line, column, message, shown, width } = self;
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        // Tabs stay tabs, so that the caret stands under its character in any terminal.
        let indent: String =
            shown.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let carets = "^".repeat(*width);
        write!(f, "{file}:{line}:{column}: {message}\n {number} | {shown}\n {margin} | {indent}{carets}")
    }
}

/// A template file's name and text, in which problems are located.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Source<'_> {
    /// A problem with the bytes of `range`, which may lie anywhere.
    pub(super) fn problem(&self, range: Range<usize>, message: impl Into<String>) -> Problem {
        let before = self.text.get(..range.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = self.text.get(line_start..).unwrap_or_default();
        let line = line.split('\n').next().unwrap_or_default();
        let shown = line.trim_end_matches('\r');
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let marked = self.text.get(range).unwrap_or_default();
        let marked = marked.split(['\r', '\n']).next().unwrap_or_default();
        Problem {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column,
            message: message.into(),
            shown: shown.to_owned(),
            width: marked.chars().count().max(1),
        }
    }
}

/// `unknown WHAT "word"`, with the nearest right one or, if none is near, all of them.
pub(super) fn unknown<'a>(what: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(word, &known) {
        Some(near) => format!("unknown {what} \"{word}\"; did you mean \"{near}\"?"),
        None => format!("unknown {what} \"{word}\"; known are {}", known.join(", ")),
    }
}

pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_fault() {
        let text = "first\r\n\té {{ naem }}\r\n";
        let source = Source { file: "a.tera", text };
        let at = text.find("naem").unwrap();
        let shown = source.problem(at..at + 4, "unknown").to_string();
        assert_eq!(shown, "a.tera:2:7: unknown\n 2 | \té {{ naem }}\n   | \t     ^^^^");
        // A place past the end still shows something, and never panics.
        assert_eq!(source.problem(900..901, "x").line, 3);
        assert_eq!(Source { file: "", text: "" }.problem(0..0, "x").column, 1);
    }

    #[test]
    fn the_nearest_word_is_offered_only_if_it_is_near() {
        assert_eq!(
            unknown("key", "chanels", ["channels", "name"]),
            "unknown key \"chanels\"; did you mean \"channels\"?"
        );
        assert_eq!(
            unknown("key", "x1", ["channels", "name"]),
            "unknown key \"x1\"; known are channels, name"
        );
    }
}
