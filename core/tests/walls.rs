//! What the compiler refuses: unredacted bytes on the way out, a personal value shown, a text to send without a
//! permit, a permit without a decision, one text sent twice.

#[test]
fn breaches_do_not_build() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
