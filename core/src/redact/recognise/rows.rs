//! Messages and what is personal in them.

use crate::redact::fold::Folded;
use crate::redact::hit::resolve;
use crate::redact::recognise::{Reading, recognise};

/// Marked as `{LABEL:value}`.
const FOUND: &[&str] = &[
    // Phones.
    "call me at {PHONE:512-555-0147}",
    "my cell is {PHONE:(512) 555-0147}",
    "{PHONE:5125550147}",
    "{PHONE:+1 512 555 0147} works best",
    "text {PHONE:512.555.0147} anytime",
    "{PHONE:1-512-555-0147} is better",
    "tel:{PHONE:+15125550147}",
    "(cell) {PHONE:512/555/0147}",
    "reach me: {PHONE:512 555-0147}, thanks",
    "{PHONE:5 1 2 5 5 5 0 1 4 7}",
    "{PHONE:512 5550147} or {PHONE:512555-0147}",
    "{PHONE:(512)555-0147}x12",
    "our office {PHONE:1 (800) 555-0199}",
    "call {PHONE:５１２-５５５-０１４７} please",
    "{PHONE:512‑555‑0147} and {PHONE:512\u{a0}555\u{a0}0147}",
    "just in case: {PHONE:512-555-0147}",
    "call me at 555 or text {PHONE:555-0147}",
    "mom's number {PHONE:+44 20 7946 0958}",
    "mi celular {PHONE:+52 55 1234 5678}",
    "dial {PHONE:0049 30 901820}",
    "UK: {PHONE:+44 (0)20 7946 0958}",
    "unit 2 {PHONE:512-555-0147}",
    "cell{PHONE:5125550147}",
    "https://wa.me/{PHONE:15125550147}",
    "{PHONE:512-555-0147}, {PHONE:512-555-0199}",
    "号码{PHONE:512-555-0147}谢谢",
    "desk {PHONE:+447700 921 916}, {PHONE:+41 (0)96 471 07 95}",
    // E-mails.
    "{EMAIL:jane.doe+homes@example.co.uk}.",
    "Mail me:{EMAIL:JANE@EXAMPLE.COM}!",
    "<{EMAIL:j_d@x.io}>",
    "{EMAIL:jane@example.com}, {EMAIL:bob@example.com}",
    "{EMAIL:john at gmail dot com} is mine",
    "{EMAIL:john(at)gmail.com}",
    "{EMAIL:jane [at] doe-family [dot] org}",
    "{EMAIL:josé@correo.mx}",
    // Cards.
    "card {CREDIT_CARD:4111 1111 1111 1111} exp 12/27",
    "{CREDIT_CARD:4111111111111111}",
    "amex {CREDIT_CARD:3782-822463-10005}",
    "{CREDIT_CARD:5555-5555-5555-4444}.",
    "{CREDIT_CARD:4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1}",
    // Social security.
    "ssn {SSN:123-45-6789}",
    "it is {SSN:123 45 6789}",
    "my social is {SSN:123456789}",
    "{SSN:123456789} is my ssn",
    "last four of my social: {SSN:6789}",
    "my SSN ends in {SSN:6789}",
    // IP.
    "from {IP:203.0.113.7}",
    "at {IP:2001:db8::1}, it broke",
    "{IP:fe80::1ff:fe23:4567:890a}",
    // MAC.
    "{MAC:00:1a:2b:3c:4d:5e} or {MAC:A4-5E-60-C2-11-9F}",
    // User names.
    "{USERNAME:@jane} on twitter",
    // IBAN.
    "wire to {IBAN:DE89 3704 0044 0532 0130 00}",
    "{IBAN:GB29NWBK60161331926819} please",
];

const CLEAN: &[&str] = &[
    "asking $689,000 for 3 beds 2.5 baths",
    "the price went from 650-700 1200 sqft",
    "is it 689000 or 695000?",
    "$512 555 0147",
    "MLS 5125550147",
    "MLS# 512-555-0147",
    "listing id 5125550147",
    "DRE 01234567, NMLS 1234567",
    "DRE #02012345 TREC 0654321",
    "APN 512-340-0210",
    "APN: 234-567-8901",
    "permit no. 2125550147",
    "case number 2125550147",
    "order #2125550147",
    "invoice 212-555-0147",
    "1850 sq ft on 7405 sq ft lot",
    "zip 78704 or 78704-1234",
    "built in 1998, renovated 2019-2021",
    "call me at 5",
    "call me at 5:30 or 10:15:30",
    "Saturday 11/28/2026 at 2pm",
    "2026-11-22 10:00:00",
    "call 911 or 311",
    "text STOP to 72345",
    "rate 6.125% for 30 years",
    "credit score 720 740 760",
    "123-456-7890",
    "512-155-0147",
    "911-555-0147",
    "000-12-3456 and 666-12-3456 and 123-00-4567 and 912-34-5678",
    "ref 123456789",
    "4111 1111 1111 1112",
    "1732312345678",
    "https://www.zillow.com/homedetails/1204-Oak-St/5125550147_zpid/",
    "https://example.com/listing/512-555-0147",
    "version 1.2.3.4",
    "v1.2.3.4 and 1.2.3 and 256.1.1.1 and 1.2.3.4.5",
    "10:30:15 and 12:00",
    "DE89 3704 0044 0532 0130 01",
    "jane@home",
    "meet at the dot on the map",
    "a@b and x@.com",
    "between 512 and 555 units, 0147",
    "512,555,0147",
    "0.5125550147",
    "lat 30.2672 long -97.7431",
    "testdata630-596-1111",
    "[PHONE_1] and [EMAIL_2]",
    "50% off 2nd 3rd 4th",
    "0147",
    "HOA is 212/mo, taxes 10,555/yr",
    "std::vector and a::b",
    "555-0147",
    "018f2c4e-5125-7550-8147-123456789012",
    "",
];

fn marked(text: &str) -> String {
    let folded = Folded::of(text);
    let mut hits = recognise(&Reading::of(&folded));
    for hit in &mut hits {
        (hit.start, hit.end) = folded.range(hit.start, hit.end);
    }
    let mut out = String::new();
    let mut done = 0;
    for hit in resolve(hits) {
        out += &format!("{}{{{}:{}}}", &text[done..hit.start], hit.label, &text[hit.start..hit.end]);
        done = hit.end;
    }
    out + &text[done..]
}

fn unmarked(text: &str) -> String {
    regex::Regex::new(r"\{[A-Z_]+:([^}]*)\}").unwrap().replace_all(text, "$1").into_owned()
}

#[test]
fn what_is_personal_is_found() {
    let wrong: Vec<_> =
        FOUND.iter().map(|row| (*row, marked(&unmarked(row)))).filter(|(row, found)| row != found).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_not_personal_stays() {
    let wrong: Vec<_> =
        CLEAN.iter().map(|row| (*row, marked(row))).filter(|(row, found)| row != found).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn hostile_text_is_read_in_bounded_time() {
    for piece in ["1 ", "+1 ", "+44 ", "1.", "a@", "::1", "5125550147-", "a at ", "de89 ", "(((((", "[PHONE_"]
    {
        let text = piece.repeat(32 * 1024 / piece.len());
        let before = std::time::Instant::now();
        let _ = marked(&text);
        assert!(before.elapsed() < std::time::Duration::from_secs(10), "{piece}");
    }
}
