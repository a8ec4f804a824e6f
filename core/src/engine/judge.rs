//! The account's judge: a model's draft that the guard lets out is shown to the model once more, redacted, with the facts that it
//! was given. It can only hold back.

use crate::engine::Inner;
use crate::engine::purse::{Failed, Purse};
use crate::engine::scene::Scene;
use crate::error::{Error, ErrorKind, Result};
use crate::guard::{Reason, Rule};
use crate::provider::Provider;
use crate::redact::{Subject, Vault};
use crate::token::Usage;

/// What the judge can find, and the guard's category for it.
const VERDICTS: [(&str, &str); 6] = [
    ("CONTRADICTION", "contradiction"),
    ("INVENTION", "invention"),
    ("FAIR_HOUSING", "fair_housing"),
    ("ADVICE", "licensed_advice"),
    ("HUMAN", "human_claim"),
    ("OTHER", "judged"),
];

/// What the judge finds wrong with a text; adds what it cost to `usage`.
///
/// # Errors
/// Those of the provider; `ReplyInvalid` where its answer is no verdict.
#[expect(clippy::too_many_arguments, reason = "they are what the draft was made of")]
pub(super) async fn judge(
    purse: Purse<'_>,
    inner: &Inner,
    provider: &Provider,
    scene: &Scene,
    subject: &Subject,
    vault: &Vault,
    text: &str,
    usage: &mut Option<Usage>,
) -> Result<Option<Reason>, Failed> {
    let prompt = scene.judging(inner, subject, &mut vault.clone(), text)?;
    let (prompt, receipt) = prompt.fit(&provider.budget(), provider.counter())?;
    let completion = purse.ask(provider.prepare(prompt, subject)?, receipt.total).await?;
    *usage = Some(match usage.take() {
        Some(before) => before.plus(&completion.usage),
        None => completion.usage,
    });
    let no_verdict =
        || Error::new(ErrorKind::ReplyInvalid, "the judge gave no verdict: not one of its words").into();
    verdict(&completion.text).ok_or_else(no_verdict)
}

/// `None` where the answer is none of the words that were asked for.
fn verdict(answer: &str) -> Option<Option<Reason>> {
    let word = answer.trim().trim_matches(|c: char| !c.is_alphanumeric());
    if word.eq_ignore_ascii_case("ok") {
        return Some(None);
    }
    let (_, category) = VERDICTS.into_iter().find(|(verdict, _)| word.eq_ignore_ascii_case(verdict))?;
    Some(Some(Reason::of(category, Rule::Judge)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_is_a_verdict() {
        for ok in ["OK", " ok.\n", "**OK**"] {
            assert_eq!(verdict(ok), Some(None), "{ok}");
        }
        for (word, category) in VERDICTS {
            let found = verdict(&format!("{}.", word.to_lowercase())).unwrap().unwrap();
            assert_eq!((found.category, found.rule), (category, Rule::Judge));
        }
        for other in ["", "OK INVENTION", "The draft is fine.", "NO", "{\"verdict\": \"OK\"}"] {
            assert_eq!(verdict(other), None, "{other}");
        }
    }
}
