//! What an answer rests on, and the steps that work on it: recall, render, redact, fit, guard.

use std::time::Duration;

use zeroize::Zeroizing;

use crate::clock::Timestamp;
use crate::compose;
use crate::engine::{Inner, Trace, choice};
use crate::error::Result;
use crate::guard::{self, Block, Draft, Reason, Rule};
use crate::lead::{ApprovedReply, Channel, Inbound, Listing, Message, Mode, Role, TurnId};
use crate::prompt::{Context, Prompt, Receipt};
use crate::provider::Provider;
use crate::qualify::{Evidence, Qualification, Reading};
use crate::redact::{Redacted, Restored, Subject, Vault};
use crate::store::{OpenTurn, Recalled};

/// The template by which a model chooses approved replies.
const CHOOSE: &str = "choose_reply";

/// The template by which it judges a draft of its own.
const JUDGE: &str = "judge_draft";

/// The most characters of an answer where no SMS segments bound it.
const MOST_CHARS: usize = 1_500;

/// All that an answer rests on.
pub(super) struct Scene {
    inbound: Inbound,
    /// The words to answer: the message, after the others of its burst.
    asked: Zeroizing<String>,
    pub(super) recalled: Recalled,
    now: Timestamp,
    question: Option<&'static str>,
    /// `None` where the person objected to being profiled.
    pub(super) qualification: Option<Qualification>,
    disclosure: Option<String>,
}

impl Scene {
    /// Recall: what came with the turn.
    pub(super) fn recall(inner: &Inner, turn: TurnId, open: OpenTurn) -> Scene {
        let OpenTurn { inbound, mut recalled, .. } = open;
        let now = inner.surroundings.now();
        let asked = burst(&recalled.history, &inbound, now);
        focus(&mut recalled.listings, &recalled.history, &asked);
        let disclosure = recalled.first.then(|| compose::disclosure(&recalled.account, inbound.channel));
        // As the history will have it.
        let at = Timestamp::from_millis(inbound.at.unwrap_or(now).as_millis());
        let evidence = Evidence::Message { turn: Some(turn), at };
        let read =
            || Reading::of(&recalled.lead.interest, &recalled.history, Some((asked.as_str(), evidence)));
        let reading = (!recalled.lead.not_profiled).then(read);
        let question = reading.as_ref().and_then(Reading::next_question);
        let qualification = reading.map(|reading| reading.qualification(&recalled.account.score, now));
        Scene { inbound, asked, recalled, now, question, qualification, disclosure }
    }

    pub(super) fn channel(&self) -> Channel {
        self.inbound.channel
    }

    pub(super) fn subject(&self, inner: &Inner) -> Subject {
        inner.subjects.of(&self.recalled)
    }

    pub(super) fn typed(&self) -> Vec<&str> {
        let lead = self.recalled.history.iter().filter(|message| message.role == Role::Lead);
        lead.map(|message| message.text.expose().as_str())
            .chain([self.inbound.text.expose().as_str()])
            .collect()
    }

    pub(super) fn with_disclosure(&self, text: &str) -> String {
        match &self.disclosure {
            Some(disclosure) => format!("{disclosure}\n{}", text.trim()),
            None => text.trim().to_owned(),
        }
    }

    /// Render, redact, fit.
    pub(super) fn prompt(
        &self,
        inner: &Inner,
        provider: &Provider,
        subject: &Subject,
        vault: &mut Vault,
        repair: Option<&str>,
    ) -> Result<(Redacted<Prompt>, Receipt)> {
        self.redacted(inner, subject, vault, repair)?.fit(&provider.budget(), provider.counter())
    }

    fn redacted(
        &self,
        inner: &Inner,
        subject: &Subject,
        vault: &mut Vault,
        repair: Option<&str>,
    ) -> Result<Redacted<Prompt>> {
        let mut context = self.context(subject, vault);
        context.question = self.question;
        context.repair = repair;
        context.max_chars = Some(self.room());
        let prompt = match self.recalled.account.mode {
            Mode::Composed => {
                context.replies = self.offered();
                let schema = choice::schema(&context.replies);
                let prompt = inner.catalog.render(CHOOSE, &context)?;
                // What is not sent is not counted.
                match inner.provider.as_ref().is_some_and(Provider::sends_schemas) {
                    true => prompt.answered_by(schema),
                    false => prompt,
                }
            }
            Mode::Free | Mode::Approved => inner.catalog.render(&self.template(inner), &context)?,
        };
        Ok(subject.redact_prompt(prompt, vault))
    }

    /// By which template a model answers: the message's, or the account's, or the engine's, in the language of the message.
    fn template(&self, inner: &Inner) -> String {
        let chosen = self.inbound.template.as_ref().or(self.recalled.account.template.as_ref());
        let language = compose::spoken(&self.asked);
        inner.catalog.spoken(chosen.unwrap_or(&inner.template), language).0
    }

