//! No value of a lead's record is left in a text that goes to a provider, in any of its spellings, wherever it stands.
//!
//! Names that are ordinary words are apart: in free text they are names only where the context says so, which the tests
//! beside the code have in rows.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::ops::Range;

use closr::Lead;
use closr::redact::Redactor;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

/// What stands before and after a value: whole words, punctuation and what phones put there.
const AROUND: &[(&str, &str)] = &[
    ("", ""),
    ("it is ", ", thanks"),
    ("(", ")"),
    ("\u{201c}", "\u{201d}."),
    ("😀", "😀"),
    ("so about the 3 bed house... ", "! Is it $489,000?"),
    ("Hola, soy el de ayer: ", "\nGracias"),
    ("1) ", "\n2) what about HOA"),
    ("\u{feff}", "\u{200b}"),
    ("*", "*"),
    ("my\u{a0}details:\u{a0}", "\u{a0}and nothing else"),
    ("<b>", "</b>"),
    ("> ", "\r\n> the price?"),
    ("info=", "&x=1"),
];

/// Two first names with short forms of them, and names that are no words, some with diacritics.
const FIRST: &[(&str, &[&str])] = &[
    ("Elizabeth", &["Liz", "Beth", "Lizzie"]),
    ("Francisco", &["Paco", "Pancho"]),
    ("Robert", &["Bob", "Robbie", "Bobby"]),
    ("Katherine", &["Kathy", "Katie", "Kate"]),
    ("Theresa", &[]),
    ("Zoë", &[]),
    ("José", &["Pepe"]),
    ("Siobhán", &[]),
    ("Krzysztof", &[]),
    ("Xiomara", &[]),
    ("Bartholomew", &["Bart"]),
    ("Thuy-Linh", &[]),
];
const LAST: &[&str] = &[
    "Okafor",
    "O'Brien",
    "García Márquez",
    "Lindqvist",
    "Szczepański",
    "Featherstonehaugh",
    "Nguyen",
    "De la Cruz",
    "van der Berg",
    "Müller",
    "Quackenbush",
    "Ramírez-Ortiz",
];

/// How the digits of a North American number are put together, `d` standing for each.
const NANP: &[&str] = &[
    "dddddddddd",
    "1dddddddddd",
    "+1dddddddddd",
    "+1 ddd ddd dddd",
    "+1 (ddd) ddd-dddd",
    "+1-ddd-ddd-dddd",
    "1-ddd-ddd-dddd",
    "1 (ddd) ddd dddd",
    "001 ddd ddd dddd",
    "(ddd) ddd-dddd",
    "(ddd)ddd-dddd",
    "(ddd) ddd - dddd",
    "ddd-ddd-dddd",
    "ddd.ddd.dddd",
    "ddd ddd dddd",
    "ddd/ddd/dddd",
    "ddd / ddd / dddd",
    "ddd_ddd_dddd",
    "ddd*ddd*dddd",
    "ddd, ddd, dddd",
    "ddd\u{a0}ddd\u{a0}dddd",
    "ddd\u{2011}ddd\u{2011}dddd",
    "ddd\u{2013}ddd\u{2013}dddd",
    "ddd\u{2022}ddd\u{2022}dddd",
    "ddd\u{200b}ddd\u{200b}dddd",
    "d d d d d d d d d d",
    "d-d-d-d-d-d-d-d-d-d",
    "d.d.d.d.d.d.d.d.d.d",
    "ddd ddddddd",
    "dddddd dddd",
    "dd dd dd dd dd",
    "ddd-dddd",
    "ddd.dddd",
    "tel:+1dddddddddd",
    "sms:dddddddddd",
    "ddd-ddd-dddd x12",
    "+1.ddd.ddd.dddd",
    "[ddd] ddd-dddd",
    "ddd\nddd\ndddd",
];

