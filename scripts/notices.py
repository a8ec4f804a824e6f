#!/usr/bin/env python3
"""Writes the licences of everything that is compiled into a binary, as those licences ask.

    scripts/notices.py PACKAGE FILE       as in closr-node THIRD-PARTY-NOTICES.txt

Walks the packages that PACKAGE is compiled from (not what only builds or tests it) and gathers the licence texts that
they come with, each once, and after them what core's lists of names are made of.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE")


def compiled_in(name):
    """The packages of the dependency graph below `name`, but its own workspace's."""
    command = ["cargo", "metadata", "--format-version=1", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    open_ids = [package["id"] for package in packages.values() if package["name"] == name]
    if not open_ids:
        sys.exit(f"no package is called {name}")
    seen = set()
    while open_ids:
        one = open_ids.pop()
        if one in seen:
            continue
        seen.add(one)
        for dependency in nodes[one]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                open_ids.append(dependency["pkg"])
    ours = set(metadata["workspace_members"])
    return sorted((packages[one] for one in seen - ours), key=lambda package: (package["name"], package["version"]))


def texts(package):
    """The licence texts in a package's folder."""
    folder = Path(package["manifest_path"]).parent
    files = [path for path in folder.iterdir() if path.is_file() and path.name.upper().startswith(NAMES)]
    return [path.read_text(encoding="utf-8", errors="replace").strip() for path in sorted(files)]


def main(name, target):
    users, silent = {}, []
    for package in compiled_in(name):
        title = f"{package['name']} {package['version']} ({package['license'] or 'see its text'})"
        found = texts(package)
        if not found:
            silent.append(title)
        for text in found:
            users.setdefault(text, []).append(title)
    parts = ["closr is compiled from these works of others, under their licences.\n"]
    for text, titles in sorted(users.items(), key=lambda item: item[1]):
        parts.append("=" * 100 + "\n" + "\n".join(titles) + "\n" + "-" * 100 + f"\n{text}\n")
    lists = (ROOT / "core" / "data" / "names" / "NOTICE").read_text(encoding="utf-8")
    parts.append("=" * 100 + "\nLists of names and words\n" + "-" * 100 + f"\n{lists}\n")
    if silent:
        parts.append("=" * 100 + "\nWithout a text of their own:\n" + "\n".join(silent) + "\n")
    Path(target).write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
