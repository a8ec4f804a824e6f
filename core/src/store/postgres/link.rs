//! One connection to a server, driven by the thread that owns it.
//!
//! The operations are plain code that waits for each answer: the thread's own small runtime does the waiting, so that an
//! answer wakes no other thread.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::error::Error as StdError;
use std::future::Future;
use std::time::Duration;

use bytes::BytesMut;
use tokio::runtime::Runtime;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};
use tokio_postgres::{Client, Row, Statement};

use super::connect::Server;
use crate::error::{Error, Result};
use crate::store::fault::SqlError;
use crate::store::link::Value;

/// Why a transaction may be worth another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Trouble {
    /// Another transaction was in the way: nothing of this one was stored.
    Contended,
    /// The connection is lost.
    Lost,
}

/// A connection that is made again after it was lost.
pub(in crate::store) struct Link {
    runtime: Runtime,
    server: Server,
    client: RefCell<Option<Client>>,
    statements: RefCell<HashMap<String, Statement>>,
    in_transaction: Cell<bool>,
    /// Whether a statement of the open transaction failed: the server would answer its commit by undoing it.
    failed: Cell<bool>,
    trouble: Cell<Option<Trouble>>,
    told: Cell<Option<(u64, [u8; 32])>>,
    /// Tests lose the answer to the next commit: once the server has committed, or before it was asked to.
    #[cfg(test)]
    pub(super) loses: Cell<Option<bool>>,
}

/// Whether the server's certificate was refused: it will be again.
fn is_untrusted(error: &tokio_postgres::Error) -> bool {
    let handshake = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    let refused = handshake.and_then(|error| error.get_ref()?.downcast_ref::<rustls::Error>());
    matches!(refused, Some(rustls::Error::InvalidCertificate(_)))
}

