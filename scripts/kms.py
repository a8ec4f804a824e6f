#!/usr/bin/env python3
"""Gives the tests of AWS KMS a server that does what AWS's does: `moto`, from the Python package index, on loopback.

scripts/kms.py run -- COMMAND ...    runs the command with CLOSR_TEST_AWS_KMS naming the server; 77 where it cannot be had

It is installed once into .kms/, version pinned.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time

from running import ROOT

HOME = ROOT / ".kms"
VERSION = "5.2.1"
VARIABLE = "CLOSR_TEST_AWS_KMS"


def installed():
    """The server's program; None where it cannot be had."""
    program = HOME / "bin" / "moto_server"
    if program.exists():
        return program
    print(f"installing moto {VERSION}", file=sys.stderr, flush=True)
    pip = [HOME / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"moto[server]=={VERSION}"]
    for command in ([sys.executable, "-m", "venv", "--clear", HOME], pip):
        if subprocess.run(command, stdout=subprocess.DEVNULL).returncode != 0:
            return None
    return program if program.exists() else None


@contextlib.contextmanager
def server(program):
    """A server while the block runs; yields what its tests look for in the environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([program, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            if process.poll() is not None:
                sys.exit("moto's server did not start")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_EC2_METADATA_DISABLED": "true"}
        yield {VARIABLE: f"http://127.0.0.1:{port}", **keys}
    finally:
        process.terminate()
        process.wait()


def run(command):
    program = installed()
    if program is None:
        print("moto cannot be installed: is the Python package index in reach?", file=sys.stderr)
        return 77
    with server(program) as names:
        return subprocess.run(command, env={**os.environ, **names}).returncode


if __name__ == "__main__":
    if sys.argv[1:3] != ["run", "--"]:
        sys.exit(__doc__)
    sys.exit(run(sys.argv[3:]))
