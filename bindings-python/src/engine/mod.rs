//! The engine and its view of one account, each twice: one that waits and one that is awaited.

mod outcome;
mod pair;
mod shared;
mod stream;

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::audit::Entry;
use crate::channel::{Sent, incoming, outbox};
use crate::consent::{ContactConsent, Event, LedgerEntry, Recorded, Taken, records};
use crate::convert::{Json, count, parsed, path, text, time, view};
use crate::error::Result;
use crate::lead::{Account, Lead, Message, Record};
use crate::qualify::Qualification;
use crate::rights::{ErasureReceipt, Exported, Objection, Recipient, Request, Swept, Uses};
use crate::runtime::{block_on, into_py};
use outcome::Worked;
use pair::pair;
use shared::{Shared, View};
use stream::Parts;

pub(crate) use outcome::{Ask, Cleared, Item, Outcome, Receipt, Recovered, Trace, Usage};
pub(crate) use stream::{AsyncReplyStream, DonePart, ReplyStream, StepPart, TextPart};

/// What a call returns that returns nothing.
const NOTHING: Option<bool> = None;

view! {
    /// An inbound message that is claimed: it is durable, and its consent findings are in force.
    Accepted {
        /// The turn to `work`.
        turn: String,
        /// Its conversation.
        conversation: String,
        /// Its lead.
        lead: String,
        /// The message had been accepted before.
        repeated: bool,
    }
}

view! {
    /// The most that something can cost.
    WorstCase {
        /// Requests to models.
        calls: u32,
        /// Seconds until there is an answer or an error of them.
        seconds: f64,
        /// Millionths of a US dollar; `None` where the price of any model that may be asked is not set.
        cost_micro_usd: Option<u64>,
    }
}

impl From<closr::provider::WorstCase> for WorstCase {
    fn from(worst: closr::provider::WorstCase) -> WorstCase {
        let closr::provider::WorstCase { calls, seconds, cost_micro_usd, .. } = worst;
        WorstCase { calls, seconds, cost_micro_usd }
    }
}

impl From<closr::Accepted> for Accepted {
    fn from(accepted: closr::Accepted) -> Accepted {
        Accepted {
            turn: accepted.turn.to_string(),
            conversation: accepted.conversation.to_string(),
            lead: accepted.lead.to_string(),
            repeated: accepted.repeated,
        }
    }
}

pair! {
    block_on,
    /// Answers leads. Without settings: in memory, answered by the composer, with no model and no network.
    ///
    /// Settings are keyword arguments, a dict or a dataclass; `closr.records.Settings` lists them. Share one engine
    /// among threads. After a fork the child opens the same files anew.
    ///
    /// >>> engine = Engine()
    /// >>> engine.upsert_account(id="oak", brand="Oak & Main", agent="Dana Reyes", tz="America/Chicago")
    /// >>> oak = engine.for_account("oak")
    /// >>> oak.upsert_listing(id="L-7", address="12 Elm St", price_usd=689000)
    /// >>> lead = oak.upsert_lead(first_name="Jane", phones=["+15125550147"])
    /// >>> outcome = oak.reply(id="SM1", channel="sms", from_="+15125550147", text="What is the price?")
    /// >>> outcome.kind
    /// 'reply'
    /// >>> "$689,000" in outcome.take_cleared().release()
    /// True
    /// >>> oak.reply(id="SM2", channel="sms", from_="+15125550147", text="please stop texting me").kind
    /// 'notice'
    /// >>> engine.close()
    Engine {
        fn __enter__(slf: Py<Self>) -> Py<Self> {
            slf
        }

        #[pyo3(signature = (*_exception))]
        fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyAny>) -> Result<()> {
            self.close(py).map(drop)
        }
    }
    /// The engine as one account's actor sees it. Ids of other accounts are `not_found`, as if they did not exist.
    ForAccount -> ReplyStream
}

pair! {
    into_py,
    /// `Engine`, to be awaited: the same methods, each a coroutine.
    ///
    /// >>> async def main():
    /// ...     async with AsyncEngine() as engine:
    /// ...         await engine.upsert_account(id="oak", brand="Oak & Main", tz="America/Chicago")
    /// ...         oak = engine.for_account("oak")
    /// ...         await oak.upsert_listing(id="L-7", address="12 Elm St", price_usd=689000)
    /// ...         return await oak.reply(id="W1", channel="web_chat", from_="visitor-1", text="How much is it?")
    /// >>> import asyncio
    /// >>> asyncio.run(main()).kind
    /// 'reply'
    AsyncEngine {
        fn __aenter__<'py>(slf: Py<Self>, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
            into_py(py, Ok(async move { Ok(slf) }))
        }

        #[pyo3(signature = (*_exception))]
        fn __aexit__<'py>(&self, py: Python<'py>, _exception: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
            self.close(py)
        }
    }
    /// `ForAccount`, to be awaited: the same methods, each a coroutine.
    AsyncForAccount -> AsyncReplyStream
}
