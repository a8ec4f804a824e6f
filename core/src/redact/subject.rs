//! The person a conversation is with, as far as redaction must know.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use smallvec::SmallVec;

use crate::error::Result;
use crate::lead::{Account, Lead, Listing, Pii};
use crate::prompt::{LeadView, Placeholder, Prompt, SectionKind};
use crate::redact::allow::Allowed;
use crate::redact::clear::{self, Encoded};
use crate::redact::fold::Folded;
use crate::redact::hit::{Hit, Hits, Rank, resolve, resolve_without};
use crate::redact::known::{Known, Scope};
use crate::redact::recognise::{Reading, find_again, find_names, groups, recognise};
use crate::redact::slice::{byte, cut};
use crate::redact::token::tokens;
use crate::redact::{Label, Ner, Outbound, OwnLabel, Recognisers, Redacted, Span, Vault, Wire, vault};

/// The known values of one lead, compiled, and what may stay visible: the account's and the listings' public facts.
///
/// Where a public fact is also one of the lead's own values (the address of a seller's listing), the lead wins.
/// Cheap to clone.
#[derive(Clone)]
pub struct Subject(Arc<Inner>, Option<Ner>);

struct Inner {
    known: Known,
    own: Recognisers,
    allowed: Arc<Allowed>,
    /// Compiled by the first scan.
    encoded: OnceLock<Encoded>,
}

impl Subject {
    /// Compiles the lead's values and the allow-list.
    pub fn new(lead: &Lead, account: Option<&Account>, listings: &[Listing]) -> Subject {
        Subject::with_recognisers(lead, account, listings, &Recognisers::default())
    }

    /// The same with recognisers of the user's own.
    pub fn with_recognisers(
        lead: &Lead,
        account: Option<&Account>,
        listings: &[Listing],
        own: &Recognisers,
    ) -> Subject {
        Subject::allowing(lead, account, listings, own, &[])
    }

    /// The same with plain values that stay visible: for a redactor on its own, whose texts go to no provider.
    pub(super) fn allowing(
        lead: &Lead,
        account: Option<&Account>,
        listings: &[Listing],
        own: &Recognisers,
        values: &[String],
    ) -> Subject {
        let allowed = Arc::new(Allowed::of(account, listings, values, own));
        Subject::of(lead, own.clone(), allowed, None)
    }

    fn of(lead: &Lead, own: Recognisers, allowed: Arc<Allowed>, ner: Option<Ner>) -> Subject {
        let known = Known::of(lead);
        Subject(Arc::new(Inner { known, own, allowed, encoded: OnceLock::new() }), ner)
    }

    /// Another lead, of whom the same may stay visible.
    pub(crate) fn beside(&self, lead: &Lead) -> Subject {
        Subject::of(lead, self.0.own.clone(), Arc::clone(&self.0.allowed), self.1.clone())
    }

    /// Has the neural layer look at people's words where the rules are in doubt.
    #[must_use]
    pub fn with_ner(self, ner: Ner) -> Subject {
        Subject(self.0, Some(ner))
    }

    /// Where personal data stands in `text`: sorted, disjoint, on character boundaries.
    pub fn find(&self, text: &str) -> Vec<Span> {
        let hits = self.hits(text, Scope::Words);
        hits.iter().map(|hit| Span { start: hit.start, end: hit.end, label: hit.label }).collect()
    }

    /// What a template may say of the lead.
    pub fn view(&self, lead: &Lead, vault: &mut Vault) -> LeadView {
        let interest = &lead.interest;
        let mut view = LeadView::default();
        let mut name = |name: &Option<Pii<String>>| {
            let shown = Pii::from(name.as_ref()?.expose().trim());
            let known = !shown.expose().is_empty();
            known.then(|| vault.known(Label::Person, &vault::key(Label::Person, shown.expose()), &shown))
        };
        view.first_name = name(&lead.first_name);
        view.last_name = name(&lead.last_name);
        let mut text =
            |text: &Option<String>| text.as_deref().map(|text| self.redact_text(text, vault).get().clone());
        view.intent = text(&interest.intent);
        view.area = text(&interest.area);
        view.timeline = text(&interest.timeline);
        view.financing = text(&interest.financing);
        view.budget_max_usd = interest.budget_max_usd;
        view.beds_min = interest.beds_min;
        view
    }

