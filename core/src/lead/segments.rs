//! How many SMS segments a text takes.

/// The GSM 7 bit default alphabet, but for the escape: 3GPP TS 23.038, section 6.2.1.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Its extension table, each an escape and a septet: 3GPP TS 23.038, section 6.2.1.1.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How many SMS segments `text` takes: GSM-7 holds 160 septets in one and 153 in each of several,
/// UCS-2 70 units in one and 67 in each of several (the rest is the header that joins them:
/// 3GPP TS 23.040, section 9.2.3.24.1).
///
/// A character is never cut in two: an escaped one or a surrogate pair that does not fit begins the next segment.
///
/// ```
/// assert_eq!(closr::sms_segments(&"a".repeat(160)), 1);
/// assert_eq!(closr::sms_segments(&"a".repeat(161)), 2);
/// assert_eq!(closr::sms_segments(&"ó".repeat(71)), 2);
/// ```
pub fn sms_segments(text: &str) -> usize {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    match septets {
        Some(sizes) => segments(&sizes, 160, 153),
        None => segments(&text.chars().map(char::len_utf16).collect::<Vec<_>>(), 70, 67),
    }
}

/// Whether the text needs nothing beyond GSM-7, and so fits 160 characters and not 70.
pub(crate) fn is_gsm(text: &str) -> bool {
    text.chars().all(|c| septets(c).is_some())
}

fn septets(c: char) -> Option<usize> {
    // Most of a text is letters, which need no look through the table.
    if c.is_ascii_alphanumeric() || c == ' ' || BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

fn segments(sizes: &[usize], alone: usize, joined: usize) -> usize {
    let total: usize = sizes.iter().sum();
    if total <= alone {
        return usize::from(total > 0);
    }
    let (mut count, mut used) = (1, 0);
    for size in sizes {
        if used + size > joined {
            count += 1;
            used = 0;
        }
        used += size;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_counted_as_carriers_count_them() {
        let rows: [(String, usize); 12] = [
            (String::new(), 0),
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            // 76 pairs fill 152 of 153 septets: the 77th is not cut.
            ("€".repeat(153), 3),
            ("ó".repeat(70), 1),
            ("ó".repeat(134), 2),
            ("ó".repeat(135), 3),
            ("🙂".repeat(67), 3),
        ];
        for (text, expected) in rows {
            assert_eq!(sms_segments(&text), expected, "{} × {:?}", text.chars().count(), text.chars().next());
        }
        assert_eq!(BASIC.chars().count(), 127);
    }

    proptest::proptest! {
        #[test]
        fn more_text_never_takes_fewer_segments(a in "\\PC{0,200}", b in "\\PC{0,200}") {
            let longer = [a.as_str(), b.as_str()].concat();
            proptest::prop_assert!(sms_segments(&longer) >= sms_segments(&a));
        }
    }
}
