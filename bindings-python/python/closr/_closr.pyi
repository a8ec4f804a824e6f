"""The compiled half of closr: `import closr` has all of it."""

from _typeshed import DataclassInstance
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, TypeAlias, final

from typing_extensions import Self, Unpack

from .errors import ClosrError
from .records import (
    AccountRecord,
    Actor,
    Author,
    Channel,
    ConsentIncoming,
    ConsentRecord,
    ConsentState,
    ContextRecord,
    CorrectionRecord,
    DeliveryState,
    DraftRecord,
    ErrorKind,
    GroupsRecord,
    Identity,
    Incoming,
    InboundFields,
    InboundRecord,
    Label,
    LeadRecord,
    ListingRecord,
    MessageLabel,
    ObjectionRecord,
    OutboxSettings,
    OutcomeKind,
    OutreachRecord,
    Path,
    Purpose,
    RedactorRecord,
    RequestRecord,
    RequestStep,
    Right,
    Role,
    Scope,
    Settings,
    SlotName,
    Stage,
    SweepRecord,
    Time,
    Use,
)

__all__ = [
    "Accepted",
    "Account",
    "Ask",
    "AsyncEngine",
    "AsyncForAccount",
    "AsyncReplyStream",
    "Block",
    "CHANNELS",
    "Change",
    "Cleared",
    "Column",
    "ContactConsent",
    "Delivery",
    "DonePart",
    "Due",
    "ERROR_KINDS",
    "Engine",
    "Entry",
    "Erased",
    "ErasureReceipt",
    "Event",
    "Evidence",
    "Exported",
    "Finding",
    "ForAccount",
    "Inbound",
    "Item",
    "Kept",
    "Known",
    "LABELS",
    "Lead",
    "LedgerEntry",
    "Listing",
    "MESSAGE_LABELS",
    "Message",
    "OUTCOME_KINDS",
    "Objection",
    "Outcome",
    "Outbox",
    "Outreach",
    "PromptCatalog",
    "Qualification",
    "Reading",
    "Receipt",
    "Recipient",
    "Recorded",
    "Recovered",
    "Redaction",
    "Redactor",
    "ReplyStream",
    "Request",
    "Restored",
    "Restorer",
    "Span",
    "StepPart",
    "StreamRedactor",
    "TemplateInfo",
    "Swept",
    "SweptLead",
    "TextPart",
    "TokenCounter",
    "Trace",
    "Usage",
    "Vault",
    "WorstCase",
    "__version__",
    "explain",
    "guard",
    "guard_blocks",
    "read",
    "sms_segments",
]

__version__: str
ERROR_KINDS: tuple[ErrorKind, ...]
OUTCOME_KINDS: tuple[OutcomeKind, ...]
CHANNELS: tuple[Channel, ...]
LABELS: tuple[Label, ...]
MESSAGE_LABELS: tuple[MessageLabel, ...]

# A record may be a dict, a dataclass, or one made before.
_Account: TypeAlias = AccountRecord | Account | DataclassInstance | Mapping[str, Any]
_Listing: TypeAlias = ListingRecord | Listing | DataclassInstance | Mapping[str, Any]
_Lead: TypeAlias = LeadRecord | Lead | DataclassInstance | Mapping[str, Any]
_ConsentRecord: TypeAlias = ConsentRecord | DataclassInstance | Mapping[str, Any]
_CorrectionRecord: TypeAlias = CorrectionRecord | DataclassInstance | Mapping[str, Any]
_SweepRecord: TypeAlias = SweepRecord | DataclassInstance | Mapping[str, Any]
_ObjectionRecord: TypeAlias = ObjectionRecord | DataclassInstance | Mapping[str, Any]
_RequestRecord: TypeAlias = RequestRecord | DataclassInstance | Mapping[str, Any]
_RequestStep: TypeAlias = RequestStep | DataclassInstance | Mapping[str, Any]
_Inbound: TypeAlias = InboundRecord | Inbound | DataclassInstance | Mapping[str, Any]
_Outreach: TypeAlias = OutreachRecord | Outreach | DataclassInstance | Mapping[str, Any]
_Settings: TypeAlias = Settings | DataclassInstance | Mapping[str, Any]
_Headers: TypeAlias = Mapping[str, str] | Iterable[tuple[str | bytes, str | bytes]]
_Part: TypeAlias = StepPart | TextPart | DonePart

def command(arguments: Sequence[str], /) -> int: ...
def read(channel: Channel, text: str, /) -> Reading:
    """Reads what an inbound message asks of us: by rules, without a model."""

def twilio_verify(url: str, headers: _Headers, body: bytes, auth_token: str) -> None:
    """Checks that Twilio sent a webhook, by the account's auth token; otherwise it raises `UnauthorizedError`: answer 403."""

def twilio_parse(url: str, headers: _Headers, body: bytes) -> list[Incoming]:
    """What a webhook of Twilio's tells, once it was verified: dicts for `receive`, told apart by their `kind`."""

def twilio_answer(cleared: Cleared | None = None, /) -> str:
    """The TwiML that answers a webhook: with a text, which Twilio then sends, or with nothing."""

def sendgrid_verify(url: str, headers: _Headers, body: bytes, public_key: str) -> None:
    """Checks that SendGrid sent a webhook, by the public key that it shows beside it; otherwise it raises `UnauthorizedError`: answer 403."""

