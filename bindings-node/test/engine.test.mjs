// Turns: every kind of outcome, the text once, what is on file, closing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { ClosrError, Engine, PromptCatalog } from 'closr';

import { model, until } from './model.mjs';
import { ACCOUNT, LEAD, PRICE, chat, mistake, oak, sms } from './scene.mjs';

test('a question is answered, a stop is confirmed once, and then there is silence', async () => {
  const { oak: account, lead } = await oak();
  const reply = await account.reply(sms('SM1'));
  assert.equal(reply.kind, 'reply');
  assert.equal(reply.author, 'composer');
  assert.equal(reply.lead, lead);
  assert.equal(reply.repeated, false);
  const cleared = reply.takeCleared();
  assert.ok(cleared.deadline instanceof Date && cleared.deadline > new Date());
  assert.equal(cleared.outbound, reply.outbound);
  assert.match(cleared.release(), /\$689,000/);
  assert.equal((await mistake(() => cleared.release())).code, 'conflict');
  assert.equal(reply.takeCleared(), undefined);

  const again = await account.reply(sms('SM1'));
  assert.deepEqual([again.repeated, again.turn, again.takeCleared()], [true, reply.turn, undefined]);

  assert.equal((await account.reply(sms('SM2', 'STOP'))).kind, 'notice');
  const silent = await account.reply(sms('SM3', 'hello?'));
  assert.deepEqual([silent.kind, silent.consent, silent.takeCleared()], ['silent', 'opted_out', undefined]);
  assert.equal((await account.reply(chat('WC1', 'I want to talk to a human'))).kind, 'handoff');
});

test('accept, work and outcome are the turn in pieces', async () => {
  const { engine, oak: account } = await oak();
  const webhook = engine.forAccount('oak', 'webhook');
  const first = await webhook.accept(sms('SM1', 'Hi'));
  assert.equal(await account.outcome(first.turn), undefined);
  const second = await webhook.accept(sms('SM2'));
  assert.equal((await webhook.accept(sms('SM2'))).repeated, true);
  const superseded = await account.work(first.turn);
  assert.deepEqual([superseded.kind, superseded.supersededBy], ['superseded', second.turn]);
  const outcome = await account.work(second.turn);
  assert.equal((await account.outcome(second.turn)).auditHead, outcome.auditHead);
  assert.equal((await mistake(() => webhook.history(first.lead))).code, 'forbidden');
});

test('the business writes first, and no more often than its caps', async () => {
  // A Tuesday, eleven in the morning in Texas.
  const { engine, oak: account, lead } = await oak({ clock: '2026-11-24T17:00:00Z' });
  const sale = (id, text = '1208 Willow Bend is $689,000.', more = {}) => (
    { id, lead, channel: 'sms', purpose: 'marketing', text, listing: 'L-1042', ...more }
  );
  assert.deepEqual((await account.reachOut(sale('o1'))).reasons, ['consent.none']);
  await account.recordConsent({ kind: 'written_opt_in', contact: '+15125550147', words: 'Yes, text me offers.' });
  const outcome = await account.reachOut(sale('o2'));
  assert.deepEqual([outcome.kind, outcome.author], ['outreach', 'business'], outcome.reasons);
  assert.match(outcome.takeCleared().release(), /automated[^]*\n1208 Willow Bend is \$689,000\.$/);
  const again = await account.reachOut(sale('o2'));
  assert.deepEqual([again.repeated, again.turn, again.takeCleared()], [true, outcome.turn, undefined]);
  assert.equal((await mistake(() => account.reachOut(sale('o2', 'It is $689,000.')))).code, 'conflict');
  const blocked = await account.reachOut(sale('o3', '1208 Willow Bend is $589,000.'));
  assert.equal(blocked.kind, 'handoff');
  assert.ok(blocked.reasons.includes('guard.rule.fact.number'), blocked.reasons);
  const wrong = await mistake(() => account.reachOut(sale('o4', 'Hi', { channel: 'web_chat', purpose: 'conversational' })));
  assert.deepEqual(wrong.faults.map(({ path }) => path), ['channel', 'purpose']);

  const visit = { id: 'v1', lead, channel: 'sms', purpose: 'transactional', listing: 'L-1042' };
  const asked = await account.reachOut({ ...visit, template: 'showing_scheduling' });
  assert.match(asked.takeCleared().release(), /would you like to see 1208 Willow Bend\?/);
  const nearly = await mistake(() => account.reachOut({ ...visit, id: 'v2', template: 'showing_sheduling' }));
  assert.equal(nearly.code, 'input_invalid');
  assert.match(nearly.message, /did you mean "showing_scheduling"/);
  assert.match((await mistake(() => account.reachOut({ ...visit, id: 'v2', template: 'nurture' }))).message, /is for what is marketing/);
  const house = new PromptCatalog().templates().find(({ name }) => name === 'open_house_es');
  assert.deepEqual([house.language, house.purpose, house.sections.at(-1)], ['es', 'marketing', 'text']);

  await engine.upsertAccount({ ...ACCOUNT, caps: { perDay: 1 } });
  assert.deepEqual((await account.account()).caps, { perDay: 1, perWeek: 7 });
  const waits = await account.reachOut(sale('o5'));
  assert.deepEqual([waits.kind, waits.reasons], ['deferred', ['caps.day']]);
  assert.equal(waits.until.toISOString(), '2026-11-25T17:00:00.000Z');
  const { outreach } = await account.access(lead);
  assert.deepEqual(outreach.map(({ id, sent }) => [id, sent instanceof Date]), [['o1', false], ['o2', true], ['o3', false], ['v1', true], ['o5', false]]);
});

