//! A reply as a stream: what goes out sentence by sentence, and what a cut, a wrong sentence or a STOP leaves.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its helpers do")]

mod common;

use closr::consent::ConsentState;
use closr::provider::{Provider, Script, Step};
use closr::store::{Author, OutcomeKind};
use closr::{
    Channel, Engine, ErrorKind, ForAccount, Inbound, Outcome, ReplyPart, ReplyStream, Step as Reached,
};
use common::{clock, scene, sms, text};
use futures::StreamExt;

const WRONG: &str = "The HOA fee is $1,000 a month.";

fn chat(id: &str, text: &str) -> Inbound {
    Inbound::new(id, Channel::WebChat, "visitor-77", text).unwrap()
}

async fn playing(steps: impl IntoIterator<Item = Step>) -> (Script, ForAccount) {
    let script = Script::new(steps);
    let builder = Engine::builder().clock(clock()).provider(Provider::scripted(script.clone()));
    (script, scene(builder).await.1)
}

fn answer(text: &str) -> Step {
    Step::Answer(text.to_owned())
}

/// What a stream gave: its steps, its texts and its outcome.
#[derive(Debug, Default)]
struct Heard {
    steps: Vec<Reached>,
    texts: Vec<String>,
    outcome: Option<Box<Outcome>>,
}

impl Heard {
    async fn all(stream: ReplyStream) -> Heard {
        let mut heard = Heard::default();
        heard.rest(stream).await;
        heard
    }

    async fn rest(&mut self, mut stream: ReplyStream) {
        while let Some(part) = stream.next().await {
            self.hear(part.unwrap());
        }
    }

    /// Listens up to the first text.
    async fn first_text(stream: &mut ReplyStream) -> Heard {
        let mut heard = Heard::default();
        while heard.texts.is_empty() {
            heard.hear(stream.next().await.unwrap().unwrap());
        }
        heard
    }

    fn hear(&mut self, part: ReplyPart) {
        assert!(self.outcome.is_none(), "a part after the outcome");
        match part {
            ReplyPart::Step(step) => self.steps.push(step),
            ReplyPart::Text(text) => self.texts.push(text.expose().clone()),
            ReplyPart::Done(outcome) => self.outcome = Some(outcome),
            _ => panic!("an unknown part"),
        }
    }

    fn outcome(&self) -> &Outcome {
        self.outcome.as_ref().unwrap()
    }
}

/// The business's messages on file.
async fn on_file(oak: &ForAccount, outcome: &Outcome) -> Vec<String> {
    let history = oak.history(outcome.lead()).await.unwrap();
    let ours = history.iter().filter(|message| message.role == closr::Role::Assistant);
    ours.map(|message| message.text.expose().clone()).collect()
}

#[tokio::test]
async fn web_chat_gets_each_sentence_as_it_is_whole() {
    let (script, oak) =
        playing([answer("The price is $689,000. It has 3 bedrooms. Would you like to see it?")]).await;
    let heard = Heard::all(oak.reply_stream(chat("1", "what is the price, and how many bedrooms?"))).await;
    assert_eq!(heard.steps, [Reached::Accepted, Reached::Asking]);
    let [first, second, third] = &heard.texts[..] else { panic!("{:?}", heard.texts) };
    let disclosed = first.find("Dana Reyes").unwrap();
    assert!(disclosed < first.find("$689,000.").unwrap(), "our disclosure comes first: {first}");
    assert_eq!((second.as_str(), third.as_str()), (" It has 3 bedrooms.", " Would you like to see it?"));
    let outcome = heard.outcome();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Model)));
    assert!(outcome.usage().is_some_and(|usage| usage.input.is_some()), "{:?}", outcome.usage());
    assert_eq!(on_file(&oak, outcome).await, [heard.texts.concat()]);
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test]
async fn sms_gets_steps_and_the_text_with_the_outcome() {
    let clock = clock();
    let (script, oak) = playing([answer("The price is $689,000. It has 3 bedrooms.")]).await;
    let mut heard = Heard::all(oak.reply_stream(sms("1", "what is the price?"))).await;
    assert_eq!((heard.steps[0], heard.texts.len()), (Reached::Accepted, 0));
    let outcome = heard.outcome.as_mut().unwrap();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Model)));
    assert!(text(outcome, &*clock).unwrap().contains("$689,000. It has 3 bedrooms."));
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test]
async fn a_first_sentence_that_is_wrong_leaves_the_answer_to_the_composer() {
    let (script, oak) = playing([answer(&format!("{WRONG} It has 3 bedrooms."))]).await;
    let heard = Heard::all(oak.reply_stream(chat("1", "Is there an HOA fee?"))).await;
    let outcome = heard.outcome();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Composer)));
    assert!(has(outcome, "guard.contradiction:hoa_usd_month"), "{:?}", outcome.reasons());
    assert!(!heard.texts.concat().contains("1,000") && !heard.texts.is_empty(), "{:?}", heard.texts);
    assert_eq!(script.sent().len(), 1, "what streams is not repaired");
}

