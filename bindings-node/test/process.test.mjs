// Processes and threads: a script ends by itself, and whatever is under way when it is made to end does no harm.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { model, until } from './model.mjs';
import { PACKAGE } from './scene.mjs';

const HEAD = `import { Engine } from 'closr'; import { oak, sms, chat } from './test/scene.mjs';\n`;

/** Runs a script in a process of its own, and ends it after a while: (exit code or signal, standard error, seconds). */
async function script(code, during) {
  const started = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', HEAD + code], { cwd: PACKAGE });
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  let [said, stderr] = ['', ''];
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (stderr += data));
  await during?.(child);
  const ended = performance.now();
  const [exit, signal] = await once(child, 'close');
  clearTimeout(timer);
  const now = performance.now();
  return { end: exit ?? signal, said, stderr, seconds: (now - started) / 1000, ending: (now - ended) / 1000 };
}

test('a script ends by itself, with an open engine and a stream that was left', async () => {
  const { end, said, stderr } = await script(`
    const { oak: account } = await oak();
    for await (const part of account.replyStream(chat('WC1'))) break;
    console.log((await account.reply(sms('SM1'))).kind);`);
  assert.deepEqual([end, said, stderr], [0, 'reply\n', '']);
});

test('a pending promise keeps the process until it is kept', async () => {
  const { end, said } = await script(`
    const { oak: account } = await oak();
    account.reply(sms('SM1')).then((outcome) => console.log(outcome.kind));`);
  assert.deepEqual([end, said], [0, 'reply\n']);
});

for (const [what, work] of [
  ['a call', `account.reply(sms('SM1')).catch(() => {});`],
  ['a stream', `const stream = account.replyStream(chat('WC1')); await stream.next(); await stream.next(); stream.next();`],
]) {
  const waits = (server) => `const { oak: account } = await oak({ provider: ${JSON.stringify(server.settings)} }); ${work}`;

  test(`process.exit with ${what} under way`, async (t) => {
    const server = await model(t, { stall: true });
    const code = `process.stdin.once('data', () => process.exit(3)); ${waits(server)}`;
    const { end, stderr, ending } = await script(code, async (child) => {
      await until(() => server.asked === 1, 'the model is asked');
      child.stdin.write('now');
    });
    assert.deepEqual([end, stderr], [3, '']);
    assert.ok(ending < 1, `${ending} s`);
  });

  test(`SIGINT with ${what} under way`, async (t) => {
    const server = await model(t, { stall: true });
    const { end, stderr, ending } = await script(waits(server), async (child) => {
      await until(() => server.asked === 1, 'the model is asked');
      child.kill('SIGINT');
    });
    assert.deepEqual([end, stderr], ['SIGINT', '']);
    assert.ok(ending < 1, `${ending} s`);
  });
}

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));

test('three worker threads at once', async () => {
  const workers = [0, 1, 2].map((name) => new Worker(WORKER, { workerData: { name, turns: 20 } }));
  const done = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
  assert.deepEqual(done, [20, 20, 20]);
});

test('a worker is terminated with calls under way, and made again', async (t) => {
  const server = await model(t, { stall: true });
  for (let round = 1; round <= 3; round += 1) {
    const worker = new Worker(WORKER, { workerData: { name: round, turns: 1, provider: server.settings } });
    await until(() => server.asked === round, 'the model is asked');
    assert.equal(await worker.terminate(), 1);
    await until(() => server.closed === round, 'the model\'s call is dropped');
  }
});
