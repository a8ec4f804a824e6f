//! A bare "no" in an e-mail, under the question whether the e-mails shall go on.
//!
//! Old mail decides nothing unless the new text answers it.

use super::message::{Message, Sentence};
use super::{FindingKind, Hit, email};

/// The stop that the new text of `body` is, if all it says is yes or no to a question in the old mail below it.
pub(super) fn find(body: &str, new: &Message) -> Option<Hit> {
    let (no, yes) = (is_only(new, NO), is_only(new, YES));
    if !no && !yes {
        return None;
    }
    let old = Message::new(&email::quoted(body));
    let questions = || old.sentences.iter().filter(|sentence| sentence.question);
    let stops = no && questions().any(asks_to_go_on) || yes && questions().any(asks_to_stop);
    stops.then(|| Hit::new(FindingKind::OptOut, "optout.plain.answer", 0.85))
}

const NO: &[&str] = &["no", "nope", "nah", "dont", "not", "anymore", "rather"];
const YES: &[&str] = &["yes", "yeah", "yep", "yup", "do", "sure", "correct", "ok", "okay"];
const AROUND: &[&str] = &["please", "thanks", "thank", "you", "hi", "hello", "sorry", "id", "so", "much"];

/// Whether it has one of these words, and beside them but politeness.
fn is_only(message: &Message, words: &[&str]) -> bool {
    // A signature may stand below.
    let Some(first) = message.sentences.first() else { return false };
    first.has(words)
        && first.words.iter().all(|word| {
            let word = word.text.as_str();
            words.contains(&word) || AROUND.contains(&word)
        })
        && message.words().count() <= 8
        && message.sentences.iter().skip(1).all(|sentence| sentence.words.len() <= 3)
}

const MAIL: &[&str] = &[
    "sending",
    "send",
    "receive",
    "receiving",
    "getting",
    "get",
    "emailing",
    "email",
    "emails",
    "writing",
    "write",
    "updates",
    "alerts",
    "newsletter",
    "list",
    "contact",
    "listings",
];

/// "Shall I keep sending you these?"
fn asks_to_go_on(sentence: &Sentence) -> bool {
    sentence.has(&["keep", "continue", "still", "stay", "remain", "more"])
        && sentence.has(MAIL)
        && !sentence.has(&["stop", "unsubscribe"])
}

/// "Would you like me to take you off the list?"
fn asks_to_stop(sentence: &Sentence) -> bool {
    sentence.has(&["stop", "unsubscribe", "unsubscribed", "remove", "removed", "off", "optout"])
        && sentence.has(&["you", "your"])
        && sentence.has(MAIL)
}

#[cfg(test)]
mod tests {
    use super::super::{MessageLabel, read};
    use crate::lead::Channel;

    #[test]
    fn a_bare_answer_is_read_with_its_question() {
        let goes_on = "> Shall I keep sending you these, Walt?";
        let stops = "> Should I take you off the list?";
        for (new, old, label) in [
            ("Nope.", goes_on, MessageLabel::OptOut),
            ("No thank you.\n\nWalt", goes_on, MessageLabel::OptOut),
            ("Yes please", stops, MessageLabel::OptOut),
            ("Yes please", goes_on, MessageLabel::Normal),
            ("Nope.", stops, MessageLabel::Normal),
            ("Nope.", "> Is the roof new?", MessageLabel::Normal),
            ("Nope.", "> If you keep the dog, send me the form.", MessageLabel::Normal),
            ("Nope, the red one is still on my list", goes_on, MessageLabel::Normal),
        ] {
            let body = format!("{new}\n\nOn Fri, May 2, 2025 at 7:40 AM Gina <g@x.example> wrote:\n{old}");
            assert_eq!(read(Channel::Email, &body).label(), label, "{body}");
        }
        let forwarded = "Nope.\n\nOn Fri, May 2, 2025, Gina wrote:\nDo you still want to get these emails?";
        assert_eq!(read(Channel::Email, forwarded).rule(), "optout.plain.answer");
    }
}
