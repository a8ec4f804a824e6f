//! Messages and the names in them.

use crate::redact::fold::Folded;
use crate::redact::hit::{Hits, resolve};
use crate::redact::recognise::name::find;

/// Marked as `{name}`.
const FOUND: &[&str] = &[
    "{Ramon Tejada} SSN 1, {Ana Ruiz} DOB 2",
    "My name is {Oluwaseun Adebayo} and I am moving with my wife {Folake}",
    "im {maria gonzalez} from the open house",
    "its {jose}, call me",
    "hola soy {Lupita}, mi esposo {Ramiro} quiere ver la casa",
    "{KWAME} HERE. NOBODY GAVE ME THE CODE",
    "this is {mark} with the roof crew",
    "My agent, {Bob Thornton}, said to write you",
    "ask for mr {Abernathy}, or Dr. {Siddiqui}",
    "Name: {Priya Raghunathan}\nPhone: x",
    "{Tom} and {Lisa Nguyen} here!! we toured on sunday",
    "legal name {Marguerite van der Berg}, she is on title",
    "{Terence O'Malley Jr}. signed, {Kim Lee-Park} did not",
    "{Jennifer}'s number changed; {Chris}' did not",
    "Is {Katie} available? I spoke with {Linda} yesterday",
    "See you then.\nThanks,\n{Jenny}",
    "will ask 4k off. - {Will}",
    "ok thanks\n- {MS}",
    "can you have {jennifer} call me",
    "my wifes name is {xochitl}",
    "{J. Whitfield} countersigned",
    "{Matty} said ok",
    "I gave {Grace} the keys",
    "this is {Daniel Park}, my agent {Kelly Day} and I",
    "this is {chase}, the guy with the truck",
    "je suis {Étienne}, ma femme {Anouk} vient aussi",
    "😀{Dana}😀 sent this",
];

const CLEAN: &[&str] = &[
    "Is Hunter's Creek by Carl's Jr? Grant's Draw is far, and Roof by Ben's Roofing",
    "Preston Hollow is out, Anderson Mill and Dean Keeton area are in, Jones Act or not",
    "Lyndon B Johnson library is close to San Miguel",
    "the Camille has a pool, link is bit.ly/4bedpool",
    "Keller Williams or David Weekley, and Wells Fargo for the loan",
    "Chase approved us, we chase deals",
    "we want Austin, Georgetown or Jordan Park",
    "we love Hunter Park and Kelly Lake",
    "looking in Madison, near Travis Heights",
    "Hope to hear from you. Will you call? Mark it sold.",
    "in April or May, before the summer",
    "the Madison floor plan by Perry Homes",
    "on Jennifer Lane, off Lamar Blvd",
    "zoned for Howard Elementary in Travis County",
    "1204 Jennifer Ln and 88 Martha Ct",
    "Benjamin Moore paint, Oscar Mayer in the fridge",
    "im intersted in the house, this is long",
    "our dog Max is friendly",
    "Bella and Max are both under 40 lbs",
    "a Juliet balcony, Tudor style, a lazy Susan in the cabinet",
    "HOA, MLS, NMLS and QI rules",
    "Hi there, hello team, dear sir",
    "quiero ver la casa, mi esposa tambien",
    "I Want To See The House On Sunday",
    "PLEASE STOP TEXTING ME ABOUT THE HOUSE",
    "Kyle, TX is too far",
    "a rose garden, a grant, the bill, an art room",
    "payment to follow Jan 31, Max purchase price $500k, sterling silver knobs",
    "Is that a Lincoln or a Ford? Los pilares, el pilar del porche, la esperanza de que baje",
    "jane@example.com and @jane",
    "Это дом, Привет",
    "",
];

fn marked(text: &str) -> String {
    let folded = Folded::of(text);
    let mut hits = Hits::new();
    find(&folded, &mut hits);
    let mut out = String::new();
    let mut done = 0;
    for hit in resolve(hits) {
        let (start, end) = folded.range(hit.start, hit.end);
        out += &format!("{}{{{}}}", &text[done..start], &text[start..end]);
        done = end;
    }
    out + &text[done..]
}

#[test]
fn names_are_found() {
    let found = |row: &&str| marked(&row.replace(['{', '}'], ""));
    let wrong: Vec<_> =
        FOUND.iter().map(|row| (*row, found(row))).filter(|(row, found)| row != found).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn words_places_and_brands_are_no_names() {
    let wrong: Vec<_> =
        CLEAN.iter().map(|row| (*row, marked(row))).filter(|(row, found)| row != found).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn long_and_hostile_text_is_read_in_bounded_time() {
    for piece in ["Jane ", "de la ", "J. ", "jane-", "Xq ", "- ", "é", "a'", "my name is "] {
        let text = piece.repeat(64 * 1024 / piece.len());
        let before = std::time::Instant::now();
        let _ = marked(&text);
        assert!(before.elapsed() < std::time::Duration::from_secs(10), "{piece}");
    }
}
