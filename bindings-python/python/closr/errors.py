"""Every exception of closr: one class for each kind, all under `ClosrError`.

A kind names what the caller can do next. Messages carry ids, codes and counts; never names, numbers or texts.

>>> import closr
>>> try:
...     closr.Lead(phonse=["+15125550147"])
... except closr.InputInvalidError as error:
...     error.kind, error.faults
('input_invalid', [('phonse', 'unknown key; did you mean "phones"?')])
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import ClassVar

    from .records import ErrorKind

__all__ = [
    "BudgetExceededError",
    "CancelledError",
    "ClosrError",
    "ConfigInvalidError",
    "ConflictError",
    "ConsentDeniedError",
    "CorruptError",
    "ForbiddenError",
    "InputInvalidError",
    "NotFoundError",
    "OutcomeUnknownError",
    "RateLimitedError",
    "RedactionFailedError",
    "RefusedError",
    "ReplyInvalidError",
    "RestrictedError",
    "SpendCapReachedError",
    "TimeoutError",
    "UnauthorizedError",
    "UnavailableError",
    "UnexpectedError",
    "UnsupportedError",
]


class ClosrError(Exception):
    """What every closr call raises.

    `kind` is one of `closr.ERROR_KINDS`. `retry_after` is how many seconds to wait before the same call may be made
    again, or `None` where it would fail again or would not be safe. `request_id` is the provider's id of the failed
    request. `faults` lists every fault of a record as (path, what would be right).
    """

    kind: ClassVar[ErrorKind] = "unexpected"
    retry_after: float | None
    request_id: str | None
    faults: list[tuple[str, str]]

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        request_id: str | None = None,
        faults: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.request_id = request_id
        self.faults = list(faults)


class ForbiddenError(ClosrError):
    """Another account's or actor's business: ask as another actor."""

    kind = "forbidden"


class ConfigInvalidError(ClosrError, ValueError):
    """A setting is wrong: fix the setting that the message names."""

    kind = "config_invalid"


class InputInvalidError(ClosrError, ValueError):
    """An argument or record is wrong: fix the call; `faults` lists every fault."""

    kind = "input_invalid"


class NotFoundError(ClosrError):
    """Nothing has that id in this account: create it, or ignore."""

    kind = "not_found"


class ConflictError(ClosrError):
    """Somebody else was first: re-read, then try again."""

    kind = "conflict"


class ConsentDeniedError(ClosrError):
    """The person has not consented or has opted out: do not contact them."""

    kind = "consent_denied"


class RestrictedError(ClosrError):
    """A legal hold, a restriction or an erasure forbids it: stop."""

    kind = "restricted"


class RedactionFailedError(ClosrError):
    """Redaction could not vouch for the bytes: nothing left the process."""

    kind = "redaction_failed"


class BudgetExceededError(ClosrError):
    """The prompt does not fit the model: shorten it."""

    kind = "budget_exceeded"


class SpendCapReachedError(ClosrError):
    """A spend cap is reached: raise the cap, or wait."""

    kind = "spend_cap_reached"


class CorruptError(ClosrError):
    """The stored data contradicts itself: stop, restore, report."""

    kind = "corrupt"


class UnauthorizedError(ClosrError):
    """The provider refused the key: fix the key."""

    kind = "unauthorized"


class RateLimitedError(ClosrError):
    """Too many calls: wait for `retry_after`."""

    kind = "rate_limited"


class UnavailableError(ClosrError):
    """A part that is needed does not answer: retry later."""

    kind = "unavailable"


class TimeoutError(ClosrError):
    """The deadline passed: retry (nothing reached the lead; a model call may be billed)."""

    kind = "timeout"


class OutcomeUnknownError(ClosrError):
    """The answer to a send was lost: check before sending again."""

    kind = "outcome_unknown"


class RefusedError(ClosrError):
    """The model declined: hand the conversation to a human."""

    kind = "refused"


class ReplyInvalidError(ClosrError):
    """The model's answer is unusable: hand the conversation to a human."""

    kind = "reply_invalid"


class UnsupportedError(ClosrError):
    """This build or backend cannot do it: choose another."""

    kind = "unsupported"


class CancelledError(ClosrError):
    """The caller cancelled it: nothing to do."""

    kind = "cancelled"


class UnexpectedError(ClosrError):
    """A bug in closr: report it."""

    kind = "unexpected"


BY_KIND: dict[str, type[ClosrError]] = {error.kind: error for error in ClosrError.__subclasses__()}
