"""What the package costs before the engine does anything: `python benches/overhead.py [wheel]`, on a release build.

Times are the best of several runs, and where said their median too: what is in the way is the machine's, not ours.
"""

import asyncio
import importlib.metadata
import os
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from pathlib import Path

import closr


def process(code):
    """Milliseconds of a fresh interpreter, wall and processor, best of 10."""
    best = (float("inf"), float("inf"))
    for _ in range(10):
        before, started = os.times(), time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        wall, after = time.perf_counter() - started, os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        best = min(best[0], wall * 1000), min(best[1], spent * 1000)
    return best


FIRST = "import closr; assert closr.Redactor().redact('call 512-555-0147').text == 'call [PHONE_1]'"


def first_redaction(wheel):
    """Seconds from nothing to a first redaction, and those of them that make the virtual environment. Nothing is fetched."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / ("Scripts" if os.name == "nt" else "bin") / "python"
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        made = time.perf_counter()
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", wheel]
        subprocess.run(pip, check=True)
        subprocess.run([python, "-c", FIRST], check=True)
        return time.perf_counter() - started, made - started


def each(call, number=20_000):
    """Microseconds of one call, best of 7."""
    return min(timeit.repeat(call, number=number, repeat=7)) / number * 1e6


async def awaited(call, number=2_000):
    """Microseconds of one awaited call, best of 7."""
    best = float("inf")
    for _ in range(7):
        started = time.perf_counter()
        for _ in range(number):
            await call()
        best = min(best, time.perf_counter() - started)
    return best / number * 1e6


def line(what, value, goal=""):
    print(f"{what:<46} {value:>14}   {goal}")


async def main_async(folder):
    async with closr.AsyncEngine(sqlite=f"{folder}/async.db") as engine:
        await engine.upsert_account(id="oak", brand="Oak & Main")
        oak = engine.for_account("oak")
        line("an awaited read of the store (account)", f"{await awaited(oak.account):.1f} us", "its work included")
        stream = oak.reply_stream(id="S1", channel="sms", from_="+15125550147", text="hi")
        await stream.aclose()
        line("an awaited call that does nothing (aclose)", f"{await awaited(stream.aclose):.1f} us", "goal 100 us")

        async def nothing():
            pass

        line("  of which a coroutine of Python's own", f"{await awaited(nothing):.2f} us")


def main(wheel):
    bare, bare_spent = process("pass")
    ours, ours_spent = process("import closr")
    line("bare interpreter, wall", f"{bare:.0f} ms")
    line("interpreter and import closr, wall", f"{ours:.0f} ms", "goal 50 ms")
    line("  of which the import", f"{ours - bare:.1f} ms")
    line("  processor time, and over 0.29", f"{ours_spent:.0f} / {ours_spent / 0.29:.0f} ms", "goal 150 ms")
    redactor = closr.Redactor()
    floor = each(lambda: len(""))
    line("len(\"\"), a call of Python's own", f"{floor:.3f} us")
    line("closr.sms_segments(\"\")", f"{each(lambda: closr.sms_segments('')):.3f} us", "goal 1 us over the work itself")
    line("closr.explain(\"SMS-01\")", f"{each(lambda: closr.explain('SMS-01')):.3f} us")
    line("Redactor.redact(\"\")", f"{each(lambda: redactor.redact('')):.3f} us")
    line("closr.read(\"sms\", \"stop\")", f"{each(lambda: closr.read('sms', 'stop'), 2_000):.1f} us")
    with tempfile.TemporaryDirectory() as folder:
        with closr.Engine(sqlite=f"{folder}/sync.db") as engine:
            engine.upsert_account(id="oak", brand="Oak & Main")
            oak = engine.for_account("oak")
            line("a read of the store (account), waited for", f"{each(oak.account, 2_000):.1f} us")
        asyncio.run(main_async(folder))
    root = Path(closr.__file__).parent
    installed = sum(file.stat().st_size for file in root.rglob("*") if file.is_file() and "__pycache__" not in str(file))
    if wheel:
        line("wheel", f"{Path(wheel).stat().st_size / 1e6:.1f} MB", "goal 15 MB")
        whole, venv = zip(*(first_redaction(wheel) for _ in range(5)), strict=True)
        line("no environment to first redaction, best, median", f"{min(whole):.1f}, {statistics.median(whole):.1f} s", "goal 7 s")
        line("  of which making the environment", f"{min(venv):.1f}, {statistics.median(venv):.1f} s")
    line("installed", f"{installed / 1e6:.1f} MB", "goal 40 MB")
    requires = importlib.metadata.requires("closr") or []
    line("Python packages it needs", len(requires), "goal 0")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
