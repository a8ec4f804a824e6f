//! AWS KMS, through AWS's own SDK: its credentials, signatures and protocol.

use std::sync::Arc;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_kms::Client;
use aws_sdk_kms::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_kms::primitives::Blob;
use aws_smithy_http_client::tls;
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

use super::{DEADLINE, Fault, Line, unwrapped};
use crate::error::Result;
use crate::store::wrap::KeyService;

/// A symmetric key of AWS KMS that wraps accounts' keys.
///
/// Credentials are those that AWS's SDK finds: in the environment, in its files, from the machine's or container's role. They must be
/// allowed `kms:Encrypt` and `kms:Decrypt` with the key. The encryption context `closr` names the account, so that a
/// policy or AWS's trail can tell one account from another.
///
/// ```
/// # #[cfg(feature = "kms-aws")] {
/// use closr::store::{AwsKms, MasterKey};
///
/// let mut kms = AwsKms::new("arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
/// kms.region = Some("us-east-1".to_owned());
/// let master_key = MasterKey::aws_kms(kms).or_former("closr.db.key");
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AwsKms {
    /// The key's id, ARN or alias. What it wrapped opens with that key alone.
    pub key: String,
    /// The region; `None` is the one that AWS's SDK finds.
    pub region: Option<String>,
    /// Another address of the service, as for an endpoint of a VPC; `None` is the region's own.
    pub endpoint: Option<String>,
    /// How long it is waited for: 5 seconds.
    pub deadline: Duration,
}

impl AwsKms {
    /// A key of the region that AWS's SDK finds.
    pub fn new(key: impl Into<String>) -> AwsKms {
        AwsKms { key: key.into(), region: None, endpoint: None, deadline: DEADLINE }
    }

    pub(in crate::store) fn open(&self) -> Result<Box<dyn KeyService>> {
        let asked = Arc::new(Asked { config: self.clone(), client: OnceCell::new() });
        Ok(Box::new(Service { line: Line::open(self.deadline)?, asked }))
    }
}

struct Service {
    line: Line,
    asked: Arc<Asked>,
}

struct Asked {
    config: AwsKms,
    client: OnceCell<Client>,
}

impl KeyService for Service {
    fn mark(&self) -> u8 {
        0xa1
    }

    fn wrap(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
        let (asked, context, plain) = (Arc::clone(&self.asked), hex::encode(context), Blob::new(plain));
        Ok(self.line.ask(async move {
            let request = asked.client().await.encrypt().key_id(&asked.config.key).plaintext(plain);
            let answer = request.encryption_context("closr", context).send().await.map_err(fault)?;
            answer.ciphertext_blob.map(Blob::into_inner).ok_or(Fault::Rejected)
        })?)
    }

    fn unwrap(&self, context: &[u8], wrapped: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let (asked, context, wrapped) = (Arc::clone(&self.asked), hex::encode(context), Blob::new(wrapped));
        unwrapped(self.line.ask(async move {
            let request = asked.client().await.decrypt().key_id(&asked.config.key).ciphertext_blob(wrapped);
            let answer = request.encryption_context("closr", context).send().await.map_err(fault)?;
            answer.plaintext.map(|plain| Zeroizing::new(plain.into_inner())).ok_or(Fault::Rejected)
        }))
    }
}

impl Asked {
    async fn client(&self) -> &Client {
        self.client.get_or_init(|| client(&self.config)).await
    }
}

async fn client(config: &AwsKms) -> Client {
    let ring = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring);
    let http = aws_smithy_http_client::Builder::new().tls_provider(ring).build_https();
    // The line's deadline is over all attempts.
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .retry_config(RetryConfig::standard().with_max_attempts(3));
    if let Some(region) = &config.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(endpoint) = &config.endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    Client::new(&loader.load().await)
}

/// What an error means. The SDK's own message can quote the request.
fn fault<E: ProvideErrorMetadata>(error: SdkError<E>) -> Fault {
    match &error {
        SdkError::TimeoutError(_) => Fault::Slow,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Fault::Slow,
        SdkError::DispatchFailure(failure) if failure.is_io() => Fault::Down,
        // No credentials, no region, or an endpoint that is none.
        SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => Fault::Refused,
        SdkError::ServiceError(answer) => meant(answer.err().code(), answer.raw().status().as_u16()),
        _ => Fault::Down,
    }
}

fn meant(code: Option<&str>, status: u16) -> Fault {
    match code.unwrap_or_default() {
        "InvalidCiphertextException" | "IncorrectKeyException" => Fault::NotOurs,
        "NotFoundException"
        | "DisabledException"
        | "KMSInvalidStateException"
        | "InvalidKeyUsageException" => Fault::NoKey,
        "ThrottlingException" | "Throttling" | "LimitExceededException" => Fault::Busy,
        "DependencyTimeoutException" => Fault::Slow,
        "KMSInternalException" | "KeyUnavailableException" => Fault::Down,
        // Unknown, expired or wrongly signed credentials, and those that may not use the key.
        _ if matches!(status, 401 | 403) => Fault::Refused,
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "ExpiredTokenException"
        | "AccessDeniedException"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException" => Fault::Refused,
        _ if status >= 500 => Fault::Down,
        _ => Fault::Rejected,
    }
}

