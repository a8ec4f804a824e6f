//! Redaction on its own, without an engine.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::lead::{Account, Lead, Listing, Pii};
use crate::prompt::Placeholder;
use crate::redact::hit::Hits;
use crate::redact::known::Scope;
use crate::redact::subject::{Place, Replaced};
use crate::redact::{Label, Ner, Redacted, RedactorSettings, Restored, Span, Subject, Vault};

/// Puts placeholders into texts, and values back. What it gives out can be sent by no engine: an
/// [`Outbound`](crate::redact::Outbound) is made of what an engine redacted itself, with every label.
///
/// ```
/// use closr::redact::Redactor;
///
/// let lead = closr::Lead::from_json(r#"{"first_name": "Jane", "phones": ["+15125550147"]}"#)?;
/// let redaction = Redactor::with_lead(&lead).redact("Jane here, call 512.555.0147 or jane@example.com");
/// assert_eq!(redaction.text.get(), "[PERSON_1] here, call [PHONE_1] or [EMAIL_1]");
/// assert_eq!(redaction.restore().expose(), "Jane here, call 512.555.0147 or jane@example.com");
/// let reply = redaction.restore_reply("Thanks [PERSON_1], we will call [Phone 1].");
/// assert_eq!(reply.text.expose(), "Thanks Jane, we will call (512) 555-0147.");
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Redactor {
    pub(super) subject: Subject,
    /// The labels that are switched off.
    pub(super) off: Arc<[Label]>,
}

/// A text with placeholders, and the way back.
#[non_exhaustive]
pub struct Redaction {
    /// The text with placeholders.
    pub text: Redacted<String>,
    /// What was found, in bytes of the input: sorted, disjoint, on character boundaries.
    pub spans: Vec<Span>,
    /// The placeholder of each span.
    pub placeholders: Vec<Placeholder>,
    places: Vec<Place>,
    /// The input, where the lead typed placeholders of their own.
    input: Pii<String>,
    vault: Vault,
}

impl Redactor {
    /// A redactor that knows nobody: recognisers only.
    pub fn new() -> Redactor {
        Redactor::with_lead(&Lead::default())
    }

    /// A redactor that knows a lead's values.
    pub fn with_lead(lead: &Lead) -> Redactor {
        Redactor::with_context(lead, None, &[])
    }

    /// A redactor that knows a lead's values and leaves the business's public facts visible.
    pub fn with_context(lead: &Lead, account: Option<&Account>, listings: &[Listing]) -> Redactor {
        Redactor::with_settings(lead, account, listings, RedactorSettings::default())
    }

    /// The same with labels switched off, values that stay visible, or recognisers of the user's own.
    pub fn with_settings(
        lead: &Lead,
        account: Option<&Account>,
        listings: &[Listing],
        settings: RedactorSettings,
    ) -> Redactor {
        let RedactorSettings { without, allow, recognisers, ner } = settings;
        let subject = Subject::allowing(lead, account, listings, &recognisers, &allow);
        let redactor = Redactor { subject, off: without.into() };
        match ner {
            Some(ner) => redactor.with_ner(ner),
            None => redactor,
        }
    }

    /// Has the neural layer look at what the rules leave in doubt.
    #[must_use]
    pub fn with_ner(self, ner: Ner) -> Redactor {
        Redactor { subject: self.subject.with_ner(ner), ..self }
    }

    /// Puts placeholders into a text; each text is numbered from 1.
    pub fn redact(&self, text: &str) -> Redaction {
        self.redact_with(text, &mut Vault::default())
    }

    /// The text of [`Redactor::redact`], borrowed where nothing was found.
    pub(super) fn text_of<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let replaced = self.replace(text, &mut Vault::default());
        if replaced.places.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(replaced.text) }
    }

    fn replace(&self, text: &str, vault: &mut Vault) -> Replaced {
        self.subject.see_typed(text, vault);
        self.subject.put(text, self.hits(text), vault)
    }

    /// What is found, without the labels that are off.
    pub(super) fn hits(&self, text: &str) -> Hits {
        self.subject.hits_without(text, Scope::Words, &self.off)
    }

    /// Puts placeholders into a text of a conversation: a value has the same placeholder in all of them.
    pub fn redact_with(&self, text: &str, vault: &mut Vault) -> Redaction {
        let replaced = self.replace(text, vault);
        Redaction {
            spans: replaced.places.iter().map(|place| place.span).collect(),
            placeholders: replaced.places.iter().map(|place| place.placeholder.clone()).collect(),
            places: replaced.places,
            text: Redacted::vouch(replaced.text),
            input: Pii::from(text),
            vault: vault.clone(),
        }
    }
}

