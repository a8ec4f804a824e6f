//! One server for all tests of the program, on a socket in a temporary folder; or the one that a runner which gives each
//! test a process of its own has started for them all.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

struct Server {
    folder: PathBuf,
    /// It ends when its input does: with this program, however that ends.
    _guard: Child,
}

/// Where the server is; it is started the first time.
pub(super) fn url() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let folder = std::env::var("CLOSR_TEST_POSTGRES")
        .unwrap_or_else(|_| SERVER.get_or_init(start).folder.display().to_string());
    format!("postgres://closr@/postgres?host={}&sslmode=disable", folder.replace('/', "%2F"))
}

fn start() -> Server {
    let programs = programs()
        .expect("no PostgreSQL server programs: install `postgresql`, or leave store::postgres out");
    let folder = tempfile::tempdir().unwrap().keep();
    let script = r#"
        set -e
        "$1/initdb" -D "$2/data" -U closr -A trust --no-sync --no-locale -E UTF8 > "$2/log"
        "$1/postgres" -D "$2/data" -c listen_addresses= -c unix_socket_directories="$2" -c max_connections=200 \
            -c fsync=off -c full_page_writes=off >> "$2/log" 2>&1 < /dev/null &
        server=$!
        cat > /dev/null
        kill -QUIT $server
        wait $server || true
        rm -rf "$2"
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
    command.arg("-c").arg(script).arg("server").arg(&programs).arg(&folder);
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
    Server { folder, _guard: guard }
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
