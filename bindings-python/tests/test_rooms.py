"""The rooms that work on their own: redact, read, guard, prompts, tokens."""

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from scene import ACCOUNT, LEAD, LISTING, sms

import closr

NOW = "2026-11-22T10:00:00-06:00"


@pytest.mark.parametrize("text", [
    "call 512-555-0147 now", "señor, 512-555-0147", "🙂🙂 jane@example.com 🏡 512-555-0147", "e\u0301 512-555-0147 e\u0301",
    "电话：512-555-0147。谢谢", "\u202bהטלפון 512-555-0147\u202c", "𝟙𝟚 jane@example.com\n\tx", "",
])
def test_spans_slice_the_text_as_python_counts(text):
    redaction = closr.Redactor().redact(text)
    shown = text
    for span, placeholder in reversed(list(zip(redaction.spans, redaction.placeholders, strict=True))):
        assert text[span.start:span.end] in ("512-555-0147", "jane@example.com")
        assert span.label in closr.LABELS and placeholder.startswith(f"[{span.label}_")
        shown = shown[:span.start] + placeholder + shown[span.end:]
    assert shown == redaction.text and redaction.restore() == text


def test_a_redactor_knows_records_of_every_shape():
    jane = closr.Lead(LEAD)
    for lead in (LEAD, jane, jane.expose()):
        assert closr.Redactor(lead=lead).redact("Jane Doe").text == "[PERSON_1]"
    public = closr.Redactor(account={**ACCOUNT, "phone": "+15125550100"}, listings=(closr.Listing(LISTING), {"id": "L-8"}))
    assert public.redact("512-555-0100 or 512-555-0147").text == "512-555-0100 or [PHONE_1]"


def test_a_vault_keeps_placeholders_over_texts_and_threads():
    redactor, vault = closr.Redactor(), closr.Vault()
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: redactor.redact("bob@x.com", vault=vault).text, range(100)))
    assert set(texts) == {"[EMAIL_1]"}
    restored = vault.restore_reply("[EMAIL_1] [EMAIL_9] [PHONE_1]", ["my [PHONE_1]"])
    assert restored.text == "bob@x.com [EMAIL_9] [PHONE_1]" and restored.unknown == ["[EMAIL_9]"]


def test_a_reply_that_comes_in_pieces_is_restored_as_it_comes():
    vault = closr.Vault()
    closr.Redactor().redact("call 512-555-0147", vault=vault)
    restorer = vault.restorer()
    assert [restorer.push(piece) for piece in ("Call [pho", "ne_1] or [me", "] [EMAIL_7]")] == ["Call ", "512-555-0147 or [me", "] [EMAIL_7]"]
    rest = restorer.finish()
    assert (rest.text, rest.unknown, rest.drifted) == ("", ["[EMAIL_7]"], ["[PHONE_1]"])
    for call in (restorer.finish, lambda: restorer.push("x")):
        with pytest.raises(closr.InputInvalidError, match="make another"):
            call()
    assert vault.restorer(["[PHONE_1]"]).push("[PHONE_1]") == "[PHONE_1]"
    with pytest.raises(closr.InputInvalidError, match="typed: expected a list of str"):
        vault.restorer([1])


def test_a_stream_ends_once_and_says_why_it_cannot_begin():
    stream = closr.Redactor().stream(vault=(vault := closr.Vault()))
    assert stream.push("call 512-555-0147") + stream.finish() == "call [PHONE_1]" and stream.vault is vault
    for call in (stream.finish, lambda: stream.push("x")):
        with pytest.raises(closr.InputInvalidError, match="make another"):
            call()
    with pytest.raises(closr.ConfigInvalidError, match="ORDER_ID has no longest match"):
        closr.Redactor(recognisers=[{"name": "ORDER_ID", "pattern": r"ORD-\d+"}]).stream()


@pytest.mark.skipif("CLOSR_TEST_NER" not in os.environ, reason="the neural layer's files are not here")
def test_the_neural_layer_finds_more():
    text = "Please ask Sandy & Clive"
    redactor = closr.Redactor(ner=Path(os.environ["CLOSR_TEST_NER"]))
    assert closr.Redactor().redact(text).text == "Please ask [PERSON_1] & Clive"
    for one in (redactor, pickle.loads(pickle.dumps(redactor))):
        assert one.redact(text).text == "Please ask [PERSON_1] & [PERSON_2]"


