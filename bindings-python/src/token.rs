//! Counts tokens.

use std::sync::Arc;

use closr::ErrorKind;
use closr::token::{ChatCounter, Framing, TokenizerJson};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::convert::{self, text};
use crate::error::{Result, failure};

/// Counts what texts and chats cost at a model: exactly, or as an estimate that says so.
///
/// >>> counter = TokenCounter.for_model("gpt-4o-mini")
/// >>> counter.count_chat([("user", "hi")]), counter.is_exact
/// (8, True)
/// >>> TokenCounter.for_model("some-local-model").is_exact
/// False
#[pyclass(frozen, module = "closr")]
pub(crate) struct TokenCounter(ChatCounter);

#[pymethods]
impl TokenCounter {
    /// There for its message alone: whoever calls the class looks for one of the two that follow.
    #[new]
    #[pyo3(signature = (*_arguments, **_keywords))]
    fn new(_arguments: &Bound<'_, PyTuple>, _keywords: Option<&Bound<'_, PyDict>>) -> Result<TokenCounter> {
        let right = "a TokenCounter is made by TokenCounter.for_model(model) or TokenCounter.load(tokenizer)";
        Err(failure(ErrorKind::InputInvalid, right))
    }

    /// The counter for a model by its name: exact for OpenAI's, an estimate for any other.
    #[staticmethod]
    #[pyo3(signature = (model, /))]
    fn for_model(model: &Bound<'_, PyAny>) -> Result<TokenCounter> {
        Ok(TokenCounter(ChatCounter::for_model(text("model", model)?)))
    }

    /// The counter for any model by the `tokenizer.json` that comes with it; `framing` is `openai` or `chatml`.
    #[staticmethod]
    #[pyo3(signature = (tokenizer, /, *, framing=None))]
    fn load(tokenizer: &Bound<'_, PyAny>, framing: Option<&Bound<'_, PyAny>>) -> Result<TokenCounter> {
        let framing = framing.map_or(Ok(Framing::OpenAi), |framing| convert::parsed("framing", framing))?;
        let tokenizer = TokenizerJson::load(convert::path("tokenizer", tokenizer)?)?;
        Ok(TokenCounter(ChatCounter::new(Arc::new(tokenizer), framing)))
    }

    /// The tokens of one text, without framing.
    #[pyo3(signature = (text, /))]
    fn count_text(&self, py: Python<'_>, text: &Bound<'_, PyAny>) -> Result<usize> {
        let text = convert::text("text", text)?;
        Ok(py.detach(|| self.0.count_text(text)))
    }

    /// The tokens of a chat of (role, content), with all its framing: what the server reports as its prompt.
    #[pyo3(signature = (messages, /))]
    fn count_chat(&self, py: Python<'_>, messages: &Bound<'_, PyAny>) -> Result<usize> {
        let wrong =
            |_| convert::expected("messages", "a list of (role, content) or {role, content}", messages);
        let messages =
            messages.try_iter().and_then(|all| all.map(|one| message(&one?)).collect::<PyResult<Vec<_>>>());
        let messages = messages.map_err(wrong)?;
        let messages: Vec<_> =
            messages.iter().map(|(role, content)| (role.as_str(), content.as_str())).collect();
        Ok(py.detach(|| self.0.count_chat(&messages)))
    }

    /// Whether the counts are the model's own, or an estimate.
    #[getter]
    fn is_exact(&self) -> bool {
        self.0.is_exact()
    }

    /// What counts, as in `o200k_base` or `estimate`.
    #[getter]
    fn name(&self) -> &str {
        self.0.name()
    }

    fn __repr__(&self) -> String {
        let exact = if self.0.is_exact() { "True" } else { "False" };
        format!("TokenCounter(name='{}', is_exact={exact})", self.0.name())
    }
}

/// A message as a pair, or as the dict that chat APIs take.
fn message(message: &Bound<'_, PyAny>) -> PyResult<(String, String)> {
    match message.extract() {
        Ok(pair) => Ok(pair),
        Err(_) => Ok((message.get_item("role")?.extract()?, message.get_item("content")?.extract()?)),
    }
}
