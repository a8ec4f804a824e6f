//! The demonstration's conversation with recorded answers: examples/leads/answers.txt.

mod common;

use closr::provider::{Provider, Script};
use closr::store::Author;
use common::buyer::Buyer;

#[tokio::test]
async fn recorded_answers_are_played_and_the_wrong_one_does_not_go_out() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/leads/answers.txt");
    let file = std::fs::read_to_string(path).unwrap();
    let answers: Vec<&str> = file.lines().filter(|line| !line.trim().is_empty()).collect();
    let script = Script::answers(answers.clone());
    let played = Buyer::read().play(Provider::scripted(script.clone())).await;
    assert_eq!(script.sent().len(), answers.len(), "each answer is asked for, and no other");

    let drafts: Vec<_> = played.iter().flat_map(|turn| &turn.drafts).collect();
    let said: Vec<&str> = drafts.iter().map(|(answer, _)| answer.as_str()).collect();
    assert_eq!(said, answers);
    let blocked: Vec<_> = drafts.iter().filter(|(_, why)| !why.is_empty()).collect();
    let [(wrong, why)] = &blocked[..] else { panic!("{blocked:?}") };
    assert!(wrong.contains("HOA fee is $1,000"), "{wrong}");
    assert_eq!(why, &["contradiction:hoa_usd_month"]);

    let models = played.iter().filter(|turn| !turn.drafts.is_empty());
    for turn in models {
        assert_eq!(turn.author, Some(Author::Model), "{:?} {:?}", turn.reasons, turn.drafts);
    }
    let repaired = played[1].text.as_deref().unwrap();
    assert!(repaired.contains("no HOA"), "{repaired}");
}
