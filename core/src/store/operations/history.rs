//! Messages, each sealed under the key of the lead whose it is.

use crate::store::link::{Connection, Row, Stored, all, params, run, time};

use super::database::Context;
use super::turn::Turn;
use crate::clock::Timestamp;
use crate::error::{ErrorKind, Result};
use crate::lead::{AccountId, LeadId, Message, Pii, Role, TurnId};
use crate::store::fault::SqlError;
use crate::store::seal::{Owner, Place};

/// The most earlier messages that an answer rests on.
const RECALLED: i64 = 50;

/// Where a message goes.
pub(in crate::store) struct Slot<'a> {
    pub(in crate::store) account: &'a AccountId,
    pub(in crate::store) place: i64,
    pub(in crate::store) conversation: &'a crate::lead::ConversationId,
    pub(in crate::store) lead: LeadId,
    /// `None` where a person of the business wrote.
    pub(in crate::store) turn: Option<TurnId>,
}

/// Appends a message.
pub(in crate::store) fn append(
    tx: &Connection,
    context: &Context,
    slot: &Slot<'_>,
    message: &Message,
) -> Result<()> {
    let text = seal(context, Owner::Lead(slot.account, slot.lead), slot.place, &message.text)?;
    run(
        tx,
        "INSERT INTO message (account, place, conversation, lead, turn, role, channel, at, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            slot.account.as_str(),
            slot.place,
            slot.conversation.as_bytes(),
            slot.lead.as_bytes(),
            slot.turn.as_ref().map(|turn| turn.as_bytes()),
            message.role.as_str(),
            message.channel.as_str(),
            message.at.as_millis(),
            text
        ],
    )
    .map(|_| ())
}

/// Seals the words of the message at `place`.
pub(in crate::store) fn seal(
    context: &Context,
    owner: Owner<'_>,
    place: i64,
    text: &Pii<String>,
) -> Result<Vec<u8>> {
    context.keys.seal(owner, place_of(&place.to_be_bytes()), text.expose().as_bytes())
}

/// Opens the words of the message at `place`.
pub(in crate::store) fn unseal(
    context: &Context,
    owner: Owner<'_>,
    place: i64,
    sealed: &[u8],
) -> Result<Pii<String>> {
    let text = context.keys.unseal(owner, place_of(&place.to_be_bytes()), sealed)?;
    let text = std::str::from_utf8(&text).map_err(|_| SqlError::Shape)?;
    Ok(Pii::from(text))
}

fn place_of(row: &[u8; 8]) -> Place<'_> {
    Place { table: "message", column: "text", row }
}

/// The earlier messages of a turn's conversation, oldest first.
pub(in crate::store) fn before(tx: &Connection, context: &Context, turn: &Turn) -> Result<Vec<Message>> {
    let mut rows = all(
        tx,
        "SELECT place, lead, role, channel, at, text, turn FROM message
         WHERE account = ?1 AND conversation = ?2 AND turn IS DISTINCT FROM ?3 ORDER BY place DESC LIMIT ?4",
        params![turn.account.as_str(), turn.conversation.as_bytes(), turn.id.as_bytes(), RECALLED],
        Sealed::read,
    )?;
    rows.reverse();
    open(context, &turn.account, rows)
}

/// A lead's messages over all its conversations, in order.
pub(in crate::store) fn of_lead(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    lead: LeadId,
) -> Result<Vec<Message>> {
    let rows = all(
        tx,
        "SELECT place, message.lead, role, channel, at, text, turn
         FROM conversation_lead CROSS JOIN message USING (account, conversation)
         WHERE account = ?1 AND conversation_lead.lead = ?2 AND message.lead = ?2 ORDER BY place",
        params![account.as_str(), lead.as_bytes()],
        Sealed::read,
    )?;
    open(context, account, rows)
}

struct Sealed {
    place: i64,
    lead: LeadId,
    role: String,
    channel: String,
    at: Timestamp,
    text: Vec<u8>,
    turn: Option<TurnId>,
}

impl Sealed {
    fn read(row: &Row<'_>) -> Result<Sealed> {
        Ok(Sealed {
            place: row.get(0)?,
            lead: row.get::<Stored<LeadId>>(1)?.0,
            role: row.get(2)?,
            channel: row.get(3)?,
            at: time(row, 4)?,
            text: row.get(5)?,
            turn: row.get::<Option<Stored<TurnId>>>(6)?.map(|turn| turn.0),
        })
    }
}

/// Opens messages. Those of a lead who was erased are gone, and the others of the conversation stay.
fn open(context: &Context, account: &AccountId, rows: Vec<Sealed>) -> Result<Vec<Message>> {
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        let text = match unseal(context, Owner::Lead(account, row.lead), row.place, &row.text) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::Restricted => continue,
            Err(error) => return Err(error),
        };
        let role =
            [Role::Lead, Role::Assistant, Role::Agent].into_iter().find(|role| role.as_str() == row.role);
        let channel = row.channel.parse().map_err(|_| SqlError::Shape)?;
        let message = Message::new(role.ok_or(SqlError::Shape)?, text, row.at, channel);
        messages.push(Message { turn: row.turn, ..message });
    }
    Ok(messages)
}
