//! One process of the race: it calls the store as receivers, workers, outboxes and recovery would, at random.

use std::collections::HashMap;
use std::path::Path;

use rustix::process::{Signal, getpid, kill_process};

use super::super::*;
use super::history::{Call, Got, MessageId, Recorder, Says, Told, Words, clock, nanos};
use super::{CONFIRMS, LEASE, LIFE, points};
use crate::clock::FixedClock;
use crate::consent::events_of;
use crate::lead::{Outreach, OutreachPurpose};
use crate::store::ClaimOutreach;
use crate::store::link::{Connection, Stored, all, params};

/// A contact point's next message is written after so many nanoseconds.
const EVERY: u64 = 40_000_000;

pub(super) struct Driver {
    store: TestStore,
    recorder: Recorder,
    random: fastrand::Rng,
    surroundings: Surroundings,
    name: String,
    texts: u64,
    /// Whose an address is, where it is its lead's only one.
    leads: HashMap<u32, LeadId>,
    /// Turns that it knows of, the newest last.
    turns: Vec<(TurnId, Words)>,
    /// What it is to do, and when.
    later: Vec<(u64, Call)>,
    /// Whether it may die of itself.
    mortal: bool,
}

impl Driver {
    pub(super) async fn open(folder: &Path, name: &str, seed: u64, mortal: bool) -> Driver {
        let store = loop {
            match course::open(folder).await {
                Ok(store) => break store,
                Err(error) => assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}"),
            }
        };
        Driver {
            store,
            recorder: Recorder::create(&folder.join(name)),
            random: fastrand::Rng::with_seed(seed),
            surroundings: Surroundings::default(),
            name: name.to_owned(),
            texts: 0,
            leads: HashMap::new(),
            turns: Vec::new(),
            later: Vec::new(),
            mortal,
        }
    }

    /// Does one thing.
    pub(super) async fn step(&mut self) {
        self.do_what_is_due().await;
        let (turn, words) = self.known().await;
        let says = self.says(words);
        let call = match self.random.u32(0..100) {
            0..33 => {
                let message = self.message();
                self.deliver(message, message.own).await;
                return;
            }
            33..35 => {
                let message = self.message();
                let words = self.other_words(message.own);
                self.deliver(message, words).await;
                return;
            }
            35..41 => return self.meet().await,
            41..62 => Call::Clear(turn, says),
            62..79 => return self.permit(turn, says).await,
            79 => Call::Redeem(turn),
            80..85 => Call::Answered(turn, says),
            85..88 => Call::Begin(turn),
            88 => {
                let message = self.message();
                self.deliver(MessageId { own: Words::Sale, ..message }, Words::Sale).await;
                return;
            }
            89..91 => Call::Finish(turn),
            91 => Call::LetGo(turn),
            92..95 => Call::Outcome(turn),
            _ => return self.recover().await,
        };
        self.call(call).await;
    }

    /// Delivers a message: for the first time or again, with its own words or with others. Returns its turn, where it has one.
    async fn deliver(&mut self, message: MessageId, words: Words) -> Option<TurnId> {
        if words == Words::Sale && !self.leads.contains_key(&message.point) {
            return None;
        }
        let call = self.claim_call(message, words);
        let claimed = match self.call(call).await {
            Got::Claimed { turn, lead, .. } => {
                if points::of_one_lead(message.point).len() == 1 {
                    self.leads.insert(message.point, lead);
                }
                Some(turn)
            }
            _ => None,
        };
        if let Some(turn) = claimed {
            self.know(turn, words);
        }
        if words == Words::Stop {
            // So that things go on, the person comes back soon.
            for point in points::of_one_lead(message.point) {
                let start = self.message_of(point, Words::Start);
                let start = self.claim_call(start, Words::Start);
                self.later.push((clock() + self.random.u64(EVERY / 4..EVERY * 3 / 2), start));
            }
        }
        claimed
    }

    fn claim_call(&mut self, message: MessageId, words: Words) -> Call {
        let turn = TurnId::fresh(&self.surroundings).unwrap();
        Call::Claim { message, words, turn, begin: self.random.u32(0..4) == 0 }
    }

    /// Does what hurts most when others do it too, at a moment at which they do.
    async fn meet(&mut self) {
        const MOMENTS: u64 = EVERY / 2;
        std::thread::sleep(Duration::from_nanos(MOMENTS - clock() % MOMENTS));
        let message = self.message();
        let stop = MessageId { own: Words::Stop, ..message };
        match self.random.u32(0..9) {
            0..3 => self.empty_common_outbox().await,
            3..5 => drop(self.deliver(message, message.own).await),
            5 => drop(self.deliver(stop, Words::Stop).await),
            6 => self.stop_what_is_permitted(message, stop).await,
            7 => self.stop_what_is_permitted(MessageId { own: Words::Sale, ..message }, stop).await,
            _ => self.stop_twice(stop).await,
        }
    }

    /// A person says stop while the reply to them waits, or what is written to them first: its permit is worth nothing any more.
    async fn stop_what_is_permitted(&mut self, message: MessageId, stop: MessageId) {
        let Some(turn) = self.deliver(message, message.own).await else { return };
        let says = self.says(message.own);
        if let Got::Granted = self.call(Call::Permit(turn, says)).await {
            self.deliver(stop, Words::Stop).await;
            self.call(Call::Redeem(turn)).await;
        }
    }

    /// A person says stop, and says it again: one of the two is confirmed.
    async fn stop_twice(&mut self, stop: MessageId) {
        for number in [stop.number, stop.number + 1] {
            if let Some(turn) = self.deliver(MessageId { number, ..stop }, Words::Stop).await {
                let says = self.says(Words::Stop);
                self.call(Call::Clear(turn, says)).await;
            }
        }
    }

    /// All processes deliver the same messages at about the same time.
    fn message(&mut self) -> MessageId {
        let point = points::at(Duration::from_nanos(clock()), &mut self.random);
        let own = match self.random.u32(0..100) {
            0 => Words::Stop,
            1..5 => Words::Start,
            5..40 => Words::Help,
            _ => Words::Question,
        };
        self.message_of(point, own)
    }

    /// Mostly the newest.
    fn message_of(&mut self, point: u32, own: Words) -> MessageId {
        let late = if self.random.u32(0..8) == 0 { self.random.u64(0..8) } else { 0 };
        MessageId { point, number: clock() / EVERY - late, own }
    }

    fn other_words(&mut self, own: Words) -> Words {
        loop {
            let words = Words::ALL[self.random.usize(0..Words::ALL.len())];
            if words != own {
                return words;
            }
        }
    }

    async fn permit(&mut self, turn: TurnId, says: Says) {
        if matches!(self.call(Call::Permit(turn, says)).await, Got::Granted) && !for_all(turn) {
            // In time, or too late.
            let wait = if self.random.bool() { 0 } else { self.random.u64(0..nanos(LIFE) * 2) };
            self.later.push((clock() + wait, Call::Redeem(turn)));
            if self.random.u32(0..4) == 0 {
                // Again, as if the first answer had not come.
                self.later.push((clock() + wait, Call::Redeem(turn)));
            }
            self.turns.retain(|(known, _)| *known != turn);
        }
    }

    async fn do_what_is_due(&mut self) {
        let now = clock();
        while let Some(at) = self.later.iter().position(|(due, _)| *due <= now) {
            let (_, call) = self.later.swap_remove(at);
            self.call(call).await;
        }
    }

    /// Redeems what any process has permitted for all.
    async fn empty_common_outbox(&mut self) {
        let sql = "SELECT turn FROM turn INDEXED BY turn_open
                   WHERE account = 'oak' AND state <> 'done' AND outbound = 'permitted' ORDER BY place LIMIT 16";
        let permitted = or_unavailable(self.turns_by(sql).await);
        for turn in permitted.into_iter().filter(|turn| for_all(*turn)).take(2) {
            self.call(Call::Redeem(turn)).await;
        }
    }

    /// Works turns that nobody seems to, as many as are left open meanwhile.
    async fn recover(&mut self) {
        let open = or_unavailable(self.store.open_turns(&oak(), 8).await);
        for turn in self.random.choose_multiple(open, 3) {
            self.work(turn).await;
        }
    }

    async fn work(&mut self, turn: TurnId) {
        let words = if self.random.u32(0..4) == 0 { Words::Stop } else { Words::Question };
        self.know(turn, words);
        if let Got::Open = self.call(Call::Begin(turn)).await {
            let says = self.says(words);
            self.call(Call::Clear(turn, says)).await;
        }
    }

    /// Ends every turn that is left, as recovery must be able to; says which are not.
    pub(super) async fn recover_all(&mut self, most: Duration) -> Vec<TurnId> {
        // What the dead held is in no list until their leases have run out.
        tokio::time::sleep(LEASE * 2).await;
        let until = clock() + nanos(most);
        loop {
            let open = self.store.open_turns(&oak(), 1_000_000).await.unwrap();
            for turn in &open {
                self.work(*turn).await;
            }
            // What a cap defers is told, and waits for a day.
            let left = "SELECT turn FROM turn WHERE state NOT IN ('done', 'deferred')";
            let left = self.turns_by(left).await.unwrap();
            if left.is_empty() || clock() > until {
                return left;
            }
            tokio::time::sleep(LEASE / 4).await;
        }
    }

    async fn turns_by(&self, sql: &'static str) -> Result<Vec<TurnId>> {
        let read = move |tx: &Connection, _: &mut database::Context| {
            all(tx, sql, params![], |row| row.get::<Stored<TurnId>>(0).map(|turn| turn.0))
        };
        self.store.worker.run(move |db| db.read(read)).await
    }

    pub(super) fn into_store(self) -> TestStore {
        self.store
    }

    fn know(&mut self, turn: TurnId, words: Words) {
        const MOST: usize = 32;
        if self.turns.len() == MOST {
            self.turns.remove(0);
        }
        self.turns.push((turn, words));
    }

    /// A turn to go on with: mostly the newest.
    async fn known(&mut self) -> (TurnId, Words) {
        while self.turns.is_empty() {
            let message = self.message();
            self.deliver(message, message.own).await;
        }
        let newest = self.turns.len() - 1;
        self.turns[if self.random.u32(0..3) > 0 { newest } else { self.random.usize(0..=newest) }]
    }

    /// What fits the words; now and then what does not.
    fn says(&mut self, words: Words) -> Says {
        self.texts += 1;
        let confirms = (words == Words::Stop) != (self.random.u32(0..16) == 0);
        Says { text: format!("{} {}", self.name, self.texts), confirms, first: words == Words::Sale && !confirms }
    }

    /// Calls the store, with a line before and one after.
    async fn call(&mut self, call: Call) -> Got {
        self.recorder.calls(&call);
        let got = self.perform(call).await.unwrap_or_else(|error| Got::Failed {
            kind: error.kind().as_str().to_owned(),
            words: error.to_string(),
        });
        self.recorder.gets(&got);
        // What was told a moment ago must last, whatever the store may still be doing.
        let odds = if matches!(got, Got::Claimed { repeat: false, .. }) { 40 } else { 400 };
        if self.mortal && self.random.u32(0..odds) == 0 {
            kill_process(getpid(), Signal::KILL).unwrap();
        }
        // Of what has ended, little is asked again.
        if let Some(outcome) = got.outcome()
            && self.random.u32(0..4) > 0
        {
            self.turns.retain(|(turn, _)| *turn != outcome.turn);
        }
        got
    }

    async fn perform(&self, call: Call) -> Result<Got> {
        let store = &self.store;
        let ended = |outcome: &StoredOutcome| Got::Ended(Told::from(outcome));
        let redeemed = |redeemed: Redeemed| match redeemed {
            Redeemed::Cleared(cleared, outcome) => {
                // The channel's own look at the deadline is not the store's: what was handed out is what counts.
                let clock = FixedClock::at(cleared.deadline());
                let text = cleared.release(&clock).unwrap().expose().clone();
                Got::Cleared { text, outcome: Told::from(&*outcome) }
            }
            Redeemed::Expired => Got::Expired,
            Redeemed::Ended(outcome) => ended(&outcome),
        };
        Ok(match call {
            Call::Claim { message, words, turn, begin } => {
                let claimed = match words {
                    Words::Sale => store.claim_outreach(self.sale(message, turn)?).await?,
                    _ => store.claim(self.claim(message, words, turn, begin)?).await?,
                };
                let open = claimed.open.is_some();
                Got::Claimed { turn: claimed.turn, lead: claimed.lead, repeat: claimed.repeat, open }
            }
            Call::Begin(turn) => match store.begin(&oak(), turn).await? {
                Work::Done(outcome) => ended(&outcome),
                Work::Open(_) | Work::Outreach(_) => Got::Open,
            },
            Call::LetGo(turn) => store.let_go(&oak(), turn).await.map(|()| Got::Done)?,
            Call::Answered(turn, says) => store.answered(asks(turn, says)).await.map(|()| Got::Done)?,
            Call::Clear(turn, says) => redeemed(store.clear(asks(turn, says)).await?),
            Call::Permit(turn, says) => match store.permit(asks(turn, says)).await? {
                Permitted::Granted(_) => Got::Granted,
                Permitted::Ended(outcome) => ended(&outcome),
            },
            Call::Redeem(turn) => redeemed(store.redeem(&oak(), OutboundId::of(turn)).await?),
            Call::Finish(turn) => ended(&store.finish(silent(turn)).await?),
            Call::Outcome(turn) => {
                store.outcome(&oak(), turn).await?.map_or(Got::NotYet, |outcome| ended(&outcome))
            }
        })
    }

    /// What the business writes first to a lead who has written before.
    fn sale(&self, message: MessageId, turn: TurnId) -> Result<ClaimOutreach> {
        let id = format!("{}-{}", message.point, message.number);
        let lead = self.leads[&message.point];
        let (purpose, text) = (OutreachPurpose::Transactional, message.own.text());
        let outreach = Outreach::new(&id, lead, points::CHANNEL, purpose, text)?;
        Ok(ClaimOutreach { account: oak(), turn, outreach })
    }

    /// The message as the engine would claim it.
    fn claim(&self, message: MessageId, words: Words, turn: TurnId, begin: bool) -> Result<Claim> {
        let id = format!("{}-{:?}", message.number, message.own);
        let mut inbound = Inbound::new(&id, points::CHANNEL, &points::address(message.point), words.text())?;
        let at = self.surroundings.now();
        inbound.at = Some(at);
        let reading = reading(words);
        let events = events_of(&reading, points::CHANNEL, at);
        Ok(Claim { account: oak(), turn, begin, inbound, reading, events })
    }
}

