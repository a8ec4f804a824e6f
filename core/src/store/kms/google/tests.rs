//! Against a server that does what Google's does, as far as it is asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, RsaPublicKeyComponents};

use super::*;
use crate::clock::SystemRandom;
use crate::error::ErrorKind;
use crate::store::envelope;

const KEY: &str = "projects/oak/locations/us-east1/keyRings/closr/cryptoKeys/master";
const PATH: &str = "/v1/projects/oak/locations/us-east1/keyRings/closr/cryptoKeys/master";

/// What the server does instead of answering as it should.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Well,
    Says(u16, &'static str),
    Silent,
}

struct Google {
    address: String,
    folder: tempfile::TempDir,
    state: Arc<State>,
}

struct State {
    mood: Mutex<Mood>,
    tokens: AtomicUsize,
    calls: AtomicUsize,
    key: RsaKeyPair,
    address: String,
}

impl Google {
    fn start() -> Google {
        let folder = tempfile::tempdir().unwrap();
        let pem = folder.path().join("key.pem");
        let made = Command::new("openssl")
            .args(["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out"])
            .arg(&pem)
            .status();
        assert!(made.unwrap().success());
        let pem = std::fs::read_to_string(&pem).unwrap();
        let der: String = pem.lines().filter(|line| !line.starts_with("---")).collect();
        let key = RsaKeyPair::from_pkcs8(&BASE64.decode(der).unwrap()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let account = json!({
            "type": "service_account", "client_email": "closr@oak.iam.gserviceaccount.com", "private_key_id": "k1",
            "private_key": pem, "token_uri": format!("{address}/token"),
        });
        std::fs::write(folder.path().join("account.json"), account.to_string()).unwrap();
        let state = Arc::new(State {
            mood: Mutex::new(Mood::Well),
            tokens: AtomicUsize::new(0),
            calls: AtomicUsize::new(0),
            key,
            address: address.clone(),
        });
        let serving = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&serving);
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        Google { address, folder, state }
    }

    fn config(&self) -> GoogleKms {
        let login = GoogleLogin::ServiceAccount(self.folder.path().join("account.json"));
        GoogleKms { endpoint: Some(self.address.clone()), ..GoogleKms::new(KEY, login) }
    }

    fn open(&self) -> Box<dyn KeyService> {
        self.config().open(&Surroundings::default()).unwrap()
    }

    fn feels(&self, mood: Mood) {
        *self.state.mood.lock().unwrap() = mood;
    }
}

fn serve(mut stream: TcpStream, state: &State) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length, mut bearer) = (String::new(), 0, String::new());
    reader.read_line(&mut line).unwrap();
    let path = line.split(' ').nth(1).unwrap().to_owned();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" => bearer = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    let mood = *state.mood.lock().unwrap();
    let (status, answer) = match mood {
        Mood::Silent => {
            // Until who asks has gone.
            let _ = reader.read(&mut [0]);
            return;
        }
        Mood::Says(status, text) if path != "/token" => (status, text.to_owned()),
        Mood::Well | Mood::Says(..) => answer(&path, &body, &bearer, state),
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        answer.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(answer.as_bytes()));
}

