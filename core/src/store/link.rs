//! One connection to a database, and the few verbs that the operations use of it: both databases understand the same
//! statements, so what a statement says is written once.

#[cfg(feature = "store-sqlite")]
use rusqlite::OptionalExtension;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::fault::SqlError;
#[cfg(feature = "store-sqlite")]
use crate::store::sqlite::file::Sql;

/// A connection, owned by one thread.
pub(super) enum Connection {
    #[cfg(feature = "store-sqlite")]
    Sqlite(rusqlite::Connection),
    #[cfg(feature = "store-postgres")]
    Postgres(Box<super::postgres::link::Link>),
}

/// A value on its way to a statement or out of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Int(i64),
    Bool(bool),
    Text(&'a str),
    Blob(&'a [u8]),
}

#[cfg(feature = "store-sqlite")]
impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::ValueRef;
        let value = match *self {
            Value::Null => ValueRef::Null,
            Value::Int(value) => ValueRef::Integer(value),
            Value::Bool(value) => ValueRef::Integer(value.into()),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Blob(value) => ValueRef::Blob(value),
        };
        Ok(rusqlite::types::ToSqlOutput::Borrowed(value))
    }
}

/// What a statement may be given.
pub(super) trait Param {
    fn value(&self) -> Value<'_>;
}

impl<T: Param + ?Sized> Param for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl<T: Param> Param for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, T::value)
    }
}

impl Param for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Param for String {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl<const N: usize> Param for [u8; N] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Param for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Param for i64 {
    fn value(&self) -> Value<'_> {
        Value::Int(*self)
    }
}

impl Param for i16 {
    fn value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}

impl Param for bool {
    fn value(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

/// A statement's values, in order.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::store::link::Param::value(&$value)),*]
    };
}
pub(super) use params;

/// What a column may be read as; `None` where it is something else.
pub(super) trait Column: Sized {
    fn read(value: Value<'_>) -> Option<Self>;
}

impl<T: Column> Column for Option<T> {
    fn read(value: Value<'_>) -> Option<Option<T>> {
        if value == Value::Null { Some(None) } else { T::read(value).map(Some) }
    }
}

impl Column for i64 {
    fn read(value: Value<'_>) -> Option<i64> {
        if let Value::Int(value) = value { Some(value) } else { None }
    }
}

impl Column for i16 {
    fn read(value: Value<'_>) -> Option<i16> {
        i64::read(value).and_then(|value| value.try_into().ok())
    }
}

impl Column for bool {
    fn read(value: Value<'_>) -> Option<bool> {
        match value {
            Value::Bool(value) => Some(value),
            Value::Int(value) => Some(value != 0),
            Value::Null | Value::Text(_) | Value::Blob(_) => None,
        }
    }
}

impl Column for String {
    fn read(value: Value<'_>) -> Option<String> {
        if let Value::Text(value) = value { Some(value.to_owned()) } else { None }
    }
}

impl Column for Vec<u8> {
    fn read(value: Value<'_>) -> Option<Vec<u8>> {
        if let Value::Blob(value) = value { Some(value.to_vec()) } else { None }
    }
}

impl<const N: usize> Column for [u8; N] {
    fn read(value: Value<'_>) -> Option<[u8; N]> {
        if let Value::Blob(value) = value { value.try_into().ok() } else { None }
    }
}

/// An id as its column keeps it.
pub(super) struct Stored<T>(pub(super) T);

impl<T: std::str::FromStr> Column for Stored<T> {
    fn read(value: Value<'_>) -> Option<Stored<T>> {
        let id = uuid::Uuid::from_bytes(Column::read(value)?);
        let mut text = uuid::Uuid::encode_buffer();
        id.hyphenated().encode_lower(&mut text).parse().ok().map(Stored)
    }
}

/// A row of an answer.
pub(super) enum Row<'a> {
    #[cfg(feature = "store-sqlite")]
    Sqlite(&'a rusqlite::Row<'a>),
    #[cfg(feature = "store-postgres")]
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    pub(super) fn get<T: Column>(&self, index: usize) -> Result<T> {
        let read = match self {
            #[cfg(feature = "store-sqlite")]
            Row::Sqlite(row) => {
                use rusqlite::types::ValueRef;
                T::read(match row.get_ref(index).sql()? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(value) => Value::Int(value),
                    ValueRef::Text(value) => {
                        Value::Text(std::str::from_utf8(value).map_err(|_| SqlError::Shape)?)
                    }
                    ValueRef::Blob(value) => Value::Blob(value),
                    ValueRef::Real(_) => return Err(SqlError::Shape.into()),
                })
            }
            #[cfg(feature = "store-postgres")]
            Row::Postgres(row) => T::read(row.try_get(index).map_err(|_| SqlError::Shape)?),
        };
        read.ok_or_else(|| SqlError::Shape.into())
    }
}

