//! Fits a redacted prompt to a budget without opening the seal.

use crate::error::Result;
use crate::prompt::{Budget, Prompt, Receipt};
use crate::redact::Redacted;
use crate::token::ChatCounter;

impl Redacted<Prompt> {
    /// Cuts the prompt to the budget. Cutting only removes text, so the seal stays good.
    ///
    /// # Errors
    /// Those of [`crate::prompt::fit`].
    pub(crate) fn fit(self, budget: &Budget, counter: &ChatCounter) -> Result<(Redacted<Prompt>, Receipt)> {
        let (prompt, receipt) = crate::prompt::fit(self.0, budget, counter)?;
        Ok((Redacted::vouch(prompt), receipt))
    }
}
