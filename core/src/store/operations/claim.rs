//! Claims an inbound message: once, with its consent events, in one durable transaction.

use crate::store::link::{Connection, Row, Stored, one, params, run};
use zeroize::Zeroizing;

use super::consent::{self, Subject};
use super::database::{Commit, Context, Database};
use super::history::{self, Slot};
use super::recall::{self, Talk};
use super::request::{self, Asking};
use super::trail::Trail;
use super::turn::{self, Turn};
use super::{reading, records};
use crate::clock::Timestamp;
use crate::consent::{Event, EventKind};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{
    Account, AccountId, Channel, ContactPoint, ConversationId, Inbound, Lead, LeadId, Message, Pii, Role,
    TurnId,
};
use crate::store::fault::SqlError;
use crate::store::seal::HashUse;
use crate::store::{Claim, Claimed, OpenTurn, Progress};

/// `tell` has what was claimed before it is committed: nothing may leave until it is.
pub(in crate::store) fn claim(
    database: &mut Database,
    claim: &Claim,
    tell: &mut dyn FnMut(Claimed),
) -> Result<()> {
    let (once, mut kept) = (database.writes_once(), None);
    let stored = database.write(Commit::Durable, &claim.account, |tx, context| {
        // What may be done again, with other ids, is told by its last attempt.
        let tell = &mut |claimed| if once { tell(claimed) } else { kept = Some(claimed) };
        let account = context.account(tx, &claim.account)?;
        let message = Identity::of(context, claim)?;
        match message.stored(tx, claim)? {
            Some((claimed, body)) if body == message.body || planted!(BodyIgnored) => tell(claimed),
            Some((claimed, _)) => {
                tighten(tx, context, claim, &message, &claimed)?;
                return Ok(false);
            }
            None => {
                tear!(tx, ClaimInTwo);
                insert(tx, context, claim, &message, account, tell)?;
            }
        }
        Ok(true)
    })?;
    kept.into_iter().for_each(tell);
    if stored {
        return Ok(());
    }
    // What was said was committed all the same: a stop counts however it came.
    Err(Error::new(
        ErrorKind::Conflict,
        "a message with this id and another text is stored already: give each message an id of its own",
    )
    .with_retry(crate::error::Retry::Never))
}

/// By what a message is known: never in clear.
struct Identity {
    point: [u8; 32],
    provider: [u8; 32],
    body: [u8; 32],
}

impl Identity {
    fn of(context: &Context, claim: &Claim) -> Result<Identity> {
        let hash = |usage, value: &str| context.keys.hash(&claim.account, usage, value.as_bytes());
        Ok(Identity {
            point: point(context, &claim.account, &claim.inbound.from)?,
            provider: hash(HashUse::MessageId, &claim.inbound.id)?,
            body: hash(HashUse::Body, claim.inbound.text.expose())?,
        })
    }

    fn stored(&self, tx: &Connection, claim: &Claim) -> Result<Option<(Claimed, [u8; 32])>> {
        one(
            tx,
            "SELECT turn, conversation, lead, body FROM turn
             WHERE account = ?1 AND channel = ?2 AND point = ?3 AND provider = ?4",
            params![claim.account.as_str(), claim.inbound.channel.as_str(), self.point, self.provider],
            repeated,
        )
    }
}

/// What was claimed before, and the hash of its words, from the columns `turn, conversation, lead, body`.
pub(in crate::store) fn repeated(row: &Row<'_>) -> Result<(Claimed, [u8; 32])> {
    let claimed = Claimed {
        turn: row.get::<Stored<TurnId>>(0)?.0,
        conversation: row.get::<Stored<ConversationId>>(1)?.0,
        lead: row.get::<Stored<LeadId>>(2)?.0,
        repeat: true,
        open: None,
    };
    Ok((claimed, row.get(3)?))
}

/// A contact point's keyed hash. Its kind is part of it: a visitor's id that looks like a phone is not that phone.
pub(in crate::store) fn point(
    context: &Context,
    account: &AccountId,
    point: &ContactPoint,
) -> Result<[u8; 32]> {
    let value = Zeroizing::new(format!("{}:{}", point.kind(), point.expose()));
    context.keys.hash(account, HashUse::ContactPoint, value.as_bytes())
}

