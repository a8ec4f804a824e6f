//! One server for all tests of the program, on a socket in a temporary folder; or the one that a runner which gives each
//! test a process of its own has started for them all.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

pub(super) struct Server {
    folder: PathBuf,
    /// It ends when its input does: with this program, however that ends.
    _guard: Option<Child>,
}

/// The tests' server; it is started the first time.
pub(super) fn shared() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("CLOSR_TEST_POSTGRES") {
        Ok(folder) => Server { folder: folder.into(), _guard: None },
        Err(_) => start(&["-c", "fsync=off", "-c", "full_page_writes=off"]),
    })
}

/// A server of one's own that waits for the disk, as those of a business do.
pub(super) fn durable() -> Server {
    start(&[])
}

impl Server {
    /// Where one of its databases is.
    pub(super) fn url(&self, database: &str) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://closr@/{database}?host={folder}&sslmode=disable")
    }

    /// What it has logged.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap()
    }

    /// One of PostgreSQL's own programs, to be run on it.
    pub(super) fn program(&self, name: &str) -> Command {
        let mut command = Command::new(programs().unwrap().join(name));
        command.arg("-h").arg(&self.folder).args(["-U", "closr"]);
        command
    }
}

fn start(settings: &[&str]) -> Server {
    let programs = programs()
        .expect("no PostgreSQL server programs: install `postgresql`, or leave store::postgres out");
    let folder = tempfile::tempdir().unwrap().keep();
    let script = r#"
        set -e
        programs=$1 folder=$2
        shift 2
        "$programs/initdb" -D "$folder/data" -U closr -A trust --no-sync --no-locale -E UTF8 > "$folder/log"
        "$programs/postgres" -D "$folder/data" -c listen_addresses= -c unix_socket_directories="$folder" \
            -c max_connections=200 "$@" >> "$folder/log" 2>&1 < /dev/null &
        server=$!
        cat > /dev/null
        kill -QUIT $server
        wait $server || true
        rm -rf "$folder"
    "#;
    let mut command = if rustix::process::geteuid().is_root() {
        let owned = Command::new("chown").arg("postgres").arg(&folder).status().unwrap();
        assert!(owned.success());
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.arg("-c").arg(script).arg("server").arg(&programs).arg(&folder).args(settings);
    let mut guard =
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let started = (0..600).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        ready(&programs, &folder)
    });
    if !started {
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        drop(guard.stdin.take());
        let _ = guard.wait();
        panic!("PostgreSQL did not start: {log}");
    }
    Server { folder, _guard: Some(guard) }
}

fn ready(programs: &Path, folder: &Path) -> bool {
    let mut command = Command::new(programs.join("pg_isready"));
    command.arg("-q").arg("-h").arg(folder).status().is_ok_and(|status| status.success())
}

/// The newest version's programs, as Debian lays them out.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let version = |path: &Path| {
        path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<u32>().ok())
    };
    let newest = versions.filter_map(|entry| Some(entry.ok()?.path())).max_by_key(|path| version(path))?;
    let programs = newest.join("bin");
    programs.join("initdb").exists().then_some(programs)
}