/// Those whose names have `moto` need its server: `scripts/kms.py run -- cargo test …`.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    const AWAY: &str = "00000000-0000-4000-8000-000000000000";

    fn config(key: &str) -> AwsKms {
        let endpoint = std::env::var("CLOSR_TEST_AWS_KMS").expect("run it by scripts/kms.py");
        let region = Some("us-east-1".to_owned());
        AwsKms { region, endpoint: Some(endpoint), ..AwsKms::new(key) }
    }

    /// A new key on the server.
    fn created() -> String {
        let line = Line::open(DEADLINE).unwrap();
        let config = config("");
        let id = line.ask(async move {
            let made = client(&config).await.create_key().send().await.map_err(fault)?;
            Ok(made.key_metadata.unwrap().key_id)
        });
        id.unwrap()
    }

    #[test]
    fn moto_unwraps_with_the_same_context_and_key_alone() {
        let service = config(&created()).open().unwrap();
        let wrapped = service.wrap(b"oak", &[7; 32]).unwrap();
        assert_eq!(**service.unwrap(b"oak", &wrapped).unwrap().unwrap(), [7; 32]);
        assert!(service.unwrap(b"elm", &wrapped).unwrap().is_none());
        let other = config(&created()).open().unwrap();
        // Its server says that the other key may not be used, where AWS says that it is another.
        let refused = other.unwrap(b"oak", &wrapped);
        assert!(
            matches!(&refused, Err(error) if error.kind() == ErrorKind::Unauthorized)
                || refused.unwrap().is_none()
        );
        let gone = config(AWAY).open().unwrap();
        assert_eq!(gone.wrap(b"oak", &[7; 32]).unwrap_err().kind(), ErrorKind::ConfigInvalid);
    }

    #[test]
    fn moto_that_is_down_or_slow_has_its_kind() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let silent = format!("http://{}", listener.local_addr().unwrap());
        for (endpoint, kind) in
            [(silent, ErrorKind::Timeout), ("http://127.0.0.1:9".to_owned(), ErrorKind::Unavailable)]
        {
            let deadline = Duration::from_secs(2);
            let service = AwsKms { endpoint: Some(endpoint), deadline, ..config(AWAY) }.open().unwrap();
            let error = service.wrap(b"oak", &[7; 32]).unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert!(!error.to_string().contains("127.0.0.1"));
        }
    }

    #[cfg(all(feature = "store-sqlite", feature = "sqlite-bundled"))]
    #[tokio::test]
    async fn moto_keeps_a_stores_keys() {
        use crate::clock::Surroundings;
        use crate::lead::{Account, AccountId, Lead};
        use crate::store::{MasterKey, SqliteConfig, SqliteStore, Store};

        let folder = tempfile::tempdir().unwrap();
        let key = created();
        let open = |key: &str| {
            let master_key = Some(MasterKey::aws_kms(config(key)));
            let config = SqliteConfig { master_key, ..SqliteConfig::new(folder.path().join("closr.db")) };
            SqliteStore::open(config, Surroundings::default())
        };
        let store = open(&key).unwrap();
        let oak = AccountId::new("oak").unwrap();
        store.put_account(Account::from_json(r#"{"id": "oak", "brand": "Oak"}"#).unwrap()).await.unwrap();
        let jane = Lead::from_json(r#"{"first_name": "Zqxjane"}"#).unwrap();
        let jane = store.put_lead(&oak, jane).await.unwrap();
        assert_eq!(store.rotate_master_key().await.unwrap(), 1);
        store.close().await;
        assert_eq!(open(&created()).unwrap_err().kind(), ErrorKind::Unauthorized);
        let store = open(&key).unwrap();
        assert_eq!(store.lead(&oak, jane).await.unwrap().first_name.unwrap().expose(), "Zqxjane");
        assert!(!folder.path().join("closr.db.key").exists());
    }

    #[test]
    fn codes_have_meanings() {
        for (code, status, fault) in [
            ("InvalidCiphertextException", 400, Fault::NotOurs),
            ("NotFoundException", 400, Fault::NoKey),
            ("DisabledException", 400, Fault::NoKey),
            ("ThrottlingException", 400, Fault::Busy),
            ("AccessDeniedException", 400, Fault::Refused),
            ("SomethingNew", 403, Fault::Refused),
            ("KMSInternalException", 500, Fault::Down),
            ("SomethingNew", 503, Fault::Down),
            ("ValidationException", 400, Fault::Rejected),
        ] {
            assert_eq!(meant(Some(code), status), fault, "{code}");
        }
        assert_eq!(meant(None, 502), Fault::Down);
    }
}