test('what is on file comes back as it was given', async () => {
  const { oak: account, lead } = await oak();
  assert.equal((await account.account()).brand, ACCOUNT.brand);
  await account.upsertLead({
    ...LEAD, extra: { some_key: 1, someKey: [{ in_it: null }] }, consent: { sms: 'opted_out' },
    appointments: [{ listing: 'L-1042', start: new Date('2026-12-01T20:00:00Z'), status: 'confirmed' }],
  });
  const onFile = (await account.lead(lead)).expose();
  assert.equal(onFile.firstName, 'Jane');
  assert.deepEqual(onFile.extra, { some_key: 1, someKey: [{ in_it: null }] });
  assert.deepEqual(onFile.consent, { sms: 'opted_out' });
  assert.deepEqual(onFile.appointments[0].start, new Date('2026-12-01T20:00:00Z'));
  assert.equal(await account.upsertLead(await account.lead(lead)), lead, 'a lead that came out goes in again');

  await account.reply(sms('SM1', 'hello'));
  const [message] = await account.history(lead);
  assert.deepEqual([message.role, message.text, message.channel, message.at instanceof Date], ['lead', 'hello', 'sms', true]);
  const [event] = await account.consent(lead);
  assert.deepEqual([event.kind, event.scope, event.source, event.at instanceof Date], ['opt_out', { channel: 'sms' }, 'record', true]);
  const trail = await account.auditTrail(lead);
  assert.ok(trail.length > 1 && trail[0].at instanceof Date);
  const head = await account.verifyAudit();
  assert.equal(await account.verifyAudit(head), head);
  assert.equal((await mistake(() => account.verifyAudit(`999:${'ab'.repeat(32)}`))).code, 'corrupt');
});

test('a lead is qualified, with evidence', async () => {
  const { oak: account, lead } = await oak();
  await account.upsertLead({ ...LEAD, interest: { intent: 'buy', budgetMaxUsd: 700000 } });
  const words = 'Actually more like 650. We need 3 beds in Leander, and have no agent';
  const outcome = await account.reply(sms('SM1', words));
  const read = outcome.qualification;
  assert.deepEqual(read, await account.qualify(lead));
  assert.equal(read.stage, 'engaged');
  const told = Object.fromEntries(Object.entries(read.changes).map(([slot, change]) => [slot, change.new]));
  assert.deepEqual(told, { budgetMaxUsd: 650000, bedsMin: 3, area: 'Leander', hasAgent: false });
  const { old, evidence, confidence } = read.changes.budgetMaxUsd;
  assert.deepEqual([old, evidence.kind, evidence.turn, confidence], [700000, 'message', outcome.turn, 0.95]);
  assert.ok(evidence.at instanceof Date);
  assert.equal((await account.history(lead))[0].turn, outcome.turn);
  assert.equal(read.slots.intent.evidence.kind, 'record');
  assert.ok(!inspect(read, { depth: 9 }).includes('Leander'));
  assert.equal((await account.reply(sms('SM1', words))).qualification, undefined);
});

