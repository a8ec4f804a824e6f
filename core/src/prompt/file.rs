//! The form of a template file: a header, then sections.

use std::ops::Range;

use crate::lead::{Channel, Purpose};
use crate::prompt::problem::{Problem, Source, unknown};
use crate::prompt::schema::Place;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What a turn goes by.
    Template,
    /// What templates have in common: they include it.
    Part,
}

impl Kind {
    const ALL: [Kind; 2] = [Kind::Template, Kind::Part];

    fn name(self) -> &'static str {
        match self {
            Kind::Template => "template",
            Kind::Part => "part",
        }
    }
}

/// What a template's header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) version: u32,
    pub(super) channels: Vec<Channel>,
    pub(super) purpose: Purpose,
    pub(super) language: String,
    /// The most tokens that the template's own words may take, and where it is said.
    pub(super) budget: Option<(usize, Range<usize>)>,
}

/// A section of a template file.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub(super) place: Place,
    /// Where its text stands in the file.
    pub(super) range: Range<usize>,
}

/// The most bytes of one template file.
pub(super) const MAX_FILE: usize = 64 * 1024;

const KEYS: [&str; 7] = ["name", "version", "kind", "channels", "purpose", "language", "budget"];

/// Reads what a file is, its header, `None` where it lacks something, and finds its sections; notes every problem.
pub(super) fn read(source: Source<'_>, problems: &mut Vec<Problem>) -> (Kind, Option<Header>, Vec<Body>) {
    const NOTHING: (Kind, Option<Header>, Vec<Body>) = (Kind::Template, None, Vec::new());
    if source.text.len() > MAX_FILE {
        problems.push(source.problem(0..0, format!("the file is longer than {MAX_FILE} bytes")));
        return NOTHING;
    }
    let lines: Vec<Line<'_>> = lines(source.text).collect();
    let close = match lines.split_first() {
        Some((first, rest)) if first.text == "---" => rest.iter().position(|line| line.text == "---"),
        _ => {
            problems.push(source.problem(0..0, "a template begins with a header between two lines of ---"));
            return NOTHING;
        }
    };
    let Some(close) = close else {
        problems.push(source.problem(0..3, "the header that begins here is not closed by a line of ---"));
        return NOTHING;
    };
    let (kind, header) = header(source, lines.get(1..=close).unwrap_or_default(), problems);
    let bodies = bodies(source, kind, lines.get(close + 2..).unwrap_or_default(), problems);
    // Whoever is answered has begun the conversation; who is written to first has not.
    if let Some(header) = &header
        && header.purpose == Purpose::Conversational
        && bodies.iter().any(|body| body.place == Place::Text)
    {
        problems.push(source.problem(0..3, "with a [text] the purpose is transactional or marketing"));
    }
    (kind, header, bodies)
}

struct Line<'a> {
    start: usize,
    text: &'a str,
    /// The byte after the line's end mark.
    next: usize,
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |whole| {
        let line = Line { start, text: whole.trim_end(), next: start + whole.len() };
        start = line.next;
        line
    })
}

