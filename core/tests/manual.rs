//! What the manual names is there.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

#[test]
fn every_file_that_the_manual_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = 0;
    for page in std::fs::read_dir(root.join("src/manual")).unwrap() {
        let page = page.unwrap().path();
        let text = std::fs::read_to_string(&page).unwrap();
        let quoted = text.split('`').skip(1).step_by(2);
        for file in quoted.filter(|name| name.starts_with("tests/") || name.starts_with("src/")) {
            assert!(root.join(file).is_file(), "{page:?} names {file}");
            named += 1;
        }
    }
    assert!(named > 20, "{named}");
}