/// Commits what the second message takes back.
fn tighten(
    tx: &Connection,
    context: &Context,
    claim: &Claim,
    message: &Identity,
    claimed: &Claimed,
) -> Result<()> {
    let mut trail = Trail::open(tx, context, &claim.account)?;
    trail.append(
        "claim.conflict".into(),
        Some(claimed.turn),
        Some(claimed.lead),
        reading::rules(&claim.reading),
    )?;
    let (point, turn) = (Some(&message.point), Some(claimed.turn));
    let subject = Subject { account: &claim.account, lead: Some(claimed.lead), point, turn };
    let mut words = Some(&claim.inbound.text);
    if planted!(ConflictingStopLost) {
        return Ok(());
    }
    let counts = |event: &&Event| event.kind.tightens() || planted!(ConflictLoosens);
    for event in claim.events.iter().filter(counts) {
        consent::append(tx, context, &mut trail, subject, event, words.take())?;
    }
    // Who sends words of their own under another's message id is not known by it.
    let (lead, turn, at) = (claimed.lead, claimed.turn, claim.inbound.at.unwrap_or_else(|| context.now()));
    let asking = Asking { account: &claim.account, lead, turn, verified: false, at };
    request::open_read(tx, context, &mut trail, asking, &claim.reading)
}

/// Tells of the turn as soon as what it rests on is read: all that the message adds is written meanwhile.
fn insert(
    tx: &Connection,
    context: &mut Context,
    claim: &Claim,
    identity: &Identity,
    record: Account,
    tell: &mut dyn FnMut(Claimed),
) -> Result<()> {
    let (account, inbound) = (&claim.account, &claim.inbound);
    let Owner { lead, verified, restricted } = match owner_of(tx, account, &identity.point)? {
        Some(owner) => owner,
        None => new_lead(tx, context, account, &identity.point, &inbound.from)?,
    };
    // A contact point is the lead's; a message that only claims to come from there is not.
    let verified = verified && !inbound.unverified;
    let listing = listing(tx, claim)?;
    let known = conversation(tx, context, account, inbound.channel, &identity.point)?;
    let Known { conversation, is_new, spoken, human, talk } = known;

    let mut trail = Trail::open(tx, context, account)?;
    // By this time a decision tells the message's own events from earlier ones: it is not later than theirs.
    let read = claim.events.iter().map(|event| event.at).min();
    let at = inbound.at.or(read).unwrap_or_else(|| context.now());
    let turn = Turn {
        account: account.clone(),
        id: claim.turn,
        conversation,
        lead,
        place: trail.next()?,
        channel: inbound.channel,
        point: identity.point,
        at: Timestamp::from_millis(at.as_millis()),
        // What a machine wrote is answered by nobody, and so stands for no question that came before it.
        plain: reading::is_plain(&claim.reading, inbound.channel) && !inbound.automatic,
        spoken,
        human,
        restricted,
        purpose: None,
        state: "claimed".to_owned(),
        due: None,
        outcome: None,
    };

    let now = context.now();
    let free = is_new || turn::held(tx, context, account, &conversation, now)?.is_none();
    let begin = claim.begin && free;
    let open = match begin {
        true => {
            let standing = consent::standing_of_new(tx, context, &turn, record, &claim.events)?;
            let talk = talk.about(listing.as_ref());
            let asked = inbound.listing.clone();
            let recalled = recall::recall(tx, context, &turn, &standing.account, asked, verified, talk)?;
            let (inbound, reading) = (inbound.clone(), claim.reading.clone());
            Some(Box::new(OpenTurn { inbound, reading, progress: Progress::Claimed, standing, recalled }))
        }
        false => None,
    };
    tell(Claimed { turn: turn.id, conversation, lead, repeat: false, open });

    keep_conversation(tx, &turn, listing, is_new)?;
    trail.append("claim".into(), Some(turn.id), Some(lead), reading::rules(&claim.reading))?;
    let subject = Subject { account, lead: Some(lead), point: Some(&identity.point), turn: Some(turn.id) };
    let mut words = Some(&inbound.text);
    for event in &claim.events {
        // That somebody wrote is shown by the message; what they said about consent is kept apart from it.
        let words = if event.kind == EventKind::Inquiry { None } else { words.take() };
        consent::append(tx, context, &mut trail, subject, event, words)?;
    }
    let asking = Asking { account, lead, turn: turn.id, verified, at };
    request::open_read(tx, context, &mut trail, asking, &claim.reading)?;
    write(tx, context, claim, identity, &turn, begin.then(|| now.plus(context.lease)))
}

