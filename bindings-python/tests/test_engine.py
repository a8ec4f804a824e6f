"""A conversation through both engines, and what Python adds: records of several shapes, context managers, reprs."""

import asyncio
import csv
import dataclasses
import inspect
import json
import os
import pickle
import uuid
import zipfile
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest
from scene import ACCOUNT, LEAD, LISTING, PERSONAL, chat, settle, settle_async, sms

import closr


def test_a_conversation_from_the_first_question_to_stop(oak):
    outcome = oak.reply(sms("SM1"))
    assert outcome.kind == "reply" and outcome.author == "composer" and not outcome.repeated
    assert outcome.consent == "implied" and outcome.usage is None and outcome.until is None
    cleared = outcome.take_cleared()
    assert cleared.outbound == outcome.outbound
    assert cleared.deadline - datetime.now(timezone.utc) < timedelta(seconds=31)
    assert "$689,000" in cleared.release()
    with pytest.raises(closr.ConflictError):
        cleared.release()
    assert outcome.take_cleared() is None
    again = oak.reply(sms("SM1"))
    assert again.repeated and again.turn == outcome.turn and again.take_cleared() is None
    assert oak.reply(sms("SM2", "please stop texting me")).kind == "notice"
    silent = oak.reply(sms("SM3", "is it still for sale?"))
    assert silent.kind == "silent" and silent.reasons == ["consent.opted_out"] and silent.consent == "opted_out"
    assert [event.kind for event in oak.consent(outcome.lead)][:2] == ["inquiry", "opt_out"]
    history = oak.history(outcome.lead)
    assert [message.role for message in history][:2] == ["lead", "assistant"]
    assert history[0].at.tzinfo is timezone.utc and history[0].channel == "sms"


def test_a_lead_is_qualified_with_evidence(oak):
    lead = oak.upsert_lead({**LEAD, "interest": {"intent": "buy", "budget_max_usd": 700000}})
    outcome = oak.reply(sms("SM1", "Actually more like 650. We need 3 beds in Leander, and have no agent"))
    read = outcome.qualification
    assert read == oak.qualify(lead) and read.stage == "engaged" and 0 < read.score < 100
    assert {slot: change.new for slot, change in read.changes.items()} == {
        "budget_max_usd": 650000, "beds_min": 3, "area": "Leander", "has_agent": False,
    }
    budget = read.changes["budget_max_usd"]
    assert budget.old == 700000 and budget.evidence.kind == "message" and budget.confidence == 0.95
    assert budget.evidence.turn == outcome.turn == oak.history(lead)[0].turn
    assert read.slots["intent"].value == "buy" and read.slots["intent"].evidence.kind == "record"
    assert "Leander" not in repr(read)
    assert oak.reply(sms("SM1", "Actually more like 650. We need 3 beds in Leander, and have no agent")).qualification is None


def test_accept_then_work_then_look(oak):
    accepted = oak.accept(sms("SM1"))
    assert not accepted.repeated and oak.accept(sms("SM1")).repeated
    assert oak.outcome(accepted.turn) is None
    outcome = oak.work(accepted.turn)
    assert outcome.turn == accepted.turn and outcome.lead == accepted.lead
    assert oak.outcome(accepted.turn).kind == "reply"
    open_turn = oak.accept(sms("SM2")).turn
    [recovered] = oak.recover()
    assert recovered.turn == recovered.outcome.turn == open_turn and recovered.error is None


def test_the_trail_is_checked_against_a_head(oak):
    head = oak.reply(sms("SM1")).audit_head
    assert oak.verify_audit() == oak.verify_audit(head) == head
    assert [entry.seq for entry in oak.audit_trail()] == list(range(1, int(head.split(":")[0]) + 1))
    cut = f"999:{head.split(':')[1]}"
    with pytest.raises(closr.CorruptError):
        oak.verify_audit(cut)


JANE = "+15125550147"


