//! What a person asks for about their data: never lost, with the dates by which it must be answered.

use jiff::tz::TimeZone;
use serde_json::json;

use super::due::{self, Due};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::lead::{Account, LeadId, RequestId, TurnId};
use crate::store::{Identity, Right, Store, StoredRequest};

/// A request of a person about their data. No personal data is in it: it outlives an erasure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// Whose data it is about.
    pub lead: LeadId,
    /// What is asked for.
    pub right: Right,
    /// The message that asks; `None` where the business put it on file.
    pub turn: Option<TurnId>,
    /// How the business knows that it is the person.
    pub identity: Identity,
    /// When it was received.
    pub at: Timestamp,
    /// When the person was told that it was received; `None` where nobody said so.
    pub confirmed: Option<Timestamp>,
    /// When the person was told that it takes longer.
    pub extended: Option<Timestamp>,
    /// When it was done or refused; `None` while it is open.
    pub closed: Option<Timestamp>,
    /// Why it was refused: a code. `None` where it was not.
    pub refused: Option<String>,
    /// What must be done by when, under each law that has a say.
    pub dues: Vec<Due>,
}

impl Request {
    pub(crate) fn of(stored: StoredRequest, account: &Account) -> Request {
        let zone = TimeZone::get(&account.tz).unwrap_or(TimeZone::UTC);
        let dues = due::dues(&stored, &zone);
        let StoredRequest { id, lead, right, turn, identity, at, confirmed, extended, closed, refused } =
            stored;
        Request { id, lead, right, turn, identity, at, confirmed, extended, closed, refused, dues }
    }

    /// Where it has come to: `open`, `done` or `refused`.
    pub fn state(&self) -> &'static str {
        match (self.closed, &self.refused) {
            (None, _) => "open",
            (Some(_), None) => "done",
            (Some(_), Some(_)) => "refused",
        }
    }

    /// The first moment by which something must be done that is not done; `None` once it is closed.
    pub fn due(&self) -> Option<Timestamp> {
        self.dues.iter().filter(|due| due.met.is_none()).map(|due| due.until).min()
    }

    /// The request as one JSON object.
    pub fn to_json(&self) -> String {
        let due =
            |due: &Due| json!({"rule": due.rule, "until": due.until, "met": due.met, "source": due.source});
        json!({
            "id": self.id,
            "lead": self.lead,
            "right": self.right.as_str(),
            "turn": self.turn,
            "identity": self.identity.as_str(),
            "state": self.state(),
            "at": self.at,
            "confirmed": self.confirmed,
            "extended": self.extended,
            "closed": self.closed,
            "refused": self.refused,
            "due": self.due(),
            "dues": self.dues.iter().map(due).collect::<Vec<_>>(),
        })
        .to_string()
    }
}

/// The open requests of which something is due before a time, what is due first before the others.
pub(crate) async fn due_before(
    store: &dyn Store,
    account: &Account,
    before: Timestamp,
) -> Result<Vec<Request>> {
    // Nothing is due before it is received.
    let open = store.open_requests(&account.id, before).await?.into_iter();
    let mut due: Vec<Request> = open.map(|stored| Request::of(stored, account)).collect();
    due.retain(|request| request.due().is_some_and(|due| due < before));
    due.sort_by_key(Request::due);
    Ok(due)
}
