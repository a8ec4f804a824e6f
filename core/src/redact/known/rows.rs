//! Messages of leads whose records are known.

use crate::lead::Lead;
use crate::redact::{Subject, Vault};

/// A lead's record, and messages marked as `{LABEL:value}`.
const ROWS: &[(&str, &[&str])] = &[
    (
        r#"{"first_name": "Jane", "last_name": "Henderson", "phones": ["+15125550147"], "emails": ["Jane.H88@Example.com"],
            "address": "1204 Oak Hollow Dr, Apt 3B, Austin, TX 78704", "external_id": "crm-000777", "visitors": ["vis-9f3a2c"]}"#,
        &[
            // Phones, in any usual format.
            "{PHONE:5125550147} {PHONE:(512) 555-0147} {PHONE:+15125550147} {PHONE:1.512.555.0147} {PHONE:512‑555‑0147}",
            "{PHONE:５１２ 555 ０１４７} or {PHONE:512 / 555 / 0147} or {PHONE:5 1 2 5 5 5 0 1 4 7}",
            "{PHONE:5️⃣12-555-0147}",
            "at {PHONE:512*555*0147} and {PHONE:512, 555, 0147}",
            "{PHONE:+1 (512) 555-0147}, {PHONE:001 512 555 0147}",
            "just {PHONE:555-0147} here",
            "{PHONE:555-0147}\n{PHONE:555.0147}, 555-01479",
            // Letters and words among the digits.
            "{PHONE:512-555-O147} {PHONE:5l2 555 OI47}, {PHONE:+1 (S12) 555-0147} or {PHONE:1-512-555-o147}",
            "{PHONE:five12 555 0147}, {PHONE:512 five55 0147}, {PHONE:five one two-555-01forty-seven} {PHONE:512-555-zero147}",
            "{PHONE:5onetwofivefivefivezeroonefourseven} or just {PHONE:555-O147}",
            // Two in one breath.
            "{PHONE:five one two five five five oh one four seven} {PHONE:five one two five five five oh one four seven}",
            "{PHONE:five one two, five five five, oh one forty-seven}, {PHONE:one five one two five five five oh one four seven}",
            "512-555-O148 and 512-555-O147b, so slow in bed",
            "MLS {PHONE:5125550147}",
            "https://x.com/u/{PHONE:5125550147}",
            "not 512-555-01488, 5550147 sqft",
            // E-mails.
            "{EMAIL:JANE.H88@example.com} / {EMAIL:jane.h88 at example dot com} / {EMAIL:jane.h88(at)example.com}",
            "{EMAIL:jane.h88_at_example.com} {EMAIL:jane.h88-at-example-dot-com}, {EMAIL:jane.h88.at.example.dot.com} {EMAIL:jane.h88 AT example DOT com}",
            "{EMAIL:jane.h88 @example.com}, {EMAIL:jane.h88@example,com}, {EMAIL:jane.h88@example com} {EMAIL:jane.h88\"@\"example.com}",
            "{EMAIL:jane.h88*at*example*dot*com} {EMAIL:jane.h88 arroba example punto com} {EMAIL:jane.h88 (at)example (dot)com}",
            "{EMAIL:jane.h88@\nexample.com} {EMAIL:jane.h88atexampledotcom} {EMAIL:jane.h88 a example.com}",
            "{EMAIL:jane.h88} at examples, {EMAIL:jane.h88} a sample.com",
            "my handle is {EMAIL:jane.h88}",
            "xjane.h88 is not it, nor {PERSON:jane}.h889",
            // Names.
            "{PERSON:Jane} {PERSON:jane} {PERSON:JANE}",
            "This is {PERSON:Jane Henderson}. Or {PERSON:henderson, jane}; {PERSON:Jane M. Henderson}",
            "{PERSON:Jane}'s house, {PERSON:Henderson}’s dog, {PERSON:JÁNE}",
            "{PERSON:janet} is somebody else; hendersonville stays; Janes too",
            "{PERSON:janehenderson} {PERSON:jane.henderson} {PERSON:jane_henderson} {PERSON:janehenderson88}",
            "{PERSON:Jane}{PHONE:512-555-0147}/{ADDRESS:1204 Oak Hollow}",
            "_{PERSON:Jane}_ #{PERSON:Jane} {PERSON:Jane}😀 (“{PERSON:Jane}”)",
            "{PERSON:Ja\u{200b}ne} and {PERSON:Jane}\u{200d}",
            // Cyrillic and Greek letters that look like Latin ones.
            "{PERSON:Jаnе} here, or {PERSON:Нenderson} or {PERSON:Jαne}",
            "{EMAIL:jаnе.h88@exаmple.com}",
            "{PERSON:Jane Henderson}\n{PHONE:512-555-0147}",
            // As HTML and address bars write them.
            "{EMAIL:jane.h88&#64;example.com} {EMAIL:jane&#46;h88&commat;example&period;com} u={EMAIL:jane%2Eh88%40example.com}&x=1",
            "{PHONE:512&nbsp;555&#8209;0147}, {PHONE:&#53;1&#x32;-555-0147}, t={PHONE:512%20555%200147}, {PHONE:%2B15125550147}",
            "{PERSON:J&#97;ne} or q={PERSON:Jane%20Henderson}&x={ADDRESS:1204%20Oak%20Hollow}, {ADDRESS:1204+Oak+Hollow+Dr}",
            "50% & 512%20555",
            // The address.
            "I live at {ADDRESS:1204 Oak Hollow Dr, Apt 3B, Austin, TX 78704}.",
            "{ADDRESS:1204 oak hollow drive} and {ADDRESS:1204 OAK HOLLOW DR. #3B} and {ADDRESS:1204 Oak Hollow}",
            "{ADDRESS:1204 N Oak Hollow Drive unit 3B austin texas 78704}, yes",
            "{ADDRESS:1204 Oak Hollow Dr\nAustin TX}\nthanks",
            "in {ADDRESS:Apt 3B, 1204 Oak Hollow Dr} or {ADDRESS:#3B-1204 Oak Hollow} or {ADDRESS:unit 3b at 1204 oak hollow}",
            "{ADDRESS:1204Oak Hollow Dr}, 12041Oak Hollow Dr",
            "{ADDRESS:1204 Oak Street}, {ADDRESS:204 Oak Hollow Dr}, Oak Hollow Dr, $1204 oak hollow, 78704",
            // Ids.
            "lead {USERNAME:CRM-000777} is {USERNAME:vis-9f3a2c}",
            "crm-0007771",
        ],
    ),
    (
        r#"{"first_name": "Will", "last_name": "Young"}"#,
        &[
            "this is {PERSON:will}, will you call?",
            "I'm {PERSON:Will} and I will wait",
            "I'm young and we will see",
            "Will you call me? Will it close?",
            "Please tell {PERSON:Will} I called",
            "{PERSON:Will Young} here, the young family will come",
            "{PERSON:WILL YOUNG}",
            "WILL YOU CALL",
            "ok sounds good\n- {PERSON:will}",
            "ok sounds good\n{PERSON:Will}",
            "Thanks, {PERSON:Will}",
            "thanks will do",
            "{PERSON:Will} here",
            "{PERSON:Will}'s wife calls",
            "Mr. {PERSON:Young} agrees",
            "hi {PERSON:Will}, hello",
            "the house on Young St",
        ],
    ),
    (
        r#"{"first_name": "Pilar", "last_name": "Meadows"}"#,
        &[
            "soy {PERSON:Pilar}. el pilar del porche está podrido",
            "{PERSON:Pilar Meadows} here, is {PERSON:pilar meadows} on the list?",
            "dile a {PERSON:Pilar} que sí",
        ],
    ),
    (
        r#"{"first_name": "April", "last_name": "Okafor"}"#,
        &[
            "we move in April or on April 5",
            "by the end of april",
            "my name is {PERSON:April}",
            "it's {PERSON:April} again",
            "{PERSON:April Okafor}, {PERSON:april okafor}",
            "hi this is {PERSON:April}",
        ],
    ),
    (
        r#"{"first_name": "Jordan", "last_name": "Chase"}"#,
        &[
            "we moved from Jordan",
            "approved by Chase Bank, we chase deals",
            "ask for {PERSON:jordan}",
            "{PERSON:Jordan Chase} calls",
            "give it to {PERSON:Chase} please",
        ],
    ),
    (
        r#"{"first_name": "José María", "last_name": "O'Brien-Núñez", "phones": ["+442079460958"]}"#,
        &[
            "soy {PERSON:jose maria}, {PERSON:Jose}",
            "{PERSON:José María O’Brien Nuñez}",
            "{PERSON:O'BRIEN-NÚÑEZ} or {PERSON:o’brien}",
            "llámame al {PHONE:020 7946 0958} o {PHONE:+44 20 7946 0958} o {PHONE:0044 20 7946 0958}",
        ],
    ),
    (r#"{"first_name": "小明", "last_name": "王"}"#, &["我是{PERSON:小明}。", "{PERSON:王小明}你好", "国王"]),
    (
        r#"{"first_name": "An", "last_name": "De la Cruz"}"#,
        &[
            "an offer for an apartment in de la",
            "I'm {PERSON:An De La Cruz}",
            "{PERSON:cruz} family",
            "my name is {PERSON:An}",
        ],
    ),
    (
        r#"{"first_name": "Roberto", "last_name": "Castellanos"}"#,
        &[
            // Short forms, both ways, and one typo.
            "its {PERSON:bob} again, {PERSON:Beto Castellanos} or {PERSON:Roberto}",
            "{PERSON:bobby} castle, the {PERSON:castelanos} file, {PERSON:Castellnaos}",
            "a castellan, a robe",
            // Initials, where people sign or beside a name.
            "ok thx\n-{PERSON:rc}",
            "will do - {PERSON:R.C}.",
            "will do\n{PERSON:RC}",
            "rc car in the yard, thanks for the rc",
            "Thanks, {PERSON:RC}",
            "thx {PERSON:r.c}.",
            "Best regards,\n{PERSON:R C}\n",
            "see you then - {PERSON:RC}\nSent from my iPhone",
            "Gracias!\n{PERSON:R. C}.\n\nOn Tue you wrote:",
            "- 3 beds\n- RC\n- parking",
            "{PERSON:roberto c} here, {PERSON:Bob C}. and {PERSON:R. Castellanos}",
            "{PERSON:roberto} can come",
        ],
    ),
    (
        r#"{"first_name": "Bill", "last_name": "Yu"}"#,
        &["the bill is due", "{PERSON:william} signs, this is {PERSON:bill}"],
    ),
    (r#"{"first_name": "Test", "last_name": "User"}"#, &["a test for the user", "{PERSON:Test User}"]),
    (
        r#"{"address": "12 Oak Park Dr Austin TX 78704", "emails": ["sales@doe.com"], "external_id": "450000"}"#,
        &[
            "{ADDRESS:12 Oak Park Drive, Austin}",
            "12 oak cabinets, 12 park benches",
            "sales are up; {EMAIL:sales@doe.com}",
            "id {USERNAME:450000} at $450000 or 1,450000",
        ],
    ),
    (r#"{"address": "PO Box 1234, Austin, TX"}"#, &["mail to {ADDRESS:PO Box 1234, Austin TX}", "box 1234"]),
    (r#"{"address": "500 E 6th St"}"#, &["{ADDRESS:500 East Sixth Street}", "500 6 streets"]),
    (r#"{"address": "Austin, TX"}"#, &["Austin, TX is home"]),
    (r#"{}"#, &["{PERSON:Jane} at {ADDRESS:1204 Oak Hollow Dr}"]),
];

fn marked(subject: &Subject, text: &str) -> String {
    let mut out = String::new();
    let mut done = 0;
    for span in subject.find(text) {
        out += &format!("{}{{{}:{}}}", &text[done..span.start], span.label, &text[span.start..span.end]);
        done = span.end;
    }
    out + &text[done..]
}

#[test]
fn known_values_are_found_in_every_usual_spelling() {
    let unmark = regex::Regex::new(r"\{[A-Z_]+:([^}]*)\}").unwrap();
    let mut wrong = Vec::new();
    for (record, rows) in ROWS {
        let subject = Subject::new(&Lead::from_json(record).unwrap(), None, &[]);
        for row in *rows {
            let found = marked(&subject, &unmark.replace_all(row, "$1"));
            if found != *row {
                wrong.push((*row, found));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn one_address_has_one_placeholder_with_and_without_its_city() {
    for (record, same, other) in [
        (
            "12 Elm St",
            vec![
                "12 Elm St",
                "12 elm street, Austin, TX 78704",
                "Apt 4, 12 Elm St, Austin",
                "12 Elm St Austin TX",
            ],
            vec!["112 Elm St", "12 Oak St"],
        ),
        (
            "12 Elm St, Apt 4, Austin, TX",
            vec!["12 Elm St", "12 Elm St, Austin, TX 78704", "12 Elm St #4 Austin", "#4-12 Elm St"],
            vec!["12 Elm St, Dallas, TX 75201"],
        ),
    ] {
        let lead = Lead::from_json(&format!(r#"{{"address": "{record}"}}"#)).unwrap();
        let (subject, mut vault) = (Subject::new(&lead, None, &[]), Vault::default());
        for text in &same {
            assert_eq!(subject.redact_text(text, &mut vault).get(), "[ADDRESS_1]", "{text}");
        }
        for text in &other {
            let redacted = subject.redact_text(text, &mut vault);
            assert!(redacted.get().starts_with("[ADDRESS_") && redacted.get() != "[ADDRESS_1]", "{text}");
        }
        assert_eq!(vault.restore_reply("[ADDRESS_1]", &[]).text.expose(), record);
    }
}

#[test]
fn hostile_text_is_read_in_bounded_time() {
    let lead = Lead::from_json(ROWS[0].0).unwrap();
    let will = Lead::from_json(ROWS[1].0).unwrap();
    let subjects = [Subject::new(&lead, None, &[]), Subject::new(&will, None, &[])];
    for piece in ["Jane ", "will ", "Will Young ", "1204 oak ", "512555014", "5 ", "jane.h88", "é"] {
        let text = piece.repeat(32 * 1024 / piece.len());
        for subject in &subjects {
            let before = std::time::Instant::now();
            let _ = subject.find(&text);
            assert!(before.elapsed() < std::time::Duration::from_secs(10), "{piece}");
        }
    }
}
