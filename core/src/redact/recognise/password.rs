//! Passwords, behind a word that announces one.

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::mark::Mark;
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::value::{Piece, pieces};
use crate::redact::slice::{byte, cut};

/// What follows a word for a password.
pub(super) fn find(reading: &Reading<'_>, mark: &Mark, hits: &mut Hits) {
    let text = reading.text;
    let mut connected = false;
    // `the password if they call: …`.
    let colon =
        cut(text, mark.end, text.len().min(mark.end + 48)).find(':').map_or(mark.end, |at| mark.end + at);
    // `password for the doc is …`.
    let mut of = 0;
    for (passed, piece) in pieces(text, mark.end).take(9).enumerate() {
        if piece.is_blank() || (piece.broken && passed > 0) {
            break;
        }
        let gap_start = if passed == 0 { mark.end } else { piece.start.saturating_sub(2) };
        connected |= cut(text, gap_start, piece.start).contains([':', '=']);
        // `password - floatboat`, and nothing behind it.
        let dashed = cut(text, gap_start, piece.start).trim() == "-";
        connected |= passed == 0 && dashed && matches!(byte(text, piece.end), 0 | b'\n' | b'.' | b',');
        if let Some((start, end)) = quoted(text, &piece).filter(|_| passed == 0 || connected) {
            hits.push(Hit::seen(start, end, Label::AccessCode, Rank::Cue));
            return;
        }
        // `password to open it`, but `changed to`.
        let joins =
            matches!(piece.text, "is" | "was" | "es" | "est" | "now") || passed > 0 && piece.text == "to";
        // What follows may begin or end with signs that belong to it.
        let telling = piece.has_digit() || piece.text.contains(['!', '@', '#', '$', '_']);
        let word = piece.text.len() >= 3 && !is_no_password(piece.text) && connected;
        if !joins && (word || (telling && of == 0 && piece.text.len() >= 4)) && !piece.text.contains("://") {
            let end = piece.end
                + text.get(piece.end..).map_or(0, |rest| {
                    rest.bytes().take_while(|b| matches!(b, b'!' | b'#' | b'$' | b'*' | b'@')).count()
                });
            let start = piece.start
                - cut(text, mark.end, piece.start)
                    .bytes()
                    .rev()
                    .take_while(|b| matches!(b, b'#' | b'$' | b'*' | b'@' | b'!'))
                    .count();
            hits.push(Hit::seen(start, end, Label::AccessCode, Rank::Cue));
            return;
        }
        if piece.ends {
            break;
        }
        connected |= joins;
        let filler = joins
            || matches!(
                piece.text,
                "for"
                    | "the"
                    | "wifi"
                    | "wi-fi"
                    | "network"
                    | "guest"
                    | "portal"
                    | "router"
                    | "de"
                    | "del"
                    | "la"
                    | "el"
                    | "house"
                    | "internet"
                    | "account"
                    | "my"
                    | "this"
                    | "app"
                    | "alarm"
                    | "co"
                    | "company"
            );
        of = if !connected && matches!(piece.text, "for" | "to" | "of" | "on" | "para") {
            OF_WORDS
        } else {
            of.saturating_sub(1)
        };
        if !filler && of == 0 && piece.start > colon {
            break;
        }
    }
    strong(text, mark, hits);
}

/// The most bytes of a password of several words.
const LONGEST: usize = 40;

/// The most words that say what a password is for.
const OF_WORDS: usize = 4;

/// What stands in quotation marks: `password "taco tuesday"`.
fn quoted(text: &str, piece: &Piece<'_>) -> Option<(usize, usize)> {
    let quote = byte(text, piece.start.wrapping_sub(1));
    let len = text.get(piece.start..)?.bytes().take(LONGEST).position(|b| b == quote)?;
    let inner = cut(text, piece.start, piece.start + len);
    let told = matches!(quote, b'"' | b'\'') && len >= 3 && !inner.contains('\n') && !is_no_password(inner);
    told.then_some((piece.start, piece.start + len))
}

/// Further off, only what nobody writes but as a password: letters, digits and a sign within.
pub(super) fn strong(text: &str, mark: &Mark, hits: &mut Hits) {
    let signed = |piece: &Piece<'_>| {
        let sign = piece.text.find(['!', '#', '$', '%', '^', '&', '*', '+', '=']);
        let letters = piece.text.bytes().filter(u8::is_ascii_alphabetic).count();
        sign.is_some()
            && letters >= 3
            && piece.has_digit()
            && piece.text.len() >= 6
            && !piece.text.contains(['/', '@'])
    };
    if let Some(piece) = pieces(text, mark.end).take_while(|piece| !piece.is_blank()).find(signed) {
        hits.push(Hit::seen(piece.start, piece.end, Label::AccessCode, Rank::Cue));
    }
}

fn is_no_password(word: &str) -> bool {
    matches!(
        word,
        "not"
            | "the"
            | "wrong"
            | "needed"
            | "required"
            | "expired"
            | "on"
            | "in"
            | "same"
            | "still"
            | "written"
            | "below"
            | "attached"
            | "for"
            | "it"
            | "a"
            | "an"
            | "my"
            | "your"
            | "our"
            | "case"
            | "posted"
            | "usual"
            | "field"
            | "box"
            | "link"
            | "page"
            | "prompt"
            | "incorrect"
            | "correct"
            | "invalid"
            | "too"
            | "set"
            | "taped"
            | "under"
            | "inside"
            | "right"
            | "printed"
            | "protected"
            | "there"
            | "and"
            | "working"
            | "something"
            | "what"
            | "that"
            | "this"
            | "access"
            | "log"
            | "get"
            | "use"
            | "enter"
            | "reset"
            | "change"
            | "changed"
            | "saved"
            | "unknown"
            | "default"
            | "available"
            | "also"
            | "just"
            | "all"
            | "los"
            | "las"
            | "una"
            | "por"
            | "con"
            | "sur"
    )
}
