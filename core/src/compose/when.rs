//! The time that a lead wished for, in the lead's words.

use std::sync::LazyLock;

use regex::Regex;

use super::words::{Lang, pattern};

static EN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b((this |next )?(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?|today|tonight|tomorrow|this weekend|next week)\b( (morning|afternoon|evening))?((,? (at|around|@) | ?@ ?|,? )(\d{1,2}(:\d{2})? ?[ap]\.?m\b\.?|\d{1,2}:\d{2}\b|noon\b)|,? (at|around) \d{1,2}\b)?",
    )
});
static ES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b((este |proximo )?(lunes|martes|miercoles|jueves|viernes|sabado|domingo)|hoy|manana|este fin de semana)( (por|en) la (manana|tarde|noche))?( a las? \d{1,2}(:\d{2})?( ?[ap]\.?m\b\.?)?)?",
    )
});
static DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(mon|tue|wed|thu|fri|sat|sun)"));
/// What changes the meaning of a time: then it is not repeated.
static BENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(not|cant|cannot|except|after|before|until|til|till|between|or|dont|but|unless|no|by|from|through|instead|past|half|to \d|menos|despues|antes|entre|o|pero)\b|\d ?- ?\d|\d/\d",
    )
});

/// The wished time as the lead wrote it, if the message names exactly one and nothing bends it.
pub(super) fn wished(folded: &str, lang: Lang) -> Option<String> {
    let rule = if lang == Lang::En { &EN } else { &ES };
    let mut hits = rule.find_iter(folded);
    let hit = hits.next()?;
    // "Saturday the 28th", "sat 5" : a rest of the time that was not understood.
    let after = folded.get(hit.end()..).unwrap_or_default();
    let more = after.trim_start_matches([' ', ',']).starts_with(|c: char| c.is_ascii_digit() || c == ':')
        || after.starts_with(" the ")
        || after.starts_with(|c: char| c.is_ascii_alphanumeric());
    if hits.next().is_some() || more || BENT.is_match(folded) {
        return None;
    }
    let text = hit.as_str().trim().trim_end_matches('.');
    Some(match lang {
        Lang::En => DAY
            .replace_all(text, |found: &regex::Captures<'_>| capital(found.get(0).map_or("", |m| m.as_str())))
            .into_owned(),
        Lang::Es => {
            text.replace("miercoles", "miércoles").replace("sabado", "sábado").replace("manana", "mañana")
        }
    })
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::words::fold;

    #[test]
    fn repeats_one_plain_time_and_no_other() {
        let rows = [
            ("Can I see it Saturday at 2pm?", Some("Saturday at 2pm")),
            ("tour tomorrow at 10:30 am", Some("tomorrow at 10:30 am")),
            ("can we see it sat at 2", Some("Sat at 2")),
            ("see it this weekend", Some("this weekend")),
            ("see it monday morning please", Some("Monday morning")),
            ("saturday or sunday", None),
            ("any day but friday", None),
            ("Saturday after 3", None),
            ("saturday the 28th", None),
            ("saturday 5", None),
            ("can I see it", None),
            ("sat 2-4pm", None),
        ];
        for (text, expected) in rows {
            assert_eq!(wished(&fold(text), Lang::En).as_deref(), expected, "{text}");
        }
        assert_eq!(wished("puedo verla el sabado a las 2?", Lang::Es).as_deref(), Some("sábado a las 2"));
    }
}