def test_consent_is_put_on_record_shown_and_paged(oak):
    oak.reply(sms("SM1", "please stop texting me"))
    on_file = oak.consent_at(JANE)
    assert on_file.channel == "sms" and on_file.lead and on_file.states["marketing"] == "opted_out"
    stop = on_file.history[-2] if on_file.history[-1].event.kind == "confirmed" else on_file.history[-1]
    assert stop.event.kind == "opt_out" and stop.words == "please stop texting me"
    assert "please" not in repr(stop) and "[pii]" in repr(stop)
    taken = oak.record_consents(
        [
            {"kind": "opt_out", "contact": "mail@example.com", "scope": "everything"},
            {"kind": "written_opt_in", "contact": JANE, "words": "old", "at": "2020-01-01T00:00:00Z"},
            {"kind": "opt_out", "contact": "mail@example.com"},
        ]
    )
    assert [getattr(each, "state", None) for each in taken] == ["opted_out", None, "opted_out"]
    assert isinstance(taken[1], closr.ConflictError) and not taken[2].changed
    signed = oak.record_consent(kind="written_opt_in", contact=JANE, words="I agree")
    assert signed.state == "express_written" and signed.changed and signed.lead == on_file.lead
    ledger = oak.consent_ledger()
    assert [entry.place for entry in ledger] == list(range(1, len(ledger) + 1))
    assert oak.consent_ledger(after=2, limit=1) == ledger[2:3]
    assert all(entry.words is None and JANE not in entry.json for entry in ledger)
    assert json.loads(ledger[0].json)["record_id"] == "oak/1"
    oak.verify_audit(signed.audit_head)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"kind": "opt_uot", "contact": JANE}, 'did you mean "opt_out"'),
        ({"kind": "opt_out", "contact": "512-555-0147"}, "not a contact point"),
        ({"kind": "opt_out"}, "whose consent"),
        ({"kind": "written_opt_in", "contact": JANE}, "what the person signed"),
        ({"kind": "opt_out", "contact": JANE, "when": "now"}, "unknown key"),
        ({"kind": "opt_out", "contact": JANE, "at": datetime(2999, 1, 1, tzinfo=timezone.utc)}, "of the future"),
    ],
)
def test_a_consent_record_that_is_none_is_refused(oak, record, said):
    with pytest.raises(closr.InputInvalidError, match=said):
        oak.record_consent(record)
    with pytest.raises(closr.InputInvalidError):
        oak.record_consent()


def test_a_list_of_consent_records_is_taken_whole_or_refused_whole(oak):
    records = [{"kind": "opt_out", "contact": JANE}, {"kind": "opt_out", "contact": "512-555-0147"}, {"contact": JANE}]
    with pytest.raises(closr.InputInvalidError) as refused:
        oak.record_consents(iter(records))
    assert [path for path, _ in refused.value.faults] == ["records[1].contact", "records[2].kind"]
    assert oak.consent_ledger() == []


def test_what_is_no_list_place_or_contact_is_refused(oak):
    for call in (
        lambda: oak.record_consents(3),
        lambda: oak.record_consents([3]),
        lambda: oak.consent_at(3),
        lambda: oak.consent_at("nobody"),
        lambda: oak.consent_ledger("1"),
        lambda: oak.consent_ledger(-1),
        lambda: oak.consent_ledger(True),
        lambda: oak.consent_ledger(limit=0),
        lambda: oak.consent_ledger(limit=10_001),
    ):
        with pytest.raises(closr.InputInvalidError):
            call()


def test_a_person_takes_over_and_hands_back(oak):
    conversation = oak.reply(sms("SM1")).conversation
    head = oak.take_over(conversation)
    assert oak.take_over(conversation) == head
    silent = oak.reply(sms("SM2", "hello?"))
    assert silent.kind == "silent" and silent.reasons == ["conversation.human"]
    oak.agent_wrote(conversation, "Dana here.")
    oak.hand_back(conversation)
    assert oak.reply(sms("SM3", "what is the price?")).kind == "reply"
    assert "agent" in [message.role for message in oak.history(silent.lead)]
    for call in (
        lambda: oak.take_over(3),
        lambda: oak.hand_back("not an id"),
        lambda: oak.agent_wrote(conversation, 3),
        lambda: oak.agent_wrote(conversation, "a" * 65_537),
    ):
        with pytest.raises(closr.InputInvalidError):
            call()
    with pytest.raises(closr.NotFoundError):
        oak.take_over(silent.turn)


def test_a_restricted_lead_is_not_written_to(oak):
    lead = oak.accept(sms("SM1")).lead
    head = oak.restrict(lead)
    assert oak.restrict(lead) == head
    silent = oak.reply(sms("SM2", "what is the price?"))
    assert silent.kind == "silent" and silent.reasons == ["rights.restricted"]
    assert len(oak.history(lead)) == 2
    with pytest.raises(closr.RestrictedError, match="only stored"):
        oak.qualify(lead)
    oak.unrestrict(lead)
    assert oak.reply(sms("SM3", "what is the price?")).kind == "reply"
    with pytest.raises(closr.InputInvalidError):
        oak.restrict(3)
    with pytest.raises(closr.NotFoundError):
        oak.unrestrict(silent.turn)


