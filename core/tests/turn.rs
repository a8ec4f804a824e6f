//! The whole turn, on a real store.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::time::Duration;

use closr::consent::ConsentState;
use closr::provider::{Provider, ProviderFault, Script, Step};
use closr::redact::{Recogniser, Recognisers};
use closr::rights::Use;
use closr::store::{Author, OutcomeKind, SqliteConfig};
use closr::{Account, AccountId, Actor, Channel, Engine, ErrorKind, Inbound, Lead, ProviderFailure, TurnId};
use common::{account, clock, lead, listing, scene, sms, text};

#[tokio::test]
async fn the_composer_answers_from_the_facts_and_discloses_first() {
    let clock = clock();
    let (_engine, oak) = scene(Engine::builder().clock(clock.clone())).await;
    let mut first = oak.reply(sms("1", "How much is 1208 Willow Bend?")).await.unwrap();
    assert_eq!(first.kind(), OutcomeKind::Reply, "{:?}", first.reasons());
    assert_eq!(first.author(), Some(Author::Composer));
    let sent = text(&mut first, &*clock).unwrap();
    for part in ["$689,000", "Dana Reyes", "TREC 0654321", "STOP"] {
        assert!(sent.contains(part), "{part} is not in {sent}");
    }
    let mut second = oak.reply(sms("2", "how many bedrooms?")).await.unwrap();
    let sent = text(&mut second, &*clock).unwrap();
    assert!(sent.contains('3') && !sent.contains("TREC"), "{sent}");
    assert_eq!(second.consent(), ConsentState::Implied);
}

#[tokio::test]
async fn stop_is_confirmed_once_and_then_there_is_silence() {
    let clock = clock();
    let (_engine, oak) = scene(Engine::builder().clock(clock.clone())).await;
    let mut stop = oak.reply(sms("1", "please stop texting me")).await.unwrap();
    assert_eq!(stop.kind(), OutcomeKind::Notice, "{:?}", stop.reasons());
    assert_eq!(stop.consent(), ConsentState::OptedOut);
    assert!(text(&mut stop, &*clock).is_some());
    for (id, words) in [("2", "STOP"), ("3", "is it still for sale?"), ("4", "help")] {
        let mut later = oak.reply(sms(id, words)).await.unwrap();
        assert_eq!(later.kind(), OutcomeKind::Silent, "{words}: {:?}", later.reasons());
        assert!(later.take_cleared().is_none() && !later.reasons().is_empty());
    }
    let mut start = oak.reply(sms("5", "START")).await.unwrap();
    assert_eq!(start.kind(), OutcomeKind::Notice, "{:?}", start.reasons());
    assert!(text(&mut start, &*clock).is_some());
    assert_eq!(oak.reply(sms("6", "what is the price?")).await.unwrap().kind(), OutcomeKind::Reply);
}

#[tokio::test]
async fn a_stop_that_the_provider_confirmed_is_not_confirmed_again() {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    let mut inbound = sms("1", "STOP");
    inbound.provider_answered = true;
    let outcome = oak.reply(inbound).await.unwrap();
    assert_eq!((outcome.kind(), outcome.consent()), (OutcomeKind::Silent, ConsentState::OptedOut));
}

#[tokio::test]
async fn a_repeat_returns_the_stored_outcome_without_its_text() {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    let first = oak.reply(sms("1", "what is the price?")).await.unwrap();
    let mut again = oak.reply(sms("1", "what is the price?")).await.unwrap();
    assert!(again.is_repeated() && again.take_cleared().is_none());
    assert_eq!(
        (again.turn(), again.kind(), again.outbound()),
        (first.turn(), first.kind(), first.outbound())
    );
    assert_eq!(again.audit_head(), first.audit_head());
}