impl Link {
    pub(super) fn open(server: Server) -> Result<Link> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| SqlError::Unreachable)?;
        let link = Link {
            runtime,
            server,
            client: RefCell::new(None),
            statements: RefCell::new(HashMap::new()),
            in_transaction: Cell::new(false),
            failed: Cell::new(false),
            trouble: Cell::new(None),
            told: Cell::new(None),
            #[cfg(test)]
            loses: Cell::new(None),
        };
        link.connect()?;
        Ok(link)
    }

    fn connect(&self) -> Result<()> {
        self.disconnect();
        self.trouble.set(None);
        let client = self.wait(self.server.connect())?;
        *self.client.borrow_mut() = Some(client);
        Ok(())
    }

    fn disconnect(&self) {
        self.client.borrow_mut().take();
        self.statements.borrow_mut().clear();
        self.in_transaction.set(false);
    }

    /// Waits for the server, no longer than it is given.
    fn wait<T>(
        &self,
        answer: impl Future<Output = std::result::Result<T, tokio_postgres::Error>>,
    ) -> Result<T> {
        let answered =
            self.runtime.block_on(async { tokio::time::timeout(self.server.patience(), answer).await });
        match answered {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.failure(&error)),
            Err(_) => Err(self.lost()),
        }
    }

    fn lost(&self) -> Error {
        self.trouble.set(Some(Trouble::Lost));
        self.failed.set(true);
        SqlError::Unreachable.into()
    }

    fn failure(&self, error: &tokio_postgres::Error) -> Error {
        self.failed.set(true);
        let Some(state) = error.code() else {
            return if is_untrusted(error) { SqlError::Untrusted.into() } else { self.lost() };
        };
        let fault = match state {
            &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => {
                self.trouble.set(Some(Trouble::Contended));
                SqlError::Contended
            }
            // Of two that make the same schema or table, one is told so.
            &SqlState::UNIQUE_VIOLATION | &SqlState::DUPLICATE_TABLE | &SqlState::DUPLICATE_SCHEMA => {
                self.trouble.set(Some(Trouble::Contended));
                SqlError::ServerRefused
            }
            &SqlState::LOCK_NOT_AVAILABLE | &SqlState::QUERY_CANCELED => SqlError::Busy,
            &SqlState::DISK_FULL => SqlError::Full,
            &SqlState::READ_ONLY_SQL_TRANSACTION => SqlError::ReadOnly,
            &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => SqlError::Damaged,
            &SqlState::INVALID_CATALOG_NAME
            | &SqlState::INVALID_SCHEMA_NAME
            | &SqlState::INSUFFICIENT_PRIVILEGE => SqlError::NoRight,
            state => match state.code().get(..2) {
                Some("28") => SqlError::Login,
                Some("08" | "57" | "25") => return self.lost(),
                Some("53") => SqlError::Unreachable,
                _ => SqlError::ServerRefused,
            },
        };
        fault.into()
    }

    /// Does something with the connection. One that was lost is made again where nothing of a transaction was lost with it,
    /// and then it is done once more: outside a transaction every statement may be repeated.
    fn with<T>(&self, ask: impl Fn(&Client) -> Result<T>) -> Result<T> {
        let once = || match &*self.client.borrow() {
            Some(client) if !client.is_closed() => ask(client),
            _ => Err(self.lost()),
        };
        self.trouble.set(None);
        let done = once();
        if done.is_err() && self.trouble.get() == Some(Trouble::Lost) && !self.in_transaction.get() {
            self.connect()?;
            self.trouble.set(None);
            return once();
        }
        done
    }

    fn statement(&self, client: &Client, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.wait(client.prepare(&translated(sql)))?;
        self.statements.borrow_mut().insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Runs a statement and says how many rows it changed.
    pub(in crate::store) fn run(&self, sql: &str, params: &[Value<'_>]) -> Result<usize> {
        let params = borrowed(params);
        let changed = self.with(|client| {
            let statement = self.statement(client, sql)?;
            self.wait(client.execute(&statement, &params))
        })?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// Every row of a query.
    pub(in crate::store) fn rows(&self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>> {
        let params = borrowed(params);
        self.with(|client| {
            let statement = self.statement(client, sql)?;
            self.wait(client.query(&statement, &params))
        })
    }

    /// Runs bare statements.
    pub(in crate::store) fn batch(&self, sql: &str) -> Result<()> {
        self.with(|client| self.wait(client.batch_execute(sql)))
    }

    /// Begins a transaction by `sql`.
    pub(super) fn begin(&self, sql: &str) -> Result<()> {
        self.failed.set(false);
        self.told.set(None);
        self.batch(sql)?;
        self.failed.set(false);
        self.in_transaction.set(true);
        Ok(())
    }

    pub(super) fn commit(&self) -> Result<()> {
        if self.failed.get() {
            self.roll_back();
            return Err(SqlError::ServerRefused.into());
        }
        #[cfg(test)]
        if let Some(committed) = self.loses.take() {
            if committed {
                self.batch("COMMIT")?;
            }
            self.disconnect();
            return Err(self.lost());
        }
        let committed = self.batch("COMMIT");
        if self.trouble.get() == Some(Trouble::Lost) {
            self.disconnect();
        }
        self.in_transaction.set(false);
        committed
    }

    /// Takes the transaction back; a connection that cannot is given up, and the server takes it back itself.
    pub(super) fn roll_back(&self) {
        let trouble = self.trouble.get();
        let lost = trouble == Some(Trouble::Lost);
        if self.in_transaction.get() && (lost || self.batch("ROLLBACK").is_err()) {
            self.disconnect();
        }
        self.in_transaction.set(false);
        self.trouble.set(trouble);
    }

    pub(in crate::store) fn in_transaction(&self) -> bool {
        self.in_transaction.get()
    }

    /// What was in the way of the last statement.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        self.trouble.get()
    }

    pub(in crate::store) fn told(&self, seq: u64, mac: &[u8; 32]) {
        self.told.set(Some((seq, *mac)));
    }

    /// The last audit entry that the transaction added.
    pub(super) fn last_told(&self) -> Option<(u64, [u8; 32])> {
        self.told.get()
    }

    /// Waits a moment that grows with each attempt, and is another for each connection.
    pub(super) fn back_off(&self, attempt: u32) {
        let most = Duration::from_millis(5 << attempt.min(6));
        let spread = self.server.spread().unwrap_or(0.5);
        std::thread::sleep(most.mul_f64(0.5 + spread / 2.0));
    }
}

fn borrowed<'a>(params: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// A statement as the server writes it: numbered by `$`, and without what only SQLite's planner needs.
fn translated(sql: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    let mut skip = false;
    for word in sql.split_whitespace() {
        if skip || word == "INDEXED" {
            // `INDEXED BY name`.
            skip = word == "INDEXED" || word == "BY";
            continue;
        }
        if word != "CROSS" {
            words.push(word);
        }
    }
    words.join(" ").replace('?', "$")
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> std::result::Result<Value<'a>, Box<dyn StdError + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Bool(bool::from_sql(ty, raw)?),
            Type::BYTEA => Value::Blob(raw),
            _ => Value::Text(<&str>::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Value<'a>, Box<dyn StdError + Sync + Send>> {
        Ok(Value::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::INT4 | Type::BOOL | Type::BYTEA)
            || <&str as FromSql<'_>>::accepts(ty)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(value) => value.to_sql_checked(ty, out),
            Value::Bool(value) => value.to_sql_checked(ty, out),
            Value::Text(value) => value.to_sql_checked(ty, out),
            Value::Blob(value) => value.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_sqlite_needs_is_left_out() {
        let sql = "SELECT a FROM contact INDEXED BY contact_lead CROSS JOIN event
                   INDEXED BY event_point USING (account, point) WHERE account = ?1 LIMIT ?12";
        assert_eq!(
            translated(sql),
            "SELECT a FROM contact JOIN event USING (account, point) WHERE account = $1 LIMIT $12"
        );
    }
}