#[tokio::test]
async fn a_later_sentence_that_is_wrong_is_withheld_and_the_reply_withdrawn() {
    let (script, oak) =
        playing([answer(&format!("The price is $689,000. {WRONG} It has 3 bedrooms."))]).await;
    let heard = Heard::all(oak.reply_stream(chat("1", "what is the price, and the HOA fee?"))).await;
    let outcome = heard.outcome();
    assert_eq!(outcome.kind(), OutcomeKind::Withdrawn);
    assert!(has(outcome, "guard.contradiction:hoa_usd_month"), "{:?}", outcome.reasons());
    assert_eq!(heard.texts.len(), 1);
    assert!(heard.texts[0].ends_with("The price is $689,000."), "{:?}", heard.texts);
    assert_eq!(on_file(&oak, outcome).await, heard.texts, "what the lead saw is on file, and nothing else");
    stays(&oak, &script, outcome).await;
}

#[tokio::test]
async fn a_cut_after_a_sentence_is_a_withdrawal() {
    let (script, oak) = playing([Step::Cut("The price is $689,000. It has 3 bed".to_owned())]).await;
    let heard = Heard::all(oak.reply_stream(chat("1", "what is the price?"))).await;
    let outcome = heard.outcome();
    assert_eq!(outcome.kind(), OutcomeKind::Withdrawn);
    assert!(
        outcome.reasons().iter().any(|reason| reason.starts_with("provider.")),
        "{:?}",
        outcome.reasons()
    );
    assert_eq!(heard.texts.len(), 1, "half a sentence is not said: {:?}", heard.texts);
    stays(&oak, &script, outcome).await;
}

#[tokio::test]
async fn a_cut_before_a_sentence_leaves_the_answer_to_the_composer() {
    let (_, oak) = playing([Step::Cut("The price is $689,0".to_owned())]).await;
    let heard = Heard::all(oak.reply_stream(chat("1", "what is the price?"))).await;
    let outcome = heard.outcome();
    assert_eq!((outcome.kind(), outcome.author()), (OutcomeKind::Reply, Some(Author::Composer)));
    assert!(heard.texts.concat().contains("$689,000"), "{:?}", heard.texts);
}

#[tokio::test]
async fn a_stop_between_two_sentences_ends_the_reply() {
    let (script, oak) = playing([answer("The price is $689,000. It has 3 bedrooms.")]).await;
    let mut stream = oak.reply_stream(chat("1", "what is the price?"));
    let mut heard = Heard::first_text(&mut stream).await;
    let stop = oak.accept(chat("2", "STOP")).await.unwrap();
    heard.rest(stream).await;
    assert_eq!(heard.texts.len(), 1, "{:?}", heard.texts);
    let outcome = heard.outcome();
    assert_eq!((outcome.kind(), outcome.consent()), (OutcomeKind::Withdrawn, ConsentState::OptedOut));
    stays(&oak, &script, outcome).await;
    assert_eq!(oak.outcome(stop.turn).await.unwrap().unwrap().kind(), OutcomeKind::Notice);
    let later = Heard::all(oak.reply_stream(chat("3", "what is the price?"))).await;
    assert_eq!((later.outcome().kind(), later.texts.len()), (OutcomeKind::Silent, 0));
}

