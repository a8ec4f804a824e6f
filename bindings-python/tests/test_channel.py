"""What comes in by webhooks and goes out by an outbox."""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode

import pytest
from scene import ACCOUNT

import closr

SID = "AC0123456789abcdef0123456789abcdef"
TOKEN = "canary-token-6f1e"


class Twilio(ThreadingHTTPServer):
    """Answers each message with the next of `answers`, and then with 201."""

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.forms = list(answers), []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def settings(self):
        return {"account_sid": SID, "auth_token": TOKEN, "from": "+15125550100", "per_second": 0,
                "base_url": f"http://127.0.0.1:{self.server_port}", "status_callback": "https://oak.example/status"}

    def __exit__(self, *raised):
        self.shutdown()
        super().__exit__(*raised)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        sent = self.rfile.read(int(self.headers["content-length"])).decode()
        if self.headers["content-type"] == "application/json":
            form, answer = json.loads(sent), (202, {})
        else:
            form, answer = {key: value for key, [value] in parse_qs(sent).items()}, (201, {"sid": "SM9", "status": "queued"})
        self.server.forms.append(form)
        status, body = self.server.answers.pop(0) if self.server.answers else answer
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("x-message-id", "14c5d75ce93")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


@pytest.fixture
def oak():
    with closr.Engine() as engine:
        engine.upsert_account(ACCOUNT)
        yield engine.for_account(ACCOUNT["id"])


def webhook(**fields):
    return closr.twilio.parse("https://oak.example/sms", {}, urlencode(fields).encode())


def test_a_message_comes_in_and_its_answer_goes_out(oak):
    [told] = webhook(MessageSid="SM1", From="+15125550147", To="+15125550100", Body="Are you open?")
    accepted = oak.receive(told)
    assert not accepted.repeated and oak.receive(told).repeated
    with Twilio() as twilio:
        outbox = closr.Outbox(twilio=twilio.settings)
        [delivery] = oak.deliver(outbox)
        assert (delivery.turn, delivery.state, delivery.error) == (accepted.turn, "accepted", None)
        assert oak.deliver(outbox) == []
    [form] = twilio.forms
    outbound = oak.outcome(accepted.turn).outbound
    assert form["To"] == "+15125550147" and form["StatusCallback"] == f"https://oak.example/status?closr_outbound={outbound}"
    [status] = closr.twilio.parse(form["StatusCallback"], {}, b"MessageSid=SM9&MessageStatus=delivered")
    assert oak.receive(status) is None
    assert oak.delivery(outbound) == "delivered"
    assert TOKEN not in repr(outbox)


def test_a_refusal_is_a_stop_and_a_lost_answer_is_unknown(oak):
    with Twilio((500, {}), (400, {"code": 21610})) as twilio:
        outbox = closr.Outbox(twilio=twilio.settings)
        for sid, state, kind in (("SM1", "unknown", "outcome_unknown"), ("SM2", "refused", "consent_denied")):
            oak.accept(id=sid, channel="sms", from_="+15125550147", text="Are you open?")
            [delivery] = oak.deliver(outbox)
            assert (delivery.state, delivery.error.kind) == (state, kind)
    assert oak.consent_at("+15125550147").states["conversational"] == "opted_out"


def test_an_outbox_pauses_drains_and_checks_its_settings(oak):
    oak.accept(id="SM1", channel="sms", from_="+15125550147", text="Are you open?")
    with Twilio() as twilio:
        outbox = closr.Outbox({"twilio": twilio.settings})
        outbox.drain()
        assert outbox.paused and oak.deliver(outbox) == []
        outbox.resume()
        assert [delivery.state for delivery in oak.deliver(outbox)] == ["accepted"]
    with pytest.raises(closr.ConfigInvalidError) as raised:
        closr.Outbox(twilio={**twilio.settings, "account_sid": "AC1", "from": ""})
    assert "twilio.from" in str(raised.value)
    assert TOKEN not in str(raised.value)


def test_a_webhook_is_answered_with_a_text_once(oak):
    assert closr.twilio.answer() == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    cleared = oak.reply(id="SM1", channel="sms", from_="+15125550147", text="STOP").take_cleared()
    xml = closr.twilio.answer(cleared)
    assert xml.startswith('<?xml version="1.0" encoding="UTF-8"?><Response><Message>') and xml.endswith("</Message></Response>")
    with pytest.raises(closr.ConflictError):
        closr.twilio.answer(cleared)


def test_both_ways_to_wait_deliver():
    async def main(twilio):
        async with closr.AsyncEngine() as engine:
            await engine.upsert_account(ACCOUNT)
            oak = engine.for_account(ACCOUNT["id"])
            await oak.accept(id="SM1", channel="sms", from_="+15125550147", text="Are you open?")
            return await oak.deliver(closr.Outbox(twilio=twilio.settings))

    with Twilio() as twilio:
        assert [delivery.state for delivery in asyncio.run(main(twilio))] == ["accepted"]


class SendGrid(Twilio):
    """Takes each mail."""

    @property
    def settings(self):
        return {"api_key": TOKEN, "from": "dana@oak.example", "subject": "Your inquiry", "groups": {"marketing": 103},
                "unsubscribe_url": "https://oak.example/unsubscribe", "unsubscribe_secret": "7f9c2ba4e88f827d616045507605853e",
                "base_url": f"http://127.0.0.1:{self.server_port}"}


def form(**fields):
    """A mail as Inbound Parse posts it."""
    parts = "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    return closr.sendgrid.parse("https://oak.example", {"content-type": "multipart/form-data; boundary=b"}, f"{parts}--b--\r\n".encode())


