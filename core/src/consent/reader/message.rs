//! A message as sentences of folded words.
//!
//! Folding undoes what people and phones do to plain words: case, accents, full-width and look-alike
//! letters, apostrophes, short forms, spaced-out and digit-for-letter spellings, signs such as 🛑.

mod fold;

use super::keyword;
use fold::{NAMES, joined, look_alike, plain, short_form, unleet};

/// A word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded: lower case, no accents, no apostrophes, short forms written out.
    pub(super) text: String,
    /// Its first letter was a capital.
    pub(super) capital: bool,
    /// All its letters, two or more, were capitals.
    pub(super) shouted: bool,
    /// A comma, dash or bracket stood before it.
    pub(super) after_comma: bool,
}

/// A sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sentence {
    pub(super) words: Vec<Word>,
    /// It ended with a question mark.
    pub(super) question: bool,
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) sentences: Vec<Sentence>,
    /// The folded text as a whole, for scripts that do not part words with spaces.
    pub(super) folded: String,
    /// It asks something, in so many words.
    pub(super) asks: bool,
    /// Its words, sorted, so that a long message costs no rule more than a short one.
    vocabulary: Vec<String>,
}

impl Message {
    pub(super) fn new(text: &str) -> Message {
        let plain = plain(text);
        let mut message =
            Message { sentences: split(&plain), folded: plain.to_lowercase(), ..Message::default() };
        for sentence in &mut message.sentences {
            merge(&mut sentence.words);
        }
        message.asks = message.sentences.iter().any(|sentence| {
            sentence.question
                && sentence.has(&["what", "how", "do", "is", "can", "could", "any", "when", "does", "are"])
        });
        message.vocabulary = message.words().map(|word| word.text.clone()).collect();
        message.vocabulary.sort_unstable();
        message
    }

    /// Every word, in order.
    pub(super) fn words(&self) -> impl Iterator<Item = &Word> {
        self.sentences.iter().flat_map(|sentence| &sentence.words)
    }

    /// Whether one of these words is anywhere in it.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.vocabulary.binary_search_by(|known| known.as_str().cmp(word)).is_ok())
    }
}

impl Word {
    /// Its number, in digits or in words up to twenty.
    pub(super) fn number(&self) -> Option<u32> {
        if !self.text.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(match self.text.as_str() {
                "zero" => 0,
                "one" => 1,
                "two" => 2,
                "three" => 3,
                "four" => 4,
                "five" => 5,
                "six" => 6,
                "seven" => 7,
                "eight" => 8,
                "nine" => 9,
                "ten" => 10,
                "eleven" => 11,
                "twelve" => 12,
                "thirteen" => 13,
                "fourteen" => 14,
                "fifteen" => 15,
                "sixteen" => 16,
                "seventeen" => 17,
                "eighteen" => 18,
                "nineteen" => 19,
                "twenty" => 20,
                _ => return None,
            });
        }
        // "16yo", "14yrs"
        self.text.trim_end_matches("yo").trim_end_matches("yrs").trim_end_matches("yr").parse().ok()
    }

    /// Whether it reads as a person's name: a usual first name, or a capital inside a sentence.
    pub(super) fn is_name(&self, at: usize) -> bool {
        const NOT_NAMES: &[&str] = &[
            "i",
            "im",
            "ill",
            "ive",
            "id",
            "ok",
            "interested",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "hoa",
            "usa",
            "us",
            "american",
            "austin",
            "dallas",
            "houston",
            "texas",
            "florida",
            "spanish",
            "english",
            "a",
            "in",
            "zillow",
        ];
        let text = self.text.strip_suffix('s').filter(|_| self.text.len() > 4).unwrap_or(&self.text);
        let usual = NAMES.binary_search(&self.text.as_str()).is_ok() || NAMES.binary_search(&text).is_ok();
        usual || (at > 0 && self.capital && !self.shouted && !NOT_NAMES.contains(&self.text.as_str()))
    }
}

impl Sentence {
    /// Whether one of these words is anywhere in it.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.text.as_str()))
    }

    /// The runs of words between commas.
    pub(super) fn clauses(&self) -> impl Iterator<Item = &[Word]> {
        self.words.chunk_by(|_, next| !next.after_comma)
    }

    /// The word at `at`, or an empty text.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }
}

/// The most words of a sentence: more are parted, so that the work grows with the text and not with its square.
const LONGEST_SENTENCE: usize = 120;

/// Parts folded text into sentences of words.
fn split(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut sentence = Sentence::default();
    let mut after_comma = false;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if is_letter(c) {
            let mut end = start + c.len_utf8();
            while let Some((next, c)) = chars.peek().copied().filter(|(_, c)| is_letter(*c)) {
                end = next + c.len_utf8();
                chars.next();
            }
            let raw = text.get(start..end).unwrap_or_default();
            sentence.words.push(word(raw, std::mem::take(&mut after_comma)));
            if sentence.words.len() == LONGEST_SENTENCE {
                sentences.push(std::mem::take(&mut sentence));
            }
            continue;
        }
        let next = chars.peek().map(|(_, c)| *c);
        match c {
            // Not "3.5" and not "s.t.o.p", which `merge` joins.
            '.' if next.is_some_and(|c| c.is_ascii_digit()) || letters_by_dots(text, start) => {}
            '.' if sentence.words.last().is_some_and(|word| is_title(&word.text)) => {}
            '.' | '!' | '?' | '\n' | ';' | '…' | '。' | '！' | '？' | '؟' | '¡' | '¿' => {
                if c == '?' || c == '？' || c == '؟' {
                    sentence.question = true;
                }
                if !sentence.words.is_empty() {
                    sentences.push(std::mem::take(&mut sentence));
                }
                after_comma = false;
            }
            ',' | '(' | ')' | '–' | '—' | ':' | '、' | '،' | '，' | '"' | '“' | '”' | '«' | '»' => {
                after_comma = true
            }
            '-' if next.is_some_and(char::is_whitespace) => after_comma = true,
            '#' if next.is_none_or(|c| !c.is_ascii_digit()) => {
                sentence.words.push(word("number", false));
            }
            _ => {}
        }
    }
    if !sentence.words.is_empty() {
        sentences.push(sentence);
    }
    sentences
}

