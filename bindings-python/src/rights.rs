//! The rights of the person whose data it is.

use closr::rights;

use crate::convert::{Time, view};

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
        let notify = |to: rights::Recipient| Recipient { name: to.name, purpose: to.purpose };
        ErasureReceipt {
            lead: receipt.lead.to_string(),
            at: Time(receipt.at),
            erased: receipt.erased.into_iter().map(erased).collect(),
            kept: receipt.kept.into_iter().map(kept).collect(),
            notify: receipt.notify.into_iter().map(notify).collect(),
            audit_head: receipt.audit_head.to_string(),
        }
    }
}