fn header(source: Source<'_>, lines: &[Line<'_>], problems: &mut Vec<Problem>) -> (Kind, Option<Header>) {
    let mut found: Vec<(&str, &str, Range<usize>)> = Vec::new();
    for line in lines.iter().filter(|line| !line.text.is_empty()) {
        let whole = line.start..line.start + line.text.len();
        let Some((key, value)) = line.text.split_once(':') else {
            problems.push(source.problem(whole, "a header's line is `key: value`"));
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        let key_range = line.start..line.start + line.text.find(':').unwrap_or(0);
        if !KEYS.contains(&key) {
            problems.push(source.problem(key_range, unknown("header key", key, KEYS)));
        } else if found.iter().any(|(other, ..)| *other == key) {
            problems.push(source.problem(key_range, format!("\"{key}\" stands in the header twice")));
        } else {
            let at = whole.end - value.len()..whole.end;
            found.push((key, value, at));
        }
    }
    let entry = |key: &str| {
        let entry = found.iter().find(|(name, ..)| *name == key).cloned();
        entry.map(|(_, value, at)| (value, at))
    };
    let kind = entry("kind").and_then(|(value, at)| {
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == value);
        if kind.is_none() {
            problems.push(source.problem(at, unknown("kind", value, Kind::ALL.map(Kind::name))));
        }
        kind
    });
    let kind = kind.unwrap_or(Kind::Template);
    let take = |key: &'static str, problems: &mut Vec<Problem>| {
        let entry = entry(key);
        // Where a part may stand is said by what includes it.
        let may_lack = key == "budget" || kind == Kind::Part && !["name", "version"].contains(&key);
        if entry.is_none() && !may_lack {
            problems.push(source.problem(0..3, format!("the header lacks \"{key}\"")));
        }
        entry
    };
    let name = take("name", problems).and_then(|(value, at)| {
        let stem = source.file.strip_suffix(".tera").unwrap_or_default();
        let right = value == stem && is_name(value);
        if !right {
            let message = "the name is the file's without .tera: 1 to 64 lower-case letters, digits and _";
            problems.push(source.problem(at, message));
        }
        right.then(|| value.to_owned())
    });
    let version = take("version", problems).and_then(|(value, at)| {
        let version = value.parse::<u32>().ok().filter(|version| *version > 0);
        if version.is_none() {
            problems.push(source.problem(at, "a version is a whole number from 1"));
        }
        version
    });
    let channels = take("channels", problems).and_then(|(value, at)| {
        let mut channels = Vec::new();
        for word in value.split(',').map(str::trim) {
            match Channel::ALL.into_iter().find(|channel| channel.as_str() == word) {
                Some(channel) if !channels.contains(&channel) => channels.push(channel),
                Some(_) => problems.push(source.problem(at.clone(), format!("\"{word}\" stands here twice"))),
                None => {
                    let known = Channel::ALL.map(Channel::as_str);
                    problems.push(source.problem(at.clone(), unknown("channel", word, known)));
                }
            }
        }
        (!channels.is_empty()).then_some(channels)
    });
    let purpose = take("purpose", problems).and_then(|(value, at)| {
        const ALL: [Purpose; 3] = [Purpose::Conversational, Purpose::Transactional, Purpose::Marketing];
        let purpose = ALL.into_iter().find(|purpose| purpose.as_str() == value);
        if purpose.is_none() {
            problems.push(source.problem(at, unknown("purpose", value, ALL.map(Purpose::as_str))));
        }
        purpose
    });
    let language = take("language", problems).and_then(|(value, at)| {
        let right = value.len() == 2 && value.bytes().all(|b| b.is_ascii_lowercase());
        if !right {
            problems.push(source.problem(at, "a language is its two letters, as in en"));
        }
        right.then(|| value.to_owned())
    });
    let budget = take("budget", problems).and_then(|(value, at)| {
        let budget = value.parse::<usize>().ok().filter(|budget| *budget > 0);
        if budget.is_none() {
            problems.push(source.problem(at.clone(), "a budget is a number of tokens from 1"));
        }
        budget.map(|budget| (budget, at))
    });
    let part = kind == Kind::Part;
    let header = || {
        Some(Header {
            name: name?,
            version: version?,
            channels: channels.or_else(|| part.then(|| Channel::ALL.to_vec()))?,
            purpose: purpose.or_else(|| part.then_some(Purpose::Conversational))?,
            language: language.or_else(|| part.then(|| "en".to_owned()))?,
            budget,
        })
    };
    (kind, header())
}

fn bodies(source: Source<'_>, kind: Kind, lines: &[Line<'_>], problems: &mut Vec<Problem>) -> Vec<Body> {
    let names = Place::ALL.map(Place::name);
    let mut bodies: Vec<Body> = Vec::new();
    // Whether the lines read now belong to the last body: not before the first marker, not after a bad one.
    let mut inside = None;
    let mut misnamed = false;
    for line in lines {
        let whole = line.start..line.start + line.text.len();
        if let Some(rest) = line.text.strip_prefix("## [") {
            let word = rest.strip_suffix(']').unwrap_or(rest);
            let place = Place::ALL.into_iter().find(|place| rest.ends_with(']') && place.name() == word);
            inside = Some(false);
            match place {
                None => {
                    problems.push(source.problem(whole, unknown("section", word, names)));
                    misnamed = true;
                }
                Some(place) if bodies.iter().any(|body| body.place == place) => {
                    problems.push(source.problem(whole, format!("a second [{}]", place.name())));
                }
                Some(place) => {
                    inside = Some(true);
                    bodies.push(Body { place, range: line.next..line.next });
                }
            }
        } else if is_nearly_a_marker(line.text) {
            problems.push(source.problem(whole, "a section begins with a line as ## [instructions]"));
            misnamed = true;
        } else if inside == Some(true) {
            if let Some(body) = bodies.last_mut() {
                body.range.end = line.next;
            }
        } else if inside.is_none() && !line.text.is_empty() {
            problems.push(source.problem(
                whole,
                "text before the first section; a section begins with a line as ## [instructions]",
            ));
            inside = Some(false);
        }
    }
    let has = |place| bodies.iter().any(|body: &Body| body.place == place);
    let lacks = match kind {
        Kind::Template if has(Place::Instructions) || has(Place::Text) => None,
        Kind::Template => Some("the template has no ## [instructions] and no ## [text]"),
        Kind::Part => bodies.is_empty().then_some("the part has no section"),
    };
    if let Some(lacks) = lacks.filter(|_| !misnamed) {
        problems.push(source.problem(0..3, lacks));
    }
    bodies
}

