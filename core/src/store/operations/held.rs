//! What is held of a lead, page by page: a lead of many messages need not fit into memory.

use crate::store::link::{Connection, Stored, Value, all, one, params, time};

use super::answer::AnswerRow;
use super::claim::{InboundRow, point};
use super::consent;
use super::database::{Commit, Database, from_json};
use super::ledger::words;
use super::trail::{Trail, entry};
use super::{correction, erasure, history, objection, outreach, records, request, turn};
use crate::audit::{Entry, Head};
use crate::consent::state_for;
use crate::error::{Result, Safe};
use crate::lead::{AccountId, ContactPoint, ConversationId, LeadId, Pii, Purpose, Role, TurnId};
use crate::store::fault::SqlError;
use crate::store::held::{Delivered, Held, HeldContact, HeldConversation, HeldEvent, HeldMessage};
use crate::store::request::Right;
use crate::store::seal::Owner;

/// As many rows are read in one go; a message is 64 KiB at most.
const PAGE: i64 = 100;

/// What does not grow with every message.
pub(in crate::store) fn held(database: &mut Database, account: &AccountId, lead: LeadId) -> Result<Held> {
    database.read(|tx, context| {
        let record = records::read_lead(tx, context, account, lead)?;
        let key = &[Value::Text(account.as_str()), Value::Blob(lead.as_bytes())];
        let corrections = correction::former(tx, context, account, lead)?;
        let restricted =
            one(tx, "SELECT restricted FROM lead WHERE account = ?1 AND lead = ?2", key, |row| row.get(0))?;
        let hold =
            one(tx, "SELECT reason FROM hold WHERE account = ?1 AND lead = ?2", key, |row| row.get(0))?;
        let conversations = all(
            tx,
            "SELECT conversation, channel, listing, human
             FROM conversation_lead CROSS JOIN conversation USING (account, conversation)
             WHERE account = ?1 AND conversation_lead.lead = ?2 ORDER BY conversation",
            key,
            |row| {
                Ok(HeldConversation {
                    id: row.get::<Stored<ConversationId>>(0)?.0,
                    channel: row.get::<String>(1)?.parse().map_err(|_| SqlError::Shape)?,
                    listing: row.get(2)?,
                    human: row.get(3)?,
                })
            },
        )?;
        let phones = record.phones.iter().cloned().map(ContactPoint::Phone);
        let emails = record.emails.iter().cloned().map(ContactPoint::Email);
        let visitors = record.visitors.iter().cloned().map(ContactPoint::Visitor);
        let mut contacts = Vec::new();
        for contact in phones.chain(emails).chain(visitors) {
            let point = point(context, account, &contact)?;
            let events = consent::events(tx, account, Some(lead), Some(&point))?;
            let channel = contact.channel();
            let states = Purpose::ALL.map(|purpose| (purpose, state_for(&events, channel, purpose))).to_vec();
            contacts.push(HeldContact { contact, states });
        }
        let outreach = outreach::held(tx, context, account, lead)?;
        Ok(Held {
            record,
            restricted: restricted.unwrap_or_default(),
            hold,
            objections: objection::of_lead(tx, account, lead)?,
            corrections,
            contacts,
            conversations,
            outreach,
        })
    })
}

