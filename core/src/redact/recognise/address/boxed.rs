//! Addresses of a box: at a post office, with the forces, on a rural road.

use crate::redact::recognise::address::place::{place, zip};
use crate::redact::recognise::address::word::next;
use crate::redact::recognise::run::Group;
use crate::redact::slice::{byte, cut};

/// A box whose number, or whose road's or unit's, is this group.
pub(super) fn find(text: &str, group: &Group) -> Option<(usize, usize)> {
    military(text, group).or_else(|| boxed(text, group)).or_else(|| rural(text, group))
}

/// `PSC 7589, Box 572, APO AE 20040`, `Unit 4719 Box 7394 DPO AP 70942`.
fn military(text: &str, group: &Group) -> Option<(usize, usize)> {
    let head = cut(text, 0, group.start).strip_suffix(' ')?;
    let kind = ["psc", "unit", "cmr"].iter().find(|kind| head.ends_with(**kind))?;
    let box_word = next(text, group.end).filter(|word| word.text == "box")?;
    let number = next(text, box_word.end).filter(|word| word.has_digit())?;
    let office = next(text, number.end).filter(|word| matches!(word.text, "apo" | "fpo" | "dpo"))?;
    let region = next(text, office.end).filter(|word| matches!(word.text, "aa" | "ae" | "ap"))?;
    let end = next(text, region.end).and_then(|word| zip(text, &word)).unwrap_or(region.end);
    Some((head.len() - kind.len(), end))
}

/// `PO Box 123`, and the place behind it.
fn boxed(text: &str, group: &Group) -> Option<(usize, usize)> {
    const BOXES: [&str; 20] = [
        "po drawer",
        "p.o. drawer",
        "p. o. drawer",
        "p o drawer",
        "po box",
        "p.o. box",
        "p o box",
        "p. o. box",
        "p.o box",
        "post office box",
        "pobox",
        "pob",
        "apartado postal",
        "apartado",
        "apdo. postal",
        "apdo postal",
        "apdo.",
        "apdo",
        "caixa postal",
        "po bx",
    ];
    let head = cut(text, 0, group.start).trim_end_matches([' ', '#', ':']);
    if !matches!(head.bytes().next_back(), Some(b'x' | b'r' | b'l' | b'.' | b'o' | b'b')) {
        return None;
    }
    let name = BOXES.iter().find(|name| head.ends_with(**name))?;
    let start = head.len() - name.len();
    let free = !byte(text, start.wrapping_sub(1)).is_ascii_alphanumeric();
    free.then(|| (start, place(text, None, group.end).unwrap_or(group.end)))
}

/// `RR 2 Box 118`, `HC 61 Box 4A`, `Route 1 Box 330-A`: a box on a road.
fn rural(text: &str, group: &Group) -> Option<(usize, usize)> {
    if !cut(text, group.end, group.end + 6).contains("box") {
        return None;
    }
    let head = cut(text, 0, group.start).strip_suffix([' ', '#']).map(|head| head.trim_end_matches(' '))?;
    let road = ["rural route", "star route", "highway contract", "route", "rte", "rt", "rr", "hc", "rfd"]
        .iter()
        .find(|road| head.ends_with(**road))?;
    let start = head.len() - road.len();
    let box_word = next(text, group.end).filter(|word| word.text == "box" && !word.line)?;
    let number = next(text, box_word.end).filter(|word| word.has_digit() && word.text.len() <= 6)?;
    let free = !byte(text, start.wrapping_sub(1)).is_ascii_alphanumeric();
    free.then(|| (start, place(text, None, number.end).unwrap_or(number.end)))
}
