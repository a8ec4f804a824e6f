//! One template: what it says of itself, and what is checked of it as a whole.

use std::collections::BTreeSet;

use crate::lead::{Channel, Purpose};
use crate::prompt::check;
use crate::prompt::file::{Body, Header};
use crate::prompt::load::Teras;
use crate::prompt::parts::Parts;
use crate::prompt::problem::{Problem, Source};
use crate::prompt::render::tidy;
use crate::prompt::scan::Uses;
use crate::prompt::schema::Place;
use crate::token::{OpenAiEncoding, TokenCounter};

pub(super) struct Template {
    pub(super) file: String,
    pub(super) text: String,
    pub(super) header: Header,
    pub(super) sections: Vec<(Body, Uses)>,
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
    /// What the messages are for that the business writes first by it.
    pub purpose: Purpose,
    /// The two letters of its language.
    pub language: String,
    /// Its sections: with `instructions` a model can answer by it, with `text` the business can write first by it.
    pub sections: Vec<&'static str>,
    /// The variables it uses, as in `lead.first_name`.
    pub variables: Vec<String>,
}

impl Template {
    pub(super) fn name(&self) -> &str {
        &self.header.name
    }

    pub(super) fn has(&self, place: Place) -> bool {
        self.places().any(|own| own == place)
    }

    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.sections.iter().map(|(body, _)| body.place)
    }

    fn source(&self) -> Source<'_> {
        Source { file: &self.file, text: &self.text }
    }

    pub(super) fn info(&self) -> TemplateInfo {
        let Header { name, version, channels, purpose, language, .. } = &self.header;
        let variables: BTreeSet<&String> =
            self.sections.iter().flat_map(|(_, uses)| &uses.variables).collect();
        TemplateInfo {
            name: name.clone(),
            version: *version,
            channels: channels.clone(),
            purpose: *purpose,
            language: language.clone(),
            sections: self.places().map(Place::name).collect(),
            variables: variables.into_iter().cloned().collect(),
        }
    }

    /// The problems that only rendering samples shows.
    pub(super) fn samples(&self, parts: &Parts) -> Vec<Problem> {
        let check = |(body, uses): &(Body, Uses)| {
            check::values(self.source(), body, Some(parts), &self.header.channels, uses)
        };
        self.sections.iter().flat_map(check).collect()
    }

    /// Counts the instructions with everything known, in `o200k_base`.
    pub(super) fn over_budget(&self, teras: &Teras) -> Option<Problem> {
        let (budget, at) = self.header.budget.clone()?;
        let tera = teras.of(Place::Instructions);
        let count = |channel: &Channel| {
            let sample = check::sample(Place::Instructions, *channel, &BTreeSet::new());
            let context = tera::Context::from_serialize(&sample).ok()?;
            let text = tera.render(&self.header.name, &context).ok()?;
            Some(OpenAiEncoding::O200k.count(&tidy(&text)))
        };
        let most = self.header.channels.iter().filter_map(count).max()?;
        (most > budget).then(|| {
            self.source()
                .problem(at, format!("the instructions take {most} tokens; shorten them or raise the budget"))
        })
    }
}
