// The one error type: every kind, every field, and a stack that points at the caller.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { CHANNELS, ClosrError, ERROR_KINDS, LABELS, MESSAGE_LABELS, OUTCOME_KINDS, Engine, Redactor } from 'closr';

import { model } from './model.mjs';
import { PACKAGE, mistake, oak, sms } from './scene.mjs';

const declared = readFileSync(`${PACKAGE}/dist/names.d.ts`, 'utf8');
for (const [type, names] of Object.entries({ ErrorKind: ERROR_KINDS, OutcomeKind: OUTCOME_KINDS, Channel: CHANNELS, Label: LABELS, MessageLabel: MESSAGE_LABELS })) {
  test(`the type ${type} names what core names`, () => {
    const [, union] = declared.match(new RegExp(`export type ${type} =([^;]+);`));
    assert.deepEqual(union.match(/'\w+'/g).map((name) => name.slice(1, -1)), [...names]);
  });
}

test('every kind of error can be told by its code', () => {
  for (const kind of ERROR_KINDS) {
    const error = new ClosrError(kind, 'x');
    assert.ok(error instanceof Error && error.code === kind && error.name === 'ClosrError' && error.faults.length === 0);
    assert.equal(inspect(error).includes(`code: '${kind}'`), true);
  }
});

test('a record reports all its faults at once, by the names that were written, and no value', async () => {
  const error = await mistake(() => new Redactor({ lead: { fristName: 'Zebulon', phones: ['+15125550147', '512-555-0199'], interest: { bedMin: 3 } } }));
  assert.equal(error.code, 'input_invalid');
  assert.deepEqual(error.faults.map((fault) => fault.path).sort(), ['lead.fristName', 'lead.interest.bedMin', 'lead.phones[1]']);
  assert.match(error.message, /fristName: unknown key; did you mean "firstName"\?/);
  assert.match(error.message, /interest\.bedMin: unknown key; did you mean "bedsMin"\?/);
  assert.doesNotMatch(inspect(error), /Zebulon|0199/);
  assert.ok(error.faults.every(({ path, problem }) => error.message.includes(`${path}: ${problem}`)));
});

test('settings are named as they are written', async () => {
  const error = await mistake(() => new Engine({ provider: { kind: 'openai', baseUrl: 'localhost:8080/v1', modle: 'm' } }));
  assert.equal(error.code, 'config_invalid');
  assert.match(error.message, /provider\.baseUrl: .*no scheme/);
  assert.match(error.message, /provider\.modle: unknown key; did you mean "model"\?/);
  assert.doesNotMatch(error.message, /base_url|localhost/);
});

test('a stack begins with the method and goes on with its caller', async () => {
  const { oak: account } = await oak();
  async function webhook() {
    await account.work('no-id');
  }
  const error = await mistake(webhook);
  const [first, second, third] = error.stack.split('\n');
  assert.equal(first, `ClosrError: ${error.message}`);
  assert.match(second, /ForAccount\.work/);
  assert.match(third, /webhook .*errors\.test\.mjs/);
  const sync = await mistake(function setup() { return new Engine({ sqlite: ':memory:' }); });
  assert.match(sync.stack.split('\n')[2], /setup .*errors\.test\.mjs/);
});

test('a provider\'s error has its kind, its wait and its request id', async (t) => {
  for (const [status, code, headers, retryAfter] of [
    [401, 'unauthorized', { 'x-request-id': 'req_7' }, undefined],
    [429, 'rate_limited', { 'x-request-id': 'req_7', 'retry-after': '90' }, 90],
  ]) {
    await t.test(code, async (t) => {
      const server = await model(t, { status, headers, body: '{"error": {"message": "Jane Okafor wrote this"}}' });
      const { oak: account } = await oak({ provider: { ...server.settings, policy: { total: 5 } } });
      const error = await mistake(() => account.reply(sms('SM1')));
      assert.deepEqual([error.code, error.retryAfter, error.requestId], [code, retryAfter, 'req_7'], error.message);
      assert.doesNotMatch(inspect(error), /Jane|127\.0\.0\.1/);
    });
  }
});