def test_who_objects_is_sold_nothing_and_is_answered(oak):
    lead = oak.accept(sms("SM1")).lead
    asked = oak.open_request(lead=lead, right="limit_sensitive_data")
    head = oak.object(lead, to=["sensitive_data", "marketing", "profiling"])
    assert oak.object(lead, {"to": ["profiling"]}) == head
    assert oak.request(asked.id).state == "done"
    objections = oak.objections(lead)
    assert [objection.to for objection in objections] == ["marketing", "profiling", "sensitive_data"]
    assert objections[0].at.tzinfo is not None and JANE not in repr(objections)
    assert [objection["to"] for objection in oak.access(lead)["objections"]] == ["marketing", "profiling", "sensitive_data"]
    outcome = oak.reply(sms("SM2", "what is the price of 12 Elm St?"))
    assert outcome.kind == "reply" and outcome.qualification is None
    with pytest.raises(closr.RestrictedError, match="objected"):
        oak.qualify(lead)
    oak.lift_objection(lead, to=["profiling"])
    assert oak.qualify(lead).score >= 0
    for wrong in (
        lambda: oak.object(lead),
        lambda: oak.object(lead, to=[]),
        lambda: oak.object(lead, to=["sael"]),
        lambda: oak.object(lead, of=["sale"]),
        lambda: oak.object(3, to=["sale"]),
        lambda: oak.lift_objection(lead, to=["marketing"]),
        lambda: oak.objections("not an id"),
    ):
        with pytest.raises(closr.InputInvalidError):
            wrong()


def test_a_model_outside_the_regions_is_no_recipient_and_a_human_answers():
    provider = {"kind": "openai", "base_url": "https://models.example.com/v1", "model": "m", "api_key": "k", "region": "eu"}
    with closr.Engine(provider=provider) as engine:
        basis = {"conversational": "contract", "marketing": "consent", "notice": "2026-11"}
        engine.upsert_account(id="oak", brand="Oak & Main", regions=["eu"], basis=basis)
        oak = engine.for_account("oak")
        [to] = oak.recipients()
        assert (to.name, to.region, to.local) == ("openai", "eu", False) and "messages" in to.receives
        lead = oak.upsert_lead(phones=[JANE])
        assert oak.access(lead)["basis"]["marketing"] == "consent"
        engine.upsert_account(id="oak", brand="Oak & Main", regions=["us"])
        assert oak.recipients() == []
        outcome = oak.reply(sms("SM1", "Do you know a good plumber around here?"))
        assert (outcome.kind, outcome.reasons) == ("handoff", ["transfer.region"])
    with pytest.raises(closr.InputInvalidError, match="regions"):
        closr.Engine().upsert_account(id="oak", brand="Oak & Main", regions=["The US"])


def test_a_lead_is_shredded_with_the_master_key(tmp_path):
    with closr.Engine(sqlite=tmp_path / "closr.db") as engine:
        engine.upsert_account(id="oak", brand="Oak & Main", retention={"key_copies_days": 30})
        oak = engine.for_account("oak")
        lead = oak.upsert_lead(phones=[JANE])
        before = (tmp_path / "closr.db.key").read_bytes()
        copies = {kept.what: kept for kept in oak.shred(lead).kept}["key_store_copies"]
        assert "replaced" in copies.why and copies.until is not None
        assert (tmp_path / "closr.db.key").read_bytes() != before
        with pytest.raises(closr.RestrictedError):
            oak.lead(lead)
    elsewhere = {"path": tmp_path / "closr.db", "master_key": {"env": "CLOSR_TEST_NOT_SET", "former": tmp_path / "closr.db.key"}}
    with pytest.raises(closr.ConfigInvalidError, match="variable"):
        closr.Engine(sqlite=elsewhere).for_account("oak").account()


