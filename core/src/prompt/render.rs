//! Renders a template's sections with a context.

use std::io::{self, Write};

use serde_json::{Map, Value};
use tera::ErrorKind as TeraErrorKind;

use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::Pii;
use crate::prompt::file::Header;
use crate::prompt::load::Teras;
use crate::prompt::schema::Place;
use crate::prompt::template::Template;
use crate::prompt::{Context, Section, fence};

/// The most bytes that the sections of one template may come to.
const MAX_OUTPUT: usize = 64 * 1024;

/// What is cut first, when a prompt does not fit: the highest number.
pub(super) mod priority {
    pub(in crate::prompt) const NEVER: u8 = 0;
    pub(in crate::prompt) const PERSON: u8 = 20;
    pub(in crate::prompt) const NOTES: u8 = 50;

    /// The listing that is talked about stays almost to the last; the others go before the notes.
    pub(in crate::prompt) fn listing(distance: usize) -> u8 {
        if distance == 0 { 10 } else { capped(60, distance, 99) }
    }

    /// The last exchanges stay longer than notes and other listings; small talk of long ago goes first.
    pub(in crate::prompt) fn history(age: usize) -> u8 {
        if age < 4 { capped(30, age, 33) } else { capped(100, age, 250) }
    }

    fn capped(base: u8, more: usize, most: u8) -> u8 {
        u8::try_from(more).unwrap_or(u8::MAX).saturating_add(base).min(most)
    }
}

/// A template that is being rendered.
pub(super) struct Rendering<'a> {
    teras: &'a Teras,
    template: &'a Template,
    left: usize,
}

impl<'a> Rendering<'a> {
    pub(super) fn new(teras: &'a Teras, template: &'a Template) -> Rendering<'a> {
        Rendering { teras, template, left: MAX_OUTPUT }
    }

    /// Its sections for a model; what is empty is left out.
    pub(super) fn sections(mut self, context: &Context<'_>) -> Result<Vec<Section>> {
        let variables = context.variables();
        let base = of(&variables);
        let notes = context.notes.filter(|notes| !notes.trim().is_empty());
        let listings = variables.get("listings").and_then(|all| all.as_array());
        let mut sections = Vec::new();
        for place in self.template.places() {
            match place {
                Place::Instructions | Place::Business => {
                    self.add(&mut sections, place, priority::NEVER, &base)?;
                }
                Place::Person => self.add(&mut sections, place, priority::PERSON, &base)?,
                Place::Listing => {
                    let mut own = base.clone();
                    for (distance, listing) in listings.into_iter().flatten().enumerate() {
                        own.insert("listing", listing);
                        self.add(&mut sections, place, priority::listing(distance), &own)?;
                    }
                }
                Place::Notes => {
                    if let Some(notes) = notes {
                        let mut own = base.clone();
                        own.insert("notes", &fence::block(notes));
                        self.add(&mut sections, place, priority::NOTES, &own)?;
                    }
                }
                Place::Text => {}
            }
        }
        Ok(sections)
    }

    /// Its text, with the variables of one.
    pub(super) fn text(mut self, variables: &Map<String, Value>) -> Result<Pii<String>> {
        self.write(Place::Text, &of(variables)).map(Pii::new)
    }

    fn add(
        &mut self,
        sections: &mut Vec<Section>,
        place: Place,
        priority: u8,
        context: &tera::Context,
    ) -> Result<()> {
        let text = self.write(place, context)?;
        if let Some(kind) = place.section().filter(|_| !text.is_empty()) {
            let text = if place.is_fenced() { fence::fenced(place, &text) } else { text };
            sections.push(Section { kind, priority, text: Pii::new(text) });
        }
        Ok(())
    }

    fn write(&mut self, place: Place, context: &tera::Context) -> Result<String> {
        let Header { name, .. } = &self.template.header;
        let mut output = Capped { bytes: Vec::new(), left: self.left };
        self.teras.of(place).render_to(name, context, &mut output).map_err(|error| {
            let name = name.as_str();
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
        Ok(tidy(&String::from_utf8_lossy(&output.bytes)))
    }
}

fn of(variables: &Map<String, Value>) -> tera::Context {
    let mut context = tera::Context::new();
    for (name, value) in variables {
        context.insert(name.clone(), value);
    }
    context
}

/// No space at the ends of lines, no two blank lines in a row: tags on lines of their own leave both.
pub(super) fn tidy(text: &str) -> String {
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