    /// What is on file and was said, as every prompt has it.
    fn context(&self, subject: &Subject, vault: &mut Vault) -> Context<'_> {
        let mut context =
            Context::new(self.channel(), self.now, &self.recalled.account, self.inbound.text.expose());
        for words in self.typed() {
            subject.reserve_typed(words, vault);
        }
        context.lead = subject.view(&self.recalled.lead, vault);
        context.listings = &self.recalled.listings;
        context.notes = self.recalled.lead.notes.as_ref().map(|notes| notes.expose().as_str());
        context.history = &self.recalled.history;
        context
    }

    /// The facts that a model was given with a draft of its own, for the judge. It is kept for this call alone.
    pub(super) fn judging(
        &self,
        inner: &Inner,
        subject: &Subject,
        vault: &mut Vault,
        draft: &str,
    ) -> Result<Redacted<Prompt>> {
        let context = self.context(subject, vault);
        let facts = inner.catalog.render(&self.template(inner), &context)?;
        let prompt = facts.into_judged(inner.catalog.render(JUDGE, &context)?, draft);
        Ok(subject.redact_prompt(prompt, vault))
    }

    /// What a model would be shown, where none is asked.
    pub(super) fn would_show(&self, inner: &Inner) -> Result<Trace> {
        let mut vault = self.recalled.vault.clone();
        let prompt = self.redacted(inner, &self.subject(inner), &mut vault, None)?;
        Ok(Trace { shown: prompt.get().messages(), asks: Vec::new() })
    }

    /// The characters that are left for the model's own words.
    fn room(&self) -> usize {
        let disclosure = self.disclosure.as_ref().map_or(0, |text| text.chars().count() + 1);
        match self.channel() {
            Channel::Sms => {
                // Segments of a longer message hold 153 GSM-7 characters (3GPP TS 23.038 and 23.040).
                let most = usize::from(self.recalled.account.max_segments) * 153;
                most.saturating_sub(disclosure).max(60)
            }
            Channel::Email | Channel::WebChat => MOST_CHARS,
        }
    }

    pub(super) fn compose(&self) -> compose::Composed {
        compose::compose(&self.ask())
    }

    /// The approved replies that may answer the message.
    pub(super) fn offered(&self) -> Vec<&ApprovedReply> {
        compose::offered(&self.ask())
    }

    /// Approved replies as they are sent, one after another.
    pub(super) fn filled(&self, replies: &[&ApprovedReply]) -> String {
        let ask = self.ask();
        let texts = replies.iter().filter_map(|reply| compose::filled(reply, &ask));
        texts.map(|filled| filled.text.trim().to_owned()).collect::<Vec<_>>().join(" ")
    }

    fn ask(&self) -> compose::Ask<'_> {
        let mut ask = compose::Ask::new(
            self.channel(),
            self.now,
            &self.recalled.account,
            &self.recalled.lead,
            &self.asked,
        );
        ask.listings = &self.recalled.listings;
        ask.history = &self.recalled.history;
        ask.question = self.question;
        ask
    }

    /// The guard's reasons against a text as it would be sent.
    pub(super) fn check(&self, text: &str) -> Vec<Reason> {
        guard::check(&Draft {
            channel: self.channel(),
            now: self.now,
            account: &self.recalled.account,
            lead: &self.recalled.lead,
            verified: self.recalled.verified,
            listings: &self.recalled.listings,
            history: &self.recalled.history,
            inbound: &self.asked,
            text,
            disclosure: self.disclosure.as_deref().unwrap_or_default(),
        })
    }

    /// The guard's reasons against a model's words, a placeholder that nobody issued among them.
    pub(super) fn check_restored(&self, text: &str, restored: &Restored) -> Vec<Reason> {
        let unknown = Reason::of("placeholder_unknown", Rule::Placeholder);
        let mut blocked = self.check(text);
        if !restored.unknown.is_empty() && !blocked.iter().any(|reason| reason.repeats(&unknown)) {
            blocked.push(unknown);
        }
        blocked
    }

    /// The reasons as they may leave the process, with the placeholders of the conversation.
    pub(super) fn blocks(
        &self,
        blocked: &[Reason],
        text: &str,
        subject: &Subject,
        vault: &Vault,
    ) -> Vec<Block> {
        let mut vault = vault.clone();
        blocked.iter().map(|reason| reason.block(text, subject, &mut vault)).collect()
    }
}

/// The message's words, after those of the messages shortly before it that nothing has answered.
fn burst(history: &[Message], inbound: &Inbound, now: Timestamp) -> Zeroizing<String> {
    /// Who keeps typing pauses for no longer; what is older had a turn of its own.
    const PAUSE: Duration = Duration::from_secs(120);
    let mut at = inbound.at.unwrap_or(now);
    let mut words = vec![inbound.text.expose().as_str()];
    for earlier in history.iter().rev() {
        if earlier.role != Role::Lead || at.since(earlier.at) > PAUSE {
            break;
        }
        at = earlier.at;
        words.push(earlier.text.expose());
    }
    words.reverse();
    Zeroizing::new(words.join("\n"))
}

/// Puts the listing that the words are about first: the one named last.
fn focus(listings: &mut [Listing], history: &[Message], asked: &str) {
    let earlier = history.iter().rev().map(|message| message.text.expose().as_str());
    let named = std::iter::once(asked)
        .chain(earlier)
        .find_map(|words| listings.iter().position(|listing| listing.is_named_in(words)));
    if let Some(place) = named
        && let Some(head) = listings.get_mut(..=place)
    {
        head.rotate_right(1);
    }
}
