//! Unsubscribe groups as purposes.

use crate::lead::{Fields, Purpose};

/// Which of SendGrid's unsubscribe groups (ASM) stands for which purpose, by its id.
///
/// ```
/// use closr::Purpose;
/// use closr::channel::sendgrid::Groups;
///
/// let groups = Groups::from_json(r#"{"marketing": 12345}"#)?;
/// assert_eq!(groups.of(Purpose::Marketing), Some(12345));
/// # Ok::<(), closr::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Groups {
    /// Answers to what the person wrote.
    pub conversational: Option<u64>,
    /// Mail about a transaction.
    pub transactional: Option<u64>,
    /// Mail that sells.
    pub marketing: Option<u64>,
}

impl Groups {
    /// Reads `conversational`, `transactional` and `marketing`, each the id of a group where it has one.
    ///
    /// # Errors
    /// `ConfigInvalid` with every fault at once; unknown keys are faults.
    pub fn from_json(text: &str) -> crate::error::Result<Groups> {
        use crate::error::{Error, ErrorKind};

        let config = |error: Error| error.with_kind(ErrorKind::ConfigInvalid);
        let mut fields = Fields::new(crate::lead::parse_object("the groups", text).map_err(config)?);
        let groups = Groups::read(&mut fields);
        fields.finish("the groups", groups).map_err(config)
    }

    pub(super) fn read(fields: &mut Fields) -> Groups {
        let groups = Groups {
            conversational: fields.count("conversational"),
            transactional: fields.count("transactional"),
            marketing: fields.count("marketing"),
        };
        if groups.is_ambiguous() {
            fields.fault_once("marketing", "stands for two purposes: give each a group of its own");
        }
        groups
    }

    /// The group of a purpose.
    pub fn of(&self, purpose: Purpose) -> Option<u64> {
        match purpose {
            Purpose::Conversational => self.conversational,
            Purpose::Transactional => self.transactional,
            Purpose::Marketing => self.marketing,
        }
    }

    /// The purpose of a group.
    pub(super) fn purpose(&self, group: u64) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| self.of(*purpose) == Some(group))
    }

    /// Whether one group is said to stand for two purposes.
    pub(super) fn is_ambiguous(&self) -> bool {
        let ids = [self.conversational, self.transactional, self.marketing];
        let given: Vec<u64> = ids.into_iter().flatten().collect();
        given.iter().enumerate().any(|(at, id)| given.iter().skip(at + 1).any(|other| other == id))
    }
}
