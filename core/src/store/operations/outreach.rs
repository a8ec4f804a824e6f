//! What the business writes first: claimed once, counted where it is handed out.

use zeroize::Zeroizing;

use super::claim::{self, Known};
use super::consent;
use super::database::{Commit, Context, Database, not_found};
use super::recall::{self, Talk};
use super::trail::Trail;
use super::turn::{self, Kept, Turn};
use super::{reading, records};
use crate::clock::Timestamp;
use crate::consent::{ConsentState, Event, OutreachStanding, Reading, Source, counted_after, state_for};
use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::{
    Account, AccountId, Channel, ConversationId, LeadId, Outreach, OutreachPurpose, Pii, TurnId,
};
use crate::store::fault::SqlError;
use crate::store::held::HeldOutreach;
use crate::store::link::{Connection, Stored, all, one, params, run, time};
use crate::store::seal::{HashUse, Owner};
use crate::store::{ClaimOutreach, Claimed, OpenOutreach};

pub(in crate::store) fn claim(database: &mut Database, claim: &ClaimOutreach) -> Result<Claimed> {
    database.write(Commit::Durable, &claim.account, |tx, context| {
        let account = context.account(tx, &claim.account)?;
        let identity = Identity::of(context, claim)?;
        match identity.stored(tx, claim)? {
            Some((claimed, body)) if body == identity.body => Ok(claimed),
            Some(_) => Err(Error::new(
                ErrorKind::Conflict,
                "an outreach with this id is stored already, to another lead or with other words: give each an id of its own",
            )
            .with_retry(crate::error::Retry::Never)),
            None => insert(tx, context, claim, &identity, &account),
        }
    })
}

/// By what an outreach is known: never in clear.
struct Identity {
    id: [u8; 32],
    body: [u8; 32],
}

impl Identity {
    fn of(context: &Context, claim: &ClaimOutreach) -> Result<Identity> {
        let Outreach { id, lead, channel, purpose, text, template, listing } = &claim.outreach;
        let body = match template {
            Some(template) => serde_json::to_vec(&(lead, channel, purpose, (template,), listing)),
            None => serde_json::to_vec(&(lead, channel, purpose, text.expose(), listing)),
        };
        let body = body.map(Zeroizing::new).map_err(|_| unstorable())?;
        let hash = |usage, value: &[u8]| context.keys.hash(&claim.account, usage, value);
        Ok(Identity { id: hash(HashUse::OutreachId, id.as_bytes())?, body: hash(HashUse::Body, &body)? })
    }

    fn stored(&self, tx: &Connection, claim: &ClaimOutreach) -> Result<Option<(Claimed, [u8; 32])>> {
        one(
            tx,
            "SELECT turn, conversation, lead, body FROM turn INDEXED BY turn_outreach
             WHERE account = ?1 AND provider = ?2 AND purpose IS NOT NULL",
            params![claim.account.as_str(), self.id],
            claim::repeated,
        )
    }
}

fn insert(
    tx: &Connection,
    context: &mut Context,
    claim: &ClaimOutreach,
    identity: &Identity,
    record: &Account,
) -> Result<Claimed> {
    let (account, outreach) = (&claim.account, &claim.outreach);
    let Outreach { lead, channel, purpose, .. } = *outreach;
    if (channel, purpose) == (Channel::Email, OutreachPurpose::Marketing) && record.postal_address.is_none() {
        return Err(Error::new(
            ErrorKind::ConfigInvalid,
            "marketing mail carries the business's postal address: set `postal_address` in the account's record",
        ));
    }
    let point = point(tx, context, account, outreach)?;
    if let Some(listing) = &outreach.listing {
        context.listing(tx, account, listing)?.ok_or_else(|| not_found("listing"))?;
    }
    let Known { conversation, is_new, spoken, human, .. } =
        claim::conversation(tx, context, account, channel, &point)?;
    let mut trail = Trail::open(tx, context, account)?;
    let turn = Turn {
        account: account.clone(),
        id: claim.turn,
        conversation,
        lead,
        // No message lies there: what is not handed out is no part of the conversation.
        place: trail.next()?,
        channel,
        point,
        at: context.now(),
        plain: false,
        spoken,
        human,
        restricted: false,
        purpose: Some(purpose),
        state: "claimed".to_owned(),
        due: None,
        outcome: None,
    };
    claim::keep_conversation(tx, &turn, outreach.listing.clone(), is_new)?;
    claim::take_part(tx, &turn)?;
    trail.append(
        "claim.outreach".into(),
        Some(turn.id),
        Some(lead),
        vec![safe!("outreach.{}", purpose.as_str())],
    )?;
    let sealed = context.keys.seal(turn.owner(), turn.place_of("inbound"), &OutreachRow::bytes(outreach)?)?;
    run(
        tx,
        "INSERT INTO turn (account, turn, conversation, lead, place, channel, point, provider, body, inbound, at,
                           reading, plain, state, purpose)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        params![
            account.as_str(),
            turn.id.as_bytes(),
            conversation.as_bytes(),
            lead.as_bytes(),
            turn.place,
            channel.as_str(),
            point,
            identity.id,
            identity.body,
            sealed,
            turn.at.as_millis(),
            reading::write(&Reading::default())?,
            turn.plain,
            turn.state,
            purpose.as_str()
        ],
    )?;
    Ok(Claimed { turn: turn.id, conversation, lead, repeat: false, open: None })
}

