//! Templates.

use closr::prompt::Catalog;
use closr::redact;
use napi::Result;
use napi_derive::napi;
use serde_json::json;

use crate::error::Thrown;

/// Templates by name.
#[napi]
pub struct PromptCatalog(Catalog);

#[napi]
impl PromptCatalog {
    /// The templates that closr ships, and those of a folder.
    #[napi(constructor)]
    pub fn new(folder: Option<String>) -> Result<PromptCatalog> {
        folder.map_or_else(Catalog::shipped, Catalog::load).map(PromptCatalog).or_throw()
    }

    /// Every problem that loading does not rule out, each as it is shown.
    #[napi]
    pub fn check(&self) -> Vec<String> {
        self.0.check().iter().map(ToString::to_string).collect()
    }

    /// What each template says of itself, as JSON.
    #[napi]
    pub fn templates(&self) -> String {
        let info = |template: &closr::prompt::TemplateInfo| {
            json!({
                "name": template.name,
                "version": template.version,
                "channels": template.channels.iter().map(|channel| channel.as_str()).collect::<Vec<_>>(),
                "purpose": template.purpose.as_str(),
                "language": template.language,
                "sections": template.sections,
                "variables": template.variables,
            })
        };
        json!(self.0.templates().iter().map(info).collect::<Vec<_>>()).to_string()
    }

    /// What a model would be shown, as JSON.
    #[napi]
    pub fn preview(&self, template: String, record: String) -> Result<String> {
        let preview = redact::preview(&self.0, &template, &record).or_throw()?;
        let message = |(role, text): &(&'static str, String)| json!({"role": role, "text": text});
        Ok(json!(preview.messages.iter().map(message).collect::<Vec<_>>()).to_string())
    }
}
