//! On what a business rests the use of leads' data, and to which regions it may go.

use serde_json::{Value, json};

use crate::error::{Safe, safe};
use crate::lead::Purpose;
use crate::lead::record::Fields;

/// What lets a business use a lead's data for a purpose: GDPR 6(1)(a), (b), (c) and (f) (not re-read).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LegalBasis {
    /// The person agreed.
    Consent,
    /// A contract with the person, or steps that they asked for before one.
    Contract,
    /// A duty of the business by law.
    LegalObligation,
    /// Interests of the business that the person's do not outweigh.
    LegitimateInterest,
}

impl LegalBasis {
    /// Every one.
    pub const ALL: [LegalBasis; 4] = [
        LegalBasis::Consent,
        LegalBasis::Contract,
        LegalBasis::LegalObligation,
        LegalBasis::LegitimateInterest,
    ];

    /// The name in snake case.
    pub const fn as_str(self) -> &'static str {
        match self {
            LegalBasis::Consent => "consent",
            LegalBasis::Contract => "contract",
            LegalBasis::LegalObligation => "legal_obligation",
            LegalBasis::LegitimateInterest => "legitimate_interest",
        }
    }
}

/// The basis of each purpose, as the business has decided it, and the version of the notice that tells people. What it is,
/// closr cannot know; it tells it to who asks for access, and each change is in the trail.
///
/// ```
/// use closr::{Account, LegalBasis, Purpose};
///
/// let account = r#"{"brand": "Oak & Main", "basis": {"conversational": "contract", "marketing": "consent", "notice": "2026-11"}}"#;
/// let basis = Account::from_json(account)?.basis;
/// assert_eq!(basis.of(Purpose::Marketing), Some(LegalBasis::Consent));
/// assert_eq!((basis.transactional, basis.notice.as_deref()), (None, Some("2026-11")));
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Basis {
    /// Of answers to what the person wrote; `None` where the business has not said.
    pub conversational: Option<LegalBasis>,
    /// Of messages about a transaction.
    pub transactional: Option<LegalBasis>,
    /// Of messages that sell.
    pub marketing: Option<LegalBasis>,
    /// The version of the privacy notice in force: 1 to 64 letters, digits, dots, `-` and `_`.
    pub notice: Option<String>,
}

impl Basis {
    /// The basis of a purpose; `None` where the business has not said.
    pub fn of(&self, purpose: Purpose) -> Option<LegalBasis> {
        match purpose {
            Purpose::Conversational => self.conversational,
            Purpose::Transactional => self.transactional,
            Purpose::Marketing => self.marketing,
        }
    }

    pub(crate) fn read(fields: &mut Fields) -> Basis {
        let names = LegalBasis::ALL.map(|basis| (basis.as_str(), basis));
        let mut basis = |key| fields.one_of(key, &names);
        let (conversational, transactional, marketing) =
            (basis("conversational"), basis("transactional"), basis("marketing"));
        let notice = fields.parsed("notice", NOT_A_VERSION, |text| Safe::code(text).map(|_| text.to_owned()));
        Basis { conversational, transactional, marketing, notice }
    }

    pub(crate) fn to_record(&self) -> Value {
        let name = |basis: Option<LegalBasis>| basis.map(LegalBasis::as_str);
        json!({
            "conversational": name(self.conversational),
            "transactional": name(self.transactional),
            "marketing": name(self.marketing),
            "notice": self.notice,
        })
    }

    /// What the trail says of it.
    pub(crate) fn told(&self) -> Vec<Safe> {
        let told = |what: &'static str, basis: Option<LegalBasis>| {
            safe!("{}.{}", what, basis.map_or("none", LegalBasis::as_str))
        };
        let notice = self.notice.as_ref().map(|notice| Safe::assembled(format!("notice.{notice}")));
        let each = [
            told("conversational", self.conversational),
            told("transactional", self.transactional),
            told("marketing", self.marketing),
        ];
        each.into_iter().chain(notice).collect()
    }
}

const NOT_A_VERSION: &str =
    "not a version: use 1 to 64 letters, digits, dots, - and _, and at most 6 digits, as in 2026-11";

/// Reads a region's name: lower-case letters, digits and `-`, at most 32.
pub(crate) fn region(text: &str) -> Option<String> {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    ((1..=32).contains(&text.len()) && text.bytes().all(allowed)).then(|| text.to_owned())
}

pub(crate) const NOT_A_REGION: &str =
    "not a region: write lower-case letters, digits and -, at most 32, as in us or eu-west-1";

#[cfg(test)]
mod tests {
    use crate::lead::Account;

    #[test]
    fn bases_and_regions_are_read_strictly_and_survive_storage() {
        let read = |more: &str| Account::from_json(&format!(r#"{{"brand": "Oak", {more}}}"#));
        let account = read(
            r#""regions": ["us", "eu-west-1"], "basis": {"conversational": "contract", "transactional": "legal_obligation",
               "marketing": "consent", "notice": "2026-11"}"#,
        );
        let account = account.unwrap();
        assert_eq!(Account::from_json(&account.to_json()).unwrap(), account);
        let told: Vec<_> = account.basis.told().iter().map(|rule| rule.as_str().to_owned()).collect();
        let want = [
            "conversational.contract",
            "transactional.legal_obligation",
            "marketing.consent",
            "notice.2026-11",
        ];
        assert_eq!(told, want);
        for (wrong, path) in [
            (r#""basis": {"marketing": "because"}"#, "basis.marketing"),
            (r#""basis": {"profiling": "consent"}"#, "basis.profiling"),
            (r#""basis": {"notice": "call 512 555 0147"}"#, "basis.notice"),
            (r#""regions": ["US"]"#, "regions[0]"),
            (r#""regions": "us""#, "regions"),
        ] {
            let error = read(wrong).unwrap_err();
            let [fault] = error.faults() else { panic!("{error}") };
            assert_eq!(fault.path, path);
        }
    }
}