/// The contact point that it goes to: the first of the channel's in the lead's record that no stop is on; where there is none,
/// the first, whose stop then says why nothing is sent.
fn point(tx: &Connection, context: &Context, account: &AccountId, outreach: &Outreach) -> Result<[u8; 32]> {
    let record = records::read_lead(tx, context, account, outreach.lead)?;
    let mut first = None;
    for (channel, point) in records::points(context, account, &record)? {
        if channel != outreach.channel || channel == Channel::WebChat {
            continue;
        }
        let events = consent::events(tx, account, Some(outreach.lead), Some(&point))?;
        match state_for(&events, channel, outreach.purpose.into()) {
            ConsentState::None
            | ConsentState::Implied
            | ConsentState::Express
            | ConsentState::ExpressWritten => return Ok(point),
            ConsentState::Undeliverable
            | ConsentState::OptedOut
            | ConsentState::WrongParty
            | ConsentState::Halted
            | ConsentState::Erased => first = first.or(Some(point)),
        }
    }
    first.ok_or_else(|| {
        Error::new(
            ErrorKind::InputInvalid,
            "the lead's record has no contact point to write to on this channel: add one, or use sms or email",
        )
    })
}

/// An outreach that this process holds, with all that it rests on.
pub(in crate::store) fn open(
    tx: &Connection,
    context: &mut Context,
    turn: &Turn,
    purpose: OutreachPurpose,
) -> Result<OpenOutreach> {
    let (sealed, kept) = one(
        tx,
        "SELECT inbound, answer, outbound, expires FROM turn WHERE account = ?1 AND turn = ?2",
        params![turn.account.as_str(), turn.id.as_bytes()],
        |row| Ok((row.get::<Vec<u8>>(0)?, Kept::read(row, 1)?)),
    )?
    .ok_or(SqlError::Shape)?;
    let row = OutreachRow::read(&context.keys.unseal(turn.owner(), turn.place_of("inbound"), &sealed)?)?;
    let progress = kept.progress(context, turn)?;
    let standing = consent::standing(tx, context, turn)?;
    let talk = Talk::load(tx, turn)?;
    let OutreachRow { text, template, listing, .. } = row;
    let recalled = recall::recall(tx, context, turn, &standing.account, listing.clone(), true, talk)?;
    Ok(OpenOutreach { purpose, text: Pii::new(text), template, listing, progress, standing, recalled })
}

/// Every outreach to the lead, oldest first.
pub(in crate::store) fn held(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    lead: LeadId,
) -> Result<Vec<HeldOutreach>> {
    all(
        tx,
        "SELECT turn, conversation, channel, purpose, at, inbound, sent FROM turn INDEXED BY turn_outreach_lead
         WHERE account = ?1 AND lead = ?2 AND purpose IS NOT NULL ORDER BY place",
        params![account.as_str(), lead.as_bytes()],
        |row| {
            let turn = row.get::<Stored<TurnId>>(0)?.0;
            let place = turn::place("inbound", &turn);
            let sealed = row.get::<Vec<u8>>(5)?;
            let asked = OutreachRow::read(&context.keys.unseal(Owner::Lead(account, lead), place, &sealed)?)?;
            Ok(HeldOutreach {
                turn,
                conversation: row.get::<Stored<ConversationId>>(1)?.0,
                channel: row.get::<String>(2)?.parse().map_err(|_| SqlError::Shape)?,
                purpose: row.get::<String>(3)?.parse().map_err(|_| SqlError::Shape)?,
                at: time(row, 4)?,
                id: Pii::new(asked.id),
                text: Pii::new(asked.text),
                template: asked.template,
                listing: asked.listing.map(Pii::new),
                sent: row.get::<Option<i64>>(6)?.map(Timestamp::from_millis),
            })
        },
    )
}