const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// A street's suffix, in each spelling that people use.
const SUFFIXES: &[&[&str]] = &[
    &["Street", "St", "St.", "str"],
    &["Avenue", "Ave", "Ave.", "Av"],
    &["Road", "Rd", "Rd."],
    &["Drive", "Dr", "Dr.", "Drv"],
    &["Lane", "Ln", "Ln."],
    &["Boulevard", "Blvd", "Blvd."],
    &["Court", "Ct", "Ct."],
    &["Circle", "Cir", "Cir."],
    &["Way"],
    &["Place", "Pl", "Pl."],
    &["Terrace", "Ter", "Terr."],
    &["Trail", "Trl"],
    &["Parkway", "Pkwy", "Pkwy."],
    &["Highway", "Hwy"],
    &["Square", "Sq"],
    &["Loop"],
    &["Cove", "Cv"],
    &["Crossing", "Xing"],
    &["Point", "Pt"],
    &["Ridge", "Rdg"],
];
const STEMS: &[&str] =
    &["Quibblewick", "Oak Hollow", "Thistle Brook", "MLK", "Willow Creek", "San Jacinto", "5th", "McKinney"];

/// With Cyrillic letters that look the same.
fn with_twins(text: &str) -> String {
    let twin = |c| match c {
        'a' => 'а',
        'e' => 'е',
        'o' => 'о',
        'H' => 'Н',
        'T' => 'Т',
        c => c,
    };
    text.chars().map(twin).collect()
}

/// As an address bar writes it: every other character by its number.
fn percent_encoded(text: &str) -> String {
    let encoded = |(index, b): (usize, u8)| {
        let plain = b.is_ascii_alphanumeric() && index % 2 == 0;
        if plain { char::from(b).to_string() } else { format!("%{b:02X}") }
    };
    text.bytes().enumerate().map(encoded).collect()
}

fn without_diacritics(text: &str) -> String {
    let plain = |c| match c {
        'á' => 'a',
        'ë' | 'é' => 'e',
        'í' => 'i',
        'ń' => 'n',
        'ü' => 'u',
        c => c,
    };
    text.chars().map(plain).collect()
}

/// A value in one of its spellings, in a text. `must` is where its letters and digits may not be left.
#[derive(Clone, Debug)]
struct Written {
    record: serde_json::Value,
    text: String,
    must: Range<usize>,
}

fn written(record: serde_json::Value, (before, after): (&str, &str), spelling: &str) -> Written {
    let must = before.len()..before.len() + spelling.len();
    Written { record, text: format!("{before}{spelling}{after}"), must }
}

/// Ten digits that could be dialled.
fn national() -> impl Strategy<Value = String> {
    "[2-9][0-8][0-9][2-9][0-9]{2}[0-9]{4}".prop_filter("no service number", |digits| {
        !digits.starts_with("911") && digits.get(4..6) != Some("11")
    })
}

/// The digits in this shape; one for seven takes the last.
fn spelled(shape: &str, national: &str) -> String {
    let wanted = shape.matches('d').count();
    let mut digits = national.chars().skip(national.len() - wanted);
    shape.chars().map(|c| if c == 'd' { digits.next().unwrap() } else { c }).collect()
}

fn phone() -> impl Strategy<Value = Written> {
    let shape = prop_oneof![
        6 => select(NANP).prop_map(|shape| (shape, 0)),
        1 => select(vec![(" ", 1), ("-", 1), (", ", 1), ("", 2), ("", 3)]),
    ];
    (national(), shape, select(AROUND)).prop_map(|(national, (shape, way), around)| {
        let spelling = match way {
            0 => spelled(shape, &national),
            1 => {
                let words =
                    national.bytes().map(|b| DIGITS.get(usize::from(b - b'0')).copied().unwrap_or(""));
                words.collect::<Vec<_>>().join(shape)
            }
            2 => {
                let letters = spelled("+1 (ddd) ddd-dddd", &national).replace('0', "O").replace("1", "l");
                letters.replace("+l", "+1").replace('5', "S").replacen(' ', "&nbsp;", 1)
            }
            // Full width.
            _ => national.chars().filter_map(|c| char::from_u32(c as u32 - 0x30 + 0xff10)).collect(),
        };
        let mut written = written(json!({"phones": [format!("+1{national}")]}), around, &spelling);
        // An extension and a scheme are nobody's.
        if spelling.ends_with(" x12") {
            written.must.end -= 4;
        }
        for scheme in ["tel:", "sms:"] {
            written.must.start += if spelling.starts_with(scheme) { 4 } else { 0 };
        }
        written
    })
}