def test_an_erased_lead_is_gone_and_its_stop_is_not(oak):
    lead = oak.reply(sms("SM1", "STOP")).lead
    oak.hold(lead, "litigation")
    with pytest.raises(closr.RestrictedError, match=r"on hold \(litigation\)"):
        oak.erase(lead)
    oak.lift_hold(lead)
    receipt = oak.erase(lead)
    assert receipt.lead == lead and receipt.at.tzinfo is not None
    assert {erased.what: erased.count for erased in receipt.erased}["keys"] == 1
    kept = {kept.what: kept for kept in receipt.kept}
    assert kept["evidence"].until > receipt.at and kept["audit_entries"].count is None
    assert oak.erase(lead) == receipt and JANE not in repr(receipt)
    oak.verify_audit(receipt.audit_head)
    for restricted in (lambda: oak.lead(lead), lambda: oak.history(lead), lambda: oak.hold(lead, "late")):
        with pytest.raises(closr.RestrictedError):
            restricted()
    late = oak.reply(sms("SM2", "what is the price?"))
    assert late.lead != lead
    assert late.kind == "silent" and late.reasons == ["consent.opted_out"]
    for wrong in (
        lambda: oak.erase(3),
        lambda: oak.erase("not an id"),
        lambda: oak.hold(late.lead, 3),
        lambda: oak.hold(late.lead, ""),
        lambda: oak.hold(late.lead, "+1 512 555 0147"),
    ):
        with pytest.raises(closr.InputInvalidError):
            wrong()
    with pytest.raises(closr.NotFoundError):
        oak.erase(late.turn)


def test_what_is_asked_for_is_on_file_until_it_is_answered(oak):
    asked = oak.reply(sms("SM1", "please delete my data"))
    assert asked.kind == "handoff"
    (request,) = oak.requests_of(asked.lead)
    assert (request.right, request.state, request.turn) == ("delete", "open", asked.turn)
    assert request.identity == "contact_point"
    assert [due.rule for due in request.dues] == ["ccpa.confirm", "ccpa.answer", "gdpr.answer"]
    assert request.due == min(due.until for due in request.dues) and request.due > request.at
    assert "7021" in request.dues[0].source
    late = request.due + timedelta(days=60)
    assert oak.requests_due(late) == [request] == oak.requests_due(late.isoformat())
    assert oak.requests_due(request.at) == []
    confirmed = oak.step_request(request.id, step="confirmed")
    assert confirmed.dues[0].met == confirmed.confirmed and confirmed.due > request.due
    with pytest.raises(closr.ConflictError, match="not erased yet"):
        oak.step_request(request.id, {"step": "done"})
    oak.erase(asked.lead)
    done = oak.request(request.id)
    assert done.state == "done" and done.closed > done.at and done.due is None
    assert JANE not in repr(done)

    lead = oak.accept(sms("SM2")).lead
    letter = oak.open_request(lead=lead, right="access", identity="two_data_points", at=request.at)
    assert (letter.turn, letter.at) == (None, request.at)
    refused = oak.step_request(letter.id, step="refused", reason="not-verified")
    assert (refused.state, refused.refused) == ("refused", "not-verified")
    for wrong in (
        lambda: oak.open_request(lead=lead),
        lambda: oak.open_request(lead=lead, right="forget"),
        lambda: oak.step_request(letter.id, step="verified"),
        lambda: oak.step_request(letter.id, step="refused", reason="call +1 512 555 0147"),
        lambda: oak.step_request(3, step="done"),
        lambda: oak.request("not an id"),
        lambda: oak.requests_due("soon"),
        lambda: oak.requests_due(datetime(2026, 11, 22)),
        lambda: oak.requests_due(3),
        lambda: oak.requests_of(3),
    ):
        with pytest.raises(closr.InputInvalidError):
            wrong()
    with pytest.raises(closr.NotFoundError):
        oak.request(lead)


def test_what_is_held_is_told_and_exported(oak, tmp_path):
    lead = oak.reply(sms("SM1", "=what is the price?")).lead
    asked = oak.open_request(lead=lead, right="access", identity="contact_point")
    held = oak.access(lead)
    assert held["messages"][0]["text"] == "=what is the price?" and JANE in json.dumps(held)
    assert {"record", "contacts", "consent", "decisions", "categories", "recipients"} <= held.keys()
    assert oak.request(asked.id).state == "done"
    file = tmp_path / "jane.zip"
    exported = oak.export(lead, file)
    assert (exported.lead, exported.messages, exported.bytes) == (lead, 2, file.stat().st_size)
    oak.verify_audit(exported.audit_head)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == [
            "consent.csv", "lead.json", "lead.schema.json", "messages.csv", "messages.txt",
        ]
        assert json.loads(archive.read("lead.json"))["messages"] == held["messages"]
        rows = list(csv.DictReader(archive.read("messages.csv").decode("utf-8-sig").splitlines()))
    assert [row["from"] for row in rows] == ["lead", "assistant"] and rows[0]["text"] == "'=what is the price?"
    for wrong in (
        lambda: oak.export(lead, file),
        lambda: oak.export(lead, tmp_path / "no such folder" / "jane.zip"),
        lambda: oak.export(lead, 3),
        lambda: oak.access(3),
    ):
        with pytest.raises(closr.InputInvalidError):
            wrong()
    oak.erase(lead)
    for gone in (lambda: oak.access(lead), lambda: oak.export(lead, str(tmp_path / "late.zip"))):
        with pytest.raises(closr.RestrictedError):
            gone()
    assert list(tmp_path.iterdir()) == [file]


