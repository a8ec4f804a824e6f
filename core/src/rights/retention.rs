//! Retention: what has been kept for as long as the business says goes, a part at a time.

use std::time::Duration;

use futures::future::join_all;
use jiff::ToSpan;
use serde_json::json;

use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::{AccountId, Fields, LeadId, Retention, days, parse_object};
use crate::store::{Emptied, Idle, Store};

/// How long data of leads is kept, and how much of it one call looks at.
///
/// ```
/// let sweep = closr::rights::Sweep::from_json(r#"{"idle_days": 730, "dry_run": true}"#)?;
/// assert_eq!((sweep.idle_days, sweep.limit, sweep.dry_run), (Some(730), 100, true));
/// // By the account's `retention`. It has no default: nothing is kept for ever because nobody chose.
/// assert_eq!(closr::rights::Sweep::from_json("{}")?.idle_days, None);
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sweep {
    /// A lead is erased this many days after its last message, or, where it has none, after it was put on file; 1 to 36,500. `None` is as
    /// the account's [`Retention`] says, and then all leads go when the account's own time is over.
    pub idle_days: Option<u32>,
    /// Where to go on: the `next` of the part before.
    pub after: Option<LeadId>,
    /// How many leads are looked at, 1 to [`Sweep::MOST`].
    pub limit: usize,
    /// Nothing is erased; what would be is told.
    pub dry_run: bool,
}

impl Sweep {
    /// The most leads that one call looks at.
    pub const MOST: usize = 1000;

    /// A sweep from the first lead on, a hundred at a time, whatever the account's [`Retention`] says.
    pub fn new(idle_days: u32) -> Sweep {
        Sweep { idle_days: Some(idle_days), ..Sweep::by_policy() }
    }

    /// As [`Sweep::new`], by the account's [`Retention`].
    pub fn by_policy() -> Sweep {
        Sweep { idle_days: None, after: None, limit: 100, dry_run: false }
    }

    /// Reads a sweep: where given `idle_days`, `after`, `limit` (100 where absent) and `dry_run`.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once; unknown keys are faults.
    pub fn from_json(text: &str) -> Result<Sweep> {
        let mut fields = Fields::new(parse_object("the sweep", text)?);
        let idle_days = fields.count("idle_days");
        let after = fields
            .parsed("after", "not a lead's id: give the `next` of the part before", |id| id.parse().ok());
        let limit = fields.count("limit").unwrap_or(100);
        let dry_run = fields.flag("dry_run").unwrap_or_default();
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let sweep = Sweep {
            idle_days: idle_days.map(narrow),
            after,
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            dry_run,
        };
        let sweep = fields.finish("the sweep", sweep)?;
        sweep.check().map(|()| sweep)
    }

    pub(crate) fn check(&self) -> Result<()> {
        if self.idle_days.is_some_and(|days| !(1..=Retention::LONGEST).contains(&days)) {
            let most = Retention::LONGEST;
            return Err(Error::new(
                ErrorKind::InputInvalid,
                safe!("the sweep: idle_days: write 1 to {}", most),
            ));
        }
        if !(1..=Sweep::MOST).contains(&self.limit) {
            let most = Sweep::MOST;
            return Err(Error::new(ErrorKind::InputInvalid, safe!("the sweep: limit: write 1 to {}", most)));
        }
        Ok(())
    }
}

/// What a sweep did, or in a dry run would do. No personal data is in it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Swept {
    /// After how many days without a message leads are erased; `None` where all are, for the account's time is over.
    pub idle_days: Option<u32>,
    /// How many leads it looked at.
    pub looked_at: u64,
    /// Those that were erased, or would be.
    pub erased: Vec<SweptLead>,
    /// Those that are kept though their time is over.
    pub kept: Vec<SweptLead>,
    /// How many requests were deleted, 24 months after they were closed: 11 CCR 7101 (not re-read). With the last part.
    pub requests: u64,
    /// The words that consent rests on of how many events were deleted, since their fifth year is over and no hold covers them. With
    /// the last part. Once none of their year are left, its key is destroyed, and with it every copy.
    pub evidence: u64,
    /// Where the next part begins; `None` where all leads were looked at.
    pub next: Option<LeadId>,
    /// Nothing was erased.
    pub dry_run: bool,
}

/// A lead whose time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SweptLead {
    /// The lead.
    pub lead: LeadId,
    /// When it was last heard of.
    pub last: Timestamp,
    /// `retention.idle` where it goes, `retention.cancelled` where the account's time is over; where it stays `rights.held`, `rights.restricted`, `rights.requested` while a request of it
    /// is open, or `retention.heard` where it was heard of meanwhile.
    pub rule: &'static str,
}

