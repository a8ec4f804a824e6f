//! A turn's row: its states, its lease, and the steps between claim and permit.

use crate::store::link::{Connection, Row, Stored, all, one, params, run, time};

use super::answer::AnswerRow;
use super::claim::InboundRow;
use super::database::{Commit, Context, Database, not_found};
use super::recall::{self, Talk};
use super::{consent, outcome, outreach, reading};
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::lead::{AccountId, Channel, ConversationId, LeadId, OutboundId, OutreachPurpose, Purpose, TurnId};
use crate::redact::Vault;
use crate::store::fault::SqlError;
use crate::store::seal::{Owner, Place};
use crate::store::{Answer, OpenTurn, PermitRequest, Progress, StoredOutcome, Work};

/// What every step knows of its turn.
pub(in crate::store) struct Turn {
    pub(in crate::store) account: AccountId,
    pub(in crate::store) id: TurnId,
    pub(in crate::store) conversation: ConversationId,
    pub(in crate::store) lead: LeadId,
    pub(in crate::store) place: i64,
    pub(in crate::store) channel: Channel,
    pub(in crate::store) point: [u8; 32],
    pub(in crate::store) at: Timestamp,
    pub(in crate::store) plain: bool,
    /// Whether the conversation had a message to the lead.
    pub(in crate::store) spoken: bool,
    /// Whether a person of the business answers in the conversation.
    pub(in crate::store) human: bool,
    /// Whether the lead's data is only stored.
    pub(in crate::store) restricted: bool,
    /// What an outreach is for; `None` where the turn answers a message.
    pub(in crate::store) purpose: Option<OutreachPurpose>,
    pub(in crate::store) state: String,
    pub(in crate::store) due: Option<Timestamp>,
    pub(in crate::store) outcome: Option<String>,
}

impl Turn {
    /// The turn, or `NotFound`.
    pub(in crate::store) fn load(tx: &Connection, account: &AccountId, id: TurnId) -> Result<Turn> {
        let turn = one(
            tx,
            "SELECT turn.conversation, lead, place, turn.channel, turn.point, at, plain, spoken, state, due, outcome,
                    human, restricted, purpose
             FROM turn JOIN conversation USING (account, conversation) JOIN lead USING (account, lead)
             WHERE account = ?1 AND turn = ?2",
            params![account.as_str(), id.as_bytes()],
            |row| {
                let (channel, purpose): (String, Option<String>) = (row.get(3)?, row.get(13)?);
                let turn = Turn {
                    account: account.clone(),
                    id,
                    conversation: row.get::<Stored<ConversationId>>(0)?.0,
                    lead: row.get::<Stored<LeadId>>(1)?.0,
                    place: row.get(2)?,
                    channel: Channel::Sms,
                    point: row.get(4)?,
                    at: time(row, 5)?,
                    plain: row.get(6)?,
                    spoken: row.get(7)?,
                    state: row.get(8)?,
                    due: row.get::<Option<i64>>(9)?.map(Timestamp::from_millis),
                    outcome: row.get(10)?,
                    human: row.get(11)?,
                    restricted: row.get(12)?,
                    purpose: None,
                };
                Ok((turn, channel, purpose))
            },
        )?;
        let (turn, channel, purpose) = turn.ok_or_else(|| not_found("turn"))?;
        let purpose = purpose.map(|purpose| purpose.parse()).transpose().map_err(|_| SqlError::Shape)?;
        Ok(Turn { channel: channel.parse().map_err(|_| SqlError::Shape)?, purpose, ..turn })
    }

    /// What its text is for.
    pub(in crate::store) fn purpose(&self) -> Purpose {
        self.purpose.map_or(Purpose::Conversational, Purpose::from)
    }

    /// The outcome, where nothing is left to do at `now`.
    pub(in crate::store) fn ended(&self, now: Timestamp) -> Result<Option<StoredOutcome>> {
        match (self.state.as_str(), self.due) {
            ("done", _) => self.outcome(),
            ("deferred", Some(due)) if now < due => self.outcome(),
            _ => Ok(None),
        }
    }

    /// The outcome as it is stored, that of a deferred turn included.
    pub(in crate::store) fn outcome(&self) -> Result<Option<StoredOutcome>> {
        self.outcome.as_deref().map(|column| outcome::read(self, column)).transpose()
    }

