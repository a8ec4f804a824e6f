"""Rows a second of `redact_column` on a million messages: `python benches/columns.py`, on a release build.

The floor is one regex over the same column by pyarrow itself, on one core. Times are the best of 3 runs.
"""

import os
import time

import pyarrow
import pyarrow.compute

import closr

MESSAGES = [
    "Hi, I saw the listing on Willow Bend, is it still available? We could come by on Saturday around noon.",
    "My number is 512-555-0147, best after 5. We are pre-approved for 650k and would like three bedrooms or more, ideally near "
    "a park, but not on a busy road please.",
    "What is the HOA fee, and does it cover the pool? Also wondering about taxes last year and how old the roof is. Thanks!",
    "reach me at jordan.p.lee@example.com, i'm travelling until the 14th so e-mail is better than text",
    "ok",
]


def best(call):
    times = []
    for _ in range(3):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return min(times)


def main(rows=1_000_000):
    print(f"{rows:,} messages, {sum(map(len, MESSAGES)) / len(MESSAGES):.0f} characters on average, {os.cpu_count()} cores")
    for kind in (pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()):
        column = pyarrow.array((MESSAGES * (rows // len(MESSAGES) + 1))[:rows], kind)
        print(f"redact_column, {kind}: {rows / best(lambda column=column: closr.redact_column(column)):,.0f} rows/s, goal 300,000")
    column = column.cast(pyarrow.string())
    floor = best(lambda: pyarrow.compute.replace_substring_regex(column, r"\d{3}-\d{3}-\d{4}", "[PHONE]"))
    print(f"one regex by pyarrow, one core: {rows / floor:,.0f} rows/s")


if __name__ == "__main__":
    main()
