"""Unsubscribing with one click, as mail programs do it (RFC 8058): `headers` for a mail, and `opt_out` for what is posted to its link.

A mail that an outbox sends through SendGrid has the headers by itself.

>>> import closr
>>> secret = "7f9c2ba4e88f827d616045507605853e"
>>> headers = closr.one_click.headers("oak", "jane@example.com", "marketing", url="https://oak.example/unsubscribe", secret=secret)
>>> link = headers["List-Unsubscribe"].strip("<>")
>>> told = closr.one_click.opt_out(link, {}, b"List-Unsubscribe=One-Click", secret, "oak")
>>> told["record"]["contact"], told["record"]["scope"]
('jane@example.com', 'marketing')
"""

from ._closr import one_click_headers as headers
from ._closr import one_click_opt_out as opt_out

__all__ = ["headers", "opt_out"]