def test_a_mail_comes_in_and_its_answer_goes_out(oak):
    [told] = form(**{"from": "Jane <jane@example.com>", "text": "Are you open?", "dkim": "{@example.com : pass}"})
    assert not told["inbound"]["unverified"]
    accepted = oak.receive(told)
    with SendGrid() as sendgrid:
        [delivery] = oak.deliver(closr.Outbox(sendgrid=sendgrid.settings))
    assert (delivery.turn, delivery.state) == (accepted.turn, "accepted")
    [mail] = sendgrid.forms
    [personal] = mail["personalizations"]
    outbound = oak.outcome(accepted.turn).outbound
    assert personal == {"to": [{"email": "jane@example.com"}], "custom_args": {"closr_outbound": outbound}}
    event = {"event": "delivered", "email": "jane@example.com", "timestamp": 1795900000, **personal["custom_args"]}
    [status] = closr.sendgrid.parse("https://oak.example", {}, json.dumps([event]).encode())
    assert oak.receive(status) is None
    assert oak.delivery(outbound) == "delivered"


def test_a_claimed_sender_loosens_nothing_and_a_machine_says_nothing(oak):
    [told] = form(**{"from": "jane@example.com", "text": "Is it for sale?", "dkim": "{@evil.example : pass}"})
    assert told["inbound"]["unverified"]
    outcome = oak.reply(told["inbound"])
    assert (outcome.kind, outcome.reasons) == ("handoff", ["consent.unverified"])
    away = oak.reply(id="2", channel="email", from_="jane@example.com", text="I am away. Stop emailing me.", automatic=True)
    assert (away.kind, away.reasons) == ("silent", ["EM-07"])


def test_events_and_clicks_are_stops(oak):
    events = [{"event": "spamreport", "email": "jane@example.com", "timestamp": 1795900000}, {"event": "teleported"}]
    for told in closr.sendgrid.parse("https://oak.example", {}, json.dumps(events).encode()):
        assert oak.receive(told) is None
    assert oak.consent_at("jane@example.com").states["conversational"] == "opted_out"
    secret = "7f9c2ba4e88f827d616045507605853e"
    headers = closr.one_click.headers(oak.id, "june@example.com", "marketing", url="https://oak.example/u", secret=secret)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].strip("<>")
    assert "june" not in link
    with pytest.raises(closr.InputInvalidError):
        closr.one_click.opt_out(link, {}, b"", secret, oak.id)
    with pytest.raises(closr.UnauthorizedError):
        closr.one_click.opt_out(link, {}, b"List-Unsubscribe=One-Click", secret, "elm")
    oak.receive(closr.one_click.opt_out(link, {}, b"List-Unsubscribe=One-Click", secret, oak.id))
    states = oak.consent_at("june@example.com").states
    assert (states["marketing"], states["conversational"]) == ("opted_out", "none")


def test_a_secret_in_the_url_is_compared():
    closr.sendgrid.verify_secret("https://oak.example/?closr_secret=0123456789abcdef", {}, b"", "0123456789abcdef")
    with pytest.raises(closr.UnauthorizedError):
        closr.sendgrid.verify_secret("https://oak.example/?closr_secret=0123456789abcdeg", {}, b"", "0123456789abcdef")


@pytest.mark.parametrize("arguments", [
    (1, {}, b"", "t"), ("u", 1, b"", "t"), ("u", {}, "text", "t"), ("u", {}, b"", 1), ("u", [1], b"", "t"),
])
def test_wrong_arguments_are_input_invalid(arguments):
    with pytest.raises(closr.InputInvalidError):
        closr.twilio.verify(*arguments)
    with pytest.raises(closr.InputInvalidError):
        closr.Engine().for_account("oak").receive({"kind": "fax"})


def post(port, url, body, path="/"):
    """Posts a webhook as Twilio signs it, and returns the status."""
    fields = "".join(name + value for name, value in sorted(parse_qsl(body)))
    signature = base64.b64encode(hmac.new(TOKEN.encode(), (url + fields).encode(), hashlib.sha1).digest())
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body.encode(), {"X-Twilio-Signature": signature.decode()})
    try:
        return urllib.request.urlopen(request, timeout=10).status
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.skipif(os.name == "nt", reason="ends the example by Ctrl-C")
def test_the_example_answers_what_twilio_posts(tmp_path):
    example, url = Path(__file__).parents[2] / "examples" / "python" / "twilio_number.py", "https://oak.example/twilio"
    with Twilio() as twilio:
        env = {**os.environ, "PUBLIC_URL": url, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_ACCOUNT_SID": SID, "PORT": "0",
               "TWILIO_FROM": "+15125550100", "TWILIO_BASE_URL": twilio.settings["base_url"], "CLOSR_DB": str(tmp_path / "c.db")}
        # A shell that runs the tests in the background hands down an interrupt that is ignored.
        script = f"import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); runpy.run_path({str(example)!r})"
        run = subprocess.Popen([sys.executable, "-c", script], env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        port = run.stdout.readline().split()[-1]
        message = urlencode({"MessageSid": "SM1", "From": "+15125550147", "Body": "How much is it?"})
        assert post(port, "https://elsewhere.example", message) == 403
        assert post(port, url, message) == 200
        turn, state = run.stdout.readline().split()
        assert state == "accepted" and "$689,000" in twilio.forms[0]["Body"]
        callback = twilio.forms[0]["StatusCallback"]
        assert post(port, callback, "MessageSid=SM9&MessageStatus=delivered", "/?" + callback.split("?")[1]) == 200
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=20)
        assert run.returncode == 0 and not errors, errors
    with closr.Engine(sqlite=tmp_path / "c.db") as engine:
        oak = engine.for_account("oak")
        assert oak.delivery(oak.outcome(turn).outbound) == "delivered"