/// The rows of a turn and its message; `until` is the end of this process's lease.
fn write(
    tx: &Connection,
    context: &Context,
    claim: &Claim,
    identity: &Identity,
    turn: &Turn,
    until: Option<Timestamp>,
) -> Result<()> {
    let (account, inbound) = (&claim.account, &claim.inbound);
    let Turn { conversation, lead, place, at, .. } = turn;
    take_part(tx, turn)?;
    let slot = Slot { account, place: *place, conversation, lead: *lead, turn: Some(turn.id) };
    let message = Message::new(Role::Lead, inbound.text.expose().as_str(), *at, inbound.channel);
    history::append(tx, context, &slot, &message)?;
    let sealed = context.keys.seal(turn.owner(), turn.place_of("inbound"), &InboundRow::bytes(inbound)?)?;
    run(
        tx,
        "INSERT INTO turn (account, turn, conversation, lead, place, channel, point, provider, body, inbound, at,
                           reading, plain, state, lease_owner, lease_until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        params![
            account.as_str(),
            turn.id.as_bytes(),
            conversation.as_bytes(),
            lead.as_bytes(),
            place,
            inbound.channel.as_str(),
            identity.point,
            identity.provider,
            identity.body,
            sealed,
            at.as_millis(),
            reading::write(&claim.reading)?,
            turn.plain,
            turn.state,
            until.map(|_| context.owner),
            until.map(Timestamp::as_millis)
        ],
    )
    .map(|_| ())
}

/// Whose a contact point is.
pub(in crate::store) struct Owner {
    pub(in crate::store) lead: LeadId,
    /// Whether who writes from there is the lead, as far as a contact point can say: a phone or an address that is the
    /// lead's, or a web chat session that the business has said is the lead's.
    verified: bool,
    /// Whether the lead's data is only stored.
    restricted: bool,
}

/// Whose a contact point is; of those who share it, the one whose record is newest.
pub(in crate::store) fn owner_of(
    tx: &Connection,
    account: &AccountId,
    point: &[u8; 32],
) -> Result<Option<Owner>> {
    one(
        tx,
        // From the few contacts to their leads: a plain join would walk all leads, newest first.
        "SELECT lead, verified, restricted FROM contact CROSS JOIN lead USING (account, lead) WHERE account = ?1 AND point = ?2
         ORDER BY version DESC LIMIT 1",
        params![account.as_str(), point],
        |row| {
            Ok(Owner {
                lead: row.get::<Stored<LeadId>>(0)?.0,
                verified: row.get(1)?,
                restricted: row.get(2)?,
            })
        },
    )
}

/// A lead of whom only the contact point is known. A visitor's session is not in its record: nobody has said who it is.
fn new_lead(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    point: &[u8; 32],
    from: &ContactPoint,
) -> Result<Owner> {
    let mut record = Lead::default();
    let verified = match from {
        ContactPoint::Phone(phone) => {
            record.phones.push(phone.clone());
            true
        }
        ContactPoint::Email(email) => {
            record.emails.push(email.clone());
            true
        }
        ContactPoint::Visitor(_) => false,
    };
    let lead = LeadId::fresh(&context.surroundings)?;
    context.keys.create_lead(account, lead)?;
    records::write_lead(tx, context, account, lead, &record)?;
    records::add_contact(tx, account, lead, point, verified)?;
    Ok(Owner { lead, verified, restricted: false })
}

/// The listing that the message names, where it is on file.
fn listing(tx: &Connection, claim: &Claim) -> Result<Option<String>> {
    let Some(listing) = &claim.inbound.listing else { return Ok(None) };
    let sql = "SELECT listing FROM listing WHERE account = ?1 AND listing = ?2";
    one(tx, sql, params![claim.account.as_str(), listing], |row| row.get(0))
}

