//! Recognises placeholders, also as models misspell them and as people type them.

use std::sync::LazyLock;

use memchr::memchr2;
use regex::Regex;

use crate::prompt::Placeholder;
use crate::redact::label::{Label, OwnLabel};
use crate::redact::slice::{byte, char_at, char_before};

/// The greatest number that a placeholder carries.
pub(super) const MAX_NUMBER: u32 = 999_999;

/// Something that reads as a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    /// In capitals, parts joined by `_`.
    pub(super) name: String,
    /// What it would stand for.
    pub(super) label: Option<Label>,
    /// 0 where the number is none that closr issues.
    pub(super) number: u32,
    /// Whether it has brackets, and so cannot be a word of the text.
    pub(super) bracketed: bool,
}

impl Token {
    /// The token as a placeholder that closr would write. One that it could not write stands as the highest number.
    pub(super) fn placeholder(&self) -> Option<Placeholder> {
        let number = if self.number == 0 { MAX_NUMBER } else { self.number };
        Placeholder::parse(&format!("[{}_{number}]", self.name))
    }
}

/// `[PHONE_1]`, `[phone 1]`, `\[PHONE\_1\]`, `<PHONE_1>`, `PHONE_1`.
static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        \\? \[ \s{0,3} (?<name> [A-Za-z] (?: [A-Za-z] | \\?_ | [\ -] ){0,40}? ) (?: \\?_ | [\ -] ) \s* (?<number> [0-9]{1,9} ) \s{0,3} \\? \]
        | [<{]+ (?<name2> [A-Za-z]+ (?: \\?_ [A-Za-z]+ )* ) \\?_ (?<number2> [0-9]{1,9} ) [>}]+
        | (?<name3> [A-Za-z]+ (?: \\?_ [A-Za-z]+ )* ) \\?_ (?<number3> [0-9]{1,9} )",
    )
});

/// The most bytes of a token.
const LONGEST: usize = 160;

/// Every placeholder-shaped token of a text, in order; `own` are the labels that closr does not have of itself.
pub(super) fn tokens(text: &str, own: &[OwnLabel]) -> Vec<Token> {
    tokens_from(text, 0, own)
}

/// Those that begin at `from` or after it, in sight of what stands before.
pub(super) fn tokens_from(text: &str, mut from: usize, own: &[OwnLabel]) -> Vec<Token> {
    let mut found = Vec::new();
    // Each has a `_` in it or begins with a `[`: the pattern is asked only there.
    while let Some(sign) =
        text.as_bytes().get(from..).and_then(|rest| memchr2(b'_', b'[', rest)).map(|at| at + from)
    {
        let start = start_of(text, from, sign);
        let mut to = text.len().min(start + LONGEST);
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let captures = SHAPE.captures(text.get(start..to).unwrap_or(""));
        let Some((captures, written)) = captures
            .and_then(|all| all.get(0).filter(|m| m.start() == 0).map(|m| m.as_str()).map(|m| (all, m)))
        else {
            from = sign + 1;
            continue;
        };
        let whole = start..start + written.len();
        let group = |a: &str, b: &str| captures.name(a).or_else(|| captures.name(b)).map(|m| m.as_str());
        let square = captures.name("name").is_some();
        let bracketed = captures.name("name3").is_none();
        let raw = group("name", "name2").or_else(|| captures.name("name3").map(|m| m.as_str())).unwrap_or("");
        let number = group("number", "number2").or_else(|| captures.name("number3").map(|m| m.as_str()));
        // `[see PHONE_1]` and `[unit 4]` are prose in brackets; a placeholder may stand inside.
        let spaced = raw.contains([' ', '-']) || !written.contains('_');
        let name = raw.replace('\\', "").replace([' ', '-'], "_").to_ascii_uppercase();
        let own = own.iter().find(|own| own.as_str() == name).copied().map(Label::Own);
        let token = Token {
            label: Label::named(&name).or(own),
            start: whole.start,
            end: whole.end,
            number: number
                .filter(|digits| !digits.starts_with('0'))
                .and_then(|digits| digits.parse().ok())
                .filter(|number| *number <= MAX_NUMBER)
                .unwrap_or(0),
            name,
            bracketed,
        };
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let within = joined(char_before(text, token.start)) || joined(char_at(text, token.end));
        let prose = square && spaced && token.label.is_none();
        if prose {
            from = sign + 1;
        } else {
            from = whole.end;
            if bracketed || !within {
                found.push(token);
            }
        }
    }
    found
}

/// Where a token begins that has this sign, no sooner than `from`.
fn start_of(text: &str, from: usize, sign: usize) -> usize {
    let back = |at: usize, member: fn(u8) -> bool| {
        let passed = text.as_bytes().get(from..at).unwrap_or(&[]).iter().rev();
        at - passed.take(LONGEST / 2).take_while(|b| member(**b)).count()
    };
    if byte(text, sign) == b'[' {
        return back(sign, |b| b == b'\\').max(sign.saturating_sub(1));
    }
    // One backslash may escape the sign.
    let word = back(sign, |b| b == b'\\').max(sign.saturating_sub(1));
    back(back(word, |b| b.is_ascii_alphabetic()), |b| matches!(b, b'<' | b'{'))
}

/// Compiles a pattern of this room. The tests touch every one.
#[expect(clippy::unwrap_used, reason = "the patterns are literals and a test compiles each")]
pub(super) fn pattern(literal: &str) -> Regex {
    Regex::new(literal).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drifted_shapes_are_read() {
        for (text, name, number, bracketed) in [
            ("[PHONE_1]", "PHONE", 1, true),
            ("call [phone_1].", "PHONE", 1, true),
            ("[Phone 1]", "PHONE", 1, true),
            ("[ PHONE_1 ]", "PHONE", 1, true),
            (r"\[PHONE\_1\]", "PHONE", 1, true),
            ("PHONE_1", "PHONE", 1, false),
            ("[PERSON_12]'s", "PERSON", 12, true),
            ("[CREDIT_CARD_2]", "CREDIT_CARD", 2, true),
            ("[credit card 2]", "CREDIT_CARD", 2, true),
            ("<EMAIL_3>", "EMAIL", 3, true),
            ("{{EMAIL_3}}", "EMAIL", 3, true),
            ("**PHONE_1**", "PHONE", 1, false),
            ("[see PHONE_7 above]", "PHONE", 7, false),
            ("[AGENT_2]", "AGENT", 2, true),
            ("[PHONE_0]", "PHONE", 0, true),
            ("[PHONE_12345678]", "PHONE", 0, true),
            (r"a\PHONE_12", "PHONE", 12, false),
        ] {
            let all = tokens(text, &[]);
            assert_eq!(all.len(), 1, "{text}");
            let token = &all[0];
            assert_eq!(
                (token.name.as_str(), token.number, token.bracketed),
                (name, number, bracketed),
                "{text}"
            );
            assert!(token.placeholder().is_some(), "{text}");
        }
        for text in ["[unit 4]", "phone 1", "9PHONE_1", "PHONE_1x", "[1]", "max_tokens", "[Your Name]", "a_b"]
        {
            assert_eq!(tokens(text, &[]), [], "{text}");
        }
        let order = OwnLabel::shaped("ORDER_ID").unwrap();
        for text in ["[ORDER_ID_1]", "[order id 1]", "<ORDER_ID_1>", "order_id_1"] {
            assert_eq!(tokens(text, &[order])[0].label, Some(Label::Own(order)), "{text}");
        }
        assert_eq!(tokens("[order id 1]", &[]), []);
    }
}
