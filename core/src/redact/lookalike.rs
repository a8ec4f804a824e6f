//! Letters of other alphabets that look like Latin ones, as `а` of `Mаria` does.

use crate::redact::slice::cut;

/// The Latin letter that this one is taken for, within a word of Latin letters. Words of another alphabet alone are left
/// as they are: whoever writes them means them.
pub(super) fn latin(c: char, text: &str, at: usize) -> Option<char> {
    let latin = twin(c)?;
    let end = at + c.len_utf8();
    let before = cut(text, 0, at).chars().rev();
    let after = cut(text, end, text.len()).chars();
    (is_latin(before) || is_latin(after)).then_some(latin)
}

/// Whether the rest of a word, read from within, has a Latin letter.
fn is_latin(letters: impl Iterator<Item = char>) -> bool {
    /// The longest words that are looked at: a text without spaces is no word.
    const REACH: usize = 24;
    letters.take(REACH).take_while(|c| c.is_alphanumeric()).any(|c| c.is_ascii_alphabetic())
}

/// The pairs that no typeface tells apart, and those that few do (Unicode Technical Standard 39, `confusables.txt`).
fn twin(c: char) -> Option<char> {
    Some(match c {
        'а' | 'А' | 'α' | 'Α' => 'a',
        'В' | 'Β' | 'Ь' => 'b',
        'с' | 'С' | 'ϲ' | 'Ϲ' => 'c',
        'ԁ' | 'Ԁ' => 'd',
        'е' | 'Е' | 'ё' | 'Ё' | 'Ε' | 'ε' => 'e',
        'ɡ' | 'ց' => 'g',
        'һ' | 'Һ' | 'Н' | 'Η' => 'h',
        'і' | 'І' | 'ι' | 'Ι' | 'ї' | 'Ї' => 'i',
        'ј' | 'Ј' | 'ϳ' => 'j',
        'к' | 'К' | 'κ' | 'Κ' => 'k',
        'ӏ' | 'Ӏ' => 'l',
        'м' | 'М' | 'Μ' => 'm',
        'Ν' => 'n',
        'о' | 'О' | 'ο' | 'Ο' | 'σ' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'ԛ' | 'Ԛ' => 'q',
        'г' => 'r',
        'ѕ' | 'Ѕ' => 's',
        'т' | 'Т' | 'τ' | 'Τ' => 't',
        'υ' => 'u',
        'ν' | 'ѵ' | 'Ѵ' => 'v',
        'ѡ' | 'ԝ' | 'Ԝ' | 'ω' => 'w',
        'х' | 'Х' | 'χ' | 'Χ' => 'x',
        'у' | 'У' | 'γ' | 'Υ' | 'Ү' | 'ү' => 'y',
        'Ζ' => 'z',
        _ => return None,
    })
}
