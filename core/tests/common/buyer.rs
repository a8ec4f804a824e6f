//! The demonstration's conversation, examples/leads/buyer.json, and what must hold of it whoever answers.

use std::sync::Arc;
use std::time::Instant;

use closr::guard::{self, Draft};
use closr::provider::Provider;
use closr::store::{Author, OutcomeKind};
use closr::testkit::ManualClock;
use closr::token::Usage;
use closr::{
    Account, Actor, Channel, Engine, ForAccount, Inbound, Lead, LeadId, Listing, Message, Timestamp,
};
use serde_json::Value;

/// The conversation's parts.
pub(crate) struct Buyer {
    pub(crate) account: Account,
    pub(crate) lead: Lead,
    pub(crate) listings: Vec<Listing>,
    turns: Vec<Value>,
}

/// A turn that was played.
pub(crate) struct Played {
    pub(crate) kind: OutcomeKind,
    pub(crate) author: Option<Author>,
    pub(crate) text: Option<String>,
    pub(crate) reasons: Vec<String>,
    /// Each of the model's drafts, and why it was blocked.
    pub(crate) drafts: Vec<(String, Vec<String>)>,
    pub(crate) usage: Option<Usage>,
    /// The tokens of the last prompt, as they were counted before it was sent.
    pub(crate) counted: Option<usize>,
    /// The first prompt.
    pub(crate) shown: Vec<(&'static str, String)>,
    pub(crate) ms: u128,
}

impl Buyer {
    pub(crate) fn read() -> Buyer {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/leads/buyer.json");
        let scene: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let list = |key: &str| scene[key].as_array().unwrap().clone();
        Buyer {
            account: Account::from_json(&scene["account"].to_string()).unwrap(),
            lead: Lead::from_json(&scene["lead"].to_string()).unwrap(),
            listings: list("listings").iter().map(|l| Listing::from_json(&l.to_string()).unwrap()).collect(),
            turns: list("turns"),
        }
    }

    /// Plays every turn on a fresh store, the clock set to its time, and checks what was sent.
    pub(crate) async fn play(&self, provider: Provider) -> Vec<Played> {
        let clock = Arc::new(ManualClock::at(at(&self.turns[0])));
        let engine = Engine::builder().clock(clock.clone()).trace(true).provider(provider).build().unwrap();
        engine.upsert_account(self.account.clone()).await.unwrap();
        let account = engine.for_account(&self.account.id, Actor::Service);
        for listing in self.listings.iter().rev() {
            account.upsert_listing(listing.clone()).await.unwrap();
        }
        let lead = account.upsert_lead(self.lead.clone()).await.unwrap();
        let mut played = Vec::new();
        for (index, turn) in self.turns.iter().enumerate() {
            clock.set(at(turn));
            played.push(self.turn(&account, lead, &clock, index, turn).await);
        }
        account.verify_audit(None).await.unwrap();
        self.check(&played);
        played
    }

    async fn turn(
        &self,
        account: &ForAccount,
        lead: LeadId,
        clock: &ManualClock,
        index: usize,
        turn: &Value,
    ) -> Played {
        let from = self.lead.phones[0].expose();
        let inbound =
            |id: String, text: &Value| Inbound::new(&id, Channel::Sms, from, text.as_str().unwrap()).unwrap();
        let history = account.history(lead).await.unwrap();
        let mut asked = Vec::new();
        for (part, text) in turn["burst_before"].as_array().into_iter().flatten().enumerate() {
            account.accept(inbound(format!("{index}-{part}"), text)).await.unwrap();
            asked.push(text.as_str().unwrap());
        }
        asked.push(turn["inbound"].as_str().unwrap());
        let started = Instant::now();
        let mut outcome = account.reply(inbound(index.to_string(), &turn["inbound"])).await.unwrap();
        let ms = started.elapsed().as_millis();
        let text = super::text(&mut outcome, clock);
        if let (Some(text), true) = (&text, outcome.kind() != OutcomeKind::Notice) {
            self.is_true(text, &history, &asked.join("\n"), at(turn));
        }
        let trace = outcome.trace().cloned().unwrap_or_default();
        let blocked = |ask: &closr::Ask| ask.blocked.iter().map(|why| why.as_str().to_owned()).collect();
        Played {
            kind: outcome.kind(),
            author: outcome.author(),
            text,
            reasons: outcome.reasons().to_vec(),
            drafts: trace.asks.iter().map(|ask| (ask.answer.clone(), blocked(ask))).collect(),
            usage: outcome.usage().cloned(),
            counted: outcome.receipt().map(|receipt| receipt.total),
            shown: trace.shown,
            ms,
        }
    }

    /// Reads a text that was sent against the facts, apart from the engine: all the conversation is about the
    /// first listing.
    fn is_true(&self, text: &str, history: &[Message], asked: &str, now: Timestamp) {
        let mut draft = Draft::new(Channel::Sms, now, &self.account, &self.lead, text);
        draft.verified = true;
        draft.listings = &self.listings[..1];
        draft.history = history;
        draft.inbound = asked;
        let reasons = guard::check(&draft);
        assert!(reasons.is_empty(), "{reasons:?}: {text}");

        let low = text.to_lowercase();
        for wrong in
            ["hoa fee is $", "hoa is $", "pets are allowed", "dogs are allowed", "no pool", "is booked"]
        {
            assert!(!low.contains(wrong), "{wrong}: {text}");
        }
        for (place, _) in text.match_indices('$') {
            let amount: String =
                text[place + 1..].chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
            assert_eq!(amount.trim_end_matches(','), "689,000", "{text}");
        }
    }

    fn check(&self, played: &[Played]) {
        let [before @ .., stop, last] = played else { panic!("too few turns") };
        for turn in before {
            assert!(matches!(turn.kind, OutcomeKind::Reply | OutcomeKind::Handoff), "{:?}", turn.reasons);
            assert!(turn.text.is_some(), "{:?}", turn.reasons);
        }
        assert_eq!((stop.kind, stop.drafts.len()), (OutcomeKind::Notice, 0), "STOP is confirmed");
        assert!(stop.text.is_some());
        assert_eq!((last.kind, last.drafts.len()), (OutcomeKind::Silent, 0), "after STOP there is silence");
        assert!(last.text.is_none());
        for turn in played {
            for (_, message) in &turn.shown {
                for private in ["Whitfield", "555-0147", "5550147", "jordan.whitfield", "Bluebonnet"] {
                    assert!(!message.contains(private), "the model was shown {private}: {message}");
                }
            }
        }
    }
}

fn at(turn: &Value) -> Timestamp {
    turn["at"].as_str().unwrap().parse().unwrap()
}