pub(super) fn time(row: &Row<'_>, index: usize) -> Result<Timestamp> {
    row.get(index).map(Timestamp::from_millis)
}

/// Runs a statement and says how many rows it changed.
pub(super) fn run(tx: &Connection, sql: &str, params: &[Value<'_>]) -> Result<usize> {
    match tx {
        #[cfg(feature = "store-sqlite")]
        Connection::Sqlite(tx) => {
            tx.prepare_cached(sql).sql()?.execute(rusqlite::params_from_iter(params)).sql()
        }
        #[cfg(feature = "store-postgres")]
        Connection::Postgres(link) => link.run(sql, params),
    }
}

/// The first row of a query, if there is one.
pub(super) fn one<T>(
    tx: &Connection,
    sql: &str,
    params: &[Value<'_>],
    read: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    match tx {
        #[cfg(feature = "store-sqlite")]
        Connection::Sqlite(tx) => {
            let read = |row: &rusqlite::Row<'_>| Ok(read(&Row::Sqlite(row)));
            let mut statement = tx.prepare_cached(sql).sql()?;
            statement.query_row(rusqlite::params_from_iter(params), read).optional().sql()?.transpose()
        }
        #[cfg(feature = "store-postgres")]
        Connection::Postgres(link) => {
            link.rows(sql, params)?.first().map(|row| read(&Row::Postgres(row))).transpose()
        }
    }
}

/// Every row of a query.
pub(super) fn all<T>(
    tx: &Connection,
    sql: &str,
    params: &[Value<'_>],
    mut read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    match tx {
        #[cfg(feature = "store-sqlite")]
        Connection::Sqlite(tx) => {
            let mut statement = tx.prepare_cached(sql).sql()?;
            let mut rows = statement.query(rusqlite::params_from_iter(params)).sql()?;
            let mut all = Vec::new();
            while let Some(row) = rows.next().sql()? {
                all.push(read(&Row::Sqlite(row))?);
            }
            Ok(all)
        }
        #[cfg(feature = "store-postgres")]
        Connection::Postgres(link) => {
            link.rows(sql, params)?.iter().map(|row| read(&Row::Postgres(row))).collect()
        }
    }
}

impl Connection {
    /// Whether no transaction is open.
    pub(super) fn is_autocommit(&self) -> bool {
        match self {
            #[cfg(feature = "store-sqlite")]
            Connection::Sqlite(connection) => connection.is_autocommit(),
            #[cfg(feature = "store-postgres")]
            Connection::Postgres(link) => !link.in_transaction(),
        }
    }

    /// Whether the pages that deleted rows free are wiped too. A server keeps its rows' bytes until it vacuums the table.
    pub(super) fn wipe(&self, on: bool) -> Result<()> {
        match self {
            #[cfg(feature = "store-sqlite")]
            Connection::Sqlite(connection) => {
                let state = if on { "ON" } else { "FAST" };
                connection.execute_batch(&format!("PRAGMA secure_delete = {state}")).sql()
            }
            #[cfg(feature = "store-postgres")]
            Connection::Postgres(_) => {
                let _ = on;
                Ok(())
            }
        }
    }

    /// Takes note of an audit entry that the open transaction adds: by it a commit whose answer is lost is looked up.
    pub(super) fn told(&self, seq: u64, mac: &[u8; 32]) {
        match self {
            #[cfg(feature = "store-sqlite")]
            Connection::Sqlite(_) => {
                let _ = (seq, mac);
            }
            #[cfg(feature = "store-postgres")]
            Connection::Postgres(link) => link.told(seq, mac),
        }
    }
}

#[cfg(all(test, feature = "store-sqlite"))]
impl Connection {
    /// SQLite's own connection, for tests of what only it has.
    #[cfg_attr(feature = "store-postgres", expect(clippy::panic, reason = "only tests call it"))]
    pub(super) fn sqlite(&mut self) -> &mut rusqlite::Connection {
        match self {
            Connection::Sqlite(connection) => connection,
            #[cfg(feature = "store-postgres")]
            Connection::Postgres(_) => panic!("not SQLite"),
        }
    }
}