/// `##[notes]`, `# Notes`: a marker that would pass for text, and put the section's text into the one before.
fn is_nearly_a_marker(line: &str) -> bool {
    let word = line.trim_start().trim_start_matches('#');
    let word = word.trim_matches(|c: char| c.is_whitespace() || "[]:#".contains(c)).to_lowercase();
    line.trim_start().starts_with('#') && Place::ALL.iter().any(|place| place.name() == word)
}

fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "---\r\nname: hello\r\nversion: 2\r\nchannels: sms, email\r\npurpose: conversational\r\nlanguage: en\r\nbudget: 90\r\n---\r\n\r\n## [instructions]\r\nBe brief.\r\n## [business]\r\nOak\r\n";

    fn problems(text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        read(Source { file: "hello.tera", text }, &mut problems);
        problems.iter().map(|p| format!("{}:{}: {}", p.line, p.column, p.message)).collect()
    }

    #[test]
    fn a_file_is_a_header_and_sections() {
        let mut problems = Vec::new();
        let (kind, header, bodies) = read(Source { file: "hello.tera", text: GOOD }, &mut problems);
        assert_eq!((kind, problems), (Kind::Template, Vec::new()));
        let header = header.unwrap();
        assert_eq!((header.name.as_str(), header.version), ("hello", 2));
        assert_eq!(header.channels, [Channel::Sms, Channel::Email]);
        assert_eq!(header.budget.unwrap().0, 90);
        let texts: Vec<_> = bodies.iter().map(|b| (b.place, GOOD[b.range.clone()].trim())).collect();
        assert_eq!(texts, [(Place::Instructions, "Be brief."), (Place::Business, "Oak")]);
    }

    #[test]
    fn every_fault_of_a_file_is_found() {
        for (from, to, expected) in [
            (
                "name: hello",
                "name: hullo",
                "2:7: the name is the file's without .tera: 1 to 64 lower-case letters, digits and _",
            ),
            ("version: 2", "version: 0", "3:10: a version is a whole number from 1"),
            (
                "version: 2",
                "verzion: 2",
                "3:1: unknown header key \"verzion\"; did you mean \"version\"?|1:1: the header lacks \"version\"",
            ),
            (
                "version: 2",
                "version 2",
                "3:1: a header's line is `key: value`|1:1: the header lacks \"version\"",
            ),
            (
                "version: 2",
                "name: hello",
                "3:1: \"name\" stands in the header twice|1:1: the header lacks \"version\"",
            ),
            ("sms, email", "sms, emial", "4:11: unknown channel \"emial\"; did you mean \"email\"?"),
            ("sms, email", "sms, sms", "4:11: \"sms\" stands here twice"),
            (
                "conversational",
                "sales",
                "5:10: unknown purpose \"sales\"; known are conversational, transactional, marketing",
            ),
            ("language: en", "language: English", "6:11: a language is its two letters, as in en"),
            ("budget: 90", "budget: lots", "7:9: a budget is a number of tokens from 1"),
            (
                "## [business]",
                "## [bussiness]",
                "12:1: unknown section \"bussiness\"; did you mean \"business\"?",
            ),
            (
                "## [business]",
                "## [history]",
                "12:1: unknown section \"history\"; known are instructions, business, listing, person, notes, text",
            ),
            (
                "## [business]",
                "## [business",
                "12:1: unknown section \"business\"; did you mean \"business\"?",
            ),
            ("## [business]", "## [instructions]", "12:1: a second [instructions]"),
            (
                "## [instructions]\r\n",
                "",
                "10:1: text before the first section; a section begins with a line as ## [instructions]|1:1: the template has no ## [instructions] and no ## [text]",
            ),
            (
                "## [instructions]\r\nBe brief.\r\n",
                "",
                "1:1: the template has no ## [instructions] and no ## [text]",
            ),
            ("version: 2", "version: 2\r\nkind: prat", "4:7: unknown kind \"prat\"; did you mean \"part\"?"),
            (
                "---\r\n\r\n## [instructions]\r\nBe brief.\r\n## [business]\r\nOak\r\n",
                "kind: part\r\n---\r\n",
                "1:1: the part has no section",
            ),
            ("---\r\n\r\n", "\r\n", "1:1: the header that begins here is not closed by a line of ---"),
            ("---\r\nname", "name", "1:1: a template begins with a header between two lines of ---"),
        ] {
            assert!(GOOD.contains(from), "{from}");
            assert_eq!(problems(&GOOD.replacen(from, to, 1)).join("|"), expected, "{from} -> {to}");
        }
        assert_eq!(problems(""), ["1:1: a template begins with a header between two lines of ---"]);
        assert_eq!(problems(&"x".repeat(MAX_FILE + 1)), ["1:1: the file is longer than 65536 bytes"]);
    }
}
