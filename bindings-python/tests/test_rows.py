"""The rows that Rust, Python and Node agree on: each file says at its head what its rows mean."""

import base64
import json
import sys
from pathlib import Path

import pytest

import closr

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROWS = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in (Path(__file__).parents[2] / "core" / "tests" / "testdata").glob("*.toml")
}


def rows(file, key="row"):
    """A test for each row."""
    return pytest.mark.parametrize("row", ROWS[file][key], ids=lambda row: (row.get("name") or row.get("json") or "")[:60])


def test_every_file_has_its_test():
    assert set(ROWS) == {"turns", "redact", "redactor", "read", "guard", "tokens", "prompts", "mistakes", "twilio", "sendgrid"}


@rows("twilio", "signature")
def test_signatures(row):
    headers = {"x-twilio-signature": row["signature"]}
    if row["content_type"]:
        headers["Content-Type"] = row["content_type"]
    arguments = (row["url"], headers, row["body"].encode(), ROWS["twilio"]["token"])
    if row["valid"]:
        closr.twilio.verify(*arguments)
    else:
        with pytest.raises(closr.UnauthorizedError):
            closr.twilio.verify(*arguments)


@rows("twilio", "webhook")
def test_webhooks(row):
    arguments = (row["url"], [(b"host", b"oak.example")], row["body"].encode())
    if "error" in row:
        with pytest.raises(closr.ClosrError) as raised:
            closr.twilio.parse(*arguments)
        assert raised.value.kind == row["error"]
    else:
        assert closr.twilio.parse(*arguments) == json.loads(row["tells"])


def body(row):
    if row.get("base64"):
        return base64.b64decode(row["body"])
    return (row["body"].replace("\n", "\r\n") if row.get("crlf") else row["body"]).encode()


@rows("sendgrid", "signature")
def test_sendgrids_signatures(row):
    headers = {"X-Twilio-Email-Event-Webhook-Signature": row["signature"],
               "X-Twilio-Email-Event-Webhook-Timestamp": row["timestamp"]}
    arguments = ("https://oak.example", headers, body(row), row["public_key"])
    if row["valid"]:
        closr.sendgrid.verify(*arguments)
    else:
        with pytest.raises(closr.UnauthorizedError):
            closr.sendgrid.verify(*arguments)


@rows("sendgrid", "key")
def test_sendgrids_keys(row):
    with pytest.raises(closr.ConfigInvalidError):
        closr.sendgrid.verify("https://oak.example", {}, b"", row["public_key"])


@rows("sendgrid", "webhook")
def test_sendgrids_webhooks(row):
    arguments = ("https://oak.example", {"content-type": row["content_type"]}, body(row), ROWS["sendgrid"]["groups"])
    if "error" in row:
        with pytest.raises(closr.ClosrError) as raised:
            closr.sendgrid.parse(*arguments)
        assert raised.value.kind == row["error"]
    else:
        assert closr.sendgrid.parse(*arguments) == json.loads(row["tells"])


@rows("turns", "conversation")
def test_turns(row):
    file = ROWS["turns"]
    settings = {"clock": file["clock"]}
    if "answers" in row:
        settings["provider"] = {"kind": "scripted", "answers": row["answers"]}
    with closr.Engine(settings) as engine:
        engine.upsert_account({**file["account"], **row.get("account", {})})
        oak = engine.for_account(file["account"]["id"])
        for listing in file["listings"]:
            oak.upsert_listing(listing)
        oak.upsert_lead(file["lead"])
        for turn in row["turn"]:
            play(oak, turn)
        assert oak.verify_audit()