/// The lead's messages of a conversation after a place, in order.
pub(in crate::store) fn messages(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
    conversation: ConversationId,
    after: i64,
) -> Result<Vec<HeldMessage>> {
    database.read(|tx, context| {
        refuse_erased(tx, account, lead)?;
        all(
            tx,
            "SELECT message.place, message.at, message.role, message.channel, message.text, message.turn,
                turn.inbound, turn.answer
             FROM message LEFT JOIN turn
                ON turn.account = message.account AND turn.turn = message.turn AND message.role = 'lead'
             WHERE message.account = ?1 AND message.conversation = ?2 AND message.lead = ?3 AND message.place > ?4
             ORDER BY message.place LIMIT ?5",
            params![account.as_str(), conversation.as_bytes(), lead.as_bytes(), after, PAGE],
            |row| {
                let (place, owner) = (row.get(0)?, Owner::Lead(account, lead));
                let name = row.get::<String>(2)?;
                let role = Role::ALL.into_iter().find(|role| role.as_str() == name);
                let channel = row.get::<String>(3)?.parse().map_err(|_| SqlError::Shape)?;
                let turn = row.get::<Option<Stored<TurnId>>>(5)?.map(|turn| turn.0);
                let delivered = match (&turn, row.get::<Option<Vec<u8>>>(6)?) {
                    (Some(turn), Some(sealed)) => {
                        let inbound = context.keys.unseal(owner, turn::place("inbound", turn), &sealed)?;
                        let inbound = InboundRow::read(&inbound, channel, Pii::new(String::new()))?;
                        let listing = inbound.listing.map(Pii::new);
                        Some(Delivered { id: Pii::new(inbound.id), from: inbound.from, listing })
                    }
                    _ => None,
                };
                let unsent = match (&turn, row.get::<Option<Vec<u8>>>(7)?) {
                    (Some(turn), Some(sealed)) => {
                        let answer = context.keys.unseal(owner, turn::place("answer", turn), &sealed)?;
                        Some(AnswerRow::read(&answer)?.text)
                    },
                    _ => None,
                };
                Ok(HeldMessage {
                    place,
                    conversation,
                    at: time(row, 1)?,
                    role: role.ok_or(SqlError::Shape)?,
                    channel,
                    text: history::unseal(context, owner, place, &row.get::<Vec<u8>>(4)?)?,
                    turn,
                    delivered,
                    unsent,
                })
            },
        )
    })
}

/// The lead's own consent events after a place, in order, and what was recorded of its contact points before anybody had
/// them. What others who share a contact point said is theirs.
pub(in crate::store) fn events(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
    after: i64,
) -> Result<Vec<HeldEvent>> {
    database.read(|tx, context| {
        refuse_erased(tx, account, lead)?;
        all(
            tx,
            "SELECT event.place AS place, event, year, words
             FROM event INDEXED BY event_lead LEFT JOIN evidence USING (account, place)
             WHERE event.account = ?1 AND lead = ?2 AND event.place > ?3
             UNION ALL
             SELECT event.place AS place, event, year, words
             FROM contact INDEXED BY contact_lead CROSS JOIN event INDEXED BY event_point USING (account, point)
                LEFT JOIN evidence ON evidence.account = event.account AND evidence.place = event.place
             WHERE contact.account = ?1 AND contact.lead = ?2 AND event.lead IS NULL AND event.place > ?3
             ORDER BY place LIMIT ?4",
            params![account.as_str(), lead.as_bytes(), after, PAGE],
            |row| {
                let place = row.get(0)?;
                let words = match row.get::<Option<i16>>(2)?.zip(row.get::<Option<Vec<u8>>>(3)?) {
                    Some((year, sealed)) => words(context, account, place, year, &sealed)?,
                    None => None,
                };
                Ok(HeldEvent { place, event: from_json(&row.get::<String>(1)?)?, words })
            },
        )
    })
}

/// What the trail says of the lead after an entry, in order.
pub(in crate::store) fn decisions(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
    after: u64,
) -> Result<Vec<Entry>> {
    database.read(|tx, _| {
        refuse_erased(tx, account, lead)?;
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        all(
            tx,
            "SELECT seq, at, what, turn, lead, rules FROM audit WHERE account = ?1 AND lead = ?2 AND seq > ?3
             ORDER BY seq LIMIT ?4",
            params![account.as_str(), lead.as_bytes(), after, PAGE],
            entry,
        )
    })
}

/// Notes that the lead's data was handed out, which answers its requests for that.
pub(in crate::store) fn handed_out(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
    what: &Safe,
    rights: &[Right],
) -> Result<Head> {
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        refuse_erased(tx, account, lead)?;
        let mut trail = Trail::open(tx, context, account)?;
        trail.append(what.clone(), None, Some(lead), Vec::new())?;
        for right in rights {
            request::answered(tx, context, &mut trail, account, lead, *right)?;
        }
        Ok(trail.head().clone())
    })
}

fn refuse_erased(tx: &Connection, account: &AccountId, lead: LeadId) -> Result<()> {
    match erasure::began(tx, account, lead)? {
        Some(_) => Err(erasure::erased()),
        None => Ok(()),
    }
}
