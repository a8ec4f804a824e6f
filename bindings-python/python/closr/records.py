"""The shapes of records and settings, for type checkers: dicts with these keys, or keyword arguments.

Where a `Time` stands, an aware `datetime` or RFC 3339 text does. A dataclass with the same fields does as well.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from os import PathLike
from typing import Any, Literal, TypedDict, Union

ErrorKind = Literal[
    "forbidden",
    "config_invalid",
    "input_invalid",
    "not_found",
    "conflict",
    "consent_denied",
    "restricted",
    "redaction_failed",
    "budget_exceeded",
    "spend_cap_reached",
    "corrupt",
    "unauthorized",
    "rate_limited",
    "unavailable",
    "timeout",
    "outcome_unknown",
    "refused",
    "reply_invalid",
    "unsupported",
    "cancelled",
    "unexpected",
]
OutcomeKind = Literal["reply", "outreach", "notice", "silent", "deferred", "handoff", "superseded", "withdrawn"]
Channel = Literal["sms", "email", "web_chat"]
Purpose = Literal["conversational", "transactional", "marketing"]
Actor = Literal["service", "webhook"]
DeliveryState = Literal[
    "waiting", "sending", "unknown", "refused", "accepted", "sent", "delivered", "read", "failed"
]
Role = Literal["lead", "assistant", "agent"]
Author = Literal["model", "composer", "notice", "business"]
Stage = Literal["new", "engaged", "qualified", "ready", "represented", "away"]
SlotName = Literal[
    "intent", "timeline", "budget_max_usd", "beds_min", "area", "financing", "motivation", "has_agent"
]
ConsentState = Literal[
    "none",
    "implied",
    "express",
    "express_written",
    "undeliverable",
    "opted_out",
    "wrong_party",
    "halted",
    "erased",
]
Right = Literal[
    "delete",
    "access",
    "correct",
    "portability",
    "restrict",
    "object",
    "opt_out_of_sale",
    "limit_sensitive_data",
]
Use = Literal["marketing", "profiling", "sale", "sensitive_data"]
Identity = Literal["unverified", "contact_point", "two_data_points", "three_data_points_signed", "authorised_agent"]
Scope = Union[Literal["everything"], dict[str, Any]]
Label = Literal[
    "PERSON",
    "PHONE",
    "EMAIL",
    "ADDRESS",
    "DOB",
    "SSN",
    "TAX_ID",
    "CREDIT_CARD",
    "CVV",
    "ACCOUNT",
    "ROUTING",
    "IBAN",
    "DRIVER_LICENSE",
    "PASSPORT",
    "IP",
    "MAC",
    "LICENSE_PLATE",
    "USERNAME",
    "ACCESS_CODE",
]
MessageLabel = Literal[
    "minor",
    "privacy_request_delete",
    "legal_threat",
    "wrong_number",
    "opt_out",
    "privacy_request_access",
    "not_interested",
    "opt_in",
    "help",
    "normal",
]
Time = Union[datetime, str]
Path = Union[str, PathLike[str]]


class SenderRecord(TypedDict, total=False):
    """A number or address that the business sends from."""

    channel: Channel
    address: str


class HoursRecord(TypedDict, total=False):
    """A daily window of local time, as in `09:00`."""

    start: str
    end: str


class CapsRecord(TypedDict, total=False):
    """How often closr may write first to one contact point: in any 24 hours (3) and in any seven days (7)."""

    per_day: int
    per_week: int


class TextsRecord(TypedDict, total=False):
    """Fixed texts in the business's own wording; each has a default."""

    confirmation: str
    help: str
    disclosure: str


class ConsentRecord(TypedDict, total=False):
    """What is put on file of the consent of whoever has a contact point; `kind` and `contact` must be there.

    `contact` is a phone as in `+15125550147`, an e-mail address, or `visitor:ID`. A `written_opt_in` needs `words`.
    """

    kind: Literal["opt_out", "written_opt_in", "wrong_party", "undeliverable", "halt"]
    contact: str
    scope: Literal["channel", "conversational", "transactional", "marketing", "everything"]
    source: Literal["record", "provider"]
    at: Time | None
    words: str | None


class ApprovedReplyRecord(TypedDict, total=False):
    """A reply in the business's own words, with variables as in `{{ listing.price_usd }}`; `id` and `text` must be there."""

    id: str
    text: str
    when: str | None
    channels: Sequence[Channel]
    language: Literal["en", "es"]


class ScoreWeightsRecord(TypedDict, total=False):
    """How much each slot counts in a lead's score, 0 to 100."""

    intent: int
    timeline: int
    budget: int
    financing: int
    area: int
    beds: int


class RequestRecord(TypedDict, total=False):
    """What a person asked for about their data outside a conversation; `lead` and `right` must be there."""

    lead: str
    right: Right
    identity: Identity
    at: Time | None


