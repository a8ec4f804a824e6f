//! The fuzz targets' properties, asked of random texts, and of every text that ever broke one:
//! `testdata/fuzz/<target>/`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, outside the tests' own functions")]

mod properties;

use proptest::prelude::*;

/// Pieces that a fuzzer would take long to find.
fn data() -> impl Strategy<Value = Vec<u8>> {
    let pieces = proptest::sample::select(vec![
        "Jane",
        "DOE",
        "512-555-0147",
        "(512) 555-0147",
        "jane@example.com",
        "bob at x dot com",
        "12 Oak St",
        "ord-77",
        "ord 8",
        "Alder  Heights",
        "[PHONE_1]",
        "phone 2]",
        "\\[ORDER_ID_1\\]",
        "[order id 2]",
        "4111 1111 1111 1111",
        "123-45-6789",
        "ssn ",
        "my name is ",
        " ",
        "\n",
        "\u{200b}",
        "é",
        "e\u{301}",
        "５",
        "😀",
        "İ",
        "\u{fffc}",
        "_",
        "[",
        "]",
        "\\",
        "<",
        "@",
        ".",
        "-",
        "0",
        "gate code ",
        "the price is $450,000. ",
    ]);
    let piece = prop_oneof![
        8 => pieces.prop_map(|piece| piece.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 1..6),
    ];
    let cuts = proptest::collection::vec(any::<u8>(), 16);
    (cuts, proptest::collection::vec(piece, 0..200))
        .prop_map(|(cuts, pieces)| [cuts, pieces.concat()].concat())
}

fn crashers(target: &str, property: fn(&[u8])) {
    let folder = format!("{}/tests/testdata/fuzz/{target}", env!("CARGO_MANIFEST_DIR"));
    for file in std::fs::read_dir(folder).into_iter().flatten() {
        property(&std::fs::read(file.unwrap().path()).unwrap());
    }
}

macro_rules! targets {
    ($($target:ident)*) => {$(
        #[test]
        fn $target() {
            crashers(stringify!($target), properties::$target);
            let config = ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
            proptest!(config, |(data in data())| properties::$target(&data));
        }
    )*};
}

targets!(redact restore stream_redact stream_restore);
