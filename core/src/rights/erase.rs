//! Erasure: the lead's rows, then the lead's key, and a receipt of it.

use serde_json::{Value, json};

use crate::audit::Head;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{AccountId, LeadId, days};
use crate::store::{Erasure, ErasureCounts, KeyCopies, Store};

/// Erases a lead, from wherever an earlier attempt had come to.
///
/// The rows go first, with a mark that it has begun: then nobody can find the lead, write to it or be granted a reply to it, and
/// whatever dies from there on, the mark says what is left to do. The key goes next, and with it every copy of the data.
/// Nothing is told as done before that is durable.
pub(crate) async fn erase(
    store: &dyn Store,
    account: &AccountId,
    lead: LeadId,
    notify: Vec<Recipient>,
    copies_days: Option<u32>,
) -> Result<ErasureReceipt> {
    Ok(ErasureReceipt::of(erased(store, account, lead).await?, notify, copies_days))
}

/// Erases a lead and replaces the master key, so that no copy of the key store from before opens with the new one.
///
/// A rotation that had begun before the erasure is only gone on with, and copies of meanwhile lie under its key: then there is another.
pub(crate) async fn shred(
    store: &dyn Store,
    account: &AccountId,
    lead: LeadId,
    notify: Vec<Recipient>,
    copies_days: Option<u32>,
) -> Result<ErasureReceipt> {
    const ROTATIONS: usize = 2;

    if store.key_copies().await? == KeyCopies::Elsewhere {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "the master key is kept elsewhere, and nothing was erased: `erase`, then replace the key there and `rotate_master_key`",
        ));
    }
    let mut erasure = erased(store, account, lead).await?;
    for _ in 0..ROTATIONS {
        if erasure.copies != KeyCopies::Open {
            break;
        }
        store.rotate_master_key().await?;
        erasure = erased(store, account, lead).await?;
    }
    if erasure.copies == KeyCopies::Open {
        return Err(Error::new(
            ErrorKind::Unavailable,
            "the lead is erased, but another process replaces the master key: shred it again",
        ));
    }
    Ok(ErasureReceipt::of(erasure, notify, copies_days))
}

async fn erased(store: &dyn Store, account: &AccountId, lead: LeadId) -> Result<Erasure> {
    let emptied = store.begin_erasure(account, lead).await?;
    let keyless = store.destroy_key(emptied).await?;
    store.end_erasure(keyless).await
}

/// Goes on with the erasures that are half done. One that cannot go on now stays so, and does not hold up the others.
pub(crate) async fn resume(store: &dyn Store, account: &AccountId) -> Result<()> {
    let mut failed: Option<Error> = None;
    for lead in store.open_erasures(account).await? {
        if let Err(error) = erased(store, account, lead).await {
            failed.get_or_insert(error);
        }
    }
    failed.map_or(Ok(()), Err)
}

/// What an erasure deleted, what it kept and why, and who else must be told. No personal data is in it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ErasureReceipt {
    /// The lead.
    pub lead: LeadId,
    /// When it was done.
    pub at: Timestamp,
    /// What was deleted, by kind.
    pub erased: Vec<Erased>,
    /// What of the lead's is kept.
    pub kept: Vec<Kept>,
    /// Those to whom this engine is set to send data of leads, and who must be told (GDPR art. 19, not re-read). Whoever the
    /// business itself gave data to, its channels above all, it must tell itself.
    pub notify: Vec<Recipient>,
    /// The audit trail's head with the erasure in it.
    pub audit_head: Head,
}

/// Data of one kind that was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Erased {
    /// Its kind, as in `messages`.
    pub what: &'static str,
    /// How many.
    pub count: u64,
}

/// Data of one kind that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kept {
    /// Its kind, as in `suppressions`.
    pub what: &'static str,
    /// How many; `None` where they are not counted.
    pub count: Option<u64>,
    /// Why, and in what form.
    pub why: &'static str,
    /// When the last of it may go; `None` where nothing ends it.
    pub until: Option<Timestamp>,
}

/// Who receives data of leads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recipient {
    /// Its name, as in `openai`.
    pub name: String,
    /// What for.
    pub purpose: &'static str,
    /// The region in which it works for the business; `None` where the settings name none.
    pub region: Option<String>,
    /// It is on this machine, and nothing leaves that.
    pub local: bool,
    /// What it is sent of a lead's data, as kinds of it: what a placeholder can hide stands there as one.
    pub receives: &'static [&'static str],
}

impl Recipient {
    /// A model's provider, which is shown placeholders.
    pub(crate) fn provider((name, region, local): (&str, Option<&str>, bool)) -> Recipient {
        Recipient {
            name: name.to_owned(),
            purpose: "answers leads, from redacted prompts",
            region: region.map(str::to_owned),
            local,
            receives: &["messages", "notes", "interest", "listing"],
        }
    }