def test_what_is_large_or_empty_is_redacted_all_the_same():
    line = "The kitchen is new; call 512-555-0147 about it. \ud83c\udfe1\n".encode("utf-16", "surrogatepass").decode("utf-16")
    redacted = closr.Redactor().redact(line * 20_000).text
    assert redacted == line.replace("512-555-0147", "[PHONE_1]") * 20_000
    nobody = closr.Redactor(lead={"first_name": " ", "last_name": "", "phones": [], "address": None}, allow=[""], without=[])
    assert nobody.redact("call 512-555-0147").text == "call [PHONE_1]"


def test_a_reading_has_findings_with_rules():
    reading = closr.read("sms", "STOP")
    [finding] = reading.findings
    assert (reading.label, reading.rule, reading.confidence) == ("opt_out", "SMS-01", finding.confidence)
    assert finding.kind == "opt_out" and finding.scope == {"channel": "sms"}
    assert closr.explain(finding.rule) and closr.explain("no such rule") is None
    assert closr.read("email", "what is the price?").label == "normal"


def test_the_guard_names_reasons():
    draft = {"channel": "sms", "now": NOW, "account": ACCOUNT, "listing": LISTING, "inbound": "how much?",
             "history": [{"role": "assistant", "text": "Hi, this is Oak & Main's automated assistant."}]}
    assert closr.guard(draft, draft="12 Elm St is listed at $689,000.") == []
    assert closr.guard(draft, draft="12 Elm St is listed at $650,000.") == ["contradiction:price_usd"]


def test_the_guard_takes_what_closr_made(oak):
    lead = oak.reply(sms("SM1")).lead
    reasons = closr.guard(
        channel="sms", now=NOW, account=closr.Account(ACCOUNT), lead=oak.lead(lead), listings=[closr.Listing(LISTING)],
        history=oak.history(lead), inbound="how much?", draft="12 Elm St is listed at $689,000.",
    )
    assert reasons == []


def test_a_preview_shows_what_a_model_would_see(tmp_path):
    shown = closr.PromptCatalog().preview(
        "inquiry_reply", channel="sms", now=NOW, account=ACCOUNT, lead=closr.Lead(LEAD), listings=[LISTING],
        inbound="Jane here: 512 555 0147",
    )
    assert shown[0][0] == "system" and "689,000" in shown[0][1]
    assert shown[-1] == ("user", "[PERSON_1] here: [PHONE_1]")
    header = "---\nname: hello\nversion: 1\nchannels: sms\npurpose: conversational\nlanguage: en\n---\n## [instructions]\n"
    (tmp_path / "hello.tera").write_text(header + "Greet {{ lead.first_name | default(value='them') }}.\n")
    catalog = closr.PromptCatalog(tmp_path)
    [hello] = [info for info in catalog.templates() if info.name == "hello"]
    assert hello.channels == ["sms"] and "lead.first_name" in hello.variables and catalog.check() == []
    assert hello.sections == ["instructions"]
    [house] = [info for info in catalog.templates() if info.name == "open_house_es"]
    assert (house.language, house.purpose, house.sections[-1]) == ("es", "marketing", "text")
    (tmp_path / "hello.tera").write_text(header + "Greet {{ lead.frist_name }}.\n")
    with pytest.raises(closr.ConfigInvalidError, match=r"hello.tera:9:15.*\n.*\n.*\^"):
        closr.PromptCatalog(tmp_path)


def test_tokens_are_counted_as_chats_are_written():
    counter = closr.TokenCounter.for_model("gpt-4o-mini")
    pairs = [("system", "Be brief."), ("user", "hi")]
    assert counter.count_chat(pairs) == counter.count_chat({"role": role, "content": text} for role, text in pairs)
    assert counter.count_text("hi") == 1 and counter.name == "o200k_base"


def test_models_and_traces_show_what_was_asked():
    script = {"kind": "scripted", "answers": ["Hi [PERSON_1], 12 Elm St is listed at $689,000."]}
    with closr.Engine(provider=script, trace=True) as engine:
        engine.upsert_account(ACCOUNT)
        oak = engine.for_account("oak")
        oak.upsert_listing(LISTING)
        oak.upsert_lead(LEAD)
        outcome = oak.reply(sms("SM1", "Jane here, how much?"))
        assert outcome.author == "model" and "Hi Jane" in outcome.take_cleared().release()
        assert outcome.receipt.total == sum(item.tokens for item in outcome.receipt.items if item.kept)
        assert outcome.receipt.template.startswith("inquiry_reply@")
        [ask] = outcome.trace.asks
        assert ask.answer.startswith("Hi [PERSON_1]") and "Hi Jane" in ask.draft and ask.blocked == []
        assert all("Jane" not in text for _, text in outcome.trace.shown)
        assert "Jane" not in repr(outcome.trace) + repr(outcome.receipt)
