//! A reply as a stream. On web chat a sentence is released as soon as the guard lets it out and consent is read
//! again; what was released cannot be repaired, so a later block or cut ends as `Withdrawn`.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::Stream;

use crate::engine::live::{Began, Live, Said};
use crate::engine::{Inner, Outcome, turn};
use crate::error::Result;
use crate::lead::{AccountId, Channel, Inbound, Pii};
use crate::store::Hand;

/// A part of a streamed reply.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReplyPart {
    /// The turn has come this far.
    Step(Step),
    /// Words for the lead, cleared: show them now.
    Text(Pii<String>),
    /// The end. On SMS and e-mail the outcome has the text.
    Done(Box<Outcome>),
}

/// How far a turn has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// The message is claimed and what it says about consent is in force.
    Accepted,
    /// The model is being asked.
    Asking,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Step; 2] = [Step::Accepted, Step::Asking];

    /// The step's name: `accepted` or `asking`.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Accepted => "accepted",
            Step::Asking => "asking",
        }
    }
}

/// A reply as a stream; its last item is [`ReplyPart::Done`] or an error.
///
/// Dropping it cancels the provider's call. What was released by then is stored, and the turn ends as `Withdrawn`.
pub struct ReplyStream {
    parts: Pin<Box<dyn Stream<Item = Result<ReplyPart>> + Send>>,
}

impl ReplyStream {
    pub(super) fn start(inner: Arc<Inner>, account: AccountId, inbound: Inbound) -> ReplyStream {
        ReplyStream { parts: Box::pin(parts(inner, account, inbound)) }
    }
}

impl Stream for ReplyStream {
    type Item = Result<ReplyPart>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.parts.as_mut().poll_next(context)
    }
}

impl std::fmt::Debug for ReplyStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReplyStream").finish_non_exhaustive()
    }
}

fn parts(
    inner: Arc<Inner>,
    account: AccountId,
    inbound: Inbound,
) -> impl Stream<Item = Result<ReplyPart>> + Send {
    async_stream::try_stream! {
        inner.open()?;
        let web_chat = inbound.channel == Channel::WebChat;
        let turn = turn::accept(&inner, &account, inbound).await?.turn;
        yield ReplyPart::Step(Step::Accepted);

        let _flight = inner.flights.board(turn).await;
        let (mut live, mut spent) = (None, None);
        if web_chat {
            match Live::begin(&inner, &account, turn).await? {
                Began::Live(began) => live = Some(began),
                Began::InVain(why) => spent = Some(*why),
                Began::Nothing => {}
            }
        }
        if let Some(mut live) = live {
            yield ReplyPart::Step(Step::Asking);
            loop {
                match live.next().await? {
                    Said::Words(cleared) => yield ReplyPart::Text(cleared.release(&*inner.surroundings.clock)?),
                    Said::Ended(outcome) => {
                        yield ReplyPart::Done(outcome);
                        return;
                    }
                    Said::InVain(why) => {
                        spent = Some(*why);
                        break;
                    }
                }
            }
        }
        let mut outcome = turn::work_held(&inner, &account, turn, Hand::Caller, None, spent).await?;
        let cleared = if web_chat { outcome.take_cleared() } else { None };
        if let Some(cleared) = cleared {
            yield ReplyPart::Text(cleared.release(&*inner.surroundings.clock)?);
        }
        yield ReplyPart::Done(Box::new(outcome));
    }
}
