//! What both SQLite files share: how they are opened, how their layout grows, how their errors read.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::error::Result;
use crate::store::fault::SqlError;
use crate::store::link::Connection as Link;
use crate::store::master;

/// One SQLite file's layout: what closr files are, and the steps that made this version's.
pub(in crate::store) struct Layout {
    /// What `PRAGMA application_id` must say, so that another program's file is not taken for ours.
    pub(in crate::store) application: i32,
    /// The steps, oldest first. They are never edited, only added to; their count is the version.
    pub(in crate::store) steps: &'static [&'static str],
}

/// Opens a file (made where it is absent, mode 0600), or memory, and brings its layout up to date.
pub(in crate::store) fn open(path: Option<&Path>, busy: Duration, layout: &Layout) -> Result<Connection> {
    let mut connection = match path {
        Some(path) => {
            master::touch_private(path)?;
            // SQLite would open a read-only file too and fail at the first write: it is better said now.
            if std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly()) {
                return Err(SqlError::ReadOnly.into());
            }
            Connection::open(path).sql()?
        }
        None => Connection::open_in_memory().sql()?,
    };
    connection.busy_timeout(busy).sql()?;
    connection.set_prepared_statement_cache_capacity(128);
    // Without it, SQLite plans a prepared statement anew whenever a bound value could change the plan, at every step.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).sql()?;
    let journal: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).sql()?;
    if path.is_some() && journal != "wal" {
        return Err(SqlError::NoWal.into());
    }
    // Bytes that a page no longer needs are wiped where the page is written in any case: else a row leaves copies of itself
    // behind where pages are split.
    connection
        .execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
             PRAGMA secure_delete = FAST;",
        )
        .sql()?;
    migrate(&mut connection, layout)?;
    Ok(connection)
}

/// Opens a key store's file, whose bytes are wiped where they are overwritten.
pub(in crate::store) fn open_keys(path: Option<&Path>) -> Result<Link> {
    let connection = open(path, Duration::from_secs(5), &super::schema::KEYS)?;
    connection.execute_batch("PRAGMA secure_delete = ON").sql()?;
    Ok(Link::Sqlite(connection))
}

/// Folds the log into the file; `false` while another connection still reads it.
pub(in crate::store) fn fold_log(connection: &Connection) -> Result<bool> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).sql()?;
    Ok(busy == 0)
}

fn migrate(connection: &mut Connection, layout: &Layout) -> Result<()> {
    let ours = layout.steps.len();
    if check(connection, layout)? == ours {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).sql()?;
    // Another process may have been here since.
    let stored = check(&transaction, layout)?;
    for step in layout.steps.iter().skip(stored) {
        transaction.execute_batch(step).sql()?;
    }
    transaction.pragma_update(None, "application_id", layout.application).sql()?;
    transaction.pragma_update(None, "user_version", ours as i64).sql()?;
    transaction.commit().sql()
}

fn check(connection: &Connection, layout: &Layout) -> Result<usize> {
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).sql();
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    let empty = pragma("schema_version")? == 0;
    if !empty && application != i64::from(layout.application) {
        return Err(SqlError::Foreign.into());
    }
    let ours = layout.steps.len();
    let version = usize::try_from(version).map_err(|_| SqlError::Foreign)?;
    if version > ours { Err(SqlError::Newer { found: version, ours }.into()) } else { Ok(version) }
}

/// Gives SQLite's errors a kind and words of our own: its messages can quote values.
pub(in crate::store) trait Sql<T> {
    fn sql(self) -> Result<T>;
}

impl<T> Sql<T> for rusqlite::Result<T> {
    fn sql(self) -> Result<T> {
        self.map_err(|error| SqlError::from(&error).into())
    }
}

impl From<&rusqlite::Error> for SqlError {
    fn from(error: &rusqlite::Error) -> SqlError {
        match error {
            rusqlite::Error::SqliteFailure(failure, _) => SqlError::from_code(failure),
            rusqlite::Error::SqlInputError { error, .. } => SqlError::from_code(error),
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..)
            | rusqlite::Error::QueryReturnedNoRows => SqlError::Shape,
            _ => SqlError::Refused(0),
        }
    }
}

impl SqlError {
    fn from_code(failure: &rusqlite::ffi::Error) -> SqlError {
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => SqlError::Busy,
            ErrorCode::DiskFull => SqlError::Full,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => SqlError::ReadOnly,
            ErrorCode::CannotOpen => SqlError::CannotOpen,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => SqlError::Damaged,
            ErrorCode::SystemIoFailure | ErrorCode::OutOfMemory | ErrorCode::FileLockingProtocolFailed => {
                SqlError::Io(failure.extended_code)
            }
            _ => SqlError::Refused(failure.extended_code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    const LAYOUT: Layout = Layout { application: 7, steps: &["CREATE TABLE a (b)", "CREATE TABLE c (d)"] };
    const OLDER: Layout = Layout { application: 7, steps: &["CREATE TABLE a (b)"] };

    fn reopen(path: &Path, layout: &Layout) -> Result<Connection> {
        open(Some(path), Duration::from_millis(50), layout)
    }

    #[test]
    fn layouts_grow_and_a_newer_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        reopen(&path, &OLDER).unwrap();
        let grown = reopen(&path, &LAYOUT).unwrap();
        assert_eq!(grown.query_row("SELECT count(*) FROM c", [], |row| row.get::<_, i64>(0)).unwrap(), 0);
        reopen(&path, &LAYOUT).unwrap();
        let error = reopen(&path, &OLDER).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("version 2"), "{error}");
    }

    #[test]
    fn another_programs_database_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
        assert_eq!(reopen(&path, &LAYOUT).unwrap_err().kind(), ErrorKind::ConfigInvalid);
    }

    #[test]
    fn sqlites_codes_have_kinds() {
        use rusqlite::ffi;
        for (code, kind) in [
            (ffi::SQLITE_BUSY, ErrorKind::Unavailable),
            (ffi::SQLITE_LOCKED, ErrorKind::Unavailable),
            (ffi::SQLITE_FULL, ErrorKind::Unavailable),
            (ffi::SQLITE_IOERR, ErrorKind::Unavailable),
            (ffi::SQLITE_IOERR_FSYNC, ErrorKind::Unavailable),
            (ffi::SQLITE_READONLY, ErrorKind::ConfigInvalid),
            (ffi::SQLITE_PERM, ErrorKind::ConfigInvalid),
            (ffi::SQLITE_CANTOPEN, ErrorKind::ConfigInvalid),
            (ffi::SQLITE_CORRUPT, ErrorKind::Corrupt),
            (ffi::SQLITE_NOTADB, ErrorKind::Corrupt),
            (ffi::SQLITE_CONSTRAINT, ErrorKind::Unexpected),
        ] {
            let error =
                rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("jane@example.com".into()));
            let error = Err::<(), _>(error).sql().unwrap_err();
            assert_eq!(error.kind(), kind, "{code}");
            assert!(!error.to_string().contains("jane"));
        }
    }
}
