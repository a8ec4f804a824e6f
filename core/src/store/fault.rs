//! What can be wrong with a database, in words of our own: the databases' messages can quote values.

use crate::error::{ErrorKind, RoomError};

#[derive(Debug, PartialEq, thiserror::Error)]
pub(super) enum SqlError {
    #[error("the database is locked by another connection: retry, or find what holds it")]
    Busy,
    #[error("the disk is full: free space, then retry; nothing was stored")]
    Full,
    #[error("the database is read-only: make its file and folder writable, or name the primary server")]
    ReadOnly,
    #[error("the database cannot be opened: its folder must exist and be writable")]
    #[cfg(feature = "store-sqlite")]
    CannotOpen,
    #[error("the database cannot keep a write-ahead log: put it on a local disk")]
    #[cfg(feature = "store-sqlite")]
    NoWal,
    #[error("the file is another program's database: set `path` to one that closr made, or to a new one")]
    #[cfg(feature = "store-sqlite")]
    Foreign,
    #[error(
        "the database has version {found}, made by a newer closr, and this one knows {ours}: upgrade closr"
    )]
    Newer { found: usize, ours: usize },
    #[error("the database is damaged, or is not a database: restore it from a backup")]
    Damaged,
    #[error("the database cannot be read or written (sqlite code {0}): check the disk")]
    #[cfg(feature = "store-sqlite")]
    Io(i32),
    #[error("sqlite refused a statement (code {0}): report this")]
    #[cfg(feature = "store-sqlite")]
    Refused(i32),
    #[error(
        "a stored value has another shape than this version writes: restore the database, or report this"
    )]
    Shape,
    #[error("the database server cannot be reached, or closed the connection: retry, or check `url`")]
    #[cfg(feature = "store-postgres")]
    Unreachable,
    #[error(
        "the database server's certificate is not one that the system trusts for its name: check `url`, or install the \
         authority that signed it"
    )]
    #[cfg(feature = "store-postgres")]
    Untrusted,
    #[error("the database server refused the login: check the user and password in `url`")]
    #[cfg(feature = "store-postgres")]
    Login,
    #[error(
        "the database server has no such database, or forbids its use: check `url`, `schema` and the user's rights"
    )]
    #[cfg(feature = "store-postgres")]
    NoRight,
    #[error("other transactions were in the way each time: retry")]
    #[cfg(feature = "store-postgres")]
    Contended,
    #[error("the answer to a commit was lost with the server: look up what was stored before repeating it")]
    #[cfg(feature = "store-postgres")]
    CommitLost,
    #[error("the database server refused a statement: report this")]
    #[cfg(feature = "store-postgres")]
    ServerRefused,
}

impl RoomError for SqlError {
    fn kind(&self) -> ErrorKind {
        match self {
            SqlError::Busy | SqlError::Full => ErrorKind::Unavailable,
            SqlError::ReadOnly => ErrorKind::ConfigInvalid,
            SqlError::Newer { .. } => ErrorKind::Unsupported,
            SqlError::Damaged | SqlError::Shape => ErrorKind::Corrupt,
            #[cfg(feature = "store-sqlite")]
            SqlError::Io(_) => ErrorKind::Unavailable,
            #[cfg(feature = "store-sqlite")]
            SqlError::CannotOpen | SqlError::NoWal | SqlError::Foreign => ErrorKind::ConfigInvalid,
            #[cfg(feature = "store-sqlite")]
            SqlError::Refused(_) => ErrorKind::Unexpected,
            #[cfg(feature = "store-postgres")]
            SqlError::Unreachable | SqlError::Contended => ErrorKind::Unavailable,
            #[cfg(feature = "store-postgres")]
            SqlError::NoRight | SqlError::Untrusted => ErrorKind::ConfigInvalid,
            #[cfg(feature = "store-postgres")]
            SqlError::Login => ErrorKind::Unauthorized,
            #[cfg(feature = "store-postgres")]
            SqlError::CommitLost => ErrorKind::OutcomeUnknown,
            #[cfg(feature = "store-postgres")]
            SqlError::ServerRefused => ErrorKind::Unexpected,
        }
    }
}
