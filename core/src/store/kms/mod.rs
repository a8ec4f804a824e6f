//! Key services: they wrap accounts' keys under a key that never leaves them.
//!
//! Each has a file with its settings, its client and what its answers mean. They are asked on a thread of their own, since whoever opens a
//! store may be on a runtime's, and one that waits by itself must not be.

#[cfg(feature = "kms-aws")]
mod aws;
#[cfg(feature = "kms-google")]
mod google;

#[cfg(feature = "kms-aws")]
pub use aws::AwsKms;
#[cfg(feature = "kms-google")]
pub use google::{GoogleKms, GoogleLogin};

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result, RoomError};

/// How long a service is waited for.
const DEADLINE: Duration = Duration::from_secs(5);

/// A thread on which a service is asked, several questions at a time.
struct Line {
    questions: tokio::sync::mpsc::UnboundedSender<Pin<Box<dyn Future<Output = ()> + Send>>>,
    deadline: Duration,
}

impl Line {
    fn open(deadline: Duration) -> Result<Line> {
        let (questions, mut asked) = tokio::sync::mpsc::unbounded_channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| Fault::NoThread)?;
        let work = move || {
            runtime.block_on(async move {
                while let Some(question) = asked.recv().await {
                    tokio::spawn(question);
                }
            });
        };
        let thread = std::thread::Builder::new().name("closr-keys".to_owned()).spawn(work);
        thread.map_err(|_| Fault::NoThread)?;
        Ok(Line { questions, deadline })
    }

    /// What a service answers in time.
    fn ask<T: Send + 'static>(
        &self,
        question: impl Future<Output = std::result::Result<T, Fault>> + Send + 'static,
    ) -> std::result::Result<T, Fault> {
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        let deadline = self.deadline;
        let question = async move {
            let answer = tokio::time::timeout(deadline, question).await;
            let _ = tell.send(answer.unwrap_or(Err(Fault::Slow)));
        };
        self.questions.send(Box::pin(question)).map_err(|_| Fault::NoThread)?;
        told.recv().unwrap_or(Err(Fault::NoThread))
    }
}

/// What is wrong with a service, or with what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
enum Fault {
    #[error(
        "the key service cannot be reached, or fails: retry, or check the endpoint and region in `master_key`"
    )]
    Down,
    #[error("the key service did not answer in time: retry, or raise `deadline_seconds` in `master_key`")]
    Slow,
    #[error("the key service asks to be asked less often: retry later")]
    Busy,
    #[error(
        "the key service refuses the credentials, or there are none: let them encrypt and decrypt with the key in `master_key`"
    )]
    Refused,
    #[error(
        "the key service has no such key, or it is disabled or of another kind: check the key in `master_key`"
    )]
    NoKey,
    #[error("the key service refuses what it is asked: check `master_key`, or report this")]
    Rejected,
    /// Not an error to whoever tries several keys.
    #[error("the key service did not wrap this, or it was changed or moved")]
    NotOurs,
    #[error("the key service's thread cannot start: the system allows no more")]
    NoThread,
    #[error("a setting of the key service is not usable: check `master_key`")]
    Setting,
}

impl RoomError for Fault {
    fn kind(&self) -> ErrorKind {
        match self {
            Fault::Down | Fault::NoThread => ErrorKind::Unavailable,
            Fault::Slow => ErrorKind::Timeout,
            Fault::Busy => ErrorKind::RateLimited,
            Fault::Refused => ErrorKind::Unauthorized,
            Fault::NoKey | Fault::Setting => ErrorKind::ConfigInvalid,
            Fault::NotOurs => ErrorKind::Corrupt,
            Fault::Rejected => ErrorKind::Unexpected,
        }
    }
}

/// What was unwrapped, where it was the service's.
fn unwrapped<T>(answer: std::result::Result<T, Fault>) -> Result<Option<T>> {
    match answer {
        Ok(plain) => Ok(Some(plain)),
        Err(Fault::NotOurs) => Ok(None),
        Err(fault) => Err(Error::from(fault)),
    }
}