fn name() -> impl Strategy<Value = Written> {
    let case = select(vec![0, 1, 2, 3, 4, 5, 6]);
    let form = select(vec![
        "F",
        "L",
        "F L",
        "L, F",
        "L F",
        "F\nL",
        "F.L",
        "F_L",
        "FL",
        "F L's",
        "L's",
        "F\u{2019}s",
        "F M. L",
        "N",
        "N L",
        "FL88",
    ]);
    (select(FIRST), select(LAST), form, case, any::<prop::sample::Index>(), select(AROUND)).prop_map(
        |((first, short), last, form, case, which, around)| {
            let short = if short.is_empty() { first } else { which.get(short) };
            let mut spelling = String::new();
            for c in form.chars() {
                match c {
                    'F' => spelling += first,
                    'L' => spelling += last,
                    'N' => spelling += short,
                    c => spelling.push(c),
                }
            }
            let spelling = match case {
                1 => spelling.to_uppercase(),
                2 => spelling.to_lowercase(),
                3 => without_diacritics(&spelling),
                4 => without_diacritics(&spelling).to_lowercase(),
                5 => with_twins(&without_diacritics(&spelling)),
                6 if !form.ends_with('s') => percent_encoded(&spelling),
                _ => spelling,
            };
            let mut written = written(json!({"first_name": first, "last_name": last}), around, &spelling);
            // A genitive's `s` is nobody's.
            if form.ends_with('s') {
                written.must.end -= 1;
            }
            written
        },
    )
}

/// A long name with one letter more, less, other, or two swapped, its first letter as it is.
fn misspelt() -> impl Strategy<Value = Written> {
    let names = select(vec![
        "Quackenbush",
        "Featherstonehaugh",
        "Lindqvist",
        "Szczepanski",
        "Castellanos",
        "Bartholomew",
    ]);
    (names, any::<prop::sample::Index>(), 0..4, "[bcdfgkmpvwz]", select(AROUND)).prop_map(
        |(name, at, way, other, around)| {
            let mut letters: Vec<char> = name.chars().collect();
            let at = 1 + at.index(letters.len() - 2);
            match way {
                0 => letters.insert(at, other.chars().next().unwrap()),
                1 => drop(letters.remove(at)),
                2 => letters.splice(at..=at, other.chars()).for_each(drop),
                _ => letters.swap(at, at + 1),
            }
            let spelling: String = letters.into_iter().collect();
            written(json!({"first_name": "Theresa", "last_name": name}), around, &spelling)
        },
    )
}

fn signed() -> impl Strategy<Value = Written> {
    let text = select(vec![
        "ok thanks\n",
        "will do - ",
        "see you Saturday -",
        "ok\n\n~ ",
        "Thanks!\n-",
        "Regards,\n",
        "ok thx, ",
    ]);
    let way = select(vec!["FL", "F.L.", "F.L", "fl", "F L", "F. L."]);
    let first = select(FIRST).prop_map(|(first, _)| first);
    (first, select(LAST), text, way).prop_map(|(first, last, text, way)| {
        let initial =
            |name: &str| without_diacritics(name.get(..name.chars().next().unwrap().len_utf8()).unwrap());
        // `thx, so` is no signature of Sam Okafor's.
        let low = way == "fl" && !text.ends_with(", ");
        let mut spelling =
            way.to_uppercase().replace('F', "\0").replace('L', &initial(last)).replace('\0', &initial(first));
        spelling = if low { spelling.to_lowercase() } else { spelling.to_uppercase() };
        written(json!({"first_name": first, "last_name": last}), (text, ""), &spelling)
    })
}

