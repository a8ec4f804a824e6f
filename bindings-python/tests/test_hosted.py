"""Claude and Gemini by their makers' own protocols: a turn, a stream, and what goes over the wire."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from scene import chat, settle, sms

import closr

SAID = "12 Elm St is listed at $689,000. There is no HOA fee. "
KEY = "key-of-the-maker"

TONGUES = {
    "anthropic": {
        "header": "x-api-key",
        "paths": ["/messages", "/messages"],
        "whole": {
            "type": "message", "stop_reason": "end_turn", "content": [{"type": "text", "text": SAID}],
            "usage": {"input_tokens": 9, "output_tokens": 3},
        },
        "streamed": [
            {"type": "message_start", "message": {"model": "m", "usage": {"input_tokens": 9}}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": SAID}},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}},
            {"type": "message_stop"},
        ],
    },
    "gemini": {
        "header": "x-goog-api-key",
        "paths": ["/models/m:generateContent", "/models/m:streamGenerateContent?alt=sse"],
        "whole": {
            "candidates": [{"content": {"parts": [{"text": SAID}]}, "finishReason": "STOP"}],
            "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 3},
        },
        "streamed": [
            {"candidates": [{"content": {"parts": [{"text": SAID}]}}]},
            {
                "candidates": [{"finishReason": "STOP"}],
                "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 3},
            },
        ],
    },
}


class Maker:
    """A maker's server, which remembers what it was asked."""

    def __init__(self, tongue):
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                asked.append((self.path, self.headers[tongue["header"]], body))
                streams = self.headers["accept"] == "text/event-stream"
                if streams:
                    answer = "".join(
                        f"event: {data.get('type', 'message')}\ndata: {json.dumps(data)}\n\n"
                        for data in tongue["streamed"]
                    )
                else:
                    answer = json.dumps(tongue["whole"])
                self.send_response(200)
                self.send_header("content-type", "text/event-stream" if streams else "application/json")
                self.send_header("content-length", str(len(answer.encode())))
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.server.server_port}"


@pytest.mark.parametrize("kind", TONGUES)
def test_a_maker_answers_whole_and_streamed(kind):
    tongue = TONGUES[kind]
    with Maker(tongue) as maker:
        price = {"input": 3, "output": 15}
        provider = {"kind": kind, "model": "m", "api_key": KEY, "base_url": maker.base_url, "price": price}
        with closr.Engine(provider=provider) as engine:
            oak, _ = settle(engine)
            message = {**sms("SM1"), "text": "Hi, this is Jane, jane@example.com. How much is it?"}
            outcome = oak.reply(message)
            assert outcome.author == "model"
            assert "$689,000" in outcome.take_cleared().release()
            usage = outcome.usage
            assert (usage.input, usage.output, usage.cost_micro_usd) == (9, 3, 72)
            text = "".join(part.text for part in oak.reply_stream(chat("W1")) if part.kind == "text")
            assert "$689,000" in text
    assert [path for path, _, _ in maker.asked] == tongue["paths"]
    for _, key, body in maker.asked:
        assert key == KEY
        assert "jane@example" not in body and KEY not in body


def test_another_provider_answers_where_the_first_cannot():
    with Maker(TONGUES["gemini"]) as maker:
        first = {"kind": "openai", "model": "m", "base_url": "http://127.0.0.1:9/v1", "policy": {"max_attempts": 2}}
        then = {"kind": "gemini", "model": "m", "api_key": KEY, "base_url": maker.base_url}
        with closr.Engine(provider=first, fallbacks=[then]) as engine:
            oak, lead = settle(engine)
            assert oak.reply(sms("SM1")).author == "model"
            assert len(maker.asked) == 1
            assert [recipient["name"] for recipient in oak.access(lead)["recipients"]] == ["gemini", "openai"]


def test_a_maker_is_not_asked_without_a_key_nor_in_the_clear():
    with pytest.raises(closr.ClosrError) as missing:
        closr.Engine(provider={"kind": "anthropic", "model": "m"})
    assert missing.value.kind == "config_invalid" and "provider.api_key: is missing" in str(missing.value)
    with pytest.raises(closr.ClosrError) as clear:
        closr.Engine(provider={"kind": "gemini", "model": "m", "api_key": KEY, "base_url": "http://example.com"})
    assert "provider.base_url: sends in the clear" in str(clear.value)
