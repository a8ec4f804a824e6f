//! The tables of plain-word rules, and what makes a match not count.

mod erase;
mod foreign;
mod minor;
mod rest;
mod spanish;
mod stop;
mod wish;

pub(super) use rest::CRISIS;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::message::{Message, Sentence};
use super::phrase::{Found, Phrases};
use super::{FindingKind, Hit, Reach};

/// Some phrases that mean the same.
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) kind: FindingKind,
    pub(super) reach: Reach,
    pub(super) confidence: f32,
    /// A match does not count where one of these says so.
    pub(super) unless: &'static [fn(&Place<'_>) -> bool],
    pub(super) phrases: &'static [&'static str],
}

/// Where a phrase matched.
pub(super) struct Place<'a> {
    pub(super) message: &'a Message,
    pub(super) sentence: &'a Sentence,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Place<'_> {
    /// The word so many before the match.
    pub(super) fn before(&self, back: usize) -> &str {
        self.start.checked_sub(back).map_or("", |at| self.sentence.word(at))
    }

    /// The word so many after the match; the first is 0.
    pub(super) fn after(&self, ahead: usize) -> &str {
        self.sentence.word(self.end + ahead)
    }

    /// Whether a comma stands between the match and the word so many before it.
    pub(super) fn parted(&self, back: usize) -> bool {
        let words = self.sentence.words.iter().skip((self.start + 1).saturating_sub(back)).take(back);
        words.into_iter().any(|word| word.after_comma)
    }

    /// The words after the match in its clause: up to a comma, or to where the writer goes on with a subject of
    /// their own ("… I work late").
    pub(super) fn rest(&self) -> impl Iterator<Item = &str> {
        const SUBJECTS: &[&str] = &["i", "im", "ive", "ill", "we", "weve", "because", "since", "as"];
        let words = self.sentence.words.iter().skip(self.end);
        words
            .take_while(|word| !word.after_comma && !SUBJECTS.contains(&word.text.as_str()))
            .map(|word| word.text.as_str())
    }

    /// The words before the match in its clause, the nearest first.
    pub(super) fn lead(&self) -> impl Iterator<Item = &str> {
        let head = self.sentence.words.get(..=self.start).unwrap_or_default();
        // A comma stands before a word, so the clause begins with the word that has one.
        let commas = head.iter().rposition(|word| word.after_comma).unwrap_or(0);
        head.get(commas..self.start).unwrap_or_default().iter().rev().map(|word| word.text.as_str())
    }

    /// Whether the match's clause has one of these words.
    pub(super) fn clause_has(&self, words: &[&str]) -> bool {
        self.lead().chain(self.matched()).chain(self.rest()).any(|word| words.contains(&word))
    }

    /// Whether its sentence or the ones beside it have one of these words.
    pub(super) fn nearby_has(&self, words: &[&str]) -> bool {
        let at = self.message.sentences.iter().position(|sentence| std::ptr::eq(sentence, self.sentence));
        let from = at.unwrap_or(0).saturating_sub(1);
        let until = at.map_or(usize::MAX, |at| at + 2);
        self.message.sentences.iter().take(until).skip(from).any(|sentence| sentence.has(words))
    }

    /// Whether one of these pairs of words is in the sentence behind the match.
    pub(super) fn pair_follows(&self, pairs: &[(&str, &str)]) -> bool {
        let words = &self.sentence.words;
        let behind = words.iter().skip(self.end).zip(words.iter().skip(self.end + 1));
        behind.into_iter().any(|(one, two)| pairs.contains(&(one.text.as_str(), two.text.as_str())))
    }

    /// The words of the match.
    pub(super) fn matched(&self) -> impl Iterator<Item = &str> {
        self.sentence.words.iter().skip(self.start).take(self.end - self.start).map(|word| word.text.as_str())
    }
}

