//! A second opinion of a message lands as an event of its own, and can only tighten.

use crate::store::link::{Connection, one, params, run};

use super::consent::{self, Subject};
use super::database::{Commit, Context, Database};
use super::trail::Trail;
use super::turn::Turn;
use super::{history, reading};
use crate::consent::{Finding, Reading, events_of};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{AccountId, Pii, TurnId};

/// Adds a finding to what was read of a turn's message, with its events and the message's words as their evidence. It counts
/// though the turn has ended meanwhile, and once.
pub(in crate::store) fn keep(
    database: &mut Database,
    account: &AccountId,
    id: TurnId,
    finding: &Finding,
) -> Result<()> {
    database.write(Commit::Durable, account, |tx, context| {
        let turn = Turn::load(tx, account, id)?;
        // Of a lead who was erased meanwhile there is nothing left to read, and nobody writes to it.
        let Some((mut reading, words)) = message(tx, context, &turn)? else { return Ok(()) };
        if reading.findings.iter().any(|known| known.rule == finding.rule) {
            return Ok(());
        }
        let alone = Reading { channel: reading.channel, findings: vec![finding.clone()] };
        let events = events_of(&alone, turn.channel, turn.at);
        if events.is_empty() || !events.iter().all(|event| event.kind.tightens()) {
            return Err(Error::new(
                ErrorKind::Unexpected,
                "a second opinion would loosen consent: report this",
            ));
        }
        reading.findings.push(finding.clone());
        run(
            tx,
            "UPDATE turn SET reading = ?3, plain = ?4 WHERE account = ?1 AND turn = ?2",
            params![
                account.as_str(),
                id.as_bytes(),
                reading::write(&reading)?,
                reading::is_plain(&reading, turn.channel)
            ],
        )?;
        let mut trail = Trail::open(tx, context, account)?;
        let subject = Subject { account, lead: Some(turn.lead), point: Some(&turn.point), turn: Some(id) };
        let mut words = Some(&words);
        for event in &events {
            consent::append(tx, context, &mut trail, subject, event, words.take())?;
        }
        Ok(())
    })
}

/// What was read of a turn's message, and its words; `None` where the lead was erased.
fn message(tx: &Connection, context: &Context, turn: &Turn) -> Result<Option<(Reading, Pii<String>)>> {
    let row = one(
        tx,
        "SELECT reading, text FROM turn
         JOIN message ON message.account = turn.account AND message.conversation = turn.conversation
            AND message.place = turn.place
         WHERE turn.account = ?1 AND turn.turn = ?2",
        params![turn.account.as_str(), turn.id.as_bytes()],
        |row| Ok((row.get::<String>(0)?, row.get::<Vec<u8>>(1)?)),
    )?;
    let Some((column, text)) = row else { return Ok(None) };
    let words = history::unseal(context, turn.owner(), turn.place, &text)?;
    Ok(Some((reading::read(&column)?, words)))
}