def test_a_correction_is_kept_and_said_no_more(oak):
    lead = oak.reply(sms("SM1")).lead
    asked = oak.open_request(lead=lead, right="correct")
    head = oak.correct(lead, fields={"first_name": "June", "notes": None})
    assert oak.correct(lead, {"fields": {"first_name": "June"}, "word": "business"}) == head
    assert oak.lead(lead).expose()["first_name"] == "June" and oak.request(asked.id).state == "done"
    (corrected,) = oak.access(lead)["corrections"]
    assert corrected["word"] == "person" and corrected["was"]["first_name"] == "Jane"
    assert oak.upsert_lead(first_name="May", phones=[JANE]) == lead
    replaced = oak.access(lead)["corrections"][1]
    assert replaced["word"] == "record"
    assert replaced["was"] == {"first_name": "June", "last_name": "Doe", "emails": ["jane@example.com"]}
    for wrong in (
        lambda: oak.correct(lead),
        lambda: oak.correct(lead, fields={}),
        lambda: oak.correct(lead, fields={"consent": {}}),
        lambda: oak.correct(lead, fields={"phones": ["5550147"]}),
        lambda: oak.correct(3, fields={"notes": None}),
    ):
        with pytest.raises(closr.InputInvalidError):
            wrong()


def test_a_sweep_erases_who_was_not_heard_of(tmp_path):
    def open_at(clock):
        return closr.Engine(sqlite=tmp_path / "closr.db", clock=clock)

    then = datetime(2026, 1, 1, tzinfo=timezone.utc)
    with open_at(then) as engine:
        oak, _ = settle(engine)
        lead = oak.reply(sms("SM1")).lead
    with open_at(then + timedelta(days=31)) as engine:
        oak = engine.for_account("oak")
        oak.hold(lead, "litigation")
        kept = oak.sweep(idle_days=30)
        assert ([(each.lead, each.rule) for each in kept.kept], kept.erased) == ([(lead, "rights.held")], [])
        oak.lift_hold(lead)
        assert oak.sweep(idle_days=32).erased == []
        (dry,) = oak.sweep({"idle_days": 30, "dry_run": True}).erased
        assert (dry.lead, dry.rule, dry.last) == (lead, "retention.idle", then)
        swept = oak.sweep(idle_days=30)
        assert (swept.erased, swept.next, swept.dry_run) == ([dry], None, False)
        with pytest.raises(closr.RestrictedError):
            oak.lead(lead)
        with pytest.raises(closr.ConfigInvalidError, match="retention.idle_days"):
            oak.sweep()
        engine.upsert_account({**ACCOUNT, "retention": {"idle_days": 730}})
        assert engine.for_account("oak").account().to_dict()["retention"]["after_cancellation_days"] == 90
        assert (oak.sweep().idle_days, oak.sweep(idle_days=9).idle_days) == (730, 9)
        assert oak.audit_trail()[-1].what == "retention.set"
        engine.upsert_account({**ACCOUNT, "retention": {"cancelled": then - timedelta(days=90)}})
        assert oak.sweep().idle_days is None
        for wrong in (
            lambda: oak.sweep(idle_days=0),
            lambda: oak.sweep(idle_days=30, limit=0),
            lambda: oak.sweep(idle_days=30, after="not an id"),
        ):
            with pytest.raises(closr.InputInvalidError):
                wrong()