    /// It as one JSON object.
    pub fn to_json(&self) -> String {
        self.to_record().to_string()
    }

    pub(super) fn to_record(&self) -> Value {
        let Recipient { name, purpose, region, local, receives } = self;
        json!({"name": name, "purpose": purpose, "region": region, "local": local, "receives": receives})
    }
}

impl ErasureReceipt {
    fn of(erasure: Erasure, notify: Vec<Recipient>, copies_days: Option<u32>) -> ErasureReceipt {
        let Erasure { lead, at, counts, copies, audit_head } = erasure;
        let ErasureCounts {
            contact_points,
            conversations,
            messages,
            turns,
            inquiries,
            suppressions,
            evidence,
            evidence_year,
            requests,
            generation: _,
        } = counts;
        let erased = [
            ("keys", 1),
            ("records", 1),
            ("contact_points", contact_points),
            ("conversations", conversations),
            ("messages", messages),
            ("inquiries", inquiries),
        ]
        .map(|(what, count)| Erased { what, count });
        let kept = [
            Kept { what: "suppressions", count: Some(suppressions), why: SUPPRESSIONS, until: None },
            Kept {
                what: "evidence",
                count: Some(evidence),
                why: EVIDENCE,
                until: evidence_year.and_then(year_end),
            },
            Kept { what: "requests", count: Some(requests), why: REQUESTS, until: None },
            Kept { what: "tombstones", count: Some(turns), why: TOMBSTONES, until: None },
            Kept { what: "audit_entries", count: None, why: AUDIT, until: None },
            Kept { what: "erasure_marks", count: Some(contact_points), why: MARKS, until: None },
        ];
        let why = match copies {
            KeyCopies::Nowhere => None,
            KeyCopies::Open => Some(COPIES),
            KeyCopies::NeedOldMaster => Some(SHREDDED_COPIES),
            KeyCopies::Elsewhere => Some(COPIES_ELSEWHERE),
        };
        let until = copies_days.map(|kept| at.plus(days(kept)));
        let copies = why.map(|why| Kept { what: "key_store_copies", count: None, why, until });
        let kept = kept.into_iter().filter(|kept| kept.count != Some(0)).chain(copies).collect();
        ErasureReceipt { lead, at, erased: erased.to_vec(), kept, notify, audit_head }
    }

    /// The receipt as one JSON object.
    pub fn to_json(&self) -> String {
        let erased = |erased: &Erased| json!({"what": erased.what, "count": erased.count});
        let kept = |kept: &Kept| json!({"what": kept.what, "count": kept.count, "why": kept.why, "until": kept.until});
        json!({
            "lead": self.lead.to_string(),
            "at": self.at,
            "erased": self.erased.iter().map(erased).collect::<Vec<_>>(),
            "kept": self.kept.iter().map(kept).collect::<Vec<_>>(),
            "notify": self.notify.iter().map(Recipient::to_record).collect::<Vec<_>>(),
            "audit_head": self.audit_head.to_string(),
        })
        .to_string()
    }
}

const SUPPRESSIONS: &str = "stops, with contact points as keyed hashes: who said stop is not written to again, though another list \
                            brings them back (CCPA 1798.105(c)(2), GDPR 17(3)(b) and 21(3))";
const EVIDENCE: &str =
    "the words that consent rests on, sealed under a key of their year: 47 CFR 64.1200(d)(6)";
const REQUESTS: &str =
    "what was asked for about the data and when it was answered, under random ids: 11 CCR 7101";
const TOMBSTONES: &str =
    "messages as keyed hashes of their id and words: one that is delivered again brings nobody back";
const MARKS: &str = "contact points as keyed hashes: who is imported again with one is not written to first until they write or sign";
const AUDIT: &str = "what was decided and by which rule, under random ids: the trail is one chain";

const COPIES: &str = "copies of the key store from before the erasure: they open copies of the data from before with the master \
                      key, which shredding replaces";
const SHREDDED_COPIES: &str = "copies of the key store from before the erasure: they open copies of the data from before with a copy \
                               of the master key from before alone, which was replaced since";
const COPIES_ELSEWHERE: &str = "copies of the key store from before the erasure: they open copies of the data from before with the \
                                master key of then, until it is destroyed where it is kept";

/// The moment at which a year is over in UTC.
fn year_end(year: i16) -> Option<Timestamp> {
    let next = jiff::civil::Date::new(year.checked_add(1)?, 1, 1).ok()?;
    let end = next.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Timestamp::from_jiff(end.timestamp()))
}
