#!/usr/bin/env python3
"""How closr and its peers redact, side by side: how well on `presidio_synth_v2`, and how fast.

    benches/peers/redact.py [--only NAME ...] [--offline] [--readme]

Installs each at the version that stands here (in `.installed`, `node/node_modules` and the target folder), runs it on one
core, and prints one table. One that cannot be installed or run is named under it. `--only` takes some of them, as they are
called in the table; `--offline` takes what is installed as it is; `--readme` puts the table into the README too.

Each runs in a process of its own, in its own language, and times itself: no start is timed, and all have seen the texts once.
"""

import argparse
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from score import score

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.append(str(ROOT / "scripts"))
from running import target
INSTALLED = HERE / ".installed"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
README = ROOT / "README.md"
BEGIN, END = "<!-- benches/peers/redact.py printed what follows -->\n", "<!-- until here -->\n"

RUNS, SECONDS = 7, 0.2
LONG = 32_768


class Failed(Exception):
    """What kept a contender from the table."""


def run(command, cwd=ROOT, env=None, **options):
    """What a command prints; what it complains of goes to stderr, the line that says why into the error."""
    command = list(map(str, command))
    try:
        done = subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False, **options)
    except OSError as error:
        raise Failed(f"{command[0]}: {error.strerror}") from error
    if done.returncode:
        sys.stderr.write(done.stderr)
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        why = next((line for line in reversed(said) if "error" in line.lower()), said[-1])
        raise Failed(f"{' '.join(command[:4])}: {why.strip()}")
    return done.stdout


# What installs a contender.


def rust(package, where, *arguments):
    run(["cargo", "build", "--release", "--locked", "--quiet", "--target-dir", TARGET / where, "-p", package, *arguments])


def closr_for_rust():
    rust("closr-benches", "", "--example", "peer")


def datafog():
    rust("closr-peers-datafog", "peers", "--manifest-path", HERE / "rust" / "datafog" / "Cargo.toml")


def environment(name):
    programs = INSTALLED / name / ("Scripts" if os.name == "nt" else "bin")
    if not programs.exists():
        run([sys.executable, "-m", "venv", INSTALLED / name])
    return programs / "python"


def presidio():
    run([environment("presidio"), "-m", "pip", "install", "--quiet", "-r", HERE / "python" / "requirements.txt"])


def bindings():
    """napi's builder always names a target; where both name it, what they share is compiled once."""
    return {"CARGO_TARGET_DIR": str(TARGET), "CARGO_BUILD_TARGET": target()}


def closr_for_python():
    run([environment("closr"), "-m", "pip", "install", "--quiet", "--force-reinstall", ROOT / "bindings-python"], env=bindings())


def npm():
    run(["npm", "ci", "--ignore-scripts", "--silent"], HERE / "node")


def closr_for_node():
    run(["npm", "ci", "--ignore-scripts", "--silent"], ROOT / "bindings-node")
    run(["npm", "run", "build"], ROOT / "bindings-node", bindings())


class Contender(NamedTuple):
    """One row of the table."""

    name: str
    version: str
    language: str
    install: Callable
    command: list
    called: str


def python(name, which):
    return [INSTALLED / name / ("Scripts" if os.name == "nt" else "bin") / "python", HERE / "python" / "run.py", which]


def node(which):
    return ["node", HERE / "node" / "run.mjs", which]


OURS = re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text(), re.M)[1]
CONTENDERS = [
    Contender("closr", OURS, "Rust", closr_for_rust, [TARGET / "release" / "examples" / "peer"],
              "`Redactor::new().redact`: no lead known, the text with placeholders and the way back made"),
    Contender("closr", OURS, "Python", closr_for_python, python("closr", "closr"), "the same"),
    Contender("closr", OURS, "Node", closr_for_node, node("closr"), "the same"),
    Contender("Presidio", "2.2.366", "Python", presidio, python("presidio", "presidio"),
              "`AnalyzerEngine.analyze` on its own settings, with spaCy 3.8.18 and its small English model 3.8.0; it only finds"),
    Contender("Presidio, organisations too", "2.2.366", "Python", presidio, python("presidio", "presidio-organisations"),
              "the same with `ORGANIZATION` not ignored, which hits more of the addresses"),
    Contender("Presidio, patterns only", "2.2.366", "Python", presidio, python("presidio", "presidio-patterns"),
              "the same without `SpacyRecognizer`, on a blank spaCy pipeline"),
    Contender("datafog-core", "1.0.0", "Rust", datafog, [TARGET / "peers" / "release" / "datafog"],
              "`scan_and_transform` with `Redact`, no locale"),
    Contender("redact-pii", "3.4.0", "Node", npm, node("redact-pii"), "`new SyncRedactor().redact`"),
    Contender("openredaction", "1.1.5", "Node", npm, node("openredaction"), "`new OpenRedaction().detect`"),
]