fn answer(path: &str, body: &str, bearer: &str, state: &State) -> (u16, String) {
    const REFUSED: &str = r#"{"error": {"code": 401, "status": "UNAUTHENTICATED", "message": "no"}}"#;
    const WRONG: &str =
        r#"{"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "Decryption failed"}}"#;
    if path == "/token" {
        assert!(is_signed(body, state));
        let number = state.tokens.fetch_add(1, Ordering::SeqCst);
        let token =
            json!({"access_token": format!("token-{number}"), "expires_in": 3599, "token_type": "Bearer"});
        return (200, token.to_string());
    }
    state.calls.fetch_add(1, Ordering::SeqCst);
    if !bearer.starts_with("Bearer token-") {
        return (401, REFUSED.to_owned());
    }
    let body: Value = serde_json::from_str(body).unwrap();
    let context = bytes(&body, "additionalAuthenticatedData").unwrap();
    match path.strip_prefix(PATH) {
        Some(":encrypt") => {
            let plain = bytes(&body, "plaintext").unwrap();
            let salt = Surroundings { random: Arc::new(SystemRandom), ..Surroundings::default() }.bytes();
            let sealed = envelope::seal(&[9; 32], salt.unwrap(), &context, &plain).unwrap();
            let name = format!("{KEY}/cryptoKeyVersions/1");
            (200, json!({"name": name, "ciphertext": BASE64.encode(sealed)}).to_string())
        }
        Some(":decrypt") => match envelope::open(&[9; 32], &context, &bytes(&body, "ciphertext").unwrap()) {
            Ok(plain) => (200, json!({"plaintext": BASE64.encode(&*plain)}).to_string()),
            Err(_) => (400, WRONG.to_owned()),
        },
        _ => (404, r#"{"error": {"code": 404, "status": "NOT_FOUND"}}"#.to_owned()),
    }
}

/// Whether a request for a token is the account's, as Google's server sees it.
fn is_signed(body: &str, state: &State) -> bool {
    let assertion = body.split("assertion=").nth(1).unwrap();
    let (signed, signature) = assertion.rsplit_once('.').unwrap();
    let part = |text: &str| -> Value { serde_json::from_slice(&URL.decode(text).unwrap()).unwrap() };
    let (head, claims) = signed.split_once('.').unwrap();
    let (head, claims) = (part(head), part(claims));
    assert_eq!((&head["alg"], &head["kid"]), (&json!("RS256"), &json!("k1")));
    assert_eq!(claims["aud"], format!("{}/token", state.address));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
    let public = state.key.public();
    let public: RsaPublicKeyComponents<Vec<u8>> = public.into();
    public.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &URL.decode(signature).unwrap()).is_ok()
}

#[test]
fn what_it_wrapped_it_unwraps_with_the_same_context_alone() {
    let google = Google::start();
    let service = google.open();
    let wrapped = service.wrap(b"oak", &[7; 32]).unwrap();
    assert_eq!(**service.unwrap(b"oak", &wrapped).unwrap().unwrap(), [7; 32]);
    assert!(service.unwrap(b"elm", &wrapped).unwrap().is_none());
    assert!(service.unwrap(b"oak", &wrapped[1..]).unwrap().is_none());
    assert_eq!(google.state.tokens.load(Ordering::SeqCst), 1, "a token is good for a while");
}

