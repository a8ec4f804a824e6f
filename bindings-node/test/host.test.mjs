// A function of one's own in a model's stead, what a turn may cost, and a recording that is played back.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { ClosrError, Engine } from 'closr';

import { chat, mistake, oak, sms } from './scene.mjs';

const SAID = '1208 Willow Bend is listed at $689,000. It has 3 beds and 2.5 baths.';
const whole = { text: SAID, finish: 'stop' };
const asking = (answer, more = {}) => ({ kind: 'host', answer, model: 'mine', policy: { maxAttempts: 1 }, ...more });

test('a function answers, whole or not at all', async () => {
  const asked = [];
  const answer = async (request) => {
    asked.push(request);
    return { ...whole, usage: { input: 9, output: 3, cacheRead: 4 } };
  };
  const provider = asking(answer, { price: { input: 1, output: 2 }, temperature: 0.5 });
  const { engine, oak: account } = await oak({ provider });
  const outcome = await account.reply(sms('1'));
  assert.equal(outcome.author, 'model');
  assert.deepEqual([outcome.usage.input, outcome.usage.output, outcome.usage.cacheRead], [9, 3, 4]);
  assert.equal(outcome.usage.costMicroUsd, 15);
  let last;
  for await (const part of account.replyStream(chat('2'))) last = part;
  assert.equal(last.outcome.author, 'model');
  await engine.close();
  const [request] = asked;
  assert.deepEqual([request.model, request.temperature, request.maxReplyTokens], ['mine', 0.5, 400]);
  assert.ok(request.signal instanceof AbortSignal && request.messages[0].role === 'system');
  for (const word of ['Okafor', '5550147', 'jane@example.com']) assert.ok(!JSON.stringify(asked).includes(word), word);
});

test('what is no whole answer is none', async (t) => {
  const warned = [];
  const hear = (warning) => warned.push(warning.message);
  process.on('warning', hear);
  t.after(() => process.off('warning', hear));
  for (const said of [{ text: SAID }, { text: SAID, finish: 'length' }, { text: 'No.', finish: 'refusal' }, undefined]) {
    const { engine, oak: account } = await oak({ provider: asking(() => said) });
    assert.equal((await account.reply(sms('1'))).author, 'composer');
    await engine.close();
  }
  const later = await mistake(async () => {
    const { oak: account } = await oak({ provider: asking(() => { throw new DOMException('late', 'TimeoutError'); }) });
    await account.reply(sms('1'));
  });
  assert.equal(later.code, 'timeout');
  const bug = await mistake(async () => {
    const { oak: account } = await oak({ provider: asking(() => { throw new TypeError('canary'); }) });
    await account.reply(sms('1'));
  });
  assert.equal(bug.code, 'unavailable');
  assert.ok(!bug.message.includes('canary'));
  const limited = await mistake(async () => {
    const { oak: account } = await oak({ provider: { kind: 'scripted', answers: [] } });
    await account.reply(sms('1'));
  });
  assert.ok(limited instanceof ClosrError);
  const again = await mistake(async () => {
    const { oak: account } = await oak({ provider: asking(() => { throw limited; }) });
    await account.reply(sms('1'));
  });
  assert.equal(again.code, limited.code, 'an error of ours is taken at its word');
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(warned.filter((words) => words === 'canary'), ['canary']);
});

test('a function stands where it is asked for and nowhere else', async () => {
  for (const settings of [{ provider: { kind: 'host' } }, { provider: { kind: 'host', answer: 'x' } }, { template: () => 1 }]) {
    assert.equal((await mistake(() => new Engine(settings))).code, 'config_invalid');
  }
  const provider = { kind: 'openai', baseUrl: 'http://127.0.0.1:9/v1', model: 'm' };
  const { engine, oak: account } = await oak({ provider, fallbacks: [{ kind: 'host', answer: () => whole }] });
  assert.equal((await account.reply(sms('1'))).author, 'model');
  await engine.close();
});

test('a turn costs no more than is said', async () => {
  const provider = asking(() => ({ ...whole, usage: { input: 9, output: 3 } }), { price: { input: 1, output: 2 } });
  const { engine, oak: account } = await oak({ provider, spendCaps: { turn: 0.01 } });
  assert.deepEqual(await account.worstCase(), { calls: 2, seconds: 120, costMicroUsd: 10_000 });
  await engine.close();
  const { oak: capped } = await oak({ provider, spendCaps: { day: 0.0001 } });
  const outcome = await capped.reply(sms('1'));
  assert.equal(outcome.author, 'composer');
  assert.ok(outcome.reasons.includes('spend.day'));
  const unpriced = await mistake(() => new Engine({ provider: asking(() => whole), spendCaps: { day: 1 } }));
  assert.match(unpriced.message, /price/);
  const limits = { concurrent: 1, requestsPerMinute: 1 };
  const policy = { maxAttempts: 1, total: 1, breakerFailures: 0, retryPercent: 0, breakerPause: 1, hedgeAfter: 0.5 };
  const { oak: limited } = await oak({ provider: asking(() => whole, { limits, policy }) });
  await limited.reply(sms('1'));
  assert.equal((await mistake(() => limited.reply(sms('2')))).code, 'rate_limited');
});

test('what was recorded is played back', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'closr-')), 'a.jsonl');
  const clock = '2026-11-22T16:00:00Z';
  const recording = await oak({ provider: asking(() => whole), cassette: { record: path }, clock });
  const first = (await recording.oak.reply(sms('1'))).takeCleared().release();
  await recording.engine.close();
  assert.ok(!readFileSync(path, 'utf8').includes('Okafor'));
  const nobody = () => assert.fail('nobody is asked');
  const playing = await oak({ provider: asking(nobody), cassette: { replay: path }, clock });
  assert.equal((await playing.oak.reply(sms('1'))).takeCleared().release(), first);
  assert.match((await mistake(() => playing.oak.reply(sms('2')))).message, /no request left/);
});
