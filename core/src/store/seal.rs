//! Envelope encryption: master key → account key → one data key per lead.

use std::collections::HashMap;
use std::hash::Hash;
#[cfg(feature = "store-sqlite")]
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ring::hmac;
use zeroize::Zeroizing;

use crate::audit::ChainKey;
use crate::clock::Surroundings;
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{AccountId, LeadId};
use crate::store::envelope::{self, Key};
use crate::store::keys::{KeyStore, open_account};
use crate::store::link::Connection;
#[cfg(feature = "store-sqlite")]
use crate::store::master_key::MasterKey;
use crate::store::record::KeyCopies;
use crate::store::rotation::Rewrapped;
use crate::store::wrap::{Master, Origin};

/// Whose data a sealed value is, and so under which key it lies.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner<'a> {
    /// Data of the business itself that is not public.
    #[cfg_attr(not(test), expect(dead_code, reason = "credentials come with later rooms"))]
    Account(&'a AccountId),
    Lead(&'a AccountId, LeadId),
    /// The words that consent rests on, kept until the end of that year, whatever becomes of the lead.
    Evidence(&'a AccountId, i16),
}

/// Where a sealed value stands: bound to it as associated data, so that it opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) row: &'a [u8],
}

/// What a keyed hash is for: hashes for one use say nothing about another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum HashUse {
    /// Finds a contact point.
    ContactPoint,
    /// Finds a business's own id.
    ExternalId,
    /// Finds a message by its provider's id, which can hold an address.
    MessageId,
    /// Finds an outreach by the business's id of it.
    OutreachId,
    /// Tells one message's body from another's.
    Body,
}

impl HashUse {
    fn label(self) -> &'static [u8] {
        match self {
            HashUse::ContactPoint => b"index.1.contact_point",
            HashUse::ExternalId => b"index.1.external_id",
            HashUse::MessageId => b"index.1.message_id",
            HashUse::OutreachId => b"index.1.outreach_id",
            HashUse::Body => b"index.1.body",
        }
    }
}

/// The keys of one store.
///
/// Keys are unwrapped once and kept in memory, a bounded number of them, and wiped when they go.
pub(crate) struct Keyring {
    store: Mutex<KeyStore>,
    accounts: Mutex<Cache<AccountId, AccountKeys>>,
    leads: Mutex<Cache<(AccountId, LeadId), Key>>,
    evidence: Mutex<Cache<(AccountId, i16), Key>>,
    surroundings: Surroundings,
}

impl Keyring {
    #[cfg(feature = "store-sqlite")]
    /// Opens the master key (a file of mode 0600 is made where both files are absent) and the key store.
    ///
    /// `ConfigInvalid` when the key file is readable by others or is not a key, `Unauthorized` when the key
    /// is not the one that the key store was made with, `Corrupt` when the key file is missing but the key store is not.
    pub(crate) fn open(master: &MasterKey, keys: &Path, surroundings: Surroundings) -> Result<Keyring> {
        // In this order: whoever makes both files makes the master key's first.
        let known = std::fs::metadata(keys).is_ok_and(|metadata| metadata.len() > 0);
        let key = master.open(known, &surroundings)?;
        Keyring::over(super::sqlite::file::open_keys(Some(keys))?, key, surroundings)
    }

    /// The keys behind a connection that is open with the layout of a key store.
    pub(super) fn over(
        connection: Connection,
        master: Master,
        surroundings: Surroundings,
    ) -> Result<Keyring> {
        Ok(Keyring::new(KeyStore::new(connection, master, surroundings.clone())?, surroundings))
    }

    #[cfg(feature = "store-sqlite")]
    /// A keyring that lives in memory alone.
    pub(crate) fn in_memory(surroundings: Surroundings) -> Result<Keyring> {
        let master = Master::of_keys(vec![Zeroizing::new(surroundings.bytes()?)], Origin::Memory);
        Keyring::over(super::sqlite::file::open_keys(None)?, master, surroundings)
    }

    fn new(store: KeyStore, surroundings: Surroundings) -> Keyring {
        Keyring {
            store: Mutex::new(store),
            // A key service is asked once for each that is not kept.
            accounts: Mutex::new(Cache::new(4096)),
            leads: Mutex::new(Cache::new(4096)),
            evidence: Mutex::new(Cache::new(256)),
            surroundings,
        }
    }

    /// The random id of the key store, for the database to remember.
    pub(crate) fn id(&self) -> [u8; 16] {
        lock(&self.store).id()
    }

