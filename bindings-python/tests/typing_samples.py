"""Sample calls for type checkers: `pyright` in strict mode and `mypy --strict` read this file, nobody runs it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from typing_extensions import assert_never, assert_type

import closr
from closr.records import LeadRecord, Settings


@dataclass
class Person:
    first_name: str
    phones: list[str]


def settings() -> Settings:
    return {
        "sqlite": {"path": Path("closr.db"), "lease_seconds": 30},
        "provider": {"kind": "openai", "base_url": "http://127.0.0.1:8123/v1", "model": "m", "api_key": "k"},
        "on_provider_failure": "compose",
    }


def conversation() -> None:
    with closr.Engine(settings(), trace=True) as engine:
        engine.upsert_account(id="oak", brand="Oak & Main", tz="America/Chicago", hours={"start": "09:00", "end": "20:00"})
        oak = engine.for_account("oak", actor="service")
        oak.upsert_listing({"id": "L-7", "price_usd": 689000, "open_house": []})
        record: LeadRecord = {"first_name": "Jane", "consent": {"sms": "express"}}
        assert_type(oak.upsert_lead(record), str)
        assert_type(oak.upsert_lead(Person("Jane", ["+15125550147"])), str)
        lead = oak.upsert_lead(closr.Lead(first_name="Jane"))
        assert_type(oak.lead(lead), closr.Lead)
        accepted = oak.accept(id="SM1", channel="sms", from_="+15125550147", text="hi", at=datetime.now(timezone.utc))
        outcome = oak.work(accepted.turn)
        assert_type(outcome, closr.Outcome)
        cleared = outcome.take_cleared()
        if cleared is not None:
            assert_type(cleared.release(), str)
            assert_type(cleared.deadline, datetime)
        if outcome.kind == "reply" and outcome.usage is not None:
            assert_type(outcome.usage.input, "int | None")
        for message in oak.history(lead):
            assert_type(message.at, datetime)
        for recovered in oak.recover():
            assert_type(recovered.turn, str)
            if recovered.error is not None:
                assert_type(recovered.error.retry_after, "float | None")
            assert_type(recovered.outcome, "closr.Outcome | None")
        assert_type(oak.verify_audit(outcome.audit_head), str)
        sale = closr.Outreach(id="o1", lead=lead, channel="sms", purpose="marketing", text="hi")
        assert_type(oak.reach_out(sale), closr.Outcome)
        assert_type(oak.reach_out(id="o2", lead=lead, channel="sms", purpose="marketing", template="nurture"), closr.Outcome)
        outbox = closr.Outbox(twilio={"account_sid": "AC1", "auth_token": "t", "from": "+15125550100"})
        for delivery in oak.deliver(outbox):
            assert_type(delivery.error, "closr.ClosrError | None")
        assert_type(oak.enqueue(sale), closr.Accepted)
        for told in closr.twilio.parse("https://oak.example/sms", {"host": "oak.example"}, b""):
            assert_type(oak.receive(told), "closr.Accepted | None")
        for told in closr.sendgrid.parse("https://oak.example/mail", {"host": "oak.example"}, b"", {"marketing": 1}):
            assert_type(oak.receive(told), "closr.Accepted | None")
        closr.Outbox(sendgrid={"api_key": "SG.1", "from": "dana@oak.example", "subject": "Your inquiry"})
        oak.receive(closr.one_click.opt_out("https://oak.example/u", {}, b"", "secret", "oak"))
        assert_type(closr.twilio.answer(cleared), str)
        assert_type(oak.object(lead, to=["marketing", "sale"]), str)
        assert_type(oak.objections(lead)[0].at, datetime)
        assert_type(engine.rotate_master_key(), int)
        assert_type(oak.hold(lead, "litigation"), str)
        assert_type(oak.shred(lead), closr.ErasureReceipt)
        assert_type(oak.recipients()[0].region, "str | None")
        assert_type(oak.lift_hold(lead), str)
        assert_type(oak.correct(lead, fields={"first_name": None}, word="business"), str)
        assert_type(oak.export(lead, "jane.zip").bytes, int)
        request = oak.open_request(lead=lead, right="access", at=datetime.now(timezone.utc))
        assert_type(oak.step_request(request.id, step="verified", identity="two_data_points"), closr.Request)
        for asked in oak.requests_due(datetime.now(timezone.utc)):
            assert_type(asked.due, "datetime | None")
            assert_type(asked.dues[0].until, datetime)
        receipt = oak.erase(lead)
        assert_type(receipt.kept[0].until, "datetime | None")
        assert_type(receipt.erased[0].count, int)


def stream(oak: closr.ForAccount) -> list[str]:
    said: list[str] = []
    with oak.reply_stream({"id": "W1", "channel": "web_chat", "from": "visitor-1", "text": "hi"}) as parts:
        for part in parts:
            match part:
                case closr.TextPart(text=text):
                    said.append(text)
                case closr.StepPart():
                    pass
                case closr.DonePart(outcome=outcome):
                    assert_type(outcome, closr.Outcome)
                case _:
                    assert_never(part)
    return said


def by_kind(part: closr.ReplyPart) -> str:
    if part.kind == "text":
        return part.text
    if part.kind == "step":
        return part.step
    return part.outcome.kind


async def awaited() -> None:
    async with closr.AsyncEngine(sqlite="closr.db") as engine:
        oak = engine.for_account("oak")
        outcome = await oak.reply(id="SM1", channel="sms", from_="+15125550147", text="hi")
        task = asyncio.create_task(oak.outcome(outcome.turn))
        assert_type(await task, "closr.Outcome | None")
        both = await asyncio.gather(oak.history(outcome.lead), oak.consent(outcome.lead))
        assert_type(both, tuple[list[closr.Message], list[closr.Event]])
        async with oak.reply_stream(id="W1", channel="web_chat", from_="visitor-1", text="hi") as parts:
            async for part in parts:
                by_kind(part)


def alone() -> None:
    redactor = closr.Redactor(lead={"first_name": "Jane"}, listings=[closr.Listing(id="L-7")])
    redaction = redactor.redact("Jane", vault=closr.Vault())
    own = closr.Redactor(without=["EMAIL"], recognisers=[{"name": "ORDER_ID", "pattern": "ORD-[0-9]{6}", "validator": "luhn"}])
    assert_type(own.stream(vault=closr.Vault()).push("Jane"), str)
    assert_type(redaction.spans[0].start, int)
    assert_type(redaction.restore_reply("[PERSON_1]").unknown, list[str])
    assert_type(closr.read("sms", "stop").findings, list[closr.Finding])
    assert_type(closr.guard(channel="sms", draft="hi"), list[str])
    counter = closr.TokenCounter.for_model("gpt-4o-mini")
    assert_type(counter.count_chat([("user", "hi"), {"role": "user", "content": "hi"}]), int)
    assert_type(closr.PromptCatalog("prompts").preview("inquiry_reply", channel="sms"), list[tuple[str, str]])


def errors() -> None:
    try:
        closr.Lead({"phonse": []})
    except closr.InputInvalidError as error:
        assert_type(error.faults, list[tuple[str, str]])
        if error.kind == "input_invalid":
            print(error.request_id)
