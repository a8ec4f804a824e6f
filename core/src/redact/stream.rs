//! Placeholders put into a text that comes in pieces.

use std::fmt;
use std::ops::Range;

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result, safe};
use crate::redact::hit::{Hit, Hits};
use crate::redact::{Redactor, Vault};

/// The fewest bytes of a part: so far at least a recogniser sees to either side of what is given out.
const PART: usize = 512;

/// The most bytes of a part, which is cut there where it has no space.
const LONGEST: usize = 4_096;

/// Puts placeholders into a text as it comes: the answer of a model, the body of a request, a log.
///
/// Its output is the same however the text is cut into pieces. The text is taken in parts, each of which ends behind the
/// first space after 512 bytes (or after twice the longest value that it knows, where that is more), or after 4 KiB
/// without one. A part is given out once the part after it is complete, and is read together with both its neighbours: so
/// what is held back is less than two parts, and a text of one or two parts comes out as [`Redactor::redact`] gives it. In
/// a longer one the same is found as in the whole, except where the whole needs words from further away:
///
/// - whether capitals say anything of a name is told from three parts, not from the whole text;
/// - a placeholder that is typed after its number was issued stands beside it, where the whole would have passed the number
///   over. [`Vault::restore_reply`] leaves it alone when it is told what was typed.
///
/// ```
/// use closr::redact::{Redactor, Vault};
///
/// let (redactor, mut vault) = (Redactor::new(), Vault::default());
/// let mut stream = redactor.stream()?;
/// let mut given = String::new();
/// for piece in ["call 512-5", "55-0147 or jane@exa", "mple.com"] {
///     given += &stream.push(piece, &mut vault);
/// }
/// given += &stream.finish(&mut vault);
/// assert_eq!(given, "call [PHONE_1] or [EMAIL_1]");
/// # Ok::<(), closr::Error>(())
/// ```
pub struct StreamRedactor {
    redactor: Redactor,
    /// The fewest bytes of a part.
    part: usize,
    /// From the part before the next one to give out.
    text: Zeroizing<String>,
    /// Where the next part begins.
    begin: usize,
    /// How far the text was given out: into the next part, where a value began before it.
    given: usize,
}

impl Redactor {
    /// A redactor of one text that comes in pieces.
    ///
    /// # Errors
    /// `ConfigInvalid` where a recogniser of the user's own has a pattern that may match more than a part: bound its
    /// repetitions, as in `\d{1,12}` in the stead of `\d+`.
    pub fn stream(&self) -> Result<StreamRedactor> {
        let own = self.subject.longest_own().map_err(|label| {
            let problem = safe!(
                "the recogniser {} has no longest match, and so cannot be streamed: bound its repetitions, as in \\d{{1,12}}",
                label
            );
            Error::new(ErrorKind::ConfigInvalid, problem)
        })?;
        // A value may be written with more between its parts than on file.
        let part = PART.max(2 * self.subject.longest_known().max(own));
        Ok(StreamRedactor { redactor: self.clone(), part, text: Zeroizing::default(), begin: 0, given: 0 })
    }
}

impl StreamRedactor {
    /// The next piece of the text; what can be given out now.
    pub fn push(&mut self, piece: &str, vault: &mut Vault) -> String {
        self.text.push_str(piece);
        let (mut out, mut sight) = (String::new(), 0);
        while let Some(end) = self.part_end(self.begin)
            && let Some(next) = self.part_end(end)
        {
            self.give(sight..next, end, vault, &mut out);
            (sight, self.begin) = (self.begin, end);
        }
        self.text.drain(..sight);
        self.begin -= sight;
        self.given -= sight;
        out
    }

    /// The end of the text: the rest of it.
    pub fn finish(mut self, vault: &mut Vault) -> String {
        let (mut out, whole) = (String::new(), self.text.len());
        if let Some(end) = self.part_end(self.begin) {
            self.give(0..whole, end, vault, &mut out);
        }
        self.give(0..whole, whole, vault, &mut out);
        out
    }

    /// Where the part ends that begins at `from`, once that can be told whatever comes.
    fn part_end(&self, from: usize) -> Option<usize> {
        let (least, most) = (from + self.part, from + self.part.max(LONGEST));
        let bytes = self.text.as_bytes();
        let space =
            bytes.iter().enumerate().skip(least).take(most - least).find(|(_, b)| b.is_ascii_whitespace());
        if let Some((at, _)) = space {
            return Some(at + 1);
        }
        (bytes.len() > most).then(|| floor(&self.text, most))
    }

    /// Gives out what stands before `end`, as it is found within `sight`.
    fn give(&mut self, sight: Range<usize>, end: usize, vault: &mut Vault, out: &mut String) {
        let seen = self.text.get(sight.clone()).unwrap_or("");
        self.redactor.subject.see_typed(seen, vault);
        let (from, mut to) = (self.given, end);
        let mut hits = Hits::new();
        for mut hit in self.redactor.hits(seen) {
            (hit.start, hit.end) = (hit.start + sight.start, hit.end + sight.start);
            if hit.end <= from || hit.start >= to {
                continue;
            }
            if hit.start < from {
                // What was given out of it cannot be taken back; no more of it is.
                hit = Hit { start: from, known: None, ..hit };
            }
            to = to.max(hit.end);
            hits.push(Hit { start: hit.start - from, end: hit.end - from, ..hit });
        }
        if let Some(fresh) = self.text.get(from..to) {
            out.push_str(&self.redactor.subject.put(fresh, hits, vault).text);
            self.given = to;
        }
    }
}