class ObjectionRecord(TypedDict, total=False):
    """What a person objects to, all that they named; `to` must be there."""

    to: Sequence[Use]


class RequestStep(TypedDict, total=False):
    """What the business has done about a request; `step` must be there.

    `verified` needs its `identity`, and `refused` a `reason`: a code, as in `not-verified`.
    """

    step: Literal["confirmed", "verified", "extended", "done", "refused"]
    identity: Identity
    reason: str


class RetentionRecord(TypedDict, total=False):
    """How long what closr holds is kept, for sweeps that are not told otherwise."""

    idle_days: int | None
    cancelled: Time | None
    after_cancellation_days: int
    key_copies_days: int


LegalBasis = Literal["consent", "contract", "legal_obligation", "legitimate_interest"]


class BasisRecord(TypedDict, total=False):
    """On what the business rests each purpose, and the version of its notice."""

    conversational: LegalBasis | None
    transactional: LegalBasis | None
    marketing: LegalBasis | None
    notice: str | None


class AccountRecord(TypedDict, total=False):
    """A business that answers leads; `brand` must be there."""

    id: str
    brand: str
    agent: str | None
    brokerage: str | None
    license: str | None
    nmls: str | None
    phone: str | None
    email: str | None
    postal_address: str | None
    senders: Sequence[SenderRecord]
    tz: str
    hours: HoursRecord | None
    max_segments: int
    mode: Literal["free", "composed", "approved"]
    template: str | None
    replies: Sequence[ApprovedReplyRecord]
    texts: TextsRecord
    second_opinion: bool
    judge: bool
    score: ScoreWeightsRecord
    caps: CapsRecord
    retention: RetentionRecord
    basis: BasisRecord
    regions: Sequence[str]


class OpenHouseRecord(TypedDict, total=False):
    """An open house on file."""

    start: Time
    end: Time


class ListingRecord(TypedDict, total=False):
    """The facts on file about a property; `id` must be there. An absent fact is unknown, zero is a fact."""

    id: str
    address: str | None
    city: str | None
    state: str | None
    zip: str | None
    price_usd: int | None
    beds: float | None
    baths: float | None
    sqft: int | None
    lot_sqft: int | None
    year_built: int | None
    hoa_usd_month: float | None
    tax_usd_year: float | None
    garage_spaces: int | None
    pets: str | None
    status: str | None
    open_house: Sequence[OpenHouseRecord] | None
    features: Sequence[str]
    description: str | None


class InterestRecord(TypedDict, total=False):
    """What a person is looking for."""

    intent: str | None
    budget_max_usd: int | None
    beds_min: float | None
    area: str | None
    timeline: str | None
    financing: str | None
    motivation: str | None
    has_agent: bool | None


class AppointmentRecord(TypedDict, total=False):
    """A visit on file."""

    listing: str
    start: Time
    status: Literal["requested", "confirmed", "cancelled"]


class LeadRecord(TypedDict, total=False):
    """What a business knows of one person, all of it optional. What closr does not know goes under `extra`."""

    external_id: str | None
    first_name: str | None
    last_name: str | None
    phones: Sequence[str]
    emails: Sequence[str]
    visitors: Sequence[str]
    address: str | None
    interest: InterestRecord
    notes: str | None
    source: str | None
    consent: Mapping[Channel, Literal["express", "implied", "opted_out"]]
    appointments: Sequence[AppointmentRecord]
    extra: Mapping[str, Any]


class SweepRecord(TypedDict, total=False):
    """How long leads are kept, where not as the account's `retention` says, and how many of them one call looks at."""

    idle_days: int | None
    after: str | None
    limit: int
    dry_run: bool


class CorrectedFields(TypedDict, total=False):
    """What changes of a lead's record; `None` takes a field away, and what is not named stays."""

    first_name: str | None
    last_name: str | None
    phones: Sequence[str] | None
    emails: Sequence[str] | None
    address: str | None
    interest: InterestRecord | None
    notes: str | None


class CorrectionRecord(TypedDict, total=False):
    """What is put right of a lead's record; `fields` must be there."""

    fields: CorrectedFields
    word: Literal["person", "authorised_agent", "business"]


class InboundFields(TypedDict, total=False):
    """What a lead just wrote, as keyword arguments: `from_` stands for `from`."""

    id: str
    channel: Channel
    from_: str
    text: str
    listing: str | None
    at: Time | None
    provider_answered: bool
    unverified: bool
    automatic: bool


class ReceivedRecord(TypedDict):
    """Somebody wrote; `accept` takes the `inbound`."""

    kind: Literal["message"]
    inbound: dict[str, Any]
    to: str
    subject: str | None
    attachments: list[dict[str, Any]]
    media: list[dict[str, str]]
    button: dict[str, str | None] | None
    location: dict[str, float] | None