    /// Makes the account's keys, durably, where they are absent.
    pub(crate) fn ensure_account(&self, account: &AccountId) -> Result<()> {
        lock(&self.store).ensure_account(account)
    }

    /// Makes a lead's data key, durably, before its first row is written.
    pub(crate) fn create_lead(&self, account: &AccountId, lead: LeadId) -> Result<()> {
        let keys = self.account(account)?;
        lock(&self.store).create_lead(account, &keys.wrapping, lead)
    }

    /// Makes the key for a year's evidence, durably, where it is absent.
    pub(crate) fn ensure_evidence(&self, account: &AccountId, year: i16) -> Result<()> {
        if lock(&self.evidence).find(&(account.clone(), year)).is_some() {
            return Ok(());
        }
        let keys = self.account(account)?;
        lock(&self.store).ensure_evidence(account, &keys.wrapping, year)
    }

    /// Destroys the keys of the account's evidence of those years before one that `is_empty` says no words are left of, as
    /// [`Keyring::destroy_leads`] does a lead's. Where a year's key was destroyed before, its old bytes are wiped again: whoever did
    /// it may have been hindered by a reader.
    pub(crate) fn destroy_evidence(
        &self,
        account: &AccountId,
        before: i16,
        is_empty: impl Fn(i16) -> Result<bool>,
    ) -> Result<()> {
        let years = lock(&self.store).evidence_years(account, before)?;
        if years.is_empty() {
            return Ok(());
        }
        let mut over = Vec::new();
        for (year, _) in years.iter().filter(|(_, is_there)| *is_there) {
            if is_empty(*year)? {
                over.push(*year);
            }
        }
        let destroyed = lock(&self.store).destroy_evidence(account, &over);
        for year in over {
            lock(&self.evidence).forget(&(account.clone(), year));
        }
        destroyed
    }

    /// Destroys leads' data keys, durably: nothing sealed under them opens again, in any copy of the data.
    /// Another process that holds one in memory keeps it until that process ends or forgets it. Says which master key was the
    /// newest then.
    pub(crate) fn destroy_leads(&self, leads: &[(AccountId, LeadId)]) -> Result<u64> {
        let destroyed = lock(&self.store).destroy_leads(leads);
        for lead in leads {
            lock(&self.leads).forget(lead);
        }
        destroyed.and_then(|()| lock(&self.store).generation())
    }

    /// What opens copies of the key store from while this master key was the newest, or from before.
    pub(crate) fn copies_of(&self, generation: u64) -> Result<KeyCopies> {
        lock(&self.store).copies_of(generation)
    }

    /// Begins a new master key, or goes on with one.
    pub(in crate::store) fn begin_rotation(&self) -> Result<()> {
        lock(&self.store).begin_rotation()
    }

    /// Wraps a part of the accounts' keys under the new master key. Others get at the keys between two parts.
    pub(in crate::store) fn rewrap(&self, after: Option<&AccountId>, limit: i64) -> Result<Rewrapped> {
        lock(&self.store).rewrap(after, limit)
    }

    /// Forgets the old master key.
    pub(in crate::store) fn end_rotation(&self) -> Result<()> {
        lock(&self.store).end_rotation()
    }

    /// Seals a value to its owner and place.
    pub(crate) fn seal(&self, owner: Owner<'_>, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>> {
        let key = self.data_key(owner)?;
        envelope::seal(&key, self.surroundings.bytes()?, &context(owner, place), plain)
    }

    /// Opens a value. `Restricted` when its key was destroyed, `Corrupt` when it was moved or changed.
    pub(crate) fn unseal(
        &self,
        owner: Owner<'_>,
        place: Place<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        let key = self.data_key(owner)?;
        envelope::open(&key, &context(owner, place), sealed).map_err(|_| {
            Error::new(
                ErrorKind::Corrupt,
                crate::error::safe!(
                    "a sealed value was changed or moved ({}.{}): restore the database from a backup",
                    place.table,
                    place.column
                ),
            )
        })
    }

