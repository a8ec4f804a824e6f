//! A person of the business takes a conversation over, writes in it, and hands it back.

use crate::store::link::{Connection, Stored, one, params, run};

use super::database::{Commit, Context, Database, not_found};
use super::history::{self, Slot};
use super::trail::Trail;
use crate::audit::Head;
use crate::error::Result;
use crate::lead::{AccountId, Channel, ConversationId, LeadId, Message, Pii, Role};
use crate::store::fault::SqlError;

/// Says who answers in a conversation. What says nothing new is not told of again.
pub(in crate::store) fn set(
    database: &mut Database,
    account: &AccountId,
    conversation: &ConversationId,
    human: bool,
) -> Result<Head> {
    database.write(Commit::Durable, account, |tx, context| {
        let (lead, _) = of(tx, context, account, conversation)?;
        let changed = run(
            tx,
            "UPDATE conversation SET human = ?3 WHERE account = ?1 AND conversation = ?2 AND human <> ?3",
            params![account.as_str(), conversation.as_bytes(), human],
        )?;
        let mut trail = Trail::open(tx, context, account)?;
        if changed > 0 {
            let what = if human { "conversation.taken_over" } else { "conversation.handed_back" };
            trail.append(what.into(), None, Some(lead), Vec::new())?;
        }
        Ok(trail.head().clone())
    })
}

/// Keeps what a person of the business wrote, so that who answers next knows of it.
pub(in crate::store) fn wrote(
    database: &mut Database,
    account: &AccountId,
    conversation: &ConversationId,
    text: Pii<String>,
) -> Result<Head> {
    database.write(Commit::Durable, account, |tx, context| {
        let (lead, channel) = of(tx, context, account, conversation)?;
        let mut trail = Trail::open(tx, context, account)?;
        let slot = Slot { account, place: trail.next()?, conversation, lead, turn: None };
        history::append(
            tx,
            context,
            &slot,
            &Message::new(Role::Agent, text.clone(), context.now(), channel),
        )?;
        trail.append("conversation.agent_wrote".into(), None, Some(lead), Vec::new()).cloned()
    })
}

/// Whose conversation it is, and its channel.
fn of(
    tx: &Connection,
    context: &mut Context,
    account: &AccountId,
    conversation: &ConversationId,
) -> Result<(LeadId, Channel)> {
    context.account(tx, account)?;
    let found = one(
        tx,
        "SELECT message.lead, conversation.channel FROM conversation JOIN message USING (account, conversation)
         WHERE account = ?1 AND conversation = ?2 ORDER BY place DESC LIMIT 1",
        params![account.as_str(), conversation.as_bytes()],
        |row| Ok((row.get::<Stored<LeadId>>(0)?.0, row.get::<String>(1)?)),
    )?;
    let (lead, channel) = found.ok_or_else(|| not_found("conversation"))?;
    Ok((lead, channel.parse().map_err(|_| SqlError::Shape)?))
}