    /// Puts placeholders into a text.
    ///
    /// Placeholders that the text already holds stay as they are; see [`Vault`].
    pub fn redact_text(&self, text: &str, vault: &mut Vault) -> Redacted<String> {
        self.see_typed(text, vault);
        Redacted::vouch(self.replace(text, Scope::Words, vault).text)
    }

    /// Puts placeholders into a part of a text, on character boundaries, that is read with what stands around it: a code is one by
    /// the words before. The part grows by what is found across its ends.
    pub(crate) fn redact_part(&self, text: &str, part: Range<usize>, vault: &mut Vault) -> Redacted<String> {
        self.see_typed(text, vault);
        let mut hits = self.hits(text, Scope::Words);
        hits.retain(|hit| hit.start < part.end && part.start < hit.end);
        let start = hits.first().map_or(part.start, |first| first.start.min(part.start));
        let end = hits.last().map_or(part.end, |last| last.end.max(part.end));
        for hit in &mut hits {
            (hit.start, hit.end) = (hit.start - start, hit.end - start);
        }
        Redacted::vouch(self.put(cut(text, start, end), hits, vault).text)
    }

    /// Puts placeholders into every section.
    pub fn redact_prompt(&self, mut prompt: Prompt, vault: &mut Vault) -> Redacted<Prompt> {
        // First of all sections, so that no number is issued in one and typed in the next.
        for section in &prompt.sections {
            match section.kind {
                SectionKind::Notes | SectionKind::History(_) | SectionKind::Inbound => {
                    self.see_typed(section.text.expose(), vault);
                }
                SectionKind::Instructions
                | SectionKind::Business
                | SectionKind::Listing
                | SectionKind::Person
                | SectionKind::Draft => {}
            }
        }
        for section in &mut prompt.sections {
            let scope = match section.kind {
                SectionKind::Instructions | SectionKind::Business | SectionKind::Listing => Scope::Ours,
                SectionKind::Person
                | SectionKind::Notes
                | SectionKind::History(_)
                | SectionKind::Inbound
                | SectionKind::Draft => Scope::Words,
            };
            section.text = Pii::new(self.replace(section.text.expose(), scope, vault).text);
        }
        Redacted::vouch(prompt)
    }

    /// Marks what a person typed that reads as a placeholder: see [`Vault::reserve_typed`].
    pub(crate) fn reserve_typed(&self, text: &str, vault: &mut Vault) {
        vault.know(self.0.own.labels());
        vault.reserve_typed(text);
    }

    /// The same where no value has that number yet.
    pub(super) fn see_typed(&self, text: &str, vault: &mut Vault) {
        vault.know(self.0.own.labels());
        vault.see_typed(text);
    }

    /// Scans the final bytes once more and vouches for them.
    ///
    /// It reads the path, the headers and the body, the body both as it is and with every string of its JSON
    /// decoded, and looks for the lead's phones and e-mails in base64, hex and percent-encoding too.
    ///
    /// # Errors
    /// `RedactionFailed` when an identifier is found: nothing left the process.
    pub fn clear(&self, wire: Wire) -> Result<Outbound> {
        clear::scan(self, &wire)?;
        Ok(Outbound::vouch(wire))
    }

    /// The most bytes of a known value.
    pub(super) fn longest_known(&self) -> usize {
        self.0.known.values.iter().map(|value| value.shown.expose().len()).max().unwrap_or(0)
    }

    /// The most bytes of what the user's own recognisers find; the label of one that has no such bound.
    pub(super) fn longest_own(&self) -> std::result::Result<usize, Label> {
        self.0.own.longest()
    }

    /// The known values in cheap encodings.
    pub(super) fn encoded(&self) -> &Encoded {
        self.0.encoded.get_or_init(|| Encoded::of(&self.0.known))
    }

