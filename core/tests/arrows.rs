//! The house's arrows point down: which room may use which.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What a room on the engine's floor or above may use.
const BELOW_ENGINE: &[&str] = &[
    "rights", "store", "provider", "guard", "compose", "channel", "redact", "prompt", "consent", "audit",
    "qualify",
];

/// Room → the rooms it may use, beyond the ground floor.
const MAY_USE: &[(&str, &[&str])] = &[
    ("cli", &["testkit", "engine"]),
    ("testkit", &["engine"]),
    ("engine", &[]),
    ("rights", &["store", "consent", "redact", "audit"]),
    ("store", &["consent", "audit", "redact"]),
    ("provider", &["redact", "prompt"]),
    ("guard", &["redact"]),
    ("compose", &["prompt"]),
    ("channel", &["consent"]),
    ("redact", &["prompt"]),
    ("prompt", &[]),
    ("consent", &[]),
    ("audit", &[]),
    ("qualify", &[]),
    ("lead", &[]),
    ("manual", &[]),
    ("http", &[]),
    ("token", &[]),
    ("clock", &[]),
    ("pattern", &[]),
    ("error", &[]),
];

/// The ground floor, from its top: each may use those after it, and every room all of them.
const GROUND: &[&str] = &["lead", "http", "token", "clock", "pattern", "error"];

#[test]
fn arrows_point_down() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut arrows = 0;
    for file in rust_files(&source) {
        let inside = file.strip_prefix(&source).unwrap();
        let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        let is_test = inside.iter().any(|part| part == "tests" || part == "tests.rs" || part == "testing.rs");
        if ["lib", "bin"].contains(&room) || is_test {
            continue;
        }
        let own = rooms.get(room).unwrap_or_else(|| panic!("room {room} is not in the table"));
        let top = ["cli", "testkit", "engine"].contains(&room);
        for used in uses(&fs::read_to_string(&file).unwrap()) {
            let used = used.as_str();
            if !rooms.contains_key(used) {
                continue;
            }
            arrows += 1;
            let allowed = used == room
                || own.contains(&used)
                || (top && BELOW_ENGINE.contains(&used))
                || ground_allows(room, used);
            if !allowed {
                wrong.push(format!("{}: {room} uses {used}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(arrows > 50, "the test has lost sight of the source: {arrows} arrows");
}

fn ground_allows(room: &str, used: &str) -> bool {
    let place = |name| GROUND.iter().position(|ground| *ground == name);
    match (place(room), place(used)) {
        (None, Some(_)) => true,
        (Some(room), Some(used)) => used > room,
        (_, None) => false,
    }
}

/// Every room named as `crate::room`, comments and the tests of a file left out.
fn uses(source: &str) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap();
    let code: String = code.lines().map(|line| line.split("//").next().unwrap().to_owned() + "\n").collect();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.insert(first_word(rest));
            continue;
        };
        let mut depth = 0;
        for item in group.split("};").next().unwrap().split_inclusive(['{', '}', ',']) {
            if depth == 0 {
                found.insert(first_word(item.trim()));
            }
            depth += i32::from(item.ends_with('{')) - i32::from(item.ends_with('}'));
        }
    }
    found
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn sees_an_arrow_in_a_group() {
    let found =
        uses("use crate::{compose, store::Answer};\nfn f() { crate::redact::x(); } // crate::engine\n");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["compose", "redact", "store"]);
}
