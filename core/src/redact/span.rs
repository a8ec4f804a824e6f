//! Where personal data stands, and the same in the units of other languages.

use crate::redact::Label;

/// Where personal data stands in a text, in bytes, on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What it is.
    pub label: Label,
}

/// The spans of `text` counted in Unicode code points, as Python counts.
///
/// ```
/// use closr::redact::{Redactor, offsets_in_chars};
///
/// let text = "señor, 512-555-0147";
/// let spans = offsets_in_chars(text, &Redactor::new().redact(text).spans);
/// assert_eq!((spans[0].start, spans[0].end), (7, 19));
/// ```
pub fn offsets_in_chars(text: &str, spans: &[Span]) -> Vec<Span> {
    convert(text, spans, |_| 1)
}

/// The spans of `text` counted in UTF-16 code units, as JavaScript counts.
pub fn offsets_in_utf16(text: &str, spans: &[Span]) -> Vec<Span> {
    convert(text, spans, char::len_utf16)
}

/// An offset within a character, or past the end, counts as the next boundary.
fn convert(text: &str, spans: &[Span], width: impl Fn(char) -> usize) -> Vec<Span> {
    let mut wanted: Vec<usize> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut units = Vec::with_capacity(wanted.len());
    let mut chars = text.char_indices().peekable();
    let mut count = 0;
    for offset in &wanted {
        while let Some((_, c)) = chars.next_if(|(at, _)| at < offset) {
            count += width(c);
        }
        units.push(count);
    }
    let unit = |offset: usize| {
        wanted.binary_search(&offset).ok().and_then(|index| units.get(index)).copied().unwrap_or(count)
    };
    spans.iter().map(|s| Span { start: unit(s.start), end: unit(s.end), label: s.label }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span { start, end, label: Label::Phone }
    }

    #[test]
    fn units_differ_beyond_ascii() {
        let text = "é😀 x";
        let x = text.find('x').unwrap();
        let spans = [span(x, x + 1), span(0, 2)];
        assert_eq!(offsets_in_chars(text, &spans), [span(3, 4), span(0, 1)]);
        assert_eq!(offsets_in_utf16(text, &spans), [span(4, 5), span(0, 1)]);
        assert_eq!(offsets_in_chars(text, &[span(0, 999)]), [span(0, 4)]);
        assert!(offsets_in_chars("", &[]).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn each_unit_slices_the_same_text(text in "\\PC{0,40}", a in 0usize..41, b in 0usize..41) {
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (a, b) = (bounds[a % bounds.len()], bounds[b % bounds.len()]);
            let (start, end) = (a.min(b), a.max(b));
            let chars = offsets_in_chars(&text, &[span(start, end)])[0];
            let by_char: String = text.chars().skip(chars.start).take(chars.end - chars.start).collect();
            proptest::prop_assert_eq!(&by_char, &text[start..end]);
            let units = offsets_in_utf16(&text, &[span(start, end)])[0];
            let wide: Vec<u16> = text.encode_utf16().collect();
            proptest::prop_assert_eq!(String::from_utf16(&wide[units.start..units.end]).unwrap(), &text[start..end]);
        }
    }
}