impl Default for Redactor {
    fn default() -> Redactor {
        Redactor::new()
    }
}

impl Redaction {
    /// The input, to the byte.
    pub fn restore(&self) -> Pii<String> {
        let redacted = self.text.get();
        let mut text = String::with_capacity(self.input.expose().len());
        let mut done = 0;
        for place in &self.places {
            text.push_str(redacted.get(done..place.within.start).unwrap_or(""));
            text.push_str(place.original.expose());
            done = place.within.end;
        }
        text.push_str(redacted.get(done..).unwrap_or(""));
        Pii::new(text)
    }

    /// Puts the values back into a model's reply to this text.
    pub fn restore_reply(&self, reply: &str) -> Restored {
        self.vault.restore_reply(reply, &[self.input.expose()])
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redaction")
            .field("spans", &self.spans)
            .field("placeholders", &self.placeholders)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jane() -> Lead {
        Lead::from_json(
            r#"{"first_name": "Jane", "last_name": "Doe", "phones": ["+15125550147"], "emails": ["jane@example.com"],
                "address": "12 Oak St, Austin, TX"}"#,
        )
        .unwrap()
    }

    #[test]
    fn typed_placeholders_are_text() {
        let redaction = Redactor::new().redact("[PHONE_1] is mine: 512-555-0147");
        assert_eq!(redaction.text.get(), "[PHONE_1] is mine: [PHONE_2]");
        let reply = redaction.restore_reply("[PHONE_1] [PHONE_2] [PHONE_3]");
        assert_eq!(reply.text.expose(), "[PHONE_1] 512-555-0147 [PHONE_3]");
        assert_eq!(reply.unknown.len(), 1);
    }

    #[test]
    fn one_vault_keeps_placeholders_over_texts() {
        let (redactor, mut vault) = (Redactor::with_lead(&jane()), Vault::default());
        let first = redactor.redact_with("JANE at bob@x.com", &mut vault);
        let second = redactor.redact_with("bob@x.com, amy@x.com, jane", &mut vault);
        assert_eq!(first.text.get(), "[PERSON_1] at [EMAIL_1]");
        assert_eq!(second.text.get(), "[EMAIL_1], [EMAIL_2], [PERSON_1]");
        assert_eq!(vault.restore_reply("[PERSON_1]", &[]).text.expose(), "Jane");
    }

    #[test]
    fn nothing_personal_in_debug() {
        let shown = format!("{:?}", Redactor::with_lead(&jane()).redact("Jane 512-555-0147"));
        assert!(!shown.contains("Jane") && !shown.contains("555"), "{shown}");
    }

    /// Text with a good chance of values, placeholders and odd characters.
    fn texts() -> impl proptest::strategy::Strategy<Value = String> {
        let pieces = proptest::sample::select(vec![
            "Jane",
            "doe",
            "Jane Doe",
            "512-555-0147",
            "(512) 555 0147",
            "+15125550147",
            "jane@example.com",
            "x@y.com",
            "12 Oak St",
            "12 oak street, Austin TX",
            "[PHONE_1]",
            "[person_1]",
            "PERSON_1",
            "4111 1111 1111 1111",
            "1.2.3.4",
            "é",
            "\u{301}",
            "５",
            " ",
            "\n",
            "-",
            "'s",
            "[",
            "]",
            "\u{200b}",
            "ß",
            "İ",
            "王",
            "😀",
            "%",
            "123-45-6789",
            "0",
        ]);
        proptest::strategy::Strategy::prop_map(proptest::collection::vec(pieces, 0..12), |pieces| {
            pieces.concat()
        })
    }

    proptest::proptest! {
        #[test]
        fn restoring_gives_the_input_back(text in texts(), noise in "\\PC{0,40}") {
            for text in [text.clone(), noise.clone(), format!("{noise}{text}")] {
                for redactor in [Redactor::new(), Redactor::with_lead(&jane())] {
                    let redaction = redactor.redact(&text);
                    let restored = redaction.restore();
                    proptest::prop_assert_eq!(restored.expose(), &text);
                    let mut end = 0;
                    for span in &redaction.spans {
                        proptest::prop_assert!(span.start >= end && span.end > span.start && text.get(span.start..span.end).is_some());
                        end = span.end;
                    }
                    proptest::prop_assert_eq!(redaction.spans.len(), redaction.placeholders.len());
                }
            }
        }

        #[test]
        fn what_is_redacted_is_clean(text in texts()) {
            let redactor = Redactor::with_lead(&jane());
            let redaction = redactor.redact(&text);
            let again = redactor.subject.find(redaction.text.get());
            proptest::prop_assert!(again.is_empty(), "{:?} in {:?}", again, redaction.text.get());
        }
    }
}
