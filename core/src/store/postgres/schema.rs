//! The layout, in words that PostgreSQL-compatible engines share, and how it grows.
//!
//! No sequences, triggers, foreign keys or functions: what keeps the rows right is the code and the account's lock.

use super::link::{Link, Trouble};
use crate::error::Result;
use crate::store::fault::SqlError;
use crate::store::link::params;

/// The steps of a schema's layout, oldest first. They are never edited, only added to; their count is the version.
pub(super) struct Layout {
    pub(super) steps: &'static [&'static str],
}

/// As SQLite's, whose file says what the columns are for.
pub(super) const DATA: Layout = Layout {
    steps: &[
        FIRST,
        RIGHTS,
        RESTRICTION,
        REQUESTS,
        OUTREACH,
        CORRECTIONS,
        RETENTION,
        OBJECTIONS,
        EVIDENCE,
        DELIVERY,
        SPEND,
    ],
};

/// Wrapped keys. A destroyed one leaves its row behind, without the key, so that it is not mistaken for a lost one.
pub(super) const KEYS: Layout = Layout { steps: &[FIRST_KEYS] };

/// Brings the schema up to date in one transaction, and makes it where it is absent.
///
/// `Unsupported` where a newer closr made it.
pub(super) fn migrate(link: &Link, schema: &str, layout: &Layout) -> Result<()> {
    const ATTEMPTS: u32 = 5;
    for attempt in 0.. {
        if version(link, schema, layout)? == layout.steps.len() {
            return Ok(());
        }
        match grow(link, schema, layout) {
            Ok(()) => return Ok(()),
            // Another process does the same: what it has made is seen after its commit.
            Err(_) if link.trouble() == Some(Trouble::Contended) && attempt < ATTEMPTS => {
                link.back_off(attempt)
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn grow(link: &Link, schema: &str, layout: &Layout) -> Result<()> {
    link.begin("BEGIN")?;
    let grown = (|| {
        link.batch(&format!("CREATE SCHEMA IF NOT EXISTS {schema}"))?;
        link.batch("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BYTEA NOT NULL)")?;
        let stored = version(link, schema, layout)?;
        for step in layout.steps.iter().skip(stored) {
            link.batch(step)?;
        }
        let ours = layout.steps.len() as i64;
        let sql = "INSERT INTO meta (name, value) VALUES ('version', ?1)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        link.run(sql, params![ours.to_be_bytes()])
    })();
    match grown {
        Ok(_) => link.commit(),
        Err(error) => {
            link.roll_back();
            Err(error)
        }
    }
}

/// Whether closr made the schema: a key store whose data is there, and the other way round, is not made afresh.
pub(super) fn is_filled(link: &Link, schema: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM information_schema.tables WHERE table_schema = ?1 AND table_name = 'meta'";
    Ok(!link.rows(sql, params![schema])?.is_empty())
}

/// The version that is stored, 0 where there is none.
fn version(link: &Link, schema: &str, layout: &Layout) -> Result<usize> {
    if !is_filled(link, schema)? {
        return Ok(0);
    }
    let rows = link.rows("SELECT value FROM meta WHERE name = 'version'", &[])?;
    let Some(row) = rows.first() else { return Ok(0) };
    let bytes =
        row.try_get::<_, &[u8]>(0).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(SqlError::Shape)?;
    let (found, ours) =
        (usize::try_from(i64::from_be_bytes(bytes)).map_err(|_| SqlError::Shape)?, layout.steps.len());
    if found > ours { Err(SqlError::Newer { found, ours }.into()) } else { Ok(found) }
}

const FIRST: &str = "
-- Public: a business and its listings.
CREATE TABLE account (
    account TEXT PRIMARY KEY,
    record TEXT NOT NULL
);
CREATE TABLE listing (
    account TEXT NOT NULL,
    listing TEXT NOT NULL,
    record TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (account, listing)
);
CREATE INDEX listing_version ON listing (account, version);

CREATE TABLE lead (
    account TEXT NOT NULL,
    lead BYTEA NOT NULL,
    record BYTEA NOT NULL,           -- sealed
    external BYTEA,                  -- hashed
    version BIGINT NOT NULL,       -- the account's newest lead has the highest
    PRIMARY KEY (account, lead)
);
CREATE UNIQUE INDEX lead_external ON lead (account, external) WHERE external IS NOT NULL;
CREATE INDEX lead_version ON lead (account, version);

-- Which lead a contact point belongs to; two may share one.
CREATE TABLE contact (
    account TEXT NOT NULL,
    point BYTEA NOT NULL,
    lead BYTEA NOT NULL,
    verified BOOLEAN NOT NULL,      -- FALSE: a web chat session of whom nobody said who it is
    PRIMARY KEY (account, point, lead)
);
CREATE INDEX contact_lead ON contact (account, lead);

CREATE TABLE conversation (
    account TEXT NOT NULL,
    conversation BYTEA NOT NULL,
    channel TEXT NOT NULL,
    point BYTEA NOT NULL,
    listing TEXT,                   -- the one talked about last, where it is on file
    spoken BOOLEAN NOT NULL,        -- whether a message went to the lead
    human BOOLEAN NOT NULL DEFAULT FALSE, -- whether a person of the business answers
    vault BYTEA,                     -- sealed
    vault_lead BYTEA,                -- under this lead's key
    PRIMARY KEY (account, conversation),
    UNIQUE (account, channel, point)
);

-- One inbound message and what came of it; its one outbound is part of it.
CREATE TABLE turn (
    account TEXT NOT NULL,
    turn BYTEA NOT NULL,
    conversation BYTEA NOT NULL,
    lead BYTEA NOT NULL,
    place BIGINT NOT NULL,         -- of its message
    channel TEXT NOT NULL,
    point BYTEA NOT NULL,
    provider BYTEA NOT NULL,         -- the provider's id, hashed
    body BYTEA NOT NULL,             -- the words, hashed
    inbound BYTEA NOT NULL,          -- sealed, without the words
    at BIGINT NOT NULL,            -- when it was written
    reading TEXT NOT NULL,          -- findings and rules
    plain BOOLEAN NOT NULL,         -- whether a later message may be answered instead
    state TEXT NOT NULL,            -- claimed, answered, permitted, deferred, done
    due BIGINT,                    -- when a deferred turn may go on
    lease_owner BYTEA,
    lease_until BIGINT,
    answer BYTEA,                    -- sealed, while it may still go out
    outbound TEXT,                  -- what became of the answer's permit: permitted, pending, streaming, used, dropped
    expires BIGINT,                -- when the permit ends
    life BIGINT,                   -- of each permit, in milliseconds
    outcome TEXT,
    PRIMARY KEY (account, turn),
    UNIQUE (account, channel, point, provider)
);
CREATE INDEX turn_open ON turn (account, conversation) WHERE state <> 'done';

CREATE TABLE message (
    account TEXT NOT NULL,
    place BIGINT NOT NULL,
    conversation BYTEA NOT NULL,
    lead BYTEA NOT NULL,
    turn BYTEA,                      -- NULL where a person of the business wrote
    role TEXT NOT NULL,
    channel TEXT NOT NULL,
    at BIGINT NOT NULL,
    text BYTEA NOT NULL,             -- sealed
    PRIMARY KEY (account, conversation, place)
);

-- The conversations in which a lead's messages are.
CREATE TABLE conversation_lead (
    account TEXT NOT NULL,
    lead BYTEA NOT NULL,
    conversation BYTEA NOT NULL,
    PRIMARY KEY (account, lead, conversation)
);

-- Consent, append-only. `point` is NULL where a record names a channel without a contact point.
CREATE TABLE event (
    account TEXT NOT NULL,
    place BIGINT NOT NULL,
    point BYTEA,
    lead BYTEA,                      -- NULL where nobody on file has the contact point
    turn BYTEA,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (account, place)
);
CREATE INDEX event_point ON event (account, point, place);
CREATE INDEX event_lead ON event (account, lead, place);

-- The words that an event rests on, sealed under the account's key for evidence of that year.
CREATE TABLE evidence (
    account TEXT NOT NULL,
    place BIGINT NOT NULL,         -- of the event
    year BIGINT NOT NULL,          -- the last one in which it is kept
    words BYTEA NOT NULL,            -- sealed
    PRIMARY KEY (account, place)
);

-- Append-only, chained. Rule ids and random ids only.
CREATE TABLE audit (
    account TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    turn BYTEA,
    lead BYTEA,
    rules TEXT NOT NULL,
    mac BYTEA NOT NULL,
    PRIMARY KEY (account, seq)
);
";

const RIGHTS: &str = "
-- When the lead's erasure began: the row stays, empty, for what must outlive it names it.
ALTER TABLE lead ADD COLUMN erased BIGINT;

-- What an erasure did; `done` is NULL until the lead's key is destroyed.
CREATE TABLE erasure (
    account TEXT NOT NULL,
    lead BYTEA NOT NULL,
    counts TEXT NOT NULL,
    done BIGINT,
    head TEXT,                      -- of the trail with the erasure in it
    PRIMARY KEY (account, lead)
);
CREATE INDEX erasure_open ON erasure (account, lead) WHERE done IS NULL;

-- A lead who may not be erased.
CREATE TABLE hold (
    account TEXT NOT NULL,
    lead BYTEA NOT NULL,
    reason TEXT NOT NULL,           -- a code, no words
    at BIGINT NOT NULL,
    PRIMARY KEY (account, lead)
);
";

const RESTRICTION: &str = "
-- Whether the lead's data is only stored.
ALTER TABLE lead ADD COLUMN restricted BOOLEAN NOT NULL DEFAULT FALSE;
";

const REQUESTS: &str = "
-- What a person asks for about their data: it outlives an erasure, and nothing in it is personal.
CREATE TABLE request (
    account TEXT NOT NULL,
    request BYTEA NOT NULL,
    lead BYTEA NOT NULL,
    what TEXT NOT NULL,             -- the right
    turn BYTEA,                     -- the message that asks; NULL where the business put it on file
    identity TEXT NOT NULL,
    at BIGINT NOT NULL,             -- when it was received
    confirmed BIGINT,
    extended BIGINT,
    closed BIGINT,
    refused TEXT,                   -- a code, no words
    PRIMARY KEY (account, request)
);
CREATE INDEX request_open ON request (account, at) WHERE closed IS NULL;
CREATE INDEX request_lead ON request (account, lead);
CREATE UNIQUE INDEX request_turn ON request (account, turn, what) WHERE turn IS NOT NULL;
";

const OUTREACH: &str = "
-- What an outreach is for; NULL where the turn answers a message. Its `provider` is the business's id, hashed.
ALTER TABLE turn ADD COLUMN purpose TEXT;
-- When an outreach was handed out.
ALTER TABLE turn ADD COLUMN sent BIGINT;
CREATE UNIQUE INDEX turn_outreach ON turn (account, provider) WHERE purpose IS NOT NULL;
CREATE INDEX turn_outreach_lead ON turn (account, lead) WHERE purpose IS NOT NULL;
CREATE INDEX turn_sent ON turn (account, point, sent) WHERE sent IS NOT NULL;
";

const CORRECTIONS: &str = "
-- What was corrected of the record, as it was, sealed; NULL where nothing was.
ALTER TABLE lead ADD COLUMN former BYTEA;
";

const OBJECTIONS: &str = "
-- What the person objects to but marketing, which is a stop, with when: nothing personal. NULL where to nothing.
ALTER TABLE lead ADD COLUMN objections TEXT;
";

const EVIDENCE: &str = "
-- By it a sweep finds the words whose last year is over.
CREATE INDEX evidence_year ON evidence (account, year);
";

const DELIVERY: &str = "
-- A text that an outbox sends, or of which the vendor has told; its key is the outbound's.
CREATE TABLE delivery (
    account TEXT NOT NULL,
    turn BYTEA NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,            -- waiting, sending, unknown, refused, accepted, sent, delivered, read, failed
    at BIGINT NOT NULL,            -- since when
    until BIGINT,                  -- while sending, when its lease ends; while waiting, when it is due
    attempts BIGINT NOT NULL,
    answer BYTEA,                    -- sealed, while it may still go out
    message BYTEA,                   -- the vendor's id, sealed
    PRIMARY KEY (account, turn)
);
CREATE INDEX delivery_until ON delivery (account, until) WHERE until IS NOT NULL;
";

const SPEND: &str = "
-- What models were asked for, by the day and the turn, where spending is capped; what a call may cost while it is made.
CREATE TABLE spend (
    account TEXT NOT NULL,
    day BIGINT NOT NULL,           -- since 1970, UTC
    conversation BYTEA NOT NULL,
    turn BYTEA NOT NULL,
    micro_usd BIGINT NOT NULL,
    PRIMARY KEY (account, day, conversation, turn)
);
CREATE INDEX spend_conversation ON spend (account, conversation);
";

const RETENTION: &str = "
CREATE INDEX request_closed ON request (account, closed) WHERE closed IS NOT NULL;
";

const FIRST_KEYS: &str = "
CREATE TABLE account_key (
    account TEXT PRIMARY KEY,
    wrapped BYTEA NOT NULL
);
CREATE TABLE lead_key (
    account TEXT NOT NULL,
    lead BYTEA NOT NULL,
    wrapped BYTEA,
    PRIMARY KEY (account, lead)
);
CREATE TABLE evidence_key (
    account TEXT NOT NULL,
    year BIGINT NOT NULL,
    wrapped BYTEA,
    PRIMARY KEY (account, year)
);
";
