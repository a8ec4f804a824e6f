//! Settings that are wrong, each by its name.

use crate::error::{Error, ErrorKind, Result, Safe, safe};

/// One setting that is wrong, and what would be right; never its value.
#[derive(Debug)]
pub(crate) struct SettingFault {
    /// The setting's path, as in `policy.total`.
    pub(crate) setting: &'static str,
    /// What reads well after the setting's name.
    pub(crate) problem: Safe,
}

impl SettingFault {
    pub(super) fn new(setting: &'static str, problem: impl Into<Safe>) -> SettingFault {
        SettingFault { setting, problem: problem.into() }
    }
}

/// `ConfigInvalid` with the first fault, if there is one.
pub(super) fn refuse(faults: Vec<SettingFault>) -> Result<()> {
    faults.first().map_or(Ok(()), |fault| Err(error(fault)))
}

pub(super) fn error(fault: &SettingFault) -> Error {
    Error::new(ErrorKind::ConfigInvalid, safe!("`{}` {}", fault.setting, fault.problem.clone()))
}
