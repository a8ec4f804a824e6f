//! The words on file about a property, and what each phrase of them affirms or denies.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::Reading;
use super::text::{fold, stem, words};
use super::vocabulary;

/// Features, descriptions and pet rules, by stem and by phrase.
pub(super) struct OnFile<'a> {
    stems: Vec<&'a str>,
    /// Of the business and the places.
    names: Vec<&'a str>,
    /// Of the status, the pet rules and the lead.
    other: Vec<String>,
    /// What the lead wrote, where no property is on file.
    wish: &'a str,
    described: &'a str,
    phrases: OnceCell<Vec<Phrase<'a>>>,
}

/// One thing that the file says.
pub(super) struct Phrase<'a> {
    stems: Vec<&'a str>,
    /// It says that something is not so: "no elevator".
    pub(super) denies: bool,
}

/// Words that say the same: how the first begins (a whole stem where it is short), and the stem that stands for it.
#[rustfmt::skip]
const SAME: &[(&str, &str)] = &[
    ("madur", "matur"), ("queda", "stay"), ("queda", "leav"), ("stay", "leav"), ("convey", "leav"), ("leav", "stay"), ("alberca", "pool"), ("piscina", "pool"), ("gimnasio", "gym"), ("cocina", "kitchen"), ("actualizada", "updat"),
    ("renovada", "updat"), ("moderna", "updat"), ("cercado", "fenc"), ("cercada", "fenc"), ("cerca", "fenc"),
    ("bardeado", "fenc"), ("trasero", "backyard"), ("jardin", "backyard"), ("patio", "backyard"), ("patio", "yard"),
    ("madera", "hardwood"), ("piso", "floor"), ("cubierto", "cover"), ("techado", "cover"),
    ("chimenea", "fireplac"), ("techo", "roof"), ("nuevo", "new"), ("nueva", "new"), ("lavadora", "wash"),
    ("lavadora", "washer"), ("secadora", "dryer"), ("conserj", "concierg"), ("vista", "view"), ("planta", "stor"),
    ("bodega", "storag"), ("deposito", "storag"), ("deposito", "deposit"), ("ascensor", "elevator"),
    ("elevador", "elevator"), ("terraza", "terrac"), ("aire", "air"), ("acondicionado", "condition"),
    ("acondicionado", "hvac"), ("aire", "hvac"), ("ac", "hvac"), ("agua", "water"), ("calefaccion", "heat"),
    ("calentador", "heater"), ("boiler", "heater"), ("incluida", "includ"), ("incluido", "includ"),
    ("contrato", "leas"), ("ladrillo", "brick"), ("bahia", "bay"), ("azotea", "rooftop"), ("esquina", "corner"),
    ("asignado", "assign"), ("dentro", "in"), ("apartamento", "unit"), ("porton", "gat"), ("conexion", "hookup"),
    ("hookup", "connection"), ("nogal", "pecan"), ("arbol", "tre"), ("malla", "screen"), ("mosquitero", "screen"),
    ("teja", "til"), ("arrendado", "leas"), ("rentado", "leas"), ("propio", "own"), ("reemplazo", "replac"),
    ("cambio", "replac"), ("reemplazado", "replac"), ("cambiado", "replac"), ("ventilador", "fan"),
    ("abanico", "fan"), ("electricidad", "electric"), ("luz", "electric"), ("pozo", "well"), ("estudio", "stud"),
    ("calle", "street"), ("almacenamiento", "storag"), ("ventana", "window"), ("impacto", "impact"),
    ("counter", "countertop"), ("master", "primar"), ("upstair", "second"), ("downstair", "first"),
    ("first", "downstair"), ("conveys", "stay"), ("come", "stay"), ("come", "convey"), ("stay", "convey"),
    ("convey", "stay"), ("includ", "stay"), ("includ", "convey"), ("remain", "stay"), ("remain", "convey"),
    ("level", "stor"), ("stor", "level"), ("floor", "stor"), ("apartment", "studio"), ("geotermic", "geothermal"),
    ("arrend", "leas"), ("conjunto", "shar"), ("compartida", "shar"), ("sotano", "basement"), ("condition", "hvac"),
    ("rented", "tenant"), ("rent", "tenant"), ("fridg", "refrigerator"), ("acre", "lot"),
    ("electricit", "electric"), ("power", "electric"), ("replaced", "replac"), ("tiene", "ha"),
    ("inquilino", "tenant"), ("parqueo", "park"), ("estacionamiento", "park"), ("cubierta", "cover"),
    ("remodelad", "remodel"), ("alfombra", "carpet"), ("refri", "refrigerator"), ("refrigerador", "refrigerator"),
    ("nevera", "refrigerator"), ("dej", "leav"), ("propi", "own"), ("leased", "rent"), ("bodega", "shed"),
    ("cobertizo", "shed"), ("muelle", "dock"), ("orilla", "shorelin"), ("metalic", "metal"), ("lamina", "metal"),
    ("reemplazad", "replac"), ("remplaz", "replac"), ("cambiad", "replac"), ("terminad", "finish"),
    ("acabad", "finish"), ("porche", "porch"), ("portico", "porch"), ("entrada", "driveway"),
    ("salpicadero", "backsplash"), ("azulejo", "til"), ("mosaico", "til"), ("tanque", "tank"), ("aceite", "oil"),
    ("cuota", "fee"), ("cercad", "fenc"), ("bard", "fenc"), ("trasera", "back"), ("frente", "front"),
    ("jardin", "landscap"), ("huracan", "hurrican"), ("protector", "shutter"), ("pasto", "yard"), ("roble", "oak"), ("grava", "gravel"), ("pendiente", "slop"),
    ("electrica", "electric"), ("corriente", "electric"), ("horno", "oven"), ("estufa", "rang"), ("cocina", "rang"),
    ("gas", "ga"), ("lavaplato", "dishwasher"), ("lavavajilla", "dishwasher"), ("escalera", "walk"),
    ("planta", "floor"), ("desvan", "attic"), ("oficina", "stud"), ("estudi", "stud"), ("juego", "gam"),
    ("sala", "room"), ("cuarto", "room"), ("habitacion", "room"), ("principal", "primar"), ("maestra", "primar"),
    ("techad", "cover"), ("cubiert", "cover"), ("riego", "sprinkler"), ("aspersor", "sprinkler"),
    ("termostato", "thermostat"), ("cuarzo", "quartz"), ("granito", "granit"), ("encimera", "countertop"),
    ("cubierta", "countertop"), ("vinilo", "vinyl"), ("madera", "wood"), ("hardwood", "wood"),
    ("recepcion", "desk"), ("vestidor", "closet"), ("lote", "lot"), ("locker", "storag"), ("asignad", "assign"),
    ("garantia", "warrant"), ("constructor", "builder"), ("nuev", "new"), ("terminacion", "completion"),
    ("estimad", "estimat"), ("cargador", "charger"), ("una", "one"), ("inquilin", "tenant"), ("arriba", "upper"),
    ("abajo", "lower"), ("servicio", "utilit"), ("separad", "separate"), ("casita", "guest"), ("vino", "win"),
    ("montana", "mountain"), ("arrendad", "leas"), ("rentad", "leas"), ("rentado", "rent"), ("sello", "seal"),
    ("fumar", "smok"), ("mascota", "pet"), ("perro", "dog"), ("gato", "cat"), ("disponible", "availabl"),
    ("incluid", "includ"), ("renta", "rent"), ("terreno", "lot"), ("lavanderia", "laundr"), ("compartid", "shar"),
    ("comun", "common"), ("espacio", "spac"), ("parqueo", "spac"), ("pequen", "small"), ("chic", "small"), ("grande", "larg"), ("libra", "lb"), ("pound", "lb"), ("stov", "rang"), ("cooktop", "rang"), ("lift", "elevator"), ("townhom", "townhous"), ("aire", "ac"), ("air", "ac"), ("conditioning", "ac"), ("cooling", "ac"), ("caldera", "furnac"), ("calefaccion", "furnac"), ("contrato", "lease"), ("pintura", "paint"), ("cesped", "lawn"), ("cuidado", "car"), ("nieve", "snow"), ("basura", "trash"), ("agua", "water"), ("pag", "pay"), ("dueno", "owner"), ("propietari", "owner"), ("deposito", "deposit"), ("mensual", "month"), ("esquiner", "corner"), ("ladrillo", "brick"), ("estufa", "stov"), ("vigilancia", "securit"), ("muebl", "furnish"), ("amueblad", "furnish"),
];

