//! What the database holds after a race, read once it is over.

use std::collections::HashMap;

use super::super::*;
use super::history::Told;
use crate::audit::Head;
use crate::store::link::{Connection, Stored as Id, all, params};

pub(super) struct Stored {
    /// Each turn, with its outcome if it ended.
    pub(super) turns: HashMap<TurnId, Option<Told>>,
    /// Every consent event with its turn, oldest first.
    pub(super) events: Vec<(TurnId, String)>,
    /// Every text that was handed out.
    pub(super) said: Vec<String>,
    pub(super) trail: Vec<Entry>,
    /// The hash of each of its entries.
    pub(super) heads: HashMap<u64, Head>,
    /// What the database and the trail's own check find.
    pub(super) damage: Vec<String>,
}

impl Stored {
    pub(super) async fn read(store: &TestStore) -> Stored {
        let (turns, leads, events, macs, damage) = store.worker.run(|db| db.read(rows)).await.unwrap();
        let mut stored = Stored {
            turns: HashMap::new(),
            events,
            said: Vec::new(),
            trail: store.audit_trail(&oak(), None).await.unwrap(),
            heads: macs.into_iter().map(|(seq, mac)| (seq, Head { seq, mac })).collect(),
            damage,
        };
        if let Err(error) = store.verify_audit(&oak(), None).await {
            stored.damage.push(error.to_string());
        }
        for turn in turns {
            let outcome = store.outcome(&oak(), turn).await.unwrap();
            stored.turns.insert(turn, outcome.as_ref().map(Told::from));
        }
        for lead in leads {
            let history = store.history(&oak(), lead).await.unwrap();
            let said = history.iter().filter(|message| message.role == Role::Assistant);
            stored.said.extend(said.map(|message| message.text.expose().clone()));
        }
        stored
    }
}

type Rows = (Vec<TurnId>, Vec<LeadId>, Vec<(TurnId, String)>, Vec<(u64, [u8; 32])>, Vec<String>);

fn rows(tx: &Connection, _: &mut database::Context) -> Result<Rows> {
    let turns = all(tx, "SELECT turn FROM turn", params![], |row| row.get::<Id<TurnId>>(0))?;
    let leads = all(tx, "SELECT lead FROM lead", params![], |row| row.get::<Id<LeadId>>(0))?;
    let sql = "SELECT turn, kind FROM event WHERE turn IS NOT NULL ORDER BY place";
    let events = all(tx, sql, params![], |row| Ok((row.get::<Id<TurnId>>(0)?.0, row.get(1)?)))?;
    let macs = all(tx, "SELECT seq, mac FROM audit", params![], |row| {
        Ok((row.get::<i64>(0)?.unsigned_abs(), row.get(1)?))
    })?;
    let damage = course::damage(tx)?;
    let ids = |turns: Vec<Id<TurnId>>| turns.into_iter().map(|turn| turn.0).collect();
    Ok((ids(turns), leads.into_iter().map(|lead| lead.0).collect(), events, macs, damage))
}
