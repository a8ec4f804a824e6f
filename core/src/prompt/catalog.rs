//! The templates: closr's own, and a business's in their stead.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use tera::{ErrorKind as TeraErrorKind, Tera};

use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::{Channel, Pii, Purpose};
use crate::prompt::file::{self, Body, Header, MAX_FILE};
use crate::prompt::problem::{Problem, Source, nearest};
use crate::prompt::scan::Uses;
use crate::prompt::schema::Place;
use crate::prompt::{Context, Prompt, Section, SectionKind, check, fence, filters};
use crate::token::{OpenAiEncoding, TokenCounter};

/// The most bytes that the sections of one template may come to.
const MAX_OUTPUT: usize = 64 * 1024;

/// Templates by name, proved when they are loaded. Cheap to clone.
///
/// ```
/// use closr::prompt::Catalog;
///
/// let catalog = Catalog::shipped()?;
/// assert!(catalog.templates().iter().any(|template| template.name == "inquiry_reply"));
///
/// let header = "---\nname: hello\nversion: 1\nchannels: sms\npurpose: conversational\nlanguage: en\n---\n";
/// let typo = format!("{header}## [instructions]\nGreet {{{{ lead.frist_name }}}}.\n");
/// let error = Catalog::from_files([("hello.tera", typo)]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "a template has a problem\n\
///      hello.tera:9:15: unknown field of lead \"frist_name\"; did you mean \"first_name\"?\n \
///      9 | Greet {{ lead.frist_name }}.\n   \
///        |               ^^^^^^^^^^"
/// );
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone)]
pub struct Catalog(Arc<Inner>);

struct Inner {
    tera: Tera,
    templates: BTreeMap<String, Template>,
}

struct Template {
    file: String,
    text: String,
    header: Header,
    sections: Vec<(Body, Uses)>,
}

/// What a template says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TemplateInfo {
    /// The name, which is its file's without `.tera`.
    pub name: String,
    /// The version.
    pub version: u32,
    /// The channels it is written for.
    pub channels: Vec<Channel>,
    /// What its messages are for.
    pub purpose: Purpose,
    /// The two letters of the language it answers in.
    pub language: String,
    /// The variables it uses, as in `lead.first_name`.
    pub variables: Vec<String>,
}

impl Catalog {
    /// The templates that closr ships.
    ///
    /// # Errors
    /// `ConfigInvalid` if one of them is broken, which closr's tests rule out.
    pub fn shipped() -> Result<Catalog> {
        Catalog::from_files(std::iter::empty::<(String, String)>())
    }

    /// The shipped templates and the `*.tera` files of a folder; a file replaces the shipped template of its name.
    ///
    /// # Errors
    /// `ConfigInvalid` when the folder cannot be read or has no `*.tera` file, and with every problem of the files,
    /// each with file, line and caret.
    pub fn load(dir: impl AsRef<Path>) -> Result<Catalog> {
        Catalog::from_files(read_dir(dir.as_ref())?)
    }

    /// The shipped templates and those of `files`: (file name, text); one replaces the shipped template of its name.
    ///
    /// # Errors
    /// `ConfigInvalid` with every problem, each with file, line and caret.
    pub fn from_files<N: Into<String>, T: Into<String>>(
        files: impl IntoIterator<Item = (N, T)>,
    ) -> Result<Catalog> {
        let (catalog, problems) = build(files.into_iter().map(|(file, text)| (file.into(), text.into())));
        if problems.is_empty() {
            return Ok(catalog);
        }
        let shown: Vec<String> = problems.iter().map(Problem::to_string).collect();
        let count = match problems.len() {
            1 => "a template has a problem".to_owned(),
            n => format!("the templates have {n} problems"),
        };
        // A template is a setting, not personal data: its lines may be shown.
        Err(Error::new(ErrorKind::ConfigInvalid, Safe::assembled(format!("{count}\n{}", shown.join("\n")))))
    }

    /// Every problem of the `*.tera` files of a folder, budgets included; none is a yes.
    ///
    /// # Errors
    /// `ConfigInvalid` when the folder cannot be read or has no `*.tera` file.
    pub fn check_dir(dir: impl AsRef<Path>) -> Result<Vec<Problem>> {
        let (catalog, mut problems) = build(read_dir(dir.as_ref())?.into_iter());
        problems.extend(catalog.budgets());
        Ok(problems)
    }

