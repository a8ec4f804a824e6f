//! Puts an answer together: one part for each thing asked, then the question, as much as there is room for.

use std::sync::LazyLock;

use regex::Regex;

use super::fact::{Answer, Facts, is_rental};
use super::fixed::{disclosure, identity};
use super::format::Calendar;
use super::intent::{Intent, Reading, read};
use super::phrase::{self as p, Line, fill};
use super::sift::{ASKS, sift};
use super::target::{Target, name, target};
use super::words::{Lang, fold, language, pattern};
use super::{Ask, Composed, follow, sms, typo, when};
use crate::lead::{Appointment, AppointmentStatus, Channel, Listing, Role, is_gsm, sms_segments};

const NOT_ON_FILE: &str = "compose.not_on_file";
/// Nothing was understood, and a person must look.
pub(crate) const NOT_UNDERSTOOD: &str = "compose.not_understood";
const NO_ROOM: &str = "compose.no_room";

/// A sentence of the answer.
struct Part {
    rank: u8,
    text: String,
}

/// An answer in the making.
struct Draft<'a> {
    ask: &'a Ask<'a>,
    lang: Lang,
    agent: String,
    calendar: Option<Calendar>,
    parts: Vec<Part>,
    handoff: Option<&'static str>,
    /// A property was named: from now on it is "it".
    named: Option<String>,
    /// More than one property could be meant: say which.
    many: bool,
}

/// Answers a message.
pub(super) fn answer(ask: &Ask<'_>) -> Composed {
    let folded = typo::mend(&fold(ask.inbound));
    let lang = language(&folded);
    let target = target(&folded, lang, ask.listings, ask.lead);
    let reading = sift(ask, &folded, &target, read(&target.rest));
    let reading = follow::complete(ask, lang, &folded, &target, reading);
    let names = |intents: &[Intent]| {
        let mut names: Vec<&'static str> = Vec::new();
        for name in intents.iter().map(|intent| intent.name()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() { vec!["unknown"] } else { names }
    };
    let intents = names(&reading.intents);
    let fixed = reading.intents.iter().any(|intent| intent.is_fixed());

    if let Some(silence) = reading.intents.iter().find_map(|intent| silent(*intent)) {
        return Composed { text: None, intents, handoff: Some(silence), fixed };
    }
    let mut draft = Draft {
        ask,
        lang,
        agent: ask.account.agent.clone().unwrap_or_else(|| p::TEAM.text(lang).to_owned()),
        calendar: Calendar::new(&ask.account.tz, lang, ask.channel),
        parts: Vec::new(),
        handoff: None,
        named: None,
        many: ask.listings.len() > 1,
    };
    draft.write(&folded, &target, &reading);
    let text = draft.close(&reading);
    Composed { text, intents, handoff: draft.handoff, fixed }
}

/// The first name, where it is one that can be written in a greeting.
pub(super) fn first_name(ask: &Ask<'_>) -> Option<String> {
    let name = ask.lead.first_name.as_ref()?.expose().trim().to_owned();
    let shaped = name.chars().next().is_some_and(char::is_alphabetic)
        && name.chars().count() <= 20
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | ' '));
    let sendable = ask.channel != Channel::Sms || is_gsm(&name);
    (shaped && sendable).then_some(name)
}

/// What is met with silence, and a person.
fn silent(intent: Intent) -> Option<&'static str> {
    match intent {
        Intent::OptOut => Some("compose.opt_out"),
        Intent::Minor => Some("compose.minor"),
        Intent::Harassment => Some("compose.harassment"),
        _ => None,
    }
}

/// Asks more of a feature than whether there is one.
static DETAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(how|when|what|whats|why|who|condition|age|old|replaced|size|big|deep|kind|type|cuanto|cuando|que tan|como|finished|heated|included|work(s|ing)?|private|(is|are|was) (the|its|their))\b",
    )
});

