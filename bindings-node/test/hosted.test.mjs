// Claude and Gemini by their makers' own protocols: a turn, a stream, and what goes over the wire.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { chat, mistake, oak, sms } from './scene.mjs';

const SAID = '1208 Willow Bend is listed at $689,000. It has 3 beds and 2.5 baths.';
const KEY = 'key-of-the-maker';

const event = (data) => `event: ${data.type ?? 'message'}\ndata: ${JSON.stringify(data)}\n\n`;

const TONGUES = {
  anthropic: {
    header: 'x-api-key',
    urls: ['/messages', '/messages'],
    whole: { type: 'message', stop_reason: 'end_turn', content: [{ type: 'text', text: SAID }], usage: { input_tokens: 9, output_tokens: 3 } },
    streamed: [
      { type: 'message_start', message: { model: 'm', usage: { input_tokens: 9 } } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: SAID } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
      { type: 'message_stop' },
    ],
  },
  gemini: {
    header: 'x-goog-api-key',
    urls: ['/models/m:generateContent', '/models/m:streamGenerateContent?alt=sse'],
    whole: { candidates: [{ content: { parts: [{ text: SAID }] }, finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 3 } },
    streamed: [
      { candidates: [{ content: { parts: [{ text: SAID }] } }] },
      { candidates: [{ finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 3 } },
    ],
  },
};

/** A maker's server, which remembers what it was asked. */
async function maker(t, tongue) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    asked.push({ url: request.url, key: request.headers[tongue.header], body });
    const streams = request.headers.accept === 'text/event-stream';
    response.writeHead(200, { 'content-type': streams ? 'text/event-stream' : 'application/json' });
    response.end(streams ? tongue.streamed.map(event).join('') : JSON.stringify(tongue.whole));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { asked, baseUrl: `http://127.0.0.1:${server.address().port}` };
}

for (const [kind, tongue] of Object.entries(TONGUES)) {
  test(`${kind} answers, whole and streamed`, async (t) => {
    const { asked, baseUrl } = await maker(t, tongue);
    const provider = { kind, model: 'm', apiKey: KEY, baseUrl, price: { input: 3, output: 15 } };
    const { oak: account } = await oak({ provider });
    const outcome = await account.reply(sms('SM1', 'Hi, this is Jane, jane@example.com. How much is it?'));
    assert.equal(outcome.author, 'model');
    assert.match(outcome.takeCleared().release(), /\$689,000/);
    assert.deepEqual([outcome.usage.input, outcome.usage.output, outcome.usage.costMicroUsd], [9, 3, 72]);
    let text = '';
    for await (const part of account.replyStream(chat('WC1'))) if (part.kind === 'text') text += part.text;
    assert.match(text, /\$689,000/);
    assert.deepEqual(asked.map(({ url }) => url), tongue.urls);
    for (const { key, body } of asked) {
      assert.equal(key, KEY);
      assert.doesNotMatch(body, /jane@example|key-of-the-maker/);
    }
  });
}

test('another provider answers where the first cannot', async (t) => {
  const { asked, baseUrl } = await maker(t, TONGUES.gemini);
  const { oak: account, lead } = await oak({
    provider: { kind: 'openai', model: 'm', baseUrl: 'http://127.0.0.1:9/v1', policy: { maxAttempts: 2 } },
    fallbacks: [{ kind: 'gemini', model: 'm', apiKey: KEY, baseUrl }],
  });
  assert.equal((await account.reply(sms('SM1'))).author, 'model');
  assert.equal(asked.length, 1);
  const { recipients } = await account.access(lead);
  assert.deepEqual(recipients.map(({ name }) => name), ['gemini', 'openai']);
});

test('a maker is not asked without a key, nor in the clear', async () => {
  const settings = (provider) => () => oak({ provider });
  const missing = await mistake(settings({ kind: 'anthropic', model: 'm' }));
  assert.equal(missing.code, 'config_invalid');
  assert.match(missing.message, /provider\.apiKey: is missing/);
  const clear = await mistake(settings({ kind: 'gemini', model: 'm', apiKey: KEY, baseUrl: 'http://example.com' }));
  assert.match(clear.message, /provider\.baseUrl: sends in the clear/);
});
