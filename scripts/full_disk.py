#!/usr/bin/env python3
"""Fills a disk under the command: it must say so, store nothing by half, and go on once there is room.

    scripts/full_disk.py CLOSR

It mounts a small file system in memory, in a namespace of its own; where the system does not allow that, it says
"skipped" and ends with 77.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCENE = ROOT / "examples/leads/buyer.json"
SKIPPED = 77
MOST_TURNS = 100
# What is left free after the first turn: room for some more, not for many, since each is a process of its own.
FREE = 160 * 1024


def closr(command, *args):
    return subprocess.run([command, *args], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


def reply(command, database, number):
    return closr(command, "reply", str(SCENE), f"What is the price? ({number})", "--id", f"SM{number}",
                 "--db", database, "--json")


def inside(command, folder):
    """Runs within the namespace, where the small disk may be mounted."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        return SKIPPED
    database = str(Path(folder) / "closr.db")
    answered = 0
    for number in range(MOST_TURNS):
        done = reply(command, database, number)
        if done.returncode != 0:
            break
        answered += 1
        if number == 0:
            disk = os.statvfs(folder)
            (Path(folder) / "ballast").write_bytes(bytes(max(0, disk.f_bavail * disk.f_frsize - FREE)))
    else:
        sys.exit(f"{MOST_TURNS} turns did not fill the disk")
    said = done.stderr
    assert done.returncode == 3, (done.returncode, said)
    assert "the disk is full" in said and "[unavailable]" in said, said
    assert "panicked" not in said and done.stdout == "", (said, done.stdout)
    assert answered > 0, "the first turn did not fit already"

    subprocess.run(["mount", "-o", "remount,size=8m", folder], check=True)
    again = reply(command, database, number)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["outcome"] in ("reply", "notice", "handoff"), again.stdout
    repeated = reply(command, database, 0)
    assert repeated.returncode == 0, "what was answered before is answered as it was"
    account = json.loads(SCENE.read_text())["account"]["id"]
    verified = closr(command, "audit", "verify", "--db", database, "--account", account)
    assert verified.returncode == 0, verified.stderr + verified.stdout
    print(f"full after {answered} turns; nothing lost")
    return 0


def main(command):
    with tempfile.TemporaryDirectory() as folder:
        entered = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, __file__, command, folder]
        try:
            ended = subprocess.run(entered, timeout=300)
        except FileNotFoundError:
            ended = None
    if ended is None or ended.returncode in (SKIPPED, 1) and not allowed():
        print("skipped: this system allows no mount in a namespace of its own")
        return SKIPPED
    return ended.returncode


def allowed():
    probe = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    return subprocess.run(probe, capture_output=True).returncode == 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case [command]:
            sys.exit(main(command))
        case [command, folder]:
            sys.exit(inside(command, folder))
        case _:
            sys.exit(__doc__)