    /// A keyed hash under a key of the account that is not in the database.
    pub(crate) fn hash(&self, account: &AccountId, usage: HashUse, value: &[u8]) -> Result<[u8; 32]> {
        let keys = self.account(account)?;
        let key = match usage {
            HashUse::ContactPoint => &keys.contact_point,
            HashUse::ExternalId => &keys.external_id,
            HashUse::MessageId => &keys.message_id,
            HashUse::OutreachId => &keys.outreach_id,
            HashUse::Body => &keys.body,
        };
        let mut hash = [0; 32];
        hash.copy_from_slice(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &**key), value).as_ref());
        Ok(hash)
    }

    /// The account's key for its audit chain.
    pub(crate) fn audit_key(&self, account: &AccountId) -> Result<ChainKey> {
        Ok(ChainKey::new(&self.account(account)?.audit))
    }

    fn account(&self, account: &AccountId) -> Result<Arc<AccountKeys>> {
        if let Some(keys) = lock(&self.accounts).find(account) {
            return Ok(keys);
        }
        // A service that is slow holds up nobody who needs other keys.
        let (wrapped, master) = lock(&self.store).wrapped_account(account)?;
        let key = match open_account(&master, account, &wrapped)? {
            Some(key) => key,
            None => lock(&self.store).account(account)?,
        };
        let keys = AccountKeys::derive(&key)?;
        Ok(lock(&self.accounts).keep(account.clone(), keys))
    }

    fn data_key(&self, owner: Owner<'_>) -> Result<Arc<Key>> {
        match owner {
            Owner::Account(account) => Ok(Arc::new(self.account(account)?.data.clone())),
            Owner::Lead(account, lead) => {
                let place = (account.clone(), lead);
                if let Some(key) = lock(&self.leads).find(&place) {
                    return Ok(key);
                }
                let keys = self.account(account)?;
                let key = lock(&self.store).lead(account, &keys.wrapping, lead)?;
                Ok(lock(&self.leads).keep(place, key))
            }
            Owner::Evidence(account, year) => {
                let place = (account.clone(), year);
                if let Some(key) = lock(&self.evidence).find(&place) {
                    return Ok(key);
                }
                let keys = self.account(account)?;
                let key = lock(&self.store).evidence(account, &keys.wrapping, year)?;
                Ok(lock(&self.evidence).keep(place, key))
            }
        }
    }
}

/// What an account's one wrapped key becomes: a key for each use.
struct AccountKeys {
    wrapping: Key,
    data: Key,
    audit: Key,
    contact_point: Key,
    external_id: Key,
    message_id: Key,
    outreach_id: Key,
    body: Key,
}

impl AccountKeys {
    fn derive(key: &Key) -> Result<AccountKeys> {
        let index = |usage: HashUse| envelope::subkey(key, usage.label());
        Ok(AccountKeys {
            wrapping: envelope::subkey(key, b"wrapping.1")?,
            data: envelope::subkey(key, b"data.1")?,
            audit: envelope::subkey(key, b"audit.1")?,
            contact_point: index(HashUse::ContactPoint)?,
            external_id: index(HashUse::ExternalId)?,
            message_id: index(HashUse::MessageId)?,
            outreach_id: index(HashUse::OutreachId)?,
            body: index(HashUse::Body)?,
        })
    }
}

/// Everything that a sealed value is bound to, each part of its own length.
fn context(owner: Owner<'_>, place: Place<'_>) -> Vec<u8> {
    let (account, whose) = match owner {
        Owner::Account(account) => (account, Vec::new()),
        Owner::Lead(account, lead) => (account, lead.as_bytes().to_vec()),
        Owner::Evidence(account, year) => (account, year.to_be_bytes().to_vec()),
    };
    let parts = [
        account.as_str().as_bytes(),
        whose.as_slice(),
        place.table.as_bytes(),
        place.column.as_bytes(),
        place.row,
    ];
    let mut context = Vec::with_capacity(128);
    for part in parts {
        context.extend_from_slice(&(part.len() as u64).to_be_bytes());
        context.extend_from_slice(part);
    }
    context
}

/// A bounded map: when it is full it starts over, which costs an unwrapping for each key still in use.
struct Cache<K, V> {
    most: usize,
    kept: HashMap<K, Arc<V>>,
}

impl<K: Hash + Eq, V> Cache<K, V> {
    fn new(most: usize) -> Cache<K, V> {
        Cache { most, kept: HashMap::new() }
    }

    fn find(&self, key: &K) -> Option<Arc<V>> {
        self.kept.get(key).cloned()
    }

    fn keep(&mut self, key: K, value: V) -> Arc<V> {
        if self.kept.len() >= self.most {
            self.kept.clear();
        }
        let value = Arc::new(value);
        self.kept.insert(key, Arc::clone(&value));
        value
    }