test('consent is put on record, shown and paged', async () => {
  const JANE = '+15125550147';
  const { engine, oak: account, lead } = await oak();
  await account.reply(sms('SM1', 'please stop texting me'));
  const onFile = await account.consentAt(JANE);
  assert.deepEqual([onFile.channel, onFile.lead, onFile.states.marketing], ['sms', lead, 'opted_out']);
  const stop = onFile.history.find((entry) => entry.event.kind === 'opt_out');
  assert.equal(stop.words, 'please stop texting me');
  assert.ok(stop.event.at instanceof Date && !inspect(onFile, { depth: 9 }).includes('please'));

  const taken = await account.recordConsents([
    { kind: 'opt_out', contact: 'mail@example.com', scope: 'everything' },
    { kind: 'written_opt_in', contact: JANE, words: 'old', at: new Date('2020-01-01') },
    { kind: 'opt_out', contact: 'mail@example.com' },
  ]);
  assert.deepEqual(taken.map((each) => each.state), ['opted_out', undefined, 'opted_out']);
  assert.ok(taken[1] instanceof ClosrError && taken[1].code === 'conflict' && !taken[2].changed);

  const signed = await account.recordConsent({ kind: 'written_opt_in', contact: JANE, words: 'I agree' });
  assert.deepEqual([signed.state, signed.changed, signed.lead], ['express_written', true, lead]);

  const ledger = await account.consentLedger();
  assert.deepEqual(ledger.map((entry) => entry.place), ledger.map((_, at) => at + 1));
  assert.deepEqual(await account.consentLedger(2, 1), ledger.slice(2, 3));
  assert.ok(ledger.every((entry) => entry.words === undefined && !entry.json.includes(JANE)));
  assert.equal(JSON.parse(ledger[0].json).record_id, 'oak/1');
  await account.verifyAudit(signed.auditHead);

  const wrong = [
    [{ kind: 'opt_uot', contact: JANE }, /did you mean "opt_out"/],
    [{ kind: 'opt_out', contact: '512-555-0147' }, /not a contact point/],
    [{ kind: 'written_opt_in', contact: JANE }, /what the person signed/],
    [{ kind: 'opt_out', contact: JANE, when: 'now' }, /unknown key/],
    [{ kind: 'opt_out', contact: JANE, at: new Date('2999-01-01') }, /of the future/],
    [undefined, /an object/],
  ];
  for (const [record, said] of wrong) {
    const error = await mistake(() => account.recordConsent(record));
    assert.equal(error.code, 'input_invalid');
    assert.match(error.message, said);
  }
  const refused = await mistake(() => account.recordConsents([{ kind: 'opt_out', contact: JANE }, { kind: 'opt_out', contact: '7' }]));
  assert.deepEqual(refused.faults.map(({ path }) => path), ['records[1].contact']);
  for (const call of [
    () => account.recordConsents(3), () => account.recordConsents('text'), () => account.recordConsents([3]),
    () => account.consentAt(3), () => account.consentAt('nobody'),
    () => account.consentLedger('1'), () => account.consentLedger(-1), () => account.consentLedger(0.5),
    () => account.consentLedger(0, 0), () => account.consentLedger(0, 10_001),
  ]) {
    assert.equal((await mistake(call)).code, 'input_invalid', String(call));
  }
  const webhook = engine.forAccount('oak', 'webhook');
  for (const call of [
    () => webhook.recordConsent({ kind: 'opt_out', contact: JANE }), () => webhook.consentAt(JANE),
    () => webhook.consentLedger(),
  ]) {
    assert.equal((await mistake(call)).code, 'forbidden', String(call));
  }
});

