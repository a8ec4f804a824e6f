//! What a process did to a folder, as `strace` tells it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Something that a process did, in order.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Create {
        path: PathBuf,
    },
    Write {
        path: PathBuf,
        at: u64,
        bytes: Vec<u8>,
    },
    Truncate {
        path: PathBuf,
        len: u64,
    },
    Unlink {
        path: PathBuf,
    },
    /// It is done: what was written to the file, or the names in the folder, stay.
    Sync {
        path: PathBuf,
    },
    /// It said so on its output.
    Said(String),
}

/// What the work does to a folder.
pub(crate) fn record(folder: &Path, turns: usize) -> Vec<Event> {
    let (notes, _) = strace(
        &[
            "-y",
            "-xx",
            "-s",
            "1000000",
            "-e",
            "trace=openat,pwrite64,write,/sync$,ftruncate,/unlink,/rename,/link",
        ],
        folder,
        turns,
    );
    Reader::default().read(&notes, folder)
}

/// What came of the work with a call of the disk that failed.
pub(crate) struct Failed {
    /// What it said.
    pub(crate) said: Vec<String>,
    /// Whether there was such a call.
    pub(crate) injected: bool,
    /// How many there were.
    pub(crate) calls: u64,
}

/// Has one of the work's calls on its files fail: the one of that number, from 1, in each thread.
pub(crate) fn fail(folder: &Path, turns: usize, call: &str, number: u64) -> Failed {
    let inject = format!("inject={call}:error=EIO:when={number}");
    let mut args = vec!["-e".to_owned(), format!("trace={call}"), "-e".to_owned(), inject];
    for end in ["db", "db-wal", "db.keys", "db.keys-wal", "db.key"] {
        args.extend(["-P".to_owned(), folder.join(format!("closr.{end}")).to_string_lossy().into_owned()]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (notes, said) = strace(&args, folder, turns);
    let calls = notes.lines().filter(|line| line.contains(&format!("{call}("))).count() as u64;
    Failed { said: said.lines().map(str::to_owned).collect(), injected: notes.contains("(INJECTED)"), calls }
}

/// Runs the work under `strace`: what that noted, and what the work said.
fn strace(args: &[&str], folder: &Path, turns: usize) -> (String, String) {
    let notes = tempfile::NamedTempFile::new().unwrap();
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o"]).arg(notes.path()).args(args).arg(std::env::current_exe().unwrap());
    strace.args(["--exact", "child", "--ignored", "--nocapture", "--test-threads", "1"]);
    strace.env("CLOSR_CRASH_FOLDER", folder).env("CLOSR_CRASH_TURNS", turns.to_string());
    let done = strace.output().expect("strace is installed");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{args:?}: {said}{}", String::from_utf8_lossy(&done.stderr));
    (std::fs::read_to_string(notes.path()).unwrap(), said)
}

#[derive(Default)]
struct Reader {
    /// Calls that a thread has not returned from.
    begun: HashMap<String, String>,
    events: Vec<Event>,
}

impl Reader {
    fn read(mut self, text: &str, folder: &Path) -> Vec<Event> {
        for line in text.lines() {
            let (thread, rest) = line.split_once(' ').unwrap_or((line, ""));
            let rest = rest.trim_start();
            if let Some(begun) = rest.strip_suffix("<unfinished ...>") {
                // A write may reach the disk from here on, a sync is done when it returns.
                if !begun.contains("sync(") {
                    self.call(begun, folder);
                } else {
                    self.begun.insert(thread.to_owned(), begun.to_owned());
                }
            } else if let Some((_, end)) = rest.split_once(" resumed>") {
                if let Some(begun) = self.begun.remove(thread) {
                    self.call(&format!("{begun}{end}"), folder);
                }
            } else {
                self.call(rest, folder);
            }
        }
        self.events
    }

    fn call(&mut self, call: &str, folder: &Path) {
        let Some((name, args)) = call.split_once('(') else { return };
        if call.contains("= -1 ") {
            return;
        }
        let quoted = || args.split('"').nth(1).map(bytes).unwrap_or_default();
        let path = match name {
            "openat" | "unlinkat" | "unlink" => path(&quoted()),
            // `5</the/path>`, in hexadecimal.
            _ => path(&args.split(['<', '>']).nth(1).map(bytes).unwrap_or_default()),
        };
        if name == "write" && args.starts_with("1<") {
            self.events.push(Event::Said(String::from_utf8_lossy(&quoted()).trim().to_owned()));
            return;
        }
        if !path.starts_with(folder) {
            return;
        }
        // Its content is not needed after a crash: it is made anew from the log.
        if path.extension().is_some_and(|end| end == "db-shm" || end == "keys-shm") {
            return;
        }
        let number = |back: usize| {
            let args = args.rsplit_once(") = ").map_or(args, |(args, _)| args);
            let last = args.rsplit(", ").nth(back).unwrap_or_default();
            last.trim_end_matches([')', ' ']).parse().unwrap_or_else(|_| panic!("{call:.200}"))
        };
        self.events.push(match name {
            "openat" if args.contains("O_CREAT") => Event::Create { path },
            "pwrite64" => Event::Write { path, at: number(0), bytes: quoted() },
            "ftruncate" => Event::Truncate { path, len: number(0) },
            "unlink" | "unlinkat" => Event::Unlink { path },
            "fsync" | "fdatasync" => Event::Sync { path },
            "openat" => return,
            other => panic!("{other} is not modelled"),
        });
    }
}

fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// What `\x41\x42` says.
fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text.replace("\\x", "")).unwrap_or_default()
}
