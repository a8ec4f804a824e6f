//! Who speaks to whom: names, brand, licence, placeholders left over, other people's data, the first message's disclosure.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Match, Regex};

use super::mask::{EMAIL, LINK, PHONE};
use super::text::{fold, pattern, screened, words};
use super::{Draft, Reading, Reason, Rule, conduct};
use crate::lead::{Channel, Role};
use crate::pattern::Pattern;

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\[[A-Z][A-Z_ ]*(?:_?\d+)?\]|\[\s*(?i:your|agent|insert|first|last|lead|client|buyer|name|phone|email|address|date|time|link|company|price|property|listing|brokerage)\b[^\]]{0,40}\]|\{\{?[^{}\n]{0,60}\}\}?|\{%|<(?i:[a-z]+[_ ]?(?:name|phone|address|date|price|link|number|email))>|<<[^<>\n]{2,40}>>|<[A-Z][A-Z_ ]+>|%[A-Za-z_]{3,}%|_{3,}|\b(?i:undefined|nan|lorem ipsum)\b|\b(?i:by|with|from|at|to|for|de|con|por) (?i:null|none type|nil)\b|\bX{3,}\b|\$\{?[A-Z_]{3,}",
    )
});
static GREETED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)(?:^|[.!?]\s+)(?i:hi|hello|hey|dear|hola|estimad[oa]|good (?:morning|afternoon|evening)|buen[oa]s? (?:d[ií]as|tardes|noches)|thanks|thank you|gracias|you're welcome|welcome|sure|absolutely|of course|sorry|got it|great|(?:good|great|fair) (?:question|point|news)|sure thing|no (?:problem|worries)|understood|noted|buena pregunta|con gusto|claro|perfecto)(?i: again| back| so much)?,?(?i: mr\.?| mrs\.?| ms\.?| dr\.?| sra?\.?)? (?P<name>\p{Lu}[\p{L}'’-]+)(?: \p{Lu}[\p{L}'’-]+)?\s*(?:[,!.:;—–-]|$)",
    )
});
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[Tt]his is|[Mm]y name is|[Mm]y name's|I'm|I am|I’m|[Ss]oy|[Mm]e llamo|[Ll]e escribe|[Yy]our agent,?|[Aa]ssistant (?:of|to|for)|[Aa]gent is|[Oo]n behalf of|[Cc]all me) (?P<name>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,2})(?P<after>'s|’s| (?:assistant|here))?",
    )
});
static FIRM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?P<firm>(?:\p{Lu}[\p{L}&'’./-]*\s(?:& )?){0,3}(?:Realty|Realtors?|Real Estate|Properties|Brokerage|Williams|Sotheby'?s|Compass|RE/MAX|Remax|Zillow|Redfin|Trulia|Opendoor|Coldwell Banker|Century 21|eXp|Berkshire|Homes LLC|Group|Inmobiliaria))\b",
    )
});
static LICENCE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(r"\b(?:licen[sc]ed?|lic\.|dre|trec|bre|calbre|nmls|licencia)\b[^.?!]{0,25}?\b[a-z]{0,3}\d{5,}\b")
});
static SSN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b\d{3}[- ]\d{2}[- ]\d{4}\b|\b(?:ssn|social(?: security)?|seguro social)\b[^.?!]{0,30}\d{4,9}\b",
    )
});
static CARD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:\d[ -]?){13,19}\b"));
static SECRET: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:lock ?box|gate|door|alarm|access|entry|key ?pad|garage|wi-?fi|codigo|combo)\b[^.?!]{0,25}\b(?:code|combo|pin|password|codigo|is|es)\b[^.?!]{0,12}\b\d{3,}|\b(?:code|codigo|pin) (?:is|es|:) ?#?\d{3,}\b|\b(?:born|birthday|date of birth|nacid[oa])\b[^.?!]{0,20}\d|\b(?:lives?|living|vive) (?:at|en) (?:\d|¤)|\bhome address\b[^?]{0,20}(?:\d|¤)",
    )
});
static OTHER_PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?i:owner|seller|tenant|neighbor|neighbour|landlord|occupant|vendedor|dueñ[oa]|inquilino|buyer|client|lead)s?(?i:'s|’s)?(?: (?i:name))?(?: (?i:is|are|named|called|es|se llama)|,|:)? (?P<name>\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+)",
    )
});
static AUTOMATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:automated|virtual|ai|digital|artificial intelligence)(?:[ -]powered)?(?: \w+){0,3} (?:assistant|asst|agent|concierge|helper|system)|\bassistant(?: \w+){0,4} (?:automated|ai)\b|\b(?:chat ?bot|bot|automated (?:message|reply|response|text|service))\b|\basistente (?:virtual|automatic[oa]|automatizad[oa]|digital|de ia)|\b(?:i'm|i am|soy) (?:an? |un |una )?(?:ai|ia)\b",
    )
});
static STOP_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\bSTOP\b|\b(?i:text|reply|send|responde|envi[ae]|escribe)\s+[\x22'“‘]?(?i:stop)\b")
});

