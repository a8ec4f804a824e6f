//! The rights of the person whose data it is.

use closr::{ErrorKind, rights};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{self, Time, view};
use crate::error::Result;
use crate::lead::Record;

view! {
    /// What an erasure deleted, what it kept and why, and who else must be told. No personal data is in it.
    ErasureReceipt {
        /// The lead.
        lead: String,
        /// When it was done.
        at: Time,
        /// What was deleted, by kind.
        erased: Vec<Erased>,
        /// What of the lead's is kept.
        kept: Vec<Kept>,
        /// Those to whom this engine is set to send data of leads, and who must be told.
        notify: Vec<Recipient>,
        /// The audit trail's head with the erasure in it.
        audit_head: String,
    }
}

view! {
    /// Data of one kind that was deleted.
    Erased {
        /// Its kind, as in `messages`.
        what: &'static str,
        /// How many.
        count: u64,
    }
}

view! {
    /// Data of one kind that is kept.
    Kept {
        /// Its kind, as in `suppressions`.
        what: &'static str,
        /// How many; `None` where they are not counted.
        count: Option<u64>,
        /// Why, and in what form.
        why: &'static str,
        /// When the last of it may go; `None` where nothing ends it.
        until: Option<Time>,
    }
}

view! {
    /// Who receives data of leads.
    Recipient {
        /// Its name, as in `openai`.
        name: String,
        /// What for.
        purpose: &'static str,
        /// The region in which it works for the business; `None` where the settings name none.
        region: Option<String>,
        /// It is on this machine, and nothing leaves that.
        local: bool,
        /// What it is sent of a lead's data, as kinds of it.
        receives: Vec<&'static str>,
    }
}

impl From<rights::Recipient> for Recipient {
    fn from(to: rights::Recipient) -> Recipient {
        let receives = to.receives.to_vec();
        Recipient { name: to.name, purpose: to.purpose, region: to.region, local: to.local, receives }
    }
}

impl From<rights::ErasureReceipt> for ErasureReceipt {
    fn from(receipt: rights::ErasureReceipt) -> ErasureReceipt {
        let erased = |erased: rights::Erased| Erased { what: erased.what, count: erased.count };
        let kept = |kept: rights::Kept| Kept {
            what: kept.what,
            count: kept.count,
            why: kept.why,
            until: kept.until.map(Time),
        };
        ErasureReceipt {
            lead: receipt.lead.to_string(),
            at: Time(receipt.at),
            erased: receipt.erased.into_iter().map(erased).collect(),
            kept: receipt.kept.into_iter().map(kept).collect(),
            notify: receipt.notify.into_iter().map(Recipient::from).collect(),
            audit_head: receipt.audit_head.to_string(),
        }
    }
}

view! {
    /// What was exported. No personal data is in it.
    Exported {
        /// The lead.
        lead: String,
        /// When.
        at: Time,
        /// How many messages are in it.
        messages: u64,
        /// The file's length in bytes.
        bytes: u64,
        /// The audit trail's head with the export in it.
        audit_head: String,
    }
}

impl From<rights::Exported> for Exported {
    fn from(exported: rights::Exported) -> Exported {
        Exported {
            lead: exported.lead.to_string(),
            at: Time(exported.at),
            messages: exported.messages,
            bytes: exported.bytes,
            audit_head: exported.audit_head.to_string(),
        }
    }
}

view! {
    /// A request of a person about their data. No personal data is in it: it outlives an erasure.
    Request {
        /// Its id.
        id: String,
        /// Whose data it is about.
        lead: String,
        /// What is asked for, as in `delete`.
        right: &'static str,
        /// The message that asks; `None` where the business put it on file.
        turn: Option<String>,
        /// How the business knows that it is the person, as in `contact_point`.
        identity: &'static str,
        /// Where it has come to: `open`, `done` or `refused`.
        state: &'static str,
        /// When it was received.
        at: Time,
        /// When the person was told that it was received.
        confirmed: Option<Time>,
        /// When the person was told that it takes longer.
        extended: Option<Time>,
        /// When it was done or refused; `None` while it is open.
        closed: Option<Time>,
        /// Why it was refused: a code.
        refused: Option<String>,
        /// The first moment by which something must be done that is not done.
        due: Option<Time>,
        /// What must be done by when, under each law that has a say.
        dues: Vec<Due>,
    }
}

view! {
    /// One thing that must be done about a request, and by when.
    Due {
        /// Whose clock and for what, as in `ccpa.confirm`.
        rule: &'static str,
        /// The last second of the last day, in the account's zone.
        until: Time,
        /// When it was done; `None` while it is not.
        met: Option<Time>,
        /// What the clock rests on.
        source: &'static str,
    }
}

