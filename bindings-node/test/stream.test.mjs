// Streams: in pieces where they may be, and a loop that is left takes the model's call with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { model, until } from './model.mjs';
import { chat, mistake, oak, sms } from './scene.mjs';

const SAID = '1208 Willow Bend is listed at $689,000. It has 3 beds and 2.5 baths. ';

/** An engine whose model says a sentence or two and then no more. */
async function stalled(t) {
  const server = await model(t, { text: SAID, stall: true });
  return { server, ...(await oak({ provider: server.settings })) };
}

/** The parts up to and with the first text. */
async function firstText(stream) {
  for (;;) {
    const { value, done } = await stream.next();
    if (done) throw new Error('ended');
    if (value.kind === 'text') return value.text;
  }
}

test('web chat streams text, and ends with the outcome', async (t) => {
  const server = await model(t, { text: SAID });
  const { oak: account } = await oak({ provider: server.settings });
  const parts = [];
  for await (const part of account.replyStream(chat('WC1'))) parts.push(part);
  assert.deepEqual(parts.slice(0, 2), [{ kind: 'step', step: 'accepted' }, { kind: 'step', step: 'asking' }]);
  const texts = parts.filter((part) => part.kind === 'text').map((part) => part.text);
  assert.ok(texts.length >= 2 && texts.join('').includes('$689,000'), texts.join('|'));
  assert.deepEqual([parts.at(-1).kind, parts.at(-1).outcome.kind, parts.at(-1).outcome.author], ['done', 'reply', 'model']);
});

test('SMS streams steps, and the outcome has the text', async () => {
  const { oak: account } = await oak();
  const parts = [];
  for await (const part of account.replyStream(sms('SM1'))) parts.push(part);
  assert.deepEqual(parts.map((part) => part.kind), ['step', 'done']);
  assert.match(parts[1].outcome.takeCleared().release(), /689,000/);
});

test('break cancels the model\'s call, and the turn is withdrawn with what was said', async (t) => {
  const { server, oak: account } = await stalled(t);
  for await (const part of account.replyStream(chat('WC1'))) if (part.kind === 'text') break;
  await until(() => server.closed === 1, 'the model\'s call is dropped');
  const { turn } = await account.accept(chat('WC1'));
  const outcome = await account.work(turn);
  assert.equal(outcome.kind, 'withdrawn');
  assert.equal(outcome.takeCleared(), undefined);
});

for (const [how, leave] of [
  ['return()', (stream) => stream.return()],
  ['throw()', (stream) => assert.rejects(() => stream.throw(new Error('mine')), { message: 'mine' })],
  ['Symbol.asyncDispose', (stream) => stream[Symbol.asyncDispose]()],
]) {
  test(`${how} leaves a stream, also while its next part is awaited`, async (t) => {
    const { server, oak: account } = await stalled(t);
    const stream = account.replyStream(chat('WC1'));
    await firstText(stream);
    await stream.next();
    const pending = stream.next();
    await leave(stream);
    assert.deepEqual(await pending, { done: true, value: undefined });
    assert.deepEqual(await stream.next(), { done: true, value: undefined });
    await until(() => server.closed === 1, 'the model\'s call is dropped');
  });
}

test('an error in the loop\'s body leaves the stream', async (t) => {
  const { server, oak: account } = await stalled(t);
  await assert.rejects(async () => {
    for await (const part of account.replyStream(chat('WC1'))) if (part.kind === 'text') throw new Error('mine');
  }, { message: 'mine' });
  await until(() => server.closed === 1, 'the model\'s call is dropped');
});

test('a signal cancels a stream, and the iterator throws', async (t) => {
  const { server, oak: account } = await stalled(t);
  const abort = new AbortController();
  const stream = account.replyStream(chat('WC1'), { signal: abort.signal });
  await firstText(stream);
  await stream.next();
  const pending = mistake(() => stream.next());
  abort.abort();
  assert.equal((await pending).code, 'cancelled');
  await until(() => server.closed === 1, 'the model\'s call is dropped');
  assert.equal((await mistake(async () => { for await (const _ of account.replyStream(chat('WC2'), { signal: abort.signal })); })).code, 'cancelled');
});

test('an abandoned stream is collected, and its model\'s call dropped', { skip: !globalThis.gc && 'run with --expose-gc' }, async (t) => {
  const { server, oak: account } = await stalled(t);
  await (async () => firstText(account.replyStream(chat('WC1'))))();
  await until(() => (globalThis.gc(), server.closed === 1), 'the model\'s call is dropped');
});

test('an error is thrown by the iterator', async (t) => {
  const server = await model(t, { status: 401 });
  const { oak: account } = await oak({ provider: server.settings });
  const error = await mistake(async () => { for await (const _ of account.replyStream(chat('WC1'))); });
  assert.equal(error.code, 'unauthorized');
});
