#!/usr/bin/env python3
"""Runs the tests and adds up what every runner counted.

    scripts/test.py all     everything: what continuous integration runs
    scripts/test.py check   format, lints and the core's unit tests

The last line is "N passed, N failed", with ", N skipped" where something was skipped. A step that does not
count for itself, such as a lint, counts as one.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from functools import partial

import kms
import postgres
import running
from running import ROOT, beside, show

FEATURES = ["--workspace", "--all-features"]


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.failures = []
        self.mutex = threading.Lock()

    def add(self, name, passed, failed, skipped=0):
        with self.mutex:
            self.passed += passed
            self.failed += failed
            self.skipped += skipped
            if failed:
                self.failures.append(name)


def run(name, command, env=None):
    """Runs a command and returns (exit code, output, seconds)."""
    started = time.monotonic()
    code, output = running.run(command, env={"CARGO_TERM_COLOR": "never", **(env or {})}, title=f"{name}: ")
    return code, output, time.monotonic() - started


def step(tally, name, command, env=None):
    """A step that counts as one test."""
    code, _, seconds = run(name, command, env)
    tally.add(name, int(code == 0), int(code != 0))
    show(f"== {name}: {'ok' if code == 0 else 'FAILED'} in {seconds:.0f} s\n")


def counted(tally, name, command, pattern, env=None):
    """A runner whose closing lines are added up; one that fails without counting a failure counts as one."""
    code, output, seconds = run(name, command, env)
    passed = failed = skipped = 0
    for match in re.finditer(pattern, output, re.M):
        found = match.groupdict()
        passed += int(found.get("passed") or 0)
        failed += int(found.get("failed") or 0)
        skipped += int(found.get("skipped") or 0)
    if code != 0 and failed == 0 or code == 0 and passed == 0:
        failed += 1
    tally.add(name, passed, failed, skipped)
    show(f"== {name}: {passed} passed, {failed} failed, {skipped} skipped in {seconds:.0f} s\n")


def outside(tally, name, command, skipped_code=None):
    """A script that counts for itself, or, where `skipped_code` is given, one test that may say it cannot run here."""
    if skipped_code is None:
        pattern = rf"^{name}: (?P<passed>\d+) passed, (?P<failed>\d+) failed(?:, (?P<skipped>\d+) skipped)?$"
        return counted(tally, name, command, pattern)
    code, _, seconds = run(name, command)
    skipped = code == skipped_code
    tally.add(name, int(code == 0), int(code != 0 and not skipped), int(skipped))
    show(f"== {name}: {'skipped' if skipped else 'ok' if code == 0 else 'FAILED'} in {seconds:.0f} s\n")


# Ignored tests are not skipped ones: the crash tests run `crash::child`, the race `race::child`, the step "real model" those
# with a server, the step "power loss" those with strace, `make race` the long race, and by hand run `train::weights`, which
# writes the reader's weights, `train::folds`, which measures their training, and the quality of the neural layer, which takes
# half a minute.
NEXTEST = r"tests? run: (?P<passed>\d+) passed(?: \([^)]*\))?(?:, (?P<failed>\d+) failed)?"
CARGO_TEST = r"^test result: \w+\. (?P<passed>\d+) passed; (?P<failed>\d+) failed"


def rust(tally, *extra):
    nextest = shutil.which("cargo-nextest")
    absent = [name for name, variable in (("postgres", postgres.VARIABLE), ("moto", kms.VARIABLE)) if variable not in os.environ]
    without = []
    if absent:
        without = ["-E", " and ".join(f"not test({name})" for name in absent)] if nextest else ["--"]
        without += [] if nextest else [part for name in absent for part in ("--skip", name)]
    if nextest:
        command = ["cargo", "nextest", "run", *FEATURES, "--no-fail-fast", *extra, *without]
        counted(tally, "rust tests", command, NEXTEST)
    else:
        targets = extra or ("--lib", "--bins", "--tests")
        command = ["cargo", "test", *FEATURES, "--no-fail-fast", *targets, *without]
        counted(tally, "rust tests", command, CARGO_TEST)


def real_model(tally):
    """The tests that need a model's server: they are ignored elsewhere. One at a time, since it has one place."""
    if shutil.which("cargo-nextest"):
        which = "binary(real_model) | test(counts_what_a_real_server_reports)"
        command = ["cargo", "nextest", "run", *FEATURES, "--run-ignored", "only", "--no-capture", "--no-fail-fast",
                   "-E", which]
        pattern = NEXTEST
    else:
        command = ["cargo", "test", *FEATURES, "--no-fail-fast", "--lib", "--test", "real_model", "--",
                   "--ignored", "--nocapture", "--test-threads", "1", "--skip", "crash::child", "--skip", "tests::race::",
                   "--skip", "train::weights", "--skip", "train::folds", "--skip", "the_vendors_own_schema"]
        pattern = CARGO_TEST
    counted(tally, "real model", [sys.executable, "scripts/llm.py", "run", "--", *command], pattern)


