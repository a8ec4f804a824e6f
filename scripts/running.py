"""Runs a command for the test scripts, and shows what it says as it says it."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def target():
    """Rust's name of this machine. napi's builder always names one, and what is built for a named target lies in a folder
    of its own: where all builds name it, nothing is compiled twice."""
    named = os.environ.get("CARGO_BUILD_TARGET")
    if named:
        return named
    said = subprocess.run(["rustc", "-vV"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return next(line.split()[1] for line in said.splitlines() if line.startswith("host:"))


def run(command, cwd=ROOT, env=None):
    """Returns (exit code, output)."""
    process = subprocess.Popen(
        list(map(str, command)), cwd=cwd, env={**os.environ, "CARGO_BUILD_TARGET": target(), **(env or {})},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )
    lines = []
    for line in process.stdout:
        sys.stdout.write(line)
        lines.append(line)
    sys.stdout.flush()
    return process.wait(), "".join(lines)
