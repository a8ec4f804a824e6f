"""Errors: a class for each kind, and what users really get wrong."""

import asyncio
import copy
import pickle
import re
from datetime import datetime
from types import SimpleNamespace

import pytest
from scene import ACCOUNT, LEAD, settle, sms

import closr


def test_every_kind_has_its_class():
    assert len(closr.ERROR_KINDS) == len(set(closr.ERROR_KINDS)) >= 21
    assert set(closr.errors.BY_KIND) == set(closr.ERROR_KINDS)
    for kind, cls in closr.errors.BY_KIND.items():
        assert cls.__name__ == "".join(word.title() for word in kind.split("_")) + "Error"
        assert issubclass(cls, closr.ClosrError) and getattr(closr, cls.__name__) is cls
        assert cls.kind == kind and cls.__doc__
    assert issubclass(closr.InputInvalidError, ValueError)


def test_the_typed_kinds_are_cores():
    from typing import get_args

    from closr import records

    for typed, known in [
        (records.ErrorKind, closr.ERROR_KINDS), (records.OutcomeKind, closr.OUTCOME_KINDS),
        (records.Channel, closr.CHANNELS), (records.Label, closr.LABELS),
        (records.MessageLabel, closr.MESSAGE_LABELS),
    ]:
        assert get_args(typed) == known


@pytest.mark.parametrize("kind", closr.ERROR_KINDS)
def test_errors_are_pickled_whole(kind):
    error = closr.errors.BY_KIND[kind]("m", retry_after=1.5, request_id="req-1", faults=[("a", "b")])
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is type(error) and str(twin) == "m" and twin.kind == kind
        assert (twin.retry_after, twin.request_id, twin.faults) == (1.5, "req-1", [("a", "b")])


def test_a_core_error_carries_everything():
    with pytest.raises(closr.InputInvalidError) as caught:
        closr.Lead(phonse=["+15125550147"], emails="jane@example.com", interest={"bed_min": 3})
    error = pickle.loads(pickle.dumps(caught.value))
    assert {path for path, _ in error.faults} == {"phonse", "emails", "interest.bed_min"}
    assert error.retry_after is None and error.request_id is None
    with closr.Engine(provider={"kind": "scripted", "answers": []}) as engine:
        oak, _ = settle(engine)
        with pytest.raises(closr.UnavailableError) as caught:
            oak.reply(sms("SM1"))
        [recovered] = oak.recover()
        assert isinstance(recovered.error, closr.UnavailableError) and recovered.outcome is None
        assert str(recovered.error) == str(caught.value)


class Odd:
    def __repr__(self):
        return "Jane Doe"


class Array:
    """As numpy's: it says that it may be a number, and is none."""

    def __index__(self):
        raise TypeError("only integer scalar arrays can be converted to a scalar index")

    __float__ = __index__


def openai(**settings):
    return lambda: closr.Engine(provider={"kind": "openai", "base_url": "https://api.example/v1", "model": "m",
                                          "api_key": "sk-secret", **settings})


def closed(oak):
    engine = closr.Engine()
    engine.close()
    engine.upsert_account(ACCOUNT)


def lead(**fields):
    return lambda: closr.Lead(**fields)


def message(**fields):
    return lambda oak: oak.reply({**sms("SM1"), **fields})


HALF = "Jane \ud83d"
LOOP = {}
LOOP["extra"] = LOOP

