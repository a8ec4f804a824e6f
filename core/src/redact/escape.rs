//! Characters that are written as HTML or an address bar writes them: `&#64;`, `&commat;`, `%40`.

use arrayvec::ArrayVec;

use crate::redact::slice::cut;

/// Whether a text may hold any.
pub(super) fn has_any(text: &str) -> bool {
    memchr::memchr2_iter(b'&', b'%', text.as_bytes()).any(|at| at_start(cut(text, at, text.len())).is_some())
}

/// The character that the text begins with, where it is written in such a way, and how many bytes that takes.
pub(super) fn at_start(text: &str) -> Option<(char, usize)> {
    match text.as_bytes().first()? {
        b'&' => entity(text),
        b'%' => percent(text),
        _ => None,
    }
}

fn entity(text: &str) -> Option<(char, usize)> {
    /// The longest of [`NAMES`] and of the numbers of characters.
    const LONGEST: usize = 10;
    let rest = text.strip_prefix('&')?;
    let len = rest.bytes().take(LONGEST).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    let name = cut(rest, 0, len);
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16)).ok()?;
            char::from_u32(code)?
        }
        None => NAMES.iter().find(|(known, _)| *known == name)?.1,
    };
    // A browser reads a number without its `;` too.
    let closed = rest.as_bytes().get(len) == Some(&b';');
    (closed || name.starts_with('#')).then_some((c, 1 + len + usize::from(closed)))
}

/// `%C3%A9` is one character.
fn percent(text: &str) -> Option<(char, usize)> {
    let mut bytes: ArrayVec<u8, 4> = ArrayVec::new();
    loop {
        let at = 3 * bytes.len();
        let pair = cut(text, at, at + 3).strip_prefix('%')?;
        let digits = pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit());
        bytes.try_push(u8::from_str_radix(pair, 16).ok().filter(|_| digits)?).ok()?;
        if let Some(c) = std::str::from_utf8(&bytes).ok().and_then(|read| read.chars().next()) {
            return Some((c, 3 * bytes.len()));
        }
    }
}

/// The signs and letters that addresses, numbers and names have, by the names of HTML.
const NAMES: &[(&str, char)] = &[
    ("nbsp", ' '),
    ("amp", '&'),
    ("commat", '@'),
    ("period", '.'),
    ("comma", ','),
    ("plus", '+'),
    ("num", '#'),
    ("sol", '/'),
    ("colon", ':'),
    ("lowbar", '_'),
    ("hyphen", '-'),
    ("dash", '-'),
    ("ndash", '-'),
    ("mdash", '-'),
    ("minus", '-'),
    ("lpar", '('),
    ("rpar", ')'),
    ("apos", '\''),
    ("lsquo", '\''),
    ("rsquo", '\''),
    ("quot", '"'),
    ("lt", '<'),
    ("gt", '>'),
    ("shy", '\u{ad}'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("aacute", 'á'),
    ("Aacute", 'Á'),
    ("agrave", 'à'),
    ("atilde", 'ã'),
    ("auml", 'ä'),
    ("Auml", 'Ä'),
    ("aring", 'å'),
    ("ccedil", 'ç'),
    ("eacute", 'é'),
    ("Eacute", 'É'),
    ("egrave", 'è'),
    ("euml", 'ë'),
    ("iacute", 'í'),
    ("Iacute", 'Í'),
    ("ntilde", 'ñ'),
    ("Ntilde", 'Ñ'),
    ("oacute", 'ó'),
    ("Oacute", 'Ó'),
    ("ocirc", 'ô'),
    ("otilde", 'õ'),
    ("ouml", 'ö'),
    ("Ouml", 'Ö'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("uacute", 'ú'),
    ("Uacute", 'Ú'),
    ("uuml", 'ü'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_read_as_browsers_read_them() {
        for (text, read) in [
            ("&#64;x", Some(('@', 5))),
            ("&#x40;x", Some(('@', 6))),
            ("&#64 x", Some(('@', 4))),
            ("&commat;x", Some(('@', 8))),
            ("&nbsp;", Some((' ', 6))),
            ("&ntilde;", Some(('ñ', 8))),
            ("%40x", Some(('@', 3))),
            ("%c3%A9x", Some(('é', 6))),
            ("%F0%9F%98%80", Some(('😀', 12))),
            ("& co", None),
            ("&co;", None),
            ("&nbsp", None),
            ("&#;", None),
            ("&#xd800;", None),
            ("&#99999999;", None),
            ("50% off", None),
            ("%+1", None),
            ("%C3%", None),
            ("%FF%FF%FF%FF", None),
            ("&é", None),
            ("%é", None),
            ("", None),
        ] {
            assert_eq!(at_start(text), read, "{text}");
        }
        assert!(has_any("5% & a &#64;") && !has_any("5% & a @"));
    }
}