    fn forget(&mut self, key: &K) {
        self.kept.remove(key);
    }
}

/// A panic elsewhere leaves a cache or a connection whole: its transaction is rolled back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    struct Files {
        _folder: tempfile::TempDir,
        master: PathBuf,
        keys: PathBuf,
    }

    impl Files {
        fn new() -> Files {
            let folder = tempfile::tempdir().unwrap();
            let (master, keys) = (folder.path().join("db.key"), folder.path().join("db.keys"));
            Files { _folder: folder, master, keys }
        }

        fn open(&self) -> Result<Keyring> {
            Keyring::open(&self.master.as_path().into(), &self.keys, Surroundings::default())
        }
    }

    fn account(id: &str) -> AccountId {
        AccountId::new(id).unwrap()
    }

    fn lead() -> LeadId {
        LeadId::fresh(&Surroundings::default()).unwrap()
    }

    const PLACE: Place<'static> = Place { table: "lead", column: "record", row: b"1" };

    #[test]
    fn a_value_opens_where_it_was_sealed_and_nowhere_else() {
        let keyring = Keyring::in_memory(Surroundings::default()).unwrap();
        let (a, b, jane, john) = (account("a"), account("b"), lead(), lead());
        for owner in [&a, &b] {
            keyring.ensure_account(owner).unwrap();
            keyring.create_lead(owner, jane).unwrap();
            keyring.create_lead(owner, john).unwrap();
        }
        let owners = [
            Owner::Lead(&a, jane),
            Owner::Lead(&a, john),
            Owner::Lead(&b, jane),
            Owner::Lead(&b, john),
            Owner::Account(&a),
            Owner::Account(&b),
        ];
        let mut spots = Vec::new();
        for owner in owners {
            for table in ["lead", "message"] {
                for column in ["record", "text"] {
                    for row in [&b""[..], b"1", b"2", b"11"] {
                        spots.push((owner, Place { table, column, row }));
                    }
                }
            }
        }
        for (from, (owner, place)) in spots.iter().enumerate() {
            let sealed = keyring.seal(*owner, *place, b"Jane").unwrap();
            for (to, (owner, place)) in spots.iter().enumerate() {
                let opened = keyring.unseal(*owner, *place, &sealed);
                if from == to {
                    assert_eq!(&**opened.unwrap(), b"Jane");
                } else {
                    assert_eq!(opened.unwrap_err().kind(), ErrorKind::Corrupt, "{from} opened at {to}");
                }
            }
        }
    }

    #[test]
    fn parts_of_a_place_do_not_run_into_each_other() {
        let a = account("a");
        let one = context(Owner::Account(&a), Place { table: "ab", column: "c", row: b"" });
        let two = context(Owner::Account(&a), Place { table: "a", column: "bc", row: b"" });
        assert_ne!(one, two);
    }

    #[test]
    fn every_flipped_byte_shows() {
        let keyring = Keyring::in_memory(Surroundings::default()).unwrap();
        let (a, jane) = (account("a"), lead());
        keyring.ensure_account(&a).unwrap();
        keyring.create_lead(&a, jane).unwrap();
        let sealed = keyring.seal(Owner::Lead(&a, jane), PLACE, b"Jane").unwrap();
        for index in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[index] ^= 0x40;
            let error = keyring.unseal(Owner::Lead(&a, jane), PLACE, &flipped).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Corrupt, "byte {index}");
        }
    }

    #[test]
    fn no_two_seals_share_salt_or_bytes() {
        let keyring = Keyring::in_memory(Surroundings::default()).unwrap();
        let a = account("a");
        keyring.ensure_account(&a).unwrap();
        let sealed: Vec<_> =
            (0..500).map(|_| keyring.seal(Owner::Account(&a), PLACE, b"Jane").unwrap()).collect();
        for part in [1..33, 33..65, 65..85] {
            let distinct: BTreeSet<_> = sealed.iter().map(|sealed| &sealed[part.clone()]).collect();
            assert_eq!(distinct.len(), sealed.len());
        }
    }

    #[test]
    fn hashes_differ_by_account_use_and_value_and_last() {
        let files = Files::new();
        let (a, b) = (account("a"), account("b"));
        let hashes = |keyring: &Keyring| {
            let mut hashes = Vec::new();
            for account in [&a, &b] {
                keyring.ensure_account(account).unwrap();
                for usage in [HashUse::ContactPoint, HashUse::ExternalId, HashUse::MessageId, HashUse::Body] {
                    for value in [&b"x"[..], b"y"] {
                        hashes.push(keyring.hash(account, usage, value).unwrap());
                    }
                }
            }
            hashes
        };
        let first = hashes(&files.open().unwrap());
        assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 16);
        assert_eq!(hashes(&files.open().unwrap()), first);
    }

    #[test]
    fn keys_survive_and_are_shared_between_processes() {
        let files = Files::new();
        let (a, jane) = (account("a"), lead());
        let (one, two) = (files.open().unwrap(), files.open().unwrap());
        one.ensure_account(&a).unwrap();
        two.ensure_account(&a).unwrap();
        one.create_lead(&a, jane).unwrap();
        let sealed = two.seal(Owner::Lead(&a, jane), PLACE, b"Jane").unwrap();
        drop((one, two));
        assert_eq!(&**files.open().unwrap().unseal(Owner::Lead(&a, jane), PLACE, &sealed).unwrap(), b"Jane");
    }

    #[test]
    fn a_destroyed_key_stays_destroyed() {
        let files = Files::new();
        let (a, jane, john) = (account("a"), lead(), lead());
        let keyring = files.open().unwrap();
        keyring.ensure_account(&a).unwrap();
        keyring.create_lead(&a, jane).unwrap();
        keyring.create_lead(&a, john).unwrap();
        let wrapped: Vec<u8> = lock(&keyring.store).wrapped_for_test(&a, jane);
        let [janes, johns] =
            [jane, john].map(|lead| keyring.seal(Owner::Lead(&a, lead), PLACE, b"Jane").unwrap());
        keyring.destroy_leads(&[(a.clone(), jane)]).unwrap();
        for keyring in [keyring, files.open().unwrap()] {
            let error = keyring.unseal(Owner::Lead(&a, jane), PLACE, &janes).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Restricted);
            assert_eq!(
                keyring.seal(Owner::Lead(&a, jane), PLACE, b"more").unwrap_err().kind(),
                ErrorKind::Restricted
            );
            assert!(keyring.unseal(Owner::Lead(&a, john), PLACE, &johns).is_ok());
            assert_eq!(keyring.destroy_leads(&[(a.clone(), lead())]).unwrap_err().kind(), ErrorKind::Corrupt);
        }
        for name in ["db.keys", "db.keys-wal"] {
            let bytes = std::fs::read(files.keys.with_file_name(name)).unwrap_or_default();
            let tail = &wrapped[wrapped.len() - 24..];
            assert!(!bytes.windows(tail.len()).any(|window| window == tail), "{name}");
        }
    }

    #[test]
    fn a_wrong_or_missing_master_key_is_said_so() {
        let files = Files::new();
        files.open().unwrap().ensure_account(&account("a")).unwrap();
        let kept = std::fs::read(&files.master).unwrap();
        std::fs::remove_file(&files.master).unwrap();
        let error = files.open().err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Corrupt, "{error}");
        assert!(!files.master.exists(), "no key is made up in its stead");
        crate::store::master::create(&files.master, &Surroundings::default()).unwrap();
        let error = files.open().err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Unauthorized, "{error}");
        std::fs::write(&files.master, kept).unwrap();
        assert!(files.open().is_ok());
    }

    #[test]
    fn a_wrapped_key_that_was_moved_does_not_open() {
        let files = Files::new();
        let (a, jane, john) = (account("a"), lead(), lead());
        let keyring = files.open().unwrap();
        keyring.ensure_account(&a).unwrap();
        keyring.create_lead(&a, jane).unwrap();
        keyring.create_lead(&a, john).unwrap();
        lock(&keyring.store).move_for_test(&a, jane, john);
        let error = keyring.seal(Owner::Lead(&a, john), PLACE, b"Jane").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt);
        assert_eq!(
            keyring.seal(Owner::Lead(&a, lead()), PLACE, b"Jane").unwrap_err().kind(),
            ErrorKind::Corrupt,
            "a lead without a key"
        );
        assert_eq!(
            keyring.hash(&account("b"), HashUse::Body, b"x").unwrap_err().kind(),
            ErrorKind::Corrupt,
            "an account without a key"
        );
    }

    #[test]
    fn the_cache_is_bounded() {
        let mut cache = Cache::new(3);
        for key in 0..10 {
            cache.keep(key, key);
            assert!(cache.kept.len() <= 3);
            assert_eq!(cache.find(&key).as_deref(), Some(&key));
        }
    }
}
