// The rows that Rust, Python and Node share: what each file's rows mean stands at its head.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ClosrError, Engine, OUTCOME_KINDS, PromptCatalog, Redactor, TokenCounter, guard, guardBlocks, read, sendgrid, twilio } from 'closr';

import { mistake, rows } from './scene.mjs';

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** A record as JavaScript spells it. */
function spelled(value) {
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camel(key), key === 'extra' ? inner : spelled(inner)]));
}

/** Whether a message has a piece, with the names in it as JavaScript spells them. */
const says = (message, piece) => [piece, piece.replace(/[a-z]+(_[a-z]+)+/g, camel)].some((one) => message.includes(one));

/** A test for each row of a file. */
function each(file, key, check) {
  const all = rows(file);
  // What is raw is no object that JavaScript could hand over.
  for (const row of all[key].filter(({ raw }) => !raw)) test(`${file}: ${row.name ?? row.json ?? row.draft ?? row.text}`, () => check(row, all));
}

each('redact', 'row', (row) => {
  const redaction = new Redactor(row.lead ? { lead: spelled(row.lead) } : {}).redact(row.text);
  assert.equal(redaction.text, row.redacted);
  assert.deepEqual(redaction.spans.map(({ start, end, label }) => [start, end, label]), row.utf16);
  assert.equal(redaction.restore(), row.text);
  assert.equal(redaction.placeholders.length, row.utf16.length);
});

each('redactor', 'row', (row) => {
  const redactor = new Redactor(spelled(row.redactor));
  const [text, redacted] = [row.text.repeat(row.times ?? 1), row.redacted.repeat(row.times ?? 1)];
  const [redaction, stream] = [redactor.redact(text), redactor.stream()];
  assert.equal(redaction.text, redacted);
  assert.equal(redaction.restore(), text);
  // Every seventh unit may be the first half of a character.
  const pieces = text.match(/[^]{1,7}/g).map((piece) => stream.push(piece));
  assert.equal(pieces.join('') + stream.finish(), redacted);
  redaction.spans.forEach(({ label }, at) => assert.ok(redaction.placeholders[at].startsWith(`[${label}_`)));
});

each('read', 'row', (row) => {
  const reading = read(row.channel, row.text);
  assert.deepEqual([reading.label, reading.rule], [row.label, row.rule]);
});

each('guard', 'row', (row, { record }) => {
  const draft = spelled({ ...record, ...row.set, draft: row.draft });
  assert.deepEqual(guard(draft), row.reasons);
  const blocks = guardBlocks(draft);
  assert.deepEqual(blocks.map(({ rule, words }) => (words ? `${rule}: ${words}` : rule)), row.blocks);
  assert.deepEqual(blocks.map(({ category, field }) => (field ? `${category}:${field}` : category)), row.reasons);
});

each('tokens', 'row', (row) => {
  const counter = TokenCounter.forModel(row.model);
  const chat = counter.countChat([{ role: 'user', content: row.text }]);
  assert.deepEqual([counter.countText(row.text), chat, counter.isExact, counter.name], [row.count, row.chat, row.exact, row.counter]);
});

const catalog = new PromptCatalog();
each('prompts', 'row', (row, { record }) => {
  const messages = catalog.preview(row.template, spelled({ ...record, ...row.set }));
  assert.deepEqual(messages.map(({ role }) => role), row.roles);
  const all = messages.map(({ text }) => text).join('\n');
  for (const piece of row.shown ?? []) assert.ok(all.includes(piece), piece);
  for (const piece of row.hidden ?? []) assert.ok(!all.includes(piece), piece);
});

const seen = new Set();
each('turns', 'conversation', async (row, { clock, account, listings, lead }) => {
  const provider = row.answers && { kind: 'scripted', answers: row.answers };
  const engine = new Engine({ clock, ...(provider && { provider }) });
  await engine.upsertAccount(spelled({ ...account, ...row.account }));
  const oak = engine.forAccount(account.id);
  for (const listing of listings) await oak.upsertListing(spelled(listing));
  await oak.upsertLead(spelled(lead));
  for (const turn of row.turn) {
    const inbound = spelled(turn.inbound);
    if (turn.error) {
      assert.equal((await mistake(() => oak.reply(inbound))).code, turn.error);
      continue;
    }
    const outcome = await oak.reply(inbound);
    seen.add(outcome.kind);
    const text = outcome.takeCleared()?.release();
    const found = [outcome.kind, outcome.consent, outcome.author ?? '', outcome.repeated];
    assert.deepEqual(found, [turn.kind, turn.consent, turn.author, turn.repeated], text);
    for (const reason of turn.reasons ?? []) assert.ok(outcome.reasons.includes(reason), `${reason} in ${outcome.reasons}`);
    for (const words of turn.blocked ?? []) assert.ok(outcome.blocked.some((block) => block.words === words), words);
    assert.equal(text !== undefined, turn.has !== undefined, text);
    for (const piece of turn.has ?? []) assert.ok(text.includes(piece), `${piece} in ${text}`);
    for (const piece of turn.has_not ?? []) assert.ok(!text.includes(piece), `${piece} in ${text}`);
  }
  await oak.verifyAudit();
});