def test_a_webhook_may_hand_in_and_nothing_else(engine, oak):
    webhook = engine.for_account("oak", actor="webhook")
    assert webhook.accept(sms("SM1")).turn
    for forbidden in (
        lambda: webhook.account(),
        lambda: webhook.record_consent(kind="opt_out", contact=JANE),
        lambda: webhook.consent_at(JANE),
        lambda: webhook.consent_ledger(),
        lambda: webhook.erase("01a2078d-f8aa-79c5-a603-87f6ec6e479f"),
        lambda: webhook.restrict("01a2078d-f8aa-79c5-a603-87f6ec6e479f"),
        lambda: webhook.unrestrict("01a2078d-f8aa-79c5-a603-87f6ec6e479f"),
        lambda: webhook.object("01a2078d-f8aa-79c5-a603-87f6ec6e479f", to=["sale"]),
        lambda: webhook.lift_objection("01a2078d-f8aa-79c5-a603-87f6ec6e479f", to=["sale"]),
        lambda: webhook.objections("01a2078d-f8aa-79c5-a603-87f6ec6e479f"),
        lambda: webhook.hold("01a2078d-f8aa-79c5-a603-87f6ec6e479f", "litigation"),
        lambda: webhook.lift_hold("01a2078d-f8aa-79c5-a603-87f6ec6e479f"),
        lambda: webhook.sweep(idle_days=730),
        lambda: webhook.correct("01a2078d-f8aa-79c5-a603-87f6ec6e479f", fields={"notes": None}),
        lambda: webhook.access("01a2078d-f8aa-79c5-a603-87f6ec6e479f"),
        lambda: webhook.export("01a2078d-f8aa-79c5-a603-87f6ec6e479f", "jane.zip"),
        lambda: webhook.open_request(lead="01a2078d-f8aa-79c5-a603-87f6ec6e479f", right="access"),
        lambda: webhook.step_request("01a2078d-f8aa-79c5-a603-87f6ec6e479f", step="done"),
        lambda: webhook.request("01a2078d-f8aa-79c5-a603-87f6ec6e479f"),
        lambda: webhook.requests_due("2026-12-24T00:00:00Z"),
        lambda: webhook.requests_of("01a2078d-f8aa-79c5-a603-87f6ec6e479f"),
    ):
        with pytest.raises(closr.ForbiddenError):
            forbidden()
    with pytest.raises(closr.ForbiddenError):
        webhook.history(oak.accept(sms("SM1")).lead)


SIGNED = {"kind": "written_opt_in", "contact": "+15125550147", "words": "Yes, text me offers."}


def sale(id, lead, text="12 Elm St is $689,000.", **more):
    fields = {"id": id, "lead": lead, "channel": "sms", "purpose": "marketing", "text": text, "listing": "L-7"}
    return {**fields, **more}


def test_the_business_writes_first():
    # A Tuesday, eleven in the morning in Texas.
    oak, lead = settle(closr.Engine(clock="2026-11-24T17:00:00Z"))
    refused = oak.reach_out(sale("o1", lead))
    assert refused.kind == "silent" and refused.reasons == ["consent.none"]
    oak.record_consent(SIGNED)
    outcome = oak.reach_out(closr.Outreach(sale("o2", lead)))
    assert outcome.kind == "outreach" and outcome.author == "business", outcome.reasons
    assert outcome.take_cleared().release().endswith("\n12 Elm St is $689,000.")
    again = oak.reach_out(**sale("o2", lead))
    assert again.repeated and again.turn == outcome.turn and again.take_cleared() is None
    with pytest.raises(closr.ConflictError):
        oak.reach_out(sale("o2", lead, "12 Elm St is still $689,000."))
    blocked = oak.reach_out(sale("o3", lead, "12 Elm St is $589,000."))
    assert blocked.kind == "handoff" and "guard.rule.fact.number" in blocked.reasons
    with pytest.raises(closr.InputInvalidError) as caught:
        oak.reach_out(sale("o4", lead, channel="web_chat", purpose="conversational"))
    assert [path for path, _ in caught.value.faults] == ["channel", "purpose"]
    visit = {"id": "o5", "lead": lead, "channel": "sms", "purpose": "transactional", "listing": "L-7"}
    outcome = oak.reach_out({**visit, "template": "showing_scheduling"})
    assert outcome.kind == "outreach", outcome.reasons
    assert "would you like to see 12 Elm St?" in outcome.take_cleared().release()
    with pytest.raises(closr.InputInvalidError, match='did you mean "showing_scheduling"'):
        oak.reach_out({**visit, "id": "o6", "template": "showing_sheduling"})
    with pytest.raises(closr.InputInvalidError, match="is for what is marketing"):
        oak.reach_out({**visit, "id": "o6", "template": "nurture"})
    held = oak.access(lead)["outreach"]
    assert [(of["id"], of["sent"] is None) for of in held] == [("o1", True), ("o2", False), ("o3", True), ("o5", False)]
    assert [of["template"] for of in held] == [None, None, None, "showing_scheduling"]