#[test]
fn a_service_that_is_down_slow_or_refuses_has_its_kind() {
    let google = Google::start();
    let mut config = google.config();
    config.deadline = Duration::from_millis(300);
    let service = config.open(&Surroundings::default()).unwrap();
    let wrapped = service.wrap(b"oak", &[7; 32]).unwrap();
    for (mood, kind) in [
        (Mood::Says(503, "busy"), ErrorKind::Unavailable),
        (Mood::Says(200, "not JSON"), ErrorKind::Unavailable),
        (Mood::Says(429, "{}"), ErrorKind::RateLimited),
        (Mood::Says(403, "{}"), ErrorKind::Unauthorized),
        (Mood::Says(404, "{}"), ErrorKind::ConfigInvalid),
        (Mood::Says(400, r#"{"error": {"status": "FAILED_PRECONDITION"}}"#), ErrorKind::ConfigInvalid),
        (Mood::Silent, ErrorKind::Timeout),
    ] {
        google.feels(mood);
        for error in [service.wrap(b"oak", &[7; 32]).err(), service.unwrap(b"oak", &wrapped).err()] {
            let error = error.unwrap();
            assert_eq!(error.kind(), kind, "{error}");
            assert!(!error.to_string().contains("127.0.0.1"));
        }
    }
    google.feels(Mood::Well);
    assert!(service.unwrap(b"oak", &wrapped).unwrap().is_some(), "and it goes on");
    let nowhere = GoogleKms { endpoint: Some("http://127.0.0.1:9".to_owned()), ..google.config() };
    let error = nowhere.open(&Surroundings::default()).unwrap().wrap(b"oak", &[7; 32]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
}

#[test]
fn settings_that_cannot_be_right_are_refused_at_once() {
    let google = Google::start();
    for key in [
        "",
        "master",
        "projects/p/locations/l/keyRings/r/cryptoKeys/k?x=1",
        &format!("{KEY}/cryptoKeyVersions/1"),
    ] {
        let config = GoogleKms { key: key.to_owned(), ..google.config() };
        assert_eq!(
            config.open(&Surroundings::default()).err().unwrap().kind(),
            ErrorKind::ConfigInvalid,
            "{key}"
        );
    }
    let absent = GoogleLogin::ServiceAccount(google.folder.path().join("none.json"));
    let config = GoogleKms { login: absent, ..google.config() };
    assert_eq!(config.open(&Surroundings::default()).err().unwrap().kind(), ErrorKind::ConfigInvalid);
}

/// A whole store: opened inside a runtime, its turns ask nobody.
#[cfg(all(feature = "store-sqlite", feature = "sqlite-bundled"))]
#[tokio::test]
async fn a_store_asks_once_for_each_account_and_not_for_a_turn() {
    use crate::lead::{Account, AccountId, Lead};
    use crate::store::{MasterKey, SqliteConfig, SqliteStore, Store};

    let google = Google::start();
    let path = google.folder.path().join("closr.db");
    let open = |master_key: Option<MasterKey>| {
        let config = SqliteConfig { master_key, ..SqliteConfig::new(&path) };
        SqliteStore::open(config, Surroundings::default())
    };
    let ours = || MasterKey::google_kms(google.config());
    // It takes over from a file.
    let file = google.folder.path().join("closr.db.key");
    let store = open(None).unwrap();
    let oak = AccountId::new("oak").unwrap();
    store.put_account(Account::from_json(r#"{"id": "oak", "brand": "Oak"}"#).unwrap()).await.unwrap();
    let lead = || Lead::from_json(r#"{"first_name": "Zqxjane"}"#).unwrap();
    let jane = store.put_lead(&oak, lead()).await.unwrap();
    store.close().await;
    let store = open(Some(ours().or_former(file.as_path()))).unwrap();
    assert_eq!(store.rotate_master_key().await.unwrap(), 1);
    store.close().await;
    std::fs::remove_file(file).unwrap();
    let store = open(Some(ours())).unwrap();
    store.lead(&oak, jane).await.unwrap();
    let calls = google.state.calls.load(Ordering::SeqCst);
    for _ in 0..20 {
        let another = store.put_lead(&oak, lead()).await.unwrap();
        store.lead(&oak, another).await.unwrap();
    }
    assert_eq!(google.state.calls.load(Ordering::SeqCst), calls, "nobody is asked for what is known");
    // Who comes anew waits for a service that is down, and who is known does not.
    google.feels(Mood::Says(503, "busy"));
    let error = store.put_account(Account::from_json(r#"{"id": "elm", "brand": "Elm"}"#).unwrap()).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unavailable);
    store.lead(&oak, jane).await.unwrap();
    assert_eq!(open(Some(ours())).unwrap_err().kind(), ErrorKind::Unavailable);
    google.feels(Mood::Well);
    store.put_account(Account::from_json(r#"{"id": "elm", "brand": "Elm"}"#).unwrap()).await.unwrap();
    store.close().await;
    let other = GoogleKms { key: KEY.replace("master", "other"), ..google.config() };
    assert_eq!(open(Some(MasterKey::google_kms(other))).unwrap_err().kind(), ErrorKind::ConfigInvalid);
}
