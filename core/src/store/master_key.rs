//! Where the master key is, which the accounts' keys lie under.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

#[cfg(feature = "kms-aws")]
use super::kms::AwsKms;
#[cfg(feature = "kms-google")]
use super::kms::GoogleKms;
use super::master;
use super::wrap::{Master, Origin, Wrapper};
use crate::clock::Surroundings;
use crate::error::{Error, ErrorKind, Result};
use crate::store::envelope::Key;

/// Where the master key is: all keys of a store lie under it.
///
/// A file is closr's own: it is made where there is none, and replaced by `rotate_master_key`. What is kept elsewhere is made and
/// replaced there: name the new key with the old one as [`MasterKey::or_former`] in every process, rotate, and then the new one alone.
///
/// ```
/// use closr::store::{MasterKey, SqliteConfig};
///
/// let mut config = SqliteConfig::new("closr.db");
/// config.master_key = Some(MasterKey::environment("CLOSR_MASTER_KEY").or_former("closr.db.key"));
/// ```
#[derive(Clone, Debug)]
pub struct MasterKey {
    newest: Source,
    former: Vec<Source>,
}

#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    Environment(OsString),
    #[cfg(feature = "kms-aws")]
    Aws(AwsKms),
    #[cfg(feature = "kms-google")]
    Google(GoogleKms),
}

impl MasterKey {
    /// A file with mode 0600.
    pub fn file(path: impl Into<PathBuf>) -> MasterKey {
        MasterKey::of(Source::File(path.into()))
    }

    /// A variable of the process's environment that holds the key as 64 hexadecimal digits, as `openssl rand -hex 32` prints them.
    pub fn environment(name: impl Into<OsString>) -> MasterKey {
        MasterKey::of(Source::Environment(name.into()))
    }

    /// A key of AWS KMS, which wraps the accounts' keys: it is asked when the store is opened and once for each account that a process
    /// comes to know, and never for a turn.
    #[cfg(feature = "kms-aws")]
    pub fn aws_kms(kms: AwsKms) -> MasterKey {
        MasterKey::of(Source::Aws(kms))
    }

    /// A key of Google Cloud KMS, as [`MasterKey::aws_kms`] one of AWS's.
    #[cfg(feature = "kms-google")]
    pub fn google_kms(kms: GoogleKms) -> MasterKey {
        MasterKey::of(Source::Google(kms))
    }

    /// What was wrapped under an earlier key opens too. Nothing is wrapped under it any more, and `rotate_master_key` wraps what
    /// still is under this one.
    #[must_use]
    pub fn or_former(mut self, former: impl Into<MasterKey>) -> MasterKey {
        let former = former.into();
        self.former.push(former.newest);
        self.former.extend(former.former);
        self
    }

    fn of(newest: Source) -> MasterKey {
        MasterKey { newest, former: Vec::new() }
    }

    /// Opens it. `known`: there are keys that lie under one, so that none is made up in its stead.
    pub(super) fn open(&self, known: bool, surroundings: &Surroundings) -> Result<Master> {
        if let (Source::File(file), true) = (&self.newest, self.former.is_empty()) {
            let keys = match master::read(file)? {
                Some(keys) => keys,
                None if known => return Err(missing()),
                None => master::create(file, surroundings)?,
            };
            return Ok(Master::of_keys(keys, Origin::File(file.clone())));
        }
        let mut wrappers = self.newest.open(surroundings, |file| master::create(file, surroundings))?;
        for former in &self.former {
            wrappers.extend(former.open(surroundings, |_| Err(missing()))?);
        }
        Ok(Master::new(wrappers, Origin::Elsewhere))
    }
}

impl Source {
    #[cfg_attr(not(feature = "kms-google"), allow(unused_variables, reason = "services look at the clock"))]
    fn open(
        &self,
        surroundings: &Surroundings,
        absent: impl FnOnce(&Path) -> Result<Vec<Key>>,
    ) -> Result<Vec<Wrapper>> {
        match self {
            Source::File(file) => {
                let keys = master::read(file)?.map_or_else(|| absent(file), Ok)?;
                Ok(keys.into_iter().map(Wrapper::Key).collect())
            }
            Source::Environment(name) => Ok(vec![Wrapper::Key(variable(name)?)]),
            #[cfg(feature = "kms-aws")]
            Source::Aws(kms) => Ok(vec![Wrapper::Service(kms.open()?)]),
            #[cfg(feature = "kms-google")]
            Source::Google(kms) => Ok(vec![Wrapper::Service(kms.open(surroundings)?)]),
        }
    }
}

fn missing() -> Error {
    Error::new(
        ErrorKind::Corrupt,
        "the master key's file is missing and the key store is not: restore the file, or set `master_key`",
    )
}

fn variable(name: &OsString) -> Result<Key> {
    let invalid = |message: &'static str| Error::new(ErrorKind::ConfigInvalid, message);
    let value = std::env::var_os(name)
        .ok_or_else(|| invalid("the variable of the master key is not set: set it, or set `master_key`"))?;
    let value = Zeroizing::new(value.into_encoded_bytes());
    let mut key = Zeroizing::new([0; 32]);
    hex::decode_to_slice(value.trim_ascii(), &mut *key).map_err(|_| {
        invalid("the variable of the master key holds no key: write 64 hexadecimal digits, as `openssl rand -hex 32` does")
    })?;
    Ok(key)
}

impl From<PathBuf> for MasterKey {
    fn from(path: PathBuf) -> MasterKey {
        MasterKey::file(path)
    }
}

impl From<&Path> for MasterKey {
    fn from(path: &Path) -> MasterKey {
        MasterKey::file(path)
    }
}

impl From<String> for MasterKey {
    fn from(path: String) -> MasterKey {
        MasterKey::file(path)
    }
}

impl From<&str> for MasterKey {
    fn from(path: &str) -> MasterKey {
        MasterKey::file(path)
    }
}
