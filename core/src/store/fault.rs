//! What can be wrong with a database, in words of our own: the databases' messages can quote values.

use crate::error::{ErrorKind, RoomError};

#[derive(Debug, PartialEq, thiserror::Error)]
#[allow(dead_code, reason = "each database has faults of its own")]
pub(super) enum SqlError {
    #[error("the database is locked by another connection: retry, or find what holds it")]
    Busy,
    #[error("the disk is full: free space, then retry; nothing was stored")]
    Full,
    #[error("the database is read-only: make its file and folder writable, or name the primary server")]
    ReadOnly,
    #[error("the database cannot be opened: its folder must exist and be writable")]
    CannotOpen,
    #[error("the database cannot keep a write-ahead log: put it on a local disk")]
    NoWal,
    #[error("the file is another program's database: set `path` to one that closr made, or to a new one")]
    Foreign,
    #[error(
        "the database has version {found}, made by a newer closr, and this one knows {ours}: upgrade closr"
    )]
    Newer { found: usize, ours: usize },
    #[error("the database is damaged, or is not a database: restore it from a backup")]
    Damaged,
    #[error("the database cannot be read or written (sqlite code {0}): check the disk")]
    Io(i32),
    #[error("sqlite refused a statement (code {0}): report this")]
    Refused(i32),
    #[error(
        "a stored value has another shape than this version writes: restore the database, or report this"
    )]
    Shape,
    #[error("the database server cannot be reached, or closed the connection: retry, or check `url`")]
    Unreachable,
    #[error("the database server refused the login: check the user and password in `url`")]
    Login,
    #[error(
        "the database server has no such database, or forbids its use: check `url`, `schema` and the user's rights"
    )]
    NoRight,
    #[error("other transactions were in the way each time: retry")]
    Contended,
    #[error("the answer to a commit was lost with the server: look up what was stored before repeating it")]
    CommitLost,
    #[error("the database server refused a statement: report this")]
    ServerRefused,
}

impl RoomError for SqlError {
    fn kind(&self) -> ErrorKind {
        match self {
            SqlError::Busy
            | SqlError::Full
            | SqlError::Io(_)
            | SqlError::Unreachable
            | SqlError::Contended => ErrorKind::Unavailable,
            SqlError::ReadOnly
            | SqlError::CannotOpen
            | SqlError::NoWal
            | SqlError::Foreign
            | SqlError::NoRight => ErrorKind::ConfigInvalid,
            SqlError::Login => ErrorKind::Unauthorized,
            SqlError::Newer { .. } => ErrorKind::Unsupported,
            SqlError::Damaged | SqlError::Shape => ErrorKind::Corrupt,
            SqlError::CommitLost => ErrorKind::OutcomeUnknown,
            SqlError::Refused(_) | SqlError::ServerRefused => ErrorKind::Unexpected,
        }
    }
}
