//! What a model's calls cost an account: set aside before a call, and put right after it.

use crate::store::link::{Connection, Stored, one, params, run};
use crate::store::spend::{SetAside, SpendCap, SpendRequest};

use super::database::{Commit, Database, not_found};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::lead::{AccountId, ConversationId, TurnId};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Sets money aside, or says which cap forbids it. A process that dies before it puts it right has spent it all.
pub(in crate::store) fn set_aside(
    database: &mut Database,
    request: &SpendRequest,
) -> Result<std::result::Result<SetAside, SpendCap>> {
    let SpendRequest { account, turn, most, caps } = request;
    database.write(Commit::Quick, account, |tx, context| {
        let sql = "SELECT conversation FROM turn WHERE account = ?1 AND turn = ?2";
        let conversation = one(tx, sql, params![account.as_str(), turn.as_bytes()], |row| {
            row.get::<Stored<ConversationId>>(0)
        })?;
        let conversation = conversation.ok_or_else(|| not_found("turn"))?.0;
        let now = context.now();
        let day = now.as_millis().div_euclid(DAY_MILLIS);
        for cap in SpendCap::ALL {
            let Some(limit) = caps.micro_usd(cap) else { continue };
            let spent = match cap {
                SpendCap::Turn => {
                    let sql = "SELECT CAST(COALESCE(SUM(micro_usd), 0) AS BIGINT) FROM spend INDEXED BY spend_conversation
                        WHERE account = ?1 AND conversation = ?2 AND turn = ?3";
                    one(
                        tx,
                        sql,
                        params![account.as_str(), conversation.as_bytes(), turn.as_bytes()],
                        |row| row.get::<i64>(0),
                    )?
                }
                SpendCap::Conversation => {
                    let sql = "SELECT CAST(COALESCE(SUM(micro_usd), 0) AS BIGINT) FROM spend INDEXED BY spend_conversation
                        WHERE account = ?1 AND conversation = ?2";
                    one(tx, sql, params![account.as_str(), conversation.as_bytes()], |row| row.get(0))?
                }
                SpendCap::Day => since(tx, account, day)?,
                SpendCap::Month => since(tx, account, first_of_month(now))?,
            };
            let spent = u64::try_from(spent.unwrap_or(0)).unwrap_or(0);
            if spent.saturating_add(*most) > limit {
                return Ok(Err(cap));
            }
        }
        add(tx, account, day, &conversation, *turn, signed(*most))?;
        Ok(Ok(SetAside { account: account.clone(), turn: *turn, day, most: *most }))
    })
}

/// Puts right what was set aside: so much was spent.
pub(in crate::store) fn settle(database: &mut Database, aside: &SetAside, spent: u64) -> Result<()> {
    let SetAside { account, turn, day, most } = aside;
    database.write(Commit::Quick, account, |tx, _| {
        run(
            tx,
            "UPDATE spend SET micro_usd = micro_usd + ?4 WHERE account = ?1 AND day = ?2 AND turn = ?3",
            params![account.as_str(), *day, turn.as_bytes(), signed(spent) - signed(*most)],
        )
        .map(|_| ())
    })
}

/// What the account spent on a day and after it.
fn since(tx: &Connection, account: &AccountId, day: i64) -> Result<Option<i64>> {
    let sql =
        "SELECT CAST(COALESCE(SUM(micro_usd), 0) AS BIGINT) FROM spend WHERE account = ?1 AND day >= ?2";
    one(tx, sql, params![account.as_str(), day], |row| row.get(0))
}

fn add(
    tx: &Connection,
    account: &AccountId,
    day: i64,
    conversation: &ConversationId,
    turn: TurnId,
    more: i64,
) -> Result<()> {
    run(
        tx,
        "INSERT INTO spend (account, day, conversation, turn, micro_usd) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (account, day, conversation, turn) DO UPDATE SET micro_usd = spend.micro_usd + ?5",
        params![account.as_str(), day, conversation.as_bytes(), turn.as_bytes(), more],
    )
    .map(|_| ())
}

fn first_of_month(now: Timestamp) -> i64 {
    let date = now.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).date();
    now.as_millis().div_euclid(DAY_MILLIS) - i64::from(date.day() - 1)
}

fn signed(micro_usd: u64) -> i64 {
    i64::try_from(micro_usd).unwrap_or(i64::MAX / 4)
}
