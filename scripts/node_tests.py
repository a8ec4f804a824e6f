#!/usr/bin/env python3
"""Builds the Node package and runs its tests, from a clean clone on.

    scripts/node_tests.py [node --test's arguments]

What it installs lies in `bindings-node/node_modules`. The addon is built as the workspace's tests are, so that nothing is
compiled twice. The last line is "node: N passed, N failed", with ", N skipped" where something was skipped; a checker
counts as one.
"""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import running
from running import ROOT

HERE = ROOT / "bindings-node"
DECLARATIONS = HERE / "native.d.ts"
BIN = HERE / "node_modules" / ".bin"


def run(command, cwd=HERE):
    """Runs a command and returns (exit code, output)."""
    print(f"\n== {' '.join(map(str, command))}", flush=True)
    return running.run(command, cwd, {"NO_COLOR": "1"})


def must(what, command):
    if run(command)[0]:
        sys.exit(f"{what} failed")


def install():
    """The test tools, once for each list of them."""
    stamp, lock = HERE / "node_modules" / ".closr-lock.json", HERE / "package-lock.json"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        must("installing the test tools", ["npm", "ci", "--ignore-scripts"])
        shutil.copy(lock, stamp)


def packed():
    """The package as it is published, without an addon: those are packages of their own."""
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "closr"
        ignore = shutil.ignore_patterns("node_modules", "*.node", "*.node.new")
        shutil.copytree(HERE, staged, ignore=ignore)
        code, output = run(["npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", folder], staged)
        if code:
            return [code]
        tarball = Path(folder) / output.split()[-1]
        return [run([BIN / "publint", tarball, "--strict"])[0], run([BIN / "attw", tarball, "--no-color", "--no-emoji"])[0]]


def main(arguments):
    for program in ("node", "npm"):
        if not shutil.which(program):
            sys.exit(f"{program} is not installed: install Node 20 or later")
    counts = {"pass": 0, "fail": 0, "skipped": 0}

    def check(ok, what):
        counts["pass" if ok else "fail"] += 1
        if not ok:
            print(f"{what}: FAILED", flush=True)

    install()
    committed = DECLARATIONS.read_bytes()
    must("the build", ["node", "scripts/build.mjs", "--debug", "--workspace"])
    check(DECLARATIONS.read_bytes() == committed, "native.d.ts was not what the addon's macros write; it is now")
    check(run([BIN / "tsc", "--project", "tsconfig.samples.json"])[0] == 0, "the sample calls")
    for code, what in zip(packed(), ("publint", "attw"), strict=False):
        check(code == 0, what)
    turns = os.environ.get("CLOSR_STRESS_TURNS", "300")
    check(run(["node", "scripts/stress.mjs", turns, "3"])[0] == 0, "stress")
    tests = arguments or sorted(HERE.glob("test/*.test.mjs"))
    code, output = run(["node", "--expose-gc", "--test", "--test-reporter=spec", *tests])
    for what in counts:
        counts[what] += sum(map(int, re.findall(rf"^ℹ {what} (\d+)$", output, re.M)))
    if code and not counts["fail"]:
        counts["fail"] += 1
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"\nnode: {counts['pass']} passed, {counts['fail']} failed{skipped}")
    return 1 if counts["fail"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