# What was done; the kind; what the message must say.
MISTAKES = [
    (lead(phonse=["+15125550147"]), "input_invalid", 'phonse: unknown key; did you mean "phones"?'),
    (lead(name="Jane Doe"), "input_invalid", 'did you mean "first_name"?'),
    (lead(phones=["512-555-0147"]), "input_invalid", "phones[0]: not an E.164"),
    (lead(phones="+15125550147"), "input_invalid", "phones: expected a list, found a text"),
    (lead(emails=["jane at example.com"]), "input_invalid", "emails[0]"),
    (lead(first_name=b"Jane"), "input_invalid", "first_name: expected str, a number"),
    (lead(first_name=Odd()), "input_invalid", "found Odd"),
    (lead(first_name=HALF), "input_invalid", "first_name: holds half of a surrogate pair"),
    (lead(phones={"+15125550147"}), "input_invalid", "list, dict, datetime or a dataclass, found set"),
    (lead(interest={"budget_max_usd": float("nan")}), "input_invalid", "use None for what is not on file"),
    (lead(interest={"budget_max_usd": 2**80}), "input_invalid", "interest.budget_max_usd: too large"),
    (lead(phones=Array()), "input_invalid", "datetime or a dataclass, found Array"),
    (lead(extra={1: "Jane"}), "input_invalid", "extra: a key is not a str: found int"),
    (lead(extra=LOOP), "input_invalid", "nested too deeply"),
    (lead(appointments=[{"listing": "L", "start": datetime(2026, 11, 22)}]), "input_invalid",
     "appointments[0].start: a datetime without a time zone: use datetime.now(timezone.utc)"),
    (lambda: closr.Lead("Jane Doe"), "input_invalid", "the lead: expected a dict, a dataclass or keyword arguments, found str"),
    (lambda: closr.Lead([LEAD]), "input_invalid", "found list"),
    (lambda: closr.Lead(SimpleNamespace(first_name="Jane")), "input_invalid", "found SimpleNamespace"),
    (lambda: closr.Lead(LEAD, first_name="Jane"), "input_invalid", "first_name: given twice"),
    (lambda: closr.Account(barnd="Oak"), "input_invalid", 'did you mean "brand"?'),
    (lambda: closr.Account(brand="Oak", tz="Texas"), "input_invalid", "not an IANA time zone"),
    (lambda: closr.Listing(price_usd="$689,000"), "input_invalid", "price_usd: expected a whole number"),
    (message(channel="SMS"), "input_invalid", "channel: not one of: sms, email, web_chat"),
    (message(**{"from": "512 555 0147"}), "input_invalid", "from: not an E.164"),
    (message(body="Jane here"), "input_invalid", "body: unknown key"),
    (message(text=None), "input_invalid", "text: missing"),
    (message(at=datetime(2026, 11, 22)), "input_invalid", "at: a datetime without a time zone"),
    (lambda oak: oak.reply(), "input_invalid", "id: missing"),
    (lambda oak: oak.work("SM1"), "input_invalid", "not a turn id: it is a UUID"),
    (lambda oak: oak.work(None), "input_invalid", "turn: expected str, found NoneType"),
    (lambda oak: oak.work(oak.accept(sms("SM1"))), "input_invalid", "turn: expected str, found Accepted"),
    (lambda: closr.Engine().upsert_account(brand="Oak", replies=[{"id": "a", "text": "Perfect for young families."}]),
     "input_invalid", "replies[0].text: character "),
    (lambda oak: oak.history("Jane"), "input_invalid", "not a lead id"),
    (lambda oak: oak.verify_audit("Jane"), "input_invalid", "not an audit head"),
    (lambda oak: oak.lead("01a218b0-8ece-70f4-b153-dc464ab5f3aa"), "not_found", ""),
    (lambda: closr.Engine().for_account("oak").account(), "not_found", ""),
    (lambda: closr.Engine().for_account("Oak & Main"), "input_invalid", "not an account id: use 1 to 64"),
    (lambda: closr.Engine().for_account("oak", actor="admin"), "input_invalid", "use service or webhook"),
    (lambda: closr.Engine().for_account("oak", actor=1), "input_invalid", "actor: expected str, found int"),
    (closed, "unavailable", "closed: build a new one"),
    (lambda: closr.Engine(sqllite="closr.db"), "config_invalid", 'sqllite: unknown key; did you mean "sqlite"?'),
    (lambda: closr.Engine(sqlite=":memory:"), "config_invalid", "leave `sqlite` out"),
    (lambda: closr.Engine(sqlite=b"closr.db"), "config_invalid", "sqlite: expected str"),
    (lambda: closr.Engine("closr.db"), "config_invalid", "the settings: expected a dict, a dataclass or keyword"),
    (lambda: closr.Engine(permit_life_seconds=900), "config_invalid", "permit_life_seconds"),
    (lambda: closr.Engine(debounce_seconds=31), "config_invalid", "debounce_seconds"),
    (lambda: closr.Engine(template="inquiry_repyl"), "config_invalid", "inquiry_reply"),
    (lambda: closr.Engine(templates="/nowhere"), "config_invalid", "templates"),
    (lambda: closr.Engine(provider={"kind": "OpenAI"}), "config_invalid", 'did you mean "openai"?'),
    (lambda: closr.Engine(provider="gpt-4o-mini"), "config_invalid", "provider: expected an object, found a text"),
    (openai(base_url="api.example/v1"), "config_invalid", "base_url: has no scheme"),
    (openai(api_key=""), "config_invalid", "api_key"),
    (openai(api_key="sk-secret\n"), "config_invalid", "api_key: holds a space, a line break"),
    (openai(temprature=0), "config_invalid", 'provider.temprature: unknown key; did you mean "temperature"?'),
    (openai(policy={"total": -1}), "config_invalid", "provider.policy.total"),
    (lambda: closr.Redactor().redact(None), "input_invalid", "text: expected str, found NoneType"),
    (lambda: closr.Redactor().redact(["Jane"]), "input_invalid", "text: expected str, found list"),
    (lambda: closr.Redactor().redact(HALF), "input_invalid", "text: holds half of a surrogate pair"),
    (lambda: closr.Redactor().redact("x", vault={}), "input_invalid", "vault: expected closr.Vault, found dict"),
    (lambda: closr.Redactor(lead="Jane"), "input_invalid", "lead: expected an object, found a text"),
    (lambda: closr.Redactor(listings=7), "input_invalid", "listings: expected a list, found a number"),
    (lambda: closr.Redactor(leed={}), "input_invalid", 'leed: unknown key; did you mean "lead"?'),
    (lambda: closr.Redactor(allow=[HALF]), "input_invalid", "allow[0]: holds half of a surrogate pair"),
    (lambda: closr.Redactor().redact(b"Jane"), "input_invalid", "text: expected str, found bytes"),
    (lambda: closr.Redactor().stream().push(HALF), "input_invalid", "piece: holds half of a surrogate pair"),
    (lambda: closr.Redactor().stream(vault={}), "input_invalid", "vault: expected closr.Vault, found dict"),
    (lambda: closr.Redactor().redact("x").restore_reply(b"x"), "input_invalid", "reply: expected str, found bytes"),
    (lambda: closr.read("SMS", "stop"), "input_invalid", "sms"),
    (lambda: closr.read("sms", 7), "input_invalid", "text: expected str, found int"),
    (lambda: closr.guard(draft="It's Jane's"), "input_invalid", "channel: missing"),
    (lambda: closr.guard(channel="sms", drfat="Jane"), "input_invalid", 'did you mean "draft"?'),
    (lambda: closr.PromptCatalog("/nowhere"), "config_invalid", "folder"),
    (lambda: closr.PromptCatalog(7), "input_invalid", "folder: expected str or os.PathLike, found int"),
    (lambda: closr.PromptCatalog().preview("inquiry_repyl", channel="sms", now="2026-11-22T10:00:00Z",
                                           account={"brand": "Oak"}, inbound="hi"), "config_invalid", "inquiry_reply"),
    (lambda: closr.TokenCounter("gpt-4o"), "input_invalid", "made by TokenCounter.for_model(model) or TokenCounter.load("),
    (lambda: closr.TokenCounter(model="gpt-4o"), "input_invalid", "made by TokenCounter.for_model(model)"),
    (lambda: closr.TokenCounter.for_model(None), "input_invalid", "model: expected str, found NoneType"),
    (lambda: closr.TokenCounter.load("/nowhere.json"), "config_invalid", "tokenizer.json"),
    (lambda: closr.TokenCounter.load("x", framing="chat"), "input_invalid", "use openai or chatml"),
    (lambda: closr.TokenCounter.for_model("m").count_chat("hi"), "input_invalid", "a list of (role, content)"),
    (lambda: closr.sms_segments(None), "input_invalid", "text: expected str, found NoneType"),
    (lambda: closr.explain(7), "input_invalid", "rule: expected str, found int"),
]
ECHOES = ["Jane", "Doe", "512", "example.com", "sk-secret", "api.example", "689,000"]
# Examples of what would be right.
EXAMPLES = re.compile(r"\+15125550147|name@example\.com|https?://api\.openai\.com/v1")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake[2][:50] or mistake[1])
def test_a_mistake_is_said_at_once_and_echoes_nothing(mistake, oak):
    call, kind, says = mistake
    with pytest.raises(closr.ClosrError) as caught:
        call(oak) if call.__code__.co_argcount else call()
    error = caught.value
    assert error.kind == kind and type(error) is closr.errors.BY_KIND[kind], str(error)
    assert says in str(error), str(error)
    shown = EXAMPLES.sub("", f"{error} {error.faults} {error.__cause__} {error.__context__}")
    assert not [echo for echo in ECHOES if echo in shown], shown


