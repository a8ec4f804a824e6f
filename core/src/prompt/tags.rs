//! Cuts a template's text into tags and their words, as Tera does.

use std::ops::Range;

/// `{{ … }}` or `{% … %}`; comments are left out.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    pub(super) is_print: bool,
    pub(super) words: Vec<Word<'a>>,
}

#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) token: Token<'a>,
    pub(super) range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Name(&'a str),
    /// A quoted text as it is written, without its quotes.
    Text(&'a str),
    Number,
    Sign(&'static str),
}

/// The longest first: `**` must not be read as `*` twice.
const SIGNS: [&str; 30] = [
    "...", "//", "**", "==", "!=", ">=", "<=", "</", "?.", "?[", "+", "-", "*", "/", "%", "!", ".", ",", ":",
    "~", "|", "=", ">", "<", "(", ")", "[", "]", "{", "}",
];

/// The tags in `range` of `text`.
///
/// # Errors
/// The place of a tag that does not end, or of a character that no tag can have.
pub(super) fn tags(text: &str, range: Range<usize>) -> Result<Vec<Tag<'_>>, Range<usize>> {
    let mut tags = Vec::new();
    let end = range.end;
    let mut at = range.start;
    while let Some((start, kind)) = next_start(text, at..end) {
        let inside = start + 2;
        if kind == b'#' {
            let close = text.get(inside..end).and_then(|rest| rest.find("#}")).ok_or(start..inside)?;
            at = inside + close + 2;
            continue;
        }
        let is_print = kind == b'{';
        let (words, after) = words(text, start, end, if is_print { "}}" } else { "%}" })?;
        tags.push(Tag { is_print, words });
        at = after;
    }
    Ok(tags)
}

fn next_start(text: &str, range: Range<usize>) -> Option<(usize, u8)> {
    let bytes = text.as_bytes().get(range.clone())?;
    bytes.windows(2).enumerate().find_map(|(at, pair)| match pair {
        [b'{', kind @ (b'{' | b'%' | b'#')] => Some((range.start + at, *kind)),
        _ => None,
    })
}

/// The words of the tag at `start`, and the byte after its close.
fn words<'a>(
    text: &'a str,
    start: usize,
    end: usize,
    close: &str,
) -> Result<(Vec<Word<'a>>, usize), Range<usize>> {
    let mut words = Vec::new();
    // A `-` at either end of a tag takes away the space beside it.
    let mut at = start + 2 + usize::from(text.as_bytes().get(start + 2) == Some(&b'-'));
    loop {
        let rest = text.get(at..end).unwrap_or_default();
        let blank = rest.len() - rest.trim_ascii_start().len();
        let (rest, from) = (rest.trim_ascii_start(), at + blank);
        if let Some(dash) = [0, 1].into_iter().find(|dash| {
            rest.get(*dash..).is_some_and(|r| r.starts_with(close)) && (*dash == 0 || rest.starts_with('-'))
        }) {
            return Ok((words, from + dash + close.len()));
        }
        let Some(first) = rest.chars().next() else { return Err(start..start + 2) };
        let (token, length) = match first {
            '"' | '\'' | '`' => {
                let length = quoted(rest, first).ok_or(from..from + 1)?;
                (Token::Text(rest.get(1..length - 1).unwrap_or_default()), length)
            }
            _ if first.is_ascii_digit() => {
                let digits = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let mut length = rest.find(|c| !digits(c)).unwrap_or(rest.len());
                let fraction = rest.get(length..).and_then(|r| r.strip_prefix('.')).unwrap_or_default();
                if fraction.starts_with(|c: char| c.is_ascii_digit()) {
                    length += 1 + fraction.find(|c| !digits(c)).unwrap_or(fraction.len());
                }
                (Token::Number, length)
            }
            _ if first.is_ascii_alphabetic() || first == '_' => {
                let length =
                    rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                (Token::Name(rest.get(..length).unwrap_or_default()), length)
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
                let sign = sign.ok_or(from..from + first.len_utf8())?;
                (Token::Sign(sign), sign.len())
            }
        };
        words.push(Word { token, range: from..from + length });
        at = from + length;
    }
}

/// The length of the quoted text that `rest` begins with, quotes included.
fn quoted(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match tags(text, 0..text.len()) {
            Err(range) => format!("error at {range:?}"),
            Ok(tags) => {
                let words = |tag: &Tag<'_>| {
                    let words: Vec<_> = tag.words.iter().map(|word| &text[word.range.clone()]).collect();
                    format!("{}{}", if tag.is_print { "=" } else { "" }, words.join(" "))
                };
                tags.iter().map(words).collect::<Vec<_>>().join(" ; ")
            }
        }
    }

    #[test]
    fn tags_are_cut_into_words() {
        for (text, expected) in [
            ("no tags { here } or % }", ""),
            ("{{a}}{{- a.b -}}", "=a ; =a . b"),
            ("é {% if a>=1.5 and b != \"x}} \\\" y\" %}", "if a >= 1.5 and b != \"x}} \\\" y\""),
            ("{# {{ a }} #}{{ b }}", "=b"),
            ("{{ a | join(sep='`') }}", "=a | join ( sep = '`' )"),
            ("{{ 3.x ** 2 // -1 }}", "=3 . x ** 2 // - 1"),
            ("{{ a }", "error at 0..2"),
            ("x {# a", "error at 2..4"),
            ("{{ 'a }}", "error at 3..4"),
            ("{{ a & b }}", "error at 5..6"),
            ("{{", "error at 0..2"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
