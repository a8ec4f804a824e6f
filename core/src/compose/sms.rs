//! How many SMS segments a text takes.

/// GSM 03.38, the basic table, its letters beyond ASCII.
const GSM_BEYOND_ASCII: &str = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
/// The extension table: each takes two septets.
const GSM_DOUBLE: &str = "^{}\\[~]|€\u{c}";

fn septets(c: char) -> Option<usize> {
    if GSM_DOUBLE.contains(c) {
        Some(2)
    } else if (c.is_ascii() && c != '`' && (!c.is_ascii_control() || matches!(c, '\n' | '\r')))
        || GSM_BEYOND_ASCII.contains(c)
    {
        Some(1)
    } else {
        None
    }
}

/// Whether every character is in the GSM-7 tables.
pub(super) fn is_gsm(text: &str) -> bool {
    text.chars().all(|c| septets(c).is_some())
}

/// The segments of a text: 160 septets alone or 153 each, else 70 UTF-16 units alone or 67 each.
/// A character never straddles two segments.
pub(super) fn segments(text: &str) -> usize {
    let gsm = is_gsm(text);
    let (alone, each) = if gsm { (160, 153) } else { (70, 67) };
    let size = |c: char| if gsm { septets(c).unwrap_or(1) } else { c.len_utf16() };
    if text.chars().map(size).sum::<usize>() <= alone {
        return 1;
    }
    let (mut count, mut used) = (1, 0);
    for c in text.chars() {
        if used + size(c) > each {
            count += 1;
            used = 0;
        }
        used += size(c);
    }
    count
}

/// An approved text without the accents that would cost half of each segment: GSM-7 has `é` and `ñ`, but not `á`.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'á' => 'a',
            'í' => 'i',
            'ó' => 'o',
            'ú' => 'u',
            'Á' => 'A',
            'Í' => 'I',
            'Ó' => 'O',
            'Ú' => 'U',
            '–' | '—' => '-',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_carriers_do() {
        let rows = [
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            // 76 pairs and one septet left over in each segment.
            ("€".repeat(153), 3),
            ("í".repeat(70), 1),
            ("í".repeat(71), 2),
            ("😀".repeat(35), 1),
            ("😀".repeat(67), 3),
            (String::new(), 1),
        ];
        for (text, expected) in rows {
            assert_eq!(segments(&text), expected, "{} chars", text.chars().count());
        }
    }

    #[test]
    fn plain_spanish_is_gsm() {
        assert!(is_gsm(&plain("¿Cuándo? El sábado 28, 1–3 PM, año próximo, aquí, Él también")));
    }
}