/// "Mr." ends no sentence.
fn is_title(word: &str) -> bool {
    matches!(word, "mr" | "mrs" | "ms" | "dr" | "sr" | "sra" | "st")
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '@' | '$')
}

/// Whether the dot at `at` stands between two single letters.
fn letters_by_dots(text: &str, at: usize) -> bool {
    let single = |part: &str, mut chars: Box<dyn Iterator<Item = char> + '_>| {
        !part.is_empty()
            && chars.next().is_some_and(char::is_alphabetic)
            && !chars.next().is_some_and(char::is_alphabetic)
    };
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
    single(before, Box::new(before.chars().rev())) && single(after, Box::new(after.chars()))
}

/// A word from its raw letters.
fn word(raw: &str, after_comma: bool) -> Word {
    let mut letters = raw.chars().filter(|c| c.is_alphabetic());
    let capital = raw.chars().next().is_some_and(char::is_uppercase);
    let shouted = letters.clone().count() > 1 && letters.all(char::is_uppercase);
    let raw =
        raw.strip_prefix('$').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(raw);
    let mut text = raw.to_lowercase();
    if !text.is_ascii() {
        let folded: String = raw.chars().map(look_alike).collect::<String>().to_lowercase();
        // A word of look-alikes only becomes Latin where it then is a keyword: Russian stays Russian.
        if folded.is_ascii() && (text.bytes().any(|b| b.is_ascii_alphabetic()) || keyword::is_any(&folded)) {
            text = folded;
        }
    }
    if text.bytes().any(|b| !b.is_ascii_alphabetic()) {
        let folded: String = text.chars().map(unleet).collect();
        if keyword::is_any(&folded) && text.bytes().any(|b| b.is_ascii_alphabetic()) {
            text = folded;
        }
    }
    // "stopppp", drawn out.
    if text.starts_with("sto") && text.len() > 5 && text.trim_end_matches('p').trim_end_matches('o') == "st" {
        text = "stop".to_owned();
    }
    let text = match short_form(&text) {
        Some(long) => long.to_owned(),
        None => text,
    };
    Word { text, capital, shouted, after_comma }
}

/// Joins "do not", "opt out", "e-mail", "s t o p" and their like.
fn merge(words: &mut Vec<Word>) {
    spaced_out(words);
    let mut at = 0;
    while at + 1 < words.len() {
        let pair = match (words.get(at), words.get(at + 1)) {
            (Some(first), Some(second)) => joined(&first.text, &second.text),
            _ => None,
        };
        match pair {
            Some(text) => {
                if let Some(word) = words.get_mut(at) {
                    word.text = text.to_owned();
                }
                words.remove(at + 1);
            }
            None => at += 1,
        }
    }
}

/// Joins single letters that together spell a keyword.
fn spaced_out(words: &mut Vec<Word>) {
    let mut at = 0;
    while at + 2 < words.len() {
        let run = words.iter().skip(at).take_while(|word| word.text.chars().count() == 1).count();
        if run >= 3 {
            let text: String = words.iter().skip(at).take(run).map(|word| word.text.as_str()).collect();
            if keyword::is_any(&text) {
                words.drain(at + 1..at + run);
                if let Some(word) = words.get_mut(at) {
                    word.text = text;
                }
            }
        }
        at += run.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Message::new(text).words().map(|word| word.text.clone()).collect()
    }

    #[test]
    fn words_are_folded() {
        for (text, folded) in [
            ("Don’t TEXT me", "dont text me"),
            ("do not txt", "dont text"),
            ("ＳＴＯＰ", "stop"),
            ("ЅТОР", "stop"),
            ("stοp", "stop"),
            ("st0p", "stop"),
            ("S T O P", "stop"),
            ("s.t.o.p.", "stop"),
            ("s-t-o-p", "stop"),
            ("st\u{200b}op", "stop"),
            ("déjenme en paz", "dejenme en paz"),
            ("đừng nhắn tin", "dung nhan tin"),
            ("opt-out", "optout"),
            ("🛑", "stop"),
            ("3.5 baths", "3 5 baths"),
            ("стоит", "стоит"),
            ("wrong #", "wrong number"),
        ] {
            assert_eq!(words(text).join(" "), folded, "{text}");
        }
    }

    #[test]
    fn sentences_and_clauses_are_parted() {
        let message = Message::new("No, stop. Why?");
        assert_eq!(message.sentences.len(), 2);
        assert_eq!(message.sentences[0].clauses().count(), 2);
        assert!(message.sentences[1].question);
    }

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.is_sorted());
    }
}
