"""Answers the text messages of a Twilio number: a webhook takes them, an outbox sends the answers. No model, no framework.

`TWILIO_ACCOUNT_SID=AC… TWILIO_AUTH_TOKEN=… TWILIO_FROM=+15125550100 PUBLIC_URL=https://oak.example/twilio python examples/python/twilio_number.py`

where PUBLIC_URL is what leads to port 8000 of this machine, and is set as the number's messaging webhook in Twilio's console. Ctrl-C ends it after
what is under way.
"""

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import closr

URL, TOKEN = os.environ["PUBLIC_URL"], os.environ["TWILIO_AUTH_TOKEN"]

engine = closr.Engine(sqlite=os.environ.get("CLOSR_DB", "closr.db"))
engine.upsert_account(id="oak", brand="Oak & Main Realty", agent="Dana Reyes", phone="+15125550100", tz="America/Chicago")
oak = engine.for_account("oak")
oak.upsert_listing(id="L-1042", address="1208 Willow Bend", city="Austin", price_usd=689000, hoa_usd_month=0)

outbox = closr.Outbox(twilio={
    "account_sid": os.environ["TWILIO_ACCOUNT_SID"], "auth_token": TOKEN, "from": os.environ["TWILIO_FROM"],
    "status_callback": URL, "base_url": os.environ.get("TWILIO_BASE_URL"),
})
work, ended = threading.Event(), threading.Event()


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"] or 0))
        # What comes after the path, as the outbound's id, is part of what was signed.
        _, query, rest = self.path.partition("?")
        try:
            closr.twilio.verify(URL + query + rest, self.headers, body, TOKEN)
            for told in closr.twilio.parse(URL + query + rest, self.headers, body):
                oak.receive(told)
        except (closr.UnauthorizedError, closr.InputInvalidError, closr.UnsupportedError) as error:
            return self.answer(403 if error.kind == "unauthorized" else 200)
        except closr.ClosrError:
            return self.answer(503)  # nothing was acknowledged: Twilio calls the fallback URL
        work.set()
        self.answer(200)

    def answer(self, status):
        text = closr.twilio.answer().encode()
        self.send_response(status)
        self.send_header("content-type", "text/xml")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def deliver():
    while not ended.is_set():
        for delivery in oak.deliver(outbox):
            print(delivery.turn, delivery.state, delivery.error or "", flush=True)
        work.wait(timeout=2)  # what was deferred, or waits, is due by itself
        work.clear()


with ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Webhook) as server:
    print(f"listening on port {server.server_port}", flush=True)
    delivering = threading.Thread(target=deliver)
    delivering.start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        outbox.drain()
        ended.set()
        work.set()
        delivering.join()
        engine.close()
