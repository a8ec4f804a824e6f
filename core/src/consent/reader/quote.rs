//! Text messages without what they quote.

/// Drops reactions to an earlier message (`Liked "…"`), quoted lines, and quoted words that are told of.
///
/// `I said "stop"` keeps its quotation: there the writer quotes a demand of their own.
pub(super) fn without_quotes(text: &str) -> String {
    let text: String =
        text.lines().filter(|line| !line.trim_start().starts_with('>')).collect::<Vec<_>>().join("\n");
    let Some((open, after)) = quotation(&text) else { return text };
    let before = text.get(..open).unwrap_or_default();
    let lower = before.trim_end_matches([' ', ':', ',', '-']).to_lowercase();
    const REACTIONS: &[&str] = &[
        "liked",
        "loved",
        "disliked",
        "emphasized",
        "laughed at",
        "questioned",
        "le gusto",
        "le gustó",
        "reacted to",
    ];
    if REACTIONS.contains(&lower.trim()) {
        return String::new();
    }
    const TOLD: &[&str] = &[
        "says",
        "said",
        "reads",
        "text",
        "message",
        "reply",
        "replying",
        "sign",
        "asked",
        "dice",
        "the words",
        "word",
    ];
    const OWN: &[&str] = &[
        "i said",
        "i told",
        "i already said",
        "i wrote",
        "i replied",
        "i texted",
        "i have said",
        "i've said",
        "dije",
        "i typed",
        "i sent",
    ];
    let told = TOLD.iter().any(|word| lower.ends_with(word));
    let own = OWN.iter().any(|words| lower.contains(words));
    if told && !own {
        let rest = text.get(after..).unwrap_or_default();
        return format!("{before} {rest}");
    }
    text
}

/// Where the first quotation opens, and where the text goes on after it.
fn quotation(text: &str) -> Option<(usize, usize)> {
    let (open, mark) = text.char_indices().find(|(_, c)| matches!(c, '"' | '“' | '”' | '«'))?;
    let inside = open + mark.len_utf8();
    let rest = text.get(inside..)?;
    let (length, end) = rest.char_indices().find(|(_, c)| matches!(c, '"' | '”' | '“' | '»'))?;
    Some((open, inside + length + end.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_words_are_dropped() {
        for (text, left) in [
            ("Liked “Reply STOP to opt out”", ""),
            ("Your text says \"Reply STOP\", why?", "Your text says  , why?"),
            ("I said \"stop\"", "I said \"stop\""),
            ("\"STOP\"", "\"STOP\""),
            ("> STOP\nsee you at 5", "see you at 5"),
            ("5'10\" ceilings", "5'10\" ceilings"),
        ] {
            assert_eq!(without_quotes(text), left, "{text}");
        }
    }
}
