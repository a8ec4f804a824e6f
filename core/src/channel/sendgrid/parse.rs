//! What a webhook of SendGrid's tells.

use super::{Groups, event, form};
use crate::channel::{Incoming, Webhook};
use crate::error::Result;

/// Reads a webhook that was verified: a mail of Inbound Parse with what came along, or the events of the Event Webhook.
///
/// - A mail's sender is a claim. It is `unverified` unless DKIM of its domain passed, or SPF of its domain did for the envelope: what it then says
///   of consent only tightens. `automatic` is what a machine wrote by its headers, as an out-of-office note or a bounce.
/// - An unsubscribe and a spam report are a stop of e-mail; a group's is one of the purpose that the group stands for, and of e-mail where
///   `groups` names none; a bounce, that the address cannot be reached. What would loosen, as `group_resubscribe`, and events that
///   closr does not know come back as [`Incoming::Other`] and change nothing.
///
/// # Errors
/// `InputInvalid` where it is neither, is cut off, or the mail has no sender: acknowledge it, for it would come again the same.
pub fn parse(webhook: &Webhook<'_>, groups: &Groups) -> Result<Vec<Incoming>> {
    match form::boundary(webhook) {
        Some(boundary) => Ok(vec![form::read(webhook, boundary)?]),
        None => event::events(webhook.body(), groups),
    }
}