def test_faults_come_all_at_once():
    with pytest.raises(closr.ConfigInvalidError) as caught:
        closr.Engine(sqllite="x", trace="yes", provider={"kind": "openai", "base_url": "x", "modle": "m"})
    assert len(caught.value.faults) >= 4
    # Those of Python's values and those of core's, each once.
    with pytest.raises(closr.InputInvalidError) as caught:
        closr.Inbound(id=b"SM1", channel="fax", from_=7j, text=HALF, at=datetime(2026, 11, 22), phonse=1)
    assert sorted(path for path, _ in caught.value.faults) == ["at", "channel", "from", "id", "phonse", "text"]
    assert str(caught.value).startswith("the message has 6 faults: id: expected str")


def test_an_awaited_mistake_is_the_same():
    async def main():
        async with closr.AsyncEngine() as engine:
            with pytest.raises(closr.InputInvalidError, match="phones"):
                await engine.for_account("oak").upsert_lead(phonse=[])
            with pytest.raises(closr.NotFoundError):
                await engine.for_account("oak").account()

    asyncio.run(main())


def test_a_wrong_number_of_arguments_is_pythons_own():
    with pytest.raises(TypeError):
        closr.Redactor().redact()
    with pytest.raises(TypeError):
        closr.Redactor().redact("x", valut=None)