/// A conversation, whether a message of it went to the lead, and whether a person of the business answers in it.
pub(in crate::store) struct Known {
    pub(in crate::store) conversation: ConversationId,
    /// It has no row yet.
    pub(in crate::store) is_new: bool,
    pub(in crate::store) spoken: bool,
    pub(in crate::store) human: bool,
    talk: Talk,
}

/// The conversation with a contact point, or a new one.
pub(in crate::store) fn conversation(
    tx: &Connection,
    context: &Context,
    account: &AccountId,
    channel: Channel,
    point: &[u8; 32],
) -> Result<Known> {
    let known = one(
        tx,
        "SELECT conversation, spoken, human, listing, vault, vault_lead FROM conversation
         WHERE account = ?1 AND channel = ?2 AND point = ?3",
        params![account.as_str(), channel.as_str(), point],
        |row| {
            let conversation = row.get::<Stored<ConversationId>>(0)?.0;
            let (spoken, human, talk) = (row.get(1)?, row.get(2)?, Talk::read(row, 3)?);
            Ok(Known { conversation, is_new: false, spoken, human, talk })
        },
    )?;
    match known {
        Some(known) => Ok(known),
        None => Ok(Known {
            conversation: ConversationId::fresh(&context.surroundings)?,
            is_new: true,
            spoken: false,
            human: false,
            talk: Talk::default(),
        }),
    }
}

/// The turn's conversation is one of its lead's.
pub(in crate::store) fn take_part(tx: &Connection, turn: &Turn) -> Result<()> {
    run(
        tx,
        "INSERT INTO conversation_lead (account, lead, conversation) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![turn.account.as_str(), turn.lead.as_bytes(), turn.conversation.as_bytes()],
    )
    .map(|_| ())
}

/// The turn's conversation as a row, and what it is about now.
pub(in crate::store) fn keep_conversation(
    tx: &Connection,
    turn: &Turn,
    listing: Option<String>,
    is_new: bool,
) -> Result<()> {
    let (account, conversation) = (turn.account.as_str(), turn.conversation.as_bytes());
    if is_new {
        run(
            tx,
            "INSERT INTO conversation (account, conversation, channel, point, listing, spoken)
             VALUES (?1, ?2, ?3, ?4, ?5, FALSE)",
            params![account, conversation, turn.channel.as_str(), turn.point, listing],
        )?;
    } else if listing.is_some() {
        let sql = "UPDATE conversation SET listing = ?3 WHERE account = ?1 AND conversation = ?2";
        run(tx, sql, params![account, conversation, listing])?;
    }
    Ok(())
}

/// An inbound message as it is sealed: without its words, which are a message of the history.
#[derive(serde::Serialize, serde::Deserialize)]
pub(in crate::store) struct InboundRow<T = String> {
    id: T,
    from: T,
    listing: Option<T>,
    #[serde(default)]
    template: Option<T>,
    at: Option<Timestamp>,
    provider_answered: bool,
    #[serde(default)]
    unverified: bool,
    #[serde(default)]
    automatic: bool,
}

impl InboundRow {
    fn bytes(inbound: &Inbound) -> Result<Zeroizing<Vec<u8>>> {
        let row = InboundRow {
            id: inbound.id.as_str(),
            from: inbound.from.expose(),
            listing: inbound.listing.as_deref(),
            template: inbound.template.as_deref(),
            at: inbound.at,
            provider_answered: inbound.provider_answered,
            unverified: inbound.unverified,
            automatic: inbound.automatic,
        };
        serde_json::to_vec(&row)
            .map(Zeroizing::new)
            .map_err(|_| Error::new(ErrorKind::Unexpected, "a message cannot be stored"))
    }

    pub(in crate::store) fn read(bytes: &[u8], channel: Channel, text: Pii<String>) -> Result<Inbound> {
        let row: InboundRow = serde_json::from_slice(bytes).map_err(|_| SqlError::Shape)?;
        let from = ContactPoint::known(channel, &row.from).ok_or(SqlError::Shape)?;
        Ok(Inbound {
            id: row.id,
            channel,
            from,
            text,
            listing: row.listing,
            template: row.template,
            at: row.at,
            provider_answered: row.provider_answered,
            unverified: row.unverified,
            automatic: row.automatic,
        })
    }
}
