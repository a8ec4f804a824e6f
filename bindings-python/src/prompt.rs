//! The templates, and what a model would be shown.

use closr::prompt::Catalog;
use closr::{ErrorKind, redact};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{self, text, view};
use crate::error::Result;

view! {
    /// What a template says of itself.
    TemplateInfo {
        /// The name, which is its file's without `.tera`.
        name: String,
        /// The version.
        version: u32,
        /// The channels it is written for.
        channels: Vec<&'static str>,
        /// What the messages are for that the business writes first by it.
        purpose: &'static str,
        /// The two letters of its language.
        language: String,
        /// Its sections: with `instructions` a model can answer by it, with `text` the business can write first by it.
        sections: Vec<&'static str>,
        /// The variables it uses, as in `lead.first_name`.
        variables: Vec<String>,
    }
}

/// Templates by name, proved when they are loaded: closr's own, and those of a folder in their stead.
///
/// >>> catalog = PromptCatalog()
/// >>> [template.name for template in catalog.templates() if template.name == "inquiry_reply"]
/// ['inquiry_reply']
/// >>> shown = catalog.preview(
/// ...     "inquiry_reply", channel="sms", now="2026-11-22T10:00:00-06:00", account={"brand": "Oak & Main"},
/// ...     lead={"first_name": "Jane", "phones": ["+15125550147"]}, inbound="Call Jane on 512 555 0147")
/// >>> shown[-1]
/// ('user', 'Call [PERSON_1] on [PHONE_1]')
#[pyclass(frozen, module = "closr")]
pub(crate) struct PromptCatalog(Catalog);

#[pymethods]
impl PromptCatalog {
    #[new]
    #[pyo3(signature = (folder=None, /))]
    fn new(py: Python<'_>, folder: Option<&Bound<'_, PyAny>>) -> Result<PromptCatalog> {
        let folder = folder.map(|folder| convert::path("folder", folder)).transpose()?;
        let catalog = py.detach(|| match folder {
            Some(folder) => Catalog::load(folder),
            None => Catalog::shipped(),
        })?;
        Ok(PromptCatalog(catalog))
    }

    /// What each template says of itself, by name.
    fn templates(&self) -> Vec<TemplateInfo> {
        let info = |info: closr::prompt::TemplateInfo| TemplateInfo {
            name: info.name,
            version: info.version,
            channels: info.channels.iter().map(|channel| channel.as_str()).collect(),
            purpose: info.purpose.as_str(),
            language: info.language,
            sections: info.sections,
            variables: info.variables,
        };
        self.0.templates().into_iter().map(info).collect()
    }

    /// Every problem that loading does not already rule out, each with file, line and caret.
    fn check(&self, py: Python<'_>) -> Vec<String> {
        py.detach(|| self.0.check()).iter().map(ToString::to_string).collect()
    }

    /// What a model would be shown: (role, redacted text).
    #[pyo3(signature = (template, record=None, /, **fields))]
    fn preview(
        &self,
        py: Python<'_>,
        template: &Bound<'_, PyAny>,
        record: Option<&Bound<'_, PyAny>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> Result<Vec<(&'static str, String)>> {
        let template = text("template", template)?;
        let what = "the conversation's record";
        let preview = convert::record(what, ErrorKind::InputInvalid, record, fields, |record| {
            py.detach(|| redact::preview(&self.0, template, record))
        })?;
        Ok(preview.messages)
    }

    fn __repr__(&self) -> String {
        let names: Vec<String> = self.0.templates().into_iter().map(|info| info.name).collect();
        format!("PromptCatalog({})", names.join(", "))
    }
}