/// What a decision about an outreach rests on besides.
pub(in crate::store) fn standing(
    tx: &Connection,
    context: &Context,
    turn: &Turn,
) -> Result<OutreachStanding> {
    let (account, lead) = (turn.account.as_str(), turn.lead.as_bytes());
    let sent = all(
        tx,
        "SELECT sent FROM turn INDEXED BY turn_sent
         WHERE account = ?1 AND point = ?2 AND sent > ?3 ORDER BY sent DESC",
        params![account, turn.point, counted_after(context.now()).as_millis()],
        |row| time(row, 0),
    )?;
    let sql = "SELECT 1 FROM hold WHERE account = ?1 AND lead = ?2";
    let held = one(tx, sql, params![account, lead], |_| Ok(()))?.is_some();
    Ok(OutreachStanding {
        sent,
        on_record: recall::is_verified(tx, turn)?,
        held,
        erased: was_erased(tx, turn)?,
    })
}

/// Whether another lead with the contact point was erased, and nobody has written or signed from it since, nor this one before.
fn was_erased(tx: &Connection, turn: &Turn) -> Result<bool> {
    let (account, lead) = (turn.account.as_str(), turn.lead.as_bytes());
    let last: Option<Option<i64>> = one(
        tx,
        "SELECT max(place) FROM event INDEXED BY event_point
         WHERE account = ?1 AND point = ?2 AND kind = 'erased' AND lead <> ?3",
        params![account, turn.point, lead],
        |row| row.get(0),
    )?;
    let Some(last) = last.flatten() else { return Ok(false) };
    let given: Vec<Event> = all(
        tx,
        "SELECT event FROM event INDEXED BY event_point
         WHERE account = ?1 AND point = ?2 AND kind IN ('inquiry', 'opt_in', 'written_opt_in')
            AND (lead = ?3 OR place > ?4)",
        params![account, turn.point, lead, last],
        |row| super::database::from_json(&row.get::<String>(0)?),
    )?;
    Ok(!given.iter().any(|event| event.source == Source::Person))
}

/// The lead's newest message of the conversation after the outreach's claim: that is answered, whatever it says.
pub(in crate::store) fn written_since(tx: &Connection, turn: &Turn) -> Result<Option<TurnId>> {
    one(
        tx,
        "SELECT turn FROM message WHERE account = ?1 AND conversation = ?2 AND place > ?3 AND role = 'lead'
         ORDER BY place DESC LIMIT 1",
        params![turn.account.as_str(), turn.conversation.as_bytes(), turn.place],
        |row| row.get::<Stored<TurnId>>(0),
    )
    .map(|id| id.map(|id| id.0))
}

/// Counts an outreach towards the caps of its contact point from when it is handed out.
pub(in crate::store) fn count(tx: &Connection, turn: &Turn, now: Timestamp) -> Result<()> {
    let sql = "UPDATE turn SET sent = ?3 WHERE account = ?1 AND turn = ?2";
    run(tx, sql, params![turn.account.as_str(), turn.id.as_bytes(), now.as_millis()]).map(|_| ())
}

/// An outreach as it is sealed.
#[derive(serde::Serialize, serde::Deserialize)]
struct OutreachRow<T = String> {
    id: T,
    text: T,
    #[serde(default)]
    template: Option<T>,
    listing: Option<T>,
}

impl OutreachRow {
    fn bytes(outreach: &Outreach) -> Result<Zeroizing<Vec<u8>>> {
        let row = OutreachRow {
            id: outreach.id.as_str(),
            text: outreach.text.expose().as_str(),
            template: outreach.template.as_deref(),
            listing: outreach.listing.as_deref(),
        };
        serde_json::to_vec(&row).map(Zeroizing::new).map_err(|_| unstorable())
    }

    fn read(bytes: &[u8]) -> Result<OutreachRow> {
        serde_json::from_slice(bytes).map_err(|_| SqlError::Shape.into())
    }
}

fn unstorable() -> Error {
    Error::new(ErrorKind::Unexpected, "an outreach cannot be stored")
}