test('a person takes over and hands back', async () => {
  const { oak: account } = await oak();
  const { conversation } = await account.reply(sms('SM1'));
  const head = await account.takeOver(conversation);
  assert.equal(await account.takeOver(conversation), head);
  const silent = await account.reply(sms('SM2', 'hello?'));
  assert.deepEqual([silent.kind, silent.reasons], ['silent', ['conversation.human']]);
  await account.agentWrote(conversation, 'Dana here.');
  await account.handBack(conversation);
  assert.equal((await account.reply(sms('SM3', PRICE))).kind, 'reply');
  assert.ok((await account.history(silent.lead)).some((message) => message.role === 'agent'));
  for (const call of [
    () => account.takeOver(3), () => account.handBack('not an id'), () => account.agentWrote(conversation, 3),
    () => account.agentWrote(conversation, 'a'.repeat(65_537)),
  ]) {
    assert.equal((await mistake(call)).code, 'input_invalid', String(call));
  }
  assert.equal((await mistake(() => account.takeOver(silent.turn))).code, 'not_found');
});

test('a restricted lead is not written to', async () => {
  const { engine, oak: account, lead } = await oak();
  const head = await account.restrict(lead);
  assert.equal(await account.restrict(lead), head);
  const silent = await account.reply(sms('SM1', PRICE));
  assert.deepEqual([silent.kind, silent.reasons, silent.lead], ['silent', ['rights.restricted'], lead]);
  assert.equal((await account.history(lead)).length, 1);
  assert.equal((await mistake(() => account.qualify(lead))).code, 'restricted');
  await account.unrestrict(lead);
  assert.equal((await account.reply(sms('SM2', PRICE))).kind, 'reply');
  for (const call of [() => account.restrict(3), () => account.unrestrict('not an id')]) {
    assert.equal((await mistake(call)).code, 'input_invalid', String(call));
  }
  assert.equal((await mistake(() => account.restrict(silent.turn))).code, 'not_found');
  assert.equal((await mistake(() => engine.forAccount('oak', 'webhook').restrict(lead))).code, 'forbidden');
});

test('who objects is sold nothing, and is answered', async () => {
  const { engine, oak: account, lead } = await oak();
  const asked = await account.openRequest({ lead, right: 'limit_sensitive_data' });
  const head = await account.object(lead, { to: ['sensitive_data', 'marketing', 'profiling'] });
  assert.equal(await account.object(lead, { to: ['profiling'] }), head);
  assert.equal((await account.request(asked.id)).state, 'done');
  const objections = await account.objections(lead);
  assert.deepEqual(objections.map((objection) => objection.to), ['marketing', 'profiling', 'sensitive_data']);
  assert.ok(objections[0].at instanceof Date);
  assert.deepEqual((await account.access(lead)).objections, objections);
  const outcome = await account.reply(sms('SM1', PRICE));
  assert.deepEqual([outcome.kind, outcome.qualification], ['reply', undefined]);
  assert.equal((await mistake(() => account.qualify(lead))).code, 'restricted');
  await account.liftObjection(lead, { to: ['profiling'] });
  assert.ok((await account.qualify(lead)).score >= 0);
  for (const call of [
    () => account.object(lead), () => account.object(lead, { to: [] }), () => account.object(lead, { to: ['sael'] }),
    () => account.object(lead, { of: ['sale'] }), () => account.object(3, { to: ['sale'] }), () => account.objections('not an id'),
    () => account.liftObjection(lead, { to: ['marketing'] }),
  ]) {
    assert.equal((await mistake(call)).code, 'input_invalid', String(call));
  }
  const webhook = engine.forAccount('oak', 'webhook');
  for (const call of [
    () => webhook.object(lead, { to: ['sale'] }), () => webhook.liftObjection(lead, { to: ['sale'] }), () => webhook.objections(lead),
  ]) {
    assert.equal((await mistake(call)).code, 'forbidden', String(call));
  }
});

