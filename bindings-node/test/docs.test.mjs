// What the documents show runs as it stands, and prints what it says.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

import { model } from './model.mjs';
import { PACKAGE, ROOT } from './scene.mjs';

const folder = mkdtempSync(join(tmpdir(), 'closr-docs-'));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'node_modules'));
symlinkSync(PACKAGE, join(folder, 'node_modules', 'closr'), 'junction');

async function run(name, code) {
  const file = join(folder, name);
  writeFileSync(file, code);
  const env = { ...process.env, MY_KEY: 'sk-test' };
  return (await promisify(execFile)(process.execPath, [file], { cwd: folder, env, timeout: 60_000 })).stdout;
}

const blocks = (path) => [...readFileSync(path, 'utf8').matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
const [ten, streamed, recorded, reached, delivered, erased, objected, asked, redacted] = blocks(join(PACKAGE, 'README.md'));

test('the ten lines', async () => {
  const said = await run('ten.mjs', ten);
  assert.match(said, /\$689,000/);
  assert.match(said, /^notice$/m);
});

test('the stream', async (t) => {
  const server = await model(t, { text: 'Thanks for writing. Dana will get back to you. ' });
  const code = streamed.replace('https://api.openai.com/v1', server.settings.baseUrl);
  assert.notEqual(code, streamed);
  const said = await run('streamed.mjs', code);
  assert.equal(server.asked >= 1, true);
  assert.ok(said.length > 10, said);
});

test('consent on record', async () => {
  assert.equal(await run('recorded.mjs', recorded), 'opted_out\nasked on the phone not to be texted\n');
});

test('writing first', async () => {
  assert.equal(await run('reached.mjs', reached), "[ 'consent.none' ]\ntrue\n");
});

test('Twilio, and sending', async () => {
  assert.equal(await run('delivered.mjs', delivered), 'unauthorized\n');
});

test('erasure', async () => {
  assert.equal(await run('erased.mjs', erased), 'audit_entries\n');
});

test('objections', async () => {
  assert.equal(await run('objected.mjs', objected), "[ 'marketing', 'sale' ]\n");
});

test('a request', async () => {
  assert.equal(await run('asked.mjs', asked), 'ccpa.confirm\ndone\n');
});

test('redaction on its own', async () => {
  assert.equal(await run('redacted.mjs', redacted), '[ORDER_ID_1]: call [PHONE_1], not (512) 555-0100\n');
});

test('the example', async () => {
  const said = await run('answer.mjs', readFileSync(join(ROOT, 'examples/node/answer.mjs'), 'utf8'));
  assert.match(said, /-> reply \[\]\n.*\n?.*\$689,000/);
  assert.match(said, /-> notice/);
  assert.match(said, /-> silent \["consent\.opted_out"\]\n {2}\(nothing\)/);
});

for (const [number, code] of blocks(join(ROOT, 'README.md')).entries()) {
  test(`the repository's README, block ${number + 1}`, async () => void (await run(`root-${number}.mjs`, code)));
}

test('the command', async () => {
  const cli = join(PACKAGE, 'dist/cli.js');
  const closr = (...args) => promisify(execFile)(process.execPath, [cli, ...args], { timeout: 60_000 });
  assert.match((await closr('--help')).stdout, /Usage: closr/);
  assert.match((await closr('read', '--channel', 'sms', 'lose my number')).stdout, /opt_out/);
  await assert.rejects(closr('reed'), { code: 2 });
  assert.ok(existsSync(cli) && readFileSync(cli, 'utf8').startsWith('#!/usr/bin/env node\n'));
});