impl Draft<'_> {
    fn write(&mut self, folded: &str, target: &Target<'_>, reading: &Reading) {
        let intents = &reading.intents;
        let matters = intents.iter().any(|intent| !intent.is_manners());
        let mut unknown: Vec<String> = Vec::new();
        let mut unknown_at: Option<usize> = None;
        let both = intents.contains(&Intent::Beds) && intents.contains(&Intent::Baths);
        let mut beds_done = false;
        for &intent in intents {
            if intent.is_manners() {
                self.manners(intent, matters);
            } else if intent.is_fact() {
                if target.listings.is_empty() {
                    self.hand(NOT_ON_FILE);
                    self.say(5, p::NO_LISTING, &[], None);
                    continue;
                }
                let beds = both && matches!(intent, Intent::Beds | Intent::Baths);
                if beds && beds_done {
                    continue;
                }
                beds_done |= beds;
                for &listing in &target.listings {
                    let facts = self.facts(listing, folded);
                    let answers = match beds.then(|| facts.beds_and_baths()).flatten() {
                        Some(answer) => vec![answer],
                        None if beds => vec![facts.answer(Intent::Beds), facts.answer(Intent::Baths)],
                        None => vec![facts.answer(intent)],
                    };
                    for answer in answers {
                        let (line, values, partly) = match answer {
                            Answer::Known(line, values) => (line, values, false),
                            Answer::Partly(line, values) => (line, values, true),
                            Answer::Unknown(what) => {
                                let what = self.unknown_of(
                                    &self.channelled(what),
                                    listing,
                                    target.listings.len() > 1,
                                );
                                if !unknown.contains(&what) {
                                    unknown.push(what);
                                }
                                unknown_at.get_or_insert(self.parts.len());
                                continue;
                            }
                        };
                        self.say(intent.rank(), line, &values, Some(listing));
                        if partly {
                            self.hand(NOT_ON_FILE);
                            self.say(2, p::REST, &[], None);
                        }
                    }
                }
            } else {
                self.matter(intent, folded, target);
            }
        }
        if let Some(at) = unknown_at {
            let list = self.list(&unknown);
            let text = self.fill(p::UNKNOWN, &[("value", list)], None);
            self.parts.insert(at.min(self.parts.len()), Part { rank: 5, text });
            self.hand(NOT_ON_FILE);
        }
        if intents.is_empty() {
            self.hand(NOT_UNDERSTOOD);
            self.say(5, p::HOLD, &[], None);
        } else if reading.unread_question {
            self.hand(NOT_UNDERSTOOD);
            self.say(5, if matters { p::REST } else { p::HOLD }, &[], None);
        }
    }

    /// Everything that is neither a fact nor manners.
    fn matter(&mut self, intent: Intent, folded: &str, target: &Target<'_>) {
        use Intent as I;
        let listing = target.listings.first().copied();
        let (line, handoff) = match intent {
            I::Crisis => (p::CRISIS, Some("compose.crisis")),
            I::Danger => (p::DANGER, Some("compose.danger")),
            I::Shelter => (p::SHELTER, Some("compose.shelter")),
            I::Privacy => (p::PRIVACY, Some("compose.privacy")),
            I::Injection => (p::INJECTION, None),
            I::Discrimination => (p::DISCRIMINATION, Some("compose.fair_housing")),
            I::People => (p::PEOPLE, None),
            I::Steering => (p::STEERING, None),
            I::Schools => (p::SCHOOLS, None),
            I::Safety => (p::SAFETY, None),
            I::Accommodation => (p::ACCOMMODATION, Some("compose.accommodation")),
            I::Voucher => (p::VOUCHER, Some("compose.voucher")),
            I::Legal => (p::LEGAL, None),
            I::Agency => (p::AGENCY, Some("compose.agency")),
            I::TaxAdvice => (p::TAX_ADVICE, None),
            I::Financing => (p::FINANCING, None),
            I::Forecast => (p::FORECAST, None),
            I::Guarantee => (p::GUARANTEE, None),
            I::Opinion => (p::OPINION, Some("compose.valuation")),
            I::Commission => (p::COMMISSION, Some("compose.commission")),
            I::Referral => (p::REFERRAL, Some("compose.referral")),
            I::Reward => (p::REWARD, None),
            I::Confidential => (p::CONFIDENTIAL, None),
            I::Payment => (p::PAYMENT, Some("compose.payment")),
            I::PersonalData => (p::PERSONAL_DATA, None),
            I::Reschedule => (p::RESCHEDULE, Some("compose.visit_change")),
            I::Call => (p::CALL, Some("compose.call_requested")),
            I::Contact => (p::CONTACT, Some("compose.contact")),
            I::Offer => (p::OFFER, Some("compose.offer")),
            I::Valuation => (p::VALUATION, Some("compose.valuation")),
            I::Search if self.closing_question().is_some() && !ASKS.is_match(folded) => (p::SEARCH, None),
            I::Search => (p::SEARCH_HANDOFF, Some("compose.search")),
            I::IsBot | I::WhoIsThis | I::Human => return self.who(intent),
            I::Agent => return self.agent(),
            I::License => return self.license(),
            I::Showing | I::Appointment => return self.visit(intent, folded, listing),
            I::Similar => return self.similar(target),
            _ => return,
        };
        if let Some(handoff) = handoff {
            self.hand(handoff);
        }
        self.say(intent.rank(), line, &[], listing);
    }

    fn manners(&mut self, intent: Intent, matters: bool) {
        match intent {
            Intent::Greeting => {
                let first = !self.ask.history.iter().any(|message| message.role == Role::Assistant);
                match first_name(self.ask).filter(|_| first) {
                    Some(name) => self.say(1, p::GREETING_NAME, &[("value", name)], None),
                    None => self.say(1, p::GREETING, &[], None),
                }
            }
            _ if matters => {}
            Intent::Thanks => self.say(1, p::THANKS, &[], None),
            Intent::NotInterested => self.say(1, p::NOT_INTERESTED, &[], None),
            Intent::Told => self.say(1, p::TOLD, &[], None),
            Intent::Bye => self.say(1, p::BYE, &[], None),
            Intent::Ack if self.parts.is_empty() => self.say(1, p::ACK, &[], None),
            _ => {}
        }
    }

    fn who(&mut self, intent: Intent) {
        self.say(8, p::BOT, &[("who", identity(self.ask.account))], None);
        if intent == Intent::Human {
            self.hand("compose.human_requested");
            self.say(8, p::CALL, &[], None);
        }
        if let Some(phone) = self.ask.account.phone.clone() {
            self.say(6, p::BOT_PHONE, &[("value", phone)], None);
        }
    }

    fn agent(&mut self) {
        if let Some(agent) = self.ask.account.agent.clone() {
            self.say(6, p::AGENT, &[("value", agent)], None);
        }
        match self.ask.account.phone.clone() {
            Some(phone) => self.say(6, p::AGENT_PHONE, &[("value", phone)], None),
            None => {
                self.hand("compose.call_requested");
                self.say(6, p::CALL, &[], None);
            }
        }
    }

    fn license(&mut self) {
        match self.ask.account.license.clone() {
            Some(license) => self.say(6, p::LICENSE, &[("value", license.trim().to_owned())], None),
            None => {
                self.hand(NOT_ON_FILE);
                self.say(6, p::UNKNOWN, &[("value", p::N_LICENSE.text(self.lang).to_owned())], None);
            }
        }
    }

    /// A visit on file is stated as it stands; a wish is noted as a wish.
    fn visit(&mut self, intent: Intent, folded: &str, listing: Option<&Listing>) {
        let wished = when::wished(folded, self.lang);
        let mut coming: Vec<&Appointment> = self
            .ask
            .lead
            .appointments
            .iter()
            .filter(|visit| visit.start >= self.ask.now)
            .filter(|visit| intent == Intent::Appointment || listing.is_some_and(|l| l.id == visit.listing))
            .filter(|visit| intent == Intent::Appointment || visit.status != AppointmentStatus::Cancelled)
            .collect();
        coming.sort_by_key(|visit| visit.start);
        if intent == Intent::Showing && (coming.is_empty() || wished.is_some()) {
            self.hand("compose.visit_requested");
            let when = wished.map(|when| self.channelled(&format!(" ({when})"))).unwrap_or_default();
            return self.say(6, p::VISIT, &[("when", when)], listing);
        }
        let Some(calendar) = self.calendar.take().filter(|_| !coming.is_empty()) else {
            self.hand(NOT_ON_FILE);
            return self.say(6, p::VISIT_NONE, &[], None);
        };
        let listings = self.ask.listings;
        for visit in coming.into_iter().take(2) {
            let line = match visit.status {
                AppointmentStatus::Confirmed => p::VISIT_CONFIRMED,
                AppointmentStatus::Requested => {
                    self.hand("compose.visit_requested");
                    p::VISIT_REQUESTED
                }
                AppointmentStatus::Cancelled => {
                    self.hand("compose.visit_change");
                    p::VISIT_CANCELLED
                }
            };
            let at = listings.iter().find(|l| l.id == visit.listing);
            self.named = None;
            let values = [("value", calendar.moment(visit.start))];
            match at {
                Some(listing) => self.say(6, line, &values, Some(listing)),
                None => self.say(6, line, &values, None),
            }
        }
        self.calendar = Some(calendar);
    }

    fn similar(&mut self, target: &Target<'_>) {
        let all = self.ask.listings;
        let others: Vec<String> = all
            .iter()
            .filter(|other| !target.listings.iter().any(|listing| listing.id == other.id))
            .filter_map(|other| {
                let place = name(other)?;
                Some(format!("{place}: {}", self.facts(other, "").brief()?))
            })
            .take(2)
            .collect();
        if others.is_empty() {
            self.hand(NOT_ON_FILE);
            self.say(2, p::UNKNOWN, &[("value", p::N_SIMILAR.text(self.lang).to_owned())], None);
        } else {
            self.say(2, p::SIMILAR, &[("value", others.join("; "))], None);
        }
    }

    fn facts<'f>(&'f self, listing: &'f Listing, folded: &str) -> Facts<'f> {
        Facts {
            listing,
            lang: self.lang,
            now: self.ask.now,
            calendar: self.calendar.as_ref(),
            rental: is_rental(listing, self.ask.lead),
            sms: self.ask.channel == Channel::Sms,
            asks_presence: !DETAIL.is_match(folded),
        }
    }

    fn unknown_of(&self, what: &str, listing: &Listing, several: bool) -> String {
        let place = name(listing).filter(|_| several || (self.many && self.named.is_none()));
        match (place, self.lang) {
            (None, _) => what.to_owned(),
            (Some(place), Lang::En) => format!("{what} for {place}"),
            (Some(place), Lang::Es) => format!("{what} de {place}"),
        }
    }

    fn list(&self, items: &[String]) -> String {
        match items.split_last() {
            Some((last, rest)) if !rest.is_empty() => {
                format!("{}{}{last}", rest.join(", "), p::AND.text(self.lang))
            }
            _ => items.concat(),
        }
    }

    /// Adds a sentence, unless the answer already has it.
    fn say(&mut self, rank: u8, line: Line, values: &[(&'static str, String)], about: Option<&Listing>) {
        let text = self.fill(line, values, about);
        if !self.parts.iter().any(|part| part.text == text) {
            self.parts.push(Part { rank, text });
        }
    }

    /// Fills a reply in; the first that is about a property names it.
    fn fill(&mut self, line: Line, values: &[(&'static str, String)], about: Option<&Listing>) -> String {
        let template = self.channelled(line.text(self.lang));
        let place = about.and_then(name);
        let id = about.map(|listing| listing.id.clone());
        let anew = id.is_some() && self.named != id;
        let names = template.contains("{It}") || template.contains("{it}");
        let is_summary = template == self.channelled(p::SUMMARY.text(self.lang));
        let (upper, lower) = match (place, anew || is_summary) {
            (Some(place), true) => (place, place),
            _ if id.is_none() || anew => (p::HOME_UPPER.text(self.lang), p::HOME_LOWER.text(self.lang)),
            _ => (p::IT_UPPER.text(self.lang), p::IT_LOWER.text(self.lang)),
        };
        let mut all: Vec<(&str, &str)> = vec![("It", upper), ("it", lower), ("agent", &self.agent)];
        all.extend(values.iter().map(|(name, value)| (*name, value.as_str())));
        let text = fill(&template, &all);
        let states = FACT_LINES.contains(&line.en);
        let text = match place {
            Some(place) if anew && self.many && !names && states => format!("{place}: {text}"),
            _ => text,
        };
        if names || (states && self.many) {
            self.named = id.or(self.named.take());
        }
        text
    }

    /// On SMS an approved text goes without the accents that GSM-7 lacks.
    fn channelled(&self, text: &str) -> String {
        if self.ask.channel == Channel::Sms { sms::plain(text) } else { text.to_owned() }
    }

    /// The first reason stands; one that only says that something was left over gives way.
    fn hand(&mut self, reason: &'static str) {
        let weak = |reason: &str| matches!(reason, NOT_UNDERSTOOD | NO_ROOM | NOT_ON_FILE);
        match self.handoff {
            Some(stands) if !weak(stands) || weak(reason) => {}
            _ => self.handoff = Some(reason),
        }
    }

    /// The qualifying question, if it is in the answer's language.
    fn closing_question(&self) -> Option<String> {
        let question = self.ask.question?.trim();
        (!question.is_empty() && language(&fold(question)) == self.lang).then(|| self.channelled(question))
    }

    /// Joins as much as there is room for: the question goes first, then the least important part.
    fn close(&mut self, reading: &Reading) -> Option<String> {
        let inviting = |intent: &Intent| {
            intent.is_fact()
                || matches!(
                    intent,
                    Intent::Greeting
                        | Intent::Told
                        | Intent::Search
                        | Intent::Similar
                        | Intent::Agent
                        | Intent::License
                        | Intent::Thanks
                )
        };
        let only_thanks = reading.intents.iter().all(|intent| *intent == Intent::Thanks);
        let welcome = self.handoff.is_none() && !only_thanks && reading.intents.iter().all(inviting);
        let mut question = self.closing_question().filter(|_| welcome);
        if reading.intents.iter().all(|intent| *intent == Intent::Greeting)
            && self.handoff.is_none()
            && question.is_none()
        {
            self.say(1, p::GREETING_ALONE, &[], None);
        }
        let mut rest: Option<String> = None;
        loop {
            let texts = self.parts.iter().map(|part| part.text.as_str());
            let text = texts.chain(rest.as_deref()).chain(question.as_deref()).collect::<Vec<_>>().join(" ");
            if text.is_empty() {
                self.hand(NO_ROOM);
                return None;
            }
            if self.fits(&text) {
                return Some(text);
            }
            if question.take().is_some() {
                continue;
            }
            // Of equals the last asked goes.
            let least = self
                .parts
                .iter()
                .enumerate()
                .rev()
                .min_by_key(|(_, part)| part.rank)
                .map(|(at, part)| (at, part.rank));
            match least {
                Some((at, rank)) => {
                    self.parts.remove(at);
                    if rank > 1 {
                        self.hand(NO_ROOM);
                        rest = Some(self.fill(p::REST, &[], None))
                            .filter(|rest| self.parts.iter().all(|part| part.text != *rest));
                    }
                    if self.parts.is_empty() {
                        rest = rest.map(|_| self.fill(p::HOLD, &[], None)).filter(|hold| self.fits(hold));
                    }
                }
                None => rest = None,
            }
        }
    }

    fn fits(&self, text: &str) -> bool {
        if self.ask.channel != Channel::Sms {
            return true;
        }
        let first = !self.ask.history.iter().any(|message| message.role == Role::Assistant);
        let whole = if first {
            // Joined by a blank line at most.
            format!("{}\n\n{text}", disclosure(self.ask.account, self.ask.channel))
        } else {
            text.to_owned()
        };
        sms_segments(&whole) <= usize::from(self.ask.account.max_segments)
    }
}

/// Replies that state a fact without naming the property: with several on file, its address goes before them.
const FACT_LINES: &[&str] = &[
    p::LOT.en,
    p::LOT_ACRES.en,
    p::HOA.en,
    p::HOA_NONE.en,
    p::TAXES.en,
    p::PETS.en,
    p::OPEN_HOUSE.en,
    p::OPEN_HOUSE_NONE.en,
    p::FEATURE.en,
];
