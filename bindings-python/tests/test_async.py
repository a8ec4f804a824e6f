"""Real coroutines: tasks, gathers, cancellation, several loops and threads; and that a wait holds no GIL."""

import asyncio
import inspect
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from model import Model, within
from scene import chat, settle, settle_async, sms
from stress import threaded_turns

import closr


def test_calls_are_coroutines():
    async def main():
        async with closr.AsyncEngine() as engine:
            oak, lead = await settle_async(engine)
            call = oak.lead(lead)
            assert inspect.isawaitable(call) and asyncio.iscoroutine(call)
            task = asyncio.create_task(call, name="a lead")
            assert "a lead" in repr(task)
            assert isinstance(await task, closr.Lead)
            assert isinstance(await asyncio.wait_for(oak.lead(lead), 5), closr.Lead)
            assert isinstance(await asyncio.shield(oak.lead(lead)), closr.Lead)
            # Nothing starts before it is awaited.
            oak.accept(sms("SM1")).close()
            assert not (await oak.accept(sms("SM1"))).repeated
            # A wrong argument is the awaited call's error, as of any coroutine.
            wrong = await asyncio.gather(oak.lead("x"), oak.lead(lead), return_exceptions=True)
            assert isinstance(wrong[0], closr.InputInvalidError) and isinstance(wrong[1], closr.Lead)

    asyncio.run(main())


def test_200_at_once():
    async def main():
        async with closr.AsyncEngine() as engine:
            oak, _ = await settle_async(engine)
            outcomes = await asyncio.gather(*(oak.reply(chat(f"W{n}", sender=f"v{n}")) for n in range(200)))
            assert len({outcome.turn for outcome in outcomes}) == 200
            # The same message 50 times at once is answered once.
            same = await asyncio.gather(*(oak.reply(sms("SM1")) for _ in range(50)))
            assert Counter(outcome.take_cleared() is not None for outcome in same) == {True: 1, False: 49}

    asyncio.run(main())


@pytest.mark.parametrize("how", ["cancel", "timeout"])
def test_cancelling_the_task_cancels_the_providers_call(how):
    async def main(model):
        async with closr.AsyncEngine(provider=model.settings) as engine:
            oak, _ = await settle_async(engine)
            task = asyncio.create_task(oak.reply(sms("SM1")))
            await asyncio.to_thread(model.asked.wait, 5)
            if how == "cancel":
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            else:
                with pytest.raises(asyncio.TimeoutError):
                    await asyncio.wait_for(task, 0.05)
            assert await asyncio.to_thread(model.left.wait, 5), "the server still waits"
            assert await oak.outcome((await oak.accept(sms("SM1"))).turn) is None, "the turn stays open"

    with Model(ends=False) as model:
        asyncio.run(main(model))


def test_one_engine_serves_two_loops_at_once():
    engine = closr.AsyncEngine()
    oak, _ = asyncio.run(settle_async(engine))

    async def talk(name):
        outcomes = await asyncio.gather(*(oak.reply(chat(f"{name}{n}", sender=f"{name}{n}")) for n in range(20)))
        return {outcome.turn for outcome in outcomes}

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda name: asyncio.run(talk(name)), ["a", "b"])
    assert len(first | second) == 40
    asyncio.run(engine.close())


def test_a_loop_that_is_gone_takes_nothing_with_it():
    async def main(model):
        engine = closr.AsyncEngine(provider=model.settings)
        oak, _ = await settle_async(engine)
        task = asyncio.ensure_future(oak.reply(sms("SM1")))
        await asyncio.to_thread(model.asked.wait, 5)
        return engine, task

    with Model(ends=False) as model:
        # `asyncio.run` cancels what is left; the next loop works with the same engine.
        engine, task = asyncio.run(main(model))
        assert task.cancelled() and model.left.wait(5)
        asyncio.run(engine.close())


def test_threads_share_an_engine(engine):
    counted = threaded_turns(engine, threads=8, turns=25)
    assert sum(counted.values()) == 200 and set(counted) <= {"reply", "handoff"}


def test_waiting_holds_no_gil():
    with Model(ends=False) as model, closr.Engine(provider=model.settings) as engine:
        oak, _ = settle(engine)

        def ask():
            with pytest.raises(closr.ClosrError):
                oak.reply(sms("SM1"))

        waiting = threading.Thread(target=ask)
        waiting.start()
        assert model.asked.wait(5)
        ticks = 0
        end = time.monotonic() + 0.2
        while time.monotonic() < end:
            ticks += 1
        assert waiting.is_alive() and ticks > 1000
        model.hung_up.set()
        waiting.join(10)
        assert not waiting.is_alive()


def test_redacting_holds_no_gil():
    text = "call me at 512-555-0147 or jane@example.com, " * 20_000
    ticks, done = 0, threading.Event()

    def redact():
        closr.Redactor().redact(text)
        done.set()

    thread = threading.Thread(target=redact)
    started = time.monotonic()
    thread.start()
    slowest, last = 0.0, started
    while not done.is_set():
        now = time.monotonic()
        slowest, last, ticks = max(slowest, now - last), now, ticks + 1
    took = time.monotonic() - started
    thread.join()
    assert ticks > 100 and slowest < 0.8 * took, (ticks, slowest, took)


def test_a_wait_for_a_coroutine_in_a_loop_lets_the_loop_run():
    async def main(model):
        async with closr.AsyncEngine(provider=model.settings) as engine:
            oak, _ = await settle_async(engine)
            task = asyncio.create_task(oak.reply(sms("SM1")))
            await asyncio.to_thread(model.asked.wait, 5)
            for _ in range(50):
                await asyncio.sleep(0)
            assert not task.done()
            task.cancel()
            await asyncio.wait([task])

    with Model(ends=False) as model:
        asyncio.run(main(model))
        assert within(5, model.left.is_set)
