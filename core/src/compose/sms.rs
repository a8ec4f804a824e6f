//! Approved words as SMS carries them cheaply.

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
    use crate::lead::is_gsm;

    #[test]
    fn plain_spanish_is_gsm() {
        assert!(is_gsm(&plain("¿Cuándo? El sábado 28, 1–3 PM, año próximo, aquí, Él también")));
    }
}
