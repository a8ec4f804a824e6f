"""A function of one's own in a model's stead, what a turn may cost, and a recording that is played back."""

import asyncio
import json
import sys

import pytest
from scene import PERSONAL, chat, settle, settle_async, sms

import closr

SAID = "12 Elm St is listed at $689,000. There is no HOA fee. "


def whole(text=SAID, **more):
    return {"text": text, "finish": "stop", **more}


def asking(answer, **more):
    return {"kind": "host", "answer": answer, "model": "mine", "policy": {"max_attempts": 1}, **more}


def test_a_plain_function_answers():
    asked = []

    def answer(request):
        asked.append(request)
        return whole(usage={"input": 9, "output": 3})

    price = {"input": 1, "output": 2}
    with closr.Engine(provider=asking(answer, price=price, temperature=0.5)) as engine:
        oak, _ = settle(engine)
        outcome = oak.reply(sms("1"))
        assert outcome.author == "model" and SAID.strip() in outcome.take_cleared().release()
        assert (outcome.usage.input, outcome.usage.output, outcome.usage.cost_micro_usd) == (9, 3, 15)
        parts = list(oak.reply_stream(chat("2")))
        assert SAID.split(". ")[0] in "".join(part.text for part in parts if part.kind == "text")
    request = asked[0]
    assert (request["model"], request["temperature"], request["max_reply_tokens"]) == ("mine", 0.5, 400)
    assert request["messages"][0]["role"] == "system" and 0 < request["timeout"] <= 45
    assert not any(word in json.dumps(asked) for word in PERSONAL)


def test_an_async_function_answers_in_the_loop_that_awaits():
    async def main():
        loop, left = asyncio.get_running_loop(), []

        async def answer(request):
            assert asyncio.get_running_loop() is loop
            try:
                await asyncio.sleep(3600 if "slow" in request["messages"][-1]["content"] else 0)
            except asyncio.CancelledError:
                left.append(True)
                raise
            return whole()

        async with closr.AsyncEngine(provider=asking(answer)) as engine:
            oak, _ = await settle_async(engine)
            outcome = await oak.reply(sms("1"))
            assert outcome.author == "model"
            async for part in oak.reply_stream(chat("2")):
                last = part
            assert last.outcome.author == "model"
            turn = asyncio.create_task(oak.reply(sms("3", "slow: what is the price of 12 Elm St?")))
            await asyncio.sleep(0.3)
            turn.cancel()
            with pytest.raises(asyncio.CancelledError):
                await turn
            for _ in range(100):
                if left:
                    break
                await asyncio.sleep(0.05)
        assert left, "who is not waited for is cancelled"

    asyncio.run(main())


def test_an_async_function_needs_the_async_engine():
    async def answer(request):
        return whole()

    with closr.Engine(provider=asking(answer)) as engine:
        oak, _ = settle(engine)
        with pytest.raises(closr.ConfigInvalidError, match="AsyncEngine"):
            oak.reply(sms("1"))


@pytest.mark.parametrize(
    "answer, error",
    [
        ({"text": SAID}, None),
        ({"text": SAID, "finish": "length"}, None),
        ({"text": "No.", "finish": "refusal"}, None),
        ("text", None),
        (closr.RateLimitedError("later", retry_after=7), closr.RateLimitedError),
        (closr.UnauthorizedError("no key"), closr.UnauthorizedError),
        (TimeoutError(), closr.TimeoutError),
        (ConnectionResetError(), closr.UnavailableError),
        (ZeroDivisionError("canary"), closr.UnavailableError),
    ],
)
def test_what_is_no_whole_answer_is_none(monkeypatch, answer, error):
    shown = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: shown.append(unraisable.exc_type))

    def function(request):
        if isinstance(answer, Exception):
            raise answer
        return answer

    with closr.Engine(provider=asking(function)) as engine:
        oak, _ = settle(engine)
        if error is None:
            assert oak.reply(sms("1")).author == "composer"
            return
        with pytest.raises(error) as raised:
            oak.reply(sms("1"))
    assert "canary" not in str(raised.value)
    assert shown == ([ZeroDivisionError] if isinstance(answer, ZeroDivisionError) else [])
    if error is closr.RateLimitedError:
        assert raised.value.retry_after == 7


def test_a_function_stands_where_it_is_asked_for_and_nowhere_else():
    for settings in [{"provider": {"kind": "host"}}, {"provider": {"kind": "host", "answer": "x"}}, {"template": print}]:
        with pytest.raises(closr.ConfigInvalidError):
            closr.Engine(settings)

    def down(request):
        raise closr.UnavailableError("down")

    fallbacks = [{"kind": "host", "answer": lambda request: whole()}]
    with closr.Engine(provider={"kind": "host", "answer": down}, fallbacks=fallbacks) as engine:
        oak, _ = settle(engine)
        assert oak.reply(sms("1")).author == "model"


def test_a_turn_costs_no_more_than_is_said():
    price = {"input": 1, "output": 2}
    provider = asking(lambda request: whole(usage={"input": 9, "output": 3}), price=price)
    with closr.Engine(provider=provider, spend_caps={"turn": 0.01}) as engine:
        oak, _ = settle(engine)
        worst = oak.worst_case()
        assert worst == worst and (worst.calls, worst.seconds, worst.cost_micro_usd) == (2, 120.0, 10_000)
    with closr.Engine(provider=provider, spend_caps={"day": 0.0001}) as engine:
        oak, _ = settle(engine)
        outcome = oak.reply(sms("1"))
        assert outcome.author == "composer" and "spend.day" in outcome.reasons
    with pytest.raises(closr.ConfigInvalidError, match="price"):
        closr.Engine(provider=asking(lambda request: whole()), spend_caps={"day": 1})
    limits = {"concurrent": 1, "requests_per_minute": 1}
    policy = {"max_attempts": 1, "total": 1, "breaker_failures": 0, "retry_percent": 0, "hedge_after": 0.5}
    with closr.Engine(provider={**asking(lambda request: whole(), limits=limits), "policy": policy}) as engine:
        oak, _ = settle(engine)
        assert oak.reply(sms("1")).author == "model"
        with pytest.raises(closr.RateLimitedError):
            oak.reply(sms("2"))


def test_what_was_recorded_is_played_back(tmp_path):
    path, clock = tmp_path / "a.jsonl", "2026-11-22T16:00:00Z"
    with closr.Engine(provider=asking(lambda request: whole()), cassette={"record": path}, clock=clock) as engine:
        oak, _ = settle(engine)
        first = oak.reply(sms("1")).take_cleared().release()
    assert not any(word in path.read_text() for word in PERSONAL)

    def nobody(request):
        raise AssertionError("nobody is asked")

    with closr.Engine(provider=asking(nobody), cassette={"replay": path}, clock=clock) as engine:
        oak, _ = settle(engine)
        assert oak.reply(sms("1")).take_cleared().release() == first
        with pytest.raises(closr.ConfigInvalidError, match="no request left"):
            oak.reply(sms("2"))
