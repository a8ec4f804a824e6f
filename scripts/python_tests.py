#!/usr/bin/env python3
"""Builds the Python package's extension and runs its tests, from a clean clone on.

    scripts/python_tests.py [pytest's arguments]

What it installs lies in `bindings-python/.venv`. The extension is built as the workspace's tests are, so that nothing
is compiled twice. The last line is "python: N passed, N failed", with ", N skipped" where something was skipped; a
type checker counts as one.
"""

import os
import re
import shutil
import sys
import venv
from pathlib import Path

import running
from running import ROOT

HERE = ROOT / "bindings-python"
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
REQUIREMENTS = HERE / "requirements-test.txt"


def run(command, cwd=HERE):
    """Runs a command and returns (exit code, output)."""
    print(f"\n== {' '.join(map(str, command))}", flush=True)
    env = {"PYTHONPATH": str(HERE / "python"), "PYTHONDONTWRITEBYTECODE": "1", "PY_COLORS": "0"}
    return running.run(command, cwd, env)


def install():
    """The test tools, once for each list of them."""
    stamp = VENV / "requirements.txt"
    if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return
    venv.create(VENV, with_pip=True, clear=True)
    code, _ = run([BIN / "python", "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS])
    if code:
        sys.exit("the test tools could not be installed")
    shutil.copy(REQUIREMENTS, stamp)


def build():
    """The extension in its debug build, put where Python finds it."""
    code, _ = run(["cargo", "build", "--workspace", "--all-features", "--lib"], ROOT)
    if code:
        sys.exit("the extension could not be built")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built, name = {
        "win32": ("_closr.dll", "_closr.pyd"), "darwin": ("lib_closr.dylib", "_closr.abi3.so"),
    }.get(sys.platform, ("lib_closr.so", "_closr.abi3.so"))
    # Not over the old file, which a process may still have mapped.
    fresh = HERE / "python" / "closr" / f"{name}.fresh.so"
    shutil.copy(ROOT / target / "debug" / built, fresh)
    os.replace(fresh, fresh.with_name(name))


def main(arguments):
    install()
    build()
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    code, output = run([BIN / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments])
    closing = output.strip().rpartition("\n")[2]
    for number, what in re.findall(r"(\d+) (passed|failed|skipped|error)", closing):
        counts["failed" if what == "error" else what] += int(number)
    if code and not counts["failed"]:
        counts["failed"] += 1
    checkers = [
        [BIN / "python", "-m", "mypy", "--no-incremental"],
        [BIN / "python", "-m", "mypy.stubtest", "closr", "--mypy-config-file", "pyproject.toml", "--allowlist",
         "tests/stubtest_allowlist.txt"],
        [BIN / "basedpyright"],
    ]
    for checker in checkers:
        counts["failed" if run(checker)[0] else "passed"] += 1
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"\npytest: {closing}\npython: {counts['passed']} passed, {counts['failed']} failed{skipped}")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