/// The named lists of words that the tables share.
const CLASSES: [(&str, &str); 20] = [
    ("<stop>", "stop quit cease discontinue halt"),
    (
        "<contacting>",
        "texting messaging contacting calling phoning emailing mailing writing spamming bothering bugging harassing \
         pestering annoying soliciting reaching hitting blowing bombarding notifying disturbing hounding badgering \
         hassling pinging dming communicating smsing blasting stalking flooding bombing robotexting nagging",
    ),
    (
        "<contact>",
        "text message contact call phone email mail write bother bug harass pester annoy solicit reach hit blow notify \
         disturb ping dm spam sms hmu",
    ),
    (
        "<contacted>",
        "texted messaged contacted called phoned emailed mailed bothered bugged harassed solicited reached notified \
         disturbed spammed",
    ),
    (
        "<messages>",
        "text texts message messages sms emails email calls call contact communication communications notification \
         notifications comms mailings outreach pings blasts dms voicemails followups spam robotexts robocalls correspondence solicitation solicitations",
    ),
    (
        "<plural>",
        "texts messages emails calls sms notifications alerts updates robotexts robocalls mailings mailers blasts spam \
         pings reminders dms voicemails followups texting messaging emailing correspondence solicitations",
    ),
    (
        "<wish>",
        "appreciate appreciated prefer preferred rather grateful thankful nice better wish like love great hope happy \
         happier thank thanks obliged ask asking request requesting kind",
    ),
    ("<refusal>", "didnt dont not wouldnt never without stopped stop quit no doesnt wont"),
    ("<receive>", "receive receiving received get getting got see seeing have having be been"),
    (
        "<wanted>",
        "welcome wanted appreciated needed necessary desired required requested solicited authorized ok okay permitted \
         invited allowed",
    ),
    (
        "<take>",
        "take remove drop scratch strike cut get delete pull cross erase kick leave keep purge exclude omit clear wipe \
         bump boot yank toss",
    ),
    (
        "<complain>",
        "report reporting reported reports complain complaining complained complaint complaints contact contacting \
         contacted call calling called notify notifying notified file files filing filed email emailing emailed write \
         writing letting tell telling told inform informing alert alerting forward forwarding forwarded submit \
         submitting submitted lodge lodging lodged turn turning going grievance copied cc ccing hear hearing",
    ),
    (
        "<erase>",
        "delete deleting deleted erase erased remove removed wipe wiped purge destroy scrub expunge shred trash nuke \
         clear zap unsave discard eliminate deletion erasure removal",
    ),
    ("<data>", "data info information record records details file files footprint"),
    (
        "<borrar>",
        "borra borre borren boren borrar borres elimina elimine eliminen eliminar elimines suprima supriman suprimir suprime \
         quiten quite quita quitar saquen saque saca sacar destruyan destruya destruye destruir tiren tire delete",
    ),
    (
        "<barely>",
        "just only like actually literally really still almost nearly about barely also now already a an",
    ),
    (
        "<nth>",
        "3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th third fourth fifth sixth seventh eighth ninth tenth eleventh \
         twelfth",
    ),
    ("<junk>", "stuff crap shit junk bullshit bs garbage things anything nonsense trash"),
    (
        "<marketing>",
        "marketing promo promos promotion promotions promotional ads ad advertising advertisement \
         advertisements newsletter newsletters drip campaign campaigns",
    ),
    (
        "<list>",
        "list lists database system texts text messages distribution thread campaign subscription subscriptions \
         mailing crm program rotation contacts records phonebook files leads mail emails sms roster registry blast blasts chain group",
    ),
];

/// Every rule, the weightier tables first.
fn rules() -> impl Iterator<Item = &'static Rule> {
    let weightier = minor::RULES.iter().chain(erase::RULES).chain(rest::RULES);
    weightier.chain(stop::RULES).chain(wish::RULES).chain(spanish::RULES).chain(foreign::RULES)
}

