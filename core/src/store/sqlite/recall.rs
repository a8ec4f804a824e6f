//! What an answer rests on, read on one snapshot.

use rusqlite::{Connection, params};

use super::database::{Context, all, one};
use super::turn::{self, Turn};
use super::{history, records};
use crate::error::Result;
use crate::lead::{Account, Lead, Listing};
use crate::store::Recalled;

/// An account with no more listings than this talks about all of them.
const FEW: i64 = 3;

/// `asked` is the listing that the turn's message names.
pub(super) fn recall(
    tx: &Connection,
    context: &mut Context,
    turn: &Turn,
    account: &Account,
    asked: Option<String>,
) -> Result<Recalled> {
    let verified = is_verified(tx, turn)?;
    let lead =
        if verified { records::read_lead(tx, context, &turn.account, turn.lead)? } else { Lead::default() };
    Ok(Recalled {
        account: account.clone(),
        listings: listings(tx, context, turn, asked, &lead)?,
        history: history::before(tx, context, turn)?,
        first: !turn.spoken,
        vault: turn::vault(tx, context, turn)?,
        lead,
        verified,
    })
}

/// Whether the one who wrote is the lead, as far as a contact point can say: a phone or an address that is
/// the lead's, or a web chat session that the business has said is the lead's.
fn is_verified(tx: &Connection, turn: &Turn) -> Result<bool> {
    let verified = one(
        tx,
        "SELECT verified FROM contact WHERE account = ?1 AND point = ?2 AND lead = ?3",
        params![turn.account.as_str(), turn.point, turn.lead.as_bytes()],
        |row| row.get(0),
    )?;
    Ok(verified.unwrap_or(false))
}

/// The listing that the message names, the conversation's, those of the lead's visits, and where the account
/// has only a few, the rest, newest first.
fn listings(
    tx: &Connection,
    context: &mut Context,
    turn: &Turn,
    asked: Option<String>,
    lead: &Lead,
) -> Result<Vec<Listing>> {
    let conversation: Option<Option<String>> = one(
        tx,
        "SELECT listing FROM conversation WHERE account = ?1 AND conversation = ?2",
        params![turn.account.as_str(), turn.conversation.as_bytes()],
        |row| row.get(0),
    )?;
    let mut ids: Vec<String> = asked.into_iter().chain(conversation.flatten()).collect();
    ids.extend(lead.appointments.iter().map(|visit| visit.listing.clone()));
    let few: Vec<String> = all(
        tx,
        "SELECT listing FROM listing WHERE account = ?1 ORDER BY version DESC LIMIT ?2",
        params![turn.account.as_str(), FEW + 1],
        |row| row.get(0),
    )?;
    if few.len() as i64 <= FEW {
        ids.extend(few);
    }
    let mut listings: Vec<Listing> = Vec::new();
    for id in ids {
        if listings.iter().any(|listing| listing.id == id) {
            continue;
        }
        listings.extend(context.listing(tx, &turn.account, &id)?);
    }
    Ok(listings)
}
