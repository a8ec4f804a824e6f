"""Gives the tests of the PostgreSQL store a server of their own, on a socket in a temporary folder; by TLS on an
address of loopback too, which stands in that folder's `address`.

scripts/postgres.py run -- COMMAND ...    runs the command with CLOSR_TEST_POSTGRES naming the folder; 77 without a server's programs
"""

import contextlib
import os
import pathlib
import secrets
import shutil
import subprocess
import sys
import tempfile
import time

VARIABLE = "CLOSR_TEST_POSTGRES"


def programs():
    """The folder of the newest version's programs, which Debian's `postgresql` brings; None where they cannot be had."""
    if not installed() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing postgresql", file=sys.stderr, flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "postgresql"]):
            if subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL).returncode != 0:
                break
    found = installed()
    return found[-1] if found else None


def installed():
    found = pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return [path.parent for path in sorted(found, key=lambda path: int(path.parts[-3]))]


def certify(folder):
    """Makes `ca.pem` there, and `server.pem` and `server.key` by it, for the name localhost."""
    key = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"]
    by = ["-CA", folder / "ca.pem", "-CAkey", folder / "ca.key"]
    leaf = ["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"]
    for name, common, more in (("ca", "closr tests", []), ("server", "localhost", [*by, *leaf])):
        made = ["-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem", "-subj", f"/CN={common}"]
        subprocess.run(["openssl", "req", "-x509", *key, *made, *more], check=True, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def server(bin_folder):
    """A server while the block runs; yields the folder of its socket."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="closr-postgres-"))
    log = open(folder / "log", "wb")
    user = []
    certify(folder)
    # Of its own, so that no other server has the port.
    address = f"127.{secrets.randbelow(254) + 1}.{secrets.randbelow(254) + 1}.{secrets.randbelow(254) + 1}"
    (folder / "address").write_text(address)
    if os.geteuid() == 0:
        for owned in (folder, folder / "server.key"):
            shutil.chown(owned, "postgres")
        user = ["runuser", "-u", "postgres", "--"]
    try:
        made = [bin_folder / "initdb", "-D", folder / "data", "-U", "closr", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8"]
        subprocess.run([*user, *made], stdout=log, stderr=log, check=True, cwd="/")
        # Its tests are about what is committed, not about a power loss.
        tls = ["ssl=on", f"ssl_cert_file={folder}/server.pem", f"ssl_key_file={folder}/server.key", f"listen_addresses={address}"]
        settings = [*tls, f"unix_socket_directories={folder}", "max_connections=300", "fsync=off", "full_page_writes=off"]
        flags = [flag for setting in settings for flag in ("-c", setting)]
        process = subprocess.Popen([*user, bin_folder / "postgres", "-D", folder / "data", *flags], stdout=log, stderr=log, cwd="/")
        try:
            ready = [bin_folder / "pg_isready", "-q", "-h", folder]
            while subprocess.run(ready).returncode != 0:
                if process.poll() is not None:
                    sys.exit(f"PostgreSQL did not start: {(folder / 'log').read_text()}")
                time.sleep(0.1)
            yield folder
        finally:
            # Of `runuser` and the server, the server's own id is in its file.
            with contextlib.suppress(OSError, ValueError):
                os.kill(int((folder / "data/postmaster.pid").read_text().split()[0]), 3)
            process.wait()
    finally:
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def run(command):
    found = programs()
    if found is None:
        print("no PostgreSQL server programs: install `postgresql`", file=sys.stderr)
        return 77
    with server(found) as folder:
        return subprocess.run(command, env={**os.environ, VARIABLE: str(folder)}).returncode


if __name__ == "__main__":
    if sys.argv[1:3] != ["run", "--"]:
        sys.exit(__doc__)
    sys.exit(run(sys.argv[3:]))
