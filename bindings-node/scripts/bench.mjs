// What a call costs beyond the core's own work, and what the package weighs. Build the release addon first.
//
//   node scripts/bench.mjs
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = fileURLToPath(new URL('..', import.meta.url));
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const line = (what, value, goal = '') => console.log(`${what.padEnd(44)} ${value.padStart(10)}  ${goal}`);

// A process of its own each time: what node itself takes is measured in it too.
const load = () => Number(spawnSync(process.execPath, ['-e', `const t = performance.now(); require(${JSON.stringify(here)}); console.log(performance.now() - t)`]).stdout);
load();
line('require, median of 9 processes', `${median(Array.from({ length: 9 }, load)).toFixed(1)} ms`);

const { Engine, Redactor, smsSegments, read } = createRequire(import.meta.url)(here);

/** Microseconds a call, the median of several rounds. */
function sync(call, times = 50_000) {
  const rounds = Array.from({ length: 9 }, () => {
    const started = performance.now();
    for (let n = 0; n < times; n += 1) call();
    return ((performance.now() - started) * 1000) / times;
  });
  return `${median(rounds).toFixed(2)} µs`;
}

async function awaited(call, times = 2_000) {
  const rounds = [];
  for (let round = 0; round < 9; round += 1) {
    const started = performance.now();
    for (let n = 0; n < times; n += 1) await call();
    rounds.push(((performance.now() - started) * 1000) / times);
  }
  return `${median(rounds).toFixed(1)} µs`;
}

const redactor = new Redactor({ lead: { firstName: 'Jane', phones: ['+15125550147'] } });
line('a sync call: smsSegments(\'\')', sync(() => smsSegments('')), 'goal 2 µs');
line('redact a short text, core\'s work included', sync(() => redactor.redact('Jane here, call 512-555-0147'), 2_000));
line('read a short text, core\'s work included', sync(() => read('sms', 'What is the price?'), 2_000));

const engine = new Engine();
await engine.upsertAccount({ id: 'oak', brand: 'Oak & Main' });
await engine.close();
line('an awaited call: close() of a closed engine', await awaited(() => engine.close()), 'goal 100 µs');
const open = new Engine();
await open.upsertAccount({ id: 'oak', brand: 'Oak & Main' });
line('an awaited call through the store: account()', await awaited(() => open.forAccount('oak').account()), 'goal 100 µs');

const addon = readdirSync(here).find((name) => name.endsWith('.node'));
const size = (path) => statSync(path).size / 1e6;
const dist = readdirSync(join(here, 'dist')).reduce((sum, name) => sum + size(join(here, 'dist', name)), 0);
line(addon, `${size(join(here, addon)).toFixed(1)} MB`, `${(gzipSync(readFileSync(join(here, addon))).length / 1e6).toFixed(1)} MB packed; goal 20 MB installed`);
line('dist', `${dist.toFixed(2)} MB`);