impl<'a> OnFile<'a> {
    pub(super) fn new(reading: &'a Reading<'_>) -> OnFile<'a> {
        let draft = reading.draft;
        let mut other = String::new();
        for text in draft.listings.iter().flat_map(|l| [&l.status, &l.pets]).flatten() {
            other.push_str(&fold(text));
            other.push('\n');
        }
        for name in [&draft.lead.first_name, &draft.lead.last_name].into_iter().flatten() {
            other.push_str(&fold(name.expose()));
            other.push('\n');
        }
        let described = reading.on_file.get(..reading.pets_from).unwrap_or_default();
        OnFile {
            stems: words(&reading.on_file).map(stem).collect(),
            names: words(&reading.names).collect(),
            other: words(&other).map(str::to_owned).collect(),
            wish: if draft.listings.is_empty() { &reading.lead_said } else { "" },
            described,
            phrases: OnceCell::new(),
        }
    }

    /// Whether the word is the lead's, of a wish: no property is on file.
    pub(super) fn is_wished(&self, word: &str) -> bool {
        words(self.wish).any(|wished| wished == word)
    }

    /// Whether one sentence of the file has one of the `marks` and, but for words that say nothing, all of the text's.
    pub(super) fn says_together(&self, text: &str, marks: &[&str]) -> bool {
        let told = telling(text).filter(|word| !marks.contains(word));
        let told: Vec<&str> = told.filter(|word| self.has(word) || !vocabulary::is_neutral(word)).collect();
        if told.is_empty() {
            return false;
        }
        let sentences = self.described.split(['\n', '.', ';']);
        let marked = sentences.filter(|sentence| words(sentence).any(|word| marks.contains(&word)));
        marked.filter_map(Phrase::of).any(|sentence| told.iter().all(|word| sentence.has(word)))
    }

    /// Whether the file has the word, another form of it, or its like in the other language.
    pub(super) fn has(&self, word: &str) -> bool {
        forms(word).any(|form| self.stems.contains(&form))
    }

    /// Whether it is the name of a place, of the business, or of the lead.
    pub(super) fn is_name(&self, word: &str) -> bool {
        self.names.contains(&word) || self.other.iter().any(|name| name == word)
    }

    /// Whether the word says nothing that is not on file or checked elsewhere.
    pub(super) fn carries(&self, word: &str) -> bool {
        vocabulary::is_neutral(word) || self.has(word) || self.is_name(word)
    }

    /// The phrases that have the word.
    pub(super) fn phrases_of<'s>(&'s self, word: &str) -> impl Iterator<Item = &'s Phrase<'a>> {
        self.phrases().iter().filter(move |phrase| phrase.has(word))
    }

    pub(super) fn phrases(&self) -> &[Phrase<'a>] {
        let read = || self.described.split(['\n', '.', ';', ',']).filter_map(Phrase::of).collect();
        self.phrases.get_or_init(read)
    }

    /// Whether it denies anything: few files do.
    pub(super) fn denies(&self) -> bool {
        ["no", "without", "sin", "never", "nunca"].iter().any(|word| self.described.contains(word))
    }
}