test('turns: every kind of outcome that a reply can have is among them', () => {
  // A person who writes is answered at any hour; the others have tests of their own.
  const elsewhere = ['outreach', 'deferred', 'superseded', 'withdrawn'];
  assert.deepEqual([...seen, ...elsewhere].sort(), [...OUTCOME_KINDS].sort());
});

const open = new Engine();
await open.upsertAccount({ brand: 'Oak & Main' });
const CALLS = {
  account: (record) => open.upsertAccount(record),
  lead: (record) => open.forAccount('default').upsertLead(record),
  listing: (record) => open.forAccount('default').upsertListing(record),
  redactor: (record) => new Redactor(record),
  inbound: (record) => open.forAccount('default').accept(record),
  outreach: (record) => open.forAccount('default').reachOut(record),
  settings: (record) => new Engine(record),
  guard: (record) => guard(record),
  preview: (record, { template = 'inquiry_reply' }) => catalog.preview(template, record),
};

each('mistakes', 'row', async (row) => {
  const error = await mistake(() => CALLS[row.call](spelled(JSON.parse(row.json)), row));
  assert.ok(error instanceof ClosrError);
  assert.equal(error.code, row.kind, error.message);
  for (const piece of row.says ?? []) assert.ok(says(error.message, piece), `${piece} in ${error.message}`);
  for (const piece of row.never ?? []) assert.ok(!error.message.includes(piece), `${piece} in ${error.message}`);
  for (const { path, problem } of error.faults) {
    assert.doesNotMatch(path.replace('web_chat', ''), /_/, 'a path as JavaScript spells it');
    if (problem.startsWith('unknown key')) assert.doesNotMatch(problem.replace('web_chat', ''), /[a-z]_[a-z]/);
  }
  if (row.faults !== undefined) assert.equal(error.faults.length, row.faults, error.message);
});

each('twilio', 'signature', (row, { token }) => {
  const headers = { 'x-twilio-signature': row.signature, ...(row.content_type && { 'Content-Type': row.content_type }) };
  const verify = (body) => twilio.verify(row.url, headers, body, token);
  if (row.valid) verify(Buffer.from(row.body));
  else assert.throws(() => verify(row.body), (error) => error instanceof ClosrError && error.code === 'unauthorized');
});

each('twilio', 'webhook', (row) => {
  const parse = () => twilio.parse(row.url, [['host', 'oak.example']], row.body);
  if (row.error) assert.throws(parse, (error) => error instanceof ClosrError && error.code === row.error);
  else assert.deepEqual(parse(), absent(spelled(JSON.parse(row.tells))));
});

function body(row) {
  if (row.base64) return Buffer.from(row.body, 'base64');
  return row.crlf ? row.body.replaceAll('\n', '\r\n') : row.body;
}

each('sendgrid', 'signature', (row) => {
  const headers = {
    'x-twilio-email-event-webhook-signature': row.signature, 'x-twilio-email-event-webhook-timestamp': row.timestamp,
  };
  const verify = () => sendgrid.verify('https://oak.example', headers, body(row), row.public_key);
  if (row.valid) verify();
  else assert.throws(verify, (error) => error instanceof ClosrError && error.code === 'unauthorized');
});

each('sendgrid', 'key', (row) => {
  const verify = () => sendgrid.verify('https://oak.example', {}, '', row.public_key);
  assert.throws(verify, (error) => error instanceof ClosrError && error.code === 'config_invalid');
});

each('sendgrid', 'webhook', (row, { groups }) => {
  const parse = () => sendgrid.parse('https://oak.example', { 'Content-Type': row.content_type }, body(row), groups);
  if (row.error) return void assert.throws(parse, (error) => error instanceof ClosrError && error.code === row.error);
  const tells = absent(spelled(JSON.parse(row.tells)));
  for (const { record } of tells) if (record?.at) record.at = new Date(record.at);
  assert.deepEqual(parse(), tells);
});

/** What is null is not there. */
function absent(value) {
  if (Array.isArray(value)) return value.map(absent);
  if (typeof value !== 'object' || value === null) return value;
  const there = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(there.map(([key, inner]) => [key, absent(inner)]));
}
