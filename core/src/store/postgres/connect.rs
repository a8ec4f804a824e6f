//! Where the server is, and how a connection to it is made.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, Error as PgError, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::PostgresConfig;
use crate::clock::Surroundings;
use crate::error::{Error, ErrorKind, Result};

/// A server, as each connection is made to it.
#[derive(Clone)]
pub(super) struct Server {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    timeout: Duration,
    surroundings: Surroundings,
}

impl Server {
    /// `ConfigInvalid` where a setting is none.
    pub(super) fn new(config: &PostgresConfig, schema: &str, surroundings: &Surroundings) -> Result<Server> {
        let mut server = parsed(config).map_err(invalid)?;
        let milliseconds = config.timeout.as_millis();
        // What holds a lock and says nothing more, such as a process that was stopped, must not hold up the others.
        server.options(format!(
            "-c search_path={schema} -c lock_timeout={milliseconds} -c statement_timeout={milliseconds} \
             -c idle_in_transaction_session_timeout={milliseconds} -c synchronous_commit=on"
        ));
        server.connect_timeout(config.timeout).application_name("closr");
        let tls = if server.get_ssl_mode() == SslMode::Disable { None } else { Some(tls()?) };
        Ok(Server { config: server, tls, timeout: config.timeout, surroundings: surroundings.clone() })
    }

    /// Connects on the runtime that this is called in.
    pub(super) async fn connect(&self) -> std::result::Result<Client, PgError> {
        match &self.tls {
            Some(tls) => {
                let (client, connection) = self.config.connect(tls.clone()).await?;
                tokio::spawn(connection);
                Ok(client)
            }
            None => {
                let (client, connection) = self.config.connect(NoTls).await?;
                tokio::spawn(connection);
                Ok(client)
            }
        }
    }

    /// How long an answer is waited for: the server itself gives up before.
    pub(super) fn patience(&self) -> Duration {
        self.timeout + Duration::from_secs(2)
    }

    /// A number from 0 to 1, another each time.
    pub(super) fn spread(&self) -> Result<f64> {
        Ok(f64::from(u16::from_be_bytes(self.surroundings.bytes()?)) / f64::from(u16::MAX))
    }
}

/// The connection that `url` names, or what is wrong with it.
pub(super) fn parsed(config: &PostgresConfig) -> std::result::Result<Config, &'static str> {
    let server = Config::from_str(config.url.expose_secret())
        .map_err(|_| "is not a PostgreSQL connection: write postgres://user:password@host:5432/database")?;
    match server.get_options() {
        Some(_) => Err("has `options`: closr sets its own, so leave them out"),
        None => Ok(server),
    }
}

fn tls() -> Result<MakeRustlsConnect> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new(Arc::clone(&provider)).map_err(|_| {
        invalid("the system has no trusted certificates for TLS; install them (on Debian: ca-certificates)")
    })?;
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::new(ErrorKind::Unexpected, "TLS cannot be set up: report this"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn invalid(message: &'static str) -> Error {
    Error::new(ErrorKind::ConfigInvalid, message)
}
