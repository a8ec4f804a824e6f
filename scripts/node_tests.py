#!/usr/bin/env python3
"""Builds the Node package and runs its tests, from a clean clone on.

    scripts/node_tests.py [node --test's arguments]

The tests run in the Node that is on the PATH and in the other ones that the package is for, which the npm registry has as
packages; one that does not run here counts as skipped. What is installed lies in `bindings-node/node_modules` and `.nodes`.
The last line is "node: N passed, N failed", with ", N skipped" where something was skipped; a checker counts as one.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import running
from running import ROOT, beside

HERE = ROOT / "bindings-node"
DECLARATIONS = HERE / "native.d.ts"
BIN = HERE / "node_modules" / ".bin"
NODES = {"20": "20.20.2", "22": "22.23.3", "24": "24.21.0"}


def run(command, cwd=HERE):
    """Runs a command and returns (exit code, output)."""
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


def version(program):
    """Node's version, or None where it does not run."""
    try:
        said = subprocess.run([program, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return said.stdout.strip().removeprefix("v")


def nodes():
    """The Nodes to test in: (major version, program or None)."""
    ours = version("node")
    system = {"win32": "win"}.get(sys.platform, sys.platform)
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine().lower())
    for major, exact in NODES.items():
        if ours.startswith(f"{major}."):
            yield major, "node"
            continue
        folder = HERE / ".nodes" / major
        program = folder / "node_modules" / f"node-{system}-{machine}" / "bin" / ("node.exe" if os.name == "nt" else "node")
        if version(program) != exact:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / "package.json").write_text("{}\n")
            run(["npm", "install", "--ignore-scripts", "--silent", f"node-{system}-{machine}@{exact}"], folder)
        yield major, program if version(program) == exact else None


def packages():
    """Packs the packages as a release does, checks them, and installs them where nothing is: (what, whether it is right)."""
    must("gathering the notices", [sys.executable, ROOT / "scripts" / "notices.py", "closr-node", HERE / "THIRD-PARTY-NOTICES.txt"])
    with tempfile.TemporaryDirectory() as folder:
        code, output = run(["node", "scripts/platforms.mjs", "tarballs", folder])
        yield "packing", code == 0
        if code:
            return
        public, addon = output.split()
        yield "publint", run([BIN / "publint", public, "--strict"])[0] == 0
        yield "attw", run([BIN / "attw", public, "--no-color", "--no-emoji"])[0] == 0
        empty = Path(folder) / "empty"
        empty.mkdir()
        command = ["npm", "install", "--offline", "--omit=optional", public, addon]
        yield "installing what was packed", run(command, empty)[0] == 0
        installed = [manifest.parent for manifest in empty.glob("node_modules/**/package.json")]
        yield "their licences and notices", len(installed) == 2 and all(map(licensed, installed))
        shutil.copy(ROOT / "examples" / "node" / "answer.mjs", empty)
        yield "its example", "689,000" in run(["node", "answer.mjs"], empty)[1]
        yield "its command", run(["npx", "--offline", "closr", "--version"], empty)[0] == 0


def licensed(package):
    """Whether a package carries both licences, and the notices of what is compiled in."""
    names = ("LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-NOTICES.txt")
    texts = {name: (package / name).read_text() for name in names if (package / name).exists()}
    ours = all(texts.get(name) == (ROOT / name).read_text() for name in names[:2])
    theirs = texts.get(names[2], "")
    return ours and all(re.search(rf"^{crate} \d+\.\d+\S* \(", theirs, re.M) for crate in ("napi", "ring", "tokio", "zeroize"))


def main(arguments):
    for program in ("node", "npm"):
        if not shutil.which(program):
            sys.exit(f"{program} is not installed: install Node 20 or later")
    counts, said = {"pass": 0, "fail": 0, "skipped": 0}, []

    def check(ok, what):
        counts["pass" if ok else "fail"] += 1
        if not ok:
            print(f"{what}: FAILED", flush=True)

    install()
    committed = DECLARATIONS.read_bytes()
    must("the build", ["node", "scripts/build.mjs", "--debug"])
    check(DECLARATIONS.read_bytes() == committed, "native.d.ts was not what the addon's macros write; it is now")
    check(run([BIN / "tsc", "--project", "tsconfig.samples.json"])[0] == 0, "the sample calls")
    for what, ok in packages():
        check(ok, what)
    turns = os.environ.get("CLOSR_STRESS_TURNS", "300")
    check(run(["node", "scripts/stress.mjs", turns, "3"])[0] == 0, "stress")
    tests = arguments or sorted(HERE.glob("test/*.test.mjs"))
    versions = dict(nodes())
    tried = [program for program in versions.values() if program]
    for major in (major for major, program in versions.items() if not program):
        counts["skipped"] += 1
        said.append(f"Node {major}: skipped, since there is none for this machine")
    trials = (partial(run, [program, "--expose-gc", "--test", "--test-reporter=spec", *tests]) for program in tried)
    for program, (code, output) in zip(tried, beside(*trials)):
        found = {what: sum(map(int, re.findall(rf"^ℹ {what} (\d+)$", output, re.M))) for what in counts}
        if code and not found["fail"]:
            found["fail"] += 1
        said.append(f"Node {version(program)}: {found['pass']} passed, {found['fail']} failed, {found['skipped']} skipped")
        for what, number in found.items():
            counts[what] += number
    print("", *said, sep="\n")
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"node: {counts['pass']} passed, {counts['fail']} failed{skipped}")
    return 1 if counts["fail"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