    pub(in crate::store) fn owner(&self) -> Owner<'_> {
        Owner::Lead(&self.account, self.lead)
    }

    pub(in crate::store) fn place_of(&self, column: &'static str) -> Place<'_> {
        place(column, &self.id)
    }

    /// An answer, sealed for the turn's row.
    pub(in crate::store) fn seal(&self, context: &Context, answer: &Answer) -> Result<Vec<u8>> {
        context.keys.seal(self.owner(), self.place_of("answer"), &AnswerRow::bytes(answer)?)
    }

    /// The answer that the turn's row keeps.
    pub(in crate::store) fn unseal(&self, context: &Context, answer: &[u8]) -> Result<Answer> {
        AnswerRow::read(&context.keys.unseal(self.owner(), self.place_of("answer"), answer)?)
    }

    /// `Conflict` while another process holds any turn of the conversation.
    pub(in crate::store) fn refuse_held(
        &self,
        tx: &Connection,
        context: &Context,
        now: Timestamp,
    ) -> Result<()> {
        let Some(until) = held(tx, context, &self.account, &self.conversation, now)? else { return Ok(()) };
        Err(Error::new(
            ErrorKind::Conflict,
            "another process holds this conversation: wait for its outcome, or for its lease to run out",
        )
        .with_retry(Retry::After(until.since(now))))
    }

    /// Takes or keeps the turn for this process, until its lease runs out.
    pub(in crate::store) fn hold(
        &self,
        tx: &Connection,
        context: &Context,
        now: Timestamp,
        state: &str,
    ) -> Result<()> {
        if state == "claimed" || !planted!(LostLeaseRenewed) {
            self.refuse_held(tx, context, now)?;
        }
        run(
            tx,
            "UPDATE turn SET state = ?3, lease_owner = ?4, lease_until = ?5 WHERE account = ?1 AND turn = ?2",
            params![
                self.account.as_str(),
                self.id.as_bytes(),
                state,
                context.owner,
                now.plus(context.lease).as_millis()
            ],
        )?;
        Ok(())
    }
}

/// Until when another process holds a conversation.
pub(in crate::store) fn held(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    conversation: &ConversationId,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let until: Option<Option<i64>> = one(
        tx,
        "SELECT max(lease_until) FROM turn INDEXED BY turn_open
         WHERE account = ?1 AND conversation = ?2 AND state <> 'done' AND lease_owner <> ?3 AND lease_until > ?4",
        params![account.as_str(), conversation.as_bytes(), context.owner, now.as_millis()],
        |row| row.get(0),
    )?;
    Ok(until.flatten().map(Timestamp::from_millis))
}

pub(in crate::store) fn begin(database: &mut Database, account: &AccountId, id: TurnId) -> Result<Work> {
    database.write(Commit::Quick, account, |tx, context| {
        let turn = Turn::load(tx, account, id)?;
        let now = context.now();
        if let Some(outcome) = turn.ended(now)? {
            return Ok(Work::Done(Box::new(outcome)));
        }
        // A deferred turn that is due goes on from where it had come.
        let state = if turn.state == "deferred" { "claimed" } else { turn.state.as_str() };
        if !planted!(BegunUnheld) {
            turn.hold(tx, context, now, state)?;
        }
        match turn.purpose {
            Some(purpose) => Ok(Work::Outreach(Box::new(outreach::open(tx, context, &turn, purpose)?))),
            None => Ok(Work::Open(Box::new(open(tx, context, &turn)?))),
        }
    })
}

/// A turn that this process holds, with all that it rests on.
fn open(tx: &Connection, context: &mut Context, turn: &Turn) -> Result<OpenTurn> {
    let (inbound, reading, text, kept) = one(
        tx,
        "SELECT inbound, reading, text, answer, outbound, expires FROM turn
         JOIN message ON message.account = turn.account AND message.conversation = turn.conversation
            AND message.place = turn.place
         WHERE turn.account = ?1 AND turn.turn = ?2",
        params![turn.account.as_str(), turn.id.as_bytes()],
        |row| {
            let (inbound, text): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(2)?);
            Ok((inbound, row.get::<String>(1)?, text, Kept::read(row, 3)?))
        },
    )?
    .ok_or(SqlError::Shape)?;
    let inbound = context.keys.unseal(turn.owner(), turn.place_of("inbound"), &inbound)?;
    let text = super::history::unseal(context, turn.owner(), turn.place, &text)?;
    let inbound = InboundRow::read(&inbound, turn.channel, text)?;
    let progress = kept.progress(context, turn)?;
    let reading = reading::read(&reading)?;
    let standing = consent::standing(tx, context, turn)?;
    let verified = recall::is_verified(tx, turn)? && !inbound.unverified;
    let talk = Talk::load(tx, turn)?;
    let asked = inbound.listing.clone();
    let recalled = recall::recall(tx, context, turn, &standing.account, asked, verified, talk)?;
    Ok(OpenTurn { inbound, reading, progress, standing, recalled })
}

/// Where a column of a turn's row is sealed for.
pub(in crate::store) fn place<'a>(column: &'static str, turn: &'a TurnId) -> Place<'a> {
    Place { table: "turn", column, row: turn.as_bytes() }
}

/// What a turn's row keeps of its answer.
pub(in crate::store) struct Kept {
    answer: Option<Vec<u8>>,
    outbound: Option<String>,
    expires: Option<Timestamp>,
}

