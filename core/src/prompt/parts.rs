//! What prompts have in common, as they include it.

use std::collections::BTreeMap;

use tera::Tera;

use crate::prompt::problem::unknown;
use crate::prompt::scan::Uses;
use crate::prompt::schema::Place;

/// The parts by name, each section with its template and what that uses.
#[derive(Debug, Default)]
pub(super) struct Parts(BTreeMap<String, Vec<(Place, String, Uses)>>);

impl Parts {
    pub(super) fn add(&mut self, name: &str, place: Place, text: &str, uses: Uses) {
        self.0.entry(name.to_owned()).or_default().push((place, text.to_owned(), uses));
    }

    /// What a part's section uses, or what is wrong with naming it.
    pub(super) fn uses(&self, name: &str, place: Place) -> Result<&Uses, String> {
        let Some(sections) = self.0.get(name) else {
            return Err(unknown("part", name, self.0.keys().map(String::as_str)));
        };
        let found = sections.iter().find(|(other, ..)| *other == place);
        found.map(|(.., uses)| uses).ok_or_else(|| format!("the part \"{name}\" has no [{}]", place.name()))
    }

    /// Every part's template for a kind of section, by the name by which it is included.
    pub(super) fn templates(&self, place: Place) -> Vec<(&str, &str)> {
        self.0
            .iter()
            .flat_map(|(name, sections)| {
                sections
                    .iter()
                    .filter(move |(other, ..)| *other == place)
                    .map(move |(_, text, _)| (name.as_str(), text.as_str()))
            })
            .collect()
    }

    /// Makes them known to Tera; each was parsed before, so none fails.
    pub(super) fn register(&self, tera: &mut Tera, place: Place) {
        let added = tera.add_raw_templates(self.templates(place));
        debug_assert!(added.is_ok(), "a part was checked");
    }
}
