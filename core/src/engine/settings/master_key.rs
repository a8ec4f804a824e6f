//! Where the master key is, as a record says it: a file's path, or an object.

#[cfg(any(feature = "kms-aws", feature = "kms-google"))]
use std::time::Duration;

use crate::lead::Fields;
#[cfg(feature = "kms-aws")]
use crate::store::AwsKms;
use crate::store::MasterKey;
#[cfg(feature = "kms-google")]
use crate::store::{GoogleKms, GoogleLogin};

/// One of `env`, `aws_kms` and `google_kms`, and `former` for the file of an earlier key.
pub(super) fn read(fields: &mut Fields) -> Option<MasterKey> {
    fields.text_or_object(
        "master_key",
        |fields, text| {
            if text.trim().is_empty() {
                fields.fault("master_key", "is empty: name a file");
            }
            MasterKey::file(text)
        },
        |fields| {
            let named = [fields.has("env"), fields.has("aws_kms"), fields.has("google_kms")];
            if named.into_iter().filter(|named| *named).count() > 1 {
                fields.fault("env", "more than one key is named: leave env, aws_kms or google_kms, and name an old file as former");
            }
            let key = environment(fields);
            let key = aws_kms(fields).or(key);
            let key = google_kms(fields).or(key);
            if key.is_none() {
                fields.fault_once("env", "missing: name the variable that holds the key, or write aws_kms or google_kms");
            }
            let key = key.unwrap_or_else(|| MasterKey::file(""));
            match super::path(fields, "former") {
                Some(former) => key.or_former(former),
                None => key,
            }
        },
    )
}

fn environment(fields: &mut Fields) -> Option<MasterKey> {
    fields.words("env").map(MasterKey::environment)
}

#[cfg(any(feature = "kms-aws", feature = "kms-google"))]
fn deadline(fields: &mut Fields, usual: Duration) -> Duration {
    fields.seconds("deadline_seconds", 1..=60).unwrap_or(usual)
}

#[cfg(feature = "kms-aws")]
fn aws_kms(fields: &mut Fields) -> Option<MasterKey> {
    fields.object("aws_kms", |fields| {
        let mut kms = AwsKms::new(fields.required_words("key"));
        kms.region = fields.words("region");
        kms.endpoint = fields.words("endpoint");
        kms.deadline = deadline(fields, kms.deadline);
        MasterKey::aws_kms(kms)
    })
}

#[cfg(not(feature = "kms-aws"))]
fn aws_kms(fields: &mut Fields) -> Option<MasterKey> {
    left_out(fields, "aws_kms", "not in this build: build closr with the feature kms-aws")
}

#[cfg(feature = "kms-google")]
fn google_kms(fields: &mut Fields) -> Option<MasterKey> {
    fields.object("google_kms", |fields| {
        let key = fields.required_words("key");
        let account = super::path(fields, "service_account");
        let login = account.map_or(GoogleLogin::Machine, GoogleLogin::ServiceAccount);
        let mut kms = GoogleKms::new(key, login);
        kms.endpoint = fields.words("endpoint");
        kms.deadline = deadline(fields, kms.deadline);
        MasterKey::google_kms(kms)
    })
}

#[cfg(not(feature = "kms-google"))]
fn google_kms(fields: &mut Fields) -> Option<MasterKey> {
    left_out(fields, "google_kms", "not in this build: build closr with the feature kms-google")
}

#[cfg(not(all(feature = "kms-aws", feature = "kms-google")))]
fn left_out(fields: &mut Fields, key: &'static str, problem: &'static str) -> Option<MasterKey> {
    fields.take(key)?;
    fields.fault(key, problem);
    Some(MasterKey::file(""))
}

#[cfg(all(test, feature = "store-sqlite", feature = "kms-aws", feature = "kms-google"))]
mod tests {
    use serde_json::{Value, json};

    use crate::engine::EngineBuilder;

    fn faults(master_key: Value) -> Vec<String> {
        let settings = json!({"sqlite": {"path": "no/such/folder/a.db", "master_key": master_key}});
        match EngineBuilder::from_json(&settings.to_string()) {
            Ok(_) => Vec::new(),
            Err(error) => error.faults().iter().map(|fault| fault.path.clone()).collect(),
        }
    }

    #[test]
    fn a_key_is_named_once_and_strictly() {
        let key = "projects/p/locations/l/keyRings/r/cryptoKeys/k";
        for right in [
            json!("a.key"),
            json!({"env": "MASTER_KEY"}),
            json!({"env": "MASTER_KEY", "former": "a.key"}),
            json!({"aws_kms": {"key": "alias/closr", "region": "us-east-1", "endpoint": "http://localhost:1", "deadline_seconds": 2}}),
            json!({"google_kms": {"key": key}}),
            json!({"google_kms": {"key": key, "service_account": "a.json"}, "former": "a.key"}),
        ] {
            assert!(faults(right.clone()).is_empty(), "{right}");
        }
        for (wrong, path) in [
            (json!(""), "sqlite.master_key"),
            (json!({}), "sqlite.master_key.env"),
            (json!({"environment": "A"}), "sqlite.master_key.environment"),
            (json!({"env": "A", "aws_kms": {"key": "k"}}), "sqlite.master_key.env"),
            (json!({"aws_kms": {}}), "sqlite.master_key.aws_kms.key"),
            (
                json!({"aws_kms": {"key": "k", "deadline_seconds": 0}}),
                "sqlite.master_key.aws_kms.deadline_seconds",
            ),
            (
                json!({"google_kms": {"key": key, "service_acount": "a"}}),
                "sqlite.master_key.google_kms.service_acount",
            ),
        ] {
            assert!(faults(wrong.clone()).contains(&path.to_owned()), "{wrong}: {:?}", faults(wrong.clone()));
        }
    }
}
