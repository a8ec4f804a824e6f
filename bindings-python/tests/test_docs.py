"""The documentation: complete, and its examples run."""

import doctest
import inspect
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import closr

REPOSITORY = Path(__file__).parents[2]
PUBLIC = {name: value for name, value in vars(closr).items() if not name.startswith("_") and callable(value)}


# Those of classes pytest finds by itself.
@pytest.mark.parametrize("name", [name for name, value in PUBLIC.items() if inspect.isbuiltin(value)])
def test_examples_of_functions_run(name):
    example = doctest.DocTestParser().get_doctest(PUBLIC[name].__doc__, vars(closr).copy(), name, None, None)
    assert doctest.DocTestRunner().run(example).failed == 0


def test_everything_public_is_documented():
    for name, value in PUBLIC.items():
        assert value.__doc__, name
        if inspect.isclass(value) and value.__module__ == "closr":
            for method, member in vars(value).items():
                assert method.startswith("_") or member.__doc__, f"{name}.{method}"


def test_the_example_answers_and_then_falls_silent():
    example = REPOSITORY / "examples" / "python" / "answer.py"
    run = subprocess.run([sys.executable, example], text=True, capture_output=True, check=True)
    assert "$689,000" in run.stdout and "-> notice" in run.stdout and not run.stderr
    assert run.stdout.endswith("-> silent ['consent.opted_out']\n  (nothing)\n")


def test_the_repositorys_readme_runs():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", readme, re.S | re.M)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_the_package_carries_its_licences_and_those_of_what_is_compiled_in():
    carried = {file.name: file for file in metadata.files("closr") if file.parent.name == "licenses"}
    for name in ("LICENSE-APACHE", "LICENSE-MIT"):
        assert carried[name].read_text(encoding="utf-8") == (REPOSITORY / name).read_text(encoding="utf-8")
    notices = carried["THIRD-PARTY-NOTICES.txt"].read_text(encoding="utf-8")
    for crate in ("pyo3", "ring", "tokio", "zeroize"):
        assert re.search(rf"^{crate} \d+\.\d+\S* \(", notices, re.M), crate
    assert "Permission is hereby granted, free of charge" in notices


@pytest.mark.parametrize("name", ["LICENSE-APACHE", "LICENSE-MIT"])
def test_a_clone_has_the_licences_where_the_package_is_built(name):
    assert (REPOSITORY / "bindings-python" / name).read_bytes() == (REPOSITORY / name).read_bytes()
