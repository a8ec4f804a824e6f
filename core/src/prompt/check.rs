//! Proves a template before it is used: names by [`scan`], values by rendering samples.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use tera::{ErrorKind, Tera};

use crate::lead::Channel;
use crate::prompt::file::Body;
use crate::prompt::parts::Parts;
use crate::prompt::problem::{Problem, Source};
use crate::prompt::scan::{Uses, scan};
use crate::prompt::schema::{Field, Place, Shape, variables};

/// What a section is called while it is checked.
const SECTION: &str = "the section";

/// Checks a section's syntax and names; `None` where it has a problem. A part includes no `parts`.
pub(super) fn names(
    source: Source<'_>,
    body: &Body,
    parts: Option<&Parts>,
    problems: &mut Vec<Problem>,
) -> Option<Uses> {
    let before = problems.len();
    let scanned = scan(source, body.place, body.range.clone(), parts, problems);
    // Tera resolves names only when all else is right, and then without a place; only its syntax errors are of use.
    let text = source.text.get(body.range.clone()).unwrap_or_default();
    let mut tera = tera(body, parts);
    let parsed = tera.add_raw_template(SECTION, text);
    if let Err(error) = &parsed
        && let ErrorKind::SyntaxError(report) = error.kind()
    {
        let span = &report.span().range;
        let at = body.range.start + span.start..body.range.start + span.end;
        let problem = source.problem(at, plain(report.message()));
        let known =
            problems.iter().skip(before).any(|p| (p.line, p.column) == (problem.line, problem.column));
        if !known {
            problems.push(problem);
        }
    }
    if problems.len() == before {
        // Each of the two saw a fault that it could not name, or that the other did not see.
        match (&scanned, &parsed) {
            (Err(at), _) => problems.push(source.problem(at.clone(), "this tag cannot be read")),
            (_, Err(error)) => {
                let start = body.range.start;
                problems.push(source.problem(start..start, plain(&error.to_string())));
            }
            (Ok(uses), Ok(())) => {
                // Should closr ever read a tag otherwise than Tera does, that is refused, not believed.
                let seen = |name: &&str| uses.variables.contains(*name) || uses.own.contains(*name);
                let names = tera.get_template_variables(SECTION).unwrap_or_default();
                if let Some(unseen) = names.into_iter().find(|name| !seen(name)) {
                    let start = body.range.start;
                    problems.push(source.problem(
                        start..start,
                        format!("\"{unseen}\" is used in a way that cannot be checked"),
                    ));
                }
            }
        }
    }
    scanned.ok().filter(|_| problems.len() == before)
}

/// Renders a section with everything known, with nothing known, and with each one and each two of what it uses
/// unknown, for each of its channels; a value that is printed without a guard then fails here and not at a lead.
pub(super) fn values(
    source: Source<'_>,
    body: &Body,
    parts: Option<&Parts>,
    channels: &[Channel],
    uses: &Uses,
) -> Vec<Problem> {
    let mut tera = tera(body, parts);
    let text = source.text.get(body.range.clone()).unwrap_or_default();
    if tera.add_raw_template(SECTION, text).is_err() {
        return Vec::new();
    }
    let optional: Vec<&str> = uses.optional.iter().map(String::as_str).collect();
    let mut variants: Vec<BTreeSet<&str>> = vec![BTreeSet::new(), optional.iter().copied().collect()];
    for (at, first) in optional.iter().enumerate() {
        variants.push(BTreeSet::from([*first]));
        variants.push(optional.iter().copied().filter(|other| other != first).collect());
        // Pairs are for guards such as {% if not a %}{{ b }}; past this many they cost more than they find.
        if optional.len() <= 32 {
            let rest = optional.get(at + 1..).unwrap_or_default();
            variants.extend(rest.iter().map(|second| BTreeSet::from([*first, *second])));
        }
    }
    let mut problems: Vec<Problem> = Vec::new();
    // Nobody can be written to on a web chat first.
    let channels =
        channels.iter().filter(|channel| body.place != Place::Text || **channel != Channel::WebChat);
    for channel in channels {
        for unknown in &variants {
            let sample = sample(body.place, *channel, unknown);
            let Ok(context) = tera::Context::from_serialize(&sample) else { continue };
            let Err(error) = tera.render(SECTION, &context) else { continue };
            // What fails in a part is found in the part.
            let Some(problem) = rendering(source, body, &error) else { continue };
            if !problems.iter().any(|p| (p.line, p.column) == (problem.line, problem.column)) {
                problems.push(problem);
            }
        }
    }
    problems
}

/// Tera with what the section may include.
fn tera(body: &Body, parts: Option<&Parts>) -> Tera {
    let mut tera = super::load::tera();
    if let Some(parts) = parts {
        parts.register(&mut tera, body.place);
    }
    tera
}

fn rendering(source: Source<'_>, body: &Body, error: &tera::Error) -> Option<Problem> {
    let ErrorKind::RenderingError(report) = error.kind() else {
        return Some(source.problem(body.range.start..body.range.start, plain(&error.to_string())));
    };
    if report.filename() != SECTION {
        return None;
    }
    let at = body.range.start + report.span().range.start..body.range.start + report.span().range.end;
    let message = report.message();
    if message.contains("not defined") || message.contains("undefined") {
        return Some(source.problem(
            at,
            "the value may be unknown here: add | on_file or | default(value=\"…\"), or put it inside {% if … %}",
        ));
    }
    Some(source.problem(at, plain(message)))
}

/// Tera's sentence in closr's form: no capital, no full stop.
fn plain(message: &str) -> String {
    if message == "Unexpected end of input" {
        return "the section ends too early: a tag is not closed, or {% endif %} or {% endfor %} is missing"
            .to_owned();
    }
    let message = message.trim_end_matches('.');
    let mut chars = message.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => "not a template".to_owned(),
    }
}

/// A value for every variable of a section, but for those at the paths of `unknown`.
pub(super) fn sample(place: Place, channel: Channel, unknown: &BTreeSet<&str>) -> Value {
    let mut map = group(variables(place), "", unknown);
    map.insert("channel".to_owned(), json!(channel.as_str()));
    Value::Object(map)
}

fn group(
    fields: impl Iterator<Item = &'static Field>,
    path: &str,
    unknown: &BTreeSet<&str>,
) -> Map<String, Value> {
    let mut map = Map::new();
    for field in fields {
        let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        let is_unknown = unknown.contains(path.as_str());
        if is_unknown && field.optional {
            continue;
        }
        let value = match &field.shape {
            // A list that cannot be unknown can be empty.
            Shape::List(_) if is_unknown => json!([]),
            shape => value(shape, &path, unknown),
        };
        map.insert(field.name.to_owned(), value);
    }
    map
}

fn value(shape: &'static Shape, path: &str, unknown: &BTreeSet<&str>) -> Value {
    match shape {
        Shape::Text => json!("text"),
        Shape::Number => json!(3),
        Shape::Choice(choices) => json!(choices.first()),
        Shape::List(inner) => json!([value(inner, path, unknown), value(inner, path, unknown)]),
        Shape::Group(fields) => Value::Object(group(fields.iter(), path, unknown)),
    }
}