test('a model outside the regions is no recipient, and a human answers', async () => {
  const provider = { kind: 'openai', baseUrl: 'https://models.example.com/v1', model: 'm', apiKey: 'k', region: 'eu' };
  const engine = new Engine({ provider });
  const basis = { conversational: 'contract', marketing: 'consent', notice: '2026-11' };
  await engine.upsertAccount({ id: 'oak', brand: 'Oak & Main', regions: ['eu'], basis });
  const account = engine.forAccount('oak');
  const [to] = await account.recipients();
  assert.deepEqual([to.name, to.region, to.local], ['openai', 'eu', false]);
  assert.ok(to.receives.includes('messages'));
  const lead = await account.upsertLead({ phones: ['+15125550147'] });
  assert.equal((await account.access(lead)).basis.marketing, 'consent');
  await engine.upsertAccount({ id: 'oak', brand: 'Oak & Main', regions: ['us'] });
  assert.deepEqual(await account.recipients(), []);
  const outcome = await account.reply(sms('SM1', 'Do you know a good plumber around here?'));
  assert.deepEqual([outcome.kind, outcome.reasons], ['handoff', ['transfer.region']]);
  const wrong = await mistake(() => engine.upsertAccount({ id: 'oak', brand: 'Oak & Main', regions: ['The US'] }));
  assert.deepEqual(wrong.faults.map(({ path }) => path), ['regions[0]']);
});

test('a lead is shredded with the master key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'closr-'));
  const path = join(folder, 'closr.db');
  const engine = new Engine({ sqlite: path });
  await engine.upsertAccount({ id: 'oak', brand: 'Oak & Main', retention: { keyCopiesDays: 30 } });
  const account = engine.forAccount('oak');
  const lead = await account.upsertLead({ phones: ['+15125550147'] });
  const before = readFileSync(`${path}.key`, 'utf8');
  const copies = (await account.shred(lead)).kept.find(({ what }) => what === 'key_store_copies');
  assert.match(copies.why, /replaced/);
  assert.ok(copies.until instanceof Date);
  assert.notEqual(readFileSync(`${path}.key`, 'utf8'), before);
  await engine.close();
  const masterKey = { env: 'CLOSR_TEST_NOT_SET', former: `${path}.key` };
  assert.equal((await mistake(() => new Engine({ sqlite: { path, masterKey } }).upsertAccount({ id: 'a', brand: 'A' }))).code, 'config_invalid');
});

test('an erased lead is gone, and its stop is not', async () => {
  const { engine, oak: account, lead } = await oak();
  await account.reply(sms('SM1', 'STOP'));
  await account.hold(lead, 'litigation');
  assert.match((await mistake(() => account.erase(lead))).message, /on hold \(litigation\)/);
  await account.liftHold(lead);
  const receipt = await account.erase(lead);
  assert.equal(receipt.lead, lead);
  assert.ok(receipt.at instanceof Date);
  assert.equal(receipt.erased.find(({ what }) => what === 'keys').count, 1);
  assert.ok(receipt.kept.find(({ what }) => what === 'evidence').until instanceof Date);
  assert.ok(!('count' in receipt.kept.find(({ what }) => what === 'audit_entries')));
  assert.deepEqual(await account.erase(lead), receipt);
  await account.verifyAudit(receipt.auditHead);
  assert.ok(!JSON.stringify(receipt).includes('5125550147'));
  for (const call of [() => account.lead(lead), () => account.history(lead), () => account.hold(lead, 'late')]) {
    assert.equal((await mistake(call)).code, 'restricted', String(call));
  }
  const late = await account.reply(sms('SM2', PRICE));
  assert.notEqual(late.lead, lead);
  assert.deepEqual([late.kind, late.reasons], ['silent', ['consent.opted_out']]);
  for (const call of [
    () => account.erase(3), () => account.erase('not an id'), () => account.hold(lead, 3), () => account.hold(lead, ''),
    () => account.hold(late.lead, '+1 512 555 0147'), () => account.liftHold(),
  ]) {
    assert.equal((await mistake(call)).code, 'input_invalid', String(call));
  }
  assert.equal((await mistake(() => account.erase(late.turn))).code, 'not_found');
  const webhook = engine.forAccount('oak', 'webhook');
  for (const call of [() => webhook.erase(lead), () => webhook.hold(lead, 'x'), () => webhook.liftHold(lead)]) {
    assert.equal((await mistake(call)).code, 'forbidden', String(call));
  }
});

