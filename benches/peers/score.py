"""How well spans cover what is personal.

Letters and digits are counted, whatever the label. What is `OPTIONAL` may be masked or not: its characters count on neither
side, and a span that touches it is not false.

>>> rows = [{"text": "Mr. Jo Poe, 12!", "spans": [{"start": 0, "end": 3, "label": "TITLE"}, {"start": 4, "end": 10, "label": "PERSON"}]},
...         {"text": "no 1", "spans": []}]
>>> score(rows, [[(4, 6, "PERSON"), (0, 3, "X"), (12, 15, "X")], []])
{'precision': 50.0, 'recall': 40.0, 'f1': 44.44444444444444, 'f2': 41.666666666666664, 'whole': 0.0, 'false': 500.0, 'clean': 100.0}
>>> score(rows, [[(3, 11, "PERSON")], []])["whole"], score(rows, [[], [(0, 2, "X"), (0, 2, "Y")]])["false"]
(100.0, 1000.0)
"""

OPTIONAL = {"ORG", "TITLE", "NRP", "AGE", "DATE", "ZIP", "URL", "LOCATION"}


def trimmed(text, start, end):
    """A span without what is no letter or digit at its edges, or None where nothing is left."""
    start, end = max(0, start), min(len(text), end)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return (start, end) if start < end else None


def positions(spans):
    return {at for start, end in spans for at in range(start, end)}


def f_measure(precision, recall, beta):
    weighted = beta * beta * precision + recall
    return (1 + beta * beta) * precision * recall / weighted if weighted else 0.0


def share(part, whole):
    return 100 * part / whole if whole else 0.0


def score(rows, found):
    """The measures of `found`, which has for each row its spans (start, end, label), in percent but for `false`."""
    personal = masked = both = values = whole = false = untouched = impersonal = 0
    for row, spans in zip(rows, found, strict=True):
        text = row["text"]
        must, may = [], []
        for span in row["spans"]:
            edges = trimmed(text, span["start"], span["end"])
            if edges:
                (may if span["label"] in OPTIONAL else must).append(edges)
        # Where two labels are given to one span, it is two spans.
        ours = sorted({(edges, label) for start, end, label in spans if (edges := trimmed(text, start, end))})
        ours = [edges for edges, _ in ours]
        wanted, spared, ours_at = positions(must), positions(may), positions(ours)
        counted = {at for at, letter in enumerate(text) if letter.isalnum()} - (spared - wanted)
        personal += len(counted & wanted)
        masked += len(counted & ours_at)
        both += len(counted & wanted & ours_at)
        values += len(must)
        whole += sum(all(at in ours_at or not text[at].isalnum() for at in range(*edges)) for edges in must)
        false += sum(not any(at in wanted or at in spared for at in range(*edges)) for edges in ours)
        if not must and not may:
            impersonal += 1
            untouched += not ours
    precision, recall = share(both, masked), share(both, personal)
    return {
        "precision": precision, "recall": recall, "f1": f_measure(precision, recall, 1), "f2": f_measure(precision, recall, 2),
        "whole": share(whole, values), "false": 1000 * false / len(rows), "clean": share(untouched, impersonal),
    }