impl Kept {
    /// From the columns `answer, outbound, expires`, the first of which is `at`.
    pub(in crate::store) fn read(row: &Row<'_>, at: usize) -> Result<Kept> {
        let expires = row.get::<Option<i64>>(at + 2)?.map(Timestamp::from_millis);
        Ok(Kept { answer: row.get(at)?, outbound: row.get(at + 1)?, expires })
    }

    pub(in crate::store) fn progress(self, context: &Context, turn: &Turn) -> Result<Progress> {
        let lives = self.outbound.as_deref() == Some("permitted")
            && self.expires.is_some_and(|end| context.now() < end);
        Ok(match self.answer {
            Some(_) if lives => Progress::Permitted(OutboundId::of(turn.id)),
            // A permit that expired is asked for afresh.
            Some(answer) => Progress::Answered(turn.unseal(context, &answer)?),
            None => Progress::Claimed,
        })
    }
}

pub(in crate::store) fn let_go(database: &mut Database, account: &AccountId, id: TurnId) -> Result<()> {
    database.write(Commit::Quick, account, |tx, context| {
        run(
            tx,
            "UPDATE turn SET lease_owner = NULL, lease_until = NULL
             WHERE account = ?1 AND turn = ?2 AND lease_owner = ?3",
            params![account.as_str(), id.as_bytes(), context.owner],
        )
        .map(|_| ())
    })
}

/// Keeps a conversation's vault, where there is something new in it.
pub(in crate::store) fn keep_vault(
    tx: &Connection,
    context: &Context,
    turn: &Turn,
    vault: Option<&Vault>,
) -> Result<()> {
    let Some(vault) = vault else { return Ok(()) };
    let vault = context.keys.seal(turn.owner(), vault_place(&turn.conversation), &vault.encode())?;
    run(
        tx,
        "UPDATE conversation SET vault = ?3, vault_lead = ?4 WHERE account = ?1 AND conversation = ?2",
        params![turn.account.as_str(), turn.conversation.as_bytes(), vault, turn.lead.as_bytes()],
    )
    .map(|_| ())
}

fn vault_place(conversation: &ConversationId) -> Place<'_> {
    Place { table: "conversation", column: "vault", row: conversation.as_bytes() }
}

/// The conversation's vault, as it is kept under the key of `lead`; an empty one where that lead was erased.
pub(in crate::store) fn vault(context: &Context, turn: &Turn, sealed: &[u8], lead: LeadId) -> Result<Vault> {
    let owner = Owner::Lead(&turn.account, lead);
    match context.keys.unseal(owner, vault_place(&turn.conversation), sealed) {
        Ok(vault) => Vault::decode(&vault),
        Err(error) if error.kind() == ErrorKind::Restricted && lead != turn.lead => Ok(Vault::default()),
        Err(error) => Err(error),
    }
}

pub(in crate::store) fn answered(database: &mut Database, request: &PermitRequest) -> Result<()> {
    database.write(Commit::Quick, &request.account, |tx, context| {
        let turn = Turn::load(tx, &request.account, request.turn)?;
        let now = context.now();
        if turn.ended(now)?.is_some() {
            return Err(Error::new(
                ErrorKind::Conflict,
                "the turn has ended: read its outcome instead of going on with it",
            ));
        }
        turn.hold(tx, context, now, "answered")?;
        let answer = turn.seal(context, &request.answer)?;
        run(
            tx,
            // A permit was for the answer before: this one needs its own.
            "UPDATE turn SET answer = ?3, outbound = CASE WHEN outbound = 'permitted' THEN 'pending' ELSE outbound END
             WHERE account = ?1 AND turn = ?2",
            params![turn.account.as_str(), turn.id.as_bytes(), answer],
        )?;
        keep_vault(tx, context, &turn, request.vault.as_ref())
    })
}

pub(in crate::store) fn open_turns(
    database: &mut Database,
    account: &AccountId,
    limit: usize,
) -> Result<Vec<TurnId>> {
    database.read(|tx, context| {
        context.account(tx, account)?;
        let now = context.now().as_millis();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let turns = all(
            tx,
            "SELECT turn FROM turn WHERE account = ?1 AND state <> 'done'
                AND (lease_until IS NULL OR lease_until <= ?2 OR lease_owner = ?4) AND (due IS NULL OR due <= ?2)
             ORDER BY place LIMIT ?3",
            params![account.as_str(), now, limit, context.owner],
            |row| row.get::<Stored<TurnId>>(0),
        )?;
        Ok(turns.into_iter().map(|turn| turn.0).collect())
    })
}

pub(in crate::store) fn stored_outcome(
    database: &mut Database,
    account: &AccountId,
    id: TurnId,
) -> Result<Option<StoredOutcome>> {
    database.read(|tx, context| Turn::load(tx, account, id)?.ended(context.now()))
}
