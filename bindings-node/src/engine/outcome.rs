//! What came of a turn, as JavaScript sees it.

use std::sync::Mutex;

use closr::ErrorKind;
use napi::Result;
use serde_json::{Value, json};

use super::{Cleared, Outcome, ReplyPart};
use crate::error::refusal;

pub(super) fn part_of(account: &closr::ForAccount, part: closr::ReplyPart) -> Result<ReplyPart> {
    let (kind, text, outcome) = match part {
        closr::ReplyPart::Step(step) => ("step", Some(step.as_str().to_owned()), None),
        closr::ReplyPart::Text(text) => ("text", Some(text.expose().clone()), None),
        closr::ReplyPart::Done(outcome) => ("done", None, Some(outcome_of(account, *outcome))),
        _ => return Err(refusal(ErrorKind::Unexpected, "a part that this package does not know: update it")),
    };
    Ok(ReplyPart { kind, text, outcome })
}

pub(super) fn outcome_of(account: &closr::ForAccount, mut outcome: closr::Outcome) -> Outcome {
    let cleared = outcome.take_cleared().map(|cleared| Cleared {
        outbound: cleared.outbound().to_string(),
        purpose: cleared.purpose().as_str(),
        deadline: cleared.deadline().as_millis() as f64,
        clock: account.clock(),
        text: Mutex::new(Some(cleared)),
    });
    let record = json!({
        "kind": outcome.kind().as_str(),
        "reasons": outcome.reasons(),
        "repeated": outcome.is_repeated(),
        "turn": outcome.turn().to_string(),
        "conversation": outcome.conversation().to_string(),
        "lead": outcome.lead().to_string(),
        "outbound": outcome.outbound().map(|id| id.to_string()),
        "until": outcome.until(),
        "superseded_by": outcome.superseded_by().map(|id| id.to_string()),
        "consent": outcome.consent().as_str(),
        "author": outcome.author().map(closr::store::Author::as_str),
        "usage": outcome.usage(),
        "audit_head": outcome.audit_head(),
        "blocked": outcome.blocked(),
        "receipt": outcome.receipt(),
        "trace": outcome.trace().map(trace),
        "qualification": outcome.qualification().map(closr::qualify::Qualification::expose_value),
    });
    Outcome { record: record.to_string(), cleared }
}

fn trace(trace: &closr::Trace) -> Value {
    let message = |(role, text): &(&'static str, String)| json!({"role": role, "text": text});
    let ask = |ask: &closr::Ask| {
        json!({
            "answer": ask.answer, "draft": ask.draft.expose(),
            "blocked": ask.blocked.iter().map(closr::Safe::as_str).collect::<Vec<_>>(),
        })
    };
    json!({
        "shown": trace.shown.iter().map(message).collect::<Vec<_>>(),
        "asks": trace.asks.iter().map(ask).collect::<Vec<_>>(),
    })
}