def test_caps_are_the_accounts():
    engine = closr.Engine(clock="2026-11-24T17:00:00Z")
    oak, lead = settle(engine)
    engine.upsert_account({**ACCOUNT, "caps": {"per_day": 1}})
    assert oak.account().to_dict()["caps"] == {"per_day": 1, "per_week": 7}
    oak.record_consent(SIGNED)
    assert oak.reach_out(sale("o1", lead)).kind == "outreach"
    waits = oak.reach_out(sale("o2", lead))
    assert waits.kind == "deferred" and waits.reasons == ["caps.day"]
    assert waits.until == datetime(2026, 11, 25, 17, tzinfo=timezone.utc)
    with pytest.raises(closr.InputInvalidError):
        closr.Account({**ACCOUNT, "caps": {"per_day": 0}})


def test_both_engines_have_the_same_methods():
    def public(cls):
        return {name for name in dir(cls) if not name.startswith("_")}

    assert public(closr.Engine) == public(closr.AsyncEngine)
    assert public(closr.ForAccount) == public(closr.AsyncForAccount)
    assert public(closr.ReplyStream) == {"close"} and public(closr.AsyncReplyStream) == {"aclose"}
    for sync, awaited in [(closr.Engine, closr.AsyncEngine), (closr.ForAccount, closr.AsyncForAccount)]:
        for name in public(sync):
            ours, theirs = getattr(sync, name), getattr(awaited, name)
            assert ours.__doc__ and ours.__doc__ == theirs.__doc__, name
            if callable(ours):
                assert inspect.signature(ours) == inspect.signature(theirs), name


def test_an_engine_closes_with_its_block(tmp_path):
    with closr.Engine(sqlite=tmp_path / "closr.db") as engine:
        oak, lead = settle(engine)
    for late in (lambda: oak.lead(lead), lambda: oak.reply(sms("SM1")), lambda: engine.upsert_account(ACCOUNT)):
        with pytest.raises(closr.UnavailableError, match="closed: build a new one"):
            late()
    engine.close()
    with closr.Engine({"sqlite": {"path": str(tmp_path / "closr.db")}}) as again:
        assert again.for_account("oak").lead(lead).expose()["first_name"] == "Jane"
        old = (tmp_path / "closr.db.key").read_text()
        assert again.rotate_master_key() == 1
        assert (tmp_path / "closr.db.key").read_text() != old
    with closr.Engine(sqlite=tmp_path / "closr.db") as rotated:
        assert rotated.for_account("oak").lead(lead).expose()["first_name"] == "Jane"
    with pytest.raises(closr.UnsupportedError, match="in memory"):
        closr.Engine().rotate_master_key()


@pytest.mark.skipif("CLOSR_TEST_POSTGRES" not in os.environ, reason="no PostgreSQL server here")
def test_an_engine_keeps_everything_in_postgres(tmp_path):
    folder = os.environ["CLOSR_TEST_POSTGRES"].replace("/", "%2F")
    settings = {"postgres": {
        "url": f"postgres://closr@/postgres?host={folder}&sslmode=disable", "master_key": tmp_path / "master.key",
        "schema": f"python_{uuid.uuid4().hex}", "connections": 2,
    }}
    with closr.Engine(settings) as engine:
        assert "in_memory=False" in repr(engine)
        oak, lead = settle(engine)
        assert "$689,000" in oak.reply(sms("SM1")).take_cleared().release()
        assert oak.reply(sms("SM2", "STOP")).kind == "notice"
    with closr.Engine(settings) as again:
        oak = again.for_account("oak")
        assert oak.lead(lead).expose()["first_name"] == "Jane"
        assert oak.reply(sms("SM3")).kind == "silent"


@dataclasses.dataclass
class Interest:
    intent: str
    beds_min: float


@dataclasses.dataclass
class Person:
    first_name: str
    phones: tuple
    interest: Interest
    notes: str | None = None


@dataclasses.dataclass(frozen=True)
class Config:
    sqlite: Path
    trace: bool = False


