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
    // What is said of a number, an address or a date, and the shapes of each.
    "My number is {PHONE:737 555 0143}, call after 5",
    "Reach out at {PHONE:+1.737.555.0143} or {PHONE:1 737 555 0143}",
    "cell: {PHONE:7375550143}, work {PHONE:(737)555-0143} ext 12",
    "text me {PHONE:seven three seven five five five oh one four three} please",
    "mi numero es {PHONE:siete tres siete cinco cinco cinco cero uno cuatro tres}",
    "{PHONE:737.555.0143} is dads",
    "call {PHONE:1-800-555-HOME} for the warranty",
    "her WhatsApp is {PHONE:+34 612 34 56 78}",
    "{EMAIL:maria_lopez at hotmail dot com}",
    "email me: {EMAIL:kevin.tran AT gmail DOT com}",
    "{EMAIL:sam(dot)jones(at)yahoo(dot)com} thanks",
    "{EMAIL:rob@gmail com} or {EMAIL:rob@gmail,com}",
    "mi correo es {EMAIL:luis arroba gmail punto com}",
    "send to {EMAIL:jen @ realtypros . net}",
    "we live at {ADDRESS:88 Bluebonnet Ln}, come by",
    "moving from {ADDRESS:412 pecan st apt 3} next month",
    "showing at {ADDRESS:5501 N Lamar Blvd #204} at 3?",
    "{ADDRESS:2300 FM 1431, Marble Falls, TX 78654} is 20 acres",
    "the place on {ADDRESS:9400 Hwy 290 W}",
    "mail it to {ADDRESS:PO Box 4410, Boise, ID 83701}",
    "vivo en {ADDRESS:Calle Reforma 120}, llamame",
    "{ADDRESS:120 rue Saint-Denis, Montréal}",
    "is {ADDRESS:1600 E 51st St} still for sale",
    "{ADDRESS:742 evergreen terrace} has a pool?",
    "{ADDRESS:1420 w 6th} is cute",
    "dob is {DOB:03/14/1988}",
    "born {DOB:March 14, 1988} in Ohio",
    "birthday: {DOB:14 de marzo de 1988}",
    "my date of birth is {DOB:3-14-88}",
    "my ssn is {SSN:412 55 7093}",
    "last 4 of ssn {SSN:7093}",
    "gate code is {ACCESS_CODE:4417}",
    "the gate code for the community is #{ACCESS_CODE:4417}",
    "use {ACCESS_CODE:2290} for the lockbox",
    "lockbox: {ACCESS_CODE:2290}",
    "codigo del porton {ACCESS_CODE:4417}",
    "door code {ACCESS_CODE:4417}#",
    "alarm code is {ACCESS_CODE:9931}, garage keypad {ACCESS_CODE:7720}",
    "wifi password is {ACCESS_CODE:bluebonnet22}",
    "password: {ACCESS_CODE:Hunter2!}",
    "el codigo es {ACCESS_CODE:8812}",
    "pin {ACCESS_CODE:4402} works",
    "my plate is {LICENSE_PLATE:KXR4821}",
    "license plate {LICENSE_PLATE:ABC 1234}",
    "DL {DRIVER_LICENSE:D1234567}",
    "driver's license number is {DRIVER_LICENSE:12345678}",
    "passport {PASSPORT:A12345678}",
    "routing {ROUTING:111000025} account {ACCOUNT:000123456789}",
    "loan number {ACCOUNT:0042817734}",
    "policy # {ACCOUNT:HO-4417-2291}",
    "EIN {TAX_ID:12-3456789}",
    "ITIN {TAX_ID:912-70-4832}",
    "card {CREDIT_CARD:4111 1111 1111 1111} cvv {CVV:123}",
    "my insta is {USERNAME:@casa_lupe}",
    "username {USERNAME:jdoe88} password {ACCESS_CODE:Kite99x}",
    "login: {USERNAME:frontdesk}",
    "venmo {USERNAME:@Rob-Diaz}",
    "IP {IP:10.0.0.12}",
    "mac {MAC:a4:5e:60:c2:11:9f}",
    "hubby is {PHONE:512 five five five 0143}",
    "{PHONE:(281) SEVEN SEVEN FOUR 0265} if the notary calls",
    "who answers {PHONE:818/447-2285}?",
    "tel {PHONE:020 7946 0958}",
    "{EMAIL:s a r a h @ fastmail . com} has odd spaces",
    "use {EMAIL:deepak (underscore) m (at) outlook (dot) com}",
    "my docs: {EMAIL:codyray underscore okc at yahoo}",
    "{ADDRESS:1200 Avenue B, Galveston, TX} has stairs",
    "{ADDRESS:17B Magnolia Ct} and the blue one",
    "{ADDRESS:350 Fifth Ave, Suite 4820, New York, NY 10118}",
    "{ADDRESS:2418 Pecan Hollow Trl, Missouri City TX} on monday",
    "Vive en {ADDRESS:Avenida Juárez 1180 int. 4, Monterrey, N.L}. ahora",
    "piso en {ADDRESS:Calle Serrano 41, 3º B}.",
    "aan de {ADDRESS:Loorenstrasse 149}",
    "{ADDRESS:P.O. Drawer 909\nSeguin, TX 78155}",
    "{ADDRESS:1555 N Dearborn 20C}, lease up",
    "the duplex at {ADDRESS:1716-1718 Larch Street, Cincinnati, Ohio 45214} again",
    "Ana Ruiz, {DOB:12/05/1958}",
    "he's {DOB:11.23.1954} and fine",
    "nació el {DOB:3 de abril de 1977}",
    "dobs are {DOB:3/14/88} and {DOB:5/2/90}",
    "last four of the social is {SSN:one nine zero two}",
    "ssn ending {SSN:0472} and hers ends {SSN:4470}",
    "card {CREDIT_CARD:4539 3016 6131 8604} {CVV:227} 06/26",
    "wire: {ROUTING:031133072} / {ACCOUNT:9914402217}",
    "my acct w/ state farm is {ACCOUNT:43-BX-7719-2}",
    "silver civic {LICENSE_PLATE:LVD-2086} and a truck {LICENSE_PLATE:P 881 94C}",
    "DL {DRIVER_LICENSE:A 425 310 772 951} (MI)",
    "code on 2207 Fir is {ACCESS_CODE:6-2-8-0}",
    "alarm is {ACCESS_CODE:4 4 1 9} then off",
    "gate code is {ACCESS_CODE:four four one nine}",
    "user {USERNAME:ofori.unit11}, i type {ACCESS_CODE:Kumasi#1957} and it says locked",
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
    "I'm looking at gmail all day",
    "we met at the coffee shop dot on the map",
    "I want a 3 bedroom house on Oak St",
    "5 minute drive to the lake",
    "we need 2 parking spots on the street",
    "it's a 4 lane road",
    "corner of 5th and Main St",
    "2 story house near Park Ave",
    "the 1200 block of Main St is noisy",
    "12 units on Elm Street for 2.4M",
    "I'd offer 450 for the Maple Ave one",
    "under 400k near Lake Travis",
    "2019 build on a cul de sac",
    "built in 1998 Oak cabinets everywhere",
    "20 year roof, 10 year HVAC",
    "we close on 03/14/2026",
    "lease starts 3/14/26, ends 3/13/27",
    "closed on 03/14/1998",
    "ssn 000-12-3456",
    "gate is broken at the 1200 sqft clubhouse",
    "zip code 78704",
    "area code 512",
    "is the garage 450 sqft?",
    "alarm goes off at 7:30",
    "need a lockbox for 2 listings",
    "DRE 01988472",
    "TREC license 0654321",
    "MLS 4417223",
    "loan amount 250000",
    "loan of 350000 at 6.5",
    "we have an account with Chase for 12 years",
    "policy of 30 days",
    "my credit score is 720",
    "HOA is 275/mo",
    "$1,250,000",
    "lot is 0.25 acres, 10890 sqft",
    "permit BP-2021-08834",
    "invoice 1187 for $2,340",
    "case number 2024-11873",
    "escrow number 5510-22841",
    "order 88211043",
    "parcel 0123-456-789",
    "APN 512-340-0210",
    "file no 25-10933",
    "unit 4B",
    "apt 212 on the second floor",
    "flight AA1234 lands at 4:15",
    "call me at 5",
    "text me at 530",
    "3/2 with 2 car garage",
    "between 10-2 on sat",
    "2-3 weeks",
    "rate of 6.875% for 30 yrs",
    "1031 exchange",
    "401k loan",
    "1099 income",
    "W-2 and 1040",
    "the 2021 Kia is included",
    "Tesla Model 3 charger",
    "I have 3 dogs and 2 cats at home",
    "code enforcement called in 2022",
    "Chase 5/25 rule",
    "tag me on the 2 new listings",
    "one two three main street is not real",
    "are you free at 1015 tomorrow",
    "we toured 4 homes and liked 2",
    "listing 3 at 650000 is too much",
    "thanks! 10/10 service",
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

/// How long a text of so many KiB takes that is one piece over and over.
fn time(piece: &str, kib: usize) -> std::time::Duration {
    let text = piece.repeat(kib * 1024 / piece.len());
    let before = std::time::Instant::now();
    let _ = marked(&text);
    before.elapsed()
}

/// What is quadratic takes 64 times as long for a text eight times as long.
#[test]
fn hostile_text_eight_times_as_long_takes_about_eight_times_as_long() {
    for piece in [
        "1 ",
        "+1 ",
        "+44 ",
        "1.",
        "a@",
        "::1",
        "5125550147-",
        "a at ",
        "de89 ",
        "(((((",
        "[PHONE_",
        "12 oak ",
        "gate ",
        "code 1 ",
        "five ",
        "calle ",
        "dot ",
        "1 n ",
        "dob ",
        "b. 1/",
        "ssn last 4 ",
        "rue de la 1 ",
        "user ",
        "acct a-",
        "po box ",
        "a4:",
    ] {
        // Five tries and much room, for the machine has other work.
        let grows = |_| time(piece, 128) > 24 * time(piece, 16);
        assert!(!(0..5).all(grows), "{piece}");
    }
}
