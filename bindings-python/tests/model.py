"""A model's server on loopback, whose answers a test can hold back and whose callers' leaving it sees."""

import json
import select
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Model:
    """Answers chat completions: `said` pieces of a streamed answer, then the end, or silence until the caller leaves."""

    def __init__(self, said=(), ends=True):
        self.said, self.ends = list(said), ends
        self.asked = threading.Event()
        self.left = threading.Event()
        self.hung_up = threading.Event()
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                model.asked.set()
                if body.get("stream"):
                    self.send_response(200)
                    self.send_header("content-type", "text/event-stream")
                    self.end_headers()
                    for text in model.said:
                        self.event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})
                    if model.ends:
                        self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
                        self.wfile.write(b"data: [DONE]\n\n")
                        return
                elif model.ends:
                    answer = {"role": "assistant", "content": "".join(model.said)}
                    body = json.dumps({
                        "id": "c1", "object": "chat.completion", "created": 0, "model": "m",
                        "choices": [{"index": 0, "message": answer, "finish_reason": "stop"}],
                        "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12},
                    }).encode()
                    self.send_response(200)
                    self.send_header("content-type", "application/json")
                    self.send_header("content-length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                    return
                # Readable and empty: the caller has closed the connection.
                while not model.hung_up.is_set():
                    if select.select([self.connection], [], [], 0.05)[0] and not self.connection.recv(1):
                        return model.left.set()

            def event(self, chunk):
                chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "m", **chunk}
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.hung_up.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def settings(self):
        return {
            "kind": "openai", "base_url": f"http://127.0.0.1:{self.server.server_port}/v1", "model": "m",
            "policy": {"max_attempts": 1},
        }


def within(seconds, condition):
    """Waits until the condition holds, at most so long; whether it does."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True