test('what is asked for is on file until it is answered', async () => {
  const { engine, oak: account } = await oak();
  const asked = await account.reply(sms('SM1', 'please delete my data'));
  assert.equal(asked.kind, 'handoff');
  const [request, ...others] = await account.requestsOf(asked.lead);
  assert.deepEqual(others, []);
  assert.deepEqual([request.right, request.state, request.turn], ['delete', 'open', asked.turn]);
  assert.equal(request.identity, 'contact_point');
  assert.deepEqual(request.dues.map(({ rule }) => rule), ['ccpa.confirm', 'ccpa.answer', 'gdpr.answer']);
  assert.equal(+request.due, Math.min(...request.dues.map(({ until }) => +until)));
  assert.ok(request.at instanceof Date && request.due > request.at && !('met' in request.dues[0]));
  const late = new Date(+request.due + 60 * 86_400_000);
  assert.deepEqual(await account.requestsDue(late), [request]);
  assert.deepEqual(await account.requestsDue(late.toISOString()), [request]);
  assert.deepEqual(await account.requestsDue(request.at), []);
  const confirmed = await account.stepRequest(request.id, { step: 'confirmed' });
  assert.deepEqual(confirmed.dues[0].met, confirmed.confirmed);
  assert.equal((await mistake(() => account.stepRequest(request.id, { step: 'done' }))).code, 'conflict');
  await account.erase(asked.lead);
  const done = await account.request(request.id);
  assert.deepEqual([done.state, done.closed > done.at, 'due' in done], ['done', true, false]);
  assert.ok(!JSON.stringify(done).includes('5550147'));

  const { lead } = await account.accept(sms('SM2'));
  const letter = await account.openRequest({ lead, right: 'access', identity: 'two_data_points', at: request.at });
  assert.deepEqual([letter.at, 'turn' in letter], [request.at, false]);
  const refused = await account.stepRequest(letter.id, { step: 'refused', reason: 'not-verified' });
  assert.deepEqual([refused.state, refused.refused], ['refused', 'not-verified']);
  for (const call of [
    () => account.openRequest({ lead }), () => account.openRequest({ lead, right: 'forget' }), () => account.openRequest(),
    () => account.stepRequest(letter.id, { step: 'verified' }), () => account.stepRequest(3, { step: 'done' }),
    () => account.stepRequest(letter.id, { step: 'refused', reason: 'call +1 512 555 0147' }), () => account.request('x'),
    () => account.requestsDue('soon'), () => account.requestsDue(new Date(NaN)), () => account.requestsOf(3),
  ]) {
    assert.equal((await mistake(call)).code, 'input_invalid', String(call));
  }
  assert.equal((await mistake(() => account.request(lead))).code, 'not_found');
  const webhook = engine.forAccount('oak', 'webhook');
  for (const call of [
    () => webhook.openRequest({ lead, right: 'access' }), () => webhook.stepRequest(letter.id, { step: 'done' }),
    () => webhook.request(letter.id), () => webhook.requestsDue(late), () => webhook.requestsOf(lead),
  ]) {
    assert.equal((await mistake(call)).code, 'forbidden', String(call));
  }
});

test('what is held is told and exported', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'closr-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const { engine, oak: account, lead } = await oak();
  await account.reply(sms('SM1'));
  const asked = await account.openRequest({ lead, right: 'portability', identity: 'contact_point' });
  const held = await account.access(lead);
  assert.deepEqual(held.messages.map(({ role }) => role), ['lead', 'assistant']);
  assert.ok(held.messages[0].at instanceof Date && held.messages[0].text === PRICE);
  assert.deepEqual(Object.keys(held.contacts[0].consent), ['conversational', 'transactional', 'marketing']);
  assert.equal((await account.request(asked.id)).state, 'open');
  const file = join(folder, 'jane.zip');
  const exported = await account.export(lead, file);
  const bytes = readFileSync(file);
  assert.deepEqual([exported.lead, exported.messages, exported.bytes], [lead, 2, bytes.length]);
  assert.equal(bytes.subarray(0, 2).toString(), 'PK');
  assert.equal((await account.request(asked.id)).state, 'done');
  await account.verifyAudit(exported.auditHead);
  for (const call of [
    () => account.export(lead, file), () => account.export(lead, join(folder, 'no', 'jane.zip')), () => account.export(lead),
    () => account.access(3),
  ]) {
    assert.equal((await mistake(call)).code, 'input_invalid', String(call));
  }
  await account.erase(lead);
  for (const call of [() => account.access(lead), () => account.export(lead, join(folder, 'late.zip'))]) {
    assert.equal((await mistake(call)).code, 'restricted', String(call));
  }
  assert.deepEqual(readdirSync(folder), ['jane.zip']);
  const webhook = engine.forAccount('oak', 'webhook');
  for (const call of [() => webhook.access(lead), () => webhook.export(lead, file)]) {
    assert.equal((await mistake(call)).code, 'forbidden', String(call));
  }
});

