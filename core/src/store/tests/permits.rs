use super::*;

#[tokio::test]
async fn a_text_is_handed_out_once() {
    let house = House::new();
    let store = house.open().await;
    let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
    opened(&store, claimed.turn).await;
    let outbound = granted(&store, claimed.turn, answer("689,000 dollars")).await;
    assert_eq!(store.history(&oak(), claimed.lead).await.unwrap().len(), 1, "permitted is not sent");
    let Redeemed::Cleared(cleared, outcome) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!(cleared.deadline(), house.now().plus(LIFE));
    assert_eq!(cleared.release(&*house.clock).unwrap().expose(), "689,000 dollars");
    assert_eq!((outcome.kind, outcome.outbound), (OutcomeKind::Reply, Some(outbound)));
    assert_eq!(outcome.author, Some(Author::Composer));
    assert_eq!(outcome.usage.as_ref().unwrap().input, Some(12));
    let error = store.redeem(&oak(), outbound).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let history = store.history(&oak(), claimed.lead).await.unwrap();
    let texts: Vec<_> = history.iter().map(|m| (m.role.as_str(), m.text.expose().as_str())).collect();
    assert_eq!(texts, [("lead", "How much?"), ("assistant", "689,000 dollars")]);
    assert_eq!(store.outcome(&oak(), claimed.turn).await.unwrap().as_ref(), Some(&*outcome));
    assert!(matches!(store.begin(&oak(), claimed.turn).await.unwrap(), Work::Done(done) if done == outcome));
    assert_eq!(
        store.verify_audit(&oak(), Some(outcome.audit_head.clone())).await.unwrap(),
        outcome.audit_head
    );
    // Nothing more happens to a turn that is done.
    assert_eq!(ended(&store, claimed.turn, answer("again")).await, *outcome);
    assert_eq!(store.finish(silent(claimed.turn)).await.unwrap(), *outcome);
    let error = store.answered(request(claimed.turn, answer("again"))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn clearing_is_permitting_and_redeeming_at_once() {
    let (house, other) = (House::new(), House::new());
    let (at_once, in_two) = (house.open().await, other.open().await);
    let mut trails = Vec::new();
    for (store, house, clears) in [(&at_once, &house, true), (&in_two, &other, false)] {
        let claimed = store.claim(house.question("m1", "How much?")).await.unwrap();
        opened(store, claimed.turn).await;
        let redeemed = if clears {
            store.clear(request(claimed.turn, answer("689,000 dollars"))).await.unwrap()
        } else {
            let outbound = granted(store, claimed.turn, answer("689,000 dollars")).await;
            store.redeem(&oak(), outbound).await.unwrap()
        };
        let Redeemed::Cleared(cleared, outcome) = redeemed else { panic!() };
        assert_eq!(cleared.deadline(), house.now().plus(LIFE));
        assert_eq!((outcome.kind, outcome.outbound), (OutcomeKind::Reply, Some(cleared.outbound())));
        assert_eq!(cleared.release(&*house.clock).unwrap().expose(), "689,000 dollars");
        assert_eq!(store.outcome(&oak(), claimed.turn).await.unwrap().as_ref(), Some(&*outcome));
        assert_eq!(
            store.redeem(&oak(), outcome.outbound.unwrap()).await.unwrap_err().kind(),
            ErrorKind::Conflict
        );
        let again = store.clear(request(claimed.turn, answer("again"))).await.unwrap();
        assert!(matches!(again, Redeemed::Ended(stored) if stored == outcome));
        let history = store.history(&oak(), claimed.lead).await.unwrap();
        assert_eq!(history.len(), 2);
        let kept = "SELECT count(*) FROM turn WHERE answer IS NOT NULL";
        assert_eq!(count(store, kept).await, 0, "the words are a message now");
        let trail = store.audit_trail(&oak(), None).await.unwrap();
        trails.push(trail.into_iter().map(|entry| (entry.what, entry.rules)).collect::<Vec<_>>());
    }
    assert_eq!(trails[0], trails[1]);
}

#[tokio::test]
async fn nothing_is_cleared_after_a_stop() {
    let house = House::new();
    let store = house.open().await;
    let asked = store.claim(house.question("m1", "Hi")).await.unwrap();
    opened(&store, asked.turn).await;
    let stop = store.claim(house.stop("m2")).await.unwrap();
    let Redeemed::Ended(outcome) = store.clear(request(asked.turn, answer("Yes"))).await.unwrap() else {
        panic!()
    };
    assert_eq!((outcome.kind, outcome.outbound), (OutcomeKind::Silent, None));
    assert_eq!(outcome.reasons, ["consent.opted_out"]);
    assert_eq!(count(&store, "SELECT count(*) FROM turn WHERE outbound IS NOT NULL").await, 0);
    let notice = store.clear(request(stop.turn, confirmation())).await.unwrap();
    assert!(matches!(notice, Redeemed::Cleared(..)));
    let events = store.consent(&oak(), stop.lead).await.unwrap();
    assert_eq!(events.last().unwrap().kind, EventKind::Confirmed);
}

#[tokio::test]
async fn fifty_redemptions_at_once_hand_out_one_text() {
    let house = House::new();
    let (one, two) = (Arc::new(house.open().await), Arc::new(house.open().await));
    let claimed = one.claim(house.question("m1", "Hi")).await.unwrap();
    let outbound = granted(&one, claimed.turn, answer("Yes")).await;
    let mut redeemed = tokio::task::JoinSet::new();
    for index in 0..50 {
        let store = if index % 2 == 0 { one.clone() } else { two.clone() };
        redeemed.spawn(async move { store.redeem(&oak(), outbound).await });
    }
    let redeemed = redeemed.join_all().await;
    assert_eq!(redeemed.iter().filter(|r| matches!(r, Ok(Redeemed::Cleared(..)))).count(), 1);
    let conflicts = redeemed.iter().filter(|r| matches!(r, Err(e) if e.kind() == ErrorKind::Conflict));
    assert_eq!(conflicts.count(), 49);
}

#[tokio::test]
async fn a_stop_between_permit_and_redemption_ends_it() {
    let house = House::new();
    let store = house.open().await;
    let asked = store.claim(house.question("m1", "Hi")).await.unwrap();
    let outbound = granted(&store, asked.turn, answer("Yes")).await;
    assert_eq!(count(&store, "SELECT count(*) FROM turn WHERE answer IS NOT NULL").await, 1);
    let stop = store.claim(house.stop("m2")).await.unwrap();
    let mut heads = std::collections::BTreeSet::new();
    for _ in 0..2 {
        let Redeemed::Ended(outcome) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
        heads.insert(outcome.audit_head.to_string());
        assert_eq!((outcome.kind, outcome.outbound), (OutcomeKind::Silent, None));
        assert_eq!(outcome.reasons, ["consent.opted_out"]);
        assert_eq!(outcome.usage.unwrap().input, Some(12), "what the model cost is not forgotten");
    }
    assert_eq!(heads.len(), 1, "it ended once");
    let dropped = "SELECT count(*) FROM turn WHERE outbound = 'dropped' AND answer IS NULL";
    assert_eq!(count(&store, dropped).await, 1);
    // The confirmation goes out once.
    let notice = granted(&store, stop.turn, confirmation()).await;
    let Redeemed::Cleared(_, outcome) = store.redeem(&oak(), notice).await.unwrap() else { panic!() };
    assert_eq!(outcome.kind, OutcomeKind::Notice);
    assert_eq!(outcome.consent, crate::consent::ConsentState::OptedOut);
    let events = store.consent(&oak(), stop.lead).await.unwrap();
    assert_eq!(events.last().unwrap().kind, EventKind::Confirmed);
    assert_eq!(events.last().unwrap().source, Source::Engine);
    let more = store.claim(house.question("m3", "why?")).await.unwrap();
    assert_eq!(ended(&store, more.turn, confirmation()).await.kind, OutcomeKind::Silent);
    assert_eq!(ended(&store, more.turn, answer("Yes")).await.kind, OutcomeKind::Silent);
}

#[tokio::test]
async fn a_text_that_was_refused_stays_refused_when_the_person_comes_back() {
    let house = House::new();
    let store = house.open().await;
    let asked = store.claim(house.question("m1", "Hi")).await.unwrap();
    let outbound = granted(&store, asked.turn, answer("Yes")).await;
    store.claim(house.stop("m2")).await.unwrap();
    let Redeemed::Ended(first) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    let start = house.with(house.question("m3", "START"), FindingKind::OptIn, EventKind::OptIn);
    store.claim(start).await.unwrap();
    let Redeemed::Ended(second) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!(first, second);
    // The same for one that was permitted when its turn was ended otherwise.
    let asked = store.claim(house.question("m4", "Hi")).await.unwrap();
    let outbound = granted(&store, asked.turn, answer("Yes")).await;
    let silence = store.finish(silent(asked.turn)).await.unwrap();
    let Redeemed::Ended(outcome) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!(*outcome, silence);
}

#[tokio::test]
async fn another_answer_takes_back_the_permit_of_the_first() {
    let house = House::new();
    let store = house.open().await;
    let asked = store.claim(house.question("m1", "Hi")).await.unwrap();
    let outbound = granted(&store, asked.turn, answer("Yes")).await;
    store.answered(request(asked.turn, answer("No"))).await.unwrap();
    assert!(matches!(store.redeem(&oak(), outbound).await.unwrap(), Redeemed::Expired));
    assert_eq!(granted(&store, asked.turn, answer("No")).await, outbound);
    let Redeemed::Cleared(cleared, _) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!(cleared.release(&*house.clock).unwrap().expose(), "No");
}

#[tokio::test]
async fn an_expired_permit_is_permitted_afresh_under_the_same_id() {
    let house = House::new();
    let store = house.open().await;
    let asked = store.claim(house.question("m1", "Hi")).await.unwrap();
    let outbound = granted(&store, asked.turn, answer("Yes")).await;
    house.pass(LIFE);
    for _ in 0..2 {
        assert!(matches!(store.redeem(&oak(), outbound).await.unwrap(), Redeemed::Expired));
    }
    let Progress::Answered(kept) = opened(&store, asked.turn).await.progress else { panic!() };
    assert_eq!(kept, answer("Yes"));
    assert_eq!(granted(&store, asked.turn, kept).await, outbound);
    let Progress::Permitted(id) = opened(&store, asked.turn).await.progress else { panic!() };
    assert_eq!(id, outbound);
    assert!(matches!(store.redeem(&oak(), outbound).await.unwrap(), Redeemed::Cleared(..)));
    assert_eq!(count(&store, "SELECT count(*) FROM turn WHERE outbound IS NOT NULL").await, 1);
    assert_eq!(store.history(&oak(), asked.lead).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_burst_is_answered_once_with_the_last() {
    let house = House::new();
    let store = house.open().await;
    let first = store.claim(house.question("m1", "Hi")).await.unwrap();
    let outbound = granted(&store, first.turn, answer("Hello")).await;
    let stop = store
        .claim(house.with(house.question("m2", "HELP"), FindingKind::Help, EventKind::Inquiry))
        .await
        .unwrap();
    assert_eq!(opened(&store, first.turn).await.standing.superseded_by, None, "HELP supersedes nothing");
    let second = store.claim(house.question("m3", "How much?")).await.unwrap();
    let third = store.claim(house.question("m4", "And the HOA?")).await.unwrap();
    let Redeemed::Ended(outcome) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!((outcome.kind, outcome.by), (OutcomeKind::Superseded, Some(third.turn)));
    let outcome = ended(&store, second.turn, answer("689,000")).await;
    assert_eq!((outcome.kind, outcome.by), (OutcomeKind::Superseded, Some(third.turn)));
    assert_eq!(opened(&store, stop.turn).await.standing.superseded_by, None, "nor is it superseded");
    let recalled = opened(&store, third.turn).await.recalled;
    let texts: Vec<_> = recalled.history.iter().map(|message| message.text.expose().as_str()).collect();
    assert_eq!(texts, ["Hi", "HELP", "How much?"]);
    granted(&store, third.turn, answer("There is none")).await;
}

#[tokio::test]
async fn a_deferred_turn_waits_and_goes_on() {
    let house = House::new();
    let store = house.open().await;
    let hours = r#"{"id": "oak", "brand": "Oak", "hours": {"start": "17:00", "end": "20:00"}}"#;
    store.put_account(Account::from_json(hours).unwrap()).await.unwrap();
    // Written two hours ago: an answer now is no longer part of the exchange.
    let mut claim = house.question("m1", "Hi");
    let written = Timestamp::from_millis(house.now().as_millis() - 2 * 3_600_000);
    (claim.inbound.at, claim.events[0].at) = (Some(written), written);
    let asked = store.claim(claim).await.unwrap();
    let outcome = ended(&store, asked.turn, answer("Yes")).await;
    // It is a Sunday morning in Texas, where the lead's phone is from.
    let due = house.now().plus(Duration::from_secs(3 * 3600));
    assert_eq!((outcome.kind, outcome.until), (OutcomeKind::Deferred, Some(due)));
    assert_eq!(outcome.reasons, ["hours.quiet.tx"]);
    assert!(store.open_turns(&oak(), 9).await.unwrap().is_empty());
    assert!(matches!(store.begin(&oak(), asked.turn).await.unwrap(), Work::Done(done) if *done == outcome));
    assert_eq!(store.outcome(&oak(), asked.turn).await.unwrap(), Some(outcome));
    house.pass(Duration::from_secs(3 * 3600));
    assert_eq!(store.open_turns(&oak(), 9).await.unwrap(), [asked.turn]);
    assert_eq!(store.outcome(&oak(), asked.turn).await.unwrap(), None);
    opened(&store, asked.turn).await;
    let outbound = granted(&store, asked.turn, answer("Yes")).await;
    // Its hours end before it is redeemed: it waits again, and keeps its text.
    house.pass(Duration::from_secs(3 * 3600));
    let outbound_again = {
        assert!(matches!(store.redeem(&oak(), outbound).await.unwrap(), Redeemed::Expired));
        ended(&store, asked.turn, answer("Yes")).await
    };
    assert_eq!(
        (outbound_again.kind, outbound_again.reasons),
        (OutcomeKind::Deferred, vec!["hours.quiet.account".to_owned()])
    );
    house.pass(Duration::from_secs(21 * 3600));
    let held = store.held_messages(&oak(), asked.lead, asked.conversation, i64::MIN).await;
    let unsent: Vec<_> = held.unwrap().into_iter().map(|message| message.unsent).collect();
    assert_eq!(unsent, [Some("Yes".to_owned().into())], "what waits is held");
    let Progress::Answered(kept) = opened(&store, asked.turn).await.progress else { panic!() };
    assert_eq!(granted(&store, asked.turn, kept).await, outbound);
    assert!(matches!(store.redeem(&oak(), outbound).await.unwrap(), Redeemed::Cleared(..)));
}

/// The first words of a streamed answer, permitted and redeemed.
async fn streamed(store: &TestStore, turn: TurnId) -> OutboundId {
    let words = Answer { kind: OutcomeKind::Withdrawn, ..answer("It is $689,000.") };
    let outbound = granted(store, turn, words).await;
    let Redeemed::Cleared(_, begun) = store.redeem(&oak(), outbound).await.unwrap() else { panic!() };
    assert_eq!(begun.kind, OutcomeKind::Withdrawn, "so it stays if the process dies here");
    outbound
}

fn conclude(outbound: OutboundId) -> Conclude {
    Conclude { account: oak(), outbound, kind: OutcomeKind::Reply, reasons: Vec::new(), usage: None }
}

#[tokio::test]
async fn a_streamed_answer_grows_until_it_is_concluded() {
    let house = House::new();
    let store = house.open().await;
    let asked = store.claim(house.question("m1", "How much?")).await.unwrap();
    let outbound = streamed(&store, asked.turn).await;
    // What the lead types meanwhile is answered afterwards.
    store.claim(house.question("m2", "and the beds?")).await.unwrap();
    let released = store.release(&oak(), outbound, Pii::from(" Three beds.")).await.unwrap();
    let Released::Cleared(cleared) = released else { panic!() };
    assert_eq!(cleared.release(&*house.clock).unwrap().expose(), " Three beds.");
    let outcome = store.conclude(conclude(outbound)).await.unwrap();
    assert_eq!((outcome.kind, outcome.outbound), (OutcomeKind::Reply, Some(outbound)));
    assert_eq!(store.outcome(&oak(), asked.turn).await.unwrap(), Some(outcome));
    let history = store.history(&oak(), asked.lead).await.unwrap();
    let said: Vec<_> =
        history.iter().filter(|m| m.role == Role::Assistant).map(|m| m.text.expose().as_str()).collect();
    assert_eq!(said, ["It is $689,000. Three beds."]);
    let late = store.release(&oak(), outbound, Pii::from(" More.")).await.unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Conflict);
    assert_eq!(store.conclude(conclude(outbound)).await.unwrap_err().kind(), ErrorKind::Conflict);
    store.verify_audit(&oak(), None).await.unwrap();
}

#[tokio::test]
async fn a_stop_cuts_a_streamed_answer() {
    let house = House::new();
    let store = house.open().await;
    let asked = store.claim(house.question("m1", "How much?")).await.unwrap();
    let outbound = streamed(&store, asked.turn).await;
    store.claim(house.stop("m2")).await.unwrap();
    let released = store.release(&oak(), outbound, Pii::from(" Three beds.")).await.unwrap();
    let Released::Ended(outcome) = released else { panic!() };
    assert_eq!((outcome.kind, outcome.outbound), (OutcomeKind::Withdrawn, Some(outbound)));
    assert_eq!(outcome.consent, ConsentState::OptedOut);
    let history = store.history(&oak(), asked.lead).await.unwrap();
    assert!(history.iter().all(|message| !message.text.expose().contains("Three")));
}

#[tokio::test]
async fn every_decision_is_in_the_trail() {
    let house = House::new();
    let store = house.open().await;
    let asked = store.claim(house.question("m1", "Hi")).await.unwrap();
    let outbound = granted(&store, asked.turn, answer("Yes")).await;
    store.redeem(&oak(), outbound).await.unwrap();
    let stop = store.claim(house.stop("m2")).await.unwrap();
    let notice = granted(&store, stop.turn, confirmation()).await;
    let Redeemed::Cleared(_, last) = store.redeem(&oak(), notice).await.unwrap() else { panic!() };
    let entries = store.audit_trail(&oak(), Some(stop.lead)).await.unwrap();
    let what: Vec<_> = entries.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "claim",
            "permit.granted",
            "outcome.reply",
            "claim",
            "consent.opt_out",
            "permit.granted",
            "consent.confirmed",
            "outcome.notice"
        ]
    );
    assert_eq!(entries[3].rules[0].as_str(), "SMS-01");
    assert!(entries.iter().all(|entry| entry.turn.is_some()));
    assert_eq!(last.audit_head.seq, 8);
    assert_eq!(store.audit_trail(&oak(), None).await.unwrap(), entries);

    // What somebody does to the rows is found, though what guards them was taken away first.
    unguard(&store).await;
    for (change, undo, named) in [
        (
            "UPDATE audit SET what = 'claimed' WHERE seq = 4",
            "UPDATE audit SET what = 'claim' WHERE seq = 4",
            "4",
        ),
        ("UPDATE audit SET at = at + 1 WHERE seq = 1", "UPDATE audit SET at = at - 1 WHERE seq = 1", "1"),
        (
            "UPDATE audit SET rules = 'x' WHERE seq = 2",
            "UPDATE audit SET rules = '[\"compose.price\"]' WHERE seq = 2",
            "2",
        ),
        ("UPDATE audit SET seq = 99 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 99", "3"),
        ("UPDATE audit SET seq = -3 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = -3", "0"),
    ] {
        execute(&store, change).await;
        let error = store.verify_audit(&oak(), None).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt);
        assert!(error.to_string().contains(&format!("entry {named} ")), "{change}: {error}");
        execute(&store, undo).await;
        store.verify_audit(&oak(), None).await.unwrap();
    }
    execute(&store, "DELETE FROM audit WHERE seq > 6").await;
    assert_eq!(store.verify_audit(&oak(), None).await.unwrap().seq, 6, "a cut shows only against a head");
    let error = store.verify_audit(&oak(), Some(last.audit_head)).await.unwrap_err();
    assert!(error.to_string().contains("cut at entry 7"), "{error}");
}