def test_records_come_in_many_shapes(oak, tmp_path):
    by_keys = closr.Lead(**LEAD)
    assert by_keys == closr.Lead(LEAD) == closr.Lead(MappingProxyType(LEAD)) == closr.Lead(by_keys.expose())
    assert closr.Lead({"first_name": "Jane"}, last_name="Doe", phones=LEAD["phones"], emails=LEAD["emails"]) == by_keys
    assert oak.upsert_lead(by_keys) == oak.upsert_lead(LEAD)
    person = closr.Lead(Person("Jane", ("+15125550147",), Interest("buy", 3))).expose()
    assert person["interest"]["beds_min"] == 3 and person["phones"] == ["+15125550147"]
    assert closr.Lead(extra={"score": 1.5, "tags": {"from_": [True, None]}}).expose()["extra"] == {
        "score": 1.5, "tags": {"from_": [True, None]},
    }
    listing = closr.Listing(id="L-1", price_usd=Index(5), baths=Decimal("2.5")).to_dict()
    assert listing["price_usd"] == 5 and listing["baths"] == 2.5
    inbound = closr.Inbound(id="SM1", channel="sms", from_="+15125550147", text="hi")
    assert inbound == closr.Inbound({"id": "SM1", "channel": "sms", "from": "+15125550147", "text": "hi"})
    assert oak.accept(inbound).turn
    with closr.Engine(Config(tmp_path / "c.db")) as engine:
        assert repr(engine) == "Engine(in_memory=False, closed=False)"
    assert closr.Engine(MappingProxyType({})).for_account("oak").id == "oak"


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


def test_times_are_aware_both_ways(oak):
    there = datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=-6)))
    lead = closr.Lead(appointments=[{"listing": "L-7", "start": there}])
    assert lead == closr.Lead(appointments=[{"listing": "L-7", "start": "2026-11-22T16:00:00Z"}])
    turn = oak.accept(sms("SM1", at=there))
    assert oak.history(turn.lead)[0].at == there
    for wrong, right in [(datetime(2026, 11, 22, 10, 0), "time zone"), (date(2026, 11, 22), "RFC 3339")]:
        with pytest.raises(closr.InputInvalidError, match=right):
            oak.accept(sms("SM2", at=wrong))


def test_nobody_is_shown_by_a_repr(engine, oak):
    outcome = oak.reply(sms("SM1", "It's Jane Doe, jane@example.com. What is the price?"))
    shown = [
        engine, oak, outcome, outcome.take_cleared(), oak.lead(outcome.lead), oak.history(outcome.lead),
        oak.consent(outcome.lead), oak.audit_trail(), closr.Inbound(sms("SM1")), closr.Lead(LEAD),
        closr.Redactor(lead=LEAD), closr.Redactor(lead=LEAD).redact("Jane Doe"), closr.Vault(),
        closr.Redactor(lead=LEAD).redact("Jane").restore_reply("[PERSON_1]"), list(oak.reply_stream(chat("W1"))),
        closr.Engine(trace=True), closr.Account(ACCOUNT), closr.Listing(LISTING), closr.PromptCatalog(),
        closr.TokenCounter.for_model("gpt-4o-mini"), closr.read("sms", "Jane: stop"), oak.accept(sms("SM9")),
    ]
    for value in shown:
        assert repr(value) == str(value)
        assert not any(word in repr(value) for word in PERSONAL), type(value)


def test_results_are_values(oak):
    first, again = oak.history(oak.upsert_lead(LEAD)), oak.history(oak.upsert_lead(LEAD))
    assert first == again
    match closr.read("sms", "STOP"):
        case closr.Reading("opt_out", rule, findings=[closr.Finding(scope={"channel": "sms"})]):
            assert rule == "SMS-01"
        case other:
            pytest.fail(repr(other))
    with pytest.raises(AttributeError):
        closr.read("sms", "STOP").label = "normal"
    for secret in (closr.Lead(LEAD), closr.Vault(), closr.Engine()):
        with pytest.raises(TypeError):
            pickle.dumps(secret)


def test_the_awaited_engine_does_the_same():
    async def main():
        async with closr.AsyncEngine() as engine:
            oak, lead = await settle_async(engine)
            outcome = await oak.reply(sms("SM1"))
            assert "$689,000" in outcome.take_cleared().release()
            assert (await oak.outcome(outcome.turn)).repeated
            assert (await oak.lead(lead)).expose()["first_name"] == "Jane"
            assert (await oak.account()).id == "oak"
            assert [message.role for message in await oak.history(lead)] == ["lead", "assistant"]
            assert (await oak.consent(lead))[0].kind == "inquiry"
            assert await oak.verify_audit() == outcome.audit_head
            assert (await oak.audit_trail(lead))[-1].what == "outcome.reply"
            accepted = await oak.accept(**{"from_": "+15125550147", **without(sms("SM2"), "from")})
            assert (await oak.work(accepted.turn)).kind in closr.OUTCOME_KINDS
            assert await oak.recover() == []
            with pytest.raises(closr.InputInvalidError):
                await oak.lead("not an id")
        with pytest.raises(closr.UnavailableError):
            await oak.account()

    asyncio.run(main())


def without(record, key):
    return {name: value for name, value in record.items() if name != key}
