#!/usr/bin/env python3
"""Builds the Python package's wheel and runs its tests on it, from a clean clone on.

    scripts/python_tests.py [pytest's arguments]

The wheel is a debug build, packed as a release's is. It is tried in each CPython that the package names and this machine
has, on the PATH or from pyenv; one that it has not counts as skipped. What is installed lies in `bindings-python/.venv`.
The last line is "python: N passed, N failed", with ", N skipped" where something was skipped; a type checker counts as one.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import running
from running import ROOT, beside

HERE = ROOT / "bindings-python"
VENVS = HERE / ".venv"
TESTS, TOOLS = HERE / "requirements-test.txt", HERE / "requirements-tools.txt"
# The data libraries, which are large, are tried in this interpreter alone.
COLUMNS = HERE / "requirements-columns.txt"


def run(command, cwd=HERE, env=None):
    """Runs a command and returns (exit code, output)."""
    return running.run(command, cwd, {"PYTHONDONTWRITEBYTECODE": "1", "PY_COLORS": "0", **(env or {})})


def must(what, command):
    if run(command)[0]:
        sys.exit(f"{what} failed")


def versions():
    """The CPythons that the package says it is for, as in 3.10."""
    return re.findall(r'"Programming Language :: Python :: (3\.\d+)"', (HERE / "pyproject.toml").read_text())


def interpreter(version):
    """A CPython of this version that can make a virtual environment, or None."""
    if version == "{}.{}".format(*sys.version_info):
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for program in [shutil.which(f"python{version}"), *sorted(pyenv.glob(f"versions/{version}.*/bin/python"))]:
        asked = program and subprocess.run([program, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL, check=False)
        if asked and asked.returncode == 0:
            return program
    return None


def environment(name, interpreter, *requirements):
    """The programs of a virtual environment, which is made once for each list of what is in it."""
    folder = VENVS / name
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    stamp, wanted = folder / "requirements.txt", "".join(path.read_text() for path in requirements)
    if not stamp.exists() or stamp.read_text() != wanted:
        must("making a virtual environment", [interpreter, "-m", "venv", "--clear", folder])
        lists = [part for path in requirements for part in ("-r", path)]
        must("installing the test tools", [programs / "python", "-m", "pip", "install", "--quiet", *lists])
        stamp.write_text(wanted)
    return programs


def build(programs, folder):
    """The wheel with the notices that a release's has."""
    must("gathering the notices", [sys.executable, ROOT / "scripts" / "notices.py", "closr-python",
                                   HERE / "THIRD-PARTY-NOTICES.txt"])
    must("building the wheel", [programs / "maturin", "build", "--locked", "--out", folder])
    [wheel] = Path(folder).glob("*.whl")
    return wheel


def test(programs, wheel, arguments):
    """Installs the wheel, runs the tests on it, and returns what pytest counted."""
    must("installing the wheel", [programs / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps",
                                  "--force-reinstall", wheel])
    which = arguments or ["tests", "README.md", "--pyargs", "closr"]
    code, output = run([programs / "python", "-m", "pytest", "-q", "-c", "pyproject.toml", "-p", "no:cacheprovider", *which])
    closing = output.strip().rpartition("\n")[2]
    found = {"passed": 0, "failed": 0, "skipped": 0}
    for number, what in re.findall(r"(\d+) (passed|failed|skipped|error)", closing):
        found["failed" if what == "error" else what] += int(number)
    if code and not found["failed"]:
        found["failed"] += 1
    return found, closing


def checkers(programs):
    """What reads the types. pyright comes whole in its package, and asks nobody for a newer one."""
    yield [programs / "mypy", "--no-incremental"], None
    yield [programs / "stubtest", "closr", "--mypy-config-file", "pyproject.toml", "--allowlist",
           "tests/stubtest_allowlist.txt"], None
    yield [programs / "pyright", "--pythonpath", programs / "python"], {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}


def main(arguments):
    counts, said = {"passed": 0, "failed": 0, "skipped": 0}, []
    here = environment("here", sys.executable, TESTS, COLUMNS, TOOLS)
    with tempfile.TemporaryDirectory() as folder:
        wheel = build(here, folder)
        programs = {version: interpreter(version) for version in versions()}
        tried = [version for version in programs if programs[version]]

        def try_in(version):
            program = programs[version]
            found = here if program == sys.executable else environment(version, program, TESTS)
            return test(found, wheel, arguments)

        for version, (found, closing) in zip(tried, beside(*(partial(try_in, version) for version in tried))):
            said.append(f"Python {version}: {closing}")
            for what, number in found.items():
                counts[what] += number
        for version in programs.keys() - set(tried):
            counts["skipped"] += 1
            said.append(f"Python {version}: skipped, since this machine has none")
    for code, _ in beside(*(partial(run, checker, env=env) for checker, env in checkers(here))):
        counts["failed" if code else "passed"] += 1
    print("", *said, sep="\n")
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"python: {counts['passed']} passed, {counts['failed']} failed{skipped}")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