/// Ends where a number or an address of ours would follow; the agent's name is read as "us".
static REACHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\b(?:reach|call|text|contact|e-?mail|message|visit|find|ring|write(?: to)?|ask for) (?:me|us|our \w+|the office)|\bbe reached|\b(?:my|our|the office) (?:\w+ ){0,2}(?:number|phone|cell|line|e-?mail|address)(?: (?:number|address))?|\b(?:llam|contact|escrib)\w*(?:me|nos)|\b(?:mi|nuestro) (?:numero|telefono|celular|correo|e-?mail)(?: \w+)?)(?: \w+){0,2}[ :(]*$",
    )
});

/// Words that a greeting is followed by and that are no name.
const NO_NAME: [&str; 26] = [
    "there", "again", "thanks", "thank", "this", "yes", "no", "we", "you", "the", "it", "your", "welcome",
    "good", "everyone", "all", "folks", "neighbor", "friend", "let", "sounds", "happy", "here", "noted",
    "sure", "team",
];

pub(super) fn check(reading: &Reading<'_>) -> Vec<Reason> {
    let found = [
        (placeholder(reading), "placeholder_unknown", Rule::Placeholder),
        (other_greeted(reading), "wrong_name", Rule::Greeting),
        (leak(reading), "pii_leak", Rule::Private),
        (other_firm(reading), "identity", Rule::Firm),
        (theirs_as_ours(reading), "identity", Rule::Contact),
    ];
    let found = found
        .into_iter()
        .filter_map(|(span, category, rule)| span.map(|span| Reason::of(category, rule).at(span)));
    found.chain(calls_itself(reading)).collect()
}

/// What a first message, read as a `whole`, must hold and does not: California B&P 17941 and 10140.6, Maine 10 MRS 1500-DD,
/// EU AI Act article 50(1), and CTIA's principles for STOP (read 2026-11-22).
pub(super) fn disclosure(reading: &Reading<'_>, whole: &str) -> Vec<Reason> {
    let draft = reading.draft;
    let first = !draft.history.iter().any(|message| message.role == Role::Assistant);
    if !first || conduct::is_stop(&reading.inbound) && conduct::only_confirms_stop(&reading.folded) {
        return Vec::new();
    }
    let account = draft.account;
    let folded = fold(whole);
    let text = plain(&folded);
    let names = |name: &Option<String>| {
        name.as_ref().is_none_or(|name| text.contains(&without_suffix(&plain(&fold(name)))))
    };
    let speaks_for =
        text.contains(&plain(&fold(&account.brand))) || account.agent.is_some() && names(&account.agent);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let licensed = account.license.as_ref().is_none_or(|license| {
        let number = digits(license);
        if number.is_empty() {
            text.contains(&plain(&fold(license)))
        } else {
            digits(&folded).contains(&number)
        }
    });
    let stoppable = draft.channel == Channel::WebChat || STOP_WORD.is_match(whole);
    let disclosed =
        AUTOMATED.is_match(&folded) && speaks_for && names(&account.brokerage) && licensed && stoppable;
    if disclosed { Vec::new() } else { vec![Reason::of("disclosure_missing", Rule::Disclosure)] }
}

/// Letters, digits and single spaces, "&" as "and".
fn plain(folded: &str) -> String {
    let spelled = folded.replace('&', " and ");
    words(&spelled).collect::<Vec<_>>().join(" ")
}

