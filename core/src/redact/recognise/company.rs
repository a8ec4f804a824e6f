//! Whether a handle is a company's: `@zillow`, `@compass_homes`, `@SunriseHomesTX`.

use arrayvec::ArrayString;

use crate::redact::recognise::look;
use crate::redact::slice::cut;
use crate::redact::street::Kind;

/// What companies add to their names; people do too, so alone it says nothing.
const KINDS: &[&str] = &[
    "official",
    "realestate",
    "properties",
    "brokerage",
    "apartments",
    "builders",
    "mortgage",
    "realtors",
    "lending",
    "realty",
    "homes",
    "group",
    "title",
    "team",
    "app",
    "dot",
    "com",
    "usa",
];

/// The letters and digits of a handle.
pub(in crate::redact) type Compact = ArrayString<40>;

pub(in crate::redact) fn compact(handle: &str) -> Compact {
    let mut compact = Compact::new();
    for c in handle.chars().filter(|c| c.is_alphanumeric()) {
        if compact.try_push(c).is_err() {
            break;
        }
    }
    compact
}

/// Whether a folded handle is a brand's, or a word that is nobody's name with what companies add to theirs.
pub(super) fn is_company(handle: &str) -> bool {
    let whole = compact(handle);
    let name = without_kinds(&whole);
    is_brand(&whole) || is_brand(name) || name.len() < whole.len() && is_mere_word(name)
}

/// What stands before such additions and before a state.
pub(in crate::redact) fn without_kinds(compact: &str) -> &str {
    let state =
        compact.len().checked_sub(2).filter(|at| Kind::of(cut(compact, *at, compact.len())).is(Kind::STATE));
    let kind = |name: &str| KINDS.iter().any(|kind| name.ends_with(kind));
    let mut name = state.map(|at| cut(compact, 0, at)).filter(|name| kind(name)).unwrap_or(compact);
    while let Some(shorter) =
        KINDS.iter().find_map(|kind| name.strip_suffix(kind)).filter(|name| name.len() > 1)
    {
        name = shorter;
    }
    name
}

fn is_brand(name: &str) -> bool {
    let parts = |at: usize| {
        let mut spaced = ArrayString::<48>::new();
        let fits = [cut(name, 0, at), " ", cut(name, at, name.len())]
            .iter()
            .all(|part| spaced.try_push_str(part).is_ok());
        fits && look(&spaced).is_org()
    };
    let entry = look(name);
    // `@stewart` may be anybody.
    entry.is_org() && entry.first() < 3 && entry.last() < 3 || (2..name.len().saturating_sub(1)).any(parts)
}

fn is_mere_word(name: &str) -> bool {
    let entry = look(name);
    (entry.word() > 0 || entry.place() > 0) && entry.first() < 3 && entry.last() < 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brands_are_companies_and_people_are_not() {
        for handle in [
            "zillow",
            "redfin",
            "compass",
            "realtordotcom",
            "homes_com",
            "keller.williams",
            "kellerwilliams",
            "homedepot",
            "compass_homes",
            "sunrisehomestx",
            "sunrise.realty",
            "wellsfargo",
            "zillow_official",
            "coldwellbanker",
        ] {
            assert!(is_company(handle), "{handle}");
        }
        for handle in [
            "jane_doe",
            "casa_lupe",
            "stewart",
            "janehomes",
            "dana.reyes.realty",
            "lexi.moves",
            "lofts.by.nadia",
            "homes",
            "team",
            "junebug.pdx",
            "olegk_78",
            "",
        ] {
            assert!(!is_company(handle), "{handle}");
        }
    }
}