    /// Every problem of these templates that loading does not already rule out: the shipped ones are rendered
    /// with samples too, and each template's own words are counted against the budget of its header.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = self.budgets();
        for template in self.0.templates.values() {
            problems.extend(template.samples());
        }
        problems
    }

    /// What each template says of itself, by name.
    pub fn templates(&self) -> Vec<TemplateInfo> {
        self.0.templates.values().map(Template::info).collect()
    }

    /// Renders a template and puts history and the message to answer after it.
    ///
    /// The result is not redacted yet.
    ///
    /// # Errors
    /// `ConfigInvalid` when there is no such template or it is not for this channel; `BudgetExceeded` when it
    /// comes to more than 64 KiB.
    pub fn render(&self, name: &str, context: &Context<'_>) -> Result<Prompt> {
        let template = self.0.templates.get(name).ok_or_else(|| self.no_such(name))?;
        let header = &template.header;
        if !header.channels.contains(&context.channel) {
            let channels: Vec<_> = header.channels.iter().map(|channel| channel.as_str()).collect();
            return Err(Error::new(
                ErrorKind::ConfigInvalid,
                Safe::assembled(format!(
                    "template \"{}\" is for {}, not for {}",
                    header.name,
                    channels.join(", "),
                    context.channel.as_str()
                )),
            ));
        }
        let rendering = Rendering { tera: &self.0.tera, header, left: MAX_OUTPUT };
        let mut sections = rendering.sections(&template.sections, context)?;
        let newest = context.history.len();
        sections.extend(context.history.iter().enumerate().map(|(at, message)| Section {
            kind: SectionKind::History(message.role),
            priority: priority::history(newest - 1 - at),
            text: Pii::new(fence::block(message.text.expose())),
        }));
        sections.push(Section {
            kind: SectionKind::Inbound,
            priority: priority::NEVER,
            text: Pii::new(fence::block(context.inbound)),
        });
        Ok(Prompt::new(format!("{}@{}", header.name, header.version), sections))
    }

    pub(crate) fn no_such(&self, name: &str) -> Error {
        let known: Vec<&str> = self.0.templates.keys().map(String::as_str).collect();
        let hint = match nearest(name, &known) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("known are {}", known.join(", ")),
        };
        Error::new(ErrorKind::ConfigInvalid, Safe::assembled(format!("no template of that name; {hint}")))
    }

    fn budgets(&self) -> Vec<Problem> {
        self.0.templates.values().filter_map(|template| template.over_budget(&self.0.tera)).collect()
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.templates.keys()).finish()
    }
}

/// What is cut first, when a prompt does not fit: the highest number.
mod priority {
    pub(super) const NEVER: u8 = 0;
    pub(super) const PERSON: u8 = 20;
    pub(super) const NOTES: u8 = 50;

    /// The listing that is talked about stays almost to the last; the others go before the notes.
    pub(super) fn listing(distance: usize) -> u8 {
        if distance == 0 { 10 } else { capped(60, distance, 99) }
    }

    /// The last exchanges stay longer than notes and other listings; small talk of long ago goes first.
    pub(super) fn history(age: usize) -> u8 {
        if age < 4 { capped(30, age, 33) } else { capped(100, age, 250) }
    }

    fn capped(base: u8, more: usize, most: u8) -> u8 {
        u8::try_from(more).unwrap_or(u8::MAX).saturating_add(base).min(most)
    }
}

struct Rendering<'a> {
    tera: &'a Tera,
    header: &'a Header,
    left: usize,
}

impl Rendering<'_> {
    fn sections(mut self, bodies: &[(Body, Uses)], context: &Context<'_>) -> Result<Vec<Section>> {
        let variables = context.variables();
        let mut base = tera::Context::new();
        for (name, value) in &variables {
            base.insert(name.clone(), value);
        }
        let notes = context.notes.filter(|notes| !notes.trim().is_empty());
        let listings = variables.get("listings").and_then(|all| all.as_array());
        let mut sections = Vec::new();
        for (body, _) in bodies {
            match body.place {
                Place::Instructions | Place::Business => {
                    self.add(&mut sections, body.place, priority::NEVER, &base)?;
                }
                Place::Person => self.add(&mut sections, body.place, priority::PERSON, &base)?,
                Place::Listing => {
                    let mut own = base.clone();
                    for (distance, listing) in listings.into_iter().flatten().enumerate() {
                        own.insert("listing", listing);
                        self.add(&mut sections, body.place, priority::listing(distance), &own)?;
                    }
                }
                Place::Notes => {
                    if let Some(notes) = notes {
                        let mut own = base.clone();
                        own.insert("notes", &fence::block(notes));
                        self.add(&mut sections, body.place, priority::NOTES, &own)?;
                    }
                }
            }
        }
        Ok(sections)
    }

    fn add(
        &mut self,
        sections: &mut Vec<Section>,
        place: Place,
        priority: u8,
        context: &tera::Context,
    ) -> Result<()> {
        let mut output = Capped { bytes: Vec::new(), left: self.left };
        self.tera.render_to(&key(&self.header.name, place), context, &mut output).map_err(|error| {
            let name = self.header.name.as_str();
            match error.kind() {
                TeraErrorKind::Io(_) => Error::new(
                    ErrorKind::BudgetExceeded,
                    Safe::assembled(format!(
                        "template \"{name}\" came to more than {MAX_OUTPUT} bytes; shorten notes and listings"
                    )),
                ),
                // Not its message: it may hold a value.
                TeraErrorKind::RenderingError(report) => {
                    let line = report.span().start_line;
                    let (name, place) = (Safe::assembled(name.to_owned()), place.name());
                    Error::new(
                        ErrorKind::ConfigInvalid,
                        safe!("template \"{}\" failed in line {} of its [{}]; check it with `closr prompts check`", name, line, place),
                    )
                }
                _ => Error::new(ErrorKind::Unexpected, "a template that loaded could not be rendered"),
            }
        })?;
        self.left = output.left;
        let text = tidy(&String::from_utf8_lossy(&output.bytes));
        if !text.is_empty() {
            let text = if place.is_fenced() { fence::fenced(place, &text) } else { text };
            sections.push(Section { kind: place.kind(), priority, text: Pii::new(text) });
        }
        Ok(())
    }
}

