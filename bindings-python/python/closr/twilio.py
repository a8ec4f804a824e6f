"""Twilio's webhooks: `verify` each before `parse` says what it tells, and answer it with `answer`.

>>> import closr
>>> body = b"MessageSid=SM2f0c&From=%2B15125550147&Body=Is+it+still+for+sale%3F"
>>> closr.twilio.verify("https://oak.example/sms", {"X-Twilio-Signature": "bm90IGl0"}, body, "token")
Traceback (most recent call last):
    ...
closr.errors.UnauthorizedError: the webhook's signature is not Twilio's for this URL, body and auth token: answer 403; if it is Twilio's, give the URL that Twilio called and the raw body
>>> [told] = closr.twilio.parse("https://oak.example/sms", {}, body)
>>> told["inbound"]["text"]
'Is it still for sale?'
>>> closr.twilio.answer()
'<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""

from ._closr import twilio_answer as answer
from ._closr import twilio_parse as parse
from ._closr import twilio_verify as verify

__all__ = ["answer", "parse", "verify"]