def one_core():
    """Keeps a process, and what it starts, on the last core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def measure(contender, rows, job):
    """A contender's row of numbers."""
    done = json.loads(run(contender.command, input=json.dumps(job), preexec_fn=one_core if os.name == "posix" else None))
    if len(done["spans"]) != len(rows):
        raise Failed("it did not answer every text")
    scored = score(rows, done["spans"])
    scored["microseconds"] = 1e6 * statistics.median(done["messages"]) / len(job["messages"])
    scored["megabytes"] = len(job["long"].encode()) / 1e6 / statistics.median(done["long"])
    return scored


def three_digits(number):
    """Three digits of it, with thousands apart."""
    return f"{number:,.{0 if number >= 100 else 1 if number >= 10 else 2 if number >= 0.1 else 3}f}"


HEAD = ["", "called from", "P", "R", "F1", "F2", "whole", "false", "clean", "µs a message", "MB/s"]


def line(contender, got):
    quality = [f"{got[name]:.1f}" for name in ("precision", "recall", "f1", "f2", "whole")]
    last = [f"{got['false']:.0f}", f"{got['clean']:.1f}", three_digits(got["microseconds"]), three_digits(got["megabytes"])]
    return [f"{contender.name} {contender.version}", contender.language, *quality, *last]


def processor():
    try:
        named = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.M)
    except OSError:
        named = None
    return named[1] if named else platform.processor() or platform.machine()


def versions():
    said = [run([program, "--version"]).strip() for program in ("rustc", sys.executable, "node")]
    return ", ".join([re.sub(r" \(.*", "", said[0]), said[1], f"Node {said[2].removeprefix('v')}"])


def report(rows, job, results, failures):
    """The table and what is to be known of it, as Markdown."""
    messages, long = job["messages"], job["long"].encode()
    length = sum(map(len, messages)) / len(messages)
    said = (f"Beside its peers, as `make bench-peers` printed it on {datetime.date.today()}, on one core of {processor()}, with "
            f"{versions()}:")
    table = [HEAD, ["---"] * 2 + ["---:"] * (len(HEAD) - 2), *(line(*result) for result in results)]
    quality = (
        f"Quality is on `presidio_synth_v2`, {len(rows):,} made-up sentences of Microsoft's presidio-research (MIT). It is seen data: it "
        "was at hand while closr's rules were written, and it is from the makers of Presidio. Letters and digits are counted, whatever "
        "the label; organisations, titles, groups, ages, dates, zips, links and bare places may be masked or not. In percent: "
        "precision, recall, F1, F2, values masked to the last character, and sentences without personal data left as they are; *false* are spans "
        "that touch nothing personal, in 1,000 sentences.")
    speed = (
        f"Speed is on {len(messages)} text messages of {length:.0f} characters, half of them with personal data, and on "
        f"{len(long) / 1000:.0f} kB of them in one text: the median of {job['runs']} runs in a process that is warm, without its start.")
    called = "; ".join(f"{contender.name} in {contender.language}: {contender.called}" for contender, _ in results)
    missing = [f"**{contender.name} in {contender.language} is missing**: {why}." for contender, why in failures]
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in table)
    paragraphs = [said, lines, *missing, quality, speed, f"What was called: {called}."]
    return "\n\n".join(part if part is lines else textwrap.fill(part, 124, break_long_words=False, break_on_hyphens=False)
                       for part in paragraphs) + "\n"


def into_readme(text):
    before, begin, rest = README.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"README.md has no place for the table: {BEGIN.strip()} … {END.strip()}")
    README.write_text(before + BEGIN + text + END + after)


def main():
    names = sorted({contender.name for contender in CONTENDERS})
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"some of: {'; '.join(names)}")
    parser.add_argument("--offline", action="store_true", help="install nothing")
    parser.add_argument("--readme", action="store_true", help="put the table into the README")
    arguments = parser.parse_args()
    rows = [json.loads(row) for row in (HERE / "data" / "presidio_synth_v2.jsonl").read_text().splitlines()]
    messages = (HERE / "data" / "messages.txt").read_text().splitlines()
    long = " ".join(messages)
    long = " ".join([long] * (LONG // len(long)))
    job = {"texts": [row["text"] for row in rows], "messages": messages, "long": long, "runs": RUNS, "seconds": SECONDS}

    chosen = [contender for contender in CONTENDERS if not arguments.only or contender.name in arguments.only]
    failures, results = [], []
    # All are installed before the first is timed.
    installers = {contender.install: None for contender in chosen}
    for install in installers if not arguments.offline else ():
        try:
            print(f"installing {install.__name__}", file=sys.stderr, flush=True)
            install()
        except Failed as error:
            installers[install] = error
    for contender in chosen:
        try:
            if installers[contender.install]:
                raise installers[contender.install]
            print(f"running {contender.name} in {contender.language}", file=sys.stderr, flush=True)
            results.append((contender, measure(contender, rows, job)))
        except Failed as error:
            failures.append((contender, error))
    text = report(rows, job, results, failures)
    print(text)
    if arguments.readme and not failures:
        into_readme(text)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