#[tokio::test]
async fn the_same_id_with_another_body_is_a_conflict_and_a_stop_in_it_counts() {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    oak.reply(sms("1", "what is the price?")).await.unwrap();
    let error = oak.reply(sms("1", "STOP")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let next = oak.reply(sms("2", "and the beds?")).await.unwrap();
    assert_eq!(next.kind(), OutcomeKind::Silent, "{:?}", next.reasons());
}

#[tokio::test]
async fn fifty_deliveries_at_once_are_one_turn() {
    let folder = tempfile::tempdir().unwrap();
    let script = Script::answer_with(|_| "The price is $689,000.".to_owned());
    let provider = Provider::scripted(script.clone());
    let builder = Engine::builder().provider(provider).sqlite(SqliteConfig::new(folder.path().join("c.db")));
    let (_engine, oak) = scene(builder).await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let oak = oak.clone();
            tokio::spawn(async move { oak.reply(sms("same", "what is the price?")).await.unwrap() })
        })
        .collect();
    let mut cleared = 0;
    let mut outbounds = std::collections::BTreeSet::new();
    for task in tasks {
        let mut outcome = task.await.unwrap();
        assert_eq!(outcome.kind(), OutcomeKind::Reply, "{:?}", outcome.reasons());
        cleared += usize::from(outcome.take_cleared().is_some());
        outbounds.insert(outcome.outbound());
    }
    assert_eq!((cleared, outbounds.len(), script.sent().len()), (1, 1, 1));
}

/// Who writes in pieces is answered once: a model is asked once.
#[tokio::test]
async fn a_message_waits_for_more_words() {
    let script = Script::answer_with(|_| "The price is $689,000.".to_owned());
    let builder = Engine::builder().clock(clock()).provider(Provider::scripted(script.clone()));
    let (_engine, oak) = scene(builder.debounce(Duration::from_secs(1))).await;
    let (first, last) = tokio::join!(oak.reply(sms("1", "hi")), oak.reply(sms("2", "what is the price?")));
    let (first, last) = (first.unwrap(), last.unwrap());
    assert_eq!((first.kind(), first.superseded_by()), (OutcomeKind::Superseded, Some(last.turn())));
    assert_eq!((last.kind(), script.sent().len()), (OutcomeKind::Reply, 1), "{:?}", last.reasons());
}

#[tokio::test]
async fn nobody_waits_who_must_not() {
    let clock = clock();
    let (_engine, oak) =
        scene(Engine::builder().clock(clock.clone()).debounce(Duration::from_secs(30))).await;
    let soon = |inbound| {
        let oak = oak.clone();
        async move { tokio::time::timeout(Duration::from_secs(20), oak.reply(inbound)).await.unwrap().unwrap() }
    };
    let chat = Inbound::new("w1", Channel::WebChat, "visitor-1", "what is the price?").unwrap();
    assert_eq!(soon(chat).await.kind(), OutcomeKind::Reply);
    // Somebody who has been typing for two minutes.
    let typing = oak.accept(sms("1", "hi")).await.unwrap();
    clock.advance(Duration::from_secs(120));
    let answered = soon(sms("2", "what is the price?")).await;
    assert_eq!(answered.kind(), OutcomeKind::Reply, "{:?}", answered.reasons());
    assert_eq!(oak.work(typing.turn).await.unwrap().superseded_by(), Some(answered.turn()));
    // One that comes late has waited already.
    let late = oak.accept(sms("3", "and the beds?")).await.unwrap();
    clock.advance(Duration::from_secs(31));
    assert_eq!(oak.work(late.turn).await.unwrap().kind(), OutcomeKind::Reply);
    assert_eq!(soon(sms("4", "STOP")).await.kind(), OutcomeKind::Notice);
}

#[test]
fn a_wait_has_an_end() {
    let error = Engine::builder().debounce(Duration::from_secs(31)).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
    assert!(error.to_string().contains("use 0 to 30 seconds"), "{error}");
}

#[tokio::test]
async fn a_burst_is_answered_once_with_the_last() {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    let early = oak.accept(sms("1", "hi")).await.unwrap();
    let late = oak.accept(sms("2", "what is the price?")).await.unwrap();
    let superseded = oak.work(early.turn).await.unwrap();
    assert_eq!((superseded.kind(), superseded.superseded_by()), (OutcomeKind::Superseded, Some(late.turn)));
    assert_eq!(oak.work(late.turn).await.unwrap().kind(), OutcomeKind::Reply);
}