impl From<rights::Request> for Request {
    fn from(request: rights::Request) -> Request {
        let due = |due: &rights::Due| Due {
            rule: due.rule,
            until: Time(due.until),
            met: due.met.map(Time),
            source: due.source,
        };
        Request {
            id: request.id.to_string(),
            lead: request.lead.to_string(),
            right: request.right.as_str(),
            turn: request.turn.map(|turn| turn.to_string()),
            identity: request.identity.as_str(),
            state: request.state(),
            at: Time(request.at),
            confirmed: request.confirmed.map(Time),
            extended: request.extended.map(Time),
            closed: request.closed.map(Time),
            due: request.due().map(Time),
            dues: request.dues.iter().map(due).collect(),
            refused: request.refused,
        }
    }
}

view! {
    /// That a person objected to a use of their data.
    Objection {
        /// To which, as in `marketing`.
        to: &'static str,
        /// Since when.
        at: Time,
    }
}

impl From<rights::Objection> for Objection {
    fn from(objection: rights::Objection) -> Objection {
        Objection { to: objection.to.as_str(), at: Time(objection.at) }
    }
}

/// The uses that an objection names.
pub(crate) struct Uses(pub(crate) Vec<rights::Use>);

impl Record for Uses {
    fn take(record: Option<&Bound<'_, PyAny>>, fields: Option<&Bound<'_, PyDict>>) -> Result<Self> {
        let read = |text: &str| rights::Use::list_from_json(text).map(Uses);
        convert::record("the objection", ErrorKind::InputInvalid, record, fields, read)
    }
}

impl Record for rights::RequestRecord {
    fn take(record: Option<&Bound<'_, PyAny>>, fields: Option<&Bound<'_, PyDict>>) -> Result<Self> {
        let read = rights::RequestRecord::from_json;
        convert::record("the request", ErrorKind::InputInvalid, record, fields, read)
    }
}

impl Record for rights::Correction {
    fn take(record: Option<&Bound<'_, PyAny>>, fields: Option<&Bound<'_, PyDict>>) -> Result<Self> {
        let read = rights::Correction::from_json;
        convert::record("the correction", ErrorKind::InputInvalid, record, fields, read)
    }
}

view! {
    /// What a sweep did, or in a dry run would do. No personal data is in it.
    Swept {
        /// After how many days without a message leads are erased; `None` where all are, for the account's time is over.
        idle_days: Option<u32>,
        /// How many leads it looked at.
        looked_at: u64,
        /// Those that were erased, or would be.
        erased: Vec<SweptLead>,
        /// Those that are kept though their time is over.
        kept: Vec<SweptLead>,
        /// How many requests were deleted, 24 months after they were closed; with the last part.
        requests: u64,
        /// The words that consent rests on of how many events were deleted, after the end of their fifth year; with the last part.
        evidence: u64,
        /// Where the next part begins; `None` where all leads were looked at.
        next: Option<String>,
        /// Nothing was erased.
        dry_run: bool,
    }
}

view! {
    /// A lead whose time is over.
    SweptLead {
        /// The lead.
        lead: String,
        /// When it was last heard of.
        last: Time,
        /// By which rule it goes, as in `retention.idle`, or stays, as in `rights.held`.
        rule: &'static str,
    }
}

impl From<rights::Swept> for Swept {
    fn from(swept: rights::Swept) -> Swept {
        let lead = |swept: rights::SweptLead| SweptLead {
            lead: swept.lead.to_string(),
            last: Time(swept.last),
            rule: swept.rule,
        };
        Swept {
            idle_days: swept.idle_days,
            looked_at: swept.looked_at,
            erased: swept.erased.into_iter().map(lead).collect(),
            kept: swept.kept.into_iter().map(lead).collect(),
            requests: swept.requests,
            evidence: swept.evidence,
            next: swept.next.map(|lead| lead.to_string()),
            dry_run: swept.dry_run,
        }
    }
}

impl Record for rights::Sweep {
    fn take(record: Option<&Bound<'_, PyAny>>, fields: Option<&Bound<'_, PyDict>>) -> Result<Self> {
        convert::record("the sweep", ErrorKind::InputInvalid, record, fields, rights::Sweep::from_json)
    }
}

impl Record for rights::RequestStep {
    fn take(record: Option<&Bound<'_, PyAny>>, fields: Option<&Bound<'_, PyDict>>) -> Result<Self> {
        convert::record("the step", ErrorKind::InputInvalid, record, fields, rights::RequestStep::from_json)
    }
}