def sendgrid_verify_secret(url: str, headers: _Headers, body: bytes, secret: str) -> None:
    """Checks that whoever posts a webhook knows the secret in its URL, `closr_secret`: for an Inbound Parse that is not signed."""

def sendgrid_parse(
    url: str, headers: _Headers, body: bytes, groups: GroupsRecord | Mapping[str, Any] | None = None
) -> list[Incoming]:
    """What a webhook of SendGrid's tells, once it was verified: dicts for `receive`, told apart by their `kind`."""

def one_click_headers(account: str, contact: str, purpose: Purpose, *, url: str, secret: str) -> dict[str, str]:
    """The two headers of a mail that can be unsubscribed from with one click, as RFC 8058 has them."""

def one_click_opt_out(url: str, headers: _Headers, body: bytes, secret: str, account: str) -> ConsentIncoming:
    """What a mail program posted to such a mail's link: the opt-out of its purpose, for `receive`."""

def explain(rule: str, /) -> str | None:
    """What a rule rests on, in words; `None` for a rule that closr does not have."""

def guard(
    record: DraftRecord | DataclassInstance | Mapping[str, Any] | None = None, /, **fields: Unpack[DraftRecord]
) -> list[str]:
    """Every reason not to send a draft, as in `contradiction:hoa_usd_month`; none is a yes."""

def guard_blocks(
    record: DraftRecord | DataclassInstance | Mapping[str, Any] | None = None, /, **fields: Unpack[DraftRecord]
) -> list[Block]:
    """The reasons of `guard` with the rule that found each and the words of the draft, redacted."""

def sms_segments(text: str, /) -> int:
    """How many SMS segments a text takes."""

