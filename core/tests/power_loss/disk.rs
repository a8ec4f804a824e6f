//! A disk that keeps what was synced, and of the rest whatever it likes.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::trace::Event;

/// What a disk writes whole: less than a page, so pages are torn.
const SECTOR: usize = 512;

#[derive(Clone, Default)]
pub(crate) struct Disk(BTreeMap<PathBuf, File>);

#[derive(Clone, Default)]
struct File {
    /// What a power loss leaves in any case; `None` where the file is not there.
    kept: Option<Vec<u8>>,
    /// What came since, in order.
    since: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Create,
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
    Unlink,
}

impl Disk {
    /// A folder's files as they are, all of them kept.
    pub(crate) fn of(folder: &Path) -> Disk {
        let mut disk = Disk::default();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let kept = Some(std::fs::read(&path).unwrap());
            disk.0.insert(path, File { kept, since: Vec::new() });
        }
        disk
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        match event {
            Event::Create { path } => {
                let file = self.file(path);
                if file.now().is_none() {
                    file.since.push(Change::Create);
                }
            }
            Event::Write { path, at, bytes } => {
                let at = usize::try_from(*at).unwrap();
                self.file(path).since.push(Change::Write { at, bytes: bytes.clone() });
            }
            Event::Truncate { path, len } => {
                self.file(path).since.push(Change::Truncate(usize::try_from(*len).unwrap()));
            }
            Event::Unlink { path } => self.file(path).since.push(Change::Unlink),
            Event::Sync { path } => match self.0.get_mut(path) {
                Some(file) => {
                    file.kept = file.now();
                    file.since.clear();
                }
                // A folder: which files are there.
                None => self.0.values_mut().for_each(File::keep_name),
            },
            Event::Said(_) => {}
        }
    }

    fn file(&mut self, path: &Path) -> &mut File {
        self.0.entry(path.to_owned()).or_default()
    }

    /// Writes into a folder what is left of the disk.
    pub(crate) fn lose_power(&self, random: &mut fastrand::Rng, folder: &Path) {
        let whim = random.choice([Whim::Nothing, Whim::All, Whim::First, Whim::Any, Whim::Torn]).unwrap();
        for (path, file) in &self.0 {
            if let Some(left) = file.left(whim, random) {
                let mut ours = OpenOptions::new();
                let file = ours.write(true).create_new(true).mode(0o600);
                file.open(folder.join(path.file_name().unwrap())).unwrap().write_all(&left).unwrap();
            }
        }
    }
}

/// What a disk kept of what it was not told to keep.
#[derive(Clone, Copy)]
enum Whim {
    Nothing,
    All,
    /// The first of the changes, the last of them torn.
    First,
    /// Any of them.
    Any,
    /// Any sectors of them.
    Torn,
}

impl File {
    fn now(&self) -> Option<Vec<u8>> {
        let mut content = self.kept.clone();
        self.since.iter().for_each(|change| change.apply(&mut content, |_| true));
        content
    }

    fn keep_name(&mut self) {
        if let Some(last) = self.since.iter().rposition(|change| matches!(change, Change::Unlink)) {
            self.since.drain(..=last);
            self.kept = None;
        }
        if matches!(self.since.first(), Some(Change::Create)) {
            self.since.remove(0);
            self.kept = Some(Vec::new());
        }
    }

    fn left(&self, whim: Whim, random: &mut fastrand::Rng) -> Option<Vec<u8>> {
        let mut content = self.kept.clone();
        let first = random.usize(0..=self.since.len());
        for (number, change) in self.since.iter().enumerate() {
            match whim {
                Whim::Nothing => {}
                Whim::All => change.apply(&mut content, |_| true),
                Whim::First if number < first => change.apply(&mut content, |_| true),
                Whim::First if number == first => change.apply(&mut content, |_| random.bool()),
                Whim::First => {}
                Whim::Any if random.bool() => change.apply(&mut content, |_| true),
                Whim::Any => {}
                Whim::Torn => change.apply(&mut content, |_| random.bool()),
            }
        }
        content
    }
}

impl Change {
    /// Changes the content; of a write those sectors that are `kept`.
    fn apply(&self, content: &mut Option<Vec<u8>>, mut kept: impl FnMut(usize) -> bool) {
        match (self, content) {
            (Change::Create, content @ None) => *content = Some(Vec::new()),
            (Change::Unlink, content) => *content = None,
            (Change::Truncate(len), Some(content)) => content.resize(*len, 0),
            (Change::Write { at, bytes }, Some(content)) => {
                content.resize(content.len().max(at + bytes.len()), 0);
                let mut from = 0;
                while from < bytes.len() {
                    // Sectors are those of the disk, wherever in them a write begins.
                    let end = bytes.len().min(from + SECTOR - (at + from) % SECTOR);
                    if kept(from) {
                        content[at + from..at + end].copy_from_slice(&bytes[from..end]);
                    }
                    from = end;
                }
            }
            (Change::Create, Some(_)) | (Change::Truncate(_) | Change::Write { .. }, None) => {}
        }
    }
}