    /// What is found, settled, in the text's own offsets.
    pub(super) fn hits(&self, text: &str, scope: Scope) -> Hits {
        self.hits_without(text, scope, &[])
    }

    /// The same with labels switched off.
    pub(super) fn hits_without(&self, text: &str, scope: Scope, off: &[Label]) -> Hits {
        let Inner { known, own, allowed, .. } = &*self.0;
        let mut named = scope != Scope::Words;
        let rules = |folded: &Folded<'_>, blanks: &[Range<usize>], hits: &mut Hits| {
            let ours = scope == Scope::Ours && blanks.is_empty();
            let quiet = ours && allowed.is_quiet(text);
            let reading = Reading::with_cues(folded, !quiet);
            if !quiet {
                recognise(&reading, hits);
                allowed.spare(&reading, hits);
                if ours && hits.is_empty() {
                    allowed.note_quiet(text);
                }
            }
            known.find(folded, &reading.groups, scope, hits);
            // Names are told by what stands around them, so they are looked for when nothing else is left, or beside a part that is
            // known. Our own text is full of capitals, and nobody is named in it but by us.
            if !named && (hits.is_empty() || hits.iter().any(|hit| hit.label == Label::Person)) {
                named = true;
                // Apart, for what is the lead's own is never spared.
                let mut names = Hits::new();
                find_names(folded, &mut names);
                allowed.spare(&reading, &mut names);
                if find_again(folded, Rank::Odds, &mut names) {
                    allowed.spare(&reading, &mut names);
                }
                hits.extend(names);
            }
            in_original(folded, hits);
            // What only a browser shows as the lead's.
            if let Some(shown) = Folded::unescaped(text, blanks) {
                let mut more = Hits::new();
                known.find(&shown, &groups(shown.text()), scope, &mut more);
                in_original(&shown, &mut more);
                hits.extend(more);
            }
            // A model may be named like anything.
            if scope != Scope::Technical && !own.is_empty() {
                let found = own.find(text, folded, blanks).into_iter();
                let public = |hit: &Hit| allowed.is_public(hit.label, cut(text, hit.start, hit.end));
                hits.extend(found.filter(|hit| !public(hit)));
            }
        };
        settle(text, own.labels(), off, rules, |folded, settled| {
            let Some(ner) = self.1.as_ref().filter(|_| scope == Scope::Words) else { return Hits::new() };
            let mut hits = Hits::from_vec(ner.find(folded, settled));
            if !hits.is_empty() {
                let reading = Reading::of(folded);
                allowed.spare(&reading, &mut hits);
                if find_again(folded, Rank::Neural, &mut hits) {
                    allowed.spare(&reading, &mut hits);
                }
                in_original(folded, &mut hits);
            }
            hits
        })
    }

    /// What is found of the known phones alone, however their digits are spread.
    pub(super) fn known_numbers(&self, text: &str) -> Hits {
        let mut hits = Hits::new();
        self.0.known.find_numbers(text, &groups(text), &mut hits);
        resolve(hits)
    }

    fn replace(&self, text: &str, scope: Scope, vault: &mut Vault) -> Replaced {
        self.put(text, self.hits(text, scope), vault)
    }

    /// Puts placeholders in the stead of hits.
    pub(super) fn put(&self, text: &str, hits: Hits, vault: &mut Vault) -> Replaced {
        let mut replaced =
            Replaced { text: String::with_capacity(text.len() + 16 * hits.len()), places: Vec::new() };
        let mut done = 0;
        for hit in hits {
            replaced.text.push_str(text.get(done..hit.start).unwrap_or(""));
            let original = text.get(hit.start..hit.end).unwrap_or("");
            let placeholder = match hit.known.and_then(|index| self.0.known.values.get(index)) {
                Some(value) => vault.known(value.label, &value.key, &value.shown),
                None => vault.placeholder(hit.label, original),
            };
            let start = replaced.text.len();
            replaced.text.push_str(placeholder.as_str());
            let span = Span { start: hit.start, end: hit.end, label: hit.label };
            replaced.places.push(Place {
                span,
                within: start..replaced.text.len(),
                original: Pii::from(original),
                placeholder,
            });
            done = hit.end;
        }
        replaced.text.push_str(text.get(done..).unwrap_or(""));
        replaced
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject").field("known", &self.0.known.values.len()).finish_non_exhaustive()
    }
}

