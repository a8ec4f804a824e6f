//! The templates: closr's own, and a business's in their stead.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use crate::error::{Error, ErrorKind, Result, Safe};
use crate::lead::{Channel, Language, Pii, Purpose};
use crate::prompt::load::{Loaded, load, read_dir};
use crate::prompt::problem::{Problem, nearest};
use crate::prompt::render::{Rendering, priority};
use crate::prompt::schema::Place;
use crate::prompt::template::{Template, TemplateInfo};
use crate::prompt::{Context, Prompt, Section, SectionKind, TextContext, fence};

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
pub struct Catalog(Arc<Loaded>);

impl Catalog {
    /// The templates that closr ships.
    ///
    /// # Errors
    /// `ConfigInvalid` if one of them is broken, which closr's tests rule out.
    pub fn shipped() -> Result<Catalog> {
        static SHIPPED: LazyLock<Result<Catalog>> =
            LazyLock::new(|| Catalog::from_files(std::iter::empty::<(String, String)>()));
        SHIPPED.clone()
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
        let (loaded, problems) = load(files.into_iter().map(|(file, text)| (file.into(), text.into())));
        if problems.is_empty() {
            return Ok(Catalog(Arc::new(loaded)));
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
        let (loaded, mut problems) = load(read_dir(dir.as_ref())?.into_iter());
        problems.extend(Catalog(Arc::new(loaded)).budgets());
        Ok(problems)
    }

    /// Every problem of these templates that loading does not already rule out: the shipped ones are rendered
    /// with samples too, and each template's own words are counted against the budget of its header.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = self.budgets();
        for template in self.0.templates.values() {
            problems.extend(template.samples(&self.0.parts));
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
    /// `ConfigInvalid` when there is no such template, it has no instructions for a model, or it is not for this channel;
    /// `BudgetExceeded` when it comes to more than 64 KiB.
    pub fn render(&self, name: &str, context: &Context<'_>) -> Result<Prompt> {
        let template = self.find(name, Place::Instructions, Some(context.channel))?;
        let header = &template.header;
        let mut sections = Rendering::new(&self.0.teras, template).sections(context)?;
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

    /// A template's text, with the facts on file; empty where the template has nothing to say of them.
    ///
    /// # Errors
    /// As [`Catalog::render`], where it has no text.
    pub(crate) fn text(&self, name: &str, context: &TextContext<'_>) -> Result<Pii<String>> {
        let template = self.find(name, Place::Text, Some(context.channel))?;
        Rendering::new(&self.0.teras, template).text(&context.variables())
    }

    /// Whether a model can answer by a template, on the channel where one is given.
    ///
    /// # Errors
    /// As [`Catalog::render`].
    pub(crate) fn answers(&self, name: &str, channel: Option<Channel>) -> Result<()> {
        self.find(name, Place::Instructions, channel).map(drop)
    }

    /// What a message is for that the business writes first by a template.
    ///
    /// # Errors
    /// As [`Catalog::text`].
    pub(crate) fn purpose(&self, name: &str, channel: Channel) -> Result<Purpose> {
        self.find(name, Place::Text, Some(channel)).map(|template| template.header.purpose)
    }

    /// The template in a language: its name ends in the language's letters, as `open_house_es` does. Where there is none, and where
    /// the name says a language itself, the template as it is. Its name, and its language.
    pub(crate) fn spoken(&self, name: &str, language: Language) -> (String, Language) {
        let other = format!("{name}_{}", language.as_str());
        let name = if self.0.templates.contains_key(&other) { other } else { name.to_owned() };
        let of = |template: &Template| {
            Language::ALL.into_iter().find(|language| language.as_str() == template.header.language)
        };
        let language = self.0.templates.get(&name).and_then(of).unwrap_or(language);
        (name, language)
    }

    fn find(&self, name: &str, place: Place, channel: Option<Channel>) -> Result<&Template> {
        let wrong = |message: String| Err(Error::new(ErrorKind::ConfigInvalid, Safe::assembled(message)));
        let of = |template: &&Template| template.has(place);
        let Some(template) = self.0.templates.get(name) else {
            let known: Vec<&str> = self.0.templates.values().filter(of).map(Template::name).collect();
            let hint = match nearest(name, &known) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("known are {}", known.join(", ")),
            };
            return wrong(format!("no template of that name; {hint}"));
        };
        if !template.has(place) {
            let (name, place) = (template.name(), place.name());
            return wrong(format!("template \"{name}\" has no [{place}]"));
        }
        let channels = &template.header.channels;
        if let Some(channel) = channel.filter(|channel| !channels.contains(channel)) {
            let channels: Vec<_> = channels.iter().map(|channel| channel.as_str()).collect();
            let (name, channel) = (template.name(), channel.as_str());
            return wrong(format!("template \"{name}\" is for {}, not for {channel}", channels.join(", ")));
        }
        Ok(template)
    }

    fn budgets(&self) -> Vec<Problem> {
        self.0.templates.values().filter_map(|template| template.over_budget(&self.0.teras)).collect()
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.templates.keys()).finish()
    }
}
