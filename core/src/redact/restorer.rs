//! Values put back into a reply that comes in pieces.

use std::fmt;

use crate::lead::Pii;
use crate::redact::vault::Typed;
use crate::redact::{Restored, Vault};

/// Longer than any spelling of a placeholder that is read.
const LONGEST: usize = 80;

/// Puts values back into a reply as it comes. It holds back only what may yet become a placeholder that means a value,
/// so a reply is never shown with half of one.
///
/// ```
/// use closr::redact::{Label, Restorer, Vault};
///
/// let mut vault = Vault::default();
/// vault.placeholder(Label::Phone, "512-555-0147");
/// let mut restorer = Restorer::new(&vault, &[]);
/// assert_eq!(restorer.push("Call [PHO").expose(), "Call ");
/// assert_eq!(restorer.push("NE_1] or [me").expose(), "512-555-0147 or [me");
/// assert_eq!(restorer.finish().text.expose(), "");
/// ```
pub struct Restorer {
    vault: Vault,
    typed: Typed,
    /// The names that mean a value, as in `PHONE_1`.
    live: Vec<String>,
    reply: String,
    /// How much of the reply has been given out.
    given: usize,
}

impl Restorer {
    /// For one reply; what stands in `typed`, the lead's own messages, is left as it is.
    pub fn new(vault: &Vault, typed: &[&str]) -> Restorer {
        let (vault, typed) = (vault.clone(), vault.typed_tokens(typed));
        Restorer { live: vault.live(&typed), vault, typed, reply: String::new(), given: 0 }
    }

    /// The next piece of the reply; what can be shown now.
    pub fn push(&mut self, piece: &str) -> Pii<String> {
        self.reply.push_str(piece);
        self.give(self.open_from())
    }

    /// The end of the reply: the rest of its text, and what [`Vault::restore_reply`] would report of the whole.
    pub fn finish(mut self) -> Restored {
        let whole = self.vault.restore(&self.reply, 0, &self.typed);
        let text = self.give(self.reply.len());
        Restored { text, ..whole }
    }

    /// Restores what lies before `end` and was not given out.
    fn give(&mut self, end: usize) -> Pii<String> {
        let from = std::mem::replace(&mut self.given, end);
        self.vault.restore(self.reply.get(..end).unwrap_or(""), from, &self.typed).text
    }

    /// Where the first placeholder begins that may still be unfinished; the end of the reply where there is none.
    fn open_from(&self) -> usize {
        let window = self.reply.len().saturating_sub(LONGEST).max(self.given);
        let rest = self.reply.char_indices().rev().take_while(|(at, _)| *at >= window);
        let joins = |at: usize| {
            let before = self.reply.get(..at).and_then(|before| before.chars().next_back());
            before.is_some_and(|c| c.is_alphanumeric() || c == '_')
        };
        rest.filter(|(at, c)| "\\[<{".contains(*c) || (c.is_ascii_alphabetic() && !joins(*at)))
            .filter(|(at, _)| self.reply.get(*at..).is_some_and(|tail| self.is_open(tail)))
            .map(|(at, _)| at)
            .last()
            .unwrap_or(self.reply.len())
    }

    /// Whether `tail`, the end of the reply, is the beginning of a live placeholder in any spelling that is read.
    fn is_open(&self, tail: &str) -> bool {
        let unescaped = tail.strip_prefix('\\').unwrap_or(tail);
        let square = unescaped.strip_prefix('[').map(|inner| inner.trim_start_matches(char::is_whitespace));
        let angled = unescaped.trim_start_matches(['<', '{']);
        let inner = square.unwrap_or(angled);
        if inner.is_empty() {
            return !self.live.is_empty();
        }
        let in_name = |c: char| {
            c.is_ascii_alphanumeric()
                || matches!(c, '_' | '\\')
                || (square.is_some() && (c.is_whitespace() || c == '-'))
        };
        let end = inner.find(|c| !in_name(c)).unwrap_or(inner.len());
        let (name, after) = inner.split_at(end);
        let name = name.replace('\\', "").replace(|c: char| c.is_whitespace() || c == '-', "_");
        let name = name.to_ascii_uppercase();
        let whole = name.trim_end_matches('_');
        let closes = square.is_none() && after.chars().all(|c| matches!(c, '>' | '}'));
        self.live
            .iter()
            .any(|live| (after.is_empty() && live.starts_with(&name)) || (live == whole && closes))
            || (square.is_some() && after.is_empty() && self.live.iter().any(|live| live == whole))
    }
}

impl fmt::Debug for Restorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Restorer").field("vault", &self.vault).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Label;
    use proptest::prelude::*;

    fn vault() -> Vault {
        let mut vault = Vault::default();
        for number in 0..12 {
            vault.placeholder(Label::Phone, &format!("512-555-01{number:02}"));
        }
        vault.placeholder(Label::CreditCard, "4111 1111 1111 1111");
        vault.placeholder(Label::Person, "[PHONE_2]");
        vault
    }

    #[test]
    fn only_what_may_become_a_value_is_held_back() {
        for (piece, given) in [
            ("See [unit 4", "See [unit 4"),
            ("A price", "A price"),
            ("the p", "the "),
            ("the pa", "the pa"),
            ("[PHONE_13", "[PHONE_13"),
            ("[PHONE_1", ""),
            ("PHONE_1", ""),
            ("PHONE_1,", "512-555-0100,"),
            ("PHONE_12", ""),
            ("[phone 1", ""),
            ("\\[PHONE\\_", ""),
            ("xPHONE_1", "xPHONE_1"),
            ("<PERSON_1>", ""),
            ("credit_ca", ""),
            ("😀 [", "😀 "),
        ] {
            assert_eq!(Restorer::new(&vault(), &[]).push(piece).expose(), given, "{piece}");
        }
        assert_eq!(Restorer::new(&Vault::default(), &[]).push("[PHONE_").expose(), "[PHONE_");
        let typed = Restorer::new(&vault(), &["[PHONE_11] [PHONE_1]"]).push("[PHONE_1").expose().clone();
        assert_eq!(typed, "", "10 and 12 are live");
    }

    proptest! {
        #[test]
        fn pieces_give_what_the_whole_gives(
            pieces in proptest::collection::vec(proptest::sample::select(vec![
                "[", "]", "\\", "_", "1", "2", "PHONE", "phone", "[PHONE_1]", "PHONE_12", " ", "  ", "-", "<", ">", "{", "}", "x",
                "9", "[PERSON_1]'s", "CREDIT", "card", "é", "\n", ".", "[see", "SKU_7", "😀",
            ]), 0..14),
            cuts in proptest::collection::vec(0usize..60, 0..6),
            typed in proptest::sample::select(vec!["", "[PHONE_1]", "phone_12 [CREDIT_CARD_1]"]),
        ) {
            let (reply, vault) = (pieces.concat(), vault());
            let mut restorer = Restorer::new(&vault, &[typed]);
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| reply.is_char_boundary(*cut)).collect();
            cuts.push(reply.len());
            cuts.sort_unstable();
            let (mut given, mut done) = (String::new(), 0);
            for cut in cuts {
                given.push_str(restorer.push(&reply[done..cut]).expose());
                done = cut;
            }
            let end = restorer.finish();
            given.push_str(end.text.expose());
            let whole = vault.restore_reply(&reply, &[typed]);
            prop_assert_eq!(&given, whole.text.expose(), "{:?}", reply);
            prop_assert_eq!(end.unknown, whole.unknown);
            prop_assert_eq!(end.drifted, whole.drifted);
        }
    }
}
