"""Turns from many threads and forked processes: `python tests/stress.py [turns]`, 10,000 of each where none is said.

It prints what came of them and how the memory grew, and ends with 1 where a turn was lost, doubled or failed.
"""

import os
import resource
import sys
import tempfile
import threading
import time
from collections import Counter

sys.path.insert(0, os.path.dirname(__file__))

from scene import chat, settle

import closr


def turns(oak, name, count):
    counted = Counter()
    for n in range(count):
        outcome = oak.reply(chat(f"{name}-{n}", sender=name))
        cleared = outcome.take_cleared()
        if cleared is None or not cleared.release():
            raise AssertionError(f"{name}-{n}: {outcome!r}")
        counted[outcome.kind] += 1
    return counted


def threaded_turns(engine, threads, turns):
    """`turns` of each thread on one engine; what came of them all."""
    oak, _ = settle(engine)
    counted, failed = Counter(), []

    def work(name):
        try:
            counted.update(globals()["turns"](oak, name, turns))
        except BaseException as error:
            failed.append(error)

    workers = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failed:
        raise failed[0]
    return counted


def forked_turns(engine, processes, turns):
    """`turns` of each forked child on the engine that it inherited; whether every child ended well."""
    oak, _ = settle(engine)
    children = []
    for n in range(processes):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                globals()["turns"](oak, f"p{n}", turns)
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    return all(os.waitpid(child, 0)[1] == 0 for child in children)


def main(count):
    def rss():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        with closr.Engine(sqlite=f"{folder}/threads.db") as engine:
            threaded_turns(engine, 8, max(count // 80, 1))
            before = rss()
            counted = threaded_turns_more(engine, 8, count // 8)
            print(f"{sum(counted.values())} turns from 8 threads in {time.monotonic() - started:.0f} s: {dict(counted)}")
            print(f"memory at its most {before} MB after the first turns, {rss()} MB after all")
        started = time.monotonic()
        with closr.Engine(sqlite={"path": f"{folder}/forks.db", "busy_timeout_seconds": 60}) as engine:
            good = forked_turns(engine, 4, count // 4)
            oak = engine.for_account("oak")
            entries = int(oak.verify_audit().split(":")[0])
            print(f"{count // 4 * 4} turns from 4 forked processes in {time.monotonic() - started:.0f} s, "
                  f"{'all well' if good else 'NOT WELL'}; {entries} audit entries verified")
    return 0 if good and sum(counted.values()) == count // 8 * 8 else 1


def threaded_turns_more(engine, threads, count):
    oak = engine.for_account("oak")
    counted = Counter()

    def work(name):
        counted.update(turns(oak, name, count))

    workers = [threading.Thread(target=work, args=(f"m{n}",)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counted


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
