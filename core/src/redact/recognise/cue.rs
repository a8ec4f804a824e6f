//! Words around a number that say what it is.

use crate::redact::fold::BLANK;
use crate::redact::slice::{cut, last_line, run_end, runs_back};

/// How far back a cue may stand, in bytes.
const REACH: usize = 48;

/// The words before an offset on its line, the nearest first.
pub(in crate::redact) fn words_before(text: &str, at: usize) -> impl Iterator<Item = &str> {
    let mut from = at.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    runs_back(last_line(cut(text, from, at)), |c| is_of_word(c) || matches!(c, '#' | '$'))
}

/// The words after an offset on its line.
pub(in crate::redact) fn words_after(text: &str, at: usize) -> impl Iterator<Item = &str> {
    let mut to = text.len().min(at + REACH);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let near = cut(text, at, to);
    let part = |c: char| is_of_word(c) || c == '%';
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = run_end(near, at, |c| !part(c) && c != '\n');
        // At the end of the line nothing goes on, and `at` stays before it.
        at = run_end(near, start, part);
        (start < at).then(|| cut(near, start, at))
    })
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == BLANK
}

/// Ids of records, of which some look like phone numbers.
fn is_id(word: &str) -> bool {
    matches!(
        word,
        "mls"
            | "apn"
            | "parcel"
            | "permit"
            | "escrow"
            | "invoice"
            | "dre"
            | "bre"
            | "caldre"
            | "trec"
            | "nmls"
            | "zpid"
            | "parcela"
            | "mlsid"
            | "mls#"
            | "apn#"
            | "zip"
            | "isbn"
    )
}

/// Words that name an id where a number word follows or the number is bare.
fn may_be_id(word: &str) -> bool {
    matches!(
        word,
        "case"
            | "file"
            | "order"
            | "id"
            | "ref"
            | "reference"
            | "listing"
            | "lic"
            | "license"
            | "licence"
            | "confirmation"
            | "tracking"
            | "ticket"
            | "lot"
            | "tax"
            | "property"
            | "reorder"
            | "po"
            | "sku"
            | "item"
            | "serial"
            | "model"
            | "meter"
            | "claim"
            | "docket"
            | "instrument"
            | "receipt"
            | "quote"
            | "inv"
            | "transaction"
            | "fedex"
            | "ups"
            | "usps"
            | "upc"
            | "conf"
            | "reservation"
            | "booking"
            | "incident"
            | "request"
            | "customer"
            | "vendor"
            | "package"
            | "shipment"
            | "envelope"
            | "pedido"
            | "factura"
            | "folio"
            | "guia"
    )
}

fn is_number_word(word: &str) -> bool {
    matches!(word, "no" | "number" | "num" | "nbr" | "#" | "id" | "numero" | "nr")
}

/// Whether the words before say that the number is a record's id.
pub(super) fn is_record_id(text: &str, at: usize, bare: bool) -> bool {
    let mut numbered = bare;
    for word in words_before(text, at).take(4) {
        let stem = word.trim_end_matches('#');
        if is_id(word) || is_id(stem) {
            return true;
        }
        if may_be_id(stem) && (numbered || stem.len() < word.len()) {
            return true;
        }
        if is_number_word(word) {
            numbered = true;
        } else if !matches!(word, "is" | "was" | "my" | "the" | "our" | "es") {
            return false;
        }
    }
    false
}

/// Whether the words after make the number a measure.
pub(super) fn is_measure(text: &str, end: usize) -> bool {
    words_after(text, end).next().is_some_and(|word| {
        matches!(
            word,
            "sqft"
                | "sf"
                | "sq"
                | "k"
                | "acre"
                | "acres"
                | "usd"
                | "dollars"
                | "sqm"
                | "ft"
                | "%"
                | "beds"
                | "bd"
        )
    })
}

/// Whether the words before say that a phone number follows.
pub(super) fn is_dialled(text: &str, at: usize) -> bool {
    // `Phone:` may stand on the line before.
    let head = cut(text, 0, at).trim_end();
    let from = if head.ends_with(':') { head.len() } else { at };
    words_before(text, from).take(5).any(|word| {
        matches!(
            word,
            "call"
                | "text"
                | "txt"
                | "phone"
                | "cell"
                | "mobile"
                | "tel"
                | "telephone"
                | "ph"
                | "reach"
                | "dial"
                | "ring"
                | "whatsapp"
                | "fax"
                | "celular"
                | "telefono"
                | "llamame"
                | "llame"
                | "ext"
                | "answering"
                | "answer"
                | "message"
                | "messages"
                | "voicemail"
                | "desk"
                | "office"
                | "contact"
                | "movil"
                | "whats"
                | "portable"
                | "telefone"
        )
    })
}

/// Whether the word after says what kind of phone it was.
pub(super) fn is_phone_of(text: &str, end: usize) -> bool {
    let next = words_after(text, end).next().unwrap_or("");
    matches!(next, "office" | "fax" | "mobile" | "cell" | "celular" | "movil" | "landline")
}