#[tokio::test]
async fn a_stop_in_a_burst_is_confirmed_and_nothing_else_goes_out() {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    let question = oak.accept(sms("1", "what is the price?")).await.unwrap();
    let stop = oak.accept(sms("2", "actually, stop texting me")).await.unwrap();
    assert_eq!(oak.work(question.turn).await.unwrap().kind(), OutcomeKind::Silent);
    assert_eq!(oak.work(stop.turn).await.unwrap().kind(), OutcomeKind::Notice);
}

#[tokio::test]
async fn a_wrong_statement_of_a_model_does_not_go_out() {
    let clock = clock();
    let wrong = "The HOA fee is $1,000 a month.";
    let script = Script::answers([wrong, wrong]);
    let provider = Provider::scripted(script.clone());
    let (_engine, oak) = scene(Engine::builder().clock(clock.clone()).provider(provider).trace(true)).await;
    let mut outcome = oak.reply(sms("1", "Is there an HOA fee?")).await.unwrap();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Composer)));
    assert!(
        outcome.reasons().iter().any(|reason| reason.contains("hoa_usd_month")),
        "{:?}",
        outcome.reasons()
    );
    assert_eq!(script.sent().len(), 2, "one draft and one repair");
    assert!(!text(&mut outcome, &*clock).unwrap().contains("1,000"));
}

#[tokio::test]
async fn a_model_that_invents_a_placeholder_is_blocked_and_one_that_copies_it_is_restored() {
    let clock = clock();
    let script =
        Script::answers(["Hello [PERSON_9], the price is $689,000.", "Hi [PERSON_1], it is $689,000."]);
    let provider = Provider::scripted(script);
    let (_engine, oak) = scene(Engine::builder().clock(clock.clone()).provider(provider)).await;
    let mut outcome = oak.reply(sms("1", "what is the price?")).await.unwrap();
    assert_eq!(outcome.author(), Some(Author::Model), "{:?}", outcome.reasons());
    assert!(text(&mut outcome, &*clock).unwrap().contains("Hi Marguerite"));
}

#[tokio::test]
async fn a_provider_that_fails_is_an_error_and_the_turn_stays_open() {
    let script =
        Script::new([Step::Fault(ProviderFault::Auth), Step::Answer("The price is $689,000.".to_owned())]);
    let provider = Provider::scripted(script);
    let (_engine, oak) = scene(Engine::builder().clock(clock()).provider(provider)).await;
    let accepted = oak.accept(sms("1", "what is the price?")).await.unwrap();
    assert_eq!(oak.work(accepted.turn).await.unwrap_err().kind(), ErrorKind::Unauthorized);
    let recovered = oak.recover().await.unwrap();
    assert_eq!(recovered.len(), 1);
    assert_eq!(recovered[0].1.as_ref().unwrap().kind(), OutcomeKind::Reply);
}

#[tokio::test]
async fn the_composer_stands_in_for_a_provider_where_that_is_asked_for() {
    let provider = Provider::scripted(Script::new([])); // an exhausted script is unavailable
    let builder =
        Engine::builder().clock(clock()).provider(provider).on_provider_failure(ProviderFailure::Compose);
    let (_engine, oak) = scene(builder).await;
    let outcome = oak.reply(sms("1", "what is the price?")).await.unwrap();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Composer)));
    assert!(
        outcome.reasons().iter().any(|reason| reason.starts_with("provider.")),
        "{:?}",
        outcome.reasons()
    );
}

