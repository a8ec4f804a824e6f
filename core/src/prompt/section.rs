//! The parts of a prompt.

use crate::lead::{Pii, Role};
use crate::prompt::fence;

/// What a section is, and so what may be cut when the budget is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SectionKind {
    /// The rules the model must keep. Never cut.
    Instructions,
    /// The business. Never cut.
    Business,
    /// The facts about a listing.
    Listing,
    /// What the lead is looking for.
    Person,
    /// The agent's notes.
    Notes,
    /// An earlier message of the conversation.
    History(Role),
    /// The message to answer. Never cut.
    Inbound,
    /// A draft of an answer, to be judged. Never cut.
    Draft,
}

impl SectionKind {
    /// The role that a section's text is sent in.
    fn role(self) -> &'static str {
        match self {
            SectionKind::Instructions
            | SectionKind::Business
            | SectionKind::Listing
            | SectionKind::Person
            | SectionKind::Notes => "system",
            SectionKind::History(Role::Lead) | SectionKind::Inbound | SectionKind::Draft => "user",
            // A person of the business answered for it, as closr does.
            SectionKind::History(Role::Assistant | Role::Agent) => "assistant",
        }
    }
}

/// A part of a prompt. Its text may hold the lead's words until `redact` has been over it.
#[derive(Clone, Debug)]
pub struct Section {
    pub(crate) kind: SectionKind,
    /// 0 is never cut; among the others the highest number goes first.
    pub(crate) priority: u8,
    pub(crate) text: Pii<String>,
}

/// A rendered prompt, not yet redacted: no formatter shows its text and nothing can send it.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// The template's name and version, as in `inquiry_reply@1`.
    pub(crate) template: String,
    pub(crate) sections: Vec<Section>,
    /// The JSON Schema that the answer must keep to; `None` for free text.
    schema: Option<serde_json::Value>,
}

impl Prompt {
    pub(crate) fn new(template: String, sections: Vec<Section>) -> Prompt {
        Prompt { template, sections, schema: None }
    }

    /// The same prompt, to be answered in JSON that keeps to a schema.
    pub(crate) fn answered_by(self, schema: serde_json::Value) -> Prompt {
        Prompt { schema: Some(schema), ..self }
    }

    /// The JSON Schema (2020-12) that the answer must keep to, where it is not free text.
    pub fn schema(&self) -> Option<&serde_json::Value> {
        self.schema.as_ref()
    }

    /// The prompt as a chat: (role, content), the role `system`, `user` or `assistant`.
    ///
    /// The template's sections are one system message, which comes first; neighbours of one role are one message,
    /// as many models' servers demand; the message to answer is the end of the last one.
    pub fn messages(&self) -> Vec<(&'static str, String)> {
        messages(self.sections.iter())
    }

    /// The facts and messages of this prompt under other instructions, and with a draft at the end.
    pub(crate) fn into_judged(mut self, instructions: Prompt, draft: &str) -> Prompt {
        let rules = instructions.sections.into_iter();
        let mut sections: Vec<Section> =
            rules.filter(|section| section.kind == SectionKind::Instructions).collect();
        self.sections.retain(|section| section.kind != SectionKind::Instructions);
        sections.append(&mut self.sections);
        let text = Pii::new(fence::draft(draft));
        sections.push(Section { kind: SectionKind::Draft, priority: 0, text });
        Prompt::new(instructions.template, sections)
    }

    /// The template's name and version, as in `inquiry_reply@1`.
    pub fn template(&self) -> &str {
        &self.template
    }
}

pub(super) fn messages<'a>(sections: impl Iterator<Item = &'a Section>) -> Vec<(&'static str, String)> {
    let mut sections: Vec<&Section> = sections.collect();
    // The system's sections first, whatever their place; the sort is stable.
    sections.sort_by_key(|section| section.kind.role() != "system");
    let mut messages: Vec<(&'static str, String)> = Vec::new();
    for section in sections {
        let role = section.kind.role();
        let text = section.text.expose().as_str();
        match messages.last_mut() {
            Some((last, content)) if *last == role => {
                content.push_str(if role == "system" { "\n\n" } else { "\n" });
                content.push_str(text);
            }
            _ => messages.push((role, text.to_owned())),
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(sections: &[(SectionKind, &str)]) -> Prompt {
        let section =
            |(kind, text): &(SectionKind, &str)| Section { kind: *kind, priority: 0, text: Pii::from(*text) };
        Prompt::new("t@1".to_owned(), sections.iter().map(section).collect())
    }

    #[test]
    fn roles_alternate_after_one_system_message() {
        use SectionKind::{Business, History, Inbound, Instructions, Listing};
        let prompt = prompt(&[
            (Instructions, "i"),
            (Business, "b"),
            (History(Role::Lead), "l1"),
            (History(Role::Lead), "l2"),
            (History(Role::Assistant), "a1"),
            (History(Role::Agent), "g1"),
            (History(Role::Lead), "l3"),
            (Inbound, "in"),
            (Listing, "late"),
        ]);
        let messages = prompt.messages();
        let shown: Vec<_> = messages.iter().map(|(role, text)| (*role, text.as_str())).collect();
        assert_eq!(
            shown,
            [("system", "i\n\nb\n\nlate"), ("user", "l1\nl2"), ("assistant", "a1\ng1"), ("user", "l3\nin")]
        );
    }

    #[test]
    fn no_formatter_shows_a_text() {
        assert!(!format!("{:?}", prompt(&[(SectionKind::Inbound, "CANARY")])).contains("CANARY"));
    }
}