/// A text with placeholders, and what each stands for.
pub(super) struct Replaced {
    pub(super) text: String,
    pub(super) places: Vec<Place>,
}

#[derive(Clone)]
pub(super) struct Place {
    pub(super) span: Span,
    /// Where the placeholder stands in the redacted text.
    pub(super) within: Range<usize>,
    pub(super) original: Pii<String>,
    pub(super) placeholder: Placeholder,
}

/// What is blanked in a message.
type Blanks = SmallVec<[Range<usize>; 8]>;

/// How often a text is read again; only a text built for it needs more than two.
const READINGS: usize = 16;

/// Hits in the text's own offsets, disjoint, none inside a placeholder.
///
/// A placeholder in a value's stead changes what its neighbours look like (`Jane512-555-0147`), so what is found
/// is blanked and the text read again until nothing is left. The redacted text then reads the same as the last
/// reading did, and the last scan of the bytes agrees. `doubt` is asked once about what `scan` leaves.
fn settle(
    text: &str,
    own: &[OwnLabel],
    off: &[Label],
    mut scan: impl FnMut(&Folded<'_>, &[Range<usize>], &mut Hits),
    doubt: impl FnOnce(&Folded<'_>, &[Hit]) -> Hits,
) -> Hits {
    let mut doubt = Some(doubt);
    let standing = tokens(text, own).into_iter().filter(|token| token.bracketed && token.label.is_some());
    let standing: Blanks = standing.map(|token| token.start..token.end).collect();
    let mut blanks = standing.clone();
    let mut settled = Hits::new();
    for _ in 0..READINGS {
        let folded = Folded::around(text, &blanks);
        let mut hits = Hits::new();
        scan(&folded, &blanks, &mut hits);
        if hits.is_empty() {
            hits = doubt.take().map_or_else(Hits::new, |doubt| doubt(&folded, &settled));
        }
        if hits.is_empty() {
            break;
        }
        hits.append(&mut settled);
        settled = resolve_without(hits, off);
        let outside = |range: &&Range<usize>| {
            let at = settled.partition_point(|hit| hit.end <= range.start);
            settled.get(at).is_none_or(|hit| range.end <= hit.start)
        };
        blanks = standing
            .iter()
            .filter(outside)
            .cloned()
            // A backslash before a value will be read as a part of its placeholder.
            .chain(settled.iter().map(|hit| hit.start - escape(text, hit.start)..hit.end))
            .collect();
        blanks.sort_by_key(|range| range.start);
        let mut end = 0;
        for blank in &mut blanks {
            blank.start = blank.start.max(end);
            end = blank.end;
        }
    }
    settled.retain(|hit| !off.contains(&hit.label));
    settled
}

fn in_original(folded: &Folded<'_>, hits: &mut [Hit]) {
    for hit in hits {
        (hit.start, hit.end) = folded.range(hit.start, hit.end);
    }
}

fn escape(text: &str, at: usize) -> usize {
    usize::from(byte(text, at.wrapping_sub(1)) == b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::Role;
    use crate::prompt::Section;

    fn lead() -> Lead {
        Lead::from_json(
            r#"{"first_name": "Jane", "last_name": "Rose", "phones": ["+15125550147"], "address": "12 Oak St, Austin, TX",
                "interest": {"intent": "buy", "area": "near 12 Oak Street", "timeline": "call 512-555-0199 in May", "budget_max_usd": 700000}}"#,
        )
        .unwrap()
    }

    fn account() -> Account {
        Account::from_json(
            r#"{"brand": "Oak", "agent": "Dana Reyes", "phone": "+15125550100", "email": "dana@oak.com",
                "senders": [{"channel": "sms", "address": "+15125550101"}], "texts": {"help": "call 512-555-0102"}}"#,
        )
        .unwrap()
    }

    /// What is known to be quiet is so of the rules alone: another lead's values are looked for all the same.
    #[test]
    fn a_text_that_was_quiet_for_one_lead_is_read_for_the_next() {
        let account = account();
        let text = "Agent: Dana Reyes, 512-555-0100. Rose garden.";
        let section = || Section { kind: SectionKind::Business, priority: 0, text: Pii::from(text) };
        let prompt = || Prompt::new("t@1".to_owned(), vec![section()]);
        let shown = |subject: &Subject| {
            subject.redact_prompt(prompt(), &mut Vault::default()).get().sections[0].text.expose().clone()
        };
        let first = Subject::new(&Lead::default(), Some(&account), &[]);
        assert_eq!(shown(&first), text);
        assert!(first.0.allowed.is_quiet(text));
        let theirs = Lead::from_json(r#"{"first_name": "Dana", "phones": ["+15125550100"]}"#).unwrap();
        assert_eq!(shown(&first.beside(&theirs)), "Agent: [PERSON_1] Reyes, [PHONE_1]. Rose garden.");
        assert_eq!(shown(&first), text);
        let second = Subject::new(&Lead::default(), None, &[]);
        assert_eq!(
            shown(&second),
            "Agent: Dana Reyes, [PHONE_1]. Rose garden.",
            "what is public is of an account"
        );
    }

    #[test]
    fn public_facts_stay_unless_they_are_the_leads() {
        let listing = Listing::from_json(
            r#"{"id": "L1", "address": "12 Oak St", "description": "Agent line 512-555-0103, open@oak.com; owner 512-555-0147"}"#,
        )
        .unwrap();
        let subject = Subject::new(&lead(), Some(&account()), &[listing]);
        let mut vault = Vault::default();
        let text = "512.555.0100 Dana@Oak.com (512) 555-0101 5125550102 512-555-0103 open@oak.com 512-555-0147 12 Oak St, 512-555-0104";
        assert_eq!(
            subject.redact_text(text, &mut vault).get(),
            "512.555.0100 Dana@Oak.com (512) 555-0101 5125550102 512-555-0103 open@oak.com [PHONE_1] [ADDRESS_1], [PHONE_2]"
        );
    }

    /// What is public is spared of what the rules find; the lead's own values are never spared.
    #[test]
    fn a_lead_who_has_the_agents_name_is_hidden() {
        let lead = Lead::from_json(r#"{"first_name": "Dana", "last_name": "Reyes"}"#).unwrap();
        let subject = Subject::new(&lead, Some(&account()), &[]);
        for text in ["Hi, this is Dana", "Dana Reyes here", "it's dana, is Dana Reyes in?"] {
            let shown = subject.redact_text(text, &mut Vault::default());
            assert!(!shown.get().to_lowercase().contains("dana"), "{}", shown.get());
        }
        let other = Subject::new(&Lead::default(), Some(&account()), &[]);
        let text = "Hi, is this Dana Reyes?";
        assert_eq!(other.redact_text(text, &mut Vault::default()).get(), text);
    }

    #[test]
    fn the_businesss_own_handles_stay() {
        let account = Account::from_json(
            r#"{"brand": "Lupe & Oak", "agent": "Dana Reyes", "brokerage": "Whitcomb Realty", "phone": "+15125550100"}"#,
        )
        .unwrap();
        let subject = Subject::new(&lead(), Some(&account), &[]);
        let mut vault = Vault::default();
        let text = "see @LupeAndOak, @lupe_oak, @whitcombrealty or @whitcomb_homes";
        assert_eq!(subject.redact_text(text, &mut vault).get(), text);
        let text = "see @lupe_oakley or @whitcombjane";
        assert_eq!(subject.redact_text(text, &mut vault).get(), "see [USERNAME_1] or [USERNAME_2]");
    }

    #[test]
    fn a_listings_address_stays_however_it_is_written() {
        let listing = Listing::from_json(
            r#"{"id": "L1", "address": "1208 Willow Bend Dr", "city": "Austin", "state": "TX", "zip": "78704"}"#,
        )
        .unwrap();
        let subject = Subject::new(&lead(), Some(&account()), &[listing]);
        let mut vault = Vault::default();
        for text in [
            "Is 1208 Willow Bend Dr, Austin, TX 78704 available?",
            "1208 willow bend drive or 1208 Willow Bend",
            "1208 Willow Bend Dr in Austin",
            "is unit 4, 1208 Willow Bend Dr still open",
        ] {
            assert_eq!(subject.redact_text(text, &mut vault).get(), text);
        }
        let text = "not 1210 Willow Bend Dr, Austin, TX 78704";
        assert_eq!(subject.redact_text(text, &mut vault).get(), "not [ADDRESS_1]");
    }

    #[test]
    fn a_view_shows_placeholders_and_plain_interest() {
        let (subject, mut vault) = (Subject::new(&lead(), None, &[]), Vault::default());
        let view = subject.view(&lead(), &mut vault);
        let shown = serde_json::to_value(&view).unwrap();
        assert_eq!(shown["first_name"], "[PERSON_1]");
        assert_eq!(shown["last_name"], "[PERSON_2]");
        assert_eq!(shown["area"], "near [ADDRESS_1]");
        assert_eq!(shown["timeline"], "call [PHONE_1] in May");
        assert_eq!(shown["budget_max_usd"], 700000);
        let reply = vault.restore_reply("Hi [PERSON_1], [ADDRESS_1] and [Phone 1]", &[]);
        assert_eq!(reply.text.expose(), "Hi Jane, 12 Oak St, Austin, TX and 512-555-0199");
        let empty = Subject::new(&Lead::default(), None, &[]).view(&Lead::default(), &mut vault);
        assert!(empty.first_name.is_none() && empty.area.is_none());
    }

    #[test]
    fn a_known_value_is_restored_as_the_record_has_it() {
        let (subject, mut vault) = (Subject::new(&lead(), None, &[]), Vault::default());
        subject.redact_text("JANE 512.555.0147 jane rose", &mut vault);
        let reply = vault.restore_reply("[PERSON_1] [PHONE_1] [PERSON_2]", &[]);
        assert_eq!(reply.text.expose(), "Jane (512) 555-0147 Jane Rose");
    }

    #[test]
    fn sections_are_redacted_by_whose_words_they_are() {
        let (subject, mut vault) = (Subject::new(&lead(), Some(&account()), &[]), Vault::default());
        let view = subject.view(&lead(), &mut vault);
        let greeting = format!("Greet {} in the Rose tone. Our line 512-555-0100.", view.first_name.unwrap());
        let section = |kind, text: &str| Section { kind, priority: 0, text: Pii::from(text) };
        let sections = vec![
            section(SectionKind::Instructions, &greeting),
            section(SectionKind::History(Role::Assistant), "Is 512-555-0147 right, Jane?"),
            section(SectionKind::Inbound, "yes (512) 555 0147, I'm Rose, not [PHONE_1]"),
        ];
        let prompt = Prompt::new("t@1".to_owned(), sections);
        let redacted = subject.redact_prompt(prompt, &mut vault);
        let texts: Vec<_> = redacted.get().sections.iter().map(|s| s.text.expose().as_str()).collect();
        assert_eq!(
            texts,
            [
                "Greet [PERSON_1] in the Rose tone. Our line 512-555-0100.",
                "Is [PHONE_2] right, [PERSON_1]?",
                "yes [PHONE_2], I'm [PERSON_2], not [PHONE_1]"
            ]
        );
    }

    #[test]
    fn debug_shows_counts_only() {
        let shown = format!("{:?}", Subject::new(&lead(), None, &[]));
        assert!(shown.starts_with("Subject { known: ") && !shown.contains("Jane"), "{shown}");
    }
}