/// The name without the legal form, which nobody says.
fn without_suffix(name: &str) -> String {
    let forms = [" llc", " inc", " l l c", " corp", " co", " ltd", " lp", " pllc"];
    forms.iter().find_map(|form| name.strip_suffix(form)).unwrap_or(name).to_owned()
}

/// A placeholder that the lead did not type. This and what follows give the bytes of the draft.
fn placeholder(reading: &Reading<'_>) -> Option<Range<usize>> {
    let mut found = PLACEHOLDER.find_iter(reading.draft.text);
    found.find(|found| !reading.lead_said.contains(&fold(found.as_str()))).map(|found| found.range())
}

fn other_greeted(reading: &Reading<'_>) -> Option<Range<usize>> {
    let lead = reading.draft.lead;
    let own: Vec<String> = [&lead.first_name, &lead.last_name]
        .into_iter()
        .flatten()
        .flat_map(|name| words(&fold(name.expose())).map(str::to_owned).collect::<Vec<_>>())
        .chain(words(&reading.names).map(str::to_owned))
        .collect();
    let mut names = GREETED.captures_iter(reading.draft.text).filter_map(|found| found.name("name"));
    let another = |name: &Match<'_>| {
        let name = fold(name.as_str());
        let own = |part: &str| {
            own.iter().any(|own| own == part) || words(&reading.lead_said).any(|word| word == part)
        };
        !NO_NAME.contains(&name.as_str()) && !words(&name).all(own)
    };
    names.find(another).map(|name| name.range())
}

/// The names of the business and of the places on file, folded.
pub(super) fn known_names(draft: &Draft<'_>) -> String {
    let account = draft.account;
    let places = draft.listings.iter().flat_map(|l| [&l.address, &l.city, &l.state]).flatten();
    [Some(&account.brand), account.agent.as_ref(), account.brokerage.as_ref()]
        .into_iter()
        .flatten()
        .chain(places)
        .map(|name| fold(name) + "\n")
        .collect()
}

/// Gives itself a person's name: the agent's is a claim to be human, another's is a false one.
fn calls_itself(reading: &Reading<'_>) -> Vec<Reason> {
    let agent = reading.account().agent.as_deref().map(fold).unwrap_or_default();
    let known = reading.names.as_str();
    let mut reasons = Vec::new();
    for found in CALLED.captures_iter(reading.draft.text) {
        let (Some(whole), Some(name)) = (found.get(0), found.name("name")) else { continue };
        let opening = fold(whole.as_str());
        let speaks = opening.starts_with("this is")
            || opening.starts_with("my name")
            || opening.starts_with("i'm")
            || opening.starts_with("i am")
            || opening.starts_with("soy")
            || opening.starts_with("me llamo")
            || opening.starts_with("le escribe")
            || opening.starts_with("call me");
        let name = fold(name.as_str());
        let name = name.trim_end_matches("'s");
        let mut parts = words(name);
        let first = parts.next().unwrap_or_default();
        if matches!(first, "ai" | "here" | "sorry" | "happy" | "glad" | "not" | "your" | "the") {
            continue;
        }
        let of_agent = !agent.is_empty() && words(name).all(|part| words(&agent).any(|own| own == part));
        let possessive = found.name("after").is_some() || fold(whole.as_str()).ends_with("'s");
        let of_lead = opening.starts_with("call me");
        if of_agent {
            if speaks && !possessive && !of_lead {
                reasons.push(Reason::of("human_claim", Rule::Name).at(whole.range()));
            }
        } else if !words(known).any(|word| word == first)
            && !words(&reading.lead_said).any(|word| word == first)
        {
            reasons.push(Reason::of("identity", Rule::Name).at(whole.range()));
        }
    }
    reasons
}

