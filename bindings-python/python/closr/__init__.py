"""closr answers a business's leads: in goes a lead's record and what the lead just wrote, out comes a reply that may be
sent, for which the model saw no direct identifier, or the reason why nothing may be sent.

`Engine` is the one handle, `AsyncEngine` the same to be awaited; `for_account` gives an account's view, whose `accept`,
`work` and `reply` are a turn. `Redactor`, `read`, `guard`, `PromptCatalog` and `TokenCounter` work on their own.

It sends only through an `Outbox` that you give it, downloads nothing, and calls no host that you did not configure. It is not
legal advice.
"""

from . import errors as errors
from . import one_click as one_click
from . import sendgrid as sendgrid
from . import twilio as twilio
from ._closr import *
from ._closr import DonePart, StepPart, TextPart
from ._closr import __version__ as __version__
from .columns import redact_batch as redact_batch
from .columns import redact_column as redact_column
from .errors import *

ReplyPart = StepPart | TextPart | DonePart
"""A part of a streamed reply, told apart by `kind`, or by `match`."""