test('a correction is kept and said no more', async () => {
  const { engine, oak: account, lead } = await oak();
  await account.reply(sms('SM1'));
  const asked = await account.openRequest({ lead, right: 'correct' });
  const head = await account.correct(lead, { fields: { firstName: 'June', notes: null } });
  assert.equal(await account.correct(lead, { fields: { firstName: 'June' }, word: 'business' }), head);
  assert.equal((await account.lead(lead)).expose().firstName, 'June');
  assert.equal((await account.request(asked.id)).state, 'done');
  const [corrected, ...others] = (await account.access(lead)).corrections;
  assert.deepEqual([others, corrected.word, corrected.was.firstName], [[], 'person', 'Jane']);
  assert.equal(await account.upsertLead({ firstName: 'May', phones: LEAD.phones }), lead);
  const [, replaced] = (await account.access(lead)).corrections;
  assert.deepEqual(
    [replaced.word, replaced.was], ['record', { firstName: 'June', lastName: 'Okafor', emails: ['jane@example.com'] }],
  );
  for (const call of [
    () => account.correct(lead), () => account.correct(lead, { fields: {} }), () => account.correct(3, { fields: { notes: null } }),
    () => account.correct(lead, { fields: { consent: {} } }), () => account.correct(lead, { fields: { phones: ['5550147'] } }),
  ]) {
    assert.equal((await mistake(call)).code, 'input_invalid', String(call));
  }
  const webhook = engine.forAccount('oak', 'webhook');
  assert.equal((await mistake(() => webhook.correct(lead, { fields: { notes: null } }))).code, 'forbidden');
});

test('a sweep keeps who was heard of', async () => {
  const { engine, oak: account, lead } = await oak();
  await account.reply(sms('SM1'));
  const swept = await account.sweep({ idleDays: 1 });
  assert.deepEqual(swept, { idleDays: 1, lookedAt: 1, erased: [], kept: [], requests: 0, evidence: 0, dryRun: false });
  assert.equal((await account.history(lead)).length, 2);
  for (const call of [
    () => account.sweep({ idleDays: 0 }),
    () => account.sweep({ idleDays: 9, limit: 0 }), () => account.sweep({ idleDays: 9, after: 'not an id' }),
  ]) {
    assert.equal((await mistake(call)).code, 'input_invalid', String(call));
  }
  assert.equal((await mistake(() => account.sweep())).code, 'config_invalid');
  await engine.upsertAccount({ ...ACCOUNT, retention: { idleDays: 730 } });
  assert.deepEqual([(await account.sweep()).idleDays, (await account.sweep({ idleDays: 9 })).idleDays], [730, 9]);
  await engine.upsertAccount({ ...ACCOUNT, retention: { cancelled: new Date(0) } });
  assert.deepEqual((await account.sweep({ dryRun: true })).erased.map((each) => each.rule), ['retention.cancelled']);
  assert.equal((await mistake(() => engine.forAccount('oak', 'webhook').sweep({ idleDays: 9 }))).code, 'forbidden');
});