/// What a look found. That the database is locked, or gone for a moment, is the only other thing that it may say.
fn or_unavailable(found: Result<Vec<TurnId>>) -> Vec<TurnId> {
    found.unwrap_or_else(|error| {
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
        Vec::new()
    })
}

/// Of half of the turns the permits are redeemed by whoever comes, of the others by who got them.
fn for_all(turn: TurnId) -> bool {
    turn.as_bytes()[15].is_multiple_of(2)
}

/// As the reader reads these words: it would take longer to wake up than most processes here live.
fn reading(words: Words) -> Reading {
    let finding =
        |kind| Finding { kind, scope: Scope::Channel(points::CHANNEL), rule: "SMS-01", confidence: 1.0 };
    let kind = match words {
        Words::Question | Words::Sale => return Reading::default(),
        Words::Help => FindingKind::Help,
        Words::Stop => FindingKind::OptOut,
        Words::Start => FindingKind::OptIn,
    };
    Reading { channel: Some(points::CHANNEL), findings: vec![finding(kind)] }
}

fn asks(turn: TurnId, says: Says) -> PermitRequest {
    let mut answer = if says.confirms { confirmation() } else { answer("") };
    if says.first {
        answer.kind = OutcomeKind::Outreach;
        answer.permit = PermitKind::Outreach(OutreachPurpose::Transactional);
    }
    answer.text = Pii::from(says.text);
    if says.confirms {
        answer.reasons = vec![CONFIRMS.to_owned()];
    }
    PermitRequest { life: LIFE, ..request(turn, answer) }
}