fn email() -> impl Strategy<Value = Written> {
    let local = prop_oneof![
        "[a-z]{2,3}[0-9]{2,4}",
        "[a-z]{4,7}\\.[a-z]{4,7}",
        "[a-z]{3,6}_[a-z]{3,6}[0-9]",
        "[a-z]{3,6}\\+[a-z]{3,5}"
    ];
    let domain = select(vec!["gmail.com", "example.co.uk", "mail.example.org", "qq.com", "my-house.io"]);
    let written_as = select(vec![
        ("@", "."),
        (" @ ", "."),
        (" at ", "."),
        ("[at]", "."),
        (" (at) ", "."),
        (" at ", " dot "),
        ("[at]", "[dot]"),
        (" (at) ", " (dot) "),
        ("&#64;", "&#46;"),
        ("%40", "%2E"),
        ("_at_", "_dot_"),
        ("-at-", "."),
        (" arroba ", " punto "),
        ("*at*", "*dot*"),
        ("@ ", ","),
        ("\n@", " . "),
    ]);
    let around_it = select(vec![("", ""), ("", ""), ("mailto:", ""), ("<", ">")]);
    (local, domain, written_as, around_it, any::<bool>(), select(AROUND)).prop_map(
        |(local, domain, (at, dot), (before, after), capitals, around)| {
            let (mut left, mut right) = (local.clone(), domain.replace('.', dot));
            if capitals {
                (left, right) = (left.to_uppercase(), right.to_uppercase());
            }
            let spelling = format!("{before}{left}{at}{right}{after}");
            let mut written = written(json!({"emails": [format!("{local}@{domain}")]}), around, &spelling);
            written.must.start += before.len();
            written
        },
    )
}

fn address() -> impl Strategy<Value = Written> {
    let tail = select(vec!["", ", Austin", ", Austin, TX 78704", " Austin TX", "\nAustin, TX 78704"]);
    let unit = select(vec!["", " Apt 3B", ", Apt. 3B", " #3B", ", Unit 3B", " apt #3b"]);
    let before = select(vec!["", "", "", "Apt 3B, ", "#3B-", "unit 3b at "]);
    let direction = select(vec!["", "N ", "North ", "N. "]);
    let number = prop_oneof!["[1-9][0-9]{2,4}", "[1-9][0-9]{3}-[1-9]"];
    let suffix = (select(SUFFIXES), any::<prop::sample::Index>(), any::<bool>());
    let around = select(AROUND);
    (number, (before, direction), select(STEMS), suffix, unit, tail, 0..3, around).prop_map(
        |(number, (before, direction), stem, (suffixes, which, left_out), unit, tail, case, around)| {
            let recorded = format!("{number} {stem} {}, Apt 3B, Austin, TX 78704", suffixes.first().unwrap());
            let suffix = if left_out { String::new() } else { format!(" {}", which.get(suffixes)) };
            let spelling = format!("{before}{number} {direction}{stem}{suffix}{unit}{tail}");
            let spelling = match case {
                1 => spelling.to_uppercase(),
                2 => spelling.to_lowercase(),
                _ => spelling,
            };
            let mut written = written(json!({"address": recorded}), around, &spelling);
            // Bare city, state and ZIP are nobody's.
            written.must.end -= tail.len();
            written
        },
    )
}

fn any_value() -> impl Strategy<Value = Written> {
    prop_oneof![4 => phone(), 4 => name(), 2 => misspelt(), 1 => signed(), 3 => email(), 4 => address()]
}

/// Which letters and digits of the value are left, if any.
fn what_is_left(written: &Written) -> Option<String> {
    let lead = Lead::from_json(&written.record.to_string()).unwrap();
    let redaction = Redactor::with_lead(&lead).redact(&written.text);
    let masked = |at: usize| redaction.spans.iter().any(|span| span.start <= at && at < span.end);
    let left: String = written
        .text
        .char_indices()
        .filter(|(at, c)| written.must.contains(at) && c.is_alphanumeric() && !masked(*at))
        .map(|(_, c)| c)
        .collect();
    let (text, record) = (&written.text, &written.record);
    (!left.is_empty()).then(|| {
        format!("{left:?} is left of {text:?}, which is {:?}, knowing {record}", redaction.text.get())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn no_letter_of_a_known_value_is_left(written in any_value()) {
        prop_assert_eq!(what_is_left(&written), None);
    }
}