class StatusRecord(TypedDict):
    """What became of a message that was sent."""

    kind: Literal["status"]
    outbound: str | None
    message: str
    state: Literal["accepted", "sent", "delivered", "read", "failed"]
    code: int | None


class ConsentIncoming(TypedDict):
    """What the vendor knows of a person's consent."""

    kind: Literal["consent"]
    record: dict[str, Any]


class OtherRecord(TypedDict):
    """Something that changes nothing here: an event that closr does not know, or one that would loosen."""

    kind: Literal["other"]
    event: str


Incoming = Union[ReceivedRecord, StatusRecord, ConsentIncoming, OtherRecord]


class TwilioSettings(TypedDict, total=False):
    """How Twilio is reached, and as whom: `account_sid`, `auth_token` and `from` must be there."""

    account_sid: str
    auth_token: str
    api_key_sid: str | None
    status_callback: str | None
    per_second: float
    timeout_seconds: float
    base_url: str
    allow_plain_http: bool


class GroupsRecord(TypedDict, total=False):
    """Which of SendGrid's unsubscribe groups stands for which purpose, by its id."""

    conversational: int | None
    transactional: int | None
    marketing: int | None


class SendGridSettings(TypedDict, total=False):
    """How SendGrid is reached, and as whom: `api_key`, `from` and `subject` must be there."""

    api_key: str
    subject: str
    from_name: str | None
    reply_to: str | None
    groups: GroupsRecord | None
    unsubscribe_url: str | None
    unsubscribe_secret: str | None
    track_opens: bool
    track_clicks: bool
    per_second: float
    timeout_seconds: float
    base_url: str
    allow_plain_http: bool


class OutboxSettings(TypedDict, total=False):
    """How an outbox is built, of one vendor or several; `from` is among their settings, which no class can spell."""

    twilio: TwilioSettings | Mapping[str, Any]
    sendgrid: SendGridSettings | Mapping[str, Any]


class OutreachRecord(TypedDict, total=False):
    """What the business writes first to a lead: `text`, or the `template` that has the words; all but `listing` must be there."""

    id: str
    lead: str
    channel: Literal["sms", "email"]
    purpose: Literal["transactional", "marketing"]
    text: str
    template: str
    listing: str | None


InboundRecord = TypedDict(
    "InboundRecord",
    {
        "id": str,
        "channel": Channel,
        "from": str,
        "text": str,
        "listing": Union[str, None],
        "template": Union[str, None],
        "at": Union[Time, None],
        "provider_answered": bool,
        "unverified": bool,
        "automatic": bool,
    },
    total=False,
)
InboundRecord.__doc__ = "What a lead just wrote, as the channel delivered it: a dict."


class AwsKmsSettings(TypedDict, total=False):
    """A key of AWS KMS, in a build with the feature `kms-aws`; `key` must be there."""

    key: str
    region: str
    endpoint: str
    deadline_seconds: float


class GoogleKmsSettings(TypedDict, total=False):
    """A key of Google Cloud KMS, in a build with the feature `kms-google`; `key` must be there."""

    key: str
    service_account: Path
    endpoint: str
    deadline_seconds: float


class MasterKeySettings(TypedDict, total=False):
    """Where the master key is, if not in a file of closr's: one of `env`, `aws_kms` and `google_kms`.

    What lies under the key in the file `former` opens too, until `rotate_master_key` has wrapped it anew.
    """

    env: str
    aws_kms: AwsKmsSettings
    google_kms: GoogleKmsSettings
    former: Path


class SqliteSettings(TypedDict, total=False):
    """Where the store keeps its files, and how long it waits."""

    path: Path
    keys: Path
    master_key: Path | MasterKeySettings
    lease_seconds: float
    busy_timeout_seconds: float


class PostgresSettings(TypedDict, total=False):
    """Where the store for many processes keeps everything; `url` and `master_key` must be there.

    Building the engine waits for the connection.
    """

    url: str
    master_key: Path | MasterKeySettings
    schema: str
    connections: int
    lease_seconds: float
    timeout_seconds: float


class PolicySettings(TypedDict, total=False):
    """How often and how long a provider is asked; times in seconds."""

    total: float
    attempt: float
    connect: float
    first_token: float
    idle: float
    max_attempts: int
    base_backoff: float
    max_backoff: float
    retry_maybe_billed: bool
    retry_percent: int
    breaker_failures: int
    breaker_pause: float
    hedge_after: float


class LimitSettings(TypedDict, total=False):
    """How much of a key's allowance this process uses: what is over it waits, or goes to a fallback that is free sooner."""

    concurrent: int
    requests_per_minute: int
    tokens_per_minute: int


class SpendCaps(TypedDict, total=False):
    """What each account may spend on models, in US dollars, by the `price` that each model then needs; days and months are UTC's."""

    turn: float
    conversation: float
    day: float
    month: float