/// No space at the ends of lines, no two blank lines in a row: tags on lines of their own leave both.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && blank {
            continue;
        }
        blank = line.is_empty();
        tidy.push_str(line);
        tidy.push('\n');
    }
    tidy.trim().to_owned()
}

/// A buffer that refuses to grow past its cap: no template can fill the memory.
struct Capped {
    bytes: Vec<u8>,
    left: usize,
}

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::OutOfMemory)?;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Template {
    fn source(&self) -> Source<'_> {
        Source { file: &self.file, text: &self.text }
    }

    fn info(&self) -> TemplateInfo {
        let Header { name, version, channels, purpose, language, .. } = &self.header;
        let variables: BTreeSet<&String> =
            self.sections.iter().flat_map(|(_, uses)| &uses.variables).collect();
        TemplateInfo {
            name: name.clone(),
            version: *version,
            channels: channels.clone(),
            purpose: *purpose,
            language: language.clone(),
            variables: variables.into_iter().cloned().collect(),
        }
    }

    fn samples(&self) -> Vec<Problem> {
        let check =
            |(body, uses): &(Body, Uses)| check::values(self.source(), body, &self.header.channels, uses);
        self.sections.iter().flat_map(check).collect()
    }

    /// Counts the instructions with everything known, in `o200k_base`.
    fn over_budget(&self, tera: &Tera) -> Option<Problem> {
        let (budget, at) = self.header.budget.clone()?;
        let key = key(&self.header.name, Place::Instructions);
        let count = |channel: &Channel| {
            let sample = check::sample(Place::Instructions, *channel, &BTreeSet::new());
            let text = tera.render(&key, &tera::Context::from_serialize(&sample).ok()?).ok()?;
            Some(OpenAiEncoding::O200k.count(&tidy(&text)))
        };
        let most = self.header.channels.iter().filter_map(count).max()?;
        (most > budget).then(|| {
            self.source()
                .problem(at, format!("the instructions take {most} tokens; shorten them or raise the budget"))
        })
    }
}

/// Where a section's template is kept; the name can never end in `.html`, which Tera would escape for.
fn key(name: &str, place: Place) -> String {
    format!("{name}#{}", place.name())
}

/// Tera without escaping: a prompt is not a web page.
pub(super) fn tera() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<&'static str>::new());
    filters::register(&mut tera);
    tera
}

fn build(files: impl Iterator<Item = (String, String)>) -> (Catalog, Vec<Problem>) {
    let mut tera = tera();
    let mut templates = BTreeMap::new();
    let mut problems = Vec::new();
    let mut own = BTreeSet::new();
    for (file, text) in files {
        let source = Source { file: &file, text: &text };
        if !own.insert(file.clone()) {
            problems.push(source.problem(0..0, "a second file of this name"));
        } else if let Some(template) = template(source, Proof::Full, &mut tera, &mut problems) {
            templates.insert(template.header.name.clone(), template);
        }
    }
    for (file, text) in closr_prompts::FILES.iter().filter(|(file, _)| !own.contains(*file)) {
        if let Some(template) = template(Source { file, text }, Proof::Names, &mut tera, &mut problems) {
            templates.insert(template.header.name.clone(), template);
        }
    }
    (Catalog(Arc::new(Inner { tera, templates })), problems)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// Names alone: enough at each start for what closr's own tests prove in full.
    Names,
    /// Names, and values by rendering samples.
    Full,
}

fn template(
    source: Source<'_>,
    proof: Proof,
    tera: &mut Tera,
    problems: &mut Vec<Problem>,
) -> Option<Template> {
    let before = problems.len();
    let (header, bodies) = file::read(source, problems);
    let channels = header.as_ref().map_or(Channel::ALL.to_vec(), |header| header.channels.clone());
    let mut sections = Vec::with_capacity(bodies.len());
    for body in bodies {
        if let Some(uses) = check::names(source, &body, problems) {
            if proof == Proof::Full {
                problems.extend(check::values(source, &body, &channels, &uses));
            }
            sections.push((body, uses));
        }
    }
    let header = header.filter(|_| problems.len() == before)?;
    for (body, _) in &sections {
        let text = source.text.get(body.range.clone()).unwrap_or_default();
        if tera.add_raw_template(&key(&header.name, body.place), text).is_err() {
            problems.push(source.problem(body.range.start..body.range.start, "not a template"));
            return None;
        }
    }
    Some(Template { file: source.file.to_owned(), text: source.text.to_owned(), header, sections })
}

/// The `*.tera` files of a folder, by name.
fn read_dir(dir: &Path) -> Result<Vec<(String, String)>> {
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