#[tokio::test]
async fn another_accounts_ids_are_as_absent_ones() {
    let (engine, oak) = scene(Engine::builder().clock(clock())).await;
    let outcome = oak.reply(sms("1", "what is the price?")).await.unwrap();
    let other = Account::from_json(r#"{"id": "elm", "brand": "Elm"}"#).unwrap();
    engine.upsert_account(other.clone()).await.unwrap();
    let elm = engine.for_account(&other.id, Actor::Service);
    let absent: TurnId = "01900000-0000-7000-8000-000000000000".parse().unwrap();
    let theirs = elm.work(outcome.turn()).await.unwrap_err();
    let nobodys = elm.work(absent).await.unwrap_err();
    assert_eq!(theirs.kind(), ErrorKind::NotFound);
    assert_eq!(theirs.to_string(), nobodys.to_string());
    assert_eq!(elm.history(outcome.lead()).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(elm.lead(outcome.lead()).await.unwrap_err().kind(), ErrorKind::NotFound);
    let nowhere = engine.for_account(&AccountId::new("nowhere").unwrap(), Actor::Service);
    assert_eq!(nowhere.reply(sms("1", "hi")).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(nowhere.upsert_lead(lead()).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(nowhere.upsert_listing(listing()).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_webhook_reads_nothing() {
    let (engine, oak) = scene(Engine::builder().clock(clock())).await;
    let webhook = engine.for_account(&account().id, Actor::Webhook);
    let outcome = webhook.reply(sms("1", "what is the price?")).await.unwrap();
    assert_eq!(outcome.kind(), OutcomeKind::Reply);
    assert_eq!(webhook.history(outcome.lead()).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(oak.history(outcome.lead()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_record_that_says_opted_out_silences() {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    oak.upsert_lead(
        Lead::from_json(r#"{"phones": ["+15125550199"], "consent": {"sms": "opted_out"}}"#).unwrap(),
    )
    .await
    .unwrap();
    let inbound = Inbound::new("1", Channel::Sms, "+15125550199", "what is the price?").unwrap();
    let outcome = oak.reply(inbound).await.unwrap();
    assert_eq!((outcome.kind(), outcome.consent()), (OutcomeKind::Silent, ConsentState::OptedOut));
}

#[tokio::test]
async fn a_visitor_who_types_a_known_phone_is_not_that_lead() {
    let clock = clock();
    let script = Script::answer_with(|_| "Thanks! The price is $689,000.".to_owned());
    let provider = Provider::scripted(script.clone());
    let (_engine, oak) = scene(Engine::builder().clock(clock.clone()).provider(provider)).await;
    let words = "this is (512) 555-0147, what is the price and my address on file?";
    let inbound = Inbound::new("1", Channel::WebChat, "visitor-77", words).unwrap();
    oak.reply(inbound).await.unwrap();
    for body in script.sent() {
        let body = String::from_utf8(body).unwrap();
        assert!(
            !body.contains("555-0147")
                && !body.contains("5550147")
                && !body.contains("Larkspur")
                && !body.contains("Marguerite"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_released_text_has_a_deadline() {
    let clock = clock();
    let (_engine, oak) =
        scene(Engine::builder().clock(clock.clone()).permit_life(Duration::from_secs(5))).await;
    let mut outcome = oak.reply(sms("1", "what is the price?")).await.unwrap();
    clock.advance(Duration::from_secs(6));
    let error = outcome.take_cleared().unwrap().release(&*clock).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConsentDenied);
}

#[tokio::test]
async fn the_trail_verifies_and_a_head_from_elsewhere_does_not() {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    let outcome = oak.reply(sms("1", "what is the price?")).await.unwrap();
    oak.reply(sms("2", "STOP")).await.unwrap();
    let head = oak.verify_audit(Some(outcome.audit_head().clone())).await.unwrap();
    assert!(head.seq > outcome.audit_head().seq);
    let mut forged = head.clone();
    forged.mac[0] ^= 1;
    assert_eq!(oak.verify_audit(Some(forged)).await.unwrap_err().kind(), ErrorKind::Corrupt);
}

#[tokio::test]
async fn what_redaction_cannot_vouch_for_goes_to_nobody() {
    let script = Script::answer_with(|_| "The price is $689,000.".to_owned());
    let provider = Provider::scripted(script.clone());
    let (_engine, oak) = scene(Engine::builder().clock(clock()).provider(provider)).await;
    // The address's local part is a key of the request's own JSON, where no placeholder can stand.
    let record = r#"{"phones": ["+15125550199"], "emails": ["max_tokens@example.com"]}"#;
    oak.upsert_lead(Lead::from_json(record).unwrap()).await.unwrap();
    let inbound = Inbound::new("1", Channel::Sms, "+15125550199", "what is the price?").unwrap();
    let mut outcome = oak.reply(inbound).await.unwrap();
    assert_eq!(
        (outcome.kind(), outcome.reasons()),
        (OutcomeKind::Handoff, &["redact.failed".to_owned()][..])
    );
    assert!(outcome.take_cleared().is_none() && script.sent().is_empty());
}

#[tokio::test]
async fn what_a_recogniser_of_ones_own_finds_is_masked_on_the_way_to_a_model_and_put_back() {
    let order = Recogniser::pattern("ORDER_ID", r"\bORD-\d{6}\b").unwrap();
    let project = Recogniser::words("PROJECT", ["Alder Heights"]).unwrap();
    let answer = "Thanks. I have noted [ORDER_ID_1] for Dana.";
    let builder = Engine::builder()
        .clock(clock())
        .trace(true)
        .provider(Provider::scripted(Script::answers([answer])))
        .recognisers(Recognisers::new([order, project]).unwrap());
    let (_engine, oak) = scene(builder).await;
    let outcome =
        oak.reply(sms("1", "It's about ord 7, ORD-123456, at alder heights. [ORDER_ID_2]?")).await.unwrap();
    let trace = outcome.trace().unwrap();
    let shown: String = trace.shown.iter().map(|(_, text)| text.as_str()).collect();
    assert!(shown.contains("ord 7, [ORDER_ID_1], at [PROJECT_1]. [ORDER_ID_2]?"), "{shown}");
    assert!(!shown.contains("123456") && !shown.to_lowercase().contains("alder"), "{shown}");
    assert!(
        trace.asks[0].draft.expose().contains("noted ORD-123456 for Dana"),
        "{:?}",
        trace.asks[0].blocked
    );
}

#[tokio::test]
async fn a_recogniser_that_finds_a_requests_own_words_stops_it() {
    let words = Recogniser::words("PROJECT", ["user"]).unwrap();
    let builder = Engine::builder()
        .clock(clock())
        .provider(Provider::scripted(Script::answers(["Thanks."])))
        .recognisers(Recognisers::new([words]).unwrap());
    let (_engine, oak) = scene(builder).await;
    let outcome = oak.reply(sms("1", "What are your hours on Tuesday?")).await.unwrap();
    assert_eq!(
        (outcome.kind(), outcome.reasons()),
        (OutcomeKind::Handoff, &["redact.failed".to_owned()][..])
    );
}

#[tokio::test]
async fn a_person_takes_a_conversation_over_and_hands_it_back() {
    let clock = clock();
    let (_engine, oak) = scene(Engine::builder().clock(clock.clone())).await;
    let first = oak.reply(sms("1", "what is the price?")).await.unwrap();
    let conversation = first.conversation();
    // What was accepted before counts as well: the person reads it.
    let accepted = oak.accept(sms("2", "how many bedrooms?")).await.unwrap();
    let head = oak.take_over(conversation).await.unwrap();
    assert_eq!(oak.take_over(conversation).await.unwrap(), head, "twice is fine");
    for outcome in [oak.work(accepted.turn).await.unwrap(), oak.reply(sms("3", "hello?")).await.unwrap()] {
        assert_eq!(
            (outcome.kind(), outcome.reasons()),
            (OutcomeKind::Silent, &["conversation.human".to_owned()][..])
        );
    }
    oak.agent_wrote(conversation, "Dana here: it has three bedrooms.").await.unwrap();
    let mut stop = oak.reply(sms("4", "STOP")).await.unwrap();
    assert!(text(&mut stop, &*clock).is_some(), "a stop is confirmed all the same");
    oak.reply(sms("5", "START")).await.unwrap();
    oak.hand_back(conversation).await.unwrap();
    assert_eq!(oak.reply(sms("6", "what is the price?")).await.unwrap().kind(), OutcomeKind::Reply);

    let roles: Vec<_> = oak.history(first.lead()).await.unwrap().iter().map(|m| m.role.as_str()).collect();
    assert_eq!(roles.iter().filter(|role| **role == "agent").count(), 1);
    let trail = oak.audit_trail(Some(first.lead())).await.unwrap();
    for what in ["conversation.taken_over", "conversation.agent_wrote", "conversation.handed_back"] {
        assert_eq!(trail.iter().filter(|entry| entry.what.as_str() == what).count(), 1, "{what}");
    }
    oak.verify_audit(Some(head)).await.unwrap();
    let nobodys = "01900000-0000-7000-8000-000000000000".parse().unwrap();
    assert_eq!(oak.take_over(nobodys).await.unwrap_err().kind(), ErrorKind::NotFound);
    let long = "a".repeat(Inbound::MAX_TEXT + 1);
    assert_eq!(oak.agent_wrote(conversation, long).await.unwrap_err().kind(), ErrorKind::InputInvalid);
}

/// Nothing is worked out of what is only stored.
#[tokio::test]
async fn a_restricted_lead_is_not_qualified() {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    let lead = oak.reply(sms("1", "I want to buy this summer, max 700k")).await.unwrap().lead();
    assert!(oak.qualify(lead).await.unwrap().score > 0);
    oak.restrict(lead).await.unwrap();
    assert_eq!(oak.qualify(lead).await.unwrap_err().kind(), ErrorKind::Restricted);
    oak.unrestrict(lead).await.unwrap();
    assert!(oak.qualify(lead).await.unwrap().score > 0);
}

/// An objection has its own effect, and no other: answers, score and stage are the same.
#[tokio::test]
async fn who_objects_is_answered_and_worth_the_same() {
    let answered = async |to: &[Use]| {
        let clock = clock();
        let (_engine, oak) = scene(Engine::builder().clock(clock.clone())).await;
        let lead = oak.upsert_lead(lead()).await.unwrap();
        if !to.is_empty() {
            oak.object(lead, to).await.unwrap();
        }
        let mut told = Vec::new();
        for (id, words) in
            [("1", "How much is 1208 Willow Bend?"), ("2", "I want to buy this summer, max 700k. HOA?")]
        {
            let mut outcome = oak.reply(sms(id, words)).await.unwrap();
            let worth = outcome.qualification().map(|worth| (worth.score, worth.stage));
            told.push((text(&mut outcome, &*clock), worth));
        }
        (told, oak.qualify(lead).await.map(|worth| (worth.score, worth.stage, worth.changes.len())))
    };
    let (expected, worth) = answered(&[]).await;
    assert!(expected.iter().all(|(text, worth)| text.is_some() && worth.is_some()));
    let (told, same) = answered(&[Use::Marketing, Use::Sale, Use::SensitiveData]).await;
    assert_eq!((told, same.unwrap()), (expected, worth.unwrap()));
    let (told, none) = answered(&[Use::Profiling]).await;
    assert!(told.iter().all(|(text, worth)| text.is_some() && worth.is_none()), "{told:?}");
    assert!(told[0].0.as_ref().unwrap().contains("$689,000"));
    assert_eq!(none.unwrap_err().kind(), ErrorKind::Restricted);
}

/// Whoever takes over while the model is asked has the last word.
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_under_way_does_not_go_out_after_a_person_took_over() {
    use std::sync::{Mutex, mpsc};
    let ((asked, is_asked), (go, goes)) = (mpsc::channel(), mpsc::channel());
    let goes = Mutex::new(goes);
    let provider = Provider::scripted(Script::answer_with(move |_| {
        asked.send(()).unwrap();
        goes.lock().unwrap().recv().unwrap();
        "The list price of 1208 Willow Bend is $689,000.".to_owned()
    }));
    let (_engine, oak) = scene(Engine::builder().clock(clock()).provider(provider)).await;
    let accepted = oak.accept(sms("1", "what is the price?")).await.unwrap();
    let working = tokio::spawn({
        let oak = oak.clone();
        async move { oak.work(accepted.turn).await }
    });
    tokio::task::spawn_blocking(move || is_asked.recv().unwrap()).await.unwrap();
    oak.take_over(accepted.conversation).await.unwrap();
    go.send(()).unwrap();
    let mut outcome = working.await.unwrap().unwrap();
    assert_eq!(
        (outcome.kind(), outcome.reasons()),
        (OutcomeKind::Silent, &["conversation.human".to_owned()][..])
    );
    assert!(outcome.take_cleared().is_none());
}
