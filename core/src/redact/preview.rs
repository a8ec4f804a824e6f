//! What a model would be shown of a conversation, without an engine.

use crate::error::Result;
use crate::lead::{Conversation, Fields, Role, parse_object};
use crate::prompt::{Catalog, Context};
use crate::redact::{Subject, Vault};

/// A prompt as a model would see it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preview {
    /// The template's name and version, as in `inquiry_reply@1`.
    pub template: String,
    /// Role and redacted text of each message: `system`, `user` or `assistant`.
    pub messages: Vec<(&'static str, String)>,
}

/// Renders a template for a conversation and redacts it: what a model would be shown, before it is cut to fit.
///
/// The record has `channel`, `now`, `account` and `inbound`, and where there are any `lead`, `listings` (or one
/// `listing`), the one that is talked about first, `history`: `{role, text}` each, `notes` (those of the lead's record
/// unless given), `question` (the one that the reply may ask) and `max_chars` (the most characters of the reply).
///
/// ```
/// use closr::prompt::Catalog;
/// use closr::redact::preview;
///
/// let preview = preview(&Catalog::shipped()?, "inquiry_reply", r#"{
///     "channel": "sms", "now": "2026-11-22T10:00:00-06:00", "account": {"brand": "Oak & Main"},
///     "lead": {"first_name": "Jane", "phones": ["+15125550147"]},
///     "inbound": "Jane here, call 512-555-0147. What is the price?"
/// }"#)?;
/// let (role, text) = preview.messages.last().unwrap();
/// assert_eq!((*role, text.as_str()), ("user", "[PERSON_1] here, call [PHONE_1]. What is the price?"));
/// # Ok::<(), closr::Error>(())
/// ```
///
/// # Errors
/// `InputInvalid` with every fault of the record at once, by path and without a value; unknown keys are faults.
/// `ConfigInvalid` when there is no such template or it is not for this channel; `BudgetExceeded` when it comes to
/// more than 64 KiB.
pub fn preview(catalog: &Catalog, template: &str, record: &str) -> Result<Preview> {
    let mut fields = Fields::new(parse_object("the conversation's record", record)?);
    let conversation = Conversation::read(&mut fields);
    let notes = fields.text("notes");
    let question = fields.text("question");
    let max_chars = fields.count("max_chars").and_then(|most| usize::try_from(most).ok());
    let conversation = fields.finish_read("the conversation's record", conversation)?;

    let Conversation { channel, now, account, lead, listings, history, inbound } = &conversation;
    let subject = Subject::new(lead, Some(account), listings);
    let mut vault = Vault::default();
    // As a turn does: what the lead typed is reserved before anything is rendered.
    for message in history.iter().filter(|message| message.role == Role::Lead) {
        subject.reserve_typed(message.text.expose(), &mut vault);
    }
    subject.reserve_typed(inbound.expose(), &mut vault);
    let mut context = Context::new(*channel, *now, account, inbound.expose());
    context.lead = subject.view(lead, &mut vault);
    context.listings = listings;
    context.notes = notes.as_deref().or_else(|| lead.notes.as_ref().map(|notes| notes.expose().as_str()));
    context.history = history;
    context.question = question.as_deref();
    context.max_chars = max_chars;
    let prompt = subject.redact_prompt(catalog.render(template, &context)?, &mut vault);
    Ok(Preview { template: prompt.get().template().to_owned(), messages: prompt.get().messages() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    const RECORD: &str = r#"{
        "channel": "web_chat", "now": "2026-11-22T10:00:00-06:00", "account": {"brand": "Oak", "phone": "+15125550100"},
        "lead": {"first_name": "Zoë", "phones": ["+15125550147"], "notes": "Zoë's code is with bob@x.com"},
        "listing": {"id": "L-7", "address": "12 Elm St", "price_usd": 689000},
        "history": [{"role": "lead", "text": "[PERSON_1]? I am Zoë"}, {"role": "agent", "text": "Hi Zoe", "channel": "sms"}],
        "inbound": "zoe, 512.555.0147", "question": "When would you move?", "max_chars": 300
    }"#;

    #[test]
    fn shows_what_a_turn_would_show_and_no_value() {
        let preview = preview(&Catalog::shipped().unwrap(), "inquiry_reply", RECORD).unwrap();
        assert_eq!(preview.template, "inquiry_reply@1");
        let all: String = preview.messages.iter().map(|(_, text)| text.as_str()).collect();
        for part in [
            "+15125550100",
            "$689,000",
            "When would you move?",
            "300 characters",
            "[EMAIL_1]",
            "[PERSON_2], [PHONE_1]",
        ] {
            assert!(all.contains(part), "{part}: {all}");
        }
        for value in ["Zo", "0147", "bob@"] {
            assert!(!all.contains(value), "{value}: {all}");
        }
    }

    #[test]
    fn a_wrong_record_or_template_is_named() {
        let catalog = Catalog::shipped().unwrap();
        let error = preview(&catalog, "inquiry_repyl", RECORD).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
        let error = preview(
            &catalog,
            "inquiry_reply",
            r#"{"history": [{"text": 7}], "listing": {}, "listings": []}"#,
        );
        let error = error.unwrap_err();
        let paths: Vec<&str> = error.faults().iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "channel",
                "now",
                "account",
                "listing.id",
                "listing",
                "history[0].role",
                "history[0].text",
                "inbound"
            ],
            "{error}"
        );
    }
}
