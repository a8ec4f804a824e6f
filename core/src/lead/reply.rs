//! Replies that a business has approved, with places for facts.

use serde_json::{Value, json};

use crate::error::Safe;
use crate::lead::Channel;
use crate::lead::record::{Fields, near};

/// A reply in the business's own words. A model may choose it by its id; closr fills its facts in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ApprovedReply {
    /// Its id: 1 to 32 of `a-z`, `0-9`, `-` and `_`; it stands in the audit trail.
    pub id: String,
    /// The words, and the places of facts.
    pub text: ReplyText,
    /// When to choose it, for the model to read, as in `asks about financing`; at most 200 bytes.
    pub when: Option<String>,
    /// The channels it may go by; all where a record names none.
    pub channels: Vec<Channel>,
    /// The language of the messages that it answers; `en` where a record names none.
    pub language: Language,
}

/// A language that closr answers in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::En, Language::Es];

    /// Its two letters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Es => "es",
        }
    }
}

/// Words with variables, as in `It is listed at {{ listing.price_usd }}.`
#[derive(Clone, Debug, PartialEq)]
pub struct ReplyText {
    source: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Words(String),
    /// A fact, and the character of the source at which it stands.
    Fact(Fact, usize),
}

macro_rules! facts {
    ($($fact:ident $name:literal,)+) => {
        /// A variable of an approved reply.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Fact {
            $(#[doc = concat!("`", $name, "`")] $fact,)+
        }

        impl Fact {
            /// Every variable.
            pub const ALL: &[Fact] = &[$(Fact::$fact,)+];

            /// Its name, as in `listing.price_usd`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Fact::$fact => $name,)+ }
            }
        }
    };
}

facts! {
    Brand "account.brand",
    Agent "account.agent",
    Brokerage "account.brokerage",
    License "account.license",
    Phone "account.phone",
    Email "account.email",
    FirstName "lead.first_name",
    Address "listing.address",
    City "listing.city",
    Price "listing.price_usd",
    Beds "listing.beds",
    Baths "listing.baths",
    Sqft "listing.sqft",
    LotSqft "listing.lot_sqft",
    YearBuilt "listing.year_built",
    Hoa "listing.hoa_usd_month",
    Taxes "listing.tax_usd_year",
    GarageSpaces "listing.garage_spaces",
    Pets "listing.pets",
    Status "listing.status",
}

/// A reply with its facts filled in.
pub(crate) struct Filled {
    pub(crate) text: String,
    /// Where in the text, in bytes, each part begins, and at which character of the source it stands.
    starts: Vec<(usize, usize)>,
}

impl Filled {
    /// The character of the source, from 1, from which a byte of the text comes.
    pub(crate) fn source_of(&self, byte: usize, source: &ReplyText) -> usize {
        let part = self.starts.iter().zip(&source.parts).rfind(|((start, _), _)| *start <= byte);
        part.map_or(1, |((start, place), part)| match part {
            Part::Fact(..) => place + 1,
            Part::Words(_) => {
                place + 1 + self.text.get(*start..byte).map_or(0, |words| words.chars().count())
            }
        })
    }
}

impl ReplyText {
    /// The most bytes of a reply.
    pub const MAX: usize = 1_000;

    /// Reads words with variables.
    fn new(source: &str) -> Result<ReplyText, Safe> {
        let at = |byte: usize| source.get(..byte).map_or(0, |before| before.chars().count());
        let mut parts = Vec::new();
        let mut from = 0;
        while let Some(brace) = source.get(from..).and_then(|rest| rest.find(['{', '}'])).map(|at| from + at)
        {
            let place = at(brace) + 1;
            let inside = source.get(brace..).and_then(|rest| rest.strip_prefix("{{"));
            let Some((name, _)) = inside.and_then(|inside| inside.split_once("}}")) else {
                return Err(Safe::assembled(format!(
                    "character {place}: a brace that is part of no variable: write one as in {{{{ listing.price_usd }}}}"
                )));
            };
            let Some(fact) = Fact::ALL.iter().copied().find(|fact| fact.as_str() == name.trim()) else {
                return Err(Safe::assembled(format!("character {place}: {}", unknown(name.trim()))));
            };
            if brace > from {
                parts.push(Part::Words(source.get(from..brace).unwrap_or_default().to_owned()));
            }
            parts.push(Part::Fact(fact, place - 1));
            from = brace + name.len() + "{{}}".len();
        }
        let rest = source.get(from..).unwrap_or_default();
        if !rest.is_empty() {
            parts.push(Part::Words(rest.to_owned()));
        }
        Ok(ReplyText { source: source.to_owned(), parts })
    }