struct Compiled {
    rules: Vec<&'static Rule>,
    phrases: Phrases,
    literals: Vec<(String, FindingKind, &'static str)>,
    scripts: Option<AhoCorasick>,
}

/// What is searched for letter by letter, in scripts that do not part words with spaces.
fn literals() -> Vec<(String, FindingKind, &'static str)> {
    let plain = foreign::SCRIPTS.iter().map(|(text, kind, rule)| ((*text).to_owned(), *kind, *rule));
    let minor = |text: &&str| ((*text).to_owned(), FindingKind::Minor, "minor.plain.others");
    let aged = |(before, after): &(&str, &str), age: u32| {
        (format!("{before}{age}{after}"), FindingKind::Minor, "minor.plain.others")
    };
    let ages = minor::AGES.iter().flat_map(|around| (6..=17).map(move |age| aged(around, age)));
    plain.chain(minor::SCRIPTS.iter().map(minor)).chain(ages).collect()
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let rules: Vec<&'static Rule> = rules().collect();
    let patterns =
        rules.iter().enumerate().flat_map(|(at, rule)| rule.phrases.iter().map(move |text| (at, *text)));
    let literals = literals();
    Compiled {
        phrases: Phrases::new(patterns, &CLASSES),
        // A list of literals always compiles; were it not to, a test fails before anybody ships it.
        scripts: AhoCorasick::new(literals.iter().map(|(text, ..)| text)).ok(),
        literals,
        rules,
    }
});