impl<'a> Phrase<'a> {
    fn of(text: &'a str) -> Option<Phrase<'a>> {
        let stems: Vec<&str> = telling(text).map(stem).collect();
        let denies =
            words(text).any(|word| matches!(word, "no" | "not" | "without" | "sin" | "never" | "nunca"));
        (!stems.is_empty()).then_some(Phrase { stems, denies })
    }

    /// Whether the phrase has the word, another form of it, or its like.
    pub(super) fn has(&self, word: &str) -> bool {
        forms(word).any(|form| self.stems.contains(&form))
    }

    /// Whether the phrase's words are all in the text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let said: Vec<&str> = words(text).flat_map(forms).collect();
        self.stems.iter().all(|stem| said.contains(stem))
    }
}

/// The words of a text but the smallest.
fn telling(text: &str) -> impl Iterator<Item = &str> {
    let small = |word: &str| matches!(word, "the" | "and" | "for" | "with" | "not" | "has" | "its");
    words(text).filter(move |word| word.len() > 2 && !small(word))
}

/// The stems that a word goes by.
pub(super) fn forms(word: &str) -> impl Iterator<Item = &str> {
    static BY_LETTER: LazyLock<HashMap<u8, Vec<(&str, &str)>>> = LazyLock::new(|| {
        let mut all: HashMap<u8, Vec<(&str, &str)>> = HashMap::new();
        for (name, form) in SAME {
            all.entry(name.as_bytes().first().copied().unwrap_or_default()).or_default().push((name, form));
        }
        all
    });
    let own = stem(word);
    let same = word.as_bytes().first().and_then(|letter| BY_LETTER.get(letter)).into_iter().flatten();
    let same = same
        .filter(move |(name, _)| *name == own || *name == word || name.len() >= 5 && word.starts_with(name));
    std::iter::once(own).chain(same.map(|(_, form)| *form))
}
