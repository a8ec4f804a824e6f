//! What an answer rests on, read on one snapshot.

use crate::store::link::{Connection, Row, Stored, all, one, params};

use super::database::Context;
use super::turn::{self, Turn};
use super::{history, objection, records};
use crate::error::Result;
use crate::lead::{Account, Lead, LeadId, Listing};
use crate::redact::Vault;
use crate::store::Recalled;

/// An account with no more listings than this talks about all of them.
const FEW: i64 = 3;

/// What an answer rests on of the row of its conversation.
#[derive(Default)]
pub(in crate::store) struct Talk {
    /// The listing talked about last.
    listing: Option<String>,
    vault: Option<Vec<u8>>,
    vault_lead: Option<LeadId>,
}

impl Talk {
    pub(in crate::store) fn load(tx: &Connection, turn: &Turn) -> Result<Talk> {
        let sql =
            "SELECT listing, vault, vault_lead FROM conversation WHERE account = ?1 AND conversation = ?2";
        let of = |row: &Row<'_>| Talk::read(row, 0);
        let talk = one(tx, sql, params![turn.account.as_str(), turn.conversation.as_bytes()], of)?;
        Ok(talk.unwrap_or_default())
    }

    /// As a message leaves it that names a `listing`.
    pub(in crate::store) fn about(self, listing: Option<&String>) -> Talk {
        Talk { listing: listing.cloned().or(self.listing), ..self }
    }

    /// From the columns `listing, vault, vault_lead`, the first of which is `at`.
    pub(in crate::store) fn read(row: &Row<'_>, at: usize) -> Result<Talk> {
        let lead: Option<Stored<LeadId>> = row.get(at + 2)?;
        Ok(Talk { listing: row.get(at)?, vault: row.get(at + 1)?, vault_lead: lead.map(|lead| lead.0) })
    }
}

/// `asked` is the listing that the turn's message names. Of who is not `verified` to be the lead nothing is read.
pub(in crate::store) fn recall(
    tx: &Connection,
    context: &mut Context,
    turn: &Turn,
    account: &Account,
    asked: Option<String>,
    verified: bool,
    talk: Talk,
) -> Result<Recalled> {
    let lead = if verified {
        records::read_lead(tx, context, &turn.account, turn.lead)?
    } else {
        let not_profiled = objection::to_profiling(tx, &turn.account, turn.lead)?;
        Lead { not_profiled, ..Lead::default() }
    };
    let vault = match (&talk.vault, talk.vault_lead) {
        (Some(sealed), Some(lead)) => turn::vault(context, turn, sealed, lead)?,
        _ => Vault::default(),
    };
    Ok(Recalled {
        account: account.clone(),
        listings: listings(tx, context, turn, asked.into_iter().chain(talk.listing).collect(), &lead)?,
        history: history::before(tx, context, turn)?,
        first: !turn.spoken,
        vault,
        lead,
        verified,
    })
}

/// Whether the one who wrote is the lead: as [`Owner`](super::claim::Owner) says it.
pub(in crate::store) fn is_verified(tx: &Connection, turn: &Turn) -> Result<bool> {
    let verified = one(
        tx,
        "SELECT verified FROM contact WHERE account = ?1 AND point = ?2 AND lead = ?3",
        params![turn.account.as_str(), turn.point, turn.lead.as_bytes()],
        |row| row.get(0),
    )?;
    Ok(verified.unwrap_or(false))
}

/// Those whose `ids` the conversation has named, those of the lead's visits, and where the account has only a few, the
/// rest, newest first.
fn listings(
    tx: &Connection,
    context: &mut Context,
    turn: &Turn,
    mut ids: Vec<String>,
    lead: &Lead,
) -> Result<Vec<Listing>> {
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
