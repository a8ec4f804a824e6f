//! Cuts a prompt until it fits its model, and says what was cut.

use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::Role;
use crate::prompt::{Prompt, Section, SectionKind};
use crate::token::ChatCounter;

/// How many tokens a model takes, and how many of them its reply needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// The tokens of the model's context: prompt and reply together.
    pub context: usize,
    /// The tokens kept for the reply.
    pub reply: usize,
}

impl Budget {
    /// A budget of `context` tokens, of which `reply` are kept for the reply.
    pub fn new(context: usize, reply: usize) -> Budget {
        Budget { context, reply }
    }

    /// The most tokens of the prompt.
    pub fn limit(self) -> usize {
        self.context.saturating_sub(self.reply)
    }
}

/// What a prompt cost and what had to be left out. It holds no text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Receipt {
    /// The template's name and version, as in `inquiry_reply@1`.
    pub template: String,
    /// What counted, as in `o200k_base` or `estimate`.
    pub counter: String,
    /// Whether the counts are the model's own, or an estimate, as a schema's is always.
    pub exact: bool,
    /// The most tokens the prompt could have.
    pub limit: usize,
    /// The tokens of what is sent, framing included: what the server should report as its prompt.
    pub total: usize,
    /// Every section, kept or cut, in order, the framing, and the schema that the answer must keep to, where it has one. The kept ones come to the total.
    pub items: Vec<Item>,
}

/// A line of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Item {
    /// As in `listing 2`, `history 3 (lead)`, `framing` or `schema`.
    pub what: String,
    /// Its tokens.
    pub tokens: usize,
    /// Whether it is sent.
    pub kept: bool,
}

/// Cuts `prompt` to `budget`: the highest priority first, never what has priority 0.
///
/// History goes oldest first, and once some of it is gone the rest never begins with the business's own words.
/// A cut only removes whole sections, so what was redacted stays redacted.
///
/// Each section is counted once, and the whole as it will be sent once more (or a few times more when it has
/// to be cut): with a 4 kB prompt and `o200k_base` about 0.15 ms.
///
/// # Errors
/// `BudgetExceeded` when not even what may not be cut fits; the message has the counts.
pub fn fit(mut prompt: Prompt, budget: &Budget, counter: &ChatCounter) -> Result<(Prompt, Receipt)> {
    let limit = budget.limit();
    // How a provider reads a schema is not published: as its text is the nearest that can be counted.
    let schema = prompt.schema().map(|schema| counter.count_text(&schema.to_string()));
    let limit = limit.saturating_sub(schema.unwrap_or(0));
    let tokens: Vec<usize> =
        prompt.sections.iter().map(|section| counter.count_text(section.text.expose())).collect();
    let mut kept = vec![true; tokens.len()];
    let mut total = count(&prompt.sections, &kept, counter);
    // Counting the whole again after each cut would take too long with a long history: between counts the cut
    // sections' tokens are taken off, and `slack` is the framing that may have gone with them.
    let (mut estimate, mut slack) = (total, 0);
    while total > limit {
        let Some(victims) = next_cut(&prompt.sections, &kept) else {
            total = count(&prompt.sections, &kept, counter);
            if total <= limit {
                break;
            }
            return Err(Error::new(
                ErrorKind::BudgetExceeded,
                safe!(
                    "the prompt needs {} tokens when all is cut that may be, and {} fit (context {} less {} for the reply); use a model with a larger context or a shorter template",
                    total,
                    limit,
                    budget.context,
                    budget.reply
                ),
            ));
        };
        for victim in victims {
            if let Some(flag) = kept.get_mut(victim) {
                *flag = false;
            }
            estimate = estimate.saturating_sub(tokens.get(victim).copied().unwrap_or(0));
            slack += FRAMING;
        }
        if estimate.saturating_sub(slack) <= limit {
            total = count(&prompt.sections, &kept, counter);
            (estimate, slack) = (total, 0);
        }
    }
    let mut receipt = receipt(&prompt, &tokens, &kept, counter, budget.limit(), total);
    if let Some(tokens) = schema {
        receipt.items.push(Item { what: "schema".to_owned(), tokens, kept: true });
        receipt.total += tokens;
        receipt.exact = false;
    }
    let mut flags = kept.into_iter();
    prompt.sections.retain(|_| flags.next().unwrap_or(true));
    Ok((prompt, receipt))
}

/// More tokens than any known framing adds to a message.
const FRAMING: usize = 8;

/// The sections to cut next: the one of the highest priority, the first of several; and with a message of the
/// history whatever of the business's would then begin it.
fn next_cut(sections: &[Section], kept: &[bool]) -> Option<Vec<usize>> {
    let still = || sections.iter().enumerate().filter(|(at, _)| kept.get(*at).copied().unwrap_or(false));
    let mut first: Option<(usize, &Section)> = None;
    for (at, section) in still().filter(|(_, section)| section.priority > 0) {
        if first.is_none_or(|(_, other)| section.priority > other.priority) {
            first = Some((at, section));
        }
    }
    let (victim, section) = first?;
    let mut victims = vec![victim];
    if matches!(section.kind, SectionKind::History(_)) {
        let rest =
            still().filter(|(at, section)| *at != victim && matches!(section.kind, SectionKind::History(_)));
        let leading = rest.take_while(|(_, section)| section.kind != SectionKind::History(Role::Lead));
        victims.extend(leading.map(|(at, _)| at));
    }
    Some(victims)
}

fn count(sections: &[Section], kept: &[bool], counter: &ChatCounter) -> usize {
    let sent = sections.iter().zip(kept).filter(|(_, kept)| **kept).map(|(section, _)| section);
    let messages = super::section::messages(sent);
    let messages: Vec<(&str, &str)> = messages.iter().map(|(role, text)| (*role, text.as_str())).collect();
    counter.count_chat(&messages)
}

fn receipt(
    prompt: &Prompt,
    tokens: &[usize],
    kept: &[bool],
    counter: &ChatCounter,
    limit: usize,
    total: usize,
) -> Receipt {
    let (mut listings, mut messages) = (0, 0);
    let mut items: Vec<Item> = Vec::with_capacity(tokens.len() + 1);
    for ((section, tokens), kept) in prompt.sections.iter().zip(tokens).zip(kept) {
        let what = match section.kind {
            SectionKind::Instructions => "instructions".to_owned(),
            SectionKind::Business => "business".to_owned(),
            SectionKind::Listing => {
                listings += 1;
                format!("listing {listings}")
            }
            SectionKind::Person => "person".to_owned(),
            SectionKind::Notes => "notes".to_owned(),
            SectionKind::History(role) => {
                messages += 1;
                format!("history {messages} ({})", role.as_str())
            }
            SectionKind::Inbound => "inbound".to_owned(),
            SectionKind::Draft => "draft".to_owned(),
        };
        items.push(Item { what, tokens: *tokens, kept: *kept });
    }
    let sent: usize = items.iter().filter(|item| item.kept).map(|item| item.tokens).sum();
    items.push(Item { what: "framing".to_owned(), tokens: total.saturating_sub(sent), kept: true });
    Receipt {
        template: prompt.template.clone(),
        counter: counter.name().to_owned(),
        exact: counter.is_exact(),
        limit,
        total,
        items,
    }
}