class CassetteSettings(TypedDict, total=False):
    """Writes what models are asked and say into a new file (`record`), or plays such a file back and asks nobody (`replay`)."""

    record: Path
    replay: Path


class HostMessage(TypedDict):
    """A message of a request to a function that answers."""

    role: Literal["system", "user", "assistant"]
    content: str


class _HostRequest(TypedDict):
    model: str
    messages: list[HostMessage]
    max_reply_tokens: int
    timeout: float


class HostRequest(_HostRequest, total=False):
    """What a function that answers is asked, already redacted. It has `timeout` seconds, and nobody waits for it any longer.
    Where there is a `schema`, the answer must be JSON that keeps to it."""

    temperature: float
    seed: int
    schema: Mapping[str, Any]


class HostUsage(TypedDict, total=False):
    """The tokens that an answer used, as far as they are known."""

    input: int
    output: int
    cache_read: int
    reasoning: int


class _HostAnswer(TypedDict):
    text: str
    finish: Literal["stop", "length", "filter", "refusal"]


class HostAnswer(_HostAnswer, total=False):
    """What a function answers. `finish` says how it ended: only `stop` is a whole answer, and it must be said."""

    usage: HostUsage
    model: str
    request_id: str


class PriceSettings(TypedDict, total=False):
    """What tokens cost, in US dollars for a million of them: `input` and `output`, and `cached_input` where that differs."""

    input: float
    cached_input: float
    output: float


class ProviderSettings(TypedDict, total=False):
    """The model: `openai` is any server that speaks OpenAI's chat completions, `anthropic` and `gemini` are Claude and Gemini
    by their makers' own protocols, `scripted` answers from a list, and `host` asks your own function, its `answer`: a plain one in
    a thread, or, with `AsyncEngine`, an async one in your loop. A `closr` error that it raises is taken at its word, and may be
    retried; `TimeoutError` and `ConnectionError` too.

    `openai` needs `base_url`; `anthropic` and `gemini` need an `api_key`. `tokenizer`, `framing`, `api` and `reply_limit_field` are
    for `openai` alone, and `anthropic` takes no `temperature` and no `seed`.
    """

    kind: Literal["openai", "anthropic", "gemini", "host", "scripted"]
    base_url: str
    model: str
    api_key: str
    temperature: float
    max_reply_tokens: int
    context_tokens: int
    seed: int
    structured_output: bool
    price: PriceSettings
    region: str
    limits: LimitSettings
    api: Literal["chat_completions", "responses"]
    answer: Callable[[HostRequest], HostAnswer | Awaitable[HostAnswer]]
    tokenizer: Path
    framing: Literal["openai", "chatml"]
    reply_limit_field: str
    allow_plain_http: bool
    policy: PolicySettings
    answers: Sequence[Any]


class RecogniserRecord(TypedDict, total=False):
    """A recogniser of your own: a `name` as in `ORDER_ID`, and either a `pattern` or `words`.

    A pattern is of Rust's `regex` crate: no look-around, no back-references, at most 4 KiB.
    """

    name: str
    pattern: str
    words: Sequence[str]
    validator: Literal["luhn", "card", "aba", "iban", "ssn", "nanp"]


class RedactorRecord(TypedDict, total=False):
    """What a `Redactor` knows, and how it differs from what is usual."""

    lead: Any
    account: Any
    listings: Sequence[Any] | None
    without: Sequence[Label]
    allow: Sequence[str]
    recognisers: Sequence[RecogniserRecord]
    ner: Path


class Settings(TypedDict, total=False):
    """An engine's settings. None of them must be there: the default is in memory, and the composer answers."""

    sqlite: Path | SqliteSettings
    postgres: PostgresSettings
    provider: ProviderSettings
    fallbacks: Sequence[ProviderSettings]
    on_provider_failure: Literal["fail", "compose"]
    spend_caps: SpendCaps
    cassette: CassetteSettings
    templates: Path
    template: str
    recognisers: Sequence[RecogniserRecord]
    permit_life_seconds: float
    debounce_seconds: float
    trace: bool
    clock: Time


class MessageRecord(TypedDict, total=False):
    """An earlier message of a conversation."""

    role: Role
    text: str
    at: Time
    channel: Channel
    turn: str | None


class DraftRecord(TypedDict, total=False):
    """A draft for `guard`, and what it must agree with."""

    channel: Channel
    now: Time
    account: Any
    lead: Any
    listing: Any
    listings: Sequence[Any]
    history: Sequence[Any]
    inbound: str
    draft: str


class ContextRecord(TypedDict, total=False):
    """What `PromptCatalog.preview` renders."""

    channel: Channel
    now: Time
    account: Any
    lead: Any
    listings: Sequence[Any]
    notes: str
    history: Sequence[Any]
    inbound: str
