//! Placeholders, the only form in which a lead's personal fields enter a prompt.

use std::fmt;

/// A stand-in for a personal value, as in `[PHONE_1]`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Placeholder(String);

impl Placeholder {
    /// The placeholder of that shape: `[`, capital letters and `_`, `_`, a number, `]`. `None` for any other text.
    pub fn parse(text: &str) -> Option<Placeholder> {
        let (label, number) = text.strip_prefix('[')?.strip_suffix(']')?.rsplit_once('_')?;
        let shaped = !label.is_empty()
            && label.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
            && (1..=6).contains(&number.len())
            && !number.starts_with('0')
            && number.bytes().all(|b| b.is_ascii_digit());
        shaped.then(|| Placeholder(text.to_owned()))
    }

    /// The placeholder as it stands in a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a template may say of the lead: placeholders for the person, plain facts for the interest.
#[derive(Clone, Debug, Default, serde::Serialize)]
#[non_exhaustive]
pub struct LeadView {
    /// Stands for the first name.
    pub first_name: Option<Placeholder>,
    /// Stands for the last name.
    pub last_name: Option<Placeholder>,
    /// `buy`, `sell`, `rent` or the business's own word.
    pub intent: Option<String>,
    /// The most the person would pay, in US dollars.
    pub budget_max_usd: Option<u64>,
    /// The fewest bedrooms.
    pub beds_min: Option<f64>,
    /// Where the person looks.
    pub area: Option<String>,
    /// When the person wants to move.
    pub timeline: Option<String>,
    /// How it will be paid.
    pub financing: Option<String>,
}
