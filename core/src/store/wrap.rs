//! What wraps the accounts' keys: master keys in this process, or a key service that keeps its key to itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::clock::Surroundings;
use crate::error::Result;
use crate::store::envelope::{self, Key};

/// A service that wraps keys under one that never leaves it. It is asked when a store is opened, and once for each account that a
/// process comes to know.
///
/// # Contract
/// What it wrapped with one context it unwraps with no other. It answers within its own deadline, on whatever thread it is asked. `Unavailable`
/// and `Timeout` where it is down or slow, `Unauthorized` where it refuses, `ConfigInvalid` where there is no such key.
pub(super) trait KeyService: Send + Sync {
    /// The first byte of what it wrapped, by which it is known from what others did.
    fn mark(&self) -> u8;

    fn wrap(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>>;

    /// `None` where it says that this was changed, moved, or wrapped under another key.
    fn unwrap(&self, context: &[u8], wrapped: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>>;
}

pub(super) enum Wrapper {
    Key(Key),
    #[cfg_attr(
        not(any(feature = "kms-aws", feature = "kms-google")),
        allow(dead_code, reason = "services are left out")
    )]
    Service(Box<dyn KeyService>),
}

/// All that may open an account's key, the newest first, which alone wraps; and where it is from.
#[derive(Clone)]
pub(super) struct Master {
    wrappers: Vec<Arc<Wrapper>>,
    pub(super) origin: Origin,
}

#[derive(Clone)]
pub(super) enum Origin {
    /// It goes with the process.
    Memory,
    /// A file of closr's own, which it replaces when it rotates.
    File(PathBuf),
    /// It is kept elsewhere, and replaced there.
    Elsewhere,
}

impl Master {
    pub(super) fn new(wrappers: Vec<Wrapper>, origin: Origin) -> Master {
        Master { wrappers: wrappers.into_iter().map(Arc::new).collect(), origin }
    }

    pub(super) fn of_keys(keys: Vec<Key>, origin: Origin) -> Master {
        Master::new(keys.into_iter().map(Wrapper::Key).collect(), origin)
    }

    pub(super) fn file(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(file) => Some(file),
            Origin::Memory | Origin::Elsewhere => None,
        }
    }

    /// Whether nothing but the newest is known any more.
    pub(super) fn is_one(&self) -> bool {
        self.wrappers.len() == 1
    }

    /// The keys of a file, the newest first.
    pub(super) fn keys(&self) -> Vec<Key> {
        let key = |wrapper: &Arc<Wrapper>| match &**wrapper {
            Wrapper::Key(key) => Some(key.clone()),
            Wrapper::Service(_) => None,
        };
        self.wrappers.iter().filter_map(key).collect()
    }

    pub(super) fn wrap(&self, surroundings: &Surroundings, context: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
        match self.wrappers.first().map(|newest| &**newest) {
            Some(Wrapper::Key(key)) => envelope::seal(key, surroundings.bytes()?, context, plain),
            Some(Wrapper::Service(service)) => {
                let mut wrapped = vec![service.mark()];
                let sealed = service.wrap(context, plain)?;
                // What it cannot open again would be lost with all that lies under it.
                let opened = service.unwrap(context, &sealed)?;
                if opened.is_none_or(|opened| *opened != plain) {
                    return Err(super::keys::Fault::NotKept.into());
                }
                wrapped.extend(sealed);
                Ok(wrapped)
            }
            None => Err(super::keys::Fault::WrongMaster.into()),
        }
    }

    /// `None` where nothing that is known opens it; an error where a service that might cannot say.
    pub(super) fn open(&self, context: &[u8], wrapped: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let mut failed = None;
        for wrapper in &self.wrappers {
            match opened(wrapper, context, wrapped) {
                Ok(Some(plain)) => return Ok(Some(plain)),
                Ok(None) => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(None), Err)
    }

    /// Whether this lies under the newest already. A service's own new version of a key cannot be told from the one before.
    pub(super) fn is_newest(&self, context: &[u8], wrapped: &[u8]) -> bool {
        match self.wrappers.first().map(|newest| &**newest) {
            Some(Wrapper::Key(key)) => envelope::open(key, context, wrapped).is_ok(),
            Some(Wrapper::Service(_)) | None => false,
        }
    }

    /// Whether `is_newest` can tell.
    pub(super) fn tells_newest(&self) -> bool {
        matches!(self.wrappers.first().map(|newest| &**newest), Some(Wrapper::Key(_)))
    }
}

fn opened(wrapper: &Wrapper, context: &[u8], wrapped: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>> {
    match wrapper {
        Wrapper::Key(key) => Ok(envelope::open(key, context, wrapped).ok()),
        Wrapper::Service(service) => match wrapped.split_first() {
            Some((mark, rest)) if *mark == service.mark() => service.unwrap(context, rest),
            _ => Ok(None),
        },
    }
}