impl fmt::Debug for StreamRedactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamRedactor")
            .field("held", &(self.text.len() - self.given))
            .finish_non_exhaustive()
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::Lead;
    use crate::redact::{Recogniser, Recognisers, RedactorSettings};
    use proptest::prelude::*;

    fn finding(name: &str, pattern: &str) -> RedactorSettings {
        let recognisers = Recognisers::new([Recogniser::pattern(name, pattern).unwrap()]).unwrap();
        RedactorSettings { recognisers, ..RedactorSettings::default() }
    }

    fn jane() -> Redactor {
        let lead = r#"{"first_name": "Jane", "last_name": "Doe", "phones": ["+15125550147"], "emails": ["jane@example.com"],
            "address": "12 Oak St, Austin, TX"}"#;
        let settings = finding("ORDER_ID", r"\bORD-\d{1,9}\b");
        Redactor::with_settings(&Lead::from_json(lead).unwrap(), None, &[], settings)
    }

    fn streamed(redactor: &Redactor, text: &str, cuts: &[usize]) -> String {
        let (mut stream, mut vault) = (redactor.stream().unwrap(), Vault::default());
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| floor(text, cut % (text.len() + 1))).collect();
        cuts.push(text.len());
        cuts.sort_unstable();
        let (mut given, mut done) = (String::new(), 0);
        for cut in cuts {
            given.push_str(&stream.push(&text[done..cut], &mut vault));
            assert!(stream.text.len() <= 3 * (stream.part.max(LONGEST) + 1));
            done = cut;
        }
        given.push_str(&stream.finish(&mut vault));
        given
    }

    #[test]
    fn what_is_complete_is_given_out_and_no_half_value() {
        let (redactor, mut vault) = (jane(), Vault::default());
        let mut stream = redactor.stream().unwrap();
        let line = "The kitchen is new and the garden faces south, so call 512-555-0147 about ORD-77. ";
        let mut given = String::new();
        for _ in 0..30 {
            for piece in [&line[..60], &line[60..]] {
                given.push_str(&stream.push(piece, &mut vault));
            }
        }
        assert!(given.len() > 1_000 && given.contains("call [PHONE_1] about [ORDER_ID_1]."), "{given}");
        assert!(!given.contains("512") && !given.contains("77"), "{given}");
        given.push_str(&stream.finish(&mut vault));
        assert_eq!(&given, jane().redact(&line.repeat(30)).text.get());
        assert_eq!(vault.restore_reply("[PHONE_1]", &[]).text.expose(), "(512) 555-0147");
    }

    #[test]
    fn a_value_at_the_end_of_a_part_is_whole() {
        for pad in (400..530).step_by(5) {
            let text = format!(
                "{} 12 Oak Street, Austin, TX and (512) 555-0147 x {}",
                "ab ".repeat(pad / 3),
                "cd ".repeat(700)
            );
            assert_eq!(&streamed(&jane(), &text, &[]), jane().redact(&text).text.get(), "{pad}");
        }
    }

    #[test]
    fn a_text_without_spaces_is_cut_and_still_read_whole() {
        for pad in (LONGEST - 30..LONGEST + 30).chain(2 * LONGEST - 30..2 * LONGEST + 30).step_by(13) {
            let text = format!("{}\"bob@example.com\"{}", "0a".repeat(pad / 2), "b1".repeat(6_000));
            assert_eq!(&streamed(&jane(), &text, &[7, 900]), jane().redact(&text).text.get(), "{pad}");
        }
    }

    #[test]
    fn a_recogniser_without_a_longest_match_is_refused() {
        let settings = finding("ORDER_ID", r"ORD-\d+");
        let error = Redactor::with_settings(&Lead::default(), None, &[], settings).stream().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
        assert!(error.to_string().contains("ORDER_ID") && error.to_string().contains(r"\d{1,12}"), "{error}");
    }

    /// Messages, one after the other.
    fn texts() -> impl Strategy<Value = String> {
        let pieces = proptest::sample::select(vec![
            "Hi, this is Jane Doe. ",
            "Is it still for sale?\n",
            "My cell is (512) 555-0147, call after five. ",
            "512-555-0199 ",
            "jane@example.com",
            " jen at gmail dot com ",
            "12 Oak Street, Austin TX ",
            "I live at 4410 Elm Creek Dr, Apt 5, Dallas, TX 75201.\n",
            "my ssn is 123-45-6789 ",
            "ORD-1234 ",
            "card 4111 1111 1111 1111 ",
            "born 03/04/1981, ",
            "gate code is 4471# ",
            "Thanks,\nMarguerite Castellanos\n\n",
            "The kitchen is new and the garden faces south. ",
            "é😀 ",
            "we saw the house on Elm. ",
            "five one two five five five oh one four seven ",
            "routing 111000025 account 000123456789 ",
            "\u{200b}",
            "10.1.2.3 ",
            "Ask my agent Dana Reyes about it. ",
            "no ",
            "and then ",
            "the price is $450,000 for 3 beds and 2 baths, is that right? ",
        ]);
        proptest::collection::vec(pieces, 0..120).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn it_gives_what_the_whole_gives_however_it_is_cut(text in texts(), cuts in proptest::collection::vec(0usize..9_000, 0..40)) {
            let redactor = jane();
            let given = streamed(&redactor, &text, &cuts);
            prop_assert_eq!(&given, &streamed(&redactor, &text, &[]));
            let whole = redactor.redact(&text);
            prop_assert_eq!(&given, whole.text.get());
        }
    }
}