test('nothing personal is shown by console.log', async () => {
  const { engine, oak: account, lead } = await oak({ trace: true });
  const outcome = await account.reply(sms('SM1', `This is Jane Okafor, 512-555-0147. ${PRICE}`));
  const parts = [];
  for await (const part of account.replyStream(chat('WC1'))) parts.push(part);
  const shown = [engine, account, outcome, outcome.takeCleared(), await account.lead(lead), await account.history(lead), parts];
  const printed = inspect(shown, { depth: 9 });
  for (const value of ['Jane', 'Okafor', '555-0147', '5550147']) assert.ok(!printed.includes(value), value);
  assert.match(printed, /Outcome \{\n? *kind: 'reply'/);
  assert.match(printed, /\[pii\]/);
});

test('an aborted call is cancelled, its model with it, and the turn stays open', async (t) => {
  const server = await model(t, { stall: true });
  const { oak: account } = await oak({ provider: server.settings });
  const abort = new AbortController();
  const reply = account.reply(sms('SM1'), { signal: abort.signal });
  await until(() => server.asked === 1, 'the model is asked');
  abort.abort(new Error('the visitor left'));
  const error = await mistake(() => reply);
  assert.deepEqual([error.code, error.cause.message], ['cancelled', 'the visitor left']);
  await until(() => server.closed === 1, 'the model\'s call is dropped');
  const { turn } = await account.accept(sms('SM1'));
  assert.equal(await account.outcome(turn), undefined);
  assert.equal((await mistake(() => account.work(turn, { signal: AbortSignal.abort() }))).code, 'cancelled');
});

test('two hundred replies at once', async () => {
  const { oak: account } = await oak();
  const asked = Array.from({ length: 200 }, (_, n) => account.reply(sms(`SM${n}`, PRICE, `+1512555${String(1000 + n)}`)));
  const outcomes = await Promise.all(asked);
  assert.ok(outcomes.every((outcome) => outcome.kind === 'reply' && outcome.takeCleared().release().includes('689,000')));
  assert.equal(new Set(outcomes.map((outcome) => outcome.turn)).size, 200);
});

test('a closed engine says so, and its files can be opened again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'closr-'));
  const sqlite = join(folder, 'closr.db');
  let turn;
  {
    const engine = new Engine({ sqlite });
    await engine.upsertAccount(ACCOUNT);
    const account = engine.forAccount('oak');
    ({ turn } = await account.accept(sms('SM1', 'hello')));
    await engine.close();
    await engine.close();
    for (const late of [() => account.accept(sms('SM2')), () => engine.upsertAccount(ACCOUNT), () => account.work(turn)]) {
      const error = await mistake(late);
      assert.equal(error.code, 'unavailable');
      assert.match(error.message, /closed/);
    }
  }
  const engine = new Engine({ sqlite: { path: sqlite } });
  const recovered = await engine.forAccount('oak').recover();
  assert.deepEqual(recovered.map((one) => [one.turn, one.outcome?.turn, one.error]), [[turn, turn, undefined]]);
  const old = readFileSync(`${sqlite}.key`, 'utf8');
  assert.equal(await engine.rotateMasterKey(), 1);
  assert.notEqual(readFileSync(`${sqlite}.key`, 'utf8'), old);
  await engine[Symbol.asyncDispose]();
  const rotated = new Engine({ sqlite });
  assert.ok(await rotated.forAccount('oak').outcome(turn));
  await rotated.close();
  assert.equal((await mistake(() => new Engine().rotateMasterKey())).code, 'unsupported');
  rmSync(folder, { recursive: true });
});

const postgres = process.env.CLOSR_TEST_POSTGRES;

test('an engine keeps everything in PostgreSQL', { skip: postgres ? false : 'no PostgreSQL server here' }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'closr-'));
  const settings = { postgres: {
    url: `postgres://closr@/postgres?host=${encodeURIComponent(postgres)}&sslmode=disable`,
    masterKey: join(folder, 'master.key'),
    schema: `node_${randomUUID().replaceAll('-', '')}`,
    connections: 2,
  } };
  const engine = new Engine(settings);
  await engine.upsertAccount(ACCOUNT);
  const lead = await engine.forAccount('oak').upsertLead(LEAD);
  assert.equal((await engine.forAccount('oak').reply(sms('SM1', 'STOP'))).kind, 'notice');
  await engine.close();
  const again = new Engine(settings);
  const account = again.forAccount('oak');
  assert.equal((await account.lead(lead)).expose().firstName, 'Jane');
  assert.equal((await account.reply(sms('SM2'))).kind, 'silent');
  await again.close();
  rmSync(folder, { recursive: true });
});

test('recover gives the error of a turn that stays open', async (t) => {
  const server = await model(t, { status: 401 });
  const { oak: account } = await oak({ provider: server.settings });
  const { turn } = await account.accept(sms('SM1'));
  const [open] = await account.recover();
  assert.deepEqual([open.turn, open.outcome, open.error.code], [turn, undefined, 'unauthorized']);
});
