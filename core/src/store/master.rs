//! The master key's file: mode 0600, one line that says what it is and one with the key; while it is rotated, another with the old one.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind as Io, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::clock::Surroundings;
use crate::error::{Error, ErrorKind, Result, RoomError};
use crate::store::envelope::Key;

const HEADER: &str = "closr-master-key-1";

/// Reads the master key, and while it is rotated the old one after it; `None` where there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<Vec<Key>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == Io::NotFound => return Ok(None),
        Err(_) => return Err(Fault::Unreadable.into()),
    };
    refuse_if_shared(&file)?;
    let mut text = Zeroizing::new(String::with_capacity(128));
    // A key is short: what is longer is another file, which need not be read whole.
    file.take(1024).read_to_string(&mut text).map_err(|_| Fault::NotAKey)?;
    parse(&text).map(Some).ok_or_else(|| Fault::NotAKey.into())
}

/// Makes a fresh master key and its file, unless another process just did: then that one is read.
pub(super) fn create(path: &Path, surroundings: &Surroundings) -> Result<Vec<Key>> {
    let key: Key = Zeroizing::new(surroundings.bytes()?);
    let keys = vec![key];
    let text = text(&keys);
    // The file appears under its name only when it is whole: nobody reads half a key.
    let draft = draft(path, surroundings)?;
    let written = write_new(&draft, text.as_bytes()).and_then(|()| fs::hard_link(&draft, path));
    let _ = fs::remove_file(&draft);
    match written {
        Ok(()) => {
            sync_folder(path);
            Ok(keys)
        }
        Err(error) if error.kind() == Io::AlreadyExists => {
            read(path)?.ok_or_else(|| Fault::Unreadable.into())
        }
        Err(_) => Err(Fault::CannotCreate.into()),
    }
}

/// Puts keys into the file in one step: it holds these or those from before, whatever happens.
pub(super) fn replace(path: &Path, keys: &[Key], surroundings: &Surroundings) -> Result<()> {
    let draft = draft(path, surroundings)?;
    let written = write_new(&draft, text(keys).as_bytes()).and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
        return Err(Fault::CannotCreate.into());
    }
    sync_folder(path);
    Ok(())
}

fn text(keys: &[Key]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(HEADER.len() + 1 + 65 * keys.len()));
    text.push_str(HEADER);
    text.push('\n');
    for key in keys {
        text.push_str(&Zeroizing::new(hex::encode(**key)));
        text.push('\n');
    }
    text
}

fn parse(text: &str) -> Option<Vec<Key>> {
    let lines = text.strip_prefix(HEADER)?.strip_prefix('\n')?;
    let lines = lines.strip_suffix('\n').unwrap_or(lines);
    let read = |hex: &str| {
        let mut key = Zeroizing::new([0; 32]);
        hex::decode_to_slice(hex, &mut *key).ok().map(|()| key)
    };
    let keys: Vec<Key> = lines.split('\n').map(read).collect::<Option<_>>()?;
    (keys.len() <= 2).then_some(keys)
}

/// Opens a file that only its owner may read, and makes it where it is absent.
pub(super) fn open_private(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    private(options.append(true).create(true)).open(path).map_err(|_| Fault::CannotCreate.into())
}

fn draft(path: &Path, surroundings: &Surroundings) -> Result<PathBuf> {
    let mut name = path.file_name().ok_or(Fault::CannotCreate)?.to_owned();
    name.push(format!(".{}", hex::encode(surroundings.bytes::<8>()?)));
    Ok(path.with_file_name(name))
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes an empty file that only its owner may read, where there is none: SQLite's own would follow the umask.
pub(super) fn touch_private(path: &Path) -> Result<()> {
    match private(OpenOptions::new().append(true).create_new(true)).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == Io::AlreadyExists => Ok(()),
        Err(error) if matches!(error.kind(), Io::StorageFull | Io::QuotaExceeded) => {
            Err(Error::new(ErrorKind::Unavailable, "the disk is full: free space, then retry"))
        }
        Err(_) => Err(Error::new(
            ErrorKind::ConfigInvalid,
            "the store's files cannot be made: its folder must exist and be writable",
        )),
    }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn refuse_if_shared(file: &File) -> Result<()> {
    let mode = file.metadata().map_err(|_| Fault::Unreadable)?;
    let mode = std::os::unix::fs::PermissionsExt::mode(&mode.permissions());
    if mode & 0o077 == 0 { Ok(()) } else { Err(Fault::Shared.into()) }
}

#[cfg(not(unix))]
fn refuse_if_shared(_file: &File) -> Result<()> {
    Ok(())
}

/// The name is durable once its folder is; where a folder cannot be synced, the file system sees to it.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(
        "the master key's file may be read by others: chmod 600 it, and replace the key if others had access"
    )]
    Shared,
    #[error("the master key's file is not a key: set `master_key` to the file that closr made")]
    NotAKey,
    #[error("the master key's file cannot be read: check its owner and mode")]
    Unreadable,
    #[error("the master key's file cannot be made: its folder must exist and be writable")]
    CannotCreate,
}

impl RoomError for Fault {
    fn kind(&self) -> ErrorKind {
        match self {
            Fault::Shared | Fault::NotAKey | Fault::Unreadable | Fault::CannotCreate => {
                ErrorKind::ConfigInvalid
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        assert!(read(&path).unwrap().is_none());
        let made = create(&path, &Surroundings::default()).unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), made);
        assert_eq!(create(&path, &Surroundings::default()).unwrap(), made, "the first key stays");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
        assert!(!fs::read(&path).unwrap().windows(32).any(|bytes| bytes == *made[0]));
        let two = [Zeroizing::new([7; 32]), made[0].clone()];
        replace(&path, &two, &Surroundings::default()).unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), two);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        create(&path, &Surroundings::default()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o620, 0o601, 0o777] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = read(&path).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
            assert!(error.to_string().contains("chmod 600"), "{mode:o}: {error}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert!(read(&path).unwrap().is_some());
    }

    #[test]
    fn what_is_not_a_key_is_refused_and_not_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let hex = "ab".repeat(32);
        for (index, text) in [
            String::new(),
            hex.clone(),
            format!("{HEADER}\n"),
            format!("{HEADER}\n{hex}00\n"),
            format!("{HEADER}\n{hex}\n{hex}\n{hex}\n"),
            format!("{HEADER}\n{hex}\n\n"),
            format!("{HEADER}\n{}\n", &hex[2..]),
            format!("{HEADER} {hex}\n"),
            format!("closr-master-key-2\n{hex}\n"),
            "x".repeat(5000),
        ]
        .iter()
        .enumerate()
        {
            let path = folder.path().join(index.to_string());
            write_new(&path, text.as_bytes()).unwrap();
            let error = read(&path).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConfigInvalid, "{index}");
            assert!(!error.to_string().contains("abab"));
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_a_setting_to_fix() {
        let folder = tempfile::tempdir().unwrap();
        let error = create(&folder.path().join("no/a.key"), &Surroundings::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
    }
}