def core(tally):
    rust(tally)
    counted(tally, "doctests", ["cargo", "test", *FEATURES, "--doc"], CARGO_TEST)
    step(tally, "documentation", ["cargo", "doc", *FEATURES, "--no-deps"], {"RUSTDOCFLAGS": "-D warnings"})
    for what, features in [
        ("default features", []),
        ("without default features", ["--no-default-features"]),
        ("Claude and Gemini alone", ["--no-default-features", "--features", "provider-hosted"]),
        ("PostgreSQL alone", ["--no-default-features", "--features", "store-postgres"]),
        ("SendGrid alone", ["--no-default-features", "--features", "channel-sendgrid"]),
        ("Twilio alone", ["--no-default-features", "--features", "channel-twilio"]),
    ]:
        step(tally, what, ["cargo", "clippy", "-p", "closr", *features, "--", "-D", "warnings"])
    step(tally, "rust example", ["cargo", "run", "--quiet", "-p", "closr-examples", "--example", "answer"])
    step(tally, "benches build", ["cargo", "check", "-p", "closr-benches", "--all-targets"])
    step(tally, "peers' score", [sys.executable, "-m", "doctest", "benches/peers/score.py"])
    power_loss(tally)


def power_loss(tally):
    """Crash states and failing calls, which `strace` records and makes."""
    # Where processes may not be traced, it is as if there were none.
    traces = has("strace", "strace") and subprocess.run(["strace", "-qq", "-o", os.devnull, "true"]).returncode == 0
    if not traces:
        tally.add("power loss", 0, 0, skipped=2)
        show("== power loss: skipped, nothing can be traced here\n")
        return
    command = ["cargo", "test", *FEATURES, "--test", "power_loss", "--", "--ignored", "--nocapture", "--skip", "child"]
    counted(tally, "power loss", command, CARGO_TEST)


def command(tally):
    step(tally, "demo", ["make", "--no-print-directory", "demo"])
    outside(tally, "neural layer", [sys.executable, "scripts/ner.py", "test", "target/release/closr"], skipped_code=77)
    outside(tally, "full disk", [sys.executable, "scripts/full_disk.py", "target/release/closr"], skipped_code=77)
    real_model(tally)


def lints(tally):
    step(tally, "format", ["cargo", "fmt", "--all", "--check"])
    step(tally, "clippy", ["cargo", "clippy", *FEATURES, "--all-targets", "--", "-D", "warnings"])


def has(program, package):
    """Looks for a program; Debian's package of it is installed where that can be done without asking."""
    if not shutil.which(program) and package and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", package], check=False)
    return shutil.which(program)


def need(program, why, package=None):
    """A program without which nothing can be tested."""
    if not has(program, package):
        sys.exit(f"{program} is not installed: {why}")


def need_venv():
    """Debian keeps what makes a virtual environment in a package of its own."""
    if importlib.util.find_spec("ensurepip"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "python3-venv"], check=False)
        importlib.invalidate_caches()
    if not importlib.util.find_spec("ensurepip"):
        sys.exit("Python cannot make a virtual environment: apt-get install python3-venv")


def with_ner():
    """Where the neural layer's files can be had, the tests of every language find them."""
    fetched = subprocess.run([sys.executable, "scripts/ner.py", "fetch"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    if fetched.returncode == 0:
        os.environ["CLOSR_TEST_NER"] = fetched.stdout.strip().splitlines()[-1]


@contextlib.contextmanager
def with_postgres(tally):
    """A server of PostgreSQL for the tests of every language; those of the core count as one where it cannot be had."""
    programs = postgres.programs()
    if programs is None:
        tally.add("postgres", 0, 0, 1)
        yield
        return
    with postgres.server(programs) as folder:
        os.environ[postgres.VARIABLE] = str(folder)
        yield


@contextlib.contextmanager
def with_kms(tally):
    """A server of AWS's key service for the tests of the core, which count as one where it cannot be had."""
    program = kms.installed()
    if program is None:
        tally.add("moto", 0, 0, 1)
        yield
        return
    with kms.server(program) as names:
        os.environ.update(names)
        yield


def share():
    """How much of the whole the bindings are, in lines of Rust, Python and TypeScript."""
    def lines(*patterns):
        files = (file for pattern in patterns for file in ROOT.glob(pattern))
        return sum(file.read_bytes().count(b"\n") for file in files)

    core = lines("core/src/**/*.rs")
    python = lines("bindings-python/src/**/*.rs", "bindings-python/python/closr/*.py")
    node = lines("bindings-node/src/*.rs", "bindings-node/ts/*")
    print(f"\ncore {core} lines; python {python}, {python / core:.1%} of it; node {node}, {node / core:.1%}", flush=True)


def everything(tally):
    with_ner()
    # The model's threads wait for each other busily, and here they have other work beside them.
    os.environ["CLOSR_LLM_THREADS"] = "1"
    # Much of each is waiting: for a disk, a model, a clock.
    beside(
        partial(core, tally),
        partial(outside, tally, "python", [sys.executable, "scripts/python_tests.py"]),
        partial(outside, tally, "node", [sys.executable, "scripts/node_tests.py"]),
        partial(command, tally),
    )


def main(what):
    need("cargo", "install Rust 1.89 or later from https://rustup.rs")
    need("gcc", "SQLite and the TLS library are compiled with it: apt-get install gcc", "gcc")
    if what == "all":
        need("node", "install Node 20 or later from https://nodejs.org")
        need("npm", "it comes with Node 20 or later from https://nodejs.org", "npm")
        need_venv()
    tally = Tally()
    lints(tally)
    with with_postgres(tally), with_kms(tally):
        if what == "check":
            rust(tally, "--lib")
        else:
            everything(tally)
    share()
    if tally.failures:
        print(f"\nfailed: {', '.join(tally.failures)}")
    skipped = f", {tally.skipped} skipped" if tally.skipped else ""
    print(f"\n{tally.passed} passed, {tally.failed} failed{skipped}")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("all", "check"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