fn other_firm(reading: &Reading<'_>) -> Option<Range<usize>> {
    let known = plain(&reading.names);
    let said = plain(&reading.lead_said);
    let mut firms = FIRM.captures_iter(reading.draft.text).filter_map(|found| found.name("firm"));
    let firm = firms.find(|firm| {
        // "The Georgia Real Estate Commission" is no firm.
        let after = reading.draft.text.get(firm.end()..).unwrap_or_default();
        let public = ["Commission", "Board", "Department", "Division", "Bureau"];
        if public.iter().any(|body| after.trim_start().starts_with(body)) {
            return false;
        }
        let firm = plain(&fold(firm.as_str()));
        let own = words(&firm).all(|word| {
            words(&known).any(|own| own == word)
                || word == "and"
                || NO_NAME.contains(&word)
                // "I'm Oak & Main Realty's assistant".
                || matches!(word, "at" | "with" | "i" | "m")
        });
        !own && !said.contains(&firm) && words(&firm).count() > usize::from(firm == "group")
    });
    // What is on file is blotted out of the clauses: a licence number that is left is another one.
    let licence = || reading.clauses.iter().find(|clause| LICENCE.is_match(&clause.seen));
    firm.map(|firm| firm.range()).or_else(|| licence().map(|clause| reading.span_of(clause)))
}

/// Gives the lead's own number or address as the one at which we are reached.
fn theirs_as_ours(reading: &Reading<'_>) -> Option<Range<usize>> {
    let account = reading.account();
    let ours: Vec<String> = account
        .phone
        .iter()
        .chain(&account.email)
        .map(String::as_str)
        .chain(account.senders.iter().map(|sender| sender.address.as_str()))
        .map(contact)
        .collect();
    let agent = account.agent.as_deref().map(fold).unwrap_or_default();
    let agent: Vec<&str> = words(&agent).collect();
    let folded = reading.folded.as_str();
    // "at NUMBER or ADDRESS": the second stands where the first does.
    let mut before_last: Option<(usize, bool)> = None;
    let mut found: Vec<Match<'_>> = PHONE.find_iter(folded).chain(EMAIL.find_iter(folded)).collect();
    found.sort_by_key(Match::start);
    let theirs = found.into_iter().find(|found| {
        let before = folded.get(..found.start()).unwrap_or_default();
        let listed = before_last.filter(|(end, _)| {
            let between = before.get(*end..).unwrap_or("?");
            between.len() < 12 && !between.contains(['.', '?', '!'])
        });
        let reached = match listed {
            Some((_, reached)) => reached,
            None => {
                let sentence = before.rsplit(['.', '?', '!', '\n']).next().unwrap_or_default();
                let mut sentence: Vec<&str> = sentence
                    .split(' ')
                    .map(|word| match word.strip_suffix("'s") {
                        Some(name) if agent.contains(&name) => "our",
                        None if agent.contains(&word) => "us",
                        _ => word,
                    })
                    .collect();
                sentence.dedup();
                REACHED.is_match(&sentence.join(" "))
            }
        };
        before_last = Some((found.end(), reached));
        reached && !ours.contains(&contact(found.as_str()))
    });
    theirs.map(|found| reading.span_of_folded(found.range()))
}

/// A number's last ten digits, or an address as it is.
fn contact(text: &str) -> String {
    if text.contains('@') { fold(text).trim_end_matches('.').to_owned() } else { national(text) }
}

