"""Runs commands for the test scripts, and shows what they say."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
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


def pyo3():
    """How maturin tells pyo3 what it is built for: where all builds say the same, nothing is compiled anew by turns."""
    files = sorted(ROOT.glob(f"target/maturin/pyo3-config-{target()}-*.txt"))
    return {"PYO3_CONFIG_FILE": str(files[0]), "PYO3_BUILD_EXTENSION_MODULE": "1"} if files else {}


def beside(*works):
    """Runs functions beside each other and returns what they return, in their order."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result() for done in [pool.submit(work) for work in works]]


def run(command, cwd=ROOT, env=None, title=""):
    """Returns (exit code, output). It is shown as it comes; of commands that run beside others, as a whole when they end."""
    live = threading.current_thread() is threading.main_thread()
    lines = [f"\n== {title}{' '.join(map(str, command))}\n"]
    if live:
        show(lines[0])
    process = subprocess.Popen(
        list(map(str, command)), cwd=cwd, env={**os.environ, "CARGO_BUILD_TARGET": target(), **pyo3(), **(env or {})},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )
    for line in process.stdout:
        if live:
            show(line)
        lines.append(line)
    code = process.wait()
    if not live:
        show("".join(lines))
    return code, "".join(lines[1:])


def show(text):
    sys.stdout.write(text)
    sys.stdout.flush()
