//! Bugs of the protocol that tests plant here one at a time, to see that the race checker finds each.
//!
//! Outside tests `planted!` is `false` and `tear!` is nothing: none of this is in what is shipped.

/// Whether a bug is planted, as in `planted!(BodyIgnored)`.
#[cfg(not(test))]
macro_rules! planted {
    ($bug:ident) => {
        false
    };
}
#[cfg(test)]
macro_rules! planted {
    ($bug:ident) => {
        $crate::store::operations::planted::is($crate::store::operations::planted::Bug::$bug)
    };
}

/// Where a bug is planted, what follows is done in a transaction of its own.
#[cfg(not(test))]
macro_rules! tear {
    ($tx:expr, $bug:ident) => {};
}
#[cfg(test)]
macro_rules! tear {
    ($tx:expr, $bug:ident) => {
        if planted!($bug) {
            $crate::store::operations::planted::tear($tx)?;
        }
    };
}

#[cfg(test)]
pub(in crate::store) use self::bugs::*;

#[cfg(test)]
mod bugs {
    use std::sync::LazyLock;

    use crate::error::Result;
    use crate::store::link::{Connection, params, run};

    /// A mistake that somebody could make in a store.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(in crate::store) enum Bug {
        /// A reply is decided by consent that was read before its transaction.
        ConsentReadBefore,
        /// A claim looks in one transaction and inserts in the next.
        ClaimInTwo,
        /// A permit is looked at in one transaction and used in the next.
        PermitInTwo,
        /// A redemption does not mark its permit used.
        PermitNotUsed,
        /// A permit is redeemed whatever the time.
        ExpiredRedeemed,
        /// A redemption trusts what its permit saw, and does not read consent again.
        PermitTrusted,
        /// Recovery takes a turn without asking who holds it, and without holding it.
        BegunUnheld,
        /// A step renews a lease that another process has taken over.
        LostLeaseRenewed,
        /// A claim is acknowledged while its commit is under way.
        ToldBeforeCommit,
        /// An outreach is redeemed though the person has said stop since its permit.
        OutreachTrusted,
        /// Now and then a transaction is undone though its result is told.
        ToldThoughUndone,
        /// A known message id is taken for the known message, whatever its words.
        BodyIgnored,
        /// What another message under a known id takes back is not stored.
        ConflictingStopLost,
        /// What another message under a known id gives is stored too.
        ConflictLoosens,
        /// A confirmation is not remembered.
        ConfirmedTwice,
        /// A text is handed out in one transaction, and its outcome is stored in the next.
        OutcomeInTwo,
        /// A transaction does not lock its account's row.
        #[cfg(feature = "store-postgres")]
        AccountUnlocked,
        /// An audit entry is appended in another transaction than what it tells of.
        AuditApart,
    }

    impl Bug {
        /// By this name the environment of a process says which bug it has.
        pub(in crate::store) fn name(self) -> String {
            format!("{self:?}")
        }
    }

    pub(in crate::store) const VARIABLE: &str = "CLOSR_RACE_BUG";

    pub(in crate::store) fn is(bug: Bug) -> bool {
        static PLANTED: LazyLock<Option<String>> = LazyLock::new(|| std::env::var(VARIABLE).ok());
        PLANTED.as_ref().is_some_and(|name| *name == bug.name())
    }

    /// Ends the transaction and begins another, as two calls of the store would: with a moment in between.
    pub(in crate::store) fn tear(tx: &Connection) -> Result<()> {
        match tx {
            #[cfg(feature = "store-sqlite")]
            Connection::Sqlite(_) => {
                // Beside other operations it is a part of their transaction.
                let part = run(tx, "RELEASE part", params![]).is_ok();
                run(tx, "COMMIT", params![])?;
                a_moment();
                run(tx, "BEGIN IMMEDIATE", params![])?;
                if part { run(tx, "SAVEPOINT part", params![]).map(|_| ()) } else { Ok(()) }
            }
            #[cfg(feature = "store-postgres")]
            Connection::Postgres(link) => {
                link.batch("COMMIT")?;
                a_moment();
                // With the account's lock, as every transaction begins: a race has one account.
                link.batch("BEGIN; SELECT 1 FROM account FOR UPDATE")
            }
        }
    }

    fn a_moment() {
        std::thread::sleep(std::time::Duration::from_micros(200));
    }
}
