//! A lead whose data is only stored: its turns end in silence, by the same row that says whose they are.

use crate::store::link::{params, run};

use super::database::{Commit, Database};
use super::trail::Trail;
use super::{erasure, request};
use crate::audit::Head;
use crate::error::Result;
use crate::lead::{AccountId, LeadId};
use crate::store::request::Right;

/// Restricts a lead, which closes its requests for that, or takes that back. What says nothing new is not told of again.
pub(in crate::store) fn set(
    database: &mut Database,
    account: &AccountId,
    lead: LeadId,
    restricted: bool,
) -> Result<Head> {
    database.write(Commit::Durable, account, |tx, context| {
        context.account(tx, account)?;
        if erasure::began(tx, account, lead)?.is_some() {
            return Err(erasure::erased());
        }
        let changed = run(
            tx,
            "UPDATE lead SET restricted = ?3 WHERE account = ?1 AND lead = ?2 AND restricted <> ?3",
            params![account.as_str(), lead.as_bytes(), restricted],
        )?;
        let mut trail = Trail::open(tx, context, account)?;
        if changed > 0 {
            let what = if restricted { "rights.restricted" } else { "rights.unrestricted" };
            trail.append(what.into(), None, Some(lead), Vec::new())?;
        }
        if restricted {
            request::answered(tx, context, &mut trail, account, lead, Right::Restrict)?;
        }
        Ok(trail.head().clone())
    })
}