@final
class Message:
    """A message of a conversation."""

    __match_args__ = ("role", "text", "at", "channel", "turn")
    @property
    def role(self) -> Role: ...
    @property
    def text(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def turn(self) -> str | None: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Span:
    """Where personal data stands in a text, in code points, as Python counts."""

    __match_args__ = ("start", "end", "label")
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Restored:
    """A reply with its values back; `unknown` are placeholders that this conversation never issued, `drifted` those that
    were put back although the model had not kept to their spelling."""

    __match_args__ = ("text", "unknown", "drifted")
    @property
    def text(self) -> str: ...
    @property
    def unknown(self) -> list[str]: ...
    @property
    def drifted(self) -> list[str]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Finding:
    """One thing that a message asks."""

    __match_args__ = ("kind", "scope", "rule", "confidence")
    @property
    def kind(self) -> str: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def rule(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Reading:
    """All that a message asks."""

    __match_args__ = ("label", "rule", "confidence", "findings")
    @property
    def label(self) -> MessageLabel: ...
    @property
    def rule(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def findings(self) -> list[Finding]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Event:
    """One event of a person's consent; it holds no personal data."""

    __match_args__ = ("kind", "scope", "source", "rule", "at")
    @property
    def kind(self) -> str: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def source(self) -> Literal["person", "record", "provider", "engine"]: ...
    @property
    def rule(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Recorded:
    """What came of a consent record."""

    __match_args__ = ("lead", "state", "changed", "audit_head")
    @property
    def lead(self) -> str | None: ...
    @property
    def state(self) -> ConsentState: ...
    @property
    def changed(self) -> bool: ...
    @property
    def audit_head(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class LedgerEntry:
    """One event of an account's consent, and whose it is."""

    __match_args__ = ("place", "contact_hash", "lead", "turn", "event", "words", "json")
    @property
    def place(self) -> int: ...
    @property
    def contact_hash(self) -> str | None: ...
    @property
    def lead(self) -> str | None: ...
    @property
    def turn(self) -> str | None: ...
    @property
    def event(self) -> Event: ...
    @property
    def words(self) -> str | None: ...
    @property
    def json(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class ContactConsent:
    """What is on file of a contact point's consent."""

    __match_args__ = ("channel", "lead", "states", "history")
    @property
    def channel(self) -> Channel: ...
    @property
    def lead(self) -> str | None: ...
    @property
    def states(self) -> dict[Purpose, ConsentState]: ...
    @property
    def history(self) -> list[LedgerEntry]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class ErasureReceipt:
    """What an erasure deleted, what it kept and why, and who else must be told. No personal data is in it."""

    __match_args__ = ("lead", "at", "erased", "kept", "notify", "audit_head")
    @property
    def lead(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def erased(self) -> list[Erased]: ...
    @property
    def kept(self) -> list[Kept]: ...
    @property
    def notify(self) -> list[Recipient]: ...
    @property
    def audit_head(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Exported:
    """What was exported. No personal data is in it."""

    __match_args__ = ("lead", "at", "messages", "bytes", "audit_head")
    @property
    def lead(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def messages(self) -> int: ...
    @property
    def bytes(self) -> int: ...
    @property
    def audit_head(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Objection:
    """That a person objected to a use of their data."""

    __match_args__ = ("to", "at")
    @property
    def to(self) -> Use: ...
    @property
    def at(self) -> datetime: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Swept:
    """What a sweep did, or in a dry run would do. No personal data is in it."""

    __match_args__ = ("idle_days", "looked_at", "erased", "kept", "requests", "evidence", "next", "dry_run")
    @property
    def idle_days(self) -> int | None: ...
    @property
    def looked_at(self) -> int: ...
    @property
    def erased(self) -> list[SweptLead]: ...
    @property
    def kept(self) -> list[SweptLead]: ...
    @property
    def requests(self) -> int: ...
    @property
    def evidence(self) -> int: ...
    @property
    def next(self) -> str | None: ...
    @property
    def dry_run(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class SweptLead:
    """A lead whose time is over."""

    __match_args__ = ("lead", "last", "rule")
    @property
    def lead(self) -> str: ...
    @property
    def last(self) -> datetime: ...
    @property
    def rule(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Request:
    """A request of a person about their data. No personal data is in it: it outlives an erasure."""

    __match_args__ = (
        "id",
        "lead",
        "right",
        "turn",
        "identity",
        "state",
        "at",
        "confirmed",
        "extended",
        "closed",
        "refused",
        "due",
        "dues",
    )
    @property
    def id(self) -> str: ...
    @property
    def lead(self) -> str: ...
    @property
    def right(self) -> Right: ...
    @property
    def turn(self) -> str | None: ...
    @property
    def identity(self) -> Identity: ...
    @property
    def state(self) -> Literal["open", "done", "refused"]: ...
    @property
    def at(self) -> datetime: ...
    @property
    def confirmed(self) -> datetime | None: ...
    @property
    def extended(self) -> datetime | None: ...
    @property
    def closed(self) -> datetime | None: ...
    @property
    def refused(self) -> str | None: ...
    @property
    def due(self) -> datetime | None: ...
    @property
    def dues(self) -> list[Due]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Due:
    """One thing that must be done about a request, and by when."""

    __match_args__ = ("rule", "until", "met", "source")
    @property
    def rule(self) -> str: ...
    @property
    def until(self) -> datetime: ...
    @property
    def met(self) -> datetime | None: ...
    @property
    def source(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Erased:
    """Data of one kind that was deleted."""

    __match_args__ = ("what", "count")
    @property
    def what(self) -> str: ...
    @property
    def count(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Kept:
    """Data of one kind that is kept."""

    __match_args__ = ("what", "count", "why", "until")
    @property
    def what(self) -> str: ...
    @property
    def count(self) -> int | None: ...
    @property
    def why(self) -> str: ...
    @property
    def until(self) -> datetime | None: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Recipient:
    """Who receives data of leads."""

    __match_args__ = ("name", "purpose", "region", "local", "receives")
    @property
    def name(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def region(self) -> str | None: ...
    @property
    def local(self) -> bool: ...
    @property
    def receives(self) -> list[str]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Entry:
    """One decision, as the audit trail keeps it."""

    __match_args__ = ("seq", "at", "what", "turn", "lead", "rules")
    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def what(self) -> str: ...
    @property
    def turn(self) -> str | None: ...
    @property
    def lead(self) -> str | None: ...
    @property
    def rules(self) -> list[str]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class TemplateInfo:
    """What a template says of itself."""

    __match_args__ = ("name", "version", "channels", "purpose", "language", "sections", "variables")
    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def channels(self) -> list[Channel]: ...
    @property
    def purpose(self) -> Purpose: ...
    @property
    def language(self) -> str: ...
    @property
    def sections(self) -> list[str]: ...
    @property
    def variables(self) -> list[str]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Block:
    """Why a draft was blocked: the rule that found it, and the words of the draft, redacted."""

    __match_args__ = ("rule", "category", "field", "words")
    @property
    def rule(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def field(self) -> str | None: ...
    @property
    def words(self) -> str | None: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class WorstCase:
    """The most that something can cost."""

    __match_args__ = ("calls", "seconds", "cost_micro_usd")
    @property
    def calls(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def cost_micro_usd(self) -> int | None: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Qualification:
    """What was read of a lead: the slots, and what follows from them."""

    __match_args__ = ("slots", "stage", "score", "changes")
    @property
    def slots(self) -> dict[SlotName, Known]: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def score(self) -> int: ...
    @property
    def changes(self) -> dict[SlotName, Change]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Known:
    """A value that is known, by whom, and how surely it was read."""

    __match_args__ = ("value", "evidence", "confidence")
    @property
    def value(self) -> str | int | float | bool: ...
    @property
    def evidence(self) -> Evidence: ...
    @property
    def confidence(self) -> float: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Evidence:
    """Who said it: the lead's record, or a message."""

    __match_args__ = ("kind", "turn", "at")
    @property
    def kind(self) -> Literal["record", "message"]: ...
    @property
    def turn(self) -> str | None: ...
    @property
    def at(self) -> datetime | None: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Change:
    """A slot in which the lead's words differ from the record."""

    __match_args__ = ("old", "new", "evidence", "confidence")
    @property
    def old(self) -> str | int | float | bool | None: ...
    @property
    def new(self) -> str | int | float | bool: ...
    @property
    def evidence(self) -> Evidence: ...
    @property
    def confidence(self) -> float: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Usage:
    """The tokens that a turn's calls used, as the provider reported them; unknown is `None`, never 0."""

    __match_args__ = ("input", "output", "cache_read", "reasoning", "cost_micro_usd")
    @property
    def input(self) -> int | None: ...
    @property
    def output(self) -> int | None: ...
    @property
    def cache_read(self) -> int | None: ...
    @property
    def reasoning(self) -> int | None: ...
    @property
    def cost_micro_usd(self) -> int | None: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Item:
    """A line of a receipt."""

    __match_args__ = ("what", "tokens", "kept")
    @property
    def what(self) -> str: ...
    @property
    def tokens(self) -> int: ...
    @property
    def kept(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Receipt:
    """What a prompt cost and what had to be left out. It holds no text."""

    __match_args__ = ("template", "counter", "exact", "limit", "total", "items")
    @property
    def template(self) -> str: ...
    @property
    def counter(self) -> str: ...
    @property
    def exact(self) -> bool: ...
    @property
    def limit(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def items(self) -> list[Item]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Ask:
    """One call to the model."""

    __match_args__ = ("answer", "draft", "blocked")
    @property
    def answer(self) -> str: ...
    @property
    def draft(self) -> str: ...
    @property
    def blocked(self) -> list[str]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Trace:
    """How a turn's text came about: the messages as the model saw them, and each call to it."""

    __match_args__ = ("shown", "asks")
    @property
    def shown(self) -> list[tuple[str, str]]: ...
    @property
    def asks(self) -> list[Ask]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Accepted:
    """An inbound message that is claimed: it is durable, and its consent findings are in force."""

    __match_args__ = ("turn", "conversation", "lead", "repeated")
    @property
    def turn(self) -> str: ...
    @property
    def conversation(self) -> str: ...
    @property
    def lead(self) -> str: ...
    @property
    def repeated(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class StepPart:
    """A part of a streamed reply: the turn has come this far."""

    __match_args__ = ("kind", "step")
    kind: Literal["step"]
    step: Literal["accepted", "asking"]
    def __eq__(self, other: object, /) -> bool: ...

@final
class TextPart:
    """A part of a streamed reply: words for the lead, cleared. Show them now."""

    __match_args__ = ("kind", "text")
    kind: Literal["text"]
    text: str
    def __eq__(self, other: object, /) -> bool: ...

@final
class DonePart:
    """The last part of a streamed reply. On SMS and e-mail its outcome has the text."""

    __match_args__ = ("kind", "outcome")
    kind: Literal["done"]
    outcome: Outcome

@final
class Account:
    """A business that answers leads; its names and numbers are public."""

    def __new__(cls, record: _Account | None = None, /, **fields: Unpack[AccountRecord]) -> Self: ...
    @property
    def id(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The record as a dict, as it is read."""
    def __eq__(self, other: object, /) -> bool: ...

@final
class Listing:
    """The facts on file about a property: all that a reply may state."""

    def __new__(cls, record: _Listing | None = None, /, **fields: Unpack[ListingRecord]) -> Self: ...
    @property
    def id(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The record as a dict, as it is read."""
    def __eq__(self, other: object, /) -> bool: ...

@final
class Lead:
    """What a business knows of one person. Only `expose` shows it."""

    def __new__(cls, record: _Lead | None = None, /, **fields: Unpack[LeadRecord]) -> Self: ...
    def expose(self) -> dict[str, Any]:
        """The record as a dict, personal values and all: it belongs in no log and no prompt."""
    def __eq__(self, other: object, /) -> bool: ...

@final
class Inbound:
    """What a lead just wrote, as the channel delivered it. `from_` stands for `from`."""

    def __new__(cls, record: _Inbound | None = None, /, **fields: Unpack[InboundFields]) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Outreach:
    """What the business writes first to a lead, in its own words."""

    def __new__(cls, record: _Outreach | None = None, /, **fields: Unpack[OutreachRecord]) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Redactor:
    """Puts placeholders into texts, and values back. Without records it knows nobody: recognisers only."""

    def __new__(cls, **fields: Unpack[RedactorRecord]) -> Self: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...
    def redact(self, text: str, /, *, vault: Vault | None = None) -> Redaction:
        """Puts placeholders into a text. With a `vault`, a value has the same one in all texts of a conversation."""

    def stream(self, *, vault: Vault | None = None) -> StreamRedactor:
        """Puts placeholders into one text that comes in pieces; the vault, a new one where none is given, keeps its values."""

@final
class StreamRedactor:
    """Puts placeholders into a text as it comes. Its output is the same however the text is cut into pieces."""

    def push(self, piece: str, /) -> str:
        """The next piece of the text; what can be given out now."""

    def finish(self) -> str:
        """The end of the text: the rest of it."""

    @property
    def vault(self) -> Vault:
        """What its placeholders stand for."""

@final
class Redaction:
    """A text with placeholders, and the way back."""

    @property
    def text(self) -> str: ...
    @property
    def spans(self) -> list[Span]: ...
    @property
    def placeholders(self) -> list[str]: ...
    def restore(self) -> str:
        """The input, to the character."""

    def restore_reply(self, reply: str, /) -> Restored:
        """Puts the values back into a model's reply to this text."""

@final
class Vault:
    """The placeholders of one conversation: one a value, the same in all its texts."""

    def __new__(cls) -> Self: ...
    def restore_reply(self, reply: str, /, typed: Sequence[str] | None = None) -> Restored:
        """Puts the values back into a model's reply; what stands in `typed`, the lead's own messages, stays."""

    def restorer(self, typed: Sequence[str] | None = None) -> Restorer:
        """Puts the values back into a reply that comes in pieces."""

@final
class Restorer:
    """Puts values back into a reply as it comes, and holds back only what may yet become a placeholder."""

    def push(self, piece: str, /) -> str:
        """The next piece of the reply; what can be shown now."""

    def finish(self) -> Restored:
        """The end of the reply: the rest of its text, and what `Vault.restore_reply` would report of the whole."""

@final
class Column:
    """A column of texts that Arrow's libraries take: `pyarrow.chunked_array(column)`, `polars.Series(column)`."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...

def redact_arrow(
    column: object, /, redactor: Redactor | None = None, progress: Callable[[int, int], object] | None = None
) -> Column:
    """Redacts each text of an Arrow column; `closr.redact_column` gives back what it was given."""

@final
class Outbox:
    """Who sends, how fast, and whether anything is sent at all."""

    def __new__(cls, settings: OutboxSettings | None = None, /, **options: Unpack[OutboxSettings]) -> Self: ...
    def pause(self) -> None:
        """Begins nothing new until `resume`; what is under way is ended."""

    def resume(self) -> None:
        """Goes on."""

    def drain(self) -> None:
        """Pauses, and waits until all that was under way in this process is reported."""

    @property
    def paused(self) -> bool: ...

@final
class Delivery:
    """What became of one turn in a delivery."""

    __match_args__ = ("turn", "state", "error")
    @property
    def turn(self) -> str: ...
    @property
    def state(self) -> DeliveryState | None: ...
    @property
    def error(self) -> ClosrError | None: ...

@final
class PromptCatalog:
    """Templates by name, proved when they are loaded: closr's own, and those of a folder in their stead."""

    def __new__(cls, folder: Path | None = None, /) -> Self: ...
    def templates(self) -> list[TemplateInfo]:
        """What each template says of itself, by name."""

    def check(self) -> list[str]:
        """Every problem that loading does not already rule out, each with file, line and caret."""

    def preview(
        self,
        template: str,
        record: ContextRecord | DataclassInstance | Mapping[str, Any] | None = None,
        /,
        **fields: Unpack[ContextRecord],
    ) -> list[tuple[str, str]]:
        """What a model would be shown: (role, redacted text)."""

@final
class TokenCounter:
    """Counts what texts and chats cost at a model: exactly, or as an estimate that says so."""

    @staticmethod
    def for_model(model: str, /) -> TokenCounter:
        """The counter for a model by its name: exact for OpenAI's, an estimate for any other."""

    @staticmethod
    def load(tokenizer: Path, /, *, framing: Literal["openai", "chatml"] | None = None) -> TokenCounter:
        """The counter for any model by the `tokenizer.json` that comes with it."""

    def count_text(self, text: str, /) -> int:
        """The tokens of one text, without framing."""

    def count_chat(self, messages: Iterable[tuple[str, str] | Mapping[str, str]], /) -> int:
        """The tokens of a chat, with all its framing: what the server reports as its prompt."""

    @property
    def is_exact(self) -> bool: ...
    @property
    def name(self) -> str: ...

@final
class Cleared:
    """A text that may be sent, once, until its deadline."""

    @property
    def outbound(self) -> str: ...
    @property
    def purpose(self) -> Purpose: ...
    @property
    def deadline(self) -> datetime: ...
    def release(self) -> str:
        """The text, once: call it just before writing. After the deadline it is `consent_denied`."""

@final
class Outcome:
    """What came of a turn: a text that may be sent once, or the reason why nothing may be sent."""

    @property
    def kind(self) -> OutcomeKind: ...
    @property
    def reasons(self) -> list[str]: ...
    @property
    def repeated(self) -> bool: ...
    @property
    def turn(self) -> str: ...
    @property
    def conversation(self) -> str: ...
    @property
    def lead(self) -> str: ...
    @property
    def outbound(self) -> str | None: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def superseded_by(self) -> str | None: ...
    @property
    def consent(self) -> ConsentState: ...
    @property
    def author(self) -> Author | None: ...
    @property
    def usage(self) -> Usage | None: ...
    @property
    def audit_head(self) -> str: ...
    @property
    def blocked(self) -> list[Block]: ...
    @property
    def receipt(self) -> Receipt | None: ...
    @property
    def trace(self) -> Trace | None: ...
    @property
    def qualification(self) -> Qualification | None: ...
    def take_cleared(self) -> Cleared | None:
        """The text, cleared for sending: once, and only from the call that did the work. After that, `None`."""

@final
class Recovered:
    """A turn that `recover` worked: its outcome, or the error that kept it open."""

    __match_args__ = ("turn", "outcome", "error")
    turn: str
    outcome: Outcome | None
    error: ClosrError | None

@final
class Engine:
    """Answers leads. Without settings: in memory, answered by the composer, with no model and no network."""

    def __new__(cls, settings: _Settings | None = None, /, **options: Unpack[Settings]) -> Self: ...
    def upsert_account(self, account: _Account | None = None, /, **fields: Unpack[AccountRecord]) -> None:
        """Creates or replaces an account."""

    def rotate_master_key(self) -> int:
        """Makes a new master key and wraps each account's key under it; returns how many. What was interrupted is gone on with."""

    def for_account(self, account: str, /, actor: Actor = "service") -> ForAccount:
        """The engine as an account's actor sees it: a `webhook` may hand messages in, and nothing else."""

    def close(self) -> None:
        """Waits for the store's operations under way and closes its files; later calls are `unavailable`."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_exception: object) -> None: ...

@final
class ForAccount:
    """The engine as one account's actor sees it."""

    @property
    def id(self) -> str: ...
    def account(self) -> Account:
        """The account."""

    def worst_case(self) -> WorstCase:
        """The most that one turn of the account can cost, whatever the models do: requests, seconds, and money where each
        model's price is set."""

    def upsert_listing(self, listing: _Listing | None = None, /, **fields: Unpack[ListingRecord]) -> None:
        """Creates or replaces a listing."""

    def upsert_lead(self, lead: _Lead | None = None, /, **fields: Unpack[LeadRecord]) -> str:
        """Creates or replaces a lead and returns its id."""

    def lead(self, lead: str, /) -> Lead:
        """A lead's record."""

    def accept(self, inbound: _Inbound | None = None, /, **fields: Unpack[InboundFields]) -> Accepted:
        """Claims a message durably and returns at once; `work` does the rest."""

    def work(self, turn: str, /) -> Outcome:
        """Does what is left of an accepted turn."""

    def reply(self, inbound: _Inbound | None = None, /, **fields: Unpack[InboundFields]) -> Outcome:
        """Answers a message: `accept`, then `work`."""

    def reply_stream(
        self, inbound: _Inbound | None = None, /, **fields: Unpack[InboundFields]
    ) -> ReplyStream:
        """Answers a message as a stream of parts. Leaving the loop cancels the provider's call."""

    def reach_out(self, outreach: _Outreach | None = None, /, **fields: Unpack[OutreachRecord]) -> Outcome:
        """Writes first to a lead, in the business's own words or a template's, under stricter rules than a reply's."""

    def deliver(self, outbox: Outbox, /) -> list[Delivery]:
        """Sends what is ready, and says what became of each."""

    def enqueue(self, outreach: _Outreach | None = None, /, **fields: Unpack[OutreachRecord]) -> Accepted:
        """Claims an outreach for `deliver` to send."""

    def receive(self, incoming: Incoming, /) -> Accepted | None:
        """Takes what a vendor's webhook tells, once it was verified; returns the turn of a message."""

    def delivery(self, outbound: str, /) -> DeliveryState | None:
        """How far an outbound has come; `None` where no outbox had it and no vendor has told of it."""

    def outcome(self, turn: str, /) -> Outcome | None:
        """The outcome of a turn; `None` while it is open."""

    def history(self, lead: str, /) -> list[Message]:
        """A lead's messages, oldest first."""

    def qualify(self, lead: str, /) -> Qualification:
        """What is known of a lead's wish, who said it, where the lead stands, and what a CRM should be told; not while restricted."""

    def consent(self, lead: str, /) -> list[Event]:
        """A lead's consent events, oldest first."""

    def record_consent(
        self, record: _ConsentRecord | None = None, /, **fields: Unpack[ConsentRecord]
    ) -> Recorded:
        """Puts on file what was said or signed outside a conversation. Only what the person signed loosens."""

    def record_consents(self, records: Iterable[_ConsentRecord], /) -> list[Recorded | ClosrError]:
        """Puts many records on file in one transaction; each has its answer at its place, a refusal as an error."""

    def consent_at(self, contact: str, /) -> ContactConsent:
        """What is on file of a contact point's consent, with the words that its events rest on."""

    def consent_ledger(self, after: int | None = None, limit: int | None = None) -> list[LedgerEntry]:
        """The account's consent events after a place (0), oldest first, at most `limit` (1000), without words."""

    def take_over(self, conversation: str, /) -> str:
        """A person of the business answers in this conversation from now on: no reply is granted until it is handed back."""

    def hand_back(self, conversation: str, /) -> str:
        """closr answers in this conversation again."""

    def agent_wrote(self, conversation: str, text: str, /) -> str:
        """Keeps what a person of the business has written to the lead; closr neither sends nor checks it."""

    def erase(self, lead: str, /) -> ErasureReceipt:
        """Erases a lead and destroys its key. Stops, evidence, the trail and keyed hashes are kept."""

    def shred(self, lead: str, /) -> ErasureReceipt:
        """Erases a lead and makes a new master key: copies of the key store from before need a copy of the old one."""

    def restrict(self, lead: str, /) -> str:
        """Restricts a lead: its data is only stored, and its turns end silent. Returns the audit trail's head."""

    def unrestrict(self, lead: str, /) -> str:
        """Takes a restriction back. Returns the audit trail's head."""

    def object(
        self, lead: str, record: _ObjectionRecord | None = None, /, **fields: Unpack[ObjectionRecord]
    ) -> str:
        """Puts on file that a person objects to uses of their data, which closes the requests for that. Returns the trail's head."""

    def lift_objection(
        self, lead: str, record: _ObjectionRecord | None = None, /, **fields: Unpack[ObjectionRecord]
    ) -> str:
        """Takes objections back; to marketing a person agrees again by signing, and not so. Returns the audit trail's head."""

    def objections(self, lead: str, /) -> list[Objection]:
        """What a person objects to, for whoever is about to use the data. It is no access, and closes no request."""

    def hold(self, lead: str, reason: str, /) -> str:
        """Puts a lead on hold, for a reason's code: it is not erased until `lift_hold`. Returns the audit trail's head."""

    def lift_hold(self, lead: str, /) -> str:
        """Takes the hold off a lead. Returns the audit trail's head."""

    def access(self, lead: str, /) -> dict[str, Any]:
        """Everything that is held of a lead, personal data and all; it answers the lead's requests for access."""

    def export(self, lead: str, path: Path, /) -> Exported:
        """Writes everything that is held of a lead into a zip, which answers its requests for access and portability."""

    def correct(
        self, lead: str, record: _CorrectionRecord | None = None, /, **fields: Unpack[CorrectionRecord]
    ) -> str:
        """Puts a lead's record right; what stood there is sealed beside it and said no more. Returns the trail's head."""

    def open_request(
        self, record: _RequestRecord | None = None, /, **fields: Unpack[RequestRecord]
    ) -> Request:
        """Puts on file what a person asked for outside a conversation; what a message asks for is on file already."""

    def step_request(
        self, request: str, record: _RequestStep | None = None, /, **fields: Unpack[RequestStep]
    ) -> Request:
        """Notes what the business has done about a request; `erase` and `restrict` close what asks for them."""

    def request(self, request: str, /) -> Request:
        """A request with its dates; it outlives its lead's erasure."""

    def requests_due(self, before: Time, /) -> list[Request]:
        """The open requests of which something is due before a time, what is due first before the others."""

    def recipients(self) -> list[Recipient]:
        """The register of those to whom this engine sends data of the account's leads, with what each is sent."""

    def requests_of(self, lead: str, /) -> list[Request]:
        """A lead's requests, oldest first, closed ones too; they outlive its erasure."""

    def sweep(self, record: _SweepRecord | None = None, /, **fields: Unpack[SweepRecord]) -> Swept:
        """Erases the leads that were not heard of for `idle_days`, or as the account's `retention` says, a part a call: see `next`."""

    def recover(self) -> list[Recovered]:
        """Works the turns that are open and that nobody holds; one that fails stays open and is told with its error."""

    def verify_audit(self, head: str | None = None, /) -> str:
        """Checks the audit trail, against a head that it once had where given; returns its head."""

    def audit_trail(self, lead: str | None = None, /) -> list[Entry]:
        """The audit trail of one lead, or of the account."""

@final
class ReplyStream:
    """A reply as an iterator; leaving the loop, `close` or the end of a `with` cancels the provider's call."""

    def __iter__(self) -> Self: ...
    def __next__(self) -> _Part: ...
    def close(self) -> None:
        """Cancels what is left of the stream, the provider's call included. Twice is fine."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_exception: object) -> None: ...

@final
class AsyncEngine:
    """`Engine`, to be awaited: the same methods, each a coroutine."""

    def __new__(cls, settings: _Settings | None = None, /, **options: Unpack[Settings]) -> Self: ...
    async def upsert_account(self, account: _Account | None = None, /, **fields: Unpack[AccountRecord]) -> None:
        """Creates or replaces an account."""

    async def rotate_master_key(self) -> int:
        """Makes a new master key and wraps each account's key under it; returns how many. What was interrupted is gone on with."""

    def for_account(self, account: str, /, actor: Actor = "service") -> AsyncForAccount:
        """The engine as an account's actor sees it: a `webhook` may hand messages in, and nothing else."""

    async def close(self) -> None:
        """Waits for the store's operations under way and closes its files; later calls are `unavailable`."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_exception: object) -> None: ...

@final
class AsyncForAccount:
    """`ForAccount`, to be awaited: the same methods, each a coroutine."""

    @property
    def id(self) -> str: ...
    async def account(self) -> Account:
        """The account."""

    async def worst_case(self) -> WorstCase:
        """The most that one turn of the account can cost, whatever the models do: requests, seconds, and money where each
        model's price is set."""

    async def upsert_listing(self, listing: _Listing | None = None, /, **fields: Unpack[ListingRecord]) -> None:
        """Creates or replaces a listing."""

    async def upsert_lead(self, lead: _Lead | None = None, /, **fields: Unpack[LeadRecord]) -> str:
        """Creates or replaces a lead and returns its id."""

    async def lead(self, lead: str, /) -> Lead:
        """A lead's record."""

    async def accept(self, inbound: _Inbound | None = None, /, **fields: Unpack[InboundFields]) -> Accepted:
        """Claims a message durably and returns at once; `work` does the rest."""

    async def work(self, turn: str, /) -> Outcome:
        """Does what is left of an accepted turn."""

    async def reply(self, inbound: _Inbound | None = None, /, **fields: Unpack[InboundFields]) -> Outcome:
        """Answers a message: `accept`, then `work`."""

    def reply_stream(
        self, inbound: _Inbound | None = None, /, **fields: Unpack[InboundFields]
    ) -> AsyncReplyStream:
        """Answers a message as a stream of parts. Leaving the loop cancels the provider's call."""

    async def reach_out(self, outreach: _Outreach | None = None, /, **fields: Unpack[OutreachRecord]) -> Outcome:
        """Writes first to a lead, in the business's own words or a template's, under stricter rules than a reply's."""

    async def deliver(self, outbox: Outbox, /) -> list[Delivery]:
        """Sends what is ready, and says what became of each."""

    async def enqueue(self, outreach: _Outreach | None = None, /, **fields: Unpack[OutreachRecord]) -> Accepted:
        """Claims an outreach for `deliver` to send."""

    async def receive(self, incoming: Incoming, /) -> Accepted | None:
        """Takes what a vendor's webhook tells, once it was verified; returns the turn of a message."""

    async def delivery(self, outbound: str, /) -> DeliveryState | None:
        """How far an outbound has come; `None` where no outbox had it and no vendor has told of it."""

    async def outcome(self, turn: str, /) -> Outcome | None:
        """The outcome of a turn; `None` while it is open."""

    async def history(self, lead: str, /) -> list[Message]:
        """A lead's messages, oldest first."""

    async def qualify(self, lead: str, /) -> Qualification:
        """What is known of a lead's wish, who said it, where the lead stands, and what a CRM should be told; not while restricted."""

    async def consent(self, lead: str, /) -> list[Event]:
        """A lead's consent events, oldest first."""

    async def record_consent(
        self, record: _ConsentRecord | None = None, /, **fields: Unpack[ConsentRecord]
    ) -> Recorded:
        """Puts on file what was said or signed outside a conversation. Only what the person signed loosens."""

    async def record_consents(self, records: Iterable[_ConsentRecord], /) -> list[Recorded | ClosrError]:
        """Puts many records on file in one transaction; each has its answer at its place, a refusal as an error."""

    async def consent_at(self, contact: str, /) -> ContactConsent:
        """What is on file of a contact point's consent, with the words that its events rest on."""

    async def consent_ledger(self, after: int | None = None, limit: int | None = None) -> list[LedgerEntry]:
        """The account's consent events after a place (0), oldest first, at most `limit` (1000), without words."""

    async def take_over(self, conversation: str, /) -> str:
        """A person of the business answers in this conversation from now on: no reply is granted until it is handed back."""

    async def hand_back(self, conversation: str, /) -> str:
        """closr answers in this conversation again."""

    async def agent_wrote(self, conversation: str, text: str, /) -> str:
        """Keeps what a person of the business has written to the lead; closr neither sends nor checks it."""

    async def erase(self, lead: str, /) -> ErasureReceipt:
        """Erases a lead and destroys its key. Stops, evidence, the trail and keyed hashes are kept."""

    async def shred(self, lead: str, /) -> ErasureReceipt:
        """Erases a lead and makes a new master key: copies of the key store from before need a copy of the old one."""

    async def restrict(self, lead: str, /) -> str:
        """Restricts a lead: its data is only stored, and its turns end silent. Returns the audit trail's head."""

    async def unrestrict(self, lead: str, /) -> str:
        """Takes a restriction back. Returns the audit trail's head."""

    async def object(
        self, lead: str, record: _ObjectionRecord | None = None, /, **fields: Unpack[ObjectionRecord]
    ) -> str:
        """Puts on file that a person objects to uses of their data, which closes the requests for that. Returns the trail's head."""

    async def lift_objection(
        self, lead: str, record: _ObjectionRecord | None = None, /, **fields: Unpack[ObjectionRecord]
    ) -> str:
        """Takes objections back; to marketing a person agrees again by signing, and not so. Returns the audit trail's head."""

    async def objections(self, lead: str, /) -> list[Objection]:
        """What a person objects to, for whoever is about to use the data. It is no access, and closes no request."""

    async def hold(self, lead: str, reason: str, /) -> str:
        """Puts a lead on hold, for a reason's code: it is not erased until `lift_hold`. Returns the audit trail's head."""

    async def lift_hold(self, lead: str, /) -> str:
        """Takes the hold off a lead. Returns the audit trail's head."""

    async def access(self, lead: str, /) -> dict[str, Any]:
        """Everything that is held of a lead, personal data and all; it answers the lead's requests for access."""

    async def export(self, lead: str, path: Path, /) -> Exported:
        """Writes everything that is held of a lead into a zip, which answers its requests for access and portability."""

    async def correct(
        self, lead: str, record: _CorrectionRecord | None = None, /, **fields: Unpack[CorrectionRecord]
    ) -> str:
        """Puts a lead's record right; what stood there is sealed beside it and said no more. Returns the trail's head."""

    async def open_request(
        self, record: _RequestRecord | None = None, /, **fields: Unpack[RequestRecord]
    ) -> Request:
        """Puts on file what a person asked for outside a conversation; what a message asks for is on file already."""

    async def step_request(
        self, request: str, record: _RequestStep | None = None, /, **fields: Unpack[RequestStep]
    ) -> Request:
        """Notes what the business has done about a request; `erase` and `restrict` close what asks for them."""

    async def request(self, request: str, /) -> Request:
        """A request with its dates; it outlives its lead's erasure."""

    async def requests_due(self, before: Time, /) -> list[Request]:
        """The open requests of which something is due before a time, what is due first before the others."""

    async def recipients(self) -> list[Recipient]:
        """The register of those to whom this engine sends data of the account's leads, with what each is sent."""

    async def requests_of(self, lead: str, /) -> list[Request]:
        """A lead's requests, oldest first, closed ones too; they outlive its erasure."""

    async def sweep(self, record: _SweepRecord | None = None, /, **fields: Unpack[SweepRecord]) -> Swept:
        """Erases the leads that were not heard of for `idle_days`, or as the account's `retention` says, a part a call: see `next`."""

    async def recover(self) -> list[Recovered]:
        """Works the turns that are open and that nobody holds; one that fails stays open and is told with its error."""

    async def verify_audit(self, head: str | None = None, /) -> str:
        """Checks the audit trail, against a head that it once had where given; returns its head."""

    async def audit_trail(self, lead: str | None = None, /) -> list[Entry]:
        """The audit trail of one lead, or of the account."""

@final
class AsyncReplyStream:
    """`ReplyStream` for `async for` and `async with`."""

    def __aiter__(self) -> Self: ...
    async def __anext__(self) -> _Part: ...
    async def aclose(self) -> None:
        """Cancels what is left of the stream, the provider's call included. Twice is fine."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_exception: object) -> None: ...
