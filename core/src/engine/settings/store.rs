//! Where everything is kept, as a record says it.

#[cfg(feature = "store-sqlite")]
use std::path::Path;

#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
use super::master_key;
#[cfg(feature = "store-sqlite")]
use super::path;
use crate::engine::EngineBuilder;
use crate::lead::Fields;
#[cfg(feature = "store-postgres")]
use crate::store::MasterKey;
#[cfg(feature = "store-postgres")]
use crate::store::PostgresConfig;
#[cfg(feature = "store-sqlite")]
use crate::store::SqliteConfig;

/// A lease that is much longer keeps the turns of a killed process waiting.
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
const LEASE: std::ops::RangeInclusive<u32> = 1..=3_600;

#[cfg(feature = "store-sqlite")]
pub(super) fn sqlite(fields: &mut Fields, builder: EngineBuilder) -> EngineBuilder {
    const BUSY: std::ops::RangeInclusive<u32> = 0..=600;

    let config = fields.text_or_object(
        "sqlite",
        |fields, text| {
            let problem = wrong_file(text);
            if let Some(problem) = problem {
                fields.fault("sqlite", problem);
            }
            SqliteConfig::new(text)
        },
        |fields| {
            let text = fields.required("path", MISSING_FILE, Fields::words).unwrap_or_default();
            if let Some(problem) = wrong_file(&text) {
                fields.fault_once("path", problem);
            }
            let mut config = SqliteConfig::new(text);
            config.keys = path(fields, "keys");
            config.master_key = master_key::read(fields);
            config.lease = fields.seconds("lease_seconds", LEASE).unwrap_or(config.lease);
            config.busy_timeout = fields.seconds("busy_timeout_seconds", BUSY).unwrap_or(config.busy_timeout);
            config
        },
    );
    match config {
        Some(config) => builder.sqlite(config),
        None => builder,
    }
}

#[cfg(feature = "store-sqlite")]
const MISSING_FILE: &str =
    "missing: name a file, as in closr.db, or leave `sqlite` out to keep everything in memory";

/// What other libraries take for a database, and would here make a file of that name or lose everything.
#[cfg(feature = "store-sqlite")]
fn wrong_file(text: &str) -> Option<&'static str> {
    if text.trim().is_empty() {
        Some("is empty: name a file, as in closr.db, or leave `sqlite` out to keep everything in memory")
    } else if text.contains(":memory:") {
        Some("leave `sqlite` out to keep everything in memory")
    } else if text.starts_with("postgres") && text.contains("://") {
        Some("not a path: set `postgres` to keep everything in a PostgreSQL database")
    } else if text.contains("://") || text.starts_with("file:") || text.starts_with("sqlite:") {
        Some("not a path: write one without a scheme, as in closr.db")
    } else if Path::new(text).is_dir() {
        Some("is a folder: name a file, as in closr.db")
    } else {
        None
    }
}

#[cfg(not(feature = "store-sqlite"))]
pub(super) fn sqlite(fields: &mut Fields, builder: EngineBuilder) -> EngineBuilder {
    if fields.take("sqlite").is_some() {
        fields.fault("sqlite", "not in this build: build closr with the feature store-sqlite");
    }
    builder
}

#[cfg(feature = "store-postgres")]
pub(super) fn postgres(fields: &mut Fields, builder: EngineBuilder) -> EngineBuilder {
    const URL: &str = "missing: write postgres://user:password@host:5432/database";
    const MASTER_KEY: &str =
        "missing: name the master key's file, the same one on every machine, or say where else it is";

    let config = fields.object("postgres", |fields| {
        let url = fields.required("url", URL, Fields::words).unwrap_or_default();
        let master_key = fields.required("master_key", MASTER_KEY, |fields, _| master_key::read(fields));
        let master_key = master_key.unwrap_or_else(|| MasterKey::file(""));
        let mut config = PostgresConfig::new(url, master_key);
        config.schema = fields.words("schema").unwrap_or(config.schema);
        if let Some(connections) = fields.count("connections") {
            config.connections = usize::try_from(connections).unwrap_or(usize::MAX);
        }
        config.lease = fields.seconds("lease_seconds", LEASE).unwrap_or(config.lease);
        config.timeout = fields.seconds("timeout_seconds", 0..=u32::MAX).unwrap_or(config.timeout);
        if fields.is_sound() {
            for (setting, problem) in config.faults() {
                fields.fault(if setting == "timeout" { "timeout_seconds" } else { setting }, problem);
            }
        }
        config
    });
    match config {
        Some(config) => builder.postgres(config),
        None => builder,
    }
}

#[cfg(not(feature = "store-postgres"))]
pub(super) fn postgres(fields: &mut Fields, builder: EngineBuilder) -> EngineBuilder {
    if fields.take("postgres").is_some() {
        fields.fault("postgres", "not in this build: build closr with the feature store-postgres");
    }
    builder
}