/// Every rule that a message meets.
pub(super) fn find(message: &Message, mut hit: impl FnMut(Hit)) {
    let compiled = &*COMPILED;
    for sentence in &message.sentences {
        compiled.phrases.find(sentence, |Found { rule, start, end }| {
            let Some(rule) = compiled.rules.get(rule) else { return };
            let place = Place { message, sentence, start, end };
            if !rule.unless.iter().any(|veto| veto(&place)) {
                hit(Hit {
                    kind: rule.kind,
                    rule: rule.id,
                    confidence: rule.confidence,
                    reach: rule.reach.at(&place),
                });
            }
        });
    }
    // Latin text is not searched for other scripts.
    if !message.folded.is_ascii() {
        let found =
            compiled.scripts.iter().flat_map(|scripts| scripts.find_overlapping_iter(&message.folded));
        for found in found {
            match compiled.literals.get(found.pattern().as_usize()) {
                Some((literal, kind, rule)) if !foreign::by_writing(literal, &message.folded) => {
                    hit(Hit::new(*kind, rule, 0.9));
                }
                _ => {}
            }
        }
        if let Some(rule) = erase::by_script(&message.folded) {
            hit(Hit::new(FindingKind::PrivacyDelete, rule, 0.9));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_sound() {
        let faults: Vec<String> = rules()
            .flat_map(|rule| rule.phrases)
            .filter_map(|phrase| super::super::phrase::fault(phrase, &CLASSES))
            .collect();
        assert!(faults.is_empty(), "{faults:#?}");
        assert!(COMPILED.scripts.is_some());
    }

    #[test]
    fn who_is_not_meant_is_spared() {
        let stops = |text: &str| {
            let mut stops = false;
            find(&Message::new(text), |hit| stops |= hit.kind.label().stops());
            stops
        };
        for (spared, meant) in [
            ("take my ex off this thread please", "take me off this thread please"),
            ("take Reggie off the list", "take this number off the list"),
            ("please don't take us off the list", "please take us off the list"),
            ("can i opt out of the data sharing", "can i opt out of the texts, please"),
            ("my landlord is harassing me", "your company is harassing me"),
            ("im the seller not the buyer", "im not the seller"),
            ("no me borre de la lista", "bórreme de la lista"),
            ("no deje de mandarme casas", "deje de mandarme casas"),
            ("basta con dos cuartos", "basta ya"),
            ("mi abogado va a revisar el contrato", "mi abogado los va a demandar"),
            ("mi papá falleció y vendo su casa", "el señor falleció hace un año"),
            ("pa rele m, m nan travay", "pa rele m ankò"),
            ("ne m'appelez pas, je suis en réunion", "ne m'appelez plus, je suis en réunion"),
            ("đừng gọi, tôi đang họp", "hủy đăng ký"),
            ("don't ever remove me from the list", "I don't care, remove me from the list"),
            ("don't text me tonight", "don't text me tonight or any other night"),
            ("don't call me until 9", "don't call me until hell freezes over"),
            ("don't text me the address", "don't text me the address or anything else ever"),
            ("stop texting the owner", "stop texting the owner, that's me"),
            ("take me off the tour list", "take me off the tour list, the mailing list, all your lists"),
            ("remove me from the lease", "remove me, my lease got renewed"),
            ("can I opt out of the program", "can I opt out of the program where you text me"),
            ("will the smell go away", "will you go away"),
            ("my phone blocked your number by accident", "I blocked your number"),
            (
                "my mother passed away and we sell the house",
                "my mother passed away. the house is sold. no more letters",
            ),
            ("is there a police station near", "the police on our block have your number now"),
            ("close my escrow account", "close my account"),
            ("my phone deleted all my messages", "delete all my messages"),
            ("no borre mis datos", "borre mis datos"),
            ("không gọi, nhắn tin nhé", "không gọi, đừng nhắn tin nữa"),
            ("ne m'appelez pas, écrivez-moi", "ne m'appelez pas, ne m'écrivez pas"),
            ("не звоните, лучше пишите сюда", "не звоните и не пишите"),
            ("لا تتصل، أرسل رسالة", "لا تتصل ولا ترسل"),
            ("I don't want to unsubscribe", "I do want to unsubscribe"),
            ("after 8pm no texts please", "no texts please"),
            ("no to the pool", "no to the house and no to the texts"),
            ("kill the marketing budget for the listing", "keep my appointments, kill the marketing"),
            ("remove \"motivated seller\" from the ad", "remove my number from your marketing"),
            ("no idea who is on the deed", "No idea who Mrs. Castellano is"),
            ("are all records of the sale public", "all records of his in your database be purged"),
            ("удалите объявление", "удалите всю информацию обо мне"),
        ] {
            assert!(!stops(spared), "{spared}");
            assert!(stops(meant), "{meant}");
        }
    }
    #[test]
    fn a_child_at_the_other_end_is_told_from_a_family() {
        let minor = |text: &str| {
            let mut minor = false;
            find(&Message::new(text), |hit| minor |= hit.kind == FindingKind::Minor);
            minor
        };
        for (child, family) in [
            ("I'm 15, is that ok", "I'm 15, maybe 20 minutes away"),
            ("im 16 lol", "I'm 16 over budget"),
            ("I'm 15 years old", "I'm 15 years into the mortgage"),
            ("I turn 18 in June", "I turned 18 in June"),
            ("im in 9th grade", "I teach 9th grade"),
            ("I'm a freshman at Westfield High", "I'm a freshman at Ohio State"),
            ("I'm a kid", "I'm a kid at heart"),
            ("you've been texting my son, he is 14", "my son is 14, need good bedrooms"),
            ("the buyer is 16", "the buyer is 16 minutes away"),
            ("this is my daughter's tablet, she's 9", "my daughter is 9 and wants a yard"),
            ("tengo 15 años", "tengo 15 años viviendo aquí"),
            ("yo tengo 12 y no compro casas", "yo tengo 12 y 15 mil en dos bancos"),
            ("mwen gen 15 an", "pitit mwen gen 15 an"),
            ("мне 15 лет", "дому 15 лет"),
            ("عمري 15 سنة", "عمري 60 سنة"),
        ] {
            assert!(minor(child), "{child}");
            assert!(!minor(family), "{family}");
        }
    }
}
