//! Loads the files of a catalogue, and proves each.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use tera::Tera;

use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::Channel;
use crate::prompt::file::{self, Body, Header, Kind, MAX_FILE};
use crate::prompt::parts::Parts;
use crate::prompt::problem::{Problem, Source};
use crate::prompt::scan::Uses;
use crate::prompt::schema::Place;
use crate::prompt::template::Template;
use crate::prompt::{check, filters};

/// All that was loaded.
pub(super) struct Loaded {
    pub(super) teras: Teras,
    pub(super) parts: Parts,
    pub(super) templates: BTreeMap<String, Template>,
}

/// A Tera for each kind of section: in each, a template and a part have their names.
pub(super) struct Teras([(Place, Tera); Place::ALL.len()]);

impl Teras {
    pub(super) fn of(&self, place: Place) -> &Tera {
        let [(_, first), ..] = &self.0;
        self.0.iter().find(|(other, _)| *other == place).map_or(first, |(_, tera)| tera)
    }
}

/// Tera without escaping: a prompt is not a web page.
pub(super) fn tera() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<&'static str>::new());
    filters::register(&mut tera);
    tera
}

/// A file as it is read, before its names are checked.
struct Draft {
    file: String,
    text: String,
    proof: Proof,
    kind: Kind,
    header: Option<Header>,
    bodies: Vec<Body>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// Names alone: enough at each start for what closr's own tests prove in full.
    Names,
    /// Names, and values by rendering samples.
    Full,
}

/// Loads `files`, and the shipped ones that they do not replace.
pub(super) fn load(files: impl Iterator<Item = (String, String)>) -> (Loaded, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut own = BTreeSet::new();
    let mut drafts = Vec::new();
    for (file, text) in files {
        if own.insert(file.clone()) {
            drafts.push(Draft::read(file, text, Proof::Full, &mut problems));
        } else {
            problems.push(Source { file: &file, text: &text }.problem(0..0, "a second file of this name"));
        }
    }
    for (file, text) in closr_prompts::FILES.iter().filter(|(file, _)| !own.contains(*file)) {
        drafts.push(Draft::read((*file).to_owned(), (*text).to_owned(), Proof::Names, &mut problems));
    }
    let (shared, drafts): (Vec<Draft>, Vec<Draft>) =
        drafts.into_iter().partition(|draft| draft.kind == Kind::Part);
    let mut parts = Parts::default();
    for draft in &shared {
        draft.as_part(&mut parts, &mut problems);
    }
    let read = |draft: Draft| draft.into_template(&parts, &mut problems);
    let templates: BTreeMap<String, Template> =
        drafts.into_iter().filter_map(read).map(|one| (one.header.name.clone(), one)).collect();
    let teras = teras(&templates, &parts, &mut problems);
    problems.sort_by(|one, other| one.file.cmp(&other.file));
    (Loaded { teras, parts, templates }, problems)
}

impl Draft {
    fn read(file: String, text: String, proof: Proof, problems: &mut Vec<Problem>) -> Draft {
        let (kind, header, bodies) = file::read(Source { file: &file, text: &text }, problems);
        Draft { file, text, proof, kind, header, bodies }
    }

    fn source(&self) -> Source<'_> {
        Source { file: &self.file, text: &self.text }
    }

    /// The sections that have no problem, with what they use.
    fn sections(&self, parts: Option<&Parts>, problems: &mut Vec<Problem>) -> Vec<(Body, Uses)> {
        let channels = self.header.as_ref().map_or(Channel::ALL.to_vec(), |header| header.channels.clone());
        let mut sections = Vec::with_capacity(self.bodies.len());
        for body in &self.bodies {
            let Some(uses) = check::names(self.source(), body, parts, problems) else { continue };
            if self.proof == Proof::Full {
                problems.extend(check::values(self.source(), body, parts, &channels, &uses));
            }
            sections.push((body.clone(), uses));
        }
        sections
    }

    /// Adds it to the parts. One with a problem is added empty, so that its name is no second problem where it is included.
    fn as_part(&self, parts: &mut Parts, problems: &mut Vec<Problem>) {
        let name = self.file.strip_suffix(".tera").unwrap_or(&self.file);
        let sound = self.sections(None, problems);
        for body in &self.bodies {
            let uses =
                sound.iter().find(|(other, _)| other.place == body.place).map(|(_, uses)| uses.clone());
            let text = uses.as_ref().and(self.text.get(body.range.clone())).unwrap_or_default();
            parts.add(name, body.place, text, uses.unwrap_or_default());
        }
    }

    fn into_template(self, parts: &Parts, problems: &mut Vec<Problem>) -> Option<Template> {
        let before = problems.len();
        let sections = self.sections(Some(parts), problems);
        let header =
            self.header.filter(|_| problems.len() == before && sections.len() == self.bodies.len())?;
        Some(Template { file: self.file, text: self.text, header, sections })
    }
}

fn teras(templates: &BTreeMap<String, Template>, parts: &Parts, problems: &mut Vec<Problem>) -> Teras {
    Teras(Place::ALL.map(|place| {
        let own = templates.values().flat_map(|template| {
            let bodies = template.sections.iter().filter(move |(body, _)| body.place == place);
            bodies.map(|(body, _)| {
                (template.header.name.as_str(), template.text.get(body.range.clone()).unwrap_or_default())
            })
        });
        let mut all = parts.templates(place);
        all.extend(own);
        let mut tera = tera();
        if tera.add_raw_templates(all).is_err() && problems.is_empty() {
            let nowhere = Source { file: "templates", text: "" };
            problems.push(nowhere.problem(0..0, "a template cannot be read beside the others"));
        }
        (place, tera)
    }))
}

/// The `*.tera` files of a folder, by name.
pub(super) fn read_dir(dir: &Path) -> Result<Vec<(String, String)>> {
    let unreadable = |what: &'static str, error: io::Error| {
        let kind = Safe::assembled(error.kind().to_string());
        Error::new(ErrorKind::ConfigInvalid, safe!("{} ({})", what, kind))
    };
    let folder = |error| unreadable("the folder of templates cannot be read", error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(folder)? {
        let path = entry.map_err(folder)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if !name.ends_with(".tera") || path.is_dir() {
            continue;
        }
        let file = |error| unreadable("a template cannot be read as UTF-8 text", error);
        let length = std::fs::metadata(&path).map_err(file)?.len();
        // One byte more than is allowed is enough to say so.
        if length > MAX_FILE as u64 {
            files.push((name, " ".repeat(MAX_FILE + 1)));
        } else {
            files.push((name, std::fs::read_to_string(&path).map_err(file)?));
        }
    }
    if files.is_empty() {
        return Err(Error::new(
            ErrorKind::ConfigInvalid,
            "the folder has no template; a template is a file NAME.tera",
        ));
    }
    files.sort();
    Ok(files)
}
