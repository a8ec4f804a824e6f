//! The database's layout. Every key starts with the account; every personal field is a sealed or hashed BLOB.

use super::file::Layout;

/// The steps are never edited, only added to. Older versions of closr refuse a database with newer steps.
///
/// `point` is a contact point's keyed hash. `place` orders an account's messages and events: clocks go backwards. A
/// message's is the number of the audit entry that tells of it.
///
/// Each index is a page more that a durable commit writes and syncs, so rows lie in the tree of their key, and an index is
/// there only for a question that is asked on the way of a message.
pub(in crate::store) const LAYOUT: Layout = Layout {
    application: 0x636c_7372,
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

const FIRST: &str = "
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Public: a business and its listings.
CREATE TABLE account (
    account TEXT PRIMARY KEY,
    record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE listing (
    account TEXT NOT NULL REFERENCES account,
    listing TEXT NOT NULL,
    record TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (account, listing)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_version ON listing (account, version);

CREATE TABLE lead (
    account TEXT NOT NULL REFERENCES account,
    lead BLOB NOT NULL,
    record BLOB NOT NULL,           -- sealed
    external BLOB,                  -- hashed
    version INTEGER NOT NULL,       -- the account's newest lead has the highest
    PRIMARY KEY (account, lead)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX lead_external ON lead (account, external) WHERE external IS NOT NULL;
CREATE INDEX lead_version ON lead (account, version);

-- Which lead a contact point belongs to; two may share one.
CREATE TABLE contact (
    account TEXT NOT NULL,
    point BLOB NOT NULL,
    lead BLOB NOT NULL,
    verified INTEGER NOT NULL,      -- 0: a web chat session of whom nobody said who it is
    PRIMARY KEY (account, point, lead),
    FOREIGN KEY (account, lead) REFERENCES lead
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_lead ON contact (account, lead);

CREATE TABLE conversation (
    account TEXT NOT NULL REFERENCES account,
    conversation BLOB NOT NULL,
    channel TEXT NOT NULL,
    point BLOB NOT NULL,
    listing TEXT,                   -- the one talked about last, where it is on file
    spoken INTEGER NOT NULL,        -- whether a message went to the lead
    human INTEGER NOT NULL DEFAULT 0, -- whether a person of the business answers
    vault BLOB,                     -- sealed
    vault_lead BLOB,                -- under this lead's key
    PRIMARY KEY (account, conversation),
    UNIQUE (account, channel, point)
) STRICT, WITHOUT ROWID;

-- One inbound message and what came of it; its one outbound is part of it.
CREATE TABLE turn (
    account TEXT NOT NULL,
    turn BLOB NOT NULL,
    conversation BLOB NOT NULL,
    lead BLOB NOT NULL,
    place INTEGER NOT NULL,         -- of its message
    channel TEXT NOT NULL,
    point BLOB NOT NULL,
    provider BLOB NOT NULL,         -- the provider's id, hashed
    body BLOB NOT NULL,             -- the words, hashed
    inbound BLOB NOT NULL,          -- sealed, without the words
    at INTEGER NOT NULL,            -- when it was written
    reading TEXT NOT NULL,          -- findings and rules
    plain INTEGER NOT NULL,         -- whether a later message may be answered instead
    state TEXT NOT NULL,            -- claimed, answered, permitted, deferred, done
    due INTEGER,                    -- when a deferred turn may go on
    lease_owner BLOB,
    lease_until INTEGER,
    answer BLOB,                    -- sealed, while it may still go out
    outbound TEXT,                  -- what became of the answer's permit: permitted, pending, streaming, used, dropped
    expires INTEGER,                -- when the permit ends
    life INTEGER,                   -- of each permit, in milliseconds
    outcome TEXT,
    PRIMARY KEY (account, turn),
    UNIQUE (account, channel, point, provider),
    FOREIGN KEY (account, conversation) REFERENCES conversation,
    FOREIGN KEY (account, lead) REFERENCES lead
) STRICT, WITHOUT ROWID;
CREATE INDEX turn_open ON turn (account, conversation) WHERE state <> 'done';

CREATE TABLE message (
    account TEXT NOT NULL,
    place INTEGER NOT NULL,
    conversation BLOB NOT NULL,
    lead BLOB NOT NULL,
    turn BLOB,                      -- NULL where a person of the business wrote
    role TEXT NOT NULL,
    channel TEXT NOT NULL,
    at INTEGER NOT NULL,
    text BLOB NOT NULL,             -- sealed
    PRIMARY KEY (account, conversation, place),
    FOREIGN KEY (account, conversation) REFERENCES conversation
) STRICT, WITHOUT ROWID;

-- The conversations in which a lead's messages are.
CREATE TABLE conversation_lead (
    account TEXT NOT NULL,
    lead BLOB NOT NULL,
    conversation BLOB NOT NULL,
    PRIMARY KEY (account, lead, conversation),
    FOREIGN KEY (account, lead) REFERENCES lead,
    FOREIGN KEY (account, conversation) REFERENCES conversation
) STRICT, WITHOUT ROWID;

-- Consent, append-only. `point` is NULL where a record names a channel without a contact point.
CREATE TABLE event (
    account TEXT NOT NULL,
    place INTEGER NOT NULL,
    point BLOB,
    lead BLOB,                      -- NULL where nobody on file has the contact point
    turn BLOB,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (account, place),
    FOREIGN KEY (account, lead) REFERENCES lead
) STRICT, WITHOUT ROWID;
CREATE INDEX event_point ON event (account, point, place);
CREATE INDEX event_lead ON event (account, lead, place);

-- The words that an event rests on, sealed under the account's key for evidence of that year.
CREATE TABLE evidence (
    account TEXT NOT NULL,
    place INTEGER NOT NULL,         -- of the event
    year INTEGER NOT NULL,          -- the last one in which it is kept
    words BLOB NOT NULL,            -- sealed
    PRIMARY KEY (account, place),
    FOREIGN KEY (account, place) REFERENCES event
) STRICT, WITHOUT ROWID;

-- Append-only, chained. Rule ids and random ids only.
CREATE TABLE audit (
    account TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    turn BLOB,
    lead BLOB,
    rules TEXT NOT NULL,
    mac BLOB NOT NULL,
    PRIMARY KEY (account, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER event_update BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'append-only'); END;
";

const RIGHTS: &str = "
-- When the lead's erasure began: the row stays, empty, for what must outlive it names it.
ALTER TABLE lead ADD COLUMN erased INTEGER;

-- What an erasure did; `done` is NULL until the lead's key is destroyed.
CREATE TABLE erasure (
    account TEXT NOT NULL,
    lead BLOB NOT NULL,
    counts TEXT NOT NULL,
    done INTEGER,
    head TEXT,                      -- of the trail with the erasure in it
    PRIMARY KEY (account, lead),
    FOREIGN KEY (account, lead) REFERENCES lead
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_open ON erasure (account, lead) WHERE done IS NULL;

-- A lead who may not be erased.
CREATE TABLE hold (
    account TEXT NOT NULL,
    lead BLOB NOT NULL,
    reason TEXT NOT NULL,           -- a code, no words
    at INTEGER NOT NULL,
    PRIMARY KEY (account, lead),
    FOREIGN KEY (account, lead) REFERENCES lead
) STRICT, WITHOUT ROWID;
";

const RESTRICTION: &str = "
-- Whether the lead's data is only stored.
ALTER TABLE lead ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0;
";

const REQUESTS: &str = "
-- What a person asks for about their data: it outlives an erasure, and nothing in it is personal.
CREATE TABLE request (
    account TEXT NOT NULL,
    request BLOB NOT NULL,
    lead BLOB NOT NULL,
    what TEXT NOT NULL,             -- the right
    turn BLOB,                      -- the message that asks; NULL where the business put it on file
    identity TEXT NOT NULL,
    at INTEGER NOT NULL,            -- when it was received
    confirmed INTEGER,
    extended INTEGER,
    closed INTEGER,
    refused TEXT,                   -- a code, no words
    PRIMARY KEY (account, request),
    FOREIGN KEY (account, lead) REFERENCES lead
) STRICT, WITHOUT ROWID;
CREATE INDEX request_open ON request (account, at) WHERE closed IS NULL;
CREATE INDEX request_lead ON request (account, lead);
CREATE UNIQUE INDEX request_turn ON request (account, turn, what) WHERE turn IS NOT NULL;
";

const OUTREACH: &str = "
-- What an outreach is for; NULL where the turn answers a message. Its `provider` is the business's id, hashed.
ALTER TABLE turn ADD COLUMN purpose TEXT;
-- When an outreach was handed out.
ALTER TABLE turn ADD COLUMN sent INTEGER;
CREATE UNIQUE INDEX turn_outreach ON turn (account, provider) WHERE purpose IS NOT NULL;
CREATE INDEX turn_outreach_lead ON turn (account, lead) WHERE purpose IS NOT NULL;
CREATE INDEX turn_sent ON turn (account, point, sent) WHERE sent IS NOT NULL;
";

const CORRECTIONS: &str = "
-- What was corrected of the record, as it was, sealed; NULL where nothing was.
ALTER TABLE lead ADD COLUMN former BLOB;
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
    turn BLOB NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,            -- waiting, sending, unknown, refused, accepted, sent, delivered, read, failed
    at INTEGER NOT NULL,            -- since when
    until INTEGER,                  -- while sending, when its lease ends; while waiting, when it is due
    attempts INTEGER NOT NULL,
    answer BLOB,                    -- sealed, while it may still go out
    message BLOB,                   -- the vendor's id, sealed
    PRIMARY KEY (account, turn),
    FOREIGN KEY (account, turn) REFERENCES turn
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_until ON delivery (account, until) WHERE until IS NOT NULL;
";

const SPEND: &str = "
-- What models were asked for, by the day and the turn, where spending is capped; what a call may cost while it is made.
CREATE TABLE spend (
    account TEXT NOT NULL,
    day INTEGER NOT NULL,           -- since 1970, UTC
    conversation BLOB NOT NULL,
    turn BLOB NOT NULL,
    micro_usd INTEGER NOT NULL,
    PRIMARY KEY (account, day, conversation, turn)
) STRICT, WITHOUT ROWID;
CREATE INDEX spend_conversation ON spend (account, conversation);
";

const RETENTION: &str = "
CREATE INDEX request_closed ON request (account, closed) WHERE closed IS NOT NULL;
";

/// Wrapped keys. A destroyed one leaves its row behind, without the key, so that it is not mistaken for a lost one.
pub(in crate::store) const KEYS: Layout = Layout {
    application: 0x636c_6b31,
    steps: &["
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE account_key (
    account TEXT PRIMARY KEY,
    wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE lead_key (
    account TEXT NOT NULL REFERENCES account_key,
    lead BLOB NOT NULL,
    wrapped BLOB,
    PRIMARY KEY (account, lead)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence_key (
    account TEXT NOT NULL REFERENCES account_key,
    year INTEGER NOT NULL,
    wrapped BLOB,
    PRIMARY KEY (account, year)
) STRICT, WITHOUT ROWID;
"],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_but_meta_is_keyed_by_account_first() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        for step in LAYOUT.steps {
            connection.execute_batch(step).unwrap();
        }
        let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let names: Vec<String> =
            tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert!(names.len() > 9);
        for name in names.iter().filter(|name| *name != "meta") {
            let first: String = connection
                .query_row("SELECT name FROM pragma_table_info(?1) WHERE pk = 1", [name], |row| row.get(0))
                .unwrap();
            assert_eq!(first, "account", "{name}");
        }
    }
}
