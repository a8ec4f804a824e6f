"""Streams are native iterators, and whoever leaves one cancels the provider's call."""

import asyncio
import gc
import threading

import pytest
from model import Model
from scene import chat, settle, settle_async, sms

import closr

FIRST = "12 Elm St is listed at $689,000. "
REST = "There is no HOA fee. "


def kinds(parts):
    return [part.kind for part in parts]


def test_a_chat_is_answered_sentence_by_sentence():
    with Model([FIRST, REST]) as model, closr.Engine(provider=model.settings) as engine:
        oak, _ = settle(engine)
        parts = list(oak.reply_stream(chat("W1")))
        assert kinds(parts)[:3] == ["step", "step", "text"] and kinds(parts)[-1] == "done"
        assert [part.step for part in parts if isinstance(part, closr.StepPart)] == ["accepted", "asking"]
        said = "".join(part.text for part in parts if part.kind == "text")
        assert "$689,000" in said and "no HOA fee" in said
        outcome = parts[-1].outcome
        assert outcome.kind == "reply" and outcome.author == "model" and outcome.take_cleared() is None
        assert oak.reply(chat("W1")).repeated


def test_an_sms_streams_steps_and_the_text_with_the_outcome(oak):
    parts = list(oak.reply_stream(**{"from_" if key == "from" else key: value for key, value in sms("SM1").items()}))
    assert kinds(parts) == ["step", "done"]
    assert "$689,000" in parts[-1].outcome.take_cleared().release()


def test_an_async_stream_is_the_same():
    async def main(model):
        async with closr.AsyncEngine(provider=model.settings) as engine:
            oak, _ = await settle_async(engine)
            parts = [part async for part in oak.reply_stream(chat("W1"))]
            assert kinds(parts)[-1] == "done" and parts[-1].outcome.kind == "reply"
            stream = oak.reply_stream(chat("W2"))
            assert (await anext(stream)).kind == "step"
            async with stream:
                pass
            with pytest.raises(StopAsyncIteration):
                await anext(stream)

    with Model([FIRST, REST]) as model:
        asyncio.run(main(model))


def leave_by_break(oak):
    for part in oak.reply_stream(chat("W1")):
        if part.kind == "text":
            break


def leave_by_break_with_a_name(oak):
    stream = oak.reply_stream(chat("W1"))
    for part in stream:
        if part.kind == "text":
            break
    # The name still stands for the stream, which is over.
    assert list(stream) == []


def leave_by_exception(oak):
    with pytest.raises(ZeroDivisionError):
        for part in oak.reply_stream(chat("W1")):
            if part.kind == "text":
                1 / 0


def leave_by_close(oak):
    stream = oak.reply_stream(chat("W1"))
    while next(stream).kind != "text":
        pass
    stream.close()
    stream.close()
    with pytest.raises(StopIteration):
        next(stream)


def leave_by_with(oak):
    with oak.reply_stream(chat("W1")) as stream:
        while next(stream).kind != "text":
            pass


def leave_by_garbage(oak):
    stream = oak.reply_stream(chat("W1"))
    while next(stream).kind != "text":
        pass
    del stream
    gc.collect()


def leave_by_another_thread(oak):
    stream = oak.reply_stream(chat("W1"))
    while next(stream).kind != "text":
        pass
    threading.Timer(0.1, stream.close).start()
    # It waits for a sentence that does not come, until the other thread ends it.
    with pytest.raises(StopIteration):
        next(stream)


@pytest.mark.parametrize("leave", [
    leave_by_break, leave_by_break_with_a_name, leave_by_exception, leave_by_close, leave_by_with, leave_by_garbage,
    leave_by_another_thread,
])
def test_leaving_cancels_the_providers_call(leave):
    with Model([FIRST, "There is"], ends=False) as model, closr.Engine(provider=model.settings) as engine:
        oak, _ = settle(engine)
        leave(oak)
        assert model.left.wait(5), "the server still waits"
        # What was released counts as the one send: the turn ends as withdrawn and is not answered again.
        outcome = oak.work(oak.accept(chat("W1")).turn)
        assert outcome.kind == "withdrawn" and outcome.repeated and outcome.take_cleared() is None


async def leave_async_by_break(oak):
    async for part in oak.reply_stream(chat("W1")):
        if part.kind == "text":
            break


async def leave_async_by_aclose(oak):
    stream = oak.reply_stream(chat("W1"))
    async for part in stream:
        if part.kind == "text":
            await stream.aclose()
    await stream.aclose()


async def leave_async_by_with(oak):
    async with oak.reply_stream(chat("W1")) as stream:
        while (await anext(stream)).kind != "text":
            pass


async def leave_async_by_cancel(oak):
    async def read():
        async for part in oak.reply_stream(chat("W1")):
            if part.kind == "text":
                shown.set()

    shown = asyncio.Event()
    task = asyncio.create_task(read())
    await shown.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def leave_async_by_timeout(oak):
    stream = oak.reply_stream(chat("W1"))
    while (await anext(stream)).kind != "text":
        pass
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(anext(stream), 0.05)
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


@pytest.mark.parametrize("leave", [
    leave_async_by_break, leave_async_by_aclose, leave_async_by_with, leave_async_by_cancel, leave_async_by_timeout,
])
def test_leaving_an_async_stream_cancels_the_providers_call(leave):
    async def main(model):
        async with closr.AsyncEngine(provider=model.settings) as engine:
            oak, _ = await settle_async(engine)
            await leave(oak)
            assert await asyncio.to_thread(model.left.wait, 5), "the server still waits"
            outcome = await oak.work((await oak.accept(chat("W1"))).turn)
            assert outcome.kind == "withdrawn"

    with Model([FIRST, "There is"], ends=False) as model:
        asyncio.run(main(model))


def test_leaving_before_the_first_word_leaves_the_turn_open():
    with Model([], ends=False) as model, closr.Engine(provider=model.settings) as engine:
        oak, _ = settle(engine)
        for part in oak.reply_stream(chat("W1")):
            if part.kind == "step" and part.step == "asking":
                break
        assert oak.outcome(oak.accept(chat("W1")).turn) is None


def test_an_error_is_the_iterators():
    with closr.Engine(provider={"kind": "scripted", "answers": []}) as engine:
        oak, _ = settle(engine)
        with pytest.raises(closr.UnavailableError):
            list(oak.reply_stream(chat("W1")))
        with pytest.raises(closr.InputInvalidError):
            oak.reply_stream(chat("W2"), at="noon")


def test_two_readers_of_one_stream_take_turns():
    with Model([FIRST, REST]) as model, closr.Engine(provider=model.settings) as engine:
        oak, _ = settle(engine)
        stream, read = oak.reply_stream(chat("W1")), []

        def reader():
            while (part := next(stream, None)) is not None:
                read.append(part.kind)

        readers = [threading.Thread(target=reader) for _ in range(2)]
        for each in readers:
            each.start()
        for each in readers:
            each.join(10)
        assert sorted(read) == ["done", "step", "step", "text", "text"]