def play(oak, turn):
    try:
        outcome = oak.reply(turn["inbound"])
    except closr.ClosrError as error:
        assert error.kind == turn.get("error"), error
        return
    found = (outcome.kind, outcome.consent, outcome.author or "", outcome.repeated)
    assert found == (turn["kind"], turn["consent"], turn["author"], turn["repeated"]), turn["inbound"]
    assert set(turn.get("reasons", ())) <= set(outcome.reasons)
    assert set(turn.get("blocked", ())) <= {block.words for block in outcome.blocked}
    cleared = outcome.take_cleared()
    assert (cleared is not None) == ("has" in turn), turn["inbound"]
    pieces(cleared.release() if cleared else "", turn.get("has", ()), turn.get("has_not", ()))


def pieces(text, has, has_not):
    for piece in has:
        assert piece in text
    for piece in has_not:
        assert piece not in text


@rows("redact")
def test_redact(row):
    redaction = closr.Redactor(lead=row.get("lead")).redact(row["text"])
    assert redaction.text == row["redacted"] and redaction.restore() == row["text"]
    assert [[span.start, span.end, span.label] for span in redaction.spans] == row["chars"]


@rows("redactor")
def test_redactor(row):
    redactor, times = closr.Redactor(**row["redactor"]), row.get("times", 1)
    text, redacted = row["text"] * times, row["redacted"] * times
    redaction, stream = redactor.redact(text), redactor.stream()
    assert redaction.text == redacted and redaction.restore() == text
    pieces = [stream.push(text[at:at + 7]) for at in range(0, len(text), 7)]
    assert "".join([*pieces, stream.finish()]) == redacted
    for span, placeholder in zip(redaction.spans, redaction.placeholders, strict=True):
        assert placeholder.startswith(f"[{span.label}_")
        assert stream.vault.restore_reply(placeholder).text != placeholder


@rows("read")
def test_read(row):
    reading = closr.read(row["channel"], row["text"])
    assert (reading.label, reading.rule) == (row["label"], row["rule"])


@rows("guard")
def test_guard(row):
    record = {**ROWS["guard"]["record"], **row.get("set", {}), "draft": row["draft"]}
    assert closr.guard(record) == row["reasons"]
    blocks = closr.guard_blocks(record)
    assert [f"{block.rule}: {block.words}" if block.words else block.rule for block in blocks] == row["blocks"]
    assert [block.category + (f":{block.field}" if block.field else "") for block in blocks] == row["reasons"]


@rows("tokens")
def test_tokens(row):
    counter = closr.TokenCounter.for_model(row["model"])
    assert (counter.count_text(row["text"]), counter.count_chat([("user", row["text"])])) == (row["count"], row["chat"])
    assert (counter.is_exact, counter.name) == (row["exact"], row["counter"])


@rows("prompts")
def test_prompts(row):
    shown = closr.PromptCatalog().preview(row["template"], {**ROWS["prompts"]["record"], **row.get("set", {})})
    assert [role for role, _ in shown] == row["roles"]
    pieces("\n".join(text for _, text in shown), row.get("shown", ()), row.get("hidden", ()))


CALLS = {
    "account": closr.Account,
    "lead": closr.Lead,
    "listing": closr.Listing,
    "inbound": closr.Inbound,
    "outreach": closr.Outreach,
    "redactor": lambda record: closr.Redactor(**record),
    "settings": closr.Engine,
    "guard": closr.guard,
}


@rows("mistakes")
def test_mistakes(row):
    # A text that is no JSON object is a mistake that Python's callers cannot make: they hand over objects.
    record = row["json"] if row.get("raw") else json.loads(row["json"])
    call = CALLS.get(row["call"])
    if call is None:
        template = row.get("template", "inquiry_reply")

        def call(record):
            return closr.PromptCatalog().preview(template, record)

    with pytest.raises(closr.ClosrError) as caught:
        call(record)
    error = caught.value
    assert error.kind == row["kind"] and type(error) is closr.errors.BY_KIND[row["kind"]], error
    assert row.get("raw") or len(error.faults) == row.get("faults", len(error.faults)), error.faults
    pieces(f"{error} {error.faults}", () if row.get("raw") else row.get("says", ()), row.get("never", ()))