    /// As the record has it.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The text with its facts; `None` where one is not on file. `words` may change letters of the words, and not their number.
    pub(crate) fn fill(
        &self,
        words: impl Fn(&str) -> String,
        value: impl Fn(Fact) -> Option<String>,
    ) -> Option<Filled> {
        let mut filled = Filled { text: String::new(), starts: Vec::new() };
        let mut place = 0;
        for part in &self.parts {
            match part {
                Part::Words(own) => {
                    filled.starts.push((filled.text.len(), place));
                    filled.text += &words(own);
                    place += own.chars().count();
                }
                Part::Fact(fact, at) => {
                    filled.starts.push((filled.text.len(), *at));
                    filled.text += &value(*fact)?;
                    // Its end in the source.
                    place = at + self.source.chars().skip(*at).take_while(|c| *c != '}').count() + 2;
                }
            }
        }
        Some(filled)
    }
}

/// What is wrong with a name, and the one that was most likely meant. What was written is not repeated.
fn unknown(name: &str) -> String {
    let names: Vec<&str> = Fact::ALL.iter().map(|fact| fact.as_str()).collect();
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let fields: Vec<String> = names.iter().map(|known| last(known)).collect();
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let field = || {
        let near = near(&last(name), &fields)?;
        names.iter().copied().find(|known| last(known) == near)
    };
    match near(name, &names).or_else(field) {
        Some(near) => format!("unknown variable; did you mean {{{{ {near} }}}}?"),
        None => format!("unknown variable; known are {}", names.join(", ")),
    }
}

impl ApprovedReply {
    /// The most replies of an account.
    pub const MOST: usize = 50;

    pub(crate) fn read(fields: &mut Fields) -> Option<ApprovedReply> {
        const ID: &str = "not an id: use 1 to 32 of a-z, 0-9, - and _";
        let id = fields.required("id", "missing: write an id, as in price", |fields, key| {
            fields.parsed(key, ID, |text| is_id(text).then(|| text.to_owned()))
        });
        let source = fields.required_text("text");
        let text = match ReplyText::new(&source) {
            _ if source.is_empty() => None,
            _ if source.len() > ReplyText::MAX => {
                fields.fault("text", "longer than 1,000 bytes");
                None
            }
            Ok(text) => Some(text),
            Err(problem) => {
                fields.fault("text", problem);
                None
            }
        };
        let when = fields
            .parsed("when", "longer than 200 bytes", |text| (text.len() <= 200).then(|| text.to_owned()));
        let channels = fields.list("channels", "not one of: sms, email, web_chat", |text| text.parse().ok());
        let languages = Language::ALL.map(|language| (language.as_str(), language));
        let language = fields.one_of("language", &languages).unwrap_or_default();
        let channels = if channels.is_empty() { Channel::ALL.to_vec() } else { channels };
        Some(ApprovedReply { id: id?, text: text?, when, channels, language })
    }

    pub(crate) fn to_record(&self) -> Value {
        let channels: Vec<&str> = self.channels.iter().map(|channel| channel.as_str()).collect();
        json!({
            "id": self.id, "text": self.text.as_str(), "when": self.when, "channels": channels,
            "language": self.language.as_str(),
        })
    }
}

fn is_id(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    (1..=32).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_once_and_known_by_their_place() {
        let text = ReplyText::new("¡Hola {{ lead.first_name }}! It is {{listing.price_usd}} today.").unwrap();
        let value = |fact| match fact {
            Fact::FirstName => Some("{{ account.brand }}".to_owned()),
            Fact::Price => Some("$689,000".to_owned()),
            _ => None,
        };
        let filled = text.fill(str::to_owned, value).unwrap();
        assert_eq!(filled.text, "¡Hola {{ account.brand }}! It is $689,000 today.");
        let place = |words: &str| filled.source_of(filled.text.find(words).unwrap(), &text);
        assert_eq!((place("¡"), place("It is"), place("today")), (1, 30, 58));
        assert_eq!((place("account"), place("689")), (7, 36));
        assert!(text.fill(str::to_owned, |_| None).is_none());
    }

    #[test]
    fn what_is_no_variable_is_named_with_its_place() {
        for (text, says) in [
            (
                "Só {{ listing.pric_usd }}",
                "character 4: unknown variable; did you mean {{ listing.price_usd }}?",
            ),
            ("{{ price_usd }}", "character 1: unknown variable; did you mean {{ listing.price_usd }}?"),
            ("{{ canary }}", "character 1: unknown variable; known are account.brand, "),
            ("Hi {name}", "character 4: a brace that is part of no variable"),
            ("Hi {{ lead.first_name", "character 4: a brace that is part of no variable"),
            ("a }} b", "character 3: a brace"),
            ("{% if x %}", "character 1: a brace"),
        ] {
            let problem = ReplyText::new(text).unwrap_err();
            assert!(problem.as_str().starts_with(says), "{text}: {problem}");
            assert!(!problem.as_str().contains("canary"));
        }
    }
}