fn leak(reading: &Reading<'_>) -> Option<Range<usize>> {
    let draft = reading.draft;
    let (account, lead) = (draft.account, draft.lead);
    let senders = || account.senders.iter().map(|sender| sender.address.as_str());
    let ours_mail: Vec<String> =
        account.email.iter().map(String::as_str).chain(senders()).map(fold).collect();
    let their_mail: Vec<&str> =
        lead.emails.iter().filter(|_| draft.verified).map(|mail| mail.expose()).collect();
    let mail = EMAIL.find_iter(&reading.folded).find(|found| {
        let mail = found.as_str().trim_end_matches('.');
        !ours_mail.iter().any(|own| own == mail)
            && !their_mail.contains(&mail)
            && !reading.lead_said.contains(mail)
    });
    let said = digits_of(&reading.lead_said);
    // A licence may have as many digits as a phone number.
    let licences = [&account.license, &account.nmls].into_iter().flatten().map(String::as_str);
    let phones = account.phone.iter().map(String::as_str).chain(senders());
    let ours: Vec<String> = phones.chain(licences).map(national).collect();
    let theirs: Vec<String> =
        lead.phones.iter().filter(|_| draft.verified).map(|phone| national(phone.expose())).collect();
    // As long as what they stand for: what is found stands where it does in the folded text.
    let without_links = LINK.replace_all(&reading.folded, |link: &Captures<'_>| {
        "~".repeat(link.get(0).map_or(0, |link| link.len()))
    });
    let phone = PHONE.find_iter(&without_links).find(|found| {
        let number = national(found.as_str());
        !ours.contains(&number) && !theirs.contains(&number) && !said.contains(&number)
    });
    let card = CARD.find_iter(&reading.folded).find(|found| is_luhn(&digits_of(found.as_str())));
    let unverified = || {
        let mut last = lead.last_name.iter().chain(&lead.address).map(|value| plain(&fold(value.expose())));
        let within = |text: &str, value: &str| format!(" {} ", plain(text)).contains(&format!(" {value} "));
        let told = last.any(|value| within(&reading.folded, &value) && !within(&reading.lead_said, &value));
        (!draft.verified && told).then_some(0..draft.text.len())
    };
    let known = reading.names.as_str();
    let own = [&lead.first_name, &lead.last_name].into_iter().flatten().filter(|_| draft.verified);
    let own: String = own.map(|name| fold(name.expose()) + " ").collect();
    let mut people = OTHER_PERSON.captures_iter(draft.text).filter_map(|found| found.name("name"));
    let other = people.find(|name| {
        !words(&fold(name.as_str())).all(|part| words(known).chain(words(&own)).any(|own| own == part))
    });
    let secret = reading.clauses.iter().find(|clause| SECRET.is_match(&clause.seen));
    let folded = mail.or(phone).or(card).or_else(|| SSN.find(&reading.folded)).map(|found| found.range());
    folded
        .map(|folded| reading.span_of_folded(folded))
        .or_else(|| other.map(|name| name.range()))
        .or_else(|| secret.map(|clause| reading.span_of(clause)))
        .or_else(unverified)
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The last ten digits, which tell two US numbers apart however they are written.
fn national(number: &str) -> String {
    let digits = digits_of(number);
    digits.get(digits.len().saturating_sub(10)..).unwrap_or(&digits).to_owned()
}

fn is_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            if index % 2 == 0 {
                digit
            } else if digit > 4 {
                digit * 2 - 9
            } else {
                digit * 2
            }
        })
        .sum();
    (13..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Seen;

    #[test]
    fn shapes_of_identity_are_found() {
        let rows: [(&Regex, &str, bool); 18] = [
            (&REACHED, "you can reach me at ", true),
            (&REACHED, "our cell is (", true),
            (&REACHED, "mi numero es ", true),
            (&REACHED, "i have your number as ", false),
            (&REACHED, "us will call you at ", false),
            (&PLACEHOLDER, "Hi {first_name}", true),
            (&PLACEHOLDER, "call [PHONE_1]", true),
            (&PLACEHOLDER, "[Your Name]", true),
            (&PLACEHOLDER, "3 beds [see photos]", false),
            (&GREETED, "Hi Michael, thanks", true),
            (&GREETED, "Hi there!", false),
            (&CALLED, "This is Sarah Jones", true),
            (&FIRM, "at Keller Williams.", true),
            (&SSN, "123-45-6789", true),
            (&OTHER_PERSON, "The owner is Bob Miller", true),
            (&AUTOMATED, "i'm an automated assistant", true),
            (&AUTOMATED, "soy la asistente virtual", true),
            (&STOP_WORD, "please stop by", false),
        ];
        for (regex, text, found) in rows {
            assert_eq!(regex.is_match(text), found, "{text}");
        }
        for (pattern, text, found) in [
            (&LICENCE, "license number is trec 0999999", true),
            (&LICENCE, "a licensed lender can help", false),
            (&SECRET, "the lockbox code is 4512", true),
        ] {
            assert_eq!(pattern.is_match(&Seen::of(text)), found, "{text}");
        }
        assert!(is_luhn("4111111111111111") && !is_luhn("4111111111111112"));
        assert!(CARD.is_match("4111 1111 1111 1111"));
    }
}