impl Swept {
    /// It as one JSON object.
    pub fn to_json(&self) -> String {
        let lead = |swept: &SweptLead| json!({"lead": swept.lead, "last": swept.last, "rule": swept.rule});
        json!({
            "idle_days": self.idle_days,
            "looked_at": self.looked_at,
            "erased": self.erased.iter().map(lead).collect::<Vec<_>>(),
            "kept": self.kept.iter().map(lead).collect::<Vec<_>>(),
            "requests": self.requests,
            "evidence": self.evidence,
            "next": self.next,
            "dry_run": self.dry_run,
        })
        .to_string()
    }
}

/// As many leads' rows go with few syncs of the disk, and their keys with one: little enough that who writes beside it hardly waits.
const TOGETHER: usize = 16;

/// Looks at a part of the leads and erases those whose time is over, some at a time: what dies half way is gone on with by `recover`, and
/// by the next sweep.
pub(crate) async fn sweep(
    store: &dyn Store,
    account: &AccountId,
    sweep: Sweep,
    now: Timestamp,
) -> Result<Swept> {
    let Term { idle_days, before, rule: over } = Term::of(store, account, sweep, now).await?;
    let page = store.idle_leads(account, sweep.after, before, sweep.limit).await?;
    let mut swept = Swept {
        idle_days,
        looked_at: page.looked_at,
        erased: Vec::new(),
        kept: Vec::new(),
        requests: 0,
        evidence: 0,
        next: page.next,
        dry_run: sweep.dry_run,
    };
    for some in page.idle.chunks(TOGETHER) {
        let expire = async |idle: &Idle| -> Result<(Option<&'static str>, Option<Emptied>)> {
            if idle.kept.is_some() || sweep.dry_run {
                return Ok((idle.kept, None));
            }
            Ok(match store.expire(account, idle.lead, before, over).await? {
                Some(emptied) => (None, Some(emptied)),
                None => (Some("retention.heard"), None),
            })
        };
        let mut emptied = Vec::new();
        for (idle, expired) in some.iter().zip(join_all(some.iter().map(expire)).await) {
            let (kept, gone) = expired?;
            emptied.extend(gone);
            let Idle { lead, last, .. } = *idle;
            match kept {
                Some(rule) => swept.kept.push(SweptLead { lead, last, rule }),
                None => swept.erased.push(SweptLead { lead, last, rule: over }),
            }
        }
        let keyless = store.destroy_keys(emptied).await?;
        for ended in join_all(keyless.into_iter().map(|keyless| store.end_erasure(keyless))).await {
            ended?;
        }
    }
    if swept.next.is_none() {
        swept.requests = drop_requests(store, account, sweep, now).await?;
        swept.evidence = drop_evidence(store, account, sweep).await?;
    }
    Ok(swept)
}

/// Deletes requests so many months after they were closed, some in each transaction.
async fn drop_requests(store: &dyn Store, account: &AccountId, sweep: Sweep, now: Timestamp) -> Result<u64> {
    let closed = now.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).checked_sub(24.months());
    let closed = closed.map_or(Timestamp::from_millis(i64::MIN), |at| Timestamp::from_jiff(at.timestamp()));
    let limit = if sweep.dry_run { usize::MAX } else { sweep.limit };
    let mut dropped = 0;
    loop {
        let some = store.drop_requests(account, closed, limit, sweep.dry_run).await?;
        dropped += some;
        if some < limit as u64 {
            return Ok(dropped);
        }
    }
}

/// Deletes words whose last year is over, some in each transaction.
async fn drop_evidence(store: &dyn Store, account: &AccountId, sweep: Sweep) -> Result<u64> {
    let limit = if sweep.dry_run { usize::MAX } else { sweep.limit };
    let mut dropped = 0;
    loop {
        let some = store.expire_evidence(account, limit, sweep.dry_run).await?;
        dropped += some;
        if some < limit as u64 {
            return Ok(dropped);
        }
    }
}

/// Who goes.
struct Term {
    idle_days: Option<u32>,
    /// Who was last heard of before then.
    before: Timestamp,
    rule: &'static str,
}

impl Term {
    /// As the sweep says, or else the account's policy.
    async fn of(store: &dyn Store, account: &AccountId, sweep: Sweep, now: Timestamp) -> Result<Term> {
        let policy = store.account(account).await?.retention;
        let idle_days = match sweep.idle_days {
            Some(days) => days,
            None if policy.is_over(now) => {
                // Whoever was heard of until now, and nobody who writes meanwhile.
                let before = now.plus(Duration::from_millis(1));
                return Ok(Term { idle_days: None, before, rule: "retention.cancelled" });
            }
            None => policy.idle_days.ok_or_else(|| {
                Error::new(
                    ErrorKind::ConfigInvalid,
                    "nobody said how long leads are kept: set `retention.idle_days` in the account's record, or give `idle_days`",
                )
            })?,
        };
        let past = i64::try_from(days(idle_days).as_millis()).unwrap_or(i64::MAX);
        let before = Timestamp::from_millis(now.as_millis().saturating_sub(past));
        Ok(Term { idle_days: Some(idle_days), before, rule: "retention.idle" })
    }
}