#[tokio::test]
async fn leaving_the_loop_leaves_what_was_said_as_withdrawn() {
    let (script, oak) = playing([Step::Stall("The price is $689,000. It has 3 bed".to_owned())]).await;
    let mut stream = oak.reply_stream(chat("1", "what is the price?"));
    let heard = Heard::first_text(&mut stream).await;
    assert!(futures::poll!(stream.next()).is_pending(), "the model says no more");
    drop(stream);
    let repeat = oak.accept(chat("1", "what is the price?")).await.unwrap();
    assert!(repeat.repeated);
    let outcome = oak.outcome(repeat.turn).await.unwrap().unwrap();
    assert_eq!(outcome.kind(), OutcomeKind::Withdrawn, "{:?}", outcome.reasons());
    assert_eq!(on_file(&oak, &outcome).await, heard.texts);
    stays(&oak, &script, &outcome).await;
}

#[tokio::test]
async fn leaving_the_loop_before_a_word_leaves_the_turn_to_recover() {
    let (script, oak) = playing([Step::Hang]).await;
    let mut stream = oak.reply_stream(chat("1", "what is the price?"));
    for step in [Reached::Accepted, Reached::Asking] {
        assert!(matches!(stream.next().await, Some(Ok(ReplyPart::Step(found))) if found == step));
    }
    // The call is made when its answer is waited for.
    assert!(futures::poll!(stream.next()).is_pending());
    drop(stream);
    script.push(answer("The price is $689,000."));
    let recovered = oak.recover().await.unwrap();
    assert_eq!(recovered.len(), 1);
    assert_eq!(recovered[0].1.as_ref().unwrap().kind(), OutcomeKind::Reply);
}

#[tokio::test]
async fn a_repeat_streams_no_text_again() {
    let (script, oak) = playing([answer("The price is $689,000. It has 3 bedrooms.")]).await;
    let first = Heard::all(oak.reply_stream(chat("1", "what is the price?"))).await;
    let again = Heard::all(oak.reply_stream(chat("1", "what is the price?"))).await;
    assert!(again.texts.is_empty() && again.outcome().is_repeated());
    assert_eq!(again.outcome().turn(), first.outcome().turn());
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test]
async fn a_provider_that_fails_before_a_word_is_the_streams_last_item() {
    let (_, oak) = playing([]).await; // an exhausted script is unavailable
    let mut stream = oak.reply_stream(chat("1", "what is the price?"));
    let error = loop {
        match stream.next().await.unwrap() {
            Ok(part) => assert!(matches!(part, ReplyPart::Step(_)), "{part:?}"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn without_a_model_the_composers_answer_is_one_text() {
    let (_engine, oak) = scene(Engine::builder().clock(clock())).await;
    let heard = Heard::all(oak.reply_stream(chat("1", "what is the price?"))).await;
    assert_eq!((heard.steps.as_slice(), heard.texts.len()), ([Reached::Accepted].as_slice(), 1));
    assert!(heard.texts[0].contains("$689,000"));
}

fn has(outcome: &Outcome, reason: &str) -> bool {
    outcome.reasons().iter().any(|found| found == reason)
}

/// A turn that was ended is not worked again: no second call, no second text.
async fn stays(oak: &ForAccount, script: &Script, ended: &Outcome) {
    let calls = script.sent().len();
    for (turn, outcome) in oak.recover().await.unwrap() {
        assert_ne!(turn, ended.turn(), "{outcome:?}");
    }
    let mut again = oak.work(ended.turn()).await.unwrap();
    assert_eq!((again.kind(), again.take_cleared().is_some()), (ended.kind(), false));
    assert_eq!(script.sent().len(), calls, "the model was asked again");
}
